/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates that come in (service, section 1.4), made by the openssl command at the present
 * time: each rule with a certificate that breaks it, and its error; what replacing does; name
 * constraints at issue, judged by openssl too. */
#include "engine-fixture.h"
#include "pki/esp-issuer.h"
#include "vault/esp-ca-store.h"

#include <string.h>

#define DAY ESP_TIME_DAY
#define CA_EXTENSIONS                                                                              \
  "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n"           \
  "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"

/* --- The world outside -------------------------------------------------------------------------*/

static char *
spawn (Fixture *fixture, int wanted, const char *command)
{
  const char *argv[] = { "sh", "-c", command, NULL };
  g_autofree char *error = NULL;
  char *text = NULL;
  int status = -1;

  g_assert_true (g_spawn_sync (fixture->folder, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL,
                               NULL, &text, &error, &status, NULL));
  if (g_spawn_check_wait_status (status, NULL) != (wanted == 0))
    g_error ("%s\n%s", command, error);
  return text;
}

G_GNUC_PRINTF (2, 3)
static void
sh (Fixture *fixture, const char *format, ...)
{
  va_list arguments;
  g_autofree char *command = NULL;
  g_autofree char *output = NULL;

  va_start (arguments, format);
  command = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  output = spawn (fixture, 0, command);
}

static char *
read_text (Fixture *fixture, const char *name)
{
  g_autofree char *path = fixture_file (fixture, name);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
write_text (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = fixture_file (fixture, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* NAME.key and NAME.pem: a root of the outside world. */
static void
make_outside_root (Fixture *fixture, const char *name, const char *extensions, int days)
{
  g_autofree char *file = g_strconcat (name, ".cnf", NULL);
  g_autofree char *text = g_strdup_printf ("[req]\ndistinguished_name=dn\n[dn]\n[v3]\n%s\n",
                                           extensions);

  write_text (fixture, file, text);
  sh (fixture,
      "openssl req -x509 -config %s.cnf -extensions v3 -newkey ec -pkeyopt "
      "ec_paramgen_curve:P-256 -nodes -keyout %s.key -out %s.pem -days %d -subj /O=Elsewhere/CN=%s",
      name, name, name, days, name);
}

/* NAME.pem: NAME.csr signed by ISSUER with @extensions. */
static void
sign_outside (Fixture *fixture,
              const char *name,
              const char *issuer,
              const char *extensions,
              int days,
              const char *more)
{
  g_autofree char *file = g_strconcat (name, ".ext", NULL);

  write_text (fixture, file, extensions);
  sh (fixture,
      "openssl x509 -req -in %s.csr -CA %s.pem -CAkey %s.key -set_serial 0x%u -days %d "
      "-extfile %s.ext -out %s.pem %s",
      name, issuer, issuer, g_random_int_range (1 << 20, G_MAXINT), days, name, name,
      more ? more : "");
}

/* An authority of the outside world below ISSUER. */
static void
make_outside_ca (Fixture *fixture, const char *name, const char *issuer, const char *extensions)
{
  sh (fixture,
      "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout %s.key -out "
      "%s.csr -subj /O=Elsewhere/CN=%s",
      name, name, name);
  sign_outside (fixture, name, issuer, extensions, 1000, NULL);
}

/* --- The vault ---------------------------------------------------------------------------------*/

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture, data);
  esp_clock_set (fixture->clock, g_get_real_time () / G_USEC_PER_SEC);
  make_outside_root (fixture, "outside",
                     "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
                     "subjectKeyIdentifier=hash",
                     3650);
}

/* A waiting subordinate; its request is in branch.csr. */
static char *
make_branch (Fixture *fixture)
{
  char *arn = create_ca (fixture->engine,
                         "{'Subject':'CN=Branch,O=Meridian','Type':'SUBORDINATE'}");
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority':'%s'}", arn);
  g_autoptr (JsonObject) result = call (fixture->engine, "GetCertificateAuthorityCsr", json);

  write_text (fixture, "branch.csr", esp_json_get_string (result, "Csr"));
  return arn;
}

/* Files by name, several with spaces between, or NULL. */
static JsonObject *
import_parameters (Fixture *fixture, const char *ca, const char *certificate, const char *chain)
{
  JsonObject *parameters = json_object_new ();
  g_autofree char *text = read_text (fixture, certificate);
  g_auto (GStrv) names = chain ? g_strsplit (chain, " ", -1) : NULL;
  g_autoptr (GString) all = g_string_new (NULL);

  json_object_set_string_member (parameters, "CertificateAuthority", ca);
  json_object_set_string_member (parameters, "Certificate", text);
  for (guint i = 0; names && names[i]; i++)
    {
      g_autofree char *one = read_text (fixture, names[i]);

      g_string_append (all, one);
    }
  if (chain)
    json_object_set_string_member (parameters, "CertificateChain", all->str);
  return parameters;
}

static JsonObject *
take_in (Fixture *fixture, const char *ca, const char *certificate, const char *chain)
{
  g_autoptr (JsonObject) parameters = import_parameters (fixture, ca, certificate, chain);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_engine_call (
    fixture->engine, "ImportCertificateAuthorityCertificate", parameters, NULL, &error);

  g_assert_no_error (error);
  return json_object_ref (
    esp_json_get_object (json_node_get_object (node), "CertificateAuthority"));
}

static GError *
not_taken (Fixture *fixture,
           const char *ca,
           const char *certificate,
           const char *chain,
           EspReason reason)
{
  g_autoptr (JsonObject) parameters = import_parameters (fixture, ca, certificate, chain);
  GError *error = NULL;
  JsonNode *node = esp_engine_call (fixture->engine, "ImportCertificateAuthorityCertificate",
                                    parameters, NULL, &error);

  g_assert_null (node);
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
  return error;
}

static void
run (EspEngine *engine, const char *operation, const char *ca, const char *more)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority':'%s'%s}", ca, more ? more : "");
  g_autoptr (JsonObject) result = call (engine, operation, json);

  g_assert_nonnull (result);
}

