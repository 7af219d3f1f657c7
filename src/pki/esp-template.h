/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificate templates, read once from data/templates.json (compiled in): which extensions a
 * certificate gets, and from where. 61 rows; nothing about a template is written in C.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_TEMPLATE_DEFAULT "EndEntityCertificate"
#define ESP_PATH_LENGTH_NONE (-1)

typedef enum
{
  ESP_TEMPLATE_ROOT,
  ESP_TEMPLATE_SUBORDINATE,
  ESP_TEMPLATE_END_ENTITY, /* code and OCSP signing too */
} EspTemplateKind;

typedef struct
{
  const char *name;          /* "EndEntityCertificate" */
  const char *arn;           /* "arn:aws:acm-pca:::template/EndEntityCertificate/V1" */
  const char *family;
  const char *variety;       /* "Base", "CSRPassthrough", "APIPassthrough", "APICSRPassthrough" */
  EspTemplateKind kind;
  gboolean ca;
  gboolean basic_constraints_critical;
  int path_length;           /* ESP_PATH_LENGTH_NONE where the template sets none */
  gboolean has_key_usage;    /* fixed by the template */
  gboolean key_usage_critical;
  guint key_usage;           /* bit n = 1 << n in RFC 5280's numbering */
  gboolean has_extended_key_usage;
  gboolean extended_key_usage_critical;
  const char * const *extended_key_usages; /* OIDs, NULL-terminated */
  gboolean has_authority_key_identifier;
  gboolean authority_key_identifier_from_api;
  gboolean subject_from_api;
  gboolean alternative_name_from_api;
  gboolean api_passthrough;
  gboolean csr_passthrough;
  gboolean crl_from_ca, crl_from_csr, crl_from_api;
} EspTemplate;

/* All rows in the order of the file; the array is owned by the room and never freed. */
GPtrArray         *esp_templates        (void);
/* By name, NAME/V1 or ARN. Errors: TEMPLATE_UNKNOWN (argument "nearest"). */
const EspTemplate *esp_template_find    (const char *name, GError **error);

G_END_DECLS
