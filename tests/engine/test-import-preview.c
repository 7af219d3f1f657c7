/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of what an import would bring: verdicts by signature and not by name, what the vault
 * has already, keys and the passphrases that are missing, findings, limits, and the end in the
 * middle. */
#include "engine-fixture.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "engine/esp-progress.h"

#include <string.h>

static void
run (const char *folder, const char *command)
{
  const char *argv[] = { "sh", "-ec", command, NULL };
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_spawn_sync (folder, (char **) argv, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

/* root, issuing (path length 3 under a root of 0), a leaf of it; and a forger of the same name as
 * the root. */
static const char hierarchy[] =
  "ec='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'\n"
  "openssl req -x509 $ec -keyout root.key -out root.pem -subj /CN=Root -days 3000 -addext "
  "basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign\n"
  "openssl req -x509 $ec -keyout forger.key -out forger.pem -subj /CN=Root -days 3000 -addext "
  "basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign\n"
  "printf 'basicConstraints=critical,CA:TRUE,pathlen:3\\nkeyUsage=critical,keyCertSign,cRLSign\\n"
  "subjectKeyIdentifier=hash\\nauthorityKeyIdentifier=keyid\\n' > sub.ext\n"
  "printf 'basicConstraints=CA:FALSE\\n' > leaf.ext\n"
  "openssl req -new $ec -keyout sub.key -out sub.csr -subj /CN=Issuing\n"
  "openssl x509 -req -in sub.csr -CA root.pem -CAkey root.key -CAcreateserial -days 1000 -extfile "
  "sub.ext -out sub.pem\n"
  "openssl req -new $ec -keyout leaf.key -out leaf.csr -subj /CN=leaf\n"
  "openssl x509 -req -in leaf.csr -CA sub.pem -CAkey sub.key -CAcreateserial -days 100 -extfile "
  "leaf.ext -out leaf.pem\n"
  "openssl x509 -req -in leaf.csr -CA forger.pem -CAkey forger.key -CAcreateserial -days 100 -extfile leaf.ext -out "
  "forged.pem\n"
  "openssl req -x509 $ec -keyout alone.key -out alone.pem -subj /CN=alone -days 100 -addext "
  "basicConstraints=CA:FALSE\n"
  "openssl ec -in sub.key -aes256 -passout pass:secret -out locked.key\n";

static JsonObject *
preview (EspEngine *engine, const char *path, const char *passphrase_file, GError **error)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) result = NULL;
  JsonArray *files = json_array_new ();

  json_object_set_string_member (parameters, "Path", path);
  if (passphrase_file)
    json_array_add_string_element (files, passphrase_file);
  json_object_set_array_member (parameters, "PassphraseFiles", files);
  result = esp_engine_call (engine, "PreviewImport", parameters, NULL, error);
  return result ? json_object_ref (json_node_get_object (result)) : NULL;
}

/* "place kind verdict reason" of the row at this place. */
static char *
describe (JsonObject *result, const char *place)
{
  JsonArray *rows = esp_json_get_array (result, "Rows");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      const char *reason = esp_json_get_string (row, "Reason");

      if (g_str_equal (esp_json_get_string (row, "Place"), place))
        return g_strdup_printf ("%s %s%s%s", esp_json_get_string (row, "Kind"),
                                esp_json_get_string (row, "Verdict"), reason ? " " : "",
                                reason ? reason : "");
    }
  return NULL;
}

static void
assert_row (JsonObject *result, const char *place, const char *expected)
{
  g_autofree char *found = describe (result, place);

  g_assert_cmpstr (found, ==, expected);
}

static JsonObject *
find_authority (JsonObject *result, const char *subject)
{
  JsonArray *authorities = esp_json_get_array (result, "Authorities");

  for (guint i = 0; i < json_array_get_length (authorities); i++)
    {
      JsonObject *authority = json_array_get_object_element (authorities, i);

      if (g_str_equal (esp_json_get_string (authority, "Subject"), subject))
        return authority;
    }
  return NULL;
}

static gboolean
has_finding (JsonObject *authority, const char *id)
{
  JsonArray *findings = esp_json_get_array (authority, "Findings");

  for (guint i = 0; i < json_array_get_length (findings); i++)
    if (g_str_equal (esp_json_get_string (json_array_get_object_element (findings, i), "Finding"),
                     id))
      return TRUE;
  return FALSE;
}

static void
test_verdicts (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) result = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "in", NULL);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  run (path, hierarchy);
  run (path,
       "rm -f forger.pem forger.key sub.key locked.key *.ext *.csr *.srl; cp leaf.pem leaf2.pem");
  result = preview (fixture->engine, path, NULL, &error);
  g_assert_no_error (error);
  assert_row (result, "root.pem:1", "CERTIFICATE READY");
  assert_row (result, "root.key:1", "KEY READY");
  assert_row (result, "sub.pem:1", "CERTIFICATE NO_KEY FOREIGN_KEY_MISSING");
  assert_row (result, "leaf.pem:1", "CERTIFICATE NO_KEY FOREIGN_NO_KEY");
  assert_row (result, "leaf2.pem:1", "CERTIFICATE TWICE FOREIGN_TWICE");
  assert_row (result, "forged.pem:1", "CERTIFICATE BAD FOREIGN_SIGNATURE");
  assert_row (result, "alone.pem:1", "CERTIFICATE UNLINKED FOREIGN_NO_AUTHORITY");
  assert_row (result, "leaf.key:1", "KEY LEFT_OUT FOREIGN_LONE_KEY");
  g_assert_true (esp_json_get_boolean (find_authority (result, "CN=Root"), "Key", FALSE));
  g_assert_cmpint (esp_json_get_int (find_authority (result, "CN=Root"), "Certificates", -1), ==,
                   1);
  g_assert_cmpint (esp_json_get_int (find_authority (result, "CN=Issuing"), "Certificates", -1), ==,
                   1);
  g_assert_cmpstr (esp_json_get_string (find_authority (result, "CN=Issuing"), "Parent"), ==,
                   esp_json_get_string (find_authority (result, "CN=Root"), "Fingerprint"));
}

