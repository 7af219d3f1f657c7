/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several that are moved together go with what is below them, each once. What may stand where is
 * judged by the core. */
#include "console-plan-move.h"

#include "console-error.h"
#include "console-plan-part.h"

#include <glib/gi18n.h>

#define NP_(one, many) one, many

static gboolean
comes_along (const EspPlan *plan, const EspPlanCa *ca, const char *const *keys)
{
  const EspPlanCa *above = ca;

  for (guint i = 0; above->parent && i <= plan->cas->len; i++)
    {
      if (g_strv_contains (keys, above->parent))
        return TRUE;
      above = esp_plan_find_ca (plan, above->parent);
      if (!above)
        return FALSE;
    }
  return FALSE;
}

GPtrArray *
console_plan_move_tops (const EspPlan *plan, const char *const *keys)
{
  GPtrArray *tops = g_ptr_array_new ();

  for (guint i = 0; keys[i]; i++)
    {
      const EspPlanCa *ca = esp_plan_find_ca (plan, keys[i]);

      if (ca && !comes_along (plan, ca, keys))
        g_ptr_array_add (tops, ca->key);
    }
  return tops;
}

char *
console_plan_move_explain (const EspPlan *plan, const char *const *keys, const char *parent)
{
  g_autoptr (GPtrArray) tops = console_plan_move_tops (plan, keys);

  for (guint i = 0; i < tops->len; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!esp_plan_can_move (plan, g_ptr_array_index (tops, i), parent, &error))
        return console_error_sentence (error);
    }
  return NULL;
}

gboolean
console_plan_move (ConsolePlanDocument *document,
                   const char *const *keys,
                   const char *parent,
                   GError **error)
{
  static const char *const words[] = { NP_ ("Move “{name}”", "Move {count} CAs") };
  g_autoptr (EspPlan) plan = console_plan_document_copy (document);
  g_autoptr (GPtrArray) tops = console_plan_move_tops (plan, keys);
  g_autoptr (GPtrArray) moved = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *label = NULL;

  for (guint i = 0; i < tops->len; i++)
    g_ptr_array_add (moved, g_strdup (g_ptr_array_index (tops, i)));
  g_ptr_array_add (moved, NULL);
  for (guint i = 0; i < moved->len - 1; i++)
    if (!esp_plan_edit_move (plan, g_ptr_array_index (moved, i), parent, error))
      return FALSE;
  label = console_plan_step_label (plan, (const char *const *) moved->pdata, words[0], words[1]);
  console_plan_document_step (document, g_steal_pointer (&plan), label, NULL);
  return TRUE;
}
