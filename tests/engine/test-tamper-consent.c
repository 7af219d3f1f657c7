/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program that asks nobody: acts that the founder may do, well signed by him, with rows, digests
 * and state as they should be, and without the second person whom the root needs. One row for each
 * way to do such a thing under its own name or another one; each is found, and the root named. */
#include "forging-fixture.h"

#include "base/esp-error.h"
#include "vault/esp-account-store.h"
#include "vault/esp-approval-store.h"
#include "vault/esp-event-store.h"

#define NONE "ca Root: it needed the consent of a second person and has none"
#define NOT_GIVEN "-: the consent that it names was not given by two persons"
#define ALLOW(actions) "{'Effect':'Allow','Action':[" actions "],'Resource':'*'}"
#define DOCUMENT(actions)                                                                          \
  "'{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[" actions         \
  "],\"Resource\":\"*\"}]}'"
#define DENYING                                                                                     \
  "'{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"iam:DeleteRole\"," \
  "\"Resource\":\"*\"}]}'"

/* Of the rows, in SQL. */
#define CA(label) "(SELECT id FROM ca WHERE label = '" label "')"
#define CA_ROW(label) "(SELECT row FROM ca WHERE label = '" label "')"
#define ROLE(name) "(SELECT id FROM role WHERE name = '" name "')"
#define PERSON(name) "(SELECT id FROM principal WHERE name = '" name "')"
#define GUARDRAIL "(SELECT id FROM guardrail WHERE name = 'Rail')"
#define NEW_ID "'0a0a0a0a-0000-4000-8000-000000000001'"

typedef struct
{
  Fixture fixture;
  EspEngine *ada;
  char *account;  /* the founder's */
  char *supplier; /* the other one */
} World;

/* --- A vault with a root under two persons ----------------------------------------------------*/

