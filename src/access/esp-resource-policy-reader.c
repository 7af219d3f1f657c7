/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a resource policy to the managed permissions that it amounts to. Only what they produce is
 * let in: each statement whole, and for each principal all statements of a permission.
 */
#include "esp-resource-policy.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-text.h"
#include "esp-json-places.h"
#include "esp-managed-permission.h"

#define CANDIDATES_MAX 4096

typedef struct
{
  const char *name;
  GPtrArray *statements; /* described */
} Candidate;

/* What the document says for one principal. */
typedef struct
{
  char *principal;
  GPtrArray *statements; /* described, each once */
} Share;

typedef struct
{
  const char *ca_arn;
  GPtrArray *candidates;
  GPtrArray *shares;
  guint number;  /* of the statement that is looked at, from 1 */
  char *problem; /* the first */
} Reading;

static void
candidate_free (Candidate *candidate)
{
  g_ptr_array_unref (candidate->statements);
  g_free (candidate);
}

static void
share_free (Share *share)
{
  g_free (share->principal);
  g_ptr_array_unref (share->statements);
  g_free (share);
}

void
esp_policy_grant_free (EspPolicyGrant *grant)
{
  if (!grant)
    return;
  g_free (grant->principal);
  g_free (grant->permission);
  g_free (grant);
}

static gboolean
holds (GPtrArray *texts, const char *wanted)
{
  return g_ptr_array_find_with_equal_func (texts, wanted, g_str_equal, NULL);
}

static gboolean
holds_all (GPtrArray *texts, GPtrArray *wanted)
{
  for (guint i = 0; i < wanted->len; i++)
    if (!holds (texts, g_ptr_array_index (wanted, i)))
      return FALSE;
  return TRUE;
}

/* A template that can't be read stands for nothing. */
static void
add_candidate (Reading *reading, const EspPermissionCandidate *given)
{
  g_autoptr (JsonNode)
    node = esp_json_parse (given->policy_template, -1, ESP_POLICY_MAX_SIZE, NULL);
  g_autoptr (GPtrArray) statements = node ? esp_resource_policy_statements (node) : NULL;
  Candidate *candidate;

  if (!statements)
    return;
  candidate = g_new0 (Candidate, 1);
  candidate->name = given->name;
  candidate->statements = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (reading->candidates, candidate);
  for (guint i = 0; i < statements->len; i++)
    {
      char *described = esp_resource_policy_describe (g_ptr_array_index (statements, i));

      if (described)
        g_ptr_array_add (candidate->statements, described);
    }
  if (candidate->statements->len < statements->len)
    g_ptr_array_remove_index (reading->candidates, reading->candidates->len - 1);
}

static gboolean
say (Reading *reading, const char *format, const char *value)
{
  g_autofree char *safe = esp_text_escape (value);

  if (!reading->problem)
    reading->problem = g_strdup_printf ("statement %u %s%s", reading->number, format, safe);
  return FALSE;
}

static gboolean
check_members (Reading *reading, JsonObject *statement)
{
  static const char *const known[] = { "Sid",    "Effect",   "Principal",
                                       "Action", "Resource", "Condition" };
  g_autoptr (GList) names = json_object_get_members (statement);

  for (GList *l = names; l; l = l->next)
    {
      gboolean found = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
        found = found || g_str_equal (known[i], l->data);
      if (!found)
        return say (reading, "has the member ", l->data);
    }
  if (g_strcmp0 (esp_json_get_string (statement, "Effect"), "Allow") != 0)
    return say (reading, "does not say Effect Allow", "");
  return TRUE;
}

static gboolean
check_resource (Reading *reading, JsonObject *statement)
{
  g_autoptr (GPtrArray)
    resources = esp_resource_policy_list (json_object_get_member (statement, "Resource"));

  if (!resources || resources->len != 1)
    return say (reading, "does not have this authority as its one Resource", "");
  if (!g_str_equal (g_ptr_array_index (resources, 0), reading->ca_arn))
    return say (reading, "is about another Resource: ", g_ptr_array_index (resources, 0));
  return TRUE;
}

