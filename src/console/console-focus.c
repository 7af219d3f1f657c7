/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The round of the Tab key through widgets that hand the focus on to something inside. What they
 * hand it to is theirs. */
#include "console-focus.h"

/* GTK offers the focus to the widget itself, too, before its child or after it: one that hands it
 * to the child again would let nobody out by Shift and Tab, and skip what comes before on the way
 * in. */
gboolean
console_focus_child (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  return child && gtk_widget_child_focus (child, direction);
}
