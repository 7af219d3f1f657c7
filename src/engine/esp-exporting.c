/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row for each format. The key is read by the same reader as imports, checked against the
 * certificate, and forgotten. */
#include "engine/esp-exporting.h"

#include "base/esp-error.h"
#include "exchange/esp-foreign.h"
#include "exchange/esp-kubernetes.h"
#include "pki/esp-certificate-facts.h"
#include "pki/esp-pem.h"

#include <glib/gi18n.h>
#include <string.h>

/* What is put together. */
typedef struct
{
  const EspExport *wanted;
  EspCertificate *certificate;
  GPtrArray *chain; /* EspCertificate */
  EspSecret *key;   /* PKCS#8, or NULL */
} Parts;

static void
parts_clear (Parts *parts)
{
  g_clear_pointer (&parts->certificate, esp_certificate_unref);
  g_clear_pointer (&parts->chain, g_ptr_array_unref);
  g_clear_pointer (&parts->key, esp_secret_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

/* --- Formats -----------------------------------------------------------------------------------*/

typedef GBytes *(*MakeFunc) (const Parts *parts, EspSecret **secret, GError **error);

static GBytes *
take_text (char *text)
{
  return g_bytes_new_take (text, strlen (text));
}

static GBytes *
make_pem (const Parts *parts, EspSecret **secret, GError **error)
{
  return take_text (esp_certificate_to_pem (parts->certificate));
}

static GBytes *
make_der (const Parts *parts, EspSecret **secret, GError **error)
{
  return g_bytes_ref (esp_certificate_get_der (parts->certificate));
}

static char *
chain_to_pem (const Parts *parts, gboolean with_root)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < parts->chain->len; i++)
    {
      EspCertificate *certificate = g_ptr_array_index (parts->chain, i);
      g_autofree char *pem = esp_certificate_to_pem (certificate);

      if (with_root || !esp_certificate_is_self_signed (certificate))
        g_string_append (text, pem);
    }
  return g_string_free (text, FALSE);
}

static GBytes *
make_chain (const Parts *parts, EspSecret **secret, GError **error)
{
  return take_text (chain_to_pem (parts, TRUE));
}

static char *
full_chain_to_pem (const Parts *parts)
{
  g_autofree char *own = esp_certificate_to_pem (parts->certificate);
  g_autofree char *above = chain_to_pem (parts, FALSE);

  return g_strconcat (own, above, NULL);
}

static GBytes *
make_full_chain (const Parts *parts, EspSecret **secret, GError **error)
{
  return take_text (full_chain_to_pem (parts));
}

static GBytes *
make_pkcs7 (const Parts *parts, EspSecret **secret, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GBytes) der = NULL;

  g_ptr_array_add (all, parts->certificate);
  for (guint i = 0; i < parts->chain->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (parts->chain, i));
  der = esp_pkcs7_write (all, error);
  return der ? take_text (esp_pem_write ("PKCS7", der)) : NULL;
}

static GBytes *
make_pkcs12 (const Parts *parts, EspSecret **secret, GError **error)
{
  const char *label = parts->wanted->label;
  EspPkcs12Contents contents = { parts->certificate, parts->key, parts->chain, label };

  if (!label)
    contents.label = esp_name_get_label (esp_certificate_get_subject (parts->certificate));
  return esp_pkcs12_write (&contents, parts->wanted->passphrase, parts->wanted->lock, error);
}

static char *
root_to_pem (const Parts *parts)
{
  EspCertificate *last = parts->chain->len > 0 ?
                           g_ptr_array_index (parts->chain, parts->chain->len - 1) :
                           NULL;

  return last && esp_certificate_is_self_signed (last) ? esp_certificate_to_pem (last) : NULL;
}

static GBytes *
make_kubernetes (const Parts *parts, EspSecret **secret, GError **error)
{
  g_autofree char *chain = full_chain_to_pem (parts);
  g_autofree char *root = root_to_pem (parts);
  g_autoptr (EspSecret) key = esp_private_key_to_pem (parts->key, error);
  EspKubernetesSecret contents = { parts->wanted->label, parts->wanted->name_space, chain, root,
                                   key };

  if (!key)
    return NULL;
  if (!contents.name)
    {
      esp_error_set (error, ESP_REASON_EXPORT_NEEDS_LABEL, NULL, NULL);
      return NULL;
    }
  *secret = esp_kubernetes_secret_write (&contents, error);
  return NULL;
}

