/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is the same in many rows (accounts, authorities, templates, reasons) is kept once. The data
 * do not change after they were read, so that a search may run beside the window. */
#include "console-report-rows.h"

#include "console-file-write.h"

#include <string.h>

#define CHUNK 65536
#define TEXT_MAX (1024 * 1024 * 1024) /* bytes of subjects and serials, and of names, together */
#define CHECK_EVERY 4096              /* rows between looks at whether a search is still wanted */

typedef struct
{
  guint32 text; /* where the subject begins; the serial follows */
  guint32 account, issuer, template_name, reason;
  gint64 issued, end, revoked;
} Packed;

typedef struct
{
  gatomicrefcount references;
  GArray *rows; /* Packed */
  GByteArray *texts;
  GHashTable *known; /* text -> number from 1 */
  GPtrArray *names;  /* by number */
  gsize n_name_bytes;
  EspReportCounts *counts;
  char format[8];
  char *digest;
} Data;

struct _ConsoleReportRows
{
  GObject parent_instance;

  Data *data;
  GArray *shown; /* guint32, or NULL: all */
  GCancellable *search;
};

struct _ConsoleReportRow
{
  GObject parent_instance;

  Data *data;
  guint index;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (ConsoleReportRow, console_report_row, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (ConsoleReportRows,
                               console_report_rows,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* --- Data --------------------------------------------------------------------------------------*/

static Data *
data_new (void)
{
  Data *data = g_new0 (Data, 1);

  g_atomic_ref_count_init (&data->references);
  data->rows = g_array_new (FALSE, FALSE, sizeof (Packed));
  data->texts = g_byte_array_new ();
  data->known = g_hash_table_new (g_str_hash, g_str_equal);
  data->names = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (data->names, g_strdup (""));
  data->counts = esp_report_counts_new (g_get_real_time () / G_USEC_PER_SEC);
  return data;
}

static Data *
data_ref (Data *data)
{
  g_atomic_ref_count_inc (&data->references);
  return data;
}

static void
data_unref (Data *data)
{
  if (!g_atomic_ref_count_dec (&data->references))
    return;
  g_array_unref (data->rows);
  g_byte_array_unref (data->texts);
  g_hash_table_unref (data->known);
  g_ptr_array_unref (data->names);
  esp_report_counts_free (data->counts);
  g_free (data->digest);
  g_free (data);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Data, data_unref)

static guint32
keep_name (Data *data, const char *name, gsize len)
{
  g_autofree char *text = name ? g_strndup (name, len) : NULL;
  guint32 number;

  if (!text || !*text)
    return 0;
  number = GPOINTER_TO_UINT (g_hash_table_lookup (data->known, text));
  if (number)
    return number;
  number = data->names->len;
  data->n_name_bytes += strlen (text) + 1;
  g_hash_table_insert (data->known, text, GUINT_TO_POINTER (number));
  g_ptr_array_add (data->names, g_steal_pointer (&text));
  return number;
}

static guint32
keep_template (Data *data, const char *arn)
{
  const char *name = arn ? strstr (arn, ":::template/") : NULL;
  const char *end;

  if (!name)
    return keep_name (data, arn, arn ? strlen (arn) : 0);
  name += strlen (":::template/");
  end = strrchr (name, '/');
  return keep_name (data, name, end ? (gsize) (end - name) : strlen (name));
}

static guint32
keep_issuer (Data *data, const char *arn)
{
  const char *end = strstr (arn, "/certificate/");

  return keep_name (data, arn, end ? (gsize) (end - arn) : strlen (arn));
}

/* The row is made of what is kept of it; its authority goes by its ARN. */
static void
count_row (Data *data, const Packed *row)
{
  char *issuer = g_ptr_array_index (data->names, row->issuer);
  const EspCertificateRow counted = {
    .ca = issuer,
    .ca_label = issuer,
    .requester_account = g_ptr_array_index (data->names, row->account),
    .template_name = g_ptr_array_index (data->names, row->template_name),
    .not_after = row->end,
    .issued_at = row->issued,
    .revoked_at = row->revoked,
  };

  esp_report_counts_add (data->counts, &counted);
}

static gboolean
add_entry (const EspReportEntry *entry, gpointer user_data, GError **error)
{
  Data *data = user_data;
  Packed row = { .text = data->texts->len,
                 .account = keep_name (data, entry->account, strlen (entry->account)),
                 .issuer = keep_issuer (data, entry->arn),
                 .template_name = keep_template (data, entry->template_arn),
                 .reason = keep_name (data, entry->reason,
                                      entry->reason ? strlen (entry->reason) : 0),
                 .issued = entry->issued_at,
                 .end = entry->not_after,
                 .revoked = entry->revoked_at };

  if (data->texts->len + data->n_name_bytes > TEXT_MAX)
    {
      g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT,
                                               data->texts->len + data->n_name_bytes);
      g_autofree char *limit = g_strdup_printf ("%u", TEXT_MAX);

      esp_error_set (error, ESP_REASON_FILE_TOO_LARGE, NULL, "size", size, "limit", limit, NULL);
      return FALSE;
    }
  g_byte_array_append (data->texts, (const guint8 *) entry->subject,
                       (guint) strlen (entry->subject) + 1);
  g_byte_array_append (data->texts, (const guint8 *) entry->serial,
                       (guint) strlen (entry->serial) + 1);
  g_array_append_val (data->rows, row);
  count_row (data, &row);
  return TRUE;
}

static const char *
get_subject (const Data *data, guint index)
{
  return (const char *) data->texts->data + g_array_index (data->rows, Packed, index).text;
}

static const char *
get_serial (const Data *data, guint index)
{
  const char *subject = get_subject (data, index);

  return subject + strlen (subject) + 1;
}

/* --- Rows --------------------------------------------------------------------------------------*/

static void
console_report_row_finalize (GObject *object)
{
  data_unref (CONSOLE_REPORT_ROW (object)->data);
  G_OBJECT_CLASS (console_report_row_parent_class)->finalize (object);
}

static void
console_report_row_class_init (ConsoleReportRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = console_report_row_finalize;
}

static void
console_report_row_init (ConsoleReportRow *row)
{
}

static const Packed *
get_packed (ConsoleReportRow *row)
{
  return &g_array_index (row->data->rows, Packed, row->index);
}

static const char *
get_name (ConsoleReportRow *row, guint32 number)
{
  return g_ptr_array_index (row->data->names, number);
}

const char *
console_report_row_get_subject (ConsoleReportRow *row)
{
  return get_subject (row->data, row->index);
}

const char *
console_report_row_get_serial (ConsoleReportRow *row)
{
  return get_serial (row->data, row->index);
}

const char *
console_report_row_get_account (ConsoleReportRow *row)
{
  return get_name (row, get_packed (row)->account);
}

const char *
console_report_row_get_issuer (ConsoleReportRow *row)
{
  return get_name (row, get_packed (row)->issuer);
}

const char *
console_report_row_get_template (ConsoleReportRow *row)
{
  return get_name (row, get_packed (row)->template_name);
}

const char *
console_report_row_get_reason (ConsoleReportRow *row)
{
  return get_name (row, get_packed (row)->reason);
}

gint64
console_report_row_get_issued (ConsoleReportRow *row)
{
  return get_packed (row)->issued;
}

gint64
console_report_row_get_end (ConsoleReportRow *row)
{
  return get_packed (row)->end;
}

gint64
console_report_row_get_revoked (ConsoleReportRow *row)
{
  return get_packed (row)->revoked;
}

/* --- Model -------------------------------------------------------------------------------------*/

static guint
list_get_n_items (GListModel *model)
{
  ConsoleReportRows *rows = CONSOLE_REPORT_ROWS (model);

  return rows->shown ? rows->shown->len : rows->data->rows->len;
}

static gpointer
list_get_item (GListModel *model, guint position)
{
  ConsoleReportRows *rows = CONSOLE_REPORT_ROWS (model);
  ConsoleReportRow *row;

  if (position >= list_get_n_items (model))
    return NULL;
  row = g_object_new (CONSOLE_TYPE_REPORT_ROW, NULL);
  row->data = data_ref (rows->data);
  row->index = rows->shown ? g_array_index (rows->shown, guint32, position) : position;
  return row;
}

static GType
list_get_item_type (GListModel *model)
{
  return CONSOLE_TYPE_REPORT_ROW;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item = list_get_item;
  iface->get_n_items = list_get_n_items;
  iface->get_item_type = list_get_item_type;
}

static void
console_report_rows_dispose (GObject *object)
{
  ConsoleReportRows *rows = CONSOLE_REPORT_ROWS (object);

  g_cancellable_cancel (rows->search);
  g_clear_object (&rows->search);
  G_OBJECT_CLASS (console_report_rows_parent_class)->dispose (object);
}

static void
console_report_rows_finalize (GObject *object)
{
  ConsoleReportRows *rows = CONSOLE_REPORT_ROWS (object);

  g_clear_pointer (&rows->shown, g_array_unref);
  data_unref (rows->data);
  G_OBJECT_CLASS (console_report_rows_parent_class)->finalize (object);
}

static void
console_report_rows_class_init (ConsoleReportRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = console_report_rows_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_report_rows_finalize;
}

static void
console_report_rows_init (ConsoleReportRows *rows)
{
}

const char *
console_report_rows_get_format (ConsoleReportRows *rows)
{
  return rows->data->format;
}

const EspReportCounts *
console_report_rows_get_counts (ConsoleReportRows *rows)
{
  return rows->data->counts;
}

guint
console_report_rows_get_n_all (ConsoleReportRows *rows)
{
  return rows->data->rows->len;
}

/* --- Searching ---------------------------------------------------------------------------------*/

typedef struct
{
  Data *data;
  char *text;
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  data_unref (search->data);
  g_free (search->text);
  g_free (search);
}

/* @lower has no capitals of ASCII. Other letters are found as they are written. */
static gboolean
contains (const char *text, const char *lower)
{
  for (; *text; text++)
    {
      gsize n = 0;

      while (lower[n] && g_ascii_tolower (text[n]) == lower[n])
        n++;
      if (!lower[n])
        return TRUE;
    }
  return FALSE;
}

static void
search_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Search *search = task_data;
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < search->data->rows->len; i++)
    {
      if (i % CHECK_EVERY == 0 && g_cancellable_is_cancelled (cancellable))
        break;
      if (contains (get_subject (search->data, i), search->text) ||
          contains (get_serial (search->data, i), search->text))
        g_array_append_val (found, i);
    }
  g_task_return_pointer (task, found, (GDestroyNotify) g_array_unref);
}

