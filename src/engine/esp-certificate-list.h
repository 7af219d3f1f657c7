/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Issued certificates as a list model for a table of a million rows: one number a row, the rows
 * themselves fetched 64 at a time when they are looked at, all on a worker. A big reload is reported
 * as removal and then addition, never in one (GTK 4.8 would look at every row).
 */
#pragma once

#include <gio/gio.h>

#include "engine/esp-engine.h"
#include "model/esp-certificate-row.h"

G_BEGIN_DECLS

#define ESP_TYPE_CERTIFICATE_ITEM (esp_certificate_item_get_type ())
G_DECLARE_FINAL_TYPE (EspCertificateItem, esp_certificate_item, ESP, CERTIFICATE_ITEM, GObject)

#define ESP_TYPE_CERTIFICATE_LIST (esp_certificate_list_get_type ())
G_DECLARE_FINAL_TYPE (EspCertificateList, esp_certificate_list, ESP, CERTIFICATE_LIST, GObject)

typedef enum
{
  ESP_CERTIFICATE_BY_ISSUED,
  ESP_CERTIFICATE_BY_SUBJECT,
  ESP_CERTIFICATE_BY_NOT_AFTER,
  ESP_CERTIFICATE_BY_SERIAL,
  ESP_CERTIFICATE_BY_STATUS,
  ESP_CERTIFICATE_BY_ISSUER, /* the CA's name */
  ESP_CERTIFICATE_BY_TEMPLATE,
  ESP_CERTIFICATE_BY_REQUESTER,
} EspCertificateOrder;

/* NULL, 0: no restriction. */
typedef struct
{
  const char *ca;            /* UUID */
  const char *account;       /* that the CA belongs to */
  const char *template_name;
  const char *search;
  int status;                /* EspCertificateStatus; -1: no restriction */
  gint64 ends_from, ends_before;
  gint64 issued_from, issued_before;
  EspCertificateOrder order; /* rows that are alike: by their number */
  gboolean descending;
} EspCertificateQuestion;

/* Empty until the first query; a GListModel of EspCertificateItem. When another answer is shown, the first items may
 * stay where they are and tell of other certificates; signal "replacing" says so before: whoever keeps an item lets
 * go of it then. */
EspCertificateList *esp_certificate_list_new       (EspEngine *engine);
/* Starts a query; a running one is dropped. Property "loading" tells while it runs. Where it takes longer, the rows
 * that come first are shown before it ends, and the others added at the end. */
void                esp_certificate_list_ask       (EspCertificateList *list, const EspCertificateQuestion *question);
gboolean            esp_certificate_list_is_loading (EspCertificateList *list);
/* Position of the certificate with this number; GTK_INVALID_LIST_POSITION's value (G_MAXUINT) when it is
 * not among those shown. Fetches nothing. */
guint               esp_certificate_list_find      (EspCertificateList *list, gint64 number);
/* NULL, or why the last query failed. */
const GError       *esp_certificate_list_get_error (EspCertificateList *list);

/* Properties (read-only, with notify when the row arrives): "loaded", "serial", "subject", "status",
 * "template-name", "requester", "issuer", "not-after" (gint64), "issued-at" (gint64), "revoked-at". */
gint64                   esp_certificate_item_get_number (EspCertificateItem *item);
/* NULL until it was fetched. */
const EspCertificateRow *esp_certificate_item_get_row    (EspCertificateItem *item);

G_END_DECLS
