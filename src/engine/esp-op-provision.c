/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PreviewProvisioning and ProvisionPlan: what is told of the steps of a plan before they are made,
 * and afterwards. Making them is in esp-provisioning.c. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "design/esp-plan-check.h"
#include "design/esp-plan-document.h"
#include "esp-approving.h"
#include "esp-engine-private.h"
#include "esp-existing.h"
#include "esp-provisioning-private.h"
#include "model/esp-arn.h"
#include "pki/esp-validity.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"

/* --- What remains -----------------------------------------------------------------------------*/

static JsonObject *
add_remaining (JsonArray *list,
               const char *what,
               const char *name,
               const char *account,
               GPtrArray *roles)
{
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "What", what);
  json_object_set_string_member (row, "Name", name);
  esp_json_set_string (row, "Account", account);
  if (roles && roles->len > 0)
    {
      JsonArray *names = json_array_new ();

      for (guint i = 0; i < roles->len; i++)
        json_array_add_string_element (names, g_ptr_array_index (roles, i));
      json_object_set_array_member (row, "Roles", names);
    }
  json_array_add_object_element (list, row);
  return row;
}

static gboolean
is_assigned (GPtrArray *steps, const char *person, const char *role)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const EspProvisioningStep *step = g_ptr_array_index (steps, i);

      if (g_str_equal (step->operation, "AssignRole") &&
          g_strcmp0 (esp_json_get_string (step->parameters, "Principal"), person) == 0 &&
          g_strcmp0 (esp_json_get_string (step->parameters, "Role"), role) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
holds (GPtrArray *roles, const char *name)
{
  for (guint i = 0; roles && i < roles->len; i++)
    if (g_str_equal (((const EspRole *) g_ptr_array_index (roles, i))->name, name))
      return TRUE;
  return FALSE;
}

/* NULL: nobody is there whom this session sees. */
static EspPrincipal *
find_seen (EspOperationContext *context, const char *name)
{
  g_autoptr (EspPrincipal) there = esp_principal_store_find (context->vault, name, NULL);

  return there && esp_existing_sees_person (context, there) ? g_steal_pointer (&there) : NULL;
}

/* Somebody who is not there, or has not enrolled, or lacks a role that no step gives. */
static void
add_person (EspOperationContext *context,
            EspProvisioning *run,
            const EspPlanPerson *person,
            JsonArray *list)
{
  g_autoptr (EspPrincipal) there = find_seen (context, person->name);
  g_autoptr (GPtrArray) held = there ? esp_role_store_list_for (context->vault, there->id, NULL) :
                                       NULL;
  g_autoptr (GPtrArray) lacking = g_ptr_array_new ();

  for (char **role = person->roles; role && *role; role++)
    if (!holds (held, *role) && !is_assigned (run->steps, person->name, *role))
      g_ptr_array_add (lacking, *role);
  if (!there || there->status != ESP_PRINCIPAL_ACTIVE || lacking->len > 0)
    esp_json_set_string (add_remaining (list, "PERSON", person->name, person->account, lacking),
                         "Status", there ? esp_principal_status_to_string (there->status) : NULL);
}

static const char *
account_of (const EspPlan *plan, const char *person)
{
  for (guint i = 0; i < plan->people->len; i++)
    {
      const EspPlanPerson *planned = g_ptr_array_index (plan->people, i);

      if (g_str_equal (planned->name, person))
        return planned->account;
    }
  return NULL;
}

/* Whoever may name approvers finds people by their names alone. */
static gboolean
is_fit_approver (EspOperationContext *context, const EspPlanCa *ca, const char *name)
{
  g_autoptr (EspCa) imagined = esp_provisioning_imagine_ca (ca, context->now);
  g_autoptr (EspPrincipal) there = esp_principal_store_find (context->vault, name, NULL);

  return there && there->kind == ESP_PRINCIPAL_PERSON && there->status == ESP_PRINCIPAL_ACTIVE &&
         (esp_existing_sees_person (context, there) ||
          esp_context_may (context, "espalier:UpdateApprovers", imagined));
}

static void
add_approvers (EspOperationContext *context, EspProvisioning *run, JsonArray *list)
{
  g_autoptr (GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < run->plan->cas->len; i++)
    {
      const EspPlanCa *ca = g_ptr_array_index (run->plan->cas, i);

      for (char **name = ca->approvers; ca->dual_control && name && *name; name++)
        if (!is_fit_approver (context, ca, *name) && g_hash_table_add (told, *name))
          add_remaining (list, "APPROVER", *name, account_of (run->plan, *name), NULL);
    }
}

static JsonArray *
list_remaining (EspOperationContext *context, EspProvisioning *run)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < run->plan->people->len; i++)
    add_person (context, run, g_ptr_array_index (run->plan->people, i), list);
  add_approvers (context, run, list);
  for (guint i = 0; i < run->steps->len; i++)
    {
      const EspProvisioningStep *step = g_ptr_array_index (run->steps, i);

      if (g_str_equal (step->operation, "CreateResourceShare"))
        add_remaining (list, "SHARE_INVITATION", step->name,
                       esp_json_get_string (step->parameters, "Consumer"), NULL);
    }
  return list;
}

