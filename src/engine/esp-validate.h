/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Path validation without a vault: nobody has to sign in to look at certificates of their own. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Parameters and result are those of ValidateCertificate (esp-operations.h), but for CertificateSerial
 * and CertificateAuthority; Trusted is needed. @now: where no Time is given. Errors: PARAMETER_*,
 * those of certificates and lists, TIME_SYNTAX, VALIDATE_*. */
JsonObject *esp_validate_given (JsonObject *parameters, gint64 now, GError **error);

G_END_DECLS
