/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hierarchy leaves one vault and goes on in another; and all that keeps it where it is. */
#include "hierarchy-fixture.h"

#include "pki/esp-crl.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-revocation-store.h"

/* --- There and on -----------------------------------------------------------------------------*/

static void
assert_left (Move *move, JsonObject *result)
{
  EspEngine *a = move->a.engine;
  g_autofree char *csr = make_csr ("/CN=late");
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (count_of (result, "CertificateAuthorities"), ==, N_LEVELS);
  g_assert_cmpuint (count_of (result, "Stay"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (result, "EventsLeftOut"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (result, "Events"), >=, N_LEVELS + N_ISSUED + 1);
  for (int level = 1; level <= N_LEVELS; level++)
    {
      g_autofree char *name = g_strdup_printf ("L%d", level);

      assert_ca (a, name, "Status", "HANDED_OVER");
    }
  json_object_set_string_member (parameters, "CertificateAuthority", BOTTOM);
  json_object_set_string_member (parameters, "Csr", csr);
  json_object_set_string_member (parameters, "Validity", "9d");
  g_assert_null (esp_engine_call (a, "IssueCertificate", parameters, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_CA_STATE));
  g_error_free (refused (a, "RestoreCertificateAuthority", "{'CertificateAuthority': '" TOP "'}",
                         ESP_REASON_RESTORE_KEY_GONE));
  assert_verified (a);
}

static gint64
list_number (EspEngine *engine, const char *ca)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority': '%s'}", ca);
  g_autoptr (JsonObject) list = call (engine, "GetCertificateRevocationList", json);

  return json_object_get_int_member (list, "Number");
}

/* It signs: a certificate, and the list that revokes it. */
static void
assert_goes_on (EspEngine *engine)
{
  g_autofree char *csr = make_csr ("/CN=next");
  g_autoptr (JsonObject) issued = issue (engine, BOTTOM, csr, NULL);
  g_autofree char *revoke = g_strdup_printf (
    "{'CertificateAuthority': '" BOTTOM "', 'CertificateSerial': '%s', 'RevocationReason':"
    " 'SUPERSEDED'}",
    json_object_get_string_member (issued, "CertificateSerial"));

  json_object_unref (call (engine, "RevokeCertificate", revoke));
}

static void
assert_arrived (Move *move, JsonObject *result, const char *digest)
{
  EspEngine *b = move->b.engine;
  JsonArray *cas = esp_json_get_array (result, "CertificateAuthorities");

  g_assert_cmpuint (json_array_get_length (cas), ==, N_LEVELS);
  for (guint i = 0; i < N_LEVELS; i++)
    g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (cas, i), "Level"),
                     ==, i + 1);
  g_assert_cmpstr (json_object_get_string_member (result, "Digest"), ==, digest);
  g_assert_cmpint (json_object_get_int_member (result, "Revocations"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (result, "Certificates"), >=, N_ISSUED);
  assert_ca (b, BOTTOM, "Status", "ACTIVE");
  assert_goes_on (b);
  assert_verified (b);
}

static void
test_moves (Move *move, gconstpointer unused)
{
  g_autoptr (JsonObject) left = NULL, arrived = NULL;
  g_autofree char *owner = NULL;
  gint64 number;

  make_history (move->a.engine);
  number = list_number (move->a.engine, BOTTOM);
  left = leave (move);
  assert_left (move, left);
  arrived = arrive (move);
  assert_arrived (move, arrived, json_object_get_string_member (left, "Digest"));
  g_assert_cmpint (list_number (move->b.engine, BOTTOM), >, number);
  owner = account_number (move->b.engine, NULL);
  assert_ca (move->b.engine, TOP, "OwnerAccount", owner);
}

