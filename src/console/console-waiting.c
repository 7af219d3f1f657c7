/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits for who is signed in, as numbers. Only what they may list is asked for: a refusal
 * would be an entry in the log. */
#include "console-alerts.h"

#include <glib/gi18n.h>

#define REFRESH_MS 500

typedef enum
{
  APPROVALS = 1,
  SHARES,
  ALERTS,
  N_COUNTS
} Count;

struct _ConsoleWaiting
{
  GObject parent_instance;

  ConsoleSession *session;
  guint counts[N_COUNTS];
  guint question;    /* number of the one that is asked: older answers do not count */
  gint64 last_alert; /* -1: not asked yet */
  guint refresh_source;
};

G_DEFINE_FINAL_TYPE (ConsoleWaiting, console_waiting, G_TYPE_OBJECT)

static GParamSpec *properties[N_COUNTS];
static guint alerted_signal;

/* --- What counts -------------------------------------------------------------------------------*/

static gboolean
is_mine_to_approve (ConsoleWaiting *waiting, JsonObject *approval)
{
  return esp_json_get_boolean (approval, "MayApprove", FALSE);
}

static gboolean
is_invitation (ConsoleWaiting *waiting, JsonObject *share)
{
  return g_strcmp0 (esp_json_get_string (share, "Status"), "PENDING") == 0 &&
         g_strcmp0 (esp_json_get_string (share, "Side"), "CONSUMER") == 0;
}

static gboolean
is_unseen (ConsoleWaiting *waiting, JsonObject *alert)
{
  return esp_json_get_string (alert, "AcknowledgedBy") == NULL;
}

static JsonObject *
ask_for_waiting (void)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Status", "WAITING");
  return parameters;
}

static JsonObject *
ask_for_unseen (void)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_boolean_member (parameters, "Acknowledged", FALSE);
  json_object_set_int_member (parameters, "Limit", CONSOLE_ALERTS_MAX);
  return parameters;
}

static const struct
{
  const char *operation;
  const char *member;
  const char *action;
  JsonObject *(*ask) (void);
  gboolean (*counts) (ConsoleWaiting *waiting, JsonObject *thing);
} sources[N_COUNTS] = {
  [APPROVALS] = { "ListApprovals", "Approvals", "espalier:ListApprovals", ask_for_waiting,
                  is_mine_to_approve },
  [SHARES] = { "ListResourceShares", "ResourceShares", "ram:GetResourceShares", NULL,
               is_invitation },
  [ALERTS] = { "ListAlerts", "Alerts", "espalier:ListAlerts", ask_for_unseen, is_unseen },
};

/* --- Counting ----------------------------------------------------------------------------------*/

static void
set_count (ConsoleWaiting *waiting, Count count, guint n)
{
  if (waiting->counts[count] == n)
    return;
  waiting->counts[count] = n;
  g_object_notify_by_pspec (G_OBJECT (waiting), properties[count]);
}

/* They come newest first and are told in the order in which they happened. What was there at the
 * beginning is no news, and neither is what one did oneself. */
static void
tell_new_alerts (ConsoleWaiting *waiting, JsonArray *alerts)
{
  gint64 last = waiting->last_alert;
  const char *person = console_session_get_person (waiting->session);

  waiting->last_alert = MAX (last, 0);
  for (guint i = json_array_get_length (alerts); i > 0; i--)
    {
      JsonObject *alert = json_array_get_object_element (alerts, i - 1);
      gint64 id = esp_json_get_int (alert, "Id", 0);

      waiting->last_alert = MAX (waiting->last_alert, id);
      if (last >= 0 && id > last && g_strcmp0 (esp_json_get_string (alert, "Actor"), person) != 0)
        g_signal_emit (waiting, alerted_signal, 0, alert);
    }
}

typedef struct
{
  GWeakRef waiting;
  guint question;
  Count count;
} Asked;

static void
asked_free (Asked *asked)
{
  g_weak_ref_clear (&asked->waiting);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Asked) asked = data;
  g_autoptr (ConsoleWaiting) waiting = g_weak_ref_get (&asked->waiting);
  g_autoptr (JsonNode) node = esp_engine_call_finish (ESP_ENGINE (source), result, NULL);
  JsonArray *things =
    node ? esp_json_get_array (json_node_get_object (node), sources[asked->count].member) : NULL;
  guint n = 0;

  if (!waiting || asked->question != waiting->question)
    return;
  for (guint i = 0; things && i < json_array_get_length (things); i++)
    n += sources[asked->count].counts (waiting, json_array_get_object_element (things, i));
  set_count (waiting, asked->count, n);
  if (things && asked->count == ALERTS)
    tell_new_alerts (waiting, things);
}

