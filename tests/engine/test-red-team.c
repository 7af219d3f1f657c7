/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An enemy inside: somebody with many rights, who approves for a root as well, tries to be the
 * second person too. Ada administers and approves, Ben approves, Dave may act on the root and
 * approves nothing. What outsiders do to the file is in test-tamper.c. */
#include "engine-fixture.h"

#include "engine/esp-approving.h"
#include "vault/esp-approval-store.h"

#define OF_ROOT "'CertificateAuthority': 'Root'"
#define DISABLE "{" OF_ROOT ", 'Status': 'DISABLED'}"
#define TAG(value) "{" OF_ROOT ", 'Tags': [{'Key': 'k', 'Value': '" value "'}]}"
#define ALLOW(actions, resource)                                                                   \
  "{'Effect': 'Allow', 'Action': [" actions "], 'Resource': '" resource "'}"

typedef struct
{
  Fixture fixture;
  EspEngine *ada;
  EspEngine *ben;
  EspEngine *dave;
  char *account;
} World;

static void
set_up (World *world, gconstpointer data)
{
  Fixture *fixture = &world->fixture;
  g_autofree char *root = NULL;

  fixture_set_up (fixture, NULL);
  world->ada = fixture->engine;
  world->account = account_number (world->ada, NULL);
  root = create_ca (world->ada, "{'Subject': 'CN=Root', 'DualControl': false}");
  add_person_with (fixture, "Ben", ALLOW ("'espalier:*', 'acm-pca:*'", "*"));
  add_person_with (fixture, "Dave", ALLOW ("'espalier:*', 'acm-pca:*'", "*"));
  json_object_unref (call (world->ada, "SetDualControl", "{" OF_ROOT ", 'Enabled': true}"));
}

/* Dave could approve by his rights; that he is no approver needs two. */
static void
sign_in_others (World *world)
{
  world->ben = fixture_open (&world->fixture, "Ben");
  world->dave = fixture_open (&world->fixture, "Dave");
}

static void
tear_down (World *world, gconstpointer data)
{
  EspEngine *engines[] = { world->ben, world->dave };

  for (gsize i = 0; i < G_N_ELEMENTS (engines); i++)
    {
      esp_engine_close (engines[i]);
      g_object_unref (engines[i]);
    }
  g_free (world->account);
  fixture_tear_down (&world->fixture, data);
}

/* --- Helpers -----------------------------------------------------------------------------------*/

static char *
id_of (GError *error)
{
  char *id = g_strdup (esp_error_get_argument (error, "id"));

  g_error_free (error);
  g_assert_nonnull (id);
  return id;
}

/* Expects the call to be kept for a second person; the id of the request. */
static char *
ask (EspEngine *engine, const char *operation, const char *json)
{
  return id_of (refused (engine, operation, json, ESP_REASON_WAITING_FOR_APPROVAL));
}

static JsonObject *
with_id (EspEngine *engine, const char *operation, const char *id)
{
  g_autofree char *json = g_strdup_printf ("{'Id': '%s'}", id);

  return call (engine, operation, json);
}

static void
approve (EspEngine *engine, const char *id)
{
  json_object_unref (with_id (engine, "ApproveRequest", id));
}

static void
approving_is_refused (EspEngine *engine, const char *id, EspReason reason)
{
  g_autofree char *json = g_strdup_printf ("{'Id': '%s'}", id);

  g_error_free (refused (engine, "ApproveRequest", json, reason));
}

static void
assert_approval_status (EspEngine *engine, const char *id, const char *expected)
{
  g_autoptr (JsonObject) result = with_id (engine, "DescribeApproval", id);
  g_autofree char *status = member_of (result, "Approval", "Status");

  g_assert_cmpstr (status, ==, expected);
}

static char *
get_ca_id (EspEngine *engine)
{
  g_autoptr (JsonObject) result = call (engine, "DescribeCertificateAuthority", "{" OF_ROOT "}");

  return member_of (result, "CertificateAuthority", "Id");
}

