/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guardrails: policies of the organisation over all or some accounts. They give nothing; they bound
 * what roles give, for everybody. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-people.h"
#include "vault/esp-guardrail-store.h"

static void
free_guardrail (gpointer guardrail)
{
  esp_guardrail_free (guardrail);
}

/* --- Who sees it -------------------------------------------------------------------------------*/

static gboolean
limits (const EspGuardrail *guardrail, const char *account)
{
  return guardrail->accounts->len == 0 ||
         g_ptr_array_find_with_equal_func (guardrail->accounts, account, g_str_equal, NULL);
}

/* Guardrails are the organization's. A role of its account sees them all; a role of another one
 * those that limit it, and of other accounts nothing. *@all: the session sees all. */
static gboolean
sees_all (EspOperationContext *context, gboolean *all, GError **error)
{
  g_autofree char *organization = esp_people_find_organization (context->vault, error);

  *all = organization && esp_people_sees (context, organization);
  return organization != NULL;
}

/* --- Finding -----------------------------------------------------------------------------------*/

gboolean
esp_op_guardrail_resolve (EspOperationContext *context, GError **error)
{
  const char *name = esp_context_text (context, "Name");
  GError *problem = NULL;
  g_autoptr (EspGuardrail) guardrail = esp_guardrail_store_find (context->vault, name, &problem);
  gboolean all = FALSE;

  if (problem)
    g_propagate_error (error, problem);
  if (problem || !sees_all (context, &all, error))
    return FALSE;
  if (!guardrail || (!all && !limits (guardrail, context->rights->account)))
    {
      esp_error_set (error, ESP_REASON_GUARDRAIL_UNKNOWN, name, NULL);
      return FALSE;
    }
  context->data = g_steal_pointer (&guardrail);
  context->free_data = free_guardrail;
  return context->operation->kind == ESP_OPERATION_READ ||
         esp_op_organization_resolve (context, error);
}

/* --- Showing -----------------------------------------------------------------------------------*/

static JsonObject *
view (const EspGuardrail *guardrail)
{
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "Name", guardrail->name);
  json_object_set_array_member (row, "Accounts", esp_people_view_names (guardrail->accounts));
  esp_json_set_time (row, "CreatedAt", guardrail->created_at);
  json_object_set_string_member (row, "Document", guardrail->document);
  return row;
}

/* That it limits further accounts is theirs to know. */
static JsonObject *
view_own (EspOperationContext *context, const EspGuardrail *guardrail)
{
  JsonObject *row = view (guardrail);
  JsonArray *own = json_array_new ();

  if (guardrail->accounts->len > 0)
    json_array_add_string_element (own, context->rights->account);
  json_object_set_array_member (row, "Accounts", own);
  return row;
}

gboolean
esp_op_list_guardrails (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) guardrails = esp_guardrail_store_list (context->vault, error);
  JsonArray *list;
  gboolean all;

  if (!guardrails || !sees_all (context, &all, error))
    return FALSE;
  list = json_array_new ();
  for (guint i = 0; i < guardrails->len; i++)
    {
      const EspGuardrail *guardrail = g_ptr_array_index (guardrails, i);

      if (all)
        json_array_add_object_element (list, view (guardrail));
      else if (limits (guardrail, context->rights->account))
        json_array_add_object_element (list, view_own (context, guardrail));
    }
  json_object_set_array_member (context->result, "Guardrails", list);
  return TRUE;
}

gboolean
esp_op_describe_guardrail (EspOperationContext *context, GError **error)
{
  gboolean all;

  if (!sees_all (context, &all, error))
    return FALSE;
  json_object_set_object_member (context->result, "Guardrail",
                                 all ? view (context->data) : view_own (context, context->data));
  return TRUE;
}

/* --- Changing ----------------------------------------------------------------------------------*/

