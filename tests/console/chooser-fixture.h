/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answering the file chooser as a person does, in whatever window it is up. */
#pragma once

#include <gtk/gtk.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#else
#define __lsan_disable()
#define __lsan_enable()
#endif

#define CHOOSER_TIMEOUT 60

/* GTK's chooser (4.8) loses what it shows of each file: its name, its size, the key it is sorted by. So leaks are
 * told of until it is up, and from its answer on: meanwhile nothing of ours runs. */
G_GNUC_UNUSED static void
wait_for_chooser (gboolean (*condition) (gpointer data), gpointer data)
{
  gint64 end = g_get_monotonic_time () + CHOOSER_TIMEOUT * G_USEC_PER_SEC;

  while (!condition (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

G_GNUC_UNUSED static gboolean
find_chooser (gpointer data)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l; l = l->next)
    if (GTK_IS_FILE_CHOOSER_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      {
        *(gpointer *) data = l->data;
        return TRUE;
      }
  return FALSE;
}

typedef struct
{
  GtkFileChooser *chooser;
  GFile *folder;
  const char *name; /* NULL: the folder itself */
  char *path;
  gint64 since; /* how long it has named the path */
} Wanted;

/* The chooser reads its folder in the background and may go elsewhere once more: asked again until
 * it stays. */
G_GNUC_UNUSED static gboolean
names_path (gpointer data)
{
  Wanted *wanted = data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (wanted->chooser);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  gint64 now = g_get_monotonic_time ();

  if (g_strcmp0 (path, wanted->path) == 0)
    return now - wanted->since > G_USEC_PER_SEC / 2;
  if (now - wanted->since > 2 * G_USEC_PER_SEC)
    {
      gtk_file_chooser_set_current_folder (wanted->chooser, wanted->folder, NULL);
      if (wanted->name)
        gtk_file_chooser_set_current_name (wanted->chooser, wanted->name);
      wanted->since = now;
    }
  return FALSE;
}

/* Answers the chooser that is up with @name in @folder (NULL: with the folder); the path, to be freed. */
G_GNUC_UNUSED static char *
choose_file_in (const char *folder, const char *name)
{
  g_autoptr (GFile) place = g_file_new_for_path (folder);
  Wanted wanted = { NULL, place, name,
                    name ? g_build_filename (folder, name, NULL) : g_strdup (folder), 0 };
  gpointer chooser = NULL;

  wait_for_chooser (find_chooser, &chooser);
  wanted.chooser = chooser;
  __lsan_disable ();
  wait_for_chooser (names_path, &wanted);
  __lsan_enable ();
  gtk_dialog_response (chooser, GTK_RESPONSE_ACCEPT);
  return wanted.path;
}
