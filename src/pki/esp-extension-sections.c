/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What each extension shows: a row per extension, with its title and the function that puts its
 * value into fields. To show a new one, add a row. A value that can't be read is shown as bytes.
 */
#include "esp-section.h"

#include "esp-extension-values.h"
#include "esp-template.h"

#include <glib/gi18n.h>
#include <string.h>

/* FALSE, with nothing added, where the value can't be read. */
typedef gboolean (*Show) (EspSection *section, GBytes *value);

static const char *const key_usage_names[ESP_KEY_USAGE_BITS] = {
  N_ ("Digital signature"), N_ ("Non-repudiation"),   N_ ("Key encipherment"),
  N_ ("Data encipherment"), N_ ("Key agreement"),     N_ ("Certificate signing"),
  N_ ("CRL signing"),       N_ ("Encipherment only"), N_ ("Decipherment only"),
};

static gboolean
show_basic_constraints (EspSection *section, GBytes *value)
{
  g_autoptr (BASIC_CONSTRAINTS) constraints = esp_value_read_basic_constraints (value);
  g_autofree char *text = NULL;
  int path_length;

  if (!constraints || !esp_value_read_path_length (constraints, &path_length))
    return FALSE;
  esp_section_add (section, N_ ("Certificate authority"), constraints->ca ? N_ ("Yes") : N_ ("No"));
  if (path_length == ESP_PATH_LENGTH_NONE)
    return TRUE;
  text = g_strdup_printf ("%d", path_length);
  esp_section_add (section, N_ ("Path length"), text);
  return TRUE;
}

static gboolean
show_key_usage (EspSection *section, GBytes *value)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  guint usage = 0;

  if (!esp_value_read_key_usage (value, &usage))
    return FALSE;
  for (guint bit = 0; bit < ESP_KEY_USAGE_BITS; bit++)
    if (usage & (1u << bit))
      g_ptr_array_add (lines, g_strdup (key_usage_names[bit]));
  esp_section_add_lines (section, N_ ("Usages"), lines);
  return TRUE;
}

/* "TLS Web Server Authentication (1.3.6.1.5.5.7.3.1)", or the OID alone. */
static char *
describe_oid (const char *oid)
{
  int nid = OBJ_txt2nid (oid);

  ERR_clear_error ();
  return nid == NID_undef ? g_strdup (oid) : g_strdup_printf ("%s (%s)", OBJ_nid2ln (nid), oid);
}

static gboolean
show_extended_key_usage (EspSection *section, GBytes *value)
{
  g_autoptr (GPtrArray) oids = esp_value_read_extended_key_usage (value);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  if (!oids)
    return FALSE;
  for (guint i = 0; i < oids->len; i++)
    g_ptr_array_add (lines, describe_oid (g_ptr_array_index (oids, i)));
  esp_section_add_lines (section, N_ ("Purposes"), lines);
  return TRUE;
}

static void
add_names (GPtrArray *lines, const GENERAL_NAMES *names)
{
  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    g_ptr_array_add (lines, esp_general_name_to_text (sk_GENERAL_NAME_value (names, i)));
}

static gboolean
show_names (EspSection *section, GBytes *value)
{
  g_autoptr (GENERAL_NAMES) names = esp_value_read_general_names (value);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  if (!names)
    return FALSE;
  add_names (lines, names);
  esp_section_add_lines (section, N_ ("Names"), lines);
  return TRUE;
}

static gboolean
show_subject_key (EspSection *section, GBytes *value)
{
  g_autoptr (GBytes) identifier = esp_value_read_subject_key_identifier (value);

  if (!identifier)
    return FALSE;
  esp_section_add_bytes (section, N_ ("Key identifier"), identifier);
  return TRUE;
}

