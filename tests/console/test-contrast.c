/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What WCAG 2 asks of contrast, of every page and every dialog (scenes-fixture.h) as it is drawn:
 * each text has 4.5 to 1 against what is behind it, large ones and icons 3 to 1; so have the
 * colours of accounts, of charts and of lines. The colours are those of the drawing, after the
 * style sheets, opacity and all; what is behind is read from the picture. In light and in dark, and
 * once more with ADW_DEBUG_HIGH_CONTRAST.
 *
 * Not judged: frames and troughs of the toolkit's own controls, which WCAG 1.4.11 leaves to it;
 * lines between rows and the shadow of a card, which say nothing that room does not say; and
 * pictures that stand above a heading of the same words. The palettes of paper and of files:
 * tests/draw. */
#include "console/console-chart.h"
#include "console/console-diagram-private.h"
#include "draw/esp-diagram-private.h"

#include "scenes-fixture.h"

#include <math.h>

/* Large enough to show most of what is scrolled to elsewhere. */
#define WIDTH 900
#define HEIGHT 1600

#define TEXT_RATIO 4.5
#define LARGE_RATIO 3.0
#define GRAPHIC_RATIO 3.0
/* What WCAG calls large: 18 points, or 14 of bold ones. */
#define LARGE_PIXELS 24.0
#define LARGE_BOLD_PIXELS 18.5
/* Above it an icon is an ornament beside a heading that says the same. */
#define ORNAMENT 64.0F
/* Rounding to eight bits, twice. */
#define TOLERANCE 0.05

static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_FORCE_LIGHT,
                                          ADW_COLOR_SCHEME_FORCE_DARK };
static const char *const scheme_names[] = { "light", "dark" };
static const char *scheme_name = "";

/* --- Colours
 * ------------------------------------------------------------------------------------*/

static double
get_linear (double value)
{
  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static double
get_luminance (const GdkRGBA *color)
{
  return 0.2126 * get_linear ((double) color->red) + 0.7152 * get_linear ((double) color->green) +
         0.0722 * get_linear ((double) color->blue);
}

static GdkRGBA
lay_over (const GdkRGBA *color, const GdkRGBA *behind)
{
  float a = color->alpha;

  return (GdkRGBA){ color->red * a + behind->red * (1 - a),
                    color->green * a + behind->green * (1 - a),
                    color->blue * a + behind->blue * (1 - a), 1 };
}

static double
get_contrast (const GdkRGBA *color, const GdkRGBA *behind)
{
  GdkRGBA seen = lay_over (color, behind);
  double one = get_luminance (&seen), two = get_luminance (behind);

  return (MAX (one, two) + 0.05) / (MIN (one, two) + 0.05);
}

/* --- What is drawn
 * ------------------------------------------------------------------------------*/

/* What is done to all that is drawn inside, from the inside out. */
typedef struct _Filter Filter;
struct _Filter
{
  const Filter *outer;
  const GskRenderNode *node; /* opacity or a matrix of colours */
};

typedef struct
{
  const Scene *scene;
  GtkWidget *window;
  guchar *pixels; /* premultiplied, as of GDK_MEMORY_DEFAULT */
  int width, height;
  guint n_texts, n_icons, n_cut;
} Look;

typedef struct
{
  graphene_point_t at; /* of the origin */
  graphene_rect_t clip;
  const Filter *filter;
} Place;

static GdkRGBA
apply_filter (const Filter *filter, GdkRGBA color)
{
  for (; filter; filter = filter->outer)
    {
      graphene_vec4_t in, out;

      if (gsk_render_node_get_node_type (filter->node) == GSK_OPACITY_NODE)
        {
          color.alpha *= gsk_opacity_node_get_opacity (filter->node);
          continue;
        }
      graphene_vec4_init (&in, color.red, color.green, color.blue, color.alpha);
      graphene_matrix_transform_vec4 (gsk_color_matrix_node_get_color_matrix (filter->node), &in,
                                      &out);
      graphene_vec4_add (&out, gsk_color_matrix_node_get_color_offset (filter->node), &out);
      color = (GdkRGBA){ graphene_vec4_get_x (&out), graphene_vec4_get_y (&out),
                         graphene_vec4_get_z (&out), graphene_vec4_get_w (&out) };
    }
  return color;
}

static guint32
get_pixel (const Look *look, int x, int y)
{
  guint32 pixel;

  memcpy (&pixel, look->pixels + (y * look->width + x) * 4, sizeof pixel);
  return pixel;
}

static GdkRGBA
from_pixel (guint32 pixel)
{
  return (GdkRGBA){ (float) (pixel >> 16 & 255) / 255, (float) (pixel >> 8 & 255) / 255,
                    (float) (pixel & 255) / 255, 1 };
}

static void
count_pixel (const Look *look, int x, int y, GHashTable *counts)
{
  gpointer key;

  if (x < 0 || y < 0 || x >= look->width || y >= look->height)
    return;
  key = GUINT_TO_POINTER (get_pixel (look, x, y));
  g_hash_table_insert (counts, key,
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, key)) + 1));
}

