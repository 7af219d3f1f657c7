/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a renewal hands on: from an authority to the one that replaces it its name, counted up, and its
 * settings; from a certificate to the next one what came by passthrough.
 */
#pragma once

#include "model/esp-ca.h"
#include "pki/esp-certificate.h"
#include "pki/esp-passthrough.h"
#include "pki/esp-template.h"
#include "vault/esp-vault.h"

G_BEGIN_DECLS

/* The first generation of its name that no authority of the vault has. Errors: NAME_GENERATION. */
EspName        *esp_successor_subject     (EspVault *vault, const EspCa *ca, GError **error);
/* A new record with the algorithms, usage mode, revocation settings and tags of @ca. */
EspCa          *esp_successor_record      (const EspCa *ca, EspName *subject, gint64 now, GError **error);
/* The extensions of @certificate that @template neither fixes nor derives. */
EspPassthrough *esp_successor_passthrough (EspCertificate *certificate, const EspTemplate *template,
                                           GError **error);

G_END_DECLS
