/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plan under two persons: what its steps touch of what exists, which authorities it would make
 * under the rule and use at once, and what is shown of it. The consent is to the plan as a whole:
 * what comes under the rule only by the plan itself is covered by it.
 *
 * An authority that no vault has yet is a record like any other, without a row and with a name made
 * of the plan, so that everybody who looks at the request means the same.
 */
#include "esp-approving.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-time.h"
#include "design/esp-plan-diff.h"
#include "design/esp-plan-document.h"
#include "esp-approving-facts.h"
#include "esp-existing.h"
#include "esp-provisioning-private.h"
#include "esp-splitting.h"
#include "model/esp-arn.h"
#include "pki/esp-digest.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"

#include <string.h>

gboolean
esp_approving_is_plan (const char *operation)
{
  return g_strcmp0 (operation, "ProvisionPlan") == 0;
}

static const char *
get (const EspProvisioningStep *step, const char *parameter)
{
  return esp_json_get_string (step->parameters, parameter);
}

/* --- What its steps touch ---------------------------------------------------------------------*/

typedef gboolean (*StepFactFunc) (EspOperationContext *context,
                                  const EspProvisioningStep *step,
                                  GPtrArray *facts,
                                  GError **error);

static void
add_ca (GPtrArray *facts, EspTouch touch, const char *arn)
{
  g_autofree char *id = NULL;

  if (arn && esp_arn_parse_ca (arn, NULL, &id))
    esp_facts_add_ca (facts, touch, id);
}

/* Accounts of the plan may not be there yet: their numbers say enough. */
static gboolean
add_guardrail (EspOperationContext *context,
               const EspProvisioningStep *step,
               GPtrArray *facts,
               GError **error)
{
  JsonArray *numbers = esp_json_get_array (step->parameters, "Accounts");
  GPtrArray *accounts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; numbers && i < json_array_get_length (numbers); i++)
    g_ptr_array_add (accounts, g_strdup (json_array_get_string_element (numbers, i)));
  esp_facts_add_guardrail (facts, NULL, accounts);
  return TRUE;
}

static EspRole *
imagine_role (const EspPlan *plan, const char *account, const char *name)
{
  for (guint i = 0; i < plan->roles->len; i++)
    {
      const EspPlanRole *planned = g_ptr_array_index (plan->roles, i);
      EspRole *role;

      if (!g_str_equal (planned->name, name) || !g_str_equal (planned->account, account))
        continue;
      role = esp_role_new ();
      role->id = g_uuid_string_random ();
      role->account = g_strdup (account);
      role->name = g_strdup (name);
      for (guint j = 0; j < planned->policies->len; j++)
        {
          const EspPlanPolicy *policy = g_ptr_array_index (planned->policies, j);
          g_autofree char *text = esp_json_to_text (policy->document, FALSE);

          g_ptr_array_add (role->policies, esp_role_policy_new (policy->name, text));
        }
      return role;
    }
  return NULL;
}

/* The role is there, or comes with the plan. */
static gboolean
add_assignment (EspOperationContext *context,
                const EspProvisioningStep *step,
                GPtrArray *facts,
                GError **error)
{
  const EspProvisioning *run = context->data;
  const char *name = get (step, "Role"), *account = get (step, "Account");
  g_autoptr (GPtrArray) roles = esp_role_store_list (context->vault, account, error);
  EspRole *role = NULL;

  for (guint i = 0; roles && i < roles->len && !role; i++)
    if (g_str_equal (((const EspRole *) g_ptr_array_index (roles, i))->name, name))
      role = g_ptr_array_steal_index (roles, i);
  if (roles && !role)
    role = imagine_role (run->plan, account, name);
  if (role)
    esp_facts_add_role (facts, ESP_TOUCH_ASSIGNMENT, role,
                        esp_principal_store_find (context->vault, get (step, "Principal"), NULL));
  return roles != NULL;
}

/* A step touches a CA, or something else. */
static const struct
{
  const char *operation;
  const char *ca; /* the parameter that names it, and how it is touched */
  EspTouch touch;
  StepFactFunc add;
} step_facts[] = {
  { "CreateCertificateAuthority", "Parent", ESP_TOUCH_SIGNATURE, NULL },
  { "CreateGuardrail", .add = add_guardrail },
  { "AssignRole", .add = add_assignment },
  { "AddApprover", "CertificateAuthority", ESP_TOUCH_AUTHORITY, NULL },
  { "RemoveApprover", "CertificateAuthority", ESP_TOUCH_AUTHORITY, NULL },
  { "CreateResourceShare", "CertificateAuthority", ESP_TOUCH_AUTHORITY, NULL },
};

