/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walking through the log with a state of its own. Which act may change what is in
 * esp-replay-rules.c; signatures and decisions are in esp-replay-actor.c, second persons in
 * esp-replay-consent.c, recipients of keys in esp-replay-sealing.c, ceremonies in
 * esp-replay-ceremony.c. */
#include "esp-replay-private.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-replay-rules.h"
#include "model/esp-arn.h"
#include "pki/esp-digest.h"

#include <string.h>

/* --- Object -----------------------------------------------------------------------------------*/

EspReplay *
esp_replay_new (EspVault *vault, EspReplayFind find, gpointer data, GError **error)
{
  g_autoptr (EspReplay) replay = g_new0 (EspReplay, 1);

  replay->vault = vault;
  replay->find = find;
  replay->data = data;
  replay->state = esp_vault_open_memory (error);
  replay->root = esp_state_root_new ();
  replay->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) esp_key_unref);
  replay->retired = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) esp_key_unref);
  replay->rights = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) esp_rights_unref);
  replay->ceremonies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return replay->state ? g_steal_pointer (&replay) : NULL;
}

void
esp_replay_free (EspReplay *replay)
{
  if (!replay)
    return;
  esp_vault_close (replay->state);
  esp_state_root_free (replay->root);
  g_clear_pointer (&replay->keys, g_hash_table_unref);
  g_clear_pointer (&replay->retired, g_hash_table_unref);
  g_clear_pointer (&replay->rights, g_hash_table_unref);
  g_free (replay->consent);
  esp_replay_run_free (replay->run);
  esp_replay_ceremony_free (replay->ceremony);
  g_clear_pointer (&replay->ceremonies, g_hash_table_unref);
  g_free (replay);
}

void
esp_replay_tell (EspReplay *replay, const EspEvent *event, const char *problem)
{
  replay->find (event->sequence, NULL, problem, replay->data);
}

void
esp_replay_tell_row (EspReplay *replay,
                     const EspEvent *event,
                     const EspStateTable *table,
                     const char *key,
                     const char *problem)
{
  g_autofree char *object = esp_state_describe (replay->state, table, key);

  replay->find (event->sequence, object, problem, replay->data);
}

void
esp_replay_end (EspReplay *replay, gint64 sequence)
{
  if (replay->consent)
    replay->find (sequence, NULL, ESP_REPLAY_NOT_USED_UP, replay->data);
  esp_replay_end_ceremony (replay);
}

/* --- What an event says of rows ---------------------------------------------------------------*/

static gboolean
read_change (EspEvent *event, const char *name, const char *hex, EspReplayChange *change)
{
  const char *slash = strchr (name, '/');
  g_autofree char *table = slash ? g_strndup (name, (gsize) (slash - name)) : NULL;
  JsonNode *node = event->rows ? json_object_get_member (event->rows, name) : NULL;

  change->table = table ? esp_state_table_find (table) : NULL;
  change->name = name;
  change->key = slash ? slash + 1 : NULL;
  change->hex = hex;
  change->row = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  return change->table != NULL;
}

static GArray *
read_changes (EspReplay *replay, const EspEvent *event)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (EspReplayChange));
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (!event->row_digests)
    return changes;
  json_object_iter_init (&iter, event->row_digests);
  while (json_object_iter_next (&iter, &name, &node))
    {
      EspReplayChange change;

      if (read_change ((EspEvent *) event, name, json_node_get_string (node), &change))
        g_array_append_val (changes, change);
      else
        replay->find (event->sequence, name, "is no part of the state that a vault has",
                      replay->data);
    }
  return changes;
}

/* The row must be the one that is signed by its digest. */
static gboolean
row_has_digest (const EspReplayChange *change)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  g_autofree char *hex = NULL;

  if (change->table->kind != ESP_STATE_ACCESS)
    return TRUE;
  if (!change->row)
    return *change->hex == '\0';
  node = esp_json_wrap_object (json_object_ref (change->row));
  text = esp_json_to_canonical (node, NULL);
  hex = text ? esp_sha256_hex ((const guint8 *) text, strlen (text)) : NULL;
  return g_strcmp0 (hex, change->hex) == 0;
}

/* --- May it change that? ----------------------------------------------------------------------*/

