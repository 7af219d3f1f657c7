/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to the person at the terminal. */
#pragma once

#include "engine/espalier.h"

G_BEGIN_DECLS

/* TRUE where the process has a terminal to ask for a passphrase on. */
gboolean   cli_prompt_available      (void);
/* Asks on the controlling terminal, without echo, straight into locked memory. Errors: CANCELLED,
 * SECRET_EMPTY, SECRET_MEMORY, FILE_READ. */
EspSecret *cli_prompt_passphrase     (const char *question, GError **error);
/* Asks twice. Errors: also USAGE_NEW_PASSPHRASE, PASSPHRASES_DIFFER. */
EspSecret *cli_prompt_new_passphrase (GError **error);
/* Standard input and error are a terminal. */
gboolean   cli_prompt_is_possible    (void);
/* Yes or no, where that is so; else no. */
gboolean   cli_prompt_confirm        (const char *question);

G_END_DECLS
