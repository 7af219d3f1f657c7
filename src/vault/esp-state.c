/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which tables are state, and how a row of them becomes bytes. What was signed about them is in
 * esp-state-store.c, what a transaction touched in esp-state-journal.c, the comparison of the two
 * in esp-state-check.c. */
#include "esp-state.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "esp-store.h"
#include "pki/esp-digest.h"

#include <string.h>

#define COLUMNS_MAX 64

/* Frozen tables are append-only for everybody: what their rows say is settled when they are made. A
 * revocation is a fact of its own beside the certificate, which never changes. */
static const EspStateTable tables[] = {
  { "account", ESP_STATE_ACCESS, .keys = { "number" } },
  { "approval", ESP_STATE_ACCESS, .keys = { "id" } },
  { "approver", ESP_STATE_ACCESS, .keys = { "ca", "principal" } },
  { "assignment", ESP_STATE_ACCESS, .keys = { "role", "principal" } },
  { "ca", ESP_STATE_ACCESS, .keys = { "id" } },
  { "ca_certificate", ESP_STATE_SMALL, .keys = { "ca", "number" } },
  { "ca_key", ESP_STATE_SMALL, .keys = { "ca" } },
  { "ca_key_part", ESP_STATE_SMALL, .keys = { "ca", "holder", "partner" } },
  { "ca_key_recipient", ESP_STATE_SMALL, .keys = { "ca", "principal" } },
  { "ca_permission", ESP_STATE_ACCESS, .keys = { "ca", "principal", "source_account" } },
  { "ca_request", ESP_STATE_SMALL, .keys = { "ca" } },
  { "ca_tag", ESP_STATE_ACCESS, .keys = { "ca", "key" } },
  { "certificate", ESP_STATE_LARGE, .by_number = TRUE, .frozen = TRUE,
    .columns = "row, ca_row, serial, subject, report_subject, alternative_names, template_name,"
               " requester, requester_account, not_before, not_after, issued_at, crl_part,"
               " (SELECT der FROM certificate_der WHERE certificate_der.row = certificate.row)"
               " AS der",
    .keys = { "row" } },
  /* Of a list that a newer one replaced only the record stays. */
  { "crl", ESP_STATE_LARGE, .columns = "ca, number, this_update, next_update, n_entries",
    .keys = { "ca", "number" } },
  /* How many certificates a part has, and when the last of them ends, follows from them. */
  { "crl_part", ESP_STATE_LARGE, .by_number = TRUE, .columns = "row, id, ca, url, opened_at",
    .keys = { "row" } },
  { "crl_part_list", ESP_STATE_LARGE, .by_number = TRUE, .keys = { "part" } },
  /* Files are large, and stand in the entries by their digest. */
  { "exchange", ESP_STATE_LARGE, .keys = { "direction", "id" } },
  { "exchange_identity", ESP_STATE_ACCESS, .keys = { "principal" } },
  { "exchange_partner", ESP_STATE_ACCESS, .keys = { "id" } },
  { "guardrail", ESP_STATE_ACCESS, .keys = { "id" } },
  { "guardrail_account", ESP_STATE_ACCESS, .keys = { "guardrail", "account" } },
  { "handover", ESP_STATE_SMALL, .keys = { "id" } },
  { "handover_event", ESP_STATE_LARGE, .by_number = TRUE, .frozen = TRUE, .keys = { "row" } },
  { "handover_person", ESP_STATE_SMALL, .keys = { "handover", "fingerprint" } },
  { "identity", ESP_STATE_SMALL, .keys = { "principal" } },
  { "invitation", ESP_STATE_ACCESS, .keys = { "principal" } },
  { "permission", ESP_STATE_ACCESS, .keys = { "name" } },
  { "permission_version", ESP_STATE_ACCESS, .keys = { "permission", "number" } },
  { "principal", ESP_STATE_ACCESS, .keys = { "id" } },
  { "principal_tag", ESP_STATE_ACCESS, .keys = { "principal", "key" } },
  { "report", ESP_STATE_LARGE, .keys = { "id" } },
  { "revocation", ESP_STATE_LARGE, .by_number = TRUE, .frozen = TRUE, .table = "certificate",
    .columns = "row, ca_row, serial, revoked_at, revocation_reason",
    .where = "(revoked_at IS NOT NULL OR revocation_reason IS NOT NULL)", .keys = { "row" } },
  { "role", ESP_STATE_ACCESS, .keys = { "id" } },
  { "role_policy", ESP_STATE_ACCESS, .keys = { "role", "name" } },
  { "role_tag", ESP_STATE_ACCESS, .keys = { "role", "key" } },
  { "share", ESP_STATE_ACCESS, .keys = { "id" } },
  { "share_tag", ESP_STATE_ACCESS, .keys = { "share", "key" } },
  { "signing_request", ESP_STATE_LARGE, .keys = { "id" } },
  { "unknown_revocation", ESP_STATE_SMALL, .keys = { "ca", "serial" } },
  { "vault", ESP_STATE_ACCESS, .by_number = TRUE, .keys = { "number" } },
};

