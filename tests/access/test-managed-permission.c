/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seven managed permissions, the rules for one's own, and resource policies made of them and
 * read back. */
#include "access/esp-action.h"
#include "access/esp-decision.h"
#include "access/esp-managed-permission.h"
#include "base/esp-error.h"
#include "base/esp-json.h"

#include <string.h>

#define ACCOUNT "111122223333"
#define CA                                                                                         \
  "arn:aws:acm-pca:local:444455556666:certificate-authority/11111111-2222-3333-4444-555555555555"
#define OTHER_CA                                                                                   \
  "arn:aws:acm-pca:local:444455556666:certificate-authority/11111111-2222-3333-4444-555555555556"
#define ROLE "arn:aws:iam::111122223333:role/Supplier"
#define TEMPLATE(name) "arn:aws:acm-pca:::template/" name "/V1"
#define CLIENT_TEMPLATE TEMPLATE ("EndEntityClientAuthCertificate")
#define DEFAULT "AWSRAMDefaultPermissionCertificateAuthority"
#define CLIENT "AWSRAMEndEntityClientAuthCertificateIssuanceCertificateAuthority"
#define REVOKE "AWSRAMRevokeCertificateCertificateAuthority"

/* --- The seven --------------------------------------------------------------------------------*/

static const struct
{
  const char *name, *template_arn;
} service_rows[] = {
  { DEFAULT, TEMPLATE ("EndEntityCertificate") },
  { "AWSRAMBlankEndEntityCertificateAPICSRPassthroughIssuanceCertificateAuthority",
    TEMPLATE ("BlankEndEntityCertificate_APICSRPassthrough") },
  { "AWSRAMBlankEndEntityCertificateAPIPassthroughIssuanceCertificateAuthority",
    TEMPLATE ("BlankEndEntityCertificate_APIPassthrough") },
  { CLIENT, TEMPLATE ("EndEntityClientAuthCertificate") },
  { "AWSRAMEndEntityServerAuthCertificateIssuanceCertificateAuthority",
    TEMPLATE ("EndEntityServerAuthCertificate") },
  { "AWSRAMSubordinateCACertificatePathLen0IssuanceCertificateAuthority",
    TEMPLATE ("SubordinateCACertificate_PathLen0") },
  { REVOKE, NULL },
};

static void
test_seven (void)
{
  GPtrArray *permissions = esp_managed_permissions ();
  guint n_default = 0;

  g_assert_cmpuint (permissions->len, ==, G_N_ELEMENTS (service_rows));
  for (gsize i = 0; i < G_N_ELEMENTS (service_rows); i++)
    {
      const EspManagedPermission *permission = esp_managed_permission_find (service_rows[i].name);
      g_autoptr (JsonNode) node = NULL;
      g_autofree char *arn = NULL;

      g_assert_nonnull (permission);
      arn = g_strconcat ("arn:aws:ram::aws:permission/", service_rows[i].name, NULL);
      g_assert_cmpstr (permission->arn, ==, arn);
      g_assert_cmpstr (permission->template_arn, ==, service_rows[i].template_arn);
      g_assert_true (permission->is_default == g_str_equal (permission->name, DEFAULT));
      node = esp_json_parse (permission->policy_template, -1, ESP_POLICY_MAX_SIZE, NULL);
      g_assert_nonnull (node);
      g_assert_true (!service_rows[i].template_arn ||
                     strstr (permission->policy_template, service_rows[i].template_arn));
      n_default += permission->is_default;
    }
  g_assert_cmpuint (n_default, ==, 1);
  g_assert_null (esp_managed_permission_find ("awsramdefaultpermissioncertificateauthority"));
  g_assert_null (esp_managed_permission_find (""));
  g_assert_null (esp_managed_permission_find (NULL));
}

/* --- Names and templates of one's own ---------------------------------------------------------*/

