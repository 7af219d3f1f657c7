/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Path validation as the engine does it: what the parameters say, and the answer as JSON. */
#pragma once

#include <json-glib/json-glib.h>

#include "pki/esp-path-validation.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *certificates; /* EspCertificate: those given, the first one judged */
  GPtrArray *trusted;
  GPtrArray *crls;         /* EspCrl */
  GHashTable *arns;        /* fingerprint -> ARN of the CA; the vault's own */
  const char *names[2];    /* borrowed of the parameters */
  EspValidationOptions options;
} EspValidating;

/* Errors: those of esp_validate_given(). */
gboolean    esp_validating_read  (EspValidating *validating, JsonObject *parameters, gint64 now,
                                  GError **error);
/* The answer about the first certificate, into @result. Errors: LIMIT. */
gboolean    esp_validating_run   (EspValidating *validating, JsonObject *result, GError **error);
void        esp_validating_clear (EspValidating *validating);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspValidating, esp_validating_clear)

G_END_DECLS
