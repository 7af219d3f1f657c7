/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of what a refusal names by identifiers, the names that people know. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @sentence of @error with names in place of the identifiers in its arguments, and below it the identifiers line by
 * line; names of CAs are those of the vault that is open in the windows below @widget. As it was where there is
 * none. Free with g_free(). */
char *console_error_put_names (GtkWidget *widget, const GError *error, const char *sentence);

G_END_DECLS
