/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other tools kept comes into the vault, all or nothing: authorities with and without keys,
 * what they issued and revoked, numbers of their lists; who may not, and who may not alone; and a
 * log that explains every row, and tells of those that nobody's key has signed. */
#include "forging-fixture.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "engine/esp-progress.h"

#define BEN "Ben"
#define IMPORT "espalier:ImportAuthorities"
#define EC "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
#define CA_EXTENSIONS                                                                              \
  "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign "

#define HIERARCHY                                                                                    \
  "printf 'basicConstraints=critical,CA:TRUE,pathlen:0\\nkeyUsage=critical,keyCertSign,cRLSign\\n"   \
  "subjectKeyIdentifier=hash\\nauthorityKeyIdentifier=keyid\\n' > sub.ext\n"                         \
  "printf 'basicConstraints=CA:FALSE\\nauthorityKeyIdentifier=keyid\\n' > leaf.ext\n"                \
  "openssl req -x509 " EC CA_EXTENSIONS                                                              \
  "-keyout root.key -out root.pem -subj /CN=Old -days 3000\n"                                        \
  "openssl req -new " EC "-keyout sub.key -out sub.csr -subj /CN=Issuing\n"                          \
  "openssl x509 -req -in sub.csr -CA root.pem -CAkey root.key -set_serial 0x51 -days 2000 -extfile " \
  "sub.ext -out sub.pem\n"                                                                           \
  "openssl req -new " EC "-keyout leaf.key -out leaf.csr -subj /CN=leaf\n"                           \
  "openssl x509 -req -in leaf.csr -CA sub.pem -CAkey sub.key -set_serial 0x61 -days 900 -extfile "   \
  "leaf.ext -out leaf.pem\n"                                                                         \
  "rm leaf.key *.csr\n"

static void
run (const char *folder, const char *command)
{
  const char *argv[] = { "sh", "-ec", command, NULL };
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_spawn_sync (folder, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL,
                NULL, NULL, NULL, &said, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("%s", said);
}

/* A folder with what @command makes there. */
static char *
make_source (Fixture *fixture, const char *command)
{
  char *path = fixture_file (fixture, "in");

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  run (path, command);
  return path;
}

static JsonObject *
with_path (const char *path)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Path", path);
  return parameters;
}

static JsonObject *
import (Fixture *fixture, const char *path)
{
  return call_with (fixture->engine, "ImportAuthorities", with_path (path));
}

static JsonObject *
find_ca (EspEngine *engine, const char *name)
{
  g_autoptr (JsonObject) result = call (engine, "ListCertificateAuthorities", "{}");
  JsonArray *list = esp_json_get_array (result, "CertificateAuthorities");

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *ca = json_array_get_object_element (list, i);

      if (g_str_equal (esp_json_get_string (ca, "CommonName"), name))
        return json_object_ref (ca);
    }
  return NULL;
}

static guint
count_cas (EspEngine *engine)
{
  g_autoptr (JsonObject) result = call (engine, "ListCertificateAuthorities", "{}");

  return json_array_get_length (esp_json_get_array (result, "CertificateAuthorities"));
}

static void
assert_imported (JsonObject *result, const char *what, gint64 n)
{
  gint64 found = esp_json_get_int (esp_json_get_object (result, "Imported"), what, -1);

  if (found != n)
    g_error ("%s: %d instead of %d", what, (int) found, (int) n);
}

static void
assert_ca (EspEngine *engine, const char *name, const char *status, const char *type)
{
  g_autoptr (JsonObject) ca = find_ca (engine, name);

  g_assert_nonnull (ca);
  g_assert_cmpstr (esp_json_get_string (ca, "Status"), ==, status);
  g_assert_cmpstr (esp_json_get_string (ca, "Type"), ==, type);
}

static const char *
reason_at (JsonObject *result, const char *place)
{
  JsonArray *rows = esp_json_get_array (result, "Rows");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (g_str_equal (esp_json_get_string (row, "Place"), place))
        return esp_json_get_string (row, "Reason");
    }
  return "no such row";
}

