/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For every rule of the lint a certificate that breaks it, and nothing else where that can be. A
 * rule without such a row fails the last test.
 */
#include "pki/esp-certificate-private.h"
#include "pki/esp-extension-values.h"
#include "pki/esp-key-private.h"
#include "pki/esp-lint.h"

#include "base/esp-hex.h"
#include "pki-fixture.h"

#include <openssl/rsa.h>

#define MAX_ALSO 3

/* A certificate on its way to be broken: first a good one, changed by the row's function. */
typedef struct
{
  EspTbsContents contents;
  EspCertificate *issuer;
  const EspTemplate *template;
  GBytes *outer_algorithm;
  void (*tweak) (EspTbsCertificate *tbs); /* what no contents can express */
  GBytes *(*splice) (GBytes *tbs);
  GPtrArray *kept; /* all GBytes made for it */
  GPtrArray *issuers;
} Fault;

typedef struct
{
  const char *id;
  gboolean ca;
  void (*apply) (Fault *fault);
  const char *also[MAX_ALSO + 1]; /* rules that such a certificate breaks as well */
} Row;

static Authority *root; /* shared by all rows */
static EspKey *subject_key;

static GBytes *
keep (Fault *fault, GBytes *bytes)
{
  g_assert_nonnull (bytes);
  g_ptr_array_add (fault->kept, bytes);
  return bytes;
}

static GBytes *
hex (Fault *fault, const char *text)
{
  return keep (fault, esp_hex_decode (text, NULL));
}

static void
drop (Fault *fault, const char *oid)
{
  GPtrArray *extensions = fault->contents.extensions;

  for (guint i = 0; i < extensions->len; i++)
    if (g_str_equal (((EspExtension *) g_ptr_array_index (extensions, i))->oid, oid))
      g_ptr_array_remove_index (extensions, i--);
}

static void
add (Fault *fault, const char *oid, gboolean critical, GBytes *value)
{
  g_ptr_array_add (fault->contents.extensions,
                   esp_extension_new (oid, critical, value, ESP_SOURCE_CSR));
}

static void
set (Fault *fault, const char *oid, gboolean critical, GBytes *value)
{
  drop (fault, oid);
  add (fault, oid, critical, value);
}

static EspExtension *
find (Fault *fault, const char *oid)
{
  for (guint i = 0; i < fault->contents.extensions->len; i++)
    {
      EspExtension *extension = g_ptr_array_index (fault->contents.extensions, i);

      if (g_str_equal (extension->oid, oid))
        return extension;
    }
  g_error ("no extension %s", oid);
}

static void
fault_init (Fault *fault, gboolean ca)
{
  const char *template = ca ? "SubordinateCACertificate_PathLen0" : "CodeSigningCertificate";
  g_autoptr (EspSigner) signer = esp_signer_new_from_key (subject_key);
  g_autoptr (EspName) name = esp_name_parse ("CN=Subject,O=Meridian,C=DE", NULL);
  g_autoptr (EspRequest)
    request = esp_request_create_ca (name, signer, signing_for (subject_key), NULL);
  EspIssuance issuance = make_issuance (template, request, root);
  g_autoptr (EspCertificatePlan) plan = esp_certificate_plan_new (&issuance, NULL);
  GPtrArray *rows = esp_certificate_plan_get_extensions (plan);

  memset (fault, 0, sizeof *fault);
  fault->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  fault->issuers = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);
  fault->issuer = root->certificate;
  fault->template = issuance.template;
  fault->contents.serial = keep (fault, issuance.serial);
  fault->contents.algorithm = keep (fault, esp_signing_algorithm_to_der (issuance.algorithm));
  fault->contents.issuer = keep (
    fault, g_bytes_ref (esp_name_get_der (esp_certificate_get_subject (root->certificate))));
  fault->contents.subject = keep (fault, g_bytes_ref (esp_name_get_der (name)));
  fault->contents.key = keep (fault, g_bytes_ref (esp_key_get_spki (subject_key)));
  fault->contents.not_before = issuance.not_before + 3600;
  fault->contents.not_after = issuance.not_after;
  fault->contents.extensions = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_extension_free);
  for (guint i = 0; i < rows->len; i++)
    if (!((EspExtension *) g_ptr_array_index (rows, i))->ignored)
      g_ptr_array_add (fault->contents.extensions,
                       esp_extension_copy (g_ptr_array_index (rows, i)));
}

static void
fault_clear (Fault *fault)
{
  g_ptr_array_unref (fault->contents.extensions);
  g_ptr_array_unref (fault->kept);
  g_ptr_array_unref (fault->issuers);
}

