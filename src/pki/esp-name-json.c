/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A name as the service's ASN1Subject and back (section 4.3): named fields, one value each, or a
 * list of custom attributes, never both. Named fields stand in the name from the country down to
 * the common name, whatever order the document has; custom attributes in their own order.
 */
#include "esp-name-json.h"

#include "base/esp-hex.h"
#include "base/esp-json.h"
#include "esp-name-attribute.h"
#include "esp-name-private.h"

#include <string.h>

#define CUSTOM "CustomAttributes"
#define OID "ObjectIdentifier"
#define VALUE "Value"

/* From the least specific to the most specific one. */
static const char *const fields[] = {
  "Country",
  "State",
  "Locality",
  "Organization",
  "OrganizationalUnit",
  "Title",
  "Surname",
  "GivenName",
  "Initials",
  "GenerationQualifier",
  "Pseudonym",
  "SerialNumber",
  "DistinguishedNameQualifier",
  "CommonName",
  CUSTOM,
  NULL,
};
static const char *const pair_members[] = { OID, VALUE, NULL };

/* --- From JSON ---------------------------------------------------------------------------------*/

static gboolean
add_entry (X509_NAME *name, const EspNameAttribute *row, const char *oid, const char *value)
{
  g_autoptr (ASN1_OBJECT) object = OBJ_txt2obj (oid, 1);

  return object && X509_NAME_add_entry_by_OBJ (name, object, esp_name_attribute_get_type (row),
                                               (const guint8 *) value, -1, -1, 0) == 1;
}

/* The length first, so that a value that is only too long is told by its length; "exactly two
 * letters" is a sentence of its own. */
static gboolean
read_entry (const EspMember *at,
            JsonObject *object,
            const char *member,
            const EspNameAttribute *row,
            const char *oid,
            X509_NAME *name,
            GError **error)
{
  gboolean country = row && row->syntax == ESP_NAME_SYNTAX_COUNTRY;
  guint limit = row && !country ? row->limit : ESP_NAME_CUSTOM_LIMIT;
  const char *value = esp_member_text (at, object, member, limit, FALSE, error);
  g_autoptr (GError) why = NULL;

  if (!value)
    return FALSE;
  if (!esp_name_attribute_check (row, member, value, &why))
    return esp_member_refuse_child (at, member, esp_error_get_argument (why, "limit"), error);
  if (add_entry (name, row, oid, value))
    return TRUE;
  esp_member_refuse_child (at, member, "it can't be encoded", error);
  esp_openssl_move_queue (error ? *error : NULL);
  return FALSE;
}

static gboolean
read_fields (const EspMember *at, JsonObject *object, X509_NAME *name, GError **error)
{
  for (gsize i = 0; fields[i] && strcmp (fields[i], CUSTOM) != 0; i++)
    {
      const EspNameAttribute *row = esp_name_attribute_find_json (fields[i]);

      if (json_object_has_member (object, fields[i]) &&
          !read_entry (at, object, fields[i], row, row->oid, name, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_pair (const EspMember *at, JsonObject *pair, X509_NAME *name, GError **error)
{
  const char *oid;
  g_autoptr (ASN1_OBJECT) object = NULL;

  if (!esp_member_check_names (at, pair, pair_members, error))
    return FALSE;
  oid = esp_member_oid (at, pair, OID, error);
  if (!oid)
    return FALSE;
  object = OBJ_txt2obj (oid, 1);
  if (!object)
    {
      esp_member_refuse_child (at, OID, "it can't be encoded", error);
      esp_openssl_move_queue (error ? *error : NULL);
      return FALSE;
    }
  return read_entry (at, pair, VALUE, esp_name_attribute_find_object (object), oid, name, error);
}

static gboolean
read_pairs (const EspMember *at, JsonObject *object, X509_NAME *name, GError **error)
{
  const EspMember list = { at, CUSTOM, 0 };
  JsonArray *pairs;

  if (json_object_get_size (object) > 1)
    return esp_member_refuse (&list,
                              "it can't be combined with the named fields; give all "
                              "attributes in it by their OIDs",
                              error);
  pairs = esp_member_array (at, object, CUSTOM, ESP_NAME_MAX_ATTRIBUTES, error);
  for (guint i = 0; pairs && i < json_array_get_length (pairs); i++)
    {
      const EspMember element = { &list, NULL, i };

      if (!read_pair (&element, json_array_get_object_element (pairs, i), name, error))
        return FALSE;
    }
  return pairs != NULL;
}

EspName *
esp_name_from_json_at (const EspMember *at, JsonObject *object, GError **error)
{
  g_autoptr (X509_NAME) name = X509_NAME_new ();
  gboolean custom = json_object_has_member (object, CUSTOM);

  if (!name)
    {
      esp_openssl_set_error (error, ESP_REASON_INTERNAL, NULL);
      return NULL;
    }
  if (!esp_member_check_names (at, object, fields, error) ||
      !(custom ? read_pairs (at, object, name, error) : read_fields (at, object, name, error)))
    return NULL;
  return esp_name_new_from_x509 (name, error);
}

EspName *
esp_name_from_json (JsonObject *object, const char *member, GError **error)
{
  const EspMember at = { NULL, member, 0 };

  return esp_name_from_json_at (&at, object, error);
}

/* --- To JSON -----------------------------------------------------------------------------------*/

static void
add_pair (JsonArray *pairs, const X509_NAME_ENTRY *entry, const char *value)
{
  JsonObject *pair = json_object_new ();
  g_autofree char *oid = esp_name_entry_get_oid (entry);

  json_object_set_string_member (pair, OID, oid);
  json_object_set_string_member (pair, VALUE, value);
  json_array_add_object_element (pairs, pair);
}

/* The field of each entry, no field twice. */
static gboolean
fits_fields (const X509_NAME *name)
{
  g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);

  for (int i = 0; i < X509_NAME_entry_count (name); i++)
    {
      const EspNameAttribute *row = esp_name_attribute_find_object (
        X509_NAME_ENTRY_get_object (X509_NAME_get_entry (name, i)));

      if (!row || !row->json || !g_hash_table_add (used, (gpointer) row->json))
        return FALSE;
    }
  return TRUE;
}

JsonObject *
esp_name_to_json (EspName *name)
{
  const X509_NAME *x509 = esp_name_get_x509 (name);
  JsonObject *object = json_object_new ();
  gboolean named = fits_fields (x509);
  g_autoptr (JsonArray) pairs = json_array_new ();

  for (int i = 0; i < X509_NAME_entry_count (x509); i++)
    {
      const X509_NAME_ENTRY *entry = X509_NAME_get_entry (x509, i);
      const EspNameAttribute *row = esp_name_attribute_find_object (
        X509_NAME_ENTRY_get_object (entry));
      g_autofree char *value = esp_name_entry_get_value (entry);

      if (named)
        json_object_set_string_member (object, row->json, value);
      else
        add_pair (pairs, entry, value);
    }
  if (!named)
    json_object_set_array_member (object, CUSTOM, g_steal_pointer (&pairs));
  return object;
}
