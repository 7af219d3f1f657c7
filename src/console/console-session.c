/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one window looks at: properties, and how they follow the engine. Calls of operations are in
 * console-session-call.c, opening and locking in console-session-vault.c, reasons for what is
 * greyed out in console-denial.c. */
#include "console-session.h"

#include <time.h>

struct _ConsoleSession
{
  GObject parent_instance;

  EspEngine *engine;
  EspCaTree *tree;
  ConsolePhase phase;
  char *organization;
  char *person;
  char *role;
  EspCaNode *selected;
  char *wanted;     /* UUID to be selected when the tree has it */
  char *remembered; /* UUID that was selected before the tree was emptied by a lock */
  char *place;
  char *filter;
  gint64 touched;
};

G_DEFINE_FINAL_TYPE (ConsoleSession, console_session, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_PHASE,
  PROP_ORGANIZATION,
  PROP_PERSON,
  PROP_ROLE,
  PROP_SELECTED_CA,
  PROP_PLACE,
  PROP_FILTER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint toast_signal;

/* --- Following the engine ----------------------------------------------------------------------*/

static void
take_string (ConsoleSession *session, char **field, const char *value, guint property)
{
  if (g_strcmp0 (*field, value) == 0)
    return;
  g_free (*field);
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (session), properties[property]);
}

static ConsolePhase
ask_phase (ConsoleSession *session, EspSession *signed_in)
{
  if (!esp_engine_is_open (session->engine))
    return CONSOLE_PHASE_WELCOME;
  return signed_in ? CONSOLE_PHASE_OPEN : CONSOLE_PHASE_LOCKED;
}

void
console_session_refresh (ConsoleSession *session)
{
  g_autoptr (EspSession) signed_in = esp_engine_ref_session (session->engine);
  ConsolePhase phase = ask_phase (session, signed_in);

  take_string (session, &session->organization, esp_engine_get_organization (session->engine),
               PROP_ORGANIZATION);
  take_string (session, &session->person, signed_in ? esp_session_get_principal (signed_in) : NULL,
               PROP_PERSON);
  take_string (session, &session->role, signed_in ? esp_session_get_role (signed_in) : NULL,
               PROP_ROLE);
  if (phase == session->phase)
    return;
  /* One search does not outlive the person who made it. */
  if (phase != CONSOLE_PHASE_OPEN)
    take_string (session, &session->filter, "", PROP_FILTER);
  if (phase == CONSOLE_PHASE_WELCOME)
    g_clear_pointer (&session->remembered, g_free);
  else
    esp_engine_watch (session->engine, TRUE);
  console_session_touch (session);
  session->phase = phase;
  g_object_notify_by_pspec (G_OBJECT (session), properties[PROP_PHASE]);
}

/* --- Which CA ----------------------------------------------------------------------------------*/

static void
select_node (ConsoleSession *session, EspCaNode *node)
{
  if (session->selected && !node)
    {
      g_free (session->remembered);
      session->remembered = g_strdup (esp_ca_node_get_ca (session->selected)->id);
    }
  if (g_set_object (&session->selected, node))
    g_object_notify_by_pspec (G_OBJECT (session), properties[PROP_SELECTED_CA]);
}

static EspCaNode *
find_wanted (ConsoleSession *session)
{
  EspCaNode *node = session->wanted ? esp_ca_tree_find (session->tree, session->wanted) : NULL;

  if (node)
    g_clear_pointer (&session->wanted, g_free);
  return node;
}

static EspCaNode *
find_first (ConsoleSession *session)
{
  EspCaNode *node = session->remembered ? esp_ca_tree_find (session->tree, session->remembered) :
                                          NULL;
  g_autoptr (EspCaNode) root = NULL;

  if (node)
    return node;
  root = g_list_model_get_item (esp_ca_tree_get_roots (session->tree), 0);
  return root; /* the tree holds it */
}

static gboolean
is_there (ConsoleSession *session, EspCaNode *node)
{
  return esp_ca_tree_find (session->tree, esp_ca_node_get_ca (node)->id) == node;
}

/* After each reading: what was waited for, else what was selected, else the nearest that is left.
 */