static EspCertificate *
fault_make (Fault *fault)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) tbs = esp_tbs_build_certificate (&fault->contents, &error);
  g_autoptr (EspTbsCertificate) fields = NULL;
  g_autoptr (GBytes) der = NULL;
  EspCertificate *certificate;

  g_assert_no_error (error);
  if (fault->tweak)
    {
      fields = esp_tbs_certificate_decode (tbs);
      g_assert_nonnull (fields);
      fault->tweak (fields);
      g_bytes_unref (tbs);
      tbs = esp_tbs_certificate_encode (fields);
    }
  if (fault->splice)
    {
      GBytes *spliced = fault->splice (tbs);

      g_bytes_unref (tbs);
      tbs = spliced;
    }
  der = esp_signed_placeholder (
    tbs, fault->outer_algorithm ? fault->outer_algorithm : fault->contents.algorithm, 70);
  certificate = esp_certificate_new_from_der (der, NULL, &error);
  g_assert_no_error (error);
  return certificate;
}

/* A changed CA certificate takes the place of the issuer; what is signed below it follows. */
static void
under (Fault *fault, gboolean ca, void (*change) (Fault *issuer))
{
  Fault issuer;
  EspCertificate *certificate;

  fault_init (&issuer, ca);
  change (&issuer);
  certificate = fault_make (&issuer);
  g_ptr_array_add (fault->issuers, certificate);
  fault->issuer = certificate;
  fault->contents.issuer = keep (
    fault, g_bytes_ref (esp_name_get_der (esp_certificate_get_subject (certificate))));
  set (fault, ESP_OID_AUTHORITY_KEY_IDENTIFIER, FALSE,
       keep (fault, esp_value_authority_key_identifier (
                      esp_certificate_get_subject_key_identifier (certificate))));
  fault_clear (&issuer);
}

/* --- Fields --- */

static void
version_1 (EspTbsCertificate *tbs)
{
  ASN1_INTEGER_set (tbs->version, 1);
}

static void
break_version (Fault *fault)
{
  fault->tweak = version_1;
}

/* The version's tag with a length in two bytes where one is enough. */
static GBytes *
lengthen (GBytes *tbs)
{
  gsize len = 0;
  const guint8 *bytes = g_bytes_get_data (tbs, &len);
  static const guint8 tag[] = { 0xa0, 0x81 };
  g_autoptr (GByteArray) changed = g_byte_array_new ();
  gsize size = len - 4 + 1;

  g_assert_cmpint (bytes[1], ==, 0x82);
  g_assert_cmpint (bytes[4], ==, 0xa0);
  g_byte_array_append (changed, bytes, 2);
  g_byte_array_append (changed, (const guint8[]){ (guint8) (size >> 8), (guint8) size }, 2);
  g_byte_array_append (changed, tag, sizeof tag);
  g_byte_array_append (changed, bytes + 5, (guint) len - 5);
  return g_byte_array_free_to_bytes (g_steal_pointer (&changed));
}

static void
break_der (Fault *fault)
{
  fault->splice = lengthen;
}

static void
break_serial_zero (Fault *fault)
{
  fault->contents.serial = hex (fault, "00");
}

static void
negate_serial (EspTbsCertificate *tbs)
{
  ASN1_INTEGER_set_int64 (tbs->serial, -5);
}

static void
break_serial_negative (Fault *fault)
{
  fault->tweak = negate_serial;
}

static void
break_serial_length (Fault *fault)
{
  /* 20 bytes, and the first bit makes it 21 in DER. */
  fault->contents.serial = hex (fault, "8000000000000000000000000000000000000001");
}

static GBytes *
algorithm_of (Fault *fault, const char *name)
{
  return keep (fault, esp_signing_algorithm_to_der (esp_signing_algorithm_find (name, NULL)));
}

static void
break_algorithm_equal (Fault *fault)
{
  fault->outer_algorithm = algorithm_of (fault, "SHA512WITHECDSA");
}

static void
break_digest (Fault *fault)
{
  fault->contents.algorithm = hex (fault, "300906072a8648ce3d0401"); /* ecdsa-with-SHA1 */
}

static void
break_order (Fault *fault)
{
  fault->contents.not_after = fault->contents.not_before - 1;
}

static void
generalize (EspTbsCertificate *tbs)
{
  ASN1_TIME *general = ASN1_TIME_to_generalizedtime (tbs->validity->not_after, NULL);

  ASN1_TIME_free (tbs->validity->not_after);
  tbs->validity->not_after = general;
}

static void
break_time_type (Fault *fault)
{
  fault->tweak = generalize;
}

static void
drop_seconds (EspTbsCertificate *tbs)
{
  g_autofree char *short_form = g_strndup (
    (const char *) ASN1_STRING_get0_data (tbs->validity->not_after), 10);
  g_autofree char *text = g_strconcat (short_form, "Z", NULL);

  ASN1_STRING_set (tbs->validity->not_after, text, -1);
}

static void
break_time_form (Fault *fault)
{
  fault->tweak = drop_seconds;
}

static void
add_unique_id (EspTbsCertificate *tbs)
{
  tbs->subject_unique_id = ASN1_BIT_STRING_new ();
  ASN1_BIT_STRING_set_bit (tbs->subject_unique_id, 3, 1);
}

static void
break_unique_id (Fault *fault)
{
  fault->tweak = add_unique_id;
}

