/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificate policies over a path (RFC 5280, 6.1). The valid policy tree of the document grows
 * exponentially with its depth, because a node is repeated for each parent; here each level holds a
 * policy once, with all its parents, which answers the same questions in linear space.
 */
#include "esp-path-private.h"

#include <string.h>

typedef struct _PolicyNode PolicyNode;
struct _PolicyNode
{
  char *oid;          /* ESP_OID_ANY_POLICY where it stands for all others */
  GPtrArray *parents; /* nodes of the level above; NULL for the root */
  gboolean from_any;  /* a parent is anyPolicy */
  gboolean visited;
};

typedef struct
{
  EspPathCase *judged;
  GPtrArray *all;       /* every node, owned */
  GHashTable *level;    /* policy -> node that is valid here */
  PolicyNode *any;      /* that of anyPolicy in this level, or NULL */
  GHashTable *expected; /* policy of the level below -> array of parents here */
  guint explicit_policy;
  guint mapping;
  guint any_policy;
} Policies;

static void
policy_node_free (PolicyNode *node)
{
  g_clear_pointer (&node->parents, g_ptr_array_unref);
  g_free (node->oid);
  g_free (node);
}

static PolicyNode *
add_node (Policies *policies, const char *oid, GPtrArray *parents, gboolean from_any)
{
  PolicyNode *node = g_new0 (PolicyNode, 1);

  node->oid = g_strdup (oid);
  node->parents = parents ? g_ptr_array_ref (parents) : NULL;
  node->from_any = from_any;
  g_ptr_array_add (policies->all, node);
  return node;
}

static gboolean
is_any (const char *oid)
{
  return strcmp (oid, ESP_OID_ANY_POLICY) == 0;
}

static gboolean
is_empty (const Policies *policies)
{
  return !policies->any && g_hash_table_size (policies->level) == 0;
}

static gpointer
read_value (EspPathNode *node, const char *oid, const ASN1_ITEM *item)
{
  const EspExtension *extension = esp_extensions_find (
    esp_certificate_get_extensions (node->certificate), oid, NULL);

  return extension ? esp_value_read (extension->value, item) : NULL;
}

/* --- A level: 6.1.3 (d) and (e) --- */

static GPtrArray *
just_any (Policies *policies)
{
  GPtrArray *parents = g_ptr_array_new ();

  g_ptr_array_add (parents, policies->any);
  return parents;
}

static void
add_policy (Policies *policies, GHashTable *level, const char *oid)
{
  GPtrArray *parents = g_hash_table_lookup (policies->expected, oid);
  g_autoptr (GPtrArray) any = NULL;
  PolicyNode *node = NULL;

  if (g_hash_table_contains (level, oid))
    return;
  if (parents)
    {
      node = add_node (policies, oid, parents, FALSE);
    }
  else if (policies->any)
    {
      any = just_any (policies);
      node = add_node (policies, oid, any, TRUE);
    }
  if (node)
    g_hash_table_insert (level, node->oid, node);
}

/* anyPolicy in a certificate lets every policy pass that is expected. */
static PolicyNode *
add_any (Policies *policies, GHashTable *level)
{
  GHashTableIter iter;
  gpointer oid;
  g_autoptr (GPtrArray) any = NULL;

  g_hash_table_iter_init (&iter, policies->expected);
  while (g_hash_table_iter_next (&iter, &oid, NULL))
    add_policy (policies, level, oid);
  if (!policies->any)
    return NULL;
  any = just_any (policies);
  return add_node (policies, ESP_OID_ANY_POLICY, any, TRUE);
}

static void
replace_level (Policies *policies, GHashTable *level, PolicyNode *any)
{
  g_hash_table_unref (policies->level);
  policies->level = level;
  policies->any = any;
}

static void
process_policies (Policies *policies, EspPathNode *node, gboolean any_counts)
{
  g_autoptr (CERTIFICATEPOLICIES)
    values = read_value (node, ESP_OID_CERTIFICATE_POLICIES, ASN1_ITEM_rptr (CERTIFICATEPOLICIES));
  GHashTable *level = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean has_any = FALSE;
  PolicyNode *any = NULL;

  for (int i = 0; i < sk_POLICYINFO_num (values); i++)
    {
      g_autofree char *oid = esp_object_to_oid (sk_POLICYINFO_value (values, i)->policyid);

      if (is_any (oid))
        has_any = TRUE;
      else
        add_policy (policies, level, oid);
    }
  if (has_any && any_counts)
    any = add_any (policies, level);
  replace_level (policies, level, any);
}

/* --- What is expected below: 6.1.4 (a) and (b) --- */

