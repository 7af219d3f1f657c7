/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether each certificate of a path was valid at the time asked for; its last second is within. */
#include "esp-path-private.h"

#include "base/esp-time.h"

static EspPathReason
judge (EspCertificate *certificate, gint64 now)
{
  gint64 end = esp_certificate_get_not_after (certificate);

  if (now < esp_certificate_get_not_before (certificate))
    return ESP_PATH_REASON_VALIDITY_NOT_YET;
  if (now > end)
    return ESP_PATH_REASON_VALIDITY_EXPIRED;
  return now == end ? ESP_PATH_REASON_VALIDITY_LAST_SECOND : ESP_PATH_REASON_VALIDITY_GOOD;
}

void
esp_path_check_validity (EspPathCase *judged)
{
  gint64 now = judged->context->options->time;
  g_autofree char *time = esp_time_to_rfc3339 (now);

  for (guint i = 0; i < judged->nodes->len; i++)
    {
      EspCertificate *certificate = esp_path_case_node (judged, i)->certificate;
      g_autofree char *start = esp_time_to_rfc3339 (esp_certificate_get_not_before (certificate));
      g_autofree char *end = esp_time_to_rfc3339 (esp_certificate_get_not_after (certificate));

      esp_path_add (judged, i, judge (certificate, now), "time", time, "start", start, "end", end,
                    NULL);
    }
}
