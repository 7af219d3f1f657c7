/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The order of the decision: guardrails, identity policies and resource policies against each
 * other, within an account and across two, and what the explanation shows of it.
 */
#include "access/esp-action.h"
#include "access/esp-decision.h"

#include <stdlib.h>
#include <string.h>

/* With glibc, and where no sanitizer has taken malloc() for itself. */
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
#define COUNTS_ALLOCATIONS 1
#else
#define COUNTS_ALLOCATIONS 0
#endif

#define OWN "111122223333"
#define OTHER "222233334444"
#define CA(account)                                                                                \
  "arn:aws:acm-pca:local:" account ":certificate-authority/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
#define USER "arn:aws:iam::" OWN ":user/Ada"
#define ROLE "arn:aws:iam::" OWN ":role/Issuer"
#define GET "acm-pca:GetCertificate"

#define STATEMENT(effect, sid, action, more)                                                       \
  "{\"Sid\":\"" sid "\",\"Effect\":\"" effect "\",\"Action\":\"" action                            \
  "\",\"Resource\":\"*\"" more "}"
#define POLICY(statements) "{\"Version\":\"2012-10-17\",\"Statement\":[" statements "]}"
#define ALLOW_ALL POLICY (STATEMENT ("Allow", "All", "*", ""))
#define DENY_GET POLICY (STATEMENT ("Deny", "NoGet", GET, ""))
#define DENY_LIST POLICY (STATEMENT ("Deny", "NoList", "acm-pca:List*", ""))
#define ALLOW_GET POLICY (STATEMENT ("Allow", "Get", GET, ""))
#define ALLOW_LIST POLICY (STATEMENT ("Allow", "List", "acm-pca:List*", ""))
#define SHARED(effect, principal)                                                                  \
  POLICY (STATEMENT (effect, "Share", GET, ",\"Principal\":" principal))
#define NOT_SHARED(principal)                                                                      \
  POLICY (STATEMENT ("Deny", "Others", GET, ",\"NotPrincipal\":" principal))
#define AWS(name) "{\"AWS\":\"" name "\"}"

/* --- Asking -----------------------------------------------------------------------------------*/

typedef struct
{
  GPtrArray *guardrails, *identity, *resource;
  EspAccessRequest request;
} Scene;

static void
add_policy (GPtrArray *policies, EspPolicyKind kind, const char *document)
{
  g_autofree char *name = g_strdup_printf ("%u", policies->len + 1);
  g_autoptr (GError) error = NULL;

  if (!document)
    return;
  g_ptr_array_add (policies, esp_policy_parse_kind (kind, name, document, &error));
  g_assert_no_error (error);
}

static void
scene_init (Scene *scene)
{
  scene->guardrails = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_unref);
  scene->identity = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_unref);
  scene->resource = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_unref);
  scene->request = (EspAccessRequest){
    .action = GET,
    .resource = CA (OWN),
    .resource_account = OWN,
    .principal = USER,
    .principal_role = ROLE,
    .principal_account = OWN,
    .principal_active = TRUE,
    .guardrails = scene->guardrails,
    .identity_policies = scene->identity,
    .resource_policies = scene->resource,
  };
}

static void
scene_clear (Scene *scene)
{
  g_ptr_array_unref (scene->guardrails);
  g_ptr_array_unref (scene->identity);
  g_ptr_array_unref (scene->resource);
}

/* "ALLOW IDENTITY 1/Get", "IMPLICIT_DENY share"; free with g_free(). */
static char *
tell (const EspAccessRequest *request)
{
  g_autoptr (EspDecision) decision = esp_decide (request);
  const char *outcome = esp_decision_outcome_to_string (decision->outcome);

  g_assert_cmpint (esp_decide_quickly (request), ==, decision->outcome);
  if (decision->outcome == ESP_DECISION_IMPLICIT_DENY)
    return g_strconcat (outcome, " ", decision->missing, NULL);
  g_assert_null (decision->missing);
  return g_strdup_printf ("%s %s %s/%s", outcome, esp_policy_source_to_string (decision->source),
                          decision->policy, decision->statement);
}

/* --- The table --------------------------------------------------------------------------------*/