/* Invited or reset with @result; the fingerprint that is to be confirmed. */
static char *
enrol (World *world, const char *name, JsonObject *result)
{
  const char *code = json_object_get_string_member (result, "Code");
  g_autoptr (EspSecret) secret = esp_secret_new_copy (code, strlen (code), NULL);
  g_autoptr (GError) error = NULL;
  char *fingerprint = NULL;

  esp_engine_enrol (world->ada, name, secret, ESP_UNLOCK_WITH_PASSPHRASE, world->fixture.passphrase,
                    NULL, &fingerprint, NULL, &error);
  g_assert_no_error (error);
  return fingerprint;
}

static void
put_policy (EspEngine *engine, const char *role, const char *statements)
{
  g_autofree char *document = g_strdup_printf ("{'Version': '2012-10-17', 'Statement': [%s]}",
                                               statements);
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Role", role);
  json_object_set_string_member (parameters, "PolicyName", "policy");
  json_object_set_string_member (parameters, "PolicyDocument", g_strdelimit (document, "'", '"'));
  json_object_unref (call_with (engine, "PutRolePolicy", parameters));
}

static void
assign_by_two (World *world, const char *role, const char *principal)
{
  g_autofree char *json = g_strdup_printf ("{'Role': '%s', 'Principal': '%s'}", role, principal);
  g_autofree char *id = ask (world->ada, "AssignRole", json);

  approve (world->ben, id);
}

static void
name_one_approver (World *world)
{
  g_autofree char *id = ask (world->ada, "RemoveApprover", "{" OF_ROOT ", 'Principal': 'Dave'}");

  approve (world->ben, id);
}

/* --- New keys are a new person -----------------------------------------------------------------*/

/* Who may act on the root is not given other keys by one person, whether they approve or not. */
static void
test_new_keys (World *world, gconstpointer data)
{
  g_autofree char *reset = NULL, *confirm = NULL, *fingerprint = NULL, *json = NULL;
  g_autofree char *again = NULL;
  g_autoptr (JsonObject) invited = NULL;

  sign_in_others (world);
  name_one_approver (world);
  reset = ask (world->ada, "ResetPrincipal", "{'Name': 'Dave'}");
  approving_is_refused (world->ada, reset, ESP_REASON_APPROVAL_OWN);
  approve (world->ben, reset);
  again = g_strdup_printf ("{'Name': 'Dave', 'Account': '%s'}", world->account);
  invited = call (world->ada, "InvitePrincipal", again);
  fingerprint = enrol (world, "Dave", invited);
  json = g_strdup_printf ("{'Name': 'Dave', 'Fingerprint': '%s'}", fingerprint);
  confirm = ask (world->ada, "ConfirmPrincipal", json);
  approving_is_refused (world->ada, confirm, ESP_REASON_APPROVAL_OWN);
  approve (world->ben, confirm);
  assert_approval_status (world->ada, confirm, "DONE");
}

/* What was asked for with the keys that went is void, and what is over stays readable. */
static void
test_list_after_reset (World *world, gconstpointer data)
{
  g_autofree char *done = NULL, *open = NULL, *reset = NULL;
  g_autoptr (JsonObject) list = NULL;

  sign_in_others (world);
  name_one_approver (world);
  done = ask (world->dave, "TagCertificateAuthority", TAG ("1"));
  approve (world->ben, done);
  open = ask (world->dave, "UpdateCertificateAuthority", DISABLE);
  reset = ask (world->ada, "ResetPrincipal", "{'Name': 'Dave'}");
  approve (world->ben, reset);
  assert_approval_status (world->ada, reset, "DONE");
  assert_approval_status (world->ada, done, "DONE");
  assert_approval_status (world->ada, open, "FAILED");
  approving_is_refused (world->ben, open, ESP_REASON_APPROVAL_OVER);
  list = call (world->ben, "ListApprovals", "{}");
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (list, "Approvals")), ==, 4);
}

/* --- Roles that do not look like it ------------------------------------------------------------*/

