/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A revocation list read for path validation: what it covers and whom it names. Whether it is to be
 * believed - signer, times - is judged in esp-path-revocation.c.
 */
#include "esp-path-crl.h"

#include "esp-name-private.h"

#include <string.h>

/* --- Reading --- */

static gboolean
is_understood (int nid)
{
  static const int nids[] = { NID_issuing_distribution_point, NID_delta_crl, NID_crl_number,
                              NID_authority_key_identifier };

  for (gsize i = 0; i < G_N_ELEMENTS (nids); i++)
    if (nids[i] == nid)
      return TRUE;
  return FALSE;
}

static gboolean
has_unknown_critical (const STACK_OF (X509_EXTENSION) * extensions, gboolean of_entry)
{
  for (int i = 0; i < X509v3_get_ext_count (extensions); i++)
    {
      X509_EXTENSION *extension = X509v3_get_ext (extensions, i);
      int nid = OBJ_obj2nid (X509_EXTENSION_get_object (extension));

      if (!X509_EXTENSION_get_critical (extension))
        continue;
      if (of_entry ? nid != NID_certificate_issuer && nid != NID_crl_reason : !is_understood (nid))
        return TRUE;
    }
  return FALSE;
}

static void
read_scope (EspPathCrl *crl)
{
  int at = X509_CRL_get_ext_by_NID (crl->x509, NID_issuing_distribution_point, -1);

  if (at < 0)
    return;
  crl->scope_der = esp_asn1_string_to_bytes (
    X509_EXTENSION_get_data (X509_CRL_get_ext (crl->x509, at)));
  crl->scope = esp_value_read (crl->scope_der, ASN1_ITEM_rptr (ISSUING_DIST_POINT));
  if (!crl->scope || X509_CRL_get_ext_by_NID (crl->x509, NID_issuing_distribution_point, at) >= 0)
    {
      crl->damaged = TRUE;
      return;
    }
  if ((crl->scope->onlyuser > 0) + (crl->scope->onlyCA > 0) + (crl->scope->onlyattr > 0) > 1)
    crl->damaged = TRUE;
  if (crl->scope->distpoint &&
      !DIST_POINT_set_dpname (crl->scope->distpoint, X509_CRL_get_issuer (crl->x509)))
    crl->damaged = TRUE;
}

static void
read_numbers (EspPathCrl *crl)
{
  int critical = -1;

  crl->number = X509_CRL_get_ext_d2i (crl->x509, NID_crl_number, &critical, NULL);
  crl->number_critical = critical > 0;
  crl->base = X509_CRL_get_ext_d2i (crl->x509, NID_delta_crl, &critical, NULL);
  if (!crl->base && critical != -1)
    crl->damaged = TRUE;
}

static void
read_signer (EspPathCrl *crl)
{
  AUTHORITY_KEYID *identifier = X509_CRL_get_ext_d2i (crl->x509, NID_authority_key_identifier, NULL,
                                                      NULL);

  if (identifier && identifier->keyid)
    crl->key_identifier = esp_asn1_string_to_bytes (identifier->keyid);
  AUTHORITY_KEYID_free (identifier);
  crl->issuer = esp_name_new_from_x509 (X509_CRL_get_issuer (crl->x509), NULL);
}

static void
read_entries (EspPathCrl *crl)
{
  STACK_OF (X509_REVOKED) *entries = X509_CRL_get_REVOKED (crl->x509);

  for (int i = 0; i < sk_X509_REVOKED_num (entries) && !crl->damaged; i++)
    crl->damaged = has_unknown_critical (
      X509_REVOKED_get0_extensions (sk_X509_REVOKED_value (entries, i)), TRUE);
}

EspPathCrl *
esp_path_crl_new (EspCrl *given)
{
  EspPathCrl *crl = g_new0 (EspPathCrl, 1);
  gsize len = 0;
  const guint8 *p = g_bytes_get_data (esp_crl_get_der (given), &len);

  crl->signers = g_hash_table_new (NULL, NULL);
  crl->this_update = esp_crl_get_this_update (given);
  crl->next_update = esp_crl_get_next_update (given);
  crl->x509 = len <= G_MAXINT ? d2i_X509_CRL (NULL, &p, (long) len) : NULL;
  if (crl->x509)
    {
      read_signer (crl);
      read_numbers (crl);
      read_scope (crl);
      crl->damaged = crl->damaged ||
                     has_unknown_critical (X509_CRL_get0_extensions (crl->x509), FALSE);
      read_entries (crl);
    }
  ERR_clear_error ();
  return crl;
}

