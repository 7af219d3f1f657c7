/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints and the exported log, judged by what its own page says: a shell, openssl and
 * sha256sum. */
#include "engine-fixture.h"

#include "audit/esp-checkpoint.h"
#include "base/esp-error.h"

#include <string.h>

/* The commands of HOWTO.txt, between its lines BEGIN and END, as one script. */
static char *
read_script (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "HOWTO.txt", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GString *script = g_string_new (NULL);
  gboolean inside = FALSE;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      gboolean begins = g_str_equal (lines[i], "BEGIN");

      n += begins;
      if (begins || g_str_equal (lines[i], "END"))
        inside = begins;
      else if (inside)
        g_string_append_printf (script, "%s\n", lines[i]);
    }
  g_assert_cmpuint (n, ==, 4);
  return g_string_free (script, FALSE);
}

static gboolean
follow_page (const char *folder, char **said)
{
  g_autofree char *script = read_script (folder);
  const char *const argv[] = { "bash", "-c", script, NULL };
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_spawn_sync (folder, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, said, NULL, &status,
                &error);
  g_assert_no_error (error);
  return status == 0;
}

static void
write_over (const char *folder, const char *name, const char *from, const char *to)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) changed = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  changed = g_string_new (text);
  g_assert_cmpuint (g_string_replace (changed, from, to, 0), >, 0);
  g_assert_true (g_file_set_contents (path, changed->str, -1, NULL));
}

