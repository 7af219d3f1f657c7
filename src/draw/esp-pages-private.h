/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the parts of a document: pages and what stands on each (esp-pages.c), text (esp-pages-text.c), tables and
 * fields (esp-pages-table.c). Places are points; a "start" is counted from the side where reading begins. */
#pragma once

#include "esp-ink.h"
#include "esp-pages.h"

G_BEGIN_DECLS

#define ESP_PAGES_INK 0x000000ff
#define ESP_PAGES_DIM 0x3d3846ff
#define ESP_PAGES_LINE 0x77767bff
#define ESP_PAGES_BAND 0xefeef1ff
#define ESP_PAGES_LINE_WIDTH 0.6

typedef enum
{
  ESP_PAGES_TITLE,
  ESP_PAGES_SUBTITLE,
  ESP_PAGES_HEADING,
  ESP_PAGES_BODY,
  ESP_PAGES_LABEL,
  ESP_PAGES_CELL,
  ESP_PAGES_CELL_HEADING,
  ESP_PAGES_EXACT,
  ESP_PAGES_CAPTION,
  ESP_PAGES_N_FONTS
} EspPagesFont;

struct _EspPages
{
  const EspPagesStyle *style;
  cairo_surface_t *surface; /* NULL with @cairo and @ink: pages are only counted */
  cairo_t *cairo;
  EspInk *ink;
  PangoContext *context;
  PangoLayout *layout;      /* for whatever text comes next */
  PangoFontDescription *fonts[ESP_PAGES_N_FONTS];
  double width, height;     /* of the page that is open */
  double y;                 /* where the next thing begins */
  guint number, total;
  const EspPagesColumn *columns; /* of the table that is open, or NULL */
  guint n_columns;
};

typedef struct
{
  const char *text;
  EspPagesFont font;
  EspColour colour;
  double start, width;
  gboolean far;    /* it ends at the far side */
} EspPagesText;

/* How wide what stands on the page may be. */
double esp_pages_get_room   (const EspPages *pages);
/* The left side of something @width wide. */
double esp_pages_get_x      (const EspPages *pages, double start, double width);
/* Is there no room for @height on this page? Then the next begins, unless this one is still empty. */
void   esp_pages_make_room  (EspPages *pages, double height);
/* Would something @height high that begins at @y still be on this page? */
gboolean esp_pages_has_room (const EspPages *pages, double y, double height);
/* Could a page without anything else hold it? */
gboolean esp_pages_can_hold (const EspPages *pages, double height);
void   esp_pages_rule       (EspPages *pages, double start, double width, double y);

void   esp_pages_text_init  (EspPages *pages);
void   esp_pages_text_clear (EspPages *pages);
double esp_pages_text_measure (EspPages *pages, const EspPagesText *text);
/* From @y downwards, where pages are not only counted. */
void   esp_pages_text_draw  (EspPages *pages, const EspPagesText *text, double y);

/* The headings of the table that is open. */
void   esp_pages_table_head (EspPages *pages);

G_END_DECLS
