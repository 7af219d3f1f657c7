/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A planned certificate: may it be at all (kind, serial, times, path length), and what is in it.
 * Which source supplies which extension is decided in esp-plan-sources.c. Nothing is signed here.
 */
#include "esp-certificate-plan.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-hierarchy.h"

#define SERIAL_SIZE 16

static gboolean
check_kind (const EspIssuance *issuance, GError **error)
{
  const EspTemplate *template = issuance->template;
  gboolean root = template->kind == ESP_TEMPLATE_ROOT;

  if (!issuance->issuer && !root)
    {
      esp_error_set (error, ESP_REASON_TEMPLATE_NOT_ROOT, NULL, "template", template->name, NULL);
      return FALSE;
    }
  if (issuance->issuer && root)
    {
      esp_error_set (error, ESP_REASON_TEMPLATE_NOT_SUBORDINATE, NULL, "template", template->name,
                     NULL);
      return FALSE;
    }
  if (issuance->issuer && !esp_certificate_is_ca (issuance->issuer))
    {
      esp_error_set (error, ESP_REASON_ISSUER_NOT_CA, NULL, NULL);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_serial (GBytes *serial, GError **error)
{
  gsize len = 0;
  const guint8 *bytes = serial ? g_bytes_get_data (serial, &len) : NULL;
  guint8 any = 0;

  for (gsize i = 0; i < len; i++)
    any |= bytes[i];
  if (len == SERIAL_SIZE && any != 0 && (bytes[0] & 0x80) == 0)
    return TRUE;
  esp_error_set (error, ESP_REASON_SERIAL_FORM, NULL, NULL);
  return FALSE;
}

static gboolean
check_order (const EspIssuance *issuance, GError **error)
{
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  if (issuance->not_after > issuance->not_before)
    return TRUE;
  start = esp_time_to_rfc3339 (issuance->not_before);
  end = esp_time_to_rfc3339 (issuance->not_after);
  esp_error_set (error, ESP_REASON_VALIDITY_ORDER, NULL, "start", start, "end", end, NULL);
  return FALSE;
}

/* What the issuer's certificate allows: the arithmetic is in esp-hierarchy.c. */
static gboolean
check_issuer (const EspIssuance *issuance, GError **error)
{
  EspCertificate *issuer = issuance->issuer;
  const EspTemplate *template = issuance->template;

  if (!issuer)
    return TRUE;
  if (template->ca && !esp_hierarchy_check_path_length (esp_certificate_get_path_length (issuer),
                                                        template->path_length, error))
    return FALSE;
  return esp_hierarchy_check_validity (esp_certificate_get_not_before (issuer),
                                       esp_certificate_get_not_after (issuer), issuance->not_before,
                                       issuance->not_after, error);
}

static EspCertificatePlan *
build (const EspIssuance *issuance, GError **error)
{
  EspPlanning planning = { issuance, issuance->template, NULL, ESP_SOURCE_CSR };
  g_autoptr (GPtrArray) extensions = NULL;
  EspCertificatePlan *plan;

  esp_plan_choose_subject (&planning);
  extensions = esp_plan_extensions (&planning, error);
  if (!extensions)
    return NULL;
  plan = g_new0 (EspCertificatePlan, 1);
  plan->template = issuance->template;
  plan->issuer = issuance->issuer ? esp_certificate_ref (issuance->issuer) : NULL;
  plan->key = esp_key_ref (esp_request_get_key (issuance->request));
  plan->subject = esp_name_ref (planning.subject);
  plan->subject_source = planning.subject_source;
  plan->algorithm = issuance->algorithm;
  plan->serial = g_bytes_ref (issuance->serial);
  plan->not_before = issuance->not_before;
  plan->not_after = issuance->not_after;
  plan->extensions = g_steal_pointer (&extensions);
  return plan;
}

static gboolean
check (const EspIssuance *issuance, GError **error)
{
  return check_kind (issuance, error) && check_order (issuance, error) &&
         check_issuer (issuance, error);
}

EspCertificatePlan *
esp_certificate_plan_new (const EspIssuance *issuance, GError **error)
{
  if (!check_serial (issuance->serial, error) || !check (issuance, error))
    return NULL;
  return build (issuance, error);
}

EspCertificatePlan *
esp_certificate_plan_preview (const EspIssuance *issuance, GError **problem, GError **error)
{
  EspCertificatePlan *plan;

  if (!check_serial (issuance->serial, error))
    return NULL;
  plan = build (issuance, error);
  if (plan)
    check (issuance, problem);
  return plan;
}

void
esp_certificate_plan_free (EspCertificatePlan *plan)
{
  if (!plan)
    return;
  g_clear_pointer (&plan->issuer, esp_certificate_unref);
  g_clear_pointer (&plan->key, esp_key_unref);
  g_clear_pointer (&plan->subject, esp_name_unref);
  g_clear_pointer (&plan->serial, g_bytes_unref);
  g_clear_pointer (&plan->extensions, g_ptr_array_unref);
  g_clear_pointer (&plan->tbs, g_bytes_unref);
  g_free (plan);
}

GPtrArray *
esp_certificate_plan_get_extensions (EspCertificatePlan *plan)
{
  return plan->extensions;
}

EspName *
esp_certificate_plan_get_subject (EspCertificatePlan *plan, EspSource *source)
{
  *source = plan->subject_source;
  return plan->subject;
}
