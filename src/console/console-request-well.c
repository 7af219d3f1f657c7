/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a request comes in. Reading it is the core's; here are its ways in and what is shown of it.
 * What it is issued as is in console-issue-dialog.c. */
#include "console-request-well.h"

#include "console-error.h"
#include "console-files.h"
#include "console-form.h"
#include "console-rows.h"

#include <glib/gi18n.h>

/* Enough for the largest request in PEM, and for a sentence about what else it is. */
#define READ_LIMIT (2 * ESP_REQUEST_MAX_SIZE)
#define ALTERNATIVE_NAME "2.5.29.17"

struct _ConsoleRequestWell
{
  AdwBin parent_instance;

  GtkBox *well;
  GtkBox *invitation;
  GtkButton *open_button;
  GtkLabel *error_label;
  GtkBox *preview;
  ConsoleFieldRow *subject_row;
  ConsoleFieldRow *names_row;
  ConsoleFieldRow *key_row;
  GtkBox *sections_box;
  EspRequest *request;
};

G_DEFINE_FINAL_TYPE (ConsoleRequestWell, console_request_well, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_HAS_REQUEST,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

/* --- What is shown -----------------------------------------------------------------------------*/

static char *
make_names_text (EspRequest *request)
{
  GPtrArray *extensions = esp_request_get_extensions (request);

  for (guint i = 0; i < extensions->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (extensions, i);

      if (g_str_equal (extension->oid, ALTERNATIVE_NAME))
        return esp_extension_to_text (extension);
    }
  return g_strdup ("");
}

static void
show_request (ConsoleRequestWell *well)
{
  EspName *subject = esp_request_get_subject (well->request);
  g_autofree char *names = make_names_text (well->request);
  g_autoptr (GPtrArray) sections = esp_request_to_sections (well->request);

  console_field_row_set_value (well->subject_row, esp_name_is_empty (subject) ?
                                                    C_ ("subject", "Empty") :
                                                    esp_name_get_text (subject));
  console_field_row_set_value (well->names_row, names);
  console_field_row_set_value (well->key_row,
                               esp_key_get_label (esp_request_get_key (well->request)));
  console_sections_fill (well->sections_box, sections);
}

static void
show_error (ConsoleRequestWell *well, const GError *error)
{
  g_autofree char *text = error ? console_error_sentence (error) : g_strdup ("");

  gtk_label_set_text (well->error_label, text);
  gtk_widget_set_visible (GTK_WIDGET (well->error_label), error != NULL);
  if (error)
    gtk_widget_add_css_class (GTK_WIDGET (well->well), "refused");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (well->well), "refused");
}

static void
set_request (ConsoleRequestWell *well, EspRequest *request, const GError *error)
{
  g_clear_pointer (&well->request, esp_request_unref);
  well->request = request;
  if (request)
    show_request (well);
  show_error (well, error);
  gtk_widget_set_visible (GTK_WIDGET (well->preview), request != NULL);
  gtk_widget_set_visible (GTK_WIDGET (well->invitation), request == NULL);
  g_object_notify_by_pspec (G_OBJECT (well), properties[PROP_HAS_REQUEST]);
  g_signal_emit (well, changed_signal, 0);
}

void
console_request_well_take (ConsoleRequestWell *well, GBytes *data)
{
  g_autoptr (GError) error = NULL;
  EspRequest *request = esp_request_parse (data, &error);

  set_request (well, request, error);
}

/* --- Ways in -----------------------------------------------------------------------------------*/

static void
read_cb (GtkWidget *owner, GBytes *content, const GError *error, gpointer data)
{
  ConsoleRequestWell *well = CONSOLE_REQUEST_WELL (owner);

  if (content)
    console_request_well_take (well, content);
  else
    set_request (well, NULL, error);
}

static void
read_file (ConsoleRequestWell *well, GFile *file)
{
  console_files_read (GTK_WIDGET (well), file, READ_LIMIT, read_cb, NULL);
}

static void
chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  if (file)
    read_file (CONSOLE_REQUEST_WELL (owner), file);
}

static void
open_clicked_cb (ConsoleRequestWell *well)
{
  static const char *const patterns[] = { "*.csr", "*.pem", "*.req", "*.p10", "*.der", NULL };

  console_files_open (GTK_WIDGET (well), C_ ("title of a file chooser", "Open Request"), patterns,
                      C_ ("file filter", "Certificate requests"), chosen_cb, NULL);
}

static void
take_text (ConsoleRequestWell *well, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  console_request_well_take (well, bytes);
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleRequestWell) well = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (gtk_widget_get_root (GTK_WIDGET (well)))
    take_text (well, text ? text : "");
}

void
console_request_well_paste (ConsoleRequestWell *well)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (well)), NULL, pasted_cb,
                                 g_object_ref (well));
}

/* Of several files the first is taken: a table of many requests is another page. */
static gboolean
drop_cb (ConsoleRequestWell *well, const GValue *value, double x, double y)
{
  GSList *files;

  if (G_VALUE_HOLDS_STRING (value))
    {
      take_text (well, g_value_get_string (value));
      return TRUE;
    }
  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return FALSE;
  files = g_value_get_boxed (value);
  if (files)
    read_file (well, files->data);
  return files != NULL;
}

static void
accept_drops (ConsoleRequestWell *well)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), well);
  gtk_widget_add_controller (GTK_WIDGET (well->well), GTK_EVENT_CONTROLLER (target));
}

/* --- Object ------------------------------------------------------------------------------------*/

static gboolean
console_request_well_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (CONSOLE_REQUEST_WELL (widget)->open_button));
}

static void
console_request_well_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_HAS_REQUEST)
    g_value_set_boolean (value, CONSOLE_REQUEST_WELL (object)->request != NULL);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_request_well_finalize (GObject *object)
{
  g_clear_pointer (&CONSOLE_REQUEST_WELL (object)->request, esp_request_unref);
  G_OBJECT_CLASS (console_request_well_parent_class)->finalize (object);
}

static void
console_request_well_class_init (ConsoleRequestWellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_request_well_get_property;
  object_class->finalize = console_request_well_finalize;
  widget_class->grab_focus = console_request_well_grab_focus;
  properties[PROP_HAS_REQUEST] = g_param_spec_boolean ("has-request", NULL, NULL, FALSE,
                                                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_REQUEST_WELL, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/request-well.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestWell, well);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestWell, invitation);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestWell, open_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestWell, error_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestWell, preview);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestWell, subject_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestWell, names_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestWell, key_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestWell, sections_box);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, console_request_well_paste);
}

static void
console_request_well_init (ConsoleRequestWell *well)
{
  gtk_widget_init_template (GTK_WIDGET (well));
  accept_drops (well);
}

EspRequest *
console_request_well_get_request (ConsoleRequestWell *well)
{
  return well->request;
}
