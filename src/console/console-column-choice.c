/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A column is moved by taking it out and putting it in, so an order is kept only when the moves are
 * over. Two tables of one kind share the key: each follows what is chosen in the other. */
#include "console-column-choice.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkColumnViewColumn *column; /* the view's */
  char *name;
  gboolean always;
  gboolean wanted;
  GSimpleAction *action;
} Column;

struct _ConsoleColumnChoice
{
  GObject parent_instance;

  GtkColumnView *view; /* this lives no longer */
  GSettings *settings;
  char *key;
  GPtrArray *columns; /* Column, in the usual order */
  GMenu *menu;
  GSimpleActionGroup *actions;
  gboolean applying;
  guint save_source;
};

G_DEFINE_FINAL_TYPE (ConsoleColumnChoice, console_column_choice, G_TYPE_OBJECT)

static guint changed_signal;

static void
column_free (gpointer data)
{
  Column *column = data;

  g_clear_object (&column->action);
  g_free (column->name);
  g_free (column);
}

static Column *
get_column (ConsoleColumnChoice *choice, guint i)
{
  return g_ptr_array_index (choice->columns, i);
}

static Column *
find_column (ConsoleColumnChoice *choice, GtkColumnViewColumn *wanted)
{
  for (guint i = 0; i < choice->columns->len; i++)
    if (get_column (choice, i)->column == wanted)
      return get_column (choice, i);
  return NULL;
}

gboolean
console_column_choice_is_wanted (ConsoleColumnChoice *choice, GtkColumnViewColumn *wanted)
{
  const Column *column = find_column (choice, wanted);

  return column && column->wanted;
}

GMenuModel *
console_column_choice_get_menu (ConsoleColumnChoice *choice)
{
  return G_MENU_MODEL (choice->menu);
}

/* --- Keeping -----------------------------------------------------------------------------------*/

/* A view that ends takes its columns out one by one: that is no choice. */
static void
save (ConsoleColumnChoice *choice)
{
  GListModel *shown = gtk_column_view_get_columns (choice->view);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr (GtkColumnViewColumn) item = g_list_model_get_item (shown, i);
      const Column *column = find_column (choice, item);

      if (column && column->wanted)
        g_strv_builder_add (builder, column->name);
    }
  names = g_strv_builder_end (builder);
  if (choice->settings && g_list_model_get_n_items (shown) == choice->columns->len)
    g_settings_set_strv (choice->settings, choice->key, (const char *const *) names);
}

static gboolean
save_cb (gpointer data)
{
  ConsoleColumnChoice *choice = data;

  choice->save_source = 0;
  save (choice);
  return G_SOURCE_REMOVE;
}

static void
moved_cb (ConsoleColumnChoice *choice)
{
  if (!choice->applying && !choice->save_source)
    choice->save_source = g_idle_add (save_cb, choice);
}

/* --- Choosing ----------------------------------------------------------------------------------*/

static void
place (ConsoleColumnChoice *choice, Column *column, guint position)
{
  GListModel *shown = gtk_column_view_get_columns (choice->view);
  g_autoptr (GtkColumnViewColumn) there = g_list_model_get_item (shown, position);

  if (there != column->column)
    gtk_column_view_insert_column (choice->view, position, column->column);
}

static void
want (ConsoleColumnChoice *choice, Column *column, gboolean wanted)
{
  column->wanted = wanted || column->always;
  g_simple_action_set_state (column->action, g_variant_new_boolean (column->wanted));
}

/* What isn't named stands behind, in the usual order; what must be there and isn't named, in front.
 */
static void
apply (ConsoleColumnChoice *choice, const char *const *names)
{
  guint position = 0;

  choice->applying = TRUE;
  for (guint i = 0; i < choice->columns->len; i++)
    {
      Column *column = get_column (choice, i);
      gboolean named = g_strv_contains (names, column->name);

      want (choice, column, named);
      if (column->always && !named)
        place (choice, column, position++);
    }
  for (const char *const *name = names; *name; name++)
    for (guint i = 0; i < choice->columns->len; i++)
      if (g_str_equal (get_column (choice, i)->name, *name))
        place (choice, get_column (choice, i), position++);
  for (guint i = 0; i < choice->columns->len; i++)
    if (!get_column (choice, i)->wanted)
      place (choice, get_column (choice, i), position++);
  choice->applying = FALSE;
  g_signal_emit (choice, changed_signal, 0);
}

static void
follow_cb (ConsoleColumnChoice *choice)
{
  g_auto (GStrv) names = g_settings_get_strv (choice->settings, choice->key);

  apply (choice, (const char *const *) names);
}

