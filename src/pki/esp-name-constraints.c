/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From JSON to the value of the extension. */
#include "esp-name-constraints.h"

#include "base/esp-json.h"
#include "esp-general-name.h"
#include "esp-member.h"
#include "esp-openssl.h"

#include <gio/gio.h>
#include <string.h>

#define NETWORK_LENGTH 43 /* of an IPv6 address and the number of its bits */

static const EspMember top = { NULL, "NameConstraints", 0 };

static gboolean
fail (GError **error)
{
  esp_openssl_set_error (error, ESP_REASON_INTERNAL, NULL);
  return FALSE;
}

/* Address and mask, one after the other: what certificates have for a network. */
static GENERAL_NAME *
read_network (const EspMember *at, JsonObject *object, GError **error)
{
  const char *text = esp_member_text (at, object, "IpAddress", NETWORK_LENGTH, TRUE, error);
  g_autoptr (GInetAddressMask) network = text ? g_inet_address_mask_new_from_string (text, NULL) :
                                                NULL;
  g_autoptr (GENERAL_NAME) name = GENERAL_NAME_new ();
  g_autoptr (ASN1_OCTET_STRING) octets = ASN1_OCTET_STRING_new ();
  guint8 bytes[32] = { 0 };
  GInetAddress *address;
  gsize size;

  if (!text)
    return NULL;
  if (!network)
    {
      esp_member_refuse_child (at, "IpAddress", "a network like 10.0.0.0/8 is expected", error);
      return NULL;
    }
  address = g_inet_address_mask_get_address (network);
  size = g_inet_address_get_native_size (address);
  memcpy (bytes, g_inet_address_to_bytes (address), size);
  for (guint bit = 0; bit < g_inet_address_mask_get_length (network); bit++)
    bytes[size + bit / 8] |= (guint8) (0x80 >> (bit % 8));
  if (!name || !octets || ASN1_OCTET_STRING_set (octets, bytes, (int) size * 2) != 1)
    {
      fail (error);
      return NULL;
    }
  GENERAL_NAME_set0_value (name, GEN_IPADD, g_steal_pointer (&octets));
  return g_steal_pointer (&name);
}

static gboolean
add_subtree (STACK_OF (GENERAL_SUBTREE) * list,
             const EspMember *at,
             JsonObject *object,
             GError **error)
{
  g_autoptr (GENERAL_NAME)
    name = json_object_has_member (object, "IpAddress") && json_object_get_size (object) == 1 ?
             read_network (at, object, error) :
             esp_general_name_from_json (at, object, error);
  GENERAL_SUBTREE *subtree;

  if (!name)
    return FALSE;
  subtree = GENERAL_SUBTREE_new ();
  if (!subtree)
    return fail (error);
  GENERAL_NAME_free (subtree->base);
  subtree->base = g_steal_pointer (&name);
  if (sk_GENERAL_SUBTREE_push (list, subtree) > 0)
    return TRUE;
  GENERAL_SUBTREE_free (subtree);
  return fail (error);
}

/* A member that is missing is no list; an empty one would be none either, and is refused. */
static gboolean
read_list (JsonObject *object,
           const char *member,
           STACK_OF (GENERAL_SUBTREE) * *list,
           GError **error)
{
  JsonArray *array;

  if (!json_object_has_member (object, member))
    return TRUE;
  array = esp_member_array (&top, object, member, ESP_GENERAL_NAMES_LIMIT, error);
  if (!array)
    return FALSE;
  *list = sk_GENERAL_SUBTREE_new_null ();
  if (!*list)
    return fail (error);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const EspMember above = { &top, member, 0 };
      const EspMember at = { &above, NULL, i };

      if (!add_subtree (*list, &at, json_array_get_object_element (array, i), error))
        return FALSE;
    }
  return TRUE;
}

GBytes *
esp_name_constraints_encode (JsonNode *constraints, GError **error)
{
  static const char *const known[] = { "Permitted", "Excluded", NULL };
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (constraints) ? json_node_get_object (constraints) :
                                                              NULL;
  g_autoptr (NAME_CONSTRAINTS) value = NULL;
  guint8 *der = NULL;
  GBytes *bytes;
  int len;

  if (!object || json_object_get_size (object) == 0)
    {
      esp_member_refuse (&top, "an object with Permitted or Excluded names is expected", error);
      return NULL;
    }
  if (!esp_member_check_names (&top, object, known, error))
    return NULL;
  value = NAME_CONSTRAINTS_new ();
  if (!value)
    {
      fail (error);
      return NULL;
    }
  if (!read_list (object, "Permitted", &value->permittedSubtrees, error) ||
      !read_list (object, "Excluded", &value->excludedSubtrees, error))
    return NULL;
  len = ASN1_item_i2d ((ASN1_VALUE *) value, &der, ASN1_ITEM_rptr (NAME_CONSTRAINTS));
  bytes = esp_openssl_take_der (der, len);
  if (!bytes)
    fail (error);
  return bytes;
}
