/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules about resources: what an ARN can be in a vault, and whether the actions beside it are
 * decided on such a thing. */
#include "esp-policy-review.h"

#include "esp-policy-words.h"

#include <string.h>

/* Variables stand for anything. */
static char *
open_variables (EspPolicyReview *review, const char *text)
{
  const char *last = strrchr (text, '}'), *end;
  GString *opened;

  if (!review->has_variables)
    return g_strdup (text);
  opened = g_string_new (NULL);
  while (*text)
    {
      end = last && text < last && g_str_has_prefix (text, "${") ? strchr (text, '}') : NULL;
      g_string_append_c (opened, end ? '*' : *text);
      text = end ? end + 1 : text + 1;
    }
  return g_string_free (opened, FALSE);
}

/* Of all types of resources, which can @pattern be one of? As bits in the order of the forms. */
static guint
find_forms (EspPolicyReview *review, const char *pattern)
{
  gsize n_forms;
  const EspResourceForm *forms = esp_resource_forms (&n_forms);
  guint found = 0;

  for (gsize i = 0; i < n_forms; i++)
    if (esp_resource_form_meets (&forms[i], pattern, &review->work))
      found |= 1u << i;
  return found;
}

static guint
find_type (const char *type)
{
  gsize n_forms;
  const EspResourceForm *forms = esp_resource_forms (&n_forms);
  guint found = 0;

  for (gsize i = 0; i < n_forms; i++)
    if (g_strcmp0 (forms[i].type, type) == 0)
      found |= 1u << i;
  return found;
}

/* A part of an ARN, from 0; free with g_free(). */
static char *
get_part (const char *arn, guint part)
{
  g_auto (GStrv) parts = g_strsplit (arn, ":", 6);

  return part < g_strv_length (parts) ? g_strdup (parts[part]) : NULL;
}

static void
say_form (EspPolicyReview *review,
          const EspPolicyReviewStatement *statement,
          const EspJsonPlace *place,
          const char *service)
{
  gsize n_forms;
  const EspResourceForm *forms = esp_resource_forms (&n_forms);

  for (gsize i = 0; i < n_forms; i++)
    if (g_strcmp0 (forms[i].parts[2], service) == 0)
      {
        esp_policy_review_say (review, ESP_POLICY_RULE_RESOURCE_FORM, statement, place, "value",
                               place->text, "form", forms[i].form, NULL);
        return;
      }
  esp_policy_review_say (review, ESP_POLICY_RULE_RESOURCE_SERVICE, statement, place, "value",
                         place->text, NULL);
}

/* Why an ARN can be none of ours: the usual reasons first. */
static void
say_why (EspPolicyReview *review,
         const EspPolicyReviewStatement *statement,
         const EspJsonPlace *place,
         const char *pattern)
{
  g_autofree char *service = get_part (pattern, 2);
  g_autofree char *region = get_part (pattern, 3);
  const char *certificate = strstr (pattern, "/certificate/");
  g_autofree char *authority = certificate ? g_strndup (pattern, (gsize) (certificate - pattern)) :
                                             NULL;

  if (authority && find_forms (review, authority))
    esp_policy_review_say (review, ESP_POLICY_RULE_RESOURCE_CERTIFICATE, statement, place, "value",
                           place->text, NULL);
  else if (g_strcmp0 (service, "acm-pca") == 0 && region && *region && !strpbrk (region, "*?") &&
           !g_str_equal (region, "local"))
    esp_policy_review_say (review, ESP_POLICY_RULE_RESOURCE_REGION, statement, place, "value",
                           place->text, "region", region, NULL);
  else
    say_form (review, statement, place, service);
}

/* All types that the actions of the statement are decided on. */
static guint
find_wanted (const EspPolicyReviewStatement *statement)
{
  GPtrArray *actions = esp_actions ();
  guint wanted = 0;

  for (guint i = 0; i < actions->len; i++)
    if (statement->names[i])
      wanted |= find_type (((const EspAction *) g_ptr_array_index (actions, i))->resource_type);
  return wanted;
}

static const char *
name_form (guint found)
{
  gsize n_forms;
  const EspResourceForm *forms = esp_resource_forms (&n_forms);

  for (gsize i = 0; i < n_forms; i++)
    if (found & (1u << i))
      return forms[i].type;
  return "";
}

/* Returns what @place can be, and says where that is nothing. */
static guint
check_resource (EspPolicyReview *review,
                const EspPolicyReviewStatement *statement,
                const EspJsonPlace *place,
                guint wanted)
{
  g_autofree char *pattern = open_variables (review, place->text);
  guint found;

  if (esp_policy_review_is_placeholder (place->text))
    {
      esp_policy_review_say (review, ESP_POLICY_RULE_RESOURCE_PLACEHOLDER, statement, place,
                             "value", place->text, NULL);
      return G_MAXUINT;
    }
  found = find_forms (review, pattern);
  if (review->work < 0)
    return G_MAXUINT;
  if (!found)
    say_why (review, statement, place, pattern);
  else if (wanted && !(found & wanted))
    esp_policy_review_say (review, ESP_POLICY_RULE_RESOURCE_TYPE, statement, place, "value",
                           place->text, "type", name_form (found), NULL);
  /* What is wrong in itself is said once, there, and not at each action besides. */
  return found ? found : G_MAXUINT;
}

/* One entry of Action against what the resources can be. */
static void
check_action (EspPolicyReview *review,
              const EspPolicyReviewStatement *statement,
              const EspJsonPlace *place,
              guint found)
{
  GPtrArray *actions = esp_actions ();
  guint n, n_starless = 0;
  g_autofree guint8 *matched = esp_policy_review_match (review, place->text, &n);
  g_autofree guint8 *starless = g_new0 (guint8, actions->len);
  const EspAction *other = NULL;
  g_autofree char *names = NULL;

  for (guint i = 0; i < actions->len; i++)
    {
      const EspAction *action = g_ptr_array_index (actions, i);

      starless[i] = matched[i] && !action->has_resource;
      n_starless += starless[i];
      if (matched[i] && action->has_resource && !(find_type (action->resource_type) & found))
        other = action;
    }
  names = esp_policy_review_names (starless);
  if (n_starless > 0 && n_starless == n)
    esp_policy_review_say (review, ESP_POLICY_RULE_ACTION_NEEDS_STAR, statement, place, "action",
                           place->text, NULL);
  else if (n_starless > 0)
    esp_policy_review_say (review, ESP_POLICY_RULE_ACTION_NEEDS_STAR_SOME, statement, place,
                           "value", place->text, "actions", names, NULL);
  else if (other && n == 1)
    esp_policy_review_say (review, ESP_POLICY_RULE_ACTION_OTHER_RESOURCE, statement, place,
                           "action", place->text, "type", other->resource_type, NULL);
}

void
esp_policy_review_resources (EspPolicyReview *review, const EspPolicyReviewStatement *statement)
{
  guint wanted = find_wanted (statement), found = 0;

  for (guint i = 0; i < statement->resources->len && review->work >= 0; i++)
    {
      const EspJsonPlace *place = g_ptr_array_index (statement->resources, i);

      if (!g_str_equal (place->text, "*"))
        found |= check_resource (review, statement, place, wanted);
    }
  if (statement->has_star || statement->is_not_resource || statement->is_not_action ||
      statement->resources->len == 0)
    return;
  for (guint i = 0; i < statement->actions->len && review->work >= 0; i++)
    check_action (review, statement, g_ptr_array_index (statement->actions, i), found);
}
