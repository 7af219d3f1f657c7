/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of the log one after the other. An answer counts only for the question that is still asked:
 * each restart has a number of its own. */
#include "console-event-private.h"

#include "console-format.h"

/* One page that is read. */
#define PAGE 200

struct _ConsoleEventList
{
  GObject parent_instance;

  ConsoleSession *session;
  GPtrArray *events;
  char *resource;
  char *outcome;
  char *search;  /* or NULL */
  char *needle;  /* the same, case-folded */
  GStrv actions; /* whose words hold it */
  GCancellable *cancellable;
  GError *error;
  gint64 newest; /* sequences between which all is known */
  gint64 oldest;
  guint searched;
  guint wanted;   /* rows at which a page is full */
  gboolean stays; /* what is shown is of an earlier question: the first answer takes its place */
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
  g_free (list->search);
  g_free (list->needle);
  g_strfreev (list->actions);
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

/* What an answer covers: of a search what it looked at, else from its first event to its last. */
static void
note_range (ConsoleEventList *list, JsonObject *answer, JsonArray *events)
{
  guint n = json_array_get_length (events);
  gint64 first = esp_json_get_int (answer, "LookedFrom", 0);
  gint64 last = esp_json_get_int (answer, "LookedTo", 0);

  if (!list->needle && n)
    {
      first = esp_json_get_int (json_array_get_object_element (events, 0), "sequence", 0);
      last = esp_json_get_int (json_array_get_object_element (events, n - 1), "sequence", 0);
    }
  if (last == 0)
    return;
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

/* In one step, so that a view fills the rows that it has instead of making others: ten times the
 * work. */
static void
replace (ConsoleEventList *list, GPtrArray *chosen)
{
  guint gone = list->events->len;

  list->stays = FALSE;
  g_ptr_array_set_size (list->events, 0);
  for (guint i = 0; i < chosen->len; i++)
    g_ptr_array_add (list->events, g_object_ref (g_ptr_array_index (chosen, i)));
  if (gone || chosen->len)
    g_list_model_items_changed (G_LIST_MODEL (list), 0, gone, chosen->len);
}

static void ask (ConsoleEventList *list, gboolean newer);

static guint
count_covered (ConsoleEventList *list, JsonObject *answer, JsonArray *events)
{
  gint64 last = esp_json_get_int (answer, "LookedTo", 0);

  if (!list->needle)
    return json_array_get_length (events);
  return last ? (guint) (esp_json_get_int (answer, "LookedFrom", 0) - last + 1) : 0;
}

static void
take_older (ConsoleEventList *list, JsonObject *answer, JsonArray *events)
{
  g_autoptr (GPtrArray) chosen = choose (list, events);

  note_range (list, answer, events);
  list->searched += count_covered (list, answer, events);
  g_object_notify_by_pspec (G_OBJECT (list), properties[PROP_SEARCHED]);
  if (list->stays)
    replace (list, chosen);
  else
    insert (list, list->events->len, chosen);
  set_complete (list, list->needle ? esp_json_get_boolean (answer, "Complete", TRUE) :
                                     json_array_get_length (events) < PAGE);
  if (!list->complete && list->events->len < list->wanted)
    ask (list, FALSE);
}

/* More has happened than one answer tells: the gap behind it is not worth closing. */
static gboolean
leaves_gap (ConsoleEventList *list, JsonObject *answer, JsonArray *events)
{
  guint n = json_array_get_length (events);
  gint64 last = esp_json_get_int (answer, "LookedTo", 0);

  if (list->needle)
    return last > list->newest + 1;
  return n == PAGE && esp_json_get_int (json_array_get_object_element (events, n - 1), "sequence",
                                        0) > list->newest + 1;
}

static void
take_newer (ConsoleEventList *list, JsonObject *answer, JsonArray *events)
{
  g_autoptr (GPtrArray) chosen = NULL;

  if (leaves_gap (list, answer, events))
    {
      list->stays = TRUE;
      list->newest = list->oldest = 0;
      take_older (list, answer, events);
      return;
    }
  chosen = choose (list, events);
  note_range (list, answer, events);
  insert (list, 0, chosen);
}

/* What was asked before is no answer to it. */
static void
fail (ConsoleEventList *list, GError *error)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  list->error = error;
  if (list->stays)
    replace (list, none);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleEventList) list = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_engine_call_finish (ESP_ENGINE (source), result, &error);
  JsonObject *answer = node ? json_node_get_object (node) : NULL;
  JsonArray *events = answer ? esp_json_get_array (answer, "Events") : NULL;

  if (!list->session || g_task_get_cancellable (G_TASK (result)) != list->cancellable)
    return;
  set_loading (list, FALSE);
  g_clear_error (&list->error);
  if (events && list->updating)
    take_newer (list, answer, events);
  else if (events)
    take_older (list, answer, events);
  else
    fail (list, g_steal_pointer (&error));
  if (list->stale && !list->loading)
    ask (list, TRUE);
  g_signal_emit (list, read_signal, 0);
}

/* --- Asking ------------------------------------------------------------------------------------*/

static void
set_search (ConsoleEventList *list, JsonObject *parameters)
{
  JsonArray *actions = json_array_new ();

  for (guint i = 0; list->actions[i]; i++)
    json_array_add_string_element (actions, list->actions[i]);
  json_object_set_string_member (parameters, "Search", list->search);
  json_object_set_array_member (parameters, "SearchActions", actions);
}

static void
ask (ConsoleEventList *list, gboolean newer)
{
  g_autoptr (JsonObject) parameters = json_object_new ();

  esp_json_set_string (parameters, "Resource", list->resource);
  esp_json_set_string (parameters, "Outcome", list->outcome);
  json_object_set_int_member (parameters, "Limit", PAGE);
  if (list->needle)
    set_search (list, parameters);
  if (!newer && list->oldest)
    json_object_set_int_member (parameters, "Before", list->oldest);
  list->updating = newer;
  list->stale = FALSE;
  set_loading (list, TRUE);
  esp_engine_call_async (console_session_get_engine (list->session), "ListEvents", parameters,
                         list->cancellable, read_cb, g_object_ref (list));
}

static void
take_search (ConsoleEventList *list, const char *search)
{
  g_clear_pointer (&list->search, g_free);
  g_clear_pointer (&list->needle, g_free);
  g_clear_pointer (&list->actions, g_strfreev);
  if (!search || !search[0])
    return;
  list->search = g_strdup (search);
  list->needle = g_utf8_casefold (search, -1);
  list->actions = console_format_search_actions (list->needle);
}

void
console_event_list_restart (ConsoleEventList *list,
                            const char *resource,
                            const char *outcome,
                            const char *search)
{
  g_cancellable_cancel (list->cancellable);
  g_clear_object (&list->cancellable);
  list->cancellable = g_cancellable_new ();
  g_free (list->resource);
  list->resource = g_strdup (resource);
  g_free (list->outcome);
  list->outcome = g_strdup (outcome);
  take_search (list, search);
  g_clear_error (&list->error);
  list->newest = list->oldest = 0;
  list->searched = 0;
  list->wanted = PAGE / 2;
  list->stays = TRUE;
  set_complete (list, FALSE);
  ask (list, FALSE);
}

void
console_event_list_clear (ConsoleEventList *list)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  replace (list, none);
}

void
console_event_list_more (ConsoleEventList *list)
{
  if (list->loading || list->complete || !list->cancellable || list->error)
    return;
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
