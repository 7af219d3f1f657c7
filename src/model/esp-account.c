/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account record. Who owns what is in the records of the things themselves. */
#include "esp-account.h"

EspAccount *
esp_account_new (const char *id, const char *name, gint64 created_at)
{
  EspAccount *account = g_new0 (EspAccount, 1);

  account->id = g_strdup (id);
  account->name = g_strdup (name);
  account->created_at = created_at;
  return account;
}

EspAccount *
esp_account_copy (const EspAccount *account)
{
  return esp_account_new (account->id, account->name, account->created_at);
}

void
esp_account_free (EspAccount *account)
{
  if (!account)
    return;
  g_free (account->id);
  g_free (account->name);
  g_free (account);
}
