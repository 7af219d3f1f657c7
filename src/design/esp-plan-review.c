/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plan under review: who stands below whom, and what the names in it stand for. Nothing is
 * judged here. A plan in a circle, or with a parent that is not there, is survived: what hangs in
 * the air has no level and no parent.
 */
#include "esp-plan-check-private.h"

#include "base/esp-text.h"
#include "pki/esp-validity.h"

#include <stdarg.h>

/* --- What names stand for ----------------------------------------------------------------------*/

const EspTemplate *
esp_plan_review_template (const EspPlanReview *review, const char *name)
{
  gpointer known;

  if (!name)
    return NULL;
  if (!g_hash_table_lookup_extended (review->templates, name, NULL, &known))
    {
      known = (gpointer) esp_template_find (name, NULL);
      g_hash_table_insert (review->templates, g_strdup (name), known);
    }
  return known;
}

gint64
esp_plan_review_life (const EspPlanReview *review, const char *validity)
{
  EspValidity parsed;
  gint64 *life;
  gint64 end;

  if (!validity)
    return 0;
  life = g_hash_table_lookup (review->lives, validity);
  if (life)
    return *life;
  life = g_new0 (gint64, 1);
  if (esp_validity_parse (validity, &parsed, NULL) &&
      esp_validity_end (&parsed, review->now, &end, NULL))
    *life = end - review->now;
  g_hash_table_insert (review->lives, g_strdup (validity), life);
  return *life;
}

const char *
esp_plan_review_account_name (const EspPlanReview *review, const char *number)
{
  const EspPlanAccount *account = number ? g_hash_table_lookup (review->accounts, number) : NULL;

  return account && account->name ? account->name : number;
}

const EspTemplate *
esp_plan_review_share_template (const EspPlanReview *review, const EspPlanShare *share)
{
  const EspManagedPermission *permission = esp_managed_permission_find (share->permission);

  return permission && permission->template_arn ?
           esp_plan_review_template (review, permission->template_arn) :
           NULL;
}

EspPlanNode *
esp_plan_review_find (const EspPlanReview *review, const char *key)
{
  return key ? g_hash_table_lookup (review->by_key, key) : NULL;
}

gboolean
esp_plan_life_is_close (gint64 life, gint64 issued)
{
  return life * 101 < issued * 200;
}

gboolean
esp_plan_life_is_long (gint64 life, gint64 issued)
{
  return life * 100 > issued * 505;
}

/* --- Names -------------------------------------------------------------------------------------*/

/* A plan is reviewed after each change, and its names are hardly ever what changed; to read one
 * takes longer than all checks of its authority. */
#define MAX_KNOWN_NAMES (2 * ESP_PLAN_MAX_CAS)

static GMutex known_names_lock;
static GHashTable *known_names; /* text -> EspName */

static EspName *
find_known_name (const char *text)
{
  EspName *name;

  g_mutex_lock (&known_names_lock);
  name = known_names ? g_hash_table_lookup (known_names, text) : NULL;
  if (name)
    esp_name_ref (name);
  g_mutex_unlock (&known_names_lock);
  return name;
}

static void
remember_name (const char *text, EspName *name)
{
  g_mutex_lock (&known_names_lock);
  if (!known_names)
    known_names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) esp_name_unref);
  if (g_hash_table_size (known_names) >= MAX_KNOWN_NAMES)
    g_hash_table_remove_all (known_names);
  g_hash_table_insert (known_names, g_strdup (text), esp_name_ref (name));
  g_mutex_unlock (&known_names_lock);
}

static EspName *
read_name (const char *text)
{
  EspName *name = text ? find_known_name (text) : NULL;

  if (name || !text)
    return name;
  name = esp_name_parse (text, NULL);
  if (name)
    remember_name (text, name);
  return name;
}

/* --- The tree ----------------------------------------------------------------------------------*/

static void
look_up (EspPlanReview *review, EspPlanNode *node)
{
  EspPlanCa *ca = node->ca;
  gboolean root;

  node->is_root = !ca->parent && !ca->parent_arn;
  root = node->is_root;
  node->template = esp_plan_review_template (review, ca->template_name);
  if (node->template)
    node->template_fits = node->template->kind ==
                          (root ? ESP_TEMPLATE_ROOT : ESP_TEMPLATE_SUBORDINATE);
  node->path_length = ca->path_length >= 0 ? ca->path_length :
                      node->template       ? node->template->path_length :
                                             ESP_PATH_LENGTH_NONE;
  node->key = esp_key_algorithm_find (ca->key_algorithm, NULL);
  node->life = esp_plan_review_life (review, ca->validity);
  node->name = read_name (ca->subject);
  node->label = g_strdup (node->name ? esp_name_get_label (node->name) : ca->subject);
  if (!node->label || !*node->label)
    {
      g_free (node->label);
      node->label = g_strdup (ca->key);
    }
}

static void
add_child (EspPlanNode *parent, EspPlanNode *child)
{
  child->parent = parent;
  if (parent->last_child)
    parent->last_child->next = child;
  else
    parent->first_child = child;
  parent->last_child = child;
  parent->n_children++;
  if (child->life > 0 && (!parent->longest || child->life > parent->longest->life))
    parent->longest = child;
}

