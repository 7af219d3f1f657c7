/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a CA through the engine: the window of a deletion, what it means when it ends, and
 * the states that expiry lays over others. The table of states is tested in tests/model. */
#include "engine-fixture.h"
#include "vault/esp-ca-store.h"

#include <string.h>

#define ROOT "{'Subject':'CN=Root,O=Meridian Motors','Validity':'10y'}"
#define DAY ESP_TIME_DAY

static char *
ask_sqlite3 (const char *path, const char *sql)
{
  const char *argv[] = { "sqlite3", "-readonly", path, sql, NULL };
  char *text = NULL;
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return g_strchomp (text);
}

static JsonObject *
describe (EspEngine *engine, const char *ca)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority':'%s'}", ca);
  g_autoptr (JsonObject) result = call (engine, "DescribeCertificateAuthority", json);

  return json_object_ref (esp_json_get_object (result, "CertificateAuthority"));
}

static void
assert_status (EspEngine *engine, const char *ca, const char *status)
{
  g_autoptr (JsonObject) view = describe (engine, ca);

  g_assert_cmpstr (esp_json_get_string (view, "Status"), ==, status);
}

static void
run (EspEngine *engine, const char *operation, const char *ca, const char *more)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority':'%s'%s}", ca, more ? more : "");
  g_autoptr (JsonObject) result = call (engine, operation, json);

  g_assert_nonnull (result);
}

static void
no (EspEngine *engine, const char *operation, const char *ca, const char *more, EspReason reason)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority':'%s'%s}", ca, more ? more : "");
  g_autoptr (GError) error = refused (engine, operation, json, reason);
}

/* A root that was disabled and deleted with the shortest window. */
static char *
delete_root (Fixture *fixture)
{
  char *root = create_ca (fixture->engine, ROOT);

  run (fixture->engine, "UpdateCertificateAuthority", root, ",'Status':'DISABLED'");
  run (fixture->engine, "DeleteCertificateAuthority", root, ",'PermanentDeletionTimeInDays':7");
  return root;
}

/* --- The window --------------------------------------------------------------------------------*/

static void
test_window (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, ROOT);
  g_autoptr (JsonObject) view = NULL;
  g_autofree char *until = NULL;

  no (engine, "DeleteCertificateAuthority", root, NULL, ESP_REASON_CA_STATE_ACTIVE_DELETE);
  run (engine, "UpdateCertificateAuthority", root, ",'Status':'DISABLED'");
  no (engine, "DeleteCertificateAuthority", root, ",'PermanentDeletionTimeInDays':6",
      ESP_REASON_DELETION_WINDOW);
  no (engine, "DeleteCertificateAuthority", root, ",'PermanentDeletionTimeInDays':31",
      ESP_REASON_DELETION_WINDOW);
  run (engine, "DeleteCertificateAuthority", root, NULL);
  view = describe (engine, root);
  until = esp_time_to_rfc3339 (FIXTURE_NOW + 30 * DAY);
  g_assert_cmpstr (esp_json_get_string (view, "Status"), ==, "DELETED");
  g_assert_cmpstr (esp_json_get_string (view, "RestorableUntil"), ==, until);
  no (engine, "DeleteCertificateAuthority", root, NULL, ESP_REASON_CA_STATE_TRANSITION);
  no (engine, "ListTags", root, NULL, ESP_REASON_CA_STATE);
  /* The last second counts; never straight to ACTIVE. */
  esp_clock_set (fixture->clock, FIXTURE_NOW + 30 * DAY - 1);
  run (engine, "RestoreCertificateAuthority", root, NULL);
  assert_status (engine, root, "DISABLED");
  no (engine, "RestoreCertificateAuthority", root, NULL, ESP_REASON_CA_STATE_TRANSITION);
}

static void
test_pending (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *waits = create_ca (engine, "{'Subject':'CN=Waits','Type':'SUBORDINATE'}");

  run (engine, "DeleteCertificateAuthority", waits, ",'PermanentDeletionTimeInDays':30");
  assert_status (engine, waits, "DELETED");
  run (engine, "RestoreCertificateAuthority", waits, NULL);
  assert_status (engine, waits, "PENDING_CERTIFICATE");
}

