/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The value of an extension in words, for people. Where we have no words of our own OpenSSL's are
 * taken, and bytes as hexadecimal digits where it has none either. */
#include "esp-extension.h"

#include "base/esp-hex.h"
#include "base/esp-text.h"
#include "esp-der.h"
#include "esp-extension-values.h"
#include "esp-name.h"
#include "esp-template.h"

static void
append_item (GString *text, const char *item)
{
  if (text->len > 0)
    g_string_append (text, ", ");
  g_string_append (text, item);
}

static char *
key_usage_to_text (GBytes *value)
{
  GString *text;
  guint usage;

  if (!esp_value_read_key_usage (value, &usage))
    return NULL;
  text = g_string_new (NULL);
  for (guint bit = 0; bit < ESP_KEY_USAGE_BITS; bit++)
    if (usage & (1u << bit))
      append_item (text, esp_key_usage_get_name (bit));
  return g_string_free (text, FALSE);
}

/* "serverAuth"; the OID where OpenSSL has no short name. */
static void
append_purpose (GString *text, const char *oid)
{
  int nid = OBJ_txt2nid (oid);

  ERR_clear_error ();
  append_item (text, nid != NID_undef ? OBJ_nid2sn (nid) : oid);
}

static char *
extended_key_usage_to_text (GBytes *value)
{
  g_autoptr (GPtrArray) oids = esp_value_read_extended_key_usage (value);
  GString *text;

  if (!oids)
    return NULL;
  text = g_string_new (NULL);
  for (guint i = 0; i < oids->len; i++)
    append_purpose (text, g_ptr_array_index (oids, i));
  return g_string_free (text, FALSE);
}

static char *
basic_constraints_to_text (GBytes *value)
{
  g_autoptr (BASIC_CONSTRAINTS) constraints = esp_value_read_basic_constraints (value);
  int path_length;

  if (!constraints || !esp_value_read_path_length (constraints, &path_length))
    return NULL;
  if (path_length == ESP_PATH_LENGTH_NONE)
    return g_strdup (constraints->ca ? "CA:TRUE" : "CA:FALSE");
  return g_strdup_printf ("CA:%s, pathlen:%d", constraints->ca ? "TRUE" : "FALSE", path_length);
}

static void
append_names (GString *text, const GENERAL_NAMES *names)
{
  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    {
      g_autofree char *name = esp_general_name_to_text (sk_GENERAL_NAME_value (names, i));

      append_item (text, name);
    }
}

static char *
general_names_to_text (GBytes *value)
{
  g_autoptr (GENERAL_NAMES) names = esp_value_read_general_names (value);
  GString *text;

  if (!names)
    return NULL;
  text = g_string_new (NULL);
  append_names (text, names);
  return g_string_free (text, FALSE);
}

static char *
identifier_to_text (GBytes *identifier)
{
  gsize len;
  const guint8 *bytes;

  if (!identifier)
    return NULL;
  bytes = g_bytes_get_data (identifier, &len);
  return esp_hex_encode_colons (bytes, len);
}

static char *
subject_key_identifier_to_text (GBytes *value)
{
  g_autoptr (GBytes) identifier = esp_value_read_subject_key_identifier (value);

  return identifier_to_text (identifier);
}

static char *
authority_key_identifier_to_text (GBytes *value)
{
  g_autoptr (GBytes) identifier = esp_value_read_authority_key_identifier (value);

  return identifier_to_text (identifier);
}

/* Only the whole names of points without reasons or an issuer of their own: the rest is rare enough
 * for OpenSSL's words. */
static char *
distribution_points_to_text (GBytes *value)
{
  g_autoptr (CRL_DIST_POINTS) points = esp_value_read (value, ASN1_ITEM_rptr (CRL_DIST_POINTS));
  g_autoptr (GString) text = g_string_new (NULL);

  if (!points)
    return NULL;
  for (int i = 0; i < sk_DIST_POINT_num (points); i++)
    {
      const DIST_POINT *point = sk_DIST_POINT_value (points, i);

      if (point->reasons || point->CRLissuer || !point->distpoint || point->distpoint->type != 0)
        return NULL;
      append_names (text, point->distpoint->name.fullname);
    }
  return g_strdup (text->str);
}

