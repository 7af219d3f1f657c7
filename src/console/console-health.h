/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Page "Health": what CheckCertificateAuthorities finds in everything, or in the branch of one CA, with what to do.
 * Certificates that were issued are read when somebody asks for it, with progress and a way out.
 */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_HEALTH_PAGE (console_health_page_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleHealthPage, console_health_page, CONSOLE, HEALTH_PAGE, AdwBin)

GtkWidget  *console_health_page_new        (ConsoleSession *session);
/* The branch of this CA; NULL: everything. */
void        console_health_page_set_branch (ConsoleHealthPage *page, EspCaNode *node);

/* console-health-lines.c: GPtrArray of ConsolePlanLine, under the names of CAs or under severities. The arn is the CA,
 * the key the serial number of what it issued, the id the action "ca.NAME" of the button. */
GPtrArray  *console_health_list            (JsonObject *answer, gboolean by_severity);
/* A sentence that names those whose certificates could not be read; NULL: all were. Free with g_free(). */
char       *console_health_tell_left_out   (JsonObject *answer);

/* console-health-text.c: what was found, to be carried elsewhere; free with g_free(). @lines: a GListModel of
 * ConsolePlanLine, with headings. */
char       *console_health_write_text      (const char *title, GListModel *lines);
/* Every finding of the answer; cells that a spreadsheet would compute begin with an apostrophe. */
char       *console_health_write_csv       (JsonObject *answer);

G_END_DECLS
