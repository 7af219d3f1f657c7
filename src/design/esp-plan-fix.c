/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Applies fixes. Each is tried on a copy, which is checked again: only where its finding is gone,
 * and nothing came that was not there before, does the copy become the plan. What follows from a
 * fix by arithmetic (a life halved above makes those below too long) is mended in the same step, by
 * the fixes of those checks.
 */
#include "esp-plan-fix-private.h"

#define MAX_ROUNDS 12 /* a hierarchy of five levels needs a round or two for each */

/* clang-format off */
static const struct
{
  EspPlanFixFunc fix;
  guint n_variants;
} fixes[ESP_PLAN_N_CHECKS] = {
  [ESP_PLAN_CHECK_TEMPLATE_UNKNOWN] = { esp_plan_fix_template, 1 },
  [ESP_PLAN_CHECK_TEMPLATE_KIND] = { esp_plan_fix_template, 1 },
  [ESP_PLAN_CHECK_TEMPLATE_PATH_LENGTH] = { esp_plan_fix_template_path_length, 2 },
  [ESP_PLAN_CHECK_USE_TEMPLATE] = { esp_plan_fix_use_template, 2 },
  [ESP_PLAN_CHECK_DEPTH] = { esp_plan_fix_depth, 1 },
  [ESP_PLAN_CHECK_PATH_LENGTH_MISSING] = { esp_plan_fix_path_length, 1 },
  [ESP_PLAN_CHECK_PATH_LENGTH_NOT_BELOW] = { esp_plan_fix_path_length, 1 },
  [ESP_PLAN_CHECK_PATH_LENGTH_SHORT] = { esp_plan_fix_path_length_short, 2 },
  [ESP_PLAN_CHECK_PATH_LENGTH_SPARE] = { esp_plan_fix_path_length, 1 },
  [ESP_PLAN_CHECK_LEAF_SIGNS_CAS] = { esp_plan_fix_path_length, 1 },
  [ESP_PLAN_CHECK_ROOT_PATH_LENGTH] = { esp_plan_fix_root_path_length, 1 },
  [ESP_PLAN_CHECK_ROOT_ISSUES] = { esp_plan_fix_add_level, 2 },
  [ESP_PLAN_CHECK_ONE_LEVEL] = { esp_plan_fix_add_level, 2 },
  [ESP_PLAN_CHECK_LEVEL_WITHOUT_PURPOSE] = { esp_plan_fix_remove_level, 1 },
  [ESP_PLAN_CHECK_VALIDITY_SYNTAX] = { esp_plan_fix_validity_syntax, 1 },
  [ESP_PLAN_CHECK_OUTLIVES_PARENT] = { esp_plan_fix_life_above, 1 },
  [ESP_PLAN_CHECK_LIFE_CLOSE] = { esp_plan_fix_life_above, 1 },
  [ESP_PLAN_CHECK_LIFE_LONG] = { esp_plan_fix_life_long, 1 },
  [ESP_PLAN_CHECK_USE_VALIDITY_SYNTAX] = { esp_plan_fix_use_validity_syntax, 1 },
  [ESP_PLAN_CHECK_USE_OUTLIVES] = { esp_plan_fix_use_life, 1 },
  [ESP_PLAN_CHECK_USE_CLOSE] = { esp_plan_fix_use_life, 1 },
  [ESP_PLAN_CHECK_SHORT_LIVED_USE] = { esp_plan_fix_short_lived_use, 1 },
  [ESP_PLAN_CHECK_SHORT_LIVED_PARENT] = { esp_plan_fix_short_lived_parent, 1 },
  [ESP_PLAN_CHECK_KEY_UNKNOWN] = { esp_plan_fix_key_unknown, 1 },
  [ESP_PLAN_CHECK_KEY_UNAVAILABLE] = { esp_plan_fix_key_unavailable, 1 },
  [ESP_PLAN_CHECK_KEY_WEAK] = { esp_plan_fix_key_weak, 1 },
  [ESP_PLAN_CHECK_KEY_WEAKER_ABOVE] = { esp_plan_fix_key_weaker_above, 2 },
  [ESP_PLAN_CHECK_KEY_FAMILY] = { esp_plan_fix_key_family, 1 },
  [ESP_PLAN_CHECK_SIGNING_UNKNOWN] = { esp_plan_fix_signing, 1 },
  [ESP_PLAN_CHECK_SIGNING_KEY] = { esp_plan_fix_signing, 1 },
  [ESP_PLAN_CHECK_NO_REVOCATION] = { esp_plan_fix_no_revocation, 2 },
  [ESP_PLAN_CHECK_CRL_NO_PLACE] = { esp_plan_fix_no_revocation, 1 },
  [ESP_PLAN_CHECK_CRL_PLACE] = { esp_plan_fix_crl_place, 2 },
  [ESP_PLAN_CHECK_CRL_HTTPS] = { esp_plan_fix_crl_https, 1 },
  [ESP_PLAN_CHECK_CRL_PLACE_SHARED] = { esp_plan_fix_crl_place_shared, 1 },
  [ESP_PLAN_CHECK_OCSP_NO_PLACE] = { esp_plan_fix_ocsp_no_place, 3 },
  [ESP_PLAN_CHECK_SUBJECT_TWICE] = { esp_plan_fix_name_twice, 1 },
  [ESP_PLAN_CHECK_LABEL_TWICE] = { esp_plan_fix_name_twice, 1 },
  [ESP_PLAN_CHECK_TAG_MISSING] = { esp_plan_fix_tag_missing, 1 },
  [ESP_PLAN_CHECK_THING_TWICE] = { esp_plan_fix_thing_twice, 1 },
  [ESP_PLAN_CHECK_CONSTRAINTS_ROOT] = { esp_plan_fix_constraints_root, 1 },
  [ESP_PLAN_CHECK_CONSTRAINTS_TEMPLATE] = { esp_plan_fix_constraints_template, 1 },
  [ESP_PLAN_CHECK_ACCOUNT_UNKNOWN] = { esp_plan_fix_account_unknown, 1 },
  [ESP_PLAN_CHECK_ROOT_ACCOUNT] = { esp_plan_fix_root_account, 2 },
  [ESP_PLAN_CHECK_PERMISSION_UNKNOWN] = { esp_plan_fix_permission, 1 },
  [ESP_PLAN_CHECK_SHARE_CA] = { esp_plan_fix_remove_share, 1 },
  [ESP_PLAN_CHECK_SHARE_OWN] = { esp_plan_fix_remove_share, 1 },
  [ESP_PLAN_CHECK_SHARE_TWICE] = { esp_plan_fix_remove_share, 1 },
  [ESP_PLAN_CHECK_SHARE_WIDE] = { esp_plan_fix_permission, 2 },
  [ESP_PLAN_CHECK_SUPPLIER_NO_SHARE] = { esp_plan_fix_supplier_no_share, 1 },
  [ESP_PLAN_CHECK_SUPPLIERS_MIXED] = { esp_plan_fix_suppliers_mixed, 1 },
  [ESP_PLAN_CHECK_ROLE_UNKNOWN] = { esp_plan_fix_role_unknown, 1 },
  [ESP_PLAN_CHECK_ONE_PERSON] = { esp_plan_fix_one_person, 2 },
  [ESP_PLAN_CHECK_DUAL_CONTROL_OFF] = { esp_plan_fix_dual_control_off, 2 },
  [ESP_PLAN_CHECK_DUAL_CONTROL_ALONE] = { esp_plan_fix_clear_approvers, 1 },
  [ESP_PLAN_CHECK_APPROVER_UNKNOWN] = { esp_plan_fix_remove_approver, 1 },
  [ESP_PLAN_CHECK_APPROVER_MAY_NOT] = { esp_plan_fix_remove_approver, 1 },
  [ESP_PLAN_CHECK_APPROVERS_UNUSED] = { esp_plan_fix_clear_approvers, 1 },
};
/* clang-format on */

