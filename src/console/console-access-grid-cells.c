/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the access grid looks: a button with a picture for each action and CA. What it shows is the
 * grid's. */
#include "console-access-grid-cells.h"

#include "console-format.h"

#include <glib/gi18n.h>

/* Headers are not shortened by GTK. */
#define HEADER_CHARS 14
#define ACTION_CHARS 15

/* --- Words and pictures ------------------------------------------------------------------------*/

static const struct
{
  const char *word;
  const char *icon;
  const char *style;
} states[CONSOLE_GRID_N_STATES] = {
  [CONSOLE_GRID_DENIED] = { NC_ ("access", "Denied"), "empty-denied-symbolic", "dim-label" },
  [CONSOLE_GRID_ALLOWED] = { NC_ ("access", "Allowed"), "certificate-valid-symbolic", "success" },
  [CONSOLE_GRID_SOMETIMES] = { NC_ ("access", "With some templates or tags"),
                               "tag-outline-symbolic", "accent" },
  [CONSOLE_GRID_APPROVED] = { NC_ ("access", "With a second person"), "approvals-symbolic",
                              "warning" },
};

static const char *
get_word (ConsoleGridState state)
{
  return g_dpgettext2 (NULL, "access", states[state].word);
}

void
console_access_grid_fill_legend (GtkBox *legend)
{
  static const ConsoleGridState order[] = { CONSOLE_GRID_ALLOWED, CONSOLE_GRID_APPROVED,
                                            CONSOLE_GRID_SOMETIMES, CONSOLE_GRID_DENIED };

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      GtkWidget *image = gtk_image_new_from_icon_name (states[order[i]].icon);
      GtkWidget *label = gtk_label_new (get_word (order[i]));

      gtk_widget_add_css_class (image, states[order[i]].style);
      gtk_widget_add_css_class (label, "caption");
      gtk_box_append (GTK_BOX (box), image);
      gtk_box_append (GTK_BOX (box), label);
      gtk_box_append (legend, box);
    }
}

static const char *
get_label (ConsoleAccessGrid *grid, const char *arn)
{
  const char *slash = strrchr (arn, '/');
  EspCaNode *node = slash ? esp_ca_tree_find (
                              console_session_get_tree (console_access_grid_get_session (grid)),
                              slash + 1) :
                            NULL;

  return node ? esp_ca_node_get_ca (node)->label : arn;
}

/* --- Cells -------------------------------------------------------------------------------------*/

static const char *
get_action (GtkListItem *item)
{
  return gtk_string_object_get_string (gtk_list_item_get_item (item));
}

static void
explain_cb (ConsoleAccessGrid *grid, GtkWidget *button)
{
  console_access_grid_explain (grid, g_object_get_data (G_OBJECT (button), "action"),
                               g_object_get_data (G_OBJECT (button), "arn"));
}

static void
setup_state_cb (ConsoleAccessGrid *grid, GtkListItem *item)
{
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), gtk_image_new ());
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_list_item_set_child (item, button);
  gtk_list_item_set_activatable (item, FALSE);
  g_signal_connect_object (button, "clicked", G_CALLBACK (explain_cb), grid, G_CONNECT_SWAPPED);
}

static void
name_cell (GtkListItem *item, const char *text, const char *line_text)
{
  GtkWidget *cell = gtk_widget_get_parent (gtk_list_item_get_child (item));
  GtkWidget *line = cell ? gtk_widget_get_parent (cell) : NULL;

  if (!line)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  if (line_text)
    gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, line_text,
                                    -1);
}

static void
bind_state (ConsoleAccessGrid *grid, GtkListItem *item, const char *arn)
{
  GtkWidget *button = gtk_list_item_get_child (item);
  GtkWidget *image = gtk_button_get_child (GTK_BUTTON (button));
  const char *action = get_action (item);
  ConsoleGridState state = console_access_grid_get_state (grid, action, arn);
  g_autofree char *words = console_format_action (action);
  const char *arguments[] = { "action",         words, "ca", get_label (grid, arn), "state",
                              get_word (state), NULL };
  /* Translators: {action} such as "Issue certificates", {ca}: the name of a CA, {state} such as
   * "Allowed" */
  g_autofree char *filled = esp_text_fill (C_ ("access", "{action}, {ca}: {state}"), arguments);
  g_autofree char *spoken = esp_text_escape (filled);

  for (int i = 0; i < CONSOLE_GRID_N_STATES; i++)
    gtk_widget_remove_css_class (image, states[i].style);
  gtk_widget_add_css_class (image, states[state].style);
  gtk_image_set_from_icon_name (GTK_IMAGE (image), states[state].icon);
  gtk_widget_set_tooltip_text (button, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "action", g_strdup (action), g_free);
  g_object_set_data_full (G_OBJECT (button), "arn", g_strdup (arn), g_free);
  name_cell (item, spoken, NULL);
}

static void
bind_state_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ConsoleAccessGrid *grid)
{
  bind_state (grid, item, g_object_get_data (G_OBJECT (factory), "arn"));
}

static void
setup_action_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), ACTION_CHARS);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), 2 * ACTION_CHARS);
  /* As high as one line: in a higher one it would take two, and the second may be empty. */
  gtk_widget_set_valign (text, GTK_ALIGN_CENTER);
  gtk_list_item_set_child (item, text);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_action_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *text = gtk_list_item_get_child (item);
  const char *action = get_action (item);
  g_autofree char *words = console_format_action (action);

  gtk_inscription_set_text (GTK_INSCRIPTION (text), words);
  gtk_widget_set_tooltip_text (text, action);
  name_cell (item, words, words);
}

/* --- Columns -----------------------------------------------------------------------------------*/

static void
append_column (GtkColumnView *table, const char *title, GtkListItemFactory *factory, gboolean wide)
{
  GtkColumnViewColumn *column = gtk_column_view_column_new (title, factory);

  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, wide);
  gtk_column_view_append_column (table, column);
  g_object_unref (column);
}

static char *
shorten (const char *label)
{
  g_autofree char *safe = esp_text_escape (label);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (safe, -1) <= HEADER_CHARS)
    return g_steal_pointer (&safe);
  start = g_utf8_substring (safe, 0, HEADER_CHARS - 1);
  return g_strconcat (start, "…", NULL);
}

static void
append_ca_column (ConsoleAccessGrid *grid, GtkColumnView *table, const char *arn)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autofree char *title = shorten (get_label (grid, arn));

  g_object_set_data_full (G_OBJECT (factory), "arn", g_strdup (arn), g_free);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_state_cb), grid, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_state_cb), grid, 0);
  append_column (table, title, factory, FALSE);
}

void
console_access_grid_make_columns (ConsoleAccessGrid *grid, GtkColumnView *table, GPtrArray *arns)
{
  GListModel *columns = gtk_column_view_get_columns (table);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (table, column);
    }
  g_signal_connect (factory, "setup", G_CALLBACK (setup_action_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_action_cb), NULL);
  append_column (table, C_ ("column", "Action"), factory, TRUE);
  for (guint i = 0; i < arns->len; i++)
    append_ca_column (grid, table, g_ptr_array_index (arns, i));
}
