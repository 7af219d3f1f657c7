/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vault as a whole: made, opened, brought up to date, checked, copied. What is in it is the
 * business of the stores. */
#include "esp-vault.h"

#include "base/esp-error.h"
#include "esp-backup.h"
#include "esp-database-private.h"
#include "esp-schema.h"
#include "esp-store.h"
#include "esp-vault-file.h"
#include "esp-vault-private.h"

struct _EspVault
{
  EspDatabase *database;
  EspVaultInfo info;
  const char *read_only_reason;
  int version;
};

/* --- Making --------------------------------------------------------------------------------- */

static gboolean
insert_info (EspDatabase *database, const EspVaultInfo *info, GError **error)
{
  g_autoptr (EspTransaction) transaction = esp_transaction_begin_write (database, error);
  g_autoptr (EspStatement) statement = NULL;

  if (!transaction)
    return FALSE;
  statement = esp_database_prepare (database,
                                    "INSERT INTO vault (number, id, organization, created_at,"
                                    " founder, access_revision) VALUES (1, $1, $2, $3, $4, 0)",
                                    error);
  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 1, info->id);
  esp_statement_bind_text (statement, 2, info->organization);
  esp_statement_bind_int (statement, 3, info->created_at);
  esp_statement_bind_text (statement, 4, info->founder);
  return esp_statement_run (statement, NULL, error) && esp_transaction_commit (transaction, error);
}

static gboolean
fill_new_file (const char *path,
               const EspVaultInfo *info,
               const EspSchemaStep *steps,
               gsize n_steps,
               GError **error)
{
  g_autoptr (EspDatabase) database = esp_database_open (path, ESP_DATABASE_CREATE, error);

  return database && esp_schema_upgrade (database, steps, n_steps, error) &&
         insert_info (database, info, error);
}

/* The file gets its name when it is a whole vault: whoever looks sees none, or a whole one. */
static gboolean
make_file (const char *path,
           const EspVaultInfo *info,
           const EspSchemaStep *steps,
           gsize n_steps,
           GError **error)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *temporary = esp_vault_file_temporary_name (path);

  if (esp_vault_file_make_folders (path, folders, error) &&
      fill_new_file (temporary, info, steps, n_steps, error) &&
      esp_vault_file_publish (temporary, path, ESP_REASON_VAULT_EXISTS, error))
    return TRUE;
  esp_database_discard (temporary);
  esp_vault_file_remove_folders (folders);
  return FALSE;
}

EspVault *
esp_vault_create_with_steps (const char *path,
                             const EspVaultInfo *info,
                             const EspSchemaStep *steps,
                             gsize n_steps,
                             GError **error)
{
  g_autoptr (EspVaultFile) file = esp_vault_file_look (path, error);

  if (!file)
    return NULL;
  if (file->exists)
    {
      esp_error_set (error, ESP_REASON_VAULT_EXISTS, file->path, NULL);
      return NULL;
    }
  if (!make_file (file->path, info, steps, n_steps, error))
    return NULL;
  return esp_vault_open_with_steps (file->path, ESP_DATABASE_READ_WRITE, steps, n_steps, error);
}

EspVault *
esp_vault_create (const char *path, const EspVaultInfo *info, GError **error)
{
  gsize n_steps;
  const EspSchemaStep *steps = esp_schema_steps (&n_steps);

  return esp_vault_create_with_steps (path, info, steps, n_steps, error);
}

/* --- Opening -------------------------------------------------------------------------------- */

static gboolean
read_info (EspVault *vault, GError **error)
{
  g_autoptr (EspStatement) statement = esp_database_prepare (
    vault->database, "SELECT id, organization, created_at, founder FROM vault", error);
  gboolean row;

  if (!statement || !esp_statement_step (statement, &row, error))
    return FALSE;
  if (!row)
    {
      esp_error_set (error, ESP_REASON_VAULT_DAMAGED, esp_database_get_path (vault->database),
                     NULL);
      return FALSE;
    }
  vault->info.id = esp_statement_dup_text (statement, 0);
  vault->info.organization = esp_statement_dup_text (statement, 1);
  vault->info.created_at = esp_statement_get_int (statement, 2);
  vault->info.founder = esp_statement_dup_text (statement, 3);
  return TRUE;
}

