/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new root: a name is enough. The form is in console-ca-form.c. */
#include "console-dialogs.h"
#include "console-form.h"

#include <glib/gi18n.h>

#define ROOT_YEARS 10

#define CONSOLE_TYPE_CREATE_ROOT_DIALOG (console_create_root_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCreateRootDialog,
                      console_create_root_dialog,
                      CONSOLE,
                      CREATE_ROOT_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleCreateRootDialog
{
  ConsoleFormWindow parent_instance;

  ConsoleCaForm *form;
};

G_DEFINE_FINAL_TYPE (ConsoleCreateRootDialog, console_create_root_dialog, CONSOLE_TYPE_FORM_WINDOW)

static void
changed_cb (ConsoleCreateRootDialog *dialog)
{
  console_form_window_set_valid (CONSOLE_FORM_WINDOW (dialog),
                                 console_ca_form_is_valid (dialog->form));
}

static void
created (ConsoleFormWindow *window, JsonObject *result)
{
  ConsoleSession *session = console_form_window_get_session (window);
  ConsoleCaForm *form = CONSOLE_CREATE_ROOT_DIALOG (window)->form;
  g_autofree char *text = NULL;

  if (!result)
    return;
  /* Translators: the name of a CA */
  text = g_strdup_printf (C_ ("toast", "Created “%s”"), console_ca_form_get_name (form));
  console_session_select_when_there (session,
                                     esp_json_get_string (result, "CertificateAuthorityArn"));
  console_session_toast (session, text);
  gtk_window_close (GTK_WINDOW (window));
}

static void
console_create_root_dialog_submit (ConsoleFormWindow *window)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Type", "ROOT");
  console_ca_form_fill (CONSOLE_CREATE_ROOT_DIALOG (window)->form, parameters);
  console_form_window_call (window, "CreateCertificateAuthority", parameters, created);
}

static void
console_create_root_dialog_class_init (ConsoleCreateRootDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_create_root_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_CA_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/create-root-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateRootDialog, form);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
console_create_root_dialog_init (ConsoleCreateRootDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  console_ca_form_set_validity (dialog->form, ROOT_YEARS, 0);
}

GtkWindow *
console_create_root_dialog_new (ConsoleSession *session)
{
  ConsoleCreateRootDialog *dialog = g_object_new (CONSOLE_TYPE_CREATE_ROOT_DIALOG, "session",
                                                  session, NULL);

  console_ca_form_set_organization (dialog->form, console_session_get_organization (session));
  gtk_widget_grab_focus (GTK_WIDGET (dialog->form));
  return GTK_WINDOW (dialog);
}
