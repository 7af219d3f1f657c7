/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plans and what exists: a plan of what the session may see, and how another plan differs from it.
 * What is not shown to it is as if it did not exist: CAs as ListCertificateAuthorities shows them,
 * accounts and shares where their lists are allowed, else the accounts of the CAs alone.
 */
#include "esp-ops.h"

#include "base/esp-json.h"
#include "design/esp-plan-diff.h"
#include "design/esp-plan-document.h"
#include "design/esp-plan-from.h"
#include "model/esp-account.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-share-store.h"

/* --- What is seen -----------------------------------------------------------------------------*/

/* Of actions that have no CA as their resource. */
static gboolean
may_list (EspOperationContext *context, const char *action)
{
  EspQuestion question = esp_context_question (context, action);

  return esp_rights_could (context->rights, &question, FALSE);
}

static GPtrArray *
list_seen_cas (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) cas = esp_ca_store_list (context->vault, NULL, context->now, error);
  g_autoptr (GPtrArray) seen = NULL;

  if (!cas)
    return NULL;
  seen = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_free);
  for (guint i = 0; i < cas->len; i++)
    if (esp_ops_may_see_ca (context, g_ptr_array_index (cas, i)))
      g_ptr_array_add (seen, esp_ca_copy (g_ptr_array_index (cas, i)));
  return g_steal_pointer (&seen);
}

static gboolean
owns_one (const EspAccount *account, GPtrArray *cas)
{
  for (guint i = 0; i < cas->len; i++)
    if (g_str_equal (((const EspCa *) g_ptr_array_index (cas, i))->account, account->id))
      return TRUE;
  return FALSE;
}

static GPtrArray *
list_seen_accounts (EspOperationContext *context, GPtrArray *cas, GError **error)
{
  g_autoptr (GPtrArray) accounts = esp_account_store_list (context->vault, error);
  gboolean all = may_list (context, "organizations:ListAccounts");

  for (guint i = 0; accounts && !all && i < accounts->len;)
    if (owns_one (g_ptr_array_index (accounts, i), cas))
      i++;
    else
      g_ptr_array_remove_index (accounts, i);
  return g_steal_pointer (&accounts);
}

static GPtrArray *
list_seen_shares (EspOperationContext *context, GError **error)
{
  const char *account = context->rights->organization_scope ?
                          NULL :
                          esp_session_get_account (context->session);

  if (!may_list (context, "ram:GetResourceShares"))
    return g_ptr_array_new ();
  return esp_share_store_list (context->vault, NULL, account, error);
}

/* @arns: as in esp-plan-from.h; NULL: not wanted. */
static EspPlan *
make_plan (EspOperationContext *context, GHashTable **arns, GError **error)
{
  g_autoptr (GPtrArray) cas = list_seen_cas (context, error);
  g_autoptr (GPtrArray) accounts = cas ? list_seen_accounts (context, cas, error) : NULL;
  g_autoptr (GPtrArray) shares = accounts ? list_seen_shares (context, error) : NULL;
  EspPlanRecords records = { .organization = esp_vault_get_info (context->vault)->organization,
                             .accounts = accounts,
                             .cas = cas,
                             .shares = shares,
                             .now = context->now };

  return shares ? esp_plan_new_from (&records, arns) : NULL;
}

/* --- Operations -------------------------------------------------------------------------------*/

gboolean
esp_op_export_plan (EspOperationContext *context, GError **error)
{
  g_autoptr (EspPlan) plan = make_plan (context, NULL, error);
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

gboolean
esp_op_compare_plan (EspOperationContext *context, GError **error)
{
  g_autoptr (EspPlan) plan = esp_plan_read (esp_context_text (context, "Plan"), -1, error);
  g_autoptr (GHashTable) arns = NULL;
  g_autoptr (EspPlan) existing = plan ? make_plan (context, &arns, error) : NULL;
  g_autoptr (GPtrArray) differences = NULL;
  JsonArray *list;

  if (!existing)
    return FALSE;
  differences = esp_plan_diff (plan, existing, arns);
  list = json_array_new ();
  for (guint i = 0; i < differences->len; i++)
    json_array_add_object_element (list, view_difference (g_ptr_array_index (differences, i)));
  json_object_set_boolean_member (context->result, "Same", differences->len == 0);
  json_object_set_array_member (context->result, "Differences", list);
  return TRUE;
}
