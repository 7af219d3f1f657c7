/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan that two persons agreed on, between the entries that make it real: what each of them must
 * say of the consent, and what they have made so far, for as long as they name the one consent.
 * What each may change is in esp-replay-plan-rows.c. */
#include "esp-replay-private.h"

#include "base/esp-json.h"
#include "design/esp-plan-diff.h"
#include "design/esp-plan-document.h"
#include "esp-approving.h"
#include "esp-existing.h"
#include "model/esp-arn.h"

/* --- The run ----------------------------------------------------------------------------------*/

void
esp_replay_run_free (EspReplayRun *run)
{
  if (!run)
    return;
  g_free (run->consent);
  json_object_unref (run->proof);
  g_free (run->parameters_digest);
  g_hash_table_unref (run->named);
  esp_plan_free (run->plan);
  g_hash_table_unref (run->ids);
  g_hash_table_unref (run->made);
  g_hash_table_unref (run->done);
  g_free (run);
}

/* The authorities of the plan that are there already. */
static gboolean
match_existing (EspReplay *replay, EspReplayRun *run, gint64 now)
{
  g_autoptr (GHashTable) arns = NULL;
  g_autoptr (GHashTable) matches = NULL;
  g_autoptr (GPtrArray) differences = NULL;
  g_autoptr (EspPlan)
    existing = esp_existing_read (replay->state, NULL, ESP_EXISTING_HIERARCHY, now, &arns, NULL);
  GHashTableIter iter;
  gpointer key, arn;

  if (!existing)
    return FALSE;
  differences = esp_plan_diff_and_match (run->plan, existing, arns, &matches);
  g_hash_table_iter_init (&iter, matches);
  while (g_hash_table_iter_next (&iter, &key, &arn))
    {
      char *id = NULL;

      if (esp_arn_parse_ca (arn, NULL, &id))
        g_hash_table_insert (run->ids, g_strdup (key), id);
    }
  return TRUE;
}

gboolean
esp_replay_start_plan (EspReplay *replay,
                       const EspEvent *event,
                       const EspApproval *approval,
                       JsonObject *request)
{
  JsonObject *parameters = esp_json_get_object (request, "parameters");
  JsonArray *named = esp_json_get_array (request, "certificateAuthorities");
  const char *text = esp_json_get_string (parameters, "Plan");
  EspReplayRun *run = g_new0 (EspReplayRun, 1);

  run->consent = g_strdup (approval->id);
  run->proof = json_object_ref (esp_replay_get_proof (event));
  run->parameters_digest = g_strdup (event->parameters_digest);
  run->expires_at = approval->expires_at;
  run->named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; named && i < json_array_get_length (named); i++)
    g_hash_table_add (run->named, g_strdup (json_array_get_string_element (named, i)));
  run->made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  run->done = g_hash_table_new (NULL, NULL);
  run->plan = text ? esp_plan_read (text, -1, NULL) : NULL;
  g_clear_pointer (&replay->run, esp_replay_run_free);
  if (run->plan && match_existing (replay, run, event->time))
    replay->run = run;
  else
    esp_replay_run_free (run);
  return replay->run != NULL;
}

static gboolean
says_the_same (const EspReplayRun *run, JsonObject *proof)
{
  static const char *const members[] = { "Id",       "Digest",           "Requester",        "Role",
                                         "Approver", "RequestSignature", "ApprovalSignature" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_strcmp0 (esp_json_get_string (run->proof, members[i]),
                   esp_json_get_string (proof, members[i])) != 0)
      return FALSE;
  return TRUE;
}

gboolean
esp_replay_goes_on (EspReplay *replay, const EspEvent *event)
{
  const EspReplayRun *run = replay->run;
  JsonObject *proof = esp_replay_get_proof (event);

  return run && proof && g_strcmp0 (replay->consent, run->consent) == 0 &&
         says_the_same (run, proof) &&
         g_strcmp0 (event->parameters_digest, run->parameters_digest) == 0 &&
         (g_strcmp0 (event->actor, esp_json_get_string (proof, "Requester")) == 0 ||
          g_strcmp0 (event->actor, esp_json_get_string (proof, "Approver")) == 0) &&
         event->time < run->expires_at &&
         (esp_replay_is_step (event) || g_str_equal (event->action, ESP_REPLAY_WHOLE));
}

gboolean
esp_replay_covers (EspReplay *replay, const char *ca)
{
  return replay->run && (g_hash_table_contains (replay->run->made, ca) ||
                         g_hash_table_contains (replay->run->named, ca));
}

/* The acts that a plan consists of. Whom it invites waits for nobody's consent. */
gboolean
esp_replay_is_step (const EspEvent *event)
{
  static const char *const operations[] = { "CreateAccount",      "CreateGuardrail",
                                            "CreateRole",         "CreateCertificateAuthority",
                                            "AddApprover",        "RemoveApprover",
                                            "CreateResourceShare" };

  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    if (g_str_equal (esp_operation_find (operations[i])->action, event->action))
      return TRUE;
  return FALSE;
}
