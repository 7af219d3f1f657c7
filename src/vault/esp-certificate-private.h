/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a certificate's row is read, shared by the store and its lists. Private to the room. */
#pragma once

#include "esp-certificate-store.h"

G_BEGIN_DECLS

/* A whole row, for esp_certificate_row_read(); conditions and order follow. */
#define ESP_CERTIFICATE_SELECT                                                                     \
  "SELECT certificate.row, ca.id, ca.account, ca.label, certificate.serial, certificate.subject,"  \
  " report_subject, alternative_names, certificate.template_name, requester, requester_account,"   \
  " certificate.not_before, certificate.not_after, issued_at, revoked_at, revocation_reason"       \
  " FROM certificate JOIN ca ON ca.row = certificate.ca_row"

EspCertificateRow *esp_certificate_row_read (EspStatement *statement);
/* Reads to the end into a list that owns its rows. NULL on error. */
GPtrArray         *esp_certificate_rows_read (EspStatement *statement, GError **error);
/* As it is stored: lower case, no colons or spaces. */
char              *esp_certificate_serial_normal (const char *serial);

G_END_DECLS
