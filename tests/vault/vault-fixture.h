/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scratch folder with a vault in it, and rows to fill it: what the tests of this room share. */
#pragma once

#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-event-store.h"
#include "vault/esp-vault.h"

#define FIXTURE_NOW G_GINT64_CONSTANT (1800000000)
#define FIXTURE_ACCOUNT "111122223333"
#define FIXTURE_PRINCIPAL "aaaaaaaa-0000-4000-8000-000000000001"
#define FIXTURE_CA "cccccccc-0000-4000-8000-000000000001"

typedef struct
{
  char *folder;
  char *path;      /* of the vault */
  EspVault *vault; /* open for writing, with an account, a principal and a CA */
} Fixture;

void      fixture_set_up    (Fixture *fixture, gconstpointer data);
void      fixture_tear_down (Fixture *fixture, gconstpointer data);
#define FIXTURE_ADD(path, test)                                                                    \
  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)

/* Closes the vault and opens it again. */
void      fixture_reopen    (Fixture *fixture);
char     *fixture_file      (Fixture *fixture, const char *name);
void      remove_folder     (const char *folder);
void      set_text          (char **target, const char *text);

EspTransaction    *begin_write  (EspVault *vault);
void               commit       (EspTransaction *transaction);
EspCa             *new_ca       (const char *id, const char *label, const char *parent);
EspPrincipal      *new_principal (const char *id, const char *name);
/* Valid from 400 days before FIXTURE_NOW to a year after. */
EspCertificateRow *new_certificate (guint number);
char              *serial_of    (guint number);
GBytes            *bytes_of     (const char *text);
void               assert_bytes (GBytes *bytes, const char *text);

/* One issuance as the engine does it: a certificate and its event, in the caller's transaction. */
gboolean  issue             (EspVault *vault, EspMerkle *tree, guint number, GError **error);
gboolean  append_event      (EspVault *vault, EspMerkle *tree, const char *actor, const char *action,
                             const char *resource, EspOutcome outcome, GError **error);

/* Whole, as many events as certificates, and the tree belongs to the events. Returns their number. */
gint64    assert_consistent (const char *path);
/* The same without looking at certificates. */
gint64    assert_consistent_log (const char *path);
/* Lets the sqlite3 command answer; free with g_free(). */
char     *ask_sqlite3       (const char *path, const char *sql);

/* Lets a user judge who is not root, because root may write everything. */
gboolean  as_somebody       (gboolean (*judge) (const char *path), const char *path);

#define assert_reason(error, reason)                                                               \
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,                           \
                   esp_reason_get_id (ESP_REASON_##reason))
