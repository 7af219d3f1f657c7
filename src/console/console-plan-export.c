/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan in the form of another program, or as a picture. Everything is made on a thread of a copy
 * of the plan. A set of files goes into a folder: what stands there already and is not the same is
 * replaced only when the person agrees, and a file that came there meanwhile is not touched. */
#include "console-plans.h"

#include "console-diagram-save.h"
#include "console-error.h"
#include "console-file-write.h"
#include "console-files.h"
#include "console-question.h"
#include "console-toast.h"
#include "draw/esp-diagram-cards.h"

#include <glib/gi18n.h>

#define EXPORT "console-plan-export"
/* More names than these make no better question. */
#define NAMES_MAX 5

typedef struct
{
  const char *format;
  const char *title;                                         /* of the chooser */
  GPtrArray *(*files) (const EspPlan *plan, GError **error); /* NULL: a picture */
  gboolean is_set;                                           /* into a folder */
} Form;

static const Form forms[] = {
  { "cloudformation", NC_ ("file chooser", "Folder for the Templates"),
    esp_plan_export_cloudformation, TRUE },
  { "terraform", NC_ ("file chooser", "Folder for the Configuration"), esp_plan_export_terraform,
    TRUE },
  { "dot", NC_ ("file chooser", "Save Graph"), esp_plan_export_dot, FALSE },
  { "svg", NC_ ("file chooser", "Save Picture"), NULL, FALSE },
  { "pdf", NC_ ("file chooser", "Save Picture"), NULL, FALSE },
  { "png", NC_ ("file chooser", "Save Picture"), NULL, FALSE },
};

/* One export from the first wish to the last file; the widget that it is for holds it. */
typedef struct
{
  gatomicrefcount references;
  const Form *form;
  EspPlan *plan;
  char *name; /* without ending */
  gboolean right_to_left;
  GBytes *content;  /* of one file */
  GPtrArray *files; /* EspPlanFile, of a set */
  GFile *folder;
  GHashTable *existing; /* names of those that are there and are another content */
} Export;

static Export *
export_ref (Export *export)
{
  g_atomic_ref_count_inc (&export->references);
  return export;
}

static void
export_unref (gpointer data)
{
  Export *export = data;

  if (!g_atomic_ref_count_dec (&export->references))
    return;
  esp_plan_free (export->plan);
  g_free (export->name);
  g_clear_pointer (&export->content, g_bytes_unref);
  g_clear_pointer (&export->files, g_ptr_array_unref);
  g_clear_object (&export->folder);
  g_clear_pointer (&export->existing, g_hash_table_unref);
  g_free (export);
}

static void
run (Export *export, GtkWidget *owner, GTaskThreadFunc thread, GAsyncReadyCallback done)
{
  g_autoptr (GTask) task = g_task_new (owner, NULL, done, NULL);

  g_task_set_source_tag (task, run);
  g_task_set_task_data (task, export_ref (export), export_unref);
  esp_task_run_in_thread (task, thread);
}

/* A later export took its place: this one has nobody to answer. */
static gboolean
is_wanted (GtkWidget *owner, Export *export)
{
  return g_object_get_data (G_OBJECT (owner), EXPORT) == export;
}

/* --- Making ------------------------------------------------------------------------------------*/

static const char *
translate (const char *one, const char *many, gulong n)
{
  return many ? ngettext (one, many, n) : gettext (one);
}

static GBytes *
draw (Export *export, GError **error)
{
  g_autoptr (GPtrArray) cards = esp_diagram_cards_from_plan (export->plan, translate);

  return console_diagram_write (cards, export->plan->name, export->plan->organization,
                                export->right_to_left, export->form->format, error);
}

static gboolean
make (Export *export, GError **error)
{
  const EspPlanFile *file;

  if (export->form->files)
    export->files = export->form->files (export->plan, error);
  else
    export->content = draw (export, error);
  if (export->files && !export->form->is_set && export->files->len > 0)
    {
      file = g_ptr_array_index (export->files, 0);
      export->content = g_bytes_new (file->text, strlen (file->text));
    }
  return export->form->is_set ? export->files != NULL : export->content != NULL;
}

static void
make_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (make (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --- Into a folder -----------------------------------------------------------------------------*/

static GFile *
get_place (Export *export, const EspPlanFile *file)
{
  return g_file_get_child (export->folder, file->name);
}

/* As an error of ours that names the file; takes @cause. */
static GError *
make_error (const EspPlanFile *file, EspReason reason, GError *cause)
{
  GError *error = NULL;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_EXISTS))
    reason = ESP_REASON_FILE_EXISTS;
  esp_error_take_foreign (&error, reason, file->name, cause);
  return error;
}

/* Something of that name is there that is not the very same text. */
static gboolean
is_other (Export *export, const EspPlanFile *file)
{
  g_autoptr (GFile) place = get_place (export, file);
  g_autofree char *text = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info (
    place, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
    G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  gsize length = strlen (file->text), found = 0;

  if (!info)
    return FALSE;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR ||
      g_file_info_get_size (info) != (goffset) length)
    return TRUE;
  return !g_file_load_contents (place, NULL, &text, &found, NULL, NULL) || found != length ||
         memcmp (text, file->text, length) != 0;
}

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Export *export = data;

  export->existing = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < export->files->len; i++)
    {
      const EspPlanFile *file = g_ptr_array_index (export->files, i);

      if (is_other (export, file))
        g_hash_table_add (export->existing, file->name);
    }
  g_task_return_boolean (task, TRUE);
}

