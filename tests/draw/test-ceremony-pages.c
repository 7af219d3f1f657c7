/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reports of ceremonies on paper: all fingerprints are in them, whole; pages are numbered; names
 * from outside change nothing; the same ceremony gives the same bytes. The pages are read by
 * pdfinfo and pdftotext, where installed.
 */
#include "draw/esp-ceremony-pages.h"

#include "../design/ceremony-fixture.h"
#include "draw/esp-pages.h"

#include <glib/gstdio.h>
#include <string.h>

static EspCeremony *
read_view (JsonObject *view)
{
  g_autoptr (GError) error = NULL;
  EspCeremony *ceremony = esp_ceremony_read (view, &error);

  g_assert_no_error (error);
  json_object_unref (view);
  return ceremony;
}

/* Three hierarchies, and names of all kinds. */
static EspCeremony *
make_ceremony (void)
{
  g_autofree char *long_name = g_strnfill (400, 'm');
  g_autofree char *words = g_strjoin (" ", "An", "authority", long_name, NULL);
  JsonArray *steps = json_array_new ();

  json_array_add_object_element (steps,
                                 ceremony_step (100, "organizations:CreateAccount", "Plants"));
  json_array_add_object_element (steps, ceremony_ca (101, "Root One", NULL));
  json_array_add_object_element (steps, ceremony_ca (102, CEREMONY_EVIL, "Root One"));
  json_array_add_object_element (steps, ceremony_ca (103, CEREMONY_ARABIC, "Root One"));
  json_array_add_object_element (steps, ceremony_ca (104, "Root Two", NULL));
  json_array_add_object_element (steps, ceremony_ca (105, words, "Root Two"));
  json_array_add_object_element (steps, ceremony_ca (106, "Elsewhere", "Old Root"));
  json_array_add_object_element (steps, ceremony_step (107, "espalier:Unknown", "What"));
  return read_view (ceremony_view (steps, "Meridian Motors & <i>Sons</i>"));
}

/* Every tenth step is an authority. */
static EspCeremony *
make_large (guint n)
{
  JsonArray *steps = json_array_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("Thing %u", i);

      json_array_add_object_element (steps, i % 10 == 0 ?
                                              ceremony_ca (100 + i, name, i ? "Thing 0" : NULL) :
                                              ceremony_step (100 + i, "iam:CreateRole", name));
    }
  return read_view (ceremony_view (steps, "Meridian Motors"));
}

static GBytes *
write_pdf (const EspCeremony *ceremony, gboolean right_to_left)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = esp_ceremony_write_pdf (ceremony, NULL, right_to_left, &error);

  g_assert_no_error (error);
  return bytes;
}

/* What @program says of the PDF; NULL where it is not installed. */
static char *
ask (GBytes *pdf, const char *program, const char *option, const char *last)
{
  g_autofree char *found = g_find_program_in_path (program);
  g_autofree char *folder = g_dir_make_tmp ("espalier-pages-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "report.pdf", NULL);
  char *command[] = { found, (char *) option, path, (char *) last, NULL };
  char *out = NULL;
  int status = 0;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (pdf, NULL),
                                      (gssize) g_bytes_get_size (pdf), NULL));
  if (found)
    g_assert_true (
      g_spawn_sync (NULL, command, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, &status, NULL));
  g_remove (path);
  g_rmdir (folder);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  return out;
}

static guint
count (const char *text, const char *what)
{
  guint n = 0;

  for (const char *at = text; (at = strstr (at, what)); at += strlen (what))
    n++;
  return n;
}

static char *
tell_fingerprint (const char *hex)
{
  GString *text = g_string_new (NULL);

  for (; *hex; hex += 2)
    g_string_append_printf (text, "%s%c%c", text->len ? ":" : "", g_ascii_toupper (hex[0]),
                            g_ascii_toupper (hex[1]));
  return g_string_free (text, FALSE);
}

/* --- What is in it ----------------------------------------------------------------------------*/

