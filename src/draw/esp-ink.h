/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What pictures are drawn with: boxes, lines, shapes, text, and groups with a name. Two inks exist: cairo's, for
 * screens, printers, PDF and PNG, and one that writes SVG in which text stays text. A picture that is drawn through
 * an ink looks the same in all of them, because both measure with Pango and cut what is too long at the same letter.
 *
 * Lengths are points (pixels at zoom 1); nothing here knows left from right in a language: callers mirror.
 */
#pragma once

#include <pango/pangocairo.h>

G_BEGIN_DECLS

#define ESP_INK_FONTS "Cantarell, Noto Sans, DejaVu Sans, Sans"

typedef guint32 EspColour; /* 0xRRGGBBAA; 0: nothing is drawn */

typedef struct
{
  double x, y;
} EspInkPoint;

typedef struct
{
  double x, y, width, height;
} EspInkBox;

typedef enum { ESP_INK_LEFT, ESP_INK_MIDDLE, ESP_INK_RIGHT } EspInkAlign;

typedef struct
{
  const char *text; /* from anywhere: it is escaped here */
  double x;         /* of the left or right end, or of the middle */
  double baseline;
  double room;      /* what is longer ends in "…"; 0: no limit */
  double size;
  gboolean bold;
  EspInkAlign align;
  EspColour colour;
} EspInkText;

typedef struct _EspInk EspInk;

struct _EspInk
{
  PangoContext *context;
  void (*box)   (EspInk *ink, const EspInkBox *box, double radius, EspColour fill, EspColour stroke,
                 double line_width);
  /* Corners are rounded by @radius. */
  void (*line)  (EspInk *ink, const EspInkPoint *points, guint n_points, double radius, EspColour stroke,
                 double line_width);
  void (*shape) (EspInk *ink, const EspInkPoint *points, guint n_points, EspColour fill);
  void (*text)  (EspInk *ink, const EspInkText *text, PangoLayout *layout, double width);
  /* What follows belongs together and is called @title, which may be NULL; up to the matching close. */
  void (*open)  (EspInk *ink, const char *title);
  void (*close) (EspInk *ink);
};

/* Does not keep @cairo. Groups are not seen. Free with esp_ink_cairo_free(). */
EspInk  *esp_ink_cairo_new   (cairo_t *cairo);
void     esp_ink_cairo_free  (EspInk *ink);

/* @title and @description, which may be NULL, are what a screen reader says of the whole. The finished document is
 * taken with esp_ink_svg_finish(), which frees the ink. */
EspInk  *esp_ink_svg_new     (double width, double height, const char *title, const char *description);
GBytes  *esp_ink_svg_finish  (EspInk *ink);

/* Fonts of the house, sizes that do not depend on the screen. */
PangoContext *esp_ink_create_context (void);

void     esp_ink_box         (EspInk *ink, double x, double y, double width, double height, double radius,
                              EspColour fill, EspColour stroke, double line_width);
void     esp_ink_disc        (EspInk *ink, double x, double y, double radius, EspColour fill, EspColour stroke,
                              double line_width);
void     esp_ink_text        (EspInk *ink, const EspInkText *text);
/* Between @from and @to, @length away from @from, at most half of the way: where a rounded corner begins. */
EspInkPoint esp_ink_along    (const EspInkPoint *from, const EspInkPoint *to, double length);
/* How wide @text would be without a limit. */
double   esp_ink_measure     (EspInk *ink, const char *text, double size, gboolean bold);

G_END_DECLS
