/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both inks have in common: fonts, measuring, and cutting text that is too long. */
#include "esp-ink.h"

#include "base/esp-text.h"

#include <math.h>

#define ELLIPSIS "…"

PangoContext *
esp_ink_create_context (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (context, FALSE);
  return context;
}

static PangoLayout *
lay_out (EspInk *ink, const char *text, double size, gboolean bold)
{
  PangoLayout *layout = pango_layout_new (ink->context);
  PangoFontDescription *font = pango_font_description_from_string (ESP_INK_FONTS);

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static double
get_width (PangoLayout *layout)
{
  int width;

  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

/* The first @n characters and an ellipsis; spaces before it are left out. */
static void
set_start (PangoLayout *layout, const char *text, int n)
{
  g_autofree char *start = g_utf8_substring (text, 0, n);
  g_autofree char *cut = g_strconcat (g_strchomp (start), ELLIPSIS, NULL);

  pango_layout_set_text (layout, cut, -1);
}

/* The longest start that fits, between two letters as a reader sees them. */
static void
cut_to (PangoLayout *layout, const char *text, double room)
{
  int n_attributes, low = 0, high;
  const PangoLogAttr *attributes = pango_layout_get_log_attrs_readonly (layout, &n_attributes);
  g_autofree PangoLogAttr *borders = g_memdup2 (attributes,
                                                (gsize) n_attributes * sizeof *attributes);

  for (high = n_attributes - 1; low < high;)
    {
      int middle = (low + high + 1) / 2;

      set_start (layout, text, middle);
      if (get_width (layout) <= room)
        low = middle;
      else
        high = middle - 1;
    }
  while (low > 0 && !borders[low].is_cursor_position)
    low--;
  set_start (layout, text, low);
}

void
esp_ink_text (EspInk *ink, const EspInkText *text)
{
  g_autofree char *escaped = esp_text_escape (text->text ? text->text : "");
  g_autoptr (PangoLayout) layout = lay_out (ink, escaped, text->size, text->bold);

  if (!*escaped)
    return;
  if (text->room > 0 && get_width (layout) > text->room)
    cut_to (layout, escaped, text->room);
  ink->text (ink, text, layout, get_width (layout));
}

double
esp_ink_measure (EspInk *ink, const char *text, double size, gboolean bold)
{
  g_autofree char *escaped = esp_text_escape (text);
  g_autoptr (PangoLayout) layout = lay_out (ink, escaped, size, bold);

  return get_width (layout);
}

void
esp_ink_box (EspInk *ink,
             double x,
             double y,
             double width,
             double height,
             double radius,
             EspColour fill,
             EspColour stroke,
             double line_width)
{
  EspInkBox box = { x, y, width, height };

  ink->box (ink, &box, radius, fill, stroke, line_width);
}

void
esp_ink_disc (EspInk *ink,
              double x,
              double y,
              double radius,
              EspColour fill,
              EspColour stroke,
              double line_width)
{
  esp_ink_box (ink, x - radius, y - radius, radius * 2, radius * 2, radius, fill, stroke,
               line_width);
}

EspInkPoint
esp_ink_along (const EspInkPoint *from, const EspInkPoint *to, double length)
{
  double way = hypot (to->x - from->x, to->y - from->y);
  double part = way > 0 ? MIN (length / way, 0.5) : 0;

  return (EspInkPoint){ from->x + (to->x - from->x) * part, from->y + (to->y - from->y) * part };
}
