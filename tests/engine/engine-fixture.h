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
} Fixture;

/* 2026-06-01T12:00:00Z */
#define FIXTURE_NOW G_GINT64_CONSTANT (1780315200)
#define FOUNDER "Ada Kern"

void        fixture_set_up      (Fixture *fixture, gconstpointer sample);
void        fixture_tear_down   (Fixture *fixture, gconstpointer sample);
/* A second engine on the same vault, with @person signed in. */
EspEngine  *fixture_open        (Fixture *fixture, const char *person);
/* A file name in the scratch folder; free with g_free(). */
char       *fixture_file        (Fixture *fixture, const char *name);

/* @json with ' for ": parameters. Aborts the test on an error. */
JsonObject *call                (EspEngine *engine, const char *operation, const char *json);
/* Expects the call to be refused for @reason; the error for a closer look. */
GError     *refused             (EspEngine *engine, const char *operation, const char *json, EspReason reason);
/* Creates a CA and gives its ARN. */
char       *create_ca           (EspEngine *engine, const char *json);
/* A PEM request for @subject made with the openssl command. */
char       *make_csr            (const char *subject);
JsonObject *issue               (EspEngine *engine, const char *ca, const char *csr, const char *template);
gint64      count_events        (EspEngine *engine);
EspKeyring *fake_keyring_new    (void);
