/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may do what, as a table: a few policies, one row for each question. The documents of the
 * managed policies are the service's own.
 */
#include "access/esp-action.h"
#include "access/esp-decision.h"
#include "base/esp-error.h"

#define ROOT_ACCOUNT "111122223333"
#define OTHER_ACCOUNT "222233334444"
#define ROOT_CA                                                                                    \
  "arn:aws:acm-pca:local:" ROOT_ACCOUNT                                                            \
  ":certificate-authority/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
#define SECOND_CA                                                                                  \
  "arn:aws:acm-pca:local:" ROOT_ACCOUNT                                                            \
  ":certificate-authority/11111111-bbbb-4ccc-8ddd-eeeeeeeeeeee"
#define OTHER_CA                                                                                   \
  "arn:aws:acm-pca:local:" OTHER_ACCOUNT                                                           \
  ":certificate-authority/22222222-bbbb-4ccc-8ddd-eeeeeeeeeeee"

enum
{
  FULL = 1 << 0, /* the managed policies */
  READ_ONLY = 1 << 1,
  AUDITOR = 1 << 2,
  DAY = 1 << 3,     /* all but delete */
  NO_ROOT = 1 << 4, /* nothing may touch the root */
  ONE_CA = 1 << 5,  /* one CA alone */
  ALL = 1 << 6,     /* the founder's */
  N_POLICIES = 7
};

static const struct
{
  const char *name;
  const char *document;
} policy_rows[N_POLICIES] = {
  { "AWSPrivateCAFullAccess",
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"acm-pca:*\"],"
    "\"Resource\":\"*\"}]}" },
  { "AWSPrivateCAReadOnly",
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":["
    "\"acm-pca:DescribeCertificateAuthority\",\"acm-pca:DescribeCertificateAuthorityAuditReport\","
    "\"acm-pca:ListCertificateAuthorities\",\"acm-pca:GetCertificateAuthorityCsr\","
    "\"acm-pca:GetCertificateAuthorityCertificate\",\"acm-pca:GetCertificate\","
    "\"acm-pca:GetPolicy\",\"acm-pca:ListPermissions\",\"acm-pca:ListTags\"],"
    "\"Resource\":\"*\"}]}" },
  { "AWSPrivateCAAuditor",
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":["
    "\"acm-pca:CreateCertificateAuthorityAuditReport\",\"acm-pca:DescribeCertificateAuthority\","
    "\"acm-pca:DescribeCertificateAuthorityAuditReport\",\"acm-pca:GetCertificateAuthorityCsr\","
    "\"acm-pca:GetCertificateAuthorityCertificate\",\"acm-pca:GetCertificate\","
    "\"acm-pca:GetPolicy\",\"acm-pca:ListPermissions\",\"acm-pca:ListTags\"],"
    "\"Resource\":\"arn:aws:acm-pca:*:*:certificate-authority/*\"},"
    "{\"Effect\":\"Allow\",\"Action\":[\"acm-pca:ListCertificateAuthorities\"],"
    "\"Resource\":\"*\"}]}" },
  { "Day",
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"acm-pca:*\","
    "\"Resource\":\"*\"},{\"Sid\":\"NoDelete\",\"Effect\":\"Deny\","
    "\"Action\":\"acm-pca:DeleteCertificateAuthority\",\"Resource\":\"" ROOT_CA "\"}]}" },
  { "NoRoot",
    "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"ACM-PCA:*\","
    "\"Resource\":\"arn:aws:acm-pca:*:*:certificate-authority/aaaa*\"}}" },
  { "OneCa", "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Issue\",\"Effect\":\"Allow\","
             "\"Action\":[\"acm-pca:Issue*\",\"acm-pca:GetCertificat?\"],\"Resource\":[\"" SECOND_CA
             "\"]}]}" },
  { "All",
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Everything\",\"Effect\":\"Allow\","
    "\"Action\":\"*\",\"Resource\":\"*\"}]}" },
};

