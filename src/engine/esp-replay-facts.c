/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts of an entry of the log (esp-approving-facts.h), from the rows that it changed and the state
 * before it: what it says of itself counts only where it makes them fewer, and is checked then. One
 * row for each table of the state with which somebody could get around a second person. */
#include "esp-replay-private.h"

#include "base/esp-json.h"
#include "esp-replay-rules.h"
#include "model/esp-arn.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-guardrail-store.h"
#include "vault/esp-share-store.h"

#include <string.h>

#define ENROL "espalier:EnrolPrincipal"

typedef struct
{
  EspReplay *replay;
  const EspEvent *event;
  GArray *changes; /* EspReplayChange, all of them */
  GPtrArray *facts;
} Work;

typedef gboolean (*AddFunc) (Work *work,
                             const EspReplayChange *change,
                             EspTouch touch,
                             GError **error);

static const char *
get (JsonObject *row, const char *column)
{
  return esp_json_get_string (row, column);
}

static gboolean
is (JsonObject *row, const char *column, const char *value)
{
  return g_strcmp0 (get (row, column), value) == 0;
}

static char *
first_key (const EspReplayChange *change)
{
  const char *slash = strchr (change->key, '/');

  return slash ? g_strndup (change->key, (gsize) (slash - change->key)) : g_strdup (change->key);
}

static JsonObject *
read_before (Work *work, const EspReplayChange *change)
{
  return esp_replay_read_row (work->replay->state, change->table, change->key);
}

static gboolean
is_gone (const EspReplayChange *change)
{
  return *change->hex == '\0';
}

/* --- Authorities ------------------------------------------------------------------------------*/

static gboolean
add_ca_of_key (Work *work, const EspReplayChange *change, EspTouch touch, GError **error)
{
  g_autofree char *ca = first_key (change);

  esp_facts_add_ca (work->facts, touch, ca);
  return TRUE;
}

/* A deletion that was consented to takes its effect when its window ends. */
static gboolean
is_past_window (Work *work, JsonObject *before)
{
  return is (before, "state", "DELETED") &&
         esp_json_get_int (before, "restorable_until", G_MAXINT64) <= work->event->time;
}

/* What another act brings along: the end of a key, numbers of lists after a restore, the level of
 * what stands below an authority that moved. */
static gboolean
follows (Work *work, const EspReplayChange *change, JsonObject *before)
{
  static const char *const destroyed[] = { "key_destroyed_at", NULL };
  static const char *const offset[] = { "crl_number_offset", NULL };
  static const char *const level[] = { "level", NULL };

  if (esp_replay_same_beside (before, change->row, destroyed))
    return is_past_window (work, before);
  if (esp_replay_same_beside (before, change->row, offset))
    return g_str_equal (work->event->action, "espalier:RestoreVault") &&
           esp_json_get_int (change->row, "crl_number_offset", 0) >
             esp_json_get_int (before, "crl_number_offset", 0);
  return esp_replay_same_beside (before, change->row, level) &&
         !g_str_has_suffix (work->event->resource, change->key) &&
         esp_replay_is_relative (work->event, change->table);
}

/* A new one touches the one that it replaces, and the one that signed it. */
static gboolean
add_ca (Work *work, const EspReplayChange *change, EspTouch touch, GError **error)
{
  g_autoptr (JsonObject) before = read_before (work, change);
  const char *predecessor = get (change->row, "predecessor");
  const char *parent = get (change->row, "parent");

  if (before && (!change->row || !follows (work, change, before)))
    esp_facts_add_ca (work->facts, touch, change->key);
  if (!before && predecessor)
    esp_facts_add_ca (work->facts, touch, predecessor);
  if (!before && parent)
    esp_facts_add_ca (work->facts, ESP_TOUCH_SIGNATURE, parent);
  return TRUE;
}

/* Sealing it anew is another matter (esp-replay-sealing.c). */
static gboolean
add_key (Work *work, const EspReplayChange *change, EspTouch touch, GError **error)
{
  const EspStateTable *table = esp_state_table_find ("ca");
  g_autoptr (JsonObject)
    ca = is_gone (change) ? esp_replay_read_row (work->replay->state, table, change->key) : NULL;

  if (ca && !is_past_window (work, ca))
    esp_facts_add_ca (work->facts, touch, change->key);
  return TRUE;
}

