/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hierarchy under the rule of two persons: nobody hands it over alone, and what would be refused
 * is told to who asks, before anybody is asked to approve it. */
#include "approvals-fixture.h"

#include "hierarchy-fixture.h"

#define MODULES "Meridian Vehicle Modules CA"

typedef struct
{
  World world;
  char *pem, *file;
} Consent;

static void
consent_set_up (Consent *consent, gconstpointer unused)
{
  set_up (&consent->world, NULL);
  consent->pem = make_owner (&consent->world.fixture, "owner", EC "-days 3000");
  consent->file = fixture_file (&consent->world.fixture, "gone");
}

static void
consent_tear_down (Consent *consent, gconstpointer unused)
{
  g_free (consent->pem);
  g_free (consent->file);
  tear_down (&consent->world, NULL);
}

static char *
ask_to_leave (Consent *consent, const char *ca)
{
  g_autoptr (GError) error = refused_with (consent->world.ada, "ExportHierarchy",
                                           to_leave (ca, consent->pem, consent->file),
                                           ESP_REASON_WAITING_FOR_APPROVAL);

  return g_strdup (esp_error_get_argument (error, "id"));
}

static guint
count_requests (EspEngine *engine)
{
  return count_listed (engine, "ListApprovals", "Approvals");
}

/* --- Two persons ------------------------------------------------------------------------------*/

static void
test_two_persons (Consent *consent, gconstpointer unused)
{
  World *world = &consent->world;
  g_autofree char *id = ask_to_leave (consent, ROOT);

  g_assert_false (g_file_test (consent->file, G_FILE_TEST_EXISTS));
  assert_status (world->ada, "ACTIVE");
  refused_with_id (world->ada, "ApproveRequest", id, ESP_REASON_APPROVAL_OWN);
  assert_status (world->ada, "ACTIVE");
  approve (world->tomas, id);
  /* The root's key is split: who asked opens it with the part that was handed to them. */
  json_object_unref (call (world->ada, "ExecuteApproved", NULL));
  assert_approval (world->ada, id, "Status", "DONE");
  assert_status (world->ada, "HANDED_OVER");
  assert_ca (world->ada, MODULES, "Status", "HANDED_OVER");
  g_assert_true (g_file_test (consent->file, G_FILE_TEST_IS_REGULAR));
  assert_verified (world->ada);
}

/* What two persons have handed over arrives elsewhere, keys and all. */
static void
test_arrives (Consent *consent, gconstpointer unused)
{
  World *world = &consent->world;
  g_autofree char *id = ask_to_leave (consent, ROOT);
  g_autofree char *key = fixture_file (&world->fixture, "owner.key");
  g_autofree char *certificate = fixture_file (&world->fixture, "owner.pem");
  g_autofree char *csr = make_csr ("/CN=next");
  Fixture b = { 0 };

  approve (world->ines, id);
  json_object_unref (call (world->ada, "ExecuteApproved", NULL));
  fixture_set_up (&b, NULL);
  json_object_unref (
    call_with (b.engine, "ImportHierarchy", to_arrive (consent->file, key, certificate)));
  json_object_unref (issue (b.engine, "Supplier Radio CA", csr, NULL));
  assert_verified (b.engine);
  fixture_tear_down (&b, NULL);
}

static void
test_refused_by_second (Consent *consent, gconstpointer unused)
{
  World *world = &consent->world;
  g_autofree char *id = ask_to_leave (consent, ROOT);
  g_autofree char *json = g_strdup_printf ("{'Id': '%s', 'Reason': 'not to them'}", id);

  json_object_unref (call (world->tomas, "RefuseRequest", json));
  json_object_unref (call (world->ada, "ExecuteApproved", NULL));
  assert_approval (world->ada, id, "Status", "REFUSED");
  assert_status (world->ada, "ACTIVE");
  g_assert_false (g_file_test (consent->file, G_FILE_TEST_EXISTS));
}

