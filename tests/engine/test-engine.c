/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main job through the one door: a hierarchy, certificates, revocation, and what is refused. */
#include "engine-fixture.h"

static void
test_founding (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) status = call (fixture->engine, "DescribeVault", NULL);
  JsonObject *counts = esp_json_get_object (status, "Counts");
  g_autoptr (EspSession) session = esp_engine_ref_session (fixture->engine);
  GStatBuf file;

  g_assert_cmpstr (json_object_get_string_member (status, "Organization"), ==, "Meridian Motors");
  g_assert_cmpint (json_object_get_int_member (counts, "Principals"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (counts, "Events"), ==, 1);
  g_assert_cmpstr (esp_session_get_principal (session), ==, FOUNDER);
  g_assert_cmpstr (esp_session_get_role (session), ==, "Administrator");
  g_assert_cmpint (g_stat (fixture->path, &file), ==, 0);
  g_assert_cmpint (file.st_mode & 0777, ==, 0600);
}

/* Root and four levels below it; what would break the rules is refused with both values. */
static void
test_five_levels (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine,
                                     "{'Subject': 'CN=Root,O=Meridian', 'Validity': '10y'}");
  g_autofree char *parent = g_strdup (root);
  g_autofree char *sixth = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) list = NULL;

  for (int length = 3; length >= 0; length--)
    {
      g_autofree char *json = g_strdup_printf (
        "{'Subject': 'CN=Level %d', 'Parent': '%s', 'PathLength': %d}", 5 - length, parent, length);
      char *child = create_ca (engine, json);

      g_free (parent);
      parent = child;
    }
  sixth = g_strdup_printf ("{'Subject': 'CN=Sixth', 'Parent': '%s', 'PathLength': 0}", parent);
  error = refused (engine, "CreateCertificateAuthority", sixth, ESP_REASON_PATH_LENGTH_ZERO);
  g_clear_error (&error);
  error = refused (engine, "CreateCertificateAuthority",
                   "{'Subject': 'CN=X', 'Parent': 'Level 3', 'PathLength': 2}",
                   ESP_REASON_PATH_LENGTH_NOT_BELOW);
  g_assert_cmpstr (esp_error_get_argument (error, "issuer"), ==, "2");
  g_assert_cmpstr (esp_error_get_argument (error, "wanted"), ==, "2");
  g_clear_error (&error);
  error = refused (engine, "CreateCertificateAuthority",
                   "{'Subject': 'CN=X', 'Parent': 'Root', 'PathLength': 0, 'Validity': '11y'}",
                   ESP_REASON_OUTLIVES_ISSUER);
  g_assert_nonnull (esp_error_get_argument (error, "wanted"));
  g_assert_nonnull (esp_error_get_argument (error, "issuer"));
  list = call (engine, "ListCertificateAuthorities", NULL);
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (list, "CertificateAuthorities")), ==,
                    5);
  /* founding, five CAs, three refusals */
  g_assert_cmpint (count_events (engine), ==, 9);
}

