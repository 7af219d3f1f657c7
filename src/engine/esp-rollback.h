/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is remembered outside of the file about the newest state of its log, so that an older copy put in
 * its place shows: under $XDG_STATE_HOME/espalier/VAULT, and for people whose keyring opens their
 * identity in that keyring too. Each note holds the founder's certificate's fingerprint, the number of
 * entries and the root over them.
 */
#pragma once

#include "esp-engine-private.h"

G_BEGIN_DECLS

typedef struct
{
  char *founder; /* fingerprint */
  gint64 size;   /* 0: nothing is known */
  EspHash root;
} EspKnownState;

void     esp_known_state_clear  (EspKnownState *known);

/* The newest that file and keyring (@principal; NULL: not asked) tell of; what can't be read is not known. */
void     esp_rollback_recall    (EspEngine *engine, const char *principal, GCancellable *cancellable,
                                 EspKnownState *known);
/* At sign-in: compares, stops writing where the vault does not continue what is known, and remembers the
 * newest where it does. @principal: whose keyring is open, or NULL. */
void     esp_rollback_look      (EspEngine *engine, const char *principal, GCancellable *cancellable);
/* Remembers the state of the vault now, in the file. Any thread but the writer's. */
void     esp_rollback_remember  (EspEngine *engine);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspKnownState, esp_known_state_clear)

G_END_DECLS
