/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elements of DER, read in place and written in place. What they mean is not known here. */
#include "esp-der.h"

#include <string.h>

#define LONG_LENGTH 0x80
/* Four bytes of length are more than any structure that is read here. */
#define MAX_LENGTH_BYTES 4
/* Tag numbers from 31 on take more than one byte; nothing of X.509 or PKCS#8 has one. */
#define LONG_TAG 0x1f

static gboolean
read_header (const EspDer *der, guint8 *tag, gsize *header_len, guint64 *content_len)
{
  guint8 count;

  if (der->len < 2 || (der->bytes[0] & LONG_TAG) == LONG_TAG)
    return FALSE;
  *tag = der->bytes[0];
  if (der->bytes[1] < LONG_LENGTH)
    {
      *header_len = 2;
      *content_len = der->bytes[1];
      return TRUE;
    }
  count = der->bytes[1] & 0x7f;
  if (count == 0 || count > MAX_LENGTH_BYTES || der->len < 2u + count)
    return FALSE;
  *header_len = 2u + count;
  *content_len = 0;
  for (guint8 i = 0; i < count; i++)
    *content_len = *content_len << 8 | der->bytes[2 + i];
  return der->bytes[2] != 0 && *content_len >= LONG_LENGTH;
}

guint64
esp_der_peek_size (const EspDer *der)
{
  guint64 content_len;
  gsize header_len;
  guint8 tag;

  return read_header (der, &tag, &header_len, &content_len) ? header_len + content_len : 0;
}

gboolean
esp_der_read_any (EspDer *der, guint8 *tag, EspDer *content, EspDer *element)
{
  guint64 content_len;
  gsize header_len;
  guint8 found;
  gsize size;

  if (!read_header (der, &found, &header_len, &content_len) || content_len > der->len - header_len)
    return FALSE;
  size = header_len + (gsize) content_len;
  if (tag)
    *tag = found;
  if (element)
    *element = (EspDer){ der->bytes, size };
  if (content)
    *content = (EspDer){ der->bytes + header_len, (gsize) content_len };
  *der = (EspDer){ der->bytes + size, der->len - size };
  return TRUE;
}

gboolean
esp_der_read (EspDer *der, guint8 tag, EspDer *content)
{
  EspDer rest = *der;
  EspDer inside;
  guint8 found;

  if (!esp_der_read_any (&rest, &found, &inside, NULL) || found != tag)
    return FALSE;
  *der = rest;
  *content = inside;
  return TRUE;
}

gboolean
esp_der_read_number (EspDer *der, EspDer *content)
{
  EspDer rest = *der;
  EspDer number;

  if (!esp_der_read (&rest, ESP_DER_INTEGER, &number) || number.len == 0 ||
      (number.bytes[0] & 0x80) != 0)
    return FALSE;
  if (number.len > 1 && number.bytes[0] == 0)
    {
      if ((number.bytes[1] & 0x80) == 0)
        return FALSE;
      number = (EspDer){ number.bytes + 1, number.len - 1 };
    }
  *content = number;
  *der = rest;
  return TRUE;
}

gboolean
esp_der_equal (const EspDer *der, const guint8 *bytes, gsize len)
{
  return der->len == len && memcmp (der->bytes, bytes, len) == 0;
}

void
esp_der_prepend (EspDerWriter *writer, const guint8 *bytes, gsize len)
{
  if (writer->full || len > writer->at)
    {
      writer->full = TRUE;
      return;
    }
  writer->at -= len;
  if (len > 0)
    memcpy (writer->bytes + writer->at, bytes, len);
}

void
esp_der_prepend_header (EspDerWriter *writer, guint8 tag, gsize end)
{
  gsize len = end - writer->at;
  guint8 header[2 + MAX_LENGTH_BYTES] = { tag };
  gsize count = 0;

  if (writer->full || len > G_MAXUINT32)
    {
      writer->full = TRUE;
      return;
    }
  for (gsize rest = len; len >= LONG_LENGTH && rest > 0; rest >>= 8)
    count++;
  header[1] = (guint8) (count > 0 ? LONG_LENGTH | count : len);
  for (gsize i = 0; i < count; i++)
    header[2 + i] = (guint8) (len >> (8 * (count - 1 - i)));
  esp_der_prepend (writer, header, 2 + count);
}

void
esp_der_prepend_number (EspDerWriter *writer, const guint8 *bytes, gsize len)
{
  static const guint8 zero = 0;
  gsize end = writer->at;

  while (len > 0 && *bytes == 0)
    {
      bytes++;
      len--;
    }
  esp_der_prepend (writer, bytes, len);
  if (len == 0 || (*bytes & 0x80) != 0)
    esp_der_prepend (writer, &zero, 1);
  esp_der_prepend_header (writer, ESP_DER_INTEGER, end);
}