/* --- What the certificate says -----------------------------------------------------------------*/

#define BASIC "basicConstraints=critical,CA:TRUE,pathlen:0\n"
#define IDS "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"

static const struct
{
  const char *label;
  const char *extensions;
  EspReason reason; /* NONE: taken in */
  const char *code;
} cases[] = {
  { "no basic constraints", IDS "keyUsage=critical,keyCertSign\n", ESP_REASON_CA_NOT_A_CA,
    "ValidationException" },
  { "no authority", IDS "basicConstraints=critical,CA:FALSE\n", ESP_REASON_CA_NOT_A_CA,
    "ValidationException" },
  { "not critical", IDS "basicConstraints=CA:TRUE,pathlen:0\n", ESP_REASON_CA_BASIC_CONSTRAINTS,
    "ValidationException" },
  { "no keyCertSign", BASIC IDS "keyUsage=critical,cRLSign\n", ESP_REASON_CA_KEY_USAGE,
    "ValidationException" },
  { "critical information access",
    BASIC IDS "authorityInfoAccess=critical,OCSP;URI:http://ocsp.example\n", ESP_REASON_CA_CRITICAL,
    "MalformedCertificateException" },
  { "critical distribution point",
    BASIC IDS "crlDistributionPoints=critical,URI:http://crl.example/a.crl\n",
    ESP_REASON_CA_CRITICAL, "MalformedCertificateException" },
  { "critical policy constraints", BASIC IDS "policyConstraints=critical,requireExplicitPolicy:0\n",
    ESP_REASON_CA_CRITICAL, "MalformedCertificateException" },
  { "critical freshest CRL", BASIC IDS "freshestCRL=critical,URI:http://crl.example/d.crl\n",
    ESP_REASON_CA_CRITICAL, "MalformedCertificateException" },
  { "critical unknown", BASIC IDS "1.2.3.4=critical,ASN1:NULL\n", ESP_REASON_CA_CRITICAL,
    "MalformedCertificateException" },
  { "name constraints that can't be read", BASIC IDS "2.5.29.30=critical,DER:0500\n",
    ESP_REASON_CA_NAME_CONSTRAINTS, "MalformedCertificateException" },
  { "not critical ones",
    BASIC IDS "authorityInfoAccess=OCSP;URI:http://ocsp.example\n"
              "crlDistributionPoints=URI:http://crl.example/a.crl\n1.2.3.4=ASN1:NULL\n",
    ESP_REASON_NONE, NULL },
  { "no key usage", BASIC IDS, ESP_REASON_NONE, NULL },
  /* The list of what may be critical. */
  { "policies", BASIC IDS "certificatePolicies=critical,1.2.3.4\n", ESP_REASON_NONE, NULL },
  { "extended key usage", BASIC IDS "extendedKeyUsage=critical,serverAuth\n", ESP_REASON_NONE,
    NULL },
  { "inhibit any policy", BASIC IDS "inhibitAnyPolicy=critical,1\n", ESP_REASON_NONE, NULL },
  { "issuer alternative name", BASIC IDS "issuerAltName=critical,URI:http://issuer.example\n",
    ESP_REASON_NONE, NULL },
  { "key usage", BASIC IDS "keyUsage=critical,keyCertSign\n", ESP_REASON_NONE, NULL },
  { "name constraints", BASIC IDS "nameConstraints=critical,permitted;DNS:good.example\n",
    ESP_REASON_NONE, NULL },
  { "policy mappings",
    BASIC IDS "certificatePolicies=1.2.3.4\npolicyMappings=critical,1.2.3.4:1.2.3.5\n",
    ESP_REASON_NONE, NULL },
  { "alternative name", BASIC IDS "subjectAltName=critical,DNS:ca.example\n", ESP_REASON_NONE,
    NULL },
  { "directory attributes",
    BASIC IDS "2.5.29.9=critical,DER:3011300f06035504063108130655532d544558\n", ESP_REASON_NONE,
    NULL },
  { "subject key identifier", BASIC "subjectKeyIdentifier=critical,hash\n", ESP_REASON_NONE, NULL },
  { "information access",
    BASIC IDS "subjectInfoAccess=critical,caRepository;URI:http://r.example\n", ESP_REASON_NONE,
    NULL },
};

