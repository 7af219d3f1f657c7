/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyring over a fake that keeps its items in memory, and over libsecret's file back end, which
 * needs neither bus nor daemon. The real service is the business of keyring-scenario. */
#include "base/esp-error.h"
#include "vault/esp-keyring.h"

#include <glib/gstdio.h>
#include <string.h>

#define VAULT "7c8d6f0e-5d43-4a58-8f3e-0f1f6f0b7a01"
#define PRINCIPAL "1e6f2c52-33f0-4f0d-9a57-2d1c0b8f5a02"
#define OTHER "00000000-0000-4000-8000-000000000000"
#define LABEL "Espalier: ada (Example Motors)"
#define DIGITS "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

/* --- A fake ------------------------------------------------------------------------------- */

typedef struct
{
  GHashTable *items; /* "vault principal" to EspSecret */
  EspReason refuse;  /* answers everything with this */
  guint calls;
  GThread *thread; /* of the newest call */
  GMutex mutex;    /* held by a test, it makes the fake wait as if for a person */
} Fake;

/* Outlives every test: the last reference may be a worker thread's. */
static int n_freed;

static char *
fake_begin (Fake *fake, const char *vault, const char *principal, GError **error)
{
  g_mutex_lock (&fake->mutex);
  g_mutex_unlock (&fake->mutex);
  fake->calls++;
  fake->thread = g_thread_self ();
  if (fake->refuse == ESP_REASON_NONE)
    return g_strconcat (vault, " ", principal, NULL);
  esp_error_set (error, fake->refuse, NULL, NULL);
  return NULL;
}

static EspSecret *
fake_lookup (gpointer data,
             const char *vault,
             const char *principal,
             GCancellable *cancellable,
             GError **error)
{
  Fake *fake = data;
  g_autofree char *key = fake_begin (fake, vault, principal, error);
  EspSecret *secret = key ? g_hash_table_lookup (fake->items, key) : NULL;

  if (key && !secret)
    esp_error_set (error, ESP_REASON_KEYRING_MISSING, NULL, NULL);
  return secret ? esp_secret_ref (secret) : NULL;
}

static gboolean
fake_store (gpointer data,
            const char *vault,
            const char *principal,
            const char *label,
            EspSecret *secret,
            GCancellable *cancellable,
            GError **error)
{
  Fake *fake = data;
  char *key = fake_begin (fake, vault, principal, error);

  if (!key)
    return FALSE;
  g_assert_cmpstr (label, ==, LABEL);
  g_hash_table_replace (fake->items, key, esp_secret_ref (secret));
  return TRUE;
}

static gboolean
fake_forget (gpointer data,
             const char *vault,
             const char *principal,
             GCancellable *cancellable,
             GError **error)
{
  Fake *fake = data;
  g_autofree char *key = fake_begin (fake, vault, principal, error);

  if (key)
    g_hash_table_remove (fake->items, key);
  return key != NULL;
}

static void
fake_free (gpointer data)
{
  Fake *fake = data;

  g_hash_table_unref (fake->items);
  g_mutex_clear (&fake->mutex);
  g_free (fake);
  g_atomic_int_inc (&n_freed);
}

static EspKeyring *
fake_new (Fake **fake)
{
  static const EspKeyringMethods methods = { fake_lookup, fake_store, fake_forget, fake_free };

  *fake = g_new0 (Fake, 1);
  (*fake)->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) esp_secret_unref);
  g_mutex_init (&(*fake)->mutex);
  return esp_keyring_new (&methods, *fake);
}

static EspSecret *
new_secret (const char *text)
{
  return esp_secret_new_copy (text, strlen (text), NULL);
}

static void
assert_reason (GError **error, EspReason reason, EspErrorCode code)
{
  g_assert_nonnull (*error);
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (*error)), ==,
                   esp_reason_get_id (reason));
  g_assert_cmpint ((*error)->code, ==, code);
  g_clear_error (error);
}

