/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening the vault and signing in, only when a command needs it. */
#pragma once

#include "cli-context.h"

G_BEGIN_DECLS

/* Opens the vault of @globals, unless it is open. Errors: those of esp_engine_open(). */
gboolean   cli_session_open       (CliContext *context, const CliGlobals *globals, GError **error);
/* Opens and signs in as @globals say, unless it is done. Errors: those of esp_engine_sign_in(). */
gboolean   cli_session_sign_in    (CliContext *context, const CliGlobals *globals, GError **error);
/* Signs in anew and hands the passphrase out, NULL where the keyring opened the identity: for a change
 * of how it is unlocked. */
gboolean   cli_session_sign_in_anew (CliContext *context, const CliGlobals *globals,
                                     EspSecret **passphrase, GError **error);
/* The file of "recovery:FILE", or NULL where @who (may be NULL) is somebody. */
const char *cli_session_recovery_path (const char *who);
/* The file of "--as recovery:FILE", or NULL where a person or service acts. */
const char *cli_session_recovery_file (const CliGlobals *globals);
/* A passphrase from --passphrase-file, else from the terminal; NULL without an error where nobody can be asked. */
EspSecret *cli_session_ask        (const CliGlobals *globals, const char *whose, GError **error);
/* The session that the engine holds now is the one that @globals ask for. */
void       cli_session_signed_in  (CliContext *context, const CliGlobals *globals);
/* The next command on this machine that names nobody signs in as @principal. */
void       cli_session_remember   (CliContext *context, const char *principal);

G_END_DECLS
