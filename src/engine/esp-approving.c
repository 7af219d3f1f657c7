/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people of two persons: who can approve for a CA, and whether the rule can hold at all. What
 * they may do is decided by their rights, as everything. */
#include "esp-approving.h"

#include "model/esp-arn.h"
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

/* --- Everybody ---------------------------------------------------------------------------------*/

/* Could a policy of @role say something about it, in some case? What it does not speak about, it
 * gives nobody, whatever else there is. */
static gboolean
role_speaks (const EspRole *role, const EspCa *ca, gboolean *speaks, GError **error)
{
  g_autoptr (GPtrArray) policies = esp_role_parse_policies (role, error);
  g_autofree char *arn = esp_arn_role (role->account, role->name);
  EspAccessRequest request = { .action = approve_actions[0],
                               .resource = ca->arn,
                               .resource_account = ca->account,
                               .principal = arn,
                               .principal_account = role->account,
                               .principal_active = TRUE,
                               .organization_scope = role->scope == ESP_ROLE_SCOPE_ORGANIZATION,
                               .identity_policies = policies };
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (EspDecision) decision = policies ? esp_decide_explained (&request, &steps) : NULL;

  *speaks = FALSE;
  for (guint i = 0; steps && i < steps->len && !*speaks; i++)
    {
      const EspDecisionStep *step = g_ptr_array_index (steps, i);

      *speaks = step->match == ESP_STATEMENT_APPLIES || step->match == ESP_STATEMENT_CONDITION ||
                step->is_unresolved;
    }
  return policies != NULL;
}

static gboolean
add_holders (EspVault *vault, const EspRole *role, GPtrArray *people, GError **error)
{
  g_autoptr (GPtrArray) names = esp_role_store_list_holders (vault, role->id, error);

  for (guint i = 0; names && i < names->len; i++)
    {
      g_autoptr (EspPrincipal)
        person = esp_principal_store_find (vault, g_ptr_array_index (names, i), error);

      if (!person)
        return FALSE;
      if (is_active_person (person) && !esp_approving_is_among (people, person->id))
        g_ptr_array_add (people, g_steal_pointer (&person));
    }
  return names != NULL;
}

static int
compare_ages (gconstpointer a, gconstpointer b)
{
  const EspPrincipal *one = *(EspPrincipal *const *) a, *other = *(EspPrincipal *const *) b;

  if (one->created_at != other->created_at)
    return one->created_at < other->created_at ? -1 : 1;
  return g_strcmp0 (one->id, other->id);
}

/* Those who have a role that speaks about approving for @ca, the eldest first. */
static GPtrArray *
list_everybody (EspVault *vault, const EspCa *ca, GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list (vault, NULL, error);
  g_autoptr (GPtrArray)
    people = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_principal_free);

  for (guint i = 0; roles && i < roles->len; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);
      gboolean speaks;

      if (!role_speaks (role, ca, &speaks, error) ||
          (speaks && !add_holders (vault, role, people, error)))
        return NULL;
    }
  g_ptr_array_sort (people, compare_ages);
  return roles ? g_steal_pointer (&people) : NULL;
}

/* --- Who can approve ---------------------------------------------------------------------------*/

/* Leaves those who may, @max at most. */
static gboolean
keep_able (EspVault *vault,
           const EspCa *ca,
           gint64 now,
           GPtrArray *people,
           guint max,
           GError **error)
{
  guint n_able = 0;

  while (n_able < people->len && n_able < max)
    {
      const EspPrincipal *person = g_ptr_array_index (people, n_able);
      gboolean may = FALSE;

      if (is_active_person (person) &&
          !esp_approving_may_any (vault, person, ca, approve_actions, now, &may, error))
        return FALSE;
      if (may)
        n_able++;
      else
        g_ptr_array_remove_index (people, n_able);
    }
  g_ptr_array_set_size (people, (int) n_able);
  return TRUE;
}

GPtrArray *
esp_approving_able (EspVault *vault, const EspCa *ca, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) people = esp_approving_list (vault, ca->id, error);

  if (people && people->len == 0)
    {
      g_ptr_array_unref (people);
      people = list_everybody (vault, ca, error);
    }
  if (!people || !keep_able (vault, ca, now, people, ESP_APPROVERS_MAX, error))
    return NULL;
  return g_steal_pointer (&people);
}

GPtrArray *
esp_approving_who (EspVault *vault, const EspCa *ca, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) named = esp_approving_list (vault, ca->id, error);

  return named && named->len == 0 ? esp_approving_able (vault, ca, now, error) :
                                    g_steal_pointer (&named);
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
  g_autoptr (GPtrArray) named = NULL;
  g_autoptr (GPtrArray) able = NULL;

  *in_force = FALSE;
  if (!ca->dual_control)
    return TRUE;
  named = esp_approver_store_list (vault, ca->id, error);
  able = named ? esp_approving_able (vault, ca, now, error) : NULL;
  if (!able)
    return FALSE;
  leave_out (able, without);
  *in_force = able->len >= 2;
  /* While nobody is named, a second person is somebody who may approve. */
  if (able->len != 1 || named->len == 0)
    return TRUE;
  return has_helper (vault, ca, now, ((const EspPrincipal *) g_ptr_array_index (able, 0))->id,
                     without, in_force, error);
}

/* --- Of several --------------------------------------------------------------------------------*/

gboolean
esp_approving_is_among (GPtrArray *principals, const char *id)
{
  for (guint i = 0; i < principals->len; i++)
    if (g_str_equal (((const EspPrincipal *) g_ptr_array_index (principals, i))->id, id))
      return TRUE;
  return FALSE;
}

GPtrArray *
esp_approving_able_of_all (EspVault *vault,
                           GPtrArray *cas,
                           gint64 now,
                           const char *requester,
                           GError **error)
{
  g_autoptr (GPtrArray) able = NULL;

  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);
      g_autoptr (GPtrArray) of_ca = esp_approving_able (vault, ca, now, error);

      if (!of_ca)
        return NULL;
      if (!able)
        able = g_ptr_array_ref (of_ca);
      for (guint j = able->len; j > 0; j--)
        {
          const char *id = ((const EspPrincipal *) g_ptr_array_index (able, j - 1))->id;

          if (!esp_approving_is_among (of_ca, id) || g_strcmp0 (id, requester) == 0)
            g_ptr_array_remove_index (able, j - 1);
        }
    }
  return g_steal_pointer (&able);
}

char *
esp_approving_list_names (GPtrArray *principals)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < principals->len; i++)
    g_string_append_printf (text, "%s%s", i ? ", " : "",
                            ((const EspPrincipal *) g_ptr_array_index (principals, i))->name);
  return g_string_free (text, FALSE);
}
