/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations as widgets call them: the answer comes in the main context, and to nobody once the
 * widget that asked is gone. The operation itself is not cancelled then: what was begun is
 * finished. */
#include "console-session.h"

typedef struct
{
  GWeakRef owner;
  gboolean owned; /* FALSE: called without an owner */
  ConsoleDone done;
  gpointer data;
} Call;

static void
call_free (Call *call)
{
  g_weak_ref_clear (&call->owner);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) call = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_engine_call_finish (ESP_ENGINE (source), result, &error);
  g_autoptr (GtkWidget) owner = g_weak_ref_get (&call->owner);

  if (!call->done || (call->owned && (!owner || gtk_widget_in_destruction (owner))))
    return;
  call->done (owner, node ? json_node_get_object (node) : NULL, error, call->data);
}

void
console_session_call (ConsoleSession *session,
                      GtkWidget *owner,
                      const char *operation,
                      JsonObject *parameters,
                      ConsoleDone done,
                      gpointer data)
{
  console_session_call_cancellable (session, owner, operation, parameters, NULL, done, data);
}

void
console_session_call_cancellable (ConsoleSession *session,
                                  GtkWidget *owner,
                                  const char *operation,
                                  JsonObject *parameters,
                                  GCancellable *cancellable,
                                  ConsoleDone done,
                                  gpointer data)
{
  g_autoptr (JsonObject) taken = parameters;
  Call *call = g_new0 (Call, 1);

  g_weak_ref_init (&call->owner, owner);
  call->owned = owner != NULL;
  call->done = done;
  call->data = data;
  esp_engine_call_async (console_session_get_engine (session), operation, taken, cancellable,
                         finished_cb, call);
}
