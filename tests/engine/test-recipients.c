/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recipients follow policy: whose keys open which authority, after each kind of change of who may
 * do what. The judge is the openssl command with what is in the file. */
#include "engine-fixture.h"

#include "pki/esp-envelope.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-recipient-store.h"
#include "vault/esp-ca-store.h"

#define PASSPHRASE "correct horse battery"
#define ISSUES "{'Effect': 'Allow', 'Action': 'acm-pca:IssueCertificate', 'Resource': '*'}"
#define READS                                                                                      \
  "{'Effect': 'Allow', 'Action': ['acm-pca:Get*', 'acm-pca:List*', 'acm-pca:Describe*'],"          \
  " 'Resource': '*'}"
#define MANAGES "{'Effect': 'Allow', 'Action': ['iam:*', 'organizations:*'], 'Resource': '*'}"

/* --- The judge ---------------------------------------------------------------------------------*/

static gboolean
run (const char *const *argv)
{
  int status;

  g_assert_true (
    g_spawn_sync (NULL, (char **) argv, NULL,
                  G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL | G_SPAWN_STDOUT_TO_DEV_NULL,
                  NULL, NULL, NULL, NULL, &status, NULL));
  return g_spawn_check_wait_status (status, NULL);
}

static char *
write_bytes (Fixture *fixture, const char *name, GBytes *bytes)
{
  char *path = fixture_file (fixture, name);
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  g_assert_true (g_file_set_contents (path, data, (gssize) len, NULL));
  return path;
}

/* The key of an identity as openssl alone gets at it: FALSE where there is none in the file. */
static gboolean
unlock_identity (Fixture *fixture, EspVault *vault, const char *person)
{
  g_autoptr (EspPrincipal) principal = esp_principal_store_find (vault, person, NULL);
  g_autoptr (EspSealedIdentity) sealed = NULL;
  g_autofree char *unlock = NULL, *key = NULL, *certificate = NULL;
  g_autofree char *key_pem = fixture_file (fixture, "key.pem");
  g_autofree char *certificate_pem = fixture_file (fixture, "certificate.pem");

  g_assert_nonnull (principal);
  g_assert_true (esp_principal_store_get_identity (vault, principal->id, &sealed, &unlock, NULL));
  if (!sealed)
    return FALSE;
  key = write_bytes (fixture, "key.p8", sealed->agreement_key);
  certificate = write_bytes (fixture, "certificate.der", sealed->agreement_certificate);
  g_assert_true (run ((const char *[]){ "openssl", "pkey", "-inform", "DER", "-in", key, "-passin",
                                        "pass:" PASSPHRASE, "-out", key_pem, NULL }));
  g_assert_true (run ((const char *[]){ "openssl", "x509", "-inform", "DER", "-in", certificate,
                                        "-out", certificate_pem, NULL }));
  return TRUE;
}

/* With the certificate named, and by trying the key on each recipient. */
static gboolean
decrypts (Fixture *fixture, GBytes *envelope)
{
  g_autofree char *sealed = write_bytes (fixture, "sealed.cms", envelope);
  g_autofree char *key = fixture_file (fixture, "key.pem");
  g_autofree char *certificate = fixture_file (fixture, "certificate.pem");
  g_autofree char *opened = fixture_file (fixture, "opened.der");
  gboolean named = run ((const char *[]){ "openssl", "cms", "-decrypt", "-inform", "DER", "-in",
                                          sealed, "-inkey", key, "-recip", certificate, "-out",
                                          opened, NULL });
  gboolean is_key = named && run ((const char *[]){ "openssl", "pkey", "-inform", "DER", "-in",
                                                    opened, "-noout", NULL });
  gboolean tried =
    run ((const char *[]){ "openssl", "cms", "-decrypt", "-inform", "DER", "-in", sealed, "-inkey",
                           key, "-out", opened, NULL }) &&
    run ((const char *[]){ "openssl", "pkey", "-inform", "DER", "-in", opened, "-noout", NULL });

  g_unlink (opened);
  g_assert_cmpint (named, ==, is_key);
  return is_key || tried;
}

