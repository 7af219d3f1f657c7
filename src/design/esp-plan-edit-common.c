/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What all edits have in common: refusals, bounds, names, and that an edit of several CAs is done
 * for all of them or for none. The bounds are the reader's: what an edit leaves can be saved and
 * opened again.
 */
#include "esp-plan-edit-private.h"

#include "esp-plan-document.h"
#include "esp-plan-private.h"

#include "base/esp-error.h"
#include "base/esp-json.h"

#include <string.h>

#define COMMON_NAME "CommonName"
#define COMMON_NAME_OID "2.5.4.3"
#define ATTRIBUTES "CustomAttributes"
#define SHOWN_MAX 64 /* characters of a value in a refusal */

/* --- Refusals ----------------------------------------------------------------------------------*/

gboolean
esp_plan_edit_refuse (GError **error, const char *field, const char *value, const char *problem)
{
  g_autofree char *valid = g_utf8_make_valid (value ? value : "", -1);
  g_autofree char *shown = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), SHOWN_MAX));

  esp_error_set (error, ESP_REASON_PLAN_VALUE, NULL, "field", field, "value", shown, "problem",
                 problem, NULL);
  return FALSE;
}

gboolean
esp_plan_edit_refuse_ca (GError **error, const char *key)
{
  esp_error_set (error, ESP_REASON_PLAN_CA_UNKNOWN, NULL, "key", key ? key : "", NULL);
  return FALSE;
}

static gboolean
refuse_size (GError **error, const char *what, gsize count, gsize limit)
{
  g_autofree char *count_text = g_strdup_printf ("%" G_GSIZE_FORMAT, count);
  g_autofree char *limit_text = g_strdup_printf ("%" G_GSIZE_FORMAT, limit);

  esp_error_set (error, ESP_REASON_PLAN_SIZE, NULL, "what", what, "count", count_text, "limit",
                 limit_text, NULL);
  return FALSE;
}

gboolean
esp_plan_edit_check_room (const GPtrArray *list, const char *what, guint limit, GError **error)
{
  return list->len < limit || refuse_size (error, what, (gsize) list->len + 1, limit);
}

gboolean
esp_plan_edit_check_text (const char *field, const char *value, int limit, GError **error)
{
  g_autofree char *problem = NULL;

  if (!g_utf8_validate (value, -1, NULL))
    return esp_plan_edit_refuse (error, field, value, "it is not readable as UTF-8 text");
  if (g_utf8_strlen (value, -1) <= limit)
    return TRUE;
  problem = g_strdup_printf ("write at most %d characters", limit);
  return esp_plan_edit_refuse (error, field, value, problem);
}

gboolean
esp_plan_edit_check_size (const EspPlan *plan, GError **error)
{
  g_autofree char *text = NULL;
  gsize size;

  if (esp_plan_bound_size (plan) <= ESP_PLAN_MAX_SIZE)
    return TRUE;
  text = esp_plan_write (plan);
  size = strlen (text);
  return size <= ESP_PLAN_MAX_SIZE || refuse_size (error, "bytes", size, ESP_PLAN_MAX_SIZE);
}

/* --- Names -------------------------------------------------------------------------------------*/

/* The name has none yet. */
static void
add_common_name (JsonObject *subject, const char *label)
{
  JsonObject *attribute;

  if (!json_object_has_member (subject, ATTRIBUTES))
    {
      json_object_set_string_member (subject, COMMON_NAME, label);
      return;
    }
  attribute = json_object_new ();
  json_object_set_string_member (attribute, "ObjectIdentifier", COMMON_NAME_OID);
  json_object_set_string_member (attribute, "Value", label);
  json_array_add_object_element (json_object_get_array_member (subject, ATTRIBUTES), attribute);
}

/* What can't be read leaves nothing to go by but the organization. */
static JsonObject *
make_base (const EspPlan *plan, const EspPlanNode *node)
{
  JsonObject *subject;

  if (node && node->name)
    return esp_name_to_json (node->name);
  subject = json_object_new ();
  if (plan->organization && *plan->organization)
    json_object_set_string_member (subject, "Organization", plan->organization);
  return subject;
}

char *
esp_plan_edit_make_subject (const EspPlan *plan,
                            const EspPlanNode *node,
                            const char *label,
                            GError **error)
{
  g_autofree char *subject = node ? esp_plan_node_make_subject (node, label) : NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) cause = NULL;
  g_autoptr (EspName) name = NULL;

  if (!subject)
    {
      object = make_base (plan, node);
      add_common_name (object, label);
      name = esp_name_from_json (object, "Subject", &cause);
      subject = name ? g_strdup (esp_name_get_text (name)) : NULL;
    }
  if (subject && g_utf8_strlen (subject, -1) <= ESP_PLAN_MAX_TEXT)
    return g_steal_pointer (&subject);
  esp_plan_edit_refuse (error, "name", label,
                        cause ? cause->message : "with it the subject is too long; shorten it");
  return NULL;
}

/* --- Several at once ---------------------------------------------------------------------------*/

GPtrArray *
esp_plan_edit_list_cas (const EspPlan *plan, const char *const *keys)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *cas = g_ptr_array_new ();

  for (; keys && *keys; keys++)
    g_hash_table_add (wanted, (gpointer) *keys);
  for (guint i = 0; i < plan->cas->len; i++)
    {
      EspPlanCa *ca = g_ptr_array_index (plan->cas, i);

      if (g_hash_table_contains (wanted, ca->key))
        g_ptr_array_add (cas, ca);
    }
  return cas;
}

/* Its key stays the same piece of memory: it is what callers hold. */
static void
swap (EspPlanCa *a, EspPlanCa *b)
{
  EspPlanCa old = *a;

  *a = *b;
  *b = old;
  b->key = a->key;
  a->key = old.key;
}

gboolean
esp_plan_edit_each (EspPlan *plan,
                    const char *const *keys,
                    EspPlanEditFunc edit,
                    gpointer data,
                    GError **error)
{
  g_autoptr (GPtrArray) cas = esp_plan_edit_list_cas (plan, keys);
  g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_plan_ca_free);
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < cas->len; i++)
    {
      EspPlanCa *ca = g_ptr_array_index (cas, i);

      g_ptr_array_add (before, esp_plan_ca_copy (ca));
      ok = edit (plan, ca, data, error);
    }
  ok = ok && esp_plan_edit_check_size (plan, error);
  for (guint i = 0; !ok && i < before->len; i++)
    swap (g_ptr_array_index (cas, i), g_ptr_array_index (before, i));
  return ok;
}
