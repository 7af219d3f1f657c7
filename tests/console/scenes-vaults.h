/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of vaults, created, restored, and got back by a recovery key: a part of scenes-fixture.h. */
#pragma once

static GtkWindow *
open_create_vault (Stage *stage)
{
  return console_create_vault_dialog_new (stage->session, NULL);
}

static GtkWindow *
open_create_sample (Stage *stage)
{
  return console_create_vault_dialog_new (stage->session, "automotive");
}

static GtkWindow *
open_sign_in (Stage *stage)
{
  char *roles[] = { (char *) HOSTILE, (char *) "Auditor", NULL };
  EspPerson person = { .name = (char *) HOSTILE,
                       .unlock = (char *) "both",
                       .roles = roles,
                       .active = TRUE };

  return console_sign_in_dialog_new (stage->session, &person, NULL);
}

static GtkWindow *
open_restore (Stage *stage)
{
  return console_restore_dialog_new (stage->session);
}

static GtkWindow *
open_restore_two (Stage *stage)
{
  GtkWindow *dialog = console_restore_dialog_new (stage->session);
  GtkWidget *second = GTK_WIDGET (
    gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog), "second"));
  GObject *needed = gtk_widget_get_template_child (second, G_OBJECT_TYPE (second), "needed_switch");

  gtk_switch_set_active (GTK_SWITCH (needed), TRUE);
  return dialog;
}

static GtkWindow *
open_recovery (Stage *stage)
{
  return console_recovery_dialog_new (stage->session);
}

static GtkWindow *
open_recovery_passphrase (Stage *stage)
{
  GtkWindow *dialog = console_recovery_dialog_new (stage->session);
  g_autofree char *folder = g_dir_make_tmp ("console-recovery-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "<b>x \u202egnorts.pem", NULL);
  /* The action does not take it. */
  g_autoptr (GVariant) at = g_variant_ref_sink (g_variant_new_bytestring (path));

  console_dialog_present (dialog, GTK_WIDGET (stage->window));
  gtk_widget_activate_action_variant (GTK_WIDGET (dialog), "recovery.make-at", at);
  wait_for_text (GTK_WIDGET (dialog), "I have written it down");
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  return dialog;
}
