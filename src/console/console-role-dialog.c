/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One role: what its policies allow, who holds it, its tags. What is shown is read anew after each
 * change. */
#include "console-access-dialogs.h"
#include "console-access-item.h"
#include "console-dialogs.h"
#include "console-error.h"
#include "console-icon-button.h"
#include "console-note-row.h"
#include "console-question.h"
#include "console-rows.h"
#include "console-tag-chips.h"

#include "base/esp-error.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_ROLE_DIALOG (console_role_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleRoleDialog, console_role_dialog, CONSOLE, ROLE_DIALOG, AdwWindow)

struct _ConsoleRoleDialog
{
  AdwWindow parent_instance;

  GtkWidget *content;
  AdwPreferencesGroup *policies_group;
  GtkWidget *add_button;
  AdwPreferencesGroup *people_group;
  ConsoleTagChips *tag_chips;
  GtkWidget *tags_button;
  ConsoleFieldRow *account_row;
  ConsoleFieldRow *scope_row;
  ConsoleFieldRow *arn_row;
  GtkWidget *delete_button;

  ConsoleSession *session;
  char *arn;
  JsonObject *role; /* as the engine described it last */
  GPtrArray *policy_rows, *people_rows;
  gboolean deleting;
};

G_DEFINE_FINAL_TYPE (ConsoleRoleDialog, console_role_dialog, ADW_TYPE_WINDOW)

static void read_anew (ConsoleRoleDialog *dialog);

/* --- Doing -------------------------------------------------------------------------------------*/

static void
done_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleRoleDialog *dialog = CONSOLE_ROLE_DIALOG (owner);
  const char *toast = data;

  if (error)
    {
      dialog->deleting = FALSE;
      console_error_show (dialog->content, error);
    }
  else
    console_session_toast (dialog->session, g_dpgettext2 (NULL, "toast", toast));
  if (dialog->deleting)
    gtk_window_destroy (GTK_WINDOW (dialog));
  else
    read_anew (dialog);
}

static JsonObject *
name_role (ConsoleRoleDialog *dialog)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Role", dialog->arn);
  return parameters;
}

static void
delete_policy_agreed_cb (GtkWidget *owner, const char *name)
{
  ConsoleRoleDialog *dialog = CONSOLE_ROLE_DIALOG (owner);
  JsonObject *parameters = name_role (dialog);

  json_object_set_string_member (parameters, "PolicyName", name);
  console_session_call (dialog->session, owner, "DeleteRolePolicy", parameters, done_cb,
                        (gpointer) NC_ ("toast", "The policy is deleted"));
}

static void
delete_policy_cb (ConsoleRoleDialog *dialog, GtkWidget *button)
{
  const char *name = g_object_get_data (G_OBJECT (button), "name");
  const char *arguments[] = { "policy", name, NULL };
  g_autofree char *heading = esp_text_fill (_ ("Delete the Policy “{policy}”?"), arguments);

  console_question_ask (
    GTK_WIDGET (dialog), heading,
    _ ("What only this policy allows, nobody may do in this role any more, at once; what it denies "
       "is denied no longer. Keys of CAs are sealed anew for who may still use them."),
    C_ ("button", "_Delete"), delete_policy_agreed_cb, name);
}

static void
add_policy_cb (ConsoleRoleDialog *dialog)
{
  console_dialog_present (
    console_policy_dialog_new_for_role (dialog->session, dialog->arn, NULL, NULL),
    GTK_WIDGET (dialog));
}

static void
open_policy_cb (ConsoleRoleDialog *dialog, GtkWidget *row)
{
  console_dialog_present (
    console_policy_dialog_new_for_role (dialog->session, dialog->arn,
                                        g_object_get_data (G_OBJECT (row), "name"),
                                        g_object_get_data (G_OBJECT (row), "document")),
    GTK_WIDGET (dialog));
}

static void
tags_cb (ConsoleRoleDialog *dialog)
{
  g_autoptr (GPtrArray) tags = console_tags_from_json (dialog->role);

  console_dialog_present (
    console_tags_dialog_new_for (dialog->session, CONSOLE_TAGGED_ROLE, dialog->arn, tags),
    GTK_WIDGET (dialog));
}

static void
delete_agreed_cb (GtkWidget *owner, const char *thing)
{
  ConsoleRoleDialog *dialog = CONSOLE_ROLE_DIALOG (owner);

  dialog->deleting = TRUE;
  console_session_call (dialog->session, owner, "DeleteRole", name_role (dialog), done_cb,
                        (gpointer) NC_ ("toast", "The role is deleted"));
}

