/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ImportCertificateAuthorityCertificate (service, section 1.4): the certificate that a parent
 * outside this vault has signed, one that a parent inside it has issued, or a root's own. Judged
 * before the transaction, installed in it; the certificates before stay in the vault. What a CA
 * certificate must be in itself is in pki. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-installing.h"
#include "esp-issuing.h"
#include "pki/esp-ca-rules.h"
#include "pki/esp-hierarchy.h"
#include "pki/esp-request.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"

typedef struct
{
  EspCertificate *certificate;
  GPtrArray *chain; /* EspCertificate: the parent first, the root last */
  EspCa *parent;    /* in this vault, or NULL */
  char *template_name;
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_clear_pointer (&import->certificate, esp_certificate_unref);
  g_clear_pointer (&import->chain, g_ptr_array_unref);
  esp_ca_free (import->parent);
  g_free (import->template_name);
  g_free (import);
}

static gboolean
refuse (EspReason reason, const char *object, GError **error)
{
  esp_error_set (error, reason, object, NULL);
  return FALSE;
}

static const char *
subject_of (EspCertificate *certificate)
{
  return esp_name_get_text (esp_certificate_get_subject (certificate));
}

/* --- What was given ----------------------------------------------------------------------------*/

static EspCertificate *
read_certificate (EspOperationContext *context, GError **error)
{
  const char *pem = esp_context_text (context, "Certificate");
  g_autoptr (GBytes) bytes = g_bytes_new (pem, strlen (pem));

  return esp_certificate_parse (bytes, error);
}

static GPtrArray *
parse_chain (const char *pem, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (pem, strlen (pem));

  return esp_certificate_parse_chain (bytes, error);
}

/* The authority of this vault that signed it, if one did: found by name, proved by signature. */
static gboolean
find_parent (EspOperationContext *context, Import *import, GError **error)
{
  g_autoptr (GPtrArray) cas = esp_ca_store_list (context->vault, NULL, context->now, error);
  GBytes *issuer = esp_name_get_der (esp_certificate_get_issuer (import->certificate));

  for (guint i = 0; cas && i < cas->len && !import->parent; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);
      g_autoptr (EspCertificate) above = NULL;

      if (!ca->serial || !g_bytes_equal (ca->subject_der, issuer) ||
          g_str_equal (ca->id, context->ca->id))
        continue;
      above = esp_issuing_load_issuer (context->vault, ca, error);
      if (!above)
        return FALSE;
      if (esp_certificate_is_issued_by (import->certificate, above))
        import->parent = esp_ca_copy (ca);
    }
  return cas != NULL;
}

/* As given, or, below a parent of this vault, as it stands there. */
static GPtrArray *
read_chain (EspOperationContext *context, Import *import, GError **error)
{
  const char *given = esp_context_text (context, "CertificateChain");
  g_autofree char *known = NULL;

  if (given && *given)
    return parse_chain (given, error);
  if (!import->parent)
    return g_ptr_array_new ();
  known = esp_issuing_chain (context->vault, import->parent, TRUE, error);
  return known ? parse_chain (known, error) : NULL;
}

/* What the parent's own records say of it. */
static gboolean
read_record (EspOperationContext *context, Import *import, GError **error)
{
  const char *serial = esp_certificate_get_serial (import->certificate);
  g_autoptr (GPtrArray) rows = NULL;

  if (!import->parent)
    return TRUE;
  rows = esp_certificate_store_find (context->vault, import->parent->id, serial, error);
  if (!rows || rows->len == 0)
    return rows != NULL;
  if (((const EspCertificateRow *) g_ptr_array_index (rows, 0))->revoked_at)
    return refuse (ESP_REASON_IMPORT_REVOKED, context->ca->label, error);
  import->template_name = g_strdup (
    ((const EspCertificateRow *) g_ptr_array_index (rows, 0))->template_name);
  return TRUE;
}

/* --- Is it this authority's? -------------------------------------------------------------------*/

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
  if (!esp_ca_certificate_check_own (certificate, error))
    return FALSE;
  if (esp_certificate_get_not_after (certificate) < context->now)
    return refuse (ESP_REASON_IMPORT_EXPIRED, ca->label, error);
  return TRUE;
}

/* --- The chain ---------------------------------------------------------------------------------*/

