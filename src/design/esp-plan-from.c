/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From records to a plan, so that what exists can be compared, drawn and exported as plans are. */
#include "esp-plan-from.h"

#include "base/esp-json.h"
#include "base/esp-time.h"
#include "esp-plan-private.h"
#include "model/esp-account.h"
#include "model/esp-guardrail.h"
#include "model/esp-role.h"
#include "model/esp-share.h"
#include "pki/esp-algorithm.h"
#include "pki/esp-template.h"
#include "pki/esp-validity.h"

#define ROOT_CRL_DAYS 180
#define SUBORDINATE_CRL_DAYS 7
#define MAX_YEARS 100
#define MAX_MONTHS 1200

typedef struct
{
  const EspPlanRecords *records;
  EspPlan *plan;
  GHashTable *keys; /* UUID -> key of the plan */
  GHashTable *arns; /* key -> ARN */
} From;

static void
set_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

/* --- Validity ---------------------------------------------------------------------------------*/

static gboolean
is_span (EspValidityType type, gint64 value, gint64 start, gint64 end)
{
  EspValidity validity = { type, value };
  gint64 computed;

  return esp_validity_end (&validity, start, &computed, NULL) && computed == end;
}

static char *
find_span (EspValidityType type, int most, char letter, gint64 start, gint64 end)
{
  for (int n = 1; n <= most; n++)
    if (is_span (type, n, start, end))
      return g_strdup_printf ("%d%c", n, letter);
  return NULL;
}

/* A certificate begins a little before it was made, unless somebody said when. */
char *
esp_plan_tell_validity (gint64 not_before, gint64 not_after)
{
  gint64 starts[] = { not_before + ESP_VALIDITY_BACKDATE, not_before };

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      gint64 start = starts[i], days = (not_after - start + ESP_TIME_DAY / 2) / ESP_TIME_DAY;
      char *text = find_span (ESP_VALIDITY_YEARS, MAX_YEARS, 'y', start, not_after);

      if (!text)
        text = find_span (ESP_VALIDITY_MONTHS, MAX_MONTHS, 'm', start, not_after);
      if (text)
        return text;
      if (days > 0 && is_span (ESP_VALIDITY_DAYS, days, start, not_after))
        return g_strdup_printf ("%" G_GINT64_FORMAT "d", days);
    }
  return esp_time_to_rfc3339 (not_after);
}

/* --- Certificate authorities ------------------------------------------------------------------*/

static gboolean
is_there (const EspCa *ca)
{
  return ca->state != ESP_CA_DELETED && ca->state != ESP_CA_FAILED;
}

/* The template, and the path length where it is not the template's. */
static void
take_template (EspPlanCa *planned, const EspCa *ca)
{
  const char *fallback = ca->type == ESP_CA_ROOT ? "RootCACertificate" : NULL;
  const char *name = ca->template_name ? ca->template_name : fallback;
  const EspTemplate *template = name ? esp_template_find (name, NULL) : NULL;

  g_free (planned->template_name);
  planned->template_name = template ? g_strconcat (template->name, "/V1", NULL) :
                                      g_strdup (name ? name : "");
  if (!template || template->path_length != ca->path_length)
    planned->path_length = ca->path_length;
}

static void
take_algorithms (EspPlanCa *planned, const EspCa *ca)
{
  const EspKeyAlgorithm *key = esp_key_algorithm_find (ca->key_algorithm, NULL);

  set_text (&planned->key_algorithm, ca->key_algorithm ? ca->key_algorithm : "");
  if (!key || g_strcmp0 (key->default_signing, ca->signing_algorithm) != 0)
    set_text (&planned->signing_algorithm, ca->signing_algorithm);
}

static void
take_revocation (EspPlanCa *planned, const EspCa *ca)
{
  EspRevocationSettings *settings = &planned->revocation;

  *settings = ca->revocation;
  settings->crl_url = g_strdup (settings->crl_url);
  settings->crl_cname = g_strdup (settings->crl_cname);
  settings->crl_path = g_strdup (settings->crl_path);
  settings->ocsp_url = g_strdup (settings->ocsp_url);
  settings->ocsp_cname = g_strdup (settings->ocsp_cname);
  if (settings->crl_days == (ca->type == ESP_CA_ROOT ? ROOT_CRL_DAYS : SUBORDINATE_CRL_DAYS))
    settings->crl_days = 0;
}

