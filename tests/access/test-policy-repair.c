/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Broken policies: where the error points, what is mended, and what is left alone because it could
 * be meant in two ways. */
#include "access/esp-policy-lint.h"
#include "base/esp-error.h"
#include "base/esp-json.h"

#include <string.h>

#define ROOT_ARN                                                                                   \
  "arn:aws:acm-pca:local:111122223333:certificate-authority/11111111-2222-3333-4444-555555555555"
#define PLACEHOLDER "<Enter Root CA ARN Here>"
/* What a policy needs around the part that is broken. */
#define AROUND(statement) "{\"Version\":\"2012-10-17\",\"Statement\":[" statement "]}"
#define ALLOW "{\"Effect\":\"Allow\",\"Action\":\"iam:*\",\"Resource\":\"*\"}"

static char *
read_fixture (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "policies", name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

/* Somebody else's word that all of these are JSON now. */
static void
assert_json_elsewhere (GPtrArray *texts)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_ptr_array_add (argv, (gpointer) "python3");
  g_ptr_array_add (argv, (gpointer) "-c");
  g_ptr_array_add (argv, (gpointer) "import json, sys\n"
                                    "for text in sys.argv[1:]: json.loads(text)");
  for (guint i = 0; i < texts->len; i++)
    g_ptr_array_add (argv, g_ptr_array_index (texts, i));
  g_ptr_array_add (argv, NULL);
  g_assert_true (g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                               NULL, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static char *
repair (const char *document, GPtrArray **repairs)
{
  gboolean changed = TRUE;
  char *mended = esp_policy_repair (document, &changed, repairs);

  g_assert_true (changed == (mended != NULL));
  return mended;
}

static const EspPolicyFinding *
get_finding (GPtrArray *findings, guint index)
{
  g_assert_cmpuint (index, <, findings->len);
  return g_ptr_array_index (findings, index);
}

/* --- The texts of the documents ---------------------------------------------------------------*/

static const struct
{
  const char *name;
  guint line, column;
  const char *problem;
  const char *rules[4];
  guint columns[3];
} seed_rows[] = {
  { "certificate-issuer-abac.json.txt",
    1,
    382,
    "the text ends where",
    { "repaired-end-added" },
    { 382 } },
  { "day-to-day-ca-admin.json.txt",
    1,
    840,
    "“ stands where a value is expected",
    { "repaired-quotes", "repaired-placeholder", "repaired-end-added" },
    { 840, 931, 959 } },
  { "privileged-ca-admin.json.txt",
    1,
    840,
    "“ stands where a value is expected",
    { "repaired-quotes", "repaired-placeholder", "repaired-end-added" },
    { 840, 931, 959 } },
};

static void
assert_error_points (const char *document, guint line, guint column, const char *problem)
{
  g_autoptr (GPtrArray) findings = esp_policy_lint (ESP_POLICY_IDENTITY, document);
  const EspPolicyFinding *finding = get_finding (findings, 0);

  g_assert_cmpuint (findings->len, ==, 1);
  g_assert_cmpint (finding->severity, ==, ESP_POLICY_LINT_ERROR);
  g_assert_cmpstr (finding->rule, ==, "JSON_SYNTAX");
  g_assert_cmpuint (finding->line, ==, line);
  g_assert_cmpuint (finding->column, ==, column);
  g_assert_nonnull (strstr (finding->sentence, problem));
  g_assert_nonnull (strstr (g_hash_table_lookup (finding->arguments, "problem"), problem));
}

/* The parser names the same place, and why. */
static void
assert_parser_refuses (const char *document, guint column, const char *problem)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspPolicy) policy = esp_policy_parse ("seed", document, &error);
  g_autofree char *place = g_strdup_printf ("%u", column);

  g_assert_null (policy);
  g_assert_true (esp_error_has_reason (error, ESP_REASON_JSON_SYNTAX));
  g_assert_cmpstr (esp_error_get_argument (error, "line"), ==, "1");
  g_assert_cmpstr (esp_error_get_argument (error, "column"), ==, place);
  g_assert_nonnull (strstr (esp_error_get_argument (error, "problem"), problem));
}

