/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows for what an issuance makes, leaves out and finds, as PreviewCertificate and IssueCertificate tell it. */
#pragma once

#include "console-note-row.h"

#include "engine/espalier.h"

G_BEGIN_DECLS

/* One of "Extensions". */
GtkWidget  *console_issue_notes_extension_row (JsonObject *extension);
/* One of "Ignored". */
GtkWidget  *console_issue_notes_ignored_row   (JsonObject *ignored);
/* One of "Findings" or "Warnings". */
GtkWidget  *console_issue_notes_finding_row   (JsonObject *finding);
/* "Template", "Request", "Passthrough", "CA settings", "Derived": where a value comes from. */
const char *console_issue_notes_source        (const char *source);

G_END_DECLS