typedef struct
{
  const char *table;
  const char *why;
} NotStateRow;

static const NotStateRow not_state_rows[] = {
  { "alert", "follows from the events that it names" },
  { "certificate_count", "follows from the certificates; a check counts them again" },
  { "certificate_der", "is hashed with the row of its certificate" },
  { "checkpoint", "is signed by itself" },
  { "event", "is the log itself" },
  { "event_node", "follows from the events" },
  { "idempotency", "gives an answer again for five minutes, and permits nothing" },
  { "publication", "is a note of where files were laid out" },
  { "row_digest", "is what was signed about the others; the state root is over it" },
  { "serial_reservation",
    "is a note of a signature that may exist, kept before there is an event" },
};

/* --- The table --------------------------------------------------------------------------------*/

const EspStateTable *
esp_state_table_nth (guint index)
{
  return index < G_N_ELEMENTS (tables) ? &tables[index] : NULL;
}

const EspStateTable *
esp_state_table_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    if (g_str_equal (tables[i].name, name))
      return &tables[i];
  return NULL;
}

const char *
esp_state_why_not (const char *table)
{
  for (gsize i = 0; i < G_N_ELEMENTS (not_state_rows); i++)
    if (g_str_equal (not_state_rows[i].table, table))
      return not_state_rows[i].why;
  return NULL;
}

static char *
join_key (const EspStateTable *table, char *const *keys)
{
  if (table->by_number)
    return g_strdup_printf ("%012" G_GINT64_FORMAT, g_ascii_strtoll (keys[0], NULL, 10));
  return g_strjoinv ("/", (char **) keys);
}

/* The last part may hold slashes, those before it never do: they are ids, numbers, and the name of
 * a renewal service. */
char **
esp_state_split_key (const EspStateTable *table, const char *key)
{
  int n = (int) g_strv_length ((char **) table->keys);
  g_auto (GStrv) parts = g_strsplit (key, "/", n);

  return (int) g_strv_length (parts) == n ? g_steal_pointer (&parts) : NULL;
}

/* --- A row's text -----------------------------------------------------------------------------*/

void
esp_state_row_clear (EspStateRow *row)
{
  for (guint i = 0; i < ESP_STATE_KEYS_MAX; i++)
    g_clear_pointer (&row->keys[i], g_free);
  g_clear_pointer (&row->key, g_free);
  g_clear_pointer (&row->text, g_free);
  row->table = NULL;
}

static void
append_escaped (GString *text, const char *value)
{
  static const char controls[] = "btn\0fr";

  g_string_append_c (text, '"');
  for (const char *c = value; *c; c++)
    {
      guchar byte = (guchar) *c;

      if (byte == '"' || byte == '\\')
        g_string_append_printf (text, "\\%c", byte);
      else if (byte >= 0x20)
        g_string_append_c (text, *c);
      else if (byte >= '\b' && byte <= '\r' && byte != '\v')
        g_string_append_printf (text, "\\%c", controls[byte - '\b']);
      else
        g_string_append_printf (text, "\\u%04x", byte);
    }
  g_string_append_c (text, '"');
}

static void
append_bytes (GString *text, EspStatement *statement, int column, EspStateKind kind)
{
  gsize len;
  const guint8 *bytes = esp_statement_peek (statement, column, &len);
  g_autofree char *hex = kind == ESP_STATE_ACCESS ? esp_hex_encode (bytes, len) :
                                                    esp_sha256_hex (bytes, len);

  g_string_append_printf (text, kind == ESP_STATE_ACCESS ? "\"%s\"" : "\"sha256:%s\"", hex);
}

static void
append_value (GString *text, EspStatement *statement, int column, EspStateKind kind)
{
  EspValueType type = esp_statement_get_type (statement, column);

  if (type == ESP_VALUE_INT)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, esp_statement_get_int (statement, column));
  else if (type == ESP_VALUE_BYTES)
    append_bytes (text, statement, column, kind);
  else
    append_escaped (text, esp_statement_get_text (statement, column));
}

/* The columns in the order of their names, which are plain ASCII. */
typedef struct
{
  int columns[COLUMNS_MAX];
  int n;
  int keys[ESP_STATE_KEYS_MAX];
} Order;

static gboolean
find_order (EspStatement *statement, const EspStateTable *table, Order *order, GError **error)
{
  order->n = esp_statement_count_columns (statement);
  if (order->n > COLUMNS_MAX)
    {
      esp_error_set (error, ESP_REASON_INTERNAL, table->name, NULL);
      return FALSE;
    }
  for (int i = 0; i < order->n; i++)
    {
      const char *name = esp_statement_get_name (statement, i);
      int at = i;

      for (;
           at > 0 && strcmp (esp_statement_get_name (statement, order->columns[at - 1]), name) > 0;
           at--)
        order->columns[at] = order->columns[at - 1];
      order->columns[at] = i;
      for (int k = 0; table->keys[k]; k++)
        if (g_str_equal (table->keys[k], name))
          order->keys[k] = i;
    }
  return TRUE;
}