/* What is not under the rule needs one person, also below what is. */
static void
test_below_rule (Consent *consent, gconstpointer unused)
{
  World *world = &consent->world;

  json_object_unref (
    call_with (world->ada, "ExportHierarchy", to_leave (MODULES, consent->pem, consent->file)));
  assert_ca (world->ada, MODULES, "Status", "HANDED_OVER");
  assert_status (world->ada, "ACTIVE");
}

/* --- Told when it is asked for ----------------------------------------------------------------*/

static void
assert_told (Consent *consent, const char *pem, const char *path, EspReason reason)
{
  World *world = &consent->world;
  guint before = count_requests (world->ada);

  g_error_free (refused_with (world->ada, "ExportHierarchy", to_leave (ROOT, pem, path), reason));
  g_assert_cmpuint (count_requests (world->ada), ==, before);
  assert_status (world->ada, "ACTIVE");
}

static void
test_told_at_once (Consent *consent, gconstpointer unused)
{
  World *world = &consent->world;
  g_autofree char *rsa = make_owner (&world->fixture, "rsa", "-newkey rsa:2048 -nodes");
  g_autofree char *signs = make_owner (&world->fixture, "signs",
                                       EC "-addext keyUsage=digitalSignature");
  g_autofree char *nowhere = fixture_file (&world->fixture, "no/where");
  g_autofree char *owner = fixture_file (&world->fixture, "owner.pem");

  assert_told (consent, rsa, consent->file, ESP_REASON_SEALED_FILE_RECIPIENT);
  assert_told (consent, signs, consent->file, ESP_REASON_HIERARCHY_USAGE);
  assert_told (consent, consent->pem, nowhere, ESP_REASON_FILE_WRITE);
  assert_told (consent, consent->pem, owner, ESP_REASON_FILE_EXISTS);
}

/* With a second person where one is needed. */
static void
do_by_two (World *world, const char *operation, const char *json)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr (JsonNode) node = esp_json_parse (text, -1, 4096, NULL);
  g_autoptr (JsonObject) parameters = json_node_dup_object (node);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = esp_engine_call (world->ada, operation, parameters, NULL, &error);

  if (result)
    return;
  if (!esp_error_has_reason (error, ESP_REASON_WAITING_FOR_APPROVAL))
    g_assert_no_error (error);
  approve (world->ines, esp_error_get_argument (error, "id"));
  json_object_unref (call (world->ada, "ExecuteApproved", NULL));
}

/* One approval opens one key: two split keys in one branch are too many. */
static void
test_two_split_keys (Consent *consent, gconstpointer unused)
{
  World *world = &consent->world;

  do_by_two (world, "CreateCertificateAuthority",
             "{'Subject': 'CN=Second', 'Parent': '" ROOT "', 'Validity': '9y', 'DualControl': "
             "true, 'PathLength': 0, 'KeyAlgorithm': 'EC_prime256v1'}");
  assert_told (consent, consent->pem, consent->file, ESP_REASON_HIERARCHY_SPLIT);
}

/* --- What changes meanwhile -------------------------------------------------------------------*/

/* Somebody puts a file there while it waits: it stays, and so do the keys. */
static void
test_file_meanwhile (Consent *consent, gconstpointer unused)
{
  World *world = &consent->world;
  g_autofree char *id = ask_to_leave (consent, ROOT);
  g_autofree char *kept = NULL;

  g_assert_true (g_file_set_contents (consent->file, "precious", -1, NULL));
  approve (world->tomas, id);
  json_object_unref (call (world->ada, "ExecuteApproved", NULL));
  assert_approval (world->ada, id, "Status", "FAILED");
  assert_status (world->ada, "ACTIVE");
  g_assert_true (g_file_get_contents (consent->file, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "precious");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Consent *consent, gconstpointer unused);
  } tests[] = {
    { "two-persons", test_two_persons },       { "arrives", test_arrives },
    { "refused", test_refused_by_second },     { "below-rule", test_below_rule },
    { "told-at-once", test_told_at_once },     { "two-split-keys", test_two_split_keys },
    { "file-meanwhile", test_file_meanwhile },
  };

  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/hierarchy-consent/", tests[i].name, NULL);

      g_test_add (path, Consent, NULL, consent_set_up, tests[i].test, consent_tear_down);
    }
  return g_test_run ();
}
