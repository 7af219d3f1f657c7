/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key as an object: making one, and what its public half says. The private half as bytes is in
 * esp-key-encode.c and esp-key-decode.c, signatures in esp-key-sign.c. */
#include "esp-key.h"

#include "esp-der.h"
#include "esp-key-private.h"
#include "esp-openssl-memory.h"

#include <string.h>

/* An RSA key of 16,384 bits, the most that OpenSSL calculates with, takes 2 KiB; ML-DSA-87 less
 * than 3. */
#define SPKI_LIMIT 16384
#define OID_TEXT_LEN 128
#define SHA1_LEN 20

struct _EspKey
{
  gatomicrefcount ref_count;
  EVP_PKEY *evp; /* NULL: a kind that OpenSSL does not know */
  gboolean has_private;
  GBytes *spki;
  GBytes *identifier;
  EspKeyFamily family;
  const EspKeyAlgorithm *algorithm;
  char *label;
};

/* What has no row in the table of algorithms still has a family. */
static const struct
{
  const char *openssl_type;
  const char *label;
  EspKeyFamily family;
  gboolean sized; /* there is more than one, and the number of bits tells which */
} families[] = {
  { "RSA", "RSA", ESP_KEY_FAMILY_RSA, TRUE },
  { "EC", "EC", ESP_KEY_FAMILY_EC, TRUE },
  { "ED25519", "Ed25519", ESP_KEY_FAMILY_ED25519, FALSE },
  { "ED448", "Ed448", ESP_KEY_FAMILY_OTHER, FALSE },
  { "X25519", "X25519", ESP_KEY_FAMILY_OTHER, FALSE },
  { "X448", "X448", ESP_KEY_FAMILY_OTHER, FALSE },
};

static void
set_malformed (GError **error, const char *problem)
{
  esp_error_set (error, ESP_REASON_KEY_MALFORMED, NULL, "problem", problem, NULL);
  esp_openssl_move_queue (error ? *error : NULL);
}

/* Cuts a SubjectPublicKeyInfo into its algorithm's OID and its key bits. */
static gboolean
split_spki (GBytes *spki, EspDer *oid, EspDer *bits)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (spki, &len);
  EspDer der = { bytes, len };
  EspDer info, algorithm;

  if (!esp_der_read (&der, ESP_DER_SEQUENCE, &info) || der.len > 0 ||
      !esp_der_read (&info, ESP_DER_SEQUENCE, &algorithm) ||
      !esp_der_read (&algorithm, ESP_DER_OID, oid) ||
      !esp_der_read (&info, ESP_DER_BIT_STRING, bits) || info.len > 0)
    return FALSE;
  /* The first byte counts the unused bits at the end; keys are whole bytes. */
  if (bits->len < 2 || bits->bytes[0] != 0)
    return FALSE;
  *bits = (EspDer){ bits->bytes + 1, bits->len - 1 };
  return TRUE;
}

static char *
oid_to_text (const EspDer *oid)
{
  char text[OID_TEXT_LEN] = "";
  guint8 header[2] = { ESP_DER_OID, (guint8) oid->len };
  guint8 encoded[OID_TEXT_LEN];
  const guint8 *at = encoded;
  g_autoptr (ASN1_OBJECT) object = NULL;

  if (oid->len > OID_TEXT_LEN - sizeof header - 1)
    return g_strdup ("?");
  memcpy (encoded, header, sizeof header);
  memcpy (encoded + sizeof header, oid->bytes, oid->len);
  object = d2i_ASN1_OBJECT (NULL, &at, (long) (oid->len + sizeof header));
  if (!object || OBJ_obj2txt (text, sizeof text, object, 1) <= 0)
    return g_strdup ("?");
  return g_strdup (text);
}

static char *
get_curve (EVP_PKEY *evp)
{
  char name[64];

  if (EVP_PKEY_get_group_name (evp, name, sizeof name, NULL) == 1)
    return g_strdup (name);
  ERR_clear_error ();
  return NULL;
}