/* As it stands while it names no authority, and with one. */
static void
assert_accepted_when_filled_in (const char *mended)
{
  g_auto (GStrv) parts = g_strsplit (mended, PLACEHOLDER, -1);
  g_autofree char *filled = g_strjoinv (ROOT_ARN, parts);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspPolicy)
    policy = esp_policy_parse_kind (ESP_POLICY_IDENTITY, "seed", filled, &error);
  g_autoptr (EspPolicy) empty = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (policy);
  if (g_strv_length (parts) == 1)
    return;
  empty = esp_policy_parse_kind (ESP_POLICY_IDENTITY, "seed", mended, &error);
  g_assert_null (empty);
  g_assert_true (esp_error_has_reason (error, ESP_REASON_POLICY_RESOURCE));
}

static void
test_seeds (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (seed_rows); i++)
    {
      g_autofree char *document = read_fixture (seed_rows[i].name);
      g_autoptr (GPtrArray) repairs = NULL;
      g_autofree char *mended = repair (document, &repairs);

      g_test_message ("%s", seed_rows[i].name);
      assert_error_points (document, seed_rows[i].line, seed_rows[i].column, seed_rows[i].problem);
      assert_parser_refuses (document, seed_rows[i].column, seed_rows[i].problem);
      g_assert_nonnull (mended);
      g_ptr_array_add (all, g_strdup (mended));
      assert_accepted_when_filled_in (mended);
      g_assert_cmpuint (repairs->len, ==, g_strv_length ((char **) seed_rows[i].rules));
      for (guint j = 0; j < repairs->len; j++)
        {
          const EspPolicyFinding *finding = get_finding (repairs, j);

          g_assert_cmpstr (finding->rule, ==, seed_rows[i].rules[j]);
          g_assert_cmpint (finding->severity, ==, ESP_POLICY_LINT_NOTE);
          g_assert_cmpuint (finding->line, ==, 1);
          g_assert_cmpuint (finding->column, ==, seed_rows[i].columns[j]);
        }
    }
  assert_json_elsewhere (all);
}

/* --- What is mended ---------------------------------------------------------------------------*/

static const struct
{
  const char *document, *mended;
} mended_rows[] = {
  { AROUND ("{“Effect”:„Allow“,\"Action\":‘iam:*’,\"Resource\":“*\"}"), AROUND (ALLOW) },
  { AROUND ("{\"Effect\":\"Allow\",\"Action\":\"iam:*\",\"Resource\":<Your ARN>}"),
    AROUND ("{\"Effect\":\"Allow\",\"Action\":\"iam:*\",\"Resource\":\"<Your ARN>\"}") },
  { AROUND ("{\"Effect\":\"Allow\",\"Action\":\"iam:*\",\"Resource\":[\"*\",<ARN ü>]}"),
    AROUND ("{\"Effect\":\"Allow\",\"Action\":\"iam:*\",\"Resource\":[\"*\",\"<ARN ü>\"]}") },
  { AROUND ("{\"Effect\":\"Allow\" \"Action\":\"iam:*\"\n\"Resource\":\"*\"}"),
    AROUND ("{\"Effect\":\"Allow\", \"Action\":\"iam:*\",\n\"Resource\":\"*\"}") },
  { AROUND (ALLOW " " ALLOW), AROUND (ALLOW ", " ALLOW) },
  { AROUND ("{\"Action\":[\"a:b\" \"c:d\"] \"Resource\":\"*\"}"),
    AROUND ("{\"Action\":[\"a:b\", \"c:d\"], \"Resource\":\"*\"}") },
  { AROUND (ALLOW ", "), AROUND (ALLOW " ") },
  { AROUND (ALLOW ",," ALLOW), AROUND (ALLOW "," ALLOW) },
  { AROUND ("{\"Action\":[,\"a:b\",],\"Resource\":\"*\",}"),
    AROUND ("{\"Action\":[\"a:b\"],\"Resource\":\"*\"}") },
  { AROUND (ALLOW) ",\n", AROUND (ALLOW) "\n" },
  { AROUND (ALLOW) "}", AROUND (ALLOW) },
  { AROUND (ALLOW) " ]\n}\n", AROUND (ALLOW) " \n\n" },
  { "{\"Statement\":[" ALLOW "\n", "{\"Statement\":[" ALLOW "]}\n" },
  { "{\"Statement\":[" ALLOW "]", "{\"Statement\":[" ALLOW "]}" },
  { "{\"Statement\":" ALLOW " ", "{\"Statement\":" ALLOW "} " },
  /* Quotes of any kind inside of a string are its own. */
  { AROUND ("{\"Action\":\"“x”\",\"Resource\":\"*\",}"),
    AROUND ("{\"Action\":\"“x”\",\"Resource\":\"*\"}") },
};

