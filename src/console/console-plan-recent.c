/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text of one URI a line. The list of the desktop is not used: it forgets after a month, and
 * tells other programs. What can't be read or kept is no list, and no trouble either. */
#include "console-plan-recent.h"

#include "console-file-write.h"

#define TEXT_MAX (64 * 1024)

typedef struct
{
  GFile *file;
  gboolean missing;
} Entry;

struct _ConsolePlanRecent
{
  GObject parent_instance;

  GPtrArray *entries;
  GFile *list; /* where it is kept */
  GCancellable *cancellable;
  gboolean changed_before_read;
  gboolean is_read;
  gboolean is_writing;
  gboolean write_again;
};

G_DEFINE_FINAL_TYPE (ConsolePlanRecent, console_plan_recent, G_TYPE_OBJECT)

static guint changed_signal;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_object_unref (entry->file);
  g_free (entry);
}

static Entry *
entry_new (GFile *file)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->file = g_object_ref (file);
  return entry;
}

static guint
find (ConsolePlanRecent *recent, GFile *file)
{
  guint i = 0;

  while (i < recent->entries->len && !g_file_equal (console_plan_recent_get (recent, i), file))
    i++;
  return i;
}

static void
changed (ConsolePlanRecent *recent)
{
  g_signal_emit (recent, changed_signal, 0);
}

/* --- Keeping -----------------------------------------------------------------------------------*/

static void write_list (ConsolePlanRecent *recent);

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsolePlanRecent) recent = data;

  console_file_write_finish (result, NULL);
  recent->is_writing = FALSE;
  if (recent->write_again)
    write_list (recent);
}

static GBytes *
make_text (ConsolePlanRecent *recent)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < recent->entries->len; i++)
    {
      g_autofree char *uri = g_file_get_uri (console_plan_recent_get (recent, i));

      g_string_append_printf (text, "%s\n", uri);
    }
  return g_string_free_to_bytes (text);
}

static void
write_list (ConsolePlanRecent *recent)
{
  g_autoptr (GBytes) text = NULL;

  recent->write_again = recent->is_writing;
  if (recent->is_writing)
    return;
  recent->is_writing = TRUE;
  text = make_text (recent);
  console_file_write_async (recent->list, text, CONSOLE_FILE_PRIVATE, NULL, written_cb,
                            g_object_ref (recent));
}

static void
made_folder_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsolePlanRecent) recent = data;

  g_task_propagate_boolean (G_TASK (result), NULL);
  write_list (recent);
}

static void
make_folder (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GFile) folder = g_file_get_parent (data);
  g_autofree char *path = g_file_get_path (folder);

  g_task_return_boolean (task, g_mkdir_with_parents (path, 0700) == 0);
}

static void
keep (ConsolePlanRecent *recent)
{
  g_autoptr (GTask) task = NULL;

  if (!recent->is_read)
    {
      recent->changed_before_read = TRUE;
      return;
    }
  task = g_task_new (NULL, NULL, made_folder_cb, g_object_ref (recent));
  g_task_set_source_tag (task, keep);
  g_task_set_task_data (task, g_object_ref (recent->list), g_object_unref);
  g_task_run_in_thread (task, make_folder);
}

/* --- Reading -----------------------------------------------------------------------------------*/

static void
take_line (ConsolePlanRecent *recent, const char *uri)
{
  g_autoptr (GFile) file = NULL;

  if (!g_uri_is_valid (uri, G_URI_FLAGS_NONE, NULL) ||
      recent->entries->len >= CONSOLE_PLAN_RECENT_MAX)
    return;
  file = g_file_new_for_uri (uri);
  if (find (recent, file) == recent->entries->len)
    g_ptr_array_add (recent->entries, entry_new (file));
}

/* What was opened meanwhile stands before what is read. */
static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsolePlanRecent) recent = data;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gsize length = 0;

  recent->is_read = TRUE;
  if (g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, NULL) &&
      length <= TEXT_MAX)
    lines = g_strsplit (text, "\n", CONSOLE_PLAN_RECENT_MAX + 1);
  for (guint i = 0; lines && lines[i] && i < CONSOLE_PLAN_RECENT_MAX; i++)
    take_line (recent, lines[i]);
  if (recent->changed_before_read)
    keep (recent);
  changed (recent);
  console_plan_recent_look (recent);
}

