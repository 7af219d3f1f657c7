/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of the sources: who supplies an extension when several ask for it, and what is said of
 * the others. Subject and alternative names; signatures and times at their edges. */
#include "base/esp-error.h"
#include "base/esp-json.h"
#include "pki/esp-extension-values.h"
#include "pki/esp-lint.h"

#include "issuer-fixture.h"

#define CSR                                                                                          \
  "-subj /CN=csr -addext subjectAltName=DNS:csr.example -addext keyUsage=critical,digitalSignature " \
  "-addext crlDistributionPoints=URI:http://csr.example/crl "                                        \
  "-addext authorityInfoAccess='OCSP;URI:http://csr.example/ocsp' "                                  \
  "-addext certificatePolicies=1.3.6.1.4.1.99999.1"

#define API                                                                                        \
  "{'Subject': {'CommonName': 'api'}, 'Extensions': {'KeyUsage': {'KeyAgreement': true},"          \
  "'SubjectAlternativeNames': [{'DnsName': 'api.example'}],"                                       \
  "'CertificatePolicies': [{'CertPolicyId': '1.3.6.1.4.1.99999.2'}], 'CustomExtensions': ["        \
  "{'ObjectIdentifier': '2.5.29.31', 'Value': 'MB8wHaAboBmGF2h0dHA6Ly9jYWxsLmV4YW1wbGUvY3Js'},"    \
  "{'ObjectIdentifier': '2.5.29.14', 'Value': 'BAIBAg=='},"                                        \
  "{'ObjectIdentifier': '2.5.29.19', 'Critical': true, 'Value': 'MAMBAf8='}]}}"

typedef struct
{
  Scratch *scratch;
  Authority *root;
  EspRequest *request;
  EspPassthrough *passthrough;
} Fixture;

static EspPassthrough *
parse_passthrough (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_json_parse (json, -1, ESP_PASSTHROUGH_MAX_SIZE, &error);
  EspPassthrough *passthrough;

  g_assert_no_error (error);
  passthrough = esp_passthrough_from_json (json_node_get_object (node), &error);
  g_assert_no_error (error);
  return passthrough;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->scratch = scratch_new ();
  fixture->root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  fixture->request = make_request (fixture->scratch, P256, CSR);
  fixture->passthrough = parse_passthrough (API);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  scratch_free (fixture->scratch);
  authority_free (fixture->root);
  esp_request_unref (fixture->request);
  esp_passthrough_unref (fixture->passthrough);
}

/* --- Order
 * ---------------------------------------------------------------------------------------*/

#define KU "2.5.29.15"
#define SAN "2.5.29.17"
#define CDP "2.5.29.31"
#define AIA "1.3.6.1.5.5.7.1.1"
#define POLICIES "2.5.29.32"
#define SKI "2.5.29.14"
#define CONSTRAINTS "2.5.29.19"
#define SUBJECT ESP_EXTENSION_SUBJECT