static void
test_expired (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *active = create_ca (engine, "{'Subject':'CN=Active','Validity':'30d'}");
  g_autofree char *disabled = create_ca (engine, "{'Subject':'CN=Disabled','Validity':'30d'}");
  g_autofree char *csr = make_csr ("/CN=a.example");
  g_autofree char *issue = g_strdup_printf (",'Validity':'1d','Csr':'%s'", csr);

  run (engine, "UpdateCertificateAuthority", disabled, ",'Status':'DISABLED'");
  esp_clock_set (fixture->clock, FIXTURE_NOW + 31 * DAY);
  assert_status (engine, active, "EXPIRED");
  assert_status (engine, disabled, "EXPIRED");
  no (engine, "IssueCertificate", active, issue, ESP_REASON_CA_STATE);
  no (engine, "UpdateCertificateAuthority", active, ",'Status':'DISABLED'", ESP_REASON_CA_STATE);
  no (engine, "GetCertificateRevocationList", active, NULL, ESP_REASON_CA_STATE);
  /* Deleted without being disabled first; what comes back is expired still, and never ACTIVE
   * beneath. */
  run (engine, "DeleteCertificateAuthority", active, ",'PermanentDeletionTimeInDays':7");
  assert_status (engine, active, "DELETED");
  run (engine, "RestoreCertificateAuthority", active, NULL);
  assert_status (engine, active, "EXPIRED");
  esp_clock_set (fixture->clock, FIXTURE_NOW);
  assert_status (engine, active, "DISABLED");
}

/* --- CREATING and FAILED: no operation of the vault leaves them behind, so they are put there -*/

typedef struct
{
  EspEngine *engine;
  const char *arn;
  const char *state;
} Put;

static void
put_state_job (EspVault *vault, gpointer data)
{
  const Put *put = data;
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (vault), NULL);
  g_autoptr (GPtrArray) found = esp_ca_store_search (vault, put->arn, NULL);
  EspCa *ca = g_ptr_array_index (found, 0);

  g_assert_true (esp_ca_state_from_string (put->state, &ca->state));
  g_assert_true (esp_ca_store_update (vault, ca, NULL));
  if (ca->state == ESP_CA_FAILED)
    g_assert_true (esp_ca_store_delete_key (vault, ca->id, NULL));
  fixture_record (put->engine, vault, "acm-pca:UpdateCertificateAuthority", put->arn);
  g_assert_true (esp_transaction_commit (transaction, NULL));
}

static void
test_without_window (Fixture *fixture, gconstpointer data)
{
  static const char *const states[] = { "CREATING", "FAILED" };
  EspEngine *engine = fixture->engine;

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *ca = create_ca (engine, "{'Subject':'CN=Broken','Type':'SUBORDINATE'}");
      Put put = { engine, ca, states[i] };
      g_autoptr (JsonObject) view = NULL;

      esp_worker_run (engine->writer, put_state_job, &put);
      assert_status (engine, ca, states[i]);
      no (engine, "GetCertificateAuthorityCsr", ca, NULL, ESP_REASON_CA_STATE);
      run (engine, "DeleteCertificateAuthority", ca, NULL);
      view = describe (engine, ca);
      g_assert_cmpstr (esp_json_get_string (view, "Status"), ==, "DELETED");
      g_assert_false (json_object_has_member (view, "RestorableUntil"));
      g_assert_true (json_object_has_member (view, "KeyDestroyedAt"));
      no (engine, "RestoreCertificateAuthority", ca, NULL, ESP_REASON_RESTORE_KEY_GONE);
    }
}

/* --- The key -----------------------------------------------------------------------------------*/

static gboolean
file_holds (const char *path, GBytes *wanted)
{
  g_autofree char *text = NULL;
  gsize len, wanted_len;
  const guint8 *bytes = g_bytes_get_data (wanted, &wanted_len);

  g_assert_true (g_file_get_contents (path, &text, &len, NULL));
  return memmem (text, len, bytes, wanted_len) != NULL;
}

typedef struct
{
  const char *arn;
  GBytes *envelope;
} Key;

