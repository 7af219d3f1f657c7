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

static guint
count_recipients (World *world, const char *name)
{
  g_autoptr (EspVault) vault = esp_vault_open (world->fixture.path, ESP_DATABASE_READ_ONLY, NULL);
  g_autoptr (GPtrArray) cas = esp_ca_store_search (vault, name, NULL);
  g_autoptr (GBytes)
    envelope = esp_ca_store_get_key (vault, ((const EspCa *) g_ptr_array_index (cas, 0))->id, NULL);

  g_assert_true (esp_split_key_is_split (envelope));
  return esp_envelope_count_recipients (envelope);
}

/* A recovery identity opens split keys as well, but not one that a single person makes for a root
 * that is under two persons already. */
static void
try_recovery (World *world)
{
  g_autofree char *path = fixture_file (&world->fixture, "recovery.pem");
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  EspSecret *passphrase;

  esp_clock_set (world->fixture.clock, FIXTURE_NOW + 60);
  passphrase = esp_engine_create_recovery (world->ada, path, NULL, &error);
  g_assert_no_error (error);
  esp_secret_unref (passphrase);
  g_free (create_ca (world->ada, "{'Subject': 'CN=Later'}"));
  g_assert_cmpuint (count_recipients (world, "Later"), ==, 2);
  id = ask (world->ada, "CreateCertificateAuthority", SUBORDINATE ("Recovered"));
  approve (world->tomas, id);
  json_object_unref (call (world->ada, "ExecuteApproved", NULL));
  assert_approval (world->ada, id, "Status", "DONE");
  g_assert_cmpuint (count_recipients (world, ROOT), ==, 1);
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

static void
test_lone_founder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = create_ca (fixture->engine, "{'Subject': 'CN=Lonely'}");
  g_autoptr (JsonObject) approvers = NULL;

  json_object_unref (call (fixture->engine, "SetDualControl",
                           "{'CertificateAuthority': 'Lonely', 'Enabled': true}"));
  approvers = call (fixture->engine, "ListApprovers", "{'CertificateAuthority': 'Lonely'}");
  g_assert_true (esp_json_get_boolean (approvers, "DualControl", FALSE));
  g_assert_false (esp_json_get_boolean (approvers, "InForce", TRUE));
  g_assert_cmpstr (esp_json_get_string (approvers, "Missing"), ==, "NO_SECOND_PERSON");
  g_free (create_ca (fixture->engine, "{'Subject': 'CN=Below', 'Parent': 'Lonely'}"));
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
  try_recovery (world);
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
  return g_test_run ();
}
