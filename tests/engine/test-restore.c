/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backup and restore: on the same machine, on a fresh one with the recovery identity, and what the
 * world outside must not notice: numbers of lists, certificates that the backup does not know. */
#include "engine-fixture.h"

#include "base/esp-error.h"

#include <string.h>

static char *
back_up (Fixture *fixture, const char *name)
{
  char *path = fixture_file (fixture, name);
  g_autofree char *parameters = g_strdup_printf ("{'Path':'%s'}", path);

  json_object_unref (call (fixture->engine, "BackupVault", parameters));
  return path;
}

static gint64
crl_number (EspEngine *engine)
{
  g_autoptr (JsonObject)
    list = call (engine, "GetCertificateRevocationList", "{'CertificateAuthority':'Root'}");

  return json_object_get_int_member (list, "Number");
}

static char *
issue_serial (EspEngine *engine, const char *csr)
{
  g_autoptr (JsonObject) issued = issue (engine, "Root", csr, "EndEntityCertificate/V1");

  return g_strdup (strrchr (json_object_get_string_member (issued, "CertificateArn"), '/') + 1);
}

static void
assert_verified (EspEngine *engine)
{
  g_autoptr (JsonObject) result = call (engine, "VerifyVault", "{}");
  g_autoptr (JsonNode) node = esp_json_wrap_object (json_object_ref (result));
  g_autofree char *text = esp_json_to_text (node, TRUE);

  if (!json_object_get_boolean_member (result, "Verified"))
    g_error ("not verified: %s", text);
}

static void
forget_notes (EspEngine *engine)
{
  g_autofree char *note = g_build_filename (
    g_get_user_state_dir (), "espalier", esp_engine_get_vault_id (engine), "checkpoint.json", NULL);

  g_assert_cmpint (g_unlink (note), ==, 0);
}

/* --- On the same machine ----------------------------------------------------------------------*/

static void
test_same_machine (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject':'CN=Root','RevocationConfiguration':"
                                             "{'CrlConfiguration':{'Enabled':true,"
                                             "'ExpirationInDays':7}}}");
  g_autofree char *csr = make_csr ("/CN=device");
  g_autofree char *known = issue_serial (engine, csr);
  g_autofree char *backup = back_up (fixture, "backup");
  g_autofree char *lost = issue_serial (engine, csr);
  g_autofree char *revoke = g_strdup_printf (
    "{'CertificateAuthority':'Root','CertificateSerial':'%s','RevocationReason':'KEY_COMPROMISE'}",
    lost);
  EspRestore options = { .principal = FOUNDER, .passphrase = fixture->passphrase };
  gint64 last_number = crl_number (engine), last_size = count_events (engine), number;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) event = NULL, list = NULL;
  JsonObject *details;

  /* Before a restore an unknown serial is a mistake. */
  g_error_free (refused (engine, "RevokeCertificate",
                         "{'CertificateAuthority':'Root','CertificateSerial':'0123456789',"
                         "'RevocationReason':'KEY_COMPROMISE'}",
                         ESP_REASON_CERTIFICATE_UNKNOWN));
  esp_engine_close (engine);
  esp_engine_restore (engine, backup, fixture->path, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (esp_engine_get_read_only_reason (engine));
  event = call (engine, "ListEvents", "{'Action':'RestoreVault'}");
  details = json_object_get_object_member (
    json_array_get_object_element (json_object_get_array_member (event, "Events"), 0), "details");
  g_assert_cmpint (json_object_get_int_member (details, "AbandonedSize"), ==, last_size);
  g_assert_cmpint (json_object_get_int_member (details, "RestoredSize"), <, last_size);
  g_assert_cmpuint (strlen (json_object_get_string_member (details, "AbandonedRoot")), ==, 64);

  /* The lost certificate is out in the world: it can be revoked, and stands in the list. */
  json_object_unref (call (engine, "RevokeCertificate", revoke));
  list = call (engine, "GetCertificateRevocationList", "{'CertificateAuthority':'Root'}");
  number = json_object_get_int_member (list, "Number");
  g_assert_cmpint (number, >, last_number);
  g_assert_cmpint (number, >, last_size);
  g_assert_cmpint (json_object_get_int_member (list, "Entries"), ==, 1);
  assert_verified (engine);

  /* The replaced file is kept, and whoever had signed in before goes along with the restore. */
  esp_engine_close (engine);
  {
    g_autofree char *replaced = g_strconcat (fixture->path, ".replaced", NULL);

    g_assert_true (g_file_test (replaced, G_FILE_TEST_EXISTS));
  }
  g_assert_true (esp_engine_open (engine, fixture->path, NULL, NULL));
  g_assert_true (esp_engine_sign_in (engine, FOUNDER, NULL, fixture->passphrase, NULL, NULL));
  g_assert_null (esp_engine_get_read_only_reason (engine));
  json_object_unref (call (engine, "CreateAccount", "{'Name':'After'}"));
}

