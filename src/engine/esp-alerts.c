/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of alerts. Only what took effect makes one: a denied act stands in the log, and a
 * request that waits for a second person or a signature makes its alert when it is done. */
#include "esp-alerts.h"

#include "base/esp-json.h"
#include "model/esp-arn.h"
#include "vault/esp-alert-store.h"
#include "vault/esp-ca-store.h"

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

static const Rule rules[] = {
  { "CreateCertificateAuthority", "ROOT_CREATED", ROOTS, { NULL } },
  { "UpdateCertificateAuthority", "ROOT_UPDATED", ROOTS, { "Before", "After" } },
  { "DeleteCertificateAuthority", "ROOT_DELETED", ROOTS, { NULL } },
  { "RestoreCertificateAuthority", "ROOT_RESTORED", ROOTS, { NULL } },
  { "DestroyExpiredKeys", "ROOT_KEY_DESTROYED", ROOTS, { NULL } },
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

static gboolean
insert (EspVault *vault, const EspEvent *event, const Rule *rule, const EspCa *ca, GError **error)
{
  g_autoptr (EspAlert) alert = esp_alert_new ();
  g_autofree char *what = describe (event, rule);
  const char *arguments[] = { "actor", event->actor_name, "name", ca ? ca->label : "", "what", what,
                              NULL };

  alert->event = event->sequence;
  alert->kind = g_strdup (rule->kind);
  alert->ca = ca ? g_strdup (ca->id) : NULL;
  alert->created_at = event->time;
  alert->arguments = g_strdupv ((char **) arguments);
  return esp_alert_store_insert (vault, alert, error);
}

gboolean
esp_alerts_note (EspVault *vault, const EspEvent *event, const EspCa *about, GError **error)
{
  const Rule *rule = event->details ?
                       find_rule (esp_json_get_string (event->details, "Operation")) :
                       NULL;
  g_autoptr (EspCa) ca = NULL;
  GError *problem = NULL;

  if (!rule || event->outcome != ESP_OUTCOME_ALLOWED)
    return TRUE;
  if (rule->of == NO_CA)
    return insert (vault, event, rule, NULL, error);
  ca = find_ca (vault, event, about, &problem);
  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (!ca || (rule->of == ROOTS && ca->type != ESP_CA_ROOT))
    return TRUE;
  return insert (vault, event, rule, ca, error);
}
