/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Undo and redo: a thousand random edits back and forth, each plan as it was; steps that are one
 * with the step before; what is saved; and how much a thousand steps of a large plan take.
 */
#include "edit-fixture.h"

#include "design/esp-plan-history.h"
#include "design/esp-plan-preset.h"

#include <malloc.h>

#define N_EDITS 1000
#define N_QUICK 100 /* of what takes longer; with -m slow the large plan sees all of them */

static EspPlan *
load_preset (const char *id)
{
  g_autoptr (GError) error = NULL;
  EspPlan *plan = esp_plan_preset_load (id, &error);

  g_assert_no_error (error);
  return plan;
}

static EspPlanHistory *
new_history (void)
{
  return esp_plan_history_new (load_preset ("iot"));
}

static EspPlan *
copy_now (EspPlanHistory *history)
{
  return esp_plan_copy (esp_plan_history_get_plan (history));
}

/* Gives the plan another note, in one step. */
static gboolean
note (EspPlanHistory *history, const char *text, const char *label, const char *merge)
{
  EspPlan *plan = copy_now (history);

  g_assert_true (esp_plan_edit_describe (plan, ESP_PLAN_TEXT_NOTE, text, NULL));
  return esp_plan_history_step (history, plan, label, merge);
}

static void
assert_note (EspPlanHistory *history, const char *text)
{
  g_assert_cmpstr (esp_plan_history_get_plan (history)->note, ==, text);
}

/* --- Back and forth ----------------------------------------------------------------------------*/

static GPtrArray *
edit_much (EspPlanHistory *history, GRand *rand, guint n)
{
  GPtrArray *plans = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_plan_free);

  g_ptr_array_add (plans, copy_now (history));
  while (plans->len <= n)
    {
      EspPlan *plan = copy_now (history);
      g_autofree char *label = g_strdup_printf ("edit %u", plans->len);

      edit_at_random (plan, rand);
      if (esp_plan_history_step (history, plan, label, NULL))
        g_ptr_array_add (plans, copy_now (history));
    }
  return plans;
}

static void
assert_plan (EspPlanHistory *history, GPtrArray *plans, guint index)
{
  g_autofree char *label = g_strdup_printf ("edit %u", index);
  g_autofree char *next = g_strdup_printf ("edit %u", index + 1);

  g_assert_true (
    esp_plan_equal (esp_plan_history_get_plan (history), g_ptr_array_index (plans, index)));
  g_assert_cmpstr (esp_plan_history_get_undo (history), ==, index > 0 ? label : NULL);
  g_assert_cmpstr (esp_plan_history_get_redo (history), ==, index + 1 < plans->len ? next : NULL);
}

static void
test_back_and_forth (void)
{
  g_autoptr (EspPlanHistory) history = new_history ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  g_autoptr (GPtrArray) plans = edit_much (history, rand, N_EDITS);

  for (guint i = N_EDITS; i > 0; i--)
    {
      assert_plan (history, plans, i);
      g_assert_true (esp_plan_history_undo (history));
    }
  assert_plan (history, plans, 0);
  g_assert_false (esp_plan_history_undo (history));
  for (guint i = 1; i <= N_EDITS; i++)
    {
      g_assert_true (esp_plan_history_redo (history));
      assert_plan (history, plans, i);
    }
  g_assert_false (esp_plan_history_redo (history));
}

/* To and fro in random strides. */
static void
test_wandering (void)
{
  g_autoptr (EspPlanHistory) history = new_history ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GPtrArray) plans = edit_much (history, rand, N_QUICK);
  guint at = N_QUICK;

  for (guint i = 0; i < 4 * N_QUICK; i++)
    {
      gboolean back = g_rand_boolean (rand);
      gboolean moved = back ? esp_plan_history_undo (history) : esp_plan_history_redo (history);

      g_assert_cmpint (moved, ==, back ? at > 0 : at < N_QUICK);
      if (moved)
        at = back ? at - 1 : at + 1;
      assert_plan (history, plans, at);
    }
}

/* --- Steps -------------------------------------------------------------------------------------*/

static void
test_steps (void)
{
  g_autoptr (EspPlanHistory) history = new_history ();

  g_assert_null (esp_plan_history_get_undo (history));
  g_assert_true (note (history, "a", "first", NULL));
  g_assert_false (note (history, "a", "the same", NULL));
  g_assert_cmpstr (esp_plan_history_get_undo (history), ==, "first");
  g_assert_true (note (history, "b", "second", NULL));
  g_assert_true (esp_plan_history_undo (history));
  assert_note (history, "a");
  g_assert_cmpstr (esp_plan_history_get_redo (history), ==, "second");
  g_assert_true (note (history, "c", "third", NULL));
  g_assert_null (esp_plan_history_get_redo (history));
  g_assert_true (esp_plan_history_undo (history));
  assert_note (history, "a");
}

