/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a policy for lint, asking the parser whether it stands, and putting what was found in
 * order. The rules themselves are in esp-policy-lint-rules.c, -resources.c and -conditions.c.
 */
#include "esp-policy-lint.h"

#include "base/esp-error.h"
#include "esp-policy-review.h"

#include <string.h>

#define FINDINGS_MAX 200
#define WORK_MAX 6000000
#define NAMES_SHOWN 3

/* --- Saying -----------------------------------------------------------------------------------*/

static void
add (EspPolicyReview *review,
     EspPolicyRule rule,
     const EspPolicyReviewStatement *statement,
     guint line,
     guint column,
     va_list arguments)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  const char *text;

  if (review->findings->len >= FINDINGS_MAX)
    {
      review->work = -1;
      return;
    }
  while ((text = va_arg (arguments, const char *)))
    g_ptr_array_add (pairs, (gpointer) text);
  g_ptr_array_add (pairs, NULL);
  g_ptr_array_add (review->findings,
                   esp_policy_finding_new (rule, statement ? statement->id : NULL, line, column,
                                           (const char *const *) pairs->pdata));
}

void
esp_policy_review_say (EspPolicyReview *review,
                       EspPolicyRule rule,
                       const EspPolicyReviewStatement *statement,
                       const EspJsonPlace *place,
                       ...)
{
  va_list arguments;

  va_start (arguments, place);
  add (review, rule, statement, place->line, place->column, arguments);
  va_end (arguments);
}

void
esp_policy_review_say_name (EspPolicyReview *review,
                            EspPolicyRule rule,
                            const EspPolicyReviewStatement *statement,
                            const EspJsonPlace *place,
                            ...)
{
  va_list arguments;

  va_start (arguments, place);
  add (review, rule, statement, place->name_line, place->name_column, arguments);
  va_end (arguments);
}

/* --- What the rules share ---------------------------------------------------------------------*/

GPtrArray *
esp_policy_review_list (const EspJsonPlace *place)
{
  GPtrArray *texts = g_ptr_array_new ();

  if (place && place->kind == ESP_JSON_PLACE_STRING)
    g_ptr_array_add (texts, (gpointer) place);
  for (guint i = 0; place && place->kind == ESP_JSON_PLACE_ARRAY && i < place->children->len; i++)
    {
      const EspJsonPlace *child = g_ptr_array_index (place->children, i);

      if (child->kind == ESP_JSON_PLACE_STRING)
        g_ptr_array_add (texts, (gpointer) child);
    }
  return texts;
}

guint8 *
esp_policy_review_match (EspPolicyReview *review, const char *pattern, guint *n)
{
  GPtrArray *actions = esp_actions ();
  guint8 *matched = g_new0 (guint8, actions->len);

  *n = 0;
  for (guint i = 0; i < actions->len; i++)
    {
      const EspAction *action = g_ptr_array_index (actions, i);

      review->work -= (gint64) strlen (action->name);
      if (review->work < 0)
        break;
      matched[i] = esp_wildcard_match (pattern, action->name, TRUE);
      *n += matched[i];
    }
  return matched;
}

gboolean
esp_policy_review_is_placeholder (const char *text)
{
  gsize len = strlen (text);

  return len > 2 && text[0] == '<' && text[len - 1] == '>';
}

char *
esp_policy_review_names (const guint8 *chosen)
{
  GPtrArray *actions = esp_actions ();
  GString *names = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < actions->len; i++)
    {
      if (!chosen[i])
        continue;
      if (n++ == NAMES_SHOWN)
        {
          g_string_append (names, ", …");
          break;
        }
      g_string_append_printf (names, "%s%s", n > 1 ? ", " : "",
                              ((const EspAction *) g_ptr_array_index (actions, i))->name);
    }
  return g_string_free (names, FALSE);
}

/* --- Reading ----------------------------------------------------------------------------------*/

