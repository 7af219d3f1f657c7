/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ProcessSigningRequests: the owner's side signs what others asked for through shares "by request".
 * The requester's rights, in the role in which they asked, are decided again at that moment; what
 * they may not do any more, or what can't be issued any more, is refused for good. What only this
 * session can't do (a key that it does not open, an authority under two persons) waits for another.
 *
 * Certificates are made before the transaction, as IssueCertificate does it; inside it each request
 * is read again, so that of two processes one finds nothing left to sign and drops what it made. */
#include "esp-engine-private.h"
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-json.h"
#include "esp-approving.h"
#include "esp-issuing.h"
#include "esp-sharing.h"
#include "esp-signing-requests.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"
#include "vault/esp-share-store.h"

#define RUN_MAX 100 /* requests of one run */

typedef struct
{
  EspSigningRequest *request;
  EspCa *ca;
  EspPrincipal *requester;
  JsonNode *parameters;
  EspOperationContext call; /* as if the requester's call ran here */
  EspIssuing issuing;
  EspIssued *issued;
  char *serial;
  gboolean reserved;
  GError *refusal;
} Item;

static void
item_free (gpointer data)
{
  Item *item = data;

  esp_issuing_clear (&item->issuing);
  g_clear_pointer (&item->issued, esp_issued_free);
  g_clear_pointer (&item->call.data, esp_certificate_row_free);
  g_clear_pointer (&item->call.details, json_object_unref);
  g_clear_pointer (&item->call.result, json_object_unref);
  g_clear_pointer (&item->parameters, json_node_unref);
  esp_signing_request_free (item->request);
  esp_ca_free (item->ca);
  esp_principal_free (item->requester);
  g_free (item->serial);
  g_clear_error (&item->refusal);
  g_free (item);
}

static gboolean
is_issuance (const Item *item)
{
  return g_str_equal (item->request->operation, "IssueCertificate");
}

/* --- Who may -----------------------------------------------------------------------------------*/

static EspQuestion
question_of (Item *item, const char *action)
{
  EspQuestion question = esp_question_about (action, item->ca, item->call.now);

  question.template_arn = item->call.template_arn;
  return question;
}

/* The session signs for the owner, and needs the right to the act itself. */
static gboolean
session_may (EspOperationContext *context, Item *item)
{
  EspQuestion process = esp_question_about (context->operation->action, item->ca, context->now);
  EspQuestion act = question_of (item, item->call.operation->action);

  return esp_rights_allow (context->rights, &process) && esp_rights_allow (context->rights, &act);
}

/* Every signature of a root under two persons is asked for by its name (esp-approving-rules.c). */
static gboolean
needs_two (EspVault *vault, const EspCa *ca, gint64 now)
{
  gboolean in_force;

  return ca->type == ESP_CA_ROOT &&
         (!esp_approving_in_force (vault, ca, now, NULL, &in_force, NULL) || in_force);
}

static gboolean
is_left_to_people (EspOperationContext *context, const Item *item)
{
  return !context->ca && needs_two (context->vault, item->ca, context->now);
}

/* FALSE: an error; a denial becomes the item's refusal. */
static gboolean
decide_requester (EspOperationContext *context, Item *item, GError **error)
{
  g_autoptr (EspRights)
    rights = esp_rights_load (context->vault, item->requester, item->request->role, error);
  EspQuestion question = question_of (item, item->call.operation->action);
  g_autoptr (EspDecision) decision = NULL;

  if (!rights)
    return FALSE;
  decision = esp_rights_decide (rights, &question, &item->refusal);
  if (item->refusal)
    {
      item->call.rights = rights;
      esp_sharing_explain_denial (&item->call, decision, &item->refusal);
      item->call.rights = NULL;
    }
  return TRUE;
}

/* --- Making ------------------------------------------------------------------------------------*/

