/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of a plan: order, levels, moves and keys, also where somebody drew a circle. */
#include "base/esp-error.h"
#include "design/esp-plan.h"

#include <string.h>

static EspPlanCa *
add (EspPlan *plan, const char *key, const char *parent)
{
  EspPlanCa *ca = esp_plan_ca_new (key);

  ca->parent = g_strdup (parent);
  g_ptr_array_add (plan->cas, ca);
  return ca;
}

/* Not parents first: root(one(two(three(four)))), b below root, other. */
static EspPlan *
make_plan (void)
{
  EspPlan *plan = esp_plan_new ();

  add (plan, "three", "two");
  add (plan, "root", NULL);
  add (plan, "b", "root");
  add (plan, "one", "root");
  add (plan, "other", NULL);
  add (plan, "four", "three");
  add (plan, "two", "one");
  return plan;
}

static char *
join_keys (GPtrArray *cas)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < cas->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            ((EspPlanCa *) g_ptr_array_index (cas, i))->key);
  return g_string_free (text, FALSE);
}

static void
assert_ordered (const EspPlan *plan, const char *expected)
{
  g_autoptr (GPtrArray) ordered = esp_plan_list_ordered (plan);
  g_autofree char *keys = join_keys (ordered);

  g_assert_cmpstr (keys, ==, expected);
}

static void
test_order (void)
{
  g_autoptr (EspPlan) plan = make_plan ();
  g_autoptr (GPtrArray) below = esp_plan_list_children (plan, "root");
  g_autoptr (GPtrArray) roots = esp_plan_list_children (plan, NULL);
  g_autofree char *below_keys = join_keys (below);
  g_autofree char *root_keys = join_keys (roots);

  assert_ordered (plan, "root b one two three four other");
  g_assert_cmpstr (below_keys, ==, "b one");
  g_assert_cmpstr (root_keys, ==, "root other");
}

static void
test_levels (void)
{
  g_autoptr (EspPlan) plan = make_plan ();
  EspPlanCa *other = esp_plan_find_ca (plan, "other");

  g_assert_cmpint (esp_plan_get_level (plan, esp_plan_find_ca (plan, "root")), ==, 1);
  g_assert_cmpint (esp_plan_get_level (plan, esp_plan_find_ca (plan, "four")), ==, 5);
  add (plan, "below-other", "other");
  other->parent_arn = g_strdup ("arn:aws:acm-pca:local:111122223333:certificate-authority/x");
  g_assert_cmpint (esp_plan_get_level (plan, other), ==, 2);
  g_assert_cmpint (esp_plan_get_level (plan, esp_plan_find_ca (plan, "below-other")), ==, 3);
  g_assert_null (esp_plan_find_ca (plan, "nobody"));
  g_assert_null (esp_plan_find_ca (plan, NULL));
}

static void
test_circle (void)
{
  g_autoptr (EspPlan) plan = make_plan ();

  add (plan, "x", "y");
  add (plan, "below-x", "x");
  add (plan, "y", "x");
  add (plan, "lost", "nowhere");
  assert_ordered (plan, "root b one two three four other lost x below-x y");
  g_assert_cmpint (esp_plan_get_level (plan, esp_plan_find_ca (plan, "x")), >, 5);
  g_assert_false (esp_plan_can_move (plan, "x", "below-x", NULL));
  g_assert_false (esp_plan_can_move (plan, "y", "root", NULL) &&
                  esp_plan_can_move (plan, "y", "y", NULL));
}

static void
assert_move (const EspPlan *plan, const char *key, const char *parent, EspReason reason)
{
  g_autoptr (GError) error = NULL;
  gboolean may = esp_plan_can_move (plan, key, parent, &error);

  g_test_message ("%s below %s: %s", key, parent, error ? error->message : "may");
  g_assert_cmpint (esp_error_get_reason (error), ==, reason);
  g_assert_true (may == (reason == ESP_REASON_NONE));
}

static void
test_move (void)
{
  g_autoptr (EspPlan) plan = make_plan ();

  assert_move (plan, "b", "one", ESP_REASON_NONE);
  assert_move (plan, "b", "three", ESP_REASON_NONE);
  assert_move (plan, "b", "four", ESP_REASON_DEPTH);
  assert_move (plan, "two", "other", ESP_REASON_NONE);
  assert_move (plan, "one", "other", ESP_REASON_NONE);
  assert_move (plan, "one", "b", ESP_REASON_DEPTH);
  assert_move (plan, "one", NULL, ESP_REASON_NONE);
  assert_move (plan, "one", "one", ESP_REASON_PLAN_MOVE_CIRCLE);
  assert_move (plan, "one", "four", ESP_REASON_PLAN_MOVE_CIRCLE);
  assert_move (plan, "root", "other", ESP_REASON_DEPTH);
  assert_move (plan, "nobody", "root", ESP_REASON_PLAN_CA_UNKNOWN);
  assert_move (plan, "b", "nobody", ESP_REASON_PLAN_CA_UNKNOWN);
}

