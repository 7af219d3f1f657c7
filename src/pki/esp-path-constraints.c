/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may issue, and how deep: basic constraints and path length (RFC 5280, 6.1.4 (k) to (m)). */
#include "esp-path-private.h"

#include "esp-template.h"

#define VERSION_3 2

static EspPathReason
judge_authority (EspPathNode *node)
{
  const ASN1_INTEGER *version = esp_certificate_get_fields (node->certificate)->version;
  GPtrArray *extensions = esp_certificate_get_extensions (node->certificate);

  if (!version || ASN1_INTEGER_get (version) != VERSION_3)
    return ESP_PATH_REASON_CONSTRAINTS_VERSION;
  if (!esp_extensions_find (extensions, ESP_OID_BASIC_CONSTRAINTS, NULL))
    return ESP_PATH_REASON_CONSTRAINTS_MISSING;
  return esp_certificate_is_ca (node->certificate) ? ESP_PATH_REASON_CONSTRAINTS_CA :
                                                     ESP_PATH_REASON_CONSTRAINTS_NOT_CA;
}

/* Authorities below the one at @place: neither the target nor those that certify a new key of
 * their own. */
static int
count_below (const EspPathCase *judged, guint place)
{
  int count = 0;

  for (guint i = 1; i < place; i++)
    if (!esp_path_case_node (judged, i)->self_issued)
      count++;
  return count;
}

static void
check_length (EspPathCase *judged, guint place)
{
  int limit = esp_certificate_get_path_length (esp_path_case_node (judged, place)->certificate);
  int below = count_below (judged, place);
  g_autofree char *count = g_strdup_printf ("%d", below);
  g_autofree char *most = g_strdup_printf ("%d", limit);

  if (limit == ESP_PATH_LENGTH_NONE)
    esp_path_add (judged, place, ESP_PATH_REASON_LENGTH_UNLIMITED, "count", count, NULL);
  else if (below <= limit)
    esp_path_add (judged, place, ESP_PATH_REASON_LENGTH_GOOD, "limit", most, "count", count, NULL);
  else
    esp_path_add (judged, place, ESP_PATH_REASON_LENGTH_EXCEEDED, "limit", most, "count", count,
                  NULL);
}

static void
check_depth (EspPathCase *judged)
{
  int limit = judged->context->options->max_depth;
  int between = count_below (judged, judged->nodes->len - 1);
  g_autofree char *count = g_strdup_printf ("%d", between);
  g_autofree char *most = g_strdup_printf ("%d", limit);

  if (limit != ESP_PATH_DEPTH_NONE && between > limit && !judged->for_lists)
    esp_path_add (judged, 0, ESP_PATH_REASON_LENGTH_DEPTH, "count", count, "limit", most, NULL);
}

void
esp_path_check_constraints (EspPathCase *judged)
{
  if (judged->path->complete)
    check_depth (judged);
  for (guint i = 1; i < judged->nodes->len; i++)
    {
      esp_path_add (judged, i, judge_authority (esp_path_case_node (judged, i)), NULL);
      check_length (judged, i);
    }
}
