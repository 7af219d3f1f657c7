/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two persons, in the automotive example: who asks, who may approve, what happens then, and all the
 * ways in which one person could try to be two. */
#include "approvals-fixture.h"

/* Something that no person may do: straight in the file, as a program beside this one would. */
static void
tamper (World *world, const char *format, ...)
{
  g_autofree char *sql = NULL;
  char *output = NULL, *errors = NULL;
  int status;
  va_list arguments;

  world->fixture.is_changed_behind = TRUE;
  va_start (arguments, format);
  sql = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  {
    const char *argv[] = { "sqlite3", world->fixture.path, sql, NULL };

    g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                                 &output, &errors, &status, NULL));
  }
  g_assert_cmpstr (errors, ==, "");
  g_assert_cmpint (status, ==, 0);
  g_free (output);
  g_free (errors);
}

/* --- Day to day --------------------------------------------------------------------------------*/

static void
assert_change (EspEngine *engine,
               const char *id,
               const char *what,
               const char *before,
               const char *after)
{
  g_autoptr (JsonObject) described = with_id (engine, "DescribeApproval", id);
  JsonArray *changes = esp_json_get_array (esp_json_get_object (described, "Approval"), "Changes");
  JsonObject *change = json_array_get_object_element (changes, 0);

  g_assert_cmpstr (esp_json_get_string (change, "What"), ==, what);
  g_assert_cmpstr (esp_json_get_string (change, "Before"), ==, before);
  g_assert_cmpstr (esp_json_get_string (change, "After"), ==, after);
}

/* Who disables may not delete, whoever would approve; and the reverse. */
static void
test_separated (World *world, gconstpointer data)
{
  gint64 before = count_events (world->ada);
  g_autofree char *disable = ask (world->ines, "UpdateCertificateAuthority", DISABLE);
  g_autofree char *again = ask (world->ines, "UpdateCertificateAuthority", DISABLE);
  g_autofree char *delete = NULL;

  /* Asked twice, it is one request; each asking is in the log; and nothing has happened yet. */
  g_assert_cmpstr (disable, ==, again);
  g_assert_cmpint (count_events (world->ada), ==, before + 2);
  assert_status (world->ada, "ACTIVE");
  assert_change (world->tomas, disable, "STATUS", "ACTIVE", "DISABLED");
  g_error_free (
    refused (world->ines, "DeleteCertificateAuthority", DELETE, ESP_REASON_ACCESS_DENIED_EXPLICIT));
  g_error_free (refused (world->tomas, "UpdateCertificateAuthority", DISABLE,
                         ESP_REASON_ACCESS_DENIED_EXPLICIT));
  /* What could not be done now is not kept for anybody. */
  g_error_free (refused (world->tomas, "DeleteCertificateAuthority", DELETE,
                         ESP_REASON_CA_STATE_ACTIVE_DELETE));
  approve (world->tomas, disable);
  assert_status (world->ada, "DISABLED");
  assert_approval (world->ines, disable, "Status", "DONE");
  assert_approval (world->ines, disable, "DecidedBy", TOMAS);
  refused_with_id (world->tomas, "ApproveRequest", disable, ESP_REASON_APPROVAL_OVER);
  delete = ask (world->tomas, "DeleteCertificateAuthority", DELETE);
  approve (world->ines, delete);
  assert_status (world->ada, "DELETED");
}

/* Both rights in one hand do not help: the second step is somebody else's. */
static void
test_one_person_both_roles (World *world, gconstpointer data)
{
  g_autofree char *disable = ask (world->ada, "UpdateCertificateAuthority", DISABLE);
  g_autofree char *delete = NULL;

  refused_with_id (world->ada, "ApproveRequest", disable, ESP_REASON_APPROVAL_OWN);
  assert_approval (world->ada, disable, "WhyNot", "OWN_REQUEST");
  approve (world->ines, disable);
  g_error_free (refused (world->ada, "DeleteCertificateAuthority", DELETE,
                         ESP_REASON_APPROVAL_DISABLED_BY_YOU));
  delete = ask (world->tomas, "DeleteCertificateAuthority", DELETE);
  approve (world->ines, delete);
  assert_status (world->ada, "DELETED");
}

