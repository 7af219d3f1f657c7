/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with the row above, as a sentence. Texts are data, never markup. */
#include "console-error.h"
#include "console-form.h"

struct _ConsoleHintRow
{
  AdwPreferencesRow parent_instance;

  GtkLabel *label;
  GtkWidget *target; /* weak */
};

G_DEFINE_FINAL_TYPE (ConsoleHintRow, console_hint_row, ADW_TYPE_PREFERENCES_ROW)

enum
{
  PROP_0,
  PROP_TARGET,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
mark_target (ConsoleHintRow *row, gboolean wrong)
{
  GtkAccessible *target = GTK_ACCESSIBLE (row->target);

  if (!row->target)
    return;
  if (wrong)
    gtk_widget_add_css_class (row->target, "error");
  else
    gtk_widget_remove_css_class (row->target, "error");
  gtk_accessible_update_state (target, GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (wrong)
    gtk_accessible_update_relation (target, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, row->label, NULL,
                                    -1);
  else
    gtk_accessible_reset_relation (target, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
}

static void
console_hint_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleHintRow *row = CONSOLE_HINT_ROW (object);

  switch (id)
    {
    case PROP_TARGET:
      g_value_set_object (value, row->target);
      break;
    case PROP_TEXT:
      g_value_set_string (value, gtk_label_get_text (row->label));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_hint_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsoleHintRow *row = CONSOLE_HINT_ROW (object);

  switch (id)
    {
    case PROP_TARGET:
      g_set_weak_pointer (&row->target, g_value_get_object (value));
      break;
    case PROP_TEXT:
      console_hint_row_set_text (row, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_hint_row_dispose (GObject *object)
{
  g_clear_weak_pointer (&CONSOLE_HINT_ROW (object)->target);
  G_OBJECT_CLASS (console_hint_row_parent_class)->dispose (object);
}

static void
console_hint_row_class_init (ConsoleHintRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_hint_row_get_property;
  object_class->set_property = console_hint_row_set_property;
  object_class->dispose = console_hint_row_dispose;
  properties[PROP_TARGET] = g_param_spec_object ("target", NULL, NULL, GTK_TYPE_WIDGET,
                                                 G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/hint-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleHintRow, label);
}

static void
console_hint_row_init (ConsoleHintRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
}

void
console_hint_row_set_text (ConsoleHintRow *row, const char *text)
{
  gboolean wrong = text && *text;

  gtk_label_set_text (row->label, wrong ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (row), wrong);
  mark_target (row, wrong);
}

void
console_hint_row_set_error (ConsoleHintRow *row, const GError *error)
{
  g_autofree char *text = error ? console_error_sentence (error) : NULL;

  console_hint_row_set_text (row, text);
}
