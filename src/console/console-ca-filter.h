/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of CAs as the sidebar shows it: filtered by name, tags and ARN. A match brings its
 * ancestors, so that its place is seen, and what is below it. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* Does @node, something above it or something below it contain every word of @text? */
gboolean          console_ca_filter_matches (EspCaNode *node, const char *text);
/* Expanded wherever it can be; follows the session's "filter". */
GtkTreeListModel *console_ca_filter_new_model (ConsoleSession *session);

G_END_DECLS
