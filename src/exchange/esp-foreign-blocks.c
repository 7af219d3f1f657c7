/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One piece of armour or of DER becomes one item or, of a container, several. What is inside is
 * told by label and shape; whether it is any good is for the parsers in pki. */
#include "esp-foreign-private.h"

#include "pki/esp-certificate.h"
#include "pki/esp-crl.h"
#include "pki/esp-foreign-key.h"
#include "pki/esp-pem.h"
#include "pki/esp-pkcs12.h"
#include "pki/esp-pkcs7.h"
#include "pki/esp-request.h"

#include <string.h>

#define INDEFINITE "\x30\x80" /* BER: the length is told at the end */

typedef gboolean (*TakeFunc) (EspForeignReading *reading,
                              const EspForeignPlace *place,
                              GBytes *der,
                              GError **error);

static gboolean
hand_der (EspForeignReading *reading,
          EspForeignKind kind,
          const EspForeignPlace *place,
          GBytes *der,
          GError **error)
{
  EspForeignItem item = esp_foreign_item (kind, place);

  item.der = der;
  return esp_foreign_hand_over (reading, &item, error);
}

static gboolean
take_certificate (EspForeignReading *reading,
                  const EspForeignPlace *place,
                  GBytes *der,
                  GError **error)
{
  return hand_der (reading, ESP_FOREIGN_CERTIFICATE, place, der, error);
}

static gboolean
take_request (EspForeignReading *reading, const EspForeignPlace *place, GBytes *der, GError **error)
{
  return hand_der (reading, ESP_FOREIGN_REQUEST, place, der, error);
}

static gboolean
take_crl (EspForeignReading *reading, const EspForeignPlace *place, GBytes *der, GError **error)
{
  return hand_der (reading, ESP_FOREIGN_CRL, place, der, error);
}

/* --- Keys ------------------------------------------------------------------------------------- */

gboolean
esp_foreign_take_key (EspForeignReading *reading,
                      const EspForeignPlace *place,
                      EspSecret *key,
                      GError *problem,
                      GBytes *public_key,
                      GError **error)
{
  EspForeignItem item = esp_foreign_item (ESP_FOREIGN_KEY, place);
  gboolean handed;

  item.key = key;
  item.problem = problem;
  item.public_key = public_key;
  handed = esp_foreign_hand_over (reading, &item, error);
  g_clear_pointer (&key, esp_secret_unref);
  g_clear_error (&problem);
  return handed;
}

static gboolean
take_key_der (EspForeignReading *reading, const EspForeignPlace *place, GBytes *der, GError **error)
{
  g_autoptr (EspSecret) bytes = NULL;
  GError *problem = NULL;
  EspSecret *key = NULL;

  if (reading->options->without_keys)
    return TRUE;
  if (g_bytes_get_size (der) > ESP_SECRET_MAX_LEN)
    return esp_foreign_hand_bad_row (reading, ESP_FOREIGN_KEY, place, "it is too long for a key",
                                     error);
  bytes = esp_secret_new_copy (g_bytes_get_data (der, NULL), g_bytes_get_size (der), &problem);
  if (bytes)
    key = esp_foreign_key_open (NULL, bytes, reading->options->passphrases, &problem);
  return esp_foreign_take_key (reading, place, key, problem, NULL, error);
}

static gboolean
take_key_block (EspForeignReading *reading,
                const EspForeignPlace *place,
                const char *label,
                const char *dek_info,
                const char *base64,
                gsize len,
                GError **error)
{
  GPtrArray *passphrases = reading->options->passphrases;
  g_autoptr (EspSecret) bytes = NULL;
  GError *problem = NULL;
  EspSecret *key;

  if (reading->options->without_keys)
    return TRUE;
  bytes = esp_foreign_key_decode_base64 (base64, len);
  if (!bytes)
    return esp_foreign_hand_bad_row (reading, ESP_FOREIGN_KEY, place,
                                     "its base64 is damaged or too long", error);
  if (dek_info)
    key = esp_foreign_key_open_armour (label, dek_info, bytes, passphrases, &problem);
  else
    key = esp_foreign_key_open (label, bytes, passphrases, &problem);
  return esp_foreign_take_key (reading, place, key, problem, NULL, error);
}

/* --- Containers ------------------------------------------------------------------------------- */

static gboolean
take_bag (EspForeignReading *reading,
          const EspForeignPlace *file,
          EspPkcs12Bag *bag,
          GError **error)
{
  static const EspForeignKind kinds[] = {
    [ESP_PKCS12_CERTIFICATE] = ESP_FOREIGN_CERTIFICATE,
    [ESP_PKCS12_CRL] = ESP_FOREIGN_CRL,
    [ESP_PKCS12_KEY] = ESP_FOREIGN_KEY,
  };
  EspForeignPlace place = *file;
  EspForeignItem item;

  place.row = bag->number;
  place.label = bag->label;
  item = esp_foreign_item (kinds[bag->kind], &place);
  item.der = bag->der;
  item.key = bag->key;
  item.problem = bag->error;
  return esp_foreign_hand_over (reading, &item, error);
}

