/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of the log one after the other. An answer counts only for the question that is still asked:
 * each restart has a number of its own. */
#include "console-event-private.h"

/* One page that is read, and how many events one search looks at before it asks to go on. */
#define PAGE 200
#define SEARCH_STEP 5000

struct _ConsoleEventList
{
  GObject parent_instance;

  ConsoleSession *session;
  GPtrArray *events;
  char *resource;
  char *outcome;
  char *needle; /* case-folded, or NULL */
  GCancellable *cancellable;
  GError *error;
  gint64 newest; /* sequences between which all is known */
  gint64 oldest;
  guint searched;
  guint stop;   /* where this step of a search ends */
  guint wanted; /* rows at which a page is full */
  gboolean loading;
  gboolean complete;
  gboolean updating; /* what runs reads newer events */
  gboolean stale;    /* something happened while reading */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ConsoleEventList,
                               console_event_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_LOADING,
  PROP_COMPLETE,
  PROP_SEARCHED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint read_signal;

static gpointer
list_get_item (GListModel *model, guint position)
{
  GPtrArray *events = CONSOLE_EVENT_LIST (model)->events;

  return position < events->len ? g_object_ref (g_ptr_array_index (events, position)) : NULL;
}

static guint
list_get_n_items (GListModel *model)
{
  return CONSOLE_EVENT_LIST (model)->events->len;
}

static GType
list_get_item_type (GListModel *model)
{
  return CONSOLE_TYPE_EVENT;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item = list_get_item;
  iface->get_n_items = list_get_n_items;
  iface->get_item_type = list_get_item_type;
}

static void
console_event_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleEventList *list = CONSOLE_EVENT_LIST (object);

  switch (id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, list->loading);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, list->complete);
      break;
    case PROP_SEARCHED:
      g_value_set_uint (value, list->searched);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_event_list_dispose (GObject *object)
{
  ConsoleEventList *list = CONSOLE_EVENT_LIST (object);

  g_cancellable_cancel (list->cancellable);
  g_clear_object (&list->session);
  G_OBJECT_CLASS (console_event_list_parent_class)->dispose (object);
}

static void
console_event_list_finalize (GObject *object)
{
  ConsoleEventList *list = CONSOLE_EVENT_LIST (object);

  g_ptr_array_unref (list->events);
  g_free (list->resource);
  g_free (list->outcome);
  g_free (list->needle);
  g_clear_object (&list->cancellable);
  g_clear_error (&list->error);
  G_OBJECT_CLASS (console_event_list_parent_class)->finalize (object);
}

static void
console_event_list_class_init (ConsoleEventListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = console_event_list_get_property;
  object_class->dispose = console_event_list_dispose;
  object_class->finalize = console_event_list_finalize;
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  properties[PROP_SEARCHED] = g_param_spec_uint ("searched", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  read_signal = g_signal_new ("read", CONSOLE_TYPE_EVENT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
}

static void
console_event_list_init (ConsoleEventList *list)
{
  list->events = g_ptr_array_new_with_free_func (g_object_unref);
}

ConsoleEventList *
console_event_list_new (ConsoleSession *session)
{
  ConsoleEventList *list = g_object_new (CONSOLE_TYPE_EVENT_LIST, NULL);

  list->session = g_object_ref (session);
  return list;
}

/* --- What came ---------------------------------------------------------------------------------*/

static void
set_loading (ConsoleEventList *list, gboolean loading)
{
  if (list->loading == loading)
    return;
  list->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (list), properties[PROP_LOADING]);
}

static void
set_complete (ConsoleEventList *list, gboolean complete)
{
  if (list->complete == complete)
    return;
  list->complete = complete;
  g_object_notify_by_pspec (G_OBJECT (list), properties[PROP_COMPLETE]);
}

/* Those of @events that are not known yet and match. */
static GPtrArray *
choose (ConsoleEventList *list, JsonArray *events)
{
  EspCaTree *tree = console_session_get_tree (list->session);
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      JsonObject *object = json_array_get_object_element (events, i);
      gint64 sequence = esp_json_get_int (object, "sequence", 0);
      g_autoptr (ConsoleEvent) event = NULL;

      if (sequence >= list->oldest && sequence <= list->newest)
        continue;
      event = console_event_new (tree, object);
      if (!list->needle || console_event_matches (event, list->needle))
        g_ptr_array_add (chosen, g_steal_pointer (&event));
    }
  return chosen;
}

static void
note_range (ConsoleEventList *list, JsonArray *events)
{
  guint n = json_array_get_length (events);
  gint64 first = esp_json_get_int (json_array_get_object_element (events, 0), "sequence", 0);
  gint64 last = esp_json_get_int (json_array_get_object_element (events, n - 1), "sequence", 0);

  list->newest = MAX (list->newest, first);
  list->oldest = list->oldest ? MIN (list->oldest, last) : last;
}

