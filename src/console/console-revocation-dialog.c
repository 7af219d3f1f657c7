/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a CA tells of its revocations. What may stand beside what the engine says; what is empty here
 * is cleared there. */
#include "console-dialogs.h"
#include "console-error.h"
#include "console-form.h"

#include <glib/gi18n.h>

#define OMISSION "CrlDistributionPointExtensionConfiguration"

#define CONSOLE_TYPE_REVOCATION_DIALOG (console_revocation_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleRevocationDialog,
                      console_revocation_dialog,
                      CONSOLE,
                      REVOCATION_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleRevocationDialog
{
  ConsoleFormWindow parent_instance;

  GtkSwitch *crl_switch;
  GtkWidget *days_row;
  GtkSpinButton *days_spin;
  GtkWidget *parts_row;
  GtkSwitch *parts_switch;
  GtkEditable *url_row;
  GtkEditable *cname_row;
  GtkEditable *path_row;
  GtkWidget *omit_row;
  GtkSwitch *omit_switch;
  GtkSwitch *ocsp_switch;
  GtkEditable *ocsp_url_row;
  GtkEditable *ocsp_cname_row;
  char *arn;
  gboolean filled;
};

G_DEFINE_FINAL_TYPE (ConsoleRevocationDialog, console_revocation_dialog, CONSOLE_TYPE_FORM_WINDOW)

/* --- Form --------------------------------------------------------------------------------------*/

static gboolean
has_text (GtkEditable *row)
{
  return gtk_editable_get_text (row)[0] != '\0';
}

static const char *
find_gap (ConsoleRevocationDialog *dialog)
{
  if (!dialog->filled)
    return _ ("The settings are being read.");
  if (gtk_switch_get_active (dialog->crl_switch) && has_text (dialog->url_row) &&
      has_text (dialog->cname_row))
    return _ ("The list has an address and a host name: keep one of the two.");
  if (gtk_switch_get_active (dialog->ocsp_switch) && has_text (dialog->ocsp_url_row) &&
      has_text (dialog->ocsp_cname_row))
    return _ ("The answers have an address and a host name: keep one of the two.");
  return NULL;
}

static void
changed_cb (ConsoleRevocationDialog *dialog)
{
  gboolean crl = gtk_switch_get_active (dialog->crl_switch);
  gboolean ocsp = gtk_switch_get_active (dialog->ocsp_switch);
  GtkWidget *of_crl[] = { dialog->days_row, dialog->parts_row, GTK_WIDGET (dialog->url_row),
                          GTK_WIDGET (dialog->cname_row), dialog->omit_row };

  for (guint i = 0; i < G_N_ELEMENTS (of_crl); i++)
    gtk_widget_set_visible (of_crl[i], crl);
  gtk_widget_set_visible (GTK_WIDGET (dialog->path_row), crl && has_text (dialog->cname_row));
  gtk_widget_set_visible (GTK_WIDGET (dialog->ocsp_url_row), ocsp);
  gtk_widget_set_visible (GTK_WIDGET (dialog->ocsp_cname_row), ocsp);
  console_form_window_set_reason (CONSOLE_FORM_WINDOW (dialog), find_gap (dialog));
}

static void
set_text (GtkEditable *row, JsonObject *settings, const char *member)
{
  const char *text = esp_json_get_string (settings, member);

  gtk_editable_set_text (row, text ? text : "");
}

static void
fill (ConsoleRevocationDialog *dialog, JsonObject *settings)
{
  JsonObject *crl = esp_json_get_object (settings, "CrlConfiguration");
  JsonObject *ocsp = esp_json_get_object (settings, "OcspConfiguration");
  const char *kind = esp_json_get_string (crl, "CrlType");
  gint64 days = esp_json_get_int (crl, "ExpirationInDays", 0);

  gtk_switch_set_active (dialog->crl_switch, esp_json_get_boolean (crl, "Enabled", FALSE));
  if (days > 0)
    gtk_spin_button_set_value (dialog->days_spin, (double) days);
  gtk_switch_set_active (dialog->parts_switch, g_strcmp0 (kind, "PARTITIONED") == 0);
  set_text (dialog->url_row, crl, "Url");
  set_text (dialog->cname_row, crl, "CustomCname");
  set_text (dialog->path_row, crl, "CustomPath");
  gtk_switch_set_active (
    dialog->omit_switch,
    esp_json_get_boolean (esp_json_get_object (crl, OMISSION), "OmitExtension", FALSE));
  gtk_switch_set_active (dialog->ocsp_switch, esp_json_get_boolean (ocsp, "Enabled", FALSE));
  set_text (dialog->ocsp_url_row, ocsp, "Url");
  set_text (dialog->ocsp_cname_row, ocsp, "OcspCustomCname");
  dialog->filled = TRUE;
  changed_cb (dialog);
}