/* --- The ceremony as a list -------------------------------------------------------------------*/

static void
set_parent (EspOperationContext *context,
            EspProvisioning *run,
            const EspProvisioningStep *step,
            JsonObject *row)
{
  const char *key = esp_json_get_string (step->parameters, "ParentKey");
  const char *arn = esp_json_get_string (step->parameters, "Parent");
  const EspPlanCa *planned = key ? esp_plan_find_ca (run->plan, key) : NULL;
  g_autofree char *label = planned ? esp_plan_ca_get_label (planned) : NULL;
  g_autofree char *id = NULL;
  g_autoptr (EspCa) there = NULL;

  if (arn && esp_arn_parse_ca (arn, NULL, &id))
    there = esp_ca_store_find (context->vault, id, NULL);
  esp_json_set_string (row, "Parent", there ? there->label : label);
}

static void
set_end (EspOperationContext *context, const EspProvisioningStep *step, JsonObject *row)
{
  const char *text = esp_json_get_string (step->parameters, "Validity");
  EspValidity validity;
  gint64 end;

  if (text && esp_validity_parse (text, &validity, NULL) &&
      esp_validity_end (&validity, context->now, &end, NULL))
    esp_json_set_time (row, "NotAfter", end);
}

static JsonObject *
view_step (EspOperationContext *context,
           EspProvisioning *run,
           const EspProvisioningStep *step,
           const char *denied)
{
  static const char *const members[] = { "Subject",   "KeyAlgorithm", "TemplateArn",
                                         "Principal", "Role",         "Consumer" };
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "Operation", step->operation);
  json_object_set_string_member (row, "Name", step->name);
  esp_json_set_string (row, "OwnerAccount", step->account);
  esp_json_set_string (row, "Key", step->key);
  set_parent (context, run, step, row);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    esp_json_set_string (row, members[i], esp_json_get_string (step->parameters, members[i]));
  set_end (context, step, row);
  esp_json_set_string (row, "Denied", denied);
  return row;
}

static void
add_problem (JsonArray *problems, const char *id, const char *sentence)
{
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "Id", id);
  json_object_set_string_member (row, "Sentence", sentence);
  json_array_add_object_element (problems, row);
}

static void
take_problem (JsonArray *problems, GError *problem)
{
  add_problem (problems, esp_reason_get_id (esp_error_get_reason (problem)), problem->message);
  g_error_free (problem);
}

/* Each error of the plan, where the refusal names the first alone. */
static void
add_findings (EspOperationContext *context, JsonArray *problems)
{
  g_autoptr (EspPlan) plan = esp_plan_read (esp_context_text (context, "Plan"), -1, NULL);
  g_autoptr (GPtrArray) findings = plan ? esp_plan_check (plan, context->now) : NULL;

  for (guint i = 0; findings && i < findings->len; i++)
    {
      const EspPlanFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char *sentence = NULL;

      if (finding->severity != ESP_PLAN_ERROR)
        return;
      sentence = esp_plan_finding_sentence (finding);
      add_problem (problems, finding->check->id, sentence);
    }
}

