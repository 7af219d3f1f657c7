/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Yes or no about a certificate, for findings. */
#pragma once

#include "esp-certificate.h"

G_BEGIN_DECLS

/* Where it says that its revocation can be learned of. */
typedef enum
{
  ESP_REVOCATION_PLACE_CRL = 1 << 0,    /* a distribution point (RFC 5280, 4.2.1.13) */
  ESP_REVOCATION_PLACE_OCSP = 1 << 1,   /* a responder (RFC 5280, 4.2.2.1) */
  ESP_REVOCATION_PLACE_NEVER = 1 << 2,  /* it says that there is none (RFC 9608), or is a responder's own that
                                         * needs none (RFC 6960, 4.2.2.2.1) */
} EspRevocationPlaces;

EspRevocationPlaces esp_certificate_get_revocation_places (EspCertificate *certificate);
/* Its extended key usage names TLS servers. */
gboolean            esp_certificate_is_for_servers        (EspCertificate *certificate);
/* Signed with the key in it, under its own name. */
gboolean            esp_certificate_is_self_signed        (EspCertificate *certificate);

G_END_DECLS