/* Of a certificate or revocation the row itself is not in the event: the vault says whose it is. */
static gboolean
is_of_resource (EspReplay *replay, const EspEvent *event, const EspReplayChange *change)
{
  g_autofree char *wanted = NULL;
  g_autofree char *found = NULL;

  if (!g_str_equal (change->table->name, "revocation") || strchr (change->key, '-') ||
      !g_str_equal (event->action, "acm-pca:RevokeCertificate") ||
      !esp_arn_parse_ca (event->resource, NULL, &wanted))
    return TRUE;
  found = esp_state_find_ca_of (replay->vault, change->key);
  return !found || g_strcmp0 (found, wanted) == 0;
}

static gboolean
is_dual_control (EspReplay *replay, const EspEvent *event, const EspReplayChange *change)
{
  static const char *const actions[] = { "espalier:UpdateDualControl",
                                         "espalier:UpdateApprovers",
                                         "acm-pca:CreateCertificateAuthority",
                                         "acm-pca:ImportCertificateAuthorityCertificate",
                                         ESP_REPLAY_IMPORT,
                                         "espalier:ImportHierarchy",
                                         NULL };

  return !g_str_equal (change->table->name, "ca") || !change->row ||
         g_strv_contains (actions, event->action) ||
         !esp_replay_changes (replay->state, change->table, change->key, change->row,
                              "dual_control");
}

static gboolean
is_of_another (EspReplay *replay, const EspEvent *event, const EspReplayChange *change)
{
  g_autofree char *owner = NULL;

  if (!is_of_resource (replay, event, change))
    return TRUE;
  if (g_str_equal (event->action, "espalier:RestoreVault"))
    return FALSE;
  owner = esp_replay_owner (replay->state, change->table, change->key, change->row);
  return owner && !g_str_equal (owner, event->resource) &&
         !esp_replay_is_relative (event, change->table);
}

/* NULL: nothing is wrong with it. */
static const char *
judge_change (EspReplay *replay, const EspEvent *event, const EspReplayChange *change)
{
  if (!esp_replay_may_write (event->action, change->table))
    return "was changed by an act that changes no such thing";
  if (!row_has_digest (change))
    return "is not the row whose digest was signed";
  if (is_of_another (replay, event, change))
    return "belongs to another thing than the one that was decided about";
  if (!is_dual_control (replay, event, change))
    return "was put under another rule by an act that can't do that";
  if (g_str_equal (change->table->name, "approval"))
    return esp_replay_judge_request (replay, change);
  return NULL;
}

static void
check_change (EspReplay *replay, const EspEvent *event, const EspReplayChange *change)
{
  const char *problem = judge_change (replay, event, change);

  if (problem)
    esp_replay_tell_row (replay, event, change->table, change->key, problem);
}

/* --- Applying ---------------------------------------------------------------------------------*/

static const char *const rights_tables[] = {
  "account",     "assignment",         "ca",        "guardrail",     "guardrail_account",
  "permission",  "permission_version", "principal", "principal_tag", "role",
  "role_policy", "role_tag",           "share",     "share_tag",     "vault",
  NULL,
};

