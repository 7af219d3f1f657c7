/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of the lint share: a good certificate on its way to be broken, the ways to change
 * it, and the tables of who breaks which rule. The tables stand in lint-*.c, one for each topic; the
 * test that walks them is test-lint.c.
 */
#pragma once

#include "pki/esp-certificate-private.h"

#include "pki-fixture.h"

#define MAX_ALSO 3

/* A certificate on its way to be broken: first a good one, changed by the row's function. */
typedef struct
{
  EspTbsContents contents;
  EspCertificate *issuer;
  const EspTemplate *template;
  GBytes *outer_algorithm;
  void (*tweak) (EspTbsCertificate *tbs); /* what no contents can express */
  gboolean unreadable;                    /* OpenSSL 3.6 and newer refuse to read what came of it */
  GBytes *(*splice) (GBytes *tbs);
  GPtrArray *kept; /* all GBytes made for it */
  GPtrArray *issuers;
} Fault;

#define LEAF FALSE
#define CA TRUE

typedef struct
{
  const char *id;
  gboolean ca; /* LEAF or CA */
  void (*apply) (Fault *fault);
  const char *also[MAX_ALSO + 1]; /* rules that such a certificate breaks as well */
} LintRow;

typedef struct
{
  const LintRow *rows;
  gsize n_rows;
} LintTable;

extern const LintTable lint_fields;
extern const LintTable lint_names;
extern const LintTable lint_usages;
extern const LintTable lint_extensions;
extern const LintTable lint_details;
extern const LintTable lint_issuer;
extern const LintTable lint_templates;

/* Made by main(), shared by all rows. */
extern Authority *lint_root;
extern EspKey *lint_subject_key;

#define OWN_OID "1.3.6.1.4.1.99999.9"
#define DNS_GOOD "8209612e6578616d706c65" /* a.example */
/* permitted: DNS example */
#define CONSTRAINTS_GOOD "300da00b300982076578616d706c65"

void fault_init (Fault *fault, gboolean ca);
void fault_clear (Fault *fault);
EspCertificate *fault_make (Fault *fault);

/* The bytes belong to the fault, which lives longer than what it makes. */
GBytes *fault_keep (Fault *fault, GBytes *bytes);
GBytes *fault_hex (Fault *fault, const char *text);
GBytes *fault_algorithm (Fault *fault, const char *name);
GBytes *fault_name (Fault *fault, int nid, int type, const void *text, int len);

/* Extensions: take away, add one more, replace, look up. */
void fault_drop (Fault *fault, const char *oid);
void fault_add (Fault *fault, const char *oid, gboolean critical, GBytes *value);
void fault_set (Fault *fault, const char *oid, gboolean critical, GBytes *value);
EspExtension *fault_find (Fault *fault, const char *oid);

void fault_set_key (Fault *fault, GBytes *spki);
void fault_set_names (Fault *fault, gboolean critical, const char *general_names);
void fault_set_usage (Fault *fault, gboolean critical, guint usage);
void fault_set_constraints (Fault *fault, gboolean critical, gboolean ca, int path_length);
void fault_forget_template (Fault *fault);
void fault_under (Fault *fault, gboolean ca, void (*change) (Fault *issuer));

/* The rules broken, sorted, with a blank between them; the first sorts @texts itself. */
char *lint_join_sorted (GPtrArray *texts);
char *
lint_to_text (EspCertificate *certificate, EspCertificate *issuer, const EspTemplate *template);
