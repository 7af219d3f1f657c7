/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state that events sign (security.md, "State is signed"): one table of the tables that belong to
 * it, and the one form in which a row of any of them is hashed.
 *
 * A row's text is canonical JSON (RFC 8785): the columns by name, NULL ones left out, so that a new
 * empty column changes no digest; bytes as hex digits in the tables whose rows stand in events, else
 * as "sha256:" and their digest. Its digest is SHA-256 over that text. A row's key is its key columns
 * with "/" between them; a number is written with twelve digits, so that keys sort as numbers do.
 *
 * The state root is SHA-256 over one line for each small table that has rows, in order of names:
 * name, space, hex of SHA-256 over that table's lines (key, space, hex digest), line end.
 */
#pragma once

#include "audit/esp-event.h"
#include "audit/esp-merkle.h"
#include "esp-vault.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_STATE_ACCESS, /* small, and the row itself stands in the event: replay needs it */
  ESP_STATE_SMALL,  /* compared at open; the event has its digest */
  ESP_STATE_LARGE,  /* compared in the background; not in the state root */
} EspStateKind;

#define ESP_STATE_KEYS_MAX 3

typedef struct
{
  const char *name;
  EspStateKind kind;
  gboolean by_number;  /* one key column, a number */
  gboolean frozen;     /* its rows never change, so that many of one event stand under one root */
  const char *table;   /* where it is another name */
  const char *columns; /* NULL: all */
  const char *where;   /* NULL: all rows */
  const char *keys[ESP_STATE_KEYS_MAX + 1]; /* NULL-terminated */
} EspStateTable;

const EspStateTable *esp_state_table_nth   (guint index); /* NULL after the last; in order of names */
const EspStateTable *esp_state_table_find  (const char *name);
/* Why a table of the schema is no state; NULL for one that is, or is not known at all. */
const char          *esp_state_why_not     (const char *table);

typedef struct
{
  const EspStateTable *table;
  char *keys[ESP_STATE_KEYS_MAX + 1];
  char *key;    /* joined */
  char *text;   /* canonical; NULL: there is no such row (any more) */
  EspHash digest;
} EspStateRow;

void         esp_state_row_clear (EspStateRow *row);
/* Reads the row with these keys. */
gboolean     esp_state_row_read  (EspVault *vault, const EspStateTable *table, const char *const *keys,
                                  EspStateRow *row, GError **error);
/* Splits a joined key; NULL where it has another number of parts. */
char       **esp_state_split_key (const EspStateTable *table, const char *key);

/* All rows of one table, in order of keys. */
typedef struct _EspStateScan EspStateScan;
EspStateScan *esp_state_scan_new  (EspVault *vault, const EspStateTable *table, GError **error);
/* At most @limit rows with a key above @after: of tables that go by a number. */
EspStateScan *esp_state_scan_new_page (EspVault *vault, const EspStateTable *table, const char *after, guint limit,
                                       GError **error);
/* *more FALSE at the end. @row is filled anew. */
gboolean      esp_state_scan_next (EspStateScan *scan, EspStateRow *row, gboolean *more, GError **error);
void          esp_state_scan_free (EspStateScan *scan);

/* --- What was signed: row_digest ----------------------------------------------------------------*/

/* *event 0: there is none. */
gboolean     esp_state_get_signed    (EspVault *vault, const char *name, const char *key, EspHash *digest,
                                      gint64 *event, GError **error);
/* @digest NULL removes it. */
gboolean     esp_state_put_signed    (EspVault *vault, const char *name, const char *key, const EspHash *digest,
                                      gint64 event, GError **error);
/* Key (char *) to EspHash of one table. */
GHashTable  *esp_state_list_signed   (EspVault *vault, const char *name, GError **error);
/* UUID of the authority of the certificate with this key; NULL where there is none. Free with g_free(). */
char        *esp_state_find_ca_of    (EspVault *vault, const char *certificate_key);
/* UUIDs of the authorities whose keys signed what the row, or the range of rows, of @table with this key is: of
 * certificates, their revocations, the lists of parts. GPtrArray of texts. */
GPtrArray   *esp_state_list_signers_of (EspVault *vault, const EspStateTable *table, const char *key, GError **error);
/* The line's digest of one table; *empty where it has no rows. */
gboolean     esp_state_table_root    (EspVault *vault, const EspStateTable *table, EspHash *root, gboolean *empty,
                                      GError **error);

/* The root over the small tables, with what did not change kept. */
typedef struct _EspStateRoot EspStateRoot;
EspStateRoot *esp_state_root_new     (void);
void          esp_state_root_free    (EspStateRoot *root);
/* @table's digests changed. */
void          esp_state_root_touch   (EspStateRoot *root, const EspStateTable *table);
/* Hex; free with g_free(). */
char         *esp_state_root_get     (EspStateRoot *root, EspVault *vault, GError **error);

/* --- What is touched ----------------------------------------------------------------------------*/

/* From here on this connection notes each row of the state that is touched, and commits no
 * transaction that touched one without an event. */
gboolean     esp_state_watch         (EspVault *vault, GError **error);
/* Signs what is touched into @event: row digests, rows, the state root; and stores the digests.
 * @adopt: everything there is, because no event before this one had a state root. @ca: only rows that
 * begin with this key, the others wait for the transaction's last event; NULL: all. */
gboolean     esp_state_record        (EspVault *vault, EspStateRoot *root, EspEvent *event, gboolean adopt,
                                      const char *ca, GError **error);

/* Puts the row of an event in place of the one with that key; @row NULL removes it. For replaying. */
gboolean     esp_state_apply         (EspVault *vault, const EspStateTable *table, const char *key, JsonObject *row,
                                      GError **error);

/* --- Whether it is still so ---------------------------------------------------------------------*/

typedef struct
{
  char *object;   /* "role_policy Administrator/all", "event 12" */
  char *problem;  /* "was changed outside of the program" */
} EspStateProblem;

#define ESP_STATE_PROBLEMS_MAX 100

void         esp_state_problem_free  (gpointer problem);
/* Adds to @problems, as far as there is room. Takes nothing. */
void         esp_state_add_problem   (GPtrArray *problems, const char *object, const char *problem);
/* "role_policy Administrator/all": the key with names for the ids in it. Free with g_free(). */
char        *esp_state_describe      (EspVault *vault, const EspStateTable *table, const char *key);
/* The small tables against the newest event, whose signature is looked at. EspStateProblem, to be freed
 * by the array. FALSE only where the file can't be read. */
gboolean     esp_state_check_small   (EspVault *vault, GPtrArray *problems, GError **error);
/* The log against its newest event, and the large tables against the log. */
gboolean     esp_state_check_large   (EspVault *vault, GCancellable *cancellable, GPtrArray *problems, GError **error);
/* Rows of @table against what was signed: of each table by the two above. */
gboolean     esp_state_check_table   (EspVault *vault, const EspStateTable *table, GCancellable *cancellable,
                                      GPtrArray *problems, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspStateRow, esp_state_row_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspStateScan, esp_state_scan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspStateRoot, esp_state_root_free)

G_END_DECLS
