/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: files below a folder that is given as an open descriptor. Failures leave errno. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The folder @name in @parent; with @make it is made where it is missing, 0755. -1 on failure. */
int      esp_publish_disk_open_below  (int parent, const char *name, gboolean make);
/* The folder in which @path is; @name becomes its last part. -1 on failure. */
int      esp_publish_disk_open_parent (int folder, const char *path, gboolean make, const char **name);
/* A new file, 0644, for a web server to read whatever the umask is. */
gboolean esp_publish_disk_write       (int folder, const char *name, GBytes *content);
/* SHA-256 of a regular file, hex; NULL where there is none. Free with g_free(). */
char    *esp_publish_disk_digest      (int folder, const char *path);
/* Something is there, whatever it is. */
gboolean esp_publish_disk_is_there    (int folder, const char *path);

G_END_DECLS
