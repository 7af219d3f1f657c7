/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys with which people sign files for other vaults, and the vaults that are known here. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-exchanging.h"
#include "esp-people.h"
#include "esp-seeing.h"
#include "pki/esp-exchange-key.h"
#include "vault/esp-account-store.h"
#include "vault/esp-exchange-store.h"

#include <string.h>

/* --- The own key ------------------------------------------------------------------------------*/

static void
free_identity (gpointer identity)
{
  esp_exchange_identity_free (identity);
}

/* Made before the transaction, as every key is. */
gboolean
esp_op_create_exchange_identity_prepare (EspOperationContext *context, GError **error)
{
  EspExchangeIdentity *identity = esp_exchange_identity_new ();
  g_autoptr (EspCertificate) certificate = NULL;

  context->data = identity;
  context->free_data = free_identity;
  if (!esp_exchange_key_create (esp_session_get_principal (context->session),
                                esp_vault_get_info (context->vault)->id,
                                esp_session_get_identity (context->session), context->now,
                                &certificate, &identity->envelope, error))
    return FALSE;
  identity->principal = g_strdup (esp_session_get_principal_id (context->session));
  identity->certificate = g_bytes_ref (esp_certificate_get_der (certificate));
  identity->created_at = context->now;
  return TRUE;
}

static JsonObject *
view_identity (const EspExchangeIdentity *identity, GError **error)
{
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (identity->certificate, error);
  g_autofree char *pem = NULL, *fingerprint = NULL;
  JsonObject *view;

  if (!certificate)
    return NULL;
  pem = esp_certificate_to_pem (certificate);
  fingerprint = esp_people_write_fingerprint (esp_certificate_get_fingerprint (certificate));
  view = json_object_new ();
  json_object_set_string_member (view, "Certificate", pem);
  json_object_set_string_member (view, "Fingerprint", fingerprint);
  esp_json_set_time (view, "CreatedAt", identity->created_at);
  return view;
}

static gboolean
show_identity (EspOperationContext *context, const EspExchangeIdentity *identity, GError **error)
{
  JsonObject *view = view_identity (identity, error);

  if (!view)
    return FALSE;
  json_object_set_string_member (view, "Vault", esp_vault_get_info (context->vault)->id);
  json_object_set_string_member (view, "Principal", esp_session_get_principal (context->session));
  esp_context_detail (context, "Fingerprint", esp_json_get_string (view, "Fingerprint"));
  json_object_set_object_member (context->result, "ExchangeIdentity", view);
  return TRUE;
}

gboolean
esp_op_create_exchange_identity_perform (EspOperationContext *context, GError **error)
{
  const EspExchangeIdentity *identity = context->data;

  return esp_exchange_store_put_identity (context->vault, identity, error) &&
         show_identity (context, identity, error);
}

gboolean
esp_op_get_exchange_identity (EspOperationContext *context, GError **error)
{
  g_autoptr (EspExchangeIdentity) identity = NULL;

  if (!esp_exchanging_check_key (context, error))
    return FALSE;
  identity = esp_exchange_store_find_identity (
    context->vault, esp_session_get_principal_id (context->session), error);
  return identity && show_identity (context, identity, error);
}

/* --- Showing partners -------------------------------------------------------------------------*/

static gboolean
view_asker (EspVault *vault, const EspExchangePartner *partner, JsonObject *view, GError **error)
{
  g_autoptr (EspPrincipal) principal = NULL;
  g_autoptr (GPtrArray) roles = NULL;

  if (!partner->principal)
    return TRUE;
  principal = esp_principal_store_find (vault, partner->principal, error);
  roles = principal ? esp_role_store_list (vault, principal->account, error) : NULL;
  for (guint i = 0; roles && i < roles->len; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);

      if (g_str_equal (role->id, partner->role))
        json_object_set_string_member (view, "Role", role->name);
    }
  if (!roles)
    return FALSE;
  json_object_set_string_member (view, "Principal", principal->name);
  json_object_set_string_member (view, "Account", principal->account);
  return TRUE;
}

static JsonObject *
view_partner (EspVault *vault, const EspExchangePartner *partner, GError **error)
{
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (partner->certificate, error);
  g_autoptr (JsonObject) view = json_object_new ();
  g_autofree char *fingerprint = NULL;

  if (!certificate || !view_asker (vault, partner, view, error))
    return NULL;
  fingerprint = esp_people_write_fingerprint (esp_certificate_get_fingerprint (certificate));
  json_object_set_string_member (view, "Id", partner->id);
  json_object_set_string_member (view, "Name", partner->name);
  json_object_set_string_member (view, "Vault", partner->vault);
  json_object_set_string_member (view, "Fingerprint", fingerprint);
  json_object_set_string_member (view, "Signer",
                                 esp_name_get_text (esp_certificate_get_subject (certificate)));
  esp_json_set_time (view, "AddedAt", partner->added_at);
  esp_json_set_time (view, "RemovedAt", partner->removed_at);
  return g_steal_pointer (&view);
}

gboolean
esp_op_list_exchange_partners (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) partners = esp_exchange_store_list_partners (context->vault, error);
  g_autoptr (JsonArray) list = json_array_new ();

  for (guint i = 0; partners && i < partners->len; i++)
    {
      JsonObject *view = view_partner (context->vault, g_ptr_array_index (partners, i), error);

      if (!view)
        return FALSE;
      json_array_add_object_element (list, view);
    }
  json_object_set_array_member (context->result, "Partners", json_array_ref (list));
  return partners != NULL;
}

