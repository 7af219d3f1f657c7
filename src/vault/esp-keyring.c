/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyring as the rest of the core sees it: a reference-counted handle over a table of methods,
 * and the asynchronous forms, which run the blocking ones in a worker thread. Where the secrets
 * really are is not known here: esp-keyring-secret.c for the OS, a fake in tests. */
#include "esp-keyring.h"

#include "base/esp-error.h"

struct _EspKeyring
{
  gatomicrefcount ref_count;
  EspKeyringMethods methods;
  gpointer data;
};

/* What an asynchronous form needs until its thread is done. */
typedef struct
{
  EspKeyring *keyring;
  char *vault;
  char *principal;
  char *label;
  EspSecret *secret;
} KeyringJob;

EspKeyring *
esp_keyring_new (const EspKeyringMethods *methods, gpointer data)
{
  EspKeyring *keyring = g_new0 (EspKeyring, 1);

  g_atomic_ref_count_init (&keyring->ref_count);
  keyring->methods = *methods;
  keyring->data = data;
  return keyring;
}

EspKeyring *
esp_keyring_ref (EspKeyring *keyring)
{
  g_atomic_ref_count_inc (&keyring->ref_count);
  return keyring;
}

void
esp_keyring_unref (EspKeyring *keyring)
{
  if (!keyring || !g_atomic_ref_count_dec (&keyring->ref_count))
    return;
  if (keyring->methods.free_data)
    keyring->methods.free_data (keyring->data);
  g_free (keyring);
}

static gboolean
is_usable_text (const char *text)
{
  return text && *text && g_utf8_validate (text, -1, NULL);
}

/* An empty attribute would name somebody else's item, or none. */
static gboolean
check_names (const char *vault, const char *principal, GError **error)
{
  if (is_usable_text (vault) && is_usable_text (principal))
    return TRUE;
  esp_error_set (error, ESP_REASON_INTERNAL, NULL, NULL);
  return FALSE;
}

EspSecret *
esp_keyring_lookup (EspKeyring *keyring,
                    const char *vault,
                    const char *principal,
                    GCancellable *cancellable,
                    GError **error)
{
  if (!check_names (vault, principal, error))
    return NULL;
  return keyring->methods.lookup (keyring->data, vault, principal, cancellable, error);
}

EspSecret *
esp_keyring_peek (EspKeyring *keyring,
                  const char *vault,
                  const char *principal,
                  GCancellable *cancellable,
                  GError **error)
{
  const EspKeyringMethods *methods = &keyring->methods;

  if (!check_names (vault, principal, error))
    return NULL;
  return (methods->peek ? methods->peek : methods->lookup) (keyring->data, vault, principal,
                                                            cancellable, error);
}

static gboolean
check_item (const char *vault,
            const char *principal,
            const char *label,
            EspSecret *secret,
            GError **error)
{
  if (!check_names (vault, principal, error))
    return FALSE;
  if (is_usable_text (label) && secret)
    return TRUE;
  esp_error_set (error, ESP_REASON_INTERNAL, NULL, NULL);
  return FALSE;
}

gboolean
esp_keyring_put (EspKeyring *keyring,
                 const char *vault,
                 const char *principal,
                 const char *label,
                 EspSecret *secret,
                 GCancellable *cancellable,
                 GError **error)
{
  const EspKeyringMethods *methods = &keyring->methods;

  return check_item (vault, principal, label, secret, error) &&
         (methods->put ? methods->put : methods->store) (keyring->data, vault, principal, label,
                                                         secret, cancellable, error);
}

gboolean
esp_keyring_store (EspKeyring *keyring,
                   const char *vault,
                   const char *principal,
                   const char *label,
                   EspSecret *secret,
                   GCancellable *cancellable,
                   GError **error)
{
  if (!check_item (vault, principal, label, secret, error))
    return FALSE;
  return keyring->methods.store (keyring->data, vault, principal, label, secret, cancellable,
                                 error);
}

gboolean
esp_keyring_forget (EspKeyring *keyring,
                    const char *vault,
                    const char *principal,
                    GCancellable *cancellable,
                    GError **error)
{
  if (!check_names (vault, principal, error))
    return FALSE;
  return keyring->methods.forget (keyring->data, vault, principal, cancellable, error);
}

/* --- Asynchronous forms ------------------------------------------------------------------- */

static void
keyring_job_free (KeyringJob *job)
{
  g_clear_pointer (&job->keyring, esp_keyring_unref);
  g_clear_pointer (&job->secret, esp_secret_unref);
  g_free (job->vault);
  g_free (job->principal);
  g_free (job->label);
  g_free (job);
}

/* What happened in the keyring stands, even if it was cancelled a moment too late: a secret that
 * was stored must not be reported as not stored. */
static GTask *
keyring_task_new (EspKeyring *keyring,
                  const char *vault,
                  const char *principal,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  KeyringJob *job = g_new0 (KeyringJob, 1);

  job->keyring = esp_keyring_ref (keyring);
  job->vault = g_strdup (vault);
  job->principal = g_strdup (principal);
  g_task_set_task_data (task, job, (GDestroyNotify) keyring_job_free);
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

static void
lookup_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  KeyringJob *job = task_data;
  GError *error = NULL;
  EspSecret *secret = esp_keyring_lookup (job->keyring, job->vault, job->principal, cancellable,
                                          &error);

  if (secret)
    g_task_return_pointer (task, secret, (GDestroyNotify) esp_secret_unref);
  else
    g_task_return_error (task, error);
}

void
esp_keyring_lookup_async (EspKeyring *keyring,
                          const char *vault,
                          const char *principal,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask)
    task = keyring_task_new (keyring, vault, principal, cancellable, callback, user_data);

  g_task_set_source_tag (task, esp_keyring_lookup_async);
  g_task_run_in_thread (task, lookup_in_thread);
}

EspSecret *
esp_keyring_lookup_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
store_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  KeyringJob *job = task_data;
  GError *error = NULL;

  if (esp_keyring_store (job->keyring, job->vault, job->principal, job->label, job->secret,
                         cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
esp_keyring_store_async (EspKeyring *keyring,
                         const char *vault,
                         const char *principal,
                         const char *label,
                         EspSecret *secret,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask)
    task = keyring_task_new (keyring, vault, principal, cancellable, callback, user_data);
  KeyringJob *job = g_task_get_task_data (task);

  job->label = g_strdup (label);
  job->secret = secret ? esp_secret_ref (secret) : NULL;
  g_task_set_source_tag (task, esp_keyring_store_async);
  g_task_run_in_thread (task, store_in_thread);
}

gboolean
esp_keyring_store_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
