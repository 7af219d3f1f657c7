/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 and random bytes, so that nobody outside this room includes OpenSSL for them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_SHA256_LEN 32

void     esp_sha256        (const guint8 *bytes, gsize len, guint8 digest[ESP_SHA256_LEN]);
char    *esp_sha256_hex    (const guint8 *bytes, gsize len);

/* Of what comes piece by piece. */
typedef struct _EspSha256 EspSha256;
EspSha256 *esp_sha256_new        (void);
void       esp_sha256_update     (EspSha256 *sha256, const void *bytes, gsize len);
/* Once, at the end; hex, to be freed with g_free(). */
char      *esp_sha256_finish     (EspSha256 *sha256);
void       esp_sha256_free       (EspSha256 *sha256);

/* Errors: RANDOM (then no key and no serial is made). */
gboolean esp_random_bytes  (guint8 *bytes, gsize len, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSha256, esp_sha256_free)

G_END_DECLS
