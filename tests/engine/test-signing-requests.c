/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares by request: the other account's people open no key, what they ask for is kept, and signed
 * by the owner's side; judged by openssl, by the certificate's row, and by what is refused. */
#include "share-fixture.h"

#include <string.h>

static void
failed (GError *error)
{
  g_error_free (error);
}

/* Rita asks for a certificate; the id of what was kept. */
static char *
request (World *world, const char *csr, const char *template)
{
  g_autoptr (GError) error = ask_refused (
    world->rita, ESP_REASON_WAITING_FOR_SIGNATURE, "IssueCertificate", "CertificateAuthority",
    world->ca, "Csr", csr, "Validity", "30d", "TemplateArn", template, NULL);

  g_assert_cmpint (error->code, ==, ESP_ERROR_WAITING);
  g_assert_nonnull (esp_error_get_argument (error, "owner"));
  return g_strdup (esp_error_get_argument (error, "id"));
}

static JsonObject *
describe (EspEngine *engine, const char *id)
{
  g_autoptr (JsonObject) result = ask (engine, "DescribeSigningRequest", "Id", id, NULL);

  return json_object_ref (json_object_get_object_member (result, "SigningRequest"));
}

static void
assert_status (EspEngine *engine, const char *id, const char *wanted)
{
  g_autoptr (JsonObject) row = describe (engine, id);

  g_assert_cmpstr (text_at (row, "Status"), ==, wanted);
}

static void
process (EspEngine *engine, gint64 n_signed, gint64 n_refused)
{
  g_autoptr (JsonObject) result = call (engine, "ProcessSigningRequests", NULL);

  g_assert_cmpint (json_object_get_int_member (result, "Signed"), ==, n_signed);
  g_assert_cmpint (json_object_get_int_member (result, "Refused"), ==, n_refused);
}

static guint
count_certificates (World *world)
{
  g_autoptr (JsonObject)
    result = ask (world->ada, "ListCertificates", "CertificateAuthority", world->ca, NULL);

  return json_array_get_length (json_object_get_array_member (result, "Certificates"));
}

static JsonObject *
newest_event (EspEngine *engine)
{
  g_autoptr (JsonObject) result = call (engine, "ListEvents", "{'Limit':1}");

  return json_object_ref (
    json_array_get_object_element (json_object_get_array_member (result, "Events"), 0));
}

/* --- Signed ------------------------------------------------------------------------------------*/

static void
test_signed (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=radio-0001/O=Supplier");
  g_autofree char *id = NULL;
  g_autoptr (JsonObject) waiting = NULL, row = NULL, event = NULL, certificate = NULL;

  world_share (world, "Radio units", RADIO, CLIENT_PERMISSION, NULL);
  id = request (world, csr, CLIENT_TEMPLATE);
  g_assert_cmpint (count_certificates (world), ==, 0);
  waiting = describe (world->rita, id);
  g_assert_cmpstr (text_at (waiting, "Status"), ==, "WAITING");
  g_assert_cmpstr (text_at (waiting, "RequestedBy"), ==, "Rita");
  g_assert_cmpstr (text_at (waiting, "Role"), ==, "RadioIssuer");
  g_assert_cmpstr (text_at (waiting, "Subject"), ==, "O=Supplier,CN=radio-0001");
  process (world->ada, 1, 0);
  event = newest_event (world->ada);
  g_assert_cmpstr (text_at (event, "actorName"), ==, FOUNDER);
  g_assert_cmpstr (text_at (event, "details.RequestedBy"), ==, "Rita");
  g_assert_cmpstr (text_at (event, "details.SigningRequest"), ==, id);
  row = describe (world->rita, id);
  g_assert_cmpstr (text_at (row, "Status"), ==, "SIGNED");
  assert_verifies (world, text_at (row, "Certificate"), text_at (row, "CertificateChain"));
  certificate = ask (world->ada, "DescribeCertificate", "CertificateSerial",
                     text_at (row, "CertificateSerial"), NULL);
  g_assert_cmpstr (text_at (certificate, "Certificate.RequestedBy"), ==, "Rita");
  g_assert_cmpstr (text_at (certificate, "Certificate.RequesterAccount"), ==, RADIO);
  process (world->ada, 0, 0);
  g_assert_cmpint (count_certificates (world), ==, 1);
}

