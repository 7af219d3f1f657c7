/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plan says of itself, and which tags each of its CAs must carry. */
#include "console-plan-parts.h"

#include "console-form.h"
#include "console-text-row.h"

#include <glib/gi18n.h>

enum
{
  ENTRY_NAME,
  ENTRY_ORGANIZATION,
  ENTRY_TAGS,
  N_ENTRIES
};

struct _ConsolePlanAbout
{
  ConsolePlanPart parent_instance;

  GtkWidget *entries[N_ENTRIES];
  ConsoleHintRow *hints[N_ENTRIES];
  ConsoleTextRow *note;
  gpointer typing; /* the widget whose own step runs */
};

G_DEFINE_FINAL_TYPE (ConsolePlanAbout, console_plan_about, CONSOLE_TYPE_PLAN_PART)

static void
step (ConsolePlanAbout *about, gpointer typing, EspPlan *plan, const char *label, const char *merge)
{
  about->typing = typing;
  console_plan_part_step (CONSOLE_PLAN_PART (about), plan, label, merge);
  about->typing = NULL;
}

/* --- Required tags -----------------------------------------------------------------------------*/

/* Commas stand between keys, and in none of them. */
static char **
read_tags (const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; parts[i]; i++)
    {
      char *key = g_strstrip (parts[i]);

      if (!*key || g_ptr_array_find_with_equal_func (keys, key, g_str_equal, NULL))
        continue;
      if (!esp_tag_check (key, "", error))
        return NULL;
      g_ptr_array_add (keys, g_strdup (key));
    }
  g_ptr_array_add (keys, NULL);
  return (char **) g_ptr_array_steal (keys, NULL);
}

static gboolean
set_tags (EspPlan *plan, const char *text, GError **error)
{
  char **keys = read_tags (text, error);

  if (!keys)
    return FALSE;
  g_strfreev (plan->required_tags);
  plan->required_tags = keys;
  return TRUE;
}

/* --- Entries -----------------------------------------------------------------------------------*/

static gboolean
set_name (EspPlan *plan, const char *text, GError **error)
{
  return esp_plan_edit_describe (plan, ESP_PLAN_TEXT_NAME, text, error);
}

static gboolean
set_organization (EspPlan *plan, const char *text, GError **error)
{
  return esp_plan_edit_describe (plan, ESP_PLAN_TEXT_ORGANIZATION, text, error);
}

static char *
get_name (const EspPlan *plan)
{
  return g_strdup (plan->name);
}

static char *
get_organization (const EspPlan *plan)
{
  return g_strdup (plan->organization);
}

static char *
get_tags (const EspPlan *plan)
{
  return plan->required_tags ? g_strjoinv (", ", plan->required_tags) : NULL;
}

static const struct
{
  const char *title;
  const char *step;
  gboolean (*set) (EspPlan *plan, const char *text, GError **error);
  char *(*get) (const EspPlan *plan);
} entries[N_ENTRIES] = {
  [ENTRY_NAME] = { NC_ ("row of a form", "Name of the plan"),
                   NC_ ("step of a plan", "Rename the Plan"), set_name, get_name },
  [ENTRY_ORGANIZATION] = { NC_ ("row of a form", "Organization"),
                           NC_ ("step of a plan", "Change the Organization"), set_organization,
                           get_organization },
  [ENTRY_TAGS] = { NC_ ("row of a form", "Required tags, with commas"),
                   NC_ ("step of a plan", "Change Required Tags"), set_tags, get_tags },
};

static void
entry_cb (ConsolePlanAbout *about, GtkWidget *entry)
{
  ConsolePlanPart *part = CONSOLE_PLAN_PART (about);
  g_autoptr (EspPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  guint which = 0;

  if (console_plan_part_is_refreshing (part))
    return;
  while (which < N_ENTRIES - 1 && about->entries[which] != entry)
    which++;
  plan = console_plan_document_copy (console_plan_part_get_document (part));
  if (entries[which].set (plan, gtk_editable_get_text (GTK_EDITABLE (entry)), &error))
    step (about, entry, g_steal_pointer (&plan),
          g_dpgettext2 (NULL, "step of a plan", entries[which].step), entries[which].step);
  console_hint_row_set_error (about->hints[which], error);
}

/* --- Note --------------------------------------------------------------------------------------*/

static void
note_cb (ConsolePlanAbout *about)
{
  ConsolePlanPart *part = CONSOLE_PLAN_PART (about);
  g_autofree char *text = NULL;
  g_autoptr (EspPlan) plan = NULL;

  if (console_plan_part_is_refreshing (part))
    return;
  text = console_text_row_get_text (about->note);
  plan = console_plan_document_copy (console_plan_part_get_document (part));
  if (esp_plan_edit_describe (plan, ESP_PLAN_TEXT_NOTE, text, NULL))
    step (about, about->note, g_steal_pointer (&plan), C_ ("step of a plan", "Change the Note"),
          "note");
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
show_entry (ConsolePlanAbout *about, guint which, const EspPlan *plan)
{
  GtkEditable *entry = GTK_EDITABLE (about->entries[which]);
  g_autofree char *text = entries[which].get (plan);

  if (about->typing == entry)
    return;
  console_hint_row_set_text (about->hints[which], NULL);
  if (g_strcmp0 (gtk_editable_get_text (entry), text ? text : "") != 0)
    gtk_editable_set_text (entry, text ? text : "");
}

static void
console_plan_about_refresh (ConsolePlanPart *part, const EspPlan *plan, const char *const *keys)
{
  ConsolePlanAbout *about = CONSOLE_PLAN_ABOUT (part);

  for (guint i = 0; i < N_ENTRIES; i++)
    show_entry (about, i, plan);
  if (about->typing != about->note)
    console_text_row_set_text (about->note, plan->note);
}

static void
console_plan_about_class_init (ConsolePlanAboutClass *klass)
{
  CONSOLE_PLAN_PART_CLASS (klass)->refresh = console_plan_about_refresh;
}

static void
console_plan_about_init (ConsolePlanAbout *about)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  for (guint i = 0; i < N_ENTRIES; i++)
    {
      GtkWidget *entry = adw_entry_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry),
                                     g_dpgettext2 (NULL, "row of a form", entries[i].title));
      console_plan_part_prepare_entry (entry);
      about->entries[i] = entry;
      about->hints[i] = g_object_new (CONSOLE_TYPE_HINT_ROW, "target", entry, NULL);
      adw_preferences_group_add (group, entry);
      adw_preferences_group_add (group, GTK_WIDGET (about->hints[i]));
      g_signal_connect_swapped (entry, "changed", G_CALLBACK (entry_cb), about);
    }
  about->note = CONSOLE_TEXT_ROW (console_text_row_new (C_ ("row of a form", "Note")));
  g_signal_connect_swapped (about->note, "changed", G_CALLBACK (note_cb), about);
  adw_preferences_group_add (group, GTK_WIDGET (about->note));
  adw_bin_set_child (ADW_BIN (about), GTK_WIDGET (group));
}

GtkWidget *
console_plan_about_new (ConsolePlanDocument *document)
{
  ConsolePlanAbout *about = g_object_new (CONSOLE_TYPE_PLAN_ABOUT, NULL);

  console_plan_part_set_document (CONSOLE_PLAN_PART (about), document);
  return GTK_WIDGET (about);
}
