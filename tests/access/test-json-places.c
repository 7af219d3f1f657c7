/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where values stand in a JSON text, and where and why a text is none. */
#include "access/esp-json-places.h"
#include "base/esp-error.h"
#include "base/esp-json.h"

#include <string.h>

#define LIMIT 100000

static EspJsonPlace *
read_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  EspJsonPlace *root = esp_json_places_new (text, -1, LIMIT, &error);

  g_assert_no_error (error);
  g_assert_nonnull (root);
  return root;
}

static void
assert_at (const EspJsonPlace *place, guint line, guint column)
{
  g_assert_nonnull (place);
  g_assert_cmpuint (place->line, ==, line);
  g_assert_cmpuint (place->column, ==, column);
}

static void
test_places (void)
{
  const char *text = "{\r\n  \"ä\": [1, \"ü\", {\"x\": -1.5e3}],\n\t\"b\" :\ntrue, \"c\": {}}\n";
  g_autoptr (EspJsonPlace) root = read_good (text);
  const EspJsonPlace *list = esp_json_place_get_member (root, "ä");
  const EspJsonPlace *b = esp_json_place_get_member (root, "b");
  const EspJsonPlace *x = esp_json_place_get_member (esp_json_place_get_element (list, 2), "x");

  assert_at (root, 1, 1);
  assert_at (list, 2, 8);
  g_assert_cmpuint (list->name_line, ==, 2);
  g_assert_cmpuint (list->name_column, ==, 3);
  assert_at (esp_json_place_get_element (list, 0), 2, 9);
  assert_at (esp_json_place_get_element (list, 1), 2, 12);
  g_assert_cmpstr (esp_json_place_get_element (list, 1)->text, ==, "ü");
  assert_at (esp_json_place_get_element (list, 2), 2, 17);
  g_assert_null (esp_json_place_get_element (list, 3));
  g_assert_null (esp_json_place_get_element (root, 0));
  assert_at (x, 2, 23);
  g_assert_cmpstr (x->text, ==, "-1.5e3");
  g_assert_cmpint (x->kind, ==, ESP_JSON_PLACE_NUMBER);
  assert_at (b, 4, 1);
  g_assert_cmpuint (b->name_line, ==, 3);
  g_assert_cmpuint (b->name_column, ==, 2);
  g_assert_cmpint (b->kind, ==, ESP_JSON_PLACE_WORD);
  g_assert_cmpuint (esp_json_place_get_member (root, "c")->children->len, ==, 0);
  g_assert_null (esp_json_place_get_member (root, "d"));
  g_assert_null (esp_json_place_get_member (NULL, "d"));
  g_assert_cmpuint (text[list->offset], ==, '[');
}

static void
test_strings (void)
{
  g_autoptr (EspJsonPlace)
    root = read_good ("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\", \"\\u00e9\\ud83d\\ude00\", \"\"]");

  g_assert_cmpstr (esp_json_place_get_element (root, 0)->text, ==, "\"\\/\b\f\n\r\t");
  g_assert_cmpstr (esp_json_place_get_element (root, 1)->text, ==, "é😀");
  g_assert_cmpstr (esp_json_place_get_element (root, 2)->text, ==, "");
}

static const struct
{
  const char *text;
  const char *line, *column;
  const char *problem; /* a part of it */
} refused_rows[] = {
  { "", "1", "1", "ends where a value" },
  { " \n ", "1", "1", "ends where a value" },
  { "{\"a\": “*”}", "1", "7", "“ stands where a value" },
  { "{\n \"a\": <x>}", "2", "7", "< stands where a value" },
  { "{\"ä\": 1 \"b\": 2}", "1", "9", "\"}\" is expected" },
  { "[1 2]", "1", "4", "\"]\" is expected" },
  { "[1,]", "1", "4", "] stands where a value" },
  { "{\"a\":1,}", "1", "8", "} stands where the name" },
  { "{a:1}", "1", "2", "a stands where the name" },
  { "{\"a\" 1}", "1", "6", "\":\" is expected" },
  { "[1\n\n", "1", "3", "ends where" },
  { "{} x", "1", "4", "x stands where the end" },
  { "[01]", "1", "2", "0 stands where" },
  { "[1.]", "1", "2", "1 stands where" },
  { "[.5]", "1", "2", ". stands where" },
  { "[1e]", "1", "2", "1 stands where" },
  { "[nul]", "1", "2", "n stands where" },
  { "[truer]", "1", "2", "t stands where" },
  { "[\"a\nb\"]", "1", "2", "not closed in its line" },
  { "[\"a", "1", "2", "not closed" },
  { "[\"\\x\"]", "1", "4", "after \\ one of" },
  { "[\"\\u12g4\"]", "1", "7", "four hexadecimal" },
  { "[\"\\u12", "1", "7", "too early" },
  { "[\"\\ud83d\"]", "1", "5", "surrogate" },
  { "[\"\\ud83d\\u0041\"]", "1", "5", "surrogate" },
  { "[\"\\ude00\"]", "1", "5", "surrogate" },
  { "[\"\\u0000\"]", "1", "5", "\\u0000" },
  { "[1] /* x", "1", "5", "comment has no end" },
  { "[\"a\", \"\xff\"]", "1", "8", "no UTF-8" },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused_rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_null (esp_json_places_new (refused_rows[i].text, -1, LIMIT, &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_JSON_SYNTAX));
      g_assert_cmpstr (esp_error_get_argument (error, "line"), ==, refused_rows[i].line);
      g_assert_cmpstr (esp_error_get_argument (error, "column"), ==, refused_rows[i].column);
      g_assert_nonnull (
        strstr (esp_error_get_argument (error, "problem"), refused_rows[i].problem));
    }
}