/* A chain as long as a plan may be: each walk ends, and soon. */
static void
test_deep (void)
{
  g_autoptr (EspPlan) plan = esp_plan_new ();
  g_autoptr (GPtrArray) ordered = NULL;

  for (int i = 0; i < ESP_PLAN_MAX_CAS; i++)
    {
      g_autofree char *key = g_strdup_printf ("ca-%d", i);
      g_autofree char *parent = i > 0 ? g_strdup_printf ("ca-%d", i - 1) : NULL;

      add (plan, key, parent);
    }
  ordered = esp_plan_list_ordered (plan);
  g_assert_cmpuint (ordered->len, ==, ESP_PLAN_MAX_CAS);
  assert_move (plan, "ca-1", NULL, ESP_REASON_DEPTH);
}

static void
test_keys (void)
{
  static const struct
  {
    const char *name, *key;
  } keys[] = {
    { "Supplier Radio CA", "supplier-radio-ca" },
    { "  Größe & Maß  ", "grosse-mass" },
    { "root", "root-2" },
    { "", "ca" },
    { "***", "ca" },
    { "\xff\xfe", "ca" },
    { NULL, "ca" },
  };
  g_autoptr (EspPlan) plan = make_plan ();
  g_autofree char *long_name = g_strnfill (5000, 'a');
  g_autofree char *long_key = esp_plan_make_key (plan, long_name);

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *key = esp_plan_make_key (plan, keys[i].name);

      g_assert_cmpstr (key, ==, keys[i].key);
    }
  g_assert_cmpuint (strlen (long_key), <=, 58);
}

/* --- What follows from members ----------------------------------------------------------------*/

static void
assert_label (const char *subject, const char *expected)
{
  g_autoptr (EspPlanCa) ca = esp_plan_ca_new ("a");
  g_autofree char *label = NULL;

  g_free (ca->subject);
  ca->subject = g_strdup (subject);
  label = esp_plan_ca_get_label (ca);
  g_assert_cmpstr (label, ==, expected);
}

static void
test_label (void)
{
  assert_label ("CN=Meridian Root G1,O=Meridian Motors,C=DE", "Meridian Root G1");
  assert_label ("/C=DE/O=Meridian/CN=Root", "Root");
  assert_label ("OU=A+CN=B,O=C", "B");
  assert_label ("OU=Root,O=X", "OU=Root,O=X");
  assert_label ("O=a\\,CN=b", "O=a\\,CN=b");
  assert_label ("not a name", "not a name");
  assert_label ("", "");
}

static void
assert_lifetime (const char *validity, gint64 low, gint64 high)
{
  g_autoptr (EspPlanCa) ca = esp_plan_ca_new ("a");

  g_free (ca->validity);
  ca->validity = g_strdup (validity);
  g_assert_cmpint (esp_plan_ca_get_lifetime (ca), >=, low);
  g_assert_cmpint (esp_plan_ca_get_lifetime (ca), <=, high);
}

static void
test_lifetime (void)
{
  const gint64 day = 86400;

  assert_lifetime ("90d", 90 * day, 90 * day);
  assert_lifetime ("12m", 365 * day, 366 * day);
  assert_lifetime ("10y", 3652 * day, 3653 * day);
  assert_lifetime ("", 0, 0);
  assert_lifetime ("soon", 0, 0);
  assert_lifetime ("2040-01-01T00:00:00Z", 0, 0);
}

static void
test_path_length (void)
{
  g_autoptr (EspPlanCa) ca = esp_plan_ca_new ("a");

  g_assert_cmpint (esp_plan_ca_get_path_length (ca), ==, -1);
  g_free (ca->template_name);
  ca->template_name = g_strdup ("SubordinateCACertificate_PathLen2/V1");
  g_assert_cmpint (esp_plan_ca_get_path_length (ca), ==, 2);
  g_free (ca->template_name);
  ca->template_name = g_strdup ("arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen3/V1");
  g_assert_cmpint (esp_plan_ca_get_path_length (ca), ==, 3);
  g_free (ca->template_name);
  ca->template_name = g_strdup ("SubordinateCACertificate_PathLen");
  g_assert_cmpint (esp_plan_ca_get_path_length (ca), ==, -1);
  ca->path_length = 1;
  g_assert_cmpint (esp_plan_ca_get_path_length (ca), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-tree/order", test_order);
  g_test_add_func ("/plan-tree/levels", test_levels);
  g_test_add_func ("/plan-tree/circle", test_circle);
  g_test_add_func ("/plan-tree/move", test_move);
  g_test_add_func ("/plan-tree/deep", test_deep);
  g_test_add_func ("/plan-tree/keys", test_keys);
  g_test_add_func ("/plan-tree/label", test_label);
  g_test_add_func ("/plan-tree/lifetime", test_lifetime);
  g_test_add_func ("/plan-tree/path-length", test_path_length);
  return g_test_run ();
}
