/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is missing of a plan, as operations in the order in which they have to happen. Whether the
 * person may do them, and that they work, is found out by the run (esp-provisioning.c). */
#include "esp-provisioning-private.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "design/esp-plan-check.h"
#include "design/esp-plan-diff.h"
#include "esp-existing.h"
#include "esp-views.h"

static void
listing_clear (EspListing *listing)
{
  g_clear_pointer (&listing->existing, esp_plan_free);
  g_clear_pointer (&listing->arns, g_hash_table_unref);
  g_clear_pointer (&listing->matches, g_hash_table_unref);
  g_clear_pointer (&listing->missing, g_hash_table_unref);
  g_clear_pointer (&listing->steps, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspListing, listing_clear)

void
esp_provisioning_step_free (EspProvisioningStep *step)
{
  if (!step)
    return;
  g_clear_pointer (&step->parameters, json_object_unref);
  g_free (step->name);
  g_free (step->account);
  g_free (step->key);
  g_free (step);
}

/* --- What is missing --------------------------------------------------------------------------*/

static char *
identify (EspPlanThing thing, const char *name, const char *account, const char *key)
{
  return g_strdup_printf ("%s\n%s\n%s\n%s", esp_plan_thing_to_string (thing), name,
                          account ? account : "", key ? key : "");
}

gboolean
esp_listing_misses (EspListing *listing,
                    EspPlanThing thing,
                    const char *name,
                    const char *account,
                    const char *key)
{
  g_autofree char *identity = identify (thing, name, account, key);

  return g_hash_table_contains (listing->missing, identity);
}

/* The roles of the organization came with the vault. */
static gboolean
is_organization_role (const EspPlan *plan, const char *name, const char *account)
{
  for (guint i = 0; i < plan->roles->len; i++)
    {
      const EspPlanRole *role = g_ptr_array_index (plan->roles, i);

      if (role->organization_scope && g_str_equal (role->name, name) &&
          g_str_equal (role->account, account))
        return TRUE;
    }
  return FALSE;
}

/* Roles that somebody lacks and approvers who are not named yet can be made good; what else differs
 * is somebody's decision. */
static gboolean
is_refused (const EspListing *listing, const EspPlanDifference *difference, gboolean invite)
{
  if (difference->kind != ESP_PLAN_DIFFERS)
    return FALSE;
  switch (difference->thing)
    {
    case ESP_PLAN_THING_PERSON:
      return invite && !g_str_equal (difference->member, "roles");
    case ESP_PLAN_THING_ROLE:
      return !is_organization_role (listing->plan, difference->name, difference->account);
    case ESP_PLAN_THING_CA:
      return !g_str_equal (difference->member, "approvers");
    default:
      return TRUE;
    }
}

#define SHOWN_BYTES 100 /* of a value in a sentence; documents are longer */

static gboolean
is_short (const char *value)
{
  return value && *value && strlen (value) <= SHOWN_BYTES;
}

/* An account by its number: its name is what may differ. */
static void
refuse_difference (const EspPlanDifference *difference, GError **error)
{
  gboolean is_account = difference->thing == ESP_PLAN_THING_ACCOUNT;
  const char *name = is_account ? difference->account : difference->name;
  g_autofree char *values = NULL;

  if (is_short (difference->existing) && is_short (difference->planned))
    values = g_strdup_printf ("%s: %s \342\211\240 %s", difference->member, difference->existing,
                              difference->planned);
  esp_error_set (error, ESP_REASON_PLAN_EXISTS_OTHERWISE, name, "name", name, "member",
                 difference->member, "difference", values ? values : difference->member, NULL);
}

static gboolean
read_differences (EspListing *listing, gboolean invite, GError **error)
{
  g_autoptr (GPtrArray) differences = esp_plan_diff_and_match (listing->plan, listing->existing,
                                                               listing->arns, &listing->matches);

  for (guint i = 0; i < differences->len; i++)
    {
      const EspPlanDifference *difference = g_ptr_array_index (differences, i);

      if (is_refused (listing, difference, invite))
        {
          refuse_difference (difference, error);
          return FALSE;
        }
      if (difference->kind == ESP_PLAN_MISSING)
        g_hash_table_add (listing->missing, identify (difference->thing, difference->name,
                                                      difference->account, difference->key));
    }
  return TRUE;
}

/* --- Parameters -------------------------------------------------------------------------------*/

EspProvisioningStep *
esp_listing_add (EspListing *listing, const char *operation, const char *name, const char *account)
{
  EspProvisioningStep *step = g_new0 (EspProvisioningStep, 1);

  step->operation = operation;
  step->parameters = json_object_new ();
  step->name = g_strdup (name);
  step->account = g_strdup (account);
  g_ptr_array_add (listing->steps, step);
  return step;
}

void
esp_listing_set_tags (EspProvisioningStep *step, GPtrArray *tags)
{
  if (tags->len > 0)
    json_object_set_array_member (step->parameters, "Tags", esp_view_tags (tags));
}

static void
set_document (JsonObject *object, JsonNode *document)
{
  g_autofree char *text = esp_json_to_text (document, FALSE);

  json_object_set_string_member (object, "Document", text);
}

/* --- Accounts, guardrails, roles --------------------------------------------------------------*/

static void
list_accounts (EspListing *listing)
{
  for (guint i = 0; i < listing->plan->accounts->len; i++)
    {
      const EspPlanAccount *account = g_ptr_array_index (listing->plan->accounts, i);
      EspProvisioningStep *step;

      if (!esp_listing_misses (listing, ESP_PLAN_THING_ACCOUNT, account->name, account->id, NULL))
        continue;
      step = esp_listing_add (listing, "CreateAccount", account->name, account->id);
      json_object_set_string_member (step->parameters, "Name", account->name);
      json_object_set_string_member (step->parameters, "Number", account->id);
    }
}

static void
list_guardrails (EspListing *listing)
{
  for (guint i = 0; i < listing->plan->guardrails->len; i++)
    {
      const EspPlanGuardrail *guardrail = g_ptr_array_index (listing->plan->guardrails, i);
      EspProvisioningStep *step;
      JsonArray *accounts;

      if (!esp_listing_misses (listing, ESP_PLAN_THING_GUARDRAIL, guardrail->name, NULL, NULL))
        continue;
      step = esp_listing_add (listing, "CreateGuardrail", guardrail->name, NULL);
      json_object_set_string_member (step->parameters, "Name", guardrail->name);
      set_document (step->parameters, guardrail->document);
      accounts = json_array_new ();
      for (char **account = guardrail->accounts; account && *account; account++)
        json_array_add_string_element (accounts, *account);
      json_object_set_array_member (step->parameters, "Accounts", accounts);
    }
}

static JsonArray *
write_policies (GPtrArray *policies)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < policies->len; i++)
    {
      const EspPlanPolicy *policy = g_ptr_array_index (policies, i);
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "Name", policy->name);
      set_document (row, policy->document);
      json_array_add_object_element (list, row);
    }
  return list;
}