typedef struct
{
  int policies;
  const char *action;
  const char *resource;
  const char *owner;
  EspDecisionOutcome outcome;
  const char *policy;    /* that decided */
  const char *statement; /* that decided, or what was missing */
} Question;

#define ALLOW ESP_DECISION_ALLOW
#define DENY ESP_DECISION_EXPLICIT_DENY
#define NOTHING ESP_DECISION_IMPLICIT_DENY

static const Question questions[] = {
  /* Full access: all of the service's own, none of the neighbours'. */
  { FULL, "acm-pca:IssueCertificate", ROOT_CA, ROOT_ACCOUNT, ALLOW, "AWSPrivateCAFullAccess", "1" },
  { FULL, "acm-pca:DeleteCertificateAuthority", ROOT_CA, ROOT_ACCOUNT, ALLOW,
    "AWSPrivateCAFullAccess", "1" },
  { FULL, "acm-pca:CreateCertificateAuthority", "*", NULL, ALLOW, "AWSPrivateCAFullAccess", "1" },
  { FULL, "ACM-PCA:ISSUEcertificate", ROOT_CA, ROOT_ACCOUNT, ALLOW, "AWSPrivateCAFullAccess", "1" },
  { FULL, "espalier:BackupVault", "*", NULL, NOTHING, NULL, "identity-policy" },
  { FULL, "iam:GetUser", "arn:aws:iam::" ROOT_ACCOUNT ":user/a", ROOT_ACCOUNT, NOTHING, NULL,
    "identity-policy" },

  /* Reading only. */
  { READ_ONLY, "acm-pca:GetCertificate", ROOT_CA, ROOT_ACCOUNT, ALLOW, "AWSPrivateCAReadOnly",
    "1" },
  { READ_ONLY, "acm-pca:ListCertificateAuthorities", "*", NULL, ALLOW, "AWSPrivateCAReadOnly",
    "1" },
  { READ_ONLY, "acm-pca:IssueCertificate", ROOT_CA, ROOT_ACCOUNT, NOTHING, NULL,
    "identity-policy" },
  { READ_ONLY, "acm-pca:CreateCertificateAuthorityAuditReport", ROOT_CA, ROOT_ACCOUNT, NOTHING,
    NULL, "identity-policy" },
  { READ_ONLY, "acm-pca:TagCertificateAuthority", ROOT_CA, ROOT_ACCOUNT, NOTHING, NULL,
    "identity-policy" },

  /* The auditor's first statement names CAs, so it is the second that lists them. */
  { AUDITOR, "acm-pca:CreateCertificateAuthorityAuditReport", ROOT_CA, ROOT_ACCOUNT, ALLOW,
    "AWSPrivateCAAuditor", "1" },
  { AUDITOR, "acm-pca:ListCertificateAuthorities", "*", NULL, ALLOW, "AWSPrivateCAAuditor", "2" },
  { AUDITOR, "acm-pca:RevokeCertificate", ROOT_CA, ROOT_ACCOUNT, NOTHING, NULL, "identity-policy" },
  { AUDITOR, "acm-pca:GetCertificate", "*", NULL, NOTHING, NULL, "identity-policy" },

  /* An explicit deny ends it, in whichever policy and before or after the allow. */
  { DAY, "acm-pca:DeleteCertificateAuthority", ROOT_CA, ROOT_ACCOUNT, DENY, "Day", "NoDelete" },
  { DAY, "acm-pca:DeleteCertificateAuthority", SECOND_CA, ROOT_ACCOUNT, ALLOW, "Day", "1" },
  { DAY, "acm-pca:DeletePolicy", ROOT_CA, ROOT_ACCOUNT, ALLOW, "Day", "1" },
  { DAY | FULL | ALL, "acm-pca:DeleteCertificateAuthority", ROOT_CA, ROOT_ACCOUNT, DENY, "Day",
    "NoDelete" },
  { FULL | NO_ROOT, "acm-pca:IssueCertificate", ROOT_CA, ROOT_ACCOUNT, DENY, "NoRoot", "1" },
  { FULL | NO_ROOT, "acm-pca:IssueCertificate", SECOND_CA, ROOT_ACCOUNT, ALLOW,
    "AWSPrivateCAFullAccess", "1" },
  { FULL | NO_ROOT, "acm-pca:CreateCertificateAuthority", "*", NULL, ALLOW,
    "AWSPrivateCAFullAccess", "1" },
  { NO_ROOT, "acm-pca:IssueCertificate", SECOND_CA, ROOT_ACCOUNT, NOTHING, NULL,
    "identity-policy" },

  /* A question about any resource: denied by a deny on one, allowed only on all. */
  { FULL | NO_ROOT, "acm-pca:IssueCertificate", "*", NULL, DENY, "NoRoot", "1" },
  { FULL, "acm-pca:IssueCertificate", "*", NULL, ALLOW, "AWSPrivateCAFullAccess", "1" },
  { ONE_CA, "acm-pca:IssueCertificate", "*", NULL, NOTHING, NULL, "identity-policy" },
  { ONE_CA, "acm-pca:IssueCertificate", NULL, NULL, NOTHING, NULL, "identity-policy" },

  /* One CA alone, and wildcards in names. */
  { ONE_CA, "acm-pca:IssueCertificate", SECOND_CA, ROOT_ACCOUNT, ALLOW, "OneCa", "Issue" },
  { ONE_CA, "acm-pca:IssueCertificate", ROOT_CA, ROOT_ACCOUNT, NOTHING, NULL, "identity-policy" },
  { ONE_CA, "acm-pca:IssueCertificate", SECOND_CA "x", ROOT_ACCOUNT, NOTHING, NULL,
    "identity-policy" },
  { ONE_CA, "acm-pca:GetCertificate", SECOND_CA, ROOT_ACCOUNT, ALLOW, "OneCa", "Issue" },
  { ONE_CA, "acm-pca:GetCertificateAuthorityCsr", SECOND_CA, ROOT_ACCOUNT, NOTHING, NULL,
    "identity-policy" },

  /* Another account's things. */
  { FULL, "acm-pca:IssueCertificate", OTHER_CA, OTHER_ACCOUNT, NOTHING, NULL, "share" },
  { ALL, "acm-pca:GetCertificate", OTHER_CA, OTHER_ACCOUNT, NOTHING, NULL, "share" },
  { FULL | NO_ROOT, "acm-pca:GetCertificate", ROOT_CA, OTHER_ACCOUNT, DENY, "NoRoot", "1" },
  { 0, "acm-pca:GetCertificate", OTHER_CA, OTHER_ACCOUNT, NOTHING, NULL, "share" },

  /* The founder's. */
  { ALL, "espalier:BackupVault", "*", NULL, ALLOW, "All", "Everything" },
  { ALL, "organizations:CreateAccount", "*", NULL, ALLOW, "All", "Everything" },

  /* What nobody knows is allowed to nobody. */
  { ALL, "acm-pca:Everything", "*", NULL, NOTHING, NULL, "unknown-action" },
  { ALL, "acm-pca:*", "*", NULL, NOTHING, NULL, "unknown-action" },
  { ALL, "*", "*", NULL, NOTHING, NULL, "unknown-action" },
  { ALL, "", "*", NULL, NOTHING, NULL, "unknown-action" },
  { ALL, NULL, "*", NULL, NOTHING, NULL, "unknown-action" },
  { 0, "acm-pca:GetCertificate", ROOT_CA, ROOT_ACCOUNT, NOTHING, NULL, "identity-policy" },
};

