/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far a call is. Whoever wants to know gives one as its cancellable, and looks at it from time to time; operations
 * that take long tell it. May be used from any thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ESP_TYPE_PROGRESS (esp_progress_get_type ())
G_DECLARE_FINAL_TYPE (EspProgress, esp_progress, ESP, PROGRESS, GCancellable)

GCancellable *esp_progress_new          (void);
/* From 0 to 1; less than 0 while nothing is known. */
double        esp_progress_get_fraction (EspProgress *progress);
/* Of @total things @done are. Nothing happens where @cancellable is no progress. */
void          esp_progress_tell         (GCancellable *cancellable, gint64 done, gint64 total);

G_END_DECLS