/* Problems of this machine and this session leave the request for the next try. */
static gboolean
is_final (const GError *problem)
{
  static const EspErrorCode passing[] = {
    ESP_ERROR_FAILED, ESP_ERROR_LOCKED,    ESP_ERROR_NO_KEY,
    ESP_ERROR_IO,     ESP_ERROR_CANCELLED, ESP_ERROR_CONCURRENT_MODIFICATION,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (passing); i++)
    if (problem->code == (int) passing[i])
      return FALSE;
  return problem->domain == ESP_ERROR;
}

static gboolean
reserve (EspOperationContext *context, Item *item, GBytes **bytes, GError **error)
{
  const guint8 *serial;
  gsize len;

  *bytes = esp_serial_generate (error);
  if (!*bytes)
    return FALSE;
  serial = g_bytes_get_data (*bytes, &len);
  item->serial = esp_hex_encode (serial, len);
  item->reserved = esp_ops_reserve (context, item->ca->id, item->serial, error);
  return item->reserved;
}

static gboolean
make_certificate (EspOperationContext *context, Item *item, GError **error)
{
  const char *csr = esp_context_text (&item->call, "Csr");
  g_autoptr (GBytes) pem = csr ? g_bytes_new_static (csr, strlen (csr)) : NULL;
  g_autoptr (EspRequest) request = pem ? esp_request_parse (pem, error) : NULL;
  g_autoptr (GBytes) serial = NULL;

  if (!request || !esp_issuing_init (&item->issuing, &item->call, item->ca, error))
    return FALSE;
  g_free (item->issuing.requester);
  g_free (item->issuing.requester_account);
  item->issuing.requester = g_strdup (item->requester->name);
  item->issuing.requester_account = g_strdup (item->requester->account);
  if (!reserve (context, item, &serial, error))
    return FALSE;
  item->issued = esp_issuing_run (&item->issuing, request, serial, error);
  return item->issued != NULL;
}

static gboolean
find_revoked (Item *item, GError **error)
{
  item->call.data = esp_ops_find_certificate (&item->call, error);
  return item->call.data && esp_op_revoke_check (&item->call, error);
}

/* FALSE: the request is left as it is. */
static gboolean
make (EspOperationContext *context, Item *item)
{
  g_autoptr (GError) problem = NULL;
  gboolean made;

  if (!decide_requester (context, item, &problem))
    return FALSE;
  if (item->refusal)
    return TRUE;
  made = is_issuance (item) ? make_certificate (context, item, &problem) :
                              find_revoked (item, &problem);
  if (made || !problem)
    return made;
  if (!is_final (problem))
    {
      g_debug ("request %s waits on: %s", item->request->id, problem->message);
      return FALSE;
    }
  item->refusal = g_steal_pointer (&problem);
  return TRUE;
}

/* --- Preparing ---------------------------------------------------------------------------------*/

/* NULL with *error unset: there is nothing to answer any more, or it is of an operation that this
 * program does not know. */
static Item *
open_item (EspOperationContext *context, const EspSigningRequest *row, GError **error)
{
  Item *item = g_new0 (Item, 1);
  EspOperationContext *call = &item->call;

  item->request = esp_signing_request_store_find (context->vault, row->id, error);
  item->ca = item->request ? esp_ca_store_find (context->vault, row->ca, error) : NULL;
  item->requester = item->ca ? esp_principal_store_find (context->vault, row->requester, error) :
                               NULL;
  item->parameters = item->requester ?
                       esp_json_parse (row->parameters, -1, strlen (row->parameters), error) :
                       NULL;
  call->operation = item->parameters ? esp_operation_find (row->operation) : NULL;
  /* Somebody else may have answered it since the list was read. */
  if (!call->operation || item->request->status != ESP_SIGNING_REQUEST_WAITING)
    {
      item_free (item);
      return NULL;
    }
  call->engine = context->engine;
  call->vault = context->vault;
  call->session = context->session;
  call->parameters = json_node_get_object (item->parameters);
  call->cancellable = context->cancellable;
  call->now = context->now;
  call->ca = item->ca;
  call->details = json_object_new ();
  call->result = json_object_new ();
  if (is_issuance (item))
    esp_context_read_template (call);
  return item;
}

