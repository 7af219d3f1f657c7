/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A backup in which a root takes two persons comes back by two: who can be the other one, what they
 * sign, and that an entry without it is found. */
#include "approvals-fixture.h"

#include <glib/gstdio.h>

#define AUDITOR "audrey.lin"

typedef struct
{
  World world;
  char *backup;
  char *path; /* where it is put */
  char *recovery_file;
  EspSecret *printed;
} Story;

static void
story_set_up (Story *story, gconstpointer data)
{
  Fixture *fixture = &story->world.fixture;
  g_autofree char *parameters = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&story->world, data);
  story->recovery_file = fixture_file (fixture, "recovery.pem");
  g_assert_false (esp_engine_create_recovery (story->world.ada, story->recovery_file,
                                              &story->printed, NULL, &error));
  approve (story->world.tomas, esp_error_get_argument (error, "id"));
  story->backup = fixture_file (fixture, "backup");
  story->path = fixture_file (fixture, "restored.espalier");
  parameters = g_strdup_printf ("{'Path':'%s'}", story->backup);
  json_object_unref (call (story->world.ada, "BackupVault", parameters));
}

static void
story_tear_down (Story *story, gconstpointer data)
{
  g_free (story->backup);
  g_free (story->path);
  g_free (story->recovery_file);
  esp_secret_unref (story->printed);
  tear_down (&story->world, data);
}

static EspEngine *
restore (Story *story, const EspRestore *options, GError **error)
{
  EspEngine *engine = esp_engine_new_with_keyring (story->world.fixture.clock,
                                                   story->world.fixture.keyring);

  if (esp_engine_restore (engine, story->backup, story->path, options, NULL, error))
    return engine;
  g_object_unref (engine);
  return NULL;
}

