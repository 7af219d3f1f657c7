/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * View state of one window: the engine, the tree of CAs, what is selected, searched and expanded. No
 * truth of its own: what is true comes from the engine's models, and only after a commit. Pages and
 * dialogs are given a session and nothing else.
 */
#pragma once

#include <adwaita.h>

#include "engine/espalier.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_SESSION (console_session_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleSession, console_session, CONSOLE, SESSION, GObject)

typedef enum
{
  CONSOLE_PHASE_WELCOME, /* no vault is open: first run */
  CONSOLE_PHASE_LOCKED,  /* open, nobody signed in */
  CONSOLE_PHASE_OPEN,    /* somebody is signed in */
} ConsolePhase;

/* Properties (read-only unless said, all with notify): "phase", "organization", "person", "role",
 * "selected-ca" (EspCaNode or NULL, writable), "place" (string, writable: "ca", "certificates", "activity"),
 * "filter" (string, writable). Signals "toast" (string), "undoable" (string, ConsoleUndo): console-undo.h. */
ConsoleSession *console_session_new             (EspEngine *engine);
EspEngine      *console_session_get_engine      (ConsoleSession *session);
EspCaTree      *console_session_get_tree        (ConsoleSession *session);
ConsolePhase    console_session_get_phase       (ConsoleSession *session);
EspCaNode      *console_session_get_selected_ca (ConsoleSession *session);
void            console_session_select_ca       (ConsoleSession *session, EspCaNode *node);
/* Selects the CA with this ARN or UUID as soon as the tree has it: after it was made. */
void            console_session_select_when_there (ConsoleSession *session, const char *arn);
/* The one that was selected when the vault was open last, by its UUID; not where a person has chosen one meanwhile. */
void            console_session_remember_ca     (ConsoleSession *session, const char *id);
const char     *console_session_get_organization (ConsoleSession *session); /* NULL while none is open */
const char     *console_session_get_person      (ConsoleSession *session); /* NULL while nobody is signed in */
const char     *console_session_get_role        (ConsoleSession *session);
const char     *console_session_get_place       (ConsoleSession *session);
void            console_session_set_place       (ConsoleSession *session, const char *place);
/* May the signed-in person do @action on @ca (NULL: at all)? NULL when allowed; else the reason as a
 * sentence, for the tooltip of an insensitive button. Free with g_free(). */
char           *console_session_explain_denial  (ConsoleSession *session, const char *action, const EspCa *ca);
/* Tells about something that was done; the window shows it as a toast. Text is data, not markup. */
void            console_session_toast           (ConsoleSession *session, const char *text);
/* Any input of a person: the idle lock counts from here. */
void            console_session_touch           (ConsoleSession *session);
/* Seconds since then; time in which the machine slept counts. */
gint64          console_session_get_idle        (ConsoleSession *session);

/* Asks the engine anew which phase it is in. Needed only after esp_engine_open() and esp_engine_close(),
 * of which the engine does not tell; signing in, making a vault and locking are told. */
void            console_session_refresh         (ConsoleSession *session);
/* In a thread; errors are shown over @owner. An open vault is closed first. */
void            console_session_open            (ConsoleSession *session, GtkWidget *owner, const char *path);
void            console_session_close           (ConsoleSession *session);
void            console_session_lock            (ConsoleSession *session);

/* The asynchronous call of an operation as widgets use it: @done gets the result, or NULL and the error,
 * in the main context, and never after @owner was disposed. Takes @parameters (may be NULL). */
typedef void (*ConsoleDone) (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data);
void            console_session_call            (ConsoleSession *session, GtkWidget *owner, const char *operation,
                                                 JsonObject *parameters, ConsoleDone done, gpointer data);
/* The same for what somebody may stop, or look at how far it is (an EspProgress). */
void            console_session_call_cancellable (ConsoleSession *session, GtkWidget *owner, const char *operation,
                                                 JsonObject *parameters, GCancellable *cancellable, ConsoleDone done,
                                                 gpointer data);

G_END_DECLS
