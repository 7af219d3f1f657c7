/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two vaults over files: Ada of another organisation asks, the Ada of the share fixture has her
 * files answered. Each refusal, with files that a program of the other side could have made; every
 * byte of a file; two persons; and rows that no such file explains. Each test ends with the logs of
 * both vaults replayed.
 */
#include "share-fixture.h"

#include "exchange/esp-exchange-file.h"
#include "forging-fixture.h"
#include "pki/esp-exchange-key.h"
#include "pki/esp-signed-data.h"
#include "vault/esp-exchange-store.h"

#include <string.h>

#define SHARE "Radio units"
#define DAY 86400
#define SUBORDINATE "SubordinateCACertificate_PathLen0/V1"

typedef struct
{
  World world;
  Fixture other; /* whose founder asks */
} Two;

/* --- Keys and partners ------------------------------------------------------------------------*/

static JsonObject *
make_identity (EspEngine *engine)
{
  g_autoptr (JsonObject) result = call (engine, "CreateExchangeIdentity", NULL);

  return json_object_ref (json_object_get_object_member (result, "ExchangeIdentity"));
}

static void
add_partner (EspEngine *engine,
             const char *name,
             JsonObject *identity,
             const char *person,
             const char *role)
{
  json_object_unref (ask (
    engine, "AddExchangePartner", "Name", name, "Certificate", text_at (identity, "Certificate"),
    "Fingerprint", text_at (identity, "Fingerprint"), "Principal", person, "Role", role, NULL));
}

static void
set_up (Two *two, gconstpointer data)
{
  g_autoptr (JsonObject) here = NULL, there = NULL;

  world_set_up (&two->world, NULL);
  fixture_set_up (&two->other, NULL);
  here = make_identity (two->world.ada);
  there = make_identity (two->other.engine);
  world_share (&two->world, SHARE, RADIO, CLIENT_PERMISSION, NULL);
  add_partner (two->world.ada, "radio", there, "Rita", "RadioIssuer");
  add_partner (two->other.engine, "owner", here, NULL, NULL);
}

static void
tear_down (Two *two, gconstpointer data)
{
  fixture_tear_down (&two->other, NULL);
  world_tear_down (&two->world, NULL);
}

static void
set_clocks (Two *two, gint64 now)
{
  esp_clock_set (two->other.clock, now);
  esp_clock_set (two->world.base.clock, now);
}

/* --- Files ------------------------------------------------------------------------------------*/

/* Asks for @n units through @share; the file. */
static char *
order (Two *two, const char *share, const char *template, guint n)
{
  JsonObject *parameters = json_object_new ();
  JsonArray *items = json_array_new ();
  g_autoptr (JsonObject) result = NULL;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *item = json_object_new ();
      g_autofree char *csr = make_csr ("/CN=unit");

      json_object_set_string_member (item, "Csr", csr);
      json_object_set_string_member (item, "TemplateArn", template);
      json_object_set_string_member (item, "Validity", "30d");
      json_array_add_object_element (items, item);
    }
  json_object_set_string_member (parameters, "Partner", "owner");
  json_object_set_string_member (parameters, "CertificateAuthority", "Modules");
  esp_json_set_string (parameters, "Share", share);
  json_object_set_array_member (parameters, "Items", items);
  result = call_with (two->other.engine, "CreateExchangeRequest", parameters);
  return g_strdup (text_at (result, "File"));
}

static char *
receive (Two *two, const char *file)
{
  g_autoptr (JsonObject)
    result = ask (two->world.ada, "ReceiveExchangeRequest", "File", file, NULL);

  return g_strdup (text_at (result, "RequestId"));
}

/* Signed, as far as it may be, and answered: the file. */
static char *
answer (Two *two, const char *file)
{
  g_autofree char *id = receive (two, file);
  g_autoptr (JsonObject) done = ask (two->world.ada, "ProcessSigningRequests",
                                     "CertificateAuthority", two->world.ca, NULL);
  g_autoptr (JsonObject)
    result = ask (two->world.ada, "AnswerExchangeRequest", "RequestId", id, NULL);

  return g_strdup (text_at (result, "File"));
}

