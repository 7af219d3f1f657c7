/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Revocation lists, version 2: complete ones, without an issuing distribution point, and parts,
 * with one. Which serials are revoked, and when a list is due, is the engine's business.
 */
#include "esp-crl.h"

#include "base/esp-hex.h"
#include "base/esp-time.h"
#include "esp-certificate-private.h"
#include "esp-crl-private.h"
#include "esp-extension-values.h"
#include "esp-key-private.h"
#include "esp-name-private.h"
#include "esp-pem.h"
#include "esp-tbs.h"

#include <string.h>

#define SERIAL_MAX 20

static const char *const pem_labels[] = { "X509 CRL", NULL };

static const EspRevocationReason reasons[] = {
  { "UNSPECIFIED", 0 },         { "KEY_COMPROMISE", 1 },  { "CERTIFICATE_AUTHORITY_COMPROMISE", 2 },
  { "AFFILIATION_CHANGED", 3 }, { "SUPERSEDED", 4 },      { "CESSATION_OF_OPERATION", 5 },
  { "PRIVILEGE_WITHDRAWN", 9 }, { "A_A_COMPROMISE", 10 }, { NULL, 0 },
};

struct _EspCrl
{
  gatomicrefcount ref_count;
  GBytes *der;
  X509_CRL *x509; /* looking a serial up sorts the entries, under OpenSSL's own lock */
  gint64 number;
  gint64 this_update;
  gint64 next_update;
};

/* OpenSSL's stacks of revoked entries have no autoptr in the room's header. */
typedef STACK_OF (X509_REVOKED) RevokedStack;

#define SERIAL_DIGITS 32 /* at least, as EspCertificate writes them */
#define REASON_REMOVED 8

static void
revoked_stack_free (RevokedStack *stack)
{
  sk_X509_REVOKED_pop_free (stack, X509_REVOKED_free);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RevokedStack, revoked_stack_free)

const EspRevocationReason *
esp_revocation_reasons (void)
{
  return reasons;
}

const EspRevocationReason *
esp_revocation_reason_find (const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (gsize i = 0; reasons[i].name; i++)
    {
      if (strcmp (reasons[i].name, name) == 0)
        return &reasons[i];
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", reasons[i].name);
    }
  esp_error_set (error, ESP_REASON_REVOCATION_REASON_UNKNOWN, NULL, "name", name, "names",
                 names->str, NULL);
  return NULL;
}

EspCrl *
esp_crl_ref (EspCrl *crl)
{
  g_atomic_ref_count_inc (&crl->ref_count);
  return crl;
}

void
esp_crl_unref (EspCrl *crl)
{
  if (!crl || !g_atomic_ref_count_dec (&crl->ref_count))
    return;
  g_clear_pointer (&crl->der, g_bytes_unref);
  g_clear_pointer (&crl->x509, X509_CRL_free);
  g_free (crl);
}

/* --- Building --- */

ASN1_INTEGER *
esp_serial_to_integer (const char *hex, GError **error)
{
  g_autoptr (GBytes) bytes = esp_hex_decode (hex, error);
  g_autoptr (BIGNUM) number = NULL;
  gsize len = 0;
  const guint8 *data = bytes ? g_bytes_get_data (bytes, &len) : NULL;

  if (!bytes)
    return NULL;
  while (len > 0 && data[0] == 0)
    {
      data++;
      len--;
    }
  if (len > SERIAL_MAX)
    {
      esp_error_set (error, ESP_REASON_HEX_SYNTAX, NULL, "value", hex, NULL);
      return NULL;
    }
  number = BN_bin2bn (data, (int) len, NULL);
  return number ? BN_to_ASN1_INTEGER (number, NULL) : NULL;
}

static gboolean
set_reason (X509_REVOKED *revoked, int code)
{
  g_autoptr (ASN1_ENUMERATED) reason = NULL;

  if (code == 0)
    return TRUE; /* RFC 5280, 5.3.1: the absence of a reason says the same */
  reason = ASN1_ENUMERATED_new ();
  return reason && ASN1_ENUMERATED_set (reason, code) &&
         X509_REVOKED_add1_ext_i2d (revoked, NID_crl_reason, reason, 0, 0) == 1;
}

