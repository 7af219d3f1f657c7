/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Desktops tell of the lock of the screen by one signal under several names. The application's own
 * "screensaver-active" is there for the sandbox, where a portal tells; outside it GTK 4.8 hears of
 * it only in a session of GNOME's or Xfce's manager. Anybody on the bus may send the signal: it can
 * lock, and nothing else. */
#include "console-screen-lock.h"

static const char *const interfaces[] = {
  "org.gnome.ScreenSaver", "org.freedesktop.ScreenSaver", "org.cinnamon.ScreenSaver",
  "org.mate.ScreenSaver",  "org.xfce.ScreenSaver",
};

#define N_INTERFACES G_N_ELEMENTS (interfaces)

typedef struct
{
  GDBusConnection *bus;
  guint subscriptions[N_INTERFACES];
} Following;

static G_DEFINE_QUARK (console - screen - lock - following, following);

static void
following_free (gpointer data)
{
  Following *following = data;

  for (gsize i = 0; i < N_INTERFACES; i++)
    g_dbus_connection_signal_unsubscribe (following->bus, following->subscriptions[i]);
  g_object_unref (following->bus);
  g_free (following);
}

static void
active_changed_cb (GDBusConnection *bus,
                   const char *sender,
                   const char *path,
                   const char *interface,
                   const char *signal,
                   GVariant *parameters,
                   gpointer session)
{
  gboolean active = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &active);
  if (active)
    console_session_lock (session);
}

static void
got_bus_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);
  GWeakRef *ref = data;
  g_autoptr (ConsoleSession) session = g_weak_ref_get (ref);
  Following *following;

  g_weak_ref_clear (ref);
  g_free (ref);
  if (!bus || !session)
    return;
  following = g_new0 (Following, 1);
  following->bus = g_object_ref (bus);
  for (gsize i = 0; i < N_INTERFACES; i++)
    following->subscriptions[i] = g_dbus_connection_signal_subscribe (
      bus, NULL, interfaces[i], "ActiveChanged", NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
      active_changed_cb, session, NULL);
  g_object_set_qdata_full (G_OBJECT (session), following_quark (), following, following_free);
}

void
console_screen_lock_follow (ConsoleSession *session)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, session);
  g_bus_get (G_BUS_TYPE_SESSION, NULL, got_bus_cb, ref);
}
