/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans: what is read can be walked, judged, mended, and written so that it reads the same. */
#include "fuzz.h"

#include "design/esp-plan-check.h"
#include "design/esp-plan-document.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1768032000) /* 2026-01-10T08:00:00Z */
#define WALKED 100                         /* CAs are looked at each for itself */
#define MENDED 10                          /* findings */

static void
walk (const EspPlan *plan)
{
  g_autoptr (GPtrArray) ordered = esp_plan_list_ordered (plan);

  g_assert_cmpuint (ordered->len, ==, plan->cas->len);
  for (guint i = 0; i < MIN (ordered->len, WALKED); i++)
    {
      const EspPlanCa *ca = g_ptr_array_index (ordered, i);
      g_autofree char *label = esp_plan_ca_get_label (ca);

      g_assert_true (g_utf8_validate (label, -1, NULL));
      g_assert_cmpint (esp_plan_ca_get_lifetime (ca), >=, 0);
      g_assert_cmpint (esp_plan_ca_get_path_length (ca), >=, -1);
    }
}

static void
write_and_read (const EspPlan *plan)
{
  g_autofree char *text = esp_plan_write (plan);
  g_autoptr (EspPlan) again = NULL;
  g_autofree char *text_again = NULL;

  /* Small texts without white space may grow beyond the limit when they are written. */
  if (strlen (text) > ESP_PLAN_MAX_SIZE)
    return;
  again = esp_plan_read (text, -1, NULL);
  g_assert_nonnull (again);
  g_assert_true (esp_plan_equal (plan, again));
  text_again = esp_plan_write (again);
  g_assert_cmpstr (text_again, ==, text);
}

/* Whatever was drawn: a sentence for each finding, and a plan that can be kept after each fix. */
static void
judge (const EspPlan *plan)
{
  g_autoptr (GPtrArray) findings = esp_plan_check (plan, NOW);

  for (guint i = 0; i < MIN (findings->len, MENDED); i++)
    {
      const EspPlanFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char *sentence = esp_plan_finding_sentence (finding);
      g_autoptr (EspPlan) mended = esp_plan_copy (plan);

      g_assert_true (g_utf8_validate (sentence, -1, NULL));
      if (esp_plan_fix (mended, finding))
        write_and_read (mended);
    }
}

void
fuzz_plan (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspPlan) plan = esp_plan_read ((const char *) data, (gssize) size, &error);

  g_assert_true (!plan == !!error);
  if (!plan)
    return;
  walk (plan);
  write_and_read (plan);
  if (plan->cas->len <= WALKED)
    judge (plan);
}
