/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of basic constraints, key usage and its extension: what breaks them. */
#include "lint-fixture.h"

#include "pki/esp-extension-values.h"

static void
break_constraints_critical (Fault *fault)
{
  fault_set_constraints (fault, FALSE, TRUE, 0);
}

static void
break_path_length_ca (Fault *fault)
{
  fault_set_constraints (fault, FALSE, FALSE, 0);
}

static void
break_path_length_sign (Fault *fault)
{
  fault_set_usage (fault, TRUE, ESP_KEY_USAGE_CRL_SIGN);
}

static void
break_cert_sign (Fault *fault)
{
  fault_set_usage (fault, TRUE, ESP_KEY_USAGE_DIGITAL_SIGNATURE | ESP_KEY_USAGE_KEY_CERT_SIGN);
}

static void
break_usage_missing (Fault *fault)
{
  fault_forget_template (fault);
  fault_drop (fault, ESP_OID_KEY_USAGE);
}

static void
break_usage_left_out (Fault *fault)
{
  fault_drop (fault, ESP_OID_KEY_USAGE);
  fault->template = find_template ("BlankSubordinateCACertificate_PathLen0_CSRPassthrough");
}

static void
break_ca_cert_sign (Fault *fault)
{
  fault_set_constraints (fault, TRUE, TRUE, ESP_PATH_LENGTH_NONE);
  fault_set_usage (fault, TRUE, ESP_KEY_USAGE_CRL_SIGN);
}

static void
break_usage_empty (Fault *fault)
{
  fault_set_usage (fault, TRUE, 0);
  fault_drop (fault, ESP_OID_EXTENDED_KEY_USAGE);
}

static void
break_usage_critical (Fault *fault)
{
  fault_set_usage (fault, FALSE, ESP_KEY_USAGE_DIGITAL_SIGNATURE);
}

static void
break_only_bits (Fault *fault)
{
  fault_set_usage (fault, TRUE, ESP_KEY_USAGE_DIGITAL_SIGNATURE | ESP_KEY_USAGE_ENCIPHER_ONLY);
}

static void
break_ec_encipher (Fault *fault)
{
  fault_set_usage (fault, TRUE, ESP_KEY_USAGE_DIGITAL_SIGNATURE | ESP_KEY_USAGE_KEY_ENCIPHERMENT);
}

static void
set_purposes (Fault *fault, gboolean critical, const char *const *oids)
{
  fault->template = NULL;
  fault_set (fault, ESP_OID_EXTENDED_KEY_USAGE, critical,
             fault_keep (fault, esp_value_extended_key_usage (oids)));
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
  fault_set_usage (fault, TRUE, ESP_KEY_USAGE_KEY_AGREEMENT);
}

static const LintRow rows[] = {
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
};

const LintTable lint_usages = { rows, G_N_ELEMENTS (rows) };