/* --- What comes -------------------------------------------------------------------------------*/

/* The log is proven when each test is over. */
static void
test_hierarchy (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = make_source (fixture, HIERARCHY);
  g_autofree char *csr = make_csr ("/CN=new");
  g_autoptr (JsonObject) result = import (fixture, path);
  g_autoptr (JsonObject) issued = NULL;
  g_autoptr (JsonObject) sub = NULL;
  g_autoptr (JsonObject) root = NULL;

  assert_imported (result, "Authorities", 2);
  assert_imported (result, "Keys", 2);
  assert_imported (result, "Certificates", 3);
  assert_ca (fixture->engine, "Old", "ACTIVE", "ROOT");
  assert_ca (fixture->engine, "Issuing", "ACTIVE", "SUBORDINATE");
  root = find_ca (fixture->engine, "Old");
  sub = find_ca (fixture->engine, "Issuing");
  g_assert_cmpstr (esp_json_get_string (sub, "ParentArn"), ==, esp_json_get_string (root, "Arn"));
  g_assert_true (esp_json_get_boolean (root, "DualControl", FALSE));
  issued = issue (fixture->engine, "Issuing", csr, NULL);
  g_assert_nonnull (esp_json_get_string (issued, "Certificate"));
  json_object_unref (call (fixture->engine, "RevokeCertificate",
                           "{'CertificateAuthority':'Issuing','CertificateSerial':'61',"
                           "'RevocationReason':'SUPERSEDED'}"));
}

static void
test_without_key (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = make_source (fixture, HIERARCHY "rm root.key\n");
  g_autofree char *csr = make_csr ("/CN=new");
  g_autoptr (JsonObject) result = import (fixture, path);

  assert_imported (result, "Authorities", 2);
  assert_imported (result, "Keys", 1);
  assert_ca (fixture->engine, "Old", "DISABLED", "ROOT");
  assert_ca (fixture->engine, "Issuing", "ACTIVE", "SUBORDINATE");
  g_assert_cmpstr (reason_at (result, "root.pem:1"), ==, "FOREIGN_KEY_MISSING");
  json_object_unref (issue (fixture->engine, "Issuing", csr, NULL));
  json_object_unref (call (fixture->engine, "UpdateCertificateAuthority",
                           "{'CertificateAuthority':'Old','Status':'ACTIVE'}"));
  {
    g_autoptr (JsonObject) parameters = json_object_new ();
    g_autoptr (GError) error = NULL;

    json_object_set_string_member (parameters, "CertificateAuthority", "Old");
    json_object_set_string_member (parameters, "Csr", csr);
    json_object_set_string_member (parameters, "Validity", "10d");
    g_assert_null (esp_engine_call (fixture->engine, "IssueCertificate", parameters, NULL, &error));
    g_assert_true (g_error_matches (error, ESP_ERROR, ESP_ERROR_NO_KEY));
  }
}

/* Files of plain DER, lists too: what was read last does not stand in the place of what was first.
 */
static void
test_der (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = make_source (
    fixture, HIERARCHY
    "for f in root sub leaf; do openssl x509 -in $f.pem -outform DER -out $f.der; done; rm *.pem\n");
  g_autoptr (JsonObject) result = import (fixture, path);
  JsonArray *list = esp_json_get_array (result, "Authorities");

  assert_imported (result, "Authorities", 2);
  assert_imported (result, "Keys", 2);
  assert_imported (result, "Certificates", 3);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *authority = json_array_get_object_element (list, i);
      g_autoptr (JsonNode) node = json_node_copy (json_object_get_member (authority, "Findings"));
      g_autofree char *findings = esp_json_to_text (node, FALSE);

      if (strstr (findings, "der-encoding") || strstr (findings, "ISSUER_UNKNOWN"))
        g_error ("%s", findings);
    }
}

