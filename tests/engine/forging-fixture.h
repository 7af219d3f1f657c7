/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program that asks nobody: entries that are well signed by somebody who has keys, over rows that
 * it changed as it liked. */
#pragma once

#include "tamper-fixture.h"

#include "engine/esp-log-verifier.h"
#include "pki/esp-digest.h"

/* Entries with the SQL of each, statements with ";;" between them; in one transaction. */
typedef struct
{
  EspEngine *engine;
  EspEngine *signer; /* whose session signs */
  EspEvent **events; /* ends with NULL */
  const char *const *sqls;
} Forgery;

static inline EspEvent *
draft (EspEngine *engine, const char *action, const char *resource)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (engine);
  EspEvent *event = esp_event_new ();

  event->time = esp_clock_now (engine->clock);
  event->actor = g_strdup (esp_session_get_principal_id (session));
  event->actor_name = g_strdup (esp_session_get_principal (session));
  event->account = g_strdup (esp_session_get_account (session));
  event->role = g_strdup (esp_session_get_role (session));
  event->action = g_strdup (action);
  event->resource = g_strdup (resource);
  event->decision = g_strdup ("ALLOW");
  event->outcome = ESP_OUTCOME_ALLOWED;
  return event;
}

static inline void
forge_one (const Forgery *forgery, EspVault *vault, EspEvent *event, const char *sql)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (forgery->signer);
  g_auto (GStrv) parts = g_strsplit (sql, ";;", -1);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; parts[i]; i++)
    {
      esp_database_execute (esp_vault_get_database (vault), parts[i], &error);
      if (error)
        g_error ("%s: %s", parts[i], error->message);
    }
  esp_recorder_append (forgery->engine->recorder, vault, event, esp_session_get_identity (session),
                       &error);
  g_assert_no_error (error);
  g_assert_nonnull (event->row_digests);
}

static inline void
forge_job (EspVault *vault, gpointer data)
{
  const Forgery *forgery = data;
  EspDatabase *database = esp_vault_get_database (vault);
  g_autoptr (EspTransaction) transaction = NULL;
  g_autoptr (GError) error = NULL;

  esp_database_execute (database, "PRAGMA foreign_keys = OFF", &error);
  transaction = esp_transaction_begin_write (database, &error);
  g_assert_no_error (error);
  for (guint i = 0; forgery->events[i]; i++)
    forge_one (forgery, vault, forgery->events[i], forgery->sqls[i]);
  g_assert_true (esp_transaction_commit (transaction, &error));
  g_assert_no_error (error);
}

static inline EspEngine *
open_copy (Fixture *fixture, const char *copy, const char *person)
{
  EspEngine *engine = esp_engine_new_with_keyring (fixture->clock, fixture->keyring);
  g_autoptr (GError) error = NULL;

  esp_engine_open (engine, copy, NULL, &error);
  g_assert_no_error (error);
  esp_engine_sign_in (engine, person, NULL, fixture->passphrase, NULL, &error);
  g_assert_no_error (error);
  return engine;
}

/* The newest entry with @action that was allowed. */
static inline EspEvent *
find_event (EspEngine *engine, const char *action)
{
  g_autofree char *ask_for = g_strdup_printf ("{'Action':'%s','Outcome':'ALLOWED','Limit':1}",
                                              action);
  g_autoptr (JsonObject) list = call (engine, "ListEvents", ask_for);
  JsonObject *event = json_array_get_object_element (esp_json_get_array (list, "Events"), 0);
  g_autofree char *json = g_strdup_printf ("{'Sequence':%d}",
                                           (int) esp_json_get_int (event, "sequence", 0));
  g_autoptr (JsonObject) whole = call (engine, "GetEvent", json);
  g_autoptr (GError) error = NULL;
  EspEvent *parsed = esp_event_parse (json_object_get_string_member (whole, "Canonical"), &error);

  g_assert_no_error (error);
  return parsed;
}

