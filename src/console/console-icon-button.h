/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A button of a row or a heading that shows an icon only. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * @name: what is read out, and the tooltip where @hint is NULL. @denial: why it cannot be pressed, or NULL; where there
 * is a reason, it is the tooltip.
 */
GtkWidget *console_icon_button_new (const char *icon, const char *name, const char *hint, const char *denial);

G_END_DECLS
