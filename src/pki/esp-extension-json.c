/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extensions from the service's JSON: usages, and those that are given as bytes; lists of policies
 * and names are in esp-extension-json-lists.c. Whether a certificate may have them is for the
 * template, whether it should for the lint. */
#include "esp-extension-json.h"

#include "esp-der.h"
#include "esp-extension-values.h"

#include <string.h>

#define PURPOSES_LIMIT 20
#define BASE64_LIMIT 4096

static const struct
{
  const char *member;
  guint bit;
} usages[] = {
  { "DigitalSignature", ESP_KEY_USAGE_DIGITAL_SIGNATURE },
  { "NonRepudiation", ESP_KEY_USAGE_NON_REPUDIATION },
  { "KeyEncipherment", ESP_KEY_USAGE_KEY_ENCIPHERMENT },
  { "DataEncipherment", ESP_KEY_USAGE_DATA_ENCIPHERMENT },
  { "KeyAgreement", ESP_KEY_USAGE_KEY_AGREEMENT },
  { "KeyCertSign", ESP_KEY_USAGE_KEY_CERT_SIGN },
  { "CRLSign", ESP_KEY_USAGE_CRL_SIGN },
  { "EncipherOnly", ESP_KEY_USAGE_ENCIPHER_ONLY },
  { "DecipherOnly", ESP_KEY_USAGE_DECIPHER_ONLY },
};

static const EspNamedOid purposes[] = {
  { "SERVER_AUTH", "1.3.6.1.5.5.7.3.1" },
  { "CLIENT_AUTH", "1.3.6.1.5.5.7.3.2" },
  { "CODE_SIGNING", "1.3.6.1.5.5.7.3.3" },
  { "EMAIL_PROTECTION", "1.3.6.1.5.5.7.3.4" },
  { "TIME_STAMPING", "1.3.6.1.5.5.7.3.8" },
  { "OCSP_SIGNING", "1.3.6.1.5.5.7.3.9" },
  { "SMART_CARD_LOGIN", "1.3.6.1.4.1.311.20.2.2" },
  { "DOCUMENT_SIGNING", "1.3.6.1.4.1.311.10.3.12" },
  { "CERTIFICATE_TRANSPARENCY", "1.3.6.1.4.1.11129.2.4.4" },
  { NULL },
};

EspExtension *
esp_json_take_extension (const char *oid,
                         gboolean critical,
                         GBytes *value,
                         EspSource source,
                         GError **error)
{
  g_autoptr (GBytes) owned = value;

  if (owned)
    return esp_extension_new (oid, critical, owned, source);
  esp_openssl_set_error (error, ESP_REASON_INTERNAL, NULL);
  return NULL;
}

/* --- Key usage ---------------------------------------------------------------------------------*/

EspExtension *
esp_json_read_key_usage (const EspMember *at, JsonObject *object, EspSource source, GError **error)
{
  const char *names[G_N_ELEMENTS (usages) + 1] = { NULL };
  JsonObject *value = esp_member_object (at->above, object, at->name, error);
  guint usage = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (usages); i++)
    names[i] = usages[i].member;
  if (!value || !esp_member_check_names (at, value, names, error))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (usages); i++)
    {
      gboolean set;

      if (!esp_member_flag (at, value, usages[i].member, &set, error))
        return NULL;
      usage |= set ? usages[i].bit : 0;
    }
  if (usage == 0)
    {
      esp_member_refuse (at, "it allows nothing; set at least one member to true", error);
      return NULL;
    }
  /* RFC 5280, 4.2.1.3: it should be critical; the service writes it so in its templates too. */
  return esp_json_take_extension (ESP_OID_KEY_USAGE, TRUE, esp_value_key_usage (usage), source,
                                  error);
}

/* --- A name of the service, or an OID ----------------------------------------------------------*/

/* The OID that @members, a name of the service or an OID, tell. */
const char *
esp_json_read_named_oid (const EspMember *at,
                         JsonObject *object,
                         const char *const *members,
                         const EspNamedOid *names,
                         GError **error)
{
  int chosen = esp_member_choose (at, object, members, error);
  g_autoptr (GString) list = NULL;
  g_autofree char *problem = NULL;
  const char *name;

  if (chosen < 0)
    return NULL;
  if (chosen == 1)
    return esp_member_oid (at, object, members[1], error);
  name = esp_member_text (at, object, members[0], BASE64_LIMIT, TRUE, error);
  if (!name)
    return NULL;
  list = g_string_new (NULL);
  for (; names->name; names++)
    {
      if (strcmp (names->name, name) == 0)
        return names->oid;
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", names->name);
    }
  problem = g_strdup_printf ("it is none of %s", list->str);
  esp_member_refuse_child (at, members[0], problem, error);
  return NULL;
}

EspExtension *
esp_json_read_extended_key_usage (const EspMember *at,
                                  JsonObject *object,
                                  EspSource source,
                                  GError **error)
{
  static const char *const members[] = { "ExtendedKeyUsageType", "ExtendedKeyUsageObjectIdentifier",
                                         NULL };
  const char *oids[PURPOSES_LIMIT + 1] = { NULL };
  JsonArray *array = esp_member_array (at->above, object, at->name, PURPOSES_LIMIT, error);

  if (!array)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const EspMember element = { at, NULL, i };

      oids[i] = esp_json_read_named_oid (&element, json_array_get_object_element (array, i),
                                         members, purposes, error);
      if (!oids[i])
        return NULL;
    }
  return esp_json_take_extension (ESP_OID_EXTENDED_KEY_USAGE, FALSE,
                                  esp_value_extended_key_usage (oids), source, error);
}

/* --- Anything else -----------------------------------------------------------------------------*/

/* RFC 4648, 4, with all of its padding; the decoders are more lenient. */
static gboolean
is_base64 (const char *text)
{
  gsize len = strlen (text);
  gsize padding = 0;

  while (padding < 2 && padding < len && text[len - 1 - padding] == '=')
    padding++;
  for (gsize i = 0; i < len - padding; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
      return FALSE;
  return len > 0 && len % 4 == 0;
}

static gboolean
is_one_element (GBytes *value)
{
  EspDer der = { NULL, 0 };
  EspDer content;
  guint8 tag;

  der.bytes = g_bytes_get_data (value, &der.len);
  return esp_der_read_any (&der, &tag, &content, NULL) && der.len == 0;
}

EspExtension *
esp_json_read_custom (const EspMember *at, JsonObject *object, EspSource source, GError **error)
{
  static const char *const members[] = { "ObjectIdentifier", "Value", "Critical", NULL };
  g_autoptr (GBytes) value = NULL;
  const char *oid, *text;
  gboolean critical;
  guchar *bytes;
  gsize len = 0;

  if (!esp_member_check_names (at, object, members, error) ||
      !(oid = esp_member_oid (at, object, "ObjectIdentifier", error)) ||
      !(text = esp_member_text (at, object, "Value", BASE64_LIMIT, TRUE, error)) ||
      !esp_member_flag (at, object, "Critical", &critical, error))
    return NULL;
  if (!is_base64 (text))
    {
      esp_member_refuse_child (at, "Value", "it is no base64", error);
      return NULL;
    }
  bytes = g_base64_decode (text, &len);
  value = g_bytes_new_take (bytes, len);
  if (!is_one_element (value))
    {
      esp_member_refuse_child (at, "Value", "what it encodes is not one whole value in DER", error);
      return NULL;
    }
  return esp_extension_new (oid, critical, value, source);
}
