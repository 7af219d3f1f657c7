/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which requests there are. Counts are kept as states change, so that nobody walks ten thousand
 * rows for a line of text; and one and the same request is there once, however often it was
 * dropped. */
#include "console-request-list.h"

struct _ConsoleRequestList
{
  GObject parent_instance;

  GListStore *store;
  GHashTable *known;   /* DER of each request */
  GHashTable *counted; /* item -> the state as which it is counted */
  ConsoleRequestCounts counts;
  GCancellable *cancellable;
  guint n_readings;
  guint told_source;
};

G_DEFINE_FINAL_TYPE (ConsoleRequestList, console_request_list, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_READING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

/* --- Telling -----------------------------------------------------------------------------------*/

static gboolean
tell_cb (gpointer data)
{
  ConsoleRequestList *list = data;

  list->told_source = 0;
  g_signal_emit (list, changed_signal, 0);
  return G_SOURCE_REMOVE;
}

/* Once for many changes that come together; ahead of drawing. */
static void
tell (ConsoleRequestList *list)
{
  if (!list->told_source)
    list->told_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, tell_cb, list, NULL);
}

/* --- Counting ----------------------------------------------------------------------------------*/

static gboolean
is_problem (guint state)
{
  return state == CONSOLE_REQUEST_UNREADABLE || state == CONSOLE_REQUEST_REFUSED ||
         state == CONSOLE_REQUEST_FAILED || state == CONSOLE_REQUEST_LEFT;
}

static gboolean
is_issuable (guint state)
{
  return state == CONSOLE_REQUEST_GOOD || state == CONSOLE_REQUEST_NOTED;
}

/* @by: 1 or -1. */
static void
count_state (ConsoleRequestList *list, guint state, int by)
{
  list->counts.by_state[state] += (guint) by;
  list->counts.issuable += is_issuable (state) ? (guint) by : 0;
  list->counts.problems += is_problem (state) ? (guint) by : 0;
}

static void
state_cb (ConsoleRequestList *list, GParamSpec *pspec, ConsoleRequestItem *item)
{
  guint state = console_request_item_get_state (item);

  count_state (list, GPOINTER_TO_UINT (g_hash_table_lookup (list->counted, item)), -1);
  count_state (list, state, 1);
  g_hash_table_replace (list->counted, item, GUINT_TO_POINTER (state));
  tell (list);
}

static gboolean
is_repeated (ConsoleRequestList *list, ConsoleRequestItem *item)
{
  GBytes *der = console_request_item_get_der (item);

  return der && !g_hash_table_add (list->known, g_bytes_ref (der));
}

static gboolean
prepare (ConsoleRequestList *list, ConsoleRequestItem *item)
{
  guint state = console_request_item_get_state (item);

  if (is_repeated (list, item))
    {
      list->counts.repeated++;
      return FALSE;
    }
  list->counts.total++;
  count_state (list, state, 1);
  g_hash_table_insert (list->counted, item, GUINT_TO_POINTER (state));
  g_signal_connect_object (item, "notify::state", G_CALLBACK (state_cb), list, G_CONNECT_SWAPPED);
  return TRUE;
}

static void
forget (ConsoleRequestList *list, ConsoleRequestItem *item)
{
  GBytes *der = console_request_item_get_der (item);

  g_signal_handlers_disconnect_by_func (item, state_cb, list);
  if (der)
    g_hash_table_remove (list->known, der);
  count_state (list, GPOINTER_TO_UINT (g_hash_table_lookup (list->counted, item)), -1);
  g_hash_table_remove (list->counted, item);
  list->counts.total--;
}

/* --- Reading -----------------------------------------------------------------------------------*/

static void
read_cb (gpointer owner, GPtrArray *items)
{
  ConsoleRequestList *list = owner;
  g_autoptr (GPtrArray) taken = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++)
    if (prepare (list, g_ptr_array_index (items, i)))
      g_ptr_array_add (taken, g_ptr_array_index (items, i));
  g_list_store_splice (list->store, g_list_model_get_n_items (G_LIST_MODEL (list->store)), 0,
                       taken->pdata, taken->len);
  tell (list);
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ConsoleRequestList *list = CONSOLE_REQUEST_LIST (source);
  gboolean limited = FALSE;

  if (console_request_reader_read_finish (source, result, &limited) && limited)
    list->counts.limited = TRUE;
  list->n_readings--;
  g_object_notify_by_pspec (source, properties[PROP_READING]);
  tell (list);
}

