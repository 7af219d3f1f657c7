/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV as RFC 4180 has it; lines may end with either kind of line end. */
#include "esp-report-reader-private.h"

enum
{
  FIELD_BEGINS,
  PLAIN,
  QUOTED,
  QUOTE_IN_QUOTED, /* the end of the field, or one of two for one */
  AFTER_CR,
};

/* --- Fields and lines -------------------------------------------------------------------------*/

static gboolean
add_column (EspReportReader *reader, GError **error)
{
  guint field = esp_report_reader_find (reader->text->str);

  for (guint i = 0; field != ESP_REPORT_FIELD_UNKNOWN && i < reader->columns->len; i++)
    if (g_array_index (reader->columns, guint, i) == field)
      return esp_report_reader_refuse (reader, "a column is there twice", error);
  if (reader->columns->len >= ESP_REPORT_FIELDS_MAX)
    return esp_report_reader_refuse (reader, "there are more than 64 columns", error);
  g_array_append_val (reader->columns, field);
  return esp_report_reader_take (reader, ESP_REPORT_FIELD_UNKNOWN, error);
}

static gboolean
end_field (EspReportReader *reader, GError **error)
{
  guint column = reader->field++;

  reader->state = FIELD_BEGINS;
  if (!reader->columns)
    reader->columns = g_array_new (FALSE, FALSE, sizeof (guint));
  if (!reader->is_heading_read)
    return add_column (reader, error);
  if (column >= reader->columns->len)
    return esp_report_reader_refuse (reader, "the line has more fields than the first one", error);
  return esp_report_reader_take (reader, g_array_index (reader->columns, guint, column), error);
}

static gboolean
has_column (const EspReportReader *reader, guint field)
{
  for (guint i = 0; i < reader->columns->len; i++)
    if (g_array_index (reader->columns, guint, i) == field)
      return TRUE;
  return FALSE;
}

static gboolean
end_heading (EspReportReader *reader, GError **error)
{
  reader->is_heading_read = TRUE;
  for (guint i = 0; i < ESP_REPORT_N_FIELDS; i++)
    {
      g_autofree char *problem = NULL;

      if (!esp_report_reader_is_needed (i) || has_column (reader, i))
        continue;
      problem = g_strdup_printf ("the first line names no column %s", esp_report_reader_name (i));
      return esp_report_reader_refuse (reader, problem, error);
    }
  return TRUE;
}

/* An empty line is none. */
static gboolean
end_line (EspReportReader *reader, GError **error)
{
  gboolean is_empty = reader->field == 0 && reader->state == FIELD_BEGINS;

  if (is_empty)
    return TRUE;
  if (!end_field (reader, error))
    return FALSE;
  if (reader->is_heading_read && reader->field < reader->columns->len)
    return esp_report_reader_refuse (reader, "the line has fewer fields than the first one", error);
  reader->field = 0;
  return reader->is_heading_read ? esp_report_reader_end_row (reader, error) :
                                   end_heading (reader, error);
}

/* --- Bytes ------------------------------------------------------------------------------------*/

static gboolean
outside (EspReportReader *reader, char byte, GError **error)
{
  if (byte == ',')
    return end_field (reader, error);
  if (byte == '\n')
    return end_line (reader, error);
  if (byte != '\r')
    return FALSE;
  if (!end_line (reader, error))
    return FALSE;
  reader->state = AFTER_CR;
  return TRUE;
}

static gboolean
is_border (char byte)
{
  return byte == ',' || byte == '\n' || byte == '\r';
}

static gboolean
plain (EspReportReader *reader, char byte, GError **error)
{
  if (is_border (byte))
    return outside (reader, byte, error);
  if (byte == '"')
    {
      if (reader->state == PLAIN)
        return esp_report_reader_refuse (reader, "a quote stands inside a field without quotes",
                                         error);
      reader->state = QUOTED;
      return TRUE;
    }
  reader->state = PLAIN;
  return esp_report_reader_append (reader, byte, error);
}

static gboolean
after_quote (EspReportReader *reader, char byte, GError **error)
{
  if (is_border (byte))
    return outside (reader, byte, error);
  if (byte != '"')
    return esp_report_reader_refuse (reader, "something stands after the quote that ends a field",
                                     error);
  reader->state = QUOTED;
  return esp_report_reader_append (reader, byte, error);
}

gboolean
esp_report_reader_csv (EspReportReader *reader, char byte, GError **error)
{
  if (byte == '\0')
    return esp_report_reader_refuse (reader, "a byte is zero", error);
  if (reader->state == AFTER_CR)
    {
      reader->state = FIELD_BEGINS;
      if (byte == '\n')
        return TRUE;
      return esp_report_reader_refuse (reader, "a line ends with half of a line end", error);
    }
  if (reader->state == QUOTE_IN_QUOTED)
    return after_quote (reader, byte, error);
  if (reader->state != QUOTED)
    return plain (reader, byte, error);
  if (byte != '"')
    return esp_report_reader_append (reader, byte, error);
  reader->state = QUOTE_IN_QUOTED;
  return TRUE;
}

gboolean
esp_report_reader_csv_end (EspReportReader *reader, GError **error)
{
  if (reader->state == QUOTED)
    return esp_report_reader_refuse (reader, "the file ends inside of a field", error);
  if (reader->state == AFTER_CR)
    return TRUE;
  return end_line (reader, error);
}
