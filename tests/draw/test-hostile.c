/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts of all evil kinds in each place that a picture or a page has for one. What comes of it is
 * judged from outside by judge-hostile.py: SVG by expat, against a list of the elements and
 * attributes that there are; PDF by pdfinfo and pdftotext, which find the text again, inside the
 * paper.
 */
#include "../design/ceremony-fixture.h"
#include "draw/esp-ceremony-pages.h"
#include "draw/esp-diagram-private.h"
#include "draw/esp-report-pages.h"
#include "hostile-texts.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1780315200)
#define CEREMONY_LIMIT 900 /* bytes */
#define DIGEST "3c8855cb0405f3fba7bb1bcd900e9c4e7ee854276c891ccfa59e3a576114956a"

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("espalier-hostile-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
keep (Fixture *fixture, const HostileText *row, const char *ending, const void *bytes, gsize len)
{
  g_autofree char *name = g_strconcat (row->name, ending, NULL);
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, (gssize) len, NULL));
}

/* All files of the folder at once; the judge says what it found. Where pdfinfo and pdftotext are
 * not installed it says so and ends with 77. */
static void
judge (Fixture *fixture, const char *kind)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "draw", "judge-hostile.py", NULL);
  const char *argv[] = { "python3", script, kind, fixture->folder, NULL };
  g_autofree char *out = NULL, *problems = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &problems,
                &status, &error);
  g_assert_no_error (error);
  g_test_message ("%s%s", out, problems);
  if (WIFEXITED (status) && WEXITSTATUS (status) == 77)
    g_test_skip ("pdfinfo and pdftotext are not at hand");
  else
    g_assert_cmpint (status, ==, 0);
}

/* --- Diagrams ----------------------------------------------------------------------------------*/

static EspDiagramCard *
make_card (const char *text, int parent)
{
  EspDiagramCard *card = esp_diagram_card_new (text);

  card->parent = parent;
  card->template_name = g_strdup (text);
  card->path_length = g_strdup (text);
  card->algorithm = g_strdup (text);
  card->validity = g_strdup (text);
  card->state = g_strdup (text);
  card->account = g_strdup (text);
  card->account_name = g_strdup (text);
  card->two_persons = TRUE;
  return card;
}

static EspDiagram *
make_diagram (const char *text)
{
  g_autoptr (GPtrArray)
    cards = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_diagram_card_free);
  EspDiagramStyle style = { .palette = ESP_DIAGRAM_LIGHT,
                            .text = { .title = text,
                                      .subtitle = text,
                                      .description = text,
                                      .path_length = text,
                                      .two_persons = text } };

  g_ptr_array_add (cards, make_card (text, -1));
  g_ptr_array_add (cards, make_card (text, 0));
  g_ptr_array_add (cards, make_card ("Plain", 0));
  return esp_diagram_new (cards, &style);
}

static void
test_svg (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hostile_texts); i++)
    {
      g_autofree char *text = hostile_text (&hostile_texts[i]);
      g_autoptr (EspDiagram) diagram = make_diagram (text);
      g_autoptr (GBytes) svg = esp_diagram_write_svg (diagram);

      keep (fixture, &hostile_texts[i], ".svg", g_bytes_get_data (svg, NULL),
            g_bytes_get_size (svg));
    }
  judge (fixture, "diagram");
}

static void
test_diagram_pdf (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hostile_texts); i++)
    {
      g_autofree char *text = hostile_text (&hostile_texts[i]);
      g_autoptr (EspDiagram) diagram = make_diagram (text);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) pdf = esp_diagram_write_pdf (diagram, &error);
      g_autoptr (GBytes) png = esp_diagram_write_png (diagram, 1, NULL);

      g_assert_no_error (error);
      g_assert_nonnull (png);
      keep (fixture, &hostile_texts[i], ".pdf", g_bytes_get_data (pdf, NULL),
            g_bytes_get_size (pdf));
    }
  judge (fixture, "pdf");
}

/* --- Charts ------------------------------------------------------------------------------------*/

static GBytes *
draw_chart (const char *text, EspChartForm form)
{
  EspChartStyle style = { .form = form,
                          .series = { text, text },
                          .others = text,
                          .nothing = text,
                          .size = 8,
                          .colours = esp_chart_colours_get (ESP_DIAGRAM_PRINT) };
  g_autoptr (EspChart) chart = esp_chart_new (&style);
  EspInk *ink;
  double height;

  for (guint i = 0; i < 40; i++)
    esp_chart_add (chart, i % 2 ? text : "Plain", i, i / 2);
  ink = esp_ink_svg_new (400, 400, text, text);
  height = esp_chart_get_height (chart, ink, 400);
  g_assert_cmpfloat (height, >, 0);
  esp_chart_draw (chart, ink, 0, 0, 400);
  return esp_ink_svg_finish (ink);
}

