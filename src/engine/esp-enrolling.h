/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Enrolling: an invited person makes keys that only they have. The event of it, signed with the new
 * signing key, carries the spent code and names both certificates; whoever confirms compares the
 * fingerprint of the signing certificate with what the person reads out, and the rest follows from
 * the signature. esp_engine_enrol() is in esp-engine.h.
 */
#pragma once

#include "pki/esp-certificate.h"
#include "vault/esp-account-store.h"

G_BEGIN_DECLS

/* Does the newest enrolment of @principal in the log, signed with @signing, name both certificates? Errors:
 * ENROLMENT_RECORD. */
gboolean esp_enrolling_check_record (EspVault *vault, const EspPrincipal *principal, EspCertificate *signing,
                                     EspCertificate *agreement, GError **error);

G_END_DECLS
