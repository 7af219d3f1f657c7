/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of extensions as DER and back. Words for people are in esp-extension-sections.c. */
#include "esp-extension-values.h"

#include "esp-template.h"

#include <string.h>

GBytes *
esp_value_write (const void *value, const ASN1_ITEM *item)
{
  guint8 *der = NULL;
  int len = ASN1_item_i2d (value, &der, item);

  return esp_openssl_take_der (der, len);
}

GBytes *
esp_value_basic_constraints (gboolean ca, int path_length)
{
  g_autoptr (BASIC_CONSTRAINTS) value = BASIC_CONSTRAINTS_new ();

  if (!value)
    return NULL;
  value->ca = ca ? 0xff : 0;
  if (path_length >= 0)
    {
      value->pathlen = ASN1_INTEGER_new ();
      if (!value->pathlen || !ASN1_INTEGER_set (value->pathlen, path_length))
        return NULL;
    }
  return esp_value_write (value, ASN1_ITEM_rptr (BASIC_CONSTRAINTS));
}

GBytes *
esp_value_key_usage (guint usage)
{
  g_autoptr (ASN1_BIT_STRING) value = ASN1_BIT_STRING_new ();

  for (int bit = 0; value && bit < ESP_KEY_USAGE_BITS; bit++)
    if ((usage & (1u << bit)) && !ASN1_BIT_STRING_set_bit (value, bit, 1))
      return NULL;
  return value ? esp_value_write (value, ASN1_ITEM_rptr (ASN1_BIT_STRING)) : NULL;
}

GBytes *
esp_value_extended_key_usage (const char *const *oids)
{
  g_autoptr (EXTENDED_KEY_USAGE) value = EXTENDED_KEY_USAGE_new ();

  for (gsize i = 0; value && oids[i]; i++)
    {
      g_autoptr (ASN1_OBJECT) object = OBJ_txt2obj (oids[i], 1);

      if (!object || !sk_ASN1_OBJECT_push (value, object))
        return NULL;
      g_steal_pointer (&object);
    }
  return value ? esp_value_write (value, ASN1_ITEM_rptr (EXTENDED_KEY_USAGE)) : NULL;
}

static ASN1_OCTET_STRING *
octet_string_new (GBytes *bytes)
{
  g_autoptr (ASN1_OCTET_STRING) string = ASN1_OCTET_STRING_new ();
  gsize len = 0;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  if (!string || len > G_MAXINT || !ASN1_OCTET_STRING_set (string, data, (int) len))
    return NULL;
  return g_steal_pointer (&string);
}

GBytes *
esp_value_subject_key_identifier (GBytes *identifier)
{
  g_autoptr (ASN1_OCTET_STRING) value = octet_string_new (identifier);

  return value ? esp_value_write (value, ASN1_ITEM_rptr (ASN1_OCTET_STRING)) : NULL;
}

GBytes *
esp_value_authority_key_identifier (GBytes *identifier)
{
  g_autoptr (AUTHORITY_KEYID) value = AUTHORITY_KEYID_new ();

  if (!value || !(value->keyid = octet_string_new (identifier)))
    return NULL;
  return esp_value_write (value, ASN1_ITEM_rptr (AUTHORITY_KEYID));
}

static GENERAL_NAME *
uri_new (const char *url)
{
  g_autoptr (GENERAL_NAME) name = GENERAL_NAME_new ();
  g_autoptr (ASN1_STRING) string = ASN1_STRING_type_new (V_ASN1_IA5STRING);

  if (!name || !string || !ASN1_STRING_set (string, url, (int) strlen (url)))
    return NULL;
  GENERAL_NAME_set0_value (name, GEN_URI, g_steal_pointer (&string));
  return g_steal_pointer (&name);
}

/* What stands in a certificate's distribution point, and in a partitioned list to say that it is
 * the one: byte for byte the same. */
static DIST_POINT_NAME *
full_name_new (const char *url)
{
  g_autoptr (DIST_POINT_NAME) point = DIST_POINT_NAME_new ();
  g_autoptr (GENERAL_NAME) name = uri_new (url);

  if (!point || !name)
    return NULL;
  point->type = 0; /* fullName */
  point->name.fullname = GENERAL_NAMES_new ();
  if (!point->name.fullname || !sk_GENERAL_NAME_push (point->name.fullname, name))
    return NULL;
  g_steal_pointer (&name);
  return g_steal_pointer (&point);
}

GBytes *
esp_value_issuing_distribution_point (const char *url)
{
  g_autoptr (ISSUING_DIST_POINT) value = ISSUING_DIST_POINT_new ();

  if (!value || !(value->distpoint = full_name_new (url)))
    return NULL;
  return esp_value_write (value, ASN1_ITEM_rptr (ISSUING_DIST_POINT));
}

GBytes *
esp_value_crl_distribution_point (const char *url)
{
  g_autoptr (CRL_DIST_POINTS) value = CRL_DIST_POINTS_new ();
  g_autoptr (DIST_POINT) point = DIST_POINT_new ();

  if (!value || !point || !(point->distpoint = full_name_new (url)) ||
      !sk_DIST_POINT_push (value, point))
    return NULL;
  g_steal_pointer (&point);
  return esp_value_write (value, ASN1_ITEM_rptr (CRL_DIST_POINTS));
}

