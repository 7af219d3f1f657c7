/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of certificates: one number a row, rows fetched by the page on a reader. */
#include "engine/esp-certificate-list.h"

#include "base/esp-error.h"
#include "esp-certificate-query.h"
#include "esp-engine-private.h"

#include <string.h>

#define PAGE 64
/* Pages that are kept: what a view shows and a few screens around it. */
#define PAGES_MAX 64
/* The items of these, the first ones, stay when another answer comes, and tell of other rows: a
 * view keeps its widgets, which take it longer to make anew than to fill. They are always kept. */
#define HEAD_PAGES 4
/* From so many rows on, the next questions are prepared. */
#define WARM_UP_ROWS 5000

/* --- Item --------------------------------------------------------------------------------------*/

struct _EspCertificateItem
{
  GObject parent_instance;

  gint64 number;
  gint64 now;
  EspCertificateRow *row; /* NULL until it was fetched */
};

G_DEFINE_FINAL_TYPE (EspCertificateItem, esp_certificate_item, G_TYPE_OBJECT)

enum
{
  ITEM_PROP_0,
  ITEM_PROP_LOADED,
  ITEM_PROP_SERIAL,
  ITEM_PROP_SUBJECT,
  ITEM_PROP_STATUS,
  ITEM_PROP_TEMPLATE_NAME,
  ITEM_PROP_REQUESTER,
  ITEM_PROP_ISSUER,
  ITEM_PROP_NOT_AFTER,
  ITEM_PROP_ISSUED_AT,
  ITEM_PROP_REVOKED_AT,
  N_ITEM_PROPS
};

static GParamSpec *item_properties[N_ITEM_PROPS];

static void
get_row_property (const EspCertificateItem *item, guint id, GValue *value)
{
  const EspCertificateRow *row = item->row;

  switch (id)
    {
    case ITEM_PROP_SERIAL:
      g_value_set_string (value, row->serial);
      break;
    case ITEM_PROP_SUBJECT:
      g_value_set_string (value, row->subject);
      break;
    case ITEM_PROP_STATUS:
      g_value_set_string (
        value, esp_certificate_status_to_string (esp_certificate_row_get_status (row, item->now)));
      break;
    case ITEM_PROP_TEMPLATE_NAME:
      g_value_set_string (value, row->template_name);
      break;
    case ITEM_PROP_REQUESTER:
      g_value_set_string (value, row->requester);
      break;
    case ITEM_PROP_ISSUER:
      g_value_set_string (value, row->ca_label);
      break;
    case ITEM_PROP_NOT_AFTER:
      g_value_set_int64 (value, row->not_after);
      break;
    case ITEM_PROP_ISSUED_AT:
      g_value_set_int64 (value, row->issued_at);
      break;
    case ITEM_PROP_REVOKED_AT:
    default:
      g_value_set_int64 (value, row->revoked_at);
    }
}

static void
esp_certificate_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EspCertificateItem *item = ESP_CERTIFICATE_ITEM (object);

  if (id == ITEM_PROP_LOADED)
    g_value_set_boolean (value, item->row != NULL);
  else if (id >= N_ITEM_PROPS)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (item->row)
    get_row_property (item, id, value);
  else if (G_VALUE_HOLDS_STRING (value))
    g_value_set_static_string (value, "");
}

static void
esp_certificate_item_finalize (GObject *object)
{
  esp_certificate_row_free (ESP_CERTIFICATE_ITEM (object)->row);
  G_OBJECT_CLASS (esp_certificate_item_parent_class)->finalize (object);
}

