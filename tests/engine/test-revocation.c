/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RevokeCertificate rule by rule (service, 1.1 and 5.3), the settings (5.1), how long a revocation
 * is listed, and when a list is due. */
#include "engine-fixture.h"

#define DAY 86400
#define HTTP "http://pki.example"

/* --- Short ways --------------------------------------------------------------------------------*/

static char *
issue_for (EspEngine *engine, const char *ca, const char *validity)
{
  g_autofree char *csr = make_csr ("/CN=device");
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = NULL;

  json_object_set_string_member (parameters, "CertificateAuthority", ca);
  json_object_set_string_member (parameters, "Csr", csr);
  json_object_set_string_member (parameters, "Validity", validity);
  result = esp_engine_call (engine, "IssueCertificate", parameters, NULL, &error);
  g_assert_no_error (error);
  return g_strdup (
    json_object_get_string_member (json_node_get_object (result), "CertificateSerial"));
}

static char *
revocation (const char *ca, const char *serial, const char *reason)
{
  return g_strdup_printf (
    "{'CertificateAuthority': '%s', 'CertificateSerial': '%s', 'RevocationReason': '%s'}", ca,
    serial, reason);
}

static void
revoke_one (EspEngine *engine, const char *ca, const char *serial)
{
  g_autofree char *json = revocation (ca, serial, "SUPERSEDED");

  json_object_unref (call (engine, "RevokeCertificate", json));
}

static void
refuse (EspEngine *engine, const char *ca, const char *serial, const char *why, EspReason reason)
{
  g_autofree char *json = revocation (ca, serial, why);

  g_error_free (refused (engine, "RevokeCertificate", json, reason));
}

static void
set_status (EspEngine *engine, const char *status)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority': 'Root', 'Status': '%s'}",
                                           status);

  json_object_unref (call (engine, "UpdateCertificateAuthority", json));
}

static JsonObject *
get_ca (EspEngine *engine, const char *ca)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority': '%s'}", ca);
  g_autoptr (JsonObject) result = call (engine, "DescribeCertificateAuthority", json);

  return json_object_ref (json_object_get_object_member (result, "CertificateAuthority"));
}

static void
assert_status (EspEngine *engine, const char *member, const char *expected)
{
  g_autoptr (JsonObject) ca = get_ca (engine, "Root");
  JsonObject *status = json_object_get_object_member (ca, "RevocationStatus");

  g_assert_cmpstr (json_object_get_string_member (status, member), ==, expected);
}

static JsonObject *
get_crl (EspEngine *engine)
{
  return call (engine, "GetCertificateRevocationList", "{'CertificateAuthority': 'Root'}");
}

static void
assert_entries (EspEngine *engine, gboolean fresh, gint64 entries)
{
  g_autoptr (JsonObject) crl = get_crl (engine);

  g_assert_cmpint (json_object_get_int_member (crl, "Entries"), ==, entries);
  g_assert_true (json_object_get_boolean_member (crl, "New") == fresh);
}

/* --- Revoking ----------------------------------------------------------------------------------*/

static void
test_reasons (Fixture *fixture, gconstpointer data)
{
  static const char *const reasons[] = {
    "UNSPECIFIED",         "KEY_COMPROMISE", "CERTIFICATE_AUTHORITY_COMPROMISE",
    "AFFILIATION_CHANGED", "SUPERSEDED",     "CESSATION_OF_OPERATION",
    "PRIVILEGE_WITHDRAWN", "A_A_COMPROMISE",
  };
  g_autofree char *root = create_ca (fixture->engine, "{'Subject': 'CN=Root'}");

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autofree char *serial = issue_for (fixture->engine, root, "30d");
      g_autofree char *json = revocation ("Root", serial, reasons[i]);
      g_autoptr (JsonObject) result = call (fixture->engine, "RevokeCertificate", json);
      g_autofree char *shown = g_strdup_printf ("{'CertificateSerial': '%s'}", serial);
      g_autoptr (JsonObject) described = call (fixture->engine, "DescribeCertificate", shown);
      JsonObject *row = json_object_get_object_member (described, "Certificate");

      g_assert_cmpstr (json_object_get_string_member (result, "RevocationReason"), ==, reasons[i]);
      g_assert_cmpstr (json_object_get_string_member (row, "Status"), ==, "REVOKED");
      g_assert_cmpstr (json_object_get_string_member (row, "RevocationReason"), ==, reasons[i]);
    }
  assert_entries (fixture->engine, TRUE, G_N_ELEMENTS (reasons));
}

