/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the list makes its rows. */
#pragma once

#include "console-event-list.h"

G_BEGIN_DECLS

/* @object: the members of the canonical text; texts are taken as they come. */
ConsoleEvent *console_event_new     (EspCaTree *tree, JsonObject *object);
gboolean      console_event_matches (ConsoleEvent *event, const char *needle);

G_END_DECLS
