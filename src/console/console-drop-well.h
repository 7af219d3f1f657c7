/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where text comes in: dropped, from files, or pasted. What it is, and what is wrong with it, is for whoever
 * holds the well. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "icon-name", "title", "hint" (the invitation), "chooser-title", "filter-name", "patterns" (strv);
 * "several": more than one file may be dropped or chosen, what is in them is put one after the other; "whole": files
 * are not read here at all; "filled": the invitation is gone; "refused": what came in was no good. Signals: "taken"
 * (GBytes); "failed" (GError); "too-many" (guint: how many); "files" (GSList of GFile) -> gboolean: a folder, more
 * files than are read here, or any where "whole" is set. TRUE: somebody took them, and there is no other signal. */
#define CONSOLE_TYPE_DROP_WELL (console_drop_well_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleDropWell, console_drop_well, CONSOLE, DROP_WELL, AdwBin)
void console_drop_well_paste (ConsoleDropWell *well);
/* What a drop of @files (GFile) does. */
void console_drop_well_read  (ConsoleDropWell *well, GSList *files);

G_END_DECLS
