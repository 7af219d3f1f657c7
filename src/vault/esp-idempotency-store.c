/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remembered answers. What they are compared with is the engine's business. */
#include "esp-idempotency-store.h"

#include "esp-store.h"

void
esp_idempotency_free (EspIdempotency *row)
{
  if (!row)
    return;
  g_free (row->requester);
  g_free (row->operation);
  g_free (row->token);
  g_free (row->parameters);
  g_free (row->answer);
  g_free (row);
}

gboolean
esp_idempotency_store_find (EspVault *vault,
                            const char *requester,
                            const char *operation,
                            const char *token,
                            gint64 now,
                            EspIdempotency **row,
                            GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "SELECT parameters, answer, created_at FROM idempotency"
    " WHERE requester = $1 AND operation = $2 AND token = $3 AND created_at > $4",
    requester, error);
  gboolean found;

  *row = NULL;
  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, operation);
  esp_statement_bind_text (statement, 3, token);
  esp_statement_bind_int (statement, 4, now - ESP_IDEMPOTENCY_SECONDS);
  if (!esp_statement_step (statement, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  *row = g_new0 (EspIdempotency, 1);
  (*row)->requester = g_strdup (requester);
  (*row)->operation = g_strdup (operation);
  (*row)->token = g_strdup (token);
  (*row)->parameters = esp_statement_dup_text (statement, 0);
  (*row)->answer = esp_statement_dup_text (statement, 1);
  (*row)->created_at = esp_statement_get_int (statement, 2);
  return TRUE;
}

static gboolean
forget (EspVault *vault, gint64 now, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault, "DELETE FROM idempotency WHERE created_at <= $1", error);

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, now - ESP_IDEMPOTENCY_SECONDS);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_idempotency_store_insert (EspVault *vault, const EspIdempotency *row, GError **error)
{
  g_autoptr (EspStatement) statement = NULL;

  if (!forget (vault, row->created_at, error))
    return FALSE;
  statement = esp_store_prepare_for (
    vault,
    "INSERT INTO idempotency (requester, operation, token, parameters, answer, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6)",
    row->requester, error);
  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, row->operation);
  esp_statement_bind_text (statement, 3, row->token);
  esp_statement_bind_text (statement, 4, row->parameters);
  esp_statement_bind_text (statement, 5, row->answer);
  esp_statement_bind_int (statement, 6, row->created_at);
  return esp_statement_run (statement, NULL, error);
}
