/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clock against the log. A refused act leaves its own entry, so that the log tells of the clock
 * as well; what counts is the latest time since a person last confirmed it. */
#include "esp-clock-guard.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-ops.h"
#include "vault/esp-event-store.h"

gboolean
esp_clock_guard_check (EspOperationContext *context, GError **error)
{
  gint64 latest = esp_event_store_latest_time (context->vault, error);
  g_autofree char *now = NULL, *last = NULL;

  if (latest < 0)
    return FALSE;
  if (context->now + ESP_CLOCK_TOLERANCE >= latest ||
      g_str_equal (context->operation->name, "ConfirmClock"))
    return TRUE;
  now = esp_time_to_rfc3339 (context->now);
  last = esp_time_to_rfc3339 (latest);
  esp_error_set (error, ESP_REASON_CLOCK_WENT_BACK, NULL, "now", now, "last", last, NULL);
  return FALSE;
}

gboolean
esp_op_confirm_clock (EspOperationContext *context, GError **error)
{
  gint64 latest = esp_event_store_latest_time (context->vault, error);

  if (latest < 0)
    return FALSE;
  esp_json_set_time (context->details, "Before", latest);
  esp_json_set_time (context->result, "Before", latest);
  esp_json_set_time (context->result, "Now", context->now);
  return TRUE;
}
