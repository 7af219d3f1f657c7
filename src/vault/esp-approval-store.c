/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests for a second person. What was asked for is frozen by the table itself; what became of it
 * moves from one status to the next, and never from one that it has left. */
#include "esp-approval-store.h"

#include "base/esp-error.h"
#include "esp-database-private.h"
#include "esp-store.h"
#include "model/esp-role.h"

#include <string.h>

#define ID_PREFIX_MIN 8
#define ID_LEN 36
#define LIST_MAX "1000"

#define COLUMNS                                                                                    \
  "id, ca, operation, requester, role, request, digest, request_signature, status, requested_at,"  \
  " expires_at, approver, approval_signature, decided_at, reason, result, key_part"

gboolean
esp_approval_store_insert (EspVault *vault, const EspApproval *approval, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "INSERT INTO approval (id, ca, operation, requester, role, request, digest,"
    " request_signature, status, requested_at, expires_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    approval->id, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, approval->ca);
  esp_statement_bind_text (statement, 3, approval->operation);
  esp_statement_bind_text (statement, 4, approval->requester);
  /* That of the recovery identity has no row. */
  if (!g_str_equal (approval->role, ESP_RECOVERY_ROLE))
    esp_statement_bind_text (statement, 5, approval->role);
  esp_statement_bind_text (statement, 6, approval->request);
  esp_statement_bind_text (statement, 7, approval->digest);
  esp_statement_bind_bytes (statement, 8, approval->request_signature);
  esp_statement_bind_text (statement, 9, esp_approval_status_to_string (approval->status));
  esp_statement_bind_int (statement, 10, approval->requested_at);
  esp_statement_bind_int (statement, 11, approval->expires_at);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_approval_store_update (EspVault *vault,
                           const EspApproval *approval,
                           EspApprovalStatus from,
                           GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "UPDATE approval SET status = $2, approver = $3, approval_signature = $4, decided_at = $5,"
    " reason = $6, result = $7, key_part = $8 WHERE id = $1 AND status = $9",
    approval->id, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, esp_approval_status_to_string (approval->status));
  esp_statement_bind_text (statement, 3, approval->approver);
  esp_statement_bind_bytes (statement, 4, approval->approval_signature);
  esp_store_bind_time (statement, 5, approval->decided_at);
  esp_statement_bind_text (statement, 6, approval->reason);
  esp_statement_bind_text (statement, 7, approval->result);
  esp_statement_bind_bytes (statement, 8, approval->key_part);
  esp_statement_bind_text (statement, 9, esp_approval_status_to_string (from));
  return esp_store_run_changing (statement, error);
}

/* --- Reading ----------------------------------------------------------------------------------*/

static GBytes *
read_bytes (EspStatement *statement, int column)
{
  return esp_statement_is_null (statement, column) ? NULL :
                                                     esp_statement_get_bytes (statement, column);
}

static EspApproval *
read_approval (EspStatement *statement, GError **error)
{
  g_autoptr (EspApproval) approval = esp_approval_new ();

  approval->id = esp_statement_dup_text (statement, 0);
  approval->ca = esp_statement_dup_text (statement, 1);
  approval->operation = esp_statement_dup_text (statement, 2);
  approval->requester = esp_statement_dup_text (statement, 3);
  approval->role = esp_statement_is_null (statement, 4) ? g_strdup (ESP_RECOVERY_ROLE) :
                                                          esp_statement_dup_text (statement, 4);
  approval->request = esp_statement_dup_text (statement, 5);
  approval->digest = esp_statement_dup_text (statement, 6);
  approval->request_signature = esp_statement_get_bytes (statement, 7);
  approval->requested_at = esp_statement_get_int (statement, 9);
  approval->expires_at = esp_statement_get_int (statement, 10);
  approval->approver = esp_statement_dup_text (statement, 11);
  approval->approval_signature = read_bytes (statement, 12);
  approval->decided_at = esp_statement_get_int (statement, 13);
  approval->reason = esp_statement_dup_text (statement, 14);
  approval->result = esp_statement_dup_text (statement, 15);
  approval->key_part = read_bytes (statement, 16);
  if (esp_approval_status_from_string (esp_statement_get_text (statement, 8), &approval->status))
    return g_steal_pointer (&approval);
  esp_error_set (error, ESP_REASON_VAULT_DAMAGED, approval->id, NULL);
  return NULL;
}