/* Whoever signs in for the owner's side and may, signs. */
static void
test_sign_in (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=radio-0001/O=Supplier");
  g_autofree char *id = NULL;
  EspEngine *engine;

  world_share (world, "Radio units", RADIO, CLIENT_PERMISSION, NULL);
  id = request (world, csr, CLIENT_TEMPLATE);
  engine = world_sign_in (world, "Nils");
  assert_status (world->rita, id, "WAITING");
  world_leave (engine);
  engine = world_sign_in (world, "Olaf");
  assert_status (world->rita, id, "SIGNED");
  world_leave (engine);
}

/* While a window of the owner's side is open, requests of other processes are signed as they come.
 */
static void
test_watch (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=radio-0001/O=Supplier");
  g_autofree char *id = NULL;
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  gboolean waits = TRUE;

  world_share (world, "Radio units", RADIO, CLIENT_PERMISSION, NULL);
  esp_engine_watch (world->ada, TRUE);
  id = request (world, csr, CLIENT_TEMPLATE);
  while (waits && g_get_monotonic_time () < end)
    {
      g_autoptr (JsonObject) row = describe (world->rita, id);

      waits = g_str_equal (text_at (row, "Status"), "WAITING");
      g_main_context_iteration (NULL, FALSE);
      g_usleep (20000);
    }
  esp_engine_watch (world->ada, FALSE);
  assert_status (world->rita, id, "SIGNED");
}

/* --- Held to the limits ------------------------------------------------------------------------*/

static void
test_refused_before (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=radio-0001/O=Supplier");

  world_share (world, "Radio units", RADIO, CLIENT_PERMISSION, NULL);
  failed (ask_refused (world->rita, ESP_REASON_ACCESS_DENIED_SHARE, "IssueCertificate",
                       "CertificateAuthority", world->ca, "Csr", csr, "Validity", "30d",
                       "TemplateArn", SERVER_TEMPLATE, NULL));
  failed (ask_refused (world->rita, ESP_REASON_CSR_NOT_A_CSR, "IssueCertificate",
                       "CertificateAuthority", world->ca, "Csr", "nothing", "Validity", "30d",
                       "TemplateArn", CLIENT_TEMPLATE, NULL));
  failed (ask_refused (world->rita, ESP_REASON_VALIDITY_SYNTAX, "IssueCertificate",
                       "CertificateAuthority", world->ca, "Csr", csr, "Validity", "long",
                       "TemplateArn", CLIENT_TEMPLATE, NULL));
  process (world->ada, 0, 0);
}

/* Between asking and signing the share ends: what waited is refused for good. */
static void
test_share_ended (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=radio-0001/O=Supplier");
  g_autofree char *id = NULL;
  g_autoptr (JsonObject) row = NULL, gone = NULL;

  world_share (world, "Radio units", RADIO, CLIENT_PERMISSION, NULL);
  id = request (world, csr, CLIENT_TEMPLATE);
  gone = ask (world->ada, "DeleteResourceShare", "Name", "Radio units", NULL);
  process (world->ada, 0, 1);
  row = describe (world->rita, id);
  g_assert_cmpstr (text_at (row, "Status"), ==, "REFUSED");
  g_assert_cmpstr (text_at (row, "Reason"), ==, "ACCESS_DENIED_SHARE");
  g_assert_nonnull (strstr (text_at (row, "Problem"), CLIENT_PERMISSION));
  g_assert_cmpint (count_certificates (world), ==, 0);
  world_share (world, "Radio units", RADIO, CLIENT_PERMISSION, NULL);
  process (world->ada, 0, 0);
  assert_status (world->rita, id, "REFUSED");
}

static void
test_suspended (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=radio-0001/O=Supplier");
  g_autofree char *id = NULL;
  g_autoptr (JsonObject) suspended = NULL;

  world_share (world, "Radio units", RADIO, CLIENT_PERMISSION, NULL);
  id = request (world, csr, CLIENT_TEMPLATE);
  suspended = ask (world->ada, "SuspendPrincipal", "Name", "Rita", NULL);
  process (world->ada, 0, 1);
  assert_status (world->ada, id, "REFUSED");
  g_assert_cmpint (count_certificates (world), ==, 0);
}

