/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery identity: why, then made into a file that the person chooses, then its passphrase,
 * once. It is shown in groups, each in a label of its own, so that the whole of it is never in
 * memory that is not wiped; the dialog does not close before somebody says that it is written down.
 */
#include "console-dialogs.h"
#include "console-error.h"
#include "console-files.h"
#include "console-recovery-print.h"
#include "console-rows.h"
#include "console-vault-making.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_RECOVERY_DIALOG (console_recovery_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleRecoveryDialog,
                      console_recovery_dialog,
                      CONSOLE,
                      RECOVERY_DIALOG,
                      AdwWindow)

struct _ConsoleRecoveryDialog
{
  AdwWindow parent_instance;

  GtkWidget *later_button;
  GtkWidget *finish_button;
  GtkStack *stack;
  GtkWidget *make_button;
  GtkSpinner *spinner;
  GtkLabel *error_label;
  GtkFlowBox *groups_box;
  ConsoleFieldRow *file_row;
  ConsoleFieldRow *waiting_row;
  GtkCheckButton *written_button;

  ConsoleSession *session;
  char *path;
  EspSecret *passphrase;
};

G_DEFINE_FINAL_TYPE (ConsoleRecoveryDialog, console_recovery_dialog, ADW_TYPE_WINDOW)

/* --- Showing it --------------------------------------------------------------------------------*/

static GtkWidget *
make_group (const char *group)
{
  GtkWidget *label = gtk_label_new (group);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "title-2");
  return label;
}

static void
show_passphrase (ConsoleRecoveryDialog *dialog)
{
  char group[CONSOLE_RECOVERY_GROUP_MAX], next[CONSOLE_RECOVERY_GROUP_MAX];
  g_autofree char *name = g_filename_display_name (dialog->path);

  for (guint i = 0; console_recovery_get_group (dialog->passphrase, i, group); i++)
    {
      if (console_recovery_get_group (dialog->passphrase, i + 1, next))
        g_strlcat (group, "-", sizeof group);
      esp_wipe (next, sizeof next);
      gtk_flow_box_append (dialog->groups_box, make_group (group));
      gtk_widget_set_focusable (
        GTK_WIDGET (gtk_flow_box_get_child_at_index (dialog->groups_box, (int) i)), FALSE);
      esp_wipe (group, sizeof group);
    }
  console_field_row_set_value (dialog->file_row, name);
  gtk_stack_set_visible_child_name (dialog->stack, "passphrase");
  gtk_widget_set_visible (dialog->later_button, FALSE);
  gtk_widget_set_visible (dialog->finish_button, TRUE);
  gtk_window_set_default_widget (GTK_WINDOW (dialog), dialog->finish_button);
  gtk_widget_grab_focus (GTK_WIDGET (dialog->written_button));
}

/* --- Making it ---------------------------------------------------------------------------------*/

static void
show_error (ConsoleRecoveryDialog *dialog, const char *text)
{
  gtk_label_set_text (dialog->error_label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->error_label), text != NULL);
}

static void
set_busy (ConsoleRecoveryDialog *dialog, gboolean busy)
{
  gtk_widget_set_sensitive (dialog->make_button, !busy);
  gtk_widget_set_sensitive (dialog->later_button, !busy);
  gtk_spinner_set_spinning (dialog->spinner, busy);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleRecoveryDialog) dialog = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) waiting = NULL;
  g_autoptr (EspSecret) passphrase = console_recovery_making_finish (result, &waiting, &error);
  g_autofree char *text = NULL;

  if (!dialog->session)
    return;
  set_busy (dialog, FALSE);
  if (passphrase)
    {
      dialog->passphrase = g_steal_pointer (&passphrase);
      text = waiting ? console_error_sentence (waiting) : NULL;
      console_field_row_set_value (dialog->waiting_row, text);
      gtk_widget_set_visible (GTK_WIDGET (dialog->waiting_row), waiting != NULL);
      show_passphrase (dialog);
      return;
    }
  text = console_error_sentence (error);
  show_error (dialog, text);
  g_clear_pointer (&dialog->path, g_free);
}

/* "recovery.make-at": the file is chosen. */
static void
make_at_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleRecoveryDialog *dialog = CONSOLE_RECOVERY_DIALOG (widget);

  if (dialog->passphrase || !gtk_widget_get_sensitive (dialog->make_button))
    return;
  g_free (dialog->path);
  dialog->path = g_strdup (g_variant_get_bytestring (parameter));
  show_error (dialog, NULL);
  set_busy (dialog, TRUE);
  console_recovery_making_async (console_session_get_engine (dialog->session), dialog->path,
                                 made_cb, g_object_ref (dialog));
}

