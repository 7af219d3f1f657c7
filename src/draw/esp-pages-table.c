/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in rows: labelled values, and tables that go on over pages. */
#include "esp-pages-private.h"

#define PAD 3.0 /* above and below the cells of a row */
#define COLUMN_GAP 8.0
#define FIELD_GAP 2.0
#define LABEL_WIDTH 112.0
#define INDENT 12.0 /* of what belongs to a row */
#define INDENTED_LABEL_WIDTH 84.0

/* --- Labelled values --------------------------------------------------------------------------*/

static void
fill_field (const EspPages *pages,
            const EspPagesField *field,
            double indent,
            double label_width,
            EspPagesText *label,
            EspPagesText *value)
{
  double start = indent + label_width + COLUMN_GAP / 2;

  *label = (EspPagesText){ .text = field->label,
                           .font = ESP_PAGES_LABEL,
                           .colour = ESP_PAGES_DIM,
                           .start = indent,
                           .width = label_width };
  *value = (EspPagesText){ .text = field->value,
                           .font = field->exact ? ESP_PAGES_EXACT : ESP_PAGES_CELL,
                           .colour = ESP_PAGES_INK,
                           .start = start,
                           .width = esp_pages_get_room (pages) - start };
}

static double
measure_field (EspPages *pages, const EspPagesField *field, double indent, double label_width)
{
  EspPagesText label, value;

  if (!field->value)
    return 0;
  fill_field (pages, field, indent, label_width, &label, &value);
  return MAX (esp_pages_text_measure (pages, &label), esp_pages_text_measure (pages, &value)) +
         FIELD_GAP;
}

static double
measure_fields (EspPages *pages, const EspPagesField *fields, guint n_fields)
{
  double height = 0;

  for (guint i = 0; i < n_fields; i++)
    height += measure_field (pages, &fields[i], INDENT, INDENTED_LABEL_WIDTH);
  return height;
}

/* Digits are smaller than their label: their line stands on that of the label. */
static void
draw_field (EspPages *pages, const EspPagesField *field, double indent, double label_width)
{
  double height = measure_field (pages, field, indent, label_width);
  EspPagesText label, value;

  if (!field->value)
    return;
  esp_pages_make_room (pages, height);
  fill_field (pages, field, indent, label_width, &label, &value);
  esp_pages_text_draw (pages, &label, pages->y);
  esp_pages_text_draw (pages, &value, pages->y + (field->exact ? 2 : 0));
  pages->y += height;
}

void
esp_pages_fields (EspPages *pages, const EspPagesField *fields, guint n_fields)
{
  for (guint i = 0; i < n_fields; i++)
    draw_field (pages, &fields[i], 0, LABEL_WIDTH);
  pages->y += 8;
}

/* --- Tables -----------------------------------------------------------------------------------*/

/* @start, which moves on, is where the column begins. */
static EspPagesText
make_cell (const EspPages *pages, guint index, const char *text, gboolean heading, double *start)
{
  const EspPagesColumn *column = &pages->columns[index];
  double width = column->share * esp_pages_get_room (pages);
  EspPagesFont font = heading       ? ESP_PAGES_CELL_HEADING :
                      column->exact ? ESP_PAGES_EXACT :
                                      ESP_PAGES_CELL;
  EspPagesText cell = { .text = text,
                        .font = font,
                        .colour = ESP_PAGES_INK,
                        .start = *start,
                        .width = width - (index + 1 < pages->n_columns ? COLUMN_GAP : 0),
                        .far = column->number };

  *start += width;
  return cell;
}

static double
measure_cells (EspPages *pages, const char *const *cells)
{
  double start = 0, height = 0;

  for (guint i = 0; i < pages->n_columns; i++)
    {
      EspPagesText cell = make_cell (pages, i, cells[i], FALSE, &start);

      height = MAX (height, esp_pages_text_measure (pages, &cell));
    }
  return height + 2 * PAD;
}

static void
draw_cells (EspPages *pages, const char *const *cells, double height)
{
  double start = 0;

  esp_pages_rule (pages, 0, esp_pages_get_room (pages), pages->y);
  for (guint i = 0; i < pages->n_columns; i++)
    {
      EspPagesText cell = make_cell (pages, i, cells[i], FALSE, &start);

      esp_pages_text_draw (pages, &cell, pages->y + PAD);
    }
  pages->y += height;
}

void
esp_pages_table_head (EspPages *pages)
{
  double start = 0, height = 0, room = esp_pages_get_room (pages);

  for (guint i = 0; i < pages->n_columns; i++)
    {
      EspPagesText cell = make_cell (pages, i, pages->columns[i].title, TRUE, &start);

      height = MAX (height, esp_pages_text_measure (pages, &cell));
    }
  height += 2 * PAD;
  if (pages->ink)
    esp_ink_box (pages->ink, esp_pages_get_x (pages, 0, room), pages->y, room, height, 0,
                 ESP_PAGES_BAND, 0, 0);
  start = 0;
  for (guint i = 0; i < pages->n_columns; i++)
    {
      EspPagesText cell = make_cell (pages, i, pages->columns[i].title, TRUE, &start);

      esp_pages_text_draw (pages, &cell, pages->y + PAD);
    }
  pages->y += height;
}

void
esp_pages_table_begin (EspPages *pages, const EspPagesColumn *columns, guint n_columns)
{
  esp_pages_make_room (pages, 60);
  pages->columns = columns;
  pages->n_columns = n_columns;
  esp_pages_table_head (pages);
}

void
esp_pages_table_row (EspPages *pages,
                     const char *const *cells,
                     const EspPagesField *fields,
                     guint n_fields)
{
  double height = measure_cells (pages, cells);
  double all = height + measure_fields (pages, fields, n_fields) + (n_fields > 0 ? PAD : 0);

  esp_pages_make_room (pages, esp_pages_can_hold (pages, all) ? all : height);
  draw_cells (pages, cells, height);
  for (guint i = 0; i < n_fields; i++)
    draw_field (pages, &fields[i], INDENT, INDENTED_LABEL_WIDTH);
  pages->y += n_fields > 0 ? PAD : 0;
}

void
esp_pages_table_end (EspPages *pages)
{
  esp_pages_rule (pages, 0, esp_pages_get_room (pages), pages->y);
  pages->columns = NULL;
  pages->n_columns = 0;
  pages->y += 12;
}
