/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading issued certificates: lists page by page, one in detail, PEM with its chain. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-issuing.h"
#include "esp-views.h"
#include "model/esp-arn.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"

#define LIST_LIMIT 1000
#define LIST_LIMIT_MAX 100000

/* --- One certificate ---------------------------------------------------------------------------*/

static void
row_free (gpointer data)
{
  esp_certificate_row_free (data);
}

/* The resource is the issuing CA, as the service authorises it (reference, 8.1). */
gboolean
esp_op_certificate_resolve (EspOperationContext *context, GError **error)
{
  EspCertificateRow *row;

  if (esp_context_text (context, "CertificateAuthority") &&
      !esp_context_resolve_ca (context, error))
    return FALSE;
  row = esp_ops_find_certificate (context, error);
  if (!row)
    return FALSE;
  context->data = row;
  context->free_data = row_free;
  if (context->ca)
    return TRUE;
  context->ca = esp_ca_store_find (context->vault, row->ca, error);
  if (!context->ca)
    return FALSE;
  esp_context_set_resource (context, context->ca->arn, context->ca->account, context->ca->tags);
  return TRUE;
}

static char *
load_pem (EspOperationContext *context, GError **error)
{
  const EspCertificateRow *row = context->data;
  g_autoptr (GBytes) der = esp_certificate_store_get_der (context->vault, row->row, error);
  g_autoptr (EspCertificate) certificate = der ? esp_certificate_parse (der, error) : NULL;

  return certificate ? esp_certificate_to_pem (certificate) : NULL;
}

gboolean
esp_op_describe_certificate (EspOperationContext *context, GError **error)
{
  g_autofree char *pem = load_pem (context, error);

  if (!pem)
    return FALSE;
  json_object_set_object_member (context->result, "Certificate",
                                 esp_view_certificate (context->data, context->now));
  json_object_set_string_member (context->result, "Pem", pem);
  return TRUE;
}

gboolean
esp_op_get_certificate (EspOperationContext *context, GError **error)
{
  const EspCertificateRow *row = context->data;
  g_autofree char *pem = load_pem (context, error);
  g_autofree char *chain = pem ? esp_issuing_chain (context->vault, context->ca, TRUE, error) :
                                 NULL;
  g_autofree char *arn = esp_arn_certificate (context->ca->arn, row->serial);

  if (!chain)
    return FALSE;
  json_object_set_string_member (context->result, "CertificateArn", arn);
  json_object_set_string_member (context->result, "Certificate", pem);
  json_object_set_string_member (context->result, "CertificateChain", chain);
  return TRUE;
}

/* --- Lists -------------------------------------------------------------------------------------*/

static gboolean
read_filter (EspOperationContext *context, EspCertificateFilter *filter, GError **error)
{
  const char *status = esp_context_text (context, "Status");
  EspCertificateStatus value;

  filter->now = context->now;
  filter->search = esp_context_text (context, "Search");
  filter->status = -1;
  if (!status)
    return TRUE;
  if (!esp_certificate_status_from_string (status, &value))
    {
      esp_error_set (error, ESP_REASON_CERTIFICATE_STATUS, status, NULL);
      return FALSE;
    }
  filter->status = (int) value;
  return TRUE;
}

gboolean
esp_op_list_certificates (EspOperationContext *context, GError **error)
{
  gint64 limit = esp_json_get_int (context->parameters, "Limit", LIST_LIMIT);
  gint64 after = esp_json_get_int (context->parameters, "After", 0);
  EspCertificateFilter filter = { 0 };
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (GStrv) ids = NULL;
  JsonArray *list;

  limit = CLAMP (limit, 1, LIST_LIMIT_MAX);
  if (!read_filter (context, &filter, error))
    return FALSE;
  if (context->ca)
    filter.ca = context->ca->id;
  else if (!esp_ops_restrict_to_readable (context, &ids, error))
    return FALSE;
  filter.cas = (const char *const *) ids;
  rows = esp_certificate_store_list_page (context->vault, &filter, after, (guint) limit, error);
  if (!rows)
    return FALSE;
  list = json_array_new ();
  for (guint i = 0; i < rows->len; i++)
    json_array_add_object_element (
      list, esp_view_certificate (g_ptr_array_index (rows, i), context->now));
  json_object_set_array_member (context->result, "Certificates", list);
  if (rows->len == limit)
    {
      const EspCertificateRow *last = g_ptr_array_index (rows, rows->len - 1);

      json_object_set_int_member (context->result, "NextToken", last->row);
    }
  return TRUE;
}
