/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policies as a relying party asks for them, and a path that would make a tree of them explode. */
#include "path-fixture.h"
#include "test-path.h"

#include <time.h>

#define POLICIES 24
#define LEVELS 12

typedef struct
{
  const char *leaf;
  const char *wanted; /* NULL: any */
  gboolean require;
  gboolean inhibit_any;
  EspVerdict verdict;
  EspPathReason reason;
} Case;

static const Case cases[] = {
  { "certificatePolicies=1.2.3.4", NULL, TRUE, FALSE, ESP_VERDICT_GOOD,
    ESP_PATH_REASON_POLICIES_VALID },
  { "certificatePolicies=1.2.3.4", "1.2.3.4", TRUE, FALSE, ESP_VERDICT_GOOD,
    ESP_PATH_REASON_POLICIES_VALID },
  { "certificatePolicies=1.2.3.4", "1.2.3.5", TRUE, FALSE, ESP_VERDICT_BAD,
    ESP_PATH_REASON_POLICIES_NOT_WANTED },
  { "certificatePolicies=1.2.3.4", "1.2.3.5", FALSE, FALSE, ESP_VERDICT_GOOD,
    ESP_PATH_REASON_POLICIES_VALID },
  { "certificatePolicies=anyPolicy", "1.2.3.4", TRUE, FALSE, ESP_VERDICT_GOOD,
    ESP_PATH_REASON_POLICIES_VALID },
  { "certificatePolicies=anyPolicy", "1.2.3.4", TRUE, TRUE, ESP_VERDICT_BAD,
    ESP_PATH_REASON_POLICIES_NONE },
  { "-certificatePolicies", NULL, TRUE, FALSE, ESP_VERDICT_BAD, ESP_PATH_REASON_POLICIES_NONE },
  { "-certificatePolicies", "1.2.3.4", FALSE, FALSE, ESP_VERDICT_GOOD,
    ESP_PATH_REASON_POLICIES_FREE },
};

void
test_path_policies (void)
{
  Recipe root_recipe = path_ca ("CN=Root", NULL, path_key (0));
  g_autoptr (Authority) root = path_authority (&root_recipe);
  Recipe sub_recipe = path_ca ("CN=Sub", root, path_key (1));
  g_autoptr (Authority) sub = NULL;

  sub_recipe.changes[0] = "certificatePolicies=1.2.3.4";
  sub = path_authority (&sub_recipe);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *wanted[] = { cases[i].wanted, NULL };
      EspValidationOptions options = path_options ();
      Recipe recipe = path_leaf (sub);
      g_autoptr (EspCertificate) leaf = NULL;
      g_autoptr (EspValidation) validation = NULL;

      recipe.changes[0] = cases[i].leaf;
      leaf = path_make (&recipe);
      options.policies = cases[i].wanted ? wanted : NULL;
      options.require_policy = cases[i].require;
      options.inhibit_any_policy = cases[i].inhibit_any;
      validation = path_validate (leaf, (EspCertificate *[]){ sub->certificate, NULL },
                                  (EspCertificate *[]){ root->certificate, NULL }, &options);
      g_assert_cmpint (validation->verdict, ==, cases[i].verdict);
      g_assert_nonnull (path_find (validation, 0, cases[i].reason));
    }
}

static char *
list_policies (void)
{
  GString *text = g_string_new ("certificatePolicies=");

  for (guint i = 0; i < POLICIES; i++)
    g_string_append_printf (text, "%s1.2.3.%u", i > 0 ? "," : "", i);
  return g_string_free (text, FALSE);
}

/* Each to each: a tree would have POLICIES to the power of LEVELS leaves. */
static char *
list_mappings (void)
{
  GString *text = g_string_new ("policyMappings=critical");

  for (guint i = 0; i < POLICIES; i++)
    for (guint j = 0; j < POLICIES; j++)
      g_string_append_printf (text, ",1.2.3.%u:1.2.3.%u", i, j);
  return g_string_free (text, FALSE);
}

void
test_path_policy_bomb (void)
{
  g_autofree char *policies = list_policies ();
  g_autofree char *mappings = list_mappings ();
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func ((GDestroyNotify) authority_free);
  g_autoptr (GPtrArray) between = g_ptr_array_new ();
  EspValidationOptions options = path_options ();
  g_autoptr (EspCertificate) leaf = NULL;
  g_autoptr (EspValidation) validation = NULL;
  Recipe recipe;
  clock_t start;

  for (guint i = 0; i <= LEVELS; i++)
    {
      g_autofree char *subject = g_strdup_printf ("CN=Level %u", i);
      Authority *above = i > 0 ? g_ptr_array_index (made, i - 1) : NULL;

      recipe = path_ca (subject, above, path_key (i % 2));
      if (above)
        {
          recipe.changes[0] = policies;
          recipe.changes[1] = mappings;
          recipe.changes[2] = "policyConstraints=critical,requireExplicitPolicy:0";
        }
      g_ptr_array_add (made, path_authority (&recipe));
      if (above)
        g_ptr_array_add (between, ((Authority *) g_ptr_array_index (made, i))->certificate);
    }
  recipe = path_leaf (g_ptr_array_index (made, LEVELS));
  recipe.changes[0] = "certificatePolicies=1.2.3.7";
  leaf = path_make (&recipe);
  g_ptr_array_add (between, NULL);
  options.policies = (const char *const[]){ "1.2.3.9", NULL };
  start = clock ();
  validation = path_validate (
    leaf, (EspCertificate *const *) between->pdata,
    (EspCertificate *[]){ ((Authority *) g_ptr_array_index (made, 0))->certificate, NULL },
    &options);
  start = clock () - start;
  g_test_message ("%.0f ms", (double) start * 1000 / CLOCKS_PER_SEC);
  g_assert_cmpint (validation->verdict, ==, ESP_VERDICT_GOOD);
  g_assert_nonnull (path_find (validation, 0, ESP_PATH_REASON_POLICIES_VALID));
  g_assert_cmpint (start, <, CLOCKS_PER_SEC);
}