/* What XCA signs and shows green. */
static void
test_broken_path_length (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) result = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "in", NULL);
  g_autofree char *word = g_build_filename (fixture->folder, "word", NULL);
  JsonObject *issuing;
  JsonArray *findings;
  gboolean found = FALSE;

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_true (g_file_set_contents (word, "secret\n", -1, NULL));
  run (path, hierarchy);
  run (path, "rm -f forger.* sub.key *.ext *.csr *.srl");
  result = preview (fixture->engine, path, word, &error);
  g_assert_no_error (error);
  assert_row (result, "locked.key:1", "KEY READY");
  assert_row (result, "sub.pem:1", "CERTIFICATE READY");
  assert_row (result, "leaf.pem:1", "CERTIFICATE READY");
  issuing = find_authority (result, "CN=Issuing");
  findings = esp_json_get_array (issuing, "Findings");
  for (guint i = 0; i < json_array_get_length (findings); i++)
    found = found ||
            strstr (esp_json_get_string (json_array_get_object_element (findings, i), "Finding"),
                    "PATH");
  g_assert_true (found);
  g_assert_false (has_finding (issuing, "KEY_MISSING"));
}

static void
test_locked (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) result = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "in", NULL);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  run (path, hierarchy);
  run (path, "rm -f sub.key");
  result = preview (fixture->engine, path, NULL, &error);
  g_assert_no_error (error);
  assert_row (result, "locked.key:1", "KEY LOCKED FOREIGN_PASSPHRASE");
  assert_row (result, "sub.pem:1", "CERTIFICATE NO_KEY FOREIGN_KEY_MISSING");
  g_assert_true (has_finding (find_authority (result, "CN=Issuing"), "KEY_MISSING"));
}

/* Counted all, shown as many as were asked for, and the bad ones as well. */
static void
test_rows (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "all.pem", NULL);
  JsonObject *result;

  run (fixture->folder, hierarchy);
  run (
    fixture->folder,
    "(cat root.key sub.key root.pem sub.pem leaf.pem; for i in $(seq 1300); do cat leaf.pem; done; "
    "cat forged.pem) > all.pem");
  json_object_set_string_member (parameters, "Path", path);
  json_object_set_int_member (parameters, "Rows", 2);
  node = esp_engine_call (fixture->engine, "PreviewImport", parameters, NULL, &error);
  g_assert_no_error (error);
  result = json_node_get_object (node);
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (result, "Rows")), ==, 4);
  g_assert_cmpint (esp_json_get_int (esp_json_get_object (result, "Counts"), "CERTIFICATE", 0), ==,
                   1304);
  g_assert_cmpint (esp_json_get_int (esp_json_get_object (result, "Verdicts"), "TWICE", 0), ==,
                   1300);
  g_assert_cmpint (esp_json_get_int (esp_json_get_object (result, "Verdicts"), "READY", 0), ==, 5);
  g_assert_cmpint (esp_json_get_int (esp_json_get_object (result, "Verdicts"), "BAD", 0), ==, 1);
  g_assert_cmpint (esp_json_get_int (result, "RowsLeftOut", 0), ==, 1302);
}

static void
test_cancelled (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "root.pem", NULL);

  run (fixture->folder, hierarchy);
  json_object_set_string_member (parameters, "Path", path);
  g_cancellable_cancel (cancellable);
  node = esp_engine_call (fixture->engine, "PreviewImport", parameters, cancellable, &error);
  g_assert_null (node);
  g_assert_cmpint (error->code, ==, ESP_ERROR_CANCELLED);
}

static void
test_refused (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) other = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "text", NULL);

  g_assert_null (preview (fixture->engine, "/nowhere/at/all", NULL, &missing));
  g_assert_true (esp_error_has_reason (missing, ESP_REASON_FILE_READ));
  g_assert_true (g_file_set_contents (path, "hello", -1, NULL));
  g_assert_null (preview (fixture->engine, path, NULL, &other));
  g_assert_true (esp_error_has_reason (other, ESP_REASON_FOREIGN_UNKNOWN));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_pki_init ());
  g_test_add ("/import-preview/verdicts", Fixture, NULL, fixture_set_up, test_verdicts,
              fixture_tear_down);
  g_test_add ("/import-preview/broken-path-length", Fixture, NULL, fixture_set_up,
              test_broken_path_length, fixture_tear_down);
  g_test_add ("/import-preview/locked", Fixture, NULL, fixture_set_up, test_locked,
              fixture_tear_down);
  g_test_add ("/import-preview/rows", Fixture, NULL, fixture_set_up, test_rows, fixture_tear_down);
  g_test_add ("/import-preview/cancelled", Fixture, NULL, fixture_set_up, test_cancelled,
              fixture_tear_down);
  g_test_add ("/import-preview/refused", Fixture, NULL, fixture_set_up, test_refused,
              fixture_tear_down);
  return g_test_run ();
}
