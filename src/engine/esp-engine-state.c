/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine does with the signed state: compares it when a vault is opened, and writes
 * nothing to one that is not as it was signed. The comparison itself is in vault/esp-state-check.c.
 */
#include "esp-engine-private.h"

#include "base/esp-error.h"

void
esp_engine_stop_writing (EspEngine *engine, const char *reason, const EspStateProblem *problem)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&engine->lock);

  if (!engine->state_problems)
    engine->state_problems = g_ptr_array_new_with_free_func (esp_state_problem_free);
  esp_state_add_problem (engine->state_problems, problem->object, problem->problem);
  if (!g_atomic_pointer_get (&engine->read_only_reason))
    g_atomic_pointer_set (&engine->read_only_reason, reason);
}

static void
take_problems (EspEngine *engine, GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    esp_engine_stop_writing (engine, "state", g_ptr_array_index (problems, i));
}

/* What can't even be read is a problem as well: nothing may be built on it. */
static void
take_failure (EspEngine *engine, const GError *failure)
{
  g_autofree char *sentence = esp_error_format (failure, NULL);
  EspStateProblem problem = { engine->path, sentence };

  esp_engine_stop_writing (engine, "state", &problem);
}

static void
check_small (EspEngine *engine, EspVault *vault)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (esp_state_problem_free);
  g_autoptr (GError) failure = NULL;

  engine->state_version = esp_database_get_data_version (esp_vault_get_database (vault));
  if (!esp_state_check_small (vault, problems, &failure))
    take_failure (engine, failure);
  take_problems (engine, problems);
}

void
esp_engine_begin_state (EspEngine *engine, EspVault *vault)
{
  const char *reason = esp_vault_get_read_only_reason (vault);
  g_autoptr (GError) failure = NULL;

  /* A newer program may know more columns and tables. */
  if (g_strcmp0 (reason, "newer-schema") == 0)
    return;
  if (!reason && !esp_state_watch (vault, &failure))
    take_failure (engine, failure);
  check_small (engine, vault);
}

gboolean
esp_engine_look_again (EspEngine *engine, EspVault *vault, GError **error)
{
  if (esp_database_get_data_version (esp_vault_get_database (vault)) != engine->state_version)
    check_small (engine, vault);
  return !esp_engine_refuses_writing (engine, error);
}

void
esp_engine_check_large (EspEngine *engine, EspVault *vault, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (esp_state_problem_free);

  if (g_strcmp0 (esp_vault_get_read_only_reason (vault), "newer-schema") == 0)
    return;
  esp_state_check_large (vault, NULL, problems, error);
  take_problems (engine, problems);
}

gboolean
esp_engine_refuses_writing (EspEngine *engine, GError **error)
{
  const char *reason = esp_engine_get_read_only_reason (engine);
  g_autoptr (GMutexLocker) locker = NULL;
  const EspStateProblem *first;

  if (!reason)
    return FALSE;
  locker = g_mutex_locker_new (&engine->lock);
  first = engine->state_problems && engine->state_problems->len ?
            g_ptr_array_index (engine->state_problems, 0) :
            NULL;
  if (g_str_equal (reason, "state") && first)
    esp_error_set (error, ESP_REASON_STATE_CHANGED, first->object, "problem", first->problem, NULL);
  else if (g_str_equal (reason, "rollback") && first)
    esp_error_set (error, ESP_REASON_STATE_ROLLED_BACK, first->object, "problem", first->problem,
                   NULL);
  else
    esp_error_set (error, ESP_REASON_VAULT_READ_ONLY, engine->path, NULL);
  return TRUE;
}

JsonArray *
esp_engine_show_problems (EspEngine *engine)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&engine->lock);
  JsonArray *list;

  if (!engine->state_problems || engine->state_problems->len == 0)
    return NULL;
  list = json_array_new ();
  for (guint i = 0; i < engine->state_problems->len; i++)
    {
      const EspStateProblem *problem = g_ptr_array_index (engine->state_problems, i);
      JsonObject *one = json_object_new ();

      json_object_set_string_member (one, "Object", problem->object);
      json_object_set_string_member (one, "Problem", problem->problem);
      json_array_add_object_element (list, one);
    }
  return list;
}
