/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What belongs to CAs: tags, shares, accounts; and what is said of the plan itself. */
#include "esp-plan-edit-private.h"

#include "esp-plan-private.h"

#include "access/esp-managed-permission.h"
#include "base/esp-error.h"
#include "base/esp-text.h"
#include "model/esp-arn.h"

#include <string.h>

#define FIRST_NUMBER G_GUINT64_CONSTANT (100000000000)
#define N_NUMBERS G_GUINT64_CONSTANT (900000000000)

/* --- Tags --------------------------------------------------------------------------------------*/

typedef struct
{
  const char *key;
  const char *value; /* NULL: goes */
} Tag;

static gboolean
set_tag (EspPlan *plan, EspPlanCa *ca, gpointer data, GError **error)
{
  const Tag *tag = data;

  if (tag->value)
    return esp_tags_set (ca->tags, tag->key, tag->value, error);
  esp_tags_remove (ca->tags, tag->key, NULL);
  return TRUE;
}

gboolean
esp_plan_edit_tag (EspPlan *plan,
                   const char *const *keys,
                   const char *tag,
                   const char *value,
                   GError **error)
{
  Tag data = { tag, value };

  return (!value || esp_tag_check (tag, value, error)) &&
         esp_plan_edit_each (plan, keys, set_tag, &data, error);
}

/* --- Shares ------------------------------------------------------------------------------------*/

static gboolean
check_account (const EspPlan *plan, const char *account, GError **error)
{
  if (!account || !esp_account_number_is_valid (account))
    return esp_plan_edit_refuse (error, "account", account, "an account's number is twelve digits");
  if (plan->accounts->len > 0 && !esp_plan_find_account (plan, account))
    return esp_plan_edit_refuse (error, "account", account,
                                 "the plan has no such account; choose one of its own, or add it");
  return TRUE;
}

static gboolean
check_permission (const char *permission, GError **error)
{
  if (permission && (esp_managed_permission_find (permission) ||
                     esp_managed_permission_check_name (permission, NULL)))
    return TRUE;
  return esp_plan_edit_refuse (error, "permission", permission,
                               "no managed permission can have this name; choose another");
}

static gboolean
check_new (const EspPlan *plan, const EspPlanShare *wanted, GError **error)
{
  for (guint i = 0; i < plan->shares->len; i++)
    {
      const EspPlanShare *share = g_ptr_array_index (plan->shares, i);

      if (g_strcmp0 (share->ca, wanted->ca) == 0 &&
          g_strcmp0 (share->account, wanted->account) == 0 &&
          g_strcmp0 (share->permission, wanted->permission) == 0)
        return esp_plan_edit_refuse (error, "share", share->name,
                                     "this share gives the same to the same account already");
    }
  return TRUE;
}

gboolean
esp_plan_edit_share (EspPlan *plan,
                     const char *key,
                     const char *account,
                     const char *permission,
                     gboolean here,
                     GError **error)
{
  const EspPlanCa *ca = esp_plan_find_ca (plan, key);
  EspPlanShare wanted = { NULL, (char *) key, (char *) account, (char *) permission, here, NULL };
  EspPlanShare *share;

  if (!ca)
    return esp_plan_edit_refuse_ca (error, key);
  if (!check_account (plan, account, error) || !check_permission (permission, error) ||
      !check_new (plan, &wanted, error) ||
      !esp_plan_edit_check_room (plan->shares, "shares", ESP_PLAN_MAX_SHARES, error))
    return FALSE;
  share = esp_plan_record_new (&esp_plan_share_type);
  g_free (share->name);
  share->name = esp_plan_make_share_name (plan, ca->key);
  esp_plan_set_text (&share->ca, ca->key);
  esp_plan_set_text (&share->account, account);
  esp_plan_set_text (&share->permission, permission);
  share->here = here;
  g_ptr_array_add (plan->shares, share);
  if (esp_plan_edit_check_size (plan, error))
    return TRUE;
  g_ptr_array_remove_index (plan->shares, plan->shares->len - 1);
  return FALSE;
}

