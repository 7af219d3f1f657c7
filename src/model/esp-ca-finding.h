/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is wrong with a CA, or soon will be, judged from its record and a few facts about what it
 * issued (service, section 3.6). No finding changes what an authority may do. Each is a row of one
 * table: id, severity, sentence.
 */
#pragma once

#include "esp-ca.h"

G_BEGIN_DECLS

/* Days. What is not here is measured by the life of what the authority issues. */
#define ESP_FINDING_UNUSED_DAYS 90
#define ESP_FINDING_PENDING_DAYS 30
#define ESP_FINDING_DELETION_DAYS 7

typedef enum
{
  ESP_FINDING_ALERT,   /* something is refused already, or lost within days */
  ESP_FINDING_WARNING, /* it will be, or is weaker than it looks */
  ESP_FINDING_NOTE,
} EspFindingSeverity;

typedef struct
{
  const EspCa *ca;
  const EspCa *parent;      /* in this vault, or NULL */
  const EspCa *shares_list; /* another one whose list has the same address, or NULL */
  guint key_strength;       /* comparable bits (SP 800-57); 0: not known */
  gint64 last_issued_at;    /* 0: it issued nothing */
  gint64 issued_life;       /* seconds: the longest of the newest ones; 0: nothing issued */
  gint64 issued_until;      /* the last end of what is not revoked; 0: nothing issued */
  gboolean name_constraints;
  guint n_children;         /* authorities below that are not deleted */
  guint n_constrained;      /* of them with name constraints of their own */
} EspCaFacts;

typedef struct
{
  const char *id;  /* "CRL_OVERDUE"; static */
  EspFindingSeverity severity;
  char **arguments; /* name, value, …; NULL-terminated */
  gint64 due;       /* when it happens, or happened; 0: no such time */
} EspCaFinding;

const char *esp_finding_severity_to_string (EspFindingSeverity severity); /* "ALERT" */
/* The English sentence with {name} places, of a certificate's finding (esp-certificate-finding.h) too; NULL for an
 * unknown id. A msgid. */
const char *esp_ca_finding_get_text        (const char *id);
/* Filled in: free with g_free(). */
char       *esp_ca_finding_to_text         (const EspCaFinding *finding);
/* GPtrArray of EspCaFinding, the most urgent first. */
GPtrArray  *esp_ca_findings                (const EspCaFacts *facts, gint64 now);
void        esp_ca_finding_free            (EspCaFinding *finding);
/* By severity, then by time: a GCompareFunc over pointers to EspCaFinding. */
int         esp_ca_finding_compare         (gconstpointer a, gconstpointer b);
/* How long what it issues lives, in seconds: as seen, else as its kind usually does. */
gint64      esp_ca_facts_get_life          (const EspCaFacts *facts);

G_END_DECLS
