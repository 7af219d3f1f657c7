/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of alerts. What took effect makes one; a request that waits for a second person or a
 * signature when it is done. A denied act stands in the log alone, but many by one person in a
 * short time make one alert. */
#include "esp-alerts.h"

#include "base/esp-json.h"
#include "model/esp-arn.h"
#include "vault/esp-alert-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-event-store.h"

/* So many denied acts of one person within so many seconds are an alert, and within these there is
 * no second one about them. The sentence of the alert says ten minutes. */
#define BURST_SIZE 10
#define BURST_SECONDS (10 * 60)
#define BURST_KIND "DENIED_OFTEN"

typedef enum
{
  ANY_CA,
  ROOTS,
  NO_CA,
} Of;

typedef struct
{
  const char *operation;
  const char *kind;
  Of of;
  const char *what[3]; /* members of the event's details whose texts are the argument "what" */
} Rule;

/* No operation of its own: what DestroyExpiredKeys says where it does not believe the clock. */
#define HELD "HeldUntil"

static const Rule rules[] = {
  { "CreateCertificateAuthority", "ROOT_CREATED", ROOTS, { NULL } },
  { "UpdateCertificateAuthority", "ROOT_UPDATED", ROOTS, { "Before", "After" } },
  { "DeleteCertificateAuthority", "ROOT_DELETED", ROOTS, { NULL } },
  { "ExportHierarchy", "HANDED_OVER", ANY_CA, { "NewOwner" } },
  { "ImportHierarchy", "TAKEN_OVER", NO_CA, { "Authorities" } },
  { "RestoreCertificateAuthority", "ROOT_RESTORED", ROOTS, { NULL } },
  { "DestroyExpiredKeys", "ROOT_KEY_DESTROYED", ROOTS, { NULL } },
  { HELD, "KEY_HELD", ANY_CA, { "HeldUntil" } },
  { "ImportCertificateAuthorityCertificate", "ROOT_CERTIFICATE", ROOTS, { NULL } },
  { "RenewCertificateAuthority", "ROOT_CERTIFICATE", ROOTS, { NULL } },
  { "IssueCertificate", "ROOT_SIGNED", ROOTS, { NULL } },
  { "IssueCertificates", "ROOT_SIGNED", ROOTS, { NULL } },
  { "ProcessSigningRequests", "ROOT_SIGNED", ROOTS, { NULL } },
  { "CreateResourceShare", "CA_SHARED", ANY_CA, { "ResourceShare", "Consumer", "Status" } },
  { "AcceptResourceShareInvitation",
    "CA_SHARED",
    ANY_CA,
    { "ResourceShare", "Consumer", "Status" } },
  { "LeaveResourceShare", "CA_SHARED", ANY_CA, { "ResourceShare", "Consumer", "Status" } },
  { "DeleteResourceShare", "CA_SHARED", ANY_CA, { "ResourceShare", "Consumer", "Status" } },
  { "ReplaceResourceSharePermission",
    "CA_SHARED",
    ANY_CA,
    { "ResourceShare", "Consumer", "Permission" } },
  { "PutPolicy", "CA_SHARED", ANY_CA, { "Operation" } },
  { "DeletePolicy", "CA_SHARED", ANY_CA, { "Operation" } },
  { "TagCertificateAuthority", "CA_TAGGED", ANY_CA, { NULL } },
  { "UntagCertificateAuthority", "CA_TAGGED", ANY_CA, { NULL } },
  { "SetDualControl", "DUAL_CONTROL", ANY_CA, { "Before", "After" } },
  { "AddApprover", "DUAL_CONTROL", ANY_CA, { "Operation", "Principal" } },
  { "RemoveApprover", "DUAL_CONTROL", ANY_CA, { "Operation", "Principal" } },
  { "CreateGuardrail", "GUARDRAIL", NO_CA, { "Operation", "Guardrail" } },
  { "UpdateGuardrail", "GUARDRAIL", NO_CA, { "Operation", "Guardrail" } },
  { "DeleteGuardrail", "GUARDRAIL", NO_CA, { "Operation", "Guardrail" } },
  { "ResealKeys", "KEY_RESEALED", ANY_CA, { NULL } },
  { "CreateRecoveryIdentity", "RECOVERY_IDENTITY", NO_CA, { NULL } },
};

