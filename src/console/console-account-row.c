/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The accounts are asked for once, by load(); names are text from outside, and are shown safe. What
 * is chosen is told by "notify::selected", as every choice of a row is. */
#include "console-account-row.h"

#include "console-error.h"

struct _ConsoleAccountRow
{
  AdwComboRow parent_instance;

  JsonArray *accounts; /* NULL: not listed */
  char *preferred;
};

G_DEFINE_FINAL_TYPE (ConsoleAccountRow, console_account_row, ADW_TYPE_COMBO_ROW)

const char *
console_account_row_get_account (ConsoleAccountRow *row)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (row));

  if (!row->accounts || selected >= json_array_get_length (row->accounts))
    return NULL;
  return esp_json_get_string (json_array_get_object_element (row->accounts, selected), "Id");
}

static void
choose_preferred (ConsoleAccountRow *row)
{
  for (guint i = 0; row->preferred && i < json_array_get_length (row->accounts); i++)
    {
      JsonObject *account = json_array_get_object_element (row->accounts, i);

      if (g_strcmp0 (esp_json_get_string (account, "Id"), row->preferred) == 0)
        adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
    }
}

void
console_account_row_prefer (ConsoleAccountRow *row, const char *account)
{
  g_free (row->preferred);
  row->preferred = g_strdup (account);
  if (row->accounts)
    choose_preferred (row);
}

void
console_account_row_show (ConsoleAccountRow *row, JsonArray *accounts)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_clear_pointer (&row->accounts, json_array_unref);
  row->accounts = json_array_ref (accounts);
  for (guint i = 0; i < json_array_get_length (accounts); i++)
    {
      const char *name = esp_json_get_string (json_array_get_object_element (accounts, i), "Name");

      gtk_string_list_take (names, esp_text_escape (name ? name : ""));
    }
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  choose_preferred (row);
}

static void
listed_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  JsonArray *accounts = esp_json_get_array (result, "Accounts");

  if (error)
    console_error_show (owner, error);
  if (accounts)
    console_account_row_show (CONSOLE_ACCOUNT_ROW (owner), accounts);
}

void
console_account_row_load (ConsoleAccountRow *row, ConsoleSession *session)
{
  console_session_call (session, GTK_WIDGET (row), "ListAccounts", NULL, listed_cb, NULL);
}

static void
console_account_row_finalize (GObject *object)
{
  g_clear_pointer (&CONSOLE_ACCOUNT_ROW (object)->accounts, json_array_unref);
  g_free (CONSOLE_ACCOUNT_ROW (object)->preferred);
  G_OBJECT_CLASS (console_account_row_parent_class)->finalize (object);
}

static void
console_account_row_class_init (ConsoleAccountRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = console_account_row_finalize;
}

static void
console_account_row_init (ConsoleAccountRow *row)
{
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (row), TRUE);
}