/* A resource with a variable is about the root as soon as somebody has the right tag. */
static void
test_variable (World *world, gconstpointer data)
{
  g_autofree char *ca = get_ca_id (world->ada);
  g_autofree char *invite = g_strdup_printf (
    "{'Name': 'Eve', 'Account': '%s', 'Tags': [{'Key': 'ca', 'Value': '%s'}]}", world->account, ca);
  g_autoptr (JsonObject) invited = NULL;
  g_autofree char *fingerprint = NULL, *json = NULL, *id = NULL;

  sign_in_others (world);
  add_role (world->ada, "Variable", world->account,
            ALLOW ("'acm-pca:UpdateCertificateAuthority'",
                   "arn:aws:acm-pca:*:*:certificate-authority/${aws:PrincipalTag/ca}"));
  invited = call (world->ada, "InvitePrincipal", invite);
  fingerprint = enrol (world, "Eve", invited);
  json = g_strdup_printf ("{'Name': 'Eve', 'Fingerprint': '%s'}", fingerprint);
  json_object_unref (call (world->ada, "ConfirmPrincipal", json));
  id = ask (world->ada, "AssignRole", "{'Role': 'Variable', 'Principal': 'Eve'}");
  approve (world->ben, id);
  assert_approval_status (world->ada, id, "DONE");
}

/* Nor does it help that the variable says something else until then, or only takes the root
 * out of what is allowed. */
static void
test_variable_forms (World *world, gconstpointer data)
{
  g_autofree char *ca = get_ca_id (world->ada);
  g_autofree char *excluded = g_strdup_printf (
    "{'Effect': 'Allow', 'Action': 'acm-pca:*', 'NotResource':"
    " 'arn:aws:acm-pca:*:*:certificate-authority/${aws:PrincipalTag/not, \\u0027%s\\u0027}'}",
    ca);
  const char *forms[] = {
    ALLOW ("'acm-pca:UpdateCertificateAuthority'",
           "arn:aws:acm-pca:*:*:certificate-authority/${aws:PrincipalTag/ca, \\u0027x\\u0027}"),
    excluded,
  };

  sign_in_others (world);
  add_person (&world->fixture, world->ada, "Eve", world->account);
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *role = g_strdup_printf ("Form%d", (int) i);
      g_autofree char *json = g_strdup_printf ("{'Role': '%s', 'Principal': 'Eve'}", role);

      add_role (world->ada, role, world->account, forms[i]);
      g_free (ask (world->ada, "AssignRole", json));
    }
}

/* Until somebody has a role, one person writes its policies: not while its assignment waits. */
static void
test_role_moves (World *world, gconstpointer data)
{
  g_autofree char *moved = NULL, *tagged = NULL, *again = NULL;

  sign_in_others (world);
  add_person (&world->fixture, world->ada, "Eve", world->account);
  add_role (world->ada, "Tagger", world->account, ALLOW ("'acm-pca:TagCertificateAuthority'", "*"));
  moved = ask (world->ada, "AssignRole", "{'Role': 'Tagger', 'Principal': 'Eve'}");
  put_policy (world->ada, "Tagger", ALLOW ("'acm-pca:*', 'espalier:*'", "*"));
  approving_is_refused (world->ben, moved, ESP_REASON_APPROVAL_MOVED);
  tagged = ask (world->ada, "AssignRole", "{'Role': 'Tagger', 'Principal': 'Eve'}");
  json_object_unref (call (world->ada, "TagPrincipal",
                           "{'Name': 'Eve', 'Tags': [{'Key': 'team', 'Value': 'pki'}]}"));
  approving_is_refused (world->ben, tagged, ESP_REASON_APPROVAL_MOVED);
  again = ask (world->ada, "AssignRole", "{'Role': 'Tagger', 'Principal': 'Eve'}");
  approve (world->ben, again);
  assert_approval_status (world->ada, again, "DONE");
}