static void
insert (ConsoleEventList *list, guint position, GPtrArray *chosen)
{
  for (guint i = 0; i < chosen->len; i++)
    g_ptr_array_insert (list->events, (int) (position + i),
                        g_object_ref (g_ptr_array_index (chosen, i)));
  if (chosen->len)
    g_list_model_items_changed (G_LIST_MODEL (list), position, 0, chosen->len);
}

static void ask (ConsoleEventList *list, gboolean newer);

static void
take_older (ConsoleEventList *list, JsonArray *events)
{
  guint n = json_array_get_length (events);
  g_autoptr (GPtrArray) chosen = choose (list, events);

  if (n)
    note_range (list, events);
  list->searched += n;
  g_object_notify_by_pspec (G_OBJECT (list), properties[PROP_SEARCHED]);
  insert (list, list->events->len, chosen);
  set_complete (list, n < PAGE);
  if (!list->complete && list->events->len < list->wanted && list->searched < list->stop)
    ask (list, FALSE);
}

/* More than a page of news: the gap behind it is not worth closing, the list begins anew. */
static void
take_newer (ConsoleEventList *list, JsonArray *events)
{
  guint n = json_array_get_length (events);
  g_autoptr (GPtrArray) chosen = choose (list, events);
  gint64 last = n ?
                  esp_json_get_int (json_array_get_object_element (events, n - 1), "sequence", 0) :
                  0;

  if (n == PAGE && last > list->newest + 1)
    {
      guint gone = list->events->len;

      g_ptr_array_set_size (list->events, 0);
      if (gone)
        g_list_model_items_changed (G_LIST_MODEL (list), 0, gone, 0);
      list->newest = list->oldest = 0;
      take_older (list, events);
      return;
    }
  if (n)
    note_range (list, events);
  insert (list, 0, chosen);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleEventList) list = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_engine_call_finish (ESP_ENGINE (source), result, &error);
  JsonArray *events = node ? esp_json_get_array (json_node_get_object (node), "Events") : NULL;

  if (!list->session || g_task_get_cancellable (G_TASK (result)) != list->cancellable)
    return;
  set_loading (list, FALSE);
  g_clear_error (&list->error);
  if (events && list->updating)
    take_newer (list, events);
  else if (events)
    take_older (list, events);
  else
    list->error = g_steal_pointer (&error);
  if (list->stale && !list->loading)
    ask (list, TRUE);
  g_signal_emit (list, read_signal, 0);
}

/* --- Asking ------------------------------------------------------------------------------------*/

static void
ask (ConsoleEventList *list, gboolean newer)
{
  g_autoptr (JsonObject) parameters = json_object_new ();

  esp_json_set_string (parameters, "Resource", list->resource);
  esp_json_set_string (parameters, "Outcome", list->outcome);
  json_object_set_int_member (parameters, "Limit", PAGE);
  if (!newer && list->oldest)
    json_object_set_int_member (parameters, "Before", list->oldest);
  list->updating = newer;
  list->stale = FALSE;
  set_loading (list, TRUE);
  esp_engine_call_async (console_session_get_engine (list->session), "ListEvents", parameters,
                         list->cancellable, read_cb, g_object_ref (list));
}

void
console_event_list_restart (ConsoleEventList *list,
                            const char *resource,
                            const char *outcome,
                            const char *search)
{
  guint gone = list->events->len;

  g_cancellable_cancel (list->cancellable);
  g_clear_object (&list->cancellable);
  list->cancellable = g_cancellable_new ();
  g_free (list->resource);
  list->resource = g_strdup (resource);
  g_free (list->outcome);
  list->outcome = g_strdup (outcome);
  g_free (list->needle);
  list->needle = search && search[0] ? g_utf8_casefold (search, -1) : NULL;
  g_clear_error (&list->error);
  list->newest = list->oldest = 0;
  list->searched = 0;
  list->stop = SEARCH_STEP;
  list->wanted = PAGE / 2;
  g_ptr_array_set_size (list->events, 0);
  if (gone)
    g_list_model_items_changed (G_LIST_MODEL (list), 0, gone, 0);
  set_complete (list, FALSE);
  ask (list, FALSE);
}

void
console_event_list_more (ConsoleEventList *list)
{
  if (list->loading || list->complete || !list->cancellable || list->error)
    return;
  list->stop = list->searched + SEARCH_STEP;
  list->wanted = list->events->len + PAGE / 2;
  ask (list, FALSE);
}

void
console_event_list_update (ConsoleEventList *list)
{
  if (!list->cancellable)
    return;
  if (list->loading)
    list->stale = TRUE;
  else
    ask (list, TRUE);
}

gboolean
console_event_list_is_loading (ConsoleEventList *list)
{
  return list->loading;
}

gboolean
console_event_list_is_complete (ConsoleEventList *list)
{
  return list->complete;
}

guint
console_event_list_get_searched (ConsoleEventList *list)
{
  return list->searched;
}

const GError *
console_event_list_get_error (ConsoleEventList *list)
{
  return list->error;
}
