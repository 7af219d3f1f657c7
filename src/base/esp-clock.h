/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one source of the current time, so that tests and samples can stand at another one. Time is
 * Unix time in whole seconds everywhere in the core; 0 in a record means *not set*.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _EspClock EspClock;

EspClock *esp_clock_new_system (void);
/* A clock that stands at @now until it is moved. */
EspClock *esp_clock_new_fixed  (gint64    now);
EspClock *esp_clock_ref        (EspClock *clock);
void      esp_clock_unref      (EspClock *clock);
gint64    esp_clock_now        (EspClock *clock);
/* Only for a fixed clock; any thread. */
void      esp_clock_set        (EspClock *clock,
                                gint64    now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspClock, esp_clock_unref)

G_END_DECLS