GBytes *
esp_value_ocsp_access (const char *url)
{
  g_autoptr (AUTHORITY_INFO_ACCESS) value = AUTHORITY_INFO_ACCESS_new ();
  g_autoptr (GENERAL_NAME) name = uri_new (url);
  ACCESS_DESCRIPTION *access;

  if (!value || !name)
    return NULL;
  access = ACCESS_DESCRIPTION_new ();
  if (!access || !sk_ACCESS_DESCRIPTION_push (value, access))
    {
      ACCESS_DESCRIPTION_free (access);
      return NULL;
    }
  ASN1_OBJECT_free (access->method);
  access->method = OBJ_nid2obj (NID_ad_OCSP);
  GENERAL_NAME_free (access->location);
  access->location = g_steal_pointer (&name);
  return esp_value_write (value, ASN1_ITEM_rptr (AUTHORITY_INFO_ACCESS));
}

GBytes *
esp_value_crl_number (gint64 number)
{
  g_autoptr (ASN1_INTEGER) value = ASN1_INTEGER_new ();

  if (!value || !ASN1_INTEGER_set_int64 (value, number))
    return NULL;
  return esp_value_write (value, ASN1_ITEM_rptr (ASN1_INTEGER));
}

gpointer
esp_value_read (GBytes *value, const ASN1_ITEM *item)
{
  gsize len = 0;
  const guint8 *start = g_bytes_get_data (value, &len);
  const guint8 *p = start;
  ASN1_VALUE *read = NULL;

  if (len > 0 && len <= G_MAXINT)
    read = ASN1_item_d2i (NULL, &p, (long) len, item);
  if (read && p != start + len)
    {
      ASN1_item_free (read, item);
      read = NULL;
    }
  ERR_clear_error ();
  return read;
}

BASIC_CONSTRAINTS *
esp_value_read_basic_constraints (GBytes *value)
{
  return esp_value_read (value, ASN1_ITEM_rptr (BASIC_CONSTRAINTS));
}

gboolean
esp_value_read_path_length (const BASIC_CONSTRAINTS *value, int *path_length)
{
  gint64 number = 0;

  *path_length = ESP_PATH_LENGTH_NONE;
  if (!value->pathlen)
    return TRUE;
  if (!ASN1_INTEGER_get_int64 (&number, value->pathlen) || number < 0 || number > G_MAXINT)
    {
      ERR_clear_error ();
      return FALSE;
    }
  *path_length = (int) number;
  return TRUE;
}

gboolean
esp_value_read_key_usage (GBytes *value, guint *usage)
{
  g_autoptr (ASN1_BIT_STRING) bits = esp_value_read (value, ASN1_ITEM_rptr (ASN1_BIT_STRING));

  *usage = 0;
  for (int bit = 0; bits && bit < ESP_KEY_USAGE_BITS; bit++)
    if (ASN1_BIT_STRING_get_bit (bits, bit))
      *usage |= 1u << bit;
  return bits != NULL;
}

char *
esp_object_to_oid (const ASN1_OBJECT *object)
{
  int len = OBJ_obj2txt (NULL, 0, object, 1);
  char *oid;

  if (len <= 0)
    return g_strdup ("");
  oid = g_malloc ((gsize) len + 1);
  OBJ_obj2txt (oid, len + 1, object, 1);
  return oid;
}

GPtrArray *
esp_value_read_extended_key_usage (GBytes *value)
{
  g_autoptr (EXTENDED_KEY_USAGE)
    usages = esp_value_read (value, ASN1_ITEM_rptr (EXTENDED_KEY_USAGE));
  GPtrArray *oids;

  if (!usages)
    return NULL;
  oids = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; i < sk_ASN1_OBJECT_num (usages); i++)
    g_ptr_array_add (oids, esp_object_to_oid (sk_ASN1_OBJECT_value (usages, i)));
  return oids;
}

GBytes *
esp_asn1_string_to_bytes (const ASN1_STRING *string)
{
  return g_bytes_new (ASN1_STRING_get0_data (string), (gsize) ASN1_STRING_length (string));
}

GBytes *
esp_value_read_subject_key_identifier (GBytes *value)
{
  g_autoptr (ASN1_OCTET_STRING) string = esp_value_read (value, ASN1_ITEM_rptr (ASN1_OCTET_STRING));

  return string ? esp_asn1_string_to_bytes (string) : NULL;
}

GBytes *
esp_value_read_authority_key_identifier (GBytes *value)
{
  g_autoptr (AUTHORITY_KEYID) read = esp_value_read (value, ASN1_ITEM_rptr (AUTHORITY_KEYID));

  return read && read->keyid ? esp_asn1_string_to_bytes (read->keyid) : NULL;
}

GENERAL_NAMES *
esp_value_read_general_names (GBytes *value)
{
  return esp_value_read (value, ASN1_ITEM_rptr (GENERAL_NAMES));
}

const EspExtension *
esp_extensions_find (GPtrArray *extensions, const char *oid, guint *count)
{
  const EspExtension *found = NULL;
  guint n = 0;

  for (guint i = 0; i < extensions->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (extensions, i);

      if (extension->ignored || strcmp (extension->oid, oid) != 0)
        continue;
      found = found ? found : extension;
      n++;
    }
  if (count)
    *count = n;
  return found;
}
