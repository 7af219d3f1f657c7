/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plans as files: each fixture is read, or refused with the reason, place, line and column that
 * stand here; what was read is written back unchanged. The same fixtures are judged by the JSON
 * Schema in check-plan-schema.py.
 */
#include "base/esp-error.h"
#include "design/esp-plan-check.h"
#include "design/esp-plan-document.h"
#include "design/esp-plan-preset.h"
#include "design/esp-plan-private.h"

#include <string.h>

#define EXTENSION ".espalier-plan"

typedef struct
{
  const char *name; /* of the fixture */
  EspReason reason;
  const char *place, *line, *column;
} Refusal;

static const Refusal refusals[] = {
  { "nonsense/account-twice", ESP_REASON_PLAN_MEMBER, "accounts[1].id", "9", "13" },
  { "nonsense/ca-twice", ESP_REASON_PLAN_MEMBER, "cas[1].key", "19", "14" },
  { "nonsense/circle", ESP_REASON_PLAN_MEMBER, "cas[2].parent", "34", "17" },
  { "nonsense/number-inexact", ESP_REASON_PLAN_MEMBER, "guardrails[0].document.x[1]", "34", "11" },
  { "nonsense/number-large", ESP_REASON_PLAN_MEMBER, "guardrails[0].document.x", "32", "14" },
  { "nonsense/parent-itself", ESP_REASON_PLAN_MEMBER, "cas[1].parent", "25", "17" },
  { "nonsense/parent-missing", ESP_REASON_PLAN_MEMBER, "cas[1].parent", "25", "17" },
  { "nonsense/person-twice", ESP_REASON_PLAN_MEMBER, "people[1].name", "34", "15" },
  { "nonsense/role-twice", ESP_REASON_PLAN_MEMBER, "roles[2].name", "38", "15" },
  { "nonsense/tag-letter", ESP_REASON_PLAN_MEMBER, "cas[0].tags.a", "18", "14" },
  { "refused/account-path", ESP_REASON_PLAN_MEMBER, "accounts[0].id", "5", "13" },
  { "refused/account-short", ESP_REASON_PLAN_MEMBER, "cas[0].account", "12", "18" },
  { "refused/array", ESP_REASON_PLAN_MEMBER, "plan", "1", "1" },
  { "refused/boolean-is-null", ESP_REASON_PLAN_MEMBER, "cas[0].dualControl", "17", "22" },
  { "refused/boolean-is-text", ESP_REASON_PLAN_MEMBER, "cas[0].dualControl", "17", "22" },
  { "refused/constraints-kind", ESP_REASON_PLAN_MEMBER, "cas[1].nameConstraints.Permitted[0].Dns",
    "29", "13" },
  { "refused/constraints-member", ESP_REASON_PLAN_MEMBER, "cas[1].nameConstraints.permitted", "27",
    "9" },
  { "refused/constraints-text", ESP_REASON_PLAN_MEMBER, "cas[1].nameConstraints.Excluded", "27",
    "21" },
  { "refused/constraints-two", ESP_REASON_PLAN_MEMBER, "cas[1].nameConstraints.Permitted[0]", "28",
    "11" },
  { "refused/crl-days-many", ESP_REASON_PLAN_MEMBER, "cas[0].revocation.crlDays", "18", "20" },
  { "refused/document-is-text", ESP_REASON_PLAN_MEMBER, "guardrails[0].document", "31", "19" },
  { "refused/entry-is-text", ESP_REASON_PLAN_MEMBER, "accounts[0]", "4", "5" },
  { "refused/format-missing", ESP_REASON_PLAN_FORMAT, NULL, NULL, NULL },
  { "refused/format-newer", ESP_REASON_PLAN_FORMAT, NULL, NULL, NULL },
  { "refused/format-text", ESP_REASON_PLAN_FORMAT, NULL, NULL, NULL },
  { "refused/guardrail-account", ESP_REASON_PLAN_MEMBER, "guardrails[0].accounts[0]", "32", "9" },
  { "refused/key-capital", ESP_REASON_PLAN_MEMBER, "cas[0].key", "11", "14" },
  { "refused/key-empty", ESP_REASON_PLAN_MEMBER, "cas[0].key", "11", "14" },
  { "refused/key-long", ESP_REASON_PLAN_MEMBER, "cas[0].key", "11", "14" },
  { "refused/list-is-object", ESP_REASON_PLAN_MEMBER, "cas", "9", "10" },
  { "refused/missing-member", ESP_REASON_PLAN_MEMBER, "cas[1].subject", "18", "5" },
  { "refused/missing-share-member", ESP_REASON_PLAN_MEMBER, "shares[0].permission", "29", "5" },
  { "refused/names-are-text", ESP_REASON_PLAN_MEMBER, "cas[0].approvers", "17", "20" },
  { "refused/names-hold-number", ESP_REASON_PLAN_MEMBER, "cas[0].approvers[1]", "19", "9" },
  { "refused/path-length-fraction", ESP_REASON_PLAN_MEMBER, "cas[1].pathLength", "26", "21" },
  { "refused/path-length-negative", ESP_REASON_PLAN_MEMBER, "cas[1].pathLength", "26", "21" },
  { "refused/path-length-text", ESP_REASON_PLAN_MEMBER, "cas[1].pathLength", "26", "21" },
  { "refused/record-is-text", ESP_REASON_PLAN_MEMBER, "cas[0].revocation", "17", "21" },
  { "refused/required-tag-empty", ESP_REASON_PLAN_MEMBER, "requiredTags[1]", "30", "5" },
  { "refused/required-tag-reserved", ESP_REASON_PLAN_MEMBER, "requiredTags[0]", "29", "5" },
  { "refused/signing-unknown", ESP_REASON_PLAN_MEMBER, "shares[0].signing", "34", "18" },
  { "refused/tag-reserved", ESP_REASON_PLAN_MEMBER, "cas[0].tags.AWS:x", "19", "18" },
  { "refused/tag-value-long", ESP_REASON_PLAN_MEMBER, "cas[0].tags.a", "18", "14" },
  { "refused/tag-value-number", ESP_REASON_PLAN_MEMBER, "cas[0].tags.a", "18", "14" },
  { "refused/tags-are-array", ESP_REASON_PLAN_MEMBER, "cas[0].tags", "17", "15" },
  { "refused/tags-many", ESP_REASON_PLAN_MEMBER, "cas[0].tags.k50", "68", "16" },
  { "refused/text-is-null", ESP_REASON_PLAN_MEMBER, "cas[1].note", "26", "15" },
  { "refused/text-is-number", ESP_REASON_PLAN_MEMBER, "cas[1].subject", "21", "18" },
  { "refused/text-too-long", ESP_REASON_PLAN_MEMBER, "cas[1].subject", "21", "18" },
  { "refused/two-parents", ESP_REASON_PLAN_MEMBER, "cas[1].parentArn", "26", "20" },
  { "refused/unknown-ca-member", ESP_REASON_PLAN_MEMBER, "cas[1].validityy", "26", "7" },
  { "refused/unknown-member", ESP_REASON_PLAN_MEMBER, "colour", "28", "3" },
  { "refused/unknown-revocation-member", ESP_REASON_PLAN_MEMBER, "cas[0].revocation.crldays", "19",
    "9" },
  { "refused/unknown-use-member", ESP_REASON_PLAN_MEMBER, "cas[1].uses[0].colour", "29", "11" },
  { "refused/usage-unknown", ESP_REASON_PLAN_MEMBER, "cas[0].usageMode", "17", "20" },
  { "refused/uses-many", ESP_REASON_PLAN_SIZE, NULL, NULL, NULL },
  { "syntax/comma-missing", ESP_REASON_PLAN_SYNTAX, NULL, "3", "3" },
  { "syntax/comma-too-many", ESP_REASON_PLAN_SYNTAX, NULL, "3", "1" },
  { "syntax/comment-block", ESP_REASON_PLAN_SYNTAX, NULL, "2", "3" },
  { "syntax/comment", ESP_REASON_PLAN_SYNTAX, NULL, "2", "16" },
  { "syntax/curly-quotes", ESP_REASON_PLAN_SYNTAX, NULL, "1", "2" },
  { "syntax/cut-off", ESP_REASON_PLAN_SYNTAX, NULL, "3", "11" },
  { "syntax/deep", ESP_REASON_PLAN_SYNTAX, NULL, "2", "65" },
  { "syntax/member-twice-inside", ESP_REASON_PLAN_MEMBER, "guardrails[0].document.b.c", "5", "7" },
  { "syntax/member-twice", ESP_REASON_PLAN_MEMBER, "name", "4", "3" },
  { "syntax/not-utf-8", ESP_REASON_PLAN_SYNTAX, NULL, "1", "24" },
  { "syntax/nothing", ESP_REASON_PLAN_SYNTAX, NULL, "1", "1" },
  { "syntax/number-leading-zero", ESP_REASON_PLAN_SYNTAX, NULL, "1", "12" },
  { "syntax/single-quotes", ESP_REASON_PLAN_SYNTAX, NULL, "1", "2" },
  { "syntax/space", ESP_REASON_PLAN_SYNTAX, NULL, "1", "1" },
  { "syntax/tag-twice", ESP_REASON_PLAN_MEMBER, "cas[0].tags.x", "2", "21" },
  { "syntax/two-documents", ESP_REASON_PLAN_SYNTAX, NULL, "2", "1" },
  { "syntax/zero", ESP_REASON_PLAN_SYNTAX, NULL, "2", "12" },
};

