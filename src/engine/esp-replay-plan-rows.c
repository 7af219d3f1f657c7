/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entries that make a plan real on which two persons agreed: each new thing is one of the plan,
 * as the plan has it, and made once; nothing else changes; and with the last entry nothing is left
 * out. */
#include "esp-replay-private.h"

#include "base/esp-json.h"
#include "design/esp-plan-diff.h"
#include "esp-approving.h"
#include "esp-existing.h"
#include "esp-provisioning.h"
#include "esp-replay-rules.h"
#include "model/esp-arn.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"

#include <string.h>

#define NOT_AGREED "is not what the two persons agreed on"
#define LEFT_OUT "was agreed on by two persons, and is not there"

typedef struct
{
  EspReplay *replay;
  const EspEvent *event;
  EspReplayRun *run;
  GArray *changes; /* EspReplayChange */
} Work;

/* --- Rows -------------------------------------------------------------------------------------*/

static gboolean
is_table (const EspReplayChange *change, const char *table)
{
  return g_str_equal (change->table->name, table);
}

/* A row that was not there before. */
static gboolean
is_new (const Work *work, const EspReplayChange *change)
{
  g_autoptr (JsonObject) before = NULL;

  if (!change->row)
    return FALSE;
  before = esp_replay_read_row (work->replay->state, change->table, change->key);
  return before == NULL;
}

static char *
first_key (const EspReplayChange *change)
{
  return g_strndup (change->key, strcspn (change->key, "/"));
}

static const char *
second_key (const EspReplayChange *change)
{
  const char *slash = strchr (change->key, '/');

  return slash ? slash + 1 : "";
}

/* The thing with this key comes with this very entry. */
static gboolean
comes_with (const Work *work, const char *table, const char *id)
{
  for (guint i = 0; i < work->changes->len; i++)
    {
      const EspReplayChange *change = &g_array_index (work->changes, EspReplayChange, i);

      if (is_table (change, table) && g_str_equal (change->key, id))
        return is_new (work, change);
    }
  return FALSE;
}

typedef gboolean (*PartFunc) (gconstpointer planned, JsonObject *row);

/* Rows of @table that belong to @id: each is one of the @n that are planned, and none is missing.
 */
static gboolean
has_parts (const Work *work,
           const char *table,
           const char *id,
           guint n,
           PartFunc is_planned,
           gconstpointer planned)
{
  for (guint i = 0; i < work->changes->len; i++)
    {
      const EspReplayChange *change = &g_array_index (work->changes, EspReplayChange, i);
      g_autofree char *owner = first_key (change);

      if (!is_table (change, table) || !g_str_equal (owner, id))
        continue;
      if (n == 0 || !change->row || !is_planned (planned, change->row))
        return FALSE;
      n--;
    }
  return n == 0;
}

static gboolean
is_planned_tag (gconstpointer planned, JsonObject *row)
{
  const GPtrArray *tags = planned;

  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);

      if (esp_replay_has (row, "key", tag->key))
        return esp_replay_has (row, "value", tag->value);
    }
  return FALSE;
}

static gboolean
has_tags (const Work *work, const char *table, const char *id, GPtrArray *tags)
{
  return has_parts (work, table, id, tags->len, is_planned_tag, tags);
}

static gboolean
is_document (JsonNode *planned, const char *text)
{
  g_autoptr (JsonNode) node = text ? esp_json_parse (text, -1, ESP_PLAN_MAX_SIZE, NULL) : NULL;

  return node && planned && json_node_equal (node, planned);
}

/* FALSE: it was made before. */
static gboolean
take (const Work *work, gconstpointer planned)
{
  return g_hash_table_add (work->run->done, (gpointer) planned);
}

/* --- Accounts, guardrails, roles --------------------------------------------------------------*/

typedef gboolean (*MeantFunc) (const Work *work, const EspReplayChange *change);

static gboolean
is_meant_account (const Work *work, const EspReplayChange *change)
{
  const EspPlanAccount *planned = esp_plan_find_account (work->run->plan, change->key);

  return is_new (work, change) && planned && esp_replay_has (change->row, "name", planned->name) &&
         take (work, planned);
}

static gboolean
is_planned_account (gconstpointer planned, JsonObject *row)
{
  const char *number = esp_json_get_string (row, "account");

  return number && g_strv_contains ((const char *const *) planned, number);
}

static gboolean
is_meant_guardrail (const Work *work, const EspReplayChange *change)
{
  GPtrArray *guardrails = work->run->plan->guardrails;

  for (guint i = 0; is_new (work, change) && i < guardrails->len; i++)
    {
      const EspPlanGuardrail *planned = g_ptr_array_index (guardrails, i);
      guint n = planned->accounts ? g_strv_length (planned->accounts) : 0;

      if (esp_replay_has (change->row, "name", planned->name))
        return is_document (planned->document, esp_json_get_string (change->row, "document")) &&
               has_parts (work, "guardrail_account", change->key, n, is_planned_account,
                          planned->accounts) &&
               take (work, planned);
    }
  return FALSE;
}

