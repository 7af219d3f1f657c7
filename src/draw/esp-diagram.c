/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the parts of a diagram stand, and the lines between its cards. */
#include "esp-diagram-private.h"

#include <math.h>

#define MARGIN 36.0
#define TITLE_SIZE 20.0
#define SUBTITLE_SIZE 13.0
#define WIDTH_MIN 520.0 /* of what is inside of the margins: room for the legend */
#define LINE_WIDTH 1.5
#define LEGEND_WIDTH_MAX 1100.0

static const EspLayoutStyle spacing = { .sibling_gap = 22, .level_gap = 52, .tree_gap = 60 };

EspDiagramCard *
esp_diagram_card_new (const char *name)
{
  EspDiagramCard *card = g_new0 (EspDiagramCard, 1);

  card->parent = -1;
  card->name = g_strdup (name);
  return card;
}

void
esp_diagram_card_free (EspDiagramCard *card)
{
  if (!card)
    return;
  g_free (card->name);
  g_free (card->template_name);
  g_free (card->path_length);
  g_free (card->algorithm);
  g_free (card->validity);
  g_free (card->state);
  g_free (card->account);
  g_free (card->account_name);
  g_free (card);
}

static void
find_accounts (EspDiagram *diagram)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  diagram->accounts = g_array_new (FALSE, FALSE, sizeof (EspDiagramAccount));
  for (guint i = 0; i < diagram->cards->len; i++)
    {
      const EspDiagramCard *card = g_ptr_array_index (diagram->cards, i);
      EspDiagramAccount account = { card->account, card->account_name };

      if (card->account && g_hash_table_add (seen, card->account))
        g_array_append_val (diagram->accounts, account);
    }
}

static void
lay_out_cards (EspDiagram *diagram, double *width, double *height)
{
  guint n = diagram->cards->len;
  EspLayoutStyle style = spacing;

  style.right_to_left = diagram->style.right_to_left;
  diagram->nodes = g_new0 (EspLayoutNode, n);
  for (guint i = 0; i < n; i++)
    {
      const EspDiagramCard *card = g_ptr_array_index (diagram->cards, i);

      diagram->nodes[i].parent = card->parent >= 0 && card->parent < (int) i ? card->parent : -1;
      diagram->nodes[i].collapsed = card->collapsed;
      diagram->nodes[i].width = ESP_DIAGRAM_CARD_WIDTH;
      diagram->nodes[i].height = ESP_DIAGRAM_CARD_HEIGHT;
    }
  esp_layout_tree (diagram->nodes, n, &style, width, height);
}

/* Heading, cards, legend: one below the other. */
static void
arrange (EspDiagram *diagram)
{
  EspInk ruler = { .context = esp_ink_create_context () };
  const EspDiagramText *text = &diagram->style.text;
  double width, height, inside, y = MARGIN, legend;

  lay_out_cards (diagram, &width, &height);
  inside = MAX (width, WIDTH_MIN);
  y += text->title ? TITLE_SIZE + 8 : 0;
  y += text->subtitle ? SUBTITLE_SIZE + 8 : 0;
  y += text->title || text->subtitle ? 20 : 0;
  diagram->tree_x = MARGIN + (inside - width) / 2;
  diagram->tree_y = y;
  diagram->legend_y = y + height + 32;
  diagram->legend_width = MIN (inside, LEGEND_WIDTH_MAX);
  legend = esp_diagram_legend (diagram, NULL, &ruler, MARGIN, 0, diagram->legend_width);
  diagram->width = ceil (inside + 2 * MARGIN);
  diagram->height = ceil (y + height + (legend > 0 ? 32 + legend : 0) + MARGIN);
  g_object_unref (ruler.context);
}

EspDiagram *
esp_diagram_new (GPtrArray *cards, const EspDiagramStyle *style)
{
  EspDiagram *diagram = g_new0 (EspDiagram, 1);
  const char **texts[] = { &diagram->style.text.title, &diagram->style.text.subtitle,
                           &diagram->style.text.description, &diagram->style.text.path_length,
                           &diagram->style.text.two_persons };

  diagram->cards = g_ptr_array_ref (cards);
  diagram->style = *style;
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = diagram->texts[i] = g_strdup (*texts[i]);
  diagram->colours = esp_diagram_colours_get (style->palette);
  find_accounts (diagram);
  arrange (diagram);
  return diagram;
}

void
esp_diagram_free (EspDiagram *diagram)
{
  if (!diagram)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (diagram->texts); i++)
    g_free (diagram->texts[i]);
  g_array_unref (diagram->accounts);
  g_ptr_array_unref (diagram->cards);
  g_free (diagram->nodes);
  g_free (diagram);
}

