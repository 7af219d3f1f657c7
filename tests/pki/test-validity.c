/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Validity: text, JSON, and the last second, calendar and end of time included. */
#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-time.h"
#include "pki/esp-validity.h"

#define NOW "2026-01-31T12:00:00Z"
#define SYNTAX ESP_REASON_VALIDITY_SYNTAX
#define NOT_POSITIVE ESP_REASON_VALIDITY_NOT_POSITIVE
#define PAST ESP_REASON_VALIDITY_PAST
#define TOO_LATE ESP_REASON_VALIDITY_TOO_LATE

static gint64
time_of (const char *text)
{
  gint64 time = 0;

  g_assert_true (esp_time_parse (text, &time, NULL));
  return time;
}

/* --- Text ----------------------------------------------------------------------------------------
 */

static const struct
{
  const char *text;
  const char *end;  /* counted from NOW; NULL: refused */
  EspReason reason; /* by the parser or by the calculation */
} texts[] = {
  { "1d", "2026-02-01T12:00:00Z" },
  { "365d", "2027-01-31T12:00:00Z" },
  { "0365d", "2027-01-31T12:00:00Z" },
  { "1m", "2026-02-28T12:00:00Z" },
  { "12m", "2027-01-31T12:00:00Z" },
  { "25m", "2028-02-29T12:00:00Z" },
  { "10y", "2036-01-31T12:00:00Z" },
  { "2912412d", "9999-12-31T12:00:00Z" },
  { "7973y", "9999-01-31T12:00:00Z" },
  { "2030-01-31T12:00:00Z", "2030-01-31T12:00:00Z" },
  { "2030-01-31T13:00:00+01:00", "2030-01-31T12:00:00Z" },
  { "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z" },
  { "", NULL, SYNTAX },
  { "d", NULL, SYNTAX },
  { "365", NULL, SYNTAX },
  { "365 d", NULL, SYNTAX },
  { "365dd", NULL, SYNTAX },
  { "365w", NULL, SYNTAX },
  { "365D", NULL, SYNTAX },
  { "+5d", NULL, SYNTAX },
  { "1.5y", NULL, SYNTAX },
  { "0x10d", NULL, SYNTAX },
  { "tomorrow", NULL, SYNTAX },
  { "2030-02-30T00:00:00Z", NULL, SYNTAX },
  { "0d", NULL, NOT_POSITIVE },
  { "000y", NULL, NOT_POSITIVE },
  { "-1d", NULL, NOT_POSITIVE },
  { "-99999999999999999999d", NULL, NOT_POSITIVE },
  { "1960-01-01T00:00:00Z", NULL, NOT_POSITIVE },
  { "2026-01-31T12:00:00Z", NULL, PAST },
  { "2001-01-01T00:00:00Z", NULL, PAST },
  { "7974y", NULL, TOO_LATE },
  { "8000y", NULL, TOO_LATE },
  { "99999m", NULL, TOO_LATE },
  { "2912413d", NULL, TOO_LATE },
  { "999999999d", NULL, TOO_LATE },
  { "999999999m", NULL, TOO_LATE },
  { "999999999y", NULL, TOO_LATE },
  { "99999999999999999999d", NULL, TOO_LATE },
  { "18446744073709551617d", NULL, TOO_LATE },
};

static void
test_text (void)
{
  gint64 now = time_of (NOW);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      EspValidity validity;
      gint64 end = 0;
      gboolean accepted = esp_validity_parse (texts[i].text, &validity, &error) &&
                          esp_validity_end (&validity, now, &end, &error);

      g_test_message ("%s", texts[i].text);
      g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                       esp_reason_get_id (texts[i].reason));
      g_assert_cmpint (accepted, ==, texts[i].end != NULL);
      if (accepted)
        g_assert_cmpint (end, ==, time_of (texts[i].end));
    }
}

/* --- The service's form
 * --------------------------------------------------------------------------- */

