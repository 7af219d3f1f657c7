/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What lint says about policies: the cases of fixtures/policies/lint-cases.txt, the policies of the
 * documents, and that it agrees with the parser on what is refused.
 */
#include "access/esp-policy-finding.h"
#include "base/esp-error.h"
#include "base/esp-json.h"

#include <string.h>

#define ROOT_ARN                                                                                   \
  "arn:aws:acm-pca:local:111122223333:certificate-authority/11111111-2222-3333-4444-555555555555"

static char *
read_fixture (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "policies", name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* --- The cases --------------------------------------------------------------------------------*/

typedef void (*CaseFunc) (EspPolicyKind kind,
                          const char *document,
                          const char *expected,
                          gpointer data);

static EspPolicyKind
read_kind (const char *name)
{
  static const char *const names[] = {
    [ESP_POLICY_IDENTITY] = "IDENTITY",
    [ESP_POLICY_GUARDRAIL] = "GUARDRAIL",
    [ESP_POLICY_RESOURCE] = "RESOURCE",
    [ESP_POLICY_TEMPLATE] = "TEMPLATE",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (name, names[i]))
      return (EspPolicyKind) i;
  g_assert_not_reached ();
}

/* Calls @func for each case; returns how many there were. */
static guint
for_each_case (CaseFunc func, gpointer data)
{
  g_autofree char *text = read_fixture ("lint-cases.txt");
  g_auto (GStrv) cases = g_strsplit (text, "\n== ", -1);

  for (guint i = 1; cases[i]; i++)
    {
      char *document = strchr (cases[i], '\n') + 1;
      char *expected = strstr (document, "\n--");

      g_assert_nonnull (expected);
      *expected = '\0';
      expected += strlen ("\n--");
      document[-1] = '\0';
      g_test_message ("%s", cases[i]);
      func (read_kind (cases[i]), document, g_strstrip (expected), data);
    }
  return g_strv_length (cases) - 1;
}

static char *
describe (GPtrArray *findings)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const EspPolicyFinding *finding = g_ptr_array_index (findings, i);

      g_string_append_printf (text, "%s%s:%s@%u:%u", i > 0 ? " " : "",
                              esp_policy_lint_severity_to_string (finding->severity), finding->rule,
                              finding->line, finding->column);
    }
  return g_string_free (text, FALSE);
}

static void
check_case (EspPolicyKind kind, const char *document, const char *expected, gpointer data)
{
  g_autoptr (GPtrArray) findings = esp_policy_lint (kind, document);
  g_autofree char *found = describe (findings);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_cases (void)
{
  g_assert_cmpuint (for_each_case (check_case, NULL), >=, 80);
}

/* --- Every sentence, every rule ---------------------------------------------------------------*/

/* A translation is filled from the arguments, so they must make the sentence. */
static char *
fill (const EspPolicyFinding *finding)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, finding->arguments);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_ptr_array_add (pairs, name);
      g_ptr_array_add (pairs, value);
    }
  g_ptr_array_add (pairs, NULL);
  return esp_text_fill (finding->text, (const char *const *) pairs->pdata);
}

static void
collect_case (EspPolicyKind kind, const char *document, const char *expected, gpointer data)
{
  g_autoptr (GPtrArray) findings = esp_policy_lint (kind, document);
  GHashTable *said = data;

  for (guint i = 0; i < findings->len; i++)
    {
      const EspPolicyFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char *filled = fill (finding);

      g_assert_cmpstr (finding->sentence, ==, filled);
      g_assert_false (g_regex_match_simple ("\\{[a-z]+\\}", finding->sentence, 0, 0));
      g_hash_table_add (said, (gpointer) finding->text);
    }
}

static void
test_every_rule (void)
{
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);
  const char *none[] = { NULL };

  for_each_case (collect_case, said);
  for (int rule = 0; rule < ESP_POLICY_RULE_REPAIRED_QUOTES; rule++)
    {
      g_autoptr (EspPolicyFinding)
        finding = esp_policy_finding_new ((EspPolicyRule) rule, NULL, 0, 0, none);

      g_test_message ("%s", finding->text);
      g_assert_true (rule == ESP_POLICY_RULE_NOT_JUDGED ||
                     g_hash_table_contains (said, finding->text));
    }
}

/* --- Lint and parser --------------------------------------------------------------------------*/

static void
agree_case (EspPolicyKind kind, const char *document, const char *expected, gpointer data)
{
  g_autoptr (EspPolicy) policy = esp_policy_parse_kind (kind, "case", document, NULL);
  g_autoptr (GPtrArray) findings = esp_policy_lint (kind, document);
  const EspPolicyFinding *first = findings->len > 0 ? g_ptr_array_index (findings, 0) : NULL;
  gboolean refused = first && first->severity == ESP_POLICY_LINT_ERROR;

  g_assert_true (refused == (policy == NULL));
}

