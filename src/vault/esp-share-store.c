/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares and their tags. A share is never removed: its status says that it has ended. */
#include "esp-share-store.h"

#include "base/esp-error.h"
#include "esp-database-private.h"
#include "esp-store.h"

#define COLUMNS                                                                                    \
  "share.id, share.name, share.ca, ca.account, share.consumer_kind, share.consumer,"               \
  " share.consumer_account, share.permission, share.permission_version, share.signing,"            \
  " share.feature_set, share.status, share.created_at, share.expires_at, share.answered_at,"       \
  " share.ended_at"
#define FROM " FROM share JOIN ca ON ca.id = share.ca "

/* --- Writing -----------------------------------------------------------------------------------*/

gboolean
esp_share_store_put_tags (EspVault *vault, const EspShare *share, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "DELETE FROM share_tag WHERE share = $1", share->id, error);

  return statement && esp_statement_run (statement, NULL, error) &&
         esp_store_write_tags (vault,
                               "INSERT INTO share_tag (share, key, value) VALUES ($1, $2, $3)",
                               share->id, share->tags, error);
}

gboolean
esp_share_store_insert (EspVault *vault, const EspShare *share, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "INSERT INTO share (id, name, ca, consumer_kind, consumer, consumer_account, permission,"
    " permission_version, signing, feature_set, status, created_at, expires_at, answered_at,"
    " ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    share->id, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, share->name);
  esp_statement_bind_text (statement, 3, share->ca);
  esp_statement_bind_text (statement, 4, esp_share_consumer_kind_to_string (share->consumer_kind));
  esp_statement_bind_text (statement, 5, share->consumer);
  esp_statement_bind_text (statement, 6, share->consumer_account);
  esp_statement_bind_text (statement, 7, share->permission);
  esp_statement_bind_int (statement, 8, share->permission_version);
  esp_statement_bind_text (statement, 9, esp_share_signing_to_string (share->signing));
  esp_statement_bind_text (statement, 10, esp_share_feature_set_to_string (share->feature_set));
  esp_statement_bind_text (statement, 11, esp_share_status_to_string (share->status));
  esp_statement_bind_int (statement, 12, share->created_at);
  esp_store_bind_time (statement, 13, share->expires_at);
  esp_store_bind_time (statement, 14, share->answered_at);
  esp_store_bind_time (statement, 15, share->ended_at);
  if (!esp_statement_run (statement, NULL, error))
    return esp_store_name_taken (error, share->name);
  return esp_share_store_put_tags (vault, share, error);
}

gboolean
esp_share_store_update (EspVault *vault, const EspShare *share, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "UPDATE share SET permission = $2, permission_version = $3, signing = $4, feature_set = $5,"
    " status = $6, expires_at = $7, answered_at = $8, ended_at = $9 WHERE id = $1",
    share->id, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, share->permission);
  esp_statement_bind_int (statement, 3, share->permission_version);
  esp_statement_bind_text (statement, 4, esp_share_signing_to_string (share->signing));
  esp_statement_bind_text (statement, 5, esp_share_feature_set_to_string (share->feature_set));
  esp_statement_bind_text (statement, 6, esp_share_status_to_string (share->status));
  esp_store_bind_time (statement, 7, share->expires_at);
  esp_store_bind_time (statement, 8, share->answered_at);
  esp_store_bind_time (statement, 9, share->ended_at);
  return esp_store_run_changing (statement, error);
}

gboolean
esp_share_store_expire (EspVault *vault, gint64 now, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault,
                                   "UPDATE share SET status = 'EXPIRED', ended_at = expires_at"
                                   " WHERE status = 'PENDING' AND expires_at <= $1",
                                   error);

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 1, now);
  return esp_statement_run (statement, NULL, error);
}

/* --- Reading -----------------------------------------------------------------------------------*/

static gboolean
read_spellings (EspStatement *statement, EspShare *share)
{
  return esp_share_consumer_kind_from_string (esp_statement_get_text (statement, 4),
                                              &share->consumer_kind) &&
         esp_share_signing_from_string (esp_statement_get_text (statement, 9), &share->signing) &&
         esp_share_feature_set_from_string (esp_statement_get_text (statement, 10),
                                            &share->feature_set) &&
         esp_share_status_from_string (esp_statement_get_text (statement, 11), &share->status);
}

