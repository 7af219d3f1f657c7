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

/* A denied act is in the log, and makes no alert. */
static void
test_denied (World *world, gconstpointer data)
{
  g_autoptr (GError) error = ask_refused (world->rita, ESP_REASON_ACCESS_DENIED_FOREIGN,
                                          "UpdateCertificateAuthority", "CertificateAuthority",
                                          world->root, "Status", "DISABLED", NULL);

  g_assert_cmpint (count_kind (world->ada, "ROOT_UPDATED"), ==, 0);
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

  denied = refused (world->rita, "AcknowledgeAlert", json, ESP_REASON_ACCESS_DENIED_SHARE);
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
  WORLD_ADD ("/engine/alerts/seen", test_seen);
  WORLD_ADD ("/engine/alerts/acknowledged", test_acknowledged);
  return g_test_run ();
}
