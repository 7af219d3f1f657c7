/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hierarchy that arrives (esp-op-hierarchy-import.c), line by line. The vault that hands it over reads it first in
 * the same way, without storing anything: what no other vault would take never leaves.
 */
#pragma once

#include "esp-operation.h"
#include "model/esp-certificate-row.h"
#include "pki/esp-certificate.h"
#include "pki/esp-key.h"
#include "vault/esp-handover-store.h"

G_BEGIN_DECLS

/* One authority that came. */
typedef struct
{
  EspCa *ca;
  GPtrArray *certificates; /* EspCertificate: all that it had, the newest last */
} EspArrived;

typedef struct
{
  EspOperationContext *context; /* borrowed */
  gboolean rehearsed;      /* nothing is stored, and no key is opened */
  char *account;           /* whose it becomes */
  EspKey *key;             /* of the new owner; NULL where it is rehearsed */
  EspCertificate *owner;
  char *digest;            /* of the text */
  EspHandover *handover;
  GHashTable *arrived;     /* UUID -> EspArrived */
  GPtrArray *order;        /* EspArrived, as they came */
  GHashTable *parts;       /* UUID -> part of a list (esp-hierarchy-arriving-parts.c) */
  gint64 n_certificates, n_revocations, n_events;
} EspArrival;

EspArrival *esp_arrival_new      (EspOperationContext *context, const char *account);
void        esp_arrival_free     (gpointer arrival);

/* Takes all of @text, inside the caller's transaction; the proofs of its old log are not looked at yet. Errors:
 * HIERARCHY_ROW, HIERARCHY_HERE, HIERARCHY_FORMAT, HIERARCHY_MALFORMED, those of envelopes and of the database. */
gboolean    esp_arrival_take     (EspArrival *arrival, GBytes *text, GError **error);
/* Would another vault take @text, which is sealed to nobody yet? Errors: HIERARCHY_UNFIT. */
gboolean    esp_arrival_rehearse (EspOperationContext *context, GBytes *text, GError **error);

/* --- Between the files that take it --- */

/* FALSE with HIERARCHY_ROW about @what, which may be NULL. */
gboolean    esp_arrival_refuse   (const char *what, GError **error);
gboolean    esp_arrival_take_ca  (EspArrival *arrival, JsonObject *line, GError **error);
/* The authority that @line names, where it came before it; or NULL. */
const EspArrived *esp_arrival_find (EspArrival *arrival, JsonObject *line);
/* Its newest certificate; NULL: it waits for one. */
EspCertificate *esp_arrived_newest (const EspArrived *arrived);

/* Parts of lists: their lines, and the certificates that say of one of them that it speaks of them. */
GHashTable *esp_arrived_parts_new (void);
gboolean    esp_arrival_take_part (EspArrival *arrival, JsonObject *line, GError **error);
gboolean    esp_arrival_bind     (EspArrival *arrival, JsonObject *line, EspCertificate *certificate,
                                  EspCertificateRow *row, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspArrival, esp_arrival_free)

G_END_DECLS
