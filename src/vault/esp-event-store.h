/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log: append-only rows with signature and leaf hash, and the nodes of the Merkle tree. */
#pragma once

#include "audit/esp-event.h"
#include "audit/esp-merkle.h"
#include "esp-vault.h"

G_BEGIN_DECLS

typedef struct
{
  char *canonical;   /* the signed text */
  GBytes *signature; /* Ed25519, 64 bytes */
} EspStoredEvent;

typedef struct
{
  gint64 since;       /* 0: all */
  const char *actor;  /* name, or NULL */
  const char *action; /* with or without its prefix, or NULL */
  const char *resource; /* ARN or its beginning, or NULL */
  const char *account;  /* number: what its people did, and what was done to what is its own; NULL: all */
  int outcome;        /* EspOutcome, or -1 */
  gint64 before;      /* only sequences below it; 0: all */
  guint limit;        /* 0: 1,000 */
} EspEventFilter;

typedef struct
{
  const char *text;           /* case-folded: part of the name of the actor, the role or the CA, or of the action */
  const char *const *actions; /* or one of these names; may be NULL */
  guint look_at;              /* so many entries at most, from *before* on */
  gint64 looked_from;         /* the answer: the newest and the oldest it looked at; */
  gint64 looked_to;           /* both 0 where there was none */
  gboolean complete;          /* there is nothing older */
} EspEventSearch;

/* Number of events, root and time of the newest, and the tree to append to. */
EspMerkle      *esp_event_store_load_tree  (EspVault *vault, gint64 *newest_time, GError **error);
/* @event->sequence must be the next. Appends the leaf to @tree and stores the nodes that became final. */
gboolean        esp_event_store_append     (EspVault *vault, const EspEvent *event, const char *canonical,
                                            GBytes *signature, EspMerkle *tree, GError **error);
gint64          esp_event_store_count      (EspVault *vault, GError **error); /* -1 on error */
/* Entries with this action among those from @first to @last; -1 on error. */
gint64          esp_event_store_count_action (EspVault *vault, const char *action, gint64 first, gint64 last,
                                              GError **error);
/* Hashes over entries that are not there: how many, -1 on error. */
gint64          esp_event_store_count_nodes_beyond (EspVault *vault, GError **error);
/* Root of the first @size entries, as of the stored nodes. */
gboolean        esp_event_store_root_at    (EspVault *vault, gint64 size, EspHash *root, GError **error);
/* The newest event with this action, or NULL with *error unset. */
EspStoredEvent *esp_event_store_find_last  (EspVault *vault, const char *action, GError **error);
/* The latest time of an event since a clock was last confirmed; 0 where there is none, -1 on error. */
gint64          esp_event_store_latest_time (EspVault *vault, GError **error);
/* How the log went over @time since a person last confirmed the clock: when the first entry at or after it was made
 * (*beyond; 0: there is none), and the last one before that (*before; 0: none). *confirmed: the clock was confirmed
 * beyond @time. */
gboolean        esp_event_store_find_crossing (EspVault *vault, gint64 time, gint64 *before, gint64 *beyond,
                                               gboolean *confirmed, GError **error);
/* That entry @sequence stands in the tree of the first @size entries (RFC 6962, section 2.1.1): the hashes beside its
 * path to the root, from the leaf on. GArray of EspHash. */
GArray         *esp_event_store_prove      (EspVault *vault, gint64 sequence, gint64 size, GError **error);
EspStoredEvent *esp_event_store_get        (EspVault *vault, gint64 sequence, GError **error);
/* Newest first. GPtrArray of EspStoredEvent. */
GPtrArray      *esp_event_store_list       (EspVault *vault, const EspEventFilter *filter, GError **error);
/* Newest first, of those that match @search as well; ends when the limit or look_at is reached, and goes on with
 * *before* set to looked_to. May give some that don't match: who shows them looks again. */
GPtrArray      *esp_event_store_search     (EspVault *vault, const EspEventFilter *filter, EspEventSearch *search,
                                            GError **error);
/* From @first on, ascending, at most @limit: for verification and export. */
GPtrArray      *esp_event_store_range      (EspVault *vault, gint64 first, guint limit, GError **error);
void            esp_stored_event_free      (EspStoredEvent *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspStoredEvent, esp_stored_event_free)

G_END_DECLS
