/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes the first search and the first sort as quick as the next ones, done before anybody asks, in steps like
 * the questions themselves. */
#pragma once

#include "esp-certificate-sieve.h"

G_BEGIN_DECLS

typedef struct _EspCertificateWarmUp EspCertificateWarmUp;

EspCertificateWarmUp *esp_certificate_warm_up_new  (EspCertificateSieve *sieve);
void                  esp_certificate_warm_up_free (EspCertificateWarmUp *warm_up);
gboolean              esp_certificate_warm_up_step (EspCertificateWarmUp *warm_up, EspVault *vault, gboolean *done,
                                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCertificateWarmUp, esp_certificate_warm_up_free)

G_END_DECLS