static float
get_distance (const GdkRGBA *one, const GdkRGBA *two)
{
  return ABS (one->red - two->red) + ABS (one->green - two->green) + ABS (one->blue - two->blue);
}

/* FALSE: something else lies upon it, such as a toast. */
static gboolean
is_seen (const Look *look,
         const graphene_rect_t *bounds,
         const GdkRGBA *seen,
         const GdkRGBA *behind)
{
  GdkRGBA color = lay_over (seen, behind);
  float near = get_distance (&color, behind) / 2;
  int left = (int) MAX (floorf (bounds->origin.x), 0),
      top = (int) MAX (floorf (bounds->origin.y), 0);
  int right = MIN ((int) ceilf (bounds->origin.x + bounds->size.width), look->width);
  int bottom = MIN ((int) ceilf (bounds->origin.y + bounds->size.height), look->height);

  for (int y = top; y < bottom; y++)
    for (int x = left; x < right; x++)
      {
        GdkRGBA pixel = from_pixel (get_pixel (look, x, y));

        if (get_distance (&pixel, &color) <= near)
          return TRUE;
      }
  return FALSE;
}

/* The colour that is there most along the edge just outside of it. */
static GdkRGBA
get_behind (const Look *look, const graphene_rect_t *bounds)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  int left = (int) floorf (bounds->origin.x) - 1, top = (int) floorf (bounds->origin.y) - 1;
  int right = (int) ceilf (bounds->origin.x + bounds->size.width);
  int bottom = (int) ceilf (bounds->origin.y + bounds->size.height);
  gpointer key, count, best = NULL;
  guint most = 0;
  GHashTableIter iter;

  for (int x = left; x <= right; x++)
    {
      count_pixel (look, x, top, counts);
      count_pixel (look, x, bottom, counts);
    }
  for (int y = top; y <= bottom; y++)
    {
      count_pixel (look, left, y, counts);
      count_pixel (look, right, y, counts);
    }
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &key, &count))
    if (GPOINTER_TO_UINT (count) > most)
      {
        most = GPOINTER_TO_UINT (count);
        best = key;
      }
  return from_pixel (GPOINTER_TO_UINT (best));
}

static guint32
to_rgb (const GdkRGBA *color)
{
  return (guint32) (color->red * 255 + 0.5F) << 16 | (guint32) (color->green * 255 + 0.5F) << 8 |
         (guint32) (color->blue * 255 + 0.5F);
}

static void
fail (const Look *look,
      GtkWidget *widget,
      const char *what,
      const GdkRGBA *seen,
      const GdkRGBA *behind,
      double least)
{
  g_auto (GStrv) classes = gtk_widget_get_css_classes (widget);
  g_autofree char *all = g_strjoinv (".", classes);
  const char *text = get_text (widget);
  GdkRGBA color = lay_over (seen, behind);

  g_test_message (
    "%s, %s: %s.%s in %s: %s “%s”, #%06x on #%06x, has %.2f to 1, needs %.1f", look->scene->name,
    scheme_name, G_OBJECT_TYPE_NAME (widget), all,
    gtk_widget_get_parent (widget) ? G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)) :
                                     "nothing",
    what, text ? text : "", to_rgb (&color), to_rgb (behind), get_contrast (seen, behind), least);
  g_test_fail ();
}

