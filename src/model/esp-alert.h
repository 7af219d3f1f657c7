/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What somebody should look at, because of an event (or, ESP_ALERT_STATE, of what is found in the
 * file). Each kind is a row of one table: id, severity, sentence. Which event makes which alert is the
 * engine's business (esp-alerts.h).
 */
#pragma once

#include "esp-ca-finding.h"

G_BEGIN_DECLS

/* What of the vault's state is not as it was signed: shown while it is so, and kept nowhere, because nothing is
 * written to such a vault. It has no number and no event. */
#define ESP_ALERT_STATE "STATE_PROBLEM"

typedef struct
{
  gint64 row;       /* its number */
  gint64 event;     /* sequence */
  char *kind;       /* "ROOT_CREATED" */
  char *ca;         /* UUID, or NULL */
  gint64 created_at;
  char **arguments; /* name, value, …; NULL-terminated */
  char *acknowledged_by; /* UUID of the principal, or NULL */
  gint64 acknowledged_at; /* 0: not yet */
} EspAlert;

EspAlert   *esp_alert_new           (void);
void        esp_alert_free          (EspAlert *alert);
/* Ids of all kinds, in the order of the table; NULL after the last. */
const char *esp_alert_kind_nth      (guint index);
/* The English sentence with {name} places; NULL for an unknown kind. A msgid. */
const char *esp_alert_get_text      (const char *kind);
EspFindingSeverity esp_alert_get_severity (const char *kind); /* of an unknown kind: ALERT */
/* Filled in: free with g_free(). Of an unknown kind, which a newer program wrote: the id itself. */
char       *esp_alert_to_text       (const EspAlert *alert);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAlert, esp_alert_free)

G_END_DECLS
