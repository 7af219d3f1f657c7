/* SPDX-License-Identifier: GPL-3.0-or-later */
/* General names from the service's JSON: one row per kind, with the limits of section 4.4. */
#include "esp-general-name.h"

#include "esp-name-json.h"
#include "esp-name-private.h"

#include <gio/gio.h>
#include <string.h>

#define ADDRESS_LIMIT 39
#define TEXT_LIMIT 256

/* RFC 4985: its value is an IA5String; the other names of text that are in use are UTF8Strings. */
#define OID_DNS_SERVICE "1.3.6.1.5.5.7.8.7"

typedef struct _Kind Kind;
/* Sets the value of @name from @value, the object that holds the member of @kind. */
typedef gboolean (*Fill) (const Kind *kind,
                          const EspMember *at,
                          JsonObject *object,
                          GENERAL_NAME *name,
                          GError **error);

struct _Kind
{
  const char *member;
  Fill fill;
  int type;    /* GEN_DNS and so on */
  guint limit; /* of its text */
};

static gboolean
fail (GError **error)
{
  esp_openssl_set_error (error, ESP_REASON_INTERNAL, NULL);
  return FALSE;
}

static ASN1_STRING *
string_new (int type, const char *text)
{
  g_autoptr (ASN1_STRING) string = ASN1_STRING_type_new (type);

  if (!string || ASN1_STRING_set (string, text, (int) strlen (text)) != 1)
    return NULL;
  return g_steal_pointer (&string);
}

static gboolean
fill_text (const Kind *kind,
           const EspMember *at,
           JsonObject *object,
           GENERAL_NAME *name,
           GError **error)
{
  const char *text = esp_member_text (at, object, kind->member, kind->limit, TRUE, error);
  ASN1_STRING *string;

  if (!text)
    return FALSE;
  string = string_new (V_ASN1_IA5STRING, text);
  if (!string)
    return fail (error);
  GENERAL_NAME_set0_value (name, kind->type, string);
  return TRUE;
}

static gboolean
fill_address (const Kind *kind,
              const EspMember *at,
              JsonObject *object,
              GENERAL_NAME *name,
              GError **error)
{
  const char *text = esp_member_text (at, object, kind->member, kind->limit, TRUE, error);
  g_autoptr (GInetAddress) address = NULL;
  g_autoptr (ASN1_OCTET_STRING) string = NULL;

  if (!text)
    return FALSE;
  address = g_inet_address_new_from_string (text);
  if (!address || strchr (text, '%'))
    return esp_member_refuse_child (at, kind->member,
                                    "it is no address like 192.0.2.7 or 2001:db8::7", error);
  string = ASN1_OCTET_STRING_new ();
  if (!string || ASN1_OCTET_STRING_set (string, g_inet_address_to_bytes (address),
                                        (int) g_inet_address_get_native_size (address)) != 1)
    return fail (error);
  GENERAL_NAME_set0_value (name, kind->type, g_steal_pointer (&string));
  return TRUE;
}

static gboolean
fill_registered (const Kind *kind,
                 const EspMember *at,
                 JsonObject *object,
                 GENERAL_NAME *name,
                 GError **error)
{
  const char *text = esp_member_oid (at, object, kind->member, error);
  ASN1_OBJECT *oid = text ? OBJ_txt2obj (text, 1) : NULL;

  if (!text)
    return FALSE;
  if (!oid)
    {
      ERR_clear_error ();
      return esp_member_refuse_child (at, kind->member, "it can't be encoded", error);
    }
  GENERAL_NAME_set0_value (name, kind->type, oid);
  return TRUE;
}

static gboolean
fill_directory (const Kind *kind,
                const EspMember *at,
                JsonObject *object,
                GENERAL_NAME *name,
                GError **error)
{
  const EspMember child = { at, kind->member, 0 };
  JsonObject *subject = esp_member_object (at, object, kind->member, error);
  g_autoptr (EspName) directory = subject ? esp_name_from_json_at (&child, subject, error) : NULL;
  X509_NAME *copy;

  if (!directory)
    return FALSE;
  if (esp_name_is_empty (directory))
    return esp_member_refuse (&child, "it names nobody; give at least one attribute", error);
  copy = X509_NAME_dup (esp_name_get_x509 (directory));
  if (!copy)
    return fail (error);
  GENERAL_NAME_set0_value (name, kind->type, copy);
  return TRUE;
}