static void
toggled_cb (ConsoleColumnChoice *choice, GVariant *state, GSimpleAction *action)
{
  for (guint i = 0; i < choice->columns->len; i++)
    if (get_column (choice, i)->action == action)
      want (choice, get_column (choice, i), g_variant_get_boolean (state));
  save (choice);
  g_signal_emit (choice, changed_signal, 0);
}

/* The usual ones are those of the schema; without it, all. */
static void
reset_cb (ConsoleColumnChoice *choice)
{
  g_autoptr (GStrvBuilder) builder = NULL;
  g_auto (GStrv) names = NULL;

  if (choice->settings)
    {
      g_settings_reset (choice->settings, choice->key);
      follow_cb (choice);
      return;
    }
  builder = g_strv_builder_new ();
  for (guint i = 0; i < choice->columns->len; i++)
    g_strv_builder_add (builder, get_column (choice, i)->name);
  names = g_strv_builder_end (builder);
  apply (choice, (const char *const *) names);
}

/* --- Setting up --------------------------------------------------------------------------------*/

void
console_column_choice_add (ConsoleColumnChoice *choice,
                           GtkColumnViewColumn *view_column,
                           const char *name,
                           gboolean always)
{
  Column *column = g_new0 (Column, 1);
  g_autofree char *action = g_strconcat ("columns.", name, NULL);

  column->column = view_column;
  column->name = g_strdup (name);
  column->always = always;
  column->wanted = TRUE;
  column->action = g_simple_action_new_stateful (name, NULL, g_variant_new_boolean (TRUE));
  g_simple_action_set_enabled (column->action, !always);
  g_signal_connect_object (column->action, "change-state", G_CALLBACK (toggled_cb), choice,
                           G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (choice->actions), G_ACTION (column->action));
  g_ptr_array_add (choice->columns, column);
  g_menu_append (choice->menu, gtk_column_view_column_get_title (view_column), action);
}

static void
end_menu (ConsoleColumnChoice *choice)
{
  g_autoptr (GMenu) all = g_menu_new (), end = g_menu_new ();
  g_autoptr (GSimpleAction) reset = g_simple_action_new ("reset", NULL);

  g_signal_connect_object (reset, "activate", G_CALLBACK (reset_cb), choice, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (choice->actions), G_ACTION (reset));
  g_menu_append (end, C_ ("columns", "_Usual Columns"), "columns.reset");
  g_menu_append_section (all, NULL, G_MENU_MODEL (choice->menu));
  g_menu_append_section (all, NULL, G_MENU_MODEL (end));
  g_set_object (&choice->menu, all);
}

void
console_column_choice_start (ConsoleColumnChoice *choice, GtkWidget *holder)
{
  g_autofree char *signal = NULL;

  end_menu (choice);
  gtk_widget_insert_action_group (holder, "columns", G_ACTION_GROUP (choice->actions));
  for (guint i = 0; i < choice->columns->len; i++)
    gtk_column_view_column_set_header_menu (get_column (choice, i)->column,
                                            G_MENU_MODEL (choice->menu));
  g_signal_connect_object (gtk_column_view_get_columns (choice->view), "items-changed",
                           G_CALLBACK (moved_cb), choice, G_CONNECT_SWAPPED);
  if (!choice->settings)
    return;
  signal = g_strconcat ("changed::", choice->key, NULL);
  g_signal_connect_object (choice->settings, signal, G_CALLBACK (follow_cb), choice,
                           G_CONNECT_SWAPPED);
  follow_cb (choice);
}

static void
console_column_choice_finalize (GObject *object)
{
  ConsoleColumnChoice *choice = CONSOLE_COLUMN_CHOICE (object);

  g_clear_handle_id (&choice->save_source, g_source_remove);
  g_clear_object (&choice->settings);
  g_ptr_array_unref (choice->columns);
  g_object_unref (choice->menu);
  g_object_unref (choice->actions);
  g_free (choice->key);
  G_OBJECT_CLASS (console_column_choice_parent_class)->finalize (object);
}

static void
console_column_choice_class_init (ConsoleColumnChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = console_column_choice_finalize;
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_COLUMN_CHOICE, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
console_column_choice_init (ConsoleColumnChoice *choice)
{
  choice->columns = g_ptr_array_new_with_free_func (column_free);
  choice->menu = g_menu_new ();
  choice->actions = g_simple_action_group_new ();
}

ConsoleColumnChoice *
console_column_choice_new (GtkColumnView *view, GSettings *settings, const char *key)
{
  ConsoleColumnChoice *choice = g_object_new (CONSOLE_TYPE_COLUMN_CHOICE, NULL);

  choice->view = view;
  choice->settings = settings ? g_object_ref (settings) : NULL;
  choice->key = g_strdup (key);
  return choice;
}
