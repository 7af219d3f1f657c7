/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where open plans lie: one for each person of a vault, for as long as the program runs. Pages are made anew after a
 * lock, the plan is not: who had it gets it back, and nobody else sees it. Also what was given from outside and waits
 * for somebody who signs in, and which files were open lately.
 *
 * Signals: "changed": another plan is open now, or its title, or whether it is saved. "given": there is a file to open.
 */
#pragma once

#include "console-plan-document.h"
#include "console-plan-recent.h"
#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_PLAN_SHELF (console_plan_shelf_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanShelf, console_plan_shelf, CONSOLE, PLAN_SHELF, GObject)

/* The one of @session, which owns it. */
ConsolePlanShelf    *console_plan_shelf_get           (ConsoleSession *session);
/* The plan of who is signed in; NULL: none is open, or nobody is. */
ConsolePlanDocument *console_plan_shelf_get_document  (ConsolePlanShelf *shelf);
/* @document NULL: it is closed. What lay there is let go without a question (console-plan-care.h asks). */
void                 console_plan_shelf_put           (ConsolePlanShelf *shelf, ConsolePlanDocument *document);
/* Whose place it is; NULL: nobody is signed in. For what began before a lock and ends after it. */
const char          *console_plan_shelf_get_place     (ConsolePlanShelf *shelf);
/* Those with changes that are not saved, of everybody; that of who is signed in first. Each with a reference. */
GPtrArray           *console_plan_shelf_list_unsaved  (ConsolePlanShelf *shelf);
/* Whose it is; NULL: it lies here no more. */
const char          *console_plan_shelf_get_person_of (ConsolePlanShelf *shelf, ConsolePlanDocument *document);

/* To be opened by who is signed in, now or next. */
void                 console_plan_shelf_give          (ConsolePlanShelf *shelf, GFile *file);
/* NULL: there is none. Transfer full. */
GFile               *console_plan_shelf_take_given    (ConsolePlanShelf *shelf);

ConsolePlanRecent   *console_plan_shelf_get_recent    (ConsolePlanShelf *shelf);

G_END_DECLS
