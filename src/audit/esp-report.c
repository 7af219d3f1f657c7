/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The writer of audit reports. Which certificates belong into one, and where its text goes, is the
 * caller's business.
 */
#include "esp-report.h"

#include "base/esp-csv.h"
#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-time.h"
#include "model/esp-names.h"

#include <string.h>

#define AT_A_TIME (64 * 1024) /* bytes to the sink */

struct _EspReportWriter
{
  EspReportFormat format;
  EspReportSink sink;
  gpointer data;
  GString *text; /* that the sink has not got yet */
  guint64 n_rows;
  gboolean is_closed; /* finished, or broken by its sink */
};

/* The columns of CSV are the members of JSON, in this order. */
typedef enum
{
  FIELD_ACCOUNT,
  FIELD_SERVICE,
  FIELD_ARN,
  FIELD_SERIAL,
  FIELD_SUBJECT,
  FIELD_NOT_BEFORE,
  FIELD_NOT_AFTER,
  FIELD_ISSUED_AT,
  FIELD_REVOKED_AT,
  FIELD_REASON,
  FIELD_TEMPLATE,
  N_FIELDS
} Field;

static const char *const field_names[N_FIELDS] = {
  [FIELD_ACCOUNT] = "awsAccountId", [FIELD_SERVICE] = "requestedByServicePrincipal",
  [FIELD_ARN] = "certificateArn",   [FIELD_SERIAL] = "serial",
  [FIELD_SUBJECT] = "subject",      [FIELD_NOT_BEFORE] = "notBefore",
  [FIELD_NOT_AFTER] = "notAfter",   [FIELD_ISSUED_AT] = "issuedAt",
  [FIELD_REVOKED_AT] = "revokedAt", [FIELD_REASON] = "revocationReason",
  [FIELD_TEMPLATE] = "templateArn",
};

static const char *const format_names[] = {
  [ESP_REPORT_JSON] = "JSON",
  [ESP_REPORT_CSV] = "CSV",
};

/* By X.509 code (RFC 5280, 5.3.1); 6 and 8 are no reasons of a final revocation, 7 is unused. */
static const char *const reason_names[] = {
  [0] = "UNSPECIFIED",         [1] = "KEY_COMPROMISE",  [2] = "CERTIFICATE_AUTHORITY_COMPROMISE",
  [3] = "AFFILIATION_CHANGED", [4] = "SUPERSEDED",      [5] = "CESSATION_OF_OPERATION",
  [9] = "PRIVILEGE_WITHDRAWN", [10] = "A_A_COMPROMISE",
};

EspReportWriter *
esp_report_writer_new (EspReportFormat format, EspReportSink sink, gpointer data)
{
  EspReportWriter *writer = g_new0 (EspReportWriter, 1);

  writer->format = format;
  writer->sink = sink;
  writer->data = data;
  writer->text = g_string_sized_new (AT_A_TIME + 4096);
  return writer;
}

void
esp_report_writer_free (EspReportWriter *writer)
{
  if (!writer)
    return;
  g_string_free (writer->text, TRUE);
  g_free (writer);
}

guint64
esp_report_writer_get_n_rows (EspReportWriter *writer)
{
  return writer->n_rows;
}

/* --- The values of a row ----------------------------------------------------------------------*/

/* Every letter is written once, straight into the text: whatever is made for a value and thrown
 * away again would take longer than the value, and there are ten million of them in a large report.
 */
static void
append_text (GString *text, const char *value)
{
  g_string_append_len (text, value, (gssize) strlen (value));
}

static void
append_byte (GString *text, char byte)
{
  g_string_append_len (text, &byte, 1);
}

/* In @n digits. */
static void
fill_number (char *place, int n, int number)
{
  for (int i = n - 1; i >= 0; i--, number /= 10)
    place[i] = (char) ('0' + number % 10);
}