static EspCa *
find_ca (EspVault *vault, const char *label)
{
  g_autoptr (GPtrArray) found = esp_ca_store_search (vault, label, NULL);

  g_assert_cmpuint (found->len, ==, 1);
  return esp_ca_copy (g_ptr_array_index (found, 0));
}

static gboolean
opens (Fixture *fixture, const char *person, const char *label)
{
  g_autoptr (EspVault) vault = esp_vault_open (fixture->path, ESP_DATABASE_READ_ONLY, NULL);
  g_autoptr (EspCa) ca = find_ca (vault, label);
  g_autoptr (GBytes) envelope = esp_ca_store_get_key (vault, ca->id, NULL);

  return unlock_identity (fixture, vault, person) && decrypts (fixture, envelope);
}

static gboolean
waits (Fixture *fixture, const char *label)
{
  g_autoptr (EspVault) vault = esp_vault_open (fixture->path, ESP_DATABASE_READ_ONLY, NULL);
  g_autoptr (EspCa) ca = find_ca (vault, label);

  return esp_ca_recipient_store_get_due (vault, ca->id, NULL) > 0;
}

static GBytes *
envelope_of (Fixture *fixture, const char *label)
{
  g_autoptr (EspVault) vault = esp_vault_open (fixture->path, ESP_DATABASE_READ_ONLY, NULL);
  g_autoptr (EspCa) ca = find_ca (vault, label);

  return esp_ca_store_get_key (vault, ca->id, NULL);
}

/* The rows say the same as the envelope itself. */
static void
assert_rows (Fixture *fixture, const char *label)
{
  g_autoptr (EspVault) vault = esp_vault_open (fixture->path, ESP_DATABASE_READ_ONLY, NULL);
  g_autoptr (EspCa) ca = find_ca (vault, label);
  g_autoptr (GBytes) envelope = esp_ca_store_get_key (vault, ca->id, NULL);
  g_autoptr (GPtrArray) ids = esp_ca_recipient_store_list (vault, ca->id, NULL);

  g_assert_cmpuint (ids->len, ==, esp_envelope_count_recipients (envelope));
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (EspPrincipal)
        principal = esp_principal_store_find (vault, g_ptr_array_index (ids, i), NULL);
      g_autoptr (EspCertificate)
        certificate = esp_certificate_parse (principal->agreement_certificate, NULL);

      g_assert_true (esp_envelope_names (envelope, certificate));
    }
}

#define assert_opens(person, label, wanted)                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpint (opens (fixture, person, label), ==, wanted);                                  \
    assert_rows (fixture, label);                                                                  \
  }                                                                                                \
  G_STMT_END

static void
do_call (EspEngine *engine, const char *operation, const char *json)
{
  json_object_unref (call (engine, operation, json));
}

static void
make_root (Fixture *fixture)
{
  g_free (
    create_ca (fixture->engine, "{'Subject': 'CN=Root', 'Tags': [{'Key': 'team', 'Value': 'A'}]}"));
}

/* --- Each kind of change -----------------------------------------------------------------------*/

static void
test_roles (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) first = NULL;
  g_autoptr (EspEngine) engine = NULL;
  g_autofree char *csr = make_csr ("/CN=a");

  make_root (fixture);
  add_person_with (fixture, "Mira", READS);
  assert_opens (FOUNDER, "Root", TRUE);
  assert_opens ("Mira", "Root", FALSE);
  add_role (fixture->engine, "Issuer", "Meridian Motors", ISSUES);
  assign (fixture->engine, "Issuer", "Mira");
  assert_opens ("Mira", "Root", TRUE);
  first = envelope_of (fixture, "Root");
  engine = fixture_open (fixture, NULL);
  g_assert_true (esp_engine_sign_in (engine, "Mira", "Issuer", fixture->passphrase, NULL, NULL));
  json_object_unref (issue (engine, "Root", csr, NULL));
  esp_engine_close (engine);
  do_call (fixture->engine, "UnassignRole", "{'Role': 'Issuer', 'Principal': 'Mira'}");
  assert_opens ("Mira", "Root", FALSE);
  assert_opens (FOUNDER, "Root", TRUE);
  g_assert_false (waits (fixture, "Root"));
  /* The envelope of before was another one, with another content key. */
  {
    g_autoptr (GBytes) second = envelope_of (fixture, "Root");

    g_assert_false (g_bytes_equal (first, second));
  }
}

