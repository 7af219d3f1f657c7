/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two persons and the key of a root: whose parts open it, what is done with it and by whom, and
 * which authorities are under the rule. */
#include "approvals-fixture.h"

/* --- The key -----------------------------------------------------------------------------------*/

#define SUBORDINATE(name) "{'Subject': 'CN=" name "', 'Parent': '" ROOT "'}"

static char *
part_digest (World *world)
{
  g_autoptr (EspVault) vault = esp_vault_open (world->fixture.path, ESP_DATABASE_READ_ONLY, NULL);
  g_autoptr (GPtrArray) cas = esp_ca_store_search (vault, ROOT, NULL);
  g_autoptr (EspPrincipal) ines = esp_principal_store_find (vault, INES, NULL);
  g_autoptr (EspPrincipal) tomas = esp_principal_store_find (vault, TOMAS, NULL);
  g_autoptr (EspKeyPart) part = esp_key_part_store_find (
    vault, ((const EspCa *) g_ptr_array_index (cas, 0))->id, ines->id, tomas->id, NULL);

  g_assert_nonnull (part);
  return g_strdup (part->digest);
}

static void
try_split_key (World *world)
{
  g_autoptr (JsonObject) approvers = call (world->ada, "ListApprovers", "{" OF_ROOT "}");
  g_autofree char *before = part_digest (world);
  g_autofree char *id = ask (world->ada, "CreateCertificateAuthority", SUBORDINATE ("Under two"));
  g_autofree char *next = ask (world->ada, "CreateCertificateAuthority", SUBORDINATE ("Next"));
  g_autofree char *after = NULL;
  g_autoptr (JsonObject) done = NULL;
  JsonObject *row;

  g_assert_true (esp_json_get_boolean (approvers, "SplitKey", FALSE));
  g_assert_true (esp_json_get_boolean (approvers, "InForce", FALSE));
  /* The approver brings their part; the requester's session does it. */
  approve (world->tomas, id);
  approve (world->ines, next);
  assert_approval (world->ada, id, "Status", "APPROVED");
  done = call (world->ada, "ExecuteApproved", NULL);
  row = json_array_get_object_element (esp_json_get_array (done, "Approvals"), 0);
  g_assert_cmpstr (esp_json_get_string (row, "Problem"), ==, NULL);
  g_assert_cmpstr (esp_json_get_string (row, "Status"), ==, "DONE");
  json_object_unref (
    call (world->ada, "DescribeCertificateAuthority", "{'CertificateAuthority': 'Under two'}"));
  /* What was approved before the key was sealed anew is done as well. */
  assert_approval (world->ada, id, "Status", "DONE");
  assert_approval (world->ada, next, "Status", "DONE");
  /* The secret that the requester has seen opens nothing any more. */
  after = part_digest (world);
  g_assert_cmpstr (before, !=, after);
  count_events (world->ada);
}

/* At signing in, what waits for one's own part is done by itself. */
static void
try_done_at_sign_in (World *world)
{
  g_autofree char *id = ask (world->ada, "CreateCertificateAuthority", SUBORDINATE ("By itself"));
  EspEngine *later;

  approve (world->ines, id);
  assert_approval (world->ines, id, "Status", "APPROVED");
  later = fixture_open (&world->fixture, FOUNDER);
  assert_approval (world->ines, id, "Status", "DONE");
  esp_engine_close (later);
  g_object_unref (later);
}

/* Whoever is alone opens nothing: not by this program, not by the envelope itself. */
static void
try_nobody_alone (World *world)
{
  EspEngine *engines[] = { world->ada, world->ines, world->tomas };
  g_autoptr (EspVault) vault = esp_vault_open (world->fixture.path, ESP_DATABASE_READ_ONLY, NULL);
  g_autoptr (GPtrArray) cas = esp_ca_store_search (vault, ROOT, NULL);
  const EspCa *root = g_ptr_array_index (cas, 0);
  g_autoptr (GBytes) envelope = esp_ca_store_get_key (vault, root->id, NULL);

  g_assert_true (esp_split_key_is_split (envelope));
  for (gsize i = 0; i < G_N_ELEMENTS (engines); i++)
    {
      g_autoptr (EspSession) session = esp_engine_ref_session (engines[i]);
      EspIdentity *identity = esp_session_get_identity (session);
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_session_open_signer (session, vault, root, &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_KEY_SPLIT));
      g_clear_error (&error);
      g_assert_null (esp_envelope_open (envelope, esp_identity_get_agreement_key (identity),
                                        esp_identity_get_agreement_certificate (identity), &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_ENVELOPE_NOT_RECIPIENT));
    }
}