static void
show_found (ConsoleReportRows *rows, GArray *found)
{
  guint before = list_get_n_items (G_LIST_MODEL (rows));

  g_clear_pointer (&rows->shown, g_array_unref);
  rows->shown = found;
  g_list_model_items_changed (G_LIST_MODEL (rows), 0, before,
                              list_get_n_items (G_LIST_MODEL (rows)));
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ConsoleReportRows *rows = CONSOLE_REPORT_ROWS (source);
  GArray *found = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Given up: what is searched for now has a cancellable of its own. */
  if (!found || g_task_get_cancellable (G_TASK (result)) != rows->search)
    {
      g_clear_pointer (&found, g_array_unref);
      return;
    }
  g_clear_object (&rows->search);
  show_found (rows, found);
}

void
console_report_rows_search (ConsoleReportRows *rows, const char *text)
{
  g_autofree char *plain = g_ascii_strdown (text ? text : "", -1);
  g_autoptr (GTask) task = NULL;
  Search *search;

  g_cancellable_cancel (rows->search);
  g_clear_object (&rows->search);
  g_strstrip (plain);
  if (!*plain)
    {
      show_found (rows, NULL);
      return;
    }
  rows->search = g_cancellable_new ();
  search = g_new0 (Search, 1);
  search->data = data_ref (rows->data);
  search->text = g_steal_pointer (&plain);
  task = g_task_new (rows, rows->search, searched_cb, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, console_report_rows_search);
  g_task_set_task_data (task, search, search_free);
  g_task_run_in_thread (task, search_in_thread);
}

