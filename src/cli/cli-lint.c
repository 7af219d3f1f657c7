/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "access lint": what is wrong in the text of a policy, where, and the mended text. Needs no vault.
 */
#include "cli-handlers.h"

#include <glib/gi18n.h>

#include "cli-error.h"
#include "cli-file.h"
#include "cli-output.h"

static const struct
{
  const char *word;
  EspPolicyKind kind;
} kinds[] = {
  { "identity", ESP_POLICY_IDENTITY },
  { "guardrail", ESP_POLICY_GUARDRAIL },
  { "resource", ESP_POLICY_RESOURCE },
  { "permission", ESP_POLICY_TEMPLATE },
};

static EspPolicyKind
wanted_kind (CliCall *call)
{
  const char *word = cli_call_get (call, "kind");

  for (gsize i = 0; word && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].word, word))
      return kinds[i].kind;
  return ESP_POLICY_IDENTITY;
}

static JsonObject *
finding_to_json (const EspPolicyFinding *finding, const char *file)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "Severity",
                                 esp_policy_lint_severity_to_string (finding->severity));
  esp_json_set_string (object, "Rule", finding->rule);
  esp_json_set_string (object, "Statement", finding->statement);
  json_object_set_string_member (object, "File", file);
  if (finding->line > 0)
    json_object_set_int_member (object, "Line", finding->line);
  if (finding->column > 0)
    json_object_set_int_member (object, "Column", finding->column);
  esp_json_set_string (object, "Sentence", finding->sentence);
  esp_json_set_string (object, "Text", finding->text);
  json_object_set_object_member (object, "Arguments", cli_arguments_to_json (finding->arguments));
  return object;
}

/* TRUE where an error is among them. */
static gboolean
add_findings (JsonArray *all, GPtrArray *findings, const char *file)
{
  gboolean refused = FALSE;

  for (guint i = 0; findings && i < findings->len; i++)
    {
      const EspPolicyFinding *finding = g_ptr_array_index (findings, i);

      refused = refused || finding->severity == ESP_POLICY_LINT_ERROR;
      json_array_add_object_element (all, finding_to_json (finding, file));
    }
  return refused;
}

/* Where the text was mended, what stands in the new file is what counts from here on. */
static gboolean
repair (CliCall *call, const char *file, char **text, GError **error)
{
  const char *path = cli_call_get (call, "repair");
  g_autoptr (GPtrArray) repairs = NULL;
  g_autofree char *mended = NULL;
  JsonArray *list = json_array_new ();
  gboolean changed = FALSE;

  mended = esp_policy_repair (*text, &changed, &repairs);
  json_object_set_array_member (call->result, "Repairs", list);
  json_object_set_boolean_member (call->result, "Repaired", mended && changed);
  if (!mended || !changed)
    return TRUE;
  add_findings (list, repairs, file);
  json_object_set_string_member (call->result, "Path", path);
  if (!cli_file_write (path, mended, error))
    return FALSE;
  g_free (*text);
  *text = g_steal_pointer (&mended);
  return TRUE;
}

gboolean
cli_access_lint (CliCall *call, GError **error)
{
  const char *file = cli_call_get (call, "FILE");
  const char *path = cli_call_get (call, "repair");
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  JsonArray *list = json_array_new ();

  cli_call_set_result (call, json_object_new ());
  json_object_set_array_member (call->result, "Findings", list);
  if (path && !cli_file_may_write (path, call->globals->yes, error))
    return FALSE;
  text = cli_file_read_pem (file, error);
  if (!text)
    return FALSE;
  if (path && !repair (call, file, &text, error))
    return FALSE;
  findings = esp_policy_lint (wanted_kind (call), text);
  if (path && esp_json_get_boolean (call->result, "Repaired", FALSE))
    file = path;
  if (add_findings (list, findings, file))
    call->exit_status = CLI_EXIT_USAGE;
  return TRUE;
}

static void
print_finding (JsonObject *finding)
{
  g_autofree char *line = cli_number (finding, "Line");
  g_autofree char *column = cli_number (finding, "Column");
  g_autofree char *sentence = cli_sentence (finding);
  g_autofree char *text = g_strdup_printf (
    "%s%s%s%s%s: %s: %s", esp_json_get_string (finding, "File"), line[0] ? ":" : "", line,
    column[0] ? ":" : "", column, cli_word (esp_json_get_string (finding, "Severity")), sentence);

  cli_print_data (text);
}

void
cli_access_print_lint (CliCall *call)
{
  JsonArray *repairs = esp_json_get_array (call->result, "Repairs");
  JsonArray *findings = esp_json_get_array (call->result, "Findings");

  for (guint i = 0; repairs && i < json_array_get_length (repairs); i++)
    print_finding (json_array_get_object_element (repairs, i));
  for (guint i = 0; i < json_array_get_length (findings); i++)
    print_finding (json_array_get_object_element (findings, i));
  if (esp_json_get_boolean (call->result, "Repaired", FALSE))
    cli_print_note (call, _ ("The mended text is in %s."),
                    esp_json_get_string (call->result, "Path"));
  else if (json_array_get_length (findings) == 0)
    cli_print_note (call, _ ("Nothing found."));
}
