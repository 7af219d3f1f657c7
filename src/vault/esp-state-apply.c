/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the state from an event back into a table: for replaying a log in memory. */
#include "esp-state.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-json.h"
#include "esp-store.h"

static gboolean
malformed (const EspStateTable *table, GError **error)
{
  esp_error_set (error, ESP_REASON_EVENT_MALFORMED, table->name, "member", "rows", NULL);
  return FALSE;
}

static gboolean
remove_row (EspVault *vault, const EspStateTable *table, const char *key, GError **error)
{
  g_auto (GStrv) keys = esp_state_split_key (table, key);
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (EspStatement) statement = NULL;

  if (!keys)
    return malformed (table, error);
  g_string_printf (sql, "DELETE FROM %s WHERE TRUE", table->name);
  for (int k = 0; table->keys[k]; k++)
    g_string_append_printf (sql, " AND %s = $%d", table->keys[k], k + 1);
  statement = esp_store_prepare (vault, sql->str, error);
  for (int k = 0; statement && table->keys[k]; k++)
    if (table->by_number)
      esp_statement_bind_int (statement, k + 1, g_ascii_strtoll (keys[k], NULL, 10));
    else
      esp_statement_bind_text (statement, k + 1, keys[k]);
  return statement && esp_statement_run (statement, NULL, error);
}

/* Names of columns come from the table, never from the event. */
static GPtrArray *
list_present (EspStatement *columns, JsonObject *row, GArray *numbers)
{
  GPtrArray *present = g_ptr_array_new ();

  for (int i = 0; i < esp_statement_count_columns (columns); i++)
    if (json_object_has_member (row, esp_statement_get_name (columns, i)))
      {
        g_ptr_array_add (present, (gpointer) esp_statement_get_name (columns, i));
        g_array_append_val (numbers, i);
      }
  return present;
}

static gboolean
bind_value (EspStatement *statement, int number, JsonNode *node, gboolean bytes)
{
  g_autoptr (GBytes) decoded = NULL;

  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    esp_statement_bind_int (statement, number, json_node_get_int (node));
  else if (json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  else if (!bytes)
    esp_statement_bind_text (statement, number, json_node_get_string (node));
  else
    {
      decoded = esp_hex_decode (json_node_get_string (node), NULL);
      esp_statement_bind_bytes (statement, number, decoded);
      return decoded != NULL;
    }
  return TRUE;
}

static gboolean
insert_row (EspVault *vault, const EspStateTable *table, JsonObject *row, GError **error)
{
  g_autofree char *all = g_strdup_printf ("SELECT * FROM %s", table->name);
  g_autoptr (EspStatement) columns = esp_store_prepare (vault, all, error);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GPtrArray) present = columns ? list_present (columns, row, numbers) : NULL;
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (EspStatement) statement = NULL;

  if (!columns)
    return FALSE;
  if (present->len == 0)
    return malformed (table, error);
  g_string_printf (sql, "INSERT INTO %s (", table->name);
  for (guint i = 0; i < present->len; i++)
    g_string_append_printf (sql, "%s%s", i ? ", " : "",
                            (const char *) g_ptr_array_index (present, i));
  g_string_append (sql, ") VALUES (");
  for (guint i = 0; i < present->len; i++)
    g_string_append_printf (sql, "%s$%u", i ? ", " : "", i + 1);
  g_string_append (sql, ")");
  statement = esp_store_prepare (vault, sql->str, error);
  if (!statement)
    return FALSE;
  for (guint i = 0; i < present->len; i++)
    if (!bind_value (statement, (int) i + 1,
                     json_object_get_member (row, g_ptr_array_index (present, i)),
                     esp_statement_is_for_bytes (columns, g_array_index (numbers, int, i))))
      return malformed (table, error);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_state_apply (EspVault *vault,
                 const EspStateTable *table,
                 const char *key,
                 JsonObject *row,
                 GError **error)
{
  return remove_row (vault, table, key, error) && (!row || insert_row (vault, table, row, error));
}
