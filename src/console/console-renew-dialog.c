/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two ways to renew a CA, side by side with what each means. Which is possible in which state,
 * and how long it may last, the engine says. */
#include "console-dialogs.h"
#include "console-files.h"
#include "console-form.h"
#include "console-format.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define DEFAULT_YEARS 5

#define CONSOLE_TYPE_RENEW_DIALOG (console_renew_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleRenewDialog,
                      console_renew_dialog,
                      CONSOLE,
                      RENEW_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleRenewDialog
{
  ConsoleFormWindow parent_instance;

  ConsoleFieldRow *name_row;
  ConsoleFieldRow *end_row;
  GtkWidget *reissue_row;
  GtkCheckButton *reissue_check;
  GtkCheckButton *replace_check;
  GtkSwitch *same_switch;
  ConsoleValidityRow *validity_row;
  ConsoleHintRow *validity_hint;
  GtkWidget *disable_row;
  GtkSwitch *disable_switch;
  GtkLabel *consequences;
  char *arn;
  char *label;
  char *csr;
  gboolean expired;
  gboolean outside; /* its parent is not in this vault */
};

G_DEFINE_FINAL_TYPE (ConsoleRenewDialog, console_renew_dialog, CONSOLE_TYPE_FORM_WINDOW)

/* --- Form --------------------------------------------------------------------------------------*/

static const char *
describe (ConsoleRenewDialog *dialog, gboolean replace)
{
  if (replace && dialog->outside)
    return _ ("A new CA with a new key waits for its certificate; its request goes to the parent. "
              "Whoever trusts the old CA itself has to be given the new one.");
  if (replace)
    return _ ("A new CA with a new key is created and gets its certificate at once. Whoever trusts "
              "the old CA itself has to be given the new one.");
  if (dialog->outside)
    return _ ("Nothing changes yet: the request of the present key goes to the parent, and what "
              "comes back is imported over the present certificate.");
  return _ ("The new certificate takes the place of the present one. Publish it, so that those who "
            "check certificates find it.");
}

static void
changed_cb (ConsoleRenewDialog *dialog)
{
  gboolean replace = gtk_check_button_get_active (dialog->replace_check);
  gboolean same = gtk_switch_get_active (dialog->same_switch);
  const char *problem = same ? NULL : console_validity_row_get_problem (dialog->validity_row);

  gtk_widget_set_visible (GTK_WIDGET (dialog->validity_row), !same);
  gtk_widget_set_visible (dialog->disable_row, replace && !dialog->expired);
  gtk_label_set_text (dialog->consequences, describe (dialog, replace));
  console_hint_row_set_text (dialog->validity_hint, problem);
  console_form_window_set_reason (CONSOLE_FORM_WINDOW (dialog), problem);
}

/* --- Renewing ----------------------------------------------------------------------------------*/

static void
save_clicked_cb (ConsoleRenewDialog *dialog)
{
  g_autofree char *name = g_strconcat (dialog->label, ".csr", NULL);

  console_files_save_text (console_form_window_get_owner (CONSOLE_FORM_WINDOW (dialog)),
                           C_ ("title of a file chooser", "Save Signing Request"), name,
                           dialog->csr);
}

static void
renewed (ConsoleFormWindow *window, JsonObject *result)
{
  ConsoleRenewDialog *dialog = CONSOLE_RENEW_DIALOG (window);
  ConsoleSession *session = console_form_window_get_session (window);
  const char *csr = result ? esp_json_get_string (result, "Csr") : NULL;
  JsonObject *ca = esp_json_get_object (result, "CertificateAuthority");
  g_autofree char *text = NULL;

  if (!result)
    return;
  console_session_select_when_there (session,
                                     esp_json_get_string (result, "CertificateAuthorityArn"));
  if (csr)
    {
      dialog->csr = g_strdup (csr);
      console_form_window_show_result (window);
      return;
    }
  /* Translators: the name of a CA */
  text = g_strdup_printf (C_ ("toast", "“%s” has a new certificate"),
                          esp_json_get_string (ca, "CommonName"));
  console_session_toast (session, text);
  gtk_window_close (GTK_WINDOW (window));
}

static void
console_renew_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleRenewDialog *dialog = CONSOLE_RENEW_DIALOG (window);
  gboolean replace = gtk_check_button_get_active (dialog->replace_check);
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority", dialog->arn);
  json_object_set_string_member (parameters, "Mode", replace ? "REPLACE" : "REISSUE");
  if (!gtk_switch_get_active (dialog->same_switch))
    json_object_set_object_member (parameters, "Validity",
                                   console_validity_row_to_json (dialog->validity_row));
  if (replace && !dialog->expired && gtk_switch_get_active (dialog->disable_switch))
    json_object_set_boolean_member (parameters, "DisableOld", TRUE);
  console_form_window_call (window, "RenewCertificateAuthority", parameters, renewed);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_renew_dialog_finalize (GObject *object)
{
  ConsoleRenewDialog *dialog = CONSOLE_RENEW_DIALOG (object);

  g_free (dialog->arn);
  g_free (dialog->label);
  g_free (dialog->csr);
  G_OBJECT_CLASS (console_renew_dialog_parent_class)->finalize (object);
}

static void
console_renew_dialog_class_init (ConsoleRenewDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_renew_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_renew_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  g_type_ensure (CONSOLE_TYPE_HINT_ROW);
  g_type_ensure (CONSOLE_TYPE_VALIDITY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/renew-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleRenewDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRenewDialog, end_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRenewDialog, reissue_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRenewDialog, reissue_check);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRenewDialog, replace_check);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRenewDialog, same_switch);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRenewDialog, validity_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRenewDialog, validity_hint);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRenewDialog, disable_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRenewDialog, disable_switch);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRenewDialog, consequences);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
}

static void
console_renew_dialog_init (ConsoleRenewDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

/* An expired root can't sign itself any more: it can only be replaced. */
static void
choose_way (ConsoleRenewDialog *dialog, const EspCa *ca)
{
  dialog->expired = esp_ca_get_status (ca, g_get_real_time () / G_USEC_PER_SEC) == ESP_CA_EXPIRED;
  if (!dialog->expired || ca->type != ESP_CA_ROOT)
    return;
  gtk_widget_set_sensitive (dialog->reissue_row, FALSE);
  gtk_widget_set_tooltip_text (dialog->reissue_row,
                               _ ("An expired root can't sign itself any more: replace it."));
  gtk_check_button_set_active (dialog->replace_check, TRUE);
}

GtkWindow *
console_renew_dialog_new (ConsoleSession *session, EspCaNode *node)
{
  ConsoleRenewDialog *dialog = g_object_new (CONSOLE_TYPE_RENEW_DIALOG, "session", session, NULL);
  const EspCa *ca = esp_ca_node_get_ca (node);
  EspCaNode *parent = esp_ca_node_get_parent (node);
  g_autofree char *end = console_format_date (ca->not_after);

  dialog->arn = g_strdup (ca->arn);
  dialog->label = g_strdup (ca->label);
  dialog->outside = ca->type == ESP_CA_SUBORDINATE && !ca->parent && !parent;
  console_field_row_set_value (dialog->name_row, ca->label);
  console_field_row_set_value (dialog->end_row, end);
  console_validity_row_set_default (dialog->validity_row, ESP_VALIDITY_YEARS, DEFAULT_YEARS,
                                    parent ? esp_ca_node_get_ca (parent)->not_after : 0);
  choose_way (dialog, ca);
  changed_cb (dialog);
  return GTK_WINDOW (dialog);
}
