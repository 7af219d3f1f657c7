/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts: written with the event that makes them, acknowledged once, never removed. */
#pragma once

#include "esp-vault.h"
#include "model/esp-alert.h"

G_BEGIN_DECLS

typedef struct
{
  int acknowledged;    /* 0 or 1; -1: both */
  gint64 event;        /* of that event alone; 0: of all */
  gint64 before;       /* only numbers below it; 0: all */
  GPtrArray *cas;      /* UUIDs: about these alone, and about none; NULL: about all and none */
  const char *account; /* of those about none: whose argument "account" is this; NULL: all */
  guint limit;
} EspAlertFilter;

/* Sets its number. */
gboolean   esp_alert_store_insert      (EspVault *vault, EspAlert *alert, GError **error);
/* FALSE with *error unset where somebody acknowledged it already, or there is none. */
gboolean   esp_alert_store_acknowledge (EspVault *vault, gint64 row, const char *principal, gint64 now, GError **error);
/* NULL with *error unset where there is none. */
EspAlert  *esp_alert_store_find        (EspVault *vault, gint64 row, GError **error);
/* GPtrArray of EspAlert, the newest first. */
GPtrArray *esp_alert_store_list        (EspVault *vault, const EspAlertFilter *filter, GError **error);
/* When the newest alert of @kind was made by an event of @actor (a name); 0: there is none, -1 on error. */
gint64     esp_alert_store_last_of     (EspVault *vault, const char *kind, const char *actor, GError **error);

G_END_DECLS
