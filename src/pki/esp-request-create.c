/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a request for an end entity with a key at hand: what the samples' devices and the tests
 * bring. The request of a CA is made in esp-request.c. */
#include "esp-request.h"

#include "esp-key-private.h"
#include "esp-name-private.h"
#include "esp-openssl.h"

#include <openssl/x509.h>
#include <openssl/x509v3.h>

static gboolean
add_alternative_name (X509_REQ *req, const char *name)
{
  g_autoptr (EspX509ExtensionStack) extensions = sk_X509_EXTENSION_new_null ();
  X509_EXTENSION *extension = X509V3_EXT_conf_nid (NULL, NULL, NID_subject_alt_name, name);

  if (!extensions || !extension || sk_X509_EXTENSION_push (extensions, extension) <= 0)
    {
      X509_EXTENSION_free (extension);
      return FALSE;
    }
  return X509_REQ_add_extensions (req, extensions) == 1;
}

EspRequest *
esp_request_create (EspName *subject,
                    const char *alternative_name,
                    EspSigner *signer,
                    const EspSigningAlgorithm *algorithm,
                    GError **error)
{
  g_autoptr (X509_REQ) req = X509_REQ_new ();
  EspKey *key = esp_signer_get_public_key (signer);
  g_autoptr (GBytes) tbs = NULL;
  g_autoptr (GBytes) der = NULL;
  guint8 *bytes = NULL;
  int len = 0;

  if (req && X509_REQ_set_version (req, X509_REQ_VERSION_1) == 1 &&
      X509_REQ_set_subject_name (req, esp_name_get_x509 (subject)) == 1 &&
      X509_REQ_set_pubkey (req, esp_key_get_evp (key)) == 1 &&
      (!alternative_name || add_alternative_name (req, alternative_name)))
    len = i2d_re_X509_REQ_tbs (req, &bytes);
  tbs = esp_openssl_take_der (bytes, len);
  if (!tbs)
    {
      esp_openssl_set_error (error, ESP_REASON_SIGN_FAILED, esp_name_get_text (subject));
      return NULL;
    }
  der = esp_signer_sign_structure (signer, algorithm, tbs, error);
  return der ? esp_request_parse (der, error) : NULL;
}
