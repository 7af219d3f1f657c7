/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run over a plan. Nothing of it stands before the transaction that takes all of it
 * (esp-provisioning-run.c); what that will look like is found out before, in one that is thrown
 * away. */
#include "esp-provisioning-private.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "design/esp-plan-document.h"
#include "model/esp-arn.h"
#include "pki/esp-digest.h"
#include "vault/esp-account-store.h"

#define CREATE_CA "CreateCertificateAuthority"
#define PROVISION "espalier:ProvisionPlan"

/* --- The run ----------------------------------------------------------------------------------*/

static void
free_ca (gpointer item)
{
  EspProvisionedCa *ca = item;

  esp_step_free (ca->prepared);
  g_free (ca->input.id);
  esp_secret_unref (ca->key);
  g_clear_error (&ca->error);
  g_free (ca);
}

void
esp_provisioning_free (EspProvisioning *run)
{
  if (!run)
    return;
  g_clear_pointer (&run->by_key, g_hash_table_unref);
  g_clear_pointer (&run->records, g_hash_table_unref);
  g_clear_pointer (&run->cas, g_ptr_array_unref);
  g_clear_pointer (&run->parts, g_hash_table_unref);
  g_clear_pointer (&run->steps, g_ptr_array_unref);
  g_clear_pointer (&run->denials, g_ptr_array_unref);
  g_clear_pointer (&run->invitations, json_array_unref);
  g_clear_pointer (&run->authorities, json_array_unref);
  esp_plan_free (run->plan);
  g_free (run->id);
  g_free (run->digest);
  g_free (run);
}

static void
add_ca (EspProvisioning *run, const EspProvisioningStep *step, GCancellable *cancellable)
{
  EspProvisionedCa *ca = g_new0 (EspProvisionedCa, 1);

  ca->step = step;
  ca->input.id = g_uuid_string_random ();
  ca->input.parts = run->parts;
  ca->cancellable = cancellable;
  g_ptr_array_add (run->cas, ca);
  g_hash_table_insert (run->by_key, step->key, ca);
}

static void
digest_plan (EspProvisioning *run)
{
  g_autofree char *text = esp_plan_write (run->plan);

  run->digest = esp_sha256_hex ((const guint8 *) text, strlen (text));
}

EspProvisioning *
esp_provisioning_new (EspOperationContext *context, GError **error)
{
  g_autoptr (EspProvisioning) run = g_new0 (EspProvisioning, 1);

  run->cas = g_ptr_array_new_with_free_func (free_ca);
  run->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  run->records = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                        (GDestroyNotify) esp_ca_free);
  run->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  run->invitations = json_array_new ();
  run->authorities = json_array_new ();
  run->invite = esp_json_get_boolean (context->parameters, "Invite", FALSE);
  run->id = g_uuid_string_random ();
  run->plan = esp_plan_read (esp_context_text (context, "Plan"), -1, error);
  if (!run->plan)
    return NULL;
  digest_plan (run);
  run->steps = esp_provisioning_list_steps (context->vault, context, run->plan, run->invite,
                                            context->now, error);
  for (guint i = 0; run->steps && i < run->steps->len; i++)
    {
      const EspProvisioningStep *step = g_ptr_array_index (run->steps, i);

      if (g_str_equal (step->operation, CREATE_CA))
        add_ca (run, step, context->cancellable);
    }
  return run->steps ? g_steal_pointer (&run) : NULL;
}

/* --- One step ---------------------------------------------------------------------------------*/

static char *
name_of (EspProvisioning *run, const char *key)
{
  const EspProvisionedCa *ca = g_hash_table_lookup (run->by_key, key);
  const char *account = ca ? esp_json_get_string (ca->step->parameters, "OwnerAccount") : NULL;

  return account ? esp_arn_ca (account, ca->input.id) : NULL;
}

