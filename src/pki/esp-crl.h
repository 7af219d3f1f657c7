/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificate revocation lists, version 2 (RFC 5280, 5): built, signed through the Signer seam, and
 * read back.
 */
#pragma once

#include "esp-certificate.h"
#include "esp-signer.h"

G_BEGIN_DECLS

/* The service's eight reasons (section 5.3) with their X.509 codes. */
typedef struct
{
  const char *name; /* "KEY_COMPROMISE" */
  int code;
} EspRevocationReason;

const EspRevocationReason *esp_revocation_reasons      (void); /* NULL-terminated by name */
/* Errors: REVOCATION_REASON_UNKNOWN with the possible names. */
const EspRevocationReason *esp_revocation_reason_find  (const char *name, GError **error);

typedef struct
{
  const char *serial; /* hex */
  gint64 revoked_at;
  int reason;         /* X.509 code; 0 is left out of the entry */
} EspCrlEntry;

#define ESP_CRL_MAX_SIZE 67108864

typedef struct _EspCrl EspCrl;

typedef struct
{
  EspCertificate *issuer;
  const EspSigningAlgorithm *algorithm;
  gint64 number;
  gint64 this_update;
  gint64 next_update;
  const EspCrlEntry *entries;
  gsize n_entries;
  /* Of a part: the address that stands in the certificates that are bound to it, and no other
   * certificate. NULL: the list is complete. */
  const char *distribution_point;
} EspCrlContents;

/* Entries may come in any order. Errors: SIGNER_NOT_ISSUER, CRL_ISSUER_USAGE (its key usage has no
 * cRLSign), CRL_ORDER, CRL_DUPLICATE, HEX_SYNTAX, CRL_SIGN. */
EspCrl     *esp_crl_create          (const EspCrlContents *contents, EspSigner *signer, GError **error);
/* PEM or DER, exactly one. Errors: CRL_TOO_LARGE, CRL_NOT_A_CRL (argument "found"), CRL_TRUNCATED,
 * CRL_SEVERAL. */
EspCrl     *esp_crl_parse           (GBytes *data, GError **error);
EspCrl     *esp_crl_ref             (EspCrl *crl);
void        esp_crl_unref           (EspCrl *crl);
GBytes     *esp_crl_get_der         (EspCrl *crl);
char       *esp_crl_to_pem          (EspCrl *crl);
/* -1 where the list has none, or none that fits. */
gint64      esp_crl_get_number      (EspCrl *crl);
gint64      esp_crl_get_this_update (EspCrl *crl);
/* 0 where the list names none. */
gint64      esp_crl_get_next_update (EspCrl *crl);
gsize       esp_crl_get_n_entries   (EspCrl *crl);
/* The address in the issuing distribution point; NULL where there is none. Free with g_free(). */
char       *esp_crl_get_distribution_point (EspCrl *crl);
gboolean    esp_crl_is_revoked      (EspCrl *crl, const char *serial);
/* Name and signature: did @issuer sign it? */
/* TRUE: it names only what changed since another list, or only a part of what was revoked. */
gboolean    esp_crl_is_partial      (EspCrl *crl);
/* Each entry in turn, lent; a reason that no table knows is 0. An entry that takes another one back (removeFromCRL) is
 * left out. FALSE from @func ends it. */
typedef gboolean (*EspCrlEntryFunc) (const EspCrlEntry *entry, gpointer data);
void        esp_crl_foreach         (EspCrl *crl, EspCrlEntryFunc func, gpointer data);
gboolean    esp_crl_is_issued_by    (EspCrl *crl, EspCertificate *issuer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCrl, esp_crl_unref)

G_END_DECLS