static void
test_issue_and_revoke (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root'}");
  g_autofree char *csr = make_csr ("/CN=device");
  g_autoptr (JsonObject) issued = issue (engine, root, csr, NULL);
  const char *serial = json_object_get_string_member (issued, "CertificateSerial");
  g_autofree char *json = g_strdup_printf (
    "{'CertificateAuthority': 'Root', 'CertificateSerial': '%s', 'RevocationReason': "
    "'KEY_COMPROMISE'}",
    serial);
  g_autoptr (JsonObject) crl = NULL;
  g_autoptr (JsonObject) again = NULL;
  g_autoptr (JsonObject) later = NULL;

  crl = call (engine, "GetCertificateRevocationList", "{'CertificateAuthority': 'Root'}");
  g_assert_cmpint (json_object_get_int_member (crl, "Entries"), ==, 0);
  json_object_unref (call (engine, "RevokeCertificate", json));
  g_error_free (refused (engine, "RevokeCertificate", json, ESP_REASON_CERTIFICATE_REVOKED));
  again = call (engine, "GetCertificateRevocationList", "{'CertificateAuthority': 'Root'}");
  g_assert_true (json_object_get_boolean_member (again, "New"));
  g_assert_cmpint (json_object_get_int_member (again, "Entries"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (again, "Number"), >,
                   json_object_get_int_member (crl, "Number"));
  later = call (engine, "GetCertificateRevocationList", "{'CertificateAuthority': 'Root'}");
  g_assert_false (json_object_get_boolean_member (later, "New"));
}

/* Nothing is stored of a request that is refused, but the event. */
static void
test_refused_request (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root'}");
  gint64 before = count_events (engine);
  g_autoptr (JsonObject) events = NULL, status = NULL;
  JsonObject *event;

  g_error_free (refused (engine, "IssueCertificate",
                         "{'CertificateAuthority': 'Root', 'Csr': 'no request', 'Validity': '1d'}",
                         ESP_REASON_CSR_NOT_A_CSR));
  g_assert_cmpint (count_events (engine), ==, before + 1);
  events = call (engine, "ListEvents", "{'Limit': 1}");
  event = json_array_get_object_element (esp_json_get_array (events, "Events"), 0);
  g_assert_cmpstr (json_object_get_string_member (event, "outcome"), ==, "FAILED");
  g_assert_cmpstr (json_object_get_string_member (event, "error"), ==, "CSR_NOT_A_CSR");
  status = call (engine, "DescribeVault", NULL);
  g_assert_cmpint (
    json_object_get_int_member (esp_json_get_object (status, "Counts"), "Certificates"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (status, "InterruptedIssuances"), ==, 0);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root'}");
  g_autofree char *csr = make_csr ("/CN=device");
  g_autoptr (JsonObject) parameters = json_object_new ();
  JsonArray *requests = json_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *result, *refusal;

  for (int i = 0; i < 20; i++)
    json_array_add_string_element (requests, i == 7 ? "broken" : csr);
  json_object_set_string_member (parameters, "CertificateAuthority", root);
  json_object_set_string_member (parameters, "Validity", "30d");
  json_object_set_array_member (parameters, "Requests", requests);
  node = esp_engine_call (engine, "IssueCertificates", parameters, NULL, &error);
  g_assert_no_error (error);
  result = json_node_get_object (node);
  g_assert_cmpint (json_object_get_int_member (result, "Issued"), ==, 19);
  g_assert_cmpint (json_object_get_int_member (result, "Failed"), ==, 1);
  refusal = json_array_get_object_element (esp_json_get_array (result, "Results"), 7);
  g_assert_cmpstr (esp_json_get_string (esp_json_get_object (refusal, "Error"), "Reason"), ==,
                   "CSR_NOT_A_CSR");
  /* founding, root, one event for all */
  g_assert_cmpint (count_events (engine), ==, 3);
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root'}");
  const char *ca = "{'CertificateAuthority': 'Root'}";
  g_autoptr (JsonObject) restored = NULL;

  g_error_free (
    refused (engine, "DeleteCertificateAuthority", ca, ESP_REASON_CA_STATE_ACTIVE_DELETE));
  json_object_unref (call (engine, "UpdateCertificateAuthority",
                           "{'CertificateAuthority': 'Root', 'Status': 'DISABLED'}"));
  g_error_free (refused (engine, "IssueCertificate",
                         "{'CertificateAuthority': 'Root', 'Csr': 'x', 'Validity': '1d'}",
                         ESP_REASON_CSR_NOT_A_CSR));
  g_error_free (refused (engine, "DeleteCertificateAuthority",
                         "{'CertificateAuthority': 'Root', 'PermanentDeletionTimeInDays': 6}",
                         ESP_REASON_DELETION_WINDOW));
  json_object_unref (call (engine, "DeleteCertificateAuthority", ca));
  restored = call (engine, "RestoreCertificateAuthority", ca);
  g_assert_cmpstr (
    esp_json_get_string (esp_json_get_object (restored, "CertificateAuthority"), "Status"), ==,
    "DISABLED");
  json_object_unref (call (engine, "DeleteCertificateAuthority", ca));
  esp_clock_set (fixture->clock, FIXTURE_NOW + 31 * ESP_TIME_DAY);
  g_error_free (refused (engine, "RestoreCertificateAuthority", ca, ESP_REASON_RESTORE_TOO_LATE));
}

static void
test_lock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  esp_engine_lock (fixture->engine);
  g_assert_null (esp_engine_ref_session (fixture->engine));
  g_error_free (refused (fixture->engine, "DescribeVault", NULL, ESP_REASON_LOCKED));
  g_assert_false (
    esp_engine_sign_in (fixture->engine, "Nobody", NULL, fixture->passphrase, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_PRINCIPAL_UNKNOWN));
  g_clear_error (&error);
  g_assert_false (esp_engine_sign_in (fixture->engine, NULL, NULL, NULL, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_PASSPHRASE_NEEDED));
  g_clear_error (&error);
  g_assert_true (
    esp_engine_sign_in (fixture->engine, NULL, NULL, fixture->passphrase, NULL, &error));
  g_assert_no_error (error);
}

static void
test_sample (Fixture *fixture, gconstpointer sample)
{
  g_autoptr (JsonObject) proof = call (fixture->engine, "VerifyVault", NULL);
  g_autoptr (JsonObject) list = call (fixture->engine, "ListCertificates", "{'Limit': 5000}");
  g_autoptr (JsonObject)
    revoked = call (fixture->engine, "ListCertificates", "{'Status': 'REVOKED'}");
  g_autoptr (JsonObject)
    expired = call (fixture->engine, "ListCertificates", "{'Status': 'EXPIRED'}");

  if (!json_object_get_boolean_member (proof, "Verified"))
    {
      g_autoptr (JsonNode) node = esp_json_wrap_object (json_object_ref (proof));
      g_autofree char *text = esp_json_to_text (node, TRUE);

      g_error ("%s", text);
    }
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (list, "Certificates")), >, 200);
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (revoked, "Certificates")), >, 3);
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (expired, "Certificates")), >, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, func, sample)                                                                    \
  g_test_add (path, Fixture, sample, fixture_set_up, func, fixture_tear_down)
  ADD ("/engine/founding", test_founding, NULL);
  ADD ("/engine/five-levels", test_five_levels, NULL);
  ADD ("/engine/issue-and-revoke", test_issue_and_revoke, NULL);
  ADD ("/engine/refused-request", test_refused_request, NULL);
  ADD ("/engine/many", test_many, NULL);
  ADD ("/engine/life", test_life, NULL);
  ADD ("/engine/lock", test_lock, NULL);
  ADD ("/engine/sample/automotive", test_sample, "automotive");
  ADD ("/engine/sample/iot", test_sample, "iot");
#undef ADD
  return g_test_run ();
}
