/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sample organisations as data (JSON in data/samples, compiled in): accounts, people, roles with
 * policies, guardrails, CAs with their tree and approvers, shares, and batches of plausible devices.
 * Reading and checking is here; making them real is the engine's.
 */
#pragma once

#include <glib.h>

#include "model/esp-ca.h"
#include "model/esp-tag.h"

G_BEGIN_DECLS

typedef struct
{
  char *id;   /* 12 digits */
  char *name;
} EspSampleAccount;

typedef struct
{
  char *name;
  char *account;  /* number */
  char **policies; /* JSON texts */
  char **policy_names; /* as many, or NULL: "policy-1", … */
  gboolean organization_scope;
} EspSampleRole;

typedef struct
{
  char *name;
  char *policy;      /* JSON text */
  char **accounts;   /* numbers; NULL: all accounts */
} EspSampleGuardrail;

typedef struct
{
  char *name;
  char *account;
  char **roles;      /* names, in the person's account */
  GPtrArray *tags;   /* EspTag */
  gboolean service;
} EspSamplePerson;

typedef struct
{
  char *key;         /* how the document refers to it */
  char *parent;      /* key of another, before it in the list, or NULL: a root */
  char *account;
  char *subject;     /* RFC 4514 */
  int path_length;   /* -1: none */
  char *key_algorithm;
  char *validity;    /* "10y" */
  int age_days;      /* how long ago it was made */
  GPtrArray *tags;
  gboolean disabled;
  gboolean dual_control;
  char **approvers;  /* names of people, or NULL */
} EspSampleCa;

typedef struct
{
  char *name;
  char *ca;          /* key */
  char *account;     /* number, another one than the CA's */
  char *permission;  /* one of the service's managed permissions; accepted, signing by request */
  gboolean here;     /* its people hold the key; else their requests are signed by the owner's side */
  GPtrArray *tags;
} EspSampleShare;

typedef struct
{
  char *ca;          /* key */
  char *template_name;
  char *subject;     /* with {n} for the running number, four digits: "CN=radio-{n},OU=Radio,O=Supplier" */
  char *alternative_name; /* "DNS:radio-{n}.example", or NULL; a DNS name */
  char *validity;
  int count;
  int first_age_days, last_age_days; /* issued evenly between the two */
  int revoke_every;  /* 0: none; n: each n-th */
  char *revocation_reason;
  char *requester;   /* name of a person */
} EspSampleBatch;

typedef struct
{
  char *id;           /* "automotive" */
  char *organization;
  GPtrArray *accounts, *roles, *people, *guardrails, *cas, *shares, *batches;
} EspSample;

/* NULL-terminated ids. */
const char * const *esp_sample_ids  (void);
/* Errors: SAMPLE_UNKNOWN (argument "candidates"), SAMPLE_DATA (place and problem). */
EspSample          *esp_sample_load (const char *id, GError **error);
/* The same for a document in hand. Every reference is resolved, parents stand before children, counts
 * are bounded, and no certificate is older than its issuer or outlives it, at whatever date the
 * sample is made. Errors: SAMPLE_DATA. */
EspSample          *esp_sample_parse (const char *id, const char *text, gssize len, GError **error);
void                esp_sample_free (EspSample *sample);

/* The @number-th certificate of a batch, from 1. Free the texts with g_free(). */
char               *esp_sample_batch_subject          (const EspSampleBatch *batch, int number);
char               *esp_sample_batch_alternative_name (const EspSampleBatch *batch, int number); /* or NULL */
/* Days ago, evenly between first_age_days and last_age_days, the oldest first. */
int                 esp_sample_batch_age_days         (const EspSampleBatch *batch, int number);
gboolean            esp_sample_batch_is_revoked       (const EspSampleBatch *batch, int number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSample, esp_sample_free)

G_END_DECLS
