/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * In which members two things differ. Values are compared as what they come to, not as they are
 * written: a signing algorithm that is left out is the one that fits the key, 12 months are a year.
 */
#include "esp-plan-diff-private.h"

#include "base/esp-json.h"
#include "esp-plan-private.h"
#include "pki/esp-algorithm.h"
#include "pki/esp-template.h"

#define ROOT_CRL_DAYS 180
#define SUBORDINATE_CRL_DAYS 7
#define LIFETIME_SLACK (2 * 86400) /* months and years are not all of one length */

typedef struct
{
  EspPlanDiff *diff;
  EspPlanThing thing;
  const char *name;
  const char *account;
  const char *key; /* in the plan, or NULL */
  const char *arn; /* or NULL */
} Pair;

/* --- Rows -------------------------------------------------------------------------------------*/

static void
add_row (const Pair *pair, const char *member, const char *planned, const char *existing)
{
  EspPlanDifference *difference;

  if (g_strcmp0 (planned, existing) == 0)
    return;
  difference = esp_plan_diff_add (pair->diff, ESP_PLAN_DIFFERS, pair->thing, pair->name,
                                  pair->account);
  difference->key = g_strdup (pair->key);
  difference->arn = g_strdup (pair->arn);
  difference->member = g_strdup (member);
  difference->planned = g_strdup (planned);
  difference->existing = g_strdup (existing);
}

static const char *
tell_boolean (gboolean value)
{
  return value ? "true" : "false";
}

static char *
tell_number (int value)
{
  return value < 0 ? NULL : g_strdup_printf ("%d", value);
}

static void
add_number_row (const Pair *pair, const char *member, int planned, int existing)
{
  g_autofree char *first = tell_number (planned);
  g_autofree char *second = tell_number (existing);

  add_row (pair, member, first, second);
}

static char *
tell_tags (GPtrArray *tags)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);

      g_string_append_printf (text, "%s%s=%s", i > 0 ? ", " : "", tag->key, tag->value);
    }
  return g_string_free (text, FALSE);
}

static void
add_tags_row (const Pair *pair, GPtrArray *planned, GPtrArray *existing)
{
  g_autofree char *first = tell_tags (planned);
  g_autofree char *second = tell_tags (existing);

  add_row (pair, "tags", first, second);
}

/* Sets of names: their order means nothing, and no name is no value. */
static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static char *
tell_names (char **names)
{
  g_auto (GStrv) sorted = g_strdupv (names);

  if (!sorted || !*sorted)
    return NULL;
  qsort (sorted, g_strv_length (sorted), sizeof *sorted, compare_names);
  return g_strjoinv (", ", sorted);
}

static void
add_names_row (const Pair *pair, const char *member, char **planned, char **existing)
{
  g_autofree char *first = tell_names (planned);
  g_autofree char *second = tell_names (existing);

  add_row (pair, member, first, second);
}

/* However it is indented, and in whatever order its members stand. */
static char *
tell_document (JsonNode *document)
{
  char *text = document ? esp_json_to_canonical (document, NULL) : NULL;

  return text || !document ? text : esp_json_to_text (document, FALSE);
}

static void
add_document_row (const Pair *pair, const char *member, JsonNode *planned, JsonNode *existing)
{
  g_autofree char *first = tell_document (planned);
  g_autofree char *second = tell_document (existing);

  add_row (pair, member, first, second);
}

/* --- What values come to ----------------------------------------------------------------------*/

static const char *
get_template (const EspPlanCa *ca)
{
  const EspTemplate *template = esp_template_find (ca->template_name, NULL);

  return template ? template->name : ca->template_name;
}

static const char *
get_signing (const EspPlanCa *ca)
{
  const EspKeyAlgorithm *key;

  if (ca->signing_algorithm)
    return ca->signing_algorithm;
  key = esp_key_algorithm_find (ca->key_algorithm, NULL);
  return key ? key->default_signing : NULL;
}

static gboolean
is_same_validity (const EspPlanCa *ca, const EspPlanCa *other)
{
  gint64 lifetime = esp_plan_ca_get_lifetime (ca),
         other_lifetime = esp_plan_ca_get_lifetime (other);

  if (g_str_equal (ca->validity, other->validity))
    return TRUE;
  return lifetime > 0 && other_lifetime > 0 && ABS (lifetime - other_lifetime) <= LIFETIME_SLACK;
}

static int
get_crl_days (const EspPlanCa *ca)
{
  gboolean root = !ca->parent && !ca->parent_arn;

  if (ca->revocation.crl_days > 0)
    return ca->revocation.crl_days;
  return root ? ROOT_CRL_DAYS : SUBORDINATE_CRL_DAYS;
}

/* --- Revocation -------------------------------------------------------------------------------*/

/* Only what has an effect: how a list would be, where there is none, does not matter. */
static gboolean
has_effect (const EspPlanMember *member, const EspRevocationSettings *settings)
{
  return !g_str_has_prefix (member->name, "crl") || settings->crl_enabled ||
         g_str_equal (member->name, "crl");
}

static void
compare_revocation (const Pair *pair, const EspPlanCa *ca, const EspPlanCa *other)
{
  const EspRevocationSettings *planned = &ca->revocation, *existing = &other->revocation;

  for (const EspPlanMember *member = esp_plan_revocation_type.members; member->name; member++)
    {
      g_autofree char *name = g_strconcat ("revocation.", member->name, NULL);

      if (!has_effect (member, planned) && !has_effect (member, existing))
        continue;
      if (member->kind == ESP_PLAN_KIND_BOOLEAN)
        add_row (pair, name, tell_boolean (ESP_PLAN_FIELD (gboolean, planned, member)),
                 tell_boolean (ESP_PLAN_FIELD (gboolean, existing, member)));
      else if (member->kind == ESP_PLAN_KIND_NUMBER)
        add_number_row (pair, name, get_crl_days (ca), get_crl_days (other));
      else
        add_row (pair, name, ESP_PLAN_FIELD (char *, planned, member),
                 ESP_PLAN_FIELD (char *, existing, member));
    }
}

