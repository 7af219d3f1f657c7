/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON: bounded reading, and canonical writing (RFC 8785) for everything that is hashed or signed.
 * json-glib does the work; added here are the limits, the refusal of what only some of its versions
 * read (esp-json-syntax.h) and of duplicate members (json-glib keeps the last one in silence), and
 * the canonical form.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define ESP_JSON_MAX_DEPTH 64
#define ESP_JSON_MAX_INTEGER G_GINT64_CONSTANT (9007199254740991) /* 2^53 - 1 */

/* Parses @text (@len bytes; -1: up to the NUL). @limit bounds the size. Errors: JSON_SYNTAX with
 * line and column, JSON_TOO_DEEP, JSON_DUPLICATE, FILE_TOO_LARGE. Free with json_node_unref(). */
JsonNode *esp_json_parse            (const char  *text,
                                     gssize       len,
                                     gsize        limit,
                                     GError     **error);
JsonNode *esp_json_read_file        (const char  *path,
                                     gsize        limit,
                                     GError     **error);

/* RFC 8785: members sorted by UTF-16 code units, no white space, shortest escapes. Numbers must be
 * whole and within ±(2^53 - 1). Errors: JSON_NUMBER. Free with g_free(). */
char     *esp_json_to_canonical     (JsonNode    *node,
                                     GError     **error);

/* Indented, members in the order in which they were added: for people and scripts. */
char     *esp_json_to_text          (JsonNode    *node,
                                     gboolean     pretty);

/* NULL-tolerant readers: the member, or NULL/@fallback where it is missing or of another type. */
const char *esp_json_get_string     (JsonObject  *object,
                                     const char  *member);
gint64      esp_json_get_int        (JsonObject  *object,
                                     const char  *member,
                                     gint64       fallback);
gboolean    esp_json_get_boolean    (JsonObject  *object,
                                     const char  *member,
                                     gboolean     fallback);
JsonObject *esp_json_get_object     (JsonObject  *object,
                                     const char  *member);
JsonArray  *esp_json_get_array      (JsonObject  *object,
                                     const char  *member);
/* Sets a string member, or leaves it out where @value is NULL. */
void        esp_json_set_string     (JsonObject  *object,
                                     const char  *member,
                                     const char  *value);
/* Sets a time as RFC 3339, or leaves it out where @time is 0. */
void        esp_json_set_time       (JsonObject  *object,
                                     const char  *member,
                                     gint64       time);
JsonNode   *esp_json_wrap_object    (JsonObject  *object); /* takes @object */
JsonNode   *esp_json_wrap_array     (JsonArray   *array);  /* takes @array */

G_END_DECLS
