/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: the paths that there are, before anything in them is judged. */
#pragma once

#include "esp-path-private.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *nodes;  /* EspPathNode, borrowed, the first one first */
  gboolean complete; /* it ends at an anchor */
} EspPathCandidate;

/* Paths from @start to the anchors of @context, the likeliest first, at most ESP_PATH_MAX_PATHS.
 * Where no path is whole, those whose names fit and signatures do not; where there is none of these
 * either, the dead ends. @limited becomes TRUE when the search was cut. Free with
 * g_ptr_array_unref(). */
GPtrArray *esp_path_candidates (EspPathContext *context, EspPathNode *start, gboolean *limited);

G_END_DECLS
