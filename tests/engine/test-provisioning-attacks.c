/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plan gives nobody more than single acts would: no key that is lost on the way, no look at
 * people whom one may not see, nothing that stays in memory when it fails, and no ceremony in the
 * log that was none.
 */
#include "ceremony-fixture.h"
#include "forging-fixture.h"

#include "base/esp-error.h"

#define BEN "Ben"
#define CARL "Carl"
#define APPROVING "'espalier:Approve','espalier:ListApprovals','acm-pca:Describe*','acm-pca:List*'"

typedef struct
{
  Fixture fixture;
  EspEngine *ada;
  Home home;
} World;

static void
set_up (World *world, gconstpointer data)
{
  fixture_set_up (&world->fixture, NULL);
  world->ada = world->fixture.engine;
  home_find (&world->home, world->ada);
  add_person_with (&world->fixture, BEN, ALLOW (APPROVING));
}

static void
tear_down (World *world, gconstpointer data)
{
  home_clear (&world->home);
  fixture_tear_down (&world->fixture, NULL);
}

static EspEngine *
enter (World *world, const char *person)
{
  return fixture_open (&world->fixture, person);
}

static void
leave (EspEngine *engine)
{
  esp_engine_close (engine);
  g_object_unref (engine);
}

/* --- Plans ------------------------------------------------------------------------------------*/

#define ROOT_WITH(name, approvers)                                                                 \
  "{'key':'" name "','account':'$OWN','subject':'CN=" name ",O=Meridian','template':"              \
  "'RootCACertificate/V1','keyAlgorithm':'EC_prime256v1','validity':'20y','dualControl':true,"     \
  "'approvers':[" approvers "],'revocation':{'crl':true}}"
#define ROOT(name) ROOT_WITH (name, "")
#define BELOW(name)                                                                                \
  "{'key':'" name "','parent':'old','account':'$OWN','subject':'CN=" name ",O=Meridian',"          \
  "'template':'SubordinateCACertificate_PathLen0/V1','keyAlgorithm':'EC_prime256v1',"              \
  "'validity':'5y','revocation':{'crl':true}}"

/* Its id. */
static char *
ask (EspEngine *engine, JsonObject *parameters, const char *operation)
{
  g_autoptr (GError)
    error = refused_with (engine, operation, parameters, ESP_REASON_WAITING_FOR_APPROVAL);

  return g_strdup (esp_error_get_argument (error, "id"));
}

static void
approve (World *world, const char *person, const char *id)
{
  approve_as (&world->fixture, person, id);
  json_object_unref (call (world->ada, "ExecuteApproved", "{}"));
}

static void
assert_done (World *world, const char *id)
{
  g_autofree char *json = g_strdup_printf ("{'Id':'%s'}", id);
  g_autoptr (JsonObject) result = call (world->ada, "DescribeApproval", json);
  g_autofree char *status = member_of (result, "Approval", "Status");
  g_autofree char *problem = member_of (result, "Approval", "Problem");

  if (g_strcmp0 (status, "DONE") != 0)
    g_error ("it is %s: %s", status, problem);
}

/* --- Keys that two persons open ---------------------------------------------------------------*/

/* A root of Ada and Ben, and Carl who could approve too. */
static void
make_old (World *world)
{
  g_autoptr (EspPlan)
    plan = make_plan (&world->home, ROOT_WITH ("old", "'" FOUNDER "','" BEN "'"), "");
  g_autofree char *id = NULL;

  add_person_with (&world->fixture, CARL, ALLOW (APPROVING));
  id = ask (world->ada, with_plan (plan), "ProvisionPlan");
  approve (world, BEN, id);
  assert_done (world, id);
}

/* Whoever is to approve from then on opens the key together with Ada. */
static void
assert_carl_instead (World *world, const char *cas)
{
  g_autoptr (EspPlan) plan = make_plan (&world->home, cas, "");
  g_autofree char *changed = NULL;
  g_autofree char *used = NULL;

  make_old (world);
  changed = ask (world->ada, with_plan (plan), "ProvisionPlan");
  approve (world, BEN, changed);
  assert_done (world, changed);
  used = ask (world->ada, as_object ("{'Subject':'CN=Later','Parent':'old'}"),
              "CreateCertificateAuthority");
  approve (world, CARL, used);
  assert_done (world, used);
  assert_verified (world->ada);
}

