/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A titled value that can be selected and copied. The value comes from certificates: it is never
 * markup, direction marks in it are shown as escapes, and what is copied is the value itself. */
#include "console-rows.h"

#include "base/esp-text.h"

#define SERIAL_GROUP 4
#define SERIAL_SHADE 0xb800

struct _ConsoleFieldRow
{
  AdwPreferencesRow parent_instance;

  GtkLabel *value_label;
  GtkButton *copy_button;
  char *value;
  gboolean monospace;
};

G_DEFINE_FINAL_TYPE (ConsoleFieldRow, console_field_row, ADW_TYPE_PREFERENCES_ROW)

enum
{
  PROP_0,
  PROP_VALUE,
  PROP_MONOSPACE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
copy_clicked_cb (ConsoleFieldRow *row)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (row)),
                          row->value ? row->value : "");
}

static void
set_monospace (ConsoleFieldRow *row, gboolean monospace)
{
  if (row->monospace == monospace)
    return;
  row->monospace = monospace;
  if (monospace)
    gtk_widget_add_css_class (GTK_WIDGET (row->value_label), "monospace");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row->value_label), "monospace");
  g_object_notify_by_pspec (G_OBJECT (row), properties[PROP_MONOSPACE]);
}

static void
console_field_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleFieldRow *row = CONSOLE_FIELD_ROW (object);

  switch (id)
    {
    case PROP_VALUE:
      g_value_set_string (value, row->value);
      break;
    case PROP_MONOSPACE:
      g_value_set_boolean (value, row->monospace);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_field_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsoleFieldRow *row = CONSOLE_FIELD_ROW (object);

  switch (id)
    {
    case PROP_VALUE:
      console_field_row_set_value (row, g_value_get_string (value));
      break;
    case PROP_MONOSPACE:
      set_monospace (row, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_field_row_finalize (GObject *object)
{
  g_free (CONSOLE_FIELD_ROW (object)->value);
  G_OBJECT_CLASS (console_field_row_parent_class)->finalize (object);
}

static void
console_field_row_class_init (ConsoleFieldRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = console_field_row_get_property;
  object_class->set_property = console_field_row_set_property;
  object_class->finalize = console_field_row_finalize;
  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, flags);
  properties[PROP_MONOSPACE] = g_param_spec_boolean ("monospace", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/field-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleFieldRow, value_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleFieldRow, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
console_field_row_init (ConsoleFieldRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (row), FALSE);
}

GtkWidget *
console_field_row_new (const char *title, const char *value)
{
  return g_object_new (CONSOLE_TYPE_FIELD_ROW, "title", title, "value", value, NULL);
}

void
console_field_row_set_value (ConsoleFieldRow *row, const char *value)
{
  g_autofree char *shown = esp_text_escape (value ? value : "");

  if (g_strcmp0 (row->value, value) == 0)
    return;
  g_free (row->value);
  row->value = g_strdup (value);
  gtk_label_set_text (row->value_label, shown);
  gtk_widget_set_visible (GTK_WIDGET (row), shown[0] != '\0');
  g_object_notify_by_pspec (G_OBJECT (row), properties[PROP_VALUE]);
}

/* Groups of four by shade, not by spaces: what is selected and copied is the number itself, which
 * other programs take. (Room between the letters would mislead a wrapping label about its width.)
 */
void
console_field_row_set_serial (ConsoleFieldRow *row, const char *hex)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  gsize len = hex ? strlen (hex) : 0;

  for (gsize i = SERIAL_GROUP; i < len; i += (gsize) 2 * SERIAL_GROUP)
    {
      PangoAttribute *shade = pango_attr_foreground_alpha_new (SERIAL_SHADE);

      shade->start_index = (guint) i;
      shade->end_index = (guint) (i + SERIAL_GROUP);
      pango_attr_list_insert (attributes, shade);
    }
  console_field_row_set_value (row, hex);
  gtk_label_set_attributes (row->value_label, attributes);
}
