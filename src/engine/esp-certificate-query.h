/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a list of certificates asks of a reader: first the numbers of all rows, then rows by the page.
 * A session sees the certificates of the CAs that it may read, and no others. */
#pragma once

#include "engine/esp-certificate-list.h"

G_BEGIN_DECLS

typedef struct _EspCertificateQuery EspCertificateQuery;

/* The rows that come first, where they are known long before the others; before @callback. */
typedef void (*EspCertificateEarlyFunc) (EspCertificateQuery *first, gpointer data);

/* Errors: LOCKED, CANCELLED. @early may be NULL. */
void                 esp_certificate_query_run_async    (EspEngine *engine, const EspCertificateQuestion *question,
                                                         EspCertificateEarlyFunc early,
                                                         GCancellable *cancellable,
                                                         GAsyncReadyCallback callback, gpointer data);
EspCertificateQuery *esp_certificate_query_run_finish   (GAsyncResult *result, GError **error);
void                 esp_certificate_query_unref        (EspCertificateQuery *query);
guint                esp_certificate_query_get_n        (EspCertificateQuery *query);
const guint32       *esp_certificate_query_get_numbers  (EspCertificateQuery *query);
/* GPtrArray of EspCertificateRow; @now is the time by which their status is judged. */
void                 esp_certificate_query_fetch_async  (EspCertificateQuery *query, EspEngine *engine,
                                                         guint first, guint n,
                                                         GAsyncReadyCallback callback, gpointer data);
GPtrArray           *esp_certificate_query_fetch_finish (GAsyncResult *result, gint64 *now, GError **error);
/* Reads ahead what makes the next questions quick; ends by itself. */
void                 esp_certificate_query_warm_up      (EspEngine *engine);

G_END_DECLS
