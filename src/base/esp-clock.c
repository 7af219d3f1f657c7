/* SPDX-License-Identifier: GPL-3.0-or-later */
/* System time, or a time that a test chose. */
#include "esp-clock.h"

struct _EspClock
{
  gatomicrefcount ref_count;
  gboolean fixed;
  GMutex lock;
  gint64 now;
};

EspClock *
esp_clock_new_system (void)
{
  EspClock *clock = g_new0 (EspClock, 1);

  g_atomic_ref_count_init (&clock->ref_count);
  g_mutex_init (&clock->lock);
  return clock;
}

EspClock *
esp_clock_new_fixed (gint64 now)
{
  EspClock *clock = esp_clock_new_system ();

  clock->fixed = TRUE;
  clock->now = now;
  return clock;
}

EspClock *
esp_clock_ref (EspClock *clock)
{
  g_atomic_ref_count_inc (&clock->ref_count);
  return clock;
}

void
esp_clock_unref (EspClock *clock)
{
  if (!clock || !g_atomic_ref_count_dec (&clock->ref_count))
    return;
  g_mutex_clear (&clock->lock);
  g_free (clock);
}

gint64
esp_clock_now (EspClock *clock)
{
  gint64 now;

  if (!clock->fixed)
    return g_get_real_time () / G_USEC_PER_SEC;
  g_mutex_lock (&clock->lock);
  now = clock->now;
  g_mutex_unlock (&clock->lock);
  return now;
}

void
esp_clock_set (EspClock *clock, gint64 now)
{
  g_mutex_lock (&clock->lock);
  clock->now = now;
  g_mutex_unlock (&clock->lock);
}
