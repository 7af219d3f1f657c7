/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signed states of the log that this vault gave out. */
#pragma once

#include "esp-vault.h"

G_BEGIN_DECLS

/* Of one size there is one; a later one of the same size replaces it. */
gboolean esp_checkpoint_store_put    (EspVault *vault, gint64 size, const char *text, gint64 now, GError **error);
/* The newest; NULL with *error unset where there is none. Free with g_free(). */
char    *esp_checkpoint_store_newest (EspVault *vault, gint64 *size, gint64 *created_at, GError **error);

G_END_DECLS
