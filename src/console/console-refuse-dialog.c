/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refusing what somebody asked for, with a reason for them. */
#include "console-approvals.h"

#include "console-approval-words.h"
#include "console-form.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_REFUSE_DIALOG (console_refuse_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleRefuseDialog,
                      console_refuse_dialog,
                      CONSOLE,
                      REFUSE_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleRefuseDialog
{
  ConsoleFormWindow parent_instance;

  ConsoleFieldRow *act_row;
  ConsoleFieldRow *ca_row;
  ConsoleFieldRow *who_row;
  GtkEditable *reason_row;
  char *id;
};

G_DEFINE_FINAL_TYPE (ConsoleRefuseDialog, console_refuse_dialog, CONSOLE_TYPE_FORM_WINDOW)

/* The request below tells of it by itself. */
static void
refused (ConsoleFormWindow *window, JsonObject *result)
{
  if (!result)
    return;
  console_session_toast (console_form_window_get_session (window),
                         C_ ("toast", "The request is refused"));
  gtk_window_close (GTK_WINDOW (window));
}

static void
console_refuse_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleRefuseDialog *dialog = CONSOLE_REFUSE_DIALOG (window);
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (dialog->reason_row)));
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Id", dialog->id);
  if (reason[0])
    json_object_set_string_member (parameters, "Reason", reason);
  console_form_window_call (window, "RefuseRequest", parameters, refused);
}

static void
console_refuse_dialog_finalize (GObject *object)
{
  g_free (CONSOLE_REFUSE_DIALOG (object)->id);
  G_OBJECT_CLASS (console_refuse_dialog_parent_class)->finalize (object);
}

static void
console_refuse_dialog_class_init (ConsoleRefuseDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_refuse_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_refuse_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/refuse-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleRefuseDialog, act_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRefuseDialog, ca_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRefuseDialog, who_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRefuseDialog, reason_row);
}

static void
console_refuse_dialog_init (ConsoleRefuseDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

static void
set_value (ConsoleFieldRow *row, const char *value)
{
  console_field_row_set_value (row, value ? value : "");
}

GtkWindow *
console_refuse_dialog_new (ConsoleSession *session, JsonObject *approval)
{
  ConsoleRefuseDialog *dialog = g_object_new (CONSOLE_TYPE_REFUSE_DIALOG, "session", session, NULL);
  g_autofree char *act = console_approval_title (approval);

  dialog->id = g_strdup (esp_json_get_string (approval, "Id"));
  set_value (dialog->act_row, act);
  set_value (dialog->ca_row, esp_json_get_string (approval, "CertificateAuthority"));
  set_value (dialog->who_row, esp_json_get_string (approval, "RequestedBy"));
  gtk_window_set_focus (GTK_WINDOW (dialog), GTK_WIDGET (dialog->reason_row));
  console_form_window_set_valid (CONSOLE_FORM_WINDOW (dialog), TRUE);
  return GTK_WINDOW (dialog);
}