static void
test_mended (void)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (mended_rows); i++)
    {
      g_autoptr (GPtrArray) repairs = NULL;
      g_autoptr (GPtrArray) again = NULL;
      g_autofree char *mended = repair (mended_rows[i].document, &repairs);
      g_autofree char *twice = NULL;

      g_test_message ("%s", mended_rows[i].document);
      g_assert_cmpstr (mended, ==, mended_rows[i].mended);
      g_assert_cmpuint (repairs->len, >, 0);
      g_ptr_array_add (all, g_strdup (mended));
      twice = repair (mended, &again);
      g_assert_null (twice);
      g_assert_cmpuint (again->len, ==, 0);
    }
  assert_json_elsewhere (all);
}

/* --- What could be meant in two ways ----------------------------------------------------------*/

static const struct
{
  const char *document;
  guint line, column;
} refused_rows[] = {
  { "", 1, 1 },
  { "   ", 1, 4 },
  /* Cut off inside of a statement: a condition may have followed. */
  { "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"", 1, 60 },
  { "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"", 1, 59 },
  { "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"iam:*\"", 1, 50 },
  { "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"iam:", 1, 42 },
  /* Another statement was to come. */
  { "{\"Statement\":[" ALLOW ",", 1, 66 },
  { "{\"Statement\":[", 1, 15 },
  { "{\"Statement\":", 1, 14 },
  { "{\"Statement\"", 1, 2 },
  { "{\"Version\":\"2012-10-17\",\"Other\":[" ALLOW, 1, 84 },
  /* Where the condition ends is not clear. */
  { "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Condition\":{\"Bool\":{\"a:b\":\"true\"},"
    "\"Resource\":\"*\"}}",
    1, 97 },
  { AROUND ("{\"Effect\":\"Allow\",\"Condition\":{\"Bool\":{\"a:b\":\"true\"},\"Resource\":\"*\"}"),
    1, 106 },
  { AROUND ("{\"Effect\":\"Allow\",\"Action\":[\"a:b\",\"Resource\":\"*\"}"), 1, 82 },
  { AROUND ("{\"Effect\":\"Allow\",\"Action\":[\"a:b\"}"), 1, 71 },
  /* A quote that is not closed, or a text that holds one. */
  { AROUND ("{\"Effect\":\"Allow\",\"Action\":\"*”,\"Resource\":\"*\"}"), 1, 70 },
  { AROUND ("{\"Effect\":“Allow,\"Action\":\"*\"}"), 1, 48 },
  { AROUND ("{\"Effect\":“say “x” now”}"), 1, 48 },
  { AROUND ("{\"Effect\":‘it\"s’}"), 1, 48 },
  { AROUND ("{\"Effect\":“a\\”b”}"), 1, 48 },
  { AROUND ("{\"Effect\":“a\nb”}"), 1, 48 },
  /* Quotes doubled, or a comma forgotten? */
  { AROUND ("{\"Action\":[\"a\"\"b\"]}"), 1, 52 },
  { AROUND ("{\"Action\":[“a,” “b”]}"), 1, 49 },
  { AROUND ("{\"Action\":[\"a,\" \"b\"]}"), 1, 54 },
  { AROUND ("{\"Action\":[\"a\" {}]}"), 1, 53 },
  { AROUND ("{\"Action\":[1 2]}"), 1, 51 },
  { AROUND ("{\"Effect\" \"Allow\"}"), 1, 39 },
  { AROUND ("{\"Effect\":,\"Action\":\"*\"}"), 1, 48 },
  { AROUND ("{\"Effect\",\"Action\":\"*\"}"), 1, 39 },
  { AROUND ("{:\"Allow\"}"), 1, 39 },
  /* Words and placeholders of other kinds. */
  { AROUND ("{\"Effect\":Allow}"), 1, 48 },
  { AROUND ("{Effect:\"Allow\"}"), 1, 39 },
  { AROUND ("{\"Resource\":${Account}}"), 1, 50 },
  { AROUND ("{\"Resource\":<a> <b>}"), 1, 50 },
  { AROUND ("{\"Resource\":<a<b>}"), 1, 50 },
  { AROUND ("{\"Resource\":<>}"), 1, 50 },
  { AROUND ("{<Name>:\"x\"}"), 1, 39 },
  { AROUND ("{\"Resource\":arn:aws:<x>}"), 1, 50 },
  { "<policy>", 1, 1 },
  { "“policy”", 1, 1 },
  /* More than the document. */
  { AROUND (ALLOW) " and so on", 1, 91 },
  { AROUND (ALLOW) "," AROUND (ALLOW), 1, 91 },
  { "}", 1, 1 },
  /* Mended, it would say something twice. */
  { AROUND ("{\"Effect\":\"Allow\",\"Effect\":“Deny”}"), 1, 1 },
  { "/* x */ {\"a\":“b”}", 1, 1 },
  { "{\"a\":\"\xff\",}", 1, 7 },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused_rows); i++)
    {
      g_autoptr (GPtrArray) repairs = NULL;
      g_autofree char *mended = repair (refused_rows[i].document, &repairs);
      const EspPolicyFinding *finding;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (mended, ==, NULL);
      g_assert_cmpuint (repairs->len, ==, 1);
      finding = get_finding (repairs, 0);
      g_test_message ("%u:%u %s", finding->line, finding->column, finding->sentence);
      g_assert_cmpstr (finding->rule, ==, "not-repaired");
      g_assert_cmpint (finding->severity, ==, ESP_POLICY_LINT_ERROR);
      g_assert_cmpuint (finding->line, ==, refused_rows[i].line);
      g_assert_cmpuint (finding->column, ==, refused_rows[i].column);
    }
}

/* Nothing wrong: nothing is said, and nothing made. */
static void
test_untouched (void)
{
  static const char *const documents[] = { AROUND (ALLOW), "{}", "[1, 2]", "\"“”\"" };

  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr (GPtrArray) repairs = NULL;
      g_autofree char *mended = repair (documents[i], &repairs);

      g_assert_null (mended);
      g_assert_cmpuint (repairs->len, ==, 0);
    }
  g_assert_null (esp_policy_repair ("{", NULL, NULL));
}