/* What is between leaves with the chain that is above it; what is above stays, with its key. */
static void
test_part_moves (Move *move, gconstpointer unused)
{
  g_autoptr (JsonObject)
    left = call_with (move->a.engine, "ExportHierarchy", to_leave ("L4", move->pem, move->file));
  g_autoptr (JsonObject) arrived = arrive (move);
  g_autoptr (JsonObject) top = describe (move->b.engine, "L4");
  g_autoptr (JsonObject) bottom = describe (move->b.engine, BOTTOM);

  g_assert_cmpuint (count_of (left, "CertificateAuthorities"), ==, 2);
  g_assert_cmpuint (count_of (arrived, "CertificateAuthorities"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (top, "Level"), ==, 4);
  g_assert_cmpint (json_object_get_int_member (bottom, "Level"), ==, 5);
  assert_ca (move->a.engine, "L3", "Status", "ACTIVE");
  assert_ca (move->a.engine, "L4", "Status", "HANDED_OVER");
  json_object_unref (call (move->a.engine, "CreateCertificateAuthority",
                           "{'Subject': 'CN=Other', 'Parent': 'L3', 'PathLength': 1,"
                           " 'Validity': '9y'}"));
}

/* --- What came from other programs ------------------------------------------------------------*/

#define CA_OPTIONS                                                                                 \
  "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign "

/* A root with its key, and below it an authority whose key nobody has; and one that has its key,
 * but nobody has what is above it. Its next list had the number 0x1234. */
static void
make_foreign (Fixture *fixture)
{
  run_in (fixture->folder,
          "mkdir whole outside\n"
          "printf 'basicConstraints=critical,CA:TRUE\\nkeyUsage=critical,keyCertSign,cRLSign\\n"
          "subjectKeyIdentifier=hash\\nauthorityKeyIdentifier=keyid\\n' > sub.ext\n"
          "openssl req -x509 " EC CA_OPTIONS "-keyout whole/root.key -out whole/root.pem"
          " -subj /CN=Old -days 3000\n"
          "openssl req -new " EC "-keyout lost.key -out lost.csr -subj /CN=Keyless\n"
          "openssl x509 -req -in lost.csr -CA whole/root.pem -CAkey whole/root.key"
          " -set_serial 0x51 -days 2000 -extfile sub.ext -out whole/sub.pem\n"
          "openssl req -x509 " EC CA_OPTIONS "-keyout above.key -out above.pem -subj /CN=Above"
          " -days 3000\n"
          "openssl req -new " EC "-keyout outside/sub.key -out sub.csr -subj /CN=Outside\n"
          "openssl x509 -req -in sub.csr -CA above.pem -CAkey above.key -set_serial 0x52"
          " -days 2000 -extfile sub.ext -out outside/sub.pem\n"
          ": > outside/index.txt; echo 1234 > outside/crlnumber; echo 60 > outside/serial\n");
}

static void
import_folder (Fixture *fixture, const char *name)
{
  JsonObject *parameters = json_object_new ();
  g_autofree char *path = fixture_file (fixture, name);

  json_object_set_string_member (parameters, "Path", path);
  json_object_set_boolean_member (parameters, "DualControl", FALSE);
  json_object_unref (call_with (fixture->engine, "ImportAuthorities", parameters));
}

static void
move_one (Move *move, const char *name)
{
  g_autofree char *path = fixture_file (&move->a, name);

  json_object_unref (
    call_with (move->a.engine, "ExportHierarchy", to_leave (name, move->pem, path)));
  json_object_unref (
    call_with (move->b.engine, "ImportHierarchy", to_arrive (path, move->key, move->certificate)));
}

/* Verifying says that a key is missing, here as there, and nothing else. */
static void
assert_only_key_missing (EspEngine *engine)
{
  g_autoptr (JsonObject) result = call (engine, "VerifyVault", NULL);
  JsonArray *findings = esp_json_get_array (result, "Findings");
  g_autoptr (JsonObject) keyless = describe (engine, "Keyless");

  g_assert_cmpuint (json_array_get_length (findings), ==, 1);
  g_assert_cmpstr (esp_json_get_string (json_array_get_object_element (findings, 0), "Object"), ==,
                   esp_json_get_string (keyless, "Arn"));
}

static void
test_foreign_moves (Move *move, gconstpointer unused)
{
  g_autofree char *csr = make_csr ("/CN=next");

  make_foreign (&move->a);
  import_folder (&move->a, "whole");
  import_folder (&move->a, "outside");
  assert_ca (move->a.engine, "Keyless", "Status", "DISABLED");
  assert_only_key_missing (move->a.engine);
  move_one (move, "Old");
  move_one (move, "Outside");
  assert_ca (move->b.engine, "Old", "Status", "ACTIVE");
  assert_ca (move->b.engine, "Keyless", "Status", "DISABLED");
  assert_ca (move->b.engine, "Outside", "Status", "ACTIVE");
  json_object_unref (issue (move->b.engine, "Outside", csr, NULL));
  g_assert_cmpint (list_number (move->b.engine, "Outside"), >=, 0x1234);
  assert_only_key_missing (move->b.engine);
}

/* One that waits for its certificate waits there. */
static void
test_waiting_moves (Move *move, gconstpointer unused)
{
  json_object_unref (call (move->a.engine, "CreateCertificateAuthority",
                           "{'Subject': 'CN=Waits', 'Type': 'SUBORDINATE',"
                           " 'KeyAlgorithm': 'EC_prime256v1'}"));
  move_one (move, "Waits");
  assert_ca (move->a.engine, "Waits", "Status", "HANDED_OVER");
  assert_ca (move->b.engine, "Waits", "Status", "PENDING_CERTIFICATE");
}

/* --- Lists in parts ----------------------------------------------------------------------------*/

#define IN_PARTS                                                                                   \
  "{'CertificateAuthority': '" BOTTOM "', 'RevocationConfiguration': {'CrlConfiguration': "        \
  "{'Enabled': true, 'CrlType': 'PARTITIONED', 'ExpirationInDays': 10, 'Url': "                    \
  "'http://pki.example/crl/'}}}"

/* The only part of the authority at the bottom, and the number and length of its newest list. */
static void
look_at_part (Fixture *fixture, char **id, char **url, gint64 *number, guint *n_entries)
{
  g_autoptr (EspVault) vault = esp_vault_open (fixture->path, ESP_DATABASE_READ_ONLY, NULL);
  g_autoptr (GPtrArray) cas = esp_ca_store_search (vault, BOTTOM, NULL);
  g_autoptr (GPtrArray)
    parts = esp_crl_part_store_list (vault, ((const EspCa *) g_ptr_array_index (cas, 0))->id, NULL);
  const EspCrlPart *part = g_ptr_array_index (parts, 0);
  g_autoptr (GBytes) der = esp_crl_part_store_get_list (vault, part->row, NULL);
  g_autoptr (EspCrl) list = esp_crl_parse (der, NULL);

  g_assert_cmpuint (parts->len, ==, 1);
  *id = g_strdup (part->id);
  *url = g_strdup (part->url);
  *number = esp_crl_get_number (list);
  *n_entries = esp_crl_get_n_entries (list);
}

/* A part keeps its name, its address and those in it: certificates say where it is. */
static void
test_parts_move (Move *move, gconstpointer unused)
{
  g_autofree char *id = NULL, *url = NULL, *id_b = NULL, *url_b = NULL;
  g_autofree char *one = NULL, *other = NULL;
  gint64 number, number_b;
  guint n, n_b;

  json_object_unref (call (move->a.engine, "UpdateCertificateAuthority", IN_PARTS));
  one = issue_and_revoke (&move->a, BOTTOM);
  look_at_part (&move->a, &id, &url, &number, &n);
  g_assert_cmpuint (n, ==, 1);
  json_object_unref (leave (move));
  json_object_unref (arrive (move));
  look_at_part (&move->b, &id_b, &url_b, &number_b, &n_b);
  g_assert_cmpstr (id_b, ==, id);
  g_assert_cmpstr (url_b, ==, url);
  g_assert_cmpint (number_b, ==, number);
  g_assert_cmpuint (n_b, ==, 1);
  other = issue_and_revoke (&move->b, BOTTOM);
  g_assert_cmpstr (one, !=, other);
  g_clear_pointer (&id_b, g_free);
  g_clear_pointer (&url_b, g_free);
  look_at_part (&move->b, &id_b, &url_b, &number_b, &n_b);
  g_assert_cmpstr (id_b, ==, id);
  g_assert_cmpint (number_b, >, number);
  g_assert_cmpuint (n_b, ==, 2);
  assert_verified (move->b.engine);
}

/* --- Refused ----------------------------------------------------------------------------------*/

static void
assert_stays (Move *move, const char *pem, const char *path, EspReason reason)
{
  Before before = look_before (&move->a);

  g_error_free (
    refused_with (move->a.engine, "ExportHierarchy", to_leave (TOP, pem, path), reason));
  assert_untouched (&before);
  assert_ca (move->a.engine, TOP, "Status", "ACTIVE");
  assert_ca (move->a.engine, BOTTOM, "Status", "ACTIVE");
}

static const struct
{
  const char *options;
  EspReason reason;
} owners[] = {
  { "-newkey rsa:2048 -nodes", ESP_REASON_SEALED_FILE_RECIPIENT },
  { "-newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes", ESP_REASON_SEALED_FILE_RECIPIENT },
  { EC "-addext subjectKeyIdentifier=none", ESP_REASON_SEALED_FILE_RECIPIENT },
  { EC "-addext keyUsage=digitalSignature", ESP_REASON_HIERARCHY_USAGE },
};

static void
test_owners (Move *move, gconstpointer unused)
{
  g_autofree char *short_lived = make_owner (&move->a, "short", EC "-days 1");

  for (gsize i = 0; i < G_N_ELEMENTS (owners); i++)
    {
      g_autofree char *pem = make_owner (&move->a, "bad", owners[i].options);

      assert_stays (move, pem, move->file, owners[i].reason);
    }
  assert_stays (move, "no certificate", move->file, ESP_REASON_HIERARCHY_CERTIFICATE);
  esp_clock_set (move->a.clock, g_get_real_time () / G_USEC_PER_SEC + 2 * ESP_TIME_DAY);
  assert_stays (move, short_lived, move->file, ESP_REASON_HIERARCHY_EXPIRED);
}

static void
test_agreement_is_enough (Move *move, gconstpointer unused)
{
  g_autofree char *pem = make_owner (&move->a, "agrees", EC "-addext keyUsage=keyAgreement");

  json_object_unref (
    call_with (move->a.engine, "ExportHierarchy", to_leave (TOP, pem, move->file)));
}

/* Never over something else, were it only a link to nothing. */
static void
test_places (Move *move, gconstpointer unused)
{
  g_autofree char *nowhere = fixture_file (&move->a, "no/where");
  g_autofree char *dangling = fixture_file (&move->a, "dangling");
  g_autofree char *kept = NULL;

  g_assert_true (g_file_set_contents (move->file, "precious", -1, NULL));
  g_assert_cmpint (symlink ("nothing", dangling), ==, 0);
  assert_stays (move, move->pem, move->file, ESP_REASON_FILE_EXISTS);
  assert_stays (move, move->pem, dangling, ESP_REASON_FILE_EXISTS);
  assert_stays (move, move->pem, move->a.folder, ESP_REASON_FILE_EXISTS);
  assert_stays (move, move->pem, nowhere, ESP_REASON_FILE_WRITE);
  g_assert_true (g_file_get_contents (move->file, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "precious");
}

static void
test_gone_already (Move *move, gconstpointer unused)
{
  g_autofree char *again = fixture_file (&move->a, "again");
  Before before;

  json_object_unref (leave (move));
  before = look_before (&move->a);
  g_error_free (refused_with (move->a.engine, "ExportHierarchy", to_leave (TOP, move->pem, again),
                              ESP_REASON_HIERARCHY_NOTHING));
  assert_untouched (&before);
}

/* --- Failing on the way -----------------------------------------------------------------------*/

/* Cancelled as early or as late as it may be: all of it, or nothing and no file. */
static void
test_cancelled (Move *move, gconstpointer unused)
{
  Before before = look_before (&move->a);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (JsonObject) parameters = to_leave (TOP, move->pem, move->file);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (
    esp_engine_call (move->a.engine, "ExportHierarchy", parameters, cancellable, &error));
  g_assert_nonnull (error);
  assert_untouched (&before);
  assert_ca (move->a.engine, BOTTOM, "Status", "ACTIVE");
}

/* The last thing that can fail is the event in the log: by then the file has its name. */
static void
test_commit_fails (Move *move, gconstpointer unused)
{
  Before before;
  g_autoptr (JsonObject) parameters = to_leave (TOP, move->pem, move->file);
  g_autoptr (GError) error = NULL;

  move->a.is_changed_behind = TRUE;
  {
    const char *argv[] = { "sqlite3", move->a.path,
                           "CREATE TRIGGER broken BEFORE INSERT ON event WHEN NEW.action ="
                           " 'espalier:ExportHierarchy' BEGIN SELECT RAISE (ABORT, 'broken'); END",
                           NULL };
    g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                                 NULL, NULL, NULL));
  }
  before = look_before (&move->a);
  g_assert_null (esp_engine_call (move->a.engine, "ExportHierarchy", parameters, NULL, &error));
  g_assert_nonnull (error);
  assert_untouched (&before);
  assert_ca (move->a.engine, BOTTOM, "Status", "ACTIVE");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Move *move, gconstpointer unused);
  } tests[] = {
    { "moves", test_moves },
    { "part-moves", test_part_moves },
    { "foreign-moves", test_foreign_moves },
    { "waiting-moves", test_waiting_moves },
    { "parts-move", test_parts_move },
    { "owners", test_owners },
    { "agreement-is-enough", test_agreement_is_enough },
    { "places", test_places },
    { "gone-already", test_gone_already },
    { "cancelled", test_cancelled },
    { "commit-fails", test_commit_fails },
  };

  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/hierarchy/", tests[i].name, NULL);

      g_test_add (path, Move, NULL, move_set_up, tests[i].test, move_tear_down);
    }
  return g_test_run ();
}
