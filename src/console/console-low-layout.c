/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GtkScrolledWindow passes a natural height on as it is at the natural width: text that is broken
 * into more lines would be cut off though there is room. */
#include "console-low-layout.h"

struct _ConsoleLowLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (ConsoleLowLayout, console_low_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
console_low_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
measure_content (GtkWidget *scroller, int width)
{
  GtkWidget *content = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller));
  int natural = 0;

  if (content)
    gtk_widget_measure (content, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static void
console_low_layout_measure (GtkLayoutManager *manager,
                            GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  GtkWidget *scroller = gtk_widget_get_first_child (widget);

  gtk_widget_measure (scroller, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *natural = MAX (*minimum, measure_content (scroller, for_size));
}

static void
console_low_layout_allocate (GtkLayoutManager *manager,
                             GtkWidget *widget,
                             int width,
                             int height,
                             int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, baseline, NULL);
}

static void
console_low_layout_class_init (ConsoleLowLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->measure = console_low_layout_measure;
  layout_class->allocate = console_low_layout_allocate;
  layout_class->get_request_mode = console_low_layout_get_request_mode;
}

static void
console_low_layout_init (ConsoleLowLayout *layout)
{
}
