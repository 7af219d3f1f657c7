/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two plans side by side: which thing is which, and in what they differ (esp-plan-diff-values.c).
 */
#include "esp-plan-diff.h"

#include "esp-plan-diff-private.h"
#include "pki/esp-name.h"

#define OUTSIDE "^" /* in place of a parent that is in neither plan; no key has this character */

static const char *const kind_names[] = {
  [ESP_PLAN_MISSING] = "MISSING",
  [ESP_PLAN_DIFFERS] = "DIFFERS",
  [ESP_PLAN_ONLY_HERE] = "ONLY_HERE",
};

static const char *const thing_names[] = {
  [ESP_PLAN_THING_ACCOUNT] = "ACCOUNT",
  [ESP_PLAN_THING_GUARDRAIL] = "GUARDRAIL",
  [ESP_PLAN_THING_ROLE] = "ROLE",
  [ESP_PLAN_THING_PERSON] = "PERSON",
  [ESP_PLAN_THING_CA] = "CERTIFICATE_AUTHORITY",
  [ESP_PLAN_THING_SHARE] = "RESOURCE_SHARE",
};

const char *
esp_plan_difference_kind_to_string (EspPlanDifferenceKind kind)
{
  return kind_names[kind];
}

const char *
esp_plan_thing_to_string (EspPlanThing thing)
{
  return thing_names[thing];
}

void
esp_plan_difference_free (EspPlanDifference *difference)
{
  if (!difference)
    return;
  g_free (difference->name);
  g_free (difference->account);
  g_free (difference->key);
  g_free (difference->arn);
  g_free (difference->member);
  g_free (difference->planned);
  g_free (difference->existing);
  g_free (difference);
}

EspPlanDifference *
esp_plan_diff_add (EspPlanDiff *diff,
                   EspPlanDifferenceKind kind,
                   EspPlanThing thing,
                   const char *name,
                   const char *account)
{
  EspPlanDifference *difference = g_new0 (EspPlanDifference, 1);

  difference->kind = kind;
  difference->thing = thing;
  difference->name = g_strdup (name);
  difference->account = g_strdup (account);
  g_ptr_array_add (diff->differences, difference);
  return difference;
}

/* --- Accounts ---------------------------------------------------------------------------------*/

static void
compare_accounts (EspPlanDiff *diff)
{
  for (guint i = 0; i < diff->plan->accounts->len; i++)
    {
      const EspPlanAccount *account = g_ptr_array_index (diff->plan->accounts, i);
      const EspPlanAccount *other = esp_plan_find_account (diff->existing, account->id);

      if (!other)
        esp_plan_diff_add (diff, ESP_PLAN_MISSING, ESP_PLAN_THING_ACCOUNT, account->name,
                           account->id);
      else
        esp_plan_diff_compare_account (diff, account, other);
    }
}

static void
list_other_accounts (EspPlanDiff *diff)
{
  for (guint i = 0; i < diff->existing->accounts->len; i++)
    {
      const EspPlanAccount *account = g_ptr_array_index (diff->existing->accounts, i);

      if (!esp_plan_find_account (diff->plan, account->id))
        esp_plan_diff_add (diff, ESP_PLAN_ONLY_HERE, ESP_PLAN_THING_ACCOUNT, account->name,
                           account->id);
    }
}

/* --- Certificate authorities ------------------------------------------------------------------*/

/* By what a CA is known; @parent is the key of its parent in the plan of what exists, OUTSIDE or
 * "". */
static char *
make_identity (const EspPlanCa *ca, const char *parent)
{
  g_autoptr (EspName) name = esp_name_parse (ca->subject, NULL);

  return g_strdup_printf ("%s\n%s\n%s", ca->account, parent,
                          name ? esp_name_get_text (name) : ca->subject);
}

static const char *
find_by_arn (EspPlanDiff *diff, const char *arn)
{
  GHashTableIter iter;
  gpointer key, value;

  if (!diff->arns)
    return NULL;
  g_hash_table_iter_init (&iter, diff->arns);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_strcmp0 (value, arn) == 0)
      return key;
  return NULL;
}

/* NULL: the parent itself would have to be made. */
static const char *
find_parent (EspPlanDiff *diff, const EspPlanCa *ca)
{
  const char *key;

  if (ca->parent)
    return g_hash_table_lookup (diff->matches, ca->parent);
  if (!ca->parent_arn)
    return "";
  key = find_by_arn (diff, ca->parent_arn);
  return key ? key : OUTSIDE;
}

static void
index_existing (EspPlanDiff *diff)
{
  for (guint i = 0; i < diff->existing->cas->len; i++)
    {
      EspPlanCa *ca = g_ptr_array_index (diff->existing->cas, i);
      const char *parent = ca->parent ? ca->parent : ca->parent_arn ? OUTSIDE : "";
      char *identity = make_identity (ca, parent);

      if (g_hash_table_contains (diff->identities, identity))
        g_free (identity);
      else
        g_hash_table_insert (diff->identities, identity, ca);
    }
}

static void
compare_ca (EspPlanDiff *diff, const EspPlanCa *ca)
{
  const char *parent = find_parent (diff, ca);
  g_autofree char *identity = parent ? make_identity (ca, parent) : NULL;
  g_autofree char *label = NULL;
  const EspPlanCa *other = identity ? g_hash_table_lookup (diff->identities, identity) : NULL;

  if (!other)
    {
      label = esp_plan_ca_get_label (ca);
      esp_plan_diff_add (diff, ESP_PLAN_MISSING, ESP_PLAN_THING_CA, label, ca->account)->key =
        g_strdup (ca->key);
      return;
    }
  g_hash_table_remove (diff->identities, identity);
  g_hash_table_insert (diff->matches, ca->key, other->key);
  g_hash_table_add (diff->known, other->key);
  esp_plan_diff_compare_ca (diff, ca, other);
}