static void
get_key_job (EspVault *vault, gpointer data)
{
  Key *key = data;
  g_autoptr (GPtrArray) found = esp_ca_store_search (vault, key->arn, NULL);

  key->envelope = esp_ca_store_get_key (vault, ((EspCa *) g_ptr_array_index (found, 0))->id, NULL);
}

/* The first bytes of an envelope lie on one page of the file. */
static GBytes *
get_envelope_front (EspEngine *engine, const char *arn)
{
  Key key = { arn, NULL };
  GBytes *front;

  esp_worker_run (engine->writer, get_key_job, &key);
  g_assert_nonnull (key.envelope);
  front = g_bytes_new_from_bytes (key.envelope, 0, MIN (g_bytes_get_size (key.envelope), 512));
  g_bytes_unref (key.envelope);
  return front;
}

static void
assert_destruction_event (EspEngine *engine, const char *arn)
{
  g_autoptr (JsonObject) result = call (
    engine, "ListEvents", "{'Action':'acm-pca:DeleteCertificateAuthority','Limit':1}");
  JsonObject *event = json_array_get_object_element (esp_json_get_array (result, "Events"), 0);
  JsonObject *details = esp_json_get_object (event, "details");

  g_assert_cmpstr (esp_json_get_string (event, "resource"), ==, arn);
  g_assert_cmpstr (esp_json_get_string (event, "outcome"), ==, "ALLOWED");
  g_assert_cmpstr (esp_json_get_string (details, "Operation"), ==, "DestroyExpiredKeys");
  g_assert_true (json_object_has_member (details, "KeyDestroyedAt"));
}

static void
assert_destroyed (EspEngine *engine, const char *path, const char *arn)
{
  g_autoptr (JsonObject) view = describe (engine, arn);
  g_autoptr (JsonObject) verified = call (engine, "VerifyVault", NULL);
  g_autofree char *n_keys = ask_sqlite3 (
    path, "SELECT count(*) FROM ca_key JOIN ca ON ca_key.ca = ca.id WHERE state = 'DELETED'");

  g_assert_cmpstr (n_keys, ==, "0");
  g_assert_cmpstr (esp_json_get_string (view, "Status"), ==, "DELETED");
  g_assert_true (json_object_has_member (view, "KeyDestroyedAt"));
  g_assert_false (json_object_has_member (view, "RestorableUntil"));
  assert_destruction_event (engine, arn);
  g_assert_true (json_object_get_boolean_member (verified, "Verified"));
}

/* The vault is used until shortly before the window ends, so that the log goes over its end in
 * small steps. */
#define END (FIXTURE_NOW + 7 * DAY)

static void
use_until_end (Fixture *fixture)
{
  esp_clock_set (fixture->clock, END - 3600);
  json_object_unref (call (fixture->engine, "CreateAccount", "{'Name':'Used'}"));
}

static void
test_destroy (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = delete_root (fixture);
  g_autofree char *other = create_ca (engine, "{'Subject':'CN=Other'}");
  g_autoptr (GBytes) front = get_envelope_front (engine, root);
  g_autoptr (JsonObject) early = call (engine, "DestroyExpiredKeys", NULL);
  g_autoptr (JsonObject) late = NULL;
  gint64 n_events;

  g_assert_cmpuint (json_array_get_length (esp_json_get_array (early, "Destroyed")), ==, 0);
  g_assert_true (file_holds (fixture->path, front));
  use_until_end (fixture);
  n_events = count_events (engine);
  engine->keep_house_at = END + 1; /* the engine was here within the hour */
  esp_clock_set (fixture->clock, END);
  no (engine, "RestoreCertificateAuthority", root, NULL, ESP_REASON_RESTORE_TOO_LATE);
  late = call (engine, "DestroyExpiredKeys", NULL);
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (late, "Destroyed")), ==, 1);
  g_assert_false (file_holds (fixture->path, front));
  assert_destroyed (engine, fixture->path, root);
  no (engine, "RestoreCertificateAuthority", root, NULL, ESP_REASON_RESTORE_KEY_GONE);
  assert_status (engine, other, "ACTIVE");
  /* The refused restore, the destruction, the refused restore. */
  g_assert_cmpint (count_events (engine), ==, n_events + 3);
}