typedef struct
{
  EspOperationContext *context;
  EspProvisioning *run;
  GError *error;
} Rehearsal;

static void
rehearse_job (EspVault *vault, gpointer data)
{
  Rehearsal *rehearsal = data;
  EspVault *own = rehearsal->context->vault;

  rehearsal->context->vault = vault;
  esp_provisioning_rehearse (rehearsal->context, rehearsal->run, &rehearsal->error);
  rehearsal->context->vault = own;
}

static void
rehearse (EspOperationContext *context, EspProvisioning *run, JsonArray *problems)
{
  Rehearsal rehearsal = { context, run, NULL };

  run->denials = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_set_size (run->denials, (int) run->steps->len);
  if (!esp_engine_refuses_writing (context->engine, &rehearsal.error))
    esp_worker_run (context->engine->writer, rehearse_job, &rehearsal);
  if (rehearsal.error)
    take_problem (problems, rehearsal.error);
}

static gboolean
is_ready (const EspProvisioning *run, JsonArray *problems)
{
  return json_array_get_length (problems) == 0 && (!run || run->n_denied == 0);
}

static void
tell_no_approval (EspOperationContext *context)
{
  json_object_set_boolean_member (context->result, "NeedsApproval", FALSE);
  json_object_set_array_member (context->result, "Approvers", json_array_new ());
}

/* Asked as the call itself would be. */
static gboolean
tell_approval (EspOperationContext *context, EspProvisioning *run, GError **error)
{
  g_autoptr (EspOperationContext) call = esp_step_new (
    context, "ProvisionPlan", context->parameters, NULL, esp_rights_ref (context->rights));
  g_autoptr (GPtrArray) touched = NULL;
  g_autoptr (GPtrArray) able = NULL;
  JsonArray *names;

  call->data = run;
  touched = esp_approving_needed (call, error);
  if (touched && touched->len > 0)
    able = esp_approving_able_of_all (context->vault, touched, context->now,
                                      context->rights->principal_id, error);
  if (!touched || (touched->len > 0 && !able))
    return FALSE;
  names = json_array_new ();
  for (guint i = 0; able && i < able->len; i++)
    json_array_add_string_element (names,
                                   ((const EspPrincipal *) g_ptr_array_index (able, i))->name);
  json_object_set_boolean_member (context->result, "NeedsApproval", touched->len > 0);
  json_object_set_array_member (context->result, "Approvers", names);
  return TRUE;
}

static gboolean
tell_steps (EspOperationContext *context, EspProvisioning *run, JsonArray *problems, GError **error)
{
  JsonArray *steps = json_object_get_array_member (context->result, "Steps");

  if (run->steps->len > 0)
    rehearse (context, run, problems);
  for (guint i = 0; i < run->steps->len; i++)
    json_array_add_object_element (
      steps, view_step (context, run, g_ptr_array_index (run->steps, i),
                        run->denials ? g_ptr_array_index (run->denials, i) : NULL));
  json_object_set_array_member (context->result, "Remaining", list_remaining (context, run));
  /* Who could say yes is told to those who may ask them. */
  if (is_ready (run, problems))
    return tell_approval (context, run, error);
  tell_no_approval (context);
  return TRUE;
}

/* What is wrong with the plan, or with what exists, is the answer; only a text that is no plan is
 * refused. */
static gboolean
tell_refusal (EspOperationContext *context, JsonArray *problems, GError *problem, GError **error)
{
  g_autoptr (EspPlan) plan = esp_plan_read (esp_context_text (context, "Plan"), -1, NULL);

  if (!plan)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (esp_error_has_reason (problem, ESP_REASON_PLAN_UNSOUND))
    {
      add_findings (context, problems);
      g_error_free (problem);
    }
  else
    take_problem (problems, problem);
  tell_no_approval (context);
  json_object_set_array_member (context->result, "Remaining", json_array_new ());
  return TRUE;
}

