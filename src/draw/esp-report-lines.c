/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list may have a million lines. The letters of names are nearly always those of Latin-1: they
 * are set one by one from a table of widths, and everything else with Pango, which takes ten times
 * as long. */
#include "esp-report-lines.h"

#include "base/esp-error.h"
#include "base/esp-text.h"
#include "base/esp-time.h"
#include "esp-pages-private.h"

#include <string.h>

#define N_(text) (text)

#define ROW_HEIGHT 22.5
#define FIRST_LINE 9.5 /* baselines */
#define SECOND_LINE 18.5
#define CELL_GAP 8.0
#define SERIAL_WIDTH 138.0
#define LENGTH_MAX 400 /* characters: more than fit into any cell */
#define N_COLUMNS 4
#define ELLIPSIS 0x2026
#define N_LETTERS 256 /* of Latin-1 */
#define SOFT_HYPHEN 0xad
#define RUN_MAX (N_COLUMNS * (LENGTH_MAX + 2)) /* the cells of a line */

/* Letters that are not there have the glyph 0. */
typedef struct
{
  cairo_scaled_font_t *font;        /* NULL: there is none */
  cairo_glyph_t letters[N_LETTERS]; /* x is how wide it is */
  cairo_glyph_t ellipsis;
} Face;

/* A letter as it is set; without a glyph there are no more. */
typedef struct
{
  const cairo_glyph_t *glyph;
  int n_bytes;
} Letter;

/* What is drawn at once, in one font and colour. Cairo looks at everything that it is given three
 * times before it writes it down, and at little things for as long as at larger ones. */
typedef struct
{
  int n, n_bytes;
  cairo_glyph_t glyphs[RUN_MAX];
  cairo_text_cluster_t clusters[RUN_MAX];
  char text[2 * RUN_MAX];
} Run;

struct _EspReportLines
{
  const EspReportPages *report;
  EspPlanTranslate translate;
  EspPagesColumn columns[N_COLUMNS];
  cairo_surface_t *scratch;
  cairo_t *scratch_cairo;
  EspInk *ruler;
  EspPages *pages; /* of the table that is open */
  gint64 n_left;
  guint ruled; /* number of the page whose rules are drawn already */
  gboolean has_faces;
  Face faces[ESP_PAGES_N_FONTS];
  Run run;
};

EspReportLines *
esp_report_lines_new (const EspReportPages *report, EspPlanTranslate translate)
{
  EspReportLines *lines = g_new0 (EspReportLines, 1);

  lines->report = report;
  lines->translate = translate;
  lines->columns[0] = (EspPagesColumn){ translate (N_ ("Certificate"), NULL, 0), 0.56 };
  lines->columns[1] = (EspPagesColumn){ translate (N_ ("Issued"), NULL, 0), 0.12 };
  lines->columns[2] = (EspPagesColumn){ translate (N_ ("Ends"), NULL, 0), 0.12 };
  lines->columns[3] = (EspPagesColumn){ translate (N_ ("State"), NULL, 0), 0.20 };
  lines->scratch = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  lines->scratch_cairo = cairo_create (lines->scratch);
  lines->ruler = esp_ink_cairo_new (lines->scratch_cairo);
  return lines;
}

void
esp_report_lines_free (EspReportLines *lines)
{
  for (guint i = 0; i < ESP_PAGES_N_FONTS; i++)
    g_clear_pointer (&lines->faces[i].font, cairo_scaled_font_destroy);
  esp_ink_cairo_free (lines->ruler);
  cairo_destroy (lines->scratch_cairo);
  cairo_surface_destroy (lines->scratch);
  g_free (lines);
}

double
esp_report_lines_measure_chart (EspReportLines *lines, const EspChart *chart, double width)
{
  return esp_chart_get_height (chart, lines->ruler, width);
}

/* --- Letters ----------------------------------------------------------------------------------*/

static gboolean
find_letter (cairo_scaled_font_t *font, gunichar letter, cairo_glyph_t *glyph)
{
  cairo_glyph_t *glyphs = NULL;
  cairo_text_extents_t extents;
  char text[7];
  int n = 0, len = g_unichar_to_utf8 (letter, text);
  gboolean good = cairo_scaled_font_text_to_glyphs (font, 0, 0, text, len, &glyphs, &n, NULL, NULL,
                                                    NULL) == CAIRO_STATUS_SUCCESS &&
                  n == 1 && glyphs[0].index != 0;

  if (good)
    {
      cairo_scaled_font_glyph_extents (font, glyphs, 1, &extents);
      *glyph = (cairo_glyph_t){ glyphs[0].index, extents.x_advance, 0 };
    }
  cairo_glyph_free (glyphs);
  return good;
}