static gboolean
add_entry (RevokedStack *stack, const EspCrlEntry *entry, GError **error)
{
  g_autoptr (X509_REVOKED) revoked = X509_REVOKED_new ();
  g_autoptr (ASN1_INTEGER) serial = esp_serial_to_integer (entry->serial, error);
  g_autoptr (ASN1_TIME) when = esp_tbs_time_new (entry->revoked_at);

  if (!serial)
    {
      if (error && !*error)
        esp_openssl_set_error (error, ESP_REASON_CRL_SIGN, NULL);
      return FALSE;
    }
  if (!revoked || !when || !X509_REVOKED_set_serialNumber (revoked, serial) ||
      !X509_REVOKED_set_revocationDate (revoked, when) || !set_reason (revoked, entry->reason) ||
      !sk_X509_REVOKED_push (stack, revoked))
    {
      esp_openssl_set_error (error, ESP_REASON_CRL_SIGN, NULL);
      return FALSE;
    }
  g_steal_pointer (&revoked);
  return TRUE;
}

static int
compare_revoked (const X509_REVOKED *const *a, const X509_REVOKED *const *b)
{
  return ASN1_INTEGER_cmp (X509_REVOKED_get0_serialNumber (*a),
                           X509_REVOKED_get0_serialNumber (*b));
}

static gboolean
check_unique (RevokedStack *stack, GError **error)
{
  for (int i = 1; i < sk_X509_REVOKED_num (stack); i++)
    {
      const ASN1_INTEGER *before = X509_REVOKED_get0_serialNumber (
        sk_X509_REVOKED_value (stack, i - 1));
      const ASN1_INTEGER *serial = X509_REVOKED_get0_serialNumber (
        sk_X509_REVOKED_value (stack, i));
      g_autofree char *hex = NULL;

      if (ASN1_INTEGER_cmp (before, serial) != 0)
        continue;
      hex = esp_hex_encode (ASN1_STRING_get0_data (serial), (gsize) ASN1_STRING_length (serial));
      esp_error_set (error, ESP_REASON_CRL_DUPLICATE, NULL, "serial", hex, NULL);
      return FALSE;
    }
  return TRUE;
}

static RevokedStack *
make_entries (const EspCrlContents *contents, GError **error)
{
  g_autoptr (RevokedStack)
    stack = sk_X509_REVOKED_new_reserve (compare_revoked, (int) contents->n_entries);

  if (!stack)
    {
      esp_openssl_set_error (error, ESP_REASON_CRL_SIGN, NULL);
      return NULL;
    }
  for (gsize i = 0; i < contents->n_entries; i++)
    if (!add_entry (stack, &contents->entries[i], error))
      return NULL;
  sk_X509_REVOKED_sort (stack);
  if (!check_unique (stack, error))
    return NULL;
  return g_steal_pointer (&stack);
}

/* Critical (RFC 5280, 5.2.5): who does not understand it must not take the part for the whole.
 * Takes
 * @extensions. */
static GPtrArray *
add_distribution_point (const EspCrlContents *contents, GPtrArray *extensions, GError **error)
{
  g_autoptr (GBytes) point = NULL;

  if (!contents->distribution_point)
    return extensions;
  point = esp_value_issuing_distribution_point (contents->distribution_point);
  if (!point)
    {
      esp_openssl_set_error (error, ESP_REASON_CRL_SIGN, NULL);
      g_ptr_array_unref (extensions);
      return NULL;
    }
  g_ptr_array_add (extensions, esp_extension_new (ESP_OID_ISSUING_DISTRIBUTION_POINT, TRUE, point,
                                                  ESP_SOURCE_CA_CONFIGURATION));
  return extensions;
}

