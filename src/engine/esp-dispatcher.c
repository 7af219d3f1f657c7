/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one door: parameters, decision, work, event, commit, answer. Nothing is signed before the
 * decision; no effect is without its event; a denied or failed act leaves one too. */
#include "esp-engine-private.h"

#include "base/esp-error.h"
#include "esp-alerts.h"
#include "esp-approving.h"
#include "esp-asking.h"
#include "esp-clock-guard.h"
#include "esp-idempotency.h"
#include "esp-resealing.h"
#include "esp-sharing.h"
#include "esp-signing-requests.h"
#include "esp-stepping.h"
#include "pki/esp-digest.h"

/* How often a decision is made anew when rights change between it and the commit. */
#define DECISION_TRIES 3

static void
requirement_free (gpointer data)
{
  EspRequirement *requirement = data;

  g_free (requirement->resource);
  g_free (requirement->account);
  g_clear_pointer (&requirement->resource_tags, g_ptr_array_unref);
  g_clear_pointer (&requirement->request_tags, g_ptr_array_unref);
  g_free (requirement);
}

static void
part_free (gpointer data)
{
  EspEventPart *part = data;

  esp_ca_free (part->ca);
  json_object_unref (part->details);
  g_free (part);
}

static void
context_reset (EspOperationContext *context)
{
  g_clear_pointer (&context->parts, g_ptr_array_unref);
  g_clear_pointer (&context->ca, esp_ca_free);
  g_clear_pointer (&context->resource, g_free);
  g_clear_pointer (&context->resource_account, g_free);
  g_clear_pointer (&context->resource_tags, g_ptr_array_unref);
  g_clear_pointer (&context->request_tags, g_ptr_array_unref);
  context->template_arn = NULL;
  g_clear_pointer (&context->rights, esp_rights_unref);
  g_clear_pointer (&context->requirements, g_ptr_array_unref);
  g_clear_pointer (&context->asked, json_object_unref);
  g_clear_pointer (&context->details, json_object_unref);
  g_clear_pointer (&context->result, json_object_unref);
  if (context->data && context->free_data)
    context->free_data (context->data);
  context->data = NULL;
  context->free_data = NULL;
  context->unchanged = FALSE;
  g_clear_pointer (&context->wish, esp_approval_free);
  context->keep = NULL;
  g_clear_pointer (&context->decision, esp_decision_free);
  g_clear_pointer (&context->parameters_digest, g_free);
  g_clear_pointer (&context->consented, g_ptr_array_unref);
  context->first_event = context->last_event = 0;
}

static void
context_start (EspOperationContext *context)
{
  context_reset (context);
  context->requirements = g_ptr_array_new_with_free_func (requirement_free);
  context->parts = g_ptr_array_new_with_free_func (part_free);
  context->details = json_object_new ();
  context->result = json_object_new ();
}

static void
context_clear (EspOperationContext *context)
{
  context_reset (context);
  esp_session_unref (context->session);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspOperationContext, context_clear)

/* --- Deciding ----------------------------------------------------------------------------------*/

static EspDecision *
decide_further (EspOperationContext *context, const EspRequirement *more, GError **error)
{
  EspQuestion question = { .action = more->action,
                           .resource = more->resource,
                           .resource_account = more->account,
                           .resource_tags = more->resource_tags,
                           .request_tags = more->request_tags,
                           .template_arn = more->template_arn,
                           .now = context->now };

  return esp_rights_decide (context->rights, &question, error);
}

/* A list over all CAs leaves out what may not be seen, CA by CA; to ask for it is the right to list
 * CAs at all. */
static const char *
asked_action (const EspOperationContext *context)
{
  return context->operation->filtered && !context->resource ? "acm-pca:ListCertificateAuthorities" :
                                                              context->operation->action;
}

/* The operation's own action first, then what it needs besides; the first denial is the answer. */
static EspDecision *
decide (EspOperationContext *context, GError **error)
{
  EspQuestion question = esp_context_question (context, asked_action (context));
  EspDecision *decision = esp_rights_decide (context->rights, &question, error);

  for (guint i = 0; esp_decision_is_allowed (decision) && i < context->requirements->len; i++)
    {
      const EspRequirement *more = g_ptr_array_index (context->requirements, i);
      EspDecision *next = decide_further (context, more, error);

      if (esp_decision_is_allowed (next))
        {
          esp_decision_free (next);
          continue;
        }
      esp_decision_free (decision);
      return next;
    }
  return decision;
}

/* --- Recording ---------------------------------------------------------------------------------*/