/* A file that does not open is one row of its own: it may be one of many. */
static gboolean
take_pkcs12 (EspForeignReading *reading, const EspForeignPlace *place, GBytes *der, GError **error)
{
  GError *problem = NULL;
  g_autoptr (GPtrArray) bags = esp_pkcs12_read (der, reading->options->passphrases,
                                                reading->options->without_keys, &problem);

  if (!bags)
    return esp_foreign_hand_problem (reading, ESP_FOREIGN_UNKNOWN, place, problem, error);
  for (guint i = 0; i < bags->len; i++)
    if (!take_bag (reading, place, g_ptr_array_index (bags, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
take_all (EspForeignReading *reading,
          EspForeignKind kind,
          const EspForeignPlace *file,
          GPtrArray *ders,
          GError **error)
{
  for (guint i = 0; i < ders->len; i++)
    {
      EspForeignPlace place = *file;

      place.row = file->row ? file->row : i + 1;
      if (!hand_der (reading, kind, &place, g_ptr_array_index (ders, i), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_pkcs7 (EspForeignReading *reading, const EspForeignPlace *place, GBytes *der, GError **error)
{
  g_autoptr (GPtrArray) certificates = NULL;
  g_autoptr (GPtrArray) crls = NULL;
  GError *problem = NULL;

  if (!esp_pkcs7_read (der, &certificates, &crls, &problem))
    return esp_foreign_hand_problem (reading, ESP_FOREIGN_UNKNOWN, place, problem, error);
  return take_all (reading, ESP_FOREIGN_CERTIFICATE, place, certificates, error) &&
         take_all (reading, ESP_FOREIGN_CRL, place, crls, error);
}

/* --- By shape --------------------------------------------------------------------------------- */

static const struct
{
  const char *found; /* of esp_pem_describe() */
  TakeFunc take;
} shapes[] = {
  { "a certificate", take_certificate },
  { "a certificate signing request", take_request },
  { "a certificate revocation list", take_crl },
  { "a private key", take_key_der },
  { "an encrypted private key", take_key_der },
  { "a PKCS#12 file", take_pkcs12 },
  { "a CMS message", take_pkcs7 },
};

static gboolean
hand_other (EspForeignReading *reading,
            const EspForeignPlace *place,
            const char *found,
            GError **error)
{
  GError *problem = NULL;

  esp_error_set (&problem, ESP_REASON_FOREIGN_OTHER, NULL, "found", found, NULL);
  return esp_foreign_hand_problem (reading, ESP_FOREIGN_UNKNOWN, place, problem, error);
}

/* Of indefinite length is what old tools write: containers alone. Their first member tells them
 * apart: a version, or a type. */
static gboolean
take_indefinite (EspForeignReading *reading,
                 const EspForeignPlace *place,
                 GBytes *der,
                 GError **error)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (der, &len);

  if (len > 2 && bytes[2] == 0x02)
    return take_pkcs12 (reading, place, der, error);
  return take_pkcs7 (reading, place, der, error);
}

gboolean
esp_foreign_take_der (EspForeignReading *reading,
                      const EspForeignPlace *place,
                      GBytes *der,
                      GError **error)
{
  const char *found = esp_pem_describe (der);
  gsize len;
  const char *bytes = g_bytes_get_data (der, &len);

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    if (g_str_equal (shapes[i].found, found))
      return shapes[i].take (reading, place, der, error);
  if (len > strlen (INDEFINITE) && memcmp (bytes, INDEFINITE, strlen (INDEFINITE)) == 0)
    return take_indefinite (reading, place, der, error);
  return hand_other (reading, place, found, error);
}

/* --- By label --------------------------------------------------------------------------------- */

static const struct
{
  const char *label;
  TakeFunc take; /* NULL: nothing that anybody would miss */
} labels[] = {
  { "CERTIFICATE", take_certificate },
  { "X509 CERTIFICATE", take_certificate },
  { "CERTIFICATE REQUEST", take_request },
  { "NEW CERTIFICATE REQUEST", take_request },
  { "X509 CRL", take_crl },
  { "PKCS7", take_pkcs7 },
  { "CMS", take_pkcs7 },
  { "PKCS12", take_pkcs12 },
  { "EC PARAMETERS", NULL },
  { "DH PARAMETERS", NULL },
  { "X9.42 DH PARAMETERS", NULL },
};

static gboolean
take_labelled (EspForeignReading *reading,
               const EspForeignPlace *place,
               gsize row,
               const char *text,
               gsize len,
               GError **error)
{
  const char *wanted[] = { labels[row].label, NULL };
  g_autoptr (GBytes) block = g_bytes_new_static (text, len);
  g_autoptr (GBytes) der = NULL;
  const char *found = NULL;

  if (!labels[row].take)
    return TRUE;
  if (esp_pem_read_one (block, wanted, &der, &found) == ESP_PEM_OK)
    return labels[row].take (reading, place, der, error);
  if (found)
    return hand_other (reading, place, found, error);
  return esp_foreign_hand_bad_row (reading, ESP_FOREIGN_UNKNOWN, place,
                                   "its base64 is damaged, or something is missing at its end",
                                   error);
}

gboolean
esp_foreign_take_block (EspForeignReading *reading,
                        const EspForeignPlace *place,
                        const char *label,
                        const char *dek_info,
                        const char *text,
                        gsize len,
                        gsize body,
                        GError **error)
{
  g_autoptr (GBytes) whole = NULL;

  if (esp_foreign_key_is_label (label))
    {
      const char *end = g_strrstr_len (text, (gssize) len, "\n-----END ");

      return take_key_block (reading, place, label, dek_info, text + body,
                             (gsize) (end ? MAX (end - text, (gssize) body) : (gssize) len) - body,
                             error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].label, label))
      return take_labelled (reading, place, i, text, len, error);
  whole = g_bytes_new_static (text, len);
  return hand_other (reading, place, esp_pem_describe (whole), error);
}
