/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a connection, shared by the files that speak SQLite (esp-database-sqlite*.c). */
#pragma once

#include <sqlite3.h>

#include "esp-database-private.h"

G_BEGIN_DECLS

struct _EspDatabase
{
  int ref_count;          /* the owner, each statement in use, the transaction */
  sqlite3 *handle;
  char *path;             /* absolute, links in it unresolved: for people */
  gboolean read_only;
  gboolean broken;        /* an I/O error happened: nothing is written here any more */
  GHashTable *statements; /* SQL text to EspStatement */
  EspTransaction *transaction;
  gint64 busy_since;
  int busy_limit;         /* milliseconds */
  gint64 data_version;
  gboolean watching;      /* touched rows are noted */
};

typedef enum
{
  ESP_TRANSACTION_READ,
  ESP_TRANSACTION_WRITE,
  ESP_TRANSACTION_INNER, /* inside another one: nothing to begin or end */
} EspTransactionKind;

struct _EspTransaction
{
  EspDatabase *database; /* NULL when it has ended */
  EspTransactionKind kind;
  gboolean doomed; /* something failed in it that a commit must not cover */
};

/* A connection with nothing set; takes @handle. */
EspDatabase *esp_database_wrap  (sqlite3 *handle, const char *path, gboolean read_only);
/* Sets @error from a result code and the connection's last message; FALSE always. The first also
 * notes what the failure means for the transaction and the connection. */
gboolean     esp_database_fail  (EspDatabase *database, int result, GError **error);
gboolean     esp_database_tell  (EspDatabase *database, int result, GError **error);
/* A mistake of ours, not of SQLite's: INTERNAL with @what as the detail; FALSE always. */
gboolean     esp_database_misuse (GError **error, const char *what);
void         esp_database_unref (EspDatabase *database);
/* Statements of the connection itself, outside cache and rules: pragmas, BEGIN, COMMIT. */
gboolean     esp_database_plain (EspDatabase *database, const char *sql, GError **error);
/* The first column of the first row as text; "" without a row. Free with g_free(). */
char        *esp_database_ask   (EspDatabase *database, const char *sql, GError **error);

/* A commit must not leave notes behind: what was touched has no event. */
gboolean     esp_database_check_touched (EspDatabase *database, GError **error);

G_END_DECLS
