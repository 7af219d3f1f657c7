/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is wrong with a certificate where it stands in a hierarchy, of a vault or of another program: a pure function
 * over the certificate, those above it and a few facts that only its keeper knows. Each finding is a row of
 * esp-certificate-finding-reasons.h; ids of both tables of findings are distinct, and texts are found by either lookup.
 */
#pragma once

#include "esp-ca-finding.h"
#include "pki/esp-chain.h"
#include "pki/esp-crl.h"
#include "pki/esp-template.h"

G_BEGIN_DECLS

/* Days. An end that is nearer is told, or one that is nearer than a third of the whole life. */
#define ESP_FINDING_ENDS_DAYS 30
#define ESP_FINDING_AUTHORITY_ENDS_DAYS 90

typedef enum
{
  ESP_KEY_NOT_ASKED, /* of an end entity the key is elsewhere, and should be */
  ESP_KEY_THERE,
  ESP_KEY_NOT_THERE,
} EspKeyPresence;

/* Everything is borrowed. */
typedef struct
{
  EspCertificate *certificate; /* NULL: a key for which there is none */
  EspKey *lone_key;            /* that key, or NULL */
  const EspChain *chain;       /* those above it, whose signatures were checked; NULL: it is a root, or none is known */
  const EspTemplate *template; /* by which it was issued here; NULL: not known */
  EspKeyPresence key;
  EspCrl *crl;                 /* its newest revocation list, of an authority; NULL: none, or not known */
  gboolean ended;              /* revoked, or replaced by another: its end is nobody's concern */
  gboolean recorded;           /* an authority of a vault: what esp_ca_findings() tells of it is left out here */
  const char *same_serial;     /* what else has its serial from its issuer; NULL: nothing */
  const char *same_key;        /* what else, of another name, has its key; NULL: nothing */
} EspCertificateFacts;

/* GPtrArray of EspCaFinding, the most urgent first; empty when all is well. */
GPtrArray  *esp_certificate_findings             (const EspCertificateFacts *facts, gint64 now);
/* The English sentence with {name} places; NULL for an unknown id. A msgid. */
const char *esp_certificate_finding_get_text     (const char *id);
/* "RFC 5280, 4.2.1.9"; NULL for an unknown id, and where the finding has an argument "citation". */
const char *esp_certificate_finding_get_citation (const char *id);

/* By index, NULL after the last: for tests that walk the table. */
const char *esp_certificate_finding_nth          (guint index);

G_END_DECLS
