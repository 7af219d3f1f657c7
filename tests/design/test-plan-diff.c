/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans of what exists, made of records, and what differs between them and a drawn plan. */
#include "base/esp-json.h"
#include "base/esp-time.h"
#include "design/esp-plan-diff.h"
#include "design/esp-plan-document.h"
#include "design/esp-plan-from.h"
#include "design/esp-plan-preset.h"
#include "model/esp-account.h"
#include "model/esp-guardrail.h"
#include "model/esp-role.h"
#include "model/esp-share.h"
#include "pki/esp-validity.h"

#define ROOT_ACCOUNT "111122223333"
#define OTHER_ACCOUNT "222233334444"
#define NOW G_GINT64_CONSTANT (1768032000) /* 2026-01-10T08:00:00Z */

/* --- Records ----------------------------------------------------------------------------------*/

typedef struct
{
  GPtrArray *accounts, *cas, *shares;
  GPtrArray *guardrails, *roles, *people; /* NULL where a test has none */
  GHashTable *approvers;
} World;

static void
set (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static EspCa *
add_ca (World *world, const char *name, const char *parent, const char *template, int years)
{
  EspCa *ca = esp_ca_new ();
  EspValidity validity = { ESP_VALIDITY_YEARS, years };

  ca->id = g_strdup (name);
  ca->arn = g_strconcat ("arn:", name, NULL);
  ca->account = g_strdup (ROOT_ACCOUNT);
  ca->label = g_strdup (name);
  ca->subject = g_strdup_printf ("CN=%s,O=Meridian", name);
  ca->type = parent ? ESP_CA_SUBORDINATE : ESP_CA_ROOT;
  ca->parent = g_strdup (parent);
  ca->state = ESP_CA_ACTIVE;
  ca->template_name = g_strdup (template);
  ca->path_length = parent ? 0 : -1;
  ca->key_algorithm = g_strdup ("EC_prime256v1");
  ca->signing_algorithm = g_strdup ("SHA256WITHECDSA");
  ca->not_before = NOW - ESP_VALIDITY_BACKDATE;
  g_assert_true (esp_validity_end (&validity, NOW, &ca->not_after, NULL));
  ca->revocation.crl_enabled = TRUE;
  ca->revocation.crl_days = parent ? 7 : 180;
  g_ptr_array_add (world->cas, ca);
  return ca;
}

static EspShare *
add_share (World *world, const char *name, const char *ca, EspShareStatus status)
{
  EspShare *share = esp_share_new ();

  set (&share->name, name);
  set (&share->ca, ca);
  set (&share->consumer, OTHER_ACCOUNT);
  set (&share->permission, "AWSRAMDefaultPermissionCertificateAuthority");
  share->consumer_kind = ESP_SHARE_WITH_ACCOUNT;
  share->status = status;
  g_ptr_array_add (world->shares, share);
  return share;
}

static void
world_init (World *world)
{
  memset (world, 0, sizeof *world);
  world->accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_account_free);
  world->cas = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_free);
  world->shares = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_share_free);
  g_ptr_array_add (world->accounts, esp_account_new (ROOT_ACCOUNT, "Root", NOW));
  g_ptr_array_add (world->accounts, esp_account_new (OTHER_ACCOUNT, "Supplier", NOW));
  add_ca (world, "Radio", "Root", "SubordinateCACertificate_PathLen0", 5);
  add_ca (world, "Root", NULL, "RootCACertificate", 20);
  add_share (world, "radio", "Radio", ESP_SHARE_ACTIVE);
}

/* --- People -----------------------------------------------------------------------------------*/

static void
add_role (World *world, const char *name, EspRoleScope scope, const char *document)
{
  EspRole *role = esp_role_new ();

  set (&role->name, name);
  set (&role->account, ROOT_ACCOUNT);
  role->scope = scope;
  g_ptr_array_add (role->policies, esp_role_policy_new ("main", document));
  esp_tags_set (role->tags, "team", "pki", NULL);
  g_ptr_array_add (world->roles, role);
}