static void
not_received (Two *two, const char *file, EspReason reason)
{
  g_error_free (ask_refused (two->world.ada, reason, "ReceiveExchangeRequest", "File", file, NULL));
}

static void
not_accepted (Two *two, const char *file, EspReason reason)
{
  g_error_free (
    ask_refused (two->other.engine, reason, "AcceptExchangeResponse", "File", file, NULL));
}

/* What a program of who is signed in at @engine would sign. */
static char *
sign_as (EspEngine *engine, GBytes *content)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (engine);
  g_autoptr (EspVault)
    vault = esp_vault_open (esp_engine_get_path (engine), ESP_DATABASE_READ_ONLY, NULL);
  g_autoptr (EspExchangeIdentity) identity = esp_exchange_store_find_identity (
    vault, esp_session_get_principal_id (session), NULL);
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (identity->certificate, NULL);
  g_autoptr (EspKey) key = esp_exchange_key_open (identity->envelope, certificate,
                                                  esp_session_get_identity (session), NULL);
  char *text = esp_signed_data_create (content, key, certificate, esp_clock_now (engine->clock),
                                       NULL);

  g_assert_nonnull (text);
  return text;
}

static EspExchangeRequest *
read_request (const char *file)
{
  g_autoptr (GBytes) bytes = g_bytes_new (file, strlen (file));
  g_autoptr (EspSignedData) data = esp_signed_data_read (bytes, NULL);

  return esp_exchange_request_read (data->content, NULL);
}

static EspExchangeResponse *
read_response (const char *file)
{
  g_autoptr (GBytes) bytes = g_bytes_new (file, strlen (file));
  g_autoptr (EspSignedData) data = esp_signed_data_read (bytes, NULL);

  return esp_exchange_response_read (data->content, NULL);
}

static char *
write_request (EspEngine *engine, const EspExchangeRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = esp_exchange_request_write (request, &error);

  g_assert_no_error (error);
  return sign_as (engine, content);
}

static char *
write_response (EspEngine *engine, const EspExchangeResponse *response)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = esp_exchange_response_write (response, &error);

  g_assert_no_error (error);
  return sign_as (engine, content);
}

static guint
count_certificates (Two *two)
{
  g_autoptr (JsonObject)
    result = ask (two->world.ada, "ListCertificates", "CertificateAuthority", two->world.ca, NULL);

  return json_array_get_length (json_object_get_array_member (result, "Certificates"));
}

/* --- Done -------------------------------------------------------------------------------------*/

static void
test_round (Two *two, gconstpointer data)
{
  g_autofree char *file = order (two, SHARE, CLIENT_TEMPLATE, 3);
  g_autofree char *id = receive (two, file);
  g_autofree char *first = NULL;
  g_autoptr (GError) open = ask_refused (two->world.ada, ESP_REASON_EXCHANGE_OPEN,
                                         "AnswerExchangeRequest", "RequestId", id, NULL);
  g_autoptr (JsonObject) known = NULL, accepted = NULL, shown = NULL;
  gint64 n_events;

  g_assert_cmpint (open->code, ==, ESP_ERROR_WAITING);
  g_assert_cmpstr (esp_error_get_argument (open, "waiting"), ==, "3");
  first = answer (two, file);
  g_assert_cmpuint (count_certificates (two), ==, 3);
  n_events = count_events (two->world.ada);
  known = ask (two->world.ada, "ReceiveExchangeRequest", "File", file, NULL);
  g_assert_true (json_object_get_boolean_member (known, "Known"));
  {
    g_autoptr (JsonObject)
      again = ask (two->world.ada, "AnswerExchangeRequest", "RequestId", id, NULL);

    g_assert_cmpstr (text_at (again, "File"), ==, first);
  }
  g_assert_cmpint (count_events (two->world.ada), ==, n_events);
  accepted = ask (two->other.engine, "AcceptExchangeResponse", "File", first, NULL);
  for (guint i = 0; i < 3; i++)
    {
      JsonObject *item = json_array_get_object_element (esp_json_get_array (accepted, "Items"), i);

      g_assert_cmpstr (esp_json_get_string (item, "Status"), ==, "ISSUED");
      assert_verifies (&two->world, esp_json_get_string (item, "Certificate"),
                       text_at (accepted, "CertificateChain"));
    }
  not_accepted (two, first, ESP_REASON_EXCHANGE_ANSWERED);
  shown = ask (two->other.engine, "DescribeExchangeRequest", "RequestId", id, NULL);
  g_assert_cmpstr (text_at (shown, "Exchange.Status"), ==, "ANSWERED");
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (
                      json_object_get_object_member (shown, "Exchange"), "Items")),
                    ==, 3);
}