static void
test_names (void)
{
  static const char *const good[] = { "a", "Issue-web.v2_x",
                                      "123456789012345678901234567890123456" };
  static const char *const bad[] = {
    "", "a b", "a/b", "ä", "1234567890123456789012345678901234567", DEFAULT
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (esp_managed_permission_check_name (good[i], &error));
      g_assert_no_error (error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (esp_managed_permission_check_name (bad[i], &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_PERMISSION_NAME));
    }
}

#define OWN(members) "{\"Version\":\"2012-10-17\",\"Statement\":[{" members "}]}"
#define ISSUE "\"Effect\":\"Allow\",\"Action\":[\"acm-pca:IssueCertificate\",\"acm-pca:ListTags\"]"
#define UNDER(operator, key)                                                                       \
  OWN (ISSUE ",\"Condition\":{\"" operator"\":{\"" key "\":\"arn:aws:acm-pca:::template/A/V1\"}}")

static void
test_templates (void)
{
  static const char *const good[] = {
    OWN (ISSUE),
    OWN ("\"Sid\":\"A\",\"Effect\":\"Allow\",\"Action\":\"ACM-PCA:revokecertificate\""),
    "{\"Statement\":{" ISSUE "}}",
    UNDER ("StringEquals", "acm-pca:TemplateArn"),
    UNDER ("ArnLike", "acm-pca:TemplateArn"),
    UNDER ("StringEqualsIfExists", "acm-pca:TemplateArn"),
    UNDER ("StringLike", "aws:ResourceTag/team"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", good[i]);
      g_assert_true (esp_managed_permission_check (good[i], &error));
      g_assert_no_error (error);
    }
}

static const struct
{
  const char *document;
  const char *problem; /* a part; NULL: the parser refuses it */
} template_rows[] = {
  { "{", NULL },
  { "[]", "not one statement" },
  { "{\"Version\":\"2012-10-17\"}", "not one statement" },
  { "{\"Statement\":[]}", "not one statement" },
  { "{\"Statement\":[{" ISSUE "},{" ISSUE "}]}", "not one statement" },
  { "{\"Statement\":[1]}", "not one statement" },
  { OWN ("\"Effect\":\"Deny\",\"Action\":\"acm-pca:ListTags\""), "Effect" },
  { OWN ("\"Action\":\"acm-pca:ListTags\""), "Effect" },
  { OWN ("\"Effect\":\"Allow\""), "no Action" },
  { OWN ("\"Effect\":\"Allow\",\"Action\":[]"), "no Action" },
  { OWN (ISSUE ",\"Resource\":\"*\""), "Resource" },
  { OWN (ISSUE ",\"Principal\":\"*\""), "Principal" },
  { OWN ("\"Effect\":\"Allow\",\"NotAction\":\"acm-pca:ListTags\""), "NotAction" },
  { OWN ("\"Effect\":\"Allow\",\"Action\":\"acm-pca:List*\""), "pattern" },
  { OWN ("\"Effect\":\"Allow\",\"Action\":\"*\""), "pattern" },
  { OWN ("\"Effect\":\"Allow\",\"Action\":\"acm-pca:GetCertificateAuthorityCsr\""),
    "GetCertificateAuthorityCsr" },
  { OWN ("\"Effect\":\"Allow\",\"Action\":[\"acm-pca:ListTags\",\"acm-pca:PutPolicy\"]"),
    "PutPolicy" },
  { UNDER ("StringNotEquals", "acm-pca:TemplateArn"), "negates" },
  { UNDER ("ArnNotLike", "acm-pca:TemplateArn"), "negates" },
  { UNDER ("NotIpAddress", "aws:SourceIp"), "negates" },
  { UNDER ("ForAnyValue:StringEquals", "aws:TagKeys"), "several values" },
  { UNDER ("ForAllValues:StringEquals", "aws:TagKeys"), "several values" },
  { UNDER ("StringEquals", "aws:PrincipalOrgID"), "aws:PrincipalOrgID" },
  { UNDER ("StringEquals", "AWS:principalaccount"), "AWS:principalaccount" },
  { UNDER ("StringEquals", "aws:PrincipalOrgPaths"), "aws:PrincipalOrgPaths" },
  { UNDER ("ArnEquals", "aws:SourceArn"), "aws:SourceArn" },
  { UNDER ("StringEquals", "aws:SourceAccount"), "aws:SourceAccount" },
  { UNDER ("StringEquals", "aws:ResourceTag/aws:cloudformation:stack-name"), "tag of the system" },
  { UNDER ("StringAlmost", "acm-pca:TemplateArn"), NULL },
  { OWN (ISSUE ",\"Condition\":{\"NumericEquals\":{\"aws:ResourceTag/n\":1.5}}"), NULL },
  { "{\"Version\":\"2000-01-01\",\"Statement\":{" ISSUE "}}", NULL },
};

static void
test_templates_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (template_rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", template_rows[i].document);
      g_assert_false (esp_managed_permission_check (template_rows[i].document, &error));
      g_assert_nonnull (error);
      g_assert_true (esp_error_has_reason (error, ESP_REASON_PERMISSION_TEMPLATE) ==
                     (template_rows[i].problem != NULL));
      if (template_rows[i].problem)
        g_assert_nonnull (strstr (error->message, template_rows[i].problem));
    }
}

/* --- From permissions to policies and back ----------------------------------------------------*/

static GArray *
make_candidates (void)
{
  GPtrArray *permissions = esp_managed_permissions ();
  GArray *candidates = g_array_new (FALSE, FALSE, sizeof (EspPermissionCandidate));
  EspPermissionCandidate own = { "own", UNDER ("StringEquals", "acm-pca:TemplateArn") };

  for (guint i = 0; i < permissions->len; i++)
    {
      const EspManagedPermission *permission = g_ptr_array_index (permissions, i);
      EspPermissionCandidate candidate = { permission->name, permission->policy_template };

      g_array_append_val (candidates, candidate);
    }
  g_array_append_val (candidates, own);
  return candidates;
}

static GPtrArray *
read_policy (const char *document, GError **error)
{
  g_autoptr (GArray) candidates = make_candidates ();

  return esp_resource_policy_read (document, CA, (const EspPermissionCandidate *) candidates->data,
                                   candidates->len, error);
}

static void
assert_grant (GPtrArray *grants, guint index, const char *principal, const char *permission)
{
  const EspPolicyGrant *grant;

  g_assert_nonnull (grants);
  g_assert_cmpuint (index, <, grants->len);
  grant = g_ptr_array_index (grants, index);
  g_assert_cmpstr (grant->principal, ==, principal);
  g_assert_cmpstr (grant->permission, ==, permission);
}

static void
free_grants (GPtrArray *grants)
{
  g_ptr_array_unref (grants);
}

static void
test_round_trip (void)
{
  static const char *const principals[] = { ACCOUNT, ROLE, "arn:aws:iam::111122223333:user/sam" };
  g_autoptr (GArray) candidates = make_candidates ();

  for (guint i = 0; i < candidates->len * G_N_ELEMENTS (principals); i++)
    {
      const EspPermissionCandidate *candidate = &g_array_index (candidates, EspPermissionCandidate,
                                                                i % candidates->len);
      const char *principal = principals[i / candidates->len];
      g_autoptr (GError) error = NULL;
      g_autofree char *document = esp_managed_permission_to_policy (candidate->policy_template,
                                                                    principal, CA, &error);
      g_autoptr (EspPolicy) policy = NULL;
      GPtrArray *grants;

      g_assert_no_error (error);
      policy = esp_policy_parse_kind (ESP_POLICY_RESOURCE, "share", document, &error);
      g_assert_no_error (error);
      grants = read_policy (document, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (grants->len, ==, 1);
      assert_grant (grants, 0, principal, candidate->name);
      free_grants (grants);
    }
}

/* The shape of 7.4, member by member. */
static void
test_shape (void)
{
  const EspManagedPermission *permission = esp_managed_permission_find (CLIENT);
  g_autofree char *document = esp_managed_permission_to_policy (permission->policy_template,
                                                                ACCOUNT, CA, NULL);

  g_assert_cmpstr (
    document, ==,
    "{\"Statement\":[{\"Action\":[\"acm-pca:DescribeCertificateAuthority\","
    "\"acm-pca:GetCertificate\",\"acm-pca:GetCertificateAuthorityCertificate\","
    "\"acm-pca:ListPermissions\",\"acm-pca:ListTags\"],\"Effect\":\"Allow\","
    "\"Principal\":{\"AWS\":\"" ACCOUNT "\"},\"Resource\":\"" CA "\"},"
    "{\"Action\":[\"acm-pca:IssueCertificate\"],\"Condition\":{\"StringEquals\":"
    "{\"acm-pca:TemplateArn\":\"" TEMPLATE (
      "EndEntityClientAuthCertificate") "\"}},"
                                        "\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" ACCOUNT
                                        "\"},\"Resource\":\"" CA "\"}],"
                                        "\"Version\":\"2012-10-17\"}");
}

static void
test_to_policy_refused (void)
{
  static const char *const principals[] = {
    "*",
    "",
    "11112222333",
    "arn:aws:iam::111122223333:role/",
    "arn:aws:iam::111122223333:role/*",
    "arn:aws:iam::x:role/A",
    "arn:aws:iam::111122223333:group/A",
    "acm.amazonaws.com",
  };
  const EspManagedPermission *permission = esp_managed_permission_find (DEFAULT);

  for (gsize i = 0; i < G_N_ELEMENTS (principals); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
        esp_managed_permission_to_policy (permission->policy_template, principals[i], CA, &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_RESOURCE_POLICY));
      g_clear_error (&error);
      g_assert_null (esp_managed_permission_to_policy ("{", ACCOUNT, CA, &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_JSON_SYNTAX));
    }
}

/* What the policy of a share decides in the end, by the engine's own decision. */
static EspDecisionOutcome
decide (EspPolicy *share, const char *action, const char *template)
{
  g_autoptr (EspConditionKeys) keys = esp_condition_keys_new ();
  g_autoptr (GPtrArray) shares = g_ptr_array_new ();
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  g_autoptr (EspPolicy) all = esp_policy_parse (
    "all", "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}", NULL);
  EspAccessRequest request = {
    .action = action,
    .resource = CA,
    .resource_account = "444455556666",
    .principal = "arn:aws:iam::111122223333:user/sam",
    .principal_role = ROLE,
    .principal_account = ACCOUNT,
    .principal_active = TRUE,
    .keys = keys,
    .identity_policies = own,
    .resource_policies = shares,
  };

  if (template)
    esp_condition_keys_set (keys, "acm-pca:TemplateArn", template);
  g_ptr_array_add (shares, share);
  g_ptr_array_add (own, all);
  return esp_decide_quickly (&request);
}

static void
test_effect (void)
{
  const EspManagedPermission *permission = esp_managed_permission_find (CLIENT);
  g_autofree char *document = esp_managed_permission_to_policy (permission->policy_template,
                                                                ACCOUNT, CA, NULL);
  g_autoptr (EspPolicy) policy = esp_policy_parse_kind (ESP_POLICY_RESOURCE, "s", document, NULL);

  g_assert_nonnull (policy);
  g_assert_cmpint (decide (policy, "acm-pca:IssueCertificate", permission->template_arn), ==,
                   ESP_DECISION_ALLOW);
  g_assert_cmpint (decide (policy, "acm-pca:GetCertificate", NULL), ==, ESP_DECISION_ALLOW);
  g_assert_cmpint (
    decide (policy, "acm-pca:IssueCertificate", TEMPLATE ("EndEntityServerAuthCertificate")), ==,
    ESP_DECISION_IMPLICIT_DENY);
  g_assert_cmpint (decide (policy, "acm-pca:RevokeCertificate", NULL), ==,
                   ESP_DECISION_IMPLICIT_DENY);
  g_assert_cmpint (decide (policy, "acm-pca:GetCertificateAuthorityCsr", NULL), ==,
                   ESP_DECISION_IMPLICIT_DENY);
}

/* --- Strict reading ---------------------------------------------------------------------------*/

#define READ_ACTIONS                                                                               \
  "[\"acm-pca:DescribeCertificateAuthority\",\"acm-pca:GetCertificate\","                          \
  "\"acm-pca:GetCertificateAuthorityCertificate\",\"acm-pca:ListPermissions\",\"acm-pca:ListTags\"]"
#define STATEMENT(principal, actions, resource, more)                                              \
  "{\"Sid\":\"1\",\"Effect\":\"Allow\",\"Principal\":" principal ",\"Action\":" actions            \
  ",\"Resource\":\"" resource "\"" more "}"
#define WHO "{\"AWS\":\"" ACCOUNT "\"}"
#define WITH(name)                                                                                 \
  ",\"Condition\":{\"StringEquals\":{\"acm-pca:TemplateArn\":\"" TEMPLATE (name) "\"}}"
#define READ(who) STATEMENT (who, READ_ACTIONS, CA, "")
#define ISSUE_BY(who, name) STATEMENT (who, "\"acm-pca:IssueCertificate\"", CA, WITH (name))
#define DOCUMENT(statements) "{\"Version\":\"2012-10-17\",\"Statement\":[" statements "]}"

/* As the guide prints it: both statements have the Sid "1". */
static void
test_guide (void)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *grants = read_policy (DOCUMENT (READ (WHO) "," ISSUE_BY (WHO, "EndEntityCertificate")),
                                   &error);

  g_assert_no_error (error);
  g_assert_cmpuint (grants->len, ==, 1);
  assert_grant (grants, 0, ACCOUNT, DEFAULT);
  free_grants (grants);
}

