/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a replay, shared by the files that make it up. */
#pragma once

#include "base/esp-hex.h"
#include "esp-deciding.h"
#include "esp-replay.h"
#include "pki/esp-key.h"
#include "vault/esp-state.h"

G_BEGIN_DECLS

struct _EspReplay
{
  EspVault *vault;     /* whose log it is */
  EspVault *state;     /* as the entries so far make it, in memory */
  EspStateRoot *root;  /* over it */
  GHashTable *keys;    /* principal id -> EspKey, of the state */
  GHashTable *retired; /* principal id -> EspKey that was the person's before */
  GHashTable *rights;  /* "principal/role" -> EspRights, of the state */
  gboolean adopted;    /* an entry signed a state */
  gboolean is_sample;  /* this entry is one with which the founder filled a sample vault */
  gboolean sample_over;
  char *consent;       /* id of the request that the entry before named, or NULL */
  EspReplayFind find;
  gpointer data;
};

void     esp_replay_tell                (EspReplay *replay, const EspEvent *event, const char *problem);
void     esp_replay_tell_row            (EspReplay *replay, const EspEvent *event, const EspStateTable *table,
                                         const char *key, const char *problem);

/* esp-replay-actor.c: who signed, and whether they were allowed to */
gboolean esp_replay_check_old_signature (EspReplay *replay, const EspEvent *event, const EspStoredEvent *stored,
                                         GError **error);
gboolean esp_replay_check_actor         (EspReplay *replay, const EspEvent *event, const EspStoredEvent *stored,
                                         GError **error);
/* The first entry that signs a state, when that is in place: the founder's, or the one after an upgrade. */
gboolean esp_replay_check_anchor        (EspReplay *replay, const EspEvent *event, const EspStoredEvent *stored,
                                         GError **error);
/* It keeps a request for a second person. */
gboolean esp_replay_is_request          (const EspEvent *event);
/* The act reaches authorities beside the one that was decided about: its successor, or those below it. */
gboolean esp_replay_is_relative         (const EspEvent *event, const EspStateTable *table);
/* A person's row changes: the key may be another one from now on. */
void     esp_replay_retire_key          (EspReplay *replay, const char *principal);

G_END_DECLS
