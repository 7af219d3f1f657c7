/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extensions that are lists, from the service's JSON: policies, alternative names, access. */
#include "esp-extension-json.h"

#include "esp-extension-values.h"

#include <string.h>

#define POLICIES_LIMIT 20
#define QUALIFIERS_LIMIT 20
#define CPS_LIMIT 256
#define ACCESS_LIMIT 150 /* the model sets none; as many as there may be names */

static const EspNamedOid access_methods[] = {
  { "CA_REPOSITORY", "1.3.6.1.5.5.7.48.5" },
  { "RESOURCE_PKI_MANIFEST", "1.3.6.1.5.5.7.48.10" },
  { "RESOURCE_PKI_NOTIFY", "1.3.6.1.5.5.7.48.13" },
  { NULL },
};

static gboolean
fail (GError **error)
{
  esp_openssl_set_error (error, ESP_REASON_INTERNAL, NULL);
  return FALSE;
}

/* --- Policies ----------------------------------------------------------------------------------*/

static gboolean
add_qualifier (POLICYINFO *policy, const char *uri)
{
  POLICYQUALINFO *qualifier = POLICYQUALINFO_new ();
  g_autoptr (ASN1_STRING) text = ASN1_STRING_type_new (V_ASN1_IA5STRING);

  if (!policy->qualifiers)
    policy->qualifiers = sk_POLICYQUALINFO_new_null ();
  if (!qualifier || !text || ASN1_STRING_set (text, uri, (int) strlen (uri)) != 1 ||
      !policy->qualifiers || !sk_POLICYQUALINFO_push (policy->qualifiers, qualifier))
    {
      POLICYQUALINFO_free (qualifier);
      return FALSE;
    }
  qualifier->pqualid = OBJ_nid2obj (NID_id_qt_cps);
  qualifier->d.cpsuri = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
read_qualifier (const EspMember *at, JsonObject *object, POLICYINFO *policy, GError **error)
{
  static const char *const members[] = { "PolicyQualifierId", "Qualifier", NULL };
  static const char *const inner[] = { "CpsUri", NULL };
  const EspMember child = { at, "Qualifier", 0 };
  const char *id, *uri;
  JsonObject *qualifier;

  if (!esp_member_check_names (at, object, members, error))
    return FALSE;
  id = esp_member_text (at, object, "PolicyQualifierId", CPS_LIMIT, TRUE, error);
  if (!id)
    return FALSE;
  if (strcmp (id, "CPS") != 0)
    return esp_member_refuse_child (at, "PolicyQualifierId", "only CPS is possible", error);
  qualifier = esp_member_object (at, object, "Qualifier", error);
  if (!qualifier || !esp_member_check_names (&child, qualifier, inner, error))
    return FALSE;
  uri = esp_member_text (&child, qualifier, "CpsUri", CPS_LIMIT, TRUE, error);
  return uri && (add_qualifier (policy, uri) || fail (error));
}

static gboolean
read_policy (const EspMember *at, JsonObject *object, POLICYINFO *policy, GError **error)
{
  static const char *const members[] = { "CertPolicyId", "PolicyQualifiers", NULL };
  const EspMember list = { at, "PolicyQualifiers", 0 };
  const char *oid;
  JsonArray *array;

  if (!esp_member_check_names (at, object, members, error))
    return FALSE;
  oid = esp_member_oid (at, object, "CertPolicyId", error);
  if (!oid)
    return FALSE;
  ASN1_OBJECT_free (policy->policyid);
  policy->policyid = OBJ_txt2obj (oid, 1);
  if (!policy->policyid)
    return fail (error);
  if (!json_object_has_member (object, "PolicyQualifiers"))
    return TRUE;
  array = esp_member_array (at, object, "PolicyQualifiers", QUALIFIERS_LIMIT, error);
  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      const EspMember element = { &list, NULL, i };

      if (!read_qualifier (&element, json_array_get_object_element (array, i), policy, error))
        return FALSE;
    }
  return array != NULL;
}

