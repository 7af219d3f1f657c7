/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From an approved request to the act. The act itself goes through
 * the dispatcher like any other: decided, recorded, in one transaction with what becomes of the
 * request. */
#include "esp-engine-private.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-approving.h"
#include "esp-splitting.h"
#include "vault/esp-account-store.h"
#include "vault/esp-approval-store.h"
#include "vault/esp-ca-store.h"

/* --- The act, compared with what was signed ---------------------------------------------------*/

static char *
to_canonical (JsonArray *array)
{
  g_autoptr (JsonNode) node = esp_json_wrap_array (json_array_ref (array));

  return esp_json_to_canonical (node, NULL);
}

static gboolean
refuse (const EspApproval *approval, EspReason reason, GError **error)
{
  esp_error_set (error, reason, approval->id, NULL);
  return FALSE;
}

/* Nothing else may have come under two persons that this would touch as well. */
static gboolean
check_touched (EspOperationContext *context, JsonObject *text, GError **error)
{
  JsonArray *signed_ids = esp_json_get_array (text, "certificateAuthorities");
  g_autofree char *all = to_canonical (signed_ids);
  g_autoptr (GPtrArray) cas = esp_approving_needed (context, error);

  for (guint i = 0; cas && i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);

      /* Its plan is what was signed. */
      if (!esp_approving_is_imagined (ca) && !strstr (all, ca->id))
        return refuse (context->approval, ESP_REASON_APPROVAL_MOVED, error);
    }
  return cas != NULL;
}

gboolean
esp_approving_compare (EspOperationContext *context, GError **error)
{
  g_autoptr (JsonObject) text = esp_approving_read (context->vault, context->approval, error);
  g_autoptr (JsonArray) changes = NULL;
  g_autofree char *now = NULL;
  g_autofree char *then = NULL;

  if (!text || !check_touched (context, text, error) ||
      !esp_approving_check_disabler (context, error))
    return FALSE;
  changes = esp_approving_describe (context, error);
  if (!changes)
    return FALSE;
  now = to_canonical (changes);
  then = to_canonical (esp_json_get_array (text, "changes"));
  return g_strcmp0 (now, then) == 0 || refuse (context->approval, ESP_REASON_APPROVAL_MOVED, error);
}

gboolean
esp_approving_check_approver (EspOperationContext *context,
                              JsonObject *text,
                              const char *approver,
                              GError **error)
{
  g_autoptr (GPtrArray) cas = esp_approving_list_cas (context->vault, text, error);
  g_autoptr (GPtrArray)
    able = cas && cas->len > 0 ?
             esp_approving_able_of_all (context->vault, cas, context->now,
                                        esp_json_get_string (text, "requester"), error) :
             NULL;
  g_autofree char *names = NULL;

  /* Of a plan nothing may be under the rule any more. */
  if (cas && cas->len == 0)
    esp_error_set (error, ESP_REASON_APPROVAL_MOVED, esp_json_get_string (text, "id"), NULL);
  if (!able)
    return FALSE;
  if (esp_approving_is_among (able, approver))
    return TRUE;
  names = esp_approving_list_names (able);
  esp_error_set (error, ESP_REASON_APPROVAL_NOT_APPROVER, esp_json_get_string (text, "id"),
                 "approvers", names, NULL);
  return FALSE;
}

/* The row may have moved since the act was prepared: withdrawn, executed by another session. */
gboolean
esp_approving_begin (EspOperationContext *context, GError **error)
{
  g_autoptr (EspApproval)
    row = esp_approval_store_find (context->vault, context->approval->id, error);
  g_autoptr (JsonObject) text = NULL;

  if (!row)
    return FALSE;
  if (esp_approval_get_status (row, context->now) != ESP_APPROVAL_APPROVED)
    {
      esp_error_set (error, ESP_REASON_APPROVAL_OVER, row->id, "status",
                     esp_approval_status_to_string (esp_approval_get_status (row, context->now)),
                     NULL);
      return FALSE;
    }
  text = esp_approving_read (context->vault, row, error);
  if (!text || !row->approval_signature ||
      g_strcmp0 (context->rights->principal_id, row->requester) != 0)
    return text ? refuse (row, ESP_REASON_APPROVAL_OVER, error) : FALSE;
  return esp_approving_check_approver (context, text, row->approver, error) &&
         esp_approving_compare (context, error);
}

