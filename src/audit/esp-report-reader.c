/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a report from outside: what their fields must be. The two forms in which they come are in
 * files of their own. */
#include "esp-report-reader-private.h"

#include "base/esp-error.h"
#include "esp-report.h"

#include <string.h>

#define SERIAL_MAX 40 /* digits: 20 octets (RFC 5280) */
#define ACCOUNT_DIGITS 12

typedef gboolean (*FieldCheck) (EspReportReader *reader, GString *text, GError **error);

static gboolean check_account (EspReportReader *reader, GString *text, GError **error);
static gboolean check_arn (EspReportReader *reader, GString *text, GError **error);
static gboolean check_serial (EspReportReader *reader, GString *text, GError **error);
static gboolean check_time (EspReportReader *reader, GString *text, GError **error);
static gboolean check_reason (EspReportReader *reader, GString *text, GError **error);

static const struct
{
  const char *name;
  gboolean is_needed;
  FieldCheck check; /* of what is not empty */
} fields[ESP_REPORT_N_FIELDS] = {
  [ESP_REPORT_FIELD_ACCOUNT] = { "awsAccountId", TRUE, check_account },
  [ESP_REPORT_FIELD_SERVICE] = { "requestedByServicePrincipal", FALSE, NULL },
  [ESP_REPORT_FIELD_ARN] = { "certificateArn", TRUE, check_arn },
  [ESP_REPORT_FIELD_SERIAL] = { "serial", TRUE, check_serial },
  [ESP_REPORT_FIELD_SUBJECT] = { "subject", TRUE, NULL },
  [ESP_REPORT_FIELD_NOT_BEFORE] = { "notBefore", TRUE, check_time },
  [ESP_REPORT_FIELD_NOT_AFTER] = { "notAfter", TRUE, check_time },
  [ESP_REPORT_FIELD_ISSUED_AT] = { "issuedAt", TRUE, check_time },
  [ESP_REPORT_FIELD_REVOKED_AT] = { "revokedAt", FALSE, check_time },
  [ESP_REPORT_FIELD_REASON] = { "revocationReason", FALSE, check_reason },
  [ESP_REPORT_FIELD_TEMPLATE] = { "templateArn", FALSE, NULL },
};

/* --- Object -----------------------------------------------------------------------------------*/

EspReportReader *
esp_report_reader_new (EspReportEntryFunc func, gpointer data)
{
  EspReportReader *reader = g_new0 (EspReportReader, 1);

  reader->func = func;
  reader->data = data;
  reader->line = reader->column = 1;
  reader->text = g_string_new (NULL);
  for (guint i = 0; i < ESP_REPORT_N_FIELDS; i++)
    reader->values[i] = g_string_new (NULL);
  return reader;
}

void
esp_report_reader_free (EspReportReader *reader)
{
  if (!reader)
    return;
  g_string_free (reader->text, TRUE);
  for (guint i = 0; i < ESP_REPORT_N_FIELDS; i++)
    g_string_free (reader->values[i], TRUE);
  g_clear_pointer (&reader->columns, g_array_unref);
  g_free (reader);
}

guint64
esp_report_reader_get_n_rows (const EspReportReader *reader)
{
  return reader->n_rows;
}

const char *
esp_report_reader_get_format (const EspReportReader *reader)
{
  return !reader->step ? NULL : reader->step == esp_report_reader_json ? "JSON" : "CSV";
}

gboolean
esp_report_reader_refuse (EspReportReader *reader, const char *problem, GError **error)
{
  g_autofree char *line = g_strdup_printf ("%" G_GUINT64_FORMAT, reader->line);
  g_autofree char *column = g_strdup_printf ("%" G_GUINT64_FORMAT, reader->column);

  reader->is_broken = TRUE;
  esp_error_set (error, ESP_REASON_REPORT_READ, NULL, "line", line, "column", column, "problem",
                 problem, NULL);
  return FALSE;
}

/* --- Fields -----------------------------------------------------------------------------------*/

guint
esp_report_reader_find (const char *name)
{
  for (guint i = 0; i < ESP_REPORT_N_FIELDS; i++)
    if (g_ascii_strcasecmp (fields[i].name, name) == 0)
      return i;
  return ESP_REPORT_FIELD_UNKNOWN;
}

const char *
esp_report_reader_name (guint field)
{
  return fields[field].name;
}

gboolean
esp_report_reader_is_needed (guint field)
{
  return fields[field].is_needed;
}

gboolean
esp_report_reader_append (EspReportReader *reader, char byte, GError **error)
{
  if (reader->text->len >= ESP_REPORT_FIELD_MAX)
    return esp_report_reader_refuse (reader, "a field is longer than 65536 bytes", error);
  g_string_append_c (reader->text, byte);
  return TRUE;
}