/* The root stays where it was. */
static void
test_outside (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = make_source (fixture, HIERARCHY "rm root.*\n");
  g_autofree char *csr = make_csr ("/CN=new");
  g_autoptr (JsonObject) result = import (fixture, path);
  g_autoptr (JsonObject) sub = NULL;

  assert_imported (result, "Authorities", 1);
  assert_imported (result, "Certificates", 1);
  g_assert_cmpstr (reason_at (result, "sub.pem:1"), ==, "FOREIGN_OUTSIDE");
  assert_ca (fixture->engine, "Issuing", "ACTIVE", "SUBORDINATE");
  sub = find_ca (fixture->engine, "Issuing");
  g_assert_null (esp_json_get_string (sub, "ParentArn"));
  json_object_unref (issue (fixture->engine, "Issuing", csr, NULL));
}

/* One that was renewed has both of its certificates; a serial number is nobody's twice; and what a
 * forger signed in the name of the root stays outside. */
static void
test_same_names (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = make_source (
    fixture, HIERARCHY
    "openssl req -x509 -key root.key " CA_EXTENSIONS
    "-out root2.pem -subj /CN=Old -days 4000 -set_serial 7\n"
    "openssl req -x509 " EC CA_EXTENSIONS
    "-keyout forger.key -out forger.pem -subj /CN=Old -days 9\n"
    "openssl req -new " EC "-keyout f.key -out f.csr -subj /CN=Forged\n"
    "openssl x509 -req -in f.csr -CA forger.pem -CAkey forger.key -days 9 -extfile sub.ext -out "
    "forged.pem\nrm forger.*\n"
    "openssl x509 -req -in f.csr -CA sub.pem -CAkey sub.key -set_serial 0x61 -days 9 -extfile "
    "leaf.ext -out twin.pem\nrm f.*\n");
  g_autoptr (JsonObject) result = import (fixture, path);
  g_autofree char *sql = NULL;

  assert_imported (result, "Authorities", 2);
  assert_imported (result, "Keys", 2);
  g_assert_cmpstr (reason_at (result, "forged.pem:1"), ==, "FOREIGN_SIGNATURE");
  g_assert_cmpstr (reason_at (result, "twin.pem:1"), ==, "FOREIGN_SERIAL");
  g_assert_null (find_ca (fixture->engine, "Forged"));
  sql = sqlite (fixture->path, "SELECT count(*) FROM ca_certificate JOIN ca ON ca.id = ca"
                               " WHERE label = 'Old'");
  g_assert_cmpstr (sql, ==, "2");
}

/* Revocations that stand in a list alone, and numbers that go on. */
static void
test_list (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = make_source (
    fixture, HIERARCHY
    "printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\ncrlnumber=crlnumber\\ndefault_md="
    "sha256\\ndefault_crl_days=30\\n' > cnf\n"
    "printf 'V\\t300101000000Z\\t\\t61\\tunknown\\t/CN=leaf\\n' > index.txt; echo 2A > crlnumber\n"
    "openssl ca -config cnf -keyfile sub.key -cert sub.pem -revoke leaf.pem -crl_reason "
    "keyCompromise\n"
    "openssl ca -config cnf -keyfile sub.key -cert sub.pem -gencrl -out list.crl\n"
    "rm cnf index.txt* crlnumber*\n");
  g_autoptr (JsonObject) result = import (fixture, path);
  g_autoptr (JsonObject) one = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *number = NULL;

  assert_imported (result, "Revocations", 1);
  assert_imported (result, "RevocationLists", 1);
  one = call (fixture->engine, "DescribeCertificate",
              "{'CertificateAuthority':'Issuing','CertificateSerial':'61'}");
  reason = member_of (one, "Certificate", "RevocationReason");
  g_assert_cmpstr (reason, ==, "KEY_COMPROMISE");
  number = sqlite (fixture->path, "SELECT max(number) FROM crl");
  g_assert_cmpstr (number, ==, "42");
}

/* --- What does not come -----------------------------------------------------------------------*/

