/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A named job with identity policies, assigned to principals of its account; a session acts in
 * exactly one role. A role of the organisation (only made with the vault) reaches all accounts: the
 * founder's and the auditor's.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The role in which the recovery identity acts, whatever roles there are: it restores, invites people anew
 * and seals keys to them, and does nothing else. */
#define ESP_RECOVERY_ROLE "Recovery"

typedef enum { ESP_ROLE_SCOPE_ACCOUNT, ESP_ROLE_SCOPE_ORGANIZATION } EspRoleScope;

typedef struct
{
  char *name;     /* unique in the role */
  char *document; /* JSON text in IAM's language */
} EspRolePolicy;

typedef struct
{
  char *id;      /* UUID */
  char *account;
  char *name;    /* unique in the account */
  EspRoleScope scope;
  GPtrArray *policies; /* EspRolePolicy */
  GPtrArray *tags;     /* EspTag */
} EspRole;

EspRole       *esp_role_new            (void);
void           esp_role_free           (EspRole *role);
EspRolePolicy *esp_role_policy_new     (const char *name, const char *document);
void           esp_role_policy_free    (EspRolePolicy *policy);
const char    *esp_role_scope_to_string (EspRoleScope scope); /* "ACCOUNT", "ORGANIZATION" */
gboolean       esp_role_scope_from_string (const char *text, EspRoleScope *scope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRole, esp_role_free)

G_END_DECLS
