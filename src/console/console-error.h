/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one place where errors get words and a surface (style study 4.4): a sentence under a row, a
 * toast, a dialog, a notice. Core gives reason and arguments; here they are translated.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* "OBJECT: sentence", translated, plain text (not markup). Free with g_free(). */
char *console_error_to_text   (const GError *error);
/* The sentence alone. Free with g_free(). */
char *console_error_sentence  (const GError *error);
/* Is it no failure: was it sent, and waits for somebody else? */
gboolean console_error_is_waiting (const GError *error);
/* The surface that fits: nothing for a cancellation; for what waits for somebody else a toast in the main window
 * with a button that leads there, and the dialogs over it are closed; a toast for a small thing; else a message dialog
 * over @widget's window with the object as heading, the sentence, and *Copy Details*. */
void  console_error_show      (GtkWidget *widget, const GError *error);

G_END_DECLS
