/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GetTrustBundle: the roots that others are asked to trust, with a text that says how. A root is
 * told where the session may read the certificate of an authority below it, because that is never
 * handed out without its chain. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-issuing.h"
#include "exchange/esp-trust-howto.h"
#include "pki/esp-certificate-facts.h"
#include "vault/esp-ca-store.h"

#include <string.h>

#define ACTION "acm-pca:GetCertificateAuthorityCertificate"

/* Only of one that is in use: to trust another one has no good side. */
static gboolean
is_in_use (const EspOperationContext *context, const EspCa *ca)
{
  EspCaState state = esp_ca_get_status (ca, context->now);

  return ca->serial && (state == ESP_CA_ACTIVE || state == ESP_CA_DISABLED);
}

static gboolean
is_asked_for (EspOperationContext *context, const EspCa *ca)
{
  if (context->ca)
    return g_str_equal (context->ca->id, ca->id);
  return esp_context_may (context, ACTION, ca);
}

static void
add_root (GPtrArray *roots, EspCertificate *root, gint64 now)
{
  const char *fingerprint = esp_certificate_get_fingerprint (root);

  if (!esp_certificate_is_self_signed (root) || esp_certificate_get_not_after (root) < now)
    return;
  for (guint i = 0; i < roots->len; i++)
    if (g_str_equal (esp_certificate_get_fingerprint (g_ptr_array_index (roots, i)), fingerprint))
      return;
  g_ptr_array_add (roots, esp_certificate_ref (root));
}

/* The last one above it, of this vault or of those that came with it. */
static gboolean
add_root_of (EspOperationContext *context, GPtrArray *roots, const EspCa *ca, GError **error)
{
  g_autofree char *pem = esp_issuing_chain (context->vault, ca, TRUE, error);
  g_autoptr (GBytes) text = pem ? g_bytes_new (pem, strlen (pem)) : NULL;
  g_autoptr (GPtrArray) chain = text ? esp_certificate_parse_chain (text, error) : NULL;

  if (chain && chain->len > 0)
    add_root (roots, g_ptr_array_index (chain, chain->len - 1), context->now);
  return chain != NULL;
}

static EspTrustRoot
describe (EspCertificate *certificate, char *file)
{
  return (EspTrustRoot){ .subject = esp_name_get_text (esp_certificate_get_subject (certificate)),
                         .fingerprint = esp_certificate_get_fingerprint (certificate),
                         .file = file,
                         .not_after = esp_certificate_get_not_after (certificate) };
}

static JsonObject *
view_root (const EspTrustRoot *root, const char *pem)
{
  JsonObject *view = json_object_new ();

  json_object_set_string_member (view, "Subject", root->subject);
  json_object_set_string_member (view, "Fingerprint", root->fingerprint);
  esp_json_set_time (view, "NotAfter", root->not_after);
  json_object_set_string_member (view, "FileName", root->file);
  json_object_set_string_member (view, "Certificate", pem);
  return view;
}

static void
show (EspOperationContext *context, GPtrArray *roots)
{
  g_autofree EspTrustRoot *described = g_new0 (EspTrustRoot, roots->len);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) bundle = g_string_new (NULL);
  g_autofree char *howto = NULL;
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < roots->len; i++)
    {
      EspCertificate *root = g_ptr_array_index (roots, i);
      g_autofree char *pem = esp_certificate_to_pem (root);
      char *file = esp_trust_file_name (esp_name_get_label (esp_certificate_get_subject (root)),
                                        esp_certificate_get_fingerprint (root));

      g_ptr_array_add (files, file);
      described[i] = describe (root, file);
      json_array_add_object_element (list, view_root (&described[i], pem));
      g_string_append (bundle, pem);
    }
  howto = esp_trust_howto (described, roots->len);
  json_object_set_array_member (context->result, "Roots", list);
  json_object_set_string_member (context->result, "Bundle", bundle->str);
  json_object_set_string_member (context->result, "BundleFileName", ESP_TRUST_BUNDLE_FILE);
  json_object_set_string_member (context->result, "Instructions", howto);
  json_object_set_string_member (context->result, "InstructionsFileName", ESP_TRUST_HOWTO_FILE);
}

gboolean
esp_op_get_trust_bundle (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) cas = esp_ca_store_list (context->vault, NULL, context->now, error);
  g_autoptr (GPtrArray)
    roots = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);

  for (guint i = 0; cas && i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);

      if (is_in_use (context, ca) && is_asked_for (context, ca) &&
          !add_root_of (context, roots, ca, error))
        return FALSE;
    }
  if (!cas)
    return FALSE;
  if (roots->len == 0)
    {
      esp_error_set (error, ESP_REASON_TRUST_NOTHING, context->ca ? context->ca->label : NULL,
                     NULL);
      return FALSE;
    }
  show (context, roots);
  return TRUE;
}
