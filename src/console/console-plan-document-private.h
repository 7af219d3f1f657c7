/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the open plan (console-plan-document.c) and its file (console-plan-file.c). */
#pragma once

#include "console-plan-document.h"

G_BEGIN_DECLS

/* Another number after each change of the plan. */
guint console_plan_document_get_serial (ConsolePlanDocument *document);
/* @file has the plan as it was at @serial. */
void  console_plan_document_saved      (ConsolePlanDocument *document, GFile *file, guint serial);

/* What a person calls it: without folder and ending. Transfer full. */
char *console_plan_file_get_name       (GFile *file);

G_END_DECLS
