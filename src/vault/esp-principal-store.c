/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Principals, their tags, and their sealed identities. The certificates of an identity stand in the
 * principal's row, because everybody needs them; the sealed keys stand apart. */
#include "esp-account-store.h"

#include "base/esp-error.h"
#include "esp-database-private.h"
#include "esp-store.h"

#define COLUMNS                                                                                    \
  "id, account, name, kind, status, created_at, agreement_certificate, signing_certificate"

gboolean
esp_principal_store_insert (EspVault *vault, const EspPrincipal *principal, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "INSERT INTO principal (" COLUMNS ")"
                                       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                                       principal->id, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, principal->account);
  esp_statement_bind_text (statement, 3, principal->name);
  esp_statement_bind_text (statement, 4, esp_principal_kind_to_string (principal->kind));
  esp_statement_bind_text (statement, 5, esp_principal_status_to_string (principal->status));
  esp_statement_bind_int (statement, 6, principal->created_at);
  esp_statement_bind_bytes (statement, 7, principal->agreement_certificate);
  esp_statement_bind_bytes (statement, 8, principal->signing_certificate);
  if (!esp_statement_run (statement, NULL, error))
    return esp_store_name_taken (error, principal->name);
  return esp_store_write_tags (vault,
                               "INSERT INTO principal_tag (principal, key, value)"
                               " VALUES ($1, $2, $3)",
                               principal->id, principal->tags, error);
}

static EspPrincipal *
read_principal (EspVault *vault, EspStatement *statement, GError **error)
{
  g_autoptr (EspPrincipal) principal = esp_principal_new ();

  principal->id = esp_statement_dup_text (statement, 0);
  principal->account = esp_statement_dup_text (statement, 1);
  principal->name = esp_statement_dup_text (statement, 2);
  principal->created_at = esp_statement_get_int (statement, 5);
  principal->agreement_certificate = esp_statement_get_bytes (statement, 6);
  principal->signing_certificate = esp_statement_get_bytes (statement, 7);
  if (!esp_principal_kind_from_string (esp_statement_get_text (statement, 3), &principal->kind) ||
      !esp_principal_status_from_string (esp_statement_get_text (statement, 4), &principal->status))
    {
      esp_error_set (error, ESP_REASON_VAULT_DAMAGED, principal->name, NULL);
      return NULL;
    }
  if (!esp_store_read_tags (vault,
                            "SELECT key, value FROM principal_tag WHERE principal = $1"
                            " ORDER BY key",
                            principal->id, principal->tags, error))
    return NULL;
  return g_steal_pointer (&principal);
}

GPtrArray *
esp_principal_store_list (EspVault *vault, GError **error)
{
  g_autoptr (GPtrArray)
    principals = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_principal_free);
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_inner (esp_vault_get_database (vault), error);
  g_autoptr (EspStatement) statement =
    scope ? esp_store_prepare (vault, "SELECT " COLUMNS " FROM principal ORDER BY name", error) :
            NULL;
  gboolean row;

  if (!statement)
    return NULL;
  while (esp_statement_step (statement, &row, error))
    {
      EspPrincipal *principal;

      if (!row)
        return g_steal_pointer (&principals);
      principal = read_principal (vault, statement, error);
      if (!principal)
        return NULL;
      g_ptr_array_add (principals, principal);
    }
  return NULL;
}

EspPrincipal *
esp_principal_store_find (EspVault *vault, const char *id_or_name, GError **error)
{
  g_autoptr (EspTransaction)
    scope = esp_transaction_begin_inner (esp_vault_get_database (vault), error);
  g_autoptr (EspStatement) statement = NULL;
  gboolean row;

  if (!scope)
    return NULL;
  statement = esp_store_prepare_for (vault,
                                     "SELECT " COLUMNS " FROM principal WHERE id = $1 OR name = $1"
                                     " ORDER BY CASE WHEN id = $1 THEN 0 ELSE 1 END LIMIT 1",
                                     id_or_name, error);
  if (!statement || !esp_statement_step (statement, &row, error) || !row)
    return NULL;
  return read_principal (vault, statement, error);
}