static void
test_extensions (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *branch = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonObject) ca = NULL;

      g_test_message ("%s", cases[i].label);
      branch = make_branch (fixture);
      sign_outside (fixture, "branch", "outside", cases[i].extensions, 100, NULL);
      if (cases[i].reason == ESP_REASON_NONE)
        ca = take_in (fixture, branch, "branch.pem", "outside.pem");
      else
        error = not_taken (fixture, branch, "branch.pem", "outside.pem", cases[i].reason);
      if (ca)
        g_assert_cmpstr (esp_json_get_string (ca, "Status"), ==, "ACTIVE");
      else
        g_assert_cmpstr (esp_error_code_get_name (error->code), ==, cases[i].code);
    }
}

/* --- Whose it is -------------------------------------------------------------------------------*/

static void
test_own (Fixture *fixture, gconstpointer data)
{
  g_autofree char *branch = make_branch (fixture);
  g_autoptr (GError) key = NULL;
  g_autoptr (GError) subject = NULL;
  g_autoptr (GError) self_signed = NULL;
  g_autoptr (GError) text = NULL;
  g_autoptr (GError) large = NULL;
  g_autofree char *much = g_strnfill (40000, 'A');

  sh (fixture,
      "cp branch.csr kept.csr; openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
      "-nodes -keyout other.key -out branch.csr -subj /O=Meridian/CN=Branch");
  sign_outside (fixture, "branch", "outside", CA_EXTENSIONS, 100, NULL);
  key = not_taken (fixture, branch, "branch.pem", "outside.pem", ESP_REASON_IMPORT_KEY);
  g_assert_cmpint (key->code, ==, ESP_ERROR_CERTIFICATE_MISMATCH);
  sh (fixture, "cp kept.csr branch.csr");
  sign_outside (fixture, "branch", "outside", CA_EXTENSIONS, 100, "-subj /O=Meridian/CN=Other");
  subject = not_taken (fixture, branch, "branch.pem", "outside.pem", ESP_REASON_IMPORT_SUBJECT);
  g_assert_cmpint (subject->code, ==, ESP_ERROR_CERTIFICATE_MISMATCH);
  /* Its own name as that of the issuer. */
  write_text (fixture, "self.ext", CA_EXTENSIONS);
  sh (fixture, "openssl req -x509 -key other.key -subj /O=Meridian/CN=Branch -days 50 -out "
               "same.pem -addext basicConstraints=critical,CA:TRUE; openssl x509 -req -in "
               "branch.csr -CA same.pem -CAkey other.key -set_serial 77 -days 40 -extfile self.ext "
               "-out branch.pem");
  self_signed = not_taken (fixture, branch, "branch.pem", "same.pem",
                           ESP_REASON_IMPORT_SELF_SIGNED);
  g_assert_cmpint (self_signed->code, ==, ESP_ERROR_MALFORMED_CERTIFICATE);
  write_text (fixture, "text.pem", "no certificate\n");
  text = not_taken (fixture, branch, "text.pem", "outside.pem",
                    ESP_REASON_CERTIFICATE_NOT_A_CERTIFICATE);
  write_text (fixture, "large.pem", much);
  large = not_taken (fixture, branch, "large.pem", "outside.pem", ESP_REASON_CERTIFICATE_TOO_LARGE);
  g_assert_cmpint (large->code, ==, ESP_ERROR_MALFORMED_CERTIFICATE);
}

