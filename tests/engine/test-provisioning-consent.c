/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plan that touches what is under two persons, or makes such a root and uses it at once: it is
 * one request, nothing of it is there before the second person has said yes, and then all of it is,
 * in one run.
 */
#include "ceremony-fixture.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "vault/esp-approval-store.h"

#define BEN "Ben"
#define CARL "Carl"
#define APPROVING "'espalier:Approve','espalier:ListApprovals'"
#define PERMISSION "AWSRAMDefaultPermissionCertificateAuthority"

typedef struct
{
  Fixture fixture;
  EspEngine *ada, *ben;
  Home home;
} World;

/* Ada, who founded it, and Ben may approve. */
static void
set_up (World *world, gconstpointer data)
{
  fixture_set_up (&world->fixture, NULL);
  world->ada = world->fixture.engine;
  home_find (&world->home, world->ada);
  add_person_with (&world->fixture, BEN,
                   data ? data : ALLOW (APPROVING ",'acm-pca:Describe*','acm-pca:List*'"));
  world->ben = fixture_open (&world->fixture, BEN);
}

static void
tear_down (World *world, gconstpointer data)
{
  esp_engine_close (world->ben);
  g_object_unref (world->ben);
  home_clear (&world->home);
  fixture_tear_down (&world->fixture, NULL);
}

/* --- Plans ------------------------------------------------------------------------------------*/

#define ROOT(name)                                                                                 \
  "{'key':'" name "','account':'$OWN','subject':'CN=" name ",O=Meridian','template':"              \
  "'RootCACertificate/V1','keyAlgorithm':'EC_prime256v1','validity':'20y','dualControl':true,"     \
  "'revocation':{'crl':true},'tags':{'owner':'pki'}}"
#define BELOW(name, parent)                                                                        \
  "{'key':'" name "'," parent ",'account':'$OWN','subject':'CN=" name ",O=Meridian','template':"   \
  "'SubordinateCACertificate_PathLen0/V1','keyAlgorithm':'EC_prime256v1','validity':'5y',"         \
  "'revocation':{'crl':true}}"
#define SHARE(ca)                                                                                  \
  ",'shares':[{'name':'to-supplier','ca':'" ca "','account':'" SUPPLIER                            \
  "','permission':'" PERMISSION "'}]"
#define ROLE                                                                                       \
  ",'roles':[{'name':'Issuer','account':'" SUPPLIER "','tags':{'team':'radio'},'policies':["       \
  "{'name':'issue','document':{'Version':'2012-10-17','Statement':[{'Sid':'Issue','Effect':"       \
  "'Allow','Action':['acm-pca:IssueCertificate'],'Resource':'*'}]}}]}]"
#define RAIL(accounts)                                                                             \
  ",'guardrails':[{'name':'no-untagging','accounts':[" accounts "],'document':{'Version':"         \
  "'2012-10-17','Statement':[{'Sid':'No','Effect':'Deny','Action':"                                \
  "['acm-pca:UntagCertificateAuthority'],'Resource':'*'}]}}]"

/* Something of everything. */
static EspPlan *
make_new (World *world)
{
  return make_plan (&world->home, ROOT ("anchor") "," BELOW ("issuing", "'parent':'anchor'"),
                    SHARE ("issuing") ROLE RAIL ("'" SUPPLIER "'"));
}

/* Roots that are there, and under the rule, sign: $1 and $2 in @cas are their ARNs. */
static EspPlan *
make_under (World *world, const char *cas, const char *first, const char *second, const char *rest)
{
  g_autoptr (GString) text = g_string_new (cas);

  g_string_replace (text, "$1", first, 0);
  g_string_replace (text, "$2", second, 0);
  return make_plan (&world->home, text->str, rest);
}

static EspPlan *
make_below (World *world, const char *arn)
{
  return make_under (world, BELOW ("under", "'parentArn':'$1'"), arn, "", SHARE ("under"));
}

