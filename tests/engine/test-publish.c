/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PublishRevocation: what a run stores, records and leaves alone, in every state of an authority;
 * and parts, sixty thousand revocations of them. How it is served is judged in
 * tests/cli/publish.sh. */
#include "engine-fixture.h"

#include "exchange/esp-publish-folder.h"
#include "model/esp-revocation.h"
#include "pki/esp-issuer.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-revocation-store.h"

#define DAY 86400
#define MANY 60000
#define SETTINGS                                                                                   \
  "'RevocationConfiguration': {'CrlConfiguration': {'Enabled': true, 'Url': "                      \
  "'http://pki.example/crl/root.crl'%s}, 'OcspConfiguration': {'Enabled': true, 'Url': "           \
  "'http://pki.example/ocsp'}}"

static char *
create_root (EspEngine *engine, const char *more)
{
  g_autofree char *settings = g_strdup_printf (SETTINGS, more);
  g_autofree char *json = g_strdup_printf ("{'Subject': 'CN=Root', 'Validity': '90d', %s}",
                                           settings);

  return create_ca (engine, json);
}

static JsonObject *
publish (Fixture *fixture, EspEngine *engine, const char *more)
{
  g_autofree char *folder = fixture_file (fixture, "www");
  g_autofree char *json = g_strdup_printf ("{'Directory': '%s'%s}", folder, more);

  return call (engine, "PublishRevocation", json);
}

