/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a role of one account sees and changes, whatever its policies say. Rita of the account Radio
 * and Eve of the organization's own account both have roles that allow everything; Olga administers
 * the organization, Ines is invited to.
 */
#include "share-fixture.h"

#include "engine/esp-recorder.h"

#include <string.h>

#define EVERYTHING "{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}"
#define ADMINISTRATOR "Administrator"
#define NO_DELETING                                                                                \
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":"                    \
  "\"acm-pca:DeleteCertificateAuthority\",\"Resource\":\"*\"}]}"

#define RESTORED_ABROAD "a role of an account can't restore what is the organization's"
#define ABROAD "is of an account that the role of who signed it does not reach"

static void
done (JsonObject *result)
{
  json_object_unref (result);
}

/* --- What is seen ------------------------------------------------------------------------------*/

/* Member @name of all rows of @list, with a space after each. Free with g_free(). */
static char *
list_names (EspEngine *engine, const char *operation, const char *list, const char *name)
{
  g_autoptr (JsonObject) result = call (engine, operation, NULL);
  JsonArray *rows = esp_json_get_array (result, list);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_string_append_printf (names, "%s ",
                            esp_json_get_string (json_array_get_object_element (rows, i), name));
  return g_string_free (names, FALSE);
}

static void
assert_names (EspEngine *engine,
              const char *operation,
              const char *list,
              const char *name,
              const char *expected)
{
  g_autofree char *names = list_names (engine, operation, list, name);

  g_assert_cmpstr (names, ==, expected);
}

static void
denied (EspEngine *engine, const char *operation, const char *json, const char *missing)
{
  gint64 events = count_events (engine);
  g_autoptr (GError) error = refused (engine, operation, json, ESP_REASON_ACCESS_DENIED_IMPLICIT);

  g_assert_cmpstr (esp_error_get_argument (error, "missing"), ==, missing);
  g_assert_cmpint (count_events (engine), ==, events + 1);
}

/* As what is not there; and whoever asks leaves a trace. */
static void
unseen (EspEngine *engine, const char *operation, const char *json, EspReason reason)
{
  gint64 events = count_events (engine);

  g_error_free (refused (engine, operation, json, reason));
  g_assert_cmpint (count_events (engine), ==, events + 1);
}

static void
test_people (World *world, gconstpointer data)
{
  assert_names (world->ada, "ListPrincipals", "Principals", "Name",
                FOUNDER " Nils Olaf Rita Rolf ");
  assert_names (world->rita, "ListPrincipals", "Principals", "Name", "Rita Rolf ");
  done (call (world->rita, "DescribePrincipal", "{'Name': 'Rolf'}"));
  unseen (world->rita, "DescribePrincipal", "{'Name': 'Nils'}", ESP_REASON_PRINCIPAL_UNKNOWN);
  unseen (world->rita, "DescribePrincipal", "{'Name': 'Nobody'}", ESP_REASON_PRINCIPAL_UNKNOWN);
}

static void
test_roles (World *world, gconstpointer data)
{
  const char *reading = "{'Effect': 'Allow', 'Action': 'acm-pca:Get*', 'Resource': '*'}";
  g_autoptr (JsonObject) own = NULL;
  g_autoptr (GError) ambiguous = NULL;

  assert_names (world->ada, "ListRoles", "Roles", "Name",
                "Administrator Auditor NaviIssuer RadioIssuer RadioOther Signer ");
  assert_names (world->rita, "ListRoles", "Roles", "Name", "RadioIssuer RadioOther ");
  unseen (world->rita, "DescribeRole", "{'Role': 'NaviIssuer'}", ESP_REASON_ROLE_NOT_FOUND);
  unseen (world->rita, "DescribeRole", "{'Role': 'Nothing'}", ESP_REASON_ROLE_NOT_FOUND);
  /* A name that several accounts have: the own one, and which others have it is not told. */
  add_role (world->ada, "Reader", NAVI, reading);
  add_role (world->ada, "Reader", RADIO, reading);
  own = call (world->rita, "DescribeRole", "{'Role': 'Reader'}");
  g_assert_cmpstr (text_at (own, "Role.Account"), ==, RADIO);
  ambiguous = refused (world->ada, "DescribeRole", "{'Role': 'Reader'}", ESP_REASON_ROLE_AMBIGUOUS);
  done (call (world->ada, "DeleteRole", "{'Role': 'Reader', 'Account': '" RADIO "'}"));
  add_role (world->ada, "Reader", "Meridian Motors", reading);
  g_error_free (
    refused (world->rita, "DescribeRole", "{'Role': 'Reader'}", ESP_REASON_ROLE_NOT_FOUND));
}

