/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of a hierarchy that leaves for another vault, or comes from one: a part of pictures.c. */
#pragma once

#include "console/console-file-row.h"

#include "new-owner-fixture.h"

static GtkWindow *
hand_over_cb (Studio *studio)
{
  return console_hand_over_dialog_new (studio->session, find_ca (studio));
}

static GtkWindow *
hand_over_filled_cb (Studio *studio)
{
  GtkWindow *dialog = hand_over_cb (studio);
  g_autofree char *owner = make_owner (studio->scratch, "owner",
                                       "/O=Meridian Radio AG/CN=New owner");
  g_autofree char *key = g_build_filename (studio->scratch, "owner.key", NULL);
  g_autofree char *fingerprint = read_fingerprint (owner);
  g_autofree char *path = g_build_filename (studio->scratch, "division.cms", NULL);
  GObject *row = gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog),
                                                "fingerprint_row");

  console_dialog_present (dialog, GTK_WIDGET (studio->window));
  gtk_widget_activate_action (GTK_WIDGET (dialog), "hand-over.take", "(^ay^ay)", owner, path);
  settle ();
  gtk_editable_set_text (GTK_EDITABLE (row), fingerprint);
  g_unlink (owner);
  g_unlink (key);
  return dialog;
}

static GtkWindow *
take_over_cb (Studio *studio)
{
  GtkWindow *dialog = console_take_over_dialog_new (studio->session);
  GObject *row = gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog),
                                                "file_row");

  console_file_row_set_path (CONSOLE_FILE_ROW (row), "/files/division.cms");
  return dialog;
}

static const Act handover_acts[] = {
  { "hand-over", hand_over_cb },
  { "hand-over-filled", hand_over_filled_cb },
  { "take-over", take_over_cb },
};