static void
list_roles (EspListing *listing)
{
  for (guint i = 0; i < listing->plan->roles->len; i++)
    {
      const EspPlanRole *role = g_ptr_array_index (listing->plan->roles, i);
      EspProvisioningStep *step;

      if (role->organization_scope ||
          !esp_listing_misses (listing, ESP_PLAN_THING_ROLE, role->name, role->account, NULL))
        continue;
      step = esp_listing_add (listing, "CreateRole", role->name, role->account);
      json_object_set_string_member (step->parameters, "Name", role->name);
      json_object_set_string_member (step->parameters, "Account", role->account);
      if (role->policies->len > 0)
        json_object_set_array_member (step->parameters, "Policies",
                                      write_policies (role->policies));
      esp_listing_set_tags (step, role->tags);
    }
}

/* --- People -----------------------------------------------------------------------------------*/

static const EspPlanPerson *
find_person (const EspPlan *plan, const char *name)
{
  for (guint i = 0; i < plan->people->len; i++)
    {
      const EspPlanPerson *person = g_ptr_array_index (plan->people, i);

      if (g_str_equal (person->name, name))
        return person;
    }
  return NULL;
}

static void
list_assignments (EspListing *listing, const EspPlanPerson *person)
{
  const EspPlanPerson *there = find_person (listing->existing, person->name);

  for (char **role = person->roles; role && *role; role++)
    {
      EspProvisioningStep *step;

      if (is_organization_role (listing->plan, *role, person->account) ||
          (there && there->roles && g_strv_contains ((const char *const *) there->roles, *role)))
        continue;
      step = esp_listing_add (listing, "AssignRole", person->name, person->account);
      json_object_set_string_member (step->parameters, "Role", *role);
      json_object_set_string_member (step->parameters, "Account", person->account);
      json_object_set_string_member (step->parameters, "Principal", person->name);
    }
}

static void
list_people (EspListing *listing)
{
  for (guint i = 0; i < listing->plan->people->len; i++)
    {
      const EspPlanPerson *person = g_ptr_array_index (listing->plan->people, i);

      if (esp_listing_misses (listing, ESP_PLAN_THING_PERSON, person->name, person->account, NULL))
        {
          EspProvisioningStep *step = esp_listing_add (listing, "InvitePrincipal", person->name,
                                                       person->account);

          json_object_set_string_member (step->parameters, "Name", person->name);
          json_object_set_string_member (step->parameters, "Account", person->account);
          if (person->service)
            json_object_set_boolean_member (step->parameters, "Service", TRUE);
          esp_listing_set_tags (step, person->tags);
        }
      list_assignments (listing, person);
    }
}

/* --- All of it --------------------------------------------------------------------------------*/

static gboolean
check_plan (const EspPlan *plan, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) findings = esp_plan_check (plan, now);
  g_autofree char *sentence = NULL;
  g_autofree char *count = NULL;
  guint n = 0;

  while (n < findings->len &&
         ((const EspPlanFinding *) g_ptr_array_index (findings, n))->severity == ESP_PLAN_ERROR)
    n++;
  if (n == 0)
    return TRUE;
  sentence = esp_plan_finding_sentence (g_ptr_array_index (findings, 0));
  count = g_strdup_printf ("%u", n);
  esp_error_set (error, ESP_REASON_PLAN_UNSOUND, plan->name, "n", count, "sentence", sentence,
                 NULL);
  return FALSE;
}

GPtrArray *
esp_provisioning_list_steps (EspVault *vault,
                             EspOperationContext *seen_by,
                             const EspPlan *plan,
                             gboolean invite,
                             gint64 now,
                             GError **error)
{
  g_auto (EspListing) listing = { .vault = vault, .seen_by = seen_by, .plan = plan, .now = now };

  if (!check_plan (plan, now, error))
    return NULL;
  listing.existing = esp_existing_read (vault, seen_by, ESP_EXISTING_ALL, now, &listing.arns,
                                        error);
  if (!listing.existing)
    return NULL;
  listing.missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  listing.steps = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_provisioning_step_free);
  if (!read_differences (&listing, invite, error))
    return NULL;
  list_accounts (&listing);
  list_guardrails (&listing);
  list_roles (&listing);
  if (invite)
    list_people (&listing);
  if (!esp_listing_authorities (&listing, error) || !esp_listing_approvers (&listing, error))
    return NULL;
  esp_listing_shares (&listing);
  return g_steal_pointer (&listing.steps);
}