#define HERE OWN
#define THERE OTHER

static const struct
{
  const char *owner; /* of the CA */
  const char *guardrail, *second_guardrail, *identity, *resource;
  const char *answer;
} rows[] = {
  /* One account: an identity policy, or a resource policy that names the person. */
  { HERE, NULL, NULL, NULL, NULL, "IMPLICIT_DENY identity-policy" },
  { HERE, NULL, NULL, ALLOW_GET, NULL, "ALLOW IDENTITY 1/Get" },
  { HERE, NULL, NULL, ALLOW_LIST, NULL, "IMPLICIT_DENY identity-policy" },
  { HERE, NULL, NULL, NULL, SHARED ("Allow", AWS (USER)), "ALLOW RESOURCE 1/Share" },
  { HERE, NULL, NULL, NULL, SHARED ("Allow", AWS (ROLE)), "ALLOW RESOURCE 1/Share" },
  { HERE, NULL, NULL, NULL, SHARED ("Allow", "\"*\""), "ALLOW RESOURCE 1/Share" },
  { HERE, NULL, NULL, ALLOW_GET, SHARED ("Allow", AWS (USER)), "ALLOW IDENTITY 1/Get" },
  { HERE, NULL, NULL, NULL, SHARED ("Allow", AWS (USER "x")), "IMPLICIT_DENY identity-policy" },
  /* The account is let in, and says itself which of its people may. */
  { HERE, NULL, NULL, NULL, SHARED ("Allow", AWS (OWN)), "IMPLICIT_DENY identity-policy" },
  { HERE, NULL, NULL, ALLOW_GET, SHARED ("Allow", AWS (OWN)), "ALLOW IDENTITY 1/Get" },
  { HERE, NULL, NULL, NULL, SHARED ("Allow", AWS ("arn:aws:iam::" OWN ":root")),
    "IMPLICIT_DENY identity-policy" },

  /* A deny ends it, wherever it stands. */
  { HERE, NULL, NULL, DENY_GET, SHARED ("Allow", AWS (USER)), "EXPLICIT_DENY IDENTITY 1/NoGet" },
  { HERE, NULL, NULL, ALLOW_GET, SHARED ("Deny", AWS (ROLE)), "EXPLICIT_DENY RESOURCE 1/Share" },
  { HERE, NULL, NULL, ALLOW_GET, SHARED ("Deny", AWS (OWN)), "EXPLICIT_DENY RESOURCE 1/Share" },
  { HERE, NULL, NULL, ALLOW_GET, SHARED ("Deny", AWS (OTHER)), "ALLOW IDENTITY 1/Get" },
  { HERE, NULL, NULL, ALLOW_GET, NOT_SHARED (AWS (USER)), "ALLOW IDENTITY 1/Get" },
  { HERE, NULL, NULL, ALLOW_GET, NOT_SHARED (AWS (OWN)), "ALLOW IDENTITY 1/Get" },
  { HERE, NULL, NULL, ALLOW_GET, NOT_SHARED (AWS (OTHER)), "EXPLICIT_DENY RESOURCE 1/Others" },
  { HERE, NULL, NULL, ALLOW_GET, NOT_SHARED (AWS (USER "x")), "EXPLICIT_DENY RESOURCE 1/Others" },
  { HERE, DENY_GET, NULL, ALLOW_GET, NULL, "EXPLICIT_DENY GUARDRAIL 1/NoGet" },
  { HERE, ALLOW_LIST, DENY_GET, ALLOW_GET, NULL, "EXPLICIT_DENY GUARDRAIL 2/NoGet" },

  /* Guardrails: each that allows anything must allow this; one of denials alone only denies. */
  { HERE, DENY_LIST, NULL, ALLOW_GET, NULL, "ALLOW IDENTITY 1/Get" },
  { HERE, ALLOW_ALL, NULL, ALLOW_GET, NULL, "ALLOW IDENTITY 1/Get" },
  { HERE, ALLOW_ALL, NULL, NULL, NULL, "IMPLICIT_DENY identity-policy" },
  { HERE, ALLOW_LIST, NULL, ALLOW_GET, NULL, "IMPLICIT_DENY guardrail" },
  { HERE, ALLOW_ALL, ALLOW_LIST, ALLOW_GET, NULL, "IMPLICIT_DENY guardrail" },
  { HERE, ALLOW_GET, ALLOW_ALL, ALLOW_GET, NULL, "ALLOW IDENTITY 1/Get" },
  { HERE, ALLOW_GET, DENY_LIST, ALLOW_GET, NULL, "ALLOW IDENTITY 1/Get" },
  { HERE, ALLOW_LIST, NULL, NULL, SHARED ("Allow", AWS (USER)), "IMPLICIT_DENY guardrail" },

  /* Two accounts: both sides. */
  { THERE, NULL, NULL, ALLOW_GET, NULL, "IMPLICIT_DENY share" },
  { THERE, NULL, NULL, NULL, NULL, "IMPLICIT_DENY share" },
  { THERE, NULL, NULL, ALLOW_GET, SHARED ("Allow", AWS (OWN)), "ALLOW RESOURCE 1/Share" },
  { THERE, NULL, NULL, ALLOW_GET, SHARED ("Allow", AWS ("arn:aws:iam::" OWN ":root")),
    "ALLOW RESOURCE 1/Share" },
  { THERE, NULL, NULL, ALLOW_GET, SHARED ("Allow", AWS (USER)), "ALLOW RESOURCE 1/Share" },
  { THERE, NULL, NULL, ALLOW_GET, SHARED ("Allow", AWS (ROLE)), "ALLOW RESOURCE 1/Share" },
  { THERE, NULL, NULL, ALLOW_GET, SHARED ("Allow", "\"*\""), "ALLOW RESOURCE 1/Share" },
  { THERE, NULL, NULL, ALLOW_GET, SHARED ("Allow", AWS (OTHER)), "IMPLICIT_DENY share" },
  { THERE, NULL, NULL, NULL, SHARED ("Allow", AWS (OWN)), "IMPLICIT_DENY identity-policy" },
  { THERE, NULL, NULL, ALLOW_LIST, SHARED ("Allow", AWS (USER)), "IMPLICIT_DENY identity-policy" },
  { THERE, NULL, NULL, DENY_GET, SHARED ("Allow", AWS (OWN)), "EXPLICIT_DENY IDENTITY 1/NoGet" },
  { THERE, ALLOW_LIST, NULL, ALLOW_GET, SHARED ("Allow", AWS (OWN)), "IMPLICIT_DENY guardrail" },
  { THERE, ALLOW_LIST, NULL, ALLOW_GET, NULL, "IMPLICIT_DENY guardrail" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *answer = NULL;
      Scene scene;

      scene_init (&scene);
      add_policy (scene.guardrails, ESP_POLICY_GUARDRAIL, rows[i].guardrail);
      add_policy (scene.guardrails, ESP_POLICY_GUARDRAIL, rows[i].second_guardrail);
      add_policy (scene.identity, ESP_POLICY_IDENTITY, rows[i].identity);
      add_policy (scene.resource, ESP_POLICY_RESOURCE, rows[i].resource);
      if (g_str_equal (rows[i].owner, OTHER))
        {
          scene.request.resource = CA (OTHER);
          scene.request.resource_account = OTHER;
        }
      answer = tell (&scene.request);
      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (answer, ==, rows[i].answer);
      scene_clear (&scene);
    }
}