/* Per template: which source each extension has, "-" for none; then who lost and why. */
static const struct
{
  const char *template;
  const char *subject;
  gboolean configured; /* the CA has both addresses */
  const char *used;
  const char *ignored;
} orders[] = {
  { "EndEntityCertificate", "CN=csr", TRUE,
    KU " Template, " SAN " Csr, " CDP " CaConfiguration, " AIA " CaConfiguration, " POLICIES " -",
    SUBJECT " Api template-takes-none-from-api, " KU " Api template-fixes-it, " KU
            " Csr template-fixes-it, " SAN " Api template-takes-none-from-api, " CDP
            " Api ca-configuration-fixes-it, " CDP " Csr ca-configuration-fixes-it, " AIA
            " Csr ca-configuration-fixes-it, " POLICIES
            " Api template-takes-none-from-api, " POLICIES " Csr template-takes-none-from-csr, " SKI
            " Api derived-from-subject-key, " CONSTRAINTS " Api template-fixes-it" },
  { "EndEntityCertificate", "CN=csr", FALSE, CDP " -, " AIA " -",
    CDP " Api template-takes-none-from-api, " CDP " Csr template-takes-none-from-csr, " AIA
        " Csr template-takes-none-from-csr" },
  { "BlankEndEntityCertificate_APICSRPassthrough", "CN=api", TRUE,
    KU " Api, " SAN " Api, " CDP " Csr, " AIA " CaConfiguration, " POLICIES " Api, " CONSTRAINTS
       " Template, " SKI " SubjectKey",
    SUBJECT " Csr api-supplies-it, " KU " Csr api-supplies-it, " SAN " Csr api-supplies-it, " CDP
            " Api template-takes-none-from-api, " CDP " CaConfiguration csr-supplies-it, " POLICIES
            " Csr api-supplies-it, " SKI " Api derived-from-subject-key, " CONSTRAINTS
            " Api template-fixes-it" },
  { "BlankEndEntityCertificate_APICSRPassthrough", "CN=api", FALSE, CDP " Csr, " AIA " Csr", "" },
  { "BlankEndEntityCertificate_CriticalBasicConstraints_APICSRPassthrough", "CN=api", TRUE,
    CDP " Api", CDP " Csr api-supplies-it, " CDP " CaConfiguration api-supplies-it" },
  { "BlankEndEntityCertificate_CriticalBasicConstraints_APIPassthrough", "CN=api", TRUE,
    CDP " Api, " POLICIES " Api",
    CDP " Csr template-takes-none-from-csr, " CDP " CaConfiguration api-supplies-it, " POLICIES
        " Csr template-takes-none-from-csr" },
  { "BlankEndEntityCertificate_CSRPassthrough", "CN=csr", TRUE,
    KU " Csr, " SAN " Csr, " CDP " Csr, " POLICIES " Csr",
    SUBJECT " Api template-takes-none-from-api, " KU " Api template-takes-none-from-api, " POLICIES
            " Api template-takes-none-from-api, " CDP " CaConfiguration csr-supplies-it" },
  { "EndEntityCertificate_APIPassthrough", "CN=api", TRUE,
    KU " Template, " SAN " Api, " CDP " CaConfiguration, " POLICIES " Api",
    SAN " Csr api-supplies-it, " POLICIES " Csr template-takes-none-from-csr" },
};

static const EspExtension *
find_used (GPtrArray *rows, const char *oid)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const EspExtension *row = g_ptr_array_index (rows, i);

      if (!row->ignored && g_str_equal (row->oid, oid))
        return row;
    }
  return NULL;
}

static gboolean
is_ignored (GPtrArray *rows, const char *oid, const char *source, const char *why)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const EspExtension *row = g_ptr_array_index (rows, i);

      if (row->ignored && g_str_equal (row->oid, oid) &&
          g_str_equal (esp_source_get_name (row->source), source))
        {
          g_assert_cmpstr (row->ignored_why, ==, why);
          g_assert_nonnull (esp_ignored_why_get_text (why));
          return TRUE;
        }
    }
  return FALSE;
}

static void
check_used (GPtrArray *rows, const char *list)
{
  g_auto (GStrv) items = g_strsplit (list, ", ", -1);

  for (guint i = 0; items[i]; i++)
    {
      g_auto (GStrv) words = g_strsplit (items[i], " ", -1);
      const EspExtension *row = find_used (rows, words[0]);

      g_test_message ("used: %s", items[i]);
      if (g_str_equal (words[1], "-"))
        g_assert_null (row);
      else
        g_assert_cmpstr (esp_source_get_name (row->source), ==, words[1]);
    }
}

static void
check_ignored (GPtrArray *rows, const char *list)
{
  g_auto (GStrv) items = g_strsplit (list, ", ", -1);

  for (guint i = 0; items[i]; i++)
    {
      g_auto (GStrv) words = g_strsplit (items[i], " ", -1);

      g_test_message ("ignored: %s", items[i]);
      g_assert_true (is_ignored (rows, words[0], words[1], words[2]));
    }
}

