/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checks of how long things live: below their parent, beside what they issue, and in the mode for
 * short-lived certificates. All lives are counted from the moment of the check, as if everything
 * were made at once.
 */
#include "esp-plan-check-private.h"

#include "base/esp-time.h"

#define SHORT_LIFE (7 * ESP_TIME_DAY)

typedef char Number[32];

static const char *
print_days (Number text, gint64 life)
{
  g_snprintf (text, sizeof (Number), "%" G_GINT64_FORMAT, MAX (life / ESP_TIME_DAY, 1));
  return text;
}

static gboolean
is_short_lived (const EspPlanNode *node)
{
  return node->ca->usage_mode == ESP_USAGE_SHORT_LIVED_CERTIFICATE;
}

/* --- Below its parent --------------------------------------------------------------------------*/

static void
check_above (EspPlanReview *review, const EspPlanNode *node)
{
  const EspPlanNode *parent = node->parent;
  Number days, limit;

  if (!parent || node->life == 0 || parent->life == 0)
    return;
  if (node->life > parent->life)
    {
      g_autofree char *own = esp_time_to_date (review->now + node->life);
      g_autofree char *end = esp_time_to_date (review->now + parent->life);

      esp_plan_review_say (review, ESP_PLAN_CHECK_OUTLIVES_PARENT, node, parent, NULL, "end", own,
                           "limit", end, NULL);
    }
  else if (esp_plan_life_is_close (parent->life, node->life))
    esp_plan_review_say (review, ESP_PLAN_CHECK_LIFE_CLOSE, node, parent, NULL, "days",
                         print_days (days, node->life), "limit", print_days (limit, parent->life),
                         NULL);
}

/* --- Beside what it issues ---------------------------------------------------------------------*/

static void
check_use (EspPlanReview *review, const EspPlanNode *node, const EspPlanUse *use, gint64 life)
{
  Number days, limit;
  EspPlanCheckId id;

  if (life > node->life)
    id = ESP_PLAN_CHECK_USE_OUTLIVES;
  else if (esp_plan_life_is_close (node->life, life))
    id = ESP_PLAN_CHECK_USE_CLOSE;
  else
    return;
  esp_plan_review_say (review, id, node, NULL, use->template_name, "template", use->template_name,
                       "days", print_days (days, life), "limit", print_days (limit, node->life),
                       NULL);
}

/* Returns the longest life among its uses. */
static gint64
check_uses (EspPlanReview *review, const EspPlanNode *node)
{
  gint64 longest = 0;
  Number days;

  for (guint i = 0; i < node->ca->uses->len; i++)
    {
      const EspPlanUse *use = g_ptr_array_index (node->ca->uses, i);
      gint64 life = esp_plan_review_life (review, use->validity);

      if (!use->validity)
        continue;
      if (life == 0)
        esp_plan_review_say (review, ESP_PLAN_CHECK_USE_VALIDITY_SYNTAX, node, NULL,
                             use->template_name, "template", use->template_name, "value",
                             use->validity, NULL);
      else if (is_short_lived (node) && life > SHORT_LIFE)
        esp_plan_review_say (review, ESP_PLAN_CHECK_SHORT_LIVED_USE, node, NULL, use->template_name,
                             "template", use->template_name, "days", print_days (days, life), NULL);
      else if (node->life > 0 && life > 0)
        check_use (review, node, use, life);
      longest = MAX (longest, life);
    }
  return longest;
}

/* Authorities for short-lived certificates live hundreds of times as long, and should. */
static void
check_long (EspPlanReview *review, const EspPlanNode *node, gint64 longest)
{
  gint64 issued = MAX (longest, node->longest ? node->longest->life : 0);
  Number days, limit;

  if (is_short_lived (node) || issued == 0 || !esp_plan_life_is_long (node->life, issued))
    return;
  esp_plan_review_say (review, ESP_PLAN_CHECK_LIFE_LONG, node, NULL, NULL, "days",
                       print_days (days, node->life), "limit", print_days (limit, issued), NULL);
}

void
esp_plan_check_validity (EspPlanReview *review)
{
  for (guint i = 0; i < review->n_nodes; i++)
    {
      const EspPlanNode *node = &review->nodes[i];

      if (node->life == 0)
        esp_plan_review_say (review, ESP_PLAN_CHECK_VALIDITY_SYNTAX, node, NULL, NULL, "value",
                             node->ca->validity, NULL);
      check_above (review, node);
      check_long (review, node, check_uses (review, node));
      if (is_short_lived (node) && node->first_child)
        esp_plan_review_say (review, ESP_PLAN_CHECK_SHORT_LIVED_PARENT, node, node->first_child,
                             NULL, NULL);
    }
}