static void
test_text (void)
{
  g_autoptr (EspCeremony) ceremony = make_ceremony ();
  g_autoptr (GBytes) pdf = write_pdf (ceremony, FALSE);
  g_autofree char *info = ask (pdf, "pdfinfo", "-isodates", NULL);
  g_autofree char *text = ask (pdf, "pdftotext", "-layout", "-");
  g_autofree char *vault = tell_fingerprint (ceremony->vault_fingerprint);

  if (!info || !text)
    {
      g_test_skip ("poppler-utils is not installed");
      return;
    }
  g_assert_nonnull (strstr (info, "Report of a ceremony"));
  g_assert_nonnull (strstr (info, "2026-11-22T09:00:02Z"));
  g_assert_nonnull (strstr (info, "(A4)"));
  for (guint i = 0; i < ceremony->steps->len; i++)
    {
      const EspCeremonyStep *step = g_ptr_array_index (ceremony->steps, i);
      g_autofree char *fingerprint = step->fingerprint ? tell_fingerprint (step->fingerprint) :
                                                         NULL;

      if (fingerprint)
        g_assert_cmpuint (count (text, fingerprint), ==, 1);
    }
  g_assert_nonnull (strstr (text, "Meridian Motors & <i>Sons</i>"));
  g_assert_nonnull (strstr (text, "Light bulbs and toasters"));
  g_assert_nonnull (strstr (text, "ada, in the role Administrator"));
  g_assert_nonnull (strstr (text, "none was needed"));
  g_assert_nonnull (strstr (text, ceremony->plan_digest));
  g_assert_nonnull (strstr (text, "\\u202e"));
  g_assert_nonnull (strstr (text, "\\u001b"));
  g_assert_null (strchr (text, '\x1b'));
  g_assert_nonnull (strstr (text, "Below Old Root, which was there before"));
  g_assert_nonnull (strstr (text, "espalier:Unknown"));
  g_assert_nonnull (strstr (text, "SubordinateCACertificate_PathLen1/V1"));
  g_assert_cmpuint (count (text, "Witness"), ==, 2);
  /* On each page. */
  g_assert_cmpuint (count (text, vault), ==, count (text, "Page "));
  g_assert_cmpuint (count (text, ceremony->root), ==, count (text, "Page "));
}

static void
test_second_person (void)
{
  g_autoptr (EspCeremony) ceremony = make_ceremony ();
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *text = NULL;

  ceremony->approved_by = g_strdup ("ben");
  g_clear_pointer (&ceremony->plan, g_free);
  g_clear_pointer (&ceremony->role, g_free);
  pdf = write_pdf (ceremony, FALSE);
  text = ask (pdf, "pdftotext", "-layout", "-");
  if (!text)
    {
      g_test_skip ("poppler-utils is not installed");
      return;
    }
  g_assert_null (strstr (text, "none was needed"));
  g_assert_nonnull (strstr (text, "Second person, who consented"));
  g_assert_cmpuint (count (text, "ben\n"), ==, 2);
}

static void
test_same_again (void)
{
  for (int right_to_left = 0; right_to_left < 2; right_to_left++)
    {
      g_autoptr (EspCeremony) one = make_ceremony ();
      g_autoptr (EspCeremony) two = make_ceremony ();
      g_autoptr (GBytes) first = write_pdf (one, right_to_left);
      g_autoptr (GBytes) second = write_pdf (two, right_to_left);

      g_assert_true (g_bytes_equal (first, second));
    }
}

/* Mirrored, and with the same words. */
static void
test_right_to_left (void)
{
  g_autoptr (EspCeremony) ceremony = make_ceremony ();
  g_autoptr (GBytes) left = write_pdf (ceremony, FALSE);
  g_autoptr (GBytes) right = write_pdf (ceremony, TRUE);
  g_autofree char *text = ask (right, "pdftotext", "-layout", "-");
  g_autofree char *fingerprint = NULL;

  g_assert_false (g_bytes_equal (left, right));
  if (!text)
    {
      g_test_skip ("poppler-utils is not installed");
      return;
    }
  fingerprint = tell_fingerprint (
    ((EspCeremonyStep *) g_ptr_array_index (ceremony->steps, 1))->fingerprint);
  g_assert_cmpuint (count (text, fingerprint), ==, 1);
}

/* --- Pages ------------------------------------------------------------------------------------*/

