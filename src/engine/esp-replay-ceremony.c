/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entries of one run over a plan, from which the report of the ceremony is written: they stand
 * together, say the same of the run, and the last one counts them. Else a report would tell of what
 * was no run, or leave something out. */
#include "esp-replay-private.h"

#include "base/esp-json.h"

#define NO_END "the ceremony that it began, or went on with, has no end"
#define OTHER_STEPS "the steps before it are not those that it ends"
#define NO_STEP "it says that it is of a ceremony, and no plan consists of such acts"
#define USED_ID "an earlier ceremony has the same name"

struct _EspReplayCeremony
{
  char *id; /* of the run */
  char *plan_digest;
  char *parameters_digest;
  char *actor;
  char *role;
  gint64 time;
  gint64 first; /* sequence */
  gint64 last;
};

void
esp_replay_ceremony_free (EspReplayCeremony *ceremony)
{
  if (!ceremony)
    return;
  g_free (ceremony->id);
  g_free (ceremony->plan_digest);
  g_free (ceremony->parameters_digest);
  g_free (ceremony->actor);
  g_free (ceremony->role);
  g_free (ceremony);
}

static const char *
get (const EspEvent *event, const char *member)
{
  return esp_json_get_string (event->details, member);
}

static EspReplayCeremony *
ceremony_new (const EspEvent *event)
{
  EspReplayCeremony *ceremony = g_new0 (EspReplayCeremony, 1);

  ceremony->id = g_strdup (get (event, "Provisioning"));
  ceremony->plan_digest = g_strdup (get (event, "PlanDigest"));
  ceremony->parameters_digest = g_strdup (event->parameters_digest);
  ceremony->actor = g_strdup (event->actor);
  ceremony->role = g_strdup (event->role);
  ceremony->time = event->time;
  ceremony->first = ceremony->last = event->sequence;
  return ceremony;
}

/* One transaction makes all of it: nothing stands in between. */
static gboolean
goes_on (const EspReplayCeremony *ceremony, const EspEvent *event)
{
  return event->outcome == ESP_OUTCOME_ALLOWED && event->sequence == ceremony->last + 1 &&
         event->time == ceremony->time &&
         g_strcmp0 (get (event, "Provisioning"), ceremony->id) == 0 &&
         g_strcmp0 (get (event, "PlanDigest"), ceremony->plan_digest) == 0 &&
         g_strcmp0 (event->parameters_digest, ceremony->parameters_digest) == 0 &&
         g_strcmp0 (event->actor, ceremony->actor) == 0 &&
         g_strcmp0 (event->role, ceremony->role) == 0;
}

/* People come with a plan that waits for nobody's consent. */
static gboolean
is_step (const EspEvent *event)
{
  return esp_replay_is_step (event) || g_str_equal (event->action, "iam:CreateUser") ||
         g_str_equal (event->action, "iam:AssignRole");
}

static gboolean
counts_them (const EspReplayCeremony *ceremony, const EspEvent *event)
{
  return esp_json_get_int (event->details, "FirstEvent", 0) == ceremony->first &&
         esp_json_get_int (event->details, "Steps", 0) == event->sequence - ceremony->first &&
         event->sequence > ceremony->first;
}

static void
tell_no_end (EspReplay *replay)
{
  if (replay->ceremony)
    replay->find (replay->ceremony->last, NULL, NO_END, replay->data);
  g_clear_pointer (&replay->ceremony, esp_replay_ceremony_free);
}

static void
begin (EspReplay *replay, const EspEvent *event)
{
  replay->ceremony = ceremony_new (event);
  if (!g_hash_table_add (replay->ceremonies, g_strdup (replay->ceremony->id)))
    esp_replay_tell (replay, event, USED_ID);
}

void
esp_replay_check_ceremony (EspReplay *replay, const EspEvent *event)
{
  if (replay->ceremony && !goes_on (replay->ceremony, event))
    tell_no_end (replay);
  if (event->outcome != ESP_OUTCOME_ALLOWED || !event->action || !get (event, "Provisioning"))
    return;
  if (!replay->ceremony)
    begin (replay, event);
  replay->ceremony->last = event->sequence;
  if (!g_str_equal (event->action, ESP_REPLAY_WHOLE))
    {
      if (!is_step (event))
        esp_replay_tell (replay, event, NO_STEP);
      return;
    }
  if (!counts_them (replay->ceremony, event))
    esp_replay_tell (replay, event, OTHER_STEPS);
  g_clear_pointer (&replay->ceremony, esp_replay_ceremony_free);
}

void
esp_replay_end_ceremony (EspReplay *replay)
{
  tell_no_end (replay);
}