static gboolean
is_drawn (guint letter)
{
  return (letter >= ' ' && letter <= '~') || (letter > 0xa0 && letter != SOFT_HYPHEN);
}

static void
load_face (EspPages *pages, EspPagesFont which, Face *face)
{
  g_autoptr (PangoFont) font = pango_context_load_font (pages->context, pages->fonts[which]);
  cairo_scaled_font_t *scaled = font ? pango_cairo_font_get_scaled_font (PANGO_CAIRO_FONT (font)) :
                                       NULL;

  if (!scaled || !find_letter (scaled, ELLIPSIS, &face->ellipsis))
    return;
  for (guint i = 0; i < N_LETTERS; i++)
    if (is_drawn (i))
      find_letter (scaled, i, &face->letters[i]);
  face->font = cairo_scaled_font_reference (scaled);
}

/* The letters of @text with one after them that is none; FALSE where there are others among them,
 * or too many. */
static gboolean
read_letters (const Face *face, const char *text, Letter letters[LENGTH_MAX + 2])
{
  guint n = 0;

  while (*text && n < LENGTH_MAX)
    {
      gunichar c = g_utf8_get_char_validated (text, -1);
      const char *next;

      if (c >= N_LETTERS || face->letters[c].index == 0)
        return FALSE;
      next = g_utf8_next_char (text);
      letters[n++] = (Letter){ &face->letters[c], (int) (next - text) };
      text = next;
    }
  letters[n] = (Letter){ NULL, 0 };
  return *text == '\0';
}

/* How many of @letters fit, and how wide they are. */
static guint
fit (const Letter *letters, double room, double *width)
{
  guint n = 0;

  for (*width = 0; letters[n].glyph; n++)
    {
      double next = letters[n].glyph->x;

      if (*width + next > room)
        break;
      *width += next;
    }
  return n;
}

/* Takes away what doesn't fit and puts "…" there; how wide it is then. */
static double
cut_letters (const Face *face, Letter *letters, double room)
{
  double width;
  guint n = fit (letters, room, &width);

  if (!letters[n].glyph)
    return width;
  n = fit (letters, MAX (room - face->ellipsis.x, 0), &width);
  letters[n] = (Letter){ &face->ellipsis, 0 };
  letters[n + 1] = (Letter){ NULL, 0 };
  return width + face->ellipsis.x;
}

static void
set_colour (cairo_t *cairo, EspColour colour)
{
  cairo_set_source_rgb (cairo, (colour >> 24) / 255.0, ((colour >> 16) & 0xff) / 255.0,
                        ((colour >> 8) & 0xff) / 255.0);
}

/* With the text beside the letters, so that whoever searches the document finds it. */
static void
add_letters (EspReportLines *lines,
             const Face *face,
             const char *text,
             Letter *letters,
             double start,
             double room,
             double baseline)
{
  static const char ellipsis[] = "…";
  Run *run = &lines->run;
  double width = cut_letters (face, letters, room);
  double x = esp_pages_get_x (lines->pages, start, width);

  for (guint i = 0; letters[i].glyph; i++)
    {
      const Letter *letter = &letters[i];
      gboolean is_cut = letter->glyph == &face->ellipsis;
      int len = is_cut ? (int) sizeof ellipsis - 1 : letter->n_bytes;

      memcpy (run->text + run->n_bytes, is_cut ? ellipsis : text, (gsize) len);
      run->glyphs[run->n] = (cairo_glyph_t){ letter->glyph->index, x, baseline };
      run->clusters[run->n++] = (cairo_text_cluster_t){ len, 1 };
      run->n_bytes += len;
      text += len;
      x += letter->glyph->x;
    }
}

/* Draws what was collected. */
static void
draw_run (EspReportLines *lines, EspPagesFont font, EspColour colour)
{
  Run *run = &lines->run;
  cairo_t *cairo = lines->pages->cairo;

  if (run->n > 0)
    {
      set_colour (cairo, colour);
      cairo_set_scaled_font (cairo, lines->faces[font].font);
      cairo_show_text_glyphs (cairo, run->text, run->n_bytes, run->glyphs, run->n, run->clusters,
                              run->n, 0);
    }
  run->n = run->n_bytes = 0;
}

