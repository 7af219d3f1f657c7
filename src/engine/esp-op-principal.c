/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People and services as an administrator changes them: invited, confirmed, reset, suspended,
 * tagged. Their keys they make themselves (esp-enrolling.c). */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-approving.h"
#include "esp-engine-private.h"
#include "esp-enrolling.h"
#include "esp-invitation.h"
#include "esp-people.h"
#include "esp-seeing.h"
#include "esp-views.h"
#include "model/esp-arn.h"
#include "model/esp-tag.h"
#include "pki/esp-certificate.h"

static void
free_principal (gpointer principal)
{
  esp_principal_free (principal);
}

gboolean
esp_op_principal_resolve (EspOperationContext *context, GError **error)
{
  EspPrincipal *principal = esp_seeing_find_principal (context, esp_context_text (context, "Name"),
                                                       error);

  if (!principal)
    return FALSE;
  context->data = principal;
  context->free_data = free_principal;
  esp_people_set_principal (context, principal);
  esp_context_read_tags (context);
  return TRUE;
}

/* --- What may be done to whom ------------------------------------------------------------------*/

static gboolean
check_other (EspOperationContext *context, const EspPrincipal *principal, GError **error)
{
  if (principal->kind == ESP_PRINCIPAL_RECOVERY)
    {
      esp_error_set (error, ESP_REASON_PRINCIPAL_RECOVERY, principal->name, NULL);
      return FALSE;
    }
  if (!g_str_equal (principal->id, esp_session_get_principal_id (context->session)))
    return TRUE;
  esp_error_set (error, ESP_REASON_PRINCIPAL_SELF, principal->name, NULL);
  return FALSE;
}

static gboolean
check_status (const EspPrincipal *principal, const char *wanted, GError **error)
{
  const char *state = esp_principal_get_state (principal);

  if (g_str_equal (state, wanted))
    return TRUE;
  esp_error_set (error, ESP_REASON_PRINCIPAL_STATE, principal->name, "state", state, "wanted",
                 wanted, NULL);
  return FALSE;
}

static gboolean
finish (EspOperationContext *context, const char *id, GError **error)
{
  g_autoptr (EspPrincipal) principal = esp_people_find_principal (context->vault, id, error);
  JsonObject *row = principal ? esp_people_view_principal (context->vault, principal, error) : NULL;

  if (!row)
    return FALSE;
  json_object_set_object_member (context->result, "Principal", row);
  return esp_vault_bump_access_revision (context->vault, error);
}

static void
tell (EspOperationContext *context,
      const EspPrincipal *principal,
      const char *before,
      const char *after)
{
  esp_context_detail (context, "Principal", principal->name);
  esp_context_detail (context, "Account", principal->account);
  esp_context_detail (context, "Before", before);
  esp_context_detail (context, "After", after);
}

/* --- Inviting ----------------------------------------------------------------------------------*/

/* The code is in the answer alone: neither the row nor the event holds more than its digest. */
static gboolean
give_code (EspOperationContext *context, const EspPrincipal *principal, GError **error)
{
  g_autofree char *code = esp_invitation_make_code (error);
  g_autoptr (EspSecret) secret = code ? esp_secret_new_copy (code, strlen (code), error) : NULL;
  EspInvitation invitation = { principal->id, NULL, context->now,
                               context->now + ESP_INVITATION_SECONDS };
  g_autofree char *digest = NULL;

  if (!secret)
    return FALSE;
  digest = esp_invitation_digest (esp_engine_get_vault_id (context->engine), principal->id, secret);
  invitation.code_digest = digest;
  if (!esp_invitation_store_put (context->vault, &invitation, error))
    return FALSE;
  esp_context_detail (context, "CodeDigest", digest);
  esp_json_set_time (context->details, "InvitationExpiresAt", invitation.expires_at);
  json_object_set_string_member (context->result, "Code", code);
  esp_json_set_time (context->result, "InvitationExpiresAt", invitation.expires_at);
  return TRUE;
}

