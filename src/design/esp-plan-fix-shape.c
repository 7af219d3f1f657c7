/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fixes of the shape: templates and path lengths that fit, levels taken out and put in. */
#include "esp-plan-fix-private.h"

#include <string.h>

#define PATH_LENGTH_PART "_PathLen"
#define PASSTHROUGH "_APIPassthrough"
#define DEFAULT_CRL_DAYS 0 /* as is usual for its kind */

/* --- Templates ---------------------------------------------------------------------------------*/

static gboolean
set_template (EspPlanNode *node, const char *name)
{
  const EspTemplate *template = esp_template_find (name, NULL);

  if (!template)
    return FALSE;
  g_free (node->ca->template_name);
  node->ca->template_name = g_strconcat (template->name, "/V1", NULL);
  node->template = template;
  node->template_fits = template->kind ==
                        (node->is_root ? ESP_TEMPLATE_ROOT : ESP_TEMPLATE_SUBORDINATE);
  return TRUE;
}

/* The name up to where the path length stands in it, or would. */
static char *
get_stem (const EspPlanNode *node)
{
  const char *part;

  if (!node->template_fits)
    return g_strdup (node->is_root ? "RootCACertificate" : "SubordinateCACertificate");
  part = strstr (node->template->family, PATH_LENGTH_PART);
  return part ? g_strndup (node->template->family, (gsize) (part - node->template->family)) :
                g_strdup (node->template->family);
}

static char *
get_variety (const EspPlanNode *node)
{
  if (node->template_fits && !g_str_equal (node->template->variety, "Base"))
    return g_strconcat ("_", node->template->variety, NULL);
  return g_strdup (node->ca->name_constraints ? PASSTHROUGH : "");
}

gboolean
esp_plan_node_set_path_length (EspPlanNode *node, int path_length)
{
  g_autofree char *stem = get_stem (node);
  g_autofree char *variety = get_variety (node);
  g_autofree char *name = NULL;

  if (path_length < 0)
    name = g_strconcat (stem, variety, NULL);
  else
    name = g_strdup_printf ("%s" PATH_LENGTH_PART "%d%s", stem, path_length, variety);
  if (!set_template (node, name))
    return FALSE;
  node->ca->path_length = node->ca->path_length >= 0 ? path_length : -1;
  node->path_length = path_length;
  return TRUE;
}

gboolean
esp_plan_node_let_constraints_in (EspPlanNode *node)
{
  g_autofree char *name = NULL;

  if (!node->template_fits || node->template->api_passthrough)
    return node->template_fits;
  name = g_strconcat (node->template->family,
                      node->template->csr_passthrough ? "_APICSRPassthrough" : PASSTHROUGH, NULL);
  return set_template (node, name);
}

/* --- Path lengths ------------------------------------------------------------------------------*/

static gboolean
fits_below (const EspPlanNode *parent, const EspPlanNode *node)
{
  return !parent->template_fits || !node->template_fits ||
         esp_hierarchy_check_path_length (parent->path_length, node->path_length, NULL);
}

/* Those below @node that are not lower any more get what they need. */
static gboolean
lower (EspPlanNode *node)
{
  for (EspPlanNode *child = node->first_child; child && node->level; child = child->next)
    {
      if (fits_below (node, child))
        continue;
      if (!esp_plan_node_set_path_length (child, child->need) || !fits_below (node, child) ||
          !lower (child))
        return FALSE;
    }
  return TRUE;
}

/* What is needed below @node, and as much above it as that takes. */
static gboolean
settle (EspPlanNode *node)
{
  if (!node->level ||
      !esp_plan_node_set_path_length (node, node->is_root ? ESP_PATH_LENGTH_NONE : node->need) ||
      !lower (node))
    return FALSE;
  for (EspPlanNode *parent = node->parent; parent && !fits_below (parent, node);
       node = parent, parent = parent->parent)
    if (!esp_plan_node_set_path_length (parent,
                                        parent->is_root ? ESP_PATH_LENGTH_NONE : parent->need) ||
        !lower (parent))
      return FALSE;
  return TRUE;
}

