/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody new: a name, an account, a role, tags; ends with the code that makes their keys. The
 * role is assigned once they are there, which is an operation of its own, and may be refused. */
#include "console-access-dialogs.h"
#include "console-account-row.h"
#include "console-code-box.h"
#include "console-error.h"
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
  AdwComboRow *role_row;
  GtkLabel *role_label;

  JsonArray *roles;     /* all; NULL: not listed */
  GPtrArray *role_arns; /* of the choice behind its first row, which is none */
  char *name;           /* of who is being invited */
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

/* --- The role ----------------------------------------------------------------------------------*/

static const char *
get_role (ConsoleInviteDialog *dialog)
{
  guint selected = adw_combo_row_get_selected (dialog->role_row);

  return selected > 0 && selected <= dialog->role_arns->len ?
           g_ptr_array_index (dialog->role_arns, selected - 1) :
           NULL;
}

static gboolean
may_assign (ConsoleInviteDialog *dialog, const char *arn, const char *account)
{
  ConsoleSession *session = console_form_window_get_session (CONSOLE_FORM_WINDOW (dialog));
  g_autofree char *denial = console_access_explain (session, "iam:AssignRole", arn, account);

  return denial == NULL;
}

/* Those of the account that whoever invites may assign. Others are assigned later, from the person.
 */
static void
offer_roles (ConsoleInviteDialog *dialog)
{
  const char *account = console_account_row_get_account (dialog->account_row);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  if (!dialog->role_arns || !console_form_window_get_session (CONSOLE_FORM_WINDOW (dialog)))
    return;
  g_ptr_array_set_size (dialog->role_arns, 0);
  gtk_string_list_append (labels, C_ ("role of who is invited", "None yet"));
  for (guint i = 0; dialog->roles && i < json_array_get_length (dialog->roles); i++)
    {
      JsonObject *role = json_array_get_object_element (dialog->roles, i);
      const char *name = esp_json_get_string (role, "Name");
      const char *arn = esp_json_get_string (role, "Arn");

      if (!name || !arn || g_strcmp0 (esp_json_get_string (role, "Account"), account) != 0 ||
          !may_assign (dialog, arn, account))
        continue;
      gtk_string_list_take (labels, esp_text_escape (name));
      g_ptr_array_add (dialog->role_arns, g_strdup (arn));
    }
  adw_combo_row_set_model (dialog->role_row, G_LIST_MODEL (labels));
  gtk_widget_set_visible (GTK_WIDGET (dialog->role_row), dialog->role_arns->len > 0);
}

static void
account_cb (ConsoleInviteDialog *dialog)
{
  offer_roles (dialog);
  changed_cb (dialog);
}

static void
roles_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleInviteDialog *dialog = CONSOLE_INVITE_DIALOG (owner);
  JsonArray *roles = esp_json_get_array (result, "Roles");

  if (!roles)
    return;
  g_clear_pointer (&dialog->roles, json_array_unref);
  dialog->roles = json_array_ref (roles);
  offer_roles (dialog);
}

/* Said without asking: a refusal would be an entry in the log each time. */
static void
list_roles (ConsoleInviteDialog *dialog)
{
  ConsoleSession *session = console_form_window_get_session (CONSOLE_FORM_WINDOW (dialog));
  g_autofree char *denial = console_session_explain_denial (session, "iam:ListRoles", NULL);

  if (!denial)
    console_session_call (session, GTK_WIDGET (dialog), "ListRoles", NULL, roles_cb, NULL);
}

/* --- Doing -------------------------------------------------------------------------------------*/

/* They are invited whatever became of the role, and their code is shown this once. */
static void
assigned_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleInviteDialog *dialog = CONSOLE_INVITE_DIALOG (owner);
  g_autofree char *sentence = error ? console_error_sentence (error) : NULL;
  const char *arguments[] = { "name", dialog->name, "sentence", sentence ? sentence : "", NULL };
  g_autofree char *text = NULL;

  console_form_window_set_busy (CONSOLE_FORM_WINDOW (dialog), FALSE);
  if (error)
    /* Translators: {sentence} is a whole sentence that says why */
    text = esp_text_fill (console_error_is_waiting (error) ?
                            _ ("{name} is invited. The role: {sentence}") :
                            _ ("{name} is invited, but the role is not assigned. {sentence} Open "
                               "{name} in the list of people to assign it there."),
                          arguments);
  gtk_label_set_text (dialog->role_label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->role_label), text != NULL);
  console_form_window_show_result (CONSOLE_FORM_WINDOW (dialog));
}

static void
invited (ConsoleFormWindow *window, JsonObject *result)
{
  ConsoleInviteDialog *dialog = CONSOLE_INVITE_DIALOG (window);
  const char *role = get_role (dialog);
  JsonObject *parameters;

  if (!result || !console_code_box_take (dialog->code_box, result))
    return;
  if (!role)
    {
      console_form_window_show_result (window);
      return;
    }
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "Role", role);
  json_object_set_string_member (parameters, "Principal", dialog->name);
  console_form_window_set_busy (window, TRUE);
  console_session_call (console_form_window_get_session (window), GTK_WIDGET (window), "AssignRole",
                        parameters, assigned_cb, NULL);
}

static void
console_invite_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleInviteDialog *dialog = CONSOLE_INVITE_DIALOG (window);
  g_autoptr (GPtrArray) tags = console_tags_editor_get_tags (dialog->tags_editor);
  JsonObject *parameters = json_object_new ();

  g_free (dialog->name);
  dialog->name = g_strdup (gtk_editable_get_text (dialog->name_row));
  json_object_set_string_member (parameters, "Name", dialog->name);
  esp_json_set_string (parameters, "Account",
                       console_account_row_get_account (dialog->account_row));
  if (gtk_switch_get_active (dialog->service_switch))
    json_object_set_boolean_member (parameters, "Service", TRUE);
  if (tags && tags->len > 0)
    json_object_set_array_member (parameters, "Tags", console_tags_to_json (tags));
  console_form_window_call (window, "InvitePrincipal", parameters, invited);
}

static void
console_invite_dialog_finalize (GObject *object)
{
  ConsoleInviteDialog *dialog = CONSOLE_INVITE_DIALOG (object);

  g_clear_pointer (&dialog->roles, json_array_unref);
  g_clear_pointer (&dialog->role_arns, g_ptr_array_unref);
  g_free (dialog->name);
  G_OBJECT_CLASS (console_invite_dialog_parent_class)->finalize (object);
}

static void
console_invite_dialog_class_init (ConsoleInviteDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_invite_dialog_finalize;
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
  gtk_widget_class_bind_template_child (widget_class, ConsoleInviteDialog, role_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleInviteDialog, role_label);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, account_cb);
}

static void
console_invite_dialog_init (ConsoleInviteDialog *dialog)
{
  dialog->role_arns = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_invite_dialog_new (ConsoleSession *session)
{
  ConsoleInviteDialog *dialog = g_object_new (CONSOLE_TYPE_INVITE_DIALOG, "session", session, NULL);

  gtk_window_set_focus (GTK_WINDOW (dialog), GTK_WIDGET (dialog->name_row));
  changed_cb (dialog);
  console_account_row_load (dialog->account_row, session);
  list_roles (dialog);
  return GTK_WINDOW (dialog);
}
