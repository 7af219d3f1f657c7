/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The title stands above the text, as in an entry row that is written in. */
#include "console-text-row.h"

/* A few lines are seen at once; more are scrolled. */
#define LEAST_HEIGHT 72
#define MOST_HEIGHT 180

struct _ConsoleTextRow
{
  AdwPreferencesRow parent_instance;

  GtkWidget *label;
  GtkWidget *view;
  GtkTextBuffer *buffer;
};

G_DEFINE_FINAL_TYPE (ConsoleTextRow, console_text_row, ADW_TYPE_PREFERENCES_ROW)

static guint changed_signal;

static void
changed_cb (ConsoleTextRow *row)
{
  g_signal_emit (row, changed_signal, 0);
}

static gboolean
console_text_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (CONSOLE_TEXT_ROW (widget)->view);
}

/* A row takes the focus itself on the way back from its child, and this one would hand it to the
 * text again: nobody would get out by Shift and Tab. */
static gboolean
console_text_row_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return gtk_widget_child_focus (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (widget)), direction);
}

static void
console_text_row_class_init (ConsoleTextRowClass *klass)
{
  GTK_WIDGET_CLASS (klass)->grab_focus = console_text_row_grab_focus;
  GTK_WIDGET_CLASS (klass)->focus = console_text_row_focus;
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_TEXT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
console_text_row_init (ConsoleTextRow *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  row->label = gtk_label_new (NULL);
  row->view = gtk_text_view_new ();
  row->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (row->view));
  gtk_text_buffer_set_enable_undo (row->buffer, FALSE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (row->view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (row->view), GTK_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (row->label), 0);
  gtk_widget_add_css_class (row->label, "caption");
  gtk_widget_add_css_class (row->label, "dim-label");
  gtk_box_append (GTK_BOX (box), row->label);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), row->view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), LEAST_HEIGHT);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MOST_HEIGHT);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (row), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (row), "text-row");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  g_signal_connect_swapped (row->buffer, "changed", G_CALLBACK (changed_cb), row);
}

GtkWidget *
console_text_row_new (const char *title)
{
  ConsoleTextRow *row = g_object_new (CONSOLE_TYPE_TEXT_ROW, NULL);

  console_text_row_set_title (row, title);
  return GTK_WIDGET (row);
}

void
console_text_row_set_title (ConsoleTextRow *row, const char *title)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_label_set_text (GTK_LABEL (row->label), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->view), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
}

void
console_text_row_set_text (ConsoleTextRow *row, const char *text)
{
  g_autofree char *now = console_text_row_get_text (row);

  if (!g_str_equal (now, text ? text : ""))
    gtk_text_buffer_set_text (row->buffer, text ? text : "", -1);
}

char *
console_text_row_get_text (ConsoleTextRow *row)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (row->buffer, &start, &end);
  return gtk_text_buffer_get_text (row->buffer, &start, &end, FALSE);
}
