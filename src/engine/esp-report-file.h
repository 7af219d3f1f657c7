/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A report on its way to its place. The order is: written beside, made durable, recorded, put in place.
 *
 * The record (event and history) comes first because nothing may get out without its event: were the
 * file put in place first, a commit that is refused afterwards would leave a report that nobody is
 * said to have made, and the older one would be gone. So there are these ends, and no others:
 *   refused before or in the commit   what was at the place is untouched, nothing is left beside it
 *   killed before the commit          the same, but for PATH.xxxxxxxx.part, whole or not
 *   killed after the commit           the record stands; at the place is the older file, and beside it
 *                                     PATH.xxxxxxxx.part is the whole report (its name begins the
 *                                     report's id, its digest is the recorded one); or it is in place
 *   not put in place after the commit the record stands, an event of the failure follows it; what was
 *                                     at the place is untouched, nothing is left beside it
 * A commit can be refused by a disk that fails while it becomes durable, and be found done when the
 * vault is opened again: then the record stands too, and its report is not there.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _EspReportFile EspReportFile;

/* Beside @path, which is named in errors; @id is the report's. Errors: FILE_WRITE. */
EspReportFile *esp_report_file_new    (const char *path, const char *id, GError **error);
/* What is not in place is removed. */
void           esp_report_file_free   (EspReportFile *file);

gboolean       esp_report_file_write  (EspReportFile *file, const char *text, gsize len, GError **error);
/* Durable from here on; the digest of all that was written (SHA-256, hex), or NULL. Free with g_free(). */
char          *esp_report_file_finish (EspReportFile *file, GError **error);
/* Takes the place of what is there, in one step. */
gboolean       esp_report_file_place  (EspReportFile *file, GError **error);

const char    *esp_report_file_get_path (EspReportFile *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportFile, esp_report_file_free)

G_END_DECLS