static void
cannot_restore (Story *story, const EspRestore *options, EspReason reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (restore (story, options, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
  g_assert_false (g_file_test (story->path, G_FILE_TEST_EXISTS));
}

static JsonObject *
find_details (EspEngine *engine)
{
  g_autoptr (JsonObject) events = call (engine, "ListEvents", "{'Action':'RestoreVault'}");
  JsonObject *event = json_array_get_object_element (esp_json_get_array (events, "Events"), 0);

  return json_object_ref (esp_json_get_object (event, "details"));
}

/* "": it verifies; else the first thing that was found. */
static char *
verify (EspEngine *engine)
{
  g_autoptr (JsonObject) result = call (engine, "VerifyVault", "{}");
  g_autoptr (JsonNode) node = esp_json_wrap_object (json_object_ref (result));

  return esp_json_get_boolean (result, "Verified", FALSE) ? g_strdup ("") :
                                                            esp_json_to_text (node, FALSE);
}

static void
assert_restored (EspEngine *engine, const char *second)
{
  g_autoptr (JsonObject) details = find_details (engine);
  JsonObject *consent = esp_json_get_object (details, "Consent");
  g_autofree char *problem = verify (engine);

  g_assert_cmpstr (problem, ==, "");
  g_assert_cmpstr (esp_json_get_string (consent, "ApproverName"), ==, second);
  g_assert_cmpuint (strlen (esp_json_get_string (consent, "Signature")), ==, 128);
  esp_engine_close (engine);
  g_object_unref (engine);
}

static void
test_needs_two (Story *story, gconstpointer data)
{
  EspSecret *passphrase = story->world.fixture.passphrase;
  g_autoptr (EspSecret) wrong = esp_secret_new_copy ("wrong", 5, NULL);
  EspRestore options = { .principal = FOUNDER, .passphrase = passphrase };
  g_autoptr (GError) error = NULL;
  EspEngine *engine;

  g_assert_null (restore (story, &options, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_RESTORE_NEEDS_SECOND));
  g_assert_nonnull (strstr (esp_error_get_argument (error, "approvers"), TOMAS));
  g_assert_false (g_file_test (story->path, G_FILE_TEST_EXISTS));
  /* Not the same person, nor somebody who approves for no root, nor somebody who is not there. */
  options.second_passphrase = passphrase;
  options.second = FOUNDER;
  cannot_restore (story, &options, ESP_REASON_RESTORE_SECOND_UNFIT);
  options.second = AUDITOR;
  cannot_restore (story, &options, ESP_REASON_RESTORE_SECOND_UNFIT);
  options.second = TOMAS;
  options.second_passphrase = wrong;
  cannot_restore (story, &options, ESP_REASON_IDENTITY_PASSWORD);
  options.second_passphrase = passphrase;
  g_clear_error (&error);
  engine = restore (story, &options, &error);
  g_assert_no_error (error);
  assert_restored (engine, TOMAS);
}

static void
test_recovery (Story *story, gconstpointer data)
{
  EspSecret *passphrase = story->world.fixture.passphrase;
  EspRestore alone = { .recovery_file = story->recovery_file, .passphrase = story->printed };
  EspRestore second = { .principal = FOUNDER,
                        .passphrase = passphrase,
                        .second_recovery_file = story->recovery_file,
                        .second_passphrase = story->printed };
  EspEngine *engine;
  g_autoptr (GError) error = NULL;

  cannot_restore (story, &alone, ESP_REASON_RESTORE_NEEDS_SECOND);
  alone.second_recovery_file = story->recovery_file;
  alone.second_passphrase = story->printed;
  cannot_restore (story, &alone, ESP_REASON_RESTORE_SECOND_UNFIT);
  alone.second_recovery_file = NULL;
  alone.second = INES;
  alone.second_passphrase = passphrase;
  engine = restore (story, &alone, &error);
  g_assert_no_error (error);
  assert_restored (engine, INES);
  g_assert_cmpint (g_unlink (story->path), ==, 0);
  engine = restore (story, &second, &error);
  g_assert_no_error (error);
  assert_restored (engine, "Recovery identity");
}

/* A backup in which the root is not under the rule is no way around it: the vault that stands there
 * is asked. */
static void
test_backup_without_rule (Story *story, gconstpointer data)
{
  World *world = &story->world;
  EspSecret *passphrase = world->fixture.passphrase;
  EspRestore options = { .principal = FOUNDER,
                         .passphrase = passphrase,
                         .second = TOMAS,
                         .second_passphrase = passphrase };
  g_autofree char *parameters = NULL;
  g_autofree char *id = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  EspEngine *engine = restore (story, &options, &error);
  gsize length;

  g_assert_no_error (error);
  esp_engine_close (engine);
  g_object_unref (engine);
  id = ask (world->ada, "SetDualControl", "{" OF_ROOT ", 'Enabled': false}");
  approve (world->tomas, id);
  g_free (story->backup);
  story->backup = fixture_file (&world->fixture, "without-rule");
  parameters = g_strdup_printf ("{'Path':'%s'}", story->backup);
  json_object_unref (call (world->ada, "BackupVault", parameters));
  options.second = NULL;
  options.second_passphrase = NULL;
  g_assert_true (g_file_get_contents (story->path, &before, &length, NULL));
  g_assert_null (restore (story, &options, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_RESTORE_NEEDS_SECOND));
  g_assert_nonnull (strstr (esp_error_get_argument (error, "approvers"), TOMAS));
  /* The vault stands there as before. */
  g_assert_true (g_file_get_contents (story->path, &after, &length, NULL));
  g_assert_cmpmem (after, length, before, length);
  options.second = TOMAS;
  options.second_passphrase = passphrase;
  g_clear_error (&error);
  engine = restore (story, &options, &error);
  g_assert_no_error (error);
  assert_restored (engine, TOMAS);
}

/* Somebody with a program of their own writes the entry alone, well signed. */
static void
test_entry_without (Story *story, gconstpointer data)
{
  Fixture *fixture = &story->world.fixture;
  EspVault *vault = esp_vault_open (fixture->path, ESP_DATABASE_READ_WRITE, NULL);
  EspTransaction *transaction = esp_transaction_begin_write (esp_vault_get_database (vault), NULL);
  g_autofree char *problem = NULL;

  fixture->is_changed_behind = TRUE;
  fixture_record (story->world.ada, vault, "espalier:RestoreVault", "*");
  g_assert_true (esp_transaction_commit (transaction, NULL));
  esp_transaction_free (transaction);
  esp_vault_close (vault);
  problem = verify (story->world.ada);
  g_assert_nonnull (strstr (problem, "consent of a second person"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, test)                                                                            \
  g_test_add ("/engine/restore-approvals/" path, Story, "automotive", story_set_up, test,          \
              story_tear_down)
  ADD ("needs-two", test_needs_two);
  ADD ("recovery", test_recovery);
  ADD ("backup-without-rule", test_backup_without_rule);
  ADD ("entry-without", test_entry_without);
  return g_test_run ();
}
