/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One certificate from one request: what the request says, as what it is issued, for how long, and
 * what becomes of it: a preview of the engine's, asked for anew whenever something changes. Nothing
 * is issued that was not previewed as it is.
 */
#include "console-certificate-preview.h"
#include "console-dialogs.h"
#include "console-form.h"
#include "console-issue-many.h"
#include "console-issue-result.h"
#include "console-passthrough-editor.h"
#include "console-request-well.h"
#include "console-rows.h"
#include "console-template-row.h"

#include <glib/gi18n.h>

#define SHORT_LIVED_DAYS 7
/* Typing goes on for as long as changes follow one another this closely. */
#define PREVIEW_DELAY_MS 150
/* So high that the verdict of the preview is seen under the form. */
#define PREVIEW_HEIGHT 760

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
  GtkButton *many_button;
  ConsoleFieldRow *issuer_row;
  ConsoleTemplateRow *template_row;
  ConsoleValidityRow *validity_row;
  ConsoleHintRow *validity_hint;
  ConsolePassthroughEditor *passthrough;
  GtkSpinner *preview_spinner;
  ConsoleCertificatePreview *preview;
  ConsoleIssueResult *issue_result;
  EspCaNode *ca;
  guint preview_source;
  guint question; /* number of the newest one: older answers do not count */
  gboolean answered;
  gboolean has_room;
};

G_DEFINE_FINAL_TYPE (ConsoleIssueDialog, console_issue_dialog, CONSOLE_TYPE_FORM_WINDOW)

/* --- Form --------------------------------------------------------------------------------------*/

/* The parameters of an issuance, which are those of its preview. */
static JsonObject *
make_parameters (ConsoleIssueDialog *dialog)
{
  g_autofree char *pem = esp_request_to_pem (console_request_well_get_request (dialog->well));
  const EspTemplate *template = console_template_row_get_chosen (dialog->template_row);
  JsonObject *parameters = json_object_new ();
  JsonObject *passthrough = template->api_passthrough ?
                              console_passthrough_editor_to_json (dialog->passthrough) :
                              NULL;

  json_object_set_string_member (parameters, "CertificateAuthority",
                                 esp_ca_node_get_ca (dialog->ca)->arn);
  json_object_set_string_member (parameters, "Csr", pem);
  json_object_set_string_member (parameters, "TemplateArn", template->arn);
  json_object_set_object_member (parameters, "Validity",
                                 console_validity_row_to_json (dialog->validity_row));
  if (passthrough)
    json_object_set_object_member (parameters, "ApiPassthrough", passthrough);
  return parameters;
}

/* Why it can't be asked about; NULL: it can. */
static const char *
find_gap (ConsoleIssueDialog *dialog)
{
  const EspTemplate *template = console_template_row_get_chosen (dialog->template_row);
  const char *problem = console_validity_row_get_problem (dialog->validity_row);

  if (!console_request_well_get_request (dialog->well))
    return _ ("There is no request yet.");
  if (!template)
    return _ ("No template is chosen.");
  if (problem)
    return problem;
  return template->api_passthrough ? console_passthrough_editor_get_problem (dialog->passthrough) :
                                     NULL;
}

static void
update_verb (ConsoleIssueDialog *dialog)
{
  const char *reason = find_gap (dialog);

  if (!reason && !dialog->answered)
    reason = _ ("The preview is being made.");
  if (!reason)
    reason = console_certificate_preview_get_problem (dialog->preview);
  console_form_window_set_reason (CONSOLE_FORM_WINDOW (dialog), reason);
}

static void
take_answer (ConsoleIssueDialog *dialog)
{
  dialog->answered = TRUE;
  gtk_spinner_stop (dialog->preview_spinner);
  gtk_widget_set_visible (GTK_WIDGET (dialog->preview_spinner), FALSE);
  update_verb (dialog);
}

