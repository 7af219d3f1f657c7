/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place where a signature is put around to-be-signed bytes. Who may sign what is decided
 * before, and the calculation is done by whoever holds the key. */
#include "esp-signer.h"

#include "esp-key-private.h"

#include <openssl/asn1t.h>
#include <openssl/rsa.h>

struct _EspSigner
{
  gatomicrefcount ref_count;
  EspKey *public_key;
  const EspSignerMethods *methods;
  gpointer data;
};

/* RFC 5280, 4.1.1: what certificates, lists and (RFC 2986) requests have in common. */
typedef struct
{
  ASN1_TYPE *tbs;
  X509_ALGOR *algorithm;
  ASN1_BIT_STRING *signature;
} SignedStructure;

/* clang-format off */
ASN1_SEQUENCE (SignedStructure) = {
  ASN1_SIMPLE (SignedStructure, tbs, ASN1_ANY),
  ASN1_SIMPLE (SignedStructure, algorithm, X509_ALGOR),
  ASN1_SIMPLE (SignedStructure, signature, ASN1_BIT_STRING),
} static_ASN1_SEQUENCE_END (SignedStructure)
/* clang-format on */

#define RSASSA_PSS "1.2.840.113549.1.1.10"

/* The identifiers (RFC 4055, 5758, 8410, 9881; GM/T 0006). Where the parameters are NULL and where
 * they are left out is part of them. */
static const struct
{
  const char *name;
  const char *oid;
  int parameters;
} identifiers[] = {
  { "SHA256WITHRSA", "1.2.840.113549.1.1.11", V_ASN1_NULL },
  { "SHA384WITHRSA", "1.2.840.113549.1.1.12", V_ASN1_NULL },
  { "SHA512WITHRSA", "1.2.840.113549.1.1.13", V_ASN1_NULL },
  { "SHA256WITHRSA_PSS", RSASSA_PSS, V_ASN1_SEQUENCE },
  { "SHA384WITHRSA_PSS", RSASSA_PSS, V_ASN1_SEQUENCE },
  { "SHA512WITHRSA_PSS", RSASSA_PSS, V_ASN1_SEQUENCE },
  { "SHA256WITHECDSA", "1.2.840.10045.4.3.2", V_ASN1_UNDEF },
  { "SHA384WITHECDSA", "1.2.840.10045.4.3.3", V_ASN1_UNDEF },
  { "SHA512WITHECDSA", "1.2.840.10045.4.3.4", V_ASN1_UNDEF },
  { "ML_DSA_44", "2.16.840.1.101.3.4.3.17", V_ASN1_UNDEF },
  { "ML_DSA_65", "2.16.840.1.101.3.4.3.18", V_ASN1_UNDEF },
  { "ML_DSA_87", "2.16.840.1.101.3.4.3.19", V_ASN1_UNDEF },
  { "SM3WITHSM2", "1.2.156.10197.1.501", V_ASN1_UNDEF },
  { "ED25519", "1.3.101.112", V_ASN1_UNDEF },
};

static GBytes *
key_sign (gpointer data,
          const EspSigningAlgorithm *algorithm,
          const guint8 *bytes,
          gsize len,
          GError **error)
{
  return esp_key_sign (data, algorithm, bytes, len, error);
}

static void
key_free_data (gpointer data)
{
  esp_key_unref (data);
}

static const EspSignerMethods key_methods = { key_sign, key_free_data };

EspSigner *
esp_signer_new (EspKey *public_key, const EspSignerMethods *methods, gpointer data)
{
  EspSigner *signer = g_new0 (EspSigner, 1);

  g_atomic_ref_count_init (&signer->ref_count);
  signer->public_key = esp_key_ref (public_key);
  signer->methods = methods;
  signer->data = data;
  return signer;
}

EspSigner *
esp_signer_new_from_key (EspKey *key)
{
  return esp_signer_new (key, &key_methods, esp_key_ref (key));
}

EspSigner *
esp_signer_ref (EspSigner *signer)
{
  g_atomic_ref_count_inc (&signer->ref_count);
  return signer;
}

void
esp_signer_unref (EspSigner *signer)
{
  if (!signer || !g_atomic_ref_count_dec (&signer->ref_count))
    return;
  if (signer->methods->free_data)
    signer->methods->free_data (signer->data);
  esp_key_unref (signer->public_key);
  g_free (signer);
}

EspKey *
esp_signer_get_public_key (EspSigner *signer)
{
  return signer->public_key;
}

/* SEQUENCE { digest, NULL }: RFC 4055 lets the NULL be left out, profiles of public roots do not.
 */
static X509_ALGOR *
digest_algorithm_new (const char *digest)
{
  X509_ALGOR *algorithm = X509_ALGOR_new ();

  if (algorithm)
    X509_ALGOR_set0 (algorithm, OBJ_nid2obj (OBJ_txt2nid (digest)), V_ASN1_NULL, NULL);
  return algorithm;
}

