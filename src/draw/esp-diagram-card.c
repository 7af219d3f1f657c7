/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One card:
 *
 *   ┃ Vehicle Modules CA                    band: the account
 *   ┃ SubordinateCACertificate_PathLen1  ⚇ [1]  two heads: needs two persons; number: path length
 *   ┃ EC P-256 · 10 years
 *   ┃ ─────────────────────────────────
 *   ┃ ● Active        Subordinate account
 *                  [+12]                    what is below and not shown
 *
 * Everything is measured from the side where reading begins.
 */
#include "esp-diagram-private.h"

#define WIDTH ESP_DIAGRAM_CARD_WIDTH
#define HEIGHT ESP_DIAGRAM_CARD_HEIGHT
#define SMALL ESP_DIAGRAM_SMALL
#define NEAR_SIDE 24.0
#define FAR_SIDE 14.0
#define NAME_SIZE 14.0
#define HEADS_WIDTH 16.0
#define NUMBER_SIDES 14.0
#define NUMBER_MAX 72.0 /* "∞", "0" to "999"; what is longer is cut */
#define SIGN_RADIUS 4.5

typedef struct
{
  const EspDiagram *diagram;
  const EspDiagramColours *colours;
  const EspDiagramCard *card;
  EspInk *ink;
  double x, y;
} Pen;

static double
mirror (const Pen *pen, double start, double width)
{
  return esp_diagram_mirror (pen->diagram, pen->x, WIDTH, start, width);
}

/* @start from the near side, or where @far from the far one. */
static void
write_text (const Pen *pen,
            const char *text,
            double start,
            double baseline,
            double room,
            double size,
            gboolean bold,
            EspColour colour,
            gboolean far)
{
  gboolean rtl = pen->diagram->style.right_to_left;
  EspInkText row = { .text = text,
                     .x = mirror (pen, far ? WIDTH - start : start, 0),
                     .baseline = pen->y + baseline,
                     .room = room,
                     .size = size,
                     .bold = bold,
                     .align = far != rtl ? ESP_INK_RIGHT : ESP_INK_LEFT,
                     .colour = colour };

  if (text && room > 0)
    esp_ink_text (pen->ink, &row);
}

double
esp_diagram_number_width (EspInk *ink, const char *text)
{
  return CLAMP (esp_ink_measure (ink, text, SMALL, TRUE) + NUMBER_SIDES, 26, NUMBER_MAX);
}

double
esp_diagram_draw_number (const EspDiagram *diagram,
                         EspInk *ink,
                         const char *text,
                         double x,
                         double room,
                         double start,
                         double middle)
{
  double width = esp_diagram_number_width (ink, text);
  double left = esp_diagram_mirror (diagram, x, room, start, width);
  EspInkText row = { .text = text,
                     .x = left + width / 2,
                     .baseline = middle + SMALL * 0.36,
                     .room = width - NUMBER_SIDES + 1,
                     .size = SMALL,
                     .bold = TRUE,
                     .align = ESP_INK_MIDDLE,
                     .colour = diagram->colours->text };

  esp_ink_box (ink, left, middle - 10, width, 20, 10, 0, diagram->colours->line, 1);
  esp_ink_text (ink, &row);
  return width;
}

static void
draw_head (const EspDiagram *diagram, EspInk *ink, double x, double middle, EspColour edge)
{
  EspColour colour = diagram->colours->dim;
  const EspInkPoint shoulders[] = { { x - 5, middle + 7 },     { x - 5, middle + 4 },
                                    { x - 3.5, middle + 1.6 }, { x + 3.5, middle + 1.6 },
                                    { x + 5, middle + 4 },     { x + 5, middle + 7 } };

  if (edge)
    {
      esp_ink_disc (ink, x, middle - 3, 4.2, edge, 0, 0);
      esp_ink_box (ink, x - 6.2, middle + 0.4, 12.4, 7, 2, edge, 0, 0);
    }
  esp_ink_disc (ink, x, middle - 3, 3, colour, 0, 0);
  ink->shape (ink, shoulders, G_N_ELEMENTS (shoulders), colour);
}

