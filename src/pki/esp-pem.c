/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Armour and outer shape. Private keys are only recognized here by their label or their shape and
 * never decoded, so that one that was given by mistake leaves no copy behind. */
#include "esp-pem.h"

#include "esp-der.h"

#include <openssl/evp.h>
#include <string.h>

#define BEGIN "-----BEGIN "
#define END "-----END "
#define DASHES "-----"
#define LABEL_LIMIT 64
#define LINE_LEN 64
#define SHAPE_LEN 4

static const struct
{
  const char *start;
  gsize len;
  const char *found;
} signatures[] = {
  { "\x89PNG\r\n\x1a\n", 8, "a PNG picture" },
  { "\xff\xd8\xff", 3, "a JPEG picture" },
  { "GIF8", 4, "a GIF picture" },
  { "%PDF-", 5, "a PDF document" },
  { "PK\x03\x04", 4, "a ZIP archive" },
  { "\x1f\x8b", 2, "a gzip archive" },
  { "\x7f"
    "ELF",
    4, "a program" },
  { "SQLite format 3", 16, "an SQLite database" },
  { "ssh-", 4, "an SSH public key" },
  { "ecdsa-sha2-", 11, "an SSH public key" },
};

static const struct
{
  const char *label;
  const char *found;
} pem_kinds[] = {
  { "CERTIFICATE REQUEST", "a certificate signing request" },
  { "NEW CERTIFICATE REQUEST", "a certificate signing request" },
  { "CERTIFICATE", "a certificate" },
  { "X509 CERTIFICATE", "a certificate" },
  { "TRUSTED CERTIFICATE", "an OpenSSL trusted certificate" },
  { "X509 CRL", "a certificate revocation list" },
  { "PUBLIC KEY", "a public key" },
  { "RSA PUBLIC KEY", "a public key" },
  { "PKCS7", "a PKCS#7 file" },
  { "CMS", "a CMS message" },
  { "EC PARAMETERS", "EC parameters" },
  { "DH PARAMETERS", "DH parameters" },
};

/* The tags at the front of a SEQUENCE; 0 ends a shape, NOTHING_MORE asks that nothing follows. */
#define NOTHING_MORE 0xff

typedef struct
{
  guint8 tags[SHAPE_LEN];
  const char *found;
} Shape;

static const Shape outer_shapes[] = {
  { { 0x02, 0x30, 0x04 }, "a private key" },       /* PKCS#8 */
  { { 0x02, 0x02, 0x02, 0x02 }, "a private key" }, /* RSAPrivateKey */
  { { 0x02, 0x04 }, "a private key" },             /* ECPrivateKey */
  { { 0x30, 0x04, NOTHING_MORE }, "an encrypted private key" },
  { { 0x30, 0x03, NOTHING_MORE }, "a public key" },
  { { 0x02, 0x02, NOTHING_MORE }, "a public key" },
  { { 0x02, 0x30 }, "a PKCS#12 file" },
  { { 0x06, 0xa0, NOTHING_MORE }, "a CMS message" },
};

static const Shape tbs_shapes[] = {
  { { 0xa0, 0x02, 0x30, 0x30 }, "a certificate" },
  { { 0x02, 0x30, 0x30, 0xa0 }, "a certificate signing request" },
  { { 0x02, 0x30, 0x30, NOTHING_MORE }, "a certificate signing request" },
  { { 0x02, 0x30, 0x30, 0x30 }, "a certificate" },
  { { 0x02, 0x30, 0x30, 0x17 }, "a certificate revocation list" },
  { { 0x02, 0x30, 0x30, 0x18 }, "a certificate revocation list" },
  { { 0x30, 0x30, 0x17 }, "a certificate revocation list" },
  { { 0x30, 0x30, 0x18 }, "a certificate revocation list" },
};

typedef struct
{
  char label[LABEL_LIMIT + 1];
  const char *body;
  gsize body_len;
  gsize end; /* the offset after the block */
} Block;

typedef enum
{
  BLOCK_NONE,
  BLOCK_FOUND,
  BLOCK_UNFINISHED, /* begun, with its label known, and not ended */
} BlockResult;

static gsize
find (const char *text, gsize len, gsize from, const char *needle)
{
  const char *at = from < len ? memmem (text + from, len - from, needle, strlen (needle)) : NULL;

  return at ? (gsize) (at - text) : len;
}

