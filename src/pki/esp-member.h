/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: reading the service's JSON member by member. Each reader bounds what it
 * takes, and each refusal names the member by its path, "Extensions.SubjectAlternativeNames[3].
 * IpAddress", as the object of the error. What the values mean is for the caller.
 */
#pragma once

#include "base/esp-error.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A place in the document: a member by name, or an element by index where @name is NULL. Lives on
 * the caller's stack; the top of a document has neither. */
typedef struct _EspMember EspMember;

struct _EspMember
{
  const EspMember *above; /* NULL: the top */
  const char *name;
  guint index;
};

/* Free with g_free(). */
char       *esp_member_to_path      (const EspMember *at);

/* Refusals; FALSE always. */
gboolean    esp_member_refuse       (const EspMember *at, const char *problem, GError **error);
gboolean    esp_member_refuse_child (const EspMember *at, const char *name, const char *problem,
                                     GError **error);

/* @known ends with NULL. Errors: MEMBER_UNKNOWN. */
gboolean    esp_member_check_names  (const EspMember *at, JsonObject *object,
                                     const char *const *known, GError **error);
/* Exactly one of @names must be a member of @object: its index, or -1 with MEMBER_CHOICE. */
int         esp_member_choose       (const EspMember *at, JsonObject *object,
                                     const char *const *names, GError **error);

/* The readers need the member: MEMBER_MISSING, MEMBER_TYPE. Text has 1 to @limit characters (NULL
 * with MEMBER_LENGTH), none of them a control character; @ascii: nor any outside of ASCII. */
const char *esp_member_text         (const EspMember *at, JsonObject *object, const char *name,
                                     guint limit, gboolean ascii, GError **error);
/* The service's pattern of an OID, 64 characters, numbers without leading zeros. */
const char *esp_member_oid          (const EspMember *at, JsonObject *object, const char *name,
                                     GError **error);
JsonObject *esp_member_object       (const EspMember *at, JsonObject *object, const char *name,
                                     GError **error);
/* 1 to @limit objects. Errors: MEMBER_COUNT. */
JsonArray  *esp_member_array        (const EspMember *at, JsonObject *object, const char *name,
                                     guint limit, GError **error);
/* A missing flag is FALSE; the result tells whether it could be read. */
gboolean    esp_member_flag         (const EspMember *at, JsonObject *object, const char *name,
                                     gboolean *value, GError **error);

G_END_DECLS
