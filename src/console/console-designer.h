/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The designer: one open plan as a diagram that can be edited, with the inspector at its side, the checks below, and
 * a bar to undo, add and remove. Opening, saving and provisioning are the plans page's (console-plans-page.h).
 *
 * Parts: console-designer.c (put together, actions), console-designer-cards.c (cards of a plan),
 * console-plan-inspector.c, console-plan-checks.c.
 *
 * Class actions: "designer.undo", "designer.redo", "designer.add-root", "designer.add-below", "designer.remove",
 * "designer.move" (s: key of the new parent, "": a root), "designer.move-to" (a dialog), "designer.rename",
 * "designer.select-all", "designer.show-checks". Property "checks-shown".
 */
#pragma once

#include <adwaita.h>

#include "console-diagram.h"
#include "console-plan-document.h"
#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_DESIGNER (console_designer_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleDesigner, console_designer, CONSOLE, DESIGNER, AdwBin)

/* @session: for the names of accounts that exist; nothing is written through it. */
GtkWidget           *console_designer_new          (ConsoleSession *session, ConsolePlanDocument *document);
ConsolePlanDocument *console_designer_get_document (ConsoleDesigner *designer);
ConsoleDiagram      *console_designer_get_diagram  (ConsoleDesigner *designer);

/* console-plan-inspector.c: name, template with path length, algorithm, validity, account, tags, shares, revocation of
 * what is selected; of several: what they have in common. Nothing selected: the plan itself. */
GtkWidget           *console_plan_inspector_new    (ConsolePlanDocument *document);
/* console-plan-checks.c: the findings, each with its reason and its fix. Activating one selects its CAs. */
GtkWidget           *console_plan_checks_new       (ConsolePlanDocument *document);

G_END_DECLS
