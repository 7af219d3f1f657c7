/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A CA and all below it leave for another vault. Whose it becomes is compared as with people: the
 * fingerprint is typed as it is read out, and never shown before. What goes and what stays is in
 * console-hand-over-branch.c; whether it may go the engine says. */
#include "console-dialogs.h"

#include "base/esp-error.h"
#include "console-access-item.h"
#include "console-error.h"
#include "console-file-row.h"
#include "console-files.h"
#include "console-form.h"
#include "console-format.h"
#include "console-hand-over-branch.h"
#include "console-note-row.h"
#include "console-question.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define CERTIFICATE_LIMIT (64 * 1024)

#define CONSOLE_TYPE_HAND_OVER_DIALOG (console_hand_over_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleHandOverDialog,
                      console_hand_over_dialog,
                      CONSOLE,
                      HAND_OVER_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleHandOverDialog
{
  ConsoleFormWindow parent_instance;

  GtkWidget *denial_box;
  GtkLabel *denial_label;
  ConsoleFileRow *certificate_row;
  ConsoleHintRow *certificate_hint;
  ConsoleFieldRow *subject_row;
  ConsoleFieldRow *until_row;
  GtkEditable *fingerprint_row;
  ConsoleHintRow *fingerprint_hint;
  GtkLabel *digits_label;
  AdwActionRow *path_row;
  ConsoleHintRow *path_hint;
  AdwExpanderRow *goes_row;
  ConsoleNoteRow *with_row;
  ConsoleNoteRow *history_row;
  ConsoleNoteRow *people_row;
  AdwExpanderRow *stays_row;
  ConsoleFieldRow *digest_row;
  ConsoleFieldRow *file_row;
  ConsoleFieldRow *went_row;
  ConsoleFieldRow *left_row;
  ConsoleNoteRow *keep_row;
  ConsoleNoteRow *backup_row;

  char *arn;
  char *label;
  guint n_goes;
  char *denial;
  EspCertificate *owner;
  char *digits;  /* of its fingerprint, lower case; "" while there is none */
  guint reading; /* number of the file that was chosen last */
  char *path;
};

G_DEFINE_FINAL_TYPE (ConsoleHandOverDialog, console_hand_over_dialog, CONSOLE_TYPE_FORM_WINDOW)

/* --- What is filled in -------------------------------------------------------------------------*/

typedef struct
{
  gsize typed, all;
  gboolean wrong;
} Comparison;

static Comparison
compare (ConsoleHandOverDialog *dialog)
{
  g_autofree char *typed = console_fingerprint_read (
    gtk_editable_get_text (dialog->fingerprint_row));
  Comparison found = { strlen (typed), strlen (dialog->digits), FALSE };

  found.wrong = found.typed > found.all || strncmp (typed, dialog->digits, found.typed) != 0;
  return found;
}

static const char *
find_missing (ConsoleHandOverDialog *dialog, const Comparison *found)
{
  if (dialog->denial)
    return dialog->denial;
  if (!dialog->owner)
    return C_ ("tooltip", "Choose the certificate of the new owner first");
  if (found->wrong)
    return C_ ("tooltip", "The fingerprints differ");
  if (found->typed < found->all)
    return C_ ("tooltip", "Type the whole fingerprint first");
  if (!dialog->path)
    return C_ ("tooltip", "Choose where the file is written first");
  return NULL;
}

static void
changed_cb (ConsoleHandOverDialog *dialog)
{
  Comparison found = compare (dialog);
  g_autofree char *n = g_strdup_printf ("%" G_GSIZE_FORMAT, found.typed);
  g_autofree char *all = g_strdup_printf ("%" G_GSIZE_FORMAT, found.all);
  const char *arguments[] = { "typed", n, "all", all, NULL };
  g_autofree char *text = esp_text_fill (_ ("{typed} of {all} digits"), arguments);

  gtk_label_set_text (dialog->digits_label, text);
  gtk_widget_set_visible (GTK_WIDGET (dialog->digits_label), dialog->owner != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->fingerprint_row), dialog->owner != NULL);
  console_hint_row_set_text (
    dialog->fingerprint_hint,
    dialog->owner && found.wrong ?
      _ ("This is another fingerprint. Have it read out again; if it stays different, this is not "
         "their certificate, and whoever made it would get the keys.") :
      NULL);
  console_form_window_set_reason (CONSOLE_FORM_WINDOW (dialog), find_missing (dialog, &found));
}

