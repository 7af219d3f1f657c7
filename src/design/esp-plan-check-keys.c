/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of keys and algorithms: known, possible here, strong enough, and fitting those above them.
 */
#include "esp-plan-check-private.h"

#include "base/esp-time.h"

/* 2030-12-31T23:59:59Z: until then 112 bits are acceptable (SP 800-57 part 1, table 4). */
#define WEAK_UNTIL G_GINT64_CONSTANT (1924991999)
#define STRONG_BITS 128

typedef char Number[16];

static const char *
print (Number text, guint value)
{
  g_snprintf (text, sizeof (Number), "%u", value);
  return text;
}

static void
check_key (EspPlanReview *review, const EspPlanNode *node)
{
  g_autofree char *end = NULL;
  Number bits;

  if (!node->key)
    {
      esp_plan_review_say (review, ESP_PLAN_CHECK_KEY_UNKNOWN, node, NULL, NULL, "value",
                           node->ca->key_algorithm, NULL);
      return;
    }
  if (!esp_key_algorithm_available (node->key))
    esp_plan_review_say (review, ESP_PLAN_CHECK_KEY_UNAVAILABLE, node, NULL, NULL, "value",
                         node->key->label, "version", esp_openssl_version (), NULL);
  if (node->key->strength >= STRONG_BITS || review->now + node->life <= WEAK_UNTIL)
    return;
  end = esp_time_to_date (review->now + node->life);
  esp_plan_review_say (review, ESP_PLAN_CHECK_KEY_WEAK, node, NULL, NULL, "bits",
                       print (bits, node->key->strength), "end", end, NULL);
}

static void
check_above (EspPlanReview *review, const EspPlanNode *node)
{
  const EspPlanNode *parent = node->parent;
  Number own, above;

  if (!node->key || !parent || !parent->key)
    return;
  if (parent->key->strength < node->key->strength)
    esp_plan_review_say (review, ESP_PLAN_CHECK_KEY_WEAKER_ABOVE, node, parent, NULL, "bits",
                         print (own, node->key->strength), "limit",
                         print (above, parent->key->strength), NULL);
  if (parent->key->family != node->key->family)
    esp_plan_review_say (review, ESP_PLAN_CHECK_KEY_FAMILY, node, parent, NULL, "value",
                         node->key->label, "limit", parent->key->label, NULL);
}

/* Its own key signs its request and its lists. That the key above is of another family is told
 * apart. */
static void
check_signing (EspPlanReview *review, const EspPlanNode *node)
{
  const char *name = node->ca->signing_algorithm;
  const EspSigningAlgorithm *signing = name ? esp_signing_algorithm_find (name, NULL) : NULL;

  if (!name)
    return;
  if (!signing)
    esp_plan_review_say (review, ESP_PLAN_CHECK_SIGNING_UNKNOWN, node, NULL, NULL, "value", name,
                         NULL);
  else if (node->key && !esp_signing_algorithm_check (signing, node->key, NULL))
    esp_plan_review_say (review, ESP_PLAN_CHECK_SIGNING_KEY, node, NULL, NULL, "value", name, "key",
                         node->key->label, NULL);
}

void
esp_plan_check_keys (EspPlanReview *review)
{
  for (guint i = 0; i < review->n_nodes; i++)
    {
      const EspPlanNode *node = &review->nodes[i];

      check_key (review, node);
      check_above (review, node);
      check_signing (review, node);
    }
}
