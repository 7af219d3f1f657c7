/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audit reports from outside: what is read is text, bounded, and the same whatever pieces it comes
 * in. */
#include "fuzz.h"

#include "audit/esp-report-reader.h"
#include "base/esp-error.h"

#include <string.h>

typedef struct
{
  GChecksum *checksum;
  guint64 n;
} Seen;

static void
see (Seen *seen, const char *text, gsize limit)
{
  if (!text)
    return;
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (strlen (text), <=, limit);
  g_checksum_update (seen->checksum, (const guchar *) text, (gssize) strlen (text) + 1);
}

static gboolean
see_cb (const EspReportEntry *entry, gpointer data, GError **error)
{
  Seen *seen = data;

  g_assert_nonnull (entry->account);
  g_assert_nonnull (entry->subject);
  see (seen, entry->account, 12);
  see (seen, entry->serial, 40);
  see (seen, entry->subject, 65536);
  see (seen, entry->arn, 65536);
  see (seen, entry->template_arn, 65536);
  see (seen, entry->reason, 64);
  g_assert_true (entry->revoked_at || !entry->reason);
  seen->n++;
  return TRUE;
}

static char *
read_pieces (const guint8 *data, gsize size, gsize piece)
{
  Seen seen = { g_checksum_new (G_CHECKSUM_SHA256), 0 };
  g_autoptr (EspReportReader) reader = esp_report_reader_new (see_cb, &seen);
  g_autoptr (GError) error = NULL;
  gboolean good = TRUE;
  char *told;

  for (gsize i = 0; good && i < size; i += piece)
    good = esp_report_reader_feed (reader, (const char *) data + i, MIN (piece, size - i), &error);
  good = good && esp_report_reader_finish (reader, &error);
  g_assert_true (good == !error);
  told = g_strdup_printf ("%s %s", g_checksum_get_string (seen.checksum),
                          error ? error->message : "");
  g_checksum_free (seen.checksum);
  return told;
}

void
fuzz_report (const guint8 *data, gsize size)
{
  g_autofree char *whole = read_pieces (data, size, MAX (size, 1));
  g_autofree char *pieces = read_pieces (data, size, 3);

  g_assert_cmpstr (whole, ==, pieces);
}