static GPtrArray *
make_extensions (const EspCrlContents *contents, GError **error)
{
  GPtrArray *extensions = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_extension_free);
  GBytes *identifier = esp_certificate_get_subject_key_identifier (contents->issuer);
  g_autoptr (GBytes) authority = NULL;
  g_autoptr (GBytes) number = NULL;

  if (!identifier)
    identifier = esp_key_get_identifier (esp_certificate_get_key (contents->issuer));
  authority = esp_value_authority_key_identifier (identifier);
  number = esp_value_crl_number (contents->number);
  if (!authority || !number)
    {
      esp_openssl_set_error (error, ESP_REASON_CRL_SIGN, NULL);
      g_ptr_array_unref (extensions);
      return NULL;
    }
  g_ptr_array_add (extensions, esp_extension_new (ESP_OID_AUTHORITY_KEY_IDENTIFIER, FALSE,
                                                  authority, ESP_SOURCE_ISSUER));
  g_ptr_array_add (
    extensions, esp_extension_new (ESP_OID_CRL_NUMBER, FALSE, number, ESP_SOURCE_CA_CONFIGURATION));
  return add_distribution_point (contents, extensions, error);
}

gboolean
esp_updates_check_order (gint64 this_update, gint64 next_update, GError **error)
{
  g_autofree char *this = NULL;
  g_autofree char *next = NULL;

  if (next_update > this_update)
    return TRUE;
  this = esp_time_to_rfc3339 (this_update);
  next = esp_time_to_rfc3339 (next_update);
  esp_error_set (error, ESP_REASON_CRL_ORDER, NULL, "this", this, "next", next, NULL);
  return FALSE;
}

/* Clients refuse a list whose issuer has a key usage without cRLSign (RFC 5280, 6.3.3 (f)). */
static gboolean
check_usage (EspCertificate *issuer, GError **error)
{
  const EspExtension *usage = esp_extensions_find (esp_certificate_get_extensions (issuer),
                                                   ESP_OID_KEY_USAGE, NULL);
  guint bits = 0;

  if (!usage || (esp_value_read_key_usage (usage->value, &bits) && (bits & ESP_KEY_USAGE_CRL_SIGN)))
    return TRUE;
  esp_error_set (error, ESP_REASON_CRL_ISSUER_USAGE, NULL, NULL);
  return FALSE;
}

static gboolean
check_signer (const EspCrlContents *contents, EspSigner *signer, GError **error)
{
  if (esp_key_equal_public (esp_signer_get_public_key (signer),
                            esp_certificate_get_key (contents->issuer)))
    return TRUE;
  esp_error_set (error, ESP_REASON_SIGNER_NOT_ISSUER, NULL, NULL);
  return FALSE;
}

static GBytes *
make_tbs (const EspCrlContents *contents, GError **error)
{
  g_autoptr (RevokedStack) revoked = make_entries (contents, error);
  g_autoptr (GPtrArray) extensions = revoked ? make_extensions (contents, error) : NULL;
  g_autoptr (GBytes) algorithm = esp_signing_algorithm_to_der (contents->algorithm);
  EspTbsCrlContents tbs = { 0 };

  if (!extensions)
    return NULL;
  tbs.algorithm = algorithm;
  tbs.issuer = esp_name_get_der (esp_certificate_get_subject (contents->issuer));
  tbs.this_update = contents->this_update;
  tbs.next_update = contents->next_update;
  /* RFC 5280, 5.1.2.6: without entries the list itself must be absent, not empty. */
  tbs.revoked = contents->n_entries > 0 ? revoked : NULL;
  tbs.extensions = extensions;
  return esp_tbs_build_crl (&tbs, error);
}

/* --- Reading --- */

static gint64
read_number (const X509_CRL *x509)
{
  g_autoptr (ASN1_INTEGER) number = X509_CRL_get_ext_d2i (x509, NID_crl_number, NULL, NULL);
  gint64 value = -1;

  if (!number || !ASN1_INTEGER_get_int64 (&value, number) || value < 0)
    value = -1;
  ERR_clear_error ();
  return value;
}