static void
ask_one (ConsoleWaiting *waiting, Count count)
{
  g_autoptr (JsonObject) parameters = sources[count].ask ? sources[count].ask () : NULL;
  Asked *asked = g_new0 (Asked, 1);

  g_weak_ref_init (&asked->waiting, waiting);
  asked->question = waiting->question;
  asked->count = count;
  esp_engine_call_async (console_session_get_engine (waiting->session), sources[count].operation,
                         parameters, NULL, answered_cb, asked);
}

static void
ask (ConsoleWaiting *waiting)
{
  gboolean open = console_session_get_phase (waiting->session) == CONSOLE_PHASE_OPEN;

  waiting->question++;
  for (Count count = APPROVALS; count < N_COUNTS; count++)
    {
      g_autofree char *denial = console_session_explain_denial (waiting->session,
                                                                sources[count].action, NULL);

      if (open && !denial)
        ask_one (waiting, count);
      else
        set_count (waiting, count, 0);
    }
}

static gboolean
refresh_cb (gpointer data)
{
  CONSOLE_WAITING (data)->refresh_source = 0;
  ask (data);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ConsoleWaiting *waiting)
{
  if (!waiting->refresh_source)
    waiting->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, waiting);
}

/* Somebody else sees others of them. */
static void
session_changed_cb (ConsoleWaiting *waiting)
{
  waiting->last_alert = -1;
  ask (waiting);
}

/* --- In words ----------------------------------------------------------------------------------*/

static char *
describe (Count count, guint n)
{
  if (count == SHARES)
    return g_strdup_printf (ngettext ("%u CA of another account is offered to yours.",
                                      "%u CAs of other accounts are offered to yours.", n),
                            n);
  return g_strdup_printf (
    ngettext ("%u request waits for your approval.", "%u requests wait for your approval.", n), n);
}

char *
console_waiting_describe (ConsoleWaiting *waiting, const char *place, char **action)
{
  static const struct
  {
    Count count;
    const char *place;
  } places[] = { { SHARES, "shares" }, { APPROVALS, "approvals" } };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      guint n = waiting->counts[places[i].count];

      if (n == 0 || g_str_equal (places[i].place, place))
        continue;
      *action = g_strconcat ("win.show-place::", places[i].place, NULL);
      return describe (places[i].count, n);
    }
  return NULL;
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_waiting_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id >= APPROVALS && id < N_COUNTS)
    g_value_set_uint (value, CONSOLE_WAITING (object)->counts[id]);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_waiting_dispose (GObject *object)
{
  ConsoleWaiting *waiting = CONSOLE_WAITING (object);

  g_clear_handle_id (&waiting->refresh_source, g_source_remove);
  g_clear_object (&waiting->session);
  G_OBJECT_CLASS (console_waiting_parent_class)->dispose (object);
}

static void
console_waiting_class_init (ConsoleWaitingClass *klass)
{
  static const char *const
    names[N_COUNTS] = { [APPROVALS] = "approvals", [SHARES] = "shares", [ALERTS] = "alerts" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = console_waiting_get_property;
  object_class->dispose = console_waiting_dispose;
  for (Count count = APPROVALS; count < N_COUNTS; count++)
    properties[count] = g_param_spec_uint (names[count], NULL, NULL, 0, G_MAXUINT, 0,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                                             G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_COUNTS, properties);
  alerted_signal = g_signal_new ("alerted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
}

static void
console_waiting_init (ConsoleWaiting *waiting)
{
  waiting->last_alert = -1;
}

ConsoleWaiting *
console_waiting_new (ConsoleSession *session)
{
  ConsoleWaiting *waiting = g_object_new (CONSOLE_TYPE_WAITING, NULL);
  EspEngine *engine = console_session_get_engine (session);

  waiting->session = g_object_ref (session);
  g_signal_connect_object (engine, "changed", G_CALLBACK (changed_cb), waiting, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "session-changed", G_CALLBACK (session_changed_cb), waiting,
                           G_CONNECT_SWAPPED);
  ask (waiting);
  return waiting;
}