static GPtrArray *
read_approvals (EspStatement *statement, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_approval_free);
  gboolean row;

  while (esp_statement_step (statement, &row, error))
    {
      EspApproval *approval = row ? read_approval (statement, error) : NULL;

      if (!row)
        return g_steal_pointer (&list);
      if (!approval)
        return NULL;
      g_ptr_array_add (list, approval);
    }
  return NULL;
}

EspApproval *
esp_approval_store_find (EspVault *vault, const char *id, GError **error)
{
  gsize len = strlen (id);
  g_autofree char *from = g_ascii_strdown (id, -1);
  /* 'g' follows all digits of a UUID. */
  g_autofree char *to = g_strconcat (from, "g", NULL);
  g_autoptr (EspStatement) statement = NULL;
  g_autoptr (GPtrArray) found = NULL;

  if (len < ID_PREFIX_MIN || len > ID_LEN || strspn (from, "0123456789abcdef-") != len)
    return NULL;
  statement = esp_store_prepare_for (
    vault, "SELECT " COLUMNS " FROM approval WHERE id >= $1 AND id < $2 ORDER BY id LIMIT 2", from,
    error);
  if (!statement)
    return NULL;
  esp_statement_bind_text (statement, 2, to);
  found = read_approvals (statement, error);
  return found && found->len == 1 ? g_ptr_array_steal_index (found, 0) : NULL;
}

GPtrArray *
esp_approval_store_list (EspVault *vault, const char *ca, gboolean open, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "SELECT " COLUMNS " FROM approval WHERE ($1 = '' OR ca = $1)"
    " AND ($2 = 0 OR status IN ('WAITING', 'APPROVED'))"
    " ORDER BY requested_at DESC, decided_at IS NULL DESC, id LIMIT " LIST_MAX,
    ca ? ca : "", error);

  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 2, open ? 1 : 0);
  return read_approvals (statement, error);
}

static GPtrArray *
list_all_for (EspVault *vault, const char *sql, const char *value, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (vault, sql, value, error);

  return statement ? read_approvals (statement, error) : NULL;
}

/* Each has needed a consent, so that nobody fills the list alone. */
GPtrArray *
esp_approval_store_list_done (EspVault *vault, const char *ca, GError **error)
{
  return list_all_for (vault,
                       "SELECT " COLUMNS " FROM approval WHERE (ca = $1 OR ca IS NULL)"
                       " AND status = 'DONE' AND operation IN ('UpdateCertificateAuthority',"
                       " 'RenewCertificateAuthority') ORDER BY requested_at DESC, id",
                       ca, error);
}

GPtrArray *
esp_approval_store_list_open_of (EspVault *vault, const char *principal, GError **error)
{
  return list_all_for (vault,
                       "SELECT " COLUMNS " FROM approval WHERE $1 IN (requester, approver)"
                       " AND status IN ('WAITING', 'APPROVED') ORDER BY requested_at, id",
                       principal, error);
}

gint64
esp_approval_store_count_approved (EspVault *vault,
                                   const char *requester,
                                   gint64 now,
                                   GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "SELECT count(*) FROM approval WHERE requester = $1 AND status = 'APPROVED'"
    " AND expires_at > $2",
    requester, error);
  gboolean row;

  if (!statement)
    return -1;
  esp_statement_bind_int (statement, 2, now);
  return esp_statement_step (statement, &row, error) && row ? esp_statement_get_int (statement, 0) :
                                                              -1;
}
