/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: the same work on many items, spread over threads that have ended when it
 * returns. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Calls @func for each of the @n_items pointers, on at most @n_threads threads, the caller's among them. */
void esp_parallel_run (GFunc func, gpointer *items, guint n_items, guint n_threads);

G_END_DECLS
