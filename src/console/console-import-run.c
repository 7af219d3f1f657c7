/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In a thread of its own: what was asked for is copied first, because the window may be gone before
 * it ends. */
#include "console-import-run.h"

typedef struct
{
  ConsoleImportCall call;
  JsonObject *parameters;
  GPtrArray *passphrases; /* EspSecret */
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  json_object_unref (run->parameters);
  g_ptr_array_unref (run->passphrases);
  g_free (run);
}

static Run *
run_new (ConsoleImportCall call, JsonObject *parameters, GPtrArray *passphrases)
{
  Run *run = g_new0 (Run, 1);

  run->call = call;
  run->parameters = json_object_ref (parameters);
  run->passphrases = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);
  for (guint i = 0; i < passphrases->len; i++)
    g_ptr_array_add (run->passphrases, esp_secret_ref (g_ptr_array_index (passphrases, i)));
  return run;
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Run *run = data;
  GError *error = NULL;
  JsonNode *answer = run->call (source, run->parameters, run->passphrases, cancellable, &error);

  if (answer)
    g_task_return_pointer (task, answer, (GDestroyNotify) json_node_unref);
  else
    g_task_return_error (task, error);
}

void
console_import_run_async (EspEngine *engine,
                          ConsoleImportCall call,
                          JsonObject *parameters,
                          GPtrArray *passphrases,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (engine, cancellable, callback, data);

  g_task_set_source_tag (task, console_import_run_async);
  /* What was imported before the cancellation came is there, and is told of. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run_new (call, parameters, passphrases), run_free);
  esp_task_run_in_thread (task, run_in_thread);
}

JsonNode *
console_import_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