/* A toast lies for seconds on whatever is there, and lets a little of it through; what is its own
 * is of its own colour. */
static gboolean
is_below_toast (const Look *look, const graphene_rect_t *bounds, const GdkRGBA *seen)
{
  GType type = g_type_from_name ("AdwToastWidget");
  GtkWidget *toast = type ? find_type (look->window, type) : NULL;
  graphene_rect_t covered;
  GdkRGBA color;

  if (!toast || !gtk_widget_compute_bounds (toast, look->window, &covered) ||
      !graphene_rect_intersection (&covered, bounds, NULL))
    return FALSE;
  gtk_style_context_get_color (gtk_widget_get_style_context (toast), &color);
  return get_distance (&color, seen) > 0.1F;
}

/* In high contrast a switch has a sign for on and one for off, and its knob lies on one of them. */
static gboolean
is_below_knob (GtkWidget *widget)
{
  return GTK_IS_SWITCH (gtk_widget_get_parent (widget)) && !GTK_IS_IMAGE (widget);
}

/* Exempt is, as WCAG 2 has it: what can't be used now (1.4.3 and 1.4.11: inactive components), and
 * what is not seen: cut off at an edge, where it is scrolled to, or covered by something else. */
static void
judge (Look *look,
       const Place *place,
       const graphene_rect_t *bounds,
       const GdkRGBA *color,
       const char *what,
       double least)
{
  graphene_rect_t all = GRAPHENE_RECT_INIT (bounds->origin.x + place->at.x,
                                            bounds->origin.y + place->at.y, bounds->size.width,
                                            bounds->size.height);
  GdkRGBA seen = apply_filter (place->filter, *color);
  graphene_rect_t whole = place->clip;
  graphene_point_t middle;
  GdkRGBA behind;
  GtkWidget *widget;

  if ((double) seen.alpha < 0.01)
    return;
  /* Bounds of letters have a margin. */
  graphene_rect_inset (&whole, -2, -2);
  if (!graphene_rect_contains_rect (&whole, &all))
    {
      look->n_cut++;
      return;
    }
  graphene_rect_get_center (&all, &middle);
  widget = gtk_widget_pick (look->window, (double) middle.x, (double) middle.y,
                            GTK_PICK_INSENSITIVE | GTK_PICK_NON_TARGETABLE);
  if (!widget || !gtk_widget_is_sensitive (widget) || is_below_knob (widget) ||
      is_below_toast (look, &all, &seen))
    return;
  behind = get_behind (look, &all);
  if (get_contrast (&seen, &behind) >= least - TOLERANCE)
    return;
  if (is_seen (look, &all, &seen, &behind))
    fail (look, widget, what, &seen, &behind, least);
}

static double
get_text_least (const GskRenderNode *node)
{
  g_autoptr (PangoFontDescription)
    font = pango_font_describe_with_absolute_size (gsk_text_node_get_font (node));
  double pixels = pango_font_description_get_size (font) / (double) PANGO_SCALE;
  gboolean bold = pango_font_description_get_weight (font) >= PANGO_WEIGHT_BOLD;

  return pixels >= (bold ? LARGE_BOLD_PIXELS : LARGE_PIXELS) ? LARGE_RATIO : TEXT_RATIO;
}

static void
judge_text (Look *look, const Place *place, const GskRenderNode *node)
{
  graphene_rect_t bounds;

  gsk_render_node_get_bounds ((GskRenderNode *) node, &bounds);
  judge (look, place, &bounds, gsk_text_node_get_color (node), "text", get_text_least (node));
  look->n_texts++;
}

/* A symbolic icon is a matrix of colours over a picture that is black where the icon is. */
static void
judge_icon (Look *look, const Place *place, const GskRenderNode *node)
{
  GdkRGBA black = { 0, 0, 0, 1 };
  graphene_rect_t bounds;

  gsk_render_node_get_bounds ((GskRenderNode *) node, &bounds);
  if (!place->filter || bounds.size.width >= ORNAMENT)
    return;
  judge (look, place, &bounds, &black, "icon", GRAPHIC_RATIO);
  look->n_icons++;
}

