/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The authorities of a foreign source and those of the vault, and who signed whom. A name only says
 * where to look: what links two certificates is the key identifier and the signature. */
#include "esp-importing.h"

#include "base/esp-error.h"

#include <string.h>

#define SERIAL_MAX_DIGITS 64
#define CANDIDATES_MAX 16 /* of one name: renewed again and again */

struct _EspImportedAuthorities
{
  GPtrArray *list;            /* EspImportedAuthority */
  GHashTable *by_fingerprint; /* text, borrowed → EspImportedAuthority */
  GHashTable *by_subject;     /* DER of the name → GPtrArray of them */
  GHashTable *by_identifier;  /* subject key identifier → GPtrArray */
  GHashTable *by_key;         /* SubjectPublicKeyInfo → GPtrArray */
};

static void
authority_free (gpointer data)
{
  EspImportedAuthority *authority = data;

  esp_certificate_unref (authority->certificate);
  g_clear_pointer (&authority->crl, esp_crl_unref);
  g_free (authority->label);
  g_free (authority->next_serial);
  g_clear_pointer (&authority->made, esp_ca_free);
  g_free (authority);
}

static GHashTable *
new_index (void)
{
  return g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                (GDestroyNotify) g_ptr_array_unref);
}

EspImportedAuthorities *
esp_imported_authorities_new (void)
{
  EspImportedAuthorities *all = g_new0 (EspImportedAuthorities, 1);

  all->list = g_ptr_array_new_with_free_func (authority_free);
  all->by_fingerprint = g_hash_table_new (g_str_hash, g_str_equal);
  all->by_subject = new_index ();
  all->by_identifier = new_index ();
  all->by_key = new_index ();
  return all;
}

void
esp_imported_authorities_free (EspImportedAuthorities *all)
{
  if (!all)
    return;
  g_hash_table_unref (all->by_subject);
  g_hash_table_unref (all->by_identifier);
  g_hash_table_unref (all->by_key);
  g_hash_table_unref (all->by_fingerprint);
  g_ptr_array_unref (all->list);
  g_free (all);
}

static void
add_to_index (GHashTable *index, GBytes *key, EspImportedAuthority *authority)
{
  GPtrArray *row = key ? g_hash_table_lookup (index, key) : NULL;

  if (!key)
    return;
  if (!row)
    {
      row = g_ptr_array_new ();
      g_hash_table_insert (index, g_bytes_ref (key), row);
    }
  g_ptr_array_add (row, authority);
}

EspImportedAuthority *
esp_imported_authorities_add (EspImportedAuthorities *all,
                              EspCertificate *certificate,
                              const char *place,
                              const EspCa *ca,
                              GError **error)
{
  EspImportedAuthority *authority;

  if (!esp_certificate_is_ca (certificate) ||
      g_hash_table_contains (all->by_fingerprint, esp_certificate_get_fingerprint (certificate)))
    return NULL;
  if (all->list->len == ESP_IMPORTING_MAX_AUTHORITIES)
    {
      esp_error_set (error, ESP_REASON_FOREIGN_TOO_MANY, NULL, "limit",
                     G_STRINGIFY (ESP_IMPORTING_MAX_AUTHORITIES), NULL);
      return NULL;
    }
  authority = g_new0 (EspImportedAuthority, 1);
  authority->certificate = esp_certificate_ref (certificate);
  authority->label = g_strdup (place);
  authority->ca = ca;
  authority->key = ca != NULL;
  authority->leader = authority;
  g_ptr_array_add (all->list, authority);
  g_hash_table_insert (all->by_fingerprint,
                       (gpointer) esp_certificate_get_fingerprint (certificate), authority);
  add_to_index (all->by_subject, esp_name_get_der (esp_certificate_get_subject (certificate)),
                authority);
  add_to_index (all->by_identifier, esp_certificate_get_subject_key_identifier (certificate),
                authority);
  add_to_index (all->by_key, esp_key_get_spki (esp_certificate_get_key (certificate)), authority);
  return authority;
}

/* A time of 0 stands for none there. */
gboolean
esp_imported_certificate_fits (EspCertificate *certificate)
{
  const char *serial = esp_certificate_get_serial (certificate);
  gint64 begin = esp_certificate_get_not_before (certificate);
  gint64 end = esp_certificate_get_not_after (certificate);

  return strlen (serial) <= SERIAL_MAX_DIGITS && *serial != '-' && begin > 0 && end >= begin;
}

