/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audit reports as files, their history, and counts by group. Long reads go page by page up to the
 * row that was the last when they began, so that they neither block a commit nor see half of one.
 */
#include "esp-ops.h"

#include "audit/esp-report.h"
#include "base/esp-error.h"
#include "esp-engine-private.h"
#include "esp-views.h"
#include "model/esp-arn.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define PAGE 1000

typedef gboolean (*RowFunc) (const EspCertificateRow *row, gpointer data, GError **error);

/* Calls @func for every row that @filter lets through, page by page. */
static gboolean
each_row (EspOperationContext *context,
          EspCertificateFilter *filter,
          RowFunc func,
          gpointer data,
          GError **error)
{
  gint64 after = 0;
  guint n = PAGE;

  filter->up_to_row = esp_certificate_store_last_row (context->vault, error);
  if (filter->up_to_row < 0)
    return FALSE;
  if (filter->up_to_row == 0)
    return TRUE;
  while (n == PAGE)
    {
      g_autoptr (GPtrArray)
        rows = esp_certificate_store_list_page (context->vault, filter, after, PAGE, error);

      if (!rows || g_cancellable_set_error_if_cancelled (context->cancellable, error))
        return FALSE;
      n = rows->len;
      for (guint i = 0; i < n; i++)
        {
          const EspCertificateRow *row = g_ptr_array_index (rows, i);

          if (!func (row, data, error))
            return FALSE;
          after = row->row;
        }
    }
  return TRUE;
}

/* --- One report --------------------------------------------------------------------------------*/

typedef struct
{
  EspReportWriter *writer;
  const char *ca_arn;
  int fd;
  char *temporary;
  char *path;
  gboolean placed;
  GChecksum *checksum;
  EspReportRecord *record;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  g_clear_pointer (&report->writer, esp_report_writer_free);
  if (report->fd >= 0)
    close (report->fd);
  if (report->temporary && !report->placed)
    g_unlink (report->temporary);
  g_free (report->temporary);
  g_free (report->path);
  g_clear_pointer (&report->checksum, g_checksum_free);
  g_clear_pointer (&report->record, esp_report_record_free);
  g_free (report);
}

static gboolean
refuse_write (const char *path, GError **error)
{
  g_autofree char *detail = g_strdup (g_strerror (errno));

  esp_error_set (error, ESP_REASON_FILE_WRITE, path, NULL);
  if (error)
    esp_error_set_detail (*error, detail);
  return FALSE;
}

