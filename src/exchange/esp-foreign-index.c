/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of index.txt. One that can't be read does not keep the others from being read. */
#include "esp-foreign-index.h"

#include "esp-foreign-private.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define N_FIELDS 6
#define LINE_LIMIT 65536

enum
{
  FIELD_STATUS,
  FIELD_END,
  FIELD_REVOCATION,
  FIELD_SERIAL,
  FIELD_FILE,
  FIELD_SUBJECT,
};

/* "YYMMDDHHMMSSZ,keyCompromise" or "YYMMDDHHMMSSZ,CAkeyTime,YYYYMMDDHHMMSSZ". */
static gboolean
read_revocation (const char *field, EspForeignIndexRow *row, char **unknown)
{
  g_auto (GStrv) parts = g_strsplit (field, ",", 3);
  gboolean known = TRUE;

  if (!parts[0] || !esp_foreign_parse_time (parts[0], &row->revoked_at))
    return FALSE;
  row->reason = esp_foreign_reason_by_name (parts[1] ? parts[1] : "unspecified", &known);
  if (!known)
    row->unknown_reason = *unknown = esp_foreign_make_valid (parts[1]);
  return TRUE;
}

static gboolean
take_fields (char **fields,
             EspForeignIndexRow *row,
             EspForeignIndexFunc func,
             gpointer data,
             GError **error)
{
  g_autofree char *serial = esp_foreign_parse_serial (fields[FIELD_SERIAL]);
  g_autofree char *subject = esp_foreign_make_valid (fields[FIELD_SUBJECT]);
  g_autofree char *unknown = NULL;

  row->revoked = g_str_equal (fields[FIELD_STATUS], "R");
  row->serial_text = fields[FIELD_SERIAL];
  row->serial = serial;
  row->subject = subject;
  if (!row->revoked && !g_str_equal (fields[FIELD_STATUS], "V") &&
      !g_str_equal (fields[FIELD_STATUS], "E"))
    row->problem = "its status is neither V nor R nor E";
  else if (!serial)
    row->problem = "its serial is no hexadecimal number";
  else if (!esp_foreign_parse_time (fields[FIELD_END], &row->expires_at))
    row->problem = "its end is no time";
  else if (row->revoked && !read_revocation (fields[FIELD_REVOCATION], row, &unknown))
    row->problem = "its revocation has no time";
  return func (row, data, error);
}

static gboolean
take_line (char *line, guint64 number, EspForeignIndexFunc func, gpointer data, GError **error)
{
  EspForeignIndexRow row = { .line = number };
  g_auto (GStrv) fields = NULL;

  g_strchomp (line);
  if (!*line)
    return TRUE;
  fields = g_strsplit (line, "\t", N_FIELDS + 1);
  if (g_strv_length (fields) == N_FIELDS)
    return take_fields (fields, &row, func, data, error);
  row.problem = "it does not have six fields";
  return func (&row, data, error);
}

static gboolean
read_lines (FILE *file, EspForeignIndexFunc func, gpointer data, GError **error)
{
  g_autofree char *line = g_malloc (LINE_LIMIT);
  guint64 number = 0;

  while (fgets (line, LINE_LIMIT, file))
    {
      EspForeignIndexRow row = { .line = ++number };
      gboolean whole = strchr (line, '\n') || feof (file);

      if (whole && !take_line (line, number, func, data, error))
        return FALSE;
      if (whole)
        continue;
      row.problem = "it is longer than a row can be";
      if (!func (&row, data, error))
        return FALSE;
      while (fgets (line, LINE_LIMIT, file) && !strchr (line, '\n'))
        ;
    }
  return TRUE;
}

gboolean
esp_foreign_index_read (const char *path, EspForeignIndexFunc func, gpointer data, GError **error)
{
  FILE *file = fopen (path, "re");
  struct stat status;
  gboolean good = FALSE;

  if (file && fstat (fileno (file), &status) == 0 && S_ISREG (status.st_mode) &&
      status.st_size <= ESP_FOREIGN_INDEX_MAX_SIZE)
    good = read_lines (file, func, data, error);
  else
    esp_error_set (error, ESP_REASON_FILE_READ, path, NULL);
  if (file)
    fclose (file);
  return good;
}

gboolean
esp_foreign_index_parse (const char *text,
                         gsize len,
                         EspForeignIndexFunc func,
                         gpointer data,
                         GError **error)
{
  FILE *file = len > 0 ? fmemopen ((void *) text, len, "r") : NULL;
  gboolean good = !file || read_lines (file, func, data, error);

  if (file)
    fclose (file);
  return good;
}
