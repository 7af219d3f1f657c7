/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Issuing with all that the service takes: passthrough, preview, idempotency tokens, starts and
 * ends of validity, algorithms, and the names of the errors. */
#include "engine-fixture.h"

#include "vault/esp-idempotency-store.h"

/* Parameters for IssueCertificate under "Root"; @more like ", 'Validity': '1d'". */
static char *
issue_json (const char *csr, const char *more)
{
  g_autofree char *one_line = g_strdup (csr);
  g_auto (GStrv) lines = g_strsplit (one_line, "\n", -1);
  g_autofree char *escaped = g_strjoinv ("\\n", lines);

  return g_strdup_printf ("{'CertificateAuthority': 'Root', 'Csr': '%s'%s}", escaped, more);
}

static JsonObject *
issue_more (EspEngine *engine, const char *csr, const char *more)
{
  g_autofree char *json = issue_json (csr, more);

  return call (engine, "IssueCertificate", json);
}

static GError *
issue_refused (EspEngine *engine, const char *csr, const char *more, EspReason reason)
{
  g_autofree char *json = issue_json (csr, more);

  return refused (engine, "IssueCertificate", json, reason);
}

static EspCertificate *
parse_pem (const char *pem)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (pem, strlen (pem));
  g_autoptr (GError) error = NULL;
  EspCertificate *certificate = esp_certificate_parse (bytes, &error);

  g_assert_no_error (error);
  return certificate;
}

/* --- Passthrough and preview
 * ---------------------------------------------------------------------*/

#define PASSTHROUGH                                                                                \
  ", 'Validity': '30d', 'TemplateArn': 'EndEntityCertificate_APIPassthrough', 'ApiPassthrough': "  \
  "{'Subject': {'CommonName': 'by call'}, 'Extensions': {'SubjectAlternativeNames': "              \
  "[{'DnsName': 'call.example'}], 'KeyUsage': {'CRLSign': true}}}"

static const char *
find_source (JsonObject *preview, const char *name)
{
  JsonArray *extensions = esp_json_get_array (preview, "Extensions");

  for (guint i = 0; i < json_array_get_length (extensions); i++)
    {
      JsonObject *row = json_array_get_object_element (extensions, i);

      if (g_str_equal (esp_json_get_string (row, "Name"), name))
        return esp_json_get_string (row, "Source");
    }
  return NULL;
}

/* What the preview shows is what is issued, extension by extension. */
static void
compare (JsonObject *preview, EspCertificate *certificate)
{
  JsonArray *shown = esp_json_get_array (preview, "Extensions");
  GPtrArray *real = esp_certificate_get_extensions (certificate);

  g_assert_cmpuint (json_array_get_length (shown), ==, real->len);
  for (guint i = 0; i < real->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (real, i);
      JsonObject *row = json_array_get_object_element (shown, i);
      gsize len;
      g_autofree guchar *der = g_base64_decode (esp_json_get_string (row, "Der"), &len);
      g_autoptr (GBytes) bytes = g_bytes_new_static (der, len);

      g_assert_cmpstr (esp_json_get_string (row, "Oid"), ==, extension->oid);
      g_assert_cmpint (esp_json_get_boolean (row, "Critical", FALSE), ==, extension->critical);
      g_assert_true (g_bytes_equal (bytes, extension->value));
    }
}

/* The log keeps what was asked for and not taken. */
static void
assert_not_taken (EspEngine *engine, const char *wanted)
{
  g_autoptr (JsonObject)
    listed = call (engine, "ListEvents", "{'Action': 'acm-pca:IssueCertificate', 'Limit': 1}");
  JsonObject *event = json_array_get_object_element (esp_json_get_array (listed, "Events"), 0);
  const char *told = esp_json_get_string (esp_json_get_object (event, "details"), "NotTaken");

  g_assert_nonnull (told);
  g_assert_nonnull (strstr (told, wanted));
}