/* --- The chain ---------------------------------------------------------------------------------*/

static void
test_chain (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *chain;
    EspReason reason;
    EspErrorCode code;
  } rows[] = {
    { NULL, ESP_REASON_IMPORT_CHAIN_MISSING, ESP_ERROR_MALFORMED_CERTIFICATE },
    { "outside.pem", ESP_REASON_IMPORT_CHAIN_BROKEN, ESP_ERROR_CERTIFICATE_MISMATCH },
    { "outside.pem middle.pem", ESP_REASON_IMPORT_CHAIN_BROKEN, ESP_ERROR_CERTIFICATE_MISMATCH },
    { "middle.pem", ESP_REASON_IMPORT_CHAIN_ROOT, ESP_ERROR_MALFORMED_CERTIFICATE },
    { "branch.pem middle.pem outside.pem", ESP_REASON_IMPORT_CHAIN_OWN,
      ESP_ERROR_MALFORMED_CERTIFICATE },
  };
  g_autofree char *branch = make_branch (fixture);
  g_autoptr (JsonObject) ca = NULL;

  make_outside_ca (fixture, "middle", "outside",
                   "basicConstraints=critical,CA:TRUE,pathlen:1\nkeyUsage=critical,keyCertSign\n"
                   "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n");
  sign_outside (fixture, "branch", "middle", CA_EXTENSIONS, 100, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError)
        error = not_taken (fixture, branch, "branch.pem", rows[i].chain, rows[i].reason);

      g_assert_cmpint (error->code, ==, rows[i].code);
    }
  ca = take_in (fixture, branch, "branch.pem", "middle.pem outside.pem");
  g_assert_cmpint (esp_json_get_int (ca, "Level", 0), ==, 3);
  g_assert_cmpint (esp_json_get_int (ca, "PathLength", -1), ==, 0);
}

static void
refuse_under (Fixture *fixture, const char *extensions, int days, int later, EspReason reason)
{
  g_autofree char *branch = make_branch (fixture);
  g_autoptr (GError) error = NULL;

  make_outside_root (fixture, "above", extensions, days);
  sign_outside (fixture, "branch", "above", CA_EXTENSIONS, 100, NULL);
  if (later)
    esp_clock_set (fixture->clock, esp_clock_now (fixture->clock) + later * DAY);
  error = not_taken (fixture, branch, "branch.pem", "above.pem", reason);
  g_assert_nonnull (esp_error_get_object (error));
}

static void
test_above (Fixture *fixture, gconstpointer data)
{
  refuse_under (fixture, "basicConstraints=critical,CA:TRUE,pathlen:0\nsubjectKeyIdentifier=hash",
                400, 0, ESP_REASON_PATH_LENGTH_ZERO);
  refuse_under (fixture, "basicConstraints=critical,CA:FALSE\nsubjectKeyIdentifier=hash", 400, 0,
                ESP_REASON_CA_NOT_A_CA);
  refuse_under (fixture, "subjectKeyIdentifier=hash", 400, 0, ESP_REASON_CA_NOT_A_CA);
  refuse_under (fixture,
                "basicConstraints=critical,CA:TRUE\nkeyUsage=cRLSign\nsubjectKeyIdentifier=hash",
                400, 0, ESP_REASON_CA_KEY_USAGE);
  refuse_under (fixture,
                "basicConstraints=critical,CA:TRUE\nsubjectKeyIdentifier=hash\n1.2.3.4=critical,"
                "ASN1:NULL",
                400, 0, ESP_REASON_CA_CRITICAL);
  refuse_under (fixture, "basicConstraints=critical,CA:TRUE\nsubjectKeyIdentifier=hash", 5, 6,
                ESP_REASON_IMPORT_CHAIN_EXPIRED);
}

