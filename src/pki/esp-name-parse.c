/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From text to a name: RFC 4514 (with the quoted values of its predecessors, which people write)
 * and the slash form of the openssl command. Limits of values are in esp-name-attribute.c. */
#include "esp-name-attribute.h"

#include <string.h>

#define TEXT_LIMIT 8192
#define OID_LIMIT 64 /* service, section 1.2 */

typedef struct
{
  const char *text;
  const char *at;
  gboolean slash; /* least specific first, "/" between */
  X509_NAME *name;
} Parser;

static gboolean
fail (const Parser *parser, const char *problem, GError **error)
{
  g_autofree char *position = g_strdup_printf (
    "%ld", g_utf8_pointer_to_offset (parser->text, parser->at) + 1);

  esp_error_set (error, ESP_REASON_NAME_SYNTAX, NULL, "position", position, "problem", problem,
                 NULL);
  return FALSE;
}

static void
skip_spaces (Parser *parser)
{
  while (*parser->at == ' ')
    parser->at++;
}

static gboolean
read_type (Parser *parser, char **type, GError **error)
{
  const char *start, *end;

  skip_spaces (parser);
  start = parser->at;
  while (g_ascii_isalnum (*parser->at) || *parser->at == '.' || *parser->at == '-')
    parser->at++;
  end = parser->at;
  skip_spaces (parser);
  if (end == start || *parser->at != '=')
    return fail (parser, "an attribute like CN= is missing", error);
  parser->at++;
  if (g_ascii_strncasecmp (start, "OID.", 4) == 0)
    start += 4;
  *type = g_strndup (start, (gsize) (end - start));
  return TRUE;
}

/* After a backslash: a special character or two hexadecimal digits. */
static gboolean
read_escape (Parser *parser, GString *value, GError **error)
{
  if (*parser->at != '\0' && strchr ("\"+,;<>\\ #=/", *parser->at))
    {
      g_string_append_c (value, *parser->at++);
      return TRUE;
    }
  if (g_ascii_isxdigit (parser->at[0]) && g_ascii_isxdigit (parser->at[1]))
    {
      int byte = g_ascii_xdigit_value (parser->at[0]) << 4 | g_ascii_xdigit_value (parser->at[1]);

      if (byte == 0)
        return fail (parser, "a NUL byte is not allowed", error);
      g_string_append_c (value, (char) byte);
      parser->at += 2;
      return TRUE;
    }
  return fail (parser, "a backslash must be followed by a special character or two hex digits",
               error);
}

static gboolean
read_quoted (Parser *parser, GString *value, GError **error)
{
  parser->at++;
  while (*parser->at != '"')
    {
      if (*parser->at == '\0')
        return fail (parser, "the closing quotation mark is missing", error);
      if (*parser->at != '\\')
        g_string_append_c (value, *parser->at++);
      else
        {
          parser->at++;
          if (!read_escape (parser, value, error))
            return FALSE;
        }
    }
  parser->at++;
  skip_spaces (parser);
  return TRUE;
}

static gboolean
at_end (const Parser *parser)
{
  return strchr (parser->slash ? "/+" : ",+", *parser->at) != NULL; /* NUL too */
}

static gboolean
read_plain (Parser *parser, GString *value, GError **error)
{
  gsize kept = 0; /* spaces after it are no part of the value, unless escaped */

  while (!at_end (parser))
    {
      if (!parser->slash && strchr ("\";<>", *parser->at))
        return fail (parser, "this character must stand after a backslash", error);
      if (*parser->at == '\\')
        {
          parser->at++;
          if (!read_escape (parser, value, error))
            return FALSE;
          kept = value->len;
          continue;
        }
      g_string_append_c (value, *parser->at);
      if (*parser->at++ != ' ')
        kept = value->len;
    }
  g_string_truncate (value, kept);
  return TRUE;
}

/* "#" and the hexadecimal digits of a DER string (RFC 4514, 2.4). */
static ASN1_STRING *
read_hex (Parser *parser, GError **error)
{
  g_autoptr (GByteArray) der = g_byte_array_new ();
  ASN1_STRING *string = NULL;
  const guint8 *bytes;

  parser->at++;
  while (g_ascii_isxdigit (parser->at[0]) && g_ascii_isxdigit (parser->at[1]))
    {
      guint8 byte = (guint8) (g_ascii_xdigit_value (parser->at[0]) << 4 |
                              g_ascii_xdigit_value (parser->at[1]));

      g_byte_array_append (der, &byte, 1);
      parser->at += 2;
    }
  skip_spaces (parser);
  bytes = der->data;
  if (at_end (parser) && der->len > 0)
    string = d2i_ASN1_PRINTABLE (NULL, &bytes, (long) der->len);
  if (string && bytes == der->data + der->len)
    return string;
  ASN1_STRING_free (string);
  ERR_clear_error ();
  fail (parser, "# must be followed by the hex digits of a DER string", error);
  return NULL;
}

