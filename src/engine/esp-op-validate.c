/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ValidateCertificate: what a vault adds to path validation. Its own authorities are candidates
 * with the chains that were imported for them; its roots, and the tops of imported chains, are
 * trusted where nothing else is given; and its newest lists are read when revocation is required.
 * What the session may not see is left out. The rules are in pki/esp-path-validation.h.
 */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-validating.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-revocation-store.h"

#include <string.h>

gboolean
esp_op_validate_resolve (EspOperationContext *context, GError **error)
{
  gboolean by_serial = esp_context_text (context, "CertificateSerial") != NULL;
  gboolean given = json_object_has_member (context->parameters, "Certificates");

  if (by_serial == given)
    {
      esp_error_set (error, ESP_REASON_VALIDATE_WHICH, NULL, NULL);
      return FALSE;
    }
  return by_serial ? esp_op_certificate_resolve (context, error) : TRUE;
}

/* --- Certificates of the vault -----------------------------------------------------------------*/

static gboolean
signs_itself (EspCertificate *certificate)
{
  return esp_certificate_is_issued_by (certificate, certificate);
}

static void
add_certificate (EspValidating *validating, EspCertificate *certificate, gboolean trust)
{
  g_ptr_array_add (validating->certificates, esp_certificate_ref (certificate));
  if (trust && signs_itself (certificate))
    g_ptr_array_add (validating->trusted, esp_certificate_ref (certificate));
}

static gboolean
add_chain (EspValidating *validating, const char *chain, gboolean trust, GError **error)
{
  g_autoptr (GBytes) text = g_bytes_new (chain, strlen (chain));
  g_autoptr (GPtrArray) certificates = esp_certificate_parse_chain (text, error);

  for (guint i = 0; certificates && i < certificates->len; i++)
    add_certificate (validating, g_ptr_array_index (certificates, i), trust);
  return certificates != NULL;
}

static gboolean
add_ca (EspOperationContext *context,
        EspValidating *validating,
        const EspCa *ca,
        gboolean trust,
        GError **error)
{
  g_autofree char *chain = NULL;
  g_autoptr (EspCertificate) certificate = NULL;
  g_autoptr (GBytes) der = NULL;

  if (!ca->serial)
    return TRUE; /* no certificate yet */
  der = esp_ca_store_get_certificate (context->vault, ca->id, &chain, error);
  certificate = der ? esp_certificate_parse (der, error) : NULL;
  if (!certificate)
    return FALSE;
  add_certificate (validating, certificate, trust);
  g_hash_table_insert (validating->arns, g_strdup (esp_certificate_get_fingerprint (certificate)),
                       g_strdup (ca->arn));
  return !chain || !chain[0] || add_chain (validating, chain, trust, error);
}

static gboolean
add_part_lists (EspOperationContext *context,
                EspValidating *validating,
                const EspCa *ca,
                GError **error)
{
  g_autoptr (GPtrArray) parts = esp_crl_part_store_list (context->vault, ca->id, error);

  for (guint i = 0; parts && i < parts->len; i++)
    {
      const EspCrlPart *part = g_ptr_array_index (parts, i);
      g_autoptr (GError) problem = NULL;
      g_autoptr (GBytes) der = esp_crl_part_store_get_list (context->vault, part->row, &problem);
      EspCrl *crl = der ? esp_crl_parse (der, &problem) : NULL;

      if (problem)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (crl)
        g_ptr_array_add (validating->crls, crl);
    }
  return parts != NULL;
}

static gboolean
add_lists (EspOperationContext *context, EspValidating *validating, const EspCa *ca, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GBytes) der = esp_crl_store_get (context->vault, ca->id, NULL, NULL, NULL, &problem);
  EspCrl *crl = der ? esp_crl_parse (der, &problem) : NULL;

  if (problem)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (crl)
    g_ptr_array_add (validating->crls, crl);
  return add_part_lists (context, validating, ca, error);
}

/* The authorities that the session may see certificates of, and those above them: a certificate is
 * never handed out without its chain. */
static GHashTable *
find_visible (EspOperationContext *context, GPtrArray *all)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTable *visible = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < all->len; i++)
    {
      EspCa *ca = g_ptr_array_index (all, i);

      g_hash_table_insert (by_id, ca->id, ca);
    }
  for (guint i = 0; i < all->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (all, i);

      if (!esp_context_may (context, "acm-pca:GetCertificate", ca))
        continue;
      while (ca && g_hash_table_add (visible, ca->id))
        ca = ca->parent ? g_hash_table_lookup (by_id, ca->parent) : NULL;
    }
  return visible;
}

static gboolean
add_vault (EspOperationContext *context, EspValidating *validating, GError **error)
{
  g_autoptr (GPtrArray) all = esp_ca_store_list (context->vault, NULL, context->now, error);
  g_autoptr (GHashTable) visible = all ? find_visible (context, all) : NULL;
  gboolean trust = validating->trusted->len == 0;

  for (guint i = 0; all && i < all->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (all, i);

      if (!g_hash_table_contains (visible, ca->id))
        continue;
      if (!add_ca (context, validating, ca, trust, error))
        return FALSE;
      if (validating->options.require_revocation && !add_lists (context, validating, ca, error))
        return FALSE;
    }
  return all != NULL;
}

static gboolean
add_own (EspOperationContext *context, EspValidating *validating, GError **error)
{
  const EspCertificateRow *row = context->data;
  g_autoptr (GBytes) der = esp_certificate_store_get_der (context->vault, row->row, error);
  EspCertificate *certificate = der ? esp_certificate_parse (der, error) : NULL;

  if (certificate)
    g_ptr_array_add (validating->certificates, certificate);
  return certificate != NULL;
}

gboolean
esp_op_validate (EspOperationContext *context, GError **error)
{
  g_auto (EspValidating) validating = { 0 };
  gboolean own = context->data != NULL;

  if (!esp_validating_read (&validating, context->parameters, context->now, error) ||
      (own && !add_own (context, &validating, error)))
    return FALSE;
  /* Without a certificate of its own and with trust given, the vault has nothing to add. */
  if ((own || validating.trusted->len == 0) && validating.certificates->len > 0 &&
      !add_vault (context, &validating, error))
    return FALSE;
  return esp_validating_run (&validating, context->result, error);
}