static gsize
get_row (const EspPlanFinding *finding)
{
  return (gsize) (finding->check - esp_plan_checks ());
}

/* --- Before and after --------------------------------------------------------------------------*/

/* What makes two findings the same one: what is said, where it is mended, and of what. One person
 * is one finding, whichever root it is first seen at. */
static char *
make_key (const EspPlanFinding *finding)
{
  const char *node = finding->nodes && finding->nodes[0] ? finding->nodes[0] : "";

  if (get_row (finding) == ESP_PLAN_CHECK_ONE_PERSON)
    node = "";
  return g_strjoin ("\n", finding->check->id, node, finding->subject ? finding->subject : "", NULL);
}

/* The findings, and the ids of their checks, but for what is to go; NULL where that is not among
 * them. */
static GHashTable *
list_others (GPtrArray *findings, const EspPlanFinding *target)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *gone = make_key (target);
  gboolean found = FALSE;

  for (guint i = 0; i < findings->len; i++)
    {
      const EspPlanFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char *key = make_key (finding);

      if (g_str_equal (key, gone))
        {
          found = TRUE;
          continue;
        }
      g_hash_table_add (keys, g_strdup (finding->check->id));
      g_hash_table_add (keys, g_steal_pointer (&key));
    }
  return found ? g_steal_pointer (&keys) : NULL;
}