static ASN1_STRING *
pss_parameters_new (const char *digest)
{
  g_autoptr (X509_ALGOR) mask_digest = digest_algorithm_new (digest);
  RSA_PSS_PARAMS *params = RSA_PSS_PARAMS_new ();
  const EVP_MD *md = EVP_get_digestbyname (digest);
  ASN1_STRING *mask = NULL;
  ASN1_STRING *packed = NULL;

  if (params && mask_digest && md)
    {
      params->hashAlgorithm = digest_algorithm_new (digest);
      params->maskGenAlgorithm = X509_ALGOR_new ();
      params->saltLength = ASN1_INTEGER_new ();
      mask = ASN1_item_pack (mask_digest, ASN1_ITEM_rptr (X509_ALGOR), NULL);
    }
  if (mask && params->hashAlgorithm && params->maskGenAlgorithm && params->saltLength &&
      ASN1_INTEGER_set (params->saltLength, EVP_MD_get_size (md)) == 1 &&
      X509_ALGOR_set0 (params->maskGenAlgorithm, OBJ_nid2obj (NID_mgf1), V_ASN1_SEQUENCE, mask) ==
        1)
    {
      mask = NULL;
      packed = ASN1_item_pack (params, ASN1_ITEM_rptr (RSA_PSS_PARAMS), NULL);
    }
  ASN1_STRING_free (mask);
  RSA_PSS_PARAMS_free (params);
  return packed;
}

static X509_ALGOR *
algorithm_new (const EspSigningAlgorithm *signing)
{
  X509_ALGOR *algorithm = X509_ALGOR_new ();
  ASN1_STRING *parameters = signing->pss ? pss_parameters_new (signing->digest) : NULL;

  for (gsize i = 0; algorithm && i < G_N_ELEMENTS (identifiers); i++)
    {
      if (!g_str_equal (identifiers[i].name, signing->name) || (signing->pss && !parameters))
        continue;
      if (X509_ALGOR_set0 (algorithm, OBJ_txt2obj (identifiers[i].oid, 1),
                           identifiers[i].parameters, parameters) == 1)
        return algorithm;
    }
  ASN1_STRING_free (parameters);
  X509_ALGOR_free (algorithm);
  return NULL;
}

GBytes *
esp_signing_algorithm_to_der (const EspSigningAlgorithm *algorithm)
{
  g_autoptr (X509_ALGOR) identifier = algorithm_new (algorithm);
  guint8 *der = NULL;
  int len;

  /* Only memory can be missing here, and then GLib ends the process as well. */
  if (!identifier || (len = i2d_X509_ALGOR (identifier, &der)) <= 0)
    g_error ("no AlgorithmIdentifier for %s", algorithm->name);
  return esp_openssl_take_der (der, len);
}

static gboolean
fill_structure (SignedStructure *structure,
                const EspSigningAlgorithm *algorithm,
                GBytes *tbs,
                GBytes *signature)
{
  g_autoptr (ASN1_STRING) sequence = ASN1_STRING_type_new (V_ASN1_SEQUENCE);
  gsize len;
  const guint8 *bytes = g_bytes_get_data (tbs, &len);

  if (!sequence || len > G_MAXINT || ASN1_STRING_set (sequence, bytes, (int) len) != 1)
    return FALSE;
  ASN1_TYPE_set (structure->tbs, V_ASN1_SEQUENCE, g_steal_pointer (&sequence));
  X509_ALGOR_free (structure->algorithm);
  structure->algorithm = algorithm_new (algorithm);
  bytes = g_bytes_get_data (signature, &len);
  if (!structure->algorithm || len > G_MAXINT ||
      ASN1_STRING_set (structure->signature, bytes, (int) len) != 1)
    return FALSE;
  /* Otherwise the encoder would count trailing zero bits as unused. */
  structure->signature->flags &= ~(ASN1_STRING_FLAG_BITS_LEFT | 0x07);
  structure->signature->flags |= ASN1_STRING_FLAG_BITS_LEFT;
  return TRUE;
}

static GBytes *
assemble (const EspSigningAlgorithm *algorithm, GBytes *tbs, GBytes *signature)
{
  const ASN1_ITEM *item = ASN1_ITEM_rptr (SignedStructure);
  SignedStructure *structure = (SignedStructure *) ASN1_item_new (item);
  guint8 *der = NULL;
  int len = 0;

  if (structure && fill_structure (structure, algorithm, tbs, signature))
    len = ASN1_item_i2d ((ASN1_VALUE *) structure, &der, item);
  ASN1_item_free ((ASN1_VALUE *) structure, item);
  return esp_openssl_take_der (der, len);
}

GBytes *
esp_signer_sign_structure (EspSigner *signer,
                           const EspSigningAlgorithm *algorithm,
                           GBytes *tbs,
                           GError **error)
{
  gsize len, signature_len;
  const guint8 *bytes = g_bytes_get_data (tbs, &len);
  const guint8 *signature_bytes;
  g_autoptr (GBytes) signature = NULL;
  GBytes *structure;

  signature = signer->methods->sign (signer->data, algorithm, bytes, len, error);
  if (!signature)
    return NULL;
  signature_bytes = g_bytes_get_data (signature, &signature_len);
  if (!esp_key_verify (signer->public_key, algorithm, bytes, len, signature_bytes, signature_len))
    {
      esp_error_set (error, ESP_REASON_SIGNATURE_WRONG, NULL, NULL);
      return NULL;
    }
  structure = assemble (algorithm, tbs, signature);
  if (!structure)
    esp_openssl_set_error (error, ESP_REASON_SIGN_FAILED, NULL);
  return structure;
}