/* Order, case of actions, lists of one, an account as its root, an Id: all the same. */
static void
test_other_spelling (void)
{
  static const char document[] =
    "{\"Id\":\"x\",\"Statement\":[{\"Resource\":[\"" CA "\"],\"Effect\":\"Allow\","
    "\"Principal\":{\"AWS\":[\"arn:aws:iam::111122223333:root\",\"" ROLE "\"]},"
    "\"Action\":[\"ACM-PCA:issuecertificate\"],\"Condition\":{\"StringEquals\":"
    "{\"ACM-PCA:TemplateArn\":[\"" CLIENT_TEMPLATE "\"]}}},"
    "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"" ROLE "\",\"" ACCOUNT "\"]},"
    "\"Action\":[\"acm-pca:ListTags\",\"acm-pca:ListPermissions\",\"acm-pca:GetCertificate\","
    "\"acm-pca:GetCertificateAuthorityCertificate\","
    "\"acm-pca:DescribeCertificateAuthority\","
    "\"acm-pca:ListTags\"],\"Resource\":\"" CA "\"}]}";
  g_autoptr (GError) error = NULL;
  GPtrArray *grants = read_policy (document, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (grants->len, ==, 2);
  assert_grant (grants, 0, ACCOUNT, CLIENT);
  assert_grant (grants, 1, ROLE, CLIENT);
  free_grants (grants);
}

/* Several shares with one principal: each permission that gives a part. */
static void
test_several (void)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *grants = read_policy (
    DOCUMENT (READ (WHO) "," ISSUE_BY (WHO, "EndEntityCertificate") "," ISSUE_BY (
      WHO, "EndEntityClientAuthCertificate") "," STATEMENT (WHO, "\"acm-pca:RevokeCertificate\"",
                                                            CA, "")),
    &error);

  g_assert_no_error (error);
  g_assert_cmpuint (grants->len, ==, 3);
  assert_grant (grants, 0, ACCOUNT, DEFAULT);
  assert_grant (grants, 1, ACCOUNT, CLIENT);
  assert_grant (grants, 2, ACCOUNT, REVOKE);
  free_grants (grants);
}