static GPtrArray *
make_policies (int chosen)
{
  GPtrArray *policies = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_unref);

  for (int i = 0; i < N_POLICIES; i++)
    if (chosen & (1 << i))
      {
        g_autoptr (GError) error = NULL;
        EspPolicy *policy = esp_policy_parse (policy_rows[i].name, policy_rows[i].document, &error);

        g_assert_no_error (error);
        g_ptr_array_add (policies, policy);
      }
  return policies;
}

static EspAccessRequest
make_request (const Question *question, GPtrArray *policies)
{
  EspAccessRequest request = {
    .action = question->action,
    .resource = question->resource,
    .resource_account = question->owner,
    .principal = "arn:aws:iam::" ROOT_ACCOUNT ":user/Ada",
    .principal_account = ROOT_ACCOUNT,
    .principal_active = TRUE,
    .identity_policies = policies,
  };

  return request;
}

static void
assert_decision (const EspDecision *decision, const Question *question)
{
  g_assert_cmpint (decision->outcome, ==, question->outcome);
  g_assert_cmpstr (decision->policy, ==, question->policy);
  g_assert_true (esp_decision_is_allowed (decision) == (question->outcome == ALLOW));
  if (question->outcome == NOTHING)
    {
      g_assert_cmpstr (decision->missing, ==, question->statement);
      g_assert_null (decision->statement);
      return;
    }
  g_assert_cmpstr (decision->statement, ==, question->statement);
  g_assert_null (decision->missing);
}

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autoptr (GPtrArray) policies = make_policies (questions[i].policies);
      EspAccessRequest request = make_request (&questions[i], policies);
      g_autoptr (EspDecision) decision = esp_decide (&request);

      g_test_message ("%" G_GSIZE_FORMAT ": %s on %s", i, questions[i].action,
                      questions[i].resource);
      assert_decision (decision, &questions[i]);
    }
}

