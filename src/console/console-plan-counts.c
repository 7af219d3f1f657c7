/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much a plan has of everything; people, roles and guardrails are told by name and changed
 * where they live once they exist. */
#include "console-plan-parts.h"

#include "console-note-row.h"

#include <glib/gi18n.h>

#define NP_(one, many) one, many
#define MAX_NAMES 50

enum
{
  COUNT_PEOPLE,
  COUNT_ROLES,
  COUNT_GUARDRAILS,
  N_COUNTS
};

struct _ConsolePlanCounts
{
  ConsolePlanPart parent_instance;

  AdwPreferencesGroup *group;
  ConsoleNoteRow *hierarchy;
  GtkWidget *expanders[N_COUNTS];
  ConsoleNoteRow *names[N_COUNTS];
};

G_DEFINE_FINAL_TYPE (ConsolePlanCounts, console_plan_counts, CONSOLE_TYPE_PLAN_PART)

static char *
count (const char *one, const char *many, guint n)
{
  g_autofree char *number = g_strdup_printf ("%u", n);
  const char *arguments[] = { "count", number, NULL };

  return esp_text_fill (g_dngettext (NULL, one, many, n), arguments);
}

/* --- Names -------------------------------------------------------------------------------------*/

static char *
name_person (gconstpointer thing)
{
  const EspPlanPerson *person = thing;
  g_autofree char *roles = person->roles ? g_strjoinv (", ", person->roles) : g_strdup ("");
  const char *arguments[] = { "name", person->name, "roles", roles, NULL };

  if (!*roles)
    return g_strdup (person->name);
  /* Translators: a person, and the names of roles */
  return esp_text_fill (C_ ("person of a plan", "{name}: {roles}"), arguments);
}

static char *
name_role (gconstpointer thing)
{
  return g_strdup (((const EspPlanRole *) thing)->name);
}

static char *
name_guardrail (gconstpointer thing)
{
  return g_strdup (((const EspPlanGuardrail *) thing)->name);
}

static const struct
{
  const char *one, *many;
  gsize list;
  char *(*name) (gconstpointer thing);
} counts[N_COUNTS] = {
  [COUNT_PEOPLE] = { NP_ ("{count} person", "{count} people"), G_STRUCT_OFFSET (EspPlan, people),
                     name_person },
  [COUNT_ROLES] = { NP_ ("{count} role", "{count} roles"), G_STRUCT_OFFSET (EspPlan, roles),
                    name_role },
  [COUNT_GUARDRAILS] = { NP_ ("{count} guardrail", "{count} guardrails"),
                         G_STRUCT_OFFSET (EspPlan, guardrails), name_guardrail },
};

static char *
list_names (GPtrArray *things, char *(*get_name) (gconstpointer thing))
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (things->len, MAX_NAMES); i++)
    {
      g_autofree char *name = get_name (g_ptr_array_index (things, i));

      g_string_append_printf (text, "%s%s", i ? "\n" : "", name ? name : "");
    }
  if (things->len > MAX_NAMES)
    {
      g_autofree char *more = count (NP_ ("and {count} more", "and {count} more"),
                                     things->len - MAX_NAMES);

      g_string_append_printf (text, "\n%s", more);
    }
  return g_string_free (text, FALSE);
}

/* --- Showing -----------------------------------------------------------------------------------*/

static char *
describe_hierarchy (const EspPlan *plan)
{
  g_autoptr (GPtrArray) roots = esp_plan_list_children (plan, NULL);
  g_autofree char *cas = count (NP_ ("{count} CA", "{count} CAs"), plan->cas->len);
  g_autofree char *top = count (NP_ ("{count} of them a root", "{count} of them roots"),
                                roots->len);
  g_autofree char *shares = count (NP_ ("{count} share", "{count} shares"), plan->shares->len);

  return g_strdup_printf ("%s, %s\n%s", cas, top, shares);
}

static void
console_plan_counts_refresh (ConsolePlanPart *part, const EspPlan *plan, const char *const *keys)
{
  ConsolePlanCounts *view = CONSOLE_PLAN_COUNTS (part);
  g_autofree char *text = describe_hierarchy (plan);

  console_note_row_set_value (view->hierarchy, text);
  for (guint i = 0; i < N_COUNTS; i++)
    {
      GPtrArray *things = G_STRUCT_MEMBER (GPtrArray *, plan, counts[i].list);
      g_autofree char *title = count (counts[i].one, counts[i].many, things->len);
      g_autofree char *names = list_names (things, counts[i].name);

      gtk_widget_set_visible (view->expanders[i], things->len > 0);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (view->expanders[i]), title);
      console_note_row_set_value (view->names[i], names);
    }
}

static void
console_plan_counts_class_init (ConsolePlanCountsClass *klass)
{
  CONSOLE_PLAN_PART_CLASS (klass)->refresh = console_plan_counts_refresh;
}

static void
console_plan_counts_init (ConsolePlanCounts *view)
{
  view->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (view->group, C_ ("heading of a form", "What It Has"));
  adw_preferences_group_set_description (
    view->group, _ ("People, roles and guardrails come with the plan as it was written, and are "
                    "changed once they exist."));
  view->hierarchy = CONSOLE_NOTE_ROW (console_note_row_new (NULL));
  adw_preferences_group_add (view->group, GTK_WIDGET (view->hierarchy));
  for (guint i = 0; i < N_COUNTS; i++)
    {
      view->expanders[i] = adw_expander_row_new ();
      view->names[i] = CONSOLE_NOTE_ROW (console_note_row_new (NULL));
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (view->expanders[i]), FALSE);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (view->expanders[i]), GTK_WIDGET (view->names[i]));
      adw_preferences_group_add (view->group, view->expanders[i]);
    }
  adw_bin_set_child (ADW_BIN (view), GTK_WIDGET (view->group));
}

GtkWidget *
console_plan_counts_new (ConsolePlanDocument *document)
{
  ConsolePlanCounts *view = g_object_new (CONSOLE_TYPE_PLAN_COUNTS, NULL);

  console_plan_part_set_document (CONSOLE_PLAN_PART (view), document);
  return GTK_WIDGET (view);
}
