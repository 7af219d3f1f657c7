/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules for what stands inside of brought extensions: what breaks them, as DER in hex. */
#include "lint-fixture.h"

#include "pki/esp-extension-values.h"

#include <openssl/rsa.h>

/* 1.3.6.1.4.1.99999.1 */
#define POLICY "06092b06010401868d1f01"
#define POLICIES "300d300b" POLICY
/* id-qt-unotice */
#define NOTICE "06082b06010505070202"

static void
add (Fault *fault, const char *oid, gboolean critical, const char *hex)
{
  fault_forget_template (fault);
  fault_add (fault, oid, critical, fault_hex (fault, hex));
}

static void
break_freshest (Fault *fault)
{
  add (fault, ESP_OID_FRESHEST_CRL, TRUE,
       "301a3018a016a0148612687474703a2f2f612e6578616d706c652f64");
}

static void
break_directory_attributes (Fault *fault)
{
  add (fault, ESP_OID_SUBJECT_DIRECTORY_ATTRIBUTES, TRUE,
       "3012301006082b06010505070904310413024445");
}

static void
break_issuer_names_empty (Fault *fault)
{
  add (fault, ESP_OID_ISSUER_ALTERNATIVE_NAME, FALSE, "3000");
}

static void
break_issuer_names_critical (Fault *fault)
{
  add (fault, ESP_OID_ISSUER_ALTERNATIVE_NAME, TRUE, "300b8209612e6578616d706c65");
}

static void
break_names_blank (Fault *fault)
{
  fault_set_names (fault, FALSE, "a4023000");
}

static void
break_uri_host (Fault *fault)
{
  fault_set_names (fault, FALSE, "860e68747470733a2f2f686f73742f78"); /* https://host/x */
}

static void
break_email (Fault *fault)
{
  fault->contents.subject = fault_name (fault, NID_pkcs9_emailAddress, V_ASN1_IA5STRING,
                                        "a@b.example", 11);
}

static void
break_any_qualifiers (Fault *fault)
{
  add (fault, ESP_OID_CERTIFICATE_POLICIES, FALSE,
       "301930170604551d2000300f300d06092b06010401868d1f030500");
}

static void
break_notice_ia5 (Fault *fault)
{
  add (fault, ESP_OID_CERTIFICATE_POLICIES, FALSE,
       "30243022" POLICY "30153013" NOTICE "3007160568656c6c6f");
}

static void
break_notice_long (Fault *fault)
{
  g_autofree char *letters = g_strnfill (201, 'a');
  g_autoptr (GString)
    hex = g_string_new ("3081ed3081ea" POLICY "3081dc3081d9" NOTICE "3081cc0c81c9");

  for (const char *c = letters; *c; c++)
    g_string_append_printf (hex, "%02x", *c);
  add (fault, ESP_OID_CERTIFICATE_POLICIES, FALSE, hex->str);
}

static void
break_notice_form (Fault *fault)
{
  add (fault, ESP_OID_CERTIFICATE_POLICIES, FALSE,
       "30243022" POLICY "30153013" NOTICE "30071a0568656c6c6f");
}

static void
break_notice_reference (Fault *fault)
{
  add (fault, ESP_OID_CERTIFICATE_POLICIES, FALSE,
       "3030302e" POLICY "3021301f" NOTICE "3013300a0c036f726730030201010c0568656c6c6f");
}

static void
break_mappings_empty (Fault *fault)
{
  add (fault, ESP_OID_POLICY_MAPPINGS, TRUE, "3000");
}

static void
break_mappings_any (Fault *fault)
{
  add (fault, ESP_OID_CERTIFICATE_POLICIES, FALSE, POLICIES);
  add (fault, ESP_OID_POLICY_MAPPINGS, TRUE, "30133011" POLICY "0604551d2000");
}

#define MAPPING "30183016" POLICY "06092b06010401868d1f02"

static void
break_mappings_critical (Fault *fault)
{
  add (fault, ESP_OID_CERTIFICATE_POLICIES, FALSE, POLICIES);
  add (fault, ESP_OID_POLICY_MAPPINGS, FALSE, MAPPING);
}

static void
break_mappings_asserted (Fault *fault)
{
  add (fault, ESP_OID_POLICY_MAPPINGS, TRUE, MAPPING);
}

static void
break_policy_constraints (Fault *fault)
{
  add (fault, ESP_OID_POLICY_CONSTRAINTS, TRUE, "3000");
}

static void
break_minimum (Fault *fault)
{
  add (fault, ESP_OID_NAME_CONSTRAINTS, TRUE, "3010a00e300c82076578616d706c65800101");
}

static void
break_maximum (Fault *fault)
{
  add (fault, ESP_OID_NAME_CONSTRAINTS, TRUE, "3010a00e300c82076578616d706c65810101");
}