static void
test_rules (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root'}");
  g_autoptr (JsonObject) ca = get_ca (engine, "Root");
  g_autofree char *serial = issue_for (engine, root, "30d");
  g_autofree char *brief = issue_for (engine, root, "1d");
  g_autofree char *long_one = g_strnfill (129, 'a');
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  refuse (engine, "Root", serial, "CERTIFICATE_HOLD", ESP_REASON_REVOCATION_REASON_UNKNOWN);
  refuse (engine, "Root", serial, "REMOVE_FROM_CRL", ESP_REASON_REVOCATION_REASON_UNKNOWN);
  refuse (engine, "Root", "0badcafe", "SUPERSEDED", ESP_REASON_CERTIFICATE_UNKNOWN);
  refuse (engine, "Root", "no serial", "SUPERSEDED", ESP_REASON_SERIAL_SYNTAX);
  refuse (engine, "Root", long_one, "SUPERSEDED", ESP_REASON_SERIAL_SYNTAX);
  refuse (engine, "Nobody", serial, "SUPERSEDED", ESP_REASON_CA_UNKNOWN);
  refuse (engine, "Root", json_object_get_string_member (ca, "Serial"), "SUPERSEDED",
          ESP_REASON_REVOKE_ROOT);
  revoke_one (engine, "Root", serial);
  json = revocation ("Root", serial, "KEY_COMPROMISE");
  error = refused (engine, "RevokeCertificate", json, ESP_REASON_CERTIFICATE_REVOKED);
  g_assert_cmpstr (esp_error_code_get_name (error->code), ==, "RequestAlreadyProcessedException");
  esp_clock_set (fixture->clock, FIXTURE_NOW + 2 * DAY);
  refuse (engine, "Root", brief, "SUPERSEDED", ESP_REASON_REVOKE_EXPIRED);
  /* A second time says so even when it has expired. */
  esp_clock_set (fixture->clock, FIXTURE_NOW + 40 * DAY);
  refuse (engine, "Root", serial, "SUPERSEDED", ESP_REASON_CERTIFICATE_REVOKED);
}

/* Colons or not, capitals or not, leading zeros or not: as the service's own tools write it. */
static void
test_serial_forms (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = create_ca (fixture->engine, "{'Subject': 'CN=Root'}");
  g_autofree char *first = issue_for (fixture->engine, root, "30d");
  g_autofree char *second = issue_for (fixture->engine, root, "30d");
  g_autofree char *colons = esp_hex_with_colons (first);
  g_autofree char *upper = g_ascii_strup (second, -1);
  g_autofree char *padded = g_strconcat ("00", upper, NULL);

  revoke_one (fixture->engine, "Root", colons);
  revoke_one (fixture->engine, "Root", padded);
  assert_entries (fixture->engine, TRUE, 2);
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root', 'Validity': '90d'}");
  g_autofree char *first = issue_for (engine, root, "80d");
  g_autofree char *second = issue_for (engine, root, "80d");

  set_status (engine, "DISABLED");
  revoke_one (engine, "Root", first);
  assert_entries (engine, TRUE, 1);
  json_object_unref (
    call (engine, "DeleteCertificateAuthority", "{'CertificateAuthority': 'Root'}"));
  refuse (engine, "Root", second, "SUPERSEDED", ESP_REASON_CA_STATE);
  g_error_free (refused (engine, "GetCertificateRevocationList", "{'CertificateAuthority': 'Root'}",
                         ESP_REASON_CA_STATE));
  json_object_unref (
    call (engine, "RestoreCertificateAuthority", "{'CertificateAuthority': 'Root'}"));
  esp_clock_set (fixture->clock, FIXTURE_NOW + 91 * DAY);
  refuse (engine, "Root", second, "SUPERSEDED", ESP_REASON_CA_STATE);
  g_error_free (refused (engine, "GetCertificateRevocationList", "{'CertificateAuthority': 'Root'}",
                         ESP_REASON_CA_STATE));
}

