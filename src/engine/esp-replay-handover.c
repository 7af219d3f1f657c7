/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hierarchies that left and arrived, in a replay: what left is the authority that was decided about
 * and those below it, and each was decided about; what arrived was nowhere before, and is what its
 * certificates say. */
#include "esp-replay-private.h"

#include "base/esp-json.h"
#include "esp-asking.h"
#include "esp-replay-rules.h"
#include "model/esp-arn.h"
#include "vault/esp-ca-store.h"

#include <string.h>

#define DEPTH_LIMIT 16

gboolean
esp_replay_is_handover (const EspEvent *event)
{
  return g_str_equal (event->action, "espalier:ExportHierarchy");
}

static gboolean
is_arrival (const EspEvent *event)
{
  return g_str_equal (event->action, "espalier:ImportHierarchy");
}

/* --- Leaving ----------------------------------------------------------------------------------*/

static gboolean
is_below (EspReplay *replay, const char *id, const char *top)
{
  g_autofree char *at = g_strdup (id);

  for (int i = 0; at && i < DEPTH_LIMIT; i++)
    {
      g_autoptr (EspCa) ca = NULL;

      if (g_str_equal (at, top))
        return TRUE;
      ca = esp_ca_store_find (replay->state, at, NULL);
      g_free (at);
      at = ca ? g_strdup (ca->parent) : NULL;
    }
  return FALSE;
}

static gboolean
was_asked (const EspEvent *event, const char *arn)
{
  g_autoptr (GArray) asked = esp_asking_read (event);

  if (g_strcmp0 (event->resource, arn) == 0)
    return TRUE;
  for (guint i = 0; asked && i < asked->len; i++)
    {
      const EspAsked *one = &g_array_index (asked, EspAsked, i);

      if (g_str_equal (one->action, event->action) && g_strcmp0 (one->resource, arn) == 0)
        return TRUE;
    }
  return FALSE;
}

static const char *
judge_leaving (EspReplay *replay, const EspEvent *event, const EspReplayChange *change)
{
  static const char *const columns[] = { "state",
                                         "restore_state",
                                         "restorable_until",
                                         "key_destroyed_at",
                                         "handed_over_at",
                                         "changed_at",
                                         NULL };
  g_autoptr (JsonObject) before = esp_replay_read_row (replay->state, change->table, change->key);
  g_autoptr (EspCa) ca = esp_ca_store_find (replay->state, change->key, NULL);
  g_autofree char *top = NULL;

  if (!before || !ca || !change->row || !esp_replay_same_beside (before, change->row, columns) ||
      !esp_replay_has (change->row, "state", "DELETED") ||
      !esp_replay_has_number (change->row, "handed_over_at", event->time) ||
      !esp_replay_has_number (change->row, "key_destroyed_at", event->time))
    return "is not what an authority becomes that is handed over";
  if (!esp_arn_parse_ca (event->resource, NULL, &top) || !is_below (replay, change->key, top) ||
      !was_asked (event, ca->arn))
    return "was handed over without having been decided about";
  return NULL;
}

/* --- Arriving ---------------------------------------------------------------------------------*/

static gboolean
is_made (GArray *changes, const char *id)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const EspReplayChange *change = &g_array_index (changes, EspReplayChange, i);

      if (change->row && g_str_equal (change->table->name, "ca") && g_str_equal (change->key, id))
        return TRUE;
    }
  return FALSE;
}

static const char *
judge_new_authority (EspReplay *replay, const EspEvent *event, const EspReplayChange *change)
{
  g_autoptr (JsonObject) before = esp_replay_read_row (replay->state, change->table, change->key);
  g_autoptr (GBytes) der = esp_ca_store_get_certificate (replay->vault, change->key, NULL, NULL);
  g_autoptr (EspCertificate) certificate = der ? esp_certificate_parse (der, NULL) : NULL;
  g_autoptr (GArray) asked = esp_asking_read (event);
  const char *account = asked && asked->len > 0 ? g_array_index (asked, EspAsked, 0).account : NULL;

  if (before || !change->row)
    return "was there before the hierarchy that is said to have brought it";
  if (account && !esp_replay_has (change->row, "account", account))
    return "is of another account than the one that was decided about";
  if (esp_replay_has (change->row, "type", "ROOT") &&
      !esp_replay_has_number (change->row, "dual_control", 1))
    return "is a root without the rule of two persons";
  /* Renewed or imported over since, the certificate is a later one. */
  if (certificate && !esp_key_get_algorithm (esp_certificate_get_key (certificate)))
    return "has a key that no authority can have";
  return NULL;
}

/* Only what it brought. */
static const char *
judge_belongings (EspReplay *replay, GArray *changes, const EspReplayChange *change)
{
  static const char *const large[] = { "certificate", "revocation", "crl_part_list", NULL };
  static const char *const small[] = { "ca_certificate",     "ca_request", "ca_tag",
                                       "unknown_revocation", "crl",        NULL };
  g_autofree char *id = g_strndup (change->key, strcspn (change->key, "/"));
  g_autoptr (GPtrArray) ids = NULL;

  if (g_strv_contains (small, change->table->name))
    return is_made (changes, id) ? NULL : "is of an authority that did not come with it";
  if (!g_strv_contains (large, change->table->name))
    return NULL;
  ids = esp_state_list_signers_of (replay->vault, change->table, change->key, NULL);
  for (guint i = 0; ids && i < ids->len; i++)
    if (!is_made (changes, g_ptr_array_index (ids, i)))
      return "is of an authority that did not come with it";
  return NULL;
}

void
esp_replay_check_handover (EspReplay *replay, const EspEvent *event, GArray *changes)
{
  gboolean leaves = esp_replay_is_handover (event), arrives = is_arrival (event);

  for (guint i = 0; (leaves || arrives) && i < changes->len; i++)
    {
      const EspReplayChange *change = &g_array_index (changes, EspReplayChange, i);
      gboolean is_ca = g_str_equal (change->table->name, "ca");
      const char *problem = leaves ? (is_ca ? judge_leaving (replay, event, change) : NULL) :
                            is_ca  ? judge_new_authority (replay, event, change) :
                                     judge_belongings (replay, changes, change);

      if (problem)
        esp_replay_tell_row (replay, event, change->table, change->key, problem);
    }
}