/* What the share does not give is answered with the reason, item by item. */
static void
test_refused_items (Two *two, gconstpointer data)
{
  g_autofree char *file = order (two, SHARE, SERVER_TEMPLATE, 2);
  g_autofree char *response = answer (two, file);
  g_autoptr (JsonObject)
    accepted = ask (two->other.engine, "AcceptExchangeResponse", "File", response, NULL);
  JsonObject *item = json_array_get_object_element (esp_json_get_array (accepted, "Items"), 1);

  g_assert_cmpuint (count_certificates (two), ==, 0);
  g_assert_cmpstr (esp_json_get_string (item, "Status"), ==, "REFUSED");
  g_assert_true (g_str_has_prefix (esp_json_get_string (item, "Reason"), "ACCESS_DENIED"));
  g_assert_false (json_object_has_member (accepted, "CertificateChain"));
}

/* --- Requests refused -------------------------------------------------------------------------*/

static void
test_shares (Two *two, gconstpointer data)
{
  g_autofree char *other = order (two, "Other units", CLIENT_TEMPLATE, 1);
  g_autofree char *navi = order (two, "navi units", CLIENT_TEMPLATE, 1);
  g_autofree char *right = order (two, SHARE, CLIENT_TEMPLATE, 1);

  world_offer (&two->world, "navi units", NAVI, CLIENT_PERMISSION, "REQUEST");
  not_received (two, other, ESP_REASON_EXCHANGE_WRONG_SHARE);
  not_received (two, navi, ESP_REASON_EXCHANGE_WRONG_SHARE);
  json_object_unref (ask (two->world.ada, "DeleteResourceShare", "Name", SHARE, NULL));
  not_received (two, right, ESP_REASON_EXCHANGE_WRONG_SHARE);
  g_assert_cmpuint (count_certificates (two), ==, 0);
}

/* A share that ends between receiving and signing. */
static void
test_share_ends (Two *two, gconstpointer data)
{
  g_autofree char *file = order (two, NULL, CLIENT_TEMPLATE, 1);
  g_autofree char *id = receive (two, file);
  g_autofree char *response = NULL;
  g_autoptr (EspExchangeResponse) read = NULL;

  json_object_unref (ask (two->world.ada, "DeleteResourceShare", "Name", SHARE, NULL));
  response = answer (two, file);
  read = read_response (response);
  g_assert_null (((EspExchangeAnswer *) g_ptr_array_index (read->answers, 0))->certificate);
  g_assert_cmpuint (count_certificates (two), ==, 0);
}

static void
test_times (Two *two, gconstpointer data)
{
  g_autofree char *late = order (two, SHARE, CLIENT_TEMPLATE, 1);
  g_autofree char *early = NULL, *response = NULL, *again = NULL;

  response = answer (two, late);
  esp_clock_set (two->other.clock, FIXTURE_NOW + 40 * DAY);
  early = order (two, SHARE, CLIENT_TEMPLATE, 1);
  not_received (two, early, ESP_REASON_EXCHANGE_FUTURE);
  esp_clock_set (two->world.base.clock, FIXTURE_NOW + 31 * DAY);
  again = answer (two, late);
  g_assert_cmpstr (again, ==, response);
  not_accepted (two, response, ESP_REASON_EXCHANGE_EXPIRED);
  set_clocks (two, FIXTURE_NOW + 90 * DAY);
  not_received (two, early, ESP_REASON_EXCHANGE_EXPIRED);
  g_assert_cmpuint (count_certificates (two), ==, 1);
}