/* A plan is large, and its steps are many. */
static char *
digest_parameters (EspOperationContext *context)
{
  EspOperationContext *whole = context->whole ? context->whole : context;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *canonical = NULL;

  if (whole->parameters_digest)
    return g_strdup (whole->parameters_digest);
  node = esp_json_wrap_object (json_object_ref (whole->parameters));
  canonical = esp_json_to_canonical (node, NULL);
  if (canonical)
    whole->parameters_digest = esp_sha256_hex ((const guint8 *) canonical, strlen (canonical));
  return g_strdup (whole->parameters_digest);
}

static const char *
decision_name (const EspDecision *decision)
{
  static const char *const names[] = {
    [ESP_DECISION_ALLOW] = "ALLOW",
    [ESP_DECISION_EXPLICIT_DENY] = "EXPLICIT_DENY",
    [ESP_DECISION_IMPLICIT_DENY] = "IMPLICIT_DENY",
  };

  return decision ? names[decision->outcome] : NULL;
}

static EspEvent *
draft_event (EspOperationContext *context,
             const EspDecision *decision,
             EspOutcome outcome,
             const GError *problem)
{
  EspEvent *event = esp_event_new ();
  const EspApproval *approval = context->approval ? context->approval : context->wish;
  EspSession *actor = context->actor ? context->actor : context->session;

  event->time = context->now;
  event->actor = g_strdup (esp_session_get_principal_id (actor));
  event->actor_name = g_strdup (esp_session_get_principal (actor));
  event->account = g_strdup (esp_session_get_account (actor));
  event->role = g_strdup (esp_session_get_role (actor));
  event->action = g_strdup (context->operation->action);
  event->resource = g_strdup (context->resource ? context->resource : "*");
  event->parameters_digest = digest_parameters (context);
  if (problem)
    esp_context_detail (context, "Problem", problem->message);
  if (context->ca)
    esp_context_detail (context, "CertificateAuthority", context->ca->label);
  esp_context_detail (context, "Operation", context->operation->name);
  if (approval)
    json_object_set_object_member (context->details, "Approval",
                                   esp_approving_view_proof (approval));
  event->details = json_object_ref (context->details);
  event->request = esp_asking_for_event (context);
  event->decision = g_strdup (decision_name (decision));
  if (decision && decision->policy)
    event->statement = g_strconcat (decision->policy, "/", decision->statement, NULL);
  else if (decision)
    event->statement = g_strdup (decision->missing);
  event->outcome = outcome;
  event->error = problem ? g_strdup (esp_reason_get_id (esp_error_get_reason (problem))) : NULL;
  return event;
}

typedef struct
{
  EspOperationContext *context;
  EspEvent *event;
  EspOperationFunc store; /* or NULL */
  GError *error;
} Recording;

/* The small record that a long reading keeps, written through the writer's connection. */
static gboolean
store_with (Recording *recording, EspVault *vault)
{
  EspOperationContext *context = recording->context;
  EspVault *own = context->vault;
  gboolean stored;

  if (!recording->store)
    return TRUE;
  context->vault = vault;
  stored = recording->store (context, &recording->error);
  context->vault = own;
  return stored;
}

static gboolean
note_denied (Recording *recording, EspVault *vault)
{
  return recording->event->outcome != ESP_OUTCOME_DENIED ||
         esp_alerts_note (vault, recording->event, NULL, &recording->error);
}

/* An event of its own, in a transaction of its own, on the writer. */
static void
record_job (EspVault *vault, gpointer data)
{
  Recording *recording = data;
  EspEngine *engine = recording->context->engine;
  EspSession *session = recording->context->session;
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (vault), &recording->error);

  if (!transaction)
    return;
  if (!store_with (recording, vault) ||
      !esp_recorder_append (engine->recorder, vault, recording->event,
                            esp_session_get_identity (session), &recording->error) ||
      !note_denied (recording, vault) || !esp_transaction_commit (transaction, &recording->error))
    {
      esp_recorder_forget (engine->recorder);
      return;
    }
  esp_engine_emit_changed (
    engine, recording->event->sequence, recording->event->sequence,
    recording->store ? recording->context->operation->topics | ESP_TOPIC_LOG : ESP_TOPIC_LOG);
}

static gboolean
record_alone (EspOperationContext *context,
              const EspDecision *decision,
              EspOutcome outcome,
              const GError *problem,
              GError **error)
{
  g_autoptr (EspEvent) event = draft_event (context, decision, outcome, problem);
  Recording recording = { context, event, NULL, NULL };

  if (esp_engine_get_read_only_reason (context->engine))
    return TRUE;
  recording.store = outcome == ESP_OUTCOME_ALLOWED ? context->operation->store : context->keep;
  if (context->operation->kind == ESP_OPERATION_WRITE)
    record_job (context->vault, &recording);
  else
    esp_worker_run (context->engine->writer, record_job, &recording);
  if (recording.error)
    {
      g_propagate_error (error, recording.error);
      return FALSE;
    }
  return TRUE;
}

