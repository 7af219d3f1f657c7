/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two tables and their readers. What a state permits and where an event leads is written in the
 * tables alone; when an event happens, and who may cause it, is not decided here.
 */
#include "esp-ca-state.h"

#include "base/esp-error.h"
#include "esp-names.h"

static const char *const state_names[ESP_N_CA_STATES] = {
  [ESP_CA_CREATING] = "CREATING", [ESP_CA_PENDING_CERTIFICATE] = "PENDING_CERTIFICATE",
  [ESP_CA_ACTIVE] = "ACTIVE",     [ESP_CA_DISABLED] = "DISABLED",
  [ESP_CA_EXPIRED] = "EXPIRED",   [ESP_CA_DELETED] = "DELETED",
  [ESP_CA_FAILED] = "FAILED",     [ESP_CA_HANDED_OVER] = "HANDED_OVER",
};

/* --- What a state permits ---------------------------------------------------------------------*/

typedef struct
{
  const char *name; /* the service's word for it: the same in every language */
  guint states;     /* the bits of those that permit it */
} CapabilityRow;

#define IN(state) (1u << ESP_CA_##state)

/* A FAILED CA has no key, so no request; a DELETED one must be restored before it is touched. Of
 * one that was handed over the history can be read. */
static const CapabilityRow capability_rows[ESP_N_CA_CAPABILITIES] = {
  [ESP_CA_MAY_ISSUE] = { "IssueCertificate", IN (ACTIVE) },
  [ESP_CA_MAY_OCSP] = { "GenerateOCSPResponse", IN (ACTIVE) | IN (DISABLED) },
  [ESP_CA_MAY_CRL] = { "GenerateCRL", IN (ACTIVE) | IN (DISABLED) },
  [ESP_CA_MAY_REPORT] = { "CreateCertificateAuthorityAuditReport",
                          IN (ACTIVE) | IN (DISABLED) | IN (HANDED_OVER) },
  [ESP_CA_MAY_IMPORT_CERTIFICATE] = { "ImportCertificateAuthorityCertificate",
                                      IN (PENDING_CERTIFICATE) | IN (ACTIVE) | IN (EXPIRED) },
  [ESP_CA_MAY_REVOKE] = { "RevokeCertificate", IN (ACTIVE) | IN (DISABLED) },
  [ESP_CA_MAY_UPDATE] = { "UpdateCertificateAuthority", IN (ACTIVE) | IN (DISABLED) },
  [ESP_CA_MAY_GET_CSR] = { "GetCertificateAuthorityCsr",
                           IN (PENDING_CERTIFICATE) | IN (ACTIVE) | IN (DISABLED) | IN (EXPIRED) },
  [ESP_CA_MAY_GET_CERTIFICATE] = { "GetCertificateAuthorityCertificate",
                                   IN (ACTIVE) | IN (DISABLED) | IN (EXPIRED) | IN (HANDED_OVER) },
  [ESP_CA_MAY_TAG] = { "TagCertificateAuthority", IN (CREATING) | IN (PENDING_CERTIFICATE) |
                                                    IN (ACTIVE) | IN (DISABLED) | IN (EXPIRED) |
                                                    IN (FAILED) },
  [ESP_CA_MAY_GRANT] = { "CreatePermission", IN (ACTIVE) },
  [ESP_CA_MAY_LIST_PERMISSIONS] = { "ListPermissions", IN (PENDING_CERTIFICATE) | IN (ACTIVE) |
                                                         IN (DISABLED) | IN (EXPIRED) },
  [ESP_CA_MAY_REPLACE] = { "RenewCertificateAuthority (REPLACE)",
                           IN (ACTIVE) | IN (DISABLED) | IN (EXPIRED) },
};

/* --- Where an event leads ---------------------------------------------------------------------*/

typedef struct
{
  EspCaState from;
  EspCaEvent event;
  EspCaState beneath; /* only where @asks_beneath */
  gboolean asks_beneath;
  EspCaState to;
  gboolean gone;
} TransitionRow;

#define STEP(from, event, to)                                                                      \
  {                                                                                                \
    ESP_CA_##from, ESP_CA_EVENT_##event, 0, FALSE, ESP_CA_##to, FALSE                              \
  }
#define STEP_OVER(from, event, beneath, to)                                                        \
  {                                                                                                \
    ESP_CA_##from, ESP_CA_EVENT_##event, ESP_CA_##beneath, TRUE, ESP_CA_##to, FALSE                \
  }
#define STEP_GONE(from, event)                                                                     \
  {                                                                                                \
    ESP_CA_##from, ESP_CA_EVENT_##event, 0, FALSE, ESP_CA_DELETED, TRUE                            \
  }

