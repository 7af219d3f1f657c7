/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all stores do with statements. Private to the room. */
#pragma once

#include "esp-vault.h"

G_BEGIN_DECLS

EspStatement *esp_store_prepare      (EspVault *vault, const char *sql, GError **error);
/* As esp_database_prepare(), with $1 bound to @text. */
EspStatement *esp_store_prepare_for  (EspVault *vault, const char *sql, const char *text, GError **error);
/* 0, which in records means "not set", becomes NULL. */
void          esp_store_bind_time    (EspStatement *statement, int number, gint64 time);
/* Runs to the end; VAULT_REFERENCE where no row was there to change. */
gboolean      esp_store_run_changing (EspStatement *statement, GError **error);
/* The first column of the first row, 0 where there is none or it is NULL; -1 on error. @text is $1,
 * or NULL where the statement has none. */
gint64        esp_store_ask_int      (EspVault *vault, const char *sql, const char *text, GError **error);
/* The same for bytes; NULL with *@error unset where there is none. */
GBytes       *esp_store_ask_bytes    (EspVault *vault, const char *sql, const char *text, GError **error);
/* The number of a CA. Errors: VAULT_REFERENCE where there is none. */
gboolean      esp_store_find_ca_row  (EspVault *vault, const char *ca, gint64 *row, GError **error);
/* A refusal by a unique index, in better words. FALSE always. */
gboolean      esp_store_name_taken   (GError **error, const char *name);
/* "%text%" with what LIKE would take for a wildcard escaped by a backslash, in lower case. */
char         *esp_store_like_pattern (const char *text);

/* Rows of tags: $1 is their owner, $2 the key, $3 the value. */
gboolean      esp_store_read_tags    (EspVault *vault, const char *sql, const char *owner, GPtrArray *tags,
                                      GError **error);
gboolean      esp_store_write_tags   (EspVault *vault, const char *sql, const char *owner, GPtrArray *tags,
                                      GError **error);

G_END_DECLS