/* What it has made is found by these; the rest of a result may be nobody's business later. */
static char *
make_result (EspOperationContext *context)
{
  static const char *const members[] = { "CertificateAuthorityArn", "CertificateArn",
                                         "CertificateSerial", "Provisioning" };
  g_autoptr (JsonObject) result = json_object_new ();
  g_autoptr (JsonNode) node = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    esp_json_set_string (result, members[i], esp_json_get_string (context->result, members[i]));
  node = esp_json_wrap_object (g_steal_pointer (&result));
  return esp_json_to_canonical (node, NULL);
}

/* The requester has seen the whole secret now: the key gets a new one, and what the act has changed
 * about its holders counts. */
static gboolean
seal_anew (EspOperationContext *context, GError **error)
{
  g_autoptr (EspCa) ca = NULL;
  g_autoptr (GBytes) there = NULL;

  if (!context->opened_key)
    return TRUE;
  ca = esp_ca_store_find (context->vault, context->opened_ca, error);
  there = ca ? esp_ca_store_get_key (context->vault, ca->id, error) : NULL;
  if (!there)
    return ca && !(error && *error);
  return esp_splitting_seal (context->vault, ca, context->opened_key, context->now, error);
}

gboolean
esp_approving_complete (EspOperationContext *context, GError **error)
{
  g_autoptr (EspApproval)
    row = esp_approval_store_find (context->vault, context->approval->id, error);

  if (!row || !seal_anew (context, error))
    return FALSE;
  row->status = ESP_APPROVAL_DONE;
  row->result = make_result (context);
  g_clear_pointer (&row->key_part, g_bytes_unref);
  context->unchanged = FALSE;
  return esp_approval_store_update (context->vault, row, ESP_APPROVAL_APPROVED, error);
}

/* --- Executing --------------------------------------------------------------------------------*/

/* Who acts is the requester, with their rights; whose keys are used, and who signs the event, is
 * the person who is there. */
EspSession *
esp_approving_stand_in (EspEngine *engine,
                        EspVault *vault,
                        EspSession *session,
                        const EspApproval *approval,
                        GError **error)
{
  g_autoptr (EspPrincipal) requester = esp_principal_store_find (vault, approval->requester, error);
  g_autoptr (EspRights) rights = NULL;
  g_autoptr (EspRole) role = NULL;
  EspSession *stand_in;

  if (!requester)
    return NULL;
  rights = esp_rights_load (vault, requester, approval->role, error);
  if (!rights)
    return NULL;
  role = esp_role_new ();
  role->id = g_strdup (approval->role);
  role->account = g_strdup (requester->account);
  role->name = g_strdup (rights->role_name ? rights->role_name : "");
  stand_in = esp_session_new (requester, role,
                              esp_identity_ref (esp_session_get_identity (session)),
                              g_steal_pointer (&rights), engine->clock);
  esp_session_stand_in (stand_in);
  return stand_in;
}

JsonNode *
esp_approving_try (EspEngine *engine,
                   EspVault *vault,
                   EspSession *session,
                   const EspApproval *approval,
                   GError **error)
{
  g_autoptr (JsonObject) text = esp_approving_read (vault, approval, error);
  g_autoptr (EspSession)
    stand_in = text ? esp_approving_stand_in (engine, vault, session, approval, error) : NULL;
  EspCall call = { .engine = engine,
                   .operation = esp_operation_find (approval->operation),
                   .approval = approval,
                   .session = stand_in,
                   .actor = session,
                   .dry = TRUE,
                   .quiet = TRUE };

  if (!stand_in)
    return NULL;
  call.parameters = esp_json_get_object (text, "parameters");
  return esp_dispatch (&call, vault, error);
}

/* The key is there for this one act. */
static JsonNode *
dispatch_with_key (EspCall *call, EspVault *vault, const char *key_of, GError **error)
{
  const EspApproval *approval = call->approval;
  g_autoptr (EspCa) ca = esp_ca_store_find (vault, key_of, error);
  g_autoptr (EspRights) rights = ca ? esp_session_ref_rights (call->session, vault, error) : NULL;
  g_autoptr (EspSecret) opened = NULL;
  JsonNode *result = NULL;

  if (!rights)
    return NULL;
  if (!approval->key_part)
    {
      esp_error_set (error, ESP_REASON_KEY_PART_MISSING, ca->label, NULL);
      return NULL;
    }
  opened = esp_splitting_open (vault, ca, esp_session_get_identity (call->session),
                               approval->requester, approval->approver, approval->key_part, error);
  if (!opened || !esp_session_lend_signer (call->session, vault, ca, opened, error))
    return NULL;
  call->opened_key = opened;
  call->opened_ca = key_of;
  result = esp_dispatch (call, vault, error);
  esp_session_forget_signer (call->session, key_of);
  return result;
}