/* Of the parameters in the request that @old names. */
static inline char *
digest_asked (const char *path, const EspEvent *old)
{
  JsonObject *proof = esp_json_get_object (old->details, "Approval");
  g_autofree char *query = g_strdup_printf ("SELECT request FROM approval WHERE id = '%s'",
                                            esp_json_get_string (proof, "Id"));
  g_autofree char *text = sqlite (path, query);
  g_autoptr (JsonNode) node = esp_json_parse (text, -1, 1 << 20, NULL);
  g_autofree char *canonical = esp_json_to_canonical (
    json_object_get_member (json_node_get_object (node), "parameters"), NULL);

  return esp_sha256_hex ((const guint8 *) canonical, strlen (canonical));
}

/* --- Agreeing ---------------------------------------------------------------------------------*/

/* @json with ' for ". */
static inline JsonObject *
as_object (const char *json)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr (JsonNode) node = esp_json_parse (text, -1, strlen (text), NULL);

  g_assert_nonnull (node);
  return json_node_dup_object (node);
}

/* Number and name of the only account. Free with g_free(). */
static inline void
find_own_account (EspEngine *engine, char **number, char **name)
{
  g_autoptr (JsonObject) accounts = call (engine, "ListAccounts", NULL);

  *number = account_number (engine, NULL);
  *name = g_strdup (esp_json_get_string (
    json_array_get_object_element (esp_json_get_array (accounts, "Accounts"), 0), "Name"));
}

/* Parameters with @plan, in which $OWN and $NAME are that account and $ARN a root. */
static inline JsonObject *
fill_plan (const char *plan, const char *number, const char *name, const char *arn)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (GString) text = g_string_new (plan);

  g_string_replace (text, "$OWN", number, 0);
  g_string_replace (text, "$NAME", name, 0);
  g_string_replace (text, "$ARN", arn, 0);
  g_strdelimit (text->str, "'", '"');
  json_object_set_string_member (parameters, "Plan", text->str);
  return parameters;
}

static inline void
approve_as (Fixture *fixture, const char *person, const char *id)
{
  EspEngine *engine = fixture_open (fixture, person);
  g_autofree char *json = g_strdup_printf ("{'Id':'%s'}", id);

  json_object_unref (call (engine, "ApproveRequest", json));
  esp_engine_close (engine);
  g_object_unref (engine);
}

/* What is asked for waits for the founder's part of the key, as Ben has approved it: the entry of that. Takes
 * @parameters; @id may be NULL. */
static inline EspEvent *
agree_on (Fixture *fixture, const char *operation, JsonObject *parameters, char **id)
{
  g_autoptr (GError) error = refused_with (fixture->engine, operation, parameters,
                                           ESP_REASON_WAITING_FOR_APPROVAL);

  approve_as (fixture, "Ben", esp_error_get_argument (error, "id"));
  if (id)
    *id = g_strdup (esp_error_get_argument (error, "id"));
  return find_event (fixture->engine, "espalier:Approve");
}

/* --- Finding out ------------------------------------------------------------------------------*/

/* What the log proves to be wrong, a line each. Without signing in, which would do what waits for the
 * person. */
static inline char *
prove (const char *path)
{
  g_autoptr (EspVault) vault = esp_vault_open (path, ESP_DATABASE_READ_ONLY, NULL);
  g_auto (EspLogProof) proof = { 0 };
  GString *text = g_string_new (NULL);

  g_assert_nonnull (vault);
  g_assert_true (esp_log_verify (vault, NULL, NULL, &proof, NULL));
  for (guint i = 0; i < json_array_get_length (proof.findings); i++)
    {
      JsonObject *one = json_array_get_object_element (proof.findings, i);
      const char *object = esp_json_get_string (one, "Object");

      g_string_append_printf (text, "%s: %s\n", object ? object : "-",
                              esp_json_get_string (one, "Problem"));
    }
  return g_string_free (text, FALSE);
}

/* Writes the entries into @copy, which is open in the forgery's engine, and says what is found then; the engine
 * and the copy are gone afterwards, and the entries freed. */
static inline char *
forge_and_prove (Forgery *forgery, const char *copy)
{
  char *found;

  esp_worker_run (forgery->engine->writer, forge_job, forgery);
  esp_engine_close (forgery->engine);
  g_clear_object (&forgery->engine);
  found = prove (copy);
  for (guint i = 0; forgery->events[i]; i++)
    esp_event_free (forgery->events[i]);
  g_unlink (copy);
  return found;
}