static void
test_accounts (World *world, gconstpointer data)
{
  g_autoptr (JsonObject) result = call (world->rita, "ListAccounts", NULL);
  JsonArray *accounts = esp_json_get_array (result, "Accounts");

  /* Their numbers and names are what a share is made with. */
  g_assert_cmpuint (json_array_get_length (accounts), ==, 3);
  for (guint i = 0; i < json_array_get_length (accounts); i++)
    {
      JsonObject *account = json_array_get_object_element (accounts, i);
      gboolean is_own = g_str_equal (text_at (account, "Id"), RADIO);

      g_assert_nonnull (text_at (account, "Name"));
      g_assert_true (json_object_has_member (account, "CreatedAt") == is_own);
      g_assert_cmpuint (json_object_get_size (account), ==, is_own ? 3 : 2);
    }
}

static void
guard (World *world, const char *name, const char *first, const char *second)
{
  JsonObject *parameters = json_object_new ();
  JsonArray *accounts = json_array_new ();

  json_object_set_string_member (parameters, "Name", name);
  json_object_set_string_member (parameters, "Document", NO_DELETING);
  if (first)
    json_array_add_string_element (accounts, first);
  if (second)
    json_array_add_string_element (accounts, second);
  json_object_set_array_member (parameters, "Accounts", accounts);
  done (call_with (world->ada, "CreateGuardrail", parameters));
}

static void
test_guardrails (World *world, gconstpointer data)
{
  g_autoptr (JsonObject) both = NULL;
  JsonArray *accounts;

  guard (world, "all", NULL, NULL);
  guard (world, "both", NAVI, RADIO);
  guard (world, "navi", NAVI, NULL);
  assert_names (world->ada, "ListGuardrails", "Guardrails", "Name", "all both navi ");
  assert_names (world->rita, "ListGuardrails", "Guardrails", "Name", "all both ");
  unseen (world->rita, "DescribeGuardrail", "{'Name': 'navi'}", ESP_REASON_GUARDRAIL_UNKNOWN);
  denied (world->rita, "DeleteGuardrail", "{'Name': 'both'}", "share");
  both = call (world->rita, "DescribeGuardrail", "{'Name': 'both'}");
  accounts = esp_json_get_array (esp_json_get_object (both, "Guardrail"), "Accounts");
  g_assert_cmpuint (json_array_get_length (accounts), ==, 1);
  g_assert_cmpstr (json_array_get_string_element (accounts, 0), ==, RADIO);
}

static GError *
simulation_refused (World *world, const char *who, const char *ca, EspReason reason)
{
  return ask_refused (world->rita, reason, "SimulateAccess", "Principal", who, "Action",
                      "acm-pca:GetCertificate", "CertificateAuthority", ca, NULL);
}

static void
test_simulate (World *world, gconstpointer data)
{
  g_autoptr (JsonObject) own = NULL;

  g_error_free (simulation_refused (world, "Nils", NULL, ESP_REASON_PRINCIPAL_UNKNOWN));
  g_error_free (simulation_refused (world, "Rolf", world->ca, ESP_REASON_CA_UNKNOWN));
  world_share (world, "Radio units", RADIO, NULL, NULL);
  own = ask (world->rita, "SimulateAccess", "Principal", "Rolf", "Action", "acm-pca:GetCertificate",
             "CertificateAuthority", world->ca, NULL);
  g_assert_cmpstr (text_at (own, "Decision"), ==, "ALLOW");
  g_error_free (simulation_refused (world, "Rolf", world->root, ESP_REASON_CA_UNKNOWN));
}

