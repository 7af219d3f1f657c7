/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cards are used again for other items while the diagram is scrolled. */
#include "console-diagram-card.h"

#include "engine/espalier.h"

#include <glib/gi18n.h>

struct _ConsoleDiagramCard
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *band;
  GtkImage *icon;
  GtkLabel *title_label;
  GtkLabel *subtitle_label;
  GtkLabel *detail_label;
  GtkImage *problem_icon;
  GtkButton *below_button;

  ConsoleDiagramItem *item;
  int level, n_below, position, n_siblings;
  gboolean collapsed, selected;
};

G_DEFINE_FINAL_TYPE (ConsoleDiagramCard, console_diagram_card, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_ITEM,
  PROP_SELECTED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint toggled_signal;

/* --- What is shown -----------------------------------------------------------------------------*/

static void
set_label (GtkLabel *label, const char *text)
{
  g_autofree char *safe = esp_text_escape (text ? text : "");

  gtk_label_set_text (label, safe);
  gtk_widget_set_visible (GTK_WIDGET (label), safe[0] != '\0');
}

static void
show_band (ConsoleDiagramCard *card)
{
  for (int i = 0; i < CONSOLE_DIAGRAM_COLOURS; i++)
    {
      g_autofree char *class = g_strdup_printf ("account-%d", i);

      if (card->item && card->item->account && i == card->item->colour)
        gtk_widget_add_css_class (card->band, class);
      else
        gtk_widget_remove_css_class (card->band, class);
    }
}

static void
append_part (GString *text, const char *part)
{
  g_autofree char *safe = part && *part ? esp_text_escape (part) : NULL;

  if (safe)
    g_string_append_printf (text, "%s%s", text->len ? ", " : "", safe);
}

/* By the gravest of them. */
static const struct
{
  const char *icon_name, *css_class;
} problems[] = {
  [ESP_PLAN_ERROR] = { "dialog-error-symbolic", "error" },
  [ESP_PLAN_WARNING] = { "dialog-warning-symbolic", "warning" },
  [ESP_PLAN_NOTE] = { "dialog-information-symbolic", "dim-label" },
};

/* What the icon and its colour say to those who see them. */
static char *
describe_problems (const ConsoleDiagramItem *item)
{
  guint n = item->n_problems;

  if (item->severity == ESP_PLAN_ERROR)
    return g_strdup_printf (ngettext ("%u problem, an error", "%u problems, with an error", n), n);
  if (item->severity == ESP_PLAN_WARNING)
    return g_strdup_printf (ngettext ("%u problem, a warning", "%u problems, with a warning", n),
                            n);
  if (item->severity == ESP_PLAN_NOTE)
    return g_strdup_printf (ngettext ("%u note", "%u notes", n), n);
  return g_strdup_printf (ngettext ("%u problem", "%u problems", n), n);
}

static void
show_problems (ConsoleDiagramCard *card)
{
  int row = card->item->severity >= 0 ? card->item->severity : ESP_PLAN_WARNING;

  gtk_widget_set_visible (GTK_WIDGET (card->problem_icon), card->item->n_problems > 0);
  gtk_image_set_from_icon_name (card->problem_icon, problems[row].icon_name);
  for (guint i = 0; i < G_N_ELEMENTS (problems); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (card->problem_icon), problems[i].css_class);
  gtk_widget_add_css_class (GTK_WIDGET (card->problem_icon), problems[row].css_class);
}

/* All that the card shows, and what its colour means. */
static char *
describe (ConsoleDiagramCard *card)
{
  GString *text = g_string_new (NULL);
  g_autofree char *found = NULL;

  append_part (text, card->item->title);
  append_part (text, card->item->subtitle);
  append_part (text, card->item->detail);
  append_part (text, card->item->account);
  if (card->item->n_problems)
    found = describe_problems (card->item);
  append_part (text, found);
  return g_string_free (text, FALSE);
}

static void
show_item (ConsoleDiagramCard *card)
{
  g_autofree char *description = describe (card);

  set_label (card->title_label, card->item->title);
  set_label (card->subtitle_label, card->item->subtitle);
  set_label (card->detail_label, card->item->detail);
  gtk_image_set_from_icon_name (card->icon, card->item->icon_name);
  gtk_widget_set_visible (GTK_WIDGET (card->icon), card->item->icon_name != NULL);
  show_problems (card);
  show_band (card);
  if (card->item->inactive)
    gtk_widget_add_css_class (GTK_WIDGET (card), "inactive");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (card), "inactive");
  gtk_widget_set_tooltip_text (GTK_WIDGET (card), description);
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, description,
                                  -1);
}

void
console_diagram_card_set_item (ConsoleDiagramCard *card, ConsoleDiagramItem *item)
{
  if (!g_set_object (&card->item, item))
    return;
  if (item)
    show_item (card);
  g_object_notify_by_pspec (G_OBJECT (card), properties[PROP_ITEM]);
}

