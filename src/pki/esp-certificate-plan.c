/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Applies a template: for each extension one source supplies the whole value (domain.md,
 * "Issuance"), and whatever else was asked for stays in the plan as ignored, with the reason. What
 * a template fixes is data (esp-template.h); here is only the order of the sources. Nothing is
 * signed here.
 */
#include "esp-certificate-plan.h"

#include "base/esp-time.h"
#include "esp-extension-values.h"
#include "esp-hierarchy.h"

#include <string.h>

#define SERIAL_SIZE 16

/* Why a requested extension is not in the certificate. */
#define WHY_TEMPLATE "template-fixes-it"
#define WHY_NOT_FROM_CSR "template-takes-none-from-csr"
#define WHY_SUBJECT_KEY "derived-from-subject-key"
#define WHY_ISSUER "derived-from-issuer"
#define WHY_CONFIGURATION "ca-configuration-fixes-it"
#define WHY_REPEATED "stands-twice"

typedef struct
{
  const EspIssuance *issuance;
  const EspTemplate *template;
  EspName *subject;
} Build;

/* A source of an extension's value other than the request. It leaves @extension NULL where it has
 * nothing to say; FALSE with @error set where it fails. */
typedef gboolean (*Make) (const Build *build, EspExtension **extension, GError **error);
/* May the request supply it? */
typedef gboolean (*Admit) (const EspTemplate *template);

/* One row per extension that this room knows how to make, in the order of the certificate. */
typedef struct
{
  const char *oid;
  Make make;
  const char *made_why; /* why the request's own is ignored when @make had something to say */
  Admit admit;
} Slot;

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
make_basic_constraints (const Build *build, EspExtension **extension, GError **error)
{
  const EspTemplate *template = build->template;

  return take_extension (extension, ESP_OID_BASIC_CONSTRAINTS, template->basic_constraints_critical,
                         esp_value_basic_constraints (template->ca, template->path_length),
                         ESP_SOURCE_TEMPLATE, error);
}

static gboolean
make_key_usage (const Build *build, EspExtension **extension, GError **error)
{
  const EspTemplate *template = build->template;

  if (!template->has_key_usage)
    return TRUE;
  return take_extension (extension, ESP_OID_KEY_USAGE, template->key_usage_critical,
                         esp_value_key_usage (template->key_usage), ESP_SOURCE_TEMPLATE, error);
}

static gboolean
make_extended_key_usage (const Build *build, EspExtension **extension, GError **error)
{
  const EspTemplate *template = build->template;

  if (!template->has_extended_key_usage)
    return TRUE;
  return take_extension (
    extension, ESP_OID_EXTENDED_KEY_USAGE, template->extended_key_usage_critical,
    esp_value_extended_key_usage (template->extended_key_usages), ESP_SOURCE_TEMPLATE, error);
}

static gboolean
make_subject_key_identifier (const Build *build, EspExtension **extension, GError **error)
{
  EspKey *key = esp_request_get_key (build->issuance->request);

  return take_extension (extension, ESP_OID_SUBJECT_KEY_IDENTIFIER, FALSE,
                         esp_value_subject_key_identifier (esp_key_get_identifier (key)),
                         ESP_SOURCE_SUBJECT_KEY, error);
}

/* The issuer's own subject key identifier, whatever way it was made; the SHA-1 of its public key
 * where its certificate has none. */