static void
test_matrix (World *world, gconstpointer data)
{
  g_autoptr (JsonObject) before = call (world->rita, "AccessMatrix", NULL), after = NULL;
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority': '%s'}", world->ca);
  JsonArray *rows;

  g_assert_cmpuint (json_array_get_length (esp_json_get_array (before, "CertificateAuthorities")),
                    ==, 0);
  g_error_free (refused (world->rita, "AccessMatrix", json, ESP_REASON_CA_UNKNOWN));
  world_share (world, "Radio units", RADIO, NULL, NULL);
  done (call (world->rita, "AccessMatrix", json));
  after = call (world->rita, "AccessMatrix", NULL);
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (after, "CertificateAuthorities")),
                    ==, 1);
  rows = esp_json_get_array (after, "Rows");
  g_assert_cmpuint (json_array_get_length (rows), ==, 2);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_assert_cmpstr (text_at (json_array_get_object_element (rows, i), "Account"), ==, RADIO);
}

static gboolean
says (JsonObject *event, const char *text)
{
  const char *const said[] = {
    esp_json_get_string (event, "actorName"), esp_json_get_string (event, "role"),
    esp_json_get_string (event, "action"),
    esp_json_get_string (esp_json_get_object (event, "details"), "CertificateAuthority")
  };

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      g_autofree char *folded = said[i] ? g_utf8_casefold (said[i], -1) : NULL;

      if (folded && strstr (folded, text))
        return TRUE;
    }
  return FALSE;
}

/* A search finds what looking at all that may be seen finds, and nothing else of it is seen. */
static void
assert_search (EspEngine *engine, const char *text)
{
  g_autofree char *json = g_strdup_printf ("{'Limit': 1000, 'Search': '%s'}", text);
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autoptr (JsonObject) whole = call (engine, "ListEvents", "{'Limit': 1000}");
  g_autoptr (JsonObject) found = call (engine, "ListEvents", json);
  JsonArray *events = esp_json_get_array (whole, "Events");
  JsonArray *matches = esp_json_get_array (found, "Events");
  guint n = 0;

  g_assert_true (json_object_get_boolean_member (found, "Complete"));
  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      JsonObject *event = json_array_get_object_element (events, i);
      JsonObject *match = n < json_array_get_length (matches) ?
                            json_array_get_object_element (matches, n) :
                            NULL;

      if (!says (event, folded))
        continue;
      g_assert_nonnull (match);
      g_assert_cmpint (json_object_get_int_member (match, "sequence"), ==,
                       json_object_get_int_member (event, "sequence"));
      n++;
    }
  g_assert_cmpuint (json_array_get_length (matches), ==, n);
}

/* Of the log: what her account's people did, and what was done to what is its own. */
static void
test_log (World *world, gconstpointer data)
{
  static const char *const texts[] = { "Ada", "ADMIN", "createcert", "e", "nobody of this name" };
  g_autoptr (JsonObject) whole = call (world->ada, "ListEvents", "{'Limit': 1000}");
  JsonArray *events = esp_json_get_array (whole, "Events");
  gint64 foreign = 0, own = 0;
  guint n_own = 0;
  g_autoptr (JsonObject) seen = NULL;

  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      JsonObject *event = json_array_get_object_element (events, i);
      const char *resource = text_at (event, "resource");
      gboolean is_own = g_strcmp0 (text_at (event, "account"), RADIO) == 0 ||
                        strstr (resource, ":" RADIO ":") != NULL;

      n_own += is_own;
      *(is_own ? &own : &foreign) = json_object_get_int_member (event, "sequence");
    }
  g_assert_cmpuint (n_own, >, 1);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      assert_search (world->ada, texts[i]);
      assert_search (world->rita, texts[i]);
    }
  seen = call (world->rita, "ListEvents", "{'Limit': 1000}");
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (seen, "Events")), ==, n_own);
  for (int i = 0; i < 2; i++)
    {
      g_autofree char *json = g_strdup_printf ("{'Sequence': %" G_GINT64_FORMAT "}",
                                               i ? foreign : own);

      done (call (world->ada, "GetEvent", json));
      if (i)
        unseen (world->rita, "GetEvent", json, ESP_REASON_EVENT_UNKNOWN);
      else
        done (call (world->rita, "GetEvent", json));
    }
  g_error_free (
    refused (world->rita, "GetEvent", "{'Sequence': 999999}", ESP_REASON_EVENT_UNKNOWN));
  denied (world->rita, "ConfirmClock", NULL, "share");
}

