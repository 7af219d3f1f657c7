/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: the pieces of sealing and opening that envelopes to people (esp-envelope.c) and
 * under a split secret (esp-split-key.c) have in common. */
#pragma once

#include "base/esp-secret.h"
#include "esp-openssl.h"

G_BEGIN_DECLS

/* An envelope without recipients; NULL when OpenSSL can't. */
CMS_ContentInfo *esp_envelope_begin          (void);
/* A key agreement with each EspCertificate; FALSE where one can't be a recipient. */
gboolean         esp_envelope_add_recipients (CMS_ContentInfo *cms, GPtrArray *recipients);
/* Does one of its recipients' key identifiers name @x509? */
gboolean         esp_envelope_is_recipient   (CMS_ContentInfo *cms, X509 *x509);
/* Encrypts @content, straight from locked memory; @cms NULL: what came before has failed. Errors:
 * ENVELOPE_SEAL. */
GBytes          *esp_envelope_end            (CMS_ContentInfo *cms, EspSecret *content, GError **error);
/* Reads to the very end: only there is the tag compared. What was read before a wrong tag showed is wiped
 * with the secret and never seen by the caller. */
gboolean         esp_envelope_read_content   (CMS_ContentInfo *cms, EspSecret *content);

G_END_DECLS
