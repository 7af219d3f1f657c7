/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows and the plan follow each other: what is selected is shown, what is changed is one step of
 * all that are selected. What can't be held at all stays in its row, with the reason below it. */
#include "console-plan-fields.h"

#include "console-plan-account.h"

#include <glib/gi18n.h>

#define NP_(one, many) one, many

struct _ConsolePlanFields
{
  ConsolePlanPart parent_instance;

  AdwPreferencesGroup *group;
  GPtrArray *rows; /* ConsolePlanRow */
  char *fresh;     /* key of the CA that was just added, or NULL */
};

G_DEFINE_FINAL_TYPE (ConsolePlanFields, console_plan_fields, CONSOLE_TYPE_PLAN_PART)

/* --- Changing ----------------------------------------------------------------------------------*/

static char *
make_label (ConsolePlanRow *row, const EspPlan *plan, gboolean fresh)
{
  static const char *const add[] = { NP_ ("Add “{name}”", "Add {count} CAs") };
  const char *const *keys = console_plan_part_get_keys (CONSOLE_PLAN_PART (row->fields));

  return fresh ? console_plan_step_label (plan, keys, add[0], add[1]) :
                 console_plan_step_label (plan, keys, row->field->step, row->field->steps);
}

static void
step (ConsolePlanRow *row, EspPlan *plan)
{
  ConsolePlanPart *part = CONSOLE_PLAN_PART (row->fields);
  const char *const *keys = console_plan_part_get_keys (part);
  gboolean fresh = row->fields->fresh && row->field->field == ESP_PLAN_FIELD_COMMON_NAME &&
                   g_strcmp0 (row->fields->fresh, keys[0]) == 0;
  g_autofree char *label = make_label (row, plan, fresh);
  g_autofree char *merge = fresh ? g_strdup_printf ("add %s", keys[0]) :
                                   g_strdup_printf ("field %d", (int) row->field->field);

  row->is_typing = TRUE;
  if (fresh)
    console_plan_document_step (console_plan_part_get_document (part), plan, label, merge);
  else
    console_plan_part_step (part, plan, label, merge);
  row->is_typing = FALSE;
}

static void
account_made (GtkWidget *owner, const char *number)
{
  /* Its step chose it for all that are selected, or nothing was made: the row shows what is. */
  console_plan_part_refresh (CONSOLE_PLAN_PART (owner));
}

void
console_plan_row_changed (ConsolePlanRow *row, const char *value)
{
  ConsolePlanPart *part = CONSOLE_PLAN_PART (row->fields);
  g_autoptr (EspPlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  if (console_plan_part_is_refreshing (part))
    return;
  if (row->field->field == ESP_PLAN_FIELD_ACCOUNT && g_str_equal (value, CONSOLE_PLAN_NEW))
    {
      console_plan_account_ask (GTK_WIDGET (part), console_plan_part_get_document (part),
                                account_made);
      return;
    }
  plan = console_plan_document_copy (console_plan_part_get_document (part));
  if (esp_plan_edit_set (plan, console_plan_part_get_keys (part), row->field->field, value, &error))
    step (row, g_steal_pointer (&plan));
  if (row->hint)
    console_hint_row_set_error (row->hint, error);
}

/* --- Showing -----------------------------------------------------------------------------------*/

static gboolean
is_needed (const ConsolePlanField *field, const EspPlan *plan, const char *const *keys)
{
  g_autofree char *value = NULL;
  gboolean same;

  if (field->alone && keys[0] && keys[1])
    return FALSE;
  if (field->needs == ESP_PLAN_N_FIELDS)
    return TRUE;
  value = esp_plan_edit_get (plan, keys, field->needs, &same);
  return !same || g_strcmp0 (value, "false") != 0;
}

/* Where they differ, controls that must show something show what the first one has. */
static void
show_row (ConsolePlanRow *row, const EspPlan *plan, const char *const *keys)
{
  const char *first[] = { keys[0], NULL };
  gboolean same, needed = is_needed (row->field, plan, keys);
  g_autofree char *value = needed ? esp_plan_edit_get (plan, keys, row->field->field, &same) : NULL;

  gtk_widget_set_visible (row->row, needed);
  if (row->hint && !row->is_typing)
    console_hint_row_set_text (row->hint, NULL);
  if (!needed)
    return;
  if (!same)
    {
      gboolean alone;

      value = esp_plan_edit_get (plan, first, row->field->field, &alone);
    }
  console_plan_row_show (row, value, !same);
}

static void
console_plan_fields_refresh (ConsolePlanPart *part, const EspPlan *plan, const char *const *keys)
{
  ConsolePlanFields *fields = CONSOLE_PLAN_FIELDS (part);

  if (!keys[0])
    return;
  for (guint i = 0; i < fields->rows->len; i++)
    show_row (g_ptr_array_index (fields->rows, i), plan, keys);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
row_free (gpointer data)
{
  ConsolePlanRow *row = data;

  g_strfreev (row->values);
  g_free (row);
}

static void
console_plan_fields_finalize (GObject *object)
{
  ConsolePlanFields *fields = CONSOLE_PLAN_FIELDS (object);

  g_ptr_array_unref (fields->rows);
  g_free (fields->fresh);
  G_OBJECT_CLASS (console_plan_fields_parent_class)->finalize (object);
}

static void
console_plan_fields_class_init (ConsolePlanFieldsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = console_plan_fields_finalize;
  CONSOLE_PLAN_PART_CLASS (klass)->refresh = console_plan_fields_refresh;
}

static void
console_plan_fields_init (ConsolePlanFields *fields)
{
  fields->rows = g_ptr_array_new_with_free_func (row_free);
  fields->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_bin_set_child (ADW_BIN (fields), GTK_WIDGET (fields->group));
}

static void
add_row (ConsolePlanFields *fields, const ConsolePlanField *field)
{
  ConsolePlanRow *row = g_new0 (ConsolePlanRow, 1);

  row->field = field;
  row->fields = fields;
  console_plan_row_make (row);
  g_ptr_array_add (fields->rows, row);
  adw_preferences_group_add (fields->group, row->row);
  if (row->hint)
    adw_preferences_group_add (fields->group, GTK_WIDGET (row->hint));
}

GtkWidget *
console_plan_fields_new (ConsolePlanDocument *document, ConsolePlanTopic topic)
{
  ConsolePlanFields *fields = g_object_new (CONSOLE_TYPE_PLAN_FIELDS, NULL);

  console_plan_part_set_document (CONSOLE_PLAN_PART (fields), document);
  if (console_plan_topic_title (topic))
    adw_preferences_group_set_title (fields->group, console_plan_topic_title (topic));
  for (const ConsolePlanField *f = console_plan_field_table (); f->kind != CONSOLE_PLAN_ROW_N_KINDS;
       f++)
    if (f->topic == topic)
      add_row (fields, f);
  return GTK_WIDGET (fields);
}

gboolean
console_plan_fields_focus (ConsolePlanFields *fields, EspPlanField field)
{
  for (guint i = 0; i < fields->rows->len; i++)
    {
      ConsolePlanRow *row = g_ptr_array_index (fields->rows, i);

      if (row->field->field != field || !gtk_widget_get_visible (row->row))
        continue;
      gtk_widget_grab_focus (row->control);
      if (GTK_IS_EDITABLE (row->control))
        gtk_editable_select_region (GTK_EDITABLE (row->control), 0, -1);
      return TRUE;
    }
  return FALSE;
}

void
console_plan_fields_set_fresh (ConsolePlanFields *fields, const char *key)
{
  g_free (fields->fresh);
  fields->fresh = g_strdup (key);
}
