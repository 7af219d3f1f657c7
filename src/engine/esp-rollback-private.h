/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between comparing the vault with its notes and keeping them. */
#pragma once

#include "esp-rollback.h"

G_BEGIN_DECLS

/* How the vault stands to @known now. now->size 0: it can't be read. Any thread but the readers'. */
void     esp_rollback_ask_vault (EspEngine *engine, const EspKnownState *known, EspKnownState *now,
                                 gboolean *is_founder, gboolean *is_continued);
/* Begins to keep notes of what is newer than these; a thread that does is told. @principal may be NULL. */
void     esp_rollback_start     (EspEngine *engine, const char *principal, gint64 file_size,
                                 gint64 keyring_size);
void     esp_rollback_set_keyring_note (EspEngine *engine, EspKeyringNote note);

G_END_DECLS
