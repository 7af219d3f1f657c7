/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate of strangers: read, shown field by field, judged as a root and under an authority.
 */
#include "fuzz.h"

#include "pki/esp-certificate-sections.h"
#include "pki/esp-lint.h"

static void
lint (EspCertificate *certificate, EspCertificate *issuer, const char *template)
{
  g_autoptr (GPtrArray) findings = NULL;

  findings = esp_lint_certificate (certificate, issuer,
                                   template ? esp_template_find (template, NULL) : NULL);
}

static void
look_at (EspCertificate *certificate)
{
  g_autoptr (GPtrArray) sections = esp_certificate_to_sections (certificate);
  g_autofree char *pem = esp_certificate_to_pem (certificate);
  g_autofree char *report = esp_name_to_report (esp_certificate_get_subject (certificate));
  EspKey *key = esp_certificate_get_key (certificate);

  g_assert_cmpuint (sections->len, >, 0);
  g_assert_nonnull (pem);
  g_assert_nonnull (report);
  g_assert_nonnull (esp_certificate_get_serial (certificate));
  g_assert_nonnull (esp_certificate_get_fingerprint (certificate));
  g_assert_nonnull (esp_certificate_get_signature_name (certificate));
  g_assert_nonnull (esp_certificate_get_alternative_names (certificate));
  g_assert_nonnull (esp_name_get_text (esp_certificate_get_issuer (certificate)));
  if (key)
    g_assert_nonnull (esp_key_get_label (key));
  fuzz_show_extensions (esp_certificate_get_extensions (certificate));
}

void
fuzz_certificate (const guint8 *data, gsize size)
{
  const FuzzAuthority *authority = fuzz_get_authority ();
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (bytes, &error);

  g_assert_true (!certificate == !!error);
  if (!certificate)
    return;
  look_at (certificate);
  lint (certificate, NULL, NULL);
  lint (certificate, authority->certificate, "EndEntityCertificate");
  lint (certificate, authority->certificate,
        "BlankSubordinateCACertificate_PathLen0_APICSRPassthrough");
  esp_certificate_is_issued_by (certificate, certificate);
  esp_certificate_is_issued_by (certificate, authority->certificate);
}