/* --- The new owner -----------------------------------------------------------------------------*/

static void
show_owner (ConsoleHandOverDialog *dialog)
{
  EspCertificate *owner = dialog->owner;
  g_autofree char *until = owner ? console_format_time (esp_certificate_get_not_after (owner)) :
                                   g_strdup ("");

  g_free (dialog->digits);
  dialog->digits = console_fingerprint_read (owner ? esp_certificate_get_fingerprint (owner) : "");
  console_field_row_set_value (
    dialog->subject_row, owner ? esp_name_get_text (esp_certificate_get_subject (owner)) : "");
  console_field_row_set_value (dialog->until_row, until);
  gtk_editable_set_text (dialog->fingerprint_row, "");
  changed_cb (dialog);
}

static void
certificate_read_cb (GtkWidget *widget, GBytes *content, const GError *error, gpointer data)
{
  ConsoleHandOverDialog *dialog = CONSOLE_HAND_OVER_DIALOG (widget);
  g_autoptr (GError) problem = error ? g_error_copy (error) : NULL;

  /* Meanwhile another one was chosen. */
  if (GPOINTER_TO_UINT (data) != dialog->reading)
    return;
  dialog->owner = content ? esp_certificate_parse (content, &problem) : NULL;
  console_hint_row_set_error (dialog->certificate_hint, dialog->owner ? NULL : problem);
  show_owner (dialog);
  if (dialog->owner)
    gtk_widget_grab_focus (GTK_WIDGET (dialog->fingerprint_row));
}

static void
certificate_changed_cb (ConsoleHandOverDialog *dialog)
{
  g_autoptr (GFile)
    file = g_file_new_for_path (console_file_row_get_path (dialog->certificate_row));

  console_hint_row_set_error (dialog->certificate_hint, NULL);
  g_clear_pointer (&dialog->owner, esp_certificate_unref);
  show_owner (dialog);
  console_files_read (GTK_WIDGET (dialog), file, CERTIFICATE_LIMIT, certificate_read_cb,
                      GUINT_TO_POINTER (++dialog->reading));
}

/* --- The file ----------------------------------------------------------------------------------*/

static void
show_file (AdwActionRow *row, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *safe = esp_text_escape (name);

  adw_action_row_set_subtitle (row, safe);
}

static void
take_path (ConsoleHandOverDialog *dialog, GFile *file)
{
  char *path = g_file_get_path (file);

  console_hint_row_set_text (
    dialog->path_hint, path ? NULL : _ ("Choose a file on one of the disks of this computer."));
  if (path)
    {
      g_free (dialog->path);
      dialog->path = path;
      show_file (dialog->path_row, path);
    }
  changed_cb (dialog);
}

static void
path_chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  if (file)
    take_path (CONSOLE_HAND_OVER_DIALOG (owner), file);
}

static void
choose_path_cb (ConsoleHandOverDialog *dialog)
{
  g_autofree char *name = g_strconcat (dialog->label, ".cms", NULL);

  console_files_save (GTK_WIDGET (dialog), C_ ("file chooser", "Sealed File"), name, path_chosen_cb,
                      NULL);
}

/* The same without choosers: for who knows the names, and for tests. */
static void
take_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *certificate, *path;
  g_autoptr (GFile) file = NULL;

  g_variant_get (parameter, "(^&ay^&ay)", &certificate, &path);
  file = g_file_new_for_path (path);
  console_file_row_set_path (CONSOLE_HAND_OVER_DIALOG (widget)->certificate_row, certificate);
  take_path (CONSOLE_HAND_OVER_DIALOG (widget), file);
}