JsonNode *
esp_approving_execute (EspEngine *engine,
                       EspVault *vault,
                       EspSession *session,
                       const EspApproval *approval,
                       GError **error)
{
  g_autoptr (JsonObject) text = esp_approving_read (vault, approval, error);
  gboolean own = g_str_equal (esp_session_get_principal_id (session), approval->requester);
  g_autoptr (EspSession) stand_in = NULL;
  EspCall call = { .engine = engine,
                   .operation = esp_operation_find (approval->operation),
                   .approval = approval,
                   .actor = session };
  const char *key_of;

  if (!text)
    return NULL;
  stand_in = esp_approving_stand_in (engine, vault, session, approval, error);
  if (!stand_in)
    return NULL;
  call.session = stand_in;
  call.parameters = esp_json_get_object (text, "parameters");
  key_of = esp_json_get_string (text, "keyOf");
  if (key_of && own)
    return dispatch_with_key (&call, vault, key_of, error);
  return esp_dispatch (&call, vault, error);
}

gboolean
esp_approving_is_final (const GError *problem)
{
  static const int passing[] = { ESP_ERROR_IO, ESP_ERROR_CANCELLED, ESP_ERROR_LOCKED,
                                 ESP_ERROR_NO_KEY };

  for (gsize i = 0; i < G_N_ELEMENTS (passing); i++)
    if (problem->domain == ESP_ERROR && problem->code == passing[i])
      return FALSE;
  return problem->domain == ESP_ERROR;
}

gboolean
esp_approving_give_up (EspVault *vault,
                       const char *id,
                       const GError *problem,
                       gint64 now,
                       GError **error)
{
  g_autoptr (EspApproval) row = esp_approval_store_find (vault, id, error);
  EspApprovalStatus from;

  if (!row)
    return FALSE;
  from = row->status;
  if (from != ESP_APPROVAL_WAITING && from != ESP_APPROVAL_APPROVED)
    return TRUE;
  row->status = ESP_APPROVAL_FAILED;
  row->decided_at = row->decided_at ? row->decided_at : now;
  row->reason = g_strdup (esp_reason_get_id (esp_error_get_reason (problem)));
  g_free (row->result);
  row->result = g_strdup (problem->message);
  g_clear_pointer (&row->key_part, g_bytes_unref);
  return esp_approval_store_update (vault, row, from, error);
}

gboolean
esp_approving_drop_of (EspOperationContext *context, const char *principal, GError **error)
{
  g_autoptr (GPtrArray) open = esp_approval_store_list_open_of (context->vault, principal, error);

  for (guint i = 0; open && i < open->len; i++)
    {
      const char *id = ((const EspApproval *) g_ptr_array_index (open, i))->id;
      g_autoptr (GError) problem = NULL;

      if (context->approval && g_str_equal (context->approval->id, id))
        continue;
      esp_error_set (&problem, ESP_REASON_APPROVAL_MOVED, id, NULL);
      if (!esp_approving_give_up (context->vault, id, problem, context->now, error))
        return FALSE;
    }
  return open != NULL;
}

/* --- By itself --------------------------------------------------------------------------------*/

gboolean
esp_approving_is_due (EspEngine *engine, EspVault *vault)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (engine);

  return session &&
         esp_approval_store_count_approved (vault, esp_session_get_principal_id (session),
                                            esp_clock_now (engine->clock), NULL) > 0;
}

/* What failed for now (a full disk) is tried again when another process has written, or at the next
 * signing in. */
void
esp_approving_execute_due (EspEngine *engine, EspVault *vault)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  gint64 version = esp_database_get_data_version (esp_vault_get_database (vault));
  EspCall call = { .engine = engine,
                   .operation = esp_operation_find ("ExecuteApproved"),
                   .parameters = parameters,
                   .quiet = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = NULL;

  if (engine->approved_tried == version || esp_engine_get_read_only_reason (engine) ||
      !esp_approving_is_due (engine, vault))
    return;
  engine->approved_tried = version;
  result = esp_dispatch (&call, vault, &error);
  if (!result)
    g_debug ("what was approved waits for now: %s", error->message);
}
