/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the log, as it is shown in a list. The whole of it is in the event's dialog. */
#include "console-event-private.h"

#include "console-format.h"

struct _ConsoleEvent
{
  GObject parent_instance;

  gint64 sequence;
  gint64 time;
  char *actor;
  char *role;
  char *action;
  char *target;
  char *outcome;
  char *error;
};

G_DEFINE_FINAL_TYPE (ConsoleEvent, console_event, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_SEQUENCE,
  PROP_TIME,
  PROP_ACTOR,
  PROP_ROLE,
  PROP_ACTION,
  PROP_TARGET,
  PROP_OUTCOME,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static char **
get_text (ConsoleEvent *event, guint id)
{
  char **const texts[N_PROPS] = {
    [PROP_ACTOR] = &event->actor,     [PROP_ROLE] = &event->role,
    [PROP_ACTION] = &event->action,   [PROP_TARGET] = &event->target,
    [PROP_OUTCOME] = &event->outcome, [PROP_ERROR] = &event->error,
  };

  return id < N_PROPS ? texts[id] : NULL;
}

static void
console_event_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleEvent *event = CONSOLE_EVENT (object);

  if (id == PROP_SEQUENCE)
    g_value_set_int64 (value, event->sequence);
  else if (id == PROP_TIME)
    g_value_set_int64 (value, event->time);
  else if (get_text (event, id))
    g_value_set_string (value, *get_text (event, id));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_event_finalize (GObject *object)
{
  for (guint id = PROP_ACTOR; id < N_PROPS; id++)
    g_free (*get_text (CONSOLE_EVENT (object), id));
  G_OBJECT_CLASS (console_event_parent_class)->finalize (object);
}

static void
console_event_class_init (ConsoleEventClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  static const char *const texts[N_PROPS] = {
    [PROP_ACTOR] = "actor",   [PROP_ROLE] = "role",       [PROP_ACTION] = "action",
    [PROP_TARGET] = "target", [PROP_OUTCOME] = "outcome", [PROP_ERROR] = "error",
  };

  object_class->get_property = console_event_get_property;
  object_class->finalize = console_event_finalize;
  properties[PROP_SEQUENCE] = g_param_spec_int64 ("sequence", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  for (guint id = PROP_ACTOR; id < N_PROPS; id++)
    properties[id] = g_param_spec_string (texts[id], NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
console_event_init (ConsoleEvent *event)
{
}

/* The name the CA has now, else the one that the event tells. */
static char *
find_target (EspCaTree *tree, JsonObject *object)
{
  const char *resource = esp_json_get_string (object, "resource");
  const char *slash = resource ? strrchr (resource, '/') : NULL;
  EspCaNode *node = slash ? esp_ca_tree_find (tree, slash + 1) : NULL;
  JsonObject *details = esp_json_get_object (object, "details");

  if (node)
    return g_strdup (esp_ca_node_get_ca (node)->label);
  return g_strdup (esp_json_get_string (details, "CertificateAuthority"));
}

static char *
copy_member (JsonObject *object, const char *member)
{
  const char *text = esp_json_get_string (object, member);

  return g_strdup (text ? text : "");
}

ConsoleEvent *
console_event_new (EspCaTree *tree, JsonObject *object)
{
  ConsoleEvent *event = g_object_new (CONSOLE_TYPE_EVENT, NULL);
  const char *time = esp_json_get_string (object, "time");

  event->sequence = esp_json_get_int (object, "sequence", 0);
  if (time)
    esp_time_parse (time, &event->time, NULL);
  event->actor = copy_member (object, "actorName");
  event->role = copy_member (object, "role");
  event->action = console_format_action (esp_json_get_string (object, "action"));
  event->target = find_target (tree, object);
  event->outcome = copy_member (object, "outcome");
  event->error = copy_member (object, "error");
  if (!event->target)
    event->target = g_strdup ("");
  return event;
}

/* @needle is case-folded. */
gboolean
console_event_matches (ConsoleEvent *event, const char *needle)
{
  const char *const texts[] = { event->actor, event->role, event->action, event->target };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *folded = g_utf8_casefold (texts[i], -1);

      if (strstr (folded, needle))
        return TRUE;
    }
  return FALSE;
}

gint64
console_event_get_sequence (ConsoleEvent *event)
{
  return event->sequence;
}

gint64
console_event_get_time (ConsoleEvent *event)
{
  return event->time;
}

const char *
console_event_get_actor (ConsoleEvent *event)
{
  return event->actor;
}

const char *
console_event_get_role (ConsoleEvent *event)
{
  return event->role;
}

const char *
console_event_get_action (ConsoleEvent *event)
{
  return event->action;
}

const char *
console_event_get_target (ConsoleEvent *event)
{
  return event->target;
}

const char *
console_event_get_outcome (ConsoleEvent *event)
{
  return event->outcome;
}
