/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One tag being written: two entries, and beneath them what is wrong. Rules are the core's. */
#include "console-form.h"

struct _ConsoleTagRow
{
  AdwPreferencesRow parent_instance;

  GtkEntry *key_entry;
  GtkEntry *value_entry;
  GtkLabel *error_label;
};

G_DEFINE_FINAL_TYPE (ConsoleTagRow, console_tag_row, ADW_TYPE_PREFERENCES_ROW)

enum
{
  PROP_0,
  PROP_KEY,
  PROP_VALUE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal, remove_signal;

static void
changed_cb (ConsoleTagRow *row)
{
  g_signal_emit (row, changed_signal, 0);
}

static void
remove_cb (ConsoleTagRow *row)
{
  g_signal_emit (row, remove_signal, 0);
}

static gboolean
console_tag_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (CONSOLE_TAG_ROW (widget)->key_entry));
}

/* A row takes the focus itself on the way back from its child, and this one would hand it to the
 * entry again: nobody would get out by Shift and Tab. */
static gboolean
console_tag_row_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return gtk_widget_child_focus (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (widget)), direction);
}

static void
console_tag_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleTagRow *row = CONSOLE_TAG_ROW (object);

  switch (id)
    {
    case PROP_KEY:
      g_value_set_string (value, console_tag_row_get_key (row));
      break;
    case PROP_VALUE:
      g_value_set_string (value, console_tag_row_get_value (row));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_tag_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsoleTagRow *row = CONSOLE_TAG_ROW (object);
  const char *text = g_value_get_string (value);

  switch (id)
    {
    case PROP_KEY:
      gtk_editable_set_text (GTK_EDITABLE (row->key_entry), text ? text : "");
      break;
    case PROP_VALUE:
      gtk_editable_set_text (GTK_EDITABLE (row->value_entry), text ? text : "");
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_tag_row_class_init (ConsoleTagRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = console_tag_row_get_property;
  object_class->set_property = console_tag_row_set_property;
  widget_class->grab_focus = console_tag_row_grab_focus;
  widget_class->focus = console_tag_row_focus;
  properties[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL, flags);
  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_TAG_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  remove_signal = g_signal_new ("remove", CONSOLE_TYPE_TAG_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/tag-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleTagRow, key_entry);
  gtk_widget_class_bind_template_child (widget_class, ConsoleTagRow, value_entry);
  gtk_widget_class_bind_template_child (widget_class, ConsoleTagRow, error_label);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
console_tag_row_init (ConsoleTagRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
}

GtkWidget *
console_tag_row_new (const char *key, const char *value)
{
  return g_object_new (CONSOLE_TYPE_TAG_ROW, "key", key, "value", value, NULL);
}

const char *
console_tag_row_get_key (ConsoleTagRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row->key_entry));
}

const char *
console_tag_row_get_value (ConsoleTagRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row->value_entry));
}

gboolean
console_tag_row_is_empty (ConsoleTagRow *row)
{
  return !*console_tag_row_get_key (row) && !*console_tag_row_get_value (row);
}

void
console_tag_row_set_problem (ConsoleTagRow *row, const char *text)
{
  gtk_label_set_text (row->error_label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (row->error_label), text != NULL);
  if (text)
    gtk_widget_add_css_class (GTK_WIDGET (row->key_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row->key_entry), "error");
}
