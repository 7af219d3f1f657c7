/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The statement interface: all SQL of the product goes through it, in the subset that SQLite and
 * PostgreSQL share ($1 parameters, ON CONFLICT, RETURNING; no dialect words outside the file that
 * implements this header for SQLite). Not thread-safe: each thread opens its own.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _EspDatabase EspDatabase;
typedef struct _EspStatement EspStatement;
typedef struct _EspTransaction EspTransaction;

typedef enum
{
  ESP_DATABASE_CREATE,    /* must not exist; mode 0600, no symlink */
  ESP_DATABASE_READ_WRITE,
  ESP_DATABASE_READ_ONLY,
} EspDatabaseMode;

/* Errors: VAULT_EXISTS, VAULT_MISSING, VAULT_NOT_A_VAULT, VAULT_SYMLINK, VAULT_OPEN. */
EspDatabase    *esp_database_open             (const char *path, EspDatabaseMode mode, GError **error);
void            esp_database_close            (EspDatabase *database);

/* Statements are cached by text; releasing one resets it and clears its bindings. NULL on error:
 * VAULT_STORAGE, VAULT_BUSY, VAULT_FULL, VAULT_DAMAGED, VAULT_READ_ONLY. */
EspStatement   *esp_database_prepare          (EspDatabase *database, const char *sql, GError **error);
void            esp_statement_release         (EspStatement *statement);
/* $1 is 1. Text and blobs are copied. NULL binds NULL. */
void            esp_statement_bind_text       (EspStatement *statement, int number, const char *value);
void            esp_statement_bind_int        (EspStatement *statement, int number, gint64 value);
void            esp_statement_bind_bytes      (EspStatement *statement, int number, GBytes *value);
/* TRUE with *row TRUE: a row is there; *row FALSE: no more. */
gboolean        esp_statement_step            (EspStatement *statement, gboolean *row, GError **error);
/* Steps to the end, ignoring rows. @changed may be NULL: number of rows changed. */
gboolean        esp_statement_run             (EspStatement *statement, gint64 *changed, GError **error);
/* Columns from 0. Text is valid until the next step; dup where it must last. NULL for NULL. */
const char     *esp_statement_get_text        (EspStatement *statement, int column);
char           *esp_statement_dup_text        (EspStatement *statement, int column);
gint64          esp_statement_get_int         (EspStatement *statement, int column);
GBytes         *esp_statement_get_bytes       (EspStatement *statement, int column);
gboolean        esp_statement_is_null         (EspStatement *statement, int column);
/* For rows of any table: how many columns there are, their names (valid while the statement is held), and what
 * stands in them now. */
typedef enum
{
  ESP_VALUE_NULL,
  ESP_VALUE_INT,
  ESP_VALUE_TEXT,
  ESP_VALUE_BYTES,
} EspValueType;
int             esp_statement_count_columns   (EspStatement *statement);
const char     *esp_statement_get_name        (EspStatement *statement, int column);
EspValueType    esp_statement_get_type        (EspStatement *statement, int column);
/* The column was made for bytes. */
gboolean        esp_statement_is_for_bytes    (EspStatement *statement, int column);
/* Text or bytes of the row without a copy; valid until the next step. */
const guint8   *esp_statement_peek            (EspStatement *statement, int column, gsize *len);

/* One statement without parameters or rows: schema steps. */
gboolean        esp_database_execute          (EspDatabase *database, const char *sql, GError **error);

/* Begins at once with the write lock (writers wait up to 30 s: VAULT_BUSY), or as a snapshot for
 * reading. Rolls back when it goes out of scope without commit. */
EspTransaction *esp_transaction_begin_write   (EspDatabase *database, GError **error);
EspTransaction *esp_transaction_begin_read    (EspDatabase *database, GError **error);
/* Durable when it returns TRUE. */
gboolean        esp_transaction_commit        (EspTransaction *transaction, GError **error);
void            esp_transaction_free          (EspTransaction *transaction);

/* Changes when another connection, of this or another process, has committed. */
gint64          esp_database_get_data_version (EspDatabase *database);
const char     *esp_database_get_path         (EspDatabase *database);
gboolean        esp_database_is_read_only     (EspDatabase *database);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDatabase, esp_database_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspStatement, esp_statement_release)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTransaction, esp_transaction_free)

G_END_DECLS