static gboolean
is_planned_policy (gconstpointer planned, JsonObject *row)
{
  const GPtrArray *policies = planned;

  for (guint i = 0; i < policies->len; i++)
    {
      const EspPlanPolicy *policy = g_ptr_array_index (policies, i);

      if (esp_replay_has (row, "name", policy->name))
        return is_document (policy->document, esp_json_get_string (row, "document"));
    }
  return FALSE;
}

static gboolean
is_meant_role (const Work *work, const EspReplayChange *change)
{
  GPtrArray *roles = work->run->plan->roles;

  for (guint i = 0; is_new (work, change) && i < roles->len; i++)
    {
      const EspPlanRole *planned = g_ptr_array_index (roles, i);

      if (esp_replay_has (change->row, "name", planned->name) &&
          esp_replay_has (change->row, "account", planned->account))
        return esp_replay_has (change->row, "scope", "ACCOUNT") && !planned->organization_scope &&
               has_parts (work, "role_policy", change->key, planned->policies->len,
                          is_planned_policy, planned->policies) &&
               has_tags (work, "role_tag", change->key, planned->tags) && take (work, planned);
    }
  return FALSE;
}

/* --- Authorities ------------------------------------------------------------------------------*/

static gboolean
is_subject (const char *planned, const char *subject)
{
  g_autoptr (EspName) first = esp_name_parse (planned, NULL);
  g_autoptr (EspName) second = subject ? esp_name_parse (subject, NULL) : NULL;

  return first && second && g_str_equal (esp_name_get_text (first), esp_name_get_text (second));
}

static gboolean
is_parent (const Work *work, const EspPlanCa *planned, const char *parent)
{
  g_autofree char *id = NULL;

  if (planned->parent)
    return parent && g_strcmp0 (g_hash_table_lookup (work->run->ids, planned->parent), parent) == 0;
  if (planned->parent_arn)
    return esp_arn_parse_ca (planned->parent_arn, NULL, &id) && g_strcmp0 (id, parent) == 0;
  return parent == NULL;
}

/* One that stands where the plan has one that nobody made yet. */
static const EspPlanCa *
find_planned (const Work *work, JsonObject *row)
{
  GPtrArray *cas = work->run->plan->cas;

  for (guint i = 0; i < cas->len; i++)
    {
      const EspPlanCa *planned = g_ptr_array_index (cas, i);

      if (!g_hash_table_contains (work->run->ids, planned->key) &&
          esp_replay_has (row, "account", planned->account) &&
          is_parent (work, planned, esp_json_get_string (row, "parent")) &&
          is_subject (planned->subject, esp_json_get_string (row, "subject")))
        return planned;
    }
  return NULL;
}

static gboolean
is_as_planned (const EspPlanCa *planned, JsonObject *row)
{
  const EspTemplate *template = esp_template_find (planned->template_name, NULL);

  return template && esp_replay_has (row, "template_name", template->name) &&
         esp_replay_has (row, "state", "ACTIVE") &&
         esp_replay_has_number (row, "path_length", esp_plan_ca_get_path_length (planned)) &&
         esp_replay_has (row, "key_algorithm", planned->key_algorithm) &&
         esp_replay_has (row, "usage_mode", esp_usage_mode_to_string (planned->usage_mode)) &&
         esp_replay_has_number (row, "dual_control", planned->dual_control) &&
         esp_replay_has (row, "predecessor", NULL);
}

/* The CA of the plan with this UUID. */
static const EspPlanCa *
find_by_id (const Work *work, const char *id)
{
  GHashTableIter iter;
  gpointer key, own;

  g_hash_table_iter_init (&iter, work->run->ids);
  while (g_hash_table_iter_next (&iter, &key, &own))
    if (g_strcmp0 (own, id) == 0)
      return esp_plan_find_ca (work->run->plan, key);
  return NULL;
}

/* Its certificate, as it was signed, with the names that limit it and the time that the plan has.
 */
static gboolean
is_certificate_of (const Work *work, const EspReplayChange *change, const EspReplayChange *own)
{
  const EspPlanCa *planned = find_by_id (work, own->key);
  const EspTemplate *template = planned ? esp_template_find (planned->template_name, NULL) : NULL;
  g_autoptr (EspCertificate) certificate = esp_replay_read_certificate (work->replay, change);
  g_autoptr (JsonObject) parameters = json_object_new ();

  if (!template || !certificate || !esp_replay_is_of_authority (certificate, own->row) ||
      !esp_provisioning_add_constraints (parameters, planned, NULL))
    return FALSE;
  json_object_set_string_member (parameters, "Validity", planned->validity);
  return esp_replay_keeps_terms (certificate, template, parameters, NULL, work->event->time);
}

