/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dialog with one list that an operation answers with: what it asks, and what its lines are, is told by whoever makes
 * it. It asks again when something has changed. */
#pragma once

#include "console-plan-list.h"
#include "console-session.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_PLAN_LIST_DIALOG (console_plan_list_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanListDialog, console_plan_list_dialog, CONSOLE, PLAN_LIST_DIALOG, AdwWindow)

typedef struct
{
  const char *id; /* NULL: all */
  const char *label; /* context "choice of a list about plans" */
} ConsolePlanListChoice;

typedef struct
{
  const char *title; /* context "title of a dialog" */
  const char *operation;
  const char *denied;
  const char *list_label;
  const char *search_label;
  const char *no_match;
  const char *no_match_text;
  const ConsolePlanListChoice *choices; /* ends with a row without a label; NULL: none */
  JsonObject *(*ask) (ConsolePlanListDialog *dialog); /* parameters; NULL: none */
  /* The lines of an answer: GPtrArray of ConsolePlanLine. May set the subtitle. */
  GPtrArray *(*read) (ConsolePlanListDialog *dialog, JsonObject *answer);
  GtkWidget *(*make_empty) (ConsolePlanListDialog *dialog); /* in place of no lines */
  void (*activated) (ConsolePlanListDialog *dialog, ConsolePlanLine *line);
  void (*pressed) (ConsolePlanListDialog *dialog, ConsolePlanLine *line); /* or NULL */
} ConsolePlanListKind;

/* @kind is static. @subject: what it is about, kept until the end; or NULL. */
GtkWindow      *console_plan_list_dialog_new          (ConsoleSession *session, const ConsolePlanListKind *kind,
                                                       GObject *subject);
ConsoleSession *console_plan_list_dialog_get_session  (ConsolePlanListDialog *dialog);
gpointer        console_plan_list_dialog_get_subject  (ConsolePlanListDialog *dialog);
void            console_plan_list_dialog_set_subtitle (ConsolePlanListDialog *dialog, const char *text);
/* For files and errors: a widget below the toasts. */
GtkWidget      *console_plan_list_dialog_get_owner    (ConsolePlanListDialog *dialog);

G_END_DECLS