/* --- Adding -----------------------------------------------------------------------------------*/

static gboolean
has_role (EspVault *vault, const EspPrincipal *principal, const EspRole *role, GError **error)
{
  g_autoptr (GPtrArray) roles = esp_role_store_list_for (vault, principal->id, error);

  for (guint i = 0; roles && i < roles->len; i++)
    if (g_str_equal (((const EspRole *) g_ptr_array_index (roles, i))->id, role->id))
      return TRUE;
  if (roles)
    esp_error_set (error, ESP_REASON_EXCHANGE_PARTNER_ROLE, NULL, "principal", principal->name,
                   "role", role->name, NULL);
  return FALSE;
}

/* As whom it asks; neither: it only answers. */
static gboolean
read_asker (EspOperationContext *context, EspExchangePartner *partner, GError **error)
{
  const char *name = esp_context_text (context, "Principal");
  const char *in = esp_context_text (context, "Role");
  g_autoptr (EspPrincipal) principal = NULL;
  g_autoptr (EspRole) role = NULL;

  if (!name && !in)
    return TRUE;
  if (!name || !in)
    {
      esp_error_set (error, ESP_REASON_EXCHANGE_PARTNER_SERVICE, NULL, NULL);
      return FALSE;
    }
  principal = esp_seeing_find_principal (context, name, error);
  role = principal ? esp_people_find_role (context->vault, in, principal->account, error) : NULL;
  if (!role || !has_role (context->vault, principal, role, error))
    return FALSE;
  partner->principal = g_strdup (principal->id);
  partner->role = g_strdup (role->id);
  return TRUE;
}

static gboolean
check_new (EspOperationContext *context, const EspExchangePartner *partner, GError **error)
{
  g_autoptr (GPtrArray) partners = esp_exchange_store_list_partners (context->vault, error);

  if (g_str_equal (partner->vault, esp_vault_get_info (context->vault)->id))
    {
      esp_error_set (error, ESP_REASON_EXCHANGE_PARTNER_SELF, partner->name, NULL);
      return FALSE;
    }
  for (guint i = 0; partners && i < partners->len; i++)
    {
      const EspExchangePartner *known = g_ptr_array_index (partners, i);

      if (!g_bytes_equal (known->certificate, partner->certificate))
        continue;
      esp_error_set (error, ESP_REASON_EXCHANGE_PARTNER_KNOWN, partner->name, "name", known->name,
                     NULL);
      return FALSE;
    }
  return partners != NULL;
}

static EspExchangePartner *
read_partner (EspOperationContext *context, GError **error)
{
  const char *pem = esp_context_text (context, "Certificate");
  const char *name = esp_context_text (context, "Name");
  g_autoptr (GBytes) bytes = g_bytes_new (pem, strlen (pem));
  g_autoptr (EspExchangePartner) partner = esp_exchange_partner_new ();
  g_autoptr (EspCertificate) certificate = NULL;

  if (!esp_thing_name_check (name, error))
    return NULL;
  certificate = esp_exchange_key_read_certificate (bytes, &partner->vault, error);
  if (!certificate ||
      !esp_people_check_fingerprint (esp_context_text (context, "Fingerprint"), certificate,
                                     ESP_REASON_EXCHANGE_FINGERPRINT, error))
    return NULL;
  partner->id = g_uuid_string_random ();
  partner->name = g_strdup (name);
  partner->certificate = g_bytes_ref (esp_certificate_get_der (certificate));
  partner->added_at = context->now;
  return read_asker (context, partner, error) && check_new (context, partner, error) ?
           g_steal_pointer (&partner) :
           NULL;
}

static gboolean
tell_partner (EspOperationContext *context, const EspExchangePartner *partner, GError **error)
{
  JsonObject *view = view_partner (context->vault, partner, error);

  if (!view)
    return FALSE;
  esp_context_detail (context, "Partner", partner->name);
  esp_context_detail (context, "Vault", partner->vault);
  esp_context_detail (context, "Fingerprint", esp_json_get_string (view, "Fingerprint"));
  esp_json_set_string (context->details, "Principal", esp_json_get_string (view, "Principal"));
  esp_json_set_string (context->details, "Role", esp_json_get_string (view, "Role"));
  json_object_set_object_member (context->result, "Partner", view);
  return TRUE;
}

gboolean
esp_op_add_exchange_partner (EspOperationContext *context, GError **error)
{
  g_autoptr (EspExchangePartner) partner = read_partner (context, error);

  return partner && esp_exchange_store_insert_partner (context->vault, partner, error) &&
         tell_partner (context, partner, error);
}

gboolean
esp_op_remove_exchange_partner (EspOperationContext *context, GError **error)
{
  g_autoptr (EspExchangePartner) partner = esp_exchanging_find_partner (
    context->vault, esp_context_text (context, "Name"), error);

  if (!partner ||
      !esp_exchange_store_remove_partner (context->vault, partner->id, context->now, error))
    return FALSE;
  partner->removed_at = context->now;
  return tell_partner (context, partner, error);
}
