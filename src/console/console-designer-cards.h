/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cards of a plan, for its diagram. */
#pragma once

#include "console-diagram-item.h"
#include "console-plan-document.h"

G_BEGIN_DECLS

/* GPtrArray of ConsoleDiagramItem, whose ids are keys. */
GPtrArray *console_designer_cards_new (ConsolePlanDocument *document);
/* In the order of the plan's accounts, so that moving a CA changes no colour: account -> colour + 1, as
 * console_diagram_get_colour() has it. */
GHashTable *console_designer_colours (const EspPlan *plan);
/* "Toaster CA", safe to be shown; the key where the plan has no such CA. Free with g_free(). */
char      *console_designer_name    (const EspPlan *plan, const char *key);

G_END_DECLS
