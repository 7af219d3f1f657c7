/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a sample must fulfil before anything is made of it: references, names, the hierarchy's own
 * arithmetic, and times. Times are judged in days with the shortest and longest that a year or
 * month can be, so that a sample that is accepted holds at every date.
 */
#include "esp-sample-private.h"

#include "access/esp-managed-permission.h"
#include "access/esp-policy.h"
#include "base/esp-error.h"
#include "model/esp-arn.h"
#include "model/esp-principal.h"
#include "pki/esp-algorithm.h"
#include "pki/esp-crl.h"
#include "pki/esp-hierarchy.h"
#include "pki/esp-name.h"
#include "pki/esp-template.h"
#include "pki/esp-validity.h"

#include <string.h>

#define ALTERNATIVE_NAME_PREFIX "DNS:"
#define NUMBER_PLACE "{n}"

typedef struct
{
  gint64 shortest;
  gint64 longest;
} Days;

/* The index of the record whose first member or @offset holds @text, among the first @n; or -1. */
static int
find_record (GPtrArray *records, guint n, gsize offset, const char *text)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (G_STRUCT_MEMBER (char *, g_ptr_array_index (records, i), offset), text) == 0)
      return (int) i;
  return -1;
}

static gboolean
has_account (const EspSample *sample, const char *id)
{
  return find_record (sample->accounts, sample->accounts->len,
                      G_STRUCT_OFFSET (EspSampleAccount, id), id) >= 0;
}

