/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The buttons stand outside of the diagram whose actions they name. */
#include "console-zoom-bar.h"

#include <glib/gi18n.h>

struct _ConsoleZoomBar
{
  AdwBin parent_instance;

  GtkLabel *zoom_label;
  ConsoleDiagram *diagram; /* weak */
};

G_DEFINE_FINAL_TYPE (ConsoleZoomBar, console_zoom_bar, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_DIAGRAM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
zoom_cb (ConsoleZoomBar *bar)
{
  g_autofree char *text = g_strdup_printf (
    /* Translators: the zoom of a diagram: "80 %" */
    C_ ("zoom", "%d %%"), (int) (console_diagram_get_zoom (bar->diagram) * 100 + 0.5));

  gtk_label_set_text (bar->zoom_label, text);
}

static void
button_cb (ConsoleZoomBar *bar, GtkWidget *button)
{
  g_autofree char *action = g_strconcat (
    "diagram.", gtk_buildable_get_buildable_id (GTK_BUILDABLE (button)), NULL);

  if (bar->diagram)
    gtk_widget_activate_action_variant (GTK_WIDGET (bar->diagram), action, NULL);
}

static void
console_zoom_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_DIAGRAM)
    g_value_set_object (value, CONSOLE_ZOOM_BAR (object)->diagram);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* Once, by the template that both stand in. */
static void
console_zoom_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsoleZoomBar *bar = CONSOLE_ZOOM_BAR (object);

  if (id != PROP_DIAGRAM)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (!g_set_weak_pointer (&bar->diagram, g_value_get_object (value)) || !bar->diagram)
    return;
  g_signal_connect_object (bar->diagram, "notify::zoom", G_CALLBACK (zoom_cb), bar,
                           G_CONNECT_SWAPPED);
  zoom_cb (bar);
}

static void
console_zoom_bar_dispose (GObject *object)
{
  g_clear_weak_pointer (&CONSOLE_ZOOM_BAR (object)->diagram);
  G_OBJECT_CLASS (console_zoom_bar_parent_class)->dispose (object);
}

static void
console_zoom_bar_class_init (ConsoleZoomBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_zoom_bar_get_property;
  object_class->set_property = console_zoom_bar_set_property;
  object_class->dispose = console_zoom_bar_dispose;
  properties[PROP_DIAGRAM] = g_param_spec_object ("diagram", NULL, NULL, CONSOLE_TYPE_DIAGRAM,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/zoom-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleZoomBar, zoom_label);
  gtk_widget_class_bind_template_callback (widget_class, button_cb);
}

static void
console_zoom_bar_init (ConsoleZoomBar *bar)
{
  gtk_widget_init_template (GTK_WIDGET (bar));
}