/* The rows themselves do not stand in the entry: the vault, whose rows are compared with what was
 * signed of them, says whose they are. */
static gboolean
add_signers (Work *work, const EspReplayChange *change, EspTouch touch, GError **error)
{
  g_autoptr (GPtrArray)
    ids = esp_state_list_signers_of (work->replay->vault, change->table, change->key, error);

  for (guint i = 0; ids && i < ids->len; i++)
    esp_facts_add_ca (work->facts, touch, g_ptr_array_index (ids, i));
  return ids != NULL;
}

/* --- Shares -----------------------------------------------------------------------------------*/

/* What the other account may do with what it was offered, and what the clock does. */
static gboolean
is_answer (Work *work, JsonObject *before, JsonObject *after)
{
  static const char *const columns[] = { "status", "answered_at", "ended_at", NULL };
  gboolean over = esp_json_get_int (before, "expires_at", 0) <= work->event->time;

  if (!before || !after || !esp_replay_same_beside (before, after, columns))
    return FALSE;
  if (is (before, "status", "ACTIVE"))
    return is (after, "status", "LEFT");
  if (!is (before, "status", "PENDING"))
    return FALSE;
  return is (after, "status", "REJECTED") || is (after, "status", over ? "EXPIRED" : "ACTIVE");
}

static gboolean
add_share (Work *work, const EspReplayChange *change, EspTouch touch, GError **error)
{
  g_autoptr (JsonObject) before = read_before (work, change);
  const char *was_of = get (before, "ca");
  const char *is_of = get (change->row, "ca");

  if (is_answer (work, before, change->row))
    return TRUE;
  if (was_of)
    esp_facts_add_ca (work->facts, touch, was_of);
  if (is_of && g_strcmp0 (is_of, was_of) != 0)
    esp_facts_add_ca (work->facts, touch, is_of);
  return TRUE;
}

/* A version of a permission says what the shares with it give: it is never changed, and removed
 * only while there are none. */
static gboolean
add_version (Work *work, const EspReplayChange *change, EspTouch touch, GError **error)
{
  g_autoptr (JsonObject) before = read_before (work, change);
  const char *permission = get (before, "permission");
  gint64 number = esp_json_get_int (before, "number", 0);
  g_autoptr (GPtrArray)
    shares = before ? esp_share_store_list (work->replay->state, NULL, NULL, error) : NULL;

  for (guint i = 0; shares && i < shares->len; i++)
    {
      const EspShare *share = g_ptr_array_index (shares, i);
      EspShareStatus status = esp_share_get_status (share, work->event->time);

      if ((status == ESP_SHARE_ACTIVE || status == ESP_SHARE_PENDING) &&
          share->permission_version == number && g_strcmp0 (share->permission, permission) == 0)
        esp_facts_add_ca (work->facts, touch, share->ca);
    }
  return !before || shares;
}

/* --- Roles ------------------------------------------------------------------------------------*/

static const EspReplayChange *
find_change (Work *work, const char *name)
{
  for (guint i = 0; i < work->changes->len; i++)
    {
      const EspReplayChange *change = &g_array_index (work->changes, EspReplayChange, i);

      if (g_str_equal (change->name, name))
        return change;
    }
  return NULL;
}

/* The policies that this entry gives it. */
static void
add_policies (Work *work, EspRole *role)
{
  for (guint i = 0; i < work->changes->len; i++)
    {
      const EspReplayChange *change = &g_array_index (work->changes, EspReplayChange, i);
      const char *document = get (change->row, "document");
      g_autoptr (EspPolicy) policy = NULL;

      if (!g_str_equal (change->table->name, "role_policy") || !document ||
          !is (change->row, "role", role->id))
        continue;
      policy = esp_policy_parse ("new", document, NULL);
      if (policy)
        g_ptr_array_add (role->policies, esp_role_policy_new ("new", document));
    }
}

/* As the row says that it will be; NULL where it does not. */
static EspRole *
read_role (JsonObject *row, const EspRole *before)
{
  g_autoptr (EspRole) role = esp_role_new ();
  const char *scope = get (row, "scope");

  if (!scope || !get (row, "id") || !get (row, "account") || !get (row, "name") ||
      !esp_role_scope_from_string (scope, &role->scope))
    return NULL;
  role->id = g_strdup (get (row, "id"));
  role->account = g_strdup (get (row, "account"));
  role->name = g_strdup (get (row, "name"));
  for (guint i = 0; before && i < before->policies->len; i++)
    {
      const EspRolePolicy *policy = g_ptr_array_index (before->policies, i);

      g_ptr_array_add (role->policies, esp_role_policy_new (policy->name, policy->document));
    }
  return g_steal_pointer (&role);
}

