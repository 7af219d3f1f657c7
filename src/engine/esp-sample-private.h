/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to the making of a sample: what its two halves share, people and rights (esp-sample-people.c),
 * CAs and certificates (esp-sample-builder.c). */
#pragma once

#include "esp-sample-builder.h"

G_BEGIN_DECLS

typedef struct
{
  EspOperationContext *context;
  const EspSampleInput *input;
  GHashTable *role_ids; /* "account/name" -> id */
  GHashTable *cas;      /* key -> EspNewCa */
} EspSampleBuilder;

/* What was done is told one by one, as if a person had done it. */
gboolean esp_sample_record           (EspSampleBuilder *builder, const char *action, const char *resource,
                                      JsonObject *details, GError **error);

/* Accounts, roles, people and guardrails: before any CA, so that keys are sealed to the right people. */
gboolean esp_sample_build_people     (EspSampleBuilder *builder, GError **error);
/* Approvers and shares of the CAs. */
gboolean esp_sample_build_consents   (EspSampleBuilder *builder, GError **error);

G_END_DECLS
