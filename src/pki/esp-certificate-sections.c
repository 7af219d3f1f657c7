/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a certificate and a request say, in sections. The words of extensions are in
 * esp-extension-sections.c.
 */
#include "esp-certificate-sections.h"

#include "base/esp-hex.h"
#include "base/esp-time.h"
#include "esp-certificate-private.h"
#include "esp-digest.h"
#include "esp-extension-values.h"
#include "esp-key-private.h"
#include "esp-name-private.h"
#include "esp-section.h"

#include <glib/gi18n.h>

static const struct
{
  int nid;
  const char *label;
} attributes[] = {
  { NID_commonName, N_ ("Common name") },
  { NID_organizationName, N_ ("Organization") },
  { NID_organizationalUnitName, N_ ("Organizational unit") },
  { NID_localityName, N_ ("Locality") },
  { NID_stateOrProvinceName, N_ ("State") },
  { NID_countryName, N_ ("Country") },
  { NID_serialNumber, N_ ("Serial number") },
  { NID_title, N_ ("Title") },
  { NID_surname, N_ ("Surname") },
  { NID_givenName, N_ ("Given name") },
  { NID_initials, N_ ("Initials") },
  { NID_pseudonym, N_ ("Pseudonym") },
  { NID_generationQualifier, N_ ("Generation qualifier") },
  { NID_dnQualifier, N_ ("Distinguished name qualifier") },
  { NID_domainComponent, N_ ("Domain component") },
  { NID_userId, N_ ("User ID") },
  { NID_pkcs9_emailAddress, N_ ("E-mail address") },
};

static const char *
find_label (int nid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (attributes); i++)
    if (attributes[i].nid == nid)
      return attributes[i].label;
  return NULL;
}

/* The text of a value whatever its string type; an embedded NUL must not end what is shown. */
static char *
value_to_text (const ASN1_STRING *value)
{
  guint8 *utf8 = NULL;
  int len = ASN1_STRING_to_UTF8 (&utf8, value);
  GString *text = g_string_new (NULL);

  ERR_clear_error ();
  for (int i = 0; i < len; i++)
    if (utf8[i] == 0)
      g_string_append (text, "\\x00");
    else
      g_string_append_c (text, (char) utf8[i]);
  OPENSSL_free (utf8);
  return g_string_free (text, FALSE);
}

static void
add_attribute (EspSection *section, const X509_NAME_ENTRY *entry)
{
  const ASN1_OBJECT *object = X509_NAME_ENTRY_get_object (entry);
  const char *label = find_label (OBJ_obj2nid (object));
  g_autofree char *text = value_to_text (X509_NAME_ENTRY_get_data (entry));
  g_autofree char *oid = NULL;
  g_autofree char *both = NULL;

  if (label)
    {
      esp_section_add (section, label, text);
      return;
    }
  oid = esp_object_to_oid (object);
  both = g_strdup_printf ("%s: %s", oid, text);
  esp_section_add (section, N_ ("Other attribute"), both);
}

static void
add_name (GPtrArray *sections, const char *title, EspName *name)
{
  EspSection *section = esp_sections_add (sections, title);
  const X509_NAME *x509 = esp_name_get_x509 (name);

  for (int i = 0; i < X509_NAME_entry_count (x509); i++)
    add_attribute (section, X509_NAME_get_entry (x509, i));
  if (esp_name_is_empty (name))
    esp_section_add (section, N_ ("Name"), N_ ("Empty"));
}

static void
add_validity (GPtrArray *sections, EspCertificate *certificate)
{
  EspSection *section = esp_sections_add (sections, N_ ("Validity"));
  g_autofree char *start = esp_time_to_rfc3339 (esp_certificate_get_not_before (certificate));
  g_autofree char *end = esp_time_to_rfc3339 (esp_certificate_get_not_after (certificate));

  esp_section_add (section, N_ ("Not before"), start);
  esp_section_add (section, N_ ("Not after"), end);
}

static void
add_serial (GPtrArray *sections, EspCertificate *certificate)
{
  EspSection *section = esp_sections_add (sections, N_ ("Serial number"));
  const char *serial = esp_certificate_get_serial (certificate);
  g_autofree char *text = esp_hex_with_colons (serial[0] == '-' ? serial + 1 : serial);
  g_autofree char *signed_text = g_strconcat (serial[0] == '-' ? "-" : "", text, NULL);

  esp_section_add_code (section, N_ ("Serial number"), signed_text);
}

static void
add_key (GPtrArray *sections, EspKey *key)
{
  EspSection *section = esp_sections_add (sections, N_ ("Public key"));
  g_autofree char *digest = NULL;
  gsize len = 0;
  const guint8 *spki = g_bytes_get_data (esp_key_get_spki (key), &len);

  digest = esp_sha256_hex (spki, len);
  esp_section_add (section, N_ ("Algorithm"), esp_key_get_label (key));
  esp_section_add_bytes (section, N_ ("Key identifier"), esp_key_get_identifier (key));
  esp_section_add_code (section, N_ ("SHA-256 of the public key"), digest);
}

static void
add_signature (GPtrArray *sections, EspCertificate *certificate)
{
  EspSection *section = esp_sections_add (sections, N_ ("Signature"));

  esp_section_add (section, N_ ("Algorithm"), esp_certificate_get_signature_name (certificate));
}

static void
add_extensions (GPtrArray *sections, GPtrArray *extensions)
{
  for (guint i = 0; i < extensions->len; i++)
    esp_sections_add_extension (sections, g_ptr_array_index (extensions, i));
}

static void
add_fingerprint (GPtrArray *sections, GBytes *der)
{
  EspSection *section = esp_sections_add (sections, N_ ("Fingerprints"));
  guint8 digest[ESP_SHA256_LEN];
  g_autoptr (GBytes) bytes = NULL;
  gsize len = 0;
  const guint8 *data = g_bytes_get_data (der, &len);

  esp_sha256 (data, len, digest);
  bytes = g_bytes_new (digest, sizeof digest);
  esp_section_add_bytes (section, N_ ("SHA-256"), bytes);
}

GPtrArray *
esp_certificate_to_sections (EspCertificate *certificate)
{
  GPtrArray *sections = esp_sections_new ();

  add_name (sections, N_ ("Subject"), esp_certificate_get_subject (certificate));
  add_name (sections, N_ ("Issuer"), esp_certificate_get_issuer (certificate));
  add_validity (sections, certificate);
  add_serial (sections, certificate);
  add_key (sections, esp_certificate_get_key (certificate));
  add_signature (sections, certificate);
  add_extensions (sections, esp_certificate_get_extensions (certificate));
  add_fingerprint (sections, esp_certificate_get_der (certificate));
  return sections;
}

GPtrArray *
esp_request_to_sections (EspRequest *request)
{
  GPtrArray *sections = esp_sections_new ();

  add_name (sections, N_ ("Subject"), esp_request_get_subject (request));
  add_key (sections, esp_request_get_key (request));
  add_extensions (sections, esp_request_get_extensions (request));
  add_fingerprint (sections, esp_request_get_der (request));
  return sections;
}