/* --- On a fresh machine -----------------------------------------------------------------------*/

static void
test_recovery (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject':'CN=Root'}");
  g_autofree char *file = fixture_file (fixture, "recovery.pem");
  g_autofree char *elsewhere = fixture_file (fixture, "fresh.espalier");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSecret) printed = make_recovery (engine, file);
  g_autoptr (EspSecret) wrong = esp_secret_new_copy ("wrong", 5, NULL);
  g_autofree char *backup = NULL, *reset = NULL, *fingerprint = NULL, *confirm = NULL;
  g_autoptr (EspEngine) fresh = esp_engine_new_with_keyring (fixture->clock, fixture->keyring);
  EspRestore options = { .recovery_file = file, .passphrase = wrong, .last_crl_number = 5000000 };
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (EspSecret) code = NULL;
  g_autoptr (EspSession) session = NULL;

  backup = back_up (fixture, "backup");
  forget_notes (engine);
  esp_engine_close (engine);
  g_unlink (fixture->path);

  g_assert_false (esp_engine_restore (fresh, backup, elsewhere, &options, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_IDENTITY_PASSWORD));
  g_clear_error (&error);
  g_assert_false (g_file_test (elsewhere, G_FILE_TEST_EXISTS));

  options.passphrase = printed;
  esp_engine_restore (fresh, backup, elsewhere, &options, NULL, &error);
  g_assert_no_error (error);
  session = esp_engine_ref_session (fresh);
  g_assert_cmpstr (esp_session_get_role (session), ==, "Recovery");
  /* It restores and invites; it does not issue, and does not give itself more. */
  g_error_free (refused (fresh, "CreateCertificateAuthority", "{'Subject':'CN=No'}",
                         ESP_REASON_ACCESS_DENIED_IMPLICIT));
  g_error_free (
    refused (fresh, "CreateAccount", "{'Name':'No'}", ESP_REASON_ACCESS_DENIED_IMPLICIT));

  /* The administrator lost the passphrase: invited anew, enrolled, confirmed, and the key is theirs
   * again. */
  reset = g_strdup_printf ("{'Name':'%s'}", FOUNDER);
  result = call (fresh, "ResetPrincipal", reset);
  {
    const char *text = json_object_get_string_member (result, "Code");

    code = esp_secret_new_copy (text, strlen (text), NULL);
  }
  esp_engine_enrol (fresh, FOUNDER, code, ESP_UNLOCK_WITH_PASSPHRASE, fixture->passphrase, NULL,
                    &fingerprint, NULL, &error);
  g_assert_no_error (error);
  confirm = g_strdup_printf ("{'Name':'%s','Fingerprint':'%s'}", FOUNDER, fingerprint);
  json_object_unref (call (fresh, "ConfirmPrincipal", confirm));
  esp_engine_sign_in (fresh, FOUNDER, NULL, fixture->passphrase, NULL, &error);
  g_assert_no_error (error);
  {
    g_autoptr (JsonObject)
      list = call (fresh, "GetCertificateRevocationList", "{'CertificateAuthority':'Root'}");

    g_assert_cmpint (json_object_get_int_member (list, "Number"), >, 5000000);
  }
  assert_verified (fresh);
  esp_engine_close (fresh);
}

/* --- Refused ----------------------------------------------------------------------------------*/

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *backup = back_up (fixture, "backup");
  g_autofree char *path = g_strdup (fixture->path);
  g_autofree char *before = NULL, *after = NULL;
  EspRestore options = { .principal = FOUNDER, .passphrase = fixture->passphrase };
  g_autoptr (GError) error = NULL;
  gsize before_len, after_len;
  const char *const argv[] = { "sqlite3", backup, "UPDATE account SET name = 'Mine'", NULL };

  g_assert_false (esp_engine_restore (engine, backup, path, &options, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_ENGINE_OPEN));
  g_clear_error (&error);
  esp_engine_close (engine);
  g_assert_false (esp_engine_restore (engine, path, path, &options, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_RESTORE_SAME));
  g_clear_error (&error);

  /* A backup that somebody changed does not become the vault, and the vault stays as it was. */
  g_assert_true (g_file_get_contents (path, &before, &before_len, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
  g_assert_false (esp_engine_restore (engine, backup, path, &options, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_STATE_CHANGED));
  g_assert_true (g_file_get_contents (path, &after, &after_len, NULL));
  g_assert_cmpmem (before, before_len, after, after_len);
}

int
main (int argc, char *argv[])
{
  esp_pki_init ();
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)
  ADD ("/engine/restore/same-machine", test_same_machine);
  ADD ("/engine/restore/recovery", test_recovery);
  ADD ("/engine/restore/refused", test_refused);
  return g_test_run ();
}