/* --- Requests ---------------------------------------------------------------------------------*/

static char *
ask_with (EspEngine *engine, JsonObject *parameters)
{
  g_autoptr (GError)
    error = refused_with (engine, "ProvisionPlan", parameters, ESP_REASON_WAITING_FOR_APPROVAL);

  g_assert_cmpint (error->code, ==, ESP_ERROR_WAITING);
  g_assert_cmpstr (esp_error_get_argument (error, "approvers"), !=, "");
  return g_strdup (esp_error_get_argument (error, "id"));
}

static char *
ask (World *world, const EspPlan *plan)
{
  return ask_with (world->ada, with_plan (plan));
}

static JsonObject *
with_id (EspEngine *engine, const char *operation, const char *id)
{
  g_autofree char *json = g_strdup_printf ("{'Id': '%s'}", id);

  return call (engine, operation, json);
}

static void
refused_with_id (EspEngine *engine, const char *operation, const char *id, EspReason reason)
{
  g_autofree char *json = g_strdup_printf ("{'Id': '%s'}", id);

  g_error_free (refused (engine, operation, json, reason));
}

static void
assert_state (World *world, const char *id, const char *expected)
{
  g_autoptr (JsonObject) result = with_id (world->ada, "DescribeApproval", id);
  g_autofree char *status = member_of (result, "Approval", "Status");
  g_autofree char *problem = member_of (result, "Approval", "Problem");

  if (g_strcmp0 (status, expected) != 0)
    g_error ("it is %s: %s", status, problem);
}

/* @n authorities, and nothing else that a plan would have brought. */
static void
assert_nothing (World *world, guint n)
{
  g_assert_cmpuint (
    count_listed (world->ada, "ListCertificateAuthorities", "CertificateAuthorities"), ==, n);
  g_assert_cmpuint (count_listed (world->ada, "ListAccounts", "Accounts"), ==, 1);
  g_assert_cmpuint (count_listed (world->ada, "ListGuardrails", "Guardrails"), ==, 0);
  assert_verified (world->ada);
}

/* Whatever else there may be. */
static void
assert_made (World *world, const EspPlan *plan)
{
  g_autoptr (JsonObject) result = call_with (world->ada, "ComparePlan", with_plan (plan));
  JsonArray *differences = esp_json_get_array (result, "Differences");

  for (guint i = 0; i < json_array_get_length (differences); i++)
    g_assert_cmpstr (esp_json_get_string (json_array_get_object_element (differences, i), "Kind"),
                     ==, "ONLY_HERE");
  assert_verified (world->ada);
}

/* --- New roots --------------------------------------------------------------------------------*/

static char *
list_whats (JsonObject *result)
{
  JsonArray *changes = esp_json_get_array (esp_json_get_object (result, "Approval"), "Changes");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (changes); i++)
    {
      JsonObject *change = json_array_get_object_element (changes, i);

      g_string_append_printf (text, "%s: %s\n", esp_json_get_string (change, "What"),
                              esp_json_get_string (change, "After"));
      g_assert_cmpstr (esp_json_get_string (change, "Before"), ==, "");
    }
  return g_string_free (text, FALSE);
}

static void
assert_line (const char *text, const char *pattern)
{
  if (!g_regex_match_simple (pattern, text, G_REGEX_MULTILINE, 0))
    g_error ("\"%s\" is not in:\n%s", pattern, text);
}

