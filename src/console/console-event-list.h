/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log as a list model, newest first, read by the page as somebody looks further back. A search
 * goes back through the whole of it until a page is full; of what the engine finds, what is shown
 * in the row is looked at once more here.
 */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_EVENT (console_event_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleEvent, console_event, CONSOLE, EVENT, GObject)

/* Properties (read-only): "sequence", "time" (gint64), "actor", "role", "action" (words), "target" (the name
 * of the CA, or ""), "outcome" ("ALLOWED"), "error". All data, not markup. */
gint64      console_event_get_sequence (ConsoleEvent *event);
gint64      console_event_get_time     (ConsoleEvent *event);
const char *console_event_get_actor    (ConsoleEvent *event);
const char *console_event_get_role     (ConsoleEvent *event);
const char *console_event_get_action   (ConsoleEvent *event);
const char *console_event_get_target   (ConsoleEvent *event);
const char *console_event_get_outcome  (ConsoleEvent *event);

#define CONSOLE_TYPE_EVENT_LIST (console_event_list_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleEventList, console_event_list, CONSOLE, EVENT_LIST, GObject)

/* A GListModel of ConsoleEvent; empty until the first console_event_list_restart(). Properties (read-only,
 * with notify): "loading"; "complete": there is nothing older; "searched": how many events were looked
 * at. Signal "read" after each page. */
ConsoleEventList *console_event_list_new       (ConsoleSession *session);
/* Reads the first page, which takes the place of what is shown. NULL: no restriction. */
void              console_event_list_restart   (ConsoleEventList *list, const char *resource,
                                                const char *outcome, const char *search);
/* At once, for whoever must not see these any more. */
void              console_event_list_clear     (ConsoleEventList *list);
/* Reads further back, until a page is full; does nothing while reading. */
void              console_event_list_more      (ConsoleEventList *list);
/* Puts in front what has happened since. */
void              console_event_list_update    (ConsoleEventList *list);
gboolean          console_event_list_is_loading (ConsoleEventList *list);
gboolean          console_event_list_is_complete (ConsoleEventList *list);
guint             console_event_list_get_searched (ConsoleEventList *list);
/* NULL, or why the last reading failed. */
const GError     *console_event_list_get_error (ConsoleEventList *list);

G_END_DECLS