/* --- Lists in time -----------------------------------------------------------------------------*/

/* RFC 5280, 3.3: listed until it has expired, and once after that. */
static void
test_stays (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (
    engine, "{'Subject': 'CN=Root', 'RevocationConfiguration':"
            " {'CrlConfiguration': {'Enabled': true, 'ExpirationInDays': 4}}}");
  g_autofree char *brief = issue_for (engine, root, "1d");
  g_autofree char *lasting = issue_for (engine, root, "90d");

  revoke_one (engine, "Root", brief);
  revoke_one (engine, "Root", lasting);
  assert_entries (engine, TRUE, 2);
  esp_clock_set (fixture->clock, FIXTURE_NOW + DAY);
  assert_entries (engine, FALSE, 2);
  esp_clock_set (fixture->clock, FIXTURE_NOW + 3 * DAY);
  assert_entries (engine, TRUE, 2);
  assert_entries (engine, FALSE, 2);
  esp_clock_set (fixture->clock, FIXTURE_NOW + 6 * DAY);
  assert_entries (engine, TRUE, 1);
}

static void
test_half_time (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root', 'Validity': '20y'}");
  g_autofree char *serial = NULL;
  gint64 first, second;

  /* Nothing is issued: nobody needs a list. */
  assert_status (engine, "Crl", "CURRENT");
  serial = issue_for (engine, root, "2y");
  assert_status (engine, "Crl", "DUE");
  {
    g_autoptr (JsonObject) crl = get_crl (engine);

    first = json_object_get_int_member (crl, "Number");
    g_assert_cmpstr (json_object_get_string_member (crl, "NextUpdate"), ==,
                     "2026-11-28T12:00:00Z"); /* 180 days for a root */
  }
  assert_status (engine, "Crl", "CURRENT");
  esp_clock_set (fixture->clock, FIXTURE_NOW + 90 * DAY);
  assert_status (engine, "Crl", "CURRENT");
  assert_entries (engine, FALSE, 0);
  esp_clock_set (fixture->clock, FIXTURE_NOW + 90 * DAY + 1);
  assert_status (engine, "Crl", "DUE");
  esp_clock_set (fixture->clock, FIXTURE_NOW + 181 * DAY);
  assert_status (engine, "Crl", "OVERDUE");
  {
    g_autoptr (JsonObject) crl = get_crl (engine);

    second = json_object_get_int_member (crl, "Number");
    g_assert_true (json_object_get_boolean_member (crl, "New"));
  }
  g_assert_cmpint (second, >, first);
  assert_status (engine, "Crl", "CURRENT");
  esp_clock_set (fixture->clock, FIXTURE_NOW + 182 * DAY);
  revoke_one (engine, "Root", serial);
  assert_status (engine, "Crl", "DUE");
}

/* --- Settings ----------------------------------------------------------------------------------*/

#define CRL(members) "{'CrlConfiguration': {" members "}}"
#define OCSP(members) "{'OcspConfiguration': {" members "}}"

