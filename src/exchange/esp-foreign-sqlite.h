/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: databases of other programs. Opened to be read alone, as a file that nobody writes, and
 * trusted with nothing: no views, no triggers, bounded values, bounded work.
 */
#pragma once

#include "esp-foreign-private.h"

#include <sqlite3.h>

G_BEGIN_DECLS

typedef struct _EspForeignDatabase EspForeignDatabase;

/* Errors: FOREIGN_DAMAGED (@kind names it in the sentence), also where another program has it open and has not
 * written everything yet. */
EspForeignDatabase *esp_foreign_database_open   (const char *path, const char *kind, GCancellable *cancellable,
                                                 GError **error);
void                esp_foreign_database_free   (EspForeignDatabase *database);
/* Is it a table (not a view), with this column? @column may be NULL. */
gboolean            esp_foreign_database_has    (EspForeignDatabase *database, const char *table, const char *column);

/* Calls @func for each row of @sql. */
typedef gboolean (*EspForeignRowFunc) (sqlite3_stmt *row, gpointer data, GError **error);
gboolean            esp_foreign_database_each   (EspForeignDatabase *database, const char *sql,
                                                 EspForeignRowFunc func, gpointer data, GError **error);

/* The text of a column, at most ESP_FOREIGN_MAX_WHOLE bytes without a NUL inside; NULL for none. Lent until the next
 * row. */
const char         *esp_foreign_column_text     (sqlite3_stmt *row, int column);
/* A column of base64 as bytes; NULL where it is none. */
GBytes             *esp_foreign_column_base64   (sqlite3_stmt *row, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspForeignDatabase, esp_foreign_database_free)

G_END_DECLS
