/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files as a person chooses them. Choosers are native ones (portals in the sandbox); nobody else
 * keeps them alive, so the call holds a reference until the answer. Nothing here waits. */
#include "console-files.h"

#include "base/esp-error.h"
#include "base/esp-text.h"
#include "console-error.h"
#include "console-file-write.h"
#include "console-toast.h"

#include <glib/gi18n.h>

/* --- Choosing ----------------------------------------------------------------------------------*/

typedef struct
{
  GWeakRef owner;
  GtkFileChooserNative *chooser;
  ConsoleFileDone done;
  ConsoleFilesDone several_done; /* instead of it */
  gpointer data;
  GDestroyNotify data_free; /* only for what is made here; callers keep theirs */
} Choice;

static void
choice_free (Choice *choice)
{
  g_weak_ref_clear (&choice->owner);
  g_object_unref (choice->chooser);
  if (choice->data_free)
    choice->data_free (choice->data);
  g_free (choice);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Choice, choice_free)

static GFile *last_folder; /* where a file was chosen last; NULL: nothing was yet */

static char *usual_folder; /* of the preferences; NULL: home */

void
console_files_set_folder (const char *path)
{
  g_clear_object (&last_folder);
  g_free (usual_folder);
  usual_folder = path && path[0] ? g_strdup (path) : NULL;
}

static void
remember_folder (GFile *file)
{
  if (!file)
    return;
  g_clear_object (&last_folder);
  last_folder = g_file_get_parent (file);
}

/* Files of one job lie together, and a list of what was used lately has none that was just made. A
 * folder that is not there any more is not begun in. */
static void
show_last_folder (GtkFileChooser *chooser)
{
  gboolean usual = usual_folder && g_file_test (usual_folder, G_FILE_TEST_IS_DIR);
  g_autoptr (GFile) home = g_file_new_for_path (usual ? usual_folder : g_get_home_dir ());

  gtk_file_chooser_set_current_folder (chooser, last_folder ? last_folder : home, NULL);
}

static void
give_several (GtkNativeDialog *dialog, GtkWidget *owner, const Choice *choice)
{
  g_autoptr (GListModel) chosen = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
  GSList *files = NULL;

  for (guint i = g_list_model_get_n_items (chosen); i > 0; i--)
    files = g_slist_prepend (files, g_list_model_get_item (chosen, i - 1));
  if (files)
    {
      remember_folder (files->data);
      choice->several_done (owner, files, choice->data);
    }
  g_slist_free_full (files, g_object_unref);
}

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  g_autoptr (Choice) choice = data;
  g_autoptr (GtkWidget) owner = g_weak_ref_get (&choice->owner);
  g_autoptr (GFile) file = NULL;

  if (choice->several_done)
    {
      if (response == GTK_RESPONSE_ACCEPT && owner)
        give_several (dialog, owner, choice);
      return;
    }
  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  remember_folder (file);
  if (owner)
    choice->done (owner, file, choice->data);
}

static Choice *
start_choice (GtkWidget *owner,
              const char *title,
              GtkFileChooserAction action,
              ConsoleFileDone done,
              gpointer data)
{
  GtkRoot *root = gtk_widget_get_root (owner);
  Choice *choice = g_new0 (Choice, 1);

  g_weak_ref_init (&choice->owner, owner);
  choice->done = done;
  choice->data = data;
  choice->chooser = gtk_file_chooser_native_new (
    title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, action, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (choice->chooser), TRUE);
  show_last_folder (GTK_FILE_CHOOSER (choice->chooser));
  g_signal_connect (choice->chooser, "response", G_CALLBACK (response_cb), choice);
  return choice;
}

static void
add_filters (GtkFileChooser *chooser, const char *const *patterns, const char *name)
{
  g_autoptr (GtkFileFilter) wanted = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (wanted, name);
  for (guint i = 0; patterns[i]; i++)
    gtk_file_filter_add_pattern (wanted, patterns[i]);
  gtk_file_filter_set_name (all, C_ ("file filter", "All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, wanted);
  gtk_file_chooser_add_filter (chooser, all);
}

void
console_files_folder (GtkWidget *owner, const char *title, ConsoleFileDone done, gpointer data)
{
  Choice *choice = start_choice (owner, title, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, done, data);

  gtk_native_dialog_show (GTK_NATIVE_DIALOG (choice->chooser));
}

void
console_files_open (GtkWidget *owner,
                    const char *title,
                    const char *const *patterns,
                    const char *filter_name,
                    ConsoleFileDone done,
                    gpointer data)
{
  Choice *choice = start_choice (owner, title, GTK_FILE_CHOOSER_ACTION_OPEN, done, data);

  if (patterns)
    add_filters (GTK_FILE_CHOOSER (choice->chooser), patterns, filter_name);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (choice->chooser));
}

void
console_files_open_several (GtkWidget *owner,
                            const char *title,
                            const char *const *patterns,
                            const char *filter_name,
                            ConsoleFilesDone done,
                            gpointer data)
{
  Choice *choice = start_choice (owner, title, GTK_FILE_CHOOSER_ACTION_OPEN, NULL, data);

  choice->several_done = done;
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (choice->chooser), TRUE);
  add_filters (GTK_FILE_CHOOSER (choice->chooser), patterns, filter_name);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (choice->chooser));
}

/* A name that comes from a certificate must be a name in one folder. */
static char *
make_file_name (const char *name)
{
  g_autofree char *safe = esp_text_escape (name);

  g_strdelimit (safe, "/\\:*?\"<>|", '-');
  if (safe[0] == '.')
    safe[0] = '-';
  return g_steal_pointer (&safe);
}