static gboolean
write_text (const char *text, gsize len, gpointer data, GError **error)
{
  Report *report = data;

  g_checksum_update (report->checksum, (const guchar *) text, (gssize) len);
  while (len > 0)
    {
      gssize done = write (report->fd, text, len);

      if (done < 0 && errno == EINTR)
        continue;
      if (done <= 0)
        return refuse_write (report->path, error);
      text += done;
      len -= (gsize) done;
    }
  return TRUE;
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

static gboolean
open_report (EspOperationContext *context, Report *report, EspReportFormat format, GError **error)
{
  report->path = g_strdup (esp_context_text (context, "Path"));
  if (!check_place (context, report->path, error))
    return FALSE;
  report->temporary = g_strdup_printf ("%s.XXXXXX", report->path);
  report->fd = g_mkstemp_full (report->temporary, O_WRONLY | O_CLOEXEC, 0644);
  if (report->fd < 0)
    {
      g_clear_pointer (&report->temporary, g_free);
      return refuse_write (report->path, error);
    }
  report->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  report->ca_arn = context->ca->arn;
  report->writer = esp_report_writer_new (format, write_text, report);
  return TRUE;
}

/* Whole or not at all: written beside its place, made durable, then put there. */
static gboolean
place_report (Report *report, GError **error)
{
  if (!esp_report_writer_finish (report->writer, error))
    return FALSE;
  if (fsync (report->fd) != 0 || g_rename (report->temporary, report->path) != 0)
    return refuse_write (report->path, error);
  report->placed = TRUE;
  return TRUE;
}

static void
show_report (EspOperationContext *context, const EspReportRecord *record, const char *path)
{
  json_object_set_string_member (context->result, "AuditReportId", record->id);
  json_object_set_string_member (context->result, "Path", path);
  json_object_set_int_member (context->result, "Rows", record->n_rows);
  json_object_set_string_member (context->result, "Digest", record->digest);
  esp_json_set_time (context->result, "CreatedAt", record->created_at);
  esp_context_detail (context, "AuditReportId", record->id);
  esp_context_detail (context, "Format", record->format);
  esp_context_detail (context, "Digest", record->digest);
  json_object_set_int_member (context->details, "Rows", record->n_rows);
}

static EspReportRecord *
make_record (EspOperationContext *context, Report *report, EspReportFormat format)
{
  EspReportRecord *record = g_new0 (EspReportRecord, 1);

  record->id = g_uuid_string_random ();
  record->ca = g_strdup (context->ca->id);
  record->format = g_strdup (esp_report_format_to_string (format));
  record->created_at = context->now;
  record->n_rows = (gint64) esp_report_writer_get_n_rows (report->writer);
  record->digest = g_strdup (g_checksum_get_string (report->checksum));
  record->requester = g_strdup (esp_session_get_principal (context->session));
  return record;
}

gboolean
esp_op_create_report_perform (EspOperationContext *context, GError **error)
{
  const char *name = esp_context_text (context, "AuditReportResponseFormat");
  EspCertificateFilter filter = { .ca = context->ca->id, .status = -1, .now = context->now };
  Report *report = g_new0 (Report, 1);
  EspReportFormat format;

  report->fd = -1;
  context->data = report;
  context->free_data = report_free;
  if (!esp_report_format_from_string (name, &format))
    {
      esp_error_set (error, ESP_REASON_REPORT_FORMAT, name, NULL);
      return FALSE;
    }
  if (!esp_ca_state_check (esp_ca_get_status (context->ca, context->now), ESP_CA_MAY_REPORT, error))
    {
      if (error)
        esp_error_set_object (*error, context->ca->label);
      return FALSE;
    }
  if (!open_report (context, report, format, error) ||
      !each_row (context, &filter, add_row, report, error) || !place_report (report, error))
    return FALSE;
  report->record = make_record (context, report, format);
  show_report (context, report->record, report->path);
  return TRUE;
}

gboolean
esp_op_create_report_store (EspOperationContext *context, GError **error)
{
  Report *report = context->data;

  return esp_report_store_insert (context->vault, report->record, error);
}

gboolean
esp_op_create_report_abandon (EspOperationContext *context, GError **error)
{
  Report *report = context->data;

  if (report && report->placed)
    g_unlink (report->path);
  return TRUE;
}

/* --- History -----------------------------------------------------------------------------------*/

gboolean
esp_op_list_reports (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray)
    records = esp_report_store_list (context->vault, context->ca ? context->ca->id : NULL, error);
  JsonArray *list;

  if (!records)
    return FALSE;
  list = json_array_new ();
  json_object_set_array_member (context->result, "AuditReports", list);
  for (guint i = 0; i < records->len; i++)
    {
      const EspReportRecord *record = g_ptr_array_index (records, i);
      g_autoptr (EspCa) ca = esp_ca_store_find (context->vault, record->ca, error);
      JsonObject *row;

      if (!ca)
        return FALSE;
      if (!esp_context_may (context, "acm-pca:DescribeCertificateAuthorityAuditReport", ca))
        continue;
      row = json_object_new ();
      json_object_set_string_member (row, "AuditReportId", record->id);
      json_object_set_string_member (row, "CertificateAuthorityArn", ca->arn);
      json_object_set_string_member (row, "CertificateAuthority", ca->label);
      json_object_set_string_member (row, "Format", record->format);
      esp_json_set_time (row, "CreatedAt", record->created_at);
      json_object_set_int_member (row, "Rows", record->n_rows);
      json_object_set_string_member (row, "Digest", record->digest);
      json_object_set_string_member (row, "RequestedBy", record->requester);
      json_array_add_object_element (list, row);
    }
  return TRUE;
}

