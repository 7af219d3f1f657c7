/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Charts and the audit report on paper: no text of a chart hides another, in either direction and
 * at any width; series differ without colour; colours can be read; the same report gives the same
 * bytes; and pdfinfo and pdftotext, where they are installed, find each page with what belongs on
 * it.
 */
#include "base/esp-error.h"
#include "draw/esp-report-pages.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1780315200)
#define EVIL "CN=<b>&amp;\"' \xe2\x80\xae \x1b[31m"
#define ARABIC "CN=سلطة الشهادات"
#define ROOT "3c8855cb0405f3fba7bb1bcd900e9c4e7ee854276c891ccfa59e3a576114956a"

/* --- An ink that only remembers ---------------------------------------------------------------*/

typedef struct
{
  EspInk ink;
  GArray *texts; /* EspInkBox */
  guint n_filled, n_hollow;
} Memory;

static void
memory_box (EspInk *ink,
            const EspInkBox *box,
            double radius,
            EspColour fill,
            EspColour stroke,
            double line_width)
{
  Memory *memory = (Memory *) ink;

  g_assert_cmpfloat (box->width, >=, 0);
  g_assert_cmpfloat (box->height, >=, 0);
  memory->n_filled += stroke == 0;
  memory->n_hollow += stroke != 0;
}

static void
memory_line (EspInk *ink,
             const EspInkPoint *points,
             guint n_points,
             double radius,
             EspColour stroke,
             double line_width)
{
}

static void
memory_text (EspInk *ink, const EspInkText *text, PangoLayout *layout, double width)
{
  static const double before[] = { 0, 0.5, 1 };
  EspInkBox box = { text->x - width * before[text->align], text->baseline - text->size * 0.8, width,
                    text->size };

  g_array_append_val (((Memory *) ink)->texts, box);
}

static Memory *
memory_new (void)
{
  Memory *memory = g_new0 (Memory, 1);

  memory->ink = (EspInk){ .context = esp_ink_create_context (),
                          .box = memory_box,
                          .line = memory_line,
                          .text = memory_text };
  memory->texts = g_array_new (FALSE, FALSE, sizeof (EspInkBox));
  return memory;
}

static void
memory_free (Memory *memory)
{
  g_object_unref (memory->ink.context);
  g_array_unref (memory->texts);
  g_free (memory);
}

static gboolean
overlap (const EspInkBox *a, const EspInkBox *b)
{
  return a->x + 0.1 < b->x + b->width && b->x + 0.1 < a->x + a->width &&
         a->y + 0.1 < b->y + b->height && b->y + 0.1 < a->y + a->height;
}

/* --- Charts -----------------------------------------------------------------------------------*/

static EspChart *
make_chart (EspChartForm form, guint n, gint64 highest, gboolean right_to_left)
{
  EspChartStyle style = { .form = form,
                          .series = { "Issued", "Revoked" },
                          .others = "Others ({n})",
                          .nothing = "Nothing",
                          .size = 8,
                          .right_to_left = right_to_left,
                          .colours = esp_chart_colours_get (ESP_DIAGRAM_PRINT) };
  EspChart *chart = esp_chart_new (&style);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = form == ESP_CHART_COLUMNS ?
                                 g_strdup_printf ("20%02u-%02u", 20 + i / 12, i % 12 + 1) :
                                 g_strdup_printf ("A template with a long name %u " ARABIC, i);

      esp_chart_add (chart, label, i + 1 == n ? highest : (gint64) i, (gint64) i / 3);
    }
  g_assert_cmpuint (esp_chart_get_n_bars (chart), ==, n);
  return chart;
}

