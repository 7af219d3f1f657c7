/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enrolling, for who has a one-time code: nobody is signed in. Making keys waits for a key
 * derivation and perhaps for the keyring, so a thread does it. The fingerprint that comes of it is
 * there to be read out. */
#include "console-access-dialogs.h"
#include "console-access-item.h"
#include "console-form.h"
#include "console-rows.h"
#include "console-sign-in-text.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_ENROL_DIALOG (console_enrol_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleEnrolDialog,
                      console_enrol_dialog,
                      CONSOLE,
                      ENROL_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleEnrolDialog
{
  ConsoleFormWindow parent_instance;

  ConsolePassphraseRow *code_row;
  GtkCheckButton *passphrase_button;
  GtkCheckButton *keyring_button;
  ConsolePassphraseRow *passphrase_row;
  ConsolePassphraseRow *repeat_row;
  GtkLabel *error_label;
  ConsoleFieldRow *person_row;
  ConsoleFieldRow *fingerprint_row;

  gboolean busy;
};

G_DEFINE_FINAL_TYPE (ConsoleEnrolDialog, console_enrol_dialog, CONSOLE_TYPE_FORM_WINDOW)

/* --- In a thread -------------------------------------------------------------------------------*/

typedef struct
{
  EspEngine *engine;
  EspSecret *code;
  EspSecret *passphrase; /* NULL: the keyring */
  char *name;
  char *fingerprint;
} Enrolling;

static void
enrolling_free (gpointer data)
{
  Enrolling *enrolling = data;

  g_object_unref (enrolling->engine);
  g_clear_pointer (&enrolling->code, esp_secret_unref);
  g_clear_pointer (&enrolling->passphrase, esp_secret_unref);
  g_free (enrolling->name);
  g_free (enrolling->fingerprint);
  g_free (enrolling);
}

static void
enrol_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Enrolling *enrolling = data;
  EspUnlockWith unlock = enrolling->passphrase ? ESP_UNLOCK_WITH_PASSPHRASE :
                                                 ESP_UNLOCK_WITH_KEYRING;
  GError *error = NULL;

  if (esp_engine_enrol (enrolling->engine, NULL, enrolling->code, unlock, enrolling->passphrase,
                        &enrolling->name, &enrolling->fingerprint, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --- The form ----------------------------------------------------------------------------------*/

static gboolean
wants_passphrase (ConsoleEnrolDialog *dialog)
{
  return gtk_check_button_get_active (dialog->passphrase_button);
}

static const char *
find_missing (ConsoleEnrolDialog *dialog)
{
  if (console_passphrase_row_is_empty (dialog->code_row))
    return C_ ("tooltip", "Type the code first");
  if (!wants_passphrase (dialog))
    return NULL;
  if (console_passphrase_row_is_empty (dialog->passphrase_row))
    return C_ ("tooltip", "Type a passphrase first");
  if (console_passphrase_row_is_empty (dialog->repeat_row))
    return C_ ("tooltip", "Type the passphrase once more first");
  return NULL;
}

static void
show_error (ConsoleEnrolDialog *dialog, const char *text)
{
  gtk_label_set_text (dialog->error_label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->error_label), text != NULL);
}

static void
update (ConsoleEnrolDialog *dialog)
{
  gboolean passphrase = wants_passphrase (dialog);
  const char *missing = dialog->busy ? C_ ("tooltip", "Keys are being made") :
                                       find_missing (dialog);

  gtk_widget_set_visible (GTK_WIDGET (dialog->passphrase_row), passphrase);
  gtk_widget_set_visible (GTK_WIDGET (dialog->repeat_row), passphrase);
  console_form_window_set_reason (CONSOLE_FORM_WINDOW (dialog), missing);
}

static void
changed_cb (ConsoleEnrolDialog *dialog)
{
  if (!console_passphrase_row_is_empty (dialog->code_row) && !dialog->busy)
    show_error (dialog, NULL);
  update (dialog);
}

static void
set_busy (ConsoleEnrolDialog *dialog, gboolean busy)
{
  dialog->busy = busy;
  gtk_widget_set_sensitive (gtk_widget_get_parent (GTK_WIDGET (dialog->error_label)), !busy);
  update (dialog);
}

static void
enrolled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ConsoleEnrolDialog *dialog = CONSOLE_ENROL_DIALOG (source);
  Enrolling *enrolling = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);
  g_autofree char *text = error ? console_sign_in_text (error) : NULL;
  g_autofree char *shown = console_fingerprint_show (enrolling->fingerprint);

  if (!console_form_window_get_session (CONSOLE_FORM_WINDOW (dialog)))
    return;
  set_busy (dialog, FALSE);
  if (!done)
    {
      show_error (dialog, text ? text : "");
      return;
    }
  console_field_row_set_value (dialog->person_row, enrolling->name);
  console_field_row_set_value (dialog->fingerprint_row, shown);
  console_form_window_set_reason (CONSOLE_FORM_WINDOW (dialog), NULL);
  console_form_window_show_result (CONSOLE_FORM_WINDOW (dialog));
}

