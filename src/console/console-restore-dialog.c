/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A backup put in the place of a vault: which file, where, and who does it, if need be with a
 * second person. What is lost by it is said and agreed to first; then a thread does it
 * (console-vault-making.c), and it can be taken back until it is done. What was there before is
 * kept beside it, and opened again on failure. */
#include "console-dialogs.h"

#include "base/esp-error.h"
#include "console-error.h"
#include "console-files.h"
#include "console-form.h"
#include "console-note-row.h"
#include "console-question.h"
#include "console-rows.h"
#include "console-second-person.h"
#include "console-sign-in-text.h"
#include "console-vault-making.h"

#include <glib/gi18n.h>

#define PULSE_MS 120
/* As many digits as a number of 63 bits surely has room for. */
#define NUMBER_MAX_LEN 18

#define CONSOLE_TYPE_RESTORE_DIALOG (console_restore_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleRestoreDialog,
                      console_restore_dialog,
                      CONSOLE,
                      RESTORE_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleRestoreDialog
{
  ConsoleFormWindow parent_instance;

  AdwActionRow *backup_row;
  GtkWidget *backup_button;
  AdwActionRow *path_row;
  AdwComboRow *who_row;
  AdwActionRow *recovery_row;
  GtkEditable *name_row;
  GtkEditable *role_row;
  ConsolePassphraseRow *passphrase_row;
  ConsoleHintRow *keyring_hint;
  ConsoleSecondPerson *second;
  GtkEditable *number_row;
  GtkProgressBar *progress;
  GtkLabel *error_label;
  ConsoleFieldRow *organization_row;
  ConsoleFieldRow *person_row;
  ConsoleFieldRow *file_row;
  ConsoleNoteRow *next_row;
  ConsoleNoteRow *revoke_row;

  ConsoleSession *session; /* to the end: it is told what became of the vault */
  char *backup;
  char *path;
  char *recovery;
  EspSecret *passphrase;     /* while it is tried */
  GCancellable *cancellable; /* there while it is done */
  guint pulse_source;
};

G_DEFINE_FINAL_TYPE (ConsoleRestoreDialog, console_restore_dialog, CONSOLE_TYPE_FORM_WINDOW)

static const char *const vault_patterns[] = { "*.espalier", "*.backup", "*.db", "*", NULL };
static const char *const recovery_patterns[] = { "*.pem", "*", NULL };

/* --- What is filled in -------------------------------------------------------------------------*/

static gboolean
is_by_recovery (ConsoleRestoreDialog *dialog)
{
  return adw_combo_row_get_selected (dialog->who_row) == 0;
}

static gboolean
is_number (const char *text)
{
  return strlen (text) <= NUMBER_MAX_LEN && text[strspn (text, "0123456789")] == '\0';
}

static const char *
find_missing (ConsoleRestoreDialog *dialog)
{
  if (!dialog->backup)
    return C_ ("tooltip", "Choose the backup first");
  if (is_by_recovery (dialog) && !dialog->recovery)
    return C_ ("tooltip", "Choose the file of the recovery identity first");
  if (is_by_recovery (dialog) && console_passphrase_row_is_empty (dialog->passphrase_row))
    return C_ ("tooltip", "Type its passphrase first");
  if (!is_by_recovery (dialog) && gtk_editable_get_text (dialog->name_row)[0] == '\0')
    return C_ ("tooltip", "Name the person first");
  if (!is_number (gtk_editable_get_text (dialog->number_row)))
    return C_ ("tooltip", "The number of a list has digits only");
  return console_second_person_find_missing (dialog->second);
}

static void
show_error (ConsoleRestoreDialog *dialog, const char *text)
{
  gtk_label_set_text (dialog->error_label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->error_label), text != NULL);
}

static void
update (ConsoleRestoreDialog *dialog)
{
  gboolean recovery = is_by_recovery (dialog);
  gboolean empty = console_passphrase_row_is_empty (dialog->passphrase_row);

  gtk_widget_set_visible (GTK_WIDGET (dialog->recovery_row), recovery);
  gtk_widget_set_visible (GTK_WIDGET (dialog->name_row), !recovery);
  gtk_widget_set_visible (GTK_WIDGET (dialog->role_row), !recovery);
  console_second_person_allow_recovery (dialog->second, !recovery);
  console_hint_row_set_text (
    dialog->keyring_hint,
    recovery || !empty ? NULL : _ ("Without a passphrase, the keyring of this computer is asked."));
  console_form_window_set_reason (CONSOLE_FORM_WINDOW (dialog), find_missing (dialog));
}