/* From DER that is a list as a whole; the queue of OpenSSL tells why not. */
static EspCrl *
crl_new (GBytes *der)
{
  gsize len = 0;
  const guint8 *start = g_bytes_get_data (der, &len);
  const guint8 *p = start;
  g_autoptr (X509_CRL) x509 = len <= G_MAXINT ? d2i_X509_CRL (NULL, &p, (long) len) : NULL;
  gint64 this_update = 0;
  gint64 next_update = 0;
  EspCrl *crl;

  if (!x509 || p != start + len ||
      !esp_tbs_time_read (X509_CRL_get0_lastUpdate (x509), &this_update))
    return NULL;
  if (X509_CRL_get0_nextUpdate (x509) &&
      !esp_tbs_time_read (X509_CRL_get0_nextUpdate (x509), &next_update))
    return NULL;
  crl = g_new0 (EspCrl, 1);
  g_atomic_ref_count_init (&crl->ref_count);
  crl->der = g_bytes_ref (der);
  crl->number = read_number (x509);
  crl->x509 = g_steal_pointer (&x509);
  crl->this_update = this_update;
  crl->next_update = next_update;
  return crl;
}

EspCrl *
esp_crl_create (const EspCrlContents *contents, EspSigner *signer, GError **error)
{
  g_autoptr (GBytes) tbs = NULL;
  g_autoptr (GBytes) der = NULL;
  EspCrl *crl;

  if (!check_signer (contents, signer, error) || !check_usage (contents->issuer, error) ||
      !esp_updates_check_order (contents->this_update, contents->next_update, error) ||
      !(tbs = make_tbs (contents, error)) ||
      !(der = esp_signer_sign_structure (signer, contents->algorithm, tbs, error)))
    return NULL;
  crl = crl_new (der);
  if (!crl)
    esp_openssl_set_error (error, ESP_REASON_CRL_SIGN, NULL);
  return crl;
}

static gboolean
check_pem (EspPemResult result, const char *found, GError **error)
{
  static const EspReason results[] = {
    [ESP_PEM_OK] = ESP_REASON_NONE,
    [ESP_PEM_OTHER] = ESP_REASON_CRL_NOT_A_CRL,
    [ESP_PEM_TRUNCATED] = ESP_REASON_CRL_TRUNCATED,
    [ESP_PEM_TRAILING] = ESP_REASON_CRL_SEVERAL,
    [ESP_PEM_SEVERAL] = ESP_REASON_CRL_SEVERAL,
  };

  if (result == ESP_PEM_OK)
    return TRUE;
  esp_error_set (error, results[result], NULL, "found", found ? found : "something else", NULL);
  return FALSE;
}

EspCrl *
esp_crl_parse (GBytes *data, GError **error)
{
  g_autoptr (GBytes) der = NULL;
  g_autofree char *size = NULL;
  g_autofree char *limit = NULL;
  const char *found = NULL;
  EspPemResult result;
  EspCrl *crl;

  if (g_bytes_get_size (data) > ESP_CRL_MAX_SIZE)
    {
      size = g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (data));
      limit = g_strdup_printf ("%d", ESP_CRL_MAX_SIZE);
      esp_error_set (error, ESP_REASON_CRL_TOO_LARGE, NULL, "size", size, "limit", limit, NULL);
      return NULL;
    }
  result = esp_pem_read_one (data, pem_labels, &der, &found);
  if (!check_pem (result, found, error))
    return NULL;
  crl = crl_new (der);
  if (crl)
    return crl;
  found = esp_pem_describe (der);
  if (strcmp (found, "a certificate revocation list") == 0)
    esp_openssl_set_error (error, ESP_REASON_CRL_TRUNCATED, NULL);
  else
    check_pem (ESP_PEM_OTHER, found, error);
  ERR_clear_error ();
  return NULL;
}

GBytes *
esp_crl_get_der (EspCrl *crl)
{
  return crl->der;
}

char *
esp_crl_to_pem (EspCrl *crl)
{
  return esp_pem_write (pem_labels[0], crl->der);
}

gint64
esp_crl_get_number (EspCrl *crl)
{
  return crl->number;
}

gint64
esp_crl_get_this_update (EspCrl *crl)
{
  return crl->this_update;
}

