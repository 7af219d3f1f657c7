/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lint-fixture.h promises: good certificates, and the ways to break them. */
#include "lint-fixture.h"

#include "pki/esp-extension-values.h"
#include "pki/esp-lint.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"

Authority *lint_root;
EspKey *lint_subject_key;

GBytes *
fault_keep (Fault *fault, GBytes *bytes)
{
  g_assert_nonnull (bytes);
  g_ptr_array_add (fault->kept, bytes);
  return bytes;
}

GBytes *
fault_hex (Fault *fault, const char *text)
{
  return fault_keep (fault, esp_hex_decode (text, NULL));
}

void
fault_drop (Fault *fault, const char *oid)
{
  GPtrArray *extensions = fault->contents.extensions;

  for (guint i = 0; i < extensions->len; i++)
    if (g_str_equal (((EspExtension *) g_ptr_array_index (extensions, i))->oid, oid))
      g_ptr_array_remove_index (extensions, i--);
}

void
fault_add (Fault *fault, const char *oid, gboolean critical, GBytes *value)
{
  g_ptr_array_add (fault->contents.extensions,
                   esp_extension_new (oid, critical, value, ESP_SOURCE_CSR));
}

void
fault_set (Fault *fault, const char *oid, gboolean critical, GBytes *value)
{
  fault_drop (fault, oid);
  fault_add (fault, oid, critical, value);
}

EspExtension *
fault_find (Fault *fault, const char *oid)
{
  for (guint i = 0; i < fault->contents.extensions->len; i++)
    {
      EspExtension *extension = g_ptr_array_index (fault->contents.extensions, i);

      if (g_str_equal (extension->oid, oid))
        return extension;
    }
  g_error ("no extension %s", oid);
}

void
fault_init (Fault *fault, gboolean ca)
{
  const char *template = ca ? "SubordinateCACertificate_PathLen0" : "CodeSigningCertificate";
  g_autoptr (EspSigner) signer = esp_signer_new_from_key (lint_subject_key);
  g_autoptr (EspName) name = esp_name_parse ("CN=Subject,O=Meridian,C=DE", NULL);
  g_autoptr (EspRequest)
    request = esp_request_create_ca (name, signer, signing_for (lint_subject_key), NULL);
  EspIssuance issuance = make_issuance (template, request, lint_root);
  g_autoptr (EspCertificatePlan) plan = esp_certificate_plan_new (&issuance, NULL);
  GPtrArray *rows = esp_certificate_plan_get_extensions (plan);

  memset (fault, 0, sizeof *fault);
  fault->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  fault->issuers = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);
  fault->issuer = lint_root->certificate;
  fault->template = issuance.template;
  fault->contents.serial = fault_keep (fault, issuance.serial);
  fault->contents.algorithm = fault_keep (fault, esp_signing_algorithm_to_der (issuance.algorithm));
  fault->contents.issuer = fault_keep (
    fault, g_bytes_ref (esp_name_get_der (esp_certificate_get_subject (lint_root->certificate))));
  fault->contents.subject = fault_keep (fault, g_bytes_ref (esp_name_get_der (name)));
  fault->contents.key = fault_keep (fault, g_bytes_ref (esp_key_get_spki (lint_subject_key)));
  fault->contents.not_before = issuance.not_before + 3600;
  fault->contents.not_after = issuance.not_after;
  fault->contents.extensions = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_extension_free);
  for (guint i = 0; i < rows->len; i++)
    if (!((EspExtension *) g_ptr_array_index (rows, i))->ignored)
      g_ptr_array_add (fault->contents.extensions,
                       esp_extension_copy (g_ptr_array_index (rows, i)));
}

void
fault_clear (Fault *fault)
{
  g_ptr_array_unref (fault->contents.extensions);
  g_ptr_array_unref (fault->kept);
  g_ptr_array_unref (fault->issuers);
}