static void
fill_row (EspStatement *statement, const EspStateTable *table, const Order *order, EspStateRow *row)
{
  GString *text = g_string_sized_new (512);

  esp_state_row_clear (row);
  row->table = table;
  for (int k = 0; table->keys[k]; k++)
    row->keys[k] = esp_statement_dup_text (statement, order->keys[k]);
  row->key = join_key (table, row->keys);
  for (int i = 0; i < order->n; i++)
    {
      int column = order->columns[i];

      if (esp_statement_get_type (statement, column) == ESP_VALUE_NULL)
        continue;
      g_string_append_c (text, text->len ? ',' : '{');
      append_escaped (text, esp_statement_get_name (statement, column));
      g_string_append_c (text, ':');
      append_value (text, statement, column, table->kind);
    }
  g_string_append (text, text->len ? "}" : "{}");
  esp_sha256 ((const guint8 *) text->str, text->len, row->digest.bytes);
  row->text = g_string_free (text, FALSE);
}

/* --- Reading ----------------------------------------------------------------------------------*/

static GString *
begin_select (const EspStateTable *table)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "SELECT %s FROM %s WHERE %s", table->columns ? table->columns : "*",
                          table->table ? table->table : table->name,
                          table->where ? table->where : "TRUE");
  return sql;
}

static EspStatement *
prepare_one (EspVault *vault, const EspStateTable *table, const char *const *keys, GError **error)
{
  g_autoptr (GString) sql = begin_select (table);
  EspStatement *statement;

  for (int k = 0; table->keys[k]; k++)
    g_string_append_printf (sql, " AND %s = $%d", table->keys[k], k + 1);
  statement = esp_store_prepare (vault, sql->str, error);
  for (int k = 0; statement && table->keys[k]; k++)
    if (table->by_number)
      esp_statement_bind_int (statement, k + 1, g_ascii_strtoll (keys[k], NULL, 10));
    else
      esp_statement_bind_text (statement, k + 1, keys[k]);
  return statement;
}

gboolean
esp_state_row_read (EspVault *vault,
                    const EspStateTable *table,
                    const char *const *keys,
                    EspStateRow *row,
                    GError **error)
{
  g_autoptr (EspStatement) statement = prepare_one (vault, table, keys, error);
  Order order = { .n = 0 };
  gboolean found;

  if (!statement || !esp_statement_step (statement, &found, error) ||
      !find_order (statement, table, &order, error))
    return FALSE;
  if (found)
    {
      fill_row (statement, table, &order, row);
      return TRUE;
    }
  esp_state_row_clear (row);
  row->table = table;
  for (int k = 0; table->keys[k]; k++)
    row->keys[k] = g_strdup (keys[k]);
  row->key = join_key (table, row->keys);
  return TRUE;
}

struct _EspStateScan
{
  const EspStateTable *table;
  EspStatement *statement;
  Order order;
};

EspStateScan *
esp_state_scan_new (EspVault *vault, const EspStateTable *table, GError **error)
{
  g_autoptr (EspStateScan) scan = g_new0 (EspStateScan, 1);
  g_autoptr (GString) sql = begin_select (table);

  for (int k = 0; table->keys[k]; k++)
    g_string_append_printf (sql, "%s%s", k ? ", " : " ORDER BY ", table->keys[k]);
  scan->table = table;
  scan->statement = esp_store_prepare (vault, sql->str, error);
  if (!scan->statement || !find_order (scan->statement, table, &scan->order, error))
    return NULL;
  return g_steal_pointer (&scan);
}

EspStateScan *
esp_state_scan_new_page (EspVault *vault,
                         const EspStateTable *table,
                         const char *after,
                         guint limit,
                         GError **error)
{
  g_autoptr (EspStateScan) scan = g_new0 (EspStateScan, 1);
  g_autoptr (GString) sql = begin_select (table);

  g_string_append_printf (sql, " AND %s > $1 ORDER BY %s LIMIT $2", table->keys[0], table->keys[0]);
  scan->table = table;
  scan->statement = esp_store_prepare (vault, sql->str, error);
  if (!scan->statement || !find_order (scan->statement, table, &scan->order, error))
    return NULL;
  esp_statement_bind_int (scan->statement, 1, g_ascii_strtoll (after, NULL, 10));
  esp_statement_bind_int (scan->statement, 2, limit);
  return g_steal_pointer (&scan);
}

gboolean
esp_state_scan_next (EspStateScan *scan, EspStateRow *row, gboolean *more, GError **error)
{
  if (!esp_statement_step (scan->statement, more, error))
    return FALSE;
  if (*more)
    fill_row (scan->statement, scan->table, &scan->order, row);
  return TRUE;
}

void
esp_state_scan_free (EspStateScan *scan)
{
  if (!scan)
    return;
  esp_statement_release (scan->statement);
  g_free (scan);
}
