/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints: given out, and what a log is verified against. */
#include "esp-ops.h"

#include "audit/esp-checkpoint.h"
#include "base/esp-error.h"
#include "esp-checkpointing.h"
#include "esp-log-verifier.h"
#include "pki/esp-certificate.h"
#include "pki/esp-signer.h"
#include "vault/esp-account-store.h"
#include "vault/esp-checkpoint-store.h"
#include "vault/esp-event-store.h"

#define SPKI_LEN 44 /* of an Ed25519 key; its last 32 bytes are the key */
#define PUBLIC_KEY_LEN 32

static GBytes *
raw_key (EspKey *key)
{
  GBytes *spki = esp_key_get_spki (key);

  return g_bytes_get_size (spki) == SPKI_LEN ?
           g_bytes_new_from_bytes (spki, SPKI_LEN - PUBLIC_KEY_LEN, PUBLIC_KEY_LEN) :
           NULL;
}

char *
esp_checkpointing_sign (EspVault *vault,
                        EspSession *session,
                        gint64 size,
                        const EspHash *root,
                        GError **error)
{
  const char *id = esp_vault_get_info (vault)->id;
  g_autofree char *text = esp_checkpoint_text (id, size, root);
  EspKey *key = esp_identity_get_signing_key (esp_session_get_identity (session));
  g_autoptr (GBytes) public_key = raw_key (key);
  g_autoptr (GBytes)
    signature = esp_key_sign_bytes (key, (const guint8 *) text, strlen (text), error);

  if (!signature)
    return NULL;
  if (!public_key)
    {
      esp_error_set (error, ESP_REASON_INTERNAL, NULL, NULL);
      return NULL;
    }
  return esp_checkpoint_write (text, id, esp_session_get_principal_id (session), public_key,
                               signature);
}

/* --- CreateCheckpoint -------------------------------------------------------------------------*/

/* The state of the log before this act's own entry: what is given out must not change any more when
 * the act is recorded. */
gboolean
esp_op_create_checkpoint (EspOperationContext *context, GError **error)
{
  g_autoptr (EspMerkle) tree = esp_event_store_load_tree (context->vault, NULL, error);
  g_autofree char *hex = NULL, *note = NULL;
  EspHash root;
  gint64 size;

  if (!tree)
    return FALSE;
  size = (gint64) esp_merkle_get_size (tree);
  esp_merkle_get_root (tree, &root);
  hex = esp_hash_to_hex (&root);
  note = esp_checkpointing_sign (context->vault, context->session, size, &root, error);
  if (!note || !esp_checkpoint_store_put (context->vault, size, note, context->now, error))
    return FALSE;
  esp_context_detail (context, "Root", hex);
  json_object_set_int_member (context->details, "Size", size);
  json_object_set_string_member (context->result, "Checkpoint", note);
  json_object_set_int_member (context->result, "Size", size);
  json_object_set_string_member (context->result, "Root", hex);
  return TRUE;
}

/* --- VerifyLog --------------------------------------------------------------------------------*/

/* Who signed it may have other keys by now; then the log alone must bear it out. */
static gboolean
check_signature (EspVault *vault, const EspCheckpoint *checkpoint)
{
  g_autoptr (EspPrincipal)
    principal = esp_principal_store_find (vault, checkpoint->principal, NULL);
  g_autoptr (EspCertificate)
    certificate = principal && principal->signing_certificate ?
                    esp_certificate_parse (principal->signing_certificate, NULL) :
                    NULL;
  EspKey *key = certificate ? esp_certificate_get_key (certificate) : NULL;
  g_autoptr (GBytes) public_key = key ? raw_key (key) : NULL;

  if (!public_key || esp_checkpoint_key_id (checkpoint->key_name, public_key) != checkpoint->key_id)
    return TRUE;
  return esp_key_verify_bytes (key, (const guint8 *) checkpoint->text, strlen (checkpoint->text),
                               checkpoint->signature);
}

static gboolean
read_saved (EspOperationContext *context, EspCheckpoint **saved, GError **error)
{
  const char *text = esp_context_text (context, "Checkpoint");
  const char *id = esp_vault_get_info (context->vault)->id;

  if (!text)
    return TRUE;
  *saved = esp_checkpoint_parse (text, error);
  if (!*saved)
    return FALSE;
  if (!g_str_equal ((*saved)->vault, id))
    {
      esp_error_set (error, ESP_REASON_CHECKPOINT_OTHER_VAULT, (*saved)->vault, NULL);
      return FALSE;
    }
  if (!check_signature (context->vault, *saved))
    {
      esp_error_set (error, ESP_REASON_CHECKPOINT_SIGNATURE, NULL, NULL);
      return FALSE;
    }
  return TRUE;
}

gboolean
esp_op_verify_log (EspOperationContext *context, GError **error)
{
  g_autoptr (EspCheckpoint) saved = NULL;
  g_auto (EspLogProof) proof = { 0 };

  if (!read_saved (context, &saved, error) ||
      !esp_log_verify (context->vault, saved, context->cancellable, &proof, error))
    return FALSE;
  json_object_set_boolean_member (context->result, "Verified",
                                  json_array_get_length (proof.findings) == 0);
  json_object_set_int_member (context->result, "Events", proof.n_events);
  json_object_set_string_member (context->result, "Root", proof.root);
  json_object_set_array_member (context->result, "Findings", json_array_ref (proof.findings));
  if (saved)
    {
      g_autofree char *root = esp_hash_to_hex (&saved->root);
      JsonObject *view = json_object_new ();

      json_object_set_int_member (view, "Size", saved->size);
      json_object_set_string_member (view, "Root", root);
      json_object_set_boolean_member (view, "Extends", proof.extends);
      json_object_set_object_member (context->result, "Checkpoint", view);
    }
  return TRUE;
}
