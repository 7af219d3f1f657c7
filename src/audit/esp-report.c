/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The writer of audit reports. Which certificates belong into one, and where its text goes, is the
 * caller's business.
 */
#include "esp-report.h"

#include "base/esp-csv.h"
#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-json.h"
#include "base/esp-time.h"
#include "model/esp-arn.h"
#include "model/esp-names.h"

struct _EspReportWriter
{
  EspReportFormat format;
  EspReportSink sink;
  gpointer data;
  GString *text; /* of one row; kept for its memory */
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
  writer->text = g_string_sized_new (1024);
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

static void
fill_values (char *values[N_FIELDS], const EspCertificateRow *row, const char *ca_arn)
{
  const char *subject = row->report_subject ? row->report_subject : "";
  const char *reason = esp_report_reason_name (row->revocation_reason);

  values[FIELD_ACCOUNT] = g_strdup (row->requester_account);
  values[FIELD_ARN] = esp_arn_certificate (ca_arn, row->serial);
  values[FIELD_SERIAL] = esp_hex_with_colons (row->serial);
  values[FIELD_SUBJECT] = g_utf8_make_valid (subject, -1);
  values[FIELD_NOT_BEFORE] = esp_time_to_report (row->not_before);
  values[FIELD_NOT_AFTER] = esp_time_to_report (row->not_after);
  values[FIELD_ISSUED_AT] = esp_time_to_report (row->issued_at);
  if (row->revoked_at != 0)
    {
      values[FIELD_REVOKED_AT] = esp_time_to_report (row->revoked_at);
      values[FIELD_REASON] = g_strdup (reason ? reason : esp_report_reason_name (0));
    }
  if (row->template_name)
    values[FIELD_TEMPLATE] = g_strdup_printf ("arn:aws:acm-pca:::template/%s/V1",
                                              row->template_name);
}

static void
free_values (char *values[N_FIELDS])
{
  for (guint i = 0; i < N_FIELDS; i++)
    g_free (values[i]);
}

/* --- JSON -------------------------------------------------------------------------------------*/

/* Most values need no escape; the few others are written by the room that knows the rules. */
static void
append_json_text (GString *text, const char *value)
{
  gboolean is_plain = TRUE;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *escaped = NULL;

  for (const char *c = value; *c && is_plain; c++)
    is_plain = (guchar) *c >= 0x20 && *c != '"' && *c != '\\';
  if (is_plain)
    {
      g_string_append_c (text, '"');
      g_string_append (text, value);
      g_string_append_c (text, '"');
      return;
    }
  node = json_node_init_string (json_node_alloc (), value);
  escaped = esp_json_to_canonical (node, NULL);
  g_string_append (text, escaped);
}

static void
append_json_row (EspReportWriter *writer, char *values[N_FIELDS])
{
  const char *before = "\n    \"";

  g_string_append (writer->text, writer->n_rows == 0 ? "[\n  {" : ",\n  {");
  for (guint i = 0; i < N_FIELDS; i++)
    {
      if (!values[i])
        continue;
      g_string_append (writer->text, before);
      g_string_append (writer->text, field_names[i]);
      g_string_append (writer->text, "\": ");
      append_json_text (writer->text, values[i]);
      before = ",\n    \"";
    }
  g_string_append (writer->text, "\n  }");
}

/* --- CSV --------------------------------------------------------------------------------------*/

/* The subject stands in quotes whether or not it has a comma. */
static void
append_quoted (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (const char *c = value; *c; c++)
    {
      if (*c == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *c);
    }
  g_string_append_c (text, '"');
}

static void
append_csv_header (EspReportWriter *writer)
{
  if (writer->n_rows == 0)
    esp_csv_append_line (writer->text, field_names, N_FIELDS);
}

static void
append_csv_row (EspReportWriter *writer, char *values[N_FIELDS])
{
  const char *const *fields = (const char *const *) values;

  append_csv_header (writer);
  esp_csv_append_line (writer->text, fields, FIELD_SUBJECT);
  writer->text->str[writer->text->len - 1] = ',';
  append_quoted (writer->text, values[FIELD_SUBJECT]);
  g_string_append_c (writer->text, ',');
  esp_csv_append_line (writer->text, fields + FIELD_SUBJECT + 1, N_FIELDS - FIELD_SUBJECT - 1);
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
  char *values[N_FIELDS] = { NULL };

  if (refuse_closed (writer, error))
    return FALSE;
  fill_values (values, row, ca_arn);
  if (writer->format == ESP_REPORT_JSON)
    append_json_row (writer, values);
  else
    append_csv_row (writer, values);
  free_values (values);
  if (!flush (writer, error))
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
