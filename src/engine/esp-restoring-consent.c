/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The consent of a second person to a restore: who can give it, what is signed, and whether an
 * entry of the log has it. The restore itself is in esp-restoring.c. */
#include "esp-restoring-consent.h"

#include "base/esp-error.h"
#include "base/esp-hex.h"
#include "base/esp-time.h"
#include "esp-approving.h"
#include "esp-session.h"
#include "pki/esp-certificate.h"
#include "pki/esp-digest.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"

#define MEMBER "Consent"

/* --- Who
 * ----------------------------------------------------------------------------------------*/

/* Authorities under the rule in force: GPtrArray of EspCa. */
static GPtrArray *
list_ruled (EspVault *vault, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) cas = esp_ca_store_list_dual_control (vault, error);

  for (guint i = cas ? cas->len : 0; i > 0; i--)
    {
      gboolean in_force;

      if (!esp_approving_in_force (vault, g_ptr_array_index (cas, i - 1), now, NULL, &in_force,
                                   error))
        return NULL;
      if (!in_force)
        g_ptr_array_remove_index (cas, i - 1);
    }
  return g_steal_pointer (&cas);
}

/* Not all of them: where no two roots have the same approvers, a backup must come back as well. */
static gboolean
may_agree (EspVault *vault,
           GPtrArray *cas,
           gint64 now,
           const EspPrincipal *person,
           gboolean *may,
           GError **error)
{
  *may = person->kind == ESP_PRINCIPAL_RECOVERY && person->status == ESP_PRINCIPAL_ACTIVE;
  for (guint i = 0; i < cas->len && !*may; i++)
    {
      g_autoptr (GPtrArray)
        able = esp_approving_able (vault, g_ptr_array_index (cas, i), now, error);

      if (!able)
        return FALSE;
      *may = esp_approving_is_among (able, person->id);
    }
  return TRUE;
}

static gboolean
refuse_missing (EspOperationContext *context, EspVault *vault, const EspCa *ca, GError **error)
{
  g_autoptr (GPtrArray) able = esp_approving_able (vault, ca, context->now, error);
  g_autofree char *names = NULL;

  if (!able)
    return FALSE;
  for (guint i = able->len; i > 0; i--)
    if (g_str_equal (((const EspPrincipal *) g_ptr_array_index (able, i - 1))->id,
                     context->rights->principal_id))
      g_ptr_array_remove_index (able, i - 1);
  names = esp_approving_list_names (able);
  esp_error_set (error, ESP_REASON_RESTORE_NEEDS_SECOND, ca->label, "approvers", names, NULL);
  return FALSE;
}

/* --- What is signed
 * -----------------------------------------------------------------------------*/

/* All that the entry says of the restore, in whose name, and when; for this one alone. */
static char *
write_text (const char *vault_id,
            JsonObject *details,
            const char *requester,
            const char *approver,
            gint64 time,
            GError **error)
{
  static const char *const members[] = { "RestoredSize", "AbandonedSize", "AbandonedRoot", "Backup",
                                         "CrlNumbersRaisedBy" };
  g_autoptr (JsonObject) text = json_object_new ();
  g_autoptr (JsonNode) node = NULL;

  json_object_set_string_member (text, "operation", "RestoreVault");
  json_object_set_string_member (text, "vault", vault_id);
  json_object_set_string_member (text, "requester", requester);
  json_object_set_string_member (text, "approver", approver);
  esp_json_set_time (text, "time", time);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (details, members[i]))
      json_object_set_member (text, members[i],
                              json_node_copy (json_object_get_member (details, members[i])));
  node = esp_json_wrap_object (g_steal_pointer (&text));
  return esp_json_to_canonical (node, error);
}