static void
statement_free (EspPolicyReviewStatement *statement)
{
  g_free (statement->id);
  g_ptr_array_unref (statement->actions);
  g_ptr_array_unref (statement->resources);
  g_free (statement->names);
  g_free (statement);
}

/* NotAction names every other action. */
static void
name_actions (EspPolicyReview *review, EspPolicyReviewStatement *statement)
{
  guint n_actions = esp_actions ()->len;

  statement->names = g_new0 (guint8, n_actions);
  for (guint i = 0; i < statement->actions->len; i++)
    {
      const EspJsonPlace *place = g_ptr_array_index (statement->actions, i);
      guint n;
      g_autofree guint8 *matched = esp_policy_review_match (review, place->text, &n);

      for (guint j = 0; j < n_actions; j++)
        statement->names[j] |= matched[j];
    }
  for (guint j = 0; j < n_actions; j++)
    {
      if (statement->is_not_action)
        statement->names[j] = !statement->names[j];
      statement->n_named += statement->names[j];
    }
}

static const EspJsonPlace *
find_star (GPtrArray *resources)
{
  for (guint i = 0; i < resources->len; i++)
    {
      const EspJsonPlace *place = g_ptr_array_index (resources, i);

      if (g_str_equal (place->text, "*"))
        return place;
    }
  return NULL;
}

static void
add_statement (EspPolicyReview *review, const EspJsonPlace *place)
{
  EspPolicyReviewStatement *statement;
  const EspJsonPlace *sid = esp_json_place_get_member (place, "Sid");
  const EspJsonPlace *effect = esp_json_place_get_member (place, "Effect");
  const EspJsonPlace *actions = esp_json_place_get_member (place, "Action");
  const EspJsonPlace *resources = esp_json_place_get_member (place, "Resource");

  if (place->kind != ESP_JSON_PLACE_OBJECT)
    return;
  statement = g_new0 (EspPolicyReviewStatement, 1);
  statement->place = place;
  statement->id = sid && sid->kind == ESP_JSON_PLACE_STRING && *sid->text ?
                    g_strdup (sid->text) :
                    g_strdup_printf ("%u", review->statements->len + 1);
  statement->is_deny = effect && g_strcmp0 (effect->text, "Deny") == 0;
  statement->is_not_action = !actions && esp_json_place_get_member (place, "NotAction");
  statement->is_not_resource = !resources && esp_json_place_get_member (place, "NotResource");
  statement->actions = esp_policy_review_list (
    actions ? actions : esp_json_place_get_member (place, "NotAction"));
  statement->resources = esp_policy_review_list (
    resources ? resources : esp_json_place_get_member (place, "NotResource"));
  statement->star = find_star (statement->resources);
  statement->has_star = statement->star || review->kind == ESP_POLICY_TEMPLATE;
  statement->condition = esp_json_place_get_member (place, "Condition");
  name_actions (review, statement);
  g_ptr_array_add (review->statements, statement);
}

static void
read_statements (EspPolicyReview *review)
{
  const EspJsonPlace *version = esp_json_place_get_member (review->root, "Version");
  const EspJsonPlace *list = esp_json_place_get_member (review->root, "Statement");

  review->has_variables = version && g_strcmp0 (version->text, "2012-10-17") == 0;
  if (list && list->kind == ESP_JSON_PLACE_OBJECT)
    add_statement (review, list);
  if (!list || list->kind != ESP_JSON_PLACE_ARRAY)
    return;
  for (guint i = 0; i < MIN (list->children->len, ESP_POLICY_MAX_STATEMENTS); i++)
    add_statement (review, g_ptr_array_index (list->children, i));
}

/* --- The parser's own refusal -----------------------------------------------------------------*/

static guint
read_number (const GError *error, const char *argument)
{
  const char *text = esp_error_get_argument (error, argument);

  return text ? (guint) g_ascii_strtoull (text, NULL, 10) : 0;
}

