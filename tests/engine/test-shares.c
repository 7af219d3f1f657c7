/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares, judged by what somebody of the other account may do at once, in an engine that was signed
 * in before: offered, accepted, refused, left, ended, by policy; who is addressed and who is not;
 * and certificates made with the key "here", by openssl. */
#include "share-fixture.h"

#include <string.h>

/* --- What the other side may do ----------------------------------------------------------------*/

static gboolean
may_describe (EspEngine *engine, const char *ca)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = NULL;

  json_object_set_string_member (parameters, "CertificateAuthority", ca);
  result = esp_engine_call (engine, "DescribeCertificateAuthority", parameters, NULL, &error);
  /* Whom nobody ever told of it is not told either that it is there. */
  g_assert_true (result || error->code == (int) ESP_ERROR_ACCESS_DENIED ||
                 esp_error_has_reason (error, ESP_REASON_CA_UNKNOWN));
  return result != NULL;
}

static guint
count_cas (EspEngine *engine)
{
  g_autoptr (JsonObject) result = call (engine, "ListCertificateAuthorities", NULL);

  return json_array_get_length (json_object_get_array_member (result, "CertificateAuthorities"));
}

static guint
count_shares (EspEngine *engine)
{
  g_autoptr (JsonObject) result = call (engine, "ListResourceShares", NULL);

  return json_array_get_length (json_object_get_array_member (result, "ResourceShares"));
}

static void
assert_share (EspEngine *engine, const char *name, const char *member, const char *wanted)
{
  g_autoptr (JsonObject) result = ask (engine, "DescribeResourceShare", "Name", name, NULL);
  g_autofree char *path = g_strconcat ("ResourceShare.", member, NULL);

  g_assert_cmpstr (text_at (result, path), ==, wanted);
}

static void
done (JsonObject *result)
{
  json_object_unref (result);
}

static void
failed (GError *error)
{
  g_error_free (error);
}

/* --- A life ------------------------------------------------------------------------------------*/

static void
test_life (World *world, gconstpointer data)
{
  EspEngine *nils = world_sign_in (world, "Nils");

  g_assert_false (may_describe (world->rita, world->ca));
  world_offer (world, "Radio units", RADIO, NULL, NULL);
  g_assert_false (may_describe (world->rita, world->ca));
  assert_share (world->ada, "Radio units", "Status", "PENDING");
  assert_share (world->ada, "Radio units", "Side", "OWNER");
  assert_share (world->rita, "Radio units", "Side", "CONSUMER");
  assert_share (world->rita, "Radio units", "Consumer.Name", "Radio");
  assert_share (world->rita, "Radio units", "Permission", DEFAULT_PERMISSION);
  assert_share (world->rita, "Radio units", "Signing", "REQUEST");
  g_assert_cmpint (count_shares (world->rita), ==, 1);
  g_assert_cmpint (count_shares (nils), ==, 0);
  failed (ask_refused (nils, ESP_REASON_SHARE_UNKNOWN, "DescribeResourceShare", "Name",
                       "Radio units", NULL));
  failed (ask_refused (nils, ESP_REASON_SHARE_UNKNOWN, "AcceptResourceShareInvitation", "Name",
                       "Radio units", NULL));
  done (ask (world->rita, "AcceptResourceShareInvitation", "Name", "Radio units", NULL));
  g_assert_true (may_describe (world->rita, world->ca));
  g_assert_false (may_describe (nils, world->ca));
  g_assert_cmpint (count_cas (world->rita), ==, 1);
  g_assert_cmpint (count_cas (nils), ==, 0);
  failed (ask_refused (world->rita, ESP_REASON_SHARE_STATUS, "AcceptResourceShareInvitation",
                       "Name", "Radio units", NULL));
  failed (ask_refused (world->rita, ESP_REASON_ACCESS_DENIED_IMPLICIT, "DeleteResourceShare",
                       "Name", "Radio units", NULL));
  done (ask (world->ada, "DeleteResourceShare", "Name", "Radio units", NULL));
  g_assert_false (may_describe (world->rita, world->ca));
  assert_share (world->rita, "Radio units", "Status", "DELETED");
  failed (ask_refused (world->ada, ESP_REASON_SHARE_STATUS, "DeleteResourceShare", "Name",
                       "Radio units", NULL));
  world_leave (nils);
}

