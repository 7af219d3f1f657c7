/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The legend: whose colour is whose, and what the signs in the corner of a card mean. It flows in
 * lines. */
#include "esp-diagram-private.h"

#define LINE_HEIGHT 26.0
#define GAP 28.0
#define SIZE ESP_DIAGRAM_SMALL

typedef enum
{
  SWATCH,
  NUMBER,
  HEADS
} Kind;

typedef struct
{
  const EspDiagram *diagram;
  EspInk *ink, *ruler; /* ink NULL: only measured */
  double x, width;     /* of the whole */
  double at, y;        /* where the next one begins */
} Flow;

static void
add_entry (Flow *flow, Kind kind, EspColour colour, const char *text)
{
  const EspDiagram *diagram = flow->diagram;
  double sign = kind == SWATCH ? 14 :
                kind == HEADS  ? 16 :
                                 esp_diagram_number_width (flow->ruler, "1");
  double label = MIN (esp_ink_measure (flow->ruler, text, SIZE, FALSE), flow->width - sign - 8);
  double width = sign + 8 + label;
  gboolean rtl = diagram->style.right_to_left;
  double middle;

  if (flow->at > 0 && flow->at + width > flow->width)
    {
      flow->at = 0;
      flow->y += LINE_HEIGHT;
    }
  middle = flow->y + LINE_HEIGHT / 2;
  if (flow->ink)
    {
      double place = esp_diagram_mirror (diagram, flow->x, flow->width, flow->at, sign);
      EspInkText row = { .text = text,
                         .x = esp_diagram_mirror (diagram, flow->x, flow->width,
                                                  flow->at + sign + 8, 0),
                         .baseline = middle + SIZE * 0.36,
                         .room = label + 1,
                         .size = SIZE,
                         .align = rtl ? ESP_INK_RIGHT : ESP_INK_LEFT,
                         .colour = diagram->colours->text };

      if (kind == SWATCH)
        esp_ink_box (flow->ink, place, middle - 7, 14, 14, 4, colour, 0, 0);
      else if (kind == HEADS)
        esp_diagram_draw_heads (diagram, flow->ink, place, middle);
      else
        esp_diagram_draw_number (diagram, flow->ink, "1", flow->x, flow->width, flow->at, middle);
      esp_ink_text (flow->ink, &row);
    }
  flow->at += width + GAP;
}

static void
add_accounts (Flow *flow)
{
  GArray *accounts = flow->diagram->accounts;

  for (guint i = 0; i < accounts->len; i++)
    {
      const EspDiagramAccount *account = &g_array_index (accounts, EspDiagramAccount, i);

      add_entry (flow, SWATCH, esp_diagram_account_colour (flow->diagram, account->id),
                 account->name ? account->name : account->id);
    }
}

static void
add_signs (Flow *flow)
{
  const EspDiagramText *text = &flow->diagram->style.text;
  gboolean numbers = FALSE, heads = FALSE;

  for (guint i = 0; i < flow->diagram->cards->len; i++)
    {
      const EspDiagramCard *card = g_ptr_array_index (flow->diagram->cards, i);

      numbers = numbers || card->path_length;
      heads = heads || card->two_persons;
    }
  if (flow->at > 0 && ((numbers && text->path_length) || (heads && text->two_persons)))
    {
      flow->at = 0;
      flow->y += LINE_HEIGHT;
    }
  if (numbers && text->path_length)
    add_entry (flow, NUMBER, 0, text->path_length);
  if (heads && text->two_persons)
    add_entry (flow, HEADS, 0, text->two_persons);
}

double
esp_diagram_legend (const EspDiagram *diagram,
                    EspInk *ink,
                    EspInk *ruler,
                    double x,
                    double y,
                    double width)
{
  Flow flow = { diagram, ink, ruler, x, width, 0, y };

  add_accounts (&flow);
  add_signs (&flow);
  return flow.y - y + (flow.at > 0 ? LINE_HEIGHT : 0);
}
