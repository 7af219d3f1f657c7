/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints as rows. */
#include "esp-checkpoint-store.h"

#include "esp-store.h"

gboolean
esp_checkpoint_store_put (EspVault *vault,
                          gint64 size,
                          const char *text,
                          gint64 now,
                          GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault,
    "INSERT INTO checkpoint (size, text, created_at) VALUES ($1, $2, $3)"
    " ON CONFLICT (size) DO UPDATE SET text = excluded.text, created_at = excluded.created_at",
    error);

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, size);
  esp_statement_bind_text (statement, 2, text);
  esp_statement_bind_int (statement, 3, now);
  return esp_statement_run (statement, NULL, error);
}

char *
esp_checkpoint_store_newest (EspVault *vault, gint64 *size, gint64 *created_at, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault, "SELECT text, size, created_at FROM checkpoint ORDER BY size DESC LIMIT 1", error);
  gboolean row;

  if (!statement || !esp_statement_step (statement, &row, error) || !row)
    return NULL;
  *size = esp_statement_get_int (statement, 1);
  *created_at = esp_statement_get_int (statement, 2);
  return esp_statement_dup_text (statement, 0);
}
