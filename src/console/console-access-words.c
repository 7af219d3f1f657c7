/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for decisions, matches and findings, as tables. */
#include "console-access-words.h"

#include "console-format.h"

#include "base/esp-error.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *id;
  const char *word;
  const char *icon;
  const char *style;
} DecisionRow;

static const DecisionRow decisions[] = {
  { "ALLOW", NC_ ("decision", "Allowed"), "certificate-valid-symbolic", "success" },
  { "EXPLICIT_DENY", NC_ ("decision", "Denied"), "empty-denied-symbolic", "error" },
  { "IMPLICIT_DENY", NC_ ("decision", "Not allowed"), "empty-denied-symbolic", "warning" },
};

static const struct
{
  const char *id;
  const char *word;
} sources[] = {
  { "GUARDRAIL", NC_ ("source of a policy", "Guardrail") },
  { "IDENTITY", NC_ ("source of a policy", "Role") },
  { "RESOURCE", NC_ ("source of a policy", "Share of the CA") },
}, matches[] = {
  { "APPLIES", NC_ ("match of a statement", "Applies") },
  { "OTHER_PRINCIPAL", NC_ ("match of a statement", "Does not apply: is for somebody else") },
  { "OTHER_ACTION", NC_ ("match of a statement", "Does not apply: names another action") },
  { "OTHER_RESOURCE", NC_ ("match of a statement", "Does not apply: is about another resource") },
  { "CONDITION", NC_ ("match of a statement", "Does not apply: its condition is not met") },
};

static const DecisionRow *
find_decision (const char *decision)
{
  for (guint i = 0; i < G_N_ELEMENTS (decisions); i++)
    if (g_strcmp0 (decisions[i].id, decision) == 0)
      return &decisions[i];
  return &decisions[G_N_ELEMENTS (decisions) - 1];
}

const char *
console_decision_word (const char *decision)
{
  return g_dpgettext2 (NULL, "decision", find_decision (decision)->word);
}

const char *
console_decision_icon (const char *decision)
{
  return find_decision (decision)->icon;
}

const char *
console_decision_style (const char *decision)
{
  return find_decision (decision)->style;
}

const char *
console_source_word (const char *source)
{
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (g_strcmp0 (sources[i].id, source) == 0)
      return g_dpgettext2 (NULL, "source of a policy", sources[i].word);
  return source ? source : "";
}

const char *
console_match_word (const char *match)
{
  for (guint i = 0; i < G_N_ELEMENTS (matches); i++)
    if (g_strcmp0 (matches[i].id, match) == 0)
      return g_dpgettext2 (NULL, "match of a statement", matches[i].word);
  return match ? match : "";
}

char *
console_decision_reason (JsonObject *answer)
{
  const char *decision = esp_json_get_string (answer, "Decision");
  const char *policy = esp_json_get_string (answer, "Policy");
  const char *statement = esp_json_get_string (answer, "Statement");
  const char *missing = esp_json_get_string (answer, "Missing");
  const char *arguments[] = { "policy",    policy ? policy : "",
                              "statement", statement ? statement : "",
                              "missing",   missing ? missing : "",
                              NULL };
  const char *text = _ ("No statement of any policy allows it.");

  if (policy && g_strcmp0 (decision, "ALLOW") == 0)
    text = _ ("The statement “{statement}” of the policy “{policy}” allows it.");
  else if (policy)
    text = _ ("The statement “{statement}” of the policy “{policy}” denies it. What is denied, no "
              "other statement can allow.");
  else if (g_strcmp0 (decision, "ALLOW") == 0)
    text = _ ("It is allowed.");
  else if (missing)
    text = _ ("No statement of any policy allows it. Missing: {missing}.");
  return esp_text_fill (text, arguments);
}

/* --- Findings ----------------------------------------------------------------------------------*/

static const char *const icons[] = {
  [ESP_POLICY_LINT_ERROR] = "dialog-error-symbolic",
  [ESP_POLICY_LINT_WARNING] = "dialog-warning-symbolic",
  [ESP_POLICY_LINT_NOTE] = "dialog-information-symbolic",
};

static const char *const styles[] = {
  [ESP_POLICY_LINT_ERROR] = "error",
  [ESP_POLICY_LINT_WARNING] = "warning",
  [ESP_POLICY_LINT_NOTE] = "dim-label",
};

const char *
console_finding_icon (EspPolicyLintSeverity severity)
{
  return icons[severity];
}

const char *
console_finding_style (EspPolicyLintSeverity severity)
{
  return styles[severity];
}

char *
console_finding_sentence (const EspPolicyFinding *finding)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer place, value;
  g_autofree char *clause = NULL;

  if (!finding->text || !finding->arguments)
    return g_strdup (finding->sentence ? finding->sentence : "");
  g_hash_table_iter_init (&iter, finding->arguments);
  while (g_hash_table_iter_next (&iter, &place, &value))
    {
      g_ptr_array_add (pairs, place);
      g_ptr_array_add (pairs, value);
    }
  g_ptr_array_add (pairs, NULL);
  clause = esp_text_fill (_ (finding->text), (const char *const *) pairs->pdata);
  return console_format_sentence (clause);
}

char *
console_finding_place (const EspPolicyFinding *finding)
{
  g_autofree char *line = g_strdup_printf ("%u", finding->line);
  g_autofree char *column = g_strdup_printf ("%u", finding->column);
  const char *arguments[] = { "line", line, "column", column, NULL };

  if (!finding->line)
    return NULL;
  return esp_text_fill (finding->column ? C_ ("place in a text", "Line {line}, column {column}") :
                                          C_ ("place in a text", "Line {line}"),
                        arguments);
}