static void
test_expiry (World *world, gconstpointer data)
{
  world_offer (world, "Radio units", RADIO, NULL, NULL);
  esp_clock_set (world->base.clock, FIXTURE_NOW + 12 * 3600 - 1);
  assert_share (world->rita, "Radio units", "Status", "PENDING");
  esp_clock_set (world->base.clock, FIXTURE_NOW + 12 * 3600);
  assert_share (world->rita, "Radio units", "Status", "EXPIRED");
  failed (ask_refused (world->rita, ESP_REASON_SHARE_STATUS, "AcceptResourceShareInvitation",
                       "Name", "Radio units", NULL));
  g_assert_false (may_describe (world->rita, world->ca));
  /* The name is free again. */
  world_share (world, "Radio units", RADIO, NULL, NULL);
  g_assert_true (may_describe (world->rita, world->ca));
  esp_clock_set (world->base.clock, FIXTURE_NOW + 40 * 3600);
  assert_share (world->rita, "Radio units", "Status", "ACTIVE");
}

static void
test_answers (World *world, gconstpointer data)
{
  world_offer (world, "First", RADIO, NULL, NULL);
  done (ask (world->rita, "RejectResourceShareInvitation", "Name", "First", NULL));
  assert_share (world->ada, "First", "Status", "REJECTED");
  g_assert_false (may_describe (world->rita, world->ca));
  failed (ask_refused (world->rita, ESP_REASON_SHARE_STATUS, "LeaveResourceShare", "Name", "First",
                       NULL));
  world_share (world, "Second", RADIO, NULL, NULL);
  done (ask (world->rita, "LeaveResourceShare", "Name", "Second", NULL));
  assert_share (world->ada, "Second", "Status", "LEFT");
  g_assert_false (may_describe (world->rita, world->ca));
  world_share (world, "Third", "RadioIssuer", NULL, NULL);
  failed (ask_refused (world->rita, ESP_REASON_SHARE_LEAVE_NAMED, "LeaveResourceShare", "Name",
                       "Third", NULL));
  g_assert_true (may_describe (world->rita, world->ca));
}

/* --- Whom it addresses -------------------------------------------------------------------------*/

static void
test_consumers (World *world, gconstpointer data)
{
  EspEngine *rolf = world_sign_in (world, "Rolf");

  world_share (world, "By role", RADIO "/RadioIssuer", NULL, NULL);
  assert_share (world->ada, "By role", "Consumer.Kind", "ROLE");
  assert_share (world->ada, "By role", "Consumer.Account", RADIO);
  g_assert_true (may_describe (world->rita, world->ca));
  g_assert_false (may_describe (rolf, world->ca));
  done (ask (world->ada, "DeleteResourceShare", "Name", "By role", NULL));
  world_share (world, "By person", "Rolf", NULL, NULL);
  assert_share (world->ada, "By person", "Consumer.Kind", "PRINCIPAL");
  g_assert_false (may_describe (world->rita, world->ca));
  g_assert_true (may_describe (rolf, world->ca));
  done (ask (world->ada, "DeleteResourceShare", "Name", "By person", NULL));
  world_share (world, "By account", "Radio", NULL, NULL);
  g_assert_true (may_describe (world->rita, world->ca));
  g_assert_true (may_describe (rolf, world->ca));
  world_leave (rolf);
}

static void
offer_refused (World *world, const char *consumer, EspReason reason)
{
  failed (ask_refused (world->ada, reason, "CreateResourceShare", "Name", "Other",
                       "CertificateAuthority", world->ca, "Consumer", consumer, NULL));
}

