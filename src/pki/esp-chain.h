/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A certificate held against those above it, for findings: what of its path length, purposes and names a verifier
 * will refuse, whatever the time and whatever it is used for, with the values on both sides. The signatures are
 * somebody else's business: who says that these certificates are above each other has checked it. A chain is made
 * once and serves for all certificates of one issuer; it is not for several threads at once.
 */
#pragma once

#include "esp-certificate.h"

G_BEGIN_DECLS

typedef struct _EspChain EspChain;

/* @issuers (EspCertificate): the issuer first, then the one above it, as far as they are known; more than
 * ESP_PATH_MAX_LENGTH are not looked at. NULL or empty: none is known. */
EspChain       *esp_chain_new             (GPtrArray *issuers);
void            esp_chain_free            (EspChain *chain);
/* NULL where none is known; borrowed. */
EspCertificate *esp_chain_get_issuer      (const EspChain *chain);

/* Authorities that may still stand below a certificate that the issuer signed, when that is an authority itself; -1:
 * it may be none; less: too many stand above it even for an end entity; ESP_CHAIN_UNLIMITED where no path length is
 * set above (RFC 5280, 6.1.4 (l), (m)).
 * @limiting (or NULL): whose path length it follows from, borrowed; @limit (or NULL) that. */
#define ESP_CHAIN_UNLIMITED G_MAXINT
int             esp_chain_get_room        (const EspChain *chain, EspCertificate **limiting, int *limit);

/* Extended key usages of @certificate that an authority above it does not have, so that no verifier takes them
 * (RFC 5280, 4.2.1.12; CA/Browser Forum BR, 7.1.2.10.6). Not counted: that for signing OCSP answers, which is never
 * nested. */
typedef struct
{
  char *own;                 /* "serverAuth, clientAuth": all it has */
  char *lost;                /* those that are not above */
  char *allowed;             /* what that authority has */
  EspCertificate *authority; /* the nearest that misses one; borrowed */
  gboolean all;              /* nothing is left */
} EspLostPurposes;

/* FALSE where none is lost; then nothing is set. */
gboolean        esp_chain_find_lost_purposes (const EspChain *chain, EspCertificate *certificate,
                                              EspLostPurposes *lost);
void            esp_lost_purposes_clear      (EspLostPurposes *lost);

/* The first name that an authority above does not allow (RFC 5280, 4.2.1.10), or that can't be compared. */
typedef enum
{
  ESP_NAME_NOT_PERMITTED, /* outside of all that is permitted */
  ESP_NAME_EXCLUDED,
  ESP_NAME_NOT_COMPARED,  /* malformed, or of a kind that no verifier compares */
} EspNameFault;

typedef struct
{
  EspNameFault fault;
  char *name;         /* "DNS:www.example.com" */
  char *subtree;      /* what excludes it, else "-" */
  char *authority;    /* subject of whose limit it is */
} EspForbiddenName;

gboolean        esp_chain_find_forbidden_name (const EspChain *chain, EspCertificate *certificate,
                                               EspForbiddenName *found);
void            esp_forbidden_name_clear      (EspForbiddenName *found);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspChain, esp_chain_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspLostPurposes, esp_lost_purposes_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspForbiddenName, esp_forbidden_name_clear)

G_END_DECLS