gboolean
esp_imported_authority_is_new (const EspImportedAuthority *authority)
{
  return authority->leader == authority && !authority->ca && !authority->forged &&
         esp_key_get_algorithm (esp_certificate_get_key (authority->certificate)) &&
         esp_imported_certificate_fits (authority->certificate);
}

const EspCa *
esp_imported_authority_get_ca (const EspImportedAuthority *authority)
{
  return authority->leader->ca ? authority->leader->ca : authority->leader->made;
}

GPtrArray *
esp_imported_authorities_list (EspImportedAuthorities *all)
{
  return all->list;
}

EspImportedAuthority *
esp_imported_authorities_find (EspImportedAuthorities *all, GBytes *der)
{
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (der, NULL);

  if (!certificate)
    return NULL;
  return g_hash_table_lookup (all->by_fingerprint, esp_certificate_get_fingerprint (certificate));
}

gboolean
esp_imported_authorities_give_key (EspImportedAuthorities *all, GBytes *public_key)
{
  GPtrArray *row = g_hash_table_lookup (all->by_key, public_key);
  gboolean comes = FALSE;

  for (guint i = 0; row && i < row->len; i++)
    {
      EspImportedAuthority *authority = g_ptr_array_index (row, i);

      authority->key = TRUE;
      comes = comes || esp_imported_authority_is_new (authority->leader);
    }
  return comes;
}

GPtrArray *
esp_imported_authorities_find_key (EspImportedAuthorities *all, GBytes *public_key)
{
  return public_key ? g_hash_table_lookup (all->by_key, public_key) : NULL;
}

EspImportedAuthority *
esp_imported_authorities_only (EspImportedAuthorities *all)
{
  EspImportedAuthority *only = NULL, *keyed = NULL;
  guint n = 0, n_keyed = 0;

  for (guint i = 0; i < all->list->len; i++)
    {
      EspImportedAuthority *authority = g_ptr_array_index (all->list, i);

      if (authority->ca)
        continue;
      only = authority;
      n++;
      if (authority->key)
        {
          keyed = authority;
          n_keyed++;
        }
    }
  return n_keyed == 1 ? keyed : n == 1 ? only : NULL;
}

/* --- Who signed it ---------------------------------------------------------------------------- */

static gboolean
has_signed (EspImportedAuthority *authority, const EspCertificateScan *scan, GBytes *der)
{
  EspScanAnswer answer = esp_certificate_scan_is_signed (scan, authority->certificate);
  g_autoptr (EspCertificate) certificate = NULL;

  if (answer != ESP_SCAN_CANNOT_TELL)
    return answer == ESP_SCAN_YES;
  certificate = esp_certificate_parse (der, NULL);
  return certificate && esp_certificate_is_issued_by (certificate, authority->certificate);
}

static EspImportedAuthority *
find_among (GPtrArray *candidates, const EspCertificateScan *scan, GBytes *der)
{
  for (guint i = 0; candidates && i < MIN (candidates->len, CANDIDATES_MAX); i++)
    if (has_signed (g_ptr_array_index (candidates, i), scan, der))
      return g_ptr_array_index (candidates, i);
  return NULL;
}

/* The same name in another encoding: found by the key identifier, compared as names are. */
static EspImportedAuthority *
find_by_identifier (EspImportedAuthorities *all, const EspCertificateScan *scan, GBytes *der)
{
  g_autoptr (GBytes) identifier = g_bytes_new_static (scan->authority_key_identifier.bytes,
                                                      scan->authority_key_identifier.len);
  GPtrArray *candidates = scan->authority_key_identifier.bytes ?
                            g_hash_table_lookup (all->by_identifier, identifier) :
                            NULL;
  g_autoptr (EspCertificate) certificate = candidates ? esp_certificate_parse (der, NULL) : NULL;

  for (guint i = 0; certificate && i < MIN (candidates->len, CANDIDATES_MAX); i++)
    {
      EspImportedAuthority *authority = g_ptr_array_index (candidates, i);

      if (esp_certificate_is_issued_by (certificate, authority->certificate))
        return authority;
    }
  return NULL;
}