static gboolean
row_matches (const EspKeyAlgorithm *row, EVP_PKEY *evp, const char *curve)
{
  if (EVP_PKEY_is_a (evp, row->openssl_type) != 1)
    return FALSE;
  if (row->family == ESP_KEY_FAMILY_EC)
    return curve && OBJ_txt2nid (curve) == EC_curve_nist2nid (row->group);
  if (row->family == ESP_KEY_FAMILY_RSA)
    return EVP_PKEY_get_bits (evp) == (int) row->bits;
  return TRUE;
}

static void
label_by_family (EspKey *key, const char *curve)
{
  const char *label = EVP_PKEY_get0_type_name (key->evp);
  gboolean sized = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    if (EVP_PKEY_is_a (key->evp, families[i].openssl_type) == 1)
      {
        key->family = families[i].family;
        label = families[i].label;
        sized = families[i].sized;
      }
  if (!sized)
    key->label = g_strdup (label);
  else if (curve)
    key->label = g_strdup_printf ("%s %s", label, curve);
  else
    key->label = g_strdup_printf ("%s %d", label ? label : "?", EVP_PKEY_get_bits (key->evp));
}

static void
classify (EspKey *key, const EspDer *oid)
{
  g_autofree char *curve = key->evp ? get_curve (key->evp) : NULL;
  g_autofree char *oid_text = NULL;

  key->family = ESP_KEY_FAMILY_OTHER;
  if (!key->evp)
    {
      oid_text = oid_to_text (oid);
      key->label = g_strdup_printf ("OID %s", oid_text);
      return;
    }
  for (const EspKeyAlgorithm *row = esp_key_algorithms (); row->name; row++)
    if (row_matches (row, key->evp, curve))
      {
        key->algorithm = row;
        key->family = row->family;
        key->label = g_strdup (row->label);
        return;
      }
  label_by_family (key, curve);
}

/* Takes @evp, which may be NULL. */
static EspKey *
key_new (EVP_PKEY *evp, GBytes *spki, gboolean has_private, GError **error)
{
  g_autoptr (EspKey) key = g_new0 (EspKey, 1);
  guint8 digest[SHA1_LEN];
  EspDer oid, bits;

  g_atomic_ref_count_init (&key->ref_count);
  key->evp = evp;
  key->spki = g_bytes_ref (spki);
  key->has_private = has_private;
  if (!split_spki (spki, &oid, &bits) ||
      EVP_Q_digest (NULL, "SHA1", NULL, bits.bytes, bits.len, digest, NULL) != 1)
    {
      set_malformed (error, "its public half is no SubjectPublicKeyInfo");
      return NULL;
    }
  key->identifier = g_bytes_new (digest, sizeof digest);
  classify (key, &oid);
  ERR_clear_error ();
  return g_steal_pointer (&key);
}

EspKey *
esp_key_new_take_evp (EVP_PKEY *evp, gboolean has_private, GError **error)
{
  guint8 *der = NULL;
  int len = i2d_PUBKEY (evp, &der);
  g_autoptr (GBytes) spki = esp_openssl_take_der (der, len);

  if (!spki)
    {
      EVP_PKEY_free (evp);
      set_malformed (error, "its public half can't be encoded");
      return NULL;
    }
  return key_new (evp, spki, has_private, error);
}

EspKey *
esp_key_generate (const EspKeyAlgorithm *algorithm, GError **error)
{
  EVP_PKEY *evp;

  if (!esp_pki_init () || !esp_key_algorithm_available (algorithm))
    {
      esp_error_set (error, ESP_REASON_KEY_ALGORITHM_UNAVAILABLE, NULL, "algorithm",
                     algorithm->name, "version", OpenSSL_version (OPENSSL_VERSION_STRING), NULL);
      return NULL;
    }
  if (algorithm->family == ESP_KEY_FAMILY_RSA)
    evp = EVP_PKEY_Q_keygen (NULL, NULL, "RSA", (size_t) algorithm->bits);
  else if (algorithm->group)
    evp = EVP_PKEY_Q_keygen (NULL, NULL, algorithm->openssl_type, algorithm->group);
  else
    evp = EVP_PKEY_Q_keygen (NULL, NULL, algorithm->openssl_type);
  esp_openssl_burn_stack ();
  if (evp)
    return esp_key_new_take_evp (evp, TRUE, error);
  esp_error_set (error, ESP_REASON_KEY_GENERATE, NULL, "algorithm", algorithm->name, NULL);
  esp_openssl_move_queue (error ? *error : NULL);
  return NULL;
}

