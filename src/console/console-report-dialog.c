/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audit report of one CA into a file that the person names. The engine writes it, whole or not
 * at all, and keeps its digest. */
#include "console-dialogs.h"
#include "console-files.h"
#include "console-form.h"
#include "console-rows.h"
#include "console-toast.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_REPORT_DIALOG (console_report_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleReportDialog,
                      console_report_dialog,
                      CONSOLE,
                      REPORT_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleReportDialog
{
  ConsoleFormWindow parent_instance;

  GtkLabel *intro_label;
  GtkCheckButton *json_check;
  GtkCheckButton *csv_check;
  ConsoleFieldRow *path_row;
  ConsoleFieldRow *rows_row;
  ConsoleFieldRow *digest_row;
  ConsoleFieldRow *id_row;
  char *arn;
  char *label;
};

G_DEFINE_FINAL_TYPE (ConsoleReportDialog, console_report_dialog, CONSOLE_TYPE_FORM_WINDOW)

static void
written (ConsoleFormWindow *window, JsonObject *result)
{
  ConsoleReportDialog *dialog = CONSOLE_REPORT_DIALOG (window);
  g_autofree char *rows = NULL;

  if (!result)
    return;
  rows = g_strdup_printf ("%" G_GINT64_FORMAT, esp_json_get_int (result, "Rows", 0));
  console_field_row_set_value (dialog->path_row, esp_json_get_string (result, "Path"));
  console_field_row_set_value (dialog->rows_row, rows);
  console_field_row_set_value (dialog->digest_row, esp_json_get_string (result, "Digest"));
  console_field_row_set_value (dialog->id_row, esp_json_get_string (result, "AuditReportId"));
  console_form_window_show_result (window);
}

static const char *
get_format (ConsoleReportDialog *dialog)
{
  return gtk_check_button_get_active (dialog->csv_check) ? "CSV" : "JSON";
}

/* For the chooser's answer. */
static void
write_to (ConsoleReportDialog *dialog, const char *path)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority", dialog->arn);
  json_object_set_string_member (parameters, "AuditReportResponseFormat", get_format (dialog));
  json_object_set_string_member (parameters, "Path", path);
  console_form_window_call (CONSOLE_FORM_WINDOW (dialog), "CreateCertificateAuthorityAuditReport",
                            parameters, written);
}

static void
chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (owner, CONSOLE_TYPE_REPORT_DIALOG);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  if (path && dialog)
    write_to (CONSOLE_REPORT_DIALOG (dialog), path);
  else if (file)
    console_toast_show (owner, _ ("A report can only be written to a file of this computer."));
}

static void
console_report_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleReportDialog *dialog = CONSOLE_REPORT_DIALOG (window);
  g_autofree char *extension = g_ascii_strdown (get_format (dialog), -1);
  g_autofree char *name = g_strdup_printf ("%s.%s", dialog->label, extension);

  console_files_save (console_form_window_get_owner (window),
                      C_ ("title of a file chooser", "Write Audit Report"), name, chosen_cb, NULL);
}

static void
console_report_dialog_finalize (GObject *object)
{
  ConsoleReportDialog *dialog = CONSOLE_REPORT_DIALOG (object);

  g_free (dialog->arn);
  g_free (dialog->label);
  G_OBJECT_CLASS (console_report_dialog_parent_class)->finalize (object);
}

static void
console_report_dialog_class_init (ConsoleReportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_report_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_report_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/report-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportDialog, intro_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportDialog, json_check);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportDialog, csv_check);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportDialog, path_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportDialog, rows_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportDialog, digest_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportDialog, id_row);
}

static void
console_report_dialog_init (ConsoleReportDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_report_dialog_new (ConsoleSession *session, EspCaNode *node)
{
  ConsoleReportDialog *dialog = g_object_new (CONSOLE_TYPE_REPORT_DIALOG, "session", session, NULL);
  const EspCa *ca = esp_ca_node_get_ca (node);
  g_autofree char *safe = esp_text_escape (ca->label);
  /* Translators: the name of a CA */
  g_autofree char *intro = g_strdup_printf (
    _ ("Every certificate that “%s” has issued, with its state."), safe);

  dialog->arn = g_strdup (ca->arn);
  dialog->label = g_strdup (ca->label);
  gtk_label_set_text (dialog->intro_label, intro);
  /* All is chosen already: Enter goes on. */
  gtk_window_set_focus (GTK_WINDOW (dialog), gtk_window_get_default_widget (GTK_WINDOW (dialog)));
  return GTK_WINDOW (dialog);
}