static void
expect (Policies *policies, const char *oid, PolicyNode *parent)
{
  GPtrArray *parents = g_hash_table_lookup (policies->expected, oid);

  if (!parents)
    {
      parents = g_ptr_array_new ();
      g_hash_table_insert (policies->expected, g_strdup (oid), parents);
    }
  g_ptr_array_add (parents, parent);
}

static void
expect_unmapped (Policies *policies, GHashTable *mapped)
{
  GHashTableIter iter;
  gpointer oid;
  gpointer node;

  g_hash_table_iter_init (&iter, policies->level);
  while (g_hash_table_iter_next (&iter, &oid, &node))
    if (!g_hash_table_contains (mapped, oid))
      expect (policies, oid, node);
}

/* A policy that anyPolicy let pass gets a node of its own when it is mapped. */
static PolicyNode *
find_mapped (Policies *policies, const char *oid)
{
  PolicyNode *node = g_hash_table_lookup (policies->level, oid);

  if (node || !policies->any)
    return node;
  node = add_node (policies, oid, policies->any->parents, TRUE);
  g_hash_table_insert (policies->level, node->oid, node);
  return node;
}

static gboolean
map_one (Policies *policies, const POLICY_MAPPING *mapping, GHashTable *mapped)
{
  g_autofree char *from = esp_object_to_oid (mapping->issuerDomainPolicy);
  g_autofree char *to = esp_object_to_oid (mapping->subjectDomainPolicy);
  PolicyNode *node;

  if (is_any (from) || is_any (to))
    return FALSE;
  if (policies->mapping > 0)
    {
      node = find_mapped (policies, from);
      if (node)
        expect (policies, to, node);
    }
  g_hash_table_add (mapped, g_steal_pointer (&from));
  return TRUE;
}

static gboolean
process_mappings (Policies *policies, EspPathNode *node)
{
  g_autoptr (GHashTable) mapped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  POLICY_MAPPINGS *mappings = read_value (node, ESP_OID_POLICY_MAPPINGS,
                                          ASN1_ITEM_rptr (POLICY_MAPPINGS));
  gboolean sound = TRUE;
  GHashTableIter iter;
  gpointer oid;

  g_hash_table_remove_all (policies->expected);
  for (int i = 0; sound && i < sk_POLICY_MAPPING_num (mappings); i++)
    sound = map_one (policies, sk_POLICY_MAPPING_value (mappings, i), mapped);
  sk_POLICY_MAPPING_pop_free (mappings, POLICY_MAPPING_free);
  expect_unmapped (policies, mapped);
  g_hash_table_iter_init (&iter, mapped);
  while (policies->mapping == 0 && g_hash_table_iter_next (&iter, &oid, NULL))
    g_hash_table_remove (policies->level, oid);
  return sound;
}

/* --- Counters: 6.1.4 (h) to (j) --- */

static void
count_down (guint *counter)
{
  if (*counter > 0)
    (*counter)--;
}

/* FALSE where the number can't be taken as one. */
static gboolean
lower (guint *counter, const ASN1_INTEGER *value)
{
  gint64 number = 0;

  if (!value)
    return TRUE;
  if (!ASN1_INTEGER_get_int64 (&number, value))
    return ASN1_STRING_type (value) != V_ASN1_NEG_INTEGER;
  if (number < 0)
    return FALSE;
  *counter = (guint) MIN ((gint64) *counter, number);
  return TRUE;
}

static gboolean
process_constraints (Policies *policies, EspPathNode *node)
{
  g_autoptr (ASN1_INTEGER)
    inhibit = read_value (node, ESP_OID_INHIBIT_ANY_POLICY, ASN1_ITEM_rptr (ASN1_INTEGER));
  POLICY_CONSTRAINTS *values = read_value (node, ESP_OID_POLICY_CONSTRAINTS,
                                           ASN1_ITEM_rptr (POLICY_CONSTRAINTS));
  gboolean sound = lower (&policies->any_policy, inhibit);

  if (values)
    sound = lower (&policies->explicit_policy, values->requireExplicitPolicy) &&
            lower (&policies->mapping, values->inhibitPolicyMapping) && sound;
  POLICY_CONSTRAINTS_free (values);
  return sound;
}

static void
prepare_next (Policies *policies, guint place)
{
  EspPathNode *node = esp_path_case_node (policies->judged, place);

  if (!process_mappings (policies, node))
    esp_path_add (policies->judged, place, ESP_PATH_REASON_POLICIES_MAPPED_ANY, NULL);
  if (!node->self_issued)
    {
      count_down (&policies->explicit_policy);
      count_down (&policies->mapping);
      count_down (&policies->any_policy);
    }
  if (!process_constraints (policies, node))
    esp_path_add (policies->judged, place, ESP_PATH_REASON_POLICIES_CONSTRAINT, NULL);
}

/* --- The end: 6.1.5 (a), (b) and (g) --- */

