/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings are the core's, most urgent first. Here is how urgent each looks, and which action of
 * the page answers it. */
#include "console-ca-findings.h"

#include "console-ca-actions.h"
#include "console-format.h"
#include "console-note-row.h"
#include "console-severity.h"

#include <glib/gi18n.h>

struct _ConsoleCaFindings
{
  AdwBin parent_instance;

  GtkBox *box;
  char *text; /* as shown: rows are made anew only when they changed */
};

G_DEFINE_FINAL_TYPE (ConsoleCaFindings, console_ca_findings, ADW_TYPE_BIN)

/* --- Words -------------------------------------------------------------------------------------*/

/* "ca.NAME" is enabled when the session may do it now. */
static const struct
{
  const char *id;
  const char *action;
} answers[] = {
  { "EXPIRED", "renew" },
  { "CERTIFICATE_ENDS", "renew" },
  { "CERTIFICATE_CUTS_SHORT", "renew" },
  { "CERTIFICATE_ENDS_SOON", "renew" },
  { "OUTLIVED", "renew" },
  { "KEY_WEAK", "renew" },
  { "CRL_OVERDUE", "publish" },
  { "CRL_DUE", "publish" },
  { "OCSP_OVERDUE", "publish" },
  { "OCSP_DUE", "publish" },
  { "NO_REVOCATION", "revocation" },
  { "NO_CRL_PLACE", "revocation" },
  { "CRL_PLACE_SHARED", "revocation" },
  { "DELETION_ENDS", "restore" },
  { "PENDING", "import" },
  { "UNUSED", "disable" },
  { "REPLACED", "disable" },
  { "FAILED", "delete" },
};

static const struct
{
  const char *action;
  const char *label;
} labels[] = {
  { "renew", NC_ ("answer to a finding", "Renew…") },
  { "publish", NC_ ("answer to a finding", "Publish…") },
  { "revocation", NC_ ("answer to a finding", "Settings…") },
  { "restore", NC_ ("answer to a finding", "Restore") },
  { "import", NC_ ("answer to a finding", "Import…") },
  { "disable", NC_ ("answer to a finding", "Disable") },
  { "delete", NC_ ("answer to a finding", "Delete…") },
};

static const char *
find_answer (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (g_strcmp0 (answers[i].id, id) == 0)
      return answers[i].action;
  return NULL;
}

static const char *
find_label (const char *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].action, action))
      return g_dpgettext2 (NULL, "answer to a finding", labels[i].label);
  return action;
}

const char *
console_ca_finding_get_answer (JsonObject *finding, const char **label)
{
  const char *action = find_answer (esp_json_get_string (finding, "Finding"));

  *label = action ? find_label (action) : NULL;
  return action;
}

/* The sentence of a broken rule stands in another one, and is a msgid as well. */
static const char *
read_argument (JsonObject *arguments, const char *name)
{
  const char *value = esp_json_get_string (arguments, name);

  return value && value[0] && g_str_equal (name, "sentence") ? _ (value) : value;
}

/* Translated with its arguments filled in; a finding of a newer core as it is. */
char *
console_ca_finding_sentence (JsonObject *finding)
{
  const char *text = esp_ca_finding_get_text (esp_json_get_string (finding, "Finding"));
  JsonObject *arguments = esp_json_get_object (finding, "Arguments");
  g_autoptr (GList) names = arguments ? json_object_get_members (arguments) : NULL;
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  g_autofree char *clause = NULL;

  for (GList *l = names; l; l = l->next)
    {
      g_ptr_array_add (pairs, l->data);
      g_ptr_array_add (pairs, (gpointer) read_argument (arguments, l->data));
    }
  g_ptr_array_add (pairs, NULL);
  clause = text ? esp_text_fill (_ (text), (const char *const *) pairs->pdata) :
                  g_strdup (esp_json_get_string (finding, "Sentence"));
  return console_format_sentence (clause);
}

/* --- Rows --------------------------------------------------------------------------------------*/

static void
add_answer (ConsoleNoteRow *row, ConsoleSession *session, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (find_label (action));
  g_autofree char *name = g_strconcat ("ca.", action, NULL);
  g_autofree char *reason = console_ca_actions_explain (session, action);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), name);
  gtk_widget_set_tooltip_text (button, reason);
  console_note_row_add_suffix (row, button);
}

static GtkWidget *
make_row (ConsoleSession *session, JsonObject *finding)
{
  g_autofree char *sentence = console_ca_finding_sentence (finding);
  ConsoleSeverity severity = console_severity_nth (
    console_severity_find (esp_json_get_string (finding, "Severity")));
  const char *action = find_answer (esp_json_get_string (finding, "Finding"));
  GtkWidget *row = console_note_row_new (sentence);

  console_note_row_set_icon (CONSOLE_NOTE_ROW (row), severity.icon, severity.css_class);
  console_note_row_set_detail (CONSOLE_NOTE_ROW (row), severity.word);
  if (action)
    add_answer (CONSOLE_NOTE_ROW (row), session, action);
  return row;
}

static char *
join (JsonArray *findings)
{
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), findings);

  return esp_json_to_text (node, FALSE);
}

void
console_ca_findings_show (ConsoleCaFindings *view, ConsoleSession *session, JsonArray *findings)
{
  guint n = findings ? json_array_get_length (findings) : 0;
  g_autofree char *text = n > 0 ? join (findings) : NULL;
  AdwPreferencesGroup *group;

  gtk_widget_set_visible (GTK_WIDGET (view), n > 0);
  if (g_strcmp0 (text, view->text) == 0)
    return;
  g_free (view->text);
  view->text = g_steal_pointer (&text);
  console_box_empty (view->box);
  if (n == 0)
    return;
  group = console_box_add_group (view->box, C_ ("heading of notices", "To Look At"), NULL);
  for (guint i = 0; i < n; i++)
    adw_preferences_group_add (group,
                               make_row (session, json_array_get_object_element (findings, i)));
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_ca_findings_finalize (GObject *object)
{
  g_free (CONSOLE_CA_FINDINGS (object)->text);
  G_OBJECT_CLASS (console_ca_findings_parent_class)->finalize (object);
}

static void
console_ca_findings_class_init (ConsoleCaFindingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = console_ca_findings_finalize;
}

static void
console_ca_findings_init (ConsoleCaFindings *view)
{
  view->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  adw_bin_set_child (ADW_BIN (view), GTK_WIDGET (view->box));
  gtk_widget_set_visible (GTK_WIDGET (view), FALSE);
}
