/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A certificate authority as lists and pages read it: one row, no DER, no key. Its life is in
 * esp-ca-state.h.
 */
#pragma once

#include <glib.h>

#include "esp-ca-state.h"

G_BEGIN_DECLS

typedef enum { ESP_CA_ROOT, ESP_CA_SUBORDINATE } EspCaType;
typedef enum { ESP_USAGE_GENERAL_PURPOSE, ESP_USAGE_SHORT_LIVED_CERTIFICATE } EspUsageMode;

typedef struct
{
  gboolean crl_enabled;
  int crl_days;        /* 1 to 5000; default 180 for a root, 7 below */
  char *crl_url;       /* where the complete list is, or its folder with "/" at the end; NULL: none */
  char *crl_cname;     /* instead: a host name, "crl.example"; NULL: none */
  char *crl_path;      /* beside the host name: a folder; NULL: "crl" */
  gboolean crl_omitted; /* issued certificates do not say where the list is */
  gboolean crl_partitioned;
  gboolean ocsp_enabled;
  char *ocsp_url;
  char *ocsp_cname;    /* instead: a host name; NULL: none */
} EspRevocationSettings;

/* How what is published stands; counted by the vault for lists. Times and numbers are 0 where there is
 * none. What they amount to: esp-revocation.h. */
typedef struct
{
  gboolean known;          /* FALSE: nobody counted */
  gboolean incomplete;     /* a list or a part that certificates need was never signed, or lacks a revocation */
  gint64 crl_number;       /* of the newest complete list */
  gint64 crl_this_update;  /* of the oldest list in use, parts included */
  gint64 crl_next_update;  /* the earliest of all lists in use */
  gint64 crl_renew_at;     /* half of the time of the first list to pass it */
  gint64 n_parts;          /* parts in use */
  gint64 last_revoked_at;
  gint64 published_at;     /* the newest run of PublishRevocation */
  gint64 ocsp_next_update; /* the earliest of what it published */
} EspRevocationCounts;

typedef struct
{
  gint64 row;          /* the vault's own number; 0 before it is stored */
  char *id;            /* UUID */
  char *account;       /* owner */
  char *arn;
  EspCaType type;
  EspCaState state;    /* as stored; esp_ca_get_status() lays EXPIRED over it */
  EspCaState restore_state; /* DELETED only: what it goes back to */
  gint64 restorable_until;  /* DELETED only */
  char *failure_reason;     /* FAILED only */
  char *parent;        /* UUID of the CA in this vault that signed it, or NULL */
  char *label;         /* common name: what a person calls it */
  char *subject;       /* RFC 4514 */
  GBytes *subject_der;
  char *key_algorithm;     /* "EC_prime256v1" */
  char *signing_algorithm; /* "SHA256WITHECDSA" */
  EspUsageMode usage_mode;
  int path_length;     /* -1: none; of the certificate */
  int level;           /* 1 for a root; 0 while it has no certificate */
  char *serial;        /* of its certificate; NULL while pending */
  char *template_name; /* of its certificate, or NULL (external parent) */
  gint64 not_before, not_after; /* 0 while pending */
  gint64 created_at, changed_at;
  gint64 key_destroyed_at;  /* DELETED, after the window: its key is gone for good; else 0 */
  gint64 handed_over_at;    /* DELETED, because it left with its key for another vault; else 0 */
  char *predecessor;        /* UUID of the CA that this one replaces, or NULL */
  char *successor;          /* UUID of the newest CA that replaces this one; filled by the vault */
  gboolean dual_control;    /* what happens to it needs a second person (esp-approval.h) */
  EspRevocationSettings revocation;
  GPtrArray *tags;     /* EspTag */
  /* Counted by the vault for lists: */
  gint64 n_valid, n_expired, n_revoked;
  EspRevocationCounts published;
} EspCa;

EspCa       *esp_ca_new                  (void); /* empty, with an empty tag list */
EspCa       *esp_ca_copy                 (const EspCa *ca);
void         esp_ca_free                 (EspCa *ca);
const char  *esp_ca_type_to_string       (EspCaType type);   /* "ROOT", "SUBORDINATE" */
gboolean     esp_ca_type_from_string     (const char *text, EspCaType *type);
const char  *esp_usage_mode_to_string    (EspUsageMode mode);
gboolean     esp_usage_mode_from_string  (const char *text, EspUsageMode *mode);
/* EXPIRED over ACTIVE and DISABLED when notAfter has passed, HANDED_OVER over DELETED; else the stored state. */
EspCaState   esp_ca_get_status           (const EspCa *ca, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCa, esp_ca_free)

G_END_DECLS