static void
test_destroy_several (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *first = delete_root (fixture);
  g_autofree char *second = create_ca (engine, "{'Subject':'CN=Second'}");
  gint64 n_events;

  run (engine, "UpdateCertificateAuthority", second, ",'Status':'DISABLED'");
  run (engine, "DeleteCertificateAuthority", second, ",'PermanentDeletionTimeInDays':7");
  use_until_end (fixture);
  n_events = count_events (engine);
  esp_clock_set (fixture->clock, END + 60);
  g_clear_pointer (&first, g_free);
  {
    /* Any write is an occasion: two events for the keys, one for the write. */
    g_autofree char *third = create_ca (engine, "{'Subject':'CN=Third'}");

    assert_destroyed (engine, fixture->path, second);
    assert_status (engine, third, "ACTIVE");
  }
  g_assert_cmpint (count_events (engine), ==, n_events + 3);
}

static void
test_destroy_at_sign_in (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = delete_root (fixture);
  g_autoptr (EspEngine) second = NULL;

  use_until_end (fixture);
  esp_clock_set (fixture->clock, END);
  second = fixture_open (fixture, FOUNDER);
  assert_destroyed (second, fixture->path, root);
  esp_engine_close (second);
}

static gboolean
give_up_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
changed_cb (EspEngine *engine, gint64 from, gint64 to, guint topics, gpointer data)
{
  if (to > 0)
    *(gint64 *) data = to;
}

static void
test_destroy_while_open (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = delete_root (fixture);
  gint64 last = 0, n_events;
  gboolean give_up = FALSE;
  guint timeout = g_timeout_add_seconds (20, give_up_cb, &give_up);

  use_until_end (fixture);
  n_events = count_events (fixture->engine);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_signal_connect (fixture->engine, "changed", G_CALLBACK (changed_cb), &last);
  esp_clock_set (fixture->clock, END);
  esp_engine_watch (fixture->engine, TRUE);
  while (last <= n_events && !give_up)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  esp_engine_watch (fixture->engine, FALSE);
  g_signal_handlers_disconnect_by_data (fixture->engine, &last);
  g_assert_cmpint (last, ==, n_events + 1);
  assert_destroyed (fixture->engine, fixture->path, root);
}

/* The trigger of the vault itself: not even this program puts a destroyed key back. */
static void
put_back_job (EspVault *vault, gpointer data)
{
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (vault), NULL);
  g_autoptr (GPtrArray) found = esp_ca_store_search (vault, data, NULL);
  g_autoptr (GBytes) envelope = g_bytes_new_static ("key", 3);
  g_autoptr (GError) error = NULL;
  const EspCa *ca = g_ptr_array_index (found, 0);

  g_assert_false (esp_ca_store_put_key (vault, ca->id, envelope, FIXTURE_NOW, &error));
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==, "VAULT_KEPT");
}

static void
test_never_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = delete_root (fixture);
  g_autoptr (JsonObject) result = NULL;

  use_until_end (fixture);
  esp_clock_set (fixture->clock, END);
  result = call (fixture->engine, "DestroyExpiredKeys", NULL);
  assert_destroyed (fixture->engine, fixture->path, root);
  esp_worker_run (fixture->engine->writer, put_back_job, root);
}

/* --- A clock that runs ahead -------------------------------------------------------------------*/

static void
sign_in_at (Fixture *fixture, gint64 time)
{
  esp_clock_set (fixture->clock, time);
  esp_engine_close (fixture->engine);
  g_assert_true (esp_engine_open (fixture->engine, fixture->path, NULL, NULL));
  g_assert_true (
    esp_engine_sign_in (fixture->engine, FOUNDER, NULL, fixture->passphrase, NULL, NULL));
}

static void
assert_held (Fixture *fixture, GBytes *front, gint64 until)
{
  g_autoptr (JsonObject) result = call (fixture->engine, "DestroyExpiredKeys", NULL);
  g_autoptr (JsonObject) alerts = call (fixture->engine, "ListAlerts", NULL);
  JsonArray *held = esp_json_get_array (result, "Held");
  g_autofree char *text = esp_time_to_rfc3339 (until);
  JsonArray *all = esp_json_get_array (alerts, "Alerts");
  JsonObject *alert = json_array_get_object_element (all, 0);

  g_assert_cmpuint (json_array_get_length (esp_json_get_array (result, "Destroyed")), ==, 0);
  g_assert_cmpuint (json_array_get_length (held), ==, 1);
  g_assert_cmpstr (esp_json_get_string (json_array_get_object_element (held, 0), "HeldUntil"), ==,
                   text);
  g_assert_cmpstr (esp_json_get_string (alert, "Kind"), ==, "KEY_HELD");
  g_assert_true (file_holds (fixture->path, front));
}

