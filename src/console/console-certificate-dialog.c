/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One certificate: its state, what it says, and what can be done with it. It follows the vault, so
 * that a revocation shows at once. Everything shown comes from outside and is plain text. */
#include "console-denial.h"
#include "console-dialogs.h"
#include "console-error.h"
#include "console-form.h"
#include "console-format.h"
#include "console-rows.h"
#include "console-toast.h"
#include "console-validation-view.h"

#include <glib/gi18n.h>

#define SPINNER_DELAY_MS 300

#define CONSOLE_TYPE_CERTIFICATE_DIALOG (console_certificate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCertificateDialog,
                      console_certificate_dialog,
                      CONSOLE,
                      CERTIFICATE_DIALOG,
                      AdwWindow)

struct _ConsoleCertificateDialog
{
  AdwWindow parent_instance;

  GtkButton *revoke_button;
  GtkStack *stack;
  GtkSpinner *spinner;
  AdwStatusPage *problem_page;
  GtkLabel *name_label;
  GtkBox *state_box;
  GtkImage *state_icon;
  GtkLabel *state_label;
  ConsoleFieldRow *issuer_row;
  ConsoleFieldRow *issued_row;
  ConsoleFieldRow *requester_row;
  ConsoleFieldRow *template_row;
  ConsoleFieldRow *arn_row;
  GtkBox *sections_box;
  GtkStack *parts;
  ConsoleValidationView *validation;

  ConsoleSession *session;
  char *ca_arn;
  char *serial;
  char *subject;
  char *label;
  char *pem;
  guint spinner_source;
};

G_DEFINE_FINAL_TYPE (ConsoleCertificateDialog, console_certificate_dialog, ADW_TYPE_WINDOW)

static const char *const actions[] = { "certificate.save-pem", "certificate.save-chain",
                                       "certificate.save-der", "certificate.copy-pem" };

/* --- What can be done --------------------------------------------------------------------------*/

static JsonObject *
make_parameters (ConsoleCertificateDialog *dialog)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateSerial", dialog->serial);
  json_object_set_string_member (parameters, "CertificateAuthority", dialog->ca_arn);
  return parameters;
}

static void
chain_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleCertificateDialog *dialog = CONSOLE_CERTIFICATE_DIALOG (owner);
  GtkWidget *inside = GTK_WIDGET (dialog->stack);

  if (error)
    console_error_show (inside, error);
  else
    console_certificate_save (inside, dialog->label, esp_json_get_string (result, "Certificate"),
                              esp_json_get_string (result, "CertificateChain"), CONSOLE_SAVE_CHAIN);
}

static void
save_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleCertificateDialog *dialog = CONSOLE_CERTIFICATE_DIALOG (widget);

  if (g_str_has_suffix (action, "chain"))
    console_session_call (dialog->session, widget, "GetCertificate", make_parameters (dialog),
                          chain_cb, NULL);
  else
    console_certificate_save (GTK_WIDGET (dialog->stack), dialog->label, dialog->pem, NULL,
                              g_str_has_suffix (action, "der") ? CONSOLE_SAVE_DER :
                                                                 CONSOLE_SAVE_PEM);
}

static void
copy_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleCertificateDialog *dialog = CONSOLE_CERTIFICATE_DIALOG (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), dialog->pem);
  console_toast_show (GTK_WIDGET (dialog->stack), C_ ("toast", "Copied as PEM"));
}

static void
revoke_clicked_cb (ConsoleCertificateDialog *dialog)
{
  console_dialog_present (
    console_revoke_dialog_new (dialog->session, dialog->ca_arn, dialog->serial, dialog->subject),
    GTK_WIDGET (dialog->revoke_button));
}

/* --- What is shown -----------------------------------------------------------------------------*/

static gint64
get_time (JsonObject *row, const char *member)
{
  const char *text = esp_json_get_string (row, member);
  gint64 time = 0;

  return text && esp_time_parse (text, &time, NULL) ? time : 0;
}

