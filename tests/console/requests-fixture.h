/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests as files, as many as a test wants: made here with one key, so that a thousand take no
 * time; and a scratch folder for them. */
#pragma once

#include "engine/espalier.h"
#include "pki/esp-signer.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A request of @common_name with a key that all of them share. */
G_GNUC_UNUSED static char *
make_quick_request (const char *common_name)
{
  static EspSigner *signer;
  g_autoptr (GError) error = NULL;
  g_autofree char *subject = g_strdup_printf ("CN=%s", common_name);
  g_autoptr (EspName) name = esp_name_parse (subject, &error);
  g_autoptr (EspRequest) request = NULL;

  g_assert_no_error (error);
  if (!signer)
    {
      g_autoptr (EspKey)
        key = esp_key_generate (esp_key_algorithm_find ("EC_prime256v1", NULL), &error);

      g_assert_no_error (error);
      signer = esp_signer_new_from_key (key);
    }
  request = esp_request_create (name, NULL, signer,
                                esp_signing_algorithm_find ("SHA256WITHECDSA", NULL), &error);
  g_assert_no_error (error);
  return esp_request_to_pem (request);
}

G_GNUC_UNUSED static char *
write_in (const char *folder, const char *name, const char *text, gssize length)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, length, NULL));
  return path;
}

G_GNUC_UNUSED static void
write_requests (const char *folder, const char *stem, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s-%05u.example", stem, i);
      g_autofree char *file = g_strconcat (name, ".csr", NULL);
      g_autofree char *pem = make_quick_request (name);

      g_free (write_in (folder, file, pem, -1));
    }
}

G_GNUC_UNUSED static GSList *
list_files (const char *folder, const char *const *names)
{
  GSList *files = NULL;

  for (guint i = 0; names[i]; i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      files = g_slist_append (files, g_file_new_for_path (path));
    }
  return files;
}

/* Folders in it as well. */
G_GNUC_UNUSED static void
remove_tree (const char *path)
{
  GDir *folder = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (folder && (name = g_dir_read_name (folder)))
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      remove_tree (below);
    }
  g_clear_pointer (&folder, g_dir_close);
  g_remove (path);
}

G_GNUC_UNUSED static guint
count_files (const char *path)
{
  GDir *folder = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder))
    n++;
  g_dir_close (folder);
  return n;
}

/* What a person does who drops @files on @widget: the signal of its drop target. */
G_GNUC_UNUSED static gboolean
drop_files (GtkWidget *widget, GSList *files)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_list (files));
  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 10.0, 10.0, &taken);
    }
  return taken;
}