/* A certificate of the root is revoked and listed by one approval. */
static void
try_revocation_and_list (World *world)
{
  g_autofree char *create = ask (world->ada, "CreateCertificateAuthority", SUBORDINATE ("Revoked"));
  g_autoptr (JsonObject) ca = NULL;
  g_autoptr (JsonObject) list = NULL;
  g_autofree char *json = NULL;
  g_autofree char *revoke = NULL;

  approve (world->tomas, create);
  json_object_unref (call (world->ada, "ExecuteApproved", NULL));
  ca = call (world->ada, "DescribeCertificateAuthority", "{'CertificateAuthority': 'Revoked'}");
  json = g_strdup_printf (
    "{" OF_ROOT ", 'CertificateSerial': '%s', 'RevocationReason': 'SUPERSEDED'}",
    esp_json_get_string (esp_json_get_object (ca, "CertificateAuthority"), "Serial"));
  revoke = ask (world->ada, "RevokeCertificate", json);
  approve (world->ines, revoke);
  json_object_unref (call (world->ada, "ExecuteApproved", NULL));
  assert_approval (world->ada, revoke, "Status", "DONE");
  /* Nothing has to be signed to hand out the list that two people have approved. */
  list = call (world->ada, "GetCertificateRevocationList", "{" OF_ROOT "}");
  g_assert_false (esp_json_get_boolean (list, "New", TRUE));
  g_assert_cmpint (esp_json_get_int (list, "Entries", 0), ==, 1);
}

static void
try_changing_approvers (World *world)
{
  g_autofree char *add = ask (world->ada, "AddApprover", "{" OF_ROOT ", 'Principal': 'Ada Kern'}");
  g_autofree char *lift = NULL;
  g_autoptr (JsonObject) approvers = NULL;

  approve (world->ines, add);
  json_object_unref (call (world->ada, "ExecuteApproved", NULL));
  approvers = call (world->ada, "ListApprovers", "{" OF_ROOT "}");
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (approvers, "Approvers")), ==, 3);
  lift = ask (world->ines, "TagCertificateAuthority",
              "{" OF_ROOT ", 'Tags': [{'Key': 'a', 'Value': '1'}]}");
  approve (world->ada, lift);
  g_free (lift);
  lift = ask (world->ada, "SetDualControl", "{" OF_ROOT ", 'Enabled': false}");
  approve (world->tomas, lift);
  json_object_unref (call (world->ada, "ExecuteApproved", NULL));
  assert_approval (world->ada, lift, "Status", "DONE");
  json_object_unref (approvers);
  approvers = call (world->ada, "ListApprovers", "{" OF_ROOT "}");
  g_assert_false (esp_json_get_boolean (approvers, "DualControl", TRUE));
  g_assert_false (esp_json_get_boolean (approvers, "SplitKey", TRUE));
  /* Now one person is enough again. */
  g_free (create_ca (world->ada, SUBORDINATE ("Alone")));
}

/* --- Which authorities -------------------------------------------------------------------------*/

static gboolean
is_under_two (EspEngine *engine, const char *name)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority': '%s'}", name);
  g_autoptr (JsonObject) approvers = call (engine, "ListApprovers", json);

  return esp_json_get_boolean (approvers, "DualControl", FALSE) &&
         esp_json_get_boolean (approvers, "SplitKey", FALSE);
}

static void
try_default_for_roots (World *world)
{
  g_free (create_ca (world->ada, "{'Subject': 'CN=Two'}"));
  g_free (create_ca (world->ada, "{'Subject': 'CN=One', 'DualControl': false}"));
  g_assert_true (is_under_two (world->ada, "Two"));
  g_assert_false (is_under_two (world->ada, "One"));
  /* What one person has made alone, one person signs with. */
  g_free (create_ca (world->ada, "{'Subject': 'CN=Below', 'Parent': 'One'}"));
  g_free (ask (world->ada, "CreateCertificateAuthority", "{'Subject': 'CN=B', 'Parent': 'Two'}"));
}

/* Neither the end of a certificate nor its lack ends the rule. */
static void
try_expired_and_pending (World *world)
{
  static const char *const tags = "'Tags': [{'Key': 'a', 'Value': '1'}]";
  g_autofree char *of_pending = g_strdup_printf ("{'CertificateAuthority': 'Waits', %s}", tags);
  g_autofree char *of_root = g_strdup_printf ("{" OF_ROOT ", %s}", tags);

  g_free (
    create_ca (world->ada, "{'Subject': 'CN=Waits', 'Type': 'SUBORDINATE', 'DualControl': true}"));
  g_free (ask (world->ada, "TagCertificateAuthority", of_pending));
  esp_clock_set (world->fixture.clock, FIXTURE_NOW + 40 * 366 * ESP_TIME_DAY);
  assert_status (world->ada, "EXPIRED");
  g_free (ask (world->ada, "TagCertificateAuthority", of_root));
}

#define OF_LONELY "'CertificateAuthority': 'Lonely'"
#define MAY_APPROVE "{'Effect': 'Allow', 'Action': ['espalier:*', 'acm-pca:*'], 'Resource': '*'}"