/* --- What came of it ---------------------------------------------------------------------------*/

static char *
describe_went (JsonObject *result)
{
  JsonArray *cas = esp_json_get_array (result, "CertificateAuthorities");
  gint64 n = cas ? json_array_get_length (cas) : 0;
  gint64 certificates = esp_json_get_int (result, "Certificates", 0);
  gint64 events = esp_json_get_int (result, "Events", 0);
  GString *text = g_string_new (NULL);

  console_hand_over_count (text, n, ngettext ("{n} CA", "{n} CAs", (gulong) n));
  console_hand_over_count (text, certificates,
                           ngettext ("{n} certificate", "{n} certificates", (gulong) certificates));
  console_hand_over_count (
    text, events, ngettext ("{n} entry of the log", "{n} entries of the log", (gulong) events));
  return g_string_free (text, FALSE);
}

static char *
describe_left (JsonObject *result)
{
  gint64 shares = esp_json_get_int (result, "Shares", 0);
  gint64 permissions = esp_json_get_int (result, "Permissions", 0);
  gint64 events = esp_json_get_int (result, "EventsLeftOut", 0);
  GString *text = g_string_new (NULL);

  console_hand_over_count (text, shares, ngettext ("{n} share", "{n} shares", (gulong) shares));
  console_hand_over_count (text, permissions,
                           ngettext ("{n} permission of the service",
                                     "{n} permissions of the service", (gulong) permissions));
  console_hand_over_count (text, events,
                           ngettext ("{n} entry of the log that nobody can check any more",
                                     "{n} entries of the log that nobody can check any more",
                                     (gulong) events));
  return g_string_free (text, FALSE);
}

static void
handed_over (ConsoleFormWindow *window, JsonObject *result)
{
  ConsoleHandOverDialog *dialog = CONSOLE_HAND_OVER_DIALOG (window);
  g_autofree char *went = NULL, *left = NULL, *name = NULL;

  if (!result)
    return;
  went = describe_went (result);
  left = describe_left (result);
  name = g_filename_display_name (dialog->path);
  console_field_row_set_value (dialog->digest_row, esp_json_get_string (result, "Digest"));
  console_field_row_set_value (dialog->file_row, name);
  console_field_row_set_value (dialog->went_row, went);
  console_field_row_set_value (dialog->left_row, left);
  console_form_window_show_result (window);
}

/* --- Doing it ----------------------------------------------------------------------------------*/

static void
agreed_cb (GtkWidget *owner, const char *thing)
{
  ConsoleHandOverDialog *dialog = CONSOLE_HAND_OVER_DIALOG (owner);
  ConsoleFormWindow *window = CONSOLE_FORM_WINDOW (owner);
  g_autofree char *pem = NULL;
  JsonObject *parameters;

  if (!console_form_window_is_valid (window))
    return;
  pem = esp_certificate_to_pem (dialog->owner);
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "CertificateAuthority", dialog->arn);
  json_object_set_string_member (parameters, "Recipient", pem);
  json_object_set_string_member (parameters, "Path", dialog->path);
  console_form_window_call_long (window, "ExportHierarchy", parameters, handed_over);
}

