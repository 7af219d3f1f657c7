/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plans that are not made: unsound, denied at any of their steps, refused by what is there,
 * overtaken, cancelled. Whatever it is, nothing of the plan is there afterwards, and the log says
 * what was denied. What a run makes is in test-provisioning.c.
 */
#include "provisioning-fixture.h"

/* --- Refused -----------------------------------------------------------------------------------*/

/* Nothing but entries of the log is there afterwards. */
static GError *
assert_nothing (Fixture *fixture, EspEngine *engine, const EspPlan *plan, EspReason reason)
{
  g_autofree char *before = count_rows (fixture);
  g_autofree char *after = NULL;
  GError *error = refused_with (engine, "ProvisionPlan", with_plan (plan), reason);

  after = count_rows (fixture);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (count_interrupted (fixture->engine), ==, 0);
  return error;
}

static void
test_unsound (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspPlan) plan = load_preset ("two-levels");
  EspPlanCa *ca = find_ca (plan, first_issuing (plan));
  g_autoptr (JsonObject) preview = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *problem;

  set_text (&ca->validity, "90y");
  error = assert_nothing (fixture, fixture->engine, plan, ESP_REASON_PLAN_UNSOUND);
  g_assert_cmpint (error->code, ==, ESP_ERROR_VERIFICATION);
  g_assert_cmpstr (esp_error_get_argument (error, "n"), ==, "1");
  preview = call_with (fixture->engine, "PreviewProvisioning", with_plan (plan));
  g_assert_false (json_object_get_boolean_member (preview, "Ready"));
  g_assert_cmpuint (count_of (preview, "Steps"), ==, 0);
  g_assert_cmpuint (count_of (preview, "Problems"), ==, 1);
  problem = json_array_get_object_element (json_object_get_array_member (preview, "Problems"), 0);
  g_assert_cmpstr (json_object_get_string_member (problem, "Id"), ==, "outlives-parent");
  g_assert_cmpstr (json_object_get_string_member (problem, "Sentence"), ==,
                   esp_error_get_argument (error, "sentence"));
}

/* The event of the step that was denied, and after it the one of the whole. */
static void
assert_denied (Fixture *fixture, const char *action, const char *actor)
{
  gint64 last = count_events (fixture->engine);
  g_autoptr (GPtrArray) events = list_events (fixture->engine, last - 1, last);

  g_assert_cmpstr (event_text (events, 0, "action"), ==, action);
  g_assert_cmpstr (event_text (events, 0, "outcome"), ==, "DENIED");
  g_assert_cmpstr (event_text (events, 0, "actorName"), ==, actor);
  g_assert_nonnull (esp_json_get_string (event_details (events, 0), "Provisioning"));
  g_assert_cmpstr (event_text (events, 1, "action"), ==, "espalier:ProvisionPlan");
  g_assert_cmpstr (event_text (events, 1, "outcome"), ==, "FAILED");
}

static EspEngine *
sign_in_with (Fixture *fixture, const char *name, const char *statements)
{
  add_person_with (fixture, name, statements);
  return fixture_open (fixture, name);
}

static void
leave (EspEngine *engine)
{
  esp_engine_close (engine);
  g_object_unref (engine);
}

#define MAY_CREATE                                                                                 \
  "{'Effect': 'Allow', 'Action': ['acm-pca:*', 'espalier:ProvisionPlan', "                         \
  "'espalier:DescribeVault', 'iam:List*', 'iam:Get*', 'ram:GetResourceShares', "                   \
  "'organizations:List*'], 'Resource': '*'}"

/* Who may make authorities and no accounts gets none of the authorities. */
static void
test_denied_first (Fixture *fixture, gconstpointer data)
{
  EspEngine *mia = sign_in_with (fixture, "Mia", MAY_CREATE);
  g_autoptr (EspPlan) plan = load_preset ("development");
  g_autoptr (JsonObject) preview = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *steps;
  JsonObject *step;

  error = assert_nothing (fixture, mia, plan, ESP_REASON_PLAN_STEP_DENIED);
  g_assert_cmpint (error->code, ==, ESP_ERROR_ACCESS_DENIED);
  g_assert_cmpstr (esp_error_get_argument (error, "operation"), ==, "CreateAccount");
  g_assert_cmpstr (esp_error_get_object (error), ==, "Development");
  assert_denied (fixture, "organizations:CreateAccount", "Mia");
  preview = call_with (mia, "PreviewProvisioning", with_plan (plan));
  steps = json_object_get_array_member (preview, "Steps");
  step = json_array_get_object_element (steps, 0);
  g_assert_false (json_object_get_boolean_member (preview, "Ready"));
  g_assert_cmpuint (json_array_get_length (steps), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (step, "Operation"), ==, "CreateAccount");
  g_assert_true (json_object_has_member (step, "Denied"));
  leave (mia);
}

