/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: a foreign file read whole, and never more of it than its limit. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Regular files only (a pipe in a folder would wait for ever), or standard input for "-"; the text has
 * a NUL behind it that @len does not count. Errors: FILE_READ, FILE_TOO_LARGE. Free with g_free(). */
char *esp_bounded_file_read   (const char *path, gsize limit, gsize *len, GError **error);
/* FILE_TOO_LARGE with both numbers. */
void  esp_bounded_file_refuse (GError **error, const char *path, gsize size, gsize limit);

G_END_DECLS