/* A broken text of the greatest size is read once; beyond a number of faults it is given up. */
static void
test_bounds (void)
{
  g_autoptr (GString) many = g_string_new ("{\"Statement\":[");
  g_autoptr (GPtrArray) repairs = NULL;
  g_autofree char *mended = NULL;

  for (int i = 0; i < 1000; i++)
    g_string_append (many, "“x”,");
  g_string_append (many, "1]}");
  mended = repair (many->str, &repairs);
  g_assert_null (mended);
  g_assert_cmpuint (repairs->len, ==, 1);
  g_clear_pointer (&repairs, g_ptr_array_unref);

  g_string_truncate (many, 0);
  while (many->len <= ESP_POLICY_MAX_SIZE)
    g_string_append (many, "[,");
  mended = repair (many->str, &repairs);
  g_assert_null (mended);
  g_assert_nonnull (strstr (get_finding (repairs, 0)->sentence, "too large"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/access/policy-repair/seeds", test_seeds);
  g_test_add_func ("/access/policy-repair/mended", test_mended);
  g_test_add_func ("/access/policy-repair/refused", test_refused);
  g_test_add_func ("/access/policy-repair/untouched", test_untouched);
  g_test_add_func ("/access/policy-repair/bounds", test_bounds);
  return g_test_run ();
}