static void
test_refused (World *world, gconstpointer data)
{
  offer_refused (world, "Nobody", ESP_REASON_SHARE_CONSUMER_UNKNOWN);
  offer_refused (world, "Meridian Motors", ESP_REASON_SHARE_OWN_ACCOUNT);
  offer_refused (world, "Olaf", ESP_REASON_SHARE_OWN_ACCOUNT);
  offer_refused (world, "Signer", ESP_REASON_SHARE_OWN_ACCOUNT);
  failed (ask_refused (world->ada, ESP_REASON_SHARE_SIGNING, "CreateResourceShare", "Name", "A",
                       "CertificateAuthority", world->ca, "Consumer", RADIO, "Signing", "THERE",
                       NULL));
  failed (ask_refused (world->ada, ESP_REASON_MANAGED_PERMISSION_UNKNOWN, "CreateResourceShare",
                       "Name", "A", "CertificateAuthority", world->ca, "Consumer", RADIO,
                       "Permission", "None", NULL));
  failed (ask_refused (world->ada, ESP_REASON_NAME_OF_THING, "CreateResourceShare", "Name", " A",
                       "CertificateAuthority", world->ca, "Consumer", RADIO, NULL));
  failed (ask_refused (world->rita, ESP_REASON_CA_UNKNOWN, "CreateResourceShare", "Name", "A",
                       "CertificateAuthority", world->ca, "Consumer", NAVI, NULL));
  failed (
    ask_refused (world->ada, ESP_REASON_SHARE_UNKNOWN, "DescribeResourceShare", "Name", "A", NULL));
  world_offer (world, "Taken", RADIO, NULL, NULL);
  failed (ask_refused (world->ada, ESP_REASON_NAME_TAKEN, "CreateResourceShare", "Name", "Taken",
                       "CertificateAuthority", world->ca, "Consumer", NAVI, NULL));
}

static void
test_pending_limit (World *world, gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("Share %u", i);

      world_offer (world, name, i % 2 ? RADIO : NAVI, NULL, NULL);
    }
  failed (ask_refused (world->ada, ESP_REASON_SHARES_PENDING, "CreateResourceShare", "Name", "Last",
                       "CertificateAuthority", world->ca, "Consumer", RADIO, NULL));
  done (ask (world->rita, "RejectResourceShareInvitation", "Name", "Share 1", NULL));
  world_offer (world, "Last", RADIO, NULL, NULL);
}

/* --- What it gives -----------------------------------------------------------------------------*/

/* The client-auth-only share of the automotive example. */
static void
test_client_only (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=radio-0001/O=Supplier");
  g_autoptr (JsonObject) issued = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) server = NULL, revoke = NULL, csr_denied = NULL;
  const char *serial;

  world_share (world, "Radio units", RADIO, CLIENT_PERMISSION, "HERE");
  world_reseal (world);
  issued = issue (world->rita, world->ca, csr, CLIENT_TEMPLATE);
  serial = json_object_get_string_member (issued, "CertificateSerial");
  assert_verifies (world, json_object_get_string_member (issued, "Certificate"),
                   json_object_get_string_member (issued, "CertificateChain"));
  text = openssl_text (world, json_object_get_string_member (issued, "Certificate"));
  g_assert_nonnull (strstr (text, "TLS Web Client Authentication"));
  g_assert_null (strstr (text, "TLS Web Server Authentication"));
  server = ask_refused (world->rita, ESP_REASON_ACCESS_DENIED_SHARE, "IssueCertificate",
                        "CertificateAuthority", world->ca, "Csr", csr, "Validity", "30d",
                        "TemplateArn", SERVER_TEMPLATE, NULL);
  g_assert_cmpstr (esp_error_get_argument (server, "permission"), ==, SERVER_PERMISSION);
  g_assert_nonnull (strstr (server->message, SERVER_PERMISSION));
  revoke = ask_refused (world->rita, ESP_REASON_ACCESS_DENIED_SHARE, "RevokeCertificate",
                        "CertificateAuthority", world->ca, "CertificateSerial", serial,
                        "RevocationReason", "KEY_COMPROMISE", NULL);
  g_assert_cmpstr (esp_error_get_argument (revoke, "permission"), ==, REVOKE_PERMISSION);
  csr_denied = ask_refused (world->rita, ESP_REASON_ACCESS_DENIED_FOREIGN,
                            "GetCertificateAuthorityCsr", "CertificateAuthority", world->ca, NULL);
  done (ask (world->ada, "ReplaceResourceSharePermission", "Name", "Radio units", "Permission",
             SERVER_PERMISSION, NULL));
  failed (ask_refused (world->rita, ESP_REASON_ACCESS_DENIED_SHARE, "IssueCertificate",
                       "CertificateAuthority", world->ca, "Csr", csr, "Validity", "30d",
                       "TemplateArn", CLIENT_TEMPLATE, NULL));
  done (issue (world->rita, world->ca, csr, SERVER_TEMPLATE));
  done (ask (world->ada, "DeleteResourceShare", "Name", "Radio units", NULL));
  failed (ask_refused (world->rita, ESP_REASON_ACCESS_DENIED_SHARE, "IssueCertificate",
                       "CertificateAuthority", world->ca, "Csr", csr, "Validity", "30d",
                       "TemplateArn", SERVER_TEMPLATE, NULL));
  /* What was issued before stays good. */
  assert_verifies (world, json_object_get_string_member (issued, "Certificate"),
                   json_object_get_string_member (issued, "CertificateChain"));
}

