/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes as hexadecimal text, lower case; serials as the service writes them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Free the results with g_free() or g_bytes_unref(). */
char   *esp_hex_encode        (const guint8 *bytes,
                               gsize         len);
/* "00:11:22", as audit reports and fingerprints have it. */
char   *esp_hex_encode_colons (const guint8 *bytes,
                               gsize         len);
/* Accepts both forms and both cases. Errors: ESP_REASON_HEX_SYNTAX. */
GBytes *esp_hex_decode        (const char   *text,
                               GError      **error);
/* Plain lower-case hex to the colon form. */
char   *esp_hex_with_colons   (const char   *hex);

G_END_DECLS
