/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person does to a plan while drawing it: adding, removing, moving, setting a value of several CAs at once.
 * Each is one function over a value, with the defaults that make what is new fit where it stands; the checks tell
 * what does not. History is in esp-plan-history.h.
 */
#pragma once

#include "esp-plan.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_PLAN_FIELD_COMMON_NAME,       /* text; the rest of the subject stays */
  ESP_PLAN_FIELD_SUBJECT,           /* RFC 4514 */
  ESP_PLAN_FIELD_TEMPLATE,          /* "SubordinateCACertificate_PathLen1/V1"; takes the path length along */
  ESP_PLAN_FIELD_PATH_LENGTH,       /* "0", "none"; takes the template along where one has that path length */
  ESP_PLAN_FIELD_KEY_ALGORITHM,
  ESP_PLAN_FIELD_SIGNING_ALGORITHM, /* NULL: the one that fits */
  ESP_PLAN_FIELD_VALIDITY,          /* "10y" */
  ESP_PLAN_FIELD_ACCOUNT,           /* number */
  ESP_PLAN_FIELD_USAGE_MODE,        /* "GENERAL_PURPOSE" */
  ESP_PLAN_FIELD_DUAL_CONTROL,      /* "true", "false" */
  ESP_PLAN_FIELD_DEVELOPMENT,       /* "true", "false" */
  ESP_PLAN_FIELD_CRL,               /* "true", "false" */
  ESP_PLAN_FIELD_CRL_DAYS,          /* "7" */
  ESP_PLAN_FIELD_CRL_URL,           /* NULL: none */
  ESP_PLAN_FIELD_OCSP,              /* "true", "false" */
  ESP_PLAN_FIELD_OCSP_URL,          /* NULL: none */
  ESP_PLAN_FIELD_NOTE,              /* NULL: none */
  ESP_PLAN_N_FIELDS
} EspPlanField;

/* A CA below @parent (NULL: a new root) called @name: one level less of path length, the same account, algorithm and
 * organization, a validity that fits; below a root the account of those beside it, where they share one. Nothing else
 * is changed: below a CA of path length 0 the checks say that there is no room. @parent may stand in the plan, or be
 * NULL. Its key, borrowed. Errors: DEPTH, PLAN_SIZE (too many), PLAN_VALUE (the name), PLAN_CA_UNKNOWN. */
const char *esp_plan_edit_add      (EspPlan *plan, const char *parent, const char *name, GError **error);
/* With everything below, and its shares. Keys that are not there are no error. */
void        esp_plan_edit_remove   (EspPlan *plan, const char * const *keys);
/* Below @parent (NULL: as a root). Template and path length stay, and the checks speak. Errors: those of
 * esp_plan_can_move(): DEPTH, PLAN_MOVE_CIRCLE, PLAN_CA_UNKNOWN. */
gboolean    esp_plan_edit_move     (EspPlan *plan, const char *key, const char *parent, GError **error);
/* Sets @field of all @keys, or of none. Errors: PLAN_VALUE (arguments "field", "value", "problem"): what can't be held
 * at all; PLAN_SIZE: the document as a whole. */
gboolean    esp_plan_edit_set      (EspPlan *plan, const char * const *keys, EspPlanField field, const char *value,
                                    GError **error);
/* The value that all @keys have, as esp_plan_edit_set() takes it. *@same FALSE: they differ (then NULL). */
char       *esp_plan_edit_get      (const EspPlan *plan, const char * const *keys, EspPlanField field,
                                    gboolean *same);
/* What is said of the plan itself. Errors: PLAN_VALUE (too long). NULL or empty: nothing. */
typedef enum
{
  ESP_PLAN_TEXT_NAME,
  ESP_PLAN_TEXT_NOTE,
  ESP_PLAN_TEXT_ORGANIZATION,
} EspPlanText;
gboolean    esp_plan_edit_describe (EspPlan *plan, EspPlanText text, const char *value, GError **error);
/* Sets (value) or takes away (NULL) one tag of all @keys. Errors: TAG_*. */
gboolean    esp_plan_edit_tag      (EspPlan *plan, const char * const *keys, const char *tag, const char *value,
                                    GError **error);
/* Errors: PLAN_VALUE (a share of that name, no such account or permission …). */
gboolean    esp_plan_edit_share    (EspPlan *plan, const char *key, const char *account, const char *permission,
                                    gboolean here, GError **error);
void        esp_plan_edit_unshare  (EspPlan *plan, const char *share);
/* A new account; @number NULL: a free random one. The number, borrowed. Errors: ACCOUNT_*, PLAN_VALUE. */
const char *esp_plan_edit_account  (EspPlan *plan, const char *name, const char *number, GError **error);

G_END_DECLS