static gboolean
check_account (EspReportReader *reader, GString *text, GError **error)
{
  if (text->len == ACCOUNT_DIGITS && strspn (text->str, "0123456789") == ACCOUNT_DIGITS)
    return TRUE;
  return esp_report_reader_refuse (reader, "an account has 12 digits", error);
}

static gboolean
check_arn (EspReportReader *reader, GString *text, GError **error)
{
  if (g_str_has_prefix (text->str, "arn:") && strstr (text->str, ":certificate-authority/"))
    return TRUE;
  return esp_report_reader_refuse (reader, "this is no ARN of a certificate", error);
}

/* Kept without its colons, which stand between pairs or nowhere. */
static gboolean
check_serial (EspReportReader *reader, GString *text, GError **error)
{
  gsize n = 0;
  gboolean with_colons = strchr (text->str, ':') != NULL;

  for (gsize i = 0; i < text->len; i++)
    {
      gboolean is_colon = with_colons && i % 3 == 2;

      if (is_colon ? text->str[i] != ':' : !g_ascii_isxdigit (text->str[i]))
        return esp_report_reader_refuse (reader, "a serial number is pairs of hex digits", error);
      if (!is_colon)
        text->str[n++] = g_ascii_tolower (text->str[i]);
    }
  if (n == 0 || n % 2 != 0 || n > SERIAL_MAX || (with_colons && text->len % 3 != 2))
    return esp_report_reader_refuse (reader, "a serial number is pairs of hex digits", error);
  g_string_truncate (text, n);
  return TRUE;
}

/* "2026-01-10T09:00:00+0000"; the other ways to say UTC are read too. */
static gboolean
read_time (const char *text, gint64 *time)
{
  static const char form[] = "0000-00-00T00:00:00";
  static const char *const zones[] = { "+0000", "+00:00", "Z", NULL };
  g_autoptr (GDateTime) date = NULL;
  int numbers[6];

  for (gsize i = 0; i < strlen (form); i++)
    if (form[i] == '0' ? !g_ascii_isdigit (text[i]) : text[i] != form[i])
      return FALSE;
  if (!g_strv_contains (zones, text + strlen (form)))
    return FALSE;
  numbers[0] = (int) g_ascii_strtoull (text, NULL, 10);
  for (guint i = 1; i < G_N_ELEMENTS (numbers); i++)
    numbers[i] = (int) g_ascii_strtoull (text + 2 + i * 3, NULL, 10);
  date = g_date_time_new_utc (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4],
                              numbers[5]);
  if (!date)
    return FALSE;
  *time = g_date_time_to_unix (date);
  return TRUE;
}

static gboolean
check_time (EspReportReader *reader, GString *text, GError **error)
{
  gint64 time;

  if (read_time (text->str, &time))
    return TRUE;
  return esp_report_reader_refuse (reader, "a time is written like 2026-01-10T09:00:00+0000",
                                   error);
}

static gboolean
check_reason (EspReportReader *reader, GString *text, GError **error)
{
  for (int code = 0; code <= 10; code++)
    if (g_strcmp0 (esp_report_reason_name (code), text->str) == 0)
      return TRUE;
  return esp_report_reader_refuse (reader, "this is no reason of a revocation", error);
}

gboolean
esp_report_reader_take (EspReportReader *reader, guint field, GError **error)
{
  GString *text = reader->text;

  if (strlen (text->str) != text->len || !g_utf8_validate (text->str, (gssize) text->len, NULL))
    return esp_report_reader_refuse (reader, "a field is no text in UTF-8", error);
  if (field < ESP_REPORT_N_FIELDS)
    {
      if (reader->has[field])
        return esp_report_reader_refuse (reader, "a field is there twice", error);
      if (text->len > 0 && fields[field].check && !fields[field].check (reader, text, error))
        return FALSE;
      g_string_truncate (reader->values[field], 0);
      g_string_append_len (reader->values[field], text->str, (gssize) text->len);
      reader->has[field] = TRUE;
    }
  g_string_truncate (text, 0);
  return TRUE;
}

/* --- Rows -------------------------------------------------------------------------------------*/

static const char *
value_of (const EspReportReader *reader, EspReportField field)
{
  return reader->has[field] && reader->values[field]->len > 0 ? reader->values[field]->str : NULL;
}

static gint64
time_of (const EspReportReader *reader, EspReportField field)
{
  const char *text = value_of (reader, field);
  gint64 time = 0;

  if (text)
    read_time (text, &time);
  return time;
}