/* As esp_time_to_report() has it, without a calendar of its own for each time. */
static void
append_time (GString *text, gint64 time)
{
  char written[] = "0000-00-00T00:00:00+0000";
  gint64 days = time / 86400, second = time % 86400;
  gint64 era, day, year, of_year, month;

  if (time < 0 || time > ESP_TIME_MAX)
    {
      g_autofree char *other = esp_time_to_report (time);

      append_text (text, other);
      return;
    }
  days += 719468; /* since the first of March of the year 0: leap days come last */
  era = days / 146097;
  day = days - era * 146097;
  year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
  of_year = day - (365 * year + year / 4 - year / 100);
  month = (5 * of_year + 2) / 153;
  fill_number (written, 4, (int) (year + era * 400 + (month >= 10)));
  fill_number (written + 5, 2, (int) (month < 10 ? month + 3 : month - 9));
  fill_number (written + 8, 2, (int) (of_year - (153 * month + 2) / 5 + 1));
  fill_number (written + 11, 2, (int) (second / 3600));
  fill_number (written + 14, 2, (int) (second / 60 % 60));
  fill_number (written + 17, 2, (int) (second % 60));
  g_string_append_len (text, written, sizeof written - 1);
}

/* As esp_hex_with_colons() has it. */
static void
append_colons (GString *text, const char *hex)
{
  for (gsize i = 0; hex[i]; i++)
    {
      if (i > 0 && i % 2 == 0)
        append_byte (text, ':');
      append_byte (text, hex[i]);
    }
}

static gboolean
has_value (const EspCertificateRow *row, Field field)
{
  switch (field)
    {
    case FIELD_ACCOUNT:
      return row->requester_account != NULL;
    case FIELD_SERVICE: /* no service asks for any */
      return FALSE;
    case FIELD_REVOKED_AT:
    case FIELD_REASON:
      return row->revoked_at != 0;
    case FIELD_TEMPLATE:
      return row->template_name != NULL;
    default:
      return TRUE;
    }
}

static void
append_reason (GString *text, int code)
{
  const char *reason = esp_report_reason_name (code);

  append_text (text, reason ? reason : esp_report_reason_name (0));
}

/* One that is there. */
static void
append_value (GString *text, const EspCertificateRow *row, Field field, const char *ca_arn)
{
  switch (field)
    {
    case FIELD_ACCOUNT:
      append_text (text, row->requester_account);
      break;
    case FIELD_ARN:
      append_text (text, ca_arn);
      append_text (text, "/certificate/");
      append_text (text, row->serial);
      break;
    case FIELD_SERIAL:
      append_colons (text, row->serial);
      break;
    case FIELD_SUBJECT:
      append_text (text, row->report_subject ? row->report_subject : "");
      break;
    case FIELD_REASON:
      append_reason (text, row->revocation_reason);
      break;
    case FIELD_TEMPLATE:
      append_text (text, "arn:aws:acm-pca:::template/");
      append_text (text, row->template_name);
      append_text (text, "/V1");
      break;
    default:
      append_time (text, field == FIELD_NOT_BEFORE ? row->not_before :
                         field == FIELD_NOT_AFTER  ? row->not_after :
                         field == FIELD_ISSUED_AT  ? row->issued_at :
                                                     row->revoked_at);
      break;
    }
}

/* Does the end of @text, from @start, stand in both forms as it is? */
static gboolean
is_plain (const GString *text, gsize start)
{
  for (gsize i = start; i < text->len; i++)
    {
      char c = text->str[i];

      if (c < 0x20 || c > 0x7e || c == '"' || c == '\\')
        return FALSE;
    }
  return TRUE;
}

/* Takes the end of @text away, from @start: few values need that. */
static char *
take_back (GString *text, gsize start)
{
  char *value = g_utf8_make_valid (text->str + start, (gssize) (text->len - start));

  g_string_truncate (text, start);
  return value;
}

/* --- JSON -------------------------------------------------------------------------------------*/

/* Quotes and escapes are written by the room that knows their rules. */
static void
append_json_value (GString *text, const EspCertificateRow *row, Field field, const char *ca_arn)
{
  gsize start = text->len;

  append_byte (text, '"');
  append_value (text, row, field, ca_arn);
  if (!is_plain (text, start + 1))
    {
      g_autofree char *value = take_back (text, start + 1);
      g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), value);
      g_autofree char *escaped = esp_json_to_canonical (node, NULL);

      g_string_truncate (text, start);
      append_text (text, escaped);
      return;
    }
  append_byte (text, '"');
}