/* --- What two people signed is what happens ----------------------------------------------------*/

static void
try_expires (World *world)
{
  g_autofree char *id = ask (world->ines, "UpdateCertificateAuthority", DISABLE);
  g_autofree char *anew = NULL;

  esp_clock_set (world->fixture.clock, FIXTURE_NOW + 7 * ESP_TIME_DAY - 1);
  assert_approval (world->tomas, id, "Status", "WAITING");
  esp_clock_set (world->fixture.clock, FIXTURE_NOW + 7 * ESP_TIME_DAY);
  assert_approval (world->tomas, id, "Status", "EXPIRED");
  assert_approval (world->tomas, id, "WhyNot", "OVER");
  refused_with_id (world->tomas, "ApproveRequest", id, ESP_REASON_APPROVAL_OVER);
  assert_status (world->ada, "ACTIVE");
  anew = ask (world->ines, "UpdateCertificateAuthority", DISABLE);
  g_assert_cmpstr (anew, !=, id);
}

static void
try_refuse_and_withdraw (World *world)
{
  g_autofree char *first = ask (world->ines, "UpdateCertificateAuthority", DISABLE);
  g_autofree char *second = NULL;
  g_autofree char *json = g_strdup_printf ("{'Id': '%s', 'Reason': 'not today'}", first);

  refused_with_id (world->ines, "RefuseRequest", first, ESP_REASON_APPROVAL_OWN);
  refused_with_id (world->tomas, "WithdrawRequest", first, ESP_REASON_APPROVAL_NOT_YOURS);
  json_object_unref (call (world->tomas, "RefuseRequest", json));
  assert_approval (world->ines, first, "Status", "REFUSED");
  assert_approval (world->ines, first, "Reason", "not today");
  refused_with_id (world->tomas, "ApproveRequest", first, ESP_REASON_APPROVAL_OVER);
  second = ask (world->ines, "UpdateCertificateAuthority", DISABLE);
  json_object_unref (with_id (world->ines, "WithdrawRequest", second));
  refused_with_id (world->tomas, "ApproveRequest", second, ESP_REASON_APPROVAL_OVER);
  assert_status (world->ada, "ACTIVE");
}

/* The approver's side says which bytes it saw. */
static void
try_digest (World *world)
{
  g_autofree char *id = ask (world->ines, "TagCertificateAuthority", TAG ("digest"));
  g_autofree char *digest = approval_text (world->tomas, id, "Digest");
  g_autofree char *right = g_strdup_printf ("{'Id': '%s', 'Digest': '%s'}", id, digest);
  g_autofree char *wrong = NULL;

  digest[0] = digest[0] == '0' ? '1' : '0';
  wrong = g_strdup_printf ("{'Id': '%s', 'Digest': '%s'}", id, digest);
  g_error_free (refused (world->tomas, "ApproveRequest", wrong, ESP_REASON_APPROVAL_DIGEST));
  assert_approval (world->ada, id, "Status", "WAITING");
  json_object_unref (call (world->tomas, "ApproveRequest", right));
  assert_approval (world->ada, id, "Status", "DONE");
}

/* While it waited something else happened to what it is about. */
static void
try_moved (World *world)
{
  g_autofree char *tag = ask (world->ines, "TagCertificateAuthority",
                              "{" OF_ROOT ", 'Tags': [{'Key': 'a', 'Value': '1'}]}");
  g_autofree char *other = ask (world->ada, "TagCertificateAuthority",
                                "{" OF_ROOT ", 'Tags': [{'Key': 'b', 'Value': '2'}]}");

  approve (world->tomas, tag);
  refused_with_id (world->tomas, "ApproveRequest", other, ESP_REASON_APPROVAL_MOVED);
  assert_approval (world->ada, other, "Status", "FAILED");
  refused_with_id (world->ines, "ApproveRequest", other, ESP_REASON_APPROVAL_OVER);
}

/* Two approve at the same moment: one of them is told that it is over. */
typedef struct
{
  EspEngine *engine;
  const char *id;
  gboolean approved;
} Racer;

