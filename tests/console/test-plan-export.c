/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open plan as files: pictures, a graph, and sets of files in a folder that somebody else uses,
 * too. */
#include "plans-fixture.h"

typedef struct
{
  const char *path;
  const char *begin;
} Begins;

static gboolean
begins_with (gpointer data)
{
  const Begins *begins = data;
  g_autofree char *text = NULL;

  return g_file_get_contents (begins->path, &text, NULL, NULL) &&
         g_str_has_prefix (text, begins->begin);
}

static void
test_export_file (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *format;
    const char *begin;
  } rows[] = {
    { "svg", "<?xml" },
    { "pdf", "%PDF-" },
    { "png", "\x89PNG" },
    { "dot", "digraph" },
  };
  Desk desk = open_desk (fixture);

  open_preset (&desk);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = g_strconcat ("plan.", rows[i].format, NULL);
      g_autofree char *path = NULL;
      Begins begins;

      act (&desk, "plans.export", rows[i].format);
      path = choose_file_in (fixture->folder, name);
      begins = (Begins){ path, rows[i].begin };
      wait_until (begins_with, &begins);
    }
  close_desk (&desk);
}

static guint
count_files (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  g_dir_close (dir);
  return n;
}

/* What is of somebody else stays until it is said that it may go; what is the same is no question.
 */
static void
test_export_folder (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  GtkWidget *shown = GTK_WIDGET (desk.window);
  g_autofree char *folder = g_dir_make_tmp ("console-export-XXXXXX", NULL);
  g_autofree char *readme = g_build_filename (folder, "README.md", NULL);
  g_autofree char *other = g_build_filename (folder, "notes.txt", NULL);
  g_autofree char *mine = NULL;
  gpointer question;

  open_preset (&desk);
  write_text (readme, "of somebody else");
  write_text (other, "notes");
  act (&desk, "plans.export", "cloudformation");
  g_free (choose_file_in (folder, NULL));
  wait_until (find_question, &question);
  g_assert_nonnull (find_text (question, "README.md"));
  answer ("cancel");
  mine = read_text (readme);
  g_assert_cmpstr (mine, ==, "of somebody else");
  g_assert_cmpuint (count_files (folder), ==, 2);
  act (&desk, "plans.export", "cloudformation");
  g_free (choose_file_in (folder, NULL));
  answer ("do");
  wait_for_text (shown, "written into");
  g_assert_cmpuint (count_files (folder), >, 3);
  g_free (mine);
  mine = read_text (readme);
  g_assert_nonnull (strstr (mine, "CloudFormation"));
  g_free (mine);
  mine = read_text (other);
  g_assert_cmpstr (mine, ==, "notes");
  run_for (100);
  act (&desk, "plans.export", "cloudformation");
  g_free (choose_file_in (folder, NULL));
  assert_no_question ();
  remove_folder (g_steal_pointer (&folder));
  close_desk (&desk);
}

int
main (int argc, char **argv)
{
  static const PlansTest tests[] = {
    { "/console/plans/export-file", test_export_file },
    { "/console/plans/export-folder", test_export_folder },
  };

  return run_plans_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
