/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The check of the whole log, page by page. */
#include "esp-log-verifier.h"

#include "audit/esp-event.h"
#include "audit/esp-merkle.h"
#include "base/esp-error.h"
#include "pki/esp-certificate.h"
#include "pki/esp-signer.h"
#include "vault/esp-account-store.h"
#include "vault/esp-event-store.h"

#define PAGE 1000
/* A damaged log may be wrong in every line: enough to see where it begins. */
#define FINDINGS_MAX 100

typedef struct
{
  GHashTable *keys; /* principal id -> EspKey */
  EspMerkle *tree;
  gint64 next;
  JsonArray *findings;
} Check;

static void
check_clear (Check *check)
{
  g_clear_pointer (&check->keys, g_hash_table_unref);
  g_clear_pointer (&check->tree, esp_merkle_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Check, check_clear)

void
esp_log_proof_clear (EspLogProof *proof)
{
  g_clear_pointer (&proof->root, g_free);
  g_clear_pointer (&proof->findings, json_array_unref);
}

static void
find (Check *check, gint64 sequence, const char *problem)
{
  JsonObject *finding;

  if (json_array_get_length (check->findings) >= FINDINGS_MAX)
    return;
  finding = json_object_new ();
  json_object_set_int_member (finding, "Sequence", sequence);
  json_object_set_string_member (finding, "Problem", problem);
  json_array_add_object_element (check->findings, finding);
}

static GHashTable *
load_keys (EspVault *vault, GError **error)
{
  g_autoptr (GPtrArray) principals = esp_principal_store_list (vault, error);
  GHashTable *keys;

  if (!principals)
    return NULL;
  keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) esp_key_unref);
  for (guint i = 0; i < principals->len; i++)
    {
      const EspPrincipal *principal = g_ptr_array_index (principals, i);
      g_autoptr (EspCertificate)
        certificate = principal->signing_certificate ?
                        esp_certificate_parse (principal->signing_certificate, NULL) :
                        NULL;

      if (certificate)
        g_hash_table_insert (keys, g_strdup (principal->id),
                             esp_key_ref (esp_certificate_get_key (certificate)));
    }
  return keys;
}

static gboolean
is_signed (Check *check, const EspEvent *event, const EspStoredEvent *stored)
{
  EspKey *key = g_hash_table_lookup (check->keys, event->actor);

  return key && stored->signature &&
         esp_key_verify_bytes (key, (const guint8 *) stored->canonical, strlen (stored->canonical),
                               stored->signature);
}

static void
check_event (Check *check, const EspStoredEvent *stored)
{
  g_autoptr (EspEvent) event = esp_event_parse (stored->canonical, NULL);
  g_autofree char *root = esp_merkle_get_root_hex (check->tree);
  gint64 sequence = check->next++;
  EspHash leaf;

  esp_merkle_leaf_hash ((const guint8 *) stored->canonical, strlen (stored->canonical), &leaf);
  esp_merkle_append (check->tree, &leaf, NULL, NULL);
  if (!event)
    {
      find (check, sequence, "the entry is not in its canonical form");
      return;
    }
  if (event->sequence != sequence)
    find (check, sequence, "the entry carries another number: one is missing or was moved");
  if (g_strcmp0 (event->previous_root, root) != 0)
    find (check, sequence, "an earlier entry was changed: its hash is not the one signed here");
  if (!is_signed (check, event, stored))
    find (check, sequence, "the signature is not that of the person it names");
}

/* What is kept for quick appending must follow from the entries. */
static gboolean
check_stored_tree (EspVault *vault, Check *check, GError **error)
{
  g_autoptr (EspMerkle) stored = esp_event_store_load_tree (vault, NULL, error);
  g_autofree char *stored_root = NULL, *root = NULL;

  if (!stored)
    return FALSE;
  stored_root = esp_merkle_get_root_hex (stored);
  root = esp_merkle_get_root_hex (check->tree);
  if (esp_merkle_get_size (stored) == esp_merkle_get_size (check->tree) &&
      !g_str_equal (stored_root, root))
    find (check, check->next - 1, "the stored root of the log does not follow from its entries");
  return TRUE;
}

gboolean
esp_log_verify (EspVault *vault, GCancellable *cancellable, EspLogProof *proof, GError **error)
{
  g_auto (Check) check = { .next = 1 };
  guint n = PAGE;

  check.keys = load_keys (vault, error);
  if (!check.keys)
    return FALSE;
  check.tree = esp_merkle_new ();
  proof->findings = check.findings = json_array_new ();
  while (n == PAGE)
    {
      g_autoptr (GPtrArray) page = esp_event_store_range (vault, check.next, PAGE, error);

      if (!page || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      n = page->len;
      for (guint i = 0; i < n; i++)
        check_event (&check, g_ptr_array_index (page, i));
    }
  if (!check_stored_tree (vault, &check, error))
    return FALSE;
  proof->n_events = (gint64) esp_merkle_get_size (check.tree);
  proof->root = esp_merkle_get_root_hex (check.tree);
  return TRUE;
}
