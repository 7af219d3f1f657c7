/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls to the Secret Service, each with a time limit, and its prompt. What is searched, opened or
 * made is not known here (esp-keyring-service.c). */
#include "esp-keyring-bus.h"

#include "base/esp-error.h"

#define SECRETS_NAME "org.freedesktop.secrets"
#define PROMPT_INTERFACE "org.freedesktop.Secret.Prompt"
#define GNOME_KEYRING_NAME "org.gnome.keyring"
#define GNOME_PROMPTER_NAME "org.gnome.keyring.SystemPrompter"
#define NO_PROMPT "/"

/* Enough for a bus that has to start the service on a busy machine; a service that hangs is
 * reported after this time. */
#define CALL_TIMEOUT_MS 15000

typedef struct
{
  gboolean completed;
  gboolean dismissed;
  gboolean vanished;
} PromptState;

/* Where there is none, GIO would have one started for a display. */
static gboolean
is_bus_there (void)
{
  const char *address = g_getenv ("DBUS_SESSION_BUS_ADDRESS");
  g_autofree char *socket = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  return (address && *address) || g_file_test (socket, G_FILE_TEST_EXISTS);
}

gboolean
esp_keyring_bus_open (EspKeyringBus *bus, GCancellable *cancellable, GError **error)
{
  bus->cancellable = cancellable;
  if (bus->quiet && !is_bus_there ())
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no session bus");
      return FALSE;
    }
  bus->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, cancellable, error);
  if (!bus->connection)
    return FALSE;
  /* GIO would end the whole process with the bus. A vault can be worked in without one. */
  g_dbus_connection_set_exit_on_close (bus->connection, FALSE);
  return TRUE;
}

void
esp_keyring_bus_clear (EspKeyringBus *bus)
{
  g_clear_object (&bus->connection);
}

GVariant *
esp_keyring_bus_call (EspKeyringBus *bus,
                      const char *path,
                      const char *interface,
                      const char *method,
                      GVariant *parameters,
                      const char *reply_type,
                      GError **error)
{
  return g_dbus_connection_call_sync (
    bus->connection, SECRETS_NAME, path, interface, method, parameters, G_VARIANT_TYPE (reply_type),
    bus->quiet ? G_DBUS_CALL_FLAGS_NO_AUTO_START : G_DBUS_CALL_FLAGS_NONE, CALL_TIMEOUT_MS,
    bus->cancellable, error);
}

/* Asks the bus itself, so nothing is started by it. NULL: nobody has the name. */
static char *
find_owner (EspKeyringBus *bus, const char *name)
{
  g_autoptr (GVariant) reply = NULL;
  char *owner = NULL;

  reply = g_dbus_connection_call_sync (
    bus->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
    "GetNameOwner", g_variant_new ("(s)", name), G_VARIANT_TYPE ("(s)"), G_DBUS_CALL_FLAGS_NONE,
    CALL_TIMEOUT_MS, bus->cancellable, NULL);
  if (reply)
    g_variant_get (reply, "(s)", &owner);
  return owner;
}

static gboolean
is_gnome_keyring (EspKeyringBus *bus)
{
  g_autofree char *secrets = find_owner (bus, SECRETS_NAME);
  g_autofree char *gnome_keyring = find_owner (bus, GNOME_KEYRING_NAME);

  return secrets && g_strcmp0 (secrets, gnome_keyring) == 0;
}

/* gnome-keyring has its questions asked by another program and reports "dismissed" as well where
 * there is none, or where it could not start. A prompter that did ask is still there afterwards.
 * Other services ask by themselves. */
static gboolean
somebody_asked (EspKeyringBus *bus)
{
  g_autofree char *prompter = NULL;

  if (!is_gnome_keyring (bus))
    return TRUE;
  prompter = find_owner (bus, GNOME_PROMPTER_NAME);
  return prompter != NULL;
}

static void
prompt_completed_cb (GDBusConnection *connection,
                     const char *sender,
                     const char *path,
                     const char *interface,
                     const char *signal,
                     GVariant *parameters,
                     gpointer user_data)
{
  PromptState *state = user_data;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(bv)")))
    state->dismissed = TRUE;
  else
    g_variant_get (parameters, "(bv)", &state->dismissed, NULL);
  state->completed = TRUE;
}