static const struct
{
  EspExportInfo info;
  MakeFunc make;
} formats[] = {
  [ESP_EXPORT_PEM] = { { "pem", ".pem", N_ ("the certificate alone"), TRUE, FALSE, FALSE },
                       make_pem },
  [ESP_EXPORT_DER] = { { "der", ".cer", N_ ("the certificate alone, as bytes"), FALSE, FALSE,
                         FALSE },
                       make_der },
  [ESP_EXPORT_CHAIN] = { { "chain", ".pem", N_ ("all above it, the root too"), TRUE, FALSE, FALSE },
                         make_chain },
  [ESP_EXPORT_FULL_CHAIN] = { { "fullchain", ".pem",
                                N_ ("the certificate and all above it but the root: for servers"),
                                TRUE, FALSE, FALSE },
                              make_full_chain },
  [ESP_EXPORT_PKCS7] = { { "pkcs7", ".p7b",
                           N_ ("the certificate and all above it, for Windows and "
                               "Java"),
                           TRUE, FALSE, FALSE },
                         make_pkcs7 },
  [ESP_EXPORT_PKCS12] = { { "pkcs12", ".p12",
                            N_ ("the same, with the private key where it is given, locked with a "
                                "passphrase"),
                            FALSE, TRUE, FALSE },
                          make_pkcs12 },
  [ESP_EXPORT_KUBERNETES] = { { "kubernetes", ".yaml",
                                N_ ("a secret of type kubernetes.io/tls, with the private key in "
                                    "the open"),
                                TRUE, TRUE, TRUE },
                              make_kubernetes },
};

const EspExportInfo *
esp_export_get_info (EspExportFormat format)
{
  return (guint) format < ESP_N_EXPORTS ? &formats[format].info : NULL;
}

gboolean
esp_export_parse (const char *name, EspExportFormat *format, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < ESP_N_EXPORTS; i++)
    {
      if (g_ascii_strcasecmp (formats[i].info.name, name) == 0)
        {
          *format = (EspExportFormat) i;
          return TRUE;
        }
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", formats[i].info.name);
    }
  esp_error_set (error, ESP_REASON_EXPORT_FORMAT, NULL, "name", name, "names", names->str, NULL);
  return FALSE;
}

/* --- The key -----------------------------------------------------------------------------------*/

/* The first one that the file holds. */
static gboolean
take_key (const EspForeignItem *item, gpointer data, GError **error)
{
  Parts *parts = data;

  if (item->kind != ESP_FOREIGN_KEY || parts->key)
    return TRUE;
  if (item->key)
    {
      parts->key = esp_secret_ref (item->key);
      return TRUE;
    }
  if (item->problem && error)
    *error = g_error_copy (item->problem);
  return !item->problem;
}

static gboolean
read_key (Parts *parts, GError **error)
{
  g_autoptr (GPtrArray) passphrases = g_ptr_array_new ();
  EspForeignOptions options = { .passphrases = passphrases };

  if (parts->wanted->key_passphrase)
    g_ptr_array_add (passphrases, parts->wanted->key_passphrase);
  if (!esp_foreign_read (parts->wanted->key_file, &options, take_key, parts, error))
    return FALSE;
  if (!parts->key)
    {
      esp_error_set (error, ESP_REASON_EXPORT_NO_KEY, parts->wanted->key_file, NULL);
      return FALSE;
    }
  return esp_private_key_check (parts->key, parts->certificate, error);
}

static gboolean
check_key (Parts *parts, const EspExportInfo *info, GError **error)
{
  const char *subject = esp_name_get_text (esp_certificate_get_subject (parts->certificate));

  if (!parts->wanted->key_file && info->needs_key)
    esp_error_set (error, ESP_REASON_EXPORT_NEEDS_KEY, NULL, "format", info->name, NULL);
  else if (parts->wanted->key_file && !info->takes_key)
    esp_error_set (error, ESP_REASON_EXPORT_TAKES_NO_KEY, NULL, "format", info->name, NULL);
  else if (parts->wanted->key_file && esp_certificate_is_ca (parts->certificate))
    esp_error_set (error, ESP_REASON_EXPORT_CA_KEY, subject, NULL);
  else
    return !parts->wanted->key_file || read_key (parts, error);
  return FALSE;
}

/* --- All of it ---------------------------------------------------------------------------------*/

static gboolean
read_parts (Parts *parts, GError **error)
{
  const char *chain = parts->wanted->chain ? parts->wanted->chain : "";
  g_autoptr (GBytes)
    own = g_bytes_new (parts->wanted->certificate, strlen (parts->wanted->certificate));
  g_autoptr (GBytes) above = g_bytes_new (chain, strlen (chain));

  parts->certificate = esp_certificate_parse (own, error);
  if (!parts->certificate)
    return FALSE;
  parts->chain = *chain ? esp_certificate_parse_chain (above, error) :
                          g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);
  return parts->chain != NULL;
}

gboolean
esp_export_make (const EspExport *export,
                 GBytes **public_bytes,
                 EspSecret **secret_bytes,
                 GError **error)
{
  const EspExportInfo *info = esp_export_get_info (export->format);
  g_auto (Parts) parts = { .wanted = export };

  *public_bytes = NULL;
  *secret_bytes = NULL;
  if (!read_parts (&parts, error) || !check_key (&parts, info, error))
    return FALSE;
  *public_bytes = formats[export->format].make (&parts, secret_bytes, error);
  return *public_bytes || *secret_bytes;
}