static void
test_places (Two *two, gconstpointer data)
{
  g_autofree char *file = order (two, SHARE, CLIENT_TEMPLATE, 1);
  g_autoptr (EspExchangeRequest) request = read_request (file);
  g_autofree char *astray = NULL, *false_sender = NULL, *nobody = NULL, *to = NULL;

  to = g_steal_pointer (&request->head.to);
  request->head.to = g_uuid_string_random ();
  astray = write_request (two->other.engine, request);
  not_received (two, astray, ESP_REASON_EXCHANGE_WRONG_VAULT);
  g_free (request->head.to);
  request->head.to = g_steal_pointer (&to);
  g_free (request->head.from);
  request->head.from = g_uuid_string_random ();
  false_sender = write_request (two->other.engine, request);
  not_received (two, false_sender, ESP_REASON_EXCHANGE_WRONG_SENDER);
  /* The key that is known is the one that was compared. */
  json_object_unref (make_identity (two->other.engine));
  nobody = write_request (two->other.engine, request);
  not_received (two, nobody, ESP_REASON_EXCHANGE_SIGNER_UNKNOWN);
  /* The file from before is still as good as its key. */
  g_free (receive (two, file));
  json_object_unref (ask (two->world.ada, "RemoveExchangePartner", "Name", "radio", NULL));
  not_received (two, file, ESP_REASON_EXCHANGE_SIGNER_UNKNOWN);
}

static void
test_replayed (Two *two, gconstpointer data)
{
  g_autofree char *file = order (two, SHARE, CLIENT_TEMPLATE, 1);
  g_autofree char *response = answer (two, file);
  g_autoptr (EspExchangeRequest) request = read_request (file);
  g_autofree char *same = write_request (two->other.engine, request);
  g_autofree char *csr = make_csr ("/CN=other");
  g_autofree char *other = NULL;
  g_autoptr (JsonObject) identity = NULL;

  /* Signed again it is another file under the same number. */
  not_received (two, same, ESP_REASON_EXCHANGE_REPLAYED);
  esp_exchange_request_add (request, csr, CLIENT_TEMPLATE, "30d");
  other = write_request (two->other.engine, request);
  not_received (two, other, ESP_REASON_EXCHANGE_REPLAYED);
  /* Nor does it help to become another partner. */
  json_object_unref (ask (two->world.ada, "RemoveExchangePartner", "Name", "radio", NULL));
  identity = call (two->other.engine, "GetExchangeIdentity", NULL);
  add_partner (two->world.ada, "radio again",
               json_object_get_object_member (identity, "ExchangeIdentity"), "Rita", "RadioIssuer");
  not_received (two, file, ESP_REASON_EXCHANGE_REPLAYED);
  g_assert_cmpuint (count_certificates (two), ==, 1);
}

static void
test_partners (Two *two, gconstpointer data)
{
  g_autofree char *file = order (two, SHARE, CLIENT_TEMPLATE, 1);
  g_autoptr (JsonObject) result = call (two->other.engine, "GetExchangeIdentity", NULL);
  JsonObject *identity = json_object_get_object_member (result, "ExchangeIdentity");
  const char *pem = text_at (identity, "Certificate");
  const char *fingerprint = text_at (identity, "Fingerprint");
  g_autoptr (JsonObject) own = call (two->world.ada, "GetExchangeIdentity", NULL);
  JsonObject *self = json_object_get_object_member (own, "ExchangeIdentity");
  EspEngine *ada = two->world.ada;

#define REFUSED(reason, ...)                                                                       \
  g_error_free (ask_refused (ada, reason, "AddExchangePartner", __VA_ARGS__, NULL))
  REFUSED (ESP_REASON_EXCHANGE_PARTNER_KNOWN, "Name", "again", "Certificate", pem, "Fingerprint",
           fingerprint);
  REFUSED (ESP_REASON_EXCHANGE_FINGERPRINT, "Name", "again", "Certificate", pem, "Fingerprint",
           text_at (self, "Fingerprint"));
  REFUSED (ESP_REASON_EXCHANGE_PARTNER_SELF, "Name", "self", "Certificate",
           text_at (self, "Certificate"), "Fingerprint", text_at (self, "Fingerprint"));
  json_object_unref (ask (ada, "RemoveExchangePartner", "Name", "radio", NULL));
  REFUSED (ESP_REASON_EXCHANGE_PARTNER_SERVICE, "Name", "radio", "Certificate", pem, "Fingerprint",
           fingerprint, "Principal", "Rita");
  REFUSED (ESP_REASON_EXCHANGE_PARTNER_ROLE, "Name", "radio", "Certificate", pem, "Fingerprint",
           fingerprint, "Principal", "Rita", "Role", "RadioOther");
  REFUSED (ESP_REASON_PRINCIPAL_UNKNOWN, "Name", "radio", "Certificate", pem, "Fingerprint",
           fingerprint, "Principal", "Nobody", "Role", "RadioIssuer");
  /* One that only answers asks for nothing. */
  add_partner (ada, "radio", identity, NULL, NULL);
  not_received (two, file, ESP_REASON_EXCHANGE_PARTNER_ANSWERS);
  /* Another account's people change nothing of it, whatever their role says. */
  g_error_free (ask_refused (two->world.rita, ESP_REASON_ACCESS_DENIED_IMPLICIT,
                             "RemoveExchangePartner", "Name", "radio", NULL));
}

