/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noun design: plans as files. Only "design diff" opens a vault; how all is shown is in
 * cli-design-print.c. */
#include "cli-handlers.h"

#include "cli-error.h"
#include "cli-file.h"
#include "cli-output.h"

/* Each fix takes a finding away and brings none: this is only for the day when that is not so. */
#define MENDS_MAX 20000

/* --- Presets ----------------------------------------------------------------------------------*/

gboolean
cli_design_presets (CliCall *call, GError **error)
{
  JsonArray *list = json_array_new ();

  cli_call_set_result (call, json_object_new ());
  json_object_set_array_member (call->result, "Presets", list);
  for (const EspPlanPreset *preset = esp_plan_presets (); preset->id; preset++)
    {
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "Preset", preset->id);
      json_object_set_string_member (row, "Title", preset->title);
      json_object_set_string_member (row, "Summary", preset->summary);
      json_array_add_object_element (list, row);
    }
  return TRUE;
}

gboolean
cli_design_new (CliCall *call, GError **error)
{
  g_autoptr (EspPlan) plan = NULL;
  g_autofree char *text = NULL;

  plan = esp_plan_preset_load (cli_call_get (call, "PRESET"), error);
  if (!plan || !cli_call_check_out (call, error))
    return FALSE;
  text = esp_plan_write (plan);
  cli_call_set_result (call, json_object_new ());
  json_object_set_string_member (call->result, "Plan", text);
  return cli_call_set_document (call, g_steal_pointer (&text), error);
}

gboolean
cli_design_from_vault (CliCall *call, GError **error)
{
  JsonObject *result;

  if (!cli_call_check_out (call, error))
    return FALSE;
  result = cli_call_engine (call, "ExportPlan", NULL, error);
  if (!result)
    return FALSE;
  cli_call_set_result (call, result);
  return cli_call_set_document (call, g_strdup (esp_json_get_string (result, "Plan")), error);
}

/* --- A file -----------------------------------------------------------------------------------*/

EspPlan *
cli_design_read_plan (CliCall *call, char **text, GError **error)
{
  const char *path = cli_call_get (call, "FILE");
  g_autofree char *read = cli_file_read_pem (path, error);
  GError *problem = NULL;
  EspPlan *plan;

  if (!read)
    return NULL;
  plan = esp_plan_read (read, -1, &problem);
  if (!plan)
    {
      esp_error_set_object (problem, path);
      g_propagate_error (error, problem);
      return NULL;
    }
  if (text)
    *text = g_steal_pointer (&read);
  return plan;
}

/* --- Check ------------------------------------------------------------------------------------*/

static JsonArray *
texts_to_json (char **texts)
{
  JsonArray *array = json_array_new ();

  for (char **text = texts; text && *text; text++)
    json_array_add_string_element (array, *text);
  return array;
}

static JsonObject *
finding_to_json (const EspPlanFinding *finding)
{
  JsonObject *object = json_object_new ();
  g_autofree char *sentence = esp_plan_finding_sentence (finding);

  json_object_set_string_member (object, "Check", finding->check->id);
  json_object_set_string_member (object, "Severity",
                                 esp_plan_severity_to_string (finding->severity));
  json_object_set_string_member (object, "Title", finding->check->title);
  json_object_set_array_member (object, "Keys", texts_to_json (finding->nodes));
  esp_json_set_string (object, "Subject", finding->subject);
  json_object_set_string_member (object, "Sentence", sentence);
  json_object_set_string_member (object, "Text", finding->check->sentence);
  json_object_set_object_member (object, "Arguments", cli_arguments_to_json (finding->arguments));
  json_object_set_string_member (object, "Reason", finding->check->reason);
  esp_json_set_string (object, "Fix", finding->check->fix);
  return object;
}

static gint64
get_now (CliCall *call)
{
  g_autoptr (EspClock) clock = call->context->clock ? esp_clock_ref (call->context->clock) :
                                                      esp_clock_new_system ();

  return esp_clock_now (clock);
}