/* All of it leaves by people of the organization's own account. */
static void
test_log_export (World *world, gconstpointer data)
{
  g_autofree char *path = fixture_file (&world->base, "log");

  g_error_free (
    ask_refused (world->rita, ESP_REASON_ACCESS_DENIED_IMPLICIT, "ExportLog", "Path", path, NULL));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  done (ask (world->ada, "ExportLog", "Path", path, NULL));
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_DIR));
}

/* --- What reaches all accounts -----------------------------------------------------------------*/

/* Calls of Eve's that need a role of the organization; "%s": a fingerprint. */
static const struct
{
  const char *operation;
  const char *json;
} wide[] = {
  { "AssignRole", "{'Role': 'Administrator', 'Principal': 'Eve'}" },
  { "AssignRole", "{'Role': 'Auditor', 'Principal': 'Olaf'}" },
  { "UnassignRole", "{'Role': 'Administrator', 'Principal': 'Olga'}" },
  { "PutRolePolicy", "{'Role': 'Auditor', 'PolicyName': 'more', 'PolicyDocument': "
                     "'{\\'Version\\':\\'2012-10-17\\',\\'Statement\\':[{\\'Effect\\':\\'Allow\\',"
                     "\\'Action\\':\\'*\\',\\'Resource\\':\\'*\\'}]}'}" },
  { "DeleteRolePolicy", "{'Role': 'Auditor', 'PolicyName': 'Auditor'}" },
  { "TagRole", "{'Role': 'Auditor', 'Tags': [{'Key': 'k', 'Value': 'v'}]}" },
  { "UntagRole", "{'Role': 'Auditor', 'TagKeys': ['k']}" },
  { "DeleteRole", "{'Role': 'Auditor'}" },
  { "ResetPrincipal", "{'Name': 'Olga'}" },
  { "SuspendPrincipal", "{'Name': 'Olga'}" },
  { "ResumePrincipal", "{'Name': 'Olga'}" },
  { "TagPrincipal", "{'Name': 'Olga', 'Tags': [{'Key': 'k', 'Value': 'v'}]}" },
  { "UntagPrincipal", "{'Name': 'Olga', 'TagKeys': ['k']}" },
  { "InvitePrincipal", "{'Name': 'Ines', 'Account': 'Meridian Motors'}" },
  { "ConfirmPrincipal", "{'Name': 'Ines', 'Fingerprint': '00'}" },
  { "TagPrincipal", "{'Name': 'Recovery identity', 'Tags': [{'Key': 'k', 'Value': 'v'}]}" },
};

static EspEngine *
sign_in_eve (World *world)
{
  Fixture *fixture = &world->base;
  g_autofree char *path = fixture_file (fixture, "recovery.pem");
  g_autoptr (EspSecret) passphrase = NULL;
  g_autofree char *own = NULL;
  g_autoptr (JsonObject) ada = call (world->ada, "DescribePrincipal", "{'Name': '" FOUNDER "'}");
  g_autoptr (GError) error = NULL;

  own = g_strdup (text_at (ada, "Principal.Account"));
  add_person (fixture, world->ada, "Eve", own);
  add_role (world->ada, "Helper", own, EVERYTHING);
  assign (world->ada, "Helper", "Eve");
  add_person (fixture, world->ada, "Olga", own);
  assign (world->ada, ADMINISTRATOR, "Olga");
  done (call (world->ada, "InvitePrincipal", "{'Name': 'Ines', 'Account': 'Meridian Motors'}"));
  assign (world->ada, ADMINISTRATOR, "Ines");
  esp_engine_create_recovery (world->ada, path, &passphrase, NULL, &error);
  g_assert_no_error (error);
  return fixture_open (fixture, "Eve");
}