/* The role of a founder reaches all accounts without a share, and guardrails limit it all the same.
 */
static void
test_organization_scope (void)
{
  static const struct
  {
    const char *guardrail, *identity, *resource, *answer;
  } founders[] = {
    { NULL, ALLOW_ALL, NULL, "ALLOW IDENTITY 1/All" },
    { NULL, NULL, NULL, "IMPLICIT_DENY identity-policy" },
    { NULL, NULL, SHARED ("Allow", AWS (OWN)), "IMPLICIT_DENY identity-policy" },
    { NULL, NULL, SHARED ("Allow", AWS (USER)), "ALLOW RESOURCE 1/Share" },
    { ALLOW_LIST, ALLOW_ALL, NULL, "IMPLICIT_DENY guardrail" },
    { DENY_GET, ALLOW_ALL, NULL, "EXPLICIT_DENY GUARDRAIL 1/NoGet" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (founders); i++)
    {
      g_autofree char *answer = NULL;
      Scene scene;

      scene_init (&scene);
      add_policy (scene.guardrails, ESP_POLICY_GUARDRAIL, founders[i].guardrail);
      add_policy (scene.identity, ESP_POLICY_IDENTITY, founders[i].identity);
      add_policy (scene.resource, ESP_POLICY_RESOURCE, founders[i].resource);
      scene.request.resource = CA (OTHER);
      scene.request.resource_account = OTHER;
      scene.request.organization_scope = TRUE;
      answer = tell (&scene.request);
      g_assert_cmpstr (answer, ==, founders[i].answer);
      scene_clear (&scene);
    }
}

/* What reaches all accounts is looked at by whoever may, and changed in a role that reaches them.
 */
static void
test_wide (void)
{
  static const struct
  {
    const char *action;
    gboolean organization_scope;
    const char *identity, *answer;
  } cases[] = {
    { "iam:GetUser", FALSE, ALLOW_ALL, "ALLOW IDENTITY 1/All" },
    { "iam:ResetUser", FALSE, ALLOW_ALL, "IMPLICIT_DENY organization-scope" },
    { "iam:TagUser", FALSE, ALLOW_ALL, "IMPLICIT_DENY organization-scope" },
    { "iam:AssignRole", FALSE, ALLOW_ALL, "IMPLICIT_DENY organization-scope" },
    { "iam:AssignRole", TRUE, ALLOW_ALL, "ALLOW IDENTITY 1/All" },
    { "iam:AssignRole", TRUE, ALLOW_GET, "IMPLICIT_DENY identity-policy" },
    { "iam:GetUser", FALSE, ALLOW_GET, "IMPLICIT_DENY identity-policy" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer = NULL;
      Scene scene;

      scene_init (&scene);
      add_policy (scene.identity, ESP_POLICY_IDENTITY, cases[i].identity);
      scene.request.action = cases[i].action;
      scene.request.resource = USER;
      scene.request.resource_is_wide = TRUE;
      scene.request.organization_scope = cases[i].organization_scope;
      answer = tell (&scene.request);
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (answer, ==, cases[i].answer);
      scene_clear (&scene);
    }
}

/* Which guardrail it was can be said, though no statement of it decided. */
static void
test_closed_guardrail (void)
{
  g_autoptr (EspDecision) decision = NULL;
  Scene scene;

  scene_init (&scene);
  add_policy (scene.guardrails, ESP_POLICY_GUARDRAIL, ALLOW_ALL);
  add_policy (scene.guardrails, ESP_POLICY_GUARDRAIL, ALLOW_LIST);
  add_policy (scene.identity, ESP_POLICY_IDENTITY, ALLOW_ALL);
  decision = esp_decide (&scene.request);
  g_assert_cmpstr (decision->missing, ==, "guardrail");
  g_assert_cmpstr (decision->policy, ==, "2");
  g_assert_null (decision->statement);
  g_assert_cmpint (decision->source, ==, ESP_POLICY_SOURCE_GUARDRAIL);
  scene_clear (&scene);
}

/* --- The service's managed policies -----------------------------------------------------------*/

static char *
read_managed (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "policies", name, NULL);
  char *document = NULL;

  g_assert_true (g_file_get_contents (path, &document, NULL, NULL));
  return document;
}

static const char *const templates[] = {
  "EndEntityCertificate/V1",
  "EndEntityClientAuthCertificate/V1",
  "BlankEndEntityCertificate_APICSRPassthrough/V1",
  "RootCACertificate/V1",
  "SubordinateCACertificate_PathLen0/V1",
  NULL,
};

/* Each denies what the other allows: a person with both issues nothing. */
static void
test_user_and_privileged (void)
{
  g_autofree char *user = read_managed ("AWSPrivateCAUser.json");
  g_autofree char *privileged = read_managed ("AWSPrivateCAPrivilegedUser.json");
  static const char *const for_user = "AEEEE", *const for_privileged = "EEEAA";

  for (int which = 1; which <= 3; which++)
    for (int i = 0; templates[i]; i++)
      {
        g_autofree char *arn = g_strconcat ("arn:aws:acm-pca:::template/", templates[i], NULL);
        g_autoptr (EspConditionKeys) keys = esp_condition_keys_new ();
        char expected = which == 1 ? for_user[i] : (which == 2 ? for_privileged[i] : 'E');
        Scene scene;

        scene_init (&scene);
        add_policy (scene.identity, ESP_POLICY_IDENTITY, which & 1 ? user : NULL);
        add_policy (scene.identity, ESP_POLICY_IDENTITY, which & 2 ? privileged : NULL);
        esp_condition_keys_set (keys, "acm-pca:TemplateArn", arn);
        scene.request.action = "acm-pca:IssueCertificate";
        scene.request.keys = keys;
        g_assert_cmpint ("AEI"[esp_decide_quickly (&scene.request)], ==, expected);
        scene.request.action = "acm-pca:RevokeCertificate";
        g_assert_cmpint (esp_decide_quickly (&scene.request), ==, ESP_DECISION_ALLOW);
        scene_clear (&scene);
      }
}

/* --- Explained --------------------------------------------------------------------------------*/

static const struct
{
  EspPolicySource source;
  const char *policy, *statement;
  EspStatementMatch match;
  const char *condition;
} expected_steps[] = {
  { ESP_POLICY_SOURCE_GUARDRAIL, "1", "All", ESP_STATEMENT_APPLIES, NULL },
  { ESP_POLICY_SOURCE_IDENTITY, "1", "A", ESP_STATEMENT_OTHER_ACTION, NULL },
  { ESP_POLICY_SOURCE_IDENTITY, "1", "B", ESP_STATEMENT_OTHER_RESOURCE, NULL },
  { ESP_POLICY_SOURCE_IDENTITY, "1", "3", ESP_STATEMENT_CONDITION,
    "StringNotEqualsIfExists aws:ResourceTag/team" },
  { ESP_POLICY_SOURCE_IDENTITY, "1", "D", ESP_STATEMENT_APPLIES, NULL },
  { ESP_POLICY_SOURCE_IDENTITY, "1", "E", ESP_STATEMENT_APPLIES, NULL },
  { ESP_POLICY_SOURCE_RESOURCE, "1", "Share", ESP_STATEMENT_OTHER_PRINCIPAL, NULL },
};

#define NOT_HERE                                                                                   \
  "{\"Sid\":\"B\",\"Effect\":\"Deny\",\"Action\":\"*\",\"NotResource\":\"" CA (OWN) "\"}"
#define NOT_RED                                                                                    \
  "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{"                      \
  "\"StringEquals\":{\"aws:ResourceTag/team\":\"red\"},"                                           \
  "\"StringNotEqualsIfExists\":{\"aws:ResourceTag/team\":\"red\"}}}"
#define STEPS                                                                                      \
  STATEMENT ("Allow", "A", "acm-pca:List*", "")                                                    \
  "," NOT_HERE "," NOT_RED                                                                         \
  "," STATEMENT ("Allow", "D", "*", "") "," STATEMENT ("Allow", "E", "*", "")

static void
test_steps (void)
{
  g_autoptr (EspConditionKeys) keys = esp_condition_keys_new ();
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (EspDecision) decision = NULL;
  Scene scene;

  scene_init (&scene);
  add_policy (scene.guardrails, ESP_POLICY_GUARDRAIL, ALLOW_ALL);
  add_policy (scene.identity, ESP_POLICY_IDENTITY, POLICY (STEPS));
  add_policy (scene.resource, ESP_POLICY_RESOURCE, SHARED ("Deny", AWS (OTHER)));
  esp_condition_keys_set (keys, "aws:ResourceTag/team", "red");
  scene.request.keys = keys;
  decision = esp_decide_explained (&scene.request, &steps);
  g_assert_cmpint (decision->outcome, ==, ESP_DECISION_ALLOW);
  g_assert_cmpstr (decision->statement, ==, "D");
  g_assert_cmpuint (steps->len, ==, G_N_ELEMENTS (expected_steps));
  for (guint i = 0; i < steps->len; i++)
    {
      const EspDecisionStep *step = g_ptr_array_index (steps, i);

      g_assert_cmpint (step->source, ==, expected_steps[i].source);
      g_assert_cmpstr (step->policy, ==, expected_steps[i].policy);
      g_assert_cmpstr (step->statement, ==, expected_steps[i].statement);
      g_assert_cmpint (step->match, ==, expected_steps[i].match);
      g_assert_cmpstr (step->condition, ==, expected_steps[i].condition);
      g_assert_true (step->is_deny == (g_str_equal (step->statement, "B") ||
                                       g_str_equal (step->statement, "Share")));
      g_assert_true (step->decided == g_str_equal (step->statement, "D"));
    }
  scene_clear (&scene);
}

/* After a deny every other statement is still shown. */
static void
test_steps_after_deny (void)
{
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (EspDecision) decision = NULL;
  Scene scene;

  scene_init (&scene);
  add_policy (scene.guardrails, ESP_POLICY_GUARDRAIL, DENY_GET);
  add_policy (scene.identity, ESP_POLICY_IDENTITY, DENY_GET);
  add_policy (scene.identity, ESP_POLICY_IDENTITY, ALLOW_ALL);
  decision = esp_decide_explained (&scene.request, &steps);
  g_assert_cmpint (decision->outcome, ==, ESP_DECISION_EXPLICIT_DENY);
  g_assert_cmpuint (steps->len, ==, 3);
  for (guint i = 0; i < steps->len; i++)
    {
      const EspDecisionStep *step = g_ptr_array_index (steps, i);

      g_assert_true (step->decided == (i == 0));
      g_assert_cmpint (step->match, ==, ESP_STATEMENT_APPLIES);
    }
  g_clear_pointer (&steps, g_ptr_array_unref);
  g_clear_pointer (&decision, esp_decision_free);
  scene.request.principal_active = FALSE;
  decision = esp_decide_explained (&scene.request, &steps);
  g_assert_cmpstr (decision->missing, ==, "inactive");
  g_assert_cmpuint (steps->len, ==, 0);
  esp_decision_free (esp_decide_explained (&scene.request, NULL));
  scene_clear (&scene);
}

static void
test_names (void)
{
  g_assert_cmpstr (esp_decision_outcome_to_string (ESP_DECISION_ALLOW), ==, "ALLOW");
  g_assert_cmpstr (esp_decision_outcome_to_string (ESP_DECISION_EXPLICIT_DENY), ==,
                   "EXPLICIT_DENY");
  g_assert_cmpstr (esp_decision_outcome_to_string (ESP_DECISION_IMPLICIT_DENY), ==,
                   "IMPLICIT_DENY");
  g_assert_null (esp_decision_outcome_to_string ((EspDecisionOutcome) 3));
  g_assert_cmpstr (esp_policy_source_to_string (ESP_POLICY_SOURCE_GUARDRAIL), ==, "GUARDRAIL");
  g_assert_cmpstr (esp_policy_source_to_string (ESP_POLICY_SOURCE_IDENTITY), ==, "IDENTITY");
  g_assert_cmpstr (esp_policy_source_to_string (ESP_POLICY_SOURCE_RESOURCE), ==, "RESOURCE");
  g_assert_null (esp_policy_source_to_string ((EspPolicySource) 3));
}

/* --- Services ---------------------------------------------------------------------------------*/

static void
test_service (void)
{
  g_autofree char *answer = NULL;
  Scene scene;

  scene_init (&scene);
  add_policy (scene.resource, ESP_POLICY_RESOURCE,
              SHARED ("Allow", "{\"Service\":\"acm.amazonaws.com\"}"));
  scene.request.principal_role = NULL;
  answer = tell (&scene.request);
  g_assert_cmpstr (answer, ==, "IMPLICIT_DENY identity-policy");
  g_clear_pointer (&answer, g_free);
  /* A person of this name is no service. */
  scene.request.principal = "arn:aws:iam::" OWN ":user/acm.amazonaws.com";
  answer = tell (&scene.request);
  g_assert_cmpstr (answer, ==, "IMPLICIT_DENY identity-policy");
  g_clear_pointer (&answer, g_free);
  scene.request.service = "other";
  answer = tell (&scene.request);
  g_assert_cmpstr (answer, ==, "IMPLICIT_DENY identity-policy");
  g_clear_pointer (&answer, g_free);
  scene.request.service = "acm.amazonaws.com";
  answer = tell (&scene.request);
  g_assert_cmpstr (answer, ==, "ALLOW RESOURCE 1/Share");
  scene_clear (&scene);
}

/* --- The heap ---------------------------------------------------------------------------------*/

#if COUNTS_ALLOCATIONS
/* Every allocation of this program is counted on its way to the library's own. */
static guint n_allocations;
void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *memory, size_t size);

