/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Editing a plan: what is added fits where it stands, several are set at once or none is, and
 * whatever is done, the plan can be written and read again.
 */
#include "edit-fixture.h"

#include "base/esp-error.h"
#include "design/esp-plan-preset.h"
#include "design/esp-plan-private.h"

#define N_EDITS 1000

static EspPlan *
load_preset (const char *id)
{
  g_autoptr (GError) error = NULL;
  EspPlan *plan = esp_plan_preset_load (id, &error);

  g_assert_no_error (error);
  return plan;
}

static void
assert_refused (gboolean done, GError *const *error, EspReason reason)
{
  g_assert_false (done);
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (*error)), ==,
                   esp_reason_get_id (reason));
}

/* --- Adding ------------------------------------------------------------------------------------*/

static GHashTable *
list_errors (const EspPlan *plan)
{
  g_autoptr (GPtrArray) findings = esp_plan_check (plan, NOW);
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < findings->len; i++)
    if (((EspPlanFinding *) g_ptr_array_index (findings, i))->severity == ESP_PLAN_ERROR)
      g_hash_table_add (keys, make_key (g_ptr_array_index (findings, i)));
  return keys;
}

static void
assert_no_new_error (const EspPlan *before, const EspPlan *after)
{
  g_autoptr (GHashTable) had = list_errors (before);
  g_autoptr (GHashTable) has = list_errors (after);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, has);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (had, key))
      g_error ("new error: %s", (char *) key);
}

static void
add_below (const EspPlan *plan, const EspPlanCa *parent)
{
  g_autoptr (EspPlan) copy = esp_plan_copy (plan);
  g_autoptr (GError) error = NULL;
  const char *key = esp_plan_edit_add (copy, parent->key, "Toaster Factory CA", &error);
  const EspPlanCa *ca;

  if (esp_plan_get_level (plan, parent) == 5)
    {
      assert_refused (key != NULL, &error, ESP_REASON_DEPTH);
      return;
    }
  g_assert_no_error (error);
  ca = esp_plan_find_ca (copy, key);
  g_assert_cmpstr (ca->parent, ==, parent->key);
  g_assert_cmpstr (ca->key_algorithm, ==, parent->key_algorithm);
  g_assert_cmpuint (copy->cas->len, ==, plan->cas->len + 1);
  if (esp_plan_ca_get_path_length (parent) > 0)
    g_assert_cmpint (esp_plan_ca_get_path_length (ca), ==,
                     esp_plan_ca_get_path_length (parent) - 1);
  else
    g_assert_cmpint (esp_plan_ca_get_path_length (ca), ==, 0);
  if (esp_plan_ca_get_path_length (parent) != 0)
    assert_no_new_error (plan, copy);
  /* Its parent is as it was. */
  esp_plan_edit_remove (copy, (const char *const[]){ key, NULL });
  g_assert_true (esp_plan_equal (copy, plan));
}

static void
add_everywhere (EspPlan *plan)
{
  const char *key;
  g_autoptr (EspPlan) copy = esp_plan_copy (plan);

  for (guint i = 0; i < plan->cas->len; i++)
    add_below (plan, g_ptr_array_index (plan->cas, i));
  key = esp_plan_edit_add (copy, NULL, "Another Root CA", NULL);
  g_assert_nonnull (key);
  g_assert_null (esp_plan_find_ca (copy, key)->parent);
  assert_no_new_error (plan, copy);
}

static void
test_add (void)
{
  for (const EspPlanPreset *preset = esp_plan_presets (); preset->id; preset++)
    {
      g_autoptr (EspPlan) plan = load_preset (preset->id);

      add_everywhere (plan);
    }
}

static void
test_add_files (void)
{
  static const char *const names[] = { "sound.espalier-plan",
                                       "broken-29-short-lived-parent.espalier-plan",
                                       "broken-37-signing-key.espalier-plan",
                                       "broken-43-crl-place-shared.espalier-plan" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (EspPlan) plan = read_plan (names[i]);

      add_everywhere (plan);
    }
}