void
esp_path_crl_free (EspPathCrl *crl)
{
  g_clear_pointer (&crl->signers, g_hash_table_unref);
  g_clear_pointer (&crl->x509, X509_CRL_free);
  g_clear_pointer (&crl->issuer, esp_name_unref);
  g_clear_pointer (&crl->key_identifier, g_bytes_unref);
  g_clear_pointer (&crl->scope, ISSUING_DIST_POINT_free);
  g_clear_pointer (&crl->scope_der, g_bytes_unref);
  g_clear_pointer (&crl->number, ASN1_INTEGER_free);
  g_clear_pointer (&crl->base, ASN1_INTEGER_free);
  g_free (crl);
}

/* --- Scope: RFC 5280, 6.3.3 (b) --- */

gboolean
esp_path_crl_indirect (const EspPathCrl *crl)
{
  return crl->scope && crl->scope->indirectCRL > 0;
}

static gboolean
names_meet (const GENERAL_NAMES *a, const GENERAL_NAMES *b)
{
  for (int i = 0; i < sk_GENERAL_NAME_num (a); i++)
    for (int j = 0; j < sk_GENERAL_NAME_num (b); j++)
      if (GENERAL_NAME_cmp (sk_GENERAL_NAME_value (a, i), sk_GENERAL_NAME_value (b, j)) == 0)
        return TRUE;
  return FALSE;
}

