/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watching is done on the way down to the widgets and never takes an event away. */
#include "console-input.h"

static G_DEFINE_QUARK (console - input - session, session);

static gboolean
event_cb (GtkEventController *controller, GdkEvent *event, gpointer session)
{
  console_session_touch (session);
  return GDK_EVENT_PROPAGATE;
}

void
console_input_watch (GtkWidget *window, ConsoleSession *session)
{
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (event_cb), session, 0);
  gtk_widget_add_controller (window, controller);
  g_object_set_qdata_full (G_OBJECT (window), session_quark (), g_object_ref (session),
                           g_object_unref);
}

void
console_input_follow (GtkWidget *dialog, GtkWidget *window)
{
  ConsoleSession *session = g_object_get_qdata (G_OBJECT (window), session_quark ());

  if (session)
    console_input_watch (dialog, session);
}
