/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Revoking one certificate: the reason, what follows from it, and the fresh revocation list that
 * tells others. */
#include "console-dialogs.h"
#include "console-error.h"
#include "console-files.h"
#include "console-form.h"
#include "console-format.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_REVOKE_DIALOG (console_revoke_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleRevokeDialog,
                      console_revoke_dialog,
                      CONSOLE,
                      REVOKE_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleRevokeDialog
{
  ConsoleFormWindow parent_instance;

  ConsoleFieldRow *subject_row;
  ConsoleFieldRow *serial_row;
  AdwComboRow *reason_row;
  AdwActionRow *crl_row;
  GtkSwitch *crl_check;
  GtkLabel *consequences_label;
  GtkWidget *denial_box;
  GtkLabel *denial_label;
  char *ca_arn;
  char *ca_label;
  char *serial;
  char *crl;
};

G_DEFINE_FINAL_TYPE (ConsoleRevokeDialog, console_revoke_dialog, CONSOLE_TYPE_FORM_WINDOW)

/* --- Reasons -----------------------------------------------------------------------------------*/

static const struct
{
  const char *reason;
  const char *meaning;
} meanings[] = {
  { "UNSPECIFIED", N_ ("No reason is given to others") },
  { "KEY_COMPROMISE", N_ ("Somebody else may have the private key") },
  { "CERTIFICATE_AUTHORITY_COMPROMISE", N_ ("Somebody else may have the key of a CA") },
  { "AFFILIATION_CHANGED", N_ ("The name or the organization changed") },
  { "SUPERSEDED", N_ ("Another certificate takes its place") },
  { "CESSATION_OF_OPERATION", N_ ("What it was for is no longer in use") },
  { "PRIVILEGE_WITHDRAWN", N_ ("Its holder lost the right to it") },
  { "A_A_COMPROMISE", N_ ("An attribute authority was compromised") },
};

static char *
reason_title (gpointer item, gpointer data)
{
  return g_strdup (console_format_revocation_reason (gtk_string_object_get_string (item)));
}

static char *
reason_note (gpointer item, gpointer data)
{
  const char *reason = gtk_string_object_get_string (item);

  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_str_equal (meanings[i].reason, reason))
      return g_strdup (_ (meanings[i].meaning));
  return NULL;
}

static void
fill_reasons (ConsoleRevokeDialog *dialog)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (const EspRevocationReason *r = esp_revocation_reasons (); r->name; r++)
    gtk_string_list_append (names, r->name);
  console_combo_set_texts (dialog->reason_row, reason_title, reason_note, NULL, NULL);
  adw_combo_row_set_model (dialog->reason_row, G_LIST_MODEL (names));
}

/* --- Afterwards --------------------------------------------------------------------------------*/

static void
finish (ConsoleRevokeDialog *dialog, const char *text)
{
  console_session_toast (console_form_window_get_session (CONSOLE_FORM_WINDOW (dialog)), text);
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
crl_written_cb (GtkWidget *owner, const GError *error, gpointer data)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (owner, CONSOLE_TYPE_REVOKE_DIALOG);

  if (error)
    console_error_show (owner, error);
  else if (dialog)
    finish (CONSOLE_REVOKE_DIALOG (dialog),
            C_ ("toast", "Certificate revoked, and the revocation list saved"));
}

static void
crl_chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  ConsoleRevokeDialog *dialog = CONSOLE_REVOKE_DIALOG (
    gtk_widget_get_ancestor (owner, CONSOLE_TYPE_REVOKE_DIALOG));

  if (!dialog)
    return;
  if (file)
    console_files_write (owner, file, dialog->crl, crl_written_cb, NULL);
  else
    finish (dialog, C_ ("toast", "Certificate revoked, and no revocation list saved"));
}

static void
choose_crl_file (ConsoleRevokeDialog *dialog)
{
  g_autofree char *name = g_strdup_printf ("%s.crl", dialog->ca_label);

  console_files_save (console_form_window_get_owner (CONSOLE_FORM_WINDOW (dialog)),
                      C_ ("title of a file chooser", "Save Revocation List"), name, crl_chosen_cb,
                      NULL);
}

/* Without a list the certificate is revoked all the same: the window turns to saying so. */
static void
got_crl (ConsoleFormWindow *window, JsonObject *result)
{
  ConsoleRevokeDialog *dialog = CONSOLE_REVOKE_DIALOG (window);
  const char *crl = result ? esp_json_get_string (result, "Crl") : NULL;

  console_form_window_show_result (window);
  if (!crl)
    return;
  dialog->crl = g_strdup (crl);
  choose_crl_file (dialog);
}

static void
fetch_crl (ConsoleRevokeDialog *dialog)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority", dialog->ca_arn);
  console_form_window_call (CONSOLE_FORM_WINDOW (dialog), "GetCertificateRevocationList",
                            parameters, got_crl);
}

/* Again, after it went wrong. */
static void
save_crl_cb (ConsoleRevokeDialog *dialog)
{
  if (dialog->crl)
    choose_crl_file (dialog);
  else
    fetch_crl (dialog);
}

static void
revoked (ConsoleFormWindow *window, JsonObject *result)
{
  ConsoleRevokeDialog *dialog = CONSOLE_REVOKE_DIALOG (window);

  if (!result)
    return;
  if (gtk_switch_get_active (dialog->crl_check))
    fetch_crl (dialog);
  else
    finish (dialog, C_ ("toast", "Certificate revoked"));
}

