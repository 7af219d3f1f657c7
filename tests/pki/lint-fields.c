/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of the fields and of the key: what breaks them. */
#include "lint-fixture.h"

#include "pki/esp-key-private.h"

#include <openssl/rsa.h>

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
  fault->contents.serial = fault_hex (fault, "00");
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
  fault->contents.serial = fault_hex (fault, "8000000000000000000000000000000000000001");
}

static void
break_algorithm_equal (Fault *fault)
{
  fault->outer_algorithm = fault_algorithm (fault, "SHA512WITHECDSA");
}

static void
break_digest (Fault *fault)
{
  fault->contents.algorithm = fault_hex (fault, "300906072a8648ce3d0401"); /* ecdsa-with-SHA1 */
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
  fault->unreadable = TRUE;
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
break_key_kind (Fault *fault)
{
  /* AlgorithmIdentifier 1.3.6.1.4.1.99999.7, and eight bytes of key. */
  fault_set_key (fault, fault_hex (fault, "3018300b06092b06010401868d1f070309000102030405060708"));
}

static void
set_made_key (Fault *fault, EVP_PKEY *evp)
{
  guint8 *der = NULL;
  int len;

  g_assert_nonnull (evp);
  len = i2d_PUBKEY (evp, &der);
  fault_set_key (fault, fault_keep (fault, esp_openssl_take_der (der, len)));
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

static const LintRow rows[] = {
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
};

const LintTable lint_fields = { rows, G_N_ELEMENTS (rows) };
