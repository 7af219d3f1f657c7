/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audit reports as files: written whole or not at all, kept with their digest. What they cover is
 * decided in esp-report-rows.c, what stands on their pages in esp-report-paper.c, how they come to
 * their place in esp-report-file.c; their history is in esp-op-report-list.c. */
#include "esp-ops.h"

#include "audit/esp-report.h"
#include "base/esp-error.h"
#include "esp-engine-private.h"
#include "esp-progress.h"
#include "esp-report-file.h"
#include "esp-report-paper.h"
#include "esp-report-rows.h"
#include "esp-views.h"
#include "model/esp-ca-state.h"

#include <glib/gstdio.h>

typedef struct
{
  EspReportScope *scope;
  const char *format;      /* static */
  EspReportWriter *writer; /* or NULL: pages */
  const char *ca_arn;      /* of the rows that come now */
  EspReportFile *file;
  EspReportRecord *record;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  esp_report_scope_free (report->scope);
  g_clear_pointer (&report->writer, esp_report_writer_free);
  g_clear_pointer (&report->file, esp_report_file_free);
  g_clear_pointer (&report->record, esp_report_record_free);
  g_free (report);
}

static gboolean
write_text (const char *text, gsize len, gpointer data, GError **error)
{
  Report *report = data;

  return esp_report_file_write (report->file, text, len, error);
}

static gboolean
add_row (const EspCertificateRow *row, gpointer data, GError **error)
{
  Report *report = data;

  return esp_report_writer_add (report->writer, row, report->ca_arn, error);
}

/* What it is put in place of is a file, and not the vault itself, by whatever name. */
static gboolean
check_place (EspOperationContext *context, const char *path, GError **error)
{
  GStatBuf place, vault;

  if (g_stat (path, &place) != 0)
    return TRUE;
  if (!S_ISREG (place.st_mode))
    {
      esp_error_set (error, ESP_REASON_FILE_WRITE, path, NULL);
      return FALSE;
    }
  if (g_stat (context->engine->path, &vault) != 0 || place.st_ino != vault.st_ino ||
      place.st_dev != vault.st_dev)
    return TRUE;
  esp_error_set (error, ESP_REASON_FILE_EXISTS, path, NULL);
  return FALSE;
}

/* --- Rows, one authority after another ---------------------------------------------------------*/

/* Only where somebody looks at how far it is. */
static gboolean
count_rows (EspOperationContext *context,
            const EspReportScope *scope,
            gint64 *n_rows,
            GError **error)
{
  for (guint i = 0; ESP_IS_PROGRESS (context->cancellable) && i < scope->cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (scope->cas, i);
      EspCertificateFilter filter = { .ca = ca->id, .status = -1 };
      gint64 n = esp_certificate_store_count (context->vault, &filter, error);

      if (n < 0)
        return FALSE;
      *n_rows += n;
    }
  return TRUE;
}

static gboolean
write_rows (EspOperationContext *context, Report *report, EspReportFormat format, GError **error)
{
  EspReportReading reading;

  if (!esp_report_reading_begin (&reading, context, error) ||
      !count_rows (context, report->scope, &reading.n_rows, error))
    return FALSE;
  report->writer = esp_report_writer_new (format, write_text, report);
  for (guint i = 0; i < report->scope->cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (report->scope->cas, i);

      report->ca_arn = ca->arn;
      if (!esp_report_rows_each (context, &reading, ca, add_row, report, error))
        return FALSE;
    }
  report->record->n_rows = (gint64) esp_report_writer_get_n_rows (report->writer);
  return esp_report_writer_finish (report->writer, error);
}

static gboolean
write_report (EspOperationContext *context, Report *report, GError **error)
{
  EspReportFormat format;

  if (esp_report_format_from_string (report->format, &format))
    return write_rows (context, report, format, error);
  return esp_report_paper_write (context, report->scope, write_text, report,
                                 &report->record->n_rows, error);
}

/* --- The operation -----------------------------------------------------------------------------*/

static void
show_report (EspOperationContext *context, const Report *report)
{
  const EspReportRecord *record = report->record;

  json_object_set_string_member (context->result, "AuditReportId", record->id);
  json_object_set_string_member (context->result, "Path", esp_report_file_get_path (report->file));
  json_object_set_int_member (context->result, "Rows", record->n_rows);
  json_object_set_string_member (context->result, "Digest", record->digest);
  esp_json_set_time (context->result, "CreatedAt", record->created_at);
  esp_report_scope_show (report->scope, context->result);
  esp_context_detail (context, "AuditReportId", record->id);
  esp_context_detail (context, "Format", record->format);
  esp_context_detail (context, "Digest", record->digest);
  json_object_set_int_member (context->details, "Rows", record->n_rows);
  if (!context->ca)
    {
      esp_context_detail (context, "Account", report->scope->account);
      json_object_set_boolean_member (context->details, "Complete", report->scope->is_complete);
    }
}

static EspReportRecord *
make_record (EspOperationContext *context, const Report *report)
{
  EspReportRecord *record = g_new0 (EspReportRecord, 1);

  record->id = g_uuid_string_random ();
  record->ca = context->ca ? g_strdup (context->ca->id) : NULL;
  record->account = g_strdup (report->scope->account);
  record->format = g_strdup (report->format);
  record->created_at = context->now;
  record->requester = g_strdup (esp_session_get_principal (context->session));
  return record;
}

/* Everything but its place, which it takes when its record is durable. */
static gboolean
make_report (EspOperationContext *context, Report *report, GError **error)
{
  const char *path = esp_context_text (context, "Path");

  if (!check_place (context, path, error))
    return FALSE;
  report->record = make_record (context, report);
  report->file = esp_report_file_new (path, report->record->id, error);
  if (!report->file || !write_report (context, report, error))
    return FALSE;
  report->record->digest = esp_report_file_finish (report->file, error);
  return report->record->digest != NULL;
}

static const char *
find_format (const char *name)
{
  EspReportFormat format;

  if (esp_report_format_from_string (name, &format))
    return esp_report_format_to_string (format);
  return g_ascii_strcasecmp (name, "PDF") == 0 ? "PDF" : NULL;
}

/* Of one authority the decision comes before anything that its state says. */
gboolean
esp_op_create_report_resolve (EspOperationContext *context, GError **error)
{
  Report *report = g_new0 (Report, 1);

  context->data = report;
  context->free_data = report_free;
  report->scope = esp_report_scope_resolve (context, error);
  return report->scope != NULL;
}

gboolean
esp_op_create_report_perform (EspOperationContext *context, GError **error)
{
  const char *name = esp_context_text (context, "AuditReportResponseFormat");
  Report *report = context->data;

  report->format = find_format (name);
  if (!report->format)
    {
      esp_error_set (error, ESP_REASON_REPORT_FORMAT, name, NULL);
      return FALSE;
    }
  if (context->ca &&
      !esp_ca_state_check (esp_ca_get_status (context->ca, context->now), ESP_CA_MAY_REPORT, error))
    {
      if (error)
        esp_error_set_object (*error, context->ca->label);
      return FALSE;
    }
  if (!make_report (context, report, error))
    return FALSE;
  show_report (context, report);
  return TRUE;
}

gboolean
esp_op_create_report_store (EspOperationContext *context, GError **error)
{
  Report *report = context->data;

  return esp_report_store_insert (context->vault, report->record, error);
}

gboolean
esp_op_create_report_finish (EspOperationContext *context, GError **error)
{
  Report *report = context->data;

  return check_place (context, esp_report_file_get_path (report->file), error) &&
         esp_report_file_place (report->file, error);
}
