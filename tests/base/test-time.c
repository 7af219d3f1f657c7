/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times as text, calendar arithmetic, and the clock. */
#include "base/esp-clock.h"
#include "base/esp-error.h"
#include "base/esp-time.h"

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gint64 time;
  } good[] = {
    { "2026-01-10T08:00:00Z", 1768032000 },     { "2026-01-10T09:00:00+01:00", 1768032000 },
    { "2026-01-10T08:00:00+0000", 1768032000 }, { "2026-01-10", 1768003200 },
    { "9999-12-31T23:59:59Z", ESP_TIME_MAX },
  };
  static const char *const bad[] = {
    "", "tomorrow", "2026-13-01", "1949-12-31", "2026-02-30T00:00:00Z", "12:00"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 time;

      g_assert_true (esp_time_parse (good[i].text, &time, &error));
      g_assert_no_error (error);
      g_assert_cmpint (time, ==, good[i].time);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 time;

      g_assert_false (esp_time_parse (bad[i], &time, &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_TIME_SYNTAX));
    }
}

static void
test_format (void)
{
  g_autofree char *rfc3339 = esp_time_to_rfc3339 (1768032000);
  g_autofree char *report = esp_time_to_report (1768032000);
  g_autofree char *date = esp_time_to_date (1768032000);

  g_assert_cmpstr (rfc3339, ==, "2026-01-10T08:00:00Z");
  g_assert_cmpstr (report, ==, "2026-01-10T08:00:00+0000");
  g_assert_cmpstr (date, ==, "2026-01-10");
}

static void
test_calendar (void)
{
  gint64 january_31, expected;

  g_assert_true (esp_time_parse ("2027-01-31T12:00:00Z", &january_31, NULL));
  g_assert_true (esp_time_parse ("2027-02-28T12:00:00Z", &expected, NULL));
  g_assert_cmpint (esp_time_add_months (january_31, 1), ==, expected);
  g_assert_cmpint (esp_time_add_months (january_31, 12 * 9000), ==, ESP_TIME_MAX);
  g_assert_cmpint (esp_time_add_months (january_31, G_MAXINT64), ==, ESP_TIME_MAX);
  g_assert_cmpint (esp_time_add_days (january_31, 28), ==, january_31 + 28 * ESP_TIME_DAY);
  g_assert_cmpint (esp_time_add_days (january_31, G_MAXINT64), ==, ESP_TIME_MAX);
}

static void
test_clock (void)
{
  g_autoptr (EspClock) fixed = esp_clock_new_fixed (1000);
  g_autoptr (EspClock) system_clock = esp_clock_new_system ();

  g_assert_cmpint (esp_clock_now (fixed), ==, 1000);
  esp_clock_set (fixed, 2000);
  g_assert_cmpint (esp_clock_now (fixed), ==, 2000);
  g_assert_cmpint (ABS (esp_clock_now (system_clock) - g_get_real_time () / G_USEC_PER_SEC), <=, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/time/parse", test_parse);
  g_test_add_func ("/base/time/format", test_format);
  g_test_add_func ("/base/time/calendar", test_calendar);
  g_test_add_func ("/base/clock/both", test_clock);
  return g_test_run ();
}