/* The fixture's folder has to be empty of folders when it is torn down. */
static void
remove_folder (Fixture *fixture)
{
  g_autofree char *folder = fixture_file (fixture, "www");
  const char *argv[] = { "rm", "-rf", folder, NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

static gint64
count (JsonObject *result, const char *member)
{
  return json_object_get_int_member (json_object_get_object_member (result, "Counts"), member);
}

static JsonObject *
last_event (EspEngine *engine)
{
  g_autoptr (JsonObject) events = call (engine, "ListEvents", "{'Limit': 1}");

  return json_object_ref (
    json_array_get_object_element (json_object_get_array_member (events, "Events"), 0));
}

static gint64
count_certificates (EspEngine *engine)
{
  g_autoptr (JsonObject) result = call (engine, "ListCertificates", NULL);

  return json_array_get_length (json_object_get_array_member (result, "Certificates"));
}

static char *
issue_one (EspEngine *engine, const char *ca)
{
  g_autofree char *csr = make_csr ("/CN=device");
  g_autoptr (JsonObject) issued = issue (engine, ca, csr, NULL);

  return g_strdup (json_object_get_string_member (issued, "CertificateSerial"));
}

/* --- One run after the other -------------------------------------------------------------------*/

static void
test_runs (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_root (engine, "");
  g_autofree char *first = issue_one (engine, root);
  g_autofree char *second = issue_one (engine, root);
  g_autofree char *revocation = g_strdup_printf (
    "{'CertificateAuthority': 'Root', 'CertificateSerial': '%s', 'RevocationReason': "
    "'KEY_COMPROMISE'}",
    first);
  g_autoptr (JsonObject) result = NULL, event = NULL;
  gint64 before = count_events (engine);

  result = publish (fixture, engine, "");
  g_assert_cmpint (count (result, "Crls"), ==, 1);
  g_assert_cmpint (count (result, "OcspResponses"), ==, 2);
  g_assert_cmpint (count (result, "Certificates"), ==, 2);
  g_assert_cmpint (count_events (engine), ==, before + 1);
  /* The signer of the answers is a certificate like any other, and the event names it. */
  g_assert_cmpint (count_certificates (engine), ==, 4);
  event = last_event (engine);
  g_assert_cmpstr (json_object_get_string_member (event, "action"), ==,
                   "espalier:PublishRevocation");
  {
    JsonObject *details = json_object_get_object_member (event, "details");
    JsonObject *ca = json_array_get_object_element (
      json_object_get_array_member (details, "CertificateAuthorities"), 0);
    g_autofree char *json = g_strdup_printf ("{'CertificateSerial': '%s'}",
                                             json_object_get_string_member (ca, "SignerSerial"));
    g_autoptr (JsonObject) signer = call (engine, "DescribeCertificate", json);
    JsonObject *row = json_object_get_object_member (signer, "Certificate");

    g_assert_cmpstr (json_object_get_string_member (row, "TemplateArn"), ==,
                     "arn:aws:acm-pca:::template/OCSPSigningCertificate_CSRPassthrough/V1");
    g_assert_cmpstr (json_object_get_string_member (row, "NotAfter"), ==, "2026-06-15T12:00:00Z");
    g_assert_cmpint (json_object_get_int_member (ca, "NewAnswers"), ==, 2);
  }
  /* Nothing to do: no file, no event, no certificate. */
  json_object_unref (result);
  result = publish (fixture, engine, "");
  g_assert_cmpint (count (result, "New"), ==, 0);
  g_assert_cmpint (count_events (engine), ==, before + 1);
  g_assert_cmpint (count_certificates (engine), ==, 4);
  /* A revocation: its answer and the list. */
  esp_clock_set (fixture->clock, FIXTURE_NOW + 60);
  json_object_unref (call (engine, "RevokeCertificate", revocation));
  json_object_unref (result);
  result = publish (fixture, engine, "");
  g_assert_cmpint (count (result, "New"), ==, 2);
  /* Half of the time of the answers: both, and no list. */
  esp_clock_set (fixture->clock, FIXTURE_NOW + 4 * DAY);
  json_object_unref (result);
  result = publish (fixture, engine, "");
  g_assert_cmpint (count (result, "New"), ==, 2);
  {
    g_autoptr (JsonObject) vault = call (engine, "VerifyVault", NULL);

    g_assert_true (json_object_get_boolean_member (vault, "Verified"));
  }
  remove_folder (fixture);
}

/* Neither list nor answer of an authority that has expired; what it signed last stays until that
 * has run out (service, 3.1 and 5.1). */
static void
test_expired (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_root (engine, "");
  g_autofree char *serial = issue_one (engine, root);
  g_autoptr (JsonObject) result = publish (fixture, engine, "");
  gint64 certificates;

  g_assert_cmpint (count (result, "OcspResponses"), ==, 1);
  certificates = count_certificates (engine);
  esp_clock_set (fixture->clock, FIXTURE_NOW + 91 * DAY);
  json_object_unref (result);
  result = publish (fixture, engine, "");
  g_assert_cmpint (count (result, "Crls"), ==, 1);
  g_assert_cmpint (count (result, "OcspResponses"), ==, 0);
  g_assert_cmpint (count (result, "New"), ==, 1); /* the snippet: it names no answers any more */
  g_assert_cmpint (count_certificates (engine), ==, certificates);
  esp_clock_set (fixture->clock, FIXTURE_NOW + 181 * DAY);
  json_object_unref (result);
  result = publish (fixture, engine, "");
  g_assert_cmpint (count (result, "Crls"), ==, 0);
  g_assert_cmpint (count (result, "Certificates"), ==, 2);
  remove_folder (fixture);
}

/* A disabled one answers and lists on; a deleted one leaves what is there. */
static void
test_disabled (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_root (engine, "");
  g_autofree char *serial = issue_one (engine, root);
  g_autoptr (JsonObject) result = NULL;

  json_object_unref (call (engine, "UpdateCertificateAuthority",
                           "{'CertificateAuthority': 'Root', 'Status': 'DISABLED'}"));
  result = publish (fixture, engine, "");
  g_assert_cmpint (count (result, "Crls"), ==, 1);
  g_assert_cmpint (count (result, "OcspResponses"), ==, 1);
  json_object_unref (
    call (engine, "DeleteCertificateAuthority", "{'CertificateAuthority': 'Root'}"));
  json_object_unref (result);
  result = publish (fixture, engine, "");
  g_assert_cmpint (count (result, "Crls"), ==, 1);
  g_assert_cmpint (count (result, "OcspResponses"), ==, 0);
  remove_folder (fixture);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_root (engine, "");
  g_autofree char *folder = fixture_file (fixture, "www");
  g_autofree char *days = g_strdup_printf ("{'Directory': '%s', 'OcspDays': 31}", folder);
  g_autofree char *base = g_strdup_printf ("{'Directory': '%s', 'BaseUrl': 'https://a.example/'}",
                                           folder);
  g_autofree char *unknown = g_strdup_printf (
    "{'Directory': '%s', 'CertificateAuthorities': ['None']}", folder);
  g_autofree char *file = g_strdup_printf ("{'Directory': '%s'}", fixture->path);

  g_error_free (refused (engine, "PublishRevocation", days, ESP_REASON_PUBLISH_DAYS));
  g_error_free (refused (engine, "PublishRevocation", base, ESP_REASON_PUBLISH_BASE));
  g_error_free (refused (engine, "PublishRevocation", unknown, ESP_REASON_CA_UNKNOWN));
  g_error_free (refused (engine, "PublishRevocation", file, ESP_REASON_PUBLISH_FOLDER));
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

/* What could not be let out is told, and stands in the log as failed beside what was committed. */
static void
test_not_placed (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_root (engine, "");
  g_autofree char *serial = issue_one (engine, root);
  g_autofree char *folder = fixture_file (fixture, "www");
  g_autofree char *below = fixture_file (fixture, "www/ocsp");
  g_autofree char *json = g_strdup_printf ("{'Directory': '%s'}", folder);
  g_autoptr (JsonObject) result = publish (fixture, engine, ""), event = NULL;

  /* A folder of ours became a file of somebody else. */
  remove_folder (fixture);
  json_object_unref (result);
  result = publish (fixture, engine, "");
  g_assert_cmpint (count (result, "OcspResponses"), ==, 1);
  {
    const char *argv[] = { "rm", "-rf", below, NULL };

    g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                                 NULL, NULL, NULL));
  }
  g_assert_true (g_file_set_contents (below, "mine", -1, NULL));
  g_error_free (refused (engine, "PublishRevocation", json, ESP_REASON_FILE_WRITE));
  event = last_event (engine);
  g_assert_cmpstr (json_object_get_string_member (event, "outcome"), ==, "FAILED");
  g_assert_cmpint (g_unlink (below), ==, 0);
  json_object_unref (result);
  result = publish (fixture, engine, "");
  g_assert_cmpint (count (result, "OcspResponses"), ==, 1);
  g_assert_true (g_file_test (below, G_FILE_TEST_IS_DIR));
  remove_folder (fixture);
}

/* Who may publish for nobody, and who for one. */
static void
test_rights (Fixture *fixture, gconstpointer sample)
{
  g_autoptr (EspEngine) auditor = fixture_open (fixture, "audrey.lin");
  g_autofree char *folder = fixture_file (fixture, "www");
  g_autofree char *all = g_strdup_printf ("{'Directory': '%s'}", folder);
  g_autoptr (JsonObject) cas = call (auditor, "ListCertificateAuthorities", NULL);
  JsonObject *first = json_array_get_object_element (
    json_object_get_array_member (cas, "CertificateAuthorities"), 0);
  g_autofree char *one = g_strdup_printf ("{'Directory': '%s', 'CertificateAuthorities': ['%s']}",
                                          folder, json_object_get_string_member (first, "Arn"));

  g_error_free (refused (auditor, "PublishRevocation", all, ESP_REASON_PUBLISH_NO_CA));
  g_error_free (refused (auditor, "PublishRevocation", one, ESP_REASON_ACCESS_DENIED_IMPLICIT));
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  esp_engine_close (auditor);
}

/* --- Parts -------------------------------------------------------------------------------------*/

/* Sixty thousand revoked certificates, bound to parts as an issuance binds them. */
static void
fill (EspVault *vault, const EspCa *ca)
{
  g_autoptr (GBytes) der = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (vault), &error);

  g_assert_no_error (error);
  for (guint i = 0; i < MANY; i++)
    {
      g_autoptr (EspCrlPart) open = esp_crl_part_store_find_open (
        vault, ca->id, "http://pki.example/crl/", ESP_CRL_PART_CERTIFICATES - 1, &error);
      g_autofree char *id = open ? g_strdup (open->id) : g_uuid_string_random ();
      g_autofree char *url = esp_revocation_part_url (&ca->revocation, id);
      g_autoptr (EspCertificateRow) row = esp_certificate_row_new ();

      row->ca = g_strdup (ca->id);
      row->serial = g_strdup_printf ("7fffffffffffffffffffffff%08x", i);
      row->subject = g_strdup ("CN=device");
      row->report_subject = g_strdup ("CN=device");
      row->requester = g_strdup (FOUNDER);
      row->requester_account = g_strdup (ca->account);
      row->not_before = row->issued_at = FIXTURE_NOW - DAY;
      row->not_after = FIXTURE_NOW + 80 * DAY;
      row->revoked_at = FIXTURE_NOW - 60;
      row->revocation_reason = 1 + (int) (i % 5);
      g_assert_true (esp_crl_part_store_bind (vault, ca->id, id, url, row->not_after, FIXTURE_NOW,
                                              ESP_CRL_PART_CERTIFICATES_MAX, &row->crl_part,
                                              &error));
      g_assert_true (esp_certificate_store_insert (vault, row, der, &error));
    }
  g_assert_true (esp_transaction_commit (transaction, &error));
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *arn = create_root (engine, ", 'CrlType': 'PARTITIONED', 'ExpirationInDays': 10");
  g_autoptr (EspVault) vault = esp_vault_open (fixture->path, ESP_DATABASE_READ_WRITE, NULL);
  g_autoptr (GPtrArray) cas = esp_ca_store_list (vault, NULL, FIXTURE_NOW, NULL);
  const EspCa *ca = g_ptr_array_index (cas, 0);
  g_autoptr (JsonObject) result = NULL;
  JsonArray *files;
  gint64 largest = 0, start;

  json_object_unref (
    call (engine, "UpdateCertificateAuthority",
          "{'CertificateAuthority': 'Root', 'RevocationConfiguration': {'OcspConfiguration': "
          "{'Enabled': false}}}"));
  fill (vault, ca);
  fixture->is_changed_behind = TRUE;
  start = g_get_monotonic_time ();
  result = publish (fixture, engine, "");
  g_test_message ("%d revocations: %" G_GINT64_FORMAT " ms", MANY,
                  (g_get_monotonic_time () - start) / 1000);
  /* No certificate needs the complete list. */
  g_assert_cmpint (count (result, "Crls"), ==, 4);
  files = json_object_get_array_member (result, "Files");
  for (guint i = 0; i < json_array_get_length (files); i++)
    largest = MAX (largest,
                   json_object_get_int_member (json_array_get_object_element (files, i), "Size"));
  g_test_message ("the largest part has %" G_GINT64_FORMAT " bytes", largest);
  g_assert_cmpint (largest, <, ESP_CRL_PART_SIZE);
  g_assert_cmpint (largest, >, ESP_CRL_PART_SIZE / 2);
  {
    g_autoptr (GPtrArray) parts = esp_crl_part_store_list (vault, ca->id, NULL);
    gint64 entries = 0;

    for (guint i = 0; i < parts->len; i++)
      {
        const EspCrlPart *part = g_ptr_array_index (parts, i);
        g_autoptr (GBytes) der = esp_crl_part_store_get_list (vault, part->row, NULL);
        g_autoptr (EspCrl) crl = esp_crl_parse (der, NULL);
        g_autofree char *point = esp_crl_get_distribution_point (crl);

        g_assert_cmpstr (point, ==, part->url);
        entries += (gint64) esp_crl_get_n_entries (crl);
      }
    g_assert_cmpint (entries, ==, MANY);
  }
  /* All of them have ended: each stands in one more list, and then the parts are gone. */
  esp_clock_set (fixture->clock, FIXTURE_NOW + 89 * DAY);
  json_object_unref (result);
  result = publish (fixture, engine, "");
  g_assert_cmpint (count (result, "Crls"), ==, 4);
  json_object_unref (result);
  result = publish (fixture, engine, "");
  g_assert_cmpint (count (result, "Crls"), ==, 0);
  remove_folder (fixture);
}

