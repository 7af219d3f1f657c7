/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Findings on the certificates of a vault, gathered for CheckCertificateAuthorities: those of its authorities one by
 * one, and what they issued in a stream, of which only what was found is kept, and of that not more than may be shown.
 * What is wrong with a certificate is said in model/esp-certificate-finding.h.
 */
#pragma once

#include "esp-operation.h"
#include "model/esp-ca-finding.h"

G_BEGIN_DECLS

/* Of one kind, at one authority; the rest is counted. */
#define ESP_CHECKING_SHOWN 20
/* Of issued certificates, altogether. */
#define ESP_CHECKING_SHOWN_ALL 1000

/* A finding and whom it is about. */
typedef struct
{
  EspCaFinding *finding; /* first: esp_ca_finding_compare() looks at it */
  const EspCa *ca;       /* the authority; of an issued certificate its issuer */
  char *serial;          /* of an issued certificate, else NULL */
  char *subject;
} EspFound;

void       esp_found_free       (EspFound *found);
/* Moves all of @findings (EspCaFinding, freed) to the end of @all (EspFound). */
void       esp_found_take       (GPtrArray *all, const EspCa *ca, GPtrArray *findings);

typedef struct _EspChecking EspChecking;

/* @cas (EspCa, borrowed): all of the vault, whether they are asked for or not. */
EspChecking *esp_checking_new          (EspOperationContext *context, GPtrArray *cas, GError **error);
void         esp_checking_free         (EspChecking *checking);
/* The certificate of @ca, with those above it; nothing where it has none yet. */
gboolean     esp_checking_authority    (EspChecking *checking, const EspCa *ca, GPtrArray *found, GError **error);
/* What @ca issued, page by page; authorities of this vault among it are left out here. A place where the session may
 * not read certificates is noted as left out. Errors: CANCELLED. */
gboolean     esp_checking_issued       (EspChecking *checking, const EspCa *ca, GPtrArray *found, GError **error);
/* Of how many esp_checking_issued() will be asked to read, for progress. */
gboolean     esp_checking_count        (EspChecking *checking, const EspCa *ca, GError **error);
/* Members "Certificates", "Totals" and "LeftOut" of the result. */
void         esp_checking_show         (EspChecking *checking, JsonObject *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspChecking, esp_checking_free)

G_END_DECLS