static gboolean
is_wanted (const char *const *wanted, const char *oid)
{
  return g_strv_contains (wanted, oid);
}

/* Whether a policy that the user wants is among those from which the ones at the end come: nodes
 * below anyPolicy are the policies in the trusted authority's own terms. */
static gboolean
reaches_wanted (Policies *policies, const char *const *wanted)
{
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer node;

  if (policies->any)
    return TRUE;
  g_hash_table_iter_init (&iter, policies->level);
  while (g_hash_table_iter_next (&iter, NULL, &node))
    g_ptr_array_add (open, node);
  while (open->len > 0)
    {
      PolicyNode *top = g_ptr_array_steal_index_fast (open, open->len - 1);

      if (top->visited)
        continue;
      top->visited = TRUE;
      if (top->from_any && is_wanted (wanted, top->oid))
        return TRUE;
      for (guint i = 0; !top->from_any && top->parents && i < top->parents->len; i++)
        g_ptr_array_add (open, g_ptr_array_index (top->parents, i));
    }
  return FALSE;
}

static char *
list_policies (Policies *policies)
{
  g_autoptr (GList)
    oids = g_list_sort (g_hash_table_get_keys (policies->level), (GCompareFunc) strcmp);
  GString *text = g_string_new (policies->any ? "anyPolicy" : NULL);

  for (GList *at = oids; at; at = at->next)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", (char *) at->data);
  return g_string_free (text, FALSE);
}

static void
wrap_up (Policies *policies)
{
  const EspValidationOptions *options = policies->judged->context->options;
  EspPathNode *target = esp_path_case_node (policies->judged, 0);
  POLICY_CONSTRAINTS *values = read_value (target, ESP_OID_POLICY_CONSTRAINTS,
                                           ASN1_ITEM_rptr (POLICY_CONSTRAINTS));
  const char *const *wanted = policies->judged->for_lists ? NULL : options->policies;
  g_autofree char *list = list_policies (policies);
  gboolean required;

  count_down (&policies->explicit_policy);
  if (values && values->requireExplicitPolicy &&
      ASN1_INTEGER_get (values->requireExplicitPolicy) == 0)
    policies->explicit_policy = 0;
  POLICY_CONSTRAINTS_free (values);
  required = policies->explicit_policy == 0;
  if (required && is_empty (policies))
    esp_path_add (policies->judged, 0, ESP_PATH_REASON_POLICIES_NONE, NULL);
  else if (required && wanted && !reaches_wanted (policies, wanted))
    esp_path_add (policies->judged, 0, ESP_PATH_REASON_POLICIES_NOT_WANTED, NULL);
  else if (is_empty (policies))
    esp_path_add (policies->judged, 0, ESP_PATH_REASON_POLICIES_FREE, NULL);
  else
    esp_path_add (policies->judged, 0, ESP_PATH_REASON_POLICIES_VALID, "policies", list, NULL);
}

static void
policies_init (Policies *policies, EspPathCase *judged)
{
  const EspValidationOptions *options = judged->context->options;
  guint unset = judged->nodes->len; /* above the number of certificates below the anchor */

  policies->judged = judged;
  policies->all = g_ptr_array_new_with_free_func ((GDestroyNotify) policy_node_free);
  policies->level = g_hash_table_new (g_str_hash, g_str_equal);
  policies->expected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                              (GDestroyNotify) g_ptr_array_unref);
  policies->any = add_node (policies, ESP_OID_ANY_POLICY, NULL, FALSE);
  policies->explicit_policy = options->require_policy && !judged->for_lists ? 0 : unset;
  policies->mapping = options->inhibit_mapping ? 0 : unset;
  policies->any_policy = options->inhibit_any_policy ? 0 : unset;
}

static void
policies_clear (Policies *policies)
{
  g_hash_table_unref (policies->level);
  g_hash_table_unref (policies->expected);
  g_ptr_array_unref (policies->all);
}

void
esp_path_check_policies (EspPathCase *judged)
{
  Policies policies = { 0 };
  guint below = judged->nodes->len - (judged->path->complete ? 1 : 0);

  policies_init (&policies, judged);
  for (guint i = below; i-- > 0;)
    {
      EspPathNode *node = esp_path_case_node (judged, i);

      process_policies (&policies, node, policies.any_policy > 0 || (i > 0 && node->self_issued));
      if (policies.explicit_policy == 0 && is_empty (&policies))
        {
          esp_path_add (judged, i, ESP_PATH_REASON_POLICIES_NONE, NULL);
          policies_clear (&policies);
          return;
        }
      if (i > 0)
        prepare_next (&policies, i);
    }
  wrap_up (&policies);
  policies_clear (&policies);
  ERR_clear_error ();
}