gboolean
cli_design_check (CliCall *call, GError **error)
{
  static const char *const members[] = {
    [ESP_PLAN_ERROR] = "Errors",
    [ESP_PLAN_WARNING] = "Warnings",
    [ESP_PLAN_NOTE] = "Notes",
  };
  g_autoptr (EspPlan) plan = cli_design_read_plan (call, NULL, error);
  g_autoptr (GPtrArray) findings = NULL;
  guint counts[G_N_ELEMENTS (members)] = { 0 };
  JsonArray *list;

  if (!plan)
    return FALSE;
  list = json_array_new ();
  cli_call_set_result (call, json_object_new ());
  json_object_set_array_member (call->result, "Findings", list);
  findings = esp_plan_check (plan, get_now (call));
  for (guint i = 0; i < findings->len; i++)
    {
      const EspPlanFinding *finding = g_ptr_array_index (findings, i);

      counts[finding->severity]++;
      json_array_add_object_element (list, finding_to_json (finding));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set_int_member (call->result, members[i], counts[i]);
  if (counts[ESP_PLAN_ERROR] > 0)
    call->exit_status = CLI_EXIT_NO;
  return TRUE;
}

/* --- Mend -------------------------------------------------------------------------------------*/

/* One fix: it may answer several findings, so all are looked for anew. FALSE: nothing more can be
 * mended without a person's decision. */
static gboolean
mend_one (EspPlan *plan, gint64 now, JsonArray *mended)
{
  g_autoptr (GPtrArray) findings = esp_plan_check (plan, now);

  for (guint i = 0; i < findings->len; i++)
    {
      const EspPlanFinding *finding = g_ptr_array_index (findings, i);
      g_autoptr (JsonObject) row = finding_to_json (finding);

      if (!esp_plan_fix (plan, finding))
        continue;
      json_array_add_object_element (mended, g_steal_pointer (&row));
      return TRUE;
    }
  return FALSE;
}

gboolean
cli_design_mend (CliCall *call, GError **error)
{
  g_autoptr (EspPlan) plan = cli_design_read_plan (call, NULL, error);
  gint64 now = get_now (call);
  g_autoptr (GPtrArray) left = NULL;
  g_autofree char *text = NULL;
  JsonArray *mended;

  if (!plan || !cli_call_check_out (call, error))
    return FALSE;
  mended = json_array_new ();
  cli_call_set_result (call, json_object_new ());
  json_object_set_array_member (call->result, "Mended", mended);
  while (json_array_get_length (mended) < MENDS_MAX && mend_one (plan, now, mended))
    continue;
  left = esp_plan_check (plan, now);
  json_object_set_int_member (call->result, "Left", left->len);
  text = esp_plan_write (plan);
  json_object_set_string_member (call->result, "Plan", text);
  return cli_call_set_document (call, g_steal_pointer (&text), error);
}

/* --- Show -------------------------------------------------------------------------------------*/

static JsonObject *
ca_to_json (const EspPlanCa *ca, GHashTable *levels)
{
  JsonObject *object = json_object_new ();
  g_autofree char *label = esp_plan_ca_get_label (ca);
  int path_length = esp_plan_ca_get_path_length (ca);
  int above = ca->parent ? GPOINTER_TO_INT (g_hash_table_lookup (levels, ca->parent)) : 0;
  int level = above + 1 + (ca->parent_arn != NULL);

  g_hash_table_insert (levels, ca->key, GINT_TO_POINTER (level));
  json_object_set_string_member (object, "Key", ca->key);
  esp_json_set_string (object, "ParentKey", ca->parent);
  esp_json_set_string (object, "ParentArn", ca->parent_arn);
  json_object_set_string_member (object, "CommonName", label);
  json_object_set_string_member (object, "Subject", ca->subject);
  json_object_set_string_member (object, "OwnerAccount", ca->account);
  json_object_set_int_member (object, "Level", level);
  if (path_length >= 0)
    json_object_set_int_member (object, "PathLength", path_length);
  json_object_set_string_member (object, "Template", ca->template_name);
  json_object_set_string_member (object, "KeyAlgorithm", ca->key_algorithm);
  esp_json_set_string (object, "SigningAlgorithm", ca->signing_algorithm);
  json_object_set_string_member (object, "Validity", ca->validity);
  json_object_set_boolean_member (object, "DualControl", ca->dual_control);
  return object;
}

gboolean
cli_design_show (CliCall *call, GError **error)
{
  g_autoptr (EspPlan) plan = cli_design_read_plan (call, NULL, error);
  g_autoptr (GPtrArray) ordered = plan ? esp_plan_list_ordered (plan) : NULL;
  g_autoptr (GHashTable) levels = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *list;

  if (!plan)
    return FALSE;
  list = json_array_new ();
  for (guint i = 0; i < ordered->len; i++)
    json_array_add_object_element (list, ca_to_json (g_ptr_array_index (ordered, i), levels));
  cli_call_set_result (call, json_object_new ());
  esp_json_set_string (call->result, "Name", plan->name);
  esp_json_set_string (call->result, "Organization", plan->organization);
  esp_json_set_string (call->result, "Note", plan->note);
  json_object_set_array_member (call->result, "CertificateAuthorities", list);
  return TRUE;
}

/* --- Diff -------------------------------------------------------------------------------------*/

gboolean
cli_design_diff (CliCall *call, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (EspPlan) plan = cli_design_read_plan (call, &text, error);
  JsonObject *parameters;
  JsonObject *result;

  if (!plan)
    return FALSE;
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "Plan", text);
  result = cli_call_engine (call, "ComparePlan", parameters, error);
  if (!result)
    return FALSE;
  cli_call_set_result (call, result);
  if (!esp_json_get_boolean (result, "Same", FALSE))
    call->exit_status = CLI_EXIT_NO;
  return TRUE;
}
