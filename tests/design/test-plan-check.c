/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The checks of plans and their fixes: plans broken in one way each (fixtures/plans/broken-NN-ID),
 * nonsense that no document can hold, random plans from seeds, and how long it takes.
 */
#include "plan-fixture.h"

#include "design/esp-plan-preset.h"

/* --- The fixtures ------------------------------------------------------------*/

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static GPtrArray *
list_fixtures (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "fixtures", "plans", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    if (g_str_has_prefix (name, "broken-"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* "depth" of "broken-07-depth.espalier-plan". */
static char *
get_id (const char *name)
{
  const char *start = name + strlen ("broken-00-");

  return g_strndup (start, strlen (start) - strlen (".espalier-plan"));
}

static GHashTable *
list_ids (GPtrArray *findings)
{
  GHashTable *ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < findings->len; i++)
    g_hash_table_add (ids,
                      (gpointer) ((EspPlanFinding *) g_ptr_array_index (findings, i))->check->id);
  return ids;
}

static EspPlanFinding *
find (GPtrArray *findings, const char *id)
{
  for (guint i = 0; i < findings->len; i++)
    {
      EspPlanFinding *finding = g_ptr_array_index (findings, i);

      if (g_str_equal (finding->check->id, id))
        return finding;
    }
  return NULL;
}

/* --- The table --------------------------------------------------------------------------------*/

static void
assert_text (const char *id, const char *text, gsize shortest)
{
  if (!text || strlen (text) < shortest || !g_utf8_validate (text, -1, NULL))
    g_error ("%s: \"%s\" says too little", id, text ? text : "");
}

static void
test_table (void)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = 0;

  for (const EspPlanCheck *check = esp_plan_checks (); check->id; check++, n++)
    {
      g_assert_true (g_hash_table_add (ids, (gpointer) check->id));
      g_assert_cmpuint (strspn (check->id, "abcdefghijklmnopqrstuvwxyz-"), ==, strlen (check->id));
      g_assert_true (esp_plan_check_find (check->id) == check);
      g_assert_cmpint (check->severity, <=, ESP_PLAN_NOTE);
      assert_text (check->id, check->title, 8);
      assert_text (check->id, check->sentence, 20);
      assert_text (check->id, check->reason, 60);
      if (check->fix)
        assert_text (check->id, check->fix, 8);
    }
  g_assert_cmpuint (n, >=, 60);
  g_assert_null (esp_plan_check_find ("no-such-check"));
  g_assert_null (esp_plan_check_find (NULL));
}

/* --- Plans broken in one way ------------------------------------------------------------------*/

/* After each offered fix its finding is gone, and no check fails that did not fail before. */
static guint
assert_fixes (const EspPlan *plan, GPtrArray *findings, const char *id)
{
  g_autoptr (GHashTable) before = list_ids (findings);
  guint n_fixed = 0;

  for (guint i = 0; i < findings->len; i++)
    {
      const EspPlanFinding *finding = g_ptr_array_index (findings, i);
      g_autoptr (EspPlan) mended = esp_plan_copy (plan);
      g_autoptr (GPtrArray) left = NULL;
      g_autoptr (GHashTable) after = NULL;
      g_autofree char *key = make_key (finding);

      if (!g_str_equal (finding->check->id, id) || !esp_plan_fix (mended, finding))
        continue;
      n_fixed++;
      left = esp_plan_check (mended, NOW);
      after = list_keys (left);
      g_assert_false (g_hash_table_contains (after, key));
      for (guint j = 0; j < left->len; j++)
        g_assert_true (g_hash_table_contains (
          before, ((EspPlanFinding *) g_ptr_array_index (left, j))->check->id));
    }
  return n_fixed;
}

/* As long as there is one of @id: it may stand at several authorities. */
static void
assert_passes_in_the_end (EspPlan *plan, const char *id)
{
  for (guint round = 0; round < 10; round++)
    {
      g_autoptr (GPtrArray) findings = esp_plan_check (plan, NOW);
      const EspPlanFinding *finding = find (findings, id);

      if (!finding)
        return;
      g_assert_true (esp_plan_fix (plan, finding));
    }
  g_error ("%s does not pass", id);
}

/* What can't be mended without a person: two who may approve, where the plan has one. */
static gboolean
is_left_to_people (const EspPlan *plan)
{
  return plan->note && strstr (plan->note, "only a person can mend");
}

static void
check_fixture (const char *name, GHashTable *seen)
{
  g_autoptr (EspPlan) plan = read_plan (name);
  g_autofree char *id = get_id (name);
  const EspPlanCheck *check = esp_plan_check_find (id);
  g_autoptr (GPtrArray) findings = esp_plan_check (plan, NOW);
  g_autofree char *told = describe (findings);
  const EspPlanFinding *finding = check ? find (findings, check->id) : NULL;

  g_test_message ("%s\n%s", name, told);
  g_assert_nonnull (check);
  g_assert_nonnull (finding);
  g_hash_table_add (seen, (gpointer) check->id);
  for (guint i = 0; i < findings->len; i++)
    assert_filled (g_ptr_array_index (findings, i));
  if (is_left_to_people (plan))
    g_assert_false (esp_plan_can_fix (plan, finding));
  else
    {
      g_assert_true (esp_plan_can_fix (plan, finding) == (check->fix != NULL));
      g_assert_true ((assert_fixes (plan, findings, check->id) > 0) == (check->fix != NULL));
      if (check->fix)
        assert_passes_in_the_end (plan, check->id);
    }
}

/* What takes a plan too large for a file to be read by a person. */
static void
check_large (GHashTable *seen)
{
  g_autoptr (EspPlan) owners = read_plan ("sound.espalier-plan");
  g_autoptr (EspPlan) crowd = read_plan ("sound.espalier-plan");
  g_autoptr (GPtrArray) of_owners = NULL;
  g_autoptr (GPtrArray) of_crowd = NULL;

  add_many_cas (owners, 200);
  of_owners = esp_plan_check (owners, NOW);
  g_assert_nonnull (find (of_owners, "account-many"));
  assert_filled (find (of_owners, "account-many"));
  g_assert_false (esp_plan_can_fix (owners, find (of_owners, "account-many")));
  g_hash_table_add (seen, (gpointer) "account-many");
  add_many_people (crowd);
  of_crowd = esp_plan_check (crowd, NOW);
  g_assert_nonnull (find (of_crowd, "people-not-judged"));
  assert_filled (find (of_crowd, "people-not-judged"));
  g_assert_false (esp_plan_can_fix (crowd, find (of_crowd, "people-not-judged")));
  g_hash_table_add (seen, (gpointer) "people-not-judged");
}

static void
test_fixtures (void)
{
  g_autoptr (GPtrArray) names = list_fixtures ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (names->len, >=, 60);
  for (guint i = 0; i < names->len; i++)
    check_fixture (g_ptr_array_index (names, i), seen);
  check_large (seen);
  for (const EspPlanCheck *check = esp_plan_checks (); check->id; check++)
    if (!g_hash_table_contains (seen, check->id))
      g_error ("no plan is broken by %s", check->id);
}

/* Each is broken in one way only, but for two that can't be. */
static void
test_fixtures_are_narrow (void)
{
  g_autoptr (GPtrArray) names = list_fixtures ();

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autoptr (EspPlan) plan = read_plan (name);
      g_autoptr (GPtrArray) findings = esp_plan_check (plan, NOW);
      g_autoptr (GHashTable) ids = list_ids (findings);

      /* No path length is left for a sixth level. */
      if (!strstr (name, "-depth."))
        g_assert_cmpuint (g_hash_table_size (ids), ==, 1);
    }
}