/* Sums that fit what was changed: then signatures and hashes must say it. */
static void
sum_again (const char *folder)
{
  const char *const argv[] = { "bash", "-c",
                               "cut -c67- SHA256SUMS | xargs sha256sum > new && mv new SHA256SUMS",
                               NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (folder, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

static void
assert_says (const char *text, const char *part)
{
  if (!strstr (text, part))
    g_error ("\"%s\" is not in: %s", part, text);
}

static void
fill (EspEngine *engine)
{
  g_autofree char *root = create_ca (engine, "{'Subject':'CN=Root'}");
  g_autofree char *csr = make_csr ("/CN=device");

  for (int i = 0; i < 3; i++)
    json_object_unref (issue (engine, "Root", csr, "EndEntityCertificate/V1"));
}

static void
test_page (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *folder = fixture_file (fixture, "log");
  g_autofree char *parameters = g_strdup_printf ("{'Path':'%s'}", folder);
  g_autofree char *said = NULL, *wanted = NULL, *account = NULL;
  g_autoptr (JsonObject) result = NULL;
  gint64 before;

  fill (engine);
  account = account_number (engine, NULL);
  add_person (fixture, engine, "Second Person", account);
  before = count_events (engine);
  result = call (engine, "ExportLog", parameters);
  g_assert_cmpint (json_object_get_int_member (result, "Events"), ==, before);
  g_assert_cmpint (count_events (engine), ==, before + 1);
  json_object_unref (call (engine, "CreateAccount", "{'Name':'Käufer'}"));
  g_error_free (refused (engine, "ExportLog", parameters, ESP_REASON_FILE_EXISTS));

  if (!follow_page (folder, &said))
    g_error ("the page's own commands fail: %s", said);
  wanted = g_strdup_printf ("%d entries are good, the root is %s\n", (int) before,
                            json_object_get_string_member (result, "Root"));
  g_assert_cmpstr (said, ==, wanted);

  /* And each kind of change shows. */
  write_over (folder, "events/00000002.json", "2026-06", "2025-06");
  g_free (g_steal_pointer (&said));
  g_assert_false (follow_page (folder, &said));
  assert_says (said, "a file was changed");
  sum_again (folder);
  g_free (g_steal_pointer (&said));
  g_assert_false (follow_page (folder, &said));
  assert_says (said, "events/00000002.json: the signature is wrong");
  write_over (folder, "events/00000002.json", "2025-06", "2026-06");
  write_over (folder, "INDEX", "events/00000003.json events/00000003.sig",
              "events/00000002.json events/00000002.sig");
  sum_again (folder);
  g_free (g_steal_pointer (&said));
  g_assert_false (follow_page (folder, &said));
  assert_says (said, "the entries before it are not those that it was signed over");
  fixture_remove_folder (folder);
}

static void
test_checkpoint (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autoptr (JsonObject) made = NULL, good = NULL, described = NULL;
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (EspCheckpoint) parsed = NULL;
  const char *note;

  fill (engine);
  made = call (engine, "CreateCheckpoint", "{}");
  note = json_object_get_string_member (made, "Checkpoint");
  parsed = esp_checkpoint_parse (note, NULL);
  g_assert_nonnull (parsed);
  g_assert_cmpint (parsed->size, ==, json_object_get_int_member (made, "Size"));
  g_assert_cmpstr (parsed->vault, ==, esp_engine_get_vault_id (engine));

  json_object_unref (call (engine, "CreateAccount", "{'Name':'Later'}"));
  json_object_set_string_member (parameters, "Checkpoint", note);
  good = call_with (engine, "VerifyLog", json_object_ref (parameters));
  g_assert_true (json_object_get_boolean_member (good, "Verified"));
  g_assert_true (
    json_object_get_boolean_member (json_object_get_object_member (good, "Checkpoint"), "Extends"));
  described = call (engine, "DescribeVault", "{}");
  g_assert_cmpint (
    json_object_get_int_member (json_object_get_object_member (described, "Checkpoint"), "Size"),
    ==, parsed->size);
}

static void
test_other_checkpoints (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autoptr (JsonObject) made = NULL;
  g_autoptr (GString) note = NULL;
  GString *size;
  JsonObject *parameters;

  fill (engine);
  made = call (engine, "CreateCheckpoint", "{}");
  g_error_free (
    refused (engine, "VerifyLog", "{'Checkpoint':'nothing'}", ESP_REASON_CHECKPOINT_MALFORMED));
  /* Another size with the same signature. */
  note = g_string_new (json_object_get_string_member (made, "Checkpoint"));
  size = g_string_new (NULL);
  g_string_printf (size, "\n%d\n", (int) json_object_get_int_member (made, "Size"));
  g_string_replace (note, size->str, "\n2\n", 1);
  g_string_free (size, TRUE);
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "Checkpoint", note->str);
  g_error_free (refused_with (engine, "VerifyLog", parameters, ESP_REASON_CHECKPOINT_SIGNATURE));
  /* Another vault's. */
  g_string_replace (note, esp_engine_get_vault_id (engine), "11111111-2222-3333-4444-555555555555",
                    0);
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "Checkpoint", note->str);
  g_error_free (refused_with (engine, "VerifyLog", parameters, ESP_REASON_CHECKPOINT_OTHER_VAULT));
}

/* The note as another program of that form would verify it: openssl over its text, key id by hand.
 */
static void
test_checkpoint_outside (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) made = call (fixture->engine, "CreateCheckpoint", "{}");
  g_auto (GStrv) lines = g_strsplit (json_object_get_string_member (made, "Checkpoint"), "\n", -1);
  g_autofree char *origin = g_strconcat ("espalier/", esp_engine_get_vault_id (fixture->engine),
                                         NULL);

  g_assert_cmpuint (g_strv_length (lines), ==, 6);
  g_assert_cmpstr (lines[0], ==, origin);
  g_assert_cmpuint (strlen (lines[2]), ==, 44);
  g_assert_cmpstr (lines[3], ==, "");
  g_assert_true (g_str_has_prefix (lines[4], "\xe2\x80\x94 espalier/"));
}

int
main (int argc, char *argv[])
{
  esp_pki_init ();
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)
  ADD ("/engine/log-export/page", test_page);
  ADD ("/engine/log-export/checkpoint", test_checkpoint);
  ADD ("/engine/log-export/other-checkpoints", test_other_checkpoints);
  ADD ("/engine/log-export/checkpoint-outside", test_checkpoint_outside);
  return g_test_run ();
}
