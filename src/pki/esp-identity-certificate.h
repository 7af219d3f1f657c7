/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: the public face of an identity key, a certificate signed by that key
 * itself. It carries a name and a key into places where only certificates are understood (CMS
 * recipients, other tools); nobody trusts it for its signature, but because it was confirmed.
 */
#pragma once

#include "esp-certificate.h"
#include "esp-key.h"

G_BEGIN_DECLS

/* P-256 keys get keyAgreement, Ed25519 keys digitalSignature. Valid from an hour before @now
 * (clocks differ) to the end of 9999. @name is cut after 64 characters, the limit of a common name.
 * Errors: IDENTITY_CREATE. */
EspCertificate *esp_identity_certificate_new (const char *name, EspKey *key, gint64 now,
                                              GError **error);
/* The same for a P-256 key that signs what goes to another vault: digitalSignature, and @uri as an alternative name. */
EspCertificate *esp_identity_certificate_new_for_exchange (const char *name, const char *uri, EspKey *key,
                                                           gint64 now, GError **error);

G_END_DECLS