/* --- Reading -----------------------------------------------------------------------------------*/

/* What was recorded stands; that it did not get out is an event of its own. */
static gboolean
run_read (EspOperationContext *context, const EspDecision *decision, GError **error)
{
  const EspOperation *operation = context->operation;
  g_autoptr (GError) problem = NULL;
  gboolean recorded = operation->kind == ESP_OPERATION_RECORDED;
  gboolean done = (!operation->prepare || operation->prepare (context, &problem)) &&
                  operation->perform (context, &problem) &&
                  (!recorded ||
                   record_alone (context, decision, ESP_OUTCOME_ALLOWED, NULL, &problem));

  if (!done && operation->abandon)
    operation->abandon (context, NULL);
  if (done && (!operation->finish || operation->finish (context, &problem)))
    return TRUE;
  if (recorded)
    record_alone (context, decision, ESP_OUTCOME_FAILED, problem, NULL);
  esp_error_take_foreign (error, ESP_REASON_INTERNAL, NULL, g_steal_pointer (&problem));
  return FALSE;
}

/* --- Writing -----------------------------------------------------------------------------------*/

typedef enum
{
  DONE,
  FAILED,
  DECIDE_AGAIN,
  REPEATED, /* somebody was quicker with the same token: what was prepared is not needed */
} Result;

static gboolean
append_event (EspOperationContext *context,
              const EspDecision *decision,
              const char *only,
              GError **error)
{
  EspOperationContext *whole = context->whole ? context->whole : context;
  g_autoptr (EspEvent) event = draft_event (context, decision, ESP_OUTCOME_ALLOWED, NULL);

  if (!esp_recorder_append_part (context->engine->recorder, context->vault, event, only,
                                 esp_session_get_identity (context->session), error) ||
      (!context->waits && !esp_alerts_note (context->vault, event, context->ca, error)))
    return FALSE;
  whole->first_event = whole->first_event ? whole->first_event : event->sequence;
  whole->last_event = event->sequence;
  return TRUE;
}

/* The part's authority and details stand in the context's place while its event is drafted; the
 * decision of the event is the one on that authority. */
static gboolean
append_part (EspOperationContext *context, EspEventPart *part, gboolean is_last, GError **error)
{
  EspQuestion question = esp_question_about (context->operation->action, part->ca, context->now);
  g_autoptr (EspDecision) own = esp_rights_decide (context->rights, &question, error);

  if (!esp_decision_is_allowed (own))
    return FALSE;
  esp_ca_free (context->ca);
  context->ca = g_steal_pointer (&part->ca);
  g_free (context->resource);
  context->resource = g_strdup (context->ca->arn);
  json_object_unref (context->details);
  context->details = json_object_ref (part->details);
  return append_event (context, own, is_last ? NULL : context->ca->id, error);
}

static gboolean
perform_and_record (EspOperationContext *context, const EspDecision *decision, GError **error)
{
  if ((context->approval && !esp_approving_begin (context, error)) ||
      !context->operation->perform (context, error) ||
      (context->approval && !esp_approving_complete (context, error)))
    return FALSE;
  if (context->unchanged)
    return TRUE;
  if (!esp_resealing_follow (context, error) || !esp_idempotency_remember (context, error))
    return FALSE;
  for (guint i = 0; i < context->parts->len; i++)
    if (!append_part (context, g_ptr_array_index (context->parts, i), i + 1 == context->parts->len,
                      error))
      return FALSE;
  return context->parts->len > 0 ||
         append_event (context, context->decision ? context->decision : decision, NULL, error);
}

static Result
run_transaction (EspOperationContext *context, const EspDecision *decision, GError **error)
{
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (context->vault), error);
  gint64 revision = transaction ? esp_vault_get_access_revision (context->vault, error) : -1;
  gboolean repeated;

  if (revision < 0)
    return FAILED;
  if (revision != context->rights->revision)
    return DECIDE_AGAIN;
  if (!esp_idempotency_recall (context, &repeated, error))
    return FAILED;
  if (repeated)
    return REPEATED;
  if (!perform_and_record (context, decision, error) ||
      g_cancellable_set_error_if_cancelled (context->cancellable, error) ||
      !esp_transaction_commit (transaction, error))
    {
      esp_recorder_forget (context->engine->recorder);
      return FAILED;
    }
  if (context->last_event)
    esp_engine_emit_changed (context->engine, context->first_event, context->last_event,
                             context->operation->topics | ESP_TOPIC_LOG);
  return DONE;
}

