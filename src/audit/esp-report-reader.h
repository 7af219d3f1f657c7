/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading an audit report, one of ours or one that came from the service itself: JSON or CSV, told apart by how it
 * begins. Bytes are fed as they come; each certificate is handed on as soon as it is whole, so that a report of any
 * size needs the memory of one row.
 *
 * What is read: names of fields in any case, in any order, unknown ones beside them (the service adds some now and
 * then), missing templates (older reports), a reason without a time (it counts for nothing). Everything else that is
 * not as reference section 6 has it is refused with line and column. Bounded: a field has 64 KiB, a row 64 fields,
 * a report 10 million rows.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One certificate. Texts are valid UTF-8 and data; those that are not there are NULL. */
typedef struct
{
  const char *account;       /* 12 digits */
  const char *service;       /* of managed renewals, or NULL */
  const char *arn;
  const char *serial;        /* lower-case hex without colons */
  const char *subject;
  gint64 not_before, not_after, issued_at;
  gint64 revoked_at;         /* 0: not revoked */
  const char *reason;        /* or NULL */
  const char *template_arn;  /* or NULL */
} EspReportEntry;

/* FALSE stops the reading with @error set. */
typedef gboolean (*EspReportEntryFunc) (const EspReportEntry *entry, gpointer data, GError **error);

typedef struct _EspReportReader EspReportReader;

EspReportReader *esp_report_reader_new    (EspReportEntryFunc func, gpointer data);
void             esp_report_reader_free   (EspReportReader *reader);
/* Errors: REPORT_READ (arguments line, column, problem), those of the function. After one nothing more is read. */
gboolean         esp_report_reader_feed   (EspReportReader *reader, const char *bytes, gsize len, GError **error);
/* There is no more. Errors: as above, where it ends too early. */
gboolean         esp_report_reader_finish (EspReportReader *reader, GError **error);
guint64          esp_report_reader_get_n_rows (const EspReportReader *reader);
const char      *esp_report_reader_get_format (const EspReportReader *reader); /* "JSON", "CSV"; NULL: not known yet */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportReader, esp_report_reader_free)

G_END_DECLS