static char *
get_path (const char *name)
{
  g_autofree char *file = g_strconcat (name, EXTENSION, NULL);

  return g_test_build_filename (G_TEST_DIST, "fixtures", "plans", file, NULL);
}

static char *
load (const char *name, gsize *length)
{
  g_autofree char *path = get_path (name);
  char *text;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, length, &error);
  g_assert_no_error (error);
  return text;
}

static EspPlan *
read_good (const char *name)
{
  gsize length;
  g_autofree char *text = load (name, &length);
  g_autoptr (GError) error = NULL;
  EspPlan *plan = esp_plan_read (text, (gssize) length, &error);

  g_assert_no_error (error);
  return plan;
}

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      const Refusal *refusal = &refusals[i];
      gsize length;
      g_autofree char *text = load (refusal->name, &length);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspPlan) plan = esp_plan_read (text, (gssize) length, &error);

      g_test_message ("%s: %s", refusal->name, error ? error->message : "read");
      g_assert_null (plan);
      g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                       esp_reason_get_id (refusal->reason));
      g_assert_cmpstr (esp_error_get_argument (error, "place"), ==, refusal->place);
      g_assert_cmpstr (esp_error_get_argument (error, "line"), ==, refusal->line);
      g_assert_cmpstr (esp_error_get_argument (error, "column"), ==, refusal->column);
      g_assert_null (strstr (error->message, "{p")); /* no argument is missing */
    }
}

