/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ink of screens, printers, PDF and PNG. Whose surface it is, and whether it still works, is
 * the caller's. */
#include "esp-ink.h"

typedef struct
{
  EspInk ink;
  cairo_t *cairo;
} CairoInk;

static void
set_colour (cairo_t *cairo, EspColour colour)
{
  cairo_set_source_rgba (cairo, (colour >> 24) / 255.0, ((colour >> 16) & 0xff) / 255.0,
                         ((colour >> 8) & 0xff) / 255.0, (colour & 0xff) / 255.0);
}

/* The path is used up. */
static void
paint (cairo_t *cairo, EspColour fill, EspColour stroke, double line_width)
{
  if (fill)
    {
      set_colour (cairo, fill);
      cairo_fill_preserve (cairo);
    }
  if (stroke)
    {
      set_colour (cairo, stroke);
      cairo_set_line_width (cairo, line_width);
      cairo_stroke_preserve (cairo);
    }
  cairo_new_path (cairo);
}

static void
draw_box (EspInk *ink,
          const EspInkBox *box,
          double radius,
          EspColour fill,
          EspColour stroke,
          double line_width)
{
  cairo_t *cairo = ((CairoInk *) ink)->cairo;
  double right = box->x + box->width, bottom = box->y + box->height;

  if (radius <= 0)
    cairo_rectangle (cairo, box->x, box->y, box->width, box->height);
  else
    {
      cairo_new_sub_path (cairo);
      cairo_arc (cairo, right - radius, box->y + radius, radius, -G_PI_2, 0);
      cairo_arc (cairo, right - radius, bottom - radius, radius, 0, G_PI_2);
      cairo_arc (cairo, box->x + radius, bottom - radius, radius, G_PI_2, G_PI);
      cairo_arc (cairo, box->x + radius, box->y + radius, radius, G_PI, 3 * G_PI_2);
      cairo_close_path (cairo);
    }
  paint (cairo, fill, stroke, line_width);
}

static void
draw_line (EspInk *ink,
           const EspInkPoint *points,
           guint n_points,
           double radius,
           EspColour stroke,
           double line_width)
{
  cairo_t *cairo = ((CairoInk *) ink)->cairo;

  for (guint i = 0; i < n_points; i++)
    {
      const EspInkPoint *corner = &points[i];
      EspInkPoint in, out;

      if (i == 0 || i + 1 == n_points)
        {
          cairo_line_to (cairo, corner->x, corner->y);
          continue;
        }
      in = esp_ink_along (corner, &points[i - 1], radius);
      out = esp_ink_along (corner, &points[i + 1], radius);
      cairo_line_to (cairo, in.x, in.y);
      cairo_curve_to (cairo, (in.x + corner->x * 2) / 3, (in.y + corner->y * 2) / 3,
                      (out.x + corner->x * 2) / 3, (out.y + corner->y * 2) / 3, out.x, out.y);
    }
  paint (cairo, 0, stroke, line_width);
}

static void
draw_shape (EspInk *ink, const EspInkPoint *points, guint n_points, EspColour fill)
{
  cairo_t *cairo = ((CairoInk *) ink)->cairo;

  for (guint i = 0; i < n_points; i++)
    cairo_line_to (cairo, points[i].x, points[i].y);
  cairo_close_path (cairo);
  paint (cairo, fill, 0, 0);
}

/* Letters with many marks on each other reach far out of their line: there they would hide what is
 * more important. */
static void
clip_to_line (cairo_t *cairo, PangoLayout *layout, double x, double y, double size)
{
  PangoRectangle marks, line;
  int over = (int) (size / 2 * PANGO_SCALE);

  pango_layout_get_extents (layout, &marks, &line);
  if (marks.x >= line.x - over && marks.y >= line.y - over &&
      marks.x + marks.width <= line.x + line.width + over &&
      marks.y + marks.height <= line.y + line.height + over)
    return;
  cairo_rectangle (cairo, x, y, (double) line.width / PANGO_SCALE,
                   (double) line.height / PANGO_SCALE);
  cairo_clip (cairo);
}

static void
draw_text (EspInk *ink, const EspInkText *text, PangoLayout *layout, double width)
{
  static const double before[] = { 0, 0.5, 1 };
  cairo_t *cairo = ((CairoInk *) ink)->cairo;
  double x = text->x - width * before[text->align];
  double y = text->baseline - (double) pango_layout_get_baseline (layout) / PANGO_SCALE;

  cairo_save (cairo);
  clip_to_line (cairo, layout, x, y, text->size);
  set_colour (cairo, text->colour);
  cairo_move_to (cairo, x, y);
  pango_cairo_show_layout (cairo, layout);
  cairo_new_path (cairo);
  cairo_restore (cairo);
}

static void
open_group (EspInk *ink, const char *title)
{
}

static void
close_group (EspInk *ink)
{
}

EspInk *
esp_ink_cairo_new (cairo_t *cairo)
{
  CairoInk *self = g_new0 (CairoInk, 1);

  self->ink = (EspInk){ .context = esp_ink_create_context (),
                        .box = draw_box,
                        .line = draw_line,
                        .shape = draw_shape,
                        .text = draw_text,
                        .open = open_group,
                        .close = close_group };
  self->cairo = cairo;
  return &self->ink;
}

void
esp_ink_cairo_free (EspInk *ink)
{
  g_object_unref (ink->context);
  g_free (ink);
}
