/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Things that stand below one another, as lines of a tree. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* @branch: the lines that stand before its name. */
typedef void (*CliTreeFunc) (JsonObject *item, const char *branch, gpointer data);

/* Calls @func for each object of @items, parents before children. @id and @parent are the members that say who it is
 * and below whom it stands; one whose parent is not among them stands at the top. */
void cli_tree_walk (JsonArray *items, const char *id, const char *parent, CliTreeFunc func, gpointer data);

G_END_DECLS
