/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page beside an exported log. */
#pragma once

#include "vault/esp-vault.h"

G_BEGIN_DECLS

/* HOWTO.txt: what the files are, and commands that verify them. A test runs what stands between the lines
 * "BEGIN" and "END". Free with g_free(). */
char *esp_log_howto (const EspVaultInfo *info);

G_END_DECLS
