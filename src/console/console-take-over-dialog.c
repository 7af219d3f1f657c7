/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hierarchy that another vault handed over: the sealed file, and the key that it was sealed to.
 * All of it comes, or nothing; then the digest is there to be compared with the other side. */
#include "console-dialogs.h"

#include "base/esp-json.h"
#include "console-account-row.h"
#include "console-file-row.h"
#include "console-form.h"
#include "console-hand-over-branch.h"
#include "console-import-run.h"
#include "console-note-row.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_TAKE_OVER_DIALOG (console_take_over_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleTakeOverDialog,
                      console_take_over_dialog,
                      CONSOLE,
                      TAKE_OVER_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleTakeOverDialog
{
  ConsoleFormWindow parent_instance;

  ConsoleFileRow *file_row;
  ConsoleFileRow *certificate_row;
  ConsoleFileRow *key_row;
  ConsolePassphraseRow *passphrase_row;
  ConsoleAccountRow *account_row;
  ConsoleFieldRow *digest_row;
  ConsoleFieldRow *from_row;
  ConsoleFieldRow *came_row;
  AdwExpanderRow *cas_row;
  ConsoleNoteRow *backup_row;
  ConsoleNoteRow *people_row;
  ConsoleNoteRow *destroy_row;

  EspSecret *passphrase; /* while it is tried */
};

G_DEFINE_FINAL_TYPE (ConsoleTakeOverDialog, console_take_over_dialog, CONSOLE_TYPE_FORM_WINDOW)

static const char *
find_missing (ConsoleTakeOverDialog *dialog)
{
  if (!console_file_row_get_path (dialog->file_row))
    return C_ ("tooltip", "Choose the sealed file first");
  if (!console_file_row_get_path (dialog->certificate_row))
    return C_ ("tooltip", "Choose the certificate that it was sealed to first");
  if (!console_file_row_get_path (dialog->key_row))
    return C_ ("tooltip", "Choose the key of that certificate first");
  return NULL;
}

static void
changed_cb (ConsoleTakeOverDialog *dialog)
{
  console_form_window_set_reason (CONSOLE_FORM_WINDOW (dialog), find_missing (dialog));
}

/* --- What came of it ---------------------------------------------------------------------------*/

static char *
describe_came (JsonObject *result)
{
  GString *text = g_string_new (NULL);
  gint64 certificates = esp_json_get_int (result, "Certificates", 0);
  gint64 revocations = esp_json_get_int (result, "Revocations", 0);
  gint64 events = esp_json_get_int (result, "Events", 0);

  console_hand_over_count (text, certificates,
                           ngettext ("{n} certificate", "{n} certificates", (gulong) certificates));
  console_hand_over_count (text, revocations,
                           ngettext ("{n} revocation", "{n} revocations", (gulong) revocations));
  console_hand_over_count (
    text, events,
    ngettext ("{n} entry of the log, proven", "{n} entries of the log, proven", (gulong) events));
  return g_string_free (text, FALSE);
}

static void
show_result (ConsoleTakeOverDialog *dialog, JsonObject *result)
{
  g_autofree char *came = describe_came (result);

  console_field_row_set_value (dialog->digest_row, esp_json_get_string (result, "Digest"));
  console_field_row_set_value (dialog->from_row, esp_json_get_string (result, "FromOrganization"));
  console_field_row_set_value (dialog->came_row, came);
  console_hand_over_list (dialog->cas_row, esp_json_get_array (result, "CertificateAuthorities"));
  console_form_window_show_result (CONSOLE_FORM_WINDOW (dialog));
}

static void
taken_over (ConsoleFormWindow *window, JsonObject *result)
{
  ConsoleTakeOverDialog *dialog = CONSOLE_TAKE_OVER_DIALOG (window);

  /* It need not have been wrong. */
  if (!result && dialog->passphrase)
    console_passphrase_row_put_back (dialog->passphrase_row, dialog->passphrase);
  g_clear_pointer (&dialog->passphrase, esp_secret_unref);
  if (result)
    show_result (dialog, result);
}

/* --- Doing it ----------------------------------------------------------------------------------*/

static void
answered_cb (GObject *source, GAsyncResult *answer, gpointer data)
{
  g_autoptr (ConsoleFormWindow) window = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = console_import_run_finish (answer, &error);

  if (gtk_widget_get_root (GTK_WIDGET (window)))
    console_form_window_end_long (window, node ? json_node_get_object (node) : NULL, error);
}

