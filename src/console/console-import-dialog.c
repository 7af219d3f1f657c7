/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificate of a CA that a parent outside this vault signs: its request goes out, certificate
 * and chain come in. Files may come in any order and one after the other; whether they fit is the
 * engine's to say. */
#include "console-dialogs.h"
#include "console-drop-well.h"
#include "console-error.h"
#include "console-files.h"
#include "console-form.h"
#include "console-format.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_IMPORT_DIALOG (console_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleImportDialog,
                      console_import_dialog,
                      CONSOLE,
                      IMPORT_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleImportDialog
{
  ConsoleFormWindow parent_instance;

  GtkWidget *save_button;
  ConsoleDropWell *well;
  GtkLabel *error_label;
  GtkWidget *preview;
  ConsoleFieldRow *subject_row;
  ConsoleFieldRow *end_row;
  ConsoleFieldRow *path_length_row;
  ConsoleFieldRow *chain_row;

  char *arn;
  char *label;
  char *subject;
  GPtrArray *way; /* EspCertificate: the CA's own, then its parent, up to the root */
};

G_DEFINE_FINAL_TYPE (ConsoleImportDialog, console_import_dialog, CONSOLE_TYPE_FORM_WINDOW)

static GPtrArray *
new_certificates (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);
}

static JsonObject *
make_parameters (ConsoleImportDialog *dialog)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority", dialog->arn);
  return parameters;
}

/* --- The request -------------------------------------------------------------------------------*/

static void
csr_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleImportDialog *dialog = CONSOLE_IMPORT_DIALOG (owner);
  GtkWidget *inside = console_form_window_get_owner (CONSOLE_FORM_WINDOW (dialog));
  g_autofree char *name = g_strconcat (dialog->label, ".csr", NULL);

  if (error)
    console_error_show (inside, error);
  else
    console_files_save_text (inside, C_ ("title of a file chooser", "Save Signing Request"), name,
                             esp_json_get_string (result, "Csr"));
}

static void
save_clicked_cb (ConsoleImportDialog *dialog)
{
  console_session_call (console_form_window_get_session (CONSOLE_FORM_WINDOW (dialog)),
                        GTK_WIDGET (dialog), "GetCertificateAuthorityCsr", make_parameters (dialog),
                        csr_cb, NULL);
}

/* --- What came back ----------------------------------------------------------------------------*/

static gboolean
is_own (ConsoleImportDialog *dialog, EspCertificate *certificate)
{
  EspName *subject = esp_certificate_get_subject (certificate);

  return g_strcmp0 (esp_name_get_text (subject), dialog->subject) == 0;
}

/* Moves the certificate that signed the last of @way to its end. */
static gboolean
take_signer (GPtrArray *rest, GPtrArray *way)
{
  EspCertificate *last = g_ptr_array_index (way, way->len - 1);

  for (guint i = 0; i < rest->len; i++)
    if (esp_certificate_is_issued_by (last, g_ptr_array_index (rest, i)))
      {
        g_ptr_array_add (way, g_ptr_array_steal_index (rest, i));
        return TRUE;
      }
  return FALSE;
}

/* Takes @rest: from the CA's own upwards; what fits nowhere stays at the end, to be refused by
 * name.
 */
static GPtrArray *
put_in_order (ConsoleImportDialog *dialog, GPtrArray *rest)
{
  GPtrArray *way = new_certificates ();
  guint own = 0;

  for (guint i = 0; i < rest->len; i++)
    if (is_own (dialog, g_ptr_array_index (rest, i)))
      own = i;
  g_ptr_array_add (way, g_ptr_array_steal_index (rest, own));
  while (take_signer (rest, way))
    ;
  while (rest->len > 0)
    g_ptr_array_add (way, g_ptr_array_steal_index (rest, 0));
  g_ptr_array_unref (rest);
  return way;
}

static gboolean
holds (GPtrArray *certificates, EspCertificate *certificate)
{
  for (guint i = 0; i < certificates->len; i++)
    if (g_bytes_equal (esp_certificate_get_der (g_ptr_array_index (certificates, i)),
                       esp_certificate_get_der (certificate)))
      return TRUE;
  return FALSE;
}

static void
add_all (GPtrArray *certificates, GPtrArray *more)
{
  for (guint i = 0; more && i < more->len; i++)
    if (!holds (certificates, g_ptr_array_index (more, i)))
      g_ptr_array_add (certificates, esp_certificate_ref (g_ptr_array_index (more, i)));
}

static char *
describe_chain (GPtrArray *way)
{
  GString *text = g_string_new (NULL);

  for (guint i = way->len; i > 1; i--)
    {
      EspName *subject = esp_certificate_get_subject (g_ptr_array_index (way, i - 1));
      const char *label = esp_name_get_label (subject);

      g_string_append_printf (text, "%s%s", text->len ? " › " : "",
                              label ? label : esp_name_get_text (subject));
    }
  return g_string_free (text, FALSE);
}