/* --- Things -----------------------------------------------------------------------------------*/

void
esp_plan_diff_compare_account (EspPlanDiff *diff,
                               const EspPlanAccount *account,
                               const EspPlanAccount *other)
{
  const Pair pair = { diff, ESP_PLAN_THING_ACCOUNT, account->name, account->id };

  add_row (&pair, "name", account->name, other->name);
}

void
esp_plan_diff_compare_guardrail (EspPlanDiff *diff,
                                 const EspPlanGuardrail *guardrail,
                                 const EspPlanGuardrail *other)
{
  const Pair pair = { diff, ESP_PLAN_THING_GUARDRAIL, guardrail->name };

  add_names_row (&pair, "accounts", guardrail->accounts, other->accounts);
  add_document_row (&pair, "document", guardrail->document, other->document);
}

static const EspPlanPolicy *
find_policy (GPtrArray *policies, const char *name)
{
  for (guint i = 0; i < policies->len; i++)
    {
      const EspPlanPolicy *policy = g_ptr_array_index (policies, i);

      if (g_str_equal (policy->name, name))
        return policy;
    }
  return NULL;
}

static void
compare_policy (const Pair *pair, const EspPlanPolicy *policy, const EspPlanPolicy *other)
{
  g_autofree char *member = g_strconcat ("policies.", (policy ? policy : other)->name, NULL);

  add_document_row (pair, member, policy ? policy->document : NULL, other ? other->document : NULL);
}

static void
compare_policies (const Pair *pair, GPtrArray *policies, GPtrArray *others)
{
  for (guint i = 0; i < policies->len; i++)
    {
      const EspPlanPolicy *policy = g_ptr_array_index (policies, i);

      compare_policy (pair, policy, find_policy (others, policy->name));
    }
  for (guint i = 0; i < others->len; i++)
    {
      const EspPlanPolicy *other = g_ptr_array_index (others, i);

      if (!find_policy (policies, other->name))
        compare_policy (pair, NULL, other);
    }
}

void
esp_plan_diff_compare_role (EspPlanDiff *diff, const EspPlanRole *role, const EspPlanRole *other)
{
  const Pair pair = { diff, ESP_PLAN_THING_ROLE, role->name, role->account };

  add_row (&pair, "organizationScope", tell_boolean (role->organization_scope),
           tell_boolean (other->organization_scope));
  compare_policies (&pair, role->policies, other->policies);
  add_tags_row (&pair, role->tags, other->tags);
}

void
esp_plan_diff_compare_person (EspPlanDiff *diff,
                              const EspPlanPerson *person,
                              const EspPlanPerson *other,
                              char **roles,
                              char **others)
{
  const Pair pair = { diff, ESP_PLAN_THING_PERSON, person->name, person->account };

  add_row (&pair, "account", person->account, other->account);
  add_row (&pair, "service", tell_boolean (person->service), tell_boolean (other->service));
  add_names_row (&pair, "roles", roles, others);
  add_tags_row (&pair, person->tags, other->tags);
}

/* Nobody named means whoever may approve: that is not said of a CA whose approvers nobody told. */
static void
compare_approvers (const Pair *pair, const EspPlanCa *ca, const EspPlanCa *other)
{
  if (ca->approvers && *ca->approvers && other->approvers)
    add_names_row (pair, "approvers", ca->approvers, other->approvers);
}

void
esp_plan_diff_compare_ca (EspPlanDiff *diff, const EspPlanCa *ca, const EspPlanCa *other)
{
  g_autofree char *label = esp_plan_ca_get_label (ca);
  const Pair pair = { diff,    ESP_PLAN_THING_CA,
                      label,   ca->account,
                      ca->key, diff->arns ? g_hash_table_lookup (diff->arns, other->key) : NULL };

  add_row (&pair, "template", get_template (ca), get_template (other));
  add_number_row (&pair, "pathLength", esp_plan_ca_get_path_length (ca),
                  esp_plan_ca_get_path_length (other));
  add_row (&pair, "keyAlgorithm", ca->key_algorithm, other->key_algorithm);
  add_row (&pair, "signingAlgorithm", get_signing (ca), get_signing (other));
  if (!is_same_validity (ca, other))
    add_row (&pair, "validity", ca->validity, other->validity);
  add_row (&pair, "usageMode", esp_usage_mode_to_string (ca->usage_mode),
           esp_usage_mode_to_string (other->usage_mode));
  add_row (&pair, "dualControl", tell_boolean (ca->dual_control),
           tell_boolean (other->dual_control));
  compare_approvers (&pair, ca, other);
  compare_revocation (&pair, ca, other);
  add_tags_row (&pair, ca->tags, other->tags);
}

void
esp_plan_diff_compare_share (EspPlanDiff *diff,
                             const EspPlanShare *share,
                             const EspPlanShare *other)
{
  const Pair pair = {
    diff,        ESP_PLAN_THING_SHARE,
    share->name, share->account,
    share->ca,   diff->arns ? g_hash_table_lookup (diff->arns, other->ca) : NULL
  };

  add_row (&pair, "name", share->name, other->name);
  add_row (&pair, "signing", share->here ? "HERE" : "REQUEST", other->here ? "HERE" : "REQUEST");
  add_tags_row (&pair, share->tags, other->tags);
}
