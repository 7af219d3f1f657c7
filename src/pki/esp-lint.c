/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks the tables of rules over a certificate. The rules are in esp-lint-*.c. */
#include "esp-lint.h"

#include "esp-lint-rule.h"

static const EspLintTable *const tables[] = {
  &esp_lint_field_rules,     &esp_lint_name_rules,   &esp_lint_usage_rules,
  &esp_lint_extension_rules, &esp_lint_detail_rules, &esp_lint_issuer_rules,
};

const EspExtension *
esp_lint_find (const EspLintContext *context, const char *oid)
{
  guint count = 0;
  const EspExtension *extension = esp_extensions_find (context->extensions, oid, &count);

  return count == 1 ? extension : NULL;
}

gboolean
esp_lint_is_critical (const EspLintContext *context, const char *oid)
{
  const EspExtension *extension = esp_lint_find (context, oid);

  return extension && extension->critical;
}

gboolean
esp_lint_is_not_critical (const EspLintContext *context, const char *oid)
{
  const EspExtension *extension = esp_lint_find (context, oid);

  return extension && !extension->critical;
}

static void
context_init (EspLintContext *context)
{
  const EspExtension *constraints;
  const EspExtension *usage;
  const EspExtension *purposes;
  const EspExtension *names;

  context->fields = esp_certificate_get_fields (context->certificate);
  context->extensions = esp_certificate_get_extensions (context->certificate);
  context->ca = esp_certificate_is_ca (context->certificate);
  context->signature.family = ESP_KEY_FAMILY_OTHER;
  esp_signature_info_read (esp_certificate_get_algorithm (context->certificate),
                           &context->signature);
  constraints = esp_lint_find (context, ESP_OID_BASIC_CONSTRAINTS);
  if (constraints)
    context->basic_constraints = esp_value_read_basic_constraints (constraints->value);
  usage = esp_lint_find (context, ESP_OID_KEY_USAGE);
  if (usage)
    context->has_key_usage = esp_value_read_key_usage (usage->value, &context->key_usage);
  purposes = esp_lint_find (context, ESP_OID_EXTENDED_KEY_USAGE);
  if (purposes)
    context->extended_key_usages = esp_value_read_extended_key_usage (purposes->value);
  names = esp_lint_find (context, ESP_OID_SUBJECT_ALTERNATIVE_NAME);
  if (names)
    context->alternative_names = esp_value_read_general_names (names->value);
}

static void
context_clear (EspLintContext *context)
{
  g_clear_pointer (&context->basic_constraints, BASIC_CONSTRAINTS_free);
  g_clear_pointer (&context->extended_key_usages, g_ptr_array_unref);
  g_clear_pointer (&context->alternative_names, GENERAL_NAMES_free);
}

GPtrArray *
esp_lint_certificate (EspCertificate *certificate,
                      EspCertificate *issuer,
                      const EspTemplate *template)
{
  EspLintContext context = { .certificate = certificate, .issuer = issuer, .template = template };
  GPtrArray *findings = g_ptr_array_new ();

  context_init (&context);
  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    for (gsize i = 0; i < tables[t]->n_rules; i++)
      {
        const EspLintRule *rule = &tables[t]->rules[i];

        if (rule->is_broken (&context))
          g_ptr_array_add (findings, (gpointer) &rule->finding);
      }
  context_clear (&context);
  ERR_clear_error ();
  return findings;
}

guint
esp_lint_n_rules (void)
{
  guint n = 0;

  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    n += (guint) tables[t]->n_rules;
  return n;
}