static gboolean
sign (EspOperationContext *context, EspSession *second, GError **error)
{
  const char *approver = esp_session_get_principal_id (second);
  EspKey *key = esp_identity_get_signing_key (esp_session_get_identity (second));
  g_autofree char *text = write_text (esp_vault_get_info (context->vault)->id, context->details,
                                      context->rights->principal_id, approver, context->now, error);
  g_autoptr (GBytes)
    signature = text ? esp_key_sign_bytes (key, (const guint8 *) text, strlen (text), error) : NULL;
  g_autofree char *hex = NULL;
  JsonObject *consent;

  if (!signature)
    return FALSE;
  hex = esp_hex_encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  consent = json_object_new ();
  json_object_set_string_member (consent, "Approver", approver);
  json_object_set_string_member (consent, "ApproverName", esp_session_get_principal (second));
  json_object_set_string_member (consent, "Signature", hex);
  json_object_set_object_member (context->details, MEMBER, consent);
  return TRUE;
}

/* The rule of the backup; where it has none, that of the vault that is replaced: else a backup from
 * before the rule would be the way around it. */
static GPtrArray *
list_ruled_of_either (EspOperationContext *context,
                      EspVault *replaced,
                      EspVault **vault,
                      GError **error)
{
  g_autoptr (GPtrArray) cas = list_ruled (context->vault, context->now, error);
  g_autoptr (GPtrArray) present = NULL;

  *vault = context->vault;
  if (!cas || cas->len > 0 || !replaced ||
      !g_str_equal (esp_vault_get_info (replaced)->id, esp_vault_get_info (context->vault)->id))
    return g_steal_pointer (&cas);
  /* What can't be read is why somebody restores. */
  present = list_ruled (replaced, context->now, NULL);
  if (!present || present->len == 0)
    return g_steal_pointer (&cas);
  *vault = replaced;
  return g_steal_pointer (&present);
}

gboolean
esp_restoring_agree (EspOperationContext *context,
                     EspSession *second,
                     EspVault *replaced,
                     GError **error)
{
  EspVault *vault;
  g_autoptr (GPtrArray) cas = list_ruled_of_either (context, replaced, &vault, error);
  g_autoptr (EspPrincipal) person = NULL;
  gboolean may;

  if (!cas || cas->len == 0)
    return cas != NULL;
  if (!second)
    return refuse_missing (context, vault, g_ptr_array_index (cas, 0), error);
  person = esp_principal_store_find (vault, esp_session_get_principal_id (second), error);
  if (!person || !may_agree (vault, cas, context->now, person, &may, error))
    return FALSE;
  if (may && !g_str_equal (person->id, context->rights->principal_id))
    return sign (context, second, error);
  esp_error_set (error, ESP_REASON_RESTORE_SECOND_UNFIT, person->name, NULL);
  return FALSE;
}

/* --- Looked at again
 * ----------------------------------------------------------------------------*/

static gboolean
is_signed (const EspPrincipal *person, const char *text, const char *hex)
{
  g_autoptr (GBytes) signature = hex ? esp_hex_decode (hex, NULL) : NULL;
  g_autoptr (EspCertificate) certificate =
    person->signing_certificate ? esp_certificate_parse (person->signing_certificate, NULL) : NULL;

  return signature && certificate && text &&
         esp_key_verify_bytes (esp_certificate_get_key (certificate), (const guint8 *) text,
                               strlen (text), signature);
}

gboolean
esp_restoring_is_agreed (EspVault *state,
                         const char *vault_id,
                         const EspEvent *event,
                         gboolean *agreed,
                         GError **error)
{
  g_autoptr (GPtrArray) cas = list_ruled (state, event->time, error);
  JsonObject *consent = esp_json_get_object (event->details, MEMBER);
  const char *approver = esp_json_get_string (consent, "Approver");
  g_autoptr (EspPrincipal) person = approver ? esp_principal_store_find (state, approver, error) :
                                               NULL;
  g_autofree char *text = NULL;
  gboolean may = FALSE;

  *agreed = cas && cas->len == 0;
  if (!cas || cas->len == 0 || !person)
    return cas != NULL && !(error && *error);
  if (!may_agree (state, cas, event->time, person, &may, error))
    return FALSE;
  text = write_text (vault_id, event->details, event->actor, person->id, event->time, error);
  *agreed = may && g_strcmp0 (event->actor, person->id) != 0 &&
            is_signed (person, text, esp_json_get_string (consent, "Signature"));
  return text != NULL;
}
