/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the window (console-window.c) and its actions (console-window-actions.c). */
#pragma once

#include "console-window.h"

G_BEGIN_DECLS

/* console-window-actions.c */
void       console_window_install_actions  (GtkWidgetClass *klass);
/* What is permitted follows phase, role and vault. */
void       console_window_update_actions   (ConsoleWindow *window);

/* console-window.c */
/* Something below the toasts: what errors and files are shown over. */
GtkWidget *console_window_get_owner        (ConsoleWindow *window);
/* NULL while nobody is signed in. */
GtkWidget *console_window_get_sidebar      (ConsoleWindow *window);
/* The page that is looked at, NULL where there is none. */
GtkWidget *console_window_get_page         (ConsoleWindow *window);
/* On a narrow window: the page instead of the sidebar, and back. */
void       console_window_show_content     (ConsoleWindow *window);
void       console_window_show_sidebar     (ConsoleWindow *window);
/* Text is data. */
void       console_window_add_toast        (ConsoleWindow *window, const char *text);

/* console-window-plans.c */
/* Keys and menu of the open plan, files that are dropped or given, the question before closing. */
void       console_window_install_plans    (ConsoleWindow *window);
/* A file that was given is opened now that somebody is signed in. */
void       console_window_open_given       (ConsoleWindow *window);
/* console-window-given.c */
/* Files that are dropped on the window, and requests and certificates that are given to the program. */
void       console_window_install_given    (ConsoleWindow *window);
/* What was given is opened now that somebody is signed in. */
void       console_window_open_given_files (ConsoleWindow *window);
/* console-window-errand.c */
/* Errands wait for the session. */
void       console_window_install_errands  (ConsoleWindow *window);
/* Of the open plan, with a mark where it is not saved; NULL: none is open. @subtitle: the name of its file. */
char      *console_window_describe_plan    (ConsoleWindow *window, char **subtitle);

/* Of an action's parameter: ARN, UUID, or "" for the one that is selected. NULL when there is none. */
EspCaNode *console_window_find_ca (ConsoleWindow *window, GVariant *parameter);
/* console-window-ca.c: what these actions do. */
void console_window_disable_cb          (GtkWidget *widget, const char *action, GVariant *parameter);
void console_window_enable_cb           (GtkWidget *widget, const char *action, GVariant *parameter);
void console_window_restore_cb          (GtkWidget *widget, const char *action, GVariant *parameter);
void console_window_save_crl_cb         (GtkWidget *widget, const char *action, GVariant *parameter);
void console_window_save_certificate_cb (GtkWidget *widget, const char *action, GVariant *parameter);
void console_window_save_chain_cb       (GtkWidget *widget, const char *action, GVariant *parameter);

G_END_DECLS