static gboolean
check_actions (Reading *reading, JsonObject *statement)
{
  g_autoptr (GPtrArray)
    actions = esp_resource_policy_list (json_object_get_member (statement, "Action"));

  if (!actions || actions->len == 0)
    return say (reading, "has no Action", "");
  for (guint i = 0; i < actions->len; i++)
    if (!esp_managed_permission_may_give (g_ptr_array_index (actions, i)))
      return say (reading, "allows what no share can give: ", g_ptr_array_index (actions, i));
  return TRUE;
}

static Share *
get_share (Reading *reading, const char *principal)
{
  Share *share;

  for (guint i = 0; i < reading->shares->len; i++)
    {
      share = g_ptr_array_index (reading->shares, i);
      if (g_str_equal (share->principal, principal))
        return share;
    }
  share = g_new0 (Share, 1);
  share->principal = g_strdup (principal);
  share->statements = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (reading->shares, share);
  return share;
}

/* The members of {"AWS": …}; NULL with a problem. */
static GPtrArray *
read_principals (Reading *reading, JsonObject *statement)
{
  JsonNode *node = json_object_get_member (statement, "Principal");
  JsonObject *object = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  GPtrArray *principals;

  if (!node || (!object && !esp_resource_policy_text (node)))
    say (reading, "has no Principal", "");
  else if (!object)
    say (reading,
         "is for everybody, or for nobody in particular: ", esp_resource_policy_text (node));
  else if (json_object_get_size (object) != 1 || !json_object_has_member (object, "AWS"))
    say (reading, "has a Principal that is not of the kind AWS", "");
  if (reading->problem)
    return NULL;
  principals = esp_resource_policy_list (json_object_get_member (object, "AWS"));
  if (!principals || principals->len == 0 || principals->len > ESP_POLICY_MAX_VALUES)
    say (reading, "has a Principal that can't be read", "");
  return principals;
}

static gboolean
read_statement (Reading *reading, JsonObject *statement)
{
  g_autoptr (GPtrArray) principals = NULL;
  g_autofree char *described = NULL;
  gboolean produced = FALSE;

  if (!check_members (reading, statement) || !check_resource (reading, statement) ||
      !check_actions (reading, statement))
    return FALSE;
  principals = read_principals (reading, statement);
  if (reading->problem)
    return FALSE;
  described = esp_resource_policy_describe (statement);
  for (guint i = 0; described && i < reading->candidates->len; i++)
    {
      const Candidate *candidate = g_ptr_array_index (reading->candidates, i);

      produced = produced || holds (candidate->statements, described);
    }
  if (!produced)
    return say (reading, "is part of no managed permission, with these actions and this condition",
                "");
  for (guint i = 0; i < principals->len; i++)
    {
      const char *given = g_ptr_array_index (principals, i);
      g_autofree char *principal = esp_resource_policy_principal (given);
      Share *share;

      if (!principal)
        return say (reading, "is for neither an account nor a role or user: ", given);
      share = get_share (reading, principal);
      if (!holds (share->statements, described))
        g_ptr_array_add (share->statements, g_strdup (described));
    }
  return TRUE;
}

/* --- Which permissions -------------------------------------------------------------------------*/

static void
add_grant (GPtrArray *grants, const Share *share, const Candidate *candidate)
{
  EspPolicyGrant *grant = g_new0 (EspPolicyGrant, 1);

  grant->principal = g_strdup (share->principal);
  grant->permission = g_strdup (candidate->name);
  g_ptr_array_add (grants, grant);
}

/* The one that gives exactly this, if there is one. */
static const Candidate *
find_exact (const Reading *reading, const Share *share)
{
  for (guint i = 0; i < reading->candidates->len; i++)
    {
      const Candidate *candidate = g_ptr_array_index (reading->candidates, i);

      if (holds_all (share->statements, candidate->statements) &&
          holds_all (candidate->statements, share->statements))
        return candidate;
    }
  return NULL;
}

/* Of those that give nothing else, the one that gives most of what is still open. */
static const Candidate *
find_largest (const Reading *reading, const Share *share, GPtrArray *covered)
{
  const Candidate *best = NULL;
  guint most = 0;

  for (guint i = 0; i < reading->candidates->len; i++)
    {
      const Candidate *candidate = g_ptr_array_index (reading->candidates, i);
      guint n = 0;

      if (!holds_all (share->statements, candidate->statements))
        continue;
      for (guint j = 0; j < candidate->statements->len; j++)
        n += !holds (covered, g_ptr_array_index (candidate->statements, j));
      if (n <= most)
        continue;
      best = candidate;
      most = n;
    }
  return best;
}

