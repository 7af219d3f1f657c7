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
#define INDENT "    "
#define SEPARATOR " · "

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

/* How deep the CA of this line stands in the plan; the line begins with its account and subject. */
static guint
get_level (const EspPlan *plan, const char *line)
{
  for (guint i = 0; plan && i < plan->cas->len; i++)
    {
      const EspPlanCa *ca = g_ptr_array_index (plan->cas, i);
      g_autofree char *head = g_strconcat (ca->account, SEPARATOR, ca->subject, SEPARATOR, NULL);

      if (g_str_has_prefix (line, head))
        return (guint) MAX (esp_plan_get_level (plan, ca) - 1, 0);
    }
  return 0;
}

static void
append_line (GString *text, const EspPlan *plan, JsonObject *change)
{
  const char *line = esp_json_get_string (change, "After");
  gboolean is_ca = g_str_equal (get_what (change), "CERTIFICATE_AUTHORITY");
  guint level = is_ca && line ? get_level (plan, line) : 0;
  g_autofree char *safe = esp_text_escape (line ? line : "");
  glong limit = MIN (is_ca ? CA_LINE_MAX_LEN : LINE_MAX_LEN, g_utf8_strlen (safe, -1));
  g_autofree char *start = g_utf8_substring (safe, 0, limit);

  if (text->len > 0)
    g_string_append_c (text, '\n');
  for (guint i = 0; i < level; i++)
    g_string_append (text, INDENT);
  g_string_append_printf (text, "%s%s", start, strlen (start) < strlen (safe) ? "…" : "");
}

static guint
append_lines (GString *text, const EspPlan *plan, JsonArray *changes, const char *what)
{
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (changes); i++)
    {
      JsonObject *change = json_array_get_object_element (changes, i);

      if (!g_str_equal (get_what (change), what))
        continue;
      if (n < LINES_MAX)
        append_line (text, plan, change);
      n++;
    }
  if (n > LINES_MAX)
    {
      g_autofree char *more = g_strdup_printf (
        ngettext ("… and %u more", "… and %u more", n - LINES_MAX), n - LINES_MAX);

      g_string_append_printf (text, "\n%s", more);
    }
  return n;
}

static void
add_kind (AdwPreferencesGroup *group, const EspPlan *plan, JsonArray *changes, const char *what)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = append_lines (text, plan, changes, what);
  int kind = find_kind (what);
  g_autofree char *title = NULL;
  GtkWidget *row;

  if (n == 0)
    return;
  /* Translators: a kind of thing, and how many of it there are */
  title = g_strdup_printf (
    C_ ("what a plan makes", "%s (%u)"),
    kind < 0 ? what : g_dpgettext2 (NULL, "what a plan makes", kinds[kind].words), n);
  row = console_unfold_row_new (title, text->str);
  if (g_str_equal (what, "CERTIFICATE_AUTHORITY"))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
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
