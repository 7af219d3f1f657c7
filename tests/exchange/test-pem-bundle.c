/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cutting texts into PEM blocks: order, places, broken blocks among good ones, and the limits. */
#include "base/esp-error.h"
#include "exchange/esp-pem-bundle.h"

#include <glib/gstdio.h>
#include <string.h>

#define BLOCK(label, body) "-----BEGIN " label "-----\n" body "\n-----END " label "-----\n"
#define REQUEST(body) BLOCK ("CERTIFICATE REQUEST", body)
#define CUT_OFF "-----BEGIN CERTIFICATE REQUEST-----\nQUJ\n"
#define WRONG_END "-----BEGIN X509 CRL-----\nQUJD\n-----END CERTIFICATE-----\n"

static EspPemBlock *
block_at (GPtrArray *blocks, guint index)
{
  g_assert_cmpuint (index, <, blocks->len);
  return g_ptr_array_index (blocks, index);
}

static void
test_order_and_places (void)
{
  g_autofree char *text = g_strconcat ("made by the line, 2026\n", REQUEST ("QUJD"), "\nserial 2\n",
                                       BLOCK ("NEW CERTIFICATE REQUEST", "REVG\nR0hJ"),
                                       REQUEST ("SktM"), NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) blocks = esp_pem_bundle_split (text, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (blocks->len, ==, 3);
  g_assert_cmpuint (block_at (blocks, 0)->line, ==, 2);
  g_assert_cmpstr (block_at (blocks, 0)->text, ==, REQUEST ("QUJD"));
  g_assert_cmpuint (block_at (blocks, 1)->line, ==, 7);
  g_assert_cmpstr (block_at (blocks, 1)->label, ==, "NEW CERTIFICATE REQUEST");
  g_assert_cmpstr (block_at (blocks, 1)->text, ==, BLOCK ("NEW CERTIFICATE REQUEST", "REVG\nR0hJ"));
  g_assert_cmpuint (block_at (blocks, 2)->line, ==, 11);
  g_assert_null (block_at (blocks, 2)->error);
}

static void
test_windows_lines_and_no_last_line_end (void)
{
  static const char text[] = "-----BEGIN CERTIFICATE REQUEST-----\r\nQUJD\r\n"
                             "-----END CERTIFICATE REQUEST-----";
  g_autoptr (GPtrArray) blocks = esp_pem_bundle_split (text, -1, NULL);

  g_assert_nonnull (blocks);
  g_assert_cmpuint (blocks->len, ==, 1);
  g_assert_cmpstr (block_at (blocks, 0)->label, ==, "CERTIFICATE REQUEST");
  g_assert_true (
    g_str_has_suffix (block_at (blocks, 0)->text, "-----END CERTIFICATE REQUEST-----\n"));
}

/* A block that breaks off in the middle must not swallow its successor. */
static void
test_broken_among_good (void)
{
  g_autofree char *text = g_strconcat (REQUEST ("QUJD"), CUT_OFF, REQUEST ("REVG"), WRONG_END,
                                       REQUEST ("R0hJ"), CUT_OFF, NULL);
  static const EspReason expected[] = {
    ESP_REASON_NONE,          ESP_REASON_PEM_NOT_ENDED, ESP_REASON_NONE,
    ESP_REASON_PEM_WRONG_END, ESP_REASON_NONE,          ESP_REASON_PEM_NOT_ENDED,
  };
  g_autoptr (GPtrArray) blocks = esp_pem_bundle_split (text, -1, NULL);

  g_assert_nonnull (blocks);
  g_assert_cmpuint (blocks->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < blocks->len; i++)
    {
      EspPemBlock *block = block_at (blocks, i);

      g_assert_cmpint (esp_error_get_reason (block->error), ==, expected[i]);
      g_assert_cmpint (block->text == NULL, ==, expected[i] != ESP_REASON_NONE);
    }
  g_assert_cmpstr (esp_error_get_argument (block_at (blocks, 1)->error, "line"), ==, "4");
  g_assert_cmpstr (esp_error_get_argument (block_at (blocks, 3)->error, "end"), ==, "CERTIFICATE");
}

static void
test_none (void)
{
  static const char *const texts[] = {
    "",
    "hello\n",
    "  -----BEGIN CERTIFICATE REQUEST-----\n",
    "-----BEGIN -----\n",
    "-----BEGIN CERTIFICATE REQUEST\n",
    "-----END CERTIFICATE REQUEST-----\n",
    "-----BEGIN A\x01-----\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_pem_bundle_split (texts[i], -1, &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_PEM_NONE));
    }
}

static char *
repeat (const char *text, gsize times)
{
  gsize len = strlen (text);
  char *whole = g_malloc (len * times + 1);

  for (gsize i = 0; i < times; i++)
    memcpy (whole + i * len, text, len);
  whole[len * times] = '\0';
  return whole;
}

static void
test_number_of_blocks (void)
{
  g_autofree char *most = repeat (REQUEST ("QUJD"), ESP_PEM_BUNDLE_MAX_BLOCKS);
  g_autofree char *more = g_strconcat (most, REQUEST ("QUJD"), NULL);
  g_autoptr (GPtrArray) blocks = esp_pem_bundle_split (most, -1, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (blocks);
  g_assert_cmpuint (blocks->len, ==, ESP_PEM_BUNDLE_MAX_BLOCKS);
  g_assert_null (esp_pem_bundle_split (more, -1, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_PEM_TOO_MANY));
}

static void
test_sizes (void)
{
  g_autofree char *body = repeat ("QUJD\n", ESP_PEM_BLOCK_MAX_SIZE / 5 + 1);
  g_autofree char *large = g_strdup_printf (
    "-----BEGIN CERTIFICATE REQUEST-----\n%s-----END CERTIFICATE REQUEST-----\n" REQUEST ("QUJD"),
    body);
  g_autoptr (GPtrArray) blocks = esp_pem_bundle_split (large, -1, NULL);
  g_autofree char *huge = g_malloc0 (ESP_PEM_BUNDLE_MAX_SIZE + 1);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (blocks);
  g_assert_cmpuint (blocks->len, ==, 2);
  g_assert_true (
    esp_error_has_reason (block_at (blocks, 0)->error, ESP_REASON_PEM_BLOCK_TOO_LARGE));
  g_assert_null (block_at (blocks, 0)->text);
  g_assert_null (block_at (blocks, 1)->error);
  g_assert_null (esp_pem_bundle_split (huge, ESP_PEM_BUNDLE_MAX_SIZE + 1, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_FILE_TOO_LARGE));
}

/* A NUL inside a block never lets text behind it pass for a part of the block. */
static void
test_nul_inside (void)
{
  static const char text[] = "-----BEGIN CERTIFICATE REQUEST-----\nQU\0JD\n"
                             "-----END CERTIFICATE REQUEST-----\n";
  g_autoptr (GPtrArray) blocks = esp_pem_bundle_split (text, sizeof text - 1, NULL);

  g_assert_nonnull (blocks);
  g_assert_cmpuint (blocks->len, ==, 1);
  g_assert_cmpstr (block_at (blocks, 0)->text, ==, "-----BEGIN CERTIFICATE REQUEST-----\nQU\n");
}

static void
test_read_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("espalier-pem-XXXXXX", NULL);
  g_autofree char *pem = g_build_filename (folder, "many.pem", NULL);
  g_autofree char *der = g_build_filename (folder, "one.der", NULL);
  g_autofree char *missing = g_build_filename (folder, "missing.pem", NULL);
  g_autoptr (GPtrArray) many = NULL;
  g_autoptr (GPtrArray) one = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (pem, REQUEST ("QUJD") REQUEST ("REVG"), -1, NULL));
  g_assert_true (g_file_set_contents (der, "\x30\x03\x02\x01\x00", 5, NULL));
  many = esp_pem_bundle_read (pem, NULL);
  g_assert_nonnull (many);
  g_assert_cmpuint (many->len, ==, 2);
  one = esp_pem_bundle_read (der, NULL);
  g_assert_nonnull (one);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpstr (block_at (one, 0)->text, ==, REQUEST ("MAMCAQA="));
  g_assert_null (esp_pem_bundle_read (missing, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_FILE_READ));
  g_assert_cmpstr (esp_error_get_object (error), ==, missing);
  g_remove (pem);
  g_remove (der);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/pem-bundle/order-and-places", test_order_and_places);
  g_test_add_func ("/exchange/pem-bundle/line-ends", test_windows_lines_and_no_last_line_end);
  g_test_add_func ("/exchange/pem-bundle/broken-among-good", test_broken_among_good);
  g_test_add_func ("/exchange/pem-bundle/none", test_none);
  g_test_add_func ("/exchange/pem-bundle/number", test_number_of_blocks);
  g_test_add_func ("/exchange/pem-bundle/sizes", test_sizes);
  g_test_add_func ("/exchange/pem-bundle/nul", test_nul_inside);
  g_test_add_func ("/exchange/pem-bundle/file", test_read_file);
  return g_test_run ();
}
