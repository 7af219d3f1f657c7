/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checks of the shape: templates, levels and path lengths, and whether each level has a purpose.
 * The arithmetic itself is in pki/esp-hierarchy.h, as for everything that is issued.
 */
#include "esp-plan-check-private.h"

#include "model/esp-arn.h"

#define SPARE_LEVELS 2 /* one more than needed is a reserve */

typedef char Number[16];

static const char *
print (Number text, int value)
{
  g_snprintf (text, sizeof (Number), "%d", value);
  return text;
}

/* --- Templates ---------------------------------------------------------------------------------*/

static void
check_template (EspPlanReview *review, EspPlanNode *node)
{
  const EspTemplate *template = node->template;
  const EspPlanCa *ca = node->ca;
  Number number, given;

  if (!template)
    esp_plan_review_say (review, ESP_PLAN_CHECK_TEMPLATE_UNKNOWN, node, NULL, NULL, "template",
                         ca->template_name, NULL);
  else if (!node->template_fits && (node->is_root || template->kind != ESP_TEMPLATE_ROOT))
    esp_plan_review_say (review, ESP_PLAN_CHECK_TEMPLATE_KIND, node, NULL, NULL, "template",
                         template->name, "level", print (number, node->level), NULL);
  else if (node->template_fits && ca->path_length >= 0 && ca->path_length != template->path_length)
    esp_plan_review_say (review, ESP_PLAN_CHECK_TEMPLATE_PATH_LENGTH, node, NULL, NULL, "template",
                         template->name, "wanted", print (number, ca->path_length), "given",
                         template->path_length < 0 ? "–" : print (given, template->path_length),
                         NULL);
}

static void
check_uses (EspPlanReview *review, EspPlanNode *node)
{
  for (guint i = 0; i < node->ca->uses->len; i++)
    {
      const EspPlanUse *use = g_ptr_array_index (node->ca->uses, i);
      const EspTemplate *template = esp_plan_review_template (review, use->template_name);

      if (!template || template->kind == ESP_TEMPLATE_ROOT)
        esp_plan_review_say (review, ESP_PLAN_CHECK_USE_TEMPLATE, node, NULL, use->template_name,
                             "template", use->template_name, NULL);
    }
}

/* --- Path lengths ------------------------------------------------------------------------------*/

static void
check_above (EspPlanReview *review, EspPlanNode *node)
{
  const EspPlanNode *parent = node->parent;
  Number issuer, wanted;

  if (!parent || !parent->template_fits || !node->template_fits ||
      esp_hierarchy_check_path_length (parent->path_length, node->path_length, NULL))
    return;
  esp_plan_review_say (review, ESP_PLAN_CHECK_PATH_LENGTH_NOT_BELOW, node, parent, NULL, "issuer",
                       print (issuer, parent->path_length), "wanted",
                       print (wanted, node->path_length), NULL);
}

static const EspTemplate *
find_asking (EspPlanReview *review, const EspPlanNode *node)
{
  for (guint i = 0; i < node->ca->uses->len; i++)
    {
      const EspPlanUse *use = g_ptr_array_index (node->ca->uses, i);
      const EspTemplate *template = esp_plan_review_template (review, use->template_name);

      if (template && template->kind == ESP_TEMPLATE_SUBORDINATE &&
          template->path_length + 1 == node->use_need)
        return template;
    }
  for (guint i = 0; node->shares && i < node->shares->len; i++)
    {
      const EspTemplate *template = esp_plan_review_share_template (
        review, g_ptr_array_index (node->shares, i));

      if (template && template->kind == ESP_TEMPLATE_SUBORDINATE &&
          template->path_length + 1 == node->use_need)
        return template;
    }
  return NULL;
}

static void
check_short (EspPlanReview *review, EspPlanNode *node)
{
  const EspTemplate *template;
  Number needed, given;

  if (!node->template_fits || node->path_length < 0 || node->path_length >= node->use_need)
    return;
  template = find_asking (review, node);
  if (template)
    esp_plan_review_say (review, ESP_PLAN_CHECK_PATH_LENGTH_SHORT, node, NULL, template->name,
                         "template", template->name, "needed", print (needed, node->use_need),
                         "given", print (given, node->path_length), NULL);
}

