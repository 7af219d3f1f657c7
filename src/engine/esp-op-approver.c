/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SetDualControl, AddApprover, RemoveApprover, ListApprovers. While the rule is in force these need
 * a second person themselves (esp-approving-rules.c); here is what they do then, and what one
 * person may do alone while there is no second one. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-approving.h"
#include "esp-seeing.h"
#include "esp-splitting.h"
#include "pki/esp-envelope.h"
#include "vault/esp-account-store.h"
#include "vault/esp-approval-store.h"
#include "vault/esp-ca-recipient-store.h"
#include "vault/esp-ca-store.h"

/* --- The key ----------------------------------------------------------------------------------*/

static EspSecret *
open_whole (EspOperationContext *context, GBytes *envelope, GError **error)
{
  EspIdentity *identity = esp_session_get_identity (context->session);

  return esp_envelope_open (envelope, esp_identity_get_agreement_key (identity),
                            esp_identity_get_agreement_certificate (identity), error);
}

/* An approved change seals the key anew when it is complete (esp_approving_complete()). Alone it is
 * done here, where the key is whole and this person opens it; else by the next who do. */
static gboolean
seal_anew (EspOperationContext *context, const EspCa *ca, gboolean must, GError **error)
{
  g_autoptr (GBytes) envelope = NULL;
  g_autoptr (EspSecret) pkcs8 = NULL;
  g_autoptr (GError) problem = NULL;
  gboolean split;

  if (context->opened_key)
    return TRUE;
  envelope = esp_ca_store_get_key (context->vault, ca->id, &problem);
  if (!problem && !esp_splitting_is_split (context->vault, ca->id, &split, &problem))
    split = FALSE;
  if (envelope && !problem && split)
    esp_error_set (&problem, ESP_REASON_KEY_SPLIT, ca->label, NULL);
  if (envelope && !problem)
    pkcs8 = open_whole (context, envelope, &problem);
  if (pkcs8)
    return esp_splitting_seal (context->vault, ca, pkcs8, context->now, error);
  if (!problem)
    return TRUE;
  if (!must && problem->domain == ESP_ERROR && problem->code == ESP_ERROR_NO_KEY)
    return esp_ca_recipient_store_set_due (context->vault, ca->id, context->now, error);
  g_propagate_error (error, g_steal_pointer (&problem));
  if (error)
    esp_error_set_object (*error, ca->label);
  return FALSE;
}

/* --- The rule ---------------------------------------------------------------------------------*/

/* Without the rule nobody is named: when it comes again, it is for everybody who may approve. */
static gboolean
forget_approvers (EspOperationContext *context, const EspCa *ca, GError **error)
{
  g_autoptr (GPtrArray) there = esp_approver_store_list (context->vault, ca->id, error);

  for (guint i = 0; there && i < there->len; i++)
    if (!esp_approver_store_delete (context->vault, ca->id,
                                    ((const EspApprover *) g_ptr_array_index (there, i))->principal,
                                    error))
      return FALSE;
  return there != NULL;
}

static EspCa *
reread (EspOperationContext *context, GError **error)
{
  EspCa *ca = esp_ca_store_find (context->vault, context->ca->id, error);

  if (!ca && error && !*error)
    esp_error_set (error, ESP_REASON_CA_UNKNOWN, context->ca->arn, NULL);
  return ca;
}

/* People, their rights and these rows say together whether the rule is in force: everybody decides
 * anew. */
static gboolean show_approvers (EspOperationContext *context, const EspCa *ca, GError **error);

gboolean
esp_op_set_dual_control (EspOperationContext *context, GError **error)
{
  gboolean wanted = esp_json_get_boolean (context->parameters, "Enabled", FALSE);
  g_autoptr (EspCa) ca = reread (context, error);

  if (!ca)
    return FALSE;
  esp_context_detail (context, "Before", ca->dual_control ? "ON" : "OFF");
  esp_context_detail (context, "After", wanted ? "ON" : "OFF");
  context->unchanged = ca->dual_control == wanted;
  ca->dual_control = wanted;
  ca->changed_at = context->unchanged ? ca->changed_at : context->now;
  if (!context->unchanged && (!esp_ca_store_update (context->vault, ca, error) ||
                              (!wanted && !forget_approvers (context, ca, error)) ||
                              !seal_anew (context, ca, TRUE, error) ||
                              !esp_vault_bump_access_revision (context->vault, error)))
    return FALSE;
  return show_approvers (context, ca, error);
}

/* --- Approvers --------------------------------------------------------------------------------*/

static EspPrincipal *
find_person (EspOperationContext *context, GError **error)
{
  const char *name = esp_context_text (context, "Principal");

  return esp_seeing_find_principal (context, name, error);
}

static gboolean
refuse_person (const EspCa *ca, EspReason reason, const EspPrincipal *principal, GError **error)
{
  esp_error_set (error, reason, ca->label, "name", principal->name, NULL);
  return FALSE;
}

/* Until somebody is added or taken away everybody who may is an approver; from then on they are
 * named, those who were there as well. */
static gboolean
name_all (EspOperationContext *context, const EspCa *ca, GPtrArray *people, GError **error)
{
  g_autoptr (GPtrArray) named = esp_approver_store_list (context->vault, ca->id, error);

  for (guint i = 0; named && named->len == 0 && i < people->len; i++)
    if (!esp_approver_store_insert (context->vault, ca->id,
                                    ((const EspPrincipal *) g_ptr_array_index (people, i))->id,
                                    context->now, error))
      return FALSE;
  return named != NULL;
}

