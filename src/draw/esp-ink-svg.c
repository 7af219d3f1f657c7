/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SVG, written by hand: cairo's own would draw every letter as a shape that nobody can search,
 * select or have read aloud, and would number its parts differently each time. The same picture is
 * the same bytes.
 */
#include "esp-ink.h"

#include "base/esp-text.h"

typedef struct
{
  EspInk ink;
  GString *out;
} SvgInk;

/* The shortest form with two decimals; never a comma. */
static void
add_number (GString *out, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  char *end;

  g_ascii_formatd (text, sizeof text, "%.2f", number);
  end = text + strlen (text) - 1;
  while (*end == '0')
    *end-- = '\0';
  if (*end == '.')
    *end = '\0';
  g_string_append (out, g_str_equal (text, "-0") ? "0" : text);
}

static void
add_attribute (GString *out, const char *name, double number)
{
  g_string_append_printf (out, " %s=\"", name);
  add_number (out, number);
  g_string_append_c (out, '"');
}

/* A colour, and what can be seen through it. */
static void
add_colour (GString *out, const char *name, EspColour colour)
{
  if (!colour)
    {
      g_string_append_printf (out, " %s=\"none\"", name);
      return;
    }
  g_string_append_printf (out, " %s=\"#%06x\"", name, colour >> 8);
  if ((colour & 0xff) == 0xff)
    return;
  g_string_append_printf (out, " %s-opacity=\"", name);
  add_number (out, (colour & 0xff) / 255.0);
  g_string_append_c (out, '"');
}

static void
add_paint (GString *out, EspColour fill, EspColour stroke, double line_width)
{
  add_colour (out, "fill", fill);
  if (!stroke)
    return;
  add_colour (out, "stroke", stroke);
  add_attribute (out, "stroke-width", line_width);
}

static void
add_point (GString *out, char letter, double x, double y)
{
  g_string_append_c (out, letter);
  add_number (out, x);
  g_string_append_c (out, ' ');
  add_number (out, y);
}

/* Text from outside, as the content of an element. */
static void
add_escaped (GString *out, const char *text)
{
  g_autofree char *plain = esp_text_escape (text);
  g_autofree char *markup = g_markup_escape_text (plain, -1);

  g_string_append (out, markup);
}

/* The same where the lines of @text are to stay. */
static void
add_element (GString *out, const char *name, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_string_append_printf (out, "<%s>", name);
  for (char **line = lines; *line; line++)
    {
      if (line != lines)
        g_string_append_c (out, '\n');
      add_escaped (out, *line);
    }
  g_string_append_printf (out, "</%s>\n", name);
}

static void
draw_box (EspInk *ink,
          const EspInkBox *box,
          double radius,
          EspColour fill,
          EspColour stroke,
          double line_width)
{
  GString *out = ((SvgInk *) ink)->out;

  g_string_append (out, "<rect");
  add_attribute (out, "x", box->x);
  add_attribute (out, "y", box->y);
  add_attribute (out, "width", box->width);
  add_attribute (out, "height", box->height);
  if (radius > 0)
    add_attribute (out, "rx", radius);
  add_paint (out, fill, stroke, line_width);
  g_string_append (out, "/>\n");
}

static void
draw_line (EspInk *ink,
           const EspInkPoint *points,
           guint n_points,
           double radius,
           EspColour stroke,
           double line_width)
{
  GString *out = ((SvgInk *) ink)->out;

  g_string_append (out, "<path d=\"");
  for (guint i = 0; i < n_points; i++)
    {
      const EspInkPoint *corner = &points[i];
      EspInkPoint in, end;

      if (i == 0 || i + 1 == n_points)
        {
          add_point (out, i == 0 ? 'M' : 'L', corner->x, corner->y);
          continue;
        }
      in = esp_ink_along (corner, &points[i - 1], radius);
      end = esp_ink_along (corner, &points[i + 1], radius);
      add_point (out, 'L', in.x, in.y);
      add_point (out, 'Q', corner->x, corner->y);
      add_point (out, ' ', end.x, end.y);
    }
  g_string_append_c (out, '"');
  add_paint (out, 0, stroke, line_width);
  g_string_append (out, "/>\n");
}