/* A vault of a newer program is read as far as it can be, and not written. */
static gboolean
reopen_for_reading (EspVault *vault, GError **error)
{
  g_autofree char *path = g_strdup (esp_database_get_path (vault->database));

  g_clear_pointer (&vault->database, esp_database_close);
  vault->database = esp_database_open (path, ESP_DATABASE_READ_ONLY, error);
  vault->read_only_reason = "newer-schema";
  return vault->database != NULL;
}

static gboolean
refuse_older (EspVault *vault, int newest, GError **error)
{
  g_autofree char *found = g_strdup_printf ("%d", vault->version);
  g_autofree char *wanted = g_strdup_printf ("%d", newest);

  esp_error_set (error, ESP_REASON_VAULT_OLDER, esp_database_get_path (vault->database), "found",
                 found, "wanted", wanted, NULL);
  return FALSE;
}

static gboolean
bring_up_to_date (EspVault *vault, const EspSchemaStep *steps, gsize n_steps, GError **error)
{
  int newest = esp_schema_newest (steps, n_steps);

  if (!esp_database_get_version (vault->database, &vault->version, error))
    return FALSE;
  if (vault->version > newest)
    return reopen_for_reading (vault, error);
  if (vault->version == newest)
    return TRUE;
  /* A vault gets its name only when its tables are made. */
  if (vault->version <= 0)
    {
      esp_error_set (error, ESP_REASON_VAULT_DAMAGED, esp_database_get_path (vault->database),
                     NULL);
      return FALSE;
    }
  if (esp_database_is_read_only (vault->database))
    return refuse_older (vault, newest, error);
  return esp_schema_upgrade (vault->database, steps, n_steps, error) &&
         esp_database_get_version (vault->database, &vault->version, error);
}

EspVault *
esp_vault_open_with_steps (const char *path,
                           EspDatabaseMode mode,
                           const EspSchemaStep *steps,
                           gsize n_steps,
                           GError **error)
{
  g_autoptr (EspVault) vault = g_new0 (EspVault, 1);

  /* Opening never makes a file. */
  if (mode == ESP_DATABASE_CREATE)
    mode = ESP_DATABASE_READ_WRITE;
  vault->database = esp_database_open (path, mode, error);
  if (!vault->database)
    return NULL;
  if (mode == ESP_DATABASE_READ_WRITE && esp_database_is_read_only (vault->database))
    vault->read_only_reason = "file";
  if (!bring_up_to_date (vault, steps, n_steps, error) || !read_info (vault, error))
    return NULL;
  return g_steal_pointer (&vault);
}

EspVault *
esp_vault_open (const char *path, EspDatabaseMode mode, GError **error)
{
  gsize n_steps;
  const EspSchemaStep *steps = esp_schema_steps (&n_steps);

  return esp_vault_open_with_steps (path, mode, steps, n_steps, error);
}

/* Tables and their columns; triggers would refuse what a log tells in another order than it was
 * done. */
static gboolean
makes_tables (const char *statement)
{
  return g_str_has_prefix (statement, "CREATE TABLE") ||
         g_str_has_prefix (statement, "CREATE TEMP TABLE") ||
         g_str_has_prefix (statement, "ALTER TABLE") || g_str_has_prefix (statement, "DROP TABLE");
}

EspVault *
esp_vault_open_memory (GError **error)
{
  g_autoptr (EspVault) vault = g_new0 (EspVault, 1);
  g_autoptr (EspTransaction) transaction = NULL;
  const EspSchemaStep *steps;
  gsize n_steps;

  steps = esp_schema_steps (&n_steps);
  vault->database = esp_database_open_memory (error);
  transaction = vault->database ? esp_transaction_begin_write (vault->database, error) : NULL;
  if (!transaction)
    return NULL;
  for (gsize i = 0; i < n_steps; i++)
    for (gsize j = 0; steps[i].statements[j]; j++)
      if (makes_tables (steps[i].statements[j]) &&
          !esp_database_execute (vault->database, steps[i].statements[j], error))
        return NULL;
  vault->version = esp_schema_newest (steps, n_steps);
  return esp_transaction_commit (transaction, error) ? g_steal_pointer (&vault) : NULL;
}

