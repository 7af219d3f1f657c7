/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a CA is meant to issue: no right follows from it, but lifetimes, path lengths and shares are
 * judged by it. One row each, which unfolds to the template and how long. */
#include "console-plan-parts.h"

#include "console-form.h"
#include "console-icon-button.h"
#include "console-note-row.h"
#include "console-plan-fields.h"
#include "console-plan-words.h"
#include "console-template-row.h"

#include <glib/gi18n.h>

#define NP_(one, many) one, many
#define USUAL_VALIDITY "13m"

struct _ConsolePlanUses
{
  ConsolePlanPart parent_instance;

  AdwPreferencesGroup *group;
  GtkWidget *add_button;
  GtkWidget *empty_row;
  GPtrArray *rows; /* Row, in the order of the plan */
};

G_DEFINE_FINAL_TYPE (ConsolePlanUses, console_plan_uses, CONSOLE_TYPE_PLAN_PART)

typedef struct
{
  ConsolePlanUses *view;
  guint index;
  GtkWidget *expander;
  AdwComboRow *template_row;
  ConsoleValidityRow *validity_row;
  gboolean is_typing;
} Row;

/* --- Changing ----------------------------------------------------------------------------------*/

static EspPlanCa *
get_ca (ConsolePlanUses *view, const EspPlan *plan)
{
  const char *const *keys = console_plan_part_get_keys (CONSOLE_PLAN_PART (view));

  return keys[0] ? esp_plan_find_ca (plan, keys[0]) : NULL;
}

static void
step (ConsolePlanUses *view, EspPlan *plan, const char *merge)
{
  static const char *const words[] = { NP_ ("Change Purpose of “{name}”",
                                            "Change Purpose of {count} CAs") };
  ConsolePlanPart *part = CONSOLE_PLAN_PART (view);
  g_autofree char *label = console_plan_step_label (plan, console_plan_part_get_keys (part),
                                                    words[0], words[1]);

  console_plan_part_step (part, plan, label, merge);
}

static void
changed_cb (Row *row)
{
  ConsolePlanPart *part = CONSOLE_PLAN_PART (row->view);
  GtkStringObject *chosen = adw_combo_row_get_selected_item (row->template_row);
  g_autoptr (EspPlan) plan = NULL;
  EspPlanCa *ca;
  EspPlanUse *use;

  if (console_plan_part_is_refreshing (part) || !chosen)
    return;
  plan = console_plan_document_copy (console_plan_part_get_document (part));
  ca = get_ca (row->view, plan);
  if (!ca || row->index >= ca->uses->len)
    return;
  use = g_ptr_array_index (ca->uses, row->index);
  g_free (use->template_name);
  g_free (use->validity);
  use->template_name = g_strdup (gtk_string_object_get_string (chosen));
  use->validity = console_plan_validity_read (row->validity_row);
  row->is_typing = TRUE;
  step (row->view, g_steal_pointer (&plan), "use");
  row->is_typing = FALSE;
}

static void
remove_cb (Row *row)
{
  ConsolePlanUses *view = row->view;
  g_autoptr (EspPlan)
    plan = console_plan_document_copy (console_plan_part_get_document (CONSOLE_PLAN_PART (view)));
  EspPlanCa *ca = get_ca (view, plan);

  gtk_widget_grab_focus (view->add_button);
  if (!ca || row->index >= ca->uses->len)
    return;
  g_ptr_array_remove_index (ca->uses, row->index);
  step (view, g_steal_pointer (&plan), NULL);
}

static void
add_cb (ConsolePlanUses *view)
{
  g_autoptr (EspPlan)
    plan = console_plan_document_copy (console_plan_part_get_document (CONSOLE_PLAN_PART (view)));
  EspPlanCa *ca = get_ca (view, plan);
  EspPlanUse *use;

  if (!ca)
    return;
  use = g_new0 (EspPlanUse, 1);
  use->template_name = g_strdup (ESP_TEMPLATE_DEFAULT "/V1");
  use->validity = g_strdup (USUAL_VALIDITY);
  g_ptr_array_add (ca->uses, use);
  step (view, g_steal_pointer (&plan), NULL);
}

/* --- Rows --------------------------------------------------------------------------------------*/

static char *
template_title (gpointer item, gpointer data)
{
  const char *name = gtk_string_object_get_string (item);
  const EspTemplate *template = esp_template_find (name, NULL);

  return g_strdup (template ? template->name : name);
}

static char *
template_note (gpointer item, gpointer data)
{
  const EspTemplate *template = esp_template_find (gtk_string_object_get_string (item), NULL);

  return template ? console_template_describe_purpose (template) : NULL;
}

/* The usual ones first; the one that it is, where it is none of the service's. */
static void
fill_templates (Row *row, const char *own)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GPtrArray *templates = esp_templates ();

  if (!esp_template_find (own, NULL))
    gtk_string_list_append (names, own);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < templates->len; i++)
      {
        const EspTemplate *template = g_ptr_array_index (templates, i);
        g_autofree char *name = g_strconcat (template->name, "/V1", NULL);
        gboolean usual = template->kind == ESP_TEMPLATE_END_ENTITY &&
                         g_str_equal (template->variety, "Base");

        if (template->kind != ESP_TEMPLATE_ROOT && usual == (pass == 0))
          gtk_string_list_append (names, name);
      }
  adw_combo_row_set_model (row->template_row, G_LIST_MODEL (names));
}

static void
add_remove (Row *row)
{
  GtkWidget *button = console_icon_button_new ("user-trash-symbolic",
                                               C_ ("button of a form", "Remove"), NULL, NULL);

  g_signal_connect_swapped (button, "clicked", G_CALLBACK (remove_cb), row);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row->expander), button);
}