gboolean
esp_op_add_approver (EspOperationContext *context, GError **error)
{
  g_autoptr (EspCa) ca = reread (context, error);
  g_autoptr (EspPrincipal) principal = ca ? find_person (context, error) : NULL;
  g_autoptr (GPtrArray)
    approvers = principal ? esp_approving_who (context->vault, ca, context->now, error) : NULL;

  if (!approvers)
    return FALSE;
  if (principal->kind != ESP_PRINCIPAL_PERSON || principal->status != ESP_PRINCIPAL_ACTIVE)
    return refuse_person (ca, ESP_REASON_APPROVER_UNFIT, principal, error);
  if (esp_approving_is_among (approvers, principal->id))
    return refuse_person (ca, ESP_REASON_APPROVER_EXISTS, principal, error);
  if (approvers->len >= ESP_APPROVERS_MAX)
    {
      esp_error_set (error, ESP_REASON_APPROVERS_TOO_MANY, ca->label, "limit",
                     G_STRINGIFY (ESP_APPROVERS_MAX), NULL);
      return FALSE;
    }
  esp_context_detail (context, "Principal", principal->name);
  return name_all (context, ca, approvers, error) &&
         esp_approver_store_insert (context->vault, ca->id, principal->id, context->now, error) &&
         seal_anew (context, ca, FALSE, error) &&
         esp_vault_bump_access_revision (context->vault, error) &&
         show_approvers (context, ca, error);
}

/* Their parts go at once, whether the key can be sealed anew now or not. */
gboolean
esp_op_remove_approver (EspOperationContext *context, GError **error)
{
  g_autoptr (EspCa) ca = reread (context, error);
  g_autoptr (EspPrincipal) principal = ca ? find_person (context, error) : NULL;
  g_autoptr (GPtrArray)
    approvers = principal ? esp_approving_who (context->vault, ca, context->now, error) : NULL;

  if (!approvers)
    return FALSE;
  if (!esp_approving_is_among (approvers, principal->id))
    return refuse_person (ca, ESP_REASON_APPROVER_UNKNOWN, principal, error);
  if (approvers->len == 1 && ca->dual_control)
    {
      esp_error_set (error, ESP_REASON_APPROVERS_FEW, ca->label, NULL);
      return FALSE;
    }
  esp_context_detail (context, "Principal", principal->name);
  return name_all (context, ca, approvers, error) &&
         esp_approver_store_delete (context->vault, ca->id, principal->id, error) &&
         esp_key_part_store_drop (context->vault, ca->id, principal->id, error) &&
         seal_anew (context, ca, FALSE, error) &&
         esp_vault_bump_access_revision (context->vault, error) &&
         show_approvers (context, ca, error);
}

/* --- Shown ------------------------------------------------------------------------------------*/

static gboolean
add_row (EspOperationContext *context,
         JsonArray *rows,
         const EspCa *ca,
         const EspPrincipal *principal,
         gboolean may,
         GError **error)
{
  g_autoptr (GPtrArray) named = esp_approver_store_list (context->vault, ca->id, error);
  JsonObject *row;

  if (!named)
    return FALSE;
  row = json_object_new ();
  json_object_set_string_member (row, "Principal", principal->name);
  json_object_set_string_member (row, "Account", principal->account);
  for (guint i = 0; i < named->len; i++)
    {
      const EspApprover *approver = g_ptr_array_index (named, i);

      if (g_str_equal (approver->principal, principal->id))
        esp_json_set_time (row, "AddedAt", approver->added_at);
    }
  json_object_set_boolean_member (row, "Named", json_object_has_member (row, "AddedAt"));
  json_object_set_boolean_member (row, "MayApprove", may);
  json_array_add_object_element (rows, row);
  return TRUE;
}

static gboolean
add_rows (EspOperationContext *context, const EspCa *ca, GError **error)
{
  g_autoptr (GPtrArray) people = esp_approving_who (context->vault, ca, context->now, error);
  g_autoptr (GPtrArray)
    able = people ? esp_approving_able (context->vault, ca, context->now, error) : NULL;
  JsonArray *rows;

  if (!able)
    return FALSE;
  rows = json_array_new ();
  json_object_set_array_member (context->result, "Approvers", rows);
  for (guint i = 0; i < people->len; i++)
    {
      const EspPrincipal *person = g_ptr_array_index (people, i);

      if (!add_row (context, rows, ca, person, esp_approving_is_among (able, person->id), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
show_approvers (EspOperationContext *context, const EspCa *ca, GError **error)
{
  g_autoptr (EspCa) asked = esp_ca_copy (ca);
  gboolean split, would;

  asked->dual_control = TRUE;
  if (!esp_splitting_is_split (context->vault, ca->id, &split, error) ||
      !esp_approving_in_force (context->vault, asked, context->now, NULL, &would, error) ||
      !add_rows (context, ca, error))
    return FALSE;
  json_object_set_boolean_member (context->result, "DualControl", ca->dual_control);
  json_object_set_boolean_member (context->result, "SplitKey", split);
  json_object_set_boolean_member (context->result, "InForce", ca->dual_control && would);
  if (!would)
    json_object_set_string_member (context->result, "Missing", "NO_SECOND_PERSON");
  return TRUE;
}

gboolean
esp_op_list_approvers (EspOperationContext *context, GError **error)
{
  return show_approvers (context, context->ca, error);
}