static EspPrincipal *
add_person (World *world, const char *name, const char *const *roles)
{
  EspPlanHolder *holder = g_new0 (EspPlanHolder, 1);

  holder->principal = esp_principal_new ();
  holder->principal->name = g_strdup (name);
  holder->principal->account = g_strdup (ROOT_ACCOUNT);
  holder->roles = g_strdupv ((char **) roles);
  g_ptr_array_add (world->people, holder);
  return holder->principal;
}

static void
world_fill (World *world)
{
  static const char *const ada_roles[] = { "Issuer", "Approver", "Auditor", NULL };
  static const char *const line_roles[] = { "Issuer", NULL };
  static const char *const approvers[] = { "ada", "ben", NULL };
  EspGuardrail *guardrail = esp_guardrail_new ();

  world->guardrails = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_guardrail_free);
  world->roles = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_role_free);
  world->people = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_plan_holder_free);
  world->approvers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                            (GDestroyNotify) g_strfreev);
  set (&guardrail->name, "no-untagging");
  set (&guardrail->document, "{ \"Version\": \"2012-10-17\", \"Statement\": [] }");
  g_ptr_array_add (guardrail->accounts, g_strdup (ROOT_ACCOUNT));
  g_ptr_array_add (guardrail->accounts, g_strdup (OTHER_ACCOUNT));
  g_ptr_array_add (world->guardrails, guardrail);
  add_role (world, "Issuer", ESP_ROLE_SCOPE_ACCOUNT, "{ \"Statement\": [], \"Id\": \"x\" }");
  add_role (world, "Auditor", ESP_ROLE_SCOPE_ORGANIZATION, "{ \"Statement\": [] }");
  add_role (world, "Unread", ESP_ROLE_SCOPE_ACCOUNT, "not JSON any more");
  esp_tags_set (add_person (world, "ada", ada_roles)->tags, "desk", "7", NULL);
  add_person (world, "line", line_roles)->kind = ESP_PRINCIPAL_SERVICE;
  add_person (world, "recovery", line_roles)->kind = ESP_PRINCIPAL_RECOVERY;
  g_hash_table_insert (world->approvers, (gpointer) "Root", g_strdupv ((char **) approvers));
}

static void
world_clear (World *world)
{
  g_clear_pointer (&world->guardrails, g_ptr_array_unref);
  g_clear_pointer (&world->roles, g_ptr_array_unref);
  g_clear_pointer (&world->people, g_ptr_array_unref);
  g_clear_pointer (&world->approvers, g_hash_table_unref);
  g_ptr_array_unref (world->accounts);
  g_ptr_array_unref (world->cas);
  g_ptr_array_unref (world->shares);
}

static EspPlan *
make_plan (World *world, GHashTable **arns)
{
  EspPlanRecords records = {
    "Meridian",        world->accounts, world->cas,    world->shares,   NOW,
    world->guardrails, world->roles,    world->people, world->approvers
  };

  return esp_plan_new_from (&records, arns);
}

/* --- From -------------------------------------------------------------------------------------*/

static void
test_from (void)
{
  World world;
  g_autoptr (GHashTable) arns = NULL;
  g_autoptr (EspPlan) plan = NULL;
  const EspPlanCa *radio, *root;
  const EspPlanShare *share;

  world_init (&world);
  plan = make_plan (&world, &arns);
  radio = esp_plan_find_ca (plan, "radio");
  root = esp_plan_find_ca (plan, "root");
  share = g_ptr_array_index (plan->shares, 0);
  g_assert_cmpstr (radio->parent, ==, "root");
  g_assert_cmpstr (radio->template_name, ==, "SubordinateCACertificate_PathLen0/V1");
  g_assert_cmpint (radio->path_length, ==, -1);
  g_assert_cmpstr (radio->validity, ==, "5y");
  g_assert_null (radio->signing_algorithm);
  g_assert_cmpint (radio->revocation.crl_days, ==, 0);
  g_assert_true (radio->revocation.crl_enabled);
  g_assert_null (root->parent);
  g_assert_null (root->parent_arn);
  g_assert_cmpstr (root->validity, ==, "20y");
  g_assert_cmpstr (share->ca, ==, "radio");
  g_assert_cmpstr (share->account, ==, OTHER_ACCOUNT);
  g_assert_cmpstr (g_hash_table_lookup (arns, "radio"), ==, "arn:Radio");
  g_assert_cmpuint (plan->accounts->len, ==, 2);
  world_clear (&world);
}