/* From nothing to three levels. */
static void
test_add_from_nothing (void)
{
  g_autoptr (EspPlan) plan = esp_plan_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *root = NULL;
  g_autofree char *policy = NULL;
  g_autofree char *label = NULL;
  const char *twin;
  g_autoptr (GHashTable) errors = NULL;

  esp_plan_edit_describe (plan, ESP_PLAN_TEXT_ORGANIZATION, "Hearth, Inc.", NULL);
  root = g_strdup (esp_plan_edit_add (plan, NULL, "Hearth Root CA", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (root, ==, "hearth-root-ca");
  g_assert_cmpstr (esp_plan_find_ca (plan, root)->subject, ==,
                   "CN=Hearth Root CA,O=Hearth\\, Inc.");
  g_assert_cmpuint (plan->accounts->len, ==, 1);
  policy = g_strdup (esp_plan_edit_add (plan, root, "Hearth Issuing CA", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (esp_plan_find_ca (plan, policy)->validity, ==, "5y");
  twin = esp_plan_edit_add (plan, root, "Hearth Issuing CA", &error);
  g_assert_no_error (error);
  label = esp_plan_ca_get_label (esp_plan_find_ca (plan, twin));
  g_assert_cmpstr (label, ==, "Hearth Issuing CA 2");
  errors = list_errors (plan);
  g_assert_cmpuint (g_hash_table_size (errors), ==, 0);
}

/* Roots are kept apart from what issues; whoever is beside it tells where it belongs. */
static void
test_add_account (void)
{
  g_autoptr (EspPlan) plan = load_preset ("two-levels");
  const EspPlanCa *root = g_ptr_array_index (plan->cas, 0);
  g_autofree char *roots = g_strdup (root->account);
  g_autofree char *other = NULL;
  const char *key;

  for (guint i = 0; i < plan->cas->len; i++)
    if (((EspPlanCa *) g_ptr_array_index (plan->cas, i))->parent)
      other = other ? other : g_strdup (((EspPlanCa *) g_ptr_array_index (plan->cas, i))->account);
  g_assert_cmpstr (other, !=, roots);
  key = esp_plan_edit_add (plan, root->key, "Second", NULL);
  g_assert_cmpstr (esp_plan_find_ca (plan, key)->account, ==, other);
}

static void
test_add_refused (void)
{
  static const char *const bad[] = { "", "  ", NULL };
  g_autoptr (EspPlan) plan = load_preset ("iot");
  g_autoptr (EspPlan) before = esp_plan_copy (plan);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_refused (esp_plan_edit_add (plan, NULL, bad[i], &error) != NULL, &error,
                      ESP_REASON_PLAN_VALUE);
    }
  {
    g_autoptr (GError) error = NULL;

    assert_refused (esp_plan_edit_add (plan, "nobody", "x", &error) != NULL, &error,
                    ESP_REASON_PLAN_CA_UNKNOWN);
  }
  g_assert_true (esp_plan_equal (plan, before));
}

static void
test_add_too_many (void)
{
  g_autoptr (EspPlan) plan = read_plan ("sound.espalier-plan");
  g_autoptr (GError) error = NULL;

  add_many_cas (plan, ESP_PLAN_MAX_CAS - 1 - plan->cas->len);
  g_assert_nonnull (esp_plan_edit_add (plan, "root", "The last one", &error));
  g_assert_no_error (error);
  assert_refused (esp_plan_edit_add (plan, "root", "One too many", &error) != NULL, &error,
                  ESP_REASON_PLAN_SIZE);
}

/* --- Removing and moving -----------------------------------------------------------------------*/

static guint
count_shares (const EspPlan *plan, const char *key)
{
  guint n = 0;

  for (guint i = 0; i < plan->shares->len; i++)
    n += g_strcmp0 (((EspPlanShare *) g_ptr_array_index (plan->shares, i))->ca, key) == 0;
  return n;
}

static void
test_remove (void)
{
  g_autoptr (EspPlan) plan = load_preset ("automotive");
  const EspPlanShare *share = g_ptr_array_index (plan->shares, 0);
  g_autofree char *shared = g_strdup (share->ca);
  g_autofree char *above = g_strdup (esp_plan_find_ca (plan, shared)->parent);
  g_autoptr (GPtrArray) children = esp_plan_list_children (plan, above);
  guint before = plan->cas->len, n = children->len;

  g_assert_cmpuint (count_shares (plan, shared), >, 0);
  esp_plan_edit_remove (plan, (const char *const[]){ "nobody", above, shared, NULL });
  g_assert_null (esp_plan_find_ca (plan, above));
  g_assert_null (esp_plan_find_ca (plan, shared));
  g_assert_cmpuint (plan->cas->len, <=, before - 1 - n);
  g_assert_cmpuint (count_shares (plan, shared), ==, 0);
  for (guint i = 0; i < plan->cas->len; i++)
    {
      const EspPlanCa *ca = g_ptr_array_index (plan->cas, i);

      g_assert_true (!ca->parent || esp_plan_find_ca (plan, ca->parent));
    }
}

static void
test_move (void)
{
  g_autoptr (EspPlan) plan = load_preset ("five-levels");
  const EspPlanCa *root = g_ptr_array_index (plan->cas, 0);
  EspPlanCa *ca = g_ptr_array_index (plan->cas, 2);
  g_autoptr (EspPlan) before = esp_plan_copy (plan);
  g_autofree char *template_name = g_strdup (ca->template_name);
  g_autoptr (GError) circle = NULL;
  g_autoptr (GError) unknown = NULL;
  g_autoptr (GError) deep = NULL;
  EspPlanCa *lowest = g_ptr_array_index (plan->cas, plan->cas->len - 1);
  const char *key;

  assert_refused (esp_plan_edit_move (plan, root->key, ca->key, &circle), &circle,
                  ESP_REASON_PLAN_MOVE_CIRCLE);
  assert_refused (esp_plan_edit_move (plan, ca->key, "nobody", &unknown), &unknown,
                  ESP_REASON_PLAN_CA_UNKNOWN);
  key = esp_plan_edit_add (plan, NULL, "Apart", NULL);
  g_assert_cmpint (esp_plan_get_level (plan, lowest), ==, 5);
  assert_refused (esp_plan_edit_move (plan, key, lowest->key, &deep), &deep, ESP_REASON_DEPTH);
  esp_plan_edit_remove (plan, (const char *const[]){ key, NULL });
  g_assert_true (esp_plan_equal (plan, before));
  g_assert_true (esp_plan_edit_move (plan, ca->key, root->key, NULL));
  g_assert_cmpstr (ca->parent, ==, root->key);
  g_assert_cmpstr (ca->template_name, ==, template_name);
  g_assert_true (esp_plan_edit_move (plan, ca->key, NULL, NULL));
  g_assert_null (ca->parent);
}

/* --- Values ------------------------------------------------------------------------------------*/

static const struct
{
  EspPlanField field;
  const char *value, *read; /* NULL @read: as @value */
} values[] = {
  { ESP_PLAN_FIELD_COMMON_NAME, "Toaster “Factory” CA", NULL },
  { ESP_PLAN_FIELD_SUBJECT, "CN=x,O=Hearth,C=SE", NULL },
  { ESP_PLAN_FIELD_SUBJECT, "no name at all", NULL },
  { ESP_PLAN_FIELD_TEMPLATE, "SubordinateCACertificate_PathLen2/V1", NULL },
  { ESP_PLAN_FIELD_PATH_LENGTH, "1", NULL },
  { ESP_PLAN_FIELD_PATH_LENGTH, "7", NULL },
  { ESP_PLAN_FIELD_KEY_ALGORITHM, "RSA_4096", NULL },
  { ESP_PLAN_FIELD_SIGNING_ALGORITHM, "SHA512WITHRSA", NULL },
  { ESP_PLAN_FIELD_SIGNING_ALGORITHM, NULL, NULL },
  { ESP_PLAN_FIELD_VALIDITY, "30m", NULL },
  { ESP_PLAN_FIELD_VALIDITY, "soon", NULL },
  { ESP_PLAN_FIELD_ACCOUNT, "123456789012", NULL },
  { ESP_PLAN_FIELD_USAGE_MODE, "SHORT_LIVED_CERTIFICATE", NULL },
  { ESP_PLAN_FIELD_DUAL_CONTROL, "true", NULL },
  { ESP_PLAN_FIELD_DUAL_CONTROL, "false", NULL },
  { ESP_PLAN_FIELD_DEVELOPMENT, "true", NULL },
  { ESP_PLAN_FIELD_CRL, "false", NULL },
  { ESP_PLAN_FIELD_CRL, "true", NULL },
  { ESP_PLAN_FIELD_CRL_DAYS, "7", NULL },
  { ESP_PLAN_FIELD_CRL_DAYS, NULL, NULL },
  { ESP_PLAN_FIELD_CRL_URL, "http://crl.example/x.crl", NULL },
  { ESP_PLAN_FIELD_CRL_URL, NULL, NULL },
  { ESP_PLAN_FIELD_OCSP, "true", NULL },
  { ESP_PLAN_FIELD_OCSP_URL, "http://ocsp.example", NULL },
  { ESP_PLAN_FIELD_NOTE, "two\nlines", NULL },
};

static void
test_values (void)
{
  g_autoptr (EspPlan) plan = load_preset ("iot");
  const char *keys[3] = { NULL };
  guint n = 0;

  for (guint i = 0; i < plan->cas->len && n < 2; i++)
    if (((EspPlanCa *) g_ptr_array_index (plan->cas, i))->parent)
      keys[n++] = ((EspPlanCa *) g_ptr_array_index (plan->cas, i))->key;
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *value = NULL;
      gboolean same;

      esp_plan_edit_set (plan, keys, values[i].field, values[i].value, &error);
      g_assert_no_error (error);
      value = esp_plan_edit_get (plan, keys, values[i].field, &same);
      g_assert_true (same);
      g_assert_cmpstr (value, ==, values[i].value);
    }
}

static void
test_values_differ (void)
{
  g_autoptr (EspPlan) plan = load_preset ("iot");
  const char *keys[] = { ((EspPlanCa *) g_ptr_array_index (plan->cas, 0))->key,
                         ((EspPlanCa *) g_ptr_array_index (plan->cas, 1))->key, NULL };
  static const char *const none[] = { NULL };
  gboolean same = TRUE;

  g_assert_null (esp_plan_edit_get (plan, keys, ESP_PLAN_FIELD_COMMON_NAME, &same));
  g_assert_false (same);
  same = TRUE;
  g_assert_null (esp_plan_edit_get (plan, none, ESP_PLAN_FIELD_COMMON_NAME, &same));
  g_assert_false (same);
}

static void
test_values_refused (void)
{
  static const struct
  {
    EspPlanField field;
    const char *value;
  } refused[] = {
    { ESP_PLAN_FIELD_COMMON_NAME, "" },
    { ESP_PLAN_FIELD_COMMON_NAME, NULL },
    { ESP_PLAN_FIELD_COMMON_NAME,
      "longer than the sixty-four characters that a common name may have, whoever asks" },
    { ESP_PLAN_FIELD_SUBJECT, "\xff" },
    { ESP_PLAN_FIELD_PATH_LENGTH, "none" },
    { ESP_PLAN_FIELD_PATH_LENGTH, "-1" },
    { ESP_PLAN_FIELD_PATH_LENGTH, "1001" },
    { ESP_PLAN_FIELD_PATH_LENGTH, "one" },
    { ESP_PLAN_FIELD_ACCOUNT, "1" },
    { ESP_PLAN_FIELD_USAGE_MODE, "SHORT" },
    { ESP_PLAN_FIELD_DUAL_CONTROL, "yes" },
    { ESP_PLAN_FIELD_CRL_DAYS, "5001" },
    { ESP_PLAN_FIELD_CRL_DAYS, "1.5" },
  };
  g_autoptr (EspPlan) plan = load_preset ("two-levels");
  g_autoptr (EspPlan) before = esp_plan_copy (plan);
  const char *keys[] = { ((EspPlanCa *) g_ptr_array_index (plan->cas, 0))->key,
                         ((EspPlanCa *) g_ptr_array_index (plan->cas, 1))->key, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_refused (esp_plan_edit_set (plan, keys, refused[i].field, refused[i].value, &error),
                      &error, ESP_REASON_PLAN_VALUE);
      g_assert_true (esp_plan_equal (plan, before));
    }
}

/* Template and path length go together where they can. */
static void
test_path_length (void)
{
  g_autoptr (EspPlan) plan = load_preset ("three-levels");
  EspPlanCa *ca = g_ptr_array_index (plan->cas, 1);
  const char *keys[] = { ca->key, NULL };

  g_assert_true (esp_plan_edit_set (plan, keys, ESP_PLAN_FIELD_PATH_LENGTH, "2", NULL));
  g_assert_cmpstr (ca->template_name, ==, "SubordinateCACertificate_PathLen2/V1");
  g_assert_cmpint (ca->path_length, ==, -1);
  g_assert_true (esp_plan_edit_set (plan, keys, ESP_PLAN_FIELD_PATH_LENGTH, "5", NULL));
  g_assert_cmpint (esp_plan_ca_get_path_length (ca), ==, 5);
  g_assert_true (esp_plan_edit_set (plan, keys, ESP_PLAN_FIELD_TEMPLATE,
                                    "SubordinateCACertificate_PathLen0_APIPassthrough/V1", NULL));
  g_assert_cmpint (esp_plan_ca_get_path_length (ca), ==, 0);
  g_assert_true (esp_plan_edit_set (plan, keys, ESP_PLAN_FIELD_PATH_LENGTH, "1", NULL));
  g_assert_cmpstr (ca->template_name, ==, "SubordinateCACertificate_PathLen1_APIPassthrough/V1");
}

static void
test_name_keeps_the_rest (void)
{
  g_autoptr (EspPlan) plan = load_preset ("two-levels");
  EspPlanCa *ca = g_ptr_array_index (plan->cas, 1);
  const char *keys[] = { ca->key, NULL };

  esp_plan_edit_set (plan, keys, ESP_PLAN_FIELD_SUBJECT, "OU=Ovens,O=Hearth,C=SE", NULL);
  g_assert_true (esp_plan_edit_set (plan, keys, ESP_PLAN_FIELD_COMMON_NAME, "Oven CA", NULL));
  g_assert_cmpstr (ca->subject, ==, "CN=Oven CA,OU=Ovens,O=Hearth,C=SE");
  esp_plan_edit_set (plan, keys, ESP_PLAN_FIELD_SUBJECT, "CN=Two,OU=A,OU=B,O=Hearth", NULL);
  g_assert_true (esp_plan_edit_set (plan, keys, ESP_PLAN_FIELD_COMMON_NAME, "Three, CA", NULL));
  g_assert_cmpstr (ca->subject, ==, "CN=Three\\, CA,OU=A,OU=B,O=Hearth");
  esp_plan_edit_set (plan, keys, ESP_PLAN_FIELD_SUBJECT, "nonsense", NULL);
  g_assert_true (esp_plan_edit_set (plan, keys, ESP_PLAN_FIELD_COMMON_NAME, "Oven CA", NULL));
  g_assert_true (g_str_has_prefix (ca->subject, "CN=Oven CA"));
}

/* --- Things ------------------------------------------------------------------------------------*/

static void
test_tags (void)
{
  g_autoptr (EspPlan) plan = load_preset ("two-levels");
  EspPlanCa *first = g_ptr_array_index (plan->cas, 0), *second = g_ptr_array_index (plan->cas, 1);
  const char *keys[] = { first->key, second->key, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) full = NULL;

  g_assert_true (esp_plan_edit_tag (plan, keys, "line", "7", NULL));
  g_assert_cmpstr (esp_tags_get (first->tags, "line"), ==, "7");
  g_assert_cmpstr (esp_tags_get (second->tags, "line"), ==, "7");
  g_assert_true (esp_plan_edit_tag (plan, keys, "line", NULL, NULL));
  g_assert_null (esp_tags_get (second->tags, "line"));
  assert_refused (esp_plan_edit_tag (plan, keys, "aws:x", "7", &error), &error,
                  ESP_REASON_TAG_RESERVED);
  for (guint i = second->tags->len; i < ESP_TAGS_MAX; i++)
    {
      g_autofree char *key = g_strdup_printf ("t%u", i);

      g_assert_true (esp_tags_set (second->tags, key, "", NULL));
    }
  /* The second has no room, so the first gets none either. */
  assert_refused (esp_plan_edit_tag (plan, keys, "line", "7", &full), &full,
                  ESP_REASON_TAGS_TOO_MANY);
  g_assert_null (esp_tags_get (first->tags, "line"));
}

static void
test_shares (void)
{
  static const char permission[] = "AWSRAMDefaultPermissionCertificateAuthority";
  g_autoptr (EspPlan) plan = load_preset ("two-levels");
  const EspPlanCa *ca = g_ptr_array_index (plan->cas, 1);
  g_autoptr (GError) twice = NULL;
  g_autoptr (GError) nobody = NULL;
  g_autoptr (GError) what = NULL;
  guint before = plan->shares->len;
  const char *account = esp_plan_edit_account (plan, "Supplier", NULL, NULL);
  const EspPlanShare *share;

  g_assert_true (esp_plan_edit_share (plan, ca->key, account, permission, TRUE, NULL));
  g_assert_cmpuint (plan->shares->len, ==, before + 1);
  share = g_ptr_array_index (plan->shares, before);
  g_assert_true (share->here);
  assert_refused (esp_plan_edit_share (plan, ca->key, account, permission, FALSE, &twice), &twice,
                  ESP_REASON_PLAN_VALUE);
  assert_refused (esp_plan_edit_share (plan, ca->key, "999999999999", permission, FALSE, &nobody),
                  &nobody, ESP_REASON_PLAN_VALUE);
  assert_refused (esp_plan_edit_share (plan, ca->key, account, "no such thing", FALSE, &what),
                  &what, ESP_REASON_PLAN_VALUE);
  esp_plan_edit_unshare (plan, share->name);
  g_assert_cmpuint (plan->shares->len, ==, before);
}

static void
test_accounts (void)
{
  g_autoptr (EspPlan) plan = esp_plan_new ();
  g_autoptr (GError) number = NULL;
  g_autoptr (GError) exists = NULL;
  g_autoptr (GError) name = NULL;

  g_assert_cmpuint (strlen (esp_plan_edit_account (plan, "One", NULL, NULL)), ==, 12);
  g_assert_cmpstr (esp_plan_edit_account (plan, "Two", "000000000002", NULL), ==, "000000000002");
  assert_refused (esp_plan_edit_account (plan, "Three", "3", &number) != NULL, &number,
                  ESP_REASON_ACCOUNT_NUMBER);
  assert_refused (esp_plan_edit_account (plan, "Three", "000000000002", &exists) != NULL, &exists,
                  ESP_REASON_ACCOUNT_EXISTS);
  assert_refused (esp_plan_edit_account (plan, "", NULL, &name) != NULL, &name,
                  ESP_REASON_PLAN_VALUE);
  g_assert_cmpuint (plan->accounts->len, ==, 2);
}

/* --- Whatever is done --------------------------------------------------------------------------*/

static void
assert_readable (const EspPlan *plan)
{
  g_autofree char *text = esp_plan_write (plan);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspPlan) again = esp_plan_read (text, -1, &error);

  if (error)
    g_error ("%s in %s", error->message, text);
  g_assert_true (esp_plan_equal (plan, again));
  g_assert_cmpuint (esp_plan_bound_size (plan), >=, strlen (text));
}

static void
test_random (gconstpointer preset)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  g_autoptr (EspPlan) plan = load_preset (preset);
  guint n_done = 0;

  for (guint i = 0; i < N_EDITS; i++)
    {
      n_done += edit_at_random (plan, rand);
      assert_readable (plan);
    }
  g_assert_cmpuint (n_done, >, N_EDITS / 4);
  g_assert_cmpuint (n_done, <, N_EDITS);
}

