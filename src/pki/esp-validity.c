/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Validity as it is asked for, and the last second that follows from it. That it must not outlive
 * the issuer is checked in esp-hierarchy.c. */
#include "esp-validity.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-time.h"

#include <string.h>

/* More digits than the longest reach of a certificate in days has; so no product overflows. */
#define DIGITS_LIMIT 9
#define MONTHS_PER_YEAR 12

static const struct
{
  const char *name; /* the service's */
  EspValidityType type;
  char unit; /* of the short form; 0: it has none */
} types[] = {
  { "DAYS", ESP_VALIDITY_DAYS, 'd' },       { "MONTHS", ESP_VALIDITY_MONTHS, 'm' },
  { "YEARS", ESP_VALIDITY_YEARS, 'y' },     { "ABSOLUTE", ESP_VALIDITY_ABSOLUTE, 0 },
  { "END_DATE", ESP_VALIDITY_END_DATE, 0 },
};

static gboolean
refuse (EspReason reason, const char *value, GError **error)
{
  esp_error_set (error, reason, NULL, "value", value, NULL);
  return FALSE;
}

static gboolean
refuse_late (const char *value, GError **error)
{
  g_autofree char *limit = esp_time_to_rfc3339 (ESP_TIME_MAX);

  esp_error_set (error, ESP_REASON_VALIDITY_TOO_LATE, NULL, "value", value, "limit", limit, NULL);
  return FALSE;
}

/* "365d" into its row and number. FALSE where @text has another form. */
static gboolean
split_short (const char *text, gsize *row, gint64 *value, gboolean *too_long)
{
  gboolean negative = text[0] == '-';
  const char *digits = text + (negative ? 1 : 0);
  gsize n = strspn (digits, "0123456789");
  gsize zeros = strspn (digits, "0");

  if (n == 0 || digits[n] == '\0' || digits[n + 1] != '\0')
    return FALSE;
  *too_long = n - MIN (zeros, n) > DIGITS_LIMIT;
  *value = *too_long ? G_MAXINT64 : g_ascii_strtoll (digits, NULL, 10);
  if (negative)
    *value = -*value;
  for (*row = 0; *row < G_N_ELEMENTS (types); (*row)++)
    if (types[*row].unit == digits[n])
      return TRUE;
  return FALSE;
}

gboolean
esp_validity_parse (const char *text, EspValidity *validity, GError **error)
{
  gboolean too_long = FALSE;
  gint64 value = 0;
  gsize row;

  if (split_short (text, &row, &value, &too_long))
    {
      if (value <= 0)
        return refuse (ESP_REASON_VALIDITY_NOT_POSITIVE, text, error);
      if (too_long)
        return refuse_late (text, error);
      *validity = (EspValidity){ types[row].type, value };
      return TRUE;
    }
  if (!esp_time_parse (text, &value, NULL))
    return refuse (ESP_REASON_VALIDITY_SYNTAX, text, error);
  if (value <= 0)
    return refuse (ESP_REASON_VALIDITY_NOT_POSITIVE, text, error);
  *validity = (EspValidity){ ESP_VALIDITY_ABSOLUTE, value };
  return TRUE;
}

gboolean
esp_validity_from_json (JsonObject *object, EspValidity *validity, GError **error)
{
  const char *name = esp_json_get_string (object, "Type");
  JsonNode *node = json_object_get_member (object, "Value");
  g_autofree char *text = NULL;
  gint64 value;

  if (!name || !node || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_INT64)
    return refuse (ESP_REASON_VALIDITY_SYNTAX, name ? name : "", error);
  value = json_node_get_int (node);
  text = g_strdup_printf ("%" G_GINT64_FORMAT " %s", value, name);
  for (gsize row = 0; row < G_N_ELEMENTS (types); row++)
    {
      if (!g_str_equal (types[row].name, name))
        continue;
      if (value <= 0)
        return refuse (ESP_REASON_VALIDITY_NOT_POSITIVE, text, error);
      *validity = (EspValidity){ types[row].type, value };
      return TRUE;
    }
  return refuse (ESP_REASON_VALIDITY_SYNTAX, text, error);
}

