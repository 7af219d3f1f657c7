/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A certificate signing request: as it comes, and, because almost nothing that is invented bears a
 * right signature, the extensions alone, in a request that is signed here.
 */
#include "fuzz.h"

#include "pki/esp-certificate-sections.h"
#include "pki/esp-openssl.h"

static const char *const templates[] = {
  "EndEntityCertificate",
  "EndEntityCertificate_CSRPassthrough",
  "BlankEndEntityCertificate_APICSRPassthrough",
  "BlankSubordinateCACertificate_PathLen0_APICSRPassthrough",
};

static void
look_at (EspRequest *request)
{
  g_autoptr (GPtrArray) sections = esp_request_to_sections (request);
  g_autofree char *pem = esp_request_to_pem (request);

  g_assert_cmpuint (sections->len, >, 0);
  g_assert_nonnull (pem);
  fuzz_show_extensions (esp_request_get_extensions (request));
  for (gsize i = 0; i < G_N_ELEMENTS (templates); i++)
    fuzz_preview (templates[i], request, NULL);
}

static void
read_request (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspRequest) request = esp_request_parse (bytes, &error);

  g_assert_true (!request == !!error);
  if (request)
    look_at (request);
}

void
fuzz_csr (const guint8 *data, gsize size)
{
  fuzz_get_authority ();
  read_request (data, size);
}

/* Element around content: in DER, tag and length are at most six bytes here. */
static void
put_header (GByteArray *der, guint8 tag, gsize len)
{
  const guint8 header[] = { tag, 0x83, (guint8) (len >> 16), (guint8) (len >> 8), (guint8) len };
  const guint8 middle[] = { tag, 0x82, (guint8) (len >> 8), (guint8) len };
  const guint8 little[] = { tag, 0x81, (guint8) len };
  const guint8 least[] = { tag, (guint8) len };

  if (len > 0xffff)
    g_byte_array_append (der, header, sizeof header);
  else if (len > 0xff)
    g_byte_array_append (der, middle, sizeof middle);
  else if (len > 0x7f)
    g_byte_array_append (der, little, sizeof little);
  else
    g_byte_array_append (der, least, sizeof least);
}

static GByteArray *
wrap (guint8 tag, const guint8 *content, gsize len)
{
  GByteArray *der = g_byte_array_new ();

  put_header (der, tag, len);
  g_byte_array_append (der, content, (guint) len);
  return der;
}

/* attributes [0] { extensionRequest, SET { @extensions } } */
static GByteArray *
make_attributes (const guint8 *extensions, gsize len)
{
  static const guint8 oid[] = { 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14 };
  g_autoptr (GByteArray) set = wrap (0x31, extensions, len);
  g_autoptr (GByteArray) both = g_byte_array_new ();
  g_autoptr (GByteArray) attribute = NULL;

  g_byte_array_append (both, oid, sizeof oid);
  g_byte_array_append (both, set->data, set->len);
  attribute = wrap (0x30, both->data, both->len);
  return wrap (0xa0, attribute->data, attribute->len);
}

/* version 0, a subject that is empty where @empty, the authority's key, the attributes */
static GBytes *
make_tbs (gboolean empty, const guint8 *extensions, gsize len)
{
  static const guint8 version[] = { 2, 1, 0 };
  static const guint8 no_name[] = { 0x30, 0 };
  const FuzzAuthority *authority = fuzz_get_authority ();
  GBytes *name = esp_name_get_der (esp_certificate_get_subject (authority->certificate));
  GBytes *key = esp_key_get_spki (authority->key);
  g_autoptr (GByteArray) attributes = make_attributes (extensions, len);
  g_autoptr (GByteArray) all = g_byte_array_new ();

  g_byte_array_append (all, version, sizeof version);
  if (empty)
    g_byte_array_append (all, no_name, sizeof no_name);
  else
    g_byte_array_append (all, g_bytes_get_data (name, NULL), (guint) g_bytes_get_size (name));
  g_byte_array_append (all, g_bytes_get_data (key, NULL), (guint) g_bytes_get_size (key));
  g_byte_array_append (all, attributes->data, attributes->len);
  return g_byte_array_free_to_bytes (wrap (0x30, all->data, all->len));
}

/* The last bit tells whether the subject is empty. */
void
fuzz_csr_extensions (const guint8 *data, gsize size)
{
  const FuzzAuthority *authority = fuzz_get_authority ();
  g_autoptr (GBytes) tbs = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GError) error = NULL;

  if (size == 0 || size > ESP_REQUEST_MAX_SIZE)
    return;
  tbs = make_tbs (data[size - 1] & 1, data, size - 1);
  der = esp_signer_sign_structure (authority->signer, authority->algorithm, tbs, &error);
  g_assert_no_error (error);
  read_request (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
}
