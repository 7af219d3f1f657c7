/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only the rows that are seen exist. What is done with a line is told to whoever made it. */
#include "console-plan-list.h"

#include "console-focus.h"
#include "console-plan-line-row.h"

struct _ConsolePlanList
{
  AdwBin parent_instance;

  GtkListView *list_view;

  GListStore *store;
  char *label;
};

G_DEFINE_FINAL_TYPE (ConsolePlanList, console_plan_list, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_LABEL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint activated_signal, pressed_signal, copied_signal;

/* --- What is shown -----------------------------------------------------------------------------*/

static gboolean
is_wanted (ConsolePlanLine *line, const char *choice, const char *folded)
{
  if (choice && g_strcmp0 (console_plan_line_get (line)->choice, choice) != 0)
    return FALSE;
  return folded[0] == '\0' || console_plan_line_matches (line, folded);
}

guint
console_plan_list_show_some (ConsolePlanList *list,
                             GPtrArray *lines,
                             const char *choice,
                             const char *search)
{
  g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *folded = g_utf8_casefold (search, -1);
  const char *group = NULL;
  guint n = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      ConsolePlanLine *line = g_ptr_array_index (lines, i);
      const char *mine = console_plan_line_get (line)->group;

      if (!is_wanted (line, choice, folded))
        continue;
      if (mine && g_strcmp0 (mine, group) != 0)
        g_ptr_array_add (shown, console_plan_line_new_heading (mine));
      group = mine;
      g_ptr_array_add (shown, g_object_ref (line));
      n++;
    }
  g_list_store_splice (list->store, 0, g_list_model_get_n_items (G_LIST_MODEL (list->store)),
                       shown->pdata, shown->len);
  return n;
}

void
console_plan_list_show (ConsolePlanList *list, GPtrArray *lines)
{
  console_plan_list_show_some (list, lines, NULL, "");
}

GListModel *
console_plan_list_get_model (ConsolePlanList *list)
{
  return G_LIST_MODEL (list->store);
}

/* --- Rows --------------------------------------------------------------------------------------*/

static void
activate_cb (ConsolePlanList *list, guint position)
{
  g_autoptr (ConsolePlanLine) line = g_list_model_get_item (G_LIST_MODEL (list->store), position);

  if (line && console_plan_line_get (line)->activatable)
    g_signal_emit (list, activated_signal, 0, line);
}

static void
pressed_cb (ConsolePlanList *list, ConsolePlanLineRow *row)
{
  ConsolePlanLine *shown = console_plan_line_row_get_line (row);
  g_autoptr (ConsolePlanLine) line = shown ? g_object_ref (shown) : NULL;

  if (line)
    g_signal_emit (list, pressed_signal, 0, line);
}

static void
copied_cb (ConsolePlanList *list, ConsolePlanLineRow *row)
{
  ConsolePlanLine *shown = console_plan_line_row_get_line (row);
  g_autoptr (ConsolePlanLine) line = shown ? g_object_ref (shown) : NULL;

  if (line)
    g_signal_emit (list, copied_signal, 0, line);
}

static void
setup_cb (ConsolePlanList *list, GtkListItem *item)
{
  GtkWidget *row = console_plan_line_row_new ();

  g_signal_connect_object (row, "pressed", G_CALLBACK (pressed_cb), list, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "copied", G_CALLBACK (copied_cb), list, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (item, row);
}

static void
bind_cb (ConsolePlanList *list, GtkListItem *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);
  ConsolePlanLine *line = gtk_list_item_get_item (item);
  g_autofree char *spoken = console_plan_line_describe (line);

  console_plan_line_row_set_line (CONSOLE_PLAN_LINE_ROW (row), line);
  /* Each can be selected, headings too: GTK lets the focus only onto such rows, and into a list
   * only where the first is one. */
  gtk_list_item_set_activatable (item, console_plan_line_get (line)->activatable);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
unbind_cb (ConsolePlanList *list, GtkListItem *item)
{
  console_plan_line_row_set_line (CONSOLE_PLAN_LINE_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
set_up_list (ConsolePlanList *list)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkSingleSelection *selection = gtk_single_selection_new (
    g_object_ref (G_LIST_MODEL (list->store)));

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), list, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), list, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), list, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (list->list_view, factory);
  gtk_list_view_set_model (list->list_view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_plan_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LABEL)
    g_value_set_string (value, CONSOLE_PLAN_LIST (object)->label);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_plan_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsolePlanList *list = CONSOLE_PLAN_LIST (object);

  if (id != PROP_LABEL)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  g_free (list->label);
  list->label = g_value_dup_string (value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list->list_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  list->label ? list->label : "", -1);
}

static gboolean
console_plan_list_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (CONSOLE_PLAN_LIST (widget)->list_view));
}

static void
console_plan_list_dispose (GObject *object)
{
  g_clear_object (&CONSOLE_PLAN_LIST (object)->store);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_PLAN_LIST);
  G_OBJECT_CLASS (console_plan_list_parent_class)->dispose (object);
}

static void
console_plan_list_finalize (GObject *object)
{
  g_free (CONSOLE_PLAN_LIST (object)->label);
  G_OBJECT_CLASS (console_plan_list_parent_class)->finalize (object);
}

static guint
add_signal (GObjectClass *klass, const char *name)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 1, CONSOLE_TYPE_PLAN_LINE);
}

static void
console_plan_list_class_init (ConsolePlanListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_plan_list_get_property;
  object_class->set_property = console_plan_list_set_property;
  object_class->dispose = console_plan_list_dispose;
  object_class->finalize = console_plan_list_finalize;
  widget_class->grab_focus = console_plan_list_grab_focus;
  widget_class->focus = console_focus_child;
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  activated_signal = add_signal (object_class, "activated");
  pressed_signal = add_signal (object_class, "pressed");
  copied_signal = add_signal (object_class, "copied");
  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/plan-list.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanList, list_view);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
console_plan_list_init (ConsolePlanList *list)
{
  gtk_widget_init_template (GTK_WIDGET (list));
  list->store = g_list_store_new (CONSOLE_TYPE_PLAN_LINE);
  set_up_list (list);
}
