/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of preferences, help, and what can be taken back: a part of pictures.c. */
#pragma once

#include "console/console-help.h"
#include "console/console-preferences.h"
#include "console/console-undo.h"

static GtkWindow *
preferences_cb (Studio *studio)
{
  return console_preferences_window_new (studio->session);
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
