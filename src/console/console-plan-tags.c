/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tags that all of what is selected carries. What is typed is always laid over the plan as it
 * was before the typing: a key that is typed on the way to a longer one leaves no trace, wherever
 * it stands already. */
#include "console-plan-parts.h"

#include "console-form.h"

#include <glib/gi18n.h>

#define NP_(one, many) one, many

struct _ConsolePlanTags
{
  ConsolePlanPart parent_instance;

  ConsoleTagsEditor *editor;
  EspPlan *before; /* without what is being typed; NULL: nothing is */
  GPtrArray *tags; /* EspTag, as the editor was set: what all have */
};

G_DEFINE_FINAL_TYPE (ConsolePlanTags, console_plan_tags, CONSOLE_TYPE_PLAN_PART)

/* --- Changing ----------------------------------------------------------------------------------*/

static gboolean
apply (ConsolePlanTags *view, EspPlan *plan, GPtrArray *now, GError **error)
{
  const char *const *keys = console_plan_part_get_keys (CONSOLE_PLAN_PART (view));

  for (guint i = 0; i < view->tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (view->tags, i);

      if (!esp_tags_get (now, tag->key) && !esp_plan_edit_tag (plan, keys, tag->key, NULL, error))
        return FALSE;
    }
  for (guint i = 0; i < now->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (now, i);
      const char *was = esp_tags_get (view->tags, tag->key);

      /* One that differs and was left alone stays different. */
      if (g_strcmp0 (was, tag->value) != 0 &&
          !esp_plan_edit_tag (plan, keys, tag->key, tag->value, error))
        return FALSE;
    }
  return TRUE;
}

static void
changed_cb (ConsolePlanTags *view)
{
  static const char *const words[] = { NP_ ("Change Tags of “{name}”",
                                            "Change Tags of {count} CAs") };
  ConsolePlanPart *part = CONSOLE_PLAN_PART (view);
  g_autoptr (GPtrArray) now = NULL;
  g_autoptr (EspPlan) plan = NULL;
  g_autofree char *label = NULL;

  if (console_plan_part_is_refreshing (part))
    return;
  if (!view->before)
    view->before = console_plan_document_copy (console_plan_part_get_document (part));
  now = console_tags_editor_get_tags (view->editor);
  plan = esp_plan_copy (view->before);
  if (!now || !apply (view, plan, now, NULL))
    return;
  label = console_plan_step_label (plan, console_plan_part_get_keys (part), words[0], words[1]);
  console_plan_part_step (part, g_steal_pointer (&plan), label, "tags");
}

/* --- Showing -----------------------------------------------------------------------------------*/

/* TRUE: all carry it. An empty value stands for several. */
static gboolean
is_common (const EspPlan *plan, const char *const *keys, const EspTag *tag, gboolean *same)
{
  *same = TRUE;
  for (guint i = 1; keys[i]; i++)
    {
      const EspPlanCa *ca = esp_plan_find_ca (plan, keys[i]);
      const char *value = ca ? esp_tags_get (ca->tags, tag->key) : NULL;

      if (!value)
        return FALSE;
      *same &= g_str_equal (value, tag->value);
    }
  return TRUE;
}

static GPtrArray *
collect (const EspPlan *plan, const char *const *keys, GHashTable *differing)
{
  const EspPlanCa *first = esp_plan_find_ca (plan, keys[0]);
  GPtrArray *tags = esp_tags_new ();

  for (guint i = 0; first && i < first->tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (first->tags, i);
      gboolean same;

      if (!is_common (plan, keys, tag, &same))
        continue;
      if (!same)
        g_hash_table_add (differing, g_strdup (tag->key));
      esp_tags_set (tags, tag->key, same ? tag->value : "", NULL);
    }
  return tags;
}

static void
show_words (ConsolePlanTags *view, GHashTable *differing, gboolean several)
{
  g_autofree char **names = (char **) g_hash_table_get_keys_as_array (differing, NULL);
  g_autofree char *joined = g_strjoinv (", ", names);
  g_autofree char *safe = esp_text_escape (joined);
  /* Translators: keys of tags follow */
  g_autofree char *text = g_strdup_printf (_ ("Different values: %s"), safe);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  console_tags_editor_set_words (view->editor, C_ ("heading of a form", "Tags"),
                                 *joined ? markup :
                                 several ? _ ("Those that all of them carry.") :
                                           NULL);
}

static gboolean
are_shown (ConsolePlanTags *view, GPtrArray *tags)
{
  if (view->before || tags->len != view->tags->len)
    return FALSE;
  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);

      if (g_strcmp0 (esp_tags_get (view->tags, tag->key), tag->value) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
console_plan_tags_refresh (ConsolePlanPart *part, const EspPlan *plan, const char *const *keys)
{
  ConsolePlanTags *view = CONSOLE_PLAN_TAGS (part);
  g_autoptr (GHashTable) differing = NULL;
  g_autoptr (GPtrArray) tags = NULL;

  if (console_plan_part_is_stepping (part) || !keys[0])
    return;
  differing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  tags = collect (plan, keys, differing);
  show_words (view, differing, keys[1] != NULL);
  if (are_shown (view, tags))
    return;
  g_clear_pointer (&view->before, esp_plan_free);
  g_ptr_array_unref (view->tags);
  view->tags = g_steal_pointer (&tags);
  console_tags_editor_set_tags (view->editor, view->tags);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_plan_tags_finalize (GObject *object)
{
  ConsolePlanTags *view = CONSOLE_PLAN_TAGS (object);

  g_clear_pointer (&view->before, esp_plan_free);
  g_ptr_array_unref (view->tags);
  G_OBJECT_CLASS (console_plan_tags_parent_class)->finalize (object);
}

static void
console_plan_tags_class_init (ConsolePlanTagsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = console_plan_tags_finalize;
  CONSOLE_PLAN_PART_CLASS (klass)->refresh = console_plan_tags_refresh;
}

static void
console_plan_tags_init (ConsolePlanTags *view)
{
  view->tags = esp_tags_new ();
  view->editor = g_object_new (CONSOLE_TYPE_TAGS_EDITOR, NULL);
  adw_bin_set_child (ADW_BIN (view), GTK_WIDGET (view->editor));
  g_signal_connect_swapped (view->editor, "changed", G_CALLBACK (changed_cb), view);
}

GtkWidget *
console_plan_tags_new (ConsolePlanDocument *document)
{
  ConsolePlanTags *view = g_object_new (CONSOLE_TYPE_PLAN_TAGS, NULL);

  console_plan_part_set_document (CONSOLE_PLAN_PART (view), document);
  return GTK_WIDGET (view);
}