static void
take_tags (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; from && i < from->len; i++)
    g_ptr_array_add (to, esp_tag_copy (g_ptr_array_index (from, i)));
}

/* NULL: not told, which is something else than nobody. */
static void
take_approvers (From *from, EspPlanCa *planned, const EspCa *ca)
{
  GHashTable *approvers = from->records->approvers;

  g_strfreev (planned->approvers);
  planned->approvers = approvers ? g_strdupv (g_hash_table_lookup (approvers, ca->id)) : NULL;
}

static void
take_ca (From *from, const EspCa *ca)
{
  g_autofree char *key = esp_plan_make_key (from->plan, ca->label);
  EspPlanCa *planned = esp_plan_ca_new (key);

  set_text (&planned->account, ca->account);
  set_text (&planned->subject, ca->subject ? ca->subject : "");
  take_template (planned, ca);
  take_algorithms (planned, ca);
  if (ca->not_after > 0)
    {
      g_free (planned->validity);
      planned->validity = esp_plan_tell_validity (ca->not_before, ca->not_after);
    }
  planned->usage_mode = ca->usage_mode;
  planned->dual_control = ca->dual_control;
  take_approvers (from, planned, ca);
  take_revocation (planned, ca);
  take_tags (planned->tags, ca->tags);
  g_ptr_array_add (from->plan->cas, planned);
  g_hash_table_insert (from->keys, g_strdup (ca->id), g_strdup (key));
  g_hash_table_insert (from->arns, g_steal_pointer (&key), g_strdup (ca->arn));
}

/* When all have their keys. */
static void
take_parent (From *from, const EspCa *ca)
{
  const char *key = g_hash_table_lookup (from->keys, ca->id);
  const char *parent = ca->parent ? g_hash_table_lookup (from->keys, ca->parent) : NULL;
  EspPlanCa *planned = esp_plan_find_ca (from->plan, key);

  if (parent)
    set_text (&planned->parent, parent);
  else if (ca->type == ESP_CA_SUBORDINATE)
    set_text (&planned->parent_arn, ESP_PLAN_PARENT_ELSEWHERE);
}

static void
take_cas (From *from)
{
  GPtrArray *cas = from->records->cas;

  for (guint i = 0; cas && i < cas->len; i++)
    if (is_there (g_ptr_array_index (cas, i)))
      take_ca (from, g_ptr_array_index (cas, i));
  for (guint i = 0; cas && i < cas->len; i++)
    if (is_there (g_ptr_array_index (cas, i)))
      take_parent (from, g_ptr_array_index (cas, i));
}

/* --- Guardrails, roles, people ----------------------------------------------------------------*/

void
esp_plan_holder_free (EspPlanHolder *holder)
{
  esp_principal_free (holder->principal);
  g_strfreev (holder->roles);
  g_free (holder);
}

/* What can't be read any more is still told, as the text that it is. */
static JsonNode *
read_document (const char *text)
{
  JsonNode *node = text ? esp_json_parse (text, -1, ESP_PLAN_MAX_SIZE, NULL) : NULL;

  if (!node)
    node = json_node_init_string (json_node_alloc (), text ? text : "");
  json_node_seal (node);
  return node;
}

static char **
take_names (GPtrArray *names)
{
  char **taken = g_new0 (char *, names->len + 1);

  for (guint i = 0; i < names->len; i++)
    taken[i] = g_strdup (g_ptr_array_index (names, i));
  return taken;
}

static void
take_guardrails (From *from)
{
  GPtrArray *guardrails = from->records->guardrails;

  for (guint i = 0; guardrails && i < guardrails->len; i++)
    {
      const EspGuardrail *guardrail = g_ptr_array_index (guardrails, i);
      EspPlanGuardrail *planned = esp_plan_record_new (&esp_plan_guardrail_type);

      set_text (&planned->name, guardrail->name);
      planned->document = read_document (guardrail->document);
      g_strfreev (planned->accounts);
      planned->accounts = take_names (guardrail->accounts);
      g_ptr_array_add (from->plan->guardrails, planned);
    }
}