static void
show_way (ConsoleImportDialog *dialog)
{
  EspCertificate *own = g_ptr_array_index (dialog->way, 0);
  int length = esp_certificate_get_path_length (own);
  g_autofree char *end = console_format_time (esp_certificate_get_not_after (own));
  g_autofree char *length_text = length < 0 ? g_strdup (C_ ("path length", "None")) :
                                              g_strdup_printf ("%d", length);
  g_autofree char *chain = describe_chain (dialog->way);

  console_field_row_set_value (dialog->subject_row,
                               esp_name_get_text (esp_certificate_get_subject (own)));
  console_field_row_set_value (dialog->end_row, end);
  console_field_row_set_value (dialog->path_length_row, length_text);
  console_field_row_set_value (dialog->chain_row, chain);
}

static void
show_state (ConsoleImportDialog *dialog, const char *problem)
{
  gboolean any = dialog->way->len > 0;

  gtk_label_set_text (dialog->error_label, problem ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->error_label), problem != NULL);
  gtk_widget_set_visible (dialog->preview, any);
  g_object_set (dialog->well, "refused", problem != NULL, "filled", any, NULL);
  console_form_window_set_valid (CONSOLE_FORM_WINDOW (dialog), any && !problem);
}

static void
failed_cb (ConsoleImportDialog *dialog, const GError *error)
{
  g_autofree char *problem = console_error_sentence (error);

  show_state (dialog, problem);
}

static void
too_many_cb (ConsoleImportDialog *dialog, guint n)
{
  g_autofree char *problem = g_strdup_printf (ngettext ("%u file is more than a chain can have.",
                                                        "%u files are more than a chain can have.",
                                                        n),
                                              n);

  show_state (dialog, problem);
}

/* One in DER, or one and more in PEM; added to what is there already. */
static void
taken_cb (ConsoleImportDialog *dialog, GBytes *data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) more = esp_certificate_parse_chain (data, &error);
  g_autoptr (GPtrArray) all = new_certificates ();
  EspCertificate *single = more ? NULL : esp_certificate_parse (data, NULL);

  if (!more && !single)
    {
      failed_cb (dialog, error);
      return;
    }
  if (single)
    {
      more = new_certificates ();
      g_ptr_array_add (more, single);
    }
  add_all (all, dialog->way);
  add_all (all, more);
  g_ptr_array_unref (dialog->way);
  dialog->way = put_in_order (dialog, g_steal_pointer (&all));
  show_way (dialog);
  show_state (dialog, NULL);
}

/* --- Importing ---------------------------------------------------------------------------------*/

static void
imported (ConsoleFormWindow *window, JsonObject *result)
{
  /* Translators: the name of a CA */
  g_autofree char *text = g_strdup_printf (C_ ("toast", "“%s” has its certificate"),
                                           CONSOLE_IMPORT_DIALOG (window)->label);

  if (!result)
    return;
  console_session_toast (console_form_window_get_session (window), text);
  gtk_window_close (GTK_WINDOW (window));
}

static void
console_import_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleImportDialog *dialog = CONSOLE_IMPORT_DIALOG (window);
  g_autofree char *own = esp_certificate_to_pem (g_ptr_array_index (dialog->way, 0));
  g_autoptr (GString) chain = g_string_new (NULL);
  JsonObject *parameters = make_parameters (dialog);

  for (guint i = 1; i < dialog->way->len; i++)
    {
      g_autofree char *pem = esp_certificate_to_pem (g_ptr_array_index (dialog->way, i));

      g_string_append (chain, pem);
    }
  json_object_set_string_member (parameters, "Certificate", own);
  if (chain->len > 0)
    json_object_set_string_member (parameters, "CertificateChain", chain->str);
  console_form_window_call (window, "ImportCertificateAuthorityCertificate", parameters, imported);
}

static void
console_import_dialog_finalize (GObject *object)
{
  ConsoleImportDialog *dialog = CONSOLE_IMPORT_DIALOG (object);

  g_free (dialog->arn);
  g_free (dialog->label);
  g_free (dialog->subject);
  g_ptr_array_unref (dialog->way);
  G_OBJECT_CLASS (console_import_dialog_parent_class)->finalize (object);
}

static void
console_import_dialog_class_init (ConsoleImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_import_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_import_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_DROP_WELL);
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleImportDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleImportDialog, well);
  gtk_widget_class_bind_template_child (widget_class, ConsoleImportDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleImportDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, ConsoleImportDialog, subject_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleImportDialog, end_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleImportDialog, path_length_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleImportDialog, chain_row);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, taken_cb);
  gtk_widget_class_bind_template_callback (widget_class, failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, too_many_cb);
}

static void
console_import_dialog_init (ConsoleImportDialog *dialog)
{
  dialog->way = new_certificates ();
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_import_dialog_new (ConsoleSession *session, EspCaNode *node)
{
  ConsoleImportDialog *dialog = g_object_new (CONSOLE_TYPE_IMPORT_DIALOG, "session", session, NULL);
  const EspCa *ca = esp_ca_node_get_ca (node);
  g_autofree char *denial = console_session_explain_denial (
    session, "acm-pca:GetCertificateAuthorityCsr", ca);

  dialog->arn = g_strdup (ca->arn);
  dialog->label = g_strdup (ca->label);
  dialog->subject = g_strdup (ca->subject);
  gtk_widget_set_sensitive (dialog->save_button, denial == NULL);
  gtk_widget_set_tooltip_text (dialog->save_button, denial);
  gtk_widget_grab_focus (GTK_WIDGET (dialog->well));
  return GTK_WINDOW (dialog);
}
