/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a sample's JSON to its records: one table of members for each kind of record, and one reader
 * that walks them. A member that no table knows is refused, so that a misspelt one is found. What
 * the values mean together is checked in esp-sample-check.c.
 */
#include "esp-sample-private.h"

#include "base/esp-error.h"
#include "base/esp-json.h"

#include <string.h>

#define NAMES_MAX 10

typedef enum
{
  KIND_TEXT,     /* char * */
  KIND_NUMBER,   /* int */
  KIND_BOOLEAN,  /* gboolean */
  KIND_NAMES,    /* char **, from an array of texts */
  KIND_POLICIES, /* char **, from an array of objects */
  KIND_POLICY,   /* char *, from an object */
  KIND_TAGS,     /* GPtrArray of EspTag, from an object */
} Kind;

typedef struct
{
  const char *name;
  Kind kind;
  gsize offset;
  gboolean required;
  int fallback; /* KIND_NUMBER */
} Member;

#define MEMBER(type, name, kind, field, required, fallback)                                        \
  {                                                                                                \
    name, kind, G_STRUCT_OFFSET (type, field), required, fallback                                  \
  }
#define REQUIRED(type, name, kind, field) MEMBER (type, name, kind, field, TRUE, 0)
#define OPTIONAL(type, name, kind, field) MEMBER (type, name, kind, field, FALSE, 0)

static const Member account_members[] = {
  REQUIRED (EspSampleAccount, "id", KIND_TEXT, id),
  REQUIRED (EspSampleAccount, "name", KIND_TEXT, name),
  { NULL },
};

static const Member role_members[] = {
  REQUIRED (EspSampleRole, "name", KIND_TEXT, name),
  REQUIRED (EspSampleRole, "account", KIND_TEXT, account),
  REQUIRED (EspSampleRole, "policies", KIND_POLICIES, policies),
  OPTIONAL (EspSampleRole, "policyNames", KIND_NAMES, policy_names),
  OPTIONAL (EspSampleRole, "organizationScope", KIND_BOOLEAN, organization_scope),
  { NULL },
};

static const Member person_members[] = {
  REQUIRED (EspSamplePerson, "name", KIND_TEXT, name),
  REQUIRED (EspSamplePerson, "account", KIND_TEXT, account),
  REQUIRED (EspSamplePerson, "roles", KIND_NAMES, roles),
  OPTIONAL (EspSamplePerson, "tags", KIND_TAGS, tags),
  OPTIONAL (EspSamplePerson, "service", KIND_BOOLEAN, service),
  { NULL },
};

static const Member guardrail_members[] = {
  REQUIRED (EspSampleGuardrail, "name", KIND_TEXT, name),
  REQUIRED (EspSampleGuardrail, "policy", KIND_POLICY, policy),
  OPTIONAL (EspSampleGuardrail, "accounts", KIND_NAMES, accounts),
  { NULL },
};

static const Member share_members[] = {
  REQUIRED (EspSampleShare, "name", KIND_TEXT, name),
  REQUIRED (EspSampleShare, "ca", KIND_TEXT, ca),
  REQUIRED (EspSampleShare, "account", KIND_TEXT, account),
  REQUIRED (EspSampleShare, "permission", KIND_TEXT, permission),
  OPTIONAL (EspSampleShare, "tags", KIND_TAGS, tags),
  { NULL },
};

static const Member ca_members[] = {
  REQUIRED (EspSampleCa, "key", KIND_TEXT, key),
  OPTIONAL (EspSampleCa, "parent", KIND_TEXT, parent),
  REQUIRED (EspSampleCa, "account", KIND_TEXT, account),
  REQUIRED (EspSampleCa, "subject", KIND_TEXT, subject),
  MEMBER (EspSampleCa, "pathLength", KIND_NUMBER, path_length, FALSE, -1),
  REQUIRED (EspSampleCa, "keyAlgorithm", KIND_TEXT, key_algorithm),
  REQUIRED (EspSampleCa, "validity", KIND_TEXT, validity),
  REQUIRED (EspSampleCa, "ageDays", KIND_NUMBER, age_days),
  OPTIONAL (EspSampleCa, "tags", KIND_TAGS, tags),
  OPTIONAL (EspSampleCa, "disabled", KIND_BOOLEAN, disabled),
  OPTIONAL (EspSampleCa, "dualControl", KIND_BOOLEAN, dual_control),
  OPTIONAL (EspSampleCa, "approvers", KIND_NAMES, approvers),
  { NULL },
};