static char *
make_state_text (JsonObject *row)
{
  const char *status = esp_json_get_string (row, "Status");
  const char *word = console_format_certificate_status (status);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *left = console_format_left (now, get_time (row, "NotAfter"));
  g_autofree char *date = console_format_date (get_time (row, "RevokedAt"));

  if (get_time (row, "RevokedAt"))
    /* Translators: the date of a revocation, then its reason, such as "Key compromise" */
    return g_strdup_printf (
      _ ("Revoked on %s: %s"), date,
      console_format_revocation_reason (esp_json_get_string (row, "RevocationReason")));
  /* Translators: a state, such as "Valid", then how long, such as "3 years left" */
  return g_strdup_printf (C_ ("state of a certificate", "%s, %s"), word, left);
}

static void
show_state (ConsoleCertificateDialog *dialog, JsonObject *row)
{
  static const char *const classes[] = { "state-valid", "state-expired", "state-revoked" };
  const char *status = esp_json_get_string (row, "Status");
  g_autofree char *word = g_ascii_strdown (status, -1);
  g_autofree char *css_class = g_strconcat ("state-", word, NULL);
  g_autofree char *text = make_state_text (row);

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (dialog->state_box), classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (dialog->state_box), css_class);
  gtk_label_set_text (dialog->state_label, text);
  gtk_image_set_from_icon_name (dialog->state_icon, console_format_certificate_icon (status));
}

/* Only what is the case can be done, and the tooltip says why not. */
static void
update_revoke (ConsoleCertificateDialog *dialog, JsonObject *row)
{
  const char *slash = strrchr (dialog->ca_arn, '/');
  EspCaNode *node = esp_ca_tree_find (console_session_get_tree (dialog->session),
                                      slash ? slash + 1 : dialog->ca_arn);
  g_autofree char *reason = console_denial_of_revocation (
    dialog->session, node, dialog->serial, get_time (row, "RevokedAt"), get_time (row, "NotAfter"));

  gtk_widget_set_sensitive (GTK_WIDGET (dialog->revoke_button), reason == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (dialog->revoke_button), reason);
}

static void
show_issuance (ConsoleCertificateDialog *dialog, JsonObject *row)
{
  const char *template = esp_json_get_string (row, "TemplateArn");
  g_autofree char *issued = console_format_time (get_time (row, "IssuedAt"));
  g_auto (GStrv) parts = g_strsplit (template ? template : "", "/", -1);

  console_field_row_set_value (dialog->issuer_row, esp_json_get_string (row, "Issuer"));
  console_field_row_set_value (dialog->issued_row, issued);
  console_field_row_set_value (dialog->requester_row, esp_json_get_string (row, "RequestedBy"));
  console_field_row_set_value (dialog->template_row, g_strv_length (parts) > 1 ? parts[1] : "");
  console_field_row_set_value (dialog->arn_row, esp_json_get_string (row, "CertificateArn"));
}

static void
show_certificate (ConsoleCertificateDialog *dialog, EspCertificate *certificate)
{
  const char *label = esp_name_get_label (esp_certificate_get_subject (certificate));
  const char *const *names = esp_certificate_get_alternative_names (certificate);
  g_autoptr (GPtrArray) sections = esp_certificate_to_sections (certificate);
  g_autofree char *safe = NULL;

  g_free (dialog->label);
  dialog->label = g_strdup (label ? label : names[0] ? names[0] : dialog->serial);
  safe = esp_text_escape (dialog->label);
  gtk_label_set_text (dialog->name_label, safe);
  console_sections_fill (dialog->sections_box, sections);
}

static void
show_problem (ConsoleCertificateDialog *dialog, const GError *error)
{
  g_autofree char *text = console_error_sentence (error);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_status_page_set_description (dialog->problem_page, markup);
  gtk_stack_set_visible_child_name (dialog->stack, "problem");
}

static void
show (ConsoleCertificateDialog *dialog, JsonObject *result)
{
  JsonObject *row = esp_json_get_object (result, "Certificate");
  const char *pem = esp_json_get_string (result, "Pem");
  g_autoptr (GBytes) bytes = g_bytes_new (pem, strlen (pem));
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (bytes, &error);

  if (!certificate)
    {
      show_problem (dialog, error);
      return;
    }
  if (!dialog->pem)
    show_certificate (dialog, certificate);
  g_free (dialog->pem);
  dialog->pem = g_strdup (pem);
  g_free (dialog->subject);
  dialog->subject = g_strdup (esp_json_get_string (row, "Subject"));
  show_state (dialog, row);
  show_issuance (dialog, row);
  update_revoke (dialog, row);
  console_validation_view_set_certificate (dialog->validation, dialog->session, dialog->ca_arn,
                                           dialog->serial);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (dialog), actions[i], TRUE);
  gtk_stack_set_visible_child_name (dialog->stack, "content");
}

