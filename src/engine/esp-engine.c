/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's life: opening and closing a vault, its threads, calls, and the news of changes.
 * Making a vault is in esp-engine-create.c, signing in in esp-sign-in.c, deciding and running one
 * operation in esp-dispatcher.c. */
#include "esp-engine-private.h"

#include "base/esp-error.h"
#include "esp-approving.h"
#include "esp-rollback-private.h"
#include "esp-signing-requests.h"

/* What another process wrote is seen within a second, reading and drawing included; asking costs
 * one read of the file's header. */
#define WATCH_MS 400
/* The window shows what is in the file first: in large ones the check and the first lists would
 * wait for the same disk. */
#define CHECK_AFTER 10 /* looks */

G_DEFINE_FINAL_TYPE (EspEngine, esp_engine, G_TYPE_OBJECT)

enum
{
  CHANGED,
  SESSION_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- Object ------------------------------------------------------------------------------------*/

static void
esp_engine_dispose (GObject *object)
{
  esp_engine_close (ESP_ENGINE (object));
  G_OBJECT_CLASS (esp_engine_parent_class)->dispose (object);
}

static void
esp_engine_finalize (GObject *object)
{
  EspEngine *engine = ESP_ENGINE (object);

  esp_clock_unref (engine->clock);
  esp_keyring_unref (engine->keyring);
  g_main_context_unref (engine->context);
  g_mutex_clear (&engine->lock);
  g_rec_mutex_clear (&engine->ending);
  g_cond_clear (&engine->check_finished);
  G_OBJECT_CLASS (esp_engine_parent_class)->finalize (object);
}

static void
esp_engine_class_init (EspEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = esp_engine_dispose;
  object_class->finalize = esp_engine_finalize;

  /* After each commit, of this or another process: first and last new event (0, 0 where only the
   * other process knows), and the EspTopics that were touched. */
  signals[CHANGED] = g_signal_new ("changed", ESP_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 3, G_TYPE_INT64, G_TYPE_INT64, G_TYPE_UINT);
  /* Somebody signed in, changed the role, or the vault was locked or closed. */
  signals[SESSION_CHANGED] = g_signal_new ("session-changed", ESP_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_engine_init (EspEngine *engine)
{
  g_mutex_init (&engine->lock);
  g_rec_mutex_init (&engine->ending);
  g_cond_init (&engine->check_finished);
  engine->context = g_main_context_ref_thread_default ();
  engine->thread = g_thread_self ();
}

EspEngine *
esp_engine_new_with_keyring (EspClock *clock, EspKeyring *keyring)
{
  EspEngine *engine = g_object_new (ESP_TYPE_ENGINE, NULL);

  engine->clock = clock ? esp_clock_ref (clock) : esp_clock_new_system ();
  engine->keyring = esp_keyring_ref (keyring);
  return engine;
}

EspEngine *
esp_engine_new (EspClock *clock)
{
  g_autoptr (EspKeyring) keyring = esp_keyring_new_secret_service ();

  return esp_engine_new_with_keyring (clock, keyring);
}

/* --- News, told in the main context ------------------------------------------------------------*/

typedef struct
{
  GWeakRef engine; /* who ends it does not have to wait for its news */
  gint64 from, to;
  guint topics; /* 0: the session changed */
} News;

static gboolean
tell_cb (gpointer data)
{
  News *news = data;
  g_autoptr (EspEngine) engine = g_weak_ref_get (&news->engine);

  if (engine && news->topics == 0)
    g_signal_emit (engine, signals[SESSION_CHANGED], 0);
  else if (engine)
    g_signal_emit (engine, signals[CHANGED], 0, news->from, news->to, news->topics);
  return G_SOURCE_REMOVE;
}

static void
news_free (gpointer data)
{
  News *news = data;

  g_weak_ref_clear (&news->engine);
  g_free (news);
}

/* g_main_context_invoke() would tell it on the thread that asks, a worker's, whenever nobody
 * iterates the context at that moment: beside whatever the context's own thread does meanwhile. */
static void
tell (EspEngine *engine, gint64 from, gint64 to, guint topics)
{
  g_autoptr (GSource) source = NULL;
  News *news;

  /* Where nobody listens, nobody may ever iterate the context either: the command line. */
  if (!g_signal_has_handler_pending (engine, signals[topics ? CHANGED : SESSION_CHANGED], 0, TRUE))
    return;
  news = g_new0 (News, 1);
  g_weak_ref_init (&news->engine, engine);
  news->from = from;
  news->to = to;
  news->topics = topics;
  if (engine->thread == g_thread_self ())
    {
      g_main_context_invoke_full (engine->context, G_PRIORITY_DEFAULT, tell_cb, news, news_free);
      return;
    }
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_cb, news, news_free);
  g_source_attach (source, engine->context);
}

void
esp_engine_emit_changed (EspEngine *engine, gint64 from, gint64 to, guint topics)
{
  esp_rollback_note (engine);
  if (topics != 0)
    tell (engine, from, to, topics);
}

/* --- Opening and closing -----------------------------------------------------------------------*/

static void
read_info_job (EspVault *vault, gpointer data)
{
  EspEngine *engine = data;
  const EspVaultInfo *info = esp_vault_get_info (vault);

  engine->organization = g_strdup (info->organization);
  engine->vault_id = g_strdup (info->id);
  g_atomic_pointer_set (&engine->read_only_reason, esp_vault_get_read_only_reason (vault));
  engine->seen_version = esp_database_get_data_version (esp_vault_get_database (vault));
  esp_engine_begin_state (engine, vault);
}

/* NULL where the vault was closed meanwhile. */
static char *
copy_path (EspEngine *engine)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&engine->lock);

