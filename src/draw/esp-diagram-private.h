/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the parts of the diagram: what stands where (esp-diagram.c), a card, the legend, colours, files. */
#pragma once

#include "design/esp-plan-layout.h"
#include "esp-diagram.h"
#include "esp-ink.h"

G_BEGIN_DECLS

#define ESP_DIAGRAM_ACCOUNTS 8 /* colours; then they begin again */
#define ESP_DIAGRAM_CARD_WIDTH 272.0
#define ESP_DIAGRAM_CARD_HEIGHT 104.0
#define ESP_DIAGRAM_SMALL 11.5 /* size of what is not a name */

typedef struct
{
  EspColour background, surface, border, line, text, dim;
  EspColour signs[ESP_DIAGRAM_GONE + 1];
  EspColour accounts[ESP_DIAGRAM_ACCOUNTS];
  double border_width;
} EspDiagramColours;

typedef struct
{
  const char *id; /* of the first card that has it */
  const char *name;
} EspDiagramAccount;

struct _EspDiagram
{
  GPtrArray *cards;
  EspDiagramStyle style;
  char *texts[5];           /* what style.text points to */
  EspLayoutNode *nodes;
  GArray *accounts;         /* EspDiagramAccount, in the order in which they appear */
  const EspDiagramColours *colours;
  double width, height;     /* of all */
  double tree_x, tree_y;    /* where the cards begin */
  double legend_y, legend_width;
};

/* The left side of something @width wide that stands @start inside of a box at @x of @room, counted from the side where
 * reading begins. */
static inline double
esp_diagram_mirror (const EspDiagram *diagram, double x, double room, double start, double width)
{
  return diagram->style.right_to_left ? x + room - start - width : x + start;
}

const EspDiagramColours *esp_diagram_colours_get (EspDiagramPalette palette);
/* Of an account; that of lines where @account is NULL. */
EspColour  esp_diagram_account_colour (const EspDiagram *diagram, const char *account);

/* @x, @y: its upper left corner. */
void       esp_diagram_draw_card      (const EspDiagram *diagram, EspInk *ink, guint index, double x, double y);
/* The number in its frame, @start from the near side of the box at @x of @room; returns its width. */
double     esp_diagram_draw_number    (const EspDiagram *diagram, EspInk *ink, const char *text, double x, double room,
                                       double start, double middle);
double     esp_diagram_number_width   (EspInk *ink, const char *text);
/* Two heads in a box of 16 by 14 around @middle. */
void       esp_diagram_draw_heads     (const EspDiagram *diagram, EspInk *ink, double x, double middle);
/* How high it is in a drawing of @width; @ink NULL: it is not drawn, only measured. */
double     esp_diagram_legend         (const EspDiagram *diagram, EspInk *ink, EspInk *ruler, double x, double y,
                                       double width);
void       esp_diagram_draw_all       (const EspDiagram *diagram, EspInk *ink);

G_END_DECLS