/* Whatever was asked for is either in the certificate or told: nothing is lost between the two. */
static void
check_complete (const Fixture *fixture, GPtrArray *rows)
{
  GPtrArray *asked[] = { esp_passthrough_get_extensions (fixture->passthrough),
                         esp_request_get_extensions (fixture->request) };

  for (gsize a = 0; a < G_N_ELEMENTS (asked); a++)
    for (guint i = 0; i < asked[a]->len; i++)
      {
        const EspExtension *wanted = g_ptr_array_index (asked[a], i);
        guint count = 0;

        for (guint j = 0; j < rows->len; j++)
          {
            const EspExtension *row = g_ptr_array_index (rows, j);

            count += row->source == wanted->source && g_str_equal (row->oid, wanted->oid) &&
                     g_bytes_equal (row->value, wanted->value);
          }
        g_assert_cmpuint (count, ==, 1);
      }
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  static char crl_url[] = "http://pki.example/crl", ocsp_url[] = "http://pki.example/ocsp";
  const EspIssuerConfiguration configuration = { crl_url, ocsp_url };

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      EspIssuance issuance = make_issuance (orders[i].template, fixture->request, fixture->root);
      g_autoptr (GBytes) serial = issuance.serial;
      g_autoptr (GError) error = NULL;
      g_autoptr (EspCertificatePlan) plan = NULL;
      EspSource source;
      EspName *subject;

      g_test_message ("%s", orders[i].template);
      issuance.passthrough = fixture->passthrough;
      issuance.configuration = orders[i].configured ? &configuration : NULL;
      plan = esp_certificate_plan_new (&issuance, &error);
      g_assert_no_error (error);
      subject = esp_certificate_plan_get_subject (plan, &source);
      g_assert_cmpstr (esp_name_get_text (subject), ==, orders[i].subject);
      g_assert_cmpint (source, ==,
                       g_str_equal (orders[i].subject, "CN=api") ? ESP_SOURCE_API : ESP_SOURCE_CSR);
      check_used (esp_certificate_plan_get_extensions (plan), orders[i].used);
      if (*orders[i].ignored)
        check_ignored (esp_certificate_plan_get_extensions (plan), orders[i].ignored);
      check_complete (fixture, esp_certificate_plan_get_extensions (plan));
    }
}

/* All 61: what was asked for is in it or told, and what is in it came from where the row says. */
static void
test_nothing_lost (Fixture *fixture, gconstpointer data)
{
  GPtrArray *templates = esp_templates ();

  for (guint i = 0; i < templates->len; i++)
    {
      const EspTemplate *template = g_ptr_array_index (templates, i);
      Authority *issuer = template->kind == ESP_TEMPLATE_ROOT ? NULL : fixture->root;
      EspIssuance issuance = make_issuance (template->name, fixture->request, issuer);
      g_autoptr (GBytes) serial = issuance.serial;
      g_autoptr (GError) error = NULL;
      g_autoptr (EspCertificatePlan) plan = NULL;
      GPtrArray *rows;

      issuance.passthrough = fixture->passthrough;
      plan = esp_certificate_plan_new (&issuance, &error);
      g_assert_no_error (error);
      rows = esp_certificate_plan_get_extensions (plan);
      check_complete (fixture, rows);
      for (guint j = 0; j < rows->len; j++)
        {
          const EspExtension *row = g_ptr_array_index (rows, j);

          if (row->ignored)
            continue;
          if (row->source == ESP_SOURCE_API)
            g_assert_true (template->api_passthrough);
          if (row->source == ESP_SOURCE_CSR && !g_str_equal (row->oid, SAN))
            g_assert_true (template->csr_passthrough);
        }
    }
}