static Result
run_write (EspOperationContext *context, const EspDecision *decision, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gboolean repeated = FALSE;
  Result result = FAILED;

  if (!esp_engine_wait_for_check (context->engine, error) ||
      !esp_engine_look_again (context->engine, context->vault, error))
    return FAILED;
  if (esp_clock_guard_check (context, &problem) &&
      esp_idempotency_recall (context, &repeated, &problem) && !repeated &&
      (!context->operation->prepare || context->operation->prepare (context, &problem)))
    result = run_transaction (context, decision, &problem);
  if (repeated)
    return DONE;
  if (result != DONE && context->operation->abandon)
    context->operation->abandon (context, NULL);
  /* What was committed stands; that it did not get out is an event of its own. */
  if (result == DONE && context->operation->finish &&
      !context->operation->finish (context, &problem))
    result = FAILED;
  if (result == FAILED)
    {
      /* What can't be recorded either (a full disk) is still told to the caller. */
      record_alone (context, decision, ESP_OUTCOME_FAILED, problem, NULL);
      esp_error_take_foreign (error, ESP_REASON_INTERNAL, NULL, g_steal_pointer (&problem));
    }
  return result == REPEATED ? DONE : result;
}

/* --- Steps -------------------------------------------------------------------------------------*/

EspOperationContext *
esp_step_new (EspOperationContext *whole,
              const char *operation,
              JsonObject *parameters,
              gpointer input,
              EspRights *rights)
{
  EspOperationContext *step;

  if (!rights)
    return NULL;
  step = g_new0 (EspOperationContext, 1);
  step->engine = whole->engine;
  step->vault = whole->vault;
  step->session = esp_session_ref (whole->session);
  step->actor = whole->actor;
  step->approval = whole->approval;
  step->cancellable = whole->cancellable;
  step->now = whole->now;
  step->operation = esp_operation_find (operation);
  step->parameters = json_object_ref (parameters);
  step->input = input;
  step->whole = whole;
  context_start (step);
  step->rights = rights;
  return step;
}

void
esp_step_free (EspOperationContext *step)
{
  if (!step)
    return;
  json_object_unref (step->parameters);
  context_clear (step);
  g_free (step);
}

/* Who gives the second consent is asked before anything of the whole is done. What only the steps
 * before it have brought under two persons was not among that. */
gboolean
esp_step_check_consent (EspOperationContext *step, GError **error)
{
  g_autoptr (GPtrArray) touched = esp_approving_needed (step, error);

  if (touched && touched->len == 0)
    return TRUE;
  if (touched)
    esp_error_set (error, ESP_REASON_STEP_NEEDS_APPROVAL,
                   ((const EspCa *) g_ptr_array_index (touched, 0))->label, "operation",
                   step->operation->name, NULL);
  return FALSE;
}