/* What the plan names by a key has a name of its own by now. */
static JsonObject *
name_things (EspProvisioning *run, JsonObject *parameters)
{
  static const char *const members[][2] = { { "ParentKey", "Parent" },
                                            { "CertificateAuthorityKey", "CertificateAuthority" } };
  g_autoptr (JsonNode) node = esp_json_wrap_object (json_object_ref (parameters));
  g_autoptr (JsonNode) copy = json_node_copy (node);
  JsonObject *named = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init (&iter, json_node_get_object (copy));
  while (json_object_iter_next (&iter, &name, &member))
    json_object_set_member (named, name, json_node_copy (member));
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *key = esp_json_get_string (named, members[i][0]);
      g_autofree char *arn = key ? name_of (run, key) : NULL;

      if (arn)
        json_object_set_string_member (named, members[i][1], arn);
      if (key)
        json_object_remove_member (named, members[i][0]);
    }
  return named;
}

static EspCaInput *
find_input (EspProvisioning *run, const EspProvisioningStep *step)
{
  const char *parent = esp_json_get_string (step->parameters, "ParentKey");
  EspProvisionedCa *ca = g_str_equal (step->operation, CREATE_CA) ?
                           g_hash_table_lookup (run->by_key, step->key) :
                           NULL;
  const EspProvisionedCa *above = ca && parent ? g_hash_table_lookup (run->by_key, parent) : NULL;

  if (ca)
    ca->input.parent = above ? above->prepared : NULL;
  return ca ? &ca->input : NULL;
}

EspOperationContext *
esp_provisioning_make_step (EspOperationContext *context,
                            EspProvisioning *run,
                            const EspProvisioningStep *step,
                            EspRights *rights,
                            GError **error)
{
  g_autoptr (JsonObject) parameters = name_things (run, step->parameters);
  EspOperationContext *made;

  if (!rights)
    return NULL;
  made = esp_step_new (context, step->operation, parameters, find_input (run, step), rights);
  made->planned = run->records;
  esp_context_detail (made, "Provisioning", run->id);
  esp_context_detail (made, "PlanDigest", run->digest);
  return made;
}

/* Of what a transaction has not committed yet: the session itself must not keep them. */
static EspRights *
load_rights (EspOperationContext *context, GError **error)
{
  const char *id = esp_session_get_principal_id (context->session);
  g_autoptr (EspPrincipal) principal = esp_principal_store_find (context->vault, id, error);

  if (!principal && error && !*error)
    esp_error_set (error, ESP_REASON_PRINCIPAL_UNKNOWN,
                   esp_session_get_principal (context->session), NULL);
  return principal ? esp_rights_load (context->vault, principal, context->rights->role_id, error) :
                     NULL;
}

/* Rights as they are after the step before: read anew where anything of who may what has moved. */
EspRights *
esp_provisioning_look_at_rights (EspOperationContext *context, EspRights **rights, GError **error)
{
  gint64 revision = esp_vault_get_access_revision (context->vault, error);

  if (revision < 0)
    return NULL;
  if (*rights && (*rights)->revision == revision)
    return esp_rights_ref (*rights);
  g_clear_pointer (rights, esp_rights_unref);
  *rights = load_rights (context, error);
  return *rights ? esp_rights_ref (*rights) : NULL;
}

/* --- Rehearsing -------------------------------------------------------------------------------*/

/* What makes or uses keys is decided alone. */
static gboolean
is_performed_early (const EspOperationContext *step)
{
  static const char *const names[] = { "CreateAccount",   "CreateGuardrail", "CreateRole",
                                       "InvitePrincipal", "AssignRole",      NULL };

  return g_strv_contains (names, step->operation->name);
}

static void
keep_ca (EspProvisioning *run, const EspProvisioningStep *step, EspOperationContext *made)
{
  EspProvisionedCa *ca = g_hash_table_lookup (run->by_key, step->key);
  const EspCa *record = esp_ca_creation_get_record (made);
  EspCa *copy = record ? esp_ca_copy (record) : NULL;

  esp_step_free (ca->prepared);
  ca->prepared = made;
  if (copy)
    g_hash_table_replace (run->records, copy->arn, copy);
}

