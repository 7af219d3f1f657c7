/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets: wiped at the source, wiped at the end, never larger than agreed. */
#include "base/esp-error.h"
#include "base/esp-secret.h"

#include <glib/gstdio.h>
#include <string.h>

static void
test_take_wipes_source (void)
{
  char source[] = "correct horse";
  g_autoptr (EspSecret) secret = esp_secret_new_take (source, strlen (source), NULL);
  gsize len;

  g_assert_cmpmem (esp_secret_get_bytes (secret, &len), 13, "correct horse", 13);
  g_assert_cmpuint (len, ==, 13);
  for (gsize i = 0; i < sizeof source; i++)
    g_assert_cmpint (source[i], ==, 0);
}

static void
test_truncate_and_equal (void)
{
  g_autoptr (EspSecret) a = esp_secret_new_copy ("abcdef", 6, NULL);
  g_autoptr (EspSecret) b = esp_secret_new_copy ("abc", 3, NULL);

  g_assert_false (esp_secret_equal (a, b));
  esp_secret_truncate (a, 3);
  g_assert_true (esp_secret_equal (a, b));
  g_assert_cmpint (esp_secret_get_writable (a)[4], ==, 0);
  esp_secret_get_writable (b)[0] = 'x';
  g_assert_false (esp_secret_equal (a, b));
}

static void
test_limits (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_secret_new (ESP_SECRET_MAX_LEN + 1, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SECRET_MEMORY));
}

static void
test_file (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "esp-secret-XXXXXX", NULL);
  g_autofree char *large = g_strnfill (5000, 'x');
  g_autoptr (EspSecret) secret = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_mkstemp (path);

  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, "pass phrase\r\n", -1, NULL));
  secret = esp_secret_read_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (esp_secret_get_bytes (secret, NULL), esp_secret_get_len (secret), "pass phrase",
                   11);
  g_assert_true (g_file_set_contents (path, "\n", -1, NULL));
  g_assert_null (esp_secret_read_file (path, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SECRET_EMPTY));
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, large, -1, NULL));
  g_assert_null (esp_secret_read_file (path, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_FILE_TOO_LARGE));
  g_clear_error (&error);
  g_unlink (path);
  g_assert_null (esp_secret_read_file (path, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_FILE_READ));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/secret/take-wipes-source", test_take_wipes_source);
  g_test_add_func ("/base/secret/truncate-and-equal", test_truncate_and_equal);
  g_test_add_func ("/base/secret/limits", test_limits);
  g_test_add_func ("/base/secret/file", test_file);
  return g_test_run ();
}