static void
test_denied_midway (Fixture *fixture, gconstpointer data)
{
  EspEngine *mia = sign_in_with (
    fixture, "Mia",
    MAY_CREATE ", {'Effect': 'Deny', 'Action': 'acm-pca:CreateCertificateAuthority', "
               "'Resource': '*', 'Condition': {'StringEquals': {'aws:RequestTag/zone': 'red'}}}");
  g_autofree char *own = account_number (fixture->engine, NULL);
  g_autoptr (EspPlan) plan = plan_for ("three-levels", own);
  EspPlanCa *last = g_ptr_array_index (plan->cas, plan->cas->len - 1);
  g_autofree char *label = esp_plan_ca_get_label (last);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) result = NULL;

  g_ptr_array_add (last->tags, esp_tag_new ("zone", "red"));
  error = assert_nothing (fixture, mia, plan, ESP_REASON_PLAN_STEP_DENIED);
  g_assert_cmpstr (esp_error_get_object (error), ==, label);
  assert_denied (fixture, "acm-pca:CreateCertificateAuthority", "Mia");
  g_ptr_array_remove_index (last->tags, last->tags->len - 1);
  result = provision (mia, plan);
  g_assert_cmpuint (count_of (result, "CertificateAuthorities"), ==, plan->cas->len);
  leave (mia);
  assert_verified (fixture->engine);
}

/* It comes before what it forbids. */
static void
test_own_guardrail (Fixture *fixture, gconstpointer data)
{
  static const char document[] =
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\","
    "\"Action\":\"acm-pca:CreateCertificateAuthority\",\"Resource\":\"*\","
    "\"Condition\":{\"Null\":{\"aws:RequestTag/owner\":\"true\"}}}]}";
  g_autofree char *own = account_number (fixture->engine, NULL);
  g_autoptr (EspPlan) preset = load_preset ("automotive");
  g_autoptr (EspPlan) plan = plan_for ("development", own);
  EspPlanGuardrail *guardrail = g_ptr_array_steal_index (preset->guardrails, 0);
  EspPlanCa *root = g_ptr_array_index (plan->cas, 0);
  g_autoptr (GPtrArray) tags = g_steal_pointer (&root->tags);
  g_autoptr (GError) error = NULL;

  json_node_unref (guardrail->document);
  guardrail->document = esp_json_parse (document, -1, sizeof document, NULL);
  g_strfreev (guardrail->accounts);
  guardrail->accounts = g_new0 (char *, 1);
  g_ptr_array_add (plan->guardrails, guardrail);
  root->tags = esp_tags_new ();
  error = assert_nothing (fixture, fixture->engine, plan, ESP_REASON_PLAN_STEP_DENIED);
  assert_denied (fixture, "acm-pca:CreateCertificateAuthority", FOUNDER);
  g_ptr_array_unref (root->tags);
  root->tags = g_steal_pointer (&tags);
  json_object_unref (provision (fixture->engine, plan));
  assert_same (fixture->engine, plan);
  assert_verified (fixture->engine);
}

/* Who may do all of it, and not as a plan. */
static void
test_not_as_a_plan (Fixture *fixture, gconstpointer data)
{
  EspEngine *mia = sign_in_with (fixture, "Mia",
                                 "{'Effect': 'Allow', 'Action': 'acm-pca:*', 'Resource': '*'}");
  g_autofree char *own = account_number (fixture->engine, NULL);
  g_autoptr (EspPlan) plan = plan_for ("two-levels", own);
  g_autoptr (JsonObject) preview = call_with (mia, "PreviewProvisioning", with_plan (plan));

  g_assert_false (json_object_get_boolean_member (preview, "Ready"));
  g_assert_cmpuint (count_of (preview, "Problems"), ==, 1);
  g_error_free (assert_nothing (fixture, mia, plan, ESP_REASON_ACCESS_DENIED_IMPLICIT));
  leave (mia);
}

