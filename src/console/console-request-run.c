/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large a turn is follows from how fast it goes: about a second's worth, so that there is
 * something to see and a stop is soon heard; but no smaller than it must, since each turn is an
 * entry of the log. */
#include "console-request-run.h"

#define FIRST_TURN 50
#define TURN_SECONDS 1.0

struct _ConsoleRequestRun
{
  GObject parent_instance;

  ConsoleSession *session;
  JsonObject *parameters;
  GPtrArray *items;
  guint next;      /* the first of the turn that runs */
  guint turn;      /* how many are in it */
  guint turn_size; /* how many may be in the next one */
  gint64 turn_begun;
  gint64 spent; /* microseconds of turns that are done */
  guint n_issued;
  gboolean running;
  gboolean stopping;
  char *chain;
};

G_DEFINE_FINAL_TYPE (ConsoleRequestRun, console_request_run, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_DONE,
  PROP_TOTAL,
  PROP_RUNNING,
  N_PROPS
};

enum
{
  PROGRESS,
  FINISHED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void start_turn (ConsoleRequestRun *run);

/* --- What came of a turn -----------------------------------------------------------------------*/

static void
take_results (ConsoleRequestRun *run, JsonObject *result)
{
  JsonArray *results = esp_json_get_array (result, "Results");
  const char *chain = esp_json_get_string (result, "CertificateChain");

  for (guint i = 0; i < run->turn; i++)
    console_request_item_set_result (g_ptr_array_index (run->items, run->next + i),
                                     json_array_get_object_element (results, i));
  run->n_issued += (guint) MAX (esp_json_get_int (result, "Issued", 0), 0);
  if (chain)
    {
      g_free (run->chain);
      run->chain = g_strdup (chain);
    }
}

/* What stopped this turn would stop the others too. Where each waits for an approval they go on. */
static void
take_failure (ConsoleRequestRun *run, const GError *error)
{
  for (guint i = 0; i < run->turn; i++)
    console_request_item_set_failed (g_ptr_array_index (run->items, run->next + i), error);
  if (!esp_error_has_reason (error, ESP_REASON_WAITING_FOR_APPROVAL))
    run->stopping = TRUE;
  run->turn_size = CONSOLE_REQUEST_TURN_MAX;
}

static void
measure (ConsoleRequestRun *run)
{
  gint64 took = MAX (g_get_monotonic_time () - run->turn_begun, 1);
  double rate = (double) run->turn * G_USEC_PER_SEC / (double) took;

  run->spent += took;
  if (run->turn_size < CONSOLE_REQUEST_TURN_MAX)
    run->turn_size = (guint) CLAMP (rate * TURN_SECONDS, FIRST_TURN, CONSOLE_REQUEST_TURN_MAX);
}

static void
finish (ConsoleRequestRun *run)
{
  for (guint i = run->next; i < run->items->len; i++)
    console_request_item_set_left (g_ptr_array_index (run->items, i));
  run->running = FALSE;
  g_object_notify_by_pspec (G_OBJECT (run), properties[PROP_RUNNING]);
  g_signal_emit (run, signals[FINISHED], 0);
}

static void
issued_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleRequestRun) run = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_engine_call_finish (ESP_ENGINE (source), result, &error);

  measure (run);
  if (node)
    take_results (run, json_node_get_object (node));
  else
    take_failure (run, error);
  run->next += run->turn;
  run->turn = 0;
  g_object_notify_by_pspec (G_OBJECT (run), properties[PROP_DONE]);
  g_signal_emit (run, signals[PROGRESS], 0);
  if (run->stopping || run->next == run->items->len)
    finish (run);
  else
    start_turn (run);
}

/* --- Turns -------------------------------------------------------------------------------------*/

static void
start_turn (ConsoleRequestRun *run)
{
  g_autoptr (JsonObject) parameters = console_request_copy_parameters (run->parameters);
  JsonArray *requests = json_array_new ();

  run->turn = MIN (run->turn_size, run->items->len - run->next);
  for (guint i = 0; i < run->turn; i++)
    json_array_add_string_element (
      requests, console_request_item_get_pem (g_ptr_array_index (run->items, run->next + i)));
  json_object_set_array_member (parameters, "Requests", requests);
  run->turn_begun = g_get_monotonic_time ();
  esp_engine_call_async (console_session_get_engine (run->session), "IssueCertificates", parameters,
                         NULL, issued_cb, g_object_ref (run));
}

void
console_request_run_start (ConsoleRequestRun *run,
                           JsonObject *parameters,
                           GPtrArray *items,
                           gboolean whole_turns)
{
  g_clear_pointer (&run->parameters, json_object_unref);
  g_clear_pointer (&run->items, g_ptr_array_unref);
  run->parameters = parameters;
  run->items = g_ptr_array_ref (items);
  run->next = 0;
  run->turn_size = whole_turns ? CONSOLE_REQUEST_TURN_MAX : FIRST_TURN;
  run->spent = 0;
  run->n_issued = 0;
  run->stopping = items->len == 0;
  run->running = TRUE;
  g_object_notify_by_pspec (G_OBJECT (run), properties[PROP_RUNNING]);
  if (items->len > 0)
    start_turn (run);
  else
    finish (run);
}

void
console_request_run_stop (ConsoleRequestRun *run)
{
  run->stopping = TRUE;
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_request_run_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleRequestRun *run = CONSOLE_REQUEST_RUN (object);

  if (id == PROP_DONE)
    g_value_set_uint (value, console_request_run_get_done (run));
  else if (id == PROP_TOTAL)
    g_value_set_uint (value, console_request_run_get_total (run));
  else if (id == PROP_RUNNING)
    g_value_set_boolean (value, run->running);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_request_run_finalize (GObject *object)
{
  ConsoleRequestRun *run = CONSOLE_REQUEST_RUN (object);

  g_clear_pointer (&run->parameters, json_object_unref);
  g_clear_pointer (&run->items, g_ptr_array_unref);
  g_free (run->chain);
  g_clear_object (&run->session);
  G_OBJECT_CLASS (console_request_run_parent_class)->finalize (object);
}

static void
console_request_run_class_init (ConsoleRequestRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = console_request_run_get_property;
  object_class->finalize = console_request_run_finalize;
  properties[PROP_DONE] = g_param_spec_uint ("done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_TOTAL] = g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[PROGRESS] = g_signal_new ("progress", CONSOLE_TYPE_REQUEST_RUN, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FINISHED] = g_signal_new ("finished", CONSOLE_TYPE_REQUEST_RUN, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
console_request_run_init (ConsoleRequestRun *run)
{
}

ConsoleRequestRun *
console_request_run_new (ConsoleSession *session)
{
  ConsoleRequestRun *run = g_object_new (CONSOLE_TYPE_REQUEST_RUN, NULL);

  run->session = g_object_ref (session);
  return run;
}

/* --- Looking -----------------------------------------------------------------------------------*/

gboolean
console_request_run_is_running (ConsoleRequestRun *run)
{
  return run->running;
}

gboolean
console_request_run_is_stopping (ConsoleRequestRun *run)
{
  return run->running && run->stopping;
}

guint
console_request_run_get_done (ConsoleRequestRun *run)
{
  return run->next;
}

guint
console_request_run_get_total (ConsoleRequestRun *run)
{
  return run->items ? run->items->len : 0;
}

double
console_request_run_get_rate (ConsoleRequestRun *run)
{
  return run->spent > 0 ? (double) run->n_issued * G_USEC_PER_SEC / (double) run->spent : 0;
}

const char *
console_request_run_get_chain (ConsoleRequestRun *run)
{
  return run->chain;
}