static void
take_policies (EspPlanRole *planned, const EspRole *role)
{
  for (guint i = 0; i < role->policies->len; i++)
    {
      const EspRolePolicy *policy = g_ptr_array_index (role->policies, i);
      EspPlanPolicy *copy = esp_plan_record_new (&esp_plan_policy_type);

      set_text (&copy->name, policy->name);
      copy->document = read_document (policy->document);
      g_ptr_array_add (planned->policies, copy);
    }
}

static void
take_roles (From *from)
{
  GPtrArray *roles = from->records->roles;

  for (guint i = 0; roles && i < roles->len; i++)
    {
      const EspRole *role = g_ptr_array_index (roles, i);
      EspPlanRole *planned = esp_plan_record_new (&esp_plan_role_type);

      set_text (&planned->name, role->name);
      set_text (&planned->account, role->account);
      planned->organization_scope = role->scope == ESP_ROLE_SCOPE_ORGANIZATION;
      take_policies (planned, role);
      take_tags (planned->tags, role->tags);
      g_ptr_array_add (from->plan->roles, planned);
    }
}

static void
take_people (From *from)
{
  GPtrArray *people = from->records->people;

  for (guint i = 0; people && i < people->len; i++)
    {
      const EspPlanHolder *holder = g_ptr_array_index (people, i);
      EspPlanPerson *planned;

      if (holder->principal->kind == ESP_PRINCIPAL_RECOVERY)
        continue;
      planned = esp_plan_record_new (&esp_plan_person_type);
      set_text (&planned->name, holder->principal->name);
      set_text (&planned->account, holder->principal->account);
      planned->service = holder->principal->kind == ESP_PRINCIPAL_SERVICE;
      g_strfreev (planned->roles);
      planned->roles = g_strdupv (holder->roles);
      take_tags (planned->tags, holder->principal->tags);
      g_ptr_array_add (from->plan->people, planned);
    }
}

/* --- Accounts and shares ----------------------------------------------------------------------*/

static void
take_accounts (From *from)
{
  GPtrArray *accounts = from->records->accounts;

  for (guint i = 0; accounts && i < accounts->len; i++)
    {
      const EspAccount *account = g_ptr_array_index (accounts, i);
      EspPlanAccount *planned = esp_plan_record_new (&esp_plan_account_type);

      set_text (&planned->id, account->id);
      set_text (&planned->name, account->name);
      g_ptr_array_add (from->plan->accounts, planned);
    }
}

static void
take_share (From *from, const EspShare *share)
{
  EspShareStatus status = esp_share_get_status (share, from->records->now);
  const char *ca = g_hash_table_lookup (from->keys, share->ca);
  EspPlanShare *planned;

  if (!ca || share->consumer_kind != ESP_SHARE_WITH_ACCOUNT ||
      (status != ESP_SHARE_PENDING && status != ESP_SHARE_ACTIVE))
    return;
  planned = esp_plan_record_new (&esp_plan_share_type);
  set_text (&planned->name, share->name);
  set_text (&planned->ca, ca);
  set_text (&planned->account, share->consumer);
  set_text (&planned->permission, share->permission);
  planned->here = share->signing == ESP_SHARE_SIGNING_HERE;
  take_tags (planned->tags, share->tags);
  g_ptr_array_add (from->plan->shares, planned);
}

EspPlan *
esp_plan_new_from (const EspPlanRecords *records, GHashTable **arns)
{
  From from = { records, esp_plan_new (), NULL, NULL };

  from.keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  from.arns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  from.plan->name = g_strdup (records->organization);
  from.plan->organization = g_strdup (records->organization);
  take_accounts (&from);
  take_guardrails (&from);
  take_roles (&from);
  take_people (&from);
  take_cas (&from);
  for (guint i = 0; records->shares && i < records->shares->len; i++)
    take_share (&from, g_ptr_array_index (records->shares, i));
  g_hash_table_unref (from.keys);
  if (arns)
    *arns = from.arns;
  else
    g_hash_table_unref (from.arns);
  return from.plan;
}