  return g_strdup (engine->path);
}

/* In the background, by a connection of its own; what writes waits for it. A large file takes
 * seconds, for which no reader could answer. */
static gpointer
check_thread (gpointer data)
{
  EspEngine *engine = data;
  GError *error = NULL;
  g_autofree char *path = copy_path (engine);
  EspVault *vault = path ? esp_vault_open (path, ESP_DATABASE_READ_ONLY, &error) : NULL;

  /* What is damaged may as well have been changed, and then that has a name. */
  if (vault)
    esp_engine_check_large (engine, vault, esp_vault_check (vault, FALSE, &error) ? &error : NULL);
  esp_vault_close (vault);
  g_mutex_lock (&engine->lock);
  engine->check_running = FALSE;
  engine->check_error = error;
  g_cond_broadcast (&engine->check_finished);
  g_mutex_unlock (&engine->lock);
  return NULL;
}

/* Once for each opening: in a window some seconds after it began to watch, else before the first
 * write, so that a quick look at a large vault pays nothing. */
static void
start_check (EspEngine *engine)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&engine->lock);

  if (engine->checker || !engine->path)
    return;
  engine->check_running = TRUE;
  engine->checker = g_thread_new ("vault-checker", check_thread, engine);
}

gboolean
esp_engine_wait_for_check (EspEngine *engine, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;

  start_check (engine);
  locker = g_mutex_locker_new (&engine->lock);
  while (engine->check_running)
    g_cond_wait (&engine->check_finished, &engine->lock);
  if (!engine->check_error)
    return TRUE;
  if (error)
    *error = g_error_copy (engine->check_error);
  return FALSE;
}

/* Another thread may ask for the check while this one opens or closes. */
static void
take_path (EspEngine *engine, char *path)
{
  g_mutex_lock (&engine->lock);
  g_free (engine->path);
  engine->path = path;
  g_mutex_unlock (&engine->lock);
}

static gboolean
start_workers (EspEngine *engine, const char *path, GError **error)
{
  engine->sieve = esp_certificate_sieve_new ();
  engine->writer = esp_worker_start ("vault-writer", path, ESP_DATABASE_READ_WRITE, error);
  if (!engine->writer)
    return FALSE;
  for (guint i = 0; i < ESP_N_READERS; i++)
    {
      engine->readers[i] = esp_worker_start ("vault-reader", path, ESP_DATABASE_READ_ONLY, error);
      if (!engine->readers[i])
        return FALSE;
    }
  return TRUE;
}

gboolean
esp_engine_open (EspEngine *engine, const char *path, GCancellable *cancellable, GError **error)
{
  if (engine->writer)
    {
      esp_error_set (error, ESP_REASON_ENGINE_OPEN, engine->path, NULL);
      return FALSE;
    }
  take_path (engine, g_strdup (path));
  if (!start_workers (engine, path, error))
    {
      esp_engine_close (engine);
      return FALSE;
    }
  engine->recorder = esp_recorder_new ();
  engine->keep_house_at = 0;
  esp_rollback_set_keyring_note (engine, ESP_KEYRING_NOTE_NOT_ASKED);
  esp_worker_run (engine->writer, read_info_job, engine);
  return TRUE;
}

static void
stop_workers (EspEngine *engine)
{
  g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&engine->ending);

  if (engine->writer)
    esp_engine_lock (engine);
  g_clear_pointer (&engine->writer, esp_worker_stop);
  esp_rollback_stop (engine);
  for (guint i = 0; i < ESP_N_READERS; i++)
    g_clear_pointer (&engine->readers[i], esp_worker_stop);
  g_clear_pointer (&engine->sieve, esp_certificate_sieve_unref);
}