static void
esp_certificate_item_class_init (EspCertificateItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  static const struct
  {
    guint id;
    const char *name;
  } texts[] = {
    { ITEM_PROP_SERIAL, "serial" },       { ITEM_PROP_SUBJECT, "subject" },
    { ITEM_PROP_STATUS, "status" },       { ITEM_PROP_TEMPLATE_NAME, "template-name" },
    { ITEM_PROP_REQUESTER, "requester" }, { ITEM_PROP_ISSUER, "issuer" },
  }, times[] = {
    { ITEM_PROP_NOT_AFTER, "not-after" },
    { ITEM_PROP_ISSUED_AT, "issued-at" },
    { ITEM_PROP_REVOKED_AT, "revoked-at" },
  };

  object_class->get_property = esp_certificate_item_get_property;
  object_class->finalize = esp_certificate_item_finalize;
  item_properties[ITEM_PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    item_properties[texts[i].id] = g_param_spec_string (texts[i].name, NULL, NULL, NULL, flags);
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    item_properties[times[i].id] = g_param_spec_int64 (times[i].name, NULL, NULL, 0, G_MAXINT64, 0,
                                                       flags);
  g_object_class_install_properties (object_class, N_ITEM_PROPS, item_properties);
}

static void
esp_certificate_item_init (EspCertificateItem *item)
{
}

gint64
esp_certificate_item_get_number (EspCertificateItem *item)
{
  return item->number;
}

const EspCertificateRow *
esp_certificate_item_get_row (EspCertificateItem *item)
{
  return item->row;
}

/* Now this is another row, which is not there yet. */
static void
item_set_number (EspCertificateItem *item, gint64 number)
{
  if (item->number == number)
    return;
  item->number = number;
  if (!item->row)
    return;
  g_clear_pointer (&item->row, esp_certificate_row_free);
  g_object_freeze_notify (G_OBJECT (item));
  for (guint i = ITEM_PROP_LOADED; i < N_ITEM_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (item), item_properties[i]);
  g_object_thaw_notify (G_OBJECT (item));
}

static void
item_take_row (EspCertificateItem *item, EspCertificateRow *row, gint64 now)
{
  esp_certificate_row_free (item->row);
  item->row = row;
  item->now = now;
  g_object_freeze_notify (G_OBJECT (item));
  for (guint i = ITEM_PROP_LOADED; i < N_ITEM_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (item), item_properties[i]);
  g_object_thaw_notify (G_OBJECT (item));
}

/* --- List --------------------------------------------------------------------------------------*/

struct _EspCertificateList
{
  GObject parent_instance;

  EspEngine *engine;
  EspCertificateQuery *query; /* the one whose rows are shown */
  GCancellable *cancellable;  /* of the one that runs */
  gboolean loading;
  gboolean partly; /* what is shown is the beginning of the answer that is on its way */
  GError *error;
  guint shown;       /* number of rows as told to the view */
  GHashTable *pages; /* page number -> GPtrArray of EspCertificateItem */
  GQueue recent;     /* page numbers, newest first */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspCertificateList,
                               esp_certificate_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  LIST_PROP_0,
  LIST_PROP_LOADING,
  N_LIST_PROPS
};

static GParamSpec *list_properties[N_LIST_PROPS];

enum
{
  SIGNAL_REPLACING,
  N_SIGNALS
};

static guint list_signals[N_SIGNALS];

static gboolean
is_behind (gpointer page, gpointer items, gpointer n_pages)
{
  return GPOINTER_TO_UINT (page) >= GPOINTER_TO_UINT (n_pages);
}

/* All but the first @n_pages, which are of the head. */
static void
forget_pages (EspCertificateList *list, guint n_pages)
{
  g_hash_table_foreach_remove (list->pages, is_behind, GUINT_TO_POINTER (n_pages));
  g_queue_clear (&list->recent);
}

static void
esp_certificate_list_dispose (GObject *object)
{
  EspCertificateList *list = ESP_CERTIFICATE_LIST (object);

  g_cancellable_cancel (list->cancellable);
  g_clear_object (&list->engine);
  G_OBJECT_CLASS (esp_certificate_list_parent_class)->dispose (object);
}

static void
esp_certificate_list_finalize (GObject *object)
{
  EspCertificateList *list = ESP_CERTIFICATE_LIST (object);

  g_clear_object (&list->cancellable);
  g_clear_pointer (&list->query, esp_certificate_query_unref);
  g_clear_error (&list->error);
  g_queue_clear (&list->recent);
  g_hash_table_unref (list->pages);
  G_OBJECT_CLASS (esp_certificate_list_parent_class)->finalize (object);
}

static void
esp_certificate_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == LIST_PROP_LOADING)
    g_value_set_boolean (value, ESP_CERTIFICATE_LIST (object)->loading);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