static void
test_approvers_of_split_root (World *world, gconstpointer data)
{
  assert_carl_instead (world, ROOT_WITH ("old", "'" FOUNDER "','" CARL "'"));
}

/* It signs in the same plan. */
static void
test_split_root_signs_too (World *world, gconstpointer data)
{
  assert_carl_instead (world, ROOT_WITH ("old", "'" FOUNDER "','" CARL "'") "," BELOW ("issuing"));
}

/* One signs, the other one gets other approvers: two keys, and each request opens one. */
static void
test_two_split_roots (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) first = make_plan (&world->home, ROOT ("old") "," ROOT ("other"), "");
  g_autoptr (EspPlan) second = make_plan (
    &world->home,
    ROOT ("old") "," ROOT_WITH ("other", "'" FOUNDER "','" CARL "'") "," BELOW ("issuing"), "");

  add_person_with (&world->fixture, CARL, ALLOW (APPROVING));
  json_object_unref (provision (world->ada, first));
  g_error_free (
    refused_with (world->ada, "ProvisionPlan", with_plan (second), ESP_REASON_PLAN_SPLIT_ROOTS));
}

/* What limits an authority is shown to whoever is asked to agree to it. */
#define LIMITED                                                                                    \
  "{'key':'limited','parent':'old','account':'$OWN','subject':'CN=limited,O=Meridian',"            \
  "'template':'SubordinateCACertificate_PathLen0_APIPassthrough/V1',"                              \
  "'keyAlgorithm':'EC_prime256v1','validity':'5y','revocation':{'crl':true},"                      \
  "'nameConstraints':{'Permitted':[{'DnsName':'example.com'}]}}"

static void
test_limits_are_shown (World *world, gconstpointer data)
{
  g_autoptr (EspPlan) plan = make_plan (&world->home, ROOT ("old") "," LIMITED, "");
  g_autofree char *id = ask (world->ada, with_plan (plan), "ProvisionPlan");
  g_autofree char *json = g_strdup_printf ("{'Id':'%s'}", id);
  g_autoptr (JsonObject) result = call (world->ada, "DescribeApproval", json);
  JsonObject *approval = esp_json_get_object (result, "Approval");
  g_autofree char *text = NULL;

  json_object_remove_member (approval, "Parameters");
  text = write_object (approval);
  g_assert_nonnull (strstr (text, "2.5.29.30"));
}

/* --- People whom one may not see --------------------------------------------------------------*/

#define PERSON(name) "{'name':'" name "','account':'" SUPPLIER "','roles':[]}"

/* Somebody of the supplier, whose role lets him see authorities of the supplier alone. */
static EspEngine *
enter_as_supplier (World *world)
{
  json_object_unref (
    call (world->ada, "CreateAccount", "{'Name':'Supplier','Number':'" SUPPLIER "'}"));
  add_person (&world->fixture, world->ada, "Sam", SUPPLIER);
  add_role (world->ada, "Looker", SUPPLIER, ALLOW ("'acm-pca:ListCertificateAuthorities'"));
  assign (world->ada, "Looker", "Sam");
  return enter (world, "Sam");
}

/* But for the names that authorities would get, which are new each time. */
static char *
preview (EspEngine *engine, const EspPlan *plan)
{
  g_autoptr (JsonObject) result = call_with (engine, "PreviewProvisioning", with_plan (plan));
  g_autofree char *text = write_object (result);
  g_autoptr (GRegex) names = g_regex_new ("certificate-authority/[0-9a-f-]{36}", 0, 0, NULL);

  return g_regex_replace_literal (names, text, -1, 0, "certificate-authority/", 0, NULL);
}

/* Of somebody who is there he is told just what he is told of somebody who is not. */
static void
assert_no_difference (EspEngine *sam, const EspPlan *there, const EspPlan *not_there)
{
  g_autofree char *one = preview (sam, there);
  g_autofree char *other = preview (sam, not_there);
  g_autoptr (GString) same = g_string_new (one);

  g_string_replace (same, BEN, "Nobody", 0);
  g_assert_cmpstr (same->str, ==, other);
}