static OTHERNAME *
other_name_new (const char *oid, const char *text)
{
  int type = strcmp (oid, OID_DNS_SERVICE) == 0 ? V_ASN1_IA5STRING : V_ASN1_UTF8STRING;
  OTHERNAME *other = OTHERNAME_new ();
  ASN1_OBJECT *object = OBJ_txt2obj (oid, 1);
  ASN1_STRING *string = string_new (type, text);

  if (!other || !object || !string)
    {
      OTHERNAME_free (other);
      ASN1_OBJECT_free (object);
      ASN1_STRING_free (string);
      return NULL;
    }
  ASN1_OBJECT_free (other->type_id);
  other->type_id = object;
  ASN1_TYPE_set (other->value, type, string);
  return other;
}

static gboolean
fill_other (const Kind *kind,
            const EspMember *at,
            JsonObject *object,
            GENERAL_NAME *name,
            GError **error)
{
  static const char *const members[] = { "TypeId", "Value", NULL };
  const EspMember child = { at, kind->member, 0 };
  JsonObject *value = esp_member_object (at, object, kind->member, error);
  const char *oid, *text;
  OTHERNAME *other;

  if (!value || !esp_member_check_names (&child, value, members, error))
    return FALSE;
  oid = esp_member_oid (&child, value, "TypeId", error);
  if (!oid)
    return FALSE;
  text = esp_member_text (&child, value, "Value", kind->limit, strcmp (oid, OID_DNS_SERVICE) == 0,
                          error);
  if (!text)
    return FALSE;
  other = other_name_new (oid, text);
  if (!other)
    return fail (error);
  GENERAL_NAME_set0_value (name, kind->type, other);
  return TRUE;
}

static gboolean
fill_party (const Kind *kind,
            const EspMember *at,
            JsonObject *object,
            GENERAL_NAME *name,
            GError **error)
{
  static const char *const members[] = { "PartyName", "NameAssigner", NULL };
  const EspMember child = { at, kind->member, 0 };
  JsonObject *value = esp_member_object (at, object, kind->member, error);
  gboolean assigned = value && json_object_has_member (value, "NameAssigner");
  const char *party, *assigner = NULL;
  EDIPARTYNAME *edi;

  if (!value || !esp_member_check_names (&child, value, members, error))
    return FALSE;
  party = esp_member_text (&child, value, "PartyName", kind->limit, FALSE, error);
  if (party && assigned)
    assigner = esp_member_text (&child, value, "NameAssigner", kind->limit, FALSE, error);
  if (!party || (assigned && !assigner))
    return FALSE;
  edi = EDIPARTYNAME_new ();
  if (!edi)
    return fail (error);
  GENERAL_NAME_set0_value (name, kind->type, edi);
  ASN1_STRING_free (edi->partyName);
  edi->partyName = string_new (V_ASN1_UTF8STRING, party);
  edi->nameAssigner = assigner ? string_new (V_ASN1_UTF8STRING, assigner) : NULL;
  return (edi->partyName && (!assigner || edi->nameAssigner)) || fail (error);
}

static const Kind kinds[] = {
  { "OtherName", fill_other, GEN_OTHERNAME, TEXT_LIMIT },
  { "Rfc822Name", fill_text, GEN_EMAIL, ESP_EMAIL_LIMIT },
  { "DnsName", fill_text, GEN_DNS, ESP_DNS_NAME_LIMIT },
  { "DirectoryName", fill_directory, GEN_DIRNAME, 0 },
  { "EdiPartyName", fill_party, GEN_EDIPARTY, TEXT_LIMIT },
  { "UniformResourceIdentifier", fill_text, GEN_URI, ESP_URI_LIMIT },
  { "IpAddress", fill_address, GEN_IPADD, ADDRESS_LIMIT },
  { "RegisteredId", fill_registered, GEN_RID, 0 },
};

GENERAL_NAME *
esp_general_name_from_json (const EspMember *at, JsonObject *object, GError **error)
{
  const char *names[G_N_ELEMENTS (kinds) + 1] = { NULL };
  g_autoptr (GENERAL_NAME) name = NULL;
  int chosen;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    names[i] = kinds[i].member;
  chosen = esp_member_choose (at, object, names, error);
  if (chosen < 0)
    return NULL;
  name = GENERAL_NAME_new ();
  if (!name)
    {
      fail (error);
      return NULL;
    }
  return kinds[chosen].fill (&kinds[chosen], at, object, name, error) ? g_steal_pointer (&name) :
                                                                        NULL;
}
