/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How roots are made trusted on other machines: a text to hand over with them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_TRUST_BUNDLE_FILE "roots.pem"
#define ESP_TRUST_HOWTO_FILE "README.txt"

typedef struct
{
  const char *subject;     /* of any letters: made safe to show */
  const char *fingerprint; /* SHA-256, hex */
  const char *file;        /* as esp_trust_file_name() made it */
  gint64 not_after;
} EspTrustRoot;

/* "meridian-root-3f2a90c1.crt": letters, digits and "-" alone, told apart by the fingerprint. Free with g_free(). */
char *esp_trust_file_name (const char *label, const char *fingerprint);
/* English, plain text, commands for Debian, Fedora, Firefox and Java, each with the way back. Free with g_free(). */
char *esp_trust_howto     (const EspTrustRoot *roots, gsize n_roots);

G_END_DECLS
