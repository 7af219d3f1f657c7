/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One certificate from one request: what the request says, as what it is issued, and for how long.
 */
#include "console-dialogs.h"
#include "console-error.h"
#include "console-form.h"
#include "console-issue-result.h"
#include "console-request-well.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define SHORT_LIVED_DAYS 7

#define CONSOLE_TYPE_ISSUE_DIALOG (console_issue_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleIssueDialog,
                      console_issue_dialog,
                      CONSOLE,
                      ISSUE_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleIssueDialog
{
  ConsoleFormWindow parent_instance;

  ConsoleRequestWell *well;
  ConsoleFieldRow *issuer_row;
  AdwComboRow *template_row;
  ConsoleHintRow *template_hint;
  ConsoleValidityRow *validity_row;
  ConsoleHintRow *validity_hint;
  ConsoleIssueResult *issue_result;
  EspCaNode *ca;
};

G_DEFINE_FINAL_TYPE (ConsoleIssueDialog, console_issue_dialog, CONSOLE_TYPE_FORM_WINDOW)

/* --- Templates ---------------------------------------------------------------------------------*/

typedef struct
{
  const char *name;
  const char *note;
} NoteRow;

static const NoteRow purposes[] = {
  { "EndEntityCertificate", N_ ("For TLS servers and clients") },
  { "EndEntityServerAuthCertificate", N_ ("For TLS servers") },
  { "EndEntityClientAuthCertificate", N_ ("For TLS clients") },
  { "CodeSigningCertificate", N_ ("For signing programs") },
  { "OCSPSigningCertificate", N_ ("For OCSP responders of this CA") },
};

static const NoteRow varieties[] = {
  { "Base", N_ ("For a CA below this one") },
  { "CSRPassthrough", N_ ("Takes extensions from the request") },
  { "APIPassthrough", N_ ("Takes extensions from whoever issues") },
  { "APICSRPassthrough", N_ ("Takes extensions from whoever issues and from the request") },
};

static const char *
find_note (const NoteRow *rows, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (rows[i].name, name))
      return _ (rows[i].note);
  return NULL;
}

static const EspTemplate *
get_template (gpointer item)
{
  return item ? esp_template_find (gtk_string_object_get_string (item), NULL) : NULL;
}

static char *
template_title (gpointer item, gpointer data)
{
  return g_strdup (gtk_string_object_get_string (item));
}

static char *
template_note (gpointer item, gpointer data)
{
  const EspTemplate *template = get_template (item);
  const char *purpose = find_note (purposes, G_N_ELEMENTS (purposes), template->name);

  return g_strdup (purpose ? purpose :
                             find_note (varieties, G_N_ELEMENTS (varieties), template->variety));
}

/* Templates for CAs obey the path length of the issuer. */
static char *
template_reason (gpointer item, gpointer data)
{
  const EspTemplate *template = get_template (item);
  const EspCa *ca = esp_ca_node_get_ca (data);
  g_autoptr (GError) error = NULL;

  if (!template || template->kind != ESP_TEMPLATE_SUBORDINATE)
    return NULL;
  if (esp_hierarchy_check_path_length (ca->path_length, template->path_length, &error) &&
      esp_hierarchy_check_depth (ca->level, &error))
    return NULL;
  return console_error_sentence (error);
}

static gboolean
is_usual (const EspTemplate *template)
{
  return template->kind == ESP_TEMPLATE_END_ENTITY && g_str_equal (template->variety, "Base");
}

static void
append_templates (GtkStringList *names, gboolean usual)
{
  GPtrArray *templates = esp_templates ();

  for (guint i = 0; i < templates->len; i++)
    {
      const EspTemplate *template = g_ptr_array_index (templates, i);

      if (template->kind != ESP_TEMPLATE_ROOT && is_usual (template) == usual &&
          !g_str_equal (template->name, ESP_TEMPLATE_DEFAULT))
        gtk_string_list_append (names, template->name);
    }
}

/* The service's default first, then the other usual ones, the rest behind them. */
static void
fill_templates (ConsoleIssueDialog *dialog)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, ESP_TEMPLATE_DEFAULT);
  append_templates (names, TRUE);
  append_templates (names, FALSE);
  console_combo_set_texts (dialog->template_row, template_title, template_note, template_reason,
                           dialog->ca);
  adw_combo_row_set_model (dialog->template_row, G_LIST_MODEL (names));
}

