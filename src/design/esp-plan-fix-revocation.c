/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fixes of revocation. An address is never invented: where a list is to be published is learnt from
 * the authorities of the plan that have one, the nearest first.
 */
#include "esp-plan-fix-private.h"

#include "model/esp-revocation.h"

#include <string.h>

#define HTTP "http://"
#define HTTPS "https://"

static gboolean
has_crl_place (const EspPlanNode *node)
{
  const EspRevocationSettings *settings = &node->ca->revocation;

  return settings->crl_enabled && (settings->crl_url || settings->crl_cname) &&
         !esp_plan_revocation_problem (settings);
}

static gboolean
has_ocsp_place (const EspPlanNode *node)
{
  const EspRevocationSettings *settings = &node->ca->revocation;

  return settings->ocsp_enabled && (settings->ocsp_url || settings->ocsp_cname);
}

/* Above it, beside it or below it, then anywhere. */
static const EspPlanNode *
find_model (const EspPlanMending *mending, gboolean (*has_place) (const EspPlanNode *node))
{
  const EspPlanNode *node = mending->node, *above = node->parent;

  for (int level = node->level; above && level > 0; above = above->parent, level--)
    if (has_place (above))
      return above;
  for (above = node->parent ? node->parent->first_child : node->first_child; above;
       above = above->next)
    if (above != node && has_place (above))
      return above;
  for (guint i = 0; i < mending->review->n_nodes; i++)
    if (&mending->review->nodes[i] != node && has_place (&mending->review->nodes[i]))
      return &mending->review->nodes[i];
  return NULL;
}

static char *
use_http (const char *url)
{
  return g_str_has_prefix (url, HTTPS) ? g_strconcat (HTTP, url + strlen (HTTPS), NULL) :
                                         g_strdup (url);
}

void
esp_plan_ca_own_crl (EspPlanCa *ca)
{
  EspRevocationSettings *settings = &ca->revocation;
  g_autofree char *folder = NULL;

  if (!settings->crl_url || g_str_has_suffix (settings->crl_url, "/"))
    return;
  folder = esp_revocation_crl_folder (settings);
  g_free (settings->crl_url);
  settings->crl_url = folder ? g_strconcat (folder, ca->key, ".crl", NULL) : NULL;
}

static gboolean
take_crl_place (EspPlanMending *mending)
{
  const EspPlanNode *model = find_model (mending, has_crl_place);
  EspRevocationSettings *settings = &mending->node->ca->revocation;
  g_autofree char *url = NULL;

  if (!model)
    return FALSE;
  url = model->ca->revocation.crl_url ? use_http (model->ca->revocation.crl_url) : NULL;
  settings->crl_enabled = TRUE;
  settings->crl_omitted = FALSE;
  esp_plan_set_text (&settings->crl_url, url);
  esp_plan_set_text (&settings->crl_cname, model->ca->revocation.crl_cname);
  esp_plan_set_text (&settings->crl_path, model->ca->revocation.crl_path);
  esp_plan_ca_own_crl (mending->node->ca);
  return TRUE;
}

static gboolean
take_ocsp_place (EspPlanMending *mending)
{
  const EspPlanNode *model = find_model (mending, has_ocsp_place);
  EspRevocationSettings *settings = &mending->node->ca->revocation;

  if (!model)
    return FALSE;
  settings->ocsp_enabled = TRUE;
  esp_plan_set_text (&settings->ocsp_url, model->ca->revocation.ocsp_url);
  esp_plan_set_text (&settings->ocsp_cname, model->ca->revocation.ocsp_cname);
  return TRUE;
}

gboolean
esp_plan_fix_no_revocation (EspPlanMending *mending)
{
  return mending->variant == 0 ? take_crl_place (mending) : take_ocsp_place (mending);
}

/* --- Addresses that can't be used --------------------------------------------------------------*/

/* "https://crl.example/pki" where a host name is wanted. */
static void
take_host_out (EspRevocationSettings *settings)
{
  const char *host = strstr (settings->crl_cname, "://");
  g_autofree char *text = g_strdup (host ? host + 3 : settings->crl_cname);
  char *path = strchr (text, '/');

  if (path)
    *path++ = '\0';
  if (path && esp_revocation_is_path (path))
    esp_plan_set_text (&settings->crl_path, path);
  esp_plan_set_text (&settings->crl_cname, esp_revocation_is_host (text) ? text : NULL);
}

/* Keeps what has one meaning. */
static void
tidy_crl (EspRevocationSettings *settings)
{
  gboolean had_url = settings->crl_url != NULL;

  if (had_url && !strstr (settings->crl_url, "://"))
    {
      g_autofree char *url = g_strconcat (HTTP, settings->crl_url, NULL);

      esp_plan_set_text (&settings->crl_url, url);
    }
  if (settings->crl_cname && !esp_revocation_is_host (settings->crl_cname))
    take_host_out (settings);
  if (settings->crl_url && settings->crl_cname)
    esp_plan_set_text (&settings->crl_cname, NULL);
  if (settings->crl_path && (!settings->crl_cname || !esp_revocation_is_path (settings->crl_path)))
    esp_plan_set_text (&settings->crl_path, NULL);
  if (settings->crl_cname || settings->crl_partitioned)
    settings->crl_omitted = FALSE;
  if (!settings->crl_cname && !settings->crl_url)
    settings->crl_partitioned = FALSE;
}

gboolean
esp_plan_fix_crl_place (EspPlanMending *mending)
{
  EspRevocationSettings *settings = &mending->node->ca->revocation;

  settings->crl_days = CLAMP (settings->crl_days, 0, 5000);
  if (mending->variant > 0)
    return take_crl_place (mending);
  tidy_crl (settings);
  return !esp_plan_revocation_problem (settings);
}

gboolean
esp_plan_fix_crl_https (EspPlanMending *mending)
{
  EspRevocationSettings *settings = &mending->node->ca->revocation;
  g_autofree char *url = settings->crl_url ? use_http (settings->crl_url) : NULL;

  esp_plan_set_text (&settings->crl_url, url);
  return TRUE;
}

gboolean
esp_plan_fix_crl_place_shared (EspPlanMending *mending)
{
  esp_plan_ca_own_crl (mending->node->ca);
  return TRUE;
}

gboolean
esp_plan_fix_ocsp_no_place (EspPlanMending *mending)
{
  if (mending->variant == 0)
    return take_ocsp_place (mending);
  mending->node->ca->revocation.ocsp_enabled = FALSE;
  return mending->variant == 1 || take_crl_place (mending);
}