static const Member batch_members[] = {
  REQUIRED (EspSampleBatch, "ca", KIND_TEXT, ca),
  REQUIRED (EspSampleBatch, "template", KIND_TEXT, template_name),
  REQUIRED (EspSampleBatch, "subject", KIND_TEXT, subject),
  OPTIONAL (EspSampleBatch, "alternativeName", KIND_TEXT, alternative_name),
  REQUIRED (EspSampleBatch, "validity", KIND_TEXT, validity),
  REQUIRED (EspSampleBatch, "count", KIND_NUMBER, count),
  REQUIRED (EspSampleBatch, "firstAgeDays", KIND_NUMBER, first_age_days),
  REQUIRED (EspSampleBatch, "lastAgeDays", KIND_NUMBER, last_age_days),
  OPTIONAL (EspSampleBatch, "revokeEvery", KIND_NUMBER, revoke_every),
  OPTIONAL (EspSampleBatch, "revocationReason", KIND_TEXT, revocation_reason),
  REQUIRED (EspSampleBatch, "requester", KIND_TEXT, requester),
  { NULL },
};

static const struct
{
  const char *name;
  const Member *members;
  gsize record_size;
  gsize offset; /* of the GPtrArray in EspSample */
  guint limit;
  gboolean optional;
} lists[] = {
  { "accounts", account_members, sizeof (EspSampleAccount), G_STRUCT_OFFSET (EspSample, accounts),
    ESP_SAMPLE_MAX_ACCOUNTS },
  { "roles", role_members, sizeof (EspSampleRole), G_STRUCT_OFFSET (EspSample, roles),
    ESP_SAMPLE_MAX_ROLES },
  { "people", person_members, sizeof (EspSamplePerson), G_STRUCT_OFFSET (EspSample, people),
    ESP_SAMPLE_MAX_PEOPLE },
  { "guardrails", guardrail_members, sizeof (EspSampleGuardrail),
    G_STRUCT_OFFSET (EspSample, guardrails), ESP_SAMPLE_MAX_GUARDRAILS, TRUE },
  { "cas", ca_members, sizeof (EspSampleCa), G_STRUCT_OFFSET (EspSample, cas), ESP_SAMPLE_MAX_CAS },
  { "shares", share_members, sizeof (EspSampleShare), G_STRUCT_OFFSET (EspSample, shares),
    ESP_SAMPLE_MAX_SHARES, TRUE },
  { "batches", batch_members, sizeof (EspSampleBatch), G_STRUCT_OFFSET (EspSample, batches),
    ESP_SAMPLE_MAX_BATCHES },
};

/* --- Single members: NULL, or what is wrong ----------------------------------------------------*/

static gboolean
is_value (JsonNode *node, GType type)
{
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static const char *
read_text (JsonNode *node, gpointer field)
{
  if (!is_value (node, G_TYPE_STRING) || !*json_node_get_string (node))
    return "a text is wanted";
  *(char **) field = g_strdup (json_node_get_string (node));
  return NULL;
}

static const char *
read_number (JsonNode *node, gpointer field)
{
  gint64 value = is_value (node, G_TYPE_INT64) ? json_node_get_int (node) : -1;

  if (value < 0 || value > G_MAXINT16)
    return "a whole number from 0 to 32767 is wanted";
  *(int *) field = (int) value;
  return NULL;
}

static const char *
read_boolean (JsonNode *node, gpointer field)
{
  if (!is_value (node, G_TYPE_BOOLEAN))
    return "true or false is wanted";
  *(gboolean *) field = json_node_get_boolean (node);
  return NULL;
}

static const char *
read_array (JsonNode *node, gpointer field, gboolean policies)
{
  JsonArray *array = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  if (!array || json_array_get_length (array) == 0 || json_array_get_length (array) > NAMES_MAX)
    return "an array of one to ten entries is wanted";
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *entry = json_array_get_element (array, i);

      if (policies ? !JSON_NODE_HOLDS_OBJECT (entry) : !is_value (entry, G_TYPE_STRING))
        return policies ? "an array of policies is wanted" : "an array of texts is wanted";
      g_ptr_array_add (texts, policies ? esp_json_to_text (entry, TRUE) :
                                         g_strdup (json_node_get_string (entry)));
    }
  g_ptr_array_add (texts, NULL);
  *(char ***) field = (char **) g_ptr_array_steal (texts, NULL);
  return NULL;
}

static const char *
read_names (JsonNode *node, gpointer field)
{
  return read_array (node, field, FALSE);
}

static const char *
read_policies (JsonNode *node, gpointer field)
{
  return read_array (node, field, TRUE);
}