/* A template without passthrough ignores the whole document, and says so of each part. */
static void
test_whole_ignored (Fixture *fixture, gconstpointer data)
{
  EspIssuance issuance = make_issuance ("EndEntityCertificate", fixture->request, fixture->root);
  g_autoptr (GBytes) serial = issuance.serial;
  g_autoptr (EspCertificatePlan) plan = NULL;
  GPtrArray *rows;
  guint count = 0;

  issuance.passthrough = fixture->passthrough;
  plan = esp_certificate_plan_new (&issuance, NULL);
  rows = esp_certificate_plan_get_extensions (plan);
  for (guint i = 0; i < rows->len; i++)
    {
      const EspExtension *row = g_ptr_array_index (rows, i);

      g_assert_true (row->ignored || row->source != ESP_SOURCE_API);
      count += row->source == ESP_SOURCE_API;
    }
  g_assert_cmpuint (count, ==, esp_passthrough_get_extensions (fixture->passthrough)->len + 1);
}

/* --- Subject
 * -------------------------------------------------------------------------------------*/

/* An empty subject by the caller makes the names critical (RFC 5280, 4.2.1.6); without names it is
 * stopped. */
static void
test_empty_subject (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspPassthrough) empty = parse_passthrough ("{'Subject': {}}");
  g_autoptr (EspRequest) nameless = make_request (fixture->scratch, P256, "-subj /CN=only");
  EspIssuance issuance = make_issuance ("EndEntityCertificate_APIPassthrough", fixture->request,
                                        fixture->root);
  g_autoptr (GBytes) serial = issuance.serial;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCertificate) certificate = NULL;
  g_autofree char *text = NULL;

  issuance.passthrough = empty;
  certificate = issue (&issuance, fixture->root->signer, NULL, &error);
  g_assert_no_error (error);
  write_certificate (fixture->scratch, "leaf.pem", certificate);
  text = read_extensions (fixture->scratch, "leaf.pem");
  g_assert_nonnull (strstr (text, "X509v3 Subject Alternative Name: critical\nDNS:csr.example"));
  issuance.request = nameless;
  g_assert_null (issue (&issuance, fixture->root->signer, NULL, &error));
  g_assert_cmpstr (esp_error_get_argument (error, "rule"), ==, "alternative-names-missing");
}

/* --- What passthrough may not break
 * --------------------------------------------------------------*/

static const struct
{
  const char *template;
  const char *json;
  const char *rule;
} faults[] = {
  /* What the templates themselves do with EC keys and Blank CAs is a warning; from a caller it
     stops. */
  { "BlankEndEntityCertificate_APIPassthrough",
    "{'Extensions': {'KeyUsage': {'KeyEncipherment': true}}}", "ec-key-encipherment" },
  { "BlankSubordinateCACertificate_PathLen0_APIPassthrough",
    "{'Extensions': {'KeyUsage': {'CRLSign': true}}}", "path-length-without-cert-sign" },
  { "BlankEndEntityCertificate_APIPassthrough",
    "{'Extensions': {'KeyUsage': {'KeyCertSign': true}}}", "cert-sign-without-ca" },
  { "EndEntityCertificate_APIPassthrough",
    "{'Extensions': {'SubjectAlternativeNames': [{'DnsName': 'not a name'}]}}", "dns-name-syntax" },
  { "EndEntityCertificate_APIPassthrough",
    "{'Extensions': {'SubjectAlternativeNames': [{'UniformResourceIdentifier': 'relative'}]}}",
    "uri-syntax" },
  { "EndEntityCertificate_APIPassthrough",
    "{'Extensions': {'CustomExtensions': [{'ObjectIdentifier': '2.5.29.30', 'Critical': true, "
    "'Value': 'MA+gDTALgglhLmV4YW1wbGU='}]}}",
    "name-constraints-without-ca" },
  { "EndEntityCertificate_APIPassthrough",
    "{'Extensions': {'CustomExtensions': [{'ObjectIdentifier': '2.5.29.32', 'Value': 'BQA='}]}}",
    "extension-malformed" },
};