static EspShare *
read_share (EspVault *vault, EspStatement *statement, GError **error)
{
  g_autoptr (EspShare) share = esp_share_new ();

  share->id = esp_statement_dup_text (statement, 0);
  share->name = esp_statement_dup_text (statement, 1);
  share->ca = esp_statement_dup_text (statement, 2);
  share->owner_account = esp_statement_dup_text (statement, 3);
  share->consumer = esp_statement_dup_text (statement, 5);
  share->consumer_account = esp_statement_dup_text (statement, 6);
  share->permission = esp_statement_dup_text (statement, 7);
  share->permission_version = esp_statement_get_int (statement, 8);
  share->created_at = esp_statement_get_int (statement, 12);
  share->expires_at = esp_statement_get_int (statement, 13);
  share->answered_at = esp_statement_get_int (statement, 14);
  share->ended_at = esp_statement_get_int (statement, 15);
  if (!read_spellings (statement, share))
    {
      esp_error_set (error, ESP_REASON_VAULT_DAMAGED, share->name, NULL);
      return NULL;
    }
  if (!esp_store_read_tags (vault, "SELECT key, value FROM share_tag WHERE share = $1 ORDER BY key",
                            share->id, share->tags, error))
    return NULL;
  return g_steal_pointer (&share);
}

/* @first is $1 and @second $2; NULL becomes the empty text, which stands for all. */
static GPtrArray *
list_where (EspVault *vault, const char *sql, const char *first, const char *second, GError **error)
{
  g_autoptr (GPtrArray) shares = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_share_free);
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_inner (esp_vault_get_database (vault), error);
  g_autoptr (EspStatement)
    statement = scope ? esp_store_prepare_for (vault, sql, first ? first : "", error) : NULL;
  gboolean row;

  if (!statement)
    return NULL;
  esp_statement_bind_text (statement, 2, second ? second : "");
  while (esp_statement_step (statement, &row, error))
    {
      EspShare *share;

      if (!row)
        return g_steal_pointer (&shares);
      share = read_share (vault, statement, error);
      if (!share)
        return NULL;
      g_ptr_array_add (shares, share);
    }
  return NULL;
}

GPtrArray *
esp_share_store_list (EspVault *vault, const char *ca, const char *account, GError **error)
{
  return list_where (vault,
                     "SELECT " COLUMNS FROM "WHERE ($1 = '' OR share.ca = $1) AND"
                     " ($2 = '' OR ca.account = $2 OR share.consumer_account = $2)"
                     " ORDER BY share.name, share.created_at DESC, share.id",
                     ca, account, error);
}

GPtrArray *
esp_share_store_list_active (EspVault *vault,
                             const char *ca,
                             const char *consumer_account,
                             GError **error)
{
  return list_where (vault,
                     "SELECT " COLUMNS FROM
                     "WHERE share.status = 'ACTIVE' AND ($1 = '' OR share.ca = $1) AND"
                     " ($2 = '' OR share.consumer_account = $2) ORDER BY share.name, share.id",
                     ca, consumer_account, error);
}

EspShare *
esp_share_store_find (EspVault *vault, const char *id_or_name, GError **error)
{
  g_autoptr (GPtrArray)
    found = list_where (vault,
                        "SELECT " COLUMNS FROM "WHERE share.id = $1 OR share.name = $1 AND $2 = ''"
                        " ORDER BY CASE WHEN share.id = $1 THEN 0 ELSE 1 END,"
                        " CASE WHEN share.status IN ('PENDING', 'ACTIVE') THEN 0 ELSE 1 END,"
                        " share.created_at DESC, share.id LIMIT 1",
                        id_or_name, NULL, error);

  if (!found || found->len == 0)
    return NULL;
  g_ptr_array_set_free_func (found, NULL);
  return g_ptr_array_index (found, 0);
}

gint64
esp_share_store_count_pending (EspVault *vault,
                               const char *owner_account,
                               gint64 now,
                               GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "SELECT count(*)" FROM
    "WHERE ca.account = $1 AND share.status = 'PENDING' AND share.expires_at > $2",
    owner_account, error);
  gboolean row;

  if (!statement)
    return -1;
  esp_statement_bind_int (statement, 2, now);
  return esp_statement_step (statement, &row, error) && row ? esp_statement_get_int (statement, 0) :
                                                              -1;
}

gint64
esp_share_store_count_uses (EspVault *vault, const char *permission, gint64 version, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "SELECT count(*) FROM share WHERE permission = $1 AND status IN ('PENDING', 'ACTIVE') AND"
    " ($2 = 0 OR permission_version = $2)",
    permission, error);
  gboolean row;

  if (!statement)
    return -1;
  esp_statement_bind_int (statement, 2, version);
  return esp_statement_step (statement, &row, error) && row ? esp_statement_get_int (statement, 0) :
                                                              -1;
}
