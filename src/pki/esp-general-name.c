/* SPDX-License-Identifier: GPL-3.0-or-later */
/* General names that somebody else encoded: judged, and put into words. Making them is in
 * esp-general-name-json.c. */
#include "esp-general-name.h"

#include "esp-extension-values.h"
#include "esp-name-private.h"

#include <gio/gio.h>

/* A NUL or a control character would make two programs read two names. */
static gboolean
is_plain (const ASN1_IA5STRING *string, int limit)
{
  const guint8 *bytes = ASN1_STRING_get0_data (string);
  int len = ASN1_STRING_length (string);

  if (len < 1 || len > limit)
    return FALSE;
  for (int i = 0; i < len; i++)
    if (bytes[i] < 0x20 || bytes[i] > 0x7e)
      return FALSE;
  return TRUE;
}

const char *
esp_general_name_find_problem (const GENERAL_NAME *name)
{
  int len;

  switch (name->type)
    {
    case GEN_DNS:
      return is_plain (name->d.dNSName, ESP_DNS_NAME_LIMIT) ?
               NULL :
               "a DNS name must have 1 to 253 printable ASCII characters";
    case GEN_EMAIL:
      return is_plain (name->d.rfc822Name, ESP_EMAIL_LIMIT) ?
               NULL :
               "an e-mail address must have 1 to 256 printable ASCII characters";
    case GEN_URI:
      return is_plain (name->d.uniformResourceIdentifier, ESP_URI_LIMIT) ?
               NULL :
               "a URI must have 1 to 253 printable ASCII characters";
    case GEN_IPADD:
      len = ASN1_STRING_length (name->d.iPAddress);
      return len == 4 || len == 16 ? NULL : "an IP address must have 4 or 16 bytes";
    default:
      return NULL;
    }
}

static char *
string_to_text (const char *prefix, const ASN1_STRING *string)
{
  GString *text = g_string_new (prefix);
  const guint8 *bytes = ASN1_STRING_get0_data (string);

  for (int i = 0; i < ASN1_STRING_length (string); i++)
    if (g_ascii_isprint ((char) bytes[i]))
      g_string_append_c (text, (char) bytes[i]);
    else
      g_string_append_printf (text, "\\x%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

static char *
address_to_text (const ASN1_OCTET_STRING *address)
{
  int len = ASN1_STRING_length (address);
  GSocketFamily family = len == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6;
  g_autoptr (GInetAddress) inet = NULL;
  g_autofree char *text = NULL;

  if (len != 4 && len != 16)
    return string_to_text ("IP:", address);
  inet = g_inet_address_new_from_bytes (ASN1_STRING_get0_data (address), family);
  text = g_inet_address_to_string (inet);
  return g_strconcat ("IP:", text, NULL);
}

static char *
directory_to_text (const X509_NAME *directory)
{
  g_autoptr (EspName) name = esp_name_new_from_x509 (directory, NULL);

  return g_strconcat ("DirName:", name ? esp_name_get_text (name) : "?", NULL);
}

/* Values that are no text are told by their OID alone. */
static char *
other_to_text (const OTHERNAME *other)
{
  g_autofree char *oid = esp_object_to_oid (other->type_id);
  g_autofree char *prefix = g_strconcat ("otherName:", oid, NULL);
  const ASN1_TYPE *value = other->value;

  if (!value || (value->type != V_ASN1_UTF8STRING && value->type != V_ASN1_IA5STRING &&
                 value->type != V_ASN1_PRINTABLESTRING))
    return g_steal_pointer (&prefix);
  g_free (oid);
  oid = g_strconcat (prefix, "=", NULL);
  return string_to_text (oid, value->value.asn1_string);
}

static char *
party_to_text (const EDIPARTYNAME *party)
{
  g_autofree char *assigner = party->nameAssigner ? string_to_text ("", party->nameAssigner) : NULL;
  g_autofree char *prefix = g_strconcat ("ediPartyName:", assigner ? assigner : "",
                                         assigner ? "/" : "", NULL);

  return string_to_text (prefix, party->partyName);
}

char *
esp_general_name_to_text (const GENERAL_NAME *name)
{
  g_autofree char *oid = NULL;

  switch (name->type)
    {
    case GEN_DNS:
      return string_to_text ("DNS:", name->d.dNSName);
    case GEN_EMAIL:
      return string_to_text ("email:", name->d.rfc822Name);
    case GEN_URI:
      return string_to_text ("URI:", name->d.uniformResourceIdentifier);
    case GEN_IPADD:
      return address_to_text (name->d.iPAddress);
    case GEN_DIRNAME:
      return directory_to_text (name->d.directoryName);
    case GEN_RID:
      oid = esp_object_to_oid (name->d.registeredID);
      return g_strconcat ("RID:", oid, NULL);
    case GEN_OTHERNAME:
      return other_to_text (name->d.otherName);
    case GEN_EDIPARTY:
      return party_to_text (name->d.ediPartyName);
    default:
      return g_strdup ("x400Address");
    }
}