/* A fixture that no row names would be judged by nobody. */
static void
test_all_fixtures (void)
{
  static const char *const folders[] = { "refused", "nonsense", "syntax" };
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "plans", folders[i],
                                                     NULL);
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

      g_assert_nonnull (dir);
      while (g_dir_read_name (dir))
        n++;
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (refusals));
}

/* --- Back and forth ---------------------------------------------------------------------------*/

static void
assert_round (const EspPlan *plan)
{
  g_autofree char *text = esp_plan_write (plan);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspPlan) again = esp_plan_read (text, -1, &error);
  g_autoptr (EspPlan) copy = esp_plan_copy (plan);
  g_autofree char *text_again = NULL;
  g_autofree char *text_of_copy = NULL;

  g_assert_no_error (error);
  g_assert_true (esp_plan_equal (plan, again));
  g_assert_true (esp_plan_equal (plan, copy));
  text_again = esp_plan_write (again);
  text_of_copy = esp_plan_write (copy);
  g_assert_cmpstr (text_again, ==, text);
  g_assert_cmpstr (text_of_copy, ==, text);
  g_assert_true (g_str_has_suffix (text, "}\n"));
}

static void
test_round (void)
{
  static const char *const names[] = { "good/drawn-wrong", "good/empty", "good/full", "good/two" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (EspPlan) plan = read_good (names[i]);

      assert_round (plan);
    }
}

static void
test_values (void)
{
  g_autoptr (EspPlan) plan = read_good ("good/full");
  const EspPlanCa *ca = g_ptr_array_index (plan->cas, 0), *root = g_ptr_array_index (plan->cas, 1);
  const EspPlanShare *share = g_ptr_array_index (plan->shares, 0);
  const EspPlanRole *role = g_ptr_array_index (plan->roles, 0);

  g_assert_cmpstr (ca->parent, ==, "root");
  g_assert_cmpint (ca->path_length, ==, 0);
  g_assert_cmpint (root->path_length, ==, -1);
  g_assert_null (root->signing_algorithm);
  g_assert_cmpint (ca->usage_mode, ==, ESP_USAGE_SHORT_LIVED_CERTIFICATE);
  g_assert_cmpint (ca->revocation.crl_days, ==, 9);
  g_assert_cmpstr (ca->revocation.ocsp_cname, ==, "o.example");
  g_assert_cmpstr (ca->approvers[0], ==, "ada");
  g_assert_cmpstr (root->approvers[0], ==, NULL);
  g_assert_cmpstr (esp_tags_get (ca->tags, "purpose"), ==, "y");
  g_assert_cmpuint (ca->uses->len, ==, 2);
  g_assert_cmpstr (ca->note, ==, "");
  g_assert_true (share->here);
  g_assert_true (role->organization_scope);
  g_assert_cmpstr (plan->required_tags[1], ==, "purpose");
}

