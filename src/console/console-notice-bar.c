/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lasting condition and what to do about it, above the page that it concerns. */
#include "console-rows.h"

struct _ConsoleNoticeBar
{
  AdwBin parent_instance;

  GtkInfoBar *info_bar;
  GtkLabel *label;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (ConsoleNoticeBar, console_notice_bar, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_TEXT,
  PROP_REVEALED,
  PROP_BUTTON_LABEL,
  PROP_ACTION_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
set_button_label (ConsoleNoticeBar *bar, const char *label)
{
  gtk_button_set_label (bar->button, label ? label : "");
  gtk_widget_set_visible (GTK_WIDGET (bar->button), label && label[0]);
}

/* With its target, if any: "win.show-place::shares". The target goes first: a button in a window
 * looks at once whether name and target fit each other. */
static void
set_action (ConsoleNoticeBar *bar, const char *detailed)
{
  GtkActionable *button = GTK_ACTIONABLE (bar->button);
  g_autofree char *name = NULL;
  GVariant *target = NULL;

  gtk_actionable_set_action_name (button, NULL);
  if (!detailed || !detailed[0] || !g_action_parse_detailed_name (detailed, &name, &target, NULL))
    return;
  gtk_actionable_set_action_target_value (button, target);
  gtk_actionable_set_action_name (button, name);
  g_clear_pointer (&target, g_variant_unref);
}

static void
console_notice_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleNoticeBar *bar = CONSOLE_NOTICE_BAR (object);
  const char *text;

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, gtk_label_get_text (bar->label));
      break;
    case PROP_REVEALED:
      g_value_set_boolean (value, gtk_info_bar_get_revealed (bar->info_bar));
      break;
    case PROP_BUTTON_LABEL:
      text = gtk_button_get_label (bar->button);
      g_value_set_string (value, text ? text : "");
      break;
    case PROP_ACTION_NAME:
      g_value_set_string (value, gtk_actionable_get_action_name (GTK_ACTIONABLE (bar->button)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_notice_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsoleNoticeBar *bar = CONSOLE_NOTICE_BAR (object);
  const char *text;

  switch (id)
    {
    case PROP_TEXT:
      text = g_value_get_string (value);
      gtk_label_set_text (bar->label, text ? text : "");
      break;
    case PROP_REVEALED:
      gtk_info_bar_set_revealed (bar->info_bar, g_value_get_boolean (value));
      break;
    case PROP_BUTTON_LABEL:
      set_button_label (bar, g_value_get_string (value));
      break;
    case PROP_ACTION_NAME:
      text = g_value_get_string (value);
      set_action (bar, text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_notice_bar_class_init (ConsoleNoticeBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = console_notice_bar_get_property;
  object_class->set_property = console_notice_bar_set_property;
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  properties[PROP_REVEALED] = g_param_spec_boolean ("revealed", NULL, NULL, FALSE, flags);
  properties[PROP_BUTTON_LABEL] = g_param_spec_string ("button-label", NULL, NULL, "", flags);
  properties[PROP_ACTION_NAME] = g_param_spec_string ("action-name", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/notice-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleNoticeBar, info_bar);
  gtk_widget_class_bind_template_child (widget_class, ConsoleNoticeBar, label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleNoticeBar, button);
}

static void
console_notice_bar_init (ConsoleNoticeBar *bar)
{
  gtk_widget_init_template (GTK_WIDGET (bar));
}
