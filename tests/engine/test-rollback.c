/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notes of the newest state outside of the vault: that they follow commits, and that nobody
 * waits for them. What is found by them is tested in test-tamper.c and tests/cli/rollback*.sh. */
#include "engine-fixture.h"

/* --- A keyring that can be made to hang --------------------------------------------------------*/

typedef struct
{
  GMutex lock;
  GCond moved;
  gboolean hangs;
  guint n_waiting;
  guint n_put;
  GHashTable *items; /* name to EspSecret */
} Keyring;

/* As a service does that never answers: until it is cancelled, or goes on. */
static gboolean
wait_while_it_hangs (Keyring *keyring, GCancellable *cancellable, GError **error)
{
  keyring->n_waiting++;
  g_cond_broadcast (&keyring->moved);
  while (keyring->hangs && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait_until (&keyring->moved, &keyring->lock, g_get_monotonic_time () + 10000);
  keyring->n_waiting--;
  g_cond_broadcast (&keyring->moved);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static EspSecret *
look_up (gpointer data,
         const char *vault,
         const char *principal,
         GCancellable *cancellable,
         GError **error)
{
  Keyring *keyring = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&keyring->lock);
  EspSecret *secret = g_hash_table_lookup (keyring->items, principal);

  if (secret)
    return esp_secret_ref (secret);
  esp_error_set (error, ESP_REASON_KEYRING_MISSING, NULL, NULL);
  return NULL;
}

static gboolean
store (gpointer data,
       const char *vault,
       const char *principal,
       const char *label,
       EspSecret *secret,
       GCancellable *cancellable,
       GError **error)
{
  Keyring *keyring = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&keyring->lock);

  g_hash_table_replace (keyring->items, g_strdup (principal), esp_secret_ref (secret));
  return TRUE;
}

static gboolean
forget (gpointer data,
        const char *vault,
        const char *principal,
        GCancellable *cancellable,
        GError **error)
{
  return TRUE;
}

static EspSecret *
peek (gpointer data,
      const char *vault,
      const char *principal,
      GCancellable *cancellable,
      GError **error)
{
  Keyring *keyring = data;
  gboolean answers;

  g_mutex_lock (&keyring->lock);
  answers = wait_while_it_hangs (keyring, cancellable, error);
  g_mutex_unlock (&keyring->lock);
  return answers ? look_up (data, vault, principal, cancellable, error) : NULL;
}

static gboolean
put (gpointer data,
     const char *vault,
     const char *principal,
     const char *label,
     EspSecret *secret,
     GCancellable *cancellable,
     GError **error)
{
  Keyring *keyring = data;
  gboolean answers;

  g_mutex_lock (&keyring->lock);
  answers = wait_while_it_hangs (keyring, cancellable, error);
  keyring->n_put += answers;
  g_mutex_unlock (&keyring->lock);
  return answers && store (data, vault, principal, label, secret, cancellable, error);
}

static const EspKeyringMethods methods = {
  .lookup = look_up,
  .store = store,
  .forget = forget,
  .peek = peek,
  .put = put,
};

static void
set_hanging (Keyring *keyring, gboolean hangs)
{
  g_mutex_lock (&keyring->lock);
  keyring->hangs = hangs;
  g_cond_broadcast (&keyring->moved);
  while (!hangs && keyring->n_waiting > 0)
    g_cond_wait (&keyring->moved, &keyring->lock);
  g_mutex_unlock (&keyring->lock);
}

/* --- A vault whose founder's identity it opens -------------------------------------------------*/

typedef struct
{
  Fixture base;
  Keyring keyring;
  char *note; /* path */
} Own;

static void
set_up (Own *own, gconstpointer data)
{
  EspVaultCreation creation = { .organization = "Meridian Motors",
                                .admin = FOUNDER,
                                .unlock = ESP_UNLOCK_WITH_KEYRING };
  g_autoptr (GError) error = NULL;

  own->base.folder = g_dir_make_tmp ("esp-rollback-XXXXXX", NULL);
  own->base.path = g_build_filename (own->base.folder, "vault.espalier", NULL);
  own->base.clock = esp_clock_new_fixed (FIXTURE_NOW);
  g_mutex_init (&own->keyring.lock);
  g_cond_init (&own->keyring.moved);
  own->keyring.items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                              (GDestroyNotify) esp_secret_unref);
  own->base.keyring = esp_keyring_new (&methods, &own->keyring);
  own->base.engine = esp_engine_new_with_keyring (own->base.clock, own->base.keyring);
  own->base.passphrase = NULL;
  creation.path = own->base.path;
  esp_engine_create (own->base.engine, &creation, NULL, &error);
  g_assert_no_error (error);
  own->note = g_build_filename (g_get_user_state_dir (), "espalier",
                                esp_engine_get_vault_id (own->base.engine), "checkpoint.json",
                                NULL);
}

static void
tear_down (Own *own, gconstpointer data)
{
  set_hanging (&own->keyring, FALSE);
  fixture_tear_down (&own->base, data);
  g_hash_table_unref (own->keyring.items);
  g_mutex_clear (&own->keyring.lock);
  g_cond_clear (&own->keyring.moved);
  g_free (own->note);
}

