/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Adding, removing and moving CAs of a plan. What is new is made like its neighbours, and nothing
 * else is changed for it: where the parent has no room for it, the checks say so and offer a fix.
 */
#include "esp-plan-edit-private.h"

#include "base/esp-error.h"

#include <string.h>

#define ROOT_TEMPLATE "RootCACertificate/V1"
#define MAX_PATH_LENGTH 3 /* that a template gives */
#define DEFAULT_KEY "EC_prime256v1"
#define ROOT_VALIDITY "10y"
#define SUBORDINATE_VALIDITY "3y"

/* What a new CA is made from. */
typedef struct
{
  EspPlan *plan;
  EspPlanReview *review;
  EspPlanNode *parent; /* NULL: a root is made */
  EspPlanNode *twin;   /* the last one that stands beside it, or NULL */
} Making;

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* --- Where it stands ---------------------------------------------------------------------------*/

static EspPlanNode *
find_twin (const Making *making)
{
  const EspPlanReview *review = making->review;

  if (making->parent)
    return making->parent->last_child;
  for (guint i = review->n_nodes; i-- > 0;)
    if (review->nodes[i].is_root)
      return &review->nodes[i];
  return NULL;
}

static gboolean
check_place (const Making *making, const char *parent, GError **error)
{
  if (parent && !making->parent)
    return esp_plan_edit_refuse_ca (error, parent);
  if (!esp_plan_edit_check_room (making->plan->cas, "cas", ESP_PLAN_MAX_CAS, error))
    return FALSE;
  return !parent ||
         esp_hierarchy_check_depth (esp_plan_get_level (making->plan, making->parent->ca), error);
}

/* --- Its account -------------------------------------------------------------------------------*/

/* Below a root the others may all be another account's: roots are kept apart from what issues. */
static const char *
find_account_beside (const EspPlanNode *parent)
{
  const char *account = NULL;

  for (const EspPlanNode *child = parent->first_child; child; child = child->next)
    if (!account)
      account = child->ca->account;
    else if (g_strcmp0 (account, child->ca->account) != 0)
      return NULL;
  return account;
}

/* Errors: those of esp_plan_edit_account(), where the plan has none yet. */
static const char *
find_account (const Making *making, const char *name, GError **error)
{
  const EspPlanAccount *first;
  const char *beside = making->parent && making->parent->is_root ?
                         find_account_beside (making->parent) :
                         NULL;

  if (beside)
    return beside;
  if (making->parent || making->twin)
    return (making->parent ? making->parent : making->twin)->ca->account;
  if (making->plan->accounts->len == 0)
    return esp_plan_edit_account (making->plan, name, NULL, error);
  first = g_ptr_array_index (making->plan->accounts, 0);
  return first->id;
}

/* --- Its certificate ---------------------------------------------------------------------------*/

static char *
make_template (const Making *making)
{
  int above = making->parent ? making->parent->path_length : ESP_PATH_LENGTH_NONE;

  if (!making->parent)
    return g_strdup (ROOT_TEMPLATE);
  return g_strdup_printf ("SubordinateCACertificate_PathLen%d/V1",
                          CLAMP (above - 1, 0, MAX_PATH_LENGTH));
}

static const char *
find_key_algorithm (const Making *making)
{
  const EspPlanNode *model = making->parent ? making->parent : making->twin;

  return model && model->key && esp_key_algorithm_available (model->key) ? model->key->name :
                                                                           DEFAULT_KEY;
}

/* As those beside it, or half as long as its parent. */
static char *
make_validity (const Making *making)
{
  const EspPlanNode *parent = making->parent, *twin = making->twin;
  char *validity;

  if (twin && twin->life > 0 &&
      (!parent || parent->life == 0 || !esp_plan_life_is_close (parent->life, twin->life)))
    return g_strdup (twin->ca->validity);
  if (!parent)
    return g_strdup (ROOT_VALIDITY);
  if (parent->life == 0)
    return g_strdup (SUBORDINATE_VALIDITY);
  validity = esp_plan_fit_validity (making->review, parent->life / 2);
  return validity ? validity : g_strdup (parent->ca->validity);
}

