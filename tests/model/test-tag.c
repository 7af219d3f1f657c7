/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a tag may hold, and the sorted list. */
#include "base/esp-error.h"
#include "model/esp-tag.h"

#include <string.h>

static void
assert_tag (const char *key, const char *value, EspReason reason)
{
  g_autoptr (GError) error = NULL;
  gboolean good = esp_tag_check (key, value, &error);

  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
  g_assert_true (good == (reason == ESP_REASON_NONE));
}

static void
test_check (void)
{
  g_autofree char *key_128 = g_strnfill (128, 'k');
  g_autofree char *key_129 = g_strnfill (129, 'k');
  g_autofree char *value_256 = g_strnfill (256, 'v');
  g_autofree char *value_257 = g_strnfill (257, 'v');

  assert_tag ("project", "", ESP_REASON_NONE);
  assert_tag ("access-project", "Radio 2 _.:/=+-@", ESP_REASON_NONE);
  assert_tag ("Stra\xc3\x9f"
              "e",
              "\xe6\x9d\xb1\xe4\xba\xac \xd9\xa3", ESP_REASON_NONE);
  assert_tag (key_128, value_256, ESP_REASON_NONE);
  assert_tag (key_129, "", ESP_REASON_TAG_KEY);
  assert_tag ("k", value_257, ESP_REASON_TAG_VALUE);
  assert_tag ("", "v", ESP_REASON_TAG_KEY);
  assert_tag (NULL, "v", ESP_REASON_TAG_KEY);
  assert_tag ("k", NULL, ESP_REASON_TAG_VALUE);
  assert_tag ("aws:created", "x", ESP_REASON_TAG_RESERVED);
  assert_tag ("AWS:created", "x", ESP_REASON_TAG_RESERVED);
  assert_tag ("awsome", "aws:x", ESP_REASON_NONE);
}

static void
test_characters (void)
{
  static const char *const bad[] = {
    "a;b",
    "a<b>",
    "a&b",
    "a\"b",
    "a*b",
    "a?b",
    "${x}",
    "a,b",
    "a#b",
    "a\nb",
    "a\tb",
    "a\x7f"
    "b",
    "a\xe2\x80\xae"
    "b", /* right-to-left override */
    "a\xe2\x80\x8b"
    "b",                /* zero-width space */
    "a\xcc\x81",        /* combining accent */
    "\xf0\x9f\x9a\x97", /* a car */
    "a\xff",
    "a\xc3", /* not UTF-8 */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      assert_tag (bad[i], "v", ESP_REASON_TAG_KEY);
      assert_tag ("k", bad[i], ESP_REASON_TAG_VALUE);
    }
}

/* The limit is in characters, not in bytes. */
static void
test_length_in_characters (void)
{
  g_autoptr (GString) key = g_string_new (NULL);

  for (int i = 0; i < ESP_TAG_KEY_MAX; i++)
    g_string_append (key, "\xe6\x9d\xb1");
  assert_tag (key->str, "", ESP_REASON_NONE);
  g_string_append (key, "\xe6\x9d\xb1");
  assert_tag (key->str, "", ESP_REASON_TAG_KEY);
}

static void
test_error_is_shown_safely (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (esp_tag_check ("a\xe2\x80\xae\n", "v", &error));
  g_assert_nonnull (strstr (error->message, "a\\u202e\\u000a"));
  g_assert_cmpint (error->code, ==, ESP_ERROR_INVALID_TAG);
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    const char *key;
    const char *value;
  } rows[] = {
    { "a=b", "a", "b" },  { "a", "a", "" },   { "a=", "a", "" },         { "a=b=c", "a", "b=c" },
    { "=b", NULL, NULL }, { "", NULL, NULL }, { "aws:a=b", NULL, NULL }, { "a=b;c", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspTag) tag = esp_tag_parse (rows[i].text, &error);

      g_assert_true ((tag == NULL) == (rows[i].key == NULL));
      g_assert_true ((error == NULL) == (rows[i].key != NULL));
      g_assert_cmpstr (tag ? tag->key : NULL, ==, rows[i].key);
      g_assert_cmpstr (tag ? tag->value : NULL, ==, rows[i].value);
    }
}

static void
test_list (void)
{
  g_autoptr (GPtrArray) tags = esp_tags_new ();
  static const char *const sorted[] = { "A", "a", "b", "c" };

  g_assert_true (esp_tags_set (tags, "b", "1", NULL));
  g_assert_true (esp_tags_set (tags, "a", "2", NULL));
  g_assert_true (esp_tags_set (tags, "c", "3", NULL));
  g_assert_true (esp_tags_set (tags, "A", "4", NULL));
  g_assert_true (esp_tags_set (tags, "b", "5", NULL));
  g_assert_cmpuint (tags->len, ==, 4);
  for (guint i = 0; i < tags->len; i++)
    g_assert_cmpstr (((EspTag *) g_ptr_array_index (tags, i))->key, ==, sorted[i]);
  g_assert_cmpstr (esp_tags_get (tags, "b"), ==, "5");
  g_assert_cmpstr (esp_tags_get (tags, "a"), ==, "2");
  g_assert_cmpstr (esp_tags_get (tags, "A"), ==, "4");
  g_assert_null (esp_tags_get (tags, "B"));
  g_assert_null (esp_tags_get (NULL, "B"));

  g_assert_false (esp_tags_remove (tags, "b", "1"));
  g_assert_true (esp_tags_remove (tags, "b", "5"));
  g_assert_true (esp_tags_remove (tags, "a", NULL));
  g_assert_false (esp_tags_remove (tags, "a", NULL));
  g_assert_cmpuint (tags->len, ==, 2);
}

static void
test_too_many (void)
{
  g_autoptr (GPtrArray) tags = esp_tags_new ();
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < ESP_TAGS_MAX; i++)
    {
      g_autofree char *key = g_strdup_printf ("k%d", i);

      g_assert_true (esp_tags_set (tags, key, "", &error));
    }
  g_assert_false (esp_tags_set (tags, "one-more", "", &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_TAGS_TOO_MANY));
  g_assert_cmpint (error->code, ==, ESP_ERROR_TOO_MANY_TAGS);
  g_clear_error (&error);
  g_assert_true (esp_tags_set (tags, "k7", "replaced", &error));
  g_assert_cmpuint (tags->len, ==, ESP_TAGS_MAX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/tag/check", test_check);
  g_test_add_func ("/model/tag/characters", test_characters);
  g_test_add_func ("/model/tag/length-in-characters", test_length_in_characters);
  g_test_add_func ("/model/tag/error-is-shown-safely", test_error_is_shown_safely);
  g_test_add_func ("/model/tag/parse", test_parse);
  g_test_add_func ("/model/tag/list", test_list);
  g_test_add_func ("/model/tag/too-many", test_too_many);
  return g_test_run ();
}