void
esp_diagram_get_size (const EspDiagram *diagram, double *width, double *height)
{
  *width = diagram->width;
  *height = diagram->height;
}

static double
get_middle (const EspDiagram *diagram, guint index)
{
  return diagram->tree_x + diagram->nodes[index].x + diagram->nodes[index].width / 2;
}

/* Each piece once, because lines that lie on each other look darker: down from the parent to the
 * beam, the beam with the two outer children, and down to those between them. */
static void
draw_lines_below (const EspDiagram *diagram, EspInk *ink, guint parent, guint first, guint last)
{
  const EspLayoutNode *nodes = diagram->nodes;
  EspColour colour = diagram->colours->line;
  double from = get_middle (diagram, parent), a = get_middle (diagram, first);
  double b = get_middle (diagram, last), bottom = diagram->tree_y + nodes[first].y;
  double top = diagram->tree_y + nodes[parent].y + nodes[parent].height;
  double beam = bottom - spacing.level_gap / 2;
  const EspInkPoint stem[] = { { from, top }, { from, first == last ? bottom : beam } };
  const EspInkPoint arch[] = { { a, bottom }, { a, beam }, { b, beam }, { b, bottom } };

  ink->line (ink, stem, 2, 0, colour, LINE_WIDTH);
  if (first == last)
    return;
  ink->line (ink, arch, 4, 10, colour, LINE_WIDTH);
  for (guint i = first + 1; i < last; i++)
    if (nodes[i].parent == (int) parent)
      {
        double x = get_middle (diagram, i);
        const EspInkPoint down[] = { { x, beam }, { x, bottom } };

        ink->line (ink, down, 2, 0, colour, LINE_WIDTH);
      }
}

static void
draw_lines (const EspDiagram *diagram, EspInk *ink)
{
  guint n = diagram->cards->len;
  g_autofree guint *firsts = g_new0 (guint, n);
  g_autofree guint *lasts = g_new0 (guint, n);

  for (guint i = 1; i < n; i++)
    if (diagram->nodes[i].shown && diagram->nodes[i].parent >= 0)
      {
        int parent = diagram->nodes[i].parent;

        firsts[parent] = firsts[parent] == 0 ? i : firsts[parent];
        lasts[parent] = i;
      }
  for (guint i = 0; i < n; i++)
    if (lasts[i] > 0)
      draw_lines_below (diagram, ink, i, firsts[i], lasts[i]);
}

static void
draw_heading (const EspDiagram *diagram, EspInk *ink)
{
  const EspDiagramText *text = &diagram->style.text;
  double inside = diagram->width - 2 * MARGIN, y = MARGIN + TITLE_SIZE;
  EspInkText row = { .x = esp_diagram_mirror (diagram, MARGIN, inside, 0, 0),
                     .room = inside,
                     .align = diagram->style.right_to_left ? ESP_INK_RIGHT : ESP_INK_LEFT };

  if (text->title)
    {
      row.text = text->title;
      row.baseline = y;
      row.size = TITLE_SIZE;
      row.bold = TRUE;
      row.colour = diagram->colours->text;
      esp_ink_text (ink, &row);
      y += SUBTITLE_SIZE + 10;
    }
  if (!text->subtitle)
    return;
  row.text = text->subtitle;
  row.baseline = y;
  row.size = SUBTITLE_SIZE;
  row.bold = FALSE;
  row.colour = diagram->colours->dim;
  esp_ink_text (ink, &row);
}

void
esp_diagram_draw_all (const EspDiagram *diagram, EspInk *ink)
{
  const EspLayoutNode *nodes = diagram->nodes;

  esp_ink_box (ink, 0, 0, diagram->width, diagram->height, 0, diagram->colours->background, 0, 0);
  ink->open (ink, NULL);
  draw_heading (diagram, ink);
  ink->close (ink);
  draw_lines (diagram, ink);
  for (guint i = 0; i < diagram->cards->len; i++)
    if (nodes[i].shown)
      esp_diagram_draw_card (diagram, ink, i, diagram->tree_x + nodes[i].x,
                             diagram->tree_y + nodes[i].y);
  ink->open (ink, NULL);
  esp_diagram_legend (
    diagram, ink, ink,
    esp_diagram_mirror (diagram, 0, diagram->width, MARGIN, diagram->legend_width),
    diagram->legend_y, diagram->legend_width);
  ink->close (ink);
}