static gboolean
take_passphrase (ConsoleEnrolDialog *dialog, EspSecret **passphrase)
{
  g_autoptr (EspSecret) first = console_passphrase_row_take (dialog->passphrase_row);
  g_autoptr (EspSecret) second = console_passphrase_row_take (dialog->repeat_row);

  *passphrase = NULL;
  if (!wants_passphrase (dialog))
    return TRUE;
  if (first && second && esp_secret_equal (first, second))
    {
      *passphrase = g_steal_pointer (&first);
      return TRUE;
    }
  show_error (dialog, _ ("The two passphrases differ. Type both again."));
  gtk_widget_grab_focus (GTK_WIDGET (dialog->passphrase_row));
  return FALSE;
}

static void
console_enrol_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleEnrolDialog *dialog = CONSOLE_ENROL_DIALOG (window);
  ConsoleSession *session = console_form_window_get_session (window);
  g_autoptr (EspSecret) passphrase = NULL;
  g_autoptr (GTask) task = NULL;
  Enrolling *enrolling;

  if (dialog->busy || !take_passphrase (dialog, &passphrase))
    return;
  enrolling = g_new0 (Enrolling, 1);
  enrolling->engine = g_object_ref (console_session_get_engine (session));
  enrolling->code = console_passphrase_row_take (dialog->code_row);
  enrolling->passphrase = g_steal_pointer (&passphrase);
  task = g_task_new (dialog, NULL, enrolled_cb, NULL);
  g_task_set_source_tag (task, console_enrol_dialog_submit);
  g_task_set_task_data (task, enrolling, enrolling_free);
  show_error (dialog, NULL);
  set_busy (dialog, TRUE);
  esp_task_run_in_thread (task, enrol_in_thread);
}

/* The fingerprint is shown here, and to whoever made the keys only. */
static gboolean
console_enrol_dialog_close_request (GtkWindow *window)
{
  if (CONSOLE_ENROL_DIALOG (window)->busy)
    return TRUE;
  return GTK_WINDOW_CLASS (console_enrol_dialog_parent_class)->close_request (window);
}

static void
console_enrol_dialog_class_init (ConsoleEnrolDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_enrol_dialog_submit;
  GTK_WINDOW_CLASS (klass)->close_request = console_enrol_dialog_close_request;
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  g_type_ensure (CONSOLE_TYPE_PASSPHRASE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/enrol-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleEnrolDialog, code_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEnrolDialog, passphrase_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEnrolDialog, keyring_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEnrolDialog, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEnrolDialog, repeat_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEnrolDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEnrolDialog, person_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEnrolDialog, fingerprint_row);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
console_enrol_dialog_init (ConsoleEnrolDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_enrol_dialog_new (ConsoleSession *session)
{
  ConsoleEnrolDialog *dialog = g_object_new (CONSOLE_TYPE_ENROL_DIALOG, "session", session, NULL);

  gtk_window_set_focus (GTK_WINDOW (dialog), GTK_WIDGET (dialog->code_row));
  update (dialog);
  return GTK_WINDOW (dialog);
}
