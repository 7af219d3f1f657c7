/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bags of a PKCS#12 file, in the order in which they lie there. */
#include "esp-pkcs12.h"

#include "esp-key.h"
#include "esp-pbe.h"
#include "esp-pkcs12-mac.h"

#define DEPTH_LIMIT 4 /* of bags in bags */
#define LABEL_LIMIT 1024

typedef STACK_OF (PKCS7) SafeStack;
typedef STACK_OF (PKCS12_SAFEBAG) BagStack;

static void
safe_stack_free (SafeStack *stack)
{
  sk_PKCS7_pop_free (stack, PKCS7_free);
}

static void
bag_stack_free (BagStack *stack)
{
  sk_PKCS12_SAFEBAG_pop_free (stack, PKCS12_SAFEBAG_free);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS12, PKCS12_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SafeStack, safe_stack_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BagStack, bag_stack_free)

typedef struct
{
  GPtrArray *bags;        /* EspPkcs12Bag */
  GPtrArray *passphrases; /* the one that the checksum accepts, or all that there are */
  gboolean without_keys;
  guint number;
} Reading;

void
esp_pkcs12_bag_free (EspPkcs12Bag *bag)
{
  if (!bag)
    return;
  g_free (bag->label);
  g_clear_pointer (&bag->der, g_bytes_unref);
  g_clear_pointer (&bag->key, esp_secret_unref);
  g_clear_error (&bag->error);
  g_free (bag);
}

static gboolean
refuse (const char *problem, GError **error)
{
  esp_error_set (error, ESP_REASON_FOREIGN_STRUCTURE, NULL, "problem", problem, NULL);
  esp_openssl_move_queue (error ? *error : NULL);
  return FALSE;
}

/* --- One bag ---------------------------------------------------------------------------------- */

static EspPkcs12Bag *
add_bag (Reading *reading, EspPkcs12Kind kind, PKCS12_SAFEBAG *source)
{
  EspPkcs12Bag *bag = g_new0 (EspPkcs12Bag, 1);
  char *label = PKCS12_get_friendlyname (source);

  bag->kind = kind;
  bag->number = reading->number;
  if (label && strlen (label) <= LABEL_LIMIT && g_utf8_validate (label, -1, NULL))
    bag->label = g_strdup (label);
  OPENSSL_free (label);
  g_ptr_array_add (reading->bags, bag);
  return bag;
}

static void
take_certificate (Reading *reading, PKCS12_SAFEBAG *source)
{
  EspPkcs12Bag *bag = add_bag (reading, ESP_PKCS12_CERTIFICATE, source);
  g_autoptr (X509) x509 = PKCS12_SAFEBAG_get1_cert (source);
  guint8 *der = NULL;
  int len = x509 ? i2d_X509 (x509, &der) : 0;

  bag->der = esp_openssl_take_der (der, len);
  if (!bag->der)
    refuse ("this bag holds no certificate that can be read", &bag->error);
}

static void
take_crl (Reading *reading, PKCS12_SAFEBAG *source)
{
  EspPkcs12Bag *bag = add_bag (reading, ESP_PKCS12_CRL, source);
  g_autoptr (X509_CRL) crl = PKCS12_SAFEBAG_get1_crl (source);
  guint8 *der = NULL;
  int len = crl ? i2d_X509_CRL (crl, &der) : 0;

  bag->der = esp_openssl_take_der (der, len);
  if (!bag->der)
    refuse ("this bag holds no revocation list that can be read", &bag->error);
}

static void
take_plain_key (Reading *reading, PKCS12_SAFEBAG *source)
{
  EspPkcs12Bag *bag = add_bag (reading, ESP_PKCS12_KEY, source);
  guint8 *der = NULL;
  int len = i2d_PKCS8_PRIV_KEY_INFO (PKCS12_SAFEBAG_get0_p8inf (source), &der);

  if (der && len > 0)
    bag->key = esp_secret_new_take (der, (gsize) len, &bag->error);
  else
    refuse ("this bag holds no key that can be read", &bag->error);
  OPENSSL_free (der);
}

static void
take_key (Reading *reading, PKCS12_SAFEBAG *source)
{
  EspPkcs12Bag *bag = add_bag (reading, ESP_PKCS12_KEY, source);
  const X509_ALGOR *algorithm;
  const ASN1_OCTET_STRING *encrypted;
  gsize len = 0;
  guint8 *plain;

  X509_SIG_get0 (PKCS12_SAFEBAG_get0_pkcs8 (source), &algorithm, &encrypted);
  plain = esp_pbe_decrypt (algorithm, encrypted, reading->passphrases, esp_pbe_accept_key, &len,
                           &bag->error);
  if (!plain)
    return;
  bag->key = esp_secret_new_take (plain, len, &bag->error);
  OPENSSL_free (plain);
}

static gboolean take_bags (Reading *reading, const BagStack *stack, guint depth, GError **error);