static void
test_preview (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root'}");
  g_autofree char *csr = make_csr ("/CN=by request");
  g_autofree char *json = issue_json (csr, PASSTHROUGH);
  gint64 events = count_events (engine);
  g_autoptr (JsonObject) preview = call (engine, "PreviewCertificate", json);
  g_autoptr (JsonObject) status = call (engine, "DescribeVault", NULL);
  g_autoptr (JsonObject) issued = NULL;
  g_autoptr (EspCertificate) certificate = NULL;
  JsonObject *ignored;

  g_assert_cmpint (count_events (engine), ==, events);
  g_assert_cmpint (json_object_get_int_member (status, "InterruptedIssuances"), ==, 0);
  g_assert_cmpstr (esp_json_get_string (preview, "Subject"), ==, "CN=by call");
  g_assert_cmpstr (esp_json_get_string (preview, "SubjectSource"), ==, "Api");
  g_assert_cmpstr (find_source (preview, "Key usage"), ==, "Template");
  g_assert_cmpstr (find_source (preview, "Subject alternative name"), ==, "Api");
  g_assert_cmpstr (find_source (preview, "Authority key identifier"), ==, "Issuer");
  g_assert_cmpstr (find_source (preview, "Subject key identifier"), ==, "SubjectKey");
  g_assert_false (json_object_has_member (preview, "Problem"));
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (preview, "Findings")), >, 0);
  ignored = json_array_get_object_element (esp_json_get_array (preview, "Ignored"), 0);
  g_assert_cmpstr (esp_json_get_string (ignored, "Extension"), ==, "Subject");
  g_assert_false (json_object_has_member (ignored, "Oid"));
  g_assert_cmpstr (esp_json_get_string (ignored, "Value"), ==, "CN=by request");
  issued = call (engine, "IssueCertificate", json);
  certificate = parse_pem (esp_json_get_string (issued, "Certificate"));
  compare (preview, certificate);
  g_assert_cmpstr (esp_name_get_text (esp_certificate_get_subject (certificate)), ==, "CN=by call");
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (issued, "Ignored")), ==,
                    json_array_get_length (esp_json_get_array (preview, "Ignored")));
  assert_not_taken (engine, "Subject (Csr, ");
}

/* Each is shown with everything else, and says with the same code what issuing says. */
static void
test_preview_problems (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *more;
    EspReason reason;
  } rows[] = {
    { ", 'Validity': '11y'", ESP_REASON_OUTLIVES_ISSUER },
    { ", 'Validity': '1d', 'TemplateArn': 'RootCACertificate'",
      ESP_REASON_TEMPLATE_NOT_SUBORDINATE },
    { ", 'Validity': '1d', 'ValidityNotBefore': '2027-01-01T00:00:00Z'",
      ESP_REASON_VALIDITY_ORDER },
    { ", 'Validity': '1d', 'TemplateArn': 'BlankEndEntityCertificate_APIPassthrough', "
      "'ApiPassthrough': {'Extensions': {'KeyUsage': {'KeyCertSign': true}}}",
      ESP_REASON_LINT },
  };
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root'}");
  g_autofree char *csr = make_csr ("/CN=device");
  g_autofree char *good = issue_json (csr, ", 'Validity': '1d'");
  g_autoptr (JsonObject) disabled = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *json = issue_json (csr, rows[i].more);
      g_autoptr (JsonObject) preview = call (engine, "PreviewCertificate", json);
      g_autoptr (GError) error = refused (engine, "IssueCertificate", json, rows[i].reason);
      JsonObject *problem = esp_json_get_object (preview, "Problem");

      g_assert_cmpstr (esp_json_get_string (problem, "Reason"), ==,
                       esp_reason_get_id (rows[i].reason));
      g_assert_cmpstr (esp_json_get_string (problem, "Code"), ==,
                       esp_error_code_get_name (error->code));
      g_assert_nonnull (find_source (preview, "Basic constraints"));
    }
  json_object_unref (call (engine, "UpdateCertificateAuthority",
                           "{'CertificateAuthority': 'Root', 'Status': 'DISABLED'}"));
  disabled = call (engine, "PreviewCertificate", good);
  g_assert_cmpstr (esp_json_get_string (esp_json_get_object (disabled, "Problem"), "Code"), ==,
                   "InvalidStateException");
}

/* --- Idempotency
 * ---------------------------------------------------------------------------------*/

static gint64
count_certificates (EspEngine *engine)
{
  g_autoptr (JsonObject) status = call (engine, "DescribeVault", NULL);

  return json_object_get_int_member (esp_json_get_object (status, "Counts"), "Certificates");
}

static char *
to_text (JsonObject *object)
{
  g_autoptr (JsonNode) node = esp_json_wrap_object (json_object_ref (object));

  return esp_json_to_canonical (node, NULL);
}

