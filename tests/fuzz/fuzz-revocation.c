/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Revocation lists and OCSP responses of strangers. */
#include "fuzz.h"

#include "pki/esp-ocsp.h"

#define SERIAL "0123456789abcdef0123456789abcdef"
#define NOW G_GINT64_CONSTANT (1770000000)

void
fuzz_crl (const guint8 *data, gsize size)
{
  const FuzzAuthority *authority = fuzz_get_authority ();
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCrl) crl = esp_crl_parse (bytes, &error);
  g_autofree char *pem = NULL;
  g_autofree char *point = NULL;

  g_assert_true (!crl == !!error);
  if (!crl)
    return;
  pem = esp_crl_to_pem (crl);
  point = esp_crl_get_distribution_point (crl);
  g_assert_cmpint (esp_crl_get_number (crl), >=, -1);
  esp_crl_get_this_update (crl);
  esp_crl_get_next_update (crl);
  esp_crl_get_n_entries (crl);
  esp_crl_is_revoked (crl, SERIAL);
  esp_crl_is_revoked (crl, "02");
  esp_crl_is_issued_by (crl, authority->certificate);
}

void
fuzz_ocsp (const guint8 *data, gsize size)
{
  const FuzzAuthority *authority = fuzz_get_authority ();
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspOcspResponse) response = esp_ocsp_parse (bytes, &error);
  EspOcspAnswer answer = { 0 };
  gint64 this_update = 0, next_update = 0;

  g_assert_true (!response == !!error);
  if (!response)
    return;
  g_assert_nonnull (esp_ocsp_response_get_status (response));
  esp_ocsp_response_find (response, authority->certificate, SERIAL, &answer, &this_update,
                          &next_update);
  esp_ocsp_response_find (response, authority->certificate, "01", &answer, NULL, NULL);
  esp_ocsp_response_is_from (response, authority->certificate, NOW);
}
