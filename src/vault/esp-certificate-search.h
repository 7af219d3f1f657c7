/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question about certificates that is answered in steps of a few hundredths of a second, each a read of its own, so
 * that whoever asks can stop, and others are served in between. */
#pragma once

#include "esp-certificate-sieve.h"
#include "esp-certificate-store.h"

G_BEGIN_DECLS

typedef struct _EspCertificateSearch EspCertificateSearch;

/* @filter is copied. @sieve may be NULL: then every row is looked at. */
EspCertificateSearch *esp_certificate_search_new        (const EspCertificateFilter *filter,
                                                         EspCertificateSieve *sieve);
void                  esp_certificate_search_free       (EspCertificateSearch *search);
/* What was found is put in order for so long before the first of the order are given (a quarter of a second). */
void                  esp_certificate_search_set_order_time (EspCertificateSearch *search, gint64 microseconds);
/* Goes on for a while; ends at once when it has something to give. */
gboolean              esp_certificate_search_step       (EspCertificateSearch *search, EspVault *vault, GError **error);
gboolean              esp_certificate_search_is_done    (EspCertificateSearch *search);
/* The rows that come first, as guint32 in order, where they were found long before all are; once, else NULL. */
GArray               *esp_certificate_search_take_early (EspCertificateSearch *search);
/* All of them, when done. */
GArray               *esp_certificate_search_take_all   (EspCertificateSearch *search);
/* Goes on until all is known that matches, and tells how many; -1 on error. */
gint64                esp_certificate_search_count      (EspCertificateSearch *search, EspVault *vault, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCertificateSearch, esp_certificate_search_free)

G_END_DECLS
