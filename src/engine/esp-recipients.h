/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose keys open the key of a CA: recipients follow policy (security.md, "Keys"). Asked is the
 * decision itself, for everybody in every role that they hold: could they sign with this CA, now or
 * later, by any template, with the tags that it has?
 */
#pragma once

#include "esp-deciding.h"
#include "base/esp-secret.h"
#include "pki/esp-certificate.h"

G_BEGIN_DECLS

/* What needs the private key of a CA; NULL-terminated. */
extern const char * const esp_recipients_actions[];

/* Everybody in every role, as of one access revision. */
typedef struct _EspCrowd EspCrowd;

EspCrowd  *esp_crowd_load        (EspVault *vault, GError **error);
void       esp_crowd_free        (EspCrowd *crowd);
/* EspRights, by name of principal and role. */
GPtrArray *esp_crowd_get_rights  (EspCrowd *crowd);
/* UUIDs of those whose keys should open the key of @ca, sorted: GPtrArray of texts, the recovery identity among them.
 * *@n_persons: people alone, neither services nor the recovery identity. */
GPtrArray *esp_crowd_recipients  (EspCrowd *crowd, const EspCa *ca, gint64 now, guint *n_persons);
/* Is there a person who could give rights back: in a role of the organization, change guardrails and assign a role? */
gboolean   esp_crowd_can_repair  (EspCrowd *crowd, gint64 now);
/* Their certificate; NULL where they have none. Owned by the crowd. */
EspCertificate *esp_crowd_get_certificate (EspCrowd *crowd, const char *principal);

/* Could they sign with @ca with their own keys? A share by request gives no key. */
gboolean   esp_rights_could_sign (const EspRights *rights, const EspCa *ca, gint64 now);

/* The agreement certificates (EspCertificate) of the recipients of @ca. Errors: LOCKOUT when nobody would be left. */
GPtrArray *esp_recipients_for    (EspVault *vault, const EspCa *ca, gint64 now, GError **error);
/* Seals @pkcs8 to them with a fresh content key, and stores the envelope and whom it is for. Inside the caller's
 * transaction. Errors: as above. */
gboolean   esp_recipients_seal   (EspVault *vault, const EspCa *ca, EspSecret *pkcs8, gint64 now, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCrowd, esp_crowd_free)

G_END_DECLS