void *
malloc (size_t size)
{
  n_allocations++;
  return __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  n_allocations++;
  return __libc_calloc (n, size);
}

void *
realloc (void *memory, size_t size)
{
  n_allocations++;
  return __libc_realloc (memory, size);
}

/* Every operator, variables, sets, principals: nothing of it is made on the heap. */
static void
test_no_heap (void)
{
  g_autoptr (EspConditionKeys) keys = esp_condition_keys_new ();
  const char *list[] = { "a", "b", NULL };
  guint before, decided;
  Scene scene;

  scene_init (&scene);
  add_policy (
    scene.identity, ESP_POLICY_IDENTITY,
    POLICY (STATEMENT (
      "Allow", "A", "*",
      ",\"Condition\":{\"StringLike\":{\"aws:a\":\"${aws:a}*\"},\"NumericLessThan\":{\"aws:n\":2},"
      "\"DateLessThan\":{\"aws:t\":\"2026-01-01\"},\"IpAddress\":{\"aws:i\":\"::/0\"},"
      "\"Bool\":{\"aws:b\":true},\"BinaryEquals\":{\"aws:x\":\"AQID\"},"
      "\"ForAllValues:StringEqualsIgnoreCase\":{\"aws:l\":[\"A\",\"B\"]},"
      "\"ArnLike\":{\"aws:r\":\"arn:aws:iam::*:user/${aws:a}\"},\"Null\":{\"aws:z\":true}}")));
  add_policy (scene.resource, ESP_POLICY_RESOURCE, SHARED ("Deny", AWS (OTHER)));
  add_policy (scene.guardrails, ESP_POLICY_GUARDRAIL, ALLOW_ALL);
  esp_condition_keys_set (keys, "aws:a", "Ada");
  esp_condition_keys_set (keys, "aws:n", "1.5");
  esp_condition_keys_set (keys, "aws:t", "2025-12-31T23:59:59Z");
  esp_condition_keys_set (keys, "aws:i", "2001:db8::1");
  esp_condition_keys_set (keys, "aws:b", "true");
  esp_condition_keys_set (keys, "aws:x", "AQID");
  esp_condition_keys_set (keys, "aws:r", USER);
  esp_condition_keys_set_list (keys, "aws:l", list);
  scene.request.keys = keys;
  g_assert_cmpint (esp_decide_quickly (&scene.request), ==, ESP_DECISION_ALLOW);
  before = n_allocations;
  decided = esp_decide_quickly (&scene.request);
  g_assert_cmpuint (n_allocations, ==, before);
  g_assert_cmpuint (decided, ==, ESP_DECISION_ALLOW);
  esp_decision_free (esp_decide (&scene.request));
  g_assert_cmpuint (n_allocations, >, before);
  scene_clear (&scene);
}
#endif

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/access/decision-order/table", test_table);
  g_test_add_func ("/access/decision-order/organization-scope", test_organization_scope);
  g_test_add_func ("/access/decision-order/wide", test_wide);
  g_test_add_func ("/access/decision-order/closed-guardrail", test_closed_guardrail);
  g_test_add_func ("/access/decision-order/user-and-privileged", test_user_and_privileged);
  g_test_add_func ("/access/decision-order/steps", test_steps);
  g_test_add_func ("/access/decision-order/steps-after-deny", test_steps_after_deny);
  g_test_add_func ("/access/decision-order/names", test_names);
  g_test_add_func ("/access/decision-order/service", test_service);
#if COUNTS_ALLOCATIONS
  g_test_add_func ("/access/decision-order/no-heap", test_no_heap);
#endif
  return g_test_run ();
}