static void
set_spki (Fault *fault, GBytes *spki)
{
  g_autoptr (EspKey) key = esp_key_new_from_public (spki, NULL);

  g_assert_nonnull (key);
  fault->contents.key = spki;
  set (fault, ESP_OID_SUBJECT_KEY_IDENTIFIER, FALSE,
       keep (fault, esp_value_subject_key_identifier (esp_key_get_identifier (key))));
}

static void
break_key_kind (Fault *fault)
{
  /* AlgorithmIdentifier 1.3.6.1.4.1.99999.7, and eight bytes of key. */
  set_spki (fault, hex (fault, "3018300b06092b06010401868d1f070309000102030405060708"));
}

static void
set_made_key (Fault *fault, EVP_PKEY *evp)
{
  guint8 *der = NULL;
  int len;

  g_assert_nonnull (evp);
  len = i2d_PUBKEY (evp, &der);
  set_spki (fault, keep (fault, esp_openssl_take_der (der, len)));
  EVP_PKEY_free (evp);
}

static void
break_rsa_size (Fault *fault)
{
  set_made_key (fault, EVP_RSA_gen (1024));
}

static EVP_PKEY *
generate (const char *type, OSSL_PARAM *params)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (NULL, type, NULL);
  EVP_PKEY *evp = NULL;

  g_assert_cmpint (EVP_PKEY_keygen_init (context), ==, 1);
  g_assert_cmpint (EVP_PKEY_CTX_set_params (context, params), ==, 1);
  g_assert_cmpint (EVP_PKEY_generate (context, &evp), ==, 1);
  return evp;
}

static void
break_rsa_exponent (Fault *fault)
{
  guint bits = 2048;
  guint exponent = 3;
  OSSL_PARAM params[] = { OSSL_PARAM_uint (OSSL_PKEY_PARAM_RSA_BITS, &bits),
                          OSSL_PARAM_uint (OSSL_PKEY_PARAM_RSA_E, &exponent), OSSL_PARAM_END };

  set_made_key (fault, generate ("RSA", params));
}

static void
break_ec_size (Fault *fault)
{
  set_made_key (fault, EVP_EC_gen ("prime192v1"));
}

/* --- Names --- */

static GBytes *
name_of (Fault *fault, int nid, int type, const void *text, int len)
{
  g_autoptr (X509_NAME) name = X509_NAME_new ();
  guint8 *der = NULL;
  int size;

  if (nid != NID_undef)
    {
      g_autoptr (X509_NAME_ENTRY)
        entry = X509_NAME_ENTRY_create_by_NID (NULL, nid, type, text, len);

      g_assert_nonnull (entry);
      g_assert_cmpint (X509_NAME_add_entry (name, entry, -1, 0), ==, 1);
    }
  size = i2d_X509_NAME (name, &der);
  return keep (fault, esp_openssl_take_der (der, size));
}

static GBytes *
no_name (Fault *fault)
{
  return name_of (fault, NID_undef, 0, NULL, 0);
}

static void
break_issuer_empty (Fault *fault)
{
  fault->contents.issuer = no_name (fault);
}

static void
break_subject_empty (Fault *fault)
{
  fault->contents.subject = no_name (fault);
}

static void
break_upper_bound (Fault *fault)
{
  g_autofree char *text = g_strnfill (65, 'a');

  fault->contents.subject = name_of (fault, NID_commonName, V_ASN1_UTF8STRING, text, 65);
}

static void
break_country (Fault *fault)
{
  fault->contents.subject = name_of (fault, NID_countryName, V_ASN1_PRINTABLESTRING, "DEU", 3);
}

static void
break_string_type (Fault *fault)
{
  fault->contents.subject = name_of (fault, NID_commonName, V_ASN1_BMPSTRING, "\0a\0b", 4);
}

static void
break_printable (Fault *fault)
{
  fault->contents.subject = name_of (fault, NID_commonName, V_ASN1_PRINTABLESTRING, "a@b", 3);
}

/* One general name: its context tag and its content in hex. */
static void
set_names (Fault *fault, gboolean critical, const char *general_names)
{
  g_autofree char *text = g_strdup_printf ("30%02x%s", (guint) strlen (general_names) / 2,
                                           general_names);

  set (fault, ESP_OID_SUBJECT_ALTERNATIVE_NAME, critical, hex (fault, text));
}

#define DNS_GOOD "8209612e6578616d706c65" /* a.example */

static void
break_names_empty (Fault *fault)
{
  set_names (fault, FALSE, "");
}

static void
break_names_not_critical (Fault *fault)
{
  fault->contents.subject = no_name (fault);
  set_names (fault, FALSE, DNS_GOOD);
}

static void
break_names_critical (Fault *fault)
{
  set_names (fault, TRUE, DNS_GOOD);
}

static void
break_dns_syntax (Fault *fault)
{
  set_names (fault, FALSE, "8204612e2e62"); /* a..b */
}

static void
break_dns_wildcard (Fault *fault)
{
  set_names (fault, FALSE, "8205612e2a2e62"); /* a.*.b */
}

static void
break_dns_underscore (Fault *fault)
{
  set_names (fault, FALSE, "8205615f622e63"); /* a_b.c */
}

