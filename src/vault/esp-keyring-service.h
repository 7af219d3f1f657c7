/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to the keyring: opening an item, or the default collection, of the Secret Service on the
 * session bus, and saying exactly why it stays closed. No secret passes through here.
 *
 * libsecret answers "not stored", "locked" and "dismissed" with one and the same NULL, and waits for
 * ever when the service dies under an open prompt (0.20.5); so the question is asked here first, in
 * plain D-Bus calls with time limits, and libsecret is called for what is known to be open.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Both block, for as long as a person takes to answer a prompt, but no longer than the service
 * lives. @quiet: nobody is asked and nothing is started or made; what is closed is KEYRING_LOCKED. Errors:
 * KEYRING_LOCKED, KEYRING_DISMISSED, and in the first one KEYRING_MISSING; G_DBUS_ERROR and G_IO_ERROR where
 * bus or service fail, so that the caller can decide about another try. */

/* @attributes: a{ss}, all of which the item has. */
gboolean esp_keyring_service_open_item    (GVariant     *attributes,
                                           gboolean      quiet,
                                           GCancellable *cancellable,
                                           GError      **error);
/* Opens the default collection, or has one made where there is none: what storing needs. */
gboolean esp_keyring_service_open_default (gboolean      quiet,
                                           GCancellable *cancellable,
                                           GError      **error);

G_END_DECLS