static void
test_ends (Fixture *fixture, gconstpointer data)
{
  g_autofree char *branch = make_branch (fixture);
  g_autoptr (GError) outlives = NULL;
  g_autoptr (GError) expired = NULL;

  sign_outside (fixture, "branch", "outside", CA_EXTENSIONS, 4000, NULL);
  outlives = not_taken (fixture, branch, "branch.pem", "outside.pem", ESP_REASON_OUTLIVES_ISSUER);
  g_assert_cmpint (outlives->code, ==, ESP_ERROR_VALIDATION);
  sign_outside (fixture, "branch", "outside", CA_EXTENSIONS, 5, NULL);
  esp_clock_set (fixture->clock, esp_clock_now (fixture->clock) + 6 * DAY);
  expired = not_taken (fixture, branch, "branch.pem", "outside.pem", ESP_REASON_IMPORT_EXPIRED);
}

/* Path lengths of the whole chain, and its five levels. */
static void
test_whole_chain (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "outside", "l2", "l3", "l4", "l5" };
  g_autofree char *branch = make_branch (fixture);
  g_autoptr (GError) deep = NULL;
  g_autoptr (GError) length = NULL;

  for (gsize i = 1; i < G_N_ELEMENTS (names); i++)
    make_outside_ca (fixture, names[i], names[i - 1],
                     "basicConstraints=critical,CA:TRUE\nsubjectKeyIdentifier=hash\n"
                     "authorityKeyIdentifier=keyid\n");
  sign_outside (fixture, "branch", "l5", CA_EXTENSIONS, 100, NULL);
  deep = not_taken (fixture, branch, "branch.pem", "l5.pem l4.pem l3.pem l2.pem outside.pem",
                    ESP_REASON_DEPTH);
  /* Two above the one that is imported: its own parent is fine, the one above that is not. */
  make_outside_ca (fixture, "narrow", "outside",
                   "basicConstraints=critical,CA:TRUE,pathlen:1\nsubjectKeyIdentifier=hash\n"
                   "authorityKeyIdentifier=keyid\n");
  make_outside_ca (fixture, "wide", "narrow",
                   "basicConstraints=critical,CA:TRUE,pathlen:2\nsubjectKeyIdentifier=hash\n"
                   "authorityKeyIdentifier=keyid\n");
  sign_outside (fixture, "branch", "wide", CA_EXTENSIONS, 100, NULL);
  length = not_taken (fixture, branch, "branch.pem", "wide.pem narrow.pem outside.pem",
                      ESP_REASON_PATH_LENGTH_NOT_BELOW);
  g_assert_cmpstr (esp_error_get_object (length), ==, "CN=narrow,O=Elsewhere");
}

/* --- States ------------------------------------------------------------------------------------*/

static void
assert_status (EspEngine *engine, const char *ca, const char *status)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority':'%s'}", ca);
  g_autoptr (JsonObject) result = call (engine, "DescribeCertificateAuthority", json);

  g_assert_cmpstr (
    esp_json_get_string (esp_json_get_object (result, "CertificateAuthority"), "Status"), ==,
    status);
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *branch = make_branch (fixture);
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) second = NULL;
  g_autoptr (JsonObject) third = NULL;
  g_autoptr (JsonObject) fourth = NULL;
  g_autoptr (GError) disabled = NULL;
  gint64 now = esp_clock_now (fixture->clock);

  sign_outside (fixture, "branch", "outside", CA_EXTENSIONS, 5, NULL);
  first = take_in (fixture, branch, "branch.pem", "outside.pem");
  sign_outside (fixture, "branch", "outside", CA_EXTENSIONS, 10, NULL);
  second = take_in (fixture, branch, "branch.pem", "outside.pem"); /* over ACTIVE */
  g_assert_cmpstr (esp_json_get_string (first, "Serial"), !=,
                   esp_json_get_string (second, "Serial"));
  run (engine, "UpdateCertificateAuthority", branch, ",'Status':'DISABLED'");
  disabled = not_taken (fixture, branch, "branch.pem", "outside.pem", ESP_REASON_CA_STATE);
  esp_clock_set (fixture->clock, now + 11 * DAY);
  assert_status (engine, branch, "EXPIRED");
  sign_outside (fixture, "branch", "outside", CA_EXTENSIONS, 20, NULL);
  third = take_in (fixture, branch, "branch.pem", "outside.pem"); /* EXPIRED over DISABLED */
  g_assert_cmpstr (esp_json_get_string (third, "Status"), ==, "DISABLED");
  run (engine, "UpdateCertificateAuthority", branch, ",'Status':'ACTIVE'");
  esp_clock_set (fixture->clock, now + 21 * DAY);
  assert_status (engine, branch, "EXPIRED");
  sign_outside (fixture, "branch", "outside", CA_EXTENSIONS, 40, NULL);
  fourth = take_in (fixture, branch, "branch.pem", "outside.pem"); /* EXPIRED over ACTIVE */
  g_assert_cmpstr (esp_json_get_string (fourth, "Status"), ==, "ACTIVE");
}

