/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is inside of a hierarchy on its way to another vault: a text of lines, each one JSON object. Secrets in it are
 * sealed by themselves; the whole is sealed to its new owner (esp-sealed-file.h).
 *
 *   { "kind": "hierarchy", "format": 1, ... }      first, and once
 *   { "kind": "person" | "ca" | "part" | "certificate" | "revocation" | "event", ... }
 *   { "kind": "end", "sha256": HEX }                last: over all that stands before this line
 *
 * Members are for whoever writes and reads them (engine); here are lines, kinds, order and the digest. A line break is
 * part of the line before it.
 */
#pragma once

#include "base/esp-json.h"

G_BEGIN_DECLS

#define ESP_HIERARCHY_FORMAT 1
#define ESP_HIERARCHY_MAX_LINES 4000000
#define ESP_HIERARCHY_MAX_LINE (16 * 1024 * 1024)

/* --- Writing --- */

typedef struct _EspHierarchyText EspHierarchyText;

EspHierarchyText *esp_hierarchy_text_new    (void);
void              esp_hierarchy_text_free   (EspHierarchyText *text);
/* Takes @line and adds its kind. */
void              esp_hierarchy_text_add    (EspHierarchyText *text, const char *kind, JsonObject *line);
/* Ends it; @text is empty afterwards. */
GBytes           *esp_hierarchy_text_finish (EspHierarchyText *text);

/* --- Reading --- */

/* FALSE stops with @error set. @line is lent. */
typedef gboolean (*EspHierarchyFunc) (const char *kind, JsonObject *line, gpointer data, GError **error);

/* The digest is compared before the first call. Errors: HIERARCHY_FORMAT (made by a newer version), HIERARCHY_MALFORMED
 * (argument "line"), those of @func. */
gboolean          esp_hierarchy_text_read   (GBytes *text, EspHierarchyFunc func, gpointer data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspHierarchyText, esp_hierarchy_text_free)

G_END_DECLS