/* Nor is it another person of this name that becomes an approver. */
static void
test_approver_moves (World *world, gconstpointer data)
{
  g_autofree char *id = NULL, *fingerprint = NULL, *json = NULL;
  g_autoptr (JsonObject) reset = NULL;

  sign_in_others (world);
  add_person (&world->fixture, world->ada, "Eve", world->account);
  id = ask (world->ada, "AddApprover", "{" OF_ROOT ", 'Principal': 'Eve'}");
  reset = call (world->ada, "ResetPrincipal", "{'Name': 'Eve'}");
  fingerprint = enrol (world, "Eve", reset);
  json = g_strdup_printf ("{'Name': 'Eve', 'Fingerprint': '%s'}", fingerprint);
  json_object_unref (call (world->ada, "ConfirmPrincipal", json));
  approving_is_refused (world->ben, id, ESP_REASON_APPROVAL_MOVED);
}

static void
put_permission (EspEngine *engine, const char *operation, const char *actions)
{
  JsonObject *parameters = json_object_new ();
  g_autofree char *template = g_strdup_printf (
    "{'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': ["
    "'acm-pca:DescribeCertificateAuthority', 'acm-pca:GetCertificate',"
    " 'acm-pca:GetCertificateAuthorityCertificate', 'acm-pca:ListPermissions',"
    " 'acm-pca:ListTags'%s]}]}",
    actions);

  json_object_set_string_member (parameters, "Name", "reading");
  json_object_set_string_member (parameters, "PolicyTemplate", g_strdelimit (template, "'", '"'));
  json_object_unref (call_with (engine, operation, parameters));
}

/* A permission is not what it was when another version of it is the default. */
static void
test_permission_moves (World *world, gconstpointer data)
{
  static const char share[] = "{'Name': 'Supply', " OF_ROOT
                              ", 'Consumer': 'Supplier', 'Permission': 'reading'}";
  g_autofree char *id = NULL, *again = NULL;

  sign_in_others (world);
  json_object_unref (call (world->ada, "CreateAccount", "{'Name': 'Supplier'}"));
  put_permission (world->ada, "CreateManagedPermission", "");
  id = ask (world->ada, "CreateResourceShare", share);
  put_permission (world->ada, "CreateManagedPermissionVersion", ", 'acm-pca:RevokeCertificate'");
  json_object_unref (
    call (world->ada, "SetDefaultManagedPermissionVersion", "{'Name': 'reading', 'Version': 2}"));
  approving_is_refused (world->ben, id, ESP_REASON_APPROVAL_MOVED);
  again = ask (world->ada, "CreateResourceShare", share);
  approve (world->ben, again);
  assert_approval_status (world->ada, again, "DONE");
}

/* A role of another account acts on the root as soon as somebody there has it, by what was shared;
 * an invitation is accepted without anybody's consent, so that it counts too. */
static void
test_abroad (World *world, gconstpointer data)
{
  g_autofree char *number = NULL, *share = NULL, *given = NULL, *widened = NULL, *tagged = NULL;

  json_object_unref (call (world->ada, "CreateAccount", "{'Name': 'Supplier'}"));
  number = account_number (world->ada, "Supplier");
  add_person (&world->fixture, world->ada, "Sam", number);
  add_role (world->ada, "Abroad", number, ALLOW ("'acm-pca:*'", "*"));
  add_role (world->ada, "Reader", number, ALLOW ("'acm-pca:Get*', 'acm-pca:List*'", "*"));
  sign_in_others (world);
  /* Nothing is shared yet. */
  assign (world->ada, "Abroad", "Sam");
  json_object_unref (call (world->ada, "UnassignRole", "{'Role': 'Abroad', 'Principal': 'Sam'}"));
  share = ask (world->ada, "CreateResourceShare",
               "{'Name': 'Supply', " OF_ROOT ", 'Consumer': 'Supplier', 'Signing': 'HERE'}");
  approve (world->ben, share);
  given = ask (world->ada, "AssignRole", "{'Role': 'Abroad', 'Principal': 'Sam'}");
  approve (world->ben, given);
  assert_approval_status (world->ada, given, "DONE");
  json_object_unref (call (world->ada, "AcceptResourceShareInvitation", "{'Name': 'Supply'}"));
  tagged = ask (world->ada, "TagPrincipal",
                "{'Name': 'Sam', 'Tags': [{'Key': 'team', 'Value': 'x'}]}");
  approve (world->ben, tagged);
  widened = ask (world->ada, "DeleteRolePolicy", "{'Role': 'Abroad', 'PolicyName': 'policy'}");
  approve (world->ben, widened);
  assert_approval_status (world->ada, widened, "DONE");
  assign (world->ada, "Reader", "Sam");
}