/* Stored, found, told apart, replaced, forgotten. */
static void
check_keyring (EspKeyring *keyring)
{
  g_autoptr (EspSecret) first = new_secret (DIGITS);
  g_autoptr (EspSecret) second = new_secret ("another");
  g_autoptr (EspSecret) found = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_keyring_lookup (keyring, VAULT, PRINCIPAL, NULL, &error));
  assert_reason (&error, ESP_REASON_KEYRING_MISSING, ESP_ERROR_NO_KEY);
  g_assert_true (esp_keyring_store (keyring, VAULT, PRINCIPAL, LABEL, first, NULL, &error));
  g_assert_no_error (error);
  found = esp_keyring_lookup (keyring, VAULT, PRINCIPAL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (esp_secret_equal (found, first));
  g_assert_null (esp_keyring_lookup (keyring, VAULT, OTHER, NULL, &error));
  assert_reason (&error, ESP_REASON_KEYRING_MISSING, ESP_ERROR_NO_KEY);
  g_assert_null (esp_keyring_lookup (keyring, OTHER, PRINCIPAL, NULL, &error));
  assert_reason (&error, ESP_REASON_KEYRING_MISSING, ESP_ERROR_NO_KEY);

  g_assert_true (esp_keyring_store (keyring, VAULT, PRINCIPAL, LABEL, second, NULL, &error));
  g_clear_pointer (&found, esp_secret_unref);
  found = esp_keyring_lookup (keyring, VAULT, PRINCIPAL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (esp_secret_equal (found, second));

  g_assert_true (esp_keyring_forget (keyring, VAULT, PRINCIPAL, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (esp_keyring_lookup (keyring, VAULT, PRINCIPAL, NULL, &error));
  assert_reason (&error, ESP_REASON_KEYRING_MISSING, ESP_ERROR_NO_KEY);
  g_assert_true (esp_keyring_forget (keyring, VAULT, PRINCIPAL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_fake (void)
{
  Fake *fake;
  EspKeyring *keyring = fake_new (&fake);
  int freed_before = g_atomic_int_get (&n_freed);

  check_keyring (keyring);
  esp_keyring_unref (esp_keyring_ref (keyring));
  g_assert_cmpint (g_atomic_int_get (&n_freed), ==, freed_before);
  esp_keyring_unref (keyring);
  g_assert_cmpint (g_atomic_int_get (&n_freed), ==, freed_before + 1);
}

/* --- Refusals ----------------------------------------------------------------------------- */

/* Five answers, five sentences, and what a script sees of them. */
static void
test_five_answers (void)
{
  static const struct
  {
    EspReason reason;
    EspErrorCode code;
  } answers[] = {
    { ESP_REASON_KEYRING_LOCKED, ESP_ERROR_LOCKED },
    { ESP_REASON_KEYRING_DISMISSED, ESP_ERROR_LOCKED },
    { ESP_REASON_KEYRING_WITHHELD, ESP_ERROR_LOCKED },
    { ESP_REASON_KEYRING_MISSING, ESP_ERROR_NO_KEY },
    { ESP_REASON_KEYRING_ABSENT, ESP_ERROR_NO_KEY },
  };
  g_autoptr (GHashTable) sentences = g_hash_table_new (g_str_hash, g_str_equal);
  Fake *fake;
  g_autoptr (EspKeyring) keyring = fake_new (&fake);

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      GError *error = NULL;

      fake->refuse = answers[i].reason;
      g_assert_null (esp_keyring_lookup (keyring, VAULT, PRINCIPAL, NULL, &error));
      assert_reason (&error, answers[i].reason, answers[i].code);
      g_assert_true (
        g_hash_table_add (sentences, (gpointer) esp_reason_get_text (answers[i].reason)));
    }
}

static void
test_names (void)
{
  static const char *const bad[] = { NULL, "", "\xff" };
  g_autoptr (EspSecret) secret = new_secret (DIGITS);
  g_autoptr (GError) error = NULL;
  Fake *fake;
  g_autoptr (EspKeyring) keyring = fake_new (&fake);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_null (esp_keyring_lookup (keyring, bad[i], PRINCIPAL, NULL, &error));
      assert_reason (&error, ESP_REASON_INTERNAL, ESP_ERROR_FAILED);
      g_assert_null (esp_keyring_lookup (keyring, VAULT, bad[i], NULL, &error));
      assert_reason (&error, ESP_REASON_INTERNAL, ESP_ERROR_FAILED);
      g_assert_false (esp_keyring_forget (keyring, VAULT, bad[i], NULL, &error));
      assert_reason (&error, ESP_REASON_INTERNAL, ESP_ERROR_FAILED);
      g_assert_false (esp_keyring_store (keyring, VAULT, PRINCIPAL, bad[i], secret, NULL, &error));
      assert_reason (&error, ESP_REASON_INTERNAL, ESP_ERROR_FAILED);
    }
  g_assert_false (esp_keyring_store (keyring, VAULT, PRINCIPAL, LABEL, NULL, NULL, &error));
  assert_reason (&error, ESP_REASON_INTERNAL, ESP_ERROR_FAILED);
  g_assert_cmpuint (fake->calls, ==, 0);
}

/* --- Asynchronous forms ------------------------------------------------------------------- */

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **where = user_data;

  g_assert_null (*where);
  *where = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (!*result)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (result);
}

/* While the fake waits, the caller's thread goes on; the result comes to the caller's context; the
 * operation keeps keyring and secret alive by itself. */
static void
test_async (void)
{
  Fake *fake;
  EspKeyring *keyring = fake_new (&fake);
  int freed_before = g_atomic_int_get (&n_freed);
  EspSecret *secret = new_secret (DIGITS);
  g_autoptr (EspSecret) found = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *waiting = NULL;
  g_autoptr (GAsyncResult) stored = NULL;
  g_autoptr (GAsyncResult) looked_up = NULL;

  g_mutex_lock (&fake->mutex);
  esp_keyring_store_async (keyring, VAULT, PRINCIPAL, LABEL, secret, NULL, finished_cb, &waiting);
  esp_secret_unref (secret);
  for (int i = 0; i < 20; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_null (waiting);
  g_mutex_unlock (&fake->mutex);
  stored = wait_for (&waiting);
  g_assert_true (esp_keyring_store_finish (stored, &error));
  g_assert_no_error (error);
  g_assert_true (fake->thread != g_thread_self ());

  esp_keyring_lookup_async (keyring, VAULT, PRINCIPAL, NULL, finished_cb, &waiting);
  esp_keyring_unref (keyring);
  looked_up = wait_for (&waiting);
  found = esp_keyring_lookup_finish (looked_up, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (esp_secret_get_bytes (found, NULL), esp_secret_get_len (found), DIGITS, 64);
  g_clear_object (&stored);
  g_clear_object (&looked_up);
  /* The worker thread may hold its reference a moment longer than the callback. */
  for (int i = 0; i < 5000 && g_atomic_int_get (&n_freed) == freed_before; i++)
    g_usleep (1000);
  g_assert_cmpint (g_atomic_int_get (&n_freed), ==, freed_before + 1);
}

static void
test_async_refused (void)
{
  Fake *fake;
  g_autoptr (EspKeyring) keyring = fake_new (&fake);
  g_autoptr (GError) error = NULL;
  GAsyncResult *waiting = NULL;
  g_autoptr (GAsyncResult) looked_up = NULL;
  g_autoptr (GAsyncResult) stored = NULL;

  fake->refuse = ESP_REASON_KEYRING_DISMISSED;
  esp_keyring_lookup_async (keyring, VAULT, PRINCIPAL, NULL, finished_cb, &waiting);
  looked_up = wait_for (&waiting);
  g_assert_null (esp_keyring_lookup_finish (looked_up, &error));
  assert_reason (&error, ESP_REASON_KEYRING_DISMISSED, ESP_ERROR_LOCKED);
  esp_keyring_store_async (keyring, VAULT, PRINCIPAL, LABEL, NULL, NULL, finished_cb, &waiting);
  stored = wait_for (&waiting);
  g_assert_false (esp_keyring_store_finish (stored, &error));
  assert_reason (&error, ESP_REASON_INTERNAL, ESP_ERROR_FAILED);
}

/* What was stored was stored, though the cancelling came before the answer. */
static void
test_async_cancelled_too_late (void)
{
  Fake *fake;
  g_autoptr (EspKeyring) keyring = fake_new (&fake);
  g_autoptr (EspSecret) secret = new_secret (DIGITS);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GAsyncResult *waiting = NULL;
  g_autoptr (GAsyncResult) stored = NULL;

  g_mutex_lock (&fake->mutex);
  esp_keyring_store_async (keyring, VAULT, PRINCIPAL, LABEL, secret, cancellable, finished_cb,
                           &waiting);
  g_cancellable_cancel (cancellable);
  g_mutex_unlock (&fake->mutex);
  stored = wait_for (&waiting);
  g_assert_true (esp_keyring_store_finish (stored, &error));
  g_assert_no_error (error);
}

/* --- libsecret's file back end ------------------------------------------------------------ */

static void
test_file (void)
{
  g_autoptr (EspKeyring) keyring = esp_keyring_new_secret_service ();

  check_keyring (keyring);
}

static void
test_file_unfit (void)
{
  static const struct
  {
    const char *bytes;
    gsize len;
  } unfit[] = { { "", 0 }, { "a\0b", 3 }, { "\xff\xfe", 2 } };
  g_autoptr (EspKeyring) keyring = esp_keyring_new_secret_service ();
  g_autofree char *long_text = g_strnfill (4097, 'x');
  g_autoptr (EspSecret) longest = esp_secret_new_copy (long_text, 4096, NULL);
  g_autoptr (EspSecret) too_long = esp_secret_new_copy (long_text, 4097, NULL);
  g_autoptr (EspSecret) found = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (unfit); i++)
    {
      g_autoptr (EspSecret) secret = esp_secret_new_copy (unfit[i].bytes, unfit[i].len, NULL);

      g_assert_false (esp_keyring_store (keyring, VAULT, PRINCIPAL, LABEL, secret, NULL, &error));
      assert_reason (&error, ESP_REASON_KEYRING_UNFIT, ESP_ERROR_VALIDATION);
    }
  g_assert_false (esp_keyring_store (keyring, VAULT, PRINCIPAL, LABEL, too_long, NULL, &error));
  g_assert_cmpstr (esp_error_get_argument (error, "limit"), ==, "4096");
  assert_reason (&error, ESP_REASON_KEYRING_UNFIT, ESP_ERROR_VALIDATION);
  g_assert_true (esp_keyring_store (keyring, VAULT, PRINCIPAL, LABEL, longest, NULL, &error));
  found = esp_keyring_lookup (keyring, VAULT, PRINCIPAL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (esp_secret_equal (found, longest));
}

static void
test_file_cancelled (void)
{
  g_autoptr (EspKeyring) keyring = esp_keyring_new_secret_service ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (esp_keyring_lookup (keyring, VAULT, PRINCIPAL, cancellable, &error));
  assert_reason (&error, ESP_REASON_CANCELLED, ESP_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("esp-keyring-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "keyring", NULL);
  int status;

  /* A file of our own, so that other tests can use the common one at the same time. */
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", file, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring/fake", test_fake);
  g_test_add_func ("/keyring/five-answers", test_five_answers);
  g_test_add_func ("/keyring/names", test_names);
  g_test_add_func ("/keyring/async", test_async);
  g_test_add_func ("/keyring/async-refused", test_async_refused);
  g_test_add_func ("/keyring/async-cancelled-too-late", test_async_cancelled_too_late);
  g_test_add_func ("/keyring/file", test_file);
  g_test_add_func ("/keyring/file-unfit", test_file_unfit);
  g_test_add_func ("/keyring/file-cancelled", test_file_cancelled);
  status = g_test_run ();
  g_unlink (file);
  g_rmdir (folder);
  return status;
}