static void
draw_shape (EspInk *ink, const EspInkPoint *points, guint n_points, EspColour fill)
{
  GString *out = ((SvgInk *) ink)->out;

  g_string_append (out, "<path d=\"");
  for (guint i = 0; i < n_points; i++)
    add_point (out, i == 0 ? 'M' : 'L', points[i].x, points[i].y);
  g_string_append (out, "Z\"");
  add_paint (out, fill, 0, 0);
  g_string_append (out, "/>\n");
}

/* Where a text runs to the left, "start" is its right end. Fonts differ from machine to machine:
 * what nearly fills its room is told how wide it is, so that it stays inside. */
static void
draw_text (EspInk *ink, const EspInkText *text, PangoLayout *layout, double width)
{
  static const char *const anchors[] = { "start", "middle", "end" };
  GString *out = ((SvgInk *) ink)->out;
  const char *shown = pango_layout_get_text (layout);
  gboolean is_rtl = pango_layout_get_direction (layout, 0) == PANGO_DIRECTION_RTL;

  g_string_append (out, "<text");
  add_attribute (out, "x", text->x);
  add_attribute (out, "y", text->baseline);
  add_attribute (out, "font-size", text->size);
  if (text->bold)
    g_string_append (out, " font-weight=\"bold\"");
  if (is_rtl)
    g_string_append (out, " direction=\"rtl\"");
  g_string_append_printf (out, " text-anchor=\"%s\"",
                          anchors[is_rtl ? ESP_INK_RIGHT - text->align : text->align]);
  if (text->room > 0 && width > text->room * 0.8)
    {
      add_attribute (out, "textLength", width);
      g_string_append (out, " lengthAdjust=\"spacingAndGlyphs\"");
    }
  add_colour (out, "fill", text->colour);
  g_string_append_c (out, '>');
  add_escaped (out, shown);
  g_string_append (out, "</text>\n");
}

static void
open_group (EspInk *ink, const char *title)
{
  GString *out = ((SvgInk *) ink)->out;

  g_string_append (out, title ? "<g role=\"group\">\n" : "<g>\n");
  if (title)
    add_element (out, "title", title);
}

static void
close_group (EspInk *ink)
{
  g_string_append (((SvgInk *) ink)->out, "</g>\n");
}

EspInk *
esp_ink_svg_new (double width, double height, const char *title, const char *description)
{
  SvgInk *self = g_new0 (SvgInk, 1);
  GString *out = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                               "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\"");

  self->ink = (EspInk){ .context = esp_ink_create_context (),
                        .box = draw_box,
                        .line = draw_line,
                        .shape = draw_shape,
                        .text = draw_text,
                        .open = open_group,
                        .close = close_group };
  self->out = out;
  add_attribute (out, "width", width);
  add_attribute (out, "height", height);
  g_string_append (out, " viewBox=\"0 0 ");
  add_number (out, width);
  g_string_append_c (out, ' ');
  add_number (out, height);
  g_string_append (out, "\" role=\"img\" aria-labelledby=\"title description\" "
                        "font-family=\"Cantarell, 'Noto Sans', 'DejaVu Sans', sans-serif\">\n");
  g_string_append (out, "<title id=\"title\">");
  add_escaped (out, title ? title : "");
  g_string_append (out, "</title>\n<desc id=\"description\">");
  add_escaped (out, description ? description : "");
  g_string_append (out, "</desc>\n");
  return &self->ink;
}

GBytes *
esp_ink_svg_finish (EspInk *ink)
{
  SvgInk *self = (SvgInk *) ink;
  GString *out = self->out;

  g_string_append (out, "</svg>\n");
  g_object_unref (ink->context);
  g_free (self);
  return g_string_free_to_bytes (out);
}
