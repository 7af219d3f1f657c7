/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of the template: what differs from its row. */
#include "lint-fixture.h"

#include "pki/esp-extension-values.h"

static void
break_template_ca (Fault *fault)
{
  fault->template = find_template (
    "BlankEndEntityCertificate_CriticalBasicConstraints_CSRPassthrough");
}

static void
break_template_constraints (Fault *fault)
{
  fault_find (fault, ESP_OID_BASIC_CONSTRAINTS)->critical = TRUE;
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

  fault_set_usage (fault, TRUE, ESP_KEY_USAGE_DIGITAL_SIGNATURE | ESP_KEY_USAGE_NON_REPUDIATION);
  fault->template = template;
}

static void
break_template_purposes (Fault *fault)
{
  fault_find (fault, ESP_OID_EXTENDED_KEY_USAGE)->critical = FALSE;
}

static void
break_template_authority_key (Fault *fault)
{
  fault_drop (fault, ESP_OID_AUTHORITY_KEY_IDENTIFIER);
}

static void
break_template_subject_key (Fault *fault)
{
  fault_set (
    fault, ESP_OID_SUBJECT_KEY_IDENTIFIER, FALSE,
    fault_keep (fault, esp_value_subject_key_identifier (fault_hex (fault, "0102030405"))));
}

static void
break_template_extras (Fault *fault)
{
  fault_add (fault, OWN_OID, FALSE, fault_hex (fault, "0500"));
}

static const LintRow rows[] = {
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

const LintTable lint_templates = { rows, G_N_ELEMENTS (rows) };
