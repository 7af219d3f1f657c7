/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose the rows are that an entry of the log changed: of the organization, of one account, or of
 * two between whom something is shared. What the entry says of the thing that was decided about
 * does not count here; a role of one account reaches no row of another one. What is owned by an
 * authority, a role or a person is compared with the resource instead (esp-replay-rules.c). */
#include "esp-replay-private.h"

#include "base/esp-json.h"
#include "esp-replay-rules.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-share-store.h"

#include <string.h>

#define RESTORE "espalier:RestoreVault"

typedef struct
{
  EspReplay *replay;
  const EspEvent *event;
  const EspReplayChange *change;
  const char *account; /* of the role */
} Reach;

static gboolean
is (JsonObject *row, const char *column, const char *value)
{
  return g_strcmp0 (esp_json_get_string (row, column), value) == 0;
}

static char *
first_key (const EspReplayChange *change)
{
  return g_strndup (change->key, strcspn (change->key, "/"));
}

static JsonObject *
read_before (const Reach *reach)
{
  return esp_replay_read_row (reach->replay->state, reach->change->table, reach->change->key);
}

/* --- The organization -------------------------------------------------------------------------*/

static gboolean
is_organization (const Reach *reach)
{
  const char *founder = esp_vault_get_info (reach->replay->vault)->founder;
  g_autoptr (EspPrincipal)
    principal = founder ? esp_principal_store_find (reach->replay->state, founder, NULL) : NULL;

  return principal && g_str_equal (principal->account, reach->account);
}

/* --- Shares -----------------------------------------------------------------------------------*/

static gboolean
owns_ca (const Reach *reach, const char *id)
{
  g_autoptr (EspCa) ca = id ? esp_ca_store_find (reach->replay->state, id, NULL) : NULL;

  return ca && g_str_equal (ca->account, reach->account);
}

/* An invitation that nobody answered ends by the clock, whoever comes by. */
static gboolean
is_ended_by_clock (const Reach *reach, JsonObject *before)
{
  return is (before, "status", "PENDING") && is (reach->change->row, "status", "EXPIRED") &&
         esp_json_get_int (before, "expires_at", G_MAXINT64) <= reach->event->time;
}

/* The other side answers, and leaves, and changes nothing else. */
static gboolean
is_share (const Reach *reach)
{
  static const char *const answers[] = { "status", "answered_at", "ended_at", NULL };
  g_autoptr (JsonObject) before = read_before (reach);
  JsonObject *after = reach->change->row;

  if (!before)
    return owns_ca (reach, esp_json_get_string (after, "ca"));
  if (owns_ca (reach, esp_json_get_string (before, "ca")))
    return TRUE;
  return after && esp_replay_same_beside (before, after, answers) &&
         (is (before, "consumer_account", reach->account) || is_ended_by_clock (reach, before));
}

static gboolean
is_tagged_share (const Reach *reach)
{
  g_autofree char *id = first_key (reach->change);
  g_autoptr (EspShare) share = esp_share_store_find (reach->replay->state, id, NULL);

  /* One that comes with this very entry is looked at itself. */
  return !share || owns_ca (reach, share->ca);
}

/* --- Permissions ------------------------------------------------------------------------------*/

static gboolean
is_permission (const Reach *reach)
{
  g_autofree char *name = first_key (reach->change);
  const EspStateTable *table = esp_state_table_find ("permission");
  g_autoptr (JsonObject) before = esp_replay_read_row (reach->replay->state, table, name);
  JsonObject *own = g_str_equal (reach->change->table->name, "permission") ? reach->change->row :
                                                                             NULL;

  return (!before || is (before, "account", reach->account)) &&
         (!own || is (own, "account", reach->account));
}

/* --- Revocations ------------------------------------------------------------------------------*/

/* Of the own authority, or of the one that was decided about: a share can let others revoke. The
 * row does not stand in the entry; the vault says whose it is. */
static gboolean
is_revocation (const Reach *reach)
{
  g_autoptr (GPtrArray) ids = esp_state_list_signers_of (reach->replay->vault, reach->change->table,
                                                         reach->change->key, NULL);

  for (guint i = 0; ids && i < ids->len; i++)
    {
      g_autoptr (EspCa)
        ca = esp_ca_store_find (reach->replay->state, g_ptr_array_index (ids, i), NULL);

      if (ca && !g_str_equal (ca->account, reach->account) &&
          !g_str_equal (ca->arn, reach->event->resource))
        return FALSE;
    }
  return TRUE;
}

/* --- The table --------------------------------------------------------------------------------*/

static const struct
{
  const char *table;
  gboolean (*is_reached) (const Reach *reach);
} rows[] = {
  { "account", is_organization },   { "exchange_partner", is_organization },
  { "guardrail", is_organization }, { "guardrail_account", is_organization },
  { "permission", is_permission },  { "permission_version", is_permission },
  { "revocation", is_revocation },  { "share", is_share },
  { "share_tag", is_tagged_share },
};

static gboolean
is_reached (const Reach *reach)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].table, reach->change->table->name))
      return rows[i].is_reached (reach);
  return TRUE;
}

void
esp_replay_check_reach (EspReplay *replay,
                        const EspEvent *event,
                        const EspRights *rights,
                        GArray *changes)
{
  const Reach whole = { replay, event, NULL, rights->account };

  if (rights->organization_scope)
    return;
  /* It may change no row at all, and is about all of them. */
  if (event->outcome == ESP_OUTCOME_ALLOWED && g_str_equal (event->action, RESTORE) &&
      !is_organization (&whole))
    esp_replay_tell (replay, event,
                     "a role of an account can't restore what is the organization's");
  for (guint i = 0; i < changes->len; i++)
    {
      const Reach reach = { replay, event, &g_array_index (changes, EspReplayChange, i),
                            rights->account };

      if (!is_reached (&reach))
        esp_replay_tell_row (replay, event, reach.change->table, reach.change->key,
                             "is of an account that the role of who signed it does not reach");
    }
}