static void visit (Look *look, Place place, GskRenderNode *node);

static void
visit_clip (Look *look, Place place, const graphene_rect_t *clip, GskRenderNode *child)
{
  graphene_rect_t moved;

  graphene_rect_offset_r (clip, place.at.x, place.at.y, &moved);
  if (graphene_rect_intersection (&place.clip, &moved, &place.clip))
    visit (look, place, child);
}

/* What turns or scales is a picture, not text. */
static void
visit_transform (Look *look, Place place, GskRenderNode *node)
{
  GskTransform *transform = gsk_transform_node_get_transform (node);
  float x, y;

  if (gsk_transform_get_category (transform) < GSK_TRANSFORM_CATEGORY_2D_TRANSLATE)
    return;
  gsk_transform_to_translate (transform, &x, &y);
  place.at.x += x;
  place.at.y += y;
  visit (look, place, gsk_transform_node_get_child (node));
}

static void
visit_filter (Look *look, Place place, GskRenderNode *node, GskRenderNode *child)
{
  Filter filter = { place.filter, node };

  place.filter = &filter;
  visit (look, place, child);
}

static void
visit (Look *look, Place place, GskRenderNode *node)
{
  switch ((int) gsk_render_node_get_node_type (node))
    {
    case GSK_CONTAINER_NODE:
      for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
        visit (look, place, gsk_container_node_get_child (node, i));
      return;
    case GSK_TRANSFORM_NODE:
      visit_transform (look, place, node);
      return;
    case GSK_CLIP_NODE:
      visit_clip (look, place, gsk_clip_node_get_clip (node), gsk_clip_node_get_child (node));
      return;
    case GSK_ROUNDED_CLIP_NODE:
      visit_clip (look, place, &gsk_rounded_clip_node_get_clip (node)->bounds,
                  gsk_rounded_clip_node_get_child (node));
      return;
    case GSK_OPACITY_NODE:
      visit_filter (look, place, node, gsk_opacity_node_get_child (node));
      return;
    case GSK_COLOR_MATRIX_NODE:
      visit_filter (look, place, node, gsk_color_matrix_node_get_child (node));
      return;
    case GSK_SHADOW_NODE:
      visit (look, place, gsk_shadow_node_get_child (node));
      return;
    case GSK_DEBUG_NODE:
      visit (look, place, gsk_debug_node_get_child (node));
      return;
    case GSK_TEXT_NODE:
      judge_text (look, &place, node);
      return;
    case GSK_TEXTURE_NODE:
      judge_icon (look, &place, node);
      return;
    default:
      return;
    }
}

/* --- Scenes
 * -------------------------------------------------------------------------------------*/

/* A widget that is just being laid out anew has nothing to draw for a moment. */
static GskRenderNode *
draw (GtkWidget *widget, int *width, int *height)
{
  for (guint attempt = 0; attempt < 20; attempt++)
    {
      g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      GskRenderNode *node;

      *width = gdk_paintable_get_intrinsic_width (paintable);
      *height = gdk_paintable_get_intrinsic_height (paintable);
      gdk_paintable_snapshot (paintable, snapshot, *width, *height);
      node = gtk_snapshot_free_to_node (snapshot);
      if (node)
        return node;
      run_for (10);
    }
  g_error ("%s draws nothing", G_OBJECT_TYPE_NAME (widget));
}

static guint n_texts, n_icons, n_cut;

static void
judge_surface (const Scene *scene, GtkWidget *widget)
{
  Look look = { .scene = scene, .window = widget };
  Place place = { .at = GRAPHENE_POINT_INIT (0, 0) };
  g_autoptr (GskRenderNode) node = draw (widget, &look.width, &look.height);
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree guchar *pixels = NULL;

  place.clip = GRAPHENE_RECT_INIT (0, 0, (float) look.width, (float) look.height);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (widget)), node,
                                         &place.clip);
  look.width = gdk_texture_get_width (texture);
  look.height = gdk_texture_get_height (texture);
  pixels = g_malloc ((gsize) look.width * (gsize) look.height * 4);
  gdk_texture_download (texture, pixels, (gsize) look.width * 4);
  look.pixels = pixels;
  visit (&look, place, node);
  n_texts += look.n_texts;
  n_icons += look.n_icons;
  n_cut += look.n_cut;
}