/* A window of the owner's side that is open seals the key to who accepted, and an alert says so. */
static void
test_watching (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=radio-0001/O=Supplier");
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) issued = NULL;
  g_autoptr (JsonObject) alerts = NULL;

  json_object_set_string_member (parameters, "CertificateAuthority", world->ca);
  json_object_set_string_member (parameters, "Csr", csr);
  json_object_set_string_member (parameters, "Validity", "30d");
  esp_engine_watch (world->ada, TRUE);
  world_share (world, "Radio units", RADIO, NULL, "HERE");
  while (!issued && g_get_monotonic_time () < end)
    {
      issued = esp_engine_call (world->rita, "IssueCertificate", parameters, NULL, NULL);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (50000);
    }
  esp_engine_watch (world->ada, FALSE);
  g_assert_nonnull (issued);
  alerts = call (world->ada, "ListAlerts", "{'Limit':1}");
  g_assert_cmpstr (
    text_at (json_array_get_object_element (json_object_get_array_member (alerts, "Alerts"), 0),
             "Kind"),
    ==, "KEY_RESEALED");
}

/* Several shares of one authority add up. */
static void
test_several (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=radio-0001/O=Supplier");
  g_autoptr (JsonObject) issued = NULL, revoked = NULL;

  world_share (world, "Issue", RADIO, CLIENT_PERMISSION, "HERE");
  world_share (world, "Revoke", "Rita", REVOKE_PERMISSION, "HERE");
  world_reseal (world);
  issued = issue (world->rita, world->ca, csr, CLIENT_TEMPLATE);
  revoked = ask (world->rita, "RevokeCertificate", "CertificateAuthority", world->ca,
                 "CertificateSerial", json_object_get_string_member (issued, "CertificateSerial"),
                 "RevocationReason", "KEY_COMPROMISE", NULL);
  g_assert_cmpstr (text_at (revoked, "RevocationReason"), ==, "KEY_COMPROMISE");
}

/* --- As a policy -------------------------------------------------------------------------------*/

static char *
get_policy (World *world)
{
  g_autoptr (JsonObject)
    result = ask (world->ada, "GetPolicy", "CertificateAuthority", world->ca, NULL);

  return g_strdup (json_object_get_string_member (result, "Policy"));
}