static gboolean
take_bag (Reading *reading, PKCS12_SAFEBAG *bag, guint depth, GError **error)
{
  int kind = PKCS12_SAFEBAG_get_nid (bag);

  if (++reading->number > ESP_PKCS12_MAX_BAGS)
    return refuse ("it holds more than anybody would put into a file", error);
  if (kind == NID_certBag && PKCS12_SAFEBAG_get_bag_nid (bag) == NID_x509Certificate)
    take_certificate (reading, bag);
  else if (kind == NID_crlBag)
    take_crl (reading, bag);
  else if (kind == NID_keyBag && !reading->without_keys)
    take_plain_key (reading, bag);
  else if (kind == NID_pkcs8ShroudedKeyBag && !reading->without_keys)
    take_key (reading, bag);
  else if (kind == NID_safeContentsBag)
    return take_bags (reading, PKCS12_SAFEBAG_get0_safes (bag), depth + 1, error);
  return TRUE;
}

static gboolean
take_bags (Reading *reading, const BagStack *stack, guint depth, GError **error)
{
  if (depth > DEPTH_LIMIT)
    return refuse ("its bags are too deep in each other", error);
  for (int i = 0; i < sk_PKCS12_SAFEBAG_num (stack); i++)
    if (!take_bag (reading, sk_PKCS12_SAFEBAG_value (stack, i), depth, error))
      return FALSE;
  return TRUE;
}

/* --- The file --------------------------------------------------------------------------------- */

static BagStack *
open_encrypted (Reading *reading, PKCS7 *safe, GError **error)
{
  PKCS7_ENC_CONTENT *content = safe->d.encrypted ? safe->d.encrypted->enc_data : NULL;
  const guint8 *at;
  BagStack *stack;
  guint8 *plain;
  gsize len = 0;

  if (!content || !content->algorithm || !content->enc_data)
    {
      refuse ("its encrypted part is damaged", error);
      return NULL;
    }
  plain = esp_pbe_decrypt (content->algorithm, content->enc_data, reading->passphrases,
                           esp_pbe_accept_sequence, &len, error);
  if (!plain)
    return NULL;
  at = plain;
  stack = (BagStack *) ASN1_item_d2i (NULL, &at, (long) len, ASN1_ITEM_rptr (PKCS12_SAFEBAGS));
  OPENSSL_clear_free (plain, len);
  if (!stack)
    refuse ("its encrypted part is damaged", error);
  return stack;
}

static gboolean
take_safe (Reading *reading, PKCS7 *safe, GError **error)
{
  g_autoptr (BagStack) stack = NULL;

  if (PKCS7_type_is_data (safe))
    stack = PKCS12_unpack_p7data (safe);
  else if (PKCS7_type_is_encrypted (safe))
    {
      stack = open_encrypted (reading, safe, error);
      if (!stack)
        return FALSE;
    }
  else
    return refuse ("a part of it is neither plain nor encrypted with a passphrase", error);
  if (!stack)
    return refuse ("a part of it is damaged", error);
  return take_bags (reading, stack, 0, error);
}

static gboolean
read_file (PKCS12 *file, Reading *reading, GPtrArray *passphrases, GError **error)
{
  g_autoptr (EspSecret) right = NULL;
  g_autoptr (SafeStack) safes = NULL;
  EspPkcs12Mac mac = esp_pkcs12_mac_check (file, passphrases, &right, error);

  if (mac == ESP_PKCS12_MAC_BAD)
    return FALSE;
  reading->passphrases = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);
  if (right)
    g_ptr_array_add (reading->passphrases, g_steal_pointer (&right));
  for (guint i = 0; mac == ESP_PKCS12_MAC_NONE && passphrases && i < passphrases->len; i++)
    g_ptr_array_add (reading->passphrases, esp_secret_ref (g_ptr_array_index (passphrases, i)));
  safes = PKCS12_unpack_authsafes (file);
  if (!safes)
    return refuse ("its content is damaged", error);
  for (int i = 0; i < sk_PKCS7_num (safes); i++)
    if (!take_safe (reading, sk_PKCS7_value (safes, i), error))
      return FALSE;
  return TRUE;
}

GPtrArray *
esp_pkcs12_read (GBytes *der, GPtrArray *passphrases, gboolean without_keys, GError **error)
{
  gsize len;
  const guint8 *start = g_bytes_get_data (der, &len);
  const guint8 *end = start;
  g_autoptr (PKCS12) file = NULL;
  g_autoptr (GPtrArray)
    bags = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_pkcs12_bag_free);
  Reading reading = { .bags = bags, .without_keys = without_keys };
  gboolean good;

  if (len <= ESP_PKCS12_MAX_SIZE && esp_pki_init ())
    file = d2i_PKCS12 (NULL, &end, (long) len);
  if (!file || end != start + len)
    {
      refuse ("it is no PKCS#12 file, or it was cut off", error);
      return NULL;
    }
  good = read_file (file, &reading, passphrases, error);
  g_clear_pointer (&reading.passphrases, g_ptr_array_unref);
  ERR_clear_error ();
  return good ? g_steal_pointer (&bags) : NULL;
}
