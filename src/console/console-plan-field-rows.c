/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each kind of row looks like, how it shows a value or that there are several, and what it
 * says when somebody changed it. When it is shown, and what comes of a change, is the list's. */
#include "console-plan-fields.h"

#include "console-plan-words.h"
#include "console-text-row.h"

#include <glib/gi18n.h>

#define MAX_CRL_DAYS 5000
#define USUAL_CRL_DAYS 7

static const char *
get_title (const ConsolePlanField *field)
{
  return g_dpgettext2 (NULL, "row of a form", field->title);
}

static const char *
get_different (void)
{
  /* Translators: of several CAs, which do not all have the same value */
  return C_ ("value", "(different)");
}

/* Of an entry, which says what it is in its title only. */
static char *
make_title (const ConsolePlanField *field, gboolean different)
{
  return different ? g_strdup_printf ("%s %s", get_title (field), get_different ()) :
                     g_strdup (get_title (field));
}

static void
prepare_row (ConsolePlanRow *row)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row->row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->row), get_title (row->field));
}

/* --- Text --------------------------------------------------------------------------------------*/

static void
text_cb (ConsolePlanRow *row)
{
  console_plan_row_changed (row, gtk_editable_get_text (GTK_EDITABLE (row->control)));
}

static void
make_text (ConsolePlanRow *row)
{
  row->row = row->control = adw_entry_row_new ();
  prepare_row (row);
  console_plan_part_prepare_entry (row->row);
  row->hint = g_object_new (CONSOLE_TYPE_HINT_ROW, "target", row->row, NULL);
  g_signal_connect_swapped (row->row, "changed", G_CALLBACK (text_cb), row);
}

static void
show_text (ConsolePlanRow *row, const char *value, gboolean different)
{
  GtkEditable *entry = GTK_EDITABLE (row->control);
  const char *text = value && !different ? value : "";
  g_autofree char *title = make_title (row->field, different);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->row), title);
  if (!row->is_typing && !g_str_equal (gtk_editable_get_text (entry), text))
    gtk_editable_set_text (entry, text);
}

/* --- Several lines -----------------------------------------------------------------------------*/

static void
note_cb (ConsolePlanRow *row)
{
  g_autofree char *text = console_text_row_get_text (CONSOLE_TEXT_ROW (row->row));

  console_plan_row_changed (row, text);
}

static void
make_note (ConsolePlanRow *row)
{
  row->row = row->control = console_text_row_new (get_title (row->field));
  g_signal_connect_swapped (row->row, "changed", G_CALLBACK (note_cb), row);
}

static void
show_note (ConsolePlanRow *row, const char *value, gboolean different)
{
  g_autofree char *title = make_title (row->field, different);

  console_text_row_set_title (CONSOLE_TEXT_ROW (row->row), title);
  if (!row->is_typing)
    console_text_row_set_text (CONSOLE_TEXT_ROW (row->row), different ? NULL : value);
}

/* --- Choice ------------------------------------------------------------------------------------*/

static char *
choice_title (gpointer item, gpointer data)
{
  ConsolePlanRow *row = data;
  const char *value = gtk_string_object_get_string (item);

  if (g_str_equal (value, CONSOLE_PLAN_DIFFERENT))
    return g_strdup (get_different ());
  return row->field->name (console_plan_part_get_plan (CONSOLE_PLAN_PART (row->fields)), value);
}

static char *
choice_note (gpointer item, gpointer data)
{
  ConsolePlanRow *row = data;
  const char *value = gtk_string_object_get_string (item);

  if (!row->field->note || g_str_equal (value, CONSOLE_PLAN_DIFFERENT))
    return NULL;
  return row->field->note (console_plan_part_get_plan (CONSOLE_PLAN_PART (row->fields)), value);
}

static void
choice_cb (ConsolePlanRow *row)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (row->row));
  const char *value = row->values && selected < g_strv_length (row->values) ?
                        row->values[selected] :
                        NULL;

  if (value && !g_str_equal (value, CONSOLE_PLAN_DIFFERENT))
    console_plan_row_changed (row, value);
}

