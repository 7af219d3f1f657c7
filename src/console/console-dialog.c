/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How every dialog is shown: modal over the window it was opened from, closed by Escape, helped by
 * F1, and the focus goes back to where it was. What a dialog does is in its own file. */
#include "console-dialogs.h"

#include "console-accessible.h"
#include "console-help.h"
#include "console-input.h"

static void
restore_focus (gpointer data)
{
  GWeakRef *ref = data;
  g_autoptr (GtkWidget) before = g_weak_ref_get (ref);

  /* What had the focus may be hidden or gone by now: then the window chooses. */
  if (before && gtk_widget_get_mapped (before))
    gtk_widget_grab_focus (before);
  g_weak_ref_clear (ref);
  g_free (ref);
}

/* A call that has begun may keep the dialog longer than the window that it stood over. */
static void
destroy_cb (GtkWidget *dialog, gpointer data)
{
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  restore_focus (data);
}

static gboolean
help_cb (GtkWidget *dialog, GVariant *arguments, gpointer data)
{
  console_help_present_for (GTK_WINDOW (dialog));
  return TRUE;
}

/* The keys of the application are those of its main window. */
static GtkEventController *
make_keys (void)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcut *close = gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                         gtk_named_action_new ("window.close"));
  GtkShortcut *help = gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_F1, 0),
                                        gtk_callback_action_new (help_cb, NULL, NULL));

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), close);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), help);
  return controller;
}

void
console_dialog_present (GtkWindow *dialog, GtkWidget *over)
{
  GtkRoot *root = over ? gtk_widget_get_root (over) : NULL;

  console_accessible_watch ();
  if (GTK_IS_WINDOW (root))
    {
      GWeakRef *ref = g_new0 (GWeakRef, 1);

      g_weak_ref_init (ref, gtk_root_get_focus (root));
      g_signal_connect (dialog, "destroy", G_CALLBACK (destroy_cb), ref);
      gtk_window_set_transient_for (dialog, GTK_WINDOW (root));
      console_input_follow (GTK_WIDGET (dialog), GTK_WIDGET (root));
    }
  gtk_window_set_modal (dialog, TRUE);
  gtk_window_set_destroy_with_parent (dialog, TRUE);
  gtk_widget_add_controller (GTK_WIDGET (dialog), make_keys ());
  gtk_window_present (dialog);
}

#define OUTLIVES "console-outlives-session"

void
console_dialog_outlive_session (GtkWindow *dialog)
{
  g_object_set_data (G_OBJECT (dialog), OUTLIVES, dialog);
}

/* What stands over such a dialog belongs to it. */
gboolean
console_dialog_outlives_session (GtkWindow *dialog)
{
  for (GtkWindow *window = dialog; window; window = gtk_window_get_transient_for (window))
    if (g_object_get_data (G_OBJECT (window), OUTLIVES))
      return TRUE;
  return FALSE;
}
