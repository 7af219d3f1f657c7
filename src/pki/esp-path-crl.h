/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: a revocation list as path validation reads it, with its scope (RFC 5280,
 * 5.2.5), its deltas and its entries of other authorities. Lists that we make are in esp-crl.h.
 */
#pragma once

#include "esp-crl.h"
#include "esp-path-private.h"

G_BEGIN_DECLS

struct _EspPathCrl
{
  X509_CRL *x509;             /* its own; NULL where OpenSSL can't read it */
  EspName *issuer;            /* or NULL */
  GBytes *key_identifier;     /* of its signer; or NULL */
  ISSUING_DIST_POINT *scope;  /* NULL: everything that its issuer issued */
  GBytes *scope_der;
  GHashTable *signers;        /* nodes that were asked whether they signed it -> whether they did */
  gint64 this_update;
  gint64 next_update;         /* 0 where it names none */
  ASN1_INTEGER *number;       /* or NULL */
  ASN1_INTEGER *base;         /* a delta: the number of the list that it is for; or NULL */
  gboolean number_critical;
  gboolean damaged;           /* critical and not understood, or not readable */
};

#define ESP_CRL_ALL_REASONS 0x1feu /* bits 1 to 8: keyCompromise to aACompromise */

typedef enum
{
  ESP_CRL_ENTRY_NONE,
  ESP_CRL_ENTRY_REVOKED,
  ESP_CRL_ENTRY_REMOVED,      /* in a delta: no longer on hold */
} EspCrlEntryKind;

typedef struct
{
  gint64 revoked_at;
  int reason;                 /* RFC 5280's number */
} EspCrlFound;

EspPathCrl      *esp_path_crl_new     (EspCrl *crl);
void             esp_path_crl_free    (EspPathCrl *crl);
gboolean         esp_path_crl_indirect (const EspPathCrl *crl);
/* The reasons that the list covers for @node by way of @point (NULL: no distribution point, the
 * list of the certificate's own issuer); 0 where it is not for that certificate at all. */
guint            esp_path_crl_covers  (const EspPathCrl *crl, const EspPathNode *node,
                                       const DIST_POINT *point);
/* Looks @node up. */
EspCrlEntryKind  esp_path_crl_find    (const EspPathCrl *crl, const EspPathNode *node,
                                       EspCrlFound *found);
/* Whether @delta brings @complete up to date. */
gboolean         esp_path_crl_is_delta_of (const EspPathCrl *delta, const EspPathCrl *complete);
/* "keyCompromise"; static. */
const char      *esp_path_crl_reason_name (int reason);

G_END_DECLS
