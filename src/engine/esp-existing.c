/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the tables of a vault to the records that a plan is made of. What somebody sees is decided
 * by the actions of the lists themselves, thing by thing where a list decides so. */
#include "esp-existing.h"

#include "design/esp-plan-from.h"
#include "esp-approving.h"
#include "esp-ops.h"
#include "esp-people.h"
#include "model/esp-account.h"
#include "model/esp-arn.h"
#include "model/esp-guardrail.h"
#include "model/esp-share.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-guardrail-store.h"
#include "vault/esp-share-store.h"

typedef struct
{
  EspVault *vault;
  EspOperationContext *seen_by; /* NULL: everything */
  gint64 now;
  EspPlanRecords records; /* lists of its own */
} Existing;

static void
existing_clear (Existing *existing)
{
  g_clear_pointer (&existing->records.accounts, g_ptr_array_unref);
  g_clear_pointer (&existing->records.cas, g_ptr_array_unref);
  g_clear_pointer (&existing->records.shares, g_ptr_array_unref);
  g_clear_pointer (&existing->records.guardrails, g_ptr_array_unref);
  g_clear_pointer (&existing->records.roles, g_ptr_array_unref);
  g_clear_pointer (&existing->records.people, g_ptr_array_unref);
  g_clear_pointer (&existing->records.approvers, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Existing, existing_clear)

/* Of actions that have no single thing as their resource. */
static gboolean
may_list (const Existing *existing, const char *action)
{
  EspQuestion question;

  if (!existing->seen_by)
    return TRUE;
  question = esp_context_question (existing->seen_by, action);
  return esp_rights_could (existing->seen_by->rights, &question, FALSE);
}

static gboolean
sees_account (const Existing *existing, const char *number)
{
  return !existing->seen_by || esp_people_sees (existing->seen_by, number);
}

gboolean
esp_existing_sees_person (EspOperationContext *seen_by, const EspPrincipal *person)
{
  const Existing existing = { .seen_by = seen_by };

  return may_list (&existing, "iam:ListUsers") && sees_account (&existing, person->account);
}

/* --- Hierarchy --------------------------------------------------------------------------------*/

static gboolean
read_cas (Existing *existing, GError **error)
{
  GPtrArray *cas = esp_ca_store_list (existing->vault, NULL, existing->now, error);

  existing->records.cas = cas;
  for (guint i = cas ? cas->len : 0; existing->seen_by && i > 0; i--)
    if (!esp_ops_may_see_ca (existing->seen_by, g_ptr_array_index (cas, i - 1)))
      g_ptr_array_remove_index (cas, i - 1);
  return cas != NULL;
}

static gboolean
owns_one (const EspAccount *account, GPtrArray *cas)
{
  for (guint i = 0; i < cas->len; i++)
    if (g_str_equal (((const EspCa *) g_ptr_array_index (cas, i))->account, account->id))
      return TRUE;
  return FALSE;
}

static gboolean
read_accounts (Existing *existing, GError **error)
{
  GPtrArray *accounts = esp_account_store_list (existing->vault, error);
  gboolean all = may_list (existing, "organizations:ListAccounts");

  existing->records.accounts = accounts;
  for (guint i = accounts ? accounts->len : 0; !all && i > 0; i--)
    if (!owns_one (g_ptr_array_index (accounts, i - 1), existing->records.cas))
      g_ptr_array_remove_index (accounts, i - 1);
  return accounts != NULL;
}

static gboolean
read_shares (Existing *existing, GError **error)
{
  const EspOperationContext *seen_by = existing->seen_by;
  const char *account = seen_by && !seen_by->rights->organization_scope ? seen_by->rights->account :
                                                                          NULL;

  existing->records.shares = may_list (existing, "ram:GetResourceShares") ?
                               esp_share_store_list (existing->vault, NULL, account, error) :
                               g_ptr_array_new ();
  return existing->records.shares != NULL;
}

/* --- Guardrails -------------------------------------------------------------------------------*/

static gboolean
limits (const EspGuardrail *guardrail, const char *account)
{
  return guardrail->accounts->len == 0 ||
         g_ptr_array_find_with_equal_func (guardrail->accounts, account, g_str_equal, NULL);
}

/* That one limits further accounts is theirs to know. */
static void
keep_own (GPtrArray *guardrails, const char *account)
{
  for (guint i = guardrails->len; i > 0; i--)
    {
      EspGuardrail *guardrail = g_ptr_array_index (guardrails, i - 1);

      if (!limits (guardrail, account))
        {
          g_ptr_array_remove_index (guardrails, i - 1);
          continue;
        }
      if (guardrail->accounts->len == 0)
        continue;
      g_ptr_array_set_size (guardrail->accounts, 0);
      g_ptr_array_add (guardrail->accounts, g_strdup (account));
    }
}

static gboolean
read_guardrails (Existing *existing, GError **error)
{
  g_autofree char *organization = NULL;
  GPtrArray *guardrails;

  if (!may_list (existing, "organizations:ListPolicies"))
    return TRUE;
  guardrails = esp_guardrail_store_list (existing->vault, error);
  existing->records.guardrails = guardrails;
  if (!guardrails || !existing->seen_by)
    return guardrails != NULL;
  organization = esp_people_find_organization (existing->vault, error);
  if (!organization)
    return FALSE;
  if (!sees_account (existing, organization))
    keep_own (guardrails, existing->seen_by->rights->account);
  return guardrails != NULL;
}

/* --- Roles and people -------------------------------------------------------------------------*/

/* The list names policies; their documents are shown role by role. */
static gboolean
may_read_role (const Existing *existing, const EspRole *role)
{
  g_autofree char *arn = esp_arn_role (role->account, role->name);
  EspQuestion question = { .action = "iam:GetRole",
                           .resource = arn,
                           .resource_account = role->account,
                           .resource_tags = role->tags,
                           .now = existing->now };

  return !existing->seen_by || (sees_account (existing, role->account) &&
                                esp_rights_could (existing->seen_by->rights, &question, FALSE));
}

static gboolean
read_roles (Existing *existing, GError **error)
{
  GPtrArray *roles;

  if (!may_list (existing, "iam:ListRoles"))
    return TRUE;
  roles = esp_role_store_list (existing->vault, NULL, error);
  existing->records.roles = roles;
  for (guint i = roles ? roles->len : 0; i > 0; i--)
    if (!may_read_role (existing, g_ptr_array_index (roles, i - 1)))
      g_ptr_array_remove_index (roles, i - 1);
  return roles != NULL;
}

static char **
list_roles (EspVault *vault, const char *principal, GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list_for (vault, principal, error);
  char **names = roles ? g_new0 (char *, roles->len + 1) : NULL;

  for (guint i = 0; names && i < roles->len; i++)
    names[i] = g_strdup (((const EspRole *) g_ptr_array_index (roles, i))->name);
  return names;
}

/* Takes @principal. */
static gboolean
add_person (Existing *existing, EspPrincipal *principal, GError **error)
{
  EspPlanHolder *holder = g_new0 (EspPlanHolder, 1);

  holder->principal = principal;
  holder->roles = list_roles (existing->vault, principal->id, error);
  g_ptr_array_add (existing->records.people, holder);
  return holder->roles != NULL;
}

static gboolean
read_people (Existing *existing, GError **error)
{
  g_autoptr (GPtrArray) principals = NULL;

  if (!may_list (existing, "iam:ListUsers"))
    return TRUE;
  principals = esp_principal_store_list (existing->vault, error);
  existing->records.people = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_plan_holder_free);
  while (principals && principals->len > 0)
    {
      EspPrincipal *principal = g_ptr_array_steal_index (principals, 0);

      if (!sees_account (existing, principal->account))
        esp_principal_free (principal);
      else if (!add_person (existing, principal, error))
        return FALSE;
    }
  return principals != NULL;
}

