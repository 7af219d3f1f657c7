/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of plans have in common: plans from files, findings as text, plans of many CAs. */
#pragma once

#include "design/esp-plan-check.h"
#include "design/esp-plan-document.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1795000000) /* 2026-11-18 */

G_GNUC_UNUSED static EspPlan *
read_plan (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "plans", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  EspPlan *plan;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  plan = esp_plan_read (text, (gssize) length, &error);
  g_assert_no_error (error);
  return plan;
}

G_GNUC_UNUSED static char *
make_key (const EspPlanFinding *finding)
{
  return g_strjoin ("|", finding->check->id, finding->nodes[0] ? finding->nodes[0] : "",
                    finding->subject ? finding->subject : "", NULL);
}

G_GNUC_UNUSED static GHashTable *
list_keys (GPtrArray *findings)
{
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < findings->len; i++)
    g_hash_table_add (keys, make_key (g_ptr_array_index (findings, i)));
  return keys;
}

G_GNUC_UNUSED static char *
describe (GPtrArray *findings)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const EspPlanFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char *sentence = esp_plan_finding_sentence (finding);

      g_string_append_printf (text, "%s %s: %s\n", esp_plan_severity_to_string (finding->severity),
                              finding->check->id, sentence);
    }
  return g_string_free (text, FALSE);
}

/* Every {place} of a text has its argument. */
G_GNUC_UNUSED static void
assert_filled (const EspPlanFinding *finding)
{
  const char *open = strchr (finding->check->sentence, '{');
  g_autofree char *sentence = esp_plan_finding_sentence (finding);

  for (; open; open = strchr (open + 1, '{'))
    {
      const char *end = strchr (open, '}');
      g_autofree char *name = g_strndup (open + 1, (gsize) (end - open) - 1);

      if (!g_hash_table_contains (finding->arguments, name))
        g_error ("%s: no argument %s", finding->check->id, name);
    }
  g_assert_cmpuint (strlen (sentence), >, 10);
}

G_GNUC_UNUSED static void
set (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

G_GNUC_UNUSED static void
add_many_cas (EspPlan *plan, guint n)
{
  const EspPlanCa *modules = esp_plan_find_ca (plan, "modules");
  const EspPlanCa *radio = esp_plan_find_ca (plan, "operations");

  for (guint i = 0; i < n; i++)
    {
      EspPlanCa *ca = esp_plan_ca_copy (i % 20 == 0 ? modules : radio);

      g_free (ca->key);
      ca->key = g_strdup_printf ("many-%u", i);
      set (&ca->parent, "root");
      if (i % 20 != 0)
        {
          g_free (ca->parent);
          ca->parent = g_strdup_printf ("many-%u", i - i % 20);
        }
      g_free (ca->subject);
      ca->subject = g_strdup_printf ("CN=Plant %u Line %u CA,O=Meridian Motors,C=DE", i / 20, i);
      g_ptr_array_add (plan->cas, ca);
    }
}

G_GNUC_UNUSED static void
add_many_people (EspPlan *plan)
{
  for (guint i = 0; i < 90; i++)
    {
      EspPlanCa *ca = esp_plan_ca_copy (esp_plan_find_ca (plan, "root"));
      EspPlanPerson *person = g_new0 (EspPlanPerson, 1);
      const char *roles[] = { "Deleter", NULL };
      g_autofree char *owner = g_strdup_printf ("team %u", i);

      g_free (ca->key);
      ca->key = g_strdup_printf ("root-%u", i);
      esp_tags_set (ca->tags, "owner", owner, NULL);
      g_ptr_array_add (plan->cas, ca);
      person->name = g_strdup_printf ("person %u", i);
      person->account = g_strdup (ca->account);
      person->roles = g_strdupv ((char **) roles);
      person->tags = esp_tags_new ();
      g_ptr_array_add (plan->people, person);
    }
}
