/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of a document: in lines, in a place of a certain width, and never outside of it. */
#include "esp-pages-private.h"

#include "base/esp-text.h"

#define MONOSPACE "DejaVu Sans Mono, Noto Sans Mono, Monospace"
#define LENGTH_MAX 2000 /* characters: more would never fit into the lines of a text */
#define OVERHANG 3.0    /* points by which letters may stand out of their line */

/* clang-format off */
static const struct
{
  const char *family;
  double size;
  gboolean bold;
  int lines; /* more end in "…"; 0: all */
} fonts[ESP_PAGES_N_FONTS] = {
  [ESP_PAGES_TITLE] = { ESP_INK_FONTS, 20, TRUE, 3 },
  [ESP_PAGES_SUBTITLE] = { ESP_INK_FONTS, 12, FALSE, 4 },
  [ESP_PAGES_HEADING] = { ESP_INK_FONTS, 13, TRUE, 2 },
  [ESP_PAGES_BODY] = { ESP_INK_FONTS, 9, FALSE, 12 },
  [ESP_PAGES_LABEL] = { ESP_INK_FONTS, 8.5, FALSE, 2 },
  [ESP_PAGES_CELL] = { ESP_INK_FONTS, 8.5, FALSE, 8 },
  [ESP_PAGES_CELL_HEADING] = { ESP_INK_FONTS, 8.5, TRUE, 2 },
  [ESP_PAGES_EXACT] = { MONOSPACE, 6.8, FALSE, 0 },
  [ESP_PAGES_CAPTION] = { ESP_INK_FONTS, 7, FALSE, 2 },
};
/* clang-format on */

void
esp_pages_text_init (EspPages *pages)
{
  pages->context = esp_ink_create_context ();
  pages->layout = pango_layout_new (pages->context);
  pango_layout_set_single_paragraph_mode (pages->layout, TRUE);
  pango_layout_set_wrap (pages->layout, PANGO_WRAP_WORD_CHAR);
  for (int i = 0; i < ESP_PAGES_N_FONTS; i++)
    {
      pages->fonts[i] = pango_font_description_from_string (fonts[i].family);
      pango_font_description_set_absolute_size (pages->fonts[i], fonts[i].size * PANGO_SCALE);
      pango_font_description_set_weight (pages->fonts[i],
                                         fonts[i].bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    }
}

void
esp_pages_text_clear (EspPages *pages)
{
  for (int i = 0; i < ESP_PAGES_N_FONTS; i++)
    g_clear_pointer (&pages->fonts[i], pango_font_description_free);
  g_clear_object (&pages->layout);
  g_clear_object (&pages->context);
}

static char *
prepare (const EspPagesText *text)
{
  g_autofree char *escaped = esp_text_escape (text->text ? text->text : "");
  g_autofree char *start = NULL;

  if (fonts[text->font].lines == 0 || g_utf8_strlen (escaped, -1) <= LENGTH_MAX)
    return g_steal_pointer (&escaped);
  start = g_utf8_substring (escaped, 0, LENGTH_MAX);
  return g_strconcat (start, "…", NULL);
}

/* Pango calls the side where a text begins "left". A text that is written from the other side than
 * the document stands at the same side as the others. */
static void
align (EspPages *pages, const EspPagesText *text)
{
  gboolean at_right = text->far != pages->style->right_to_left;

  pango_layout_set_alignment (pages->layout, at_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  if (pango_layout_get_line_readonly (pages->layout, 0)->resolved_dir == PANGO_DIRECTION_RTL)
    pango_layout_set_alignment (pages->layout, at_right ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT);
}

static void
lay_out (EspPages *pages, const EspPagesText *text)
{
  int lines = fonts[text->font].lines;
  g_autofree char *shown = prepare (text);

  pango_layout_set_font_description (pages->layout, pages->fonts[text->font]);
  pango_layout_set_width (pages->layout, (int) (text->width * PANGO_SCALE));
  pango_layout_set_height (pages->layout, -lines);
  pango_layout_set_ellipsize (pages->layout, lines ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  pango_layout_set_text (pages->layout, shown, -1);
  align (pages, text);
}

static double
get_height (PangoLayout *layout)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

double
esp_pages_text_measure (EspPages *pages, const EspPagesText *text)
{
  if (!text->text || !*text->text)
    return 0;
  lay_out (pages, text);
  return get_height (pages->layout);
}

/* Letters with many marks on each other reach into lines above and below: what they would hide
 * there is more important. */
static gboolean
stands_out (PangoLayout *layout, double width, double height)
{
  PangoRectangle ink;

  pango_layout_get_extents (layout, &ink, NULL);
  return ink.x < -OVERHANG * PANGO_SCALE || ink.y < -OVERHANG * PANGO_SCALE ||
         ink.x + ink.width > (width + OVERHANG) * PANGO_SCALE ||
         ink.y + ink.height > (height + OVERHANG) * PANGO_SCALE;
}

static void
set_colour (cairo_t *cairo, EspColour colour)
{
  cairo_set_source_rgb (cairo, (colour >> 24) / 255.0, ((colour >> 16) & 0xff) / 255.0,
                        ((colour >> 8) & 0xff) / 255.0);
}

void
esp_pages_text_draw (EspPages *pages, const EspPagesText *text, double y)
{
  double x = esp_pages_get_x (pages, text->start, text->width);
  double height;

  if (!pages->cairo || !text->text || !*text->text)
    return;
  lay_out (pages, text);
  height = get_height (pages->layout);
  cairo_save (pages->cairo);
  if (stands_out (pages->layout, text->width, height))
    {
      cairo_rectangle (pages->cairo, x, y, text->width, height);
      cairo_clip (pages->cairo);
    }
  set_colour (pages->cairo, text->colour);
  cairo_move_to (pages->cairo, x, y);
  pango_cairo_show_layout (pages->cairo, pages->layout);
  cairo_new_path (pages->cairo);
  cairo_restore (pages->cairo);
}