static void
test_known (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = make_source (fixture, HIERARCHY);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) more = NULL;
  gint64 before;

  json_object_unref (import (fixture, path));
  before = count_events (fixture->engine);
  error = refused_with (fixture->engine, "ImportAuthorities", with_path (path),
                        ESP_REASON_IMPORT_NOTHING);
  g_assert_cmpuint (count_cas (fixture->engine), ==, 2);
  g_assert_cmpint (count_events (fixture->engine), ==, before + 1);
  run (path, "openssl req -new " EC "-keyout l.key -out l.csr -subj /CN=later\n"
             "openssl x509 -req -in l.csr -CA sub.pem -CAkey sub.key -set_serial 0x62 -days 9 "
             "-extfile leaf.ext -out later.pem\nrm l.*\n");
  more = import (fixture, path);
  assert_imported (more, "Authorities", 0);
  assert_imported (more, "Certificates", 1);
  g_assert_cmpstr (reason_at (more, "leaf.pem:1"), ==, "FOREIGN_KNOWN");
  g_assert_cmpstr (reason_at (more, "later.pem:1"), ==, NULL);
}

static void
test_locked (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = make_source (
    fixture, HIERARCHY "openssl ec -in sub.key -aes256 -passout pass:secret -out locked.key\n"
                       "rm sub.key; openssl genpkey -algorithm EC -pkeyopt "
                       "ec_paramgen_curve:P-256 -out wrong.key\n");
  JsonObject *parameters = with_path (path);
  g_autoptr (GError) error = refused_with (fixture->engine, "ImportAuthorities", with_path (path),
                                           ESP_REASON_IMPORT_LOCKED);
  g_autoptr (JsonObject) result = NULL;

  g_assert_cmpstr (esp_error_get_argument (error, "count"), ==, "1");
  g_assert_cmpuint (count_cas (fixture->engine), ==, 0);
  json_object_set_boolean_member (parameters, "WithoutLocked", TRUE);
  result = call_with (fixture->engine, "ImportAuthorities", parameters);
  assert_imported (result, "Authorities", 2);
  assert_imported (result, "Keys", 1);
  assert_ca (fixture->engine, "Issuing", "DISABLED", "SUBORDINATE");
  g_assert_cmpstr (reason_at (result, "wrong.key:1"), ==, "FOREIGN_LONE_KEY");
}

static void
test_typed (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = make_source (
    fixture,
    HIERARCHY "openssl ec -in sub.key -aes256 -passout pass:secret -out locked.key; rm sub.key\n");
  g_autoptr (GPtrArray) typed = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);
  g_autoptr (JsonObject) parameters = with_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_ptr_array_add (typed, esp_secret_new_copy ("secret", 6, NULL));
  node = esp_engine_call_import (fixture->engine, parameters, typed, NULL, &error);
  g_assert_no_error (error);
  assert_imported (json_node_get_object (node), "Keys", 2);
}

