/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hierarchy of certificate authorities as a picture for files and for printing: cards below their parents with
 * lines between them, a heading, and a legend of what colours and signs mean. It takes plain cards, so it serves what
 * is planned and what exists; esp-diagram-cards.h makes them of either.
 *
 * The same cards give the same picture, and in files the same bytes (of one machine: letters are as wide as its
 * fonts have them). Nothing is told by colour alone.
 */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_DIAGRAM_LIGHT,
  ESP_DIAGRAM_DARK,
  ESP_DIAGRAM_PRINT,         /* white, and clear without colour */
  ESP_DIAGRAM_HIGH_CONTRAST,
  ESP_DIAGRAM_N_PALETTES
} EspDiagramPalette;

/* How the sign beside the word for a state looks. */
typedef enum
{
  ESP_DIAGRAM_PLANNED,
  ESP_DIAGRAM_ACTIVE,
  ESP_DIAGRAM_PENDING,
  ESP_DIAGRAM_DISABLED,
  ESP_DIAGRAM_EXPIRED,
  ESP_DIAGRAM_GONE,
} EspDiagramSign;

/* Texts are shown as they are, in whatever language, and may come from anywhere. */
typedef struct
{
  int parent;          /* index of the card above, which stands before this one; -1: a root */
  char *name;
  char *template_name; /* or NULL */
  char *path_length;   /* "0", "∞" */
  char *algorithm;
  char *validity;      /* "10 years", "until 2036-01-10" */
  char *state;         /* the word for @sign */
  char *account;       /* what decides the colour: a number; or NULL */
  char *account_name;
  EspDiagramSign sign;
  gboolean two_persons;
  gboolean collapsed;  /* what is below is counted, not shown */
} EspDiagramCard;

/* What is written around the cards; each may be NULL. */
typedef struct
{
  const char *title;       /* "Light bulb and toaster" */
  const char *subtitle;
  const char *description; /* for who can't see it: "3 roots, 7 authorities below" */
  const char *path_length; /* what the number in the corner means */
  const char *two_persons; /* what the two heads mean */
} EspDiagramText;

typedef struct
{
  EspDiagramPalette palette;
  gboolean right_to_left;
  EspDiagramText text;
} EspDiagramStyle;

typedef struct _EspDiagram EspDiagram;

EspDiagramCard *esp_diagram_card_new  (const char *name); /* a root of no account */
void            esp_diagram_card_free (EspDiagramCard *card);

/* Keeps @cards (GPtrArray of EspDiagramCard) and a copy of the style with its texts. A card whose parent does not stand
 * before it is drawn as a root. */
EspDiagram *esp_diagram_new       (GPtrArray *cards, const EspDiagramStyle *style);
void        esp_diagram_free      (EspDiagram *diagram);
void        esp_diagram_get_size  (const EspDiagram *diagram, double *width, double *height);
/* With its background, from 0, 0: for printing. Whether @cairo could do it is in its status. */
void        esp_diagram_draw      (const EspDiagram *diagram, cairo_t *cairo);

/* As a file. Text in SVG and PDF can be searched and selected. A picture that is too big for the
 * format is made smaller. Errors: PICTURE. */
GBytes     *esp_diagram_write_svg (const EspDiagram *diagram);
GBytes     *esp_diagram_write_pdf (const EspDiagram *diagram, GError **error); /* one page of the picture's size */
/* @zoom: pixels a point, up to 8. */
GBytes     *esp_diagram_write_png (const EspDiagram *diagram, double zoom, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDiagram, esp_diagram_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDiagramCard, esp_diagram_card_free)

G_END_DECLS
