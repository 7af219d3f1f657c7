/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests as objects: read and judged, and made for our own CAs. What of a request gets into a
 * certificate is decided by the template (esp-certificate-plan.c). */
#include "esp-request.h"

#include "esp-key-private.h"
#include "esp-name-private.h"
#include "esp-pem.h"
#include "esp-request-extensions.h"
#include "esp-tbs.h"

struct _EspRequest
{
  gatomicrefcount ref_count;
  GBytes *der;
  EspName *subject;
  EspKey *key;
  GPtrArray *extensions;
};

static const char *const pem_labels[] = { "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", NULL };

static gboolean
refuse (EspReason reason, const char *name, const char *value, GError **error)
{
  if (name)
    esp_error_set (error, reason, NULL, name, value, NULL);
  else
    esp_error_set (error, reason, NULL, NULL);
  esp_openssl_move_queue (error ? *error : NULL);
  return FALSE;
}

static gboolean
check_size (GBytes *data, GError **error)
{
  g_autofree char *size = NULL;
  g_autofree char *limit = NULL;

  if (g_bytes_get_size (data) <= ESP_REQUEST_MAX_SIZE)
    return TRUE;
  size = g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (data));
  limit = g_strdup_printf ("%d", ESP_REQUEST_MAX_SIZE);
  esp_error_set (error, ESP_REASON_CSR_TOO_LARGE, NULL, "size", size, "limit", limit, NULL);
  return FALSE;
}

static GBytes *
read_der (GBytes *data, GError **error)
{
  const char *found = NULL;
  GBytes *der = NULL;

  switch (esp_pem_read_one (data, pem_labels, &der, &found))
    {
    case ESP_PEM_OK:
      return der;
    case ESP_PEM_TRUNCATED:
      refuse (ESP_REASON_CSR_TRUNCATED, NULL, NULL, error);
      return NULL;
    case ESP_PEM_TRAILING:
      refuse (ESP_REASON_CSR_TRAILING, NULL, NULL, error);
      return NULL;
    case ESP_PEM_SEVERAL:
      refuse (ESP_REASON_CSR_SEVERAL, NULL, NULL, error);
      return NULL;
    case ESP_PEM_OTHER:
    default:
      refuse (ESP_REASON_CSR_NOT_A_CSR, "found", found, error);
      return NULL;
    }
}

static X509_REQ *
decode (GBytes *der, GError **error)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (der, &len);
  const guint8 *end = bytes + len;
  g_autoptr (X509_REQ) req = d2i_X509_REQ (NULL, &bytes, (long) len);
  const char *found;

  if (req && bytes == end && X509_REQ_get_version (req) == X509_REQ_VERSION_1)
    return g_steal_pointer (&req);
  found = esp_pem_describe (der);
  if (g_str_equal (found, "a certificate signing request"))
    refuse (ESP_REASON_CSR_TRUNCATED, NULL, NULL, error);
  else
    refuse (ESP_REASON_CSR_NOT_A_CSR, "found", found, error);
  return NULL;
}

static EspKey *
read_key (X509_REQ *req, GError **error)
{
  guint8 *bytes = NULL;
  int len = i2d_X509_PUBKEY (X509_REQ_get_X509_PUBKEY (req), &bytes);
  g_autoptr (GBytes) spki = esp_openssl_take_der (bytes, len);
  g_autoptr (GError) why = NULL;
  g_autoptr (EspKey) key = NULL;

  if (spki)
    key = esp_key_new_from_public_evp (spki, X509_REQ_get0_pubkey (req), &why);
  if (key && esp_key_get_evp (key))
    return g_steal_pointer (&key);
  refuse (ESP_REASON_CSR_KEY, NULL, NULL, error);
  if (error && why)
    esp_error_set_detail (*error, why->message);
  return NULL;
}

static EspName *
read_subject (X509_REQ *req, GError **error)
{
  g_autoptr (GError) why = NULL;
  EspName *subject = esp_name_new_from_x509 (X509_REQ_get_subject_name (req), &why);

  if (!subject)
    refuse (ESP_REASON_CSR_SUBJECT, "problem", esp_error_get_argument (why, "problem"), error);
  return subject;
}

/* RFC 5280, 4.1.2.6: without a subject the alternative name is the name, so nobody may skip it. */
static gboolean
check_names (EspRequest *request, const EspExtension *alternative_name, GError **error)
{
  if (!esp_name_is_empty (request->subject))
    return TRUE;
  if (!alternative_name)
    return refuse (ESP_REASON_CSR_NO_NAME, NULL, NULL, error);
  return alternative_name->critical || refuse (ESP_REASON_CSR_EMPTY_SUBJECT_SAN, NULL, NULL, error);
}

/* The signature first: what nobody stands for is not looked at any further. */
static gboolean
fill (EspRequest *request, X509_REQ *req, GError **error)
{
  const EspExtension *alternative_name = NULL;

  request->key = read_key (req, error);
  if (!request->key)
    return FALSE;
  if (X509_REQ_verify (req, esp_key_get_evp (request->key)) != 1)
    return refuse (ESP_REASON_CSR_SIGNATURE, NULL, NULL, error);
  request->subject = read_subject (req, error);
  if (!request->subject)
    return FALSE;
  request->extensions = esp_request_extensions_read (req, &alternative_name, error);
  return request->extensions && check_names (request, alternative_name, error);
}

