/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two persons and the recovery identity: it comes to be by two where a root is under the rule, and
 * what it asks for later is approved by another person like anything else. */
#include "approvals-fixture.h"

#include <glib/gstdio.h>

#define SUBORDINATE(name) "{'Subject': 'CN=" name "', 'Parent': '" ROOT "'}"

typedef struct
{
  char *path;
  EspSecret *passphrase;
  char *id; /* of the request that makes it */
} Recovery;

static void
recovery_clear (Recovery *recovery)
{
  g_free (recovery->path);
  g_free (recovery->id);
  g_clear_pointer (&recovery->passphrase, esp_secret_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Recovery, recovery_clear)

static void
ask_for_recovery (World *world, Recovery *recovery)
{
  g_autoptr (GError) error = NULL;

  recovery->path = fixture_file (&world->fixture, "recovery.pem");
  g_assert_false (
    esp_engine_create_recovery (world->ada, recovery->path, &recovery->passphrase, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_WAITING_FOR_APPROVAL));
  recovery->id = g_strdup (esp_error_get_argument (error, "id"));
}

static EspEngine *
open_with (World *world, const Recovery *recovery)
{
  EspEngine *engine = fixture_open (&world->fixture, NULL);
  g_autoptr (GError) error = NULL;

  esp_engine_sign_in_recovery (engine, recovery->path, recovery->passphrase, NULL, &error);
  g_assert_no_error (error);
  return engine;
}

static void
close_engine (EspEngine *engine)
{
  esp_engine_close (engine);
  g_object_unref (engine);
}

/* What openssl says of the first certificate in the file. */
static char *
fingerprint_of (const char *path)
{
  const char *argv[] = {
    "openssl", "x509", "-in", path, "-noout", "-fingerprint", "-sha256", NULL
  };
  g_autofree char *output = NULL;
  GString *hex = g_string_new (NULL);
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  for (const char *at = strchr (output, '=') + 1; *at; at++)
    if (g_ascii_isxdigit (*at))
      g_string_append_c (hex, g_ascii_tolower (*at));
  return g_string_free (hex, FALSE);
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

static void
assert_shown (EspEngine *engine, const Recovery *recovery)
{
  g_autoptr (JsonObject) described = with_id (engine, "DescribeApproval", recovery->id);
  JsonObject *approval = esp_json_get_object (described, "Approval");
  JsonArray *changes = esp_json_get_array (approval, "Changes");
  JsonObject *change = json_array_get_object_element (changes, 0);
  g_autofree char *fingerprint = fingerprint_of (recovery->path);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = esp_json_wrap_object (json_object_ref (approval));

  g_assert_cmpstr (esp_json_get_string (change, "What"), ==, "RECOVERY_IDENTITY");
  g_assert_cmpstr (esp_json_get_string (change, "After"), ==, fingerprint);
  /* Nothing of the private half is in the request, sealed or not. */
  text = esp_json_to_text (node, FALSE);
  g_assert_null (strstr (text, "PRIVATE KEY"));
  g_assert_null (strstr (text, "BEGIN CMS"));
}

static void
test_made_by_two (World *world, gconstpointer data)
{
  g_auto (Recovery) recovery = { 0 };
  g_autoptr (EspEngine) early = fixture_open (&world->fixture, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *next = NULL;
  EspEngine *engine;
  GStatBuf status;

  ask_for_recovery (world, &recovery);
  g_assert_cmpint (g_stat (recovery.path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpuint (esp_secret_get_len (recovery.passphrase), >=, 26);
  assert_shown (world->tomas, &recovery);
  /* File and passphrase are good for nothing until somebody else agrees. */
  g_assert_false (
    esp_engine_sign_in_recovery (early, recovery.path, recovery.passphrase, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_RECOVERY_OTHER));
  esp_engine_close (early);
  refused_with_id (world->ada, "ApproveRequest", recovery.id, ESP_REASON_APPROVAL_OWN);
  approve (world->tomas, recovery.id);
  assert_approval (world->ada, recovery.id, "Status", "DONE");
  engine = open_with (world, &recovery);
  json_object_unref (call (engine, "ListPrincipals", NULL));
  close_engine (engine);
  /* It opens the key of the root from the next time that two persons open it. */
  next = ask (world->ada, "CreateCertificateAuthority", SUBORDINATE ("Below"));
  approve (world->ines, next);
  json_object_unref (call (world->ada, "ExecuteApproved", NULL));
  assert_approval (world->ada, next, "Status", "DONE");
  g_assert_cmpuint (count_recipients (world, ROOT), ==, 2);
}

/* A request that nobody agrees to leaves nothing behind that opens anything. */
static void
test_refused (World *world, gconstpointer data)
{
  g_auto (Recovery) recovery = { 0 };
  g_autoptr (EspEngine) engine = fixture_open (&world->fixture, NULL);
  g_autoptr (GError) error = NULL;

  ask_for_recovery (world, &recovery);
  json_object_unref (with_id (world->tomas, "RefuseRequest", recovery.id));
  g_assert_false (
    esp_engine_sign_in_recovery (engine, recovery.path, recovery.passphrase, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_RECOVERY_OTHER));
  esp_engine_close (engine);
}

static gboolean
has_part (World *world, const char *name)
{
  g_autoptr (EspVault) vault = esp_vault_open (world->fixture.path, ESP_DATABASE_READ_ONLY, NULL);
  g_autoptr (GPtrArray) cas = esp_ca_store_search (vault, ROOT, NULL);
  g_autoptr (EspPrincipal) person = esp_principal_store_find (vault, name, NULL);
  gboolean holds = FALSE;

  g_assert_true (esp_splitting_holds (vault, ((const EspCa *) g_ptr_array_index (cas, 0))->id,
                                      person->id, &holds, NULL));
  return holds;
}

/* What the approver is told of the act is what the person gets who comes back. */
static EspSecret *
approve_reset (World *world, const char *id)
{
  g_autoptr (JsonObject) approved = with_id (world->tomas, "ApproveRequest", id);
  const char *code = esp_json_get_string (esp_json_get_object (approved, "Result"), "Code");

  g_assert_nonnull (code);
  return esp_secret_new_copy (code, strlen (code), NULL);
}

static char *
enrol_anew (World *world, EspEngine *engine, EspSecret *code)
{
  g_autoptr (GError) error = NULL;
  char *fingerprint;

  esp_engine_enrol (engine, INES, code, ESP_UNLOCK_WITH_PASSPHRASE, world->fixture.passphrase, NULL,
                    &fingerprint, NULL, &error);
  g_assert_no_error (error);
  return fingerprint;
}

/* Signing in anew does by itself what waits for these keys. */
static void
confirm (World *world, const Recovery *recovery, EspEngine *engine, const char *fingerprint)
{
  g_autofree char *json = g_strdup_printf ("{'Name': '" INES "', 'Fingerprint': '%s'}",
                                           fingerprint);
  g_autofree char *id = ask (engine, "ConfirmPrincipal", json);
  EspEngine *later;

  approve (world->tomas, id);
  assert_approval (engine, id, "Status", "DONE");
  later = open_with (world, recovery);
  json_object_unref (call (later, "ResetPrincipal", "{'Name': 'kari.holm'}"));
  close_engine (later);
}

static void
test_brings_back (World *world, gconstpointer data)
{
  g_auto (Recovery) recovery = { 0 };
  g_autofree char *reset = NULL, *withdrawn = NULL, *fingerprint = NULL, *disable = NULL;
  g_autoptr (EspSecret) code = NULL;
  EspEngine *engine, *ines;

  ask_for_recovery (world, &recovery);
  approve (world->tomas, recovery.id);
  disable = ask (world->ada, "CreateCertificateAuthority", SUBORDINATE ("Below"));
  approve (world->tomas, disable);
  json_object_unref (call (world->ada, "ExecuteApproved", NULL));
  engine = open_with (world, &recovery);
  withdrawn = ask (engine, "ResetPrincipal", "{'Name': '" INES "'}");
  assert_approval (world->tomas, withdrawn, "RequestedInRole", "Recovery");
  assert_approval (world->tomas, withdrawn, "RequestedBy", "Recovery identity");
  assert_approval (engine, withdrawn, "WhyNot", "OWN_REQUEST");
  json_object_unref (with_id (engine, "WithdrawRequest", withdrawn));
  refused_with_id (world->tomas, "ApproveRequest", withdrawn, ESP_REASON_APPROVAL_OVER);
  g_assert_true (has_part (world, INES));
  reset = ask (engine, "ResetPrincipal", "{'Name': '" INES "'}");
  g_assert_cmpstr (reset, !=, withdrawn);
  code = approve_reset (world, reset);
  assert_approval (engine, reset, "Status", "DONE");
  g_assert_false (has_part (world, INES));
  fingerprint = enrol_anew (world, engine, code);
  confirm (world, &recovery, engine, fingerprint);
  close_engine (engine);
  /* The key of the root is split anew, and a part of it is hers again. */
  g_assert_true (has_part (world, INES));
  ines = fixture_open (&world->fixture, INES);
  g_free (ask (ines, "UpdateCertificateAuthority", DISABLE));
  close_engine (ines);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, test)                                                                            \
  g_test_add ("/engine/recovery-approvals/" path, World, "automotive", set_up, test, tear_down)
  ADD ("made-by-two", test_made_by_two);
  ADD ("refused", test_refused);
  ADD ("brings-back", test_brings_back);
  return g_test_run ();
}