static const struct
{
  const char *json;
  const char *end;
  EspReason reason;
} jsons[] = {
  { "{\"Type\":\"DAYS\",\"Value\":365}", "2027-01-31T12:00:00Z" },
  { "{\"Type\":\"MONTHS\",\"Value\":13}", "2027-02-28T12:00:00Z" },
  { "{\"Type\":\"YEARS\",\"Value\":10}", "2036-01-31T12:00:00Z" },
  { "{\"Type\":\"ABSOLUTE\",\"Value\":1800000000}", "2027-01-15T08:00:00Z" },
  { "{\"Type\":\"END_DATE\",\"Value\":20300131120000}", "2030-01-31T12:00:00Z" },
  { "{\"Type\":\"END_DATE\",\"Value\":300131120000}", "2030-01-31T12:00:00Z" },
  { "{\"Type\":\"END_DATE\",\"Value\":491231235959}", "2049-12-31T23:59:59Z" },
  { "{\"Type\":\"END_DATE\",\"Value\":99991231235959}", "9999-12-31T23:59:59Z" },
  /* 50 and more are of the last century; leading zeros of a number are gone. */
  { "{\"Type\":\"END_DATE\",\"Value\":500101000000}", NULL, PAST },
  { "{\"Type\":\"END_DATE\",\"Value\":991231235959}", NULL, PAST },
  { "{\"Type\":\"END_DATE\",\"Value\":50601070809}", NULL, PAST },
  { "{\"Type\":\"END_DATE\",\"Value\":101000000}", NULL, PAST },
  { "{\"Type\":\"END_DATE\",\"Value\":20300231120000}", NULL, SYNTAX },
  { "{\"Type\":\"END_DATE\",\"Value\":20301301120000}", NULL, SYNTAX },
  { "{\"Type\":\"END_DATE\",\"Value\":20300131240000}", NULL, SYNTAX },
  { "{\"Type\":\"END_DATE\",\"Value\":20300131126000}", NULL, SYNTAX },
  { "{\"Type\":\"END_DATE\",\"Value\":20300131120060}", NULL, SYNTAX },
  { "{\"Type\":\"END_DATE\",\"Value\":1000131120000}", NULL, SYNTAX },
  { "{\"Type\":\"END_DATE\",\"Value\":99999999999999999}", NULL, SYNTAX },
  { "{\"Type\":\"END_DATE\",\"Value\":1}", NULL, SYNTAX },
  { "{\"Type\":\"ABSOLUTE\",\"Value\":1}", NULL, PAST },
  { "{\"Type\":\"ABSOLUTE\",\"Value\":253402300800}", NULL, TOO_LATE },
  { "{\"Type\":\"ABSOLUTE\",\"Value\":9223372036854775807}", NULL, TOO_LATE },
  { "{\"Type\":\"DAYS\",\"Value\":9223372036854775807}", NULL, TOO_LATE },
  { "{\"Type\":\"YEARS\",\"Value\":9223372036854775807}", NULL, TOO_LATE },
  { "{\"Type\":\"MONTHS\",\"Value\":768614336404564651}", NULL, TOO_LATE },
  { "{\"Type\":\"DAYS\",\"Value\":0}", NULL, NOT_POSITIVE },
  { "{\"Type\":\"DAYS\",\"Value\":-3}", NULL, NOT_POSITIVE },
  { "{\"Type\":\"DAYS\",\"Value\":\"365\"}", NULL, SYNTAX },
  { "{\"Type\":\"DAYS\",\"Value\":1.5}", NULL, SYNTAX },
  { "{\"Type\":\"DAYS\",\"Value\":[1]}", NULL, SYNTAX },
  { "{\"Type\":\"DAYS\"}", NULL, SYNTAX },
  { "{\"Type\":\"days\",\"Value\":1}", NULL, SYNTAX },
  { "{\"Type\":7,\"Value\":1}", NULL, SYNTAX },
  { "{\"Value\":1}", NULL, SYNTAX },
  { "{}", NULL, SYNTAX },
};

static void
test_json (void)
{
  gint64 now = time_of (NOW);

  for (gsize i = 0; i < G_N_ELEMENTS (jsons); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (jsons[i].json, NULL);
      g_autoptr (GError) error = NULL;
      EspValidity validity;
      gint64 end = 0;
      gboolean accepted = esp_validity_from_json (json_node_get_object (node), &validity, &error) &&
                          esp_validity_end (&validity, now, &end, &error);

      g_test_message ("%s", jsons[i].json);
      g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                       esp_reason_get_id (jsons[i].reason));
      g_assert_cmpint (accepted, ==, jsons[i].end != NULL);
      if (accepted)
        {
          g_autoptr (JsonNode) again = esp_json_wrap_object (esp_validity_to_json (&validity));
          g_autofree char *text = esp_json_to_canonical (again, NULL);

          g_assert_cmpint (end, ==, time_of (jsons[i].end));
          g_assert_cmpstr (text, ==, jsons[i].json);
        }
    }
}

/* Both times stand in the sentence. */
static void
test_past (void)
{
  EspValidity validity = { ESP_VALIDITY_ABSOLUTE, 1000000000 };
  g_autoptr (GError) error = NULL;
  gint64 end = 7;

  g_assert_false (esp_validity_end (&validity, time_of (NOW), &end, &error));
  g_assert_cmpstr (esp_error_get_argument (error, "end"), ==, "2001-09-09T01:46:40Z");
  g_assert_cmpstr (esp_error_get_argument (error, "now"), ==, NOW);
  g_assert_cmpint (end, ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pki/validity/text", test_text);
  g_test_add_func ("/pki/validity/json", test_json);
  g_test_add_func ("/pki/validity/past", test_past);
  return g_test_run ();
}
