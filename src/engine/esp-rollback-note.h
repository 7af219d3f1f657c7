/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One note outside of the vault about the newest state of its log, and the two places where it stands
 * (esp-rollback.h says what for). A keyring is asked in a thread of its own, without a question to a person, and
 * for a limited time: what does not answer is left alone, and that is said.
 */
#pragma once

#include "esp-rollback.h"

G_BEGIN_DECLS

/* Canonical JSON; free with g_free(). */
char     *esp_rollback_note_write       (const EspKnownState *known);
/* Takes what the text says, if it is a note that says more than @known. */
void      esp_rollback_note_read        (const char *text, gsize len, EspKnownState *known);

void      esp_rollback_note_read_file   (EspEngine *engine, EspKnownState *known);
/* What can't be kept is not kept: the vault works all the same, and the other note may be there. */
gboolean  esp_rollback_note_keep_file   (EspEngine *engine, const char *note);

/* Both end after @limit_ms at the latest, and soon after @cancellable was cancelled (or NULL). */
EspKeyringNote esp_rollback_note_read_keyring (EspEngine *engine, const char *principal, guint limit_ms,
                                               GCancellable *cancellable, EspKnownState *known);
EspKeyringNote esp_rollback_note_keep_keyring (EspEngine *engine, const char *principal, const char *note,
                                               guint limit_ms, GCancellable *cancellable);

G_END_DECLS