static void
make_choice (ConsolePlanRow *row)
{
  row->row = row->control = adw_combo_row_new ();
  prepare_row (row);
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (row->row), TRUE);
  console_combo_set_texts (ADW_COMBO_ROW (row->row), choice_title, choice_note, NULL, row);
  g_signal_connect_swapped (row->row, "notify::selected", G_CALLBACK (choice_cb), row);
}

static guint
find_value (char **values, const char *value)
{
  for (guint i = 0; values[i]; i++)
    if (g_str_equal (values[i], value))
      return i;
  return GTK_INVALID_LIST_POSITION;
}

/* What it is now is always among them, however it came there. */
static char **
list_values (ConsolePlanRow *row, const char *value, gboolean different)
{
  ConsolePlanPart *part = CONSOLE_PLAN_PART (row->fields);
  GPtrArray *values = g_ptr_array_new ();

  if (different)
    g_ptr_array_add (values, g_strdup (CONSOLE_PLAN_DIFFERENT));
  row->field->list (values, console_plan_part_get_plan (part), console_plan_part_get_keys (part));
  g_ptr_array_add (values, NULL);
  if (!different && find_value ((char **) values->pdata, value) == GTK_INVALID_LIST_POSITION)
    g_ptr_array_insert (values, 0, g_strdup (value));
  return (char **) g_ptr_array_free (values, FALSE);
}

/* Names may be others now though the values are the same. */
static gboolean
are_shown (ConsolePlanRow *row, char **values)
{
  return row->field->field != ESP_PLAN_FIELD_ACCOUNT && row->values &&
         g_strv_equal ((const char *const *) row->values, (const char *const *) values);
}

static void
show_choice (ConsolePlanRow *row, const char *value, gboolean different)
{
  const char *wanted = different ? CONSOLE_PLAN_DIFFERENT : value ? value : CONSOLE_PLAN_AUTOMATIC;
  g_auto (GStrv) values = list_values (row, wanted, different);

  if (!are_shown (row, values))
    {
      g_autoptr (GtkStringList) model = gtk_string_list_new ((const char *const *) values);

      g_clear_pointer (&row->values, g_strfreev);
      adw_combo_row_set_model (ADW_COMBO_ROW (row->row), G_LIST_MODEL (model));
      row->values = g_steal_pointer (&values);
    }
  adw_combo_row_set_selected (ADW_COMBO_ROW (row->row), find_value (row->values, wanted));
}

/* --- Switch ------------------------------------------------------------------------------------*/

static void
switch_cb (ConsolePlanRow *row)
{
  console_plan_row_changed (row,
                            gtk_switch_get_active (GTK_SWITCH (row->control)) ? "true" : "false");
}

static void
add_control (ConsolePlanRow *row)
{
  row->row = adw_action_row_new ();
  prepare_row (row);
  gtk_widget_set_valign (row->control, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  get_title (row->field), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row->row), row->control);
}

static void
make_switch (ConsolePlanRow *row)
{
  row->control = gtk_switch_new ();
  add_control (row);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row->row), row->control);
  g_signal_connect_swapped (row->control, "notify::active", G_CALLBACK (switch_cb), row);
}

static void
show_subtitle (ConsolePlanRow *row, gboolean different)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row->row),
                               different ? get_different () : _ (row->field->subtitle));
}

static void
show_switch (ConsolePlanRow *row, const char *value, gboolean different)
{
  show_subtitle (row, different);
  gtk_switch_set_active (GTK_SWITCH (row->control), !different && g_strcmp0 (value, "true") == 0);
}

/* --- Number ------------------------------------------------------------------------------------*/

static void
number_cb (ConsolePlanRow *row)
{
  g_autofree char *text = g_strdup_printf (
    "%d", gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (row->control)));

  console_plan_row_changed (row, text);
}