static void
test_sound (void)
{
  g_autoptr (EspPlan) plan = read_plan ("sound.espalier-plan");
  g_autoptr (GPtrArray) findings = esp_plan_check (plan, NOW);

  g_assert_cmpuint (findings->len, ==, 0);
}

/* Presets may hold notes, where they are as small as their purpose allows. */
static void
test_presets (void)
{
  for (const EspPlanPreset *preset = esp_plan_presets (); preset->id; preset++)
    {
      g_autoptr (EspPlan) plan = esp_plan_preset_load (preset->id, NULL);
      g_autoptr (GPtrArray) findings = esp_plan_check (plan, NOW);
      g_autofree char *told = describe (findings);

      g_test_message ("%s\n%s", preset->id, told);
      for (guint i = 0; i < findings->len; i++)
        g_assert_cmpint (((EspPlanFinding *) g_ptr_array_index (findings, i))->severity, ==,
                         ESP_PLAN_NOTE);
    }
}

/* --- What the fixes do ------------------------------------------------------------------------*/

static EspPlan *
mend (const char *name, const char *id)
{
  EspPlan *plan = read_plan (name);
  g_autoptr (GPtrArray) findings = esp_plan_check (plan, NOW);

  g_assert_true (esp_plan_fix (plan, find (findings, id)));
  return plan;
}

