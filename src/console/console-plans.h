/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plans in the window: the place "plans" with its gallery (presets, recent files, what exists, a file) and the open
 * plan in the designer; comparing with what exists, provisioning, exporting.
 *
 * A plan that is open outlives a lock: it comes back when the same person signs in again (console-plan-shelf.c).
 */
#pragma once

#include "console-plan-document.h"
#include "console-session.h"

G_BEGIN_DECLS

/* console-plans-page.c. Class actions: "plans.new" (s: preset), "plans.from-existing", "plans.open",
 * "plans.open-recent" (s: URI), "plans.save", "plans.save-as", "plans.close", "plans.compare", "plans.provision",
 * "plans.export" (s: cloudformation, terraform, svg, pdf, png, dot), "plans.ceremonies". */
GtkWidget *console_plans_page_new         (ConsoleSession *session);
/* Asks first where the open plan has unsaved changes. */
void       console_plans_page_open_file   (GtkWidget *page, GFile *file);
/* console-compare-dialog.c: what would be made, what differs, what exists only here. */
GtkWindow *console_compare_dialog_new     (ConsoleSession *session, ConsolePlanDocument *document);
/* console-provision-dialog.c: the ceremony as a list, what must be settled first, progress, what was made, invitation
 * codes, the report. */
GtkWindow *console_provision_dialog_new   (ConsoleSession *session, ConsolePlanDocument *document);
/* console-ceremonies-dialog.c: what was provisioned, the newest first, each with its report. To be opened by the class
 * action "plans.ceremonies" of the page, in its menu. */
GtkWindow *console_ceremonies_dialog_new   (ConsoleSession *session);
/* console-plan-export.c */
void       console_plan_export            (GtkWidget *owner, ConsoleSession *session, ConsolePlanDocument *document,
                                           const char *format);

G_END_DECLS
