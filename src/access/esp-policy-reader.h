/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files that read a policy share, for this room alone: where in the document they are, and how
 * they refuse what stands there.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "base/esp-error.h"
#include "esp-pattern.h"
#include "esp-policy.h"

G_BEGIN_DECLS

#define ESP_POLICY_MAX_PATH 8
#define ESP_POLICY_MAX_TEXT 2048 /* bytes of one value, Sid or condition key */

typedef struct
{
  const char *member; /* NULL: an element */
  guint index;
} EspPolicyStep;

typedef struct
{
  EspPolicyKind kind;
  const char *document;
  gboolean has_variables;
  char statement[16]; /* its number, from 1 */
  EspPolicyStep path[ESP_POLICY_MAX_PATH];
  guint depth;
  GError **error;
} EspPolicyReader;

void     esp_policy_reader_enter_member  (EspPolicyReader *reader, const char *member);
void     esp_policy_reader_enter_element (EspPolicyReader *reader, guint index);
void     esp_policy_reader_leave         (EspPolicyReader *reader);

/* Each sets the error, with "statement", "line" and "column", and is FALSE. Values are escaped. */
gboolean esp_policy_refuse         (EspPolicyReader *reader, EspReason reason, const char *argument,
                                    const char *value);
gboolean esp_policy_refuse_member  (EspPolicyReader *reader, EspReason reason, const char *member);
/* As esp_policy_refuse() with "value", at the name of @member instead of a value. */
gboolean esp_policy_refuse_name    (EspPolicyReader *reader, EspReason reason, const char *member);
gboolean esp_policy_refuse_type    (EspPolicyReader *reader, const char *member, const char *wanted);
gboolean esp_policy_refuse_count   (EspPolicyReader *reader, const char *member, guint count, guint limit);

/* One text of a list; FALSE with an error refuses it. */
typedef gboolean (*EspPolicyTextFunc) (EspPolicyReader *reader, const char *text, gpointer data);

typedef enum
{
  ESP_POLICY_STRINGS,
  ESP_POLICY_SCALARS, /* numbers and Booleans too, as text */
} EspPolicyListKind;

/* @node, a text or an array of them, goes to @func one by one. @member is for refusals. */
gboolean esp_policy_read_list      (EspPolicyReader *reader, EspPolicyListKind kind, const char *member,
                                    JsonNode *node, EspPolicyTextFunc func, gpointer data);
/* *@text is NULL where an optional member is missing. */
gboolean esp_policy_read_text      (EspPolicyReader *reader, JsonObject *object, const char *member,
                                    const char **text);

G_END_DECLS