/* A parent halved makes its children half of that. */
static void
test_consequences (void)
{
  g_autoptr (EspPlan) plan = read_plan ("sound.espalier-plan");
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GPtrArray) left = NULL;

  g_free (esp_plan_find_ca (plan, "root")->validity);
  esp_plan_find_ca (plan, "root")->validity = g_strdup ("8y");
  findings = esp_plan_check (plan, NOW);
  g_assert_true (esp_plan_fix (plan, find (findings, "outlives-parent")));
  left = esp_plan_check (plan, NOW);
  g_assert_cmpuint (left->len, ==, 0);
  g_assert_cmpstr (esp_plan_find_ca (plan, "modules")->validity, ==, "4y");
  g_assert_cmpstr (esp_plan_find_ca (plan, "radio")->validity, ==, "2y");
  g_assert_cmpstr (esp_plan_find_ca (plan, "operations")->validity, ==, "4y");
}

static void
test_path_lengths (void)
{
  g_autoptr (EspPlan) plan = read_plan ("sound.espalier-plan");
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GPtrArray) left = NULL;
  EspPlanCa *modules = esp_plan_find_ca (plan, "modules");

  g_free (modules->template_name);
  modules->template_name = g_strdup ("BlankSubordinateCACertificate_PathLen0_CSRPassthrough/V1");
  findings = esp_plan_check (plan, NOW);
  g_assert_cmpuint (findings->len, ==, 2);
  g_assert_true (esp_plan_fix (plan, g_ptr_array_index (findings, 0)));
  left = esp_plan_check (plan, NOW);
  g_assert_cmpuint (left->len, ==, 0);
  /* The template stays of its variety. */
  g_assert_cmpstr (esp_plan_find_ca (plan, "modules")->template_name, ==,
                   "BlankSubordinateCACertificate_PathLen1_CSRPassthrough/V1");
}

static void
test_new_authority (void)
{
  g_autoptr (GPtrArray) names = list_fixtures ();
  const EspPlanCa *ca;

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autoptr (EspPlan) plan = NULL;

      if (!strstr (name, "-suppliers-mixed."))
        continue;
      plan = mend (name, "suppliers-mixed");
      ca = esp_plan_find_ca (plan, "polaris-navigation-ca");
      g_assert_nonnull (ca);
      g_assert_cmpstr (ca->subject, ==, "CN=Polaris Navigation CA,O=Meridian Motors,C=DE");
      g_assert_cmpstr (esp_tags_get (ca->tags, "supplier"), ==, "Polaris Navigation");
      return;
    }
  g_assert_not_reached ();
}

/* Who may do what is read from the policies: a condition or a guardrail that takes the right away
 * counts. */
static void
test_rights_are_decided (void)
{
  g_autoptr (EspPlan) plan = read_plan ("sound.espalier-plan");
  EspPlanPerson *person = g_ptr_array_index (plan->people, 0);
  EspPlanGuardrail *guardrail = g_new0 (EspPlanGuardrail, 1);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  const char *both[] = { "Disabler", "Deleter", NULL };

  g_strfreev (person->roles);
  person->roles = g_strdupv ((char **) both);
  before = esp_plan_check (plan, NOW);
  g_assert_cmpuint (before->len, ==, 1);
  g_assert_cmpstr (((EspPlanFinding *) g_ptr_array_index (before, 0))->check->id, ==, "one-person");
  g_assert_cmpstr (((EspPlanFinding *) g_ptr_array_index (before, 0))->subject, ==, "ines.adler");

  guardrail->name = g_strdup ("nobody-deletes");
  guardrail->accounts = g_new0 (char *, 1);
  guardrail->document = json_from_string (
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":"
    "\"acm-pca:DeleteCertificateAuthority\",\"Resource\":\"*\"}]}",
    NULL);
  g_ptr_array_add (plan->guardrails, guardrail);
  after = esp_plan_check (plan, NOW);
  g_assert_cmpuint (after->len, ==, 0);
}

