/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies a vault into the sandbox (console-vault-in.h): the question, a name that is free, the
 * copy. */
#include "console-vault-in.h"

#include "console-error.h"
#include "console-question.h"
#include "console-window.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define SUFFIX ".espalier"
#define MOST_NAMES 99

typedef struct
{
  GtkWidget *owner;
  GFile *source;
  GFile *target;
  guint number; /* of the name that is tried */
} Copy;

static void
copy_free (Copy *copy)
{
  g_object_unref (copy->owner);
  g_object_unref (copy->source);
  g_clear_object (&copy->target);
  g_free (copy);
}

gboolean
console_vault_is_handed_in (const char *path)
{
  g_autofree char *documents = g_build_filename (g_get_user_runtime_dir (), "doc/", NULL);

  return g_str_has_prefix (path, documents) || g_str_has_prefix (path, "/run/flatpak/doc/");
}

/* The folder of the program's own vaults, which only its user may enter. */
static GFile *
make_target (GFile *source, guint number)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "espalier", NULL);
  g_autofree char *name = g_file_get_basename (source);
  g_autofree char *stem = g_str_has_suffix (name, SUFFIX) ?
                            g_strndup (name, strlen (name) - strlen (SUFFIX)) :
                            g_strdup (name);
  g_autofree char *numbered = number > 1 ? g_strdup_printf ("%s-%u" SUFFIX, stem, number) :
                                           g_strconcat (stem, SUFFIX, NULL);

  g_mkdir_with_parents (folder, 0700);
  return g_file_new_build_filename (folder, numbered, NULL);
}

static void start_copy (Copy *copy);

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Copy *copy = data;
  GtkRoot *root = gtk_widget_get_root (copy->owner);
  g_autoptr (GError) error = NULL;
  gboolean copied = g_file_copy_finish (G_FILE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS) && copy->number < MOST_NAMES)
    {
      start_copy (copy);
      return;
    }
  if (copied)
    g_chmod (g_file_peek_path (copy->target), 0600);
  if (CONSOLE_IS_WINDOW (root) && copied)
    console_session_open (console_window_get_session (CONSOLE_WINDOW (root)), copy->owner,
                          g_file_peek_path (copy->target));
  else if (root && error)
    console_error_show (copy->owner, error);
  copy_free (copy);
}

static void
start_copy (Copy *copy)
{
  g_clear_object (&copy->target);
  copy->target = make_target (copy->source, ++copy->number);
  g_file_copy_async (copy->source, copy->target, G_FILE_COPY_NONE, G_PRIORITY_DEFAULT, NULL, NULL,
                     NULL, copied_cb, copy);
}

static void
agreed_cb (GtkWidget *owner, const char *path)
{
  Copy *copy = g_new0 (Copy, 1);

  copy->owner = g_object_ref (owner);
  copy->source = g_file_new_for_path (path);
  start_copy (copy);
}

void
console_vault_open (ConsoleSession *session, GtkWidget *owner, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  const char *arguments[] = { "name", name, NULL };
  g_autofree char *body = NULL;

  if (!console_vault_is_handed_in (path))
    {
      console_session_open (session, owner, path);
      return;
    }
  body = esp_text_fill (
    _ ("In its sandbox Espalier can’t work on {name} where it lies. It can copy the vault to its "
       "own files and open the copy; from then on that is the vault, and the other one a backup. "
       "Close it first if it is open anywhere."),
    arguments);
  console_question_propose (owner, C_ ("title of a dialog", "Copy the Vault In?"), body,
                            C_ ("button of a question", "_Copy and Open"), agreed_cb, path);
}
