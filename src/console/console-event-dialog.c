/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One entry of the log with everything that proves it: what was decided and why, the details, the
 * signed text and its signature. */
#include "console-event-dialog.h"

#include "console-dialogs.h"
#include "console-error.h"
#include "console-format.h"
#include "console-pages.h"
#include "console-rows.h"

#include <glib/gi18n.h>

/* Details within details, as deep as they are shown. */
#define DEPTH 4

struct _ConsoleEventDialog
{
  AdwWindow parent_instance;

  AdwWindowTitle *window_title;
  GtkStack *stack;
  AdwPreferencesGroup *event_group;
  AdwPreferencesGroup *decision_group;
  AdwPreferencesGroup *details_group;
  AdwPreferencesGroup *proof_group;
  AdwBin *error;

  gint64 sequence;
  gboolean loaded;
};

G_DEFINE_FINAL_TYPE (ConsoleEventDialog, console_event_dialog, ADW_TYPE_WINDOW)

enum
{
  PROP_0,
  PROP_SEQUENCE,
  PROP_LOADED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Fields ------------------------------------------------------------------------------------*/

static GtkWidget *
add_field (AdwPreferencesGroup *group, const char *title, const char *value)
{
  GtkWidget *row;

  if (!value || !value[0])
    return NULL;
  row = console_field_row_new (title, value);
  adw_preferences_group_add (group, row);
  return row;
}

static void
add_bytes (AdwPreferencesGroup *group, const char *title, const char *value)
{
  GtkWidget *row = add_field (group, title, value);

  if (row)
    g_object_set (row, "monospace", TRUE, NULL);
}

/* "ValidityNotBefore" is read as "Validity not before"; the title of a row is no markup there. */
static char *
make_title (const char *before, const char *member)
{
  g_autofree char *words = console_format_action (member);
  g_autofree char *safe = esp_text_escape (words);

  return before ? g_strdup_printf ("%s › %s", before, safe) : g_steal_pointer (&safe);
}

static char *
format_node (JsonNode *node)
{
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return esp_json_to_text (node, FALSE);
}

static void
add_details (AdwPreferencesGroup *group, const char *before, JsonObject *details, int depth)
{
  g_autoptr (GList) members = details ? json_object_get_members (details) : NULL;

  for (GList *l = members; l; l = l->next)
    {
      JsonNode *node = json_object_get_member (details, l->data);
      g_autofree char *title = make_title (before, l->data);
      g_autofree char *value = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node) && depth < DEPTH)
        {
          add_details (group, title, json_node_get_object (node), depth + 1);
          continue;
        }
      value = format_node (node);
      add_field (group, title, value);
    }
}

/* --- Groups ------------------------------------------------------------------------------------*/

static const struct
{
  const char *value;
  const char *words;
} decisions[] = {
  { "ALLOW", NC_ ("decision", "Allowed by a statement") },
  { "EXPLICIT_DENY", NC_ ("decision", "Denied by a statement") },
  { "IMPLICIT_DENY", NC_ ("decision", "Denied: no statement allows it") },
};

static const char *
format_decision (const char *decision)
{
  for (guint i = 0; i < G_N_ELEMENTS (decisions); i++)
    if (g_strcmp0 (decisions[i].value, decision) == 0)
      return g_dpgettext2 (NULL, "decision", decisions[i].words);
  return decision;
}

static void
fill_event (ConsoleEventDialog *dialog, JsonObject *event)
{
  AdwPreferencesGroup *group = dialog->event_group;
  g_autofree char *action = console_format_action (esp_json_get_string (event, "action"));
  g_autofree char *when = NULL;
  const char *time = esp_json_get_string (event, "time");
  gint64 seconds = 0;

  if (time && esp_time_parse (time, &seconds, NULL))
    when = console_format_time (seconds);
  add_field (group, C_ ("field", "Action"), action);
  add_field (group, C_ ("field", "Outcome"),
             console_format_outcome (esp_json_get_string (event, "outcome")));
  add_field (group, C_ ("field", "Reason of the failure"), esp_json_get_string (event, "error"));
  add_field (group, C_ ("field", "When"), when);
  add_field (group, C_ ("field", "Who"), esp_json_get_string (event, "actorName"));
  add_field (group, C_ ("field", "Role"), esp_json_get_string (event, "role"));
  add_field (group, C_ ("field", "Account"), esp_json_get_string (event, "account"));
  add_field (group, C_ ("field", "Resource"), esp_json_get_string (event, "resource"));
  adw_window_title_set_title (dialog->window_title, action);
}