/* --- Approvers --------------------------------------------------------------------------------*/

static gboolean
may_read_approvers (const Existing *existing, const EspCa *ca)
{
  return !existing->seen_by || esp_context_may (existing->seen_by, "espalier:ListApprovals", ca);
}

static char **
list_approvers (EspVault *vault, const EspCa *ca, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) approvers = esp_approving_who (vault, ca, now, error);
  char **names = approvers ? g_new0 (char *, approvers->len + 1) : NULL;

  for (guint i = 0; names && i < approvers->len; i++)
    names[i] = g_strdup (((const EspPrincipal *) g_ptr_array_index (approvers, i))->name);
  return names;
}

static gboolean
read_approvers (Existing *existing, GError **error)
{
  existing->records.approvers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                       (GDestroyNotify) g_strfreev);
  for (guint i = 0; i < existing->records.cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (existing->records.cas, i);
      char **names;

      if (!ca->dual_control || !may_read_approvers (existing, ca))
        continue;
      names = list_approvers (existing->vault, ca, existing->now, error);
      if (!names)
        return FALSE;
      g_hash_table_insert (existing->records.approvers, g_strdup (ca->id), names);
    }
  return TRUE;
}

/* --- Everything -------------------------------------------------------------------------------*/

EspPlan *
esp_existing_read (EspVault *vault,
                   EspOperationContext *seen_by,
                   EspExistingKind kind,
                   gint64 now,
                   GHashTable **arns,
                   GError **error)
{
  g_auto (Existing) existing = { vault, seen_by, now };

  existing.records.organization = esp_vault_get_info (vault)->organization;
  existing.records.now = now;
  if (!read_cas (&existing, error) || !read_accounts (&existing, error) ||
      !read_shares (&existing, error))
    return NULL;
  if (kind == ESP_EXISTING_ALL &&
      (!read_guardrails (&existing, error) || !read_roles (&existing, error) ||
       !read_people (&existing, error) || !read_approvers (&existing, error)))
    return NULL;
  return esp_plan_new_from (&existing.records, arns);
}
