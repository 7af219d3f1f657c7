/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What handlers have in common: reading parameters, finding CAs, asking for rights, telling the
 * event what happened. */
#include "esp-operation.h"

#include "base/esp-error.h"
#include "model/esp-arn.h"
#include "vault/esp-ca-store.h"

const char *
esp_context_text (EspOperationContext *context, const char *parameter)
{
  return esp_json_get_string (context->parameters, parameter);
}

void
esp_context_detail (EspOperationContext *context, const char *name, const char *value)
{
  esp_json_set_string (context->details, name, value);
}

JsonObject *
esp_context_add_part (EspOperationContext *context, const EspCa *ca)
{
  EspEventPart *part = g_new0 (EspEventPart, 1);

  part->ca = esp_ca_copy (ca);
  part->details = json_object_new ();
  g_ptr_array_add (context->parts, part);
  return part->details;
}

void
esp_context_require (EspOperationContext *context,
                     const char *action,
                     const char *resource,
                     const char *account)
{
  EspRequirement *requirement = g_new0 (EspRequirement, 1);

  requirement->action = action;
  requirement->resource = g_strdup (resource);
  requirement->account = g_strdup (account);
  g_ptr_array_add (context->requirements, requirement);
}

gboolean
esp_context_may (EspOperationContext *context, const char *action, const EspCa *ca)
{
  EspAccessRequest request = {
    .action = action,
    .resource = ca->arn,
    .resource_account = ca->account,
    .principal = esp_session_get_arn (context->session),
    .principal_account = esp_session_get_account (context->session),
    .principal_active = context->rights->active,
    .organization_scope = context->rights->organization_scope,
    .identity_policies = context->rights->policies,
  };
  g_autoptr (EspDecision) decision = esp_decide (&request);

  return esp_decision_is_allowed (decision);
}

static char *
list_candidates (GPtrArray *cas)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);

      g_string_append_printf (text, "%s%s (%s)", i ? ", " : "", ca->arn, ca->label);
    }
  return g_string_free (text, FALSE);
}

EspCa *
esp_context_find_ca (EspOperationContext *context, const char *text, GError **error)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *candidates = NULL;

  if (g_str_has_prefix (text, "arn:") && !esp_arn_parse_ca (text, NULL, NULL))
    {
      esp_error_set (error, ESP_REASON_CA_ARN, text, NULL);
      return NULL;
    }
  found = esp_ca_store_search (context->vault, text, error);
  if (!found)
    return NULL;
  if (found->len == 1)
    return esp_ca_copy (g_ptr_array_index (found, 0));
  if (found->len == 0)
    {
      esp_error_set (error, ESP_REASON_CA_UNKNOWN, text, NULL);
      return NULL;
    }
  candidates = list_candidates (found);
  esp_error_set (error, ESP_REASON_CA_AMBIGUOUS, text, "candidates", candidates, NULL);
  return NULL;
}

gboolean
esp_context_resolve_ca (EspOperationContext *context, GError **error)
{
  const char *text = esp_context_text (context, "CertificateAuthority");

  esp_ca_free (context->ca);
  context->ca = esp_context_find_ca (context, text, error);
  if (!context->ca)
    return FALSE;
  g_free (context->resource);
  g_free (context->resource_account);
  context->resource = g_strdup (context->ca->arn);
  context->resource_account = g_strdup (context->ca->account);
  return TRUE;
}