gboolean
console_report_rows_is_searching (ConsoleReportRows *rows)
{
  return rows->search != NULL;
}

/* --- Loading -----------------------------------------------------------------------------------*/

typedef struct
{
  Data *data;
  EspReportReader *reader;
  GChecksum *checksum;
  gboolean is_paper;
} Loading;

static gboolean
load_all (Loading *loading, GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autofree char *bytes = g_malloc (CHUNK);
  gboolean is_first = TRUE;
  gsize n;

  do
    {
      if (!g_input_stream_read_all (stream, bytes, CHUNK, &n, cancellable, error))
        return FALSE;
      if (is_first)
        loading->is_paper = n > 5 && memcmp (bytes, "%PDF-", 5) == 0;
      is_first = FALSE;
      g_checksum_update (loading->checksum, (const guchar *) bytes, (gssize) n);
      if (!loading->is_paper && !esp_report_reader_feed (loading->reader, bytes, n, error))
        return FALSE;
    }
  while (n == CHUNK);
  return loading->is_paper || esp_report_reader_finish (loading->reader, error);
}

static Data *
load (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (Data) data = data_new ();
  g_autoptr (EspReportReader) reader = esp_report_reader_new (add_entry, data);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *path = g_file_get_parse_name (file);
  g_autoptr (GError) problem = NULL;
  g_autoptr (GFileInputStream) stream = console_file_check_kind (file, cancellable, &problem) ?
                                          g_file_read (file, cancellable, &problem) :
                                          NULL;
  Loading loading = { data, reader, checksum, FALSE };

  if (!stream || !load_all (&loading, G_INPUT_STREAM (stream), cancellable, &problem))
    {
      if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_propagate_error (error, g_steal_pointer (&problem));
      else
        esp_error_take_foreign (error, ESP_REASON_FILE_READ, path, g_steal_pointer (&problem));
      return NULL;
    }
  data->digest = g_strdup (g_checksum_get_string (checksum));
  g_strlcpy (data->format, loading.is_paper ? "PDF" : esp_report_reader_get_format (reader),
             sizeof data->format);
  return g_steal_pointer (&data);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  Data *data = load (task_data, cancellable, &error);

  if (data)
    g_task_return_pointer (task, data, (GDestroyNotify) data_unref);
  else
    g_task_return_error (task, error);
}

void
console_report_rows_load_async (GFile *file,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, console_report_rows_load_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, load_in_thread);
}

ConsoleReportRows *
console_report_rows_load_finish (GAsyncResult *result, char **digest, GError **error)
{
  Data *data = g_task_propagate_pointer (G_TASK (result), error);
  ConsoleReportRows *rows;

  if (!data)
    return NULL;
  rows = g_object_new (CONSOLE_TYPE_REPORT_ROWS, NULL);
  rows->data = data;
  *digest = g_strdup (data->digest);
  return rows;
}