static void
test_agrees (void)
{
  for_each_case (agree_case, NULL);
}

/* --- Policies of the documents ----------------------------------------------------------------*/

/* The six of the service stand, and one note is all that is to be said. */
static void
test_managed (void)
{
  static const char *const names[] = {
    "AWSPrivateCAAuditor.json",    "AWSPrivateCAConnectorForKubernetesPolicy.json",
    "AWSPrivateCAFullAccess.json", "AWSPrivateCAPrivilegedUser.json",
    "AWSPrivateCAReadOnly.json",   "AWSPrivateCAUser.json",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *document = read_fixture (names[i]);
      g_autoptr (GPtrArray) findings = esp_policy_lint (ESP_POLICY_IDENTITY, document);
      g_autofree char *found = describe (findings);

      g_test_message ("%s", names[i]);
      g_assert_cmpuint (findings->len, ==, g_str_equal (names[i], "AWSPrivateCAFullAccess.json"));
      if (findings->len > 0)
        g_assert_true (g_str_has_prefix (found, "NOTE:permissions-on-everything@"));
    }
}

/* The seed's issuer policy, mended: its line for ListCertificateAuthorities never allows anything.
 */
static void
test_seed (void)
{
  g_autofree char *document = read_fixture ("certificate-issuer-abac.json.txt");
  g_autofree char *mended = esp_policy_repair (document, NULL, NULL);
  g_autoptr (GPtrArray) findings = esp_policy_lint (ESP_POLICY_IDENTITY, mended);
  const EspPolicyFinding *finding;

  g_assert_cmpuint (findings->len, ==, 1);
  finding = g_ptr_array_index (findings, 0);
  g_assert_cmpstr (finding->rule, ==, "key-never-present");
  g_assert_cmpint (finding->severity, ==, ESP_POLICY_LINT_WARNING);
  g_assert_cmpstr (g_hash_table_lookup (finding->arguments, "action"), ==,
                   "acm-pca:ListCertificateAuthorities");
  g_assert_cmpstr (g_hash_table_lookup (finding->arguments, "key"), ==,
                   "aws:ResourceTag/access-project");
  g_assert_true (
    g_str_has_prefix (mended + finding->column - 1, "\"acm-pca:ListCertificateAuthorities\""));
}

/* The same two findings at the same place, in words for people: nothing of the document's own stays
 * as control characters. */
static void
test_escaped (void)
{
  g_autoptr (GPtrArray) findings = esp_policy_lint (
    ESP_POLICY_IDENTITY,
    "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"iam:*\","
    "\"Resource\":\"" ROOT_ARN "\",\"Condition\":{\"StringEquals\":{\"aws:\\u202eTag\":\"x\"}}}}");

  g_assert_cmpuint (findings->len, >, 0);
  for (guint i = 0; i < findings->len; i++)
    {
      const EspPolicyFinding *finding = g_ptr_array_index (findings, i);

      g_assert_null (strstr (finding->sentence, "\u202e"));
    }
}

/* --- Bounds -----------------------------------------------------------------------------------*/

/* A document in which everything is wrong: what is found is bounded, and that it is said. */
static void
test_bounds (void)
{
  g_autoptr (GString) document = g_string_new ("{\"Version\":\"2012-10-17\",\"Statement\":[");
  g_autoptr (GPtrArray) findings = NULL;
  guint n_not_judged = 0;

  for (int i = 0; i < 199; i++)
    g_string_append_printf (document,
                            "%s{\"Effect\":\"Allow\",\"Action\":[\"acm-pca:Isue%d\",\"iam:*?a%d\"],"
                            "\"Resource\":[\"arn:aws:s3:::a%d\",\"arn:aws:s3:::b*\"]}",
                            i > 0 ? "," : "", i, i, i);
  g_string_append (document, "]}");
  g_assert_cmpuint (document->len, <, ESP_POLICY_MAX_SIZE);
  findings = esp_policy_lint (ESP_POLICY_IDENTITY, document->str);
  g_assert_cmpuint (findings->len, <=, 202);
  for (guint i = 0; i < findings->len; i++)
    {
      const EspPolicyFinding *finding = g_ptr_array_index (findings, i);

      n_not_judged += g_str_equal (finding->rule, "not-judged");
    }
  g_assert_cmpuint (n_not_judged, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/access/policy-lint/cases", test_cases);
  g_test_add_func ("/access/policy-lint/every-rule", test_every_rule);
  g_test_add_func ("/access/policy-lint/agrees", test_agrees);
  g_test_add_func ("/access/policy-lint/managed", test_managed);
  g_test_add_func ("/access/policy-lint/seed", test_seed);
  g_test_add_func ("/access/policy-lint/escaped", test_escaped);
  g_test_add_func ("/access/policy-lint/bounds", test_bounds);
  return g_test_run ();
}
