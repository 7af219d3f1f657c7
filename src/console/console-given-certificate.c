/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading what was given, asking the vault whether it knows it, and a window for what it does not
 * know. Judging the path is the engine's, and showing it console-validation-view.c's. */
#include "console-given-certificate.h"

#include "console-dialogs.h"
#include "console-error.h"
#include "console-files.h"
#include "console-form.h"
#include "console-format.h"
#include "console-validation-view.h"

#include <glib/gi18n.h>

#define READ_LIMIT (1024 * 1024)
#define FILES_MAX 64 /* more make no path */

struct _ConsoleGivenCertificate
{
  AdwWindow parent_instance;

  GtkLabel *name_label;
  GtkLabel *issuer_label;
  GtkStack *parts;
  GtkBox *sections_box;
  GtkWidget *switcher;
  ConsoleValidationView *validation;
};

G_DEFINE_FINAL_TYPE (ConsoleGivenCertificate, console_given_certificate, ADW_TYPE_WINDOW)

/* --- The window --------------------------------------------------------------------------------*/

static void
console_given_certificate_class_init (ConsoleGivenCertificateClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (CONSOLE_TYPE_VALIDATION_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/given-certificate.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleGivenCertificate, name_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleGivenCertificate, issuer_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleGivenCertificate, parts);
  gtk_widget_class_bind_template_child (widget_class, ConsoleGivenCertificate, sections_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleGivenCertificate, switcher);
  gtk_widget_class_bind_template_child (widget_class, ConsoleGivenCertificate, validation);
}

static void
console_given_certificate_init (ConsoleGivenCertificate *window)
{
  gtk_widget_init_template (GTK_WIDGET (window));
  /* In the order of other certificates; whether to trust it is the first question here. */
  gtk_stack_set_visible_child_name (window->parts, "path");
}

static char *
find_label (EspCertificate *certificate)
{
  const char *label = esp_name_get_label (esp_certificate_get_subject (certificate));
  const char *const *names = esp_certificate_get_alternative_names (certificate);

  if (!label && names)
    label = names[0];
  return esp_text_escape (label ? label : esp_certificate_get_serial (certificate));
}

static void
show (ConsoleGivenCertificate *window, EspCertificate *certificate)
{
  const char *issuer = esp_name_get_text (esp_certificate_get_issuer (certificate));
  g_autofree char *label = find_label (certificate);
  g_autofree char *safe = esp_text_escape (issuer);
  /* Translators: the name of an issuer */
  g_autofree char *by = g_strdup_printf (_ ("Issued by %s"), safe);
  g_autoptr (GPtrArray) sections = esp_certificate_to_sections (certificate);

  gtk_label_set_text (window->name_label, label);
  gtk_label_set_text (window->issuer_label, by);
  console_sections_fill (window->sections_box, sections);
}

GtkWindow *
console_given_certificate_new (ConsoleSession *session, GPtrArray *certificates)
{
  ConsoleGivenCertificate *window = g_object_new (CONSOLE_TYPE_GIVEN_CERTIFICATE, NULL);
  g_autoptr (JsonArray) pems = json_array_new ();

  for (guint i = 0; i < certificates->len; i++)
    {
      g_autofree char *pem = esp_certificate_to_pem (g_ptr_array_index (certificates, i));

      json_array_add_string_element (pems, pem);
    }
  show (window, g_ptr_array_index (certificates, 0));
  console_validation_view_set_given (window->validation, session, pems);
  /* Not the name, whose text would be selected. */
  gtk_widget_child_focus (window->switcher, GTK_DIR_TAB_FORWARD);
  return GTK_WINDOW (window);
}

/* --- Reading -----------------------------------------------------------------------------------*/

typedef struct
{
  ConsoleSession *session;
  GSList *files; /* still to be read */
  GPtrArray *certificates;
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->session);
  g_slist_free_full (reading->files, g_object_unref);
  g_ptr_array_unref (reading->certificates);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static void read_next (GtkWidget *owner, Reading *reading);

/* Has it the same bytes as the one that the vault knows by this number? */
static gboolean
is_known (JsonObject *result, EspCertificate *certificate)
{
  const char *pem = esp_json_get_string (result, "Pem");
  g_autoptr (GBytes) bytes = pem ? g_bytes_new_static (pem, strlen (pem)) : NULL;
  g_autoptr (EspCertificate) known = bytes ? esp_certificate_parse (bytes, NULL) : NULL;

  return known &&
         g_bytes_equal (esp_certificate_get_der (known), esp_certificate_get_der (certificate));
}

static void
described_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  g_autoptr (Reading) reading = data;
  EspCertificate *certificate = g_ptr_array_index (reading->certificates, 0);
  JsonObject *row = result ? esp_json_get_object (result, "Certificate") : NULL;
  GtkWindow *window;

  if (console_session_get_phase (reading->session) != CONSOLE_PHASE_OPEN)
    return;
  if (row && is_known (result, certificate))
    {
      window = console_certificate_dialog_new (reading->session,
                                               esp_json_get_string (row, "IssuerArn"),
                                               esp_certificate_get_serial (certificate));
      console_certificate_dialog_show_path (window);
    }
  else
    window = console_given_certificate_new (reading->session, reading->certificates);
  console_dialog_present (window, owner);
}

static void
ask_vault (GtkWidget *owner, Reading *reading)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (
    parameters, "CertificateSerial",
    esp_certificate_get_serial (g_ptr_array_index (reading->certificates, 0)));
  console_session_call (reading->session, owner, "DescribeCertificate", parameters, described_cb,
                        reading);
}

static gboolean
take_content (Reading *reading, GBytes *content, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (EspCertificate) single = esp_certificate_parse (content, &problem);
  g_autoptr (GPtrArray) many = single ? NULL : esp_certificate_parse_chain (content, NULL);

  if (single)
    g_ptr_array_add (reading->certificates, g_steal_pointer (&single));
  for (guint i = 0; many && i < many->len; i++)
    g_ptr_array_add (reading->certificates, esp_certificate_ref (g_ptr_array_index (many, i)));
  if (reading->certificates->len > 0)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static void
read_cb (GtkWidget *owner, GBytes *content, const GError *error, gpointer data)
{
  g_autoptr (Reading) reading = data;
  g_autoptr (GError) problem = error ? g_error_copy (error) : NULL;

  if (content && take_content (reading, content, &problem))
    read_next (owner, g_steal_pointer (&reading));
  else
    console_error_show (owner, problem);
}

/* Takes @reading. */
static void
read_next (GtkWidget *owner, Reading *reading)
{
  g_autoptr (GFile) file = reading->files ? reading->files->data : NULL;

  if (!file)
    {
      ask_vault (owner, reading);
      return;
    }
  reading->files = g_slist_delete_link (reading->files, reading->files);
  console_files_read (owner, file, READ_LIMIT, read_cb, reading);
}

void
console_given_certificate_open (ConsoleSession *session, GtkWidget *owner, GSList *files)
{
  Reading *reading = g_new0 (Reading, 1);
  guint n = 0;

  reading->session = g_object_ref (session);
  reading->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);
  for (GSList *l = files; l && n < FILES_MAX; l = l->next, n++)
    reading->files = g_slist_append (reading->files, g_object_ref (l->data));
  read_next (owner, reading);
}