static void
test_policy (World *world, gconstpointer data)
{
  EspEngine *nils = world_sign_in (world, "Nils");
  g_autofree char *policy = NULL, *other = NULL, *after = NULL;
  g_auto (GStrv) parts = NULL;

  failed (ask_refused (world->ada, ESP_REASON_POLICY_NONE, "GetPolicy", "CertificateAuthority",
                       world->ca, NULL));
  world_share (world, "Radio units", RADIO, CLIENT_PERMISSION, NULL);
  policy = get_policy (world);
  g_assert_nonnull (strstr (policy, "\"" RADIO "\""));
  g_assert_nonnull (strstr (policy, "EndEntityClientAuthCertificate/V1"));
  parts = g_strsplit (policy, RADIO, -1);
  other = g_strjoinv (NAVI, parts);
  done (ask (world->ada, "PutPolicy", "CertificateAuthority", world->ca, "Policy", other, NULL));
  g_assert_false (may_describe (world->rita, world->ca));
  g_assert_true (may_describe (nils, world->ca));
  assert_share (world->ada, "Radio units", "Status", "DELETED");
  after = get_policy (world);
  g_assert_cmpstr (after, ==, other);
  /* The same again changes nothing and leaves no event. */
  {
    gint64 events = count_events (world->ada);

    done (ask (world->ada, "PutPolicy", "CertificateAuthority", world->ca, "Policy", other, NULL));
    g_assert_cmpint (count_events (world->ada), ==, events);
  }
  failed (ask_refused (world->ada, ESP_REASON_RESOURCE_POLICY, "PutPolicy", "CertificateAuthority",
                       world->ca, "Policy",
                       "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                       "\"Principal\":{\"AWS\":\"" NAVI "\"},\"Action\":"
                       "\"acm-pca:DeleteCertificateAuthority\",\"Resource\":\"*\"}]}",
                       NULL));
  g_assert_true (may_describe (nils, world->ca));
  done (ask (world->ada, "DeletePolicy", "CertificateAuthority", world->ca, NULL));
  g_assert_false (may_describe (nils, world->ca));
  done (ask (world->ada, "DeletePolicy", "CertificateAuthority", world->ca, NULL));
  world_leave (nils);
}

static void
test_policy_unknown (World *world, gconstpointer data)
{
  g_autofree char *policy = NULL, *other = NULL;
  g_auto (GStrv) parts = NULL;

  world_share (world, "Radio units", RADIO, CLIENT_PERMISSION, NULL);
  policy = get_policy (world);
  parts = g_strsplit (policy, RADIO, -1);
  other = g_strjoinv ("999999999999", parts);
  failed (ask_refused (world->ada, ESP_REASON_POLICY_PRINCIPAL_UNKNOWN, "PutPolicy",
                       "CertificateAuthority", world->ca, "Policy", other, NULL));
  g_assert_true (may_describe (world->rita, world->ca));
}

/* --- Tags --------------------------------------------------------------------------------------*/

static void
test_tags (World *world, gconstpointer data)
{
  g_autoptr (JsonObject) tagged = NULL, untagged = NULL;

  world_offer (world, "Radio units", RADIO, NULL, NULL);
  tagged = call (world->ada, "TagResourceShare",
                 "{'Name':'Radio units','Tags':[{'Key':'team','Value':'radio'}]}");
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (
                     json_object_get_object_member (tagged, "ResourceShare"), "Tags")),
                   ==, 1);
  untagged = call (world->ada, "UntagResourceShare", "{'Name':'Radio units','TagKeys':['team']}");
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (
                     json_object_get_object_member (untagged, "ResourceShare"), "Tags")),
                   ==, 0);
  failed (refused (world->rita, "TagResourceShare",
                   "{'Name':'Radio units','Tags':[{'Key':'team','Value':'x'}]}",
                   ESP_REASON_ACCESS_DENIED_IMPLICIT));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  WORLD_ADD ("/engine/shares/life", test_life);
  WORLD_ADD ("/engine/shares/expiry", test_expiry);
  WORLD_ADD ("/engine/shares/answers", test_answers);
  WORLD_ADD ("/engine/shares/consumers", test_consumers);
  WORLD_ADD ("/engine/shares/refused", test_refused);
  WORLD_ADD ("/engine/shares/pending-limit", test_pending_limit);
  WORLD_ADD ("/engine/shares/client-only", test_client_only);
  WORLD_ADD ("/engine/shares/watching", test_watching);
  WORLD_ADD ("/engine/shares/several", test_several);
  WORLD_ADD ("/engine/shares/policy", test_policy);
  WORLD_ADD ("/engine/shares/policy-unknown", test_policy_unknown);
  WORLD_ADD ("/engine/shares/tags", test_tags);
  return g_test_run ();
}
