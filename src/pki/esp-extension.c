/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An extension as an object, and what it is called. Its value in words is in esp-extension-text.c,
 * its value as a structure in esp-extension-values.c. */
#include "esp-extension.h"

#include "esp-extension-values.h"

#include <glib/gi18n.h>

static const struct
{
  const char *oid;
  const char *label;
} labels[] = {
  { ESP_EXTENSION_SUBJECT, N_ ("Subject") },
  { ESP_OID_BASIC_CONSTRAINTS, N_ ("Basic constraints") },
  { ESP_OID_KEY_USAGE, N_ ("Key usage") },
  { ESP_OID_EXTENDED_KEY_USAGE, N_ ("Extended key usage") },
  { ESP_OID_SUBJECT_ALTERNATIVE_NAME, N_ ("Subject alternative name") },
  { ESP_OID_SUBJECT_KEY_IDENTIFIER, N_ ("Subject key identifier") },
  { ESP_OID_AUTHORITY_KEY_IDENTIFIER, N_ ("Authority key identifier") },
  { ESP_OID_CRL_DISTRIBUTION_POINTS, N_ ("CRL distribution points") },
  { ESP_OID_AUTHORITY_INFORMATION_ACCESS, N_ ("Authority information access") },
  { ESP_OID_CERTIFICATE_POLICIES, N_ ("Certificate policies") },
  { ESP_OID_NAME_CONSTRAINTS, N_ ("Name constraints") },
  { ESP_OID_POLICY_MAPPINGS, N_ ("Policy mappings") },
  { ESP_OID_POLICY_CONSTRAINTS, N_ ("Policy constraints") },
  { ESP_OID_INHIBIT_ANY_POLICY, N_ ("Inhibit any policy") },
  { ESP_OID_ISSUER_ALTERNATIVE_NAME, N_ ("Issuer alternative name") },
  { ESP_OID_SUBJECT_DIRECTORY_ATTRIBUTES, N_ ("Subject directory attributes") },
  { ESP_OID_SUBJECT_INFORMATION_ACCESS, N_ ("Subject information access") },
  { ESP_OID_FRESHEST_CRL, N_ ("Freshest CRL") },
  { ESP_OID_CRL_NUMBER, N_ ("CRL number") },
  { ESP_OID_TLS_FEATURE, N_ ("TLS feature") },
  { ESP_OID_OCSP_NO_CHECK, N_ ("OCSP no check") },
};

static const char *const source_names[] = {
  [ESP_SOURCE_TEMPLATE] = "Template", [ESP_SOURCE_API] = "Api",
  [ESP_SOURCE_CSR] = "Csr",           [ESP_SOURCE_CA_CONFIGURATION] = "CaConfiguration",
  [ESP_SOURCE_ISSUER] = "Issuer",     [ESP_SOURCE_SUBJECT_KEY] = "SubjectKey",
};

static const struct
{
  const char *id;
  const char *text;
} ignored_whys[] = {
  { "template-fixes-it", N_ ("the template fixes its value") },
  { "template-takes-none-from-api",
    N_ ("the template does not take it from the passthrough of the call") },
  { "template-takes-none-from-csr", N_ ("the template does not take it from requests") },
  { "derived-from-subject-key", N_ ("it always follows from the key of the request") },
  { "derived-from-issuer", N_ ("it always follows from the issuer's certificate") },
  { "ca-configuration-fixes-it", N_ ("the configuration of the authority fixes its value") },
  { "api-supplies-it", N_ ("the passthrough of the call supplies it, and goes before") },
  { "csr-supplies-it", N_ ("the request supplies it, and goes before") },
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

const char *
esp_ignored_why_get_text (const char *why)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ignored_whys); i++)
    if (g_strcmp0 (ignored_whys[i].id, why) == 0)
      return ignored_whys[i].text;
  return NULL;
}
