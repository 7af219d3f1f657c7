/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was asked for through shares "by request". A request is answered once: the condition on its
 * status stands in the statement, so that of two processes one finds nothing left to answer. */
#include "esp-share-store.h"

#include "base/esp-error.h"
#include "esp-store.h"

#define COLUMNS                                                                                    \
  "id, ca, requester, role, operation, parameters, status, requested_at, answered_at, serial,"     \
  " problem, reason"

gboolean
esp_signing_request_store_insert (EspVault *vault, const EspSigningRequest *request, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "INSERT INTO signing_request (" COLUMNS ")"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    request->id, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, request->ca);
  esp_statement_bind_text (statement, 3, request->requester);
  esp_statement_bind_text (statement, 4, request->role);
  esp_statement_bind_text (statement, 5, request->operation);
  esp_statement_bind_text (statement, 6, request->parameters);
  esp_statement_bind_text (statement, 7, esp_signing_request_status_to_string (request->status));
  esp_statement_bind_int (statement, 8, request->requested_at);
  esp_store_bind_time (statement, 9, request->answered_at);
  esp_statement_bind_text (statement, 10, request->serial);
  esp_statement_bind_text (statement, 11, request->problem);
  esp_statement_bind_text (statement, 12, request->reason);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_signing_request_store_answer (EspVault *vault, const EspSigningRequest *request, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "UPDATE signing_request SET status = $2, answered_at = $3, serial = $4, problem = $5,"
    " reason = $6 WHERE id = $1 AND status = 'WAITING'",
    request->id, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, esp_signing_request_status_to_string (request->status));
  esp_store_bind_time (statement, 3, request->answered_at);
  esp_statement_bind_text (statement, 4, request->serial);
  esp_statement_bind_text (statement, 5, request->problem);
  esp_statement_bind_text (statement, 6, request->reason);
  return esp_store_run_changing (statement, error);
}

static EspSigningRequest *
read_request (EspStatement *statement, GError **error)
{
  g_autoptr (EspSigningRequest) request = esp_signing_request_new ();

  request->id = esp_statement_dup_text (statement, 0);
  request->ca = esp_statement_dup_text (statement, 1);
  request->requester = esp_statement_dup_text (statement, 2);
  request->role = esp_statement_dup_text (statement, 3);
  request->operation = esp_statement_dup_text (statement, 4);
  request->parameters = esp_statement_dup_text (statement, 5);
  request->requested_at = esp_statement_get_int (statement, 7);
  request->answered_at = esp_statement_get_int (statement, 8);
  request->serial = esp_statement_dup_text (statement, 9);
  request->problem = esp_statement_dup_text (statement, 10);
  request->reason = esp_statement_dup_text (statement, 11);
  if (esp_signing_request_status_from_string (esp_statement_get_text (statement, 6),
                                              &request->status))
    return g_steal_pointer (&request);
  esp_error_set (error, ESP_REASON_VAULT_DAMAGED, request->id, NULL);
  return NULL;
}

EspSigningRequest *
esp_signing_request_store_find (EspVault *vault, const char *id, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "SELECT " COLUMNS " FROM signing_request WHERE id = $1", id, error);
  gboolean row;

  if (!statement || !esp_statement_step (statement, &row, error) || !row)
    return NULL;
  return read_request (statement, error);
}

GPtrArray *
esp_signing_request_store_list (EspVault *vault, const char *ca, int status, GError **error)
{
  g_autoptr (GPtrArray)
    list = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_signing_request_free);
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "SELECT " COLUMNS " FROM signing_request WHERE ($1 = '' OR ca = $1) AND"
    " ($2 = '' OR status = $2) ORDER BY requested_at DESC, id",
    ca ? ca : "", error);
  gboolean row;

  if (!statement)
    return NULL;
  esp_statement_bind_text (
    statement, 2,
    status < 0 ? "" : esp_signing_request_status_to_string ((EspSigningRequestStatus) status));
  while (esp_statement_step (statement, &row, error))
    {
      EspSigningRequest *request;

      if (!row)
        return g_steal_pointer (&list);
      request = read_request (statement, error);
      if (!request)
        return NULL;
      g_ptr_array_add (list, request);
    }
  return NULL;
}

gint64
esp_signing_request_store_count_waiting (EspVault *vault, const char *requester, GError **error)
{
  return esp_store_ask_int (vault,
                            "SELECT count(*) FROM signing_request WHERE status = 'WAITING' AND"
                            " ($1 = '' OR requester = $1)",
                            requester ? requester : "", error);
}

gint64
esp_signing_request_store_last_time (EspVault *vault, GError **error)
{
  return esp_store_ask_int (
    vault, "SELECT max(requested_at) FROM signing_request WHERE status = 'WAITING'", NULL, error);
}

GPtrArray *
esp_signing_request_store_list_cas (EspVault *vault, GError **error)
{
  g_autoptr (GPtrArray) cas = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault, "SELECT DISTINCT ca FROM signing_request WHERE status = 'WAITING' ORDER BY ca", error);
  gboolean row;

  if (!statement)
    return NULL;
  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&cas);
      g_ptr_array_add (cas, esp_statement_dup_text (statement, 0));
    }
  return NULL;
}