static gboolean
check_needed (EspReportReader *reader, GError **error)
{
  for (guint i = 0; i < ESP_REPORT_N_FIELDS; i++)
    {
      g_autofree char *problem = NULL;

      if (!fields[i].is_needed ||
          (i == ESP_REPORT_FIELD_SUBJECT ? reader->has[i] : value_of (reader, i) != NULL))
        continue;
      problem = g_strdup_printf ("the certificate has no %s", fields[i].name);
      return esp_report_reader_refuse (reader, problem, error);
    }
  return TRUE;
}

gboolean
esp_report_reader_end_row (EspReportReader *reader, GError **error)
{
  EspReportEntry entry = { 0 };

  if (!check_needed (reader, error))
    return FALSE;
  if (++reader->n_rows > ESP_REPORT_ROWS_MAX)
    return esp_report_reader_refuse (reader, "there are more than 10000000 certificates", error);
  entry.account = value_of (reader, ESP_REPORT_FIELD_ACCOUNT);
  entry.service = value_of (reader, ESP_REPORT_FIELD_SERVICE);
  entry.arn = value_of (reader, ESP_REPORT_FIELD_ARN);
  entry.serial = value_of (reader, ESP_REPORT_FIELD_SERIAL);
  entry.subject = reader->values[ESP_REPORT_FIELD_SUBJECT]->str;
  entry.not_before = time_of (reader, ESP_REPORT_FIELD_NOT_BEFORE);
  entry.not_after = time_of (reader, ESP_REPORT_FIELD_NOT_AFTER);
  entry.issued_at = time_of (reader, ESP_REPORT_FIELD_ISSUED_AT);
  entry.revoked_at = time_of (reader, ESP_REPORT_FIELD_REVOKED_AT);
  entry.reason = entry.revoked_at ? value_of (reader, ESP_REPORT_FIELD_REASON) : NULL;
  entry.template_arn = value_of (reader, ESP_REPORT_FIELD_TEMPLATE);
  memset (reader->has, 0, sizeof reader->has);
  if (reader->func (&entry, reader->data, error))
    return TRUE;
  reader->is_broken = TRUE;
  return FALSE;
}

/* --- Bytes ------------------------------------------------------------------------------------*/

/* Columns count letters, not bytes. */
static void
move_on (EspReportReader *reader, char byte)
{
  if (byte == '\n')
    {
      reader->line++;
      reader->column = 1;
    }
  else if (((guchar) byte & 0xc0) != 0x80)
    reader->column++;
}

/* Spreadsheets put a mark before their first byte. */
static gboolean
skip_mark (EspReportReader *reader, char byte, gboolean *skipped, GError **error)
{
  static const char mark[] = "\xef\xbb\xbf";

  *skipped = reader->n_marks < 3 && byte == mark[reader->n_marks];
  if (*skipped)
    {
      reader->n_marks++;
      return TRUE;
    }
  if (reader->n_marks != 0 && reader->n_marks != 3)
    return esp_report_reader_refuse (reader, "this is no audit report", error);
  return TRUE;
}

static gboolean
begin (EspReportReader *reader, char byte, GError **error)
{
  gboolean skipped;

  if (!skip_mark (reader, byte, &skipped, error))
    return FALSE;
  if (skipped || strchr (" \t\r\n", byte))
    return byte != '\0' || esp_report_reader_refuse (reader, "this is no audit report", error);
  if (byte == '[')
    reader->step = esp_report_reader_json;
  else if (g_ascii_isalpha (byte) || byte == '"')
    reader->step = esp_report_reader_csv;
  else
    return esp_report_reader_refuse (reader, "this is no audit report", error);
  return reader->step (reader, byte, error);
}

static gboolean
refuse_over (EspReportReader *reader, GError **error)
{
  if (!reader->is_broken && !reader->is_over)
    return FALSE;
  esp_error_set (error, ESP_REASON_INTERNAL, NULL, NULL);
  return TRUE;
}

gboolean
esp_report_reader_feed (EspReportReader *reader, const char *bytes, gsize len, GError **error)
{
  if (refuse_over (reader, error))
    return FALSE;
  for (gsize i = 0; i < len; i++)
    {
      EspReportStep step = reader->step ? reader->step : begin;

      if (!step (reader, bytes[i], error))
        return FALSE;
      move_on (reader, bytes[i]);
    }
  return TRUE;
}

gboolean
esp_report_reader_finish (EspReportReader *reader, GError **error)
{
  if (refuse_over (reader, error))
    return FALSE;
  reader->is_over = TRUE;
  if (!reader->step)
    return esp_report_reader_refuse (reader, "the file is empty", error);
  return reader->step == esp_report_reader_json ? esp_report_reader_json_end (reader, error) :
                                                  esp_report_reader_csv_end (reader, error);
}