static void
assert_changes (World *world, const char *id)
{
  g_autoptr (JsonObject) result = with_id (world->ben, "DescribeApproval", id);
  g_autofree char *text = list_whats (result);

  g_assert_true (
    json_object_get_boolean_member (esp_json_get_object (result, "Approval"), "MayApprove"));
  assert_line (text, "^PLAN: Ceremony$");
  assert_line (text, "^PLAN_DIGEST: [0-9a-f]{64}$");
  assert_line (text, "^NEW_ACCOUNT: " SUPPLIER " . Supplier$");
  assert_line (text, "^NEW_GUARDRAIL: .*no-untagging.*UntagCertificateAuthority");
  assert_line (text, "^NEW_ROLE: " SUPPLIER " . Issuer .*acm-pca:IssueCertificate.*radio");
  assert_line (text, "^CERTIFICATE_AUTHORITY: [0-9]{12} . CN=anchor,O=Meridian . "
                     "RootCACertificate/V1 . EC_prime256v1 . 20y . .*owner.*pki");
  assert_line (text, "^CERTIFICATE_AUTHORITY: [0-9]{12} . CN=issuing,O=Meridian . anchor . "
                     "SubordinateCACertificate_PathLen0/V1 . EC_prime256v1 . 5y$");
  assert_line (text,
               "^NEW_SHARE: issuing . to-supplier . " SUPPLIER " . " PERMISSION " . REQUEST$");
  g_assert_cmpuint (strlen (text) - strlen (strstr (text, "NEW_ACCOUNT")), >, 64);
}

static void
assert_split (World *world, const char *name)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority':'%s'}", name);
  g_autoptr (JsonObject) result = call (world->ada, "ListApprovers", json);

  g_assert_true (json_object_get_boolean_member (result, "SplitKey"));
  g_assert_true (json_object_get_boolean_member (result, "InForce"));
}

static void
test_new_root (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_new (world);
  g_autofree char *id = ask (world, plan);
  g_autofree char *again = ask (world, plan);
  g_autoptr (JsonObject) approved = NULL;
  g_autoptr (JsonObject) later = NULL;

  g_assert_cmpstr (id, ==, again);
  assert_nothing (world, 0);
  assert_changes (world, id);
  refused_with_id (world->ada, "ApproveRequest", id, ESP_REASON_APPROVAL_OWN);
  assert_nothing (world, 0);
  approved = with_id (world->ben, "ApproveRequest", id);
  assert_state (world, id, "DONE");
  g_assert_cmpint (esp_json_get_int (esp_json_get_object (approved, "Result"), "Steps", 0), ==, 6);
  assert_made (world, plan);
  assert_split (world, "anchor");
  /* What is there is no step. */
  later = provision (world->ada, plan);
  g_assert_cmpint (esp_json_get_int (later, "Steps", -1), ==, 0);
  /* Who has decided it sees what became of it. */
  json_object_unref (with_id (world->ben, "DescribeApproval", id));
}

/* The events say who asked and who consented, each of them. */
static void
test_events (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_new (world);
  g_autofree char *id = ask (world, plan);
  g_autoptr (JsonObject) approved = with_id (world->ben, "ApproveRequest", id);
  gint64 last = esp_json_get_int (esp_json_get_object (approved, "Result"), "Sequence", 0);

  for (gint64 sequence = last - 6; sequence <= last; sequence++)
    {
      g_autofree char *json = g_strdup_printf ("{'Sequence':%" G_GINT64_FORMAT "}", sequence);
      g_autoptr (JsonObject) whole = call (world->ada, "GetEvent", json);
      g_autoptr (EspEvent)
        event = esp_event_parse (json_object_get_string_member (whole, "Canonical"), NULL);
      JsonObject *proof = esp_json_get_object (event->details, "Approval");

      g_assert_cmpstr (esp_json_get_string (proof, "Id"), ==, id);
      g_assert_nonnull (esp_json_get_string (proof, "ApprovalSignature"));
      g_assert_cmpstr (event->actor_name, ==, BEN);
      g_assert_true ((sequence == last) == g_str_equal (event->action, "espalier:ProvisionPlan"));
    }
}

/* While nobody could be the second one, the rule is not in force, and one person can work. */
static void
test_alone (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_new (world);

  json_object_unref (call (world->ada, "SuspendPrincipal", "{'Name':'" BEN "'}"));
  json_object_unref (provision (world->ada, plan));
  assert_made (world, plan);
}

