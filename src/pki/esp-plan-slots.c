/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The extensions that this room makes: each with its maker and with whom the template lets supply
 * it instead. What a template fixes is data (esp-template.h); the order of the sources is in
 * esp-plan-sources.c. */
#include "esp-certificate-plan.h"

#include "esp-extension-values.h"

#include <string.h>

#define WHY_TEMPLATE "template-fixes-it"
#define WHY_SUBJECT_KEY "derived-from-subject-key"
#define WHY_ISSUER "derived-from-issuer"
#define WHY_CONFIGURATION "ca-configuration-fixes-it"

static gboolean
take_extension (EspExtension **extension,
                const char *oid,
                gboolean critical,
                GBytes *value,
                EspSource source,
                GError **error)
{
  g_autoptr (GBytes) owned = value;

  if (!owned)
    {
      esp_openssl_set_error (error, ESP_REASON_INTERNAL, NULL);
      return FALSE;
    }
  *extension = esp_extension_new (oid, critical, owned, source);
  return TRUE;
}

static gboolean
make_basic_constraints (const EspPlanning *planning, EspExtension **extension, GError **error)
{
  const EspTemplate *template = planning->template;

  return take_extension (extension, ESP_OID_BASIC_CONSTRAINTS, template->basic_constraints_critical,
                         esp_value_basic_constraints (template->ca, template->path_length),
                         ESP_SOURCE_TEMPLATE, error);
}

static gboolean
make_key_usage (const EspPlanning *planning, EspExtension **extension, GError **error)
{
  const EspTemplate *template = planning->template;

  if (!template->has_key_usage)
    return TRUE;
  return take_extension (extension, ESP_OID_KEY_USAGE, template->key_usage_critical,
                         esp_value_key_usage (template->key_usage), ESP_SOURCE_TEMPLATE, error);
}

static gboolean
make_extended_key_usage (const EspPlanning *planning, EspExtension **extension, GError **error)
{
  const EspTemplate *template = planning->template;

  if (!template->has_extended_key_usage)
    return TRUE;
  return take_extension (
    extension, ESP_OID_EXTENDED_KEY_USAGE, template->extended_key_usage_critical,
    esp_value_extended_key_usage (template->extended_key_usages), ESP_SOURCE_TEMPLATE, error);
}

static gboolean
make_subject_key_identifier (const EspPlanning *planning, EspExtension **extension, GError **error)
{
  EspKey *key = esp_request_get_key (planning->issuance->request);

  return take_extension (extension, ESP_OID_SUBJECT_KEY_IDENTIFIER, FALSE,
                         esp_value_subject_key_identifier (esp_key_get_identifier (key)),
                         ESP_SOURCE_SUBJECT_KEY, error);
}

/* The issuer's own subject key identifier, whatever way it was made; the SHA-1 of its public key
 * where its certificate has none. */
static gboolean
make_authority_key_identifier (const EspPlanning *planning,
                               EspExtension **extension,
                               GError **error)
{
  EspCertificate *issuer = planning->issuance->issuer;
  GBytes *identifier;

  if (!planning->template->has_authority_key_identifier || !issuer)
    return TRUE;
  identifier = esp_certificate_get_subject_key_identifier (issuer);
  if (!identifier)
    identifier = esp_key_get_identifier (esp_certificate_get_key (issuer));
  return take_extension (extension, ESP_OID_AUTHORITY_KEY_IDENTIFIER, FALSE,
                         esp_value_authority_key_identifier (identifier), ESP_SOURCE_ISSUER, error);
}

/* Both addresses go into an IA5String; what else they should be is for the lint. */
static gboolean
check_url (const char *url, GError **error)
{
  gboolean plain = *url != '\0';

  for (const char *c = url; *c; c++)
    plain = plain && g_ascii_isgraph (*c);
  if (!plain)
    esp_error_set (error, ESP_REASON_ISSUER_URL, NULL, "url", url, NULL);
  return plain;
}

static gboolean
make_crl_distribution_point (const EspPlanning *planning, EspExtension **extension, GError **error)
{
  const EspIssuerConfiguration *configuration = planning->issuance->configuration;

  if (!planning->template->crl_from_ca || !configuration || !configuration->crl_url)
    return TRUE;
  return check_url (configuration->crl_url, error) &&
         take_extension (extension, ESP_OID_CRL_DISTRIBUTION_POINTS, FALSE,
                         esp_value_crl_distribution_point (configuration->crl_url),
                         ESP_SOURCE_CA_CONFIGURATION, error);
}

static gboolean
make_authority_access (const EspPlanning *planning, EspExtension **extension, GError **error)
{
  const EspIssuerConfiguration *configuration = planning->issuance->configuration;

  if (!configuration || !configuration->ocsp_url)
    return TRUE;
  return check_url (configuration->ocsp_url, error) &&
         take_extension (extension, ESP_OID_AUTHORITY_INFORMATION_ACCESS, FALSE,
                         esp_value_ocsp_access (configuration->ocsp_url),
                         ESP_SOURCE_CA_CONFIGURATION, error);
}

static gboolean
never (const EspTemplate *template)
{
  return FALSE;
}

static gboolean
always (const EspTemplate *template)
{
  return TRUE;
}

static gboolean
by_api (const EspTemplate *template)
{
  return template->api_passthrough;
}

static gboolean
by_csr (const EspTemplate *template)
{
  return template->csr_passthrough;
}

static gboolean
authority_key_by_api (const EspTemplate *template)
{
  return template->authority_key_identifier_from_api;
}

static gboolean
names_by_api (const EspTemplate *template)
{
  return template->alternative_name_from_api;
}

static gboolean
crl_by_api (const EspTemplate *template)
{
  return template->crl_from_api;
}

static gboolean
crl_by_csr (const EspTemplate *template)
{
  return template->crl_from_csr;
}

/* The place of the list yields to one that the template lets in; that of the responder does not:
 * with OCSP on, the service takes no other (reference, section 2.2). */
static const EspSlot slots[] = {
  { ESP_OID_BASIC_CONSTRAINTS, make_basic_constraints, WHY_TEMPLATE, FALSE, never, never },
  { ESP_OID_KEY_USAGE, make_key_usage, WHY_TEMPLATE, FALSE, by_api, by_csr },
  { ESP_OID_EXTENDED_KEY_USAGE, make_extended_key_usage, WHY_TEMPLATE, FALSE, by_api, by_csr },
  { ESP_OID_SUBJECT_KEY_IDENTIFIER, make_subject_key_identifier, WHY_SUBJECT_KEY, FALSE, never,
    never },
  { ESP_OID_AUTHORITY_KEY_IDENTIFIER, make_authority_key_identifier, WHY_ISSUER, FALSE,
    authority_key_by_api, never },
  { ESP_OID_SUBJECT_ALTERNATIVE_NAME, NULL, NULL, FALSE, names_by_api, always },
  { ESP_OID_CRL_DISTRIBUTION_POINTS, make_crl_distribution_point, WHY_CONFIGURATION, TRUE,
    crl_by_api, crl_by_csr },
  { ESP_OID_AUTHORITY_INFORMATION_ACCESS, make_authority_access, WHY_CONFIGURATION, FALSE, by_api,
    by_csr },
};

const EspSlot *
esp_slots (gsize *n_slots)
{
  *n_slots = G_N_ELEMENTS (slots);
  return slots;
}

const EspSlot *
esp_slot_find (const char *oid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (slots); i++)
    if (strcmp (slots[i].oid, oid) == 0)
      return &slots[i];
  return NULL;
}
