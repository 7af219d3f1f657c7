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
  const EspSigningAlgorithm *algorithm; /* static */
  GBytes *serial;
  gint64 not_before;
  gint64 not_after;
  GPtrArray *extensions; /* EspExtension: used, then ignored */
  GBytes *tbs;           /* encoded once */
};

G_END_DECLS