gboolean
esp_plan_fix_path_length (EspPlanMending *mending)
{
  return settle (mending->node);
}

gboolean
esp_plan_fix_template (EspPlanMending *mending)
{
  mending->node->ca->path_length = -1;
  return settle (mending->node);
}

gboolean
esp_plan_fix_root_path_length (EspPlanMending *mending)
{
  mending->node->ca->path_length = -1;
  return esp_plan_node_set_path_length (mending->node, ESP_PATH_LENGTH_NONE);
}

/* What the plan shows is what is meant, where a template gives it. */
gboolean
esp_plan_fix_template_path_length (EspPlanMending *mending)
{
  EspPlanNode *node = mending->node;

  if (mending->variant == 0 && !node->is_root)
    return esp_plan_node_set_path_length (node, node->ca->path_length);
  if (mending->variant == 0)
    {
      node->ca->path_length = -1;
      return TRUE;
    }
  node->ca->path_length = -1;
  return settle (node);
}

/* --- What is issued ----------------------------------------------------------------------------*/

static gboolean
is_template (const EspPlanReview *review, const char *name, const char *wanted)
{
  const EspTemplate *template = esp_plan_review_template (review, name);

  return g_strcmp0 (name, wanted) == 0 || (template && g_strcmp0 (template->name, wanted) == 0);
}

static gboolean
remove_uses (EspPlanMending *mending, const char *template_name)
{
  GPtrArray *uses = mending->node->ca->uses;
  guint before = uses->len;

  for (guint i = uses->len; i-- > 0;)
    {
      const EspPlanUse *use = g_ptr_array_index (uses, i);

      if (is_template (mending->review, use->template_name, template_name))
        g_ptr_array_remove_index (uses, i);
    }
  return uses->len < before;
}

gboolean
esp_plan_fix_use_template (EspPlanMending *mending)
{
  GPtrArray *uses = mending->node->ca->uses;

  if (mending->variant == 0)
    return remove_uses (mending, mending->finding->subject);
  for (guint i = 0; i < uses->len; i++)
    {
      EspPlanUse *use = g_ptr_array_index (uses, i);

      if (g_strcmp0 (use->template_name, mending->finding->subject) == 0)
        esp_plan_set_text (&use->template_name, ESP_TEMPLATE_DEFAULT "/V1");
    }
  return TRUE;
}

static gboolean
remove_shares_of (EspPlanMending *mending, const char *template_name)
{
  GPtrArray *shares = mending->plan->shares;
  guint before = shares->len;

  for (guint i = shares->len; i-- > 0;)
    {
      const EspPlanShare *share = g_ptr_array_index (shares, i);
      const EspTemplate *template = esp_plan_review_share_template (mending->review, share);

      if (g_str_equal (share->ca, mending->node->ca->key) && template &&
          g_strcmp0 (template->name, template_name) == 0)
        g_ptr_array_remove_index (shares, i);
    }
  return shares->len < before;
}

/* Where the path length can't grow, what needs it goes. */
gboolean
esp_plan_fix_path_length_short (EspPlanMending *mending)
{
  gboolean removed;

  if (mending->variant == 0)
    return settle (mending->node);
  removed = remove_uses (mending, mending->finding->subject);
  return remove_shares_of (mending, mending->finding->subject) || removed;
}

/* --- Levels ------------------------------------------------------------------------------------*/

/* Beside the authority that it stood below: its other neighbours stay where they are. */
gboolean
esp_plan_fix_depth (EspPlanMending *mending)
{
  EspPlanNode *above = mending->node->parent, *moved;
  g_autoptr (EspPlanReview) review = NULL;

  while (above && above->level >= ESP_MAX_LEVELS)
    above = above->parent;
  if (!above)
    return FALSE;
  esp_plan_set_text (&mending->node->ca->parent, above->ca->key);
  review = esp_plan_review_new (mending->plan, mending->review->now);
  moved = esp_plan_review_find (review, mending->node->ca->key);
  return fits_below (moved->parent, moved) || settle (moved);
}

