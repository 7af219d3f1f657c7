/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operations on certificates (service, section 1.1), rule by rule, as test-operations-table.c
 * has those on CAs. */
#include "operations-table-fixture.h"

static const Row rows[] = {
  /* --- IssueCertificate */
  { "IssueCertificate", "default template",
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':'30d'}", OK, NULL },
  { "IssueCertificate", "CSR required", "{'CertificateAuthority':'Issuer','Validity':'30d'}",
    "InvalidArgsException", "PARAMETER_MISSING" },
  { "IssueCertificate", "CSR is one",
    "{'CertificateAuthority':'Issuer','Csr':'$issuer','Validity':'30d'}", "MalformedCSRException",
    "CSR_NOT_A_CSR" },
  { "IssueCertificate", "CSR of at most 32768 bytes",
    "{'CertificateAuthority':'Issuer','Csr':'$large','Validity':'30d'}", "MalformedCSRException",
    "CSR_TOO_LARGE" },
  { "IssueCertificate", "CSR with subject or SAN",
    "{'CertificateAuthority':'Issuer','Csr':'$nameless','Validity':'30d'}", "MalformedCSRException",
    "CSR_NO_NAME" },
  { "IssueCertificate", "empty subject, SAN critical",
    "{'CertificateAuthority':'Issuer','Csr':'$uncritical','Validity':'30d'}",
    "MalformedCSRException", "CSR_EMPTY_SUBJECT_SAN" },
  { "IssueCertificate", "CSR signed by its key",
    "{'CertificateAuthority':'Issuer','Csr':'$unproved','Validity':'30d'}", "MalformedCSRException",
    "CSR_SIGNATURE" },
  { "IssueCertificate", "validity required", "{'CertificateAuthority':'Issuer','Csr':'$csr'}",
    "InvalidArgsException", "PARAMETER_MISSING" },
  { "IssueCertificate", "validity positive",
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':{'Type':'DAYS','Value':0}}",
    "InvalidArgsException", "VALIDITY_NOT_POSITIVE" },
  { "IssueCertificate", "validity type known",
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':{'Type':'WEEKS','Value':1}}",
    "InvalidArgsException", "VALIDITY_SYNTAX" },
  { "IssueCertificate", "NotAfter within the issuer's",
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':'90y'}", "ValidationException",
    "OUTLIVES_ISSUER" },
  { "IssueCertificate", "signing algorithm of the key's family",
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':'30d','SigningAlgorithm':"
    "'SHA256WITHRSA'}",
    "InvalidArgsException", "SIGNING_ALGORITHM_FAMILY" },
  { "IssueCertificate", "another digest of the family",
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':'30d','SigningAlgorithm':"
    "'SHA384WITHECDSA'}",
    OK, NULL },
  { "IssueCertificate", "RSA key, RSA digest",
    "{'CertificateAuthority':'Rsa','Csr':'$csr','Validity':'30d','SigningAlgorithm':"
    "'SHA512WITHRSA'}",
    OK, NULL },
  { "IssueCertificate", "template known",
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':'30d','TemplateArn':'Fancy/V1'}",
    "InvalidArgsException", "TEMPLATE_UNKNOWN" },
  { "IssueCertificate", "path length below the issuer's",
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':'30d','TemplateArn':"
    "'SubordinateCACertificate_PathLen0/V1'}",
    "ValidationException", "PATH_LENGTH_ZERO" },
  { "IssueCertificate", "ACTIVE, not waiting",
    "{'CertificateAuthority':'Waits','Csr':'$csr','Validity':'30d'}", "InvalidStateException",
    "CA_STATE" },
  { "IssueCertificate", "ACTIVE, not disabled",
    "{'CertificateAuthority':'Off','Csr':'$csr','Validity':'30d'}", "InvalidStateException",
    "CA_STATE" },
  { "IssueCertificate", "ACTIVE, not expired",
    "{'CertificateAuthority':'Ended','Csr':'$csr','Validity':'30d'}", "InvalidStateException",
    "CA_STATE" },
  { "IssueCertificate", "ACTIVE, not deleted",
    "{'CertificateAuthority':'Gone','Csr':'$csr','Validity':'30d'}", "InvalidStateException",
    "CA_STATE" },
  { "IssueCertificate", "short-lived, seven days",
    "{'CertificateAuthority':'Short','Csr':'$csr','Validity':'7d'}", OK, NULL },
  { "IssueCertificate", "short-lived, not eight",
    "{'CertificateAuthority':'Short','Csr':'$csr','Validity':'8d'}", "ValidationException",
    "SHORT_LIVED" },
  { "IssueCertificate", "exists", "{'CertificateAuthority':'Nobody','Csr':'$csr','Validity':'30d'}",
    "ResourceNotFoundException", "CA_UNKNOWN" },

  /* --- GetCertificate */
  { "GetCertificate", "valid", "{'CertificateAuthority':'Issuer','CertificateSerial':'$valid'}", OK,
    NULL },
  { "GetCertificate", "revoked", "{'CertificateAuthority':'Issuer','CertificateSerial':'$revoked'}",
    OK, NULL },
  { "GetCertificate", "expired", "{'CertificateAuthority':'Issuer','CertificateSerial':'$expired'}",
    OK, NULL },
  { "GetCertificate", "of this authority",
    "{'CertificateAuthority':'Root','CertificateSerial':'$valid'}", "ResourceNotFoundException",
    "CERTIFICATE_UNKNOWN" },
  { "GetCertificate", "a serial", "{'CertificateAuthority':'Issuer','CertificateSerial':'xyz'}",
    "InvalidArgsException", "SERIAL_SYNTAX" },
  { "GetCertificate", "ARN well formed",
    "{'CertificateAuthority':'arn:nothing','CertificateSerial':'$valid'}", "InvalidArnException",
    "CA_ARN" },

  /* --- RevokeCertificate */
  { "RevokeCertificate", "one of eight reasons",
    "{'CertificateAuthority':'Issuer','CertificateSerial':'$valid','RevocationReason':"
    "'CERTIFICATE_HOLD'}",
    "InvalidArgsException", "REVOCATION_REASON_UNKNOWN" },
  { "RevokeCertificate", "serial in hex",
    "{'CertificateAuthority':'Issuer','CertificateSerial':'12-34','RevocationReason':"
    "'SUPERSEDED'}",
    "InvalidArgsException", "SERIAL_SYNTAX" },
  { "RevokeCertificate", "serial of at most 128 characters",
    "{'CertificateAuthority':'Issuer','CertificateSerial':'$129digits','RevocationReason':"
    "'SUPERSEDED'}",
    "InvalidArgsException", "SERIAL_SYNTAX" },
  { "RevokeCertificate", "there is one",
    "{'CertificateAuthority':'Issuer','CertificateSerial':'01','RevocationReason':'SUPERSEDED'}",
    "ResourceNotFoundException", "CERTIFICATE_UNKNOWN" },
  { "RevokeCertificate", "not expired",
    "{'CertificateAuthority':'Issuer','CertificateSerial':'$expired','RevocationReason':"
    "'SUPERSEDED'}",
    "InvalidStateException", "REVOKE_EXPIRED" },
  { "RevokeCertificate", "not the self-signed root",
    "{'CertificateAuthority':'Root','CertificateSerial':'$rootserial','RevocationReason':"
    "'SUPERSEDED'}",
    "InvalidRequestException", "REVOKE_ROOT" },
  { "RevokeCertificate", "not of an expired authority",
    "{'CertificateAuthority':'Ended','CertificateSerial':'$ofended','RevocationReason':"
    "'SUPERSEDED'}",
    "InvalidStateException", "CA_STATE" },
  { "RevokeCertificate", "of a disabled authority too",
    "{'CertificateAuthority':'Off','CertificateSerial':'$ofoff','RevocationReason':"
    "'KEY_COMPROMISE'}",
    OK, NULL },
  { "RevokeCertificate", "with colons, in capitals",
    "{'CertificateAuthority':'Issuer','CertificateSerial':'$colons','RevocationReason':"
    "'UNSPECIFIED'}",
    OK, NULL },
  { "RevokeCertificate", "not twice",
    "{'CertificateAuthority':'Issuer','CertificateSerial':'$revoked','RevocationReason':"
    "'SUPERSEDED'}",
    "RequestAlreadyProcessedException", "CERTIFICATE_REVOKED" },
};

static const char *const covered[] = {
  "GetCertificate",
  "IssueCertificate",
  "RevokeCertificate",
  NULL,
};

static void
test_rows (World *world, gconstpointer data)
{
  try_rows (world, rows, G_N_ELEMENTS (rows));
}

static void
test_covered (void)
{
  assert_covered (rows, G_N_ELEMENTS (rows), covered);
}

/* --- Rules that need more than one call --------------------------------------------------------*/

/* The chain goes up to the root, leaves out the CA itself, and is not there for a root. */
static void
test_chains (World *world, gconstpointer data)
{
  g_autofree char *json = fill (world, "{'CertificateSerial':'$valid'}");
  g_autoptr (JsonObject) certificate = call (world->fixture.engine, "GetCertificate", json);
  g_autoptr (JsonObject) issuer = call (world->fixture.engine, "GetCertificateAuthorityCertificate",
                                        "{'CertificateAuthority':'Issuer'}");
  g_autoptr (JsonObject) root = call (world->fixture.engine, "GetCertificateAuthorityCertificate",
                                      "{'CertificateAuthority':'Root'}");
  g_autofree char *whole = g_strconcat (esp_json_get_string (issuer, "Certificate"),
                                        esp_json_get_string (root, "Certificate"), NULL);

  g_assert_cmpstr (esp_json_get_string (certificate, "CertificateChain"), ==, whole);
  g_assert_cmpstr (esp_json_get_string (issuer, "CertificateChain"), ==,
                   esp_json_get_string (root, "Certificate"));
  g_assert_false (json_object_has_member (root, "CertificateChain"));
}

/* One token within five minutes is one certificate; later, or with another token, another one. */
static char *
issue_with_token (World *world, const char *token)
{
  g_autofree char *parameters = g_strdup_printf (
    "{'CertificateAuthority':'Issuer','Csr':'$csr','Validity':'2027-01-01T00:00:00Z',"
    "'IdempotencyToken':'%s'}",
    token);
  g_autofree char *json = fill (world, parameters);
  g_autoptr (JsonObject) result = call (world->fixture.engine, "IssueCertificate", json);

  return g_strdup (esp_json_get_string (result, "CertificateSerial"));
}

static void
test_tokens (World *world, gconstpointer data)
{
  gint64 now = esp_clock_now (world->fixture.clock);
  g_autofree char *first = issue_with_token (world, "token");
  g_autofree char *same = issue_with_token (world, "token");
  g_autofree char *other = issue_with_token (world, "other");
  g_autofree char *later = NULL;

  g_assert_cmpstr (first, ==, same);
  g_assert_cmpstr (first, !=, other);
  esp_clock_set (world->fixture.clock, now + 301);
  later = issue_with_token (world, "token");
  g_assert_cmpstr (first, !=, later);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
  g_test_add_func ("/engine/operations-certificates/covered", test_covered);
#define ADD(path, test)                                                                            \
  g_test_add ("/engine/operations-certificates/" path, World, NULL, set_up, test, tear_down)
  ADD ("rows", test_rows);
  ADD ("chains", test_chains);
  ADD ("tokens", test_tokens);
  return g_test_run ();
}
