/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the exports: a plan worked out as far as all of them need it, and the pieces that they share. */
#pragma once

#include "esp-plan-export.h"
#include "pki/esp-name.h"
#include "pki/esp-validity.h"

G_BEGIN_DECLS

typedef struct _EspExportCa EspExportCa;

struct _EspExportCa
{
  const EspPlanCa *ca;
  const EspExportCa *parent;  /* in the plan, or NULL */
  char *id;                   /* a name in the target language, unique */
  char *label;
  EspName *subject;
  const char *signing;        /* with which its own key signs */
  const char *template_name;
  EspValidity validity;
  char *constraints;          /* its name constraints, DER in Base64; or NULL */
  gboolean outside;           /* its parent is not in the plan */
  gboolean elsewhere;         /* its parent is in another account, or outside */
};

/* What the service takes of the addresses that a plan has. NULL: its own. */
typedef struct
{
  char *crl_cname, *crl_path, *ocsp_cname;
  gboolean crl_moved;         /* the list would not be where the plan says */
} EspExportAddresses;

typedef struct
{
  const EspPlan *plan;
  const char *format;         /* "CloudFormation", for sentences */
  GPtrArray *cas;             /* EspExportCa, parents first */
  GHashTable *by_key;         /* key -> EspExportCa */
  GHashTable *taken;          /* identifiers that were given away */
  char *(*make_id) (const char *text); /* a name of the target language, not empty */
  GPtrArray *files;           /* EspPlanFile */
  GPtrArray *dropped;         /* char *: "role, policy" whose statements were left out in part */
} EspExport;

/* Errors: PLAN_EXPORT. */
EspExport  *esp_export_new          (const EspPlan *plan, const char *format, char *(*make_id) (const char *text),
                                     GError **error);
/* Its files; frees the rest. */
GPtrArray  *esp_export_finish       (EspExport *export);
void        esp_export_free         (EspExport *export);
/* FALSE always. Errors: PLAN_EXPORT. */
gboolean    esp_export_refuse       (const EspExport *export, const char *object, const char *problem, GError **error);

/* A name of the target language, made of @text and not given away yet. Transfer full. */
char       *esp_export_take_id      (EspExport *export, const char *text);
void        esp_export_add_file     (EspExport *export, const char *name, char *text); /* takes @text */
/* "111122223333-meridian-root" of an account, for names of files. Transfer full. */
char       *esp_export_account_stem (const EspExport *export, const char *account);
/* "meridian-root"; @fallback where nothing is left. Transfer full. */
char       *esp_export_slug         (const char *text, const char *fallback);
/* Numbers of the accounts that own something, in order; borrowed strings. */
GPtrArray  *esp_export_list_accounts (const EspExport *export);
/* The name of the plan, or a word for one that has none. */
const char *esp_export_title        (const EspExport *export);

/* ApiPassthrough of the constraints of @row, which has some. Transfer full. */
JsonNode   *esp_export_passthrough  (const EspExportCa *row);
/* Of the algorithm of its own key, or of the issuer's: what signs @row's certificate; NULL: that is not known. */
const char *esp_export_issuer_signing (const EspExportCa *row);
int         esp_export_crl_days     (const EspPlanCa *ca);
void        esp_export_read_addresses (const EspRevocationSettings *settings, EspExportAddresses *addresses);
void        esp_export_clear_addresses (EspExportAddresses *addresses);
/* A policy without what only a vault knows ("espalier:…"); NULL: nothing is left. Transfer full. */
JsonNode   *esp_export_policy       (EspExport *export, const EspPlanRole *role, const EspPlanPolicy *policy);
/* Letters, digits and "+=,.@-_" alone, at most 64. Transfer full. */
char       *esp_export_role_name    (const char *name);
/* Is @name one of the service's seven? */
gboolean    esp_export_is_service_permission (const char *name);

/* Guardrails as files, and README.md; @how: how to use the rest, in Markdown, with the files by name; @limits: what
 * else this form can't say, as items of a list. */
void        esp_export_add_guardrails (EspExport *export);
void        esp_export_add_readme   (EspExport *export, const char *how, const char *limits);
/* Text from outside inside of Markdown. Transfer full. */
char       *esp_export_markdown     (const char *text);

G_END_DECLS
