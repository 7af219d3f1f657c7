/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a CA's key: DestroyExpiredKeys, and when the engine calls it by itself. With a window
 * a deletion takes effect when the window ends; without one at once (esp-op-ca-state.c). The record
 * of the authority, its certificates and its lists stay. What backups hold is out of reach here. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-approving.h"
#include "esp-clock-guard.h"
#include "esp-engine-private.h"
#include "esp-resealing.h"
#include "esp-signing-requests.h"
#include "vault/esp-ca-recipient-store.h"
#include "vault/esp-ca-store.h"

#define HOUSE_INTERVAL 3600 /* seconds */

gboolean
esp_ops_destroy_key (EspOperationContext *context, EspCa *ca, GError **error)
{
  GError *problem = NULL;
  g_autoptr (GBytes) envelope = esp_ca_store_get_key (context->vault, ca->id, &problem);

  if (problem)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  /* One that failed before it had a key has nothing to lose. */
  if (envelope && !esp_ca_store_delete_key (context->vault, ca->id, error))
    return FALSE;
  esp_session_forget_signer (context->session, ca->id);
  ca->key_destroyed_at = context->now;
  return TRUE;
}

static gboolean
is_due (EspOperationContext *context, const EspCa *ca)
{
  return ca->state == ESP_CA_DELETED && !ca->key_destroyed_at &&
         ca->restorable_until <= context->now &&
         esp_context_may (context, context->operation->action, ca);
}

/* @held_until: of a key that stays for now, else 0. */
static void
tell_entry (EspOperationContext *context, const EspCa *ca, gint64 held_until)
{
  JsonObject *details = esp_context_add_part (context, ca);

  esp_json_set_time (details, "RestorableUntil", ca->restorable_until);
  esp_json_set_time (details, held_until ? "HeldUntil" : "KeyDestroyedAt",
                     held_until ? held_until : ca->key_destroyed_at);
}

static JsonObject *
add_row (JsonArray *rows, const EspCa *ca)
{
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "CertificateAuthority", ca->label);
  json_object_set_string_member (row, "CertificateAuthorityArn", ca->arn);
  json_array_add_object_element (rows, row);
  return row;
}

/* What is done too early is done for good: a clock that runs ahead must not end a window. */
static gboolean
end_key (EspOperationContext *context, EspCa *ca, GError **error)
{
  gint64 held_until;
  EspEnd end;

  if (!esp_clock_guard_judge (context->vault, ca->restorable_until, context->now, &end, &held_until,
                              error))
    return FALSE;
  if (end != ESP_END_BELIEVED)
    {
      JsonObject *row = add_row (esp_json_get_array (context->result, "Held"), ca);

      esp_json_set_time (row, "HeldUntil", held_until);
      if (end == ESP_END_NEW)
        tell_entry (context, ca, held_until);
      return TRUE;
    }
  if (!esp_ops_destroy_key (context, ca, error) || !esp_ca_store_update (context->vault, ca, error))
    return FALSE;
  add_row (esp_json_get_array (context->result, "Destroyed"), ca);
  tell_entry (context, ca, 0);
  return TRUE;
}

/* The right is that of the deletion itself, CA by CA: what nobody present may delete stays for
 * somebody who may. */
gboolean
esp_op_destroy_expired_keys (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray) cas = esp_ca_store_list (context->vault, NULL, context->now, error);

  if (!cas)
    return FALSE;
  json_object_set_array_member (context->result, "Destroyed", json_array_new ());
  json_object_set_array_member (context->result, "Held", json_array_new ());
  for (guint i = 0; i < cas->len; i++)
    {
      EspCa *ca = g_ptr_array_index (cas, i);

      if (is_due (context, ca) && !end_key (context, ca, error))
        return FALSE;
    }
  context->unchanged = context->parts->len == 0;
  return TRUE;
}

/* --- By itself ---------------------------------------------------------------------------------*/

static void
destroy (EspEngine *engine, EspVault *vault)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  EspCall call = { .engine = engine,
                   .operation = esp_operation_find ("DestroyExpiredKeys"),
                   .parameters = parameters,
                   .quiet = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = esp_dispatch (&call, vault, &error);

  if (!result)
    g_debug ("keys of deleted authorities stay for now: %s", error->message);
}

static gboolean
has_session (EspEngine *engine)
{
  EspSession *session = esp_engine_ref_session (engine);
  gboolean there = session != NULL;

  esp_session_unref (session);
  return there;
}

void
esp_engine_keep_house (EspEngine *engine, EspVault *vault)
{
  gint64 now = esp_clock_now (engine->clock);

  /* Within the hour that was looked at; a clock that was put back begins a new one. */
  if (now < engine->keep_house_at && now >= engine->keep_house_at - HOUSE_INTERVAL)
    return;
  if (esp_engine_get_read_only_reason (engine) || !has_session (engine))
    return;
  engine->keep_house_at = now + HOUSE_INTERVAL;
  if (esp_ca_store_count_keys_due (vault, now, NULL) > 0)
    destroy (engine, vault);
  esp_resealing_keep_house (engine, vault);
}

typedef struct
{
  EspEngine *engine;
  gint64 now;
  gboolean due;
} House;

static void
count_due_job (EspVault *vault, gpointer data)
{
  House *house = data;

  house->due = esp_ca_store_count_keys_due (vault, house->now, NULL) > 0 ||
               esp_ca_recipient_store_count_due (vault, NULL) > 0 ||
               esp_resealing_is_overdue (vault, house->now);
  house->due = house->due || esp_signing_is_due (house->engine, vault) ||
               esp_approving_is_due (house->engine, vault);
}

static void
start_job (EspVault *vault, gpointer data)
{
  EspEngine *engine = data;

  engine->keep_house_at = 0;
  engine->approved_tried = 0;
  esp_engine_keep_house (engine, vault);
  esp_signing_process_due (engine, vault);
  esp_approving_execute_due (engine, vault);
}

/* Looked up on a reader, so that a quick look at a large vault does not wait for its writer. */
void
esp_engine_start_house (EspEngine *engine)
{
  House house = { engine, esp_clock_now (engine->clock), FALSE };

  esp_worker_run (esp_engine_get_reader (engine), count_due_job, &house);
  if (house.due)
    esp_worker_run (engine->writer, start_job, engine);
}
