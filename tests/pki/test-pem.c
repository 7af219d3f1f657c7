/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Armour: one block, many blocks, and what is called what. (Private to the room; what follows for
 * requests and certificates is tested there.) */
#include "pki/esp-der.h"
#include "pki/esp-pem.h"

#include <string.h>

static const char *const labels[] = { "THING", "OLD THING", NULL };

#define BLOCK(label) "-----BEGIN " label "-----\nMAMCAQc=\n-----END " label "-----\n"

static const guint8 der_bytes[] = { 0x30, 0x03, 0x02, 0x01, 0x07 };

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static const struct
{
  const char *text;
  EspPemResult one;
  EspPemResult all;
  guint n;
} rows[] = {
  { BLOCK ("THING"), ESP_PEM_OK, ESP_PEM_OK, 1 },
  { BLOCK ("OLD THING"), ESP_PEM_OK, ESP_PEM_OK, 1 },
  { "said before\n" BLOCK ("THING") " \n", ESP_PEM_OK, ESP_PEM_OK, 1 },
  { BLOCK ("THING") "said after", ESP_PEM_TRAILING, ESP_PEM_OK, 1 },
  { BLOCK ("THING") BLOCK ("THING"), ESP_PEM_SEVERAL, ESP_PEM_OK, 2 },
  { BLOCK ("THING") "between\n" BLOCK ("OLD THING") BLOCK ("THING"), ESP_PEM_SEVERAL, ESP_PEM_OK,
    3 },
  { BLOCK ("THING") BLOCK ("THING") BLOCK ("THING") BLOCK ("THING"), ESP_PEM_SEVERAL,
    ESP_PEM_SEVERAL, 0 },
  { BLOCK ("CERTIFICATE"), ESP_PEM_OTHER, ESP_PEM_OTHER, 0 },
  { BLOCK ("THING") BLOCK ("CERTIFICATE"), ESP_PEM_SEVERAL, ESP_PEM_OTHER, 0 },
  { "-----BEGIN THING-----\nMAMCAQc=\n", ESP_PEM_TRUNCATED, ESP_PEM_TRUNCATED, 0 },
  { BLOCK ("THING") "-----BEGIN THING-----\nMAMC", ESP_PEM_SEVERAL, ESP_PEM_TRUNCATED, 0 },
  { "-----BEGIN THING-----\n-----END THING-----\n", ESP_PEM_TRUNCATED, ESP_PEM_TRUNCATED, 0 },
  { "-----BEGIN THING-----\nMAMCAQ=c\n-----END THING-----\n", ESP_PEM_TRUNCATED, ESP_PEM_TRUNCATED,
    0 },
  { "-----BEGIN THING-----\nMAMCAQ\n-----END THING-----\n", ESP_PEM_TRUNCATED, ESP_PEM_TRUNCATED,
    0 },
  { "-----BEGIN THING-----\nMAMCAQcA\n-----END THING-----\n", ESP_PEM_TRAILING, ESP_PEM_TRAILING,
    0 },
  { "-----BEGIN THING-----\nMAQCAQc=\n-----END THING-----\n", ESP_PEM_TRUNCATED, ESP_PEM_TRUNCATED,
    0 },
  { "-----BEGIN THING-----\nBQA=\n-----END THING-----\n", ESP_PEM_OTHER, ESP_PEM_OTHER, 0 },
  { "-----BEGIN", ESP_PEM_OTHER, ESP_PEM_OTHER, 0 },
  { "-----BEGIN ", ESP_PEM_OTHER, ESP_PEM_TRUNCATED, 0 },
  { "", ESP_PEM_OTHER, ESP_PEM_OTHER, 0 },
  { "text", ESP_PEM_OTHER, ESP_PEM_OTHER, 0 },
};

static void
test_read (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) data = bytes_of (rows[i].text);
      g_autoptr (GBytes) der = NULL;
      g_autoptr (GPtrArray) ders = NULL;
      const char *found = NULL;
      EspPemResult result = esp_pem_read_one (data, labels, &der, &found);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (result, ==, rows[i].one);
      g_assert_cmpint (der != NULL, ==, result == ESP_PEM_OK);
      if (result == ESP_PEM_OTHER)
        g_assert_nonnull (found);
      if (der)
        g_assert_cmpmem (g_bytes_get_data (der, NULL), g_bytes_get_size (der), der_bytes,
                         sizeof der_bytes);
      result = esp_pem_read_all (data, labels, 3, &ders, &found);
      g_assert_cmpint (result, ==, rows[i].all);
      g_assert_cmpuint (ders ? ders->len : 0, ==, rows[i].n);
    }
}

