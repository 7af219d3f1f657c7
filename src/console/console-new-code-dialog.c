/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new one-time code: for who lost the old one, or, with all that follows from it, for who lost
 * their keys. The two are one dialog with different words. */
#include "console-access-dialogs.h"
#include "console-code-box.h"
#include "console-form.h"
#include "console-rows.h"

#include "base/esp-error.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_NEW_CODE_DIALOG (console_new_code_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleNewCodeDialog,
                      console_new_code_dialog,
                      CONSOLE,
                      NEW_CODE_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleNewCodeDialog
{
  ConsoleFormWindow parent_instance;

  ConsoleFieldRow *name_row;
  GtkLabel *consequences;
  ConsoleCodeBox *code_box;
  char *name;
  char *account;
  gboolean service;
  gboolean reset;
};

G_DEFINE_FINAL_TYPE (ConsoleNewCodeDialog, console_new_code_dialog, CONSOLE_TYPE_FORM_WINDOW)

static void
made (ConsoleFormWindow *window, JsonObject *result)
{
  ConsoleNewCodeDialog *dialog = CONSOLE_NEW_CODE_DIALOG (window);

  if (result && console_code_box_take (dialog->code_box, result))
    console_form_window_show_result (window);
}

static void
console_new_code_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleNewCodeDialog *dialog = CONSOLE_NEW_CODE_DIALOG (window);
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Name", dialog->name);
  if (!dialog->reset)
    esp_json_set_string (parameters, "Account", dialog->account);
  if (!dialog->reset && dialog->service)
    json_object_set_boolean_member (parameters, "Service", TRUE);
  console_form_window_call (window, dialog->reset ? "ResetPrincipal" : "InvitePrincipal",
                            parameters, made);
}

static void
console_new_code_dialog_finalize (GObject *object)
{
  g_free (CONSOLE_NEW_CODE_DIALOG (object)->name);
  g_free (CONSOLE_NEW_CODE_DIALOG (object)->account);
  G_OBJECT_CLASS (console_new_code_dialog_parent_class)->finalize (object);
}

static void
console_new_code_dialog_class_init (ConsoleNewCodeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_new_code_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_new_code_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  g_type_ensure (CONSOLE_TYPE_CODE_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/new-code-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleNewCodeDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleNewCodeDialog, consequences);
  gtk_widget_class_bind_template_child (widget_class, ConsoleNewCodeDialog, code_box);
}

static void
console_new_code_dialog_init (ConsoleNewCodeDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

static void
show_words (ConsoleNewCodeDialog *dialog)
{
  g_autofree char *safe = esp_text_escape (dialog->name);
  const char *arguments[] = { "name", safe, NULL };
  g_autofree char *text = esp_text_fill (
    dialog->reset ?
      _ (
        "{name} can no longer sign in, from now on, and the keys of {name} are taken off every CA "
        "that they open. With the new code new keys are made, which somebody confirms; then roles "
        "and rights are as before. What {name} did stays in the log. Use this when a passphrase is "
        "forgotten or a computer is lost.") :
      _ (
        "The code that was handed over before opens nothing any more, and keys that were made with "
        "it are thrown away."),
    arguments);

  gtk_label_set_text (dialog->consequences, text);
  g_object_set (
    dialog, "title",
    dialog->reset ? C_ ("title of a dialog", "Reset Person") : C_ ("title of a dialog", "New Code"),
    "primary-label",
    dialog->reset ? C_ ("button of a dialog", "_Reset") : C_ ("button of a dialog", "_Make Code"),
    "destructive", dialog->reset, NULL);
}

GtkWindow *
console_new_code_dialog_new (ConsoleSession *session, JsonObject *principal, gboolean reset)
{
  ConsoleNewCodeDialog *dialog = g_object_new (CONSOLE_TYPE_NEW_CODE_DIALOG, "session", session,
                                               NULL);

  dialog->name = g_strdup (esp_json_get_string (principal, "Name"));
  dialog->account = g_strdup (esp_json_get_string (principal, "Account"));
  dialog->service = g_strcmp0 (esp_json_get_string (principal, "Kind"), "SERVICE") == 0;
  dialog->reset = reset;
  console_field_row_set_value (dialog->name_row, dialog->name);
  show_words (dialog);
  return GTK_WINDOW (dialog);
}