static char *
information_access_to_text (GBytes *value)
{
  g_autoptr (AUTHORITY_INFO_ACCESS)
    accesses = esp_value_read (value, ASN1_ITEM_rptr (AUTHORITY_INFO_ACCESS));
  GString *text;

  if (!accesses)
    return NULL;
  text = g_string_new (NULL);
  for (int i = 0; i < sk_ACCESS_DESCRIPTION_num (accesses); i++)
    {
      const ACCESS_DESCRIPTION *access = sk_ACCESS_DESCRIPTION_value (accesses, i);
      g_autofree char *oid = esp_object_to_oid (access->method);
      g_autofree char *location = esp_general_name_to_text (access->location);

      append_purpose (text, oid);
      g_string_append_printf (text, " %s", location);
    }
  return g_string_free (text, FALSE);
}

/* Of a subject that was asked for and not taken. */
static char *
subject_to_text (GBytes *value)
{
  g_autoptr (EspName) name = esp_name_new_from_der (value, NULL);

  return name ? g_strdup (esp_name_get_text (name)) : NULL;
}

static const struct
{
  const char *oid;
  char *(*to_text) (GBytes *value);
} words[] = {
  { ESP_EXTENSION_SUBJECT, subject_to_text },
  { ESP_OID_KEY_USAGE, key_usage_to_text },
  { ESP_OID_EXTENDED_KEY_USAGE, extended_key_usage_to_text },
  { ESP_OID_BASIC_CONSTRAINTS, basic_constraints_to_text },
  { ESP_OID_SUBJECT_ALTERNATIVE_NAME, general_names_to_text },
  { ESP_OID_ISSUER_ALTERNATIVE_NAME, general_names_to_text },
  { ESP_OID_SUBJECT_KEY_IDENTIFIER, subject_key_identifier_to_text },
  { ESP_OID_AUTHORITY_KEY_IDENTIFIER, authority_key_identifier_to_text },
  { ESP_OID_CRL_DISTRIBUTION_POINTS, distribution_points_to_text },
  { ESP_OID_FRESHEST_CRL, distribution_points_to_text },
  { ESP_OID_AUTHORITY_INFORMATION_ACCESS, information_access_to_text },
  { ESP_OID_SUBJECT_INFORMATION_ACCESS, information_access_to_text },
};

static X509_EXTENSION *
to_x509 (const EspExtension *extension)
{
  g_autoptr (ASN1_OBJECT) object = OBJ_txt2obj (extension->oid, 1);
  g_autoptr (ASN1_OCTET_STRING) octets = ASN1_OCTET_STRING_new ();
  gsize len;
  const guint8 *bytes = g_bytes_get_data (extension->value, &len);

  if (!object || !octets || len > G_MAXINT || ASN1_OCTET_STRING_set (octets, bytes, (int) len) != 1)
    return NULL;
  return X509_EXTENSION_create_by_OBJ (NULL, object, extension->critical, octets);
}

/* OpenSSL reads a value and does not mind what follows it; a person should see that. */
static gboolean
is_one_element (GBytes *value)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (value, &len);
  EspDer der = { bytes, len };

  return esp_der_read_any (&der, NULL, NULL, NULL) && der.len == 0;
}

/* OpenSSL's words; NULL where it has none. */
static char *
print_with_openssl (const EspExtension *extension)
{
  g_autoptr (X509_EXTENSION) x509 = to_x509 (extension);
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  char *printed = NULL;
  char *text = NULL;
  long len;

  if (x509 && out && X509V3_EXT_print (out, x509, X509V3_EXT_DEFAULT, 0) == 1)
    {
      len = BIO_get_mem_data (out, &printed);
      text = len > 0 ? g_strstrip (g_strndup (printed, (gsize) len)) : NULL;
    }
  ERR_clear_error ();
  return text;
}

/* Each line is made safe by itself, because a line end is no harm here. */
static char *
escape_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i]; i++)
    {
      char *escaped = esp_text_escape (g_strstrip (lines[i]));

      g_free (lines[i]);
      lines[i] = escaped;
    }
  return g_strjoinv ("\n", lines);
}

char *
esp_extension_to_text (const EspExtension *extension)
{
  g_autofree char *text = NULL;
  gsize len;
  const guint8 *bytes;

  for (gsize i = 0; !text && i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].oid, extension->oid))
      text = words[i].to_text (extension->value);
  if (!text && is_one_element (extension->value))
    text = print_with_openssl (extension);
  if (text)
    return escape_lines (text);
  bytes = g_bytes_get_data (extension->value, &len);
  return esp_hex_encode_colons (bytes, len);
}