/* A restored CA is never straight ACTIVE: one that had expired while it was ACTIVE comes back
 * DISABLED under its expiry, so that enabling it stays a step of its own. */
static const TransitionRow transition_rows[] = {
  STEP (CREATING, KEY_READY, PENDING_CERTIFICATE),
  STEP (CREATING, FAILURE, FAILED),
  STEP_GONE (CREATING, DELETE),
  STEP_GONE (FAILED, DELETE),
  STEP (PENDING_CERTIFICATE, IMPORT_CERTIFICATE, ACTIVE),
  STEP (PENDING_CERTIFICATE, DELETE, DELETED),
  STEP (ACTIVE, IMPORT_CERTIFICATE, ACTIVE),
  STEP (ACTIVE, DISABLE, DISABLED),
  STEP (DISABLED, ENABLE, ACTIVE),
  STEP (DISABLED, DELETE, DELETED),
  STEP_OVER (EXPIRED, IMPORT_CERTIFICATE, ACTIVE, ACTIVE),
  STEP_OVER (EXPIRED, IMPORT_CERTIFICATE, DISABLED, DISABLED),
  STEP (EXPIRED, DELETE, DELETED),
  STEP_OVER (DELETED, RESTORE, PENDING_CERTIFICATE, PENDING_CERTIFICATE),
  STEP_OVER (DELETED, RESTORE, DISABLED, DISABLED),
  STEP_OVER (DELETED, RESTORE, ACTIVE, DISABLED),
};

static const char *const event_names[] = {
  [ESP_CA_EVENT_KEY_READY] = "CreateCertificateAuthority",
  [ESP_CA_EVENT_FAILURE] = "Failure",
  [ESP_CA_EVENT_IMPORT_CERTIFICATE] = "ImportCertificateAuthorityCertificate",
  [ESP_CA_EVENT_DISABLE] = "UpdateCertificateAuthority (DISABLED)",
  [ESP_CA_EVENT_ENABLE] = "UpdateCertificateAuthority (ACTIVE)",
  [ESP_CA_EVENT_DELETE] = "DeleteCertificateAuthority",
  [ESP_CA_EVENT_RESTORE] = "RestoreCertificateAuthority",
};

/* --- Readers ----------------------------------------------------------------------------------*/

const char *
esp_ca_state_to_string (EspCaState state)
{
  return state_names[state];
}

gboolean
esp_ca_state_from_string (const char *text, EspCaState *state)
{
  guint index;

  if (!esp_names_find (state_names, ESP_N_CA_STATES, text, &index))
    return FALSE;
  *state = (EspCaState) index;
  return TRUE;
}

/* "ACTIVE, DISABLED": what an error offers instead. Free with g_free(). */
static char *
list_states (guint states)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ESP_N_CA_STATES; i++)
    if (states & (1u << i))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", state_names[i]);
  return g_string_free (text, FALSE);
}

gboolean
esp_ca_state_check (EspCaState state, EspCaCapability capability, GError **error)
{
  const CapabilityRow *row = &capability_rows[capability];
  g_autofree char *needed = NULL;

  if (row->states & (1u << state))
    return TRUE;
  needed = list_states (row->states);
  esp_error_set (error, ESP_REASON_CA_STATE, NULL, "state", state_names[state], "wanted", row->name,
                 "needed", needed, NULL);
  return FALSE;
}

static gboolean
refuse_transition (EspCaState from, EspCaEvent event, GError **error)
{
  g_autofree char *needed = NULL;
  guint states = 0;

  if (from == ESP_CA_ACTIVE && event == ESP_CA_EVENT_DELETE)
    {
      esp_error_set (error, ESP_REASON_CA_STATE_ACTIVE_DELETE, NULL, NULL);
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (transition_rows); i++)
    if (transition_rows[i].event == event)
      states |= 1u << transition_rows[i].from;
  needed = list_states (states);
  esp_error_set (error, ESP_REASON_CA_STATE_TRANSITION, NULL, "state", state_names[from], "event",
                 event_names[event], "needed", needed, NULL);
  return FALSE;
}

gboolean
esp_ca_state_next (EspCaState shown,
                   EspCaState beneath,
                   EspCaEvent event,
                   EspCaState *next,
                   gboolean *gone,
                   GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (transition_rows); i++)
    {
      const TransitionRow *row = &transition_rows[i];

      if (row->from != shown || row->event != event)
        continue;
      if (row->asks_beneath && row->beneath != beneath)
        continue;
      *next = row->to;
      if (gone)
        *gone = row->gone;
      return TRUE;
    }
  return refuse_transition (shown, event, error);
}