static void
test_out_of_reach (World *world, gconstpointer data)
{
  EspEngine *eve = sign_in_eve (world);

  for (gsize i = 0; i < G_N_ELEMENTS (wide); i++)
    {
      gint64 events = count_events (eve);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s %s", wide[i].operation, wide[i].json);
      error = refused (eve, wide[i].operation, wide[i].json, ESP_REASON_ACCESS_DENIED_ORGANIZATION);
      g_assert_cmpstr (esp_error_get_argument (error, "missing"), ==, "organization-scope");
      g_assert_cmpint (count_events (eve), ==, events + 1);
    }
  world_leave (eve);
}

/* She sees what she may not change, changes what is of her account, and the administrator changes
 * all of it. */
static void
test_in_reach (World *world, gconstpointer data)
{
  EspEngine *eve = sign_in_eve (world);

  done (call (eve, "DescribePrincipal", "{'Name': 'Olga'}"));
  done (call (eve, "DescribeRole", "{'Role': '" ADMINISTRATOR "'}"));
  done (call (eve, "AssignRole", "{'Role': 'Signer', 'Principal': 'Eve'}"));
  done (call (eve, "TagRole", "{'Role': 'Helper', 'Tags': [{'Key': 'k', 'Value': 'v'}]}"));
  done (call (eve, "SuspendPrincipal", "{'Name': 'Olaf'}"));
  done (call (eve, "InvitePrincipal", "{'Name': 'Ida', 'Account': 'Meridian Motors'}"));
  done (call (world->ada, "UnassignRole", "{'Role': '" ADMINISTRATOR "', 'Principal': 'Olga'}"));
  /* Who has no such role any more is one of the account again. */
  done (call (eve, "SuspendPrincipal", "{'Name': 'Olga'}"));
  done (call (world->ada, "ResumePrincipal", "{'Name': 'Olga'}"));
  done (call (world->ada, "TagRole", "{'Role': 'Auditor', 'Tags': [{'Key': 'k', 'Value': 'v'}]}"));
  world_leave (eve);
}

/* The recovery identity is another one that could hand out everything. */
static void
test_recovery (World *world, gconstpointer data)
{
  Fixture *fixture = &world->base;
  g_autofree char *path = fixture_file (fixture, "own.pem");
  g_autoptr (EspSecret) passphrase = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) ada = call (world->ada, "DescribePrincipal", "{'Name': '" FOUNDER "'}");
  const char *own = text_at (ada, "Principal.Account");
  EspEngine *eve;

  add_person (fixture, world->ada, "Eve", own);
  add_role (world->ada, "Helper", own, EVERYTHING);
  assign (world->ada, "Helper", "Eve");
  eve = fixture_open (fixture, "Eve");
  g_assert_false (esp_engine_create_recovery (eve, path, &passphrase, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_ACCESS_DENIED_ORGANIZATION));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  world_leave (eve);
}

/* Nor does a role of one account put back what the others had. */
static void
test_restore (World *world, gconstpointer data)
{
  Fixture *fixture = &world->base;
  g_autofree char *backup = fixture_file (fixture, "backup");
  g_autofree char *path = fixture_file (fixture, "restored.espalier");
  g_autoptr (EspEngine) engine = esp_engine_new_with_keyring (fixture->clock, fixture->keyring);
  EspRestore options = { .principal = "Rita", .passphrase = fixture->passphrase };
  g_autoptr (GError) error = NULL;

  done (ask (world->ada, "BackupVault", "Path", backup, NULL));
  g_assert_false (esp_engine_restore (engine, backup, path, &options, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_ACCESS_DENIED_IMPLICIT));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  options.principal = FOUNDER;
  g_assert_true (esp_engine_restore (engine, backup, path, &options, NULL, &error));
  g_assert_no_error (error);
  esp_engine_close (engine);
}