static void
fill_decision (ConsoleEventDialog *dialog, JsonObject *event)
{
  const char *decision = esp_json_get_string (event, "decision");

  gtk_widget_set_visible (GTK_WIDGET (dialog->decision_group), decision != NULL);
  add_field (dialog->decision_group, C_ ("field", "Decision"), format_decision (decision));
  add_field (dialog->decision_group, C_ ("field", "Statement"),
             esp_json_get_string (event, "statement"));
}

static void
fill_details (ConsoleEventDialog *dialog, JsonObject *event)
{
  JsonObject *details = esp_json_get_object (event, "details");

  gtk_widget_set_visible (GTK_WIDGET (dialog->details_group),
                          details && json_object_get_size (details) > 0);
  add_details (dialog->details_group, NULL, details, 0);
}

static void
fill_proof (ConsoleEventDialog *dialog, JsonObject *event, JsonObject *result)
{
  AdwPreferencesGroup *group = dialog->proof_group;

  add_bytes (group, C_ ("field", "Digest of the parameters"),
             esp_json_get_string (event, "parametersDigest"));
  add_bytes (group, C_ ("field", "Root before this entry"),
             esp_json_get_string (event, "previousRoot"));
  add_bytes (group, C_ ("field", "Canonical text"), esp_json_get_string (result, "Canonical"));
  add_bytes (group, C_ ("field", "Signature"), esp_json_get_string (result, "Signature"));
}

static void
set_loaded (ConsoleEventDialog *dialog, const char *page)
{
  gtk_stack_set_visible_child_name (dialog->stack, page);
  dialog->loaded = TRUE;
  g_object_notify_by_pspec (G_OBJECT (dialog), properties[PROP_LOADED]);
}

static void
read_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleEventDialog *dialog = CONSOLE_EVENT_DIALOG (owner);
  JsonObject *event = esp_json_get_object (result, "Event");
  g_autofree char *sentence = NULL;

  if (!event)
    {
      sentence = error ? console_error_sentence (error) : g_strdup ("");
      adw_bin_set_child (dialog->error, console_empty_page_new (CONSOLE_EMPTY_DENIED,
                                                                _ ("The Event Can’t Be Read"),
                                                                sentence, NULL, NULL));
      set_loaded (dialog, "error");
      return;
    }
  fill_event (dialog, event);
  fill_decision (dialog, event);
  fill_details (dialog, event);
  fill_proof (dialog, event, result);
  set_loaded (dialog, "event");
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_event_dialog_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleEventDialog *dialog = CONSOLE_EVENT_DIALOG (object);

  switch (id)
    {
    case PROP_SEQUENCE:
      g_value_set_int64 (value, dialog->sequence);
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, dialog->loaded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_event_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_EVENT_DIALOG);
  G_OBJECT_CLASS (console_event_dialog_parent_class)->dispose (object);
}

static void
console_event_dialog_class_init (ConsoleEventDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = console_event_dialog_get_property;
  object_class->dispose = console_event_dialog_dispose;
  properties[PROP_SEQUENCE] = g_param_spec_int64 ("sequence", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/event-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventDialog, event_group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventDialog, decision_group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventDialog, details_group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventDialog, proof_group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventDialog, error);
}

static void
console_event_dialog_init (ConsoleEventDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_event_dialog_new (ConsoleSession *session, gint64 sequence)
{
  ConsoleEventDialog *dialog = g_object_new (CONSOLE_TYPE_EVENT_DIALOG, NULL);
  JsonObject *parameters = json_object_new ();
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, sequence);
  g_autofree char *subtitle = g_strdup_printf (_ ("Event %s"), number);

  dialog->sequence = sequence;
  adw_window_title_set_subtitle (dialog->window_title, subtitle);
  json_object_set_int_member (parameters, "Sequence", sequence);
  console_session_call (session, GTK_WIDGET (dialog), "GetEvent", parameters, read_cb, NULL);
  return GTK_WINDOW (dialog);
}