static BlockResult
next_block (const char *text, gsize len, gsize from, Block *block)
{
  gsize begin = find (text, len, from, BEGIN);
  gsize label = begin + strlen (BEGIN);
  gsize label_end = find (text, len, label, DASHES);
  char end_line[sizeof END DASHES + LABEL_LIMIT];
  gsize end;

  if (begin == len)
    return BLOCK_NONE;
  block->label[0] = '\0';
  if (label_end == len || label_end - label > LABEL_LIMIT)
    return BLOCK_UNFINISHED;
  memcpy (block->label, text + label, label_end - label);
  block->label[label_end - label] = '\0';
  block->body = text + label_end + strlen (DASHES);
  g_snprintf (end_line, sizeof end_line, END "%s" DASHES, block->label);
  end = find (text, len, label_end + strlen (DASHES), end_line);
  if (end == len)
    return BLOCK_UNFINISHED;
  block->body_len = end - (gsize) (block->body - text);
  block->end = end + strlen (end_line);
  return BLOCK_FOUND;
}

static gboolean
is_text (const char *bytes, gsize len)
{
  for (gsize i = 0; i < len; i++)
    if ((guchar) bytes[i] < 0x20 && !strchr ("\t\n\f\r", bytes[i]))
      return FALSE;
  return g_utf8_validate_len (bytes, len, NULL);
}

/* NULL where no shape of @rows fits. */
static const char *
find_shape (EspDer der, const Shape *rows, gsize n_rows)
{
  guint8 tags[SHAPE_LEN] = { NOTHING_MORE, NOTHING_MORE, NOTHING_MORE, NOTHING_MORE };

  for (gsize i = 0; i < SHAPE_LEN && der.len > 0; i++)
    if (!esp_der_read_any (&der, &tags[i], NULL, NULL))
      break;
  for (gsize row = 0; row < n_rows; row++)
    {
      gsize i = 0;

      while (i < SHAPE_LEN && rows[row].tags[i] != 0 && rows[row].tags[i] == tags[i])
        i++;
      if (i == SHAPE_LEN || rows[row].tags[i] == 0)
        return rows[row].found;
    }
  return NULL;
}

static const char *
describe_der (const guint8 *bytes, gsize len)
{
  EspDer der = { bytes, len };
  EspDer content, inside, tbs;
  const char *found = NULL;

  if (!esp_der_read (&der, ESP_DER_SEQUENCE, &content))
    return "binary data";
  inside = content;
  if (esp_der_read (&inside, ESP_DER_SEQUENCE, &tbs))
    found = find_shape (tbs, tbs_shapes, G_N_ELEMENTS (tbs_shapes));
  if (!found)
    found = find_shape (content, outer_shapes, G_N_ELEMENTS (outer_shapes));
  return found ? found : "binary data";
}

static const char *
describe_label (const char *label)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pem_kinds); i++)
    if (g_str_equal (pem_kinds[i].label, label))
      return pem_kinds[i].found;
  if (g_str_has_suffix (label, "PRIVATE KEY"))
    return "a private key";
  if (g_str_has_prefix (label, "PGP "))
    return "something of PGP";
  return "a PEM file of another kind";
}

static const char *
describe_signature (const guint8 *bytes, gsize len)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (len >= signatures[i].len && memcmp (bytes, signatures[i].start, signatures[i].len) == 0)
      return signatures[i].found;
  return NULL;
}

const char *
esp_pem_describe (GBytes *data)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (data, &len);
  const char *found;
  Block block;

  if (len == 0)
    return "nothing";
  found = describe_signature (bytes, len);
  if (found)
    return found;
  if (next_block ((const char *) bytes, len, 0, &block) != BLOCK_NONE)
    return describe_label (block.label);
  if (is_text ((const char *) bytes, len))
    return "text";
  return describe_der (bytes, len);
}

/* NULL when something else than base64 is in @text, or it is cut off. */
static GBytes *
decode_body (const char *text, gsize len)
{
  g_autofree guint8 *compact = g_malloc (len + 1);
  g_autofree guint8 *decoded = NULL;
  gsize n = 0;
  gsize padding = 0;
  int size;

  for (gsize i = 0; i < len; i++)
    {
      if (strchr (" \t\r\n", text[i]) && text[i] != '\0')
        continue;
      if (text[i] == '=')
        padding++;
      else if (padding > 0 || !(g_ascii_isalnum (text[i]) || text[i] == '+' || text[i] == '/'))
        return NULL;
      compact[n++] = (guint8) text[i];
    }
  if (n == 0 || n % 4 != 0 || padding > 2 || n > G_MAXINT)
    return NULL;
  decoded = g_malloc (n / 4 * 3);
  size = EVP_DecodeBlock (decoded, compact, (int) n);
  if (size < (int) padding)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&decoded), (gsize) size - padding);
}