static JsonObject *
make_parameters (ConsoleTakeOverDialog *dialog)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Path", console_file_row_get_path (dialog->file_row));
  json_object_set_string_member (parameters, "Certificate",
                                 console_file_row_get_path (dialog->certificate_row));
  json_object_set_string_member (parameters, "Key", console_file_row_get_path (dialog->key_row));
  esp_json_set_string (parameters, "OwnerAccount",
                       console_account_row_get_account (dialog->account_row));
  return parameters;
}

static void
console_take_over_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleTakeOverDialog *dialog = CONSOLE_TAKE_OVER_DIALOG (window);
  g_autoptr (JsonObject) parameters = make_parameters (dialog);
  g_autoptr (GPtrArray)
    passphrases = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);

  dialog->passphrase = console_passphrase_row_take (dialog->passphrase_row);
  if (dialog->passphrase)
    g_ptr_array_add (passphrases, esp_secret_ref (dialog->passphrase));
  console_import_run_async (console_session_get_engine (console_form_window_get_session (window)),
                            esp_engine_call_import_hierarchy, parameters, passphrases,
                            console_form_window_begin_long (window, taken_over), answered_cb,
                            g_object_ref (window));
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_take_over_dialog_finalize (GObject *object)
{
  g_clear_pointer (&CONSOLE_TAKE_OVER_DIALOG (object)->passphrase, esp_secret_unref);
  G_OBJECT_CLASS (console_take_over_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, ConsoleTakeOverDialog, file_row);
  gtk_widget_class_bind_template_child (klass, ConsoleTakeOverDialog, certificate_row);
  gtk_widget_class_bind_template_child (klass, ConsoleTakeOverDialog, key_row);
  gtk_widget_class_bind_template_child (klass, ConsoleTakeOverDialog, passphrase_row);
  gtk_widget_class_bind_template_child (klass, ConsoleTakeOverDialog, account_row);
  gtk_widget_class_bind_template_child (klass, ConsoleTakeOverDialog, digest_row);
  gtk_widget_class_bind_template_child (klass, ConsoleTakeOverDialog, from_row);
  gtk_widget_class_bind_template_child (klass, ConsoleTakeOverDialog, came_row);
  gtk_widget_class_bind_template_child (klass, ConsoleTakeOverDialog, cas_row);
  gtk_widget_class_bind_template_child (klass, ConsoleTakeOverDialog, backup_row);
  gtk_widget_class_bind_template_child (klass, ConsoleTakeOverDialog, people_row);
  gtk_widget_class_bind_template_child (klass, ConsoleTakeOverDialog, destroy_row);
}

static void
console_take_over_dialog_class_init (ConsoleTakeOverDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_take_over_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_take_over_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_ACCOUNT_ROW);
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  g_type_ensure (CONSOLE_TYPE_FILE_ROW);
  g_type_ensure (CONSOLE_TYPE_NOTE_ROW);
  g_type_ensure (CONSOLE_TYPE_PASSPHRASE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/take-over-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
tell (ConsoleNoteRow *row, const char *title, const char *detail)
{
  console_note_row_set_title (row, title);
  console_note_row_set_detail (row, detail);
}

static void
console_take_over_dialog_init (ConsoleTakeOverDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  tell (dialog->backup_row, _ ("Make a backup of this vault"),
        _ ("Until there is one, this vault alone has the keys."));
  tell (dialog->people_row, _ ("Say who may use them"),
        _ ("People, roles, approvers and shares did not come along."));
  tell (dialog->destroy_row, _ ("Destroy the sealed file and the key that opened it"),
        _ ("Whoever has both has the keys of these CAs."));
}

GtkWindow *
console_take_over_dialog_new (ConsoleSession *session)
{
  ConsoleTakeOverDialog *dialog = g_object_new (CONSOLE_TYPE_TAKE_OVER_DIALOG, "session", session,
                                                NULL);
  g_autoptr (EspSession) signed_in = esp_engine_ref_session (console_session_get_engine (session));

  if (signed_in)
    console_account_row_prefer (dialog->account_row, esp_session_get_account (signed_in));
  console_account_row_load (dialog->account_row, session);
  changed_cb (dialog);
  return GTK_WINDOW (dialog);
}