static void
add_row (ConsolePlanUses *view, const EspPlanUse *use, gboolean expanded)
{
  Row *row = g_new0 (Row, 1);
  GtkWidget *combo = adw_combo_row_new ();

  row->view = view;
  row->index = view->rows->len;
  row->expander = adw_expander_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row->expander), FALSE);
  row->template_row = ADW_COMBO_ROW (combo);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (combo), C_ ("row of a form", "Template"));
  adw_combo_row_set_use_subtitle (row->template_row, TRUE);
  console_combo_set_texts (row->template_row, template_title, template_note, NULL, NULL);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row->expander), combo);
  row->validity_row = g_object_new (CONSOLE_TYPE_VALIDITY_ROW, NULL);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row->expander), GTK_WIDGET (row->validity_row));
  add_remove (row);
  fill_templates (row, use->template_name);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row->expander), expanded);
  g_signal_connect_swapped (combo, "notify::selected", G_CALLBACK (changed_cb), row);
  g_signal_connect_swapped (row->validity_row, "changed", G_CALLBACK (changed_cb), row);
  g_ptr_array_add (view->rows, row);
  adw_preferences_group_add (view->group, row->expander);
}

static void
choose_template (Row *row, const char *name)
{
  GListModel *names = adw_combo_row_get_model (row->template_row);
  const EspTemplate *wanted = esp_template_find (name, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (names); i++)
    {
      const char *other = gtk_string_list_get_string (GTK_STRING_LIST (names), i);

      if (g_str_equal (other, name) || (wanted && esp_template_find (other, NULL) == wanted))
        {
          adw_combo_row_set_selected (row->template_row, i);
          return;
        }
    }
  fill_templates (row, name);
  adw_combo_row_set_selected (row->template_row, 0);
}

static void
show_row (Row *row, const EspPlanUse *use)
{
  const EspTemplate *template = esp_template_find (use->template_name, NULL);
  g_autofree char *purpose = template ? console_template_describe_purpose (template) :
                                        g_strdup (use->template_name);
  g_autofree char *safe = esp_text_escape (purpose);
  g_autofree char *validity = use->validity ?
                                esp_plan_validity_text (use->validity, console_plan_translate) :
                                g_strdup (C_ ("validity", "As long as the CA allows"));
  g_autofree char *end = esp_text_escape (validity);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->expander), safe);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row->expander), end);
  choose_template (row, use->template_name);
  if (!row->is_typing)
    console_plan_validity_show (row->validity_row, use->validity);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row->validity_row), NULL);
}

static void
make_rows (ConsolePlanUses *view, GPtrArray *uses)
{
  guint before = view->rows->len;

  for (guint i = 0; i < before; i++)
    adw_preferences_group_remove (view->group,
                                  ((Row *) g_ptr_array_index (view->rows, i))->expander);
  g_ptr_array_set_size (view->rows, 0);
  /* One that was just added is there to be written. */
  for (guint i = 0; i < uses->len; i++)
    add_row (view, g_ptr_array_index (uses, i),
             uses->len == before + 1 && i == before &&
               console_plan_part_is_stepping (CONSOLE_PLAN_PART (view)));
}

static void
console_plan_uses_refresh (ConsolePlanPart *part, const EspPlan *plan, const char *const *keys)
{
  ConsolePlanUses *view = CONSOLE_PLAN_USES (part);
  const EspPlanCa *ca = keys[0] && !keys[1] ? esp_plan_find_ca (plan, keys[0]) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (view), ca != NULL);
  if (!ca)
    return;
  if (ca->uses->len != view->rows->len)
    make_rows (view, ca->uses);
  for (guint i = 0; i < ca->uses->len; i++)
    show_row (g_ptr_array_index (view->rows, i), g_ptr_array_index (ca->uses, i));
  gtk_widget_set_visible (view->empty_row, ca->uses->len == 0);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_plan_uses_finalize (GObject *object)
{
  g_ptr_array_unref (CONSOLE_PLAN_USES (object)->rows);
  G_OBJECT_CLASS (console_plan_uses_parent_class)->finalize (object);
}

static void
console_plan_uses_class_init (ConsolePlanUsesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = console_plan_uses_finalize;
  CONSOLE_PLAN_PART_CLASS (klass)->refresh = console_plan_uses_refresh;
}

static void
console_plan_uses_init (ConsolePlanUses *view)
{
  const char *text = C_ ("button of a form", "Add What It Issues");

  view->rows = g_ptr_array_new_with_free_func (g_free);
  view->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  view->add_button = console_icon_button_new ("list-add-symbolic", text, NULL, NULL);
  g_signal_connect_swapped (view->add_button, "clicked", G_CALLBACK (add_cb), view);
  adw_preferences_group_set_title (view->group, C_ ("heading of a form", "Meant to Issue"));
  adw_preferences_group_set_header_suffix (view->group, view->add_button);
  view->empty_row = console_note_row_new (_ ("Nothing is said, or authorities only."));
  gtk_widget_add_css_class (view->empty_row, "dim-label");
  adw_preferences_group_add (view->group, view->empty_row);
  adw_bin_set_child (ADW_BIN (view), GTK_WIDGET (view->group));
}

GtkWidget *
console_plan_uses_new (ConsolePlanDocument *document)
{
  ConsolePlanUses *view = g_object_new (CONSOLE_TYPE_PLAN_USES, NULL);

  console_plan_part_set_document (CONSOLE_PLAN_PART (view), document);
  return GTK_WIDGET (view);
}
