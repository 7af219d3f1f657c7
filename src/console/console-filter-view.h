/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a long list stands in: a search, a choice of states, and a page in place of the list where there is nothing
 * to show. Who holds it asks the vault; here is only what was asked for. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "content" (the list), "tools" (beside the search), "below" (between the bar and the list),
 * "placeholder" and "search-label" of the search, "maximum-size" of the bar above the list, "busy": turns a
 * spinner once it takes longer. Signals: "changed": another search or choice; "activated": Enter in the search,
 * after "changed" where there was more to tell. */
#define CONSOLE_TYPE_FILTER_VIEW (console_filter_view_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleFilterView, console_filter_view, CONSOLE, FILTER_VIEW, AdwBin)

/* The first one added is chosen; NULL as @id: no restriction. Both texts are kept as they are. Without any there is
 * the search alone. */
void        console_filter_view_add_choice   (ConsoleFilterView *view, const char *id, const char *label);
const char *console_filter_view_get_choice   (ConsoleFilterView *view);
const char *console_filter_view_get_search   (ConsoleFilterView *view);
gboolean    console_filter_view_is_filtering (ConsoleFilterView *view);
/* With each answer: whether Enter was pressed in the search, and whoever pressed it still waits there, having typed
 * nothing since. Says so once. */
gboolean    console_filter_view_take_entered (ConsoleFilterView *view);
/* Neither search nor restriction; tells once, and the search gets the focus. */
void        console_filter_view_clear        (ConsoleFilterView *view);
/* What was asked for before; tells once. */
void        console_filter_view_put_back     (ConsoleFilterView *view, const char *search, const char *choice);
void        console_filter_view_set_busy     (ConsoleFilterView *view, gboolean busy);
void        console_filter_view_show_content (ConsoleFilterView *view);
void        console_filter_view_show_empty   (ConsoleFilterView *view, GtkWidget *page);
/* @title where it may not be read; a locked vault has a page of its own. */
void        console_filter_view_show_error   (ConsoleFilterView *view, const char *title, const GError *error);

G_END_DECLS