static void
console_hand_over_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleHandOverDialog *dialog = CONSOLE_HAND_OVER_DIALOG (window);
  const char *owner = esp_name_get_text (esp_certificate_get_subject (dialog->owner));
  g_autofree char *n = g_strdup_printf ("%u", dialog->n_goes - 1);
  const char *arguments[] = { "ca", dialog->label, "owner", owner, "n", n, NULL };
  g_autofree char *heading = esp_text_fill (
    dialog->n_goes > 1 ? ngettext ("Hand “{ca}” and {n} CA Below It Over?",
                                   "Hand “{ca}” and {n} CAs Below It Over?", dialog->n_goes - 1) :
                         _ ("Hand “{ca}” Over?"),
    arguments);
  g_autofree char *body = esp_text_fill (
    _ ("Afterwards only {owner} can sign with these keys. This vault can't take that back."),
    arguments);

  console_question_ask (GTK_WIDGET (dialog), heading, body,
                        C_ ("button of a question", "_Hand Over"), agreed_cb, NULL);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_hand_over_dialog_finalize (GObject *object)
{
  ConsoleHandOverDialog *dialog = CONSOLE_HAND_OVER_DIALOG (object);

  g_clear_pointer (&dialog->owner, esp_certificate_unref);
  g_free (dialog->arn);
  g_free (dialog->label);
  g_free (dialog->denial);
  g_free (dialog->digits);
  g_free (dialog->path);
  G_OBJECT_CLASS (console_hand_over_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, denial_box);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, denial_label);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, certificate_row);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, certificate_hint);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, subject_row);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, until_row);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, fingerprint_row);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, fingerprint_hint);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, digits_label);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, path_row);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, path_hint);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, goes_row);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, with_row);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, history_row);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, people_row);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, stays_row);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, digest_row);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, file_row);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, went_row);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, left_row);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, keep_row);
  gtk_widget_class_bind_template_child (klass, ConsoleHandOverDialog, backup_row);
}

static void
console_hand_over_dialog_class_init (ConsoleHandOverDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_hand_over_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_hand_over_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_HINT_ROW);
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  g_type_ensure (CONSOLE_TYPE_FILE_ROW);
  g_type_ensure (CONSOLE_TYPE_NOTE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/hand-over-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, certificate_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_path_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_install_action (widget_class, "hand-over.take", "(ayay)", take_action);
}

static void
tell (ConsoleNoteRow *row, const char *title, const char *detail)
{
  console_note_row_set_title (row, title);
  console_note_row_set_detail (row, detail);
}

static void
console_hand_over_dialog_init (ConsoleHandOverDialog *dialog)
{
  dialog->digits = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (dialog));
  tell (dialog->with_row, _ ("Keys, certificates, revocations and tags"),
        _ ("With what the log says of them, and proofs that it stood in this log. Revocation lists "
           "go on there with the next number."));
  tell (dialog->history_row, _ ("The history, without the keys"),
        _ ("It can still be read and reported on. The CAs are shown as handed over."));
  tell (dialog->people_row, _ ("People, roles, approvers and shares"),
        _ ("The new owner has their own. Those with whom these CAs are shared here can't use them "
           "any more."));
  tell (dialog->keep_row, _ ("Keep the file until it has arrived"),
        _ ("Nobody else has the keys. Once the other vault shows the same digest, destroy it."));
  tell (dialog->backup_row, _ ("Think of the backups"),
        _ ("Those that were made before still have the keys."));
}

GtkWindow *
console_hand_over_dialog_new (ConsoleSession *session, EspCaNode *node)
{
  ConsoleHandOverDialog *dialog = g_object_new (CONSOLE_TYPE_HAND_OVER_DIALOG, "session", session,
                                                NULL);
  g_autoptr (ConsoleHandOverBranch) branch = console_hand_over_branch_new (node);
  const EspCa *ca = esp_ca_node_get_ca (node);

  dialog->arn = g_strdup (ca->arn);
  dialog->label = g_strdup (ca->label);
  dialog->n_goes = branch->goes->len;
  dialog->denial = console_hand_over_explain_denial (branch, session);
  gtk_label_set_text (dialog->denial_label, dialog->denial ? dialog->denial : "");
  gtk_widget_set_visible (dialog->denial_box, dialog->denial != NULL);
  console_hand_over_fill (dialog->goes_row, branch->goes);
  console_hand_over_fill (dialog->stays_row, branch->stays);
  gtk_widget_set_visible (GTK_WIDGET (dialog->stays_row), branch->stays->len > 0);
  changed_cb (dialog);
  return GTK_WINDOW (dialog);
}
