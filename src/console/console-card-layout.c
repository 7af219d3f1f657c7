/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A grid whose number of columns follows the width. GtkFlowBox would wrap each card into a child
 * that takes the focus before it. */
#include "console-card-layout.h"

struct _ConsoleCardLayout
{
  GtkLayoutManager parent_instance;

  int card_width;
  int most;
  int spacing;
};

G_DEFINE_FINAL_TYPE (ConsoleCardLayout, console_card_layout, GTK_TYPE_LAYOUT_MANAGER)

enum
{
  PROP_0,
  PROP_CARD_WIDTH,
  PROP_MOST,
  PROP_SPACING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static GtkWidget *
skip_hidden (GtkWidget *child)
{
  while (child && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static GtkWidget *
get_first (GtkWidget *widget)
{
  return skip_hidden (gtk_widget_get_first_child (widget));
}

static GtkWidget *
get_next (GtkWidget *child)
{
  return skip_hidden (gtk_widget_get_next_sibling (child));
}

/* The width that no card can do without. */
static int
find_narrowest (GtkWidget *widget)
{
  int narrowest = 0, minimum;

  for (GtkWidget *child = get_first (widget); child; child = get_next (child))
    {
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      narrowest = MAX (narrowest, minimum);
    }
  return narrowest;
}

static int
count_columns (ConsoleCardLayout *layout, GtkWidget *widget, int width)
{
  int wanted = MAX (layout->card_width, find_narrowest (widget)) + layout->spacing;

  return CLAMP ((width + layout->spacing) / MAX (wanted, 1), 1, layout->most);
}

static int
measure_line (GtkWidget *first, int columns, int width, GtkWidget **end)
{
  int height = 0, minimum;
  GtkWidget *child = first;

  for (int i = 0; child && i < columns; i++, child = get_next (child))
    {
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
      height = MAX (height, minimum);
    }
  *end = child;
  return height;
}

static void
place_line (ConsoleCardLayout *layout,
            GtkWidget *first,
            GtkWidget *end,
            const GtkAllocation *card,
            int width)
{
  gboolean mirrored = gtk_widget_get_direction (gtk_widget_get_parent (first)) == GTK_TEXT_DIR_RTL;
  GtkAllocation place = *card;
  int start = 0;

  for (GtkWidget *child = first; child != end; child = get_next (child))
    {
      place.x = mirrored ? width - start - card->width : start;
      gtk_widget_size_allocate (child, &place, -1);
      start += card->width + layout->spacing;
    }
}

/* Places line by line, or only measures where @place is not set. The total height. */
static int
walk (ConsoleCardLayout *layout, GtkWidget *widget, int width, gboolean place)
{
  int columns = count_columns (layout, widget, width);
  GtkAllocation card = { 0, 0, (width - (columns - 1) * layout->spacing) / columns, 0 };
  GtkWidget *child = get_first (widget), *end;

  while (child)
    {
      card.height = measure_line (child, columns, card.width, &end);
      if (place)
        place_line (layout, child, end, &card, width);
      card.y += card.height + (end ? layout->spacing : 0);
      child = end;
    }
  return card.y;
}

static void
console_card_layout_measure (GtkLayoutManager *manager,
                             GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  ConsoleCardLayout *layout = CONSOLE_CARD_LAYOUT (manager);
  int narrowest = find_narrowest (widget);
  int widest = layout->most * (MAX (narrowest, layout->card_width) + layout->spacing) -
               layout->spacing;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = narrowest;
      *natural = MAX (narrowest, widest);
    }
  else
    *minimum = *natural = walk (layout, widget, MAX (narrowest, for_size < 0 ? widest : for_size),
                                FALSE);
}

static void
console_card_layout_allocate (GtkLayoutManager *manager,
                              GtkWidget *widget,
                              int width,
                              int height,
                              int baseline)
{
  walk (CONSOLE_CARD_LAYOUT (manager), widget, width, TRUE);
}

static GtkSizeRequestMode
console_card_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int *
find_number (ConsoleCardLayout *layout, guint id)
{
  int *const numbers[] = { NULL, &layout->card_width, &layout->most, &layout->spacing };

  return id < N_PROPS ? numbers[id] : NULL;
}

static void
console_card_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const int *number = find_number (CONSOLE_CARD_LAYOUT (object), id);

  if (number)
    g_value_set_int (value, *number);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_card_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  int *number = find_number (CONSOLE_CARD_LAYOUT (object), id);

  if (number)
    *number = g_value_get_int (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (object));
}

static void
console_card_layout_class_init (ConsoleCardLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = console_card_layout_get_property;
  object_class->set_property = console_card_layout_set_property;
  layout_class->measure = console_card_layout_measure;
  layout_class->allocate = console_card_layout_allocate;
  layout_class->get_request_mode = console_card_layout_get_request_mode;
  properties[PROP_CARD_WIDTH] = g_param_spec_int ("card-width", NULL, NULL, 1, G_MAXINT16, 240,
                                                  flags);
  properties[PROP_MOST] = g_param_spec_int ("most", NULL, NULL, 1, 100, 3, flags);
  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT16, 12, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
console_card_layout_init (ConsoleCardLayout *layout)
{
  layout->card_width = 240;
  layout->most = 3;
  layout->spacing = 12;
}