static void
changed_cb (ConsoleRestoreDialog *dialog)
{
  /* Taking the passphrase out changes it too: what is said of it stays. */
  if (!dialog->cancellable && !console_passphrase_row_is_empty (dialog->passphrase_row))
    show_error (dialog, NULL);
  update (dialog);
}

/* --- Files -------------------------------------------------------------------------------------*/

static void
show_file (AdwActionRow *row, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *safe = esp_text_escape (name);

  adw_action_row_set_subtitle (row, safe);
}

static void
take_file (ConsoleRestoreDialog *dialog, AdwActionRow *row, char **place, GFile *file)
{
  char *path = file ? g_file_get_path (file) : NULL;

  if (path)
    {
      g_free (*place);
      *place = path;
      show_file (row, path);
      show_error (dialog, NULL);
    }
  else if (file)
    show_error (dialog, _ ("Choose a file on one of the disks of this computer."));
  update (dialog);
}

static void
backup_chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  ConsoleRestoreDialog *dialog = CONSOLE_RESTORE_DIALOG (owner);

  take_file (dialog, dialog->backup_row, &dialog->backup, file);
}

static void
choose_backup_cb (ConsoleRestoreDialog *dialog)
{
  console_files_open (GTK_WIDGET (dialog), C_ ("file chooser", "Backup of a Vault"), vault_patterns,
                      C_ ("file filter", "Backups"), backup_chosen_cb, NULL);
}

static void
recovery_chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  ConsoleRestoreDialog *dialog = CONSOLE_RESTORE_DIALOG (owner);

  take_file (dialog, dialog->recovery_row, &dialog->recovery, file);
}

static void
choose_recovery_cb (ConsoleRestoreDialog *dialog)
{
  console_files_open (GTK_WIDGET (dialog), C_ ("file chooser", "File of the Recovery Identity"),
                      recovery_patterns, C_ ("file filter", "Recovery identities"),
                      recovery_chosen_cb, NULL);
}

static void
path_chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  ConsoleRestoreDialog *dialog = CONSOLE_RESTORE_DIALOG (owner);

  take_file (dialog, dialog->path_row, &dialog->path, file);
}

static void
choose_path_cb (ConsoleRestoreDialog *dialog)
{
  g_autofree char *name = g_path_get_basename (dialog->path);

  console_files_save (GTK_WIDGET (dialog), C_ ("title of a dialog", "File of the Vault"), name,
                      path_chosen_cb, NULL);
}

/* The same without a chooser: for who knows the name, and for tests. */
static void
take_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleRestoreDialog *dialog = CONSOLE_RESTORE_DIALOG (widget);
  const char *backup, *path, *recovery;
  g_autoptr (GFile) backup_file = NULL, path_file = NULL, recovery_file = NULL;

  g_variant_get (parameter, "(^&ay^&ay^&ay)", &backup, &path, &recovery);
  backup_file = g_file_new_for_path (backup);
  path_file = g_file_new_for_path (path);
  recovery_file = recovery[0] ? g_file_new_for_path (recovery) : NULL;
  take_file (dialog, dialog->backup_row, &dialog->backup, backup_file);
  take_file (dialog, dialog->path_row, &dialog->path, path_file);
  take_file (dialog, dialog->recovery_row, &dialog->recovery, recovery_file);
}

/* --- What came of it ---------------------------------------------------------------------------*/

static gboolean
is_of_reason (const GError *error, EspReason reason)
{
  return error->domain == ESP_ERROR && esp_error_has_reason (error, reason);
}

static gboolean
is_wrong_passphrase (const GError *error)
{
  return is_of_reason (error, ESP_REASON_IDENTITY_PASSWORD);
}

/* Its sentence begins with what it is about. */
static gboolean
is_consent (const GError *error)
{
  return is_of_reason (error, ESP_REASON_RESTORE_NEEDS_SECOND) ||
         is_of_reason (error, ESP_REASON_RESTORE_SECOND_UNFIT);
}

static gboolean
pulse_cb (gpointer data)
{
  gtk_progress_bar_pulse (CONSOLE_RESTORE_DIALOG (data)->progress);
  return G_SOURCE_CONTINUE;
}

