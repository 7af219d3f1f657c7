/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vault in a scratch folder with its founder signed in, and short ways to call operations. */
#pragma once

#include "engine/esp-engine-private.h"
#include "engine/espalier.h"

#include <glib/gstdio.h>

typedef struct
{
  char *folder;
  char *path;
  EspClock *clock;
  EspKeyring *keyring;
  EspEngine *engine;
  EspSecret *passphrase;
  gboolean is_changed_behind; /* by the test itself: then the log is not proven when it is over */
} Fixture;

/* 2026-06-01T12:00:00Z */
#define FIXTURE_NOW G_GINT64_CONSTANT (1780315200)
#define FOUNDER "Ada Kern"

void        fixture_set_up      (Fixture *fixture, gconstpointer sample);
/* With all that is in it. */
void        fixture_remove_folder (const char *path);
void        fixture_tear_down   (Fixture *fixture, gconstpointer sample);
/* A second engine on the same vault, with @person signed in. */
EspEngine  *fixture_open        (Fixture *fixture, const char *person);
/* Inside a transaction of the writer: an event about what it touched, by who is signed in. */
void        fixture_record      (EspEngine *engine, EspVault *vault, const char *action, const char *resource);
/* A file name in the scratch folder; free with g_free(). */
char       *fixture_file        (Fixture *fixture, const char *name);

/* @json with ' for ": parameters. Aborts the test on an error. */
JsonObject *call                (EspEngine *engine, const char *operation, const char *json);
/* Expects the call to be refused for @reason; the error for a closer look. */
GError     *refused             (EspEngine *engine, const char *operation, const char *json, EspReason reason);
/* Creates a CA and gives its ARN. */
char       *create_ca           (EspEngine *engine, const char *json);
/* Makes the recovery identity with its file at @path; its passphrase. */
EspSecret  *make_recovery       (EspEngine *engine, const char *path);
/* A PEM request for @subject made with the openssl command. */
char       *make_csr            (const char *subject);
JsonObject *issue               (EspEngine *engine, const char *ca, const char *csr, const char *template);
gint64      count_events        (EspEngine *engine);
EspKeyring *fake_keyring_new    (void);

/* --- People ------------------------------------------------------------------------------------*/

/* Invites, enrols with the passphrase of the fixture, confirms: by who is signed in at @engine. */
void        add_person          (Fixture *fixture, EspEngine *engine, const char *name, const char *account);
/* A role of @account with one policy of @statements (JSON with ' for ", without the brackets). */
void        add_role            (EspEngine *engine, const char *name, const char *account, const char *statements);
void        assign              (EspEngine *engine, const char *role, const char *principal);
/* Both: a person of the founder's account with a role of the same name as theirs. */
void        add_person_with     (Fixture *fixture, const char *name, const char *statements);
/* The number of the only account, or of the one with @name. Free with g_free(). */
char       *account_number      (EspEngine *engine, const char *name);
/* Calls with an object that is taken; aborts the test on an error. */
JsonObject *call_with           (EspEngine *engine, const char *operation, JsonObject *parameters);
GError     *refused_with        (EspEngine *engine, const char *operation, JsonObject *parameters, EspReason reason);
/* Member @name of object @member of @result, as a copy. */
char       *member_of           (JsonObject *result, const char *member, const char *name);
