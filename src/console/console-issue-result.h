/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of issuing: the certificate in words, what was warned of and what was left out. */
#pragma once

#include <adwaita.h>

#include "engine/espalier.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_ISSUE_RESULT (console_issue_result_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleIssueResult, console_issue_result, CONSOLE, ISSUE_RESULT, AdwBin)
/* @result: of the operation IssueCertificate. */
void console_issue_result_show (ConsoleIssueResult *view, JsonObject *result);

G_END_DECLS
