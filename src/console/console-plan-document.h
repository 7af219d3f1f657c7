/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plan that is open: its history, its findings, what of it is selected, and the file that it comes from. No widget
 * has a copy: they read, and change it through here, and "changed" tells all of them.
 *
 * Properties (read-only, with notify): "title" (name of the plan or of the file), "modified", "can-undo",
 * "can-redo", "undo-label", "redo-label" (NULL: nothing), "file" (GFile or NULL). Signals: "changed" (the plan, so
 * its findings), "selection-changed".
 */
#pragma once

#include <gio/gio.h>

#include "engine/espalier.h"

G_BEGIN_DECLS

#define CONSOLE_TYPE_PLAN_DOCUMENT (console_plan_document_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePlanDocument, console_plan_document, CONSOLE, PLAN_DOCUMENT, GObject)

/* Takes @plan. @file NULL: it was never saved; then it counts as modified only after the first step. */
ConsolePlanDocument *console_plan_document_new            (EspPlan *plan, GFile *file);
const EspPlan       *console_plan_document_get_plan       (ConsolePlanDocument *document);
/* GPtrArray of EspPlanFinding, of the plan as it is now; borrowed, good until the next change. */
GPtrArray           *console_plan_document_get_findings   (ConsolePlanDocument *document);
/* The gravest about this CA, -1: none; and how many. */
int                  console_plan_document_get_severity   (ConsolePlanDocument *document, const char *key,
                                                           guint *count);
/* Takes @plan, which is from now on; as esp_plan_history_step(). What is selected and gone is not selected any more. */
void                 console_plan_document_step           (ConsolePlanDocument *document, EspPlan *plan,
                                                           const char *label, const char *merge);
/* A copy to change, for _step(). */
EspPlan             *console_plan_document_copy           (ConsolePlanDocument *document);
gboolean             console_plan_document_fix            (ConsolePlanDocument *document,
                                                           const EspPlanFinding *finding);
void                 console_plan_document_undo           (ConsolePlanDocument *document);
void                 console_plan_document_redo           (ConsolePlanDocument *document);
gboolean             console_plan_document_is_modified    (ConsolePlanDocument *document);
/* Keys; never NULL, may be empty. Borrowed. */
const char * const  *console_plan_document_get_selection  (ConsolePlanDocument *document);
void                 console_plan_document_select         (ConsolePlanDocument *document, const char * const *keys);
char                *console_plan_document_get_title      (ConsolePlanDocument *document);
GFile               *console_plan_document_get_file       (ConsolePlanDocument *document);
/* Reads and writes without blocking; errors are esp errors with the file as their object. */
void                 console_plan_document_load_async     (GFile *file, GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer data);
ConsolePlanDocument *console_plan_document_load_finish    (GAsyncResult *result, GError **error);
/* To @file, which is its file from then on. */
void                 console_plan_document_save_async     (ConsolePlanDocument *document, GFile *file,
                                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                                           gpointer data);
gboolean             console_plan_document_save_finish    (ConsolePlanDocument *document, GAsyncResult *result,
                                                           GError **error);

G_END_DECLS
