/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing a state of the log. */
#pragma once

#include "audit/esp-merkle.h"
#include "esp-session-private.h"

G_BEGIN_DECLS

/* The note (esp-checkpoint.h) over the first @size entries, by who is signed in. Free with g_free(). */
char *esp_checkpointing_sign (EspVault *vault, EspSession *session, gint64 size, const EspHash *root,
                              GError **error);

G_END_DECLS