/* One SEQUENCE and nothing else. */
static EspPemResult
check_size (GBytes *der, const char **found)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (der, &len);
  EspDer view = { bytes, len };
  guint64 size = esp_der_peek_size (&view);

  if (bytes[0] != ESP_DER_SEQUENCE || (size == 0 && len > 5))
    {
      *found = esp_pem_describe (der);
      return ESP_PEM_OTHER;
    }
  if (size == 0 || size > len)
    return ESP_PEM_TRUNCATED;
  return size < len ? ESP_PEM_TRAILING : ESP_PEM_OK;
}

static EspPemResult
read_block (const Block *block, const char *const *labels, GBytes **der, const char **found)
{
  g_autoptr (GBytes) decoded = NULL;
  EspPemResult result;

  if (!g_strv_contains (labels, block->label))
    {
      *found = describe_label (block->label);
      return ESP_PEM_OTHER;
    }
  decoded = decode_body (block->body, block->body_len);
  if (!decoded || g_bytes_get_size (decoded) == 0)
    return ESP_PEM_TRUNCATED;
  result = check_size (decoded, found);
  if (result == ESP_PEM_OK)
    *der = g_steal_pointer (&decoded);
  return result;
}

static EspPemResult
check_rest (const char *text, gsize len, gsize from)
{
  if (find (text, len, from, BEGIN) < len)
    return ESP_PEM_SEVERAL;
  for (gsize i = from; i < len; i++)
    if (!g_ascii_isspace (text[i]))
      return ESP_PEM_TRAILING;
  return ESP_PEM_OK;
}

static EspPemResult
read_der (GBytes *data, GBytes **der, const char **found)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (data, &len);
  EspPemResult result;

  if (len == 0 || bytes[0] != ESP_DER_SEQUENCE || is_text ((const char *) bytes, len))
    {
      *found = esp_pem_describe (data);
      return ESP_PEM_OTHER;
    }
  result = check_size (data, found);
  if (result == ESP_PEM_OK)
    *der = g_bytes_ref (data);
  return result;
}

EspPemResult
esp_pem_read_one (GBytes *data, const char *const *labels, GBytes **der, const char **found)
{
  gsize len;
  const char *text = g_bytes_get_data (data, &len);
  EspPemResult result;
  Block block;

  *der = NULL;
  *found = len > 0 ? describe_signature ((const guint8 *) text, len) : NULL;
  if (*found)
    return ESP_PEM_OTHER;
  switch (len > 0 ? next_block (text, len, 0, &block) : BLOCK_NONE)
    {
    case BLOCK_FOUND:
      result = check_rest (text, len, block.end);
      if (result == ESP_PEM_OK || !g_strv_contains (labels, block.label))
        result = read_block (&block, labels, der, found);
      return result;
    case BLOCK_UNFINISHED:
      *found = describe_label (block.label);
      return g_strv_contains (labels, block.label) ? ESP_PEM_TRUNCATED : ESP_PEM_OTHER;
    case BLOCK_NONE:
    default:
      return read_der (data, der, found);
    }
}

EspPemResult
esp_pem_read_all (GBytes *data,
                  const char *const *labels,
                  guint limit,
                  GPtrArray **ders,
                  const char **found)
{
  gsize len;
  const char *text = g_bytes_get_data (data, &len);
  g_autoptr (GPtrArray) read = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  EspPemResult result = ESP_PEM_OK;
  BlockResult next = BLOCK_NONE;
  GBytes *der = NULL;
  Block block = { .end = 0 };

  *ders = NULL;
  *found = NULL;
  while (result == ESP_PEM_OK && len > 0 &&
         (next = next_block (text, len, block.end, &block)) == BLOCK_FOUND)
    {
      result = read->len < limit ? read_block (&block, labels, &der, found) : ESP_PEM_SEVERAL;
      if (result == ESP_PEM_OK)
        g_ptr_array_add (read, g_steal_pointer (&der));
    }
  if (result == ESP_PEM_OK && next == BLOCK_UNFINISHED)
    result = ESP_PEM_TRUNCATED;
  else if (result == ESP_PEM_OK && read->len == 0)
    {
      result = read_der (data, &der, found);
      if (der)
        g_ptr_array_add (read, der);
    }
  if (result == ESP_PEM_OK)
    *ders = g_steal_pointer (&read);
  return result;
}

char *
esp_pem_write (const char *label, GBytes *der)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (der, &len);
  g_autofree char *base64 = g_base64_encode (bytes, len);
  gsize total = strlen (base64);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, BEGIN "%s" DASHES "\n", label);
  for (gsize i = 0; i < total; i += LINE_LEN)
    {
      g_string_append_len (text, base64 + i, (gssize) MIN (LINE_LEN, total - i));
      g_string_append_c (text, '\n');
    }
  g_string_append_printf (text, END "%s" DASHES "\n", label);
  return g_string_free (text, FALSE);
}