/* A person who ends it while certificates come. */
static gpointer
cancel_soon (gpointer cancellable)
{
  for (guint i = 0; i < 60000 && esp_progress_get_fraction (cancellable) <= 0; i++)
    g_usleep (1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancelled (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = make_source (
    fixture, HIERARCHY
    "printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\nserial=serial\\nnew_certs_dir=.\\n"
    "default_md=sha256\\ndefault_days=30\\npolicy=p\\nunique_subject=no\\n[p]\\n"
    "commonName=supplied\\n' > cnf\n: > index.txt; echo 1000 > serial; mkdir csr\n"
    "openssl req -new " EC "-keyout l.key -out l.csr -subj /CN=many\n"
    "for i in $(seq 1100); do cp l.csr csr/$i; done\n"
    "openssl ca -batch -notext -config cnf -keyfile sub.key -cert sub.pem -infiles csr/*\n"
    "rm -r csr l.* cnf index.txt* serial*\n");
  g_autoptr (GCancellable) progress = esp_progress_new ();
  g_autoptr (JsonObject) parameters = with_path (path);
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, progress);
  g_autoptr (JsonNode)
    node = esp_engine_call (fixture->engine, "ImportAuthorities", parameters, progress, &error);
  g_autofree char *rows = NULL;
  g_autoptr (JsonObject) result = NULL;

  g_thread_join (thread);
  g_assert_null (node);
  g_assert_cmpint (error->code, ==, ESP_ERROR_CANCELLED);
  g_assert_cmpuint (count_cas (fixture->engine), ==, 0);
  rows = sqlite (fixture->path, "SELECT (SELECT count(*) FROM certificate) + (SELECT count(*) FROM"
                                " ca) + (SELECT count(*) FROM ca_key) + (SELECT count(*) FROM"
                                " ca_certificate) + (SELECT count(*) FROM ca_request) + (SELECT"
                                " count(*) FROM certificate_der) + (SELECT count(*) FROM"
                                " certificate_count) + (SELECT count(*) FROM row_digest WHERE name"
                                " IN ('certificate', 'ca', 'ca_key', 'ca_certificate'))");
  g_assert_cmpstr (rows, ==, "0");
  result = import (fixture, path);
  assert_imported (result, "Certificates", 1103);
}

/* --- Who may not ------------------------------------------------------------------------------*/

static void
test_denied (Fixture *fixture, gconstpointer unused)
{
  static const char *const too_little[] = { "'acm-pca:*'",
                                            "'" IMPORT "','espalier:PreviewImport'" };
  g_autofree char *path = make_source (fixture, HIERARCHY);

  for (gsize i = 0; i < G_N_ELEMENTS (too_little); i++)
    {
      g_autofree char *name = g_strdup_printf ("Eve %u", (guint) i);
      g_autofree char *statements = g_strdup_printf (
        "{'Effect':'Allow','Action':[%s],'Resource':'*'}", too_little[i]);
      g_autoptr (EspEngine) engine = NULL;
      g_autoptr (GError) error = NULL;

      add_person_with (fixture, name, statements);
      engine = fixture_open (fixture, name);
      error = refused_with (engine, "ImportAuthorities", with_path (path),
                            ESP_REASON_ACCESS_DENIED_IMPLICIT);
      esp_engine_close (engine);
    }
  g_assert_cmpuint (count_cas (fixture->engine), ==, 0);
}

/* --- Two persons ------------------------------------------------------------------------------*/

/* A root of the vault, and a folder with an authority below it whose key was made elsewhere. */
static char *
make_below (Fixture *fixture)
{
  char *path = make_source (fixture, "openssl req -new " EC
                                     "-keyout own.key -out own.csr -subj /CN=Elsewhere\n");
  g_autofree char *csr_path = g_build_filename (path, "own.csr", NULL);
  g_autofree char *pem_path = g_build_filename (path, "own.pem", NULL);
  g_autofree char *csr = NULL;
  g_autoptr (JsonObject) issued = NULL;

  g_free (create_ca (fixture->engine, "{'Subject':'CN=Root'}"));
  g_assert_true (g_file_get_contents (csr_path, &csr, NULL, NULL));
  issued = issue (fixture->engine, "Root", csr,
                  "arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1");
  g_assert_true (
    g_file_set_contents (pem_path, esp_json_get_string (issued, "Certificate"), -1, NULL));
  return path;
}

static void
add_ben (Fixture *fixture)
{
  add_person_with (
    fixture, BEN,
    "{'Effect':'Allow','Action':['espalier:Approve','espalier:ListApprovals','acm-pca:Describe*',"
    "'acm-pca:List*'],'Resource':'*'}");
}

static void
approve (Fixture *fixture, const char *id)
{
  approve_as (fixture, BEN, id);
  json_object_unref (call (fixture->engine, "ExecuteApproved", "{}"));
}

static void
assert_status (Fixture *fixture, const char *id, const char *wanted)
{
  g_autofree char *json = g_strdup_printf ("{'Id':'%s'}", id);
  g_autoptr (JsonObject) result = call (fixture->engine, "DescribeApproval", json);
  g_autofree char *status = member_of (result, "Approval", "Status");
  g_autofree char *problem = member_of (result, "Approval", "Problem");

  if (!g_str_equal (status, wanted))
    g_error ("it is %s: %s", status, problem);
}

static void
test_alone (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = make_below (fixture);
  g_autoptr (JsonObject) result = import (fixture, path);
  g_autoptr (JsonObject) own = find_ca (fixture->engine, "Elsewhere");
  g_autoptr (JsonObject) root = find_ca (fixture->engine, "Root");

  assert_imported (result, "Authorities", 1);
  assert_imported (result, "Certificates", 0);
  g_assert_cmpstr (esp_json_get_string (own, "ParentArn"), ==, esp_json_get_string (root, "Arn"));
}

static void
test_two_persons (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = make_below (fixture);
  g_autoptr (GPtrArray) typed = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);
  g_autoptr (JsonObject) parameters = with_path (path);
  g_autoptr (GError) waits = NULL;
  g_autoptr (GError) error = NULL;

  add_ben (fixture);
  g_ptr_array_add (typed, esp_secret_new_copy ("secret", 6, NULL));
  g_assert_null (esp_engine_call_import (fixture->engine, parameters, typed, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_IMPORT_TYPED));
  waits = refused_with (fixture->engine, "ImportAuthorities", with_path (path),
                        ESP_REASON_WAITING_FOR_APPROVAL);
  g_assert_cmpuint (count_cas (fixture->engine), ==, 1);
  approve (fixture, esp_error_get_argument (waits, "id"));
  assert_status (fixture, esp_error_get_argument (waits, "id"), "DONE");
  assert_ca (fixture->engine, "Elsewhere", "ACTIVE", "SUBORDINATE");
}