/* Set a year ahead by mistake: noticed and put right, and nothing is lost. */
static void
test_clock_ahead (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = delete_root (fixture);
  g_autoptr (GBytes) front = get_envelope_front (fixture->engine, root);
  gint64 ahead = FIXTURE_NOW + 365 * DAY;
  gint64 n_events = count_events (fixture->engine);

  sign_in_at (fixture, ahead);
  assert_held (fixture, front, ahead + DAY);
  g_assert_cmpint (count_events (fixture->engine), ==, n_events + 1);
  sign_in_at (fixture, ahead + DAY - 1);
  assert_held (fixture, front, ahead + DAY);
  g_assert_cmpint (count_events (fixture->engine), ==, n_events + 1);
  sign_in_at (fixture, FIXTURE_NOW + 3600);
  no (fixture->engine, "RestoreCertificateAuthority", root, NULL, ESP_REASON_CLOCK_WENT_BACK);
  json_object_unref (call (fixture->engine, "ConfirmClock", NULL));
  run (fixture->engine, "RestoreCertificateAuthority", root, NULL);
  assert_status (fixture->engine, root, "DISABLED");
}

/* Nobody was here for a month: the key goes a day after that was seen. */
static void
test_clock_a_day_later (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = delete_root (fixture);
  g_autoptr (GBytes) front = get_envelope_front (fixture->engine, root);
  gint64 later = FIXTURE_NOW + 30 * DAY;

  sign_in_at (fixture, later);
  assert_held (fixture, front, later + DAY);
  sign_in_at (fixture, later + DAY);
  g_assert_false (file_holds (fixture->path, front));
  assert_destroyed (fixture->engine, fixture->path, root);
}

static void
test_clock_confirmed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = delete_root (fixture);
  g_autoptr (GBytes) front = get_envelope_front (fixture->engine, root);
  gint64 later = FIXTURE_NOW + 30 * DAY;

  sign_in_at (fixture, later);
  assert_held (fixture, front, later + DAY);
  json_object_unref (call (fixture->engine, "ConfirmClock", NULL));
  sign_in_at (fixture, later + 60);
  g_assert_false (file_holds (fixture->path, front));
  assert_destroyed (fixture->engine, fixture->path, root);
}

/* An entry of a clock that was wrong once says nothing about the end: only what came after it was
 * confirmed. */
static void
test_clock_wrong_before (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = delete_root (fixture);
  g_autoptr (GBytes) front = get_envelope_front (fixture->engine, root);

  sign_in_at (fixture, FIXTURE_NOW + 20 * DAY);
  assert_held (fixture, front, FIXTURE_NOW + 21 * DAY);
  sign_in_at (fixture, FIXTURE_NOW + 3600);
  json_object_unref (call (fixture->engine, "ConfirmClock", NULL));
  sign_in_at (fixture, FIXTURE_NOW + 22 * DAY);
  assert_held (fixture, front, FIXTURE_NOW + 23 * DAY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, test)                                                                            \
  g_test_add ("/engine/ca-life/" path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)
  ADD ("window", test_window);
  ADD ("pending", test_pending);
  ADD ("expired", test_expired);
  ADD ("without-window", test_without_window);
  ADD ("destroy", test_destroy);
  ADD ("destroy-several", test_destroy_several);
  ADD ("destroy-at-sign-in", test_destroy_at_sign_in);
  ADD ("destroy-while-open", test_destroy_while_open);
  ADD ("never-back", test_never_back);
  ADD ("clock-ahead", test_clock_ahead);
  ADD ("clock-a-day-later", test_clock_a_day_later);
  ADD ("clock-confirmed", test_clock_confirmed);
  ADD ("clock-wrong-before", test_clock_wrong_before);
  return g_test_run ();
}