/* Who is suspended may nothing, whatever the policies say; a deny is not even looked for. */
static void
test_inactive (void)
{
  g_autoptr (GPtrArray) policies = make_policies (ALL | NO_ROOT);

  for (guint i = 0; i < esp_actions ()->len; i++)
    {
      const EspAction *action = g_ptr_array_index (esp_actions (), i);
      Question question = { 0, action->name, ROOT_CA, ROOT_ACCOUNT, NOTHING, NULL, "inactive" };
      EspAccessRequest request = make_request (&question, policies);
      g_autoptr (EspDecision) decision = NULL;

      request.principal_active = FALSE;
      decision = esp_decide (&request);
      assert_decision (decision, &question);
    }
}

/* Without policies nothing is allowed; with a NULL list neither. */
static void
test_nothing_by_default (void)
{
  for (guint i = 0; i < esp_actions ()->len; i++)
    {
      const EspAction *action = g_ptr_array_index (esp_actions (), i);
      Question question = {
        0, action->name, ROOT_CA, ROOT_ACCOUNT, NOTHING, NULL, "identity-policy"
      };
      EspAccessRequest request = make_request (&question, NULL);
      g_autoptr (EspDecision) decision = esp_decide (&request);

      assert_decision (decision, &question);
    }
}

static void
test_organization_scope (void)
{
  static const Question rows[] = {
    { ALL, "acm-pca:GetCertificate", OTHER_CA, OTHER_ACCOUNT, ALLOW, "All", "Everything" },
    { AUDITOR, "acm-pca:GetCertificate", OTHER_CA, OTHER_ACCOUNT, ALLOW, "AWSPrivateCAAuditor",
      "1" },
    { AUDITOR, "acm-pca:IssueCertificate", OTHER_CA, OTHER_ACCOUNT, NOTHING, NULL,
      "identity-policy" },
    { ALL | DAY, "acm-pca:DeleteCertificateAuthority", ROOT_CA, ROOT_ACCOUNT, DENY, "Day",
      "NoDelete" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) policies = make_policies (rows[i].policies);
      EspAccessRequest request = make_request (&rows[i], policies);
      g_autoptr (EspDecision) decision = NULL;

      request.organization_scope = TRUE;
      decision = esp_decide (&request);
      assert_decision (decision, &rows[i]);
    }
}