/* Enrolled, with a role, and not confirmed. */
static void
bring_to_the_door (World *world, const char *name)
{
  g_autofree char *invite = g_strdup_printf ("{'Name':'%s','Account':'%s'}", name, world->account);
  g_autoptr (JsonObject) invited = call (world->ada, "InvitePrincipal", invite);
  const char *code = json_object_get_string_member (invited, "Code");
  g_autoptr (EspSecret) secret = esp_secret_new_copy (code, strlen (code), NULL);
  g_autoptr (GError) error = NULL;

  esp_engine_enrol (world->ada, name, secret, ESP_UNLOCK_WITH_PASSPHRASE, world->fixture.passphrase,
                    NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
add_people (World *world)
{
  Fixture *fixture = &world->fixture;

  add_person (fixture, world->ada, "Eve", world->account);
  add_person (fixture, world->ada, "Sam", world->supplier);
  add_role (world->ada, "Tagger", world->account, ALLOW ("'acm-pca:TagCertificateAuthority'"));
  add_role (world->ada, "Abroad", world->supplier, ALLOW ("'acm-pca:*'"));
  add_role (world->ada, "Reader", world->account, ALLOW ("'acm-pca:Get*','acm-pca:List*'"));
  add_person_with (fixture, "Dave", ALLOW ("'acm-pca:*'"));
  bring_to_the_door (world, "Dora");
  assign (world->ada, "Dave", "Dora");
  /* The auditor opens nothing. */
  add_person (fixture, world->ada, "Otto", world->account);
  assign (world->ada, "Auditor", "Otto");
}

static void
share_root (World *world)
{
  static const char *const calls[][2] = {
    { "CreateManagedPermission",
      "{'Name':'own','PolicyTemplate':'{\\'Version\\':\\'2012-10-17\\',\\'Statement\\':["
      "{\\'Effect\\':\\'Allow\\',\\'Action\\':[\\'acm-pca:DescribeCertificateAuthority\\',"
      "\\'acm-pca:GetCertificate\\',\\'acm-pca:GetCertificateAuthorityCertificate\\',"
      "\\'acm-pca:ListPermissions\\',\\'acm-pca:ListTags\\',\\'acm-pca:RevokeCertificate\\']}]}'}" },
    { "CreateResourceShare", "{'Name':'Given','CertificateAuthority':'Root',"
                             "'Consumer':'Supplier','Permission':'own','Signing':'HERE'}" },
    { "AcceptResourceShareInvitation", "{'Name':'Given'}" },
    { "CreateResourceShare", "{'Name':'Offered','CertificateAuthority':'Root',"
                             "'Consumer':'Supplier','Permission':'own'}" },
    { "CreateGuardrail", "{'Name':'Rail','Document':'{\\'Version\\':\\'2012-10-17\\',"
                         "\\'Statement\\':[{\\'Effect\\':\\'Deny\\',\\'Action\\':"
                         "\\'iam:DeleteRole\\',\\'Resource\\':\\'*\\'}]}'}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    json_object_unref (call (world->ada, calls[i][0], calls[i][1]));
}

/* Ada and Ben approve; so would Carl, who is suspended. Dave may act on the root and approves
 * nothing. */
static void
set_up (World *world, gconstpointer data)
{
  Fixture *fixture = &world->fixture;

  fixture_set_up (fixture, NULL);
  world->ada = fixture->engine;
  world->account = account_number (world->ada, NULL);
  g_free (create_ca (world->ada, "{'Subject':'CN=Root','DualControl':false}"));
  g_free (create_ca (world->ada, "{'Subject':'CN=Sub','Parent':'Root'}"));
  json_object_unref (call (world->ada, "CreateAccount", "{'Name':'Supplier'}"));
  world->supplier = account_number (world->ada, "Supplier");
  add_people (world);
  share_root (world);
  add_person_with (fixture, "Ben", ALLOW ("'espalier:Approve','espalier:List*','acm-pca:*'"));
  add_person_with (fixture, "Carl", ALLOW ("'espalier:Approve'"));
  json_object_unref (
    call (world->ada, "SetDualControl", "{'CertificateAuthority':'Root','Enabled':true}"));
  json_object_unref (call (world->ada, "SuspendPrincipal", "{'Name':'Carl'}"));
}

static void
tear_down (World *world, gconstpointer data)
{
  g_free (world->account);
  g_free (world->supplier);
  fixture_tear_down (&world->fixture, data);
}

/* --- Forging ----------------------------------------------------------------------------------*/

typedef struct
{
  const char *name;
  const char *action;
  const char *resource; /* "%r": a role of the founder's account, and so on; see expand() */
  const char *sql;
} Act;

/* "role:X", "role@supplier:X", "user:X", "ca:X" and "share:X" as ARNs; else itself. */
static char *
expand (World *world, const char *path, const char *resource)
{
  const char *name = strchr (resource, ':');
  g_autofree char *ask = NULL;
  g_autofree char *id = NULL;

  if (g_str_has_prefix (resource, "role:"))
    return g_strdup_printf ("arn:aws:iam::%s:role/%s", world->account, name + 1);
  if (g_str_has_prefix (resource, "role@supplier:"))
    return g_strdup_printf ("arn:aws:iam::%s:role/%s", world->supplier, name + 1);
  if (g_str_has_prefix (resource, "user:"))
    return g_strdup_printf ("arn:aws:iam::%s:user/%s", world->account, name + 1);
  if (g_str_has_prefix (resource, "ca:"))
    {
      ask = g_strdup_printf ("SELECT id FROM ca WHERE label = '%s'", name + 1);
      id = sqlite (path, ask);
      return g_strdup_printf ("arn:aws:acm-pca:local:%s:certificate-authority/%s", world->account,
                              id);
    }
  return g_strdup (resource);
}

/* What the proof of @copy finds after who is signed in at @signer did @sql as what @event says,
 * which is taken, as @engine is. */
static char *
forge_as (World *world,
          EspEngine *engine,
          EspEngine *signer,
          const char *copy,
          const char *sql,
          EspEvent *event)
{
  EspEvent *events[] = { event, NULL };
  const char *const sqls[] = { sql, NULL };
  Forgery forgery = { engine, signer, events, sqls };

  esp_worker_run (engine->writer, forge_job, &forgery);
  esp_engine_close (engine);
  g_object_unref (engine);
  esp_event_free (event);
  return findings_of (&world->fixture, copy);
}

static char *
forge (World *world, EspEngine *engine, const char *copy, const char *sql, EspEvent *event)
{
  return forge_as (world, engine, engine, copy, sql, event);
}

static void
forge_act (World *world, const Act *act, const char *person, const char *wanted)
{
  g_autofree char *copy = copy_vault (&world->fixture, "forged");
  g_autofree char *resource = expand (world, copy, act->resource);
  g_autofree char *findings = NULL;
  EspEngine *engine;

  drop_triggers (copy);
  engine = open_copy (&world->fixture, copy, person);
  findings = forge (world, engine, copy, act->sql, draft (engine, act->action, resource));
  if (!strstr (findings, wanted))
    g_error ("%s: \"%s\" is not in:\n%s", act->name, wanted, findings);
  g_unlink (copy);
}

/* --- Acts that need two -----------------------------------------------------------------------*/

#define CERTIFICATE_OF(label)                                                                             \
  "INSERT INTO certificate (row, ca_row, serial, subject, report_subject, alternative_names,"             \
  " template_name, requester, requester_account, not_before, not_after, issued_at) SELECT 900, " CA_ROW ( \
    label) ", '00aa', subject, report_subject, alternative_names, template_name, requester,"              \
           " requester_account, not_before, not_after, issued_at FROM certificate WHERE row"              \
           " = 1;;INSERT INTO certificate_der SELECT 900, der FROM certificate_der WHERE"                 \
           " row = 1"
#define NEW_CA(columns, values)                                                                    \
  "INSERT INTO ca (row, id, account, type, state, label, subject, subject_der, key_algorithm,"     \
  " signing_algorithm, usage_mode, path_length, level, created_at, changed_at, crl_enabled,"       \
  " crl_days, crl_partitioned, ocsp_enabled, " columns ") SELECT 900, " NEW_ID                     \
  ", account, type, 'PENDING_CERTIFICATE', 'New', subject, subject_der, key_algorithm,"            \
  " signing_algorithm, usage_mode, path_length, level, created_at, changed_at, crl_enabled,"       \
  " crl_days, crl_partitioned, ocsp_enabled, " values " FROM ca WHERE label = 'Sub'"
#define NEW_SHARE(signing)                                                                               \
  "INSERT INTO share (id, name, ca, consumer_kind, consumer, consumer_account, permission,"              \
  " permission_version, signing, feature_set, status, created_at) SELECT " NEW_ID                        \
  ", 'Forged', ca, consumer_kind, consumer, consumer_account, permission, permission_version, '" signing \
  "', feature_set, 'ACTIVE', created_at FROM share WHERE name = 'Given'"
#define NEW_LIST                                                                                   \
  "INSERT INTO crl (ca, number, this_update, next_update, n_entries, der) SELECT " CA (            \
    "Root") ", 900, created_at, created_at + 900, 0, x'3000' FROM ca WHERE label = 'Root'"

static const Act acts[] = {
  /* Roles. */
  { "AssignRole", "iam:AssignRole", "role:Tagger",
    "INSERT INTO assignment (role, principal) SELECT " ROLE ("Tagger") ", " PERSON ("Eve") },
  { "UnassignRole", "iam:UnassignRole", "role:Dave",
    "DELETE FROM assignment WHERE role = " ROLE ("Dave") " AND principal = " PERSON ("Dave") },
  { "AssignRole abroad", "iam:AssignRole", "role@supplier:Abroad",
    "INSERT INTO assignment (role, principal) SELECT " ROLE ("Abroad") ", " PERSON ("Sam") },
  { "PutRolePolicy", "iam:PutRolePolicy", "role:Dave",
    "INSERT INTO role_policy (role, name, document) SELECT " ROLE ("Dave") ", 'more',"
                                                                           " " DOCUMENT (
                                                                             "\"espalier:*\"") },
  { "PutRolePolicy in place", "iam:PutRolePolicy", "role:Dave",
    "UPDATE role_policy SET document = " DOCUMENT ("\"espalier:*\"") " WHERE role = " ROLE (
      "Dave") },
  { "DeleteRolePolicy", "iam:DeleteRolePolicy", "role:Dave",
    "DELETE FROM role_policy WHERE role = " ROLE ("Dave") },
  { "role of the organization", "iam:CreateRole", "role:Dave",
    "UPDATE role SET scope = 'ORGANIZATION' WHERE id = " ROLE ("Dave") },
  { "new role at once", "iam:DeleteRole", "role:Forged",
    "INSERT INTO role (id, account, name, scope) SELECT " NEW_ID ", account, 'Forged', 'ACCOUNT'"
    " FROM role WHERE name = 'Dave';;INSERT INTO role_policy (role, name, document) SELECT " NEW_ID
    ", 'all', " DOCUMENT ("\"acm-pca:*\"") ";;INSERT INTO assignment (role, principal) SELECT"
                                           " " NEW_ID ", " PERSON ("Eve") },

  /* Guardrails. */
  { "CreateGuardrail", "organizations:CreatePolicy", "*",
    "INSERT INTO guardrail (id, name, document, created_at) SELECT " NEW_ID
    ", 'Forged', document, created_at FROM guardrail" },
  { "UpdateGuardrail", "organizations:UpdatePolicy", "*",
    "UPDATE guardrail SET document = " DENYING " || ' '" },
  { "accounts of a guardrail", "organizations:UpdatePolicy", "*",
    "INSERT INTO guardrail_account (guardrail, account) SELECT " GUARDRAIL ", number FROM account"
    " WHERE name = 'Supplier'" },
  { "DeleteGuardrail", "organizations:DeletePolicy", "*", "DELETE FROM guardrail" },

  /* People. */
  { "SuspendPrincipal", "iam:UpdateUser", "user:Ben",
    "UPDATE principal SET status = 'SUSPENDED' WHERE name = 'Ben'" },
  { "ResumePrincipal", "iam:UpdateUser", "user:Carl",
    "UPDATE principal SET status = 'ACTIVE' WHERE name = 'Carl'" },
  { "ResetPrincipal", "iam:ResetUser", "user:Ben",
    "UPDATE principal SET status = 'INVITED', agreement_certificate = NULL,"
    " signing_certificate = NULL WHERE name = 'Ben'" },
  { "ConfirmPrincipal", "iam:ConfirmUser", "user:Dora",
    "UPDATE principal SET status = 'ACTIVE' WHERE name = 'Dora'" },
  { "keys of somebody else", "iam:UpdateUser", "user:Ben",
    "UPDATE principal SET agreement_certificate = (SELECT agreement_certificate FROM principal"
    " WHERE name = 'Eve'), signing_certificate = (SELECT signing_certificate FROM principal"
    " WHERE name = 'Eve') WHERE name = 'Ben'" },
  { "TagPrincipal", "iam:TagUser", "user:Dave",
    "INSERT INTO principal_tag (principal, key, value) SELECT " PERSON ("Dave") ", 'a', 'b'" },
  { "tags with an invitation", "iam:CreateUser", "user:Dave",
    "INSERT INTO principal_tag (principal, key, value) SELECT " PERSON ("Dave") ", 'a', 'b'" },
  { "CreateRecoveryIdentity", "espalier:CreateRecoveryIdentity", "*",
    "INSERT INTO principal (id, account, name, kind, status, created_at, agreement_certificate,"
    " signing_certificate) SELECT " NEW_ID ", account, 'Recovery identity', 'RECOVERY', 'ACTIVE',"
    " created_at, agreement_certificate, signing_certificate FROM principal WHERE name = 'Eve'" },

  /* Shares. */
  { "CreateResourceShare", "ram:CreateResourceShare", "*", NEW_SHARE ("REQUEST") },
  { "a share with the key", "ram:AcceptResourceShareInvitation", "*", NEW_SHARE ("HERE") },
  { "ReplaceResourceSharePermission", "ram:AssociateResourceSharePermission", "*",
    "UPDATE share SET permission = 'AWSRAMDefaultPermissionCertificateAuthority',"
    " permission_version = 0 WHERE name = 'Given'" },
  { "DeleteResourceShare", "ram:DeleteResourceShare", "*",
    "UPDATE share SET status = 'DELETED', ended_at = created_at WHERE name = 'Given'" },
  { "a share that ended", "ram:AcceptResourceShareInvitation", "*",
    "UPDATE share SET status = 'ACTIVE', expires_at = created_at - 1 WHERE name = 'Offered'" },
  { "PutPolicy", "acm-pca:PutPolicy", "ca:Sub", NEW_SHARE ("REQUEST") },
  { "what a permission gives", "ram:CreatePermissionVersion", "*",
    "UPDATE permission_version SET template = replace (template, 'RevokeCertificate',"
    " 'IssueCertificate')" },

  /* The root itself, under names that sound like another matter. */
  { "UpdateCertificateAuthority", "acm-pca:UpdateCertificateAuthority", "ca:Root",
    "UPDATE ca SET state = 'DISABLED' WHERE label = 'Root'" },
  { "SetDualControl", "espalier:UpdateDualControl", "ca:Root",
    "UPDATE ca SET dual_control = 0 WHERE label = 'Root'" },
  { "numbers of lists", "espalier:RestoreVault", "*",
    "UPDATE ca SET state = 'DISABLED', crl_number_offset = 9 WHERE label = 'Root'" },
  { "end of a key", "acm-pca:DeleteCertificateAuthority", "ca:Sub",
    "UPDATE ca SET key_destroyed_at = changed_at WHERE label = 'Root'" },
  { "AddApprover", "acm-pca:CreateCertificateAuthority", "ca:Root",
    "INSERT INTO approver (ca, principal, added_at) SELECT " CA ("Root") ", " PERSON (
      "Eve") ", 1780315200" },
  { "tags", "acm-pca:CreateCertificateAuthority", "ca:Root",
    "INSERT INTO ca_tag (ca, key, value) SELECT " CA ("Root") ", 'a', 'b'" },
  { "CreatePermission", "acm-pca:CreatePermission", "ca:Root",
    "INSERT INTO ca_permission (ca, principal, source_account, actions, created_at) SELECT " CA (
      "Root") ", 'acm.amazonaws.com', account, 'IssueCertificate', 1 FROM ca WHERE label = 'Root'" },
  { "its key is gone", "espalier:UpdateOwnIdentity", "*",
    "DELETE FROM ca_key WHERE ca = " CA ("Root") },

  /* What it signs. */
  { "CreateCertificateAuthority", "acm-pca:CreateCertificateAuthority", "*",
    NEW_CA ("parent", "parent") },
  { "a successor", "acm-pca:CreateCertificateAuthority", "*", NEW_CA ("predecessor", CA ("Root")) },
  { "RenewCertificateAuthority", "acm-pca:ImportCertificateAuthorityCertificate", "ca:Sub",
    CERTIFICATE_OF ("Root") ";;UPDATE ca SET serial = '00aa' WHERE label = 'Sub'" },
  { "IssueCertificate", "acm-pca:IssueCertificate", "ca:Sub", CERTIFICATE_OF ("Root") },
  { "ProcessSigningRequests", "espalier:ProcessSigningRequests", "ca:Sub",
    CERTIFICATE_OF ("Root") },
  { "PublishRevocation", "espalier:PublishRevocation", "*", CERTIFICATE_OF ("Root") },
  { "a list", "espalier:PublishRevocation", "*", NEW_LIST },
  { "RevokeCertificate", "espalier:ProcessSigningRequests", "ca:Sub",
    "UPDATE certificate SET revoked_at = issued_at, revocation_reason = 1 WHERE ca_row = " CA_ROW (
      "Root") },
};

static void
test_acts (World *world, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    forge_act (world, &acts[i], FOUNDER, NONE);
  g_test_message ("%u acts", (guint) G_N_ELEMENTS (acts));
}

/* The same acts on what nobody put under two persons are nobody's business. */
static const Act harmless[] = {
  { "a role that only reads", "iam:AssignRole", "role:Reader",
    "INSERT INTO assignment (role, principal) SELECT " ROLE ("Reader") ", " PERSON ("Eve") },
  { "a role that nobody has", "iam:PutRolePolicy", "role:Tagger",
    "INSERT INTO role_policy (role, name, document) SELECT " ROLE ("Tagger") ", 'more',"
                                                                             " " DOCUMENT (
                                                                               "\"acm-pca:*\"") },
  { "somebody without a role", "iam:UpdateUser", "user:Eve",
    "UPDATE principal SET status = 'SUSPENDED' WHERE name = 'Eve'" },
  { "tags of somebody without a role", "iam:TagUser", "user:Eve",
    "INSERT INTO principal_tag (principal, key, value) SELECT " PERSON ("Eve") ", 'a', 'b'" },
  { "another authority", "acm-pca:UpdateCertificateAuthority", "ca:Sub",
    "UPDATE ca SET state = 'DISABLED' WHERE label = 'Sub'" },
  { "its certificates", "acm-pca:IssueCertificate", "ca:Sub", CERTIFICATE_OF ("Sub") },
};

static void
test_harmless (World *world, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (harmless); i++)
    {
      g_autofree char *copy = copy_vault (&world->fixture, "forged");
      g_autofree char *resource = expand (world, copy, harmless[i].resource);
      EspEngine *engine = open_copy (&world->fixture, copy, FOUNDER);
      g_autofree char *findings = forge (world, engine, copy, harmless[i].sql,
                                         draft (engine, harmless[i].action, resource));

      if (*findings)
        g_error ("%s: a false alarm: %s", harmless[i].name, findings);
      g_unlink (copy);
    }
}

/* --- Under cover of a failure -----------------------------------------------------------------*/

static void
test_outcomes (World *world, gconstpointer data)
{
  static const struct
  {
    EspOutcome outcome;
    const char *error;
    const char *wanted;
  } rows[] = {
    { ESP_OUTCOME_FAILED, "WAITING_FOR_APPROVAL", "it failed, and changed something all the same" },
    { ESP_OUTCOME_FAILED, "DISK_FULL", "it failed, and changed something all the same" },
    { ESP_OUTCOME_DENIED, "WAITING_FOR_APPROVAL",
      "it was denied, and changed something all the same" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *copy = copy_vault (&world->fixture, "forged");
      g_autofree char *resource = expand (world, copy, acts[0].resource);
      EspEngine *engine = open_copy (&world->fixture, copy, FOUNDER);
      EspEvent *event = draft (engine, acts[0].action, resource);
      g_autofree char *findings = NULL;

      event->outcome = rows[i].outcome;
      event->error = g_strdup (rows[i].error);
      findings = forge (world, engine, copy, acts[0].sql, event);
      assert_has (findings, rows[i].wanted);
      g_unlink (copy);
    }
}

/* --- Consents that were given for something else ----------------------------------------------*/

static char *
ask (World *world, const char *operation, const char *json)
{
  g_autoptr (GError) error = refused (world->ada, operation, json, ESP_REASON_WAITING_FOR_APPROVAL);

  return g_strdup (esp_error_get_argument (error, "id"));
}

static void
approve (World *world, const char *id)
{
  EspEngine *ben = fixture_open (&world->fixture, "Ben");
  g_autofree char *json = g_strdup_printf ("{'Id':'%s'}", id);

  json_object_unref (call (ben, "ApproveRequest", json));
  esp_engine_close (ben);
  g_object_unref (ben);
}

/* @sql as an act that names the consent of @old. The founder's session is the one that is open: at
 * signing in what was approved for her would be done. */
static void
expect_misuse (World *world,
               const EspEvent *old,
               const char *person,
               const char *action,
               const char *resource,
               const char *sql,
               const char *wanted)
{
  g_autofree char *copy = copy_vault (&world->fixture, "forged");
  g_autofree char *arn = expand (world, copy, resource);
  g_autofree char *findings = NULL;
  gboolean is_founder = g_str_equal (person, FOUNDER);
  EspEngine *engine, *signer;
  EspEvent *event;

  drop_triggers (copy);
  engine = open_copy (&world->fixture, copy, is_founder ? "Otto" : person);
  signer = is_founder ? world->ada : engine;
  event = draft (signer, action, arn);
  event->parameters_digest = digest_asked (copy, old);
  event->details = json_object_ref (old->details);
  findings = forge_as (world, engine, signer, copy, sql, event);
  assert_has (findings, wanted);
  g_unlink (copy);
}

#define REOPEN "UPDATE approval SET status = 'APPROVED' WHERE status = 'DONE';;"

static void
test_misused (World *world, gconstpointer data)
{
  g_autofree char *id = ask (world, "AssignRole", "{'Role':'Tagger','Principal':'Eve'}");
  g_autoptr (EspEvent) old = NULL;

  approve (world, id);
  old = find_event (world->ada, "iam:AssignRole");
  g_assert_nonnull (esp_json_get_object (old->details, "Approval"));
  /* Once more, and opened again for that. */
  expect_misuse (
    world, old, FOUNDER, "iam:AssignRole", "role:Tagger",
    "INSERT INTO assignment (role, principal) SELECT " ROLE ("Tagger") ", " PERSON ("Otto"),
    NOT_GIVEN);
  expect_misuse (
    world, old, FOUNDER, "iam:AssignRole", "role:Tagger",
    REOPEN "INSERT INTO assignment (role, principal) SELECT " ROLE ("Tagger") ", " PERSON ("Otto"),
    "was changed after it was over");
  /* Where no act is done at all. */
  expect_misuse (world, old, "Ben", "espalier:Approve", "ca:Root", NEW_LIST, NONE);
  /* What was asked for becomes something else. */
  expect_misuse (world, old, FOUNDER, "iam:AssignRole", "role:Tagger",
                 "UPDATE approval SET request = replace (request, 'Eve', 'Sam')",
                 "was changed after it was signed");
}

/* It waits, approved, for Ada's part of the key: then it is done as something else, by somebody
 * else, or without being used up. */
#define DONE ";;UPDATE approval SET status = 'DONE' WHERE status = 'APPROVED'"
#define NEW_APPROVER(name)                                                                         \
  "INSERT INTO approver (ca, principal, added_at) SELECT " CA ("Root") ", " PERSON (               \
    name) ", 1780315200"
#define NOT_AGREED ": is not what the two persons agreed on"

static const struct
{
  const char *person, *action, *resource, *sql, *wanted;
} diversions[] = {
  { FOUNDER, "espalier:UpdateApprovers", "ca:Root", NEW_APPROVER ("Otto") DONE, "Otto" NOT_AGREED },
  { FOUNDER, "espalier:UpdateApprovers", "ca:Root", NEW_APPROVER ("Eve"), NOT_GIVEN },
  { "Dave", "espalier:UpdateApprovers", "ca:Root", NEW_APPROVER ("Eve") DONE, NOT_GIVEN },
  { FOUNDER, "espalier:UpdateApprovers", "ca:Sub", NEW_APPROVER ("Eve") DONE, NOT_GIVEN },
  { FOUNDER, "espalier:UpdateDualControl", "ca:Root",
    "UPDATE ca SET dual_control = 0 WHERE label = 'Root'" DONE, NOT_GIVEN },
};

static void
test_diverted (World *world, gconstpointer data)
{
  g_autofree char *id = ask (world, "AddApprover",
                             "{'CertificateAuthority':'Root','Principal':'Eve'}");
  g_autoptr (EspEvent) approval = NULL;
  g_autoptr (EspEvent) done = NULL;

  approve (world, id);
  approval = find_event (world->ada, "espalier:Approve");
  for (gsize i = 0; i < G_N_ELEMENTS (diversions); i++)
    expect_misuse (world, approval, diversions[i].person, diversions[i].action,
                   diversions[i].resource, diversions[i].sql, diversions[i].wanted);
  json_object_unref (call (world->ada, "ExecuteApproved", "{}"));
  done = find_event (world->ada, "espalier:UpdateApprovers");
  g_assert_nonnull (esp_json_get_object (done->details, "Approval"));
}

/* What it signs is for the key that was shown to both. */
static void
test_other_certificate (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=device");
  g_auto (GStrv) lines = g_strsplit (csr, "\n", -1);
  g_autofree char *joined = g_strjoinv ("\\n", lines);
  g_autofree char *json = g_strdup_printf (
    "{'CertificateAuthority':'Root','Csr':'%s','Validity':'9d'}", joined);
  g_autofree char *id = ask (world, "IssueCertificate", json);
  g_autoptr (EspEvent) approval = NULL;

  approve (world, id);
  approval = find_event (world->ada, "espalier:Approve");
  expect_misuse (world, approval, FOUNDER, "acm-pca:IssueCertificate", "ca:Root",
                 CERTIFICATE_OF ("Root") DONE, NOT_AGREED);
  json_object_unref (call (world->ada, "ExecuteApproved", "{}"));
}

/* --- Keys -------------------------------------------------------------------------------------*/

#define RECIPIENT(name)                                                                            \
  "INSERT INTO ca_key_recipient (ca, principal) SELECT " CA ("Sub") ", " PERSON (name)
#define SEALED "UPDATE ca_key SET sealed_at = sealed_at + 1 WHERE ca = " CA ("Sub")

static const struct
{
  Act act;
  const char *person;
  const char *wanted;
} sealings[] = {
  { { "by an auditor", "espalier:ResealKeys", "ca:Sub", SEALED },
    "Otto",
    "it was sealed anew by a person who was not to open the key" },
  { { "by nobody in particular", "espalier:ResealKeys", "ca:Root", SEALED },
    FOUNDER,
    "sealing a key anew changes that key, and nothing else" },
  { { "to an auditor", "espalier:ResealKeys", "ca:Sub", RECIPIENT ("Otto") },
    FOUNDER,
    "is somebody to whom the key was sealed, and whom no policy names" },
  { { "without those who may", "espalier:ResealKeys", "ca:Sub",
      "DELETE FROM ca_key_recipient WHERE principal = " PERSON ("Dave") },
    FOUNDER,
    "ca Sub: its key was sealed anew to others than those whom policies name" },
  { { "to an auditor by the way", "acm-pca:UpdateCertificateAuthority", "ca:Sub",
      "UPDATE ca SET state = 'DISABLED' WHERE label = 'Sub';;" RECIPIENT ("Otto") },
    FOUNDER,
    "is somebody to whom the key was sealed, and whom no policy names" },
  { { "joined", "espalier:ResealKeys", "ca:Root",
      "DELETE FROM ca_key_part WHERE ca = " CA ("Root") },
    FOUNDER,
    "sealing a key anew changes that key, and nothing else" },
};

static void
test_sealing (World *world, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sealings); i++)
    forge_act (world, &sealings[i].act, sealings[i].person, sealings[i].wanted);
}

int
main (int argc, char *argv[])
{
  esp_pki_init ();
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test)                                                                            \
  g_test_add ("/engine/tamper-consent/" path, World, NULL, set_up, test, tear_down)
  ADD ("acts", test_acts);
  ADD ("harmless", test_harmless);
  ADD ("outcomes", test_outcomes);
  ADD ("misused", test_misused);
  ADD ("diverted", test_diverted);
  ADD ("other-certificate", test_other_certificate);
  ADD ("sealing", test_sealing);
  return g_test_run ();
}