gboolean
esp_op_preview_provisioning (EspOperationContext *context, GError **error)
{
  JsonArray *problems = json_array_new ();
  GError *problem = NULL;
  g_autoptr (EspProvisioning) run = esp_provisioning_new (context, &problem);

  json_object_set_array_member (context->result, "Steps", json_array_new ());
  json_object_set_array_member (context->result, "Problems", problems);
  if (run ? !tell_steps (context, run, problems, error) :
            !tell_refusal (context, problems, problem, error))
    return FALSE;
  json_object_set_boolean_member (context->result, "Ready", is_ready (run, problems));
  return TRUE;
}

/* --- The run ----------------------------------------------------------------------------------*/

static void
free_run (gpointer data)
{
  esp_provisioning_free (data);
}

gboolean
esp_op_provision_resolve (EspOperationContext *context, GError **error)
{
  context->data = esp_provisioning_new (context, error);
  context->free_data = free_run;
  return context->data != NULL;
}

gboolean
esp_op_provision_prepare (EspOperationContext *context, GError **error)
{
  EspProvisioning *run = context->data;

  return run->steps->len == 0 || (esp_provisioning_rehearse (context, run, error) &&
                                  esp_provisioning_prepare_authorities (run, error));
}

/* The codes let people in, and no row keeps them, nor what is remembered for a repetition: they
 * are told when the commit is durable. */
static JsonArray *
hide_codes (JsonArray *invitations)
{
  static const char *const members[] = { "Principal", "Account", "InvitationExpiresAt" };
  JsonArray *shown = json_array_new ();

  for (guint i = 0; i < json_array_get_length (invitations); i++)
    {
      JsonObject *told = json_array_get_object_element (invitations, i);
      JsonObject *row = json_object_new ();

      for (gsize j = 0; j < G_N_ELEMENTS (members); j++)
        esp_json_set_string (row, members[j], esp_json_get_string (told, members[j]));
      json_array_add_object_element (shown, row);
    }
  return shown;
}

static void
tell_run (EspOperationContext *context, EspProvisioning *run)
{
  json_object_set_int_member (context->result, "Steps", run->n_done);
  json_object_set_array_member (context->result, "CertificateAuthorities",
                                json_array_ref (run->authorities));
  json_object_set_array_member (context->result, "Invitations", hide_codes (run->invitations));
}

/* The last event of the run, which is its own. */
static void
tell_event (EspOperationContext *context, EspProvisioning *run)
{
  esp_context_detail (context, "Provisioning", run->id);
  esp_context_detail (context, "PlanDigest", run->digest);
  esp_context_detail (context, "Plan", run->plan->name);
  json_object_set_int_member (context->details, "FirstEvent", context->first_event);
  json_object_set_int_member (context->details, "Steps", run->n_done);
  json_object_set_string_member (context->result, "Provisioning", run->id);
  json_object_set_int_member (context->result, "Sequence", context->last_event + 1);
}

gboolean
esp_op_provision_perform (EspOperationContext *context, GError **error)
{
  EspProvisioning *run = context->data;

  json_object_set_array_member (context->result, "Remaining", list_remaining (context, run));
  if (!esp_provisioning_perform (context, run, error))
    return FALSE;
  context->unchanged = run->n_done == 0;
  tell_run (context, run);
  if (!context->unchanged)
    tell_event (context, run);
  return TRUE;
}

gboolean
esp_op_provision_finish (EspOperationContext *context, GError **error)
{
  EspProvisioning *run = context->data;

  json_object_set_array_member (context->result, "Invitations", json_array_ref (run->invitations));
  return TRUE;
}

gboolean
esp_op_provision_abandon (EspOperationContext *context, GError **error)
{
  if (context->data)
    esp_provisioning_abandon (context->data);
  return TRUE;
}
