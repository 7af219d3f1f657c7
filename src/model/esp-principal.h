/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person or a service that signs in. Private keys are not in this record. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { ESP_PRINCIPAL_PERSON, ESP_PRINCIPAL_SERVICE, ESP_PRINCIPAL_RECOVERY } EspPrincipalKind;
typedef enum { ESP_PRINCIPAL_INVITED, ESP_PRINCIPAL_ACTIVE, ESP_PRINCIPAL_SUSPENDED } EspPrincipalStatus;

typedef struct
{
  char *id;      /* UUID */
  char *account; /* number */
  char *name;    /* unique in the vault */
  EspPrincipalKind kind;
  EspPrincipalStatus status;
  gint64 created_at;
  GBytes *agreement_certificate; /* DER, NULL while invited */
  GBytes *signing_certificate;
  GPtrArray *tags; /* EspTag */
} EspPrincipal;

EspPrincipal *esp_principal_new             (void); /* empty, with an empty tag list */
void          esp_principal_free            (EspPrincipal *principal);
/* "INVITED", "ENROLLED" (invited, and has made its keys), "ACTIVE", "SUSPENDED": what is shown. */
const char   *esp_principal_get_state       (const EspPrincipal *principal);
const char   *esp_principal_kind_to_string  (EspPrincipalKind kind);    /* "PERSON" */
const char   *esp_principal_status_to_string (EspPrincipalStatus status); /* "ACTIVE" */
gboolean      esp_principal_kind_from_string (const char *text, EspPrincipalKind *kind);
gboolean      esp_principal_status_from_string (const char *text, EspPrincipalStatus *status);
/* 1 to 64 characters, no control or bidi characters, no surrounding space. Errors: NAME_OF_THING. */
gboolean      esp_thing_name_check          (const char *name, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPrincipal, esp_principal_free)

G_END_DECLS