static gboolean
add_step (EspOperationContext *context,
          const EspProvisioningStep *step,
          GPtrArray *facts,
          GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (step_facts); i++)
    if (g_str_equal (step_facts[i].operation, step->operation))
      {
        if (step_facts[i].add)
          return step_facts[i].add (context, step, facts, error);
        add_ca (facts, step_facts[i].touch, get (step, step_facts[i].ca));
        return TRUE;
      }
  return TRUE;
}

gboolean
esp_facts_add_plan (EspOperationContext *context, EspTouch touch, GPtrArray *facts, GError **error)
{
  const EspProvisioning *run = context->data;

  for (guint i = 0; i < run->steps->len; i++)
    if (!add_step (context, g_ptr_array_index (run->steps, i), facts, error))
      return FALSE;
  return TRUE;
}

/* --- What it would make -----------------------------------------------------------------------*/

static gboolean
is_root (const EspPlanCa *ca)
{
  return !ca->parent && !ca->parent_arn;
}

static gboolean
is_shared (const EspPlan *plan, const char *key)
{
  for (guint i = 0; i < plan->shares->len; i++)
    if (g_str_equal (((const EspPlanShare *) g_ptr_array_index (plan->shares, i))->ca, key))
      return TRUE;
  return FALSE;
}

/* It signs as a root, is shared, or gets approvers: what the rule would keep for two. */
static gboolean
is_used (const EspPlan *plan, const EspPlanCa *ca)
{
  g_autoptr (GPtrArray) children = is_root (ca) ? esp_plan_list_children (plan, ca->key) : NULL;

  return (children && children->len > 0) || (ca->approvers && *ca->approvers) ||
         is_shared (plan, ca->key);
}

/* A UUID of the form that a vault gives, made of the text and the key. */
static char *
name_imagined (const char *plan_text, const char *key)
{
  g_autofree char *both = g_strconcat (plan_text, "\n", key, NULL);
  g_autofree char *hex = esp_sha256_hex ((const guint8 *) both, strlen (both));

  return g_strdup_printf ("%.8s-%.4s-8%.3s-8%.3s-%.12s", hex, hex + 8, hex + 12, hex + 15,
                          hex + 18);
}

static EspCa *
imagine_ca (const EspPlanCa *planned, const char *plan_text, gint64 now)
{
  EspCa *ca = esp_provisioning_imagine_ca (planned, now);

  g_free (ca->id);
  g_free (ca->arn);
  ca->id = name_imagined (plan_text, planned->key);
  ca->arn = esp_arn_ca (ca->account, ca->id);
  return ca;
}

/* Adds it where the rule would be in force for it as soon as it is made. */
static gboolean
add_imagined (EspVault *vault,
              const EspPlanCa *planned,
              const char *plan_text,
              gint64 now,
              GPtrArray *cas,
              GError **error)
{
  g_autoptr (EspCa) ca = imagine_ca (planned, plan_text, now);
  gboolean in_force;

  if (!esp_approving_in_force (vault, ca, now, NULL, &in_force, error))
    return FALSE;
  if (in_force)
    g_ptr_array_add (cas, g_steal_pointer (&ca));
  return TRUE;
}

