/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown of a request, to whom, and why somebody can't approve it. */
#include "esp-approval-views.h"

#include "base/esp-error.h"
#include "esp-approving.h"
#include "esp-people.h"
#include "esp-seeing.h"
#include "vault/esp-account-store.h"
#include "vault/esp-approval-store.h"
#include "vault/esp-ca-store.h"

/* --- May it be approved by who asks? ----------------------------------------------------------*/

static gboolean
is_open (const EspApproval *approval, gint64 now)
{
  return esp_approval_get_status (approval, now) == ESP_APPROVAL_WAITING;
}

static gboolean
is_listed (EspOperationContext *context, GPtrArray *cas, gboolean *listed, GError **error)
{
  *listed = cas->len > 0;
  for (guint i = 0; i < cas->len && *listed; i++)
    {
      g_autoptr (GPtrArray) people = esp_approving_who (context->vault, g_ptr_array_index (cas, i),
                                                        context->now, error);

      if (!people)
        return FALSE;
      *listed = esp_approving_is_among (people, context->rights->principal_id);
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
  g_autoptr (GPtrArray) cas = NULL;
  gboolean listed;

  *why = NULL;
  if (!is_open (approval, context->now))
    {
      *why = "OVER";
      return TRUE;
    }
  cas = esp_approving_list_cas (context->vault, text, error);
  if (!cas || !is_listed (context, cas, &listed, error))
    return FALSE;
  if (g_str_equal (approval->requester, me))
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

JsonObject *
esp_approval_view (EspOperationContext *context,
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

/* One's own, those that one has decided, and those that touch what one may approve for. */
gboolean
esp_approval_may_see (EspOperationContext *context, const EspApproval *approval, JsonObject *text)
{
  g_autoptr (GPtrArray) cas = NULL;

  if (g_str_equal (approval->requester, context->rights->principal_id) ||
      g_strcmp0 (approval->approver, context->rights->principal_id) == 0)
    return TRUE;
  /* What a plan would have made is nobody's any more when it is over. */
  cas = is_open (approval, context->now) ? esp_approving_list_cas (context->vault, text, NULL) :
                                           esp_approving_list_named (context->vault, text, NULL);
  for (guint i = 0; cas && i < cas->len; i++)
    if (esp_context_may (context, "espalier:Approve", g_ptr_array_index (cas, i)) ||
        esp_context_may (context, "acm-pca:DescribeCertificateAuthority",
                         g_ptr_array_index (cas, i)))
      return TRUE;
  return FALSE;
}

/* What somebody asked for whom the session sees, or what touches an authority that it sees, is no
 * secret: whoever may not approve it is told so. */
static gboolean
is_seen (EspOperationContext *context, const EspApproval *approval, JsonObject *text)
{
  g_autoptr (EspPrincipal)
    requester = esp_principal_store_find (context->vault, approval->requester, NULL);
  g_autoptr (GPtrArray) cas = esp_approving_list_named (context->vault, text, NULL);

  if (requester && esp_people_sees (context, requester->account))
    return TRUE;
  for (guint i = 0; cas && i < cas->len; i++)
    if (esp_seeing_ca (context, g_ptr_array_index (cas, i)))
      return TRUE;
  return FALSE;
}

EspApproval *
esp_approval_find (EspOperationContext *context, JsonObject **text, GError **error)
{
  const char *id = esp_context_text (context, "Id");
  GError *problem = NULL;
  g_autoptr (EspApproval) approval = esp_approval_store_find (context->vault, id, &problem);
  g_autoptr (JsonObject) read = approval ? esp_approving_read (context->vault, approval, &problem) :
                                           NULL;

  if (problem)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  if (read && (is_seen (context, approval, read) || esp_approval_may_see (context, approval, read)))
    {
      *text = g_steal_pointer (&read);
      return g_steal_pointer (&approval);
    }
  esp_error_set (error, ESP_REASON_APPROVAL_UNKNOWN, id, NULL);
  return NULL;
}

gboolean
esp_approval_show (EspOperationContext *context,
                   const EspApproval *approval,
                   JsonObject *text,
                   GError **error)
{
  JsonObject *view = esp_approval_view (context, approval, text, error);

  if (view)
    json_object_set_object_member (context->result, "Approval", view);
  return view != NULL;
}
