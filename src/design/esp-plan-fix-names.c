/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fixes of what things are called and carry, and of the accounts that they belong to. */
#include "esp-plan-fix-private.h"

#include "model/esp-arn.h"
#include "pki/esp-name-generation.h"

#include <string.h>

#define COMMON_NAME "CommonName"
#define ATTRIBUTES "CustomAttributes"
#define COMMON_NAME_OID "2.5.4.3"
#define MAX_NUMBER 9999

void
esp_plan_set_text (char **place, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*place);
  *place = copy;
}

gboolean
esp_plan_strv_remove (char ***list, const char *name)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
  gboolean removed = FALSE;

  for (char **item = *list; item && *item; item++)
    {
      removed = removed || g_strcmp0 (*item, name) == 0;
      if (g_strcmp0 (*item, name) != 0)
        g_ptr_array_add (kept, g_strdup (*item));
    }
  if (!removed)
    return FALSE;
  g_ptr_array_add (kept, NULL);
  g_ptr_array_set_free_func (kept, NULL);
  g_strfreev (*list);
  *list = (char **) g_ptr_array_free (g_steal_pointer (&kept), FALSE);
  return TRUE;
}

/* --- Names -------------------------------------------------------------------------------------*/

/* In a name with several values of one attribute the common name is one of a list. */
static gboolean
replace_in_list (JsonArray *attributes, const char *label)
{
  for (guint i = 0; attributes && i < json_array_get_length (attributes); i++)
    {
      JsonObject *attribute = json_array_get_object_element (attributes, i);
      const char *oid = json_object_get_string_member_with_default (attribute, "ObjectIdentifier",
                                                                    "");

      if (!g_str_equal (oid, COMMON_NAME_OID))
        continue;
      json_object_set_string_member (attribute, "Value", label);
      return TRUE;
    }
  return FALSE;
}

static gboolean
replace_common_name (JsonObject *subject, const char *label)
{
  if (json_object_has_member (subject, COMMON_NAME))
    {
      json_object_set_string_member (subject, COMMON_NAME, label);
      return TRUE;
    }
  return json_object_has_member (subject, ATTRIBUTES) &&
         replace_in_list (json_object_get_array_member (subject, ATTRIBUTES), label);
}

char *
esp_plan_node_make_subject (const EspPlanNode *node, const char *label)
{
  JsonObject *subject = node->name ? esp_name_to_json (node->name) : NULL;
  g_autoptr (EspName) name = NULL;

  if (!subject)
    return NULL;
  if (replace_common_name (subject, label))
    name = esp_name_from_json (subject, "Subject", NULL);
  json_object_unref (subject);
  return name ? g_strdup (esp_name_get_text (name)) : NULL;
}

/* With @suffix as far as a common name can be long. */
static char *
join (const char *label, const char *suffix)
{
  g_autofree char *front = g_strdup (label);
  glong room = ESP_COMMON_NAME_MAX - g_utf8_strlen (suffix, -1);

  if (g_utf8_strlen (front, -1) > room)
    *g_utf8_offset_to_pointer (front, room) = '\0';
  return g_strconcat (g_strchomp (front), suffix, NULL);
}

char *
esp_plan_make_label (const EspPlanReview *review, const char *label)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  char *free_label = join (label, "");

  for (guint i = 0; i < review->n_nodes; i++)
    g_hash_table_add (taken, review->nodes[i].label);
  for (guint n = 2; n <= MAX_NUMBER && g_hash_table_contains (taken, free_label); n++)
    {
      g_autofree char *suffix = g_strdup_printf (" %u", n);

      g_free (free_label);
      free_label = join (label, suffix);
    }
  return free_label;
}

gboolean
esp_plan_fix_name_twice (EspPlanMending *mending)
{
  g_autofree char *label = esp_plan_make_label (mending->review, mending->node->label);
  g_autofree char *subject = esp_plan_node_make_subject (mending->node, label);

  if (!subject)
    return FALSE;
  esp_plan_set_text (&mending->node->ca->subject, subject);
  return TRUE;
}

/* --- Names of other things ---------------------------------------------------------------------*/

/* All but the first of a name get a number. */
static gboolean
number_names (EspPlan *plan, const EspPlanThings *things, const char *wanted)
{
  GPtrArray *list = G_STRUCT_MEMBER (GPtrArray *, plan, things->offset);
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = 1;

  for (guint i = 0; i < list->len; i++)
    g_hash_table_add (
      taken, g_strdup (G_STRUCT_MEMBER (char *, g_ptr_array_index (list, i), things->name_offset)));
  for (guint i = 0, found = 0; i < list->len; i++)
    {
      char **name = &G_STRUCT_MEMBER (char *, g_ptr_array_index (list, i), things->name_offset);

      if (g_strcmp0 (*name, wanted) != 0 || found++ == 0)
        continue;
      while (g_hash_table_contains (taken, *name))
        {
          g_autofree char *suffix = g_strdup_printf (" %u", ++n);

          g_free (*name);
          *name = join (wanted, suffix);
        }
      g_hash_table_add (taken, g_strdup (*name));
    }
  return n > 1;
}

