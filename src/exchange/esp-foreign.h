/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What other tools keep, as a stream of items: each certificate, key, request, revocation, list or number is handed
 * over as soon as it was read, so that a bundle of any size needs the memory of one item. Nothing is decided here and
 * nothing is linked: which certificate belongs under which is for the engine, by key identifier and signature.
 *
 * An item that can't be read is an item too, with a problem; only a source that is none, or breaks a limit as a whole,
 * ends the reading. Names and texts from outside are data, valid UTF-8, not made safe to show.
 *
 * What is known: PEM and DER (one, bundles, folders), PKCS#7, PKCS#8 and traditional keys, PKCS#12, the folder of
 * "openssl ca", the pki/ of easy-rsa, databases of XCA and gnoMint, audit reports. Told apart by content, not by name.
 */
#pragma once

#include "audit/esp-report-reader.h"
#include "base/esp-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define ESP_FOREIGN_MAX_ITEMS 2000000       /* of one source */
#define ESP_FOREIGN_MAX_FILES 200000        /* of a folder */
#define ESP_FOREIGN_MAX_DEPTH 8             /* of folders in folders */
#define ESP_FOREIGN_MAX_FILE_SIZE G_GINT64_CONSTANT (8589934592)
#define ESP_FOREIGN_MAX_PASSPHRASES 64

typedef enum
{
  ESP_FOREIGN_CERTIFICATE,
  ESP_FOREIGN_KEY,
  ESP_FOREIGN_REQUEST,
  ESP_FOREIGN_REVOCATION,
  ESP_FOREIGN_CRL,
  ESP_FOREIGN_NEXT_SERIAL,
  ESP_FOREIGN_NEXT_CRL_NUMBER,
  ESP_FOREIGN_HISTORY, /* a row of a report: a certificate that is not there */
  ESP_FOREIGN_NOTE,    /* what has no counterpart here: a template of XCA, a token's key */
  ESP_FOREIGN_UNKNOWN, /* only ever with a problem */
  ESP_N_FOREIGN_KINDS
} EspForeignKind;

/* Everything is lent for the length of the call. */
typedef struct
{
  EspForeignKind kind;
  const char *file;      /* below what was opened; its own name where that is a file */
  const char *table;     /* of a database, else NULL */
  guint64 row;           /* line of a text, id in a table, number in a container; 0: the whole file */
  const char *label;     /* what it is called there, or NULL */
  const GError *problem; /* NULL: well read */

  GBytes *der;           /* CERTIFICATE, REQUEST, CRL: whole DER, not parsed yet */
  EspSecret *key;        /* KEY: PKCS#8 PrivateKeyInfo; NULL where @problem says which passphrase is missing */
  GBytes *public_key;    /* KEY: SubjectPublicKeyInfo where the source tells it of a locked key too; or NULL */

  GBytes *authority;     /* REVOCATION, NEXT_…: DER certificate of whose it is; NULL: of the source's only one */
  const char *serial;    /* REVOCATION, NEXT_SERIAL: lower-case hex, 32 digits at least, as of EspCertificate */
  gint64 time;           /* REVOCATION: since when */
  gint64 expires_at;     /* REVOCATION: end of the certificate where it is told, or 0 */
  const char *reason;    /* REVOCATION: the service's name of it, "UNSPECIFIED" where none is given */
  gint64 number;         /* NEXT_CRL_NUMBER */
  const char *text;      /* NOTE: what it is, in plain words ("XCA template"); REVOCATION: the reason as it stands
                            there, where it has no counterpart here ("certificateHold"); or NULL */
  const EspReportEntry *entry; /* HISTORY */
} EspForeignItem;

/* FALSE stops the reading with @error set. */
typedef gboolean (*EspForeignFunc) (const EspForeignItem *item, gpointer data, GError **error);

typedef struct
{
  GPtrArray *passphrases;    /* EspSecret, tried in this order on whatever is locked; or NULL */
  gboolean without_keys;     /* keys are left out, and nothing is decrypted for them alone */
  GCancellable *cancellable; /* or NULL */
} EspForeignOptions;

/* "PEM", "DER", "PKCS12", "FOLDER", "OPENSSL_CA", "EASY_RSA", "XCA", "GNOMINT", "REPORT"; static. Errors:
 * FOREIGN_UNKNOWN (says what was found instead), FILE_READ, FOLDER_READ. */
const char *esp_foreign_detect          (const char *path, GError **error);
/* Errors: as above, FOREIGN_TOO_MANY, FOREIGN_DAMAGED, CANCELLED, FILE_TOO_LARGE, those of @func. */
gboolean    esp_foreign_read            (const char *path, const EspForeignOptions *options, EspForeignFunc func,
                                         gpointer data, GError **error);

const char *esp_foreign_kind_to_string  (EspForeignKind kind); /* "CERTIFICATE", "NEXT_CRL_NUMBER"; static */
/* "newcerts/01.pem", "index.txt:12", "vault.xdb, certs 4"; free with g_free(). */
char       *esp_foreign_item_dup_place  (const EspForeignItem *item);

G_END_DECLS
