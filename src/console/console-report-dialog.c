/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audit report of a CA, an account, or everything, into a file that the person names. The engine
 * writes it, whole or not at all, and keeps its digest. */
#include "console-dialogs.h"
#include "console-files.h"
#include "console-form.h"
#include "console-preferences.h"
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
  AdwComboRow *scope_row;
  GtkCheckButton *json_check;
  GtkCheckButton *csv_check;
  ConsoleFieldRow *left_out_row;
  ConsoleFieldRow *path_row;
  ConsoleFieldRow *rows_row;
  ConsoleFieldRow *digest_row;
  ConsoleFieldRow *id_row;
  GPtrArray *scopes; /* Scope, as the rows of the choice */
};

G_DEFINE_FINAL_TYPE (ConsoleReportDialog, console_report_dialog, CONSOLE_TYPE_FORM_WINDOW)

/* --- What it is of -----------------------------------------------------------------------------*/

/* One of arn and account, or neither: everything. */
typedef struct
{
  char *arn;
  char *account;
  char *label; /* as it is shown, and as the file is called */
} Scope;

static void
scope_free (gpointer data)
{
  Scope *scope = data;

  g_free (scope->arn);
  g_free (scope->account);
  g_free (scope->label);
  g_free (scope);
}

static void
add_scope (ConsoleReportDialog *dialog, const char *arn, const char *account, const char *label)
{
  GtkStringList *labels = GTK_STRING_LIST (adw_combo_row_get_model (dialog->scope_row));
  g_autofree char *safe = esp_text_escape (label);
  Scope *scope = g_new0 (Scope, 1);

  scope->arn = g_strdup (arn);
  scope->account = g_strdup (account);
  scope->label = g_strdup (label);
  g_ptr_array_add (dialog->scopes, scope);
  gtk_string_list_append (labels, safe);
}

static const Scope *
get_scope (ConsoleReportDialog *dialog)
{
  guint selected = adw_combo_row_get_selected (dialog->scope_row);

  return g_ptr_array_index (dialog->scopes, MIN (selected, dialog->scopes->len - 1));
}

static void
scope_cb (ConsoleReportDialog *dialog)
{
  const Scope *scope = dialog->scopes->len > 0 ? get_scope (dialog) : NULL;

  if (!scope)
    return;
  gtk_label_set_text (
    dialog->intro_label,
    scope->arn     ? _ ("Every certificate that this CA has issued, with its state.") :
    scope->account ? _ ("Every certificate of the CAs of this account whose reports you may make, "
                        "deleted ones as well, with its state.") :
                     _ ("Every certificate of all CAs whose reports you may make, deleted ones as "
                        "well, with its state."));
}

/* Those that have a CA are at the front of the tree anyway: others would have nothing to report. */
static void
accounts_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleReportDialog *dialog = CONSOLE_REPORT_DIALOG (owner);
  JsonArray *accounts = result ? esp_json_get_array (result, "Accounts") : NULL;

  for (guint i = 0; accounts && i < json_array_get_length (accounts); i++)
    {
      JsonObject *account = json_array_get_object_element (accounts, i);
      /* Translators: the name of an account */
      g_autofree char *label = esp_text_fill (
        C_ ("what a report is of", "Account {name}"),
        (const char *[]){ "name", esp_json_get_string (account, "Name"), NULL });

      add_scope (dialog, NULL, esp_json_get_string (account, "Id"), label);
    }
}

static void
offer_scopes (ConsoleReportDialog *dialog, const EspCa *ca)
{
  ConsoleSession *session = console_form_window_get_session (CONSOLE_FORM_WINDOW (dialog));
  g_autofree char *denial = console_session_explain_denial (session, "organizations:ListAccounts",
                                                            NULL);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  adw_combo_row_set_model (dialog->scope_row, G_LIST_MODEL (labels));
  if (ca)
    add_scope (dialog, ca->arn, NULL, ca->label);
  add_scope (dialog, NULL, NULL, C_ ("what a report is of", "Everything"));
  adw_combo_row_set_selected (dialog->scope_row, 0);
  scope_cb (dialog);
  if (!denial)
    console_session_call (session, GTK_WIDGET (dialog), "ListAccounts", NULL, accounts_cb, NULL);
}

