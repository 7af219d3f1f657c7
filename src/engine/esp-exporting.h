/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An issued certificate in the form that another program wants. The certificate comes from GetCertificate; the private
 * key, where one is wanted, is a file of its owner, because the vault never had it. The key of an authority leaves a
 * vault only with its whole hierarchy, sealed to the new owner, so a key together with the certificate of an authority
 * is refused here whatever file it comes from.
 */
#pragma once

#include "base/esp-secret.h"
#include "pki/esp-bundle-write.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_EXPORT_PEM,        /* the certificate */
  ESP_EXPORT_DER,
  ESP_EXPORT_CHAIN,      /* those above it, the root too, PEM */
  ESP_EXPORT_FULL_CHAIN, /* the certificate and those above it without the root, PEM: what a server sends */
  ESP_EXPORT_PKCS7,
  ESP_EXPORT_PKCS12,
  ESP_EXPORT_KUBERNETES,
  ESP_N_EXPORTS
} EspExportFormat;

typedef struct
{
  const char *name;      /* "fullchain" */
  const char *extension; /* ".pem" */
  const char *text;      /* English msgid: what it is for */
  gboolean is_text;
  gboolean takes_key, needs_key;
} EspExportInfo;

/* NULL for a format that there is none of. */
const EspExportInfo *esp_export_get_info (EspExportFormat format);
/* By name. Errors: EXPORT_FORMAT with the possible names. */
gboolean             esp_export_parse    (const char *name, EspExportFormat *format, GError **error);

typedef struct
{
  EspExportFormat format;
  const char *certificate;   /* PEM */
  const char *chain;         /* PEM: those above it up to the root */
  const char *key_file;      /* PEM, DER or PKCS#8 as people have it; NULL: none */
  EspSecret *key_passphrase; /* of it; NULL: none */
  EspSecret *passphrase;     /* of a PKCS#12 file that is made */
  EspPkcs12Lock lock;
  const char *label;         /* of a PKCS#12 file or a Kubernetes secret */
  const char *name_space;    /* of a Kubernetes secret, or NULL */
} EspExport;

/* One of both: @public_bytes, or, with a private key in the open (Kubernetes), @secret_bytes. Errors: EXPORT_NEEDS_KEY,
 * EXPORT_TAKES_NO_KEY, EXPORT_CA_KEY, EXPORT_NO_KEY (there is none in that file), EXPORT_NEEDS_LABEL, those of
 * pki/esp-bundle-write.h, exchange/esp-kubernetes.h and exchange/esp-foreign.h. */
gboolean             esp_export_make     (const EspExport *export, GBytes **public_bytes, EspSecret **secret_bytes,
                                          GError **error);

G_END_DECLS