/* --- Form --------------------------------------------------------------------------------------*/

static void
changed_cb (ConsoleIssueDialog *dialog)
{
  gpointer chosen = adw_combo_row_get_selected_item (dialog->template_row);
  const char *problem = console_validity_row_get_problem (dialog->validity_row);
  g_autofree char *reason = NULL;

  if (!dialog->ca)
    return;
  reason = chosen ? template_reason (chosen, dialog->ca) : NULL;
  console_hint_row_set_text (dialog->template_hint, reason);
  console_hint_row_set_text (dialog->validity_hint, problem);
  console_form_window_set_valid (CONSOLE_FORM_WINDOW (dialog),
                                 console_request_well_get_request (dialog->well) && chosen &&
                                   !reason && !problem);
}

static void
issued (ConsoleFormWindow *window, JsonObject *result)
{
  if (!result)
    return;
  console_issue_result_show (CONSOLE_ISSUE_DIALOG (window)->issue_result, result);
  console_form_window_show_result (window);
}

static void
console_issue_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleIssueDialog *dialog = CONSOLE_ISSUE_DIALOG (window);
  g_autofree char *pem = esp_request_to_pem (console_request_well_get_request (dialog->well));
  const EspTemplate *template = get_template (
    adw_combo_row_get_selected_item (dialog->template_row));
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority",
                                 esp_ca_node_get_ca (dialog->ca)->arn);
  json_object_set_string_member (parameters, "Csr", pem);
  json_object_set_string_member (parameters, "TemplateArn", template->arn);
  json_object_set_object_member (parameters, "Validity",
                                 console_validity_row_to_json (dialog->validity_row));
  console_form_window_call (window, "IssueCertificate", parameters, issued);
}

static void
paste_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  console_request_well_paste (CONSOLE_ISSUE_DIALOG (widget)->well);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_issue_dialog_dispose (GObject *object)
{
  g_clear_object (&CONSOLE_ISSUE_DIALOG (object)->ca);
  G_OBJECT_CLASS (console_issue_dialog_parent_class)->dispose (object);
}

static void
console_issue_dialog_class_init (ConsoleIssueDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_issue_dialog_dispose;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_issue_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_REQUEST_WELL);
  g_type_ensure (CONSOLE_TYPE_ISSUE_RESULT);
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  g_type_ensure (CONSOLE_TYPE_HINT_ROW);
  g_type_ensure (CONSOLE_TYPE_VALIDITY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/issue-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, well);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, issuer_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, template_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, template_hint);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, validity_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, validity_hint);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, issue_result);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_install_action (widget_class, "issue.paste", NULL, paste_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "issue.paste",
                                       NULL);
}

static void
console_issue_dialog_init (ConsoleIssueDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

static void
show_issuer (ConsoleIssueDialog *dialog)
{
  const EspCa *ca = esp_ca_node_get_ca (dialog->ca);

  console_field_row_set_value (dialog->issuer_row, ca->label);
  if (ca->usage_mode == ESP_USAGE_SHORT_LIVED_CERTIFICATE)
    console_validity_row_set_default (dialog->validity_row, ESP_VALIDITY_DAYS, SHORT_LIVED_DAYS,
                                      ca->not_after);
  else
    console_validity_row_set_default (dialog->validity_row, ESP_VALIDITY_YEARS, 1, ca->not_after);
}

GtkWindow *
console_issue_dialog_new (ConsoleSession *session, EspCaNode *ca, GBytes *csr)
{
  ConsoleIssueDialog *dialog = g_object_new (CONSOLE_TYPE_ISSUE_DIALOG, "session", session, NULL);

  dialog->ca = g_object_ref (ca);
  fill_templates (dialog);
  show_issuer (dialog);
  if (csr)
    console_request_well_take (dialog->well, csr);
  changed_cb (dialog);
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  gtk_widget_grab_focus (GTK_WIDGET (dialog->well));
  return GTK_WINDOW (dialog);
}
