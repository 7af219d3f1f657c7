/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fuzzed functions share: an authority under which things can be planned. */
#include "fuzz.h"

#include "fuzz-authority.h"

#if FUZZ_SANITIZED
#include <sanitizer/lsan_interface.h>
#endif

#define DAY G_GINT64_CONSTANT (86400)
#define NOT_BEFORE G_GINT64_CONSTANT (1767225600) /* 2026-01-01: no clock in here */

static FuzzAuthority authority;

static EspCertificate *
make_root (EspRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) serial = esp_serial_generate (&error);
  EspIssuance issuance = { 0 };
  g_autoptr (EspCertificatePlan) plan = NULL;
  EspCertificate *certificate = NULL;

  g_assert_no_error (error);
  issuance.template = esp_template_find ("RootCACertificate", &error);
  issuance.request = request;
  issuance.algorithm = authority.algorithm;
  issuance.not_before = NOT_BEFORE;
  issuance.not_after = NOT_BEFORE + 3650 * DAY;
  issuance.serial = serial;
  plan = esp_certificate_plan_new (&issuance, &error);
  g_assert_no_error (error);
  certificate = esp_certificate_plan_sign (plan, authority.signer, NULL, &error);
  g_assert_no_error (error);
  return certificate;
}

static void
fill_authority (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspName) name = esp_name_parse ("CN=Fuzz,O=Espalier", &error);
  g_autoptr (EspSecret) pkcs8 = NULL;
  g_autoptr (EspRequest) request = NULL;

  g_assert_true (esp_pki_init ());
  g_assert_no_error (error);
  pkcs8 = esp_secret_new_copy (fuzz_authority_key, sizeof fuzz_authority_key, &error);
  g_assert_no_error (error);
  authority.key = esp_key_decode_private (pkcs8, &error);
  g_assert_no_error (error);
  authority.signer = esp_signer_new_from_key (authority.key);
  authority.algorithm = esp_signing_algorithm_find ("SHA256WITHECDSA", &error);
  g_assert_no_error (error);
  request = esp_request_create_ca (name, authority.signer, authority.algorithm, &error);
  g_assert_no_error (error);
  authority.certificate = make_root (request);
  authority.request = esp_request_create (name, "DNS:fuzz.example", authority.signer,
                                          authority.algorithm, &error);
  g_assert_no_error (error);
}

/* OpenSSL's random generators come into being here. They hang in the secure heap alone, where the
 * leak check does not look; so in its eyes they would be lost. */
static gpointer
make_authority (gpointer data)
{
#if FUZZ_SANITIZED
  __lsan_disable ();
#endif
  fill_authority ();
#if FUZZ_SANITIZED
  __lsan_enable ();
#endif
  return &authority;
}

const FuzzAuthority *
fuzz_get_authority (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, make_authority, NULL);
}

void
fuzz_preview (const char *template, EspRequest *request, EspPassthrough *passthrough)
{
  static const guint8 serial_bytes[16] = { 1 };
  const FuzzAuthority *by = fuzz_get_authority ();
  g_autoptr (GBytes) serial = g_bytes_new_static (serial_bytes, sizeof serial_bytes);
  g_autoptr (EspCertificatePlan) plan = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  EspIssuance issuance = { 0 };

  issuance.template = esp_template_find (template, NULL);
  g_assert_nonnull (issuance.template);
  issuance.request = request;
  issuance.issuer = by->certificate;
  issuance.algorithm = by->algorithm;
  issuance.passthrough = passthrough;
  issuance.not_before = NOT_BEFORE;
  issuance.not_after = NOT_BEFORE + 365 * DAY;
  issuance.serial = serial;
  plan = esp_certificate_plan_preview (&issuance, &problem, NULL);
  if (!plan)
    return;
  fuzz_show_extensions (esp_certificate_plan_get_extensions (plan));
  findings = esp_certificate_plan_lint (plan, NULL);
}

void
fuzz_show_extensions (GPtrArray *extensions)
{
  for (guint i = 0; i < extensions->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (extensions, i);
      g_autofree char *text = NULL;

      if (!g_str_equal (extension->oid, ESP_EXTENSION_SUBJECT))
        text = esp_extension_to_text (extension);
      g_assert_nonnull (esp_extension_get_label (extension));
    }
}

char *
fuzz_to_text (const guint8 *data, gsize size)
{
  return g_strndup ((const char *) data, size);
}
