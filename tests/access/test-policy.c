/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading policy documents: what is accepted, what is refused and for which reason. */
#include "access/esp-policy.h"
#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-text.h"

#include <string.h>

#define STATEMENT(members)                                                                         \
  "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\"," members "}}"
#define RIGHTS "\"Action\":\"*\",\"Resource\":\"*\""
#define RESOURCE_ROW(resource) STATEMENT ("\"Action\":\"*\",\"Resource\":\"" resource "\"")
#define CONDITION(block) STATEMENT (RIGHTS ",\"Condition\":" block)

static void
test_accepted (void)
{
  static const char *const documents[] = {
    STATEMENT (RIGHTS),
    "{\"Statement\":[{\"Effect\":\"Deny\"," RIGHTS "}]}",
    "{\"Version\":\"2008-10-17\",\"Statement\":[{\"Sid\":\"A1\",\"Effect\":\"Allow\"," RIGHTS "},"
    "{\"Sid\":\"a1\",\"Effect\":\"Deny\",\"Action\":[\"acm-pca:Get*\",\"IAM:list?oles\"],"
    "\"Resource\":[\"arn:aws:acm-pca:*:*:certificate-authority/*\",\"*\"]}]}",
    /* Before 2012-10-17 a dollar sign is a dollar sign. */
    "{\"Version\":\"2008-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\","
    "\"Resource\":\"arn:aws:iam::1:user/${x}\"}}",
    STATEMENT ("\"Sid\":\"\"," RIGHTS),
    STATEMENT ("\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::bucket/a:b\""),
    STATEMENT ("\"Action\":\"*\",\"Resource\":\"arn:aws:iam::1:user/${aws:username}\""),
    STATEMENT ("\"Action\":\"*\",\"Resource\":\"arn:aws:iam::1:${*}/${ aws:a/b , 'x, y' }${$}\""),
    STATEMENT ("\"NotAction\":[\"*\"],\"NotResource\":\"*\""),
    STATEMENT (RIGHTS ",\"Condition\":{}"),
    STATEMENT (RIGHTS ",\"Condition\":{\"Bool\":{\"aws:MultiFactorAuthPresent\":true},"
                      "\"NumericLessThan\":{\"a:b\":[1,2.5,\"-3\"]},\"Null\":{\"a:c\":false}}"),
    STATEMENT (RIGHTS
               ",\"Condition\":{\"ForAllValues:StringNotLikeIfExists\":{\"aws:TagKeys\":[\"\"]}}"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspPolicy) policy = esp_policy_parse ("Role/policy", documents[i], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (esp_policy_get_name (policy), ==, "Role/policy");
    }
}

static const struct
{
  const char *document;
  EspReason reason;
  const char *member; /* its argument, where that matters */
} refused_rows[] = {
  { "", ESP_REASON_JSON_SYNTAX, NULL },
  { "{", ESP_REASON_JSON_SYNTAX, NULL },
  { "\xff", ESP_REASON_JSON_SYNTAX, NULL },
  { STATEMENT ("\"Action\":\"*\",\"Action\":\"iam:*\",\"Resource\":\"*\""),
    ESP_REASON_JSON_DUPLICATE, "Action" },
  { "null", ESP_REASON_POLICY_NO_STATEMENT, NULL },
  { "[]", ESP_REASON_POLICY_NO_STATEMENT, NULL },
  { "{}", ESP_REASON_POLICY_NO_STATEMENT, NULL },
  { "{\"Version\":\"2012-10-17\",\"Statement\":[]}", ESP_REASON_POLICY_NO_STATEMENT, NULL },
  { "{\"Version\":\"2012-10-18\",\"Statement\":{}}", ESP_REASON_POLICY_VERSION, NULL },
  { "{\"Version\":20121017,\"Statement\":{}}", ESP_REASON_POLICY_VERSION, NULL },
  { "{\"Id\":\"x\",\"Statement\":{}}", ESP_REASON_POLICY_MEMBER_UNKNOWN, "Id" },
  { "{\"version\":\"2012-10-17\"}", ESP_REASON_POLICY_MEMBER_UNKNOWN, "version" },
  { "{\"Statement\":\"x\"}", ESP_REASON_POLICY_TYPE, "Statement" },
  { "{\"Statement\":null}", ESP_REASON_POLICY_TYPE, "Statement" },
  { "{\"Statement\":[[]]}", ESP_REASON_POLICY_TYPE, "Statement" },
  { "{\"Statement\":{" RIGHTS "}}", ESP_REASON_POLICY_MEMBER_MISSING, "Effect" },
  { "{\"Statement\":{\"Effect\":\"allow\"," RIGHTS "}}", ESP_REASON_POLICY_EFFECT, NULL },
  { "{\"Statement\":{\"Effect\":true," RIGHTS "}}", ESP_REASON_POLICY_TYPE, "Effect" },
  { STATEMENT ("\"Sid\":\"a b\"," RIGHTS), ESP_REASON_POLICY_SID, NULL },
  { STATEMENT ("\"Sid\":[\"a\"]," RIGHTS), ESP_REASON_POLICY_TYPE, "Sid" },
  { STATEMENT ("\"Resource\":\"*\""), ESP_REASON_POLICY_MEMBER_MISSING, "Action" },
  { STATEMENT ("\"Action\":\"*\""), ESP_REASON_POLICY_MEMBER_MISSING, "Resource" },
  { STATEMENT ("\"Action\":[],\"Resource\":\"*\""), ESP_REASON_POLICY_MEMBER_MISSING, "Action" },
  { STATEMENT ("\"Action\":{},\"Resource\":\"*\""), ESP_REASON_POLICY_TYPE, "Action" },
  { STATEMENT ("\"Action\":null,\"Resource\":\"*\""), ESP_REASON_POLICY_TYPE, "Action" },
  { STATEMENT ("\"Action\":[\"*\",1],\"Resource\":\"*\""), ESP_REASON_POLICY_TYPE, "Action" },
  { STATEMENT ("\"Action\":\"*\",\"Resource\":[[\"*\"]]"), ESP_REASON_POLICY_TYPE, "Resource" },
  { STATEMENT ("\"Action\":\"\",\"Resource\":\"*\""), ESP_REASON_POLICY_ACTION, NULL },
  { STATEMENT ("\"Action\":\"IssueCertificate\",\"Resource\":\"*\""), ESP_REASON_POLICY_ACTION,
    NULL },
  { STATEMENT ("\"Action\":\"acm-pca:\",\"Resource\":\"*\""), ESP_REASON_POLICY_ACTION, NULL },
  { STATEMENT ("\"Action\":\":Get\",\"Resource\":\"*\""), ESP_REASON_POLICY_ACTION, NULL },
  { STATEMENT ("\"Action\":\"acm-pca:Get Policy\",\"Resource\":\"*\""), ESP_REASON_POLICY_ACTION,
    NULL },
  { STATEMENT ("\"Action\":\"a:b:c\",\"Resource\":\"*\""), ESP_REASON_POLICY_ACTION, NULL },
  { STATEMENT ("\"Action\":\"*\",\"Resource\":\"\""), ESP_REASON_POLICY_RESOURCE, NULL },
  { STATEMENT ("\"Action\":\"*\",\"Resource\":\"certificate-authority/*\""),
    ESP_REASON_POLICY_RESOURCE, NULL },
  { STATEMENT ("\"Action\":\"*\",\"Resource\":\"arn:aws:acm-pca:*\""), ESP_REASON_POLICY_RESOURCE,
    NULL },
  { STATEMENT ("\"NotAction\":\"*\"," RIGHTS), ESP_REASON_POLICY_MEMBER_TWICE, "NotAction" },
  { STATEMENT ("\"NotResource\":\"*\"," RIGHTS), ESP_REASON_POLICY_MEMBER_TWICE, "NotResource" },
  { STATEMENT ("\"NotAction\":\"x\",\"Resource\":\"*\""), ESP_REASON_POLICY_ACTION, NULL },
  { STATEMENT ("\"Action\":\"*\",\"NotResource\":[]"), ESP_REASON_POLICY_MEMBER_MISSING,
    "NotResource" },
  { STATEMENT (RIGHTS ",\"Principal\":\"*\""), ESP_REASON_POLICY_MEMBER_UNKNOWN, "Principal" },
  { STATEMENT (RIGHTS ",\"NotPrincipal\":\"*\""), ESP_REASON_POLICY_MEMBER_UNKNOWN,
    "NotPrincipal" },
  { STATEMENT (RIGHTS ",\"condition\":{}"), ESP_REASON_POLICY_MEMBER_UNKNOWN, "condition" },
  { STATEMENT (RIGHTS ",\"a\\u202eb\":{}"), ESP_REASON_POLICY_MEMBER_UNKNOWN, "a\\u202eb" },
  /* A good statement does not save a bad one beside it. */
  { "{\"Statement\":[{\"Effect\":\"Allow\"," RIGHTS "},{\"Effect\":\"Deny\"," RIGHTS
    ",\"Condition\":[]}]}",
    ESP_REASON_POLICY_TYPE, "Condition" },
  { "{\"Statement\":[{\"Sid\":\"A\",\"Effect\":\"Allow\"," RIGHTS "},{\"Sid\":\"A\","
    "\"Effect\":\"Deny\"," RIGHTS "}]}",
    ESP_REASON_POLICY_SID, NULL },
  /* Variables: well formed, in the last part of a resource. */
  { RESOURCE_ROW ("arn:aws:iam::${aws:PrincipalAccount}:user/x"), ESP_REASON_POLICY_VARIABLE,
    NULL },
  { RESOURCE_ROW ("arn:aws:iam::1:user/${aws:username"), ESP_REASON_POLICY_VARIABLE, NULL },
  { RESOURCE_ROW ("arn:aws:iam::1:user/${}"), ESP_REASON_POLICY_VARIABLE, NULL },
  { RESOURCE_ROW ("arn:aws:iam::1:user/${name}"), ESP_REASON_POLICY_VARIABLE, NULL },
  { RESOURCE_ROW ("arn:aws:iam::1:user/${aws:username, x}"), ESP_REASON_POLICY_VARIABLE, NULL },
  { RESOURCE_ROW ("arn:aws:iam::1:user/${aws:username, 'x'y}"), ESP_REASON_POLICY_VARIABLE, NULL },
  { RESOURCE_ROW ("arn:aws:iam::1:user/${aws:username, 'a'b'}"), ESP_REASON_POLICY_VARIABLE, NULL },
  { RESOURCE_ROW ("arn:aws:iam::1:user/${**}"), ESP_REASON_POLICY_VARIABLE, NULL },
  /* Conditions. */
  { CONDITION ("{\"StringEqual\":{\"a:b\":\"c\"}}"), ESP_REASON_POLICY_OPERATOR, NULL },
  { CONDITION ("{\"stringequals\":{\"a:b\":\"c\"}}"), ESP_REASON_POLICY_OPERATOR, NULL },
  { CONDITION ("{\"ForSomeValues:StringEquals\":{\"a:b\":\"c\"}}"), ESP_REASON_POLICY_OPERATOR,
    NULL },
  { CONDITION ("{\"NullIfExists\":{\"a:b\":\"true\"}}"), ESP_REASON_POLICY_OPERATOR, NULL },
  { CONDITION ("{\"ForAnyValue:Null\":{\"a:b\":\"true\"}}"), ESP_REASON_POLICY_OPERATOR, NULL },
  { CONDITION ("{\"StringEquals\":\"x\"}"), ESP_REASON_POLICY_TYPE, "StringEquals" },
  { CONDITION ("{\"StringEquals\":{}}"), ESP_REASON_POLICY_MEMBER_MISSING, "StringEquals" },
  { CONDITION ("{\"StringEquals\":{\"a:b\":[]}}"), ESP_REASON_POLICY_MEMBER_MISSING, "a:b" },
  { CONDITION ("{\"StringEquals\":{\"a:b\":null}}"), ESP_REASON_POLICY_TYPE, "a:b" },
  { CONDITION ("{\"StringEquals\":{\"a:b\":{}}}"), ESP_REASON_POLICY_TYPE, "a:b" },
  { CONDITION ("{\"StringEquals\":{\"team\":\"x\"}}"), ESP_REASON_POLICY_KEY, NULL },
  { CONDITION ("{\"StringEquals\":{\"aws:\":\"x\"}}"), ESP_REASON_POLICY_KEY, NULL },
  { CONDITION ("{\"StringEquals\":{\"aws:a${b}\":\"x\"}}"), ESP_REASON_POLICY_KEY, NULL },
  { CONDITION ("{\"StringEquals\":{\"a:b\":\"${c\"}}"), ESP_REASON_POLICY_VARIABLE, NULL },
  { CONDITION ("{\"NumericEquals\":{\"a:b\":\"1x\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  { CONDITION ("{\"NumericEquals\":{\"a:b\":\"\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  { CONDITION ("{\"NumericEquals\":{\"a:b\":\"1.2.3\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  { CONDITION ("{\"NumericEquals\":{\"a:b\":\"0x10\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  { CONDITION ("{\"NumericEquals\":{\"a:b\":\"${a:c}\"}}"), ESP_REASON_POLICY_VARIABLE, NULL },
  { CONDITION ("{\"DateEquals\":{\"a:b\":\"2026-02-30\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  { CONDITION ("{\"DateEquals\":{\"a:b\":\"2026-01-01T25:00Z\"}}"), ESP_REASON_POLICY_CONDITION,
    NULL },
  { CONDITION ("{\"DateEquals\":{\"a:b\":\"2026-01-01T10:00Zx\"}}"), ESP_REASON_POLICY_CONDITION,
    NULL },
  { CONDITION ("{\"DateEquals\":{\"a:b\":\"yesterday\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  { CONDITION ("{\"Bool\":{\"a:b\":\"yes\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  { CONDITION ("{\"BinaryEquals\":{\"a:b\":\"AQI\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  { CONDITION ("{\"BinaryEquals\":{\"a:b\":\"A?==\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  { CONDITION ("{\"IpAddress\":{\"a:b\":\"10.0.0\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  { CONDITION ("{\"IpAddress\":{\"a:b\":\"10.0.0.0/33\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  { CONDITION ("{\"IpAddress\":{\"a:b\":\"10.0.0.0/\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  { CONDITION ("{\"IpAddress\":{\"a:b\":\"::/129\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  { CONDITION ("{\"IpAddress\":{\"a:b\":\"*\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  { CONDITION ("{\"ArnLike\":{\"a:b\":\"*\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  { CONDITION ("{\"ArnLike\":{\"a:b\":\"arn:aws:iam::1\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  { CONDITION ("{\"Null\":{\"a:b\":\"x\"}}"), ESP_REASON_POLICY_CONDITION, NULL },
  /* Texts that would be cut off at an escaped NUL. */
  { STATEMENT ("\"Action\":\"*\\u0000x\",\"Resource\":\"*\""), ESP_REASON_JSON_NUL, NULL },
  { STATEMENT ("\"Action\\u0000x\":\"*\",\"Resource\":\"*\""), ESP_REASON_JSON_NUL, NULL },
};

/* The sentence has a value for each of its places. */
static void
assert_filled (const GError *error)
{
  g_auto (GStrv) parts = g_strsplit (esp_reason_get_text (esp_error_get_reason (error)), "{", -1);

  for (guint i = 1; parts[i]; i++)
    {
      *strchr (parts[i], '}') = '\0';
      g_assert_nonnull (esp_error_get_argument (error, parts[i]));
    }
}

static void
assert_refused (const char *document, EspReason reason, const char *member)
{
  g_autoptr (GError) error = NULL;
  EspPolicy *policy = esp_policy_parse ("p", document, &error);
  g_autofree char *shown = esp_text_escape (document);

  g_test_message ("%.200s", shown);
  g_assert_null (policy);
  g_assert_nonnull (error);
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
  assert_filled (error);
  if (member)
    g_assert_cmpstr (esp_error_get_argument (error, "member"), ==, member);
}

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused_rows); i++)
    assert_refused (refused_rows[i].document, refused_rows[i].reason, refused_rows[i].member);
}

static char *
repeat (const char *start, const char *item, guint n, const char *end)
{
  GString *text = g_string_new (start);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", item);
  g_string_append (text, end);
  return g_string_free (text, FALSE);
}

static void
assert_limit (const char *start, const char *item, guint most, const char *end)
{
  g_autofree char *full = repeat (start, item, most, end);
  g_autofree char *over = repeat (start, item, most + 1, end);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspPolicy) policy = esp_policy_parse ("p", full, &error);

  g_assert_no_error (error);
  g_assert_nonnull (policy);
  assert_refused (over, ESP_REASON_POLICY_TOO_MANY, NULL);
}

/* Wildcards and variables in one value. */
static void
assert_limit_in_text (const char *item, guint most)
{
  for (guint n = most; n <= most + 1; n++)
    {
      g_autoptr (GString) text = g_string_new ("{\"Version\":\"2012-10-17\",\"Statement\":{"
                                               "\"Effect\":\"Allow\"," RIGHTS ",\"Condition\":{"
                                               "\"StringLike\":{\"a:b\":\"");
      g_autoptr (EspPolicy) policy = NULL;

      for (guint i = 0; i < n; i++)
        g_string_append (text, item);
      g_string_append (text, "\"}}}}");
      policy = n == most ? esp_policy_parse ("p", text->str, NULL) : NULL;
      if (n == most)
        g_assert_nonnull (policy);
      else
        assert_refused (text->str, ESP_REASON_POLICY_TOO_MANY, NULL);
    }
}

static void
assert_many_conditions (void)
{
  for (guint n = ESP_POLICY_MAX_CONDITIONS; n <= ESP_POLICY_MAX_CONDITIONS + 1; n++)
    {
      g_autoptr (GString) text = g_string_new ("{\"Statement\":{\"Effect\":\"Allow\"," RIGHTS
                                               ",\"Condition\":{\"StringEquals\":{");
      g_autoptr (EspPolicy) policy = NULL;

      for (guint i = 0; i < n; i++)
        g_string_append_printf (text, "%s\"a:k%u\":\"x\"", i > 0 ? "," : "", i);
      g_string_append (text, "}}}}");
      policy = esp_policy_parse ("p", text->str, NULL);
      g_assert_true ((policy != NULL) == (n == ESP_POLICY_MAX_CONDITIONS));
      if (!policy)
        assert_refused (text->str, ESP_REASON_POLICY_TOO_MANY, "Condition");
    }
}

static void
assert_long_text (void)
{
  for (gsize n = 2048; n <= 2049; n++)
    {
      g_autofree char *name = g_strnfill (n - strlen ("iam:"), 'x');
      g_autofree char *text = g_strconcat (
        "{\"Statement\":{\"Effect\":\"Allow\",\"Resource\":\"*\","
        "\"Action\":\"iam:",
        name, "\"}}", NULL);
      g_autoptr (EspPolicy) policy = esp_policy_parse ("p", text, NULL);

      g_assert_true ((policy != NULL) == (n == 2048));
      if (!policy)
        assert_refused (text, ESP_REASON_POLICY_TOO_MANY, NULL);
    }
}

static void
test_limits (void)
{
  g_autoptr (GString) padded = g_string_new (STATEMENT (RIGHTS));
  g_autofree char *deep = g_strnfill (2000, '[');
  g_autoptr (EspPolicy) policy = NULL;

  assert_limit ("{\"Statement\":[", "{\"Effect\":\"Allow\"," RIGHTS "}", ESP_POLICY_MAX_STATEMENTS,
                "]}");
  assert_limit ("{\"Statement\":{\"Effect\":\"Allow\",\"Resource\":\"*\",\"Action\":[", "\"a:b\"",
                ESP_POLICY_MAX_VALUES, "]}}");
  assert_limit ("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":[", "\"*\"",
                ESP_POLICY_MAX_VALUES, "]}}");
  assert_limit ("{\"Statement\":{\"Effect\":\"Allow\"," RIGHTS
                ",\"Condition\":{\"StringEquals\":{\"a:b\":[",
                "\"x\"", ESP_POLICY_MAX_VALUES, "]}}}}");
  assert_limit_in_text ("*?", 32);
  assert_limit_in_text ("${a:b}-", 32);
  assert_many_conditions ();
  assert_long_text ();
  assert_refused (deep, ESP_REASON_JSON_TOO_DEEP, NULL);
  while (padded->len < ESP_POLICY_MAX_SIZE)
    g_string_append_c (padded, ' ');
  policy = esp_policy_parse ("p", padded->str, NULL);
  g_assert_nonnull (policy);
  g_string_append_c (padded, ' ');
  assert_refused (padded->str, ESP_REASON_FILE_TOO_LARGE, NULL);
}

/* Every document cut off at every byte, and with every byte changed: an answer, never a crash. */
static void
test_mangled (void)
{
  static const char document[] = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"A\","
                                 "\"Effect\":\"Allow\",\"Action\":[\"acm-pca:Get*\",\"iam:*\"],"
                                 "\"Resource\":\"arn:aws:acm-pca:*:*:certificate-authority/*\"}]}";
  guint n_refused = 0;

  for (gsize i = 0; i < strlen (document); i++)
    {
      g_autofree char *text = g_strdup (document);

      for (int byte = 1; byte < 256; byte += 3)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (EspPolicy) policy = NULL;

          text[i] = (char) byte;
          policy = esp_policy_parse ("p", text, &error);
          g_assert_true ((policy == NULL) == (error != NULL));
          n_refused += policy == NULL;
        }
      text[i] = '\0';
      assert_refused (text, ESP_REASON_JSON_SYNTAX, NULL);
    }
  g_assert_cmpuint (n_refused, >, 1000);
}

static void
test_references (void)
{
  EspPolicy *policy = esp_policy_parse ("p", STATEMENT (RIGHTS), NULL);
  g_autoptr (EspPolicy) other = esp_policy_ref (policy);

  g_assert_true (other == policy);
  esp_policy_unref (policy);
  esp_policy_unref (NULL);
  g_assert_cmpstr (esp_policy_get_name (other), ==, "p");
}

/* --- Kinds ------------------------------------------------------------------------------------*/

#define SHARE(members)                                                                             \
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\"," RIGHTS "," members "}]}"
#define PRINCIPAL(value) SHARE ("\"Principal\":" value)

static const struct
{
  EspPolicyKind kind;
  const char *document;
  EspReason reason; /* ESP_REASON_NONE: accepted */
} kind_rows[] = {
  { ESP_POLICY_GUARDRAIL, STATEMENT (RIGHTS), ESP_REASON_NONE },
  { ESP_POLICY_GUARDRAIL, PRINCIPAL ("\"*\""), ESP_REASON_POLICY_MEMBER_UNKNOWN },
  { ESP_POLICY_RESOURCE, STATEMENT (RIGHTS), ESP_REASON_POLICY_MEMBER_MISSING },
  { ESP_POLICY_RESOURCE, PRINCIPAL ("\"*\""), ESP_REASON_NONE },
  { ESP_POLICY_RESOURCE,
    PRINCIPAL ("{\"AWS\":[\"111122223333\",\"arn:aws:iam::111122223333:root\","
               "\"arn:aws:iam::111122223333:user/Ada\",\"*\","
               "\"arn:aws:iam::111122223333:role/a/b\"],"
               "\"Service\":\"acm.amazonaws.com\"}"),
    ESP_REASON_NONE },
  { ESP_POLICY_RESOURCE, PRINCIPAL ("\"111122223333\""), ESP_REASON_POLICY_PRINCIPAL },
  { ESP_POLICY_RESOURCE, PRINCIPAL ("[\"*\"]"), ESP_REASON_POLICY_TYPE },
  { ESP_POLICY_RESOURCE, PRINCIPAL ("{}"), ESP_REASON_POLICY_MEMBER_MISSING },
  { ESP_POLICY_RESOURCE, PRINCIPAL ("{\"AWS\":[]}"), ESP_REASON_POLICY_MEMBER_MISSING },
  { ESP_POLICY_RESOURCE, PRINCIPAL ("{\"AWS\":1}"), ESP_REASON_POLICY_TYPE },
  { ESP_POLICY_RESOURCE, PRINCIPAL ("{\"AWS\":\"11112222333\"}"), ESP_REASON_POLICY_PRINCIPAL },
  { ESP_POLICY_RESOURCE, PRINCIPAL ("{\"AWS\":\"arn:aws:iam::111122223333:user/*\"}"),
    ESP_REASON_POLICY_PRINCIPAL },
  { ESP_POLICY_RESOURCE, PRINCIPAL ("{\"AWS\":\"arn:aws:iam::111122223333:user/${aws:username}\"}"),
    ESP_REASON_POLICY_PRINCIPAL },
  { ESP_POLICY_RESOURCE, PRINCIPAL ("{\"AWS\":\"arn:aws:iam::111122223333:user/\"}"),
    ESP_REASON_POLICY_PRINCIPAL },
  { ESP_POLICY_RESOURCE, PRINCIPAL ("{\"AWS\":\"arn:aws:iam::111122223333:group/a\"}"),
    ESP_REASON_POLICY_PRINCIPAL },
  { ESP_POLICY_RESOURCE, PRINCIPAL ("{\"Service\":\"*\"}"), ESP_REASON_POLICY_PRINCIPAL },
  { ESP_POLICY_RESOURCE, PRINCIPAL ("{\"Federated\":\"x\"}"), ESP_REASON_POLICY_NOT_UNDERSTOOD },
  { ESP_POLICY_RESOURCE, SHARE ("\"NotPrincipal\":{\"AWS\":\"111122223333\"}"), ESP_REASON_NONE },
  { ESP_POLICY_RESOURCE, SHARE ("\"NotPrincipal\":\"*\""), ESP_REASON_POLICY_PRINCIPAL },
  { ESP_POLICY_RESOURCE, SHARE ("\"NotPrincipal\":{\"AWS\":\"*\"}"), ESP_REASON_POLICY_PRINCIPAL },
  { ESP_POLICY_RESOURCE, STATEMENT (RIGHTS ",\"NotPrincipal\":{\"AWS\":\"111122223333\"}"),
    ESP_REASON_POLICY_PRINCIPAL },
  { ESP_POLICY_RESOURCE, SHARE ("\"NotPrincipal\":{\"AWS\":\"111122223333\"},\"Principal\":\"*\""),
    ESP_REASON_POLICY_MEMBER_TWICE },
  /* The service's guide has two statements of one Sid, and an Id. */
  { ESP_POLICY_RESOURCE,
    "{\"Id\":\"x\",\"Statement\":[{\"Sid\":\"1\",\"Effect\":\"Allow\"," RIGHTS
    ",\"Principal\":\"*\"},{\"Sid\":\"1\",\"Effect\":\"Allow\"," RIGHTS ",\"Principal\":\"*\"}]}",
    ESP_REASON_NONE },
  { ESP_POLICY_RESOURCE, "{\"Id\":1,\"Statement\":[]}", ESP_REASON_POLICY_TYPE },
  { ESP_POLICY_TEMPLATE, STATEMENT ("\"Action\":\"acm-pca:GetPolicy\""), ESP_REASON_NONE },
  { ESP_POLICY_TEMPLATE, STATEMENT (RIGHTS), ESP_REASON_POLICY_MEMBER_UNKNOWN },
  { ESP_POLICY_TEMPLATE, STATEMENT ("\"Action\":\"*\",\"Principal\":\"*\""),
    ESP_REASON_POLICY_MEMBER_UNKNOWN },
  { ESP_POLICY_TEMPLATE,
    "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\"},"
    "{\"Effect\":\"Allow\",\"Action\":\"*\"}]}",
    ESP_REASON_POLICY_TOO_MANY },
};

static void
test_kinds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kind_rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspPolicy)
        policy = esp_policy_parse_kind (kind_rows[i].kind, "p", kind_rows[i].document, &error);

      g_test_message ("%s", kind_rows[i].document);
      g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                       esp_reason_get_id (kind_rows[i].reason));
      g_assert_true ((policy == NULL) == (error != NULL));
      if (error)
        assert_filled (error);
      else
        g_assert_cmpint (esp_policy_get_kind (policy), ==, kind_rows[i].kind);
    }
}

/* --- Places -----------------------------------------------------------------------------------*/

static const struct
{
  const char *document;
  const char *line, *column;
} place_rows[] = {
  { "{\n  \"Versio\": 1\n}", "2", "3" },
  { "{\"Version\":\n\t\"2013\"}", "2", "2" },
  { "{\"Statement\": [\n]}", "1", "15" },
  { "{\"Statement\":\n[{\"Effect\":\"Allow\"," RIGHTS "},\n {\"Effect\":\"Maybe\"," RIGHTS "}]}",
    "3", "12" },
  { "{\"Statement\":{\"Effect\":\"Allow\",\"Resource\":\"*\",\n\"Action\":[\"a:b\",\n  \"\303\274\"]}}",
    "3", "3" },
  { "{\"Statement\":{\"Effect\":\"Allow\"," RIGHTS ",\n\"Condition\":{\"StringEquals\":\n"
    "{\"\303\274:\303\274\":1, \"a:b\":[\"x\", null]}}}}",
    "3", "2" },
  { "{\"Statement\":{\"Effect\":\"Allow\"," RIGHTS ",\n\"Condition\":{\"StringEquals\":\n"
    "{\"a:\303\274\":1, \"a:b\":[\"x\", null]}}}}",
    "3", "23" },
  { "{\"Statement\":{\"Effect\":\"Allow\"," RIGHTS ",\n \"Sid\" : 5}}", "2", "10" },
};

static void
test_places (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (place_rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_policy_parse ("p", place_rows[i].document, &error));
      g_test_message ("%s", error->message);
      g_assert_cmpstr (esp_error_get_argument (error, "line"), ==, place_rows[i].line);
      g_assert_cmpstr (esp_error_get_argument (error, "column"), ==, place_rows[i].column);
    }
}

/* The managed policies as the service has them. */
static void
test_managed (void)
{
  static const char *const names[] = {
    "AWSPrivateCAFullAccess", "AWSPrivateCAReadOnly",
    "AWSPrivateCAAuditor",    "AWSPrivateCAConnectorForKubernetesPolicy",
    "AWSPrivateCAUser",       "AWSPrivateCAPrivilegedUser",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_strconcat (names[i], ".json", NULL);
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "policies", file,
                                                     NULL);
      g_autofree char *document = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (EspPolicy) policy = NULL;

      g_assert_true (g_file_get_contents (path, &document, NULL, NULL));
      policy = esp_policy_parse (names[i], document, &error);
      g_assert_no_error (error);
      g_assert_nonnull (policy);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/access/policy/accepted", test_accepted);
  g_test_add_func ("/access/policy/refused", test_refused);
  g_test_add_func ("/access/policy/kinds", test_kinds);
  g_test_add_func ("/access/policy/places", test_places);
  g_test_add_func ("/access/policy/limits", test_limits);
  g_test_add_func ("/access/policy/mangled", test_mangled);
  g_test_add_func ("/access/policy/references", test_references);
  g_test_add_func ("/access/policy/managed", test_managed);
  return g_test_run ();
}