static void
save (GtkWidget *owner,
      const char *title,
      const char *name,
      ConsoleFileDone done,
      gpointer data,
      GDestroyNotify data_free)
{
  Choice *choice = start_choice (owner, title, GTK_FILE_CHOOSER_ACTION_SAVE, done, data);
  g_autofree char *safe = make_file_name (name);

  choice->data_free = data_free;
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (choice->chooser), safe);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (choice->chooser));
}

void
console_files_save (GtkWidget *owner,
                    const char *title,
                    const char *name,
                    ConsoleFileDone done,
                    gpointer data)
{
  save (owner, title, name, done, data, NULL);
}

/* --- Reading -----------------------------------------------------------------------------------*/

typedef struct
{
  GWeakRef owner;
  GFile *file;
  gsize limit;
  ConsoleReadDone read_done;
  ConsoleWriteDone write_done;
  gpointer data;
} Transfer;

static void
transfer_free (Transfer *transfer)
{
  g_weak_ref_clear (&transfer->owner);
  g_object_unref (transfer->file);
  g_free (transfer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Transfer, transfer_free)

static Transfer *
transfer_new (GtkWidget *owner, GFile *file, gpointer data)
{
  Transfer *transfer = g_new0 (Transfer, 1);

  g_weak_ref_init (&transfer->owner, owner);
  transfer->file = g_object_ref (file);
  transfer->data = data;
  return transfer;
}

/* What a person calls the file; a path of a portal means nothing to anybody. */
static char *
get_display_name (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  return g_filename_display_name (base ? base : "");
}

static void
finish_read (Transfer *transfer, GBytes *content, GError *error)
{
  g_autoptr (GtkWidget) owner = g_weak_ref_get (&transfer->owner);
  g_autofree char *name = get_display_name (transfer->file);
  g_autoptr (GError) ours = NULL;

  if (error && !g_error_matches (error, ESP_ERROR, ESP_ERROR_VALIDATION))
    esp_error_take_foreign (&ours, ESP_REASON_FILE_READ, name, error);
  else
    ours = error;
  if (owner)
    transfer->read_done (owner, content, ours, transfer->data);
}

static void
read_bytes_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Transfer) transfer = data;
  g_autofree char *name = get_display_name (transfer->file);
  g_autofree char *limit = g_strdup_printf ("%" G_GSIZE_FORMAT, transfer->limit);
  g_autofree char *size = NULL;
  g_autofree char *contents = NULL;
  GError *error = NULL;
  gsize len = 0;
  g_autoptr (GBytes) bytes = NULL;

  if (!g_file_load_partial_contents_finish (G_FILE (source), result, &contents, &len, NULL, &error))
    {
      finish_read (transfer, NULL, error);
      return;
    }
  if (len > transfer->limit)
    {
      size = g_strdup_printf ("%" G_GSIZE_FORMAT, len);
      esp_error_set (&error, ESP_REASON_FILE_TOO_LARGE, name, "size", size, "limit", limit, NULL);
      finish_read (transfer, NULL, error);
      return;
    }
  bytes = g_bytes_new_take (g_steal_pointer (&contents), len);
  finish_read (transfer, bytes, NULL);
}

/* Called after each piece: reads on while nothing is too much yet. */
static gboolean
read_more_cb (const char *contents, goffset len, gpointer data)
{
  const Transfer *transfer = data;

  return (gsize) len <= transfer->limit;
}

void
console_files_read (GtkWidget *owner, GFile *file, gsize limit, ConsoleReadDone done, gpointer data)
{
  Transfer *transfer = transfer_new (owner, file, data);

  transfer->limit = limit;
  transfer->read_done = done;
  g_file_load_partial_contents_async (file, NULL, read_more_cb, read_bytes_cb, transfer);
}

/* --- Writing -----------------------------------------------------------------------------------*/

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Transfer) transfer = data;
  g_autoptr (GtkWidget) owner = g_weak_ref_get (&transfer->owner);
  g_autofree char *name = get_display_name (transfer->file);
  g_autoptr (GError) ours = NULL;
  GError *error = NULL;

  if (!console_file_write_finish (result, &error))
    esp_error_take_foreign (&ours, ESP_REASON_FILE_WRITE, name, error);
  if (owner)
    transfer->write_done (owner, ours, transfer->data);
}

static void
write_bytes (GtkWidget *owner, GFile *file, GBytes *bytes, ConsoleWriteDone done, gpointer data)
{
  Transfer *transfer = transfer_new (owner, file, data);

  transfer->write_done = done;
  console_file_write_async (file, bytes, CONSOLE_FILE_SHARED, NULL, written_cb, transfer);
}

void
console_files_write (GtkWidget *owner,
                     GFile *file,
                     const char *text,
                     ConsoleWriteDone done,
                     gpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  write_bytes (owner, file, bytes, done, data);
}

/* --- Saving a text -----------------------------------------------------------------------------*/

static void
saved_cb (GtkWidget *owner, const GError *error, gpointer data)
{
  g_autofree char *name = get_display_name (data);
  g_autofree char *text = g_strdup_printf (C_ ("toast", "Saved as “%s”"), name);

  if (error)
    console_error_show (owner, error);
  else
    console_toast_show (owner, text);
}

static void
save_chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  if (file)
    write_bytes (owner, file, data, saved_cb, file);
}

void
console_files_save_bytes (GtkWidget *owner, const char *title, const char *name, GBytes *bytes)
{
  save (owner, title, name, save_chosen_cb, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
}

void
console_files_save_text (GtkWidget *owner, const char *title, const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  console_files_save_bytes (owner, title, name, bytes);
}