/* For tests less is enough: the same is said, as a note. */
static void
test_development (void)
{
  static const char *const ids[] = { "no-revocation", "dual-control-off", "one-level" };
  g_autoptr (EspPlan) plan = esp_plan_new ();
  EspPlanCa *ca = esp_plan_ca_new ("bench");

  ca->account = (g_free (ca->account), g_strdup ("111122223333"));
  ca->subject = (g_free (ca->subject), g_strdup ("CN=Bench Root"));
  ca->template_name = (g_free (ca->template_name), g_strdup ("RootCACertificate/V1"));
  ca->key_algorithm = (g_free (ca->key_algorithm), g_strdup ("EC_prime256v1"));
  ca->validity = (g_free (ca->validity), g_strdup ("1y"));
  g_ptr_array_add (plan->cas, ca);
  for (int development = 0; development < 2; development++)
    {
      g_autoptr (GPtrArray) findings = NULL;

      ca->development = development;
      findings = esp_plan_check (plan, NOW);
      g_assert_cmpuint (findings->len, ==, G_N_ELEMENTS (ids));
      for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
        g_assert_cmpint (find (findings, ids[i])->severity, ==,
                         development ? ESP_PLAN_NOTE : ESP_PLAN_WARNING);
    }
}

/* A finding of yesterday's plan, and one without a fix, change nothing. */
static void
test_refused (void)
{
  g_autoptr (EspPlan) broken = read_plan ("broken-13-leaf-signs-cas.espalier-plan");
  g_autoptr (EspPlan) sound = read_plan ("sound.espalier-plan");
  g_autoptr (EspPlan) copy = esp_plan_copy (sound);
  g_autoptr (GPtrArray) findings = esp_plan_check (broken, NOW);
  const EspPlanFinding *finding = find (findings, "leaf-signs-cas");

  g_assert_false (esp_plan_fix (sound, finding));
  g_assert_true (esp_plan_equal (sound, copy));
  g_assert_true (esp_plan_can_fix (broken, finding));
  g_assert_true (esp_plan_fix (broken, finding));
  g_assert_false (esp_plan_can_fix (broken, finding));
  g_assert_false (esp_plan_fix (broken, finding));
}

/* No document can hold these; a plan that is being drawn might. */
static void
test_nonsense (void)
{
  g_autoptr (EspPlan) plan = read_plan ("sound.espalier-plan");
  g_autoptr (GPtrArray) circle = NULL;
  g_autoptr (GPtrArray) itself = NULL;
  g_autoptr (GPtrArray) nobody = NULL;
  EspPlanCa *modules = esp_plan_find_ca (plan, "modules");

  g_free (modules->parent);
  modules->parent = g_strdup ("radio");
  circle = esp_plan_check (plan, NOW);
  for (guint i = 0; i < circle->len; i++)
    esp_plan_can_fix (plan, g_ptr_array_index (circle, i));
  g_free (modules->parent);
  modules->parent = g_strdup ("modules");
  itself = esp_plan_check (plan, NOW);
  g_free (modules->parent);
  modules->parent = g_strdup ("nobody");
  nobody = esp_plan_check (plan, NOW);
  g_assert_nonnull (find (circle, "outlives-parent"));
  g_assert_cmpuint (itself->len + nobody->len, <, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/design/plan-check/table", test_table);
  g_test_add_func ("/design/plan-check/sound", test_sound);
  g_test_add_func ("/design/plan-check/fixtures", test_fixtures);
  g_test_add_func ("/design/plan-check/fixtures-are-narrow", test_fixtures_are_narrow);
  g_test_add_func ("/design/plan-check/presets", test_presets);
  g_test_add_func ("/design/plan-check/consequences", test_consequences);
  g_test_add_func ("/design/plan-check/path-lengths", test_path_lengths);
  g_test_add_func ("/design/plan-check/new-authority", test_new_authority);
  g_test_add_func ("/design/plan-check/rights-are-decided", test_rights_are_decided);
  g_test_add_func ("/design/plan-check/development", test_development);
  g_test_add_func ("/design/plan-check/refused", test_refused);
  g_test_add_func ("/design/plan-check/nonsense", test_nonsense);
  return g_test_run ();
}
