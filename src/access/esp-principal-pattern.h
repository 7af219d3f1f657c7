/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Principal and NotPrincipal of a resource policy, for this room alone. */
#pragma once

#include "esp-policy-reader.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_PRINCIPAL_EVERYONE, /* "*" */
  ESP_PRINCIPAL_ACCOUNT,  /* a number, or the ARN of its root */
  ESP_PRINCIPAL_NAMED,    /* the ARN of a user or a role */
  ESP_PRINCIPAL_OF_SERVICE,  /* the name of a service: of a principal that is one, whatever a person is called */
} EspPrincipalPatternKind;

typedef struct
{
  EspPrincipalPatternKind kind;
  char *text; /* account number, ARN or service name; NULL for everyone */
} EspPrincipalPattern;

typedef enum
{
  ESP_PRINCIPAL_DIFFERS,
  ESP_PRINCIPAL_IN_ACCOUNT, /* its account is named, not itself */
  ESP_PRINCIPAL_MATCHES,
} EspPrincipalAnswer;

/* Appends EspPrincipalPattern to @patterns from "*" or {"AWS": …, "Service": …}. */
gboolean           esp_principal_patterns_read  (EspPolicyReader *reader, const char *member, JsonNode *node,
                                                 GArray *patterns);
GArray            *esp_principal_patterns_new   (void);
/* The closest match of all. Any of the four may be NULL. */
EspPrincipalAnswer esp_principal_patterns_match (const GArray *patterns, const char *principal, const char *role,
                                                 const char *account, const char *service);

G_END_DECLS