static gboolean
is_changed_by_the_way (const Work *work, const EspReplayChange *change)
{
  static const char *const columns[] = { "changed_at", NULL };
  g_autoptr (JsonObject)
    before = esp_replay_read_row (work->replay->state, change->table, change->key);

  return before && change->row && esp_replay_same_beside (before, change->row, columns);
}

static gboolean
is_meant_ca (const Work *work, const EspReplayChange *change)
{
  const EspPlanCa *planned;

  if (!is_new (work, change))
    return is_changed_by_the_way (work, change);
  planned = find_planned (work, change->row);
  if (!planned)
    return FALSE;
  g_hash_table_insert (work->run->ids, g_strdup (planned->key), g_strdup (change->key));
  g_hash_table_add (work->run->made, g_strdup (change->key));
  return is_as_planned (planned, change->row) &&
         has_tags (work, "ca_tag", change->key, planned->tags);
}

/* One, of the authority that comes with the entry. */
static gboolean
is_meant_certificate (const Work *work, const EspReplayChange *change)
{
  const EspReplayChange *own = NULL;
  guint n = 0;

  for (guint i = 0; i < work->changes->len; i++)
    {
      const EspReplayChange *other = &g_array_index (work->changes, EspReplayChange, i);

      if (is_table (other, "ca") && is_new (work, other))
        own = other;
      if (is_table (other, "certificate"))
        n++;
    }
  return own && n == 1 && is_certificate_of (work, change, own);
}

/* --- Approvers and shares ---------------------------------------------------------------------*/

/* Those who could approve while nobody was named are named with the first one. */
static gboolean
could_approve (const Work *work, const char *id, const char *person)
{
  g_autoptr (EspCa) ca = esp_ca_store_find (work->replay->state, id, NULL);
  g_autoptr (GPtrArray)
    able = ca ? esp_approving_able (work->replay->state, ca, work->event->time, NULL) : NULL;

  return able && esp_approving_is_among (able, person);
}

static gboolean
is_meant_approver (const Work *work, const EspReplayChange *change)
{
  g_autofree char *id = first_key (change);
  const EspPlanCa *planned = find_by_id (work, id);
  g_autoptr (EspPrincipal)
    person = esp_principal_store_find (work->replay->state, second_key (change), NULL);
  gboolean named;

  if (!planned || !person || !planned->approvers || !*planned->approvers)
    return FALSE;
  named = g_strv_contains ((const char *const *) planned->approvers, person->name);
  return change->row ? named || could_approve (work, id, person->id) : !named;
}

static gboolean
is_share_of (const EspPlanShare *planned, JsonObject *row)
{
  return esp_replay_has (row, "name", planned->name) &&
         esp_replay_has (row, "consumer_kind", "ACCOUNT") &&
         esp_replay_has (row, "consumer", planned->account) &&
         esp_replay_has (row, "consumer_account", planned->account) &&
         esp_replay_has (row, "permission", planned->permission) &&
         esp_replay_has (row, "signing", planned->here ? "HERE" : "REQUEST");
}

static gboolean
is_meant_share (const Work *work, const EspReplayChange *change)
{
  GPtrArray *shares = work->run->plan->shares;
  const EspPlanCa *ca = change->row ? find_by_id (work, esp_json_get_string (change->row, "ca")) :
                                      NULL;

  for (guint i = 0; ca && is_new (work, change) && i < shares->len; i++)
    {
      const EspPlanShare *planned = g_ptr_array_index (shares, i);

      if (g_str_equal (planned->ca, ca->key) && is_share_of (planned, change->row) &&
          has_tags (work, "share_tag", change->key, planned->tags) && take (work, planned))
        return TRUE;
    }
  return FALSE;
}

/* --- What belongs to a thing ------------------------------------------------------------------*/

/* It was looked at with the thing itself. */
static gboolean
is_of_new (const Work *work, const EspReplayChange *change, const char *table)
{
  g_autofree char *id = first_key (change);

  return comes_with (work, table, id);
}

static gboolean
is_of_guardrail (const Work *work, const EspReplayChange *change)
{
  return is_of_new (work, change, "guardrail");
}

static gboolean
is_of_role (const Work *work, const EspReplayChange *change)
{
  return is_of_new (work, change, "role");
}

static gboolean
is_of_ca (const Work *work, const EspReplayChange *change)
{
  return is_of_new (work, change, "ca");
}

static gboolean
is_of_share (const Work *work, const EspReplayChange *change)
{
  return is_of_new (work, change, "share");
}

