/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts, and reading principals and roles. Changing them is in esp-op-principal.c and
 * esp-op-role.c. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-people.h"
#include "esp-views.h"
#include "model/esp-arn.h"
#include "pki/esp-digest.h"

#define NUMBER_TRIES 100

/* --- Accounts ----------------------------------------------------------------------------------*/

/* Of those that the session does not see: what a share needs, and nothing else. */
static JsonObject *
view_account (EspOperationContext *context, const EspAccount *account)
{
  JsonObject *row = esp_people_view_account (account);

  if (!esp_people_sees (context, account->id))
    json_object_remove_member (row, "CreatedAt");
  return row;
}

gboolean
esp_op_list_accounts (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) accounts = esp_account_store_list (context->vault, error);
  JsonArray *list;

  if (!accounts)
    return FALSE;
  list = json_array_new ();
  for (guint i = 0; i < accounts->len; i++)
    json_array_add_object_element (list, view_account (context, g_ptr_array_index (accounts, i)));
  json_object_set_array_member (context->result, "Accounts", list);
  return TRUE;
}

/* Of what changes the organisation as a whole, and needs nothing else to be found. */
gboolean
esp_op_organization_resolve (EspOperationContext *context, GError **error)
{
  g_autofree char *account = esp_people_find_organization (context->vault, error);

  if (account)
    esp_context_set_resource (context, NULL, account, NULL);
  return account != NULL;
}

/* Twelve digits, the first not zero. */
static char *
draw_number (GError **error)
{
  guint64 random;

  if (!esp_random_bytes ((guint8 *) &random, sizeof random, error))
    return NULL;
  return g_strdup_printf ("%012" G_GUINT64_FORMAT, G_GUINT64_CONSTANT (100000000000) +
                                                     random % G_GUINT64_CONSTANT (900000000000));
}

static gboolean
is_free (EspVault *vault, const char *number, gboolean *free, GError **error)
{
  GError *problem = NULL;
  g_autoptr (EspAccount) account = esp_account_store_find (vault, number, &problem);

  *free = account == NULL;
  if (!problem)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

static char *
draw_free_number (EspVault *vault, GError **error)
{
  for (int i = 0; i < NUMBER_TRIES; i++)
    {
      g_autofree char *number = draw_number (error);
      gboolean free;

      if (!number || !is_free (vault, number, &free, error))
        return NULL;
      if (free)
        return g_steal_pointer (&number);
    }
  esp_error_set (error, ESP_REASON_RANDOM, NULL, NULL);
  return NULL;
}

static char *
choose_number (EspOperationContext *context, GError **error)
{
  const char *wanted = esp_context_text (context, "Number");
  gboolean free;

  if (!wanted)
    return draw_free_number (context->vault, error);
  if (!esp_account_number_is_valid (wanted))
    {
      esp_error_set (error, ESP_REASON_ACCOUNT_NUMBER, NULL, "value", wanted, NULL);
      return NULL;
    }
  if (!is_free (context->vault, wanted, &free, error))
    return NULL;
  if (free)
    return g_strdup (wanted);
  esp_error_set (error, ESP_REASON_ACCOUNT_EXISTS, wanted, NULL);
  return NULL;
}

gboolean
esp_op_create_account (EspOperationContext *context, GError **error)
{
  const char *name = esp_context_text (context, "Name");
  g_autofree char *number = esp_thing_name_check (name, error) ? choose_number (context, error) :
                                                                 NULL;
  g_autoptr (EspAccount) account = number ? esp_account_new (number, name, context->now) : NULL;

  if (!account || !esp_account_store_insert (context->vault, account, error))
    return FALSE;
  esp_context_detail (context, "Account", number);
  esp_context_detail (context, "Name", name);
  json_object_set_object_member (context->result, "Account", esp_people_view_account (account));
  return esp_vault_bump_access_revision (context->vault, error);
}

/* --- Principals --------------------------------------------------------------------------------*/

gboolean
esp_op_list_principals (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) principals = esp_principal_store_list (context->vault, error);
  JsonArray *list;

  if (!principals)
    return FALSE;
  list = json_array_new ();
  json_object_set_array_member (context->result, "Principals", list);
  for (guint i = 0; i < principals->len; i++)
    {
      const EspPrincipal *principal = g_ptr_array_index (principals, i);
      JsonObject *row;

      if (!esp_people_sees (context, principal->account))
        continue;
      row = esp_people_view_principal (context->vault, principal, error);
      if (!row)
        return FALSE;
      json_array_add_object_element (list, row);
    }
  return TRUE;
}

gboolean
esp_op_describe_principal (EspOperationContext *context, GError **error)
{
  JsonObject *row = esp_people_view_principal (context->vault, context->data, error);

  if (row)
    json_object_set_object_member (context->result, "Principal", row);
  return row != NULL;
}

/* --- Roles -------------------------------------------------------------------------------------*/

gboolean
esp_op_list_roles (EspOperationContext *context, GError **error)
{
  const char *account = context->rights->organization_scope ? NULL : context->rights->account;
  g_autoptr (GPtrArray) roles = esp_role_store_list (context->vault, account, error);
  JsonArray *list;

  if (!roles)
    return FALSE;
  list = json_array_new ();
  json_object_set_array_member (context->result, "Roles", list);
  for (guint i = 0; i < roles->len; i++)
    {
      JsonObject *row = esp_people_view_role (context->vault, g_ptr_array_index (roles, i), FALSE,
                                              error);

      if (!row)
        return FALSE;
      json_array_add_object_element (list, row);
    }
  return TRUE;
}

gboolean
esp_op_describe_role (EspOperationContext *context, GError **error)
{
  JsonObject *row = esp_people_view_role (context->vault, context->data, TRUE, error);

  if (row)
    json_object_set_object_member (context->result, "Role", row);
  return row != NULL;
}
