/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fingerprint is typed as it is read out, and never shown before: who only agrees to what
 * stands there has compared nothing. */
#include "console-access-dialogs.h"
#include "console-access-item.h"
#include "console-form.h"
#include "console-rows.h"

#include "base/esp-error.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_CONFIRM_DIALOG (console_confirm_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleConfirmDialog,
                      console_confirm_dialog,
                      CONSOLE,
                      CONFIRM_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleConfirmDialog
{
  ConsoleFormWindow parent_instance;

  ConsoleFieldRow *name_row;
  ConsoleFieldRow *roles_row;
  GtkEditable *fingerprint_row;
  ConsoleHintRow *fingerprint_hint;
  GtkLabel *progress;
  GtkLabel *consequences;
  char *name;
  char *digits; /* of the fingerprint in the vault, lower case */
};

G_DEFINE_FINAL_TYPE (ConsoleConfirmDialog, console_confirm_dialog, CONSOLE_TYPE_FORM_WINDOW)

static void
show_progress (ConsoleConfirmDialog *dialog, gsize typed, gboolean wrong)
{
  g_autofree char *n = g_strdup_printf ("%" G_GSIZE_FORMAT, typed);
  g_autofree char *all = g_strdup_printf ("%" G_GSIZE_FORMAT, strlen (dialog->digits));
  const char *arguments[] = { "typed", n, "all", all, NULL };
  g_autofree char *text = esp_text_fill (_ ("{typed} of {all} digits"), arguments);

  gtk_label_set_text (dialog->progress, text);
  console_hint_row_set_text (
    dialog->fingerprint_hint,
    wrong ? _ ("This is another fingerprint. Have it read out again; if it stays different, "
               "somebody else has used the code: make a new one.") :
            NULL);
}

static void
changed_cb (ConsoleConfirmDialog *dialog)
{
  g_autofree char *typed = console_fingerprint_read (
    gtk_editable_get_text (dialog->fingerprint_row));
  gsize len = strlen (typed), all = strlen (dialog->digits);
  gboolean wrong = len > all || strncmp (typed, dialog->digits, len) != 0;

  show_progress (dialog, len, wrong);
  console_form_window_set_reason (CONSOLE_FORM_WINDOW (dialog),
                                  wrong     ? C_ ("tooltip", "The fingerprints differ") :
                                  len < all ? C_ ("tooltip", "Type the whole fingerprint first") :
                                              NULL);
}

static void
confirmed (ConsoleFormWindow *window, JsonObject *result)
{
  ConsoleConfirmDialog *dialog = CONSOLE_CONFIRM_DIALOG (window);
  /* Translators: the name of a person */
  g_autofree char *text = g_strdup_printf (C_ ("toast", "“%s” is confirmed and can sign in"),
                                           dialog->name);

  if (!result)
    return;
  console_session_toast (console_form_window_get_session (window), text);
  gtk_window_close (GTK_WINDOW (window));
}

static void
console_confirm_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleConfirmDialog *dialog = CONSOLE_CONFIRM_DIALOG (window);
  g_autofree char *typed = console_fingerprint_read (
    gtk_editable_get_text (dialog->fingerprint_row));
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Name", dialog->name);
  json_object_set_string_member (parameters, "Fingerprint", typed);
  console_form_window_call (window, "ConfirmPrincipal", parameters, confirmed);
}

static void
console_confirm_dialog_finalize (GObject *object)
{
  g_free (CONSOLE_CONFIRM_DIALOG (object)->name);
  g_free (CONSOLE_CONFIRM_DIALOG (object)->digits);
  G_OBJECT_CLASS (console_confirm_dialog_parent_class)->finalize (object);
}

static void
console_confirm_dialog_class_init (ConsoleConfirmDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_confirm_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_confirm_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  g_type_ensure (CONSOLE_TYPE_HINT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/confirm-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleConfirmDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleConfirmDialog, roles_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleConfirmDialog, fingerprint_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleConfirmDialog, fingerprint_hint);
  gtk_widget_class_bind_template_child (widget_class, ConsoleConfirmDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, ConsoleConfirmDialog, consequences);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
console_confirm_dialog_init (ConsoleConfirmDialog *dialog)
{
  dialog->digits = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_confirm_dialog_new (ConsoleSession *session, JsonObject *principal)
{
  ConsoleConfirmDialog *dialog = g_object_new (CONSOLE_TYPE_CONFIRM_DIALOG, "session", session,
                                               NULL);
  g_autofree char *roles = console_names_join (esp_json_get_array (principal, "Roles"));

  g_free (dialog->digits);
  dialog->digits = console_fingerprint_read (esp_json_get_string (principal, "Fingerprint"));
  dialog->name = g_strdup (esp_json_get_string (principal, "Name"));
  console_field_row_set_value (dialog->name_row, dialog->name);
  console_field_row_set_value (dialog->roles_row,
                               roles[0] ? roles : C_ ("roles of a person", "no role"));
  gtk_window_set_focus (GTK_WINDOW (dialog), GTK_WIDGET (dialog->fingerprint_row));
  changed_cb (dialog);
  return GTK_WINDOW (dialog);
}
