/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a policy document: its own members here, its statements in esp-statement.c. A document is
 * refused as a whole, never read in part.
 */
#include "esp-policy.h"

#include "base/esp-json.h"
#include "esp-json-places.h"
#include "esp-policy-reader.h"
#include "esp-statement.h"

#define VERSION_WITH_VARIABLES "2012-10-17"
#define VERSION_FIRST "2008-10-17"

struct _EspPolicy
{
  gatomicrefcount ref_count;
  char *name;
  EspPolicyKind kind;
  GPtrArray *statements;
};

/* --- The document -----------------------------------------------------------------------------*/

static gboolean
is_member (const EspPolicyReader *reader, const char *name)
{
  return g_str_equal (name, "Version") || g_str_equal (name, "Statement") ||
         (reader->kind == ESP_POLICY_RESOURCE && g_str_equal (name, "Id"));
}

static gboolean
check_members (EspPolicyReader *reader, JsonObject *object)
{
  g_autoptr (GList) names = json_object_get_members (object);
  const char *id;

  for (GList *l = names; l; l = l->next)
    if (!is_member (reader, l->data))
      return esp_policy_refuse_member (reader, ESP_REASON_POLICY_MEMBER_UNKNOWN, l->data);
  return esp_policy_read_text (reader, object, "Id", &id);
}

/* A document without a version is one of the first language, which has no variables. */
static gboolean
read_version (EspPolicyReader *reader, JsonObject *object)
{
  const char *version = esp_json_get_string (object, "Version");

  reader->has_variables = g_strcmp0 (version, VERSION_WITH_VARIABLES) == 0;
  if (reader->has_variables || !json_object_has_member (object, "Version") ||
      g_strcmp0 (version, VERSION_FIRST) == 0)
    return TRUE;
  esp_policy_reader_enter_member (reader, "Version");
  esp_policy_refuse (reader, ESP_REASON_POLICY_VERSION, "value", version ? version : "");
  esp_policy_reader_leave (reader);
  return FALSE;
}

/* --- Statements -------------------------------------------------------------------------------*/

/* The service's own guide has a resource policy whose statements share a Sid. */
static gboolean
check_unique (EspPolicyReader *reader, const EspPolicy *policy, const EspStatement *wanted)
{
  if (policy->kind == ESP_POLICY_RESOURCE)
    return TRUE;
  for (guint i = 0; i < policy->statements->len; i++)
    if (g_str_equal (((EspStatement *) g_ptr_array_index (policy->statements, i))->id, wanted->id))
      return esp_policy_refuse (reader, ESP_REASON_POLICY_SID, "value", wanted->id);
  return TRUE;
}

static gboolean
add_statement (EspPolicyReader *reader, EspPolicy *policy, JsonNode *node)
{
  g_autoptr (EspStatement) statement = NULL;

  g_snprintf (reader->statement, sizeof reader->statement, "%u", policy->statements->len + 1);
  statement = esp_statement_parse (reader, node);
  if (!statement || !check_unique (reader, policy, statement))
    return FALSE;
  g_ptr_array_add (policy->statements, g_steal_pointer (&statement));
  return TRUE;
}

static gboolean
check_count (EspPolicyReader *reader, guint count)
{
  guint limit = reader->kind == ESP_POLICY_TEMPLATE ? 1 : ESP_POLICY_MAX_STATEMENTS;

  if (count == 0)
    return esp_policy_refuse (reader, ESP_REASON_POLICY_NO_STATEMENT, NULL, NULL);
  return count <= limit || esp_policy_refuse_count (reader, "Statement", count, limit);
}

static gboolean
read_array (EspPolicyReader *reader, EspPolicy *policy, JsonArray *array)
{
  guint count = json_array_get_length (array);
  gboolean good = check_count (reader, count);

  for (guint i = 0; good && i < count; i++)
    {
      esp_policy_reader_enter_element (reader, i);
      good = add_statement (reader, policy, json_array_get_element (array, i));
      esp_policy_reader_leave (reader);
    }
  return good;
}

static gboolean
read_statements (EspPolicyReader *reader, EspPolicy *policy, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "Statement");
  gboolean good;

  if (!node)
    return check_count (reader, 0);
  esp_policy_reader_enter_member (reader, "Statement");
  good = JSON_NODE_HOLDS_ARRAY (node) ? read_array (reader, policy, json_node_get_array (node)) :
                                        add_statement (reader, policy, node);
  esp_policy_reader_leave (reader);
  return good;
}

/* --- The policy -------------------------------------------------------------------------------*/

static EspPolicy *
policy_new (EspPolicyKind kind, const char *name)
{
  EspPolicy *policy = g_new0 (EspPolicy, 1);

  g_atomic_ref_count_init (&policy->ref_count);
  policy->name = g_strdup (name);
  policy->kind = kind;
  policy->statements = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_statement_free);
  return policy;
}

EspPolicy *
esp_policy_parse_kind (EspPolicyKind kind, const char *name, const char *document, GError **error)
{
  g_autoptr (EspPolicy) policy = policy_new (kind, name);
  g_autoptr (JsonNode) node = esp_json_places_parse (document, ESP_POLICY_MAX_SIZE, error);
  EspPolicyReader reader = { .kind = kind, .document = document, .error = error };
  JsonObject *object;

  if (!node)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_policy_refuse (&reader, ESP_REASON_POLICY_NO_STATEMENT, NULL, NULL);
      return NULL;
    }
  object = json_node_get_object (node);
  if (!check_members (&reader, object) || !read_version (&reader, object) ||
      !read_statements (&reader, policy, object))
    return NULL;
  return g_steal_pointer (&policy);
}

EspPolicy *
esp_policy_parse (const char *name, const char *document, GError **error)
{
  return esp_policy_parse_kind (ESP_POLICY_IDENTITY, name, document, error);
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

EspPolicyKind
esp_policy_get_kind (EspPolicy *policy)
{
  return policy->kind;
}

GPtrArray *
esp_policy_get_statements (EspPolicy *policy)
{
  return policy->statements;
}
