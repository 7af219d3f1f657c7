/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of what things are called and carry: subjects, tags, name constraints, accounts. */
#include "esp-plan-check-private.h"

#include "base/esp-error.h"

#define ACCOUNT_QUOTA 200 /* authorities of one account (service, section 9) */

typedef char Number[16];

static const char *
print (Number text, guint value)
{
  g_snprintf (text, sizeof (Number), "%u", value);
  return text;
}

/* --- Subjects ----------------------------------------------------------------------------------*/

typedef struct
{
  GHashTable *subjects; /* parent and subject -> EspPlanNode */
  GHashTable *labels;   /* label -> EspPlanNode */
} Names;

static void
check_subject (EspPlanReview *review, const EspPlanNode *node)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspName) name = NULL;
  g_autofree char *problem = NULL;

  if (node->name)
    return;
  name = esp_name_parse (node->ca->subject ? node->ca->subject : "", &error);
  problem = error ? esp_error_format (error, NULL) : g_strdup ("");
  esp_plan_review_say (review, ESP_PLAN_CHECK_SUBJECT_SYNTAX, node, NULL, NULL, "key",
                       node->ca->key, "value", node->ca->subject, "problem", problem, NULL);
}

static void
check_twice (EspPlanReview *review, Names *names, EspPlanNode *node)
{
  const char *above = node->ca->parent     ? node->ca->parent :
                      node->ca->parent_arn ? node->ca->parent_arn :
                                             "";
  EspPlanNode *of_subject = NULL, *of_label;
  char *subject;

  if (!node->name)
    return;
  subject = g_strconcat (above, "\n", esp_name_get_text (node->name), NULL);
  of_subject = g_hash_table_lookup (names->subjects, subject);
  of_label = g_hash_table_lookup (names->labels, node->label);
  if (of_subject)
    esp_plan_review_say (review, ESP_PLAN_CHECK_SUBJECT_TWICE, node, of_subject, NULL, NULL);
  else if (of_label)
    esp_plan_review_say (review, ESP_PLAN_CHECK_LABEL_TWICE, node, of_label, NULL, NULL);
  if (of_subject)
    g_free (subject);
  else
    g_hash_table_insert (names->subjects, subject, node);
  if (!of_label)
    g_hash_table_insert (names->labels, node->label, node);
}

/* --- Tags --------------------------------------------------------------------------------------*/

static void
check_tags (EspPlanReview *review, const EspPlanNode *node)
{
  for (char **key = review->plan->required_tags; key && *key; key++)
    if (!esp_tags_get (node->ca->tags, *key))
      esp_plan_review_say (review, ESP_PLAN_CHECK_TAG_MISSING, node, NULL, *key, "tag", *key, NULL);
}

/* --- Name constraints --------------------------------------------------------------------------*/

static void
check_constraints (EspPlanReview *review, const EspPlanNode *node)
{
  const EspPlanNode *child;

  if (!node->ca->name_constraints)
    return;
  if (node->template_fits && !node->template->api_passthrough)
    esp_plan_review_say (review, ESP_PLAN_CHECK_CONSTRAINTS_TEMPLATE, node, NULL, NULL, "template",
                         node->template->name, NULL);
  for (child = node->first_child; child && child->ca->name_constraints; child = child->next)
    ;
  if (node->is_root && child)
    esp_plan_review_say (review, ESP_PLAN_CHECK_CONSTRAINTS_ROOT, node, child, NULL, NULL);
}

/* --- Accounts ----------------------------------------------------------------------------------*/

/* A plan without accounts is for a vault that has them. */
static void
check_account (EspPlanReview *review,
               const EspPlanNode *node,
               const char *account,
               const char *what)
{
  if (g_hash_table_size (review->accounts) == 0 || !account ||
      g_hash_table_contains (review->accounts, account))
    return;
  esp_plan_review_say (review, ESP_PLAN_CHECK_ACCOUNT_UNKNOWN, node, NULL, account, "what", what,
                       "account", account, NULL);
}

