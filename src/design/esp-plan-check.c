/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs the checks over a plan and brings their findings into order. The rows are in
 * esp-plan-check-table.c, the conditions in esp-plan-check-*.c by topic.
 */
#include "esp-plan-check-private.h"

#include "base/esp-error.h"
#include "base/esp-text.h"

#include <stdarg.h>

/* --- Findings ----------------------------------------------------------------------------------*/

static void
set_argument (EspPlanFinding *finding, const char *name, const char *value)
{
  g_hash_table_replace (finding->arguments, g_strdup (name), esp_text_escape (value ? value : ""));
}

static char **
list_keys (const EspPlanNode *node, const EspPlanNode *other)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();

  if (node)
    g_ptr_array_add (keys, g_strdup (node->ca->key));
  if (other)
    g_ptr_array_add (keys, g_strdup (other->ca->key));
  g_ptr_array_add (keys, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&keys), FALSE);
}

EspPlanFinding *
esp_plan_review_say (EspPlanReview *review,
                     EspPlanCheckId id,
                     const EspPlanNode *node,
                     const EspPlanNode *other,
                     const char *subject,
                     ...)
{
  EspPlanStoredFinding *stored = g_new0 (EspPlanStoredFinding, 1);
  EspPlanFinding *finding = &stored->finding;
  const char *name;
  va_list pairs;

  stored->now = review->now;
  stored->place = node ? node->index : G_MAXUINT;
  stored->order = review->findings->len;
  finding->check = esp_plan_check_get (id);
  finding->severity = finding->check->severity;
  if ((esp_plan_check_get_flags (id) & ESP_PLAN_CHECK_PRODUCTION) && node && node->ca->development)
    finding->severity = ESP_PLAN_NOTE;
  finding->nodes = list_keys (node, other);
  finding->subject = g_strdup (subject);
  finding->arguments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (node)
    set_argument (finding, "ca", node->label);
  if (other)
    set_argument (finding, "other", other->label);
  va_start (pairs, subject);
  while ((name = va_arg (pairs, const char *)))
    set_argument (finding, name, va_arg (pairs, const char *));
  va_end (pairs);
  g_ptr_array_add (review->findings, finding);
  return finding;
}

void
esp_plan_finding_free (EspPlanFinding *finding)
{
  if (!finding)
    return;
  g_strfreev (finding->nodes);
  g_clear_pointer (&finding->arguments, g_hash_table_unref);
  g_free (finding->subject);
  g_free ((EspPlanStoredFinding *) finding);
}

char *
esp_plan_finding_sentence (const EspPlanFinding *finding)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, finding->arguments);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_ptr_array_add (pairs, name);
      g_ptr_array_add (pairs, value);
    }
  g_ptr_array_add (pairs, NULL);
  return esp_text_fill (finding->check->sentence, (const char *const *) pairs->pdata);
}

/* --- All of them -------------------------------------------------------------------------------*/

/* Errors first; what is said of no authority after what is said of one; then as it was said. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const EspPlanStoredFinding *x = *(gconstpointer *) a, *y = *(gconstpointer *) b;

  if (x->finding.severity != y->finding.severity)
    return x->finding.severity < y->finding.severity ? -1 : 1;
  if (x->place != y->place)
    return x->place < y->place ? -1 : 1;
  return x->order < y->order ? -1 : x->order > y->order;
}

void
esp_plan_review_run (EspPlanReview *review)
{
  esp_plan_check_shape (review);
  esp_plan_check_validity (review);
  esp_plan_check_keys (review);
  esp_plan_check_revocation (review);
  esp_plan_check_names (review);
  esp_plan_check_things (review);
  esp_plan_check_shares (review);
  esp_plan_check_people (review);
  g_ptr_array_sort (review->findings, compare);
}

GPtrArray *
esp_plan_check (const EspPlan *plan, gint64 now)
{
  g_autoptr (EspPlanReview) review = esp_plan_review_new (plan, now);

  esp_plan_review_run (review);
  return g_steal_pointer (&review->findings);
}