static void
set_busy (ConsoleRestoreDialog *dialog, gboolean busy)
{
  g_clear_handle_id (&dialog->pulse_source, g_source_remove);
  g_clear_object (&dialog->cancellable);
  if (busy)
    {
      dialog->cancellable = g_cancellable_new ();
      dialog->pulse_source = g_timeout_add (PULSE_MS, pulse_cb, dialog);
    }
  gtk_widget_set_visible (GTK_WIDGET (dialog->progress), busy);
  console_form_window_set_busy (CONSOLE_FORM_WINDOW (dialog), busy);
  update (dialog);
}

static void
show_result (ConsoleRestoreDialog *dialog)
{
  g_autofree char *name = g_filename_display_name (dialog->path);

  console_field_row_set_value (dialog->organization_row,
                               console_session_get_organization (dialog->session));
  console_field_row_set_value (dialog->person_row, console_session_get_person (dialog->session));
  console_field_row_set_value (dialog->file_row, name);
  console_note_row_set_title (dialog->next_row, is_by_recovery (dialog) ?
                                                  _ ("Invite people anew") :
                                                  _ ("Publish revocation lists"));
  console_note_row_set_detail (
    dialog->next_row,
    is_by_recovery (dialog) ?
      _ ("Reset those who lost their keys, in “People and Roles”. Then sign in as one of them: the "
         "recovery identity goes back to where it is kept.") :
      _ ("New lists replace those that were made after the backup."));
  console_note_row_set_title (dialog->revoke_row, _ ("Revoke what the backup does not know"));
  console_note_row_set_detail (
    dialog->revoke_row, _ ("Certificates that were issued after it are valid still, and can be "
                           "revoked by their serial numbers, on the command line too."));
  console_form_window_set_reason (CONSOLE_FORM_WINDOW (dialog), NULL);
  console_form_window_show_result (CONSOLE_FORM_WINDOW (dialog));
}

static char *
describe_failure (ConsoleRestoreDialog *dialog, const GError *error, gboolean of_second)
{
  g_autofree char *sentence = console_sign_in_text (error);
  g_autofree char *name = NULL;

  if (!sentence)
    return g_strdup (_ ("It was taken back. Nothing has changed."));
  if (is_consent (error))
    return console_error_to_text (error);
  if (!of_second)
    return g_steal_pointer (&sentence);
  name = esp_text_escape (esp_error_get_object (error));
  /* Translators: the name of a person or of a file, and a sentence */
  return g_strdup_printf (C_ ("the second person", "%s did not sign in. %s"), name, sentence);
}

/* What was typed stays where it is not what was wrong; then nobody has to fetch it again. */
static void
show_failure (ConsoleRestoreDialog *dialog, const GError *error)
{
  g_autoptr (EspSecret) passphrase = g_steal_pointer (&dialog->passphrase);
  gboolean of_second = console_second_person_answer (dialog->second, error);
  g_autofree char *text = describe_failure (dialog, error, of_second);

  if (passphrase && (of_second || !is_wrong_passphrase (error)))
    console_passphrase_row_put_back (dialog->passphrase_row, passphrase);
  show_error (dialog, text);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleRestoreDialog) dialog = data;
  g_autoptr (GError) error = NULL;
  gboolean done = console_vault_restoring_finish (result, &error);

  console_session_refresh (dialog->session);
  /* Gone with its window. */
  if (!console_form_window_get_session (CONSOLE_FORM_WINDOW (dialog)))
    return;
  set_busy (dialog, FALSE);
  if (!done)
    {
      show_failure (dialog, error);
      return;
    }
  g_clear_pointer (&dialog->passphrase, esp_secret_unref);
  console_second_person_answer (dialog->second, NULL);
  show_result (dialog);
}

/* --- Doing it ----------------------------------------------------------------------------------*/

static const char *
get_text_or_null (GtkEditable *row)
{
  const char *text = gtk_editable_get_text (row);

  return text[0] ? text : NULL;
}

static void
agreed_cb (GtkWidget *owner, const char *thing)
{
  ConsoleRestoreDialog *dialog = CONSOLE_RESTORE_DIALOG (owner);
  gboolean recovery = is_by_recovery (dialog);
  EspRestore options = { NULL };

  if (dialog->cancellable || find_missing (dialog))
    return;
  show_error (dialog, NULL);
  set_busy (dialog, TRUE);
  g_clear_pointer (&dialog->passphrase, esp_secret_unref);
  dialog->passphrase = console_passphrase_row_take (dialog->passphrase_row);
  options.recovery_file = recovery ? dialog->recovery : NULL;
  options.principal = recovery ? NULL : get_text_or_null (dialog->name_row);
  options.role = recovery ? NULL : get_text_or_null (dialog->role_row);
  options.passphrase = dialog->passphrase;
  console_second_person_fill (dialog->second, &options);
  options.last_crl_number = g_ascii_strtoll (gtk_editable_get_text (dialog->number_row), NULL, 10);
  console_vault_restoring_async (console_session_get_engine (dialog->session), dialog->backup,
                                 dialog->path, &options, dialog->cancellable, restored_cb,
                                 g_object_ref (dialog));
}