static void
check_other_accounts (EspPlanReview *review)
{
  const EspPlan *plan = review->plan;

  for (guint i = 0; i < plan->guardrails->len; i++)
    {
      const EspPlanGuardrail *guardrail = g_ptr_array_index (plan->guardrails, i);

      for (char **account = guardrail->accounts; account && *account; account++)
        check_account (review, NULL, *account, guardrail->name);
    }
  for (guint i = 0; i < plan->roles->len; i++)
    {
      const EspPlanRole *role = g_ptr_array_index (plan->roles, i);

      check_account (review, NULL, role->account, role->name);
    }
  for (guint i = 0; i < plan->people->len; i++)
    {
      const EspPlanPerson *person = g_ptr_array_index (plan->people, i);

      check_account (review, NULL, person->account, person->name);
    }
  for (guint i = 0; i < plan->shares->len; i++)
    {
      const EspPlanShare *share = g_ptr_array_index (plan->shares, i);

      check_account (review, esp_plan_review_find (review, share->ca), share->account, share->name);
    }
}

/* The first subordinate of each account. */
static GHashTable *
list_subordinates (const EspPlanReview *review)
{
  GHashTable *subordinates = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = review->n_nodes; i-- > 0;)
    {
      EspPlanNode *node = &review->nodes[i];

      if (!node->is_root)
        g_hash_table_insert (subordinates, node->ca->account, node);
    }
  return subordinates;
}

/* For each CA, by index: does something below it belong to another account? */
static gboolean *
find_spanning (const EspPlanReview *review)
{
  gboolean *spanning = g_new0 (gboolean, review->n_nodes);

  for (guint i = review->ordered->len; i-- > 0;)
    {
      const EspPlanNode *node = g_ptr_array_index (review->ordered, i);
      const EspPlanNode *parent = node->parent;

      if (parent &&
          (spanning[node->index] || g_strcmp0 (node->ca->account, parent->ca->account) != 0))
        spanning[parent->index] = TRUE;
    }
  return spanning;
}

/* Who keeps a whole hierarchy in one account is told of it; who has separated some of it is warned.
 */
static void
check_root_accounts (EspPlanReview *review)
{
  g_autoptr (GHashTable) subordinates = list_subordinates (review);
  g_autofree gboolean *spanning = find_spanning (review);

  for (guint i = 0; i < review->n_nodes; i++)
    {
      const EspPlanNode *node = &review->nodes[i], *other;
      EspPlanFinding *finding;

      other = node->is_root ? g_hash_table_lookup (subordinates, node->ca->account) : NULL;
      if (!other)
        continue;
      finding = esp_plan_review_say (
        review, ESP_PLAN_CHECK_ROOT_ACCOUNT, node, other, NULL, "account",
        esp_plan_review_account_name (review, node->ca->account), NULL);
      if (!spanning[i])
        finding->severity = ESP_PLAN_NOTE;
    }
}

static void
check_quota (EspPlanReview *review, GHashTable *told, const EspPlanNode *node)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (review->owners, node->ca->account));
  Number count;

  if (n <= ACCOUNT_QUOTA || !g_hash_table_add (told, node->ca->account))
    return;
  esp_plan_review_say (review, ESP_PLAN_CHECK_ACCOUNT_MANY, NULL, NULL, node->ca->account,
                       "account", esp_plan_review_account_name (review, node->ca->account), "count",
                       print (count, n), "limit", G_STRINGIFY (ACCOUNT_QUOTA), NULL);
}

void
esp_plan_check_names (EspPlanReview *review)
{
  g_autoptr (GHashTable) subjects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) labels = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);
  Names names = { subjects, labels };

  for (guint i = 0; i < review->n_nodes; i++)
    {
      EspPlanNode *node = &review->nodes[i];

      check_subject (review, node);
      check_twice (review, &names, node);
      check_tags (review, node);
      check_constraints (review, node);
      check_account (review, node, node->ca->account, node->label);
      check_quota (review, told, node);
    }
  check_root_accounts (review);
  check_other_accounts (review);
}
