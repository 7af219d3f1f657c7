/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plan as it is, its document's text, and one patch of that text for each step. Going back
 * means to patch the text and to read it: the reader is the only one who makes plans of texts, so
 * that a plan that comes back is one that could have been opened.
 */
#include "esp-plan-history.h"

#include "esp-plan-document.h"
#include "esp-text-patch.h"

#include <string.h>

#define NOT_SAVED G_MAXUINT /* the plan that was saved can't be come back to */

typedef struct
{
  char *label;
  char *merge; /* or NULL */
  EspTextPatch *patch;
} Step;

struct _EspPlanHistory
{
  EspPlan *plan;
  char *text;
  GPtrArray *steps;
  guint done;         /* steps that are not undone */
  guint saved;        /* steps that were done when it was saved */
  gboolean may_merge; /* the last thing that was done is the last step */
};

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->label);
  g_free (step->merge);
  esp_text_patch_free (step->patch);
  g_free (step);
}

EspPlanHistory *
esp_plan_history_new (EspPlan *plan)
{
  EspPlanHistory *history = g_new0 (EspPlanHistory, 1);

  history->plan = plan;
  history->text = esp_plan_write (plan);
  history->steps = g_ptr_array_new_with_free_func (step_free);
  return history;
}

void
esp_plan_history_free (EspPlanHistory *history)
{
  if (!history)
    return;
  esp_plan_free (history->plan);
  g_free (history->text);
  g_ptr_array_unref (history->steps);
  g_free (history);
}

const EspPlan *
esp_plan_history_get_plan (EspPlanHistory *history)
{
  return history->plan;
}

static Step *
get_step (EspPlanHistory *history, guint index)
{
  return g_ptr_array_index (history->steps, index);
}

/* --- Forwards ----------------------------------------------------------------------------------*/

static void
take (EspPlanHistory *history, EspPlan *plan, char *text)
{
  esp_plan_free (history->plan);
  g_free (history->text);
  history->plan = plan;
  history->text = text;
}

static void
forget_undone (EspPlanHistory *history)
{
  g_ptr_array_set_size (history->steps, (int) history->done);
  if (history->saved != NOT_SAVED && history->saved > history->done)
    history->saved = NOT_SAVED;
}

static gboolean
can_merge (EspPlanHistory *history, const char *merge)
{
  return merge && history->may_merge && history->done > 0 && history->saved != history->done &&
         g_strcmp0 (get_step (history, history->done - 1)->merge, merge) == 0;
}

/* The last step is from now on the way from what was before it to @text, and is called @label; no
 * way at all, if that is the same. */
static void
merge_step (EspPlanHistory *history, const char *text, const char *label)
{
  Step *step = get_step (history, history->done - 1);
  g_autofree char *before = esp_text_patch_apply (step->patch, history->text, TRUE);

  esp_text_patch_free (step->patch);
  step->patch = esp_text_patch_new (before, text);
  g_free (step->label);
  step->label = g_strdup (label);
  if (step->patch)
    return;
  history->done--;
  history->may_merge = FALSE;
  forget_undone (history);
}

static void
add_step (EspPlanHistory *history, const char *text, const char *label, const char *merge)
{
  Step *step = g_new0 (Step, 1);

  forget_undone (history);
  step->label = g_strdup (label);
  step->merge = g_strdup (merge);
  step->patch = esp_text_patch_new (history->text, text);
  g_ptr_array_add (history->steps, step);
  history->done++;
  history->may_merge = TRUE;
}

gboolean
esp_plan_history_step (EspPlanHistory *history, EspPlan *plan, const char *label, const char *merge)
{
  char *text = esp_plan_write (plan);

  if (g_str_equal (text, history->text))
    {
      esp_plan_free (plan);
      g_free (text);
      return FALSE;
    }
  if (can_merge (history, merge))
    merge_step (history, text, label);
  else
    add_step (history, text, label, merge);
  take (history, plan, text);
  return TRUE;
}

/* --- Back and forth ----------------------------------------------------------------------------*/

static gboolean
go (EspPlanHistory *history, guint index, gboolean back)
{
  g_autofree char *text = esp_text_patch_apply (get_step (history, index)->patch, history->text,
                                                back);
  EspPlan *plan = esp_plan_read (text, -1, NULL);

  if (!plan)
    return FALSE;
  take (history, plan, g_steal_pointer (&text));
  history->done = back ? index : index + 1;
  history->may_merge = FALSE;
  return TRUE;
}

gboolean
esp_plan_history_undo (EspPlanHistory *history)
{
  return history->done > 0 && go (history, history->done - 1, TRUE);
}

gboolean
esp_plan_history_redo (EspPlanHistory *history)
{
  return history->done < history->steps->len && go (history, history->done, FALSE);
}

const char *
esp_plan_history_get_undo (EspPlanHistory *history)
{
  return history->done > 0 ? get_step (history, history->done - 1)->label : NULL;
}

const char *
esp_plan_history_get_redo (EspPlanHistory *history)
{
  return history->done < history->steps->len ? get_step (history, history->done)->label : NULL;
}

/* --- Saved -------------------------------------------------------------------------------------*/

gboolean
esp_plan_history_is_saved (EspPlanHistory *history)
{
  return history->saved == history->done;
}

void
esp_plan_history_mark_saved (EspPlanHistory *history)
{
  history->saved = history->done;
  history->may_merge = FALSE;
}

gsize
esp_plan_history_get_size (EspPlanHistory *history)
{
  gsize size = 0;

  for (guint i = 0; i < history->steps->len; i++)
    {
      const Step *step = get_step (history, i);

      size += sizeof *step + sizeof (gpointer) + strlen (step->label ? step->label : "") +
              strlen (step->merge ? step->merge : "") + esp_text_patch_get_size (step->patch);
    }
  return size;
}