static EspRequest *
request_new (GBytes *der)
{
  EspRequest *request = g_new0 (EspRequest, 1);

  g_atomic_ref_count_init (&request->ref_count);
  request->der = g_bytes_ref (der);
  return request;
}

EspRequest *
esp_request_parse (GBytes *data, GError **error)
{
  g_autoptr (GBytes) der = NULL;
  g_autoptr (X509_REQ) req = NULL;
  g_autoptr (EspRequest) request = NULL;

  if (!check_size (data, error))
    return NULL;
  der = read_der (data, error);
  req = der ? decode (der, error) : NULL;
  if (!req)
    return NULL;
  request = request_new (der);
  return fill (request, req, error) ? g_steal_pointer (&request) : NULL;
}

static gboolean
push_wanted (EspX509ExtensionStack *stack, GPtrArray *wanted)
{
  for (guint i = 0; wanted && i < wanted->len; i++)
    {
      X509_EXTENSION *extension = esp_tbs_extension_new (g_ptr_array_index (wanted, i));

      if (!extension || sk_X509_EXTENSION_push (stack, extension) <= 0)
        {
          X509_EXTENSION_free (extension);
          return FALSE;
        }
    }
  return TRUE;
}

/* basicConstraints CA:TRUE, critical, is what the service puts into the request of a CA. */
static gboolean
add_ca_extensions (X509_REQ *req, GPtrArray *wanted)
{
  g_autoptr (BASIC_CONSTRAINTS) constraints = BASIC_CONSTRAINTS_new ();
  g_autoptr (EspX509ExtensionStack) extensions = sk_X509_EXTENSION_new_null ();
  X509_EXTENSION *extension = NULL;

  if (!constraints || !extensions)
    return FALSE;
  constraints->ca = 1;
  extension = X509V3_EXT_i2d (NID_basic_constraints, 1, constraints);
  if (!extension || sk_X509_EXTENSION_push (extensions, extension) <= 0)
    {
      X509_EXTENSION_free (extension);
      return FALSE;
    }
  return push_wanted (extensions, wanted) && X509_REQ_add_extensions (req, extensions) == 1;
}

static GBytes *
build_tbs (EspName *subject, EspKey *key, GPtrArray *wanted)
{
  g_autoptr (X509_REQ) req = X509_REQ_new ();
  guint8 *der = NULL;
  int len = 0;

  if (req && X509_REQ_set_version (req, X509_REQ_VERSION_1) == 1 &&
      X509_REQ_set_subject_name (req, esp_name_get_x509 (subject)) == 1 &&
      X509_REQ_set_pubkey (req, esp_key_get_evp (key)) == 1 && add_ca_extensions (req, wanted))
    len = i2d_re_X509_REQ_tbs (req, &der);
  return esp_openssl_take_der (der, len);
}

EspRequest *
esp_request_create_ca (EspName *subject,
                       EspSigner *signer,
                       const EspSigningAlgorithm *algorithm,
                       GError **error)
{
  return esp_request_create_ca_with (subject, NULL, signer, algorithm, error);
}

EspRequest *
esp_request_create_ca_with (EspName *subject,
                            GPtrArray *extensions,
                            EspSigner *signer,
                            const EspSigningAlgorithm *algorithm,
                            GError **error)
{
  g_autoptr (GBytes) tbs = NULL;
  g_autoptr (GBytes) der = NULL;

  if (esp_name_is_empty (subject))
    {
      refuse (ESP_REASON_NAME_EMPTY, NULL, NULL, error);
      return NULL;
    }
  tbs = build_tbs (subject, esp_signer_get_public_key (signer), extensions);
  if (!tbs)
    {
      refuse (ESP_REASON_SIGN_FAILED, NULL, NULL, error);
      return NULL;
    }
  der = esp_signer_sign_structure (signer, algorithm, tbs, error);
  return der ? esp_request_parse (der, error) : NULL;
}

EspRequest *
esp_request_ref (EspRequest *request)
{
  g_atomic_ref_count_inc (&request->ref_count);
  return request;
}

void
esp_request_unref (EspRequest *request)
{
  if (!request || !g_atomic_ref_count_dec (&request->ref_count))
    return;
  g_bytes_unref (request->der);
  esp_name_unref (request->subject);
  esp_key_unref (request->key);
  g_clear_pointer (&request->extensions, g_ptr_array_unref);
  g_free (request);
}

GBytes *
esp_request_get_der (EspRequest *request)
{
  return request->der;
}

char *
esp_request_to_pem (EspRequest *request)
{
  return esp_pem_write (pem_labels[0], request->der);
}

EspName *
esp_request_get_subject (EspRequest *request)
{
  return request->subject;
}

EspKey *
esp_request_get_key (EspRequest *request)
{
  return request->key;
}

GPtrArray *
esp_request_get_extensions (EspRequest *request)
{
  return request->extensions;
}