static void
judge_popovers (const Scene *scene, GtkWidget *widget)
{
  if (GTK_IS_POPOVER (widget) && gtk_widget_get_mapped (widget))
    judge_surface (scene, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    judge_popovers (scene, child);
}

/* As the window that is worked in: behind another all of it is dimmed. */
static void
check_contrast (const Scene *scene, GtkWindow *window)
{
  gtk_widget_unset_state_flags (GTK_WIDGET (window), GTK_STATE_FLAG_BACKDROP);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  judge_surface (scene, GTK_WIDGET (window));
  judge_popovers (scene, GTK_WIDGET (window));
}

/* --- Colours by name
 * ----------------------------------------------------------------------------*/

static GdkRGBA
look_up (GtkWidget *widget, const char *name)
{
  GdkRGBA color;

  g_assert_true (
    gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color));
  return color;
}

static void
check_ratio (const GdkRGBA *color, const GdkRGBA *behind, const char *name, double least)
{
  double ratio = get_contrast (color, behind);

  if (ratio >= least)
    return;
  g_test_message ("%s has %.2f to 1, needs %.1f", name, ratio, least);
  g_test_fail ();
}

typedef struct
{
  GdkRGBA window, view, card;
} Grounds;

static Grounds
get_grounds (GtkWidget *widget)
{
  Grounds grounds = { look_up (widget, "window_bg_color"), look_up (widget, "view_bg_color"),
                      look_up (widget, "card_bg_color") };

  grounds.card = lay_over (&grounds.card, &grounds.window);
  return grounds;
}

static void
check_on_all (const GdkRGBA *color, const Grounds *grounds, const char *name, double least)
{
  check_ratio (color, &grounds->window, name, least);
  check_ratio (color, &grounds->view, name, least);
  check_ratio (color, &grounds->card, name, least);
}

static EspDiagramPalette
get_palette (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  if (adw_style_manager_get_dark (manager))
    return ESP_DIAGRAM_DARK;
  return adw_style_manager_get_high_contrast (manager) ? ESP_DIAGRAM_HIGH_CONTRAST :
                                                         ESP_DIAGRAM_LIGHT;
}

/* Bands, spots and boxes of accounts; the same colours as in what is exported. */
static void
check_accounts (GtkWidget *widget, const Grounds *grounds)
{
  const EspDiagramColours *colours = esp_diagram_colours_get (get_palette ());

  for (int i = 0; i < CONSOLE_DIAGRAM_COLOURS; i++)
    {
      g_autofree char *name = g_strdup_printf ("account_%d", i);
      GdkRGBA color = look_up (widget, name);

      check_on_all (&color, grounds, name, GRAPHIC_RATIO);
      g_assert_cmphex (to_rgb (&color), ==, colours->accounts[i] >> 8);
    }
}

/* How certificates stand, what a drop does, where the focus is. */
static void
check_named (GtkWidget *widget)
{
  static const char *const names[] = { "accent_color", "error_color", "success_color",
                                       "warning_color" };
  Grounds grounds = get_grounds (widget);
  GdkRGBA color;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      color = look_up (widget, names[i]);
      check_on_all (&color, &grounds, names[i], TEXT_RATIO);
    }
  color = look_up (widget, "focus_color");
  check_on_all (&color, &grounds, "focus_color", GRAPHIC_RATIO);
  check_accounts (widget, &grounds);
}

