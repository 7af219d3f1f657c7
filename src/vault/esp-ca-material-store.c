/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What belongs to a CA and is too heavy for lists: its request, its certificates, its sealed key.
 */
#include "esp-ca-store.h"

#include "base/esp-error.h"
#include "esp-store.h"

gboolean
esp_ca_store_put_request (EspVault *vault, const char *ca, GBytes *der, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "INSERT INTO ca_request (ca, der) VALUES ($1, $2)"
                                       " ON CONFLICT (ca) DO UPDATE SET der = excluded.der",
                                       ca, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_bytes (statement, 2, der);
  return esp_statement_run (statement, NULL, error);
}

GBytes *
esp_ca_store_get_request (EspVault *vault, const char *ca, GError **error)
{
  return esp_store_ask_bytes (vault, "SELECT der FROM ca_request WHERE ca = $1", ca, error);
}

/* Earlier ones stay: what they signed is still checked against them. */
gboolean
esp_ca_store_put_certificate (EspVault *vault,
                              const char *ca,
                              GBytes *der,
                              const char *chain,
                              GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "INSERT INTO ca_certificate (ca, number, der, chain)"
    " VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM ca_certificate"
    " WHERE ca = $1), $2, $3)",
    ca, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_bytes (statement, 2, der);
  esp_statement_bind_text (statement, 3, chain);
  return esp_statement_run (statement, NULL, error);
}

GBytes *
esp_ca_store_get_certificate (EspVault *vault, const char *ca, char **chain, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "SELECT der, chain FROM ca_certificate WHERE ca = $1"
                                       " ORDER BY number DESC LIMIT 1",
                                       ca, error);
  gboolean row;

  if (chain)
    *chain = NULL;
  if (!statement || !esp_statement_step (statement, &row, error) || !row)
    return NULL;
  if (chain)
    *chain = esp_statement_dup_text (statement, 1);
  return esp_statement_get_bytes (statement, 0);
}

GBytes *
esp_ca_store_get_nth_certificate (EspVault *vault, const char *ca, gint64 number, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "SELECT der FROM ca_certificate WHERE ca = $1 AND number = $2", ca, error);
  gboolean row;

  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 2, number);
  if (!esp_statement_step (statement, &row, error) || !row)
    return NULL;
  return esp_statement_get_bytes (statement, 0);
}

gboolean
esp_ca_store_put_key (EspVault *vault,
                      const char *ca,
                      GBytes *envelope,
                      gint64 sealed_at,
                      GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "INSERT INTO ca_key (ca, envelope, sealed_at) VALUES ($1, $2, $3)"
    " ON CONFLICT (ca) DO UPDATE SET envelope = excluded.envelope,"
    " sealed_at = excluded.sealed_at",
    ca, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_bytes (statement, 2, envelope);
  esp_statement_bind_int (statement, 3, sealed_at);
  return esp_statement_run (statement, NULL, error);
}

GBytes *
esp_ca_store_get_key (EspVault *vault, const char *ca, GError **error)
{
  return esp_store_ask_bytes (vault, "SELECT envelope FROM ca_key WHERE ca = $1", ca, error);
}

/* The parts of a split one go with it. */
gboolean
esp_ca_store_delete_key (EspVault *vault, const char *ca, GError **error)
{
  g_autoptr (EspStatement)
    parts = esp_store_prepare_for (vault, "DELETE FROM ca_key_part WHERE ca = $1", ca, error);
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault, "DELETE FROM ca_key WHERE ca = $1", ca, error);

  return parts && esp_statement_run (parts, NULL, error) && statement &&
         esp_store_run_changing (statement, error);
}

gint64
esp_ca_store_count_keys_due (EspVault *vault, gint64 now, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault,
                                   "SELECT count(*) FROM ca WHERE state = 'DELETED'"
                                   " AND key_destroyed_at IS NULL AND restorable_until <= $1",
                                   error);
  gboolean row;

  if (!statement)
    return -1;
  esp_statement_bind_int (statement, 1, now);
  return esp_statement_step (statement, &row, error) && row ? esp_statement_get_int (statement, 0) :
                                                              -1;
}
