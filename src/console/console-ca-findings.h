/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a CA, or soon will be, as CheckCertificateAuthorities tells it; each with what can be done. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_CA_FINDINGS (console_ca_findings_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCaFindings, console_ca_findings, CONSOLE, CA_FINDINGS, AdwBin)

/* Of one finding, in the language of whoever reads it; free with g_free(). */
char *console_ca_finding_sentence (JsonObject *finding);
/* What answers it: the action "ca.NAME", static, with the *@label of its button; NULL: none. */
const char *console_ca_finding_get_answer (JsonObject *finding, const char **label);
/* @findings of the selected CA; NULL or empty: hidden. */
void console_ca_findings_show (ConsoleCaFindings *view, ConsoleSession *session, JsonArray *findings);

G_END_DECLS
