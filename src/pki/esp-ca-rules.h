/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a CA certificate from outside must be before it is taken in (service, section 1.4), and the
 * name constraints of the certificates above against what is about to be issued (section 4.6). How
 * certificates stand to each other in a chain is in esp-certificate.h and esp-hierarchy.h.
 */
#pragma once

#include "esp-issuer.h"

G_BEGIN_DECLS

/* A certificate of a chain: it says CA:TRUE, its key usage, where there is one, allows signing
 * certificates, and it marks nothing critical that is not understood. Errors: CA_NOT_A_CA,
 * CA_KEY_USAGE, CA_CRITICAL (argument "extension"), CA_NAME_CONSTRAINTS. */
gboolean esp_ca_certificate_check      (EspCertificate *certificate, GError **error);
/* The same, and its basic constraints are critical: CA_BASIC_CONSTRAINTS. */
gboolean esp_ca_certificate_check_own  (EspCertificate *certificate, GError **error);

gboolean esp_ca_has_name_constraints   (EspCertificate *certificate);
/* Subject and alternative names of the plan against the name constraints of each of @issuers
 * (EspCertificate). Errors: NAMES_NOT_PERMITTED, NAMES_EXCLUDED, NAMES_NOT_COMPARED (argument "issuer":
 * whose constraints), CA_NAME_CONSTRAINTS. */
gboolean esp_ca_check_names            (EspCertificatePlan *plan, GPtrArray *issuers, GError **error);

G_END_DECLS