static gpointer
race_thread (gpointer data)
{
  Racer *racer = data;
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = NULL;

  json_object_set_string_member (parameters, "Id", racer->id);
  result = esp_engine_call (racer->engine, "ApproveRequest", parameters, NULL, &error);
  racer->approved = result != NULL;
  if (!result)
    g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==, "APPROVAL_OVER");
  return NULL;
}

static void
try_concurrent (World *world)
{
  g_autofree char *id = ask (world->ada, "TagCertificateAuthority", TAG ("race"));
  Racer racers[] = { { world->ines, id, FALSE }, { world->tomas, id, FALSE } };
  GThread *threads[G_N_ELEMENTS (racers)];

  for (gsize i = 0; i < G_N_ELEMENTS (racers); i++)
    threads[i] = g_thread_new ("approver", race_thread, &racers[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (racers); i++)
    g_thread_join (threads[i]);
  g_assert_true (racers[0].approved != racers[1].approved);
  assert_approval (world->ada, id, "Status", "DONE");
}

/* --- Against the file --------------------------------------------------------------------------*/

/* What the tables of the file itself do not allow is not enough: somebody can drop their rules. */
static void
try_changed_parameters (World *world)
{
  g_autofree char *id = ask (world->ines, "UpdateCertificateAuthority", DISABLE);
  g_autoptr (EspApproval) approval = NULL;
  g_autoptr (EspVault) vault = esp_vault_open (world->fixture.path, ESP_DATABASE_READ_ONLY, NULL);
  g_autoptr (GError) error = NULL;

  approval = esp_approval_store_find (vault, id, NULL);
  g_assert_nonnull (approval);
  json_object_unref (esp_approving_read (vault, approval, &error));
  g_assert_no_error (error);
  {
    g_autoptr (GString) text = g_string_new (approval->request);

    g_string_replace (text, "\"Status\":\"DISABLED\"", "\"Status\":\"ACTIVE\"", 1);
    g_assert_cmpstr (text->str, !=, approval->request);
    g_free (approval->request);
    approval->request = g_string_free (g_steal_pointer (&text), FALSE);
  }
  /* The digest no longer fits; with a fitting digest the signature does not. */
  g_assert_null (esp_approving_read (vault, approval, &error));
  g_assert_cmpstr (esp_error_get_argument (error, "member"), ==, "digest");
  g_clear_error (&error);
  g_free (approval->digest);
  approval->digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, approval->request, -1);
  g_assert_null (esp_approving_read (vault, approval, &error));
  g_assert_cmpstr (esp_error_get_argument (error, "member"), ==, "requestSignature");
}

/* A consent given to one request, put under another one. */
static void
try_replay (World *world)
{
  g_autofree char *first = ask (world->ines, "TagCertificateAuthority", TAG ("first"));
  g_autofree char *second = NULL;
  g_autoptr (EspVault) vault = NULL;
  g_autoptr (EspApproval) done = NULL;
  g_autoptr (EspApproval) target = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = NULL;
  g_autoptr (EspSession) session = esp_engine_ref_session (world->tomas);

  approve (world->tomas, first);
  second = ask (world->ines, "TagCertificateAuthority", TAG ("second"));
  vault = esp_vault_open (world->fixture.path, ESP_DATABASE_READ_WRITE, NULL);
  done = esp_approval_store_find (vault, first, NULL);
  target = esp_approval_store_find (vault, second, NULL);
  target->status = ESP_APPROVAL_APPROVED;
  target->approver = g_strdup (done->approver);
  target->approval_signature = g_bytes_ref (done->approval_signature);
  target->decided_at = done->decided_at;
  result = esp_approving_execute (world->tomas, vault, session, target, &error);
  g_assert_null (result);
  g_assert_cmpstr (esp_error_get_argument (error, "member"), ==, "approvalSignature");
  /* Nor is the requester's own signature a consent. */
  g_clear_error (&error);
  g_free (target->approver);
  target->approver = g_strdup (target->requester);
  g_bytes_unref (target->approval_signature);
  target->approval_signature = g_bytes_ref (target->request_signature);
  result = esp_approving_execute (world->tomas, vault, session, target, &error);
  g_assert_null (result);
  g_assert_cmpstr (esp_error_get_argument (error, "member"), ==, "approver");
  assert_approval (world->ada, second, "Status", "WAITING");
}

