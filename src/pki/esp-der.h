/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: a small DER reader that works in place, and its counterpart for writing.
 * For what must not pass through OpenSSL's decoders (private keys, because those leave copies) and
 * for looking at a structure without building it. Definite lengths in their shortest form only.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_DER_INTEGER 0x02
#define ESP_DER_BIT_STRING 0x03
#define ESP_DER_OCTET_STRING 0x04
#define ESP_DER_NULL 0x05
#define ESP_DER_OID 0x06
#define ESP_DER_SEQUENCE 0x30
#define ESP_DER_CONTEXT(n) (0x80 | (n))
#define ESP_DER_CONTEXT_CONSTRUCTED(n) (0xa0 | (n))

/* A view of bytes that somebody else owns; reading moves it forward. */
typedef struct
{
  const guint8 *bytes;
  gsize len;
} EspDer;

/* Reads one element of @tag from the front of @der: @content is its inside. FALSE, and both
 * untouched, where there is another tag, nothing left, or a length that does not fit. */
gboolean esp_der_read        (EspDer       *der,
                              guint8        tag,
                              EspDer       *content);
/* The same for any tag; @element, which may be NULL, is the element with its header. */
gboolean esp_der_read_any    (EspDer       *der,
                              guint8       *tag,
                              EspDer       *content,
                              EspDer       *element);
/* The length that the header at the front announces, header included; 0 when it is no header. */
guint64  esp_der_peek_size   (const EspDer *der);
/* A non-negative INTEGER without its sign byte. */
gboolean esp_der_read_number (EspDer       *der,
                              EspDer       *content);
gboolean esp_der_equal       (const EspDer *der,
                              const guint8 *bytes,
                              gsize         len);

/* Writing goes from the end to the front of a buffer that the caller owns, so that each length is
 * known when its header is written and nothing is ever moved or grown. @at is the offset of the
 * first byte written so far; FALSE when the buffer is full. */
typedef struct
{
  guint8 *bytes;
  gsize at;
  gboolean full;
} EspDerWriter;

void     esp_der_prepend        (EspDerWriter *writer,
                                 const guint8 *bytes,
                                 gsize         len);
/* The header of an element whose content ends at offset @end. */
void     esp_der_prepend_header (EspDerWriter *writer,
                                 guint8        tag,
                                 gsize         end);
/* An INTEGER from @len unsigned big-endian bytes, leading zeros left out. */
void     esp_der_prepend_number (EspDerWriter *writer,
                                 const guint8 *bytes,
                                 gsize         len);

G_END_DECLS
