/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other tools keep: armour and containers with their keys, rows of an index, databases.
 * Whatever they hold, items come out whole or with a problem, and a quick look says what a long one
 * does. */
#include "fuzz.h"

#include "base/esp-error.h"
#include "exchange/esp-foreign-index.h"
#include "exchange/esp-foreign-private.h"
#include "pki/esp-certificate-scan.h"
#include "pki/esp-foreign-key.h"
#include "pki/esp-pkcs12.h"
#include "pki/esp-pkcs7.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* The one under which the seeds are locked. */
#define PASSPHRASE "secret"

static GPtrArray *
make_passphrases (void)
{
  GPtrArray *words = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);

  g_ptr_array_add (words, esp_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE), NULL));
  return words;
}

static gboolean
see_cb (const EspForeignItem *item, gpointer data, GError **error)
{
  g_autofree char *place = esp_foreign_item_dup_place (item);

  g_assert_true (g_utf8_validate (place, -1, NULL));
  g_assert_true (!item->label || g_utf8_validate (item->label, -1, NULL));
  g_assert_true (item->kind != ESP_FOREIGN_UNKNOWN || item->problem);
  g_assert_true (item->kind != ESP_FOREIGN_CERTIFICATE || item->der || item->problem);
  g_assert_true (item->kind != ESP_FOREIGN_KEY || item->key || item->problem);
  return TRUE;
}

/* Derivations may take their time within what is allowed; that is not what is looked for. */
static gboolean
asks_for_little (const guint8 *data, gsize size)
{
  for (gsize i = 0; i + 4 < size; i++)
    if (data[i] == 0x02 && ((data[i + 1] == 0x03 && data[i + 2] > 0x01) ||
                            (data[i + 1] == 0x04 && data[i + 2] == 0x00)))
      return FALSE;
  return TRUE;
}

void
fuzz_foreign (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) words = make_passphrases ();
  const EspForeignOptions options = { .passphrases = words };
  EspForeignReading reading = { .options = &options, .func = see_cb };
  const EspForeignPlace place = { .file = "f" };
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);

  if (!asks_for_little (data, size))
    return;
  esp_foreign_read_pem_text (&reading, &place, (const char *) data, size, NULL);
  if (size > 0)
    esp_foreign_take_der (&reading, &place, bytes, NULL);
}

void
fuzz_pkcs12 (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) words = make_passphrases ();
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GPtrArray) certificates = NULL;
  g_autoptr (GPtrArray) crls = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) bags = NULL;

  if (!asks_for_little (data, size))
    return;
  bags = esp_pkcs12_read (bytes, words, FALSE, &error);
  g_assert_true (!bags == !!error);
  for (guint i = 0; bags && i < bags->len; i++)
    {
      const EspPkcs12Bag *bag = g_ptr_array_index (bags, i);

      g_assert_true (bag->error || bag->der || bag->key);
    }
  esp_pkcs7_read (bytes, &certificates, &crls, NULL);
}

static gboolean
see_row_cb (const EspForeignIndexRow *row, gpointer data, GError **error)
{
  guint64 *line = data;

  g_assert_cmpuint (row->line, >, *line);
  *line = row->line;
  if (row->problem)
    return TRUE;
  g_assert_cmpuint (strlen (row->serial), >=, 32);
  g_assert_cmpuint (strlen (row->serial) % 2, ==, 0);
  g_assert_true (g_utf8_validate (row->subject, -1, NULL));
  g_assert_true (!row->revoked || row->reason);
  return TRUE;
}

void
fuzz_index (const guint8 *data, gsize size)
{
  guint64 line = 0;

  esp_foreign_index_parse ((const char *) data, size, see_row_cb, &line, NULL);
}

/* The quick look and the parser: what both take is the same. */
void
fuzz_scan (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (bytes, NULL);
  g_autofree char *serial = NULL;
  EspCertificateScan scan;

  if (!esp_certificate_scan (bytes, &scan))
    return;
  serial = esp_certificate_scan_dup_serial (&scan);
  if (!certificate || !g_bytes_equal (esp_certificate_get_der (certificate), bytes))
    return;
  g_assert_cmpstr (serial, ==, esp_certificate_get_serial (certificate));
  g_assert_true (!esp_certificate_is_ca (certificate) || scan.ca);
  if (esp_certificate_scan_is_signed (&scan, certificate) == ESP_SCAN_YES &&
      esp_certificate_is_self_issued (certificate))
    g_assert_true (esp_certificate_is_issued_by (certificate, certificate));
}

/* SQLite reads from a file; this one is gone before it returns. */
void
fuzz_database (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) words = make_passphrases ();
  const EspForeignOptions options = { .passphrases = words };
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("espalier-fuzz-XXXXXX", &path, NULL);
  EspForeignReading reading = { .options = &options, .func = see_cb };

  if (fd < 0)
    return;
  if (write (fd, data, size) == (gssize) size && asks_for_little (data, size))
    {
      esp_foreign_read_xca (&reading, path, "f", NULL);
      esp_foreign_read_gnomint (&reading, path, "f", NULL);
    }
  close (fd);
  g_unlink (path);
}