static void
break_dns_address (Fault *fault)
{
  set_names (fault, FALSE, "820831302e302e302e31"); /* 10.0.0.1 */
}

static void
break_ip (Fault *fault)
{
  set_names (fault, FALSE, "87050a00000101");
}

static void
break_email (Fault *fault)
{
  set_names (fault, FALSE, "81066e6f626f6479"); /* nobody */
}

static void
break_uri (Fault *fault)
{
  set_names (fault, FALSE, "86042f612f62"); /* /a/b */
}

/* --- Usages --- */

static void
no_template (Fault *fault)
{
  fault->template = NULL;
}

static void
set_usage (Fault *fault, gboolean critical, guint usage)
{
  fault->template = NULL;
  set (fault, ESP_OID_KEY_USAGE, critical, keep (fault, esp_value_key_usage (usage)));
}

static void
set_constraints (Fault *fault, gboolean critical, gboolean ca, int path_length)
{
  fault->template = NULL;
  set (fault, ESP_OID_BASIC_CONSTRAINTS, critical,
       keep (fault, esp_value_basic_constraints (ca, path_length)));
}

static void
break_constraints_critical (Fault *fault)
{
  set_constraints (fault, FALSE, TRUE, 0);
}

static void
break_path_length_ca (Fault *fault)
{
  set_constraints (fault, FALSE, FALSE, 0);
}

static void
break_path_length_sign (Fault *fault)
{
  set_usage (fault, TRUE, ESP_KEY_USAGE_CRL_SIGN);
}

static void
break_cert_sign (Fault *fault)
{
  set_usage (fault, TRUE, ESP_KEY_USAGE_DIGITAL_SIGNATURE | ESP_KEY_USAGE_KEY_CERT_SIGN);
}

static void
break_usage_missing (Fault *fault)
{
  no_template (fault);
  drop (fault, ESP_OID_KEY_USAGE);
}

static void
break_usage_left_out (Fault *fault)
{
  drop (fault, ESP_OID_KEY_USAGE);
  fault->template = find_template ("BlankSubordinateCACertificate_PathLen0_CSRPassthrough");
}

static void
break_ca_cert_sign (Fault *fault)
{
  set_constraints (fault, TRUE, TRUE, ESP_PATH_LENGTH_NONE);
  set_usage (fault, TRUE, ESP_KEY_USAGE_CRL_SIGN);
}

static void
break_usage_empty (Fault *fault)
{
  set_usage (fault, TRUE, 0);
  drop (fault, ESP_OID_EXTENDED_KEY_USAGE);
}

static void
break_usage_critical (Fault *fault)
{
  set_usage (fault, FALSE, ESP_KEY_USAGE_DIGITAL_SIGNATURE);
}

static void
break_only_bits (Fault *fault)
{
  set_usage (fault, TRUE, ESP_KEY_USAGE_DIGITAL_SIGNATURE | ESP_KEY_USAGE_ENCIPHER_ONLY);
}

static void
break_ec_encipher (Fault *fault)
{
  set_usage (fault, TRUE, ESP_KEY_USAGE_DIGITAL_SIGNATURE | ESP_KEY_USAGE_KEY_ENCIPHERMENT);
}

static void
set_purposes (Fault *fault, gboolean critical, const char *const *oids)
{
  fault->template = NULL;
  set (fault, ESP_OID_EXTENDED_KEY_USAGE, critical,
       keep (fault, esp_value_extended_key_usage (oids)));
}

static void
break_ec_encipher_template (Fault *fault)
{
  static const char *const server[] = { "1.3.6.1.5.5.7.3.1", NULL };

  break_ec_encipher (fault);
  set_purposes (fault, FALSE, server);
  fault->template = find_template ("EndEntityServerAuthCertificate");
}

static void
break_purposes_empty (Fault *fault)
{
  static const char *const none[] = { NULL };

  set_purposes (fault, FALSE, none);
}

static void
break_purposes_twice (Fault *fault)
{
  static const char *const twice[] = { "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.3", NULL };

  set_purposes (fault, TRUE, twice);
}

static void
break_purposes_any (Fault *fault)
{
  static const char *const any[] = { ESP_OID_ANY_EXTENDED_KEY_USAGE, NULL };

  set_purposes (fault, TRUE, any);
}

static void
break_purposes_unusable (Fault *fault)
{
  set_usage (fault, TRUE, ESP_KEY_USAGE_KEY_AGREEMENT);
}

/* --- Other extensions --- */

#define OWN_OID "1.3.6.1.4.1.99999.9"

static void
break_duplicate (Fault *fault)
{
  no_template (fault);
  add (fault, OWN_OID, FALSE, hex (fault, "0500"));
  add (fault, OWN_OID, FALSE, hex (fault, "0500"));
}

static void
break_malformed (Fault *fault)
{
  set (fault, ESP_OID_SUBJECT_ALTERNATIVE_NAME, FALSE, hex (fault, "0400"));
}

