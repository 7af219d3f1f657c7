/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names in the log come from outside: labels without markup, direction marks as escapes. */
#include "console-event-row.h"

#include "console-format.h"

#include <glib/gi18n.h>

struct _ConsoleEventRow
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *action;
  GtkLabel *target;
  GtkLabel *actor;
  GtkLabel *time;
  GtkLabel *outcome;
  ConsoleEvent *event;
  char *text;
};

G_DEFINE_FINAL_TYPE (ConsoleEventRow, console_event_row, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_EVENT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const struct
{
  const char *outcome;
  const char *icon;
  const char *style;
} looks[] = {
  { "ALLOWED", "certificate-valid-symbolic", NULL },
  { "DENIED", "empty-denied-symbolic", "warning" },
  { "FAILED", "ca-failed-symbolic", "error" },
};

const char *
console_event_outcome_icon (const char *outcome)
{
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (g_strcmp0 (looks[i].outcome, outcome) == 0)
      return looks[i].icon;
  return "dialog-question-symbolic";
}

static void
set_style (GtkWidget *widget, const char *outcome, gboolean dim)
{
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (looks[i].style && g_str_equal (looks[i].outcome, outcome))
      gtk_widget_add_css_class (widget, looks[i].style);
    else if (looks[i].style)
      gtk_widget_remove_css_class (widget, looks[i].style);
  if (dim && g_str_equal (outcome, "ALLOWED"))
    gtk_widget_add_css_class (widget, "dim-label");
  else
    gtk_widget_remove_css_class (widget, "dim-label");
}

static char *
describe_actor (ConsoleEvent *event)
{
  g_autofree char *actor = esp_text_escape (console_event_get_actor (event));
  g_autofree char *role = esp_text_escape (console_event_get_role (event));

  if (!role[0])
    return g_steal_pointer (&actor);
  /* Translators: who did something, and in which role */
  return g_strdup_printf (C_ ("event", "%s as %s"), actor, role);
}

static void
fill (ConsoleEventRow *row, ConsoleEvent *event)
{
  const char *outcome = console_event_get_outcome (event);
  g_autofree char *action = esp_text_escape (console_event_get_action (event));
  g_autofree char *target = esp_text_escape (console_event_get_target (event));
  g_autofree char *actor = describe_actor (event);
  g_autofree char *time = console_format_time (console_event_get_time (event));
  const char *word = console_format_outcome (outcome);

  gtk_image_set_from_icon_name (row->icon, console_event_outcome_icon (outcome));
  set_style (GTK_WIDGET (row->icon), outcome, FALSE);
  set_style (GTK_WIDGET (row->outcome), outcome, TRUE);
  gtk_label_set_text (row->action, action);
  gtk_label_set_text (row->target, target);
  gtk_widget_set_visible (GTK_WIDGET (row->target), target[0] != '\0');
  gtk_label_set_text (row->actor, actor);
  gtk_label_set_text (row->time, time);
  gtk_label_set_text (row->outcome, word);
  g_free (row->text);
  row->text = g_strdup_printf ("%s, %s%s%s, %s, %s", word, action, target[0] ? ", " : "", target,
                               actor, time);
}

void
console_event_row_set_event (ConsoleEventRow *row, ConsoleEvent *event)
{
  if (!g_set_object (&row->event, event))
    return;
  if (event)
    fill (row, event);
  g_object_notify_by_pspec (G_OBJECT (row), properties[PROP_EVENT]);
}

const char *
console_event_row_get_text (ConsoleEventRow *row)
{
  return row->text;
}

static void
console_event_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_EVENT)
    g_value_set_object (value, CONSOLE_EVENT_ROW (object)->event);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_event_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_EVENT)
    console_event_row_set_event (CONSOLE_EVENT_ROW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_event_row_dispose (GObject *object)
{
  g_clear_object (&CONSOLE_EVENT_ROW (object)->event);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_EVENT_ROW);
  G_OBJECT_CLASS (console_event_row_parent_class)->dispose (object);
}

static void
console_event_row_finalize (GObject *object)
{
  g_free (CONSOLE_EVENT_ROW (object)->text);
  G_OBJECT_CLASS (console_event_row_parent_class)->finalize (object);
}

static void
console_event_row_class_init (ConsoleEventRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_event_row_get_property;
  object_class->set_property = console_event_row_set_property;
  object_class->dispose = console_event_row_dispose;
  object_class->finalize = console_event_row_finalize;
  properties[PROP_EVENT] = g_param_spec_object ("event", NULL, NULL, CONSOLE_TYPE_EVENT,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                                  G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/event-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventRow, icon);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventRow, action);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventRow, target);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventRow, actor);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventRow, time);
  gtk_widget_class_bind_template_child (widget_class, ConsoleEventRow, outcome);
}

static void
console_event_row_init (ConsoleEventRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
  row->text = g_strdup ("");
}

GtkWidget *
console_event_row_new (void)
{
  return g_object_new (CONSOLE_TYPE_EVENT_ROW, NULL);
}