static EspPrincipal *
find_person (Work *work, const char *id)
{
  return id ? esp_principal_store_find (work->replay->state, id, NULL) : NULL;
}

/* As it was and, where its own row changes, as it becomes: each with all policies that it had or
 * gets. */
static gboolean
add_role (Work *work, const EspReplayChange *change, EspTouch touch, GError **error)
{
  g_autofree char *id = first_key (change);
  g_autofree char *name = g_strconcat ("role/", id, NULL);
  const EspReplayChange *own = find_change (work, name);
  const char *slash = strchr (change->key, '/');
  const char *holder = touch == ESP_TOUCH_ASSIGNMENT && slash ? slash + 1 : NULL;
  GError *problem = NULL;
  EspRole *before = esp_role_store_find (work->replay->state, id, &problem);
  EspRole *after = own && own->row ? read_role (own->row, before) : NULL;

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (before)
    add_policies (work, before);
  if (after)
    add_policies (work, after);
  if (before)
    esp_facts_add_role (work->facts, touch, before, find_person (work, holder));
  if (after)
    esp_facts_add_role (work->facts, touch, after, find_person (work, holder));
  return TRUE;
}

/* --- Guardrails -------------------------------------------------------------------------------*/

static void
put_account (GPtrArray *accounts, const EspReplayChange *change)
{
  const char *slash = strchr (change->key, '/');
  guint at;

  if (!slash)
    return;
  if (g_ptr_array_find_with_equal_func (accounts, slash + 1, g_str_equal, &at))
    g_ptr_array_remove_index (accounts, at);
  if (change->row)
    g_ptr_array_add (accounts, g_strdup (slash + 1));
}

static gboolean
add_guardrail (Work *work, const EspReplayChange *change, EspTouch touch, GError **error)
{
  g_autofree char *id = first_key (change);
  g_autofree char *name = g_strconcat ("guardrail/", id, NULL);
  g_autofree char *prefix = g_strconcat ("guardrail_account/", id, "/", NULL);
  const EspReplayChange *own = find_change (work, name);
  GError *problem = NULL;
  g_autoptr (EspGuardrail) before = esp_guardrail_store_find (work->replay->state, id, &problem);
  g_autoptr (GPtrArray) after = g_ptr_array_new_with_free_func (g_free);

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  for (guint i = 0; before && i < before->accounts->len; i++)
    g_ptr_array_add (after, g_strdup (g_ptr_array_index (before->accounts, i)));
  for (guint i = 0; i < work->changes->len; i++)
    if (g_str_has_prefix (g_array_index (work->changes, EspReplayChange, i).name, prefix))
      put_account (after, &g_array_index (work->changes, EspReplayChange, i));
  esp_facts_add_guardrail (work->facts, before ? g_ptr_array_ref (before->accounts) : NULL,
                           own && !own->row ? NULL : g_steal_pointer (&after));
  return TRUE;
}

/* --- People -----------------------------------------------------------------------------------*/

static gboolean
has_keys (JsonObject *row)
{
  return get (row, "agreement_certificate") || get (row, "signing_certificate");
}

/* Keys that somebody brings, or that go, while they are not confirmed yet are nobody's: confirming
 * them is what needs consent. */
static gboolean
is_not_yet_confirmed (Work *work, JsonObject *before, JsonObject *after)
{
  return is (before, "status", "INVITED") && is (after, "status", "INVITED") &&
         (!has_keys (after) || g_str_equal (work->event->action, ENROL));
}

static gboolean
becomes_somebody_else (Work *work, JsonObject *before, JsonObject *after)
{
  static const char *const keys[] = { "status", "agreement_certificate", "signing_certificate",
                                      NULL };

  if (!after || !esp_replay_same_beside (before, after, keys))
    return TRUE;
  if (is (after, "status", "ACTIVE") && !is (before, "status", "ACTIVE"))
    return TRUE;
  return (!esp_replay_same (before, after, "agreement_certificate") ||
          !esp_replay_same (before, after, "signing_certificate")) &&
         !is_not_yet_confirmed (work, before, after);
}

