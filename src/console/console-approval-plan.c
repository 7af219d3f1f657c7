/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan has thousands of steps at most, and each is a change of the request: they stand together
 * by their kind, to be unfolded, and what is long is cut. Who wants to read all of it saves the
 * plan and opens it; its digest is part of what is approved. */
#include "console-approval-plan.h"

#include "console-approval-words.h"
#include "console-files.h"
#include "console-note-row.h"
#include "console-record-dialog.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define LINES_MAX 200
#define LINE_MAX_LEN 160
#define CA_LINE_MAX_LEN 400 /* with two names in it */
#define SEPARATOR " · "
/* A step of indentation; beyond so many levels it says nothing any more. */
#define INDENT 18
#define MAX_LEVEL 6

/* --- Kinds -------------------------------------------------------------------------------------*/

static const struct
{
  const char *what;
  const char *words;
} kinds[] = {
  { "NEW_ACCOUNT", NC_ ("what a plan makes", "Accounts") },
  { "NEW_GUARDRAIL", NC_ ("what a plan makes", "Guardrails") },
  { "NEW_ROLE", NC_ ("what a plan makes", "Roles") },
  { "CERTIFICATE_AUTHORITY", NC_ ("what a plan makes", "Certificate authorities") },
  { "APPROVER_ADDED", NC_ ("what a plan makes", "New approvers") },
  { "APPROVER_REMOVED", NC_ ("what a plan makes", "Approvers no more") },
  { "NEW_SHARE", NC_ ("what a plan makes", "Shares") },
};

static const char *
get_what (JsonObject *change)
{
  const char *what = esp_json_get_string (change, "What");

  return what ? what : "";
}

/* Those of the plan as a whole are fields. */
static gboolean
is_of_plan (const char *what)
{
  return g_str_equal (what, "PLAN") || g_str_equal (what, "PLAN_DIGEST");
}

static int
find_kind (const char *what)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].what, what))
      return (int) i;
  return -1;
}

/* --- Lines -------------------------------------------------------------------------------------*/

/* The CA of this line, which begins with its account and subject; @rest: what follows these. */
static const EspPlanCa *
find_ca (const EspPlan *plan, const char *line, const char **rest)
{
  for (guint i = 0; plan && i < plan->cas->len; i++)
    {
      const EspPlanCa *ca = g_ptr_array_index (plan->cas, i);
      g_autofree char *head = g_strconcat (ca->account, SEPARATOR, ca->subject, SEPARATOR, NULL);

      if (!g_str_has_prefix (line, head))
        continue;
      *rest = line + strlen (head);
      return ca;
    }
  return NULL;
}

/* Under its name where the plan makes that as well, else under its ARN. Steps over it in @rest. */
static char *
take_parent (const EspPlan *plan, const EspPlanCa *ca, const char **rest)
{
  const EspPlanCa *parent = ca->parent && ca->parent[0] ? esp_plan_find_ca (plan, ca->parent) :
                                                          NULL;
  g_autofree char *name = parent ? esp_plan_ca_get_label (parent) : NULL;
  const char *end = strstr (*rest, SEPARATOR);
  gsize len = name && g_str_has_prefix (*rest, name) ? strlen (name) :
              end                                    ? (gsize) (end - *rest) :
                                                       0;
  g_autofree char *text = g_strndup (*rest, len);

  if (!ca->parent || !ca->parent[0] || len == 0 || !g_str_has_prefix (*rest + len, SEPARATOR))
    return NULL;
  *rest += len + strlen (SEPARATOR);
  return g_steal_pointer (&text);
}

