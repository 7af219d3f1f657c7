/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An issued certificate as lists and reports read it: one row, no DER. Never deleted. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 row;            /* the vault's own number */
  char *ca;              /* UUID of the issuer */
  char *ca_account;
  char *ca_label;
  char *serial;          /* 32 lower-case hex digits */
  char *subject;         /* RFC 4514 */
  char *report_subject;  /* the form of the audit report */
  char *alternative_names; /* "DNS:a, IP:b" or NULL */
  char *template_name;
  char *requester;       /* name of the principal */
  char *requester_account;
  gint64 not_before, not_after, issued_at;
  gint64 revoked_at;     /* 0: not revoked */
  int revocation_reason; /* X.509 code */
  gint64 crl_part;       /* the part of the partitioned CRL that it names, by row; 0: none; set when stored */
} EspCertificateRow;

typedef enum { ESP_CERTIFICATE_VALID, ESP_CERTIFICATE_EXPIRED, ESP_CERTIFICATE_REVOKED } EspCertificateStatus;

EspCertificateRow   *esp_certificate_row_new        (void);
void                 esp_certificate_row_free       (EspCertificateRow *row);
/* Revoked wins over expired. */
EspCertificateStatus esp_certificate_row_get_status (const EspCertificateRow *row, gint64 now);
const char          *esp_certificate_status_to_string (EspCertificateStatus status); /* "VALID" */
gboolean             esp_certificate_status_from_string (const char *text, EspCertificateStatus *status); /* any case */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCertificateRow, esp_certificate_row_free)

G_END_DECLS
