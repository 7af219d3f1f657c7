/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups: copied, opened, checked, synced, named, in this order. The copying itself is a matter of
 * the database (esp_database_copy). */
#include "esp-backup.h"

#include "base/esp-error.h"
#include "esp-database-private.h"
#include "esp-vault-file.h"

static gint64
count_events (EspDatabase *database, GError **error)
{
  g_autoptr (EspStatement)
    statement = esp_database_prepare (database, "SELECT count(*) FROM event", error);
  gboolean row;

  if (!statement || !esp_statement_step (statement, &row, error))
    return -1;
  return esp_statement_get_int (statement, 0);
}

/* Others may write while pages are copied, so the copy must hold at least what was there before. */
static gboolean
check_copy (EspDatabase *source, const char *path, gint64 n_events, GError **error)
{
  g_autoptr (EspDatabase) copy = esp_database_open (path, ESP_DATABASE_READ_ONLY, error);
  int version, copied_version;
  gint64 n_copied;

  if (!copy || !esp_database_check (copy, TRUE, error) ||
      !esp_database_get_version (source, &version, error) ||
      !esp_database_get_version (copy, &copied_version, error))
    return FALSE;
  n_copied = count_events (copy, error);
  if (n_copied < 0)
    return FALSE;
  if (version == copied_version && n_copied >= n_events)
    return TRUE;
  esp_error_set (error, ESP_REASON_VAULT_DAMAGED, path, NULL);
  return FALSE;
}

static gboolean
write_copy (EspDatabase *source, const char *path, GError **error)
{
  g_autofree char *temporary = esp_vault_file_temporary_name (path);
  gint64 n_events = count_events (source, error);

  if (n_events < 0 || !esp_database_copy (source, temporary, error))
    return FALSE;
  if (check_copy (source, temporary, n_events, error) &&
      esp_vault_file_publish (temporary, path, ESP_REASON_FILE_EXISTS, error))
    return TRUE;
  esp_database_discard (temporary);
  return FALSE;
}

gboolean
esp_backup_write (EspDatabase *source, const char *path, GError **error)
{
  g_autofree char *whole_path = g_canonicalize_filename (path, NULL);
  g_autoptr (GError) cause = NULL;
  g_autofree char *problem = NULL;

  if (g_file_test (whole_path, G_FILE_TEST_EXISTS) ||
      g_file_test (whole_path, G_FILE_TEST_IS_SYMLINK))
    {
      esp_error_set (error, ESP_REASON_FILE_EXISTS, whole_path, NULL);
      return FALSE;
    }
  if (write_copy (source, whole_path, &cause))
    return TRUE;
  if (esp_error_has_reason (cause, ESP_REASON_FILE_EXISTS))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  problem = esp_error_format (cause, NULL);
  esp_error_set (error, ESP_REASON_VAULT_BACKUP, whole_path, "problem", problem, NULL);
  if (error)
    esp_error_set_detail (*error, esp_error_get_detail (cause));
  return FALSE;
}
