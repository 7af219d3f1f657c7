/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A signed state of the log in the form that transparency logs use: a C2SP signed note whose text is a
 * checkpoint (c2sp.org/signed-note, c2sp.org/tlog-checkpoint). Four lines and one of a signature:
 *
 *   espalier/VAULT                       origin
 *   1234                                 number of entries
 *   base64 of the root of their tree
 *                                        an empty line
 *   — espalier/VAULT/PRINCIPAL base64 of four bytes of the key's id and the Ed25519 signature
 *
 * The signature is over the first three lines with their line ends. Who keeps one can later prove that a
 * log continues it.
 */
#pragma once

#include <glib.h>

#include "esp-merkle.h"

G_BEGIN_DECLS

#define ESP_CHECKPOINT_MAX_SIZE 4096

typedef struct
{
  char *text;        /* the signed lines */
  char *vault;       /* UUID */
  gint64 size;
  EspHash root;
  char *key_name;
  char *principal;   /* UUID, out of the key's name */
  guint32 key_id;
  GBytes *signature; /* 64 bytes */
} EspCheckpoint;

/* The lines to sign. Free with g_free(). */
char          *esp_checkpoint_text   (const char *vault, gint64 size, const EspHash *root);
/* The whole note. @public_key: 32 bytes. Free with g_free(). */
char          *esp_checkpoint_write  (const char *text, const char *vault, const char *principal,
                                      GBytes *public_key, GBytes *signature);
/* First four bytes of SHA-256 (name, line end, 0x01, key). */
guint32        esp_checkpoint_key_id (const char *key_name, GBytes *public_key);
/* Strict; the signature is not verified here. Errors: CHECKPOINT_MALFORMED. */
EspCheckpoint *esp_checkpoint_parse  (const char *note, GError **error);
void           esp_checkpoint_free   (EspCheckpoint *checkpoint);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCheckpoint, esp_checkpoint_free)

G_END_DECLS