static gboolean
read_days (const char *text, Days *days, GError **error)
{
  EspValidity validity;

  if (!esp_validity_parse (text, &validity, error))
    return FALSE;
  days->shortest = days->longest = validity.value;
  if (validity.type == ESP_VALIDITY_YEARS)
    {
      days->shortest = validity.value * 365;
      days->longest = validity.value * 366;
    }
  else if (validity.type == ESP_VALIDITY_MONTHS)
    {
      days->shortest = validity.value * 28;
      days->longest = validity.value * 31;
    }
  else if (validity.type != ESP_VALIDITY_DAYS)
    {
      esp_error_set (error, ESP_REASON_VALIDITY_SYNTAX, NULL, "value", text, NULL);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_thing_name (const char *list, guint index, const char *name, GError **error)
{
  GError *cause = NULL;

  if (!esp_thing_name_check (name, &cause))
    return esp_sample_refuse_for (error, list, index, "name", cause);
  return TRUE;
}

/* --- Accounts, roles, people ------------------------------------------------------------------*/

static gboolean
check_account (const EspSample *sample, guint index, GError **error)
{
  const EspSampleAccount *account = g_ptr_array_index (sample->accounts, index);

  if (!esp_account_number_is_valid (account->id))
    return esp_sample_refuse (error, "accounts", index, "id", "twelve digits are wanted");
  if (find_record (sample->accounts, index, G_STRUCT_OFFSET (EspSampleAccount, id), account->id) >=
        0 ||
      find_record (sample->accounts, index, G_STRUCT_OFFSET (EspSampleAccount, name),
                   account->name) >= 0)
    return esp_sample_refuse (error, "accounts", index, NULL, "number and name must be unique");
  return check_thing_name ("accounts", index, account->name, error);
}

static gboolean
is_role (const EspSampleRole *role, const char *account, const char *name)
{
  return g_str_equal (role->account, account) && g_str_equal (role->name, name);
}

static gboolean
has_role (const EspSample *sample, guint n, const char *account, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (is_role (g_ptr_array_index (sample->roles, i), account, name))
      return TRUE;
  return FALSE;
}

static gboolean
check_role (const EspSample *sample, guint index, GError **error)
{
  const EspSampleRole *role = g_ptr_array_index (sample->roles, index);

  if (!has_account (sample, role->account))
    return esp_sample_refuse (error, "roles", index, "account", "there is no such account");
  if (has_role (sample, index, role->account, role->name))
    return esp_sample_refuse (error, "roles", index, "name", "it must be unique in its account");
  for (char **policy = role->policies; *policy; policy++)
    {
      GError *cause = NULL;
      g_autoptr (EspPolicy) parsed = esp_policy_parse (role->name, *policy, &cause);

      if (!parsed)
        return esp_sample_refuse_for (error, "roles", index, "policies", cause);
    }
  if (role->policy_names && g_strv_length (role->policy_names) != g_strv_length (role->policies))
    return esp_sample_refuse (error, "roles", index, "policyNames",
                              "as many names as policies are wanted");
  return check_thing_name ("roles", index, role->name, error);
}

static gboolean
check_guardrail (const EspSample *sample, guint index, GError **error)
{
  const EspSampleGuardrail *guardrail = g_ptr_array_index (sample->guardrails, index);
  GError *cause = NULL;
  g_autoptr (EspPolicy) parsed = esp_policy_parse_kind (ESP_POLICY_GUARDRAIL, guardrail->name,
                                                        guardrail->policy, &cause);

  if (!parsed)
    return esp_sample_refuse_for (error, "guardrails", index, "policy", cause);
  if (find_record (sample->guardrails, index, G_STRUCT_OFFSET (EspSampleGuardrail, name),
                   guardrail->name) >= 0)
    return esp_sample_refuse (error, "guardrails", index, "name", "it must be unique");
  for (char **account = guardrail->accounts; account && *account; account++)
    if (!has_account (sample, *account))
      return esp_sample_refuse (error, "guardrails", index, "accounts", "there is no such account");
  return check_thing_name ("guardrails", index, guardrail->name, error);
}

static gboolean
check_person (const EspSample *sample, guint index, GError **error)
{
  const EspSamplePerson *person = g_ptr_array_index (sample->people, index);

  if (!has_account (sample, person->account))
    return esp_sample_refuse (error, "people", index, "account", "there is no such account");
  if (find_record (sample->people, index, G_STRUCT_OFFSET (EspSamplePerson, name), person->name) >=
      0)
    return esp_sample_refuse (error, "people", index, "name", "it must be unique");
  for (char **role = person->roles; *role; role++)
    if (!has_role (sample, sample->roles->len, person->account, *role))
      return esp_sample_refuse (error, "people", index, "roles",
                                "there is no such role in the account");
  return check_thing_name ("people", index, person->name, error);
}

/* --- Certificate authorities ------------------------------------------------------------------*/

static const EspSampleCa *
find_ca (const EspSample *sample, guint n, const char *key)
{
  int index = find_record (sample->cas, n, G_STRUCT_OFFSET (EspSampleCa, key), key);

  return index < 0 ? NULL : g_ptr_array_index (sample->cas, (guint) index);
}

static int
get_level (const EspSample *sample, const EspSampleCa *ca)
{
  int level = 1;

  for (; ca->parent; ca = find_ca (sample, sample->cas->len, ca->parent))
    level++;
  return level;
}

/* At least so many days of its life are left to @ca. */
static gint64
get_days_left (const EspSampleCa *ca)
{
  Days days;

  return read_days (ca->validity, &days, NULL) ? days.shortest - ca->age_days : 0;
}

static gboolean
check_ca_parent (const EspSample *sample, guint index, const EspSampleCa *parent, GError **error)
{
  const EspSampleCa *ca = g_ptr_array_index (sample->cas, index);
  GError *cause = NULL;

  if (!esp_hierarchy_check_path_length (parent->path_length, ca->path_length, &cause))
    return esp_sample_refuse_for (error, "cas", index, "pathLength", cause);
  if (!esp_hierarchy_check_depth (get_level (sample, parent), &cause))
    return esp_sample_refuse_for (error, "cas", index, "parent", cause);
  if (ca->path_length < 0 || ca->path_length >= ESP_MAX_LEVELS - 1)
    return esp_sample_refuse (error, "cas", index, "pathLength",
                              "no template has this path length");
  if (ca->age_days >= parent->age_days)
    return esp_sample_refuse (error, "cas", index, "ageDays", "it must be younger than its parent");
  return TRUE;
}

static gboolean
check_ca_times (guint index, const EspSampleCa *ca, const EspSampleCa *parent, GError **error)
{
  GError *cause = NULL;
  Days days;

  if (!read_days (ca->validity, &days, &cause))
    return esp_sample_refuse_for (error, "cas", index, "validity", cause);
  if (days.shortest <= ca->age_days)
    return esp_sample_refuse (error, "cas", index, "ageDays", "it would have expired");
  if (parent && days.longest - ca->age_days > get_days_left (parent))
    return esp_sample_refuse (error, "cas", index, "validity", "it would outlive its parent");
  return TRUE;
}

static gboolean
check_ca_subject (const EspSample *sample, guint index, GError **error)
{
  const EspSampleCa *ca = g_ptr_array_index (sample->cas, index);
  GError *cause = NULL;
  g_autoptr (EspName) name = esp_name_parse (ca->subject, &cause);

  if (!name)
    return esp_sample_refuse_for (error, "cas", index, "subject", cause);
  for (guint i = 0; i < index; i++)
    {
      const EspSampleCa *other = g_ptr_array_index (sample->cas, i);
      g_autoptr (EspName) other_name = esp_name_parse (other->subject, NULL);

      if (g_strcmp0 (esp_name_get_label (name), esp_name_get_label (other_name)) == 0)
        return esp_sample_refuse (error, "cas", index, "subject", "the common name must be unique");
    }
  return TRUE;
}

static gboolean
has_person (const EspSample *sample, const char *name)
{
  return find_record (sample->people, sample->people->len, G_STRUCT_OFFSET (EspSamplePerson, name),
                      name) >= 0;
}

static gboolean
check_approvers (const EspSample *sample, guint index, GError **error)
{
  const EspSampleCa *ca = g_ptr_array_index (sample->cas, index);

  if (ca->approvers && !ca->dual_control)
    return esp_sample_refuse (error, "cas", index, "approvers", "they belong to dualControl");
  for (char **name = ca->approvers; name && *name; name++)
    if (!has_person (sample, *name))
      return esp_sample_refuse (error, "cas", index, "approvers", "there is no such person");
  return TRUE;
}

static gboolean
check_ca (const EspSample *sample, guint index, GError **error)
{
  const EspSampleCa *ca = g_ptr_array_index (sample->cas, index);
  const EspSampleCa *parent = ca->parent ? find_ca (sample, index, ca->parent) : NULL;
  GError *cause = NULL;

  if (find_ca (sample, index, ca->key))
    return esp_sample_refuse (error, "cas", index, "key", "it must be unique");
  if (!has_account (sample, ca->account))
    return esp_sample_refuse (error, "cas", index, "account", "there is no such account");
  if (ca->parent && !parent)
    return esp_sample_refuse (error, "cas", index, "parent", "no CA before it has this key");
  if (!ca->parent && ca->path_length >= 0)
    return esp_sample_refuse (error, "cas", index, "pathLength", "a root has none");
  if (!esp_key_algorithm_find (ca->key_algorithm, &cause))
    return esp_sample_refuse_for (error, "cas", index, "keyAlgorithm", cause);
  return check_ca_subject (sample, index, error) &&
         (!parent || check_ca_parent (sample, index, parent, error)) &&
         check_ca_times (index, ca, parent, error) && check_approvers (sample, index, error);
}

/* --- Shares -----------------------------------------------------------------------------------*/

static gboolean
check_share (const EspSample *sample, guint index, GError **error)
{
  const EspSampleShare *share = g_ptr_array_index (sample->shares, index);
  const EspSampleCa *ca = find_ca (sample, sample->cas->len, share->ca);

  if (!ca)
    return esp_sample_refuse (error, "shares", index, "ca", "no CA has this key");
  if (!has_account (sample, share->account) || g_str_equal (share->account, ca->account))
    return esp_sample_refuse (error, "shares", index, "account",
                              "another account than the CA's is wanted");
  if (!esp_managed_permission_find (share->permission))
    return esp_sample_refuse (error, "shares", index, "permission",
                              "the service has no such managed permission");
  if (find_record (sample->shares, index, G_STRUCT_OFFSET (EspSampleShare, name), share->name) >= 0)
    return esp_sample_refuse (error, "shares", index, "name", "it must be unique");
  return check_thing_name ("shares", index, share->name, error);
}

/* --- Batches ----------------------------------------------------------------------------------*/

static gboolean
is_dns_template (const char *text)
{
  if (!g_str_has_prefix (text, ALTERNATIVE_NAME_PREFIX))
    return FALSE;
  text += strlen (ALTERNATIVE_NAME_PREFIX);
  return *text && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-.{}") == strlen (text);
}

static gboolean
check_batch_names (const EspSampleBatch *batch, guint index, GError **error)
{
  g_autofree char *subject = esp_sample_batch_subject (batch, batch->count);
  GError *cause = NULL;
  g_autoptr (EspName) name = esp_name_parse (subject, &cause);
  const EspTemplate *template;

  if (!name)
    return esp_sample_refuse_for (error, "batches", index, "subject", cause);
  if (batch->count > 1 && !strstr (batch->subject, NUMBER_PLACE))
    return esp_sample_refuse (error, "batches", index, "subject",
                              "it lacks the running number {n}");
  if (batch->alternative_name && !is_dns_template (batch->alternative_name))
    return esp_sample_refuse (error, "batches", index, "alternativeName", "DNS:name is wanted");
  template = esp_template_find (batch->template_name, &cause);
  if (!template)
    return esp_sample_refuse_for (error, "batches", index, "template", cause);
  if (template->kind != ESP_TEMPLATE_END_ENTITY || template->api_passthrough)
    return esp_sample_refuse (error, "batches", index, "template",
                              "one for end entities is wanted");
  return TRUE;
}

static gboolean
check_batch_times (const EspSampleBatch *batch, guint index, const EspSampleCa *ca, GError **error)
{
  GError *cause = NULL;
  Days days;

  if (!read_days (batch->validity, &days, &cause))
    return esp_sample_refuse_for (error, "batches", index, "validity", cause);
  if (batch->first_age_days < batch->last_age_days)
    return esp_sample_refuse (error, "batches", index, "lastAgeDays", "the oldest comes first");
  if (batch->first_age_days >= ca->age_days)
    return esp_sample_refuse (error, "batches", index, "firstAgeDays",
                              "it would be older than its CA");
  if (days.longest - batch->last_age_days > get_days_left (ca))
    return esp_sample_refuse (error, "batches", index, "validity", "it would outlive its CA");
  return TRUE;
}

static gboolean
check_batch_revocation (const EspSampleBatch *batch, guint index, GError **error)
{
  GError *cause = NULL;

  if ((batch->revoke_every > 0) != (batch->revocation_reason != NULL))
    return esp_sample_refuse (error, "batches", index, "revocationReason",
                              "it belongs to revokeEvery, and the other way round");
  if (batch->revocation_reason && !esp_revocation_reason_find (batch->revocation_reason, &cause))
    return esp_sample_refuse_for (error, "batches", index, "revocationReason", cause);
  return TRUE;
}

static gboolean
check_batch (const EspSample *sample, guint index, GError **error)
{
  const EspSampleBatch *batch = g_ptr_array_index (sample->batches, index);
  const EspSampleCa *ca = find_ca (sample, sample->cas->len, batch->ca);

  if (!ca)
    return esp_sample_refuse (error, "batches", index, "ca", "no CA has this key");
  if (!has_person (sample, batch->requester))
    return esp_sample_refuse (error, "batches", index, "requester", "there is no such person");
  if (batch->count < 1 || batch->count > ESP_SAMPLE_MAX_CERTIFICATES)
    return esp_sample_refuse (error, "batches", index, "count", "1 to 2000 are wanted");
  return check_batch_names (batch, index, error) && check_batch_times (batch, index, ca, error) &&
         check_batch_revocation (batch, index, error);
}

static gboolean
check_total (const EspSample *sample, GError **error)
{
  int total = 0;

  for (guint i = 0; i < sample->batches->len; i++)
    total += ((const EspSampleBatch *) g_ptr_array_index (sample->batches, i))->count;
  if (total > ESP_SAMPLE_MAX_CERTIFICATES)
    return esp_sample_refuse (error, "batches", sample->batches->len - 1, "count",
                              "all batches together may have 2000 certificates");
  return TRUE;
}

gboolean
esp_sample_check (const EspSample *sample, GError **error)
{
  const struct
  {
    GPtrArray *records;
    gboolean (*check) (const EspSample *sample, guint index, GError **error);
  } steps[] = {
    { sample->accounts, check_account }, { sample->roles, check_role },
    { sample->people, check_person },    { sample->guardrails, check_guardrail },
    { sample->cas, check_ca },           { sample->shares, check_share },
    { sample->batches, check_batch },
  };

  for (gsize step = 0; step < G_N_ELEMENTS (steps); step++)
    for (guint i = 0; i < steps[step].records->len; i++)
      if (!steps[step].check (sample, i, error))
        return FALSE;
  return check_total (sample, error);
}
