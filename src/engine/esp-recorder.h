/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The only way an event comes into the log: completed with its place in the chain, signed by the
 * session's identity, stored in the transaction that the caller holds.
 */
#pragma once

#include "audit/esp-event.h"
#include "audit/esp-merkle.h"
#include "pki/esp-identity.h"
#include "vault/esp-vault.h"

G_BEGIN_DECLS

/* The tree of one vault as its writer knows it, so that it needs no reading for each event. */
typedef struct _EspRecorder EspRecorder;

EspRecorder *esp_recorder_new      (void);
void         esp_recorder_free     (EspRecorder *recorder);
/* Sets sequence, previous root, row digests, rows and state root of @event, signs it and stores it. Errors:
 * STATE_CHANGED where the file holds another state than its newest event. */
gboolean     esp_recorder_append   (EspRecorder *recorder, EspVault *vault, EspEvent *event,
                                    EspIdentity *identity, GError **error);
/* The same, of a transaction that has more events: of what was touched it signs the rows of @ca alone, the
 * last event the rest. */
gboolean     esp_recorder_append_part (EspRecorder *recorder, EspVault *vault, EspEvent *event,
                                       const char *ca, EspIdentity *identity, GError **error);
/* The transaction in which something was appended did not commit: the tree is read anew. */
void         esp_recorder_forget   (EspRecorder *recorder);
/* Root of the log as of the newest event that the recorder knows, hex; NULL where it knows none. */
char        *esp_recorder_get_root (EspRecorder *recorder);
/* Number of events, within the caller's transaction. */
gint64       esp_recorder_get_size (EspRecorder *recorder, EspVault *vault, GError **error);

G_END_DECLS
