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
/* Sets sequence and previous root of @event, signs it and stores it. */
gboolean     esp_recorder_append   (EspRecorder *recorder, EspVault *vault, EspEvent *event,
                                    EspIdentity *identity, GError **error);
/* The transaction in which something was appended did not commit: the tree is read anew. */
void         esp_recorder_forget   (EspRecorder *recorder);
/* Number of events, within the caller's transaction. */
gint64       esp_recorder_get_size (EspRecorder *recorder, EspVault *vault, GError **error);

G_END_DECLS
