/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second person of an entry of the log: was one needed for what it touches, and does the
 * request that it names say that both wanted just this? */
#include "esp-replay-private.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-approving.h"
#include "esp-replay-rules.h"
#include "esp-restoring-consent.h"
#include "model/esp-arn.h"
#include "pki/esp-digest.h"
#include "vault/esp-account-store.h"
#include "vault/esp-approval-store.h"
#include "vault/esp-ca-store.h"

#include <string.h>

#define NOT_GIVEN "the consent that it names was not given by two persons"

/* --- Requests ---------------------------------------------------------------------------------*/

JsonObject *
esp_replay_get_proof (const EspEvent *event)
{
  return esp_json_get_object (event->details, "Approval");
}

gboolean
esp_replay_is_request (const EspEvent *event)
{
  return event->outcome == ESP_OUTCOME_FAILED &&
         g_strcmp0 (event->error, "WAITING_FOR_APPROVAL") == 0;
}

gboolean
esp_replay_is_about_request (const EspEvent *event)
{
  return g_str_equal (event->action, "espalier:Approve") ||
         g_str_equal (event->action, "espalier:WithdrawRequest") ||
         g_str_equal (event->action, "espalier:ExecuteApproved");
}

static gboolean
is_open (JsonObject *row)
{
  const char *status = esp_json_get_string (row, "status");

  return g_strcmp0 (status, "WAITING") == 0 || g_strcmp0 (status, "APPROVED") == 0;
}

/* What is signed never changes, a consent that was given neither, and what is over stays over: else
 * one consent would do for many acts. */
const char *
esp_replay_judge_request (EspReplay *replay, const EspReplayChange *change)
{
  static const char *const moving[] = { "status", "approver", "approval_signature", "decided_at",
                                        "reason", "result",   "key_part",           NULL };
  g_autoptr (JsonObject) before = esp_replay_read_row (replay->state, change->table, change->key);

  if (!before)
    return NULL;
  if (!change->row || !esp_replay_same_beside (before, change->row, moving))
    return "was changed after it was signed";
  if (!is_open (before))
    return "was changed after it was over";
  if (g_strcmp0 (esp_json_get_string (before, "status"), "APPROVED") == 0 &&
      (!esp_replay_same (before, change->row, "approver") ||
       !esp_replay_same (before, change->row, "approval_signature")))
    return "was changed after it was signed";
  return NULL;
}

/* --- Was it consented to? ---------------------------------------------------------------------*/

/* What both signed: the row of the state, and its text. */
typedef struct
{
  EspApproval *approval;
  JsonNode *node;
  JsonObject *text;
} Request;