/* --- Who sees and who processes ----------------------------------------------------------------*/

static void
test_others (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=radio-0001/O=Supplier");
  g_autofree char *id = NULL;
  EspEngine *rolf = world_sign_in (world, "Rolf");
  g_autoptr (JsonObject) list = NULL, own = NULL;

  world_share (world, "Radio units", RADIO, CLIENT_PERMISSION, NULL);
  id = request (world, csr, CLIENT_TEMPLATE);
  failed (ask_refused (rolf, ESP_REASON_SIGNING_REQUEST_UNKNOWN, "DescribeSigningRequest", "Id", id,
                       NULL));
  list = call (rolf, "ListSigningRequests", NULL);
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (list, "SigningRequests")),
                   ==, 0);
  own = call (world->rita, "ListSigningRequests", "{'Status':'WAITING'}");
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (own, "SigningRequests")),
                   ==, 1);
  process (rolf, 0, 0);
  process (world->rita, 0, 0);
  assert_status (world->rita, id, "WAITING");
  world_leave (rolf);
}

/* --- Once --------------------------------------------------------------------------------------*/

typedef struct
{
  EspEngine *engine;
  gint64 n_signed;
} Racer;

static gpointer
race (gpointer data)
{
  Racer *racer = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode)
    result = esp_engine_call (racer->engine, "ProcessSigningRequests", NULL, NULL, &error);

  g_assert_no_error (error);
  racer->n_signed = json_object_get_int_member (json_node_get_object (result), "Signed");
  return NULL;
}

static void
test_once (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=radio-0001/O=Supplier");
  Racer racers[2] = { { world->ada, 0 }, { world_sign_in (world, "Olaf"), 0 } };
  GThread *threads[2];

  world_share (world, "Radio units", RADIO, CLIENT_PERMISSION, NULL);
  for (guint i = 0; i < 8; i++)
    g_free (request (world, csr, CLIENT_TEMPLATE));
  for (guint i = 0; i < 2; i++)
    threads[i] = g_thread_new ("racer", race, &racers[i]);
  for (guint i = 0; i < 2; i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (racers[0].n_signed + racers[1].n_signed, ==, 8);
  g_assert_cmpint (count_certificates (world), ==, 8);
  world_leave (racers[1].engine);
  {
    g_autoptr (JsonObject) vault = call (world->ada, "DescribeVault", NULL);

    g_assert_cmpint (json_object_get_int_member (vault, "InterruptedIssuances"), ==, 0);
  }
}

/* The same call with the same token is one request. */
static void
test_token (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=radio-0001/O=Supplier");
  g_autofree char *first = NULL;

  world_share (world, "Radio units", RADIO, CLIENT_PERMISSION, NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError)
        error = ask_refused (world->rita, ESP_REASON_WAITING_FOR_SIGNATURE, "IssueCertificate",
                             "CertificateAuthority", world->ca, "Csr", csr, "Validity", "30d",
                             "TemplateArn", CLIENT_TEMPLATE, "IdempotencyToken", "once", NULL);

      if (!first)
        first = g_strdup (esp_error_get_argument (error, "id"));
      g_assert_cmpstr (esp_error_get_argument (error, "id"), ==, first);
    }
  process (world->ada, 1, 0);
}

/* --- Many, and revocations ---------------------------------------------------------------------*/

static JsonObject *
ask_many (World *world, const char *const *csrs)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  JsonArray *requests = json_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = NULL;

  for (guint i = 0; csrs[i]; i++)
    json_array_add_string_element (requests, csrs[i]);
  json_object_set_string_member (parameters, "CertificateAuthority", world->ca);
  json_object_set_string_member (parameters, "Validity", "30d");
  json_object_set_string_member (parameters, "TemplateArn", CLIENT_TEMPLATE);
  json_object_set_array_member (parameters, "Requests", requests);
  result = esp_engine_call (world->rita, "IssueCertificates", parameters, NULL, &error);
  g_assert_no_error (error);
  return json_node_dup_object (result);
}

