/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A key file of a few lines, read when somebody has signed in and written a moment after something
 * changed. Who has begun to look at something meanwhile is not taken away from there. */
#include "console-view-state.h"

#include "console-file-write.h"

#include <glib/gstdio.h>

#define STATE "console-view-state"
#define GROUP "view"
#define TEXT_MAX (64 * 1024)
#define COLLAPSED_MAX 1000
#define WRITE_MS 400
#define FIRST_PLACE "ca"

struct _ConsoleViewState
{
  GObject parent_instance;

  ConsoleSession *session; /* weak: it owns this */
  char *vault;             /* its id; NULL: none is open */
  GFile *file;
  GHashTable *collapsed;
  gboolean is_read;
  guint write_source;
};

G_DEFINE_FINAL_TYPE (ConsoleViewState, console_view_state, G_TYPE_OBJECT)

static guint read_signal;

/* --- Writing -----------------------------------------------------------------------------------*/

static void
append_list (GKeyFile *keys, ConsoleViewState *state)
{
  g_autofree const char **ids = (const char **) g_hash_table_get_keys_as_array (state->collapsed,
                                                                                NULL);
  guint n = MIN (g_hash_table_size (state->collapsed), COLLAPSED_MAX);

  if (n > 0)
    g_key_file_set_string_list (keys, GROUP, "collapsed", ids, n);
}

static GBytes *
make_text (ConsoleViewState *state)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  EspCaNode *selected = console_session_get_selected_ca (state->session);
  gsize length;
  char *text;

  g_key_file_set_string (keys, GROUP, "place", console_session_get_place (state->session));
  if (selected)
    g_key_file_set_string (keys, GROUP, "ca", esp_ca_node_get_ca (selected)->id);
  append_list (keys, state);
  text = g_key_file_to_data (keys, &length, NULL);
  return g_bytes_new_take (text, length);
}

typedef struct
{
  GFile *file;
  GBytes *text;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_object_unref (writing->file);
  g_bytes_unref (writing->text);
  g_free (writing);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Writing *writing = data;
  g_autoptr (GFile) folder = g_file_get_parent (writing->file);

  g_mkdir_with_parents (g_file_peek_path (folder), 0700);
  console_file_write (writing->file, writing->text, CONSOLE_FILE_PRIVATE, NULL, NULL);
  g_task_return_boolean (task, TRUE);
}

static gboolean
write_cb (gpointer data)
{
  ConsoleViewState *state = data;
  Writing *writing;
  g_autoptr (GTask) task = NULL;

  state->write_source = 0;
  if (!state->session || !state->file ||
      console_session_get_phase (state->session) != CONSOLE_PHASE_OPEN)
    return G_SOURCE_REMOVE;
  writing = g_new0 (Writing, 1);
  writing->file = g_object_ref (state->file);
  writing->text = make_text (state);
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, write_cb);
  g_task_set_task_data (task, writing, writing_free);
  g_task_run_in_thread (task, write_in_thread);
  return G_SOURCE_REMOVE;
}

static void
keep (ConsoleViewState *state)
{
  if (state->is_read && !state->write_source)
    state->write_source = g_timeout_add (WRITE_MS, write_cb, state);
}

/* --- Reading -----------------------------------------------------------------------------------*/

static void
take_collapsed (ConsoleViewState *state, GKeyFile *keys)
{
  g_auto (GStrv) ids = g_key_file_get_string_list (keys, GROUP, "collapsed", NULL, NULL);

  for (guint i = 0; ids && ids[i] && i < COLLAPSED_MAX; i++)
    if (g_uuid_string_is_valid (ids[i]))
      g_hash_table_add (state->collapsed, g_strdup (ids[i]));
}