static void
assert_reason (const char *text, gssize len, gsize limit, EspReason reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_json_places_new (text, len, limit, &error));
  g_assert_true (esp_error_has_reason (error, reason));
}

static void
test_bounds (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (EspJsonPlace) root = NULL;

  for (int i = 0; i < ESP_JSON_MAX_DEPTH; i++)
    g_string_append_c (deep, '[');
  for (int i = 0; i < ESP_JSON_MAX_DEPTH; i++)
    g_string_append_c (deep, ']');
  root = read_good (deep->str);
  g_string_prepend_c (deep, '[');
  g_string_append_c (deep, ']');
  assert_reason (deep->str, -1, LIMIT, ESP_REASON_JSON_TOO_DEEP);
  assert_reason ("[1]", -1, 2, ESP_REASON_FILE_TOO_LARGE);
  assert_reason ("[\0]", 3, LIMIT, ESP_REASON_JSON_NUL);
  /* Nothing behind the length is looked at. */
  assert_reason ("[1]", 2, LIMIT, ESP_REASON_JSON_SYNTAX);
}

/* The tree says what json-glib says. */
static JsonNode *
to_node (const EspJsonPlace *place)
{
  JsonArray *array = place->kind == ESP_JSON_PLACE_ARRAY ? json_array_new () : NULL;
  JsonObject *object = place->kind == ESP_JSON_PLACE_OBJECT ? json_object_new () : NULL;
  JsonNode *node;

  for (guint i = 0; place->children && i < place->children->len; i++)
    {
      const EspJsonPlace *child = g_ptr_array_index (place->children, i);

      if (array)
        json_array_add_element (array, to_node (child));
      else
        json_object_set_member (object, child->name, to_node (child));
    }
  if (array)
    return esp_json_wrap_array (array);
  if (object)
    return esp_json_wrap_object (object);
  if (place->kind != ESP_JSON_PLACE_STRING)
    return json_from_string (place->text, NULL);
  node = json_node_new (JSON_NODE_VALUE);
  json_node_set_string (node, place->text);
  return node;
}

static void
test_same_as_json_glib (void)
{
  static const char *const names[] = { "actions.json", "managed-permissions.json",
                                       "templates.json" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", names[i], NULL);
      g_autofree char *text = NULL;
      g_autoptr (EspJsonPlace) root = NULL;
      g_autoptr (JsonNode) node = NULL;
      g_autoptr (JsonNode) other = NULL;
      gsize len;

      g_assert_true (g_file_get_contents (path, &text, &len, NULL));
      root = esp_json_places_new (text, (gssize) len, len, NULL);
      g_assert_nonnull (root);
      node = to_node (root);
      other = esp_json_parse (text, (gssize) len, len, NULL);
      g_assert_true (json_node_equal (node, other));
    }
}

static void
test_parse (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_json_places_parse ("{\"a\": 1}", LIMIT, &error);
  g_autoptr (JsonNode) broken = NULL;

  g_assert_no_error (error);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  broken = esp_json_places_parse ("{\"ä\": ‘x’}", LIMIT, &error);
  g_assert_null (broken);
  g_assert_cmpstr (esp_error_get_argument (error, "column"), ==, "7");
  g_clear_error (&error);
  broken = esp_json_places_parse ("{\"a\": 1, \"a\": 2}", LIMIT, &error);
  g_assert_null (broken);
  g_assert_true (esp_error_has_reason (error, ESP_REASON_JSON_DUPLICATE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/access/json-places/places", test_places);
  g_test_add_func ("/access/json-places/strings", test_strings);
  g_test_add_func ("/access/json-places/refused", test_refused);
  g_test_add_func ("/access/json-places/bounds", test_bounds);
  g_test_add_func ("/access/json-places/same-as-json-glib", test_same_as_json_glib);
  g_test_add_func ("/access/json-places/parse", test_parse);
  return g_test_run ();
}