static void
list_other_cas (EspPlanDiff *diff)
{
  g_autoptr (GPtrArray) ordered = esp_plan_list_ordered (diff->existing);

  for (guint i = 0; i < ordered->len; i++)
    {
      const EspPlanCa *ca = g_ptr_array_index (ordered, i);
      g_autofree char *label = NULL;

      if (g_hash_table_contains (diff->known, ca->key))
        continue;
      label = esp_plan_ca_get_label (ca);
      esp_plan_diff_add (diff, ESP_PLAN_ONLY_HERE, ESP_PLAN_THING_CA, label, ca->account)->arn =
        g_strdup (diff->arns ? g_hash_table_lookup (diff->arns, ca->key) : NULL);
    }
}

/* --- Shares -----------------------------------------------------------------------------------*/

/* @ca is the key in the plan of what exists. */
static int
find_share (EspPlanDiff *diff, const EspPlanShare *share, const char *ca)
{
  for (guint i = 0; ca && i < diff->existing->shares->len; i++)
    {
      const EspPlanShare *other = g_ptr_array_index (diff->existing->shares, i);

      if (g_str_equal (other->ca, ca) && g_str_equal (other->account, share->account) &&
          g_str_equal (other->permission, share->permission) && !diff->known_shares[i])
        return (int) i;
    }
  return -1;
}

static void
compare_shares (EspPlanDiff *diff)
{
  for (guint i = 0; i < diff->plan->shares->len; i++)
    {
      const EspPlanShare *share = g_ptr_array_index (diff->plan->shares, i);
      int at = find_share (diff, share, g_hash_table_lookup (diff->matches, share->ca));

      if (at < 0)
        {
          esp_plan_diff_add (diff, ESP_PLAN_MISSING, ESP_PLAN_THING_SHARE, share->name,
                             share->account)
            ->key = g_strdup (share->ca);
          continue;
        }
      diff->known_shares[at] = TRUE;
      esp_plan_diff_compare_share (diff, share,
                                   g_ptr_array_index (diff->existing->shares, (guint) at));
    }
}

static void
list_other_shares (EspPlanDiff *diff)
{
  for (guint i = 0; i < diff->existing->shares->len; i++)
    {
      const EspPlanShare *share = g_ptr_array_index (diff->existing->shares, i);

      if (!diff->known_shares[i])
        esp_plan_diff_add (diff, ESP_PLAN_ONLY_HERE, ESP_PLAN_THING_SHARE, share->name,
                           share->account)
          ->arn = g_strdup (diff->arns ? g_hash_table_lookup (diff->arns, share->ca) : NULL);
    }
}

/* --- Everything -------------------------------------------------------------------------------*/

static void
diff_clear (EspPlanDiff *diff)
{
  g_hash_table_unref (diff->identities);
  g_hash_table_unref (diff->matches);
  g_hash_table_unref (diff->known);
  g_free (diff->known_shares);
}

GPtrArray *
esp_plan_diff (const EspPlan *plan, const EspPlan *existing, GHashTable *arns)
{
  return esp_plan_diff_and_match (plan, existing, arns, NULL);
}

/* The ARNs of what is there, by the keys of the plan. */
static GHashTable *
tell_matches (const EspPlanDiff *diff)
{
  GHashTable *told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key, other;

  g_hash_table_iter_init (&iter, diff->matches);
  while (g_hash_table_iter_next (&iter, &key, &other))
    {
      const char *arn = diff->arns ? g_hash_table_lookup (diff->arns, other) : NULL;

      g_hash_table_insert (told, g_strdup (key), g_strdup (arn));
    }
  return told;
}

GPtrArray *
esp_plan_diff_and_match (const EspPlan *plan,
                         const EspPlan *existing,
                         GHashTable *arns,
                         GHashTable **matches)
{
  EspPlanDiff diff = { plan, existing, arns };
  g_autoptr (GPtrArray) ordered = esp_plan_list_ordered (plan);

  diff.identities = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  diff.matches = g_hash_table_new (g_str_hash, g_str_equal);
  diff.known = g_hash_table_new (g_str_hash, g_str_equal);
  diff.known_shares = g_new0 (gboolean, existing->shares->len);
  diff.differences = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_plan_difference_free);
  index_existing (&diff);
  compare_accounts (&diff);
  esp_plan_diff_people (&diff);
  for (guint i = 0; i < ordered->len; i++)
    compare_ca (&diff, g_ptr_array_index (ordered, i));
  compare_shares (&diff);
  list_other_accounts (&diff);
  list_other_cas (&diff);
  list_other_shares (&diff);
  if (matches)
    *matches = tell_matches (&diff);
  diff_clear (&diff);
  return diff.differences;
}

/* --- The vault's own --------------------------------------------------------------------------*/

static gboolean
holds_ca (const EspPlan *plan, const char *number)
{
  for (guint i = 0; i < plan->cas->len; i++)
    if (g_str_equal (((const EspPlanCa *) g_ptr_array_index (plan->cas, i))->account, number))
      return TRUE;
  return FALSE;
}

void
esp_plan_diff_forget_account (GPtrArray *differences, const EspPlan *existing, const char *number)
{
  if (holds_ca (existing, number))
    return;
  for (guint i = 0; i < differences->len; i++)
    {
      const EspPlanDifference *difference = g_ptr_array_index (differences, i);

      if (difference->kind != ESP_PLAN_ONLY_HERE || difference->thing != ESP_PLAN_THING_ACCOUNT ||
          g_strcmp0 (difference->account, number) != 0)
        continue;
      g_ptr_array_remove_index (differences, i);
      return;
    }
}