/* --- Replacing ---------------------------------------------------------------------------------*/

static void
test_below (Fixture *fixture, gconstpointer data)
{
  g_autofree char *branch = make_branch (fixture);
  g_autofree char *json = g_strdup_printf (
    "{'Subject':'CN=Twig','Parent':'%s','PathLength':0,'Validity':'50d'}", branch);
  g_autofree char *twig = NULL;
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) deeper = NULL;
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GError) child = NULL;
  g_autoptr (GError) identifier = NULL;
  g_autofree char *ask = NULL;

  sign_outside (
    fixture, "branch", "outside",
    "basicConstraints=critical,CA:TRUE,pathlen:1\nkeyUsage=critical,keyCertSign,cRLSign\n"
    "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n",
    100, NULL);
  first = take_in (fixture, branch, "branch.pem", "outside.pem");
  twig = create_ca (fixture->engine, json);
  sign_outside (fixture, "branch", "outside", CA_EXTENSIONS, 100, NULL);
  child = not_taken (fixture, branch, "branch.pem", "outside.pem", ESP_REASON_IMPORT_CHILD);
  g_assert_cmpstr (esp_error_get_argument (child, "child"), ==, "Twig");
  sign_outside (fixture, "branch", "outside",
                "basicConstraints=critical,CA:TRUE\nsubjectKeyIdentifier=0102030405060708\n"
                "authorityKeyIdentifier=keyid\n",
                100, NULL);
  identifier = not_taken (fixture, branch, "branch.pem", "outside.pem",
                          ESP_REASON_IMPORT_KEY_IDENTIFIER);
  g_assert_cmpint (identifier->code, ==, ESP_ERROR_CERTIFICATE_MISMATCH);
  /* One level further down: those below go with it. */
  make_outside_ca (fixture, "middle", "outside",
                   "basicConstraints=critical,CA:TRUE,pathlen:2\nsubjectKeyIdentifier=hash\n"
                   "authorityKeyIdentifier=keyid\n");
  sign_outside (fixture, "branch", "middle",
                "basicConstraints=critical,CA:TRUE,pathlen:1\nsubjectKeyIdentifier=hash\n"
                "authorityKeyIdentifier=keyid\n",
                100, NULL);
  deeper = take_in (fixture, branch, "branch.pem", "middle.pem outside.pem");
  g_assert_cmpint (esp_json_get_int (deeper, "Level", 0), ==, 3);
  ask = g_strdup_printf ("{'CertificateAuthority':'%s'}", twig);
  result = call (fixture->engine, "DescribeCertificateAuthority", ask);
  g_assert_cmpint (
    esp_json_get_int (esp_json_get_object (result, "CertificateAuthority"), "Level", 0), ==, 4);
}

/* --- A parent in the vault ---------------------------------------------------------------------*/

static void
issue_to_file (Fixture *fixture, const char *ca, const char *template, const char *name)
{
  g_autofree char *csr = read_text (fixture, "branch.csr");
  g_autoptr (JsonObject) issued = issue (fixture->engine, ca, csr, template);

  write_text (fixture, name, esp_json_get_string (issued, "Certificate"));
}

