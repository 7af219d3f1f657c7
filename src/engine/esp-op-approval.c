/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of requests: looking, approving, refusing, withdrawing, and the approved ones that
 * need the requester's part of a key. The texts and their signatures: esp-approving-text.c. */
#include "esp-engine-private.h"
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-approving.h"
#include "esp-splitting.h"
#include "vault/esp-account-store.h"
#include "vault/esp-approval-store.h"
#include "vault/esp-ca-store.h"

typedef struct
{
  EspApproval *approval;
  JsonObject *text;  /* checked */
  GError *problem;   /* why it is given up */
  GPtrArray *failed; /* ExecuteApproved: Failed */
  JsonArray *views;
} Work;

typedef struct
{
  char *id;
  GError *problem;
} Failed;

static void
failed_free (gpointer data)
{
  Failed *failed = data;

  g_free (failed->id);
  g_error_free (failed->problem);
  g_free (failed);
}

static void
work_free (gpointer data)
{
  Work *work = data;

  esp_approval_free (work->approval);
  g_clear_pointer (&work->text, json_object_unref);
  g_clear_error (&work->problem);
  g_clear_pointer (&work->failed, g_ptr_array_unref);
  g_clear_pointer (&work->views, json_array_unref);
  g_free (work);
}

static Work *
start_work (EspOperationContext *context)
{
  Work *work = g_new0 (Work, 1);

  context->data = work;
  context->free_data = work_free;
  return work;
}

static EspApproval *
find_approval (EspOperationContext *context, GError **error)
{
  const char *id = esp_context_text (context, "Id");
  EspApproval *approval = esp_approval_store_find (context->vault, id, error);

  if (!approval && error && !*error)
    esp_error_set (error, ESP_REASON_APPROVAL_UNKNOWN, id, NULL);
  return approval;
}

/* --- May it be approved by who asks? ----------------------------------------------------------*/

static gboolean
is_open (const EspApproval *approval, gint64 now)
{
  return esp_approval_get_status (approval, now) == ESP_APPROVAL_WAITING;
}

static gboolean
is_listed (EspVault *vault,
           JsonObject *text,
           const char *principal,
           gboolean *listed,
           GError **error)
{
  JsonArray *ids = esp_json_get_array (text, "certificateAuthorities");

  *listed = TRUE;
  for (guint i = 0; i < json_array_get_length (ids) && *listed; i++)
    {
      g_autoptr (GPtrArray)
        approvers = esp_approver_store_list (vault, json_array_get_string_element (ids, i), error);

      if (!approvers)
        return FALSE;
      *listed = FALSE;
      for (guint j = 0; j < approvers->len && !*listed; j++)
        *listed = g_str_equal (((const EspApprover *) g_ptr_array_index (approvers, j))->principal,
                               principal);
    }
  return TRUE;
}

static gboolean
may_approve_all (EspOperationContext *context, GPtrArray *cas)
{
  for (guint i = 0; i < cas->len; i++)
    if (!esp_context_may (context, "espalier:Approve", g_ptr_array_index (cas, i)))
      return FALSE;
  return TRUE;
}

static gboolean
asks_after_own_disabling (EspVault *vault, const EspApproval *approval)
{
  g_autofree char *disabler = NULL;

  if (!approval->ca || !g_str_equal (approval->operation, "DeleteCertificateAuthority"))
    return FALSE;
  disabler = esp_approving_find_disabler (vault, approval->ca, NULL);
  return g_strcmp0 (disabler, approval->requester) == 0;
}

/* *@why NULL: yes. In the order in which a person would ask. */
static gboolean
find_why_not (EspOperationContext *context,
              const EspApproval *approval,
              JsonObject *text,
              const char **why,
              GError **error)
{
  const char *me = context->rights->principal_id;
  g_autoptr (GPtrArray) cas = esp_approving_list_cas (context->vault, text, error);
  gboolean listed;

  *why = NULL;
  if (!cas || !is_listed (context->vault, text, me, &listed, error))
    return FALSE;
  if (!is_open (approval, context->now))
    *why = "OVER";
  else if (g_str_equal (approval->requester, me))
    *why = "OWN_REQUEST";
  else if (!listed)
    *why = "NOT_AN_APPROVER";
  else if (!may_approve_all (context, cas))
    *why = "NOT_ALLOWED";
  else if (asks_after_own_disabling (context->vault, approval))
    *why = "REQUESTED_DISABLE";
  return TRUE;
}

/* --- Shown ------------------------------------------------------------------------------------*/