static void
add_fact_of (Work *work, EspTouch touch, const char *id)
{
  EspPrincipal *person = find_person (work, id);

  if (person)
    esp_facts_add_person (work->facts, touch, person);
}

static gboolean
add_person (Work *work, const EspReplayChange *change, EspTouch touch, GError **error)
{
  g_autoptr (JsonObject) before = read_before (work, change);

  if (is (change->row, "kind", "RECOVERY") && !is (before, "kind", "RECOVERY"))
    esp_facts_add_recovery (work->facts);
  if (!before)
    return TRUE;
  if (is (before, "status", "ACTIVE") && !is (change->row, "status", "ACTIVE"))
    add_fact_of (work, ESP_TOUCH_LEAVING, change->key);
  if (becomes_somebody_else (work, before, change->row))
    add_fact_of (work, touch, change->key);
  return TRUE;
}

/* Whoever is invited again may get other tags with it; they count when somebody is confirmed. */
static gboolean
add_tags (Work *work, const EspReplayChange *change, EspTouch touch, GError **error)
{
  g_autofree char *id = first_key (change);
  g_autoptr (EspPrincipal) person = find_person (work, id);

  if (!person || (person->status == ESP_PRINCIPAL_INVITED &&
                  g_str_equal (work->event->action, "iam:CreateUser")))
    return TRUE;
  esp_facts_add_person (work->facts, touch, g_steal_pointer (&person));
  return TRUE;
}

/* --- The table --------------------------------------------------------------------------------*/

static const struct
{
  const char *table;
  AddFunc add;
  EspTouch touch;
} rows[] = {
  { "approver", add_ca_of_key, ESP_TOUCH_AUTHORITY },
  { "assignment", add_role, ESP_TOUCH_ASSIGNMENT },
  { "ca", add_ca, ESP_TOUCH_AUTHORITY },
  { "ca_certificate", add_ca_of_key, ESP_TOUCH_AUTHORITY },
  { "ca_key", add_key, ESP_TOUCH_AUTHORITY },
  { "ca_permission", add_ca_of_key, ESP_TOUCH_AUTHORITY },
  { "ca_request", add_ca_of_key, ESP_TOUCH_AUTHORITY },
  { "ca_tag", add_ca_of_key, ESP_TOUCH_AUTHORITY },
  { "certificate", add_signers, ESP_TOUCH_SIGNATURE },
  { "crl", add_ca_of_key, ESP_TOUCH_SIGNATURE },
  { "crl_part_list", add_signers, ESP_TOUCH_SIGNATURE },
  { "guardrail", add_guardrail, ESP_TOUCH_GUARDRAIL },
  { "guardrail_account", add_guardrail, ESP_TOUCH_GUARDRAIL },
  { "permission_version", add_version, ESP_TOUCH_AUTHORITY },
  { "principal", add_person, ESP_TOUCH_KEYS },
  { "principal_tag", add_tags, ESP_TOUCH_TAGS },
  { "revocation", add_signers, ESP_TOUCH_SIGNATURE },
  { "role", add_role, ESP_TOUCH_POLICY },
  { "role_policy", add_role, ESP_TOUCH_POLICY },
  { "share", add_share, ESP_TOUCH_AUTHORITY },
  { "unknown_revocation", add_ca_of_key, ESP_TOUCH_SIGNATURE },
};

static gboolean
add_facts (Work *work, const EspReplayChange *change, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].table, change->table->name))
      return rows[i].add (work, change, rows[i].touch, error);
  return TRUE;
}

/* Only where something is under two persons at all. */
GPtrArray *
esp_replay_list_facts (EspReplay *replay, const EspEvent *event, GArray *changes, GError **error)
{
  g_autoptr (GPtrArray) facts = esp_facts_new ();
  g_autoptr (GPtrArray) cas = NULL;
  Work work = { replay, event, changes, facts };

  if (changes->len == 0)
    return g_steal_pointer (&facts);
  cas = esp_ca_store_list_dual_control (replay->state, error);
  for (guint i = 0; cas && cas->len > 0 && i < changes->len; i++)
    if (!add_facts (&work, &g_array_index (changes, EspReplayChange, i), error))
      return NULL;
  return cas ? g_steal_pointer (&facts) : NULL;
}