/* What a CA that the fix added has in common with others was there before too: it is made like its
 * neighbours. */
static gboolean
is_inherited (const EspPlan *plan, GHashTable *before, const EspPlanFinding *finding)
{
  return finding->nodes && finding->nodes[0] && !esp_plan_find_ca (plan, finding->nodes[0]) &&
         g_hash_table_contains (before, finding->check->id);
}

/* Those in @review that are not in @before, the findings of @plan. */
static GPtrArray *
list_new (const EspPlanReview *review, const EspPlan *plan, GHashTable *before)
{
  GPtrArray *came = g_ptr_array_new ();

  for (guint i = 0; i < review->findings->len; i++)
    {
      EspPlanFinding *finding = g_ptr_array_index (review->findings, i);
      g_autofree char *key = make_key (finding);

      if (!g_hash_table_contains (before, key) && !is_inherited (plan, before, finding))
        g_ptr_array_add (came, finding);
    }
  return came;
}

/* --- One way to mend ---------------------------------------------------------------------------*/

static gboolean
mend (EspPlan *plan, EspPlanReview *review, const EspPlanFinding *finding, guint variant)
{
  EspPlanMending mending = { plan, review, finding, NULL, variant };
  gboolean has_node = finding->nodes && finding->nodes[0];
  EspPlanFixFunc fix = fixes[get_row (finding)].fix;

  if (has_node)
    mending.node = esp_plan_review_find (review, finding->nodes[0]);
  return fix && has_node == (mending.node != NULL) && fix (&mending);
}

/* What came is mended too, where it can only be a consequence. */
static gboolean
mend_consequences (EspPlan *plan, const EspPlanReview *after, GPtrArray *came)
{
  g_autoptr (EspPlanReview) review = esp_plan_review_new (plan, after->now);

  for (guint i = 0; i < came->len; i++)
    {
      const EspPlanFinding *finding = g_ptr_array_index (came, i);
      EspPlanCheckFlags flags = esp_plan_check_get_flags ((EspPlanCheckId) get_row (finding));

      if (!(flags & ESP_PLAN_CHECK_FOLLOWS) || !mend (plan, review, finding, 0))
        return FALSE;
    }
  return TRUE;
}

static EspPlan *
try_variant (const EspPlan *plan,
             const EspPlanFinding *finding,
             guint variant,
             gint64 now,
             GHashTable *before)
{
  g_autoptr (EspPlan) copy = esp_plan_copy (plan);
  g_autoptr (EspPlanReview) review = esp_plan_review_new (copy, now);

  if (!mend (copy, review, finding, variant))
    return NULL;
  for (guint round = 0; round < MAX_ROUNDS; round++)
    {
      g_autoptr (EspPlanReview) after = esp_plan_review_new (copy, now);
      g_autoptr (GPtrArray) came = NULL;

      esp_plan_review_run (after);
      came = list_new (after, plan, before);
      if (came->len == 0)
        return g_steal_pointer (&copy);
      if (!mend_consequences (copy, after, came))
        return NULL;
    }
  return NULL;
}

static EspPlan *
find_mended (const EspPlan *plan, const EspPlanFinding *finding)
{
  gint64 now = ((const EspPlanStoredFinding *) finding)->now;
  guint n_variants = fixes[get_row (finding)].n_variants;
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GHashTable) before = NULL;

  if (n_variants == 0)
    return NULL;
  findings = esp_plan_check (plan, now);
  before = list_others (findings, finding);
  for (guint i = 0; before && i < n_variants; i++)
    {
      EspPlan *mended = try_variant (plan, finding, i, now, before);

      if (mended)
        return mended;
    }
  return NULL;
}

gboolean
esp_plan_fix (EspPlan *plan, const EspPlanFinding *finding)
{
  g_autoptr (EspPlan) mended = find_mended (plan, finding);
  EspPlan old = *plan;

  if (!mended)
    return FALSE;
  *plan = *mended;
  *mended = old;
  return TRUE;
}

gboolean
esp_plan_can_fix (const EspPlan *plan, const EspPlanFinding *finding)
{
  g_autoptr (EspPlan) mended = find_mended (plan, finding);

  return mended != NULL;
}
