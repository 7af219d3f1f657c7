/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys, partners and requests of the exchange with other vaults. An exchange is answered once: the
 * condition stands in the statement, so that of two processes one finds nothing left to answer. */
#include "esp-exchange-store.h"

#include "base/esp-error.h"
#include "esp-store.h"

#define PARTNER_COLUMNS "id, name, vault, certificate, principal, role, added_at, removed_at"
#define HEAD_COLUMNS "direction, partner, id, account, digest, created_at, expires_at, answered_at"

/* --- Keys -------------------------------------------------------------------------------------*/

gboolean
esp_exchange_store_put_identity (EspVault *vault,
                                 const EspExchangeIdentity *identity,
                                 GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "INSERT INTO exchange_identity (principal, certificate, envelope, created_at)"
    " VALUES ($1, $2, $3, $4) ON CONFLICT (principal) DO UPDATE SET certificate = $2,"
    " envelope = $3, created_at = $4",
    identity->principal, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_bytes (statement, 2, identity->certificate);
  esp_statement_bind_bytes (statement, 3, identity->envelope);
  esp_statement_bind_int (statement, 4, identity->created_at);
  return esp_statement_run (statement, NULL, error);
}

EspExchangeIdentity *
esp_exchange_store_find_identity (EspVault *vault, const char *principal, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "SELECT principal, certificate, envelope, created_at FROM exchange_identity"
    " WHERE principal = $1",
    principal, error);
  EspExchangeIdentity *identity;
  gboolean row;

  if (!statement || !esp_statement_step (statement, &row, error) || !row)
    return NULL;
  identity = esp_exchange_identity_new ();
  identity->principal = esp_statement_dup_text (statement, 0);
  identity->certificate = esp_statement_get_bytes (statement, 1);
  identity->envelope = esp_statement_get_bytes (statement, 2);
  identity->created_at = esp_statement_get_int (statement, 3);
  return identity;
}

/* --- Partners ---------------------------------------------------------------------------------*/

gboolean
esp_exchange_store_insert_partner (EspVault *vault,
                                   const EspExchangePartner *partner,
                                   GError **error)
{
  GError *problem = NULL;
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "INSERT INTO exchange_partner (" PARTNER_COLUMNS ")"
                                       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                                       partner->id, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, partner->name);
  esp_statement_bind_text (statement, 3, partner->vault);
  esp_statement_bind_bytes (statement, 4, partner->certificate);
  esp_statement_bind_text (statement, 5, partner->principal);
  esp_statement_bind_text (statement, 6, partner->role);
  esp_statement_bind_int (statement, 7, partner->added_at);
  esp_store_bind_time (statement, 8, partner->removed_at);
  if (esp_statement_run (statement, NULL, &problem))
    return TRUE;
  g_propagate_error (error, problem);
  return esp_store_name_taken (error, partner->name);
}

gboolean
esp_exchange_store_remove_partner (EspVault *vault, const char *id, gint64 now, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "UPDATE exchange_partner SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL", id,
    error);

  if (!statement)
    return FALSE;
  esp_statement_bind_int (statement, 2, now);
  return esp_store_run_changing (statement, error);
}

static EspExchangePartner *
read_partner (EspStatement *statement)
{
  EspExchangePartner *partner = esp_exchange_partner_new ();

  partner->id = esp_statement_dup_text (statement, 0);
  partner->name = esp_statement_dup_text (statement, 1);
  partner->vault = esp_statement_dup_text (statement, 2);
  partner->certificate = esp_statement_get_bytes (statement, 3);
  partner->principal = esp_statement_dup_text (statement, 4);
  partner->role = esp_statement_dup_text (statement, 5);
  partner->added_at = esp_statement_get_int (statement, 6);
  partner->removed_at = esp_statement_get_int (statement, 7);
  return partner;
}

EspExchangePartner *
esp_exchange_store_find_partner (EspVault *vault, const char *id_or_name, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "SELECT " PARTNER_COLUMNS " FROM exchange_partner WHERE id = $1"
    " OR (name = $1 AND removed_at IS NULL)",
    id_or_name, error);
  gboolean row;

  if (!statement || !esp_statement_step (statement, &row, error) || !row)
    return NULL;
  return read_partner (statement);
}