/* Appends to @cas. */
static gboolean
list_imagined (EspVault *vault,
               const EspPlan *plan,
               const char *plan_text,
               gint64 now,
               GPtrArray *cas,
               GError **error)
{
  g_autoptr (GHashTable) arns = NULL;
  g_autoptr (GHashTable) matches = NULL;
  g_autoptr (GPtrArray) differences = NULL;
  g_autoptr (EspPlan)
    existing = esp_existing_read (vault, NULL, ESP_EXISTING_HIERARCHY, now, &arns, error);

  if (!existing)
    return FALSE;
  differences = esp_plan_diff_and_match (plan, existing, arns, &matches);
  for (guint i = 0; i < plan->cas->len; i++)
    {
      const EspPlanCa *planned = g_ptr_array_index (plan->cas, i);

      if (planned->dual_control && !g_hash_table_contains (matches, planned->key) &&
          is_used (plan, planned) && !add_imagined (vault, planned, plan_text, now, cas, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
esp_approving_is_imagined (const EspCa *ca)
{
  return ca->row == 0;
}

gboolean
esp_approving_list_planned (EspVault *vault, JsonObject *text, GPtrArray *cas, GError **error)
{
  JsonObject *parameters = esp_json_get_object (text, "parameters");
  const char *plan_text = esp_json_get_string (parameters, "Plan");
  gint64 time = 0;
  g_autoptr (EspPlan) plan = NULL;

  if (!esp_approving_is_plan (esp_json_get_string (text, "operation")))
    return TRUE;
  plan = esp_plan_read (plan_text ? plan_text : "", -1, error);
  if (!plan || !esp_time_parse (esp_json_get_string (text, "time"), &time, error))
    return FALSE;
  return list_imagined (vault, plan, plan_text, time, cas, error);
}

GPtrArray *
esp_approving_needed_of_plan (EspOperationContext *context, EspProvisioning *run, GError **error)
{
  g_autoptr (GPtrArray) facts = esp_facts_new ();
  g_autoptr (GPtrArray) cas = NULL;
  gpointer own = context->data;
  gboolean known;

  if (run->steps->len == 0)
    return g_steal_pointer (&facts);
  context->data = run;
  known = esp_facts_add_plan (context, ESP_TOUCH_SIGNATURE, facts, error);
  context->data = own;
  cas = known ? esp_facts_find_touched (context->vault, facts, context->now, NULL, NULL, error) :
                NULL;
  if (!cas || !list_imagined (context->vault, run->plan, esp_context_text (context, "Plan"),
                              context->now, cas, error))
    return NULL;
  return g_steal_pointer (&cas);
}

/* --- Keys -------------------------------------------------------------------------------------*/

/* It signs, or is sealed to others. */
static gboolean
needs_key (const EspProvisioning *run, const EspCa *ca)
{
  for (guint i = 0; i < run->steps->len; i++)
    {
      const EspProvisioningStep *step = g_ptr_array_index (run->steps, i);

      if (g_strcmp0 (get (step, "Parent"), ca->arn) == 0 ||
          (esp_provisioning_is_about_approvers (step) &&
           g_strcmp0 (get (step, "CertificateAuthority"), ca->arn) == 0))
        return TRUE;
    }
  return FALSE;
}

/* Those that are there and whose keys the plan needs, with keys that two people open. */
static gboolean
list_split (EspOperationContext *context, GPtrArray *cas, GPtrArray *split, GError **error)
{
  const EspProvisioning *run = context->data;

  for (guint i = 0; i < cas->len; i++)
    {
      EspCa *ca = g_ptr_array_index (cas, i);
      gboolean is_split;

      if (esp_approving_is_imagined (ca) || !needs_key (run, ca))
        continue;
      if (!esp_splitting_is_split (context->vault, ca->id, &is_split, error))
        return FALSE;
      if (is_split)
        g_ptr_array_add (split, ca);
    }
  return TRUE;
}

const char *
esp_approving_key_of_plan (EspOperationContext *context, GPtrArray *cas)
{
  g_autoptr (GPtrArray) split = g_ptr_array_new ();

  if (!list_split (context, cas, split, NULL) || split->len == 0)
    return NULL;
  return ((const EspCa *) g_ptr_array_index (split, 0))->id;
}

gboolean
esp_approving_check_plan (EspOperationContext *context, GPtrArray *cas, GError **error)
{
  const EspProvisioning *run = context->data;
  g_autoptr (GPtrArray) split = g_ptr_array_new ();

  if (run->invite)
    {
      esp_error_set (error, ESP_REASON_PLAN_INVITES_WAIT, run->plan->name, NULL);
      return FALSE;
    }
  if (!list_split (context, cas, split, error))
    return FALSE;
  if (split->len <= 1)
    return TRUE;
  esp_error_set (error, ESP_REASON_PLAN_SPLIT_ROOTS, run->plan->name, "one",
                 ((const EspCa *) g_ptr_array_index (split, 0))->label, "other",
                 ((const EspCa *) g_ptr_array_index (split, 1))->label, NULL);
  return FALSE;
}

/* --- A step -----------------------------------------------------------------------------------*/

/* Of what was approved, the request says it. */
static gboolean
read_consented (EspOperationContext *whole)
{
  g_autoptr (JsonObject) text = NULL;

  if (whole->consented || !whole->approval)
    return whole->consented != NULL;
  text = esp_approving_read (whole->vault, whole->approval, NULL);
  whole->consented = text ? esp_approving_list_cas (whole->vault, text, NULL) : NULL;
  return whole->consented != NULL;
}

/* What the plan itself makes is covered by the consent to it; else it is named in the request. */
gboolean
esp_approving_covers (EspOperationContext *step, const EspCa *ca)
{
  EspOperationContext *whole = step->whole;

  if (!whole || !read_consented (whole))
    return FALSE;
  if (step->planned && g_hash_table_contains (step->planned, ca->arn))
    return TRUE;
  for (guint i = 0; i < whole->consented->len; i++)
    if (g_str_equal (((const EspCa *) g_ptr_array_index (whole->consented, i))->id, ca->id))
      return TRUE;
  return FALSE;
}
