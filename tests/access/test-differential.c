/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Our decisions beside those of another evaluator, for the cases of differential/generate.py. Where
 * the two read a rule differently the case holds two answers, and differential/explained.txt the
 * reason; anything else is a difference, and fails. A file given as argument is judged instead of
 * the one that is kept.
 */
#include "access/esp-decision.h"
#include "base/esp-json.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_SIZE (64 * 1024 * 1024)
#define MIN_CASES 20000
#define MAX_SHOWN 20

static const char *const versions[] = {
  "",
  "\"Version\":\"2008-10-17\",",
  "\"Version\":\"2012-10-17\",",
};

typedef struct
{
  JsonNode *root;
  JsonArray *requests, *statements, *cases;
  EspConditionKeys **keys; /* of each request */
} Judged;

static char *file_argument;
static Judged judged; /* read once, for all tests */

/* --- The file ---------------------------------------------------------------------------------*/

static JsonNode *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GInputStream) packed = G_INPUT_STREAM (g_file_read (file, NULL, &error));
  g_autoptr (GConverter)
    unpacker = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr (GInputStream) plain = NULL;
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  JsonNode *root;
  gsize size;

  g_assert_no_error (error);
  plain = g_converter_input_stream_new (packed, unpacker);
  g_output_stream_splice (memory, plain, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  size = g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory));
  root = esp_json_parse (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
                         (gssize) size, MAX_SIZE, &error);
  g_assert_no_error (error);
  return root;
}

static void
set_list (EspConditionKeys *keys, const char *name, JsonArray *array)
{
  guint n = json_array_get_length (array);
  g_autofree const char **values = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    values[i] = json_array_get_string_element (array, i);
  esp_condition_keys_set_list (keys, name, values);
}

static EspConditionKeys *
make_keys (JsonObject *object)
{
  EspConditionKeys *keys = esp_condition_keys_new ();
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l; l = l->next)
    {
      JsonNode *node = json_object_get_member (object, l->data);

      if (JSON_NODE_HOLDS_ARRAY (node))
        set_list (keys, l->data, json_node_get_array (node));
      else
        esp_condition_keys_set (keys, l->data, json_node_get_string (node));
    }
  return keys;
}

static void
judged_open (void)
{
  g_autofree char *kept = g_test_build_filename (G_TEST_DIST, "access", "differential",
                                                 "cases.json.gz", NULL);
  JsonObject *root;
  guint n;

  judged.root = read_file (file_argument ? file_argument : kept);
  root = json_node_get_object (judged.root);
  judged.requests = esp_json_get_array (root, "requests");
  judged.statements = esp_json_get_array (root, "statements");
  judged.cases = esp_json_get_array (root, "cases");
  n = json_array_get_length (judged.requests);
  judged.keys = g_new0 (EspConditionKeys *, n);
  for (guint i = 0; i < n; i++)
    judged.keys[i] = make_keys (
      esp_json_get_object (json_array_get_object_element (judged.requests, i), "keys"));
}

static void
judged_close (void)
{
  for (guint i = 0; i < json_array_get_length (judged.requests); i++)
    esp_condition_keys_free (judged.keys[i]);
  g_free (judged.keys);
  json_node_unref (judged.root);
}

/* --- One case ---------------------------------------------------------------------------------*/

/* [version, statement, statement, …] */
static EspPolicy *
make_policy (EspPolicyKind kind, JsonArray *numbers)
{
  g_autoptr (GString) document = g_string_new ("{");
  g_autoptr (GError) error = NULL;
  EspPolicy *policy;

  g_string_append (document, versions[json_array_get_int_element (numbers, 0)]);
  g_string_append (document, "\"Statement\":[");
  for (guint i = 1; i < json_array_get_length (numbers); i++)
    {
      guint number = (guint) json_array_get_int_element (numbers, i);

      g_string_append_printf (document, "%s%s", i > 1 ? "," : "",
                              json_array_get_string_element (judged.statements, number));
    }
  g_string_append (document, "]}");
  policy = esp_policy_parse_kind (kind, "policy", document->str, &error);
  if (error)
    g_test_message ("%s", document->str);
  g_assert_no_error (error);
  return policy;
}

static GPtrArray *
make_policies (EspPolicyKind kind, JsonArray *lists)
{
  GPtrArray *policies = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_unref);

  for (guint i = 0; i < json_array_get_length (lists); i++)
    g_ptr_array_add (policies, make_policy (kind, json_array_get_array_element (lists, i)));
  return policies;
}

/* All three ways of asking have to agree. */
static EspDecisionOutcome
decide (const EspAccessRequest *request)
{
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (EspDecision) decision = esp_decide (request);
  g_autoptr (EspDecision) explained = esp_decide_explained (request, &steps);
  guint n_decided = 0;

  g_assert_cmpint (esp_decide_quickly (request), ==, decision->outcome);
  g_assert_cmpint (explained->outcome, ==, decision->outcome);
  g_assert_cmpstr (explained->policy, ==, decision->policy);
  g_assert_cmpstr (explained->statement, ==, decision->statement);
  g_assert_cmpstr (explained->missing, ==, decision->missing);
  for (guint i = 0; i < steps->len; i++)
    n_decided += ((EspDecisionStep *) g_ptr_array_index (steps, i))->decided;
  g_assert_cmpuint (n_decided, ==, decision->outcome == ESP_DECISION_IMPLICIT_DENY ? 0 : 1);
  return decision->outcome;
}

