/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks that leave nothing of OpenSSL in the threads of GLib's pool. */
#include "esp-thread.h"

#include "esp-openssl.h"

static GQuark
func_quark (void)
{
  return g_quark_from_static_string ("esp-task-func");
}

static void
run_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GTaskThreadFunc func = (GTaskThreadFunc) g_object_get_qdata (G_OBJECT (task), func_quark ());

  func (task, source, data, cancellable);
  OPENSSL_thread_stop ();
}

void
esp_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
  g_object_set_qdata (G_OBJECT (task), func_quark (), (gpointer) func);
  g_task_run_in_thread (task, run_cb);
}