/* A principal without an account owns nothing. */
static void
test_no_account (void)
{
  g_autoptr (GPtrArray) policies = make_policies (ALL);
  Question question = {
    ALL, "acm-pca:GetCertificate", ROOT_CA, ROOT_ACCOUNT, NOTHING, NULL, "share"
  };
  EspAccessRequest request = make_request (&question, policies);
  g_autoptr (EspDecision) decision = NULL;

  request.principal_account = NULL;
  decision = esp_decide (&request);
  assert_decision (decision, &question);
}

static GError *
error_of (const Question *question)
{
  g_autoptr (GPtrArray) policies = make_policies (question->policies);
  EspAccessRequest request = make_request (question, policies);
  g_autoptr (EspDecision) decision = esp_decide (&request);
  GError *error = NULL;

  esp_decision_set_error (decision, &request, &error);
  return error;
}

static void
test_errors (void)
{
  Question denied = { DAY, "acm-pca:DeleteCertificateAuthority", ROOT_CA, ROOT_ACCOUNT, DENY };
  Question missing = { 0, "acm-pca:CreateCertificateAuthority", NULL, NULL, NOTHING };
  Question allowed = { ALL, "acm-pca:CreateCertificateAuthority", "*", NULL, ALLOW };
  g_autoptr (GError) explicit = error_of (&denied);
  g_autoptr (GError) implicit = error_of (&missing);

  g_assert_true (esp_error_has_reason (explicit, ESP_REASON_ACCESS_DENIED_EXPLICIT));
  g_assert_cmpint (explicit->code, ==, ESP_ERROR_ACCESS_DENIED);
  g_assert_cmpstr (explicit->message, ==,
                   "arn:aws:iam::" ROOT_ACCOUNT ":user/Ada may not "
                   "acm-pca:DeleteCertificateAuthority on " ROOT_CA
                   ": statement NoDelete of policy Day denies it");
  g_assert_true (esp_error_has_reason (implicit, ESP_REASON_ACCESS_DENIED_IMPLICIT));
  g_assert_cmpstr (esp_error_get_argument (implicit, "missing"), ==, "identity-policy");
  g_assert_cmpstr (esp_error_get_argument (implicit, "resource"), ==, "*");
  g_assert_null (error_of (&allowed));
  g_assert_false (esp_decision_is_allowed (NULL));
  esp_decision_free (NULL);
}

static void
test_million (void)
{
  g_autoptr (GPtrArray) policies = make_policies (READ_ONLY | AUDITOR | ONE_CA | NO_ROOT);
  guint n_allowed = 0;
  gint64 start = g_get_monotonic_time ();
  double seconds;

  for (int i = 0; i < 1000000; i++)
    {
      Question question = { 0, i % 2 ? "acm-pca:IssueCertificate" : "acm-pca:RevokeCertificate",
                            SECOND_CA, ROOT_ACCOUNT, ALLOW };
      EspAccessRequest request = make_request (&question, policies);
      EspDecision *decision = esp_decide (&request);

      n_allowed += esp_decision_is_allowed (decision);
      esp_decision_free (decision);
    }
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  g_test_message ("one million decisions over four policies: %.2f seconds", seconds);
  g_assert_cmpuint (n_allowed, ==, 500000);
  g_assert_cmpfloat (seconds, <, 60);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/access/decision/table", test_table);
  g_test_add_func ("/access/decision/inactive", test_inactive);
  g_test_add_func ("/access/decision/nothing-by-default", test_nothing_by_default);
  g_test_add_func ("/access/decision/organization-scope", test_organization_scope);
  g_test_add_func ("/access/decision/no-account", test_no_account);
  g_test_add_func ("/access/decision/errors", test_errors);
  g_test_add_func ("/access/decision/million", test_million);
  return g_test_run ();
}
