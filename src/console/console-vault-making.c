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

/* What can be seen to fail is found before the open vault is closed. */
static gboolean
prepare_place (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_filename_display_name (path);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      esp_error_set (error, ESP_REASON_VAULT_EXISTS, name, NULL);
      return FALSE;
    }
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      esp_error_set (error, ESP_REASON_FILE_WRITE, name, NULL);
      return FALSE;
    }
  return TRUE;
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

/* --- Recovery identity -------------------------------------------------------------------------*/

static void
recover_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  EspSecret *passphrase = esp_engine_create_recovery (ESP_ENGINE (source), data, cancellable,
                                                      &error);

  if (passphrase)
    g_task_return_pointer (task, passphrase, (GDestroyNotify) esp_secret_unref);
  else
    g_task_return_error (task, error);
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
console_recovery_making_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