static void
take (ConsoleViewState *state, GKeyFile *keys)
{
  g_autofree char *place = g_key_file_get_string (keys, GROUP, "place", NULL);
  g_autofree char *ca = g_key_file_get_string (keys, GROUP, "ca", NULL);

  take_collapsed (state, keys);
  if (!g_str_equal (console_session_get_place (state->session), FIRST_PLACE))
    return;
  if (ca && g_uuid_string_is_valid (ca))
    console_session_remember_ca (state->session, ca);
  if (place)
    console_session_set_place (state->session, place);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleViewState) state = data;
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *text = NULL;
  gsize length = 0;
  gboolean loaded = g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL,
                                                 NULL);

  if (!state->session || state->file != G_FILE (source) ||
      console_session_get_phase (state->session) != CONSOLE_PHASE_OPEN)
    return;
  state->is_read = TRUE;
  if (!loaded || length > TEXT_MAX ||
      !g_key_file_load_from_data (keys, text, length, G_KEY_FILE_NONE, NULL))
    return;
  take (state, keys);
  g_signal_emit (state, read_signal, 0);
}

/* The window of one vault says nothing about another. */
static void
phase_cb (ConsoleViewState *state)
{
  EspEngine *engine = console_session_get_engine (state->session);
  const char *vault = esp_engine_get_vault_id (engine);
  g_autofree char *path = NULL;

  if (console_session_get_phase (state->session) != CONSOLE_PHASE_OPEN ||
      g_strcmp0 (state->vault, vault) == 0)
    return;
  g_free (state->vault);
  state->vault = g_strdup (vault);
  g_clear_object (&state->file);
  g_hash_table_remove_all (state->collapsed);
  state->is_read = FALSE;
  if (!vault)
    return;
  path = g_build_filename (g_get_user_state_dir (), "espalier", vault, "view", NULL);
  state->file = g_file_new_for_path (path);
  g_file_load_contents_async (state->file, NULL, read_cb, g_object_ref (state));
}

/* --- Branches ----------------------------------------------------------------------------------*/

gboolean
console_view_state_is_collapsed (ConsoleViewState *state, const char *ca_id)
{
  return g_hash_table_contains (state->collapsed, ca_id);
}

void
console_view_state_set_collapsed (ConsoleViewState *state, const char *ca_id, gboolean collapsed)
{
  gboolean changed = collapsed ? g_hash_table_add (state->collapsed, g_strdup (ca_id)) :
                                 g_hash_table_remove (state->collapsed, ca_id);

  if (changed)
    keep (state);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_view_state_dispose (GObject *object)
{
  ConsoleViewState *state = CONSOLE_VIEW_STATE (object);

  g_clear_handle_id (&state->write_source, g_source_remove);
  g_clear_weak_pointer (&state->session);
  g_clear_object (&state->file);
  G_OBJECT_CLASS (console_view_state_parent_class)->dispose (object);
}

static void
console_view_state_finalize (GObject *object)
{
  g_hash_table_unref (CONSOLE_VIEW_STATE (object)->collapsed);
  g_free (CONSOLE_VIEW_STATE (object)->vault);
  G_OBJECT_CLASS (console_view_state_parent_class)->finalize (object);
}

static void
console_view_state_class_init (ConsoleViewStateClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = console_view_state_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_view_state_finalize;
  read_signal = g_signal_new ("read", CONSOLE_TYPE_VIEW_STATE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
}

static void
console_view_state_init (ConsoleViewState *state)
{
  state->collapsed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

ConsoleViewState *
console_view_state_get (ConsoleSession *session)
{
  ConsoleViewState *state = g_object_get_data (G_OBJECT (session), STATE);

  if (state)
    return state;
  state = g_object_new (CONSOLE_TYPE_VIEW_STATE, NULL);
  g_set_weak_pointer (&state->session, session);
  g_object_set_data_full (G_OBJECT (session), STATE, state, g_object_unref);
  g_signal_connect_object (session, "notify::phase", G_CALLBACK (phase_cb), state,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::place", G_CALLBACK (keep), state, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::selected-ca", G_CALLBACK (keep), state,
                           G_CONNECT_SWAPPED);
  phase_cb (state);
  return state;
}