ConsoleDiagramItem *
console_diagram_card_get_item (ConsoleDiagramCard *card)
{
  return card->item;
}

static void
show_below (ConsoleDiagramCard *card)
{
  g_autofree char *number = g_strdup_printf ("%d", card->n_below);
  g_autofree char *name = g_strdup_printf (
    card->collapsed ? g_dngettext (NULL, "Show %d below", "Show %d below", (gulong) card->n_below) :
                      g_dngettext (NULL, "Hide %d below", "Hide %d below", (gulong) card->n_below),
    card->n_below);

  gtk_widget_set_visible (GTK_WIDGET (card->below_button), card->n_below > 0);
  if (card->collapsed)
    gtk_button_set_label (card->below_button, number);
  else
    gtk_button_set_icon_name (card->below_button, "pan-up-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (card->below_button), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (card->below_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
console_diagram_card_set_place (ConsoleDiagramCard *card,
                                int level,
                                int n_below,
                                gboolean collapsed)
{
  if (card->level == level && card->n_below == n_below && card->collapsed == collapsed)
    return;
  card->level = level;
  card->n_below = n_below;
  card->collapsed = collapsed;
  show_below (card);
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LEVEL, level, -1);
  if (n_below > 0)
    gtk_accessible_update_state (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_STATE_EXPANDED, !collapsed,
                                 -1);
  else
    gtk_accessible_reset_state (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_STATE_EXPANDED);
}

void
console_diagram_card_set_siblings (ConsoleDiagramCard *card, int position, int n_siblings)
{
  if (card->position == position && card->n_siblings == n_siblings)
    return;
  card->position = position;
  card->n_siblings = n_siblings;
  gtk_accessible_update_relation (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_RELATION_POS_IN_SET,
                                  position, GTK_ACCESSIBLE_RELATION_SET_SIZE, n_siblings, -1);
}

void
console_diagram_card_set_selected (ConsoleDiagramCard *card, gboolean selected)
{
  if (card->selected == selected)
    return;
  card->selected = selected;
  if (selected)
    gtk_widget_set_state_flags (GTK_WIDGET (card), GTK_STATE_FLAG_SELECTED, FALSE);
  else
    gtk_widget_unset_state_flags (GTK_WIDGET (card), GTK_STATE_FLAG_SELECTED);
  gtk_accessible_update_state (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
  g_object_notify_by_pspec (G_OBJECT (card), properties[PROP_SELECTED]);
}

static void
below_clicked_cb (ConsoleDiagramCard *card)
{
  g_signal_emit (card, toggled_signal, 0);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_diagram_card_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleDiagramCard *card = CONSOLE_DIAGRAM_CARD (object);

  if (id == PROP_ITEM)
    g_value_set_object (value, card->item);
  else if (id == PROP_SELECTED)
    g_value_set_boolean (value, card->selected);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_diagram_card_set_property (GObject *object,
                                   guint id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  ConsoleDiagramCard *card = CONSOLE_DIAGRAM_CARD (object);

  if (id == PROP_ITEM)
    console_diagram_card_set_item (card, g_value_get_object (value));
  else if (id == PROP_SELECTED)
    console_diagram_card_set_selected (card, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_diagram_card_dispose (GObject *object)
{
  ConsoleDiagramCard *card = CONSOLE_DIAGRAM_CARD (object);

  g_clear_pointer (&card->box, gtk_widget_unparent);
  g_clear_object (&card->item);
  G_OBJECT_CLASS (console_diagram_card_parent_class)->dispose (object);
}

static void
console_diagram_card_class_init (ConsoleDiagramCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = console_diagram_card_get_property;
  object_class->set_property = console_diagram_card_set_property;
  object_class->dispose = console_diagram_card_dispose;
  properties[PROP_ITEM] = g_param_spec_object ("item", NULL, NULL, CONSOLE_TYPE_DIAGRAM_ITEM,
                                               flags);
  properties[PROP_SELECTED] = g_param_spec_boolean ("selected", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  toggled_signal = g_signal_new ("toggled", CONSOLE_TYPE_DIAGRAM_CARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "diagramcard");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TREE_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/diagram-card.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleDiagramCard, box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDiagramCard, band);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDiagramCard, icon);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDiagramCard, title_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDiagramCard, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDiagramCard, detail_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDiagramCard, problem_icon);
  gtk_widget_class_bind_template_child (widget_class, ConsoleDiagramCard, below_button);
  gtk_widget_class_bind_template_callback (widget_class, below_clicked_cb);
}

static void
console_diagram_card_init (ConsoleDiagramCard *card)
{
  gtk_widget_init_template (GTK_WIDGET (card));
  gtk_accessible_update_state (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_STATE_SELECTED, FALSE, -1);
}

GtkWidget *
console_diagram_card_new (void)
{
  return g_object_new (CONSOLE_TYPE_DIAGRAM_CARD, NULL);
}