/* The worst that a part may hold: every entry as long as it can be. */
static void
test_part_limit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *arn = create_root (fixture->engine, "");
  g_autofree EspCrlEntry *entries = g_new0 (EspCrlEntry, ESP_CRL_PART_CERTIFICATES_MAX);
  g_autoptr (GPtrArray) serials = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EspKey) key = esp_key_generate (esp_key_algorithm_find ("RSA_4096", NULL), NULL);
  g_autoptr (EspSigner) signer = esp_signer_new_from_key (key);
  g_autoptr (EspName) name = esp_name_parse ("CN=Root", NULL);
  const EspSigningAlgorithm *algorithm = esp_signing_algorithm_find ("SHA256WITHRSA", NULL);
  g_autoptr (EspRequest) request = esp_request_create_ca (name, signer, algorithm, NULL);
  g_autoptr (GBytes) serial = esp_serial_generate (NULL);
  EspIssuance issuance = {
    .template = esp_template_find ("RootCACertificate", NULL),
    .request = request,
    .algorithm = algorithm,
    .not_before = FIXTURE_NOW,
    .not_after = FIXTURE_NOW + DAY,
    .serial = serial,
  };
  g_autoptr (EspCertificatePlan) plan = esp_certificate_plan_new (&issuance, NULL);
  g_autoptr (EspCertificate) issuer = esp_certificate_plan_sign (plan, signer, NULL, NULL);
  EspCrlContents contents = { .issuer = issuer, .algorithm = algorithm };
  g_autoptr (EspCrl) crl = NULL;

  g_assert_nonnull (issuer);
  for (guint i = 0; i < ESP_CRL_PART_CERTIFICATES_MAX; i++)
    {
      g_ptr_array_add (serials, g_strdup_printf ("7fffffffffffffffffffffff%08x", i));
      entries[i].serial = g_ptr_array_index (serials, i);
      entries[i].revoked_at = 2524608000; /* 2050: two bytes longer */
      entries[i].reason = 1;
    }
  contents.number = G_MAXINT64;
  contents.this_update = 2524608000;
  contents.next_update = 2524608000 + DAY;
  contents.entries = entries;
  contents.n_entries = ESP_CRL_PART_CERTIFICATES_MAX;
  contents.distribution_point = "http://pki.example/crl/0b0e6a6e-7a0f-4d3e-9b57-0d6c2f6f1a11.crl";
  crl = esp_crl_create (&contents, signer, NULL);
  g_assert_nonnull (crl);
  g_test_message ("%d entries, RSA 4096: %" G_GSIZE_FORMAT " bytes", ESP_CRL_PART_CERTIFICATES_MAX,
                  g_bytes_get_size (esp_crl_get_der (crl)));
  /* Half is left for the longest names. */
  g_assert_cmpuint (g_bytes_get_size (esp_crl_get_der (crl)), <, ESP_CRL_PART_SIZE - 32768);
}

#define ADD(path, func, sample)                                                                    \
  g_test_add (path, Fixture, sample, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!esp_init ())
    g_error ("no secure memory");
  ADD ("/publish/runs", test_runs, NULL);
  ADD ("/publish/expired", test_expired, NULL);
  ADD ("/publish/disabled", test_disabled, NULL);
  ADD ("/publish/refused", test_refused, NULL);
  ADD ("/publish/not-placed", test_not_placed, NULL);
  ADD ("/publish/rights", test_rights, "automotive");
  ADD ("/publish/many", test_many, NULL);
  ADD ("/publish/part-limit", test_part_limit, NULL);
  return g_test_run ();
}
