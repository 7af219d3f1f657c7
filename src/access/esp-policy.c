/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a policy document: its own members here, its statements in esp-statement.c. A document is
 * refused as a whole, never read in part.
 */
#include "esp-policy.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-text.h"
#include "esp-statement.h"

#include <string.h>

#define VERSION_WITH_VARIABLES "2012-10-17"
#define VERSION_FIRST "2008-10-17"

struct _EspPolicy
{
  gatomicrefcount ref_count;
  char *name;
  GPtrArray *statements;
};

/* --- Checks of the document -------------------------------------------------------------------*/

/* An escaped NUL would end a text early, so that it reads otherwise than it matches. */
static gboolean
check_no_nul (const char *document, GError **error)
{
  int line = 1;
  g_autofree char *place = NULL;

  for (const char *c = document; *c; c++)
    {
      if (*c == '\n')
        line++;
      if (*c != '\\' || !c[1])
        continue;
      if (strncmp (++c, "u0000", strlen ("u0000")) != 0)
        continue;
      place = g_strdup_printf ("%d", line);
      esp_error_set (error, ESP_REASON_JSON_SYNTAX, NULL, "line", place, "column", "1", "problem",
                     "\\u0000", NULL);
      return FALSE;
    }
  return TRUE;
}

/* Id belongs to resource policies: here it is as unknown as any other word. */
static gboolean
check_members (JsonObject *object, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l; l = l->next)
    if (!g_str_equal (l->data, "Version") && !g_str_equal (l->data, "Statement"))
      {
        g_autofree char *safe = esp_text_escape (l->data);

        esp_error_set (error, ESP_REASON_POLICY_MEMBER_UNKNOWN, NULL, "member", safe, NULL);
        return FALSE;
      }
  return TRUE;
}

/* A document without a version is one of the first language, which has no variables. */
static gboolean
read_version (JsonObject *object, gboolean *has_variables, GError **error)
{
  const char *version = esp_json_get_string (object, "Version");
  g_autofree char *safe = NULL;

  *has_variables = version && g_str_equal (version, VERSION_WITH_VARIABLES);
  if (*has_variables || !json_object_has_member (object, "Version"))
    return TRUE;
  if (version && g_str_equal (version, VERSION_FIRST))
    return TRUE;
  safe = esp_text_escape (version ? version : "");
  esp_error_set (error, ESP_REASON_POLICY_VERSION, NULL, "value", safe, NULL);
  return FALSE;
}

/* --- Statements -------------------------------------------------------------------------------*/

static gboolean
is_unique (GPtrArray *statements, const EspStatement *wanted)
{
  for (guint i = 0; i < statements->len; i++)
    if (g_str_equal (((EspStatement *) g_ptr_array_index (statements, i))->id, wanted->id))
      return FALSE;
  return TRUE;
}

static gboolean
add_statement (EspPolicy *policy, JsonNode *node, gboolean has_variables, GError **error)
{
  guint number = policy->statements->len + 1;
  g_autoptr (EspStatement) statement = esp_statement_parse (node, number, has_variables, error);
  g_autofree char *place = NULL;

  if (!statement)
    return FALSE;
  if (!is_unique (policy->statements, statement))
    {
      place = g_strdup_printf ("%u", number);
      esp_error_set (error, ESP_REASON_POLICY_SID, NULL, "statement", place, "value", statement->id,
                     NULL);
      return FALSE;
    }
  g_ptr_array_add (policy->statements, g_steal_pointer (&statement));
  return TRUE;
}

static gboolean
check_count (guint count, GError **error)
{
  g_autofree char *number = NULL;

  if (count == 0)
    {
      esp_error_set (error, ESP_REASON_POLICY_NO_STATEMENT, NULL, NULL);
      return FALSE;
    }
  if (count <= ESP_POLICY_MAX_STATEMENTS)
    return TRUE;
  number = g_strdup_printf ("%u", count);
  esp_error_set (error, ESP_REASON_POLICY_TOO_MANY, NULL, "member", "Statement", "count", number,
                 "limit", G_STRINGIFY (ESP_POLICY_MAX_STATEMENTS), NULL);
  return FALSE;
}

static gboolean
read_statements (EspPolicy *policy, JsonNode *node, gboolean has_variables, GError **error)
{
  JsonArray *array = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint count = array ? json_array_get_length (array) : (node ? 1 : 0);

  if (!check_count (count, error))
    return FALSE;
  if (!array)
    return add_statement (policy, node, has_variables, error);
  for (guint i = 0; i < count; i++)
    if (!add_statement (policy, json_array_get_element (array, i), has_variables, error))
      return FALSE;
  return TRUE;
}

/* --- The policy -------------------------------------------------------------------------------*/

static EspPolicy *
policy_new (const char *name)
{
  EspPolicy *policy = g_new0 (EspPolicy, 1);

  g_atomic_ref_count_init (&policy->ref_count);
  policy->name = g_strdup (name);
  policy->statements = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_statement_free);
  return policy;
}

EspPolicy *
esp_policy_parse (const char *name, const char *document, GError **error)
{
  g_autoptr (EspPolicy) policy = policy_new (name);
  g_autoptr (JsonNode) node = esp_json_parse (document, -1, ESP_POLICY_MAX_SIZE, error);
  JsonObject *object;
  gboolean has_variables;

  if (!node || !check_no_nul (document, error))
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_error_set (error, ESP_REASON_POLICY_NO_STATEMENT, NULL, NULL);
      return NULL;
    }
  object = json_node_get_object (node);
  if (!check_members (object, error) || !read_version (object, &has_variables, error))
    return NULL;
  if (!read_statements (policy, json_object_get_member (object, "Statement"), has_variables, error))
    return NULL;
  return g_steal_pointer (&policy);
}

EspPolicy *
esp_policy_ref (EspPolicy *policy)
{
  g_atomic_ref_count_inc (&policy->ref_count);
  return policy;
}

void
esp_policy_unref (EspPolicy *policy)
{
  if (!policy || !g_atomic_ref_count_dec (&policy->ref_count))
    return;
  g_free (policy->name);
  g_ptr_array_unref (policy->statements);
  g_free (policy);
}

const char *
esp_policy_get_name (EspPolicy *policy)
{
  return policy->name;
}

GPtrArray *
esp_policy_get_statements (EspPolicy *policy)
{
  return policy->statements;
}
