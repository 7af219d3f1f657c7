/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Work with keys on a thread of GLib's pool. OpenSSL keeps random generators for each thread that ever
 * asked for a number, until the thread ends; a pool's thread idles on instead. So whatever may touch
 * keys or random numbers in a GTask runs through here, and leaves nothing of it behind.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* As g_task_run_in_thread(); what OpenSSL kept for the thread is wiped and released after @func. */
void esp_task_run_in_thread (GTask *task, GTaskThreadFunc func);

G_END_DECLS