/* What only shows when everything before it was done takes all of that back. */
static void
test_fails_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspPlan) plan = load_preset ("automotive");
  EspPlanShare *share = g_ptr_array_index (plan->shares, plan->shares->len - 1);
  g_autofree char *json = g_strdup_printf (
    "{'Name': '%s', 'CertificateAuthority': 'Old CA', 'Consumer': '222233334444'}", share->name);
  g_autofree char *root = create_ca (fixture->engine,
                                     "{'Subject': 'CN=Old CA', 'Validity': '30y'}");
  EspPlanCa *below = esp_plan_ca_copy (find_ca (plan, share->ca));
  g_autoptr (GError) error = NULL;

  json_object_unref (call (fixture->engine, "CreateAccount",
                           "{'Name': 'Meridian Subordinate CAs', 'Number': '222233334444'}"));
  json_object_unref (call (fixture->engine, "CreateResourceShare", json));
  /* Something that is signed by a key of the vault, so that there is a serial to be given back. */
  set_text (&below->key, "below-old");
  set_text (&below->subject, "CN=Below Old CA,O=Meridian Motors,C=DE");
  g_clear_pointer (&below->parent, g_free);
  below->parent_arn = g_strdup (root);
  g_ptr_array_add (plan->cas, below);
  error = assert_nothing (fixture, fixture->engine, plan, ESP_REASON_NAME_TAKEN);
  set_text (&share->name, "another-name");
  json_object_unref (provision (fixture->engine, plan));
  assert_verified (fixture->engine);
}

/* --- Two at once -------------------------------------------------------------------------------*/

typedef struct
{
  EspEngine *engine;
  const EspPlan *plan;
  gint64 steps;
  GError *error;
} Racer;

static gpointer
race (gpointer data)
{
  Racer *racer = data;
  g_autoptr (JsonObject) parameters = with_plan (racer->plan);
  g_autoptr (JsonNode)
    result = esp_engine_call (racer->engine, "ProvisionPlan", parameters, NULL, &racer->error);

  if (result)
    racer->steps = json_object_get_int_member (json_node_get_object (result), "Steps");
  return NULL;
}

/* One makes it; the other finds it made, or is told that somebody was quicker. */
static void
test_race (Fixture *fixture, gconstpointer data)
{
  g_autofree char *own = account_number (fixture->engine, NULL);
  g_autoptr (EspPlan) plan = plan_for ("five-levels", own);
  EspEngine *other = fixture_open (fixture, FOUNDER);
  Racer racers[] = { { fixture->engine, plan, 0, NULL }, { other, plan, 0, NULL } };
  GThread *thread = g_thread_new ("race", race, &racers[0]);
  guint n_made = 0;

  race (&racers[1]);
  g_thread_join (thread);
  for (gsize i = 0; i < G_N_ELEMENTS (racers); i++)
    {
      n_made += racers[i].steps > 0;
      if (racers[i].error)
        g_assert_true (esp_error_has_reason (racers[i].error, ESP_REASON_PLAN_VAULT_MOVED));
      g_clear_error (&racers[i].error);
    }
  g_assert_cmpuint (n_made, ==, 1);
  g_assert_cmpuint (
    count_listed (fixture->engine, "ListCertificateAuthorities", "CertificateAuthorities"), ==,
    plan->cas->len);
  assert_same (fixture->engine, plan);
  leave (other);
  assert_verified (fixture->engine);
}

/* --- Cancelled ---------------------------------------------------------------------------------*/

static gpointer
cancel_later (gpointer cancellable)
{
  g_usleep ((gulong) g_random_int_range (0, 120000));
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* Whenever it comes: all of it, or nothing. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspPlan) plan = load_preset ("iot");
  guint n_cancelled = 0;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (JsonObject) parameters = with_plan (plan);
      g_autofree char *before = count_rows (fixture);
      GThread *thread = g_thread_new ("cancel", cancel_later, cancellable);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) result = esp_engine_call (fixture->engine, "ProvisionPlan", parameters,
                                                     cancellable, &error);

      g_thread_join (thread);
      if (result)
        break;
      g_assert_cmpint (error->code, ==, ESP_ERROR_CANCELLED);
      n_cancelled++;
      {
        g_autofree char *after = count_rows (fixture);

        g_assert_cmpstr (after, ==, before);
      }
    }
  g_test_message ("cancelled %u times", n_cancelled);
  json_object_unref (provision (fixture->engine, plan));
  assert_same (fixture->engine, plan);
  assert_verified (fixture->engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, func)                                                                            \
  g_test_add ("/provisioning/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("unsound", test_unsound);
  ADD ("denied-first", test_denied_first);
  ADD ("denied-midway", test_denied_midway);
  ADD ("own-guardrail", test_own_guardrail);
  ADD ("not-as-a-plan", test_not_as_a_plan);
  ADD ("fails-late", test_fails_late);
  ADD ("race", test_race);
  ADD ("cancelled", test_cancelled);
#undef ADD
  return g_test_run ();
}