/* A root that signs nothing, and is not shared, is made by one. */
static void
test_unused (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_plan (&world->home, ROOT ("anchor"), "");

  json_object_unref (provision (world->ada, plan));
  assert_made (world, plan);
}

static void
test_preview (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_new (world);
  g_autoptr (EspPlan) simple = make_plan (&world->home, ROOT ("anchor"), "");
  g_autoptr (JsonObject) needs = call_with (world->ada, "PreviewProvisioning", with_plan (plan));
  g_autoptr (JsonObject) free = call_with (world->ada, "PreviewProvisioning", with_plan (simple));
  JsonArray *approvers = json_object_get_array_member (needs, "Approvers");

  g_assert_true (json_object_get_boolean_member (needs, "NeedsApproval"));
  g_assert_cmpuint (json_array_get_length (approvers), ==, 1);
  g_assert_cmpstr (json_array_get_string_element (approvers, 0), ==, BEN);
  g_assert_false (json_object_get_boolean_member (free, "NeedsApproval"));
}

/* --- How it can end ---------------------------------------------------------------------------*/

static void
test_refused (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_new (world);
  g_autofree char *id = ask (world, plan);

  json_object_unref (with_id (world->ben, "RefuseRequest", id));
  assert_state (world, id, "REFUSED");
  refused_with_id (world->ben, "ApproveRequest", id, ESP_REASON_APPROVAL_OVER);
  assert_nothing (world, 0);
}

static void
test_withdrawn (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_new (world);
  g_autofree char *id = ask (world, plan);

  json_object_unref (with_id (world->ada, "WithdrawRequest", id));
  refused_with_id (world->ben, "ApproveRequest", id, ESP_REASON_APPROVAL_OVER);
  assert_nothing (world, 0);
}

static void
test_expired (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_new (world);
  g_autofree char *id = ask (world, plan);

  esp_clock_set (world->fixture.clock, FIXTURE_NOW + ESP_APPROVAL_LIFE + 1);
  refused_with_id (world->ben, "ApproveRequest", id, ESP_REASON_APPROVAL_OVER);
  assert_state (world, id, "EXPIRED");
  assert_nothing (world, 0);
}

/* Something of it came otherwise: what would happen is not what was signed. */
static void
test_moved (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_new (world);
  g_autofree char *id = ask (world, plan);

  json_object_unref (
    call (world->ada, "CreateAccount", "{'Name':'Supplier','Number':'" SUPPLIER "'}"));
  refused_with_id (world->ben, "ApproveRequest", id, ESP_REASON_APPROVAL_MOVED);
  assert_state (world, id, "FAILED");
  g_assert_cmpuint (
    count_listed (world->ada, "ListCertificateAuthorities", "CertificateAuthorities"), ==, 0);
  assert_verified (world->ada);
}

/* What stands in its way, and is not as planned. */
static void
test_in_the_way (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_new (world);
  g_autofree char *id = ask (world, plan);

  json_object_unref (
    call (world->ada, "CreateAccount", "{'Name':'Another','Number':'" SUPPLIER "'}"));
  refused_with_id (world->ben, "ApproveRequest", id, ESP_REASON_PLAN_EXISTS_OTHERWISE);
  assert_state (world, id, "FAILED");
  /* It can still be listed. */
  json_object_unref (call (world->ben, "ListApprovals", NULL));
}

/* Nothing under the rule is left in it: nobody could say yes to that. */
static void
test_rule_fell (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_new (world);
  g_autofree char *id = ask (world, plan);
  EspEngine *carl;

  add_person_with (&world->fixture, CARL, ALLOW ("'espalier:List*'"));
  carl = fixture_open (&world->fixture, CARL);
  json_object_unref (call (world->ada, "SuspendPrincipal", "{'Name':'" BEN "'}"));
  refused_with_id (carl, "ApproveRequest", id, ESP_REASON_APPROVAL_MOVED);
  json_object_unref (call (carl, "ListApprovals", NULL));
  json_object_unref (call (world->ada, "ListApprovals", NULL));
  assert_nothing (world, 0);
  json_object_unref (call (world->ada, "ResumePrincipal", "{'Name':'" BEN "'}"));
  esp_engine_close (carl);
  g_object_unref (carl);
}