/* --- Written -----------------------------------------------------------------------------------*/

/* A report that has not everything says so where it is made. */
static char *
tell_left_out (JsonObject *result)
{
  JsonArray *rows = esp_json_get_array (result, "LeftOut");
  GString *text = g_string_new (NULL);

  if (esp_json_get_boolean (result, "Complete", TRUE))
    return g_string_free (text, FALSE);
  for (guint i = 0; rows && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *line = esp_text_fill (
        _ ("{name}: its report may not be made by you"),
        (const char *[]){ "name", esp_json_get_string (row, "CertificateAuthority"), NULL });
      g_autofree char *safe = esp_text_escape (line);

      g_string_append_printf (text, "%s%s", text->len ? "\n" : "", safe);
    }
  if (text->len == 0)
    g_string_append (text, _ ("CAs that you do not see"));
  return g_string_free (text, FALSE);
}

static void
written (ConsoleFormWindow *window, JsonObject *result)
{
  ConsoleReportDialog *dialog = CONSOLE_REPORT_DIALOG (window);
  g_autofree char *rows = NULL;
  g_autofree char *left_out = NULL;

  if (!result)
    return;
  left_out = tell_left_out (result);
  console_field_row_set_value (dialog->left_out_row, left_out);
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
  return gtk_check_button_get_active (dialog->csv_check)  ? "CSV" :
         gtk_check_button_get_active (dialog->json_check) ? "JSON" :
                                                            "PDF";
}

/* PDF is what the window is made with. */
static void
propose_format (ConsoleReportDialog *dialog)
{
  ConsoleSession *session = console_form_window_get_session (CONSOLE_FORM_WINDOW (dialog));
  g_autofree char *format = console_preferences_get_string (console_preferences_get (session),
                                                            "report-format");

  if (g_str_equal (format, "csv"))
    gtk_check_button_set_active (dialog->csv_check, TRUE);
  else if (g_str_equal (format, "json"))
    gtk_check_button_set_active (dialog->json_check, TRUE);
}

/* For the chooser's answer. */
static void
write_to (ConsoleReportDialog *dialog, const char *path)
{
  const Scope *scope = get_scope (dialog);
  JsonObject *parameters = json_object_new ();

  esp_json_set_string (parameters, "CertificateAuthority", scope->arn);
  esp_json_set_string (parameters, "Account", scope->account);
  json_object_set_string_member (parameters, "AuditReportResponseFormat", get_format (dialog));
  json_object_set_string_member (parameters, "Path", path);
  console_form_window_call_long (CONSOLE_FORM_WINDOW (dialog),
                                 "CreateCertificateAuthorityAuditReport", parameters, written);
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
  g_autofree char *name = g_strdup_printf ("%s.%s", get_scope (dialog)->label, extension);

  console_files_save (console_form_window_get_owner (window),
                      C_ ("title of a file chooser", "Write Audit Report"), name, chosen_cb, NULL);
}

static void
console_report_dialog_finalize (GObject *object)
{
  ConsoleReportDialog *dialog = CONSOLE_REPORT_DIALOG (object);

  g_ptr_array_unref (dialog->scopes);
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
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportDialog, scope_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportDialog, left_out_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportDialog, json_check);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportDialog, csv_check);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportDialog, path_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportDialog, rows_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportDialog, digest_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportDialog, id_row);
  gtk_widget_class_bind_template_callback (widget_class, scope_cb);
}

static void
console_report_dialog_init (ConsoleReportDialog *dialog)
{
  dialog->scopes = g_ptr_array_new_with_free_func (scope_free);
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_report_dialog_new (ConsoleSession *session, EspCaNode *node)
{
  ConsoleReportDialog *dialog = g_object_new (CONSOLE_TYPE_REPORT_DIALOG, "session", session, NULL);

  propose_format (dialog);
  offer_scopes (dialog, node ? esp_ca_node_get_ca (node) : NULL);
  /* All is chosen already: Enter goes on. */
  gtk_window_set_focus (GTK_WINDOW (dialog), gtk_window_get_default_widget (GTK_WINDOW (dialog)));
  return GTK_WINDOW (dialog);
}
