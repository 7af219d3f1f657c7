/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A role: a name, an account, and a ready-made policy to begin with, or none. */
#include "console-access-dialogs.h"
#include "console-account-row.h"
#include "console-dialogs.h"
#include "console-form.h"
#include "console-policy-starters.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_CREATE_ROLE_DIALOG (console_create_role_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCreateRoleDialog,
                      console_create_role_dialog,
                      CONSOLE,
                      CREATE_ROLE_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleCreateRoleDialog
{
  ConsoleFormWindow parent_instance;

  GtkEditable *name_row;
  ConsoleAccountRow *account_row;
  AdwComboRow *starter_row;
  ConsoleTagsEditor *tags_editor;
};

G_DEFINE_FINAL_TYPE (ConsoleCreateRoleDialog, console_create_role_dialog, CONSOLE_TYPE_FORM_WINDOW)

/* In the order of the choice; the texts are those of console-policy-starters.c. */
static const struct
{
  const char *id;
  const char *label;
} starters[] = {
  { NULL, NC_ ("what a role may do", "Nothing yet") },
  { "auditor", NC_ ("what a role may do", "Read everything, change nothing") },
  { "issuer", NC_ ("what a role may do", "Issue certificates for servers and clients") },
  { "supplier", NC_ ("what a role may do", "Accept shares of others, and use their CAs") },
  { "approver", NC_ ("what a role may do", "Approve what others ask for") },
  { "own-tags", NC_ ("what a role may do", "Use the CAs of its own team") },
};

static void
changed_cb (ConsoleCreateRoleDialog *dialog)
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

/* The next step is to see what it may do, and to give it to somebody. */
static void
created (ConsoleFormWindow *window, JsonObject *result)
{
  ConsoleSession *session = console_form_window_get_session (window);
  const char *arn = esp_json_get_string (esp_json_get_object (result, "Role"), "Arn");
  GtkWindow *over = gtk_window_get_transient_for (GTK_WINDOW (window));

  if (!result)
    return;
  console_session_toast (session, C_ ("toast", "The role is created"));
  if (over && arn)
    console_dialog_present (console_role_dialog_new (session, arn), GTK_WIDGET (over));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
add_policy (ConsoleCreateRoleDialog *dialog, JsonObject *parameters)
{
  const char *id = starters[adw_combo_row_get_selected (dialog->starter_row)].id;
  JsonArray *policies = json_array_new ();
  JsonObject *policy = json_object_new ();

  json_array_add_object_element (policies, policy);
  json_object_set_array_member (parameters, "Policies", policies);
  json_object_set_string_member (policy, "Name", id);
  json_object_set_string_member (policy, "Document", console_policy_starters_find (id));
}

static void
console_create_role_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleCreateRoleDialog *dialog = CONSOLE_CREATE_ROLE_DIALOG (window);
  g_autoptr (GPtrArray) tags = console_tags_editor_get_tags (dialog->tags_editor);
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Name", gtk_editable_get_text (dialog->name_row));
  esp_json_set_string (parameters, "Account",
                       console_account_row_get_account (dialog->account_row));
  if (adw_combo_row_get_selected (dialog->starter_row) > 0)
    add_policy (dialog, parameters);
  if (tags && tags->len > 0)
    json_object_set_array_member (parameters, "Tags", console_tags_to_json (tags));
  console_form_window_call (window, "CreateRole", parameters, created);
}

static void
console_create_role_dialog_class_init (ConsoleCreateRoleDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_create_role_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_ACCOUNT_ROW);
  g_type_ensure (CONSOLE_TYPE_TAGS_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/create-role-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateRoleDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateRoleDialog, account_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateRoleDialog, starter_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateRoleDialog, tags_editor);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
console_create_role_dialog_init (ConsoleCreateRoleDialog *dialog)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (dialog));
  for (guint i = 0; i < G_N_ELEMENTS (starters); i++)
    gtk_string_list_append (labels, g_dpgettext2 (NULL, "what a role may do", starters[i].label));
  adw_combo_row_set_model (dialog->starter_row, G_LIST_MODEL (labels));
}

GtkWindow *
console_create_role_dialog_new (ConsoleSession *session)
{
  ConsoleCreateRoleDialog *dialog = g_object_new (CONSOLE_TYPE_CREATE_ROLE_DIALOG, "session",
                                                  session, NULL);

  gtk_window_set_focus (GTK_WINDOW (dialog), GTK_WIDGET (dialog->name_row));
  changed_cb (dialog);
  console_account_row_load (dialog->account_row, session);
  return GTK_WINDOW (dialog);
}