static const char *
read_policy (JsonNode *node, gpointer field)
{
  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return "a policy is wanted";
  *(char **) field = esp_json_to_text (node, TRUE);
  return NULL;
}

static const char *
read_tags (JsonNode *node, gpointer field)
{
  GPtrArray *tags = *(GPtrArray **) field;
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return "an object of texts is wanted";
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &key, &value))
    if (!is_value (value, G_TYPE_STRING) ||
        !esp_tag_check (key, json_node_get_string (value), NULL) ||
        !esp_tags_set (tags, key, json_node_get_string (value), NULL))
      return "an object of at most fifty allowed tags is wanted";
  return NULL;
}

static const char *(*const readers[]) (JsonNode *node, gpointer field) = {
  [KIND_TEXT] = read_text,   [KIND_NUMBER] = read_number,     [KIND_BOOLEAN] = read_boolean,
  [KIND_NAMES] = read_names, [KIND_POLICIES] = read_policies, [KIND_POLICY] = read_policy,
  [KIND_TAGS] = read_tags,
};

/* --- Records and lists ------------------------------------------------------------------------*/

static gpointer
record_new (const Member *members, gsize size)
{
  char *record = g_malloc0 (size);

  for (const Member *member = members; member->name; member++)
    if (member->kind == KIND_TAGS)
      *(GPtrArray **) (gpointer) (record + member->offset) = esp_tags_new ();
    else if (member->kind == KIND_NUMBER)
      *(int *) (gpointer) (record + member->offset) = member->fallback;
  return record;
}

static const char *
find_unknown (JsonObject *object, const Member *members)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l; l = l->next)
    {
      const Member *member = members;

      while (member->name && !g_str_equal (member->name, l->data))
        member++;
      if (!member->name)
        return l->data;
    }
  return NULL;
}

static gboolean
read_record (const char *list,
             guint index,
             JsonNode *node,
             const Member *members,
             gpointer record,
             GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *unknown = object ? find_unknown (object, members) : NULL;

  if (!object)
    return esp_sample_refuse (error, list, index, NULL, "an object is wanted");
  if (unknown)
    return esp_sample_refuse (error, list, index, unknown, "there is no such member");
  for (const Member *member = members; member->name; member++)
    {
      JsonNode *value = json_object_get_member (object, member->name);
      const char *problem;

      if (!value && !member->required)
        continue;
      problem = readers[member->kind](value, (char *) record + member->offset);
      if (problem)
        return esp_sample_refuse (error, list, index, member->name, problem);
    }
  return TRUE;
}

static gboolean
read_list (EspSample *sample, gsize which, JsonObject *document, GError **error)
{
  GPtrArray *records = G_STRUCT_MEMBER (GPtrArray *, sample, lists[which].offset);
  JsonArray *array = esp_json_get_array (document, lists[which].name);
  guint len = array ? json_array_get_length (array) : 0;

  if (lists[which].optional && !json_object_has_member (document, lists[which].name))
    return TRUE;
  if (len == 0 || len > lists[which].limit)
    return esp_sample_refuse (error, lists[which].name, len, NULL,
                              "the list is missing, empty or too long");
  for (guint i = 0; i < len; i++)
    {
      gpointer record = record_new (lists[which].members, lists[which].record_size);

      g_ptr_array_add (records, record);
      if (!read_record (lists[which].name, i, json_array_get_element (array, i),
                        lists[which].members, record, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_document_member (const char *name)
{
  static const char *const others[] = { "license", "comment", "organization", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_str_equal (name, lists[i].name))
      return TRUE;
  return g_strv_contains (others, name);
}

static gboolean
read_head (EspSample *sample, JsonObject *object, GError **error)
{
  g_autoptr (GList) names = object ? json_object_get_members (object) : NULL;
  const char *place = NULL;

  sample->organization = g_strdup (esp_json_get_string (object, "organization"));
  if (!sample->organization)
    place = "organization";
  for (GList *l = names; l && !place; l = l->next)
    if (!is_document_member (l->data))
      place = l->data;
  if (place)
    esp_error_set (error, ESP_REASON_SAMPLE_DATA, NULL, "place", place, "problem",
                   sample->organization ? "there is no such member" : "a text is wanted", NULL);
  return place == NULL;
}

gboolean
esp_sample_read (EspSample *sample, JsonNode *document, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (document) ? json_node_get_object (document) : NULL;

  if (!read_head (sample, object, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (!read_list (sample, i, object, error))
      return FALSE;
  return TRUE;
}