static gint64
size_in (const char *text)
{
  g_autoptr (JsonNode) node = esp_json_parse (text, -1, 4096, NULL);

  return node ? esp_json_get_int (json_node_get_object (node), "size", 0) : 0;
}

static gint64
size_in_file (Own *own)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (own->note, &text, NULL, NULL) ? size_in (text) : 0;
}

static gint64
size_in_keyring (Own *own)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (own->base.engine);
  g_autofree char *name = g_strconcat (esp_session_get_principal_id (session), " checkpoint", NULL);
  g_autoptr (EspSecret) secret = look_up (&own->keyring, "", name, NULL, NULL);
  g_autofree char *text = NULL;
  const guint8 *bytes;
  gsize len;

  if (!secret)
    return 0;
  bytes = esp_secret_get_bytes (secret, &len);
  text = g_strndup ((const char *) bytes, len);
  return size_in (text);
}

/* Waits for it at most that long. */
static void
assert_becomes (gint64 (*size) (Own *own), Own *own, gint64 wanted, double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);

  while (size (own) != wanted && g_get_monotonic_time () < end)
    g_usleep (10000);
  g_assert_cmpint (size (own), ==, wanted);
}

static void
commit (Own *own, const char *name)
{
  g_autofree char *json = g_strdup_printf ("{'Name':'%s'}", name);

  json_object_unref (call (own->base.engine, "CreateAccount", json));
}

/* --- They follow -------------------------------------------------------------------------------*/

static void
test_follows (Own *own, gconstpointer data)
{
  gint64 before = count_events (own->base.engine);

  assert_becomes (size_in_file, own, before, 10);
  assert_becomes (size_in_keyring, own, before, 10);
  commit (own, "One");
  assert_becomes (size_in_file, own, before + 1, 10);
  esp_engine_lock (own->base.engine);
  g_assert_true (esp_engine_sign_in (own->base.engine, FOUNDER, NULL, NULL, NULL, NULL));
  assert_becomes (size_in_keyring, own, before + 1, 10);
  commit (own, "Two");
  esp_engine_lock (own->base.engine);
  /* Who locks waits for nothing, and still nothing is lost. */
  assert_becomes (size_in_file, own, before + 2, 10);
  esp_engine_close (own->base.engine);
  g_assert_cmpint (size_in_file (own), ==, before + 2);
}

/* Many commits are one note. */
static void
test_together (Own *own, gconstpointer data)
{
  gint64 before = count_events (own->base.engine);
  guint n_files = 0, n_put;
  guint64 inode = 0;

  assert_becomes (size_in_keyring, own, before, 10);
  n_put = own->keyring.n_put;
  for (int i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("Account %d", i);
      GStatBuf status;

      commit (own, name);
      g_usleep (5000);
      g_assert_cmpint (g_stat (own->note, &status), ==, 0);
      n_files += status.st_ino != inode;
      inode = status.st_ino;
    }
  assert_becomes (size_in_file, own, before + 40, 20);
  g_assert_cmpuint (n_files, <=, 20);
  g_assert_cmpuint (own->keyring.n_put, ==, n_put);
  esp_engine_close (own->base.engine);
  g_assert_cmpuint (own->keyring.n_put, ==, n_put + 1);
}

/* --- Nobody waits for them ---------------------------------------------------------------------*/

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static char *
keyring_note (EspEngine *engine)
{
  g_autoptr (JsonObject) view = call (engine, "DescribeVault", NULL);

  return g_strdup (esp_json_get_string (view, "KeyringNote"));
}

static void
test_hanging_keyring (Own *own, gconstpointer data)
{
  EspEngine *engine = own->base.engine;
  g_autofree char *good = NULL, *silent = NULL;
  gint64 before = count_events (engine), start;

  assert_becomes (size_in_keyring, own, before, 10);
  good = keyring_note (engine);
  g_assert_cmpstr (good, ==, "KEPT");
  esp_engine_close (engine);
  set_hanging (&own->keyring, TRUE);
  g_assert_true (esp_engine_open (engine, own->base.path, NULL, NULL));
  start = g_get_monotonic_time ();
  g_assert_true (esp_engine_sign_in (engine, FOUNDER, NULL, NULL, NULL, NULL));
  g_assert_cmpfloat (seconds_since (start), <, 10);
  silent = keyring_note (engine);
  g_assert_cmpstr (silent, ==, "SILENT");
  start = g_get_monotonic_time ();
  commit (own, "One");
  esp_engine_lock (engine);
  esp_engine_close (engine);
  g_assert_cmpfloat (seconds_since (start), <, 4);
  g_assert_cmpint (size_in_file (own), ==, before + 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, func) g_test_add ("/engine/rollback/" path, Own, NULL, set_up, func, tear_down)
  ADD ("follows", test_follows);
  ADD ("together", test_together);
  ADD ("hanging-keyring", test_hanging_keyring);
#undef ADD
  return g_test_run ();
}
