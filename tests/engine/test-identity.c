/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways to unlock, the recovery identity, and what is left behind when something fails. */
#include "engine-fixture.h"

#include "pki/esp-envelope.h"
#include "vault/esp-ca-store.h"

static void
test_change_unlock (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autoptr (EspSecret) fresh = esp_secret_new_copy ("another one", 11, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (esp_engine_change_unlock (engine, fresh, fresh, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_IDENTITY_PASSWORD));
  g_clear_error (&error);

  /* passphrase -> keyring */
  g_assert_true (esp_engine_change_unlock (engine, fixture->passphrase, NULL, NULL, &error));
  esp_engine_lock (engine);
  g_assert_true (esp_engine_sign_in (engine, FOUNDER, NULL, NULL, NULL, &error));
  g_assert_no_error (error);

  /* keyring -> another passphrase: the keyring's item is of no use any more */
  g_assert_true (esp_engine_change_unlock (engine, NULL, fresh, NULL, &error));
  g_assert_no_error (error);
  esp_engine_lock (engine);
  g_assert_false (esp_engine_sign_in (engine, FOUNDER, NULL, fixture->passphrase, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_IDENTITY_PASSWORD));
  g_clear_error (&error);
  g_assert_true (esp_engine_sign_in (engine, FOUNDER, NULL, fresh, NULL, &error));
  g_assert_cmpint (count_events (engine), ==, 4); /* founding, a failure, two changes */
}

static void
test_created_with_keyring (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_file (fixture, "second.espalier");
  g_autoptr (EspEngine) engine = esp_engine_new_with_keyring (NULL, fixture->keyring);
  EspVaultCreation creation = { .path = path,
                                .organization = "Other",
                                .admin = "Bo",
                                .sample = "iot",
                                .unlock = ESP_UNLOCK_WITH_KEYRING };
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_engine_create (engine, &creation, NULL, &error));
  g_assert_no_error (error);
  people = esp_engine_list_people (engine, &error);
  g_assert_cmpuint (people->len, >, 1);
  for (guint i = 0; i < people->len; i++)
    {
      const EspPerson *person = g_ptr_array_index (people, i);

      g_assert_cmpstr (person->unlock, ==, "keyring");
      g_assert_true (
        esp_engine_sign_in (engine, person->name, person->roles[0], NULL, NULL, &error));
    }
  esp_engine_close (engine);
  /* The secret is gone, and nothing makes a new one. */
  esp_keyring_unref (fixture->keyring);
  fixture->keyring = fake_keyring_new ();
  {
    g_autoptr (EspEngine) other = esp_engine_new_with_keyring (NULL, fixture->keyring);

    g_assert_true (esp_engine_open (other, path, NULL, NULL));
    g_assert_false (esp_engine_sign_in (other, "Bo", NULL, NULL, NULL, &error));
    g_assert_true (esp_error_has_reason (error, ESP_REASON_KEYRING_MISSING));
    g_assert_cmpstr (esp_error_get_object (error), ==, "Bo");
    esp_engine_close (other);
  }
}

static void
test_nothing_left (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_file (fixture, "third.espalier");
  g_autofree char *taken = fixture_file (fixture, "vault.espalier");
  g_autoptr (EspEngine) engine = esp_engine_new_with_keyring (NULL, fixture->keyring);
  EspVaultCreation creation = { .path = path,
                                .organization = "Other",
                                .admin = "Bo",
                                .sample = "nonsense",
                                .unlock = ESP_UNLOCK_WITH_PASSPHRASE,
                                .passphrase = fixture->passphrase };
  g_autoptr (GError) error = NULL;

  g_assert_false (esp_engine_create (engine, &creation, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SAMPLE_UNKNOWN));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  creation.sample = NULL;
  creation.path = taken;
  g_assert_false (esp_engine_create (engine, &creation, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_VAULT_EXISTS));
  g_assert_true (g_file_test (taken, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  creation.path = path;
  creation.passphrase = NULL;
  g_assert_false (esp_engine_create (engine, &creation, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_PASSPHRASE_NEEDED));
}

/* --- Recovery ----------------------------------------------------------------------------------*/

static char *
run (const char *command)
{
  char *output = NULL;
  int status;
  const char *argv[] = { "sh", "-c", command, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return output;
}

/* The key of a CA that was there before, and of one made afterwards, open with the recovery file,
 * its passphrase, and the openssl command alone. */
static void
assert_recovers (Fixture *fixture, const char *ca_id, const char *file, EspSecret *passphrase)
{
  g_autoptr (EspVault) vault = esp_vault_open (fixture->path, ESP_DATABASE_READ_ONLY, NULL);
  g_autoptr (GBytes) envelope = esp_ca_store_get_key (vault, ca_id, NULL);
  g_autofree char *cms = fixture_file (fixture, "key.cms");
  g_autofree char *pass = fixture_file (fixture, "pass");
  g_autofree char *command = NULL;
  g_autofree char *output = NULL;
  gsize len;
  const char *bytes = (const char *) esp_secret_get_bytes (passphrase, &len);

  g_assert_true (g_file_set_contents (cms, g_bytes_get_data (envelope, NULL),
                                      (gssize) g_bytes_get_size (envelope), NULL));
  g_assert_true (g_file_set_contents (pass, bytes, (gssize) len, NULL));
  command = g_strdup_printf (
    "openssl pkey -in %s -passin file:%s -out %s.key && "
    "openssl cms -decrypt -inform DER -in %s -inkey %s.key -recip %s | openssl pkey -inform DER "
    "-noout -text",
    file, pass, file, cms, file, file);
  output = run (command);
  g_assert_nonnull (strstr (output, "priv:"));
}

static void
test_recovery (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *before = create_ca (engine, "{'Subject': 'CN=Before'}");
  g_autofree char *file = fixture_file (fixture, "recovery.pem");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSecret) passphrase = make_recovery (engine, file);
  g_autoptr (EspSecret) other = NULL;
  g_autofree char *after = NULL;
  GStatBuf status;

  g_assert_cmpuint (esp_secret_get_len (passphrase), >=, 26);
  g_assert_cmpint (g_stat (file, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  after = create_ca (engine, "{'Subject': 'CN=After'}");
  assert_recovers (fixture, strrchr (before, '/') + 1, file, passphrase);
  assert_recovers (fixture, strrchr (after, '/') + 1, file, passphrase);
  g_assert_false (esp_engine_create_recovery (engine, file, &other, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_RECOVERY_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/engine/identity/change-unlock", test_change_unlock);
  ADD ("/engine/identity/created-with-keyring", test_created_with_keyring);
  ADD ("/engine/identity/nothing-left", test_nothing_left);
  ADD ("/engine/identity/recovery", test_recovery);
#undef ADD
  return g_test_run ();
}
