/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A button with a picture or an icon, a title and a sentence. */
#include "console-plan-gallery.h"

struct _ConsolePlanCard
{
  GtkButton parent_instance;

  GtkBox *box;
  AdwBin *frame;
  ConsolePlanPicture *picture;
  GtkImage *icon;
  GtkLabel *title_label;
  GtkLabel *sentence_label;
};

G_DEFINE_FINAL_TYPE (ConsolePlanCard, console_plan_card, GTK_TYPE_BUTTON)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_SENTENCE,
  PROP_SIGN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* What can be seen of it is read out of it. */
static void
name_card (ConsolePlanCard *card)
{
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, gtk_label_get_text (card->title_label),
    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, gtk_label_get_text (card->sentence_label), -1);
}

static void
show_icon (ConsolePlanCard *card, const char *name)
{
  gtk_image_set_from_icon_name (card->icon, name);
  gtk_widget_set_visible (GTK_WIDGET (card->icon), name != NULL);
  gtk_widget_set_visible (GTK_WIDGET (card->frame), name == NULL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (card->box),
                                  name ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
}

void
console_plan_card_set_plan (ConsolePlanCard *card, const EspPlan *plan)
{
  console_plan_picture_set_plan (card->picture, plan);
}

static void
console_plan_card_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsolePlanCard *card = CONSOLE_PLAN_CARD (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, gtk_label_get_text (card->title_label));
      break;
    case PROP_SENTENCE:
      g_value_set_string (value, gtk_label_get_text (card->sentence_label));
      break;
    case PROP_SIGN:
      g_value_set_string (value, gtk_image_get_icon_name (card->icon));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_text (GtkLabel *label, const GValue *value)
{
  const char *text = g_value_get_string (value);

  gtk_label_set_text (label, text ? text : "");
}

static void
console_plan_card_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsolePlanCard *card = CONSOLE_PLAN_CARD (object);

  switch (id)
    {
    case PROP_TITLE:
      set_text (card->title_label, value);
      break;
    case PROP_SENTENCE:
      set_text (card->sentence_label, value);
      break;
    case PROP_SIGN:
      show_icon (card, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
  name_card (card);
}

static void
console_plan_card_class_init (ConsolePlanCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = console_plan_card_get_property;
  object_class->set_property = console_plan_card_set_property;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_SENTENCE] = g_param_spec_string ("sentence", NULL, NULL, "", flags);
  properties[PROP_SIGN] = g_param_spec_string ("sign", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (CONSOLE_TYPE_PLAN_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/plan-card.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanCard, box);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanCard, frame);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanCard, picture);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanCard, icon);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanCard, title_label);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanCard, sentence_label);
}

static void
console_plan_card_init (ConsolePlanCard *card)
{
  gtk_widget_init_template (GTK_WIDGET (card));
}
