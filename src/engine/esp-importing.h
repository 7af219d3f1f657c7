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
  EspImportedAuthority *leader; /* the newest certificate of the same name and key; often itself */
  const EspCa *ca;              /* in the vault already, or NULL; borrowed */
  EspCa *made;                  /* what it became in the vault, where it is a leader; or NULL */
  gboolean root;                /* it signed itself, or its key did */
  gboolean forged;              /* it names an authority that is here, and that one did not sign it */
  gboolean sealed;              /* its key came along */
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
/* Marks the key of each that has it (SubjectPublicKeyInfo) as there. Does any of them come? */
gboolean              esp_imported_authorities_give_key (EspImportedAuthorities *all, GBytes *public_key);
/* Those with this key, forged ones too; or NULL, as of no key. EspImportedAuthority, borrowed. */
GPtrArray            *esp_imported_authorities_find_key (EspImportedAuthorities *all, GBytes *public_key);
/* The only one of the source that has a key, or the only one; for numbers that do not say whose they are. */
EspImportedAuthority *esp_imported_authorities_only   (EspImportedAuthorities *all);
/* Any thread, after linking. @named: one whose name fits though it did not sign it. NULL: nobody here. */
EspImportedAuthority *esp_imported_authorities_find_issuer (EspImportedAuthorities *all,
                                                       const EspCertificateScan *scan, GBytes *der,
                                                       EspImportedAuthority **named);
EspImportedAuthority *esp_imported_authorities_find_crl_issuer (EspImportedAuthorities *all, EspCrl *crl);
/* Can a row of the vault hold its serial number and its times? */
gboolean              esp_imported_certificate_fits          (EspCertificate *certificate);
/* It will be an authority of the vault: it is new, nobody forged it, and its key is of a kind that is known. */
gboolean              esp_imported_authority_is_new          (const EspImportedAuthority *authority);
/* What the vault has of it, before the import or through it; NULL: it is left out, or is not there yet. */
const EspCa          *esp_imported_authority_get_ca          (const EspImportedAuthority *authority);

/* --- The whole: esp-importing.c --- */

typedef struct
{
  const char *path;
  GPtrArray *passphrases; /* EspSecret, or NULL */
  guint max_rows;
} EspImportSource;

typedef struct _EspImporting EspImporting;

/* @source is copied. */
EspImporting *esp_importing_new    (EspOperationContext *context, const EspImportSource *source);
void          esp_importing_free   (EspImporting *importing);
/* The first reading: authorities, keys, who signed whom. Errors: those of esp_foreign_read(), CANCELLED. */
gboolean      esp_importing_survey (EspImporting *importing, GError **error);
EspImportedAuthorities *esp_importing_get_authorities (EspImporting *importing);
/* SHA-256 over everything in it but keys, hex; after the first reading. */
const char   *esp_importing_get_digest (EspImporting *importing);
/* Keys of the source that nothing opens. */
gint64        esp_importing_count_locked (EspImporting *importing);
/* The second reading: a verdict on everything; with @account all of it comes into the vault, inside the transaction
 * of the operation. NULL: nothing is changed. Errors: as above, FOREIGN_CHANGED. */
gboolean      esp_importing_run    (EspImporting *importing, const char *account, GError **error);
/* Fills the result of the operation in. */
void          esp_importing_show   (EspImporting *importing);

/* Of the operation ImportAuthorities, esp-op-import.c: after the first reading, which happens once; borrowed. NULL on
 * error, IMPORT_LOCKED too. */
EspImporting *esp_op_import_survey (EspOperationContext *context, GError **error);

/* --- Findings: esp-importing-findings.c --- */

/* Member "Authorities": each with its findings. */
void     esp_importing_show_authorities (EspOperationContext *context, EspImportedAuthorities *all);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportedAuthorities, esp_imported_authorities_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImporting, esp_importing_free)

G_END_DECLS
