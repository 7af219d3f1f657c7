/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody who may agree to what others ask for. Services approve nothing. */
#include "console-approvals.h"

#include "console-form.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_ADD_APPROVER_DIALOG (console_add_approver_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleAddApproverDialog,
                      console_add_approver_dialog,
                      CONSOLE,
                      ADD_APPROVER_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleAddApproverDialog
{
  ConsoleFormWindow parent_instance;

  ConsoleFieldRow *ca_row;
  AdwComboRow *who_row;
  GtkEditable *who_entry;
  char *arn;
  GtkStringList *names;
  GHashTable *accounts; /* name -> name of the account */
  GHashTable *taken;    /* names of approvers */
  gboolean typing;      /* people can't be listed */
};

G_DEFINE_FINAL_TYPE (ConsoleAddApproverDialog,
                     console_add_approver_dialog,
                     CONSOLE_TYPE_FORM_WINDOW)

static char *
get_name (ConsoleAddApproverDialog *dialog)
{
  GtkStringObject *item;

  if (dialog->typing)
    return g_strstrip (g_strdup (gtk_editable_get_text (dialog->who_entry)));
  item = adw_combo_row_get_selected_item (dialog->who_row);
  return g_strdup (item ? gtk_string_object_get_string (item) : "");
}

static void
changed_cb (ConsoleAddApproverDialog *dialog)
{
  g_autofree char *name = get_name (dialog);

  console_form_window_set_reason (CONSOLE_FORM_WINDOW (dialog),
                                  name[0] ? NULL : C_ ("tooltip", "Choose a person first"));
}

static char *
title_cb (gpointer item, gpointer data)
{
  return g_strdup (gtk_string_object_get_string (item));
}

static char *
note_cb (gpointer item, gpointer data)
{
  ConsoleAddApproverDialog *dialog = data;

  return g_strdup (g_hash_table_lookup (dialog->accounts, gtk_string_object_get_string (item)));
}

static void
show_typing (ConsoleAddApproverDialog *dialog, gboolean typing)
{
  dialog->typing = typing;
  gtk_widget_set_visible (GTK_WIDGET (dialog->who_row), !typing);
  gtk_widget_set_visible (GTK_WIDGET (dialog->who_entry), typing);
  gtk_window_set_focus (GTK_WINDOW (dialog),
                        typing ? GTK_WIDGET (dialog->who_entry) : GTK_WIDGET (dialog->who_row));
  changed_cb (dialog);
}

static void
listed_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleAddApproverDialog *dialog = CONSOLE_ADD_APPROVER_DIALOG (owner);
  JsonArray *people = result ? esp_json_get_array (result, "Principals") : NULL;

  if (!people)
    {
      show_typing (dialog, TRUE);
      return;
    }
  for (guint i = 0; i < json_array_get_length (people); i++)
    {
      JsonObject *person = json_array_get_object_element (people, i);
      const char *name = esp_json_get_string (person, "Name");
      const char *account = esp_json_get_string (person, "AccountName");

      if (g_strcmp0 (esp_json_get_string (person, "Kind"), "PERSON") != 0 ||
          g_strcmp0 (esp_json_get_string (person, "Status"), "ACTIVE") != 0 ||
          g_hash_table_contains (dialog->taken, name))
        continue;
      g_hash_table_insert (dialog->accounts, g_strdup (name), g_strdup (account ? account : ""));
      gtk_string_list_append (dialog->names, name);
    }
  changed_cb (dialog);
}

static void
added (ConsoleFormWindow *window, JsonObject *result)
{
  g_autofree char *name = get_name (CONSOLE_ADD_APPROVER_DIALOG (window));
  /* Translators: %s is the name of a person */
  g_autofree char *text = g_strdup_printf (C_ ("toast", "“%s” is an approver now"), name);

  if (!result)
    return;
  console_session_toast (console_form_window_get_session (window), text);
  gtk_window_close (GTK_WINDOW (window));
}

static void
console_add_approver_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleAddApproverDialog *dialog = CONSOLE_ADD_APPROVER_DIALOG (window);
  g_autofree char *name = get_name (dialog);
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority", dialog->arn);
  json_object_set_string_member (parameters, "Principal", name);
  console_form_window_call (window, "AddApprover", parameters, added);
}

static void
console_add_approver_dialog_finalize (GObject *object)
{
  ConsoleAddApproverDialog *dialog = CONSOLE_ADD_APPROVER_DIALOG (object);

  g_free (dialog->arn);
  g_object_unref (dialog->names);
  g_hash_table_unref (dialog->accounts);
  g_hash_table_unref (dialog->taken);
  G_OBJECT_CLASS (console_add_approver_dialog_parent_class)->finalize (object);
}

static void
console_add_approver_dialog_class_init (ConsoleAddApproverDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_add_approver_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_add_approver_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/add-approver-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleAddApproverDialog, ca_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAddApproverDialog, who_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAddApproverDialog, who_entry);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
console_add_approver_dialog_init (ConsoleAddApproverDialog *dialog)
{
  dialog->names = gtk_string_list_new (NULL);
  dialog->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  dialog->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_add_approver_dialog_new (ConsoleSession *session, EspCaNode *ca, JsonArray *approvers)
{
  ConsoleAddApproverDialog *dialog = g_object_new (CONSOLE_TYPE_ADD_APPROVER_DIALOG, "session",
                                                   session, NULL);
  g_autofree char *denial = console_session_explain_denial (session, "iam:ListUsers", NULL);

  dialog->arn = g_strdup (esp_ca_node_get_ca (ca)->arn);
  console_field_row_set_value (dialog->ca_row, esp_ca_node_get_ca (ca)->label);
  for (guint i = 0; i < json_array_get_length (approvers); i++)
    g_hash_table_add (dialog->taken, g_strdup (esp_json_get_string (
                                       json_array_get_object_element (approvers, i), "Principal")));
  console_combo_set_texts (dialog->who_row, title_cb, note_cb, NULL, dialog);
  adw_combo_row_set_model (dialog->who_row, G_LIST_MODEL (dialog->names));
  show_typing (dialog, denial != NULL);
  if (!denial)
    console_session_call (session, GTK_WIDGET (dialog), "ListPrincipals", NULL, listed_cb, NULL);
  return GTK_WINDOW (dialog);
}