static void
test_policies (Fixture *fixture, gconstpointer data)
{
  make_root (fixture);
  add_person_with (fixture, "Mira", READS);
  {
    JsonObject *parameters = json_object_new ();

    json_object_set_string_member (parameters, "Role", "Mira");
    json_object_set_string_member (parameters, "PolicyName", "more");
    json_object_set_string_member (
      parameters, "PolicyDocument",
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
      "\"Action\":\"espalier:PublishRevocation\",\"Resource\":\"*\"}]}");
    json_object_unref (call_with (fixture->engine, "PutRolePolicy", parameters));
  }
  assert_opens ("Mira", "Root", TRUE);
  do_call (fixture->engine, "DeleteRolePolicy", "{'Role': 'Mira', 'PolicyName': 'more'}");
  assert_opens ("Mira", "Root", FALSE);
}

/* Access by tags: those of the authority and those of the person move the key. */
static void
test_tags (Fixture *fixture, gconstpointer data)
{
  make_root (fixture);
  add_person_with (fixture, "Mira",
                   "{'Effect': 'Allow', 'Action': 'acm-pca:IssueCertificate', 'Resource': '*',"
                   " 'Condition': {'StringEquals': {'aws:ResourceTag/team':"
                   " '${aws:PrincipalTag/team}'}}}");
  assert_opens ("Mira", "Root", FALSE);
  do_call (fixture->engine, "TagPrincipal",
           "{'Name': 'Mira', 'Tags': [{'Key': 'team', 'Value': 'A'}]}");
  assert_opens ("Mira", "Root", TRUE);
  do_call (fixture->engine, "TagCertificateAuthority",
           "{'CertificateAuthority': 'Root', 'Tags': [{'Key': 'team', 'Value': 'B'}]}");
  assert_opens ("Mira", "Root", FALSE);
  do_call (fixture->engine, "TagCertificateAuthority",
           "{'CertificateAuthority': 'Root', 'Tags': [{'Key': 'team', 'Value': 'A'}]}");
  assert_opens ("Mira", "Root", TRUE);
  do_call (fixture->engine, "UntagPrincipal", "{'Name': 'Mira', 'TagKeys': ['team']}");
  assert_opens ("Mira", "Root", FALSE);
}

typedef struct
{
  const char *name;
  const char *statements;
  gboolean opens;
} Row;

#define CONDITION(effect, condition)                                                               \
  "{'Effect': '" effect "', 'Action': 'acm-pca:IssueCertificate', 'Resource': '*',"                \
  " 'Condition': " condition "}"
#define TEMPLATE "arn:aws:acm-pca:::template/"