/* --- Reading -----------------------------------------------------------------------------------*/

static void
described_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleCertificateDialog *dialog = CONSOLE_CERTIFICATE_DIALOG (owner);

  g_clear_handle_id (&dialog->spinner_source, g_source_remove);
  gtk_spinner_stop (dialog->spinner);
  if (result)
    show (dialog, result);
  else
    show_problem (dialog, error);
}

static void
read_again (ConsoleCertificateDialog *dialog)
{
  console_session_call (dialog->session, GTK_WIDGET (dialog), "DescribeCertificate",
                        make_parameters (dialog), described_cb, NULL);
}

static void
changed_cb (ConsoleCertificateDialog *dialog, guint64 from, guint64 to, guint topics)
{
  if (topics & (ESP_TOPIC_CERTIFICATES | ESP_TOPIC_ACCESS | ESP_TOPIC_CAS))
    read_again (dialog);
}

static gboolean
spinner_due_cb (gpointer data)
{
  ConsoleCertificateDialog *dialog = data;

  dialog->spinner_source = 0;
  gtk_spinner_start (dialog->spinner);
  return G_SOURCE_REMOVE;
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_certificate_dialog_dispose (GObject *object)
{
  ConsoleCertificateDialog *dialog = CONSOLE_CERTIFICATE_DIALOG (object);

  g_clear_handle_id (&dialog->spinner_source, g_source_remove);
  g_clear_object (&dialog->session);
  G_OBJECT_CLASS (console_certificate_dialog_parent_class)->dispose (object);
}

static void
console_certificate_dialog_finalize (GObject *object)
{
  ConsoleCertificateDialog *dialog = CONSOLE_CERTIFICATE_DIALOG (object);

  g_free (dialog->ca_arn);
  g_free (dialog->serial);
  g_free (dialog->subject);
  g_free (dialog->label);
  g_free (dialog->pem);
  G_OBJECT_CLASS (console_certificate_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateDialog, revoke_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateDialog, problem_page);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateDialog, name_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateDialog, state_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateDialog, state_icon);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateDialog, state_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateDialog, issuer_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateDialog, issued_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateDialog, requester_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateDialog, template_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateDialog, arn_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateDialog, sections_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateDialog, parts);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateDialog, validation);
}

static void
console_certificate_dialog_class_init (ConsoleCertificateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_certificate_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_certificate_dialog_finalize;
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  g_type_ensure (CONSOLE_TYPE_VALIDATION_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/certificate-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, revoke_clicked_cb);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i], NULL,
                                     g_str_has_suffix (actions[i], "copy-pem") ? copy_action :
                                                                                 save_action);
}

static void
console_certificate_dialog_init (ConsoleCertificateDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (dialog), actions[i], FALSE);
  dialog->spinner_source = g_timeout_add (SPINNER_DELAY_MS, spinner_due_cb, dialog);
}

GtkWindow *
console_certificate_dialog_new (ConsoleSession *session, const char *ca_arn, const char *serial)
{
  ConsoleCertificateDialog *dialog = g_object_new (CONSOLE_TYPE_CERTIFICATE_DIALOG, NULL);

  dialog->session = g_object_ref (session);
  dialog->ca_arn = g_strdup (ca_arn);
  dialog->serial = g_strdup (serial);
  g_signal_connect_object (console_session_get_engine (session), "changed", G_CALLBACK (changed_cb),
                           dialog, G_CONNECT_SWAPPED);
  read_again (dialog);
  return GTK_WINDOW (dialog);
}

void
console_certificate_dialog_show_path (GtkWindow *dialog)
{
  gtk_stack_set_visible_child_name (CONSOLE_CERTIFICATE_DIALOG (dialog)->parts, "path");
}