static void
request_clear (Request *request)
{
  g_clear_pointer (&request->approval, esp_approval_free);
  g_clear_pointer (&request->node, json_node_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static gboolean
read_request (EspReplay *replay, JsonObject *proof, Request *request)
{
  const char *id = esp_json_get_string (proof, "Id");

  request->approval = id ? esp_approval_store_find (replay->state, id, NULL) : NULL;
  if (!request->approval || !g_str_equal (request->approval->id, id))
    return FALSE;
  request->node = esp_json_parse (request->approval->request, -1, ESP_APPROVAL_MAX_REQUEST, NULL);
  request->text = request->node && JSON_NODE_HOLDS_OBJECT (request->node) ?
                    json_node_get_object (request->node) :
                    NULL;
  return request->text != NULL;
}

static gboolean
says (const Request *request, const char *member, const char *value)
{
  return g_strcmp0 (esp_json_get_string (request->text, member), value) == 0;
}

static gboolean
has_signed (EspReplay *replay, const char *person, const char *hex, const char *text)
{
  g_autoptr (GBytes) signature = hex ? esp_hex_decode (hex, NULL) : NULL;
  EspKey *key = person ? esp_replay_find_key (replay, person) : NULL;

  return key && signature &&
         esp_key_verify_bytes (key, (const guint8 *) text, strlen (text), signature);
}

/* Two people, each with the keys that they had then, and the roles of which they speak. */
static gboolean
is_signed_by_two (EspReplay *replay, JsonObject *proof, const Request *request)
{
  const EspApproval *approval = request->approval;
  const char *approver = esp_json_get_string (proof, "Approver");

  return approver && !g_str_equal (approver, approval->requester) &&
         g_strcmp0 (approval->requester, esp_json_get_string (proof, "Requester")) == 0 &&
         g_strcmp0 (approval->role, esp_json_get_string (proof, "Role")) == 0 &&
         says (request, "requester", approval->requester) &&
         says (request, "role", approval->role) &&
         says (request, "vault", esp_vault_get_info (replay->vault)->id) &&
         says (request, "id", approval->id) &&
         has_signed (replay, approval->requester, esp_json_get_string (proof, "RequestSignature"),
                     approval->request) &&
         has_signed (replay, approver, esp_json_get_string (proof, "ApprovalSignature"),
                     approval->request);
}

static char *
digest_parameters (const Request *request)
{
  JsonNode *parameters = json_object_get_member (request->text, "parameters");
  g_autofree char *canonical = parameters ? esp_json_to_canonical (parameters, NULL) : NULL;

  return canonical ? esp_sha256_hex ((const guint8 *) canonical, strlen (canonical)) : NULL;
}

static gboolean
is_of_plan (const Request *request)
{
  return esp_approving_is_plan (esp_json_get_string (request->text, "operation"));
}

/* A consent to a plan is one to each of its steps. */
static gboolean
is_of_action (const EspEvent *event, const Request *request)
{
  return says (request, "action", event->action) ||
         (is_of_plan (request) && esp_replay_is_step (event));
}

/* Only a new authority is named after it was asked for; what a plan makes, its rows say. */
static gboolean
is_of_resource (const EspEvent *event, const Request *request)
{
  return is_of_plan (request) || says (request, "resource", event->resource) ||
         (says (request, "resource", "*") &&
          g_str_equal (event->action, "acm-pca:CreateCertificateAuthority"));
}

/* A consent is to one act, with these parameters, once. */
static gboolean
is_for_this (EspReplay *replay, const EspEvent *event, const Request *request)
{
  const EspApproval *approval = request->approval;
  EspApprovalStatus status = esp_approval_get_status (approval, event->time);
  g_autofree char *digest = digest_parameters (request);

  return digest && g_strcmp0 (digest, event->parameters_digest) == 0 &&
         is_of_action (event, request) && is_of_resource (event, request) &&
         (g_str_equal (event->actor, approval->requester) ||
          g_strcmp0 (event->actor, approval->approver) == 0) &&
         status == ESP_APPROVAL_APPROVED;
}

static const EspReplayChange *
find_request (GArray *changes, const char *id)
{
  g_autofree char *name = g_strconcat ("approval/", id, NULL);

  for (guint i = 0; i < changes->len; i++)
    {
      const EspReplayChange *change = &g_array_index (changes, EspReplayChange, i);

      if (g_str_equal (change->name, name))
        return change;
    }
  return NULL;
}

/* With the act it is used up. */
static gboolean
is_used_up (GArray *changes, const char *id)
{
  const EspReplayChange *change = find_request (changes, id);

  return change && g_strcmp0 (esp_json_get_string (change->row, "status"), "DONE") == 0;
}

/* What answers several requests for signatures has an entry for each, and so has each step of a
 * plan: the last one uses it up. */
static gboolean
goes_on (const EspEvent *event, const Request *request)
{
  return g_str_equal (event->action, "espalier:ProcessSigningRequests") ||
         (is_of_plan (request) && esp_replay_is_step (event));
}

static gboolean
names_ca (const Request *request, const char *id)
{
  JsonArray *ids = esp_json_get_array (request->text, "certificateAuthorities");

  for (guint i = 0; ids && i < json_array_get_length (ids); i++)
    if (g_strcmp0 (json_array_get_string_element (ids, i), id) == 0)
      return TRUE;
  return FALSE;
}

/* Who had it disabled is not who has it deleted. */
static gboolean
is_by_disabler (EspReplay *replay, const EspEvent *event, const EspCa *ca, const Request *request)
{
  g_autofree char *disabler = NULL;

  if (!g_str_equal (event->action, "acm-pca:DeleteCertificateAuthority"))
    return FALSE;
  disabler = esp_approving_find_disabler (replay->state, ca->id, NULL);
  return g_strcmp0 (disabler, request->approval->requester) == 0;
}

static gboolean
may_approve (EspReplay *replay, const EspEvent *event, GPtrArray *cas, const char *approver)
{
  g_autoptr (GPtrArray)
    able = esp_approving_able_of_all (replay->state, cas, event->time, NULL, NULL);

  return able && esp_approving_is_among (able, approver);
}

/* By somebody who could approve for what is touched. To a plan it is given as a whole, when that
 * begins: what comes under the rule with it is covered. */
static gboolean
is_by_approver (EspReplay *replay,
                const EspEvent *event,
                const Request *request,
                GPtrArray *touched,
                const char *approver)
{
  g_autoptr (GPtrArray) cas = NULL;

  if (!is_of_plan (request))
    return touched->len == 0 || may_approve (replay, event, touched, approver);
  cas = esp_approving_list_cas (replay->state, request->text, NULL);
  return cas && cas->len > 0 && may_approve (replay, event, cas, approver) &&
         esp_replay_start_plan (replay, event, request->approval, request->text);
}

static void
check_effects (EspReplay *replay, const EspEvent *event, const Request *request, GArray *changes)
{
  if (is_of_plan (request))
    esp_replay_check_plan (replay, event, changes);
  else
    esp_replay_check_effects (replay, event, request->text, changes);
}

/* One more entry of a plan, of whose consent everything was checked with the first one. */
static gboolean
is_next_step (EspReplay *replay, const EspEvent *event, GArray *changes, GPtrArray *touched)
{
  if (!esp_replay_goes_on (replay, event) || touched->len > 0 ||
      (!esp_replay_is_step (event) && !is_used_up (changes, replay->consent)))
    return FALSE;
  esp_replay_check_plan (replay, event, changes);
  return TRUE;
}

/* To each thing that it touches. */
static gboolean
is_consented (EspReplay *replay, const EspEvent *event, GArray *changes, GPtrArray *touched)
{
  JsonObject *proof = esp_replay_get_proof (event);
  const char *approver = esp_json_get_string (proof, "Approver");
  g_auto (Request) request = { NULL };

  if (is_next_step (replay, event, changes, touched))
    return TRUE;
  if (!approver || !read_request (replay, proof, &request) ||
      !is_signed_by_two (replay, proof, &request) || !is_for_this (replay, event, &request) ||
      (!is_used_up (changes, request.approval->id) && !goes_on (event, &request)) ||
      !is_by_approver (replay, event, &request, touched, approver))
    return FALSE;
  for (guint i = 0; i < touched->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (touched, i);

      if (!names_ca (&request, ca->id) || is_by_disabler (replay, event, ca, &request))
        return FALSE;
    }
  check_effects (replay, event, &request, changes);
  return TRUE;
}

/* Whoever approves signs it themselves, and can approve for all that it touches. What is withdrawn
 * was approved before. */
static gboolean
is_approval (EspReplay *replay, const EspEvent *event)
{
  JsonObject *proof = esp_replay_get_proof (event);
  const char *approver = esp_json_get_string (proof, "Approver");
  g_auto (Request) request = { NULL };
  g_autoptr (GPtrArray) cas = NULL;

  if (!read_request (replay, proof, &request) || !is_signed_by_two (replay, proof, &request))
    return FALSE;
  if (!g_str_equal (event->action, "espalier:Approve"))
    return TRUE;
  cas = esp_approving_list_cas (replay->state, request.text, NULL);
  return cas && cas->len > 0 && g_strcmp0 (event->actor, approver) == 0 &&
         may_approve (replay, event, cas, approver);
}

GPtrArray *
esp_replay_find_planned_tags (EspReplay *replay, const EspEvent *event, const char *arn)
{
  g_auto (Request) request = { NULL };
  g_autoptr (GPtrArray) cas = NULL;

  if (!esp_replay_is_about_request (event) ||
      !read_request (replay, esp_replay_get_proof (event), &request) || !is_of_plan (&request))
    return NULL;
  cas = esp_approving_list_cas (replay->state, request.text, NULL);
  for (guint i = 0; cas && i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);

      if (g_str_equal (ca->arn, arn))
        return g_ptr_array_ref (ca->tags);
    }
  return NULL;
}

/* --- Was it needed? ---------------------------------------------------------------------------*/

static void
tell_touched (EspReplay *replay, const EspEvent *event, GPtrArray *touched)
{
  for (guint i = 0; i < touched->len; i++)
    esp_replay_tell_row (replay, event, esp_state_table_find ("ca"),
                         ((const EspCa *) g_ptr_array_index (touched, i))->id,
                         "it needed the consent of a second person and has none");
}

static void
judge (EspReplay *replay, const EspEvent *event, GArray *changes, GPtrArray *touched)
{
  gboolean names_consent = esp_json_get_string (esp_replay_get_proof (event), "Approver") != NULL;
  gboolean is_act = !esp_replay_is_about_request (event);

  if (names_consent &&
      !(is_act ? is_consented (replay, event, changes, touched) : is_approval (replay, event)))
    esp_replay_tell (replay, event, NOT_GIVEN);
  else if (!names_consent || !is_act)
    tell_touched (replay, event, touched);
}

/* Of an act with several entries those that come next are parts of it, until one uses up the
 * consent. */
static void
follow_consent (EspReplay *replay, const EspEvent *event, GArray *changes)
{
  JsonObject *proof = esp_replay_is_about_request (event) ? NULL : esp_replay_get_proof (event);
  const char *id = esp_json_get_string (proof, "Id");
  g_auto (Request) request = { NULL };
  gboolean open = id && !is_used_up (changes, id) &&
                  ((esp_replay_goes_on (replay, event) && esp_replay_is_step (event)) ||
                   (read_request (replay, proof, &request) && goes_on (event, &request)));

  if (replay->consent && g_strcmp0 (replay->consent, id) != 0)
    esp_replay_tell (replay, event, ESP_REPLAY_NOT_USED_UP);
  g_free (replay->consent);
  replay->consent = open ? g_strdup (id) : NULL;
  /* What else becomes of the request is looked at anew. */
  if (!open || find_request (changes, id))
    g_clear_pointer (&replay->run, esp_replay_run_free);
}

static gboolean
covers (const EspCa *ca, gpointer replay)
{
  return esp_replay_covers (replay, ca->id);
}

gboolean
esp_replay_check_consent (EspReplay *replay, const EspEvent *event, GArray *changes, GError **error)
{
  g_autoptr (GPtrArray) facts = esp_replay_list_facts (replay, event, changes, error);
  g_autoptr (GPtrArray)
    touched = facts ? esp_facts_find_touched (replay->state, facts, event->time,
                                              esp_replay_goes_on (replay, event) ? covers : NULL,
                                              replay, error) :
                      NULL;
  gboolean agreed;

  if (!touched)
    return FALSE;
  judge (replay, event, changes, touched);
  if (g_str_equal (event->action, "espalier:RestoreVault") && event->outcome == ESP_OUTCOME_ALLOWED)
    {
      if (!esp_restoring_is_agreed (replay->state, esp_vault_get_info (replay->vault)->id, event,
                                    &agreed, error))
        return FALSE;
      if (!agreed)
        esp_replay_tell (replay, event, "it needed the consent of a second person and has none");
    }
  follow_consent (replay, event, changes);
  return TRUE;
}
