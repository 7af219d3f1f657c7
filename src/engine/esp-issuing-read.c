/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a call says of the certificate that it wants: template, algorithm, times, passthrough. */
#include "esp-issuing.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "pki/esp-validity.h"

#define SHORT_LIVED_DAYS 7

gboolean
esp_issuing_read_validity (JsonObject *parameters,
                           gint64 now,
                           gboolean *found,
                           gint64 *not_after,
                           GError **error)
{
  const char *text = esp_json_get_string (parameters, "Validity");
  JsonObject *object = esp_json_get_object (parameters, "Validity");
  EspValidity validity;
  gboolean read;

  *found = text || object;
  if (!*found)
    return FALSE;
  read = text ? esp_validity_parse (text, &validity, error) :
                esp_validity_from_json (object, &validity, error);
  return read && esp_validity_end (&validity, now, not_after, error);
}

/* ValidityNotBefore: an RFC 3339 time, or the service's { Type: ABSOLUTE, Value }. */
gboolean
esp_issuing_read_start (JsonObject *parameters, gint64 now, gint64 *not_before, GError **error)
{
  const char *text = esp_json_get_string (parameters, "ValidityNotBefore");
  JsonObject *object = esp_json_get_object (parameters, "ValidityNotBefore");

  *not_before = now - ESP_VALIDITY_BACKDATE;
  if (text)
    return esp_time_parse (text, not_before, error);
  return !object || esp_validity_start_from_json (object, not_before, error);
}

static gboolean
read_times (EspIssuing *issuing, EspOperationContext *context, GError **error)
{
  gboolean found;

  issuing->issued_at = context->now;
  if (!esp_issuing_read_start (context->parameters, context->now, &issuing->not_before, error))
    return FALSE;
  if (esp_issuing_read_validity (context->parameters, context->now, &found, &issuing->not_after,
                                 error))
    return TRUE;
  if (!found)
    esp_error_set (error, ESP_REASON_PARAMETER_MISSING, "Validity", "operation",
                   context->operation->name, NULL);
  return FALSE;
}

static gboolean
read_algorithms (EspIssuing *issuing, EspOperationContext *context, GError **error)
{
  const char *signing = esp_context_text (context, "SigningAlgorithm");
  const char *template = esp_context_text (context, "TemplateArn");
  const EspKeyAlgorithm *key = esp_key_algorithm_find (issuing->ca->key_algorithm, error);

  if (!key)
    return FALSE;
  issuing->template = esp_template_find (template ? template : ESP_TEMPLATE_DEFAULT, error);
  if (!issuing->template)
    return FALSE;
  issuing->algorithm = esp_signing_algorithm_find (
    signing ? signing : issuing->ca->signing_algorithm, error);
  return issuing->algorithm && esp_signing_algorithm_check (issuing->algorithm, key, error);
}

gboolean
esp_issuing_read_passthrough (EspOperationContext *context,
                              EspPassthrough **passthrough,
                              GError **error)
{
  JsonObject *object = esp_json_get_object (context->parameters, "ApiPassthrough");

  *passthrough = object ? esp_passthrough_from_json (object, error) : NULL;
  return !object || *passthrough;
}

gboolean
esp_issuing_read_parameters (EspIssuing *issuing, EspOperationContext *context, GError **error)
{
  return read_algorithms (issuing, context, error) && read_times (issuing, context, error) &&
         esp_issuing_read_passthrough (context, &issuing->passthrough, error);
}

/* A CA for short-lived certificates gives none for more than seven days (service, 3.3). */
gboolean
esp_issuing_check_usage_mode (const EspIssuing *issuing, GError **error)
{
  g_autofree char *wanted = NULL, *limit = NULL;
  gint64 last = issuing->issued_at + SHORT_LIVED_DAYS * ESP_TIME_DAY;

  if (issuing->ca->usage_mode != ESP_USAGE_SHORT_LIVED_CERTIFICATE || issuing->not_after <= last ||
      issuing->template->kind == ESP_TEMPLATE_ROOT)
    return TRUE;
  wanted = esp_time_to_rfc3339 (issuing->not_after);
  limit = esp_time_to_rfc3339 (last);
  esp_error_set (error, ESP_REASON_SHORT_LIVED, issuing->ca->label, "wanted", wanted, "limit",
                 limit, NULL);
  return FALSE;
}
