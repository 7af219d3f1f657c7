/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What strangers may hand to the product, each kind with the function that takes it to the end: read,
 * shown, judged, built from. libFuzzer feeds these functions with what it invents (./dev fuzz), the
 * replay with files (./dev check). A function returns nothing: that it returns, soon, and without a
 * complaint of the sanitizers is what is tested.
 */
#pragma once

#include "pki/esp-issuer.h"

G_BEGIN_DECLS

#define FUZZ_MAX_SIZE 131072 /* longer files are replayed, but not invented */

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FUZZ_SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define FUZZ_SANITIZED 1
#endif
#ifndef FUZZ_SANITIZED
#define FUZZ_SANITIZED 0
#endif

typedef void (*FuzzFunction) (const guint8 *data, gsize size);

typedef struct
{
  const char *name; /* of the fuzzer, and of its folder of seeds */
  FuzzFunction function;
} FuzzTarget;

/* Ends with a NULL name. */
extern const FuzzTarget fuzz_targets[];

void fuzz_certificate        (const guint8 *data, gsize size);
void fuzz_crl                (const guint8 *data, gsize size);
void fuzz_csr                (const guint8 *data, gsize size);
/* The DER of extensions that somebody asks for in a request whose signature is right. */
void fuzz_csr_extensions     (const guint8 *data, gsize size);
void fuzz_envelope           (const guint8 *data, gsize size);
/* What other vaults send: the texts, and the container around them. */
void fuzz_exchange_file      (const guint8 *data, gsize size);
void fuzz_signed_data        (const guint8 *data, gsize size);
/* A hierarchy that another vault handed over, its seal open: lines, and what stands in them. */
void fuzz_hierarchy          (const guint8 *data, gsize size);
/* What other tools keep in databases, PEM and DER, PKCS#12, PKCS#7 and the index of openssl. */
void fuzz_database           (const guint8 *data, gsize size);
void fuzz_foreign            (const guint8 *data, gsize size);
void fuzz_index              (const guint8 *data, gsize size);
void fuzz_pkcs12             (const guint8 *data, gsize size);
/* The quick look at a certificate agrees with its parser. */
void fuzz_scan               (const guint8 *data, gsize size);
void fuzz_key                (const guint8 *data, gsize size);
void fuzz_name               (const guint8 *data, gsize size);
void fuzz_ocsp               (const guint8 *data, gsize size);
void fuzz_passthrough        (const guint8 *data, gsize size);
/* Certificates and lists in DER, one after the other: the first is judged, the last trusted. */
void fuzz_path               (const guint8 *data, gsize size);
void fuzz_pem                (const guint8 *data, gsize size);
void fuzz_plan               (const guint8 *data, gsize size);
void fuzz_policy             (const guint8 *data, gsize size);
/* Lint and repair, and that lint and parser agree. */
void fuzz_policy_lint        (const guint8 *data, gsize size);
/* Audit reports in both forms. */
void fuzz_report              (const guint8 *data, gsize size);
/* The strict reading of resource policies, and templates of managed permissions. */
void fuzz_resource_policy    (const guint8 *data, gsize size);
/* Holds faults on purpose: the proof that fuzzer and replay find what they are for. */
void fuzz_planted            (const guint8 *data, gsize size);

/* An authority that lives as long as the process, and a request that it could sign. */
typedef struct
{
  EspKey *key;
  EspSigner *signer;
  const EspSigningAlgorithm *algorithm;
  EspCertificate *certificate;
  EspRequest *request;
} FuzzAuthority;

const FuzzAuthority *fuzz_get_authority (void);
/* Plans, shows and lints what @request and @passthrough (or NULL) would become by @template. */
void                 fuzz_preview       (const char *template, EspRequest *request, EspPassthrough *passthrough);
/* Whoever shows extensions reads all of this. */
void                 fuzz_show_extensions (GPtrArray *extensions);
/* Up to the first NUL, as whoever reads a file gives it on. Free with g_free(). */
char                *fuzz_to_text       (const guint8 *data, gsize size);

G_END_DECLS