/* At the name of @place where the error itself has no place. */
static void
add_refusal (EspPolicyReview *review, const GError *error, const EspJsonPlace *place)
{
  guint line = place ? place->name_line : read_number (error, "line");
  guint column = place ? place->name_column : read_number (error, "column");

  g_ptr_array_add (review->findings, esp_policy_finding_from_error (error, line, column));
}

/* What a rule says better is not said twice. */
static gboolean
is_said (const EspPolicyReview *review, const GError *error)
{
  static const EspReason reasons[] = {
    ESP_REASON_POLICY_CONDITION,
    ESP_REASON_POLICY_OPERATOR,
    ESP_REASON_POLICY_PRINCIPAL,
    ESP_REASON_POLICY_RESOURCE,
  };
  const char *value = esp_error_get_argument (error, "value");
  gboolean known = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    known = known || esp_error_has_reason (error, reasons[i]);
  for (guint i = 0; known && i < review->findings->len; i++)
    {
      const EspPolicyFinding *finding = g_ptr_array_index (review->findings, i);

      if (finding->severity == ESP_POLICY_LINT_ERROR &&
          g_strcmp0 (g_hash_table_lookup (finding->arguments, "value"), value) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The second of two members of the same name. */
static const EspJsonPlace *
find_duplicate (const EspJsonPlace *place)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const EspJsonPlace *found = NULL;

  for (guint i = 0; place->children && i < place->children->len && !found; i++)
    {
      const EspJsonPlace *child = g_ptr_array_index (place->children, i);

      if (child->name && !g_hash_table_add (seen, child->name))
        return child;
      found = find_duplicate (child);
    }
  return found;
}

static void
ask_parser (EspPolicyReview *review, const char *document)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspPolicy) policy = esp_policy_parse_kind (review->kind, "policy", document, &error);
  const EspJsonPlace *place = NULL;

  if (policy || is_said (review, error))
    return;
  if (review->root && esp_error_has_reason (error, ESP_REASON_JSON_DUPLICATE))
    place = find_duplicate (review->root);
  add_refusal (review, error, place);
}

/* --- The whole --------------------------------------------------------------------------------*/

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const EspPolicyFinding *x = *(const EspPolicyFinding *const *) a;
  const EspPolicyFinding *y = *(const EspPolicyFinding *const *) b;

  if (x->severity != y->severity)
    return x->severity < y->severity ? -1 : 1;
  if (x->line != y->line)
    return x->line < y->line ? -1 : 1;
  if (x->column != y->column)
    return x->column < y->column ? -1 : 1;
  return strcmp (x->rule, y->rule);
}

static void
apply_rules (EspPolicyReview *review)
{
  read_statements (review);
  esp_policy_review_document (review);
  for (guint i = 0; i < review->statements->len; i++)
    {
      const EspPolicyReviewStatement *statement = g_ptr_array_index (review->statements, i);

      esp_policy_review_actions (review, statement);
      esp_policy_review_resources (review, statement);
      esp_policy_review_conditions (review, statement);
    }
}

GPtrArray *
esp_policy_lint (EspPolicyKind kind, const char *document)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJsonPlace) root = esp_json_places_new (document, -1, ESP_POLICY_MAX_SIZE, &error);
  EspPolicyReview review = { .kind = kind, .root = root, .work = WORK_MAX };
  const char *none[] = { NULL };

  review.findings = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_finding_free);
  review.statements = g_ptr_array_new_with_free_func ((GDestroyNotify) statement_free);
  if (root)
    {
      apply_rules (&review);
      ask_parser (&review, document);
    }
  else
    add_refusal (&review, error, NULL);
  if (review.work < 0)
    g_ptr_array_add (review.findings,
                     esp_policy_finding_new (ESP_POLICY_RULE_NOT_JUDGED, NULL, 1, 1, none));
  g_ptr_array_sort (review.findings, compare_findings);
  g_ptr_array_unref (review.statements);
  return review.findings;
}