void
esp_diagram_draw_heads (const EspDiagram *diagram, EspInk *ink, double x, double middle)
{
  draw_head (diagram, ink, x + 11, middle, 0);
  draw_head (diagram, ink, x + 5, middle, diagram->colours->surface);
}

static void
draw_frame (const Pen *pen)
{
  const EspDiagramColours *colours = pen->colours;
  double line = colours->border_width;

  /* Those that are hidden behind it, as the edge of a heap. */
  if (pen->card->collapsed)
    esp_ink_box (pen->ink, pen->x + 8, pen->y + 6, WIDTH - 16, HEIGHT, 10, colours->surface,
                 colours->border, line);
  esp_ink_box (pen->ink, pen->x + line / 2, pen->y + line / 2, WIDTH - line, HEIGHT - line, 10,
               colours->surface, colours->border, line);
  esp_ink_box (pen->ink, mirror (pen, 9, 5), pen->y + 10, 5, HEIGHT - 20, 2.5,
               esp_diagram_account_colour (pen->diagram, pen->card->account), 0, 0);
}

/* The number and the heads, at the far side. Returns how much room they leave before them. */
static double
draw_corner (const Pen *pen)
{
  const EspDiagramCard *card = pen->card;
  const char *number = card->path_length;
  double taken = FAR_SIDE, middle = pen->y + 50;

  if (number)
    {
      taken += esp_diagram_number_width (pen->ink, number);
      esp_diagram_draw_number (pen->diagram, pen->ink, number, pen->x, WIDTH, WIDTH - taken,
                               middle);
      taken += 8;
    }
  if (card->two_persons)
    {
      taken += HEADS_WIDTH;
      esp_diagram_draw_heads (pen->diagram, pen->ink, mirror (pen, WIDTH - taken, HEADS_WIDTH),
                              middle);
      taken += 8;
    }
  return WIDTH - NEAR_SIDE - taken;
}

static void
draw_rows (const Pen *pen)
{
  const EspDiagramCard *card = pen->card;
  gboolean both = card->algorithm && card->validity;
  g_autofree char *line = g_strconcat (card->algorithm ? card->algorithm : "", both ? " · " : "",
                                       card->validity ? card->validity : "", NULL);
  double room = draw_corner (pen);

  write_text (pen, card->name, NEAR_SIDE, 26, WIDTH - NEAR_SIDE - FAR_SIDE, NAME_SIZE, TRUE,
              pen->colours->text, FALSE);
  write_text (pen, card->template_name, NEAR_SIDE, 46, room, SMALL, FALSE, pen->colours->dim,
              FALSE);
  write_text (pen, line, NEAR_SIDE, 63, room, SMALL, FALSE, pen->colours->text, FALSE);
}

static void
draw_cross (EspInk *ink, double x, double y, EspColour colour)
{
  double reach = SIGN_RADIUS - 1;
  const EspInkPoint falling[] = { { x - reach, y - reach }, { x + reach, y + reach } };
  const EspInkPoint rising[] = { { x - reach, y + reach }, { x + reach, y - reach } };

  ink->line (ink, falling, 2, 0, colour, 1.8);
  ink->line (ink, rising, 2, 0, colour, 1.8);
}

