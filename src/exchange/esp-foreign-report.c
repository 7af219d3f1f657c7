/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audit report as history: what was issued, without the certificates. */
#include "esp-foreign-private.h"

#include <stdio.h>

#define CHUNK 65536

typedef struct
{
  EspForeignReading *reading;
  const char *name;
  guint64 row;
} Rows;

static gboolean
take_entry_cb (const EspReportEntry *entry, gpointer data, GError **error)
{
  Rows *rows = data;
  EspForeignPlace place = { .file = rows->name, .row = ++rows->row };
  EspForeignItem item = esp_foreign_item (ESP_FOREIGN_HISTORY, &place);

  item.entry = entry;
  item.serial = entry->serial;
  return esp_foreign_hand_over (rows->reading, &item, error);
}

static gboolean
feed_all (EspForeignReading *reading, EspReportReader *reader, FILE *file, GError **error)
{
  g_autofree char *chunk = g_malloc (CHUNK);
  gsize got;

  while ((got = fread (chunk, 1, CHUNK, file)) > 0)
    if (esp_foreign_is_cancelled (reading, error) ||
        !esp_report_reader_feed (reader, chunk, got, error))
      return FALSE;
  return esp_report_reader_finish (reader, error);
}

gboolean
esp_foreign_read_report (EspForeignReading *reading,
                         const char *path,
                         const char *name,
                         GError **error)
{
  Rows rows = { .reading = reading, .name = name };
  g_autoptr (EspReportReader) reader = esp_report_reader_new (take_entry_cb, &rows);
  FILE *file = fopen (path, "re");
  gboolean good;

  if (!file)
    {
      esp_error_set (error, ESP_REASON_FILE_READ, path, NULL);
      return FALSE;
    }
  good = feed_all (reading, reader, file, error);
  fclose (file);
  return good;
}
