/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Distinguished names. Kept as DER; parsed from RFC 4514 ("CN=Root,O=Meridian,C=DE": most specific
 * first) or the slash form of openssl ("/C=DE/O=Meridian/CN=Root": least specific first).
 */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _EspName EspName;

/* Errors: NAME_SYNTAX, NAME_ATTRIBUTE_UNKNOWN, NAME_VALUE (attribute, limit: RFC 5280 upper
 * bounds and service section 4.3), NAME_EMPTY. */
EspName    *esp_name_parse         (const char *text, GError **error);
EspName    *esp_name_new_from_der  (GBytes *der, GError **error);
EspName    *esp_name_ref           (EspName *name);
void        esp_name_unref         (EspName *name);
GBytes     *esp_name_get_der       (EspName *name);
/* RFC 4514, UTF-8 kept as it is; owned by the name. Empty string for an empty name. */
const char *esp_name_get_text      (EspName *name);
/* The form of the service's audit report (reference section 6): reverse order, only CN, OU, O, L,
 * ST, C by name, all else OID=#hex of DER. Free with g_free(). */
char       *esp_name_to_report     (EspName *name);
/* "/C=DE/O=Meridian/CN=Root", with everything beyond ASCII as \xNN: as openssl's index.txt has it. Free with
 * g_free(). */
char       *esp_name_to_slashes    (EspName *name);
/* The first common name, or the last attribute's value, or NULL for an empty name: what a person
 * calls it. Owned by the name. */
const char *esp_name_get_label     (EspName *name);
/* The service's ASN1Subject: {"Country": "DE", "Organization": ..., "CommonName": ...}; a name with an
 * attribute that has no field, or two values of one, is all CustomAttributes, because the two are not
 * combined. Free with json_object_unref(). */
JsonObject *esp_name_to_json       (EspName *name);
/* The other way, with the limits of the service's section 4.3; an empty object is the empty name. Refusals
 * name the member by its path below @member: "Subject.CommonName". Errors: MEMBER_*. */
EspName    *esp_name_from_json     (JsonObject *object, const char *member, GError **error);
gboolean    esp_name_equal         (EspName *a, EspName *b);
gboolean    esp_name_is_empty      (EspName *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspName, esp_name_unref)

G_END_DECLS