#define TOKEN ", 'Validity': '30d', 'IdempotencyToken': 'order 66'"

static void
test_same_token (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root'}");
  g_autofree char *csr = make_csr ("/CN=device");
  g_autoptr (JsonObject) first = issue_more (engine, csr, TOKEN);
  gint64 certificates = count_certificates (engine), events = count_events (engine);
  EspEngine *other = fixture_open (fixture, FOUNDER);
  g_autoptr (JsonObject) second = issue_more (engine, csr, TOKEN);
  g_autoptr (JsonObject) elsewhere = issue_more (other, csr, TOKEN);
  g_autoptr (JsonObject) another = NULL, later = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *a = to_text (first), *b = to_text (second), *c = to_text (elsewhere);

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, ==, c);
  g_assert_cmpint (count_certificates (engine), ==, certificates);
  g_assert_cmpint (count_events (engine), ==, events);
  error = issue_refused (engine, csr, ", 'Validity': '31d', 'IdempotencyToken': 'order 66'",
                         ESP_REASON_IDEMPOTENCY_REUSED);
  g_assert_cmpstr (esp_error_code_get_name (error->code), ==, "InvalidArgsException");
  another = issue_more (engine, csr, ", 'Validity': '30d', 'IdempotencyToken': 'order 67'");
  g_assert_cmpstr (esp_json_get_string (another, "CertificateSerial"), !=,
                   esp_json_get_string (first, "CertificateSerial"));
  /* The last second of the five minutes, and the first after them. */
  esp_clock_set (fixture->clock, FIXTURE_NOW + ESP_IDEMPOTENCY_SECONDS - 1);
  json_object_unref (issue_more (engine, csr, TOKEN));
  g_assert_cmpint (count_certificates (engine), ==, certificates + 1);
  esp_clock_set (fixture->clock, FIXTURE_NOW + ESP_IDEMPOTENCY_SECONDS);
  later = issue_more (engine, csr, TOKEN);
  g_assert_cmpstr (esp_json_get_string (later, "CertificateSerial"), !=,
                   esp_json_get_string (first, "CertificateSerial"));
  g_assert_cmpint (count_certificates (engine), ==, certificates + 2);
  esp_engine_close (other);
  g_object_unref (other);
}

static void
test_tokens (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root'}");
  g_autofree char *csr = make_csr ("/CN=device");
  g_autoptr (GError) error = NULL;

  json_object_unref (issue_more (
    engine, csr, ", 'Validity': '1d', 'IdempotencyToken': 'äbcdefghijklmnopqrstuvwxyz0123456789'"));
  error = issue_refused (engine, csr,
                         ", 'Validity': '1d', 'IdempotencyToken': "
                         "'abcdefghijklmnopqrstuvwxyz01234567890'",
                         ESP_REASON_IDEMPOTENCY_TOKEN);
  g_assert_cmpstr (esp_error_code_get_name (error->code), ==, "ValidationException");
  g_clear_error (&error);
  error = issue_refused (engine, csr, ", 'Validity': '1d', 'IdempotencyToken': ''",
                         ESP_REASON_IDEMPOTENCY_TOKEN);
  g_clear_error (&error);
  error = issue_refused (engine, csr, ", 'Validity': '1d', 'IdempotencyToken': '€'",
                         ESP_REASON_IDEMPOTENCY_TOKEN);
  g_clear_error (&error);
  error = issue_refused (engine, csr, ", 'Validity': '1d', 'IdempotencyToken': 'a\\tb'",
                         ESP_REASON_IDEMPOTENCY_TOKEN);
}

/* A refused call is not remembered: corrected, the same token works. */
static void
test_failed_not_remembered (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root'}");
  g_autofree char *csr = make_csr ("/CN=device");

  g_error_free (issue_refused (engine, csr, ", 'Validity': '11y', 'IdempotencyToken': 't'",
                               ESP_REASON_OUTLIVES_ISSUER));
  json_object_unref (issue_more (engine, csr, ", 'Validity': '1y', 'IdempotencyToken': 't'"));
}