static gboolean
is_denial (const GError *problem)
{
  return problem->domain == ESP_ERROR && problem->code == ESP_ERROR_ACCESS_DENIED;
}

/* For a preview the steps after a denied one are looked at as if it had been done. */
static gboolean
decide_step (EspProvisioning *run, guint at, EspOperationContext *made, GError **error)
{
  GError *problem = NULL;

  if (esp_step_decide (made, &problem))
    return run->denials || esp_step_check_consent (made, error);
  if (run->denials && is_denial (problem))
    {
      g_ptr_array_index (run->denials, at) = g_strdup (problem->message);
      run->n_denied++;
      g_error_free (problem);
      return TRUE;
    }
  g_propagate_error (error, problem);
  return FALSE;
}

/* Beside a denial nothing is told of what stands in the way of what may not be done. */
static gboolean
rehearse_step (EspProvisioning *run, guint at, EspOperationContext *made, GError **error)
{
  GError *problem = NULL;

  if (decide_step (run, at, made, &problem) &&
      (!is_performed_early (made) || made->operation->perform (made, &problem)))
    return TRUE;
  if (run->n_denied == 0)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  g_error_free (problem);
  return TRUE;
}

void
esp_provisioning_name_step (const EspProvisioningStep *step, GError *problem, GError **error)
{
  if (is_denial (problem))
    {
      esp_error_set (error, ESP_REASON_PLAN_STEP_DENIED, step->name, "operation", step->operation,
                     "problem", problem->message, NULL);
      g_error_free (problem);
      return;
    }
  if (problem->domain == ESP_ERROR)
    esp_error_set_object (problem, step->name);
  g_propagate_error (error, problem);
}

/* *@refused: the step that was, to be recorded when the transaction is gone. */
static gboolean
rehearse_all (EspOperationContext *context,
              EspProvisioning *run,
              EspOperationContext **refused,
              GError **problem,
              guint *at)
{
  g_autoptr (EspRights) rights = NULL;

  for (*at = 0; *at < run->steps->len; ++*at)
    {
      const EspProvisioningStep *step = g_ptr_array_index (run->steps, *at);
      g_autoptr (EspOperationContext) made = esp_provisioning_make_step (
        context, run, step, esp_provisioning_look_at_rights (context, &rights, problem), problem);

      if (!made || g_cancellable_set_error_if_cancelled (context->cancellable, problem))
        return FALSE;
      if (!rehearse_step (run, *at, made, problem))
        {
          *refused = g_steal_pointer (&made);
          return FALSE;
        }
      if (g_str_equal (step->operation, CREATE_CA))
        keep_ca (run, step, g_steal_pointer (&made));
    }
  return TRUE;
}

/* The event of the whole is the last one: what the plan brings must leave that allowed as well. */
static gboolean
rehearse_end (EspOperationContext *context, GError **error)
{
  g_autoptr (EspRights) last = NULL;
  g_autoptr (EspRights) rights = esp_provisioning_look_at_rights (context, &last, error);
  EspQuestion question = esp_context_question (context, PROVISION);
  g_autoptr (EspDecision) decision = rights ? esp_rights_decide (rights, &question, error) : NULL;

  return decision && esp_decision_is_allowed (decision);
}

gboolean
esp_provisioning_rehearse (EspOperationContext *context, EspProvisioning *run, GError **error)
{
  EspTransaction *transaction = esp_transaction_begin_write (
    esp_vault_get_database (context->vault), error);
  g_autoptr (EspOperationContext) refused = NULL;
  GError *problem = NULL;
  gboolean good;
  guint at;

  if (!transaction)
    return FALSE;
  good = rehearse_all (context, run, &refused, &problem, &at) && rehearse_end (context, &problem);
  esp_transaction_free (transaction);
  if (good)
    return TRUE;
  if (refused && !run->denials)
    esp_step_note_denied (refused, problem);
  if (at < run->steps->len)
    esp_provisioning_name_step (g_ptr_array_index (run->steps, at), problem, error);
  else
    g_propagate_error (error, problem);
  return FALSE;
}
