/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The front door of the core: console and command line see this and the value types, nothing else.
 *
 * Whatever can be done is an *operation*: a name of the table in esp-operation-table.c with
 * parameters as a JSON object in the service's spelling, and a JSON result. The engine decides (room
 * access), acts, records the event in the same transaction, and tells of the change after the commit.
 * esp-operations.h lists operations, parameters and results.
 *
 * Threads: one writer and three readers, each with a connection of its own, and one more while the file
 * is checked. The functions here may be called from any thread; those without _async wait. Signals
 * arrive in the main context in which the engine was made.
 */
#pragma once

#include <gio/gio.h>

#include "base/esp-clock.h"
#include "base/esp-json.h"
#include "base/esp-secret.h"
#include "design/esp-plan-words.h"
#include "engine/esp-session.h"

G_BEGIN_DECLS

#define ESP_TYPE_ENGINE (esp_engine_get_type ())
G_DECLARE_FINAL_TYPE (EspEngine, esp_engine, ESP, ENGINE, GObject)

/* What a commit touched: argument of "changed" (guint64 from-event, guint64 to-event, EspTopics). */
typedef enum
{
  ESP_TOPIC_CAS = 1 << 0,
  ESP_TOPIC_CERTIFICATES = 1 << 1,
  ESP_TOPIC_ACCESS = 1 << 2,
  ESP_TOPIC_REPORTS = 1 << 3,
  ESP_TOPIC_LOG = 1 << 4,
  ESP_TOPIC_CRLS = 1 << 5,
  ESP_TOPIC_ALL = 0xff, /* another process: anything may have changed */
} EspTopics;

typedef enum
{
  ESP_UNLOCK_WITH_PASSPHRASE,
  ESP_UNLOCK_WITH_KEYRING,
} EspUnlockWith;

typedef struct
{
  const char *path;
  const char *organization;
  const char *admin;        /* the founder's name */
  const char *account;      /* name of the first account; NULL: the organization's name */
  const char *sample;       /* "automotive", "iot" or NULL */
  EspUnlockWith unlock;
  EspSecret *passphrase;    /* needed for ESP_UNLOCK_WITH_PASSPHRASE; every person of a sample shares it */
} EspVaultCreation;

/* @clock NULL: the system's. The engine talks to the OS keyring through libsecret. */
EspEngine  *esp_engine_new            (EspClock *clock);

/* Makes a vault with its founder (role "Administrator"), opens it and signs the founder in. Nothing is
 * left behind on failure. */
gboolean    esp_engine_create         (EspEngine *engine, const EspVaultCreation *creation,
                                       GCancellable *cancellable, GError **error);
/* Opens an existing vault; nobody is signed in. */
gboolean    esp_engine_open           (EspEngine *engine, const char *path, GCancellable *cancellable, GError **error);
/* Locks, ends the threads, closes the file. Idempotent; also done at dispose. */
void        esp_engine_close          (EspEngine *engine);
gboolean    esp_engine_is_open        (EspEngine *engine);
/* Owned by the engine; NULL while closed. */
const char *esp_engine_get_path       (EspEngine *engine);
const char *esp_engine_get_organization (EspEngine *engine);
const char *esp_engine_get_vault_id   (EspEngine *engine);
/* NULL, or why nothing can be written: "newer-schema", "file", "state" (the file holds another state than was
 * signed; DescribeVault names it), "rollback" (it is older than one that was seen here). */
const char *esp_engine_get_read_only_reason (EspEngine *engine);

/* The language of what it writes for people to read, audit reports as PDF: gettext of whoever uses it, or NULL for
 * English, as it is without this. */
void        esp_engine_set_words      (EspEngine *engine, EspPlanTranslate translate, gboolean right_to_left);
void        esp_engine_get_words      (EspEngine *engine, EspPlanTranslate *translate, gboolean *right_to_left);

/* Who could sign in: GPtrArray of EspPerson. Needs no session: names are visible in the file. */
GPtrArray  *esp_engine_list_people    (EspEngine *engine, GError **error);

/* Opens the identity of @principal (NULL: the only one that can sign in) in @role (NULL: its only role)
 * with @passphrase, or with the secret in the OS keyring where @passphrase is NULL. A session that is
 * signed in stays until this one succeeds. Errors: PRINCIPAL_UNKNOWN, PRINCIPAL_WHICH (candidates),
 * ROLE_UNKNOWN, ROLE_WHICH (candidates), ROLE_NONE, PASSPHRASE_NEEDED, IDENTITY_PASSWORD, KEYRING_*. */
gboolean    esp_engine_sign_in        (EspEngine *engine, const char *principal, const char *role,
                                       EspSecret *passphrase, GCancellable *cancellable, GError **error);
