/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deleting a CA, with what that means said before: until when it can come back, and what is gone
 * then. Whether its state permits it the engine says. */
#include "console-dialogs.h"
#include "console-form.h"
#include "console-format.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_DELETE_CA_DIALOG (console_delete_ca_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleDeleteCaDialog,
                      console_delete_ca_dialog,
                      CONSOLE,
                      DELETE_CA_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleDeleteCaDialog
{
  ConsoleFormWindow parent_instance;

  ConsoleFieldRow *name_row;
  ConsoleFieldRow *issued_row;
  AdwActionRow *days_row;
  GtkSpinButton *days_spin;
  GtkLabel *consequences;
  char *arn;
  char *label;
  gboolean restorable; /* FALSE: it never came into being, so nothing hangs on it */
};

G_DEFINE_FINAL_TYPE (ConsoleDeleteCaDialog, console_delete_ca_dialog, CONSOLE_TYPE_FORM_WINDOW)

static gint64
get_end (ConsoleDeleteCaDialog *dialog)
{
  int days = gtk_spin_button_get_value_as_int (dialog->days_spin);

  return esp_time_add_days (g_get_real_time () / G_USEC_PER_SEC, days);
}

static void
changed_cb (ConsoleDeleteCaDialog *dialog)
{
  g_autofree char *date = console_format_date (get_end (dialog));
  const char *arguments[] = { "date", date, NULL };
  /* Translators: {date} is the day on which a deletion takes effect */
  g_autofree char *until = esp_text_fill (_ ("Until {date}"), arguments);
  g_autofree char *text = esp_text_fill (
    dialog->restorable ?
      /* Translators: {date} is the day on which a deletion takes effect */
      _ ("The CA issues and revokes nothing from now on. It can be restored until {date}, and "
         "is disabled then; after that its key is destroyed, and no one can bring it back. Its "
         "certificates, lists and log stay as a record. Certificates that it issued are "
         "not revoked by this: those who trust it go on trusting them until they end.") :
      _ ("The CA never came into being, so there is nothing to restore: it is gone at once."),
    arguments);

  adw_action_row_set_subtitle (dialog->days_row, until);
  gtk_label_set_text (dialog->consequences, text);
}

static void
deleted (ConsoleFormWindow *window, JsonObject *result)
{
  ConsoleDeleteCaDialog *dialog = CONSOLE_DELETE_CA_DIALOG (window);
  /* Translators: the name of a CA */
  g_autofree char *text = g_strdup_printf (C_ ("toast", "“%s” is deleted"), dialog->label);

  if (!result)
    return;
  console_session_toast (console_form_window_get_session (window), text);
  gtk_window_close (GTK_WINDOW (window));
}

static void
console_delete_ca_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleDeleteCaDialog *dialog = CONSOLE_DELETE_CA_DIALOG (window);
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority", dialog->arn);
  json_object_set_int_member (parameters, "PermanentDeletionTimeInDays",
                              gtk_spin_button_get_value_as_int (dialog->days_spin));
  console_form_window_call (window, "DeleteCertificateAuthority", parameters, deleted);
}

static void
console_delete_ca_dialog_finalize (GObject *object)
{
  g_free (CONSOLE_DELETE_CA_DIALOG (object)->arn);
  g_free (CONSOLE_DELETE_CA_DIALOG (object)->label);
  G_OBJECT_CLASS (console_delete_ca_dialog_parent_class)->finalize (object);
}

static void
console_delete_ca_dialog_class_init (ConsoleDeleteCaDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_delete_ca_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_delete_ca_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/delete-ca-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleDeleteCaDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDeleteCaDialog, issued_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDeleteCaDialog, days_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDeleteCaDialog, days_spin);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDeleteCaDialog, consequences);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
console_delete_ca_dialog_init (ConsoleDeleteCaDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  gtk_spin_button_set_range (dialog->days_spin, ESP_DELETION_DAYS_MIN, ESP_DELETION_DAYS_MAX);
  gtk_spin_button_set_value (dialog->days_spin, ESP_DELETION_DAYS_DEFAULT);
}

GtkWindow *
console_delete_ca_dialog_new (ConsoleSession *session, EspCaNode *node)
{
  ConsoleDeleteCaDialog *dialog = g_object_new (CONSOLE_TYPE_DELETE_CA_DIALOG, "session", session,
                                                NULL);
  const EspCa *ca = esp_ca_node_get_ca (node);
  g_autofree char *issued = g_strdup_printf (
    ngettext ("%d certificate", "%d certificates", (gulong) ca->n_valid), (int) ca->n_valid);

  dialog->arn = g_strdup (ca->arn);
  dialog->label = g_strdup (ca->label);
  dialog->restorable = ca->state != ESP_CA_FAILED && ca->state != ESP_CA_CREATING;
  console_field_row_set_value (dialog->name_row, ca->label);
  console_field_row_set_value (dialog->issued_row, ca->serial ? issued : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->days_row), dialog->restorable);
  changed_cb (dialog);
  return GTK_WINDOW (dialog);
}