static guint
get_room (ConsoleRequestList *list)
{
  return CONSOLE_REQUESTS_MAX - MIN (CONSOLE_REQUESTS_MAX, list->counts.total);
}

static void
begin_reading (ConsoleRequestList *list)
{
  if (!list->cancellable)
    list->cancellable = g_cancellable_new ();
  list->n_readings++;
  list->counts.limited = FALSE;
  list->counts.repeated = 0;
  g_object_notify_by_pspec (G_OBJECT (list), properties[PROP_READING]);
  tell (list);
}

void
console_request_list_add_files (ConsoleRequestList *list, GSList *files)
{
  begin_reading (list);
  console_request_reader_read_files (G_OBJECT (list), files, get_room (list), list->cancellable,
                                     read_cb, finished_cb);
}

void
console_request_list_add_text (ConsoleRequestList *list, const char *name, GBytes *text)
{
  begin_reading (list);
  console_request_reader_read_text (G_OBJECT (list), name, text, get_room (list), list->cancellable,
                                    read_cb, finished_cb);
}

gboolean
console_request_list_is_reading (ConsoleRequestList *list)
{
  return list->n_readings > 0;
}

void
console_request_list_stop_reading (ConsoleRequestList *list)
{
  if (list->cancellable)
    g_cancellable_cancel (list->cancellable);
  g_clear_object (&list->cancellable);
}

/* --- Removing ----------------------------------------------------------------------------------*/

void
console_request_list_remove (ConsoleRequestList *list, ConsoleRequestItem *item)
{
  guint position;

  if (!g_list_store_find (list->store, item, &position))
    return;
  forget (list, item);
  g_list_store_remove (list->store, position);
  tell (list);
}

void
console_request_list_remove_problems (ConsoleRequestList *list)
{
  GListModel *model = G_LIST_MODEL (list->store);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (model);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ConsoleRequestItem) item = g_list_model_get_item (model, i);

      if (console_request_item_has_problem (item))
        forget (list, item);
      else
        g_ptr_array_add (kept, g_steal_pointer (&item));
    }
  g_list_store_splice (list->store, 0, n, kept->pdata, kept->len);
  tell (list);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_request_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_READING)
    g_value_set_boolean (value, console_request_list_is_reading (CONSOLE_REQUEST_LIST (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_request_list_finalize (GObject *object)
{
  ConsoleRequestList *list = CONSOLE_REQUEST_LIST (object);

  g_clear_handle_id (&list->told_source, g_source_remove);
  g_clear_object (&list->cancellable);
  g_hash_table_unref (list->counted);
  g_hash_table_unref (list->known);
  g_object_unref (list->store);
  G_OBJECT_CLASS (console_request_list_parent_class)->finalize (object);
}

static void
console_request_list_class_init (ConsoleRequestListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = console_request_list_get_property;
  object_class->finalize = console_request_list_finalize;
  properties[PROP_READING] = g_param_spec_boolean ("reading", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                                                     G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_REQUEST_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
console_request_list_init (ConsoleRequestList *list)
{
  list->store = g_list_store_new (CONSOLE_TYPE_REQUEST_ITEM);
  list->known = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                       NULL);
  list->counted = g_hash_table_new (NULL, NULL);
}

ConsoleRequestList *
console_request_list_new (void)
{
  return g_object_new (CONSOLE_TYPE_REQUEST_LIST, NULL);
}

/* --- Looking -----------------------------------------------------------------------------------*/

GListModel *
console_request_list_get_model (ConsoleRequestList *list)
{
  return G_LIST_MODEL (list->store);
}

void
console_request_list_count (ConsoleRequestList *list, ConsoleRequestCounts *counts)
{
  *counts = list->counts;
}

GPtrArray *
console_request_list_pick (ConsoleRequestList *list, guint states)
{
  GPtrArray *picked = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *model = G_LIST_MODEL (list->store);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      ConsoleRequestItem *item = g_list_model_get_item (model, i);

      if (states & (1u << console_request_item_get_state (item)))
        g_ptr_array_add (picked, item);
      else
        g_object_unref (item);
    }
  return picked;
}
