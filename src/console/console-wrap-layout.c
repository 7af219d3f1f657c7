/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of children at their natural width; a child that is wider than a line is given the line.
 * GtkFlowBox would put them into columns, and a box that wraps is newer than our floor. */
#include "console-wrap-layout.h"

struct _ConsoleWrapLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
  int line_spacing;
};

G_DEFINE_FINAL_TYPE (ConsoleWrapLayout, console_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

enum
{
  PROP_0,
  PROP_SPACING,
  PROP_LINE_SPACING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static int
natural_width (GtkWidget *child)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static int
natural_height (GtkWidget *child, int width)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

typedef struct
{
  GtkWidget *end; /* the first that is not in the line */
  int used;       /* natural widths and what is between them */
  int height;
} Line;

static Line
measure_line (ConsoleWrapLayout *layout, GtkWidget *first, int width)
{
  Line line = { first, 0, 0 };

  for (; line.end; line.end = gtk_widget_get_next_sibling (line.end))
    {
      int wanted;

      if (!gtk_widget_should_layout (line.end))
        continue;
      wanted = MIN (natural_width (line.end), width);
      if (line.used && line.used + layout->spacing + wanted > width)
        break;
      line.used += wanted + (line.used ? layout->spacing : 0);
      line.height = MAX (line.height, natural_height (line.end, wanted));
    }
  return line;
}

/* Lines stand where the whole does. */
static int
find_start (GtkWidget *widget, int extra)
{
  GtkAlign align = gtk_widget_get_halign (widget);

  return align == GTK_ALIGN_END ? extra : align == GTK_ALIGN_CENTER ? extra / 2 : 0;
}

static gboolean
expands (GtkWidget *first, const Line *line)
{
  for (GtkWidget *child = first; child != line->end; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child) &&
        gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL))
      return TRUE;
  return FALSE;
}

/* What is left of the line goes to its first child that wants to expand. */
static void
place_line (ConsoleWrapLayout *layout, GtkWidget *first, const Line *line, int width, int top)
{
  GtkWidget *widget = gtk_widget_get_parent (first);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int extra = MAX (width - line->used, 0);
  int start = expands (first, line) ? 0 : find_start (widget, extra);

  for (GtkWidget *child = first; child != line->end; child = gtk_widget_get_next_sibling (child))
    {
      int given;

      if (!gtk_widget_should_layout (child))
        continue;
      given = MIN (natural_width (child), width);
      if (gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL))
        {
          given += extra;
          extra = 0;
        }
      gtk_widget_size_allocate (
        child,
        &(GtkAllocation){ mirrored ? width - start - given : start, top, given, line->height }, -1);
      start += given + layout->spacing;
    }
}

/* Places line by line, or only measures where @place is not set. The total height. */
static int
walk (ConsoleWrapLayout *layout, GtkWidget *widget, int width, gboolean place)
{
  GtkWidget *first = gtk_widget_get_first_child (widget);
  int top = 0;

  while (first)
    {
      Line line = measure_line (layout, first, width);

      if (place)
        place_line (layout, first, &line, width, top);
      first = line.end;
      top += line.height + (first && line.height ? layout->line_spacing : 0);
    }
  return top;
}

static void
measure_width (ConsoleWrapLayout *layout, GtkWidget *widget, int *minimum, int *natural)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural,
                          NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + (*natural ? layout->spacing : 0);
    }
}

static void
console_wrap_layout_measure (GtkLayoutManager *manager,
                             GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  ConsoleWrapLayout *layout = CONSOLE_WRAP_LAYOUT (manager);
  int narrow, wide;

  measure_width (layout, widget, &narrow, &wide);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = narrow;
      *natural = wide;
    }
  else
    *minimum = *natural = walk (layout, widget, MAX (narrow, for_size < 0 ? wide : for_size),
                                FALSE);
}

static void
console_wrap_layout_allocate (GtkLayoutManager *manager,
                              GtkWidget *widget,
                              int width,
                              int height,
                              int baseline)
{
  walk (CONSOLE_WRAP_LAYOUT (manager), widget, width, TRUE);
}

static GtkSizeRequestMode
console_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
console_wrap_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleWrapLayout *layout = CONSOLE_WRAP_LAYOUT (object);

  switch (id)
    {
    case PROP_SPACING:
      g_value_set_int (value, layout->spacing);
      break;
    case PROP_LINE_SPACING:
      g_value_set_int (value, layout->line_spacing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_wrap_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsoleWrapLayout *layout = CONSOLE_WRAP_LAYOUT (object);

  switch (id)
    {
    case PROP_SPACING:
      layout->spacing = g_value_get_int (value);
      break;
    case PROP_LINE_SPACING:
      layout->line_spacing = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (layout));
}

static void
console_wrap_layout_class_init (ConsoleWrapLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = console_wrap_layout_get_property;
  object_class->set_property = console_wrap_layout_set_property;
  layout_class->measure = console_wrap_layout_measure;
  layout_class->allocate = console_wrap_layout_allocate;
  layout_class->get_request_mode = console_wrap_layout_get_request_mode;
  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT16, 6,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LINE_SPACING] = g_param_spec_int ("line-spacing", NULL, NULL, 0, G_MAXINT16, 6,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
console_wrap_layout_init (ConsoleWrapLayout *layout)
{
  layout->spacing = layout->line_spacing = 6;
}

GtkLayoutManager *
console_wrap_layout_new (int spacing, int line_spacing)
{
  return g_object_new (CONSOLE_TYPE_WRAP_LAYOUT, "spacing", spacing, "line-spacing", line_spacing,
                       NULL);
}