GPtrArray *
esp_exchange_store_list_partners (EspVault *vault, GError **error)
{
  g_autoptr (GPtrArray)
    list = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_exchange_partner_free);
  g_autoptr (EspStatement)
    statement = esp_store_prepare (vault,
                                   "SELECT " PARTNER_COLUMNS " FROM exchange_partner"
                                   " WHERE removed_at IS NULL ORDER BY name",
                                   error);
  gboolean row;

  while (statement && esp_statement_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_partner (statement));
    }
  return NULL;
}

/* --- Requests ---------------------------------------------------------------------------------*/

gboolean
esp_exchange_store_insert (EspVault *vault, const EspExchange *exchange, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "INSERT INTO exchange (" HEAD_COLUMNS ", request, response)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    esp_exchange_direction_to_string (exchange->direction), error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, exchange->partner);
  esp_statement_bind_text (statement, 3, exchange->id);
  esp_statement_bind_text (statement, 4, exchange->account);
  esp_statement_bind_text (statement, 5, exchange->digest);
  esp_statement_bind_int (statement, 6, exchange->created_at);
  esp_statement_bind_int (statement, 7, exchange->expires_at);
  esp_store_bind_time (statement, 8, exchange->answered_at);
  esp_statement_bind_bytes (statement, 9, exchange->request);
  esp_statement_bind_bytes (statement, 10, exchange->response);
  return esp_statement_run (statement, NULL, error);
}

gboolean
esp_exchange_store_answer (EspVault *vault, const EspExchange *exchange, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault,
    "UPDATE exchange SET response = $3, answered_at = $4 WHERE direction = $1 AND id = $2"
    " AND response IS NULL",
    esp_exchange_direction_to_string (exchange->direction), error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, exchange->id);
  esp_statement_bind_bytes (statement, 3, exchange->response);
  esp_statement_bind_int (statement, 4, exchange->answered_at);
  return esp_store_run_changing (statement, error);
}

static EspExchange *
read_head (EspStatement *statement)
{
  EspExchange *exchange = esp_exchange_new ();
  const char *direction = esp_statement_get_text (statement, 0);

  exchange->direction = g_strcmp0 (direction, "SENT") == 0 ? ESP_EXCHANGE_SENT :
                                                             ESP_EXCHANGE_RECEIVED;
  exchange->partner = esp_statement_dup_text (statement, 1);
  exchange->id = esp_statement_dup_text (statement, 2);
  exchange->account = esp_statement_dup_text (statement, 3);
  exchange->digest = esp_statement_dup_text (statement, 4);
  exchange->created_at = esp_statement_get_int (statement, 5);
  exchange->expires_at = esp_statement_get_int (statement, 6);
  exchange->answered_at = esp_statement_get_int (statement, 7);
  return exchange;
}

EspExchange *
esp_exchange_store_find (EspVault *vault,
                         EspExchangeDirection direction,
                         const char *id,
                         GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "SELECT " HEAD_COLUMNS ", request, response FROM exchange"
                                       " WHERE direction = $1 AND id = $2",
                                       esp_exchange_direction_to_string (direction), error);
  EspExchange *exchange;
  gboolean row;

  if (!statement)
    return NULL;
  esp_statement_bind_text (statement, 2, id);
  if (!esp_statement_step (statement, &row, error) || !row)
    return NULL;
  exchange = read_head (statement);
  exchange->request = esp_statement_get_bytes (statement, 8);
  exchange->response = esp_statement_is_null (statement, 9) ?
                         NULL :
                         esp_statement_get_bytes (statement, 9);
  return exchange;
}

GPtrArray *
esp_exchange_store_list (EspVault *vault, guint limit, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_exchange_free);
  g_autoptr (EspStatement) statement = esp_store_prepare (vault,
                                                          "SELECT " HEAD_COLUMNS " FROM exchange"
                                                          " ORDER BY created_at DESC, id LIMIT $1",
                                                          error);
  gboolean row;

  if (!statement)
    return NULL;
  esp_statement_bind_int (statement, 1, limit);
  while (esp_statement_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_head (statement));
    }
  return NULL;
}
