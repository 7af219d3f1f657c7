/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which events make alerts, who sees them, and that each is acknowledged once. */
#include "share-fixture.h"

#include <string.h>

static JsonArray *
list_alerts (EspEngine *engine, const char *json)
{
  g_autoptr (JsonObject) result = call (engine, "ListAlerts", json);

  return json_array_ref (json_object_get_array_member (result, "Alerts"));
}

static guint
count_kind (EspEngine *engine, const char *kind)
{
  g_autoptr (JsonArray) alerts = list_alerts (engine, NULL);
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (alerts); i++)
    n += g_str_equal (text_at (json_array_get_object_element (alerts, i), "Kind"), kind);
  return n;
}

static void
done (JsonObject *result)
{
  json_object_unref (result);
}

/* --- Kinds -------------------------------------------------------------------------------------*/

static void
test_roots (World *world, gconstpointer data)
{
  g_autoptr (JsonArray) alerts = list_alerts (world->ada, NULL);
  g_autoptr (JsonObject) event = NULL;
  JsonObject *first;

  g_assert_cmpint (count_kind (world->ada, "ROOT_CREATED"), ==, 1);
  first = json_array_get_object_element (alerts, json_array_get_length (alerts) - 1);
  g_assert_cmpstr (text_at (first, "Kind"), ==, "ROOT_CREATED");
  g_assert_cmpstr (text_at (first, "Severity"), ==, "ALERT");
  g_assert_cmpstr (text_at (first, "Actor"), ==, FOUNDER);
  g_assert_cmpstr (text_at (first, "CertificateAuthorityArn"), ==, world->root);
  g_assert_cmpstr (text_at (first, "Sentence"), ==, FOUNDER " created the root authority Root");
  {
    g_autofree char *json = g_strdup_printf ("{'Sequence':%d}",
                                             (int) json_object_get_int_member (first, "Event"));

    event = call (world->ada, "GetEvent", json);
    g_assert_cmpstr (text_at (event, "Event.resource"), ==, world->root);
  }
  done (ask (world->ada, "UpdateCertificateAuthority", "CertificateAuthority", world->root,
             "Status", "DISABLED", NULL));
  g_assert_cmpint (count_kind (world->ada, "ROOT_UPDATED"), ==, 1);
  done (ask (world->ada, "DeleteCertificateAuthority", "CertificateAuthority", world->root, NULL));
  g_assert_cmpint (count_kind (world->ada, "ROOT_DELETED"), ==, 1);
  done (ask (world->ada, "RestoreCertificateAuthority", "CertificateAuthority", world->root, NULL));
  g_assert_cmpint (count_kind (world->ada, "ROOT_RESTORED"), ==, 1);
  /* What happens below a root is no alert of a root. */
  done (ask (world->ada, "UpdateCertificateAuthority", "CertificateAuthority", world->ca, "Status",
             "DISABLED", NULL));
  g_assert_cmpint (count_kind (world->ada, "ROOT_UPDATED"), ==, 1);
}

static void
test_access (World *world, gconstpointer data)
{
  g_autofree char *tags = g_strdup_printf (
    "{'CertificateAuthority':'%s','Tags':[{'Key':'a','Value':'b'}]}", world->ca);

  world_share (world, "Radio units", RADIO, NULL, NULL);
  g_assert_cmpint (count_kind (world->ada, "CA_SHARED"), ==, 2);
  done (ask (world->ada, "DeletePolicy", "CertificateAuthority", world->ca, NULL));
  g_assert_cmpint (count_kind (world->ada, "CA_SHARED"), ==, 3);
  /* Nothing happened, so nothing is said. */
  done (ask (world->ada, "DeletePolicy", "CertificateAuthority", world->ca, NULL));
  g_assert_cmpint (count_kind (world->ada, "CA_SHARED"), ==, 3);
  done (call (world->ada, "TagCertificateAuthority", tags));
  g_assert_cmpint (count_kind (world->ada, "CA_TAGGED"), ==, 1);
  done (ask (world->ada, "CreateGuardrail", "Name", "No deletion", "Document",
             "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":"
             "\"acm-pca:DeleteCertificateAuthority\",\"Resource\":\"*\"}]}",
             NULL));
  g_assert_cmpint (count_kind (world->ada, "GUARDRAIL"), ==, 1);
}

/* One denied act is in the log, and makes no alert. */
static void
test_denied (World *world, gconstpointer data)
{
  g_autoptr (GError)
    error = ask_refused (world->rita, ESP_REASON_CA_UNKNOWN, "UpdateCertificateAuthority",
                         "CertificateAuthority", world->root, "Status", "DISABLED", NULL);

  g_assert_cmpint (count_kind (world->ada, "ROOT_UPDATED"), ==, 0);
}

/* --- Many that were denied ---------------------------------------------------------------------*/

static void
be_denied (EspEngine *engine, World *world, int times)
{
  for (int i = 0; i < times; i++)
    g_error_free (ask_refused (engine, ESP_REASON_CA_UNKNOWN, "UpdateCertificateAuthority",
                               "CertificateAuthority", world->root, "Status", "DISABLED", NULL));
}

