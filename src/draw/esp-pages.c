/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages one after another: their frame, when the next one begins, and what stands on them beside
 * tables. */
#include "esp-pages-private.h"

#include "base/esp-error.h"
#include "base/esp-text.h"
#include "base/esp-time.h"

#include <cairo-pdf.h>

#define A4_WIDTH (210 / 25.4 * 72)
#define A4_HEIGHT (297 / 25.4 * 72)
#define SIDE 48.0 /* left and right of what stands on a page */
#define TOP 62.0
#define HEAD_BASELINE 40.0
#define FOOT_LINE 10.0
#define FOOT_BELOW 30.0 /* below the last line of the foot */
#define FOOT_LABEL 92.0
#define BEFORE_HEADING 10.0
#define AFTER_HEADING 70.0 /* what has to have room below it */
#define SCALE_MIN 0.5      /* of a diagram: smaller letters are for no reader */
#define SCALE_MAX 0.65
#define SCALE_UPRIGHT 0.58 /* with less it goes across the paper, if it is larger there */
#define SIGN_HEIGHT 52.0
#define SIGN_HEAD 80.0      /* heading and text above the places to sign */
#define HEADING_HEIGHT 40.0 /* with what is before and after it */

/* --- The page ---------------------------------------------------------------------------------*/

double
esp_pages_get_room (const EspPages *pages)
{
  return pages->width - 2 * SIDE;
}

double
esp_pages_get_x (const EspPages *pages, double start, double width)
{
  return pages->style->right_to_left ? pages->width - SIDE - start - width : SIDE + start;
}

static double
get_bottom (const EspPages *pages, double height)
{
  return height - FOOT_BELOW - pages->style->n_feet * FOOT_LINE - 14;
}

gboolean
esp_pages_has_room (const EspPages *pages, double y, double height)
{
  return y + height <= get_bottom (pages, pages->height);
}

gboolean
esp_pages_can_hold (const EspPages *pages, double height)
{
  double heading = pages->columns ? 30 : 0;

  return TOP + heading + height <= get_bottom (pages, pages->height);
}

void
esp_pages_rule (EspPages *pages, double start, double width, double y)
{
  double x = esp_pages_get_x (pages, start, width);
  const EspInkPoint line[] = { { x, y }, { x + width, y } };

  if (pages->ink)
    pages->ink->line (pages->ink, line, 2, 0, ESP_PAGES_LINE, ESP_PAGES_LINE_WIDTH);
}

/* One line, which ends in "…" where @room ends. */
static void
write_line (EspPages *pages, const char *text, double start, double room, double y, gboolean far)
{
  gboolean at_right = far != pages->style->right_to_left;
  double x = esp_pages_get_x (pages, start, room);
  EspInkText line = { .text = text,
                      .x = at_right ? x + room : x,
                      .baseline = y,
                      .room = room,
                      .size = 7.5,
                      .align = at_right ? ESP_INK_RIGHT : ESP_INK_LEFT,
                      .colour = ESP_PAGES_DIM };

  if (text)
    esp_ink_text (pages->ink, &line);
}

static void
draw_feet (EspPages *pages)
{
  const EspPagesStyle *style = pages->style;
  double room = esp_pages_get_room (pages);
  double y = pages->height - FOOT_BELOW - (style->n_feet + 1) * FOOT_LINE;

  esp_pages_rule (pages, 0, room, y);
  y += 4;
  for (guint i = 0; i < style->n_feet; i++)
    {
      EspPagesText value = { .text = style->feet[i].value,
                             .font = style->feet[i].exact ? ESP_PAGES_EXACT : ESP_PAGES_CAPTION,
                             .colour = ESP_PAGES_DIM,
                             .start = FOOT_LABEL,
                             .width = room - FOOT_LABEL };

      write_line (pages, style->feet[i].label, 0, FOOT_LABEL - 4, y + 7, FALSE);
      esp_pages_text_draw (pages, &value, y);
      y += FOOT_LINE;
    }
}

static void
draw_frame (EspPages *pages)
{
  const EspPagesStyle *style = pages->style;
  double room = esp_pages_get_room (pages);
  g_autofree char *number = g_strdup_printf ("%u", pages->number);
  g_autofree char *total = g_strdup_printf ("%u", pages->total);
  g_autofree char *page = esp_text_fill (style->page,
                                         (const char *[]){ "n", number, "total", total, NULL });

  write_line (pages, style->owner, 0, room / 2 - 8, HEAD_BASELINE, FALSE);
  write_line (pages, style->title, room / 2, room / 2, HEAD_BASELINE, TRUE);
  esp_pages_rule (pages, 0, room, HEAD_BASELINE + 6);
  draw_feet (pages);
  write_line (pages, page, 0, room, pages->height - FOOT_BELOW + 4, TRUE);
}

static void
open_page (EspPages *pages, gboolean across)
{
  pages->number++;
  pages->width = across ? A4_HEIGHT : A4_WIDTH;
  pages->height = across ? A4_WIDTH : A4_HEIGHT;
  pages->y = TOP;
  if (!pages->cairo)
    return;
  if (pages->number > 1)
    cairo_show_page (pages->cairo);
  cairo_pdf_surface_set_size (pages->surface, pages->width, pages->height);
  draw_frame (pages);
}

