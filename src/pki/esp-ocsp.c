/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of OCSP, read by OpenSSL's own parser: from a folder, a responder, an enemy. */
#include "esp-ocsp.h"

#include "esp-certificate-private.h"
#include "esp-crl-private.h"
#include "esp-extension-values.h"
#include "esp-key-private.h"
#include "esp-tbs.h"

#include <openssl/ocsp.h>

#define ANSWERS_MAX 100

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_RESPONSE, OCSP_RESPONSE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_BASICRESP, OCSP_BASICRESP_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OCSP_CERTID, OCSP_CERTID_free)

struct _EspOcspResponse
{
  int status;
  OCSP_BASICRESP *basic; /* NULL: it is no answer, but a refusal to give one */
};

static gboolean
check_size (GBytes *data, GError **error)
{
  g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (data));

  if (g_bytes_get_size (data) <= ESP_OCSP_MAX_SIZE)
    return TRUE;
  esp_error_set (error, ESP_REASON_OCSP_TOO_LARGE, NULL, "size", size, "limit",
                 G_STRINGIFY (ESP_OCSP_MAX_SIZE), NULL);
  return FALSE;
}

EspOcspResponse *
esp_ocsp_parse (GBytes *data, GError **error)
{
  gsize len = 0;
  const guint8 *start = g_bytes_get_data (data, &len);
  const guint8 *p = start;
  g_autoptr (OCSP_RESPONSE) whole = NULL;
  g_autoptr (OCSP_BASICRESP) basic = NULL;
  EspOcspResponse *response;
  int status;

  if (!check_size (data, error))
    return NULL;
  whole = len > 0 ? d2i_OCSP_RESPONSE (NULL, &p, (long) len) : NULL;
  status = whole && p == start + len ? OCSP_response_status (whole) : -1;
  if (status == OCSP_RESPONSE_STATUS_SUCCESSFUL)
    basic = OCSP_response_get1_basic (whole);
  if (status < 0 || (status == OCSP_RESPONSE_STATUS_SUCCESSFUL &&
                     (!basic || OCSP_resp_count (basic) > ANSWERS_MAX)))
    {
      esp_openssl_set_error (error, ESP_REASON_OCSP_MALFORMED, NULL);
      return NULL;
    }
  ERR_clear_error ();
  response = g_new0 (EspOcspResponse, 1);
  response->status = status;
  response->basic = g_steal_pointer (&basic);
  return response;
}

void
esp_ocsp_response_free (EspOcspResponse *response)
{
  if (!response)
    return;
  OCSP_BASICRESP_free (response->basic);
  g_free (response);
}

const char *
esp_ocsp_response_get_status (EspOcspResponse *response)
{
  return OCSP_response_status_str (response->status);
}

static OCSP_CERTID *
make_identifier (EspCertificate *issuer, const char *serial)
{
  g_autoptr (X509) x509 = esp_certificate_to_x509 (issuer);
  g_autoptr (ASN1_INTEGER) number = esp_serial_to_integer (serial, NULL);

  if (!x509 || !number)
    return NULL;
  return OCSP_cert_id_new (EVP_sha1 (), X509_get_subject_name (x509),
                           X509_get0_pubkey_bitstr (x509), number);
}

static gboolean
read_answer (EspOcspAnswer *answer, int status, int reason, const ASN1_GENERALIZEDTIME *when)
{
  answer->status = status == V_OCSP_CERTSTATUS_GOOD    ? ESP_OCSP_GOOD :
                   status == V_OCSP_CERTSTATUS_REVOKED ? ESP_OCSP_REVOKED :
                                                         ESP_OCSP_UNKNOWN;
  answer->revoked_at = 0;
  answer->reason = reason > 0 ? reason : 0;
  return answer->status != ESP_OCSP_REVOKED || esp_tbs_time_read (when, &answer->revoked_at);
}

gboolean
esp_ocsp_response_find (EspOcspResponse *response,
                        EspCertificate *issuer,
                        const char *serial,
                        EspOcspAnswer *answer,
                        gint64 *this_update,
                        gint64 *next_update)
{
  g_autoptr (OCSP_CERTID) id = response->basic ? make_identifier (issuer, serial) : NULL;
  ASN1_GENERALIZEDTIME *when = NULL, *this = NULL, *next = NULL;
  int status = -1, reason = -1;
  gint64 from = 0, until = 0;
  gboolean found = id && OCSP_resp_find_status (response->basic, id, &status, &reason, &when, &this,
                                                &next) == 1;

  ERR_clear_error ();
  if (!found || !read_answer (answer, status, reason, when) || !esp_tbs_time_read (this, &from) ||
      (next && !esp_tbs_time_read (next, &until)))
    return FALSE;
  answer->serial = serial;
  if (this_update)
    *this_update = from;
  if (next_update)
    *next_update = until;
  return TRUE;
}

gboolean
esp_ocsp_response_is_from (EspOcspResponse *response, EspCertificate *issuer, gint64 time)
{
  g_autoptr (X509) x509 = esp_certificate_to_x509 (issuer);
  g_autoptr (X509_STORE) store = X509_STORE_new ();
  X509_VERIFY_PARAM *parameters = store ? X509_STORE_get0_param (store) : NULL;
  gboolean from = FALSE;

  /* The issuer is the anchor, wherever it stands itself: who may speak for it is the question. */
  if (response->basic && x509 && parameters && X509_STORE_add_cert (store, x509) == 1)
    {
      X509_VERIFY_PARAM_set_flags (parameters, X509_V_FLAG_PARTIAL_CHAIN);
      X509_VERIFY_PARAM_set_time (parameters, (time_t) time);
      from = OCSP_basic_verify (response->basic, NULL, store, OCSP_PARTIAL_CHAIN) == 1;
    }
  ERR_clear_error ();
  return from;
}