/* cA FALSE is the default, and DER leaves defaults out. */
static void
break_default (Fault *fault)
{
  no_template (fault);
  set (fault, ESP_OID_BASIC_CONSTRAINTS, FALSE, hex (fault, "3003010100"));
}

static void
break_critical (Fault *fault)
{
  no_template (fault);
  add (fault, OWN_OID, TRUE, hex (fault, "0500"));
}

static void
break_subject_key (Fault *fault)
{
  no_template (fault);
  drop (fault, ESP_OID_SUBJECT_KEY_IDENTIFIER);
}

static void
break_subject_key_critical (Fault *fault)
{
  find (fault, ESP_OID_SUBJECT_KEY_IDENTIFIER)->critical = TRUE;
}

static void
break_authority_key (Fault *fault)
{
  no_template (fault);
  drop (fault, ESP_OID_AUTHORITY_KEY_IDENTIFIER);
}

static void
break_authority_key_critical (Fault *fault)
{
  find (fault, ESP_OID_AUTHORITY_KEY_IDENTIFIER)->critical = TRUE;
}

/* permitted: DNS example */
#define CONSTRAINTS_GOOD "300da00b300982076578616d706c65"

static void
break_constraints_ca (Fault *fault)
{
  no_template (fault);
  add (fault, ESP_OID_NAME_CONSTRAINTS, TRUE, hex (fault, CONSTRAINTS_GOOD));
}

static void
break_name_constraints_critical (Fault *fault)
{
  no_template (fault);
  add (fault, ESP_OID_NAME_CONSTRAINTS, FALSE, hex (fault, CONSTRAINTS_GOOD));
}

static void
break_name_constraints_empty (Fault *fault)
{
  no_template (fault);
  add (fault, ESP_OID_NAME_CONSTRAINTS, TRUE, hex (fault, "3000"));
}

static void
break_policies_empty (Fault *fault)
{
  no_template (fault);
  add (fault, ESP_OID_CERTIFICATE_POLICIES, FALSE, hex (fault, "3000"));
}

static void
break_policies_twice (Fault *fault)
{
  no_template (fault);
  add (fault, ESP_OID_CERTIFICATE_POLICIES, FALSE, hex (fault, "300c300406022a03300406022a03"));
}

static void
break_policy_constraints_ca (Fault *fault)
{
  no_template (fault);
  add (fault, ESP_OID_POLICY_CONSTRAINTS, TRUE, hex (fault, "3003800100"));
}

static void
break_policy_constraints_critical (Fault *fault)
{
  no_template (fault);
  add (fault, ESP_OID_POLICY_CONSTRAINTS, FALSE, hex (fault, "3003800100"));
}

static void
break_inhibit_critical (Fault *fault)
{
  no_template (fault);
  add (fault, ESP_OID_INHIBIT_ANY_POLICY, FALSE, hex (fault, "020100"));
}

static void
break_points_empty (Fault *fault)
{
  add (fault, ESP_OID_CRL_DISTRIBUTION_POINTS, FALSE, hex (fault, "3000"));
}

/* A point with reasons alone. */
static void
break_point_nowhere (Fault *fault)
{
  add (fault, ESP_OID_CRL_DISTRIBUTION_POINTS, FALSE, hex (fault, "3006300481020640"));
}

static void
break_points_critical (Fault *fault)
{
  add (fault, ESP_OID_CRL_DISTRIBUTION_POINTS, TRUE,
       keep (fault, esp_value_crl_distribution_point ("http://pki.example/crl")));
}

static void
break_access_critical (Fault *fault)
{
  add (fault, ESP_OID_AUTHORITY_INFORMATION_ACCESS, TRUE,
       keep (fault, esp_value_ocsp_access ("http://ocsp.example/")));
}

static void
break_access_empty (Fault *fault)
{
  add (fault, ESP_OID_AUTHORITY_INFORMATION_ACCESS, FALSE, hex (fault, "3000"));
}

/* --- Issuer --- */

static void
break_issuer_name (Fault *fault)
{
  fault->contents.issuer = name_of (fault, NID_commonName, V_ASN1_UTF8STRING, "Other", 5);
}

static void
change_nothing (Fault *fault)
{
}

static void
break_issuer_ca (Fault *fault)
{
  under (fault, FALSE, change_nothing);
  fault->contents.not_after--;
}

static void
drop_cert_sign (Fault *fault)
{
  set_constraints (fault, TRUE, TRUE, ESP_PATH_LENGTH_NONE);
  set_usage (fault, TRUE, ESP_KEY_USAGE_CRL_SIGN);
  fault->contents.subject = name_of (fault, NID_commonName, V_ASN1_UTF8STRING, "Issuer", 6);
}

static void
rename_issuer (Fault *fault)
{
  fault->contents.subject = name_of (fault, NID_commonName, V_ASN1_UTF8STRING, "Issuer", 6);
}

/* An issuer made by under() has the subject's key: give the subject another one. */
static void
take_other_key (Fault *fault)
{
  g_autoptr (EspKey) other = make_key ("EC_prime256v1");

  set_spki (fault, keep (fault, g_bytes_ref (esp_key_get_spki (other))));
  fault->contents.not_after--;
}