static gboolean
prepare_one (EspOperationContext *context,
             const EspSigningRequest *row,
             GPtrArray *items,
             GError **error)
{
  GError *problem = NULL;
  Item *item = open_item (context, row, &problem);

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (!item)
    return TRUE;
  g_ptr_array_add (items, item);
  if (session_may (context, item) && !is_left_to_people (context, item) && make (context, item))
    return TRUE;
  if (item->reserved && !esp_ops_release (context, item->ca->id, item->serial, error))
    return FALSE;
  g_ptr_array_remove_index (items, items->len - 1);
  return TRUE;
}

/* The oldest first. */
gboolean
esp_op_process_signing_prepare (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) waiting = esp_signing_request_store_list (
    context->vault, context->ca ? context->ca->id : NULL, ESP_SIGNING_REQUEST_WAITING, error);
  GPtrArray *items = g_ptr_array_new_with_free_func (item_free);

  context->data = items;
  context->free_data = (GDestroyNotify) g_ptr_array_unref;
  for (guint i = waiting ? waiting->len : 0; i > 0 && items->len < RUN_MAX; i--)
    if (!prepare_one (context, g_ptr_array_index (waiting, i - 1), items, error))
      return FALSE;
  return waiting != NULL;
}

gboolean
esp_op_process_signing_abandon (EspOperationContext *context, GError **error)
{
  GPtrArray *items = context->data;

  for (guint i = 0; items && i < items->len; i++)
    {
      Item *item = g_ptr_array_index (items, i);

      if (item->reserved && !esp_ops_release (context, item->ca->id, item->serial, error))
        return FALSE;
      item->reserved = FALSE;
    }
  return TRUE;
}

/* --- Storing -----------------------------------------------------------------------------------*/

static void
tell (EspOperationContext *context, const Item *item)
{
  const EspSigningRequest *request = item->request;
  JsonObject *details = esp_context_add_part (context, item->ca);

  json_object_set_string_member (details, "SigningRequest", request->id);
  json_object_set_string_member (details, "Requested", request->operation);
  json_object_set_string_member (details, "RequestedBy", item->requester->name);
  json_object_set_string_member (details, "RequesterAccount", item->requester->account);
  json_object_set_string_member (details, "Status",
                                 esp_signing_request_status_to_string (request->status));
  esp_json_set_string (details, "Serial", request->serial);
  esp_json_set_string (details, "Reason", request->reason);
  esp_json_set_string (details, "Refusal", request->problem);
  if (!item->issued)
    return;
  json_object_set_string_member (details, "Subject", item->issued->row->subject);
  json_object_set_string_member (details, "Template", item->issued->row->template_name);
  json_object_set_string_member (details, "Fingerprint",
                                 esp_certificate_get_fingerprint (item->issued->certificate));
}

static gboolean
store_answer (EspOperationContext *context, Item *item, GError **error)
{
  EspSigningRequest *request = item->request;
  const EspCertificateRow *revoked = item->call.data;

  request->answered_at = context->now;
  request->status = item->refusal ? ESP_SIGNING_REQUEST_REFUSED : ESP_SIGNING_REQUEST_SIGNED;
  if (item->refusal)
    {
      request->problem = g_strdup (item->refusal->message);
      request->reason = g_strdup (esp_reason_get_id (esp_error_get_reason (item->refusal)));
      return esp_signing_request_store_answer (context->vault, request, error);
    }
  request->serial = g_strdup (item->issued ? item->serial : revoked->serial);
  if (item->issued && !esp_issued_store (item->issued, context->vault, error))
    return FALSE;
  if (!item->issued && !esp_op_revoke_certificate (&item->call, error))
    return FALSE;
  return esp_signing_request_store_answer (context->vault, request, error);
}

