/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows its node for as long as it shows it; rows are used again for other nodes. */
#include "console-ca-row.h"

#include "console-format.h"

#include <glib/gi18n.h>

struct _ConsoleCaRow
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *name_label;
  GtkLabel *path_length_label;
  EspCaNode *node;
  GSignalGroup *signals;
};

G_DEFINE_FINAL_TYPE (ConsoleCaRow, console_ca_row, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_NODE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* It is the certificate that has one. */
static gboolean
has_certificate (EspCaNode *node)
{
  return esp_ca_node_get_ca (node)->level > 0;
}

static char *
describe_path_length (int path_length)
{
  if (path_length < 0)
    return g_strdup (C_ ("path length", "no limit of path length"));
  return g_strdup_printf (C_ ("path length", "path length %d"), path_length);
}

char *
console_ca_row_describe (EspCaNode *node)
{
  g_autofree char *label = NULL;
  g_autofree char *status = NULL;
  g_autofree char *safe = NULL;
  g_autofree char *length = NULL;
  int path_length;

  g_object_get (node, "label", &label, "status", &status, "path-length", &path_length, NULL);
  safe = esp_text_escape (label ? label : "");
  if (!has_certificate (node))
    /* Translators: name of a CA, its state */
    return g_strdup_printf (C_ ("CA in the tree", "%s, %s"), safe,
                            console_format_ca_status (status));
  length = describe_path_length (path_length);
  /* Translators: name of a CA, its state, its path length */
  return g_strdup_printf (C_ ("CA in the tree", "%s, %s, %s"), safe,
                          console_format_ca_status (status), length);
}

/* Dimmed when it can't issue: its icon and the words of its tooltip say why. */
static void
show_status (ConsoleCaRow *row, const char *status)
{
  gtk_image_set_from_icon_name (row->icon, console_format_ca_icon (status));
  if (g_strcmp0 (status, "ACTIVE") == 0)
    gtk_widget_remove_css_class (GTK_WIDGET (row), "inactive");
  else
    gtk_widget_add_css_class (GTK_WIDGET (row), "inactive");
}

static void
node_changed_cb (ConsoleCaRow *row)
{
  g_autofree char *label = NULL;
  g_autofree char *status = NULL;
  g_autofree char *safe = NULL;
  g_autofree char *length = NULL;
  g_autofree char *description = NULL;
  int path_length;

  if (!row->node)
    return;
  g_object_get (row->node, "label", &label, "status", &status, "path-length", &path_length, NULL);
  safe = esp_text_escape (label ? label : "");
  length = has_certificate (row->node) ? console_format_path_length (path_length) : g_strdup ("");
  description = console_ca_row_describe (row->node);
  gtk_label_set_text (row->name_label, safe);
  gtk_label_set_text (row->path_length_label, length);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row), description);
  show_status (row, status);
}

static void
console_ca_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_NODE)
    g_value_set_object (value, CONSOLE_CA_ROW (object)->node);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_ca_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_NODE)
    console_ca_row_set_node (CONSOLE_CA_ROW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_ca_row_dispose (GObject *object)
{
  ConsoleCaRow *row = CONSOLE_CA_ROW (object);

  g_clear_object (&row->signals);
  g_clear_object (&row->node);
  G_OBJECT_CLASS (console_ca_row_parent_class)->dispose (object);
}

static void
console_ca_row_class_init (ConsoleCaRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_ca_row_get_property;
  object_class->set_property = console_ca_row_set_property;
  object_class->dispose = console_ca_row_dispose;
  properties[PROP_NODE] = g_param_spec_object ("node", NULL, NULL, ESP_TYPE_CA_NODE,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                                 G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/ca-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaRow, icon);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaRow, path_length_label);
}

static void
console_ca_row_init (ConsoleCaRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
  row->signals = g_signal_group_new (ESP_TYPE_CA_NODE);
  g_signal_group_connect_swapped (row->signals, "notify", G_CALLBACK (node_changed_cb), row);
}

GtkWidget *
console_ca_row_new (void)
{
  return g_object_new (CONSOLE_TYPE_CA_ROW, NULL);
}

void
console_ca_row_set_node (ConsoleCaRow *row, EspCaNode *node)
{
  if (!g_set_object (&row->node, node))
    return;
  g_signal_group_set_target (row->signals, node);
  node_changed_cb (row);
  g_object_notify_by_pspec (G_OBJECT (row), properties[PROP_NODE]);
}
