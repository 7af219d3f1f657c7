/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of all other extensions: what breaks them. */
#include "lint-fixture.h"

#include "pki/esp-extension-values.h"

static void
break_duplicate (Fault *fault)
{
  fault_forget_template (fault);
  fault_add (fault, OWN_OID, FALSE, fault_hex (fault, "0500"));
  fault_add (fault, OWN_OID, FALSE, fault_hex (fault, "0500"));
}

static void
break_malformed (Fault *fault)
{
  fault_set (fault, ESP_OID_SUBJECT_ALTERNATIVE_NAME, FALSE, fault_hex (fault, "0400"));
}

/* cA FALSE is the default, and DER leaves defaults out. */
static void
break_default (Fault *fault)
{
  fault_forget_template (fault);
  fault_set (fault, ESP_OID_BASIC_CONSTRAINTS, FALSE, fault_hex (fault, "3003010100"));
}

static void
break_critical (Fault *fault)
{
  fault_forget_template (fault);
  fault_add (fault, OWN_OID, TRUE, fault_hex (fault, "0500"));
}

static void
break_subject_key (Fault *fault)
{
  fault_forget_template (fault);
  fault_drop (fault, ESP_OID_SUBJECT_KEY_IDENTIFIER);
}

static void
break_subject_key_critical (Fault *fault)
{
  fault_find (fault, ESP_OID_SUBJECT_KEY_IDENTIFIER)->critical = TRUE;
}

static void
break_authority_key (Fault *fault)
{
  fault_forget_template (fault);
  fault_drop (fault, ESP_OID_AUTHORITY_KEY_IDENTIFIER);
}

static void
break_authority_key_critical (Fault *fault)
{
  fault_find (fault, ESP_OID_AUTHORITY_KEY_IDENTIFIER)->critical = TRUE;
}

static void
break_constraints_ca (Fault *fault)
{
  fault_forget_template (fault);
  fault_add (fault, ESP_OID_NAME_CONSTRAINTS, TRUE, fault_hex (fault, CONSTRAINTS_GOOD));
}

static void
break_name_constraints_critical (Fault *fault)
{
  fault_forget_template (fault);
  fault_add (fault, ESP_OID_NAME_CONSTRAINTS, FALSE, fault_hex (fault, CONSTRAINTS_GOOD));
}

static void
break_name_constraints_empty (Fault *fault)
{
  fault_forget_template (fault);
  fault_add (fault, ESP_OID_NAME_CONSTRAINTS, TRUE, fault_hex (fault, "3000"));
}

static void
break_policies_empty (Fault *fault)
{
  fault_forget_template (fault);
  fault_add (fault, ESP_OID_CERTIFICATE_POLICIES, FALSE, fault_hex (fault, "3000"));
}

static void
break_policies_twice (Fault *fault)
{
  fault_forget_template (fault);
  fault_add (fault, ESP_OID_CERTIFICATE_POLICIES, FALSE,
             fault_hex (fault, "300c300406022a03300406022a03"));
}

static void
break_policy_constraints_ca (Fault *fault)
{
  fault_forget_template (fault);
  fault_add (fault, ESP_OID_POLICY_CONSTRAINTS, TRUE, fault_hex (fault, "3003800100"));
}

static void
break_policy_constraints_critical (Fault *fault)
{
  fault_forget_template (fault);
  fault_add (fault, ESP_OID_POLICY_CONSTRAINTS, FALSE, fault_hex (fault, "3003800100"));
}

static void
break_inhibit_critical (Fault *fault)
{
  fault_forget_template (fault);
  fault_add (fault, ESP_OID_INHIBIT_ANY_POLICY, FALSE, fault_hex (fault, "020100"));
}

static void
break_points_empty (Fault *fault)
{
  fault_add (fault, ESP_OID_CRL_DISTRIBUTION_POINTS, FALSE, fault_hex (fault, "3000"));
}

/* A point with reasons alone. */
static void
break_point_nowhere (Fault *fault)
{
  fault_add (fault, ESP_OID_CRL_DISTRIBUTION_POINTS, FALSE, fault_hex (fault, "3006300481020640"));
}

static void
break_points_critical (Fault *fault)
{
  fault_add (fault, ESP_OID_CRL_DISTRIBUTION_POINTS, TRUE,
             fault_keep (fault, esp_value_crl_distribution_point ("http://pki.example/crl")));
}

static void
break_access_critical (Fault *fault)
{
  fault_add (fault, ESP_OID_AUTHORITY_INFORMATION_ACCESS, TRUE,
             fault_keep (fault, esp_value_ocsp_access ("http://ocsp.example/")));
}

static void
break_access_empty (Fault *fault)
{
  fault_add (fault, ESP_OID_AUTHORITY_INFORMATION_ACCESS, FALSE, fault_hex (fault, "3000"));
}

static const LintRow rows[] = {
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
};

const LintTable lint_extensions = { rows, G_N_ELEMENTS (rows) };