void
esp_engine_close (EspEngine *engine)
{
  esp_engine_watch (engine, FALSE);
  stop_workers (engine);
  /* From here on no check begins, and the one that runs ends. */
  take_path (engine, NULL);
  g_clear_pointer (&engine->checker, g_thread_join);
  g_clear_pointer (&engine->recorder, esp_recorder_free);
  g_clear_error (&engine->check_error);
  g_clear_pointer (&engine->organization, g_free);
  g_clear_pointer (&engine->vault_id, g_free);
  g_clear_pointer (&engine->signing_tried, g_free);
  g_atomic_pointer_set (&engine->read_only_reason, NULL);
  g_clear_pointer (&engine->state_problems, g_ptr_array_unref);
  g_clear_pointer (&engine->rollback_fault, g_free);
}

gboolean
esp_engine_is_open (EspEngine *engine)
{
  return engine->writer != NULL;
}

const char *
esp_engine_get_path (EspEngine *engine)
{
  return engine->path;
}

void
esp_engine_set_words (EspEngine *engine, EspPlanTranslate translate, gboolean right_to_left)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&engine->lock);

  engine->translate = translate;
  engine->right_to_left = right_to_left;
}

void
esp_engine_get_words (EspEngine *engine, EspPlanTranslate *translate, gboolean *right_to_left)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&engine->lock);

  *translate = engine->translate;
  *right_to_left = engine->right_to_left;
}

const char *
esp_engine_get_organization (EspEngine *engine)
{
  return engine->organization;
}

const char *
esp_engine_get_vault_id (EspEngine *engine)
{
  return engine->vault_id;
}

const char *
esp_engine_get_read_only_reason (EspEngine *engine)
{
  return g_atomic_pointer_get (&engine->read_only_reason);
}

/* The one with the least to do: behind a proof of the whole log nothing else should have to wait.
 * Of equals the first, so that what it has read is at hand. */
EspWorker *
esp_engine_get_reader (EspEngine *engine)
{
  EspWorker *idlest = engine->readers[0];

  for (guint i = 1; i < ESP_N_READERS; i++)
    if (engine->readers[i] &&
        esp_worker_get_load (engine->readers[i]) < esp_worker_get_load (idlest))
      idlest = engine->readers[i];
  return idlest;
}

/* --- Session -----------------------------------------------------------------------------------*/

EspSession *
esp_engine_ref_session (EspEngine *engine)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&engine->lock);

  return engine->session ? esp_session_ref (engine->session) : NULL;
}

void
esp_engine_take_session (EspEngine *engine, EspSession *session)
{
  EspSession *before;

  g_mutex_lock (&engine->lock);
  before = engine->session;
  engine->session = session;
  g_mutex_unlock (&engine->lock);
  if (before || session)
    tell (engine, 0, 0, 0);
  esp_session_unref (before);
}

static void
nothing_job (EspVault *vault, gpointer data)
{
}

void
esp_engine_lock (EspEngine *engine)
{
  g_autoptr (GRecMutexLocker) locker = g_rec_mutex_locker_new (&engine->ending);

  if (engine->writer && engine->session)
    esp_rollback_flush (engine);
  esp_engine_take_session (engine, NULL);
  /* Operations that had begun hold the session until they end: wait for them, so that afterwards no
   * key is left in memory. */
  if (engine->writer)
    esp_worker_run (engine->writer, nothing_job, NULL);
  for (guint i = 0; i < ESP_N_READERS; i++)
    if (engine->readers[i])
      esp_worker_run (engine->readers[i], nothing_job, NULL);
}

/* --- Calls -------------------------------------------------------------------------------------*/

typedef struct
{
  EspCall call;
  JsonNode *result;
  GError *error;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_clear_pointer (&call->call.parameters, json_object_unref);
  g_clear_pointer (&call->result, json_node_unref);
  g_clear_error (&call->error);
  g_clear_object (&call->call.cancellable);
  g_clear_object (&call->call.engine);
  g_free (call);
}

static Call *
call_new (EspEngine *engine,
          const char *name,
          JsonObject *parameters,
          GCancellable *cancellable,
          GError **error)
{
  const EspOperation *operation = esp_operation_find (name);
  Call *call;

  if (!engine->writer)
    {
      esp_error_set (error, ESP_REASON_ENGINE_CLOSED, NULL, NULL);
      return NULL;
    }
  if (!operation)
    {
      esp_error_set (error, ESP_REASON_OPERATION_UNKNOWN, name, NULL);
      return NULL;
    }
  call = g_new0 (Call, 1);
  call->call.engine = g_object_ref (engine);
  call->call.operation = operation;
  call->call.parameters = parameters ? json_object_ref (parameters) : json_object_new ();
  call->call.cancellable = cancellable ? g_object_ref (cancellable) : NULL;
  return call;
}

