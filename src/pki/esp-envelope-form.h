/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: the one shape of CMS that an envelope may have. OpenSSL's CMS code takes
 * far more than we ever write (other containers, other ciphers, nonces of any length, tags of four
 * bytes, attributes that it then does not authenticate); the check comes first, so that none of
 * that is ever reached with somebody else's bytes.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_ENVELOPE_MAX_SIZE 1048576

/* Sets @content_len to the length of what is sealed and @n_recipients to the number of recipients
 * (either may be NULL). FALSE, with the reason in words for the detail in @problem (static), when
 * @envelope is no AuthEnvelopedData with AES-256-GCM, a nonce of 12 and a tag of 16 bytes. */
gboolean esp_envelope_form_check (GBytes *envelope, gsize *content_len, guint *n_recipients,
                                  const char **problem);
/* Whether one of the recipients is a secret key that people share in parts (esp-split-key.h). */
gboolean esp_envelope_form_is_split (GBytes *envelope);
/* Does @envelope name the key with @key_identifier? FALSE where it is no envelope. */
gboolean esp_envelope_form_names   (GBytes *envelope, GBytes *key_identifier);
/* @envelope for nobody but those of them that it names, and whoever shares a secret key; NULL where it is no envelope
 * or nobody would be left. @key_identifiers: GBytes. */
GBytes  *esp_envelope_form_keep    (GBytes *envelope, GPtrArray *key_identifiers);

G_END_DECLS