/* Who may not have the authority sign can't receive for it either, nor see what others received. */
static void
test_rights (Two *two, gconstpointer data)
{
  g_autofree char *file = order (two, SHARE, CLIENT_TEMPLATE, 1);
  g_autofree char *id = NULL;
  EspEngine *nils = world_sign_in (&two->world, "Nils");
  g_autoptr (GError) unseen = ask_refused (nils, ESP_REASON_CA_UNKNOWN, "ReceiveExchangeRequest",
                                           "File", file, NULL);
  g_autoptr (JsonObject) list = NULL;

  id = receive (two, file);
  g_error_free (ask_refused (nils, ESP_REASON_EXCHANGE_UNKNOWN, "AnswerExchangeRequest",
                             "RequestId", id, NULL));
  g_error_free (ask_refused (nils, ESP_REASON_EXCHANGE_UNKNOWN, "DescribeExchangeRequest",
                             "RequestId", id, NULL));
  list = call (nils, "ListExchangeRequests", NULL);
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (list, "Exchanges")), ==, 0);
  world_leave (nils);
}

/* --- Every byte -------------------------------------------------------------------------------*/

/* Looked at by the same reader, without an entry for each; and every so often as an act. */
static void
flip_all (Two *two, EspEngine *engine, const char *operation, const char *file)
{
  g_autofree char *text = g_strdup (file);
  gsize len = strlen (text);

  for (gsize i = 0; i < len; i++)
    {
      g_autoptr (JsonObject) parameters = json_object_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) shown = NULL, done = NULL;

      text[i] ^= 1;
      if (text[i] != '\0')
        {
          json_object_set_string_member (parameters, "File", text);
          shown = esp_engine_call (engine, "ShowExchangeFile", parameters, NULL, &error);
          g_assert_true (!shown ||
                         !esp_json_get_boolean (
                           esp_json_get_object (json_node_get_object (shown), "ExchangeFile"),
                           "Verified", TRUE));
          g_clear_error (&error);
          if (i % 23 == 0)
            {
              done = esp_engine_call (engine, operation, parameters, NULL, &error);
              g_assert_null (done);
              g_assert_cmpint (error->code, ==, ESP_ERROR_VERIFICATION);
            }
        }
      text[i] ^= 1;
    }
  g_assert_cmpstr (text, ==, file);
}

static void
test_every_byte (Two *two, gconstpointer data)
{
  g_autofree char *file = order (two, SHARE, CLIENT_TEMPLATE, 1);
  g_autofree char *response = NULL;

  flip_all (two, two->world.ada, "ReceiveExchangeRequest", file);
  g_assert_cmpuint (count_certificates (two), ==, 0);
  response = answer (two, file);
  flip_all (two, two->other.engine, "AcceptExchangeResponse", response);
  json_object_unref (ask (two->other.engine, "AcceptExchangeResponse", "File", response, NULL));
}

/* --- Responses refused ------------------------------------------------------------------------*/