/* Who could sign in some form holds the key; whose condition nothing can meet does not. */
static const Row rows[] = {
  { "One template",
    CONDITION ("Allow",
               "{'ArnEquals': {'acm-pca:TemplateArn':"
               " '" TEMPLATE "EndEntityClientAuthCertificate/V1'}}"),
    TRUE },
  { "No such template",
    CONDITION ("Allow", "{'ArnEquals': {'acm-pca:TemplateArn': '" TEMPLATE "Nothing/V1'}}"),
    FALSE },
  { "Every template denied",
    ISSUES ", " CONDITION ("Deny", "{'ArnLike': {'acm-pca:TemplateArn': '" TEMPLATE "*'}}"),
    FALSE },
  { "All but one denied",
    ISSUES ", " CONDITION ("Deny",
                           "{'ArnNotEquals': {'acm-pca:TemplateArn':"
                           " '" TEMPLATE "CodeSigningCertificate/V1'}}"),
    TRUE },
  { "From next year on",
    CONDITION ("Allow", "{'DateGreaterThan': {'aws:CurrentTime': '2027-01-01T00:00:00Z'}}"), TRUE },
  { "Until last year",
    CONDITION ("Allow", "{'DateLessThan': {'aws:CurrentTime': '2025-12-31T00:00:00Z'}}"), FALSE },
  { "One second in 2030",
    CONDITION ("Allow",
               "{'DateGreaterThan': {'aws:CurrentTime': '2030-01-01T00:00:00Z'},"
               " 'DateLessThan': {'aws:CurrentTime': '2030-01-01T00:00:02Z'}}"),
    TRUE },
  { "Never in 2030",
    CONDITION ("Allow",
               "{'DateGreaterThan': {'aws:CurrentTime': '2030-01-01T00:00:02Z'},"
               " 'DateLessThan': {'aws:CurrentTime': '2030-01-01T00:00:00Z'}}"),
    FALSE },
  { "Another person", CONDITION ("Allow", "{'StringEquals': {'aws:username': 'Somebody'}}"),
    FALSE },
  { "This person", CONDITION ("Allow", "{'StringEquals': {'aws:username': 'This person'}}"), TRUE },
};

static void
test_forms (Fixture *fixture, gconstpointer data)
{
  make_root (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].name);
      add_person_with (fixture, rows[i].name, rows[i].statements);
      g_assert_cmpint (opens (fixture, rows[i].name, "Root"), ==, rows[i].opens);
    }
  assert_rows (fixture, "Root");
}

/* A right that ends by the clock: nobody changes anything, so who signs in next seals the key anew.
 */
static void
test_end_by_clock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspEngine) engine = NULL;
  gint64 end = FIXTURE_NOW + 30 * 86400, n_events;

  make_root (fixture);
  add_person_with (fixture, "Mira",
                   CONDITION ("Allow", "{'DateLessThan': {'aws:CurrentTime':"
                                       " '2026-07-01T12:00:00Z'}}"));
  add_person_with (fixture, "Reader", READS);
  assert_opens ("Mira", "Root", TRUE);
  n_events = count_events (fixture->engine);
  engine = fixture_open (fixture, FOUNDER);
  g_assert_cmpint (count_events (engine), ==, n_events);
  esp_engine_close (engine);
  g_clear_object (&engine);
  esp_clock_set (fixture->clock, end + 1);
  /* Who can't open the key changes nothing about it. */
  engine = fixture_open (fixture, "Reader");
  assert_opens ("Mira", "Root", TRUE);
  esp_engine_close (engine);
  g_clear_object (&engine);
  engine = fixture_open (fixture, FOUNDER);
  assert_opens ("Mira", "Root", FALSE);
  assert_opens (FOUNDER, "Root", TRUE);
  g_assert_cmpint (count_events (engine), ==, n_events + 1);
  esp_engine_close (engine);
}

static void
test_people (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) reset = NULL;
  g_autoptr (EspSecret) code = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autofree char *fingerprint = NULL, *json = NULL;
  const char *text;

  make_root (fixture);
  add_person_with (fixture, "Mira", ISSUES);
  assert_opens ("Mira", "Root", TRUE);
  do_call (fixture->engine, "SuspendPrincipal", "{'Name': 'Mira'}");
  assert_opens ("Mira", "Root", FALSE);
  do_call (fixture->engine, "ResumePrincipal", "{'Name': 'Mira'}");
  assert_opens ("Mira", "Root", TRUE);

  /* The keys of before a reset open nothing, although they are no row any more. */
  reset = call (fixture->engine, "ResetPrincipal", "{'Name': 'Mira'}");
  before = envelope_of (fixture, "Root");
  g_assert_false (decrypts (fixture, before));
  text = json_object_get_string_member (reset, "Code");
  code = esp_secret_new_copy (text, strlen (text), NULL);
  g_assert_true (esp_engine_enrol (fixture->engine, "Mira", code, ESP_UNLOCK_WITH_PASSPHRASE,
                                   fixture->passphrase, NULL, &fingerprint, NULL, NULL));
  assert_opens ("Mira", "Root", FALSE);
  json = g_strdup_printf ("{'Name': 'Mira', 'Fingerprint': '%s'}", fingerprint);
  do_call (fixture->engine, "ConfirmPrincipal", json);
  assert_opens ("Mira", "Root", TRUE);
}

