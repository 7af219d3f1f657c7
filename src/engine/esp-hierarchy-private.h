/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hierarchy leaves for another vault (esp-op-hierarchy-export.c), and arrives there (esp-op-hierarchy-import.c): what
 * both sides agree on. Lines and their order are in exchange/esp-hierarchy-file.h; here is what stands in them.
 *
 *   hierarchy    { format, vault, organization, exported_at, checkpoint (note), log_size }
 *   person       { principal, name, certificate }
 *   ca           { id, type, state, parent?, chain? (PEM above, of what is not here), created_at, dual_control,
 *                  key_algorithm, signing_algorithm, usage_mode, template?, revocation: {}, tags: [ [ key, value ] ],
 *                  certificates: [ DER ], request?, key? (envelope), crl?, next_crl_number? }
 *   part         { ca, id, url, opened_at, crl? }     of lists in parts: after its authority
 *   certificate  { ca, der, part? (id), template?, requester, requester_account, issued_at, revoked_at?, reason? }
 *   revocation   { ca, serial, revoked_at, reason }    of what the old vault did not know itself
 *   event        { sequence, text, signature, path }
 *
 * Bytes are base64. What a certificate says is not said again: the reader takes it from there.
 */
#pragma once

#include "base/esp-json.h"
#include "model/esp-ca.h"
#include "model/esp-certificate-row.h"
#include "pki/esp-certificate.h"
#include "vault/esp-handover-store.h"

G_BEGIN_DECLS

void        esp_hierarchy_put_bytes        (JsonObject *line, const char *member, GBytes *bytes);
/* NULL where there is none, or it is no base64. */
GBytes     *esp_hierarchy_get_bytes        (JsonObject *line, const char *member);
/* EspCertificate, in the order of the line: all of an authority. NULL where one of them is none. */
GPtrArray  *esp_hierarchy_get_certificates (JsonObject *line);

/* Its row and tags, without what heavy things belong to it. */
JsonObject *esp_hierarchy_write_ca         (const EspCa *ca, gboolean parent_comes);
/* @certificate: its newest, or NULL where it waits for one; then @subject and @key say who it is. NULL: the line does
 * not hold together. */
EspCa      *esp_hierarchy_read_ca          (JsonObject *line, const char *account, EspCertificate *certificate,
                                            EspName *subject, EspKey *key, gint64 now);
JsonObject *esp_hierarchy_write_certificate (const EspCertificateRow *row, GBytes *der);
EspCertificateRow *esp_hierarchy_read_certificate (JsonObject *line, EspCertificate *certificate);

/* Is what came of the old log proven by its checkpoint? *@sequence: the entry that is not, 0 for the checkpoint itself;
 * -1: all is well. */
gboolean    esp_hierarchy_prove            (EspVault *vault, const EspHandover *handover, gint64 *sequence,
                                            GError **error);

G_END_DECLS
