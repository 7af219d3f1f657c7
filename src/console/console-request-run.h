/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Issuing from many requests, turn by turn: each turn is one call of the engine, which does all of it or nothing of
 * it, and one entry of the log. A stop lets the turn that runs come to its end, so that nothing is half told: what
 * was issued is known, and the rest was not asked for.
 */
#pragma once

#include "console-request-check.h"

G_BEGIN_DECLS

/* Signals "progress"; "finished": nothing runs any more. Read-only: "done", "total", "running". */
#define CONSOLE_TYPE_REQUEST_RUN (console_request_run_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleRequestRun, console_request_run, CONSOLE, REQUEST_RUN, GObject)

#define CONSOLE_REQUEST_TURN_MAX 1000 /* the engine's contract */

ConsoleRequestRun *console_request_run_new         (ConsoleSession *session);
/* @parameters: of IssueCertificates but for the requests; taken. @whole_turns: as large as they may be, where each
 * turn is something that somebody has to approve. */
void               console_request_run_start       (ConsoleRequestRun *run, JsonObject *parameters, GPtrArray *items,
                                                    gboolean whole_turns);
void               console_request_run_stop        (ConsoleRequestRun *run);
gboolean           console_request_run_is_running  (ConsoleRequestRun *run);
gboolean           console_request_run_is_stopping (ConsoleRequestRun *run);
/* What was answered so far, of how many. */
guint              console_request_run_get_done    (ConsoleRequestRun *run);
guint              console_request_run_get_total   (ConsoleRequestRun *run);
/* Certificates per second, over the turns that are done; 0: not known yet. */
double             console_request_run_get_rate    (ConsoleRequestRun *run);
/* Of the CA that issued, as PEM; NULL: nothing was issued. */
const char        *console_request_run_get_chain   (ConsoleRequestRun *run);

G_END_DECLS