static gboolean
make_authority_key_identifier (const Build *build, EspExtension **extension, GError **error)
{
  EspCertificate *issuer = build->issuance->issuer;
  GBytes *identifier;

  if (!build->template->has_authority_key_identifier || !issuer)
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
make_crl_distribution_point (const Build *build, EspExtension **extension, GError **error)
{
  const EspIssuerConfiguration *configuration = build->issuance->configuration;

  if (!build->template->crl_from_ca || !configuration || !configuration->crl_url)
    return TRUE;
  return check_url (configuration->crl_url, error) &&
         take_extension (extension, ESP_OID_CRL_DISTRIBUTION_POINTS, FALSE,
                         esp_value_crl_distribution_point (configuration->crl_url),
                         ESP_SOURCE_CA_CONFIGURATION, error);
}

static gboolean
make_authority_access (const Build *build, EspExtension **extension, GError **error)
{
  const EspIssuerConfiguration *configuration = build->issuance->configuration;

  if (!configuration || !configuration->ocsp_url)
    return TRUE;
  return check_url (configuration->ocsp_url, error) &&
         take_extension (extension, ESP_OID_AUTHORITY_INFORMATION_ACCESS, FALSE,
                         esp_value_ocsp_access (configuration->ocsp_url),
                         ESP_SOURCE_CA_CONFIGURATION, error);
}

static gboolean
admit_never (const EspTemplate *template)
{
  return FALSE;
}

static gboolean
admit_always (const EspTemplate *template)
{
  return TRUE;
}

static gboolean
admit_passthrough (const EspTemplate *template)
{
  return template->csr_passthrough;
}

static gboolean
admit_crl (const EspTemplate *template)
{
  return template->crl_from_csr;
}

static const Slot slots[] = {
  { ESP_OID_BASIC_CONSTRAINTS, make_basic_constraints, WHY_TEMPLATE, admit_never },
  { ESP_OID_KEY_USAGE, make_key_usage, WHY_TEMPLATE, admit_passthrough },
  { ESP_OID_EXTENDED_KEY_USAGE, make_extended_key_usage, WHY_TEMPLATE, admit_passthrough },
  { ESP_OID_SUBJECT_KEY_IDENTIFIER, make_subject_key_identifier, WHY_SUBJECT_KEY, admit_never },
  { ESP_OID_AUTHORITY_KEY_IDENTIFIER, make_authority_key_identifier, WHY_ISSUER, admit_never },
  { ESP_OID_SUBJECT_ALTERNATIVE_NAME, NULL, NULL, admit_always },
  { ESP_OID_CRL_DISTRIBUTION_POINTS, make_crl_distribution_point, WHY_CONFIGURATION, admit_crl },
  { ESP_OID_AUTHORITY_INFORMATION_ACCESS, make_authority_access, WHY_CONFIGURATION,
    admit_passthrough },
};

static void
ignore (GPtrArray *ignored, const EspExtension *requested, const char *why)
{
  EspExtension *row = esp_extension_copy (requested);

  row->ignored = TRUE;
  row->ignored_why = g_strdup (why);
  g_ptr_array_add (ignored, row);
}

static void
take_from_request (const Build *build, GPtrArray *used, const EspExtension *requested)
{
  EspExtension *row = esp_extension_copy (requested);

  /* RFC 5280, 4.2.1.6: the alternative name is then the only name. */
  if (strcmp (row->oid, ESP_OID_SUBJECT_ALTERNATIVE_NAME) == 0 &&
      esp_name_is_empty (build->subject))
    row->critical = TRUE;
  g_ptr_array_add (used, row);
}

/* Decides one slot: its own maker, else the request where the template admits it. All rows of the
 * request with this OID but the one that is taken are ignored. */
static gboolean
fill_slot (const Build *build,
           const Slot *slot,
           GPtrArray *used,
           GPtrArray *ignored,
           GError **error)
{
  GPtrArray *requested = esp_request_get_extensions (build->issuance->request);
  EspExtension *made = NULL;
  gboolean taken = FALSE;

  if (slot->make && !slot->make (build, &made, error))
    return FALSE;
  if (made)
    g_ptr_array_add (used, made);
  for (guint i = 0; i < requested->len; i++)
    {
      const EspExtension *row = g_ptr_array_index (requested, i);

      if (strcmp (row->oid, slot->oid) != 0)
        continue;
      if (made)
        ignore (ignored, row, slot->made_why);
      else if (!slot->admit (build->template))
        ignore (ignored, row, WHY_NOT_FROM_CSR);
      else if (taken)
        ignore (ignored, row, WHY_REPEATED);
      else
        take_from_request (build, used, row);
      taken = TRUE;
    }
  return TRUE;
}

static const Slot *
find_slot (const char *oid)
{
  for (gsize i = 0; i < G_N_ELEMENTS (slots); i++)
    if (strcmp (slots[i].oid, oid) == 0)
      return &slots[i];
  return NULL;
}

/* Extensions that no slot knows, in the order of the request. */
static void
add_others (const Build *build, GPtrArray *used, GPtrArray *ignored)
{
  GPtrArray *requested = esp_request_get_extensions (build->issuance->request);

  for (guint i = 0; i < requested->len; i++)
    {
      const EspExtension *row = g_ptr_array_index (requested, i);

      if (find_slot (row->oid))
        continue;
      if (!build->template->csr_passthrough)
        ignore (ignored, row, WHY_NOT_FROM_CSR);
      else if (esp_extensions_find (used, row->oid, NULL))
        ignore (ignored, row, WHY_REPEATED);
      else
        take_from_request (build, used, row);
    }
}

static GPtrArray *
plan_extensions (const Build *build, GError **error)
{
  g_autoptr (GPtrArray) used = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_extension_free);
  g_autoptr (GPtrArray) ignored = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (slots); i++)
    if (!fill_slot (build, &slots[i], used, ignored, error))
      {
        g_ptr_array_set_free_func (ignored, (GDestroyNotify) esp_extension_free);
        return NULL;
      }
  add_others (build, used, ignored);
  g_ptr_array_extend_and_steal (used, g_steal_pointer (&ignored));
  return g_steal_pointer (&used);
}

