/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For every rule of the lint a certificate that breaks it, and nothing else where that can be. A
 * rule without such a row fails the last test.
 */
#include "lint-fixture.h"

#include "pki/esp-lint.h"

static const LintTable *const tables[] = {
  &lint_fields,  &lint_names,  &lint_usages,    &lint_extensions,
  &lint_details, &lint_issuer, &lint_templates,
};

/* Exactly the row's rule, and those that can't be kept apart from it. */
static void
test_rule (gconstpointer data)
{
  const LintRow *row = data;
  Fault fault;
  g_autoptr (EspCertificate) certificate = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree char *expected = NULL;
  g_autofree char *actual = NULL;

  fault_init (&fault, row->ca);
  row->apply (&fault);
  certificate = fault_make (&fault);
  if (!certificate)
    {
      g_test_skip ("this OpenSSL refuses to read such a certificate at all");
      fault_clear (&fault);
      return;
    }
  actual = lint_to_text (certificate, fault.issuer, fault.template);
  g_ptr_array_add (ids, (gpointer) row->id);
  for (gsize i = 0; row->also[i]; i++)
    g_ptr_array_add (ids, (gpointer) row->also[i]);
  expected = lint_join_sorted (ids);
  g_assert_cmpstr (actual, ==, expected);
  fault_clear (&fault);
}

/* Unbroken, both kinds are without a finding, with their template and without; and so is a root. */
static void
test_good (void)
{
  g_autofree char *root_text = lint_to_text (lint_root->certificate, NULL,
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
      fault_set_names (&fault, FALSE, names[i]);
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

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    for (gsize row = 0; row < tables[i]->n_rows; row++)
      g_hash_table_add (ids, (gpointer) tables[i]->rows[row].id);
  g_assert_cmpuint (g_hash_table_size (ids), ==, esp_lint_n_rules ());
  g_assert_cmpuint (esp_lint_n_rules (), >=, 60);
}

/* @n_rows counts through all tables, so that rules with two rows have two paths. */
static void
add_table (const LintTable *table, gsize *n_rows)
{
  for (gsize i = 0; i < table->n_rows; i++, (*n_rows)++)
    {
      g_autofree char *path = g_strdup_printf ("/lint/rules/%s/%zu", table->rows[i].id, *n_rows);

      g_test_add_data_func (path, &table->rows[i], test_rule);
    }
}

int
main (int argc, char *argv[])
{
  gsize n_rows = 0;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!esp_pki_init ())
    g_error ("no secure heap");
  lint_root = make_authority ("RootCACertificate", "EC_prime256v1", "CN=Root", NULL);
  lint_subject_key = make_key ("EC_prime256v1");
  g_test_add_func ("/lint/good", test_good);
  g_test_add_func ("/lint/good-names", test_good_names);
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    add_table (tables[i], &n_rows);
  g_test_add_func ("/lint/all-rules", test_all_rules);
  status = g_test_run ();
  authority_free (lint_root);
  esp_key_unref (lint_subject_key);
  return status;
}
