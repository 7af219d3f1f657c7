/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A place with the number of what waits there; the number is part of the name that is read out. */
#include "console-alerts.h"

#include <glib/gi18n.h>

#define COUNT_MAX 99

struct _ConsolePlaceRow
{
  GtkListBoxRow parent_instance;

  GtkImage *icon;
  GtkLabel *title_label;
  GtkLabel *count_label;
  char *icon_name;
  char *title;
  guint count;
};

G_DEFINE_FINAL_TYPE (ConsolePlaceRow, console_place_row, GTK_TYPE_LIST_BOX_ROW)

enum
{
  PROP_0,
  PROP_ICON_NAME,
  PROP_TITLE,
  PROP_COUNT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
show (ConsolePlaceRow *row)
{
  const char *title = row->title ? row->title : "";
  g_autofree char *number = g_strdup_printf (row->count > COUNT_MAX ? "%u+" : "%u",
                                             MIN (row->count, COUNT_MAX));
  /* Translators: a place in the sidebar, and how many things wait there */
  g_autofree char *spoken = g_strdup_printf (ngettext ("%s, %u waits", "%s, %u wait", row->count),
                                             title, row->count);

  gtk_image_set_from_icon_name (row->icon, row->icon_name);
  gtk_label_set_text (row->title_label, title);
  gtk_label_set_text (row->count_label, number);
  gtk_widget_set_visible (GTK_WIDGET (row->count_label), row->count > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  row->count > 0 ? spoken : title, -1);
}

static void
console_place_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsolePlaceRow *row = CONSOLE_PLACE_ROW (object);

  switch (id)
    {
    case PROP_ICON_NAME:
      g_value_set_string (value, row->icon_name);
      break;
    case PROP_TITLE:
      g_value_set_string (value, row->title);
      break;
    case PROP_COUNT:
      g_value_set_uint (value, row->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_place_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsolePlaceRow *row = CONSOLE_PLACE_ROW (object);

  switch (id)
    {
    case PROP_ICON_NAME:
      g_free (row->icon_name);
      row->icon_name = g_value_dup_string (value);
      break;
    case PROP_TITLE:
      g_free (row->title);
      row->title = g_value_dup_string (value);
      break;
    case PROP_COUNT:
      row->count = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
  show (row);
}

static void
console_place_row_finalize (GObject *object)
{
  g_free (CONSOLE_PLACE_ROW (object)->icon_name);
  g_free (CONSOLE_PLACE_ROW (object)->title);
  G_OBJECT_CLASS (console_place_row_parent_class)->finalize (object);
}

static void
console_place_row_class_init (ConsolePlaceRowClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_place_row_get_property;
  object_class->set_property = console_place_row_set_property;
  object_class->finalize = console_place_row_finalize;
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/place-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePlaceRow, icon);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlaceRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlaceRow, count_label);
}

static void
console_place_row_init (ConsolePlaceRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
  show (row);
}
