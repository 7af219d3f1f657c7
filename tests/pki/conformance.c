/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What conformance.h promises: unpacking, the list of exceptions, the figures. */
#include "conformance.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>

#define SLOW CLOCKS_PER_SEC /* a second of the processor: no case may take longer */

static const char *
get_folder (void)
{
  return g_getenv ("ESPALIER_CONFORMANCE");
}

gboolean
conformance_is_there (void)
{
  if (get_folder ())
    return TRUE;
  g_test_skip ("ESPALIER_CONFORMANCE names no folder with the outside material");
  return FALSE;
}

GBytes *
conformance_unpack (const char *file)
{
  g_autofree char *path = g_build_filename (get_folder (), file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess)
    xz = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "xz", "-dc", path, NULL);
  GBytes *text = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate (xz, NULL, NULL, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (xz));
  return text;
}

char *
conformance_untar (const char *file)
{
  g_autofree char *path = g_build_filename (get_folder (), file, NULL);
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("espalier-conformance-XXXXXX", &error);
  g_autoptr (GSubprocess) tar = NULL;

  g_assert_no_error (error);
  tar = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "tar", "-xJf", path, "-C", folder, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (tar, NULL, &error));
  return folder;
}

void
conformance_remove (const char *folder)
{
  const char *arguments[] = { "rm", "-r", folder, NULL };

  g_assert_true (g_str_has_prefix (folder, g_get_tmp_dir ()));
  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                               NULL, NULL, NULL, NULL));
}

JsonNode *
conformance_json (GBytes *text)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  gsize len = 0;
  const char *data = g_bytes_get_data (text, &len);

  json_parser_load_from_data (parser, data, (gssize) len, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

/* One exception a line: suite, id, sentence, with " | " between them. */
static GHashTable *
read_exceptions (const char *suite)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "pki", "conformance-exceptions.txt",
                                                 NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  GHashTable *exceptions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i]; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], " | ", -1);

      if (lines[i][0] == '#' || lines[i][0] == '\0')
        continue;
      g_assert_cmpuint (g_strv_length (fields), ==, 3);
      g_assert_cmpuint (strlen (fields[2]), >, 20);
      if (strcmp (fields[0], suite) == 0)
        g_assert_true (
          g_hash_table_insert (exceptions, g_strdup (fields[1]), g_strdup (fields[2])));
    }
  return exceptions;
}

void
suite_init (ConformanceSuite *suite, const char *name)
{
  memset (suite, 0, sizeof *suite);
  suite->name = name;
  suite->exceptions = read_exceptions (name);
}

static void
book (ConformanceSuite *suite, const char *id, gboolean expected, gboolean accepted)
{
  gboolean known = g_hash_table_contains (suite->exceptions, id);

  suite->cases++;
  if (expected == accepted)
    suite->right++;
  if (expected == accepted && known)
    {
      suite->stale++;
      g_test_message ("%s is right now: remove it from the list of exceptions", id);
    }
  if (expected != accepted && !known)
    {
      suite->wrong++;
      g_test_message ("%s should be %s", id, expected ? "accepted" : "refused");
    }
}

/* Why: all findings that are not good, for whoever looks into a case. */
static void
tell (const EspValidation *validation)
{
  for (guint p = 0; p < validation->paths->len; p++)
    {
      const EspPath *path = g_ptr_array_index (validation->paths, p);

      for (guint s = 0; s < path->steps->len; s++)
        {
          const EspPathStep *step = g_ptr_array_index (path->steps, s);

          for (guint f = 0; f < step->findings->len; f++)
            {
              const EspPathFinding *finding = g_ptr_array_index (step->findings, f);
              g_autofree char *sentence = esp_path_finding_format (finding, NULL);

              if (finding->verdict > ESP_VERDICT_GOOD)
                g_test_message ("  path %u, step %u: %s: %s", p + 1, s + 1,
                                esp_path_check_get_name (finding->check), sentence);
            }
        }
    }
}

void
suite_run (ConformanceSuite *suite,
           const char *id,
           gboolean expected,
           EspCertificate *target,
           GPtrArray *candidates,
           GPtrArray *anchors,
           const EspValidationOptions *options)
{
  clock_t start = clock ();
  g_autoptr (EspValidation) validation = esp_path_validate (target, candidates, anchors, options);
  clock_t took = clock () - start;
  gboolean accepted = validation->verdict == ESP_VERDICT_GOOD;

  if (took > suite->slowest)
    {
      suite->slowest = took;
      g_free (suite->slowest_id);
      suite->slowest_id = g_strdup (id);
    }
  if (expected != accepted || g_getenv ("ESPALIER_CONFORMANCE_TELL"))
    tell (validation);
  book (suite, id, expected, accepted);
}

void
suite_refused (ConformanceSuite *suite, const char *id, gboolean expected)
{
  book (suite, id, expected, FALSE);
}

void
suite_finish (ConformanceSuite *suite, guint least)
{
  g_print ("# %s: %u of %u right, %u known to differ, slowest %.0f ms (%s)\n", suite->name,
           suite->right, suite->cases, g_hash_table_size (suite->exceptions),
           (double) suite->slowest * 1000 / CLOCKS_PER_SEC, suite->slowest_id);
  g_assert_cmpuint (suite->wrong, ==, 0);
  g_assert_cmpuint (suite->stale, ==, 0);
  g_assert_cmpuint (suite->cases - suite->right, ==, g_hash_table_size (suite->exceptions));
  g_assert_cmpuint (suite->right, >=, least);
  g_assert_cmpint (suite->slowest, <, SLOW);
  g_hash_table_unref (suite->exceptions);
  g_free (suite->slowest_id);
}
