/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of issuing. Nothing that was asked for is left out in silence: each ignored extension
 * has its sentence. */
#include "console-issue-result.h"

#include "console-form.h"
#include "console-format.h"
#include "console-issue-notes.h"
#include "console-rows.h"

#include <glib/gi18n.h>

struct _ConsoleIssueResult
{
  AdwBin parent_instance;

  ConsoleFieldRow *subject_row;
  ConsoleFieldRow *names_row;
  ConsoleFieldRow *serial_row;
  ConsoleFieldRow *end_row;
  AdwPreferencesGroup *notes_group;
  char *label;
  char *pem;
  char *chain;
};

G_DEFINE_FINAL_TYPE (ConsoleIssueResult, console_issue_result, ADW_TYPE_BIN)

static void
add_notes (ConsoleIssueResult *view, JsonArray *notes, GtkWidget *(*make) (JsonObject *note))
{
  for (guint i = 0; notes && i < json_array_get_length (notes); i++)
    {
      adw_preferences_group_add (view->notes_group,
                                 make (json_array_get_object_element (notes, i)));
      gtk_widget_set_visible (GTK_WIDGET (view->notes_group), TRUE);
    }
}

static void
save_clicked_cb (ConsoleIssueResult *view)
{
  console_certificate_save (GTK_WIDGET (view), view->label, view->pem, NULL, CONSOLE_SAVE_PEM);
}

static void
save_chain_clicked_cb (ConsoleIssueResult *view)
{
  console_certificate_save (GTK_WIDGET (view), view->label, view->pem, view->chain,
                            CONSOLE_SAVE_CHAIN);
}

static void
console_issue_result_finalize (GObject *object)
{
  ConsoleIssueResult *view = CONSOLE_ISSUE_RESULT (object);

  g_free (view->label);
  g_free (view->pem);
  g_free (view->chain);
  G_OBJECT_CLASS (console_issue_result_parent_class)->finalize (object);
}

static void
console_issue_result_class_init (ConsoleIssueResultClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_issue_result_finalize;
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/issue-result.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueResult, subject_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueResult, names_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueResult, serial_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueResult, end_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleIssueResult, notes_group);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_chain_clicked_cb);
}

static void
console_issue_result_init (ConsoleIssueResult *view)
{
  gtk_widget_init_template (GTK_WIDGET (view));
}

/* What the certificate itself says, not what was asked for. */
static void
show_certificate (ConsoleIssueResult *view, EspCertificate *certificate)
{
  EspName *subject = esp_certificate_get_subject (certificate);
  const char *const *names = esp_certificate_get_alternative_names (certificate);
  const char *label = esp_name_get_label (subject);
  g_autofree char *end = console_format_time (esp_certificate_get_not_after (certificate));
  g_autofree char *joined = g_strjoinv (", ", (char **) names);

  view->label = g_strdup (label ? label : names[0] ? names[0] : "certificate");
  console_field_row_set_value (view->subject_row, esp_name_get_text (subject));
  console_field_row_set_value (view->names_row, joined);
  console_field_row_set_serial (view->serial_row, esp_certificate_get_serial (certificate));
  console_field_row_set_value (view->end_row, end);
}

void
console_issue_result_show (ConsoleIssueResult *view, JsonObject *result)
{
  const char *pem = esp_json_get_string (result, "Certificate");
  g_autoptr (GBytes) bytes = g_bytes_new (pem, strlen (pem));
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (bytes, NULL);

  view->pem = g_strdup (pem);
  view->chain = g_strdup (esp_json_get_string (result, "CertificateChain"));
  if (certificate)
    show_certificate (view, certificate);
  add_notes (view, esp_json_get_array (result, "Warnings"), console_issue_notes_finding_row);
  add_notes (view, esp_json_get_array (result, "Ignored"), console_issue_notes_ignored_row);
}