static void
test_merge (void)
{
  g_autoptr (EspPlanHistory) history = new_history ();

  note (history, "before", "before", NULL);
  note (history, "t", "typing", "note");
  note (history, "to", "typing", "note");
  note (history, "toa", "typing", "note");
  g_assert_true (esp_plan_history_undo (history));
  assert_note (history, "before");
  g_assert_true (esp_plan_history_redo (history));
  assert_note (history, "toa");
  /* After a step back the next letter is a step of its own; so is one of another field. */
  note (history, "toas", "typing", "note");
  note (history, "toast", "typing", "other");
  g_assert_true (esp_plan_history_undo (history));
  assert_note (history, "toas");
  g_assert_true (esp_plan_history_undo (history));
  assert_note (history, "toa");
}

/* What was typed and taken away again is no step. */
static void
test_merge_to_nothing (void)
{
  g_autoptr (EspPlanHistory) history = new_history ();

  note (history, "before", "before", NULL);
  note (history, "beforex", "typing", "note");
  g_assert_true (note (history, "before", "typing", "note"));
  g_assert_cmpstr (esp_plan_history_get_undo (history), ==, "before");
  g_assert_null (esp_plan_history_get_redo (history));
  assert_note (history, "before");
}

static void
test_saved (void)
{
  g_autoptr (EspPlanHistory) history = new_history ();

  g_assert_true (esp_plan_history_is_saved (history));
  note (history, "a", "a", "note");
  g_assert_false (esp_plan_history_is_saved (history));
  esp_plan_history_mark_saved (history);
  /* Typing goes on, and is not one with what was saved. */
  note (history, "ab", "a", "note");
  g_assert_false (esp_plan_history_is_saved (history));
  g_assert_true (esp_plan_history_undo (history));
  g_assert_true (esp_plan_history_is_saved (history));
  assert_note (history, "a");
  g_assert_true (esp_plan_history_undo (history));
  g_assert_false (esp_plan_history_is_saved (history));
  /* The way back to what was saved is cut off, however many steps follow. */
  note (history, "other", "other", NULL);
  g_assert_false (esp_plan_history_is_saved (history));
  g_assert_true (esp_plan_history_undo (history));
  g_assert_false (esp_plan_history_is_saved (history));
  esp_plan_history_mark_saved (history);
  g_assert_true (esp_plan_history_redo (history));
  g_assert_false (esp_plan_history_is_saved (history));
}

/* --- Size --------------------------------------------------------------------------------------*/

static EspPlan *
make_large (void)
{
  EspPlan *plan = read_plan ("sound.espalier-plan");

  add_many_cas (plan, ESP_PLAN_MAX_CAS - plan->cas->len);
  return plan;
}

static char **
list_all (const EspPlan *plan)
{
  char **keys = g_new0 (char *, plan->cas->len + 1);

  for (guint i = 0; i < plan->cas->len; i++)
    keys[i] = g_strdup (((const EspPlanCa *) g_ptr_array_index (plan->cas, i))->key);
  return keys;
}

/* A step of one CA each; ten of them of all 2,000 at once. */
static void
step_much (EspPlanHistory *history, char **all, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      EspPlan *plan = copy_now (history);
      const char *one[] = { all[(i * 997) % g_strv_length (all)], NULL };
      g_autofree char *value = g_strdup_printf ("%ud", 400 + i);

      g_assert_true (esp_plan_edit_set (plan, i % (n / 10) == 0 ? (const char *const *) all : one,
                                        ESP_PLAN_FIELD_VALIDITY, value, NULL));
      g_assert_true (esp_plan_history_step (history, plan, "validity", NULL));
    }
}

static void
test_size (void)
{
  g_autoptr (EspPlanHistory) history = esp_plan_history_new (make_large ());
  g_auto (GStrv) all = list_all (esp_plan_history_get_plan (history));
  gint64 start = g_get_monotonic_time (), stepped, undone;
  gsize size, before = mallinfo2 ().uordblks;
  guint n = g_test_slow () ? N_EDITS : N_QUICK / 2;

  step_much (history, all, n);
  stepped = g_get_monotonic_time ();
  size = esp_plan_history_get_size (history);
  for (guint i = 0; i < 20; i++)
    g_assert_true (esp_plan_history_undo (history));
  undone = g_get_monotonic_time ();
  g_test_message ("%u steps of a plan of %u CAs take %" G_GSIZE_FORMAT " bytes (%" G_GSIZE_FORMAT
                  " more are allocated than before), %.1f ms each to do and %.1f ms to undo",
                  n, ESP_PLAN_MAX_CAS, size, mallinfo2 ().uordblks - before,
                  (double) (stepped - start) / 1000 / n, (double) (undone - stepped) / 1000 / 20);
  /* A step of one CA some hundred bytes, one of all of them some hundred thousand. */
  g_assert_cmpuint (size, <, n * 1024 + 10 * 256 * 1024);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/design/plan-history/back-and-forth", test_back_and_forth);
  g_test_add_func ("/design/plan-history/wandering", test_wandering);
  g_test_add_func ("/design/plan-history/steps", test_steps);
  g_test_add_func ("/design/plan-history/merge", test_merge);
  g_test_add_func ("/design/plan-history/merge-to-nothing", test_merge_to_nothing);
  g_test_add_func ("/design/plan-history/saved", test_saved);
  g_test_add_func ("/design/plan-history/size", test_size);
  return g_test_run ();
}