static gboolean
show_authority_key (EspSection *section, GBytes *value)
{
  g_autoptr (AUTHORITY_KEYID) authority = esp_value_read (value, ASN1_ITEM_rptr (AUTHORITY_KEYID));
  g_autoptr (GBytes) identifier = NULL;
  g_autoptr (GBytes) serial = NULL;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  if (!authority)
    return FALSE;
  if (authority->keyid)
    {
      identifier = esp_asn1_string_to_bytes (authority->keyid);
      esp_section_add_bytes (section, N_ ("Key identifier"), identifier);
    }
  add_names (lines, authority->issuer);
  esp_section_add_lines (section, N_ ("Issuer"), lines);
  if (authority->serial)
    {
      serial = esp_asn1_string_to_bytes (authority->serial);
      esp_section_add_bytes (section, N_ ("Serial number"), serial);
    }
  return TRUE;
}

static gboolean
show_distribution_points (EspSection *section, GBytes *value)
{
  g_autoptr (CRL_DIST_POINTS) points = esp_value_read (value, ASN1_ITEM_rptr (CRL_DIST_POINTS));
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) issuers = g_ptr_array_new_with_free_func (g_free);

  if (!points)
    return FALSE;
  for (int i = 0; i < sk_DIST_POINT_num (points); i++)
    {
      const DIST_POINT *point = sk_DIST_POINT_value (points, i);

      if (point->distpoint && point->distpoint->type == 0)
        add_names (places, point->distpoint->name.fullname);
      else if (point->distpoint)
        g_ptr_array_add (places, g_strdup (N_ ("relative to the issuer's name")));
      add_names (issuers, point->CRLissuer);
    }
  esp_section_add_lines (section, N_ ("Places"), places);
  esp_section_add_lines (section, N_ ("Issuer of the list"), issuers);
  return TRUE;
}

static gboolean
show_access (EspSection *section, GBytes *value)
{
  g_autoptr (AUTHORITY_INFO_ACCESS)
    access = esp_value_read (value, ASN1_ITEM_rptr (AUTHORITY_INFO_ACCESS));
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  if (!access)
    return FALSE;
  for (int i = 0; i < sk_ACCESS_DESCRIPTION_num (access); i++)
    {
      const ACCESS_DESCRIPTION *row = sk_ACCESS_DESCRIPTION_value (access, i);
      g_autofree char *oid = esp_object_to_oid (row->method);
      g_autofree char *method = describe_oid (oid);
      g_autofree char *place = esp_general_name_to_text (row->location);

      g_ptr_array_add (lines, g_strdup_printf ("%s: %s", method, place));
    }
  esp_section_add_lines (section, N_ ("Places"), lines);
  return TRUE;
}

/* "2.5.29.32.0", and behind it the addresses of its practice statements. */
static char *
describe_policy (const POLICYINFO *policy)
{
  g_autofree char *oid = esp_object_to_oid (policy->policyid);
  GString *text = g_string_new (NULL);
  g_autofree char *name = describe_oid (oid);

  g_string_append (text, name);
  for (int i = 0; i < sk_POLICYQUALINFO_num (policy->qualifiers); i++)
    {
      const POLICYQUALINFO *qualifier = sk_POLICYQUALINFO_value (policy->qualifiers, i);

      if (OBJ_obj2nid (qualifier->pqualid) == NID_id_qt_cps && qualifier->d.cpsuri)
        g_string_append_printf (text, " %.*s", ASN1_STRING_length (qualifier->d.cpsuri),
                                (const char *) ASN1_STRING_get0_data (qualifier->d.cpsuri));
    }
  return g_string_free (text, FALSE);
}

static gboolean
show_policies (EspSection *section, GBytes *value)
{
  g_autoptr (CERTIFICATEPOLICIES)
    policies = esp_value_read (value, ASN1_ITEM_rptr (CERTIFICATEPOLICIES));
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  if (!policies)
    return FALSE;
  for (int i = 0; i < sk_POLICYINFO_num (policies); i++)
    g_ptr_array_add (lines, describe_policy (sk_POLICYINFO_value (policies, i)));
  esp_section_add_lines (section, N_ ("Policies"), lines);
  return TRUE;
}