gboolean
esp_validity_start_from_json (JsonObject *object, gint64 *not_before, GError **error)
{
  EspValidity start;
  g_autofree char *text = NULL;

  if (!esp_validity_from_json (object, &start, error))
    return FALSE;
  if (start.type != ESP_VALIDITY_ABSOLUTE)
    return refuse (ESP_REASON_VALIDITY_START_TYPE, esp_json_get_string (object, "Type"), error);
  text = g_strdup_printf ("%" G_GINT64_FORMAT " ABSOLUTE", start.value);
  if (start.value > ESP_TIME_MAX)
    return refuse_late (text, error);
  *not_before = start.value;
  return TRUE;
}

static const char *
type_to_name (EspValidityType type)
{
  for (gsize row = 0; row < G_N_ELEMENTS (types); row++)
    if (types[row].type == type)
      return types[row].name;
  return "";
}

JsonObject *
esp_validity_to_json (const EspValidity *validity)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "Type", type_to_name (validity->type));
  json_object_set_int_member (object, "Value", validity->value);
  return object;
}

/* Takes the last two decimal digits. */
static int
take_pair (gint64 *digits)
{
  int pair = (int) (*digits % 100);

  *digits /= 100;
  return pair;
}

/* YYMMDDHHMMSS, where leading zeros of the number are gone, or YYYYMMDDHHMMSS. */
static gboolean
end_date_to_time (gint64 digits, gint64 *time)
{
  gboolean is_short = digits < G_GINT64_CONSTANT (1000000000000);
  int second = take_pair (&digits);
  int minute = take_pair (&digits);
  int hour = take_pair (&digits);
  int day = take_pair (&digits);
  int month = take_pair (&digits);
  g_autoptr (GDateTime) date = NULL;

  if (is_short)
    digits += digits >= 50 ? 1900 : 2000; /* as in UTCTime */
  if (digits < 1950 || digits > 9999)
    return FALSE;
  date = g_date_time_new_utc ((int) digits, month, day, hour, minute, second);
  if (date)
    *time = g_date_time_to_unix (date);
  return date != NULL;
}

/* FALSE where the last second would be after the end of time. */
static gboolean
add_period (const EspValidity *validity, gint64 now, gint64 *end)
{
  gint64 months = validity->value;

  if (validity->value > (ESP_TIME_MAX - now) / ESP_TIME_DAY)
    return FALSE;
  if (validity->type == ESP_VALIDITY_DAYS)
    {
      *end = esp_time_add_days (now, validity->value);
      return TRUE;
    }
  if (validity->type == ESP_VALIDITY_YEARS)
    months *= MONTHS_PER_YEAR; /* bounded by the division above */
  *end = esp_time_add_months (now, months);
  return *end < ESP_TIME_MAX;
}

static gboolean
find_end (const EspValidity *validity, gint64 now, const char *text, gint64 *end, GError **error)
{
  switch (validity->type)
    {
    case ESP_VALIDITY_ABSOLUTE:
      *end = validity->value;
      return *end <= ESP_TIME_MAX || refuse_late (text, error);
    case ESP_VALIDITY_END_DATE:
      return end_date_to_time (validity->value, end) ||
             refuse (ESP_REASON_VALIDITY_SYNTAX, text, error);
    case ESP_VALIDITY_DAYS:
    case ESP_VALIDITY_MONTHS:
    case ESP_VALIDITY_YEARS:
      return add_period (validity, now, end) || refuse_late (text, error);
    default:
      return refuse (ESP_REASON_VALIDITY_SYNTAX, text, error);
    }
}

gboolean
esp_validity_end (const EspValidity *validity, gint64 now, gint64 *not_after, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " %s", validity->value,
                                           type_to_name (validity->type));
  g_autofree char *end_text = NULL;
  g_autofree char *now_text = NULL;
  gint64 end = 0;

  if (validity->value <= 0)
    return refuse (ESP_REASON_VALIDITY_NOT_POSITIVE, text, error);
  if (!find_end (validity, now, text, &end, error))
    return FALSE;
  if (end > now)
    {
      *not_after = end;
      return TRUE;
    }
  end_text = esp_time_to_rfc3339 (end);
  now_text = esp_time_to_rfc3339 (now);
  esp_error_set (error, ESP_REASON_VALIDITY_PAST, NULL, "end", end_text, "now", now_text, NULL);
  return FALSE;
}