static void
test_many (void)
{
  g_autoptr (EspCeremony) ceremony = make_large (2000);
  gint64 before = g_get_monotonic_time ();
  g_autoptr (GBytes) pdf = write_pdf (ceremony, FALSE);
  double seconds = (double) (g_get_monotonic_time () - before) / G_USEC_PER_SEC;
  g_autofree char *info = ask (pdf, "pdfinfo", "-isodates", NULL);
  g_autofree char *text = ask (pdf, "pdftotext", "-layout", "-");
  guint pages;

  g_test_message ("%.1f s, %zu KB", seconds, g_bytes_get_size (pdf) / 1024);
  if (!info || !text)
    {
      g_test_skip ("poppler-utils is not installed");
      return;
    }
  pages = (guint) g_ascii_strtoull (strstr (info, "Pages:") + strlen ("Pages:"), NULL, 10);
  g_test_message ("%u pages", pages);
  g_assert_cmpuint (pages, >, 50);
  g_assert_cmpuint (pages, <, 150);
  for (guint i = 1; i <= pages; i++)
    {
      g_autofree char *number = g_strdup_printf ("Page %u of %u\n", i, pages);

      g_assert_cmpuint (count (text, number), ==, 1);
    }
  for (guint i = 0; i < ceremony->steps->len; i++)
    {
      const EspCeremonyStep *step = g_ptr_array_index (ceremony->steps, i);
      g_autofree char *fingerprint = step->fingerprint ? tell_fingerprint (step->fingerprint) :
                                                         NULL;
      g_autofree char *line = g_strconcat (step->name, "  ", NULL);

      g_assert_nonnull (strstr (text, line));
      if (fingerprint)
        g_assert_nonnull (strstr (text, fingerprint));
    }
}

/* --- The frame itself -------------------------------------------------------------------------*/

#define MARKS                                                                                      \
  "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301"

static void
compose_cb (EspPages *pages, gpointer data)
{
  const EspPagesColumn columns[] = { { "Serial", 0.6, FALSE, TRUE },
                                     { "Count", 0.4, TRUE, FALSE } };
  g_autofree char *tall = g_strnfill (60000, 'w');
  g_autofree char *exact = g_strnfill (9000, 'f');
  const EspPagesField fields[] = { { "Long", tall, FALSE },
                                   { "Exact", exact, TRUE },
                                   { "Left out", NULL, FALSE },
                                   { tall, MARKS, FALSE },
                                   { "Broken", "\xff\xfe", FALSE } };
  const EspPagesPerson persons[] = { { tall, tall }, { "Witness", NULL } };

  esp_pages_title (pages, tall, NULL);
  esp_pages_paragraph (pages, "");
  esp_pages_table_begin (pages, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < 200; i++)
    esp_pages_table_row (pages, (const char *[]){ "00:11", i % 2 ? NULL : "7" },
                         i == 100 ? fields : NULL, i == 100 ? G_N_ELEMENTS (fields) : 0);
  esp_pages_table_end (pages);
  esp_pages_fields (pages, fields, G_N_ELEMENTS (fields));
  esp_pages_signatures (pages, "Signed", tall, persons, G_N_ELEMENTS (persons),
                        (const char *[]){ tall, "Signature" }, 2);
}

static void
test_frame (void)
{
  EspPagesStyle style = { .title = "Serials", .page = "Page {n} of {total}", .time = 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = esp_pages_write (&style, compose_cb, NULL, &error);
  g_autofree char *text = NULL;
  guint pages;

  g_assert_no_error (error);
  text = ask (pdf, "pdftotext", "-layout", "-");
  if (!text)
    {
      g_test_skip ("poppler-utils is not installed");
      return;
    }
  pages = count (text, "Page ");
  g_assert_cmpuint (pages, >, 5);
  g_assert_cmpuint (pages, <, 15);
  g_assert_cmpuint (count (text, "00:11"), ==, 200);
  /* The headings of a table stand on each of its pages. */
  g_assert_cmpuint (count (text, "Count"), >=, 4);
  /* What people compare is whole, twice; other texts end (and what is behind the "…" can be
   * searched for). */
  g_assert_cmpuint (count (text, "f"), >=, 18000);
  g_assert_cmpuint (count (text, "w"), <=, 20000);
  g_assert_nonnull (strstr (text, "…"));
  g_assert_nonnull (strstr (text, "\\xff\\xfe"));
  g_assert_null (strstr (text, "Left out"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ceremony-pages/text", test_text);
  g_test_add_func ("/ceremony-pages/second-person", test_second_person);
  g_test_add_func ("/ceremony-pages/same-again", test_same_again);
  g_test_add_func ("/ceremony-pages/right-to-left", test_right_to_left);
  g_test_add_func ("/ceremony-pages/many", test_many);
  g_test_add_func ("/pages/frame", test_frame);
  return g_test_run ();
}