static void
check_spare (EspPlanReview *review, EspPlanNode *node)
{
  Number given, needed;

  if (node->is_root || !node->template_fits || !node->level)
    return;
  if (node->need == 0 && node->path_length > 0)
    esp_plan_review_say (review, ESP_PLAN_CHECK_LEAF_SIGNS_CAS, node, NULL, NULL, "given",
                         print (given, node->path_length), NULL);
  else if (node->need > 0 && node->path_length - node->need >= SPARE_LEVELS)
    esp_plan_review_say (review, ESP_PLAN_CHECK_PATH_LENGTH_SPARE, node, NULL, NULL, "given",
                         print (given, node->path_length), "needed", print (needed, node->need),
                         NULL);
}

static void
check_path_length (EspPlanReview *review, EspPlanNode *node)
{
  Number given;

  if (!node->is_root && node->template && node->template->kind == ESP_TEMPLATE_ROOT)
    esp_plan_review_say (review, ESP_PLAN_CHECK_PATH_LENGTH_MISSING, node, NULL, NULL, "template",
                         node->template->name, NULL);
  check_above (review, node);
  check_short (review, node);
  check_spare (review, node);
  if (node->is_root && node->template_fits && node->template->path_length >= 0 &&
      (node->n_children > 0 || node->template->path_length > 0))
    esp_plan_review_say (review, ESP_PLAN_CHECK_ROOT_PATH_LENGTH, node, NULL, NULL, "template",
                         node->template->name, "given", print (given, node->template->path_length),
                         NULL);
}

/* --- Levels ------------------------------------------------------------------------------------*/

static void
check_depth (EspPlanReview *review, EspPlanNode *node)
{
  Number level, limit;

  if (node->level == 0 || esp_hierarchy_check_depth (node->level - 1, NULL))
    return;
  esp_plan_review_say (review, ESP_PLAN_CHECK_DEPTH, node, NULL, NULL, "level",
                       print (level, node->level), "limit", print (limit, ESP_MAX_LEVELS), NULL);
}

/* A signer of answers belongs to the authority whose answers it signs. */
static gboolean
is_end_entity (const EspTemplate *template)
{
  return template && template->kind == ESP_TEMPLATE_END_ENTITY &&
         !g_str_equal (template->family, "OCSPSigningCertificate");
}

/* The first end entity template that @node uses or shares, or NULL. */
static const EspTemplate *
find_end_entity (EspPlanReview *review, const EspPlanNode *node)
{
  for (guint i = 0; i < node->ca->uses->len; i++)
    {
      const EspPlanUse *use = g_ptr_array_index (node->ca->uses, i);
      const EspTemplate *template = esp_plan_review_template (review, use->template_name);

      if (is_end_entity (template))
        return template;
    }
  for (guint i = 0; node->shares && i < node->shares->len; i++)
    {
      const EspTemplate *template = esp_plan_review_share_template (
        review, g_ptr_array_index (node->shares, i));

      if (is_end_entity (template))
        return template;
    }
  return NULL;
}

static void
check_root (EspPlanReview *review, EspPlanNode *node)
{
  const EspTemplate *template = NULL;

  if (!node->is_root)
    return;
  if (node->n_children == 0)
    esp_plan_review_say (review, ESP_PLAN_CHECK_ONE_LEVEL, node, NULL, NULL, NULL);
  else
    template = find_end_entity (review, node);
  if (template)
    esp_plan_review_say (review, ESP_PLAN_CHECK_ROOT_ISSUES, node, NULL, NULL, "template",
                         template->name, NULL);
}

static void
check_purpose (EspPlanReview *review, EspPlanNode *node)
{
  const EspPlanCa *ca = node->ca;

  if (node->is_root || node->n_children != 1 || ca->uses->len > 0 || node->shares ||
      ca->name_constraints || g_strcmp0 (ca->account, node->first_child->ca->account) != 0)
    return;
  esp_plan_review_say (review, ESP_PLAN_CHECK_LEVEL_WITHOUT_PURPOSE, node, node->first_child, NULL,
                       NULL);
}

static void
check_parent (EspPlanReview *review, EspPlanNode *node)
{
  const char *arn = node->ca->parent_arn;

  if (arn && !esp_arn_parse_ca (arn, NULL, NULL))
    esp_plan_review_say (review, ESP_PLAN_CHECK_PARENT_ARN, node, NULL, NULL, "value", arn, NULL);
}

void
esp_plan_check_shape (EspPlanReview *review)
{
  for (guint i = 0; i < review->n_nodes; i++)
    {
      EspPlanNode *node = &review->nodes[i];

      check_template (review, node);
      check_uses (review, node);
      check_depth (review, node);
      check_path_length (review, node);
      check_root (review, node);
      check_purpose (review, node);
      check_parent (review, node);
    }
}
