/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where in a JSON text each value stands: a tree with lines and columns, for editors and for errors
 * that name a place. The text is read by the letter of RFC 8259, comments apart; what it means is for
 * others.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_JSON_PLACE_OBJECT,
  ESP_JSON_PLACE_ARRAY,
  ESP_JSON_PLACE_STRING,
  ESP_JSON_PLACE_NUMBER,
  ESP_JSON_PLACE_WORD, /* true, false, null */
} EspJsonPlaceKind;

typedef struct _EspJsonPlace EspJsonPlace;

struct _EspJsonPlace
{
  EspJsonPlaceKind kind;
  gsize offset;        /* of its first byte */
  guint line, column;  /* of its first character; both from 1, columns in characters */
  char *name;          /* as a member of an object, unescaped; else NULL */
  guint name_line, name_column;
  char *text;          /* a string's value, unescaped; a number or word as written; else NULL */
  GPtrArray *children; /* EspJsonPlace, in the order of the text; NULL where there can be none */
};

/* @limit bounds the size. Errors: JSON_SYNTAX with the line, the column and the problem of the first character
 * that is wrong; JSON_TOO_DEEP, JSON_NUL, FILE_TOO_LARGE. */
EspJsonPlace       *esp_json_places_new        (const char *text, gssize len, gsize limit, GError **error);
void                esp_json_place_free        (EspJsonPlace *place);
/* NULL where @place is NULL, of another kind, or has none such. */
const EspJsonPlace *esp_json_place_get_member  (const EspJsonPlace *place, const char *name);
const EspJsonPlace *esp_json_place_get_element (const EspJsonPlace *place, guint index);
/* As esp_json_parse(), with the exact place and problem where the text is no JSON. Free with json_node_unref(). */
JsonNode           *esp_json_places_parse      (const char *text, gsize limit, GError **error);
/* The line and column of the byte at @offset. */
void                esp_json_places_locate     (const char *text, gsize offset, guint *line, guint *column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJsonPlace, esp_json_place_free)

G_END_DECLS