/* Has the member another value than a new record has? */
static gboolean
is_set (const EspPlanType *type, const EspPlanMember *member, gconstpointer record)
{
  const EspPlanMember one[] = { *member, { NULL } };
  const EspPlanType narrow = { type->size, one, type->free };
  gpointer fresh = esp_plan_record_new (type);
  gboolean equal = esp_plan_record_equal (&narrow, record, fresh);

  esp_plan_record_free (type, fresh);
  return !equal;
}

static void assert_all_set (const EspPlanType *type, GPtrArray *records);

static void
assert_member_set (const EspPlanType *type, const EspPlanMember *member, GPtrArray *records)
{
  gboolean set = FALSE;

  for (guint i = 0; i < records->len; i++)
    {
      gpointer record = g_ptr_array_index (records, i);

      set = set || is_set (type, member, record);
      if (member->kind == ESP_PLAN_KIND_LIST && ESP_PLAN_FIELD (GPtrArray *, record, member)->len)
        assert_all_set (member->type, ESP_PLAN_FIELD (GPtrArray *, record, member));
    }
  g_test_message ("%s", member->name);
  g_assert_true (set);
}

static void
assert_all_set (const EspPlanType *type, GPtrArray *records)
{
  for (const EspPlanMember *member = type->members; member->name; member++)
    assert_member_set (type, member, records);
}

/* The fixture with everything has really everything: so a member that reading, writing, copying or
 * the schema forgets is found by the others. */
static void
test_full (void)
{
  g_autoptr (EspPlan) plan = read_good ("good/full");
  g_autoptr (GPtrArray) plans = g_ptr_array_new ();
  g_autoptr (GPtrArray) settings = g_ptr_array_new ();

  g_ptr_array_add (plans, plan);
  assert_all_set (&esp_plan_type, plans);
  g_ptr_array_add (settings, &((EspPlanCa *) g_ptr_array_index (plan->cas, 0))->revocation);
  assert_all_set (&esp_plan_revocation_type, settings);
}

/* Each single member that changes makes another plan of it. */
static void
test_differs (void)
{
  static const struct
  {
    const char *from, *to;
  } changes[] = {
    { "\"sub\"", "\"sup\"" },
    { "\"HERE\"", "\"REQUEST\"" },
    { "\"crlDays\" : 9", "\"crlDays\" : 8" },
    { "\"purpose\" : \"y\"", "\"purpose\" : \"z\"" },
    { "-7", "7" },
    { "10.0.0.0", "11.0.0.0" },
    { "\"13m\"", "\"14m\"" },
    { "SHORT_LIVED_CERTIFICATE", "GENERAL_PURPOSE" },
    { "\"development\" : true", "\"development\" : false" },
  };
  g_autoptr (EspPlan) plan = read_good ("good/full");
  g_autofree char *text = esp_plan_write (plan);

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_auto (GStrv) parts = g_strsplit (text, changes[i].from, -1);
      g_autofree char *changed = g_strjoinv (changes[i].to, parts);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspPlan) other = esp_plan_read (changed, -1, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_strv_length (parts), >, 1);
      g_assert_false (esp_plan_equal (plan, other));
    }
}

/* --- Bounds -----------------------------------------------------------------------------------*/

static void
assert_size_refused (const char *text, gsize length, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspPlan) plan = esp_plan_read (text, (gssize) length, &error);

  g_assert_null (plan);
  g_assert_true (esp_error_has_reason (error, ESP_REASON_PLAN_SIZE));
  g_assert_cmpstr (esp_error_get_argument (error, "what"), ==, what);
}

