/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: what OpenSSL itself leaves behind. Its private numbers live in its secure
 * heap, but some of its code works on copies: 3.0 multiplies a point of P-256 with a scalar that it
 * writes into a block of the ordinary heap (key agreement) or into its stack frame (key generation,
 * the nonce of a signature), and releases both as they are. Nothing in its interface avoids that,
 * so what it releases is wiped here.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From now on each block that OpenSSL releases is wiped first. Only works before OpenSSL has
 * allocated anything: call it first in esp_pki_init(). FALSE when it was too late. Idempotent. */
gboolean esp_openssl_memory_init (void);

/* Overwrites the stack below the caller, where the frames of the OpenSSL calls that it just made
 * have been. Call it after whatever used a private key or a password. */
void     esp_openssl_burn_stack  (void);

G_END_DECLS