static void
tree_updated_cb (ConsoleSession *session)
{
  EspCaNode *wanted = find_wanted (session);

  if (wanted)
    {
      select_node (session, wanted);
      console_session_set_place (session, "ca");
      return;
    }
  if (!session->selected)
    select_node (session, find_first (session));
  else if (!is_there (session, session->selected))
    select_node (session, esp_ca_tree_is_loaded (session->tree) ? find_first (session) : NULL);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleSession *session = CONSOLE_SESSION (object);

  switch (id)
    {
    case PROP_PHASE:
      g_value_set_int (value, (int) session->phase);
      break;
    case PROP_ORGANIZATION:
      g_value_set_string (value, session->organization);
      break;
    case PROP_PERSON:
      g_value_set_string (value, session->person);
      break;
    case PROP_ROLE:
      g_value_set_string (value, session->role);
      break;
    case PROP_SELECTED_CA:
      g_value_set_object (value, session->selected);
      break;
    case PROP_PLACE:
      g_value_set_string (value, session->place);
      break;
    case PROP_FILTER:
      g_value_set_string (value, session->filter);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_session_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsoleSession *session = CONSOLE_SESSION (object);
  const char *text;

  switch (id)
    {
    case PROP_SELECTED_CA:
      console_session_select_ca (session, g_value_get_object (value));
      break;
    case PROP_PLACE:
      console_session_set_place (session, g_value_get_string (value));
      break;
    case PROP_FILTER:
      text = g_value_get_string (value);
      take_string (session, &session->filter, text ? text : "", PROP_FILTER);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_session_dispose (GObject *object)
{
  ConsoleSession *session = CONSOLE_SESSION (object);

  g_clear_object (&session->selected);
  g_clear_object (&session->tree);
  if (session->engine)
    esp_engine_watch (session->engine, FALSE);
  g_clear_object (&session->engine);
  G_OBJECT_CLASS (console_session_parent_class)->dispose (object);
}

static void
console_session_finalize (GObject *object)
{
  ConsoleSession *session = CONSOLE_SESSION (object);

  g_free (session->organization);
  g_free (session->person);
  g_free (session->role);
  g_free (session->wanted);
  g_free (session->remembered);
  g_free (session->place);
  g_free (session->filter);
  G_OBJECT_CLASS (console_session_parent_class)->finalize (object);
}

static void
console_session_class_init (ConsoleSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  const GParamFlags writable = readable | G_PARAM_WRITABLE;

  object_class->get_property = console_session_get_property;
  object_class->set_property = console_session_set_property;
  object_class->dispose = console_session_dispose;
  object_class->finalize = console_session_finalize;
  properties[PROP_PHASE] = g_param_spec_int ("phase", NULL, NULL, CONSOLE_PHASE_WELCOME,
                                             CONSOLE_PHASE_OPEN, CONSOLE_PHASE_WELCOME, readable);
  properties[PROP_ORGANIZATION] = g_param_spec_string ("organization", NULL, NULL, NULL, readable);
  properties[PROP_PERSON] = g_param_spec_string ("person", NULL, NULL, NULL, readable);
  properties[PROP_ROLE] = g_param_spec_string ("role", NULL, NULL, NULL, readable);
  properties[PROP_SELECTED_CA] = g_param_spec_object ("selected-ca", NULL, NULL, ESP_TYPE_CA_NODE,
                                                      writable);
  properties[PROP_PLACE] = g_param_spec_string ("place", NULL, NULL, "ca", writable);
  properties[PROP_FILTER] = g_param_spec_string ("filter", NULL, NULL, "", writable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  toast_signal = g_signal_new ("toast", CONSOLE_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_signal_new ("undoable", CONSOLE_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_OBJECT);
}

static void
console_session_init (ConsoleSession *session)
{
  session->place = g_strdup ("ca");
  session->filter = g_strdup ("");
  console_session_touch (session);
}

ConsoleSession *
console_session_new (EspEngine *engine)
{
  ConsoleSession *session = g_object_new (CONSOLE_TYPE_SESSION, NULL);

  session->engine = g_object_ref (engine);
  session->tree = esp_ca_tree_new (engine);
  g_signal_connect_object (engine, "session-changed", G_CALLBACK (console_session_refresh), session,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session->tree, "updated", G_CALLBACK (tree_updated_cb), session,
                           G_CONNECT_SWAPPED);
  console_session_refresh (session);
  return session;
}

/* --- Reading and choosing ----------------------------------------------------------------------*/

EspEngine *
console_session_get_engine (ConsoleSession *session)
{
  return session->engine;
}

EspCaTree *
console_session_get_tree (ConsoleSession *session)
{
  return session->tree;
}

ConsolePhase
console_session_get_phase (ConsoleSession *session)
{
  return session->phase;
}

const char *
console_session_get_organization (ConsoleSession *session)
{
  return session->organization;
}

const char *
console_session_get_person (ConsoleSession *session)
{
  return session->person;
}

const char *
console_session_get_role (ConsoleSession *session)
{
  return session->role;
}

EspCaNode *
console_session_get_selected_ca (ConsoleSession *session)
{
  return session->selected;
}

void
console_session_select_ca (ConsoleSession *session, EspCaNode *node)
{
  /* Who chooses another one meanwhile does not wait any more. */
  if (node != session->selected)
    g_clear_pointer (&session->wanted, g_free);
  select_node (session, node);
}

void
console_session_select_when_there (ConsoleSession *session, const char *arn)
{
  const char *slash = strrchr (arn, '/');

  g_free (session->wanted);
  session->wanted = g_strdup (slash ? slash + 1 : arn);
  /* The tree may have been quicker than the answer. */
  if (esp_ca_tree_find (session->tree, session->wanted))
    tree_updated_cb (session);
}

void
console_session_remember_ca (ConsoleSession *session, const char *id)
{
  EspCaNode *node = esp_ca_tree_find (session->tree, id);
  g_autoptr (EspCaNode) first = g_list_model_get_item (esp_ca_tree_get_roots (session->tree), 0);

  g_free (session->remembered);
  session->remembered = g_strdup (id);
  /* The first one is selected by nobody but the session itself. */
  if (node && session->selected == first)
    select_node (session, node);
}

const char *
console_session_get_place (ConsoleSession *session)
{
  return session->place;
}

void
console_session_set_place (ConsoleSession *session, const char *place)
{
  take_string (session, &session->place, place ? place : "ca", PROP_PLACE);
}

void
console_session_toast (ConsoleSession *session, const char *text)
{
  g_signal_emit (session, toast_signal, 0, text);
}

/* --- Idle time ---------------------------------------------------------------------------------*/

static gint64
now_with_sleep (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec;
}

void
console_session_touch (ConsoleSession *session)
{
  session->touched = now_with_sleep ();
}

gint64
console_session_get_idle (ConsoleSession *session)
{
  return now_with_sleep () - session->touched;
}