/* What nobody agreed to replace is only made where nothing is. */
static gboolean
write_file (Export *export, const EspPlanFile *file, GError **error)
{
  g_autoptr (GFile) place = get_place (export, file);
  g_autoptr (GFileOutputStream) stream = NULL;

  if (g_hash_table_contains (export->existing, file->name))
    {
      g_autoptr (GBytes) text = g_bytes_new (file->text, strlen (file->text));

      return console_file_write (place, text, CONSOLE_FILE_SHARED, NULL, error);
    }
  if (g_file_query_exists (place, NULL) && !is_other (export, file))
    return TRUE;
  stream = g_file_create (place, G_FILE_CREATE_NONE, NULL, error);
  if (!stream)
    return FALSE;
  if (g_output_stream_write_all (G_OUTPUT_STREAM (stream), file->text, strlen (file->text), NULL,
                                 NULL, error) &&
      g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, error))
    return TRUE;
  g_file_delete (place, NULL, NULL);
  return FALSE;
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Export *export = data;
  GError *error = NULL;

  for (guint i = 0; i < export->files->len; i++)
    {
      const EspPlanFile *file = g_ptr_array_index (export->files, i);

      if (write_file (export, file, &error))
        continue;
      g_task_return_error (task, make_error (file, ESP_REASON_FILE_WRITE, error));
      return;
    }
  g_task_return_boolean (task, TRUE);
}

/* --- Step by step ------------------------------------------------------------------------------*/

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Export *export = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *base = g_file_get_basename (export->folder);
  g_autofree char *folder = g_filename_display_name (base);
  g_autofree char *text = g_strdup_printf (
    /* Translators: how many files, and the name of a folder */
    ngettext ("%u file written into “%s”", "%u files written into “%s”", export->files->len),
    export->files->len, folder);

  if (g_task_propagate_boolean (G_TASK (result), &error))
    console_toast_show (GTK_WIDGET (source), text);
  else
    console_error_show (GTK_WIDGET (source), error);
  if (is_wanted (GTK_WIDGET (source), export))
    g_object_set_data (source, EXPORT, NULL);
}

static void
agreed_cb (GtkWidget *owner, const char *thing)
{
  Export *export = g_object_get_data (G_OBJECT (owner), EXPORT);

  if (export)
    run (export, owner, write_in_thread, written_cb);
}

static char *
list_names (Export *export)
{
  GString *names = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < export->files->len; i++)
    {
      const EspPlanFile *file = g_ptr_array_index (export->files, i);

      if (!g_hash_table_contains (export->existing, file->name))
        continue;
      if (n++ < NAMES_MAX)
        g_string_append_printf (names, "\n%s", file->name);
    }
  if (n > NAMES_MAX)
    {
      g_string_append_c (names, '\n');
      /* Translators: at the end of a list of files */
      g_string_append_printf (names, ngettext ("and %u more", "and %u more", n - NAMES_MAX),
                              n - NAMES_MAX);
    }
  return g_string_free (names, FALSE);
}

static void
ask_to_replace (Export *export, GtkWidget *owner)
{
  guint n = g_hash_table_size (export->existing);
  g_autofree char *base = g_file_get_basename (export->folder);
  g_autofree char *folder = g_filename_display_name (base);
  g_autofree char *names = list_names (export);
  g_autofree char *body = g_strdup_printf (
    /* Translators: the name of a folder; after it a list of files, each on a line of its own */
    ngettext ("In “%s” there is another file of this name, and what is in it is lost:\n%s",
              "In “%s” there are other files of these names, and what is in them is lost:\n%s", n),
    folder, names);

  console_question_ask (owner, ngettext ("Replace the File?", "Replace the Files?", n), body,
                        C_ ("button of a question", "_Replace"), agreed_cb, NULL);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Export *export = g_task_get_task_data (G_TASK (result));
  GtkWidget *owner = GTK_WIDGET (source);

  if (!is_wanted (owner, export))
    return;
  if (g_hash_table_size (export->existing) > 0)
    ask_to_replace (export, owner);
  else
    run (export, owner, write_in_thread, written_cb);
}

static void
folder_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  Export *export = g_object_get_data (G_OBJECT (owner), EXPORT);

  if (!file || export != data)
    return;
  g_set_object (&export->folder, file);
  run (export, owner, look_in_thread, looked_cb);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Export *export = g_task_get_task_data (G_TASK (result));
  GtkWidget *owner = GTK_WIDGET (source);
  const char *title = g_dpgettext2 (NULL, "file chooser", export->form->title);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      console_error_show (owner, error);
      return;
    }
  if (!is_wanted (owner, export))
    return;
  if (export->form->is_set)
    {
      console_files_folder (owner, title, folder_cb, export);
      return;
    }
  name = g_strconcat (export->name, ".", export->form->format, NULL);
  console_files_save_bytes (owner, title, name, export->content);
}

static const Form *
find_form (const char *format)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (g_str_equal (forms[i].format, format))
      return &forms[i];
  return NULL;
}

void
console_plan_export (GtkWidget *owner,
                     ConsoleSession *session,
                     ConsolePlanDocument *document,
                     const char *format)
{
  const Form *form = find_form (format);
  Export *export;

  if (!form)
    return;
  export = g_new0 (Export, 1);
  g_atomic_ref_count_init (&export->references);
  export->form = form;
  export->plan = console_plan_document_copy (document);
  export->name = console_plan_document_get_title (document);
  export->right_to_left = gtk_widget_get_direction (owner) == GTK_TEXT_DIR_RTL;
  g_object_set_data_full (G_OBJECT (owner), EXPORT, export, export_unref);
  run (export, owner, make_in_thread, made_cb);
}