static void
test_responses (Two *two, gconstpointer data)
{
  g_autofree char *file = order (two, SHARE, CLIENT_TEMPLATE, 2);
  g_autofree char *good = answer (two, file);
  g_autoptr (EspExchangeResponse) response = read_response (good);
  EspExchangeAnswer *first = g_ptr_array_index (response->answers, 0);
  EspExchangeAnswer *second = g_ptr_array_index (response->answers, 1);
  g_autofree char *swapped = NULL, *unasked = NULL, *other = NULL, *fewer = NULL, *chain = NULL;
  g_autofree char *no_certificate = NULL, *own = NULL, *id = NULL, *digest = NULL, *pem = NULL;

  /* The key of another. */
  pem = g_steal_pointer (&first->certificate);
  first->certificate = g_steal_pointer (&second->certificate);
  second->certificate = g_steal_pointer (&pem);
  swapped = write_response (two->world.ada, response);
  not_accepted (two, swapped, ESP_REASON_EXCHANGE_ANSWER);
  pem = g_steal_pointer (&first->certificate);
  first->certificate = g_steal_pointer (&second->certificate);
  second->certificate = g_strdup ("no certificate");
  no_certificate = write_response (two->world.ada, response);
  not_accepted (two, no_certificate, ESP_REASON_EXCHANGE_ANSWER);
  g_free (second->certificate);
  second->certificate = g_steal_pointer (&pem);
  /* A chain that does not hold. */
  chain = g_steal_pointer (&response->chain);
  response->chain = g_strdup (strstr (chain + 1, "-----BEGIN"));
  other = write_response (two->world.ada, response);
  not_accepted (two, other, ESP_REASON_EXCHANGE_ANSWER);
  g_free (response->chain);
  response->chain = g_steal_pointer (&chain);
  /* To something that nobody asked, and to another file under this number. */
  id = g_steal_pointer (&response->head.id);
  response->head.id = g_strnfill (32, 'a');
  unasked = write_response (two->world.ada, response);
  not_accepted (two, unasked, ESP_REASON_EXCHANGE_NOT_ASKED);
  g_free (response->head.id);
  response->head.id = g_steal_pointer (&id);
  digest = g_steal_pointer (&response->request_digest);
  response->request_digest = g_strnfill (64, 'a');
  g_free (other);
  other = write_response (two->world.ada, response);
  not_accepted (two, other, ESP_REASON_EXCHANGE_OTHER_REQUEST);
  g_free (response->request_digest);
  response->request_digest = g_steal_pointer (&digest);
  /* Signed by who asked. */
  own = write_response (two->other.engine, response);
  not_accepted (two, own, ESP_REASON_EXCHANGE_SIGNER_UNKNOWN);
  g_ptr_array_set_size (response->answers, 1);
  fewer = write_response (two->world.ada, response);
  not_accepted (two, fewer, ESP_REASON_EXCHANGE_ANSWER);
  json_object_unref (ask (two->other.engine, "AcceptExchangeResponse", "File", good, NULL));
}

/* --- Authorities, and two persons -------------------------------------------------------------*/

