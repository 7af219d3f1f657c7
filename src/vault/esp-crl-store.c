/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CRLs: the newest of each CA whole, of those before it the record. */
#include "esp-ca-store.h"

#include "base/esp-error.h"
#include "esp-store.h"

static gboolean
check_number (EspVault *vault, const char *ca, gint64 number, GError **error)
{
  gint64 last = esp_store_ask_int (
    vault, "SELECT coalesce(max(number), -1) + 1 FROM crl WHERE ca = $1", ca, error);
  g_autofree char *wanted = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  g_autofree char *highest = g_strdup_printf ("%" G_GINT64_FORMAT, last - 1);

  if (last < 0)
    return FALSE;
  if (number >= last)
    return TRUE;
  esp_error_set (error, ESP_REASON_CRL_NUMBER, ca, "number", wanted, "last", highest, NULL);
  return FALSE;
}

/* A relying party has no use for a replaced CRL, and a large one is megabytes. */
static gboolean
drop_replaced (EspVault *vault, const char *ca, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "UPDATE crl SET der = NULL WHERE ca = $1 AND der IS NOT NULL", ca, error);

  return statement && esp_statement_run (statement, NULL, error);
}

gboolean
esp_crl_store_put (EspVault *vault,
                   const char *ca,
                   gint64 number,
                   gint64 this_update,
                   gint64 next_update,
                   gint64 n_entries,
                   GBytes *der,
                   GError **error)
{
  g_autoptr (EspStatement) statement = NULL;

  if (!check_number (vault, ca, number, error) || !drop_replaced (vault, ca, error))
    return FALSE;
  statement = esp_store_prepare_for (vault,
                                     "INSERT INTO crl (ca, number, this_update, next_update,"
                                     " n_entries, der) VALUES ($1, $2, $3, $4, $5, $6)",
                                     ca, error);
  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 2, number);
  esp_statement_bind_int (statement, 3, this_update);
  esp_statement_bind_int (statement, 4, next_update);
  esp_statement_bind_int (statement, 5, n_entries);
  esp_statement_bind_bytes (statement, 6, der);
  return esp_statement_run (statement, NULL, error);
}

static void
put_out (gint64 *out, EspStatement *statement, int column)
{
  if (out)
    *out = esp_statement_get_int (statement, column);
}

GBytes *
esp_crl_store_get (EspVault *vault,
                   const char *ca,
                   gint64 *number,
                   gint64 *this_update,
                   gint64 *next_update,
                   GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "SELECT der, number, this_update, next_update FROM crl WHERE ca = $1"
    " ORDER BY number DESC LIMIT 1",
    ca, error);
  gboolean row;

  if (!statement || !esp_statement_step (statement, &row, error) || !row)
    return NULL;
  put_out (number, statement, 1);
  put_out (this_update, statement, 2);
  put_out (next_update, statement, 3);
  return esp_statement_get_bytes (statement, 0);
}

gint64
esp_crl_store_get_offset (EspVault *vault, const char *ca, GError **error)
{
  return esp_store_ask_int (vault, "SELECT crl_number_offset FROM ca WHERE id = $1", ca, error);
}

gboolean
esp_crl_store_set_offset (EspVault *vault, const char *ca, gint64 offset, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "UPDATE ca SET crl_number_offset = $2 WHERE id = $1", ca, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 2, offset);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_crl_store_raise_offset (EspVault *vault, gint64 by, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault, "UPDATE ca SET crl_number_offset = crl_number_offset + $1", error);

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, by);
  return esp_statement_run (statement, NULL, error);
}