static void
described_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleRevocationDialog *dialog = CONSOLE_REVOCATION_DIALOG (owner);
  JsonObject *ca = esp_json_get_object (result, "CertificateAuthority");

  if (error)
    console_error_show (console_form_window_get_owner (CONSOLE_FORM_WINDOW (dialog)), error);
  else
    fill (dialog, esp_json_get_object (ca, "RevocationConfiguration"));
}

/* --- Saving ------------------------------------------------------------------------------------*/

static JsonObject *
read_crl (ConsoleRevocationDialog *dialog)
{
  JsonObject *crl = json_object_new (), *omission = json_object_new ();
  gboolean own_host = has_text (dialog->cname_row);

  json_object_set_boolean_member (crl, "Enabled", TRUE);
  json_object_set_int_member (crl, "ExpirationInDays",
                              gtk_spin_button_get_value_as_int (dialog->days_spin));
  json_object_set_string_member (
    crl, "CrlType", gtk_switch_get_active (dialog->parts_switch) ? "PARTITIONED" : "COMPLETE");
  json_object_set_string_member (crl, "Url", gtk_editable_get_text (dialog->url_row));
  json_object_set_string_member (crl, "CustomCname", gtk_editable_get_text (dialog->cname_row));
  json_object_set_string_member (crl, "CustomPath",
                                 own_host ? gtk_editable_get_text (dialog->path_row) : "");
  json_object_set_boolean_member (omission, "OmitExtension",
                                  gtk_switch_get_active (dialog->omit_switch));
  json_object_set_object_member (crl, OMISSION, omission);
  return crl;
}

static JsonObject *
read_ocsp (ConsoleRevocationDialog *dialog)
{
  JsonObject *ocsp = json_object_new ();

  json_object_set_boolean_member (ocsp, "Enabled", TRUE);
  json_object_set_string_member (ocsp, "Url", gtk_editable_get_text (dialog->ocsp_url_row));
  json_object_set_string_member (ocsp, "OcspCustomCname",
                                 gtk_editable_get_text (dialog->ocsp_cname_row));
  return ocsp;
}

/* What is off stands alone. */
static JsonObject *
switch_off (void)
{
  JsonObject *off = json_object_new ();

  json_object_set_boolean_member (off, "Enabled", FALSE);
  return off;
}

static void
saved (ConsoleFormWindow *window, JsonObject *result)
{
  if (!result)
    return;
  console_session_toast (console_form_window_get_session (window),
                         C_ ("toast", "Revocation settings saved"));
  gtk_window_close (GTK_WINDOW (window));
}

static void
console_revocation_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleRevocationDialog *dialog = CONSOLE_REVOCATION_DIALOG (window);
  JsonObject *parameters = json_object_new (), *settings = json_object_new ();
  gboolean crl = gtk_switch_get_active (dialog->crl_switch);
  gboolean ocsp = gtk_switch_get_active (dialog->ocsp_switch);

  json_object_set_string_member (parameters, "CertificateAuthority", dialog->arn);
  json_object_set_object_member (settings, "CrlConfiguration",
                                 crl ? read_crl (dialog) : switch_off ());
  json_object_set_object_member (settings, "OcspConfiguration",
                                 ocsp ? read_ocsp (dialog) : switch_off ());
  json_object_set_object_member (parameters, "RevocationConfiguration", settings);
  console_form_window_call (window, "UpdateCertificateAuthority", parameters, saved);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_revocation_dialog_finalize (GObject *object)
{
  g_free (CONSOLE_REVOCATION_DIALOG (object)->arn);
  G_OBJECT_CLASS (console_revocation_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationDialog, crl_switch);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationDialog, days_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationDialog, days_spin);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationDialog, parts_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationDialog, parts_switch);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationDialog, url_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationDialog, cname_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationDialog, path_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationDialog, omit_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationDialog, omit_switch);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationDialog, ocsp_switch);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationDialog, ocsp_url_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationDialog, ocsp_cname_row);
}

static void
console_revocation_dialog_class_init (ConsoleRevocationDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_revocation_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_revocation_dialog_submit;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/revocation-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
console_revocation_dialog_init (ConsoleRevocationDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_revocation_dialog_new (ConsoleSession *session, EspCaNode *node)
{
  ConsoleRevocationDialog *dialog = g_object_new (CONSOLE_TYPE_REVOCATION_DIALOG, "session",
                                                  session, NULL);
  JsonObject *parameters = json_object_new ();

  dialog->arn = g_strdup (esp_ca_node_get_ca (node)->arn);
  changed_cb (dialog);
  json_object_set_string_member (parameters, "CertificateAuthority", dialog->arn);
  console_session_call (session, GTK_WIDGET (dialog), "DescribeCertificateAuthority", parameters,
                        described_cb, NULL);
  return GTK_WINDOW (dialog);
}
