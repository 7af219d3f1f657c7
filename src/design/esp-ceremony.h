/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a run of provisioning did, as its report tells it: who, what, when, with which fingerprints, in which entries
 * of the log. Read from the result of DescribeCeremony; src/draw/esp-ceremony-pages.h makes the PDF.
 */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 sequence;
  gint64 time;
  char *action;        /* "acm-pca:CreateCertificateAuthority" */
  char *name;
  char *account;       /* number, or NULL */
  char *arn;           /* or NULL */
  char *parent;        /* name of the CA that signed it, or NULL: itself, or no CA */
  char *subject;       /* of a CA; the members below too; or NULL */
  char *key_algorithm;
  char *template_name;
  char *serial;
  char *fingerprint;   /* SHA-256 of its certificate, hex */
  gint64 not_before, not_after;
} EspCeremonyStep;

typedef struct
{
  char *id;
  char *plan;          /* its name, or NULL */
  char *plan_digest;   /* SHA-256 of the plan as it was given, hex */
  char *organization;
  char *vault;         /* its id */
  char *vault_fingerprint; /* of the founder's certificate */
  char *performed_by;
  char *role;          /* or NULL */
  char *approved_by;   /* or NULL */
  gint64 started_at, finished_at;
  gint64 first_event, last_event;
  char *root;          /* of the log's tree after the last entry, hex */
  GPtrArray *steps;    /* EspCeremonyStep */
} EspCeremony;

/* @view: as DescribeCeremony answers. Errors: CEREMONY_VIEW (what is no such result). */
EspCeremony *esp_ceremony_read (JsonObject *view, GError **error);
void         esp_ceremony_free (EspCeremony *ceremony);
/* "Certificate authority made": a msgid; the action itself where there is no word for it. */
const char  *esp_ceremony_step_word (const EspCeremonyStep *step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCeremony, esp_ceremony_free)

G_END_DECLS
