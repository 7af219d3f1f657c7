/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to the keyring: the session bus as the Secret Service is called over it, and the prompt
 * with which that service asks a person. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ESP_SECRETS_PATH "/org/freedesktop/secrets"

typedef struct
{
  GDBusConnection *connection;
  GCancellable *cancellable;
  gboolean quiet; /* nothing is started, neither bus nor service */
} EspKeyringBus;

gboolean  esp_keyring_bus_open  (EspKeyringBus *bus,
                                 GCancellable  *cancellable,
                                 GError       **error);
void      esp_keyring_bus_clear (EspKeyringBus *bus);

/* Starts the service where the bus can and may. Errors: G_DBUS_ERROR, G_IO_ERROR. */
GVariant *esp_keyring_bus_call  (EspKeyringBus *bus,
                                 const char    *path,
                                 const char    *interface,
                                 const char    *method,
                                 GVariant      *parameters,
                                 const char    *reply_type,
                                 GError       **error);

/* Shows @prompt ("/": there is none, and nothing to do) and waits for its answer, for as long as the
 * service lives. Cancelling ends the waiting, and the prompt where the service survives that.
 * Errors: KEYRING_DISMISSED, KEYRING_LOCKED (nothing could ask), and those of a call. */
gboolean  esp_keyring_bus_ask   (EspKeyringBus *bus,
                                 const char    *prompt,
                                 GError       **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspKeyringBus, esp_keyring_bus_clear)

G_END_DECLS
