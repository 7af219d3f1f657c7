/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of tags being written. Which are right is asked of the core; rows left empty count for
 * nothing. */
#include "console-error.h"
#include "console-form.h"

#include <glib/gi18n.h>

struct _ConsoleTagsEditor
{
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  GtkButton *add_button;
  GPtrArray *rows; /* ConsoleTagRow, owned by the group */
};

G_DEFINE_FINAL_TYPE (ConsoleTagsEditor, console_tags_editor, ADW_TYPE_BIN)

static guint changed_signal;

static void
changed (ConsoleTagsEditor *editor)
{
  gboolean full = editor->rows->len >= ESP_TAGS_MAX;
  g_autofree char *why = g_strdup_printf (_ ("%d tags are the most"), ESP_TAGS_MAX);

  gtk_widget_set_sensitive (GTK_WIDGET (editor->add_button), !full);
  gtk_widget_set_tooltip_text (GTK_WIDGET (editor->add_button),
                               full ? why : C_ ("button of a form", "Add Tag"));
  g_signal_emit (editor, changed_signal, 0);
}

static void
remove_row_cb (ConsoleTagsEditor *editor, ConsoleTagRow *row)
{
  g_ptr_array_remove (editor->rows, row);
  adw_preferences_group_remove (editor->group, GTK_WIDGET (row));
  gtk_widget_grab_focus (GTK_WIDGET (editor->add_button));
  changed (editor);
}

static ConsoleTagRow *
append_row (ConsoleTagsEditor *editor, const char *key, const char *value)
{
  GtkWidget *row = console_tag_row_new (key, value);

  g_signal_connect_swapped (row, "changed", G_CALLBACK (changed), editor);
  g_signal_connect_swapped (row, "remove", G_CALLBACK (remove_row_cb), editor);
  g_ptr_array_add (editor->rows, row);
  adw_preferences_group_add (editor->group, row);
  return CONSOLE_TAG_ROW (row);
}

static void
add_clicked_cb (ConsoleTagsEditor *editor)
{
  ConsoleTagRow *row = append_row (editor, "", "");

  gtk_widget_grab_focus (GTK_WIDGET (row));
  changed (editor);
}

static void
console_tags_editor_dispose (GObject *object)
{
  ConsoleTagsEditor *editor = CONSOLE_TAGS_EDITOR (object);

  if (editor->rows)
    g_ptr_array_set_size (editor->rows, 0);
  G_OBJECT_CLASS (console_tags_editor_parent_class)->dispose (object);
}

static void
console_tags_editor_finalize (GObject *object)
{
  g_ptr_array_unref (CONSOLE_TAGS_EDITOR (object)->rows);
  G_OBJECT_CLASS (console_tags_editor_parent_class)->finalize (object);
}

static void
console_tags_editor_class_init (ConsoleTagsEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = console_tags_editor_dispose;
  object_class->finalize = console_tags_editor_finalize;
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_TAGS_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/tags-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleTagsEditor, group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleTagsEditor, add_button);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
}

static void
console_tags_editor_init (ConsoleTagsEditor *editor)
{
  editor->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (editor));
}

void
console_tags_editor_set_words (ConsoleTagsEditor *editor,
                               const char *title,
                               const char *description)
{
  adw_preferences_group_set_title (editor->group, title);
  adw_preferences_group_set_description (editor->group, description);
}

void
console_tags_editor_add (ConsoleTagsEditor *editor, const char *key, const char *value)
{
  append_row (editor, key, value);
  changed (editor);
}

void
console_tags_editor_set_tags (ConsoleTagsEditor *editor, GPtrArray *tags)
{
  for (guint i = 0; i < editor->rows->len; i++)
    adw_preferences_group_remove (editor->group, g_ptr_array_index (editor->rows, i));
  g_ptr_array_set_size (editor->rows, 0);
  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);

      append_row (editor, tag->key, tag->value);
    }
  changed (editor);
}

/* What the row says is added to @tags; FALSE and a sentence in the row where it can't be. */
static gboolean
take_row (ConsoleTagRow *row, GPtrArray *tags)
{
  const char *key = console_tag_row_get_key (row);
  const char *value = console_tag_row_get_value (row);
  g_autoptr (GError) error = NULL;
  g_autofree char *problem = NULL;

  if (esp_tags_get (tags, key))
    problem = g_strdup (_ ("This key stands twice; keep one of the two."));
  else if (!esp_tag_check (key, value, &error) || !esp_tags_set (tags, key, value, &error))
    problem = console_error_sentence (error);
  console_tag_row_set_problem (row, problem);
  return problem == NULL;
}

GPtrArray *
console_tags_editor_get_tags (ConsoleTagsEditor *editor)
{
  g_autoptr (GPtrArray) tags = esp_tags_new ();
  gboolean right = TRUE;

  for (guint i = 0; i < editor->rows->len; i++)
    {
      ConsoleTagRow *row = g_ptr_array_index (editor->rows, i);

      if (console_tag_row_is_empty (row))
        console_tag_row_set_problem (row, NULL);
      else
        right &= take_row (row, tags);
    }
  return right ? g_steal_pointer (&tags) : NULL;
}

JsonArray *
console_tags_to_json (GPtrArray *tags)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "Key", tag->key);
      json_object_set_string_member (object, "Value", tag->value);
      json_array_add_object_element (array, object);
    }
  return array;
}