/* A root under two persons signs what came in a file when a second one agrees. */
static void
test_two_persons (Two *two, gconstpointer data)
{
  EspEngine *ada = two->world.ada;
  g_autofree char *waiting = create_ca (two->other.engine,
                                        "{'Subject':'CN=Region','Type':'SUBORDINATE',"
                                        "'KeyAlgorithm':'EC_prime256v1'}");
  g_autofree char *json = g_strdup_printf (
    "{'Partner':'root','CertificateAuthority':'Root','Items':[{'CertificateAuthority':'%s',"
    "'TemplateArn':'" SUBORDINATE "','Validity':'5y'}]}",
    waiting);
  g_autofree char *on = g_strdup_printf ("{'CertificateAuthority':'%s','Enabled':true}",
                                         two->world.root);
  g_autofree char *import = NULL, *id = NULL, *process = NULL;
  g_autoptr (JsonObject) result = NULL, identity = NULL, done = NULL, accepted = NULL, shown = NULL;
  g_autoptr (GError) second = NULL;
  JsonObject *item;
  EspEngine *otto;

  json_object_unref (ask (ada, "RemoveExchangePartner", "Name", "radio", NULL));
  json_object_unref (ask (two->other.engine, "RemoveExchangePartner", "Name", "owner", NULL));
  identity = call (two->other.engine, "GetExchangeIdentity", NULL);
  add_partner (ada, "online", json_object_get_object_member (identity, "ExchangeIdentity"), "Olaf",
               "Signer");
  g_clear_pointer (&identity, json_object_unref);
  identity = call (ada, "GetExchangeIdentity", NULL);
  add_partner (two->other.engine, "root",
               json_object_get_object_member (identity, "ExchangeIdentity"), NULL, NULL);
  add_person (&two->world.base, ada, "Otto", "Meridian Motors");
  assign (ada, "Administrator", "Otto");
  json_object_unref (call (ada, "SetDualControl", on));

  result = call (two->other.engine, "CreateExchangeRequest", json);
  id = receive (two, text_at (result, "File"));
  process = g_strdup_printf ("{'CertificateAuthority':'%s'}", two->world.root);
  second = refused (ada, "ProcessSigningRequests", process, ESP_REASON_WAITING_FOR_APPROVAL);
  g_error_free (
    ask_refused (ada, ESP_REASON_EXCHANGE_OPEN, "AnswerExchangeRequest", "RequestId", id, NULL));
  otto = world_sign_in (&two->world, "Otto");
  json_object_unref (
    ask (otto, "ApproveRequest", "Id", esp_error_get_argument (second, "id"), NULL));
  world_leave (otto);
  esp_engine_watch (ada, TRUE);
  for (gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
       !done && g_get_monotonic_time () < end;)
    {
      g_autoptr (JsonObject) parameters = json_object_new ();
      g_autoptr (JsonNode) node = NULL;

      json_object_set_string_member (parameters, "RequestId", id);
      node = esp_engine_call (ada, "AnswerExchangeRequest", parameters, NULL, NULL);
      done = node ? json_node_dup_object (node) : NULL;
      g_main_context_iteration (NULL, FALSE);
      g_usleep (20000);
    }
  g_assert_nonnull (done);
  accepted = ask (two->other.engine, "AcceptExchangeResponse", "File", text_at (done, "File"),
                  NULL);
  item = json_array_get_object_element (esp_json_get_array (accepted, "Items"), 0);
  g_assert_cmpstr (esp_json_get_string (item, "Status"), ==, "ISSUED");
  json_object_unref (ask (two->other.engine, "ImportCertificateAuthorityCertificate",
                          "CertificateAuthority", esp_json_get_string (item, "Authority"),
                          "Certificate", esp_json_get_string (item, "Certificate"),
                          "CertificateChain", text_at (accepted, "CertificateChain"), NULL));
  shown = ask (two->other.engine, "DescribeCertificateAuthority", "CertificateAuthority", waiting,
               NULL);
  g_assert_cmpstr (text_at (shown, "CertificateAuthority.Status"), ==, "ACTIVE");
}

/* --- Rows that no file explains ---------------------------------------------------------------*/

/* With the sqlite3 command. */
static void
test_changed_rows (Two *two, gconstpointer data)
{
  static const struct
  {
    const char *sql, *found;
  } rows[] = {
    { "UPDATE exchange SET request = CAST(replace(CAST(request AS TEXT), 'CMS', 'cms') AS BLOB)",
      "exchange RECEIVED" },
    { "UPDATE exchange SET answered_at = answered_at + 1", "exchange RECEIVED" },
    { "DELETE FROM exchange", "exchange RECEIVED" },
    { "UPDATE exchange_partner SET certificate = x'00'", "exchange_partner" },
    { "UPDATE exchange_partner SET role = id", "exchange_partner" },
    { "UPDATE exchange_identity SET envelope = x'00'", "exchange_identity" },
    { "UPDATE signing_request SET parameters = '{}'", "signing_request" },
  };
  g_autofree char *file = order (two, SHARE, CLIENT_TEMPLATE, 1);

  g_free (answer (two, file));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *copy = copy_vault (&two->world.base, "copy.espalier");
      g_autofree char *found = NULL;

      drop_triggers (copy);
      change (copy, rows[i].sql);
      found = findings_of (&two->world.base, copy);
      assert_has (found, rows[i].found);
      g_unlink (copy);
    }
}

