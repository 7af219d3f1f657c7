/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions and their answers: the values that conditions look at, and the call of the decision.
 * Reading rights from the vault is in esp-rights.c. */
#include "esp-deciding.h"

#include "access/esp-action.h"
#include "base/esp-time.h"
#include "model/esp-arn.h"
#include "model/esp-tag.h"
#include "pki/esp-template.h"

#define TEMPLATE_KEY "acm-pca:TemplateArn"

EspQuestion
esp_question_about (const char *action, const EspCa *ca, gint64 now)
{
  return (EspQuestion){ .action = action,
                        .resource = ca->arn,
                        .resource_account = ca->account,
                        .resource_tags = ca->tags,
                        .now = now };
}

/* --- Keys --------------------------------------------------------------------------------------*/

static void
set_time (EspConditionKeys *keys, gint64 now)
{
  g_autofree char *text = esp_time_to_rfc3339 (now);
  g_autofree char *epoch = g_strdup_printf ("%" G_GINT64_FORMAT, now);

  esp_condition_keys_set (keys, "aws:CurrentTime", text);
  esp_condition_keys_set (keys, "aws:EpochTime", epoch);
}

static void
set_tags (EspConditionKeys *keys, const char *prefix, GPtrArray *tags)
{
  for (guint i = 0; tags && i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);

      if (tag->value)
        esp_condition_keys_set_tag (keys, prefix, tag->key, tag->value);
    }
}

static void
set_tag_keys (EspConditionKeys *keys, GPtrArray *tags)
{
  g_autoptr (GPtrArray) names = NULL;

  if (!tags || tags->len == 0)
    return;
  names = g_ptr_array_new ();
  for (guint i = 0; i < tags->len; i++)
    g_ptr_array_add (names, ((const EspTag *) g_ptr_array_index (tags, i))->key);
  g_ptr_array_add (names, NULL);
  esp_condition_keys_set_list (keys, "aws:TagKeys", (const char *const *) names->pdata);
}

static EspConditionKeys *
make_keys (const EspRights *rights, const EspQuestion *question)
{
  EspConditionKeys *keys = esp_condition_keys_copy (rights->keys);

  set_time (keys, question->now);
  if (question->resource_account)
    esp_condition_keys_set (keys, "aws:ResourceAccount", question->resource_account);
  set_tags (keys, "aws:ResourceTag", question->resource_tags);
  set_tags (keys, "aws:RequestTag", question->request_tags);
  set_tag_keys (keys, question->request_tags);
  if (question->template_arn)
    esp_condition_keys_set (keys, TEMPLATE_KEY, question->template_arn);
  return keys;
}

/* --- Asking ------------------------------------------------------------------------------------*/

static GPtrArray *
find_shared (const EspRights *rights, const EspQuestion *question)
{
  g_autofree char *id = NULL;

  if (!rights->shared || !question->resource || !esp_arn_parse_ca (question->resource, NULL, &id))
    return NULL;
  return g_hash_table_lookup (rights->shared, id);
}

/* The recovery identity acts for the organization: to make it is as to hand out a role of it. */
static gboolean
is_wide (const EspRights *rights, const EspQuestion *question)
{
  if (!rights->wide)
    return FALSE;
  return g_ascii_strcasecmp (question->action, "espalier:CreateRecoveryIdentity") == 0 ||
         (question->resource && g_hash_table_contains (rights->wide, question->resource));
}

static EspAccessRequest
make_request (const EspRights *rights, const EspQuestion *question, const EspConditionKeys *keys)
{
  return (EspAccessRequest){
    .action = question->action,
    .resource = question->resource ? question->resource : "*",
    .resource_account = question->resource_account,
    .principal = rights->principal_arn,
    .principal_role = rights->role_arn,
    .principal_account = rights->account,
    .service = rights->kind == ESP_PRINCIPAL_SERVICE ? rights->principal_name : NULL,
    .principal_active = rights->active,
    .organization_scope = rights->organization_scope,
    .resource_is_wide = is_wide (rights, question),
    .keys = keys,
    .guardrails = rights->guardrails,
    .identity_policies = rights->policies,
    .resource_policies = find_shared (rights, question),
  };
}

EspDecision *
esp_rights_decide (const EspRights *rights, const EspQuestion *question, GError **error)
{
  g_autoptr (EspConditionKeys) keys = make_keys (rights, question);
  EspAccessRequest request = make_request (rights, question, keys);
  EspDecision *decision = esp_decide (&request);

  if (!esp_decision_is_allowed (decision))
    esp_decision_set_error (decision, &request, error);
  return decision;
}

EspDecision *
esp_rights_explain (const EspRights *rights,
                    const EspQuestion *question,
                    GPtrArray **steps,
                    EspConditionKeys **keys_seen)
{
  g_autoptr (EspConditionKeys) keys = make_keys (rights, question);
  EspAccessRequest request = make_request (rights, question, keys);
  EspDecision *decision = esp_decide_explained (&request, steps);

  if (keys_seen)
    *keys_seen = g_steal_pointer (&keys);
  return decision;
}

gboolean
esp_rights_allow (const EspRights *rights, const EspQuestion *question)
{
  g_autoptr (EspConditionKeys) keys = make_keys (rights, question);
  EspAccessRequest request = make_request (rights, question, keys);

  return esp_decide_quickly (&request) == ESP_DECISION_ALLOW;
}

/* --- In some form ------------------------------------------------------------------------------*/

static gboolean
knows_templates (const char *name)
{
  const EspAction *action = esp_action_find (name);

  for (gsize i = 0; action && action->condition_keys[i]; i++)
    if (g_ascii_strcasecmp (action->condition_keys[i], TEMPLATE_KEY) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
could_by_template (const EspAccessRequest *request, EspConditionKeys *keys, gboolean templates)
{
  GPtrArray *rows = templates ? esp_templates () : NULL;

  if (!templates)
    return esp_decide_quickly (request) == ESP_DECISION_ALLOW;
  for (guint i = 0; i < rows->len; i++)
    {
      esp_condition_keys_set (keys, TEMPLATE_KEY,
                              ((const EspTemplate *) g_ptr_array_index (rows, i))->arn);
      if (esp_decide_quickly (request) == ESP_DECISION_ALLOW)
        return TRUE;
    }
  return FALSE;
}

/* A decision changes with the time only where a policy tells of a time: it is asked for the second
 * before each that is still to come, for the second itself, and for the one after it. */
static gboolean
could_later (const EspAccessRequest *request,
             EspConditionKeys *keys,
             gboolean templates,
             const GArray *moments,
             gint64 now)
{
  for (guint i = 0; moments && i < moments->len; i++)
    for (int step = -1; step <= 1; step++)
      {
        gint64 then = g_array_index (moments, gint64, i) + step;

        if (then <= now)
          continue;
        set_time (keys, then);
        if (could_by_template (request, keys, templates))
          return TRUE;
      }
  return FALSE;
}

gboolean
esp_rights_could (const EspRights *rights, const EspQuestion *question, gboolean ever)
{
  g_autoptr (EspConditionKeys) keys = make_keys (rights, question);
  EspAccessRequest request = make_request (rights, question, keys);
  gboolean templates = !question->template_arn && rights->tells_templates &&
                       knows_templates (question->action);

  return could_by_template (&request, keys, templates) ||
         (ever && could_later (&request, keys, templates, rights->moments, question->now));
}
