/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue of rows without an answer, and a few calls on their way: enough to keep the engine's
 * readers busy, and so few that whatever else is asked for meanwhile hardly waits. */
#include "console-request-check.h"

#define CALLS_MAX 4

struct _ConsoleRequestCheck
{
  GObject parent_instance;

  ConsoleSession *session;
  ConsoleRequestList *list;
  JsonObject *parameters;
  GQueue *waiting; /* ConsoleRequestItem */
  GCancellable *cancellable;
  guint n_calls; /* of this question */
};

G_DEFINE_FINAL_TYPE (ConsoleRequestCheck, console_request_check, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_CHECKING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

typedef struct
{
  ConsoleRequestCheck *check;
  ConsoleRequestItem *item;
  GCancellable *cancellable; /* that of the question */
} Call;

static void
call_free (Call *call)
{
  g_object_unref (call->check);
  g_object_unref (call->item);
  g_object_unref (call->cancellable);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void ask_more (ConsoleRequestCheck *check);

static void
take_answer (ConsoleRequestItem *item, JsonNode *node, const GError *error)
{
  if (console_request_item_get_state (item) != CONSOLE_REQUEST_UNCHECKED)
    return;
  if (node)
    console_request_item_set_preview (item, json_node_get_object (node));
  else
    console_request_item_set_refused (item, error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) call = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_engine_call_finish (ESP_ENGINE (source), result, &error);

  if (g_cancellable_is_cancelled (call->cancellable))
    return;
  call->check->n_calls--;
  take_answer (call->item, node, error);
  ask_more (call->check);
}

JsonObject *
console_request_copy_parameters (JsonObject *parameters)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, parameters);
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (copy, name, json_node_copy (value));
  return copy;
}

/* Takes @item. */
static void
ask (ConsoleRequestCheck *check, ConsoleRequestItem *item)
{
  g_autoptr (JsonObject) parameters = console_request_copy_parameters (check->parameters);
  Call *call = g_new0 (Call, 1);

  json_object_set_string_member (parameters, "Csr", console_request_item_get_pem (item));
  call->check = g_object_ref (check);
  call->item = item;
  call->cancellable = g_object_ref (check->cancellable);
  check->n_calls++;
  esp_engine_call_async (console_session_get_engine (check->session), "PreviewCertificate",
                         parameters, check->cancellable, answered_cb, call);
}

static void
ask_more (ConsoleRequestCheck *check)
{
  ConsoleRequestItem *item;

  while (check->n_calls < CALLS_MAX && (item = g_queue_pop_head (check->waiting)))
    if (console_request_item_get_state (item) == CONSOLE_REQUEST_UNCHECKED)
      ask (check, item);
    else
      g_object_unref (item);
  if (check->n_calls == 0)
    g_object_notify_by_pspec (G_OBJECT (check), properties[PROP_CHECKING]);
}

void
console_request_check_stop (ConsoleRequestCheck *check)
{
  if (check->cancellable)
    g_cancellable_cancel (check->cancellable);
  g_clear_object (&check->cancellable);
  g_queue_clear_full (check->waiting, g_object_unref);
  g_clear_pointer (&check->parameters, json_object_unref);
  check->n_calls = 0;
  g_object_notify_by_pspec (G_OBJECT (check), properties[PROP_CHECKING]);
}

static void
queue_unchecked (ConsoleRequestCheck *check)
{
  g_autoptr (GPtrArray)
    unchecked = console_request_list_pick (check->list, 1u << CONSOLE_REQUEST_UNCHECKED);

  for (guint i = 0; i < unchecked->len; i++)
    g_queue_push_tail (check->waiting, g_object_ref (g_ptr_array_index (unchecked, i)));
}

static void
forget_all (ConsoleRequestCheck *check)
{
  g_autoptr (GPtrArray) answered = console_request_list_pick (
    check->list, 1u << CONSOLE_REQUEST_GOOD | 1u << CONSOLE_REQUEST_NOTED |
                   1u << CONSOLE_REQUEST_REFUSED | 1u << CONSOLE_REQUEST_FAILED |
                   1u << CONSOLE_REQUEST_LEFT);

  for (guint i = 0; i < answered->len; i++)
    console_request_item_forget_preview (g_ptr_array_index (answered, i));
}

void
console_request_check_ask (ConsoleRequestCheck *check, JsonObject *parameters)
{
  console_request_check_stop (check);
  forget_all (check);
  if (!parameters)
    return;
  check->parameters = parameters;
  check->cancellable = g_cancellable_new ();
  queue_unchecked (check);
  ask_more (check);
  g_object_notify_by_pspec (G_OBJECT (check), properties[PROP_CHECKING]);
}

/* Only the new rows are walked through. */
static void
queue_new (ConsoleRequestCheck *check, guint position, guint n_added)
{
  GListModel *model = console_request_list_get_model (check->list);

  for (guint i = position; i < position + n_added; i++)
    g_queue_push_tail (check->waiting, g_list_model_get_item (model, i));
}

static void
items_changed_cb (ConsoleRequestCheck *check, guint position, guint n_removed, guint n_added)
{
  if (!check->parameters || n_removed > 0 || n_added == 0)
    return;
  queue_new (check, position, n_added);
  ask_more (check);
  g_object_notify_by_pspec (G_OBJECT (check), properties[PROP_CHECKING]);
}

gboolean
console_request_check_is_asking (ConsoleRequestCheck *check)
{
  return check->n_calls > 0;
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_request_check_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHECKING)
    g_value_set_boolean (value, console_request_check_is_asking (CONSOLE_REQUEST_CHECK (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_request_check_finalize (GObject *object)
{
  ConsoleRequestCheck *check = CONSOLE_REQUEST_CHECK (object);

  g_queue_free_full (check->waiting, g_object_unref);
  g_clear_pointer (&check->parameters, json_object_unref);
  g_clear_object (&check->cancellable);
  g_clear_object (&check->list);
  g_clear_object (&check->session);
  G_OBJECT_CLASS (console_request_check_parent_class)->finalize (object);
}

static void
console_request_check_class_init (ConsoleRequestCheckClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = console_request_check_get_property;
  object_class->finalize = console_request_check_finalize;
  properties[PROP_CHECKING] = g_param_spec_boolean ("checking", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                                                      G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
console_request_check_init (ConsoleRequestCheck *check)
{
  check->waiting = g_queue_new ();
}

ConsoleRequestCheck *
console_request_check_new (ConsoleSession *session, ConsoleRequestList *list)
{
  ConsoleRequestCheck *check = g_object_new (CONSOLE_TYPE_REQUEST_CHECK, NULL);

  check->session = g_object_ref (session);
  check->list = g_object_ref (list);
  g_signal_connect_object (console_request_list_get_model (list), "items-changed",
                           G_CALLBACK (items_changed_cb), check, G_CONNECT_SWAPPED);
  return check;
}