/* "team=pki, purpose=root"; NULL: it is no list of tags. */
static char *
read_tags (const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  JsonArray *tags = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; tags && i < json_array_get_length (tags); i++)
    {
      JsonNode *element = json_array_get_element (tags, i);
      JsonObject *tag = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      const char *key = tag ? esp_json_get_string (tag, "Key") : NULL;
      const char *value = tag ? esp_json_get_string (tag, "Value") : NULL;

      if (!key)
        return NULL;
      g_string_append_printf (text, "%s%s=%s", i > 0 ? C_ ("separator of a list", ", ") : "", key,
                              value ? value : "");
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/* The tags stand last; they are cut off @facts. */
static char *
take_tags (char *facts)
{
  char *last = g_strrstr (facts, SEPARATOR "[");
  char *tags = last ? read_tags (last + strlen (SEPARATOR)) : NULL;

  if (tags)
    *last = '\0';
  return tags;
}

static char *
cut (const char *text, glong limit)
{
  g_autofree char *safe = esp_text_escape (text);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (safe, -1) <= limit)
    return g_steal_pointer (&safe);
  start = g_utf8_substring (safe, 0, limit);
  return g_strconcat (start, "…", NULL);
}

/* Takes @line; each stands by itself. */
static void
append_line (GString *text, char *line)
{
  g_autofree char *taken = line;
  g_autofree char *safe = cut (taken, LINE_MAX_LEN);

  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", safe);
}

static char *
describe_place (const EspPlanCa *ca, const char *parent, const char *tags)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_line (text, g_strdup (ca->subject));
  /* Translators: an account */
  append_line (text, g_strdup_printf (C_ ("what a plan makes", "Account %s"), ca->account));
  if (parent)
    /* Translators: the authority that signs this one */
    append_line (text, g_strdup_printf (C_ ("what a plan makes", "Below %s"), parent));
  if (tags)
    append_line (text, g_strdup (tags));
  return g_strdup (text->str);
}

static void
show_ca (ConsoleNoteRow *row, const EspPlan *plan, const EspPlanCa *ca, const char *rest)
{
  g_autofree char *name = esp_plan_ca_get_label (ca);
  g_autofree char *title = cut (name, LINE_MAX_LEN);
  g_autofree char *parent = take_parent (plan, ca, &rest);
  g_autofree char *all = g_strdup (rest);
  g_autofree char *tags = take_tags (all);
  g_autofree char *facts = cut (all, LINE_MAX_LEN);
  g_autofree char *place = describe_place (ca, parent, tags);
  int level = CLAMP (esp_plan_get_level (plan, ca) - 1, 0, MAX_LEVEL);

  console_note_row_set_title (row, title);
  console_note_row_set_value (row, facts);
  console_note_row_set_detail (row, place);
  console_note_row_set_icon (row, "hierarchy-symbolic", NULL);
  gtk_widget_set_margin_start (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row)), level * INDENT);
}

/* What is not as this version writes it stands there as it is. */
static GtkWidget *
make_line (const EspPlan *plan, JsonObject *change)
{
  const char *after = esp_json_get_string (change, "After");
  const char *line = after ? after : "", *rest = NULL;
  gboolean is_ca = g_str_equal (get_what (change), "CERTIFICATE_AUTHORITY");
  const EspPlanCa *ca = is_ca ? find_ca (plan, line, &rest) : NULL;
  g_autofree char *text = cut (line, is_ca ? CA_LINE_MAX_LEN : LINE_MAX_LEN);
  GtkWidget *row = console_note_row_new (text);

  if (ca)
    show_ca (CONSOLE_NOTE_ROW (row), plan, ca, rest);
  return row;
}

static void
add_more (AdwExpanderRow *row, guint n)
{
  g_autofree char *more = g_strdup_printf (ngettext ("… and %u more", "… and %u more", n), n);

  adw_expander_row_add_row (row, console_note_row_new (more));
}

static void
add_lines (AdwExpanderRow *row, const EspPlan *plan, JsonArray *changes, const char *what)
{
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (changes); i++)
    {
      JsonObject *change = json_array_get_object_element (changes, i);

      if (!g_str_equal (get_what (change), what))
        continue;
      if (n < LINES_MAX)
        adw_expander_row_add_row (row, make_line (plan, change));
      n++;
    }
  if (n > LINES_MAX)
    add_more (row, n - LINES_MAX);
}

static guint
count_lines (JsonArray *changes, const char *what)
{
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (changes); i++)
    n += g_str_equal (get_what (json_array_get_object_element (changes, i)), what);
  return n;
}

