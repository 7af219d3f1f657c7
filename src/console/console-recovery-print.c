/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sheet for the safe. Each group of the passphrase is laid out by itself, so that the whole of
 * it is never in memory that is not wiped. What is drawn is for a pen, too: large, one font, no
 * colour. */
#include "console-recovery-print.h"

#include "base/esp-text.h"
#include "console-error.h"
#include "console-format.h"

#include <glib/gi18n.h>
#include <pango/pangocairo.h>

#define MARGIN 36.0
#define COLUMNS 3
#define LINES_MAX 6

/* --- Groups ------------------------------------------------------------------------------------*/

gboolean
console_recovery_get_group (EspSecret *passphrase,
                            guint index,
                            char group[CONSOLE_RECOVERY_GROUP_MAX])
{
  gsize len, n = 0;
  const guint8 *bytes = esp_secret_get_bytes (passphrase, &len);
  guint at = 0;

  for (gsize i = 0; i < len && at <= index; i++)
    if (bytes[i] == '-')
      at++;
    else if (at == index && n + 1 < CONSOLE_RECOVERY_GROUP_MAX)
      group[n++] = (char) bytes[i];
  group[n] = '\0';
  return n > 0;
}

/* --- The sheet ---------------------------------------------------------------------------------*/

/* A path may be as long as it likes, and the sheet is one: after LINES_MAX lines it ends in "…". */
static double
draw_text (cairo_t *cr, double x, double y, double width, const char *font, const char *text)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoFontDescription *description = pango_font_description_from_string (font);
  int height;

  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_height (layout, -LINES_MAX);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_MIDDLE);
  pango_layout_set_text (layout, text, -1);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
  pango_layout_get_pixel_size (layout, NULL, &height);
  return y + height;
}

/* The hyphen stands with the group before it: it belongs to the passphrase, and to no gap. */
static void
append_hyphen (EspSecret *passphrase, guint index, char group[CONSOLE_RECOVERY_GROUP_MAX])
{
  char next[CONSOLE_RECOVERY_GROUP_MAX];
  gsize len = strlen (group);

  if (console_recovery_get_group (passphrase, index + 1, next) &&
      len + 1 < CONSOLE_RECOVERY_GROUP_MAX)
    {
      group[len] = '-';
      group[len + 1] = '\0';
    }
  esp_wipe (next, sizeof next);
}

static double
draw_groups (cairo_t *cr, double y, double width, EspSecret *passphrase)
{
  char group[CONSOLE_RECOVERY_GROUP_MAX];
  double column = width / COLUMNS;

  for (guint i = 0; console_recovery_get_group (passphrase, i, group); i++)
    {
      if (i > 0 && i % COLUMNS == 0)
        y += 40;
      append_hyphen (passphrase, i, group);
      draw_text (cr, MARGIN + (i % COLUMNS) * column, y, column, "Monospace 20", group);
      esp_wipe (group, sizeof group);
    }
  return y + 40;
}

void
console_recovery_draw (cairo_t *cr,
                       double width,
                       const char *organization,
                       const char *file,
                       EspSecret *passphrase)
{
  double inside = width - 2 * MARGIN;
  g_autofree char *shown_organization = esp_text_escape (organization);
  g_autofree char *shown_file = esp_text_escape (file);
  g_autofree char *file_text = g_strdup_printf (_ ("It opens this file: %s"), shown_file);
  g_autofree char *date = console_format_date (g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *date_text = g_strdup_printf (_ ("Made on %s"), date);
  double y = MARGIN;

  cairo_set_source_rgb (cr, 0, 0, 0);
  y = draw_text (cr, MARGIN, y, inside, "Sans 11", _ ("Espalier: recovery passphrase")) + 6;
  y = draw_text (cr, MARGIN, y, inside, "Sans Bold 20", shown_organization) + 30;
  y = draw_groups (cr, y, inside, passphrase) + 12;
  y = draw_text (cr, MARGIN, y, inside, "Sans 11", file_text) + 6;
  y = draw_text (cr, MARGIN, y, inside, "Sans 11", date_text) + 18;
  draw_text (
    cr, MARGIN, y, inside, "Sans 11",
    _ ("Whoever has this sheet and the file can use every CA of the organization. Keep the "
       "two apart from each other, locked away, and away from the computer. Small letters; "
       "the hyphens between the groups belong to it."));
}

/* --- The printer -------------------------------------------------------------------------------*/

typedef struct
{
  char *organization;
  char *file;
  EspSecret *passphrase;
  GWeakRef over;
} Sheet;

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;

  g_weak_ref_clear (&sheet->over);
  g_free (sheet->organization);
  g_free (sheet->file);
  esp_secret_unref (sheet->passphrase);
  g_free (sheet);
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer data)
{
  const Sheet *sheet = data;

  console_recovery_draw (gtk_print_context_get_cairo_context (context),
                         gtk_print_context_get_width (context), sheet->organization, sheet->file,
                         sheet->passphrase);
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer data)
{
  Sheet *sheet = data;
  g_autoptr (GtkWidget) over = g_weak_ref_get (&sheet->over);
  g_autoptr (GError) error = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    return;
  gtk_print_operation_get_error (operation, &error);
  if (over && error)
    console_error_show (over, error);
}

GtkPrintOperation *
console_recovery_new_operation (GtkWindow *over,
                                const char *organization,
                                const char *file,
                                EspSecret *passphrase)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  Sheet *sheet = g_new0 (Sheet, 1);

  sheet->organization = g_strdup (organization);
  sheet->file = g_strdup (file);
  sheet->passphrase = esp_secret_ref (passphrase);
  g_weak_ref_init (&sheet->over, over);
  g_object_set_data_full (G_OBJECT (operation), "console-sheet", sheet, sheet_free);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), sheet);
  g_signal_connect (operation, "done", G_CALLBACK (done_cb), sheet);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, C_ ("print job", "Espalier recovery passphrase"));
  return operation;
}

void
console_recovery_print (GtkWindow *over,
                        const char *organization,
                        const char *file,
                        EspSecret *passphrase)
{
  g_autoptr (GtkPrintOperation)
    operation = console_recovery_new_operation (over, organization, file, passphrase);

  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, over, NULL);
}