esp_certificate_list_class_init (EspCertificateListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = esp_certificate_list_dispose;
  object_class->finalize = esp_certificate_list_finalize;
  object_class->get_property = esp_certificate_list_get_property;
  list_properties[LIST_PROP_LOADING] = g_param_spec_boolean (
    "loading", NULL, NULL, FALSE,
    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_LIST_PROPS, list_properties);
  list_signals[SIGNAL_REPLACING] = g_signal_new (
    "replacing", ESP_TYPE_CERTIFICATE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_certificate_list_init (EspCertificateList *list)
{
  list->pages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_queue_init (&list->recent);
}

/* --- Pages -------------------------------------------------------------------------------------*/

typedef struct
{
  EspCertificateList *list;
  GPtrArray *items; /* of the page that was asked for */
} PageRequest;

static void
page_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  PageRequest *request = data;
  gint64 now;
  g_autoptr (GPtrArray) rows = esp_certificate_query_fetch_finish (result, &now, NULL);

  for (guint i = 0; rows && i < rows->len; i++)
    {
      EspCertificateRow *row = g_ptr_array_index (rows, i);
      EspCertificateItem *item = NULL;

      for (guint j = 0; j < request->items->len && !item; j++)
        if (((EspCertificateItem *) g_ptr_array_index (request->items, j))->number == row->row)
          item = g_ptr_array_index (request->items, j);
      if (item)
        item_take_row (item, row, now);
      else
        esp_certificate_row_free (row);
    }
  if (rows)
    g_ptr_array_set_free_func (rows, NULL);
  g_ptr_array_unref (request->items);
  g_object_unref (request->list);
  g_free (request);
}

/* Items that are there tell of the rows that are asked for now; those that lack are added. */
static void
fill_page (EspCertificateList *list, guint page, GPtrArray *items)
{
  guint first = page * PAGE, n = MIN (PAGE, list->shown - first);
  const guint32 *numbers = esp_certificate_query_get_numbers (list->query) + first;
  PageRequest *request = g_new0 (PageRequest, 1);

  for (guint i = 0; i < n; i++)
    {
      if (i == items->len)
        g_ptr_array_add (items, g_object_new (ESP_TYPE_CERTIFICATE_ITEM, NULL));
      item_set_number (g_ptr_array_index (items, i), numbers[i]);
    }
  request->list = g_object_ref (list);
  request->items = g_ptr_array_ref (items);
  esp_certificate_query_fetch_async (list->query, list->engine, first, n, page_cb, request);
}

static GPtrArray *
load_page (EspCertificateList *list, guint page)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  fill_page (list, page, items);
  g_hash_table_insert (list->pages, GUINT_TO_POINTER (page), items);
  if (page < HEAD_PAGES)
    return items;
  g_queue_push_head (&list->recent, GUINT_TO_POINTER (page));
  if (g_queue_get_length (&list->recent) > PAGES_MAX)
    g_hash_table_remove (list->pages, g_queue_pop_tail (&list->recent));
  return items;
}

static gpointer
list_get_item (GListModel *model, guint position)
{
  EspCertificateList *list = ESP_CERTIFICATE_LIST (model);
  GPtrArray *items;

  if (position >= list->shown || !list->engine)
    return NULL;
  items = g_hash_table_lookup (list->pages, GUINT_TO_POINTER (position / PAGE));
  if (!items)
    items = load_page (list, position / PAGE);
  return g_object_ref (g_ptr_array_index (items, position % PAGE));
}

static guint
list_get_n_items (GListModel *model)
{
  return ESP_CERTIFICATE_LIST (model)->shown;
}

static GType
list_get_item_type (GListModel *model)
{
  return ESP_TYPE_CERTIFICATE_ITEM;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item = list_get_item;
  iface->get_n_items = list_get_n_items;
  iface->get_item_type = list_get_item_type;
}

/* --- Queries -----------------------------------------------------------------------------------*/

static void
set_loading (EspCertificateList *list, gboolean loading)
{
  if (list->loading == loading)
    return;
  list->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (list), list_properties[LIST_PROP_LOADING]);
}

static void
refill_page (EspCertificateList *list, guint page)
{
  GPtrArray *items = g_hash_table_lookup (list->pages, GUINT_TO_POINTER (page));

  if (items && list->engine)
    fill_page (list, page, items);
}

/* Behind the head two signals, never one: told of a replacement, GTK 4.8 looks at every new row
 * (25 s a million). One row at least is told of as new. */
