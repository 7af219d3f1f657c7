/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at the clock every few seconds instead of starting a timer at every movement of the
 * pointer. The lock at screen lock is the application's. */
#include "console-idle-lock.h"

#include "console-preferences.h"

#define INTERVAL_SECONDS 5
#define MINUTES_DEFAULT 15
#define MINUTES_MAX 1440

struct _ConsoleIdleLock
{
  GObject parent_instance;

  ConsoleSession *session;
  int minutes;
  guint source;
};

G_DEFINE_FINAL_TYPE (ConsoleIdleLock, console_idle_lock, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_MINUTES,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

gboolean
console_idle_lock_check (ConsoleIdleLock *lock, gint64 idle)
{
  if (lock->minutes == 0 || idle < lock->minutes * 60 ||
      console_session_get_phase (lock->session) != CONSOLE_PHASE_OPEN)
    return FALSE;
  console_session_lock (lock->session);
  return TRUE;
}

static gboolean
tick_cb (gpointer data)
{
  ConsoleIdleLock *lock = data;

  console_idle_lock_check (lock, console_session_get_idle (lock->session));
  return G_SOURCE_CONTINUE;
}

static void
console_idle_lock_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_MINUTES)
    g_value_set_int (value, CONSOLE_IDLE_LOCK (object)->minutes);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_idle_lock_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_MINUTES)
    CONSOLE_IDLE_LOCK (object)->minutes = g_value_get_int (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_idle_lock_dispose (GObject *object)
{
  ConsoleIdleLock *lock = CONSOLE_IDLE_LOCK (object);

  g_clear_handle_id (&lock->source, g_source_remove);
  g_clear_object (&lock->session);
  G_OBJECT_CLASS (console_idle_lock_parent_class)->dispose (object);
}

static void
console_idle_lock_class_init (ConsoleIdleLockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = console_idle_lock_get_property;
  object_class->set_property = console_idle_lock_set_property;
  object_class->dispose = console_idle_lock_dispose;
  properties[PROP_MINUTES] = g_param_spec_int ("minutes", NULL, NULL, 0, MINUTES_MAX,
                                               MINUTES_DEFAULT,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
console_idle_lock_init (ConsoleIdleLock *lock)
{
  lock->minutes = MINUTES_DEFAULT;
}

ConsoleIdleLock *
console_idle_lock_new (ConsoleSession *session)
{
  ConsoleIdleLock *lock = g_object_new (CONSOLE_TYPE_IDLE_LOCK, NULL);

  lock->session = g_object_ref (session);
  g_object_bind_property (console_preferences_get (session), "lock-after-minutes", lock, "minutes",
                          G_BINDING_SYNC_CREATE);
  lock->source = g_timeout_add_seconds (INTERVAL_SECONDS, tick_cb, lock);
  return lock;
}
