/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Restoring: a backup becomes the vault again, and the log says so (security.md, "State is
 * signed"). */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-engine-private.h"
#include "esp-restoring-consent.h"
#include "esp-rollback.h"
#include "pki/esp-digest.h"
#include "vault/esp-backup.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-event-store.h"

#include <glib/gstdio.h>

/* Above every number that the entries which are lost, and which nobody here may know of, can have
 * given to a list. */
#define NUMBER_MARGIN 1000000
#define NAMES_MAX 100

typedef struct
{
  const EspRestore *options;
  EspKnownState abandoned;
  EspSession *second; /* the other person, or NULL */
  EspVault *replaced; /* the same vault as it stood there, or NULL */
  char *digest;       /* of the backup's file */
} Restoring;

static void
restoring_clear (Restoring *restoring)
{
  esp_known_state_clear (&restoring->abandoned);
  g_clear_pointer (&restoring->second, esp_session_unref);
  g_clear_pointer (&restoring->replaced, esp_vault_close);
  g_clear_pointer (&restoring->digest, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Restoring, restoring_clear)

/* --- The act ----------------------------------------------------------------------------------*/

gboolean
esp_op_restore_vault (EspOperationContext *context, GError **error)
{
  const Restoring *restoring = context->input;
  const EspKnownState *abandoned = &restoring->abandoned;
  gint64 size = esp_recorder_get_size (context->engine->recorder, context->vault, error);
  gint64 raise = MAX (abandoned->size - size, 0) + NUMBER_MARGIN;
  g_autofree char *root = abandoned->size ? esp_hash_to_hex (&abandoned->root) : NULL;

  if (size < 0)
    return FALSE;
  raise = MAX (raise, restoring->options->last_crl_number + NUMBER_MARGIN - size);
  if (!esp_crl_store_raise_offset (context->vault, raise, error))
    return FALSE;
  json_object_set_int_member (context->details, "RestoredSize", size);
  json_object_set_int_member (context->details, "AbandonedSize", MAX (abandoned->size, size));
  esp_context_detail (context, "AbandonedRoot", root);
  esp_context_detail (context, "Backup", restoring->digest);
  json_object_set_int_member (context->details, "CrlNumbersRaisedBy", raise);
  return esp_restoring_agree (context, restoring->second, restoring->replaced, error);
}

/* --- Files ------------------------------------------------------------------------------------*/

static char *
free_name (const char *path)
{
  g_autofree char *name = g_strconcat (path, ".replaced", NULL);

  for (int i = 2; g_file_test (name, G_FILE_TEST_EXISTS) && i <= NAMES_MAX; i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s.replaced-%d", path, i);
    }
  return g_steal_pointer (&name);
}

static gboolean
is_same_file (const char *a, const char *b)
{
  GStatBuf one, two;

  return g_stat (a, &one) == 0 && g_stat (b, &two) == 0 && one.st_dev == two.st_dev &&
         one.st_ino == two.st_ino;
}

/* *@replaced: where the file went that was there. */
static gboolean
put_copy (const char *backup, const char *path, char **replaced, GError **error)
{
  g_autoptr (EspDatabase) source = NULL;

  if (is_same_file (backup, path))
    {
      esp_error_set (error, ESP_REASON_RESTORE_SAME, path, NULL);
      return FALSE;
    }
  source = esp_database_open (backup, ESP_DATABASE_READ_ONLY, error);
  if (!source)
    return FALSE;
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      *replaced = free_name (path);
      if (g_rename (path, *replaced) != 0)
        {
          esp_error_set (error, ESP_REASON_FILE_WRITE, *replaced, NULL);
          g_clear_pointer (replaced, g_free);
          return FALSE;
        }
    }
  return esp_backup_write (source, path, error);
}

static void
take_back (const char *path, const char *replaced)
{
  if (replaced)
    g_rename (replaced, path);
}

static char *
digest_file (const char *path, GError **error)
{
  GError *problem = NULL;
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, &problem);

  if (!file)
    {
      esp_error_take_foreign (error, ESP_REASON_FILE_READ, path, problem);
      return NULL;
    }
  return esp_sha256_hex ((const guint8 *) g_mapped_file_get_contents (file),
                         g_mapped_file_get_length (file));
}

/* --- All of it --------------------------------------------------------------------------------*/

static gboolean
sign_in (EspEngine *engine, const EspRestore *options, GCancellable *cancellable, GError **error)
{
  if (options->recovery_file)
    return esp_engine_sign_in_recovery (engine, options->recovery_file, options->passphrase,
                                        cancellable, error);
  return esp_engine_sign_in (engine, options->principal, options->role, options->passphrase,
                             cancellable, error);
}

/* They come first, so that it is the restoring person's session that stays. */
static gboolean
open_second (EspEngine *engine, Restoring *restoring, GCancellable *cancellable, GError **error)
{
  const EspRestore *options = restoring->options;

  if (options->second_recovery_file)
    restoring->second = esp_engine_open_recovery (engine, options->second_recovery_file,
                                                  options->second_passphrase, error);
  else if (options->second)
    restoring->second = esp_engine_open_session (engine, options->second,
                                                 options->second_passphrase, cancellable, error);
  else
    return TRUE;
  return restoring->second != NULL;
}

static gboolean
record (EspEngine *engine, Restoring *restoring, GCancellable *cancellable, GError **error)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (engine);
  g_autoptr (JsonNode) done = NULL;

  /* A person's keyring may know more than this machine does. */
  esp_rollback_recall (engine,
                       restoring->options->recovery_file || restoring->options->passphrase ?
                         NULL :
                         esp_session_get_principal_id (session),
                       cancellable, &restoring->abandoned);
  done = esp_engine_call_internal (engine, "RestoreVault", NULL, restoring, cancellable, error);
  return done != NULL;
}

static gboolean
open_and_record (EspEngine *engine,
                 const char *path,
                 Restoring *restoring,
                 GCancellable *cancellable,
                 GError **error)
{
  gboolean done;

  engine->restoring = TRUE;
  done = esp_engine_open (engine, path, cancellable, error) &&
         !esp_engine_refuses_writing (engine, error) &&
         open_second (engine, restoring, cancellable, error) &&
         sign_in (engine, restoring->options, cancellable, error) &&
         record (engine, restoring, cancellable, error);
  engine->restoring = FALSE;
  if (done)
    esp_rollback_look (engine, NULL, cancellable);
  return done;
}

gboolean
esp_engine_restore (EspEngine *engine,
                    const char *backup,
                    const char *path,
                    const EspRestore *options,
                    GCancellable *cancellable,
                    GError **error)
{
  g_auto (Restoring) restoring = { .options = options };
  g_autofree char *replaced = NULL;

  if (engine->writer)
    {
      esp_error_set (error, ESP_REASON_ENGINE_OPEN, engine->path, NULL);
      return FALSE;
    }
  restoring.digest = digest_file (backup, error);
  if (!restoring.digest)
    return FALSE;
  if (!put_copy (backup, path, &replaced, error))
    {
      take_back (path, replaced);
      return FALSE;
    }
  /* What can't be read is why somebody restores. */
  restoring.replaced = replaced ? esp_vault_open (replaced, ESP_DATABASE_READ_ONLY, NULL) : NULL;
  if (open_and_record (engine, path, &restoring, cancellable, error))
    return TRUE;
  esp_engine_close (engine);
  g_clear_pointer (&restoring.replaced, esp_vault_close);
  g_unlink (path);
  take_back (path, replaced);
  return FALSE;
}