static gboolean
check_kind (const EspIssuance *issuance, GError **error)
{
  const EspTemplate *template = issuance->template;
  gboolean root = template->kind == ESP_TEMPLATE_ROOT;

  if (!issuance->issuer && !root)
    {
      esp_error_set (error, ESP_REASON_TEMPLATE_NOT_ROOT, NULL, "template", template->name, NULL);
      return FALSE;
    }
  if (issuance->issuer && root)
    {
      esp_error_set (error, ESP_REASON_TEMPLATE_NOT_SUBORDINATE, NULL, "template", template->name,
                     NULL);
      return FALSE;
    }
  if (issuance->issuer && !esp_certificate_is_ca (issuance->issuer))
    {
      esp_error_set (error, ESP_REASON_ISSUER_NOT_CA, NULL, NULL);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_serial (GBytes *serial, GError **error)
{
  gsize len = 0;
  const guint8 *bytes = serial ? g_bytes_get_data (serial, &len) : NULL;
  guint8 any = 0;

  for (gsize i = 0; i < len; i++)
    any |= bytes[i];
  if (len == SERIAL_SIZE && any != 0 && (bytes[0] & 0x80) == 0)
    return TRUE;
  esp_error_set (error, ESP_REASON_SERIAL_FORM, NULL, NULL);
  return FALSE;
}

static gboolean
check_order (const EspIssuance *issuance, GError **error)
{
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  if (issuance->not_after > issuance->not_before)
    return TRUE;
  start = esp_time_to_rfc3339 (issuance->not_before);
  end = esp_time_to_rfc3339 (issuance->not_after);
  esp_error_set (error, ESP_REASON_VALIDITY_ORDER, NULL, "start", start, "end", end, NULL);
  return FALSE;
}

/* What the issuer's certificate allows: the arithmetic is in esp-hierarchy.c. */
static gboolean
check_issuer (const EspIssuance *issuance, GError **error)
{
  EspCertificate *issuer = issuance->issuer;
  const EspTemplate *template = issuance->template;

  if (!issuer)
    return TRUE;
  if (template->ca && !esp_hierarchy_check_path_length (esp_certificate_get_path_length (issuer),
                                                        template->path_length, error))
    return FALSE;
  return esp_hierarchy_check_validity (esp_certificate_get_not_before (issuer),
                                       esp_certificate_get_not_after (issuer), issuance->not_before,
                                       issuance->not_after, error);
}

EspCertificatePlan *
esp_certificate_plan_new (const EspIssuance *issuance, GError **error)
{
  g_autoptr (GPtrArray) extensions = NULL;
  EspCertificatePlan *plan;
  Build build = { issuance, issuance->template, issuance->subject };

  if (!build.subject)
    build.subject = esp_request_get_subject (issuance->request);
  if (!check_kind (issuance, error) || !check_serial (issuance->serial, error) ||
      !check_order (issuance, error) || !check_issuer (issuance, error) ||
      !(extensions = plan_extensions (&build, error)))
    return NULL;
  plan = g_new0 (EspCertificatePlan, 1);
  plan->template = issuance->template;
  plan->issuer = issuance->issuer ? esp_certificate_ref (issuance->issuer) : NULL;
  plan->key = esp_key_ref (esp_request_get_key (issuance->request));
  plan->subject = esp_name_ref (build.subject);
  plan->algorithm = issuance->algorithm;
  plan->serial = g_bytes_ref (issuance->serial);
  plan->not_before = issuance->not_before;
  plan->not_after = issuance->not_after;
  plan->extensions = g_steal_pointer (&extensions);
  return plan;
}

void
esp_certificate_plan_free (EspCertificatePlan *plan)
{
  if (!plan)
    return;
  g_clear_pointer (&plan->issuer, esp_certificate_unref);
  g_clear_pointer (&plan->key, esp_key_unref);
  g_clear_pointer (&plan->subject, esp_name_unref);
  g_clear_pointer (&plan->serial, g_bytes_unref);
  g_clear_pointer (&plan->extensions, g_ptr_array_unref);
  g_clear_pointer (&plan->tbs, g_bytes_unref);
  g_free (plan);
}

GPtrArray *
esp_certificate_plan_get_extensions (EspCertificatePlan *plan)
{
  return plan->extensions;
}
