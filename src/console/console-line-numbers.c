/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only the lines that are seen are drawn. They are for the eye: a screen reader has line and column
 * in the sentences of the findings. */
#include "console-line-numbers.h"

#define MARGIN 6

struct _ConsoleLineNumbers
{
  GtkWidget parent_instance;

  GtkTextView *view; /* which owns this; weak */
};

G_DEFINE_FINAL_TYPE (ConsoleLineNumbers, console_line_numbers, GTK_TYPE_WIDGET)

static PangoLayout *
make_layout (ConsoleLineNumbers *numbers, int number)
{
  g_autofree char *text = g_strdup_printf ("%d", number);

  return gtk_widget_create_pango_layout (GTK_WIDGET (numbers), text);
}

static void
console_line_numbers_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  ConsoleLineNumbers *numbers = CONSOLE_LINE_NUMBERS (widget);
  g_autoptr (PangoLayout) layout = NULL;
  int width = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL && numbers->view)
    {
      int lines = gtk_text_buffer_get_line_count (gtk_text_view_get_buffer (numbers->view));

      layout = make_layout (numbers, MAX (lines, 100));
      pango_layout_get_pixel_size (layout, &width, NULL);
      width += 2 * MARGIN;
    }
  *minimum = *natural = width;
}

static void
draw_number (ConsoleLineNumbers *numbers,
             GtkSnapshot *snapshot,
             const GtkTextIter *line,
             const GdkRGBA *colour)
{
  g_autoptr (PangoLayout) layout = make_layout (numbers, gtk_text_iter_get_line (line) + 1);
  int y, height, window_y, width;

  gtk_text_view_get_line_yrange (numbers->view, line, &y, &height);
  gtk_text_view_buffer_to_window_coords (numbers->view, GTK_TEXT_WINDOW_LEFT, 0, y, NULL,
                                         &window_y);
  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot,
    &GRAPHENE_POINT_INIT ((float) (gtk_widget_get_width (GTK_WIDGET (numbers)) - MARGIN - width),
                          (float) window_y));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
console_line_numbers_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ConsoleLineNumbers *numbers = CONSOLE_LINE_NUMBERS (widget);
  GdkRectangle seen;
  GtkTextIter line;
  GdkRGBA colour;
  int y, height;

  if (!numbers->view)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  gtk_text_view_get_visible_rect (numbers->view, &seen);
  gtk_text_view_get_line_at_y (numbers->view, &line, seen.y, NULL);
  do
    {
      draw_number (numbers, snapshot, &line, &colour);
      gtk_text_view_get_line_yrange (numbers->view, &line, &y, &height);
    }
  while (y + height < seen.y + seen.height && gtk_text_iter_forward_line (&line));
}

static void
console_line_numbers_dispose (GObject *object)
{
  g_clear_weak_pointer (&CONSOLE_LINE_NUMBERS (object)->view);
  G_OBJECT_CLASS (console_line_numbers_parent_class)->dispose (object);
}

static void
console_line_numbers_class_init (ConsoleLineNumbersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_line_numbers_dispose;
  widget_class->measure = console_line_numbers_measure;
  widget_class->snapshot = console_line_numbers_snapshot;
  gtk_widget_class_set_css_name (widget_class, "linenumbers");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
console_line_numbers_init (ConsoleLineNumbers *numbers)
{
  gtk_widget_set_overflow (GTK_WIDGET (numbers), GTK_OVERFLOW_HIDDEN);
}

static void
follow_scrolling (GtkTextView *view, GParamSpec *pspec, ConsoleLineNumbers *numbers)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));

  if (adjustment)
    g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (gtk_widget_queue_draw),
                             numbers, G_CONNECT_SWAPPED);
}

void
console_line_numbers_attach (GtkTextView *view)
{
  ConsoleLineNumbers *numbers = g_object_new (CONSOLE_TYPE_LINE_NUMBERS, NULL);

  g_set_weak_pointer (&numbers->view, view);
  g_signal_connect_object (gtk_text_view_get_buffer (view), "changed",
                           G_CALLBACK (gtk_widget_queue_resize), numbers, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::vadjustment", G_CALLBACK (follow_scrolling), numbers, 0);
  follow_scrolling (view, NULL, numbers);
  gtk_text_view_set_gutter (view, GTK_TEXT_WINDOW_LEFT, GTK_WIDGET (numbers));
}