static void
file_chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  ConsoleRecoveryDialog *dialog = CONSOLE_RECOVERY_DIALOG (owner);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  if (path)
    gtk_widget_activate_action (owner, "recovery.make-at", "^ay", path);
  else if (file)
    show_error (dialog, _ ("The file must be on a disk of this computer. A memory stick is a good "
                           "place."));
}

static void
make_clicked_cb (ConsoleRecoveryDialog *dialog)
{
  const char *organization = console_session_get_organization (dialog->session);
  g_autofree char *name = g_strdup_printf (C_ ("file name", "Recovery of %s.pem"),
                                           organization ? organization : "Espalier");

  console_files_save (GTK_WIDGET (dialog),
                      C_ ("title of a dialog", "File of the Recovery Identity"), name,
                      file_chosen_cb, NULL);
}

static void
print_clicked_cb (ConsoleRecoveryDialog *dialog)
{
  g_autofree char *name = g_filename_display_basename (dialog->path);

  console_recovery_print (GTK_WINDOW (dialog), console_session_get_organization (dialog->session),
                          name, dialog->passphrase);
}

/* --- Leaving -----------------------------------------------------------------------------------*/

static void
finish_clicked_cb (ConsoleRecoveryDialog *dialog)
{
  console_session_toast (dialog->session, C_ ("toast", "The recovery identity is made"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
leave_response_cb (ConsoleRecoveryDialog *dialog, const char *response)
{
  if (g_str_equal (response, "leave"))
    gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
ask_before_leaving (ConsoleRecoveryDialog *dialog)
{
  GtkWidget *question = adw_message_dialog_new (
    GTK_WINDOW (dialog), _ ("Leave Without the Passphrase?"),
    _ ("It is not shown again. Without it the recovery identity opens "
       "nothing, and a vault has only one."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (question), "back",
                                    C_ ("button", "_Go Back"), "leave", C_ ("button", "_Leave"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (question), "leave",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (question), "back");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (question), "back");
  g_signal_connect_object (question, "response", G_CALLBACK (leave_response_cb), dialog,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (question));
}

static gboolean
console_recovery_dialog_close_request (GtkWindow *window)
{
  ConsoleRecoveryDialog *dialog = CONSOLE_RECOVERY_DIALOG (window);

  /* It is being made: its passphrase would come and be shown to nobody. */
  if (!gtk_widget_get_sensitive (dialog->later_button))
    return TRUE;
  if (dialog->passphrase && !gtk_check_button_get_active (dialog->written_button))
    {
      ask_before_leaving (dialog);
      return TRUE;
    }
  return GTK_WINDOW_CLASS (console_recovery_dialog_parent_class)->close_request (window);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_recovery_dialog_dispose (GObject *object)
{
  ConsoleRecoveryDialog *dialog = CONSOLE_RECOVERY_DIALOG (object);

  g_clear_object (&dialog->session);
  g_clear_pointer (&dialog->path, g_free);
  g_clear_pointer (&dialog->passphrase, esp_secret_unref);
  /* A call that is still under way keeps this object longer than its window's parent may live. */
  gtk_window_set_transient_for (GTK_WINDOW (object), NULL);
  G_OBJECT_CLASS (console_recovery_dialog_parent_class)->dispose (object);
}

static void
console_recovery_dialog_class_init (ConsoleRecoveryDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_recovery_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = console_recovery_dialog_close_request;
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  gtk_widget_class_install_action (widget_class, "recovery.make-at", "ay", make_at_cb);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/recovery-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleRecoveryDialog, later_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRecoveryDialog, finish_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRecoveryDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRecoveryDialog, make_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRecoveryDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRecoveryDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRecoveryDialog, groups_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRecoveryDialog, file_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRecoveryDialog, waiting_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRecoveryDialog, written_button);
  gtk_widget_class_bind_template_callback (widget_class, make_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, print_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, finish_clicked_cb);
}

static void
console_recovery_dialog_init (ConsoleRecoveryDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_recovery_dialog_new (ConsoleSession *session)
{
  ConsoleRecoveryDialog *dialog = g_object_new (CONSOLE_TYPE_RECOVERY_DIALOG, NULL);

  dialog->session = g_object_ref (session);
  gtk_window_set_focus (GTK_WINDOW (dialog), dialog->make_button);
  return GTK_WINDOW (dialog);
}
