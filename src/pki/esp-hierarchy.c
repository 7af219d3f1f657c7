/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Depth, path length and nested validity. Pure arithmetic: certificates are read elsewhere. */
#include "esp-hierarchy.h"

#include "base/esp-error.h"
#include "base/esp-time.h"

#define NO_CHILD (-2)

static char *
path_length_to_text (int path_length)
{
  return path_length < 0 ? g_strdup ("none") : g_strdup_printf ("%d", path_length);
}

gboolean
esp_hierarchy_check_path_length (int issuer, int wanted, GError **error)
{
  g_autofree char *issuer_text = path_length_to_text (issuer);
  g_autofree char *wanted_text = path_length_to_text (wanted);
  g_autofree char *highest = path_length_to_text (issuer - 1);

  if (issuer < 0 || (wanted >= 0 && wanted < issuer))
    return TRUE;
  if (issuer == 0)
    esp_error_set (error, ESP_REASON_PATH_LENGTH_ZERO, NULL, "issuer", issuer_text, "wanted",
                   wanted_text, NULL);
  else
    esp_error_set (error, ESP_REASON_PATH_LENGTH_NOT_BELOW, NULL, "issuer", issuer_text, "wanted",
                   wanted_text, "highest", highest, NULL);
  return FALSE;
}

gboolean
esp_hierarchy_check_depth (int issuer_level, GError **error)
{
  g_autofree char *level = NULL;
  g_autofree char *limit = NULL;

  if (issuer_level < ESP_MAX_LEVELS)
    return TRUE;
  level = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) issuer_level + 1);
  limit = g_strdup_printf ("%d", ESP_MAX_LEVELS);
  esp_error_set (error, ESP_REASON_DEPTH, NULL, "level", level, "limit", limit, NULL);
  return FALSE;
}

/* notBefore before the issuer's is legal and a warning of the lint: validators look at now. */
gboolean
esp_hierarchy_check_validity (gint64 issuer_not_before,
                              gint64 issuer_not_after,
                              gint64 not_before,
                              gint64 not_after,
                              GError **error)
{
  g_autofree char *wanted = esp_time_to_rfc3339 (not_after);
  g_autofree char *start = esp_time_to_rfc3339 (not_before);
  g_autofree char *issuer = esp_time_to_rfc3339 (issuer_not_after);

  if (not_after < not_before)
    {
      esp_error_set (error, ESP_REASON_VALIDITY_ORDER, NULL, "end", wanted, "start", start, NULL);
      return FALSE;
    }
  if (not_after <= issuer_not_after)
    return TRUE;
  esp_error_set (error, ESP_REASON_OUTLIVES_ISSUER, NULL, "wanted", wanted, "issuer", issuer, NULL);
  return FALSE;
}

/* A path length that the depth could never use is not offered. */
int
esp_hierarchy_max_child_path_length (int issuer_path_length, int issuer_level)
{
  if (issuer_path_length == 0 || issuer_level >= ESP_MAX_LEVELS)
    return NO_CHILD;
  if (issuer_path_length < 0)
    return ESP_PATH_LENGTH_NONE;
  return MIN (issuer_path_length - 1, ESP_MAX_LEVELS - 1 - MAX (issuer_level, 0));
}