static void
test_guardrails (Fixture *fixture, gconstpointer data)
{
  make_root (fixture);
  add_person_with (fixture, "Mira", ISSUES);
  assert_opens ("Mira", "Root", TRUE);
  {
    JsonObject *parameters = json_object_new ();

    json_object_set_string_member (parameters, "Name", "founder-alone");
    json_object_set_string_member (
      parameters, "Document",
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"acm-pca:*\","
      "\"Resource\":\"*\",\"Condition\":{\"StringNotEquals\":{\"aws:username\":\"" FOUNDER
      "\"}}}]}");
    json_object_unref (call_with (fixture->engine, "CreateGuardrail", parameters));
  }
  assert_opens ("Mira", "Root", FALSE);
  assert_opens (FOUNDER, "Root", TRUE);
  do_call (fixture->engine, "DeleteGuardrail", "{'Name': 'founder-alone'}");
  assert_opens ("Mira", "Root", TRUE);
}

static void
test_recovery (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_file (fixture, "recovery.pem");
  g_autoptr (EspSecret) printed = NULL;
  g_autoptr (EspVault) vault = NULL;
  g_autoptr (EspPrincipal) recovery = NULL;
  g_autoptr (EspCertificate) certificate = NULL;
  g_autoptr (GBytes) envelope = NULL;

  make_root (fixture);
  printed = make_recovery (fixture->engine, path);
  g_assert_nonnull (printed);
  g_free (create_ca (fixture->engine, "{'Subject': 'CN=Second'}"));
  assert_rows (fixture, "Root");
  assert_rows (fixture, "Second");
  vault = esp_vault_open (fixture->path, ESP_DATABASE_READ_ONLY, NULL);
  recovery = esp_principal_store_find (vault, "Recovery identity", NULL);
  certificate = esp_certificate_parse (recovery->agreement_certificate, NULL);
  envelope = envelope_of (fixture, "Root");
  g_assert_true (esp_envelope_names (envelope, certificate));
}

/* --- Who changes access and can't open ---------------------------------------------------------*/

/* What they take takes effect at once; what they give, when somebody comes who can. */
static void
test_managers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspEngine) manager = NULL;
  g_autoptr (EspEngine) again = NULL;
  g_autoptr (JsonObject) events = NULL;

  make_root (fixture);
  add_person_with (fixture, "Mira", READS);
  add_person_with (fixture, "Otto", ISSUES);
  add_person_with (fixture, "Pia", MANAGES);
  add_role (fixture->engine, "Issuer", "Meridian Motors", ISSUES);
  assert_opens ("Pia", "Root", FALSE);
  manager = fixture_open (fixture, "Pia");
  do_call (manager, "AssignRole", "{'Role': 'Issuer', 'Principal': 'Mira'}");
  assert_opens ("Mira", "Root", FALSE);
  g_assert_true (waits (fixture, "Root"));
  do_call (manager, "SuspendPrincipal", "{'Name': 'Otto'}");
  assert_opens ("Otto", "Root", FALSE);
  assert_opens (FOUNDER, "Root", TRUE);

  /* The next recipient who signs in. */
  again = fixture_open (fixture, FOUNDER);
  g_assert_false (waits (fixture, "Root"));
  assert_opens ("Mira", "Root", TRUE);
  assert_opens ("Otto", "Root", FALSE);
  events = call (again, "ListEvents", "{'Action': 'espalier:ResealKeys'}");
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (events, "Events")), ==, 1);
  g_assert_cmpint (count_events (again), >, 0);
  esp_engine_close (manager);
  esp_engine_close (again);
}