static void
draw_with_pango (EspReportLines *lines,
                 const char *text,
                 EspPagesFont font,
                 double start,
                 double room,
                 double baseline)
{
  EspPages *pages = lines->pages;
  PangoLayout *layout = pages->layout;
  double width;
  int size;

  pango_layout_set_font_description (layout, pages->fonts[font]);
  pango_layout_set_alignment (layout, PANGO_ALIGN_LEFT);
  pango_layout_set_width (layout, -1);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, &size, NULL);
  if (size > room * PANGO_SCALE)
    {
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_height (layout, -1);
      pango_layout_set_width (layout, (int) (room * PANGO_SCALE));
      pango_layout_get_size (layout, &size, NULL);
    }
  width = MIN ((double) size / PANGO_SCALE, room);
  cairo_save (pages->cairo);
  cairo_rectangle (pages->cairo, esp_pages_get_x (pages, start, room), baseline - FIRST_LINE, room,
                   FIRST_LINE + 3);
  cairo_clip (pages->cairo);
  cairo_move_to (pages->cairo, esp_pages_get_x (pages, start, width),
                 baseline - (double) pango_layout_get_baseline (layout) / PANGO_SCALE);
  pango_cairo_show_layout (pages->cairo, layout);
  cairo_new_path (pages->cairo);
  cairo_restore (pages->cairo);
}

/* Collects it for draw_run(), or draws it. */
static void
add_text (EspReportLines *lines,
          const char *text,
          EspPagesFont font,
          EspColour colour,
          double start,
          double room,
          double baseline)
{
  const Face *face = &lines->faces[font];
  Letter letters[LENGTH_MAX + 2];
  g_autofree char *escaped = NULL;
  g_autofree char *first = NULL;

  if (!text || !*text)
    return;
  if (face->font && read_letters (face, text, letters))
    {
      add_letters (lines, face, text, letters, start, room, baseline);
      return;
    }
  escaped = esp_text_escape (text);
  first = g_utf8_strlen (escaped, -1) > LENGTH_MAX ? g_utf8_substring (escaped, 0, LENGTH_MAX) :
                                                     g_strdup (escaped);
  set_colour (lines->pages->cairo, colour);
  draw_with_pango (lines, first, font, start, room, baseline);
}

/* --- Rows -------------------------------------------------------------------------------------*/

static const char *
tell_state (const EspReportLines *lines, EspCertificateStatus status)
{
  static const char *const words[] = { [ESP_CERTIFICATE_VALID] = N_ ("Valid"),
                                       [ESP_CERTIFICATE_EXPIRED] = N_ ("Expired"),
                                       [ESP_CERTIFICATE_REVOKED] = N_ ("Revoked") };

  return lines->translate (words[status], NULL, 0);
}

/* By X.509 code. */
static const char *
tell_reason (const EspReportLines *lines, int code)
{
  static const char *const words[] = {
    [0] = N_ ("Unspecified"),         [1] = N_ ("Key compromise"),
    [2] = N_ ("CA compromise"),       [3] = N_ ("Affiliation changed"),
    [4] = N_ ("Superseded"),          [5] = N_ ("Cessation of operation"),
    [9] = N_ ("Privilege withdrawn"), [10] = N_ ("AA compromise"),
  };
  const char *word = code >= 0 && code < (int) G_N_ELEMENTS (words) && words[code] ? words[code] :
                                                                                     words[0];

  return lines->translate (word, NULL, 0);
}

static double
column_start (const EspReportLines *lines, guint index)
{
  double start = 0;

  for (guint i = 0; i < index; i++)
    start += lines->columns[i].share * esp_pages_get_room (lines->pages);
  return start;
}

static void
add_cell (EspReportLines *lines,
          guint column,
          const char *text,
          EspPagesFont font,
          EspColour colour,
          double baseline)
{
  double start = column_start (lines, column);
  double width = lines->columns[column].share * esp_pages_get_room (lines->pages);

  add_text (lines, text, font, colour, start, width - (column + 1 < N_COLUMNS ? CELL_GAP : 0),
            baseline);
}