/* What they agreed on is not what is there by then. */
static void
test_exchanged (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = make_below (fixture);
  g_autoptr (GError) waits = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspEngine) ben = NULL;
  g_autofree char *json = NULL;

  add_ben (fixture);
  waits = refused_with (fixture->engine, "ImportAuthorities", with_path (path),
                        ESP_REASON_WAITING_FOR_APPROVAL);
  run (path, "openssl req -x509 " EC CA_EXTENSIONS "-keyout x.key -out x.pem -subj /CN=More\n");
  json = g_strdup_printf ("{'Id':'%s'}", esp_error_get_argument (waits, "id"));
  ben = fixture_open (fixture, BEN);
  error = refused (ben, "ApproveRequest", json, ESP_REASON_APPROVAL_MOVED);
  esp_engine_close (ben);
  g_assert_cmpuint (count_cas (fixture->engine), ==, 1);
}

/* --- What the log tells -----------------------------------------------------------------------*/

static char *
hex_of (const char *path, const char *name)
{
  g_autofree char *file = g_build_filename (path, name, NULL);
  g_autofree char *pem = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (EspCertificate) certificate = NULL;
  GBytes *der;

  g_assert_true (g_file_get_contents (file, &pem, NULL, NULL));
  bytes = g_bytes_new (pem, strlen (pem));
  certificate = esp_certificate_parse (bytes, NULL);
  g_assert_nonnull (certificate);
  der = esp_certificate_get_der (certificate);
  return esp_hex_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
}

/* An entry that is well signed, and rows that no authority has signed. */
static char *
forge (Fixture *fixture, const char *der, const char *subject)
{
  g_autofree char *copy = copy_vault (fixture, "forged");
  g_autoptr (EspEvent) old = find_event (fixture->engine, IMPORT);
  EspEvent *event = draft (fixture->engine, IMPORT, "*");
  EspEvent *events[] = { event, NULL };
  g_autofree char *sql = g_strdup_printf (
    "INSERT INTO certificate (ca_row, serial, subject, report_subject, requester, requester_account,"
    " not_before, not_after, issued_at) SELECT ca_row, '00000000000000000000000000000099', '%s',"
    " report_subject, requester, requester_account, not_before, not_after, issued_at FROM"
    " certificate WHERE subject = 'CN=leaf';;INSERT INTO certificate_der (row, der) SELECT"
    " max(row), X'%s' FROM certificate",
    subject, der);
  const char *sqls[] = { sql, NULL };
  Forgery forgery = { .events = events, .sqls = sqls };

  event->request = old->request ? json_object_ref (old->request) : NULL;
  event->details = json_object_ref (old->details);
  event->statement = g_strdup (old->statement);
  event->parameters_digest = g_strdup (old->parameters_digest);
  drop_triggers (copy);
  forgery.engine = open_copy (fixture, copy, FOUNDER);
  forgery.signer = fixture->engine;
  return forge_and_prove (&forgery, copy);
}