/* --- Nobody left -------------------------------------------------------------------------------*/

/* Who manages people, those who administer the organization too, takes a role of organization
 * scope. */
static void
add_manager (Fixture *fixture, const char *name, const char *statements)
{
  g_autofree char *account = account_number (fixture->engine, NULL);
  g_autofree char *document = g_strdup_printf ("{'Version': '2012-10-17', 'Statement': [%s]}",
                                               statements);
  JsonObject *parameters = json_object_new ();

  add_person (fixture, fixture->engine, name, account);
  json_object_set_string_member (parameters, "Role", "Auditor");
  json_object_set_string_member (parameters, "PolicyName", "manages");
  json_object_set_string_member (parameters, "PolicyDocument", g_strdelimit (document, "'", '"'));
  json_object_unref (call_with (fixture->engine, "PutRolePolicy", parameters));
  assign (fixture->engine, "Auditor", name);
}

static void
test_lockout (Fixture *fixture, gconstpointer data)
{
  static const char nobody[] =
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":["
    "\"acm-pca:IssueCertificate\",\"acm-pca:RevokeCertificate\",\"espalier:PublishRevocation\"],"
    "\"Resource\":\"*\"}]}";
  g_autoptr (EspEngine) manager = NULL;
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) guardrails = NULL;
  GError *error;

  make_root (fixture);
  json_object_set_string_member (parameters, "Name", "nobody");
  json_object_set_string_member (parameters, "Document", nobody);
  error = refused_with (fixture->engine, "CreateGuardrail", parameters, ESP_REASON_LOCKOUT);
  g_assert_cmpstr (esp_error_get_object (error), ==, "Root");
  g_error_free (error);
  guardrails = call (fixture->engine, "ListGuardrails", NULL);
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (guardrails, "Guardrails")), ==, 0);
  assert_opens (FOUNDER, "Root", TRUE);

  /* Nor by who may manage people and nothing else. */
  add_manager (fixture, "Pia", MANAGES);
  manager = fixture_open (fixture, "Pia");
  g_error_free (
    refused (manager, "SuspendPrincipal", "{'Name': '" FOUNDER "'}", ESP_REASON_LOCKOUT));
  assert_opens (FOUNDER, "Root", TRUE);
  esp_engine_close (manager);
}

/* The only one who can open it goes, and the next one does not have it yet. */
static void
test_lockout_before_resealing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspEngine) manager = NULL;
  static const char all[] = "{'Effect': 'Allow', 'Action': ['iam:*', 'organizations:*'],"
                            " 'Resource': '*'}, {'Effect': 'Deny', 'Action': 'acm-pca:*',"
                            " 'Resource': '*'}";
  g_autofree char *json = NULL;

  make_root (fixture);
  add_person_with (fixture, "Mira", READS);
  add_manager (fixture, "Pia", all);
  add_role (fixture->engine, "Issuer", "Meridian Motors", ISSUES);
  manager = fixture_open (fixture, "Pia");
  do_call (manager, "AssignRole", "{'Role': 'Issuer', 'Principal': 'Mira'}");
  json = g_strdup ("{'Role': 'Administrator', 'Principal': '" FOUNDER "'}");
  g_error_free (refused (manager, "UnassignRole", json, ESP_REASON_LOCKOUT));
  assert_opens (FOUNDER, "Root", TRUE);
  /* Once it was sealed to the next one, the first may go. */
  {
    g_autoptr (EspEngine) founder = fixture_open (fixture, FOUNDER);

    esp_engine_close (founder);
  }
  do_call (manager, "UnassignRole", json);
  assert_opens (FOUNDER, "Root", FALSE);
  assert_opens ("Mira", "Root", TRUE);
  esp_engine_close (manager);
}