static void
service_vanished_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  PromptState *state = user_data;

  state->vanished = TRUE;
}

/* Only wakes the loop below, which then sees it. (GLib 2.74 leaks a cancellable's GSource.) */
static void
prompt_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_main_context_wakeup (user_data);
}

/* Runs in a context of its own, so no callback of the program is called from here. */
static gboolean
wait_for_answer (EspKeyringBus *bus,
                 GMainContext *context,
                 const char *prompt,
                 PromptState *state,
                 GError **error)
{
  g_autoptr (GVariant) reply = NULL;
  gulong handler = 0;

  reply = esp_keyring_bus_call (bus, prompt, PROMPT_INTERFACE, "Prompt", g_variant_new ("(s)", ""),
                                "()", error);
  if (!reply)
    return FALSE;
  if (bus->cancellable)
    handler = g_cancellable_connect (bus->cancellable, G_CALLBACK (prompt_cancelled_cb), context,
                                     NULL);
  while (!state->completed && !state->vanished && !g_cancellable_is_cancelled (bus->cancellable))
    g_main_context_iteration (context, TRUE);
  g_cancellable_disconnect (bus->cancellable, handler);
  return TRUE;
}

static gboolean
show_prompt (EspKeyringBus *bus,
             const char *service,
             const char *prompt,
             PromptState *state,
             GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  gboolean shown;
  guint subscription;
  guint watch;

  g_main_context_push_thread_default (context);
  subscription = g_dbus_connection_signal_subscribe (
    bus->connection, service, PROMPT_INTERFACE, "Completed", prompt, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
    prompt_completed_cb, state, NULL);
  watch = g_bus_watch_name_on_connection (bus->connection, service, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                          NULL, service_vanished_cb, state, NULL);
  shown = wait_for_answer (bus, context, prompt, state, error);
  g_bus_unwatch_name (watch);
  g_dbus_connection_signal_unsubscribe (bus->connection, subscription);
  g_main_context_pop_thread_default (context);
  return shown;
}

/* gnome-keyring up to the newest aborts on Dismiss of a shown unlock prompt (its
 * perform_next_unlock asserts), and with it every program's open keyring is gone. There the prompt
 * stays until the person closes it; what is answered opens the keyring, no more. */
static void
dismiss_prompt (EspKeyringBus *bus, const char *service, const char *prompt)
{
  EspKeyringBus uncancelled = { .connection = bus->connection };

  if (is_gnome_keyring (&uncancelled))
    return;
  g_dbus_connection_call (bus->connection, service, prompt, PROMPT_INTERFACE, "Dismiss", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, CALL_TIMEOUT_MS, NULL, NULL, NULL);
  g_dbus_connection_flush_sync (bus->connection, NULL, NULL);
}

static gboolean
set_service_ended (GError **error)
{
  g_set_error_literal (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER,
                       "The Secret Service ended while it was asking");
  return FALSE;
}

gboolean
esp_keyring_bus_ask (EspKeyringBus *bus, const char *prompt, GError **error)
{
  g_autofree char *service = NULL;
  PromptState state = { 0 };
  gboolean shown;

  if (g_str_equal (prompt, NO_PROMPT))
    return TRUE;
  service = find_owner (bus, SECRETS_NAME);
  if (g_cancellable_set_error_if_cancelled (bus->cancellable, error))
    return FALSE;
  if (!service)
    return set_service_ended (error);
  shown = show_prompt (bus, service, prompt, &state, error);
  if (!state.completed && g_cancellable_is_cancelled (bus->cancellable))
    dismiss_prompt (bus, service, prompt);
  if (!shown || g_cancellable_set_error_if_cancelled (bus->cancellable, error))
    return FALSE;
  if (!state.completed)
    return set_service_ended (error);
  if (state.dismissed)
    esp_error_set (error,
                   somebody_asked (bus) ? ESP_REASON_KEYRING_DISMISSED : ESP_REASON_KEYRING_LOCKED,
                   NULL, NULL);
  return !state.dismissed;
}
