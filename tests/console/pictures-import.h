/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of bringing in what other tools keep: a part of pictures.c. */
#pragma once

#include "console/console-import-source.h"

#include "import-fixture.h"

static GtkWindow *
import_authorities_cb (Studio *studio)
{
  return console_import_assistant_new (studio->session);
}

static void
press_child (GtkWindow *window, const char *name)
{
  g_signal_emit_by_name (
    gtk_widget_get_template_child (GTK_WIDGET (window), G_OBJECT_TYPE (window), name), "clicked");
  settle ();
  settle ();
}

static GtkWindow *
look_at_import (Studio *studio, const char *passphrase)
{
  GtkWindow *assistant = console_import_assistant_new (studio->session);
  GObject *source = gtk_widget_get_template_child (GTK_WIDGET (assistant),
                                                   G_OBJECT_TYPE (assistant), "source");
  char *path = make_old_authorities ("/CN=device-0001.meridian.example");
  g_autoptr (GPtrArray) typed = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);

  console_dialog_present (assistant, GTK_WIDGET (studio->window));
  gtk_widget_activate_action (GTK_WIDGET (assistant), "import.take", "^ay", path);
  g_ptr_array_add (typed, esp_secret_new_copy (passphrase, strlen (passphrase), NULL));
  console_import_source_put_back (CONSOLE_IMPORT_SOURCE (source), typed);
  press_child (assistant, "look_button");
  remove_old_authorities (path);
  return assistant;
}

static GtkWindow *
import_table_cb (Studio *studio)
{
  return look_at_import (studio, "wrong");
}

static GtkWindow *
import_ready_cb (Studio *studio)
{
  GtkWindow *assistant = look_at_import (studio, OLD_PASSPHRASE);

  return assistant;
}

static const Act import_acts[] = {
  { "import-authorities", import_authorities_cb },
  { "import-table", import_table_cb },
  { "import-ready", import_ready_cb },
};