/* An algorithm that OpenSSL knows and could not decode is a broken key; one that it does not know
 * is a key of another kind, to be shown and not to be used. */
static gboolean
is_known (const EspDer *oid)
{
  g_autofree char *text = oid_to_text (oid);
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (NULL, text, NULL);

  return context != NULL;
}

/* RFC 5480, 2.1.1: curves in certificates are named. */
static gboolean
has_explicit_curve (EVP_PKEY *evp)
{
  int decoded_explicit = 0;

  if (EVP_PKEY_is_a (evp, "EC") != 1)
    return FALSE;
  return EVP_PKEY_get_int_param (evp, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
                                 &decoded_explicit) != 1 ||
         decoded_explicit != 0;
}

EspKey *
esp_key_new_from_public_evp (GBytes *spki, EVP_PKEY *evp, GError **error)
{
  EspDer oid, bits;

  if (g_bytes_get_size (spki) > SPKI_LIMIT || !split_spki (spki, &oid, &bits))
    {
      set_malformed (error, "it is no SubjectPublicKeyInfo");
      return NULL;
    }
  if (!evp && is_known (&oid))
    {
      set_malformed (error, "its public numbers are not valid");
      return NULL;
    }
  if (evp && has_explicit_curve (evp))
    {
      set_malformed (error, "its curve is spelt out instead of named");
      return NULL;
    }
  ERR_clear_error ();
  if (evp)
    EVP_PKEY_up_ref (evp);
  return key_new (evp, spki, FALSE, error);
}

EspKey *
esp_key_new_from_public (GBytes *spki, GError **error)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (spki, &len);
  g_autoptr (EVP_PKEY) evp = len <= SPKI_LIMIT ? d2i_PUBKEY (NULL, &bytes, (long) len) : NULL;

  return esp_key_new_from_public_evp (spki, evp, error);
}

EspKey *
esp_key_ref (EspKey *key)
{
  g_atomic_ref_count_inc (&key->ref_count);
  return key;
}

void
esp_key_unref (EspKey *key)
{
  if (!key || !g_atomic_ref_count_dec (&key->ref_count))
    return;
  EVP_PKEY_free (key->evp);
  g_clear_pointer (&key->spki, g_bytes_unref);
  g_clear_pointer (&key->identifier, g_bytes_unref);
  g_free (key->label);
  g_free (key);
}

EVP_PKEY *
esp_key_get_evp (EspKey *key)
{
  return key->evp;
}

gboolean
esp_key_has_private (EspKey *key)
{
  return key->has_private;
}

gboolean
esp_key_equal_public (EspKey *a, EspKey *b)
{
  gboolean equal;

  if (g_bytes_equal (a->spki, b->spki))
    return TRUE;
  /* The same point may be written compressed or not. */
  equal = a->evp && b->evp && EVP_PKEY_eq (a->evp, b->evp) == 1;
  ERR_clear_error ();
  return equal;
}

GBytes *
esp_key_get_spki (EspKey *key)
{
  return key->spki;
}

GBytes *
esp_key_get_identifier (EspKey *key)
{
  return key->identifier;
}

const EspKeyAlgorithm *
esp_key_get_algorithm (EspKey *key)
{
  return key->algorithm;
}

EspKeyFamily
esp_key_get_family (EspKey *key)
{
  return key->family;
}

const char *
esp_key_get_label (EspKey *key)
{
  return key->label;
}
