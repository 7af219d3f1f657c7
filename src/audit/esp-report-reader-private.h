/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the parts of the reader: a row that grows field by field (esp-report-reader.c), and the two forms
 * (esp-report-reader-csv.c, esp-report-reader-json.c), which are given one byte after another. */
#pragma once

#include "esp-report-reader.h"

G_BEGIN_DECLS

#define ESP_REPORT_FIELD_MAX 65536
#define ESP_REPORT_FIELDS_MAX 64
#define ESP_REPORT_ROWS_MAX 10000000
#define ESP_REPORT_FIELD_UNKNOWN ESP_REPORT_N_FIELDS

typedef enum
{
  ESP_REPORT_FIELD_ACCOUNT,
  ESP_REPORT_FIELD_SERVICE,
  ESP_REPORT_FIELD_ARN,
  ESP_REPORT_FIELD_SERIAL,
  ESP_REPORT_FIELD_SUBJECT,
  ESP_REPORT_FIELD_NOT_BEFORE,
  ESP_REPORT_FIELD_NOT_AFTER,
  ESP_REPORT_FIELD_ISSUED_AT,
  ESP_REPORT_FIELD_REVOKED_AT,
  ESP_REPORT_FIELD_REASON,
  ESP_REPORT_FIELD_TEMPLATE,
  ESP_REPORT_N_FIELDS
} EspReportField;

typedef gboolean (*EspReportStep) (EspReportReader *reader, char byte, GError **error);

struct _EspReportReader
{
  EspReportEntryFunc func;
  gpointer data;
  EspReportStep step;                  /* NULL: the first byte will tell */
  guint64 line, column;                /* of the byte that is looked at, from 1 */
  guint64 n_rows;
  gboolean is_broken, is_over;
  guint n_marks;                       /* of the byte order mark */

  GString *text;                       /* of the field that is read */
  GString *values[ESP_REPORT_N_FIELDS];
  gboolean has[ESP_REPORT_N_FIELDS];

  int state;                           /* of the form */
  guint field;                         /* number of the field in its row */
  GArray *columns;                     /* CSV: guint, which field each column is; or NULL */
  gboolean is_heading_read;            /* CSV */
  guint member;                        /* JSON: which field the value is */
  guint n_digits, surrogate;           /* JSON: of \u */
  gunichar letter;
  guint n_literal;                     /* JSON: letters of null */
};

/* FALSE, with @problem at the present place. */
gboolean esp_report_reader_refuse  (EspReportReader *reader, const char *problem, GError **error);
/* Case does not matter; ESP_REPORT_FIELD_UNKNOWN where it is none. */
guint    esp_report_reader_find    (const char *name);
const char *esp_report_reader_name (guint field);
/* Every row must have it. */
gboolean esp_report_reader_is_needed (guint field);
gboolean esp_report_reader_append  (EspReportReader *reader, char byte, GError **error);
/* The text that was read becomes the value of @field. */
gboolean esp_report_reader_take    (EspReportReader *reader, guint field, GError **error);
/* The row is whole: it is checked and handed on. */
gboolean esp_report_reader_end_row (EspReportReader *reader, GError **error);

gboolean esp_report_reader_csv     (EspReportReader *reader, char byte, GError **error);
gboolean esp_report_reader_csv_end (EspReportReader *reader, GError **error);
gboolean esp_report_reader_json    (EspReportReader *reader, char byte, GError **error);
gboolean esp_report_reader_json_end (EspReportReader *reader, GError **error);

G_END_DECLS
