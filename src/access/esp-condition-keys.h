/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a request tells to conditions and policy variables: keys ("aws:PrincipalTag/access-team") with
 * one value or several. Names ignore case, tag keys in them too; values do not.
 *
 * Keys that this product fills in: aws:PrincipalArn, aws:PrincipalAccount, aws:PrincipalType, aws:username,
 * aws:userid, aws:PrincipalTag/KEY, aws:ResourceTag/KEY, aws:ResourceAccount, aws:RequestTag/KEY, aws:TagKeys
 * (several), aws:CurrentTime, aws:EpochTime, acm-pca:TemplateArn.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _EspConditionKeys EspConditionKeys;

EspConditionKeys *esp_condition_keys_new      (void);
EspConditionKeys *esp_condition_keys_copy     (const EspConditionKeys *keys);
void              esp_condition_keys_free     (EspConditionKeys *keys);
/* A key with a single value; replaces what was there. */
void              esp_condition_keys_set      (EspConditionKeys *keys, const char *key, const char *value);
/* "aws:PrincipalTag" + "/" + @tag. */
void              esp_condition_keys_set_tag  (EspConditionKeys *keys, const char *prefix, const char *tag,
                                               const char *value);
/* A key with several values, possibly none: @values is NULL-terminated. */
void              esp_condition_keys_set_list (EspConditionKeys *keys, const char *key, const char * const *values);
/* NULL where the request has no such key. @is_list: it may have several values. */
const char * const *esp_condition_keys_get    (const EspConditionKeys *keys, const char *key, gboolean *is_list);
/* All keys, sorted; for showing. Free the array with g_free(). */
const char      **esp_condition_keys_list     (const EspConditionKeys *keys);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspConditionKeys, esp_condition_keys_free)

G_END_DECLS
