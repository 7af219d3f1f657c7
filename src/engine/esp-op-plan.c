/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans and what exists: a plan of what the session may see, and how another plan differs from it.
 */
#include "esp-ops.h"

#include "base/esp-json.h"
#include "design/esp-plan-diff.h"
#include "design/esp-plan-document.h"
#include "esp-existing.h"
#include "esp-people.h"
#include "vault/esp-account-store.h"

/* --- Operations -------------------------------------------------------------------------------*/

gboolean
esp_op_export_plan (EspOperationContext *context, GError **error)
{
  g_autoptr (EspPlan) plan = esp_existing_read (context->vault, context, ESP_EXISTING_HIERARCHY,
                                                context->now, NULL, error);
  g_autofree char *text = plan ? esp_plan_write (plan) : NULL;

  if (plan)
    json_object_set_string_member (context->result, "Plan", text);
  return plan != NULL;
}

static JsonObject *
view_difference (const EspPlanDifference *difference)
{
  JsonObject *view = json_object_new ();

  json_object_set_string_member (view, "Kind",
                                 esp_plan_difference_kind_to_string (difference->kind));
  json_object_set_string_member (view, "Thing", esp_plan_thing_to_string (difference->thing));
  json_object_set_string_member (view, "Name", difference->name);
  esp_json_set_string (view, "OwnerAccount", difference->account);
  esp_json_set_string (view, "Key", difference->key);
  esp_json_set_string (view, "CertificateAuthorityArn", difference->arn);
  esp_json_set_string (view, "Member", difference->member);
  esp_json_set_string (view, "Planned", difference->planned);
  esp_json_set_string (view, "Existing", difference->existing);
  return view;
}

/* The account in which the vault was founded belongs to every organization, and to no plan. */
static GPtrArray *
compare (EspOperationContext *context, const EspPlan *plan, GError **error)
{
  g_autofree char *own = esp_people_find_organization (context->vault, error);
  g_autoptr (GHashTable) arns = NULL;
  g_autoptr (EspPlan) existing = own ? esp_existing_read (context->vault, context, ESP_EXISTING_ALL,
                                                          context->now, &arns, error) :
                                       NULL;
  GPtrArray *differences = existing ? esp_plan_diff (plan, existing, arns) : NULL;

  if (differences)
    esp_plan_diff_forget_account (differences, existing, own);
  return differences;
}

static gboolean
are_active (EspVault *vault, char **names)
{
  for (char **name = names; name && *name; name++)
    {
      g_autoptr (EspPrincipal) person = esp_principal_store_find (vault, *name, NULL);

      if (!person || person->kind != ESP_PRINCIPAL_PERSON || person->status != ESP_PRINCIPAL_ACTIVE)
        return FALSE;
    }
  return TRUE;
}

/* People come by themselves, invited or not, and approve when they have: until then what exists is
 * as good as the plan. */
static gboolean
counts (EspOperationContext *context, const EspPlan *plan, const EspPlanDifference *difference)
{
  const EspPlanCa *ca = difference->key ? esp_plan_find_ca (plan, difference->key) : NULL;

  if (difference->thing == ESP_PLAN_THING_PERSON)
    return difference->kind != ESP_PLAN_MISSING;
  return !ca || g_strcmp0 (difference->member, "approvers") != 0 ||
         are_active (context->vault, ca->approvers);
}

gboolean
esp_op_compare_plan (EspOperationContext *context, GError **error)
{
  g_autoptr (EspPlan) plan = esp_plan_read (esp_context_text (context, "Plan"), -1, error);
  g_autoptr (GPtrArray) differences = plan ? compare (context, plan, error) : NULL;
  gboolean same = TRUE;
  JsonArray *list;

  if (!differences)
    return FALSE;
  list = json_array_new ();
  for (guint i = 0; i < differences->len; i++)
    {
      const EspPlanDifference *difference = g_ptr_array_index (differences, i);

      same = same && !counts (context, plan, difference);
      json_array_add_object_element (list, view_difference (difference));
    }
  json_object_set_boolean_member (context->result, "Same", same);
  json_object_set_array_member (context->result, "Differences", list);
  return TRUE;
}
