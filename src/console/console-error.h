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
/* The surface that fits: nothing for a cancellation, a toast for a small thing, else a message dialog over
 * @widget's window with the object as heading, the sentence, and *Copy Details*. */
void  console_error_show      (GtkWidget *widget, const GError *error);

G_END_DECLS
