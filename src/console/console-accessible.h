/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names, for who does not see, of what GTK 4.8 and libadwaita 1.2 leave without one. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on each widget of the program that comes on screen without a name of its own gets one, if
 * one can be read off the widgets around it. May be called as often as one likes. */
void console_accessible_watch (void);

G_END_DECLS