static void
check_chart (EspChartForm form, guint n, gint64 highest, double width, gboolean right_to_left)
{
  g_autoptr (EspChart) chart = make_chart (form, n, highest, right_to_left);
  Memory *memory = memory_new ();
  double height = esp_chart_get_height (chart, &memory->ink, width);

  g_assert_cmpfloat (height, >, 0);
  esp_chart_draw (chart, &memory->ink, 100, 50, width);
  g_assert_cmpuint (memory->texts->len, >, 0);
  for (guint i = 0; i < memory->texts->len; i++)
    {
      const EspInkBox *one = &g_array_index (memory->texts, EspInkBox, i);

      g_assert_cmpfloat (one->x, >=, 99);
      g_assert_cmpfloat (one->x + one->width, <=, 101 + width);
      g_assert_cmpfloat (one->y, >=, 49);
      g_assert_cmpfloat (one->y + one->height, <=, 52 + height);
      for (guint j = 0; j < i; j++)
        g_assert_false (overlap (one, &g_array_index (memory->texts, EspInkBox, j)));
    }
  if (n > 3)
    {
      g_assert_cmpuint (memory->n_filled, >, 1);
      g_assert_cmpuint (memory->n_hollow, >, 1);
    }
  memory_free (memory);
}

static void
test_chart_texts (void)
{
  static const guint numbers[] = { 0, 1, 2, 12, 36, 200 };
  static const gint64 highest[] = { 0, 1, 3, 999, 1000000, G_GINT64_CONSTANT (9000000000000) };
  static const double widths[] = { 240, 320, 499, 1200 };

  for (gsize n = 0; n < G_N_ELEMENTS (numbers); n++)
    for (gsize h = 0; h < G_N_ELEMENTS (highest); h++)
      for (gsize w = 0; w < G_N_ELEMENTS (widths); w++)
        for (int form = ESP_CHART_COLUMNS; form <= ESP_CHART_BARS; form++)
          check_chart ((EspChartForm) form, numbers[n], highest[h], widths[w], (n + h + w) % 2);
}

static double
luminance (EspColour colour)
{
  double all = 0;
  static const double weights[] = { 0.2126, 0.7152, 0.0722 };

  for (guint i = 0; i < 3; i++)
    {
      double part = ((colour >> (24 - i * 8)) & 0xff) / 255.0;

      all += weights[i] * (part <= 0.03928 ? part / 12.92 : pow ((part + 0.055) / 1.055, 2.4));
    }
  return all;
}

static double
contrast (EspColour a, EspColour b)
{
  double one = luminance (a), other = luminance (b);

  return (MAX (one, other) + 0.05) / (MIN (one, other) + 0.05);
}

static void
test_colours (void)
{
  for (int palette = 0; palette < ESP_DIAGRAM_N_PALETTES; palette++)
    {
      EspChartColours colours = esp_chart_colours_get ((EspDiagramPalette) palette);
      double text = palette == ESP_DIAGRAM_HIGH_CONTRAST ? 7 : 4.5;

      g_assert_cmpfloat (contrast (colours.text, colours.surface), >=, text);
      g_assert_cmpfloat (contrast (colours.dim, colours.surface), >=, text);
      for (guint s = 0; s < ESP_CHART_SERIES; s++)
        g_assert_cmpfloat (contrast (colours.series[s], colours.surface), >=, 3);
    }
}