static void
call_job (EspVault *vault, gpointer data)
{
  Call *call = data;

  call->result = esp_dispatch (&call->call, vault, &call->error);
}

static EspWorker *
worker_for (Call *call)
{
  return call->call.operation->kind == ESP_OPERATION_WRITE ?
           call->call.engine->writer :
           esp_engine_get_reader (call->call.engine);
}

static JsonNode *
run_call (Call *call, GError **error)
{
  JsonNode *result;

  if (!call)
    return NULL;
  esp_worker_run (worker_for (call), call_job, call);
  result = g_steal_pointer (&call->result);
  if (call->error)
    g_propagate_error (error, g_steal_pointer (&call->error));
  call_free (call);
  return result;
}

JsonNode *
esp_engine_call (EspEngine *engine,
                 const char *operation,
                 JsonObject *parameters,
                 GCancellable *cancellable,
                 GError **error)
{
  return run_call (call_new (engine, operation, parameters, cancellable, error), error);
}

JsonNode *
esp_engine_call_quiet (EspEngine *engine,
                       const char *operation,
                       JsonObject *parameters,
                       GCancellable *cancellable,
                       GError **error)
{
  Call *call = call_new (engine, operation, parameters, cancellable, error);

  if (call)
    call->call.quiet = TRUE;
  return run_call (call, error);
}

JsonNode *
esp_engine_call_internal (EspEngine *engine,
                          const char *operation,
                          JsonObject *parameters,
                          gpointer input,
                          GCancellable *cancellable,
                          GError **error)
{
  Call *call = call_new (engine, operation, parameters, cancellable, error);

  if (call)
    call->call.input = input;
  return run_call (call, error);
}

static void
call_task_job (EspVault *vault, gpointer data)
{
  g_autoptr (GTask) task = data;
  Call *call = g_task_get_task_data (task);

  call_job (vault, call);
  if (call->error)
    g_task_return_error (task, g_steal_pointer (&call->error));
  else
    g_task_return_pointer (task, g_steal_pointer (&call->result), (GDestroyNotify) json_node_unref);
}

void
esp_engine_call_async (EspEngine *engine,
                       const char *operation,
                       JsonObject *parameters,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (engine, cancellable, callback, user_data);
  GError *error = NULL;
  Call *call = call_new (engine, operation, parameters, cancellable, &error);

  g_task_set_source_tag (task, esp_engine_call_async);
  /* A commit that has happened is shown, whatever was cancelled afterwards. */
  g_task_set_check_cancellable (task, FALSE);
  if (!call)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_task_set_task_data (task, call, call_free);
  esp_worker_push (worker_for (call), call_task_job, task);
}

JsonNode *
esp_engine_call_finish (EspEngine *engine, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Watching other processes ------------------------------------------------------------------*/

static void
poll_version_job (EspVault *vault, gpointer data)
{
  g_autoptr (EspEngine) engine = data;
  gint64 version = esp_database_get_data_version (esp_vault_get_database (vault));
  gboolean moved;

  g_mutex_lock (&engine->lock);
  moved = version != engine->seen_version;
  engine->seen_version = version;
  g_mutex_unlock (&engine->lock);
  /* Who may sign may have changed: keys that wait to be sealed anew do not wait for the hour. */
  if (moved)
    engine->keep_house_at = 0;
  if (moved)
    tell (engine, 0, 0, ESP_TOPIC_ALL);
}

static void
keep_house_job (EspVault *vault, gpointer data)
{
  g_autoptr (EspEngine) engine = data;

  esp_engine_keep_house (engine, vault);
  esp_signing_process_due (engine, vault);
  esp_approving_execute_due (engine, vault);
}

static gboolean
watch_cb (gpointer data)
{
  EspEngine *engine = data;

  if (++engine->looks == CHECK_AFTER)
    start_check (engine);
  /* The writer's connection: its own commits do not move its data version. */
  if (engine->writer)
    {
      esp_worker_push (engine->writer, poll_version_job, g_object_ref (engine));
      esp_worker_push (engine->writer, keep_house_job, g_object_ref (engine));
    }
  return G_SOURCE_CONTINUE;
}

void
esp_engine_watch (EspEngine *engine, gboolean watch)
{
  if (engine->watch)
    g_source_destroy (engine->watch);
  g_clear_pointer (&engine->watch, g_source_unref);
  if (!watch || !engine->writer)
    return;
  engine->looks = 0;
  engine->watch = g_timeout_source_new (WATCH_MS);
  g_source_set_callback (engine->watch, watch_cb, engine, NULL);
  g_source_attach (engine->watch, engine->context);
}