/* One token serves one operation; a CA is made once, and its key with it. */
static void
test_create_once (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  const char *json = "{'Subject': 'CN=Root', 'IdempotencyToken': 'root'}";
  g_autofree char *first = create_ca (engine, json);
  g_autofree char *second = create_ca (engine, json);
  g_autofree char *csr = make_csr ("/CN=device");
  g_autoptr (JsonObject) list = call (engine, "ListCertificateAuthorities", NULL);

  g_assert_cmpstr (first, ==, second);
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (list, "CertificateAuthorities")), ==,
                    1);
  json_object_unref (issue_more (engine, csr, ", 'Validity': '1d', 'IdempotencyToken': 'root'"));
  g_error_free (refused (engine, "CreateCertificateAuthority",
                         "{'Subject': 'CN=Other', 'IdempotencyToken': 'root'}",
                         ESP_REASON_IDEMPOTENCY_REUSED));
}

static void
test_many_once (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root'}");
  g_autofree char *csr = make_csr ("/CN=device");
  g_auto (GStrv) lines = g_strsplit (csr, "\n", -1);
  g_autofree char *escaped = g_strjoinv ("\\n", lines);
  g_autofree char *json = g_strdup_printf (
    "{'CertificateAuthority': 'Root', 'Validity': '30d', 'IdempotencyToken': 'lot 7', 'TemplateArn': "
    "'EndEntityCertificate_APIPassthrough', 'ApiPassthrough': {'Subject': {'CommonName': 'lot'}}, "
    "'Requests': ['%s', '%s', 'broken']}",
    escaped, escaped);
  g_autoptr (JsonObject) first = call (engine, "IssueCertificates", json);
  gint64 certificates = count_certificates (engine);
  g_autoptr (JsonObject) second = call (engine, "IssueCertificates", json);
  g_autofree char *a = to_text (first), *b = to_text (second);
  g_autoptr (EspCertificate) certificate = NULL;
  JsonObject *entry = json_array_get_object_element (esp_json_get_array (first, "Results"), 1);

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpint (json_object_get_int_member (second, "Issued"), ==, 2);
  g_assert_cmpint (count_certificates (engine), ==, certificates);
  certificate = parse_pem (esp_json_get_string (entry, "Certificate"));
  g_assert_cmpstr (esp_name_get_text (esp_certificate_get_subject (certificate)), ==, "CN=lot");
}

/* Two processes with one token at the same moment: both are answered, one certificate is issued,
 * and no reservation is left behind. */
typedef struct
{
  EspEngine *engine;
  const char *json;
  char *answer;
} Racer;

static gpointer
race (gpointer data)
{
  Racer *racer = data;
  g_autoptr (JsonObject) answer = call (racer->engine, "IssueCertificate", racer->json);

  racer->answer = to_text (answer);
  return NULL;
}

static void
test_race (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = create_ca (fixture->engine, "{'Subject': 'CN=Root'}");
  g_autofree char *csr = make_csr ("/CN=device");
  EspEngine *other = fixture_open (fixture, FOUNDER);
  gint64 before = count_certificates (fixture->engine);
  g_autoptr (JsonObject) status = NULL;

  for (int i = 0; i < 8; i++)
    {
      g_autofree char *more = g_strdup_printf (", 'Validity': '30d', 'IdempotencyToken': 'race %d'",
                                               i);
      g_autofree char *json = issue_json (csr, more);
      Racer one = { fixture->engine, json, NULL }, two = { other, json, NULL };
      GThread *a = g_thread_new ("one", race, &one), *b = g_thread_new ("two", race, &two);

      g_thread_join (a);
      g_thread_join (b);
      g_assert_cmpstr (one.answer, ==, two.answer);
      g_free (one.answer);
      g_free (two.answer);
    }
  g_assert_cmpint (count_certificates (fixture->engine), ==, before + 8);
  status = call (fixture->engine, "DescribeVault", NULL);
  g_assert_cmpint (json_object_get_int_member (status, "InterruptedIssuances"), ==, 0);
  esp_engine_close (other);
  g_object_unref (other);
}

/* --- Values
 * --------------------------------------------------------------------------------------*/

static void
expect_times (EspEngine *engine, const char *csr, const char *more, gint64 start, gint64 end)
{
  g_autoptr (JsonObject) issued = issue_more (engine, csr, more);
  g_autoptr (EspCertificate) certificate = parse_pem (esp_json_get_string (issued, "Certificate"));

  g_assert_cmpint (esp_certificate_get_not_before (certificate), ==, start);
  g_assert_cmpint (esp_certificate_get_not_after (certificate), ==, end);
}

