/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laid out once, scaled when drawn. Colours are the theme's: those of accounts as in the diagram.
 */
#include "console-plan-picture.h"

#include "console-designer-cards.h"
#include "console-diagram-legend.h"

#define WIDTH 160
#define HEIGHT 96
#define SCALE_MAX 2.0

/* As the layout sees them; what is drawn is scaled. */
#define BOX_WIDTH 26.0
#define BOX_HEIGHT 14.0
#define SIBLING_GAP 5.0
#define LEVEL_GAP 13.0
#define TREE_GAP 12.0

#define LINE 1.0F

struct _ConsolePlanPicture
{
  GtkWidget parent_instance;

  GArray *nodes;  /* EspLayoutNode */
  GArray *colour; /* int */
  double width, height;
};

G_DEFINE_FINAL_TYPE (ConsolePlanPicture, console_plan_picture, GTK_TYPE_WIDGET)

/* --- Layout ------------------------------------------------------------------------------------*/

static int
get_index (GHashTable *indices, const char *key)
{
  gpointer found;

  return key && g_hash_table_lookup_extended (indices, key, NULL, &found) ?
           GPOINTER_TO_INT (found) :
           -1;
}

static void
add_nodes (ConsolePlanPicture *picture, const EspPlan *plan)
{
  g_autoptr (GPtrArray) ordered = esp_plan_list_ordered (plan);
  g_autoptr (GHashTable) indices = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) colours = console_designer_colours (plan);

  for (guint i = 0; i < ordered->len; i++)
    {
      const EspPlanCa *ca = g_ptr_array_index (ordered, i);
      EspLayoutNode node = { .parent = get_index (indices, ca->parent),
                             .width = BOX_WIDTH,
                             .height = BOX_HEIGHT };
      int colour = ca->account ? console_diagram_get_colour (colours, ca->account) : -1;

      g_hash_table_insert (indices, ca->key, GINT_TO_POINTER ((int) i));
      g_array_append_val (picture->nodes, node);
      g_array_append_val (picture->colour, colour);
    }
}

static void
lay_out (ConsolePlanPicture *picture)
{
  EspLayoutStyle style = {
    .sibling_gap = SIBLING_GAP,
    .level_gap = LEVEL_GAP,
    .tree_gap = TREE_GAP,
    .right_to_left = gtk_widget_get_direction (GTK_WIDGET (picture)) == GTK_TEXT_DIR_RTL,
  };

  if (!esp_layout_tree ((EspLayoutNode *) (gpointer) picture->nodes->data, picture->nodes->len,
                        &style, &picture->width, &picture->height))
    g_array_set_size (picture->nodes, 0);
}

void
console_plan_picture_set_plan (ConsolePlanPicture *picture, const EspPlan *plan)
{
  g_array_set_size (picture->nodes, 0);
  g_array_set_size (picture->colour, 0);
  add_nodes (picture, plan);
  lay_out (picture);
  gtk_widget_queue_draw (GTK_WIDGET (picture));
}

static void
console_plan_picture_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  lay_out (CONSOLE_PLAN_PICTURE (widget));
  GTK_WIDGET_CLASS (console_plan_picture_parent_class)->direction_changed (widget, previous);
}

/* --- Drawing -----------------------------------------------------------------------------------*/

static GdkRGBA
get_account_colour (GtkStyleContext *context, int colour, GdkRGBA other)
{
  g_autofree char *name = g_strdup_printf ("account_%d", colour);

  if (colour < 0 || !gtk_style_context_lookup_color (context, name, &other))
    other.alpha *= 0.6F;
  return other;
}

static void
draw_box (GtkSnapshot *snapshot, const EspLayoutNode *node, const GdkRGBA *fill)
{
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (&shape,
                                   &GRAPHENE_RECT_INIT ((float) node->x, (float) node->y,
                                                        (float) node->width, (float) node->height),
                                   3);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, fill, &shape.bounds);
  gtk_snapshot_pop (snapshot);
}

/* Down from the parent, along, and down to the child. The parts of siblings lie upon each other, so
 * the colour is an opaque one. */
static void
draw_line (GtkSnapshot *snapshot,
           const EspLayoutNode *parent,
           const EspLayoutNode *child,
           const GdkRGBA *color)
{
  float from = (float) (parent->x + parent->width / 2);
  float to = (float) (child->x + child->width / 2);
  float top = (float) (parent->y + parent->height), bottom = (float) child->y;
  float beam = (top + bottom - LINE) / 2;

  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT (from - LINE / 2, top, LINE, beam - top + LINE));
  gtk_snapshot_append_color (
    snapshot, color,
    &GRAPHENE_RECT_INIT (MIN (from, to) - LINE / 2, beam, ABS (to - from) + LINE, LINE));
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT (to - LINE / 2, beam, LINE, bottom - beam));
}

static void
draw (ConsolePlanPicture *picture, GtkSnapshot *snapshot)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (picture));
  const EspLayoutNode *nodes = (const EspLayoutNode *) (gpointer) picture->nodes->data;
  GdkRGBA color;

  gtk_style_context_get_color (context, &color);
  gtk_snapshot_push_opacity (snapshot, 0.6);
  for (guint i = 0; i < picture->nodes->len; i++)
    if (nodes[i].parent >= 0)
      draw_line (snapshot, &nodes[nodes[i].parent], &nodes[i], &color);
  gtk_snapshot_pop (snapshot);
  for (guint i = 0; i < picture->nodes->len; i++)
    {
      GdkRGBA fill = get_account_colour (context, g_array_index (picture->colour, int, i), color);

      draw_box (snapshot, &nodes[i], &fill);
    }
}

static void
console_plan_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ConsolePlanPicture *picture = CONSOLE_PLAN_PICTURE (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double scale;

  if (picture->nodes->len == 0)
    return;
  scale = MIN (MIN (width / picture->width, height / picture->height), SCALE_MAX);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) ((width - picture->width * scale) / 2),
                                                (float) ((height - picture->height * scale) / 2)));
  gtk_snapshot_scale (snapshot, (float) scale, (float) scale);
  draw (picture, snapshot);
  gtk_snapshot_restore (snapshot);
}

static void
console_plan_picture_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_plan_picture_finalize (GObject *object)
{
  g_array_unref (CONSOLE_PLAN_PICTURE (object)->nodes);
  g_array_unref (CONSOLE_PLAN_PICTURE (object)->colour);
  G_OBJECT_CLASS (console_plan_picture_parent_class)->finalize (object);
}

static void
console_plan_picture_class_init (ConsolePlanPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_plan_picture_finalize;
  widget_class->measure = console_plan_picture_measure;
  widget_class->snapshot = console_plan_picture_snapshot;
  widget_class->direction_changed = console_plan_picture_direction_changed;
  gtk_widget_class_set_css_name (widget_class, "planpicture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
console_plan_picture_init (ConsolePlanPicture *picture)
{
  picture->nodes = g_array_new (FALSE, TRUE, sizeof (EspLayoutNode));
  picture->colour = g_array_new (FALSE, TRUE, sizeof (int));
}