static void
break_forms (Fault *fault)
{
  add (fault, ESP_OID_NAME_CONSTRAINTS, TRUE, "300ba109300788052b06010401");
}

static void
break_points_place (Fault *fault)
{
  fault_forget_template (fault);
  fault_add (fault, ESP_OID_CRL_DISTRIBUTION_POINTS, FALSE,
             fault_hex (fault, "30163014a012a010a40e300c310a300806035504030c0178"));
}

static void
break_access_place (Fault *fault)
{
  add (fault, ESP_OID_AUTHORITY_INFORMATION_ACCESS, FALSE,
       "3017301506082b060105050730028209612e6578616d706c65");
}

static void
break_subject_access (Fault *fault)
{
  add (fault, ESP_OID_SUBJECT_INFORMATION_ACCESS, FALSE, "3000");
}

/* The key of an RSA pair; without the NULL of its algorithm where @parameters is FALSE. */
static void
set_rsa_key (Fault *fault, gboolean parameters)
{
  static const guint8 plain[] = { 0x30, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48,
                                  0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 };
  EVP_PKEY *evp = EVP_RSA_gen (2048);
  guint8 *der = NULL;
  int len = i2d_PUBKEY (evp, &der);
  g_autoptr (GByteArray) spki = g_byte_array_new ();

  g_assert_cmpint (len, ==, 294);
  if (parameters)
    g_byte_array_append (spki, der, (guint) len);
  else
    {
      g_byte_array_append (spki, (const guint8 *) "\x30\x82\x01\x20", 4);
      g_byte_array_append (spki, plain, sizeof plain);
      g_byte_array_append (spki, der + 4 + 15, (guint) len - 4 - 15);
    }
  OPENSSL_free (der);
  EVP_PKEY_free (evp);
  fault_set_key (fault, fault_keep (fault, g_bytes_new (spki->data, spki->len)));
}

static void
break_rsa_agreement (Fault *fault)
{
  fault_forget_template (fault);
  set_rsa_key (fault, TRUE);
  fault_set_usage (fault, TRUE, ESP_KEY_USAGE_DIGITAL_SIGNATURE | ESP_KEY_USAGE_KEY_AGREEMENT);
}

static void
break_rsa_parameters (Fault *fault)
{
  set_rsa_key (fault, FALSE);
}

static void
break_usage_encoding (Fault *fault)
{
  /* digitalSignature with seven zero bits that should not be there */
  fault_set (fault, ESP_OID_KEY_USAGE, TRUE, fault_hex (fault, "03020080"));
}

static const LintRow rows[] = {
  { "freshest-crl-critical", LEAF, break_freshest, { NULL } },
  { "directory-attributes-critical",
    LEAF,
    break_directory_attributes,
    { "extension-critical-unknown", NULL } },
  { "issuer-names-empty", LEAF, break_issuer_names_empty, { NULL } },
  { "issuer-names-critical", LEAF, break_issuer_names_critical, { NULL } },
  { "alternative-names-blank", LEAF, break_names_blank, { NULL } },
  { "uri-host", LEAF, break_uri_host, { NULL } },
  { "email-not-in-names", LEAF, break_email, { NULL } },
  { "policy-any-qualifiers", LEAF, break_any_qualifiers, { NULL } },
  { "policy-notice-text", LEAF, break_notice_ia5, { NULL } },
  { "policy-notice-text", LEAF, break_notice_long, { NULL } },
  { "policy-notice-form", LEAF, break_notice_form, { NULL } },
  { "policy-notice-form", LEAF, break_notice_reference, { NULL } },
  { "policy-mappings-empty", CA, break_mappings_empty, { NULL } },
  { "policy-mappings-any", CA, break_mappings_any, { NULL } },
  { "policy-mappings-not-critical", CA, break_mappings_critical, { NULL } },
  { "policy-mappings-not-asserted", CA, break_mappings_asserted, { NULL } },
  { "policy-constraints-empty", CA, break_policy_constraints, { NULL } },
  { "name-constraints-bounds", CA, break_minimum, { NULL } },
  { "name-constraints-bounds", CA, break_maximum, { NULL } },
  { "name-constraints-forms", CA, break_forms, { NULL } },
  { "distribution-points-place", LEAF, break_points_place, { NULL } },
  { "information-access-place", LEAF, break_access_place, { NULL } },
  { "information-access-empty", LEAF, break_subject_access, { NULL } },
  { "rsa-key-agreement", LEAF, break_rsa_agreement, { NULL } },
  { "rsa-parameters", LEAF, break_rsa_parameters, { NULL } },
  { "key-usage-encoding", LEAF, break_usage_encoding, { NULL } },
};

const LintTable lint_details = { rows, G_N_ELEMENTS (rows) };