static void
test_validity (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine,
                                     "{'Subject': 'CN=Root', 'Validity': '9999-12-31T23:59:59Z'}");
  g_autofree char *csr = make_csr ("/CN=device");
  gint64 now = FIXTURE_NOW, hour_ago = FIXTURE_NOW - 3600;

  expect_times (engine, csr, ", 'Validity': {'Type': 'DAYS', 'Value': 1}", hour_ago,
                now + ESP_TIME_DAY);
  expect_times (engine, csr, ", 'Validity': {'Type': 'MONTHS', 'Value': 13}", hour_ago,
                esp_time_add_months (now, 13));
  expect_times (engine, csr, ", 'Validity': {'Type': 'YEARS', 'Value': 1}", hour_ago,
                esp_time_add_months (now, 12));
  expect_times (engine, csr, ", 'Validity': {'Type': 'ABSOLUTE', 'Value': 1780315201}", hour_ago,
                now + 1);
  expect_times (engine, csr, ", 'Validity': {'Type': 'END_DATE', 'Value': 99991231235959}",
                hour_ago, ESP_TIME_MAX);
  /* A start of its own does not move the end. */
  expect_times (
    engine, csr,
    ", 'Validity': '10d', 'ValidityNotBefore': {'Type': 'ABSOLUTE', 'Value': 1780315300}",
    now + 100, now + 10 * ESP_TIME_DAY);
  expect_times (engine, csr, ", 'Validity': '10d', 'ValidityNotBefore': '2026-06-02T00:00:00Z'",
                now + 43200, now + 10 * ESP_TIME_DAY);
  g_error_free (issue_refused (
    engine, csr, ", 'Validity': '10d', 'ValidityNotBefore': {'Type': 'DAYS', 'Value': 1}",
    ESP_REASON_VALIDITY_START_TYPE));
  g_error_free (issue_refused (
    engine, csr, ", 'Validity': '10d', 'ValidityNotBefore': {'Type': 'ABSOLUTE', 'Value': 0}",
    ESP_REASON_VALIDITY_NOT_POSITIVE));
  g_error_free (issue_refused (
    engine, csr,
    ", 'Validity': '10d', 'ValidityNotBefore': {'Type': 'ABSOLUTE', 'Value': 253402300800}",
    ESP_REASON_VALIDITY_TOO_LATE));
  g_error_free (issue_refused (engine, csr,
                               ", 'Validity': {'Type': 'ABSOLUTE', 'Value': 1780315200}",
                               ESP_REASON_VALIDITY_PAST));
  g_error_free (issue_refused (engine, csr, ", 'Validity': {'Type': 'WEEKS', 'Value': 1}",
                               ESP_REASON_VALIDITY_SYNTAX));
}

/* Seven days to the second; a root's own certificate is exempt, a CA below it is not. */
static void
test_short_lived (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (
    engine, "{'Subject': 'CN=Root', 'UsageMode': 'SHORT_LIVED_CERTIFICATE', 'Validity': '10y'}");
  g_autofree char *csr = make_csr ("/CN=device");
  g_autofree char *child = NULL;
  g_autoptr (GError) error = NULL;

  json_object_unref (issue_more (engine, csr, ", 'Validity': '7d'"));
  error = issue_refused (engine, csr, ", 'Validity': {'Type': 'ABSOLUTE', 'Value': 1780920001}",
                         ESP_REASON_SHORT_LIVED);
  g_assert_cmpstr (esp_error_code_get_name (error->code), ==, "ValidationException");
  g_error_free (refused (engine, "CreateCertificateAuthority",
                         "{'Subject': 'CN=Below', 'Parent': 'Root', 'Validity': '8d'}",
                         ESP_REASON_SHORT_LIVED));
  child = create_ca (engine, "{'Subject': 'CN=Below', 'Parent': 'Root', 'Validity': '7d'}");
}