/* --- What it carries ---------------------------------------------------------------------------*/

static gboolean
is_taken (const EspPlan *plan, const char *url)
{
  for (guint i = 0; i < plan->cas->len; i++)
    {
      const EspPlanCa *ca = g_ptr_array_index (plan->cas, i);

      if (ca->revocation.crl_enabled && g_strcmp0 (ca->revocation.crl_url, url) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A list of its own beside the others'; where that can't be, none, and the checks say so. */
static void
own_revocation (const EspPlan *plan, EspPlanCa *ca)
{
  EspRevocationSettings *settings = &ca->revocation;

  settings->crl_days = 0;
  esp_plan_ca_own_crl (ca);
  if (!settings->crl_enabled)
    return;
  if (esp_plan_revocation_problem (settings) ||
      (settings->crl_url && !g_str_has_suffix (settings->crl_url, "/") &&
       is_taken (plan, settings->crl_url)))
    {
      settings->crl_enabled = settings->crl_partitioned = settings->crl_omitted = FALSE;
      esp_plan_set_text (&settings->crl_url, NULL);
      esp_plan_set_text (&settings->crl_cname, NULL);
      esp_plan_set_text (&settings->crl_path, NULL);
    }
}

static const char *
find_tag (const Making *making, const char *key)
{
  const EspPlanNode *model = making->parent ? making->parent : making->twin;
  const char *value = model ? esp_tags_get (model->ca->tags, key) : NULL;

  for (guint i = 0; !value && i < making->review->n_nodes; i++)
    value = esp_tags_get (making->review->nodes[i].ca->tags, key);
  return value ? value : "";
}

static void
set_tags (const Making *making, EspPlanCa *ca)
{
  g_ptr_array_set_size (ca->tags, 0);
  for (char **key = making->plan->required_tags; key && *key; key++)
    esp_tags_set (ca->tags, *key, find_tag (making, *key), NULL);
}

/* --- Made --------------------------------------------------------------------------------------*/

/* Roots alike are guarded alike; below them nobody else's consent is asked for. */
static EspPlanCa *
copy_model (const Making *making)
{
  const EspPlanNode *model = making->twin ? making->twin : making->parent;
  EspPlanCa *ca = model ? esp_plan_ca_copy (model->ca) : esp_plan_ca_new (NULL);

  g_ptr_array_set_size (ca->uses, 0);
  g_clear_pointer (&ca->name_constraints, json_node_unref);
  esp_plan_set_text (&ca->note, NULL);
  esp_plan_set_text (&ca->parent_arn, NULL);
  esp_plan_set_text (&ca->signing_algorithm, NULL);
  ca->path_length = -1;
  ca->usage_mode = ESP_USAGE_GENERAL_PURPOSE;
  if (!making->parent)
    return ca;
  ca->development = making->parent->ca->development;
  ca->dual_control = FALSE;
  g_strfreev (ca->approvers);
  ca->approvers = g_new0 (char *, 1);
  return ca;
}

static EspPlanCa *
make_ca (const Making *making, const char *label, const char *subject, const char *account)
{
  g_autofree char *key = esp_plan_make_key (making->plan, label);
  g_autofree char *template_name = make_template (making);
  g_autofree char *validity = make_validity (making);
  EspPlanCa *ca = copy_model (making);

  esp_plan_set_text (&ca->key, key);
  esp_plan_set_text (&ca->parent, making->parent ? making->parent->ca->key : NULL);
  esp_plan_set_text (&ca->account, account);
  esp_plan_set_text (&ca->subject, subject);
  esp_plan_set_text (&ca->template_name, template_name);
  esp_plan_set_text (&ca->validity, validity);
  esp_plan_set_text (&ca->key_algorithm, find_key_algorithm (making));
  own_revocation (making->plan, ca);
  set_tags (making, ca);
  return ca;
}

static EspPlanCa *
make (const Making *making, const char *name, GError **error)
{
  const EspPlanNode *model = making->parent ? making->parent : making->twin;
  g_autofree char *trimmed = g_strstrip (g_utf8_make_valid (name ? name : "", -1));
  g_autofree char *label = NULL;
  g_autofree char *subject = NULL;
  const char *account;

  if (!*trimmed)
    {
      esp_plan_edit_refuse (error, "name", "", "an authority needs a name; write one");
      return NULL;
    }
  label = esp_plan_make_label (making->review, trimmed);
  subject = esp_plan_edit_make_subject (making->plan, model, label, error);
  if (!subject)
    return NULL;
  account = find_account (making, label, error);
  return account ? make_ca (making, label, subject, account) : NULL;
}

/* Behind those that stand beside it, so that it comes last among them. */
static guint
find_index (const Making *making)
{
  if (making->twin)
    return making->twin->index + 1;
  return making->parent ? making->parent->index + 1 : making->plan->cas->len;
}

const char *
esp_plan_edit_add (EspPlan *plan, const char *parent, const char *name, GError **error)
{
  g_autoptr (EspPlanReview) review = esp_plan_review_new (plan, get_now ());
  Making making = { plan, review, esp_plan_review_find (review, parent), NULL };
  EspPlanCa *ca;
  guint index;

  if (!check_place (&making, parent, error))
    return NULL;
  making.twin = find_twin (&making);
  ca = make (&making, name, error);
  if (!ca)
    return NULL;
  index = find_index (&making);
  g_ptr_array_insert (plan->cas, (int) index, ca);
  if (esp_plan_edit_check_size (plan, error))
    return ca->key;
  g_ptr_array_remove_index (plan->cas, index);
  return NULL;
}

/* --- Removed -----------------------------------------------------------------------------------*/

/* @keys and all below them. */
static GHashTable *
list_doomed (const EspPlan *plan, const char *const *keys)
{
  g_autoptr (GPtrArray) ordered = esp_plan_list_ordered (plan);
  GHashTable *doomed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (; keys && *keys; keys++)
    g_hash_table_add (doomed, g_strdup (*keys));
  for (guint i = 0; i < ordered->len; i++)
    {
      const EspPlanCa *ca = g_ptr_array_index (ordered, i);

      if (ca->parent && g_hash_table_contains (doomed, ca->parent))
        g_hash_table_add (doomed, g_strdup (ca->key));
    }
  return doomed;
}

/* In linear time. */
static void
keep (GPtrArray *list, GHashTable *doomed, const char *(*get_key) (gconstpointer record))
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new ();
  guint kept = 0;

  for (guint i = 0; i < list->len; i++)
    if (g_hash_table_contains (doomed, get_key (g_ptr_array_index (list, i))))
      g_ptr_array_add (gone, g_ptr_array_index (list, i));
    else
      g_ptr_array_index (list, kept++) = g_ptr_array_index (list, i);
  for (guint i = 0; i < gone->len; i++)
    g_ptr_array_index (list, kept + i) = g_ptr_array_index (gone, i);
  g_ptr_array_set_size (list, (int) kept);
}

static const char *
get_ca_key (gconstpointer record)
{
  return ((const EspPlanCa *) record)->key;
}

static const char *
get_share_ca (gconstpointer record)
{
  return ((const EspPlanShare *) record)->ca;
}

void
esp_plan_edit_remove (EspPlan *plan, const char *const *keys)
{
  g_autoptr (GHashTable) doomed = list_doomed (plan, keys);

  keep (plan->shares, doomed, get_share_ca);
  keep (plan->cas, doomed, get_ca_key);
}

/* --- Moved -------------------------------------------------------------------------------------*/

gboolean
esp_plan_edit_move (EspPlan *plan, const char *key, const char *parent, GError **error)
{
  EspPlanCa *ca;

  if (!esp_plan_can_move (plan, key, parent, error))
    return FALSE;
  ca = esp_plan_find_ca (plan, key);
  esp_plan_set_text (&ca->parent, parent);
  esp_plan_set_text (&ca->parent_arn, NULL);
  return TRUE;
}
