/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a session, for the engine alone. */
#pragma once

#include "base/esp-clock.h"
#include "esp-deciding.h"
#include "esp-session.h"
#include "pki/esp-identity.h"
#include "pki/esp-signer.h"
#include "vault/esp-vault.h"

G_BEGIN_DECLS

/* Takes @identity and @rights. */
EspSession  *esp_session_new               (const EspPrincipal *principal, const EspRole *role,
                                            EspIdentity *identity, EspRights *rights, EspClock *clock);
EspIdentity *esp_session_get_identity      (EspSession *session);
const char  *esp_session_get_arn           (EspSession *session);
/* Its identity is that of somebody who acts in the name of its person, after both agreed. */
void         esp_session_stand_in          (EspSession *session);
/* Are the keys of the session still those of @principal as it is in the vault? Not after a reset. */
gboolean     esp_session_is_of             (EspSession *session, const EspPrincipal *principal);
/* A reference; re-read when the vault's access revision has moved. */
EspRights   *esp_session_ref_rights        (EspSession *session, EspVault *vault, GError **error);
/* Opens the key of @ca, or finds it opened: a reference. Errors: CA_KEY_GONE, CA_KEY_MISMATCH,
 * ENVELOPE_NOT_RECIPIENT. */
EspSigner   *esp_session_open_signer       (EspSession *session, EspVault *vault, const EspCa *ca,
                                            GError **error);

/* Gives it the key of @ca that two people opened, for one act. Errors: KEY_MALFORMED, CA_KEY_MISMATCH. */
gboolean     esp_session_lend_signer       (EspSession *session, EspVault *vault, const EspCa *ca,
                                            EspSecret *pkcs8, GError **error);
/* Wipes the opened key of a CA from memory, as soon as nobody signs with it. */
void         esp_session_forget_signer     (EspSession *session, const char *ca);

G_END_DECLS