static void
test_write (void)
{
  g_autofree guint8 *long_bytes = g_malloc0 (300);
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GBytes) text_bytes = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  const char *found;

  memcpy (long_bytes, "\x30\x82\x01\x28", 4);
  der = g_bytes_new (long_bytes, 300);
  text = esp_pem_write ("THING", der);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 10); /* 400 characters are seven lines */
  g_assert_cmpuint (strlen (lines[1]), ==, 64);
  g_assert_cmpuint (strlen (lines[7]), ==, 16);
  text_bytes = bytes_of (text);
  g_assert_cmpint (esp_pem_read_one (text_bytes, labels, &again, &found), ==, ESP_PEM_OK);
  g_assert_true (g_bytes_equal (der, again));
}

/* --- DER -----------------------------------------------------------------------------------------
 */

static const struct
{
  const char *bytes;
  gsize len;
  gboolean good;
} headers[] = {
  { "\x30\x00", 2, TRUE },
  { "\x30\x03\x02\x01\x07", 5, TRUE },
  { "\x30\x03\x02\x01", 4, FALSE },
  { "\x30", 1, FALSE },
  { "", 0, FALSE },
  { "\x31\x00", 2, FALSE },
  { "\x30\x80\x00\x00", 4, FALSE },         /* indefinite */
  { "\x30\x81\x03\x02\x01\x07", 6, FALSE }, /* not the shortest */
  { "\x30\x82\x00\x80", 4, FALSE },
  { "\x30\x84\xff\xff\xff\xff", 6, FALSE },
  { "\x30\x85\x01\x00\x00\x00\x00", 7, FALSE }, /* more than four bytes */
  { "\x3f\x00", 2, FALSE },                     /* a long tag */
};

static void
test_der_headers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      EspDer der = { (const guint8 *) headers[i].bytes, headers[i].len };
      EspDer content = { NULL, 0 };

      g_assert_cmpint (esp_der_read (&der, ESP_DER_SEQUENCE, &content), ==, headers[i].good);
      g_assert_cmpuint (der.len, ==, headers[i].good ? 0 : headers[i].len);
      g_assert_cmpint (content.bytes != NULL, ==, headers[i].good);
    }
}

static const struct
{
  const char *bytes;
  gsize len;
  int value; /* -1: refused */
} numbers[] = {
  { "\x02\x01\x00", 3, 0 },      { "\x02\x01\x7f", 3, 0x7f }, { "\x02\x02\x00\x80", 4, 0x80 },
  { "\x02\x02\x00\x7f", 4, -1 }, { "\x02\x01\x80", 3, -1 },   { "\x02\x00", 2, -1 },
};

static void
test_der_numbers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      EspDer der = { (const guint8 *) numbers[i].bytes, numbers[i].len };
      EspDer number = { NULL, 0 };
      gboolean good = esp_der_read_number (&der, &number);
      guint8 buffer[8];
      EspDerWriter writer = { buffer, sizeof buffer, FALSE };

      g_assert_cmpint (good, ==, numbers[i].value >= 0);
      if (!good)
        continue;
      g_assert_cmpuint (number.len, ==, 1);
      g_assert_cmpint (number.bytes[0], ==, numbers[i].value);
      esp_der_prepend_number (&writer, number.bytes, number.len);
      g_assert_cmpmem (buffer + writer.at, sizeof buffer - writer.at, numbers[i].bytes,
                       numbers[i].len);
    }
}

/* A buffer that is too small is noticed, and nothing is written outside of it. */
static void
test_der_full (void)
{
  guint8 buffer[4] = { 9, 9, 9, 9 };
  EspDerWriter writer = { buffer, 3, FALSE };

  esp_der_prepend (&writer, (const guint8 *) "ab", 2);
  g_assert_false (writer.full);
  esp_der_prepend_header (&writer, ESP_DER_SEQUENCE, 3);
  g_assert_true (writer.full);
  esp_der_prepend (&writer, (const guint8 *) "c", 1);
  g_assert_cmpmem (buffer, 4,
                   "\x09"
                   "ab"
                   "\x09",
                   4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pki/pem/read", test_read);
  g_test_add_func ("/pki/pem/write", test_write);
  g_test_add_func ("/pki/der/headers", test_der_headers);
  g_test_add_func ("/pki/der/numbers", test_der_numbers);
  g_test_add_func ("/pki/der/full", test_der_full);
  return g_test_run ();
}