static gboolean
has_directory_name (const GENERAL_NAMES *names, const X509_NAME *wanted)
{
  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (names, i);

      if (name->type == GEN_DIRNAME && X509_NAME_cmp (name->d.directoryName, wanted) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Two names of a distribution point, each a set of full names or one relative name, which
 * DIST_POINT_set_dpname() has made whole. */
static gboolean
points_meet (const DIST_POINT_NAME *a, const DIST_POINT_NAME *b)
{
  if (a->type == 0 && b->type == 0)
    return names_meet (a->name.fullname, b->name.fullname);
  if (a->type == 1 && b->type == 1)
    return a->dpname && b->dpname && X509_NAME_cmp (a->dpname, b->dpname) == 0;
  if (a->type == 1)
    return a->dpname && has_directory_name (b->name.fullname, a->dpname);
  return b->dpname && has_directory_name (a->name.fullname, b->dpname);
}

static gboolean
issuer_fits (const EspPathCrl *crl, const EspPathNode *node, const DIST_POINT *point)
{
  if (point && point->CRLissuer)
    return esp_path_crl_indirect (crl) &&
           has_directory_name (point->CRLissuer, X509_CRL_get_issuer (crl->x509));
  return X509_NAME_cmp (X509_get_issuer_name (node->x509), X509_CRL_get_issuer (crl->x509)) == 0;
}

static gboolean
place_fits (const EspPathCrl *crl, const EspPathNode *node, const DIST_POINT *point)
{
  const DIST_POINT_NAME *place = crl->scope->distpoint;

  if (!place)
    return TRUE;
  if (point && point->distpoint)
    return points_meet (place, point->distpoint);
  if (point && point->CRLissuer)
    return place->type == 0 && names_meet (place->name.fullname, point->CRLissuer);
  return place->type == 0 &&
         has_directory_name (place->name.fullname, X509_get_issuer_name (node->x509));
}

static gboolean
kind_fits (const EspPathCrl *crl, const EspPathNode *node)
{
  gboolean ca = esp_certificate_is_ca (node->certificate);

  return crl->scope->onlyattr <= 0 && !(crl->scope->onlyuser > 0 && ca) &&
         !(crl->scope->onlyCA > 0 && !ca);
}

/* Bit n of a ReasonFlags as bit n of the answer. */
static guint
read_reasons (const ASN1_BIT_STRING *flags)
{
  guint reasons = 0;

  if (!flags)
    return ESP_CRL_ALL_REASONS;
  for (int bit = 1; bit <= 8; bit++)
    if (ASN1_BIT_STRING_get_bit (flags, bit))
      reasons |= 1u << bit;
  return reasons;
}

guint
esp_path_crl_covers (const EspPathCrl *crl, const EspPathNode *node, const DIST_POINT *point)
{
  guint reasons = point ? read_reasons (point->reasons) : ESP_CRL_ALL_REASONS;

  if (!crl->x509 || !node->x509 || !issuer_fits (crl, node, point))
    return 0;
  if (!crl->scope)
    return reasons;
  if (!place_fits (crl, node, point) || !kind_fits (crl, node))
    return 0;
  return reasons & read_reasons (crl->scope->onlysomereasons);
}

/* --- Entries --- */

static void
read_issuer (const X509_REVOKED *entry, const X509_NAME **issuer, GENERAL_NAMES **owner)
{
  GENERAL_NAMES *names = X509_REVOKED_get_ext_d2i (entry, NID_certificate_issuer, NULL, NULL);

  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (names, i);

      if (name->type != GEN_DIRNAME)
        continue;
      GENERAL_NAMES_free (*owner);
      *owner = names;
      *issuer = name->d.directoryName;
      return;
    }
  GENERAL_NAMES_free (names);
}

static void
read_entry (const X509_REVOKED *entry, EspCrlFound *found)
{
  g_autoptr (ASN1_ENUMERATED) reason = X509_REVOKED_get_ext_d2i (entry, NID_crl_reason, NULL, NULL);

  found->reason = reason ? (int) ASN1_ENUMERATED_get (reason) : 0;
  esp_tbs_time_read (X509_REVOKED_get0_revocationDate (entry), &found->revoked_at);
}

/* In the order of the list: in an indirect one an entry without an issuer has that of the entry
 * before it (RFC 5280, 5.3.3). */
EspCrlEntryKind
esp_path_crl_find (const EspPathCrl *crl, const EspPathNode *node, EspCrlFound *found)
{
  STACK_OF (X509_REVOKED) *entries = X509_CRL_get_REVOKED (crl->x509);
  const X509_NAME *issuer = X509_CRL_get_issuer (crl->x509);
  const X509_NAME *wanted = X509_get_issuer_name (node->x509);
  const ASN1_INTEGER *serial = X509_get0_serialNumber (node->x509);
  gboolean indirect = esp_path_crl_indirect (crl);
  GENERAL_NAMES *owner = NULL;
  EspCrlEntryKind kind = ESP_CRL_ENTRY_NONE;

  for (int i = 0; i < sk_X509_REVOKED_num (entries) && kind == ESP_CRL_ENTRY_NONE; i++)
    {
      const X509_REVOKED *entry = sk_X509_REVOKED_value (entries, i);

      if (indirect)
        read_issuer (entry, &issuer, &owner);
      if (ASN1_INTEGER_cmp (X509_REVOKED_get0_serialNumber (entry), serial) != 0 ||
          X509_NAME_cmp (issuer, wanted) != 0)
        continue;
      read_entry (entry, found);
      kind = crl->base && found->reason == CRL_REASON_REMOVE_FROM_CRL ? ESP_CRL_ENTRY_REMOVED :
                                                                        ESP_CRL_ENTRY_REVOKED;
    }
  GENERAL_NAMES_free (owner);
  ERR_clear_error ();
  return kind;
}

static gboolean
same_bytes (GBytes *a, GBytes *b)
{
  return (!a && !b) || (a && b && g_bytes_equal (a, b));
}

/* RFC 5280, 6.3.3 (c). */
gboolean
esp_path_crl_is_delta_of (const EspPathCrl *delta, const EspPathCrl *complete)
{
  if (!delta->x509 || !delta->base || !delta->number || !complete->number || delta->damaged)
    return FALSE;
  return X509_NAME_cmp (X509_CRL_get_issuer (delta->x509), X509_CRL_get_issuer (complete->x509)) ==
           0 &&
         same_bytes (delta->scope_der, complete->scope_der) &&
         same_bytes (delta->key_identifier, complete->key_identifier) &&
         ASN1_INTEGER_cmp (complete->number, delta->base) >= 0 &&
         ASN1_INTEGER_cmp (complete->number, delta->number) < 0;
}

const char *
esp_path_crl_reason_name (int reason)
{
  static const char *const names[] = {
    "unspecified",   "keyCompromise",        "cACompromise",    "affiliationChanged",
    "superseded",    "cessationOfOperation", "certificateHold", "unknown",
    "removeFromCRL", "privilegeWithdrawn",   "aACompromise",
  };

  return reason >= 0 && reason < (int) G_N_ELEMENTS (names) ? names[reason] : "unknown";
}