/* A preview tells that it would not be issued at once, and by whom it would. */
static void
assert_waits_for (World *world, EspEngine *engine, const char *csr, const char *account)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) preview = NULL;

  json_object_set_string_member (parameters, "CertificateAuthority", world->ca);
  json_object_set_string_member (parameters, "Csr", csr);
  json_object_set_string_member (parameters, "Validity", "30d");
  json_object_set_string_member (parameters, "TemplateArn", CLIENT_TEMPLATE);
  preview = call_with (engine, "PreviewCertificate", parameters);

  g_assert_false (json_object_has_member (preview, "Problem"));
  g_assert_cmpstr (json_object_get_string_member_with_default (preview, "WaitsFor", NULL), ==,
                   account);
}

static void
test_many (World *world, gconstpointer data)
{
  g_autofree char *one = make_csr ("/CN=radio-0001/O=Supplier");
  g_autofree char *two = make_csr ("/CN=radio-0002/O=Supplier");
  const char *csrs[] = { one, "nothing", two, NULL };
  g_auto (GStrv) owner = g_strsplit (world->ca, ":", -1); /* the account is the fifth part */
  g_autoptr (JsonObject) result = NULL;
  JsonArray *rows;

  world_share (world, "Radio units", RADIO, CLIENT_PERMISSION, NULL);
  assert_waits_for (world, world->rita, one, owner[4]);
  assert_waits_for (world, world->ada, one, NULL);
  result = ask_many (world, csrs);
  rows = json_object_get_array_member (result, "Results");
  g_assert_cmpint (json_object_get_int_member (result, "Issued"), ==, 0);
  g_assert_cmpint (json_array_get_length (rows), ==, 3);
  g_assert_cmpstr (text_at (json_array_get_object_element (rows, 0), "Error.Reason"), ==,
                   "WAITING_FOR_SIGNATURE");
  g_assert_cmpstr (text_at (json_array_get_object_element (rows, 1), "Error.Reason"), ==,
                   "CSR_NOT_A_CSR");
  process (world->ada, 2, 0);
  assert_status (world->rita, text_at (json_array_get_object_element (rows, 2), "SigningRequest"),
                 "SIGNED");
}

static void
test_revoke (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=radio-0001/O=Supplier");
  g_autoptr (JsonObject) issued = issue (world->ada, world->ca, csr, NULL);
  const char *serial = json_object_get_string_member (issued, "CertificateSerial");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) before = NULL, after = NULL;

  world_share (world, "Revoke", RADIO, REVOKE_PERMISSION, NULL);
  error = ask_refused (world->rita, ESP_REASON_WAITING_FOR_SIGNATURE, "RevokeCertificate",
                       "CertificateAuthority", world->ca, "CertificateSerial", serial,
                       "RevocationReason", "KEY_COMPROMISE", NULL);
  before = ask (world->ada, "DescribeCertificate", "CertificateSerial", serial, NULL);
  g_assert_cmpstr (text_at (before, "Certificate.Status"), ==, "VALID");
  process (world->ada, 1, 0);
  after = ask (world->ada, "DescribeCertificate", "CertificateSerial", serial, NULL);
  g_assert_cmpstr (text_at (after, "Certificate.Status"), ==, "REVOKED");
  assert_status (world->rita, esp_error_get_argument (error, "id"), "SIGNED");
  failed (ask_refused (world->rita, ESP_REASON_CERTIFICATE_REVOKED, "RevokeCertificate",
                       "CertificateAuthority", world->ca, "CertificateSerial", serial,
                       "RevocationReason", "KEY_COMPROMISE", NULL));
}

/* --- A CA below another account's --------------------------------------------------------------*/

#define SUBORDINATE_PERMISSION "AWSRAMSubordinateCACertificatePathLen0IssuanceCertificateAuthority"

