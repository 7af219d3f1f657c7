/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request and what is shown of it. Reading it is the core's, its ways in are those of
 * console-drop-well.c, and what it is issued as is in console-issue-dialog.c. */
#include "console-request-well.h"

#include "console-drop-well.h"
#include "console-error.h"
#include "console-focus.h"
#include "console-form.h"
#include "console-request-reader.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define ALTERNATIVE_NAME "2.5.29.17"

struct _ConsoleRequestWell
{
  AdwBin parent_instance;

  ConsoleDropWell *well;
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
static guint changed_signal, many_signal;

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
show_problem (ConsoleRequestWell *well, const char *text)
{
  gtk_label_set_text (well->error_label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (well->error_label), text != NULL);
  g_object_set (well->well, "refused", text != NULL, NULL);
}

static void
set_request (ConsoleRequestWell *well, EspRequest *request, const char *problem)
{
  g_clear_pointer (&well->request, esp_request_unref);
  well->request = request;
  if (request)
    show_request (well);
  show_problem (well, problem);
  gtk_widget_set_visible (GTK_WIDGET (well->preview), request != NULL);
  g_object_set (well->well, "filled", request != NULL, NULL);
  g_object_notify_by_pspec (G_OBJECT (well), properties[PROP_HAS_REQUEST]);
  g_signal_emit (well, changed_signal, 0);
}

static gboolean
is_many_wanted (ConsoleRequestWell *well)
{
  return g_signal_has_handler_pending (well, many_signal, 0, FALSE);
}

static gboolean
files_cb (ConsoleRequestWell *well, gpointer files)
{
  if (!is_many_wanted (well))
    return FALSE;
  g_signal_emit (well, many_signal, 0, files, NULL);
  return TRUE;
}

void
console_request_well_take (ConsoleRequestWell *well, GBytes *data)
{
  g_autoptr (GError) error = NULL;
  EspRequest *request = esp_request_parse (data, &error);
  g_autofree char *problem = error ? console_error_sentence (error) : NULL;

  if (!request && is_many_wanted (well) && console_request_reader_has_several (data))
    {
      g_signal_emit (well, many_signal, 0, NULL, data);
      return;
    }
  set_request (well, request, problem);
}

static void
failed_cb (ConsoleRequestWell *well, const GError *error)
{
  g_autofree char *problem = console_error_sentence (error);

  set_request (well, NULL, problem);
}

/* Each request is to be looked at before it is signed, so none is taken silently for the others. */
static void
too_many_cb (ConsoleRequestWell *well, guint n)
{
  g_autofree char *problem = g_strdup_printf (
    ngettext ("This is %u file, but one request at a time is issued from.",
              "These are %u files. Each request is looked at before it is signed: give them one by "
              "one.",
              n),
    n);

  set_request (well, NULL, problem);
}

void
console_request_well_paste (ConsoleRequestWell *well)
{
  console_drop_well_paste (well->well);
}

/* --- Object ------------------------------------------------------------------------------------*/

static gboolean
console_request_well_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (CONSOLE_REQUEST_WELL (widget)->well));
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
  widget_class->focus = console_focus_child;
  properties[PROP_HAS_REQUEST] = g_param_spec_boolean ("has-request", NULL, NULL, FALSE,
                                                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_REQUEST_WELL, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  many_signal = g_signal_new ("many", CONSOLE_TYPE_REQUEST_WELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_BYTES);
  g_type_ensure (CONSOLE_TYPE_DROP_WELL);
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/request-well.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestWell, well);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestWell, error_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestWell, preview);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestWell, subject_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestWell, names_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestWell, key_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleRequestWell, sections_box);
  gtk_widget_class_bind_template_callback (widget_class, console_request_well_take);
  gtk_widget_class_bind_template_callback (widget_class, failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, too_many_cb);
  gtk_widget_class_bind_template_callback (widget_class, files_cb);
}

static void
console_request_well_init (ConsoleRequestWell *well)
{
  gtk_widget_init_template (GTK_WIDGET (well));
}

EspRequest *
console_request_well_get_request (ConsoleRequestWell *well)
{
  return well->request;
}
