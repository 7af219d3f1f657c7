/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a vault and its recovery identity without making the window wait. */
#pragma once

#include "engine/espalier.h"

G_BEGIN_DECLS

/* Makes the folder, closes the vault that is open and makes the new one, which is open afterwards with
 * its founder signed in. Where that fails the former vault is opened again, and nobody is signed in. */
void       console_vault_making_async    (EspEngine *engine, const EspVaultCreation *creation,
                                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
gboolean   console_vault_making_finish   (GAsyncResult *result, GError **error);

/* The recovery identity, written to @path; the finish function returns its passphrase. */
void       console_recovery_making_async  (EspEngine *engine, const char *path, GAsyncReadyCallback callback,
                                           gpointer data);
EspSecret *console_recovery_making_finish (GAsyncResult *result, GError **error);

G_END_DECLS