static void
delete_cb (ConsoleRoleDialog *dialog)
{
  const char *name = esp_json_get_string (dialog->role, "Name");
  const char *arguments[] = { "role", name ? name : "", NULL };
  g_autofree char *heading = esp_text_fill (_ ("Delete the Role “{role}”?"), arguments);

  console_question_ask (
    GTK_WIDGET (dialog), heading,
    _ ("Its policies are deleted with it. What was done in it stays in the log. "
       "Shares to this role end."),
    C_ ("button", "_Delete"), delete_agreed_cb, NULL);
}

/* --- Showing -----------------------------------------------------------------------------------*/

static void
remove_rows (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static GtkWidget *
make_delete_button (ConsoleRoleDialog *dialog, const char *name)
{
  const char *arguments[] = { "policy", name, NULL };
  g_autofree char *filled = esp_text_fill (C_ ("button", "Delete the policy “{policy}”"),
                                           arguments);
  g_autofree char *words = esp_text_escape (filled);
  g_autofree char *denial = console_access_explain (dialog->session, "iam:DeleteRolePolicy",
                                                    dialog->arn,
                                                    esp_json_get_string (dialog->role, "Account"));
  GtkWidget *button = console_icon_button_new ("user-trash-symbolic", words, NULL, denial);

  g_object_set_data_full (G_OBJECT (button), "name", g_strdup (name), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (delete_policy_cb), dialog,
                           G_CONNECT_SWAPPED);
  return button;
}

static void
add_policy_row (ConsoleRoleDialog *dialog, JsonObject *policy)
{
  const char *name = esp_json_get_string (policy, "Name");
  g_autofree char *safe = esp_text_escape (name ? name : "");
  GtkWidget *row = adw_action_row_new ();

  /* One after the other: the label hears of both in the order in which they are told. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), safe);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_delete_button (dialog, name ? name : ""));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  g_object_set_data_full (G_OBJECT (row), "name", g_strdup (name), g_free);
  g_object_set_data_full (G_OBJECT (row), "document",
                          g_strdup (esp_json_get_string (policy, "Document")), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (open_policy_cb), dialog,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (dialog->policies_group, row);
  g_ptr_array_add (dialog->policy_rows, row);
}

static void
show_policies (ConsoleRoleDialog *dialog)
{
  JsonArray *policies = esp_json_get_array (dialog->role, "PolicyDocuments");

  remove_rows (dialog->policies_group, dialog->policy_rows);
  for (guint i = 0; policies && i < json_array_get_length (policies); i++)
    add_policy_row (dialog, json_array_get_object_element (policies, i));
  adw_preferences_group_set_description (
    dialog->policies_group,
    dialog->policy_rows->len > 0 ? NULL : _ ("None yet: nothing is allowed in this role."));
}

static void
show_people (ConsoleRoleDialog *dialog)
{
  JsonArray *people = esp_json_get_array (dialog->role, "Principals");

  remove_rows (dialog->people_group, dialog->people_rows);
  for (guint i = 0; people && i < json_array_get_length (people); i++)
    {
      GtkWidget *row = console_note_row_new (json_array_get_string_element (people, i));

      console_note_row_set_icon (CONSOLE_NOTE_ROW (row), "person-symbolic", NULL);
      adw_preferences_group_add (dialog->people_group, row);
      g_ptr_array_add (dialog->people_rows, row);
    }
  adw_preferences_group_set_description (
    dialog->people_group,
    dialog->people_rows->len > 0 ? NULL : _ ("Nobody. Open a person to assign a role to them."));
}

static void
show_button (ConsoleRoleDialog *dialog,
             GtkWidget *button,
             const char *action,
             const char *reason,
             const char *tooltip)
{
  g_autofree char *denial = reason ? g_strdup (reason) :
                                     console_access_explain (
                                       dialog->session, action, dialog->arn,
                                       esp_json_get_string (dialog->role, "Account"));

  gtk_widget_set_sensitive (button, denial == NULL);
  gtk_widget_set_tooltip_text (button, denial ? denial : tooltip);
}

static void
show (ConsoleRoleDialog *dialog)
{
  const char *name = esp_json_get_string (dialog->role, "Name");
  const char *account_name = esp_json_get_string (dialog->role, "AccountName");
  const char *account = esp_json_get_string (dialog->role, "Account");
  gboolean whole = g_strcmp0 (esp_json_get_string (dialog->role, "Scope"), "ORGANIZATION") == 0;
  g_autofree char *safe = esp_text_escape (name ? name : "");
  g_autofree char *accounts = account ? g_strdup_printf (
                                          "%s (%s)", account_name ? account_name : "", account) :
                                        g_strdup ("");
  g_autoptr (GPtrArray) tags = console_tags_from_json (dialog->role);

  gtk_window_set_title (GTK_WINDOW (dialog), safe);
  show_policies (dialog);
  show_people (dialog);
  console_tag_chips_set_tags (dialog->tag_chips, tags);
  console_field_row_set_value (dialog->account_row, accounts);
  console_field_row_set_value (dialog->scope_row,
                               whole ? C_ ("scope of a role", "All accounts of the organization") :
                                       C_ ("scope of a role", "Its account"));
  console_field_row_set_value (dialog->arn_row, dialog->arn);
  show_button (dialog, dialog->add_button, "iam:PutRolePolicy", NULL, C_ ("button", "Add Policy…"));
  show_button (dialog, dialog->tags_button, "iam:TagRole", NULL, C_ ("button", "Edit Tags"));
  show_button (dialog, dialog->delete_button, "iam:DeleteRole",
               dialog->people_rows->len > 0 ?
                 _ ("Somebody holds this role. Take it away from them first.") :
                 NULL,
               NULL);
}

/* --- Reading -----------------------------------------------------------------------------------*/

static void
described_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleRoleDialog *dialog = CONSOLE_ROLE_DIALOG (owner);
  JsonObject *role = esp_json_get_object (result, "Role");

  if (error && !dialog->deleting)
    console_error_show (dialog->content, error);
  if (!role)
    return;
  g_clear_pointer (&dialog->role, json_object_unref);
  dialog->role = json_object_ref (role);
  show (dialog);
}

static void
read_anew (ConsoleRoleDialog *dialog)
{
  if (dialog->session && !dialog->deleting)
    console_session_call (dialog->session, GTK_WIDGET (dialog), "DescribeRole", name_role (dialog),
                          described_cb, NULL);
}

static void
changed_cb (ConsoleRoleDialog *dialog, gint64 from, gint64 to, guint topics)
{
  if (topics & ESP_TOPIC_ACCESS)
    read_anew (dialog);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_role_dialog_dispose (GObject *object)
{
  ConsoleRoleDialog *dialog = CONSOLE_ROLE_DIALOG (object);

  g_clear_object (&dialog->session);
  g_clear_pointer (&dialog->role, json_object_unref);
  G_OBJECT_CLASS (console_role_dialog_parent_class)->dispose (object);
}

static void
console_role_dialog_finalize (GObject *object)
{
  ConsoleRoleDialog *dialog = CONSOLE_ROLE_DIALOG (object);

  g_free (dialog->arn);
  g_ptr_array_unref (dialog->policy_rows);
  g_ptr_array_unref (dialog->people_rows);
  G_OBJECT_CLASS (console_role_dialog_parent_class)->finalize (object);
}

static void
console_role_dialog_class_init (ConsoleRoleDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_role_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_role_dialog_finalize;
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  g_type_ensure (CONSOLE_TYPE_TAG_CHIPS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/role-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleRoleDialog, content);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRoleDialog, policies_group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRoleDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRoleDialog, people_group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRoleDialog, tag_chips);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRoleDialog, tags_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRoleDialog, account_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRoleDialog, scope_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRoleDialog, arn_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRoleDialog, delete_button);
  gtk_widget_class_bind_template_callback (widget_class, add_policy_cb);
  gtk_widget_class_bind_template_callback (widget_class, tags_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
}

static void
console_role_dialog_init (ConsoleRoleDialog *dialog)
{
  dialog->policy_rows = g_ptr_array_new ();
  dialog->people_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_role_dialog_new (ConsoleSession *session, const char *arn)
{
  ConsoleRoleDialog *dialog = g_object_new (CONSOLE_TYPE_ROLE_DIALOG, NULL);

  dialog->session = g_object_ref (session);
  dialog->arn = g_strdup (arn);
  g_signal_connect_object (console_session_get_engine (session), "changed", G_CALLBACK (changed_cb),
                           dialog, G_CONNECT_SWAPPED);
  read_anew (dialog);
  return GTK_WINDOW (dialog);
}
