/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the assistant (console-issue-many.c) and what saves its results (console-issue-many-save.c). */
#pragma once

#include "console-drop-well.h"
#include "console-form.h"
#include "console-issue-many.h"
#include "console-passthrough-editor.h"
#include "console-request-check.h"
#include "console-request-run.h"
#include "console-request-table.h"
#include "console-rows.h"
#include "console-template-row.h"
#include "console-wrap-layout.h"

G_BEGIN_DECLS

typedef enum
{
  STAGE_FORM,
  STAGE_RUNNING,
  STAGE_DONE,
} ConsoleIssueStage;

struct _ConsoleIssueMany
{
  AdwWindow parent_instance;

  GtkButton *cancel_button;
  GtkButton *primary_button;
  GtkSpinner *spinner;
  GtkWidget *stack; /* what files and errors are shown over */
  GtkWidget *form_box;
  ConsoleFieldRow *issuer_row;
  ConsoleTemplateRow *template_row;
  ConsoleValidityRow *validity_row;
  ConsoleHintRow *validity_hint;
  ConsolePassthroughEditor *passthrough;
  ConsoleDropWell *well;
  GtkWidget *progress_box;
  GtkLabel *progress_label;
  GtkProgressBar *progress_bar;
  GtkWidget *result_box;
  GtkLabel *outcome_label;
  GtkLabel *rate_label;
  GtkWidget *again_button;
  GtkWidget *save_box;
  GtkCheckButton *chain_check;
  GtkProgressBar *save_bar;
  GtkWidget *tools_box;
  GtkLabel *count_label;
  GtkWidget *add_box;
  GtkWidget *remove_button;
  GtkWidget *remove_problems_button;
  GtkWidget *stop_reading_button;
  GtkWidget *problems_button;
  ConsoleRequestTable *table;

  ConsoleSession *session;
  EspCaNode *ca;
  ConsoleRequestList *list;
  ConsoleRequestCheck *check;
  ConsoleRequestRun *run;
  ConsoleIssueStage stage;
  guint ask_source;

  GCancellable *saving; /* while files are being written */
  GFile *folder;        /* where */
  GPtrArray *to_save;   /* ConsoleIssuedFile */
};

/* Asks where, then before anything is written over. */
void console_issue_many_save_folder (ConsoleIssueMany *dialog);
void console_issue_many_save_bundle (ConsoleIssueMany *dialog);

G_END_DECLS
