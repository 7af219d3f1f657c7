/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A certificate taken apart for path validation: its own X509 object, the values that several
 * checks read, and what of its extensions can't be understood. Nothing is judged here.
 */
#include "esp-key-private.h"
#include "esp-path-private.h"

#include <string.h>

/* Every extension that path validation processes, or may pass over when it is critical (RFC 5280,
 * 4.2), with its shape. */
static const struct
{
  const char *oid;
  gboolean critical; /* understood even where it is critical */
  ASN1_ITEM_EXP *item;
} known[] = {
  { ESP_OID_KEY_USAGE, TRUE, ASN1_ITEM_ref (ASN1_BIT_STRING) },
  { ESP_OID_SUBJECT_ALTERNATIVE_NAME, TRUE, ASN1_ITEM_ref (GENERAL_NAMES) },
  { ESP_OID_ISSUER_ALTERNATIVE_NAME, TRUE, ASN1_ITEM_ref (GENERAL_NAMES) },
  { ESP_OID_BASIC_CONSTRAINTS, TRUE, ASN1_ITEM_ref (BASIC_CONSTRAINTS) },
  { ESP_OID_NAME_CONSTRAINTS, TRUE, ASN1_ITEM_ref (NAME_CONSTRAINTS) },
  { ESP_OID_CRL_DISTRIBUTION_POINTS, TRUE, ASN1_ITEM_ref (CRL_DIST_POINTS) },
  { ESP_OID_CERTIFICATE_POLICIES, TRUE, ASN1_ITEM_ref (CERTIFICATEPOLICIES) },
  { ESP_OID_POLICY_MAPPINGS, TRUE, ASN1_ITEM_ref (POLICY_MAPPINGS) },
  { ESP_OID_POLICY_CONSTRAINTS, TRUE, ASN1_ITEM_ref (POLICY_CONSTRAINTS) },
  { ESP_OID_EXTENDED_KEY_USAGE, TRUE, ASN1_ITEM_ref (EXTENDED_KEY_USAGE) },
  { ESP_OID_INHIBIT_ANY_POLICY, TRUE, ASN1_ITEM_ref (ASN1_INTEGER) },
  { ESP_OID_OCSP_NO_CHECK, TRUE, ASN1_ITEM_ref (ASN1_NULL) },
  { ESP_OID_SUBJECT_KEY_IDENTIFIER, FALSE, ASN1_ITEM_ref (ASN1_OCTET_STRING) },
  { ESP_OID_AUTHORITY_KEY_IDENTIFIER, FALSE, ASN1_ITEM_ref (AUTHORITY_KEYID) },
  { ESP_OID_FRESHEST_CRL, FALSE, ASN1_ITEM_ref (CRL_DIST_POINTS) },
};

static const ASN1_ITEM *
find_item (const EspExtension *extension, gboolean *critical)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (strcmp (known[i].oid, extension->oid) == 0)
      {
        *critical = known[i].critical;
        return ASN1_ITEM_ptr (known[i].item);
      }
  return NULL;
}

static gboolean
is_readable (const EspExtension *extension, const ASN1_ITEM *item)
{
  ASN1_VALUE *value = esp_value_read (extension->value, item);

  if (!value)
    return FALSE;
  ASN1_item_free (value, item);
  return TRUE;
}

static void
read_faults (EspPathNode *node)
{
  GPtrArray *extensions = esp_certificate_get_extensions (node->certificate);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < extensions->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (extensions, i);
      gboolean critical = FALSE;
      const ASN1_ITEM *item = find_item (extension, &critical);

      if (!g_hash_table_add (seen, extension->oid) && !node->twice)
        node->twice = extension;
      if (extension->critical && !critical && !node->unknown)
        node->unknown = extension;
      if (item && !node->damaged && !is_readable (extension, item))
        node->damaged = extension;
    }
}

static const EspExtension *
find (EspPathNode *node, const char *oid)
{
  return esp_extensions_find (esp_certificate_get_extensions (node->certificate), oid, NULL);
}

static void
read_values (EspPathNode *node)
{
  const EspExtension *usage = find (node, ESP_OID_KEY_USAGE);
  const EspExtension *purposes = find (node, ESP_OID_EXTENDED_KEY_USAGE);
  const EspExtension *names = find (node, ESP_OID_SUBJECT_ALTERNATIVE_NAME);
  const EspExtension *constraints = find (node, ESP_OID_NAME_CONSTRAINTS);

  /* One that can't be read allows nothing. */
  node->has_key_usage = usage != NULL;
  if (usage && !esp_value_read_key_usage (usage->value, &node->key_usage))
    node->key_usage = 0;
  if (purposes)
    {
      node->purposes = esp_value_read_extended_key_usage (purposes->value);
      if (!node->purposes)
        node->purposes = g_ptr_array_new ();
    }
  if (names)
    node->names = esp_value_read_general_names (names->value);
  if (constraints)
    node->constraints = esp_value_read (constraints->value, ASN1_ITEM_rptr (NAME_CONSTRAINTS));
}

EspPathNode *
esp_path_node_new (EspCertificate *certificate, guint index)
{
  EspPathNode *node = g_new0 (EspPathNode, 1);

  node->index = index;
  node->certificate = esp_certificate_ref (certificate);
  node->key = esp_key_get_evp (esp_certificate_get_key (certificate));
  node->self_issued = esp_certificate_is_self_issued (certificate);
  read_faults (node);
  read_values (node);
  ERR_clear_error ();
  return node;
}

void
esp_path_node_load (EspPathNode *node)
{
  if (!node->x509)
    node->x509 = esp_certificate_to_x509 (node->certificate);
}

void
esp_path_node_free (EspPathNode *node)
{
  g_clear_pointer (&node->purposes, g_ptr_array_unref);
  g_clear_pointer (&node->names, GENERAL_NAMES_free);
  g_clear_pointer (&node->constraints, NAME_CONSTRAINTS_free);
  g_clear_pointer (&node->issuers, g_ptr_array_unref);
  g_clear_pointer (&node->x509, X509_free);
  esp_certificate_unref (node->certificate);
  g_free (node);
}

/* The same authority: name and key. A path that meets it twice goes in a circle. */
gboolean
esp_path_node_same (const EspPathNode *a, const EspPathNode *b)
{
  return a == b || (esp_name_equal (esp_certificate_get_subject (a->certificate),
                                    esp_certificate_get_subject (b->certificate)) &&
                    g_bytes_equal (esp_key_get_spki (esp_certificate_get_key (a->certificate)),
                                   esp_key_get_spki (esp_certificate_get_key (b->certificate))));
}
