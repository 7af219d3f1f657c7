/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fixes of what is measured: how long things live, and how strong their keys are. */
#include "esp-plan-fix-private.h"

#include "base/esp-time.h"
#include "pki/esp-validity.h"

#define SHORT_LIFE "7d"
#define ROOT_YEARS 10 /* what the service takes where nothing is said (section 3.6) */
#define SUBORDINATE_YEARS 3
#define STRONG_BITS 128
#define DEFAULT_KEY "EC_prime256v1"

/* --- Usual validities --------------------------------------------------------------------------*/

static gboolean
is_within (gint64 life, gint64 limit)
{
  return life * 100 <= limit * 101;
}

/* Whole years from two on, whole months from two on, else days. */
char *
esp_plan_fit_validity (const EspPlanReview *review, gint64 limit)
{
  gint64 months = limit / (28 * ESP_TIME_DAY) + 1;

  while (months > 0 && !is_within (esp_time_add_months (review->now, months) - review->now, limit))
    months--;
  if (months >= 24)
    return g_strdup_printf ("%" G_GINT64_FORMAT "y", months / 12);
  if (months >= 2)
    return g_strdup_printf ("%" G_GINT64_FORMAT "m", months);
  if (limit >= ESP_TIME_DAY)
    return g_strdup_printf ("%" G_GINT64_FORMAT "d", limit / ESP_TIME_DAY);
  return NULL;
}

static gboolean
set_life (EspPlanMending *mending, EspPlanNode *node, gint64 limit)
{
  g_autofree char *validity = esp_plan_fit_validity (mending->review, limit);

  if (!validity)
    return FALSE;
  esp_plan_set_text (&node->ca->validity, validity);
  node->life = esp_plan_review_life (mending->review, validity);
  return node->life > 0;
}

static gint64
get_issued_life (EspPlanMending *mending, const EspPlanNode *node)
{
  gint64 longest = node->longest ? node->longest->life : 0;

  for (guint i = 0; i < node->ca->uses->len; i++)
    {
      const EspPlanUse *use = g_ptr_array_index (node->ca->uses, i);

      longest = MAX (longest, esp_plan_review_life (mending->review, use->validity));
    }
  return longest;
}

/* --- Lives -------------------------------------------------------------------------------------*/

gboolean
esp_plan_fix_validity_syntax (EspPlanMending *mending)
{
  EspPlanNode *node = mending->node;
  gint64 months = 12 * (node->is_root ? ROOT_YEARS : SUBORDINATE_YEARS);
  gint64 wanted = esp_time_add_months (mending->review->now, months) - mending->review->now;

  wanted = MAX (wanted, 2 * get_issued_life (mending, node));
  if (node->parent && node->parent->life > 0)
    wanted = MIN (wanted, node->parent->life / 2);
  return set_life (mending, node, wanted);
}

gboolean
esp_plan_fix_life_above (EspPlanMending *mending)
{
  const EspPlanNode *parent = mending->node->parent;

  return parent && set_life (mending, mending->node, parent->life / 2);
}

gboolean
esp_plan_fix_life_long (EspPlanMending *mending)
{
  return set_life (mending, mending->node, 5 * get_issued_life (mending, mending->node));
}

gboolean
esp_plan_fix_short_lived_parent (EspPlanMending *mending)
{
  mending->node->ca->usage_mode = ESP_USAGE_GENERAL_PURPOSE;
  return TRUE;
}

/* --- Lives of what is issued -------------------------------------------------------------------*/

/* Those of the finding's template that live longer than @limit. */
static gboolean
set_uses (EspPlanMending *mending, const char *validity, gint64 limit)
{
  GPtrArray *uses = mending->node->ca->uses;

  for (guint i = 0; i < uses->len; i++)
    {
      EspPlanUse *use = g_ptr_array_index (uses, i);

      if (g_strcmp0 (use->template_name, mending->finding->subject) == 0 &&
          !is_within (esp_plan_review_life (mending->review, use->validity), limit))
        esp_plan_set_text (&use->validity, validity);
    }
  return TRUE;
}