/* Each can be told from the others without its colour. */
static void
draw_sign (const Pen *pen, double x, double y)
{
  EspColour colour = pen->colours->signs[MIN (pen->card->sign, ESP_DIAGRAM_GONE)];
  const EspInkPoint triangle[] = { { x, y - 5 }, { x + 5.5, y + 4.5 }, { x - 5.5, y + 4.5 } };
  const EspInkPoint bar[] = { { x - 3.2, y + 3.2 }, { x + 3.2, y - 3.2 } };

  switch (pen->card->sign)
    {
    case ESP_DIAGRAM_ACTIVE:
      esp_ink_disc (pen->ink, x, y, SIGN_RADIUS, colour, 0, 0);
      break;
    case ESP_DIAGRAM_PENDING:
      esp_ink_disc (pen->ink, x, y, SIGN_RADIUS - 0.75, 0, colour, 1.5);
      esp_ink_disc (pen->ink, x, y, 1.6, colour, 0, 0);
      break;
    case ESP_DIAGRAM_DISABLED:
      esp_ink_disc (pen->ink, x, y, SIGN_RADIUS - 0.75, 0, colour, 1.5);
      pen->ink->line (pen->ink, bar, 2, 0, colour, 1.5);
      break;
    case ESP_DIAGRAM_EXPIRED:
      pen->ink->shape (pen->ink, triangle, G_N_ELEMENTS (triangle), colour);
      break;
    case ESP_DIAGRAM_GONE:
      draw_cross (pen->ink, x, y, colour);
      break;
    case ESP_DIAGRAM_PLANNED:
    default:
      esp_ink_disc (pen->ink, x, y, SIGN_RADIUS - 0.75, 0, colour, 1.5);
    }
}

static void
draw_foot (const Pen *pen)
{
  const EspDiagramCard *card = pen->card;
  double start = NEAR_SIDE, room = WIDTH - NEAR_SIDE - FAR_SIDE;
  double state = card->state ? esp_ink_measure (pen->ink, card->state, SMALL, FALSE) : 0;
  const EspInkPoint line[] = { { mirror (pen, NEAR_SIDE, 0), pen->y + 72.5 },
                               { mirror (pen, WIDTH - FAR_SIDE, 0), pen->y + 72.5 } };

  if (card->state || card->account)
    pen->ink->line (pen->ink, line, 2, 0, pen->colours->border, 1);
  if (card->state)
    {
      draw_sign (pen, mirror (pen, start + SIGN_RADIUS, 0), pen->y + 85);
      start += SIGN_RADIUS * 2 + 7;
      state = MIN (state, room * 0.6);
      write_text (pen, card->state, start, 89, state + 1, SMALL, FALSE, pen->colours->text, FALSE);
      start += state + 12;
    }
  write_text (pen, card->account_name ? card->account_name : card->account, FAR_SIDE, 89,
              WIDTH - FAR_SIDE - start, SMALL, FALSE, pen->colours->dim, TRUE);
}

/* How many are hidden below. */
static void
draw_count (const Pen *pen, int n_below)
{
  g_autofree char *text = g_strdup_printf ("+%d", n_below);
  double width = esp_diagram_number_width (pen->ink, text);
  double x = pen->x + (WIDTH - width) / 2;
  EspInkText row = { .text = text,
                     .x = pen->x + WIDTH / 2,
                     .baseline = pen->y + HEIGHT + 6 + SMALL * 0.36,
                     .size = SMALL,
                     .bold = TRUE,
                     .align = ESP_INK_MIDDLE,
                     .colour = pen->colours->surface };

  esp_ink_box (pen->ink, x, pen->y + HEIGHT - 4, width, 20, 10, pen->colours->dim, 0, 0);
  esp_ink_text (pen->ink, &row);
}

static char *
describe (const EspDiagramCard *card)
{
  const char *lines[] = { card->name,     card->template_name, card->algorithm,
                          card->validity, card->state,         card->account_name };
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i])
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", lines[i]);
  return g_string_free (text, FALSE);
}

void
esp_diagram_draw_card (const EspDiagram *diagram, EspInk *ink, guint index, double x, double y)
{
  const EspDiagramCard *card = g_ptr_array_index (diagram->cards, index);
  Pen pen = { diagram, diagram->colours, card, ink, x, y };
  g_autofree char *title = describe (card);
  EspDiagramCard shown = *card;

  shown.collapsed = card->collapsed && diagram->nodes[index].n_below > 0;
  pen.card = &shown;
  ink->open (ink, title);
  draw_frame (&pen);
  draw_rows (&pen);
  draw_foot (&pen);
  if (shown.collapsed)
    draw_count (&pen, diagram->nodes[index].n_below);
  ink->close (ink);
}
