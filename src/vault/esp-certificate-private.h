/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a certificate's row is read, shared by the store and its lists. Private to the room. */
#pragma once

#include "esp-certificate-store.h"
#include "esp-query.h"

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

/* Everything that @filter asks but the range of rows; esp-certificate-conditions.c. */
void               esp_certificate_add_conditions (EspQuery *query, const EspCertificateFilter *filter);
/* What is searched, as it is compared: bounded, and in lower case. */
char              *esp_certificate_search_text    (const EspCertificateFilter *filter);
/* NULL where it can't be the beginning of a serial number. */
char              *esp_certificate_search_serial  (const char *text);
gboolean           esp_certificate_has_search     (const EspCertificateFilter *filter);
gboolean           esp_certificate_matches_all    (const EspCertificateFilter *filter);
/* No index holds what is asked: each row has to be read. */
gboolean           esp_certificate_needs_rows     (const EspCertificateFilter *filter);

G_END_DECLS