static const struct
{
  const char *document;
  const char *problem; /* a part of it; NULL: it is no JSON */
} policy_rows[] = {
  { "{\"Statement\":[", NULL },
  { "[]", "no statements" },
  { "{}", "no statements" },
  { DOCUMENT (""), "no statements" },
  { DOCUMENT ("1"), "no statements" },
  { "{\"Version\":\"2012-10-18\",\"Statement\":[" READ (WHO) "]}", "Version" },
  { "{\"Note\":1,\"Statement\":[" READ (WHO) "]}", "Note" },
  { DOCUMENT (READ (WHO)), "a part of " DEFAULT },
  { DOCUMENT (ISSUE_BY (WHO, "EndEntityClientAuthCertificate")), "a part of " CLIENT },
  { DOCUMENT (READ (WHO) "," ISSUE_BY (WHO, "RootCACertificate")), "statement 2 is part of no" },
  { DOCUMENT (READ (WHO) "," STATEMENT (WHO, "\"acm-pca:IssueCertificate\"", CA, "")),
    "statement 2 is part of no" },
  { DOCUMENT (STATEMENT (WHO, "\"acm-pca:DeleteCertificateAuthority\"", CA, "")),
    "acm-pca:DeleteCertificateAuthority" },
  { DOCUMENT (STATEMENT (WHO, "\"acm-pca:*\"", CA, "")), "acm-pca:*" },
  { DOCUMENT (STATEMENT (WHO, "[]", CA, "")), "no Action" },
  { DOCUMENT (STATEMENT (WHO, "1", CA, "")), "no Action" },
  { DOCUMENT (STATEMENT (WHO, READ_ACTIONS, OTHER_CA, "")), "another Resource" },
  { DOCUMENT (STATEMENT (WHO, READ_ACTIONS, "*", "")), "another Resource" },
  { DOCUMENT ("{\"Effect\":\"Allow\",\"Principal\":" WHO ",\"Action\":\"acm-pca:ListTags\"}"),
    "Resource" },
  { DOCUMENT ("{\"Effect\":\"Allow\",\"Action\":" READ_ACTIONS ",\"Resource\":\"" CA "\"}"),
    "no Principal" },
  { DOCUMENT ("{\"Effect\":\"Deny\",\"Principal\":" WHO ",\"Action\":" READ_ACTIONS
              ",\"Resource\":\"" CA "\"}"),
    "Effect Allow" },
  { DOCUMENT ("{\"Effect\":\"Allow\",\"NotPrincipal\":" WHO ",\"Action\":" READ_ACTIONS
              ",\"Resource\":\"" CA "\"}"),
    "NotPrincipal" },
  { DOCUMENT (READ ("\"*\"")), "everybody" },
  { DOCUMENT (READ ("1")), "no Principal" },
  { DOCUMENT (READ ("{\"AWS\":\"*\"}")), "neither an account" },
  { DOCUMENT (READ ("{\"AWS\":[]}")), "can't be read" },
  { DOCUMENT (READ ("{\"Service\":\"acm.amazonaws.com\"}")), "kind AWS" },
  { DOCUMENT (READ ("{\"AWS\":\"" ACCOUNT "\",\"Service\":\"x\"}")), "kind AWS" },
  { DOCUMENT (READ ("{\"AWS\":\"12345\"}")), "12345" },
  { DOCUMENT (READ (WHO) "," STATEMENT ("{\"AWS\":\"" ROLE "\"}",
                                        "\"acm-pca:IssueCertificate\"",
                                        CA,
                                        WITH ("EndEntityCertificate"))),
    "for " ACCOUNT " it has a part" },
  { DOCUMENT (STATEMENT (WHO,
                         "\"acm-pca:IssueCertificate\"",
                         CA,
                         ",\"Condition\":{\"stringequals\":{\"acm-pca:TemplateArn\":\"" TEMPLATE (
                           "EndEntityCertificate") "\"}}")),
    "statement 1 is part of no" },
  { DOCUMENT (STATEMENT (WHO, READ_ACTIONS, CA, ",\"Condition\":\"x\"")),
    "statement 1 is part of no" },
  { DOCUMENT (STATEMENT (WHO, READ_ACTIONS, CA, WITH ("EndEntityCertificate"))),
    "statement 1 is part of no" },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (policy_rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", policy_rows[i].document);
      g_assert_null (read_policy (policy_rows[i].document, &error));
      if (!policy_rows[i].problem)
        {
          g_assert_true (esp_error_has_reason (error, ESP_REASON_JSON_SYNTAX));
          continue;
        }
      g_assert_true (esp_error_has_reason (error, ESP_REASON_RESOURCE_POLICY));
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (esp_error_get_argument (error, "problem"), policy_rows[i].problem));
    }
}