/* The window was as high as its form without a preview. */
static void
make_room (ConsoleIssueDialog *dialog)
{
  int width, height;

  if (dialog->has_room)
    return;
  dialog->has_room = TRUE;
  gtk_window_get_default_size (GTK_WINDOW (dialog), &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (dialog), width, MAX (height, PREVIEW_HEIGHT));
}

static void
previewed_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleIssueDialog *dialog = CONSOLE_ISSUE_DIALOG (owner);

  if (GPOINTER_TO_UINT (data) != dialog->question)
    return;
  make_room (dialog);
  if (result)
    console_certificate_preview_show (dialog->preview, result);
  else
    console_certificate_preview_show_error (dialog->preview, error);
  take_answer (dialog);
}

static gboolean
preview_due_cb (gpointer data)
{
  ConsoleIssueDialog *dialog = data;

  dialog->preview_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (dialog->preview_spinner), TRUE);
  gtk_spinner_start (dialog->preview_spinner);
  console_session_call (console_form_window_get_session (CONSOLE_FORM_WINDOW (dialog)),
                        GTK_WIDGET (dialog), "PreviewCertificate", make_parameters (dialog),
                        previewed_cb, GUINT_TO_POINTER (dialog->question));
  return G_SOURCE_REMOVE;
}

/* What is shown stays until there is something else to show, so that nothing jumps. */
static void
ask_for_preview (ConsoleIssueDialog *dialog)
{
  g_clear_handle_id (&dialog->preview_source, g_source_remove);
  dialog->question++;
  dialog->answered = FALSE;
  if (!find_gap (dialog))
    dialog->preview_source = g_timeout_add (PREVIEW_DELAY_MS, preview_due_cb, dialog);
  else
    console_certificate_preview_clear (dialog->preview);
}

static void
changed_cb (ConsoleIssueDialog *dialog)
{
  const EspTemplate *template = console_template_row_get_chosen (dialog->template_row);

  if (!dialog->ca)
    return;
  gtk_widget_set_visible (GTK_WIDGET (dialog->passthrough), template && template->api_passthrough);
  console_hint_row_set_text (dialog->validity_hint,
                             console_validity_row_get_problem (dialog->validity_row));
  ask_for_preview (dialog);
  update_verb (dialog);
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
  console_form_window_call (window, "IssueCertificate",
                            make_parameters (CONSOLE_ISSUE_DIALOG (window)), issued);
}

/* More than one request is another job, over the same window. */
static void
many_cb (ConsoleIssueDialog *dialog, gpointer files, GBytes *text)
{
  GtkWindow *over = gtk_window_get_transient_for (GTK_WINDOW (dialog));
  GtkWindow *many = console_issue_many_new (
    console_form_window_get_session (CONSOLE_FORM_WINDOW (dialog)), dialog->ca, files, text);

  console_dialog_present (many, over ? GTK_WIDGET (over) : NULL);
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
many_clicked_cb (ConsoleIssueDialog *dialog)
{
  many_cb (dialog, NULL, NULL);
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
  g_clear_handle_id (&CONSOLE_ISSUE_DIALOG (object)->preview_source, g_source_remove);
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
  g_type_ensure (CONSOLE_TYPE_TEMPLATE_ROW);
  g_type_ensure (CONSOLE_TYPE_PASSTHROUGH_EDITOR);
  g_type_ensure (CONSOLE_TYPE_CERTIFICATE_PREVIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/issue-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, well);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, many_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, issuer_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, template_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, validity_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, validity_hint);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, passthrough);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, preview_spinner);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueDialog, issue_result);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, many_cb);
  gtk_widget_class_bind_template_callback (widget_class, many_clicked_cb);
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
  console_template_row_set_issuer (dialog->template_row, esp_ca_node_get_ca (ca));
  show_issuer (dialog);
  if (csr)
    console_request_well_take (dialog->well, csr);
  changed_cb (dialog);
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
  gtk_widget_grab_focus (GTK_WIDGET (dialog->well));
  return GTK_WINDOW (dialog);
}