/* Each value may be as long as it can; all of them together may not. */
static void
test_too_large (void)
{
  g_autoptr (EspPlan) plan = read_plan ("sound.espalier-plan");
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_autofree char *note = g_strnfill (8192, '\n');
  g_autoptr (GError) error = NULL;
  g_autoptr (EspPlan) before = NULL;

  add_many_cas (plan, 600);
  before = esp_plan_copy (plan);
  for (guint i = 0; i < plan->cas->len; i++)
    g_ptr_array_add (keys, ((EspPlanCa *) g_ptr_array_index (plan->cas, i))->key);
  g_ptr_array_add (keys, NULL);
  assert_refused (
    esp_plan_edit_set (plan, (const char *const *) keys->pdata, ESP_PLAN_FIELD_NOTE, note, &error),
    &error, ESP_REASON_PLAN_SIZE);
  g_assert_true (esp_plan_equal (plan, before));
  assert_readable (plan);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/design/plan-edit/add", test_add);
  g_test_add_func ("/design/plan-edit/add/files", test_add_files);
  g_test_add_func ("/design/plan-edit/add/from-nothing", test_add_from_nothing);
  g_test_add_func ("/design/plan-edit/add/account", test_add_account);
  g_test_add_func ("/design/plan-edit/add/refused", test_add_refused);
  g_test_add_func ("/design/plan-edit/add/too-many", test_add_too_many);
  g_test_add_func ("/design/plan-edit/remove", test_remove);
  g_test_add_func ("/design/plan-edit/move", test_move);
  g_test_add_func ("/design/plan-edit/values", test_values);
  g_test_add_func ("/design/plan-edit/values/differ", test_values_differ);
  g_test_add_func ("/design/plan-edit/values/refused", test_values_refused);
  g_test_add_func ("/design/plan-edit/path-length", test_path_length);
  g_test_add_func ("/design/plan-edit/name", test_name_keeps_the_rest);
  g_test_add_func ("/design/plan-edit/tags", test_tags);
  g_test_add_func ("/design/plan-edit/shares", test_shares);
  g_test_add_func ("/design/plan-edit/accounts", test_accounts);
  g_test_add_data_func ("/design/plan-edit/random/iot", "iot", test_random);
  g_test_add_data_func ("/design/plan-edit/random/automotive", "automotive", test_random);
  g_test_add_func ("/design/plan-edit/too-large", test_too_large);
  return g_test_run ();
}