static void
test_faults (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspRequest) request = make_request (fixture->scratch, P256, "-subj /CN=plain");

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      EspIssuance issuance = make_issuance (faults[i].template, request, fixture->root);
      g_autoptr (GBytes) serial = issuance.serial;
      g_autoptr (EspPassthrough) passthrough = parse_passthrough (faults[i].json);
      g_autoptr (GError) error = NULL;

      issuance.passthrough = passthrough;
      g_assert_null (issue (&issuance, fixture->root->signer, NULL, &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_LINT));
      g_assert_cmpstr (esp_error_get_argument (error, "rule"), ==, faults[i].rule);
    }
}

/* A root's authority key identifier by the caller: its own key, or refused. */
static void
test_root_authority_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Authority) ca = make_authority ("RootCACertificate", "EC_prime256v1", "CN=A", NULL);
  g_autoptr (EspRequest) request = NULL;
  g_autoptr (EspName) name = esp_name_parse ("CN=New root", NULL);
  g_autoptr (GBytes) value = esp_value_authority_key_identifier (esp_key_get_identifier (ca->key));
  gsize len;
  const guint8 *bytes = g_bytes_get_data (value, &len);
  g_autofree char *base64 = g_base64_encode (bytes, len);
  g_autofree char *good = g_strdup_printf (
    "{'Extensions': {'CustomExtensions': [{'ObjectIdentifier': '2.5.29.35', 'Value': '%s'}]}}",
    base64);
  g_autoptr (EspPassthrough) own = parse_passthrough (good);
  g_autoptr (EspPassthrough) other = parse_passthrough (
    "{'Extensions': {'CustomExtensions': [{'ObjectIdentifier': '2.5.29.35', 'Value': 'MASAAgEC'}]}}");
  EspIssuance issuance;
  g_autoptr (GBytes) serial = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCertificate) root = NULL;

  request = esp_request_create_ca (name, ca->signer, signing_for (ca->key), &error);
  g_assert_no_error (error);
  issuance = make_issuance ("RootCACertificate_APIPassthrough", request, NULL);
  serial = issuance.serial;
  issuance.algorithm = signing_for (ca->key);
  issuance.passthrough = own;
  root = issue (&issuance, ca->signer, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (esp_certificate_get_authority_key_identifier (root),
                                esp_key_get_identifier (ca->key)));
  write_certificate (fixture->scratch, "root.pem", root);
  g_assert_true (
    run (fixture->scratch, NULL, "openssl verify -x509_strict -CAfile root.pem root.pem"));
  issuance.passthrough = other;
  g_assert_null (issue (&issuance, ca->signer, NULL, &error));
  g_assert_cmpstr (esp_error_get_argument (error, "rule"), ==, "issuer-key-identifier");
}

/* --- Preview
 * -------------------------------------------------------------------------------------*/

