/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tags on a CA, principal, role or share: key and value, case-sensitive (service section 1.2).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_TAGS_MAX 50
#define ESP_TAG_KEY_MAX 128
#define ESP_TAG_VALUE_MAX 256

typedef struct
{
  char *key;
  char *value;
} EspTag;

EspTag    *esp_tag_new        (const char *key, const char *value);
EspTag    *esp_tag_copy       (const EspTag *tag);
void       esp_tag_free       (EspTag *tag);
/* Letters, separators, digits and _ . : / = + - @, lengths, and no "aws:" prefix. Errors:
 * TAG_KEY, TAG_VALUE, TAG_RESERVED. */
gboolean   esp_tag_check      (const char *key, const char *value, GError **error);
/* "K=V"; a missing "=" means an empty value. Errors: as above. */
EspTag    *esp_tag_parse      (const char *text, GError **error);
/* A tag list: GPtrArray of EspTag sorted by key, keys unique. */
GPtrArray *esp_tags_new       (void);
/* Adds or replaces. Errors: TAGS_TOO_MANY. */
gboolean   esp_tags_set       (GPtrArray *tags, const char *key, const char *value, GError **error);
/* Key alone removes always; with @value only on a match. TRUE when something was removed. */
gboolean   esp_tags_remove    (GPtrArray *tags, const char *key, const char *value);
const char *esp_tags_get      (GPtrArray *tags, const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTag, esp_tag_free)

G_END_DECLS
