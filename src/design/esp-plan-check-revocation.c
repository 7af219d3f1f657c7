/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checks of revocation: that there is some, and that certificates can say where. The rules for
 * addresses are those of the operations that set them.
 */
#include "esp-plan-check-private.h"

#include "model/esp-revocation.h"

#include <string.h>

#define HTTP "http://"
#define HTTPS "https://"
#define CRL_DAYS_MAX 5000

static void
check_any (EspPlanReview *review, const EspPlanNode *node)
{
  const EspRevocationSettings *settings = &node->ca->revocation;

  if (!settings->crl_enabled && !settings->ocsp_enabled &&
      node->ca->usage_mode != ESP_USAGE_SHORT_LIVED_CERTIFICATE)
    esp_plan_review_say (review, ESP_PLAN_CHECK_NO_REVOCATION, node, NULL, NULL, NULL);
}

/* --- Addresses ---------------------------------------------------------------------------------*/

static gboolean
is_url (const char *url)
{
  gsize start = g_str_has_prefix (url, HTTP)  ? strlen (HTTP) :
                g_str_has_prefix (url, HTTPS) ? strlen (HTTPS) :
                                                0;

  return start > 0 && url[start] && url[start] != '/' && !strpbrk (url, " <>\"{}|\\^`");
}

const char *
esp_plan_revocation_problem (const EspRevocationSettings *settings)
{
  if (settings->crl_url && !is_url (settings->crl_url))
    return settings->crl_url;
  if (settings->crl_cname &&
      (settings->crl_url || settings->crl_omitted || !esp_revocation_is_host (settings->crl_cname)))
    return settings->crl_cname;
  if (settings->crl_path && (!settings->crl_cname || !esp_revocation_is_path (settings->crl_path)))
    return settings->crl_path;
  if (settings->crl_days < 0 || settings->crl_days > CRL_DAYS_MAX)
    return "crlDays";
  if (settings->crl_partitioned &&
      (settings->crl_omitted || (!settings->crl_url && !settings->crl_cname)))
    return "crlPartitioned";
  return NULL;
}

static void
check_crl (EspPlanReview *review, const EspPlanNode *node)
{
  const EspRevocationSettings *settings = &node->ca->revocation;
  const char *problem = esp_plan_revocation_problem (settings);

  if (!settings->crl_enabled)
    return;
  if (problem)
    esp_plan_review_say (review, ESP_PLAN_CHECK_CRL_PLACE, node, NULL, NULL, "value", problem,
                         NULL);
  else if (!settings->crl_url && !settings->crl_cname && !settings->crl_omitted)
    esp_plan_review_say (review, ESP_PLAN_CHECK_CRL_NO_PLACE, node, NULL, NULL, NULL);
  else if (settings->crl_url && g_str_has_prefix (settings->crl_url, HTTPS))
    esp_plan_review_say (review, ESP_PLAN_CHECK_CRL_HTTPS, node, NULL, NULL, "value",
                         settings->crl_url, NULL);
}

/* A folder is shared by many; a whole address belongs to one. */
static void
check_shared (EspPlanReview *review, GHashTable *urls, EspPlanNode *node)
{
  const EspRevocationSettings *settings = &node->ca->revocation;
  EspPlanNode *other;

  if (!settings->crl_enabled || !settings->crl_url || g_str_has_suffix (settings->crl_url, "/"))
    return;
  other = g_hash_table_lookup (urls, settings->crl_url);
  if (other)
    esp_plan_review_say (review, ESP_PLAN_CHECK_CRL_PLACE_SHARED, node, other, NULL, "value",
                         settings->crl_url, NULL);
  else
    g_hash_table_insert (urls, settings->crl_url, node);
}

static void
check_ocsp (EspPlanReview *review, const EspPlanNode *node)
{
  const EspRevocationSettings *settings = &node->ca->revocation;

  if (settings->ocsp_enabled && !settings->ocsp_url && !settings->ocsp_cname)
    esp_plan_review_say (review, ESP_PLAN_CHECK_OCSP_NO_PLACE, node, NULL, NULL, NULL);
}

void
esp_plan_check_revocation (EspPlanReview *review)
{
  g_autoptr (GHashTable) urls = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < review->n_nodes; i++)
    {
      check_any (review, &review->nodes[i]);
      check_crl (review, &review->nodes[i]);
      check_shared (review, urls, &review->nodes[i]);
      check_ocsp (review, &review->nodes[i]);
    }
}
