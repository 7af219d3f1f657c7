/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who acts, in which role: made by signing in, gone when locked. Reference-counted, read-only. Keys
 * that it opened live in it and are wiped with it.
 */
#pragma once

#include <glib.h>

#include "model/esp-ca.h"

G_BEGIN_DECLS

typedef struct _EspSession EspSession;

typedef struct
{
  char *name;
  char *account;       /* number */
  char *account_name;
  char *unlock;        /* "passphrase", "keyring", "both" */
  char **roles;        /* NULL-terminated */
  gboolean active;
  gboolean service;    /* nobody sits before it: its passphrase comes from a file */
} EspPerson;

void        esp_person_free              (EspPerson *person);

EspSession *esp_session_ref              (EspSession *session);
void        esp_session_unref            (EspSession *session);
const char *esp_session_get_principal    (EspSession *session); /* name */
const char *esp_session_get_principal_id (EspSession *session);
const char *esp_session_get_account      (EspSession *session); /* number */
const char *esp_session_get_role         (EspSession *session);
/* Would @action on @resource of @account (NULL, NULL: an action on nothing in particular) be allowed, by
 * the rights as the session last read them? For greying out what would be refused: reads nothing, and
 * the engine decides anew when it is really done. Errors: ACCESS_DENIED_*. */
gboolean    esp_session_check            (EspSession *session, const char *action, const char *resource,
                                          const char *account, GError **error);
/* The same about a CA: its tags count, and what is allowed with some template only is not greyed out. */
gboolean    esp_session_check_ca         (EspSession *session, const char *action, const EspCa *ca, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPerson, esp_person_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSession, esp_session_unref)

G_END_DECLS