void
esp_plan_edit_unshare (EspPlan *plan, const char *name)
{
  for (guint i = 0; i < plan->shares->len; i++)
    {
      const EspPlanShare *share = g_ptr_array_index (plan->shares, i);

      if (g_strcmp0 (share->name, name) != 0)
        continue;
      g_ptr_array_remove_index (plan->shares, i);
      return;
    }
}

/* --- Accounts ----------------------------------------------------------------------------------*/

static gboolean
is_used (const EspPlan *plan, const char *number)
{
  for (guint i = 0; i < plan->cas->len; i++)
    if (g_strcmp0 (((const EspPlanCa *) g_ptr_array_index (plan->cas, i))->account, number) == 0)
      return TRUE;
  for (guint i = 0; i < plan->shares->len; i++)
    if (g_strcmp0 (((const EspPlanShare *) g_ptr_array_index (plan->shares, i))->account, number) ==
        0)
      return TRUE;
  return esp_plan_find_account (plan, number) != NULL;
}

static char *
make_number (const EspPlan *plan)
{
  for (;;)
    {
      guint64 random = (guint64) g_random_int () << 32 | g_random_int ();
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT,
                                                 FIRST_NUMBER + random % N_NUMBERS);

      if (!is_used (plan, number))
        return g_steal_pointer (&number);
    }
}

static gboolean
check_number (const EspPlan *plan, const char *number, GError **error)
{
  if (!esp_account_number_is_valid (number))
    {
      esp_error_set (error, ESP_REASON_ACCOUNT_NUMBER, NULL, "value", number, NULL);
      return FALSE;
    }
  if (!esp_plan_find_account (plan, number))
    return TRUE;
  esp_error_set (error, ESP_REASON_ACCOUNT_EXISTS, number, NULL);
  return FALSE;
}

const char *
esp_plan_edit_account (EspPlan *plan, const char *name, const char *number, GError **error)
{
  EspPlanAccount *account;

  if (!name || !*name)
    {
      esp_plan_edit_refuse (error, "account", name, "an account needs a name; write one");
      return NULL;
    }
  if (!esp_plan_edit_check_text ("account", name, ESP_PLAN_MAX_TEXT, error) ||
      (number && !check_number (plan, number, error)) ||
      !esp_plan_edit_check_room (plan->accounts, "accounts", ESP_PLAN_MAX_ACCOUNTS, error))
    return NULL;
  account = esp_plan_record_new (&esp_plan_account_type);
  esp_plan_set_text (&account->name, name);
  g_free (account->id);
  account->id = number ? g_strdup (number) : make_number (plan);
  g_ptr_array_add (plan->accounts, account);
  return account->id;
}

/* --- The plan itself ---------------------------------------------------------------------------*/

static const struct
{
  const char *name;
  gsize offset;
  int limit;
} texts[] = {
  [ESP_PLAN_TEXT_NAME] = { "name", G_STRUCT_OFFSET (EspPlan, name), ESP_PLAN_MAX_TEXT },
  [ESP_PLAN_TEXT_NOTE] = { "note", G_STRUCT_OFFSET (EspPlan, note), ESP_PLAN_MAX_NOTE },
  [ESP_PLAN_TEXT_ORGANIZATION] = { "organization", G_STRUCT_OFFSET (EspPlan, organization),
                                   ESP_PLAN_MAX_TEXT },
};

gboolean
esp_plan_edit_describe (EspPlan *plan, EspPlanText text, const char *value, GError **error)
{
  if (value && !esp_plan_edit_check_text (texts[text].name, value, texts[text].limit, error))
    return FALSE;
  esp_plan_set_text (&G_STRUCT_MEMBER (char *, plan, texts[text].offset),
                     value && *value ? value : NULL);
  return TRUE;
}
