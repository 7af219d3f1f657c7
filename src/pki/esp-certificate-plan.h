/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: a planned certificate, between the template (esp-certificate-plan.c) and
 * the signature (esp-issuer.c). */
#pragma once

#include "esp-issuer.h"

G_BEGIN_DECLS

struct _EspCertificatePlan
{
  const EspTemplate *template; /* static */
  EspCertificate *issuer;      /* NULL: self-signed */
  EspKey *key;                 /* of the subject */
  EspName *subject;
  EspSource subject_source;
  const EspSigningAlgorithm *algorithm; /* static */
  GBytes *serial;
  gint64 not_before;
  gint64 not_after;
  GPtrArray *extensions; /* EspExtension: used, then ignored */
  GBytes *tbs;           /* encoded once */
};
/* What the sources of a certificate are decided from. */
typedef struct
{
  const EspIssuance *issuance;
  const EspTemplate *template;
  EspName *subject; /* as decided */
  EspSource subject_source;
} EspPlanning;

/* Takes the subject from where the template lets it come. */
void       esp_plan_choose_subject (EspPlanning *planning);
/* EspExtension rows: those in the certificate, then what was asked for and not taken, the subject too. */
GPtrArray *esp_plan_extensions     (const EspPlanning *planning, GError **error);

/* A source of an extension's value that is neither request nor caller. It leaves @extension NULL where
 * it has nothing to say; FALSE with @error set where it fails. */
typedef gboolean (*EspSlotMake) (const EspPlanning *planning, EspExtension **extension, GError **error);
/* May the caller, or the request, supply it? */
typedef gboolean (*EspSlotAdmit) (const EspTemplate *template);

/* One row per extension that this room knows how to make, in the order of the certificate. */
typedef struct
{
  const char *oid;
  EspSlotMake make;
  const char *made_why; /* why another's is ignored when @make had something to say */
  gboolean yields;      /* @make comes last, not first */
  EspSlotAdmit from_api, from_csr;
} EspSlot;

const EspSlot *esp_slots     (gsize *n_slots);
/* NULL for an extension without a row. */
const EspSlot *esp_slot_find (const char *oid);

G_END_DECLS
