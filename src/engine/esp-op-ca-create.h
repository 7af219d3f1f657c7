/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CreateCertificateAuthority in parts, for who makes many at once (esp-provisioning-keys.c): the keys first, in any
 * thread; then the certificates, from the top down, each signed by one that no vault has yet, or by one that it has;
 * and everything stored later, in a transaction in which it is resolved and decided once more.
 */
#pragma once

#include "esp-new-ca.h"
#include "esp-operation.h"

G_BEGIN_DECLS

/* What is known beside the parameters: the input of the operation. */
typedef struct
{
  char *id;                     /* UUID that it gets */
  EspOperationContext *parent;  /* of its parent, certified, where that is not stored yet; or NULL; borrowed */
  GHashTable *parts;            /* UUID of an issuer -> UUID of the part of its list for all that it signs in the run,
                                   as texts; borrowed */
} EspCaInput;

/* Its validity where none is told; no child outlives its parent. */
#define ESP_CA_ROOT_YEARS 10
#define ESP_CA_SUBORDINATE_YEARS 3

/* What the parameters say, for the operation and for who judges afterwards what was done in its name. The record is as
 * it would be before its certificate, with an id of its own; *@subject comes with it. Errors: those of the values. */
EspCa    *esp_ca_creation_read_record (JsonObject *parameters, const char *account, gint64 now, EspName **subject,
                                       GError **error);
/* Named, or the base one for the path length that is wanted (0 unless given). */
const EspTemplate *esp_ca_creation_choose_template (JsonObject *parameters, EspCaType type, GError **error);

/* Each after the context was resolved. Of an authority that waits for a certificate from elsewhere, the key is all. */
gboolean  esp_ca_creation_make_key (EspOperationContext *context, GError **error); /* any thread */
gboolean  esp_ca_creation_certify  (EspOperationContext *context, GError **error);
/* What was made so far; NULL: nothing, or it was handed over. */
EspNewCa *esp_ca_creation_get      (EspOperationContext *context);
/* As it was resolved, or made. */
const EspCa *esp_ca_creation_get_record (EspOperationContext *context);
/* What @from has made becomes that of @to, which was resolved from the same parameters and input. What @from has
 * reserved stays its own, for esp_op_create_ca_abandon(). */
void      esp_ca_creation_hand_over (EspOperationContext *from, EspOperationContext *to);

G_END_DECLS