/* @below stands under @above: signature, and what @above permits. */
static gboolean
check_link (EspOperationContext *context,
            EspCertificate *below,
            EspCertificate *above,
            GError **error)
{
  g_autofree char *end = NULL;

  if (!esp_certificate_is_issued_by (below, above))
    return refuse (ESP_REASON_IMPORT_CHAIN_BROKEN, subject_of (above), error);
  if (!esp_ca_certificate_check (above, error))
    return FALSE;
  if (!esp_hierarchy_check_path_length (esp_certificate_get_path_length (above),
                                        esp_certificate_get_path_length (below), error))
    {
      if (error)
        esp_error_set_object (*error, subject_of (above));
      return FALSE;
    }
  if (esp_certificate_get_not_after (above) >= context->now)
    return TRUE;
  end = esp_time_to_rfc3339 (esp_certificate_get_not_after (above));
  esp_error_set (error, ESP_REASON_IMPORT_CHAIN_EXPIRED, subject_of (above), "end", end, NULL);
  return FALSE;
}

static gboolean
check_root (EspOperationContext *context, const Import *import, GError **error)
{
  if (esp_certificate_is_issued_by (import->certificate, import->certificate) &&
      import->chain->len == 0)
    return TRUE;
  return refuse (ESP_REASON_IMPORT_ROOT, context->ca->label, error);
}

/* Any certificate of this authority, not this one alone: it can't stand below itself. */
static gboolean
is_own (EspCertificate *own, EspCertificate *above)
{
  return esp_name_equal (esp_certificate_get_subject (own), esp_certificate_get_subject (above)) &&
         esp_key_equal_public (esp_certificate_get_key (own), esp_certificate_get_key (above));
}

static gboolean
check_chain (EspOperationContext *context, const Import *import, GError **error)
{
  EspCertificate *below = import->certificate;
  EspCertificate *parent;

  if (esp_certificate_is_self_issued (import->certificate))
    return refuse (ESP_REASON_IMPORT_SELF_SIGNED, context->ca->label, error);
  if (import->chain->len == 0)
    return refuse (ESP_REASON_IMPORT_CHAIN_MISSING, context->ca->label, error);
  for (guint i = 0; i < import->chain->len; i++)
    {
      EspCertificate *above = g_ptr_array_index (import->chain, i);

      if (is_own (import->certificate, above))
        return refuse (ESP_REASON_IMPORT_CHAIN_OWN, context->ca->label, error);
      if (!check_link (context, below, above, error))
        return FALSE;
      below = above;
    }
  if (!esp_certificate_is_issued_by (below, below))
    return refuse (ESP_REASON_IMPORT_CHAIN_ROOT, subject_of (below), error);
  parent = g_ptr_array_index (import->chain, 0);
  return esp_hierarchy_check_validity (
           esp_certificate_get_not_before (parent), esp_certificate_get_not_after (parent),
           esp_certificate_get_not_before (import->certificate),
           esp_certificate_get_not_after (import->certificate), error) &&
         esp_hierarchy_check_depth ((int) import->chain->len, error);
}

static gboolean
check_state (EspOperationContext *context, const EspCa *ca, GError **error)
{
  if (esp_ca_state_check (esp_ca_get_status (ca, context->now), ESP_CA_MAY_IMPORT_CERTIFICATE,
                          error))
    return TRUE;
  if (error)
    esp_error_set_object (*error, ca->label);
  return FALSE;
}

gboolean
esp_op_import_ca_prepare (EspOperationContext *context, GError **error)
{
  Import *import = g_new0 (Import, 1);
  gboolean root = context->ca->type == ESP_CA_ROOT;

  context->data = import;
  context->free_data = import_free;
  if (!check_state (context, context->ca, error))
    return FALSE;
  import->certificate = read_certificate (context, error);
  if (!import->certificate || !check_own (context, import->certificate, error) ||
      (!root && !find_parent (context, import, error)))
    return FALSE;
  import->chain = read_chain (context, import, error);
  if (!import->chain)
    return FALSE;
  if (root)
    return check_root (context, import, error);
  return check_chain (context, import, error) && read_record (context, import, error);
}

/* --- Installing --------------------------------------------------------------------------------*/

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

gboolean
esp_op_import_ca_perform (EspOperationContext *context, GError **error)
{
  const Import *import = context->data;
  g_autoptr (EspCa) ca = esp_ca_store_find (context->vault, context->ca->id, error);
  g_autofree char *chain = import->parent ? NULL : join_chain (import->chain);
  EspInstallation installation = {
    .certificate = import->certificate,
    .parent = import->parent,
    .chain = chain,
    .n_above = (int) import->chain->len,
    .template_name = import->template_name,
  };

  if (!ca || !check_state (context, ca, error) ||
      !esp_installing_run (context, ca, &installation, error))
    return FALSE;
  esp_context_detail (context, "Serial", ca->serial);
  esp_context_detail (context, "Fingerprint",
                      esp_certificate_get_fingerprint (import->certificate));
  return esp_ops_show_ca (context, ca, error);
}
