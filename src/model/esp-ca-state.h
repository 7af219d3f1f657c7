/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The life of a CA as two tables: what each state permits, and which events lead where (domain.md,
 * "CA states"; the service's status table).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_DELETION_DAYS_MIN 7
#define ESP_DELETION_DAYS_MAX 30
#define ESP_DELETION_DAYS_DEFAULT 30

typedef enum
{
  ESP_CA_CREATING,
  ESP_CA_PENDING_CERTIFICATE,
  ESP_CA_ACTIVE,
  ESP_CA_DISABLED,
  ESP_CA_EXPIRED, /* never stored */
  ESP_CA_DELETED,
  ESP_CA_FAILED,
  ESP_CA_HANDED_OVER, /* never stored: DELETED, and its key is in another vault now */
  ESP_N_CA_STATES
} EspCaState;

typedef enum
{
  ESP_CA_MAY_ISSUE,
  ESP_CA_MAY_OCSP,
  ESP_CA_MAY_CRL,
  ESP_CA_MAY_REPORT,
  ESP_CA_MAY_IMPORT_CERTIFICATE,
  ESP_CA_MAY_REVOKE,
  ESP_CA_MAY_UPDATE,
  ESP_CA_MAY_GET_CSR,
  ESP_CA_MAY_GET_CERTIFICATE,
  ESP_CA_MAY_TAG,
  ESP_CA_MAY_GRANT,             /* CreatePermission */
  ESP_CA_MAY_LIST_PERMISSIONS,  /* and take them back */
  ESP_CA_MAY_REPLACE,           /* by a new authority of the next generation */
  ESP_N_CA_CAPABILITIES
} EspCaCapability;

typedef enum
{
  ESP_CA_EVENT_KEY_READY,
  ESP_CA_EVENT_FAILURE,
  ESP_CA_EVENT_IMPORT_CERTIFICATE,
  ESP_CA_EVENT_DISABLE,
  ESP_CA_EVENT_ENABLE,
  ESP_CA_EVENT_DELETE,
  ESP_CA_EVENT_RESTORE,
} EspCaEvent;

const char *esp_ca_state_to_string   (EspCaState state); /* "PENDING_CERTIFICATE" */
gboolean    esp_ca_state_from_string (const char *text, EspCaState *state);
/* Errors: CA_STATE (arguments "state", "wanted": what the state does not permit). */
gboolean    esp_ca_state_check       (EspCaState state, EspCaCapability capability, GError **error);
/* @state is the shown one (EXPIRED included), @stored the stored one. RESTORE and an import over
 * EXPIRED are given what is underneath: @beneath. Errors: CA_STATE_ACTIVE_DELETE (disable first),
 * CA_STATE_TRANSITION. DELETE of CREATING and FAILED has no window: @gone is set. */
gboolean    esp_ca_state_next        (EspCaState shown, EspCaState beneath, EspCaEvent event,
                                      EspCaState *next, gboolean *gone, GError **error);

G_END_DECLS