static void
test_forged (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = make_source (
    fixture, HIERARCHY
    "openssl req -x509 " EC CA_EXTENSIONS
    "-keyout fake.key -out fake.pem -subj /CN=Issuing -days 9\n"
    "openssl req -new " EC "-keyout f.key -out f.csr -subj /CN=evil\n"
    "openssl x509 -req -in f.csr -CA fake.pem -CAkey fake.key -set_serial 0x99 -days 9 -out "
    "evil.pem\nmkdir ../out; mv fake.* f.* evil.pem ../out\n");
  g_autofree char *out = fixture_file (fixture, "out");
  g_autofree char *evil = hex_of (out, "evil.pem");
  g_autofree char *leaf = hex_of (path, "leaf.pem");
  g_autofree char *unsigned_row = NULL;
  g_autofree char *other_row = NULL;

  json_object_unref (import (fixture, path));
  unsigned_row = forge (fixture, evil, "CN=evil");
  if (!strstr (unsigned_row, "is not what its certificate says") &&
      !strstr (unsigned_row, "its authority did not sign it"))
    g_error ("it was not found: %s", unsigned_row);
  g_assert_nonnull (strstr (unsigned_row, "not those that it says it imported"));
  other_row = forge (fixture, leaf, "CN=another");
  g_assert_nonnull (strstr (other_row, "is not what its certificate says"));
}

/* By somebody with the file and sqlite3. */
static void
test_tampered (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = make_source (fixture, HIERARCHY);
  g_autofree char *copy = NULL;
  g_autofree char *found = NULL;

  json_object_unref (import (fixture, path));
  copy = copy_vault (fixture, "changed");
  drop_triggers (copy);
  change (copy, "UPDATE certificate SET not_after = not_after + 1 WHERE subject = 'CN=leaf'");
  found = prove (copy);
  g_assert_nonnull (strstr (found, "is not what its certificate says"));
  g_unlink (copy);
}

/* The bytes of one certificate are gone: that is told, and the proof goes on. */
static void
test_bytes_missing (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = make_source (fixture, HIERARCHY);
  g_autofree char *copy = NULL;
  g_autofree char *found = NULL;

  json_object_unref (import (fixture, path));
  copy = copy_vault (fixture, "changed");
  drop_triggers (copy);
  change (copy, "DELETE FROM certificate_der WHERE row = (SELECT row FROM certificate WHERE subject"
                " = 'CN=leaf')");
  found = prove (copy);
  g_assert_nonnull (strstr (found, "is not what its certificate says"));
  g_assert_nonnull (strstr (found, "not those that it says it imported"));
  g_unlink (copy);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *fixture, gconstpointer unused);
  } tests[] = {
    { "hierarchy", test_hierarchy },
    { "without-key", test_without_key },
    { "der", test_der },
    { "outside", test_outside },
    { "same-names", test_same_names },
    { "list", test_list },
    { "known", test_known },
    { "locked", test_locked },
    { "typed", test_typed },
    { "cancelled", test_cancelled },
    { "denied", test_denied },
    { "alone", test_alone },
    { "two-persons", test_two_persons },
    { "exchanged", test_exchanged },
    { "forged", test_forged },
    { "tampered", test_tampered },
    { "bytes-missing", test_bytes_missing },
  };

  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_pki_init ());
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *name = g_strconcat ("/importing/", tests[i].name, NULL);

      g_test_add (name, Fixture, NULL, fixture_set_up, tests[i].test, fixture_tear_down);
    }
  return g_test_run ();
}