/* The base of a subtree; an address in it is followed by its mask (RFC 5280, 4.2.1.10). */
static char *
describe_subtree (const GENERAL_SUBTREE *subtree)
{
  const GENERAL_NAME *base = subtree->base;
  const guint8 *bytes;
  GString *text;
  int len;

  if (base->type != GEN_IPADD)
    return esp_general_name_to_text (base);
  len = ASN1_STRING_length (base->d.iPAddress);
  bytes = ASN1_STRING_get0_data (base->d.iPAddress);
  text = g_string_new ("IP:");
  for (int i = 0; i < len; i++)
    {
      g_string_append_printf (text, len == 8 ? "%d" : "%02x", bytes[i]);
      if (i + 1 == len / 2)
        g_string_append_c (text, '/');
      else if (i + 1 < len && len == 8)
        g_string_append_c (text, '.');
      else if (i + 1 < len && i % 2 == 1)
        g_string_append_c (text, ':');
    }
  return g_string_free (text, FALSE);
}

static void
add_subtrees (EspSection *section, const char *label, const STACK_OF (GENERAL_SUBTREE) * subtrees)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < sk_GENERAL_SUBTREE_num (subtrees); i++)
    g_ptr_array_add (lines, describe_subtree (sk_GENERAL_SUBTREE_value (subtrees, i)));
  esp_section_add_lines (section, label, lines);
}

static gboolean
show_name_constraints (EspSection *section, GBytes *value)
{
  g_autoptr (NAME_CONSTRAINTS)
    constraints = esp_value_read (value, ASN1_ITEM_rptr (NAME_CONSTRAINTS));

  if (!constraints)
    return FALSE;
  add_subtrees (section, N_ ("Permitted"), constraints->permittedSubtrees);
  add_subtrees (section, N_ ("Excluded"), constraints->excludedSubtrees);
  return TRUE;
}

static const struct
{
  const char *oid;
  const char *title;
  Show show;
} rows[] = {
  { ESP_OID_BASIC_CONSTRAINTS, N_ ("Basic constraints"), show_basic_constraints },
  { ESP_OID_KEY_USAGE, N_ ("Key usage"), show_key_usage },
  { ESP_OID_EXTENDED_KEY_USAGE, N_ ("Extended key usage"), show_extended_key_usage },
  { ESP_OID_SUBJECT_KEY_IDENTIFIER, N_ ("Subject key identifier"), show_subject_key },
  { ESP_OID_AUTHORITY_KEY_IDENTIFIER, N_ ("Authority key identifier"), show_authority_key },
  { ESP_OID_SUBJECT_ALTERNATIVE_NAME, N_ ("Subject alternative name"), show_names },
  { ESP_OID_ISSUER_ALTERNATIVE_NAME, N_ ("Issuer alternative name"), show_names },
  { ESP_OID_CRL_DISTRIBUTION_POINTS, N_ ("CRL distribution points"), show_distribution_points },
  { ESP_OID_FRESHEST_CRL, N_ ("Freshest CRL"), show_distribution_points },
  { ESP_OID_AUTHORITY_INFORMATION_ACCESS, N_ ("Authority information access"), show_access },
  { ESP_OID_SUBJECT_INFORMATION_ACCESS, N_ ("Subject information access"), show_access },
  { ESP_OID_CERTIFICATE_POLICIES, N_ ("Certificate policies"), show_policies },
  { ESP_OID_NAME_CONSTRAINTS, N_ ("Name constraints"), show_name_constraints },
};

void
esp_sections_add_extension (GPtrArray *sections, const EspExtension *extension)
{
  EspSection *section = esp_sections_add_copy (sections, esp_extension_get_label (extension));
  gboolean shown = FALSE;

  section->critical = extension->critical;
  for (gsize i = 0; !shown && i < G_N_ELEMENTS (rows); i++)
    {
      if (strcmp (rows[i].oid, extension->oid) != 0)
        continue;
      section->title = rows[i].title;
      shown = rows[i].show (section, extension->value);
    }
  if (shown)
    return;
  esp_section_add_code (section, N_ ("OID"), extension->oid);
  esp_section_add_bytes (section, N_ ("Value"), extension->value);
}