static void
make_number (ConsolePlanRow *row)
{
  row->control = gtk_spin_button_new_with_range (1, MAX_CRL_DAYS, 1);
  gtk_editable_set_width_chars (GTK_EDITABLE (row->control), 4);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (row->control), TRUE);
  add_control (row);
  g_signal_connect_swapped (row->control, "value-changed", G_CALLBACK (number_cb), row);
}

static void
show_number (ConsolePlanRow *row, const char *value, gboolean different)
{
  gint64 number = USUAL_CRL_DAYS;

  show_subtitle (row, different);
  if (value)
    g_ascii_string_to_signed (value, 10, 1, MAX_CRL_DAYS, &number, NULL);
  if (!row->is_typing)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (row->control), (double) number);
}

/* --- Validity ----------------------------------------------------------------------------------*/

static const struct
{
  EspValidityType type;
  const char *name;
  char letter;
} units[] = {
  { ESP_VALIDITY_DAYS, "DAYS", 'd' },
  { ESP_VALIDITY_MONTHS, "MONTHS", 'm' },
  { ESP_VALIDITY_YEARS, "YEARS", 'y' },
};

char *
console_plan_validity_read (ConsoleValidityRow *row)
{
  g_autoptr (JsonObject) validity = console_validity_row_to_json (row);
  const char *type = esp_json_get_string (validity, "Type");

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_strcmp0 (units[i].name, type) == 0)
      return g_strdup_printf ("%" G_GINT64_FORMAT "%c", esp_json_get_int (validity, "Value", 1),
                              units[i].letter);
  return g_strdup ("");
}

gboolean
console_plan_validity_show (ConsoleValidityRow *row, const char *value)
{
  EspValidity validity;

  if (!value || !esp_validity_parse (value, &validity, NULL))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (units[i].type == validity.type)
      {
        console_validity_row_set (row, validity.type, (int) MIN (validity.value, G_MAXINT));
        return TRUE;
      }
  return FALSE;
}

static void
validity_cb (ConsolePlanRow *row)
{
  g_autofree char *text = console_plan_validity_read (CONSOLE_VALIDITY_ROW (row->row));

  console_plan_row_changed (row, text);
}

static void
make_validity (ConsolePlanRow *row)
{
  row->row = row->control = g_object_new (CONSOLE_TYPE_VALIDITY_ROW, NULL);
  prepare_row (row);
  g_signal_connect_swapped (row->row, "changed", G_CALLBACK (validity_cb), row);
}

/* Until a day, or until nobody knows when, is told below the title: number and unit can't say it.
 * When a number of years is over is not known before the CA is made. */
static void
show_validity (ConsolePlanRow *row, const char *value, gboolean different)
{
  g_autofree char *text = value ? esp_plan_validity_text (value, console_plan_translate) : NULL;
  g_autofree char *safe = text ? esp_text_escape (text) : g_strdup ("");
  gboolean shown = row->is_typing ||
                   console_plan_validity_show (CONSOLE_VALIDITY_ROW (row->row), value);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row->row), different ? get_different () :
                                                          shown     ? NULL :
                                                                      safe);
}

/* --- All of them -------------------------------------------------------------------------------*/

static const struct
{
  void (*make) (ConsolePlanRow *row);
  void (*show) (ConsolePlanRow *row, const char *value, gboolean different);
} kinds[CONSOLE_PLAN_ROW_N_KINDS] = {
  [CONSOLE_PLAN_ROW_TEXT] = { make_text, show_text },
  [CONSOLE_PLAN_ROW_NOTE] = { make_note, show_note },
  [CONSOLE_PLAN_ROW_CHOICE] = { make_choice, show_choice },
  [CONSOLE_PLAN_ROW_SWITCH] = { make_switch, show_switch },
  [CONSOLE_PLAN_ROW_NUMBER] = { make_number, show_number },
  [CONSOLE_PLAN_ROW_VALIDITY] = { make_validity, show_validity },
};

void
console_plan_row_make (ConsolePlanRow *row)
{
  kinds[row->field->kind].make (row);
}

void
console_plan_row_show (ConsolePlanRow *row, const char *value, gboolean different)
{
  kinds[row->field->kind].show (row, value, different);
}