static void
break_issuer_usage (Fault *fault)
{
  under (fault, TRUE, drop_cert_sign);
  take_other_key (fault);
}

static void
break_issuer_path_length (Fault *fault)
{
  under (fault, TRUE, rename_issuer);
  take_other_key (fault);
}

static void
break_outlived (Fault *fault)
{
  fault->contents.not_after = esp_certificate_get_not_after (root->certificate) + 1;
}

static void
break_same_end (Fault *fault)
{
  fault->contents.not_after = esp_certificate_get_not_after (root->certificate);
}

static void
break_later_start (Fault *fault)
{
  fault->contents.not_before = esp_certificate_get_not_before (root->certificate) - 1;
}

static void
break_key_identifier (Fault *fault)
{
  set (fault, ESP_OID_AUTHORITY_KEY_IDENTIFIER, FALSE,
       keep (fault, esp_value_authority_key_identifier (hex (fault, "0102030405"))));
}

static void
break_signature_family (Fault *fault)
{
  fault->contents.algorithm = algorithm_of (fault, "SHA256WITHRSA");
}

static void
break_same_key (Fault *fault)
{
  set_spki (fault, keep (fault, g_bytes_ref (esp_key_get_spki (root->key))));
}

static void
break_same_name (Fault *fault)
{
  fault->contents.subject = fault->contents.issuer;
}

static void
constrain (Fault *fault)
{
  rename_issuer (fault);
  add (fault, ESP_OID_NAME_CONSTRAINTS, TRUE, hex (fault, CONSTRAINTS_GOOD));
}

static void
break_name_constraints (Fault *fault)
{
  under (fault, TRUE, constrain);
  take_other_key (fault);
  set_names (fault, FALSE, "8206612e74657374"); /* a.test */
}

static void
break_common_name (Fault *fault)
{
  under (fault, TRUE, constrain);
  take_other_key (fault);
  set_names (fault, FALSE, "87040a000001");
  fault->contents.subject = name_of (fault, NID_commonName, V_ASN1_UTF8STRING, "host.test", 9);
}

/* --- Template --- */

static void
break_template_ca (Fault *fault)
{
  fault->template = find_template (
    "BlankEndEntityCertificate_CriticalBasicConstraints_CSRPassthrough");
}

static void
break_template_constraints (Fault *fault)
{
  find (fault, ESP_OID_BASIC_CONSTRAINTS)->critical = TRUE;
}

static void
break_template_path_length (Fault *fault)
{
  fault->template = find_template ("SubordinateCACertificate_PathLen1");
}

static void
break_template_usage (Fault *fault)
{
  const EspTemplate *template = fault->template;

  set_usage (fault, TRUE, ESP_KEY_USAGE_DIGITAL_SIGNATURE | ESP_KEY_USAGE_NON_REPUDIATION);
  fault->template = template;
}

static void
break_template_purposes (Fault *fault)
{
  find (fault, ESP_OID_EXTENDED_KEY_USAGE)->critical = FALSE;
}

static void
break_template_authority_key (Fault *fault)
{
  drop (fault, ESP_OID_AUTHORITY_KEY_IDENTIFIER);
}

static void
break_template_subject_key (Fault *fault)
{
  set (fault, ESP_OID_SUBJECT_KEY_IDENTIFIER, FALSE,
       keep (fault, esp_value_subject_key_identifier (hex (fault, "0102030405"))));
}

static void
break_template_extras (Fault *fault)
{
  add (fault, OWN_OID, FALSE, hex (fault, "0500"));
}

#define LEAF FALSE
#define CA TRUE