static char *
string_to_utf8 (const ASN1_STRING *string)
{
  guint8 *utf8 = NULL;
  int len = ASN1_STRING_to_UTF8 (&utf8, string);
  char *text = NULL;

  ERR_clear_error ();
  if (len < 0)
    return NULL;
  if (g_utf8_validate_len ((const char *) utf8, (gsize) len, NULL))
    text = g_strndup ((const char *) utf8, (gsize) len);
  OPENSSL_free (utf8);
  return text;
}

static ASN1_STRING *
read_value (Parser *parser, const EspNameAttribute *row, const char *type, GError **error)
{
  g_autoptr (GString) value = g_string_new (NULL);
  g_autoptr (ASN1_STRING) string = NULL;
  g_autofree char *text = NULL;
  gboolean done;

  skip_spaces (parser);
  if (*parser->at == '#')
    {
      string = read_hex (parser, error);
      text = string ? string_to_utf8 (string) : NULL;
      if (!string || (text && !esp_name_attribute_check (row, type, text, error)))
        return NULL;
      return g_steal_pointer (&string);
    }
  if (*parser->at == '"' && !parser->slash)
    done = read_quoted (parser, value, error);
  else
    done = read_plain (parser, value, error);
  if (!done)
    return NULL;
  if (!g_utf8_validate_len (value->str, value->len, NULL))
    {
      fail (parser, "the value is not valid UTF-8", error);
      return NULL;
    }
  if (!esp_name_attribute_check (row, type, value->str, error))
    return NULL;
  string = ASN1_STRING_type_new (esp_name_attribute_get_type (row));
  if (!string || ASN1_STRING_set (string, value->str, (int) value->len) != 1)
    {
      esp_openssl_set_error (error, ESP_REASON_INTERNAL, NULL);
      return NULL;
    }
  return g_steal_pointer (&string);
}

/* OBJ_txt2obj() is more lenient than this. */
static gboolean
is_oid (const char *text)
{
  gsize n_parts = 0;

  if (strlen (text) > OID_LIMIT)
    return FALSE;
  for (;; text++)
    {
      gsize digits = strspn (text, "0123456789");

      if (digits == 0 || (digits > 1 && *text == '0'))
        return FALSE;
      n_parts++;
      text += digits;
      if (*text == '\0')
        return n_parts > 1;
      if (*text != '.')
        return FALSE;
    }
}

static ASN1_OBJECT *
find_object (const char *type, const EspNameAttribute **row, GError **error)
{
  ASN1_OBJECT *object = NULL;

  *row = esp_name_attribute_find_keyword (type);
  if (*row)
    return OBJ_txt2obj ((*row)->oid, 1);
  if (is_oid (type))
    object = OBJ_txt2obj (type, 1);
  ERR_clear_error ();
  if (object)
    *row = esp_name_attribute_find_object (object);
  else
    esp_error_set (error, ESP_REASON_NAME_ATTRIBUTE_UNKNOWN, NULL, "attribute", type, NULL);
  return object;
}

/* The first attribute of a set begins it; the others join it. The name is kept with the least
 * specific set first. */
static gboolean
add_attribute (Parser *parser, gboolean joins, GError **error)
{
  g_autofree char *type = NULL;
  g_autoptr (ASN1_OBJECT) object = NULL;
  g_autoptr (ASN1_STRING) value = NULL;
  g_autoptr (X509_NAME_ENTRY) entry = NULL;
  const EspNameAttribute *row = NULL;
  int set = 0;

  if (X509_NAME_entry_count (parser->name) >= ESP_NAME_MAX_ATTRIBUTES)
    return fail (parser, "there are more than 150 attributes", error);
  if (!read_type (parser, &type, error))
    return FALSE;
  object = find_object (type, &row, error);
  if (!object)
    return FALSE;
  value = read_value (parser, row, type, error);
  if (!value)
    return FALSE;
  if (!at_end (parser))
    return fail (parser, "a separator is missing", error);
  entry = X509_NAME_ENTRY_create_by_OBJ (NULL, object, ASN1_STRING_type (value),
                                         ASN1_STRING_get0_data (value), ASN1_STRING_length (value));
  if (joins)
    set = parser->slash ? -1 : 1;
  if (entry && X509_NAME_add_entry (parser->name, entry, parser->slash ? -1 : 0, set) == 1)
    return TRUE;
  esp_openssl_set_error (error, ESP_REASON_INTERNAL, NULL);
  return FALSE;
}

X509_NAME *
esp_name_parse_x509 (const char *text, GError **error)
{
  g_autoptr (X509_NAME) name = X509_NAME_new ();
  Parser parser = { text, text, *text == '/', name };
  gboolean joins = FALSE;

  if (strlen (text) > TEXT_LIMIT || !g_utf8_validate (text, -1, NULL))
    {
      parser.text = parser.at = "";
      fail (&parser, "it is longer than 8,192 bytes or not valid UTF-8", error);
      return NULL;
    }
  if (parser.slash)
    parser.at++;
  skip_spaces (&parser);
  if (*parser.at == '\0')
    {
      esp_error_set (error, ESP_REASON_NAME_EMPTY, NULL, NULL);
      return NULL;
    }
  for (;;)
    {
      if (!add_attribute (&parser, joins, error))
        return NULL;
      if (*parser.at == '\0')
        return g_steal_pointer (&name);
      joins = *parser.at++ == '+';
    }
}
