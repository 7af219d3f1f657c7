/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery passphrase on paper, through the toolkit's own printing: a file of one page on which
 * every group stands, in its order, however long the name of the organization is. */
#include "console/console-recovery-print.h"

#include "engine/espalier.h"

#include <glib/gstdio.h>

#define PASSPHRASE "ukzgn-efbfc-fvcsy-ecphh-cueya-sxnqr"

static char *
print_to (const char *folder, const char *organization)
{
  g_autoptr (EspSecret) passphrase = esp_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE), NULL);
  g_autoptr (GtkPrintOperation) operation = console_recovery_new_operation (
    NULL, organization, "/media/stick/recovery.pem", passphrase);
  g_autofree char *path = g_build_filename (folder, "recovery.pdf", NULL);
  g_autoptr (GError) error = NULL;
  GtkPrintOperationResult result;

  gtk_print_operation_set_export_filename (operation, path);
  result = gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result, ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  return g_steal_pointer (&path);
}

/* What the tool says about the file; NULL where it is not installed. */
static char *
ask (const char *tool, const char *path)
{
  g_autofree char *program = g_find_program_in_path (tool);
  gboolean text = g_str_equal (tool, "pdftotext");
  const char *argv[] = { program, text ? "-layout" : path, text ? path : NULL, "-", NULL };
  char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!program)
    return NULL;
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return output;
}

static const char *
skip_to (const char *text, const char *part)
{
  const char *found = strstr (text, part);

  if (!found)
    g_error ("“%s” is missing, or comes too early: %s", part, text);
  return found + strlen (part);
}

static void
assert_sheet (const char *path, const char *organization)
{
  g_auto (GStrv) groups = g_strsplit (PASSPHRASE, "-", -1);
  g_autofree char *about = ask ("pdfinfo", path);
  g_autofree char *text = ask ("pdftotext", path);
  const char *at;

  if (!about || !text)
    {
      g_test_skip ("pdfinfo and pdftotext are not installed");
      return;
    }
  g_assert_nonnull (strstr (about, "Pages:           1\n"));
  at = skip_to (text, organization);
  for (char **group = groups; *group; group++)
    {
      g_autofree char *shown = g_strconcat (*group, group[1] ? "-" : "", NULL);

      at = skip_to (at, shown);
    }
  at = skip_to (at, "/media/stick/recovery.pem");
  skip_to (at, "locked away");
}

static void
test_sheet (void)
{
  g_autofree char *folder = g_dir_make_tmp ("espalier-print-XXXXXX", NULL);
  g_autofree char *path = print_to (folder, "Meridian Motors");
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  g_assert_true (g_str_has_prefix (content, "%PDF-"));
  assert_sheet (path, "Meridian Motors");
  g_unlink (path);
  g_rmdir (folder);
}

/* Markup is text on paper too. */
static void
test_awkward_name (void)
{
  g_autofree char *folder = g_dir_make_tmp ("espalier-print-XXXXXX", NULL);
  g_autofree char *path = print_to (folder,
                                    "A&B <b>x</b> and a name that takes more than one line");

  assert_sheet (path, "A&B <b>x</b> and a name");
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  g_assert_true (esp_init ());
  g_test_add_func ("/console/recovery-print/sheet", test_sheet);
  g_test_add_func ("/console/recovery-print/awkward-name", test_awkward_name);
  return g_test_run ();
}
