/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is suspicious in a policy that reads well, and where a text that does not read is broken. For
 * editors and `access lint`; nothing is decided here.
 */
#pragma once

#include "esp-policy.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_POLICY_LINT_ERROR,   /* the document is refused */
  ESP_POLICY_LINT_WARNING, /* it surely does not do what it says */
  ESP_POLICY_LINT_NOTE,
} EspPolicyLintSeverity;

typedef struct
{
  EspPolicyLintSeverity severity;
  const char *rule;     /* id: "unknown-action"; of an error the reason's id; static */
  char *statement;      /* Sid or number, or NULL */
  guint line, column;   /* from 1; 0: not known */
  char *sentence;       /* English, arguments filled in */
  const char *text;     /* the msgid with {places}; static */
  GHashTable *arguments; /* place -> value */
} EspPolicyFinding;

void       esp_policy_finding_free (EspPolicyFinding *finding);
/* EspPolicyFinding, errors first, then by place. Empty: nothing to say. */
GPtrArray *esp_policy_lint         (EspPolicyKind kind, const char *document);
/* The document mended, or NULL where it can't be done safely, or where nothing is wrong (*@changed FALSE).
 * Mends only what has one meaning: typographic quotes, missing quotes around a placeholder, missing or surplus
 * commas and closing braces at the end. The result parses as JSON; @repairs: GPtrArray of EspPolicyFinding
 * (NOTE), what was done where. */
char      *esp_policy_repair       (const char *document, gboolean *changed, GPtrArray **repairs);
const char *esp_policy_lint_severity_to_string (EspPolicyLintSeverity severity); /* "ERROR" */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPolicyFinding, esp_policy_finding_free)

G_END_DECLS
