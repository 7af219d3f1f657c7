/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a session, for the engine alone. */
#pragma once

#include "access/esp-decision.h"
#include "esp-session.h"
#include "model/esp-ca.h"
#include "model/esp-principal.h"
#include "model/esp-role.h"
#include "pki/esp-identity.h"
#include "pki/esp-signer.h"
#include "vault/esp-vault.h"

G_BEGIN_DECLS

/* What the session may do, as of one access revision: replaced as a whole when that moves. */
typedef struct
{
  gatomicrefcount ref_count;
  gint64 revision;
  gboolean active;
  gboolean organization_scope;
  GPtrArray *policies; /* EspPolicy */
} EspRights;

EspRights   *esp_rights_load               (EspVault *vault, const EspPrincipal *principal,
                                            const char *role_id, GError **error);
void         esp_rights_unref              (EspRights *rights);
/* The policies of one role, parsed; names are "ROLE/POLICY". */
GPtrArray   *esp_role_parse_policies       (const EspRole *role, GError **error);

/* Takes @identity and @rights. */
EspSession  *esp_session_new               (const EspPrincipal *principal, const EspRole *role,
                                            EspIdentity *identity, EspRights *rights);
EspIdentity *esp_session_get_identity      (EspSession *session);
const char  *esp_session_get_arn           (EspSession *session);
/* A reference; re-read when the vault's access revision has moved. */
EspRights   *esp_session_ref_rights        (EspSession *session, EspVault *vault, GError **error);
/* Opens the key of @ca, or finds it opened: a reference. Errors: CA_KEY_GONE, CA_KEY_MISMATCH,
 * ENVELOPE_NOT_RECIPIENT. */
EspSigner   *esp_session_open_signer       (EspSession *session, EspVault *vault, const EspCa *ca,
                                            GError **error);

/* Wipes the opened key of a CA from memory, as soon as nobody signs with it. */
void         esp_session_forget_signer     (EspSession *session, const char *ca);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRights, esp_rights_unref)

G_END_DECLS