static void
show_query (EspCertificateList *list, EspCertificateQuery *query)
{
  guint before, n = esp_certificate_query_get_n (query), kept;

  g_signal_emit (list, list_signals[SIGNAL_REPLACING], 0);
  before = list->shown;
  kept = n ? MIN (MIN (before, n - 1) / PAGE, HEAD_PAGES) : 0;
  g_clear_pointer (&list->query, esp_certificate_query_unref);
  list->query = query;
  list->shown = kept * PAGE;
  forget_pages (list, kept);
  for (guint page = 0; page < kept; page++)
    refill_page (list, page);
  if (before > list->shown)
    g_list_model_items_changed (G_LIST_MODEL (list), list->shown, before - list->shown, 0);
  list->shown = n;
  if (n)
    g_list_model_items_changed (G_LIST_MODEL (list), kept * PAGE, 0, n - kept * PAGE);
}

static gboolean
begins_with (EspCertificateQuery *query, EspCertificateQuery *first)
{
  guint n = esp_certificate_query_get_n (first);

  return n <= esp_certificate_query_get_n (query) &&
         memcmp (esp_certificate_query_get_numbers (query),
                 esp_certificate_query_get_numbers (first), n * sizeof (guint32)) == 0;
}

/* What is shown stays; a page that was not full is filled. */
static void
add_rest (EspCertificateList *list, EspCertificateQuery *query)
{
  guint before = list->shown;

  esp_certificate_query_unref (list->query);
  list->query = query;
  list->shown = esp_certificate_query_get_n (query);
  if (before % PAGE != 0 && list->shown > before)
    refill_page (list, before / PAGE);
  if (list->shown > before)
    g_list_model_items_changed (G_LIST_MODEL (list), before, 0, list->shown - before);
}

static void
early_cb (EspCertificateQuery *first, gpointer data)
{
  EspCertificateList *list = data;

  g_clear_error (&list->error);
  show_query (list, first);
  list->partly = TRUE;
}

/* A small list is read through as fast as it is prepared. */
static void
take_answer (EspCertificateList *list, EspCertificateQuery *query)
{
  gboolean partly = list->partly;

  list->partly = FALSE;
  if (partly && begins_with (query, list->query))
    add_rest (list, query);
  else
    show_query (list, query);
  if (list->shown >= WARM_UP_ROWS && list->engine)
    esp_certificate_query_warm_up (list->engine);
}

static void
query_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspCertificateList) list = data;
  g_autoptr (GError) error = NULL;
  EspCertificateQuery *query = esp_certificate_query_run_finish (result, &error);

  /* Another query was started since: this one is of no interest. */
  if (g_task_get_cancellable (G_TASK (result)) != list->cancellable ||
      g_cancellable_is_cancelled (list->cancellable))
    {
      g_clear_pointer (&query, esp_certificate_query_unref);
      return;
    }
  g_clear_error (&list->error);
  if (query)
    take_answer (list, query);
  else
    list->error = g_steal_pointer (&error);
  set_loading (list, FALSE);
}

void
esp_certificate_list_ask (EspCertificateList *list, const EspCertificateQuestion *question)
{
  g_cancellable_cancel (list->cancellable);
  g_clear_object (&list->cancellable);
  list->cancellable = g_cancellable_new ();
  list->partly = FALSE;
  set_loading (list, TRUE);
  esp_certificate_query_run_async (list->engine, question, early_cb, list->cancellable, query_cb,
                                   g_object_ref (list));
}

EspCertificateList *
esp_certificate_list_new (EspEngine *engine)
{
  EspCertificateList *list = g_object_new (ESP_TYPE_CERTIFICATE_LIST, NULL);

  list->engine = g_object_ref (engine);
  return list;
}

gboolean
esp_certificate_list_is_loading (EspCertificateList *list)
{
  return list->loading;
}

guint
esp_certificate_list_find (EspCertificateList *list, gint64 number)
{
  const guint32 *numbers = list->query ? esp_certificate_query_get_numbers (list->query) : NULL;

  for (guint i = 0; i < list->shown; i++)
    if (numbers[i] == number)
      return i;
  return G_MAXUINT;
}

const GError *
esp_certificate_list_get_error (EspCertificateList *list)
{
  return list->error;
}