static EspPlan *
make_large (guint n)
{
  EspPlan *plan = esp_plan_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *key = g_strdup_printf ("ca-%u", i);
      g_autofree char *parent = i > 0 ? g_strdup_printf ("ca-%u", (i - 1) / 3) : NULL;
      EspPlanCa *ca = esp_plan_ca_new (key);

      ca->parent = g_steal_pointer (&parent);
      g_free (ca->account);
      ca->account = g_strdup ("111122223333");
      g_ptr_array_add (plan->cas, ca);
    }
  return plan;
}

static void
test_bounds (void)
{
  g_autoptr (EspPlan) most = make_large (ESP_PLAN_MAX_CAS);
  g_autoptr (EspPlan) more = make_large (ESP_PLAN_MAX_CAS + 1);
  g_autofree char *text = esp_plan_write (more);
  g_autofree char *blank = g_strnfill (ESP_PLAN_MAX_SIZE + 1, ' ');

  assert_round (most);
  assert_size_refused (text, strlen (text), "cas");
  assert_size_refused (blank, ESP_PLAN_MAX_SIZE + 1, "bytes");
}

/* --- Presets ----------------------------------------------------------------------------------*/

static void
test_presets (void)
{
  guint n = 0;

  for (const EspPlanPreset *preset = esp_plan_presets (); preset->id; preset++, n++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspPlan) plan = esp_plan_preset_load (preset->id, &error);
      g_autofree char *file = g_strconcat (preset->id, EXTENSION, NULL);
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "plans", file,
                                                     NULL);
      g_autofree char *text = NULL;
      g_autofree char *written = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (plan->name, ==, preset->title);
      g_file_get_contents (path, &text, NULL, &error);
      g_assert_no_error (error);
      written = esp_plan_write (plan);
      g_assert_cmpstr (written, ==, text);
    }
  g_assert_cmpuint (n, ==, 7);
}

/* Only the root for tests has something to be told, and for tests it is no error. */
static void
test_preset_findings (void)
{
  for (const EspPlanPreset *preset = esp_plan_presets (); preset->id; preset++)
    {
      g_autoptr (EspPlan) plan = esp_plan_preset_load (preset->id, NULL);
      g_autoptr (GPtrArray) findings = esp_plan_check (plan, G_GINT64_CONSTANT (1768032000));
      gboolean development = g_str_equal (preset->id, "development");

      g_test_message ("%s: %u", preset->id, findings->len);
      g_assert_true ((findings->len > 0) == development);
      for (guint i = 0; i < findings->len; i++)
        g_assert_cmpint (((EspPlanFinding *) g_ptr_array_index (findings, i))->severity, !=,
                         ESP_PLAN_ERROR);
    }
}

static int
get_depth (const char *id)
{
  g_autoptr (EspPlan) plan = esp_plan_preset_load (id, NULL);
  int depth = 0;

  for (guint i = 0; i < plan->cas->len; i++)
    depth = MAX (depth, esp_plan_get_level (plan, g_ptr_array_index (plan->cas, i)));
  return depth;
}

static void
test_preset_shapes (void)
{
  g_autoptr (EspPlan) iot = esp_plan_preset_load ("iot", NULL);
  g_autoptr (GPtrArray) roots = esp_plan_list_children (iot, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (get_depth ("two-levels"), ==, 2);
  g_assert_cmpint (get_depth ("three-levels"), ==, 3);
  g_assert_cmpint (get_depth ("four-levels"), ==, 4);
  g_assert_cmpint (get_depth ("five-levels"), ==, 5);
  g_assert_cmpint (get_depth ("development"), ==, 1);
  g_assert_cmpint (get_depth ("automotive"), ==, 3);
  g_assert_cmpuint (roots->len, ==, 3);
  g_assert_null (esp_plan_preset_load ("../samples/iot", &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_PLAN_PRESET_UNKNOWN));
  g_assert_nonnull (strstr (error->message, "five-levels"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-document/refused", test_refused);
  g_test_add_func ("/plan-document/all-fixtures", test_all_fixtures);
  g_test_add_func ("/plan-document/round", test_round);
  g_test_add_func ("/plan-document/values", test_values);
  g_test_add_func ("/plan-document/full", test_full);
  g_test_add_func ("/plan-document/differs", test_differs);
  g_test_add_func ("/plan-document/bounds", test_bounds);
  g_test_add_func ("/plan-document/presets", test_presets);
  g_test_add_func ("/plan-document/preset-findings", test_preset_findings);
  g_test_add_func ("/plan-document/preset-shapes", test_preset_shapes);
  return g_test_run ();
}
