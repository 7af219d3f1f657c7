/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sealed parts of keys under split control: one row for each holder and partner. */
#include "esp-approval-store.h"

#include "esp-store.h"

gboolean
esp_key_part_store_insert (EspVault *vault, const char *ca, const EspKeyPart *part, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "INSERT INTO ca_key_part (ca, holder, partner, envelope, digest)"
    " VALUES ($1, $2, $3, $4, $5)",
    ca, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, part->holder);
  esp_statement_bind_text (statement, 3, part->partner);
  esp_statement_bind_bytes (statement, 4, part->envelope);
  esp_statement_bind_text (statement, 5, part->digest);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_key_part_store_clear (EspVault *vault, const char *ca, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault, "DELETE FROM ca_key_part WHERE ca = $1", ca, error);

  return statement && esp_statement_run (statement, NULL, error);
}

gboolean
esp_key_part_store_drop (EspVault *vault, const char *ca, const char *principal, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "DELETE FROM ca_key_part WHERE ca = $1 AND (holder = $2 OR partner = $2)", ca, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, principal);
  return esp_statement_run (statement, NULL, error);
}

EspKeyPart *
esp_key_part_store_find (EspVault *vault,
                         const char *ca,
                         const char *holder,
                         const char *partner,
                         GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "SELECT envelope, digest FROM ca_key_part WHERE ca = $1 AND holder = $2 AND partner = $3", ca,
    error);
  EspKeyPart *part;
  gboolean row;

  if (!statement)
    return NULL;
  esp_statement_bind_text (statement, 2, holder);
  esp_statement_bind_text (statement, 3, partner);
  if (!esp_statement_step (statement, &row, error) || !row)
    return NULL;
  part = g_new0 (EspKeyPart, 1);
  part->holder = g_strdup (holder);
  part->partner = g_strdup (partner);
  part->envelope = esp_statement_get_bytes (statement, 0);
  part->digest = esp_statement_dup_text (statement, 1);
  return part;
}

gint64
esp_key_part_store_count (EspVault *vault, const char *ca, const char *holder, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "SELECT count(*) FROM ca_key_part WHERE ca = $1 AND ($2 = '' OR holder = $2)", ca,
    error);
  gboolean row;

  if (!statement)
    return -1;
  esp_statement_bind_text (statement, 2, holder ? holder : "");
  return esp_statement_step (statement, &row, error) && row ? esp_statement_get_int (statement, 0) :
                                                              -1;
}