EspImportedAuthority *
esp_imported_authorities_find_issuer (EspImportedAuthorities *all,
                                      const EspCertificateScan *scan,
                                      GBytes *der,
                                      EspImportedAuthority **named)
{
  g_autoptr (GBytes) issuer = g_bytes_new_static (scan->issuer.bytes, scan->issuer.len);
  GPtrArray *candidates = g_hash_table_lookup (all->by_subject, issuer);
  EspImportedAuthority *found = find_among (candidates, scan, der);

  *named = candidates ? g_ptr_array_index (candidates, 0) : NULL;
  return found ? found : find_by_identifier (all, scan, der);
}

static EspImportedAuthority *
find_parsed_issuer (EspImportedAuthorities *all,
                    EspCertificate *certificate,
                    EspImportedAuthority **named)
{
  GPtrArray *candidates = g_hash_table_lookup (
    all->by_subject, esp_name_get_der (esp_certificate_get_issuer (certificate)));

  *named = candidates ? g_ptr_array_index (candidates, 0) : NULL;
  for (guint i = 0; candidates && i < MIN (candidates->len, CANDIDATES_MAX); i++)
    {
      EspImportedAuthority *authority = g_ptr_array_index (candidates, i);

      if (esp_certificate_is_issued_by (certificate, authority->certificate))
        return authority;
    }
  return NULL;
}

EspImportedAuthority *
esp_imported_authorities_find_crl_issuer (EspImportedAuthorities *all, EspCrl *crl)
{
  for (guint i = 0; i < all->list->len; i++)
    {
      EspImportedAuthority *authority = g_ptr_array_index (all->list, i);

      if (esp_crl_is_issued_by (crl, authority->certificate))
        return authority;
    }
  return NULL;
}

/* The newest is what the authority is now; what another key signed for the same name and key (a
 * cross certificate) is no later state of a root, nor the root one of it. Those of the vault were
 * there first. */
static gboolean
is_newer (const EspImportedAuthority *a, const EspImportedAuthority *b)
{
  gint64 start = esp_certificate_get_not_before (a->certificate);
  gint64 other = esp_certificate_get_not_before (b->certificate);

  if ((a->ca != NULL) != (b->ca != NULL))
    return a->ca != NULL;
  if (a->root != b->root)
    return a->root;
  if (start != other)
    return start > other;
  return esp_certificate_get_not_after (a->certificate) >
         esp_certificate_get_not_after (b->certificate);
}

static void
find_leader (EspImportedAuthorities *all, EspImportedAuthority *authority)
{
  EspKey *key = esp_certificate_get_key (authority->certificate);
  GPtrArray *row = g_hash_table_lookup (all->by_key, esp_key_get_spki (key));

  for (guint i = 0; row && i < row->len; i++)
    {
      EspImportedAuthority *other = g_ptr_array_index (row, i);

      if (!other->forged &&
          esp_name_equal (esp_certificate_get_subject (other->certificate),
                          esp_certificate_get_subject (authority->certificate)) &&
          is_newer (other, authority->leader))
        authority->leader = other;
    }
}

static void
find_parent (EspImportedAuthorities *all, EspImportedAuthority *authority)
{
  GBytes *der = esp_certificate_get_der (authority->certificate);
  EspImportedAuthority *named = NULL, *issuer = NULL;
  EspCertificateScan scan;

  if (esp_certificate_scan (der, &scan))
    issuer = esp_imported_authorities_find_issuer (all, &scan, der, &named);
  else
    issuer = find_parsed_issuer (all, authority->certificate, &named);
  authority->root = issuer &&
                    esp_key_equal_public (esp_certificate_get_key (issuer->certificate),
                                          esp_certificate_get_key (authority->certificate));
  authority->forged = !issuer && named;
  authority->parent = issuer == authority || authority->root ? NULL : issuer;
}

void
esp_imported_authorities_link (EspImportedAuthorities *all)
{
  for (guint i = 0; i < all->list->len; i++)
    find_parent (all, g_ptr_array_index (all->list, i));
  for (guint i = 0; i < all->list->len; i++)
    find_leader (all, g_ptr_array_index (all->list, i));
}
