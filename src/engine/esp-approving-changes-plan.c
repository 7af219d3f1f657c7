/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before and after of a plan: a line for each step, and the digest that stands for all of it. */
#include "esp-approving-changes.h"

#include "base/esp-json.h"
#include "esp-provisioning-private.h"

static void
append (GString *line, const char *value)
{
  if (value && *value)
    g_string_append_printf (line, "%s%s", line->len > 0 ? " \302\267 " : "", value);
}

static void
append_parameter (GString *line, const EspProvisioningStep *step, const char *name)
{
  JsonNode *node = json_object_get_member (step->parameters, name);
  g_autofree char *text = NULL;

  if (node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    append (line, json_node_get_string (node));
  else if (node)
    text = esp_json_to_canonical (node, NULL);
  append (line, text);
}

/* By what a person calls it, or, of what is there, by its ARN. */
static void
append_ca (GString *line,
           const EspProvisioning *run,
           const EspProvisioningStep *step,
           const char *there,
           const char *planned)
{
  const char *key = esp_json_get_string (step->parameters, planned);
  const EspPlanCa *ca = key ? esp_plan_find_ca (run->plan, key) : NULL;
  g_autofree char *label = ca ? esp_plan_ca_get_label (ca) : NULL;

  append (line, label ? label : esp_json_get_string (step->parameters, there));
}

static void
show_authority (const EspProvisioning *run, const EspProvisioningStep *step, GString *line)
{
  static const char *const members[] = { "TemplateArn",  "PathLength",
                                         "KeyAlgorithm", "SigningAlgorithm",
                                         "Validity",     "ApiPassthrough",
                                         "Tags" };

  append (line, step->account);
  append_parameter (line, step, "Subject");
  append_ca (line, run, step, "Parent", "ParentKey");
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    append_parameter (line, step, members[i]);
}

static void
show_of_ca (const EspProvisioning *run, const EspProvisioningStep *step, GString *line)
{
  static const char *const members[] = { "Principal",  "Name",    "Consumer",
                                         "Permission", "Signing", "Tags" };

  append_ca (line, run, step, "CertificateAuthority", "CertificateAuthorityKey");
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    append_parameter (line, step, members[i]);
}

static void
show_rest (const EspProvisioning *run, const EspProvisioningStep *step, GString *line)
{
  static const char *const members[] = { "Number",   "Account",  "Name", "Principal", "Role",
                                         "Accounts", "Policies", "Tags", "Document" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    append_parameter (line, step, members[i]);
}

static const struct
{
  const char *operation;
  const char *what;
  void (*show) (const EspProvisioning *run, const EspProvisioningStep *step, GString *line);
} lines[] = {
  { "CreateAccount", "NEW_ACCOUNT", show_rest },
  { "CreateGuardrail", "NEW_GUARDRAIL", show_rest },
  { "CreateRole", "NEW_ROLE", show_rest },
  { "CreateCertificateAuthority", "CERTIFICATE_AUTHORITY", show_authority },
  { "AddApprover", "APPROVER_ADDED", show_of_ca },
  { "RemoveApprover", "APPROVER_REMOVED", show_of_ca },
  { "CreateResourceShare", "NEW_SHARE", show_of_ca },
};

static void
describe_step (const EspProvisioning *run, const EspProvisioningStep *step, JsonArray *changes)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    if (g_str_equal (lines[i].operation, step->operation))
      {
        lines[i].show (run, step, line);
        esp_change_add (changes, lines[i].what, NULL, line->str);
        return;
      }
  /* Whatever else a plan may bring one day. */
  show_rest (run, step, line);
  esp_change_add (changes, step->operation, NULL, line->str);
}

/* The digest stands for what the lines leave out. */
gboolean
esp_describe_plan (EspOperationContext *context, JsonArray *changes, GError **error)
{
  const EspProvisioning *run = context->data;

  esp_change_add (changes, "PLAN", NULL, run->plan->name);
  esp_change_add (changes, "PLAN_DIGEST", NULL, run->digest);
  for (guint i = 0; i < run->steps->len; i++)
    describe_step (run, g_ptr_array_index (run->steps, i), changes);
  return TRUE;
}
