/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All pictures of a variant on one sheet, those of an earlier run too: a part of pictures.c. */
#pragma once

#define SHEET_WIDTH 2240
#define CAPTION 18
#define GAP 8

/* Many small ones, or few that can be read. */
#define N_FEW 9
#define COLUMNS_OF_MANY 5
#define COLUMNS_OF_FEW 3

typedef struct
{
  cairo_t *cr;
  int columns, width, height; /* of a cell */
} Sheet;

/* Those that are there, in the order of the scenes. */
static GPtrArray *
list_pictures (Studio *studio)
{
  GPtrArray *names = g_ptr_array_new ();

  for (gsize i = 0; i < N_PARTS; i++)
    for (gsize a = 0; a < parts[i].n_acts; a++)
      {
        g_autofree char *path = picture_path (studio, parts[i].acts[a].name);

        if (g_file_test (path, G_FILE_TEST_EXISTS))
          g_ptr_array_add (names, (char *) parts[i].acts[a].name);
      }
  return names;
}

static void
draw_cell (Studio *studio, const Sheet *sheet, const char *scene, guint n)
{
  g_autofree char *path = picture_path (studio, scene);
  cairo_surface_t *picture = cairo_image_surface_create_from_png (path);
  double scale = (double) (sheet->width - GAP) / studio->variant->width;
  int x = (int) n % sheet->columns * sheet->width + GAP / 2;
  int y = (int) n / sheet->columns * sheet->height + CAPTION;

  if (cairo_surface_status (picture) != CAIRO_STATUS_SUCCESS)
    g_error ("%s can't be read", path);
  /* All by the same measure, but for what is larger than the window. */
  scale = MIN (scale, (double) (sheet->width - GAP) / cairo_image_surface_get_width (picture));
  scale = MIN (scale, (double) (sheet->height - CAPTION - GAP) /
                        cairo_image_surface_get_height (picture));
  cairo_save (sheet->cr);
  cairo_translate (sheet->cr, x, y);
  cairo_scale (sheet->cr, scale, scale);
  cairo_set_source_surface (sheet->cr, picture, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (sheet->cr), CAIRO_FILTER_GOOD);
  cairo_paint (sheet->cr);
  cairo_restore (sheet->cr);
  cairo_move_to (sheet->cr, x, y - 5);
  cairo_set_source_rgb (sheet->cr, 0.1, 0.1, 0.1);
  cairo_show_text (sheet->cr, scene);
  cairo_surface_destroy (picture);
}

static void
lay_out (Sheet *sheet, const Variant *variant, guint n)
{
  sheet->columns = n > N_FEW ? COLUMNS_OF_MANY : COLUMNS_OF_FEW;
  /* Narrow ones are never larger than they are. */
  sheet->columns = MAX (sheet->columns, SHEET_WIDTH / (variant->width + GAP));
  sheet->width = SHEET_WIDTH / sheet->columns;
  sheet->height = CAPTION + GAP + (sheet->width - GAP) * variant->height / variant->width;
}

static void
write_sheet (Studio *studio)
{
  g_autofree char *name = g_strdup_printf ("sheet-%s.png", studio->variant->name);
  g_autofree char *path = g_build_filename (studio->folder, name, NULL);
  g_autoptr (GPtrArray) names = list_pictures (studio);
  Sheet sheet;
  cairo_surface_t *surface;
  guint rows;

  lay_out (&sheet, studio->variant, names->len);
  rows = (names->len + (guint) sheet.columns - 1) / (guint) sheet.columns;
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, SHEET_WIDTH, (int) rows * sheet.height);
  sheet.cr = cairo_create (surface);
  cairo_set_source_rgb (sheet.cr, 0.8, 0.8, 0.8);
  cairo_paint (sheet.cr);
  cairo_set_font_size (sheet.cr, 12);
  for (guint i = 0; i < names->len; i++)
    draw_cell (studio, &sheet, g_ptr_array_index (names, i), i);
  if (cairo_surface_write_to_png (surface, path) != CAIRO_STATUS_SUCCESS)
    g_error ("%s can't be written", path);
  cairo_destroy (sheet.cr);
  cairo_surface_destroy (surface);
}
