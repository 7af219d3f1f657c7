/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A page of things that people wait for or answer, as groups of rows: asked for while it is seen, and asked again
 * when something changed. What it shows is a table: operations, and how each answer becomes rows.
 */
#pragma once

#include "console-note-row.h"
#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_BOARD (console_board_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleBoard, console_board, CONSOLE, BOARD, AdwBin)

#define CONSOLE_BOARD_SOURCES 2

typedef struct
{
  const char *operation;
  const char *member; /* of the answer: an array of objects */
  const char *action; /* without it the operation is not called */
  /* Called with a list that is not empty. */
  void (*show) (ConsoleBoard *board, JsonArray *things);
} ConsoleBoardSource;

/* Texts are looked up with gettext; labels in the context "button". */
typedef struct
{
  const char *about;
  const char *nothing;
  const char *nothing_text;
  const char *denied;
  const char *add_label;  /* NULL: nothing can be added here */
  const char *add_action; /* the permission for it */
  GtkWindow *(*add) (ConsoleSession *session, EspCaNode *node);
  ConsoleBoardSource sources[CONSOLE_BOARD_SOURCES];
} ConsoleBoardKind;

/* @kind is static. */
GtkWidget           *console_board_new         (ConsoleSession *session, const ConsoleBoardKind *kind);
ConsoleSession      *console_board_get_session (ConsoleBoard *board);
/* What concerns this CA only. */
void                 console_board_set_node    (ConsoleBoard *board, EspCaNode *node);
EspCaNode           *console_board_get_node    (ConsoleBoard *board);
void                 console_board_refresh     (ConsoleBoard *board);

/* For those who show. */
typedef void (*ConsoleBoardOpen) (ConsoleBoard *board, JsonObject *thing);
AdwPreferencesGroup *console_board_add_group   (ConsoleBoard *board, const char *title, const char *description);
/* @key tells the thing apart, so that the focus stays with it. @open NULL: there is nothing behind it. */
void                 console_board_add_row     (ConsoleBoard *board, AdwPreferencesGroup *group, ConsoleNoteRow *row,
                                                const char *key, JsonObject *thing, ConsoleBoardOpen open);

G_END_DECLS
