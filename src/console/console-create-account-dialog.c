/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account: a name, and a number where one is wanted. */
#include "console-access-dialogs.h"
#include "console-form.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_CREATE_ACCOUNT_DIALOG (console_create_account_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCreateAccountDialog,
                      console_create_account_dialog,
                      CONSOLE,
                      CREATE_ACCOUNT_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleCreateAccountDialog
{
  ConsoleFormWindow parent_instance;

  GtkEditable *name_row;
  GtkEditable *number_row;
};

G_DEFINE_FINAL_TYPE (ConsoleCreateAccountDialog,
                     console_create_account_dialog,
                     CONSOLE_TYPE_FORM_WINDOW)

static void
changed_cb (ConsoleCreateAccountDialog *dialog)
{
  console_form_window_set_reason (
    CONSOLE_FORM_WINDOW (dialog),
    gtk_editable_get_text (dialog->name_row)[0] ? NULL : C_ ("tooltip", "Give a name first"));
}

static void
created (ConsoleFormWindow *window, JsonObject *result)
{
  const char *name = esp_json_get_string (esp_json_get_object (result, "Account"), "Name");
  g_autofree char *text = g_strdup_printf (C_ ("toast", "The account “%s” is created"),
                                           name ? name : "");

  if (!result)
    return;
  console_session_toast (console_form_window_get_session (window), text);
  gtk_window_close (GTK_WINDOW (window));
}

static void
console_create_account_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleCreateAccountDialog *dialog = CONSOLE_CREATE_ACCOUNT_DIALOG (window);
  const char *number = gtk_editable_get_text (dialog->number_row);
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Name", gtk_editable_get_text (dialog->name_row));
  esp_json_set_string (parameters, "Number", number[0] ? number : NULL);
  console_form_window_call (window, "CreateAccount", parameters, created);
}

static void
console_create_account_dialog_class_init (ConsoleCreateAccountDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_create_account_dialog_submit;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/create-account-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateAccountDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateAccountDialog, number_row);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
console_create_account_dialog_init (ConsoleCreateAccountDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_create_account_dialog_new (ConsoleSession *session)
{
  ConsoleCreateAccountDialog *dialog = g_object_new (CONSOLE_TYPE_CREATE_ACCOUNT_DIALOG, "session",
                                                     session, NULL);

  gtk_window_set_focus (GTK_WINDOW (dialog), GTK_WIDGET (dialog->name_row));
  changed_cb (dialog);
  return GTK_WINDOW (dialog);
}