static void
test_people_unseen (World *world, gconstpointer data)
{
  EspEngine *sam = enter_as_supplier (world);
  g_autoptr (EspPlan)
    there = make_plan (&world->home, ROOT ("mine"), ",'people':[" PERSON (BEN) "]");
  g_autoptr (EspPlan)
    not_there = make_plan (&world->home, ROOT ("mine"), ",'people':[" PERSON ("Nobody") "]");

  assert_no_difference (sam, there, not_there);
  leave (sam);
}

static void
test_approvers_unseen (World *world, gconstpointer data)
{
  EspEngine *sam = enter_as_supplier (world);
  g_autoptr (EspPlan) there = make_plan (&world->home, ROOT_WITH ("mine", "'" BEN "'"), "");
  g_autoptr (EspPlan) not_there = make_plan (&world->home, ROOT_WITH ("mine", "'Nobody'"), "");

  assert_no_difference (sam, there, not_there);
  leave (sam);
}

/* Nor is he told who could say yes to what he may not ask for. */
static void
test_who_could_approve (World *world, gconstpointer data)
{
  EspEngine *sam = enter_as_supplier (world);
  g_autoptr (EspPlan) plain = make_plan (&world->home, ROOT ("old") "," BELOW ("issuing"), "");
  g_autoptr (EspPlan) named = make_plan (&world->home, ROOT_WITH ("old", "'Sam'"), "");
  g_autofree char *first = preview (sam, plain);
  g_autofree char *second = preview (sam, named);

  g_assert_null (strstr (first, BEN));
  g_assert_null (strstr (first, FOUNDER));
  g_assert_null (strstr (second, BEN));
  g_assert_null (strstr (second, FOUNDER));
  leave (sam);
}

/* --- Ceremonies that were none ----------------------------------------------------------------*/

#define NO_END "has no end"
#define OTHER_STEPS "not those that it ends"
#define NO_STEP "no plan consists of such acts"
#define USED_ID "an earlier ceremony has the same name"
#define WHOLE "espalier:ProvisionPlan"
#define MAKE_ACCOUNT "organizations:CreateAccount"
#define ENTRIES_MAX 5
#define DIGEST "00000000000000000000000000000000000000000000000000000000000000aa"

/* An entry; the last one of a run counts its steps, from @back entries before itself. */
typedef struct
{
  const char *action;
  const char *id; /* of the run; NULL: of none */
  const char *plan_digest;
  int back, steps;
} Entry;

static const struct
{
  const char *name;
  Entry entries[ENTRIES_MAX];
  const char *wanted; /* NULL: nothing is wrong with the ceremony */
} forgeries[] = {
  { "as it should be",
    { { MAKE_ACCOUNT, "a", "d" }, { MAKE_ACCOUNT, "a", "d" }, { WHOLE, "a", "d", 2, 2 } },
    NULL },
  { "two of them",
    { { MAKE_ACCOUNT, "a", "d" },
      { WHOLE, "a", "d", 1, 1 },
      { MAKE_ACCOUNT, "b", "d" },
      { WHOLE, "b", "d", 1, 1 } },
    NULL },
  { "without an end", { { MAKE_ACCOUNT, "a", "d" } }, NO_END },
  { "an end of another plan", { { MAKE_ACCOUNT, "a", "d" }, { WHOLE, "a", "e", 1, 1 } }, NO_END },
  { "something in between",
    { { MAKE_ACCOUNT, "a", "d" }, { MAKE_ACCOUNT }, { WHOLE, "a", "d", 2, 2 } },
    NO_END },
  { "two in each other",
    { { MAKE_ACCOUNT, "a", "d" },
      { MAKE_ACCOUNT, "b", "d" },
      { WHOLE, "a", "d", 2, 2 },
      { WHOLE, "b", "d", 3, 3 } },
    NO_END },
  { "it leaves the first one out",
    { { MAKE_ACCOUNT, "a", "d" }, { MAKE_ACCOUNT, "a", "d" }, { WHOLE, "a", "d", 1, 1 } },
    OTHER_STEPS },
  { "it counts too few",
    { { MAKE_ACCOUNT, "a", "d" }, { MAKE_ACCOUNT, "a", "d" }, { WHOLE, "a", "d", 2, 1 } },
    OTHER_STEPS },
  { "it begins too early", { { MAKE_ACCOUNT, "a", "d" }, { WHOLE, "a", "d", 5, 1 } }, OTHER_STEPS },
  { "an end alone", { { WHOLE, "a", "d", 0, 0 } }, OTHER_STEPS },
  { "what is no step",
    { { "espalier:CreateCheckpoint", "a", "d" }, { WHOLE, "a", "d", 1, 1 } },
    NO_STEP },
  { "one name twice",
    { { MAKE_ACCOUNT, "a", "d" },
      { WHOLE, "a", "d", 1, 1 },
      { MAKE_ACCOUNT, "a", "d" },
      { WHOLE, "a", "d", 1, 1 } },
    USED_ID },
};