static gboolean
store_item (EspOperationContext *context, Item *item, JsonArray *list, GError **error)
{
  g_autoptr (EspSigningRequest)
    now = esp_signing_request_store_find (context->vault, item->request->id, error);
  JsonObject *view;

  if (!now)
    return FALSE;
  if (now->status != ESP_SIGNING_REQUEST_WAITING || item->refusal)
    {
      if (item->reserved &&
          !esp_certificate_store_release (context->vault, item->ca->id, item->serial, error))
        return FALSE;
      if (now->status != ESP_SIGNING_REQUEST_WAITING)
        return TRUE;
    }
  if (!store_answer (context, item, error))
    return FALSE;
  tell (context, item);
  view = esp_view_signing (context->vault, item->request, item->ca, error);
  if (view)
    json_array_add_object_element (list, view);
  return view != NULL;
}

gboolean
esp_op_process_signing_perform (EspOperationContext *context, GError **error)
{
  GPtrArray *items = context->data;
  JsonArray *list = json_array_new ();
  guint n[ESP_SIGNING_REQUEST_REFUSED + 1] = { 0 };

  json_object_set_array_member (context->result, "SigningRequests", list);
  for (guint i = 0; i < items->len; i++)
    {
      Item *item = g_ptr_array_index (items, i);

      if (!store_item (context, item, list, error))
        return FALSE;
      n[item->request->status]++; /* WAITING: another process was quicker */
    }
  json_object_set_int_member (context->result, "Signed", n[ESP_SIGNING_REQUEST_SIGNED]);
  json_object_set_int_member (context->result, "Refused", n[ESP_SIGNING_REQUEST_REFUSED]);
  context->unchanged = json_array_get_length (list) == 0;
  return TRUE;
}

/* --- By itself ---------------------------------------------------------------------------------*/

/* What there was to do, and for whom, when it was last tried. */
static char *
describe_work (EspSession *session, EspVault *vault)
{
  gint64 waiting = esp_signing_request_store_count_waiting (vault, NULL, NULL);
  gint64 newest = waiting > 0 ? esp_signing_request_store_last_time (vault, NULL) : 0;

  if (waiting <= 0)
    return NULL;
  return g_strdup_printf ("%s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                          esp_session_get_principal_id (session), esp_session_get_role (session),
                          waiting, newest, esp_vault_get_access_revision (vault, NULL));
}

static void
process (EspEngine *engine, EspVault *vault)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  EspCall call = { .engine = engine,
                   .operation = esp_operation_find ("ProcessSigningRequests"),
                   .parameters = parameters,
                   .quiet = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = esp_dispatch (&call, vault, &error);

  if (!result)
    g_debug ("requests for signatures wait on: %s", error->message);
}

static gboolean
may_process (EspVault *vault, const EspRights *rights, const char *id, gint64 now)
{
  g_autoptr (EspCa) ca = esp_ca_store_find (vault, id, NULL);
  EspQuestion question;

  if (!ca || needs_two (vault, ca, now))
    return FALSE;
  question = esp_question_about ("espalier:ProcessSigningRequests", ca, now);
  return esp_rights_allow (rights, &question);
}

gboolean
esp_signing_is_due (EspEngine *engine, EspVault *vault)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (engine);
  g_autoptr (GPtrArray) cas = session ? esp_signing_request_store_list_cas (vault, NULL) : NULL;
  g_autoptr (EspRights) rights = NULL;

  if (!cas || cas->len == 0)
    return FALSE;
  rights = esp_session_ref_rights (session, vault, NULL);
  for (guint i = 0; rights && i < cas->len; i++)
    if (may_process (vault, rights, g_ptr_array_index (cas, i), esp_clock_now (engine->clock)))
      return TRUE;
  return FALSE;
}

void
esp_signing_process_due (EspEngine *engine, EspVault *vault)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (engine);
  g_autofree char *work = NULL;

  if (!session || esp_engine_get_read_only_reason (engine))
    return;
  work = describe_work (session, vault);
  if (!work || g_strcmp0 (work, engine->signing_tried) == 0 || !esp_signing_is_due (engine, vault))
    return;
  process (engine, vault);
  g_free (engine->signing_tried);
  engine->signing_tried = describe_work (session, vault);
}
