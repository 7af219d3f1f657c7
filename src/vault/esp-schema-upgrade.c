/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walk over schema steps: a copy first, then each step whole or not at all. The steps
 * themselves are in esp-schema.c. */
#include "esp-schema.h"

#include "base/esp-error.h"
#include "esp-backup.h"
#include "esp-database-private.h"

#define BACKUP_NAMES_MAX 100

int
esp_schema_newest (const EspSchemaStep *steps, gsize n_steps)
{
  return n_steps > 0 ? steps[n_steps - 1].version : 0;
}

/* A copy of an earlier attempt is kept as it is: it may be the better one. */
static char *
free_backup_name (const char *path, int version)
{
  g_autofree char *name = g_strdup_printf ("%s.backup-v%d", path, version);

  for (int i = 2; g_file_test (name, G_FILE_TEST_EXISTS) && i <= BACKUP_NAMES_MAX; i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s.backup-v%d-%d", path, version, i);
    }
  return g_steal_pointer (&name);
}

/* Called under the write lock, so that nothing changes between copy and step. A connection of its
 * own reads, because one that may write can't be copied from at the same time. */
static gboolean
keep_copy (EspDatabase *database, int version, GError **error)
{
  const char *path = esp_database_get_path (database);
  g_autoptr (EspDatabase) source = esp_database_open (path, ESP_DATABASE_READ_ONLY, error);
  g_autofree char *name = free_backup_name (path, version);

  return source && esp_backup_write (source, name, error);
}

static gboolean
apply (EspDatabase *database, const EspSchemaStep *step, GError **error)
{
  if (!esp_database_defer_references (database, error))
    return FALSE;
  for (gsize i = 0; step->statements[i]; i++)
    if (!esp_database_execute (database, step->statements[i], error))
      return FALSE;
  return esp_database_set_version (database, step->version, error);
}

/* Another process may do the same at this moment, so the version is read again under the lock. */
static gboolean
take_step (EspDatabase *database, const EspSchemaStep *step, gboolean *copied, GError **error)
{
  g_autoptr (EspTransaction) transaction = esp_transaction_begin_write (database, error);
  int version;

  if (!transaction || !esp_database_get_version (database, &version, error))
    return FALSE;
  if (version >= step->version)
    return TRUE;
  if (!*copied)
    {
      if (!keep_copy (database, version, error))
        return FALSE;
      *copied = TRUE;
    }
  return apply (database, step, error) && esp_transaction_commit (transaction, error);
}

static gboolean
explain (EspDatabase *database,
         const EspSchemaStep *step,
         int version,
         GError *cause,
         GError **error)
{
  g_autofree char *from = g_strdup_printf ("%d", version);
  g_autofree char *to = g_strdup_printf ("%d", step->version);
  g_autofree char *problem = esp_error_format (cause, NULL);

  esp_error_set (error, ESP_REASON_VAULT_MIGRATION, esp_database_get_path (database), "from", from,
                 "to", to, "problem", problem, NULL);
  if (error)
    esp_error_set_detail (*error, esp_error_get_detail (cause));
  return FALSE;
}

gboolean
esp_schema_upgrade (EspDatabase *database,
                    const EspSchemaStep *steps,
                    gsize n_steps,
                    GError **error)
{
  gboolean is_new, copied;
  int version;

  if (!esp_database_get_version (database, &version, error))
    return FALSE;
  /* Of a file that is just being made there is nothing to keep. */
  is_new = copied = version == 0;
  for (gsize i = 0; i < n_steps; i++)
    {
      g_autoptr (GError) cause = NULL;

      if (!esp_database_get_version (database, &version, error))
        return FALSE;
      if (version < steps[i].version && !take_step (database, &steps[i], &copied, &cause))
        {
          if (!is_new)
            return explain (database, &steps[i], version, cause, error);
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
    }
  return TRUE;
}
