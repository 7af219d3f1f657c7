/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks, and judges nothing: what follows from a missing place is for findings to say. */
#include "esp-certificate-facts.h"

#include "esp-extension-values.h"

#include <string.h>

#define OID_NO_REVOCATION "2.5.29.56"
#define OID_SERVER "1.3.6.1.5.5.7.3.1"

static gboolean
has (EspCertificate *certificate, const char *oid)
{
  return esp_extensions_find (esp_certificate_get_extensions (certificate), oid, NULL) != NULL;
}

static gboolean
names_responder (EspCertificate *certificate)
{
  const EspExtension *extension = esp_extensions_find (esp_certificate_get_extensions (certificate),
                                                       ESP_OID_AUTHORITY_INFORMATION_ACCESS, NULL);
  g_autoptr (AUTHORITY_INFO_ACCESS) places =
    extension ? esp_value_read (extension->value, ASN1_ITEM_rptr (AUTHORITY_INFO_ACCESS)) : NULL;

  for (int i = 0; places && i < sk_ACCESS_DESCRIPTION_num (places); i++)
    if (OBJ_obj2nid (sk_ACCESS_DESCRIPTION_value (places, i)->method) == NID_ad_OCSP)
      return TRUE;
  return FALSE;
}

EspRevocationPlaces
esp_certificate_get_revocation_places (EspCertificate *certificate)
{
  EspRevocationPlaces places = 0;

  if (has (certificate, ESP_OID_CRL_DISTRIBUTION_POINTS))
    places |= ESP_REVOCATION_PLACE_CRL;
  if (names_responder (certificate))
    places |= ESP_REVOCATION_PLACE_OCSP;
  if (has (certificate, OID_NO_REVOCATION) || has (certificate, ESP_OID_OCSP_NO_CHECK))
    places |= ESP_REVOCATION_PLACE_NEVER;
  return places;
}

gboolean
esp_certificate_is_for_servers (EspCertificate *certificate)
{
  const EspExtension *extension = esp_extensions_find (esp_certificate_get_extensions (certificate),
                                                       ESP_OID_EXTENDED_KEY_USAGE, NULL);
  g_autoptr (GPtrArray)
    purposes = extension ? esp_value_read_extended_key_usage (extension->value) : NULL;

  for (guint i = 0; purposes && i < purposes->len; i++)
    if (strcmp (g_ptr_array_index (purposes, i), OID_SERVER) == 0)
      return TRUE;
  return FALSE;
}

gboolean
esp_certificate_is_self_signed (EspCertificate *certificate)
{
  return esp_certificate_is_self_issued (certificate) &&
         esp_certificate_is_issued_by (certificate, certificate);
}
