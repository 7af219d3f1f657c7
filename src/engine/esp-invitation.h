/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one-time code with which an invited person enrols: 20 letters and digits without look-alikes in
 * groups of four, 100 bits. The vault keeps only its digest, bound to vault and principal.
 *
 * Wrong tries are not counted. Who can try can read the file, and whoever can read the file tries the
 * digest in it, where nobody counts: what holds is the length of the code (2^100 tries) and the seven
 * days after which it opens nothing, and a code is gone with its first use.
 */
#pragma once

#include "base/esp-secret.h"

G_BEGIN_DECLS

#define ESP_INVITATION_SECONDS (7 * 24 * 3600)

/* "K7QM-…"; free with g_free(). Errors: RANDOM. */
char     *esp_invitation_make_code (GError **error);
/* Case, spaces and hyphens do not matter. NULL where @code can't be one. Free with g_free(). */
char     *esp_invitation_digest    (const char *vault_id, const char *principal_id, EspSecret *code);
/* Compares digests without a branch on their content. */
gboolean  esp_invitation_matches   (const char *digest, const char *other);

G_END_DECLS
