/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: HCL, as terraform fmt would lay it out. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  GString *out;
  guint depth;
  GPtrArray *waiting; /* "name", "value" of arguments that are to be lined up */
} EspHcl;

EspHcl *esp_hcl_new        (void);
char   *esp_hcl_finish     (EspHcl *hcl); /* the text; frees the rest */

/* Text as a literal: quotes, line ends, and the "${" and "%{" that would be read as code. Transfer full. */
char   *esp_hcl_quote      (const char *text);
/* Any JSON as an expression, @depth levels in. Transfer full. */
char   *esp_hcl_from_json  (JsonNode *node, guint depth);

/* 'resource "TYPE" "NAME" {'; @labels ends with NULL. */
void    esp_hcl_open       (EspHcl *hcl, const char *kind, ...) G_GNUC_NULL_TERMINATED;
void    esp_hcl_close      (EspHcl *hcl);
/* NAME = EXPRESSION; those that stand together are lined up. */
void    esp_hcl_set        (EspHcl *hcl, const char *name, const char *expression);
void    esp_hcl_set_format (EspHcl *hcl, const char *name, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Nothing where @text is NULL. */
void    esp_hcl_set_text   (EspHcl *hcl, const char *name, const char *text);
void    esp_hcl_set_number (EspHcl *hcl, const char *name, gint64 number);

G_END_DECLS
