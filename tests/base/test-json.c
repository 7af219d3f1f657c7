/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounded reading and the canonical form; the sorting example is RFC 8785's own (3.2.3). */
#include "base/esp-csv.h"
#include "base/esp-error.h"
#include "base/esp-json.h"

static void
assert_refused (const char *text, EspReason reason)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = esp_json_parse (text, -1, 4096, &error);

  g_assert_null (node);
  g_assert_nonnull (error);
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
}

static void
assert_canonical (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_json_parse (text, -1, 4096, &error);
  g_autofree char *canonical = NULL;

  g_assert_no_error (error);
  canonical = esp_json_to_canonical (node, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (canonical, ==, expected);
}

static void
test_canonical (void)
{
  assert_canonical ("{ \"b\": [1, true, null], \"a\": \"x\" }",
                    "{\"a\":\"x\",\"b\":[1,true,null]}");
  assert_canonical ("{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\","
                    "\"\\ufb33\":\"Hebrew\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji\","
                    "\"\\u0080\":\"Control\",\"\\u00f6\":\"Latin\"}",
                    "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
                    "\"\xc3\xb6\":\"Latin\",\"\xe2\x82\xac\":\"Euro Sign\","
                    "\"\xf0\x9f\x98\x80\":\"Emoji\",\"\xef\xac\xb3\":\"Hebrew\"}");
  assert_canonical ("[\"\\u0007\\b\\t\\n\\f\\r\\\"\\\\/\\u001f\"]",
                    "[\"\\u0007\\b\\t\\n\\f\\r\\\"\\\\/\\u001f\"]");
}

static void
test_numbers (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) fraction = esp_json_parse ("[1.5]", -1, 10, NULL);
  g_autoptr (JsonNode) large = esp_json_parse ("[9007199254740992]", -1, 100, NULL);

  assert_canonical ("[9007199254740991,-9007199254740991,0]",
                    "[9007199254740991,-9007199254740991,0]");
  g_assert_null (esp_json_to_canonical (fraction, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_JSON_NUMBER));
  g_clear_error (&error);
  g_assert_null (esp_json_to_canonical (large, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_JSON_NUMBER));
}

static void
test_refused (void)
{
  g_autofree char *deep = g_strnfill (100, '[');
  g_autofree char *large = g_strnfill (5000, ' ');

  assert_refused ("{\"a\": 1,", ESP_REASON_JSON_SYNTAX);
  assert_refused ("", ESP_REASON_JSON_SYNTAX);
  assert_refused ("{\"a\": 1, \"a\": 2}", ESP_REASON_JSON_DUPLICATE);
  assert_refused ("{\"x\": {\"a\": 1, \"a\": 2}}", ESP_REASON_JSON_DUPLICATE);
  assert_refused ("{\"Effect\\u0000x\": 1}", ESP_REASON_JSON_NUL);
  assert_refused (deep, ESP_REASON_JSON_TOO_DEEP);
  assert_refused (large, ESP_REASON_FILE_TOO_LARGE);
}

static void
test_line_and_column (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_json_parse ("{\n  \"a\": 1,\n  \"b\" 2\n}", -1, 100, &error));
  g_assert_cmpstr (esp_error_get_argument (error, "line"), ==, "3");
}

static void
test_csv (void)
{
  const char *fields[] = { "plain", "with, comma", NULL, "with \"quote\"", "two\nlines" };
  g_autoptr (GString) text = g_string_new (NULL);

  esp_csv_append_line (text, fields, G_N_ELEMENTS (fields));
  g_assert_cmpstr (text->str, ==, "plain,\"with, comma\",,\"with \"\"quote\"\"\",\"two\nlines\"\n");
}

/* What json-glib reads in one version and refuses in another is refused in all, at its place. */
static void
test_strict (void)
{
  static const struct
  {
    const char *text, *line, *column;
  } refused[] = {
    { "{'a': 1}", "1", "2" },
    { "{\"a\": \"x\ny\"}", "1", "9" },
    { "[\"\t\"]", "1", "3" },
    { "[\"\u00e4\", 017]", "1", "8" },
    { "[0x1F]", "1", "3" },
    { "[.5]", "1", "2" },
    { "[1.]", "1", "4" },
    { "[1e]", "1", "4" },
    { "[-]", "1", "3" },
    { "[+1]", "1", "2" },
    { "[NaN]", "1", "2" },
    { "[TRUE]", "1", "2" },
    { "[\"\\q\"]", "1", "4" },
    { "[\"\\u12g4\"]", "1", "7" },
    { "{}\n {}", "2", "2" },
    { "{\n \"a\": 1,\n}", "3", "1" },
    { "[1,]", "1", "4" },
    { "[1 2]", "1", "4" },
    { "{\"a\" 1}", "1", "6" },
    { "{a: 1}", "1", "2" },
    { "var a = {};", "1", "1" },
    { "\xef\xbb\xbf{}", "1", "1" },
    { "// x\n{}", "1", "1" },
    { "{} /* x", "1", "8" },
    { "{\"a\":", "1", "6" },
    { "[\"", "1", "3" },
    { "", "1", "1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_json_parse (refused[i].text, -1, 4096, &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_JSON_SYNTAX));
      g_test_message ("%s: %s", refused[i].text, error->message);
      g_assert_cmpstr (esp_error_get_argument (error, "line"), ==, refused[i].line);
      g_assert_cmpstr (esp_error_get_argument (error, "column"), ==, refused[i].column);
    }
  assert_canonical ("/* a */ { \"a\" /* b */ : [ -1, 10 /**/ , 2 ] } /* c */\n",
                    "{\"a\":[-1,10,2]}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json/canonical", test_canonical);
  g_test_add_func ("/base/json/numbers", test_numbers);
  g_test_add_func ("/base/json/refused", test_refused);
  g_test_add_func ("/base/json/strict", test_strict);
  g_test_add_func ("/base/json/line-and-column", test_line_and_column);
  g_test_add_func ("/base/csv/quoting", test_csv);
  return g_test_run ();
}
