/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new CA below another: which one signs it, how deep it may go, then the form of
 * console-ca-form.c. */
#include "console-denial.h"
#include "console-dialogs.h"
#include "console-form.h"
#include "console-parents.h"

#include <glib/gi18n.h>

#define SUBORDINATE_YEARS 5

#define CONSOLE_TYPE_CREATE_SUBORDINATE_DIALOG (console_create_subordinate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCreateSubordinateDialog,
                      console_create_subordinate_dialog,
                      CONSOLE,
                      CREATE_SUBORDINATE_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleCreateSubordinateDialog
{
  ConsoleFormWindow parent_instance;

  AdwComboRow *parent_row;
  ConsoleHintRow *parent_hint;
  ConsolePathLengthGroup *path_length;
  ConsoleCaForm *form;
  gboolean ready; /* the choice of parents is filled */
};

G_DEFINE_FINAL_TYPE (ConsoleCreateSubordinateDialog,
                     console_create_subordinate_dialog,
                     CONSOLE_TYPE_FORM_WINDOW)

/* --- Parents -----------------------------------------------------------------------------------*/

static char *
parent_title (gpointer item, gpointer data)
{
  const EspCa *ca = esp_ca_node_get_ca (item);
  g_autofree char *indent = g_strnfill (2 * (gsize) MAX (ca->level - 1, 0), ' ');

  return g_strconcat (indent, ca->label, NULL);
}

static char *
parent_reason (gpointer item, gpointer data)
{
  return console_denial_of_parent (data, esp_ca_node_get_ca (item));
}

static void
fill_parents (ConsoleCreateSubordinateDialog *dialog, ConsoleSession *session, EspCaNode *parent)
{
  g_autoptr (GListStore) parents = console_parents_list (session);
  EspCaNode *chosen = console_parents_choose (session, parent);
  guint position;

  console_combo_set_texts (dialog->parent_row, parent_title, NULL, parent_reason, session);
  adw_combo_row_set_model (dialog->parent_row, G_LIST_MODEL (parents));
  if (!chosen || !g_list_store_find (parents, chosen, &position))
    position = 0;
  adw_combo_row_set_selected (dialog->parent_row, position);
}

static EspCaNode *
get_parent (ConsoleCreateSubordinateDialog *dialog)
{
  return adw_combo_row_get_selected_item (dialog->parent_row);
}

/* --- Form --------------------------------------------------------------------------------------*/

static void
changed_cb (ConsoleCreateSubordinateDialog *dialog)
{
  gboolean valid = get_parent (dialog) && console_ca_form_is_valid (dialog->form) &&
                   console_path_length_group_get_length (dialog->path_length) >= 0 &&
                   !gtk_widget_get_visible (GTK_WIDGET (dialog->parent_hint));

  console_form_window_set_valid (CONSOLE_FORM_WINDOW (dialog), valid);
}

static void
parent_chosen_cb (ConsoleCreateSubordinateDialog *dialog)
{
  ConsoleSession *session = console_form_window_get_session (CONSOLE_FORM_WINDOW (dialog));
  EspCaNode *parent = get_parent (dialog);
  const EspCa *ca = parent ? esp_ca_node_get_ca (parent) : NULL;
  g_autofree char *reason = NULL;

  if (!dialog->ready)
    return;
  reason = ca ? console_denial_of_parent (session, ca) :
                g_strdup (_ ("There is no CA yet that could sign it. Create a root first."));
  console_hint_row_set_text (dialog->parent_hint, reason);
  console_path_length_group_set_parent (dialog->path_length, ca);
  console_ca_form_set_validity (dialog->form, SUBORDINATE_YEARS, ca ? ca->not_after : 0);
  changed_cb (dialog);
}

static void
created (ConsoleFormWindow *window, JsonObject *result)
{
  ConsoleSession *session = console_form_window_get_session (window);
  ConsoleCaForm *form = CONSOLE_CREATE_SUBORDINATE_DIALOG (window)->form;
  g_autofree char *text = NULL;

  if (!result)
    return;
  text = g_strdup_printf (C_ ("toast", "Created “%s”"), console_ca_form_get_name (form));
  console_session_select_when_there (session,
                                     esp_json_get_string (result, "CertificateAuthorityArn"));
  console_session_toast (session, text);
  gtk_window_close (GTK_WINDOW (window));
}

static void
console_create_subordinate_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleCreateSubordinateDialog *dialog = CONSOLE_CREATE_SUBORDINATE_DIALOG (window);
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Parent",
                                 esp_ca_node_get_ca (get_parent (dialog))->arn);
  json_object_set_int_member (parameters, "PathLength",
                              console_path_length_group_get_length (dialog->path_length));
  console_ca_form_fill (dialog->form, parameters);
  console_form_window_call (window, "CreateCertificateAuthority", parameters, created);
}

static void
console_create_subordinate_dialog_class_init (ConsoleCreateSubordinateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_create_subordinate_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_HINT_ROW);
  g_type_ensure (CONSOLE_TYPE_CA_FORM);
  g_type_ensure (CONSOLE_TYPE_PATH_LENGTH_GROUP);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/espalier/Espalier/create-subordinate-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateSubordinateDialog, parent_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateSubordinateDialog, parent_hint);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateSubordinateDialog, path_length);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCreateSubordinateDialog, form);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, parent_chosen_cb);
}

static void
console_create_subordinate_dialog_init (ConsoleCreateSubordinateDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_create_subordinate_dialog_new (ConsoleSession *session, EspCaNode *parent)
{
  ConsoleCreateSubordinateDialog *dialog = g_object_new (CONSOLE_TYPE_CREATE_SUBORDINATE_DIALOG,
                                                         "session", session, NULL);

  fill_parents (dialog, session, parent);
  dialog->ready = TRUE;
  parent_chosen_cb (dialog);
  console_ca_form_set_organization (dialog->form, console_session_get_organization (session));
  gtk_widget_grab_focus (GTK_WIDGET (dialog->form));
  return GTK_WINDOW (dialog);
}