/* What is gone, what is not for an account, and what hangs below something unseen. */
static void
test_from_edges (void)
{
  World world;
  g_autoptr (EspPlan) plan = NULL;

  world_init (&world);
  add_ca (&world, "Gone", NULL, "RootCACertificate", 20)->state = ESP_CA_DELETED;
  add_ca (&world, "Failed", NULL, "RootCACertificate", 20)->state = ESP_CA_FAILED;
  add_ca (&world, "Foreign", "unknown", "SubordinateCACertificate_PathLen0", 5);
  add_ca (&world, "Below", "Gone", "SubordinateCACertificate_PathLen0", 5);
  add_ca (&world, "Waits", NULL, NULL, 5)->not_after = 0;
  add_ca (&world, "Radio", "Root", NULL, 5)->path_length = 3;
  add_share (&world, "deleted", "Radio", ESP_SHARE_DELETED);
  add_share (&world, "of the gone", "Gone", ESP_SHARE_ACTIVE);
  add_share (&world, "to a role", "Radio", ESP_SHARE_ACTIVE)->consumer_kind = ESP_SHARE_WITH_ROLE;
  plan = make_plan (&world, NULL);
  g_assert_null (esp_plan_find_ca (plan, "gone"));
  g_assert_null (esp_plan_find_ca (plan, "failed"));
  g_assert_cmpstr (esp_plan_find_ca (plan, "foreign")->parent_arn, ==, ESP_PLAN_PARENT_ELSEWHERE);
  g_assert_cmpstr (esp_plan_find_ca (plan, "below")->parent_arn, ==, ESP_PLAN_PARENT_ELSEWHERE);
  g_assert_cmpstr (esp_plan_find_ca (plan, "waits")->validity, ==, "");
  g_assert_cmpint (esp_plan_find_ca (plan, "radio-2")->path_length, ==, 3);
  g_assert_cmpuint (plan->shares->len, ==, 1);
  world_clear (&world);
}

/* What is made of records can be kept as a file. */
static void
test_from_written (void)
{
  World world;
  g_autoptr (EspPlan) plan = NULL;
  g_autoptr (EspPlan) again = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  world_init (&world);
  add_ca (&world, "\342\200\256", NULL, "RootCACertificate", 1);
  add_ca (&world, "\303\274", NULL, "RootCACertificate", 1);
  plan = make_plan (&world, NULL);
  text = esp_plan_write (plan);
  again = esp_plan_read (text, -1, &error);
  g_assert_no_error (error);
  g_assert_true (esp_plan_equal (plan, again));
  world_clear (&world);
}