/* What limits people of another account is about the root where they may act on it. */
static void
test_guardrail_abroad (World *world, gconstpointer data)
{
  static const char document[] =
    "{\\u0022Version\\u0022: \\u00222012-10-17\\u0022,"
    " \\u0022Statement\\u0022: [{\\u0022Effect\\u0022: \\u0022Deny\\u0022,"
    " \\u0022Action\\u0022: \\u0022acm-pca:RevokeCertificate\\u0022,"
    " \\u0022Resource\\u0022: \\u0022*\\u0022}]}";
  g_autofree char *share = NULL, *number = NULL, *limit = NULL, *more = NULL, *id = NULL;

  json_object_unref (call (world->ada, "CreateAccount", "{'Name': 'Supplier'}"));
  number = account_number (world->ada, "Supplier");
  add_role (world->ada, "Abroad", number, ALLOW ("'acm-pca:*'", "*"));
  sign_in_others (world);
  limit = g_strdup_printf ("{'Name': 'no-revocation', 'Accounts': ['Supplier'], 'Document': '%s'}",
                           document);
  more = g_strdup_printf ("{'Name': 'another', 'Accounts': ['Supplier'], 'Document': '%s'}",
                          document);
  /* Nothing is shared yet. */
  json_object_unref (call (world->ada, "CreateGuardrail", limit));
  share = ask (world->ada, "CreateResourceShare",
               "{'Name': 'Supply', " OF_ROOT ", 'Consumer': 'Supplier', 'Signing': 'HERE'}");
  approve (world->ben, share);
  g_free (ask (world->ada, "CreateGuardrail", more));
  id = ask (world->ada, "DeleteGuardrail", "{'Name': 'no-revocation'}");
  approve (world->ben, id);
  assert_approval_status (world->ada, id, "DONE");
}

/* Who was sent away, and approves, does not come back by one person's will. */
static void
test_back_again (World *world, gconstpointer data)
{
  g_autofree char *id = NULL;

  sign_in_others (world);
  json_object_unref (call (world->ada, "SuspendPrincipal", "{'Name': 'Dave'}"));
  id = ask (world->ada, "ResumePrincipal", "{'Name': 'Dave'}");
  approving_is_refused (world->ada, id, ESP_REASON_APPROVAL_OWN);
  approve (world->ben, id);
  assert_approval_status (world->ada, id, "DONE");
}

/* A renewal can disable the old authority: that is a disabling, though it touches the root above as
 * well. */
static void
test_disabled_by_renewal (World *world, gconstpointer data)
{
  g_autofree char *created = NULL, *renewed = NULL, *deleted = NULL;

  sign_in_others (world);
  created = ask (world->ada, "CreateCertificateAuthority",
                 "{'Subject': 'CN=Below', 'Parent': 'Root', 'DualControl': true}");
  approve (world->ben, created);
  json_object_unref (call (world->ada, "ExecuteApproved", "{}"));
  assert_approval_status (world->ada, created, "DONE");
  renewed = ask (world->ada, "RenewCertificateAuthority",
                 "{'CertificateAuthority': 'Below', 'Mode': 'REPLACE', 'DisableOld': true}");
  approve (world->ben, renewed);
  json_object_unref (call (world->ada, "ExecuteApproved", "{}"));
  assert_approval_status (world->ada, renewed, "DONE");
  g_error_free (refused (world->ada, "DeleteCertificateAuthority",
                         "{'CertificateAuthority': 'Below'}", ESP_REASON_APPROVAL_DISABLED_BY_YOU));
  deleted = ask (world->ben, "DeleteCertificateAuthority", "{'CertificateAuthority': 'Below'}");
  approve (world->ada, deleted);
  assert_approval_status (world->ada, deleted, "DONE");
}