/* --- Counts by group ---------------------------------------------------------------------------*/

typedef char *(*GroupFunc) (const EspCertificateRow *row);

static char *
group_by_ca (const EspCertificateRow *row)
{
  return g_strdup (row->ca_label);
}

static char *
group_by_account (const EspCertificateRow *row)
{
  return g_strdup (row->requester_account);
}

static char *
group_by_template (const EspCertificateRow *row)
{
  return g_strdup (row->template_name ? row->template_name : "-");
}

static char *
group_by_month (const EspCertificateRow *row)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (row->issued_at);

  return g_date_time_format (date, "%Y-%m");
}

static const struct
{
  const char *name;
  GroupFunc func;
} groups[] = {
  { "ca", group_by_ca },
  { "account", group_by_account },
  { "template", group_by_template },
  { "month", group_by_month },
};

typedef struct
{
  GroupFunc group;
  GHashTable *counts; /* group -> gint64[ESP_CERTIFICATE_REVOKED + 1] */
  gint64 now;
} Summary;

static gboolean
count_row (const EspCertificateRow *row, gpointer data, GError **error)
{
  Summary *summary = data;
  g_autofree char *group = summary->group (row);
  gint64 *counts = g_hash_table_lookup (summary->counts, group);

  if (!counts)
    {
      counts = g_new0 (gint64, ESP_CERTIFICATE_REVOKED + 1);
      g_hash_table_insert (summary->counts, g_steal_pointer (&group), counts);
    }
  counts[esp_certificate_row_get_status (row, summary->now)]++;
  return TRUE;
}

static void
show_summary (EspOperationContext *context, Summary *summary)
{
  g_autoptr (GList)
    names = g_list_sort (g_hash_table_get_keys (summary->counts), (GCompareFunc) g_strcmp0);
  JsonArray *list = json_array_new ();

  for (GList *l = names; l; l = l->next)
    {
      const gint64 *counts = g_hash_table_lookup (summary->counts, l->data);
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "Group", l->data);
      json_object_set_int_member (row, "Issued",
                                  counts[ESP_CERTIFICATE_VALID] + counts[ESP_CERTIFICATE_EXPIRED] +
                                    counts[ESP_CERTIFICATE_REVOKED]);
      json_object_set_int_member (row, "Valid", counts[ESP_CERTIFICATE_VALID]);
      json_object_set_int_member (row, "Expired", counts[ESP_CERTIFICATE_EXPIRED]);
      json_object_set_int_member (row, "Revoked", counts[ESP_CERTIFICATE_REVOKED]);
      json_array_add_object_element (list, row);
    }
  json_object_set_array_member (context->result, "Groups", list);
}

static GroupFunc
find_group (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_str_equal (groups[i].name, name))
      return groups[i].func;
  return NULL;
}

gboolean
esp_op_summarize (EspOperationContext *context, GError **error)
{
  const char *by = esp_context_text (context, "By");
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Summary summary = { find_group (by), counts, context->now };
  g_autoptr (GPtrArray) cas = NULL;

  if (!summary.group)
    {
      esp_error_set (error, ESP_REASON_SUMMARY_GROUP, by, NULL);
      return FALSE;
    }
  cas = esp_ops_readable_cas (context, error);
  if (!cas)
    return FALSE;
  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);
      EspCertificateFilter filter = { .ca = ca->id, .status = -1, .now = context->now };

      if (context->ca && !g_str_equal (context->ca->id, ca->id))
        continue;
      if (!each_row (context, &filter, count_row, &summary, error))
        return FALSE;
    }
  show_summary (context, &summary);
  return TRUE;
}