static void
append_json_row (EspReportWriter *writer, const EspCertificateRow *row, const char *ca_arn)
{
  const char *before = "\n    \"";

  append_text (writer->text, writer->n_rows == 0 ? "[\n  {" : ",\n  {");
  for (Field field = 0; field < N_FIELDS; field++)
    {
      if (!has_value (row, field))
        continue;
      append_text (writer->text, before);
      append_text (writer->text, field_names[field]);
      append_text (writer->text, "\": ");
      append_json_value (writer->text, row, field, ca_arn);
      before = ",\n    \"";
    }
  append_text (writer->text, "\n  }");
}

/* --- CSV --------------------------------------------------------------------------------------*/

static void
append_doubled (GString *text, const char *value)
{
  for (const char *c = value; *c; c++)
    {
      if (*c == '"')
        append_byte (text, '"');
      append_byte (text, *c);
    }
}

static void
append_field (GString *text, const char *value)
{
  esp_csv_append_line (text, &value, 1);
  g_string_truncate (text, text->len - 1);
}

/* The subject stands in quotes whether or not it has a comma, other values where they have to. */
static void
append_csv_value (GString *text, const EspCertificateRow *row, Field field, const char *ca_arn)
{
  gboolean in_quotes = field == FIELD_SUBJECT;
  gsize start;

  if (in_quotes)
    append_byte (text, '"');
  start = text->len;
  append_value (text, row, field, ca_arn);
  if (!is_plain (text, start) || (!in_quotes && strchr (text->str + start, ',')))
    {
      g_autofree char *value = take_back (text, start);

      if (in_quotes)
        append_doubled (text, value);
      else
        append_field (text, value);
    }
  if (in_quotes)
    append_byte (text, '"');
}

static void
append_csv_header (EspReportWriter *writer)
{
  if (writer->n_rows == 0)
    esp_csv_append_line (writer->text, field_names, N_FIELDS);
}

static void
append_csv_row (EspReportWriter *writer, const EspCertificateRow *row, const char *ca_arn)
{
  append_csv_header (writer);
  for (Field field = 0; field < N_FIELDS; field++)
    {
      if (has_value (row, field))
        append_csv_value (writer->text, row, field, ca_arn);
      append_byte (writer->text, field + 1 < N_FIELDS ? ',' : '\n');
    }
}

/* --- Writing ----------------------------------------------------------------------------------*/

static gboolean
refuse_closed (EspReportWriter *writer, GError **error)
{
  if (!writer->is_closed)
    return FALSE;
  esp_error_set (error, ESP_REASON_INTERNAL, NULL, NULL);
  return TRUE;
}

static gboolean
flush (EspReportWriter *writer, GError **error)
{
  gboolean good = writer->sink (writer->text->str, writer->text->len, writer->data, error);

  writer->is_closed = writer->is_closed || !good;
  g_string_truncate (writer->text, 0);
  return good;
}

gboolean
esp_report_writer_add (EspReportWriter *writer,
                       const EspCertificateRow *row,
                       const char *ca_arn,
                       GError **error)
{
  if (refuse_closed (writer, error))
    return FALSE;
  if (writer->format == ESP_REPORT_JSON)
    append_json_row (writer, row, ca_arn);
  else
    append_csv_row (writer, row, ca_arn);
  if (writer->text->len >= AT_A_TIME && !flush (writer, error))
    return FALSE;
  writer->n_rows++;
  return TRUE;
}

gboolean
esp_report_writer_finish (EspReportWriter *writer, GError **error)
{
  if (refuse_closed (writer, error))
    return FALSE;
  if (writer->format == ESP_REPORT_CSV)
    append_csv_header (writer);
  else
    g_string_append (writer->text, writer->n_rows == 0 ? "[]\n" : "\n]\n");
  writer->is_closed = TRUE;
  return writer->text->len == 0 || flush (writer, error);
}

/* --- Names ------------------------------------------------------------------------------------*/

gboolean
esp_report_format_from_string (const char *text, EspReportFormat *format)
{
  guint index;

  if (!esp_names_find_any_case (format_names, G_N_ELEMENTS (format_names), text, &index))
    return FALSE;
  *format = (EspReportFormat) index;
  return TRUE;
}

const char *
esp_report_format_to_string (EspReportFormat format)
{
  return format_names[format];
}

const char *
esp_report_reason_name (int code)
{
  return code >= 0 && code < (int) G_N_ELEMENTS (reason_names) ? reason_names[code] : NULL;
}
