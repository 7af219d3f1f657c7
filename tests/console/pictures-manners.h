/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of preferences, help, and what can be taken back: a part of pictures.c. */
#pragma once

#include "console/console-about.h"
#include "console/console-help.h"
#include "console/console-preferences.h"
#include "console/console-undo.h"

static GtkWindow *
preferences_cb (Studio *studio)
{
  return console_preferences_window_new (studio->session);
}

/* What the desktop is told of: at the end of the page. */
static GtkWindow *
preferences_due_cb (Studio *studio)
{
  GtkWindow *window = preferences_cb (studio);

  console_dialog_present (window, GTK_WIDGET (studio->window));
  scroll_down (window, 10000);
  return window;
}

/* The window has it already, and its keys from the application. */
static GtkWindow *
shortcuts_cb (Studio *studio)
{
  return GTK_WINDOW (
    gtk_application_window_get_help_overlay (GTK_APPLICATION_WINDOW (studio->window)));
}

/* It belongs to the window already. */
static GtkWindow *
about_cb (Studio *studio)
{
  console_about_present (studio->window, studio->engine);
  settle ();
  return find_toplevel (ADW_TYPE_ABOUT_WINDOW);
}

static GtkWindow *
open_help (const char *page)
{
  ConsoleHelpWindow *help = console_help_window_new ();

  console_help_window_show (help, page);
  return GTK_WINDOW (help);
}

static GtkWindow *
help_index_cb (Studio *studio)
{
  return open_help ("index");
}

static GtkWindow *
help_page_cb (Studio *studio)
{
  return open_help ("roles");
}

static GtkWindow *
help_code_cb (Studio *studio)
{
  return open_help ("recovery");
}

static GtkWindow *
undo_cb (Studio *studio)
{
  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.show-place", "s", "ca");
  console_undo_offer (console_undo_new (NULL), studio->session, "Tags saved");
  return NULL;
}