void
esp_vault_close (EspVault *vault)
{
  if (!vault)
    return;
  esp_database_close (vault->database);
  g_free (vault->info.id);
  g_free (vault->info.organization);
  g_free (vault->info.founder);
  g_free (vault);
}

/* --- What it says of itself ----------------------------------------------------------------- */

EspDatabase *
esp_vault_get_database (EspVault *vault)
{
  return vault->database;
}

const EspVaultInfo *
esp_vault_get_info (EspVault *vault)
{
  return &vault->info;
}

gboolean
esp_vault_is_read_only (EspVault *vault)
{
  return esp_database_is_read_only (vault->database);
}

const char *
esp_vault_get_read_only_reason (EspVault *vault)
{
  return vault->read_only_reason;
}

int
esp_vault_get_schema_version (EspVault *vault)
{
  return vault->version;
}

/* The founder is the anchor from which the log is replayed, so there is no second one. */
gboolean
esp_vault_set_founder (EspVault *vault, const char *principal, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault, "UPDATE vault SET founder = $1 WHERE founder IS NULL", error);
  gint64 changed;

  if (!statement)
    return FALSE;
  esp_statement_bind_text (statement, 1, principal);
  if (!esp_statement_run (statement, &changed, error))
    return FALSE;
  if (changed == 0)
    {
      esp_error_set (error, ESP_REASON_VAULT_FOUNDER, vault->info.organization, NULL);
      return FALSE;
    }
  g_free (vault->info.founder);
  vault->info.founder = g_strdup (principal);
  return TRUE;
}

gint64
esp_vault_get_access_revision (EspVault *vault, GError **error)
{
  return esp_store_ask_int (vault, "SELECT access_revision FROM vault", NULL, error);
}

gboolean
esp_vault_bump_access_revision (EspVault *vault, GError **error)
{
  g_autoptr (EspStatement) statement = esp_store_prepare (
    vault, "UPDATE vault SET access_revision = access_revision + 1", error);

  return statement && esp_store_run_changing (statement, error);
}

#define COUNTED                                                                                    \
  "SELECT ca_row, not_after / 86400, count(*), count(revoked_at), max(revoked_at)"                 \
  " FROM certificate"                                                                              \
  " GROUP BY ca_row, not_after / 86400"
#define KEPT "SELECT ca_row, day, n_issued, n_revoked, last_revoked_at FROM certificate_count"

/* Triggers keep the counts; whoever can write to the file could do so past them. */
static gboolean
check_counts (EspVault *vault, GError **error)
{
  gint64 n_wrong = esp_store_ask_int (vault,
                                      "SELECT (SELECT count(*) FROM (" COUNTED " EXCEPT " KEPT "))"
                                      " + (SELECT count(*) FROM (" KEPT " EXCEPT " COUNTED "))",
                                      NULL, error);

  if (n_wrong <= 0)
    return n_wrong == 0;
  esp_error_set (error, ESP_REASON_VAULT_DAMAGED, esp_database_get_path (vault->database), NULL);
  if (error)
    esp_error_set_detail (*error, "the kept numbers of certificates are not those that are there");
  return FALSE;
}

gboolean
esp_vault_check (EspVault *vault, gboolean full, GError **error)
{
  gsize n_steps;
  const EspSchemaStep *steps = esp_schema_steps (&n_steps);

  if (!esp_database_check (vault->database, full, error))
    return FALSE;
  return !full || vault->version != esp_schema_newest (steps, n_steps) ||
         check_counts (vault, error);
}

gboolean
esp_vault_backup (EspVault *vault, const char *path, GError **error)
{
  return esp_backup_write (vault->database, path, error);
}
