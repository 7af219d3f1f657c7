/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One number between two threads. Who is interested in it, and when, is not its business. */
#include "esp-progress.h"

#define PARTS 10000 /* of the whole that can be told from each other */

struct _EspProgress
{
  GCancellable parent_instance;

  int part; /* atomic; -1: nothing is known */
};

G_DEFINE_FINAL_TYPE (EspProgress, esp_progress, G_TYPE_CANCELLABLE)

static void
esp_progress_class_init (EspProgressClass *klass)
{
}

static void
esp_progress_init (EspProgress *progress)
{
  g_atomic_int_set (&progress->part, -1);
}

GCancellable *
esp_progress_new (void)
{
  return g_object_new (ESP_TYPE_PROGRESS, NULL);
}

double
esp_progress_get_fraction (EspProgress *progress)
{
  int part = g_atomic_int_get (&progress->part);

  return part < 0 ? -1 : (double) part / PARTS;
}

void
esp_progress_tell (GCancellable *cancellable, gint64 done, gint64 total)
{
  if (!ESP_IS_PROGRESS (cancellable) || total <= 0)
    return;
  g_atomic_int_set (&ESP_PROGRESS (cancellable)->part,
                    (int) (CLAMP (done, 0, total) * PARTS / total));
}
