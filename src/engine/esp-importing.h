/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Foreign material held against itself and against the vault: which authorities there are, whose keys are with them,
 * who signed what, and what would become of each item. Two readings of the source: the first finds authorities and
 * keys, the second links everything else to them, on all processors. Memory holds authorities and, of every other
 * item, a few bytes by which a second copy is known.
 */
#pragma once

#include "esp-operation.h"
#include "exchange/esp-foreign.h"
#include "pki/esp-certificate-scan.h"
#include "pki/esp-crl.h"

G_BEGIN_DECLS

#define ESP_IMPORTING_MAX_AUTHORITIES 10000
#define ESP_IMPORTING_MAX_KEYS 100000
#define ESP_IMPORTING_ROWS 1000      /* shown unless more are asked for */
#define ESP_IMPORTING_MAX_ROWS 100000

typedef struct _EspImportedAuthority EspImportedAuthority;

struct _EspImportedAuthority
{
  EspCertificate *certificate;
  EspImportedAuthority *parent; /* that signed it; NULL: a root, or it is not here; borrowed */
  const EspCa *ca;              /* in the vault already, or NULL; borrowed */
  gboolean key;                 /* its private key is here, or in the vault */
  char *label;                  /* where its certificate stands: a place as text */
  EspCrl *crl;                  /* its newest list, or NULL */
  gint64 next_crl_number;       /* 0: nothing is known */
  char *next_serial;            /* or NULL */
  gint64 n_certificates;
  gint64 n_revocations;
};

/* --- Authorities: esp-importing-authorities.c --- */

typedef struct _EspImportedAuthorities EspImportedAuthorities;

EspImportedAuthorities *esp_imported_authorities_new  (void);
void                  esp_imported_authorities_free   (EspImportedAuthorities *all);
/* NULL, no error: it is there already, or is none. Errors: FOREIGN_TOO_MANY. */
EspImportedAuthority *esp_imported_authorities_add    (EspImportedAuthorities *all, EspCertificate *certificate,
                                                       const char *place, const EspCa *ca, GError **error);
/* When all are there: who signed whom. */
void                  esp_imported_authorities_link   (EspImportedAuthorities *all);
/* EspImportedAuthority, as they came. */
GPtrArray            *esp_imported_authorities_list   (EspImportedAuthorities *all);
/* By the whole certificate. */
EspImportedAuthority *esp_imported_authorities_find   (EspImportedAuthorities *all, GBytes *der);
/* Who has this key (SubjectPublicKeyInfo)? The key of each that has it is marked as there. */
gboolean              esp_imported_authorities_give_key (EspImportedAuthorities *all, GBytes *public_key);
/* The only one of the source that has a key, or the only one; for numbers that do not say whose they are. */
EspImportedAuthority *esp_imported_authorities_only   (EspImportedAuthorities *all);
/* Any thread, after linking. @named: one whose name fits though it did not sign it. NULL: nobody here. */
EspImportedAuthority *esp_imported_authorities_find_issuer (EspImportedAuthorities *all,
                                                       const EspCertificateScan *scan, GBytes *der,
                                                       EspImportedAuthority **named);
EspImportedAuthority *esp_imported_authorities_find_crl_issuer (EspImportedAuthorities *all, EspCrl *crl);

/* --- The whole: esp-importing.c --- */

typedef struct
{
  const char *path;
  GPtrArray *passphrases; /* EspSecret, or NULL */
  guint max_rows;
} EspImportSource;

/* Fills @context->result in. Nothing is changed. Errors: those of esp_foreign_read(), CANCELLED. */
gboolean esp_importing_preview (EspOperationContext *context, const EspImportSource *source, GError **error);

/* --- Findings: esp-importing-findings.c --- */

/* Member "Authorities": each with its findings. */
void     esp_importing_show_authorities (EspOperationContext *context, EspImportedAuthorities *all);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportedAuthorities, esp_imported_authorities_free)

G_END_DECLS