/* The key of the root stays where it is; the other account has its own CA signed by request. */
static void
test_subordinate (World *world, gconstpointer data)
{
  g_autofree char *own = NULL, *id = NULL;
  g_autoptr (JsonObject) share = NULL, accepted = NULL, csr = NULL, row = NULL, imported = NULL;
  g_autoptr (JsonObject) issued = NULL;
  g_autoptr (GError) parent = NULL, waiting = NULL;
  g_autofree char *request_csr = make_csr ("/CN=radio-0001/O=Supplier");

  share = ask (world->ada, "CreateResourceShare", "Name", "Root", "CertificateAuthority",
               world->root, "Consumer", RADIO, "Permission", SUBORDINATE_PERMISSION, NULL);
  accepted = ask (world->rita, "AcceptResourceShareInvitation", "Name", "Root", NULL);
  parent = ask_refused (world->rita, ESP_REASON_PARENT_BY_REQUEST, "CreateCertificateAuthority",
                        "Subject", "CN=Radio CA", "Type", "SUBORDINATE", "Parent", world->root,
                        "TemplateArn", "SubordinateCACertificate_PathLen0/V1", "Validity", "3y",
                        NULL);
  own = create_ca (world->rita, "{'Subject':'CN=Radio CA','Type':'SUBORDINATE'}");
  csr = ask (world->rita, "GetCertificateAuthorityCsr", "CertificateAuthority", own, NULL);
  waiting = ask_refused (world->rita, ESP_REASON_WAITING_FOR_SIGNATURE, "IssueCertificate",
                         "CertificateAuthority", world->root, "Csr", text_at (csr, "Csr"),
                         "Validity", "3y", "TemplateArn", "SubordinateCACertificate_PathLen0/V1",
                         NULL);
  process (world->ada, 1, 0);
  row = describe (world->rita, esp_error_get_argument (waiting, "id"));
  imported = ask (world->rita, "ImportCertificateAuthorityCertificate", "CertificateAuthority", own,
                  "Certificate", text_at (row, "Certificate"), "CertificateChain",
                  text_at (row, "CertificateChain"), NULL);
  g_assert_cmpstr (text_at (imported, "CertificateAuthority.Status"), ==, "ACTIVE");
  issued = issue (world->rita, own, request_csr, NULL);
  assert_verifies (world, text_at (issued, "Certificate"), text_at (issued, "CertificateChain"));
}

/* --- In reports --------------------------------------------------------------------------------*/

static void
test_report (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=radio-0001/O=Supplier");
  g_autofree char *path = fixture_file (&world->base, "report.json");
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) own = issue (world->ada, world->ca, csr, NULL), made = NULL, groups = NULL;
  g_autoptr (JsonNode) report = NULL;
  JsonArray *rows;
  guint n_radio = 0;

  world_share (world, "Radio units", RADIO, CLIENT_PERMISSION, NULL);
  for (guint i = 0; i < 2; i++)
    g_free (request (world, csr, CLIENT_TEMPLATE));
  process (world->ada, 2, 0);
  made = ask (world->ada, "CreateCertificateAuthorityAuditReport", "CertificateAuthority",
              world->ca, "AuditReportResponseFormat", "JSON", "Path", path, NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  report = json_from_string (text, NULL);
  rows = json_node_get_array (report);
  g_assert_cmpint (json_array_get_length (rows), ==, 3);
  for (guint i = 0; i < 3; i++)
    n_radio += g_str_equal (text_at (json_array_get_object_element (rows, i), "awsAccountId"),
                            RADIO);
  g_assert_cmpint (n_radio, ==, 2);
  groups = ask (world->ada, "SummarizeCertificates", "By", "account", "CertificateAuthority",
                world->ca, NULL);
  rows = json_object_get_array_member (groups, "Groups");
  g_assert_cmpint (json_array_get_length (rows), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      gboolean radio = strstr (text_at (row, "Group"), RADIO) != NULL;

      g_assert_cmpint (json_object_get_int_member (row, "Issued"), ==, radio ? 2 : 1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  WORLD_ADD ("/engine/signing/signed", test_signed);
  WORLD_ADD ("/engine/signing/sign-in", test_sign_in);
  WORLD_ADD ("/engine/signing/watch", test_watch);
  WORLD_ADD ("/engine/signing/refused-before", test_refused_before);
  WORLD_ADD ("/engine/signing/share-ended", test_share_ended);
  WORLD_ADD ("/engine/signing/suspended", test_suspended);
  WORLD_ADD ("/engine/signing/others", test_others);
  WORLD_ADD ("/engine/signing/once", test_once);
  WORLD_ADD ("/engine/signing/token", test_token);
  WORLD_ADD ("/engine/signing/many", test_many);
  WORLD_ADD ("/engine/signing/revoke", test_revoke);
  WORLD_ADD ("/engine/signing/subordinate", test_subordinate);
  WORLD_ADD ("/engine/signing/report", test_report);
  return g_test_run ();
}
