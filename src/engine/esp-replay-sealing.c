/* SPDX-License-Identifier: GPL-3.0-or-later */
/* To whom an entry of the log sealed keys: those alone whom policy named then. Sealing anew what
 * others have changed asks no right of its own, but only who opens the key can do it. */
#include "esp-replay-private.h"

#include "base/esp-error.h"
#include "esp-approving.h"
#include "esp-recipients.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"

#include <string.h>

#define RESEAL "espalier:ResealKeys"

/* --- Who may open it --------------------------------------------------------------------------*/

static gboolean
could_sign (EspReplay *replay, const EspPrincipal *person, const EspCa *ca, gint64 now)
{
  g_autoptr (GPtrArray) roles = NULL;

  if (!person->agreement_certificate)
    return FALSE;
  if (person->kind == ESP_PRINCIPAL_RECOVERY)
    return TRUE;
  roles = esp_role_store_list_for (replay->state, person->id, NULL);
  for (guint i = 0; roles && i < roles->len; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);
      const EspRights *rights = esp_replay_find_rights (replay, person->id, NULL, role->id);

      if (rights && esp_rights_could_sign (rights, ca, now))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_recipient (EspReplay *replay, const char *id, const EspCa *ca, gint64 now)
{
  g_autoptr (EspPrincipal) person = esp_principal_store_find (replay->state, id, NULL);

  return person && g_str_equal (person->id, id) && could_sign (replay, person, ca, now);
}

/* Who has a part of a split key, beside those who would open it otherwise: who is named, and who
 * can approve while nobody is. */
static gboolean
is_approver (EspReplay *replay, const char *id, const EspCa *ca, gint64 now)
{
  g_autoptr (GPtrArray) named = esp_approving_list (replay->state, ca->id, NULL);
  g_autoptr (GPtrArray) able = esp_approving_able (replay->state, ca, now, NULL);

  return (named && esp_approving_is_among (named, id)) ||
         (able && esp_approving_is_among (able, id));
}

/* --- Who sealed it anew -----------------------------------------------------------------------*/

/* The key itself, to whom it is sealed, and parts of it. */
static gboolean
is_of_key (const EspStateTable *table)
{
  return g_str_has_prefix (table->name, "ca_key");
}

static gboolean
is_of_ca (const EspReplayChange *change, const char *ca)
{
  gsize len = strlen (ca);

  return strncmp (change->key, ca, len) == 0 &&
         (change->key[len] == '\0' || change->key[len] == '/');
}

gboolean
esp_replay_is_sealing (const EspEvent *event)
{
  return g_str_equal (event->action, RESEAL);
}

static EspCa *
find_ca (EspReplay *replay, const EspEvent *event)
{
  const char *slash = strrchr (event->resource, '/');
  EspCa *ca = slash ? esp_ca_store_find (replay->state, slash + 1, NULL) : NULL;

  if (ca && g_str_equal (ca->arn, event->resource))
    return ca;
  esp_ca_free (ca);
  return NULL;
}

/* A key that is gone is gone. A split one is opened by two, in an act of theirs; or by the recovery
 * identity, alone. */
static gboolean
may_drop (const EspStateTable *table, const EspPrincipal *actor)
{
  return g_str_equal (table->name, "ca_key_recipient") ||
         (g_str_equal (table->name, "ca_key_part") && actor->kind == ESP_PRINCIPAL_RECOVERY);
}

static gboolean
changes_more (GArray *changes, const EspCa *ca, const EspPrincipal *actor)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const EspReplayChange *change = &g_array_index (changes, EspReplayChange, i);

      if (!is_of_key (change->table) || !is_of_ca (change, ca->id) ||
          (*change->hex == '\0' && !may_drop (change->table, actor)))
        return TRUE;
    }
  return FALSE;
}

gboolean
esp_replay_check_sealer (EspReplay *replay, const EspEvent *event, GArray *changes, GError **error)
{
  g_autoptr (EspCa) ca = find_ca (replay, event);
  g_autoptr (EspPrincipal) actor = esp_principal_store_find (replay->state, event->actor, NULL);

  if (!ca || !actor || changes_more (changes, ca, actor))
    esp_replay_tell (replay, event, "sealing a key anew changes that key, and nothing else");
  else if (!could_sign (replay, actor, ca, event->time))
    esp_replay_tell (replay, event, "it was sealed anew by a person who was not to open the key");
  return TRUE;
}

/* --- To whom it is sealed ---------------------------------------------------------------------*/

/* Of the key of a table with "ca/principal" or "ca/holder/partner": the people. */
static gboolean
is_for_those_named (EspReplay *replay, const EspEvent *event, const EspReplayChange *change)
{
  g_auto (GStrv) parts = esp_state_split_key (change->table, change->key);
  g_autoptr (EspCa) ca = parts ? esp_ca_store_find (replay->state, parts[0], NULL) : NULL;
  gboolean split = g_str_equal (change->table->name, "ca_key_part");

  for (guint i = 1; ca && parts[i]; i++)
    if (!is_recipient (replay, parts[i], ca, event->time) &&
        !(split && is_approver (replay, parts[i], ca, event->time)))
      return FALSE;
  return ca != NULL;
}

/* The state has the digests of the rows by now, though not the rows. */
static gboolean
is_sealed_to (EspReplay *replay, const EspCa *ca, const char *person)
{
  g_autofree char *key = g_strconcat (ca->id, "/", person, NULL);
  EspHash digest;
  gint64 event = 0;

  return esp_state_get_signed (replay->state, "ca_key_recipient", key, &digest, &event, NULL) &&
         event > 0;
}

static gboolean
is_split (EspReplay *replay, const EspCa *ca)
{
  g_autoptr (GHashTable) parts = esp_state_list_signed (replay->state, "ca_key_part", NULL);
  g_autofree char *prefix = g_strconcat (ca->id, "/", NULL);
  GHashTableIter iter;
  gpointer key;

  if (!parts)
    return FALSE;
  g_hash_table_iter_init (&iter, parts);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_str_has_prefix (key, prefix))
      return TRUE;
  return FALSE;
}

/* Sealing anew is complete: nobody is left out whom policy names. */
static void
check_complete (EspReplay *replay, const EspEvent *event)
{
  g_autoptr (EspCa) ca = find_ca (replay, event);
  g_autoptr (GPtrArray) people = ca ? esp_principal_store_list (replay->state, NULL) : NULL;

  if (!people || is_split (replay, ca))
    return;
  for (guint i = 0; i < people->len; i++)
    {
      const EspPrincipal *person = g_ptr_array_index (people, i);

      if (could_sign (replay, person, ca, event->time) == is_sealed_to (replay, ca, person->id))
        continue;
      esp_replay_tell_row (replay, event, esp_state_table_find ("ca"), ca->id,
                           "its key was sealed anew to others than those whom policies name");
      return;
    }
}

gboolean
esp_replay_check_recipients (EspReplay *replay,
                             const EspEvent *event,
                             GArray *changes,
                             GError **error)
{
  gboolean sealed = FALSE;

  for (guint i = 0; i < changes->len; i++)
    {
      const EspReplayChange *change = &g_array_index (changes, EspReplayChange, i);
      gboolean has_people = is_of_key (change->table) &&
                            !g_str_equal (change->table->name, "ca_key");

      sealed = sealed || is_of_key (change->table);
      if (has_people && *change->hex && !is_for_those_named (replay, event, change))
        esp_replay_tell_row (replay, event, change->table, change->key,
                             "is somebody to whom the key was sealed, and whom no policy names");
    }
  if (sealed && esp_replay_is_sealing (event))
    check_complete (replay, event);
  return TRUE;
}