static void
test_algorithms (Fixture *fixture, gconstpointer data)
{
  static const char *const rsa[] = {
    "SHA256WITHRSA",     "SHA384WITHRSA",     "SHA512WITHRSA",
    "SHA256WITHRSA_PSS", "SHA384WITHRSA_PSS", "SHA512WITHRSA_PSS"
  };
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root', 'KeyAlgorithm': 'RSA_2048'}");
  g_autofree char *csr = make_csr ("/CN=device");
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rsa); i++)
    {
      g_autofree char *more = g_strdup_printf (", 'Validity': '1d', 'SigningAlgorithm': '%s'",
                                               rsa[i]);

      json_object_unref (issue_more (engine, csr, more));
    }
  error = issue_refused (engine, csr, ", 'Validity': '1d', 'SigningAlgorithm': 'SHA256WITHECDSA'",
                         ESP_REASON_SIGNING_ALGORITHM_FAMILY);
  g_assert_cmpstr (esp_error_code_get_name (error->code), ==, "InvalidArgsException");
  g_clear_error (&error);
  error = issue_refused (engine, csr, ", 'Validity': '1d', 'SigningAlgorithm': 'MD5WITHRSA'",
                         ESP_REASON_SIGNING_ALGORITHM_UNKNOWN);
}

/* --- Creating
 * ------------------------------------------------------------------------------------*/

static void
test_create (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (
    engine, "{'Subject': {'CommonName': 'Root', 'Organization': 'Meridian', 'Country': 'DE'}}");
  g_autofree char *custom = create_ca (
    engine, "{'Subject': {'CustomAttributes': [{'ObjectIdentifier': '0.9.2342.19200300.100.1.25', "
            "'Value': 'meridian'}, {'ObjectIdentifier': '2.5.4.3', 'Value': 'Custom'}]}}");
  g_autofree char *below = create_ca (
    engine,
    "{'Subject': 'CN=Constrained', 'Parent': 'Root', 'TemplateArn': "
    "'SubordinateCACertificate_PathLen0_APIPassthrough', 'CsrExtensions': {'KeyUsage': "
    "{'KeyCertSign': true}, 'SubjectInformationAccess': [{'AccessMethod': {'AccessMethodType': "
    "'CA_REPOSITORY'}, 'AccessLocation': {'UniformResourceIdentifier': 'http://a.example/'}}]}, "
    "'ApiPassthrough': {'Extensions': {'CustomExtensions': [{'ObjectIdentifier': '2.5.29.30', "
    "'Critical': true, 'Value': 'MBegFTATghFjYXIubWVyaWRpYW4udGVzdA=='}]}}}");
  g_autoptr (JsonObject)
    shown = call (engine, "DescribeCertificateAuthority", "{'CertificateAuthority': 'Custom'}");
  g_autoptr (JsonObject) request = call (engine, "GetCertificateAuthorityCsr",
                                         "{'CertificateAuthority': 'Constrained'}");
  g_autoptr (JsonObject) issued = call (engine, "GetCertificateAuthorityCertificate",
                                        "{'CertificateAuthority': 'Constrained'}");
  const char *pem = esp_json_get_string (request, "Csr");
  g_autoptr (GBytes) bytes = g_bytes_new_static (pem, strlen (pem));
  g_autoptr (EspRequest) csr = esp_request_parse (bytes, NULL);
  g_autoptr (EspCertificate) certificate = parse_pem (esp_json_get_string (issued, "Certificate"));
  gboolean constrained = FALSE;

  g_assert_cmpstr (
    esp_json_get_string (esp_json_get_object (shown, "CertificateAuthority"), "Subject"), ==,
    "CN=Custom,DC=meridian");
  g_assert_cmpuint (esp_request_get_extensions (csr)->len, ==, 3);
  for (guint i = 0; i < esp_certificate_get_extensions (certificate)->len; i++)
    {
      const EspExtension *row = g_ptr_array_index (esp_certificate_get_extensions (certificate), i);

      constrained = constrained || g_str_equal (row->oid, "2.5.29.30");
    }
  g_assert_true (constrained);
}