/* By a program that is like this one, and asks nobody. */
static void
forge_job (EspVault *vault, gpointer data)
{
  EspEngine *engine = data;
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (vault), NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *role = NULL;

  esp_database_execute (
    esp_vault_get_database (vault),
    "INSERT INTO assignment (role, principal) SELECT role.id, principal.id FROM role, principal"
    " WHERE role.name = '" ADMINISTRATOR "' AND principal.name = 'Eve'",
    &error);
  g_assert_no_error (error);
  {
    g_autoptr (EspSession) session = esp_engine_ref_session (engine);

    role = g_strdup_printf ("arn:aws:iam::%s:role/" ADMINISTRATOR,
                            esp_session_get_account (session));
  }
  fixture_record (engine, vault, "iam:AssignRole", role);
  g_assert_true (esp_transaction_commit (transaction, NULL));
}

static void
test_forged (World *world, gconstpointer data)
{
  EspEngine *eve = sign_in_eve (world);
  g_autoptr (JsonObject) before = call (eve, "VerifyLog", NULL), after = NULL;
  JsonObject *finding;

  world->base.is_changed_behind = TRUE;
  g_assert_true (json_object_get_boolean_member (before, "Verified"));
  esp_worker_run (eve->writer, forge_job, eve);
  after = call (eve, "VerifyLog", NULL);
  g_assert_false (json_object_get_boolean_member (after, "Verified"));
  finding = json_array_get_object_element (esp_json_get_array (after, "Findings"), 0);
  g_assert_cmpstr (esp_json_get_string (finding, "Problem"), ==,
                   "it is well signed, and was not permitted to the person who signed it");
  world_leave (eve);
}

/* --- What is of other accounts -----------------------------------------------------------------*/

typedef struct
{
  const char *action;
  const char *sql;
} Forgery;

#define NEW_ID "'0a0a0a0a-0000-4000-8000-000000000001'"

/* As Rita, who may do everything in her account, and names no thing that she does it to. */
static const Forgery forgeries[] = {
  { "ram:CreateResourceShare",
    "INSERT INTO share (id, name, ca, consumer_kind, consumer, consumer_account, permission,"
    " permission_version, signing, feature_set, status, created_at) SELECT " NEW_ID
    ", 'Taken', id, 'ACCOUNT', '" RADIO "', '" RADIO "', '" DEFAULT_PERMISSION
    "', 0, 'REQUEST', 'STANDARD', 'ACTIVE', 1 FROM ca WHERE label = 'Root'" },
  { "ram:AssociateResourceSharePermission",
    "UPDATE share SET permission = '" DEFAULT_PERMISSION "' WHERE name = 'given'" },
  { "ram:TagResource",
    "INSERT INTO share_tag (share, key, value) SELECT id, 'a', 'b' FROM share WHERE name = 'navi'" },
  { "ram:RejectResourceShareInvitation",
    "UPDATE share SET status = 'REJECTED', answered_at = created_at WHERE name = 'navi'" },
  { "ram:CreatePermissionVersion",
    "INSERT INTO permission_version (permission, number, template, created_at) SELECT permission,"
    " 2, template, created_at FROM permission_version WHERE permission = 'own'" },
  { "ram:SetDefaultPermissionVersion",
    "UPDATE permission SET default_version = 2 WHERE name = 'own'" },
  { "organizations:CreatePolicy",
    "INSERT INTO guardrail (id, name, document, created_at) SELECT " NEW_ID
    ", 'Forged', document, created_at FROM guardrail WHERE name = 'rail'" },
  { "organizations:UpdatePolicy",
    "INSERT INTO guardrail_account (guardrail, account) SELECT id, '" NAVI
    "' FROM guardrail WHERE name = 'rail'" },
  { "organizations:CreateAccount",
    "INSERT INTO account (number, name, created_at) SELECT '999988887777', 'Forged', created_at"
    " FROM account WHERE number = '" RADIO "'" },
  { "espalier:ProcessSigningRequests",
    "UPDATE certificate SET revoked_at = issued_at, revocation_reason = 1 WHERE row = (SELECT"
    " max (certificate.row) FROM certificate, ca WHERE certificate.ca_row = ca.row AND ca.label ="
    " 'Root')" },
};