static void
draw_first (EspReportLines *lines, const EspCertificateRow *row, double baseline)
{
  EspCertificateStatus status = esp_certificate_row_get_status (row, lines->report->made_at);
  g_autofree char *issued = esp_time_to_date (row->issued_at);
  g_autofree char *ends = esp_time_to_date (row->not_after);
  g_autofree char *date = status == ESP_CERTIFICATE_REVOKED ? esp_time_to_date (row->revoked_at) :
                                                              NULL;
  g_autofree char *state = g_strjoin (" ", tell_state (lines, status), date, NULL);
  const char *const cells[N_COLUMNS] = { row->report_subject, issued, ends, state };

  for (guint i = 0; i < N_COLUMNS; i++)
    add_cell (lines, i, cells[i], ESP_PAGES_CELL, ESP_PAGES_INK, baseline);
  draw_run (lines, ESP_PAGES_CELL, ESP_PAGES_INK);
}

static void
draw_second (EspReportLines *lines, const EspCertificateRow *row, double baseline)
{
  EspCertificateStatus status = esp_certificate_row_get_status (row, lines->report->made_at);
  double room = column_start (lines, N_COLUMNS - 1) - CELL_GAP;
  g_autofree char *rest = g_strjoin (row->template_name ? " · " : "", row->requester_account,
                                     row->template_name ? row->template_name : "", NULL);

  add_text (lines, row->serial, ESP_PAGES_EXACT, ESP_PAGES_DIM, 0, SERIAL_WIDTH, baseline);
  draw_run (lines, ESP_PAGES_EXACT, ESP_PAGES_DIM);
  add_text (lines, rest, ESP_PAGES_CAPTION, ESP_PAGES_DIM, SERIAL_WIDTH + CELL_GAP / 2,
            room - SERIAL_WIDTH - CELL_GAP / 2, baseline);
  if (status == ESP_CERTIFICATE_REVOKED)
    add_cell (lines, N_COLUMNS - 1, tell_reason (lines, row->revocation_reason), ESP_PAGES_CAPTION,
              ESP_PAGES_DIM, baseline);
  draw_run (lines, ESP_PAGES_CAPTION, ESP_PAGES_DIM);
}

/* The rules above all the rows that this page will have. */
static void
draw_rules (EspReportLines *lines)
{
  EspPages *pages = lines->pages;
  double room = esp_pages_get_room (pages), x = esp_pages_get_x (pages, 0, room), y = pages->y;

  for (gint64 i = 0; i < lines->n_left && (i == 0 || esp_pages_has_room (pages, y, ROW_HEIGHT));
       i++)
    {
      cairo_move_to (pages->cairo, x, y);
      cairo_line_to (pages->cairo, x + room, y);
      y += ROW_HEIGHT;
    }
  set_colour (pages->cairo, ESP_PAGES_LINE);
  cairo_set_line_width (pages->cairo, ESP_PAGES_LINE_WIDTH);
  cairo_stroke (pages->cairo);
  lines->ruled = pages->number;
}

void
esp_report_lines_begin (EspReportLines *lines, EspPages *pages, gint64 n)
{
  static const EspPagesFont used[] = { ESP_PAGES_CELL, ESP_PAGES_EXACT, ESP_PAGES_CAPTION };

  lines->pages = pages;
  lines->n_left = n;
  lines->ruled = 0;
  for (gsize i = 0; !lines->has_faces && i < G_N_ELEMENTS (used); i++)
    load_face (pages, used[i], &lines->faces[used[i]]);
  lines->has_faces = TRUE;
  esp_pages_table_begin (pages, lines->columns, N_COLUMNS);
}

static void
next_row (EspReportLines *lines, const EspCertificateRow *row)
{
  EspPages *pages = lines->pages;

  esp_pages_make_room (pages, ROW_HEIGHT);
  if (pages->cairo && row)
    {
      if (lines->ruled != pages->number)
        draw_rules (lines);
      draw_first (lines, row, pages->y + FIRST_LINE);
      draw_second (lines, row, pages->y + SECOND_LINE);
    }
  pages->y += ROW_HEIGHT;
  lines->n_left--;
}

void
esp_report_lines_add (EspReportLines *lines, const EspCertificateRow *row)
{
  if (lines->n_left > 0)
    next_row (lines, row);
}

void
esp_report_lines_stop (EspReportLines *lines)
{
  lines->n_left = 0;
}

void
esp_report_lines_end (EspReportLines *lines)
{
  while (lines->n_left > 0)
    next_row (lines, NULL);
  esp_pages_table_end (lines->pages);
  lines->pages = NULL;
}
