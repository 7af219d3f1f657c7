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

/* Puts a copy of @backup at @path as esp_engine_restore() does, where the vault that is open is closed first; it may
 * be the one that stands there. @options are copied. Where that fails the former vault is opened again. */
void       console_vault_restoring_async  (EspEngine *engine, const char *backup, const char *path,
                                           const EspRestore *options, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer data);
gboolean   console_vault_restoring_finish (GAsyncResult *result, GError **error);

/* A name for a vault that is free, in the data folder: vault.espalier, vault-2.espalier, … Free with g_free(). */
char      *console_vault_propose_path     (void);

/* The recovery identity, written to @path; the finish function returns its passphrase. *@waiting: set where
 * a second person has to approve it first. */
void       console_recovery_making_async  (EspEngine *engine, const char *path, GAsyncReadyCallback callback,
                                           gpointer data);
EspSecret *console_recovery_making_finish (GAsyncResult *result, GError **waiting, GError **error);

G_END_DECLS
