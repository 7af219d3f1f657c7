/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said where somebody types a passphrase or the keyring is asked: on the unlock page and in the
 * dialog that makes a vault. */
#pragma once

#include "base/esp-error.h"

G_BEGIN_DECLS

/* One sentence or two, translated, with the next step that this window offers; for a cancellation NULL.
 * Plain text. Free with g_free(). */
char *console_sign_in_text        (const GError *error);
/* Is it the keyring that has no answer? Then a passphrase, another keyring or another person may help. */
gboolean console_sign_in_is_keyring (const GError *error);

G_END_DECLS
