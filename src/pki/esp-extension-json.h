/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: single extensions from the service's JSON (section 4.5). */
#pragma once

#include "esp-extension.h"
#include "esp-member.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name; /* the service's; NULL ends the list */
  const char *oid;
} EspNamedOid;

/* The OID that one of two members tells: the first a name of the service, the second an OID. NULL with
 * @error set. */
const char   *esp_json_read_named_oid           (const EspMember *at, JsonObject *object,
                                                 const char *const *members,
                                                 const EspNamedOid *names, GError **error);
/* An extension of @value, which is taken; NULL where that is NULL because OpenSSL failed. */
EspExtension *esp_json_take_extension           (const char *oid, gboolean critical, GBytes *value,
                                                 EspSource source, GError **error);

/* Each reads the member @at->name of @object, as an extension of @source. Errors: MEMBER_*. */
EspExtension *esp_json_read_key_usage           (const EspMember *at, JsonObject *object,
                                                 EspSource source, GError **error);
EspExtension *esp_json_read_extended_key_usage  (const EspMember *at, JsonObject *object,
                                                 EspSource source, GError **error);
EspExtension *esp_json_read_policies            (const EspMember *at, JsonObject *object,
                                                 EspSource source, GError **error);
EspExtension *esp_json_read_alternative_names   (const EspMember *at, JsonObject *object,
                                                 EspSource source, GError **error);
EspExtension *esp_json_read_information_access  (const EspMember *at, JsonObject *object,
                                                 EspSource source, GError **error);
/* @at is the element itself: { ObjectIdentifier, Value (base64 of DER), Critical? }. */
EspExtension *esp_json_read_custom              (const EspMember *at, JsonObject *object,
                                                 EspSource source, GError **error);

G_END_DECLS
