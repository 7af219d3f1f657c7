/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the cards of every diagram have in common, whether a CA exists or is planned: the words for its kind, the
 * colours of accounts, and the legend that tells whose they are. */
#pragma once

#include <adwaita.h>

#include "console-diagram-item.h"

G_BEGIN_DECLS

/* "Path length 1 · EC P-256"; the key alone where there is no length (yet). @variety: of the template, NULL or "Base":
 * nothing is said of it. Free with g_free(). */
char *console_diagram_describe_kind (gboolean has_length, int path_length, const char *variety,
                                     const char *key_algorithm);
/* @colours: account -> colour + 1, empty at first, with g_free for its keys; each new account gets the next one. */
int   console_diagram_get_colour    (GHashTable *colours, const char *account);
/* A spot of the colour of an account. */
GtkWidget *console_diagram_band_new (int colour);
/* The accounts of @items in @legend, which is hidden where there is nothing to tell apart. */
void  console_diagram_legend_show   (GtkBox *legend, GPtrArray *items);

G_END_DECLS