gint64
esp_crl_get_next_update (EspCrl *crl)
{
  return crl->next_update;
}

gsize
esp_crl_get_n_entries (EspCrl *crl)
{
  int n = sk_X509_REVOKED_num (X509_CRL_get_REVOKED (crl->x509));

  return n > 0 ? (gsize) n : 0;
}

char *
esp_crl_get_distribution_point (EspCrl *crl)
{
  g_autoptr (ISSUING_DIST_POINT)
    point = X509_CRL_get_ext_d2i (crl->x509, NID_issuing_distribution_point, NULL, NULL);
  GENERAL_NAMES *names = point && point->distpoint && point->distpoint->type == 0 ?
                           point->distpoint->name.fullname :
                           NULL;
  const GENERAL_NAME *first = sk_GENERAL_NAME_num (names) > 0 ? sk_GENERAL_NAME_value (names, 0) :
                                                                NULL;

  ERR_clear_error ();
  if (!first || first->type != GEN_URI)
    return NULL;
  return g_strndup ((const char *) ASN1_STRING_get0_data (first->d.uniformResourceIdentifier),
                    (gsize) ASN1_STRING_length (first->d.uniformResourceIdentifier));
}

gboolean
esp_crl_is_revoked (EspCrl *crl, const char *serial)
{
  g_autoptr (ASN1_INTEGER) number = esp_serial_to_integer (serial, NULL);
  X509_REVOKED *revoked = NULL;
  gboolean found = number && X509_CRL_get0_by_serial (crl->x509, &revoked, number) == 1;

  ERR_clear_error ();
  return found;
}

gboolean
esp_crl_is_partial (EspCrl *crl)
{
  return X509_CRL_get_ext_by_NID (crl->x509, NID_delta_crl, -1) >= 0 ||
         X509_CRL_get_ext_by_NID (crl->x509, NID_issuing_distribution_point, -1) >= 0;
}

static long
read_reason (const X509_REVOKED *revoked)
{
  g_autoptr (ASN1_ENUMERATED)
    reason = X509_REVOKED_get_ext_d2i (revoked, NID_crl_reason, NULL, NULL);

  return reason ? ASN1_ENUMERATED_get (reason) : 0;
}

static int
known_reason (long code)
{
  for (const EspRevocationReason *row = reasons; row->name; row++)
    if (row->code == code)
      return row->code;
  return 0;
}

void
esp_crl_foreach (EspCrl *crl, EspCrlEntryFunc func, gpointer data)
{
  RevokedStack *stack = X509_CRL_get_REVOKED (crl->x509);
  gboolean more = TRUE;

  for (int i = 0; more && i < sk_X509_REVOKED_num (stack); i++)
    {
      const X509_REVOKED *revoked = sk_X509_REVOKED_value (stack, i);
      const ASN1_INTEGER *number = X509_REVOKED_get0_serialNumber (revoked);
      g_autofree char *hex = esp_hex_encode (ASN1_STRING_get0_data (number),
                                             (gsize) ASN1_STRING_length (number));
      g_autofree char *serial = g_strdup_printf ("%*s", SERIAL_DIGITS, hex);
      long reason = read_reason (revoked);
      EspCrlEntry entry = { serial, 0, known_reason (reason) };

      for (char *c = serial; *c == ' '; c++)
        *c = '0';
      if (reason != REASON_REMOVED &&
          esp_tbs_time_read (X509_REVOKED_get0_revocationDate (revoked), &entry.revoked_at))
        more = func (&entry, data);
    }
  ERR_clear_error ();
}

gboolean
esp_crl_is_issued_by (EspCrl *crl, EspCertificate *issuer)
{
  EVP_PKEY *key = esp_key_get_evp (esp_certificate_get_key (issuer));
  g_autoptr (EspName) name = esp_name_new_from_x509 (X509_CRL_get_issuer (crl->x509), NULL);
  gboolean signed_by = key && name && esp_name_equal (name, esp_certificate_get_subject (issuer)) &&
                       X509_CRL_verify (crl->x509, key) == 1;

  ERR_clear_error ();
  return signed_by;
}