/* Keys follow who may do what; to whom is another question (esp-replay-sealing.c). */
static gboolean
is_sealed (const Work *work, const EspReplayChange *change)
{
  return *change->hex != '\0' || !is_table (change, "ca_key");
}

static gboolean
is_any (const Work *work, const EspReplayChange *change)
{
  return TRUE;
}

/* --- The table --------------------------------------------------------------------------------*/

static const struct
{
  const char *table;
  gboolean is_last; /* the last entry may change it too */
  MeantFunc is_meant;
} rows[] = {
  { "account", FALSE, is_meant_account },
  { "approval", TRUE, is_any }, /* esp_replay_judge_request() */
  { "approver", FALSE, is_meant_approver },
  { "ca", FALSE, is_meant_ca },
  { "ca_certificate", FALSE, is_of_ca },
  { "ca_key", TRUE, is_sealed },
  { "ca_key_part", TRUE, is_sealed },
  { "ca_key_recipient", TRUE, is_sealed },
  { "ca_request", FALSE, is_of_ca },
  { "ca_tag", FALSE, is_of_ca },
  { "certificate", FALSE, is_meant_certificate },
  { "crl_part", FALSE, is_any }, /* says where a list of its parent will be */
  { "guardrail", FALSE, is_meant_guardrail },
  { "guardrail_account", FALSE, is_of_guardrail },
  { "role", FALSE, is_meant_role },
  { "role_policy", FALSE, is_of_role },
  { "role_tag", FALSE, is_of_role },
  { "share", FALSE, is_meant_share },
  { "share_tag", FALSE, is_of_share },
  { "vault", TRUE, is_any }, /* counts changes */
};

static gboolean
is_meant (const Work *work, const EspReplayChange *change)
{
  gboolean is_last = g_str_equal (work->event->action, ESP_REPLAY_WHOLE);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (is_table (change, rows[i].table))
      return (rows[i].is_last || !is_last) && rows[i].is_meant (work, change);
  return FALSE;
}

/* --- At the end -------------------------------------------------------------------------------*/

/* People come by themselves, and approvers when they have; the rest was refused unless it was so.
 */
static gboolean
is_left (const EspPlanDifference *difference)
{
  return difference->kind != ESP_PLAN_ONLY_HERE && difference->thing != ESP_PLAN_THING_PERSON &&
         g_strcmp0 (difference->member, "approvers") != 0 &&
         g_strcmp0 (difference->member, "organizationScope") != 0;
}

static void
check_complete (const Work *work)
{
  g_autoptr (GHashTable) arns = NULL;
  g_autoptr (EspPlan) existing = esp_existing_read (work->replay->state, NULL, ESP_EXISTING_ALL,
                                                    work->event->time, &arns, NULL);
  g_autoptr (GPtrArray) differences = existing ? esp_plan_diff (work->run->plan, existing, arns) :
                                                 NULL;

  if (!differences)
    esp_replay_tell (work->replay, work->event, "what it made of its plan can't be told");
  for (guint i = 0; differences && i < differences->len; i++)
    {
      const EspPlanDifference *difference = g_ptr_array_index (differences, i);
      g_autofree char *kind = g_ascii_strdown (esp_plan_thing_to_string (difference->thing), -1);
      g_autofree char *object = g_strdup_printf ("%s %s", g_strdelimit (kind, "_", ' '),
                                                 difference->name);

      if (is_left (difference))
        work->replay->find (work->event->sequence, object,
                            difference->kind == ESP_PLAN_MISSING ? LEFT_OUT : NOT_AGREED,
                            work->replay->data);
    }
}

/* What the state does not have yet is named by its own row. */
static void
tell_other (const Work *work, const EspReplayChange *change)
{
  const char *label = esp_json_get_string (change->row, "label");
  const char *name = label ? label : esp_json_get_string (change->row, "name");
  g_autofree char *object = NULL;

  if (!name || !is_new (work, change))
    {
      esp_replay_tell_row (work->replay, work->event, change->table, change->key, NOT_AGREED);
      return;
    }
  object = g_strdup_printf ("%s %s", change->table->name, name);
  work->replay->find (work->event->sequence, object, NOT_AGREED, work->replay->data);
}

/* Rows of authorities first: what else belongs to them is found by their keys. */
void
esp_replay_check_plan (EspReplay *replay, const EspEvent *event, GArray *changes)
{
  const Work work = { replay, event, replay->run, changes };

  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < changes->len; i++)
      {
        const EspReplayChange *change = &g_array_index (changes, EspReplayChange, i);

        if (is_table (change, "ca") == (pass == 0) && !is_meant (&work, change))
          tell_other (&work, change);
      }
  if (g_str_equal (event->action, ESP_REPLAY_WHOLE))
    check_complete (&work);
}
