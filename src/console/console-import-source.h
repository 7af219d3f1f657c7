/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an import begins with: a file or a folder, passphrases to try, and whose the authorities will be. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* Signal "changed". */
#define CONSOLE_TYPE_IMPORT_SOURCE (console_import_source_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleImportSource, console_import_source, CONSOLE, IMPORT_SOURCE, AdwBin)

void        console_import_source_load            (ConsoleImportSource *source, ConsoleSession *session);
/* NULL while nothing is chosen. */
const char *console_import_source_get_path        (ConsoleImportSource *source);
/* A GFile without a path of this computer is refused, and the row says so. */
void        console_import_source_take            (ConsoleImportSource *source, GFile *file);
/* GPtrArray of EspSecret: takes them out of the rows, where they can be put back. */
GPtrArray  *console_import_source_take_passphrases (ConsoleImportSource *source);
void        console_import_source_put_back        (ConsoleImportSource *source, GPtrArray *passphrases);
/* Path and PassphraseFiles; and where @import OwnerAccount and DualControl as well. */
JsonObject *console_import_source_make_parameters (ConsoleImportSource *source, gboolean import);
/* The first row of a passphrase gets the focus. */
void        console_import_source_ask_passphrase  (ConsoleImportSource *source);

G_END_DECLS
