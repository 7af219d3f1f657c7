/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conditions of a statement, for this room alone: an operator, a key and the values it is compared
 * with, read once into a form that is compared without the heap. The operators are the rows of a
 * table in esp-condition.c; whether a request meets a condition, in esp-condition-match.c.
 */
#pragma once

#include "esp-condition-keys.h"

G_BEGIN_DECLS

/* --- Keys, as the decision looks them up ------------------------------------------------------*/

/* A name without its case, with its hash: made when a policy is read. */
typedef struct
{
  char *folded;
  guint hash;
} EspKeyName;

typedef struct
{
  char *name; /* as it was given, for showing */
  EspKeyName folded;
  char **values;
  gsize n_values;
  gboolean is_list;
} EspKeyEntry;

void               esp_key_name_init          (EspKeyName *name, const char *text);
void               esp_key_name_clear         (EspKeyName *name);
/* NULL where the request has no such key. @keys may be NULL. */
const EspKeyEntry *esp_condition_keys_lookup  (const EspConditionKeys *keys, const EspKeyName *name);
/* A service's prefix, a colon and a name: "aws:PrincipalTag/access-team". */
gboolean           esp_condition_key_is_valid (const char *key);

/* --- Conditions -------------------------------------------------------------------------------*/

typedef struct _EspCondition EspCondition;

gboolean           esp_condition_is_met       (const EspCondition *condition, const EspConditionKeys *keys);
/* "StringEquals aws:ResourceTag/access-team"; free with g_free(). */
char              *esp_condition_describe     (const EspCondition *condition);
void               esp_condition_free         (EspCondition *condition);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCondition, esp_condition_free)

G_END_DECLS