gboolean
esp_step_decide (EspOperationContext *step, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (!esp_parameters_check (step->operation, step->parameters, error) ||
      (step->operation->resolve && !step->operation->resolve (step, error)))
    return FALSE;
  step->decision = decide (step, &problem);
  step->asked = esp_asking_write (step, asked_action (step));
  if (esp_decision_is_allowed (step->decision))
    return TRUE;
  esp_sharing_explain_denial (step, step->decision, &problem);
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

gboolean
esp_step_record (EspOperationContext *step, GError **error)
{
  return esp_resealing_follow (step, error) && append_event (step, step->decision, NULL, error);
}

void
esp_step_note_denied (EspOperationContext *step, const GError *problem)
{
  if (step->decision && !esp_decision_is_allowed (step->decision))
    record_alone (step, step->decision, ESP_OUTCOME_DENIED, problem, NULL);
}

gboolean
esp_step_decide_whole (EspOperationContext *whole, EspRights *rights, GError **error)
{
  esp_rights_unref (whole->rights);
  whole->rights = esp_rights_ref (rights);
  g_clear_pointer (&whole->decision, esp_decision_free);
  whole->decision = decide (whole, error);
  return esp_decision_is_allowed (whole->decision);
}

/* --- The door ----------------------------------------------------------------------------------*/

static gboolean
may_start (EspOperationContext *context, EspSession *session, GError **error)
{
  context->session = session ? esp_session_ref (session) : esp_engine_ref_session (context->engine);
  if (!context->session)
    {
      esp_error_set (error, ESP_REASON_LOCKED, NULL, NULL);
      return FALSE;
    }
  if (context->operation->kind == ESP_OPERATION_WRITE &&
      esp_engine_refuses_writing (context->engine, error))
    return FALSE;
  /* What two people have signed needs no input beside it. */
  if (context->operation->internal && !context->input && !context->approval)
    {
      esp_error_set (error, ESP_REASON_OPERATION_INTERNAL, context->operation->name, NULL);
      return FALSE;
    }
  return esp_parameters_check (context->operation, context->parameters, error);
}

/* Whoever does not see everything and names what is not there for them may be looking for what is
 * hidden from them (esp-seeing.h): the entry is the same whether it exists or not, so that it tells
 * neither. */
static void
note_unseen (EspOperationContext *context, gboolean quiet, const GError *problem)
{
  if (quiet || context->approval || context->resource || context->rights->organization_scope ||
      !g_error_matches (problem, ESP_ERROR, ESP_ERROR_NOT_FOUND))
    return;
  record_alone (context, NULL, ESP_OUTCOME_DENIED, problem, NULL);
}

/* Rights, what the parameters name, and the decision. NULL: an error, or a denial (recorded). */
static EspDecision *
resolve_and_decide (EspOperationContext *context, gboolean quiet, GError **error)
{
  g_autoptr (EspDecision) decision = NULL;
  g_autoptr (GError) problem = NULL;

  context_start (context);
  context->rights = esp_session_ref_rights (context->session, context->vault, error);
  if (!context->rights)
    return NULL;
  if (context->operation->resolve && !context->operation->resolve (context, &problem))
    {
      note_unseen (context, quiet, problem);
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  decision = decide (context, &problem);
  context->asked = esp_asking_write (context, asked_action (context));
  if (esp_decision_is_allowed (decision))
    return g_steal_pointer (&decision);
  esp_sharing_explain_denial (context, decision, &problem);
  if (!quiet)
    record_alone (context, decision, ESP_OUTCOME_DENIED, problem, NULL);
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

/* What touches something under two persons becomes a request, with an event of its own. */
static gboolean
may_act_alone (EspOperationContext *context, const EspDecision *decision, GError **error)
{
  g_autoptr (GPtrArray) touched = NULL;
  GError *answer = NULL;

  if (context->operation->kind != ESP_OPERATION_WRITE || context->approval)
    return TRUE;
  touched = esp_approving_needed (context, error);
  if (!touched)
    return FALSE;
  if (touched->len == 0)
    return TRUE;
  esp_approving_ask (context, touched, &answer);
  if (!record_alone (context, decision, ESP_OUTCOME_FAILED, answer, error))
    g_error_free (answer);
  else
    g_propagate_error (error, answer);
  return FALSE;
}

static Result
try_once (EspOperationContext *context, const EspCall *call, GError **error)
{
  g_autoptr (EspDecision) decision = resolve_and_decide (context, call->quiet, error);

  if (!decision)
    return FAILED;
  if (call->dry)
    return esp_approving_compare (context, error) ? DONE : FAILED;
  /* What is only kept for the owner's side does nothing yet that needs a second person. */
  esp_signing_divert (context);
  if (!context->waits && !may_act_alone (context, decision, error))
    return FAILED;
  if (context->operation->kind == ESP_OPERATION_WRITE)
    return run_write (context, decision, error);
  return run_read (context, decision, error) ? DONE : FAILED;
}

JsonNode *
esp_dispatch (const EspCall *call, EspVault *vault, GError **error)
{
  g_auto (EspOperationContext) context = { 0 };
  Result result = DECIDE_AGAIN;

  context.engine = call->engine;
  context.vault = vault;
  context.operation = call->operation;
  context.parameters = call->parameters;
  context.input = call->input;
  context.cancellable = call->cancellable;
  context.now = esp_clock_now (call->engine->clock);
  context.actor = call->actor;
  context.approval = call->approval;
  context.opened_key = call->opened_key;
  context.opened_ca = call->opened_ca;
  if (!may_start (&context, call->session, error))
    return NULL;
  if (context.operation->kind == ESP_OPERATION_WRITE && !call->approval)
    esp_engine_keep_house (call->engine, vault);
  for (int i = 0; i < DECISION_TRIES && result == DECIDE_AGAIN; i++)
    result = try_once (&context, call, error);
  if (result == DECIDE_AGAIN)
    esp_error_set (error, ESP_REASON_ACCESS_MOVED, call->operation->name, NULL);
  if (result != DONE || esp_signing_is_waiting (&context, error))
    return NULL;
  return esp_json_wrap_object (json_object_ref (context.result));
}