static void
set_name (EspVault *vault, JsonObject *view, const char *member, const char *id)
{
  g_autoptr (EspPrincipal) principal = id ? esp_principal_store_find (vault, id, NULL) : NULL;

  if (principal)
    json_object_set_string_member (view, member, principal->name);
}

static JsonArray *
view_changes (JsonObject *text)
{
  static const char *const members[][2] = { { "what", "What" },
                                            { "before", "Before" },
                                            { "after", "After" } };
  JsonArray *changes = esp_json_get_array (text, "changes");
  JsonArray *view = json_array_new ();

  for (guint i = 0; i < json_array_get_length (changes); i++)
    {
      JsonObject *change = json_array_get_object_element (changes, i);
      JsonObject *row = json_object_new ();

      for (gsize j = 0; j < G_N_ELEMENTS (members); j++)
        esp_json_set_string (row, members[j][1], esp_json_get_string (change, members[j][0]));
      json_array_add_object_element (view, row);
    }
  return view;
}

static void
set_outcome (EspVault *vault, JsonObject *view, const EspApproval *approval)
{
  set_name (vault, view, "DecidedBy", approval->approver);
  esp_json_set_time (view, "DecidedAt", approval->decided_at);
  esp_json_set_string (view, "Reason", approval->reason);
  if (approval->status == ESP_APPROVAL_FAILED)
    esp_json_set_string (view, "Problem", approval->result);
}

static JsonObject *
view_approval (EspOperationContext *context,
               const EspApproval *approval,
               JsonObject *text,
               GError **error)
{
  g_autoptr (JsonObject) view = json_object_new ();
  g_autoptr (EspCa) ca = approval->ca ? esp_ca_store_find (context->vault, approval->ca, error) :
                                        NULL;
  EspApprovalStatus status = esp_approval_get_status (approval, context->now);
  const char *why;

  if ((approval->ca && !ca) || !find_why_not (context, approval, text, &why, error))
    return NULL;
  json_object_set_string_member (view, "Id", approval->id);
  json_object_set_string_member (view, "Status", esp_approval_status_to_string (status));
  json_object_set_string_member (view, "Operation", approval->operation);
  esp_json_set_string (view, "Action", esp_json_get_string (text, "action"));
  esp_json_set_string (view, "CertificateAuthority", ca ? ca->label : NULL);
  esp_json_set_string (view, "CertificateAuthorityArn", ca ? ca->arn : NULL);
  esp_json_set_string (view, "RequestedBy", esp_json_get_string (text, "requesterName"));
  esp_json_set_string (view, "RequestedInRole", esp_json_get_string (text, "roleName"));
  esp_json_set_time (view, "RequestedAt", approval->requested_at);
  esp_json_set_time (view, "ExpiresAt", approval->expires_at);
  json_object_set_string_member (view, "Digest", approval->digest);
  json_object_set_array_member (view, "Changes", view_changes (text));
  json_object_set_object_member (view, "Parameters",
                                 json_object_ref (esp_json_get_object (text, "parameters")));
  set_outcome (context->vault, view, approval);
  json_object_set_boolean_member (view, "MayApprove", why == NULL);
  esp_json_set_string (view, "WhyNot", why);
  return g_steal_pointer (&view);
}

/* One's own, and those that touch what one may approve for. */
static gboolean
may_see (EspOperationContext *context, const EspApproval *approval, JsonObject *text)
{
  g_autoptr (GPtrArray) cas = NULL;

  if (g_str_equal (approval->requester, context->rights->principal_id))
    return TRUE;
  cas = esp_approving_list_cas (context->vault, text, NULL);
  for (guint i = 0; cas && i < cas->len; i++)
    if (esp_context_may (context, "espalier:Approve", g_ptr_array_index (cas, i)) ||
        esp_context_may (context, "acm-pca:DescribeCertificateAuthority",
                         g_ptr_array_index (cas, i)))
      return TRUE;
  return FALSE;
}

static gboolean
read_status (EspOperationContext *context,
             gboolean *given,
             EspApprovalStatus *status,
             GError **error)
{
  const char *text = esp_context_text (context, "Status");

  *given = text != NULL;
  if (!text || esp_approval_status_from_string (text, status))
    return TRUE;
  esp_error_set (error, ESP_REASON_APPROVAL_STATUS, text, NULL);
  return FALSE;
}

