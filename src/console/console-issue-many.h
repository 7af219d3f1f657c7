/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates from many requests at once. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_ISSUE_MANY (console_issue_many_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleIssueMany, console_issue_many, CONSOLE, ISSUE_MANY, AdwWindow)

/* @files (GFile: files and folders), @text: to begin with; both may be NULL. */
GtkWindow *console_issue_many_new (ConsoleSession *session, EspCaNode *ca, GSList *files, GBytes *text);

G_END_DECLS