/* The row itself, changed with another program while nobody looks: it is not what was signed. */
static void
test_changed_file (World *world, gconstpointer data)
{
  g_autofree char *id = ask (world->ines, "UpdateCertificateAuthority", DISABLE);
  g_autofree char *json = g_strdup_printf ("{'Id': '%s'}", id);
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (GError) error = NULL;
  JsonNode *result;

  tamper (world,
          "DROP TRIGGER approval_is_frozen; UPDATE approval SET request = replace(request,"
          " '\"Status\":\"DISABLED\"', '\"Status\":\"ACTIVE\"') WHERE id = '%s'",
          id);
  json_object_set_string_member (parameters, "Id", id);
  result = esp_engine_call (world->tomas, "ApproveRequest", parameters, NULL, &error);
  g_assert_null (result);
  g_assert_cmpint (error->code, ==, ESP_ERROR_VERIFICATION);
}

/* --- Nobody is two -----------------------------------------------------------------------------*/

/* Approvers, roles and guardrails that touch the root are changed by two as well. */
static void
try_no_invented_person (World *world)
{
  static const struct
  {
    const char *operation;
    const char *parameters;
  } tries[] = {
    { "SetDualControl", "{" OF_ROOT ", 'Enabled': false}" },
    { "AddApprover", "{" OF_ROOT ", 'Principal': 'Ada Kern'}" },
    { "RemoveApprover", "{" OF_ROOT ", 'Principal': '" TOMAS "'}" },
    { "AssignRole",
      "{'Role': 'CAAdminDelete', 'Account': '111122223333', 'Principal': '" INES "'}" },
    { "PutRolePolicy",
      "{'Role': 'CAAdminDelete', 'Account': '111122223333', 'PolicyName': 'more',"
      " 'PolicyDocument': '{\\u0022Version\\u0022:\\u00222012-10-17\\u0022,"
      "\\u0022Statement\\u0022:[{\\u0022Effect\\u0022:\\u0022Allow\\u0022,"
      "\\u0022Action\\u0022:\\u0022espalier:ListEvents\\u0022,\\u0022Resource\\u0022:\\u0022*"
      "\\u0022}]}'}" },
    { "ResetPrincipal", "{'Name': '" TOMAS "'}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      g_autofree char *id = NULL;

      g_test_message ("%s", tries[i].operation);
      id = ask (world->ada, tries[i].operation, tries[i].parameters);
      refused_with_id (world->ada, "ApproveRequest", id, ESP_REASON_APPROVAL_OWN);
    }
}

/* Another role makes nobody another person. */
static void
try_other_role (World *world)
{
  g_autofree char *assign = ask (
    world->ada, "AssignRole",
    "{'Role': 'CAAdminDelete', 'Account': '111122223333', 'Principal': '" INES "'}");
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  EspEngine *other = fixture_open (&world->fixture, NULL);

  approve (world->tomas, assign);
  id = ask (world->ines, "UpdateCertificateAuthority", DISABLE);
  esp_engine_sign_in (other, INES, "CAAdminDelete", world->fixture.passphrase, NULL, &error);
  g_assert_no_error (error);
  refused_with_id (other, "ApproveRequest", id, ESP_REASON_APPROVAL_OWN);
  esp_engine_close (other);
  g_object_unref (other);
}

static void
try_suspended_approver (World *world)
{
  g_autofree char *id = ask (world->ines, "UpdateCertificateAuthority", DISABLE);
  g_autofree char *last = NULL;
  g_autofree char *json = g_strdup_printf ("{'Id': '%s'}", id);
  g_autoptr (GError) error = NULL;

  /* One of two approvers may be sent away at once: the rule holds without. */
  json_object_unref (call (world->ada, "SuspendPrincipal", "{'Name': '" TOMAS "'}"));
  error = refused (world->tomas, "ApproveRequest", json, ESP_REASON_ACCESS_DENIED_IMPLICIT);
  assert_status (world->ada, "ACTIVE");
  /* The other one not: then nobody could approve any more. */
  last = ask (world->ada, "SuspendPrincipal", "{'Name': '" INES "'}");
  g_assert_nonnull (last);
  /* The last approver is stopped until somebody else names another one. */
  g_error_free (refused (world->ines, "TagCertificateAuthority",
                         "{" OF_ROOT ", 'Tags': [{'Key': 'a', 'Value': '1'}]}",
                         ESP_REASON_APPROVAL_NOBODY));
}

/* What was approved and not done yet is not done in the name of somebody who may not any more. */
static void
test_requester_lost_the_right (World *world, gconstpointer data)
{
  g_autofree char *id = ask (world->ines, "UpdateCertificateAuthority", DISABLE);
  g_autofree char *json = g_strdup_printf ("{'Id': '%s'}", id);

  json_object_unref (call (world->ada, "SuspendPrincipal", "{'Name': '" INES "'}"));
  g_error_free (refused (world->tomas, "ApproveRequest", json, ESP_REASON_ACCESS_DENIED_IMPLICIT));
  assert_status (world->ada, "ACTIVE");
  assert_approval (world->tomas, id, "Status", "FAILED");
}

/* --- The log -----------------------------------------------------------------------------------*/

static void
assert_signed (EspVault *vault,
               const EspApproval *approval,
               JsonObject *proof,
               const char *who,
               const char *signature)
{
  g_autoptr (EspPrincipal)
    principal = esp_principal_store_find (vault, esp_json_get_string (proof, who), NULL);
  g_autoptr (EspCertificate)
    certificate = esp_certificate_parse (principal->signing_certificate, NULL);
  g_autoptr (GBytes) bytes = esp_hex_decode (esp_json_get_string (proof, signature), NULL);

  g_assert_true (esp_key_verify_bytes (esp_certificate_get_key (certificate),
                                       (const guint8 *) approval->request,
                                       strlen (approval->request), bytes));
}

/* The event of the act says who asked and who agreed, with both signatures over one text. */
static void
try_proof (World *world)
{
  g_autofree char *id = ask (world->ines, "TagCertificateAuthority", TAG ("proof"));
  g_autoptr (EspVault) vault = NULL;
  g_autoptr (EspApproval) approval = NULL;
  g_autoptr (JsonObject) events = NULL;
  JsonObject *event, *proof;

  approve (world->tomas, id);
  vault = esp_vault_open (world->fixture.path, ESP_DATABASE_READ_ONLY, NULL);
  approval = esp_approval_store_find (vault, id, NULL);
  events = call (world->ada, "ListEvents",
                 "{'Action': 'acm-pca:TagCertificateAuthority', 'Outcome': 'ALLOWED',"
                 " 'Limit': 1}");
  event = json_array_get_object_element (esp_json_get_array (events, "Events"), 0);
  g_assert_cmpstr (esp_json_get_string (event, "actorName"), ==, TOMAS);
  proof = esp_json_get_object (esp_json_get_object (event, "details"), "Approval");
  g_assert_cmpstr (esp_json_get_string (proof, "Id"), ==, id);
  g_assert_cmpstr (esp_json_get_string (proof, "Digest"), ==, approval->digest);
  assert_signed (vault, approval, proof, "Requester", "RequestSignature");
  assert_signed (vault, approval, proof, "Approver", "ApprovalSignature");
  g_assert_cmpstr (esp_json_get_string (proof, "Requester"), !=,
                   esp_json_get_string (proof, "Approver"));
}

/* --- Run ---------------------------------------------------------------------------------------*/

/* To make the example takes longer than what is tried in it: these leave the root as it is. */
static void
test_consents (World *world, gconstpointer data)
{
  try_refuse_and_withdraw (world);
  try_digest (world);
  try_moved (world);
  try_concurrent (world);
  try_changed_parameters (world);
  try_replay (world);
  try_proof (world);
  try_no_invented_person (world);
  try_expires (world);
}

static void
test_people (World *world, gconstpointer data)
{
  try_other_role (world);
  try_suspended_approver (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, test)                                                                            \
  g_test_add ("/engine/approvals/" path, World, "automotive", set_up, test, tear_down)
  ADD ("separated", test_separated);
  ADD ("one-person-both-roles", test_one_person_both_roles);
  ADD ("consents", test_consents);
  ADD ("people", test_people);
  ADD ("requester-lost-the-right", test_requester_lost_the_right);
  ADD ("changed-file", test_changed_file);
  return g_test_run ();
}