static void
console_revoke_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleRevokeDialog *dialog = CONSOLE_REVOKE_DIALOG (window);
  GtkStringObject *reason = adw_combo_row_get_selected_item (dialog->reason_row);
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority", dialog->ca_arn);
  json_object_set_string_member (parameters, "CertificateSerial", dialog->serial);
  json_object_set_string_member (parameters, "RevocationReason",
                                 gtk_string_object_get_string (reason));
  console_form_window_call (window, "RevokeCertificate", parameters, revoked);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_revoke_dialog_finalize (GObject *object)
{
  ConsoleRevokeDialog *dialog = CONSOLE_REVOKE_DIALOG (object);

  g_free (dialog->ca_arn);
  g_free (dialog->ca_label);
  g_free (dialog->serial);
  g_free (dialog->crl);
  G_OBJECT_CLASS (console_revoke_dialog_parent_class)->finalize (object);
}

static void
console_revoke_dialog_class_init (ConsoleRevokeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_revoke_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_revoke_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/revoke-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleRevokeDialog, subject_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRevokeDialog, serial_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRevokeDialog, reason_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRevokeDialog, crl_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRevokeDialog, crl_check);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRevokeDialog, consequences_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRevokeDialog, denial_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRevokeDialog, denial_label);
  gtk_widget_class_bind_template_callback (widget_class, save_crl_cb);
}

static void
console_revoke_dialog_init (ConsoleRevokeDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  fill_reasons (dialog);
}

static void
show_consequences (ConsoleRevokeDialog *dialog, const EspCa *ca)
{
  gint64 before = ca ? ca->n_revoked : 0;
  g_autofree char *count =
    before > 0 ?
      g_strdup_printf (ngettext ("This CA has revoked %d certificate so far.",
                                 "This CA has revoked %d certificates so far.", (gulong) before),
                       (int) before) :
      g_strdup (_ ("This CA has revoked no certificate so far."));
  g_autofree char *text = g_strjoin (
    " ",
    _ ("A revocation is final: the certificate can never become valid again. Others learn "
       "of it from the next revocation list (CRL) that they fetch."),
    count, NULL);

  gtk_label_set_text (dialog->consequences_label, text);
}

/* Rights are others' to give, and may have been given since: who tries is answered by the vault,
 * with what decided and who could allow it. Here is what to expect. */
static void
show_denial (ConsoleRevokeDialog *dialog, ConsoleSession *session, const EspCa *ca)
{
  g_autofree char *denial = console_session_explain_denial (session, "acm-pca:RevokeCertificate",
                                                            ca);
  g_autofree char *text = denial ? g_strjoin (" ", denial,
                                              _ ("An attempt is refused with the full reason, and "
                                                 "recorded in the log."),
                                              NULL) :
                                   NULL;

  gtk_label_set_text (dialog->denial_label, text ? text : "");
  gtk_widget_set_visible (dialog->denial_box, text != NULL);
}

static void
offer_crl (ConsoleRevokeDialog *dialog, const char *reason)
{
  gtk_switch_set_active (dialog->crl_check, reason == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->crl_row), reason == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (dialog->crl_row), reason);
  adw_action_row_set_subtitle (dialog->crl_row,
                               reason ? reason : _ ("For those who check certificates of this CA"));
}

/* The list of CAs does not carry their settings. */
static void
described_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  JsonObject *ca = result ? esp_json_get_object (result, "CertificateAuthority") : NULL;
  JsonObject *settings = ca ? esp_json_get_object (ca, "RevocationConfiguration") : NULL;
  JsonObject *crl = settings ? esp_json_get_object (settings, "CrlConfiguration") : NULL;

  if (crl && !esp_json_get_boolean (crl, "Enabled", TRUE))
    offer_crl (CONSOLE_REVOKE_DIALOG (owner), _ ("This CA makes no revocation lists."));
}

static void
ask_for_settings (ConsoleRevokeDialog *dialog, ConsoleSession *session, const EspCa *ca)
{
  g_autofree char *reason = console_session_explain_denial (
    session, "espalier:GetCertificateRevocationList", ca);
  JsonObject *parameters = json_object_new ();

  offer_crl (dialog, reason);
  json_object_set_string_member (parameters, "CertificateAuthority", dialog->ca_arn);
  console_session_call (session, GTK_WIDGET (dialog), "DescribeCertificateAuthority", parameters,
                        described_cb, NULL);
}

GtkWindow *
console_revoke_dialog_new (ConsoleSession *session,
                           const char *ca_arn,
                           const char *serial,
                           const char *subject)
{
  ConsoleRevokeDialog *dialog = g_object_new (CONSOLE_TYPE_REVOKE_DIALOG, "session", session, NULL);
  const char *slash = strrchr (ca_arn, '/');
  EspCaNode *node = esp_ca_tree_find (console_session_get_tree (session),
                                      slash ? slash + 1 : ca_arn);
  const EspCa *ca = node ? esp_ca_node_get_ca (node) : NULL;

  dialog->ca_arn = g_strdup (ca_arn);
  dialog->ca_label = g_strdup (ca ? ca->label : "revocation-list");
  dialog->serial = g_strdup (serial);
  console_field_row_set_value (dialog->subject_row, subject);
  console_field_row_set_serial (dialog->serial_row, serial);
  show_denial (dialog, session, ca);
  show_consequences (dialog, ca);
  ask_for_settings (dialog, session, ca);
  gtk_window_set_focus (GTK_WINDOW (dialog), GTK_WIDGET (dialog->reason_row));
  return GTK_WINDOW (dialog);
}