static void
test_count (void)
{
  static const struct
  {
    gint64 number;
    const char *text;
  } rows[] = {
    { 0, "0" },       { 999, "999" }, { 1000, "1\u202f000" }, { -1234567, "-1\u202f234\u202f567" },
    { -123, "-123" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = esp_chart_count (rows[i].number);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

/* --- Paper ------------------------------------------------------------------------------------*/

static EspCertificateRow *
make_row (guint ca, guint i)
{
  static const char *const subjects[] = { "CN=unit-", EVIL, ARABIC };
  EspCertificateRow *row = esp_certificate_row_new ();

  row->ca = g_strdup_printf ("ca-%u", ca);
  row->ca_label = g_strdup_printf ("Authority %u", ca);
  row->requester_account = g_strdup (i % 4 ? "222233334444" : "333344445555");
  row->serial = g_strdup_printf ("%032x", ca * 1000000 + i);
  row->report_subject = i % 50 < 3 && i % 50 > 0 ? g_strdup (subjects[i % 50]) :
                                                   g_strdup_printf ("CN=unit-%06u", i);
  row->issued_at = NOW - 86400 * 300 + i * 60;
  row->not_before = row->issued_at - 3600;
  row->not_after = row->issued_at + 86400 * 365;
  row->template_name = i % 5 ? g_strdup ("EndEntityClientAuthCertificate") : NULL;
  row->revoked_at = i % 10 ? 0 : row->issued_at + 86400;
  row->revocation_reason = i % 10 ? 0 : 5;
  return row;
}

typedef struct
{
  guint n[3];
  guint fail_at; /* 0: never */
} Rows;

static gboolean
each_cb (guint index, EspReportPagesAdd add, gpointer pages, gpointer data, GError **error)
{
  const Rows *rows = data;

  for (guint i = 0; i < rows->n[index]; i++)
    {
      g_autoptr (EspCertificateRow) row = make_row (index, i);

      if (rows->fail_at && i == rows->fail_at)
        {
          esp_error_set (error, ESP_REASON_VAULT_OPEN, "rows", NULL);
          return FALSE;
        }
      if (!add (row, pages, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
append_cb (const char *bytes, gsize len, gpointer data, GError **error)
{
  g_byte_array_append (data, (const guint8 *) bytes, (guint) len);
  return TRUE;
}

static const char *
translate_long (const char *one, const char *many, gulong n)
{
  return g_str_equal (one, "Audit report") ? "تقرير التدقيق" : one;
}

static GByteArray *
write_paper (Rows *rows, gboolean right_to_left, GError **error)
{
  static const EspReportPagesCa cas[] = {
    { "ca-0", "Authority 0", "arn:aws:acm-pca:local:111122223333:certificate-authority/0",
      ESP_CA_ACTIVE },
    { "ca-1", "Authority 1", "arn:aws:acm-pca:local:111122223333:certificate-authority/1",
      ESP_CA_DELETED },
    { "ca-2", "Authority <2>", "arn:aws:acm-pca:local:111122223333:certificate-authority/2",
      ESP_CA_EXPIRED },
  };
  static const EspReportPagesCa left_out[] = {
    { "ca-3", "Hidden & co", "arn:aws:acm-pca:local:111122223333:certificate-authority/3",
      ESP_CA_ACTIVE },
  };
  g_autoptr (EspReportCounts) counts = esp_report_counts_new (NOW);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  EspReportPages report = { .organization = "Meridian & Motors",
                            .made_by = "Ada Kern",
                            .role = "Auditor",
                            .made_at = NOW,
                            .vault_fingerprint = ROOT,
                            .log_size = 42,
                            .log_root = ROOT,
                            .cas = cas,
                            .n_cas = G_N_ELEMENTS (cas),
                            .left_out = left_out,
                            .n_left_out = 1,
                            .counts = counts,
                            .translate = right_to_left ? translate_long : NULL,
                            .right_to_left = right_to_left,
                            .each = each_cb,
                            .data = rows };

  for (guint ca = 0; ca < 3; ca++)
    for (guint i = 0; i < rows->n[ca]; i++)
      {
        g_autoptr (EspCertificateRow) row = make_row (ca, i);

        esp_report_counts_add (counts, row);
      }
  if (!esp_report_pages_write (&report, append_cb, out, error))
    return NULL;
  return g_steal_pointer (&out);
}

static void
test_same_bytes (void)
{
  for (int right_to_left = 0; right_to_left < 2; right_to_left++)
    {
      Rows rows = { { 300, 0, 40 }, 0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (GByteArray) one = write_paper (&rows, right_to_left, &error);
      g_autoptr (GByteArray) other = write_paper (&rows, right_to_left, &error);

      g_assert_no_error (error);
      g_assert_cmpmem (one->data, one->len, other->data, other->len);
      g_assert_true (memcmp (one->data, "%PDF-", 5) == 0);
    }
}

static char *
run (const char *program, const char *first, const char *path, const char *last)
{
  const char *argv[] = { program, first, path, last, NULL };
  g_autofree char *found = g_find_program_in_path (program);
  char *out = NULL;
  int status;

  if (!found)
    return NULL;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return out;
}

/* Each page has its number, the vault's fingerprint and the log's root. */
static void
check_pages (const char *text, guint n_pages)
{
  g_auto (GStrv) pages = g_strsplit (text, "\f", -1);

  g_assert_cmpuint (g_strv_length (pages), ==, n_pages + 1); /* after the last one nothing */
  for (guint i = 0; i < n_pages; i++)
    {
      g_autofree char *number = g_strdup_printf ("Page %u of %u", i + 1, n_pages);

      g_assert_nonnull (strstr (pages[i], number));
      g_assert_nonnull (strstr (pages[i], ROOT));
      g_assert_nonnull (strstr (pages[i], "3C:88:55:CB"));
    }
}

static void
test_judged_by_poppler (void)
{
  Rows rows = { { 500, 0, 40 }, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) paper = write_paper (&rows, FALSE, &error);
  g_autofree char *folder = g_dir_make_tmp ("report-pages-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "report.pdf", NULL);
  g_autofree char *info = NULL, *text = NULL;
  guint n_pages;

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, (const char *) paper->data, paper->len, NULL));
  info = run ("pdfinfo", "-enc", "UTF-8", path);
  text = run ("pdftotext", "-layout", path, "-");
  g_unlink (path);
  g_rmdir (folder);
  if (!info || !text)
    {
      g_test_skip ("pdfinfo and pdftotext are not at hand");
      return;
    }
  n_pages = (guint) g_ascii_strtoull (strstr (info, "Pages:") + strlen ("Pages:"), NULL, 10);
  /* 540 certificates, about thirty a page, after at least two pages of counts. */
  g_assert_cmpuint (n_pages, >=, 18);
  g_assert_cmpuint (n_pages, <=, 30);
  check_pages (text, n_pages);
  g_assert_nonnull (strstr (info, "Mon Jun  1 12:00:00 2026"));
  for (guint i = 0; i < 500; i += 7)
    {
      g_autofree char *subject = g_strdup_printf ("CN=unit-%06u", i);
      g_autofree char *serial = g_strdup_printf ("%032x", i);

      if (i % 50 > 2 || i % 50 == 0)
        g_assert_nonnull (strstr (text, subject));
      g_assert_nonnull (strstr (text, serial));
    }
  g_assert_nonnull (strstr (text, "Hidden & co"));
  g_assert_nonnull (strstr (text, "Its report may not be made"));
  g_assert_nonnull (strstr (text, "Deleted"));
  g_assert_nonnull (strstr (text, "Authority <2>"));
  g_assert_nonnull (strstr (text, "Cessation of operation"));
  g_assert_nonnull (strstr (text, "No template"));
  g_assert_nonnull (strstr (text, "\\u202e"));
  g_assert_null (strstr (text, "\u202e "));
}

static void
test_failing_rows (void)
{
  Rows rows = { { 100, 10, 10 }, 50 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) paper = write_paper (&rows, FALSE, &error);

  g_assert_null (paper);
  g_assert_true (esp_error_has_reason (error, ESP_REASON_VAULT_OPEN));
}

static gboolean
refuse_cb (const char *bytes, gsize len, gpointer data, GError **error)
{
  esp_error_set (error, ESP_REASON_FILE_WRITE, "paper", NULL);
  return FALSE;
}

static void
compose_cb (EspPages *pages, gpointer data)
{
  esp_pages_title (pages, "Title", NULL);
}

static void
test_failing_sink (void)
{
  EspPagesStyle style = { .title = "Title", .page = "{n} of {total}", .time = NOW };
  g_autoptr (GError) error = NULL;

  g_assert_false (esp_pages_write_to (&style, compose_cb, NULL, refuse_cb, NULL, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_FILE_WRITE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/chart/texts", test_chart_texts);
  g_test_add_func ("/draw/chart/colours", test_colours);
  g_test_add_func ("/draw/chart/count", test_count);
  g_test_add_func ("/draw/report-pages/same-bytes", test_same_bytes);
  g_test_add_func ("/draw/report-pages/judged-by-poppler", test_judged_by_poppler);
  g_test_add_func ("/draw/report-pages/failing-rows", test_failing_rows);
  g_test_add_func ("/draw/report-pages/failing-sink", test_failing_sink);
  return g_test_run ();
}