static void
test_charts (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hostile_texts); i++)
    {
      g_autofree char *text = hostile_text (&hostile_texts[i]);
      g_autoptr (GBytes) columns = draw_chart (text, ESP_CHART_COLUMNS);
      g_autoptr (GBytes) bars = draw_chart (text, ESP_CHART_BARS);

      keep (fixture, &hostile_texts[i], ".columns.svg", g_bytes_get_data (columns, NULL),
            g_bytes_get_size (columns));
      keep (fixture, &hostile_texts[i], ".bars.svg", g_bytes_get_data (bars, NULL),
            g_bytes_get_size (bars));
    }
  judge (fixture, "chart");
}

/* --- Paper -------------------------------------------------------------------------------------*/

static EspCertificateRow *
make_row (const char *text, guint i)
{
  EspCertificateRow *row = esp_certificate_row_new ();

  row->ca = g_strdup ("ca-0");
  row->ca_label = g_strdup (text);
  row->requester_account = g_strdup (text);
  row->serial = g_strdup_printf ("%032x", i);
  row->report_subject = g_strdup (text);
  row->issued_at = NOW - 86400 * 30;
  row->not_before = row->issued_at - 3600;
  row->not_after = row->issued_at + 86400 * 365;
  row->template_name = g_strdup (text);
  row->revoked_at = i % 2 ? NOW - 86400 : 0;
  return row;
}

static gboolean
each_cb (guint index, EspReportPagesAdd add, gpointer pages, gpointer data, GError **error)
{
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (EspCertificateRow) row = make_row (data, i);

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

static GByteArray *
write_report (char *text)
{
  EspReportPagesCa cas[] = { { "ca-0", text, text, ESP_CA_ACTIVE } };
  EspReportPagesCa left_out[] = { { "ca-1", text, text, ESP_CA_ACTIVE } };
  g_autoptr (EspReportCounts) counts = esp_report_counts_new (NOW);
  g_autoptr (GHashTable) accounts = g_hash_table_new (g_str_hash, g_str_equal);
  GByteArray *out = g_byte_array_new ();
  EspReportPages report = { .organization = text,
                            .ca = text,
                            .account = text,
                            .account_name = text,
                            .made_by = text,
                            .role = text,
                            .made_at = NOW,
                            .vault_fingerprint = DIGEST,
                            .log_size = 42,
                            .log_root = DIGEST,
                            .cas = cas,
                            .n_cas = 1,
                            .left_out = left_out,
                            .n_left_out = 1,
                            .counts = counts,
                            .accounts = accounts,
                            .each = each_cb,
                            .data = text };
  g_autoptr (GError) error = NULL;

  g_hash_table_insert (accounts, text, text);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (EspCertificateRow) row = make_row (text, i);

      esp_report_counts_add (counts, row);
    }
  g_assert_true (esp_report_pages_write (&report, append_cb, out, &error));
  g_assert_no_error (error);
  return out;
}

static void
test_report (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hostile_texts); i++)
    {
      g_autofree char *text = hostile_text (&hostile_texts[i]);
      g_autoptr (GByteArray) pdf = write_report (text);

      keep (fixture, &hostile_texts[i], ".pdf", pdf->data, pdf->len);
    }
  judge (fixture, "pdf");
}

/* A ceremony is read from JSON, which holds no invalid UTF-8; one without names is refused there.
 */
static GBytes *
write_ceremony (const char *text, gboolean right_to_left)
{
  JsonArray *steps = json_array_new ();
  g_autoptr (JsonObject) view = NULL;
  g_autoptr (EspCeremony) ceremony = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *pdf;

  json_array_add_object_element (steps, ceremony_step (100, "organizations:CreateAccount", text));
  json_array_add_object_element (steps, ceremony_ca (101, text, NULL));
  json_array_add_object_element (steps, ceremony_ca (102, "Below", text));
  view = ceremony_view (steps, text);
  json_object_set_string_member (view, "PerformedBy", text);
  json_object_set_string_member (view, "Plan", text);
  json_object_set_string_member (view, "Role", text);
  ceremony = esp_ceremony_read (view, &error);
  g_assert_no_error (error);
  pdf = esp_ceremony_write_pdf (ceremony, NULL, right_to_left, &error);
  g_assert_no_error (error);
  return pdf;
}

/* A ceremony is read from JSON, which holds no invalid UTF-8; the reader bounds its texts, and
 * refuses one without names. */
static void
test_ceremony (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hostile_texts); i++)
    {
      g_autofree char *raw = hostile_text (&hostile_texts[i]);
      g_autofree char *text = g_utf8_make_valid (raw, (gssize) MIN (strlen (raw), CEREMONY_LIMIT));
      g_autoptr (GBytes) pdf = *text ? write_ceremony (text, i % 2) : NULL;

      if (pdf)
        keep (fixture, &hostile_texts[i], ".pdf", g_bytes_get_data (pdf, NULL),
              g_bytes_get_size (pdf));
    }
  judge (fixture, "pdf");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define HOSTILE_ADD(name, test)                                                                    \
  g_test_add ("/draw/hostile/" name, Fixture, NULL, set_up, test, tear_down)
  HOSTILE_ADD ("svg", test_svg);
  HOSTILE_ADD ("diagram-pdf", test_diagram_pdf);
  HOSTILE_ADD ("charts", test_charts);
  HOSTILE_ADD ("report", test_report);
  HOSTILE_ADD ("ceremony", test_ceremony);
  return g_test_run ();
}