/* --- Looking -----------------------------------------------------------------------------------*/

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsolePlanRecent) recent = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  guint i = find (recent, G_FILE (source));
  gboolean missing = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  Entry *entry;

  if (i == recent->entries->len)
    return;
  entry = g_ptr_array_index (recent->entries, i);
  if (entry->missing == missing)
    return;
  entry->missing = missing;
  changed (recent);
}

void
console_plan_recent_look (ConsolePlanRecent *recent)
{
  for (guint i = 0; i < recent->entries->len; i++)
    g_file_query_info_async (console_plan_recent_get (recent, i), G_FILE_ATTRIBUTE_STANDARD_TYPE,
                             G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, recent->cancellable,
                             looked_cb, g_object_ref (recent));
}

/* --- Contents ----------------------------------------------------------------------------------*/

guint
console_plan_recent_get_n (ConsolePlanRecent *recent)
{
  return recent->entries->len;
}

GFile *
console_plan_recent_get (ConsolePlanRecent *recent, guint index)
{
  return ((Entry *) g_ptr_array_index (recent->entries, index))->file;
}

gboolean
console_plan_recent_is_missing (ConsolePlanRecent *recent, guint index)
{
  return ((Entry *) g_ptr_array_index (recent->entries, index))->missing;
}

void
console_plan_recent_add (ConsolePlanRecent *recent, GFile *file)
{
  guint i = find (recent, file);
  Entry *entry = entry_new (file);

  if (i < recent->entries->len)
    g_ptr_array_remove_index (recent->entries, i);
  g_ptr_array_insert (recent->entries, 0, entry);
  g_ptr_array_set_size (recent->entries, MIN ((int) recent->entries->len, CONSOLE_PLAN_RECENT_MAX));
  keep (recent);
  changed (recent);
}

void
console_plan_recent_put_back (ConsolePlanRecent *recent, GFile *file, guint index)
{
  if (find (recent, file) < recent->entries->len || recent->entries->len >= CONSOLE_PLAN_RECENT_MAX)
    return;
  g_ptr_array_insert (recent->entries, (int) MIN (index, recent->entries->len), entry_new (file));
  keep (recent);
  changed (recent);
  console_plan_recent_look (recent);
}

void
console_plan_recent_remove (ConsolePlanRecent *recent, GFile *file)
{
  guint i = find (recent, file);

  if (i == recent->entries->len)
    return;
  g_ptr_array_remove_index (recent->entries, i);
  keep (recent);
  changed (recent);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_plan_recent_dispose (GObject *object)
{
  ConsolePlanRecent *recent = CONSOLE_PLAN_RECENT (object);

  g_cancellable_cancel (recent->cancellable);
  G_OBJECT_CLASS (console_plan_recent_parent_class)->dispose (object);
}

static void
console_plan_recent_finalize (GObject *object)
{
  ConsolePlanRecent *recent = CONSOLE_PLAN_RECENT (object);

  g_ptr_array_unref (recent->entries);
  g_object_unref (recent->list);
  g_object_unref (recent->cancellable);
  G_OBJECT_CLASS (console_plan_recent_parent_class)->finalize (object);
}

static void
console_plan_recent_class_init (ConsolePlanRecentClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = console_plan_recent_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_plan_recent_finalize;
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_PLAN_RECENT, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
console_plan_recent_init (ConsolePlanRecent *recent)
{
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), "espalier", "recent-plans",
                                            NULL);

  recent->entries = g_ptr_array_new_with_free_func (entry_free);
  recent->list = g_file_new_for_path (path);
  recent->cancellable = g_cancellable_new ();
  g_file_load_contents_async (recent->list, recent->cancellable, read_cb, g_object_ref (recent));
}

ConsolePlanRecent *
console_plan_recent_new (void)
{
  return g_object_new (CONSOLE_TYPE_PLAN_RECENT, NULL);
}