static void
assert_validity (gint64 not_before, gint64 not_after, const char *expected)
{
  g_autofree char *text = esp_plan_tell_validity (not_before, not_after);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_validity (void)
{
  static const char *const texts[] = { "91d", "397d", "18m", "13m", "1y", "10y", "30y" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      EspValidity validity;
      gint64 end;

      g_assert_true (esp_validity_parse (texts[i], &validity, NULL));
      g_assert_true (esp_validity_end (&validity, NOW, &end, NULL));
      assert_validity (NOW - ESP_VALIDITY_BACKDATE, end, texts[i]);
      assert_validity (NOW, end, texts[i]);
    }
  assert_validity (NOW, NOW + 12345, "2026-01-10T11:25:45Z");
}

/* --- Diff -------------------------------------------------------------------------------------*/

static char *
tell (GPtrArray *differences)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < differences->len; i++)
    {
      const EspPlanDifference *row = g_ptr_array_index (differences, i);

      g_string_append_printf (text, "%s %s %s", esp_plan_difference_kind_to_string (row->kind),
                              esp_plan_thing_to_string (row->thing), row->name);
      if (row->member)
        g_string_append_printf (text, " %s: %s, %s", row->member,
                                row->planned ? row->planned : "none",
                                row->existing ? row->existing : "none");
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static void
assert_diff (const EspPlan *plan, const EspPlan *existing, GHashTable *arns, const char *expected)
{
  g_autoptr (GPtrArray) differences = esp_plan_diff (plan, existing, arns);
  g_autofree char *text = tell (differences);

  g_assert_cmpstr (text, ==, expected);
}

typedef struct
{
  World world;
  GHashTable *arns;
  EspPlan *existing, *plan; /* the same, to be changed */
} Pair;

static void
pair_init (Pair *pair)
{
  world_init (&pair->world);
  pair->existing = make_plan (&pair->world, &pair->arns);
  pair->plan = esp_plan_copy (pair->existing);
}

static void
pair_clear (Pair *pair)
{
  world_clear (&pair->world);
  g_hash_table_unref (pair->arns);
  esp_plan_free (pair->existing);
  esp_plan_free (pair->plan);
}

static void
test_same (void)
{
  Pair pair;
  EspPlanCa *radio;

  pair_init (&pair);
  assert_diff (pair.plan, pair.existing, pair.arns, "");
  assert_diff (pair.plan, pair.existing, NULL, "");
  /* Another way to write the same. */
  radio = esp_plan_find_ca (pair.plan, "radio");
  set (&radio->key, "other-key");
  set (&radio->subject, "/O=Meridian/CN=Radio");
  set (&radio->template_name, "SubordinateCACertificate_PathLen0");
  set (&radio->validity, "60m");
  set (&radio->signing_algorithm, "SHA256WITHECDSA");
  set (&((EspPlanShare *) g_ptr_array_index (pair.plan->shares, 0))->ca, "other-key");
  radio->path_length = 0;
  radio->revocation.crl_days = 7;
  assert_diff (pair.plan, pair.existing, pair.arns, "");
  pair_clear (&pair);
}

static void
test_differs (void)
{
  Pair pair;
  EspPlanCa *radio;
  EspPlanShare *share;

  pair_init (&pair);
  radio = esp_plan_find_ca (pair.plan, "radio");
  share = g_ptr_array_index (pair.plan->shares, 0);
  set (&((EspPlanAccount *) g_ptr_array_index (pair.plan->accounts, 1))->name, "Aurelia");
  set (&radio->template_name, "SubordinateCACertificate_PathLen1/V1");
  set (&radio->key_algorithm, "RSA_4096");
  set (&radio->validity, "4y");
  radio->usage_mode = ESP_USAGE_SHORT_LIVED_CERTIFICATE;
  radio->dual_control = TRUE;
  radio->revocation.crl_days = 9;
  set (&radio->revocation.crl_url, "http://crl.example/");
  esp_tags_set (radio->tags, "supplier", "Aurelia", NULL);
  share->here = TRUE;
  assert_diff (pair.plan, pair.existing, pair.arns,
               "DIFFERS ACCOUNT Aurelia name: Aurelia, Supplier\n"
               "DIFFERS CERTIFICATE_AUTHORITY Radio template: SubordinateCACertificate_PathLen1, "
               "SubordinateCACertificate_PathLen0\n"
               "DIFFERS CERTIFICATE_AUTHORITY Radio pathLength: 1, 0\n"
               "DIFFERS CERTIFICATE_AUTHORITY Radio keyAlgorithm: RSA_4096, EC_prime256v1\n"
               "DIFFERS CERTIFICATE_AUTHORITY Radio signingAlgorithm: SHA512WITHRSA, "
               "SHA256WITHECDSA\n"
               "DIFFERS CERTIFICATE_AUTHORITY Radio validity: 4y, 5y\n"
               "DIFFERS CERTIFICATE_AUTHORITY Radio usageMode: SHORT_LIVED_CERTIFICATE, "
               "GENERAL_PURPOSE\n"
               "DIFFERS CERTIFICATE_AUTHORITY Radio dualControl: true, false\n"
               "DIFFERS CERTIFICATE_AUTHORITY Radio revocation.crlDays: 9, 7\n"
               "DIFFERS CERTIFICATE_AUTHORITY Radio revocation.crlUrl: http://crl.example/, none\n"
               "DIFFERS CERTIFICATE_AUTHORITY Radio tags: supplier=Aurelia, \n"
               "DIFFERS RESOURCE_SHARE radio signing: HERE, REQUEST\n");
  pair_clear (&pair);
}

/* A CA of the same name below another parent is another CA, and takes its branch with it. */
static void
test_other_parent (void)
{
  Pair pair;
  EspPlanCa *root;

  pair_init (&pair);
  root = esp_plan_find_ca (pair.plan, "root");
  set (&root->subject, "CN=New Root");
  assert_diff (pair.plan, pair.existing, pair.arns,
               "MISSING CERTIFICATE_AUTHORITY New Root\n"
               "MISSING CERTIFICATE_AUTHORITY Radio\n"
               "MISSING RESOURCE_SHARE radio\n"
               "ONLY_HERE CERTIFICATE_AUTHORITY Root\n"
               "ONLY_HERE CERTIFICATE_AUTHORITY Radio\n"
               "ONLY_HERE RESOURCE_SHARE radio\n");
  pair_clear (&pair);
}

static void
test_below_existing (void)
{
  Pair pair;
  EspPlanCa *ca;

  pair_init (&pair);
  g_ptr_array_set_size (pair.plan->cas, 0);
  g_ptr_array_set_size (pair.plan->shares, 0);
  ca = esp_plan_ca_copy (esp_plan_find_ca (pair.existing, "radio"));
  g_clear_pointer (&ca->parent, g_free);
  ca->parent_arn = g_strdup ("arn:Root");
  g_ptr_array_add (pair.plan->cas, ca);
  assert_diff (pair.plan, pair.existing, pair.arns,
               "ONLY_HERE CERTIFICATE_AUTHORITY Root\n"
               "ONLY_HERE RESOURCE_SHARE radio\n");
  set (&ca->parent_arn, "arn:Nobody");
  assert_diff (pair.plan, pair.existing, pair.arns,
               "MISSING CERTIFICATE_AUTHORITY Radio\n"
               "ONLY_HERE CERTIFICATE_AUTHORITY Root\n"
               "ONLY_HERE CERTIFICATE_AUTHORITY Radio\n"
               "ONLY_HERE RESOURCE_SHARE radio\n");
  pair_clear (&pair);
}

/* Each existing thing is matched once. */
static void
test_twice (void)
{
  Pair pair;
  EspPlanCa *twin;

  pair_init (&pair);
  twin = esp_plan_ca_copy (esp_plan_find_ca (pair.plan, "radio"));
  set (&twin->key, "twin");
  g_ptr_array_add (pair.plan->cas, twin);
  g_ptr_array_add (pair.plan->shares,
                   esp_plan_share_copy (g_ptr_array_index (pair.plan->shares, 0)));
  assert_diff (pair.plan, pair.existing, pair.arns,
               "MISSING CERTIFICATE_AUTHORITY Radio\n"
               "MISSING RESOURCE_SHARE radio\n");
  pair_clear (&pair);
}

static void
filled_init (Pair *pair)
{
  world_init (&pair->world);
  world_fill (&pair->world);
  pair->existing = make_plan (&pair->world, &pair->arns);
  pair->plan = esp_plan_copy (pair->existing);
}

static EspPlanRole *
get_role (Pair *pair, guint index)
{
  return g_ptr_array_index (pair->plan->roles, index);
}

static EspPlanPerson *
get_person (Pair *pair, guint index)
{
  return g_ptr_array_index (pair->plan->people, index);
}

static EspPlanGuardrail *
get_guardrail (Pair *pair)
{
  return g_ptr_array_index (pair->plan->guardrails, 0);
}

static void
set_document (JsonNode **place, const char *text)
{
  g_clear_pointer (place, json_node_unref);
  *place = esp_json_parse (text, -1, 1024, NULL);
  g_assert_nonnull (*place);
}

static void
set_names (char ***place, const char *text)
{
  g_strfreev (*place);
  *place = g_strsplit (text, " ", -1);
}

static void
test_from_people (void)
{
  Pair pair;

  filled_init (&pair);
  g_assert_cmpuint (pair.existing->people->len, ==, 2); /* without the recovery identity */
  g_assert_true (get_person (&pair, 1)->service);
  g_assert_true (get_role (&pair, 1)->organization_scope);
  g_assert_cmpstr (esp_plan_find_ca (pair.existing, "root")->approvers[1], ==, "ben");
  g_assert_null (esp_plan_find_ca (pair.existing, "radio")->approvers);
  pair_clear (&pair);
}

/* In another order, written otherwise, and with more here than the plan brings. */
static void
test_same_people (void)
{
  Pair pair;

  filled_init (&pair);
  assert_diff (pair.plan, pair.existing, pair.arns, "");
  set_names (&get_person (&pair, 0)->roles, "Approver Issuer");
  set_names (&get_guardrail (&pair)->accounts, OTHER_ACCOUNT " " ROOT_ACCOUNT);
  set_document (&get_guardrail (&pair)->document, "{\"Statement\":[],\"Version\":\"2012-10-17\"}");
  set_document (&((EspPlanPolicy *) g_ptr_array_index (get_role (&pair, 0)->policies, 0))->document,
                "{\"Id\":\"x\",\"Statement\":[]}");
  set_names (&esp_plan_find_ca (pair.plan, "root")->approvers, "ben ada");
  set_names (&esp_plan_find_ca (pair.plan, "radio")->approvers, "ada"); /* was not told */
  assert_diff (pair.plan, pair.existing, pair.arns, "");
  g_ptr_array_set_size (pair.plan->roles, 0);
  g_ptr_array_set_size (pair.plan->people, 0);
  g_ptr_array_set_size (pair.plan->guardrails, 0);
  set_names (&esp_plan_find_ca (pair.plan, "root")->approvers, "");
  g_clear_pointer (&esp_plan_find_ca (pair.plan, "root")->approvers[0], g_free);
  assert_diff (pair.plan, pair.existing, pair.arns, "");
  pair_clear (&pair);
}

static void
test_people_differ (void)
{
  Pair pair;
  EspPlanPolicy *policy;

  filled_init (&pair);
  policy = g_ptr_array_index (get_role (&pair, 0)->policies, 0);
  set_document (&policy->document, "{\"Statement\":[],\"Id\":\"y\"}");
  policy = g_ptr_array_index (get_role (&pair, 2)->policies, 0);
  set (&policy->name, "other");
  set_document (&policy->document, "{}");
  esp_tags_set (get_role (&pair, 2)->tags, "team", "web", NULL);
  set_document (&get_guardrail (&pair)->document, "{\"Statement\":[]}");
  set_names (&get_guardrail (&pair)->accounts, ROOT_ACCOUNT);
  set_names (&get_person (&pair, 0)->roles, "Issuer");
  set (&get_person (&pair, 1)->account, OTHER_ACCOUNT);
  get_person (&pair, 1)->service = FALSE;
  esp_tags_set (get_person (&pair, 1)->tags, "desk", "8", NULL);
  set_names (&esp_plan_find_ca (pair.plan, "root")->approvers, "ada");
  assert_diff (pair.plan, pair.existing, pair.arns,
               "DIFFERS GUARDRAIL no-untagging accounts: 111122223333, 111122223333, 222233334444\n"
               "DIFFERS GUARDRAIL no-untagging document: {\"Statement\":[]}, "
               "{\"Statement\":[],\"Version\":\"2012-10-17\"}\n"
               "DIFFERS ROLE Issuer policies.main: {\"Id\":\"y\",\"Statement\":[]}, "
               "{\"Id\":\"x\",\"Statement\":[]}\n"
               "DIFFERS ROLE Unread policies.other: {}, none\n"
               "DIFFERS ROLE Unread policies.main: none, \"not JSON any more\"\n"
               "DIFFERS ROLE Unread tags: team=web, team=pki\n"
               "DIFFERS PERSON ada roles: Issuer, Approver, Issuer\n"
               "DIFFERS PERSON line account: 222233334444, 111122223333\n"
               "DIFFERS PERSON line service: false, true\n"
               "DIFFERS PERSON line tags: desk=8, \n"
               "DIFFERS CERTIFICATE_AUTHORITY Root approvers: ada, ada, ben\n");
  pair_clear (&pair);
}

/* What comes with a vault is no plan's, unless a role of that name stands in its place. */
static void
test_organization_roles (void)
{
  Pair pair;

  filled_init (&pair);
  set (&get_role (&pair, 1)->account, OTHER_ACCOUNT);
  set_document (&((EspPlanPolicy *) g_ptr_array_index (get_role (&pair, 1)->policies, 0))->document,
                "{}");
  assert_diff (pair.plan, pair.existing, pair.arns,
               "DIFFERS PERSON ada roles: Approver, Auditor, Issuer, Approver, Issuer\n");
  set (&get_role (&pair, 1)->account, ROOT_ACCOUNT);
  assert_diff (pair.plan, pair.existing, pair.arns, "");
  get_role (&pair, 0)->organization_scope = TRUE;
  assert_diff (pair.plan, pair.existing, pair.arns,
               "DIFFERS ROLE Issuer organizationScope: true, false\n"
               "DIFFERS PERSON ada roles: Approver, Approver, Issuer\n"
               "DIFFERS PERSON line roles: none, Issuer\n");
  pair_clear (&pair);
}

static void
test_people_missing (void)
{
  Pair pair;

  filled_init (&pair);
  set (&get_guardrail (&pair)->name, "another");
  set (&get_role (&pair, 0)->account, OTHER_ACCOUNT);
  set (&get_person (&pair, 1)->name, "second-line");
  assert_diff (pair.plan, pair.existing, pair.arns,
               "MISSING GUARDRAIL another\n"
               "MISSING ROLE Issuer\n"
               "MISSING PERSON second-line\n");
  pair_clear (&pair);
}

/* The account in which a vault was founded, until it holds something. */
static void
test_own_account (void)
{
  Pair pair;
  g_autoptr (GPtrArray) differences = NULL;
  g_autofree char *text = NULL;

  pair_init (&pair);
  g_ptr_array_set_size (pair.plan->accounts, 0);
  differences = esp_plan_diff (pair.plan, pair.existing, pair.arns);
  g_assert_cmpuint (differences->len, ==, 2);
  esp_plan_diff_forget_account (differences, pair.existing, ROOT_ACCOUNT);
  g_assert_cmpuint (differences->len, ==, 2);
  esp_plan_diff_forget_account (differences, pair.existing, OTHER_ACCOUNT);
  text = tell (differences);
  g_assert_cmpstr (text, ==, "ONLY_HERE ACCOUNT Root\n");
  pair_clear (&pair);
}

static void
test_empty (void)
{
  g_autoptr (EspPlan) nothing = esp_plan_new ();
  g_autoptr (EspPlan) plan = esp_plan_preset_load ("two-levels", NULL);

  assert_diff (nothing, nothing, NULL, "");
  assert_diff (plan, nothing, NULL,
               "MISSING ACCOUNT Root\n"
               "MISSING ACCOUNT Subordinate CAs\n"
               "MISSING ROLE CAAdminDisable\n"
               "MISSING ROLE CAAdminDelete\n"
               "MISSING ROLE CAAdminDisable\n"
               "MISSING ROLE CAAdminDelete\n"
               "MISSING PERSON alex.morgan\n"
               "MISSING PERSON robin.tanaka\n"
               "MISSING PERSON sam.okafor\n"
               "MISSING PERSON kim.larsen\n"
               "MISSING PERSON jo.almeida\n"
               "MISSING CERTIFICATE_AUTHORITY Root CA G1\n"
               "MISSING CERTIFICATE_AUTHORITY Server Issuing CA\n"
               "MISSING CERTIFICATE_AUTHORITY User Issuing CA\n");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-diff/from", test_from);
  g_test_add_func ("/plan-diff/from-edges", test_from_edges);
  g_test_add_func ("/plan-diff/from-written", test_from_written);
  g_test_add_func ("/plan-diff/validity", test_validity);
  g_test_add_func ("/plan-diff/same", test_same);
  g_test_add_func ("/plan-diff/differs", test_differs);
  g_test_add_func ("/plan-diff/other-parent", test_other_parent);
  g_test_add_func ("/plan-diff/below-existing", test_below_existing);
  g_test_add_func ("/plan-diff/twice", test_twice);
  g_test_add_func ("/plan-diff/from-people", test_from_people);
  g_test_add_func ("/plan-diff/same-people", test_same_people);
  g_test_add_func ("/plan-diff/people-differ", test_people_differ);
  g_test_add_func ("/plan-diff/organization-roles", test_organization_roles);
  g_test_add_func ("/plan-diff/people-missing", test_people_missing);
  g_test_add_func ("/plan-diff/own-account", test_own_account);
  g_test_add_func ("/plan-diff/empty", test_empty);
  return g_test_run ();
}
