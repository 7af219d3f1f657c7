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
  { STATEMENT ("\"Action\":\"*\",\"Resource\":\"arn:aws:iam::1:user/${aws:username}\""),
    ESP_REASON_POLICY_NOT_UNDERSTOOD, "arn:aws:iam::1:user/${aws:username}" },
  { STATEMENT ("\"NotAction\":\"*\",\"Resource\":\"*\""), ESP_REASON_POLICY_NOT_UNDERSTOOD,
    "NotAction" },
  { STATEMENT ("\"Action\":\"*\",\"NotResource\":\"*\""), ESP_REASON_POLICY_NOT_UNDERSTOOD,
    "NotResource" },
  { STATEMENT (RIGHTS ",\"Condition\":{}"), ESP_REASON_POLICY_NOT_UNDERSTOOD, "Condition" },
  { STATEMENT (RIGHTS ",\"Principal\":\"*\""), ESP_REASON_POLICY_NOT_UNDERSTOOD, "Principal" },
  { STATEMENT (RIGHTS ",\"NotPrincipal\":\"*\""), ESP_REASON_POLICY_NOT_UNDERSTOOD,
    "NotPrincipal" },
  { STATEMENT (RIGHTS ",\"condition\":{}"), ESP_REASON_POLICY_MEMBER_UNKNOWN, "condition" },
  { STATEMENT (RIGHTS ",\"a\\u202eb\":{}"), ESP_REASON_POLICY_MEMBER_UNKNOWN, "a\\u202eb" },
  /* A good statement does not save a bad one beside it. */
  { "{\"Statement\":[{\"Effect\":\"Allow\"," RIGHTS "},{\"Effect\":\"Deny\"," RIGHTS
    ",\"Condition\":{}}]}",
    ESP_REASON_POLICY_NOT_UNDERSTOOD, "Condition" },
  { "{\"Statement\":[{\"Sid\":\"A\",\"Effect\":\"Allow\"," RIGHTS "},{\"Sid\":\"A\","
    "\"Effect\":\"Deny\"," RIGHTS "}]}",
    ESP_REASON_POLICY_SID, NULL },
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

/* The managed policies as the service has them: read, or refused for their conditions alone. */
static void
test_managed (void)
{
  static const struct
  {
    const char *name;
    EspReason reason;
  } rows[] = {
    { "AWSPrivateCAFullAccess", ESP_REASON_NONE },
    { "AWSPrivateCAReadOnly", ESP_REASON_NONE },
    { "AWSPrivateCAAuditor", ESP_REASON_NONE },
    { "AWSPrivateCAConnectorForKubernetesPolicy", ESP_REASON_NONE },
    { "AWSPrivateCAUser", ESP_REASON_POLICY_NOT_UNDERSTOOD },
    { "AWSPrivateCAPrivilegedUser", ESP_REASON_POLICY_NOT_UNDERSTOOD },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *file = g_strconcat (rows[i].name, ".json", NULL);
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "..", "shared", "reference",
                                                     "managed-policies", file, NULL);
      g_autoptr (JsonNode) node = esp_json_read_file (path, 1024 * 1024, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspPolicy) policy = NULL;
      g_autofree char *document = NULL;

      if (!node)
        {
          g_test_skip ("the managed policies are not at hand");
          return;
        }
      document = esp_json_to_text (json_object_get_member (json_node_get_object (node), "document"),
                                   TRUE);
      policy = esp_policy_parse (rows[i].name, document, &error);
      g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                       esp_reason_get_id (rows[i].reason));
      g_assert_true ((policy == NULL) == (rows[i].reason != ESP_REASON_NONE));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/access/policy/accepted", test_accepted);
  g_test_add_func ("/access/policy/refused", test_refused);
  g_test_add_func ("/access/policy/limits", test_limits);
  g_test_add_func ("/access/policy/mangled", test_mangled);
  g_test_add_func ("/access/policy/references", test_references);
  g_test_add_func ("/access/policy/managed", test_managed);
  return g_test_run ();
}
