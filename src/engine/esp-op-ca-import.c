/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ImportCertificateAuthorityCertificate: a certificate that a parent outside this vault has signed
 * (service, section 1.4). Parents inside the vault install theirs when the CA is created. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "pki/esp-certificate.h"
#include "pki/esp-hierarchy.h"
#include "pki/esp-request.h"
#include "vault/esp-ca-store.h"

static EspCertificate *
read_certificate (EspOperationContext *context, GError **error)
{
  const char *pem = esp_context_text (context, "Certificate");
  g_autoptr (GBytes) bytes = g_bytes_new (pem, strlen (pem));

  return esp_certificate_parse (bytes, error);
}

static GPtrArray *
read_chain (EspOperationContext *context, GError **error)
{
  const char *pem = esp_context_text (context, "CertificateChain");
  g_autoptr (GBytes) bytes = NULL;

  if (!pem)
    return g_ptr_array_new ();
  bytes = g_bytes_new (pem, strlen (pem));
  return esp_certificate_parse_chain (bytes, error);
}

static gboolean
refuse (EspReason reason, const char *object, GError **error)
{
  esp_error_set (error, reason, object, NULL);
  return FALSE;
}

/* Key, name and CA:TRUE: is it this CA's certificate at all? */
static gboolean
check_own (EspOperationContext *context, EspCertificate *certificate, GError **error)
{
  const EspCa *ca = context->ca;
  g_autoptr (GBytes) der = esp_ca_store_get_request (context->vault, ca->id, error);
  g_autoptr (EspRequest) request = der ? esp_request_parse (der, error) : NULL;

  if (!request)
    return FALSE;
  if (!esp_key_equal_public (esp_certificate_get_key (certificate), esp_request_get_key (request)))
    return refuse (ESP_REASON_IMPORT_KEY, ca->label, error);
  if (!esp_name_equal (esp_certificate_get_subject (certificate),
                       esp_request_get_subject (request)))
    return refuse (ESP_REASON_IMPORT_SUBJECT, ca->label, error);
  if (!esp_certificate_is_ca (certificate))
    return refuse (ESP_REASON_IMPORT_NOT_CA, ca->label, error);
  if (esp_certificate_get_not_after (certificate) < context->now)
    return refuse (ESP_REASON_IMPORT_EXPIRED, ca->label, error);
  return TRUE;
}

/* Each certificate of the chain signs the one before it; path lengths hold on the way; the root
 * last. */
static gboolean
check_chain (EspOperationContext *context,
             EspCertificate *certificate,
             GPtrArray *chain,
             GError **error)
{
  EspCertificate *below = certificate;

  if (context->ca->type == ESP_CA_ROOT)
    return esp_certificate_is_issued_by (certificate, certificate) && chain->len == 0 ?
             TRUE :
             refuse (ESP_REASON_IMPORT_ROOT, context->ca->label, error);
  if (esp_certificate_is_self_issued (certificate) || chain->len == 0)
    return refuse (ESP_REASON_IMPORT_CHAIN_MISSING, context->ca->label, error);
  for (guint i = 0; i < chain->len; i++)
    {
      EspCertificate *above = g_ptr_array_index (chain, i);

      if (!esp_certificate_is_issued_by (below, above))
        return refuse (ESP_REASON_IMPORT_CHAIN_BROKEN,
                       esp_name_get_text (esp_certificate_get_subject (above)), error);
      if (!esp_hierarchy_check_path_length (esp_certificate_get_path_length (above),
                                            esp_certificate_get_path_length (below), error))
        return FALSE;
      below = above;
    }
  if (!esp_certificate_is_issued_by (below, below))
    return refuse (ESP_REASON_IMPORT_CHAIN_ROOT,
                   esp_name_get_text (esp_certificate_get_subject (below)), error);
  return esp_hierarchy_check_depth ((int) chain->len, error);
}

static char *
join_chain (GPtrArray *chain)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < chain->len; i++)
    {
      g_autofree char *pem = esp_certificate_to_pem (g_ptr_array_index (chain, i));

      g_string_append (text, pem);
    }
  return chain->len ? g_strdup (text->str) : NULL;
}

static gboolean
install (EspOperationContext *context,
         EspCa *ca,
         EspCertificate *certificate,
         GPtrArray *chain,
         GError **error)
{
  g_autofree char *text = join_chain (chain);
  EspCaState next;
  gboolean gone;

  if (!esp_ca_state_next (esp_ca_get_status (ca, context->now), ca->state,
                          ESP_CA_EVENT_IMPORT_CERTIFICATE, &next, &gone, error))
    return FALSE;
  ca->state = next;
  g_free (ca->serial);
  ca->serial = g_strdup (esp_certificate_get_serial (certificate));
  g_clear_pointer (&ca->template_name, g_free);
  g_clear_pointer (&ca->parent, g_free);
  ca->level = (int) chain->len + 1;
  ca->path_length = esp_certificate_get_path_length (certificate);
  ca->not_before = esp_certificate_get_not_before (certificate);
  ca->not_after = esp_certificate_get_not_after (certificate);
  ca->changed_at = context->now;
  return esp_ca_store_put_certificate (context->vault, ca->id,
                                       esp_certificate_get_der (certificate), text, error) &&
         esp_ca_store_update (context->vault, ca, error) && esp_ops_show_ca (context, ca, error);
}

gboolean
esp_op_import_ca_certificate (EspOperationContext *context, GError **error)
{
  g_autoptr (EspCa) ca = esp_ca_store_find (context->vault, context->ca->id, error);
  g_autoptr (EspCertificate) certificate = NULL;
  g_autoptr (GPtrArray) chain = NULL;

  if (!ca)
    return FALSE;
  if (!esp_ca_state_check (esp_ca_get_status (ca, context->now), ESP_CA_MAY_IMPORT_CERTIFICATE,
                           error))
    {
      if (error)
        esp_error_set_object (*error, ca->label);
      return FALSE;
    }
  certificate = read_certificate (context, error);
  chain = certificate ? read_chain (context, error) : NULL;
  if (!chain || !check_own (context, certificate, error) ||
      !check_chain (context, certificate, chain, error) ||
      !install (context, ca, certificate, chain, error))
    return FALSE;
  esp_context_detail (context, "Serial", ca->serial);
  esp_context_detail (context, "Fingerprint", esp_certificate_get_fingerprint (certificate));
  return TRUE;
}
