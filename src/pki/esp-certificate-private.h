/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: what is under a certificate, for the lint and for building certificates. */
#pragma once

#include "esp-certificate.h"
#include "esp-tbs.h"

G_BEGIN_DECLS

/* From DER alone. @known (or NULL) is a key that the certificate may hold: when it does, the key is
 * not decoded anew. Errors: those of esp_certificate_parse(). */
EspCertificate          *esp_certificate_new_from_der  (GBytes *der, EspKey *known, GError **error);
/* The to-be-signed part as it was decoded; owned by the certificate, never changed. */
const EspTbsCertificate *esp_certificate_get_fields    (EspCertificate *certificate);
/* The AlgorithmIdentifier outside of the to-be-signed part, DER; owned. */
GBytes                  *esp_certificate_get_algorithm (EspCertificate *certificate);
/* A new X509 object with its extensions decoded, for the few calls of OpenSSL that need one; NULL
 * when it won't read it. */
X509                    *esp_certificate_to_x509       (EspCertificate *certificate);

G_END_DECLS
