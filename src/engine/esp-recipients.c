/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From roles and policies to the people an envelope is sealed to. */
#include "esp-recipients.h"

#include "base/esp-error.h"
#include "esp-session-private.h"
#include "model/esp-arn.h"
#include "pki/esp-certificate.h"
#include "vault/esp-account-store.h"

/* What needs the private key of a CA. Marking a certificate revoked needs none, but a revocation
 * that no list shows is worth little, so who may revoke may sign the list. */
static const char *const signing_actions[] = {
  "acm-pca:IssueCertificate",
  "acm-pca:RevokeCertificate",
  "espalier:PublishRevocation",
  NULL,
};

static gboolean
role_may_sign (const EspPrincipal *principal, const EspRole *role, const EspCa *ca)
{
  g_autoptr (GPtrArray) policies = esp_role_parse_policies (role, NULL);
  g_autofree char *arn = esp_arn_principal (principal->account, principal->name);
  EspAccessRequest request = {
    .resource = ca->arn,
    .resource_account = ca->account,
    .principal = arn,
    .principal_account = principal->account,
    .principal_active = principal->status == ESP_PRINCIPAL_ACTIVE,
    .organization_scope = role->scope == ESP_ROLE_SCOPE_ORGANIZATION,
    .identity_policies = policies,
  };

  for (guint i = 0; policies && signing_actions[i]; i++)
    {
      g_autoptr (EspDecision) decision = NULL;

      request.action = signing_actions[i];
      decision = esp_decide (&request);
      if (esp_decision_is_allowed (decision))
        return TRUE;
    }
  return FALSE;
}

static gboolean
may_sign (EspVault *vault,
          const EspPrincipal *principal,
          const EspCa *ca,
          gboolean *may,
          GError **error)
{
  g_autoptr (GPtrArray) roles = NULL;

  *may = principal->kind == ESP_PRINCIPAL_RECOVERY;
  if (*may || !principal->agreement_certificate)
    return TRUE;
  roles = esp_role_store_list_for (vault, principal->id, error);
  if (!roles)
    return FALSE;
  for (guint i = 0; i < roles->len && !*may; i++)
    *may = role_may_sign (principal, g_ptr_array_index (roles, i), ca);
  return TRUE;
}

GPtrArray *
esp_recipients_for (EspVault *vault, const EspCa *ca, GError **error)
{
  g_autoptr (GPtrArray) principals = esp_principal_store_list (vault, error);
  g_autoptr (GPtrArray)
    recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);
  gboolean person = FALSE;

  for (guint i = 0; principals && i < principals->len; i++)
    {
      const EspPrincipal *principal = g_ptr_array_index (principals, i);
      EspCertificate *certificate;
      gboolean may;

      if (!may_sign (vault, principal, ca, &may, error))
        return NULL;
      if (!may)
        continue;
      certificate = esp_certificate_parse (principal->agreement_certificate, error);
      if (!certificate)
        return NULL;
      g_ptr_array_add (recipients, certificate);
      person = person || principal->kind != ESP_PRINCIPAL_RECOVERY;
    }
  if (!principals)
    return NULL;
  if (!person)
    {
      esp_error_set (error, ESP_REASON_LOCKOUT, ca->label, NULL);
      return NULL;
    }
  return g_steal_pointer (&recipients);
}