static void
hang_up (EspPlanReview *review)
{
  for (guint i = 0; i < review->n_nodes; i++)
    {
      EspPlanNode *node = &review->nodes[i];
      EspPlanNode *parent = esp_plan_review_find (review, node->ca->parent);

      if (parent && parent != node)
        add_child (parent, node);
    }
}

/* Level by level from those without a parent here. */
static void
count_levels (EspPlanReview *review)
{
  for (guint i = 0; i < review->n_nodes; i++)
    {
      EspPlanNode *node = &review->nodes[i];

      if (node->parent || node->ca->parent)
        continue;
      node->level = node->is_root ? 1 : 2;
      g_ptr_array_add (review->ordered, node);
    }
  for (guint i = 0; i < review->ordered->len; i++)
    {
      EspPlanNode *node = g_ptr_array_index (review->ordered, i);

      for (EspPlanNode *child = node->first_child; child; child = child->next)
        {
          child->level = node->level + 1;
          g_ptr_array_add (review->ordered, child);
        }
    }
}

/* --- What path length is needed ----------------------------------------------------------------*/

static void
need_for (EspPlanNode *node, const EspTemplate *template)
{
  if (template && template->kind == ESP_TEMPLATE_SUBORDINATE)
    node->use_need = MAX (node->use_need, MAX (template->path_length, 0) + 1);
}

static void
count_needs (EspPlanReview *review)
{
  for (guint i = 0; i < review->n_nodes; i++)
    {
      EspPlanNode *node = &review->nodes[i];

      for (guint j = 0; j < node->ca->uses->len; j++)
        {
          const EspPlanUse *use = g_ptr_array_index (node->ca->uses, j);

          need_for (node, esp_plan_review_template (review, use->template_name));
        }
      for (guint j = 0; node->shares && j < node->shares->len; j++)
        need_for (node,
                  esp_plan_review_share_template (review, g_ptr_array_index (node->shares, j)));
      node->need = node->use_need;
    }
  for (guint i = review->ordered->len; i-- > 0;)
    {
      EspPlanNode *node = g_ptr_array_index (review->ordered, i);

      if (node->parent)
        node->parent->need = MAX (node->parent->need, node->need + 1);
    }
}

/* --- Its life ----------------------------------------------------------------------------------*/

static void
index_lists (EspPlanReview *review)
{
  const EspPlan *plan = review->plan;

  for (guint i = 0; i < plan->accounts->len; i++)
    {
      EspPlanAccount *account = g_ptr_array_index (plan->accounts, i);

      g_hash_table_insert (review->accounts, account->id, account);
    }
  for (guint i = 0; i < plan->shares->len; i++)
    {
      EspPlanShare *share = g_ptr_array_index (plan->shares, i);
      EspPlanNode *node = esp_plan_review_find (review, share->ca);

      if (!node)
        continue;
      if (!node->shares)
        node->shares = g_ptr_array_new ();
      g_ptr_array_add (node->shares, share);
    }
}

static void
index_cas (EspPlanReview *review)
{
  review->n_nodes = review->plan->cas->len;
  review->nodes = g_new0 (EspPlanNode, review->n_nodes);
  for (guint i = 0; i < review->n_nodes; i++)
    {
      EspPlanNode *node = &review->nodes[i];
      guint owned;

      node->ca = g_ptr_array_index (review->plan->cas, i);
      node->index = i;
      look_up (review, node);
      g_hash_table_insert (review->by_key, node->ca->key, node);
      owned = GPOINTER_TO_UINT (g_hash_table_lookup (review->owners, node->ca->account));
      g_hash_table_insert (review->owners, node->ca->account, GUINT_TO_POINTER (owned + 1));
    }
}

EspPlanReview *
esp_plan_review_new (const EspPlan *plan, gint64 now)
{
  EspPlanReview *review = g_new0 (EspPlanReview, 1);

  review->plan = plan;
  review->now = now;
  review->ordered = g_ptr_array_new ();
  review->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  review->accounts = g_hash_table_new (g_str_hash, g_str_equal);
  review->owners = g_hash_table_new (g_str_hash, g_str_equal);
  review->templates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  review->lives = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  review->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_plan_finding_free);
  index_cas (review);
  index_lists (review);
  hang_up (review);
  count_levels (review);
  count_needs (review);
  return review;
}

void
esp_plan_review_free (EspPlanReview *review)
{
  if (!review)
    return;
  for (guint i = 0; i < review->n_nodes; i++)
    {
      g_clear_pointer (&review->nodes[i].name, esp_name_unref);
      g_clear_pointer (&review->nodes[i].shares, g_ptr_array_unref);
      g_free (review->nodes[i].label);
    }
  g_free (review->nodes);
  g_ptr_array_unref (review->ordered);
  g_hash_table_unref (review->by_key);
  g_hash_table_unref (review->accounts);
  g_hash_table_unref (review->owners);
  g_hash_table_unref (review->templates);
  g_hash_table_unref (review->lives);
  g_clear_pointer (&review->findings, g_ptr_array_unref);
  g_free (review);
}
