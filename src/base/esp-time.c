/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formatting, parsing and calendar arithmetic in UTC, on GDateTime. */
#include "esp-time.h"

#include "esp-error.h"

#include <string.h>

#define MONTHS_MAX 120000

static char *
format (gint64 time, const char *pattern)
{
  g_autoptr (GDateTime)
    date = g_date_time_new_from_unix_utc (CLAMP (time, -62135596800, ESP_TIME_MAX));

  return g_date_time_format (date, pattern);
}

char *
esp_time_to_rfc3339 (gint64 time)
{
  return format (time, "%Y-%m-%dT%H:%M:%SZ");
}

char *
esp_time_to_report (gint64 time)
{
  return format (time, "%Y-%m-%dT%H:%M:%S+0000");
}

char *
esp_time_to_date (gint64 time)
{
  return format (time, "%Y-%m-%d");
}

gboolean
esp_time_parse (const char *text, gint64 *time, GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *full = NULL;
  gsize len = strlen (text);

  if (len == strlen ("2026-01-10"))
    full = g_strconcat (text, "T00:00:00Z", NULL);
  else if (len < 40 && strchr (text, 'T'))
    full = g_strdup (text);
  if (full)
    date = g_date_time_new_from_iso8601 (full, utc);
  if (!date || g_date_time_get_year (date) < 1950 || g_date_time_to_unix (date) > ESP_TIME_MAX)
    {
      esp_error_set (error, ESP_REASON_TIME_SYNTAX, NULL, "value", text, NULL);
      return FALSE;
    }
  *time = g_date_time_to_unix (date);
  return TRUE;
}

gint64
esp_time_add_months (gint64 time, gint64 months)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time);
  g_autoptr (GDateTime) later = NULL;

  if (months > MONTHS_MAX)
    return ESP_TIME_MAX;
  later = g_date_time_add_months (date, (int) months);
  return later ? MIN (g_date_time_to_unix (later), ESP_TIME_MAX) : ESP_TIME_MAX;
}

gint64
esp_time_add_days (gint64 time, gint64 days)
{
  if (days > ESP_TIME_MAX / ESP_TIME_DAY)
    return ESP_TIME_MAX;
  return MIN (time + days * ESP_TIME_DAY, ESP_TIME_MAX);
}