/* Rights of who asked are those of the moment in which it is done. */
static void
test_rights_gone (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_new (world);
  g_autofree char *id = NULL;
  EspEngine *carl;

  add_person_with (&world->fixture, CARL,
                   ALLOW ("'acm-pca:*','iam:*','organizations:*','ram:*','espalier:*'"));
  json_object_unref (
    call (world->ada, "CreateAccount", "{'Name':'Supplier','Number':'" SUPPLIER "'}"));
  carl = fixture_open (&world->fixture, CARL);
  g_ptr_array_set_size (plan->roles, 0);
  g_ptr_array_set_size (plan->guardrails, 0);
  id = ask_with (carl, with_plan (plan));
  json_object_unref (call (world->ada, "PutRolePolicy",
                           "{'Role':'" CARL "','PolicyName':'no','PolicyDocument':"
                           "'{\\'Version\\':\\'2012-10-17\\',\\'Statement\\':[{\\'Effect\\':"
                           "\\'Deny\\',\\'Action\\':\\'ram:CreateResourceShare\\',"
                           "\\'Resource\\':\\'*\\'}]}'}"));
  refused_with_id (world->ben, "ApproveRequest", id, ESP_REASON_PLAN_STEP_DENIED);
  g_assert_cmpuint (
    count_listed (world->ada, "ListCertificateAuthorities", "CertificateAuthorities"), ==, 0);
  assert_verified (world->ada);
  esp_engine_close (carl);
  g_object_unref (carl);
}

/* --- Roots that are there ---------------------------------------------------------------------*/

static char *
make_root (World *world, const char *name)
{
  g_autofree char *json = g_strdup_printf ("{'Subject':'CN=%s'}", name);

  return create_ca (world->ada, json);
}

/* Its key is opened by both: it waits for who asked. */
static void
test_split_parent (World *world, gconstpointer data)
{
  g_autofree char *arn = make_root (world, "Old");
  g_autoptr (EspPlan) plan = make_below (world, arn);
  g_autofree char *id = ask (world, plan);

  assert_nothing (world, 1);
  assert_split (world, "Old");
  json_object_unref (with_id (world->ben, "ApproveRequest", id));
  assert_state (world, id, "APPROVED");
  assert_nothing (world, 1);
  json_object_unref (call (world->ada, "ExecuteApproved", "{}"));
  assert_state (world, id, "DONE");
  assert_made (world, plan);
  assert_split (world, "Old");
}

/* Between the consent and the run somebody else was quicker. */
static void
test_split_moved (World *world, gconstpointer data)
{
  g_autofree char *arn = make_root (world, "Old");
  g_autoptr (EspPlan) plan = make_below (world, arn);
  g_autofree char *id = ask (world, plan);

  json_object_unref (with_id (world->ben, "ApproveRequest", id));
  json_object_unref (
    call (world->ada, "CreateAccount", "{'Name':'Supplier','Number':'" SUPPLIER "'}"));
  json_object_unref (call (world->ada, "ExecuteApproved", "{}"));
  assert_state (world, id, "FAILED");
  g_assert_cmpuint (
    count_listed (world->ada, "ListCertificateAuthorities", "CertificateAuthorities"), ==, 1);
  assert_verified (world->ada);
}

