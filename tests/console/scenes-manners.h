/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of what can come up over any page: a part of scenes-fixture.h. */
#pragma once

#include "console/console-help.h"
#include "console/console-preferences.h"
#include "console/console-undo.h"

static GtkWindow *
open_toast (Stage *stage)
{
  console_session_toast (stage->session, HOSTILE);
  return stage->window;
}

static GtkWindow *
open_error (Stage *stage)
{
  g_autoptr (GError) error = NULL;

  esp_error_set (&error, ESP_REASON_CA_UNKNOWN, HOSTILE, NULL);
  esp_error_set_detail (error, HOSTILE);
  console_error_show (GTK_WIDGET (stage->window), error);
  return wait_for_dialog (stage->window);
}

static GtkWindow *
open_about (Stage *stage)
{
  console_about_present (stage->window, stage->engine);
  return wait_for_dialog (stage->window);
}

static GtkWindow *
open_preferences (Stage *stage)
{
  return console_preferences_window_new (stage->session);
}

static GtkWindow *
open_help (Stage *stage)
{
  ConsoleHelpWindow *help = console_help_window_new ();

  console_help_window_show (help, "recovery");
  return GTK_WINDOW (help);
}

static GtkWindow *
open_undo (Stage *stage)
{
  console_undo_offer (console_undo_new (HOSTILE), stage->session, HOSTILE);
  return stage->window;
}

static GtkWindow *
open_shortcuts (Stage *stage)
{
  g_autoptr (GtkBuilder)
    builder = gtk_builder_new_from_resource ("/org/espalier/Espalier/gtk/help-overlay.ui");
  GtkWindow *overlay = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  gtk_window_set_transient_for (overlay, stage->window);
  return overlay;
}