/* A candidate that can't be read stands for nothing; without candidates nothing is let in. */
static void
test_candidates (void)
{
  const EspPermissionCandidate broken[] = { { "a", "{" },
                                            { "b", "{\"Statement\":[1]}" },
                                            { "c", "{\"Statement\":{\"Action\":1}}" } };
  g_autoptr (GError) error = NULL;

  g_assert_null (
    esp_resource_policy_read (DOCUMENT (READ (WHO)), CA, broken, G_N_ELEMENTS (broken), &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_RESOURCE_POLICY));
  g_clear_error (&error);
  g_assert_null (esp_resource_policy_read (DOCUMENT (READ (WHO)), CA, NULL, 0, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_RESOURCE_POLICY));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/access/managed-permission/seven", test_seven);
  g_test_add_func ("/access/managed-permission/names", test_names);
  g_test_add_func ("/access/managed-permission/templates", test_templates);
  g_test_add_func ("/access/managed-permission/templates-refused", test_templates_refused);
  g_test_add_func ("/access/managed-permission/round-trip", test_round_trip);
  g_test_add_func ("/access/managed-permission/shape", test_shape);
  g_test_add_func ("/access/managed-permission/to-policy-refused", test_to_policy_refused);
  g_test_add_func ("/access/managed-permission/effect", test_effect);
  g_test_add_func ("/access/resource-policy/guide", test_guide);
  g_test_add_func ("/access/resource-policy/other-spelling", test_other_spelling);
  g_test_add_func ("/access/resource-policy/several", test_several);
  g_test_add_func ("/access/resource-policy/refused", test_refused);
  g_test_add_func ("/access/resource-policy/candidates", test_candidates);
  return g_test_run ();
}
