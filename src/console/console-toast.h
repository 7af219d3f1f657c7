/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told in passing. The newest says what is the case: it takes the place of the one before it
 * instead of waiting for its turn. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Takes @toast. */
void console_toast_add  (AdwToastOverlay *overlay, AdwToast *toast);
/* Takes the one that is shown away. */
void console_toast_dismiss (AdwToastOverlay *overlay);
/* In the overlay around @widget; nowhere when there is none. @text is data, not markup. */
void console_toast_show (GtkWidget *widget, const char *text);

G_END_DECLS