/* Ten within ten minutes are one alert, however many more there are; slowly they are none. */
static void
test_denied_often (World *world, gconstpointer data)
{
  EspEngine *rolf = world_sign_in (world, "Rolf");
  g_autoptr (JsonArray) alerts = NULL;
  JsonObject *first;

  be_denied (world->rita, world, 9);
  be_denied (rolf, world, 9);
  g_assert_cmpint (count_kind (world->ada, "DENIED_OFTEN"), ==, 0);
  be_denied (world->rita, world, 1);
  g_assert_cmpint (count_kind (world->ada, "DENIED_OFTEN"), ==, 1);
  be_denied (world->rita, world, 15);
  g_assert_cmpint (count_kind (world->ada, "DENIED_OFTEN"), ==, 1);
  alerts = list_alerts (world->ada, "{'Limit':1}");
  first = json_array_get_object_element (alerts, 0);
  g_assert_cmpstr (text_at (first, "Actor"), ==, "Rita");
  g_assert_cmpstr (text_at (first, "Sentence"), ==,
                   "Rita was denied 10 acts within ten minutes; look at what was tried");
  /* The next burst is another alert, and what is spread over more time is none. */
  esp_clock_set (world->base.clock, FIXTURE_NOW + 601);
  be_denied (world->rita, world, 9);
  be_denied (rolf, world, 1);
  g_assert_cmpint (count_kind (world->ada, "DENIED_OFTEN"), ==, 1);
  be_denied (world->rita, world, 1);
  g_assert_cmpint (count_kind (world->ada, "DENIED_OFTEN"), ==, 2);
  world_leave (rolf);
}

/* Of people of other accounts nothing is told; of the own one it is, and noting it is theirs. */
static void
test_denied_seen (World *world, gconstpointer data)
{
  EspEngine *nils = world_sign_in (world, "Nils"), *rolf = world_sign_in (world, "Rolf");
  g_autoptr (JsonArray) alerts = NULL;
  g_autofree char *json = NULL;

  be_denied (world->rita, world, 10);
  g_assert_cmpint (count_kind (rolf, "DENIED_OFTEN"), ==, 1);
  g_assert_cmpint (count_kind (nils, "DENIED_OFTEN"), ==, 0);
  alerts = list_alerts (rolf, NULL);
  json = g_strdup_printf ("{'Id':%d}", (int) json_object_get_int_member (
                                         json_array_get_object_element (alerts, 0), "Id"));
  g_error_free (refused (nils, "AcknowledgeAlert", json, ESP_REASON_ALERT_UNKNOWN));
  done (call (rolf, "AcknowledgeAlert", json));
  world_leave (nils);
  world_leave (rolf);
}

/* --- What the file should not be ---------------------------------------------------------------*/

static void
change_behind (World *world, const char *sql)
{
  const char *const argv[] = { "sqlite3", world->base.path, sql, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  world->base.is_changed_behind = TRUE;
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

/* The row is named while the file is so, although nothing can be written to it. */
static void
test_state (World *world, gconstpointer data)
{
  g_autoptr (JsonArray) alerts = NULL, seen = NULL;
  EspEngine *ada;
  JsonObject *first;

  g_assert_cmpint (count_kind (world->ada, "STATE_PROBLEM"), ==, 0);
  change_behind (world, "UPDATE account SET name = 'Radar' WHERE name = 'Radio'");
  ada = world_sign_in (world, FOUNDER);
  g_assert_cmpint (count_kind (ada, "STATE_PROBLEM"), ==, 1);
  alerts = list_alerts (ada, "{'Acknowledged':false}");
  first = json_array_get_object_element (alerts, 0);
  g_assert_cmpstr (text_at (first, "Kind"), ==, "STATE_PROBLEM");
  g_assert_cmpstr (text_at (first, "Severity"), ==, "ALERT");
  g_assert_nonnull (strstr (text_at (first, "Arguments.name"), "account"));
  g_assert_false (json_object_has_member (first, "Id"));
  seen = list_alerts (ada, "{'Acknowledged':true}");
  g_assert_cmpuint (json_array_get_length (seen), ==, 0);
  world_leave (ada);
}

/* --- Very many ---------------------------------------------------------------------------------*/

#define MANY 100000
#define MANY_TEXT G_STRINGIFY (MANY)

/* As many of a root that Rita does not see, over one of an authority that she does see. */
static void
flood_job (EspVault *vault, gpointer data)
{
  static const char sql[] =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " MANY_TEXT ")"
    " INSERT INTO alert (event, kind, ca, created_at, arguments)"
    " SELECT 1, 'ROOT_SIGNED', (SELECT id FROM ca WHERE parent IS NULL), 1780315200,"
    " '{\"actor\":\"Ada Kern\",\"name\":\"Root\",\"what\":\"\"}' FROM n";
  g_autoptr (EspTransaction)
    transaction = esp_transaction_begin_write (esp_vault_get_database (vault), NULL);
  g_autoptr (GError) error = NULL;

  esp_database_execute (esp_vault_get_database (vault), sql, &error);
  g_assert_no_error (error);
  g_assert_true (esp_transaction_commit (transaction, NULL));
}

static guint
time_list (EspEngine *engine, const char *who, const char *json)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (JsonArray) alerts = list_alerts (engine, json);

  g_test_message ("%s %s: %u of %d alerts in %.1f ms", who, json, json_array_get_length (alerts),
                  MANY, (double) (g_get_monotonic_time () - start) / 1000);
  return json_array_get_length (alerts);
}

