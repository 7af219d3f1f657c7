/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where given files lie for a while. Opening them is the window's: console-window-given.c. */
#include "console-given-tray.h"

#include <glib/gi18n.h>

#define KEY "console-given-tray"

struct _ConsoleGivenTray
{
  GObject parent_instance;

  GSList *requests;
  GSList *certificates;
  gboolean many;
};

G_DEFINE_FINAL_TYPE (ConsoleGivenTray, console_given_tray, G_TYPE_OBJECT)

static guint given_signal;

static void
free_files (GSList **files)
{
  g_slist_free_full (g_steal_pointer (files), g_object_unref);
}

static GSList *
copy_files (GSList *files, GPtrArray *more)
{
  for (guint i = 0; i < more->len; i++)
    files = g_slist_append (files, g_object_ref (g_ptr_array_index (more, i)));
  return files;
}

void
console_given_tray_put (ConsoleGivenTray *tray, const ConsoleGiven *given)
{
  free_files (&tray->requests);
  free_files (&tray->certificates);
  tray->requests = copy_files (NULL, given->files[CONSOLE_GIVEN_KIND_REQUEST]);
  tray->requests = copy_files (tray->requests, given->files[CONSOLE_GIVEN_KIND_FOLDER]);
  tray->many = console_given_count (given, CONSOLE_GIVEN_KIND_FOLDER) > 0 ||
               g_slist_length (tray->requests) > 1;
  tray->certificates = copy_files (NULL, given->files[CONSOLE_GIVEN_KIND_CERTIFICATE]);
  if (!console_given_tray_is_empty (tray))
    g_signal_emit (tray, given_signal, 0);
}

gboolean
console_given_tray_is_empty (ConsoleGivenTray *tray)
{
  return !tray->requests && !tray->certificates;
}

GSList *
console_given_tray_take_requests (ConsoleGivenTray *tray, gboolean *many)
{
  *many = tray->many;
  return g_steal_pointer (&tray->requests);
}

GSList *
console_given_tray_take_certificates (ConsoleGivenTray *tray)
{
  return g_steal_pointer (&tray->certificates);
}

/* --- What is none of ours ----------------------------------------------------------------------*/

static char *
name_file (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base ? base : "");

  return esp_text_escape (name);
}

static char *
describe (const ConsoleGiven *given, ConsoleGivenKind kind, const char *one, const char *many)
{
  GFile *first = console_given_get_first (given, kind);
  guint n = console_given_count (given, kind);
  g_autofree char *name = first ? name_file (first) : NULL;
  g_autofree char *number = g_strdup_printf ("%u", n);
  const char *arguments[] = { "file", name, "number", number, NULL };

  return first ? esp_text_fill (n > 1 ? many : one, arguments) : NULL;
}

char *
console_given_describe_others (const ConsoleGiven *given)
{
  char *text = describe (
    given, CONSOLE_GIVEN_KIND_OTHER,
    /* Translators: {file} is the name of a file */
    _ ("“{file}” is no request, no certificate, no plan and no vault."),
    /* Translators: {number}: two or more */
    _ ("{number} files are no requests, no certificates, no plans and no vaults."));

  return text ? text :
                describe (given, CONSOLE_GIVEN_KIND_UNREADABLE, _ ("“{file}” could not be read."),
                          _ ("{number} files could not be read."));
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_given_tray_finalize (GObject *object)
{
  free_files (&CONSOLE_GIVEN_TRAY (object)->requests);
  free_files (&CONSOLE_GIVEN_TRAY (object)->certificates);
  G_OBJECT_CLASS (console_given_tray_parent_class)->finalize (object);
}

static void
console_given_tray_class_init (ConsoleGivenTrayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = console_given_tray_finalize;
  given_signal = g_signal_new ("given", CONSOLE_TYPE_GIVEN_TRAY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
}

static void
console_given_tray_init (ConsoleGivenTray *tray)
{
}

ConsoleGivenTray *
console_given_tray_get (ConsoleSession *session)
{
  ConsoleGivenTray *tray = g_object_get_data (G_OBJECT (session), KEY);

  if (!tray)
    {
      tray = g_object_new (CONSOLE_TYPE_GIVEN_TRAY, NULL);
      g_object_set_data_full (G_OBJECT (session), KEY, tray, g_object_unref);
    }
  return tray;
}
