/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan beside what exists, as it is drawn now, saved or not. What differs in several members is
 * one line with all of them. */
#include "console-plans.h"

#include "console-pages.h"
#include "console-plan-list-dialog.h"
#include "console-plan-words.h"

#include <glib/gi18n.h>

/* --- Words -------------------------------------------------------------------------------------*/

typedef struct
{
  const char *kind;
  const char *group;
} Kind;

static const Kind kinds[] = {
  { "MISSING", NC_ ("group of differences", "Would Be Made") },
  { "DIFFERS", NC_ ("group of differences", "Different") },
  { "ONLY_HERE", NC_ ("group of differences", "Exists Only Here") },
};

static const ConsolePlanListChoice choices[] = {
  { NULL, NC_ ("choice of a list about plans", "All") },
  { "MISSING", NC_ ("choice of a list about plans", "New") },
  { "DIFFERS", NC_ ("choice of a list about plans", "Different") },
  { "ONLY_HERE", NC_ ("choice of a list about plans", "Only Here") },
  { NULL, NULL },
};

/* --- Lines -------------------------------------------------------------------------------------*/

/* Whether both are about the same thing: its members follow each other. */
static gboolean
is_same_thing (JsonObject *first, JsonObject *second)
{
  static const char *const members[] = { "Kind",         "Thing", "Name",
                                         "OwnerAccount", "Key",   "CertificateAuthorityArn" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_strcmp0 (esp_json_get_string (first, members[i]),
                   esp_json_get_string (second, members[i])) != 0)
      return FALSE;
  return TRUE;
}

static char *
describe_thing (ConsolePlanListDialog *dialog, JsonObject *difference)
{
  ConsolePlanDocument *document = console_plan_list_dialog_get_subject (dialog);
  const char *thing = console_plan_thing_word (esp_json_get_string (difference, "Thing"));
  g_autofree char *account = console_plan_account_text (
    console_plan_document_get_plan (document), esp_json_get_string (difference, "OwnerAccount"));

  if (!account[0])
    return g_strdup (thing);
  return g_strdup_printf ("%s · %s", thing, account);
}

static ConsolePlanLine *
make_line (ConsolePlanListDialog *dialog, const Kind *kind, JsonObject *difference)
{
  const char *arn = esp_json_get_string (difference, "CertificateAuthorityArn");
  const char *key = esp_json_get_string (difference, "Key");
  ConsolePlanFacts facts = {
    .choice = kind->kind,
    .icon = console_plan_thing_icon (esp_json_get_string (difference, "Thing")),
    .group = g_strdup (g_dpgettext2 (NULL, "group of differences", kind->group)),
    .title = g_strdup (esp_json_get_string (difference, "Name")),
    .detail = describe_thing (dialog, difference),
    .key = g_strdup (key),
    .arn = g_strdup (arn),
    .activatable = key || arn,
  };

  if (esp_json_get_string (difference, "Member"))
    facts.sides = console_plan_sides_new ();
  return console_plan_line_new (&facts);
}

static void
add_sides (ConsolePlanLine *line, JsonObject *difference)
{
  const char *member = esp_json_get_string (difference, "Member");
  GPtrArray *sides = console_plan_line_get (line)->sides;
  g_autofree char *name = NULL, *planned = NULL, *existing = NULL;

  if (!member || !sides)
    return;
  name = console_plan_member_word (member);
  planned = console_plan_member_value (member, esp_json_get_string (difference, "Planned"));
  existing = console_plan_member_value (member, esp_json_get_string (difference, "Existing"));
  console_plan_sides_add (sides, name, planned, existing);
}

static guint
add_kind (ConsolePlanListDialog *dialog, GPtrArray *lines, const Kind *kind, JsonArray *differences)
{
  JsonObject *last = NULL;
  guint n = 0;

  for (guint i = 0; differences && i < json_array_get_length (differences); i++)
    {
      JsonObject *difference = json_array_get_object_element (differences, i);

      if (g_strcmp0 (esp_json_get_string (difference, "Kind"), kind->kind) != 0)
        continue;
      if (!last || !is_same_thing (last, difference))
        {
          g_ptr_array_add (lines, make_line (dialog, kind, difference));
          n++;
        }
      add_sides (g_ptr_array_index (lines, lines->len - 1), difference);
      last = difference;
    }
  return n;
}

static void
show_counts (ConsolePlanListDialog *dialog, const guint counts[G_N_ELEMENTS (kinds)])
{
  g_autofree char *missing = g_strdup_printf ("%u", counts[0]);
  g_autofree char *different = g_strdup_printf ("%u", counts[1]);
  g_autofree char *here = g_strdup_printf ("%u", counts[2]);
  const char *arguments[] = { "missing", missing, "different", different, "here", here, NULL };
  /* Translators: three numbers of things */
  g_autofree char *text = esp_text_fill (
    _ ("{missing} to make · {different} different · {here} only here"), arguments);

  console_plan_list_dialog_set_subtitle (dialog, text);
}

static GPtrArray *
read_differences (ConsolePlanListDialog *dialog, JsonObject *answer)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_object_unref);
  guint counts[G_N_ELEMENTS (kinds)];

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    counts[i] = add_kind (dialog, lines, &kinds[i], esp_json_get_array (answer, "Differences"));
  show_counts (dialog, counts);
  return lines;
}

/* --- Dialog ------------------------------------------------------------------------------------*/

static JsonObject *
ask (ConsolePlanListDialog *dialog)
{
  ConsolePlanDocument *document = console_plan_list_dialog_get_subject (dialog);
  JsonObject *parameters = json_object_new ();
  g_autofree char *text = esp_plan_write (console_plan_document_get_plan (document));

  json_object_set_string_member (parameters, "Plan", text);
  return parameters;
}

static GtkWidget *
make_empty (ConsolePlanListDialog *dialog)
{
  return console_empty_page_new (
    CONSOLE_EMPTY_NOTHING, _ ("Plan and Vault Are the Same"),
    _ ("All of the plan exists as it is drawn, and no CA or account exists beside it."),
    _ ("_Close"), "window.close");
}

/* What is in the plan is selected there; what exists only here is shown where it is. */
static void
activated (ConsolePlanListDialog *dialog, ConsolePlanLine *line)
{
  const ConsolePlanFacts *facts = console_plan_line_get (line);
  GtkWindow *over = gtk_window_get_transient_for (GTK_WINDOW (dialog));
  const char *keys[] = { facts->key, NULL };

  if (facts->key)
    console_plan_document_select (console_plan_list_dialog_get_subject (dialog), keys);
  else if (over)
    gtk_widget_activate_action (GTK_WIDGET (over), "win.show-ca", "s", facts->arn);
  gtk_window_close (GTK_WINDOW (dialog));
}

static const ConsolePlanListKind kind = {
  .title = NC_ ("title of a dialog", "Compare with the Vault"),
  .operation = "ComparePlan",
  .denied = N_ ("The Plan Can’t Be Compared"),
  .list_label = N_ ("Differences between plan and vault"),
  .search_label = N_ ("Search differences by name, account or value"),
  .no_match = N_ ("No Difference Found"),
  .no_match_text = N_ ("No name, account or value of a difference matches."),
  .choices = choices,
  .ask = ask,
  .read = read_differences,
  .make_empty = make_empty,
  .activated = activated,
};

GtkWindow *
console_compare_dialog_new (ConsoleSession *session, ConsolePlanDocument *document)
{
  return console_plan_list_dialog_new (session, &kind, G_OBJECT (document));
}
