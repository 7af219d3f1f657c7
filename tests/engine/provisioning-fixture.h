/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans and what became of them, for the tests of provisioning. */
#pragma once

#include "engine-fixture.h"

#include "design/esp-plan-document.h"
#include "design/esp-plan-preset.h"
#include "model/esp-tag.h"

#include "vault/esp-database.h"

#include <string.h>

static inline JsonObject *
with_plan (const EspPlan *plan)
{
  JsonObject *parameters = json_object_new ();
  g_autofree char *text = esp_plan_write (plan);

  json_object_set_string_member (parameters, "Plan", text);
  return parameters;
}

static inline EspPlan *
load_preset (const char *id)
{
  g_autoptr (GError) error = NULL;
  EspPlan *plan = esp_plan_preset_load (id, &error);

  g_assert_no_error (error);
  return plan;
}

static inline JsonObject *
provision (EspEngine *engine, const EspPlan *plan)
{
  return call_with (engine, "ProvisionPlan", with_plan (plan));
}

static inline char *
write_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = esp_json_wrap_object (json_object_ref (object));

  return esp_json_to_text (node, TRUE);
}

static inline void
assert_verified (EspEngine *engine)
{
  g_autoptr (JsonObject) result = call (engine, "VerifyVault", NULL);
  g_autofree char *text = write_object (result);

  if (!json_object_get_boolean_member (result, "Verified"))
    g_error ("the vault does not verify: %s", text);
}

static inline void
assert_same (EspEngine *engine, const EspPlan *plan)
{
  g_autoptr (JsonObject) result = call_with (engine, "ComparePlan", with_plan (plan));
  g_autofree char *text = write_object (result);

  if (!json_object_get_boolean_member (result, "Same"))
    g_error ("%s is not the same: %s", plan->name, text);
}

static inline guint
count_of (JsonObject *result, const char *member)
{
  JsonArray *array = esp_json_get_array (result, member);

  g_assert_nonnull (array);
  return json_array_get_length (array);
}

static inline guint
count_listed (EspEngine *engine, const char *operation, const char *member)
{
  g_autoptr (JsonObject) result = call (engine, operation, NULL);

  return count_of (result, member);
}

/* --- What is in the vault ----------------------------------------------------------------------*/

/* Every table with the number of its rows, but for what the log itself is. */
static inline char *
count_rows (Fixture *fixture)
{
  g_autoptr (EspVault) vault = esp_vault_open (fixture->path, ESP_DATABASE_READ_ONLY, NULL);
  EspDatabase *database = esp_vault_get_database (vault);
  g_autoptr (EspStatement)
    tables = esp_database_prepare (database,
                                   "SELECT name FROM sqlite_master WHERE type = 'table'"
                                   " AND name NOT LIKE 'event%' AND name NOT LIKE 'sqlite%'"
                                   " ORDER BY name",
                                   NULL);
  GString *text = g_string_new (NULL);
  gboolean row;

  while (esp_statement_step (tables, &row, NULL) && row)
    {
      const char *name = esp_statement_get_text (tables, 0);
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM \"%s\"", name);
      g_autoptr (EspStatement) count = esp_database_prepare (database, sql, NULL);

      g_assert_true (esp_statement_step (count, &row, NULL));
      g_string_append_printf (text, "%s %d\n", name, (int) esp_statement_get_int (count, 0));
    }
  return g_string_free (text, FALSE);
}

static inline gint64
count_interrupted (EspEngine *engine)
{
  g_autoptr (JsonObject) result = call (engine, "DescribeVault", NULL);

  return json_object_get_int_member (result, "InterruptedIssuances");
}

/* --- Plans -------------------------------------------------------------------------------------*/

static inline void
set_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static inline EspPlanCa *
find_ca (EspPlan *plan, const char *key)
{
  EspPlanCa *ca = esp_plan_find_ca (plan, key);

  g_assert_nonnull (ca);
  return ca;
}

/* One more, as @like, with another key and name. */
static inline EspPlanCa *
add_like (EspPlan *plan, const char *like, const char *key)
{
  EspPlanCa *ca = esp_plan_ca_copy (find_ca (plan, like));
  g_autofree char *subject = g_strdup_printf ("CN=%s CA,O=Example Organization", key);

  set_text (&ca->key, key);
  set_text (&ca->subject, subject);
  g_ptr_array_add (plan->cas, ca);
  return ca;
}

static inline const char *
first_issuing (const EspPlan *plan)
{
  for (guint i = 0; i < plan->cas->len; i++)
    {
      const EspPlanCa *ca = g_ptr_array_index (plan->cas, i);

      if (esp_plan_ca_get_path_length (ca) == 0)
        return ca->key;
    }
  g_assert_not_reached ();
}

/* --- Events ------------------------------------------------------------------------------------*/

static inline GPtrArray *
list_events (EspEngine *engine, gint64 first, gint64 last)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  for (gint64 i = first; i <= last; i++)
    {
      g_autofree char *json = g_strdup_printf ("{'Sequence': %" G_GINT64_FORMAT "}", i);
      g_autoptr (JsonObject) result = call (engine, "GetEvent", json);

      g_ptr_array_add (events, json_object_ref (esp_json_get_object (result, "Event")));
    }
  return events;
}

static inline const char *
event_text (GPtrArray *events, guint at, const char *member)
{
  return esp_json_get_string (g_ptr_array_index (events, at), member);
}

static inline JsonObject *
event_details (GPtrArray *events, guint at)
{
  return esp_json_get_object (g_ptr_array_index (events, at), "details");
}

/* In an account of the founder's own: everything of the plan in one place. */
static inline EspPlan *
plan_for (const char *id, const char *account)
{
  EspPlan *plan = load_preset (id);
  EspPlanAccount *own = g_ptr_array_index (plan->accounts, 0);

  g_ptr_array_set_size (plan->accounts, 1);
  set_text (&own->id, account);
  set_text (&own->name, "Meridian Motors");
  g_ptr_array_set_size (plan->roles, 0);
  g_ptr_array_set_size (plan->people, 0);
  for (guint i = 0; i < plan->cas->len; i++)
    {
      EspPlanCa *ca = g_ptr_array_index (plan->cas, i);

      set_text (&ca->account, account);
      g_strfreev (ca->approvers);
      ca->approvers = g_new0 (char *, 1);
    }
  return plan;
}