static gboolean
read_document (EspOperationContext *context, EspGuardrail *guardrail, GError **error)
{
  const char *document = esp_context_text (context, "Document");
  g_autoptr (EspPolicy) policy = NULL;

  if (!document)
    return TRUE;
  policy = esp_policy_parse_kind (ESP_POLICY_GUARDRAIL, guardrail->name, document, error);
  if (!policy)
    {
      if (error)
        esp_error_set_object (*error, guardrail->name);
      return FALSE;
    }
  g_free (guardrail->document);
  guardrail->document = g_strdup (document);
  return TRUE;
}

static gboolean
add_account (EspOperationContext *context, EspGuardrail *guardrail, JsonNode *node, GError **error)
{
  gboolean text = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
  g_autoptr (EspAccount) account = NULL;

  if (!text)
    {
      esp_error_set (error, ESP_REASON_PARAMETER_TYPE, "Accounts", NULL);
      return FALSE;
    }
  account = esp_people_find_account (context->vault, json_node_get_string (node), error);
  if (!account)
    return FALSE;
  if (!g_ptr_array_find_with_equal_func (guardrail->accounts, account->id, g_str_equal, NULL))
    g_ptr_array_add (guardrail->accounts, g_strdup (account->id));
  return TRUE;
}

static gboolean
read_accounts (EspOperationContext *context, EspGuardrail *guardrail, GError **error)
{
  JsonArray *accounts = esp_json_get_array (context->parameters, "Accounts");

  if (!accounts)
    return TRUE;
  g_ptr_array_set_size (guardrail->accounts, 0);
  for (guint i = 0; i < json_array_get_length (accounts); i++)
    if (!add_account (context, guardrail, json_array_get_element (accounts, i), error))
      return FALSE;
  return TRUE;
}

static void
tell (EspOperationContext *context, const char *member, const EspGuardrail *guardrail)
{
  JsonObject *row = json_object_new ();

  json_object_set_array_member (row, "Accounts", esp_people_view_names (guardrail->accounts));
  json_object_set_string_member (row, "Document", guardrail->document);
  json_object_set_object_member (context->details, member, row);
  esp_context_detail (context, "Guardrail", guardrail->name);
}

static gboolean
finish (EspOperationContext *context, const EspGuardrail *guardrail, GError **error)
{
  tell (context, "After", guardrail);
  json_object_set_object_member (context->result, "Guardrail", view (guardrail));
  json_object_set_array_member (
    context->result, "Findings",
    esp_people_view_findings (ESP_POLICY_GUARDRAIL, guardrail->document));
  return esp_vault_bump_access_revision (context->vault, error);
}

gboolean
esp_op_create_guardrail (EspOperationContext *context, GError **error)
{
  const char *name = esp_context_text (context, "Name");
  g_autoptr (EspGuardrail) guardrail = esp_guardrail_new ();

  if (!esp_thing_name_check (name, error))
    return FALSE;
  guardrail->id = g_uuid_string_random ();
  guardrail->name = g_strdup (name);
  guardrail->created_at = context->now;
  return read_document (context, guardrail, error) && read_accounts (context, guardrail, error) &&
         esp_guardrail_store_insert (context->vault, guardrail, error) &&
         finish (context, guardrail, error);
}

gboolean
esp_op_update_guardrail (EspOperationContext *context, GError **error)
{
  EspGuardrail *guardrail = context->data;

  if (!json_object_has_member (context->parameters, "Document") &&
      !json_object_has_member (context->parameters, "Accounts"))
    {
      esp_error_set (error, ESP_REASON_GUARDRAIL_NO_CHANGE, guardrail->name, NULL);
      return FALSE;
    }
  tell (context, "Before", guardrail);
  return read_document (context, guardrail, error) && read_accounts (context, guardrail, error) &&
         esp_guardrail_store_update (context->vault, guardrail, error) &&
         finish (context, guardrail, error);
}

gboolean
esp_op_delete_guardrail (EspOperationContext *context, GError **error)
{
  const EspGuardrail *guardrail = context->data;

  tell (context, "Before", guardrail);
  return esp_guardrail_store_delete (context->vault, guardrail->id, error) &&
         esp_vault_bump_access_revision (context->vault, error);
}
