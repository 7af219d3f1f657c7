/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tags and sorted lists of them. Who may change a tag is a decision, and not made here.
 */
#include "esp-tag.h"

#include "base/esp-error.h"
#include "base/esp-text.h"

#include <string.h>

EspTag *
esp_tag_new (const char *key, const char *value)
{
  EspTag *tag = g_new0 (EspTag, 1);

  tag->key = g_strdup (key);
  tag->value = g_strdup (value);
  return tag;
}

EspTag *
esp_tag_copy (const EspTag *tag)
{
  return esp_tag_new (tag->key, tag->value);
}

void
esp_tag_free (EspTag *tag)
{
  if (!tag)
    return;
  g_free (tag->key);
  g_free (tag->value);
  g_free (tag);
}

/* --- What a tag may hold ----------------------------------------------------------------------*/

/* The service's classes: \p{L}, \p{Z}, \p{N} and a few signs. */
static gboolean
is_tag_character (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_SPACE_SEPARATOR:
      return TRUE;
    default:
      return c != 0 && c < 128 && strchr ("_.:/=+-@", (int) c) != NULL;
    }
}

static gboolean
is_tag_text (const char *text, glong min, glong max)
{
  glong len = 0;

  if (!text || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (; *text; text = g_utf8_next_char (text), len++)
    if (len >= max || !is_tag_character (g_utf8_get_char (text)))
      return FALSE;
  return len >= min;
}

gboolean
esp_tag_check (const char *key, const char *value, GError **error)
{
  g_autofree char *safe_key = esp_text_escape (key ? key : "");
  g_autofree char *safe_value = NULL;

  if (!is_tag_text (key, 1, ESP_TAG_KEY_MAX))
    {
      esp_error_set (error, ESP_REASON_TAG_KEY, NULL, "key", safe_key, "limit",
                     G_STRINGIFY (ESP_TAG_KEY_MAX), NULL);
      return FALSE;
    }
  if (g_ascii_strncasecmp (key, "aws:", strlen ("aws:")) == 0)
    {
      esp_error_set (error, ESP_REASON_TAG_RESERVED, NULL, "key", safe_key, NULL);
      return FALSE;
    }
  if (is_tag_text (value, 0, ESP_TAG_VALUE_MAX))
    return TRUE;
  safe_value = esp_text_escape (value ? value : "");
  esp_error_set (error, ESP_REASON_TAG_VALUE, NULL, "key", safe_key, "value", safe_value, "limit",
                 G_STRINGIFY (ESP_TAG_VALUE_MAX), NULL);
  return FALSE;
}

EspTag *
esp_tag_parse (const char *text, GError **error)
{
  const char *sign = strchr (text, '=');
  g_autofree char *key = sign ? g_strndup (text, (gsize) (sign - text)) : g_strdup (text);
  const char *value = sign ? sign + 1 : "";

  if (!esp_tag_check (key, value, error))
    return NULL;
  return esp_tag_new (key, value);
}

/* --- Lists ------------------------------------------------------------------------------------*/

GPtrArray *
esp_tags_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) esp_tag_free);
}

/* Where @key is, or would be; TRUE when it is there. */
static gboolean
find_key (GPtrArray *tags, const char *key, guint *position)
{
  for (guint i = 0; i < tags->len; i++)
    {
      int order = strcmp (((EspTag *) g_ptr_array_index (tags, i))->key, key);

      *position = i;
      if (order >= 0)
        return order == 0;
    }
  *position = tags->len;
  return FALSE;
}

gboolean
esp_tags_set (GPtrArray *tags, const char *key, const char *value, GError **error)
{
  guint position;

  if (find_key (tags, key, &position))
    {
      EspTag *tag = g_ptr_array_index (tags, position);
      g_autofree char *old = tag->value;

      tag->value = g_strdup (value);
      return TRUE;
    }
  if (tags->len >= ESP_TAGS_MAX)
    {
      esp_error_set (error, ESP_REASON_TAGS_TOO_MANY, NULL, "key", key, "limit",
                     G_STRINGIFY (ESP_TAGS_MAX), NULL);
      return FALSE;
    }
  g_ptr_array_insert (tags, (int) position, esp_tag_new (key, value));
  return TRUE;
}

gboolean
esp_tags_remove (GPtrArray *tags, const char *key, const char *value)
{
  guint position;

  if (!find_key (tags, key, &position))
    return FALSE;
  if (value && g_strcmp0 (((EspTag *) g_ptr_array_index (tags, position))->value, value) != 0)
    return FALSE;
  g_ptr_array_remove_index (tags, position);
  return TRUE;
}

const char *
esp_tags_get (GPtrArray *tags, const char *key)
{
  guint position;

  if (!tags || !find_key (tags, key, &position))
    return NULL;
  return ((EspTag *) g_ptr_array_index (tags, position))->value;
}
