/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's calls that wait, each in a thread of its own; what they need is copied first,
 * because the form that asked may be gone before they end. */
#include "console-vault-making.h"

#include "base/esp-error.h"

#include <errno.h>

typedef struct
{
  EspVaultCreation wanted;
  char *path;
  char *organization;
  char *admin;
  char *sample;
  char *former; /* what was open before */
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  esp_secret_unref (making->wanted.passphrase);
  g_free (making->path);
  g_free (making->organization);
  g_free (making->admin);
  g_free (making->sample);
  g_free (making->former);
  g_free (making);
}

static Making *
making_new (const EspVaultCreation *creation, const char *former)
{
  Making *making = g_new0 (Making, 1);

  making->wanted.path = making->path = g_strdup (creation->path);
  making->wanted.organization = making->organization = g_strdup (creation->organization);
  making->wanted.admin = making->admin = g_strdup (creation->admin);
  making->wanted.sample = making->sample = g_strdup (creation->sample);
  making->wanted.unlock = creation->unlock;
  if (creation->passphrase)
    making->wanted.passphrase = esp_secret_ref (creation->passphrase);
  making->former = g_strdup (former);
  return making;
}

static gboolean
prepare_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_filename_display_name (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  esp_error_set (error, ESP_REASON_FILE_WRITE, name, NULL);
  return FALSE;
}

/* What can be seen to fail is found before the open vault is closed. */
static gboolean
prepare_place (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return prepare_folder (path, error);
  esp_error_set (error, ESP_REASON_VAULT_EXISTS, name, NULL);
  return FALSE;
}

static void
make_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  EspEngine *engine = ESP_ENGINE (source);
  const Making *making = data;
  GError *error = NULL;

  if (!prepare_place (making->path, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  esp_engine_close (engine);
  if (esp_engine_create (engine, &making->wanted, cancellable, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  /* That it does not open again either is told where somebody signs in. */
  if (making->former)
    esp_engine_open (engine, making->former, NULL, NULL);
  g_task_return_error (task, error);
}

void
console_vault_making_async (EspEngine *engine,
                            const EspVaultCreation *creation,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (engine, cancellable, callback, data);

  g_task_set_source_tag (task, console_vault_making_async);
  /* A vault that was finished before the cancellation came is there, and is told of. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, making_new (creation, esp_engine_get_path (engine)), making_free);
  esp_engine_watch (engine, FALSE);
  esp_task_run_in_thread (task, make_in_thread);
}

gboolean
console_vault_making_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
console_vault_propose_path (void)
{
  char *path = g_build_filename (g_get_user_data_dir (), "espalier", "vault.espalier", NULL);

  for (guint i = 2; i < 1000 && g_file_test (path, G_FILE_TEST_EXISTS); i++)
    {
      g_autofree char *name = g_strdup_printf ("vault-%u.espalier", i);

      g_free (path);
      path = g_build_filename (g_get_user_data_dir (), "espalier", name, NULL);
    }
  return path;
}

/* --- Restoring ---------------------------------------------------------------------------------*/

typedef struct
{
  EspRestore options;
  char *backup;
  char *path;
  char *recovery_file;
  char *principal;
  char *role;
  char *second;
  char *second_file;
  char *former; /* what was open before */
} Restoring;

static void
restoring_free (gpointer data)
{
  Restoring *restoring = data;

  g_clear_pointer (&restoring->options.passphrase, esp_secret_unref);
  g_clear_pointer (&restoring->options.second_passphrase, esp_secret_unref);
  g_free (restoring->backup);
  g_free (restoring->path);
  g_free (restoring->recovery_file);
  g_free (restoring->principal);
  g_free (restoring->role);
  g_free (restoring->second);
  g_free (restoring->second_file);
  g_free (restoring->former);
  g_free (restoring);
}

static Restoring *
restoring_new (const char *backup, const char *path, const EspRestore *options, const char *former)
{
  Restoring *restoring = g_new0 (Restoring, 1);

  restoring->backup = g_strdup (backup);
  restoring->path = g_strdup (path);
  restoring->options.recovery_file = restoring->recovery_file = g_strdup (options->recovery_file);
  restoring->options.principal = restoring->principal = g_strdup (options->principal);
  restoring->options.role = restoring->role = g_strdup (options->role);
  restoring->options.second = restoring->second = g_strdup (options->second);
  restoring->options.second_recovery_file = restoring->second_file = g_strdup (
    options->second_recovery_file);
  restoring->options.last_crl_number = options->last_crl_number;
  if (options->passphrase)
    restoring->options.passphrase = esp_secret_ref (options->passphrase);
  if (options->second_passphrase)
    restoring->options.second_passphrase = esp_secret_ref (options->second_passphrase);
  restoring->former = g_strdup (former);
  return restoring;
}

static void
restore_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  EspEngine *engine = ESP_ENGINE (source);
  const Restoring *restoring = data;
  GError *error = NULL;

  if (!prepare_folder (restoring->path, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  esp_engine_close (engine);
  if (esp_engine_restore (engine, restoring->backup, restoring->path, &restoring->options,
                          cancellable, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  /* That it does not open again either is told where somebody signs in. */
  if (restoring->former)
    esp_engine_open (engine, restoring->former, NULL, NULL);
  g_task_return_error (task, error);
}

void
console_vault_restoring_async (EspEngine *engine,
                               const char *backup,
                               const char *path,
                               const EspRestore *options,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (engine, cancellable, callback, data);

  g_task_set_source_tag (task, console_vault_restoring_async);
  /* A vault that was restored before the cancellation came is there, and is told of. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, restoring_new (backup, path, options, esp_engine_get_path (engine)),
                        restoring_free);
  esp_engine_watch (engine, FALSE);
  esp_task_run_in_thread (task, restore_in_thread);
}

gboolean
console_vault_restoring_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Recovery identity -------------------------------------------------------------------------*/

#define WAITING "espalier-waiting"

static void
recover_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  EspSecret *passphrase = NULL;

  /* While it waits for a second person its passphrase is there already: it is shown now or never.
   */
  if (!esp_engine_create_recovery (ESP_ENGINE (source), data, &passphrase, cancellable, &error))
    g_object_set_data_full (G_OBJECT (task), WAITING, error, (GDestroyNotify) g_error_free);
  if (passphrase)
    g_task_return_pointer (task, passphrase, (GDestroyNotify) esp_secret_unref);
  else
    g_task_return_error (task, g_error_copy (error));
}

void
console_recovery_making_async (EspEngine *engine,
                               const char *path,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (engine, NULL, callback, data);

  g_task_set_source_tag (task, console_recovery_making_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  esp_task_run_in_thread (task, recover_in_thread);
}

EspSecret *
console_recovery_making_finish (GAsyncResult *result, GError **waiting, GError **error)
{
  EspSecret *passphrase = g_task_propagate_pointer (G_TASK (result), error);
  GError *found = g_object_get_data (G_OBJECT (result), WAITING);

  *waiting = passphrase && found ? g_error_copy (found) : NULL;
  return passphrase;
}
