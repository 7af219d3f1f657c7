/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All pictures on one sheet, a scene a row: a part of pictures.c. */
#pragma once

static void
draw_cell (Studio *studio, cairo_t *cr, guint row, guint column)
{
  const char *scene = g_ptr_array_index (studio->names, row);
  g_autofree char *path = picture_path (studio, scene, &variants[column]);
  cairo_surface_t *picture = cairo_image_surface_create_from_png (path);
  double width = cairo_image_surface_get_width (picture);
  double height = cairo_image_surface_get_height (picture);
  double scale;

  if (cairo_surface_status (picture) == CAIRO_STATUS_SUCCESS)
    {
      scale = MIN ((CELL_WIDTH - 8) / width, (CELL_HEIGHT - CAPTION - 8) / height);
      cairo_save (cr);
      cairo_translate (cr, column * CELL_WIDTH + 4, row * CELL_HEIGHT + CAPTION);
      cairo_scale (cr, scale, scale);
      cairo_set_source_surface (cr, picture, 0, 0);
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
      cairo_paint (cr);
      cairo_restore (cr);
      cairo_move_to (cr, column * CELL_WIDTH + 4, row * CELL_HEIGHT + CAPTION - 5);
      cairo_set_source_rgb (cr, 0.1, 0.1, 0.1);
      cairo_show_text (cr, scene);
    }
  cairo_surface_destroy (picture);
}

static void
write_sheet (Studio *studio)
{
  int width = CELL_WIDTH * (int) G_N_ELEMENTS (variants);
  int height = CELL_HEIGHT * (int) studio->names->len;
  cairo_surface_t *sheet = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (sheet);
  g_autofree char *path = g_build_filename (studio->folder, "contact-sheet.png", NULL);

  cairo_set_source_rgb (cr, 0.8, 0.8, 0.8);
  cairo_paint (cr);
  cairo_set_font_size (cr, 12);
  for (guint row = 0; row < studio->names->len; row++)
    for (guint column = 0; column < G_N_ELEMENTS (variants); column++)
      draw_cell (studio, cr, row, column);
  if (cairo_surface_write_to_png (sheet, path) != CAIRO_STATUS_SUCCESS)
    g_error ("%s can't be written", path);
  cairo_destroy (cr);
  cairo_surface_destroy (sheet);
}