EspCertificate *
fault_make (Fault *fault)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) tbs = esp_tbs_build_certificate (&fault->contents, &error);
  g_autoptr (EspTbsCertificate) fields = NULL;
  g_autoptr (GBytes) der = NULL;
  EspCertificate *certificate;

  g_assert_no_error (error);
  if (fault->tweak)
    {
      fields = esp_tbs_certificate_decode (tbs);
      g_assert_nonnull (fields);
      fault->tweak (fields);
      g_bytes_unref (tbs);
      tbs = esp_tbs_certificate_encode (fields);
    }
  if (fault->splice)
    {
      GBytes *spliced = fault->splice (tbs);

      g_bytes_unref (tbs);
      tbs = spliced;
    }
  der = esp_signed_placeholder (
    tbs, fault->outer_algorithm ? fault->outer_algorithm : fault->contents.algorithm, 70);
  certificate = esp_certificate_new_from_der (der, NULL, &error);
  if (fault->unreadable && esp_error_has_reason (error, ESP_REASON_CERTIFICATE_MALFORMED))
    return NULL;
  g_assert_no_error (error);
  return certificate;
}

/* A changed CA certificate takes the place of the issuer; what is signed below it follows. */
void
fault_under (Fault *fault, gboolean ca, void (*change) (Fault *issuer))
{
  Fault issuer;
  EspCertificate *certificate;

  fault_init (&issuer, ca);
  change (&issuer);
  certificate = fault_make (&issuer);
  g_ptr_array_add (fault->issuers, certificate);
  fault->issuer = certificate;
  fault->contents.issuer = fault_keep (
    fault, g_bytes_ref (esp_name_get_der (esp_certificate_get_subject (certificate))));
  fault_set (fault, ESP_OID_AUTHORITY_KEY_IDENTIFIER, FALSE,
             fault_keep (fault, esp_value_authority_key_identifier (
                                  esp_certificate_get_subject_key_identifier (certificate))));
  fault_clear (&issuer);
}

GBytes *
fault_algorithm (Fault *fault, const char *name)
{
  return fault_keep (fault, esp_signing_algorithm_to_der (esp_signing_algorithm_find (name, NULL)));
}

void
fault_set_key (Fault *fault, GBytes *spki)
{
  g_autoptr (EspKey) key = esp_key_new_from_public (spki, NULL);

  g_assert_nonnull (key);
  fault->contents.key = spki;
  fault_set (fault, ESP_OID_SUBJECT_KEY_IDENTIFIER, FALSE,
             fault_keep (fault, esp_value_subject_key_identifier (esp_key_get_identifier (key))));
}

GBytes *
fault_name (Fault *fault, int nid, int type, const void *text, int len)
{
  g_autoptr (X509_NAME) name = X509_NAME_new ();
  guint8 *der = NULL;
  int size;

  if (nid != NID_undef)
    {
      g_autoptr (X509_NAME_ENTRY)
        entry = X509_NAME_ENTRY_create_by_NID (NULL, nid, type, text, len);

      g_assert_nonnull (entry);
      g_assert_cmpint (X509_NAME_add_entry (name, entry, -1, 0), ==, 1);
    }
  size = i2d_X509_NAME (name, &der);
  return fault_keep (fault, esp_openssl_take_der (der, size));
}

/* One general name: its context tag and its content in hex. */
void
fault_set_names (Fault *fault, gboolean critical, const char *general_names)
{
  g_autofree char *text = g_strdup_printf ("30%02x%s", (guint) strlen (general_names) / 2,
                                           general_names);

  fault_set (fault, ESP_OID_SUBJECT_ALTERNATIVE_NAME, critical, fault_hex (fault, text));
}

void
fault_forget_template (Fault *fault)
{
  fault->template = NULL;
}

void
fault_set_usage (Fault *fault, gboolean critical, guint usage)
{
  fault->template = NULL;
  fault_set (fault, ESP_OID_KEY_USAGE, critical, fault_keep (fault, esp_value_key_usage (usage)));
}

void
fault_set_constraints (Fault *fault, gboolean critical, gboolean ca, int path_length)
{
  fault->template = NULL;
  fault_set (fault, ESP_OID_BASIC_CONSTRAINTS, critical,
             fault_keep (fault, esp_value_basic_constraints (ca, path_length)));
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
lint_join_sorted (GPtrArray *texts)
{
  g_ptr_array_sort (texts, compare_texts);
  g_ptr_array_add (texts, NULL);
  return g_strjoinv (" ", (char **) texts->pdata);
}

char *
lint_to_text (EspCertificate *certificate, EspCertificate *issuer, const EspTemplate *template)
{
  g_autoptr (GPtrArray) findings = esp_lint_certificate (certificate, issuer, template);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < findings->len; i++)
    g_ptr_array_add (ids, (gpointer) ((const EspLintFinding *) findings->pdata[i])->id);
  return lint_join_sorted (ids);
}