static void
test_many (World *world, gconstpointer data)
{
  g_autoptr (JsonArray) page = NULL, next = NULL;
  g_autofree char *json = NULL;
  guint before;
  gint64 last;

  world_share (world, "Radio units", RADIO, NULL, NULL);
  before = time_list (world->rita, "Rita", "{'Limit':50}");
  g_assert_cmpuint (before, >, 0);
  esp_worker_run (world->ada->writer, flood_job, NULL);
  /* What she sees is found under all that she does not see. */
  g_assert_cmpuint (time_list (world->rita, "Rita", "{'Limit':50}"), ==, before);
  g_assert_cmpuint (time_list (world->ada, FOUNDER, "{'Limit':50}"), ==, 50);
  g_assert_cmpuint (time_list (world->ada, FOUNDER, "{'Acknowledged':false,'Limit':50}"), ==, 50);
  g_assert_cmpuint (time_list (world->ada, FOUNDER, "{'Acknowledged':true,'Limit':50}"), ==, 0);
  page = list_alerts (world->ada, "{'Limit':50}");
  last = json_object_get_int_member (json_array_get_object_element (page, 49), "Id");
  json = g_strdup_printf ("{'Limit':50,'Before':%d}", (int) last);
  next = list_alerts (world->ada, json);
  g_assert_cmpuint (json_array_get_length (next), ==, 50);
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (next, 0), "Id"), ==,
                   last - 1);
}

/* --- Who sees them -----------------------------------------------------------------------------*/

static void
test_seen (World *world, gconstpointer data)
{
  g_autoptr (JsonArray) mine = list_alerts (world->rita, NULL);
  g_autoptr (JsonArray) shared = NULL;
  guint before = json_array_get_length (mine);

  for (guint i = 0; i < before; i++)
    g_assert_false (
      json_object_has_member (json_array_get_object_element (mine, i), "CertificateAuthorityArn"));
  world_share (world, "Radio units", RADIO, NULL, NULL);
  shared = list_alerts (world->rita, NULL);
  g_assert_cmpint (json_array_get_length (shared), >, before);
}

/* --- Acknowledged ------------------------------------------------------------------------------*/

static void
test_acknowledged (World *world, gconstpointer data)
{
  g_autoptr (JsonArray) open = list_alerts (world->ada, "{'Acknowledged':false}"), rest = NULL;
  guint n = json_array_get_length (open);
  gint64 id = json_object_get_int_member (json_array_get_object_element (open, n - 1), "Id");
  g_autofree char *json = g_strdup_printf ("{'Id':%d}", (int) id);
  g_autoptr (JsonObject) first = NULL, second = NULL;
  g_autoptr (GError) denied = NULL, unknown = NULL;
  gint64 events;

  denied = refused (world->rita, "AcknowledgeAlert", json, ESP_REASON_ALERT_UNKNOWN);
  first = call (world->ada, "AcknowledgeAlert", json);
  g_assert_cmpstr (text_at (first, "Alert.AcknowledgedBy"), ==, FOUNDER);
  events = count_events (world->ada);
  esp_clock_set (world->base.clock, FIXTURE_NOW + 60);
  second = call (world->ada, "AcknowledgeAlert", json);
  g_assert_cmpstr (text_at (second, "Alert.AcknowledgedAt"), ==,
                   text_at (first, "Alert.AcknowledgedAt"));
  g_assert_cmpint (count_events (world->ada), ==, events);
  rest = list_alerts (world->ada, "{'Acknowledged':false}");
  g_assert_cmpint (json_array_get_length (rest), ==, n - 1);
  unknown = refused (world->ada, "AcknowledgeAlert", "{'Id':99999}", ESP_REASON_ALERT_UNKNOWN);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  WORLD_ADD ("/engine/alerts/roots", test_roots);
  WORLD_ADD ("/engine/alerts/access", test_access);
  WORLD_ADD ("/engine/alerts/denied", test_denied);
  WORLD_ADD ("/engine/alerts/denied-often", test_denied_often);
  WORLD_ADD ("/engine/alerts/denied-seen", test_denied_seen);
  WORLD_ADD ("/engine/alerts/state", test_state);
  WORLD_ADD ("/engine/alerts/many", test_many);
  WORLD_ADD ("/engine/alerts/seen", test_seen);
  WORLD_ADD ("/engine/alerts/acknowledged", test_acknowledged);
  return g_test_run ();
}
