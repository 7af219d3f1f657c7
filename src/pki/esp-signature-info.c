/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signature algorithms of certificates and lists by their identifiers. Nothing is signed here. */
#include "esp-signature-info.h"

#include "esp-extension-values.h"

#include <openssl/rsa.h>
#include <string.h>

/* RSASSA-PSS names its digest in its parameters (RFC 4055, 3.1); without, it is SHA-1. */
static int
read_pss_digest (const X509_ALGOR *algorithm)
{
  const ASN1_OBJECT *object = NULL;
  const void *parameter = NULL;
  int type = V_ASN1_UNDEF;
  RSA_PSS_PARAMS *pss;
  int digest = NID_undef;

  X509_ALGOR_get0 (NULL, &type, &parameter, algorithm);
  if (type != V_ASN1_SEQUENCE)
    return NID_undef;
  pss = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (RSA_PSS_PARAMS), algorithm->parameter);
  if (pss && pss->hashAlgorithm)
    {
      X509_ALGOR_get0 (&object, NULL, NULL, pss->hashAlgorithm);
      digest = OBJ_obj2nid (object);
    }
  else if (pss)
    {
      digest = NID_sha1;
    }
  ASN1_item_free ((ASN1_VALUE *) pss, ASN1_ITEM_rptr (RSA_PSS_PARAMS));
  return digest;
}

static EspKeyFamily
family_of (int key)
{
  switch (key)
    {
    case NID_rsaEncryption:
    case NID_rsassaPss:
      return ESP_KEY_FAMILY_RSA;
    case NID_X9_62_id_ecPublicKey:
      return ESP_KEY_FAMILY_EC;
    case NID_sm2:
      return ESP_KEY_FAMILY_SM2;
    case NID_ED25519:
      return ESP_KEY_FAMILY_ED25519;
    case NID_undef:
      return ESP_KEY_FAMILY_OTHER;
    default:
      /* Its number exists in newer headers than the floor's. */
      return g_str_has_prefix (OBJ_nid2ln (key), "ML-DSA-") ? ESP_KEY_FAMILY_ML_DSA :
                                                              ESP_KEY_FAMILY_OTHER;
    }
}

static void
read_info (const X509_ALGOR *algorithm, EspSignatureInfo *info)
{
  const ASN1_OBJECT *object = NULL;

  X509_ALGOR_get0 (&object, NULL, NULL, algorithm);
  info->signature = OBJ_obj2nid (object);
  info->digest = NID_undef;
  info->key = NID_undef;
  OBJ_find_sigid_algs (info->signature, &info->digest, &info->key);
  if (info->signature == NID_rsassaPss)
    {
      info->digest = read_pss_digest (algorithm);
      info->key = NID_rsassaPss;
    }
  info->family = family_of (info->key);
}

gboolean
esp_signature_info_read (GBytes *der, EspSignatureInfo *info)
{
  g_autoptr (X509_ALGOR) algorithm = esp_value_read (der, ASN1_ITEM_rptr (X509_ALGOR));

  if (!algorithm)
    return FALSE;
  read_info (algorithm, info);
  ERR_clear_error ();
  return TRUE;
}

static gboolean
is_row (const EspSigningAlgorithm *row, const EspSignatureInfo *info, const char *plain_name)
{
  if (row->family != info->family)
    return FALSE;
  if (!row->digest)
    return strcmp (row->name, plain_name) == 0;
  return OBJ_txt2nid (row->digest) == info->digest && row->pss == (info->key == NID_rsassaPss);
}

char *
esp_signature_info_get_name (GBytes *der)
{
  g_autoptr (X509_ALGOR) algorithm = esp_value_read (der, ASN1_ITEM_rptr (X509_ALGOR));
  g_autofree char *name = NULL;
  g_autofree char *plain = NULL;
  const ASN1_OBJECT *object = NULL;
  EspSignatureInfo info;

  if (!algorithm)
    return g_strdup ("");
  read_info (algorithm, &info);
  X509_ALGOR_get0 (&object, NULL, NULL, algorithm);
  name = info.signature != NID_undef ? g_strdup (OBJ_nid2ln (info.signature)) :
                                       esp_object_to_oid (object);
  plain = g_strdelimit (g_strdup (name), "-", '_'); /* "ML-DSA-44" is the service's "ML_DSA_44" */
  ERR_clear_error ();
  for (const EspSigningAlgorithm *row = esp_signing_algorithms (); row->name; row++)
    if (is_row (row, &info, plain))
      return g_strdup (row->name);
  return g_steal_pointer (&name);
}