static const Row rows[] = {
  { "version-3", LEAF, break_version, { NULL } },
  { "der-encoding", LEAF, break_der, { NULL } },
  { "serial-positive", LEAF, break_serial_zero, { NULL } },
  { "serial-positive", LEAF, break_serial_negative, { NULL } },
  { "serial-length", LEAF, break_serial_length, { NULL } },
  { "signature-algorithm-equal", LEAF, break_algorithm_equal, { NULL } },
  { "signature-digest", LEAF, break_digest, { NULL } },
  { "validity-order", LEAF, break_order, { NULL } },
  { "validity-type", LEAF, break_time_type, { NULL } },
  { "validity-form", LEAF, break_time_form, { NULL } },
  { "unique-identifiers", LEAF, break_unique_id, { NULL } },
  { "key-unreadable", LEAF, break_key_kind, { NULL } },
  { "rsa-size", LEAF, break_rsa_size, { NULL } },
  { "rsa-exponent", LEAF, break_rsa_exponent, { NULL } },
  { "ec-size", LEAF, break_ec_size, { NULL } },
  { "issuer-empty", LEAF, break_issuer_empty, { "issuer-name", NULL } },
  { "subject-empty-ca", CA, break_subject_empty, { NULL } },
  { "subject-upper-bounds", LEAF, break_upper_bound, { NULL } },
  { "subject-country", LEAF, break_country, { NULL } },
  { "subject-string-types", LEAF, break_string_type, { NULL } },
  { "subject-printable", LEAF, break_printable, { NULL } },
  { "alternative-names-empty", LEAF, break_names_empty, { NULL } },
  { "alternative-names-missing", LEAF, break_subject_empty, { NULL } },
  { "alternative-names-not-critical", LEAF, break_names_not_critical, { NULL } },
  { "alternative-names-critical", LEAF, break_names_critical, { NULL } },
  { "dns-name-syntax", LEAF, break_dns_syntax, { NULL } },
  { "dns-name-syntax", LEAF, break_dns_wildcard, { NULL } },
  { "dns-name-underscore", LEAF, break_dns_underscore, { NULL } },
  { "dns-name-address", LEAF, break_dns_address, { NULL } },
  { "ip-length", LEAF, break_ip, { NULL } },
  { "email-syntax", LEAF, break_email, { NULL } },
  { "uri-syntax", LEAF, break_uri, { NULL } },
  { "ca-constraints-not-critical", CA, break_constraints_critical, { NULL } },
  { "path-length-without-ca",
    LEAF,
    break_path_length_ca,
    { "path-length-without-cert-sign", NULL } },
  { "path-length-without-cert-sign", CA, break_path_length_sign, { "ca-without-cert-sign", NULL } },
  { "cert-sign-without-ca", LEAF, break_cert_sign, { NULL } },
  { "ca-key-usage-missing", CA, break_usage_missing, { NULL } },
  { "ca-key-usage-left-out", CA, break_usage_left_out, { NULL } },
  { "ca-without-cert-sign", CA, break_ca_cert_sign, { NULL } },
  { "key-usage-empty", LEAF, break_usage_empty, { NULL } },
  { "key-usage-not-critical", LEAF, break_usage_critical, { NULL } },
  { "key-usage-only-bits", LEAF, break_only_bits, { NULL } },
  { "ec-key-encipherment", LEAF, break_ec_encipher, { NULL } },
  { "ec-key-encipherment-template", LEAF, break_ec_encipher_template, { NULL } },
  { "extended-key-usage-empty", LEAF, break_purposes_empty, { NULL } },
  { "extended-key-usage-twice", LEAF, break_purposes_twice, { NULL } },
  { "extended-key-usage-any-critical", LEAF, break_purposes_any, { NULL } },
  { "extended-key-usage-unusable", LEAF, break_purposes_unusable, { NULL } },
  { "extension-duplicate", LEAF, break_duplicate, { NULL } },
  { "extension-malformed", LEAF, break_malformed, { NULL } },
  { "extension-malformed", LEAF, break_default, { NULL } },
  { "extension-critical-unknown", LEAF, break_critical, { NULL } },
  { "ca-subject-key-missing", CA, break_subject_key, { NULL } },
  { "subject-key-missing", LEAF, break_subject_key, { NULL } },
  { "subject-key-critical", LEAF, break_subject_key_critical, { NULL } },
  { "authority-key-missing", LEAF, break_authority_key, { NULL } },
  { "authority-key-critical", LEAF, break_authority_key_critical, { NULL } },
  { "name-constraints-without-ca", LEAF, break_constraints_ca, { NULL } },
  { "name-constraints-not-critical", CA, break_name_constraints_critical, { NULL } },
  { "name-constraints-empty", CA, break_name_constraints_empty, { NULL } },
  { "policies-empty", LEAF, break_policies_empty, { NULL } },
  { "policies-twice", LEAF, break_policies_twice, { NULL } },
  { "policy-constraints-without-ca", LEAF, break_policy_constraints_ca, { NULL } },
  { "policy-constraints-not-critical", CA, break_policy_constraints_critical, { NULL } },
  { "inhibit-any-policy-not-critical", CA, break_inhibit_critical, { NULL } },
  { "distribution-points-empty", LEAF, break_points_empty, { NULL } },
  { "distribution-points-empty", LEAF, break_point_nowhere, { NULL } },
  { "distribution-points-critical", LEAF, break_points_critical, { NULL } },
  { "information-access-critical", LEAF, break_access_critical, { NULL } },
  { "information-access-empty", LEAF, break_access_empty, { NULL } },
  { "issuer-name", LEAF, break_issuer_name, { NULL } },
  { "issuer-not-ca",
    LEAF,
    break_issuer_ca,
    { "issuer-key-usage", "issuer-same-key", "issuer-same-name" } },
  { "issuer-key-usage", LEAF, break_issuer_usage, { NULL } },
  { "issuer-path-length", CA, break_issuer_path_length, { NULL } },
  { "issuer-outlived", LEAF, break_outlived, { NULL } },
  { "issuer-same-end", LEAF, break_same_end, { NULL } },
  { "issuer-later-start", LEAF, break_later_start, { NULL } },
  { "issuer-key-identifier", LEAF, break_key_identifier, { NULL } },
  { "issuer-signature-family", LEAF, break_signature_family, { NULL } },
  { "issuer-same-key", LEAF, break_same_key, { NULL } },
  { "issuer-same-name", LEAF, break_same_name, { NULL } },
  { "issuer-name-constraints", LEAF, break_name_constraints, { NULL } },
  { "issuer-name-constraints-common-name", LEAF, break_common_name, { NULL } },
  { "template-ca", CA, break_template_ca, { "template-path-length", NULL } },
  { "template-basic-constraints", LEAF, break_template_constraints, { NULL } },
  { "template-path-length", CA, break_template_path_length, { NULL } },
  { "template-key-usage", LEAF, break_template_usage, { NULL } },
  { "template-extended-key-usage", LEAF, break_template_purposes, { NULL } },
  { "template-authority-key",
    LEAF,
    break_template_authority_key,
    { "authority-key-missing", NULL } },
  { "template-subject-key", LEAF, break_template_subject_key, { NULL } },
  { "template-extras", LEAF, break_template_extras, { NULL } },
};

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
join_sorted (GPtrArray *texts)
{
  g_ptr_array_sort (texts, compare_texts);
  g_ptr_array_add (texts, NULL);
  return g_strjoinv (" ", (char **) texts->pdata);
}

