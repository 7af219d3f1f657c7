/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An extension as an object, and what it is called. Its value in words is in esp-extension-text.c,
 * its value as a structure in esp-extension-values.c. */
#include "esp-extension.h"

#include "esp-extension-values.h"

static const struct
{
  const char *oid;
  const char *label;
} labels[] = {
  { ESP_OID_BASIC_CONSTRAINTS, "Basic constraints" },
  { ESP_OID_KEY_USAGE, "Key usage" },
  { ESP_OID_EXTENDED_KEY_USAGE, "Extended key usage" },
  { ESP_OID_SUBJECT_ALTERNATIVE_NAME, "Subject alternative name" },
  { ESP_OID_SUBJECT_KEY_IDENTIFIER, "Subject key identifier" },
  { ESP_OID_AUTHORITY_KEY_IDENTIFIER, "Authority key identifier" },
  { ESP_OID_CRL_DISTRIBUTION_POINTS, "CRL distribution points" },
  { ESP_OID_AUTHORITY_INFORMATION_ACCESS, "Authority information access" },
  { ESP_OID_CERTIFICATE_POLICIES, "Certificate policies" },
  { ESP_OID_NAME_CONSTRAINTS, "Name constraints" },
  { ESP_OID_POLICY_MAPPINGS, "Policy mappings" },
  { ESP_OID_POLICY_CONSTRAINTS, "Policy constraints" },
  { ESP_OID_INHIBIT_ANY_POLICY, "Inhibit any policy" },
  { ESP_OID_ISSUER_ALTERNATIVE_NAME, "Issuer alternative name" },
  { ESP_OID_SUBJECT_DIRECTORY_ATTRIBUTES, "Subject directory attributes" },
  { ESP_OID_SUBJECT_INFORMATION_ACCESS, "Subject information access" },
  { ESP_OID_FRESHEST_CRL, "Freshest CRL" },
  { ESP_OID_CRL_NUMBER, "CRL number" },
  { ESP_OID_TLS_FEATURE, "TLS feature" },
  { ESP_OID_OCSP_NO_CHECK, "OCSP no check" },
};

static const char *const source_names[] = {
  [ESP_SOURCE_TEMPLATE] = "Template", [ESP_SOURCE_API] = "Api",
  [ESP_SOURCE_CSR] = "Csr",           [ESP_SOURCE_CA_CONFIGURATION] = "CaConfiguration",
  [ESP_SOURCE_ISSUER] = "Issuer",     [ESP_SOURCE_SUBJECT_KEY] = "SubjectKey",
};

/* RFC 5280, 4.2.1.3 */
static const char *const key_usage_names[ESP_KEY_USAGE_BITS] = {
  "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
  "keyCertSign",      "cRLSign",        "encipherOnly",    "decipherOnly",
};

EspExtension *
esp_extension_new (const char *oid, gboolean critical, GBytes *value, EspSource source)
{
  EspExtension *extension = g_new0 (EspExtension, 1);

  extension->oid = g_strdup (oid);
  extension->critical = critical;
  extension->value = g_bytes_ref (value);
  extension->source = source;
  return extension;
}

EspExtension *
esp_extension_copy (const EspExtension *extension)
{
  EspExtension *copy = esp_extension_new (extension->oid, extension->critical, extension->value,
                                          extension->source);

  copy->ignored = extension->ignored;
  copy->ignored_why = g_strdup (extension->ignored_why);
  return copy;
}

void
esp_extension_free (EspExtension *extension)
{
  if (!extension)
    return;
  g_free (extension->oid);
  g_bytes_unref (extension->value);
  g_free (extension->ignored_why);
  g_free (extension);
}

const char *
esp_extension_get_label (const EspExtension *extension)
{
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].oid, extension->oid))
      return labels[i].label;
  return extension->oid;
}

const char *
esp_source_get_name (EspSource source)
{
  return source_names[source < G_N_ELEMENTS (source_names) ? source : ESP_SOURCE_TEMPLATE];
}

const char *
esp_key_usage_get_name (guint bit)
{
  return bit < ESP_KEY_USAGE_BITS ? key_usage_names[bit] : NULL;
}