static EspPrincipal *
new_principal (EspOperationContext *context, GError **error)
{
  const char *name = esp_context_text (context, "Name");
  g_autoptr (EspAccount) account = NULL;
  g_autoptr (EspPrincipal) principal = esp_principal_new ();

  if (!esp_thing_name_check (name, error))
    return NULL;
  account = esp_seeing_find_account (context, esp_context_text (context, "Account"), error);
  if (!account || !esp_view_read_tags (esp_json_get_array (context->parameters, "Tags"),
                                       principal->tags, error))
    return NULL;
  principal->id = g_uuid_string_random ();
  principal->account = g_strdup (account->id);
  principal->name = g_strdup (name);
  principal->kind = esp_json_get_boolean (context->parameters, "Service", FALSE) ?
                      ESP_PRINCIPAL_SERVICE :
                      ESP_PRINCIPAL_PERSON;
  principal->status = ESP_PRINCIPAL_INVITED;
  principal->created_at = context->now;
  return g_steal_pointer (&principal);
}

/* The one that is wanted stands as the resource, with the tags that it will have; one that is there
 * already, with those that it has. That a name is taken in an account that the session does not see
 * is all that it is told. */
static gboolean
set_invited (EspOperationContext *context, const EspPrincipal *wanted, GError **error)
{
  GError *problem = NULL;
  g_autoptr (EspPrincipal)
    there = esp_principal_store_find (context->vault, wanted->name, &problem);

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (there && !esp_people_sees (context, there->account))
    g_clear_pointer (&there, esp_principal_free);
  esp_people_set_principal (context, there ? there : wanted);
  return TRUE;
}

gboolean
esp_op_invite_resolve (EspOperationContext *context, GError **error)
{
  EspPrincipal *principal = new_principal (context, error);
  EspRequirement *more;

  if (!principal)
    return FALSE;
  context->data = principal;
  context->free_data = free_principal;
  if (!set_invited (context, principal, error))
    return FALSE;
  esp_context_read_tags (context);
  if (principal->tags->len == 0)
    return TRUE;
  more = esp_context_require (context, "iam:TagUser", context->resource, context->resource_account);
  more->resource_tags = g_ptr_array_ref (principal->tags);
  more->request_tags = g_ptr_array_ref (context->request_tags);
  return TRUE;
}

/* A new code for one who has not been confirmed: keys that were enrolled with the old one are
 * thrown away, because they may be anybody's. */
static gboolean
invite_again (EspOperationContext *context,
              const EspPrincipal *wanted,
              const EspPrincipal *there,
              GError **error)
{
  const char *state = esp_principal_get_state (there);

  if (there->status != ESP_PRINCIPAL_INVITED || there->kind != wanted->kind ||
      !g_str_equal (there->account, wanted->account))
    {
      esp_error_set (error, ESP_REASON_NAME_TAKEN, NULL, "name", wanted->name, NULL);
      return FALSE;
    }
  tell (context, there, state, "INVITED");
  if (!esp_principal_store_clear_identity (context->vault, there->id, error))
    return FALSE;
  return !json_object_has_member (context->parameters, "Tags") ||
         esp_principal_store_set_tags (context->vault, there->id, wanted->tags, error);
}

gboolean
esp_op_invite_principal (EspOperationContext *context, GError **error)
{
  const EspPrincipal *wanted = context->data;
  GError *problem = NULL;
  g_autoptr (EspPrincipal)
    there = esp_principal_store_find (context->vault, wanted->name, &problem);
  const EspPrincipal *principal = there ? there : wanted;

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (!there)
    tell (context, wanted, NULL, "INVITED");
  esp_context_detail (context, "Kind", esp_principal_kind_to_string (wanted->kind));
  if (wanted->tags->len > 0)
    json_object_set_array_member (context->details, "Tags", esp_view_tags (wanted->tags));
  if (there ? !invite_again (context, wanted, there, error) :
              !esp_principal_store_insert (context->vault, wanted, error))
    return FALSE;
  return give_code (context, principal, error) && finish (context, principal->id, error);
}

/* --- Confirming --------------------------------------------------------------------------------*/

/* The fingerprint that was read out is that of the signing certificate; the certificate to which
 * keys will be sealed hangs on it by the signed event of the enrolment, which names both. */
