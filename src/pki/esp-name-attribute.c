/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of name attributes and the limits of their values. How names are read and written is
 * in esp-name-parse.c and esp-name.c. */
#include "esp-name-attribute.h"

#include <string.h>

#define UTF8 ESP_NAME_SYNTAX_UTF8
#define PRINTABLE ESP_NAME_SYNTAX_PRINTABLE
#define COUNTRY ESP_NAME_SYNTAX_COUNTRY
#define IA5 ESP_NAME_SYNTAX_IA5
#define COUNTRY_LEN 2

/* clang-format off */
static const EspNameAttribute rows[] = {
  { "2.5.4.3", "CN", { "commonName" }, "CommonName", UTF8, 64, TRUE },
  { "2.5.4.11", "OU", { "organizationalUnitName", "organizationalUnit" }, "OrganizationalUnit", UTF8, 64, TRUE },
  { "2.5.4.10", "O", { "organizationName", "organization" }, "Organization", UTF8, 64, TRUE },
  { "2.5.4.7", "L", { "localityName", "locality" }, "Locality", UTF8, 128, TRUE },
  { "2.5.4.8", "ST", { "stateOrProvinceName", "S", "state" }, "State", UTF8, 128, TRUE },
  { "2.5.4.6", "C", { "countryName", "country" }, "Country", COUNTRY, COUNTRY_LEN, TRUE },
  { "2.5.4.5", "serialNumber", { NULL }, "SerialNumber", PRINTABLE, 64, FALSE },
  { "2.5.4.12", "title", { "T" }, "Title", UTF8, 64, FALSE },
  { "2.5.4.4", "SN", { "surname" }, "Surname", UTF8, 40, FALSE },
  { "2.5.4.42", "GN", { "givenName" }, "GivenName", UTF8, 16, FALSE },
  { "2.5.4.43", "initials", { NULL }, "Initials", UTF8, 5, FALSE },
  { "2.5.4.44", "generationQualifier", { NULL }, "GenerationQualifier", UTF8, 3, FALSE },
  { "2.5.4.46", "dnQualifier", { NULL }, "DistinguishedNameQualifier", PRINTABLE, 64, FALSE },
  { "2.5.4.65", "pseudonym", { NULL }, "Pseudonym", UTF8, 128, FALSE },
  { "0.9.2342.19200300.100.1.25", "DC", { "domainComponent" }, NULL, IA5, 256, FALSE },
  { "0.9.2342.19200300.100.1.1", "UID", { "userId" }, NULL, UTF8, 256, FALSE },
  { "1.2.840.113549.1.9.1", "emailAddress", { "E", "email" }, NULL, IA5, 255, FALSE },
  { "2.5.4.9", "STREET", { "streetAddress" }, NULL, UTF8, 128, FALSE },
  { "2.5.4.17", "postalCode", { NULL }, NULL, UTF8, 40, FALSE },
  { "2.5.4.15", "businessCategory", { NULL }, NULL, UTF8, 128, FALSE },
  { "2.5.4.97", "organizationIdentifier", { NULL }, NULL, UTF8, 256, FALSE },
};
/* clang-format on */

/* RFC 4512, 1.4: keywords know no case. */
static gboolean
has_keyword (const EspNameAttribute *row, const char *keyword)
{
  if (g_ascii_strcasecmp (row->keyword, keyword) == 0)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (row->aliases) && row->aliases[i]; i++)
    if (g_ascii_strcasecmp (row->aliases[i], keyword) == 0)
      return TRUE;
  return FALSE;
}

const EspNameAttribute *
esp_name_attribute_find_keyword (const char *keyword)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (has_keyword (&rows[i], keyword))
      return &rows[i];
  return NULL;
}

const EspNameAttribute *
esp_name_attribute_find_object (const ASN1_OBJECT *object)
{
  char oid[128];

  if (OBJ_obj2txt (oid, sizeof oid, object, 1) <= 0)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].oid, oid))
      return &rows[i];
  return NULL;
}

const EspNameAttribute *
esp_name_attribute_find_json (const char *field)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_strcmp0 (rows[i].json, field) == 0)
      return &rows[i];
  return NULL;
}

int
esp_name_attribute_get_type (const EspNameAttribute *row)
{
  static const int types[] = {
    [ESP_NAME_SYNTAX_UTF8] = V_ASN1_UTF8STRING,
    [ESP_NAME_SYNTAX_PRINTABLE] = V_ASN1_PRINTABLESTRING,
    [ESP_NAME_SYNTAX_COUNTRY] = V_ASN1_PRINTABLESTRING,
    [ESP_NAME_SYNTAX_IA5] = V_ASN1_IA5STRING,
  };

  return row ? types[row->syntax] : V_ASN1_UTF8STRING;
}

/* X.680, 41.4 */
static gboolean
is_printable_string (const char *value)
{
  for (; *value; value++)
    if (!g_ascii_isalnum (*value) && !strchr (" '()+,-./:=?", *value))
      return FALSE;
  return TRUE;
}

static gboolean
is_country (const char *value)
{
  return strlen (value) == COUNTRY_LEN && g_ascii_isalpha (value[0]) && g_ascii_isalpha (value[1]);
}

static gboolean
refuse (const char *attribute, const char *limit, GError **error)
{
  esp_error_set (error, ESP_REASON_NAME_VALUE, NULL, "attribute", attribute, "limit", limit, NULL);
  return FALSE;
}

gboolean
esp_name_attribute_check (const EspNameAttribute *row,
                          const char *attribute,
                          const char *value,
                          GError **error)
{
  EspNameSyntax syntax = row ? row->syntax : UTF8;
  guint limit = row ? row->limit : ESP_NAME_CUSTOM_LIMIT;
  glong len = g_utf8_strlen (value, -1);
  g_autofree char *lengths = g_strdup_printf ("1 to %u characters", limit);

  if (syntax == COUNTRY)
    return is_country (value) || refuse (attribute, "exactly two letters, A to Z", error);
  if (len < 1 || len > (glong) limit)
    return refuse (attribute, lengths, error);
  if (syntax == PRINTABLE && !is_printable_string (value))
    return refuse (attribute, "only letters, digits, spaces and '()+,-./:=?", error);
  if (syntax == IA5 && !g_str_is_ascii (value))
    return refuse (attribute, "only ASCII characters", error);
  return TRUE;
}
