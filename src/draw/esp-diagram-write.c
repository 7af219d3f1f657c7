/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A diagram as a file. No time, no machine and no person is in it, so that the same plan gives the
 * same bytes. */
#include "esp-diagram-private.h"

#include "base/esp-error.h"
#include "base/esp-text.h"

#include <cairo-pdf.h>
#include <math.h>

#define PDF_SIDE_MAX 14400.0 /* points; readers refuse more */
#define PNG_SIDE_MAX 16000.0
#define PNG_PIXELS_MAX 60000000.0
#define ZOOM_MAX 8.0

/* A time has to stand in a PDF of cairo; this one says that none is meant. */
#define NO_TIME "1970-01-01T00:00:00Z"

void
esp_diagram_draw (const EspDiagram *diagram, cairo_t *cairo)
{
  EspInk *ink = esp_ink_cairo_new (cairo);

  esp_diagram_draw_all (diagram, ink);
  esp_ink_cairo_free (ink);
}

GBytes *
esp_diagram_write_svg (const EspDiagram *diagram)
{
  const EspDiagramText *text = &diagram->style.text;
  EspInk *ink = esp_ink_svg_new (diagram->width, diagram->height, text->title, text->description);

  esp_diagram_draw_all (diagram, ink);
  return esp_ink_svg_finish (ink);
}

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Takes @out and @surface. */
static GBytes *
finish (GByteArray *out, cairo_surface_t *surface, cairo_status_t status, GError **error)
{
  GBytes *bytes = g_byte_array_free_to_bytes (out);

  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return bytes;
  g_bytes_unref (bytes);
  esp_error_set (error, ESP_REASON_PICTURE, NULL, NULL);
  if (error && *error)
    esp_error_set_detail (*error, cairo_status_to_string (status));
  return NULL;
}

static void
set_metadata (cairo_surface_t *surface, const EspDiagramText *text)
{
  g_autofree char *title = esp_text_escape (text->title ? text->title : "");
  g_autofree char *description = esp_text_escape (text->description ? text->description : "");

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT, description);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, NO_TIME);
}

GBytes *
esp_diagram_write_pdf (const EspDiagram *diagram, GError **error)
{
  GByteArray *out = g_byte_array_new ();
  double scale = MIN (1, PDF_SIDE_MAX / MAX (diagram->width, diagram->height));
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (
    write_cb, out, diagram->width * scale, diagram->height * scale);
  cairo_t *cairo = cairo_create (surface);
  EspInk *ink = esp_ink_cairo_new (cairo);
  cairo_status_t status;

  set_metadata (surface, &diagram->style.text);
  cairo_scale (cairo, scale, scale);
  esp_diagram_draw_all (diagram, ink);
  esp_ink_cairo_free (ink);
  cairo_show_page (cairo);
  status = cairo_status (cairo);
  cairo_destroy (cairo);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  return finish (out, surface, status, error);
}

GBytes *
esp_diagram_write_png (const EspDiagram *diagram, double zoom, GError **error)
{
  GByteArray *out = g_byte_array_new ();
  double side = PNG_SIDE_MAX / MAX (diagram->width, diagram->height);
  double area = sqrt (PNG_PIXELS_MAX / (diagram->width * diagram->height));
  double scale = CLAMP (zoom, 0.01, MIN (ZOOM_MAX, MIN (side, area)));
  cairo_surface_t *surface = cairo_image_surface_create (
    CAIRO_FORMAT_RGB24, (int) ceil (diagram->width * scale), (int) ceil (diagram->height * scale));
  cairo_t *cairo = cairo_create (surface);
  cairo_status_t status;

  cairo_scale (cairo, scale, scale);
  esp_diagram_draw (diagram, cairo);
  status = cairo_status (cairo);
  cairo_destroy (cairo);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, write_cb, out);
  return finish (out, surface, status, error);
}
