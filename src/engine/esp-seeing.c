/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the session sees what a call names. The answers for what is there and what is not cost
 * the same but for a look at one row. */
#include "esp-seeing.h"

#include "base/esp-error.h"
#include "esp-deciding.h"
#include "esp-people.h"
#include "vault/esp-share-store.h"

/* Shares that are over stay in the lists of both sides, so the authority is no secret then either.
 */
gboolean
esp_seeing_ca (EspOperationContext *context, const EspCa *ca)
{
  g_autoptr (GPtrArray) shares = NULL;

  if (esp_people_sees (context, ca->account))
    return TRUE;
  shares = esp_share_store_list (context->vault, ca->id, context->rights->account, NULL);
  return shares && shares->len > 0;
}

gboolean
esp_seeing_share (EspOperationContext *context, const EspShare *share)
{
  return esp_people_sees (context, share->owner_account) ||
         esp_people_sees (context, share->consumer_account);
}

static gboolean
sees_account (EspOperationContext *context, const EspAccount *account)
{
  EspQuestion question = { .action = "organizations:ListAccounts", .now = context->now };

  return esp_people_sees (context, account->id) || esp_rights_allow (context->rights, &question);
}

EspAccount *
esp_seeing_find_account (EspOperationContext *context, const char *number_or_name, GError **error)
{
  g_autoptr (EspAccount) account = esp_people_find_account (context->vault, number_or_name, error);

  if (!account || sees_account (context, account))
    return g_steal_pointer (&account);
  esp_error_set (error, ESP_REASON_ACCOUNT_UNKNOWN, number_or_name, NULL);
  return NULL;
}

EspPrincipal *
esp_seeing_find_principal (EspOperationContext *context, const char *name, GError **error)
{
  g_autoptr (EspPrincipal) principal = esp_people_find_principal (context->vault, name, error);

  if (!principal || esp_people_sees (context, principal->account))
    return g_steal_pointer (&principal);
  esp_error_set (error, ESP_REASON_PRINCIPAL_UNKNOWN, name, NULL);
  return NULL;
}