static char *
lint_to_text (EspCertificate *certificate, EspCertificate *issuer, const EspTemplate *template)
{
  g_autoptr (GPtrArray) findings = esp_lint_certificate (certificate, issuer, template);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < findings->len; i++)
    g_ptr_array_add (ids, (gpointer) ((const EspLintFinding *) findings->pdata[i])->id);
  return join_sorted (ids);
}

/* Exactly the row's rule, and those that can't be kept apart from it. */
static void
test_rule (gconstpointer data)
{
  const Row *row = data;
  Fault fault;
  g_autoptr (EspCertificate) certificate = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *expected = NULL;
  g_autofree char *actual = NULL;

  fault_init (&fault, row->ca);
  row->apply (&fault);
  certificate = fault_make (&fault);
  actual = lint_to_text (certificate, fault.issuer, fault.template);
  g_ptr_array_add (ids, (gpointer) row->id);
  for (gsize i = 0; row->also[i]; i++)
    g_ptr_array_add (ids, (gpointer) row->also[i]);
  expected = join_sorted (ids);
  g_assert_cmpstr (actual, ==, expected);
  fault_clear (&fault);
}

/* Unbroken, both kinds are without a finding, with their template and without; and so is a root. */
static void
test_good (void)
{
  g_autofree char *root_text = lint_to_text (root->certificate, NULL,
                                             find_template ("RootCACertificate"));

  g_assert_cmpstr (root_text, ==, "");
  for (int ca = 0; ca < 2; ca++)
    {
      Fault fault;
      g_autoptr (EspCertificate) certificate = NULL;
      g_autofree char *with = NULL;
      g_autofree char *without = NULL;

      fault_init (&fault, ca);
      certificate = fault_make (&fault);
      with = lint_to_text (certificate, fault.issuer, fault.template);
      without = lint_to_text (certificate, fault.issuer, NULL);
      g_assert_cmpstr (with, ==, "");
      g_assert_cmpstr (without, ==, "");
      fault_clear (&fault);
    }
}

/* Names that are good must not be found fault with. */
static void
test_good_names (void)
{
  static const char *const names[] = {
    DNS_GOOD,
    "82032a2e61", /* *.a */
    "820161",     /* a */
    "8710"
    "20010db8000000000000000000000001",               /* 2001:db8::1 */
    "810b6140622e6578616d706c65",                     /* a@b.example */
    "860875726e3a613a6263",                           /* urn:a:bc */
    "861268747470733a2f2f612e6578616d706c652f",       /* https://a.example/ */
    "8215786e2d2d62636865722d6b76612e6578616d706c65", /* xn--bcher-kva.example */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      Fault fault;
      g_autoptr (EspCertificate) certificate = NULL;
      g_autofree char *found = NULL;

      fault_init (&fault, FALSE);
      set_names (&fault, FALSE, names[i]);
      certificate = fault_make (&fault);
      found = lint_to_text (certificate, fault.issuer, fault.template);
      g_assert_cmpstr (found, ==, "");
      fault_clear (&fault);
    }
}

/* One row at least for each rule. */
static void
test_all_rules (void)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_hash_table_add (ids, (gpointer) rows[i].id);
  g_assert_cmpuint (g_hash_table_size (ids), ==, esp_lint_n_rules ());
  g_assert_cmpuint (esp_lint_n_rules (), >=, 60);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!esp_pki_init ())
    g_error ("no secure heap");
  root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  subject_key = make_key ("EC_prime256v1");
  g_test_add_func ("/lint/good", test_good);
  g_test_add_func ("/lint/good-names", test_good_names);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/lint/rules/%s/%zu", rows[i].id, i);

      g_test_add_data_func (path, &rows[i], test_rule);
    }
  g_test_add_func ("/lint/all-rules", test_all_rules);
  status = g_test_run ();
  authority_free (root);
  esp_key_unref (subject_key);
  return status;
}
