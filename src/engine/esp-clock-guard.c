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
esp_clock_guard_judge (EspVault *vault,
                       gint64 end,
                       gint64 now,
                       EspEnd *verdict,
                       gint64 *believed_from,
                       GError **error)
{
  gint64 before = 0, beyond = 0;
  gboolean confirmed = FALSE;

  if (!esp_event_store_find_crossing (vault, end, &before, &beyond, &confirmed, error))
    return FALSE;
  *believed_from = (beyond ? beyond : now) + ESP_CLOCK_STEP;
  if (confirmed || (beyond ? beyond : now) - before <= ESP_CLOCK_STEP || now >= *believed_from)
    *verdict = ESP_END_BELIEVED;
  else
    *verdict = beyond ? ESP_END_SEEN : ESP_END_NEW;
  return TRUE;
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