static const Rule *
find_rule (const char *operation)
{
  for (gsize i = 0; operation && i < G_N_ELEMENTS (rules); i++)
    if (g_str_equal (rules[i].operation, operation))
      return &rules[i];
  return NULL;
}

/* NULL with *error unset: the event is about no authority. */
static EspCa *
find_ca (EspVault *vault, const EspEvent *event, const EspCa *ca, GError **error)
{
  g_autofree char *id = NULL;

  if (ca)
    return esp_ca_copy (ca);
  if (!event->resource || !esp_arn_parse_ca (event->resource, NULL, &id))
    return NULL;
  return esp_ca_store_find (vault, id, error);
}

/* Names and states as the event has them: data, in no language. */
static char *
describe (const EspEvent *event, const Rule *rule)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rule->what) && rule->what[i]; i++)
    {
      const char *value = esp_json_get_string (event->details, rule->what[i]);

      if (value)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " \xe2\x86\x92 " : "", value);
    }
  if (text->len == 0)
    g_string_append (text, rule->operation);
  return g_string_free (text, FALSE);
}

/* The account says who sees an alert that is about no authority. */
static gboolean
insert (EspVault *vault,
        const EspEvent *event,
        const char *kind,
        const char *what,
        const EspCa *ca,
        GError **error)
{
  g_autoptr (EspAlert) alert = esp_alert_new ();
  const char *arguments[] = { "account", event->account ? event->account : "",
                              "actor",   event->actor_name,
                              "name",    ca ? ca->label : "",
                              "what",    what,
                              NULL };

  alert->event = event->sequence;
  alert->kind = g_strdup (kind);
  alert->ca = ca ? g_strdup (ca->id) : NULL;
  alert->created_at = event->time;
  alert->arguments = g_strdupv ((char **) arguments);
  return esp_alert_store_insert (vault, alert, error);
}

static gboolean
insert_by_rule (EspVault *vault,
                const EspEvent *event,
                const Rule *rule,
                const EspCa *ca,
                GError **error)
{
  g_autofree char *what = describe (event, rule);

  return insert (vault, event, rule->kind, what, ca, error);
}

/* --- Many that were denied ---------------------------------------------------------------------*/

/* *@n: how many acts of the event's person were denied in the time before it, itself among them; it
 * counts to the size of a burst. */
static gboolean
count_denied (EspVault *vault, const EspEvent *event, guint *n, GError **error)
{
  EspEventFilter filter = { .since = event->time - BURST_SECONDS,
                            .actor = event->actor_name,
                            .outcome = ESP_OUTCOME_DENIED,
                            .limit = BURST_SIZE };
  g_autoptr (GPtrArray) events = esp_event_store_list (vault, &filter, error);

  *n = events ? events->len : 0;
  return events != NULL;
}

static gboolean
note_denied (EspVault *vault, const EspEvent *event, GError **error)
{
  gint64 last;
  guint n;

  if (!event->actor_name || !count_denied (vault, event, &n, error))
    return event->actor_name == NULL;
  if (n < BURST_SIZE)
    return TRUE;
  last = esp_alert_store_last_of (vault, BURST_KIND, event->actor_name, error);
  if (last < 0)
    return FALSE;
  return last > event->time - BURST_SECONDS ||
         insert (vault, event, BURST_KIND, G_STRINGIFY (BURST_SIZE), NULL, error);
}

/* --- The door ----------------------------------------------------------------------------------*/

gboolean
esp_alerts_note (EspVault *vault, const EspEvent *event, const EspCa *about, GError **error)
{
  gboolean is_held = event->details && esp_json_get_string (event->details, HELD);
  const Rule *rule = event->details ?
                       find_rule (is_held ? HELD :
                                            esp_json_get_string (event->details, "Operation")) :
                       NULL;
  g_autoptr (EspCa) ca = NULL;
  GError *problem = NULL;

  if (event->outcome == ESP_OUTCOME_DENIED)
    return note_denied (vault, event, error);
  if (!rule || event->outcome != ESP_OUTCOME_ALLOWED)
    return TRUE;
  if (rule->of == NO_CA)
    return insert_by_rule (vault, event, rule, NULL, error);
  ca = find_ca (vault, event, about, &problem);
  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (!ca || (rule->of == ROOTS && ca->type != ESP_CA_ROOT))
    return TRUE;
  return insert_by_rule (vault, event, rule, ca, error);
}