static void
console_restore_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleRestoreDialog *dialog = CONSOLE_RESTORE_DIALOG (window);
  g_autofree char *name = g_path_get_basename (dialog->path);
  g_autofree char *shown = g_filename_display_name (name);
  const char *arguments[] = { "file", shown, NULL };
  gboolean replaces = g_file_test (dialog->path, G_FILE_TEST_EXISTS);
  g_autofree char *kept = esp_text_fill (
    _ ("“{file}” is kept beside it, with “.replaced” at the end of its name."), arguments);
  g_autofree char *body = g_strdup_printf (
    "%s%s%s",
    _ ("What was done after the backup is not in it: certificates that were issued, people who "
       "were invited, and changes of who may do what. Revocations that were made since must be "
       "made again."),
    replaces ? "\n\n" : "", replaces ? kept : "");

  console_question_ask (GTK_WIDGET (dialog),
                        replaces ? _ ("Replace the Vault by the Backup?") :
                                   _ ("Restore the Backup?"),
                        body, C_ ("button of a question", "_Restore"), agreed_cb, NULL);
}

/* --- Object ------------------------------------------------------------------------------------*/

/* While it is done, closing takes it back; the outcome belongs here. */
static gboolean
console_restore_dialog_close_request (GtkWindow *window)
{
  ConsoleRestoreDialog *dialog = CONSOLE_RESTORE_DIALOG (window);

  if (dialog->cancellable)
    g_cancellable_cancel (dialog->cancellable);
  return GTK_WINDOW_CLASS (console_restore_dialog_parent_class)->close_request (window);
}

static void
console_restore_dialog_dispose (GObject *object)
{
  ConsoleRestoreDialog *dialog = CONSOLE_RESTORE_DIALOG (object);

  g_clear_handle_id (&dialog->pulse_source, g_source_remove);
  g_cancellable_cancel (dialog->cancellable);
  g_clear_object (&dialog->cancellable);
  G_OBJECT_CLASS (console_restore_dialog_parent_class)->dispose (object);
}

static void
console_restore_dialog_finalize (GObject *object)
{
  ConsoleRestoreDialog *dialog = CONSOLE_RESTORE_DIALOG (object);

  g_clear_object (&dialog->session);
  g_clear_pointer (&dialog->passphrase, esp_secret_unref);
  g_free (dialog->backup);
  g_free (dialog->path);
  g_free (dialog->recovery);
  G_OBJECT_CLASS (console_restore_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, backup_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, backup_button);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, path_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, who_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, recovery_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, name_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, role_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, passphrase_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, keyring_hint);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, second);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, number_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, progress);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, error_label);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, organization_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, person_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, file_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, next_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRestoreDialog, revoke_row);
}

static void
console_restore_dialog_class_init (ConsoleRestoreDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_restore_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_restore_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = console_restore_dialog_close_request;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_restore_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_PASSPHRASE_ROW);
  g_type_ensure (CONSOLE_TYPE_HINT_ROW);
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  g_type_ensure (CONSOLE_TYPE_NOTE_ROW);
  g_type_ensure (CONSOLE_TYPE_SECOND_PERSON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/restore-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, choose_backup_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_path_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_recovery_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_install_action (widget_class, "restore.take", "(ayayay)", take_action);
}

static void
console_restore_dialog_init (ConsoleRestoreDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_restore_dialog_new (ConsoleSession *session)
{
  ConsoleRestoreDialog *dialog = g_object_new (CONSOLE_TYPE_RESTORE_DIALOG, "session", session,
                                               NULL);
  const char *open = esp_engine_get_path (console_session_get_engine (session));

  dialog->session = g_object_ref (session);
  dialog->path = open ? g_strdup (open) : console_vault_propose_path ();
  show_file (dialog->path_row, dialog->path);
  console_dialog_outlive_session (GTK_WINDOW (dialog));
  gtk_window_set_focus (GTK_WINDOW (dialog), dialog->backup_button);
  update (dialog);
  return GTK_WINDOW (dialog);
}