/* --- Services ----------------------------------------------------------------------------------*/

/* With all rights there are, a service is no approver, and approves nothing. */
static void
test_service (World *world, gconstpointer data)
{
  g_autofree char *id = NULL, *fingerprint = NULL, *json = NULL, *invite = NULL;
  g_autoptr (JsonObject) invited = NULL, approvers = NULL;
  g_autoptr (EspEngine) robot = NULL;

  sign_in_others (world);
  add_role (world->ada, "Robot", world->account, ALLOW ("'espalier:Approve'", "*"));
  invite = g_strdup_printf ("{'Name': 'robot', 'Account': '%s', 'Service': true}", world->account);
  invited = call (world->ada, "InvitePrincipal", invite);
  fingerprint = enrol (world, "robot", invited);
  json = g_strdup_printf ("{'Name': 'robot', 'Fingerprint': '%s'}", fingerprint);
  json_object_unref (call (world->ada, "ConfirmPrincipal", json));
  assign_by_two (world, "Robot", "robot");
  robot = fixture_open (&world->fixture, "robot");
  g_error_free (refused (world->ada, "AddApprover", "{" OF_ROOT ", 'Principal': 'robot'}",
                         ESP_REASON_APPROVER_UNFIT));
  id = ask (world->ada, "UpdateCertificateAuthority", DISABLE);
  approving_is_refused (robot, id, ESP_REASON_APPROVAL_NOT_APPROVER);
  esp_engine_close (robot);
}

/* --- Forgotten -------------------------------------------------------------------------------- */

/* As many requests as a list shows, after that one. */
static void
flood_job (EspVault *vault, gpointer data)
{
  for (int i = 0; i < 11; i++)
    {
      g_autoptr (EspTransaction)
        transaction = esp_transaction_begin_write (esp_vault_get_database (vault), NULL);
      g_autofree char *sql = g_strdup_printf (
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
        " INSERT INTO approval SELECT printf ('%%08x-0000-4000-8000-%012d', i), ca,"
        " operation, requester, role, request, digest, request_signature, 'WAITING',"
        " requested_at + i, expires_at, NULL, NULL, NULL, NULL, NULL, NULL"
        " FROM approval, n WHERE status = 'DONE'",
        i);
      g_autoptr (GError) error = NULL;

      esp_database_execute (esp_vault_get_database (vault), sql, &error);
      g_assert_no_error (error);
      fixture_record (data, vault, "espalier:ExecuteApproved", "*");
      g_assert_true (esp_transaction_commit (transaction, NULL));
    }
}

/* Who had it disabled does not become who has it deleted by a flood of other requests. */
static void
test_flood (World *world, gconstpointer data)
{
  g_autofree char *disable = NULL;

  sign_in_others (world);
  world->fixture.is_changed_behind = TRUE;
  disable = ask (world->ada, "UpdateCertificateAuthority", DISABLE);
  approve (world->ben, disable);
  esp_worker_run (world->ada->writer, flood_job, world->ada);
  g_error_free (refused (world->ada, "DeleteCertificateAuthority", "{" OF_ROOT "}",
                         ESP_REASON_APPROVAL_DISABLED_BY_YOU));
}

/* --- Consents in the log -----------------------------------------------------------------------*/

typedef struct
{
  World *world;
  const EspEvent *old;
} Forgery;