static void
add_kind (AdwPreferencesGroup *group, const EspPlan *plan, JsonArray *changes, const char *what)
{
  guint n = count_lines (changes, what);
  int kind = find_kind (what);
  /* Translators: a kind of thing, and how many of it there are */
  g_autofree char *title = g_strdup_printf (
    C_ ("what a plan makes", "%s (%u)"),
    kind < 0 ? what : g_dpgettext2 (NULL, "what a plan makes", kinds[kind].words), n);
  GtkWidget *row;

  if (n == 0)
    return;
  row = adw_expander_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  add_lines (ADW_EXPANDER_ROW (row), plan, changes, what);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row),
                                 g_str_equal (what, "CERTIFICATE_AUTHORITY"));
  adw_preferences_group_add (group, row);
}

/* What this version knows in its order, then the others. */
static void
add_kinds (AdwPreferencesGroup *group, const EspPlan *plan, JsonArray *changes)
{
  g_autoptr (GHashTable) shown = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    add_kind (group, plan, changes, kinds[i].what);
  for (guint i = 0; i < json_array_get_length (changes); i++)
    {
      const char *what = get_what (json_array_get_object_element (changes, i));

      if (find_kind (what) < 0 && !is_of_plan (what) && g_hash_table_add (shown, (gpointer) what))
        add_kind (group, plan, changes, what);
    }
}

/* --- The plan itself ---------------------------------------------------------------------------*/

static void
save_cb (GtkWidget *button, const char *text)
{
  console_files_save_text (button, C_ ("file chooser", "Save Plan"),
                           g_object_get_data (G_OBJECT (button), "name"), text);
}

static void
free_text (gpointer text, GClosure *closure)
{
  g_free (text);
}

static GtkWidget *
make_save_button (const char *name, const char *text)
{
  GtkWidget *button = gtk_button_new_with_label (C_ ("button", "Save…"));

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("accessible name of a button", "Save the plan…"), -1);
  g_object_set_data_full (G_OBJECT (button), "name",
                          g_strdup_printf ("%s.espalier-plan", name ? name : ""), g_free);
  g_signal_connect_data (button, "clicked", G_CALLBACK (save_cb), g_strdup (text), free_text, 0);
  return button;
}

static const char *
find_after (JsonArray *changes, const char *what)
{
  for (guint i = 0; i < json_array_get_length (changes); i++)
    {
      JsonObject *change = json_array_get_object_element (changes, i);

      if (g_str_equal (get_what (change), what))
        return esp_json_get_string (change, "After");
    }
  return NULL;
}

static void
add_plan (AdwPreferencesGroup *group, JsonArray *changes, const char *text)
{
  const char *name = find_after (changes, "PLAN");
  const char *digest = find_after (changes, "PLAN_DIGEST");
  GtkWidget *row = console_note_row_new (C_ ("field", "Plan"));
  GtkWidget *field = console_field_row_new (C_ ("field", "Digest of the plan"),
                                            digest ? digest : "");

  console_note_row_set_value (CONSOLE_NOTE_ROW (row), name);
  if (text)
    console_note_row_add_suffix (CONSOLE_NOTE_ROW (row), make_save_button (name, text));
  g_object_set (field, "monospace", TRUE, NULL);
  adw_preferences_group_add (group, row);
  adw_preferences_group_add (group, field);
}

void
console_approval_plan_show (GtkBox *box, JsonObject *approval)
{
  JsonArray *changes = esp_json_get_array (approval, "Changes");
  const char *text = esp_json_get_string (esp_json_get_object (approval, "Parameters"), "Plan");
  g_autoptr (EspPlan) plan = text ? esp_plan_read (text, -1, NULL) : NULL;
  AdwPreferencesGroup *group = console_box_add_group (
    box, C_ ("group of fields", "What Changes"),
    _ ("All of this is made in one go, or nothing of it."));

  if (!changes)
    return;
  add_plan (group, changes, text);
  add_kinds (group, plan, changes);
}