/* Which permission was meant, and what of it is not there. */
static void
say_missing (Reading *reading, const Share *share, GPtrArray *covered)
{
  const char *name = "";

  for (guint i = 0; i < share->statements->len; i++)
    {
      const char *open = g_ptr_array_index (share->statements, i);

      if (holds (covered, open))
        continue;
      for (guint j = 0; j < reading->candidates->len && !*name; j++)
        {
          const Candidate *candidate = g_ptr_array_index (reading->candidates, j);

          if (holds (candidate->statements, open))
            name = candidate->name;
        }
      break;
    }
  reading->problem = g_strdup_printf ("for %s it has a part of %s alone, and the rest is missing",
                                      share->principal, name);
}

static gboolean
add_grants (Reading *reading, const Share *share, GPtrArray *grants)
{
  g_autoptr (GPtrArray) covered = g_ptr_array_new ();
  const Candidate *candidate = find_exact (reading, share);

  if (candidate)
    {
      add_grant (grants, share, candidate);
      return TRUE;
    }
  while ((candidate = find_largest (reading, share, covered)))
    {
      add_grant (grants, share, candidate);
      for (guint i = 0; i < candidate->statements->len; i++)
        g_ptr_array_add (covered, g_ptr_array_index (candidate->statements, i));
    }
  if (holds_all (covered, share->statements))
    return TRUE;
  say_missing (reading, share, covered);
  return FALSE;
}

static gboolean
check_document (Reading *reading, JsonObject *object)
{
  static const char *const known[] = { "Version", "Id", "Statement" };
  g_autoptr (GList) names = json_object_get_members (object);
  const char *version = esp_json_get_string (object, "Version");

  for (GList *l = names; l; l = l->next)
    {
      gboolean found = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
        found = found || g_str_equal (known[i], l->data);
      if (!found)
        {
          g_autofree char *safe = esp_text_escape (l->data);

          reading->problem = g_strdup_printf ("it has the member %s", safe);
          return FALSE;
        }
    }
  if (g_strcmp0 (version, "2012-10-17") == 0 || g_strcmp0 (version, "2008-10-17") == 0 ||
      !json_object_has_member (object, "Version"))
    return TRUE;
  reading->problem = g_strdup ("its Version is unknown");
  return FALSE;
}

static GPtrArray *
read_grants (Reading *reading, JsonNode *document)
{
  g_autoptr (GPtrArray)
    grants = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_grant_free);
  g_autoptr (GPtrArray) statements = esp_resource_policy_statements (document);

  if (!statements)
    {
      reading->problem = g_strdup ("it has no statements, or too many");
      return NULL;
    }
  if (!check_document (reading, json_node_get_object (document)))
    return NULL;
  for (guint i = 0; i < statements->len; i++)
    {
      reading->number = i + 1;
      if (!read_statement (reading, g_ptr_array_index (statements, i)))
        return NULL;
    }
  for (guint i = 0; i < reading->shares->len; i++)
    if (!add_grants (reading, g_ptr_array_index (reading->shares, i), grants))
      return NULL;
  return g_steal_pointer (&grants);
}

GPtrArray *
esp_resource_policy_read (const char *document,
                          const char *ca_arn,
                          const EspPermissionCandidate *candidates,
                          gsize n_candidates,
                          GError **error)
{
  g_autoptr (JsonNode) node = esp_json_places_parse (document, ESP_POLICY_MAX_SIZE, error);
  Reading reading = { .ca_arn = ca_arn };
  GPtrArray *grants;

  if (!node)
    return NULL;
  reading.candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) candidate_free);
  reading.shares = g_ptr_array_new_with_free_func ((GDestroyNotify) share_free);
  for (gsize i = 0; i < MIN (n_candidates, CANDIDATES_MAX); i++)
    add_candidate (&reading, &candidates[i]);
  grants = read_grants (&reading, node);
  if (!grants)
    esp_error_set (error, ESP_REASON_RESOURCE_POLICY, NULL, "problem", reading.problem, NULL);
  g_free (reading.problem);
  g_ptr_array_unref (reading.candidates);
  g_ptr_array_unref (reading.shares);
  return grants;
}