static void
test_create_refused (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *json;
    EspReason reason;
    const char *code;
    const char *object;
  } rows[] = {
    { "{'Subject': {'CommonName': ''}}", ESP_REASON_MEMBER_LENGTH, "ValidationException",
      "Subject.CommonName" },
    { "{'Subject': {}}", ESP_REASON_NAME_EMPTY, "InvalidArgsException", NULL },
    { "{'Subject': 'CN=a', 'KeyStorageSecurityStandard': 'FIPS_140_2_LEVEL_3_OR_HIGHER'}",
      ESP_REASON_KEY_STORAGE, "InvalidArgsException", NULL },
    { "{'Subject': 'CN=a', 'KeyStorageSecurityStandard': 'FIPS'}", ESP_REASON_KEY_STORAGE_UNKNOWN,
      "ValidationException", NULL },
    { "{'Subject': 'CN=a', 'CsrExtensions': {'KeyUsage': {'keyCertSign': true}}}",
      ESP_REASON_MEMBER_UNKNOWN, "InvalidArgsException", "CsrExtensions.KeyUsage.keyCertSign" },
    { "{'Subject': 'CN=a', 'ApiPassthrough': {'Extension': {}}}", ESP_REASON_MEMBER_UNKNOWN,
      "InvalidArgsException", "Extension" },
    { "{'Subject': 'CN=a', 'KeyAlgorithm': 'RSA_1024'}", ESP_REASON_KEY_ALGORITHM_UNKNOWN,
      "InvalidArgsException", NULL },
    { "{'Subject': 'CN=a', 'SigningAlgorithm': 'SHA256WITHRSA'}",
      ESP_REASON_SIGNING_ALGORITHM_FAMILY, "InvalidArgsException", NULL },
    { "{'Subject': 'CN=a', 'Tags': [{'Key': 'aws:x', 'Value': 'y'}]}", ESP_REASON_TAG_RESERVED,
      "InvalidTagException", NULL },
    { "{'Subject': 'CN=a', 'UsageMode': 'FOREVER'}", ESP_REASON_USAGE_MODE, "InvalidArgsException",
      "FOREVER" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = refused (fixture->engine, "CreateCertificateAuthority",
                                          rows[i].json, rows[i].reason);

      g_assert_cmpstr (esp_error_code_get_name (error->code), ==, rows[i].code);
      if (rows[i].object)
        g_assert_cmpstr (esp_error_get_object (error), ==, rows[i].object);
    }
}

/* The service's names of errors for IssueCertificate (reference, 1.1). */
static void
test_error_names (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *json;
    const char *code;
    EspReason reason;
  } rows[] = {
    { "{'CertificateAuthority': 'Root', 'Csr': 'x', 'Validity': '1d'}", "MalformedCSRException",
      ESP_REASON_CSR_NOT_A_CSR },
    { "{'CertificateAuthority': 'Nobody', 'Csr': 'x', 'Validity': '1d'}",
      "ResourceNotFoundException", ESP_REASON_CA_UNKNOWN },
    { "{'CertificateAuthority': 'Root', 'Csr': 'x'}", "InvalidArgsException",
      ESP_REASON_PARAMETER_MISSING },
    { "{'CertificateAuthority': 'Root', 'Csr': 'x', 'Validity': '1d', 'Foo': 1}",
      "InvalidArgsException", ESP_REASON_PARAMETER_UNKNOWN },
    { "{'CertificateAuthority': 'Root', 'Csr': 'x', 'Validity': 1}", "InvalidArgsException",
      ESP_REASON_PARAMETER_TYPE },
  };
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root'}");
  g_autofree char *csr = make_csr ("/CN=device");
  g_autofree char *json = issue_json (csr, ", 'Validity': '1d'");
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError)
        problem = refused (engine, "IssueCertificate", rows[i].json, rows[i].reason);

      g_assert_cmpstr (esp_error_code_get_name (problem->code), ==, rows[i].code);
    }
  json_object_unref (call (engine, "UpdateCertificateAuthority",
                           "{'CertificateAuthority': 'Root', 'Status': 'DISABLED'}"));
  error = refused (engine, "IssueCertificate", json, ESP_REASON_CA_STATE);
  g_assert_cmpstr (esp_error_code_get_name (error->code), ==, "InvalidStateException");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/issuing/preview", test_preview);
  ADD ("/issuing/preview/problems", test_preview_problems);
  ADD ("/issuing/token/same", test_same_token);
  ADD ("/issuing/token/form", test_tokens);
  ADD ("/issuing/token/failed", test_failed_not_remembered);
  ADD ("/issuing/token/create", test_create_once);
  ADD ("/issuing/token/many", test_many_once);
  ADD ("/issuing/token/race", test_race);
  ADD ("/issuing/validity", test_validity);
  ADD ("/issuing/short-lived", test_short_lived);
  ADD ("/issuing/algorithms", test_algorithms);
  ADD ("/issuing/create", test_create);
  ADD ("/issuing/create/refused", test_create_refused);
  ADD ("/issuing/error-names", test_error_names);
#undef ADD
  return g_test_run ();
}
