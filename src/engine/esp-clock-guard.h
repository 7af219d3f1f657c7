/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clock against the log, since nothing else tells the time.
 *
 * Back: nothing is signed until somebody confirmed that the clock is right now (ConfirmClock).
 *
 * Ahead: almost nothing that happens too early stays so when the clock is put right, with one exception: a key that
 * was destroyed because a deletion window had ended. So the end of a window is believed only
 *
 *   - where the log went over it in steps of at most a day: there is an entry within the day before, or
 *   - a day after the first entry that was made beyond it: on another day, the clock still says so, or
 *   - where somebody has confirmed the clock beyond it.
 *
 * Else the key stays, an entry and an alert say so, and the first sign-in a day later destroys it. A vault that is
 * used daily never notices; one that was closed for weeks keeps a key a day longer than promised. Entries before the
 * last ConfirmClock don't count: they may be of a clock that was wrong.
 */
#pragma once

#include "esp-operation.h"

G_BEGIN_DECLS

/* How far clocks of machines that share a vault may differ. */
#define ESP_CLOCK_TOLERANCE 300
/* How far the clock may go between two entries and be believed at once. */
#define ESP_CLOCK_STEP 86400

/* Errors: CLOCK_WENT_BACK. Writer thread. */
gboolean esp_clock_guard_check (EspOperationContext *context, GError **error);

typedef enum
{
  ESP_END_BELIEVED,
  ESP_END_SEEN, /* not yet, and an entry beyond it is there already */
  ESP_END_NEW,  /* not yet, and nothing was written beyond it */
} EspEnd;

/* Is it past @end, as far as the log can tell? *believed_from: when it will be believed, where it is not. */
gboolean esp_clock_guard_judge (EspVault *vault, gint64 end, gint64 now, EspEnd *verdict,
                                gint64 *believed_from, GError **error);

G_END_DECLS