/* What the diagram draws itself: lines, and boxes where cards would be too small. */
static void
check_diagram (GtkWidget *widget)
{
  ConsoleDiagramItem item = { .account = NULL };
  Grounds grounds = get_grounds (widget);
  ConsoleDiagramInk ink;
  GdkRGBA fill;

  console_diagram_read_ink (widget, &ink);
  check_on_all (&ink.color, &grounds, "line", GRAPHIC_RATIO);
  fill = console_diagram_get_fill (&item, &ink);
  check_on_all (&fill, &grounds, "box without account", GRAPHIC_RATIO);
  item.account = (char *) "account";
  for (item.colour = 0; item.colour < CONSOLE_DIAGRAM_COLOURS; item.colour++)
    {
      fill = console_diagram_get_fill (&item, &ink);
      check_on_all (&fill, &grounds, "box of an account", GRAPHIC_RATIO);
    }
}

static GdkRGBA
from_colour (EspColour colour)
{
  return (GdkRGBA){ (float) (colour >> 24 & 255) / 255, (float) (colour >> 16 & 255) / 255,
                    (float) (colour >> 8 & 255) / 255, (float) (colour & 255) / 255 };
}

static void
check_chart (GtkWidget *widget)
{
  EspChartColours colours = console_chart_read_colours (widget);
  Grounds grounds = get_grounds (widget);
  GdkRGBA text = from_colour (colours.text), dim = from_colour (colours.dim);

  check_ratio (&text, &grounds.card, "text of a chart", TEXT_RATIO);
  check_ratio (&dim, &grounds.card, "numbers of a chart", TEXT_RATIO);
  for (guint i = 0; i < ESP_CHART_SERIES; i++)
    {
      GdkRGBA series = from_colour (colours.series[i]);

      check_on_all (&series, &grounds, "series of a chart", GRAPHIC_RATIO);
    }
}

/* --- Tests
 * --------------------------------------------------------------------------------------*/

static void
test_colours (Fixture *fixture, gconstpointer data)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkWidget *window = GTK_WIDGET (console_window_new (application, fixture->session));

  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      adw_style_manager_set_color_scheme (manager, schemes[i]);
      gtk_widget_unset_state_flags (window, GTK_STATE_FLAG_BACKDROP);
      gtk_test_widget_wait_for_draw (window);
      g_test_message ("%s", scheme_names[i]);
      check_named (window);
      check_diagram (window);
      check_chart (window);
    }
  destroy (GTK_WINDOW (window));
}

/* The arithmetic itself, by what WCAG says of it. */
static void
test_arithmetic (void)
{
  GdkRGBA black = { 0, 0, 0, 1 }, white = { 1, 1, 1, 1 }, half = { 0, 0, 0, 0.5F };
  GdkRGBA grey = from_colour (0x767676ff), paler = from_colour (0x777777ff);

  g_assert_cmpfloat_with_epsilon (get_contrast (&black, &white), 21, 0.001);
  g_assert_cmpfloat_with_epsilon (get_contrast (&white, &white), 1, 0.001);
  g_assert_cmpfloat (get_contrast (&grey, &white), >=, TEXT_RATIO);
  g_assert_cmpfloat (get_contrast (&paler, &white), <, TEXT_RATIO);
  g_assert_cmpfloat_with_epsilon (get_contrast (&half, &white), 3.98, 0.01);
}

static void
play_scheme (Fixture *fixture, gsize scheme)
{
  scheme_name = scheme_names[scheme];
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[scheme]);
  n_texts = n_icons = n_cut = 0;
  stage_width = WIDTH;
  stage_height = dialog_height = HEIGHT;
  play_all (fixture, check_contrast);
  g_test_message ("%u texts, %u icons, %u cut off", n_texts, n_icons, n_cut);
  g_assert_cmpuint (n_texts, >, 4000);
  g_assert_cmpuint (n_icons, >, 1000);
}

static void
test_light (Fixture *fixture, gconstpointer data)
{
  play_scheme (fixture, 0);
}

static void
test_dark (Fixture *fixture, gconstpointer data)
{
  play_scheme (fixture, 1);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  prepare_scenes (&error);
  g_assert_no_error (error);
  g_test_add_func ("/console/contrast/arithmetic", test_arithmetic);
  add ("/console/contrast/colours", test_colours);
  add ("/console/contrast/light", test_light);
  add ("/console/contrast/dark", test_dark);
  status = g_test_run ();
  tidy_scenes ();
  return status;
}
