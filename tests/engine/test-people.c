/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People from the invitation to the first sign-in, and out again: who makes which keys, what a code
 * opens and when no more, what stands in the log. */
#include "engine-fixture.h"

#include "pki/esp-digest.h"
#include "vault/esp-account-store.h"

#define PERSON "Mira Voss"

static char *
invite (EspEngine *engine, const char *name)
{
  g_autofree char *account = account_number (engine, NULL);
  g_autofree char *json = g_strdup_printf ("{'Name': '%s', 'Account': '%s'}", name, account);
  g_autoptr (JsonObject) result = call (engine, "InvitePrincipal", json);

  return g_strdup (json_object_get_string_member (result, "Code"));
}

static gboolean
enrol (EspEngine *engine,
       const char *name,
       const char *code,
       EspSecret *passphrase,
       char **fingerprint,
       GError **error)
{
  g_autoptr (EspSecret) secret = esp_secret_new_copy (code, strlen (code), NULL);

  return esp_engine_enrol (engine, name, secret,
                           passphrase ? ESP_UNLOCK_WITH_PASSPHRASE : ESP_UNLOCK_WITH_KEYRING,
                           passphrase, NULL, fingerprint, NULL, error);
}

static void
enrol_refused (Fixture *fixture,
               EspEngine *engine,
               const char *name,
               const char *code,
               EspReason reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (enrol (engine, name, code, fixture->passphrase, NULL, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
}

static char *
state_of (EspEngine *engine, const char *name)
{
  g_autofree char *json = g_strdup_printf ("{'Name': '%s'}", name);
  g_autoptr (JsonObject) result = call (engine, "DescribePrincipal", json);

  return member_of (result, "Principal", "Status");
}

static void
assert_state (EspEngine *engine, const char *name, const char *state)
{
  g_autofree char *found = state_of (engine, name);

  g_assert_cmpstr (found, ==, state);
}

static GError *
confirm_refused (EspEngine *engine, const char *name, const char *fingerprint, EspReason reason)
{
  g_autofree char *json = g_strdup_printf ("{'Name': '%s', 'Fingerprint': '%s'}", name,
                                           fingerprint);

  return refused (engine, "ConfirmPrincipal", json, reason);
}

static void
confirm (EspEngine *engine, const char *name, const char *fingerprint)
{
  g_autofree char *json = g_strdup_printf ("{'Name': '%s', 'Fingerprint': '%s'}", name,
                                           fingerprint);

  json_object_unref (call (engine, "ConfirmPrincipal", json));
}

static void
sign_in_refused (Fixture *fixture, const char *name, const char *role, EspReason reason)
{
  g_autoptr (EspEngine) engine = fixture_open (fixture, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (esp_engine_sign_in (engine, name, role, fixture->passphrase, NULL, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
  esp_engine_close (engine);
}

/* The newest event with @action, as its canonical text. */
static char *
newest_event (EspEngine *engine, const char *action)
{
  g_autofree char *json = g_strdup_printf ("{'Action': '%s', 'Limit': 1}", action);
  g_autoptr (JsonObject) list = call (engine, "ListEvents", json);
  JsonArray *events = esp_json_get_array (list, "Events");
  g_autofree char *which = NULL;
  g_autoptr (JsonObject) event = NULL;

  g_assert_cmpuint (json_array_get_length (events), ==, 1);
  which = g_strdup_printf (
    "{'Sequence': %" G_GINT64_FORMAT "}",
    json_object_get_int_member (json_array_get_object_element (events, 0), "sequence"));
  event = call (engine, "GetEvent", which);
  return g_strdup (json_object_get_string_member (event, "Canonical"));
}

/* --- The way in --------------------------------------------------------------------------------*/

static void
test_way_in (Fixture *fixture, gconstpointer data)
{
  EspEngine *founder = fixture->engine;
  g_autofree char *account = account_number (founder, NULL);
  g_autofree char *code = invite (founder, PERSON);
  g_autoptr (EspEngine) own = fixture_open (fixture, NULL);
  g_autofree char *fingerprint = NULL, *invited = NULL, *enrolled = NULL, *confirmed = NULL;
  g_autoptr (EspEngine) signed_in = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (strlen (code), ==, 24);
  assert_state (founder, PERSON, "INVITED");
  sign_in_refused (fixture, PERSON, NULL, ESP_REASON_PRINCIPAL_INACTIVE);
  enrol_refused (fixture, own, PERSON, "AAAA-AAAA-AAAA-AAAA-AAAA", ESP_REASON_INVITATION_CODE);
  enrol_refused (fixture, own, FOUNDER, code, ESP_REASON_INVITATION_CODE);
  enrol_refused (fixture, own, NULL, "short", ESP_REASON_INVITATION_CODE);

  /* Found by the code alone, typed in small letters without hyphens. */
  {
    g_autofree char *typed = g_ascii_strdown (code, -1);

    g_strdelimit (typed, "-", ' ');
    g_assert_true (enrol (own, NULL, typed, fixture->passphrase, &fingerprint, &error));
    g_assert_no_error (error);
  }
  g_assert_cmpuint (strlen (fingerprint), ==, 95);
  assert_state (founder, PERSON, "ENROLLED");
  sign_in_refused (fixture, PERSON, NULL, ESP_REASON_PRINCIPAL_INACTIVE);
  enrol_refused (fixture, own, PERSON, code, ESP_REASON_INVITATION_CODE);

  g_error_free (confirm_refused (founder, PERSON, "no fingerprint", ESP_REASON_FINGERPRINT_SYNTAX));
  {
    g_autofree char *other = g_strdup (fingerprint);

    other[0] = other[0] == 'a' ? 'b' : 'a';
    g_error_free (confirm_refused (founder, PERSON, other, ESP_REASON_FINGERPRINT_DIFFERS));
  }
  assert_state (founder, PERSON, "ENROLLED");
  {
    g_autofree char *loud = g_ascii_strup (fingerprint, -1);

    confirm (founder, PERSON, loud);
  }
  assert_state (founder, PERSON, "ACTIVE");
  sign_in_refused (fixture, PERSON, NULL, ESP_REASON_ROLE_NONE);
  add_role (founder, "Reader", account,
            "{'Effect': 'Allow', 'Action': ['iam:List*', 'espalier:*'], 'Resource': '*'}");
  assign (founder, "Reader", PERSON);
  signed_in = fixture_open (fixture, PERSON);
  json_object_unref (call (signed_in, "ListPrincipals", NULL));
  g_assert_cmpint (count_events (signed_in), >, 4);

  /* The event of the invitation holds the digest of the code and not the code; the one of the
   * enrolment is signed by the person and holds the code that was spent. */
  invited = newest_event (founder, "iam:CreateUser");
  enrolled = newest_event (founder, "espalier:EnrolPrincipal");
  confirmed = newest_event (founder, "iam:ConfirmUser");
  g_assert_null (strstr (invited, code));
  g_assert_nonnull (strstr (invited, "CodeDigest"));
  g_assert_nonnull (strstr (enrolled, "\"actorName\":\"" PERSON "\""));
  g_assert_nonnull (strstr (confirmed, "AgreementFingerprint"));
  g_assert_nonnull (strstr (confirmed, "SigningFingerprint"));
  esp_engine_close (own);
  esp_engine_close (signed_in);
}

/* What the person reads out is what openssl says of the signing certificate. */
static void
test_fingerprint (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = invite (fixture->engine, PERSON);
  g_autofree char *fingerprint = NULL, *file = fixture_file (fixture, "signing.der");
  g_autoptr (EspVault) vault = NULL;
  g_autoptr (EspPrincipal) principal = NULL;
  const char *argv[] = { "openssl", "x509",   "-inform",      "DER",     "-in",
                         file,      "-noout", "-fingerprint", "-sha256", NULL };
  g_autofree char *said = NULL, *shown = NULL;
  gconstpointer bytes;
  gsize len;

  g_assert_true (enrol (fixture->engine, PERSON, code, fixture->passphrase, &fingerprint, NULL));
  vault = esp_vault_open (fixture->path, ESP_DATABASE_READ_ONLY, NULL);
  principal = esp_principal_store_find (vault, PERSON, NULL);
  bytes = g_bytes_get_data (principal->signing_certificate, &len);
  g_assert_true (g_file_set_contents (file, bytes, (gssize) len, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &said,
                               NULL, NULL, NULL));
  shown = g_ascii_strup (fingerprint, -1);
  g_assert_nonnull (strstr (said, shown));
}

static void
test_expiry (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = invite (fixture->engine, PERSON);
  g_autofree char *again = NULL;

  esp_clock_set (fixture->clock, FIXTURE_NOW + 7 * ESP_TIME_DAY);
  enrol_refused (fixture, fixture->engine, PERSON, code, ESP_REASON_INVITATION_EXPIRED);
  again = invite (fixture->engine, PERSON);
  g_assert_cmpstr (again, !=, code);
  enrol_refused (fixture, fixture->engine, PERSON, code, ESP_REASON_INVITATION_CODE);
  g_assert_true (enrol (fixture->engine, PERSON, again, fixture->passphrase, NULL, NULL));
}

/* A wrong fingerprint is answered with a new invitation: the keys that were enrolled are gone. */
static void
test_invite_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = invite (fixture->engine, PERSON);
  g_autofree char *first = NULL, *second = NULL, *again = NULL;

  g_assert_true (enrol (fixture->engine, PERSON, code, fixture->passphrase, &first, NULL));
  again = invite (fixture->engine, PERSON);
  assert_state (fixture->engine, PERSON, "INVITED");
  g_assert_true (enrol (fixture->engine, PERSON, again, fixture->passphrase, &second, NULL));
  g_assert_cmpstr (first, !=, second);
  g_error_free (confirm_refused (fixture->engine, PERSON, first, ESP_REASON_FINGERPRINT_DIFFERS));
  confirm (fixture->engine, PERSON, second);
  g_error_free (refused (fixture->engine, "InvitePrincipal",
                         "{'Name': '" PERSON "', 'Account': 'Meridian Motors'}",
                         ESP_REASON_NAME_TAKEN));
}

/* One session's keyring opens for every program in it: it takes one person of a vault. */
static void
test_keyring (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = invite (fixture->engine, PERSON);
  g_autofree char *second = invite (fixture->engine, "Piet Sand");
  g_autofree char *fingerprint = NULL;
  g_autofree char *account = account_number (fixture->engine, NULL);
  g_autoptr (EspEngine) engine = fixture_open (fixture, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (enrol (engine, PERSON, code, NULL, &fingerprint, &error));
  g_assert_no_error (error);
  g_assert_false (enrol (engine, "Piet Sand", second, NULL, NULL, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==, "KEYRING_SHARED");
  g_assert_cmpstr (esp_error_get_argument (error, "other"), ==, PERSON);
  g_assert_true (enrol (engine, "Piet Sand", second, fixture->passphrase, NULL, NULL));
  confirm (fixture->engine, PERSON, fingerprint);
  add_role (fixture->engine, "R", account,
            "{'Effect': 'Allow', 'Action': 'espalier:DescribeVault', 'Resource': '*'}");
  assign (fixture->engine, "R", PERSON);
  g_clear_error (&error);
  g_assert_true (esp_engine_sign_in (engine, PERSON, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  esp_engine_close (engine);
}

/* It is told apart where people are listed, and stays with its passphrase. */
static void
assert_is_service (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = esp_engine_list_people (fixture->engine, &error);
  g_autoptr (EspEngine) engine = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (people->len, ==, 2);
  for (guint i = 0; i < people->len; i++)
    {
      const EspPerson *person = g_ptr_array_index (people, i);

      g_assert_true (person->service == g_str_equal (person->name, "signer"));
    }
  add_role (fixture->engine, "Signer", "Meridian Motors",
            "{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}");
  assign (fixture->engine, "Signer", "signer");
  engine = fixture_open (fixture, "signer");
  g_assert_false (esp_engine_change_unlock (engine, fixture->passphrase, NULL, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SERVICE_UNLOCK));
  esp_engine_close (engine);
}

static void
test_service (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject)
    invited = call (fixture->engine, "InvitePrincipal",
                    "{'Name': 'signer', 'Account': 'Meridian Motors', 'Service': true,"
                    " 'Tags': [{'Key': 'team', 'Value': 'Build'}]}");
  g_autofree char *kind = member_of (invited, "Principal", "Kind");
  g_autofree char *arn = member_of (invited, "Principal", "Arn");
  g_autofree char *fingerprint = NULL;
  const char *code = json_object_get_string_member (invited, "Code");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (kind, ==, "SERVICE");
  g_assert_true (g_str_has_suffix (arn, ":user/signer"));
  /* Nobody sits before it, so no keyring opens for it. */
  g_assert_false (enrol (fixture->engine, "signer", code, NULL, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SERVICE_UNLOCK));
  g_assert_true (enrol (fixture->engine, "signer", json_object_get_string_member (invited, "Code"),
                        fixture->passphrase, &fingerprint, NULL));
  confirm (fixture->engine, "signer", fingerprint);
  assert_state (fixture->engine, "signer", "ACTIVE");
  assert_is_service (fixture);
}

/* --- And out -----------------------------------------------------------------------------------*/

#define READS "{'Effect': 'Allow', 'Action': ['espalier:*', 'iam:List*'], 'Resource': '*'}"

/* A session that runs in another process is stopped at its next step. */
static void
test_suspension (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspEngine) engine = NULL;

  add_person_with (fixture, PERSON, READS);
  engine = fixture_open (fixture, PERSON);
  json_object_unref (call (engine, "ListPrincipals", NULL));
  json_object_unref (call (fixture->engine, "SuspendPrincipal", "{'Name': '" PERSON "'}"));
  g_error_free (refused (engine, "ListPrincipals", NULL, ESP_REASON_ACCESS_DENIED_IMPLICIT));
  sign_in_refused (fixture, PERSON, NULL, ESP_REASON_PRINCIPAL_INACTIVE);
  g_error_free (refused (fixture->engine, "SuspendPrincipal", "{'Name': '" PERSON "'}",
                         ESP_REASON_PRINCIPAL_STATE));
  json_object_unref (call (fixture->engine, "ResumePrincipal", "{'Name': '" PERSON "'}"));
  json_object_unref (call (engine, "ListPrincipals", NULL));
  g_error_free (refused (fixture->engine, "SuspendPrincipal", "{'Name': '" FOUNDER "'}",
                         ESP_REASON_PRINCIPAL_SELF));
  g_error_free (refused (fixture->engine, "ResetPrincipal", "{'Name': '" FOUNDER "'}",
                         ESP_REASON_PRINCIPAL_SELF));
  g_error_free (refused (fixture->engine, "SuspendPrincipal", "{'Name': 'Nobody'}",
                         ESP_REASON_PRINCIPAL_UNKNOWN));
  esp_engine_close (engine);
}

/* Who lost the keys enrols again; the old ones open nothing, and what they signed still verifies.
 */
static void
test_reset (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) reset = NULL;
  g_autoptr (EspEngine) engine = NULL;
  g_autofree char *fingerprint = NULL;
  g_autoptr (GError) error = NULL;

  add_person_with (fixture, PERSON, READS);
  engine = fixture_open (fixture, PERSON);
  g_error_free (
    refused (engine, "CreateAccount", "{'Name': 'X'}", ESP_REASON_ACCESS_DENIED_IMPLICIT));
  reset = call (fixture->engine, "ResetPrincipal", "{'Name': '" PERSON "'}");
  assert_state (fixture->engine, PERSON, "INVITED");
  g_error_free (refused (engine, "ListPrincipals", NULL, ESP_REASON_PRINCIPAL_INACTIVE));
  g_assert_true (enrol (engine, PERSON, json_object_get_string_member (reset, "Code"),
                        fixture->passphrase, &fingerprint, &error));
  g_assert_no_error (error);
  confirm (fixture->engine, PERSON, fingerprint);
  /* The session of before stays shut: its keys are nobody's any more. */
  g_error_free (refused (engine, "ListPrincipals", NULL, ESP_REASON_PRINCIPAL_INACTIVE));
  g_assert_false (esp_engine_switch_role (engine, PERSON, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_PRINCIPAL_INACTIVE));
  esp_engine_close (engine);
  g_clear_object (&engine);
  engine = fixture_open (fixture, PERSON);
  json_object_unref (call (engine, "ListPrincipals", NULL));
  esp_engine_close (engine);
}

static void
test_recovery_is_nobody (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_file (fixture, "recovery.pem");
  g_autoptr (EspSecret) printed = make_recovery (fixture->engine, path);
  static const char *const operations[] = { "SuspendPrincipal", "ResetPrincipal",
                                            "ResumePrincipal" };

  g_assert_nonnull (printed);
  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    g_error_free (refused (fixture->engine, operations[i], "{'Name': 'Recovery identity'}",
                           ESP_REASON_PRINCIPAL_RECOVERY));
  g_error_free (refused (fixture->engine, "AssignRole",
                         "{'Role': 'Administrator', 'Principal': 'Recovery identity'}",
                         ESP_REASON_PRINCIPAL_RECOVERY));
}

/* --- Accounts, roles, tags ---------------------------------------------------------------------*/

static void
test_accounts (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autoptr (JsonObject) made = call (engine, "CreateAccount", "{'Name': 'Suppliers'}");
  g_autofree char *number = member_of (made, "Account", "Id");

  g_assert_cmpuint (strlen (number), ==, 12);
  json_object_unref (call (engine, "CreateAccount", "{'Name': 'Plant', 'Number': '000011112222'}"));
  g_error_free (refused (engine, "CreateAccount", "{'Name': 'Other', 'Number': '000011112222'}",
                         ESP_REASON_ACCOUNT_EXISTS));
  g_error_free (refused (engine, "CreateAccount", "{'Name': 'Other', 'Number': '12'}",
                         ESP_REASON_ACCOUNT_NUMBER));
  g_error_free (refused (engine, "CreateAccount", "{'Name': 'Plant'}", ESP_REASON_NAME_TAKEN));
  g_error_free (refused (engine, "CreateAccount", "{'Name': ' Plant'}", ESP_REASON_NAME_OF_THING));
  g_error_free (refused (engine, "InvitePrincipal", "{'Name': 'A', 'Account': 'Nowhere'}",
                         ESP_REASON_ACCOUNT_UNKNOWN));
}

/* What belongs to all is not for people of another account, whatever their role says. */
static void
test_organization (Fixture *fixture, gconstpointer data)
{
  static const char document[] = "{'Version': '2012-10-17', 'Statement': [{'Effect': 'Deny',"
                                 " 'Action': 'acm-pca:*', 'Resource': '*'}]}";
  g_autoptr (EspEngine) engine = NULL;
  g_autofree char *text = g_strdelimit (g_strdup (document), "'", '"');
  g_autofree char *path = fixture_file (fixture, "recovery.pem");
  JsonObject *parameters = json_object_new ();
  g_autoptr (EspSecret) other = NULL;
  g_autoptr (GError) error = NULL;

  json_object_unref (call (fixture->engine, "CreateAccount", "{'Name': 'Suppliers'}"));
  add_person (fixture, fixture->engine, PERSON, "Suppliers");
  add_role (fixture->engine, "Everything", "Suppliers",
            "{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}");
  assign (fixture->engine, "Everything", PERSON);
  engine = fixture_open (fixture, PERSON);
  g_error_free (
    refused (engine, "CreateAccount", "{'Name': 'X'}", ESP_REASON_ACCESS_DENIED_IMPLICIT));
  json_object_set_string_member (parameters, "Name", "g");
  json_object_set_string_member (parameters, "Document", text);
  g_error_free (
    refused_with (engine, "CreateGuardrail", parameters, ESP_REASON_ACCESS_DENIED_IMPLICIT));
  g_assert_false (esp_engine_create_recovery (engine, path, &other, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_ACCESS_DENIED_IMPLICIT));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  /* Nor for the people of other accounts: their own they manage. */
  g_error_free (refused (engine, "InvitePrincipal", "{'Name': 'A', 'Account': 'Meridian Motors'}",
                         ESP_REASON_ACCESS_DENIED_IMPLICIT));
  g_error_free (refused (engine, "AssignRole",
                         "{'Role': 'Administrator', 'Principal': '" PERSON "'}",
                         ESP_REASON_ROLE_NOT_FOUND));
  g_error_free (
    refused (engine, "ResetPrincipal", "{'Name': '" FOUNDER "'}", ESP_REASON_PRINCIPAL_UNKNOWN));
  json_object_unref (
    call (engine, "InvitePrincipal", "{'Name': 'Colleague', 'Account': 'Suppliers'}"));
  esp_engine_close (engine);
}

static void
test_roles (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *own = account_number (engine, NULL);
  g_autofree char *by_path = g_strdup_printf ("{'Role': '%s/Clerk'}", own);
  g_autoptr (JsonObject) described = NULL;
  g_autofree char *scope = NULL;

  json_object_unref (call (engine, "CreateAccount", "{'Name': 'Suppliers'}"));
  add_person_with (fixture, PERSON, READS);
  add_role (engine, "Clerk", own, READS);
  add_role (engine, "Clerk", "Suppliers", READS);
  g_error_free (refused (engine, "DescribeRole", "{'Role': 'Clerk'}", ESP_REASON_ROLE_AMBIGUOUS));
  g_error_free (refused (engine, "DescribeRole", "{'Role': 'None'}", ESP_REASON_ROLE_NOT_FOUND));
  json_object_unref (call (engine, "DescribeRole", by_path));
  json_object_unref (call (engine, "DescribeRole", "{'Role': 'Suppliers/Clerk'}"));
  described = call (engine, "DescribeRole", "{'Role': 'Clerk', 'Account': 'Suppliers'}");
  scope = member_of (described, "Role", "Scope");
  g_assert_cmpstr (scope, ==, "ACCOUNT");
  g_error_free (refused (engine, "AssignRole",
                         "{'Role': 'Suppliers/Clerk', 'Principal': '" PERSON "'}",
                         ESP_REASON_ROLE_OTHER_ACCOUNT));
  g_error_free (refused (engine, "UnassignRole", "{'Role': 'Auditor', 'Principal': '" PERSON "'}",
                         ESP_REASON_ROLE_NOT_HELD));
  g_error_free (refused (engine, "DeleteRole", "{'Role': '" PERSON "'}", ESP_REASON_ROLE_HELD));
  json_object_unref (
    call (engine, "UnassignRole", "{'Role': '" PERSON "', 'Principal': '" PERSON "'}"));
  json_object_unref (call (engine, "DeleteRole", "{'Role': '" PERSON "'}"));
  sign_in_refused (fixture, PERSON, NULL, ESP_REASON_ROLE_NONE);
}

static JsonObject *
policy (const char *name, const char *document)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Role", "Clerk");
  json_object_set_string_member (parameters, "PolicyName", name);
  json_object_set_string_member (parameters, "PolicyDocument", document);
  return parameters;
}

/* A change of a policy counts at once in the session of who holds the role. */
static void
test_policies (Fixture *fixture, gconstpointer data)
{
  EspEngine *founder = fixture->engine;
  g_autofree char *own = account_number (founder, NULL);
  g_autoptr (EspEngine) engine = NULL;
  g_autoptr (JsonObject) put = NULL;
  static const char writes[] = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                               "\"Action\":\"organizations:CreateAccount\",\"Resource\":\"*\"}]}";

  add_person (fixture, founder, PERSON, own);
  add_role (founder, "Clerk", own, READS);
  assign (founder, "Clerk", PERSON);
  engine = fixture_open (fixture, PERSON);
  g_error_free (
    refused (engine, "CreateAccount", "{'Name': 'X'}", ESP_REASON_ACCESS_DENIED_IMPLICIT));
  put = call_with (founder, "PutRolePolicy", policy ("writes", writes));
  g_assert_nonnull (esp_json_get_array (put, "Findings"));
  json_object_unref (call (engine, "CreateAccount", "{'Name': 'X'}"));
  g_error_free (refused (founder, "DeleteRolePolicy", "{'Role': 'Clerk', 'PolicyName': 'none'}",
                         ESP_REASON_ROLE_POLICY_UNKNOWN));
  json_object_unref (
    call (founder, "DeleteRolePolicy", "{'Role': 'Clerk', 'PolicyName': 'writes'}"));
  g_error_free (
    refused (engine, "CreateAccount", "{'Name': 'Y'}", ESP_REASON_ACCESS_DENIED_IMPLICIT));
  g_error_free (
    refused_with (founder, "PutRolePolicy", policy ("bad", "{"), ESP_REASON_JSON_SYNTAX));
  g_error_free (refused_with (founder, "PutRolePolicy",
                              policy ("bad", "{\"Version\":\"2012-10-17\",\"Statement\":[]}"),
                              ESP_REASON_POLICY_NO_STATEMENT));
  esp_engine_close (engine);
}

/* The same keys in another role: no passphrase is asked for again. */
static void
test_switch (Fixture *fixture, gconstpointer data)
{
  g_autofree char *own = account_number (fixture->engine, NULL);
  g_autoptr (EspEngine) engine = fixture_open (fixture, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSession) session = NULL;

  add_person (fixture, fixture->engine, PERSON, own);
  add_role (fixture->engine, "Reader", own, READS);
  add_role (fixture->engine, "Opener", own,
            "{'Effect': 'Allow', 'Action': 'organizations:*', 'Resource': '*'}");
  assign (fixture->engine, "Reader", PERSON);
  assign (fixture->engine, "Opener", PERSON);
  g_assert_false (esp_engine_switch_role (engine, "Reader", &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_LOCKED));
  g_clear_error (&error);
  g_assert_true (esp_engine_sign_in (engine, PERSON, "Reader", fixture->passphrase, NULL, &error));
  g_error_free (
    refused (engine, "CreateAccount", "{'Name': 'X'}", ESP_REASON_ACCESS_DENIED_IMPLICIT));
  g_assert_true (esp_engine_switch_role (engine, "Opener", &error));
  g_assert_no_error (error);
  json_object_unref (call (engine, "CreateAccount", "{'Name': 'X'}"));
  g_error_free (refused (engine, "ListPrincipals", NULL, ESP_REASON_ACCESS_DENIED_IMPLICIT));
  g_assert_false (esp_engine_switch_role (engine, "Administrator", &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_ROLE_UNKNOWN));
  session = esp_engine_ref_session (engine);
  g_assert_cmpstr (esp_session_get_role (session), ==, "Opener");
  esp_engine_close (engine);
}

static void
test_tags (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *own = account_number (engine, NULL);
  g_autoptr (JsonObject) tagged = NULL;
  g_autoptr (JsonObject) untagged = NULL;
  JsonArray *tags;

  add_person (fixture, engine, PERSON, own);
  add_role (engine, "Clerk", own, READS);
  tagged = call (engine, "TagPrincipal",
                 "{'Name': '" PERSON "', 'Tags': [{'Key': 'team', 'Value': 'A'},"
                 " {'Key': 'site'}]}");
  tags = esp_json_get_array (esp_json_get_object (tagged, "Principal"), "Tags");
  g_assert_cmpuint (json_array_get_length (tags), ==, 2);
  untagged = call (engine, "UntagPrincipal", "{'Name': '" PERSON "', 'TagKeys': ['team']}");
  tags = esp_json_get_array (esp_json_get_object (untagged, "Principal"), "Tags");
  g_assert_cmpuint (json_array_get_length (tags), ==, 1);
  g_error_free (
    refused (engine, "TagPrincipal", "{'Name': '" PERSON "', 'Tags': []}", ESP_REASON_TAGS_NONE));
  g_error_free (refused (engine, "TagRole",
                         "{'Role': 'Clerk', 'Tags': [{'Key': 'aws:x', 'Value': ''}]}",
                         ESP_REASON_TAG_RESERVED));
  json_object_unref (
    call (engine, "TagRole", "{'Role': 'Clerk', 'Tags': [{'Key': 'x', 'Value': '1'}]}"));
  json_object_unref (call (engine, "UntagRole", "{'Role': 'Clerk', 'TagKeys': ['x']}"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/engine/people/way-in", test_way_in);
  ADD ("/engine/people/fingerprint", test_fingerprint);
  ADD ("/engine/people/expiry", test_expiry);
  ADD ("/engine/people/invite-again", test_invite_again);
  ADD ("/engine/people/keyring", test_keyring);
  ADD ("/engine/people/service", test_service);
  ADD ("/engine/people/suspension", test_suspension);
  ADD ("/engine/people/reset", test_reset);
  ADD ("/engine/people/recovery", test_recovery_is_nobody);
  ADD ("/engine/people/accounts", test_accounts);
  ADD ("/engine/people/organization", test_organization);
  ADD ("/engine/people/roles", test_roles);
  ADD ("/engine/people/policies", test_policies);
  ADD ("/engine/people/switch", test_switch);
  ADD ("/engine/people/tags", test_tags);
#undef ADD
  return g_test_run ();
}