static void
test_parent_here (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject':'CN=Root,O=Meridian'}");
  g_autofree char *branch = make_branch (fixture);
  g_autoptr (JsonObject) ca = NULL;
  g_autoptr (JsonObject) verified = NULL;
  g_autoptr (GError) revoked = NULL;
  g_autofree char *serial = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GError) leaf = NULL;

  issue_to_file (fixture, root, "EndEntityCertificate", "leaf.pem");
  leaf = not_taken (fixture, branch, "leaf.pem", NULL, ESP_REASON_CA_NOT_A_CA);
  issue_to_file (fixture, root, "SubordinateCACertificate_PathLen1/V1", "branch.pem");
  ca = take_in (fixture, branch, "branch.pem", NULL);
  g_assert_cmpstr (esp_json_get_string (ca, "ParentArn"), ==, root);
  g_assert_cmpint (esp_json_get_int (ca, "Level", 0), ==, 2);
  g_assert_cmpint (esp_json_get_int (ca, "PathLength", -1), ==, 1);
  g_assert_true (g_str_has_suffix (esp_json_get_string (ca, "TemplateArn"),
                                   "SubordinateCACertificate_PathLen1/V1"));
  verified = call (engine, "VerifyVault", NULL);
  g_assert_true (json_object_get_boolean_member (verified, "Verified"));
  issue_to_file (fixture, root, "SubordinateCACertificate_PathLen1/V1", "revoked.pem");
  serial = spawn (fixture, 0, "openssl x509 -in revoked.pem -noout -serial | cut -d= -f2");
  json = g_strdup_printf (",'CertificateSerial':'%s','RevocationReason':'SUPERSEDED'",
                          g_strchomp (serial));
  run (engine, "RevokeCertificate", root, json);
  revoked = not_taken (fixture, branch, "revoked.pem", NULL, ESP_REASON_IMPORT_REVOKED);
}

/* Issued by one that stands below it: nobody stands below itself. */
static void
test_ring (Fixture *fixture, gconstpointer data)
{
  g_autofree char *branch = make_branch (fixture);
  g_autofree char *json = g_strdup_printf (
    "{'Subject':'CN=Twig','Parent':'%s','PathLength':1,'Validity':'50d'}", branch);
  g_autofree char *twig = NULL;
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (GError) ring = NULL;

  sign_outside (fixture, "branch", "outside",
                "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
                "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n",
                100, NULL);
  first = take_in (fixture, branch, "branch.pem", "outside.pem");
  twig = create_ca (fixture->engine, json);
  issue_to_file (fixture, twig, "SubordinateCACertificate_PathLen0/V1", "ring.pem");
  ring = not_taken (fixture, branch, "ring.pem", NULL, ESP_REASON_IMPORT_CHAIN_OWN);
}

/* --- A root's own ------------------------------------------------------------------------------*/

typedef struct
{
  Fixture *fixture;
  const char *arn;
  char *pem;
} SelfSigned;

/* Only the engine can sign with the key of a root. */
static void
self_sign_job (EspVault *vault, gpointer data)
{
  SelfSigned *work = data;
  gint64 now = esp_clock_now (work->fixture->clock);
  EspSession *session = esp_engine_ref_session (work->fixture->engine);
  g_autoptr (GPtrArray) found = esp_ca_store_search (vault, work->arn, NULL);
  const EspCa *ca = g_ptr_array_index (found, 0);
  g_autoptr (GBytes) der = esp_ca_store_get_request (vault, ca->id, NULL);
  g_autoptr (EspRequest) request = esp_request_parse (der, NULL);
  g_autoptr (GBytes) serial = esp_serial_generate (NULL);
  EspSigner *signer = esp_session_open_signer (session, vault, ca, NULL);
  EspIssuance issuance = {
    .template = esp_template_find ("RootCACertificate", NULL),
    .request = request,
    .algorithm = esp_signing_algorithm_find ("SHA256WITHECDSA", NULL),
    .not_before = now,
    .not_after = now + 4000 * DAY,
    .serial = serial,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCertificatePlan) plan = esp_certificate_plan_new (&issuance, &error);
  g_autoptr (EspCertificate) certificate = NULL;

  g_assert_no_error (error);
  certificate = esp_certificate_plan_sign (plan, signer, NULL, &error);
  g_assert_no_error (error);
  work->pem = esp_certificate_to_pem (certificate);
  esp_signer_unref (signer);
  esp_session_unref (session);
}