static void
test_lockout_of_administration (Fixture *fixture, gconstpointer data)
{
  g_error_free (refused (fixture->engine, "UnassignRole",
                         "{'Role': 'Administrator', 'Principal': '" FOUNDER "'}",
                         ESP_REASON_LOCKOUT_ADMINISTRATION));
  /* Who manages an account can't give the organization back. */
  add_person_with (fixture, "Otto", MANAGES);
  g_error_free (refused (fixture->engine, "UnassignRole",
                         "{'Role': 'Administrator', 'Principal': '" FOUNDER "'}",
                         ESP_REASON_LOCKOUT_ADMINISTRATION));
  add_manager (fixture, "Pia", MANAGES);
  do_call (fixture->engine, "UnassignRole",
           "{'Role': 'Administrator', 'Principal': '" FOUNDER "'}");
}

/* --- The whole file ----------------------------------------------------------------------------*/

/* With the file and one identity: no key that the policy does not give, and the ones that it gives.
 */
static void
test_outsiders (Fixture *fixture, gconstpointer data)
{
  static const char *const labels[] = { "Root", "Sub A", "Sub B" };
  static const char *const people[] = { "Auditor Ann", "Supplier Sam", "Team A", "Team B" };
  static const gboolean table[4][3] = {
    { FALSE, FALSE, FALSE },
    { FALSE, FALSE, FALSE },
    { FALSE, TRUE, FALSE },
    { FALSE, FALSE, TRUE },
  };
  static const char abac[] =
    "{'Effect': 'Allow', 'Action': ['acm-pca:IssueCertificate', 'acm-pca:RevokeCertificate'],"
    " 'Resource': '*', 'Condition': {'StringEquals': {'aws:ResourceTag/team':"
    " '${aws:PrincipalTag/team}'}}}";

  g_free (create_ca (fixture->engine, "{'Subject': 'CN=Root'}"));
  g_free (create_ca (fixture->engine, "{'Subject': 'CN=Sub A', 'Parent': 'Root',"
                                      " 'Tags': [{'Key': 'team', 'Value': 'A'}]}"));
  g_free (create_ca (fixture->engine, "{'Subject': 'CN=Sub B', 'Parent': 'Root',"
                                      " 'Tags': [{'Key': 'team', 'Value': 'B'}]}"));
  do_call (fixture->engine, "CreateAccount", "{'Name': 'Supplier'}");
  add_person (fixture, fixture->engine, "Auditor Ann", "Meridian Motors");
  assign (fixture->engine, "Auditor", "Auditor Ann");
  add_person (fixture, fixture->engine, "Supplier Sam", "Supplier");
  add_role (fixture->engine, "Everything", "Supplier",
            "{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}");
  assign (fixture->engine, "Everything", "Supplier Sam");
  add_person_with (fixture, "Team A", abac);
  add_person_with (fixture, "Team B", abac);
  do_call (fixture->engine, "TagPrincipal",
           "{'Name': 'Team A', 'Tags': [{'Key': 'team', 'Value': 'A'}]}");
  do_call (fixture->engine, "TagPrincipal",
           "{'Name': 'Team B', 'Tags': [{'Key': 'team', 'Value': 'B'}]}");
  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (labels); j++)
      {
        g_test_message ("%s, %s", people[i], labels[j]);
        g_assert_cmpint (opens (fixture, people[i], labels[j]), ==, table[i][j]);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/engine/recipients/roles", test_roles);
  ADD ("/engine/recipients/policies", test_policies);
  ADD ("/engine/recipients/tags", test_tags);
  ADD ("/engine/recipients/forms", test_forms);
  ADD ("/engine/recipients/end-by-clock", test_end_by_clock);
  ADD ("/engine/recipients/people", test_people);
  ADD ("/engine/recipients/guardrails", test_guardrails);
  ADD ("/engine/recipients/recovery", test_recovery);
  ADD ("/engine/recipients/managers", test_managers);
  ADD ("/engine/recipients/lockout", test_lockout);
  ADD ("/engine/recipients/lockout-before-resealing", test_lockout_before_resealing);
  ADD ("/engine/recipients/lockout-of-administration", test_lockout_of_administration);
  ADD ("/engine/recipients/outsiders", test_outsiders);
#undef ADD
  return g_test_run ();
}
