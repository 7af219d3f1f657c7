/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What another vault's log said of a hierarchy that came from it: each entry signed by its actor,
 * and in the tree whose root its person signed when the hierarchy left. Proven on arrival, and each
 * time the vault is verified. */
#include "esp-hierarchy-private.h"

#include "audit/esp-checkpoint.h"
#include "audit/esp-event.h"
#include "pki/esp-signer.h"

#include <string.h>

#define PAGE 500

typedef struct
{
  GPtrArray *people; /* EspHandoverPerson */
  GPtrArray *keys;   /* EspKey, beside them */
  EspCheckpoint *checkpoint;
} Proof;

static void
proof_clear (Proof *proof)
{
  g_clear_pointer (&proof->people, g_ptr_array_unref);
  g_clear_pointer (&proof->keys, g_ptr_array_unref);
  g_clear_pointer (&proof->checkpoint, esp_checkpoint_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Proof, proof_clear)

/* Who got new keys there has more than one. */
static gboolean
is_signed_by (const Proof *proof, const char *principal, const char *text, GBytes *signature)
{
  for (guint i = 0; principal && i < proof->people->len; i++)
    {
      const EspHandoverPerson *person = g_ptr_array_index (proof->people, i);

      if (g_str_equal (person->principal, principal) &&
          esp_key_verify_bytes (g_ptr_array_index (proof->keys, i), (const guint8 *) text,
                                strlen (text), signature))
        return TRUE;
    }
  return FALSE;
}

static gboolean
load_keys (Proof *proof)
{
  proof->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_key_unref);
  for (guint i = 0; i < proof->people->len; i++)
    {
      const EspHandoverPerson *person = g_ptr_array_index (proof->people, i);
      g_autoptr (EspCertificate) certificate = esp_certificate_parse (person->certificate, NULL);

      if (!certificate ||
          !g_str_equal (esp_certificate_get_fingerprint (certificate), person->fingerprint))
        return FALSE;
      g_ptr_array_add (proof->keys, esp_key_ref (esp_certificate_get_key (certificate)));
    }
  return TRUE;
}

static gboolean
check_checkpoint (Proof *proof, const EspHandover *handover)
{
  proof->checkpoint = esp_checkpoint_parse (handover->checkpoint, NULL);
  return proof->checkpoint && load_keys (proof) &&
         g_str_equal (proof->checkpoint->vault, handover->vault) &&
         is_signed_by (proof, proof->checkpoint->principal, proof->checkpoint->text,
                       proof->checkpoint->signature);
}

static gboolean
check_event (const Proof *proof, const EspHandoverEvent *stored)
{
  g_autoptr (EspEvent) event = esp_event_parse (stored->text, NULL);
  gsize len;
  const EspHash *path = g_bytes_get_data (stored->path, &len);
  EspHash leaf;

  if (!event || event->sequence != stored->sequence || stored->sequence < 1 ||
      stored->sequence > proof->checkpoint->size)
    return FALSE;
  esp_merkle_leaf_hash ((const guint8 *) stored->text, strlen (stored->text), &leaf);
  return esp_merkle_check_path ((guint64) stored->sequence - 1, (guint64) proof->checkpoint->size,
                                &leaf, path, len / ESP_HASH_LEN, &proof->checkpoint->root) &&
         is_signed_by (proof, event->actor, stored->text, stored->signature);
}

gboolean
esp_hierarchy_prove (EspVault *vault, const EspHandover *handover, gint64 *sequence, GError **error)
{
  g_auto (Proof) proof = { NULL };
  gint64 after = 0;
  guint n = PAGE;

  *sequence = 0;
  proof.people = esp_handover_store_list_people (vault, handover->id, error);
  if (!proof.people)
    return FALSE;
  if (!check_checkpoint (&proof, handover))
    return TRUE;
  while (n == PAGE)
    {
      g_autoptr (GPtrArray)
        page = esp_handover_store_list_events (vault, handover->id, after, PAGE, error);

      if (!page)
        return FALSE;
      n = page->len;
      for (guint i = 0; i < n; i++)
        {
          const EspHandoverEvent *event = g_ptr_array_index (page, i);

          after = event->sequence;
          *sequence = event->sequence;
          if (!check_event (&proof, event))
            return TRUE;
        }
    }
  *sequence = -1;
  return TRUE;
}