static void
test_root (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = create_ca (fixture->engine, "{'Subject':'CN=Root,O=Meridian'}");
  SelfSigned work = { fixture, root, NULL };
  g_autoptr (GError) with_chain = NULL;
  g_autoptr (GError) by_other = NULL;
  g_autoptr (JsonObject) ca = NULL;
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority':'%s'}", root);
  g_autoptr (JsonObject) csr = call (fixture->engine, "GetCertificateAuthorityCsr", json);

  esp_worker_run (fixture->engine->writer, self_sign_job, &work);
  write_text (fixture, "own.pem", work.pem);
  g_free (work.pem);
  with_chain = not_taken (fixture, root, "own.pem", "outside.pem", ESP_REASON_IMPORT_ROOT);
  g_assert_cmpint (with_chain->code, ==, ESP_ERROR_MALFORMED_CERTIFICATE);
  write_text (fixture, "branch.csr", esp_json_get_string (csr, "Csr"));
  sign_outside (fixture, "branch", "outside", CA_EXTENSIONS, 100, NULL);
  by_other = not_taken (fixture, root, "branch.pem", NULL, ESP_REASON_IMPORT_ROOT);
  ca = take_in (fixture, root, "own.pem", NULL);
  g_assert_cmpstr (esp_json_get_string (ca, "Status"), ==, "ACTIVE");
  g_assert_cmpint (esp_json_get_int (ca, "Level", 0), ==, 1);
}

/* --- Name constraints at issue -----------------------------------------------------------------*/

static void
try_name (Fixture *fixture, const char *branch, const char *name, EspReason reason)
{
  g_autofree char *csr = NULL;
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  sh (fixture,
      "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out "
      "leaf.csr %s",
      name);
  csr = read_text (fixture, "leaf.csr");
  json_object_set_string_member (parameters, "CertificateAuthority", branch);
  json_object_set_string_member (parameters, "Csr", csr);
  json_object_set_string_member (parameters, "Validity", "10d");
  node = esp_engine_call (fixture->engine, "IssueCertificate", parameters, NULL, &error);
  if (reason != ESP_REASON_NONE)
    {
      g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                       esp_reason_get_id (reason));
      return;
    }
  g_assert_no_error (error);
  write_text (fixture, "leaf.pem",
              esp_json_get_string (json_node_get_object (node), "Certificate"));
  sh (fixture, "openssl verify -x509_strict -CAfile outside.pem -untrusted branch.pem leaf.pem");
}

static void
test_name_constraints (Fixture *fixture, gconstpointer data)
{
  g_autofree char *branch = make_branch (fixture);
  g_autoptr (JsonObject) ca = NULL;

  sign_outside (fixture, "branch", "outside",
                CA_EXTENSIONS "nameConstraints=critical,permitted;DNS:good.example,"
                              "permitted;email:good.example,excluded;DNS:not.good.example,"
                              "permitted;IP:10.0.0.0/255.0.0.0\n",
                100, NULL);
  ca = take_in (fixture, branch, "branch.pem", "outside.pem");
  try_name (fixture, branch, "-subj /CN=Device -addext subjectAltName=DNS:a.good.example",
            ESP_REASON_NONE);
  try_name (fixture, branch, "-subj /CN=Device -addext subjectAltName=IP:10.1.2.3",
            ESP_REASON_NONE);
  try_name (fixture, branch, "-subj /CN=Device -addext subjectAltName=DNS:a.bad.example",
            ESP_REASON_NAMES_NOT_PERMITTED);
  try_name (fixture, branch, "-subj /CN=Device -addext subjectAltName=DNS:x.not.good.example",
            ESP_REASON_NAMES_EXCLUDED);
  try_name (fixture, branch, "-subj /CN=Device -addext subjectAltName=IP:192.0.2.1",
            ESP_REASON_NAMES_NOT_PERMITTED);
  try_name (fixture, branch,
            "-subj /CN=Device -addext subjectAltName=DNS:a.good.example,DNS:b.bad.example",
            ESP_REASON_NAMES_NOT_PERMITTED);
  try_name (fixture, branch, "-subj /CN=a.bad.example", ESP_REASON_NAMES_NOT_PERMITTED);
  try_name (fixture, branch, "-subj /CN=Device/emailAddress=a@bad.example",
            ESP_REASON_NAMES_NOT_PERMITTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, test)                                                                            \
  g_test_add ("/engine/ca-import/" path, Fixture, NULL, set_up, test, fixture_tear_down)
  ADD ("extensions", test_extensions);
  ADD ("own", test_own);
  ADD ("chain", test_chain);
  ADD ("above", test_above);
  ADD ("ends", test_ends);
  ADD ("whole-chain", test_whole_chain);
  ADD ("states", test_states);
  ADD ("below", test_below);
  ADD ("parent-here", test_parent_here);
  ADD ("ring", test_ring);
  ADD ("root", test_root);
  ADD ("name-constraints", test_name_constraints);
  return g_test_run ();
}