static const struct
{
  const char *configuration;
  EspReason reason;
} refusals[] = {
  { CRL ("'Enabled': false, 'ExpirationInDays': 7"), ESP_REASON_REVOCATION_OFF_ALONE },
  { CRL ("'Enabled': true, 'ExpirationInDays': 0"), ESP_REASON_REVOCATION_DAYS },
  { CRL ("'Enabled': true, 'ExpirationInDays': 5001"), ESP_REASON_REVOCATION_DAYS },
  { CRL ("'Enabled': true, 'ExpirationInDays': '7'"), ESP_REASON_MEMBER_TYPE },
  { CRL ("'Enabled': 1"), ESP_REASON_MEMBER_TYPE },
  { CRL ("'Enabled': true, 'CrlType': 'DELTA'"), ESP_REASON_REVOCATION_TYPE },
  { CRL ("'Enabled': true, 'CrlType': 'PARTITIONED'"), ESP_REASON_REVOCATION_PART_PLACE },
  { CRL ("'CustomCname': 'http://crl.example'"), ESP_REASON_REVOCATION_HOST },
  { CRL ("'CustomCname': 'crl.example/x'"), ESP_REASON_REVOCATION_HOST },
  { CRL ("'CustomCname': '-crl.example'"), ESP_REASON_REVOCATION_HOST },
  { CRL ("'CustomCname': 'crl..example'"), ESP_REASON_REVOCATION_HOST },
  { CRL ("'CustomPath': 'pki'"), ESP_REASON_REVOCATION_PATH_ALONE },
  { CRL ("'CustomCname': 'crl.example', 'CustomPath': '../x'"), ESP_REASON_REVOCATION_PATH },
  { CRL ("'CustomCname': 'crl.example', 'CustomPath': '/x'"), ESP_REASON_REVOCATION_PATH },
  { CRL ("'CustomCname': 'crl.example', 'Url': '" HTTP "/a.crl'"),
    ESP_REASON_REVOCATION_TWO_PLACES },
  { CRL ("'CustomCname': 'crl.example', 'CrlDistributionPointExtensionConfiguration':"
         " {'OmitExtension': true}"),
    ESP_REASON_REVOCATION_OMIT_CNAME },
  { CRL ("'Url': '" HTTP "/a.crl', 'CrlType': 'PARTITIONED',"
         " 'CrlDistributionPointExtensionConfiguration': {'OmitExtension': true}"),
    ESP_REASON_REVOCATION_PART_PLACE },
  { CRL ("'Url': 'https://pki.example/a.crl'"), ESP_REASON_REVOCATION_URL },
  { CRL ("'Url': 'ldap://pki.example/a'"), ESP_REASON_REVOCATION_URL },
  { CRL ("'S3BucketName': 'bucket'"), ESP_REASON_REVOCATION_BUCKET },
  { CRL ("'S3ObjectAcl': 'PUBLIC_READ'"), ESP_REASON_REVOCATION_BUCKET },
  { CRL ("'Delta': true"), ESP_REASON_MEMBER_UNKNOWN },
  { CRL ("'CrlDistributionPointExtensionConfiguration': {'Omit': true}"),
    ESP_REASON_MEMBER_UNKNOWN },
  { OCSP ("'Enabled': true"), ESP_REASON_REVOCATION_OCSP_PLACE },
  { OCSP ("'Enabled': false, 'Url': '" HTTP "/ocsp'"), ESP_REASON_REVOCATION_OFF_ALONE },
  { OCSP ("'Url': '" HTTP "/ocsp'"), ESP_REASON_REVOCATION_OFF_ALONE },
  { OCSP ("'Enabled': true, 'OcspCustomCname': 'https://x.example'"), ESP_REASON_REVOCATION_HOST },
  { OCSP ("'Enabled': true, 'OcspCustomCname': 'x.example', 'Url': '" HTTP "/ocsp'"),
    ESP_REASON_REVOCATION_TWO_PLACES },
  { OCSP ("'Enabled': true, 'CustomCname': 'x.example'"), ESP_REASON_MEMBER_UNKNOWN },
  { "{'Crl': {}}", ESP_REASON_MEMBER_UNKNOWN },
  { "{'CrlConfiguration': true}", ESP_REASON_MEMBER_TYPE },
};

static char *
update (const char *configuration)
{
  return g_strdup_printf ("{'CertificateAuthority': 'Root', 'RevocationConfiguration': %s}",
                          configuration);
}

