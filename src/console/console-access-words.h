/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions and findings as a person reads them. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* Of ALLOW, EXPLICIT_DENY, IMPLICIT_DENY: "Allowed", "Denied"; an icon and a class for style.css. */
const char *console_decision_word    (const char *decision);
const char *console_decision_icon    (const char *decision);
const char *console_decision_style   (const char *decision);
/* Why, from the answer of SimulateAccess. Free with g_free(). */
char       *console_decision_reason  (JsonObject *answer);
/* Of GUARDRAIL, IDENTITY, RESOURCE. */
const char *console_source_word      (const char *source);
/* Of APPLIES, OTHER_PRINCIPAL, OTHER_ACTION, OTHER_RESOURCE, CONDITION. */
const char *console_match_word       (const char *match);
/* The sentence of a finding, translated. Free with g_free(). */
char       *console_finding_sentence (const EspPolicyFinding *finding);
const char *console_finding_icon     (EspPolicyLintSeverity severity);
const char *console_finding_style    (EspPolicyLintSeverity severity);
/* "Line 3, column 5"; NULL where it is not known. Free with g_free(). */
char       *console_finding_place    (const EspPolicyFinding *finding);

G_END_DECLS
