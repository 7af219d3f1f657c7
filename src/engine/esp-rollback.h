/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is remembered outside of the file about the newest state of its log, so that an older copy put in
 * its place shows: under $XDG_STATE_HOME/espalier/VAULT, and for people whose keyring opens their
 * identity in that keyring too. Each note holds the founder's certificate's fingerprint, the number of
 * entries and the root over them, when the newest of them was made, and where the vault lay.
 *
 * A note is read at sign-in. While somebody is signed in a thread of its own keeps it up to date: a moment
 * after a commit, then at most every two seconds (every thirty in a keyring, which is written whole each
 * time), and when the vault is locked or closed. A program that dies loses the last two seconds of notes.
 *
 * An older file is read-only wherever it lies. Whether it is a fault is another question: a backup is
 * older by nature. It is none where the note tells of another place at which a file still lies; then this
 * one is a copy (esp_rollback_is_fault()).
 */
#pragma once

#include "esp-engine-private.h"

G_BEGIN_DECLS

typedef struct
{
  char *founder; /* fingerprint */
  char *place;   /* real path of the file, or NULL */
  gint64 size;   /* 0: nothing is known */
  gint64 time;   /* of the newest entry; 0: not known */
  EspHash root;
} EspKnownState;

void     esp_known_state_clear  (EspKnownState *known);

/* What a person's keyring answered when it was last asked. */
typedef enum
{
  ESP_KEYRING_NOTE_NOT_ASKED, /* a passphrase opens the identity */
  ESP_KEYRING_NOTE_KEPT,
  ESP_KEYRING_NOTE_NONE,
  ESP_KEYRING_NOTE_LOCKED,
  ESP_KEYRING_NOTE_ABSENT,
  ESP_KEYRING_NOTE_SILENT, /* within the time that it was given */
} EspKeyringNote;

/* The newest that file and keyring (@principal; NULL: not asked) tell of; what can't be read is not known. */
void     esp_rollback_recall    (EspEngine *engine, const char *principal, GCancellable *cancellable,
                                 EspKnownState *known);
/* At sign-in: compares, stops writing where the vault does not continue what is known, and else begins to keep
 * the notes. @principal: whose keyring is open, or NULL. */
void     esp_rollback_look      (EspEngine *engine, const char *principal, GCancellable *cancellable);
/* The file lies where a newer one was seen: TRUE with what was found. Free *problem with g_free(). */
gboolean esp_rollback_is_fault  (EspEngine *engine, char **problem);
/* "KEPT", "NOT_ASKED" and so on: static text. */
const char *esp_rollback_get_keyring_note (EspEngine *engine);

/* --- Keeping the notes (esp-rollback-noter.c) --- */
/* After a commit, any thread: at once, whatever disk and keyring do. */
void     esp_rollback_note      (EspEngine *engine);
/* The vault is locked: what is due is written now, and nobody waits for it. */
void     esp_rollback_flush     (EspEngine *engine);
/* The vault is closed: the same, and waits for it; for a keyring a moment only. */
void     esp_rollback_stop      (EspEngine *engine);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspKnownState, esp_known_state_clear)

G_END_DECLS
