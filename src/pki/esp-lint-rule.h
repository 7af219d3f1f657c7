/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: a rule of the lint and what it looks at. A rule is a row; rows stand in
 * tables by topic, one per file, and esp-lint.c walks all tables in order.
 */
#pragma once

#include "esp-certificate-private.h"
#include "esp-extension-values.h"
#include "esp-lint.h"
#include "esp-signature-info.h"

G_BEGIN_DECLS

/* A certificate taken apart once for all rules. Values that can't be read are as if they were not
 * there: one rule of its own reports them. */
typedef struct
{
  EspCertificate *certificate;
  EspCertificate *issuer;      /* NULL: self-signed root */
  const EspTemplate *template; /* or NULL */
  const EspTbsCertificate *fields;
  GPtrArray *extensions;
  EspSignatureInfo signature;
  gboolean ca;
  BASIC_CONSTRAINTS *basic_constraints; /* or NULL */
  gboolean has_key_usage;
  guint key_usage;
  GPtrArray *extended_key_usages; /* or NULL */
  GENERAL_NAMES *alternative_names; /* or NULL */
} EspLintContext;

typedef struct
{
  EspLintFinding finding;
  gboolean (*is_broken) (const EspLintContext *context);
} EspLintRule;

typedef struct
{
  const EspLintRule *rules;
  gsize n_rules;
} EspLintTable;

extern const EspLintTable esp_lint_field_rules;     /* version to key */
extern const EspLintTable esp_lint_name_rules;      /* subject, issuer, alternative names */
extern const EspLintTable esp_lint_usage_rules;     /* basic constraints, key usages */
extern const EspLintTable esp_lint_extension_rules; /* all other extensions */
extern const EspLintTable esp_lint_detail_rules;    /* inside of those that are brought */
extern const EspLintTable esp_lint_issuer_rules;    /* against issuer and template */

/* The only extension with @oid; NULL where there is none, or more than one. */
const EspExtension *esp_lint_find            (const EspLintContext *context, const char *oid);
/* FALSE both where that extension is missing. */
gboolean            esp_lint_is_critical     (const EspLintContext *context, const char *oid);
gboolean            esp_lint_is_not_critical (const EspLintContext *context, const char *oid);

G_END_DECLS
