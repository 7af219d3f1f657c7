/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of shares have in common. */
#include "share-fixture.h"

#include <stdarg.h>
#include <string.h>

#define ALL                                                                                        \
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\","             \
  "\"Resource\":\"*\"}]}"
#define SIGNING                                                                                    \
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":["                  \
  "\"acm-pca:IssueCertificate\",\"acm-pca:RevokeCertificate\",\"acm-pca:GetCertificate\","         \
  "\"acm-pca:ListCertificateAuthorities\",\"espalier:ProcessSigningRequests\","                    \
  "\"espalier:ListSigningRequests\"],\"Resource\":\"*\"}]}"

/* --- Calls -------------------------------------------------------------------------------------*/

static JsonObject *
read_pairs (va_list arguments)
{
  JsonObject *parameters = json_object_new ();
  const char *name;

  while ((name = va_arg (arguments, const char *)))
    {
      const char *value = va_arg (arguments, const char *);

      if (value)
        json_object_set_string_member (parameters, name, value);
    }
  return parameters;
}

JsonObject *
ask (EspEngine *engine, const char *operation, ...)
{
  g_autoptr (JsonObject) parameters = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = NULL;
  va_list arguments;

  va_start (arguments, operation);
  parameters = read_pairs (arguments);
  va_end (arguments);
  result = esp_engine_call (engine, operation, parameters, NULL, &error);
  g_assert_no_error (error);
  return json_node_dup_object (result);
}

GError *
ask_refused (EspEngine *engine, EspReason reason, const char *operation, ...)
{
  g_autoptr (JsonObject) parameters = NULL;
  GError *error = NULL;
  JsonNode *result;
  va_list arguments;

  va_start (arguments, operation);
  parameters = read_pairs (arguments);
  va_end (arguments);
  result = esp_engine_call (engine, operation, parameters, NULL, &error);
  g_assert_null (result);
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
  return error;
}

const char *
text_at (JsonObject *object, const char *path)
{
  g_auto (GStrv) members = g_strsplit (path, ".", -1);
  guint i;

  for (i = 0; members[i + 1]; i++)
    object = json_object_get_object_member (object, members[i]);
  return json_object_get_string_member (object, members[i]);
}

/* --- People ------------------------------------------------------------------------------------*/

static void
make_role (EspEngine *engine, const char *name, const char *account, const char *document)
{
  JsonObject *policy = json_object_new (), *parameters = json_object_new ();
  JsonArray *policies = json_array_new ();
  g_autoptr (GError) error = NULL;
  JsonNode *result;

  json_object_set_string_member (policy, "Name", "all");
  json_object_set_string_member (policy, "Document", document);
  json_array_add_object_element (policies, policy);
  json_object_set_string_member (parameters, "Name", name);
  json_object_set_string_member (parameters, "Account", account);
  json_object_set_array_member (parameters, "Policies", policies);
  result = esp_engine_call (engine, "CreateRole", parameters, NULL, &error);
  g_assert_no_error (error);
  json_node_unref (result);
  json_object_unref (parameters);
}

static char *
enrol (World *world, const char *name, const char *code)
{
  EspEngine *engine = fixture_open (&world->base, NULL);
  g_autoptr (EspSecret) secret = esp_secret_new_copy (code, strlen (code), NULL);
  g_autoptr (GError) error = NULL;
  char *fingerprint = NULL;

  esp_engine_enrol (engine, name, secret, ESP_UNLOCK_WITH_PASSPHRASE, world->base.passphrase, NULL,
                    &fingerprint, NULL, &error);
  g_assert_no_error (error);
  world_leave (engine);
  return fingerprint;
}

static void
make_person (World *world,
             const char *name,
             const char *account,
             const char *role,
             const char *document)
{
  g_autoptr (JsonObject)
    invited = ask (world->ada, "InvitePrincipal", "Name", name, "Account", account, NULL);
  g_autofree char *fingerprint = enrol (world, name,
                                        json_object_get_string_member (invited, "Code"));

  json_object_unref (
    ask (world->ada, "ConfirmPrincipal", "Name", name, "Fingerprint", fingerprint, NULL));
  make_role (world->ada, role, account, document);
  json_object_unref (
    ask (world->ada, "AssignRole", "Role", role, "Account", account, "Principal", name, NULL));
}

