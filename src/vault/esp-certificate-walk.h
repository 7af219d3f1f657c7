/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of all rows of certificates in a wanted order, read as far as they are needed. Private to the room. */
#pragma once

#include "esp-certificate-sieve.h"
#include "esp-certificate-store.h"

G_BEGIN_DECLS

typedef struct _EspCertificateWalk EspCertificateWalk;

/* Of the rows up to @last; sort and direction are those of @filter, which must outlive it. Not for
 * ESP_CERTIFICATE_SORT_ISSUED, which is the order of the numbers themselves. */
EspCertificateWalk *esp_certificate_walk_new          (const EspCertificateFilter *filter,
                                                         EspCertificateSieve *sieve, gint64 last);
void                 esp_certificate_walk_free         (EspCertificateWalk *walk);
gint64               esp_certificate_walk_get_last     (EspCertificateWalk *walk);
/* The sieve must know all rows before it is extended. */
gboolean             esp_certificate_walk_needs_sieve  (EspCertificateWalk *walk);
/* Reads on. */
gboolean             esp_certificate_walk_extend       (EspCertificateWalk *walk, EspVault *vault, GError **error);
const GArray        *esp_certificate_walk_get_rows     (EspCertificateWalk *walk);
gboolean             esp_certificate_walk_is_complete  (EspCertificateWalk *walk);
/* Goes on to choose those of the rows up to @last whose bit is set, @n of them; *@complete when it has all. */
gboolean             esp_certificate_walk_choose       (EspCertificateWalk *walk, EspVault *vault,
                                                         const guint8 *bits, gint64 last, gint64 n,
                                                         gboolean *complete, GError **error);
/* A copy of the first @n that are chosen, in order; NULL while there are fewer. */
GArray              *esp_certificate_walk_copy_chosen  (EspCertificateWalk *walk, guint n);
GArray              *esp_certificate_walk_take_chosen  (EspCertificateWalk *walk);

G_END_DECLS