gboolean
esp_op_list_approvals (EspOperationContext *context, GError **error)
{
  const char *name = esp_context_text (context, "CertificateAuthority");
  g_autoptr (EspCa) ca = name ? esp_context_find_ca (context, name, error) : NULL;
  g_autoptr (GPtrArray) approvals = NULL;
  EspApprovalStatus status = ESP_APPROVAL_WAITING;
  gboolean given;
  JsonArray *views;

  if ((name && !ca) || !read_status (context, &given, &status, error))
    return FALSE;
  approvals = esp_approval_store_list (context->vault, ca ? ca->id : NULL, FALSE, error);
  if (!approvals)
    return FALSE;
  views = json_array_new ();
  json_object_set_array_member (context->result, "Approvals", views);
  for (guint i = 0; i < approvals->len; i++)
    {
      const EspApproval *approval = g_ptr_array_index (approvals, i);
      g_autoptr (JsonObject) text = NULL;
      JsonObject *view;

      if (given && esp_approval_get_status (approval, context->now) != status)
        continue;
      text = esp_approving_read (context->vault, approval, error);
      if (!text)
        return FALSE;
      if (!may_see (context, approval, text))
        continue;
      view = view_approval (context, approval, text, error);
      if (!view)
        return FALSE;
      json_array_add_object_element (views, view);
    }
  return TRUE;
}

static gboolean
show (EspOperationContext *context, const EspApproval *approval, JsonObject *text, GError **error)
{
  JsonObject *view = view_approval (context, approval, text, error);

  if (view)
    json_object_set_object_member (context->result, "Approval", view);
  return view != NULL;
}

gboolean
esp_op_describe_approval (EspOperationContext *context, GError **error)
{
  g_autoptr (EspApproval) approval = find_approval (context, error);
  g_autoptr (JsonObject) text = approval ? esp_approving_read (context->vault, approval, error) :
                                           NULL;

  if (!text)
    return FALSE;
  if (may_see (context, approval, text))
    return show (context, approval, text, error);
  esp_error_set (error, ESP_REASON_APPROVAL_UNKNOWN, esp_context_text (context, "Id"), NULL);
  return FALSE;
}

/* --- Deciding ---------------------------------------------------------------------------------*/

/* The right is asked for on everything that the request touches. */
gboolean
esp_op_decide_resolve (EspOperationContext *context, GError **error)
{
  Work *work = start_work (context);
  g_autoptr (GPtrArray) cas = NULL;

  work->approval = find_approval (context, error);
  work->text = work->approval ? esp_approving_read (context->vault, work->approval, error) : NULL;
  cas = work->text ? esp_approving_list_cas (context->vault, work->text, error) : NULL;
  if (!cas)
    return FALSE;
  for (guint i = 1; i < cas->len; i++)
    esp_context_require_on (context, "espalier:Approve", g_ptr_array_index (cas, i));
  context->ca = esp_ca_copy (g_ptr_array_index (cas, 0));
  esp_context_set_resource (context, context->ca->arn, context->ca->account, context->ca->tags);
  return TRUE;
}

