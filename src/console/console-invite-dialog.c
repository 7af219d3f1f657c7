/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody new: a name, an account, tags; ends with the code that makes their keys. They hold no
 * role before somebody assigns one. */
#include "console-access-dialogs.h"
#include "console-account-row.h"
#include "console-code-box.h"
#include "console-form.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_INVITE_DIALOG (console_invite_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleInviteDialog,
                      console_invite_dialog,
                      CONSOLE,
                      INVITE_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleInviteDialog
{
  ConsoleFormWindow parent_instance;

  GtkEditable *name_row;
  ConsoleAccountRow *account_row;
  GtkSwitch *service_switch;
  ConsoleTagsEditor *tags_editor;
  ConsoleCodeBox *code_box;
};

G_DEFINE_FINAL_TYPE (ConsoleInviteDialog, console_invite_dialog, CONSOLE_TYPE_FORM_WINDOW)

static void
changed_cb (ConsoleInviteDialog *dialog)
{
  g_autoptr (GPtrArray) tags = console_tags_editor_get_tags (dialog->tags_editor);
  const char *reason = NULL;

  if (gtk_editable_get_text (dialog->name_row)[0] == '\0')
    reason = C_ ("tooltip", "Give a name first");
  else if (!console_account_row_get_account (dialog->account_row))
    reason = C_ ("tooltip", "Choose an account first");
  else if (!tags)
    reason = C_ ("tooltip", "Something is wrong with the tags");
  console_form_window_set_reason (CONSOLE_FORM_WINDOW (dialog), reason);
}

static void
invited (ConsoleFormWindow *window, JsonObject *result)
{
  ConsoleInviteDialog *dialog = CONSOLE_INVITE_DIALOG (window);

  if (result && console_code_box_take (dialog->code_box, result))
    console_form_window_show_result (window);
}

static void
console_invite_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleInviteDialog *dialog = CONSOLE_INVITE_DIALOG (window);
  g_autoptr (GPtrArray) tags = console_tags_editor_get_tags (dialog->tags_editor);
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Name", gtk_editable_get_text (dialog->name_row));
  esp_json_set_string (parameters, "Account",
                       console_account_row_get_account (dialog->account_row));
  if (gtk_switch_get_active (dialog->service_switch))
    json_object_set_boolean_member (parameters, "Service", TRUE);
  if (tags && tags->len > 0)
    json_object_set_array_member (parameters, "Tags", console_tags_to_json (tags));
  console_form_window_call (window, "InvitePrincipal", parameters, invited);
}

static void
console_invite_dialog_class_init (ConsoleInviteDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_invite_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_ACCOUNT_ROW);
  g_type_ensure (CONSOLE_TYPE_TAGS_EDITOR);
  g_type_ensure (CONSOLE_TYPE_CODE_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/invite-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleInviteDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleInviteDialog, account_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleInviteDialog, service_switch);
  gtk_widget_class_bind_template_child (widget_class, ConsoleInviteDialog, tags_editor);
  gtk_widget_class_bind_template_child (widget_class, ConsoleInviteDialog, code_box);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
console_invite_dialog_init (ConsoleInviteDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_invite_dialog_new (ConsoleSession *session)
{
  ConsoleInviteDialog *dialog = g_object_new (CONSOLE_TYPE_INVITE_DIALOG, "session", session, NULL);

  gtk_window_set_focus (GTK_WINDOW (dialog), GTK_WIDGET (dialog->name_row));
  changed_cb (dialog);
  console_account_row_load (dialog->account_row, session);
  return GTK_WINDOW (dialog);
}