/* The subject is "LIST/NAME". */
gboolean
esp_plan_fix_thing_twice (EspPlanMending *mending)
{
  const char *stroke = strchr (mending->finding->subject, '/');

  for (const EspPlanThings *things = esp_plan_things (); stroke && things->list; things++)
    if (strlen (things->list) == (gsize) (stroke - mending->finding->subject) &&
        g_str_has_prefix (mending->finding->subject, things->list))
      return number_names (mending->plan, things, stroke + 1);
  return FALSE;
}

/* --- Tags --------------------------------------------------------------------------------------*/

/* As its parent has it, else as the first that has it; else empty, to be filled in. */
static const char *
find_value (const EspPlanMending *mending, const char *key)
{
  const EspPlanNode *above = mending->node->parent;

  for (int level = mending->node->level; above && level > 0; above = above->parent, level--)
    if (esp_tags_get (above->ca->tags, key))
      return esp_tags_get (above->ca->tags, key);
  for (guint i = 0; i < mending->review->n_nodes; i++)
    if (esp_tags_get (mending->review->nodes[i].ca->tags, key))
      return esp_tags_get (mending->review->nodes[i].ca->tags, key);
  return "";
}

gboolean
esp_plan_fix_tag_missing (EspPlanMending *mending)
{
  const char *key = mending->finding->subject;

  return esp_tags_set (mending->node->ca->tags, key, find_value (mending, key), NULL);
}

/* --- Name constraints --------------------------------------------------------------------------*/

gboolean
esp_plan_fix_constraints_root (EspPlanMending *mending)
{
  for (EspPlanNode *child = mending->node->first_child; child; child = child->next)
    {
      if (child->ca->name_constraints)
        continue;
      child->ca->name_constraints = json_node_copy (mending->node->ca->name_constraints);
      json_node_seal (child->ca->name_constraints);
      if (child->template_fits && !esp_plan_node_let_constraints_in (child))
        return FALSE;
    }
  return TRUE;
}

gboolean
esp_plan_fix_constraints_template (EspPlanMending *mending)
{
  return esp_plan_node_let_constraints_in (mending->node);
}

/* --- Accounts ----------------------------------------------------------------------------------*/

static void
add_account (EspPlan *plan, const char *number, const char *name)
{
  EspPlanAccount *account = g_new0 (EspPlanAccount, 1);

  account->id = g_strdup (number);
  account->name = g_strdup (name);
  g_ptr_array_add (plan->accounts, account);
}

gboolean
esp_plan_fix_account_unknown (EspPlanMending *mending)
{
  const char *number = mending->finding->subject;
  g_autofree char *name = g_strdup_printf ("Account %s", number);

  if (!esp_account_number_is_valid (number))
    return FALSE;
  add_account (mending->plan, number, name);
  return TRUE;
}

/* Accounts that own CAs: TRUE where a root is among them. */
static GHashTable *
list_owners (const EspPlanReview *review)
{
  GHashTable *owners = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < review->n_nodes; i++)
    {
      const EspPlanNode *node = &review->nodes[i];

      if (node->is_root || !g_hash_table_contains (owners, node->ca->account))
        g_hash_table_insert (owners, node->ca->account, GINT_TO_POINTER (node->is_root));
    }
  return owners;
}

static gboolean
is_free_number (const EspPlanReview *review, const char *number)
{
  if (g_hash_table_contains (review->accounts, number) ||
      g_hash_table_contains (review->owners, number))
    return FALSE;
  for (guint i = 0; i < review->plan->shares->len; i++)
    {
      const EspPlanShare *share = g_ptr_array_index (review->plan->shares, i);

      if (g_strcmp0 (share->account, number) == 0)
        return FALSE;
    }
  return TRUE;
}

/* The next number after @account that nobody has. */
static char *
make_number (const EspPlanReview *review, const char *account)
{
  guint64 number = g_ascii_strtoull (account, NULL, 10);

  for (;;)
    {
      g_autofree char *text = NULL;

      number = number % G_GUINT64_CONSTANT (999999999999) + 1;
      text = g_strdup_printf ("%012" G_GUINT64_FORMAT, number);
      if (is_free_number (review, text))
        return g_steal_pointer (&text);
    }
}

char *
esp_plan_pick_account (EspPlanMending *mending, const char *account, gboolean fresh)
{
  g_autoptr (GHashTable) owners = list_owners (mending->review);
  g_autofree char *name = NULL;
  char *number;

  for (guint i = 0; i < mending->plan->accounts->len && !fresh; i++)
    {
      const EspPlanAccount *known = g_ptr_array_index (mending->plan->accounts, i);
      gpointer has_root;

      if (g_hash_table_lookup_extended (owners, known->id, NULL, &has_root) && !has_root)
        return g_strdup (known->id);
    }
  number = make_number (mending->review, account);
  name = g_strdup_printf ("%s: subordinate CAs",
                          esp_plan_review_account_name (mending->review, account));
  if (mending->plan->accounts->len > 0)
    add_account (mending->plan, number, name);
  return number;
}

gboolean
esp_plan_fix_root_account (EspPlanMending *mending)
{
  g_autofree char *from = g_strdup (mending->node->ca->account);
  g_autofree char *to = esp_plan_pick_account (mending, from, mending->variant > 0);

  for (guint i = 0; i < mending->review->n_nodes; i++)
    {
      EspPlanNode *node = &mending->review->nodes[i];

      if (!node->is_root && g_strcmp0 (node->ca->account, from) == 0)
        esp_plan_set_text (&node->ca->account, to);
    }
  return TRUE;
}