static gboolean
check_decidable (EspOperationContext *context, const EspApproval *approval, GError **error)
{
  EspApprovalStatus status = esp_approval_get_status (approval, context->now);

  if (status != ESP_APPROVAL_WAITING)
    esp_error_set (error, ESP_REASON_APPROVAL_OVER, approval->id, "status",
                   esp_approval_status_to_string (status), NULL);
  else if (g_str_equal (approval->requester, context->rights->principal_id))
    esp_error_set (error, ESP_REASON_APPROVAL_OWN, approval->id, NULL);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_digest (EspOperationContext *context, const EspApproval *approval, GError **error)
{
  const char *given = esp_context_text (context, "Digest");

  if (!given || g_ascii_strcasecmp (given, approval->digest) == 0)
    return TRUE;
  esp_error_set (error, ESP_REASON_APPROVAL_DIGEST, approval->id, "digest", approval->digest, NULL);
  return FALSE;
}

static gboolean
keep_given_up (EspOperationContext *context, GError **error)
{
  Work *work = context->data;

  return esp_approving_give_up (context->vault, work->approval->id, work->problem, context->now,
                                error);
}

/* What can't be done any more is void at once: the event of the failure says so. */
static gboolean
fail (EspOperationContext *context, GError *problem, GError **error)
{
  Work *work = context->data;

  if (esp_approving_is_final (problem))
    {
      work->problem = g_error_copy (problem);
      context->keep = keep_given_up;
    }
  g_propagate_error (error, problem);
  return FALSE;
}

/* Somebody else may have approved it in this very moment: then what would happen is different
 * because it has happened. */
static gboolean
is_still_open (EspOperationContext *context, const char *id, GError **error)
{
  g_autoptr (EspApproval) row = esp_approval_store_find (context->vault, id, error);

  return row && check_decidable (context, row, error);
}

gboolean
esp_op_approve_prepare (EspOperationContext *context, GError **error)
{
  Work *work = context->data;
  GError *problem = NULL;
  JsonNode *result;

  if (!check_decidable (context, work->approval, error) ||
      !check_digest (context, work->approval, error) ||
      !esp_approving_check_approver (context, work->text, context->rights->principal_id, error))
    return FALSE;
  result = esp_approving_try (context->engine, context->vault, context->session, work->approval,
                              &problem);
  if (!result && !is_still_open (context, work->approval->id, error))
    {
      g_error_free (problem);
      return FALSE;
    }
  if (!result)
    return fail (context, problem, error);
  json_node_unref (result);
  return TRUE;
}

/* The approver's part goes to the requester, and to nobody else. */
static gboolean
hand_over (EspOperationContext *context, EspApproval *approval, JsonObject *text, GError **error)
{
  const char *key_of = esp_json_get_string (text, "keyOf");
  g_autoptr (EspCa) ca = key_of ? esp_ca_store_find (context->vault, key_of, error) : NULL;
  g_autoptr (EspPrincipal)
    requester = ca ? esp_principal_store_find (context->vault, approval->requester, error) : NULL;

  if (!key_of)
    return TRUE;
  if (!requester)
    return FALSE;
  approval->key_part = esp_splitting_hand_over (context->vault, ca,
                                                esp_session_get_identity (context->session),
                                                context->rights->principal_id, requester, error);
  return approval->key_part != NULL;
}

gboolean
esp_op_approve_perform (EspOperationContext *context, GError **error)
{
  Work *work = context->data;
  g_autoptr (EspApproval) row = esp_approval_store_find (context->vault, work->approval->id, error);
  g_autoptr (JsonObject) text = row ? esp_approving_read (context->vault, row, error) : NULL;

  if (!text || !check_decidable (context, row, error) ||
      !esp_approving_check_approver (context, text, context->rights->principal_id, error))
    return FALSE;
  row->approval_signature = esp_key_sign_bytes (
    esp_identity_get_signing_key (esp_session_get_identity (context->session)),
    (const guint8 *) row->request, strlen (row->request), error);
  if (!row->approval_signature || !hand_over (context, row, text, error))
    return FALSE;
  row->status = ESP_APPROVAL_APPROVED;
  row->approver = g_strdup (context->rights->principal_id);
  row->decided_at = context->now;
  if (!esp_approval_store_update (context->vault, row, ESP_APPROVAL_WAITING, error) ||
      !show (context, row, text, error))
    return FALSE;
  esp_context_detail (context, "Requested", row->operation);
  json_object_set_object_member (context->details, "Approval", esp_approving_view_proof (row));
  esp_approval_free (work->approval);
  work->approval = g_steal_pointer (&row);
  return TRUE;
}

/* The consent is durable now. What needs no part of a key is done at once. */
gboolean
esp_op_approve_finish (EspOperationContext *context, GError **error)
{
  Work *work = context->data;
  g_autoptr (EspApproval) after = NULL;
  GError *problem = NULL;
  JsonNode *result;

  if (esp_json_get_string (work->text, "keyOf"))
    return TRUE;
  result = esp_approving_execute (context->engine, context->vault, context->session, work->approval,
                                  &problem);
  /* Without the key here it waits for the requester, who may have it. */
  if (!result && problem->domain == ESP_ERROR && problem->code == ESP_ERROR_NO_KEY)
    {
      g_error_free (problem);
      return TRUE;
    }
  if (!result)
    return fail (context, problem, error);
  json_object_set_member (context->result, "Result", result);
  after = esp_approval_store_find (context->vault, work->approval->id, error);
  return after && show (context, after, work->text, error);
}

gboolean
esp_op_refuse_request (EspOperationContext *context, GError **error)
{
  Work *work = context->data;
  g_autoptr (EspApproval) row = esp_approval_store_find (context->vault, work->approval->id, error);

  if (!row || !check_decidable (context, row, error) ||
      !esp_approving_check_approver (context, work->text, context->rights->principal_id, error))
    return FALSE;
  row->status = ESP_APPROVAL_REFUSED;
  row->approver = g_strdup (context->rights->principal_id);
  row->decided_at = context->now;
  row->reason = g_strdup (esp_context_text (context, "Reason"));
  esp_context_detail (context, "Requested", row->operation);
  json_object_set_object_member (context->details, "Approval", esp_approving_view_proof (row));
  return esp_approval_store_update (context->vault, row, ESP_APPROVAL_WAITING, error) &&
         show (context, row, work->text, error);
}

gboolean
esp_op_withdraw_request (EspOperationContext *context, GError **error)
{
  g_autoptr (EspApproval) row = find_approval (context, error);
  g_autoptr (JsonObject) text = row ? esp_approving_read (context->vault, row, error) : NULL;
  EspApprovalStatus status;

  if (!text)
    return FALSE;
  status = esp_approval_get_status (row, context->now);
  if (!g_str_equal (row->requester, context->rights->principal_id))
    {
      esp_error_set (error, ESP_REASON_APPROVAL_NOT_YOURS, row->id, NULL);
      return FALSE;
    }
  if (status != ESP_APPROVAL_WAITING && status != ESP_APPROVAL_APPROVED)
    {
      esp_error_set (error, ESP_REASON_APPROVAL_OVER, row->id, "status",
                     esp_approval_status_to_string (status), NULL);
      return FALSE;
    }
  row->status = ESP_APPROVAL_WITHDRAWN;
  row->decided_at = context->now;
  g_clear_pointer (&row->key_part, g_bytes_unref);
  esp_context_detail (context, "Requested", row->operation);
  json_object_set_object_member (context->details, "Approval", esp_approving_view_proof (row));
  return esp_approval_store_update (context->vault, row, status, error) &&
         show (context, row, text, error);
}

/* --- What waits for the requester's key -------------------------------------------------------*/

static gboolean
execute_one (EspOperationContext *context, Work *work, const EspApproval *approval)
{
  GError *problem = NULL;
  JsonNode *result = esp_approving_execute (context->engine, context->vault, context->session,
                                            approval, &problem);
  Failed *failed;

  if (result)
    {
      json_node_unref (result);
      return TRUE;
    }
  /* A missing part does not come back either, when it is the requester who misses it. */
  if (!esp_approving_is_final (problem) && !g_error_matches (problem, ESP_ERROR, ESP_ERROR_NO_KEY))
    {
      g_error_free (problem);
      return FALSE;
    }
  failed = g_new0 (Failed, 1);
  failed->id = g_strdup (approval->id);
  failed->problem = problem;
  g_ptr_array_add (work->failed, failed);
  return TRUE;
}

static gboolean
is_mine (EspOperationContext *context, const EspApproval *approval)
{
  return esp_approval_get_status (approval, context->now) == ESP_APPROVAL_APPROVED &&
         g_str_equal (approval->requester, context->rights->principal_id);
}

/* Each in a transaction of its own, with its own decision and event. */
gboolean
esp_op_execute_approved_prepare (EspOperationContext *context, GError **error)
{
  Work *work = start_work (context);
  g_autoptr (GPtrArray) open = esp_approval_store_list (context->vault, NULL, TRUE, error);

  work->failed = g_ptr_array_new_with_free_func (failed_free);
  work->views = json_array_new ();
  for (guint i = open ? open->len : 0; i > 0; i--)
    {
      const EspApproval *listed = g_ptr_array_index (open, i - 1);
      /* Read anew: the one before may have sealed the key anew, and with it what was handed over.
       */
      g_autoptr (EspApproval)
        approval = is_mine (context, listed) ?
                     esp_approval_store_find (context->vault, listed->id, error) :
                     NULL;

      if (approval && execute_one (context, work, approval))
        json_array_add_string_element (work->views, approval->id);
    }
  g_clear_pointer (&context->rights, esp_rights_unref);
  context->rights = esp_session_ref_rights (context->session, context->vault, error);
  return open && context->rights;
}

gboolean
esp_op_execute_approved_perform (EspOperationContext *context, GError **error)
{
  Work *work = context->data;
  JsonArray *views = json_array_new ();

  json_object_set_array_member (context->result, "Approvals", views);
  for (guint i = 0; i < work->failed->len; i++)
    {
      const Failed *failed = g_ptr_array_index (work->failed, i);

      if (!esp_approving_give_up (context->vault, failed->id, failed->problem, context->now, error))
        return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (work->views); i++)
    {
      g_autoptr (EspApproval) row = esp_approval_store_find (
        context->vault, json_array_get_string_element (work->views, i), error);
      g_autoptr (JsonObject) text = row ? esp_approving_read (context->vault, row, error) : NULL;
      JsonObject *view = text ? view_approval (context, row, text, error) : NULL;

      if (!view)
        return FALSE;
      json_array_add_object_element (views, view);
    }
  context->unchanged = work->failed->len == 0;
  return TRUE;
}