static EspEvent *
draft_entry (World *world, const Entry *entry, gint64 sequence)
{
  EspEvent *event = draft (world->ada, entry->action, "*");

  event->parameters_digest = g_strdup (DIGEST);
  event->details = json_object_new ();
  if (entry->id)
    json_object_set_string_member (event->details, "Provisioning", entry->id);
  if (entry->plan_digest)
    json_object_set_string_member (event->details, "PlanDigest", entry->plan_digest);
  if (!g_str_equal (entry->action, WHOLE))
    return event;
  json_object_set_int_member (event->details, "FirstEvent", sequence - entry->back);
  json_object_set_int_member (event->details, "Steps", entry->steps);
  return event;
}

/* An account for each entry, so that each changes something. */
static char *
forge (World *world, const Entry *entries)
{
  g_autofree char *copy = copy_vault (&world->fixture, "forged");
  EspEngine *engine;
  EspEvent *events[ENTRIES_MAX + 1] = { NULL };
  char *sqls[ENTRIES_MAX + 1] = { NULL };
  Forgery forgery = { .events = events, .sqls = (const char *const *) sqls };
  gint64 last;
  char *found;

  drop_triggers (copy);
  engine = open_copy (&world->fixture, copy, BEN);
  last = count_events (world->ada);
  for (guint i = 0; i < ENTRIES_MAX && entries[i].action; i++)
    {
      events[i] = draft_entry (world, &entries[i], last + 1 + i);
      sqls[i] = g_strdup_printf ("INSERT INTO account (number, name, created_at) VALUES"
                                 " ('99998888777%u', 'Account %u', %d)",
                                 i, i, (int) FIXTURE_NOW);
    }
  forgery.engine = engine;
  forgery.signer = world->ada;
  esp_worker_run (engine->writer, forge_job, &forgery);
  g_assert_cmpint (events[0]->sequence, ==, last + 1);
  leave (engine);
  found = findings_of (&world->fixture, copy);
  for (guint i = 0; events[i]; i++)
    {
      esp_event_free (events[i]);
      g_free (sqls[i]);
    }
  g_unlink (copy);
  return found;
}

static gboolean
tells_of_ceremony (const char *found)
{
  static const char *const sentences[] = { NO_END, OTHER_STEPS, NO_STEP, USED_ID };

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (strstr (found, sentences[i]))
      return TRUE;
  return FALSE;
}

/* A report is written from what these entries say. */
static void
test_forged_ceremonies (World *world, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forgeries); i++)
    {
      g_autofree char *found = forge (world, forgeries[i].entries);

      if (forgeries[i].wanted ? !strstr (found, forgeries[i].wanted) : tells_of_ceremony (found))
        g_error ("%s: wanted \"%s\", found:\n%s", forgeries[i].name, forgeries[i].wanted, found);
    }
}

int
main (int argc, char *argv[])
{
  esp_pki_init ();
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test)                                                                            \
  g_test_add ("/engine/provisioning-attacks/" path, World, NULL, set_up, test, tear_down)
  ADD ("approvers-of-split-root", test_approvers_of_split_root);
  ADD ("split-root-signs-too", test_split_root_signs_too);
  ADD ("two-split-roots", test_two_split_roots);
  ADD ("limits-are-shown", test_limits_are_shown);
  ADD ("people-unseen", test_people_unseen);
  ADD ("approvers-unseen", test_approvers_unseen);
  ADD ("who-could-approve", test_who_could_approve);
  ADD ("forged-ceremonies", test_forged_ceremonies);
  return g_test_run ();
}
