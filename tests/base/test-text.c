/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Escaping and hexadecimal text. */
#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-text.h"

static void
test_escape (void)
{
  static const struct
  {
    const char *raw, *shown;
  } rows[] = {
    { "Radio & <b>x</b> Müller", "Radio & <b>x</b> Müller" },
    { "a\nb\x7f", "a\\u000ab\\u007f" },
    { "evil\xe2\x80\xaegnp.exe", "evil\\u202egnp.exe" },
    { "a\xef\xbf\xbe\xef\xb7\x90", "a\\ufffe\\ufdd0" },
    { "tag\xf3\xa0\x81\x81 \xf0\x9f\xbf\xbf", "tag\\U000e0041 \\U0001ffff" },
    { "iso\xe2\x81\xa6late", "iso\\u2066late" },
    { "broken \xff\xfe", "broken \\xff\\xfe" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *shown = esp_text_escape (rows[i].raw);

      g_assert_cmpstr (shown, ==, rows[i].shown);
    }
}

static void
test_hex (void)
{
  static const char *const good[] = { "00ff10", "00FF10", "00:ff:10" };
  static const char *const bad[] = { "", "0", "00f", "0g", "00:", ":00", "0:0", "00::ff" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GBytes) bytes = esp_hex_decode (good[i], NULL);
      gsize len;
      const guint8 *data = g_bytes_get_data (bytes, &len);
      g_autofree char *back = esp_hex_encode_colons (data, len);

      g_assert_cmpstr (back, ==, "00:ff:10");
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_hex_decode (bad[i], &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_HEX_SYNTAX));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text/escape", test_escape);
  g_test_add_func ("/base/hex/both-ways", test_hex);
  return g_test_run ();
}
