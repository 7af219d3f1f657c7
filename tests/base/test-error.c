/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain: reasons, arguments, and the table behind them. */
#include "base/esp-error.h"

#include <gio/gio.h>

static void
test_sentence (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *german = NULL;

  esp_error_set (&error, ESP_REASON_FILE_TOO_LARGE, "big.pem", "size", "40000", "limit", "32768",
                 NULL);
  g_assert_error (error, ESP_ERROR, ESP_ERROR_VALIDATION);
  g_assert_cmpstr (error->message, ==,
                   "big.pem: 40000 bytes are more than the 32768 that are read here");
  g_assert_cmpstr (esp_error_get_object (error), ==, "big.pem");
  g_assert_cmpstr (esp_error_get_argument (error, "limit"), ==, "32768");
  g_assert_null (esp_error_get_argument (error, "nothing"));
  german = esp_error_format (error, "{limit} sind weniger als {size}, {unbekannt}");
  g_assert_cmpstr (german, ==, "32768 sind weniger als 40000, {unbekannt}");
}

static void
test_copy_and_propagate (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) copy = NULL;

  esp_error_set (&error, ESP_REASON_HEX_SYNTAX, NULL, "value", "xyz", NULL);
  esp_error_set_detail (error, "detail");
  copy = g_error_copy (error);
  esp_error_set_object (copy, "serial");
  g_assert_cmpstr (copy->message, ==, "serial: \"xyz\" is no hexadecimal text");
  g_assert_null (esp_error_get_object (error));
  g_assert_cmpstr (esp_error_get_detail (copy), ==, "detail");
  g_assert_true (esp_error_has_reason (copy, ESP_REASON_HEX_SYNTAX));
}

static void
test_foreign (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cancelled = NULL;

  esp_error_take_foreign (&error, ESP_REASON_FILE_READ, "a",
                          g_error_new (G_FILE_ERROR, G_FILE_ERROR_NOENT, "No such file"));
  g_assert_error (error, ESP_ERROR, ESP_ERROR_IO);
  g_assert_cmpstr (esp_error_get_detail (error), ==, "No such file");
  esp_error_take_foreign (&cancelled, ESP_REASON_FILE_READ, "a",
                          g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x"));
  g_assert_error (cancelled, ESP_ERROR, ESP_ERROR_CANCELLED);
}

static void
test_table (void)
{
  for (int code = 0; code < ESP_N_ERRORS; code++)
    {
      g_assert_nonnull (esp_error_code_get_name (code));
      for (int other = 0; other < code; other++)
        g_assert_cmpstr (esp_error_code_get_name (code), !=, esp_error_code_get_name (other));
    }
  for (int reason = 1; reason < ESP_N_REASONS; reason++)
    {
      const char *text = esp_reason_get_text (reason);

      g_assert_cmpuint (g_utf8_strlen (text, -1), >, 5);
      g_assert_false (g_str_has_suffix (text, "."));
      for (int other = 1; other < reason; other++)
        g_assert_cmpstr (esp_reason_get_id (reason), !=, esp_reason_get_id (other));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/error/sentence", test_sentence);
  g_test_add_func ("/base/error/copy-and-propagate", test_copy_and_propagate);
  g_test_add_func ("/base/error/foreign", test_foreign);
  g_test_add_func ("/base/error/table", test_table);
  return g_test_run ();
}
