/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came of issuing. Nothing that was asked for is left out in silence: each ignored extension
 * has its sentence. */
#include "console-issue-result.h"

#include "console-form.h"
#include "console-format.h"
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

/* The ids that the core gives for what it left out. */
static const struct
{
  const char *id;
  const char *sentence;
} reasons[] = {
  { "template-fixes-it", N_ ("The template sets this itself.") },
  { "template-takes-none-from-csr", N_ ("The template takes none from a request.") },
  { "derived-from-subject-key", N_ ("It follows from the key of the request.") },
  { "derived-from-issuer", N_ ("It follows from the issuing CA.") },
  { "ca-configuration-fixes-it", N_ ("The settings of the CA decide this.") },
  { "stands-twice", N_ ("It stands twice in the request; the first was taken.") },
};

static const char *
find_sentence (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reasons[i].id, id) == 0)
      return _ (reasons[i].sentence);
  return id ? id : "";
}

static void
add_note (ConsoleIssueResult *view, const char *icon, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *safe = esp_text_escape (title);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), safe);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), icon);
  adw_preferences_group_add (view->notes_group, row);
  gtk_widget_set_visible (GTK_WIDGET (view->notes_group), TRUE);
}

/* The core's sentences are clauses that can follow a name. */
static char *
capitalize (const char *clause)
{
  GString *text = g_string_new (NULL);

  g_string_append_unichar (text, g_unichar_toupper (g_utf8_get_char (clause)));
  g_string_append (text, *clause ? g_utf8_next_char (clause) : "");
  return g_string_free (text, FALSE);
}

static void
add_warnings (ConsoleIssueResult *view, JsonArray *warnings)
{
  for (guint i = 0; warnings && i < json_array_get_length (warnings); i++)
    {
      JsonObject *warning = json_array_get_object_element (warnings, i);
      g_autofree char *title = capitalize (_ (esp_json_get_string (warning, "Sentence")));

      add_note (view, "dialog-warning-symbolic", title, esp_json_get_string (warning, "Citation"));
    }
}

static void
add_ignored (ConsoleIssueResult *view, JsonArray *ignored)
{
  for (guint i = 0; ignored && i < json_array_get_length (ignored); i++)
    {
      JsonObject *extension = json_array_get_object_element (ignored, i);
      const char *name = esp_json_get_string (extension, "Extension");
      /* Translators: the name of an extension of the request, such as "Key usage" */
      g_autofree char *title = g_strdup_printf (_ ("Not taken from the request: %s"), _ (name));

      add_note (view, "dialog-information-symbolic", title,
                find_sentence (esp_json_get_string (extension, "Reason")));
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
  add_warnings (view, esp_json_get_array (result, "Warnings"));
  add_ignored (view, esp_json_get_array (result, "Ignored"));
}
