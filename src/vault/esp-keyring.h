/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the OS keeps a principal's random secret. The only door to libsecret; tests bring a fake.
 * One item per vault and principal; schema with SECRET_SCHEMA_DONT_MATCH_NAME and only the
 * secret_password_* calls, because only they work through the Flatpak Secret portal (security.md).
 *
 * Five answers when there is no secret, each with its own sentence, and none of them is ever "make a
 * new one": KEYRING_LOCKED (code LOCKED), KEYRING_DISMISSED (LOCKED), KEYRING_WITHHELD (LOCKED: in a sandbox, where
 * the portal does not say which of these two it is), KEYRING_MISSING (NO_KEY: the
 * keyring is open and holds no such item), KEYRING_ABSENT (NO_KEY: no service answers; a passphrase
 * works without). After a dead service one reconnect is tried.
 */
#pragma once

#include <gio/gio.h>

#include "base/esp-secret.h"

G_BEGIN_DECLS

typedef struct _EspKeyring EspKeyring;

typedef struct
{
  EspSecret *(*lookup) (gpointer data, const char *vault, const char *principal, GCancellable *cancellable,
              GError **error);
  gboolean   (*store)  (gpointer data, const char *vault, const char *principal, const char *label,
                        EspSecret *secret, GCancellable *cancellable, GError **error);
  gboolean   (*forget) (gpointer data, const char *vault, const char *principal, GCancellable *cancellable,
              GError **error);
  void       (*free_data) (gpointer data);
  /* The same without asking a person: NULL where the other forms never ask. */
  EspSecret *(*peek)  (gpointer data, const char *vault, const char *principal, GCancellable *cancellable,
                       GError **error);
  gboolean   (*put)   (gpointer data, const char *vault, const char *principal, const char *label,
                       EspSecret *secret, GCancellable *cancellable, GError **error);
} EspKeyringMethods;

EspKeyring *esp_keyring_new_secret_service (void);
EspKeyring *esp_keyring_new                (const EspKeyringMethods *methods, gpointer data);
EspKeyring *esp_keyring_ref                (EspKeyring *keyring);
void        esp_keyring_unref              (EspKeyring *keyring);

/* Blocking forms, for the command line and worker threads: they may wait for a person. Further
 * errors: KEYRING_VALUE (what is there is no secret of ours), KEYRING_FAILED, CANCELLED; of store
 * KEYRING_UNFIT (a secret must be a text of 1 to 4,096 bytes) and KEYRING_STORE. A store that
 * succeeded has been read back. */
EspSecret  *esp_keyring_lookup             (EspKeyring *keyring, const char *vault, const char *principal,
                                            GCancellable *cancellable, GError **error);
gboolean    esp_keyring_store              (EspKeyring *keyring, const char *vault, const char *principal,
                                            const char *label, EspSecret *secret,
                                            GCancellable *cancellable, GError **error);
/* Succeeds where there is no such item. */
gboolean    esp_keyring_forget             (EspKeyring *keyring, const char *vault, const char *principal,
                                            GCancellable *cancellable, GError **error);

/* For what is no secret and nobody waits for: a keyring that is not open stays so (KEYRING_LOCKED), and a service
 * that does not run is not started (KEYRING_ABSENT). They still wait for a service that hangs: never in a thread that
 * somebody looks at. */
EspSecret  *esp_keyring_peek               (EspKeyring *keyring, const char *vault, const char *principal,
                                            GCancellable *cancellable, GError **error);
gboolean    esp_keyring_put                (EspKeyring *keyring, const char *vault, const char *principal,
                                            const char *label, EspSecret *secret, GCancellable *cancellable,
                                            GError **error);

/* Asynchronous forms, for the console: they never wait in the caller's thread. */
void        esp_keyring_lookup_async       (EspKeyring *keyring, const char *vault, const char *principal,
                                            GCancellable *cancellable, GAsyncReadyCallback callback,
                                            gpointer user_data);
EspSecret  *esp_keyring_lookup_finish      (GAsyncResult *result, GError **error);
void        esp_keyring_store_async        (EspKeyring *keyring, const char *vault, const char *principal,
                                            const char *label, EspSecret *secret, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
gboolean    esp_keyring_store_finish       (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspKeyring, esp_keyring_unref)

G_END_DECLS
