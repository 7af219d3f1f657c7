/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The round of the Tab key through widgets that hand the focus on to something inside. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For GtkWidgetClass.focus of a class with one child and a grab_focus of its own. */
gboolean console_focus_child (GtkWidget *widget, GtkDirectionType direction);

G_END_DECLS