static void
assert_rule (EspEngine *engine,
             gboolean in_force,
             gboolean split,
             const char *missing,
             guint n_people)
{
  g_autoptr (JsonObject) approvers = call (engine, "ListApprovers", "{" OF_LONELY "}");

  g_assert_true (esp_json_get_boolean (approvers, "DualControl", FALSE));
  g_assert_cmpint (esp_json_get_boolean (approvers, "InForce", !in_force), ==, in_force);
  g_assert_cmpint (esp_json_get_boolean (approvers, "SplitKey", !split), ==, split);
  g_assert_cmpstr (esp_json_get_string (approvers, "Missing"), ==, missing);
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (approvers, "Approvers")), ==,
                    n_people);
}

/* A root is made under the rule, and one person works until there is a second one. */
static void
test_lone_founder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = create_ca (fixture->engine, "{'Subject': 'CN=Lonely'}");

  assert_rule (fixture->engine, FALSE, FALSE, "NO_SECOND_PERSON", 1);
  g_free (create_ca (fixture->engine, "{'Subject': 'CN=Below', 'Parent': 'Lonely'}"));
  add_person_with (fixture, "Olga", "{'Effect': 'Allow', 'Action': 'acm-pca:*', 'Resource': '*'}");
  /* She may sign, and not approve: nobody is a second person by that. */
  assert_rule (fixture->engine, FALSE, FALSE, "NO_SECOND_PERSON", 1);
  g_free (create_ca (fixture->engine, "{'Subject': 'CN=Below 2', 'Parent': 'Lonely'}"));
}

/* Then it is in force without any further act, with the key in parts; and does not end with the
 * second person but by two. */
static void
test_second_comes (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Lonely'}");
  g_autofree char *below = NULL, *add = NULL, *suspend = NULL, *lift = NULL;
  g_autoptr (GError) error = NULL;
  EspEngine *ben;

  add_person_with (fixture, "Ben", MAY_APPROVE);
  assert_rule (engine, TRUE, TRUE, NULL, 2);
  ben = fixture_open (fixture, "Ben");
  below = ask (engine, "CreateCertificateAuthority", "{'Subject': 'CN=Below', 'Parent': 'Lonely'}");
  approve (ben, below);
  json_object_unref (call (engine, "ExecuteApproved", NULL));
  assert_approval (engine, below, "Status", "DONE");
  /* Alone, Ben's keys would be missing for good: that is no way out, lifting the rule is. */
  suspend = ask (engine, "SuspendPrincipal", "{'Name': 'Ben'}");
  {
    g_autofree char *json = g_strdup_printf ("{'Id': '%s'}", suspend);

    g_error_free (refused (ben, "ApproveRequest", json, ESP_REASON_LOCKOUT));
  }
  assert_rule (engine, TRUE, TRUE, NULL, 2);
  /* With the first change they are named, those who were there as well. */
  add_person (fixture, engine, "Cleo", "Meridian Motors");
  add = ask (engine, "AddApprover", "{" OF_LONELY ", 'Principal': 'Cleo'}");
  approve (ben, add);
  json_object_unref (call (engine, "ExecuteApproved", NULL));
  assert_approval (engine, add, "Status", "DONE");
  assert_rule (engine, TRUE, TRUE, NULL, 3);
  /* Without the rule nobody is named any more. */
  lift = ask (engine, "SetDualControl", "{" OF_LONELY ", 'Enabled': false}");
  approve (ben, lift);
  json_object_unref (call (engine, "ExecuteApproved", NULL));
  assert_approval (engine, lift, "Status", "DONE");
  g_free (create_ca (engine, "{'Subject': 'CN=Alone', 'Parent': 'Lonely'}"));
  json_object_unref (call (engine, "SetDualControl", "{" OF_LONELY ", 'Enabled': true}"));
  assert_rule (engine, TRUE, TRUE, NULL, 2);
  esp_engine_close (ben);
  g_object_unref (ben);
}

/* --- Run ---------------------------------------------------------------------------------------*/

/* To make the example takes longer than what is tried in it. */
static void
test_key (World *world, gconstpointer data)
{
  try_nobody_alone (world);
  try_split_key (world);
  try_done_at_sign_in (world);
  try_revocation_and_list (world);
  try_changing_approvers (world);
}

static void
test_authorities (World *world, gconstpointer data)
{
  try_default_for_roots (world);
  try_expired_and_pending (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
  g_test_add ("/engine/approval-keys/key", World, "automotive", set_up, test_key, tear_down);
  g_test_add ("/engine/approval-keys/authorities", World, "automotive", set_up, test_authorities,
              tear_down);
  g_test_add ("/engine/approval-keys/lone-founder", Fixture, NULL, fixture_set_up,
              test_lone_founder, fixture_tear_down);
  g_test_add ("/engine/approval-keys/second-comes", Fixture, NULL, fixture_set_up,
              test_second_comes, fixture_tear_down);
  return g_test_run ();
}