void
esp_pages_make_room (EspPages *pages, double height)
{
  if (esp_pages_has_room (pages, pages->y, height) || pages->y <= TOP)
    return;
  open_page (pages, FALSE);
  if (pages->columns)
    esp_pages_table_head (pages);
}

/* --- What stands on it ------------------------------------------------------------------------*/

static void
write_block (EspPages *pages, const char *text, EspPagesFont font, EspColour colour, double after)
{
  EspPagesText block = { .text = text,
                         .font = font,
                         .colour = colour,
                         .width = esp_pages_get_room (pages) };
  double height = esp_pages_text_measure (pages, &block);

  if (height <= 0)
    return;
  esp_pages_make_room (pages, height);
  esp_pages_text_draw (pages, &block, pages->y);
  pages->y += height + after;
}

void
esp_pages_title (EspPages *pages, const char *title, const char *subtitle)
{
  write_block (pages, title, ESP_PAGES_TITLE, ESP_PAGES_INK, 4);
  write_block (pages, subtitle, ESP_PAGES_SUBTITLE, ESP_PAGES_DIM, 0);
  pages->y += 14;
}

static void
add_outline (EspPages *pages, const char *text)
{
  g_autofree char *shown = esp_text_escape (text);
  char x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *place = g_strdup_printf ("page=%u pos=[%s %s]", pages->number,
                                            g_ascii_formatd (x, sizeof x, "%.1f", SIDE),
                                            g_ascii_formatd (y, sizeof y, "%.1f", pages->y));

  if (pages->surface)
    cairo_pdf_surface_add_outline (pages->surface, CAIRO_PDF_OUTLINE_ROOT, shown, place,
                                   CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

void
esp_pages_heading (EspPages *pages, const char *text)
{
  if (pages->y > TOP)
    pages->y += BEFORE_HEADING;
  esp_pages_make_room (pages, AFTER_HEADING);
  add_outline (pages, text);
  write_block (pages, text, ESP_PAGES_HEADING, ESP_PAGES_INK, 6);
}

void
esp_pages_paragraph (EspPages *pages, const char *text)
{
  write_block (pages, text, ESP_PAGES_BODY, ESP_PAGES_INK, 8);
}

static void
draw_signature (EspPages *pages,
                const EspPagesPerson *person,
                const char *const *captions,
                guint n_captions)
{
  double room = esp_pages_get_room (pages), gap = 14;
  double width = (room - gap * (n_captions - 1)) / n_captions;
  EspPagesText text = { .text = person->part,
                        .font = ESP_PAGES_CELL_HEADING,
                        .colour = ESP_PAGES_INK,
                        .width = room };
  double line;

  esp_pages_make_room (pages, SIGN_HEIGHT);
  line = pages->y + SIGN_HEIGHT - 16;
  esp_pages_text_draw (pages, &text, pages->y);
  text.text = person->name;
  text.font = ESP_PAGES_CELL;
  text.width = width;
  esp_pages_text_draw (pages, &text, line - MIN (esp_pages_text_measure (pages, &text), 24) - 1);
  text.font = ESP_PAGES_CAPTION;
  text.colour = ESP_PAGES_DIM;
  for (guint i = 0; i < n_captions; i++)
    {
      text.text = captions[i];
      text.start = i * (width + gap);
      esp_pages_rule (pages, text.start, width, line);
      esp_pages_text_draw (pages, &text, line + 2);
    }
  pages->y += SIGN_HEIGHT;
}

void
esp_pages_signatures (EspPages *pages,
                      const char *heading,
                      const char *text,
                      const EspPagesPerson *persons,
                      guint n_persons,
                      const char *const *captions,
                      guint n_captions)
{
  double height = SIGN_HEAD + n_persons * SIGN_HEIGHT;

  if (esp_pages_can_hold (pages, height))
    esp_pages_make_room (pages, height);
  esp_pages_heading (pages, heading);
  esp_pages_paragraph (pages, text);
  for (guint i = 0; i < n_persons; i++)
    draw_signature (pages, &persons[i], captions, n_captions);
}

/* --- Pictures ---------------------------------------------------------------------------------*/

static double
get_size (const EspPages *pages, const char *heading, const EspDiagram *diagram, gboolean across)
{
  double page_width = across ? A4_HEIGHT : A4_WIDTH, page_height = across ? A4_WIDTH : A4_HEIGHT;
  double room = get_bottom (pages, page_height) - TOP - (heading ? HEADING_HEIGHT : 0);
  double width, height;

  esp_diagram_get_size (diagram, &width, &height);
  return MIN (SCALE_MAX, MIN ((page_width - 2 * SIDE) / width, room / height));
}

static void
place (EspPages *pages, const char *heading, const EspDiagram *diagram, double scale)
{
  double width, height;

  if (heading)
    esp_pages_heading (pages, heading);
  esp_diagram_get_size (diagram, &width, &height);
  if (pages->cairo)
    {
      cairo_save (pages->cairo);
      cairo_translate (pages->cairo, (pages->width - width * scale) / 2, pages->y);
      cairo_scale (pages->cairo, scale, scale);
      esp_diagram_draw (diagram, pages->cairo);
      cairo_restore (pages->cairo);
    }
  pages->y += height * scale;
}

gboolean
esp_pages_diagram (EspPages *pages, const char *heading, const EspDiagram *diagram)
{
  double upright = get_size (pages, heading, diagram, FALSE);
  double across = get_size (pages, heading, diagram, TRUE);
  double width, height;

  if (MAX (upright, across) < SCALE_MIN)
    return FALSE;
  if (upright >= SCALE_UPRIGHT || upright >= across)
    {
      esp_diagram_get_size (diagram, &width, &height);
      esp_pages_make_room (pages, height * upright + (heading ? HEADING_HEIGHT : 0));
      place (pages, heading, diagram, upright);
      return TRUE;
    }
  open_page (pages, TRUE);
  place (pages, heading, diagram, across);
  /* Whatever comes next begins an upright page, and is measured for it. */
  pages->width = A4_WIDTH;
  pages->height = A4_HEIGHT;
  pages->y = A4_HEIGHT;
  return TRUE;
}

/* --- The document -----------------------------------------------------------------------------*/

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
set_metadata (cairo_surface_t *surface, const EspPagesStyle *style)
{
  g_autofree char *time = esp_time_to_rfc3339 (style->time);
  const struct
  {
    cairo_pdf_metadata_t kind;
    const char *text;
  } rows[] = {
    { CAIRO_PDF_METADATA_TITLE, style->title },         { CAIRO_PDF_METADATA_AUTHOR, style->owner },
    { CAIRO_PDF_METADATA_SUBJECT, style->description }, { CAIRO_PDF_METADATA_CREATOR, "Espalier" },
    { CAIRO_PDF_METADATA_CREATE_DATE, time },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *shown = esp_text_escape (rows[i].text ? rows[i].text : "");

      cairo_pdf_surface_set_metadata (surface, rows[i].kind, shown);
    }
}

/* Once over everything: without a surface the pages are only counted. */
static guint
compose_once (EspPages *pages, EspPagesCompose compose, gpointer data)
{
  pages->number = 0;
  open_page (pages, FALSE);
  compose (pages, data);
  return pages->number;
}

static cairo_status_t
draw_all (EspPages *pages,
          EspPagesCompose compose,
          gpointer data,
          cairo_write_func_t write,
          gpointer out)
{
  cairo_status_t status;

  pages->surface = cairo_pdf_surface_create_for_stream (write, out, A4_WIDTH, A4_HEIGHT);
  pages->cairo = cairo_create (pages->surface);
  pages->ink = esp_ink_cairo_new (pages->cairo);
  set_metadata (pages->surface, pages->style);
  compose_once (pages, compose, data);
  cairo_show_page (pages->cairo);
  status = cairo_status (pages->cairo);
  esp_ink_cairo_free (pages->ink);
  cairo_destroy (pages->cairo);
  cairo_surface_finish (pages->surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (pages->surface);
  cairo_surface_destroy (pages->surface);
  return status;
}

/* Twice: the first time only counts. */
static gboolean
write_all (const EspPagesStyle *style,
           EspPagesCompose compose,
           gpointer data,
           cairo_write_func_t write,
           gpointer out,
           GError **error)
{
  EspPages pages = { .style = style };
  cairo_status_t status;

  esp_pages_text_init (&pages);
  pages.total = compose_once (&pages, compose, data);
  status = draw_all (&pages, compose, data, write, out);
  esp_pages_text_clear (&pages);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  esp_error_set (error, ESP_REASON_PAGES, NULL, NULL);
  if (error && *error)
    esp_error_set_detail (*error, cairo_status_to_string (status));
  return FALSE;
}

GBytes *
esp_pages_write (const EspPagesStyle *style, EspPagesCompose compose, gpointer data, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  if (!write_all (style, compose, data, write_cb, out, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/* --- Into a sink ------------------------------------------------------------------------------*/

typedef struct
{
  EspPagesSink sink;
  gpointer data;
  GError *error;
} Pipe;

static cairo_status_t
pipe_cb (void *closure, const unsigned char *data, unsigned int length)
{
  Pipe *pipe = closure;

  if (!pipe->error && pipe->sink ((const char *) data, length, pipe->data, &pipe->error))
    return CAIRO_STATUS_SUCCESS;
  return CAIRO_STATUS_WRITE_ERROR;
}

gboolean
esp_pages_write_to (const EspPagesStyle *style,
                    EspPagesCompose compose,
                    gpointer data,
                    EspPagesSink sink,
                    gpointer sink_data,
                    GError **error)
{
  Pipe pipe = { sink, sink_data, NULL };
  gboolean good = write_all (style, compose, data, pipe_cb, &pipe, error);

  if (!pipe.error)
    return good;
  g_clear_error (error);
  g_propagate_error (error, pipe.error);
  return FALSE;
}
