/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another permission for a share that exists: from then on, for everything that goes through it. */
#include "console-shares.h"

#include "console-form.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_REPLACE_PERMISSION_DIALOG (console_replace_permission_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleReplacePermissionDialog,
                      console_replace_permission_dialog,
                      CONSOLE,
                      REPLACE_PERMISSION_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleReplacePermissionDialog
{
  ConsoleFormWindow parent_instance;

  ConsoleFieldRow *share_row;
  ConsoleFieldRow *whom_row;
  ConsoleFieldRow *before_row;
  ConsolePermissionGroup *permission_group;
  char *arn;
  char *before;
};

G_DEFINE_FINAL_TYPE (ConsoleReplacePermissionDialog,
                     console_replace_permission_dialog,
                     CONSOLE_TYPE_FORM_WINDOW)

static void
changed_cb (ConsoleReplacePermissionDialog *dialog)
{
  const char *name = console_permission_group_get (dialog->permission_group);
  const char *reason = NULL;

  if (!name)
    reason = C_ ("tooltip", "The permissions are being read");
  else if (g_strcmp0 (name, dialog->before) == 0)
    reason = C_ ("tooltip", "The share has this permission already");
  console_form_window_set_reason (CONSOLE_FORM_WINDOW (dialog), reason);
}

static void
replaced (ConsoleFormWindow *window, JsonObject *result)
{
  if (!result)
    return;
  console_session_toast (console_form_window_get_session (window),
                         C_ ("toast", "The permission is replaced"));
  gtk_window_close (GTK_WINDOW (window));
}

static void
console_replace_permission_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleReplacePermissionDialog *dialog = CONSOLE_REPLACE_PERMISSION_DIALOG (window);
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Name", dialog->arn);
  json_object_set_string_member (parameters, "Permission",
                                 console_permission_group_get (dialog->permission_group));
  console_form_window_call (window, "ReplaceResourceSharePermission", parameters, replaced);
}

static void
console_replace_permission_dialog_finalize (GObject *object)
{
  g_free (CONSOLE_REPLACE_PERMISSION_DIALOG (object)->arn);
  g_free (CONSOLE_REPLACE_PERMISSION_DIALOG (object)->before);
  G_OBJECT_CLASS (console_replace_permission_dialog_parent_class)->finalize (object);
}

static void
console_replace_permission_dialog_class_init (ConsoleReplacePermissionDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_replace_permission_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_replace_permission_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  g_type_ensure (CONSOLE_TYPE_PERMISSION_GROUP);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/espalier/Espalier/replace-permission-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleReplacePermissionDialog, share_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReplacePermissionDialog, whom_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReplacePermissionDialog, before_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReplacePermissionDialog,
                                        permission_group);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
console_replace_permission_dialog_init (ConsoleReplacePermissionDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_replace_permission_dialog_new (ConsoleSession *session, JsonObject *share)
{
  ConsoleReplacePermissionDialog *dialog = g_object_new (CONSOLE_TYPE_REPLACE_PERMISSION_DIALOG,
                                                         "session", session, NULL);
  g_autofree char *whom = console_share_consumer (share);

  dialog->arn = g_strdup (esp_json_get_string (share, "Arn"));
  dialog->before = g_strdup (esp_json_get_string (share, "Permission"));
  console_field_row_set_value (dialog->share_row, esp_json_get_string (share, "Name"));
  console_field_row_set_value (dialog->whom_row, whom);
  console_field_row_set_value (dialog->before_row, console_permission_title (dialog->before));
  console_permission_group_load (dialog->permission_group, session, dialog->before);
  changed_cb (dialog);
  return GTK_WINDOW (dialog);
}