static gboolean
put_certificates (EspVault *vault,
                  const char *principal,
                  const EspSealedIdentity *sealed,
                  GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "UPDATE principal SET agreement_certificate = $2,"
                                       " signing_certificate = $3 WHERE id = $1",
                                       principal, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_bytes (statement, 2, sealed->agreement_certificate);
  esp_statement_bind_bytes (statement, 3, sealed->signing_certificate);
  return esp_store_run_changing (statement, error);
}

gboolean
esp_principal_store_put_identity (EspVault *vault,
                                  const char *principal,
                                  const EspSealedIdentity *sealed,
                                  const char *unlock,
                                  GError **error)
{
  g_autoptr (EspStatement) statement = NULL;

  if (!put_certificates (vault, principal, sealed, error))
    return FALSE;
  statement = esp_store_prepare_for (vault,
                                     "INSERT INTO identity (principal, agreement_key, signing_key,"
                                     " unlock) VALUES ($1, $2, $3, $4)"
                                     " ON CONFLICT (principal) DO UPDATE SET"
                                     " agreement_key = excluded.agreement_key,"
                                     " signing_key = excluded.signing_key,"
                                     " unlock = excluded.unlock",
                                     principal, error);
  if (!statement)
    return FALSE;
  esp_statement_bind_bytes (statement, 2, sealed->agreement_key);
  esp_statement_bind_bytes (statement, 3, sealed->signing_key);
  esp_statement_bind_text (statement, 4, unlock);
  return esp_statement_run (statement, NULL, error);
}

/* TRUE with *@sealed NULL where none is stored: a recovery identity, or one that is not enrolled.
 */
gboolean
esp_principal_store_get_identity (EspVault *vault,
                                  const char *principal,
                                  EspSealedIdentity **sealed,
                                  char **unlock,
                                  GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_store_prepare_for (vault,
                                       "SELECT agreement_key, signing_key, agreement_certificate,"
                                       " signing_certificate, unlock FROM identity"
                                       " JOIN principal ON principal.id = identity.principal"
                                       " WHERE principal.id = $1",
                                       principal, error);
  gboolean row;

  *sealed = NULL;
  if (unlock)
    *unlock = NULL;
  if (!statement || !esp_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  *sealed = g_new0 (EspSealedIdentity, 1);
  (*sealed)->agreement_key = esp_statement_get_bytes (statement, 0);
  (*sealed)->signing_key = esp_statement_get_bytes (statement, 1);
  (*sealed)->agreement_certificate = esp_statement_get_bytes (statement, 2);
  (*sealed)->signing_certificate = esp_statement_get_bytes (statement, 3);
  if (unlock)
    *unlock = esp_statement_dup_text (statement, 4);
  return TRUE;
}

/* --- Changes -----------------------------------------------------------------------------------*/

gboolean
esp_principal_store_set_status (EspVault *vault,
                                const char *principal,
                                EspPrincipalStatus status,
                                GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (
    vault, "UPDATE principal SET status = $2 WHERE id = $1", principal, error);

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 2, esp_principal_status_to_string (status));
  return esp_store_run_changing (statement, error);
}

static gboolean
run_for (EspVault *vault, const char *sql, const char *principal, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare_for (vault, sql, principal, error);

  return statement && esp_statement_run (statement, NULL, error);
}

gboolean
esp_principal_store_set_tags (EspVault *vault,
                              const char *principal,
                              GPtrArray *tags,
                              GError **error)
{
  return run_for (vault, "DELETE FROM principal_tag WHERE principal = $1", principal, error) &&
         esp_store_write_tags (vault,
                               "INSERT INTO principal_tag (principal, key, value)"
                               " VALUES ($1, $2, $3)",
                               principal, tags, error);
}

gboolean
esp_principal_store_clear_identity (EspVault *vault, const char *principal, GError **error)
{
  return run_for (vault, "DELETE FROM identity WHERE principal = $1", principal, error) &&
         run_for (vault,
                  "UPDATE principal SET agreement_certificate = NULL, signing_certificate = NULL"
                  " WHERE id = $1",
                  principal, error);
}
