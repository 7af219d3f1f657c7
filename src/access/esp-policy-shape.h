/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tells whether a repair had only one way to go: quotes as documents print them, and the shape of a policy.
 * For this room alone. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The bytes of the typographic quote at @at; 0: there is none. */
gsize       esp_typographic_quote_measure  (const char *at, const char *end);
/* Where the text after the typographic quote @opening ends: at the next quote of its kind in this line, of @len
 * bytes. NULL: it can't be told. */
const char *esp_typographic_quote_find_end (const char *opening, const char *end, gsize *len);
/* After a value something of the structure follows, or the text ends. */
gboolean    esp_json_ends_value            (const char *at, const char *end);
/* Does each member stand where the language has it? Then brackets that were added to the end, or taken away there,
 * can't have belonged anywhere else. */
gboolean    esp_policy_shape_is_certain    (JsonNode *document);

G_END_DECLS