/* [request, guardrails, identity policies, resource policies, answers] */
static char
ask (JsonArray *row)
{
  guint number = (guint) json_array_get_int_element (row, 0);
  JsonObject *object = json_array_get_object_element (judged.requests, number);
  g_autoptr (GPtrArray)
    guardrails = make_policies (ESP_POLICY_GUARDRAIL, json_array_get_array_element (row, 1));
  g_autoptr (GPtrArray)
    identity = make_policies (ESP_POLICY_IDENTITY, json_array_get_array_element (row, 2));
  g_autoptr (GPtrArray)
    resource = make_policies (ESP_POLICY_RESOURCE, json_array_get_array_element (row, 3));
  EspAccessRequest request = {
    .action = esp_json_get_string (object, "action"),
    .resource = esp_json_get_string (object, "resource"),
    .resource_account = esp_json_get_string (object, "owner"),
    .principal = esp_json_get_string (object, "principal"),
    .principal_role = esp_json_get_string (object, "role"),
    .principal_account = esp_json_get_string (object, "account"),
    .principal_active = TRUE,
    .keys = judged.keys[number],
    .guardrails = guardrails,
    .identity_policies = identity,
    .resource_policies = resource,
  };

  return "AEI"[decide (&request)];
}

/* The answer of the other evaluator; where there are two, the one that was explained. */
static void
test_cases (void)
{
  guint n_cases, n_explained = 0, n_different = 0, n_of[3] = { 0 };

  n_cases = json_array_get_length (judged.cases);
  for (guint i = 0; i < n_cases; i++)
    {
      JsonArray *row = json_array_get_array_element (judged.cases, i);
      const char *answers = json_array_get_string_element (row, 4);
      char ours = ask (row);

      n_explained += answers[1] != '\0';
      n_of[strchr ("AEI", ours) - "AEI"]++;
      if (ours == answers[strlen (answers) - 1])
        continue;
      if (n_different++ < MAX_SHOWN)
        g_test_message ("case %u: we say %c, the judged file %s", i, ours, answers);
    }
  g_test_message ("%u cases (%u allowed, %u denied, %u not allowed), %u explained", n_cases,
                  n_of[0], n_of[1], n_of[2], n_explained);
  g_assert_cmpuint (n_different, ==, 0);
  g_assert_cmpuint (MIN (MIN (n_of[0], n_of[1]), n_of[2]), >, n_cases / 10);
  g_assert_true (file_argument || n_cases >= MIN_CASES);
}

/* Each case that has two answers is in the list, with its two answers; and nothing else is. */
static void
test_explained (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "access", "differential",
                                                 "explained.txt", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_listed = 0, n_explained = 0;

  if (file_argument)
    {
      g_test_skip ("the list belongs to the file that is kept");
      return;
    }
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line; line++)
    {
      g_auto (GStrv) words = g_strsplit (*line, " ", 4);
      JsonArray *row;

      if (!g_ascii_isdigit (**line))
        continue;
      n_listed++;
      g_assert_cmpuint (g_strv_length (words), ==, 4);
      row = json_array_get_array_element (judged.cases,
                                          (guint) g_ascii_strtoull (words[0], NULL, 10));
      g_assert_cmpint (json_array_get_string_element (row, 4)[0], ==, words[1][0]);
      g_assert_cmpint (json_array_get_string_element (row, 4)[1], ==, words[2][0]);
    }
  for (guint i = 0; i < json_array_get_length (judged.cases); i++)
    n_explained += strlen (json_array_get_string_element (
                     json_array_get_array_element (judged.cases, i), 4)) > 1;
  g_assert_cmpuint (n_listed, ==, n_explained);
}

/* The cases have every operator, set and member in them. */
static void
test_coverage (void)
{
  static const char *const words[] = {
    "\"StringEquals\"",
    "\"StringNotEquals\"",
    "\"StringEqualsIgnoreCase\"",
    "\"StringNotEqualsIgnoreCase\"",
    "\"StringLike\"",
    "\"StringNotLike\"",
    "\"NumericEquals\"",
    "\"NumericNotEquals\"",
    "\"NumericLessThan\"",
    "\"NumericLessThanEquals\"",
    "\"NumericGreaterThan\"",
    "\"NumericGreaterThanEquals\"",
    "\"DateEquals\"",
    "\"DateNotEquals\"",
    "\"DateLessThan\"",
    "\"DateLessThanEquals\"",
    "\"DateGreaterThan\"",
    "\"DateGreaterThanEquals\"",
    "\"Bool\"",
    "\"BinaryEquals\"",
    "\"IpAddress\"",
    "\"NotIpAddress\"",
    "\"ArnEquals\"",
    "\"ArnNotEquals\"",
    "\"ArnLike\"",
    "\"ArnNotLike\"",
    "\"Null\"",
    "\"ForAllValues:String",
    "\"ForAnyValue:String",
    "\"ForAllValues:Arn",
    "\"ForAnyValue:Numeric",
    "IfExists\"",
    "\"NotAction\"",
    "\"NotResource\"",
    "\"NotPrincipal\"",
    "${*}",
    ", 'red'}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      guint n_found = 0;

      for (guint j = 0; j < json_array_get_length (judged.statements); j++)
        n_found += strstr (json_array_get_string_element (judged.statements, j), words[i]) != NULL;
      g_test_message ("%s: %u statements", words[i], n_found);
      g_assert_cmpuint (n_found, >, 0);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  file_argument = argc > 1 ? argv[1] : NULL;
  judged_open ();
  g_test_add_func ("/access/differential/cases", test_cases);
  g_test_add_func ("/access/differential/explained", test_explained);
  g_test_add_func ("/access/differential/coverage", test_coverage);
  result = g_test_run ();
  judged_close ();
  return result;
}
