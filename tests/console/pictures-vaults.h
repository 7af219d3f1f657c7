/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of vaults, created, restored, and got back by a recovery key: a part of pictures.c. */
#pragma once

static GtkWindow *
create_vault_cb (Studio *studio)
{
  return console_create_vault_dialog_new (studio->session, NULL);
}

static GtkWindow *
create_sample_cb (Studio *studio)
{
  return console_create_vault_dialog_new (studio->session, "automotive");
}

static GtkWindow *
restore_cb (Studio *studio)
{
  return console_restore_dialog_new (studio->session);
}

static GtkWindow *
restore_two_cb (Studio *studio)
{
  GtkWindow *dialog = console_restore_dialog_new (studio->session);
  GtkWidget *second = GTK_WIDGET (
    gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog), "second"));
  GObject *needed = gtk_widget_get_template_child (second, G_OBJECT_TYPE (second), "needed_switch");
  int width, height;

  gtk_switch_set_active (GTK_SWITCH (needed), TRUE);
  gtk_window_get_default_size (dialog, &width, &height);
  gtk_window_set_default_size (dialog, width, 860);
  return dialog;
}

static GtkWindow *
recovery_cb (Studio *studio)
{
  return console_recovery_dialog_new (studio->session);
}

/* Made anew each time. */
static GtkWindow *
recovery_passphrase_cb (Studio *studio)
{
  g_autofree char *path = g_build_filename (studio->scratch, "recovery.pem", NULL);
  GtkWindow *dialog = console_recovery_dialog_new (studio->session);

  console_dialog_present (dialog, GTK_WIDGET (studio->window));
  gtk_widget_activate_action (GTK_WIDGET (dialog), "recovery.make-at", "^ay", path);
  while (!gtk_window_get_default_widget (dialog))
    settle ();
  g_unlink (path);
  return dialog;
}
