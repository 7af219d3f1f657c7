/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A query whose conditions depend on what was asked for: text and values grow together, so that no
 * value ever becomes text. Private to the room. */
#pragma once

#include "esp-vault.h"

G_BEGIN_DECLS

typedef struct _EspQuery EspQuery;

EspQuery     *esp_query_new      (const char *sql);
void          esp_query_free     (EspQuery *query);
/* Appends @sql, in which each "?" stands for the value. */
void          esp_query_add      (EspQuery *query, const char *sql);
void          esp_query_add_text (EspQuery *query, const char *sql, const char *value);
void          esp_query_add_int  (EspQuery *query, const char *sql, gint64 value);
EspStatement *esp_query_prepare  (EspQuery *query, EspVault *vault, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspQuery, esp_query_free)

G_END_DECLS
