/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Remembers certificates that passed by, in 16 bytes for a serial number and 16 for a key, and tells when one comes
 * again: what findings on many certificates need, without keeping the certificates. It goes by 64 bits of a digest, so
 * among a million honest ones a false alarm has a chance of one in ten million; who made the certificates could make
 * one on purpose, so the caller that can look at the other one should.
 */
#pragma once

#include "pki/esp-certificate.h"

G_BEGIN_DECLS

typedef struct _EspCertificateSeen EspCertificateSeen;

EspCertificateSeen *esp_certificate_seen_new  (void);
void                esp_certificate_seen_free (EspCertificateSeen *seen);
/* @id: the caller's number of it, not 0. @same_serial: the first that has its serial number from its issuer (by name);
 * @same_key: the first that has its key and another subject; 0 for none. */
void                esp_certificate_seen_add  (EspCertificateSeen *seen, EspCertificate *certificate, guint32 id,
                                               guint32 *same_serial, guint32 *same_key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCertificateSeen, esp_certificate_seen_free)

G_END_DECLS
