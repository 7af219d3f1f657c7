/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A step keeps only the UUID of its CA: the node is looked up when it is pressed. Arrows stand with
 * what follows them, so that no line ends in one. */
#include "console-path-strip.h"

#include "console-wrap-layout.h"

#include <glib/gi18n.h>

#define STEP_CHARS 32

struct _ConsolePathStrip
{
  AdwBin parent_instance;

  GtkWidget *box;
  ConsoleSession *session;
  char *key; /* names and UUIDs: two CAs may share a name */
  char *text;
};

G_DEFINE_FINAL_TYPE (ConsolePathStrip, console_path_strip, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
step_clicked_cb (ConsolePathStrip *strip, GtkWidget *button)
{
  const char *id = g_object_get_data (G_OBJECT (button), "ca");
  EspCaNode *node = esp_ca_tree_find (console_session_get_tree (strip->session), id);

  if (node)
    console_session_select_ca (strip->session, node);
}

static GtkWidget *
make_label (const char *name)
{
  GtkWidget *label = gtk_label_new (name);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), STEP_CHARS);
  return label;
}

static GtkWidget *
make_button (ConsolePathStrip *strip, const EspCa *ca, const char *name)
{
  GtkWidget *button = gtk_button_new ();
  /* Translators: the name of a CA */
  g_autofree char *tooltip = g_strdup_printf (_ ("Go to %s"), name);

  gtk_button_set_child (GTK_BUTTON (button), make_label (name));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "ca", g_strdup (ca->id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (step_clicked_cb), strip,
                           G_CONNECT_SWAPPED);
  return button;
}

static void
add_step (ConsolePathStrip *strip, EspCaNode *node, gboolean first, gboolean last)
{
  const EspCa *ca = esp_ca_node_get_ca (node);
  g_autofree char *name = esp_text_escape (ca->label);
  GtkWidget *step = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  GtkWidget *widget;

  if (!first)
    {
      GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

      gtk_widget_add_css_class (arrow, "dim-label");
      gtk_box_append (GTK_BOX (step), arrow);
    }
  widget = last ? make_label (name) : make_button (strip, ca, name);
  if (last)
    {
      /* It is what the page is about: as much of it as there is room for. */
      gtk_label_set_max_width_chars (GTK_LABEL (widget), -1);
      gtk_widget_add_css_class (widget, "current");
    }
  gtk_box_append (GTK_BOX (step), widget);
  gtk_box_append (GTK_BOX (strip->box), step);
}

static char *
join (GPtrArray *way, gboolean with_ids)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < way->len; i++)
    {
      const EspCa *ca = esp_ca_node_get_ca (g_ptr_array_index (way, i));

      g_string_append_printf (text, "%s%s%s", i ? " › " : "", with_ids ? ca->id : "", ca->label);
    }
  return g_string_free (text, FALSE);
}

void
console_path_strip_set_node (ConsolePathStrip *strip, ConsoleSession *session, EspCaNode *node)
{
  g_autoptr (GPtrArray) way = g_ptr_array_new ();
  g_autofree char *key = NULL;
  GtkWidget *child;

  g_set_object (&strip->session, session);
  for (EspCaNode *step = node; step; step = esp_ca_node_get_parent (step))
    g_ptr_array_insert (way, 0, step);
  key = join (way, TRUE);
  if (g_strcmp0 (key, strip->key) == 0)
    return;
  g_free (strip->key);
  strip->key = g_steal_pointer (&key);
  g_free (strip->text);
  strip->text = join (way, FALSE);
  while ((child = gtk_widget_get_first_child (strip->box)))
    gtk_box_remove (GTK_BOX (strip->box), child);
  for (guint i = 0; i < way->len; i++)
    add_step (strip, g_ptr_array_index (way, i), i == 0, i + 1 == way->len);
  g_object_notify_by_pspec (G_OBJECT (strip), properties[PROP_TEXT]);
}

static void
console_path_strip_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TEXT)
    g_value_set_string (value, CONSOLE_PATH_STRIP (object)->text);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_path_strip_dispose (GObject *object)
{
  g_clear_object (&CONSOLE_PATH_STRIP (object)->session);
  G_OBJECT_CLASS (console_path_strip_parent_class)->dispose (object);
}

static void
console_path_strip_finalize (GObject *object)
{
  g_free (CONSOLE_PATH_STRIP (object)->key);
  g_free (CONSOLE_PATH_STRIP (object)->text);
  G_OBJECT_CLASS (console_path_strip_parent_class)->finalize (object);
}

static void
console_path_strip_class_init (ConsolePathStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = console_path_strip_get_property;
  object_class->dispose = console_path_strip_dispose;
  object_class->finalize = console_path_strip_finalize;
  properties[PROP_TEXT] = g_param_spec_string (
    "text", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "pathstrip");
}

static void
console_path_strip_init (ConsolePathStrip *strip)
{
  strip->text = g_strdup ("");
  strip->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (strip->box, console_wrap_layout_new (2, 2));
  gtk_accessible_update_property (GTK_ACCESSIBLE (strip->box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Path from the root"), -1);
  adw_bin_set_child (ADW_BIN (strip), strip->box);
}
