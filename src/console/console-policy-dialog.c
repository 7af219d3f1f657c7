/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor in a window of its own, for the three kinds of documents that can be written: what
 * differs stands in a table. Saving is what the engine does with it; here it is only kept from
 * being asked for what has errors. */
#include "console-access-dialogs.h"
#include "console-dialogs.h"
#include "console-error.h"
#include "console-form.h"
#include "console-policy-editor.h"
#include "console-policy-starters.h"
#include "console-question.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_POLICY_DIALOG (console_policy_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePolicyDialog, console_policy_dialog, CONSOLE, POLICY_DIALOG, AdwWindow)

struct _ConsolePolicyDialog
{
  AdwWindow parent_instance;

  GtkWidget *save_button;
  GtkSpinner *spinner;
  GtkMenuButton *starter_button;
  GtkWidget *delete_button;
  GtkWidget *content;
  GtkWidget *head;
  GtkEditable *name_row;
  AdwExpanderRow *accounts_row;
  ConsolePolicyEditor *editor;

  ConsoleSession *session;
  guint kind;
  char *role_arn;
  char *name;                 /* NULL: a new one */
  GPtrArray *account_buttons; /* GtkCheckButton; NULL: not listed */
  GHashTable *accounts;       /* numbers of those that are chosen at the beginning */
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (ConsolePolicyDialog, console_policy_dialog, ADW_TYPE_WINDOW)

typedef enum
{
  OF_ROLE,
  OF_GUARDRAIL,
  OF_PERMISSION,
} Kind;

static const struct
{
  EspPolicyKind language;
  const char *title;
  const char *create;
  const char *update;
  const char *name_member;
  const char *document_member;
  const char *name_title;
  const char *saved;
} kinds[] = {
  [OF_ROLE] = { ESP_POLICY_IDENTITY, NC_ ("title of a dialog", "Policy of a Role"), "PutRolePolicy",
                "PutRolePolicy", "PolicyName", "PolicyDocument",
                NC_ ("row of a form", "Name of the policy"), NC_ ("toast", "The policy is saved") },
  [OF_GUARDRAIL] = { ESP_POLICY_GUARDRAIL, NC_ ("title of a dialog", "Guardrail"),
                     "CreateGuardrail", "UpdateGuardrail", "Name", "Document",
                     NC_ ("row of a form", "Name of the guardrail"),
                     NC_ ("toast", "The guardrail is saved and holds from now on") },
  [OF_PERMISSION] = { ESP_POLICY_TEMPLATE, NC_ ("title of a dialog", "Permission for Sharing"),
                      "CreateManagedPermission", "CreateManagedPermissionVersion", "Name",
                      "PolicyTemplate", NC_ ("row of a form", "Name of the permission"),
                      NC_ ("toast", "The permission is saved") },
};

/* --- Accounts ----------------------------------------------------------------------------------*/

static JsonArray *
get_accounts (ConsolePolicyDialog *dialog)
{
  JsonArray *chosen = json_array_new ();

  for (guint i = 0; dialog->account_buttons && i < dialog->account_buttons->len; i++)
    {
      GtkCheckButton *button = g_ptr_array_index (dialog->account_buttons, i);

      if (gtk_check_button_get_active (button))
        json_array_add_string_element (chosen, g_object_get_data (G_OBJECT (button), "account"));
    }
  return chosen;
}

static void
account_toggled_cb (ConsolePolicyDialog *dialog)
{
  g_autoptr (JsonArray) chosen = get_accounts (dialog);
  guint n = json_array_get_length (chosen);
  g_autofree char *text = g_strdup_printf (
    ngettext ("It holds in %u account", "It holds in %u accounts", n), n);

  adw_expander_row_set_subtitle (dialog->accounts_row,
                                 n ? text : _ ("None chosen: it holds in every account"));
}

static void
add_account (ConsolePolicyDialog *dialog, JsonObject *account)
{
  const char *id = esp_json_get_string (account, "Id");
  const char *name = esp_json_get_string (account, "Name");
  g_autofree char *safe = esp_text_escape (name ? name : "");
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_check_button_new ();

  /* One after the other: the label hears of both in the order in which they are told. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), safe);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), id);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "account", g_strdup (id), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, safe, -1);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button),
                               id && g_hash_table_contains (dialog->accounts, id));
  g_signal_connect_object (button, "toggled", G_CALLBACK (account_toggled_cb), dialog,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  adw_expander_row_add_row (dialog->accounts_row, row);
  g_ptr_array_add (dialog->account_buttons, button);
}

static void
accounts_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsolePolicyDialog *dialog = CONSOLE_POLICY_DIALOG (owner);
  JsonArray *accounts = esp_json_get_array (result, "Accounts");

  if (error)
    {
      console_error_show (dialog->content, error);
      return;
    }
  dialog->account_buttons = g_ptr_array_new ();
  for (guint i = 0; accounts && i < json_array_get_length (accounts); i++)
    add_account (dialog, json_array_get_object_element (accounts, i));
  account_toggled_cb (dialog);
}

/* --- Saving ------------------------------------------------------------------------------------*/

static void
update (ConsolePolicyDialog *dialog)
{
  const char *missing = NULL;

  if (!dialog->name && gtk_editable_get_text (dialog->name_row)[0] == '\0')
    missing = C_ ("tooltip", "Give it a name first");
  else if (!console_policy_editor_is_valid (dialog->editor))
    missing = C_ ("tooltip", "The document has errors, or is being checked");
  gtk_widget_set_sensitive (dialog->save_button, !missing && !dialog->busy);
  gtk_widget_set_tooltip_text (dialog->save_button, missing);
}

static void
set_busy (ConsolePolicyDialog *dialog, gboolean busy)
{
  dialog->busy = busy;
  gtk_spinner_set_spinning (dialog->spinner, busy);
  gtk_widget_set_sensitive (dialog->content, !busy);
  update (dialog);
}

static void
saved_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsolePolicyDialog *dialog = CONSOLE_POLICY_DIALOG (owner);

  set_busy (dialog, FALSE);
  if (error)
    {
      console_error_show (dialog->content, error);
      return;
    }
  console_session_toast (dialog->session, g_dpgettext2 (NULL, "toast", kinds[dialog->kind].saved));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
save_cb (ConsolePolicyDialog *dialog)
{
  JsonObject *parameters = json_object_new ();
  g_autofree char *text = console_policy_editor_get_text (dialog->editor);
  const char *name = dialog->name ? dialog->name : gtk_editable_get_text (dialog->name_row);

  esp_json_set_string (parameters, "Role", dialog->role_arn);
  json_object_set_string_member (parameters, kinds[dialog->kind].name_member, name);
  json_object_set_string_member (parameters, kinds[dialog->kind].document_member, text);
  if (dialog->kind == OF_GUARDRAIL && dialog->account_buttons)
    json_object_set_array_member (parameters, "Accounts", get_accounts (dialog));
  set_busy (dialog, TRUE);
  console_session_call (dialog->session, GTK_WIDGET (dialog),
                        dialog->name ? kinds[dialog->kind].update : kinds[dialog->kind].create,
                        parameters, saved_cb, NULL);
}

static void
save_clicked_cb (ConsolePolicyDialog *dialog)
{
  if (gtk_widget_get_sensitive (dialog->save_button))
    save_cb (dialog);
}

/* --- Deleting a guardrail ----------------------------------------------------------------------*/

static void
deleted_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsolePolicyDialog *dialog = CONSOLE_POLICY_DIALOG (owner);

  set_busy (dialog, FALSE);
  if (error)
    {
      console_error_show (dialog->content, error);
      return;
    }
  console_session_toast (dialog->session, C_ ("toast", "The guardrail is deleted"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
delete_agreed_cb (GtkWidget *owner, const char *name)
{
  ConsolePolicyDialog *dialog = CONSOLE_POLICY_DIALOG (owner);
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Name", name);
  set_busy (dialog, TRUE);
  console_session_call (dialog->session, owner, "DeleteGuardrail", parameters, deleted_cb, NULL);
}

static void
delete_cb (ConsolePolicyDialog *dialog)
{
  console_question_ask (
    GTK_WIDGET (dialog), _ ("Delete This Guardrail?"),
    _ (
      "What it denies is no longer denied, at once and in every account: whatever roles and shares "
      "allow is allowed then. Its events stay in the log."),
    C_ ("button", "_Delete"), delete_agreed_cb, dialog->name);
}

static void
start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsolePolicyDialog *dialog = CONSOLE_POLICY_DIALOG (widget);
  const char *text = console_policy_starters_find (g_variant_get_string (parameter, NULL));

  if (text)
    console_policy_editor_set_text (dialog->editor, text);
}

/* --- Object ------------------------------------------------------------------------------------*/

/* What was begun is finished, and its outcome belongs here. */
static gboolean
console_policy_dialog_close_request (GtkWindow *window)
{
  if (CONSOLE_POLICY_DIALOG (window)->busy)
    return TRUE;
  return GTK_WINDOW_CLASS (console_policy_dialog_parent_class)->close_request (window);
}

static void
console_policy_dialog_dispose (GObject *object)
{
  ConsolePolicyDialog *dialog = CONSOLE_POLICY_DIALOG (object);

  g_clear_object (&dialog->session);
  g_clear_pointer (&dialog->account_buttons, g_ptr_array_unref);
  G_OBJECT_CLASS (console_policy_dialog_parent_class)->dispose (object);
}

static void
console_policy_dialog_finalize (GObject *object)
{
  ConsolePolicyDialog *dialog = CONSOLE_POLICY_DIALOG (object);

  g_free (dialog->role_arn);
  g_free (dialog->name);
  g_hash_table_unref (dialog->accounts);
  G_OBJECT_CLASS (console_policy_dialog_parent_class)->finalize (object);
}

static void
console_policy_dialog_class_init (ConsolePolicyDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = console_policy_dialog_dispose;
  object_class->finalize = console_policy_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = console_policy_dialog_close_request;
  g_type_ensure (CONSOLE_TYPE_POLICY_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/policy-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePolicyDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, ConsolePolicyDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, ConsolePolicyDialog, starter_button);
  gtk_widget_class_bind_template_child (widget_class, ConsolePolicyDialog, delete_button);
  gtk_widget_class_bind_template_child (widget_class, ConsolePolicyDialog, content);
  gtk_widget_class_bind_template_child (widget_class, ConsolePolicyDialog, head);
  gtk_widget_class_bind_template_child (widget_class, ConsolePolicyDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, ConsolePolicyDialog, accounts_row);
  gtk_widget_class_bind_template_child (widget_class, ConsolePolicyDialog, editor);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
  gtk_widget_class_install_action (widget_class, "policy.start", "s", start_action);
}

static void
console_policy_dialog_init (ConsolePolicyDialog *dialog)
{
  dialog->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

static ConsolePolicyDialog *
make (ConsoleSession *session, Kind kind, const char *name, const char *document)
{
  ConsolePolicyDialog *dialog = g_object_new (CONSOLE_TYPE_POLICY_DIALOG, NULL);
  g_autoptr (GMenu) starters = console_policy_starters_menu (kinds[kind].language, "policy.start");
  g_autofree char *safe = esp_text_escape (name ? name : "");

  dialog->session = g_object_ref (session);
  dialog->kind = kind;
  dialog->name = g_strdup (name);
  gtk_window_set_title (GTK_WINDOW (dialog),
                        name ? safe : g_dpgettext2 (NULL, "title of a dialog", kinds[kind].title));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (dialog->name_row),
                                 g_dpgettext2 (NULL, "row of a form", kinds[kind].name_title));
  gtk_widget_set_visible (GTK_WIDGET (dialog->name_row), name == NULL);
  gtk_widget_set_visible (GTK_WIDGET (dialog->starter_button), name == NULL);
  gtk_widget_set_visible (dialog->head, name == NULL || kind == OF_GUARDRAIL);
  gtk_menu_button_set_menu_model (dialog->starter_button, G_MENU_MODEL (starters));
  console_policy_editor_set_up (dialog->editor, session, kinds[kind].language);
  console_policy_editor_set_text (
    dialog->editor, document ? document : console_policy_starters_blank (kinds[kind].language));
  gtk_window_set_focus (GTK_WINDOW (dialog),
                        name ? GTK_WIDGET (dialog->editor) : GTK_WIDGET (dialog->name_row));
  update (dialog);
  return dialog;
}

GtkWindow *
console_policy_dialog_new_for_role (ConsoleSession *session,
                                    const char *role_arn,
                                    const char *name,
                                    const char *document)
{
  ConsolePolicyDialog *dialog = make (session, OF_ROLE, name, document);

  dialog->role_arn = g_strdup (role_arn);
  return GTK_WINDOW (dialog);
}

GtkWindow *
console_policy_dialog_new_for_guardrail (ConsoleSession *session, JsonObject *guardrail)
{
  const char *name = guardrail ? esp_json_get_string (guardrail, "Name") : NULL;
  JsonArray *accounts = guardrail ? esp_json_get_array (guardrail, "Accounts") : NULL;
  ConsolePolicyDialog *dialog = make (
    session, OF_GUARDRAIL, name, guardrail ? esp_json_get_string (guardrail, "Document") : NULL);
  g_autofree char *denial =
    name ? console_session_explain_denial (session, "organizations:DeletePolicy", NULL) : NULL;

  for (guint i = 0; accounts && i < json_array_get_length (accounts); i++)
    g_hash_table_add (dialog->accounts, g_strdup (json_array_get_string_element (accounts, i)));
  gtk_widget_set_visible (GTK_WIDGET (dialog->accounts_row), TRUE);
  gtk_widget_set_visible (dialog->delete_button, name != NULL);
  gtk_widget_set_sensitive (dialog->delete_button, denial == NULL);
  gtk_widget_set_tooltip_text (dialog->delete_button, denial);
  console_session_call (session, GTK_WIDGET (dialog), "ListAccounts", NULL, accounts_cb, NULL);
  return GTK_WINDOW (dialog);
}

GtkWindow *
console_policy_dialog_new_for_permission (ConsoleSession *session,
                                          const char *name,
                                          const char *document)
{
  return GTK_WINDOW (make (session, OF_PERMISSION, name, document));
}
