/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules about the document, about statements beside each other, and about actions. */
#include "esp-policy-review.h"

#include "esp-policy-words.h"

#include <string.h>

/* --- The document -----------------------------------------------------------------------------*/

static const EspJsonPlace *
find_variable (const EspJsonPlace *place)
{
  const EspJsonPlace *found = NULL;

  if (!place)
    return NULL;
  if (place->kind == ESP_JSON_PLACE_STRING)
    return strstr (place->text, "${") ? place : NULL;
  for (guint i = 0; place->children && i < place->children->len && !found; i++)
    found = find_variable (g_ptr_array_index (place->children, i));
  return found;
}

static void
check_version (EspPolicyReview *review)
{
  for (guint i = 0; i < review->statements->len && !review->has_variables; i++)
    {
      const EspPolicyReviewStatement *statement = g_ptr_array_index (review->statements, i);
      const EspJsonPlace *resource = esp_json_place_get_member (statement->place, "Resource");
      const EspJsonPlace *place = find_variable (resource);

      if (!place)
        place = find_variable (statement->condition);
      if (!place)
        continue;
      esp_policy_review_say (review, ESP_POLICY_RULE_LITERAL_VARIABLES, statement, place, "value",
                             place->text, NULL);
      return;
    }
  if (!esp_json_place_get_member (review->root, "Version") && review->statements->len > 0)
    esp_policy_review_say (review, ESP_POLICY_RULE_NO_VERSION, NULL, review->root, NULL);
}

/* --- Two statements ---------------------------------------------------------------------------*/

/* What a wildcard of @inner stands for, one of @outer stands for too; "?" in @outer could meet a
 * "*", so it is left out. */
static gboolean
covers_resource (EspPolicyReview *review, const char *outer, const char *inner)
{
  review->work -= (gint64) (strlen (outer) + strlen (inner));
  if (review->work < 0)
    return FALSE;
  if (g_str_equal (outer, "*") || g_str_equal (outer, inner))
    return TRUE;
  return !strchr (outer, '?') && !strstr (outer, "${") && !g_str_equal (inner, "*") &&
         esp_arn_pattern_match (outer, inner);
}

static gboolean
covers_resources (EspPolicyReview *review, GPtrArray *outer, GPtrArray *inner)
{
  for (guint i = 0; i < inner->len; i++)
    {
      const EspJsonPlace *wanted = g_ptr_array_index (inner, i);
      gboolean covered = FALSE;

      for (guint j = 0; j < outer->len && !covered; j++)
        {
          const EspJsonPlace *place = g_ptr_array_index (outer, j);

          covered = covers_resource (review, place->text, wanted->text);
        }
      if (!covered)
        return FALSE;
    }
  return inner->len > 0;
}

static gboolean
covers_actions (const EspPolicyReviewStatement *outer, const EspPolicyReviewStatement *inner)
{
  guint n_actions = esp_actions ()->len;

  for (guint i = 0; i < n_actions; i++)
    if (inner->names[i] && !outer->names[i])
      return FALSE;
  return inner->n_named > 0;
}

static gboolean
is_shadowed (EspPolicyReview *review,
             const EspPolicyReviewStatement *allow,
             const EspPolicyReviewStatement *deny)
{
  if (allow->is_deny || !deny->is_deny || deny->condition || allow->is_not_resource ||
      deny->is_not_resource || esp_json_place_get_member (deny->place, "Principal") ||
      esp_json_place_get_member (deny->place, "NotPrincipal"))
    return FALSE;
  return covers_actions (deny, allow) &&
         covers_resources (review, deny->resources, allow->resources);
}

static gboolean
same_place (EspPolicyReview *review, const EspJsonPlace *a, const EspJsonPlace *b)
{
  if (!a || !b)
    return a == b;
  if (--review->work < 0 || a->kind != b->kind || g_strcmp0 (a->text, b->text) != 0)
    return FALSE;
  if (!a->children)
    return TRUE;
  if (a->children->len != b->children->len)
    return FALSE;
  for (guint i = 0; i < a->children->len; i++)
    {
      const EspJsonPlace *x = g_ptr_array_index (a->children, i);
      const EspJsonPlace *y = g_ptr_array_index (b->children, i);

      if (g_strcmp0 (x->name, y->name) != 0 || !same_place (review, x, y))
        return FALSE;
    }
  return TRUE;
}