static void
test_two_split (World *world, gconstpointer data)
{
  g_autofree char *first = make_root (world, "First");
  g_autofree char *second = make_root (world, "Second");
  g_autoptr (EspPlan) plan = make_under (
    world, BELOW ("one", "'parentArn':'$1'") "," BELOW ("two", "'parentArn':'$2'"), first, second,
    "");

  g_error_free (
    refused_with (world->ada, "ProvisionPlan", with_plan (plan), ESP_REASON_PLAN_SPLIT_ROOTS));
  assert_nothing (world, 2);
}

/* A guardrail over everybody limits those who act on the root. */
static void
test_guardrail (World *world, gconstpointer data)
{
  g_autofree char *arn = make_root (world, "Old");
  g_autoptr (EspPlan) plan = make_plan (&world->home, "", RAIL (""));
  g_autoptr (EspPlan) other = make_plan (&world->home, "", RAIL ("'" SUPPLIER "'"));
  g_autofree char *id = ask (world, plan);

  assert_nothing (world, 1);
  json_object_unref (with_id (world->ben, "ApproveRequest", id));
  assert_state (world, id, "DONE");
  g_assert_cmpuint (count_listed (world->ada, "ListGuardrails", "Guardrails"), ==, 1);
  json_object_unref (
    call (world->ada, "DescribeCertificateAuthority", "{'CertificateAuthority':'Old'}"));
  assert_verified (world->ada);
  g_error_free (refused_with (world->ada, "ProvisionPlan", with_plan (other),
                              ESP_REASON_PLAN_EXISTS_OTHERWISE));
}

/* One over an account that comes with the plan limits nobody who acts on it. */
static void
test_other_guardrail (World *world, gconstpointer data)
{
  g_autofree char *arn = make_root (world, "Old");
  g_autoptr (EspPlan) plan = make_plan (&world->home, "", RAIL ("'" SUPPLIER "'"));

  json_object_unref (provision (world->ada, plan));
  assert_made (world, plan);
}

static void
test_invites (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_new (world);
  JsonObject *parameters = with_plan (plan);

  json_object_set_boolean_member (parameters, "Invite", TRUE);
  g_error_free (
    refused_with (world->ada, "ProvisionPlan", parameters, ESP_REASON_PLAN_INVITES_WAIT));
  assert_nothing (world, 0);
}

/* --- Approvers --------------------------------------------------------------------------------*/

/* The plan names who approves from then on: the one who consents to it may not be among them. */
static void
test_named (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_new (world);
  EspPlanCa *root = esp_plan_find_ca (plan, "anchor");
  g_autofree char *id = NULL;
  g_autoptr (JsonObject) result = NULL;
  JsonArray *approvers;

  add_person_with (&world->fixture, CARL, ALLOW (APPROVING));
  g_strfreev (root->approvers);
  root->approvers = g_strsplit (FOUNDER "|" CARL, "|", -1);
  g_ptr_array_add (plan->shares, esp_plan_share_copy (g_ptr_array_index (plan->shares, 0)));
  g_free (((EspPlanShare *) g_ptr_array_index (plan->shares, 1))->ca);
  ((EspPlanShare *) g_ptr_array_index (plan->shares, 1))->ca = g_strdup ("anchor");
  g_free (((EspPlanShare *) g_ptr_array_index (plan->shares, 1))->name);
  ((EspPlanShare *) g_ptr_array_index (plan->shares, 1))->name = g_strdup ("root-too");
  id = ask (world, plan);
  json_object_unref (with_id (world->ben, "ApproveRequest", id));
  assert_state (world, id, "DONE");
  assert_made (world, plan);
  result = call (world->ada, "ListApprovers", "{'CertificateAuthority':'anchor'}");
  approvers = json_object_get_array_member (result, "Approvers");
  g_assert_cmpuint (json_array_get_length (approvers), ==, 2);
}

/* Policies may look at tags that only the plan gives. */
#define BY_TAG                                                                                     \
  "{'Effect':'Allow','Action':['espalier:Approve'],'Resource':'*','Condition':{'StringEquals':"    \
  "{'aws:ResourceTag/owner':'pki'}}},{'Effect':'Allow','Action':['espalier:ListApprovals'],"       \
  "'Resource':'*'}"