static void
test_settings_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = create_ca (fixture->engine, "{'Subject': 'CN=Root'}");

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *json = update (refusals[i].configuration);

      g_test_message ("%s", refusals[i].configuration);
      g_error_free (
        refused (fixture->engine, "UpdateCertificateAuthority", json, refusals[i].reason));
    }
}

/* What is set, and where certificates say that lists and answers are. */
static const struct
{
  const char *configuration;
  const char *crl; /* its address up to the UUID of the authority, or whole; NULL: none */
  const char *ocsp;
} settings[] = {
  { CRL ("'Url': '" HTTP "/root.crl'"), HTTP "/root.crl", NULL },
  { CRL ("'Url': '" HTTP "/lists/'"), HTTP "/lists/", NULL },
  { CRL ("'Url': '', 'CustomCname': 'crl.example'"), "http://crl.example/crl/", NULL },
  { CRL ("'CustomPath': 'a/b'"), "http://crl.example/a/b/", NULL },
  { OCSP ("'Enabled': true, 'OcspCustomCname': 'ocsp.example'"), "http://crl.example/a/b/",
    "http://ocsp.example/ocsp" },
  { OCSP ("'OcspCustomCname': '', 'Url': '" HTTP "/answers'"), "http://crl.example/a/b/",
    HTTP "/answers" },
  { CRL ("'CustomCname': '', 'CustomPath': '', 'Url': '" HTTP "/root.crl',"
         " 'CrlDistributionPointExtensionConfiguration': {'OmitExtension': true}"),
    NULL, HTTP "/answers" },
  { CRL ("'CrlDistributionPointExtensionConfiguration': {'OmitExtension': false},"
         " 'CrlType': 'PARTITIONED'"),
    HTTP "/", HTTP "/answers" },
  { CRL ("'Enabled': false"), NULL, HTTP "/answers" },
  { CRL ("'Enabled': true"), HTTP "/", HTTP "/answers" },
  { OCSP ("'Enabled': false"), HTTP "/", NULL },
};

/* The value of an extension in words; NULL where there is none. */
static char *
extension_of (EspEngine *engine, const char *ca, const char *oid)
{
  g_autofree char *csr = make_csr ("/CN=device");
  g_autoptr (JsonObject) issued = issue (engine, ca, csr, NULL);
  const char *pem = json_object_get_string_member (issued, "Certificate");
  g_autoptr (GBytes) bytes = g_bytes_new (pem, strlen (pem));
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (bytes, NULL);
  GPtrArray *extensions = esp_certificate_get_extensions (certificate);

  for (guint i = 0; i < extensions->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (extensions, i);

      if (g_str_equal (extension->oid, oid))
        return esp_extension_to_text (extension);
    }
  return NULL;
}

static void
assert_says (EspEngine *engine, const char *ca, const char *oid, const char *expected)
{
  g_autofree char *said = extension_of (engine, ca, oid);

  if (!expected)
    g_assert_null (said);
  else
    {
      g_assert_nonnull (said);
      g_assert_nonnull (strstr (said, expected));
    }
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root'}");

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autofree char *json = update (settings[i].configuration);

      g_test_message ("%s", settings[i].configuration);
      json_object_unref (call (engine, "UpdateCertificateAuthority", json));
      assert_says (engine, root, "2.5.29.31", settings[i].crl);
      assert_says (engine, root, "1.3.6.1.5.5.7.1.1", settings[i].ocsp);
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!esp_init ())
    g_error ("no secure memory");
  ADD ("/revocation/reasons", test_reasons);
  ADD ("/revocation/rules", test_rules);
  ADD ("/revocation/serial-forms", test_serial_forms);
  ADD ("/revocation/states", test_states);
  ADD ("/revocation/stays", test_stays);
  ADD ("/revocation/half-time", test_half_time);
  ADD ("/revocation/settings", test_settings);
  ADD ("/revocation/settings-refused", test_settings_refused);
  return g_test_run ();
}