EspEngine *
world_sign_in (World *world, const char *name)
{
  return fixture_open (&world->base, name);
}

void
world_leave (EspEngine *engine)
{
  esp_engine_close (engine);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (engine);
}

void
world_reseal (World *world)
{
  world_leave (world_sign_in (world, "Olaf"));
}

void
world_set_up (World *world, gconstpointer data)
{
  g_autofree char *own = NULL, *below = NULL;
  g_autoptr (JsonObject) people = NULL;

  fixture_set_up (&world->base, NULL);
  world->ada = world->base.engine;
  people = call (world->ada, "DescribePrincipal", "{'Name':'Ada Kern'}");
  own = g_strdup (text_at (people, "Principal.Account"));
  json_object_unref (ask (world->ada, "CreateAccount", "Name", "Radio", "Number", RADIO, NULL));
  json_object_unref (ask (world->ada, "CreateAccount", "Name", "Navi", "Number", NAVI, NULL));
  world->root = create_ca (world->ada,
                           "{'Subject':'CN=Root,O=Meridian Motors','DualControl':false}");
  below = g_strdup_printf ("{'Subject':'CN=Modules,O=Meridian Motors','Parent':'%s',"
                           "'Validity':'5y','PathLength':0}",
                           world->root);
  world->ca = create_ca (world->ada, below);
  make_person (world, "Olaf", own, "Signer", SIGNING);
  make_person (world, "Rita", RADIO, "RadioIssuer", ALL);
  make_person (world, "Rolf", RADIO, "RadioOther", ALL);
  make_person (world, "Nils", NAVI, "NaviIssuer", ALL);
  world->rita = world_sign_in (world, "Rita");
}

void
world_tear_down (World *world, gconstpointer data)
{
  world_leave (world->rita);
  g_free (world->root);
  g_free (world->ca);
  fixture_tear_down (&world->base, NULL);
}

void
world_offer (World *world,
             const char *name,
             const char *consumer,
             const char *permission,
             const char *signing)
{
  json_object_unref (ask (world->ada, "CreateResourceShare", "Name", name, "CertificateAuthority",
                          world->ca, "Consumer", consumer, "Permission", permission, "Signing",
                          signing, NULL));
}

void
world_share (World *world,
             const char *name,
             const char *consumer,
             const char *permission,
             const char *signing)
{
  world_offer (world, name, consumer, permission, signing);
  json_object_unref (ask (world->rita, "AcceptResourceShareInvitation", "Name", name, NULL));
}

/* --- The judge ---------------------------------------------------------------------------------*/

static char *
write_file (World *world, const char *name, const char *text)
{
  char *path = fixture_file (&world->base, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static int
run_openssl (const char *const *argv, char **out)
{
  g_autofree char *text = NULL, *errors = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text,
                               &errors, &status, NULL));
  if (status != 0)
    g_test_message ("%s%s", text, errors);
  if (out)
    *out = g_steal_pointer (&text);
  return status;
}

char *
openssl_text (World *world, const char *certificate)
{
  g_autofree char *path = write_file (world, "one.pem", certificate);
  const char *argv[] = { "openssl", "x509", "-in", path, "-noout", "-text", NULL };
  char *text = NULL;

  g_assert_cmpint (run_openssl (argv, &text), ==, 0);
  return text;
}

/* The last certificate of the chain is the root. */
void
assert_verifies (World *world, const char *certificate, const char *chain)
{
  const char *root = g_strrstr (chain, "-----BEGIN CERTIFICATE-----");
  g_autofree char *leaf_path = write_file (world, "leaf.pem", certificate);
  g_autofree char *root_path = write_file (world, "root.pem", root);
  g_autofree char *chain_path = write_file (world, "chain.pem", chain);
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, esp_clock_now (world->base.clock));
  const char *argv[] = { "openssl",    "verify",   "-attime",      now,       "-CAfile", root_path,
                         "-untrusted", chain_path, "-x509_strict", leaf_path, NULL };

  g_assert_cmpint (run_openssl (argv, NULL), ==, 0);
}