/* By a program that asks nobody, well signed by who has keys: what the proof finds after @sql as
 * @action. */
static char *
forge (Fixture *fixture, const char *action, const char *sql)
{
  g_autofree char *copy = copy_vault (fixture, "copy.espalier");
  EspEngine *engine = open_copy (fixture, copy, FOUNDER);
  EspEvent *events[] = { draft (engine, action, "*"), NULL };
  const char *const sqls[] = { sql, NULL };
  Forgery forgery = { engine, engine, events, sqls };

  return forge_and_prove (&forgery, copy);
}

#define COPY(changed)                                                                              \
  "INSERT INTO signing_request SELECT 'aaaaaaaa-0000-4000-8000-000000000000', ca, requester,"      \
  " role, operation, " changed ", 'WAITING', requested_at, NULL, NULL, NULL, NULL"                 \
  " FROM signing_request LIMIT 1"
#define COPY_EXCHANGE(id)                                                                          \
  "INSERT INTO exchange SELECT direction, partner, '" id "', account, digest, request, NULL,"      \
  " created_at, expires_at, NULL FROM exchange WHERE direction = 'RECEIVED' LIMIT 1"

static void
test_forged_rows (Two *two, gconstpointer data)
{
  static const struct
  {
    const char *action, *sql, *found;
  } rows[] = {
    { "espalier:ReceiveExchangeRequest", COPY ("parameters"), "was not asked for by the partner" },
    { "espalier:ReceiveExchangeRequest", COPY_EXCHANGE ("00000000000000000000000000000000"),
      "is not the file that this act would have kept" },
    { "espalier:ListEvents", COPY_EXCHANGE ("00000000000000000000000000000000"),
      "was changed by an act that changes no such thing" },
    { "espalier:AcceptExchangeResponse",
      "UPDATE exchange SET response = request, answered_at = created_at WHERE response IS NULL",
      "is not the file that this act would have kept" },
    { "espalier:AnswerExchangeRequest",
      "UPDATE exchange SET response = request, answered_at = created_at WHERE response IS NULL",
      "is not the file that this act would have kept" },
    { "espalier:AddExchangePartner",
      "DROP TRIGGER exchange_partner_is_frozen;;UPDATE exchange_partner SET added_at = 1",
      "was changed by an act that leaves it as it is" },
    { "espalier:RemoveExchangePartner",
      "DROP TRIGGER exchange_partner_is_frozen;;UPDATE exchange_partner SET added_at = 1",
      "was changed by an act that leaves it as it is" },
    { "espalier:CreateExchangeIdentity",
      "UPDATE exchange_identity SET principal = (SELECT id FROM principal WHERE name = 'Rita')",
      "is the key of somebody else" },
  };
  g_autofree char *done = order (two, SHARE, CLIENT_TEMPLATE, 1);
  g_autofree char *file = NULL;

  g_free (answer (two, done));
  file = order (two, SHARE, CLIENT_TEMPLATE, 1);
  g_free (receive (two, file));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *found = forge (&two->world.base, rows[i].action, rows[i].sql);

      assert_has (found, rows[i].found);
    }
}

int
main (int argc, char **argv)
{
  esp_pki_init ();
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test)                                                                            \
  g_test_add ("/engine/exchange-file/" path, Two, NULL, set_up, test, tear_down)
  ADD ("round", test_round);
  ADD ("refused-items", test_refused_items);
  ADD ("shares", test_shares);
  ADD ("share-ends", test_share_ends);
  ADD ("times", test_times);
  ADD ("places", test_places);
  ADD ("replayed", test_replayed);
  ADD ("partners", test_partners);
  ADD ("rights", test_rights);
  ADD ("every-byte", test_every_byte);
  ADD ("responses", test_responses);
  ADD ("two-persons", test_two_persons);
  ADD ("changed-rows", test_changed_rows);
  ADD ("forged-rows", test_forged_rows);
  return g_test_run ();
}