/* What would be refused is shown all the same, and is refused for the same reason. */
static void
test_preview (Fixture *fixture, gconstpointer data)
{
  EspIssuance issuance = make_issuance ("EndEntityCertificate", fixture->request, fixture->root);
  g_autoptr (GBytes) serial = issuance.serial;
  g_autoptr (GError) problem = NULL, error = NULL;
  g_autoptr (EspCertificatePlan) plan = NULL;
  g_autoptr (GPtrArray) findings = NULL;

  issuance.not_after = esp_certificate_get_not_after (fixture->root->certificate) + 1;
  plan = esp_certificate_plan_preview (&issuance, &problem, &error);
  g_assert_no_error (error);
  g_assert_true (esp_error_has_reason (problem, ESP_REASON_OUTLIVES_ISSUER));
  g_assert_nonnull (find_used (esp_certificate_plan_get_extensions (plan), KU));
  findings = esp_certificate_plan_lint (plan, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (findings->len, >, 0);
  g_assert_null (esp_certificate_plan_new (&issuance, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_OUTLIVES_ISSUER));
}

/* --- Signatures and times
 * ------------------------------------------------------------------------*/

static void
test_pss (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "SHA256WITHRSA_PSS", "SHA384WITHRSA_PSS",
                                       "SHA512WITHRSA_PSS" };
  g_autoptr (Authority) root = make_authority ("RootCACertificate", "RSA_2048", "CN=RSA", NULL);

  write_certificate (fixture->scratch, "rsa.pem", root->certificate);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      EspIssuance issuance = make_issuance ("EndEntityServerAuthCertificate", fixture->request,
                                            root);
      g_autoptr (GBytes) serial = issuance.serial;
      g_autoptr (EspCertificate) leaf = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL, *verdict = NULL;

      issuance.algorithm = esp_signing_algorithm_find (names[i], NULL);
      leaf = issue (&issuance, root->signer, NULL, &error);
      g_assert_no_error (error);
      write_certificate (fixture->scratch, "leaf.pem", leaf);
      run_ok (fixture->scratch, "cat leaf.pem rsa.pem >chain.pem");
      g_assert_true (run (fixture->scratch, &text, "openssl x509 -in leaf.pem -noout -text"));
      g_assert_nonnull (strstr (text, "Signature Algorithm: rsassaPss"));
      g_assert_true (
        run (fixture->scratch, NULL,
             "openssl verify -x509_strict -CAfile rsa.pem -purpose sslserver leaf.pem"));
      g_assert_true (run (fixture->scratch, &verdict,
                          "certtool --verify --load-ca-certificate rsa.pem --infile chain.pem"));
      g_assert_nonnull (strstr (verdict, "Chain verification output: Verified"));
    }
}

/* UTCTime until the end of 2049, GeneralizedTime from the first second of 2050; the end of all
 * time. */
static void
test_times (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    gint64 end;
    const char *text;
    guint8 tag;
  } rows[] = {
    { G_GINT64_CONSTANT (2524607999), "Dec 31 23:59:59 2049 GMT", 0x17 },
    { G_GINT64_CONSTANT (2524608000), "Jan  1 00:00:00 2050 GMT", 0x18 },
    { G_GINT64_CONSTANT (253402300799), "Dec 31 23:59:59 9999 GMT", 0x18 },
  };
  g_autoptr (Authority) ca = make_authority ("RootCACertificate", "EC_prime256v1", "CN=A", NULL);
  g_autoptr (EspName) name = esp_name_parse ("CN=Long", NULL);
  g_autoptr (EspRequest)
    request = esp_request_create_ca (name, ca->signer, signing_for (ca->key), NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      EspIssuance issuance = make_issuance ("RootCACertificate", request, NULL);
      g_autoptr (GBytes) serial = issuance.serial;
      g_autoptr (EspCertificate) root = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL, *certtool = NULL, *parsed = NULL;

      issuance.algorithm = signing_for (ca->key);
      issuance.not_after = rows[i].end;
      root = issue (&issuance, ca->signer, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (esp_certificate_get_not_after (root), ==, rows[i].end);
      write_certificate (fixture->scratch, "long.pem", root);
      g_assert_true (run (fixture->scratch, &text, "openssl x509 -in long.pem -noout -enddate"));
      g_assert_nonnull (strstr (text, rows[i].text));
      g_assert_true (run (fixture->scratch, &parsed, "openssl asn1parse -in long.pem"));
      g_assert_cmpint (strstr (parsed, "GENERALIZEDTIME") != NULL, ==, rows[i].tag == 0x18);
      g_assert_true (run (fixture->scratch, &certtool,
                          "certtool --verify --load-ca-certificate long.pem --infile long.pem"));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!esp_pki_init ())
    g_error ("no secure heap");
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/plan/order", test_order);
  ADD ("/plan/nothing-lost", test_nothing_lost);
  ADD ("/plan/whole-ignored", test_whole_ignored);
  ADD ("/plan/empty-subject", test_empty_subject);
  ADD ("/plan/faults", test_faults);
  ADD ("/plan/root-authority-key", test_root_authority_key);
  ADD ("/plan/preview", test_preview);
  ADD ("/plan/pss", test_pss);
  ADD ("/plan/times", test_times);
#undef ADD
  return g_test_run ();
}
