/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes that nobody may read by accident: immutable after they were filled, reference-counted, in
 * pages of their own that are locked, left out of core dumps, and wiped before they are released.
 * There is no function that prints a secret or turns it into an ordinary string. Passphrases,
 * keyring secrets and decrypted key bytes live here between the place that gets them and the
 * OpenSSL call that uses them.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_SECRET_MAX_LEN 65536

typedef struct _EspSecret EspSecret;

/* A secret of @len zero bytes, to be filled through esp_secret_get_writable() before it is shared.
 * Errors: ESP_REASON_SECRET_MEMORY. Where the limit of locked memory is too low the pages stay
 * unlocked (esp_secret_is_locked() tells), because refusing to work would help nobody. */
EspSecret  *esp_secret_new          (gsize        len,
                                     GError     **error);

/* Copies @bytes, then wipes the source. */
EspSecret  *esp_secret_new_take     (void        *bytes,
                                     gsize        len,
                                     GError     **error);
EspSecret  *esp_secret_new_copy     (const void  *bytes,
                                     gsize        len,
                                     GError     **error);

/* Reads a file, or standard input for "-", straight into locked memory; one line end at the end is
 * left out. Errors: FILE_READ, FILE_TOO_LARGE (above 4,096 bytes), SECRET_EMPTY. */
EspSecret  *esp_secret_read_file    (const char  *path,
                                     GError     **error);

EspSecret  *esp_secret_ref          (EspSecret   *secret);
void        esp_secret_unref        (EspSecret   *secret);

const guint8 *esp_secret_get_bytes  (EspSecret   *secret,
                                     gsize       *len);
guint8     *esp_secret_get_writable (EspSecret   *secret);
gsize       esp_secret_get_len      (EspSecret   *secret);
/* Shortens a secret; the tail is wiped. */
void        esp_secret_truncate     (EspSecret   *secret,
                                     gsize        len);
/* Compares without a branch on the content. */
gboolean    esp_secret_equal        (EspSecret   *a,
                                     EspSecret   *b);
gboolean    esp_secret_is_locked    (EspSecret   *secret);

/* Wipes memory that the compiler may not forget about. */
void        esp_wipe                (void        *bytes,
                                     gsize        len);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSecret, esp_secret_unref)

G_END_DECLS
