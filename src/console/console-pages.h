/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every page by its constructor; the window puts them together and has the header bar over them. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

GtkWidget *console_welcome_page_new      (ConsoleSession *session); /* console-welcome-page.c: three doors */
GtkWidget *console_unlock_page_new       (ConsoleSession *session); /* console-unlock-page.c: who, role,
                                          passphrase or keyring */
GtkWidget *console_sidebar_new           (ConsoleSession *session); /* console-sidebar.c: filter, tree,
                                          places, foot */
GtkWidget *console_ca_page_new           (ConsoleSession *session); /* console-ca-page.c: follows "selected-ca" */
GtkWidget *console_diagram_page_new      (ConsoleSession *session); /* console-diagram-page.c: the hierarchy as a
                                          picture */
/* console-plans-page.c: console_plans_page_new() is in console-plans.h. */
GtkWidget *console_certificates_page_new (ConsoleSession *session); /* console-certificates-page.c: of all CAs */
GtkWidget *console_reports_page_new      (ConsoleSession *session); /* console-reports-page.c: audit reports */
GtkWidget *console_people_page_new       (ConsoleSession *session); /* console-people-page.c: people, roles,
                                          guardrails, simulator */
GtkWidget *console_activity_page_new     (ConsoleSession *session); /* console-activity-page.c: the log */
GtkWidget *console_shares_page_new       (ConsoleSession *session); /* console-shares-page.c: both directions */
GtkWidget *console_approvals_page_new    (ConsoleSession *session); /* console-approvals-page.c: for two persons */
GtkWidget *console_alerts_page_new       (ConsoleSession *session); /* console-alerts-page.c */
/* console-event-view.c: filters and the events of one CA, or of all. */
GtkWidget *console_event_view_new        (ConsoleSession *session);
void       console_event_view_set_ca     (GtkWidget *view, const char *ca_arn);
/* console-certificate-table.c: search, chips, table; @ca NULL: all. Used by CA page and certificates page. */
GtkWidget *console_certificate_table_new (ConsoleSession *session);
void       console_certificate_table_set_ca (GtkWidget *table, const char *ca_id);
/* console-empty-page.c: nothing yet, no match, not permitted, locked - four, each with a next step. Text
 * is data. */
typedef enum { CONSOLE_EMPTY_NOTHING, CONSOLE_EMPTY_NO_MATCH, CONSOLE_EMPTY_DENIED,
CONSOLE_EMPTY_LOCKED } ConsoleEmpty;
GtkWidget *console_empty_page_new        (ConsoleEmpty kind, const char *title, const char *text,
                                          const char *button_label, const char *action_name);

G_END_DECLS