void        esp_engine_sign_in_async  (EspEngine *engine, const char *principal, const char *role,
                                       EspSecret *passphrase, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
gboolean    esp_engine_sign_in_finish (EspEngine *engine, GAsyncResult *result, GError **error);
/* The session in another role of the same person, with the keys that are open: no passphrase again. Errors: LOCKED,
 * ROLE_UNKNOWN (candidates), PRINCIPAL_INACTIVE. */
gboolean    esp_engine_switch_role    (EspEngine *engine, const char *role, GError **error);
/* An invited person or service (NULL: whose code it is) makes keys of its own; nobody needs to be signed in. Then an
 * administrator confirms the fingerprint that the person reads out, and before that there is no signing in. @name
 * and @fingerprint may be NULL; free with g_free(). Errors: INVITATION_CODE, INVITATION_EXPIRED,
 * PASSPHRASE_NEEDED, SERVICE_UNLOCK (a service, and no passphrase), KEYRING_SHARED (argument "other"), KEYRING_*,
 * VAULT_READ_ONLY. */
gboolean    esp_engine_enrol          (EspEngine *engine, const char *principal, EspSecret *code, EspUnlockWith unlock,
                                       EspSecret *passphrase, char **name, char **fingerprint,
                                       GCancellable *cancellable, GError **error);
/* Drops the session with every opened key; waits until no operation uses them any more. */
void        esp_engine_lock           (EspEngine *engine);
/* A reference, or NULL when nobody is signed in. */
EspSession *esp_engine_ref_session    (EspEngine *engine);

/* Changes how the signed-in principal's own identity is unlocked; @old_passphrase NULL: the keyring's
 * secret, @new_passphrase NULL: a new random secret in the keyring. */
gboolean    esp_engine_change_unlock  (EspEngine *engine, EspSecret *old_passphrase, EspSecret *new_passphrase,
                                       GCancellable *cancellable, GError **error);
/* Makes the recovery identity: writes its sealed keys and certificates to @path (PEM, 0600) and seals
 * every CA key that the session can open to it as well. *@passphrase: to be printed. FALSE and WAITING_FOR_APPROVAL
 * where a second person has to approve it: the file and *@passphrase are there then as well, and are good for
 * nothing until that. */
gboolean    esp_engine_create_recovery (EspEngine *engine, const char *path, EspSecret **passphrase,
                                        GCancellable *cancellable, GError **error);

/* Signs in with the recovery identity: @file as esp_engine_create_recovery() wrote it. The role is "Recovery": it
 * restores, invites people anew, and what it opens is sealed to whom it should be. Errors: RECOVERY_FILE,
 * RECOVERY_OTHER, IDENTITY_PASSWORD. */
gboolean    esp_engine_sign_in_recovery (EspEngine *engine, const char *file, EspSecret *passphrase,
                                         GCancellable *cancellable, GError **error);

/* Who restores: the recovery identity, or a person whose role allows espalier:RestoreVault. */
typedef struct
{
  const char *recovery_file; /* or NULL */
  const char *principal;     /* without it; NULL: the only one */
  const char *role;
  EspSecret *passphrase;     /* of either; NULL: the keyring */
  /* Where a root of the backup is under two persons: another one who may approve for it, or the recovery identity. */
  const char *second;
  const char *second_recovery_file;
  EspSecret *second_passphrase; /* of either; NULL: the keyring */
  gint64 last_crl_number;    /* the highest that any relying party has seen, where somebody knows; or 0 */
} EspRestore;

/* Puts a copy of @backup at @path, on a fresh machine too, opens it and signs in. Where another file is there, it
 * is kept beside it as PATH.replaced. The log says that it was restored and what was given up for it; the numbers
 * of revocation lists go on above all that were given out; and serials that the backup does not know may be
 * revoked. Nothing changes on failure. Errors: those of opening, signing in and deciding; STATE_CHANGED where the
 * backup is not as it was signed; RESTORE_NEEDS_SECOND (argument "approvers"), RESTORE_SECOND_UNFIT. */
gboolean    esp_engine_restore        (EspEngine *engine, const char *backup, const char *path,
                                       const EspRestore *options, GCancellable *cancellable, GError **error);

/* PreviewImport with passphrases (EspSecret) that were typed, or NULL. @parameters as of the operation: Path, … Free
 * the result with json_node_unref(). */
JsonNode   *esp_engine_preview_import (EspEngine *engine, JsonObject *parameters, GPtrArray *passphrases,
                                       GCancellable *cancellable, GError **error);

/* ImportAuthorities with passphrases as above. */
JsonNode   *esp_engine_call_import    (EspEngine *engine, JsonObject *parameters, GPtrArray *passphrases,
                                       GCancellable *cancellable, GError **error);
/* ImportHierarchy with passphrases as above: of the new owner's key. */
JsonNode   *esp_engine_call_import_hierarchy (EspEngine *engine, JsonObject *parameters, GPtrArray *passphrases,
                                       GCancellable *cancellable, GError **error);

/* Runs one operation. @parameters may be NULL; it is not changed. Free the result with
 * json_node_unref(). Cancellation counts until the commit begins. Errors: any. */
JsonNode   *esp_engine_call           (EspEngine *engine, const char *operation, JsonObject *parameters,
                                       GCancellable *cancellable, GError **error);
void        esp_engine_call_async     (EspEngine *engine, const char *operation, JsonObject *parameters,
                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
JsonNode   *esp_engine_call_finish    (EspEngine *engine, GAsyncResult *result, GError **error);

/* Asks every second whether another process has committed; "changed" tells. For windows, not for the
 * command line. */
void        esp_engine_watch          (EspEngine *engine, gboolean watch);

G_END_DECLS