/* By a program that is like this one, and asks nobody: an old consent stands for a new act. */
static void
forge_job (EspVault *vault, gpointer data)
{
  const Forgery *forgery = data;
  EspEngine *engine = forgery->world->ada;
  g_autoptr (EspSession) session = esp_engine_ref_session (engine);
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (vault), NULL);
  g_autoptr (EspEvent) event = esp_event_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_database_execute (esp_vault_get_database (vault),
                                       "UPDATE ca_tag SET value = 'forged' WHERE key = 'k'", NULL));
  event->time = esp_clock_now (engine->clock);
  event->actor = g_strdup (esp_session_get_principal_id (session));
  event->actor_name = g_strdup (esp_session_get_principal (session));
  event->account = g_strdup (esp_session_get_account (session));
  event->role = g_strdup (esp_session_get_role (session));
  event->action = g_strdup (forgery->old->action);
  event->resource = g_strdup (forgery->old->resource);
  event->parameters_digest = g_strdup (forgery->old->parameters_digest);
  event->details = json_object_ref (forgery->old->details);
  event->request = json_object_ref (forgery->old->request);
  event->decision = g_strdup ("ALLOW");
  event->outcome = ESP_OUTCOME_ALLOWED;
  esp_recorder_append (engine->recorder, vault, event, esp_session_get_identity (session), &error);
  g_assert_no_error (error);
  esp_transaction_commit (transaction, &error);
  g_assert_no_error (error);
}

static EspEvent *
get_newest_tagging (EspEngine *engine)
{
  g_autoptr (JsonObject)
    list = call (engine, "ListEvents",
                 "{'Action': 'acm-pca:TagCertificateAuthority', 'Outcome': 'ALLOWED', 'Limit': 1}");
  JsonObject *event = json_array_get_object_element (esp_json_get_array (list, "Events"), 0);
  g_autofree char *json = g_strdup_printf ("{'Sequence': %d}",
                                           (int) esp_json_get_int (event, "sequence", 0));
  g_autoptr (JsonObject) whole = call (engine, "GetEvent", json);
  g_autoptr (GError) error = NULL;
  EspEvent *parsed = esp_event_parse (json_object_get_string_member (whole, "Canonical"), &error);

  g_assert_no_error (error);
  return parsed;
}

static void
test_used_consent (World *world, gconstpointer data)
{
  g_autofree char *id = NULL, *other = NULL;
  g_autoptr (EspEvent) old = NULL;
  g_autoptr (JsonObject) before = NULL, after = NULL;
  Forgery forgery = { world, NULL };
  JsonObject *finding;

  sign_in_others (world);
  world->fixture.is_changed_behind = TRUE;
  id = ask (world->dave, "TagCertificateAuthority", TAG ("1"));
  approve (world->ben, id);
  old = get_newest_tagging (world->ada);
  other = ask (world->dave, "TagCertificateAuthority", TAG ("2"));
  before = call (world->ada, "VerifyLog", "{}");
  g_assert_true (json_object_get_boolean_member (before, "Verified"));
  forgery.old = old;
  esp_worker_run (world->ada->writer, forge_job, &forgery);
  after = call (world->ada, "VerifyLog", "{}");
  g_assert_false (json_object_get_boolean_member (after, "Verified"));
  finding = json_array_get_object_element (esp_json_get_array (after, "Findings"), 0);
  g_assert_cmpstr (esp_json_get_string (finding, "Problem"), ==,
                   "the consent that it names was not given by two persons");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, test) g_test_add ("/engine/red-team/" path, World, NULL, set_up, test, tear_down)
  ADD ("service", test_service);
  ADD ("new-keys", test_new_keys);
  ADD ("list-after-reset", test_list_after_reset);
  ADD ("variable", test_variable);
  ADD ("variable-forms", test_variable_forms);
  ADD ("role-moves", test_role_moves);
  ADD ("approver-moves", test_approver_moves);
  ADD ("permission-moves", test_permission_moves);
  ADD ("abroad", test_abroad);
  ADD ("guardrail-abroad", test_guardrail_abroad);
  ADD ("back-again", test_back_again);
  ADD ("disabled-by-renewal", test_disabled_by_renewal);
  ADD ("flood", test_flood);
  ADD ("used-consent", test_used_consent);
  return g_test_run ();
}
