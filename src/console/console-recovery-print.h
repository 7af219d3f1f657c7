/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery passphrase on paper. */
#pragma once

#include <gtk/gtk.h>

#include "base/esp-secret.h"

G_BEGIN_DECLS

/* Six groups of five letters, as esp_engine_create_recovery() makes them. */
#define CONSOLE_RECOVERY_GROUP_MAX 16

/* Copies group @index of @passphrase, counted from 0 and without hyphens, as a text into @group; FALSE
 * when there is no such group. The caller wipes it. */
gboolean console_recovery_get_group (EspSecret *passphrase, guint index, char group[CONSOLE_RECOVERY_GROUP_MAX]);

/* Draws the page as it is printed, @width wide; for tests and pictures too. */
void     console_recovery_draw      (cairo_t *cr, double width, const char *organization, const char *file,
                                     EspSecret *passphrase);

/* The job of one page, not yet run. Keeps the secret for as long as it lives. @over may be NULL. */
GtkPrintOperation *console_recovery_new_operation (GtkWindow *over, const char *organization, const char *file,
                                                   EspSecret *passphrase);
/* Asks for a printer over @over and prints one page. The secret is kept until it is done. */
void     console_recovery_print     (GtkWindow *over, const char *organization, const char *file,
                                     EspSecret *passphrase);

G_END_DECLS