static gboolean
same_statement (EspPolicyReview *review,
                const EspPolicyReviewStatement *a,
                const EspPolicyReviewStatement *b)
{
  static const char *const members[] = {
    "Effect",    "Principal", "NotPrincipal", "Action",
    "NotAction", "Resource",  "NotResource",  "Condition",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (!same_place (review, esp_json_place_get_member (a->place, members[i]),
                     esp_json_place_get_member (b->place, members[i])))
      return FALSE;
  return TRUE;
}

static void
compare_statements (EspPolicyReview *review, guint index)
{
  const EspPolicyReviewStatement *statement = g_ptr_array_index (review->statements, index);

  for (guint i = 0; i < review->statements->len && review->work >= 0; i++)
    {
      const EspPolicyReviewStatement *other = g_ptr_array_index (review->statements, i);

      if (i < index && same_statement (review, statement, other))
        {
          esp_policy_review_say (review, ESP_POLICY_RULE_DUPLICATE_STATEMENT, statement,
                                 statement->place, "other", other->id, NULL);
          return;
        }
      if (is_shadowed (review, statement, other))
        {
          esp_policy_review_say (review, ESP_POLICY_RULE_ALLOW_SHADOWED, statement,
                                 statement->place, "other", other->id, NULL);
          return;
        }
    }
}

void
esp_policy_review_document (EspPolicyReview *review)
{
  check_version (review);
  for (guint i = 0; i < review->statements->len; i++)
    compare_statements (review, i);
}

/* --- Actions ----------------------------------------------------------------------------------*/

/* A service of ours, or one that a slip of the hand made of it. */
static gboolean
is_own_service (EspPolicyReview *review, const char *text)
{
  gsize len = strcspn (text, ":");

  if (!text[len] || strcspn (text, "*?") < len)
    return TRUE;
  return esp_policy_service_is_near (text, len, &review->work);
}

static void
say_unknown (EspPolicyReview *review,
             const EspPolicyReviewStatement *statement,
             const EspJsonPlace *place)
{
  const char *nearest;

  if (!is_own_service (review, place->text))
    {
      esp_policy_review_say (review, ESP_POLICY_RULE_OTHER_SERVICE, statement, place, "value",
                             place->text, NULL);
      return;
    }
  if (strpbrk (place->text, "*?"))
    {
      esp_policy_review_say (review, ESP_POLICY_RULE_WILDCARD_MATCHES_NOTHING, statement, place,
                             "value", place->text, NULL);
      return;
    }
  nearest = esp_policy_nearest_action (place->text, &review->work);
  esp_policy_review_say (
    review, nearest ? ESP_POLICY_RULE_UNKNOWN_ACTION_NEAR : ESP_POLICY_RULE_UNKNOWN_ACTION,
    statement, place, "value", place->text, "nearest", nearest ? nearest : "", NULL);
}

/* Each text once; and none that an earlier or later pattern covers. */
static void
check_list (EspPolicyReview *review,
            const EspPolicyReviewStatement *statement,
            GPtrArray *list,
            gboolean ignore_case)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const EspJsonPlace *place = g_ptr_array_index (list, i);
      char *key = ignore_case ? g_ascii_strdown (place->text, -1) : g_strdup (place->text);

      if (!g_hash_table_add (seen, key))
        esp_policy_review_say (review, ESP_POLICY_RULE_DUPLICATE_VALUE, statement, place, "value",
                               place->text, NULL);
    }
}

/* A name beside a pattern that has it already. */
static void
check_covered (EspPolicyReview *review, const EspPolicyReviewStatement *statement)
{
  GPtrArray *list = statement->actions;

  for (guint i = 0; i < list->len; i++)
    {
      const EspJsonPlace *place = g_ptr_array_index (list, i);

      if (strpbrk (place->text, "*?"))
        continue;
      for (guint j = 0; j < list->len && review->work >= 0; j++)
        {
          const EspJsonPlace *other = g_ptr_array_index (list, j);

          if (!strpbrk (other->text, "*?"))
            continue;
          review->work -= (gint64) strlen (place->text);
          if (!esp_wildcard_match (other->text, place->text, TRUE))
            continue;
          esp_policy_review_say (review, ESP_POLICY_RULE_COVERED_VALUE, statement, place, "value",
                                 place->text, "other", other->text, NULL);
          break;
        }
    }
}

/* Who may do what, to be changed everywhere. */
static void
check_permissions (EspPolicyReview *review, const EspPolicyReviewStatement *statement)
{
  GPtrArray *actions = esp_actions ();
  g_autofree guint8 *chosen = g_new0 (guint8, actions->len);
  g_autofree char *names = NULL;
  guint n = 0;

  if (statement->is_deny || statement->is_not_action || statement->condition ||
      statement->is_not_resource || !statement->star)
    return;
  for (guint i = 0; i < actions->len; i++)
    {
      const EspAction *action = g_ptr_array_index (actions, i);

      chosen[i] = statement->names[i] && action->level == ESP_ACTION_PERMISSIONS &&
                  action->has_resource;
      n += chosen[i];
    }
  if (n == 0)
    return;
  names = esp_policy_review_names (chosen);
  esp_policy_review_say (review, ESP_POLICY_RULE_PERMISSIONS_ON_EVERYTHING, statement,
                         statement->star, "actions", names, NULL);
}

static void
check_allow (EspPolicyReview *review, const EspPolicyReviewStatement *statement)
{
  static const struct
  {
    const char *member;
    EspPolicyRule rule;
  } negated[] = {
    { "NotAction", ESP_POLICY_RULE_ALLOW_NOT_ACTION },
    { "NotResource", ESP_POLICY_RULE_ALLOW_NOT_RESOURCE },
    { "NotPrincipal", ESP_POLICY_RULE_ALLOW_NOT_PRINCIPAL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (negated) && !statement->is_deny; i++)
    {
      const EspJsonPlace *place = esp_json_place_get_member (statement->place, negated[i].member);

      if (place)
        esp_policy_review_say_name (review, negated[i].rule, statement, place, "value",
                                    negated[i].member, NULL);
    }
}

static gboolean
matches_nothing (EspPolicyReview *review, const char *pattern)
{
  guint n;

  g_free (esp_policy_review_match (review, pattern, &n));
  return n == 0 && review->work >= 0;
}

void
esp_policy_review_actions (EspPolicyReview *review, const EspPolicyReviewStatement *statement)
{
  for (guint i = 0; i < statement->actions->len; i++)
    {
      const EspJsonPlace *place = g_ptr_array_index (statement->actions, i);

      if (matches_nothing (review, place->text))
        say_unknown (review, statement, place);
    }
  check_list (review, statement, statement->actions, TRUE);
  check_list (review, statement, statement->resources, FALSE);
  check_covered (review, statement);
  check_allow (review, statement);
  check_permissions (review, statement);
}