static void
test_by_tag (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_new (world);
  g_autofree char *id = ask (world, plan);

  json_object_unref (with_id (world->ben, "ApproveRequest", id));
  assert_state (world, id, "DONE");
  assert_made (world, plan);
}

/* Who may approve elsewhere only is asked by nobody, and may not. */
static void
test_not_approver (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_new (world);
  g_autofree char *id = ask (world, plan);
  EspEngine *carl;

  add_person_with (&world->fixture, CARL, ALLOW ("'espalier:List*','acm-pca:*'"));
  carl = fixture_open (&world->fixture, CARL);
  refused_with_id (carl, "ApproveRequest", id, ESP_REASON_ACCESS_DENIED_IMPLICIT);
  assert_nothing (world, 0);
  esp_engine_close (carl);
  g_object_unref (carl);
}

/* Many below one root under the rule: each of its signatures is looked at. */
static void
test_many (World *world, gconstpointer data)
{
  const char *wanted = g_getenv ("ESPALIER_TEST_CAS");
  guint n_cas = wanted ? (guint) g_ascii_strtoull (wanted, NULL, 10) : 60;
  g_autoptr (EspPlan)
    plan = make_plan (&world->home, ROOT ("anchor") "," BELOW ("issuing", "'parent':'anchor'"), "");
  g_autofree char *id = NULL;
  gint64 moment = g_get_monotonic_time ();

  for (guint i = 2; i < n_cas; i++)
    {
      EspPlanCa *ca = esp_plan_ca_copy (esp_plan_find_ca (plan, "issuing"));

      g_free (ca->key);
      g_free (ca->subject);
      ca->key = g_strdup_printf ("issuing-%u", i);
      ca->subject = g_strdup_printf ("CN=Issuing %u,O=Meridian", i);
      g_ptr_array_add (plan->cas, ca);
    }
  id = ask (world, plan);
  g_test_message ("%u authorities: asked in %.2f s", n_cas,
                  (double) (g_get_monotonic_time () - moment) / G_USEC_PER_SEC);
  moment = g_get_monotonic_time ();
  json_object_unref (with_id (world->ben, "ApproveRequest", id));
  g_test_message ("approved and made in %.2f s",
                  (double) (g_get_monotonic_time () - moment) / G_USEC_PER_SEC);
  assert_state (world, id, "DONE");
  moment = g_get_monotonic_time ();
  assert_made (world, plan);
  g_test_message ("proven in %.2f s", (double) (g_get_monotonic_time () - moment) / G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  esp_pki_init ();
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test)                                                                            \
  g_test_add ("/engine/provisioning-consent/" path, World, NULL, set_up, test, tear_down)
  ADD ("new-root", test_new_root);
  ADD ("events", test_events);
  ADD ("alone", test_alone);
  ADD ("unused", test_unused);
  ADD ("preview", test_preview);
  ADD ("refused", test_refused);
  ADD ("withdrawn", test_withdrawn);
  ADD ("expired", test_expired);
  ADD ("moved", test_moved);
  ADD ("in-the-way", test_in_the_way);
  ADD ("rule-fell", test_rule_fell);
  ADD ("rights-gone", test_rights_gone);
  ADD ("split-parent", test_split_parent);
  ADD ("split-moved", test_split_moved);
  ADD ("two-split", test_two_split);
  ADD ("guardrail", test_guardrail);
  ADD ("other-guardrail", test_other_guardrail);
  ADD ("invites", test_invites);
  ADD ("named", test_named);
  ADD ("not-approver", test_not_approver);
  ADD ("many", test_many);
  g_test_add ("/engine/provisioning-consent/by-tag", World, BY_TAG, set_up, test_by_tag, tear_down);
  return g_test_run ();
}