gboolean
esp_op_confirm_principal (EspOperationContext *context, GError **error)
{
  const EspPrincipal *principal = context->data;
  g_autoptr (EspCertificate) signing = NULL;
  g_autoptr (EspCertificate) agreement = NULL;

  if (!check_other (context, principal, error) || !check_status (principal, "ENROLLED", error))
    return FALSE;
  signing = esp_certificate_parse (principal->signing_certificate, error);
  agreement = signing ? esp_certificate_parse (principal->agreement_certificate, error) : NULL;
  if (!agreement ||
      !esp_people_check_fingerprint (esp_context_text (context, "Fingerprint"), signing,
                                     ESP_REASON_FINGERPRINT_DIFFERS, error) ||
      !esp_enrolling_check_record (context->vault, principal, signing, agreement, error))
    {
      if (error)
        esp_error_set_object (*error, principal->name);
      return FALSE;
    }
  tell (context, principal, "ENROLLED", "ACTIVE");
  esp_context_detail (context, "SigningFingerprint", esp_certificate_get_fingerprint (signing));
  esp_context_detail (context, "AgreementFingerprint", esp_certificate_get_fingerprint (agreement));
  return esp_principal_store_set_status (context->vault, principal->id, ESP_PRINCIPAL_ACTIVE,
                                         error) &&
         finish (context, principal->id, error);
}

/* --- Losing and taking -------------------------------------------------------------------------*/

gboolean
esp_op_reset_principal (EspOperationContext *context, GError **error)
{
  const EspPrincipal *principal = context->data;

  if (!check_other (context, principal, error))
    return FALSE;
  tell (context, principal, esp_principal_get_state (principal), "INVITED");
  return esp_principal_store_clear_identity (context->vault, principal->id, error) &&
         esp_approving_drop_of (context, principal->id, error) &&
         esp_principal_store_set_status (context->vault, principal->id, ESP_PRINCIPAL_INVITED,
                                         error) &&
         give_code (context, principal, error) && finish (context, principal->id, error);
}

static gboolean
move (EspOperationContext *context, EspPrincipalStatus from, EspPrincipalStatus to, GError **error)
{
  const EspPrincipal *principal = context->data;

  if (!check_other (context, principal, error) ||
      !check_status (principal, esp_principal_status_to_string (from), error))
    return FALSE;
  tell (context, principal, esp_principal_status_to_string (from),
        esp_principal_status_to_string (to));
  return esp_principal_store_set_status (context->vault, principal->id, to, error) &&
         finish (context, principal->id, error);
}

gboolean
esp_op_suspend_principal (EspOperationContext *context, GError **error)
{
  return move (context, ESP_PRINCIPAL_ACTIVE, ESP_PRINCIPAL_SUSPENDED, error);
}

gboolean
esp_op_resume_principal (EspOperationContext *context, GError **error)
{
  return move (context, ESP_PRINCIPAL_SUSPENDED, ESP_PRINCIPAL_ACTIVE, error);
}

/* --- Tags --------------------------------------------------------------------------------------*/

static gboolean
store_tags (EspOperationContext *context, EspPrincipal *principal, GError **error)
{
  esp_context_detail (context, "Principal", principal->name);
  json_object_set_array_member (context->details, "After", esp_view_tags (principal->tags));
  return esp_principal_store_set_tags (context->vault, principal->id, principal->tags, error) &&
         finish (context, principal->id, error);
}

gboolean
esp_op_tag_principal (EspOperationContext *context, GError **error)
{
  EspPrincipal *principal = context->data;

  json_object_set_array_member (context->details, "Before", esp_view_tags (principal->tags));
  return esp_ops_read_tags (context, principal->tags, error) &&
         store_tags (context, principal, error);
}

gboolean
esp_op_untag_principal (EspOperationContext *context, GError **error)
{
  EspPrincipal *principal = context->data;

  json_object_set_array_member (context->details, "Before", esp_view_tags (principal->tags));
  return esp_ops_remove_tags (context, principal->tags, error) &&
         store_tags (context, principal, error);
}
