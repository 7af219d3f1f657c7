/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to this room: the attributes that a name may have by keyword, with the limits of the
 * service (section 4.3) and of RFC 5280, appendix A.
 */
#pragma once

#include "esp-openssl.h"

G_BEGIN_DECLS

/* What the service allows as the value of an attribute that is given by its OID. */
#define ESP_NAME_CUSTOM_LIMIT 256
#define ESP_NAME_MAX_ATTRIBUTES 150

typedef enum
{
  ESP_NAME_SYNTAX_UTF8,
  ESP_NAME_SYNTAX_PRINTABLE, /* PrintableString is the only form that RFC 5280 allows */
  ESP_NAME_SYNTAX_COUNTRY,   /* two letters */
  ESP_NAME_SYNTAX_IA5,
} EspNameSyntax;

typedef struct
{
  const char *oid;
  const char *keyword;     /* as we write it */
  const char *aliases[3];  /* further ones that are understood */
  const char *json;        /* the service's field, or NULL */
  EspNameSyntax syntax;
  guint limit;             /* characters */
  gboolean in_report;      /* the audit report knows it by keyword */
} EspNameAttribute;

/* NULL where it has no row. */
const EspNameAttribute *esp_name_attribute_find_keyword (const char        *keyword);
const EspNameAttribute *esp_name_attribute_find_object  (const ASN1_OBJECT *object);
const EspNameAttribute *esp_name_attribute_find_json    (const char        *field);
/* @row may be NULL: an attribute given by OID. @attribute is what the person wrote. Errors:
 * NAME_VALUE. */
gboolean                esp_name_attribute_check        (const EspNameAttribute *row,
                                                         const char             *attribute,
                                                         const char             *value,
                                                         GError                **error);
/* V_ASN1_UTF8STRING and so on. */
int                     esp_name_attribute_get_type     (const EspNameAttribute *row);
/* Reads RFC 4514 or the slash form. Errors: as esp_name_parse(). */
X509_NAME              *esp_name_parse_x509             (const char *text,
                                                         GError    **error);

G_END_DECLS
