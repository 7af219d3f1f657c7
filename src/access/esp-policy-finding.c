/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of what lint and repair can say, and findings as objects. When something is said is
 * decided elsewhere. */
#include "esp-policy-finding.h"

#include "base/esp-error.h"
#include "base/esp-text.h"

#include <string.h>

/* What gettext finds; it is looked up where it is shown. */
#define N_(text) (text)

typedef struct
{
  const char *id;
  EspPolicyLintSeverity severity;
  const char *text;
} RuleRow;

#define RULE(name, id, severity, text)                                                             \
  [ESP_POLICY_RULE_##name] = { id, ESP_POLICY_LINT_##severity, text }

/* clang-format off */
static const RuleRow rows[ESP_POLICY_N_RULES] = {
  RULE (NO_VERSION, "no-version", NOTE,
        N_("the policy has no Version, so it is one of 2008-10-17; write \"Version\": \"2012-10-17\"")),
  RULE (LITERAL_VARIABLES, "literal-variables", WARNING,
        N_("{value} holds a variable, and without \"Version\": \"2012-10-17\" it is taken to the "
           "letter; add that version")),
  RULE (DUPLICATE_STATEMENT, "duplicate-statement", NOTE,
        N_("this says the same as statement {other}; remove one of the two")),
  RULE (ALLOW_SHADOWED, "allow-shadowed", WARNING,
        N_("statement {other} denies everything that this one allows, so it allows nothing; narrow "
           "one of the two")),
  RULE (NOT_JUDGED, "not-judged", NOTE,
        N_("the policy is too large to be looked at in full; what is not named here may be wrong too")),

  RULE (UNKNOWN_ACTION, "unknown-action", WARNING,
        N_("there is no action {value}; nothing ever asks for it")),
  RULE (UNKNOWN_ACTION_NEAR, "unknown-action", WARNING,
        N_("there is no action {value}; did you mean {nearest}?")),
  RULE (OTHER_SERVICE, "other-service", WARNING,
        N_("{value} belongs to another service; nothing in a vault ever asks for it")),
  RULE (WILDCARD_MATCHES_NOTHING, "wildcard-matches-nothing", WARNING,
        N_("{value} matches no action; correct it or remove it")),
  RULE (DUPLICATE_VALUE, "duplicate-value", NOTE,
        N_("{value} stands twice in this list; remove one")),
  RULE (COVERED_VALUE, "covered-value", NOTE,
        N_("{value} is covered by {other} in this list already")),
  RULE (ALLOW_NOT_ACTION, "allow-not-action", WARNING,
        N_("Allow with NotAction allows every other action, those of later versions too; name what "
           "is allowed with Action")),
  RULE (ALLOW_NOT_RESOURCE, "allow-not-resource", WARNING,
        N_("Allow with NotResource allows it on everything else, also on what is made later; name "
           "it with Resource")),
  RULE (ALLOW_NOT_PRINCIPAL, "allow-not-principal", ERROR,
        N_("Allow with {value} would allow it to everybody else, and is refused; name them with Principal")),
  RULE (PERMISSIONS_ON_EVERYTHING, "permissions-on-everything", NOTE,
        N_("on every resource this allows changing who may do what ({actions}); name the resources, "
           "or add a condition")),

  RULE (ACTION_NEEDS_STAR, "action-needs-star", WARNING,
        N_("{action} is decided on no resource, so with these resources it never matches; give it a "
           "statement of its own with \"Resource\": \"*\"")),
  RULE (ACTION_NEEDS_STAR_SOME, "action-needs-star", NOTE,
        N_("of {value}, {actions} never match with these resources, since they are decided on no "
           "resource; they need \"Resource\": \"*\"")),
  RULE (ACTION_OTHER_RESOURCE, "action-other-resource", WARNING,
        N_("{action} is decided on a resource of type {type}, and none of these resources can be "
           "one; it never matches")),
  RULE (RESOURCE_PLACEHOLDER, "placeholder", ERROR,
        N_("{value} is still a placeholder; write the ARN that is meant")),
  RULE (RESOURCE_REGION, "resource-region", WARNING,
        N_("{value} names the region {region}; certificate authorities of a vault are in \"local\", "
           "so it matches none: write local or *")),
  RULE (RESOURCE_CERTIFICATE, "resource-certificate", WARNING,
        N_("{value} names certificates, and what is done with them is decided on the ARN of their "
           "authority; end it before /certificate/")),
  RULE (RESOURCE_FORM, "resource-form", WARNING,
        N_("{value} can match nothing in a vault; the form is {form}")),
  RULE (RESOURCE_SERVICE, "resource-form", WARNING,
        N_("{value} is a resource of another service and matches nothing in a vault")),
  RULE (RESOURCE_TYPE, "resource-type", WARNING,
        N_("none of the actions of this statement is decided on a {type}, so {value} matches nothing")),

  RULE (UNKNOWN_OPERATOR, "unknown-operator", ERROR,
        N_("there is no condition operator {value}; write one like StringEquals or ArnLike")),
  RULE (UNKNOWN_OPERATOR_NEAR, "unknown-operator", ERROR,
        N_("there is no condition operator {value}; did you mean {nearest}?")),
  RULE (NULL_IF_EXISTS, "null-if-exists", ERROR,
        N_("{value} makes no sense, since Null itself asks whether the key is there; write Null")),
  RULE (UNKNOWN_KEY, "unknown-key", WARNING,
        N_("there is no condition key {value}; no request ever has it")),
  RULE (UNKNOWN_KEY_NEAR, "unknown-key", WARNING,
        N_("there is no condition key {value}; did you mean {nearest}?")),
  RULE (KEY_NOT_FILLED, "key-not-filled", WARNING,
        N_("no request in a vault has {value}; a condition on it is decided as if the key were missing")),
  RULE (KEY_NEVER_PRESENT, "key-never-present", WARNING,
        N_("a request for {action} never has {key}, so this statement never applies to it; give the "
           "action a statement without this condition")),
  RULE (KEY_SOMETIMES_PRESENT, "key-never-present", NOTE,
        N_("of {action}, requests for {actions} never have {key}, so this statement never applies to them")),
  RULE (CONDITION_ALWAYS_MET, "condition-always-met", WARNING,
        N_("no action of this statement ever has {key}, so {operator} is always met and limits nothing")),
  RULE (EMPTY_CONDITION, "empty-condition", NOTE,
        N_("this condition holds nothing and limits nothing; remove it or fill it in")),
  RULE (EMPTY_VALUE, "empty-condition-value", WARNING,
        N_("{key} is compared with nothing; give a value")),
  RULE (VALUE_TYPE, "condition-value", ERROR,
        N_("{value} is no {type}, and {operator} compares nothing else; correct it")),
  RULE (VALUE_PLACEHOLDER, "placeholder", WARNING,
        N_("{value} looks like a placeholder; write what is meant")),
  RULE (LITERAL_WILDCARD, "literal-wildcard", WARNING,
        N_("{operator} takes the wildcards in {value} to the letter; use {other}")),
  RULE (TEMPLATE_FORM, "template-form", WARNING,
        N_("{value} can be no template; the form is arn:aws:acm-pca:::template/NAME/V1")),
  RULE (UNKNOWN_VARIABLE, "unknown-variable", WARNING,
        N_("no request has {variable}, so what holds it never matches; correct its name or give it "
           "a default")),
  RULE (FOR_ALL_VALUES_ALLOW, "for-all-values-allow", WARNING,
        N_("ForAllValues is met too when {key} is missing, so this allows without it; add \"Null\": "
           "{\"{key}\": \"false\"}")),
  RULE (SET_ON_SINGLE, "set-on-single", WARNING,
        N_("{key} has one value, and {operator} is for keys of several; leave {prefix} out")),
  RULE (SEVERAL_WITHOUT_SET, "several-without-set", WARNING,
        N_("{key} may have several values; say with ForAllValues: or ForAnyValue: how they are compared")),

  RULE (REPAIRED_QUOTES, "repaired-quotes", NOTE,
        N_("typographic quotes around {value} became plain ones")),
  RULE (REPAIRED_PLACEHOLDER, "repaired-placeholder", NOTE,
        N_("the placeholder {value} got quotes; write there what is meant")),
  RULE (REPAIRED_COMMA_ADDED, "repaired-comma-added", NOTE,
        N_("a comma was missing here")),
  RULE (REPAIRED_COMMA_REMOVED, "repaired-comma-removed", NOTE,
        N_("a comma too many was removed")),
  RULE (REPAIRED_END_ADDED, "repaired-end-added", NOTE,
        N_("{value} was missing at the end")),
  RULE (REPAIRED_END_REMOVED, "repaired-end-removed", NOTE,
        N_("{value} at the end was too much and removed")),
  RULE (NOT_REPAIRED, "not-repaired", ERROR,
        N_("this can't be mended safely: {problem}; correct it by hand")),
};
/* clang-format on */

EspPolicyLintSeverity
esp_policy_rule_get_severity (EspPolicyRule rule)
{
  return rows[rule].severity;
}

const char *
esp_policy_lint_severity_to_string (EspPolicyLintSeverity severity)
{
  static const char *const names[] = {
    [ESP_POLICY_LINT_ERROR] = "ERROR",
    [ESP_POLICY_LINT_WARNING] = "WARNING",
    [ESP_POLICY_LINT_NOTE] = "NOTE",
  };

  return (gsize) severity < G_N_ELEMENTS (names) ? names[severity] : "ERROR";
}

/* --- Findings ---------------------------------------------------------------------------------*/

static EspPolicyFinding *
finding_new (EspPolicyLintSeverity severity, const char *rule, const char *text)
{
  EspPolicyFinding *finding = g_new0 (EspPolicyFinding, 1);

  finding->severity = severity;
  finding->rule = rule;
  finding->text = text;
  finding->arguments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return finding;
}

EspPolicyFinding *
esp_policy_finding_new (EspPolicyRule rule,
                        const char *statement,
                        guint line,
                        guint column,
                        const char *const *pairs)
{
  const RuleRow *row = &rows[rule];
  EspPolicyFinding *finding = finding_new (row->severity, row->id, row->text);
  g_autoptr (GPtrArray) safe = g_ptr_array_new ();

  finding->statement = g_strdup (statement);
  finding->line = line;
  finding->column = column;
  for (gsize i = 0; pairs && pairs[i] && pairs[i + 1]; i += 2)
    {
      char *value = esp_text_escape (pairs[i + 1]);

      g_hash_table_insert (finding->arguments, g_strdup (pairs[i]), value);
      g_ptr_array_add (safe, (gpointer) pairs[i]);
      g_ptr_array_add (safe, value);
    }
  g_ptr_array_add (safe, NULL);
  finding->sentence = esp_text_fill (row->text, (const char *const *) safe->pdata);
  return finding;
}

/* The {places} of a text are the names of its arguments. */
static void
copy_arguments (EspPolicyFinding *finding, const GError *error)
{
  const char *open = strchr (finding->text, '{');

  while (open)
    {
      const char *end = strchr (open, '}');
      g_autofree char *name = end ? g_strndup (open + 1, (gsize) (end - open) - 1) : NULL;
      const char *value = name ? esp_error_get_argument (error, name) : NULL;

      if (value)
        g_hash_table_insert (finding->arguments, g_strdup (name), g_strdup (value));
      open = strchr (open + 1, '{');
    }
}

EspPolicyFinding *
esp_policy_finding_from_error (const GError *error, guint line, guint column)
{
  EspReason reason = esp_error_get_reason (error);
  EspPolicyFinding *finding = finding_new (ESP_POLICY_LINT_ERROR, esp_reason_get_id (reason),
                                           esp_reason_get_text (reason));
  const char *statement;

  statement = esp_error_get_argument (error, "statement");
  finding->statement = statement && *statement ? g_strdup (statement) : NULL;
  finding->line = line;
  finding->column = column;
  finding->sentence = esp_error_format (error, NULL);
  copy_arguments (finding, error);
  return finding;
}

void
esp_policy_finding_free (EspPolicyFinding *finding)
{
  if (!finding)
    return;
  g_free (finding->statement);
  g_free (finding->sentence);
  g_clear_pointer (&finding->arguments, g_hash_table_unref);
  g_free (finding);
}