/* What is below goes one level up, and what is shared or issued was nothing. */
gboolean
esp_plan_fix_remove_level (EspPlanMending *mending)
{
  EspPlanCa *ca = mending->node->ca;

  for (EspPlanNode *child = mending->node->first_child; child; child = child->next)
    {
      esp_plan_set_text (&child->ca->parent, ca->parent);
      esp_plan_set_text (&child->ca->parent_arn, ca->parent_arn);
    }
  return g_ptr_array_remove (mending->plan->cas, ca);
}

/* Only what every authority must carry; the rest was said of the root. */
static void
keep_required_tags (const EspPlan *plan, EspPlanCa *ca)
{
  for (guint i = ca->tags->len; i-- > 0;)
    {
      const EspTag *tag = g_ptr_array_index (ca->tags, i);
      gboolean required = plan->required_tags &&
                          g_strv_contains ((const char *const *) plan->required_tags, tag->key);

      if (!required)
        g_ptr_array_remove_index (ca->tags, i);
    }
}

static void
take_over_uses (EspPlanMending *mending, EspPlanCa *ca)
{
  EspPlanCa *root = mending->node->ca;

  g_ptr_array_set_size (ca->uses, 0);
  for (guint i = 0; i < root->uses->len;)
    {
      EspPlanUse *use = g_ptr_array_index (root->uses, i);
      const EspTemplate *template = esp_plan_review_template (mending->review, use->template_name);

      if (template && template->kind == ESP_TEMPLATE_END_ENTITY)
        g_ptr_array_add (ca->uses, g_ptr_array_steal_index (root->uses, i));
      else
        i++;
    }
  for (guint i = 0; mending->node->shares && i < mending->node->shares->len; i++)
    {
      EspPlanShare *share = g_ptr_array_index (mending->node->shares, i);
      const EspTemplate *template = esp_plan_review_share_template (mending->review, share);

      if (!template || template->kind == ESP_TEMPLATE_END_ENTITY)
        esp_plan_set_text (&share->ca, ca->key);
    }
}

static void
make_subordinate (EspPlanMending *mending, EspPlanCa *ca)
{
  EspPlanNode *root = mending->node;

  esp_plan_set_text (&ca->parent, root->ca->key);
  esp_plan_set_text (&ca->template_name, ca->name_constraints ?
                                           "SubordinateCACertificate_PathLen0_APIPassthrough/V1" :
                                           "SubordinateCACertificate_PathLen0/V1");
  ca->path_length = -1;
  ca->dual_control = FALSE;
  g_strfreev (ca->approvers);
  ca->approvers = g_new0 (char *, 1);
  ca->revocation.crl_days = DEFAULT_CRL_DAYS;
  esp_plan_set_text (&ca->note, NULL);
  root->ca->usage_mode = ESP_USAGE_GENERAL_PURPOSE;
  keep_required_tags (mending->plan, ca);
}

/* An issuing authority right below the root, which takes over what the root was to issue. */
gboolean
esp_plan_fix_add_level (EspPlanMending *mending)
{
  EspPlanNode *root = mending->node;
  g_autofree char *wanted = g_strconcat (root->label, " Issuing CA", NULL);
  g_autofree char *label = esp_plan_make_label (mending->review, wanted);
  g_autofree char *key_name = g_strconcat (root->ca->key, " issuing", NULL);
  g_autofree char *subject = esp_plan_node_make_subject (root, label);
  g_autofree char *validity = esp_plan_fit_validity (mending->review, root->life / 2);
  g_autoptr (EspPlanCa) ca = NULL;

  if (!subject || !validity)
    return FALSE;
  ca = esp_plan_ca_copy (root->ca);
  g_free (ca->key);
  ca->key = esp_plan_make_key (mending->plan, key_name);
  g_free (ca->account);
  ca->account = esp_plan_pick_account (mending, root->ca->account, mending->variant > 0);
  esp_plan_set_text (&ca->subject, subject);
  esp_plan_set_text (&ca->validity, validity);
  make_subordinate (mending, ca);
  esp_plan_ca_own_crl (ca);
  take_over_uses (mending, ca);
  g_ptr_array_insert (mending->plan->cas, (int) root->index + 1, g_steal_pointer (&ca));
  return TRUE;
}
