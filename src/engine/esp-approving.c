/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people of two persons: who can approve for a CA, and whether the rule can hold at all. What
 * they may do is decided by their rights, as everything. */
#include "esp-approving.h"

#include "vault/esp-account-store.h"
#include "vault/esp-approval-store.h"

static const char *const approve_actions[] = { "espalier:Approve", NULL };
static const char *const name_actions[] = { "espalier:UpdateApprovers", NULL };

static gboolean
could_any (const EspRights *rights, const EspCa *ca, const char *const *actions, gint64 now)
{
  for (guint i = 0; actions[i]; i++)
    {
      EspQuestion question = esp_question_about (actions[i], ca, now);

      if (esp_rights_could (rights, &question, TRUE))
        return TRUE;
    }
  return FALSE;
}

gboolean
esp_approving_may_any (EspVault *vault,
                       const EspPrincipal *principal,
                       const EspCa *ca,
                       const char *const *actions,
                       gint64 now,
                       gboolean *may,
                       GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list_for (vault, principal->id, error);

  *may = FALSE;
  for (guint i = 0; roles && i < roles->len && !*may; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);
      g_autoptr (EspRights) rights = esp_rights_load (vault, principal, role->id, error);

      if (!rights)
        return FALSE;
      *may = could_any (rights, ca, actions, now);
    }
  return roles != NULL;
}

static gboolean
is_active_person (const EspPrincipal *principal)
{
  return principal->kind == ESP_PRINCIPAL_PERSON && principal->status == ESP_PRINCIPAL_ACTIVE;
}

GPtrArray *
esp_approving_list (EspVault *vault, const char *ca, GError **error)
{
  g_autoptr (GPtrArray) approvers = esp_approver_store_list (vault, ca, error);
  g_autoptr (GPtrArray)
    people = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_principal_free);

  for (guint i = 0; approvers && i < approvers->len; i++)
    {
      const EspApprover *approver = g_ptr_array_index (approvers, i);
      EspPrincipal *principal = esp_principal_store_find (vault, approver->principal, error);

      if (!principal)
        return NULL;
      g_ptr_array_add (people, principal);
    }
  return approvers ? g_steal_pointer (&people) : NULL;
}

GPtrArray *
esp_approving_able (EspVault *vault, const EspCa *ca, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) people = esp_approving_list (vault, ca->id, error);

  for (guint i = people ? people->len : 0; i > 0; i--)
    {
      const EspPrincipal *principal = g_ptr_array_index (people, i - 1);
      gboolean may = FALSE;

      if (is_active_person (principal) &&
          !esp_approving_may_any (vault, principal, ca, approve_actions, now, &may, error))
        return NULL;
      if (!may)
        g_ptr_array_remove_index (people, i - 1);
    }
  return g_steal_pointer (&people);
}

static void
leave_out (GPtrArray *principals, const char *id)
{
  for (guint i = principals->len; id && i > 0; i--)
    if (g_str_equal (((const EspPrincipal *) g_ptr_array_index (principals, i - 1))->id, id))
      g_ptr_array_remove_index (principals, i - 1);
}

/* Somebody besides @only and @without who may name approvers. */
static gboolean
has_helper (EspVault *vault,
            const EspCa *ca,
            gint64 now,
            const char *only,
            const char *without,
            gboolean *has,
            GError **error)
{
  g_autoptr (GPtrArray) principals = esp_principal_store_list (vault, error);

  *has = FALSE;
  for (guint i = 0; principals && i < principals->len && !*has; i++)
    {
      const EspPrincipal *principal = g_ptr_array_index (principals, i);

      if (!is_active_person (principal) || g_str_equal (principal->id, only) ||
          g_strcmp0 (principal->id, without) == 0)
        continue;
      if (!esp_approving_may_any (vault, principal, ca, name_actions, now, has, error))
        return FALSE;
    }
  return principals != NULL;
}

gboolean
esp_approving_in_force (EspVault *vault,
                        const EspCa *ca,
                        gint64 now,
                        const char *without,
                        gboolean *in_force,
                        GError **error)
{
  g_autoptr (GPtrArray) able = NULL;

  *in_force = FALSE;
  if (!ca->dual_control)
    return TRUE;
  able = esp_approving_able (vault, ca, now, error);
  if (!able)
    return FALSE;
  leave_out (able, without);
  *in_force = able->len >= 2;
  if (able->len != 1)
    return TRUE;
  return has_helper (vault, ca, now, ((const EspPrincipal *) g_ptr_array_index (able, 0))->id,
                     without, in_force, error);
}

GPtrArray *
esp_approving_candidates (EspVault *vault, const EspCa *ca, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) principals = esp_principal_store_list (vault, error);
  g_autoptr (GPtrArray) able = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_principal_free);

  for (guint i = 0; principals && i < principals->len && able->len < ESP_APPROVERS_MAX; i++)
    {
      const EspPrincipal *principal = g_ptr_array_index (principals, i);
      EspPrincipal *own;
      gboolean may;

      if (!is_active_person (principal))
        continue;
      if (!esp_approving_may_any (vault, principal, ca, approve_actions, now, &may, error))
        return NULL;
      if (!may)
        continue;
      own = esp_principal_store_find (vault, principal->id, error);
      if (!own)
        return NULL;
      g_ptr_array_add (able, own);
    }
  return principals ? g_steal_pointer (&able) : NULL;
}
