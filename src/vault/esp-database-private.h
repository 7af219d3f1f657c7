/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the room itself asks of a database beyond esp-database.h: the things for which every
 * database has words of its own (versions, checks, whole copies), and the screws that tests turn.
 * No header of SQLite here: stores and schema stay free of it.
 */
#pragma once

#include "esp-database.h"

G_BEGIN_DECLS

/* How long a lock is waited for. */
#define ESP_DATABASE_BUSY_SECONDS 30

/* The schema's version, kept in the file; 0 in a new one. Set inside a write transaction. */
gboolean        esp_database_get_version      (EspDatabase *database, int *version, GError **error);
gboolean        esp_database_set_version      (EspDatabase *database, int version, GError **error);

/* quick_check or integrity_check, then foreign keys. Errors: VAULT_DAMAGED, the detail is the first
 * finding. */
gboolean        esp_database_check            (EspDatabase *database, gboolean full, GError **error);

/* A whole copy in a new file at @path, 0600, closed but neither checked nor synced. */
gboolean        esp_database_copy             (EspDatabase *database, const char *path, GError **error);

/* Removes a file that nobody has open, and what a failure may have left beside it. */
void            esp_database_discard          (const char *path);

/* A snapshot for a read of several statements; does nothing inside a transaction of the caller's. */
EspTransaction *esp_transaction_begin_inner   (EspDatabase *database, GError **error);

/* During a schema step, foreign keys are looked at when it commits. */
gboolean        esp_database_defer_references (EspDatabase *database, GError **error);

/* From here on each row of @table that this connection inserts, changes or removes is noted in a table of
 * its own, "touched" (name, key_1, key_2, key_3); a commit with notes in it is refused. */
gboolean        esp_database_watch            (EspDatabase *database, const char *name, const char *table,
                                               const char * const *keys, GError **error);
gboolean        esp_database_is_watching      (EspDatabase *database);

/* A database of this process alone, empty, without rules between its tables. */
EspDatabase    *esp_database_open_memory      (GError **error);

/* For tests. */
void            esp_database_set_busy_limit   (EspDatabase *database, int milliseconds);
gboolean        esp_database_set_max_pages    (EspDatabase *database, guint n_pages, GError **error);
guint           esp_database_get_n_cached     (EspDatabase *database);

G_END_DECLS
