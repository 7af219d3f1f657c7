/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enumerations and their spellings: one array of names per enumeration, read in both directions. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Finds @text among @n_names names; FALSE, with @index untouched, when it is none of them or NULL. */
gboolean esp_names_find          (const char * const *names, gsize n_names, const char *text, guint *index);
gboolean esp_names_find_any_case (const char * const *names, gsize n_names, const char *text, guint *index);

G_END_DECLS