static gboolean
apply_row (EspReplay *replay, const EspEvent *event, const EspReplayChange *change, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (g_strv_contains (rights_tables, change->table->name))
    g_hash_table_remove_all (replay->rights);
  if (g_str_equal (change->table->name, "principal"))
    esp_replay_retire_key (replay, change->key);
  if (esp_state_apply (replay->state, change->table, change->key, change->row, &problem))
    return TRUE;
  if (esp_error_has_reason (problem, ESP_REASON_EVENT_MALFORMED) ||
      esp_error_has_reason (problem, ESP_REASON_VAULT_UNIQUE))
    {
      esp_replay_tell_row (replay, event, change->table, change->key, "is no row of its table");
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
apply_digest (EspReplay *replay,
              const EspEvent *event,
              const EspReplayChange *change,
              GError **error)
{
  g_autoptr (GBytes) bytes = *change->hex ? esp_hex_decode (change->hex, NULL) : NULL;
  EspHash digest = { { 0 } };

  if (change->table->kind == ESP_STATE_LARGE)
    return TRUE;
  if (bytes && g_bytes_get_size (bytes) == ESP_HASH_LEN)
    memcpy (digest.bytes, g_bytes_get_data (bytes, NULL), ESP_HASH_LEN);
  esp_state_root_touch (replay->root, change->table);
  return esp_state_put_signed (replay->state, change->table->name, change->key,
                               bytes ? &digest : NULL, event->sequence, error);
}

/* What goes first, so that nothing new stands in the place of something old. */
static gboolean
apply_changes (EspReplay *replay, const EspEvent *event, GArray *changes, GError **error)
{
  g_autoptr (EspTransaction) transaction = NULL;

  if (changes->len == 0)
    return TRUE;
  transaction = esp_transaction_begin_write (esp_vault_get_database (replay->state), error);
  if (!transaction)
    return FALSE;
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < changes->len; i++)
      {
        const EspReplayChange *change = &g_array_index (changes, EspReplayChange, i);

        if ((change->row != NULL) != (pass == 1) || change->table->kind != ESP_STATE_ACCESS)
          continue;
        if (!apply_row (replay, event, change, error))
          return FALSE;
      }
  for (guint i = 0; i < changes->len; i++)
    if (!apply_digest (replay, event, &g_array_index (changes, EspReplayChange, i), error))
      return FALSE;
  return esp_transaction_commit (transaction, error);
}

static gboolean
check_state_root (EspReplay *replay, const EspEvent *event, GError **error)
{
  g_autofree char *root = esp_state_root_get (replay->root, replay->state, error);

  if (!root)
    return FALSE;
  if (g_strcmp0 (root, event->state_root) != 0)
    esp_replay_tell (replay, event,
                     "the state that it signs does not follow from the changes that were recorded");
  return TRUE;
}

/* --- One event --------------------------------------------------------------------------------*/

/* Before this entry nothing was signed about the state: it takes over what is there. */
static gboolean
adopt (EspReplay *replay, const EspEvent *event, GArray *changes)
{
  if (replay->adopted)
    return FALSE;
  replay->adopted = TRUE;
  for (guint i = 0; i < changes->len; i++)
    if (!row_has_digest (&g_array_index (changes, EspReplayChange, i)))
      esp_replay_tell_row (replay, event, g_array_index (changes, EspReplayChange, i).table,
                           g_array_index (changes, EspReplayChange, i).key,
                           "is not the row whose digest was signed");
  return TRUE;
}

/* What was denied does nothing; what failed may be kept as a request, or end one. */
static void
check_outcome (EspReplay *replay, const EspEvent *event, GArray *changes)
{
  gboolean denied = event->outcome == ESP_OUTCOME_DENIED;

  for (guint i = 0; event->outcome != ESP_OUTCOME_ALLOWED && i < changes->len; i++)
    {
      const EspReplayChange *change = &g_array_index (changes, EspReplayChange, i);

      if (!denied && g_str_equal (change->table->name, "approval"))
        continue;
      esp_replay_tell (replay, event,
                       denied ? "it was denied, and changed something all the same" :
                                "it failed, and changed something all the same");
      return;
    }
}

gboolean
esp_replay_event (EspReplay *replay,
                  const EspEvent *event,
                  const EspStoredEvent *stored,
                  GError **error)
{
  g_autoptr (GArray) changes = NULL;
  gboolean adopting;

  esp_replay_check_ceremony (replay, event);
  if (!event->state_root)
    {
      if (replay->adopted)
        esp_replay_tell (replay, event, "it signs no state, as those before it do");
      return esp_replay_check_old_signature (replay, event, stored, error);
    }
  changes = read_changes (replay, event);
  adopting = adopt (replay, event, changes);
  if (!adopting)
    {
      if (!esp_replay_check_actor (replay, event, stored, changes, error))
        return FALSE;
      for (guint i = 0; !replay->is_sample && i < changes->len; i++)
        check_change (replay, event, &g_array_index (changes, EspReplayChange, i));
      if (!replay->is_sample)
        {
          esp_replay_check_exchange (replay, event, changes);
          esp_replay_check_handover (replay, event, changes);
        }
      check_outcome (replay, event, changes);
      if (g_str_equal (event->action, ESP_REPLAY_IMPORT) &&
          !esp_replay_check_import (replay, event, changes, error))
        return FALSE;
    }
  if (!apply_changes (replay, event, changes, error))
    return FALSE;
  if (adopting && !esp_replay_check_anchor (replay, event, stored, error))
    return FALSE;
  if (!adopting && !replay->is_sample &&
      !esp_replay_check_recipients (replay, event, changes, error))
    return FALSE;
  return check_state_root (replay, event, error);
}