typedef struct
{
  EspEngine *engine;
  const Forgery *forgery;
} ForgeryWork;

static void
forge_abroad_job (EspVault *vault, gpointer data)
{
  const ForgeryWork *work = data;
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (vault), NULL);
  g_autoptr (GError) error = NULL;

  esp_database_execute (esp_vault_get_database (vault), work->forgery->sql, &error);
  g_assert_no_error (error);
  fixture_record (work->engine, vault, work->forgery->action, "*");
  g_assert_true (esp_transaction_commit (transaction, NULL));
}

static guint
count_findings (EspEngine *engine, const char *problem)
{
  g_autoptr (JsonObject) result = call (engine, "VerifyLog", NULL);
  JsonArray *findings = esp_json_get_array (result, "Findings");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (findings); i++)
    n += g_strcmp0 (esp_json_get_string (json_array_get_object_element (findings, i), "Problem"),
                    problem) == 0;
  return n;
}

static void
test_forged_abroad (World *world, gconstpointer data)
{
  static const char template[] =
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":["
    "\"acm-pca:DescribeCertificateAuthority\",\"acm-pca:GetCertificate\","
    "\"acm-pca:GetCertificateAuthorityCertificate\",\"acm-pca:ListPermissions\","
    "\"acm-pca:ListTags\"]}]}";

  world_share (world, "given", RADIO, CLIENT_PERMISSION, "REQUEST");
  world_offer (world, "navi", NAVI, CLIENT_PERMISSION, "REQUEST");
  guard (world, "rail", RADIO, NULL);
  done (
    ask (world->ada, "CreateManagedPermission", "Name", "own", "PolicyTemplate", template, NULL));
  g_assert_cmpuint (count_findings (world->rita, ABROAD), ==, 0);
  world->base.is_changed_behind = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (forgeries); i++)
    {
      ForgeryWork work = { world->rita, &forgeries[i] };

      esp_worker_run (world->rita->writer, forge_abroad_job, &work);
      g_test_message ("%s", forgeries[i].action);
      g_assert_cmpuint (count_findings (world->rita, ABROAD), ==, i + 1);
    }
}

/* Numbers of lists went up for all, and the log said that it was a restore. */
static void
test_forged_restore (World *world, gconstpointer data)
{
  static const Forgery forgery = { "espalier:RestoreVault",
                                   "UPDATE account SET name = name WHERE number = ''" };
  ForgeryWork work = { world->rita, &forgery };

  world->base.is_changed_behind = TRUE;
  g_assert_cmpuint (count_findings (world->rita, RESTORED_ABROAD), ==, 0);
  esp_worker_run (world->rita->writer, forge_abroad_job, &work);
  g_assert_cmpuint (count_findings (world->rita, RESTORED_ABROAD), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  WORLD_ADD ("/engine/access-scope/people", test_people);
  WORLD_ADD ("/engine/access-scope/roles", test_roles);
  WORLD_ADD ("/engine/access-scope/accounts", test_accounts);
  WORLD_ADD ("/engine/access-scope/guardrails", test_guardrails);
  WORLD_ADD ("/engine/access-scope/simulate", test_simulate);
  WORLD_ADD ("/engine/access-scope/matrix", test_matrix);
  WORLD_ADD ("/engine/access-scope/log", test_log);
  WORLD_ADD ("/engine/access-scope/log-export", test_log_export);
  WORLD_ADD ("/engine/access-scope/out-of-reach", test_out_of_reach);
  WORLD_ADD ("/engine/access-scope/in-reach", test_in_reach);
  WORLD_ADD ("/engine/access-scope/recovery", test_recovery);
  WORLD_ADD ("/engine/access-scope/restore", test_restore);
  WORLD_ADD ("/engine/access-scope/forged", test_forged);
  WORLD_ADD ("/engine/access-scope/forged-abroad", test_forged_abroad);
  WORLD_ADD ("/engine/access-scope/forged-restore", test_forged_restore);
  return g_test_run ();
}
