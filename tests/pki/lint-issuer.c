/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of the issuer: what a certificate must not do under it. */
#include "lint-fixture.h"

#include "pki/esp-extension-values.h"

static void
break_issuer_name (Fault *fault)
{
  fault->contents.issuer = fault_name (fault, NID_commonName, V_ASN1_UTF8STRING, "Other", 5);
}

static void
change_nothing (Fault *fault)
{
}

static void
break_issuer_ca (Fault *fault)
{
  fault_under (fault, FALSE, change_nothing);
  fault->contents.not_after--;
}

static void
drop_cert_sign (Fault *fault)
{
  fault_set_constraints (fault, TRUE, TRUE, ESP_PATH_LENGTH_NONE);
  fault_set_usage (fault, TRUE, ESP_KEY_USAGE_CRL_SIGN);
  fault->contents.subject = fault_name (fault, NID_commonName, V_ASN1_UTF8STRING, "Issuer", 6);
}

static void
rename_issuer (Fault *fault)
{
  fault->contents.subject = fault_name (fault, NID_commonName, V_ASN1_UTF8STRING, "Issuer", 6);
}

/* An issuer made by under() has the subject's key: give the subject another one. */
static void
take_other_key (Fault *fault)
{
  g_autoptr (EspKey) other = make_key ("EC_prime256v1");

  fault_set_key (fault, fault_keep (fault, g_bytes_ref (esp_key_get_spki (other))));
  fault->contents.not_after--;
}

static void
break_issuer_usage (Fault *fault)
{
  fault_under (fault, TRUE, drop_cert_sign);
  take_other_key (fault);
}

static void
break_issuer_path_length (Fault *fault)
{
  fault_under (fault, TRUE, rename_issuer);
  take_other_key (fault);
}

static void
break_outlived (Fault *fault)
{
  fault->contents.not_after = esp_certificate_get_not_after (lint_root->certificate) + 1;
}

static void
break_same_end (Fault *fault)
{
  fault->contents.not_after = esp_certificate_get_not_after (lint_root->certificate);
}

static void
break_later_start (Fault *fault)
{
  fault->contents.not_before = esp_certificate_get_not_before (lint_root->certificate) - 1;
}

static void
break_key_identifier (Fault *fault)
{
  fault_set (
    fault, ESP_OID_AUTHORITY_KEY_IDENTIFIER, FALSE,
    fault_keep (fault, esp_value_authority_key_identifier (fault_hex (fault, "0102030405"))));
}

static void
break_signature_family (Fault *fault)
{
  fault->contents.algorithm = fault_algorithm (fault, "SHA256WITHRSA");
}

static void
break_same_key (Fault *fault)
{
  fault_set_key (fault, fault_keep (fault, g_bytes_ref (esp_key_get_spki (lint_root->key))));
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
  fault_add (fault, ESP_OID_NAME_CONSTRAINTS, TRUE, fault_hex (fault, CONSTRAINTS_GOOD));
}

static void
break_name_constraints (Fault *fault)
{
  fault_under (fault, TRUE, constrain);
  take_other_key (fault);
  fault_set_names (fault, FALSE, "8206612e74657374"); /* a.test */
}

static void
break_common_name (Fault *fault)
{
  fault_under (fault, TRUE, constrain);
  take_other_key (fault);
  fault_set_names (fault, FALSE, "87040a000001");
  fault->contents.subject = fault_name (fault, NID_commonName, V_ASN1_UTF8STRING, "host.test", 9);
}

static const LintRow rows[] = {
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
};

const LintTable lint_issuer = { rows, G_N_ELEMENTS (rows) };