EspExtension *
esp_json_read_policies (const EspMember *at, JsonObject *object, EspSource source, GError **error)
{
  JsonArray *array = esp_member_array (at->above, object, at->name, POLICIES_LIMIT, error);
  g_autoptr (CERTIFICATEPOLICIES) policies = NULL;

  if (!array)
    return NULL;
  policies = CERTIFICATEPOLICIES_new ();
  for (guint i = 0; policies && i < json_array_get_length (array); i++)
    {
      const EspMember element = { at, NULL, i };
      POLICYINFO *policy = POLICYINFO_new ();

      if (!policy || !sk_POLICYINFO_push (policies, policy))
        {
          POLICYINFO_free (policy);
          fail (error);
          return NULL;
        }
      if (!read_policy (&element, json_array_get_object_element (array, i), policy, error))
        return NULL;
    }
  return esp_json_take_extension (ESP_OID_CERTIFICATE_POLICIES, FALSE,
                                  esp_value_write (policies, ASN1_ITEM_rptr (CERTIFICATEPOLICIES)),
                                  source, error);
}

/* --- Names -------------------------------------------------------------------------------------*/

EspExtension *
esp_json_read_alternative_names (const EspMember *at,
                                 JsonObject *object,
                                 EspSource source,
                                 GError **error)
{
  JsonArray *array = esp_member_array (at->above, object, at->name, ESP_GENERAL_NAMES_LIMIT, error);
  g_autoptr (GENERAL_NAMES) names = NULL;

  if (!array)
    return NULL;
  names = GENERAL_NAMES_new ();
  for (guint i = 0; names && i < json_array_get_length (array); i++)
    {
      const EspMember element = { at, NULL, i };
      g_autoptr (GENERAL_NAME) name = esp_general_name_from_json (
        &element, json_array_get_object_element (array, i), error);

      if (!name)
        return NULL;
      if (!sk_GENERAL_NAME_push (names, name))
        {
          fail (error);
          return NULL;
        }
      g_steal_pointer (&name);
    }
  return esp_json_take_extension (ESP_OID_SUBJECT_ALTERNATIVE_NAME, FALSE,
                                  esp_value_write (names, ASN1_ITEM_rptr (GENERAL_NAMES)), source,
                                  error);
}

static gboolean
read_access (const EspMember *at, JsonObject *object, ACCESS_DESCRIPTION *access, GError **error)
{
  static const char *const members[] = { "AccessMethod", "AccessLocation", NULL };
  static const char *const methods[] = { "AccessMethodType", "CustomObjectIdentifier", NULL };
  const EspMember method_at = { at, "AccessMethod", 0 };
  const EspMember location_at = { at, "AccessLocation", 0 };
  JsonObject *method, *location;
  GENERAL_NAME *name;
  const char *oid;

  if (!esp_member_check_names (at, object, members, error) ||
      !(method = esp_member_object (at, object, "AccessMethod", error)) ||
      !(oid = esp_json_read_named_oid (&method_at, method, methods, access_methods, error)) ||
      !(location = esp_member_object (at, object, "AccessLocation", error)))
    return FALSE;
  name = esp_general_name_from_json (&location_at, location, error);
  if (!name)
    return FALSE;
  GENERAL_NAME_free (access->location);
  access->location = name;
  ASN1_OBJECT_free (access->method);
  access->method = OBJ_txt2obj (oid, 1);
  return access->method || fail (error);
}

EspExtension *
esp_json_read_information_access (const EspMember *at,
                                  JsonObject *object,
                                  EspSource source,
                                  GError **error)
{
  JsonArray *array = esp_member_array (at->above, object, at->name, ACCESS_LIMIT, error);
  g_autoptr (AUTHORITY_INFO_ACCESS) list = NULL;

  if (!array)
    return NULL;
  list = AUTHORITY_INFO_ACCESS_new ();
  for (guint i = 0; list && i < json_array_get_length (array); i++)
    {
      const EspMember element = { at, NULL, i };
      ACCESS_DESCRIPTION *access = ACCESS_DESCRIPTION_new ();

      if (!access || !sk_ACCESS_DESCRIPTION_push (list, access))
        {
          ACCESS_DESCRIPTION_free (access);
          fail (error);
          return NULL;
        }
      if (!read_access (&element, json_array_get_object_element (array, i), access, error))
        return NULL;
    }
  return esp_json_take_extension (ESP_OID_SUBJECT_INFORMATION_ACCESS, FALSE,
                                  esp_value_write (list, ASN1_ITEM_rptr (AUTHORITY_INFO_ACCESS)),
                                  source, error);
}