gboolean
esp_plan_fix_use_validity_syntax (EspPlanMending *mending)
{
  GPtrArray *uses = mending->node->ca->uses;

  for (guint i = 0; i < uses->len; i++)
    {
      EspPlanUse *use = g_ptr_array_index (uses, i);

      if (g_strcmp0 (use->template_name, mending->finding->subject) == 0 &&
          esp_plan_review_life (mending->review, use->validity) == 0)
        esp_plan_set_text (&use->validity, NULL);
    }
  return TRUE;
}

gboolean
esp_plan_fix_use_life (EspPlanMending *mending)
{
  gint64 limit = mending->node->life / 2;
  g_autofree char *validity = esp_plan_fit_validity (mending->review, limit);

  return validity && set_uses (mending, validity, limit);
}

gboolean
esp_plan_fix_short_lived_use (EspPlanMending *mending)
{
  gint64 limit = esp_plan_review_life (mending->review, SHORT_LIFE);

  for (guint i = 0; i < mending->node->ca->uses->len; i++)
    {
      EspPlanUse *use = g_ptr_array_index (mending->node->ca->uses, i);

      if (g_strcmp0 (use->template_name, mending->finding->subject) == 0 &&
          esp_plan_review_life (mending->review, use->validity) > limit)
        esp_plan_set_text (&use->validity, SHORT_LIFE);
    }
  return TRUE;
}

/* --- Keys --------------------------------------------------------------------------------------*/

static gboolean
set_key (EspPlanNode *node, const EspKeyAlgorithm *key)
{
  if (!key)
    return FALSE;
  esp_plan_set_text (&node->ca->key_algorithm, key->name);
  node->key = key;
  return TRUE;
}

/* The weakest of @family that can be made here and has at least @strength; NULL: none. */
static const EspKeyAlgorithm *
find_key (EspKeyFamily family, guint strength)
{
  const EspKeyAlgorithm *found = NULL;

  for (const EspKeyAlgorithm *row = esp_key_algorithms (); row->name; row++)
    if (row->family == family && row->strength >= strength && esp_key_algorithm_available (row) &&
        (!found || row->strength < found->strength))
      found = row;
  return found;
}

gboolean
esp_plan_fix_key_unknown (EspPlanMending *mending)
{
  const EspPlanNode *parent = mending->node->parent;

  return set_key (mending->node,
                  parent && parent->key ? parent->key : esp_key_algorithm_find (DEFAULT_KEY, NULL));
}

/* One family for the whole hierarchy, so that no two are mixed. */
static void
replace_unavailable (EspPlanNode *node)
{
  if (node->key && !esp_key_algorithm_available (node->key))
    set_key (node, find_key (ESP_KEY_FAMILY_EC, node->key->strength));
  for (EspPlanNode *child = node->first_child; child && node->level; child = child->next)
    replace_unavailable (child);
}

gboolean
esp_plan_fix_key_unavailable (EspPlanMending *mending)
{
  EspPlanNode *top = mending->node;

  while (top->level && top->parent)
    top = top->parent;
  replace_unavailable (top);
  return TRUE;
}

gboolean
esp_plan_fix_key_weak (EspPlanMending *mending)
{
  return set_key (mending->node, find_key (mending->node->key->family, STRONG_BITS));
}

/* Rather the key above as strong as the one below; where its family has none, the other way round.
 */
gboolean
esp_plan_fix_key_weaker_above (EspPlanMending *mending)
{
  EspPlanNode *node = mending->node, *parent = node->parent;

  if (!parent || !parent->key || !node->key)
    return FALSE;
  if (mending->variant > 0)
    return set_key (node, parent->key);
  return parent->key->strength >= node->key->strength ||
         set_key (parent, find_key (parent->key->family, node->key->strength));
}

gboolean
esp_plan_fix_key_family (EspPlanMending *mending)
{
  EspPlanNode *node = mending->node;
  const EspKeyAlgorithm *above = node->parent ? node->parent->key : NULL;
  const EspKeyAlgorithm *key;

  if (!above || !node->key)
    return FALSE;
  key = find_key (above->family, node->key->strength);
  return set_key (node, key && key->strength <= above->strength ? key : above);
}

gboolean
esp_plan_fix_signing (EspPlanMending *mending)
{
  esp_plan_set_text (&mending->node->ca->signing_algorithm, NULL);
  return TRUE;
}
